# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import re
import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.api._secrets import looks_secret
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import _schema
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._decisions import (
    Keyed,
    Kind,
    Ordered,
    Secret,
    Unordered,
)
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._kinds import KINDS, type_of
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._spelling import spell
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading._export import export, key_of, sorted_as
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading._query import readable
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading._references import Index
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.hostile import json_values

ROWS: dict[str, list[dict[str, t.Any]]] = {
    "Groups": [
        {"Id": 11, "Name": "Lyon", "Number": "GRP0001", "IsDefault": False},
        {"Id": 12, "Name": "__DEFAULT__", "Number": "DEFAULT", "IsDefault": True},
        {"Id": 13, "Name": "Twin", "Number": "GRP0003", "IsDefault": False},
    ],
    "Trunks": [{"Id": 7, "Number": "10000"}],
    "Peers": [{"Number": "410"}, {"Number": "411"}, {"Number": "10000"}],
}
INDEX = Index(ROWS, {"PromptSets": "status 403"})
SBC = {
    "Name": "LYON-01",
    "DisplayName": "Cellar",
    "Group": "GRP0001",
    "Password": "S3cr3t-Pass",
    "ProvisionLink": "https://pbx.example.com/s3cr3t",
    "HasConnection": True,
    "AudioPort": 20000,
    "LogLevel": "Low",
    "LogSize": 100,
    "PassiveServer": None,
    "PassiveServerIsEnabled": False,
    "Security": "TLS",
}


def exported(kind: str, entity: dict[str, t.Any]) -> tuple[dict[str, t.Any], list[str]]:
    """An object in the form that goes in again, and what is told of it."""
    told = export(KINDS[kind], entity, INDEX, None)
    return told.value, [f"{path} {problem}" for path, problem in told.problems]


def test_an_object_is_made_into_what_a_person_would_write() -> None:
    value, problems = exported("Sbcs", SBC)
    assert value == {
        "Name": "LYON-01",
        "AudioPort": 20000,
        "DisplayName": "Cellar",
        "Group": "Lyon",
        "LogLevel": "Low",
        "LogSize": 100,
        "PassiveServer": None,
        "PassiveServerIsEnabled": False,
        "Security": "TLS",
    }
    assert next(iter(value)) == "Name"
    assert problems == []


def test_secrets_are_told_by_their_places() -> None:
    assert export(KINDS["Sbcs"], SBC, INDEX, None).omitted == ["Password"]


def test_a_variable_that_looks_like_a_password_is_left_out_and_told() -> None:
    variables = [{"Name": "VLAN_ID", "Value": "12"}, {"Name": "DEVICE_PASSWORD", "Value": "S3cr3t"}]
    told = export(KINDS["Fxs"], {"MacAddress": "001A2B3C4D5E", "Variables": variables}, INDEX, None)
    assert told.value["Variables"] == [{"Name": "DEVICE_PASSWORD"}, {"Name": "VLAN_ID", "Value": "12"}]
    assert "Variables[1].Value" in told.omitted


def test_what_is_null_may_be_left_out() -> None:
    without = {name: value for name, value in SBC.items() if value is not None}
    assert exported("Sbcs", without) == exported("Sbcs", SBC)


def test_what_may_be_kept_back_with_a_large_list_is_not_taken_for_null() -> None:
    device: dict[str, t.Any] = {"MacAddress": "001A2B3C4D5E", "Codecs": [], "FxsLines": [], "Variables": []}
    told = export(KINDS["Fxs"], device, INDEX, None)
    assert (told.value["Provisioning"], told.value["Name"], told.problems) == (None, None, [])
    value, problems = exported("Fxs", {name: one for name, one in device.items() if name != "FxsLines"})
    assert (value["Name"], {"Provisioning", "FxsLines"} & set(value)) == (None, set())
    assert problems == [
        "FxsLines was asked for, and the PBX does not show it",
        "Provisioning was asked for, and the PBX does not show it",
    ]
    shown = {"MacAddress": "001A2B3C4D5E", "Provisioning": None}
    assert exported("Fxs", shown)[0]["Provisioning"] is None


def test_what_cannot_be_null_and_is_not_shown_is_told() -> None:
    value, problems = exported("Sbcs", {name: value for name, value in SBC.items() if name != "Name"})
    assert "Name" not in value
    assert problems == ["Name was asked for, and the PBX does not show it"]


def test_the_default_department_is_called_by_its_other_name() -> None:
    value, _problems = exported("Groups", ROWS["Groups"][1])
    assert value["Name"] == "DEFAULT"
    assert key_of(KINDS["Groups"], value) == ("DEFAULT",)


@pytest.mark.parametrize(("stored", "named"), [("GRP0001", "Lyon"), ("DEFAULT", "DEFAULT"), ("", None), (None, None)])
def test_a_reference_is_what_people_call_the_object(stored: t.Any, named: t.Any) -> None:
    value, problems = exported("Sbcs", {**SBC, "Group": stored})
    assert (value["Group"], problems) == (named, [])


@pytest.mark.parametrize("stored", ["GRP0099", "Lyon", "grp0001"])
def test_a_reference_that_leads_nowhere_is_told_and_kept(stored: t.Any) -> None:
    value, problems = exported("Sbcs", {**SBC, "Group": stored})
    assert value["Group"] == stored
    assert problems == [f"Group refers to {stored!r}, but there is no object of Groups with the Number {stored!r}"]


def test_a_reference_that_two_objects_could_be_is_told() -> None:
    index = Index({"Groups": [*ROWS["Groups"], {**ROWS["Groups"][0], "Name": "Other"}]}, {})
    told = export(KINDS["Sbcs"], SBC, index, None)
    assert told.value["Group"] == "GRP0001"
    assert "several Groups have the Number 'GRP0001'" in told.problems[0].problem


def test_a_reference_to_what_cannot_be_read_is_told() -> None:
    told = export(KINDS["Sbcs"], SBC, Index({}, {"Groups": "status 403"}), None)
    assert told.problems[0].problem == "refers to 'GRP0001', but Groups cannot be read"


def test_a_number_is_its_own_name_where_the_numbers_cannot_be_read() -> None:
    rule = {"TrunkDN": {"Number": "10000"}, "Condition": "BasedOnDID", "Data": "+33472000410"}
    told = export(KINDS["InboundRules"], rule, Index({}, {"Trunks": "x", "Peers": "y"}), None)
    assert key_of(KINDS["InboundRules"], told.value) == ("10000", "BasedOnDID", "+33472000410")


def test_places_that_mean_nothing_are_left_out_at_the_end_only() -> None:
    nothing = {"TrunkId": -1, "Prepend": "", "StripDigits": 0}
    used = {"TrunkId": 7, "Prepend": "0", "StripDigits": 1}
    value, _problems = exported("OutboundRules", {"Routes": [nothing, used, nothing, nothing, nothing]})
    assert [route["TrunkId"] for route in value["Routes"]] == [None, "10000"]


@given(st.permutations(["9", "411", "10", ""]))
def test_a_set_has_an_order_of_its_own(elements: list[str]) -> None:
    assert sorted_as(Unordered(), elements) == ["", "10", "411", "9"]


@given(st.permutations([{"Day": "Monday", "Start": "09:00"}, {"Day": "Monday", "Start": "08:00"}, {"Day": "Friday"}]))
def test_a_keyed_list_is_in_the_order_of_its_keys(elements: list[dict[str, t.Any]]) -> None:
    found = sorted_as(Keyed(by=("Day", "Start")), elements)
    assert found == [{"Day": "Friday"}, {"Day": "Monday", "Start": "08:00"}, {"Day": "Monday", "Start": "09:00"}]


@given(st.lists(st.integers()))
def test_an_ordered_list_stays_as_it_is(elements: list[int]) -> None:
    assert sorted_as(Ordered(), elements) == elements
    assert sorted_as(Keyed(by=("x",), is_ordered=True), elements) == elements


@given(st.sampled_from([kind for kind in KINDS if KINDS[kind].is_understood]), st.data())
def test_whatever_a_pbx_shows_is_exported_or_told(kind: str, data: st.DataObject) -> None:
    names = [field.name for field in readable(type_of(kind), (), None) if not isinstance(field.decision, Secret)]
    hostile = data.draw(st.dictionaries(st.sampled_from(names or ["Unknown"]), json_values, max_size=3))
    value, _problems = exported(kind, hostile)
    assert set(hostile) & set(names) <= set(value)
    assert set(value) <= set(names)


@pytest.mark.parametrize(
    ("shown", "spelled"),
    [
        ("09:00:00.0000000", "09:00"),
        ("09:00:00", "09:00"),
        ("09:00", "09:00"),
        ("09:00:30.0000000", "09:00:30"),
        ("09:00:30.5000000", "09:00:30.5"),
        ("23:59:59.9999999", "23:59:59.9999999"),
        ("9:00", "09:00"),
        ("9:60", "9:60"),
        ("24:00", "24:00"),
        ("", ""),
    ],
)
def test_times_of_day_have_one_spelling(shown: str, spelled: str) -> None:
    assert spell("time", shown) == spelled
    assert spell("time", spelled) == spelled
    assert spell("text", shown) == shown


def full(type_name: str, path: str = "", depth: int = 6) -> dict[str, t.Any]:
    """An object with all that its type can have; each text says where it stands, but names of variables."""
    return {
        name: value_of(found, f"{path}.{name}", depth)
        for name, found in _schema.properties(type_name).items()
        if found.span.is_current
    }


def value_of(found: _schema.Property, path: str, depth: int) -> t.Any:
    value: t.Any = path
    if found.name in ("Name", "Key") and found.type == "text":
        value = "API_KEY"
    if _schema.is_type(found.type):
        value = full(found.type, path, depth - 1) if depth else {}
    elif found.type in ("bool", "int32", "int64", "uint8", "float"):
        value = 1
    return [value] if found.is_list else value


def shown(value: t.Any) -> t.Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from shown(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from shown(inner)
    elif isinstance(value, str):
        yield value


# Names that sound like secrets, of what is none
HARMLESS = re.compile(r"\.(EnablePin|PinProtect\w*|VMDisablePinAuth|AllowChangePassword|UseProvisioningSecret)$")


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_no_kind_shows_a_secret(kind: Kind) -> None:
    """Those that are only read among them, and variables whose names sound like secrets."""
    told = export(kind, full(type_of(kind.name)), INDEX, None)
    places = {text for text in shown(told.value) if text.startswith(".")}
    secret = {place for place in places if looks_secret(place.rpartition(".")[2]) or place.endswith((".Value", "Link"))}
    assert {place for place in secret if not HARMLESS.search(place)} <= {".Link"}
    assert not any(".Value" in place or ".Contents" in place for place in places)


@pytest.mark.parametrize(
    ("host", "is_shown"),
    [
        ("sip.example.com", True),
        ("http://198.51.100.7/login", True),
        ("http://admin:W3bPass@198.51.100.7/login", False),
        ("http://1:W3bPass@sip.example.com/login", False),
        ("https://sbc.example.com/?token=W3bPass", False),
        ("https://sbc.example.com/?token=W3bPass\n", False),
        ("\nhttp://admin:W3bPass@198.51.100.7/login\r\n", False),
    ],
)
def test_a_url_that_gives_access_is_a_secret_wherever_it_stands_and_never_cut(host: str, is_shown: bool) -> None:
    told = export(KINDS["Sbcs"], {**SBC, "PassiveServer": host}, INDEX, None)
    assert (told.value.get("PassiveServer") == host) is is_shown
    assert ("PassiveServer" in told.omitted) is not is_shown


def test_a_list_with_a_url_that_gives_access_is_left_out_as_a_whole() -> None:
    """Without that element alone, it would be one that nobody has written."""
    sites = ["https://www.example.com", "https://admin:W3bPass@www.example.com"]
    for count, omitted in ((1, []), (2, ["Website"])):
        told = export(KINDS["WebsiteLinks"], {"Link": "shop", "Website": sites[:count]}, INDEX, None, only=["Website"])
        assert told.omitted == omitted
        assert told.value == ({} if omitted else {"Website": sites[:count]})


@pytest.mark.parametrize(("name", "is_shown"), [("VLAN_ID", True), ("DEVICE_PASSWORD", False), (None, False)])
def test_only_its_name_tells_that_a_variable_is_no_secret(name: str | None, is_shown: bool) -> None:
    told = export(KINDS["Fxs"], {"Variables": [{"Name": name, "Value": "12"}]}, INDEX, None)
    assert ("Value" in told.value["Variables"][0]) is is_shown
    assert ("Variables[0].Value" in told.omitted) is not is_shown


def test_a_template_with_variables_for_logins_is_shown() -> None:
    content = "<deviceconfig>\n<link>http://%%user%%:%%pass%%@%%ip%%/</link>\n</deviceconfig>"
    value, _problems = exported("FxsTemplates", {"Id": "own.fxs.xml", "Content": content})
    assert value["Content"] == content


@pytest.mark.parametrize("last", [7, None, -2])
def test_a_place_that_means_something_keeps_those_before_it(last: t.Any) -> None:
    nothing = {"TrunkId": -1}
    value, _problems = exported("OutboundRules", {"Routes": [{"TrunkId": 7}, nothing, {"TrunkId": last}, nothing]})
    assert len(value["Routes"]) == 3


def test_only_departments_count_as_departments() -> None:
    rule = {"Name": "All", "GroupIds": [13, 11], "Routes": [{"TrunkId": 7}]}
    assert export(KINDS["OutboundRules"], rule, INDEX, None).departments == {"Lyon", "Twin"}
    without = {"Name": "All", "GroupIds": [], "Routes": [{"TrunkId": 7}]}
    assert export(KINDS["OutboundRules"], without, INDEX, None).departments == set()


def test_lists_are_compared_in_the_order_that_they_have() -> None:
    rule = {"Name": "All", "GroupIds": [13, 11]}
    assert export(KINDS["OutboundRules"], rule, INDEX, None).value["GroupIds"] == ["Lyon", "Twin"]
    found = export(KINDS["OutboundRules"], rule, INDEX, None, to_compare=True)
    assert found.value["GroupIds"] == ["Twin", "Lyon"]


@given(st.permutations([{"Day": "Monday", "Stop": "9"}, {"Day": "Monday", "Stop": "8"}, {"Day": "Friday"}, None]))
def test_elements_of_one_key_have_an_order_as_well_and_what_has_no_key_comes_first(elements: list[t.Any]) -> None:
    found = sorted_as(Keyed(by=("Day",)), elements)
    assert found == [None, {"Day": "Friday"}, {"Day": "Monday", "Stop": "8"}, {"Day": "Monday", "Stop": "9"}]


def test_the_order_does_not_depend_on_that_of_properties() -> None:
    assert sorted_as(Unordered(), [{"a": 3}, {"b": 1, "a": 2}]) == [{"b": 1, "a": 2}, {"a": 3}]


@pytest.mark.parametrize(
    ("kind", "name", "shown_value", "value", "problem"),
    [
        ("CodecsSettings", "LocalCodecList", "PCMU", [], "is no list but str"),
        ("CodecsSettings", "LocalCodecList", None, [], None),
        ("Users", "Hours", "always", None, "is no object but str"),
        ("Users", "Hours", 1, None, "is no object but int"),
        ("Users", "Mobile", ["1"], None, "is no value but list"),
    ],
)
def test_what_is_of_another_shape_is_told(
    kind: str, name: str, shown_value: t.Any, value: t.Any, problem: str | None
) -> None:
    found, problems = exported(kind, {name: shown_value})
    assert found[name] == value
    assert [told for told in problems if told.startswith(f"{name} is")] == ([f"{name} {problem}"] if problem else [])


def test_the_other_name_of_an_object_is_told_where_its_name_is_asked_for() -> None:
    default = ROWS["Groups"][1]
    assert export(KINDS["Groups"], default, INDEX, None, only=["Name"]).value == {"Name": "DEFAULT"}
    assert "Name" not in export(KINDS["Groups"], default, INDEX, None, only=["Language"]).value


def test_a_mac_address_is_told_in_capitals_without_signs() -> None:
    value, _problems = exported("Fxs", {"MacAddress": "00-1a-2b-3c-4d-5e", "Name": "00-1a-2b-3c-4d-5e"})
    assert (value["MacAddress"], value["Name"]) == ("001A2B3C4D5E", "00-1a-2b-3c-4d-5e")
