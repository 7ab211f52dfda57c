# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""threecx_config deletes the devices that nobody names, and no others."""

from __future__ import annotations

import functools
import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.config.writing._devices import Devices
from ansible_collections.telephony.threecx.plugins.module_utils.config.writing._report import Result
from ansible_collections.telephony.threecx.plugins.modules import threecx_config, threecx_config_info
from ansible_collections.telephony.threecx.tests.emulator import Emulator
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.examples import share
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import RunFxs, RunModule, StartPbx

Config = dict[str, t.Any]


@pytest.fixture
def run_config(run_module: RunModule) -> RunFxs:
    return functools.partial(run_module, threecx_config)


@pytest.fixture
def estate(start_pbx: StartPbx) -> Emulator:
    """A company with the departments Lyon and Paris, each with two adapters and a DECT base."""
    pbx = start_pbx(0, users=4)
    for place, town in enumerate(("Lyon", "Paris")):
        number = f"GRP009{place}"
        pbx.add_object("Groups", Name=town, Number=number)
        for room in (1, 2):
            add_device(pbx, f"000B8200{place}{room}00", Name=f"{town} {room}", Group=number)
        add_device(pbx, f"0004130{place}0000", template="snomM900.fxs.xml", Name=f"{town} base", Group=number)
    pbx.clear_log()
    return pbx


def add_device(pbx: Emulator, mac: str, *, template: str = "grandstream.ht80x.fxs.xml", **values: t.Any) -> None:
    pbx.add_device({"MacAddress": mac, "Template": {"Id": template}, **values})


def macs(pbx: Emulator) -> set[str]:
    return {device["MacAddress"] for device in pbx.devices()}


def writes(pbx: Emulator) -> list[tuple[str, str]]:
    return [(entry.method, entry.path) for entry in pbx.log if entry.method != "GET" and "/xapi/" in entry.path]


def named(*some: str) -> list[Config]:
    return [{"MacAddress": mac} for mac in some]


LYON_1, LYON_2, PARIS_1, PARIS_2 = ("000B82000100", "000B82000200", "000B82001100", "000B82001200")


@pytest.mark.parametrize(
    ("options", "doomed"),
    [
        ({}, [LYON_2, PARIS_1, PARIS_2]),
        ({"prune_scope": {"departments": ["Lyon"]}}, [LYON_2]),
        ({"prune_scope": {"departments": ["Lyon", "Paris"]}}, [LYON_2, PARIS_1, PARIS_2]),
        ({"prune_scope": {"departments": ["DEFAULT"]}}, []),
        ({"prune_scope": {"names": ["* 2"]}}, [LYON_2, PARIS_2]),
        ({"prune_scope": {"names": ["00:0b:82:00:1*"]}}, [PARIS_1, PARIS_2]),
        ({"prune_scope": {"departments": ["Paris"], "names": ["* 2"]}}, [PARIS_2]),
        ({"ignore": ["paris*"]}, [LYON_2]),
        ({"ignore": ["00-0B-82-00-12-00", "Lyon 2"]}, [PARIS_1]),
    ],
)
def test_devices_go_that_nobody_names(estate: Emulator, run_config: RunFxs, options: Config, doomed: list[str]) -> None:
    before = macs(estate)
    wish: Config = {"config": {"Fxs": named(LYON_1)}, "prune": ["Fxs"], **options}
    foretold = run_config(estate, **wish, check_mode=True, diff=True).result
    assert (writes(estate), macs(estate)) == ([], before)
    done = run_config(estate, **wish, diff=True).result
    for name in ("changed", "results", "summary", "diff"):
        assert foretold[name] == done[name]
    assert [(row["key"], row["place"], row["action"]) for row in done["results"]] == [
        (LYON_1, f'Fxs[0] "{LYON_1}"', "keep"),
        *((mac, None, "delete") for mac in doomed),
    ]
    assert done["summary"] == {**dict.fromkeys(done["summary"], 0), "unchanged": 1, "deleted": len(doomed)}
    assert macs(estate) == before - set(doomed)
    assert run_config(estate, **wish).result["changed"] is False


def test_of_a_device_that_changes_only_what_differs_is_shown(estate: Emulator, run_config: RunFxs) -> None:
    """As of all other objects: what else the device has is no news."""
    wanted: Config = {"MacAddress": LYON_1, "Name": "Gate", "Group": "Lyon", "Password": "An0ther-One"}
    options: Config = {"config": {"Fxs": [wanted]}, "update_secrets": "always", "diff": True}
    for check_mode in (True, False):
        run = run_config(estate, **options, check_mode=check_mode)
        (result,) = run.result["results"]
        assert [*result["diff"]["before"]] == [*result["diff"]["after"]] == result["fields"] == ["Name", "Password"]
        assert (result["diff"]["after"]) == {"Name": "Gate", "Password": "changed"}


def test_what_goes_is_shown_by_the_names_of_departments(estate: Emulator, run_config: RunFxs) -> None:
    wish: Config = {"config": {"Fxs": named(LYON_1, PARIS_1, PARIS_2)}, "prune": ["Fxs"]}
    (diff,) = run_config(estate, **wish, diff=True).result["diff"]
    assert diff["before_header"] == f"Fxs[{LYON_2}]"
    assert (diff["before"]["Group"], diff["after"]) == ("Lyon", {})


def test_the_scope_may_be_a_department_by_its_new_name(estate: Emulator, run_config: RunFxs) -> None:
    config = {"Groups": [{"Name": "Lugdunum", "renamed_from": "Lyon"}], "Fxs": named(LYON_1)}
    wish: Config = {"config": config, "prune": ["Fxs"], "prune_scope": {"departments": ["Lugdunum"]}}
    foretold = run_config(estate, **wish, check_mode=True).result
    assert run_config(estate, **wish).result["results"] == foretold["results"]
    assert macs(estate) & {LYON_1, LYON_2, PARIS_1, PARIS_2} == {LYON_1, PARIS_1, PARIS_2}


def test_devices_are_listed_no_more_often_than_needed(estate: Emulator, run_config: RunFxs) -> None:
    run_config(estate, config={"Fxs": named(LYON_1, PARIS_1, PARIS_2)}, prune=["Fxs"])
    methods = [entry.method for entry in estate.log if entry.path.split("(")[0] == "/xapi/v1/Fxs"]
    lists = [entry for entry in estate.requests("GET") if entry.path == "/xapi/v1/Fxs"]
    # To see who is in the scope; to decide; and directly before the deletion.
    assert (methods.index("DELETE"), len(lists)) == (3, 3)


def test_a_pattern_that_fits_nothing_protects_nothing(estate: Emulator, run_config: RunFxs) -> None:
    run = run_config(estate, config={"Fxs": named(LYON_1)}, prune=["Fxs"], ignore=["Paris*", "Nice*"])
    assert run.failed
    assert "ignore has 'Nice*' (entry 2), which fits no object of Fxs on the PBX" in run.result["msg"]
    assert writes(estate) == []


@pytest.mark.parametrize(
    ("limit", "told"),
    [
        ("4", "This would delete 4 of 9 objects and take 1 members out of lists, 5 in all, and max_deletions allows 4"),
        ("55%", "and take 1 members out of lists, 5 in all, and max_deletions allows 55 percent"),
        ("5", None),
        ("56%", None),
    ],
)
def test_devices_are_counted_together_with_all_else(
    estate: Emulator, run_config: RunFxs, limit: str, told: str | None
) -> None:
    for number in ("860", "861"):
        estate.add_object("RingGroups", Number=number, Name=number, Members=[{"Number": "100"}])
    config = {"RingGroups": [{"Number": "860", "Members": []}], "Fxs": named(LYON_1)}
    others = {row["Number"] for row in estate.objects("RingGroups")} - {"860", "861"}
    wish: Config = {"config": config, "prune": ["RingGroups", "Fxs"], "ignore": sorted(others)}
    for check_mode in (True, False):
        run = run_config(estate, **wish, max_deletions=limit, check_mode=check_mode)
        assert run.failed == (told is not None)
        assert (told or "") in run.result.get("msg", "")
        assert run.result.get("msg", "").lower().count("nothing was changed") == (told is not None)
        assert [row["action"] for row in run.result["results"]].count("delete") == 4
        assert (writes(estate) == []) == (check_mode or run.failed)


@pytest.mark.parametrize(
    ("lines", "removed"),
    [
        ([], 2),
        ([(1, None)], 2),
        ([(2, "101")], 1),
        ([(2, "100")], 1),
        ([(1, "102"), (2, "103")], 0),
        ([(2, "100"), (1, "101")], 0),
    ],
)
def test_lines_that_become_free_are_counted(
    estate: Emulator, run_config: RunFxs, lines: list[tuple[int, str | None]], removed: int
) -> None:
    mac = "000B82009900"
    add_device(estate, mac, Model="HT802", FxsLines=[{"Key": 1, "Number": "100"}, {"Key": 2, "Number": "101"}])
    device = {"MacAddress": mac, "FxsLines": [{"Key": key, "Number": number} for key, number in lines]}
    if removed:
        run = run_config(estate, config={"Fxs": [device]}, max_deletions=str(removed - 1))
        assert run.failed
        assert f"take {removed} members out of lists" in run.result["msg"]
        assert writes(estate) == []
    run = run_config(estate, config={"Fxs": [device]}, max_deletions=str(removed))
    assert not run.failed, run.result["msg"]
    assert [(row["changed"], row["removed"]) for row in run.result["results"]] == [(True, removed)]


def test_of_a_secret_that_is_not_written_it_is_told_that_it_was_not_compared(
    estate: Emulator, run_config: RunFxs
) -> None:
    device = {"MacAddress": LYON_1, "Password": "lyon-Secret-1"}
    place = f"Fxs[{LYON_1}].Password"
    always: Config = {"update_secrets": "always"}
    cases: list[tuple[Config, bool, list[str]]] = [({}, False, [place]), (always, True, []), (always, False, [])]
    for options, changed, told in cases:
        result = run_config(estate, config={"Fxs": [device]}, **options).result
        assert (result["changed"], result["secrets_not_compared"]) == (changed, told)
    new = {**device, "MacAddress": "000B82009900", "Template": "grandstream.ht80x.fxs.xml", "Model": "HT802"}
    result = run_config(estate, config={"Fxs": [new]}).result
    assert (result["changed"], result["secrets_not_compared"]) == (True, [])


def test_a_share_of_devices_is_one_of_all(estate: Emulator, run_config: RunFxs) -> None:
    wish: Config = {"config": {"Fxs": named(LYON_1, LYON_2)}, "state": "absent"}
    run = run_config(estate, **wish, max_deletions="33%")
    assert run.failed
    assert "This would delete 2 of 6 Fxs, and max_deletions allows 33 percent" in run.result["msg"]
    assert run_config(estate, **wish, max_deletions="34%").result["summary"]["deleted"] == 2


def test_extensions_go_with_the_devices_that_have_them(estate: Emulator, run_config: RunFxs) -> None:
    for number in ("510", "511"):
        estate.add_object("Users", Number=number)
    estate.change_device(LYON_2, FxsLines=[{"Key": 1, "Number": "510"}])
    wish: Config = {
        "config": {"Users": [{"Number": "511", "FirstName": "Gate"}], "Fxs": named(LYON_1, PARIS_1)},
        "prune": ["Users"],
        "prune_scope": {"names": ["51?", "Lyon *"]},
    }
    alone = run_config(estate, **wish)
    assert alone.failed
    assert f"Users[510] cannot be deleted: Fxs[{LYON_2}].FxsLines[1].Number still has it." in alone.result["msg"]
    both: Config = {**wish, "prune": ["Users", "Fxs"]}
    foretold = run_config(estate, **both, check_mode=True, diff=True).result
    assert run_config(estate, **both, diff=True).result["diff"] == foretold["diff"]
    assert next(path for method, path in writes(estate) if method == "DELETE").startswith("/xapi/v1/Fxs")
    assert LYON_2 not in macs(estate)
    assert "510" not in {row["Number"] for row in estate.objects("Users")}


def test_an_extension_stays_where_its_device_could_not_be_deleted(estate: Emulator, run_config: RunFxs) -> None:
    for number in ("510", "511"):
        estate.add_object("Users", Number=number)
    estate.change_device(LYON_2, FxsLines=[{"Key": 1, "Number": "510"}])
    # A lock that somebody holds on the devices, say: no deletion is answered with 204.
    estate.behave(html_next=100, html_status=500, fault_methods=["DELETE"])
    run = run_config(
        estate,
        config={"Users": [{"Number": "511"}], "Fxs": named(LYON_1, PARIS_1, PARIS_2)},
        prune=["Users", "Fxs"],
        prune_scope={"names": ["51?", "Lyon *"]},
        on_error="continue",
        retries=0,
    )
    assert run.failed
    told = {row["key"]: (row["action"], row["changed"], row["error"] is None) for row in run.result["results"]}
    assert told[LYON_2] == told["510"] == ("delete", False, False)
    assert LYON_2 in macs(estate)
    assert [path for method, path in writes(estate) if method == "DELETE" and "/Users" in path] == []


@pytest.mark.parametrize("on_error", ["stop", "continue"])
def test_a_device_stays_whose_successor_is_refused(estate: Emulator, run_config: RunFxs, on_error: str) -> None:
    new = "000B82000300"
    estate.behave(used_macs=(new,), latency=0.01)
    number = estate.objects("Users")[0]["Number"]
    lines = [{"Key": 1, "Number": number}]
    estate.change_device(LYON_2, FxsLines=lines)
    successor = {"MacAddress": new, "Template": "grandstream.ht80x.fxs.xml", "Model": "HT802", "FxsLines": lines}
    config: Config = {"Fxs": [*named(LYON_1, PARIS_1), successor]}
    run = run_config(estate, config=config, prune=["Fxs"], on_error=on_error)
    assert run.failed
    assert writes(estate)[0] == ("POST", "/xapi/v1/Fxs")
    goes_on = on_error == "continue"
    counts = {"failed": 2, "deleted": 1} if goes_on else {"failed": 1, "not_tried": 2}
    assert {name: number for name, number in run.result["summary"].items() if number} == {"unchanged": 2, **counts}
    assert (f"FXS {LYON_2} stays, since it has extension {number}, which FXS {new}" in run.result["msg"]) == goes_on
    assert (LYON_2 in macs(estate), PARIS_2 in macs(estate)) == (True, not goes_on)


def test_a_device_that_is_gone_meanwhile_is_no_change(estate: Emulator, run_config: RunFxs) -> None:
    estate.behave(vanish_before_write=1)
    wish: Config = {"config": {"Fxs": named(LYON_1, PARIS_1, PARIS_2)}, "prune": ["Fxs"]}
    result = run_config(estate, **wish).result
    assert result["changed"] is False
    assert result["summary"] == {**dict.fromkeys(result["summary"], 0), "unchanged": 4}
    assert LYON_2 not in macs(estate)


def before_devices(monkeypatch: pytest.MonkeyPatch, change: t.Callable[[], object]) -> None:
    """Have something change after all was decided, directly before the devices are written to."""
    original = Devices.carry_out

    def carry_out(self: Devices, without: t.Collection[str]) -> list[Result]:
        change()
        return original(self, without)

    monkeypatch.setattr(Devices, "carry_out", carry_out)


@pytest.mark.parametrize("change", [{"Group": "GRP0091"}, {"Name": "Kept for Anna"}])
def test_a_device_stays_that_somebody_takes_out_of_the_scope_meanwhile(
    estate: Emulator, run_config: RunFxs, monkeypatch: pytest.MonkeyPatch, change: Config
) -> None:
    before_devices(monkeypatch, lambda: estate.change_device(LYON_2, **change))
    scope = {"departments": ["Lyon"]}
    run = run_config(estate, config={"Fxs": named(LYON_1)}, prune=["Fxs"], prune_scope=scope)
    assert (run.failed, run.result["changed"], LYON_2 in macs(estate)) == (True, False, True)
    assert f"Fxs[{LYON_2}]: it has changed since it was read" in run.result["msg"]


@pytest.fixture
def fingerprints(run_module: RunModule) -> t.Callable[[Emulator], dict[str, str]]:
    """What threecx_config_info says of the devices of a PBX."""

    def read(pbx: Emulator) -> dict[str, str]:
        found: dict[str, str] = run_module(threecx_config_info, pbx, kinds=["Fxs"]).result["fingerprints"]["Fxs"]
        return found

    return read


GATE = {"MacAddress": LYON_2, "Name": "Gate"}


@pytest.mark.parametrize("state", ["present", "absent"])
@pytest.mark.parametrize("check_mode", [True, False])
def test_a_device_that_is_not_the_one_that_was_seen_is_not_touched(
    estate: Emulator, run_config: RunFxs, state: str, check_mode: bool
) -> None:
    device = {"MacAddress": LYON_2, "if_fingerprint": "0" * 64, **({"Name": "Gate"} if state == "present" else {})}
    run = run_config(estate, config={"Fxs": [device]}, state=state, check_mode=check_mode)
    assert run.failed
    assert f'Fxs[0] "{LYON_2}": it has changed since its fingerprint was taken' in run.result["msg"]
    assert writes(estate) == []
    gone = {**device, "MacAddress": "000B82000999"}
    run = run_config(estate, config={"Fxs": [gone]}, state=state, check_mode=check_mode)
    assert run.failed
    assert "it is gone, and if_fingerprint says that it was seen" in run.result["msg"]
    assert writes(estate) == []


@pytest.mark.parametrize("state", ["present", "absent"])
def test_a_device_that_is_the_one_that_was_seen_is_changed_once(
    estate: Emulator,
    run_config: RunFxs,
    fingerprints: t.Callable[[Emulator], dict[str, str]],
    state: str,
) -> None:
    device = {
        **(GATE if state == "present" else {"MacAddress": LYON_2}),
        "if_fingerprint": fingerprints(estate)[LYON_2],
    }
    run = run_config(estate, config={"Fxs": [device]}, state=state)
    assert not run.failed, run.result["msg"]
    assert run.result["changed"] is True
    assert run_config(estate, config={"Fxs": [device]}, state=state).failed


@pytest.mark.parametrize("state", ["present", "absent"])
def test_a_device_that_somebody_changes_by_then_is_not_touched(
    estate: Emulator,
    run_config: RunFxs,
    fingerprints: t.Callable[[Emulator], dict[str, str]],
    monkeypatch: pytest.MonkeyPatch,
    state: str,
) -> None:
    device = {
        **(GATE if state == "present" else {"MacAddress": LYON_2}),
        "if_fingerprint": fingerprints(estate)[LYON_2],
    }
    before_devices(monkeypatch, lambda: estate.change_device(LYON_2, Language="FR"))
    run = run_config(estate, config={"Fxs": [device]}, state=state)
    assert (run.failed, run.result["changed"]) == (True, False)
    assert f"FXS {LYON_2} has the fingerprint" in run.result["msg"]
    assert (writes(estate), LYON_2 in macs(estate)) == ([], True)


@pytest.mark.parametrize(("number", "told"), [("100", None), ("101", "has the fingerprint")])
def test_a_device_is_the_one_that_was_seen_also_where_its_extensions_have_got_other_names(
    estate: Emulator,
    run_config: RunFxs,
    fingerprints: t.Callable[[Emulator], dict[str, str]],
    monkeypatch: pytest.MonkeyPatch,
    number: str,
    told: str | None,
) -> None:
    mac = "000B82009900"
    add_device(estate, mac, Model="HT802", FxsLines=[{"Key": 1, "Number": "100", "Name": "Ann"}])
    device = {"MacAddress": mac, "Name": "Gate", "if_fingerprint": fingerprints(estate)[mac]}
    line = {"Key": 1, "Number": number, "Name": "Zoe"}
    before_devices(monkeypatch, lambda: estate.change_device(mac, FxsLines=[line]))
    run = run_config(estate, config={"Fxs": [device]})
    assert (run.failed, run.result["changed"]) == (told is not None, told is None)
    assert (told or "") in run.result.get("msg", "")


@pytest.mark.parametrize("on_error", ["stop", "continue"])
def test_a_department_that_is_gone_by_then_is_told_where_the_device_stands(
    estate: Emulator, run_config: RunFxs, monkeypatch: pytest.MonkeyPatch, on_error: str
) -> None:
    before_devices(monkeypatch, lambda: estate.change_object("Groups", "GRP0091", Name="Lutetia"))
    config = {"Fxs": [{"MacAddress": LYON_2, "Name": "Gate"}, {"MacAddress": LYON_1, "Group": "Paris"}]}
    run = run_config(estate, config=config, on_error=on_error)
    assert run.failed
    assert f"Fxs[1] \"{LYON_1}\": Group is 'Paris', and the PBX has no department" in run.result["msg"]


@pytest.mark.parametrize("on_error", ["stop", "continue"])
def test_devices_that_cannot_be_read_any_more_are_told_with_all_that_was_done(
    estate: Emulator, run_config: RunFxs, monkeypatch: pytest.MonkeyPatch, on_error: str
) -> None:
    before_devices(monkeypatch, lambda: estate.behave(denied_kinds=("Fxs",)))
    estate.add_object("Users", Number="511")
    config: Config = {
        "Users": [{"Number": "511", "FirstName": "Gate"}],
        "Fxs": [{"MacAddress": LYON_1, "Name": "Gate"}, {"MacAddress": PARIS_1}],
    }
    run = run_config(estate, config=config, prune=["Fxs"], prune_scope={"names": [LYON_2]}, on_error=on_error)
    told = {row["key"]: (row["changed"], row["error"] is None) for row in run.result["results"]}
    assert told == {"511": (True, True), LYON_1: (False, False), PARIS_1: (False, True), LYON_2: (False, False)}
    assert (run.failed, run.result["changed"]) == (True, True)
    assert f'Fxs[0] "{LYON_1}": GET /xapi/v1/Fxs answered 403' in run.result["msg"]


def test_a_device_of_a_department_that_goes_must_go_too(estate: Emulator, run_config: RunFxs) -> None:
    wish: Config = {"config": {"Groups": [{"Name": "Paris"}], "Fxs": named(PARIS_1, PARIS_2)}}
    scope = {"departments": ["Lyon"]}
    # The DECT base is never pruned, so the department stays.
    run = run_config(estate, **wish, prune=["Groups", "Fxs"], prune_scope=scope)
    assert run.failed
    assert "Groups[Lyon] cannot be deleted: Fxs[000413000000].Group still has it." in run.result["msg"]
    estate.remove_device("000413000000")
    run = run_config(estate, **wish, prune=["Groups", "Fxs"], prune_scope=scope)
    assert (run.failed, run.result["summary"]["deleted"]) == (False, 3)


# What is exported, and what is null


Export = t.Callable[[Emulator], list[Config]]


@pytest.fixture
def export(run_module: RunModule) -> Export:
    def read(pbx: Emulator) -> list[Config]:
        devices: list[Config] = run_module(threecx_config_info, pbx, kinds=["Fxs"]).result["config"]["Fxs"]
        return devices

    return read


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"nulls": "shown"},
        {"free_lines": "empty"},
        {"free_lines": "empty", "nulls": "shown"},
        {"structured_in_lists": "on-request"},
        {"structured_in_lists": "never"},
        {"structured_in_lists": "never", "nulls": "shown"},
    ],
)
def test_exported_devices_are_taken_and_stay(
    start_pbx: StartPbx, run_config: RunFxs, export: Export, settings: Config
) -> None:
    pbx = start_pbx(3, dect=1, users=8, **settings)
    variables = [{"Name": "VLAN_ID", "Value": "5"}, {"Name": "DEVICE_PASSWORD", "Value": "c3llar-Key"}]
    add_device(pbx, LYON_1, Variables=variables)
    add_device(pbx, LYON_2, Name=None, Group=None, Language=None, TimeZone=None, FxsLineCount=None, Provisioning=None)
    devices = export(pbx)
    run = run_config(pbx, config={"Fxs": devices})
    assert not run.failed, run.result["msg"]
    assert (run.result["changed"], writes(pbx)) == (False, [])
    # What else is written takes nothing of it away.
    renamed = [{**device, "Name": f"{device['Name']} 2"} for device in devices]
    run = run_config(pbx, config={"Fxs": renamed})
    assert not run.failed, run.result["msg"]
    assert {tuple(row["fields"]) for row in run.result["results"]} == {("Name",)}
    assert export(pbx) == renamed
    assert variables == (pbx.device(LYON_1) or {})["Variables"]


@pytest.mark.parametrize(
    ("wanted", "warned"),
    [({"Sbcs": [{"Name": "LYON-01"}]}, ["Whether IP phones are connected"]), ({"Users": [{"Number": "199"}]}, [])],
)
def test_what_lists_do_not_show_of_devices_may_refer_to_what_is_deleted(
    start_pbx: StartPbx, run_config: RunFxs, wanted: Config, warned: list[str]
) -> None:
    told = "Whether Fxs refer to what is deleted is not known, since the PBX does not show"
    pbx = start_pbx(1, users=8, structured_in_lists="never", referenced_deletion="dangling")
    pbx.add_object("Sbcs", Name="LYON-01")
    pbx.add_object("Users", Number="199")
    add_device(pbx, LYON_1, Provisioning={"Method": "SBC", "SbcName": "LYON-01"})
    for check_mode in (True, False):
        run = run_config(pbx, config=wanted, state="absent", check_mode=check_mode, expect_warnings=warned)
        assert run.failed
        assert told in run.result["msg"]
    assert writes(pbx) == []
    risky = ["unseen_references"]
    run = run_config(pbx, config=wanted, state="absent", allow_risky=risky, expect_warnings=[told, *warned])
    assert run.result["summary"]["deleted"] == 1


METHOD = {"Method": "LocalLan"}


@pytest.mark.parametrize(
    ("some", "nothing"),
    [
        ({"Name": "Gate"}, {"Name": None}),
        ({"Group": "Paris"}, {"Group": None}),
        ({"Language": "English"}, {"Language": None}),
        ({"TimeZone": "(GMT+00:00) London"}, {"TimeZone": None}),
        ({"FxsLineCount": 1}, {"FxsLineCount": None}),
        ({"FxsLines": [{"Key": 1, "Number": "101"}]}, {"FxsLines": [{"Key": 1, "Number": None}]}),
        ({"Provisioning": METHOD}, {"Provisioning": {"Method": None}}),
        *(
            ({"Provisioning": {name: value}}, {"Provisioning": {name: None}})
            for name, value in {
                "LocalInterface": "192.0.2.7",
                "LocalSipPort": 5070,
                "LocalAudioPortStart": 14100,
                "LocalAudioPortEnd": 14109,
                "RemoteFQDN": "pbx.example.com",
                "RemotePort": 5061,
            }.items()
        ),
        ({"Provisioning": {"Method": "SBC", "SbcName": "LYON-01"}}, {"Provisioning": {**METHOD, "SbcName": None}}),
        ({"Provisioning": {**METHOD, "RemotePort": 5061}}, {"Provisioning": None}),
    ],
    ids=lambda value: str(value)[:40],
)
def test_null_empties_a_property_and_it_comes_back(
    estate: Emulator, run_config: RunFxs, export: Export, some: Config, nothing: Config
) -> None:
    estate.add_object("Sbcs", Name="LYON-01", DisplayName="Lyon")
    (name,) = some
    link = (estate.device(LYON_1) or {})["Provisioning"]["ProvLink"]
    run_config(estate, config={"Fxs": [{"MacAddress": LYON_1, **some}]})
    before = export(estate)
    wish: Config = {"config": {"Fxs": [{"MacAddress": LYON_1, **nothing}]}, "diff": True}
    foretold = run_config(estate, **wish, check_mode=True).result
    done = run_config(estate, **wish).result
    assert (foretold["results"], foretold["diff"]) == (done["results"], done["diff"])
    assert [(row["action"], row["fields"], row["changed"]) for row in done["results"]] == [("update", [name], True)]
    assert is_empty(nothing[name], (estate.device(LYON_1) or {})[name])
    estate.clear_log()
    assert (run_config(estate, **wish).result["changed"], writes(estate)) == (False, [])
    # The whole of what was before, and nothing else
    assert run_config(estate, config={"Fxs": before}).result["changed"]
    assert export(estate) == before
    assert (estate.device(LYON_1) or {})["Provisioning"]["ProvLink"] == link


def is_empty(wanted: t.Any, found: t.Any) -> bool:
    """Whether a device has nothing where null was wanted."""
    if isinstance(wanted, dict):
        return all(found[name] == value for name, value in wanted.items())
    if found and isinstance(found, dict):
        return all(value is None for name, value in found.items() if name != "ProvLink")
    return not found


@pytest.mark.parametrize(
    ("device", "told"),
    [
        (
            {"Template": None},
            "Template is empty, but FXS 000B82000100 has 'grandstream.ht80x.fxs.xml'; leave it out, since",
        ),
        ({"Brand": None}, "Brand is empty, but FXS 000B82000100 has 'Grandstream'; leave it out, since no device is"),
        (
            {"Model": None},
            "Model is empty, but FXS 000B82000100 has 'HT802'; leave it out, since no device is without.",
        ),
        (
            {"ModelName": None, "Name": None},
            "ModelName is empty, but FXS 000B82000100 has 'Grandstream HT802'; leave it",
        ),
        ({"Brand": ""}, "Brand is empty, but FXS 000B82000100 has 'Grandstream'; leave it out, since no device is"),
        ({"Brand": None, "Model": None}, "leave it out, since no device is without. Model is empty, but FXS 000B8"),
    ],
)
def test_what_no_device_is_without_cannot_be_null(
    estate: Emulator, run_config: RunFxs, device: Config, told: str
) -> None:
    run = run_config(estate, config={"Fxs": [{"MacAddress": LYON_1, **device}]})
    assert run.failed
    assert run.result["msg"].startswith(f'Fxs[0] "{LYON_1}": ')
    assert told in run.result["msg"]
    assert writes(estate) == []


@pytest.mark.parametrize("name", ["Template", "Brand", "Model", "ModelName"])
def test_a_new_device_cannot_be_without_it_either(estate: Emulator, run_config: RunFxs, name: str) -> None:
    device = {"Template": "grandstream.ht80x.fxs.xml", "Brand": "Grandstream", "Model": "HT802", name: None}
    run = run_config(estate, config={"Fxs": [{"MacAddress": "000B82009900", **device}]})
    assert f"{name} is empty, but a new device gets one; leave it out" in run.result["msg"]
    assert writes(estate) == []


@pytest.mark.parametrize("empty", [None, ""])
def test_what_the_pbx_shows_as_empty_may_be_empty(
    estate: Emulator, run_config: RunFxs, export: Export, empty: str | None
) -> None:
    nothing: Config = dict.fromkeys(("Brand", "Model", "ModelName"), empty)
    estate.add_device({"MacAddress": "000B82009900", "Template": {"Id": "grandstream.ht80x.fxs.xml"}, **nothing})
    (device,) = [one for one in export(estate) if one["MacAddress"] == "000B82009900"]
    assert nothing.items() <= device.items()
    result = run_config(estate, config={"Fxs": [{**device, "Name": "Gate"}]}).result
    assert [row["fields"] for row in result["results"]] == [["Name"]]


# A device that keeps what it refers to


@pytest.fixture
def behind_sbc(estate: Emulator) -> Emulator:
    """The same company with an SBC, and an adapter behind it."""
    estate.behave(referenced_deletion="dangling")
    estate.add_object("Sbcs", Name="LYON-01", DisplayName="Lyon")
    estate.add_object("Sbcs", Name="LYON-02", DisplayName="Lyon")
    add_device(estate, "000B82009900", Provisioning={"Method": "SBC", "SbcName": "LYON-01"})
    estate.clear_log()
    return estate


PRUNES_SBCS: Config = {"prune": ["Sbcs"], "prune_scope": {"names": ["LYON-0?"]}}


def sbcs_without(run_config: RunFxs, pbx: Emulator, **provisioning: t.Any) -> Config:
    device = {"MacAddress": "000B82009900", "Provisioning": provisioning}
    config = {"Sbcs": [{"Name": "LYON-02"}], "Fxs": [device]}
    unseen = ["Whether IP phones are connected through an SBC that is deleted is not known"]
    result: Config = run_config(pbx, config=config, **PRUNES_SBCS, expect_warnings=unseen).result
    return result


def names_of_sbcs(pbx: Emulator) -> list[str]:
    return sorted(row["Name"] for row in pbx.objects("Sbcs") if row["Name"].startswith("LYON"))


def test_an_sbc_goes_once_its_device_has_let_go_of_it(behind_sbc: Emulator, run_config: RunFxs) -> None:
    sbcs_without(run_config, behind_sbc, Method="LocalLan", SbcName=None)
    assert [method for method, _path in writes(behind_sbc)] == ["PATCH", "DELETE"]
    assert names_of_sbcs(behind_sbc) == ["LYON-02"]
    assert (behind_sbc.device("000B82009900") or {})["Provisioning"]["SbcName"] is None


@pytest.mark.parametrize("settings", [{}, {"ignore_fields": ["Provisioning"]}])
def test_an_sbc_stays_where_its_device_does_not_let_go_of_it(
    behind_sbc: Emulator, run_config: RunFxs, settings: Config
) -> None:
    """A PBX that does not take the method without an SBC, or takes it and stores nothing."""
    behind_sbc.behave(**settings)
    assert sbcs_without(run_config, behind_sbc, SbcName=None)["failed"]
    assert names_of_sbcs(behind_sbc) == ["LYON-01", "LYON-02"]


def test_a_department_goes_once_its_devices_have_let_go_of_it(estate: Emulator, run_config: RunFxs) -> None:
    estate.behave(referenced_deletion="dangling")
    in_lyon = [LYON_1, LYON_2, "000413000000"]
    for some in (in_lyon[:2], in_lyon):
        config = {"Groups": [{"Name": "Paris"}], "Fxs": [{"MacAddress": mac, "Group": None} for mac in some]}
        run = run_config(estate, config=config, prune=["Groups"], prune_scope={"names": ["Lyon"]})
        assert run.failed is (some != in_lyon)
    assert [(estate.device(mac) or {})["Group"] for mac in in_lyon] == [None] * 3
    assert "Lyon" not in [row["Name"] for row in estate.objects("Groups")]


# Whatever devices there are and whatever is wanted

TOWNS = ("Lyon", "Paris")
NAMES = ("Gate", "Lobby 1", "Lobby 2", None)
DEVICES = st.lists(
    st.tuples(st.sampled_from(NAMES), st.sampled_from([*TOWNS, None]), st.booleans()), min_size=1, max_size=6
)
USERS = st.lists(st.tuples(st.sampled_from(NAMES[:3]), st.sampled_from(TOWNS)), min_size=1, max_size=4)
PATTERNS = ("lobby*", "gate", "*2", "50?")


class Company(t.NamedTuple):
    """What a phone system has: devices and users, by their keys, each with its name, its department and, of a device,
    whether it is a DECT base."""

    devices: dict[str, tuple[str | None, str | None, bool]]
    users: dict[str, tuple[str, str]]

    def build(self, pbx: Emulator) -> None:
        pbx.reset(0, users=1)
        ids = {}
        for place, home in enumerate(TOWNS):
            ids[home] = pbx.add_object("Groups", Name=home, Number=f"GRP009{place}")["Id"]
        for mac, (name, town, is_base) in self.devices.items():
            group = None if town is None else f"GRP009{TOWNS.index(town)}"
            template = "snomM900.fxs.xml" if is_base else "grandstream.ht80x.fxs.xml"
            add_device(pbx, mac, template=template, Name=name, Group=group)
        for number, (first_name, home) in self.users.items():
            pbx.add_object("Users", Number=number, FirstName=first_name, Groups=[{"GroupId": ids[home]}])


@pytest.fixture
def pbx(start_pbx: StartPbx) -> Emulator:
    return start_pbx(0)


def there(pbx: Emulator) -> set[str]:
    return macs(pbx) | {row["Number"] for row in pbx.objects("Users")}


class Wanted(t.NamedTuple):
    """What is named of it, and what of the rest may go."""

    named: int
    kinds: tuple[str, ...]
    departments: tuple[str, ...]
    names: tuple[str, ...]
    ignore: tuple[str, ...]

    def options(self, company: Company) -> Config:
        config = {
            "Fxs": named(*list(company.devices)[: self.named]),
            "Users": [{"Number": number} for number in list(company.users)[: self.named]],
        }
        scope = {"departments": [*self.departments], "names": [*self.names]}
        return {
            "config": config,
            "prune": [*self.kinds],
            "prune_scope": {name: value for name, value in scope.items() if value},
            "ignore": [*self.ignore],
        }

    def doomed(self, company: Company) -> set[str]:
        """By hand, the keys of what goes."""
        devices = [
            (mac, name, town)
            for mac, (name, town, is_base) in list(company.devices.items())[self.named :]
            if not is_base
        ]
        users = [(number, name, town) for number, (name, town) in list(company.users.items())[self.named :]]
        left = [*(devices if "Fxs" in self.kinds else []), *(users if "Users" in self.kinds else [])]
        return {
            key
            for key, name, town in left
            if (not self.departments or town in self.departments)
            and (not self.names or any(self._fits(key, name, pattern) for pattern in self.names))
            and not any(self._fits(key, name, pattern) for pattern in self.ignore)
        }

    def ignores_something(self, company: Company) -> bool:
        """Whether each pattern to ignore protects something of the kinds to prune."""
        devices = [(mac, name) for mac, (name, _town, _base) in company.devices.items()]
        users = [(number, name) for number, (name, _town) in company.users.items()]
        there = [*(devices if "Fxs" in self.kinds else []), *(users if "Users" in self.kinds else [])]
        return all(any(self._fits(key, name, pattern) for key, name in there) for pattern in self.ignore)

    @staticmethod
    def _fits(key: str, name: str | None, pattern: str) -> bool:
        texts = [text.lower() for text in (key, name) if text]
        if pattern == "50?":
            return any(len(text) == 3 and text.startswith("50") for text in texts)
        head, star, tail = pattern.partition("*")
        return any(text == head if not star else text.startswith(head) and text.endswith(tail) for text in texts)


COMPANIES = st.builds(
    Company,
    DEVICES.map(lambda devices: {f"000B820000{place:02}": device for place, device in enumerate(devices)}),
    USERS.map(lambda users: {f"5{place:02}": user for place, user in enumerate(users)}),
)
WANTED = st.builds(
    Wanted,
    st.just(1),
    st.sampled_from([("Fxs",), ("Fxs", "Users"), ("Users", "Fxs")]),
    st.lists(st.sampled_from(TOWNS), max_size=2, unique=True).map(tuple),
    st.lists(st.sampled_from(PATTERNS), min_size=1, max_size=2, unique=True).map(tuple),
    st.lists(st.sampled_from(PATTERNS), max_size=2, unique=True).map(tuple),
)


@share(2, at_least=10)
@given(COMPANIES, WANTED)
def test_of_devices_and_users_those_go_that_are_within_and_no_others(
    pbx: Emulator, run_config: RunFxs, company: Company, wanted: Wanted
) -> None:
    company.build(pbx)
    before = there(pbx)
    foretold = run_config(pbx, **wanted.options(company), check_mode=True)
    assert (writes(pbx), there(pbx)) == ([], before)
    done = run_config(pbx, **wanted.options(company))
    assert done.failed is foretold.failed is not wanted.ignores_something(company)
    assert done.result["results"] == [
        {**row, "changed": row["changed"] and not done.failed} for row in foretold.result["results"]
    ]
    doomed = set() if done.failed else wanted.doomed(company)
    assert before - there(pbx) == doomed
    assert {row["key"] for row in done.result["results"] if row["changed"]} == doomed
