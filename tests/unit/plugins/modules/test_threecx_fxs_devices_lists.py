# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""threecx_fxs_devices where lists do not show all that there is of a device."""

from __future__ import annotations

import json
import typing as t

import pytest

from ansible_collections.telephony.threecx.plugins.modules import (
    threecx_fxs,
    threecx_fxs_devices,
    threecx_fxs_info,
)
from ansible_collections.telephony.threecx.tests.emulator import Emulator
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import RunModule, StartPbx
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.listener import LOGGED_IN, Listener, answer

MAC = "001A2B3C4D5E"
VARIABLES = [{"Name": "VLAN_ID", "Value": "5"}, {"Name": "DTMF_MODE", "Value": "info"}]
ENTITY = {"MacAddress": MAC, "Template": {"Id": "x.fxs.xml", "DeviceType": "Fxs"}}


@pytest.fixture(params=["shown", "on-request", "never"])
def lists(request: pytest.FixtureRequest) -> str:
    shown: str = request.param
    return shown


@pytest.fixture(params=["shown", "on-request"])
def pbx(start_pbx: StartPbx, request: pytest.FixtureRequest, lists: str) -> Emulator:
    pbx = start_pbx(3, structured_in_lists=lists, structured_in_devices=request.param)
    pbx.add_device({"MacAddress": MAC, "Brand": "Grandstream", "Model": "HT802", "Variables": VARIABLES})
    return pbx


@pytest.mark.parametrize(
    "wish",
    [
        {"variables": {"VLAN_ID": "7"}},
        {"lines": [{"key": 1, "number": "201"}]},
        {"codecs": ["PCMU"]},
        {"provisioning": {"local_sip_port": 5099}},
    ],
)
def test_a_wish_for_a_part_leaves_the_rest_as_it_is(
    pbx: Emulator, run_module: RunModule, wish: dict[str, t.Any]
) -> None:
    before = run_module(threecx_fxs, pbx, mac_address=MAC, check_mode=True).result["device"]
    devices = [{"mac_address": MAC, **wish}]
    result = run_module(threecx_fxs_devices, pbx, devices=devices, diff=True).result
    assert result["results"][0]["fields"] == list(wish)
    assert result["diff"][0]["before"] == before
    after = run_module(threecx_fxs, pbx, mac_address=MAC, check_mode=True).result["device"]
    named = result["diff"][0]["after"]
    # The name of a line is that of its extension, which nobody knows beforehand.
    nameless = [{**line, "name": None} for line in after["lines"]]
    assert {**named, "lines": [{**line, "name": None} for line in named["lines"]]} == {**after, "lines": nameless}
    (name, value) = next(iter(wish.items()))
    assert after == {**before, name: {**before[name], **value} if isinstance(value, dict) else after[name]}
    assert run_module(threecx_fxs_devices, pbx, devices=devices).result["changed"] is False


def test_the_fingerprint_of_a_single_device_holds_for_a_fleet(pbx: Emulator, run_module: RunModule) -> None:
    seen = run_module(threecx_fxs, pbx, mac_address=MAC, check_mode=True).result["fingerprint"]
    devices = [{"mac_address": MAC, "state": "absent", "if_fingerprint": seen}]
    assert run_module(threecx_fxs_devices, pbx, devices=devices).result["summary"]["deleted"] == 1


@pytest.mark.parametrize("value", [None, "text"])
@pytest.mark.parametrize("fleet", [True, False])
def test_what_the_pbx_does_not_show_is_not_written(run_module: RunModule, fleet: bool, value: str | None) -> None:
    entity = {**ENTITY, "FxsLines": [], "Codecs": [], "Provisioning": None, "Variables": value}
    single = answer(200, json.dumps(entity))
    answers = [answer(200, json.dumps({"@odata.count": 1, "value": [entity]})), single] if fleet else [single]
    wish = {"mac_address": MAC, "name": "Gate", "variables": {"VLAN_ID": "7"}, "codecs": ["PCMU"]}
    with Listener(LOGGED_IN, *answers, answer(500)) as listener:
        module = threecx_fxs_devices if fleet else threecx_fxs
        run = run_module(module, listener.url, **({"devices": [wish]} if fleet else wish))
    assert run.failed
    assert f"FXS {MAC}: the PBX does not show variables of this device" in run.result["msg"]
    assert len(listener.received) == 1 + len(answers)


@pytest.mark.parametrize("check_mode", [True, False])
def test_a_device_whose_name_does_not_show_is_not_pruned_where_names_are_ignored(
    start_pbx: StartPbx, run_module: RunModule, check_mode: bool
) -> None:
    pbx = start_pbx(0, unknown_properties="Fxs.Name")
    for number, name in enumerate(["Lobby", "Test bench"]):
        pbx.add_device({"MacAddress": f"001A2B3C4D6{number}", "Name": name, "Brand": "Grandstream", "Model": "HT802"})
    run = run_module(
        threecx_fxs_devices,
        pbx,
        devices=[{"mac_address": "001A2B3C4D60"}],
        prune=True,
        ignore=["Test*"],
        ignore_unmatched="allow",
        check_mode=check_mode,
        expect_warnings=["refuses to tell Name"],
    )
    assert run.failed
    assert "FXS 001A2B3C4D61: the PBX does not show the name of this device" in run.result["msg"]
    assert len(pbx.devices()) == 2


@pytest.mark.parametrize("nulls", ["shown", "omitted"])
def test_a_device_without_a_name_is_pruned_where_names_are_ignored(
    start_pbx: StartPbx, run_module: RunModule, lists: str, nulls: str
) -> None:
    pbx = start_pbx(0, structured_in_lists=lists, nulls=nulls)
    pbx.add_device({"MacAddress": MAC, "Name": "Lobby"})
    pbx.add_device({"MacAddress": "001A2B3C4D5F", "Name": None, "Brand": "Grandstream", "Model": "HT802"})
    devices = [{"mac_address": MAC}]
    run = run_module(threecx_fxs_devices, pbx, devices=devices, prune=True, ignore=["Test*"], ignore_unmatched="allow")
    assert run.result["summary"]["deleted"] == 1


@pytest.mark.parametrize("registration", [True, False])
def test_what_was_shown_of_all_devices_can_be_given_back(
    pbx: Emulator, run_module: RunModule, registration: bool
) -> None:
    """An empty list for lines that a list does not show would free them."""
    pbx.change_device(MAC, FxsLines=[{"Key": 1, "Number": "201"}])
    before = pbx.devices()
    expand = ["registration"] if registration else []
    seen = run_module(threecx_fxs_info, pbx, expand=expand).result
    for device in seen["devices"]:
        single = run_module(threecx_fxs, pbx, mac_address=device["mac_address"], check_mode=True).result
        assert (device, seen["fingerprints"][device["mac_address"]]) == (single["device"], single["fingerprint"])
    run = run_module(threecx_fxs_devices, pbx, devices=seen["devices"], expand=expand)
    assert run.result["changed"] is False
    assert pbx.devices() == before
    if registration:
        assert run.result["devices"] == seen["devices"]
        assert run.result["registrations"] == seen["registrations"]
        assert set(seen["registrations"]) == {device["mac_address"] for device in seen["devices"]}


@pytest.mark.parametrize(
    ("name", "option", "some"),
    [
        ("Codecs", "codecs", ["PCMU"]),
        ("FxsLines", "lines", [{"key": 1, "number": "201"}]),
        ("Provisioning", "provisioning", {"local_sip_port": 5099}),
        ("Variables", "variables", {"VLAN_ID": "7"}),
    ],
)
def test_what_no_request_shows_is_null_and_can_be_given_back(
    start_pbx: StartPbx, run_module: RunModule, name: str, option: str, some: t.Any
) -> None:
    pbx = start_pbx(3, unknown_properties=f"Fxs.{name}")
    before, told = pbx.devices(), [f"refuses to tell {name}"]
    devices = run_module(threecx_fxs_info, pbx, expect_warnings=told).result["devices"]
    # One that is refused, and one without what was; no device is asked for what is refused of all.
    assert [entry.path for entry in pbx.requests("GET")] == ["/xapi/v1/Fxs"] * 2
    assert [device[option] for device in devices] == [None] * 3
    run = run_module(threecx_fxs_devices, pbx, devices=devices, expect_warnings=told)
    assert (run.failed, run.result.get("changed")) == (False, False)
    for wish in (some, type(some)()):
        one = {**devices[0], option: wish}
        run = run_module(threecx_fxs_devices, pbx, devices=[one], expect_warnings=told)
        assert f"the PBX does not show {option} of this device" in run.result["msg"]
    assert pbx.devices() == before
