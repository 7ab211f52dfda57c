# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Query options of lists and single records."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.telephony.threecx.tests.unit.emulator.conftest import Start
from ansible_collections.telephony.threecx.tests.unit.emulator.helpers import Caller, error_of

RECORDS: tuple[dict[str, Any], ...] = (
    {"MacAddress": "C074AD000001", "Name": "Gate", "Model": "HT801", "FxsLineCount": 1},
    {"MacAddress": "C074AD000002", "Name": "O'Hara's lift", "Model": "HT802", "FxsLineCount": 2},
    {"MacAddress": "000413246672", "Name": None, "Brand": "Snom", "Model": "snomM900", "FxsLineCount": 20},
)


@pytest.fixture
def caller(start: Start) -> Caller:
    caller = start(0)
    for record in RECORDS:
        caller.pbx.add_device(record)
    return caller


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("MacAddress eq '000413246672'", ["000413246672"]),
        ("MacAddress eq 'c074ad000001'", []),
        ("Name eq 'O''Hara''s lift'", ["C074AD000002"]),
        ("Name eq null", ["000413246672"]),
        ("FxsLineCount ge 2 and Brand eq 'Grandstream'", ["C074AD000002"]),
        ("Model eq 'HT801' or Model eq 'HT802'", ["C074AD000001", "C074AD000002"]),
        ("contains(Name,'ate')", ["C074AD000001"]),
        ("contains(Name,'ATE')", []),
        ("not (Brand eq 'Snom')", ["C074AD000001", "C074AD000002"]),
    ],
)
def test_filter(caller: Caller, condition: str, found: list[str]) -> None:
    assert caller.macs(f"/Fxs?$filter={condition}") == found


@pytest.mark.parametrize(
    ("condition", "status", "message"),
    [
        ("Firmware eq 'x'", 400, "Could not find a property named 'Firmware' on type 'Pbx.Fxs'."),
        ("template_id eq 'x'", 400, "Could not find a property named 'template_id'"),
        ("MacAddress eq", 400, "Syntax error"),
        ("FxsLines/any(l:l/Number eq '100')", 500, ""),
        ("FxsLines eq 1", 500, ""),
        ("nonsense(Name)", 400, "Syntax error"),
        ("indexof(Name,'a') eq 1", 500, ""),
    ],
)
def test_filters_that_fail(caller: Caller, condition: str, status: int, message: str) -> None:
    answer = caller.get(f"/Fxs?$filter={condition}")
    assert answer.status_code == status
    assert message in error_of(answer)["message"] if message else answer.content == b""


@pytest.mark.parametrize(
    ("order", "found"),
    [
        ("MacAddress", ["000413246672", "C074AD000001", "C074AD000002"]),
        ("MacAddress desc", ["C074AD000002", "C074AD000001", "000413246672"]),
        ("Brand desc,MacAddress desc", ["000413246672", "C074AD000002", "C074AD000001"]),
    ],
)
def test_order(caller: Caller, order: str, found: list[str]) -> None:
    assert caller.macs(f"/Fxs?$orderby={order}") == found


def test_top_skip_and_count(caller: Caller) -> None:
    page = caller.get("/Fxs?$orderby=MacAddress&$top=1&$skip=1&$count=true&$filter=Brand eq 'Grandstream'").json()
    assert [device["MacAddress"] for device in page["value"]] == ["C074AD000002"]
    assert page["@odata.count"] == 2
    assert "@odata.count" not in caller.get("/Fxs").json()
    assert caller.macs("/Fxs?$skip=3") == caller.macs("/Fxs?$top=0") == []


def test_search(caller: Caller) -> None:
    assert caller.macs("/Fxs?$search=GATE") == ["C074AD000001"]


@pytest.mark.parametrize(
    "query",
    [
        "$top=-1",
        "$top=x",
        "$skip=-1",
        "$orderby=Firmware",
        "$orderby=Name sideways",
        "$select=Firmware",
        "$expand=Firmware",
        "$expand=Name",
        "$expand=Template($select=Firmware)",
        "$apply=groupby((Brand))",
    ],
)
def test_options_that_are_refused(caller: Caller, query: str) -> None:
    answer = caller.get(f"/Fxs?{query}")
    assert answer.status_code == 400
    assert error_of(answer)["message"].startswith("The query specified in the URI is not valid.")


def test_select(caller: Caller) -> None:
    page = caller.get("/Fxs?$select=MacAddress,Name&$top=1").json()
    assert page["value"] == [
        {"@odata.etag": caller.pbx.etag("C074AD000001"), "MacAddress": "C074AD000001", "Name": "Gate"}
    ]
    assert page["@odata.context"].endswith("$metadata#Fxs(MacAddress,Name)")
    single = caller.get("/Fxs('C074AD000001')?$select=Group").json()
    assert set(single) == {"@odata.context", "@odata.etag", "Group"}
    assert single["@odata.context"].endswith("$metadata#Fxs(Group)/$entity")


def test_expand(caller: Caller) -> None:
    plain = caller.get("/Fxs('000413246672')").json()
    assert not {"Template", "Registered"} & set(plain)
    expanded = caller.get("/Fxs('000413246672')?$expand=Template($select=Id,DeviceType),Registered").json()
    assert expanded["Template"] == {"Id": "snomM900.fxs.xml", "DeviceType": "Dect"}
    assert expanded.get("Registered") is None
    caller.pbx.change_device("000413246672", Registered={"InterfaceLink": "http://10.0.0.9"})
    registered = caller.get("/Fxs('000413246672')?$expand=Registered").json()["Registered"]
    assert registered == {"MacAddress": "000413246672", "InterfaceLink": "http://10.0.0.9"}


def test_keys(caller: Caller) -> None:
    """Quoted keys, also of digits only, URL-encoded, and with the key's name."""
    for key in ("'000413246672'", "%27000413246672%27", "MacAddress='000413246672'"):
        assert caller.get(f"/Fxs({key})").json()["MacAddress"] == "000413246672"
    assert caller.get("/Fxs('O''Hara')").status_code == 404
    assert caller.get("/Fxs('O'Hara')").status_code == 400
    assert caller.get("/FxsTemplates('snomM900.fxs.xml')").json()["Models"][0]["UserAgent"] == "snomM900"


def test_templates_can_be_filtered(caller: Caller) -> None:
    found = caller.get("/FxsTemplates?$filter=DeviceType eq 'Dect' and IsCustom eq false&$select=Id&$orderby=Id").json()
    assert [template["Id"] for template in found["value"]] == ["snomM900.fxs.xml", "yealink.W70B.fxs.xml"]
