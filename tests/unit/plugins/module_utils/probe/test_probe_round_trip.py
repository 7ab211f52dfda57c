# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an emulator is set to, the probe finds out: each switch or why not, under every fault, and without a word of it.

The settings that are drawn are what the questions stand for; what the probe must find of them is worked out here, apart
from the code that is tested.
"""

from __future__ import annotations

import json
import typing as t
from collections.abc import Iterator
from dataclasses import fields
from unittest import mock

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.api._client import Client
from ansible_collections.telephony.threecx.plugins.module_utils.api._connection import read_connection
from ansible_collections.telephony.threecx.plugins.module_utils.api._errors import InputError
from ansible_collections.telephony.threecx.plugins.module_utils.probe._log import RequestLog
from ansible_collections.telephony.threecx.plugins.module_utils.probe._questions import QUESTIONS
from ansible_collections.telephony.threecx.plugins.module_utils.probe._run import Wanted, run
from ansible_collections.telephony.threecx.tests.emulator import Emulator, LogEntry
from ansible_collections.telephony.threecx.tests.emulator.behaviour import Behaviour
from ansible_collections.telephony.threecx.tests.emulator.templates import TEMPLATES
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.examples import share
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import DEFAULTS

SCRATCH = "02C0FFEE003C"
TEMPLATE = "grandstream.ht81x.fxs.xml"
DEVICES = 12
Settings = dict[str, t.Any]

#: The values of each switch that reading tells.
READ: dict[str, tuple[t.Any, ...]] = {
    "api_enabled": (True,),
    "licensed": (True,),
    "role": ("system_owners",),
    "version": ("20.0.10.1621", "20.0.8.1109"),
    "echo_secret": (False, True),
    "top_limit": (100, 50, 250, 20_000),
    "default_page": (50, 6),
    "page_cap": (None, 7, 9),
    "next_link": ("off", "on", "lying", "foreign", "loop"),
    "count_empties": (False, True),
    "stable_order": (True, False),
    "structured_in_lists": ("shown", "on-request", "never"),
    "structured_in_devices": ("shown", "on-request"),
    "mac_style": ("bare-upper", "bare-lower", "colon", "dash"),
    "mac_keys": ("exact", "folding"),
    "nulls": ("omitted", "shown"),
    "unknown_properties": (
        (),
        ("Fxs.Group",),
        ("Fxs.Template", "FxsTemplates.TimeZones"),
        ("Fxs.Codecs", "Fxs.Secret"),
        ("Fxs.Registered", "FxsTemplates.Variables"),
    ),
    "unknown_status": (400, 500, 501),
    "links_with_login": (True, False),
    "missing_status": (404, 400, 204),
    "missing_body": ("odata", "empty", "html"),
    "line_base": (1, 0),
    "free_lines": ("omitted", "empty"),
    "etags": ("both", "off", "header", "body"),
    "weak_etags": (False, True),
    "token_lifetime": (3600, 600),
}
#: The values of each switch that another login or writing tells.
MORE: dict[str, tuple[t.Any, ...]] = {
    "unknown_properties": ((),),
    # The collection itself reads lists of 100 to find a device again.
    "top_limit": (100, 250),
    "mac_style": (*READ["mac_style"], "as-given"),
    "denied_body": ("odata", "empty", "html"),
    "single_token": (True, True, False),
    "token_loses": ("old", "new"),
    "expires_in": (3600, 60),
    "require_if_match": (False, True),
    "missing_delete": (None, 204),
    "template_binding": ("any", "derived", "bind", "object"),
    "nested_patch": ("merge", "replace"),
    "unbindable": ("nameless", "named"),
    "regenerate_answer": ("entity", "null"),
    "refuse_fields": ((), ("FxsLineCount", "ModelName"), ("ProvLink",), ("Language", "Name")),
    "ignore_fields": ((), ("Name", "TimeZone"), ("Codecs", "FxsLineCount", "Variables"), ("Password", "Secret")),
    "normalise_fields": ((), ("Codecs",), ("Name",), ("Codecs", "Name")),
}
FIELDS = ("Name", "Language", "TimeZone", "FxsLineCount", "Codecs", "Variables", "Password", "Secret", "Provisioning")
#: Faults pass, or are somebody else's; a system has none of them as a trait.
FAULTS = (
    *("token_status_next", "token_status", "token_body", "token_drop_next", "mutate_before_write", "ignore_deletions"),
    *("vanish_before_write", "latency", "throttle_next", "throttle_status", "retry_after", "throttle_methods"),
    *("drop_before", "drop_after", "drop_methods", "html_next", "html_status", "empty_500_next", "fail_after"),
    *("fail_after_status", "truncate_next", "short_next", "fault_methods", "redirect_to", "redirect_paths"),
)
#: What a phone system holds rather than how it behaves: to name these would be to name something of somebody.
HOLDINGS = ("missing_extensions", "used_macs")
#: Switches that are about something else than devices, each with the reason why the probe does not ask.
NOT_ASKED: dict[str, str] = {
    **dict.fromkeys(
        (
            *("member_roles", "group_members", "primary_group", "holiday_duplicate", "referenced_deletion"),
            *("did_rules", "left_primary_group", "rule_priorities", "new_rule_priority"),
        ),
        "only writing to users, departments, trunks and rules tells, and the probe writes to a device of its own alone",
    ),
    **dict.fromkeys(("empty_texts", "padding"), "only users and rules tell, and the probe reads none of those"),
    **dict.fromkeys(
        ("denied_kinds", "absent_kinds", "alternate_keys", "nested_expand"),
        "the service document tells which kinds there are; to ask for each of them would be sixty requests",
    ),
}


one_setting = st.fixed_dictionaries({name: st.sampled_from(values) for name, values in READ.items()})
more_settings = st.fixed_dictionaries(
    {
        **{name: st.sampled_from(values) for name, values in {**READ, **MORE}.items()},
        "refuse_fields": st.sets(
            st.sampled_from(["FxsLineCount", "ModelName", "ProvLink", "Language", "Name", "Codecs"])
        ),
        "ignore_fields": st.sets(st.sampled_from(FIELDS)),
        "normalise_fields": st.sets(st.sampled_from(["Name", "Codecs"])),
    }
)


def every_value(switches: dict[str, tuple[t.Any, ...]]) -> list[Settings]:
    """So many settings that each value of each switch is in one of them."""
    return [
        {name: values[number % len(values)] for name, values in switches.items()}
        for number in range(max(map(len, switches.values())))
    ]


@pytest.fixture(scope="module")
def pbx() -> Iterator[Emulator]:
    """One for all tests here, since starting one takes as long as probing it."""
    with Emulator() as pbx:
        yield pbx


@pytest.fixture(autouse=True)
def _nobody_waits() -> Iterator[None]:
    with mock.patch.dict(t.cast("dict[str, t.Any]", Client.__init__.__kwdefaults__), sleep=lambda _seconds: None):
        yield


def probe(
    pbx: Emulator, log: RequestLog | None = None, observe: t.Any = None, more: bool = False, **options: t.Any
) -> dict[str, t.Any]:
    """Run the probe.

    :param more: whether to log in once more and to write.
    """
    params = {
        **DEFAULTS,
        "url": pbx.url,
        "client_id": pbx.client_id,
        "client_secret": pbx.client_secret,
        "retries": 1,
        **options,
    }
    observer = observe or log or RequestLog(SCRATCH)
    with Client(read_connection(params), warn=lambda _text: None, read_only=not more, observe=observer) as client:
        return run(client, Wanted(SCRATCH, TEMPLATE if more else None, more), check_mode=False)


def to_be_found(given: Settings) -> Settings:
    """What of the settings shows at all on a system with so few devices."""
    hidden = set()
    rows = min(given["default_page"], given["page_cap"] or DEVICES)
    if given["etags"] == "off":
        hidden.add("weak_etags")
    if given["missing_status"] != 404:
        hidden.add("missing_body")
    if given["default_page"] >= min(DEVICES, given["page_cap"] or DEVICES):
        hidden.add("default_page")
    if rows >= DEVICES and given["next_link"] in ("off", "on"):
        hidden.add("next_link")
    if given["top_limit"] > 10_000:
        hidden.add("top_limit")
    if not given["unknown_properties"]:
        hidden.add("unknown_status")
    if "Fxs.Registered" in given["unknown_properties"]:
        hidden.add("links_with_login")
    found = {name: value for name, value in given.items() if name not in hidden}
    return {**found, "unknown_properties": sorted(given["unknown_properties"])}


def assert_round_trip(pbx: Emulator, given: Settings) -> None:
    pbx.reset(DEVICES, 2, **given)
    assert probe(pbx)["profile"] == to_be_found(given)


@pytest.mark.parametrize("given", every_value(READ))
def test_every_value_of_every_switch_is_found(pbx: Emulator, given: Settings) -> None:
    assert_round_trip(pbx, given)


@given(drawn=one_setting)
@share(4, at_least=4)
def test_settings_are_found(pbx: Emulator, drawn: Settings) -> None:
    assert_round_trip(pbx, drawn)


def more_to_be_found(given: Settings) -> Settings:
    """What shows besides where the probe writes and logs in."""
    found = to_be_found(given)
    refused = set(given["refuse_fields"])
    ignored = set(given["ignore_fields"]) - refused
    found["refuse_fields"] = sorted(refused)
    found["ignore_fields"] = sorted(ignored)
    found["normalise_fields"] = sorted(set(given["normalise_fields"]) - refused - ignored)
    if not given["single_token"]:
        found.pop("token_loses")
        found.pop("denied_body")
    if "Provisioning" in ignored:
        found.pop("nested_patch")
    return found


def assert_full_round_trip(pbx: Emulator, given: Settings) -> None:
    pbx.reset(DEVICES, 2, **given)
    before = pbx.devices()
    result = probe(pbx, more=True)
    assert result["profile"] == more_to_be_found(given)
    assert pbx.devices() == before
    assert only_its_own(pbx.log)


def only_its_own(log: list[LogEntry]) -> bool:
    """Whether nothing was written to but the device of the probe."""
    writes = {(entry.method, entry.path.upper().replace(":", "").replace("-", "")) for entry in log}
    allowed = {("POST", "/CONNECT/TOKEN"), ("POST", "/XAPI/V1/FXS")}
    return all(path.startswith(f"/XAPI/V1/FXS('{SCRATCH}')") for method, path in writes - allowed if method != "GET")


@pytest.mark.parametrize("given", every_value({**READ, **MORE}))
def test_every_value_is_found_by_writing(pbx: Emulator, given: Settings) -> None:
    assert_full_round_trip(pbx, given)


@given(drawn=more_settings)
@share(8, at_least=2)
def test_settings_are_found_by_writing(pbx: Emulator, drawn: Settings) -> None:
    assert_full_round_trip(pbx, drawn)


def test_every_switch_is_found_or_cannot_be() -> None:
    asked = [name for question in QUESTIONS for name in question.switches]
    assert len(asked) == len(set(asked))
    explained = {*FAULTS, *HOLDINGS, *NOT_ASKED}
    assert explained.isdisjoint(asked)
    # For a new switch, add a question to the probe, or add its name to one of these three with the reason.
    assert {field.name for field in fields(Behaviour)} == {*asked, *explained}


def test_every_switch_of_a_question_is_drawn_or_never_found() -> None:
    never = {name for question in QUESTIONS if question.part == "never" for name in question.switches}
    asked = {name for question in QUESTIONS for name in question.switches}
    assert {*READ, *MORE} == asked - never


def test_questions_have_names_of_their_own() -> None:
    assert len({question.id for question in QUESTIONS}) == len(QUESTIONS)


def test_mixed_spellings_are_seen(pbx: Emulator) -> None:
    pbx.reset(DEVICES, mac_style="as-given")
    pbx.add_device({"MacAddress": "00:1a:2b:3c:4d:5e"})
    assert probe(pbx)["profile"]["mac_style"] == "as-given"


@pytest.mark.parametrize(
    ("given", "found", "problem"),
    [
        ({"role": "users", "denied_body": "empty"}, {"role": "users", "denied_body": "empty"}, "role"),
        ({"role": "users", "denied_body": "html"}, {"role": "users", "denied_body": "html"}, "role"),
        ({"licensed": False}, {"licensed": False, "denied_body": "odata"}, "licence"),
        ({"licensed": False, "denied_body": "html"}, {"denied_body": "html"}, ""),
        ({"console_restricted": True}, {"denied_body": "odata"}, ""),
        ({"api_enabled": False}, {"api_enabled": False}, "API"),
    ],
)
def test_a_system_that_lets_nobody_in(pbx: Emulator, given: Settings, found: Settings, problem: str) -> None:
    pbx.reset(DEVICES, **given)
    result = probe(pbx)
    assert {name: result["profile"].get(name) for name in {*given, *found}} == {
        name: found.get(name) for name in {*given, *found}
    }
    assert not problem or problem in " ".join(result["problems"])
    assert len(pbx.log) < 10


@pytest.mark.parametrize("devices", [0, 1, 2])
def test_a_system_with_few_devices(pbx: Emulator, devices: int) -> None:
    pbx.reset(devices)
    result = probe(pbx)
    assert Behaviour(**result["profile"]) == Behaviour()
    assert result["problems"] == []
    reasons = {row["id"]: row["reason"] for row in result["unanswered"]}
    assert "too few devices" in reasons["default_page"]


METHODS = ("GET", "POST", "PATCH", "DELETE")


@pytest.mark.parametrize("link", READ["next_link"])
def test_users_tell_of_pages_where_there_are_few_devices(pbx: Emulator, link: str) -> None:
    pbx.reset(2, users=60, default_page=50, next_link=link)
    assert probe(pbx)["profile"].items() >= {"default_page": 50, "next_link": link, "page_cap": None}.items()


faults = st.sampled_from(
    [
        *({name: count} for name in ("drop_before", "drop_after", "truncate_next", "short_next") for count in (1, 99)),
        *({"html_next": count, "html_status": status} for status in (200, 400, 403, 404, 500) for count in (1, 3, 99)),
        *({"fail_after": count, "fail_after_status": status} for status in (204, 400, 404, 500) for count in (2, 99)),
        *({"throttle_next": count, "throttle_status": status} for status in (429, 503) for count in (1, 99)),
        *({"empty_500_next": count} for count in (1, 2, 99)),
        {"redirect_to": "https://pbx.example.invalid/xapi/v1/Fxs", "redirect_paths": "xapi"},
        {"api_enabled": False},
        {"console_restricted": True},
        {"licensed": False},
        {"role": "users"},
        {"token_lifetime": 0},
        {"lockout_after": 1, "token_lifetime": 0},
    ]
)


# Access ends just before it is asked for what is registered, which is not known in this version.
@example(
    drawn={**every_value(READ)[4], "unknown_properties": ("Fxs.Registered", "FxsTemplates.Variables")},
    fault={"role": "users"},
    after=22,
)
@given(drawn=one_setting, fault=faults, after=st.integers(0, 32))
@share(2, at_least=8)
def test_under_no_fault_is_an_answer_wrong(pbx: Emulator, drawn: Settings, fault: Settings, after: int) -> None:
    """A fault that begins in the middle of a run."""
    pbx.reset(DEVICES, 2, **drawn)
    begins = Begins(pbx, after, fault)
    if after == 0:
        pbx.behave(**fault)
    result = probe(pbx, observe=begins)
    found = to_be_found(drawn)
    right = {**found, **{name: (found.get(name), fault[name]) for name in fault}}
    for name, value in result["profile"].items():
        if name == "denied_body":
            # Whoever refuses all may be the PBX or stand before it.
            assert value in (Behaviour().denied_body, *(["html"] if fault.get("html_status") == 403 else []))
        elif name in fault:
            assert value in right[name]
        elif name == "api_enabled":
            # A 404 in place of everything, with a page or without one, is just that.
            assert value or 404 in (fault.get("html_status"), fault.get("fail_after_status"))
        else:
            assert value == right[name], name
    assert begins.sent < 120


write_faults = st.one_of(
    faults,
    st.sampled_from(
        [
            *({f"{name}_before_write": count} for name in ("mutate", "vanish") for count in (1, 2, 99)),
            *({name: 1, "drop_methods": [method]} for name in ("drop_before", "drop_after") for method in METHODS),
            *({"drop_after": 99, "drop_methods": [method]} for method in METHODS),
            *({"fail_after": 3, "fault_methods": [method]} for method in METHODS),
            *({"html_next": 1, "html_status": 403, "fault_methods": [method]} for method in METHODS),
            *({"truncate_next": 1, "fault_methods": [method]} for method in METHODS),
        ]
    ),
)


@given(drawn=more_settings, fault=write_faults, after=st.integers(20, 100))
@share(4, at_least=4)
def test_under_no_fault_is_an_answer_wrong_or_a_device_left(
    pbx: Emulator, drawn: Settings, fault: Settings, after: int
) -> None:
    drawn = {**drawn, "refuse_fields": set(drawn["refuse_fields"]) - {"Name"}, "ignore_fields": {"TimeZone"}}
    pbx.reset(DEVICES, 2, **drawn)
    before = pbx.devices()
    result = probe(pbx, observe=Begins(pbx, after, fault), more=True)
    right = more_to_be_found(drawn)
    # Without a device of its own, the probe can tell only how those that are there are spelled.
    shown = "bare-upper" if right["mac_style"] == "as-given" else right["mac_style"]
    for name, value in result["profile"].items():
        if name not in fault:
            assert value == right[name] or (name == "mac_style" and value == shown), name
    gone = {row["id"]: row["answer"] for row in result["answers"]}.get("is_removed")
    assert gone != "yes" or pbx.device(SCRATCH) is None
    assert pbx.device(SCRATCH) is None or any("may still be there" in text for text in result["problems"])
    assert only_its_own(pbx.log)
    # A second run removes what was left, once it can log in.
    pbx.expire_tokens()
    pbx.behave(**{name: getattr(Behaviour(), name) for name in fault})
    probe(pbx, more=True)
    assert pbx.devices() == before


class Begins:
    """Has a fault begin after so many requests."""

    def __init__(self, pbx: Emulator, after: int, fault: Settings) -> None:
        self._pbx = pbx
        self._after = after
        self._fault = fault
        self.sent = 0

    def __call__(self, _request: object, _status: int | None) -> None:
        self.sent += 1
        if self.sent == self._after:
            self._pbx.behave(**self._fault)
            if self._fault.get("token_lifetime") == 0:
                self._pbx.expire_tokens()


@given(after=st.integers(24, 90))
@share(6, at_least=3)
def test_an_interrupted_run_leaves_nothing(pbx: Emulator, after: int) -> None:
    pbx.reset(DEVICES, 2)
    before = pbx.devices()
    sent: list[object] = []

    def interrupt(request: object, _status: int | None) -> None:
        sent.append(request)
        if len(sent) == after:
            raise KeyboardInterrupt

    try:
        probe(pbx, observe=interrupt, more=True)
    except KeyboardInterrupt:
        assert pbx.devices() == before


def test_what_a_killed_run_left_is_removed(pbx: Emulator) -> None:
    pbx.reset(DEVICES)
    before = pbx.devices()
    pbx.add_device({"MacAddress": SCRATCH, "Name": "telephony.threecx probe  2"})
    assert probe(pbx, more=True)["profile"]["template_binding"] == "any"
    assert pbx.devices() == before


def test_a_device_of_somebody_else_is_not_touched(pbx: Emulator) -> None:
    pbx.reset(DEVICES)
    pbx.add_device({"MacAddress": SCRATCH, "Name": "Lift"})
    before = pbx.devices()
    with pytest.raises(InputError, match="which the probe has not made"):
        probe(pbx, more=True)
    assert pbx.devices() == before
    assert {entry.method for entry in pbx.log if entry.path != "/connect/token"} == {"GET"}


@pytest.mark.parametrize("status", [400, 401, 403, 500])
def test_a_refused_login_is_an_answer(pbx: Emulator, status: int) -> None:
    pbx.reset(DEVICES, token_status_next=99, token_status=status)
    result = probe(pbx)
    assert result["problems"] == [f"Requests of the probe failed: The login was refused (status {status})."]
    assert (result["answers"], result["profile"]) == ([], {})
    assert len(pbx.log) == 1


def test_nothing_of_the_phone_system_shows(pbx: Emulator) -> None:
    pbx.reset(DEVICES, 2, echo_secret=True)
    pbx.add_device(
        {
            "MacAddress": "00:1a:2b:3c:4d:5e",
            "Name": "Chief's lift",
            "Variables": [{"Name": "ADMIN_PASSWORD", "Value": "an-admin-password"}],
        }
    )
    log = RequestLog(SCRATCH)
    shown = json.dumps({**probe(pbx, log, more=True), "requests": log.entries}, ensure_ascii=False)
    held = {*pbx.secrets(), pbx.client_id, pbx.url, pbx.url.rpartition("/")[2], pbx.url.rpartition(":")[2]}
    held |= {text for device in pbx.devices() for text in texts_in(device)}
    held |= {text for template in TEMPLATES for text in texts_in(template)}
    held |= {text.replace(":", "") for text in held}
    for text in held - VOCABULARY:
        assert text.lower() not in shown.lower()


#: Words of XAPI that say nothing about anybody.
VOCABULARY = {"Fxs", "Dect", "info"}


def texts_in(value: t.Any) -> Iterator[str]:
    """All texts in a JSON value that are long enough to be told from parts of words."""
    if isinstance(value, str) and len(value) > 3:
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from texts_in(item)


def test_it_only_reads(pbx: Emulator) -> None:
    pbx.reset(DEVICES)
    log = RequestLog(SCRATCH)
    probe(pbx, log)
    assert [entry.method for entry in pbx.log] == ["POST", *["GET"] * (len(pbx.log) - 1)]
    assert len(pbx.log) < 32
    assert [(row["method"], row["status"]) for row in log.entries] == [(row.method, row.status) for row in pbx.log]
    keys = {row["path"] for row in log.entries if "(" in row["path"]}
    assert keys == {"/xapi/v1/Fxs('<device>')", "/xapi/v1/Fxs('<scratch>')"}
