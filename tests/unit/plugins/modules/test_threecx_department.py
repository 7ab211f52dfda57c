# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""threecx_department and threecx_sbc on a new phone system."""

from __future__ import annotations

import functools
import typing as t
from types import ModuleType

import pytest

from ansible_collections.telephony.threecx.plugins.modules import (
    threecx_department,
    threecx_extension,
    threecx_sbc,
)
from ansible_collections.telephony.threecx.tests.emulator import Emulator
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import RunModule
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.watch import Watch

LYON: dict[str, t.Any] = {
    "name": "Lyon",
    "language": "FR",
    "time_zone_id": "51",
    "hours": {"type": "SpecificHours", "periods": [{"day": "Monday", "start": "09:00", "stop": "17:30"}]},
}
SBC: dict[str, t.Any] = {
    "name": "LYON-01",
    "display_name": "Lyon, cellar",
    "department": "Lyon",
    "password": "cellar-Pass+word/1",
    "audio_port": 10000,
}


def names(pbx: Emulator) -> set[str]:
    return {row["Name"] for row in pbx.objects("Groups")}


def test_a_department_is_created_renamed_and_deleted(pbx: Emulator, run_module: RunModule) -> None:
    created = run_module(threecx_department, pbx, diff=True, **LYON).result
    assert created["changed"]
    assert created["diff"]["before"] == {}
    assert created["diff"]["after"]["language"] == "FR"
    assert created["department"]["hours"]["periods"] == LYON["hours"]["periods"]
    assert not run_module(threecx_department, pbx, **LYON).result["changed"]
    rename: dict[str, t.Any] = {"name": "Lyon 2", "renamed_from": "Lyon"}
    foretold = run_module(threecx_department, pbx, check_mode=True, **rename).result
    assert (foretold["changed"], foretold["department"]["name"]) == (True, "Lyon 2")
    assert foretold["fingerprint"] == created["fingerprint"]
    renamed = run_module(threecx_department, pbx, **rename).result
    assert renamed["fields"] == ["name"]
    assert renamed["department"] == {**created["department"], "name": "Lyon 2"}
    assert not run_module(threecx_department, pbx, **rename).result["changed"]
    assert "Lyon" not in names(pbx)
    gone = run_module(threecx_department, pbx, name="Lyon 2", state="absent").result
    assert (gone["changed"], gone["department"]) == (True, renamed["department"])
    assert "Lyon 2" not in names(pbx)


def test_all_hours_of_a_week_can_be_taken_away_at_once(pbx: Emulator, run_module: RunModule) -> None:
    days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
    periods = [{"day": day, "start": start, "stop": "18:00"} for day in days for start in ("08:00", "14:00")]
    run_module(threecx_department, pbx, name="Lyon", hours={"type": "SpecificHours", "periods": periods})
    emptied = run_module(threecx_department, pbx, name="Lyon", hours={"type": "AllHours", "periods": []}).result
    assert (emptied["changed"], emptied["department"]["hours"]["periods"]) == (True, [])


def test_a_department_with_somebody_in_it_stays(pbx: Emulator, run_module: RunModule) -> None:
    run_module(threecx_department, pbx, **LYON)
    run_module(threecx_extension, pbx, number="4100", department="Lyon", role="users")
    run = run_module(threecx_department, pbx, name="Lyon", state="absent")
    assert run.failed
    assert 'department "Lyon"' in run.result["msg"]
    assert "4100" in run.result["msg"]
    assert "Lyon" in names(pbx)


def test_the_default_department_stays(pbx: Emulator, run_module: RunModule) -> None:
    assert not run_module(threecx_department, pbx, name="DEFAULT").result["changed"]
    run = run_module(threecx_department, pbx, name="DEFAULT", state="absent")
    assert run.failed
    assert "cannot be deleted" in run.result["msg"]


def test_an_sbc_is_created_changed_and_deleted(pbx: Emulator, run_module: RunModule, watch: Watch) -> None:
    watch.add_secrets("another-Pass+word/2")
    run_module(threecx_department, pbx, **LYON)
    created = run_module(threecx_sbc, pbx, diff=True, **SBC).result
    assert created["changed"]
    assert created["sbc"]["department"] == "Lyon"
    assert "password" not in created["sbc"]
    assert not run_module(threecx_sbc, pbx, **SBC).result["changed"]
    changed = run_module(threecx_sbc, pbx, diff=True, name="LYON-01", password="another-Pass+word/2").result
    assert changed["fields"] == ["password"]
    (stored,) = [row for row in pbx.objects("Sbcs") if row["Name"] == "LYON-01"]
    assert stored["Password"] == "another-Pass+word/2"
    assert stored["DisplayName"] == "Lyon, cellar"
    gone = run_module(threecx_sbc, pbx, name="LYON-01", state="absent", expect_warnings=["IP phones"])
    assert gone.result["changed"]
    assert pbx.objects("Sbcs") == []


@pytest.mark.parametrize(
    ("module", "key", "unread"),
    [
        (threecx_extension, {"number": "510"}, "Queues"),
        (threecx_department, {"name": "Lyon"}, "Users"),
        (threecx_sbc, {"name": "LYON-01"}, "Fxs"),
    ],
)
def test_nothing_goes_that_what_cannot_be_read_may_refer_to(
    pbx: Emulator, run_module: RunModule, module: ModuleType, key: dict[str, t.Any], unread: str
) -> None:
    pbx.add_object("Users", Number="510")
    run_module(threecx_department, pbx, **LYON)
    run_module(threecx_sbc, pbx, **{**SBC, "department": None})
    pbx.behave(denied_kinds=[unread])
    told = f"Whether {unread} refer to what is deleted is not known, since they cannot be read: GET"
    phones = ["IP phones"] if module is threecx_sbc else []
    refused = run_module(module, pbx, **key, state="absent", expect_warnings=phones)
    assert refused.failed
    assert refused.result["msg"].startswith(told)
    allowed: dict[str, t.Any] = {**key, "state": "absent", "allow_risky": ["unseen_references"]}
    assert run_module(module, pbx, **allowed, expect_warnings=[told, *phones]).result["changed"]


@pytest.mark.parametrize(
    ("module", "noun", "change", "before"),
    [
        (
            threecx_extension,
            "extension",
            {"number": "510", "mobile": "+33611"},
            ["Defs", "Groups", "PromptSets", "Users"],
        ),
        (threecx_department, "department", {"name": "Lyon", "language": "EN"}, ["Defs", "Groups", "PromptSets"]),
        (threecx_sbc, "sbc", {"name": "LYON-01", "display_name": "Lyon"}, ["Defs", "Groups", "Sbcs"]),
    ],
)
def test_of_a_change_one_look_afterwards_shows_all(
    pbx: Emulator,
    run_module: RunModule,
    module: ModuleType,
    noun: str,
    change: dict[str, t.Any],
    before: list[str],
) -> None:
    pbx.add_object("Users", Number="510")
    run_module(threecx_department, pbx, **LYON)
    run_module(threecx_sbc, pbx, **SBC)
    since = len(pbx.requests())
    changed = run_module(module, pbx, **change).result
    login, *looks, write, after = pbx.requests()[since:]
    assert (login.path, write.method, after.method) == ("/connect/token", "PATCH", "GET")
    assert sorted(look.path.rpartition("/")[2] for look in looks) == before
    assert after.path == write.path
    assert not any(name in after.query for name in ("Password", "VMPIN", "Secret"))
    again = run_module(module, pbx, **change).result
    assert (changed["changed"], again["changed"]) == (True, False)
    assert (changed[noun], changed["fingerprint"]) == (again[noun], again["fingerprint"])


def test_what_a_new_sbc_needs_is_told_by_the_options(pbx: Emulator, run_module: RunModule) -> None:
    run = run_module(threecx_sbc, pbx, name="LYON-01", audio_port=10000)
    assert run.failed
    assert run.result["msg"].startswith('sbc "LYON-01": ')
    assert "display_name, password must be given" in run.result["msg"]


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"name": "LYON-01234567890"}, "name"),
        ({"name": "LYON-01", "audio_port": 99999}, "audio_port"),
        ({"name": "LYON-01", "password": ""}, "password"),
    ],
)
def test_what_cannot_be_right_is_refused_before_any_request(
    pbx: Emulator, run_module: RunModule, options: dict[str, t.Any], problem: str
) -> None:
    run = run_module(threecx_sbc, pbx, **options)
    assert run.failed
    assert run.result["msg"].startswith(problem)
    assert pbx.log == []


@pytest.mark.parametrize("name", ["lyon", " Lyon", "Lyon\u200b", "LYON ", "default"])
@pytest.mark.parametrize("state", ["present", "absent"])
def test_a_name_that_looks_like_another_is_asked_about(
    pbx: Emulator, run_module: RunModule, name: str, state: str
) -> None:
    run_module(threecx_department, pbx, **LYON)
    before = names(pbx)
    run = run_module(threecx_department, pbx, name=name, state=state)
    assert run.failed
    other = "DEFAULT" if name == "default" else "Lyon"
    assert f"but '{other}', which looks like it" in run.result["msg"]
    assert names(pbx) == before


@pytest.mark.parametrize("state", ["present", "absent"])
@pytest.mark.parametrize("check_mode", [True, False])
def test_a_department_is_known_by_its_name_and_not_by_its_number(
    pbx: Emulator, run_module: RunModule, state: str, check_mode: bool
) -> None:
    """Elsewhere its number will do, so whoever gives that here means the one that is there."""
    run_module(threecx_department, pbx, **LYON)
    before = names(pbx)
    number = next(row["Number"] for row in pbx.objects("Groups") if row["Name"] == "Lyon")
    for name in (number, number.lower()):
        run = run_module(threecx_department, pbx, name=name, state=state, check_mode=check_mode)
        assert run.failed
        assert f"there is none called '{name}', which is the number of 'Lyon'; write its name" in run.result["msg"]
    run = run_module(threecx_department, pbx, name="Nice", renamed_from=number, check_mode=check_mode)
    assert f"there is none called '{number}', which is the number of 'Lyon'; write its name" in run.result["msg"]
    assert names(pbx) == before


def test_a_name_before_that_looks_like_another_is_asked_about(pbx: Emulator, run_module: RunModule) -> None:
    run_module(threecx_department, pbx, **LYON)
    run = run_module(threecx_department, pbx, name="Lyon 2", renamed_from="lyon")
    assert run.failed
    assert "none called 'lyon', but 'Lyon', which looks like it" in run.result["msg"]
    assert "Lyon 2" not in names(pbx)


@pytest.mark.parametrize("check_mode", [True, False])
def test_a_new_name_of_another_that_looks_like_one_that_is_there_is_asked_about(
    pbx: Emulator, run_module: RunModule, check_mode: bool
) -> None:
    for name in ("Lyon", "Paris"):
        run_module(threecx_department, pbx, **{**LYON, "name": name})
    before = names(pbx)
    run = run_module(threecx_department, pbx, name="lyon", renamed_from="Paris", check_mode=check_mode)
    assert run.failed
    assert "there is none called 'lyon', but 'Lyon', which looks like it" in run.result["msg"]
    assert names(pbx) == before


def test_the_case_of_a_name_can_be_changed(pbx: Emulator, run_module: RunModule) -> None:
    run_module(threecx_department, pbx, **LYON)
    assert run_module(threecx_department, pbx, name="LYON", renamed_from="Lyon").result["fields"] == ["name"]
    assert "Lyon" not in names(pbx)


def test_what_is_there_with_an_odd_name_is_managed(pbx: Emulator, run_module: RunModule) -> None:
    run_module(threecx_department, pbx, **LYON)
    # As an admin console may allow it
    for name in ("lyon", " Nice"):
        run_module(threecx_department, pbx, name=f"to be {name.strip()}")
        pbx.change_object("Groups", _id(pbx, f"to be {name.strip()}"), Name=name)
    for name in ("lyon", "Lyon", " Nice"):
        assert not run_module(threecx_department, pbx, name=name).result["changed"]


@pytest.mark.parametrize("name", [" Nice", "Nice ", "Ni\u200bce"])
def test_a_new_name_with_blanks_around_is_asked_about(pbx: Emulator, run_module: RunModule, name: str) -> None:
    before = names(pbx)
    run = run_module(threecx_department, pbx, name=name)
    assert run.failed
    assert "begins or ends with a blank or holds what cannot be seen" in run.result["msg"]
    assert names(pbx) == before


def test_an_sbc_is_not_created_beside_one_of_almost_the_same_name(pbx: Emulator, run_module: RunModule) -> None:
    run_module(threecx_department, pbx, **LYON)
    run_module(threecx_sbc, pbx, **SBC)
    run = run_module(threecx_sbc, pbx, **{**SBC, "name": "lyon-01"})
    assert run.failed
    assert "but 'LYON-01', which looks like it" in run.result["msg"]


def _id(pbx: Emulator, name: str) -> int:
    (found,) = [row["Id"] for row in pbx.objects("Groups") if row["Name"] == name]
    return t.cast("int", found)


def test_a_new_department_in_place_of_a_renamed_one_is_told(pbx: Emulator, run_module: RunModule) -> None:
    warning = "none called 'Lion' to be renamed, so a new one is created"
    rename = functools.partial(run_module, threecx_department, pbx, name="Lyon 2", renamed_from="Lion")
    assert rename(check_mode=True, expect_warnings=[warning]).result["changed"]
    assert rename(expect_warnings=[warning]).result["changed"]
    assert not rename().result["changed"]
