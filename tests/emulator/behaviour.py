# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The switches of the emulator: one definition for constructor, `behave`, command line and control endpoint.

What a 3CX phone system does is documented in part, reported in part and unknown in part. Every switch plays one
such fact or unknown; its default is what is documented or, failing that, most likely.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable
from dataclasses import Field, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import yaml

Parser = Callable[[Any], Any]


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    words = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}
    try:
        return words[str(value).strip().lower()]
    except KeyError:
        raise ValueError(f"{value!r} is not a boolean") from None


def _whole(value: Any) -> int:
    if isinstance(value, bool) or int(value) != float(value):
        raise ValueError(f"{value!r} is not a whole number")
    return int(value)


def _count(value: Any) -> int:
    number = _whole(value)
    if number < 0:
        raise ValueError(f"{value!r} is negative")
    return number


def _seconds(value: Any) -> float:
    if isinstance(value, bool) or float(value) < 0:
        raise ValueError(f"{value!r} is not a number of seconds")
    return float(value)


def _names(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    items: Iterable[Any] = value.split(",") if isinstance(value, str) else value
    return tuple(str(item).strip() for item in items if str(item).strip())


def _methods(value: Any) -> tuple[str, ...]:
    return tuple(name.upper() for name in _names(value))


def _optional(parse: Parser) -> Parser:
    def optional(value: Any) -> Any:
        return None if value is None or value in ("", "none", "None") else parse(value)

    return optional


def _one_of(*choices: Any, yes: Any = None, no: Any = None) -> Parser:
    """Accept one of the choices; `yes` and `no` are what a bare boolean stands for (YAML reads `off` as one)."""

    def one_of(value: Any) -> Any:
        if isinstance(value, bool):
            value = yes if value else no
        for choice in choices:
            if str(value) == str(choice):
                return choice
        raise ValueError(f"{value!r} is not one of {', '.join(map(str, choices))}")

    one_of.__doc__ = " | ".join(map(str, choices))
    return one_of


def _switch(section: str, parse: Parser, text: str) -> dict[str, Any]:
    """What the command line and others need to know about a switch."""
    return {"section": section, "parse": parse, "help": text}


_ETAGS = "ETags and preconditions"
_LOGIN = "Login and tokens"
_ACCESS = "Access"
_LISTS = "Lists and paging"
_DEVICES = "Devices and keys"
_WRITES = "Writes"
PBX_SECTION = "The whole PBX"
_FAULTS = "Faults"


@dataclass(frozen=True)
class Behaviour:
    """All switches. Values are checked and converted on creation, so JSON, YAML and command-line text may be passed."""

    etags: str = field(
        default="both",
        metadata=_switch(
            _ETAGS,
            _one_of("off", "header", "body", "both", yes="both", no="off"),
            "where the ETag of a record is shown; no live system was seen to send one, so `off` may be the truth",
        ),
    )
    weak_etags: bool = field(
        default=False, metadata=_switch(_ETAGS, _boolean, 'show weak ETags (W/"...") instead of strong ones')
    )
    require_if_match: bool = field(
        default=False, metadata=_switch(_ETAGS, _boolean, "answer 428 to a PATCH or DELETE without If-Match")
    )

    single_token: bool = field(
        default=True, metadata=_switch(_LOGIN, _boolean, "only one access token can be active at a time (documented)")
    )
    token_scope: str = field(
        default="client",
        metadata=_switch(
            _LOGIN,
            _one_of("client", "pbx"),
            "whether `single_token` counts per API client or for the whole phone system (unknown)",
        ),
    )
    token_loses: str = field(
        default="old",
        metadata=_switch(
            _LOGIN,
            _one_of("old", "new"),
            "which token is dead after a second login (unknown): the earlier one, or the one just issued",
        ),
    )
    expires_in: int = field(
        default=3600,
        metadata=_switch(
            _LOGIN, _whole, "announced lifetime; 60 (minutes) up to version 20.0.8, 3600 (seconds) since 20.0.9"
        ),
    )
    token_lifetime: float = field(
        default=3600.0, metadata=_switch(_LOGIN, _seconds, "real lifetime of a token in seconds")
    )
    token_status_next: int = field(
        default=0, metadata=_switch(_LOGIN, _count, "so many next logins are answered with `token_status`")
    )
    token_status: int = field(
        default=503, metadata=_switch(_LOGIN, _whole, "status of the logins counted by `token_status_next`")
    )
    token_body: str = field(
        default="oauth",
        metadata=_switch(
            _LOGIN,
            _one_of("oauth", "html", "empty"),
            "body of the logins counted by `token_status_next`: OAuth error, a proxy's page, or nothing",
        ),
    )
    token_drop_next: int = field(
        default=0, metadata=_switch(_LOGIN, _count, "the connection of so many next logins is closed unanswered")
    )
    lockout_after: int = field(
        default=0,
        metadata=_switch(_LOGIN, _count, "so many failed logins make everything 403, as anti-hacking may; 0: never"),
    )

    role: str = field(
        default="system_owners",
        metadata=_switch(
            _ACCESS,
            _one_of("system_owners", "users"),
            "role of the API client; `users` may log in but every list and device is 403",
        ),
    )
    console_restricted: bool = field(
        default=False, metadata=_switch(_ACCESS, _boolean, "403 on everything: address not allowed")
    )
    api_enabled: bool = field(
        default=True,
        metadata=_switch(_ACCESS, _boolean, "without it everything below /xapi/v1 is the web server's 404"),
    )
    licensed: bool = field(
        default=True,
        metadata=_switch(_ACCESS, _boolean, "without it 403 WARNINGS.XAPI.INVALID_LICENSE_TYPE on everything"),
    )
    denied_body: str = field(
        default="odata",
        metadata=_switch(
            _ACCESS,
            _one_of("odata", "empty", "html"),
            "body of 401 and 403 (unknown): OData error, nothing, or a proxy's page",
        ),
    )
    version: str = field(
        default="20.0.10.1621", metadata=_switch(_ACCESS, str, "value of the X-3CX-Version header of every XAPI answer")
    )

    top_limit: int = field(
        default=100, metadata=_switch(_LISTS, _count, "a larger $top is answered with the documented 400")
    )
    default_page: int = field(
        default=50, metadata=_switch(_LISTS, _count, "rows in an answer to a request without $top")
    )
    page_cap: int | None = field(
        default=None, metadata=_switch(_LISTS, _optional(_count), "shorten every page to so many rows without a word")
    )
    next_link: str = field(
        default="off",
        metadata=_switch(
            _LISTS,
            _one_of("off", "on", "lying", "foreign", "loop", yes="on", no="off"),
            "@odata.nextLink: never; where rows are left; always and one row too far; always to another host; "
            "always to the same page",
        ),
    )
    unknown_properties: tuple[str, ...] = field(
        default=(),
        metadata=_switch(
            _LISTS,
            _names,
            "properties and navigations that this version does not have, by name or as `FxsTemplates.Variables`: "
            "answers lack them, $select and $expand are refused with `unknown_status` for them, and a body as "
            "`unbindable` has it",
        ),
    )
    unknown_status: int = field(
        default=400,
        metadata=_switch(
            _LISTS,
            _one_of(400, 500, 501),
            "answer to $select and $expand with `unknown_properties`: 400 that names the first of them (reported), or "
            "500 or 501 without a body",
        ),
    )
    stable_order: bool = field(
        default=True,
        metadata=_switch(
            _LISTS, _boolean, "without it rows come in another order at each request that has no $orderby"
        ),
    )

    count_empties: bool = field(
        default=False,
        metadata=_switch(
            _LISTS, _boolean, "a list that is asked for its $count shows no row and a count of 0 (reported of reports)"
        ),
    )
    structured_in_lists: str = field(
        default="shown",
        metadata=_switch(
            _LISTS,
            _one_of("shown", "on-request", "never", yes="shown", no="never"),
            "whether lists show FxsLines, Codecs, Provisioning and Variables (unknown): always, where $select names "
            "them, or for a single device only",
        ),
    )

    nulls: str = field(
        # The gate units-nulls-shown runs all tests with the other one.
        default=os.environ.get("EMULATOR_NULLS", "omitted"),
        metadata=_switch(
            _DEVICES,
            _one_of("omitted", "shown", yes="shown", no="omitted"),
            "whether answers show properties that are null, at every level, or leave them out (reported of 20.0.9)",
        ),
    )
    links_with_login: bool = field(
        default=True,
        metadata=_switch(
            _DEVICES,
            _boolean,
            "the links to the web interfaces of generated Grandstream devices hold their user and password, as those "
            "do that the stock templates make (reported)",
        ),
    )
    structured_in_devices: str = field(
        default="shown",
        metadata=_switch(
            _DEVICES,
            _one_of("shown", "on-request"),
            "whether a single device shows FxsLines, Codecs, Provisioning and Variables always, or where $select names "
            "them (reported for large properties of other objects)",
        ),
    )
    mac_keys: str = field(
        default="exact",
        metadata=_switch(
            _DEVICES,
            _one_of("exact", "folding"),
            "whether a key must be spelled as stored, or is found in any case and with any separators (unknown)",
        ),
    )
    mac_style: str = field(
        default="bare-upper",
        metadata=_switch(
            _DEVICES,
            _one_of("bare-upper", "bare-lower", "colon", "dash", "as-given"),
            "how MAC addresses are stored and shown",
        ),
    )
    missing_status: int = field(
        default=404,
        metadata=_switch(
            _DEVICES,
            _one_of(404, 400, 204),
            "status for a missing key (unknown); 204, which says null, for GET only and else 404",
        ),
    )
    missing_delete: int | None = field(
        default=None,
        metadata=_switch(
            _DEVICES,
            _optional(_one_of(204)),
            "204: the deletion of a missing key is answered like any other (unknown); else `missing_status` holds",
        ),
    )
    missing_body: str = field(
        default="odata",
        metadata=_switch(_DEVICES, _one_of("odata", "empty", "html"), "body of the 404 for a missing key (unknown)"),
    )
    line_base: int = field(
        default=1, metadata=_switch(_DEVICES, _one_of(0, 1), "Key of a device's first line (unknown)")
    )
    free_lines: str = field(
        default="omitted",
        metadata=_switch(
            _DEVICES,
            _one_of("omitted", "empty"),
            "how a line without extension is shown (unknown): not at all, or with an empty Number",
        ),
    )

    template_binding: str = field(
        default="any",
        metadata=_switch(
            _WRITES,
            _one_of("derived", "bind", "object", "any"),
            "how POST must name the template (unknown): by Brand and Model, Template@odata.bind, or Template: {Id}",
        ),
    )
    unbindable: str = field(
        default="nameless",
        metadata=_switch(
            _WRITES,
            _one_of("nameless", "named"),
            "answer to a body with an unknown property or a value of a wrong type: a 400 that says only that the whole "
            "body is required (reported), or one that names the property",
        ),
    )
    creation_headers: tuple[str, ...] = field(
        default=(),
        metadata=_switch(
            _WRITES,
            _names,
            "headers without which nothing is created, such as OData-Version, OData-MaxVersion and Prefer, which some "
            "clients say are needed and others leave out",
        ),
    )
    ignore_fields: tuple[str, ...] = field(
        default=(), metadata=_switch(_WRITES, _names, "properties that POST and PATCH accept but silently do not store")
    )
    nested_patch: str = field(
        default="merge",
        metadata=_switch(
            _WRITES,
            _one_of("merge", "replace"),
            "what PATCH does to the parts of Provisioning that it does not name (unknown): it leaves them, or sets "
            "them to null",
        ),
    )
    refuse_fields: tuple[str, ...] = field(
        default=(),
        metadata=_switch(
            _WRITES,
            _names,
            "properties, of Provisioning too, that a write must not name (unknown for FxsLineCount, ModelName and "
            "ProvLink, which the system can fill in itself), else 400 WARNINGS.XAPI.FORBIDDEN_CHANGE",
        ),
    )
    normalise_fields: tuple[str, ...] = field(
        default=(),
        metadata=_switch(
            _WRITES,
            _names,
            "properties that are stored in a form of the system's own (unknown): a list sorted, a text without "
            "needless spaces",
        ),
    )
    freed_by: str = field(
        default="either",
        metadata=_switch(
            _WRITES,
            _one_of("either", "omission", "empty"),
            "what frees a line (unknown): leaving it out of FxsLines, while an empty Number is 400 "
            "WARNINGS.XAPI.CAN_NOT_BE_EMPTY_STRING; an empty Number, while a line that is left out stays; or either",
        ),
    )
    dect_limit: bool = field(
        default=True,
        metadata=_switch(
            _WRITES,
            _boolean,
            "a DECT base has no more lines than the NumberOfExtensions of its template (unknown), else 400 "
            "WARNINGS.XAPI.TOO_MANY_ITEMS_IN_LIST or OUT_OF_THE_RANGE, as an adapter always",
        ),
    )
    extension_unique: bool = field(
        default=False,
        metadata=_switch(
            _WRITES, _boolean, "an extension may be on one device only, else 400 WARNINGS.XAPI.ALREADY_IN_USE"
        ),
    )
    missing_extensions: tuple[str, ...] = field(
        default=(),
        metadata=_switch(
            _WRITES, _names, "extensions that do not exist: 400 WARNINGS.XAPI.NON_EXISTENT_EXT_NUMBER when assigned"
        ),
    )
    used_macs: tuple[str, ...] = field(
        default=(),
        metadata=_switch(_WRITES, _names, "MAC addresses of phones: 400 WARNINGS.XAPI.MAC_USED_BY for a new device"),
    )
    regenerate_answer: str = field(
        default="entity",
        metadata=_switch(
            _WRITES,
            _one_of("entity", "null"),
            "what Pbx.RegenerateWebCredentials returns; the official description allows null",
        ),
    )
    mutate_before_write: int = field(
        default=0,
        metadata=_switch(
            _WRITES, _count, "somebody else changes the device just before so many next PATCH/DELETE are carried out"
        ),
    )
    vanish_before_write: int = field(
        default=0,
        metadata=_switch(
            _WRITES, _count, "somebody else deletes the device just before so many next PATCH/DELETE are carried out"
        ),
    )
    ignore_deletions: int = field(
        default=0,
        metadata=_switch(
            _WRITES, _count, "so many next DELETE that would delete something are answered 204 and delete nothing"
        ),
    )

    denied_kinds: tuple[str, ...] = field(
        default=(),
        metadata=_switch(
            PBX_SECTION,
            _names,
            "entity sets and singletons that this edition or role does not show: 403 (unknown which)",
        ),
    )
    absent_kinds: tuple[str, ...] = field(
        default=(),
        metadata=_switch(PBX_SECTION, _names, "entity sets and singletons that this version does not have: 404"),
    )
    alternate_keys: bool = field(
        default=True,
        metadata=_switch(
            PBX_SECTION, _boolean, "Users(Number='410') and others of its kind, which exist since 20.0.8 only; else 404"
        ),
    )
    nested_expand: str = field(
        default="anywhere",
        metadata=_switch(
            PBX_SECTION,
            _one_of("anywhere", "objects", "nowhere"),
            "where $expand may be nested, as in Groups($expand=Rights) (unknown for lists): in lists too, for a single "
            "object only, or not at all; else 400",
        ),
    )
    padding: bool = field(
        default=True,
        metadata=_switch(
            PBX_SECTION, _boolean, "outbound rules show five routes; unused ones have TrunkId -1 (reported)"
        ),
    )
    empty_texts: str = field(
        default="kept",
        metadata=_switch(
            PBX_SECTION, _one_of("kept", "null"), "whether an empty text stays one or is stored as null (unknown)"
        ),
    )
    member_roles: str = field(
        default="rights",
        metadata=_switch(
            PBX_SECTION,
            _one_of("rights", "group-rights"),
            "where a membership says its role; the other of Rights and GroupRights is accepted and ignored (reported "
            "of GroupRights)",
        ),
    )
    group_members: str = field(
        default="written",
        metadata=_switch(
            PBX_SECTION,
            _one_of("written", "ignored"),
            "whether a PATCH of a department's Members changes them, as one of the members' Groups does (unknown)",
        ),
    )
    primary_group: str = field(
        default="member",
        metadata=_switch(
            PBX_SECTION,
            _one_of("member", "any"),
            "PrimaryGroupId names a department that the user is a member of (reported), else 400 "
            "WARNINGS.XAPI.NOT_FOUND; or any",
        ),
    )
    left_primary_group: str = field(
        default="moved",
        metadata=_switch(
            PBX_SECTION,
            _one_of("moved", "refused"),
            "what becomes of PrimaryGroupId where a PATCH of Groups leaves that department out: the first of them "
            "takes its place, or the PATCH is 400 WARNINGS.XAPI.FORBIDDEN_CHANGE, whatever else it writes (unknown)",
        ),
    )
    holiday_duplicate: int = field(
        default=500,
        metadata=_switch(
            PBX_SECTION,
            _one_of(500, 400),
            "answer to a second holiday of that name in a department: 500 without a body (reported), or 400 "
            "WARNINGS.XAPI.DUPLICATE",
        ),
    )
    referenced_deletion: str = field(
        default="cleared",
        metadata=_switch(
            PBX_SECTION,
            _one_of("cleared", "dangling", "refused"),
            "deletion of what others refer to (unknown): destinations end the call and lists lose it; they go on "
            "naming it; or 400 WARNINGS.CANNOT_BE_DELETED",
        ),
    )
    did_rules: str = field(
        default="kept",
        metadata=_switch(
            PBX_SECTION,
            _one_of("kept", "deleted"),
            "what becomes of the inbound rules of a number that is taken off its trunk (unknown)",
        ),
    )
    rule_priorities: str = field(
        default="stored",
        metadata=_switch(
            PBX_SECTION,
            _one_of("stored", "inserted", "pushed", "swapped"),
            "what the priority of an outbound rule does to the others (unknown): nothing; all are numbered from 1 "
            "anew, also when one is created or deleted; the rule that has it moves on to the next one, and those there "
            "too; or that rule gets the one that was left",
        ),
    )
    new_rule_priority: str = field(
        default="given",
        metadata=_switch(
            PBX_SECTION,
            _one_of("given", "last"),
            "whether a new outbound rule has the priority that was asked for, or comes last in any case (unknown)",
        ),
    )

    latency: float = field(default=0.0, metadata=_switch(_FAULTS, _seconds, "seconds that every answer takes longer"))
    throttle_next: int = field(
        default=0, metadata=_switch(_FAULTS, _count, "so many next XAPI requests are answered with `throttle_status`")
    )
    throttle_status: int = field(
        default=429, metadata=_switch(_FAULTS, _one_of(429, 502, 503, 504), "status used by `throttle_next`")
    )
    retry_after: int | None = field(
        default=None,
        metadata=_switch(_FAULTS, _optional(_count), "Retry-After (seconds) of throttled answers and failing logins"),
    )
    throttle_methods: tuple[str, ...] = field(
        default=(), metadata=_switch(_FAULTS, _methods, "methods that `throttle_next` counts; none: all")
    )
    drop_before: int = field(
        default=0,
        metadata=_switch(
            _FAULTS, _count, "the connection of so many next XAPI requests is closed before anything is done"
        ),
    )
    drop_after: int = field(
        default=0,
        metadata=_switch(
            _FAULTS, _count, "the connection of so many next XAPI requests is closed after the work is done, unanswered"
        ),
    )
    drop_methods: tuple[str, ...] = field(
        default=(), metadata=_switch(_FAULTS, _methods, "methods that `drop_before` and `drop_after` count; none: all")
    )
    html_next: int = field(
        default=0,
        metadata=_switch(_FAULTS, _count, "so many next XAPI requests get a proxy's HTML page, nothing is done"),
    )
    html_status: int = field(default=200, metadata=_switch(_FAULTS, _whole, "status of these pages"))
    empty_500_next: int = field(
        default=0, metadata=_switch(_FAULTS, _count, "so many next XAPI requests get 500 without a body")
    )
    fail_after: int = field(
        default=0,
        metadata=_switch(
            _FAULTS, _count, "so many next XAPI requests are carried out, and then answered with `fail_after_status`"
        ),
    )
    fail_after_status: int = field(
        default=500, metadata=_switch(_FAULTS, _whole, "status used by `fail_after`, without a body")
    )
    truncate_next: int = field(
        default=0, metadata=_switch(_FAULTS, _count, "the JSON of so many next XAPI answers is cut in half")
    )
    short_next: int = field(
        default=0,
        metadata=_switch(
            _FAULTS, _count, "so many next XAPI answers announce more bytes than they send before the connection closes"
        ),
    )
    fault_methods: tuple[str, ...] = field(
        default=(),
        metadata=_switch(
            _FAULTS, _methods, "methods that html, empty_500, fail_after, truncate and short count; none: all"
        ),
    )
    redirect_to: str | None = field(
        default=None, metadata=_switch(_FAULTS, _optional(str), "URL to which requests are redirected (307)")
    )
    redirect_paths: str = field(
        default="all",
        metadata=_switch(_FAULTS, _one_of("xapi", "token", "all"), "which requests `redirect_to` sends elsewhere"),
    )
    echo_secret: bool = field(
        default=False,
        metadata=_switch(
            _FAULTS, _boolean, "error answers repeat the caller's token, or the client secret at the login"
        ),
    )

    def __post_init__(self) -> None:
        for item in fields(self):
            try:
                value = item.metadata["parse"](getattr(self, item.name))
            except (TypeError, ValueError) as error:
                raise ValueError(f"{item.name}: {error}") from None
            object.__setattr__(self, item.name, value)


def switches() -> tuple[Field[Any], ...]:
    """All switches in the order of their definition; `metadata` holds section, parse and help."""
    return fields(Behaviour)


def read_profile(path: str) -> dict[str, Any]:
    """The switches in a JSON or YAML file, checked. Raises OSError or ValueError."""
    try:
        profile = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise ValueError(f"{path} is neither JSON nor YAML: {error}") from None
    if not isinstance(profile, dict):
        raise ValueError(f"{path} holds no mapping of switches to values")
    unknown = sorted(map(str, profile.keys() - {switch.name for switch in switches()}))
    if unknown:
        raise ValueError(f"{path} has switches that do not exist: {', '.join(unknown)}")
    checked = Behaviour(**profile)
    return {name: getattr(checked, name) for name in profile}


class Switchboard:
    """The behaviour in force; thread-safe. Counting switches ("the next N ...") are counted down in it."""

    def __init__(self, behaviour: Behaviour) -> None:
        self._lock = threading.Lock()
        self._now = behaviour

    @property
    def now(self) -> Behaviour:
        return self._now

    def change(self, **values: Any) -> Behaviour:
        """Change some switches. Raises TypeError for an unknown name and ValueError for an unfit value."""
        with self._lock:
            self._now = self._changed(values)
            return self._now

    def reset(self, behaviour: Behaviour) -> None:
        with self._lock:
            self._now = behaviour

    def _changed(self, values: dict[str, Any]) -> Behaviour:
        return replace(self._now, **values)

    def take(self, name: str) -> bool:
        """Use up one of a counting switch; False when none is left."""
        with self._lock:
            left: int = getattr(self._now, name)
            if left:
                self._now = self._changed({name: left - 1})
            return left > 0
