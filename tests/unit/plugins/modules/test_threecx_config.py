# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""threecx_config on a company: what is wanted comes about, and a second run changes nothing."""

from __future__ import annotations

import functools
import re
import typing as t

import pytest

from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._kinds import KINDS
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes._guards import RISKS
from ansible_collections.telephony.threecx.plugins.modules import threecx_config, threecx_config_info
from ansible_collections.telephony.threecx.tests.emulator import Emulator
from ansible_collections.telephony.threecx.tests.emulator.behaviour import switches
from ansible_collections.telephony.threecx.tests.emulator.pbx.facts import Resource
from ansible_collections.telephony.threecx.tests.emulator.pbx.writes import Writer
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import RunFxs, RunModule, StartPbx
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.module_runner import ModuleRun
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.others import Others

Config = dict[str, t.Any]

# A site from nothing: what each refers to comes about in the same task, some of it in circles.
SITE: Config = {
    "Groups": [{"Name": "Lyon", "Language": "FR", "OfficeRoute": {"Route": {"To": "Queue", "Number": "870"}}}],
    "Sbcs": [{"Name": "LYON-01", "DisplayName": "Lyon, cellar", "Group": "Lyon", "Password": "cellar-Secret-1"}],
    "Users": [
        {
            "Number": "510",
            "FirstName": "Gate",
            "PrimaryGroupId": "Lyon",
            "Groups": [{"GroupId": "Lyon", "Rights": {"RoleName": "users"}}],
        },
        {"Number": "511", "FirstName": "Lift", "AuthPassword": "lift-Secret-2"},
    ],
    "RingGroups": [
        {
            "Number": "860",
            "Name": "Lyon night",
            "Members": [{"Number": "511"}, {"Number": "510"}],
            "ForwardNoAnswer": {"To": "Queue", "Number": "870"},
        }
    ],
    "Queues": [
        {
            "Number": "870",
            "Name": "Lyon",
            "Agents": [{"Number": "510"}],
            "ForwardNoAnswer": {"To": "RingGroup", "Number": "860"},
        }
    ],
}


@pytest.fixture
def company(start_pbx: StartPbx) -> Emulator:
    return start_pbx(3, users=12)


@pytest.fixture
def run_config(run_module: RunModule) -> RunFxs:
    return functools.partial(run_module, threecx_config)


@pytest.fixture
def export(run_module: RunModule) -> t.Callable[..., Config]:
    def read(pbx: Emulator, **options: t.Any) -> Config:
        config: Config = run_module(threecx_config_info, pbx, **options).result["config"]
        return config

    return read


def writes(pbx: Emulator) -> list[tuple[str, str]]:
    return [(entry.method, entry.path) for entry in pbx.log if entry.method != "GET" and "/xapi/" in entry.path]


def actions(result: Config) -> dict[str, str]:
    return {f"{row['kind']} {row['key']}".strip(): row["action"] for row in result["results"]}


# What is there already


@pytest.mark.parametrize(
    "settings", [{}, {"nulls": "shown"}, {"etags": "off"}, {"version": "20.1.0.1"}, {"version": ""}]
)
def test_what_was_exported_is_unchanged(
    start_pbx: StartPbx, run_config: RunFxs, export: t.Callable[..., Config], settings: Config
) -> None:
    pbx = start_pbx(3, users=25, **settings)
    config = export(pbx)
    pbx.clear_log()
    run = run_config(pbx, config=config)
    assert not run.failed, run.result["msg"]
    result = run.result
    assert [row for row in result["results"] if row["action"] != "keep"] == []
    assert result["changed"] is False
    assert result["summary"]["unchanged"] == sum(
        len(found) if isinstance(found, list) else 1 for found in config.values()
    )
    assert writes(pbx) == []


def lose_a_member(pbx: Emulator) -> None:
    (user,) = (row for row in pbx.objects("Users") if row["Number"] == "111")
    pbx.remove_object("Users", user["Id"])


def make_a_twin(pbx: Emulator) -> None:
    rule = next(iter(pbx.objects("OutboundRules")))
    pbx.add_object("OutboundRules", **{name: value for name, value in rule.items() if name != "Id"})


def hide_departments(pbx: Emulator) -> None:
    pbx.behave(denied_kinds=("Groups",))


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (make_a_twin, "give each object once"),
        (hide_departments, "write the Name of one of Groups"),
    ],
)
def test_what_an_export_tells_as_a_problem_keeps_it_from_being_applied(
    start_pbx: StartPbx, run_module: RunModule, run_config: RunFxs, spoil: t.Callable[[Emulator], None], told: str
) -> None:
    """The guide says so: who has just exported a phone system must not be surprised by it."""
    pbx = start_pbx(3, users=12, referenced_deletion="dangling")
    spoil(pbx)
    exported = run_module(threecx_config_info, pbx).result
    assert exported["problems"]
    run = run_config(pbx, config=exported["config"])
    assert run.failed
    assert told in run.result["msg"]
    assert writes(pbx) == []


STALE = "nothing has the number '111'. The PBX has the same there, so it stays."


def test_an_export_in_which_a_reference_leads_nowhere_changes_nothing(
    start_pbx: StartPbx, run_module: RunModule, run_config: RunFxs
) -> None:
    pbx = start_pbx(3, users=12, referenced_deletion="dangling")
    lose_a_member(pbx)
    exported = run_module(threecx_config_info, pbx).result
    assert exported["problems"]
    run = run_config(
        pbx,
        config=exported["config"],
        expect_warnings=[re.escape(f'Queues[0] "700".{who}[0].Number: {STALE}') for who in ("Agents", "Managers")],
    )
    assert not run.failed, run.result["msg"]
    assert run.result["changed"] is False
    assert writes(pbx) == []


def without_memberships(config: Config) -> Config:
    users = [{name: value for name, value in user.items() if name != "Groups"} for user in config["Users"]]
    return {**config, "Users": users}


@pytest.mark.parametrize(
    ("settings", "refusals", "take_out"),
    [
        ({"unknown_properties": ("Users.Mobile", "Queues.Recording")}, 2, dict),
        # Of a list, not all of which is shown, the guide says to take it out.
        ({"nested_expand": "nowhere"}, 1, without_memberships),
    ],
)
def test_what_an_export_leaves_out_since_it_is_not_told_keeps_nothing_else_from_being_applied(
    start_pbx: StartPbx,
    run_module: RunModule,
    run_config: RunFxs,
    settings: Config,
    refusals: int,
    take_out: t.Callable[[Config], Config],
) -> None:
    pbx = start_pbx(3, users=12, **settings)
    exported = run_module(threecx_config_info, pbx, expect_warnings=["The PBX refuses to tell"] * refusals).result
    assert exported["problems"]
    run = run_config(pbx, config=take_out(exported["config"]))
    assert not run.failed, run.result["msg"]
    assert run.result["changed"] is False
    assert writes(pbx) == []


def test_nothing_is_read_that_is_not_needed(company: Emulator, run_config: RunFxs) -> None:
    run_config(company, config={"Users": [{"Number": "100", "FirstName": "Ann"}]}, check_mode=True)
    read = [entry.path for entry in company.requests("GET")]
    assert read == ["/xapi/v1/Users"]


NEW_VALUE = {"Number": "100", "VMEmailOptions": "VmailToMembers"}
NEW_PROPERTY = {"Number": "100", "AIAgent": True}


@pytest.mark.parametrize(
    ("user", "version", "told", "read"),
    [
        # What every version is asked for tells the version too.
        (NEW_VALUE, "20.0.8.1", "VMEmailOptions is 'VmailToMembers', which came with 20.0.9; this PBX has", ["Users"]),
        (NEW_VALUE, "20.0.9.1", None, ["Users"]),
        # Only a version that has it may be asked for it.
        (NEW_PROPERTY, "20.0.8.1", "AIAgent came with 20.0.9; this PBX has 20.0.8.", ["Defs"]),
    ],
)
def test_the_version_is_asked_for_alone_where_what_is_read_depends_on_it(
    company: Emulator, run_config: RunFxs, user: dict[str, t.Any], version: str, told: str | None, read: list[str]
) -> None:
    company.behave(version=version)
    run = run_config(company, config={"Users": [user]}, check_mode=True)
    assert [entry.path.rpartition("/")[2] for entry in company.requests("GET")] == read
    assert run.failed is (told is not None)
    assert told is None or told in run.result["msg"]


@pytest.mark.parametrize(
    "config",
    [{"MailSettings": {}}, {"SecureSipSettings": {}}, {"EmergencyNotificationsSettings": {"EmergencyDNPrompt": None}}],
    ids=str,
)
def test_of_a_single_object_as_little_may_be_given_as_one_likes(
    company: Emulator, run_config: RunFxs, config: Config
) -> None:
    run_config(company, config=config, allow_risky=["emergency"])
    again = run_config(company, config=config).result
    assert (again["changed"], again["summary"]["unchanged"]) == (False, 1)


# A site that is not there yet


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"etags": "off"},
        {"etags": "header", "require_if_match": True},
        {"nulls": "shown", "empty_texts": "null"},
        {"nested_patch": "replace"},
        {"primary_group": "any"},
        {"left_primary_group": "refused"},
        {"alternate_keys": False},
        {"creation_headers": ["OData-Version", "Prefer"]},
        {"nested_expand": "objects"},
        {"mutate_before_write": 1},
        {"page_cap": 7, "stable_order": False},
        {"count_empties": True, "missing_status": 204},
        {"denied_kinds": ["Peers", "PromptSets"]},
    ],
)
def test_a_site_comes_about_and_stays(start_pbx: StartPbx, run_config: RunFxs, settings: Config) -> None:
    pbx = start_pbx(3, users=12, **settings)
    foretold = run_config(pbx, config=SITE, check_mode=True, diff=True).result
    assert writes(pbx) == []
    done = run_config(pbx, config=SITE, diff=True).result
    for name in ("changed", "results", "summary", "diff"):
        assert foretold[name] == done[name]
    assert set(actions(done).values()) == {"create"}
    assert done["summary"]["created"] == len(done["results"]) == 6
    pbx.clear_log()
    again = run_config(pbx, config=SITE).result
    assert (again["changed"], writes(pbx)) == (False, [])


FAIR: Config = {
    "Name": "Fair",
    **dict.fromkeys(("Day", "DayEnd", "Month", "MonthEnd"), 9),
    **dict.fromkeys(("Year", "YearEnd"), 2027),
    "TimeOfStartDate": "08:00",
    "TimeOfEndDate": "12:00",
}
# What each switch concerns is written here: new objects, those that are there, roles, routes, empty texts and numbers.
WRITTEN: Config = {
    **SITE,
    "Holidays": [{"Group": "DEFAULT", **FAIR}, {"Group": "DEFAULT", "Name": "New Year", "DayEnd": 2}],
    "InboundRules": [
        {
            "TrunkDN": "10000",
            "Condition": "BasedOnDID",
            "Data": "+49301209",
            "OfficeHoursDestination": {"To": "Queue", "Number": "870"},
        }
    ],
    "OutboundRules": [
        {"Name": "Abroad", "Routes": [{"TrunkId": "10001", "StripDigits": 2}, {"TrunkId": "10000", "Append": "#"}]},
        {"Name": "Lifts", "Routes": [{"TrunkId": "10001"}], "GroupIds": ["Lyon"]},
        {"Name": "Lyon", "Prefix": "5", "Priority": 6, "Routes": [{"TrunkId": "10000"}, {"TrunkId": "10001"}]},
    ],
    "Trunks": [{"Number": "10000", "DidNumbers": ["+49301200", "+49301200000", "+49301209"]}],
    "Users": [
        *SITE["Users"],
        {
            "Number": "103",
            "Mobile": "",
            "PrimaryGroupId": "Lyon",
            "Groups": [{"GroupId": "Lyon", "Rights": {"RoleName": "receptionists"}}],
        },
    ],
}
# Each switch that a write could notice, another value than it has by default, and what of it all fails then
SWITCHES: dict[str, tuple[t.Any, set[str]]] = {
    "etags": ("off", set()),
    "weak_etags": (True, set()),
    "require_if_match": (True, set()),
    "nulls": ("shown", set()),
    "missing_status": (400, set()),
    "missing_delete": (204, set()),
    "missing_body": ("html", set()),
    "unbindable": ("named", set()),
    "creation_headers": (["OData-Version", "Prefer"], set()),
    "nested_patch": ("replace", set()),
    "ignore_fields": (
        ["Mobile", "Prepend", "DidNumbers"],
        {"Trunks 10000", "InboundRules 10000, BasedOnDID, +49301209"},
    ),
    "normalise_fields": (["Members"], {"RingGroups 860"}),
    "refuse_fields": (["ForwardNoAnswer"], {"RingGroups 860", "Queues 870"}),
    "denied_kinds": (["Peers"], set()),
    "absent_kinds": (["Peers"], set()),
    "alternate_keys": (False, set()),
    "padding": (False, set()),
    "empty_texts": ("null", set()),
    "member_roles": ("group-rights", {"Users 103"}),
    "group_members": ("ignored", set()),
    "primary_group": ("any", set()),
    "left_primary_group": ("refused", set()),
    "did_rules": ("deleted", set()),
}
# Those of what has tests of its own, or concerns reading only, by their reasons
OF_DEVICES = "it is about devices only, see the tests of those"
NOT_TRIED: dict[str, str] = {
    **dict.fromkeys(("links_with_login", "structured_in_devices", "mac_keys", "mac_style", "line_base"), OF_DEVICES),
    **dict.fromkeys(("free_lines", "template_binding", "freed_by", "dect_limit", "extension_unique"), OF_DEVICES),
    **dict.fromkeys(("missing_extensions", "used_macs", "regenerate_answer"), OF_DEVICES),
    "nested_expand": "an export has less then; test_a_site_comes_about_and_stays has it",
    "mutate_before_write": "the change stays; test_a_site_comes_about_and_stays has it",
    "vanish_before_write": "what is gone is not written; test_what_is_gone_meanwhile has it",
    "holiday_duplicate": "it takes somebody else; test_a_holiday_that_somebody_has_just_created has it",
    "referenced_deletion": "it takes a deletion; test_a_site_goes_again has it",
    "ignore_deletions": "it takes a deletion; test_deletions_confirmed.py has it",
    **dict.fromkeys(("rule_priorities", "new_rule_priority"), "other rules may move; test_order.py has them"),
}
# Sections of which writing shares everything with reading and with devices
SHARED = {"Login and tokens", "Access", "Lists and paging", "Faults"}


def test_each_switch_that_a_write_could_notice_is_tried() -> None:
    asked = {switch.name for switch in switches() if switch.metadata["section"] not in SHARED}
    assert {*SWITCHES, *NOT_TRIED} == asked
    assert not SWITCHES.keys() & NOT_TRIED


_USUAL: list[Config] = []


@pytest.fixture
def usual(start_pbx: StartPbx, run_config: RunFxs, export: t.Callable[..., Config]) -> Config:
    """What a PBX with all switches at their defaults has afterwards, which is found out once."""
    if not _USUAL:
        pbx = start_pbx(3, users=12)
        assert not run_config(pbx, config=WRITTEN, parallel=1, **ALL).failed
        _USUAL.append(export(pbx, kinds=[*WRITTEN]))
    return _USUAL[0]


def by_place(config: Config, without: t.Collection[str] = ()) -> Config:
    """The objects of a configuration by their kind and key, but for some."""
    found = {
        " ".join([name, ", ".join(str(row[part]) for part in KINDS[name].key)]).strip(): alike(row)
        for name, rows in config.items()
        for row in (rows if isinstance(rows, list) else [rows])
    }
    return {place: value for place, value in found.items() if place not in without}


@pytest.mark.parametrize("switch", SWITCHES)
def test_the_same_comes_about_on_every_pbx_and_what_could_not_be_written_is_told(
    start_pbx: StartPbx, run_config: RunFxs, export: t.Callable[..., Config], usual: Config, switch: str
) -> None:
    value, missing = SWITCHES[switch]
    pbx = start_pbx(3, users=12, **{switch: value})
    # One after the other, so that what the PBX makes up itself is the same
    wish: Config = {"config": WRITTEN, "on_error": "continue", "parallel": 1, "diff": True, **ALL}
    foretold, done = (run_config(pbx, **wish, check_mode=check_mode).result for check_mode in (True, False))
    failed = {f"{row['kind']} {row['key']}" for row in done["results"] if row["error"]}
    assert failed == missing, done.get("msg")
    for before, row in zip(foretold["results"], done["results"]):
        assert before == row or f"{row['kind']} {row['key']}" in missing
    assert by_place(export(pbx, kinds=[*WRITTEN]), missing) == by_place(usual, missing)
    again = run_config(pbx, **wish).result
    assert {f"{row['kind']} {row['key']}" for row in again["results"] if row["changed"]} <= missing


@pytest.mark.parametrize("etags", ["both", "off"])
@pytest.mark.parametrize("missing_delete", [None, 204])
def test_what_is_gone_meanwhile(company: Emulator, run_config: RunFxs, etags: str, missing_delete: int | None) -> None:
    company.behave(etags=etags, missing_delete=missing_delete, vanish_before_write=1)
    config = {"Users": [{"Number": number, "FirstName": "Gate"} for number in ("100", "101")]}
    run = run_config(company, config=config, on_error="continue", parallel=1)
    assert run.result["msg"].endswith('WARNINGS.XAPI.NOT_FOUND. Users[0] "100" is not there any more.')
    assert [row["changed"] for row in run.result["results"]] == [False, True]
    company.add_object("RingGroups", Number="860", Name="Lyon")
    company.behave(vanish_before_write=1)
    gone = run_config(company, config={"RingGroups": [{"Number": "860"}]}, state="absent")
    # A PBX that does not say that it was gone cannot be told from one that has deleted it.
    assert (gone.failed, gone.result["changed"]) == (False, missing_delete == 204)
    assert "860" not in [row["Number"] for row in company.objects("RingGroups")]


@pytest.mark.parametrize("status", [400, 500])
@pytest.mark.parametrize("theirs", [{}, {"DayEnd": 10}], ids=str)
def test_a_holiday_that_somebody_has_just_created(
    company: Emulator, run_config: RunFxs, monkeypatch: pytest.MonkeyPatch, status: int, theirs: Config
) -> None:
    original = Writer.create

    def create(self: Writer, resource: Resource, body: Config) -> Config:
        original(self, resource, {**body, **theirs})
        return original(self, resource, body)

    company.behave(holiday_duplicate=status)
    wish: Config = {"config": {"Holidays": [{"Group": "DEFAULT", **FAIR}]}}
    # Where theirs is another, whether it was done stays open, and what is there by then is changed.
    warned = ["POST /xapi/v1/Holidays answered 500.*Trying again"] if theirs and status == 500 else []
    with monkeypatch.context() as patches:
        patches.setattr(Writer, "create", create)
        run = run_config(company, **wish, expect_warnings=warned)
    assert run.failed is (status == 400)
    assert not run.failed or 'Holidays[0] "DEFAULT, Fair": POST /xapi/v1/Holidays answered 400' in run.result["msg"]
    assert run_config(company, **wish).result["changed"] is (run.failed and bool(theirs))
    names = [row["Name"] for row in company.objects("Holidays")]
    assert names.count("Fair") == 1


def test_circles_are_closed(company: Emulator, run_config: RunFxs, export: t.Callable[..., Config]) -> None:
    run_config(company, config=SITE)
    config = export(company, kinds=["Groups", "RingGroups", "Queues", "Users"])
    (queue,) = [row for row in config["Queues"] if row["Number"] == "870"]
    (ring,) = [row for row in config["RingGroups"] if row["Number"] == "860"]
    (user,) = [row for row in config["Users"] if row["Number"] == "510"]
    (group,) = [row for row in config["Groups"] if row["Name"] == "Lyon"]
    assert queue["ForwardNoAnswer"]["Number"] == "860"
    assert ring["ForwardNoAnswer"]["Number"] == "870"
    assert [row["Number"] for row in ring["Members"]] == ["511", "510"]
    assert user["PrimaryGroupId"] == "Lyon"
    assert group["OfficeRoute"]["Route"]["Number"] == "870"


@pytest.mark.parametrize("referenced_deletion", ["cleared", "dangling", "refused"])
def test_a_site_goes_again(
    company: Emulator, run_config: RunFxs, export: t.Callable[..., Config], referenced_deletion: str
) -> None:
    company.behave(referenced_deletion=referenced_deletion)
    before = export(company)
    run_config(company, config=SITE)
    keys = {
        kind: [{name: row[name] for name in (("Name",) if kind in ("Groups", "Sbcs") else ("Number",))} for row in rows]
        for kind, rows in SITE.items()
    }
    warned = ["Whether IP phones are connected through an SBC that is deleted is not known"]
    result = run_config(company, config=keys, state="absent", diff=True, expect_warnings=warned).result
    assert set(actions(result).values()) == {"delete"}
    assert result["summary"]["deleted"] == 6
    assert export(company) == before
    assert run_config(company, config=keys, state="absent").result["changed"] is False


def test_what_is_gone_with_what_its_key_names_is_absent(company: Emulator, run_config: RunFxs) -> None:
    """Whoever deletes both on many phone systems meets some that have neither."""
    days = {"Day": 24, "Month": 12, "Year": 2026, "DayEnd": 24, "MonthEnd": 12, "YearEnd": 2026}
    holiday = {"Group": "Lyon", "Name": "X"}
    times = {"TimeOfStartDate": "00:00:00", "TimeOfEndDate": "23:59:00"}
    groups = [{"Name": "Lyon"}]
    assert not run_config(company, config={"Groups": groups, "Holidays": [{**holiday, **days, **times}]}).failed
    keys = {"Groups": groups, "Holidays": [holiday], "InboundRules": [{**RULE, "TrunkDN": "10099"}]}
    first, second = (run_config(company, config=keys, state="absent").result for _time in range(2))
    assert (first["summary"]["deleted"], first["summary"]["unchanged"]) == (2, 1)
    assert (second["changed"], second["summary"]["unchanged"]) == (False, 3)


# Changes


def test_only_what_differs_is_written(company: Emulator, run_config: RunFxs) -> None:
    config = {"Users": [{"Number": "100", "LastName": "Gate"}, {"Number": "101"}]}
    result = run_config(company, config=config, diff=True).result
    assert actions(result) == {"Users 100": "update", "Users 101": "keep"}
    assert [method for method, _path in writes(company)] == ["PATCH"]
    assert result["diff"][0]["before_header"] == "Users[100]"
    assert result["diff"][0]["after"]["LastName"] == "Gate"


# Devices cannot change their template, and have tests of their own.
UNCHANGEABLE = ("Fxs",)
LISTED = sorted(name for name, kind in KINDS.items() if kind.is_understood and kind.key and name not in UNCHANGEABLE)
# The settings that hold nothing but secrets, which an export leaves out
SECRET = ("SecureSipSettings",)
SINGLE = sorted(name for name, kind in KINDS.items() if kind.is_understood and not kind.key and name not in SECRET)
ALL: Config = {"max_deletions": "10000", "allow_risky": sorted(RISKS)}


def alike(value: t.Any) -> t.Any:
    """The same value with null for each empty text: they mean the same, and neither is written over the other."""
    if isinstance(value, dict):
        return {name: alike(inner) for name, inner in value.items()}
    return [alike(inner) for inner in value] if isinstance(value, list) else None if value == "" else value


# What references lead to
REFERRED = ("Groups", "PromptSets", "Trunks", "Users")
# What has no other value that it could have, besides keys: it holds nothing but secrets, which an export leaves out.
UNVARIED = {"AmazonIntegrationSettings": {"ServiceAccountCredentials"}}


def of_a_neighbour(rows: list[Config], place: int) -> Config:
    """The departments of a user and the main one among them: neither can be another one without the other."""
    return {name: rows[place - 1][name] for name in ("Groups", "PrimaryGroupId")}


def with_a_note(rows: list[Config], place: int) -> Config:
    """A template that is XML still."""
    return {"Content": rows[place]["Content"].replace("<header>", "<header><!-- ours -->")}


# What the types of the properties do not say
BY_HAND: dict[str, t.Callable[[list[Config], int], Config]] = {"Users": of_a_neighbour, "FxsTemplates": with_a_note}


def others(known: Config, name: str) -> list[Config]:
    """The objects of a kind with other values for whatever can be changed of them."""
    keys = {kind: [row[KINDS[kind].key[0]] for row in known[kind]] for kind in REFERRED}
    made = Others({**keys, "Peers": keys["Users"]})
    rows = listed(known[name])
    return [
        {**made.of_kind(name, row, KINDS[name].key), **(BY_HAND[name](rows, place) if name in BY_HAND else {})}
        for place, row in enumerate(rows)
    ]


def listed(value: t.Any) -> list[Config]:
    return value if isinstance(value, list) else [value]


@pytest.mark.parametrize("name", [*LISTED, *SINGLE])
def test_there_and_back_again(
    start_pbx: StartPbx, run_config: RunFxs, export: t.Callable[..., Config], name: str
) -> None:
    pbx = start_pbx(3, users=25)
    for rule in pbx.objects("InboundRules") if name == "Trunks" else ():
        # No number is taken off its trunk from under a rule.
        pbx.remove_object("InboundRules", rule["Id"])
    known = export(pbx, kinds=[*{name, *REFERRED}])
    rows, changed = listed(known[name]), others(known, name)
    varied = {part for row, other in zip(rows, changed) for part in row if row[part] != other[part]}
    assert {*rows[0]} - varied == {*KINDS[name].key, *UNVARIED.get(name, ())}
    before: Config = {name: known[name]}
    wanted: Config = {name: changed if KINDS[name].key else changed[0]}
    for config in (wanted, before):
        there = run_config(pbx, config=config, diff=True, **ALL)
        assert not there.failed, there.result["msg"]
        assert there.result["changed"] is True
        assert alike(export(pbx, kinds=[name])) == alike(config)
        assert run_config(pbx, config=config, **ALL).result["changed"] is False


def test_members_that_are_taken_out_count_as_deletions(company: Emulator, run_config: RunFxs) -> None:
    (ring, *_others) = company.objects("RingGroups")
    config = {"RingGroups": [{"Number": ring["Number"], "Members": []}]}
    members = len(ring["Members"])
    run = run_config(company, config=config, max_deletions=str(members - 1))
    assert run.failed
    assert "max_deletions" in run.result["msg"]
    assert writes(company) == []
    assert run_config(company, config=config, max_deletions=str(members)).result["results"][0]["removed"] == members


def test_members_that_go_with_what_is_null_count_as_deletions(company: Emulator, run_config: RunFxs) -> None:
    users = {"SelectedUsers": ["anna", "bert"]}
    assert run_config(company, config={"GoogleSettings": {"UserSync": users}}).result["changed"] is True
    company.clear_log()
    wish: Config = {"config": {"GoogleSettings": {"UserSync": None}}}
    run = run_config(company, **wish, max_deletions="1")
    assert run.failed
    assert "take 2 members out of lists" in run.result["msg"]
    assert writes(company) == []
    (row,) = run_config(company, **wish, max_deletions="2").result["results"]
    assert (row["changed"], row["removed"]) == (True, 2)


@pytest.mark.parametrize("check_mode", [True, False])
def test_rights_that_are_null_take_no_role_away_unasked(
    company: Emulator, run_config: RunFxs, export: t.Callable[..., Config], check_mode: bool
) -> None:
    owners = [user for user in export(company, kinds=["Users"])["Users"] if "owners" in str(user["Groups"])]
    groups = [{**group, "Rights": None} for group in owners[0]["Groups"]]
    company.clear_log()
    config = {"Users": [{"Number": owners[0]["Number"], "Groups": groups}]}
    run = run_config(company, config=config, check_mode=check_mode)
    assert run.failed
    assert RISK in run.result["msg"]
    assert writes(company) == []


def test_an_object_is_the_one_that_was_seen_also_where_its_department_gets_another_name(
    company: Emulator, run_config: RunFxs, run_module: RunModule
) -> None:
    company.add_object("Groups", Name="Lyon", Number="GRP0091")
    run_config(company, config={"Users": [{"Number": "560", "FirstName": "Gate", "Groups": [{"GroupId": "Lyon"}]}]})
    seen = run_module(threecx_config_info, company, kinds=["Users"]).result["fingerprints"]["Users"]["560"]
    gate = {"Number": "560", "FirstName": "Lift", "if_fingerprint": seen}
    config = {"Groups": [{"Name": "Lugdunum", "renamed_from": "Lyon"}], "Users": [gate]}
    foretold = run_config(company, config=config, check_mode=True).result
    run = run_config(company, config=config)
    assert not run.failed, run.result["msg"]
    assert actions(run.result) == actions(foretold) == {"Groups Lugdunum": "update", "Users 560": "update"}
    assert run_config(company, config={"Users": [gate]}).failed


# Whom others have among their favourites


@pytest.fixture
def favourite(company: Emulator) -> t.Callable[[], list[str]]:
    """User 560 and ring group 860 of Lyon, whom user 100 has among his favourites: the PBX keeps that as a department.

    :returns: tells what of both is left in there.
    """
    ids = [
        company.add_object("Groups", Name=name, Number=number)["Id"]
        for name, number in (("___FAVORITES___560", "GRP0090"), ("Lyon", "GRP0091"), ("Paris", "GRP0092"))
    ]
    users, rings = ([{"GroupId": one} for one in ids[:2]] for _kind in ("Users", "RingGroups"))
    company.add_object("Users", Number="560", FirstName="Gate", Groups=users)
    company.add_object("RingGroups", Number="860", Name="Ring", Groups=rings)

    def left() -> list[str]:
        every = [*company.objects("Users"), *company.objects("RingGroups")]
        return [one["Number"] for one in every if ids[0] in [group["GroupId"] for group in one["Groups"]]]

    return left


@pytest.mark.parametrize("merged", [[], ["Users.Groups", "RingGroups.Groups"]])
def test_the_favourites_of_others_are_no_configuration(
    company: Emulator,
    run_config: RunFxs,
    export: t.Callable[..., Config],
    favourite: t.Callable[[], list[str]],
    merged: list[str],
) -> None:
    told = export(company, kinds=["Users", "RingGroups"], keys={"Users": ["560"], "RingGroups": ["860"]})
    assert [[one["GroupId"] for one in told[kind][0]["Groups"]] for kind in told] == [["Lyon"], ["Lyon"]]
    options: Config = {"merge_lists": merged, "max_deletions": "2"}
    assert run_config(company, config=told, **options).result["changed"] is False
    paris: Config = {kind: [{"Number": told[kind][0]["Number"], "Groups": [{"GroupId": "Paris"}]}] for kind in told}
    paris["Users"][0]["PrimaryGroupId"] = "Paris"
    run = run_config(company, config=paris, **options)
    assert not run.failed, run.result["msg"]
    assert [row["removed"] for row in run.result["results"]] == [0 if merged else 1] * 2
    assert favourite() == ["560", "860"]
    assert run_config(company, config=paris, **options).result["changed"] is False


def test_whom_others_have_among_their_favourites_is_within_his_departments(
    company: Emulator, run_config: RunFxs, favourite: t.Callable[[], list[str]]
) -> None:
    scope = {"departments": ["Lyon"]}
    run = run_config(company, config={"Users": [{"Number": "100"}]}, prune=["Users"], prune_scope=scope)
    assert not run.failed, run.result["msg"]
    assert run.result["summary"]["deleted"] == 1
    assert favourite() == ["860"]


# What may be referred to by what nobody can read

UNREAD = (
    "Whether WebsiteLinks refer to what is deleted is not known, since they cannot be read: GET /xapi/v1/WebsiteLinks"
)


@pytest.mark.parametrize("state", ["absent", "present"])
def test_nothing_is_deleted_that_what_cannot_be_read_may_refer_to(
    company: Emulator, run_config: RunFxs, state: str
) -> None:
    for number in ("860", "861"):
        company.add_object("RingGroups", Number=number, Name="Lyon")
    company.behave(denied_kinds=["WebsiteLinks"])
    wish: Config = {"config": {"RingGroups": [{"Number": "860"}]}, "state": state}
    if state == "present":
        wish.update(prune=["RingGroups"], prune_scope={"names": ["Lyon"]})
    for check_mode in (True, False):
        run = run_config(company, **wish, check_mode=check_mode)
        assert run.failed
        assert UNREAD in run.result["msg"]
        assert "Say allow_risky: [unseen_references] if it is to be deleted all the same." in run.result["msg"]
        assert writes(company) == []
    allowed = run_config(company, **wish, allow_risky=["unseen_references"], expect_warnings=[UNREAD])
    assert (allowed.failed, allowed.result["summary"]["deleted"]) == (False, 1)


def test_what_this_version_does_not_have_refers_to_nothing(company: Emulator, run_config: RunFxs) -> None:
    company.add_object("RingGroups", Number="860", Name="Lyon")
    company.behave(absent_kinds=["WebsiteLinks"])
    run = run_config(company, config={"RingGroups": [{"Number": "860"}]}, state="absent")
    assert (run.failed, run.result["summary"]["deleted"]) == (False, 1)


def test_who_deletes_nothing_need_not_read_what_refers_to_it(company: Emulator, run_config: RunFxs) -> None:
    company.behave(denied_kinds=["WebsiteLinks"])
    run = run_config(company, config={"RingGroups": [{"Number": "860"}]}, state="absent")
    assert (run.failed, run.result["changed"]) == (False, False)


@pytest.mark.parametrize("number", ["870", "871"])
def test_a_destination_does_not_keep_the_number_of_something_else(
    company: Emulator, run_config: RunFxs, number: str
) -> None:
    if number == "870":
        company.add_object("Queues", Number="870", Name="Ring", ForwardNoAnswer={"To": "RingGroup", "Number": "860"})
    config = {"Queues": [{"Number": number, "Name": "Ring", "ForwardNoAnswer": {"To": "Extension"}}]}
    for check_mode in (True, False):
        run = run_config(company, config=config, check_mode=check_mode)
        assert run.failed
        told = f'Queues[0] "{number}".ForwardNoAnswer: To is Extension, so Number must be given too.'
        assert told in run.result["msg"]
    assert writes(company) == []


# What cannot be


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"Users": [{"Number": "100", "PrimaryGroupId": "Lyno"}]}, 'Users[0] "100".PrimaryGroupId'),
        ({"RingGroups": [{"Number": "600", "Members": [{"Number": "9999"}]}]}, "9999"),
        ({"Trunks": [{"Number": "19999"}]}, "none can be created"),
        ({"Holidays": [{"Group": "DEFAULT", "Name": "Easter"}]}, "must be given"),
    ],
)
@pytest.mark.parametrize("on_error", ["stop", "continue"])
def test_nothing_is_written_where_something_cannot_be(
    company: Emulator, run_config: RunFxs, config: Config, message: str, on_error: str
) -> None:
    both = {**config, "BlackListNumbers": [{"CallerId": "+4912345", "Description": "spam"}]}
    run = run_config(company, config=both, on_error=on_error)
    assert run.failed
    assert message in run.result["msg"]
    assert writes(company) == []


def test_what_is_still_needed_is_not_left_out_of_a_prune_without_a_word(company: Emulator, run_config: RunFxs) -> None:
    """Whoever prunes users has to name the operator, or to leave him out of the scope."""
    operator = company.setting("GeneralSettingsForPbx")["OperatorExtension"]
    wish: Config = {"config": {"Users": [{"Number": "101"}]}, "prune": ["Users"], "allow_risky": ["roles"]}
    run = run_config(company, **wish, prune_scope={"numbers": [f"{operator}-{operator}"]})
    assert run.failed
    assert f"Users[{operator}] cannot be deleted: " in run.result["msg"]
    assert writes(company) == []


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"Number": "100", "PrimaryGroupId": "DEFAULTS"}, "no object of Groups is called 'DEFAULTS'"),
        ({"Number": "560", "FirstName": "New", "Groups": [{"GroupId": "Nowhere"}]}, "no object of Groups is called"),
        ({"Number": "100", "if_fingerprint": "0" * 64}, "it has changed since its fingerprint was taken"),
    ],
)
@pytest.mark.parametrize("check_mode", [True, False])
def test_there_is_no_plan_for_what_cannot_be_and_one_for_all_else(
    company: Emulator, run_config: RunFxs, wrong: Config, why: str, check_mode: bool
) -> None:
    others = [{"Number": "101", "FirstName": "Gate"}, {"Number": "102"}, {"Number": "561", "FirstName": "New"}]
    run = run_config(company, config={"Users": [wrong, *others]}, check_mode=check_mode)
    assert run.failed
    told, *rest = run.result["results"]
    assert (told["action"], told["changed"]) == (None, False)
    assert why in told["error"]["msg"]
    assert told["error"]["msg"] in run.result["msg"]
    assert [(row["action"], row["error"]) for row in rest] == [("update", None), ("keep", None), ("create", None)]
    assert {name: count for name, count in run.result["summary"].items() if count} == {
        "failed": 1,
        "not_tried": 2,
        "unchanged": 1,
    }
    assert writes(company) == []


def told_times(run: ModuleRun) -> int:
    """How often a failure says that nothing was done."""
    message = run.result["msg"].lower()
    return int(message.count("nothing was changed") + message.count("before anything was changed"))


NEEDED = "RingGroups[860] cannot be deleted: Queues[870].ForwardNoAnswer.Number still has it."
RISK = "this is a risk, since somebody gets or loses the rights of an owner, an administrator or a manager."


@pytest.mark.parametrize(
    ("wish", "refused"),
    [
        ({"config": {"RingGroups": [{"Number": "861"}]}, "prune": ["RingGroups"]}, {"860": NEEDED}),
        ({"config": {"RingGroups": [{"Number": "860"}, {"Number": "861"}]}, "state": "absent"}, {"860": NEEDED}),
        ({"config": {"Trunks": [{"Number": "19999"}]}, "state": "absent"}, {"19999": "since none can be created"}),
        (
            {
                "config": {
                    "Users": [
                        {"Number": "101", "FirstName": "Gate"},
                        *(
                            {
                                "Number": number,
                                "PrimaryGroupId": "Lyon",
                                "Groups": [{"GroupId": "Lyon", "Rights": {"RoleName": "managers"}}],
                            }
                            for number in ("102", "103")
                        ),
                    ]
                }
            },
            {"102": RISK, "103": RISK},
        ),
    ],
)
@pytest.mark.parametrize("check_mode", [True, False])
def test_a_refusal_is_told_with_the_object_that_it_is_about_and_once_in_all(
    company: Emulator, run_config: RunFxs, wish: Config, refused: dict[str, str], check_mode: bool
) -> None:
    company.add_object("Groups", Name="Lyon", Number="GRP0091")
    company.add_object("Trunks", Number="19999")
    for number in ("860", "861"):
        company.add_object("RingGroups", Number=number, Name=number)
    company.add_object("Queues", Number="870", Name="Ring", ForwardNoAnswer={"To": "RingGroup", "Number": "860"})
    scope: Config = {"prune_scope": {"names": ["86?"]}} if "prune" in wish else {}
    run = run_config(company, **wish, **scope, check_mode=check_mode)
    assert (run.failed, run.result["changed"], writes(company)) == (True, False, [])
    found = {row["key"]: row["error"]["msg"] for row in run.result["results"] if row["error"] is not None}
    assert set(found) == set(refused)
    for key, message in found.items():
        assert refused[key] in message
        assert run.result["msg"].count(message) == 1
    assert all(row["action"] is not None for row in run.result["results"])
    assert run.result["summary"]["failed"] == len(refused)
    assert told_times(run) == 1


def test_of_a_kind_that_this_pbx_does_not_have_it_is_told(company: Emulator, run_config: RunFxs) -> None:
    company.behave(absent_kinds=["Queues"])
    run = run_config(company, config={"Queues": [{"Number": "870", "Name": "Ring"}]})
    assert run.failed
    assert "so this is nothing that its version or its licence has." in run.result["msg"]
    assert "host and port" not in run.result["msg"]


def test_a_limit_is_told_once(company: Emulator, run_config: RunFxs) -> None:
    company.add_object("RingGroups", Number="860", Name="Lyon")
    run = run_config(company, config={"RingGroups": [{"Number": "860"}]}, state="absent", max_deletions="0")
    assert (run.failed, told_times(run)) == (True, 1)
    assert run.result["msg"].endswith(" and max_deletions allows 0 objects. Nothing was changed.")


@pytest.mark.parametrize("fault", [{"drop_after": 1}, {"drop_before": 1}, {"fail_after": 1}, {"empty_500_next": 1}])
@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
def test_a_lost_answer_is_settled_by_reading(
    company: Emulator, run_config: RunFxs, fault: dict[str, int], method: str
) -> None:
    run_config(company, config={"RingGroups": [{"Number": "861", "Name": "Old"}]})
    methods = "drop_methods" if "drop" in next(iter(fault)) else "fault_methods"
    company.behave(**fault, **{methods: [method]})
    # Where the work was done, reading shows it; where it was not, it is tried again.
    warned = [] if "after" in next(iter(fault)) else [f"{method} /xapi/v1/RingGroups.*Trying again"]
    run_again = functools.partial(run_config, company, expect_warnings=warned)
    if method == "DELETE":
        result = run_again(config={"RingGroups": [{"Number": "861"}]}, state="absent").result
    else:
        number = "861" if method == "PATCH" else "862"
        result = run_again(config={"RingGroups": [{"Number": number, "Name": "New"}]}).result
    assert result["changed"]
    assert result["summary"]["failed"] == 0
    numbers = [row["Number"] for row in company.objects("RingGroups")]
    assert numbers.count("862") == (method == "POST")
    assert numbers.count("861") == (method != "DELETE")


def test_what_did_not_stick_is_told(company: Emulator, run_config: RunFxs) -> None:
    company.behave(ignore_fields=["LastName"])
    config = {"Users": [{"Number": "100", "LastName": "Gate"}, {"Number": "101", "FirstName": "Lift"}]}
    run = run_config(company, config=config, on_error="continue")
    assert run.failed
    assert 'Users[0] "100"' in run.result["msg"]
    assert "LastName" in run.result["msg"]
    assert [row["error"] is None for row in run.result["results"]] == [False, True]
    assert run.result["results"][1]["changed"]


def test_what_comes_back_in_another_form_is_told_and_nothing_else_is_lost(
    company: Emulator, run_config: RunFxs, export: t.Callable[..., Config]
) -> None:
    company.behave(normalise_fields=["LastName", "Members", "Agents", "Groups"])
    everywhere = [{"GroupId": group["Name"]} for group in reversed(export(company, kinds=["Groups"])["Groups"])]
    agents = [{"Number": "103", "SkillGroup": "2"}, {"Number": "101", "SkillGroup": "1"}]
    config: Config = {
        "Users": [{"Number": "100", "LastName": "van  Dyck", "Mobile": "+49170"}],
        "RingGroups": [{"Number": "600", "Name": "All", "Members": [{"Number": "105"}, {"Number": "101"}]}],
        # The order of departments means nothing, so that of them nothing has another form.
        "Queues": [{"Number": "700", "Name": "Lyon", "Agents": agents, "Groups": everywhere}],
    }
    run = run_config(company, config=config, on_error="continue", **ALL)
    told = {
        row["kind"]: row["error"]["msg"].partition("did not store all of them: ")[2] for row in run.result["results"]
    }
    assert told == {
        "Users": "LastName: the PBX stored 'van Dyck' for 'van  Dyck'.",
        "RingGroups": "Members: the PBX stored another order.",
        "Queues": "Agents: the PBX stored another order.",
    }
    for kind, rows in export(company, kinds=[*config]).items():
        (wanted,) = config[kind]
        (found,) = (row for row in rows if row["Number"] == wanted["Number"])
        differs = {name for name, value in wanted.items() if in_any_order(found[name]) != in_any_order(value)}
        assert differs == ({"LastName"} if kind == "Users" else set())


def in_any_order(value: t.Any) -> t.Any:
    return sorted(map(repr, value)) if isinstance(value, list) else value


def test_devices_come_about_with_their_department_as_foretold(company: Emulator, run_config: RunFxs) -> None:
    device = {
        "MacAddress": "00:0B:82:41:00:01",
        "Template": "grandstream.ht80x.fxs.xml",
        "Model": "HT802",
        "Group": "Lyon",
        "FxsLines": [{"Key": 1, "Number": "510"}],
        "Provisioning": {"Method": "SBC", "SbcName": "LYON-01"},
    }
    config = {**SITE, "Fxs": [device]}
    foretold = run_config(company, config=config, check_mode=True, diff=True).result
    done = run_config(company, config=config, diff=True).result
    assert foretold["results"] == done["results"]
    after = done["results"][-1]["diff"]["after"]
    assert (after["Group"], after["FxsLines"]) == ("Lyon", [{"Key": 1, "Number": "510", "Name": None}])
    assert run_config(company, config=config).result["changed"] is False


def test_a_device_refers_to_its_department_by_the_name_that_it_gets(company: Emulator, run_config: RunFxs) -> None:
    device = {"MacAddress": "00:0B:82:41:00:01", "Template": "grandstream.ht80x.fxs.xml", "Model": "HT802"}
    run_config(company, config={"Groups": [{"Name": "Lyon"}], "Fxs": [{**device, "Group": "Lyon"}]})
    config = {"Groups": [{"Name": "Lyon Sud", "renamed_from": "Lyon"}], "Fxs": [{**device, "Group": "Lyon Sud"}]}
    result = run_config(company, config=config).result
    assert actions(result) == {"Groups Lyon Sud": "update", "Fxs 000B82410001": "keep"}
    assert not run_config(company, config=config).result["changed"]
    new = {**device, "MacAddress": "00:0B:82:41:00:02", "Group": "Lyon"}
    config = {"Groups": [{"Name": "Lyon", "renamed_from": "Lyon Sud"}], "Fxs": [new]}
    run_config(company, config=config)
    (number,) = [row["Number"] for row in company.objects("Groups") if row["Name"] == "Lyon"]
    found = [company.device(mac) or {} for mac in ("000B82410001", "000B82410002")]
    assert [one["Group"] for one in found] == [number, number]


# What is wrong, in the words of whoever wrote it


@pytest.mark.parametrize(
    ("denied", "kinds"),
    [
        (["RingGroups"], ["RingGroups"]),
        (["Queues", "RingGroups"], ["RingGroups", "Queues"]),
        (["Users"], ["Users"]),
        (["Groups"], ["Groups"]),
    ],
)
def test_a_kind_that_is_denied_is_told_once_and_nothing_that_is_not_so(
    start_pbx: StartPbx, run_config: RunFxs, denied: list[str], kinds: list[str]
) -> None:
    device = {"MacAddress": "000B82410001", "Template": "grandstream.ht80x.fxs.xml", "Model": "HT802", "Group": "Lyon"}
    pbx = start_pbx(3, users=12, denied_kinds=denied)
    run = run_config(pbx, config={**SITE, "Fxs": [device]})
    assert run.failed
    lines = run.result["msg"].splitlines()
    told = lines[1:] if len(lines) > 1 else lines
    assert [line.removeprefix("- ").partition(":")[0] for line in told] == kinds
    assert all("answered 403" in line for line in told)
    assert len(run.result["results"]) == 7
    assert writes(pbx) == []


@pytest.mark.parametrize(
    ("device", "message"),
    [
        ({}, "A new device needs Template, or Brand and Model (or ModelName)"),
        ({"Template": "grandstream.ht80x.fxs.xml"}, ": Model is missing; template grandstream.ht80x.fxs.xml has one"),
        (
            {"Template": "grandstream.ht80x.fxs.xml", "Model": "HT802", "Language": "language is", "TimeZone": "x"},
            ": Language is 'language is'; it must be one of",
        ),
        (
            {"FxsLines": [{"Key": 1, "Number": "101"}, {"Key": 2, "Number": "101"}]},
            ": FxsLines has number '101' twice, in entries 1 and 2.",
        ),
    ],
)
def test_what_is_wrong_with_a_device_is_told_by_the_names_of_its_properties(
    company: Emulator, run_config: RunFxs, device: Config, message: str
) -> None:
    run = run_config(company, config={"Fxs": [{"MacAddress": "000B82410001", **device}]})
    assert run.failed
    assert message in run.result["msg"]


@pytest.mark.parametrize("wrong", [{"Template": "grandstream.ht80x"}, {"Group": "Nowhere"}])
def test_what_a_device_refers_to_and_is_not_there_is_told_once(
    company: Emulator, run_config: RunFxs, wrong: Config
) -> None:
    device = {"MacAddress": "000B82410001", "Template": "grandstream.ht80x.fxs.xml", "Model": "HT802", **wrong}
    run = run_config(company, config={"Fxs": [device]})
    (name,) = wrong
    assert run.result["msg"].startswith(f'Fxs[0] "000B82410001".{name}: no object of ')


# What goes wrong on the way


@pytest.mark.parametrize(
    "fault", [{"drop_after": 3, "drop_methods": ["POST"]}, {"fail_after": 3, "fault_methods": ["POST"]}]
)
def test_what_came_about_without_an_answer_can_be_referred_to(
    start_pbx: StartPbx, run_config: RunFxs, fault: Config
) -> None:
    pbx = start_pbx(3, users=12, **fault)
    run = run_config(pbx, config=SITE)
    assert not run.failed, run.result["msg"]
    assert run.result["summary"]["created"] == 6
    pbx.behave(drop_after=0, fail_after=0)
    assert not run_config(pbx, config=SITE).result["changed"]


def test_a_failure_tells_which_object_it_was(company: Emulator, run_config: RunFxs) -> None:
    company.behave(refuse_fields=["Mobile"])
    users = [{"Number": "510", "FirstName": "Gate"}, {"Number": "511", "Mobile": "1"}, {"Number": "512", "Mobile": "2"}]
    run = run_config(company, config={"Users": users}, on_error="continue")
    message = run.result["msg"]
    assert message.startswith('2 of 3 objects failed: Users[1] "511": POST /xapi/v1/Users answered 400')
    assert 'Users[2] "512": POST /xapi/v1/Users answered 400' in message


def test_a_device_does_not_get_what_was_to_be_there_and_is_not(company: Emulator, run_config: RunFxs) -> None:
    company.behave(refuse_fields=["Mobile"])
    device = {"MacAddress": "000B82410001", "Template": "grandstream.ht80x.fxs.xml", "Model": "HT802"}
    lines = [{"Key": 1, "Number": "510"}, {"Key": 2, "Number": "511"}]
    config = {
        "Users": [{"Number": "510", "FirstName": "Gate"}, {"Number": "511", "Mobile": "1"}],
        "Fxs": [{**device, "FxsLines": lines}, {**device, "MacAddress": "000B82410002", "Name": "Spare"}],
    }
    run = run_config(company, config=config, on_error="continue")
    assert run.failed
    assert [row["action"] for row in run.result["results"] if row["changed"]] == ["create", "create"]
    error = run.result["results"][2]["error"]["msg"]
    assert error.startswith('Fxs[0] "000B82410001"')
    assert "Users '511' was to be created by this task, and is not there." in error
    assert {row["MacAddress"] for row in company.devices()} >= {"000B82410002"}
    assert "000B82410001" not in {row["MacAddress"] for row in company.devices()}
    company.behave(refuse_fields=[])
    assert not run_config(company, config=config).failed


# Numbers that something else has


@pytest.mark.parametrize("kind", ["Users", "RingGroups", "Receptionists"])
@pytest.mark.parametrize("more", [0, 5])
def test_a_number_that_something_else_has_is_told_before_anything_is_written(
    company: Emulator, run_config: RunFxs, kind: str, more: int
) -> None:
    (queue, *_more) = [row["Number"] for row in company.objects("Queues")]
    others = [{"Number": f"95{number}0", "Name": "Other"} for number in range(more)]
    config = {kind: [{"Number": queue, **({} if kind == "Users" else {"Name": "Lobby"})}], "RingGroups": others}
    if kind == "RingGroups":
        config[kind] = [{"Number": queue, "Name": "Lobby"}, *others]
    run = run_config(company, config=config)
    assert run.failed
    assert (
        f'{kind}[0] "{queue}": there is none of {kind} with this number, which is that of something'
        in run.result["msg"]
    )
    assert writes(company) == []


def test_a_number_is_given_to_one_object(company: Emulator, run_config: RunFxs) -> None:
    run = run_config(company, config={"Users": [{"Number": "951"}], "Queues": [{"Number": "951", "Name": "Lobby"}]})
    assert run.failed
    for place in ('Users[0] "951"', 'Queues[0] "951"'):
        assert f"{place}: there is none of" in run.result["msg"]
    assert writes(company) == []


def test_a_number_is_created_where_peers_cannot_be_read(company: Emulator, run_config: RunFxs) -> None:
    company.behave(denied_kinds=["Peers"])
    assert run_config(company, config={"Users": [{"Number": "951"}]}).result["changed"]


def test_a_fax_begins_with_what_the_pbx_proposes(company: Emulator, run_config: RunFxs) -> None:
    config = {"Fax": [{"Number": "899", "OutboundCallerId": "+33472000899"}]}
    assert run_config(company, config=config).result["changed"]
    assert not run_config(company, config=config).result["changed"]


@pytest.mark.parametrize("check_mode", [True, False])
@pytest.mark.parametrize(
    ("config", "place"),
    [
        ({"Users": [{"Number": "100", "OutboundCallerID": "+4930\n"}]}, 'Users[0] "100".OutboundCallerID'),
        ({"Users": [{"Number": "960", "Mobile": "\u202a+49 170 1\u202c"}]}, 'Users[0] "960".Mobile'),
        ({"Trunks": [{"Number": "10000", "DidNumbers": ["+49301200 "]}]}, 'Trunks[0] "10000".DidNumbers[0]'),
        ({"Groups": [{"Name": "Lyon ", "renamed_from": "Berlin Sales"}]}, 'Groups[0] "Lyon ".Name'),
        ({"Fxs": [{"MacAddress": None, "Name": "Gate\n"}]}, ".Name"),
    ],
)
def test_what_stands_around_a_text_by_mistake_is_not_written(
    start_pbx: StartPbx, run_config: RunFxs, config: Config, place: str, check_mode: bool
) -> None:
    pbx = start_pbx(3, users=25)
    for device in config.get("Fxs", []):
        device["MacAddress"] = next(one["MacAddress"] for one in pbx.devices() if one["Model"] == "HT802")
    run = run_config(pbx, config=config, check_mode=check_mode)
    assert run.failed
    assert f"{place} is '" in run.result["msg"]
    assert "begins or ends with a blank or a line break or holds what cannot be seen" in run.result["msg"]
    assert writes(pbx) == []


def test_what_stands_around_a_text_on_the_pbx_is_no_matter(company: Emulator, run_config: RunFxs) -> None:
    company.change_object("Users", "100", Mobile="+4930\n")
    config = {"Users": [{"Number": "100", "Mobile": "+4930\n", "FirstName": "Anna"}]}
    assert run_config(company, config=config).result["changed"]
    assert not run_config(company, config=config).result["changed"]


@pytest.mark.parametrize("name", ["prune_scope", "ignore", "max_deletions", "merge_lists"])
def test_what_keeps_something_is_not_lost_as_null(company: Emulator, run_config: RunFxs, name: str) -> None:
    options: Config = {"config": {"Users": [{"Number": "100"}]}, name: None}
    run = run_config(company, **options)
    assert run.result["msg"].startswith(f"{name} is null: the expression behind it found no value.")
    assert company.log == []


@pytest.mark.parametrize("state", ["present", "absent"])
@pytest.mark.parametrize(
    ("kind", "key", "there", "given"),
    [("Parkings", "Number", "SP0", "sp0"), ("BlackListNumbers", "CallerId", "+49 1", "+49  1")],
)
def test_numbers_with_letters_or_blanks_can_look_the_same_too(
    company: Emulator, run_config: RunFxs, kind: str, key: str, there: str, given: str, state: str
) -> None:
    company.add_object("BlackListNumbers", Id="bl-0", CallerId="+49 1")
    run = run_config(company, config={kind: [{key: given}]}, state=state)
    assert f"there is none called '{given}', but '{there}', which looks like it" in run.result["msg"]
    assert writes(company) == []


A_USER = {"Rights": {"RoleName": "users"}}
LYON_ONLY = {"Groups": [{"GroupId": "Lyon", **A_USER}]}


@pytest.mark.parametrize(
    ("user", "merge_lists", "is_right"),
    [
        ({"Number": "510"}, [], False),
        ({"Number": "103"}, [], False),
        ({"Number": "510", **LYON_ONLY}, [], True),
        ({"Number": "103", **LYON_ONLY}, [], True),
        ({"Number": "103", **LYON_ONLY}, ["Users.Groups"], True),
    ],
    ids=str,
)
def test_a_user_gets_no_main_department_that_he_is_not_in(
    company: Emulator, run_config: RunFxs, user: Config, merge_lists: list[str], is_right: bool
) -> None:
    """The PBX would refuse it, once the user has been created and others have been written."""
    config = {"Groups": [{"Name": "Lyon"}], "Users": [{"FirstName": "Gate", **user, "PrimaryGroupId": "Lyon"}]}
    told = "PrimaryGroupId is 'Lyon', of which this is no member"
    for check_mode in (True, False):
        run = run_config(company, config=config, merge_lists=merge_lists, check_mode=check_mode)
        assert run.failed is not is_right
        assert is_right or told in run.result["msg"]
    assert is_right or writes(company) == []
    again = run_config(company, config=config, merge_lists=merge_lists)
    assert (again.failed, again.result["changed"]) == (not is_right, False)


@pytest.mark.parametrize("more", [{}, {"PrimaryGroupId": "Berlin Sales"}, {"FirstName": "Gate"}], ids=str)
@pytest.mark.parametrize("left_primary_group", ["moved", "refused"])
def test_a_user_is_not_taken_out_of_his_main_department(
    company: Emulator, run_config: RunFxs, more: Config, left_primary_group: str
) -> None:
    """A PBX may refuse it, or make another one the main one, which nobody has asked for."""
    company.behave(left_primary_group=left_primary_group)
    config = {"Users": [{"Number": "105", "Groups": [{"GroupId": "DEFAULT", **A_USER}], **more}]}
    told = "PrimaryGroupId is 'Berlin Sales', of which this would be no member any more; add it to Groups, or give"
    for check_mode in (True, False):
        run = run_config(company, config=config, check_mode=check_mode)
        assert run.failed
        assert f'Users[0] "105".{told} another PrimaryGroupId.' in run.result["msg"]
    assert writes(company) == []
    assert not run_config(company, config=config, merge_lists=["Users.Groups"]).failed


@pytest.mark.parametrize("left_primary_group", ["moved", "refused"])
@pytest.mark.parametrize(
    ("before", "main", "after", "sent"),
    [
        (["Berlin Sales"], "Lyon", ["Lyon"], 3),
        (["Berlin Sales", "Lyon"], "Lyon", ["Lyon"], 2),
        (["Berlin Sales", "Lyon"], "Lyon", ["Lyon", "DEFAULT"], 3),
        (["Berlin Sales"], "Lyon", ["Lyon", "Berlin Sales"], 2),
        (["Berlin Sales", "DEFAULT"], "Berlin Sales", ["Lyon", "Berlin Sales"], 1),
        (["Berlin Sales"], None, [], 2),
        (["Berlin Sales"], None, ["Lyon"], 3),
    ],
)
def test_a_user_moves_from_one_main_department_to_another(
    company: Emulator,
    run_config: RunFxs,
    before: list[str],
    main: str | None,
    after: list[str],
    sent: int,
    left_primary_group: str,
) -> None:
    """In as few requests as will do whatever the PBX does about a main department that is left."""
    assert run_config(company, config={"Groups": [{"Name": "Lyon"}], **moved("Berlin Sales", before)}).failed is False
    company.behave(left_primary_group=left_primary_group)
    company.clear_log()
    foretold = run_config(company, config=moved(main, after), check_mode=True, diff=True)
    assert (foretold.failed, writes(company)) == (False, [])
    run = run_config(company, config=moved(main, after), diff=True)
    assert (run.failed, run.result["changed"], len(writes(company))) == (False, True, sent)
    assert rows_of(run) == rows_of(foretold)
    assert run_config(company, config=moved(main, after)).result["changed"] is False


def moved(main: str | None, groups: list[str]) -> Config:
    return {"Users": [{"Number": "105", "PrimaryGroupId": main, "Groups": [{"GroupId": g, **A_USER} for g in groups]}]}


def rows_of(run: ModuleRun) -> list[tuple[t.Any, ...]]:
    return [(row["action"], row["fields"], row["removed"], row["diff"]) for row in run.result["results"]]


@pytest.mark.parametrize(
    ("others", "number", "word"),
    [
        ({}, "101", "Users: that is Extension"),
        ({}, "800", "Receptionists: that is IVR"),
        ({"RingGroups": [{"Number": "600", "Name": "All"}]}, "600", "RingGroups: that is RingGroup"),
        ({"Users": [{"Number": "510", "FirstName": "Gate"}]}, "510", "Users: that is Extension"),
    ],
)
def test_no_call_is_sent_to_a_number_as_to_what_it_is_not(
    company: Emulator, run_config: RunFxs, others: Config, number: str, word: str
) -> None:
    rule = {"TrunkDN": "10000", "Condition": "ForwardAll", "Data": ""}
    for destination in ({"To": "Queue", "Number": number}, {"To": word.rpartition(" ")[2], "Number": number}):
        config = {**others, "InboundRules": [{**rule, "OfficeHoursDestination": destination}]}
        is_right = destination["To"] != "Queue"
        for check_mode in (True, False):
            run = run_config(company, config=config, check_mode=check_mode)
            assert run.failed is not is_right
            assert is_right or f"To is Queue, and '{number}' is one of {word}" in run.result["msg"]
        assert is_right or writes(company) == []


KEYS = [{"Input": "1", "ForwardType": "Extension"}, {"Input": "2", "ForwardType": "Extension", "ForwardDN": "700"}]


@pytest.mark.parametrize(
    ("config", "told"),
    [
        (
            {"RingGroups": [{"Number": "600", "ForwardNoAnswer": {"Number": "700"}}]},
            [".ForwardNoAnswer: To is Extension, and '700' is one of Queues: that is Queue, unless another number is"],
        ),
        (
            {"RingGroups": [{"Number": "600", "ForwardNoAnswer": {"External": "+4930123"}}]},
            [".ForwardNoAnswer: To is Extension, so External means nothing; give To as well."],
        ),
        (
            {
                "RingGroups": [
                    {
                        "Number": "600",
                        "BreakRoute": {"Route": {"To": "Extension"}},
                        "HolidaysRoute": {"IsPromptEnabled": True, "Route": {"To": "Extension"}},
                    }
                ]
            },
            [".BreakRoute.Route: To is Extension, so Number must be given too."],
        ),
        (
            {"Receptionists": [{"Number": "800", "Forwards": KEYS, "TimeoutForwardType": "Queue"}]},
            [
                ".TimeoutForwardType is Queue, so TimeoutForwardDN must be given too.",
                ".Forwards[0]: ForwardType is Extension, so ForwardDN must be given too.",
                ".Forwards[1]: ForwardType is Extension, and '700' is one of Queues: that is Queue, unless another",
            ],
        ),
    ],
)
def test_a_destination_is_judged_as_it_will_be(
    company: Emulator, run_config: RunFxs, config: Config, told: list[str]
) -> None:
    """With what is left out of it, which stays, and whatever others there are beside it."""
    to_ann = {"To": "Extension", "Number": "100", "External": ""}
    routes = {"HolidaysRoute": {"Route": to_ann}, "BreakRoute": {"Route": {"To": "Queue", "Number": "700"}}}
    company.change_object("RingGroups", "600", ForwardNoAnswer=to_ann, **routes)
    for check_mode in (True, False):
        run = run_config(company, config=config, check_mode=check_mode)
        assert run.failed
        assert [why for why in told if why not in run.result["msg"]] == []
        assert run.result["msg"].count(", so ") + run.result["msg"].count(", and ") == len(told)
    assert writes(company) == []


LEAVER = {"Users": [{"Number": "510"}]}


@pytest.mark.parametrize("nested_patch", ["merge", "replace"])
@pytest.mark.parametrize("instead", [{"To": "None"}, {"To": "External", "External": "+49301"}], ids=str)
def test_calls_that_go_elsewhere_keep_nobody_from_being_deleted(
    company: Emulator, run_config: RunFxs, instead: Config, nested_patch: str
) -> None:
    company.behave(nested_patch=nested_patch)
    to_gate = {"RingGroups": [{"Number": "600", "ForwardNoAnswer": {"To": "Extension", "Number": "510"}}]}
    elsewhere = {"RingGroups": [{"Number": "600", "ForwardNoAnswer": instead}]}
    assert not run_config(company, config={**LEAVER, **to_gate}).failed
    told = "Users[510] cannot be deleted: RingGroups[600].ForwardNoAnswer.Number still has it."
    assert told in run_config(company, config=LEAVER, state="absent").result["msg"]
    assert run_config(company, config=elsewhere).result["changed"] is True
    assert run_config(company, config=elsewhere).result["changed"] is False
    assert run_config(company, config=LEAVER, state="absent").result["summary"]["deleted"] == 1


@pytest.mark.parametrize(
    ("kind", "to_gate", "elsewhere"),
    [
        (
            "Receptionists",
            {"Forwards": [{"Input": "1", "ForwardType": "Extension", "ForwardDN": "510"}]},
            {"Forwards": [{"Input": "1", "ForwardType": "EndCall"}]},
        ),
        (
            "Receptionists",
            {"TimeoutForwardType": "Extension", "TimeoutForwardDN": "510"},
            {"TimeoutForwardType": "RepeatPrompt"},
        ),
        (
            "CallParkingSettings",
            {"AutoPickupForwardType": "DN", "AutoPickupForwardDN": "510"},
            {"AutoPickupForwardType": "ExternalNumber", "AutoPickupForwardExternalNumber": "+49301"},
        ),
    ],
)
def test_no_key_and_no_timeout_that_goes_elsewhere_keeps_anybody_from_being_deleted(
    company: Emulator, run_config: RunFxs, kind: str, to_gate: Config, elsewhere: Config
) -> None:
    def of(value: Config) -> Config:
        return {kind: [{"Number": "800", **value}] if kind == "Receptionists" else value}

    assert not run_config(company, config={**LEAVER, **of(to_gate)}).failed
    assert "Users[510] cannot be deleted: " in run_config(company, config=LEAVER, state="absent").result["msg"]
    assert run_config(company, config=of(elsewhere), check_mode=True).result["changed"] is True
    assert run_config(company, config=of(elsewhere)).result["changed"] is True
    assert run_config(company, config=of(elsewhere)).result["changed"] is False
    assert run_config(company, config=LEAVER, state="absent").result["summary"]["deleted"] == 1


def test_a_holiday_that_would_never_be_is_refused(company: Emulator, run_config: RunFxs) -> None:
    """Also where only a part of it changes."""
    christmas = {"Group": "DEFAULT", "Name": "Between the years"}
    days = {"Day": 24, "Month": 12, "Year": 2026, "DayEnd": 2, "MonthEnd": 1, "YearEnd": 2027}
    hours = {"TimeOfStartDate": "12:00", "TimeOfEndDate": "08:00"}
    assert run_config(company, config={"Holidays": [{**christmas, **days, **hours}]}).result["changed"] is True
    company.clear_log()
    for changes, told in (
        (
            {"YearEnd": 2026},
            ".YearEnd, MonthEnd and DayEnd are 2026-01-02, which is before 2026-12-24, when it begins.",
        ),
        ({"MonthEnd": 2, "DayEnd": 30}, ".DayEnd is 30 and MonthEnd is 2, which is no day of that year."),
    ):
        run = run_config(company, config={"Holidays": [{**christmas, **changes}]})
        assert run.result["msg"] == f'Holidays[0] "DEFAULT, Between the years"{told} Nothing was changed.'
    assert writes(company) == []


RULE = {"TrunkDN": "10000", "Condition": "BasedOnDID", "Data": "+49301200"}
TO_ANN = {"OfficeHoursDestination": {"To": "Extension", "Number": "100"}}


@pytest.mark.parametrize("status", [400, 500, 501])
@pytest.mark.parametrize(
    ("unknown", "config"),
    [
        ("Type", {"RingGroups": [{"Number": "600", "ForwardNoAnswer": {"To": "Extension", "Number": "102"}}]}),
        ("IsRecurrent", {"Holidays": [{"Group": "DEFAULT", "Name": "New Year", "TimeOfEndDate": "23:00"}]}),
        ("ExternalNumber", {"InboundRules": [{**RULE, "Data": "+49301200000", **TO_ANN}]}),
        ("Groups", {"Users": [{"Number": "103", "PrimaryGroupId": None}]}),
    ],
    ids=str,
)
def test_what_is_only_judged_is_gone_without_where_the_pbx_does_not_tell_it(
    company: Emulator, run_config: RunFxs, unknown: str, config: Config, status: int
) -> None:
    company.behave(unknown_properties=[unknown], unknown_status=status)
    assert run_config(company, config=config).result["changed"] is True
    assert run_config(company, config=config).result["changed"] is False


# Numbers of trunks and their rules


def rules(pbx: Emulator) -> set[tuple[str, str, str]]:
    return {(row["TrunkDN"]["Number"], row["Condition"], row["Data"]) for row in pbx.objects("InboundRules")}


@pytest.mark.parametrize("fate", ["kept", "deleted"])
def test_no_number_is_taken_off_from_under_a_rule(company: Emulator, run_config: RunFxs, fate: str) -> None:
    """The rule would go with it on some PBXs, and on others be left behind."""
    company.behave(did_rules=fate)
    before = rules(company)
    others = ["+49301200000", "+49301200001"]
    config: Config = {
        "Trunks": [
            {"Number": "10000", "DidNumbers": others},
            {"Number": "10002", "DidNumbers": ["+49301400", "+49301400000", "+49301400001", "+49301200"]},
        ],
        "InboundRules": [{**RULE, "TrunkDN": "10002", **TO_ANN}],
    }
    for check_mode in (True, False):
        run = run_config(company, config=config, check_mode=check_mode)
        assert "InboundRules[10000, BasedOnDID, +49301200] still has it." in run.result["msg"]
    assert writes(company) == []

    # First the new rule, then the old one goes, then the number.
    first = {**config, "Trunks": config["Trunks"][1:]}
    assert not run_config(company, config=first).failed
    assert not run_config(company, config={"InboundRules": [RULE]}, state="absent").failed
    assert run_config(company, config=config).result["changed"] is True
    assert rules(company) == before - {tuple(RULE.values())} | {("10002", "BasedOnDID", "+49301200")}
    assert run_config(company, config=config).result["changed"] is False


def test_a_rule_that_is_pruned_does_not_keep_its_number(company: Emulator, run_config: RunFxs) -> None:
    kept = [row for row in rules(company) if row != tuple(RULE.values())]
    config: Config = {
        "Trunks": [{"Number": "10000", "DidNumbers": ["+49301200000", "+49301200001"]}],
        "InboundRules": [{"TrunkDN": one, "Condition": two, "Data": three} for one, two, three in kept],
    }
    assert run_config(company, config=config, prune=["InboundRules"]).result["changed"] is True
    assert rules(company) == {*kept}
    assert run_config(company, config=config, prune=["InboundRules"]).result["changed"] is False


def test_no_number_is_taken_off_while_rules_cannot_be_read(company: Emulator, run_config: RunFxs) -> None:
    company.behave(denied_kinds=["InboundRules"])
    config = {"Trunks": [{"Number": "10000", "DidNumbers": ["+49301200"]}]}
    told = "Whether InboundRules have numbers that trunks lose is not known, since they cannot be read"
    run = run_config(company, config=config)
    assert told in run.result["msg"]
    assert writes(company) == []
    risky = run_config(company, config=config, allow_risky=["unseen_references"], expect_warnings=[told])
    assert risky.result["changed"] is True


@pytest.mark.parametrize(
    ("number", "hint"), [("49301200", "did you mean '+49301200'?"), ("77", "add it to its DidNumbers")]
)
def test_no_rule_is_created_for_a_number_that_its_trunk_does_not_have(
    company: Emulator, run_config: RunFxs, number: str, hint: str
) -> None:
    config: Config = {"InboundRules": [{**RULE, "Data": number, **TO_ANN}]}
    for check_mode in (True, False):
        run = run_config(company, config=config, check_mode=check_mode)
        assert f"Data is '{number}', which trunk 10000 does not have; {hint}" in run.result["msg"]
    assert writes(company) == []
    config["Trunks"] = [{"Number": "10000", "DidNumbers": [number]}]
    assert not run_config(company, config=config, merge_lists=["Trunks.DidNumbers"]).failed
    assert ("10000", "BasedOnDID", number) in rules(company)
