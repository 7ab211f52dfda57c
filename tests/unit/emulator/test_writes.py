# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Creating and changing devices through the XAPI."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.telephony.threecx.tests.unit.emulator.conftest import Start
from ansible_collections.telephony.threecx.tests.unit.emulator.helpers import Caller, error_of, tokens_of

MAC = "C074AD0C0A72"
NEW: dict[str, Any] = {"MacAddress": MAC, "Brand": "Grandstream", "Model": "HT802"}
PATH = f"/Fxs('{MAC}')"


@pytest.fixture
def caller(start: Start) -> Caller:
    """A system with one HT802 with two lines."""
    caller = start(0)
    lines = [{"Key": key, "Number": str(99 + key)} for key in (1, 2)]
    assert caller.call("POST", "/Fxs", json={**NEW, "FxsLines": lines}).status_code == 201
    return caller


def device(caller: Caller) -> dict[str, Any]:
    found = caller.pbx.device(MAC)
    assert found is not None
    return found


def test_defaults_of_a_new_device(caller: Caller) -> None:
    created = device(caller)
    assert created["Name"] == created["ModelName"] == "Grandstream HT802"
    assert created["FxsLineCount"] == 2
    secrets = {created["Password"], created["Secret"], created["Provisioning"]["ProvLink"]}
    assert secrets < caller.pbx.secrets()
    assert min(map(len, secrets)) >= 16


def test_a_model_may_be_given_by_its_display_name(caller: Caller) -> None:
    body = {"MacAddress": "C074AD000001", "Brand": "Grandstream", "ModelName": "Grandstream HT801"}
    created = caller.call("POST", "/Fxs", json=body).json()
    assert (created["Model"], created["ModelName"]) == ("HT801", "Grandstream HT801")


def test_arrays_are_replaced_as_a_whole(caller: Caller) -> None:
    body = {"FxsLines": [{"Key": 2, "Number": "200"}], "Codecs": []}
    assert caller.call("PATCH", PATH, json=body).status_code == 204
    assert device(caller)["FxsLines"] == [{"Key": 2, "Number": "200", "Name": "Extension 200"}]
    assert device(caller)["Codecs"] == []


def test_provisioning_is_merged(caller: Caller) -> None:
    before = device(caller)["Provisioning"]
    body = {"Provisioning": {"Method": "RemoteExt", "ProvLink": "http://elsewhere/"}}
    assert caller.call("PATCH", PATH, json=body).status_code == 204
    assert device(caller)["Provisioning"] == {**before, "Method": "RemoteExt"}


def test_what_is_not_sent_stays(caller: Caller) -> None:
    before = device(caller)
    assert caller.call("PATCH", PATH, json={"@odata.etag": "x", "Name": None}).status_code == 204
    assert device(caller) == {**before, "Name": None}


def test_identity_may_be_repeated(caller: Caller) -> None:
    body = {"MacAddress": MAC.lower(), "Template": {"Id": "grandstream.ht80x.fxs.xml"}, "Name": "Gate"}
    assert caller.call("PATCH", PATH, json=body).status_code == 204
    assert (device(caller)["MacAddress"], device(caller)["Name"]) == (MAC, "Gate")


@pytest.mark.parametrize(
    ("body", "problems"),
    [
        ({"MacAddress": "C074AD0C0A73"}, [("MacAddress", "FORBIDDEN_CHANGE")]),
        ({"Template": {"Id": "snomM900.fxs.xml"}}, [("Template", "FORBIDDEN_CHANGE")]),
        ({"Template@odata.bind": "FxsTemplates('snomM900.fxs.xml')"}, [("Template", "FORBIDDEN_CHANGE")]),
        ({"Language": "Klingon"}, [("Language", "NOT_SUPPORTED")]),
        ({"TimeZone": "Mars"}, [("TimeZone", "INVALID_TIMEZONE")]),
        ({"Brand": "Snom"}, [("Brand", "NOT_SUPPORTED")]),
        ({"Model": "HT999"}, [("Model", "NOT_SUPPORTED")]),
        ({"FxsLineCount": 3}, [("FxsLineCount", "OUT_OF_THE_RANGE")]),
        ({"FxsLineCount": 0}, [("FxsLineCount", "OUT_OF_THE_RANGE")]),
        ({"FxsLines": [{"Key": 3, "Number": "100"}]}, [("FxsLines", "OUT_OF_THE_RANGE")]),
        ({"FxsLines": [{"Key": 0, "Number": "100"}]}, [("FxsLines", "OUT_OF_THE_RANGE")]),
        ({"FxsLines": [{"Number": "100"}]}, [("FxsLines", "REQUIRED")]),
        ({"FxsLines": [{"Key": 1, "Number": "100"}, {"Key": 1, "Number": "101"}]}, [("FxsLines", "DUPLICATE")]),
        ({"FxsLines": [{"Key": 1, "Number": "100"}, {"Key": 2, "Number": "100"}]}, [("FxsLines", "DUPLICATE")]),
        ({"FxsLines": [{"Key": 1, "Number": "abc"}]}, [("FxsLines", "NON_EXISTENT_EXT_NUMBER")]),
        (
            {"FxsLines": [{"Key": key, "Number": str(100 + key)} for key in (1, 2, 3)]},
            [("FxsLines", "TOO_MANY_ITEMS_IN_LIST"), ("FxsLines", "OUT_OF_THE_RANGE")],
        ),
        ({"Codecs": ["MP3"]}, [("Codecs", "NOT_SUPPORTED")]),
        ({"Variables": [{"Name": "NOPE", "Value": "1"}]}, [("Variables", "NOT_FOUND")]),
        ({"Variables": [{"Name": "DTMF_MODE", "Value": "smoke"}]}, [("Variables", "OUT_OF_THE_RANGE")]),
        ({"Variables": [{"Name": "VLAN_ID", "Value": "1"}] * 2}, [("Variables", "DUPLICATE")]),
        ({"Provisioning": {"Method": "Pigeon"}}, [("Provisioning.Method", "NOT_SUPPORTED")]),
        ({"Provisioning": {"Method": "SBC"}}, [("Provisioning.SbcName", "REQUIRED")]),
        (
            {"Language": "Klingon", "Codecs": ["MP3"]},
            [("Language", "NOT_SUPPORTED"), ("Codecs", "NOT_SUPPORTED")],
        ),
    ],
)
def test_refused_changes(caller: Caller, body: dict[str, Any], problems: list[tuple[str, str]]) -> None:
    """A refused change says which property and why, and changes nothing."""
    before, tag = device(caller), caller.pbx.etag(MAC)
    answer = caller.call("PATCH", PATH, json=body)
    assert answer.status_code == 400
    assert tokens_of(answer) == [(target, f"WARNINGS.XAPI.{token}") for target, token in problems]
    assert (device(caller), caller.pbx.etag(MAC)) == (before, tag)


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"Brand": "Grandstream", "Model": "HT802"}, ("MacAddress", "WARNINGS.XAPI.REQUIRED")),
        ({**NEW, "MacAddress": "nonsense"}, ("MacAddress", "WARNINGS.INVALID_HEX_CHARACTER")),
        ({**NEW, "MacAddress": "C074AD0C0A7"}, ("MacAddress", "WARNINGS.INVALID_HEX_CHARACTER")),
        ({**NEW, "MacAddress": MAC.lower()}, ("MacAddress", "WARNINGS.MAC_ADDRESS_ALREADY_IN_USE")),
        ({"MacAddress": "C074AD000001"}, ("Template", "WARNINGS.XAPI.REQUIRED")),
        ({"MacAddress": "C074AD000001", "Model": "HT999"}, ("Model", "WARNINGS.XAPI.NOT_FOUND")),
        ({"MacAddress": "C074AD000001", "Brand": "Snom", "Model": "HT802"}, ("Model", "WARNINGS.XAPI.NOT_FOUND")),
        ({"MacAddress": "C074AD000001", "Template": {"Id": "no"}}, ("Template", "WARNINGS.XAPI.NOT_FOUND")),
        ({"MacAddress": "C074AD000001", "Template@odata.bind": "no"}, ("Template", "WARNINGS.XAPI.NOT_FOUND")),
    ],
)
def test_refused_creations(caller: Caller, body: dict[str, Any], problem: tuple[str, str]) -> None:
    answer = caller.call("POST", "/Fxs", json=body)
    assert (answer.status_code, tokens_of(answer)) == (400, [problem])
    assert len(caller.pbx.devices()) == 1


@pytest.mark.parametrize(
    "body",
    [
        {"Firmware": "1.0"},
        {"Codecs": None},
        {"Codecs": "PCMA"},
        {"Codecs": [1]},
        {"Name": 5},
        {"FxsLineCount": "2"},
        {"FxsLineCount": True},
        {"FxsLines": [5]},
        {"FxsLines": [{"Key": "1", "Number": "100"}]},
        {"FxsLines": [{"Key": 1, "Number": "100", "Colour": "red"}]},
        {"Provisioning": []},
        {"Provisioning": {"Colour": "red"}},
        [],
    ],
)
def test_bodies_of_the_wrong_shape(caller: Caller, body: Any) -> None:
    for method, path in (("PATCH", PATH), ("POST", "/Fxs")):
        answer = caller.call(method, path, json=body)
        assert answer.status_code == 400
        assert error_of(answer)["message"]


def test_bodies_that_are_no_json(caller: Caller) -> None:
    headers = {"Content-Type": "application/json"}
    assert caller.call("PATCH", PATH, data="{", headers=headers).status_code == 400
    assert caller.call("PATCH", PATH, data="Name=x").status_code == 415


def test_dect_bases_take_their_own_number_of_lines(caller: Caller) -> None:
    lines = [{"Key": key, "Number": str(200 + key)} for key in range(1, 11)]
    body = {"MacAddress": "805E0C000901", "Brand": "Yealink", "Model": "SIP-W70B", "FxsLines": lines}
    assert len(caller.call("POST", "/Fxs", json=body).json()["FxsLines"]) == 10


def test_deletion_keeps_the_other_devices(caller: Caller) -> None:
    caller.call("POST", "/Fxs", json={**NEW, "MacAddress": "C074AD000001"})
    assert caller.call("DELETE", PATH).status_code == 204
    assert caller.call("DELETE", PATH).status_code == 404
    assert caller.macs() == ["C074AD000001"]
