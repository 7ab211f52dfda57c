# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.fxs._fxs import (
    PROPERTIES,
    fingerprint,
    hidden_fields,
    public_record,
    shows,
)
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.hostile import json_values
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.secret_sweep import assert_no_secrets

MAC = "001A2B3C4D5E"

macs = st.text("0123456789ABCDEF", min_size=12, max_size=12)

# Records

SECRETS = {
    "Password": "Web-Pass+word/01=",
    "Secret": "Rps-Secret/02",
    "ProvLink": "http://192.0.2.1:5000/provisioning/q1w2e3r4t5z6/cfg001A2B3C4D5E.xml",
}

ENTITY: dict[str, t.Any] = {
    "@odata.etag": 'W/"1"',
    "MacAddress": "00:1a:2b:3c:4d:5e",
    "Name": "Lobby",
    "Brand": "Grandstream",
    "Model": "HT802",
    "ModelName": "Grandstream HT802",
    "Group": "GRP0000",
    "Language": "English",
    "TimeZone": "(GMT+01:00) Berlin",
    "Codecs": ["PCMA", "PCMU"],
    "FxsLineCount": 2,
    "FxsLines": [{"Key": 1, "Number": "201", "Name": "Lobby phone", "AuthID": "not documented"}],
    "Password": SECRETS["Password"],
    "Secret": SECRETS["Secret"],
    "SomethingNew": "in a later build",
    "Provisioning": {
        "Method": "LocalLan",
        "LocalInterface": "192.0.2.10",
        "LocalSipPort": 5060,
        "LocalAudioPortStart": 14000,
        "LocalAudioPortEnd": 14009,
        "ProvLink": SECRETS["ProvLink"],
        "RemoteFQDN": "pbx.example.com",
        "RemotePort": 5090,
        "SbcName": "branch",
    },
    "Variables": [
        {"Name": "DTMF_MODE", "Value": "rfc2833"},
        {"Name": "EMPTY", "Value": ""},
        {"Name": "DEVICE_PASSWORD", "Value": "guessable"},
        {"Name": "DevicePasswd", "Value": "guessable"},
        {"Name": "SIP_SECRET", "Value": "guessable"},
        {"Name": "ADMIN_PIN", "Value": "guessable"},
        {"Name": "WEB_PWD", "Value": "guessable"},
        {"Name": "ACCESS_TOKEN", "Value": "guessable"},
        {"Name": "ADMIN_KEYWORD", "Value": SECRETS["Password"]},
        {"Name": "RPS", "Value": SECRETS["Secret"]},
        {"Name": "CONFIG_SERVER", "Value": SECRETS["ProvLink"]},
    ],
}


def test_a_record_has_the_known_fields_in_the_names_of_the_collection() -> None:
    record = public_record(ENTITY)
    expected = {
        "mac_address": MAC,
        "name": "Lobby",
        "brand": "Grandstream",
        "model": "HT802",
        "model_name": "Grandstream HT802",
        "group": "GRP0000",
        "language": "English",
        "time_zone": "(GMT+01:00) Berlin",
        "codecs": ["PCMA", "PCMU"],
        "line_count": 2,
        "lines": [{"key": 1, "number": "201", "name": "Lobby phone"}],
        "provisioning": {
            "method": "LocalLan",
            "local_interface": "192.0.2.10",
            "local_sip_port": 5060,
            "local_audio_port_start": 14000,
            "local_audio_port_end": 14009,
            "remote_fqdn": "pbx.example.com",
            "remote_port": 5090,
            "sbc_name": "branch",
        },
        "variables": {"DTMF_MODE": "rfc2833", "EMPTY": ""},
    }
    assert {name: record[name] for name in expected} == expected
    assert set(record) - set(expected) <= {"device_type", "template"}


def test_a_record_holds_no_secret() -> None:
    shown = repr(public_record(ENTITY))
    assert_no_secrets(shown, SECRETS.values())
    assert "guessable" not in shown
    assert "not documented" not in shown
    assert "SomethingNew" not in shown


@given(st.dictionaries(st.sampled_from(sorted(ENTITY)), json_values))
def test_a_malformed_entity_still_gives_a_record_of_the_same_shape(wrong: dict[str, t.Any]) -> None:
    record = public_record({**ENTITY, **wrong, "MacAddress": MAC})
    assert set(record) == set(public_record(ENTITY))
    assert record["lines"] is None or isinstance(record["lines"], list)
    assert record["variables"] is None or isinstance(record["variables"], dict)
    assert record["provisioning"] is None or isinstance(record["provisioning"], dict)


def test_an_entity_of_nothing_but_its_key_gives_a_record() -> None:
    record = public_record({"MacAddress": MAC})
    assert record["mac_address"] == MAC
    assert (record["codecs"], record["lines"], record["variables"]) == (None, None, None)
    assert record["name"] is None


def test_all_that_a_record_shows_is_asked_for_and_what_secrets_are_compared_with() -> None:
    asked = {name: ENTITY[name] for name in PROPERTIES}
    assert public_record(asked) == public_record(ENTITY)
    assert set(asked) >= {"Password", "Secret"}
    assert hidden_fields(asked) == []


@pytest.mark.parametrize(
    ("template", "device_type"),
    [({"DeviceType": "Fxs"}, "fxs"), ({"DeviceType": 7}, "7"), ({"DeviceType": ""}, None), ({"Id": "a.xml"}, None)],
)
def test_the_kind_of_a_device_is_that_of_its_template(template: dict[str, t.Any], device_type: str | None) -> None:
    assert public_record({**ENTITY, "Template": template})["device_type"] == device_type


def test_variables_are_shown_whatever_their_names_and_values() -> None:
    rows = [{"Name": 7, "Value": 1}, {"Name": "A"}, {"Name": "B", "Value": None}]
    record = public_record({"MacAddress": MAC, "Variables": rows})
    assert record["variables"] == {"7": 1, "A": None, "B": None}


@pytest.mark.parametrize("field", ["codecs", "lines", "variables"])
@pytest.mark.parametrize("value", [None, "", {}])
def test_an_array_that_is_missing_is_one_that_the_pbx_keeps_back(field: str, value: t.Any) -> None:
    name = {"codecs": "Codecs", "lines": "FxsLines", "variables": "Variables"}[field]
    assert shows(ENTITY, field)
    for entity in ({**ENTITY, name: value}, {other: ENTITY[other] for other in ENTITY if other != name}):
        assert not shows(entity, field)
        assert hidden_fields(entity) == [field]
        assert public_record(entity)[field] is None
        assert fingerprint(public_record(entity)) == fingerprint(public_record({**ENTITY, name: []}))


def test_provisioning_may_be_null_but_not_missing() -> None:
    assert shows({"Provisioning": None}, "provisioning")
    assert not shows({}, "provisioning")
    assert not shows({"Provisioning": []}, "provisioning")
