# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The emulator's real answers against the facts of the official OpenAPI description."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import requests
import yaml

from ansible_collections.telephony.threecx.tests import emulator
from ansible_collections.telephony.threecx.tests.unit.emulator.conftest import Start
from ansible_collections.telephony.threecx.tests.unit.emulator.helpers import Caller

EMULATOR = Path(emulator.__file__).parent
FACTS: dict[str, Any] = yaml.safe_load((EMULATOR / "openapi_facts.yaml").read_text(encoding="utf-8"))
OPERATIONS: dict[str, dict[str, Any]] = FACTS["operations"]

NEW_MAC = "C074AD0C0A72"
NEW_DEVICE = {
    "MacAddress": NEW_MAC,
    "Brand": "Grandstream",
    "Model": "HT802",
    "FxsLines": [{"Key": 1, "Number": "100"}],
    "Codecs": ["PCMA"],
    "Variables": [{"Name": "DTMF_MODE", "Value": "info"}],
    "Provisioning": {"Method": "SBC", "SbcName": "berlin"},
}
BODIES: dict[str, Any] = {
    "CreateFxs": NEW_DEVICE,
    "UpdateFxs": {"Name": "Gate"},
    "CreateFxsTemplate": {"Id": "x.fxs.xml", "Content": "<doc><name>grandstream.ht80x.fxs.xml</name></doc>"},
    "UpdateFxsTemplate": {"Content": "<doc><name>grandstream.ht80x.fxs.xml</name></doc>"},
}


def problems(name: str, answer: Any) -> list[str]:
    """Where an answer differs from the schema of that name."""
    schema = {"$ref": f"#/$defs/{name}", "$defs": FACTS["$defs"]}
    return [error.message for error in jsonschema.Draft202012Validator(schema).iter_errors(answer)]


def perform(caller: Caller, name: str, mac: str | None = None) -> requests.Response:
    """Carry out one of the operations, on the first device and a custom template unless another key is given."""
    keys = {
        "MacAddress": f"'{mac or caller.pbx.devices()[0]['MacAddress']}'",
        "Id": "'yealink.W70B_CustomV1.fxs.fxs.xml'" if mac is None else f"'{mac}'",
    }
    operation = OPERATIONS[name]
    return caller.call(operation["method"], operation["path"].format(**keys), json=BODIES.get(name))


@pytest.mark.parametrize("name", OPERATIONS)
def test_success(start: Start, name: str) -> None:
    """Status and body of every operation when it succeeds."""
    caller = start(3, dect=1, nulls="shown")
    operation = OPERATIONS[name]
    answer = perform(caller, name)
    assert answer.status_code == operation["status"]
    if "body" in operation:
        assert problems(operation["body"], answer.json()) == []
        assert answer.headers["Content-Type"].startswith("application/json")
    else:
        assert answer.content == b""
    assert re.fullmatch(r"\d+\.\d+\.\d+\.\d+", answer.headers["X-3CX-Version"])


@pytest.mark.parametrize("name", [name for name, facts in OPERATIONS.items() if "{" in facts["path"]])
def test_missing_key(start: Start, name: str) -> None:
    """404 with the OData error object for every operation on a key that does not exist."""
    answer = perform(start(), name, "000000000000")
    assert answer.status_code == 404
    assert problems("ODataError", answer.json()) == []


@pytest.mark.parametrize("name", OPERATIONS)
def test_failure(start: Start, name: str) -> None:
    """Every operation answers a request without token with 401 and the OData error object."""
    answer = perform(start(login=False), name)
    assert answer.status_code == 401
    assert problems("ODataError", answer.json()) == []


@pytest.mark.parametrize("path", ["/Fxs", "/Fxs?$expand=Template,Registered&$count=true&$top=100"])
def test_generated_devices_of_all_kinds(start: Start, path: str) -> None:
    """Every generated device and its template fit the schema; there are adapters and DECT bases among them."""
    caller = start(60, dect=20, nulls="shown")
    devices = caller.get(path).json()
    assert problems("FxsCollection", devices) == []
    assert len(devices["value"]) == (60 if "$top" in path else 50)
    if "$expand" in path:
        assert {device["Template"]["DeviceType"] for device in devices["value"]} == {"Fxs", "Dect"}
        assert {device["Registered"] is None for device in devices["value"]} == {True, False}
        assert devices["@odata.count"] == 60


def test_templates_content_only_on_request(start: Start) -> None:
    caller = start()
    plain = caller.get("/FxsTemplates").json()["value"]
    asked = caller.get("/FxsTemplates?$select=Id,Content").json()["value"]
    assert len(plain) == len(asked) >= 6
    assert not any("Content" in template for template in plain)
    assert all(template["Content"].startswith("<?xml") for template in asked)


def test_creation_answers_with_the_stored_device(start: Start) -> None:
    """What POST returns is what a GET finds afterwards, with the values that were sent."""
    caller = start()
    created = perform(caller, "CreateFxs")
    found = caller.get(f"/Fxs('{NEW_MAC}')")
    assert created.json() == found.json()
    assert created.headers["Location"] == f"{caller.pbx.url}/xapi/v1/Fxs('{NEW_MAC}')"
    stored = found.json()
    assert stored["Codecs"] == ["PCMA"]
    assert stored["FxsLines"] == [{"Key": 1, "Number": "100", "Name": "Extension 100"}]
    assert stored["Provisioning"]["SbcName"] == "berlin"


@pytest.mark.parametrize(
    ("change", "schema"),
    [
        ({"MacAddress": None}, "Fxs"),
        ({"FxsLines": None}, "Fxs"),
        ({"FxsLines": [{"Key": "1", "Number": "100", "Name": None}]}, "Fxs"),
        ({"FxsLines": [{"Key": 1, "Number": None, "Name": None}]}, "Fxs"),
        ({"FxsLineCount": "2"}, "Fxs"),
        ({"Codecs": [1]}, "Fxs"),
        ({"Variables": [{"Name": "x"}]}, "Fxs"),
        ({"Provisioning": {}}, "Fxs"),
        ({"Firmware": "1.0"}, "Fxs"),
        ({"Name": 5}, "Fxs"),
    ],
)
def test_the_facts_refuse_what_the_api_would_not_send(start: Start, change: dict[str, Any], schema: str) -> None:
    device = start().pbx.devices()[0]
    assert problems(schema, device) == []
    assert problems(schema, {**copy.deepcopy(device), **change}) != []


def test_token_answer(start: Start) -> None:
    """Both encodings of the login work and are answered as documented."""
    caller = start(login=False)
    urlencoded = caller.post_login()
    fields = {"client_id": caller.pbx.client_id, "client_secret": caller.pbx.client_secret}
    parts = {name: (None, value) for name, value in {**fields, "grant_type": "client_credentials"}.items()}
    multipart = caller.session.post(f"{caller.pbx.url}{FACTS['token']['path']}", files=parts, timeout=10)
    for answer in (urlencoded, multipart):
        assert answer.status_code == FACTS["token"]["status"]
        assert problems("Token", answer.json()) == []
    sent = [answer.request.headers["Content-Type"].partition(";")[0] for answer in (urlencoded, multipart)]
    assert sent == FACTS["token"]["encodings"]


@pytest.mark.parametrize("fields", [{"client_secret": "wrong"}, {"client_id": "nobody"}, {"client_secret": ""}])
def test_token_refusal(start: Start, fields: dict[str, str]) -> None:
    answer = start(login=False).post_login(**fields)
    assert answer.status_code == FACTS["token"]["refusal_status"]
    assert answer.json() == FACTS["token"]["refusal_body"]


def test_other_grants_are_refused_in_the_oauth_shape(start: Start) -> None:
    answer = start(login=False).post_login(grant_type="password")
    assert answer.status_code == 400
    assert problems("OAuthError", answer.json()) == []
    assert answer.json()["error"] == "unsupported_grant_type"


def test_basic_authentication_is_no_login(start: Start) -> None:
    """Id and secret belong into the body, as in the documentation's table and in all known clients."""
    caller = start(login=False)
    answer = caller.session.post(
        f"{caller.pbx.url}/connect/token",
        data={"grant_type": "client_credentials"},
        auth=(caller.pbx.client_id, caller.pbx.client_secret),
        timeout=10,
    )
    assert answer.status_code == 401


def test_error_shapes_differ(start: Start) -> None:
    """The schemas of the two error shapes exclude each other."""
    caller = start(login=False)
    oauth, odata = caller.post_login(client_secret="x").json(), caller.get("/Fxs").json()
    assert problems("OAuthError", oauth) == problems("ODataError", odata) == []
    assert problems("ODataError", oauth) != []
    assert problems("OAuthError", odata) != []


def test_documented_limit_of_top(start: Start) -> None:
    """The wording that live systems were reported to use."""
    answer = start().get("/Fxs?$top=500")
    assert answer.status_code == 400
    assert answer.json()["error"]["message"] == (
        "The query specified in the URI is not valid. The limit of '100' for Top query has been exceeded. "
        "The value from the incoming request is '500'."
    )


def test_refusals_name_the_property(start: Start) -> None:
    """The token stands in the messages, the code is empty, as reported from live systems."""
    caller = start()
    taken = caller.pbx.devices()[0]["MacAddress"]
    answer = caller.call("POST", "/Fxs", json={**NEW_DEVICE, "MacAddress": taken})
    assert answer.status_code == 400
    token = "WARNINGS.MAC_ADDRESS_ALREADY_IN_USE"
    details = [{"code": "", "message": token, "target": "MacAddress"}]
    assert answer.json() == {"error": {"code": "", "message": f"MacAddress:\n{token}", "details": details}}


def test_only_official_warnings_are_used() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in EMULATOR.glob("*.py") if path.name != "behaviour.py")
    assert set(re.findall(r"WARNINGS\.[A-Z_.]+", code)) == set(FACTS["warnings"])


def test_quick_test_of_the_service(start: Start) -> None:
    answer = start().get("/Defs?$select=Id")
    assert answer.json()["Id"] == 0
    assert answer.json()["@odata.context"].endswith("/xapi/v1/$metadata#Defs(Id)")
    assert answer.headers["X-3CX-Version"] == "20.0.10.1621"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/Nothing", 404),
        ("GET", "/$batch", 404),
        ("GET", "/Fxs('C074AD000000')/Template", 404),
        ("POST", "/Fxs('C074AD000000')/FxsLines", 404),
        ("PUT", "/Fxs('C074AD000000')", 405),
        ("DELETE", "/Fxs", 405),
        ("GET", "/Fxs(000413246672)", 400),
        ("GET", "/Fxs(C074AD000000)", 400),
    ],
)
def test_requests_that_the_api_does_not_know(start: Start, method: str, path: str, status: int) -> None:
    answer = start().call(method, path)
    assert answer.status_code == status
    assert problems("ODataError", answer.json()) == []
