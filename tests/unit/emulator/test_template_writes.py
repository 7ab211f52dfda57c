# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Custom FXS templates."""

from __future__ import annotations

import pytest

from ansible_collections.telephony.threecx.tests.unit.emulator.conftest import Start
from ansible_collections.telephony.threecx.tests.unit.emulator.helpers import Caller, error_of, tokens_of

CUSTOM = "yealink.W70B_CustomV1.fxs.fxs.xml"
STOCK = "grandstream.ht80x.fxs.xml"
CONTENT = f"<doc><header><name>{STOCK}</name><NumberOfExtensions>1</NumberOfExtensions></header></doc>"
NEW = {"Id": "our.ht80x.fxs.xml", "Content": CONTENT}
PATH = "/FxsTemplates('our.ht80x.fxs.xml')"


def content_of(caller: Caller, path: str) -> str:
    return str(caller.get(f"{path}?$select=Content").json()["Content"])


def test_life_of_a_template(start: Start) -> None:
    """It is what its Content says, and a device can be made of it."""
    caller = start(0)
    created = caller.call("POST", "/FxsTemplates", json=NEW)
    assert (created.status_code, created.headers["Location"].endswith(PATH)) == (201, True)
    shown = caller.get(PATH).json()
    assert (shown["IsCustom"], shown["NumberOfExtensions"], shown["Brand"]) == (True, 1, "Grandstream")
    assert shown["Models"][0]["DisplayName"] == "Grandstream HT802-our.ht80x.fxs"
    device = {"MacAddress": "C074AD0C0A72", "Template": {"Id": NEW["Id"]}}
    assert caller.call("POST", "/Fxs", json=device).status_code == 201
    longer = CONTENT.replace(">1<", ">2<")
    assert caller.call("PATCH", PATH, json={"Content": longer, "Brand": "Other"}).status_code == 204
    assert (content_of(caller, PATH), caller.get(PATH).json()["NumberOfExtensions"]) == (longer, 2)
    assert caller.get(PATH).json()["Brand"] == "Grandstream"
    caller.pbx.behave(referenced_deletion="refused")
    assert tokens_of(caller.call("DELETE", PATH)) == [("Id", "WARNINGS.CANNOT_BE_DELETED")]
    caller.pbx.behave(referenced_deletion="cleared", ignore_deletions=1)
    assert caller.call("DELETE", PATH).status_code == 204
    assert caller.get(PATH).status_code == 200
    assert caller.call("DELETE", PATH).status_code == 204
    assert caller.get(PATH).status_code == 404


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"Id": "x.fxs.xml"}, ("Content", "WARNINGS.XAPI.REQUIRED")),
        ({**NEW, "Id": CUSTOM}, ("Id", "WARNINGS.XAPI.ALREADY_IN_USE")),
        ({**NEW, "Content": "<doc/>"}, ("Content", "WARNINGS.XAPI.FILE_FORMAT_IS_INCORRECT")),
    ],
)
def test_refused_templates(start: Start, body: dict[str, str], problem: tuple[str, str]) -> None:
    caller = start(0)
    answer = caller.call("POST", "/FxsTemplates", json=body)
    assert (answer.status_code, tokens_of(answer)) == (400, [problem])


def test_what_the_system_ships_stays(start: Start) -> None:
    caller = start(0)
    path = f"/FxsTemplates('{STOCK}')"
    assert caller.call("PATCH", path, json={"Content": CONTENT}).status_code == 400
    assert caller.call("DELETE", path).status_code == 400
    assert caller.get(path).status_code == 200


def test_a_template_with_its_own_content_is_as_before(start: Start) -> None:
    caller = start(0)
    path = f"/FxsTemplates('{CUSTOM}')"
    before = caller.get(path).json()
    assert caller.call("PATCH", path, json={"Content": content_of(caller, path)}).status_code == 204
    assert caller.get(path).json() == before


def test_bodies_that_cannot_be_bound(start: Start) -> None:
    caller = start(0)
    bodies = [{**NEW, "Firmware": "1"}, {**NEW, "Id": 1}]
    answers = [caller.call("POST", "/FxsTemplates", json=body) for body in bodies]
    assert {error_of(answer)["message"] for answer in answers} == {"The fxstemplate field is required."}
