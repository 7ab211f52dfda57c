# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What tests do behind the API's back, and FXS devices as part of a company."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.telephony.threecx.tests.unit.emulator.conftest import Start
from ansible_collections.telephony.threecx.tests.unit.emulator.helpers import Caller, tokens_of


def control(caller: Caller, method: str, path: str, **options: Any) -> Any:
    answer = caller.session.request(method, f"{caller.pbx.url}/emulator{path}", timeout=10, **options)
    return (answer.status_code, answer.json() if answer.content else None)


def test_objects_behind_the_apis_back(start: Start) -> None:
    """They are seen by the API at once, may be twins, and a group's members change with them."""
    caller = start(0, users=5)
    pbx = caller.pbx
    group = pbx.objects("Groups")[1]
    pbx.change_object(
        "Users", "102", LastName="New", Groups=[{"GroupId": group["Id"], "Rights": {"RoleName": "users"}}]
    )
    assert caller.get("/Users(Number='102')").json()["LastName"] == "New"
    assert "102" in caller.get(f"/Groups({group['Id']})/Members").text
    twins = [pbx.add_object("Groups", Name="Twin", Number=number)["Id"] for number in ("GRP0101", "GRP0102")]
    shown = caller.get("/Groups?$filter=Name eq 'Twin'").json()["value"]
    assert [row["Id"] for row in shown] == twins
    pbx.remove_object("Groups", twins[0])
    pbx.remove_object("Groups", "GRP0102")
    assert caller.get("/Groups?$filter=Name eq 'Twin'").json()["value"] == []
    pbx.change_object("CodecsSettings", None, LocalCodecList=["G729"])
    assert pbx.setting("CodecsSettings")["LocalCodecList"] == ["G729"]
    assert caller.get("/CodecsSettings").json()["LocalCodecList"] == ["G729"]


def test_what_is_given_back_is_a_copy(start: Start) -> None:
    pbx = start(0, users=5).pbx
    pbx.objects("Users")[0]["Groups"].clear()
    assert pbx.objects("Users")[0]["Groups"]


def test_a_moment_to_go_back_to(start: Start) -> None:
    """As often as one likes, and what the phone system makes up afterwards is the same."""
    pbx = start(2, users=5).pbx
    mac = pbx.devices()[0]["MacAddress"]

    def change() -> None:
        pbx.remove_device(mac)
        pbx.add_device({"MacAddress": "001A2B3C4D5E"})
        pbx.change_object("Users", "101", LastName="New")
        pbx.change_object("CodecsSettings", None, LocalCodecList=["G729"])
        pbx.remove_object("Users", "102")
        pbx.add_object("BlackListNumbers", CallerId="+49")

    def everything() -> Any:
        kinds = ("Users", "BlackListNumbers", "Groups")
        return pbx.devices(), pbx.setting("CodecsSettings"), [pbx.objects(kind) for kind in kinds]

    before, moment, after = everything(), pbx.moment(), []
    for _time in range(2):
        change()
        after.append(everything())
        pbx.go_back(moment)
        assert everything() == before
    assert after[0] == after[1] != before


def test_unfit_requests(start: Start) -> None:
    pbx = start(0, users=5).pbx
    with pytest.raises(KeyError):
        pbx.objects("Nothing")
    with pytest.raises(KeyError):
        pbx.change_object("Users", "999", LastName="x")
    with pytest.raises(ValueError, match="Forename"):
        pbx.change_object("Users", "101", Forename="x")


def test_from_another_process(start: Start) -> None:
    caller = start(0, users=5)
    assert control(caller, "PATCH", "/objects/Users/101", json={"LastName": "New"})[0] == 200
    assert control(caller, "POST", "/objects/Holidays", json={"Name": "x", "Group": "GRP0000"})[0] == 201
    assert "x" in {holiday["Name"] for holiday in control(caller, "GET", "/objects/Holidays")[1]}
    assert control(caller, "DELETE", "/objects/Users/104")[0] == 204
    assert len(control(caller, "GET", "/objects/Users")[1]) == 4
    assert control(caller, "PATCH", "/settings/CodecsSettings", json={"LocalCodecList": []})[0] == 200
    assert control(caller, "GET", "/settings/CodecsSettings")[1]["LocalCodecList"] == []
    assert control(caller, "GET", "/objects/Nothing") == (404, {"error": "there is no Nothing"})
    assert control(caller, "PATCH", "/objects/Users/101", json={"Forename": 1})[0] == 400
    control(caller, "POST", "/reset", json={"users": 7})
    assert len(caller.pbx.objects("Users")) == 7


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"FxsLines": [{"Key": 1, "Number": "999"}]}, ("FxsLines", "WARNINGS.XAPI.NON_EXISTENT_EXT_NUMBER")),
        ({"Group": "GRP0404"}, ("Group", "WARNINGS.XAPI.NOT_FOUND")),
        ({"Provisioning": {"Method": "SBC", "SbcName": "none"}}, ("Provisioning.SbcName", "WARNINGS.XAPI.NOT_FOUND")),
    ],
)
def test_devices_refer_to_what_a_company_has(start: Start, body: dict[str, Any], problem: tuple[str, str]) -> None:
    caller = start(1, users=5)
    path = f"/Fxs('{caller.pbx.devices()[0]['MacAddress']}')"
    assert tokens_of(caller.call("PATCH", path, json=body)) == [problem]
    new = {"MacAddress": "C074AD0C0A72", "Brand": "Grandstream", "Model": "HT802"}
    assert tokens_of(caller.call("POST", "/Fxs", json={**new, **body})) == [problem]
    person = caller.get("/Users(Number='103')").json()["DisplayName"]
    assert caller.call("PATCH", path, json={"FxsLines": [{"Key": 1, "Number": "103"}]}).status_code == 204
    assert caller.pbx.devices()[0]["FxsLines"] == [{"Key": 1, "Number": "103", "Name": person}]
    made = caller.call("POST", "/Fxs", json={**new, "FxsLines": [{"Key": 2, "Number": "103"}]}).json()
    assert made["FxsLines"][0]["Name"] == person
