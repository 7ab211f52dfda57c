# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every answer of a seeded phone system against an official description of the XAPI, where its file is at hand."""

from __future__ import annotations

import functools
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from ansible_collections.telephony.threecx.tests.emulator import Emulator
from ansible_collections.telephony.threecx.tests.emulator.pbx import facts as facts_module
from ansible_collections.telephony.threecx.tests.emulator.pbx.facts import facts
from ansible_collections.telephony.threecx.tests.unit.emulator.helpers import Caller

FILE = os.environ.get("THREECX_API_DESCRIPTION", "")
pytestmark = pytest.mark.skipif(
    not FILE,
    reason="THREECX_API_DESCRIPTION names no file with an official description (swagger.yaml of 3cx/xapi-tutorial), "
    "and the collection does not bring 3CX's along",
)
FACTS = Path(facts_module.__file__).with_name("facts.txt")
TOOL = Path(__file__).parents[2] / "tools" / "emulator_facts.py"
DEVICES = {"Fxs", "FxsTemplates"}
# Own user and department are no API client's to read, CrmTemplates has no list, and Defs is read piece by piece.
UNREADABLE = {"MyUser", "MyGroup", "CrmTemplates", "Defs"}


@functools.cache
def description() -> dict[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    data: dict[str, Any] = yaml.load(Path(FILE).read_text(encoding="utf-8"), loader)
    return data


@functools.cache
def schemas() -> dict[str, Any]:
    """The schemas of the description as JSON Schemas. They allow no other properties, except where another type is
    made of them."""
    found: dict[str, Any] = description()["components"]["schemas"]
    bases = {name for schema in found.values() for name in _made_of(schema)}
    closed: dict[str, Any] = {"unevaluatedProperties": False}
    return {
        name: {**_json_schema(schema), **({} if name in bases or "enum" in schema else closed)}
        for name, schema in found.items()
    }


def _made_of(schema: dict[str, Any]) -> set[str]:
    return {part["$ref"].rsplit("/", 1)[-1] for part in schema.get("allOf", ()) if "$ref" in part}


def _json_schema(schema: Any) -> Any:
    """OpenAPI 3.0 has `nullable`, where JSON Schema has a type; and YAML has made the enumerated `No` a boolean."""
    if isinstance(schema, list):
        return [_json_schema(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {name: _json_schema(value) for name, value in schema.items() if name != "nullable"}
    if isinstance(inner.get("enum"), list):
        inner["enum"] = ["No" if value is False else value for value in inner["enum"]]
    return {"anyOf": [inner, {"type": "null"}]} if schema.get("nullable") is True else inner


def problems(type_name: str, record: dict[str, Any]) -> list[str]:
    """Where a record differs from its type in the description."""
    plain = {name: value for name, value in record.items() if not name.startswith("@")}
    schema = {"$ref": f"#/components/schemas/Pbx.{type_name}", "components": {"schemas": schemas()}}
    errors = jsonschema.Draft202012Validator(schema).iter_errors(plain)
    return [f"{'/'.join(map(str, error.path))}: {error.message}" for error in errors]


def expansions(type_name: str) -> str:
    """$expand with every navigation of a type, and with those of these."""
    below = {name: _navigations(facts().types[type_name][name].kind) for name in _navigations(type_name)}
    return ",".join(f"{name}($expand={','.join(inner)})" if inner else name for name, inner in below.items())


def _navigations(type_name: str) -> list[str]:
    return [name for name, prop in facts().types[type_name].items() if prop.navigation]


@pytest.fixture(scope="module")
def company() -> Iterator[Caller]:
    with Emulator(0, users=60, nulls="shown") as pbx:
        caller = Caller(pbx)
        caller.login()
        yield caller
        caller.session.close()


@pytest.mark.parametrize("name", sorted(set(facts().resources) - DEVICES - UNREADABLE))
def test_answers_fit_the_description(company: Caller, name: str) -> None:
    resource = facts().resources[name]
    query = f"?$expand={expansions(resource.type)}" if expansions(resource.type) else ""
    answer = company.get(f"/{name}{query}")
    assert answer.status_code == 200, answer.text
    body = answer.json()
    for record in [body] if resource.single else body["value"]:
        assert problems(resource.type, record) == []


@pytest.mark.parametrize("path", ["TimeZones", "Codecs", "GatewayParameters", "GatewayParameterValues"])
def test_lists_to_look_things_up_in(company: Caller, path: str) -> None:
    found = company.get(f"/Defs/{path}").json()["value"]
    assert found
    assert [problems(path[:-1], record) for record in found] == [[]] * len(found)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"Forename": "x"}, "Forename"),
        ({"Id": None}, "Id"),
        ({"VMEnabled": "yes"}, "VMEnabled"),
        ({"Hours": {"Type": "Sometimes"}}, "Hours"),
        ({"Groups": [{"Forename": "x"}]}, "Forename"),
    ],
)
def test_what_does_not_fit_is_found(company: Caller, change: dict[str, Any], place: str) -> None:
    user = {**company.get("/Users(Number='101')").json(), **change}
    assert place in " ".join(problems("User", user))


def test_only_official_warnings_are_used() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in FACTS.parent.glob("*.py"))
    used = set(re.findall(r"WARNINGS\.[A-Z_.]+", code))
    assert used
    assert used <= set(description()["components"]["schemas"]["Pbx.Warnings"]["enum"])


def test_the_facts_are_those_of_the_description() -> None:
    """The tool makes the file that is there of the description that is at hand."""
    version = next(line for line in FACTS.read_text(encoding="utf-8").splitlines() if line.startswith("version "))
    made = subprocess.run(
        [sys.executable, str(TOOL), FILE, version.split()[1]], capture_output=True, text=True, check=True, timeout=120
    )
    assert made.stdout == FACTS.read_text(encoding="utf-8")
