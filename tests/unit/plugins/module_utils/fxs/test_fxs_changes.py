# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How records are compared, merged and turned into what a PATCH carries."""

from __future__ import annotations

import copy
import json
import re
import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.fxs._fxs import (
    bare_body,
    changed_fields,
    changes_body,
    comparable,
    fingerprint,
    merge,
    merge_provisioning,
    merge_variables,
    public_record,
    public_registration,
)
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.devices import ADAPTERS, BASES, entities, wishes

Record = dict[str, t.Any]

devices = entities([*ADAPTERS, *BASES])
records = devices.map(public_record)

ENTITY: dict[str, t.Any] = {
    "MacAddress": "001A2B3C4D5E",
    "Template": {"Id": "grandstream.ht80x.fxs.xml", "DeviceType": "Fxs"},
    "Name": "Lobby",
    "Brand": "Grandstream",
    "Model": "HT802",
    "ModelName": "Grandstream HT802",
    "FxsLineCount": 2,
    "FxsLines": [{"Key": 1, "Number": "201", "Name": "Lobby phone"}],
    "Group": "GRP0000",
    "Language": "English",
    "TimeZone": "(GMT+01:00) Berlin",
    "Codecs": ["PCMA", "PCMU"],
    "Provisioning": {"Method": "LocalLan", "LocalSipPort": 5060, "ProvLink": "http://192.0.2.1/q1w2e3r4/cfg.xml"},
    "Variables": [{"Name": "VLAN_ID", "Value": "5"}, {"Name": "DEVICE_PASSWORD", "Value": "guessable"}],
    "Password": "Web-password-1",
    "Secret": "Rps-secret-2",
}
RECORD = public_record(ENTITY)

# For each field of a record, another value than that of RECORD.
OTHERS: list[tuple[str, t.Any]] = [
    ("mac_address", "001A2B3C4D5F"),
    ("device_type", "dect"),
    ("template", "grandstream.ht81x.fxs.xml"),
    ("name", "lobby"),
    ("name", None),
    ("brand", "Patton"),
    ("model", "HT801"),
    ("model_name", "Grandstream HT801"),
    ("group", "GRP0001"),
    ("language", "German"),
    ("time_zone", "UTC"),
    ("line_count", 1),
    ("line_count", 0),
    ("codecs", ["PCMU", "PCMA"]),
    ("codecs", ["PCMA"]),
    ("codecs", []),
    ("lines", []),
    ("lines", [{"key": 2, "number": "201", "name": "Lobby phone"}]),
    ("lines", [{"key": 1, "number": "202", "name": "Lobby phone"}]),
    ("lines", [{"key": 1, "number": "201", "name": "Lobby"}]),
    ("lines", [*RECORD["lines"], {"key": 2, "number": "202", "name": None}]),
    ("provisioning", {**RECORD["provisioning"], "method": "SBC"}),
    ("provisioning", {**RECORD["provisioning"], "local_sip_port": 5061}),
    ("provisioning", {**RECORD["provisioning"], "remote_port": 5061}),
    ("provisioning", None),
    ("variables", {"VLAN_ID": "6"}),
    ("variables", {"VLAN_ID": "5", "DTMF_MODE": "info"}),
    ("variables", {}),
]


def spelled_otherwise(record: Record) -> Record:
    """The same record as another build of the PBX might show it."""
    other = {name: "" if value is None else value for name, value in reversed(list(record.items()))}
    other["lines"] = [{"key": 99, "number": "", "name": None}, *reversed(record["lines"])]
    other["variables"] = dict(reversed(list(record["variables"].items())))
    other["provisioning"] = {name: "" if value is None else value for name, value in record["provisioning"].items()}
    return other


# Comparing


@given(records)
def test_comparing_brings_a_record_to_one_form(record: Record) -> None:
    once = comparable(record)
    assert comparable(once) == once
    assert comparable(spelled_otherwise(record)) == once
    assert set(once) == set(record)


@given(records)
def test_records_that_mean_the_same_have_no_changed_fields_and_one_fingerprint(record: Record) -> None:
    assert changed_fields(record, spelled_otherwise(record)) == []
    assert fingerprint(record) == fingerprint(spelled_otherwise(record))


@pytest.mark.parametrize(("name", "value"), OTHERS)
def test_each_other_value_is_a_change_of_its_field_and_gives_another_fingerprint(name: str, value: t.Any) -> None:
    other = {**RECORD, name: value}
    assert changed_fields(RECORD, other) == [name]
    assert changed_fields(other, RECORD) == [name]
    assert fingerprint(other) != fingerprint(RECORD)


def test_every_field_of_a_record_is_compared() -> None:
    assert {name for name, _value in OTHERS} == set(RECORD)


def test_ten_lines_and_more_are_sorted_by_number() -> None:
    lines = [{"key": key, "number": str(200 + key), "name": None} for key in (10, 9, 1, 11, 2)]
    assert [line["key"] for line in comparable({"lines": lines})["lines"]] == [1, 2, 9, 10, 11]


def test_only_what_is_there_is_compared() -> None:
    assert comparable({"name": None, "line_count": 2}) == {"name": "", "line_count": 2}
    assert comparable({"lines": None, "provisioning": None}) == {"lines": [], "provisioning": {}}


def test_values_of_variables_are_texts() -> None:
    variables = {"number": 5, "fraction": 0.5, "text": "x", "nothing": None}
    assert comparable({"variables": variables})["variables"] == {
        "number": "5",
        "fraction": "0.5",
        "text": "x",
        "nothing": "",
    }


# Fingerprints


def test_a_fingerprint_stays_the_same_in_later_releases() -> None:
    # Fingerprints are kept in files and given to if_fingerprint weeks later.
    assert fingerprint(RECORD) == "96e0d286ce8f9d03043ef77c1c2c918419eabf927a52ef3951f7b8e8a12bafae"


@given(devices, devices)
def test_secrets_and_what_is_registered_are_no_part_of_a_fingerprint(entity: Record, other: Record) -> None:
    volatile = {"Password": other["Password"], "Secret": other["Secret"], "@odata.etag": '"2"'}
    changed = {**entity, **volatile, "Registered": {"MacAddress": entity["MacAddress"], "InterfaceLink": "http://x/"}}
    changed["Provisioning"] = {**entity["Provisioning"], "ProvLink": "http://192.0.2.1/another/cfg.xml"}
    changed["Variables"] = [*entity["Variables"], {"Name": "DEVICE_PASSWORD", "Value": other["Password"]}]
    assert fingerprint(public_record(changed)) == fingerprint(public_record(entity))


@given(records)
def test_a_fingerprint_survives_a_file(record: Record) -> None:
    digest = fingerprint(record)
    assert fingerprint(json.loads(json.dumps(record))) == digest
    assert re.fullmatch("[0-9a-f]{64}", digest)


def test_a_registration_is_shown_without_anything_else() -> None:
    link = "http://192.0.2.20/"
    entity = {"Registered": {"MacAddress": "001A2B3C4D5E", "InterfaceLink": link, "AuthPass": "guessable"}}
    assert public_registration(entity) == {"interface_link": link}
    assert public_registration({"Registered": {"InterfaceLink": None}}) == {"interface_link": None}
    assert public_registration({"Registered": None}) is None
    assert public_registration({}) is None


# Merging


@given(records)
def test_to_want_nothing_or_what_is_there_changes_nothing(record: Record) -> None:
    assert merge(record, {}) == record
    wish = {name: value for name, value in record.items() if name != "mac_address" and value is not None}
    assert changed_fields(record, merge(record, wish)) == []


@pytest.mark.parametrize("empty", [None, ""])
def test_an_empty_text_stays_as_it_is_shown(empty: str | None) -> None:
    """A dry run foretells the record, and a PBX is not told what it knows already."""
    record = {**RECORD, "name": empty, "provisioning": {"sbc_name": empty, "method": "SBC"}}
    assert merge(record, {"name": "", "provisioning": {"sbc_name": ""}}) == record
    assert merge(record, {"name": None, "provisioning": {"sbc_name": None}}) == record


def test_null_takes_away_what_is_there() -> None:
    record = {**RECORD, "name": "Lobby", "provisioning": {"sbc_name": "LYON-01", "method": "SBC"}}
    merged = merge(record, {"name": None, "provisioning": {"sbc_name": None}})
    assert merged == {**record, "name": None, "provisioning": {"sbc_name": None, "method": "SBC"}}


@given(records, st.data())
def test_values_win_and_all_others_stay(record: Record, data: st.DataObject) -> None:
    wish = data.draw(wishes(data.draw(st.sampled_from(ADAPTERS))))
    before, merged = copy.deepcopy(record), merge(record, wish)
    assert record == before
    assert {name: merged[name] for name in record if name not in wish} == {
        name: record[name] for name in record if name not in wish
    }
    plain = set(wish) - {"lines", "provisioning", "variables", "model"}
    known, asked = comparable(merged), comparable(wish)
    assert {name: known[name] for name in plain} == {name: asked[name] for name in plain}
    for name in ("provisioning", "variables"):
        assert merged[name] == {**record[name], **wish.get(name, {})}
    if "lines" in wish:
        assert [(line["key"], line["number"]) for line in merged["lines"]] == [
            (line["key"], line["number"]) for line in wish["lines"]
        ]


def test_values_for_a_device_without_provisioning() -> None:
    assert merge({"provisioning": None}, {"provisioning": {"method": "SBC"}}) == {"provisioning": {"method": "SBC"}}


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ({"key": 1, "number": "201"}, "Lobby phone"),
        ({"key": 1, "number": "201", "name": None}, "Lobby phone"),
        ({"key": 1, "number": "201", "name": ""}, "Lobby phone"),
        ({"key": 1, "number": "201", "name": "Other"}, "Other"),
        ({"key": 2, "number": "201"}, None),
        ({"key": 1, "number": "202"}, None),
    ],
)
def test_a_line_keeps_its_name_while_its_extension_stays(line: Record, name: str | None) -> None:
    assert merge(RECORD, {"lines": [line]})["lines"] == [{"key": line["key"], "number": line["number"], "name": name}]


@pytest.mark.parametrize("option", ["model", "model_name"])
@pytest.mark.parametrize("name", ["HT802", "Grandstream HT802"])
def test_a_model_may_be_given_by_either_name(option: str, name: str) -> None:
    assert merge(RECORD, {option: name}) == RECORD


@pytest.mark.parametrize("brand", ["Grandstream", "grandstream", "GRANDSTREAM"])
def test_a_brand_may_be_in_any_case(brand: str) -> None:
    assert merge(RECORD, {"brand": brand}) == RECORD
    for other in ("Fanvil", "Patton"):
        assert changed_fields(RECORD, merge(RECORD, {"brand": other})) == ["brand"]
    assert merge({"brand": None}, {"brand": "Patton"}) == {"brand": "Patton"}


def test_a_brand_that_the_pbx_does_not_show_is_none_of_this_name() -> None:
    assert merge({"brand": None}, {"brand": "None"}) == {"brand": "None"}


def test_a_brand_may_be_a_number_to_the_pbx() -> None:
    assert merge({"brand": 5}, {"brand": "5"}) == {"brand": 5}


def test_another_model_is_a_change() -> None:
    assert changed_fields(RECORD, merge(RECORD, {"model": "HT801"})) == ["model"]


# What a PATCH carries


def patched(entity: Record, body: Record) -> Record:
    """What a PBX makes of a PATCH: arrays are replaced, Provisioning is merged."""
    provisioning = {**(entity["Provisioning"] or {}), **body.get("Provisioning", {})}
    return {**entity, **body, "Provisioning": provisioning}


@given(st.data())
def test_a_patch_brings_a_device_to_what_is_wanted_and_carries_nothing_else(data: st.DataObject) -> None:
    template = data.draw(st.sampled_from(ADAPTERS))
    entity, wish = data.draw(entities([template])), data.draw(wishes(template))
    before = public_record(entity)
    after = merge(before, wish)
    fields = changed_fields(before, after)
    body = changes_body(fields, before, after)
    if "variables" in fields:
        body["Variables"] = merge_variables(entity, wish["variables"])
    assert comparable(public_record(patched(entity, body))) == comparable(after)
    assert len(body) == len(fields)
    assert all(value != entity[name] for name, value in body.items())
    for name, value in body.get("Provisioning", {}).items():
        assert value != entity["Provisioning"][name]


def test_no_changed_field_needs_no_body() -> None:
    assert changes_body([], RECORD, RECORD) == {}


def test_an_empty_text_is_written_as_null() -> None:
    after = merge(RECORD, {"name": "", "provisioning": {"method": ""}})
    assert (after["name"], after["provisioning"]["method"]) == (None, None)
    assert changes_body(["name", "provisioning"], RECORD, after) == {"Name": None, "Provisioning": {"Method": None}}


def test_a_line_that_was_free_is_left_out_of_what_is_written() -> None:
    lines = [{"key": 2, "number": "", "name": None}, {"key": 1, "number": "203", "name": None}]
    before = {"lines": [{"key": 2, "number": "", "name": None}]}
    assert changes_body(["lines"], before, {"lines": lines}) == {"FxsLines": [{"Key": 1, "Number": "203"}]}


def test_a_line_becomes_free_by_an_empty_number_or_by_being_left_out() -> None:
    before = {"lines": [{"key": key, "number": f"20{key}", "name": "x"} for key in (10, 9, 2)]}
    body = changes_body(["lines", "name"], before, {"lines": [{"key": 9, "number": "203"}], "name": "Gate"})
    freed = [{"Key": 2, "Number": ""}, {"Key": 9, "Number": "203"}, {"Key": 10, "Number": ""}]
    assert body == {"Name": "Gate", "FxsLines": freed}
    assert bare_body(body, ()) == {"Name": "Gate", "FxsLines": [{"Key": 9, "Number": "203"}]}


def test_a_line_without_a_place_is_not_written_again() -> None:
    before = {"lines": [{"key": None, "number": "201", "name": None}]}
    assert changes_body(["lines"], before, {"lines": []}) == {"FxsLines": []}


def test_a_bare_body_has_nothing_that_a_pbx_can_fill_in() -> None:
    body = {"Name": "Gate", "Model": "HT801", "ModelName": "Grandstream HT801"}
    assert bare_body(body, ("ModelName", "FxsLineCount")) == {"Name": "Gate", "Model": "HT801"}
    sent = {"Provisioning": merge_provisioning(ENTITY, {"LocalSipPort": 5061})}
    assert sent == {"Provisioning": {**ENTITY["Provisioning"], "LocalSipPort": 5061}}
    assert bare_body(sent, ()) == {"Provisioning": {"Method": "LocalLan", "LocalSipPort": 5061}}
    # As JSON has it, where no two texts are the same object, and with a part that sorts behind.
    received = json.loads(json.dumps({"Provisioning": {"ProvLink": "x", "SbcName": "y"}}))
    assert bare_body(received, ()) == {"Provisioning": {"SbcName": "y"}}


@pytest.mark.parametrize("entity", [{}, {"Provisioning": None}])
def test_the_first_provisioning_has_no_rest(entity: Record) -> None:
    assert merge_provisioning(entity, {"Method": "SBC"}) == {"Method": "SBC"}


def test_the_first_provisioning_of_a_device_is_written_as_far_as_it_is_given() -> None:
    before, after = {"provisioning": None}, {"provisioning": {"method": "SBC", "sbc_name": "00155D0A0B0C"}}
    assert changes_body(["provisioning"], before, after) == {
        "Provisioning": {"Method": "SBC", "SbcName": "00155D0A0B0C"}
    }


def test_variables_that_are_not_given_are_kept_with_their_secrets() -> None:
    rows = merge_variables(ENTITY, {"VLAN_ID": 7, "DTMF_MODE": "info"})
    assert sorted(rows, key=str) == sorted(
        [
            {"Name": "DEVICE_PASSWORD", "Value": "guessable"},
            {"Name": "VLAN_ID", "Value": "7"},
            {"Name": "DTMF_MODE", "Value": "info"},
        ],
        key=str,
    )


@pytest.mark.parametrize("rows", [None, "text", {}, [None, 5, "text"]])
def test_malformed_variables_are_not_written_back(rows: t.Any) -> None:
    assert merge_variables({"Variables": rows}, {"VLAN_ID": "7"}) == [{"Name": "VLAN_ID", "Value": "7"}]
