# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Ask a phone system the questions that reading can answer: some twenty requests, one at a time.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import re
import typing as t
from http import HTTPStatus

from ansible_collections.telephony.threecx.plugins.module_utils.api import _client, _errors, _odata, _retry, _values
from ansible_collections.telephony.threecx.plugins.module_utils.fxs import _fxs
from ansible_collections.telephony.threecx.plugins.module_utils.probe import _evidence

# An answer with any other status is an answer.
_RETRIED = (HTTPStatus.UNAUTHORIZED, *_retry.PASSING_STATUSES)
ANY_STATUS = tuple(status for status in range(200, 600) if status not in _RETRIED)
# What the collection asks for of templates
TEMPLATE_PROPERTIES = (
    *("Id", "Brand", "DeviceType", "TemplateType", "IsCustom", "Models", "NumberOfExtensions", "Languages"),
    *("TimeZones", "Variables"),
)
PAGE = 100
LARGEST_PAGE = 10_000
# So many requests without an answer are enough.
_LONGEST_SILENCE = 3
_TOP_LIMIT = re.compile(r"'(\d{1,6})'")


class Asker:
    """Sends requests and keeps what comes of them; nothing that happens to one of them is an error.

    :param client: the client for the phone system.
    """

    def __init__(self, client: _client.Client) -> None:
        self.client = client
        self.seen: dict[str, _evidence.Seen] = {}
        self.facts: dict[str, t.Any] = {}
        self._silent = 0
        self._refused = ""

    def evidence(self) -> _evidence.Evidence:
        """What was seen so far."""
        client = self.client
        return _evidence.Evidence(self.seen, client.origin, client.roles, client.token_lifetime, self.facts)

    def get(self, step: str, path: str, query: t.Mapping[str, str] | None = None) -> _evidence.Seen:
        """Read once, and once more where the answer tells nothing: it may have been broken on its way."""
        is_first = not self.seen
        seen = self.ask(step, "GET", path, query=query)
        is_strange = not seen.is_own and (is_first or any(other.is_own for other in self.seen.values()))
        return self.ask(step, "GET", path, query=query) if seen.failure or is_strange else seen

    def ask(self, step: str, method: _client.Method, path: str, **content: t.Any) -> _evidence.Seen:
        """Send a request, with the options of C(Client.call)."""
        if self._refused or self._silent >= _LONGEST_SILENCE:
            failure = self._refused or "the phone system does not answer, so no more was asked"
            self.seen[step] = _evidence.Seen(None, failure=failure)
            return self.seen[step]
        try:
            seen = _evidence.see(self.client.call(method, path, expected=ANY_STATUS, **content))
        except _errors.ThreeCXError as error:
            seen = _evidence.Seen(error.facts.get("status"), failure=describe_failure(error))
            if isinstance(error, _errors.LoginError) or seen.status == HTTPStatus.UNAUTHORIZED:
                self._refused = seen.failure
        self._silent = self._silent + 1 if seen.failure else 0
        self.seen[step] = seen
        return seen


def read_all(asker: Asker, missing: str) -> None:
    """Ask all that reading can answer.

    :param missing: a normalised MAC address that no device should have.
    """
    asker.get("defs", "/Defs", {"$select": "Id"})
    asker.get("sets", "/")
    asker.get("plain", "/Fxs")
    asker.facts["missing"] = missing
    if not asker.evidence().worked("plain"):
        # What was let in before and is no more shows that it is not the devices alone that are refused.
        asker.get("defs_again", "/Defs", {"$select": "Id"})
        return
    asker.get("metadata", "/$metadata")
    _read_lists(asker)
    _read_device(asker, "missing", missing)
    _read_devices(asker)


def _read_lists(asker: Asker) -> None:
    above = asker.get("above", "/Fxs", {"$select": "MacAddress", "$top": str(PAGE + 1)})
    limit = read_limit(above)
    if above.status == HTTPStatus.OK:
        limit = read_limit(asker.get("far_above", "/Fxs", {"$select": "MacAddress", "$top": str(LARGEST_PAGE)}))
    top = asker.facts["top"] = min(PAGE, limit or PAGE)
    page = {"$top": str(top)}
    addresses = {"$select": "MacAddress", **page}
    asker.get("paged", "/Fxs", addresses)
    skip = len(asker.evidence().objects("paged"))
    asker.get("behind", "/Fxs", {**addresses, "$skip": str(skip)})
    _read_named(asker, "named", "Fxs", _fxs.PROPERTIES, page)
    _read_named(asker, "templates", "FxsTemplates", TEMPLATE_PROPERTIES, page)
    asker.get("counted", "/Fxs", {**addresses, "$count": "true"})
    asker.get("ordered", "/Fxs", {**addresses, "$orderby": "MacAddress desc"})
    asker.get("expanded", "/Fxs", {**addresses, "$expand": "Template($select=Id,DeviceType)"})
    asker.get("registered", "/Fxs", {"$select": "MacAddress,Brand", **page, "$expand": "Registered"})
    for name, step in (("Template", "expanded"), ("Registered", "registered")):
        if asker.evidence().is_refused(step):
            asker.get(f"has_Fxs.{name}", "/Fxs", {"$expand": name, "$top": "1"})
    # Most phone systems have too few devices for a second page. Nothing but the IDs of users is read.
    asker.get("users", "/Users", {"$select": "Id"})
    asker.get("users_paged", "/Users", {"$select": "Id", **page})
    asker.get("unknown_name", "/Fxs", {"$select": "NoSuchProperty", "$top": "1"})


def _read_named(asker: Asker, step: str, entity_set: str, names: t.Sequence[str], page: t.Mapping[str, str]) -> None:
    """Read a list by the names of properties, and where that is refused, find out which of them are not known."""
    path = f"/{entity_set}"
    asker.facts[f"{step}_names"] = names
    if not asker.evidence().is_refused_by(asker.get(step, path, {"$select": ",".join(names), **page})):
        return
    steps = {name: f"has_{entity_set}.{name}" for name in names}
    for name, has in steps.items():
        asker.get(has, path, {"$select": name, "$top": "1"})
    # A name whose request failed in another way may well be known.
    known = [name for name, has in steps.items() if not asker.evidence().is_refused(has)]
    if known:
        asker.facts[f"{step}_names"] = known
        asker.get(step, path, {"$select": ",".join(known), **page})


def _read_devices(asker: Asker) -> None:
    devices = sorted(filter(_has_mac, asker.evidence().objects("plain")), key=line_count)
    if not devices:
        return
    few, many = str(devices[0]["MacAddress"]), str(devices[-1]["MacAddress"])
    key = next((str(row["MacAddress"]) for row in reversed(devices) if _has_letter(row)), many)
    asker.facts["key"] = key
    asker.get("filtered", "/Fxs", {"$select": "MacAddress", "$filter": f"MacAddress eq {_odata.literal(key)}"})
    _read_device(asker, "device", key)
    names = {"$select": ",".join(asker.facts["named_names"])}
    _read_device(asker, "device_named", key, names)
    # Those with the fewest and the most lines tell most of lines, where lists keep them back.
    _read_device(asker, "device_few", few, names)
    _read_device(asker, "device_many", many, names)
    _read_device(asker, "other_case", key.swapcase())
    _read_device(asker, "other_separators", other_separators(key))


def _read_device(asker: Asker, step: str, key: str, query: t.Mapping[str, str] | None = None) -> None:
    asker.get(step, _odata.entity_path("Fxs", key), query)


def read_limit(seen: _evidence.Seen) -> int | None:
    """The largest C($top), out of the words in which a larger one is refused (reported from live systems)."""
    error = seen.content.get("error") if seen.is_error and isinstance(seen.content, dict) else None
    message = error.get("message") if isinstance(error, dict) else None
    found = _TOP_LIMIT.search(message) if isinstance(message, str) else None
    return int(found[1]) if found else None


def other_separators(key: str) -> str:
    """The same MAC address with colons, or without them where it has separators."""
    digits = re.sub(r"[^0-9A-Za-z]", "", key)
    return ":".join(re.findall("..", digits)) if digits == key else digits


def describe_failure(error: _errors.ThreeCXError) -> str:
    """What has failed, without the server's words and its address."""
    status = error.facts.get("status")
    told = f" (status {status})" if isinstance(status, int) else ""
    if isinstance(error, _errors.LoginError):
        return f"the login was refused{told}"
    if isinstance(error, _errors.TransportError):
        return "no answer came"
    if isinstance(error, _errors.ReplyError):
        return f"the answer was a redirect, or none that can be used{told}"
    if isinstance(error, _errors.UnclearError):
        return f"whether a write was carried out is not known{told}"
    if isinstance(error, _errors.ApiError) and status == HTTPStatus.UNAUTHORIZED:
        return "the access token is not accepted (status 401)"
    return f"the phone system failed for the moment{told}" if error.passing else f"a request was refused{told}"


def _has_mac(row: _evidence.Row) -> bool:
    return _values.is_mac(row.get("MacAddress"))


def _has_letter(row: _evidence.Row) -> bool:
    return not _values.normalise_mac(row["MacAddress"]).isdigit()


def line_count(row: _evidence.Row) -> int:
    """How many lines a device says to have; 0 where it does not tell."""
    return _odata.whole(row.get("FxsLineCount")) or 0
