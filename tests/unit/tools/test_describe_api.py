# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is taken from a description of the API, and how several of them become one table."""

from __future__ import annotations

import typing as t

import pytest
import yaml

from ansible_collections.telephony.threecx.tests.tools import describe_api

DESCRIPTION = """
paths:
  /Users:
    get: {responses: {'200': {$ref: '#/components/responses/Pbx.UserCollectionResponse'}}}
    post: {}
  /Users({Id}):
    get: {responses: {'200': {content: {application/json: {schema: {$ref: '#/components/schemas/Pbx.User'}}}}}}
    patch: {}
    delete: {}
  /Users(Number={Number}):
    get: {}
  /Users({Id})/Pbx.Regenerate:
    post: {}
  /MyUser:
    get: {responses: {'200': {content: {application/json: {schema: {$ref: '#/components/schemas/Pbx.User'}}}}}}
    patch: {}
  /Peers:
    get: {responses: {'200': {$ref: '#/components/responses/Pbx.PeerCollectionResponse'}}}
  /Calls:
    get: {responses: {'200': {$ref: '#/components/responses/Pbx.CallCollectionResponse'}}}
components:
  schemas:
    Pbx.Number: {type: object, properties: {Number: {type: string, nullable: true}}}
    Pbx.User:
      allOf:
        - $ref: '#/components/schemas/Pbx.Number'
        - properties:
            Name: {type: string, maxLength: 12}
            Rate: {oneOf: [{type: number, format: float}, {type: string}]}
            Phones: {type: array, items: {$ref: '#/components/schemas/Pbx.Phone'}, x-ms-navigationProperty: true}
            Login: {allOf: [{$ref: '#/components/schemas/Pbx.Login'}], nullable: true}
    Pbx.Phone: {type: object, properties: {Made: {type: string, format: date-time}}}
    Pbx.Login: {type: string, enum: [No, Basic], x-ms-enum-flags: {isFlags: true}}
    Pbx.Peer: {type: object, properties: {Id: {type: integer, format: int32}}}
    Pbx.Call: {type: object, properties: {Id: {type: integer, format: int32}}}
"""


def read(text: str = DESCRIPTION) -> describe_api.Description:
    return describe_api.reduced(yaml.load(text, Loader=describe_api.Loader))


def test_what_can_be_changed_or_looked_up_is_taken_and_nothing_else() -> None:
    found = read()
    assert found.collections == {"Users": ("User", "Id"), "Peers": ("Peer", "Id")}
    assert found.operations == {"Users": {"get", "post", "patch", "delete", "by-Number"}, "Peers": {"get"}}
    assert found.types.keys() == {"User", "Phone", "Peer"}


def test_types_are_told_with_all_that_is_known_of_them() -> None:
    found = read()
    assert found.types["User"] == {
        "Login": "Login?",
        "Name": "text(12)",
        "Number": "text?",
        "Phones": "Phone[]@",
        "Rate": "float",
    }
    assert found.types["Phone"] == {"Made": "date-time"}
    assert found.flags == {"Login"}


def test_no_is_a_text() -> None:
    assert read().enums == {"Login": ("No", "Basic")}


@pytest.mark.parametrize(
    ("marks", "spans"),
    [
        (["a"] * 11, [("a", "")]),
        ([None] * 9 + ["a", "a"], [("a", "20.0.9-")]),
        (["a"] * 3 + [None] * 8, [("a", "-20.0.6")]),
        (["a"] * 3 + ["b"] * 8, [("a", "-20.0.6"), ("b", "20.0.6b-")]),
        (["a"] + [None] * 9 + ["a"], [("a", "-20.0.4"), ("a", "20.0.10-")]),
        ([None] * 11, []),
    ],
)
def test_versions_are_told_by_the_first_and_the_last(marks: list[str | None], spans: list[tuple[str, str]]) -> None:
    assert list(describe_api.spans(marks)) == spans


def table(releases: list[describe_api.Description]) -> t.Any:
    names: dict[str, t.Any] = {}
    exec(describe_api.text_of(releases), names)
    return names


def test_a_property_that_has_changed_stands_in_the_table_twice() -> None:
    before = read()
    after = read(DESCRIPTION.replace("{type: string, maxLength: 12}", "{type: integer, format: int64}"))
    lines = table([before] * 4 + [after] * 7)["TYPES"].splitlines()
    assert [line for line in lines if line.startswith(" Name ")] == [" Name text(12) -20.0.6b", " Name int64 20.0.7-"]


def test_a_type_says_for_its_properties_since_when_it_is_there() -> None:
    without = read(DESCRIPTION.replace("Phones:", "Mobile:").replace("Pbx.Phone'", "Pbx.Peer'"))
    lines = table([without] * 10 + [read()])["TYPES"].splitlines()
    assert lines[lines.index("Phone 20.0.10-") + 1] == " Made date-time"
    assert " Phones Phone[]@ 20.0.10-" in lines


def test_without_a_clone_nothing_is_compared_and_nothing_written(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(describe_api.CLONE, raising=False)
    monkeypatch.setattr("sys.argv", ["describe_api.py"])
    assert describe_api.main() == 0
    assert "Not compared" in capsys.readouterr().out
    monkeypatch.setattr("sys.argv", ["describe_api.py", "--write"])
    assert describe_api.main() == 1
