# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A department may be given by its name."""

from __future__ import annotations

import re
import typing as t

import pytest

from ansible_collections.telephony.threecx.plugins.modules import threecx_fxs, threecx_fxs_devices
from ansible_collections.telephony.threecx.tests.emulator import Emulator
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import OpenClient, RunModule

MAC = "001A2B3C4D5E"
NEW: dict[str, t.Any] = {"mac_address": MAC, "template": "grandstream.ht80x.fxs.xml", "model": "HT802"}


@pytest.fixture
def department(pbx: Emulator, open_client: OpenClient) -> tuple[str, str]:
    """Name and number of a department that is not the default one."""
    with open_client(pbx) as client:
        rows = [row for page in client.read_pages("/Groups", {"$orderby": "Id"}) for row in page]
    name, number = next((row["Name"], row["Number"]) for row in rows if row["Name"] not in ("DEFAULT", ""))
    pbx.clear_log()
    return name, number


@pytest.fixture(params=[threecx_fxs, threecx_fxs_devices])
def ensure(request: pytest.FixtureRequest, pbx: Emulator, run_module: RunModule) -> t.Any:
    """Give one device what is wanted, by each of the modules that can."""

    def run(**options: t.Any) -> dict[str, t.Any]:
        mode = {name: options.pop(name) for name in ("check_mode", "diff") if name in options}
        wish = options if request.param is threecx_fxs else {"devices": [options]}
        return run_module(request.param, pbx, **wish, **mode).result

    return run


def test_a_department_is_found_by_its_name(pbx: Emulator, ensure: t.Any, department: tuple[str, str]) -> None:
    name, number = department
    foretold = ensure(**NEW, group=name, check_mode=True, diff=True)
    made = ensure(**NEW, group=name, diff=True)
    assert (made["changed"], (pbx.device(MAC) or {})["Group"]) == (True, number)
    assert foretold["diff"] == made["diff"]
    assert ensure(**NEW, group=name)["changed"] is False
    assert ensure(**NEW, group=number)["changed"] is False
    assert ensure(**NEW, group="DEFAULT", check_mode=True)["changed"] is True
    assert len(pbx.requests("GET", "/Groups")) == 4


def test_a_number_costs_no_request(pbx: Emulator, ensure: t.Any, department: tuple[str, str]) -> None:
    ensure(**NEW, group=department[1])
    ensure(**NEW)
    assert pbx.requests("GET", "/Groups") == []


def test_an_unknown_name_is_refused_before_anything_is_written(
    pbx: Emulator, ensure: t.Any, department: tuple[str, str]
) -> None:
    result = ensure(**NEW, group=f"{department[0]}x")
    assert f"it has '{department[0]}'" in result["msg"]
    assert pbx.device(MAC) is None
    assert {entry.method for entry in pbx.log if "/xapi/" in entry.path} == {"GET"}


def test_a_role_that_may_not_read_departments_needs_the_number(pbx: Emulator, ensure: t.Any) -> None:
    pbx.behave(html_next=1, html_status=403, fault_methods=["GET"])
    result = ensure(**NEW, group="Reception")
    assert "The list of departments is needed to find the department by its name; give its number" in result["msg"]
    assert result["status"] == 403


def test_an_unknown_name_keeps_the_others_from_nothing_where_they_are_to_go_on(
    pbx: Emulator, run_module: RunModule, department: tuple[str, str]
) -> None:
    other = pbx.devices()[0]["MacAddress"]
    devices = [{**NEW, "group": "Nowhere"}, {"mac_address": other, "group": department[0], "name": "Moved"}]
    result = run_module(threecx_fxs_devices, pbx, devices=devices, on_error="continue").result
    assert result["failed"]
    assert "devices, entry 1: group is 'Nowhere'" in result["results"][0]["error"]["msg"]
    assert result["results"][1]["changed"] is True
    assert pbx.device(MAC) is None
    assert (pbx.device(other) or {})["Name"] == "Moved"


def test_the_option_has_the_name_that_modules_for_other_objects_give_it(
    pbx: Emulator, ensure: t.Any, department: tuple[str, str]
) -> None:
    name, number = department
    made = ensure(**NEW, department=name, diff=True)
    assert (made["changed"], (pbx.device(MAC) or {})["Group"]) == (True, number)
    assert ensure(**NEW, department=number)["changed"] is False
    assert ensure(**NEW, department=None)["changed"] is False


@pytest.mark.parametrize("name", ["group", "department"])
def test_an_unknown_name_is_refused_under_the_name_of_the_option_that_was_given(
    pbx: Emulator, ensure: t.Any, name: str
) -> None:
    result = ensure(**NEW, **{name: "Nowhere"})
    assert re.search(rf"\b{name} is 'Nowhere', and the PBX has no department", result["msg"])


def test_two_departments_are_refused_before_any_request(pbx: Emulator, ensure: t.Any) -> None:
    result = ensure(**NEW, group="GRP0001", department="GRP0002")
    assert "department and group are two names of one option, and have different values" in result["msg"]
    assert pbx.log == []


@pytest.mark.parametrize("name", ["group", "department"])
def test_a_null_under_one_name_takes_nothing_from_the_other(
    pbx: Emulator, ensure: t.Any, department: tuple[str, str], name: str
) -> None:
    ensure(**NEW, **{"group": None, "department": None, name: department[1]})
    assert (pbx.device(MAC) or {})["Group"] == department[1]


@pytest.mark.parametrize("name", ["group", "department"])
def test_null_keeps_the_pbx_from_filling_in_a_department_under_each_name(
    pbx: Emulator, ensure: t.Any, name: str
) -> None:
    ensure(**NEW, **{name: None})
    assert (pbx.device(MAC) or {})["Group"] is None
    ensure(mac_address=MAC, state="absent")
    ensure(**NEW)
    assert (pbx.device(MAC) or {})["Group"] is not None
