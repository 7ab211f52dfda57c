# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.api._errors import InputError
from ansible_collections.telephony.threecx.plugins.module_utils.api._visible import shown
from ansible_collections.telephony.threecx.plugins.module_utils.fxs._fxs import (
    KIND_FIELDS,
    OPTION_NAMES,
    public_record,
)
from ansible_collections.telephony.threecx.plugins.module_utils.fxs._wanted import (
    Guards,
    Wanted,
    read_guards,
    read_wanted,
    wanted_record,
    with_nulls,
)
from ansible_collections.telephony.threecx.plugins.module_utils.shell._argspec import device_options
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.devices import ADAPTERS, BASES, Entity, entities

SEEN = "0" * 63 + "f"
# What AnsibleModule makes of options that are left out: the suboptions of provisioning are all there then.
OMITTED: dict[str, t.Any] = {
    "state": "present",
    **{name: option.get("default") for name, option in device_options().items()},
    "mac_address": "00:1a:2b:3c:4d:5e",
}
NO_PROVISIONING = dict.fromkeys(device_options()["provisioning"]["options"])


def read(**given: t.Any) -> Wanted:
    return read_wanted({**OMITTED, **given}, {"mac_address": OMITTED["mac_address"], **given})


def test_the_mac_address_alone_wants_nothing_further() -> None:
    wanted = read()
    assert (wanted.mac, wanted.state) == ("001A2B3C4D5E", "present")
    assert wanted.guards == Guards(None, None, None)
    assert not wanted.guards.names_a_version
    assert (wanted.values, wanted.secrets, wanted.renew_secrets) == ({}, {}, False)


def test_a_wish_that_says_nothing_further_guards_and_wants_nothing() -> None:
    wanted = Wanted("001A2B3C4D5E", "present", Guards())
    assert wanted.guards == (None, None, None)
    assert (wanted.values, wanted.nulls, wanted.secrets, wanted.renew_secrets) == ({}, {}, {}, False)


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("name", "Lobby"),
        ("name", ""),
        ("brand", "Grandstream"),
        ("model", "HT802"),
        ("model_name", "Grandstream HT802"),
        ("template", "grandstream.ht80x.fxs.xml"),
        ("group", "GRP0000"),
        ("language", "English"),
        ("time_zone", "UTC"),
        ("codecs", ["PCMA"]),
        ("codecs", []),
        ("line_count", 2),
        ("line_count", 0),
        ("lines", [{"key": 1, "number": "201", "name": None}]),
        ("lines", []),
        ("variables", {"VLAN_ID": "5"}),
        ("variables", {}),
    ],
)
def test_a_value_that_is_given_is_wanted_and_no_other(option: str, value: t.Any) -> None:
    assert read(**{option: value}).values == {option: value}


def test_every_option_of_a_device_is_read() -> None:
    given: dict[str, t.Any] = {
        "if_match": '"1"',
        "if_fingerprint": SEEN,
        "device_type": "dect",
        "name": "n",
        "brand": "b",
        "model": "m",
        "model_name": "mn",
        "template": "t",
        "group": "g",
        "language": "l",
        "time_zone": "tz",
        "codecs": ["PCMA"],
        "line_count": 1,
        "lines": [],
        "provisioning": {**NO_PROVISIONING, "method": "SBC"},
        "variables": {"V": "1"},
        "password": "pass-word",
        "secret": "se-cret",
        "update_secrets": "always",
    }
    assert set(given) == set(device_options()) - {"mac_address"}
    wanted = read(**given)
    assert wanted.guards == Guards('"1"', SEEN, "dect")
    assert wanted.secrets == {"password": "pass-word", "secret": "se-cret"}
    assert wanted.renew_secrets
    plain = set(given) - set(Guards._fields) - {"password", "secret", "update_secrets"}
    assert wanted.values == {**{name: given[name] for name in plain}, "provisioning": {"method": "SBC"}}


def test_secrets_show_in_no_traceback() -> None:
    assert "se-cret" not in repr(read(secret="se-cret"))


def test_provisioning_holds_only_what_is_given() -> None:
    given = {**NO_PROVISIONING, "local_sip_port": 5060, "sbc_name": ""}
    assert read(provisioning=given).values == {"provisioning": {"local_sip_port": 5060, "sbc_name": ""}}
    assert read(provisioning=NO_PROVISIONING).values == {"provisioning": {}}


def test_null_is_a_value_only_for_those_who_mean_it() -> None:
    given = {"name": None, "brand": None, "language": "English", "provisioning": {"method": "SBC", "sbc_name": None}}
    wanted = read(**given)
    assert wanted.values == {"language": "English", "provisioning": {"method": "SBC"}}
    meant = with_nulls(wanted, given)
    assert meant.values == given
    assert meant.values_if_new == given
    assert with_nulls(read(name="Lobby"), {"name": "Lobby"}) == read(name="Lobby")


@pytest.mark.parametrize("option", KIND_FIELDS)
def test_what_no_device_is_without_is_refused_when_empty(option: str) -> None:
    with pytest.raises(InputError) as caught:
        read(**{"name": "", "brand": "Grandstream", option: ""})
    assert str(caught.value) == (
        f"{option} is ''; leave it out, since no device is without (in a template: | default(omit, true))."
    )


def test_all_that_no_device_is_without_is_named_when_empty() -> None:
    with pytest.raises(InputError, match=r"^template is ''; .* brand is ''; .* model is ''; .* model_name is ''; "):
        read(**dict.fromkeys(KIND_FIELDS, ""))


@given(entities([*ADAPTERS, *BASES]), st.sets(st.sampled_from(["Brand", "Model", "ModelName", "Template"])))
def test_whatever_a_pbx_shows_as_empty_can_be_given_back(entity: Entity, emptied: set[str]) -> None:
    empty = {name: {"Id": "", "DeviceType": "Fxs"} if name == "Template" else "" for name in emptied}
    wanted = wanted_record(public_record({**entity, **empty}))
    assert not {OPTION_NAMES[name] for name in emptied} & set(wanted.values)


@pytest.mark.parametrize(
    ("value", "text"),
    [(5, "5"), ("05", "05"), ("0.50", "0.50"), ("yes", "yes"), ("", ""), (None, "")],
)
def test_a_variable_is_a_text(value: t.Any, text: str) -> None:
    assert read(variables={"V": value}).values == {"variables": {"V": text}}


@pytest.mark.parametrize(("value", "kind"), [([], "a list"), ({}, "a mapping"), (["5"], "a list")])
def test_a_variable_with_structure_is_refused(value: t.Any, kind: str) -> None:
    with pytest.raises(InputError) as caught:
        read(variables={"VLAN_ID": value})
    assert str(caught.value) == f"variables.VLAN_ID is {kind}; it must be a text or a whole number."


@pytest.mark.parametrize(
    ("value", "shown"), [(True, "the boolean true"), (False, "the boolean false"), (1.1, "the number 1.1")]
)
def test_a_variable_that_yaml_has_changed_is_refused(value: object, shown: str) -> None:
    with pytest.raises(InputError) as caught:
        read(variables={"X": value})
    assert str(caught.value) == (
        f"variables.X is {shown}, which YAML has made of what was written: put that in quotes."
    )


@pytest.mark.parametrize("name", ["SIP_PASS_THROUGH", "PASS_THROUGH_CODEC", "TOKEN_RING", "pin_count"])
def test_a_variable_that_only_resembles_a_secret_is_taken(name: str) -> None:
    assert read(variables={name: "1"}).values == {"variables": {name: "1"}}


@pytest.mark.parametrize("name", ["password", "secret"])
@pytest.mark.parametrize("part", [slice(0, 12), slice(6, 12), slice(3, 5)])
def test_a_secret_that_is_a_part_of_the_mac_address_is_refused(name: str, part: slice) -> None:
    mac = "001A2B3C4D5E"
    with pytest.raises(InputError) as caught:
        read(mac_address=mac, **{name: mac[part]})
    assert str(caught.value).startswith(f"{name} is a part of a MAC address")
    with pytest.raises(InputError, match=f"^{name} is empty; leave it out"):
        read(mac_address=mac, **{name: ""})
    assert read(mac_address=mac, **{name: f"{mac}!"}).secrets == {name: f"{mac}!"}


@pytest.mark.parametrize("value", ["http://admin:W3b@192.0.2.7/fw", "https://192.0.2.7/fw?key=W3b"])
def test_a_variable_with_a_login_in_a_url_is_refused_without_its_value(value: str) -> None:
    with pytest.raises(InputError) as caught:
        read(variables={"VLAN_ID": 5, "FIRMWARE": value})
    assert str(caught.value).startswith("variables.FIRMWARE holds a URL with a user, a password or a query")
    assert "W3b" not in str(caught.value)
    assert read(variables={"FIRMWARE": "http://192.0.2.7/fw"}).values["variables"] == {
        "FIRMWARE": "http://192.0.2.7/fw"
    }


@pytest.mark.parametrize("name", ["DEVICE_PASSWORD", "Admin_PIN", "sip_secret"])
def test_a_variable_for_a_secret_is_refused_without_its_value(name: str) -> None:
    with pytest.raises(InputError) as caught:
        read(variables={"VLAN_ID": 5, name: "guessable"})
    assert str(caught.value).startswith(f"variables.{name} stands for a secret by its name")
    assert "guessable" not in str(caught.value)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([(1, "201"), (2, "202"), (1, "203")], "lines has key '1' twice, in entries 1 and 3."),
        ([(1, "201"), (2, "201")], "lines has number '201' twice, in entries 1 and 2."),
        ([(1, ""), (1, "")], "lines has key '1' twice, in entries 1 and 2."),
    ],
)
def test_a_line_or_extension_that_is_given_twice_is_refused(lines: list[tuple[int, str]], message: str) -> None:
    given = [{"key": key, "number": number, "name": None} for key, number in lines]
    with pytest.raises(InputError) as caught:
        read(lines=given)
    assert str(caught.value) == message


def test_several_lines_may_be_free() -> None:
    lines = [{"key": key, "number": "", "name": None} for key in (1, 2, 3)]
    assert read(lines=lines).values == {"lines": lines}


def test_a_mac_address_that_is_none_is_refused() -> None:
    with pytest.raises(InputError, match="mac_address is 'x'"):
        read(mac_address="x")


@pytest.mark.parametrize("seen", ["", "0", SEEN.upper(), f"{SEEN}0", f"{SEEN}\n", f" {SEEN}", "*"])
def test_a_fingerprint_that_is_none_is_refused(seen: str) -> None:
    with pytest.raises(InputError) as caught:
        read_guards({"if_match": None, "if_fingerprint": seen, "device_type": None})
    assert str(caught.value).startswith(f"if_fingerprint is {shown(seen)}; it must be the fingerprint")


@pytest.mark.parametrize(
    ("if_match", "seen", "names"),
    [(None, None, False), ("*", None, True), ("abc", None, True), (None, SEEN, True), ("abc", SEEN, True)],
)
def test_an_etag_or_a_fingerprint_names_a_version(if_match: str | None, seen: str | None, names: bool) -> None:
    guards = read_guards({"if_match": if_match, "if_fingerprint": seen, "device_type": None})
    assert guards.names_a_version is names
    assert guards.if_match == ('"abc"' if if_match == "abc" else if_match)


def test_an_etag_that_is_none_is_refused() -> None:
    with pytest.raises(InputError, match="if_match is ''"):
        read_guards({"if_match": "", "if_fingerprint": None, "device_type": None})


def test_null_is_not_compared_but_keeps_a_new_device_from_getting_other_values() -> None:
    given: dict[str, t.Any] = {
        **dict.fromkeys(("name", "group", "language", "time_zone", "line_count")),
        "provisioning": {"method": "SBC", "remote_port": None},
    }
    wanted = read(**{**given, "provisioning": {**NO_PROVISIONING, **given["provisioning"]}})
    assert wanted.values == {"provisioning": {"method": "SBC"}}
    wanted = read_wanted({**OMITTED, **given, "provisioning": {**NO_PROVISIONING, "method": "SBC"}}, given)
    assert wanted.values == {"provisioning": {"method": "SBC"}}
    assert wanted.values_if_new == given


def test_what_is_left_out_is_left_to_the_pbx() -> None:
    assert read(name="Lobby").values_if_new == {"name": "Lobby"}


@pytest.mark.parametrize("option", ["brand", "model", "model_name", "template", "codecs", "lines", "variables"])
def test_what_a_device_cannot_be_without_is_left_to_the_pbx_when_null(option: str) -> None:
    assert read(**{option: None}).values_if_new == {}


def test_options_given_as_a_text_hold_no_null() -> None:
    given = {"mac_address": OMITTED["mac_address"], "provisioning": "method=SBC"}
    wanted = read_wanted({**OMITTED, "provisioning": {**NO_PROVISIONING, "method": "SBC"}}, given)
    assert wanted.values_if_new == {"provisioning": {"method": "SBC"}}
    assert read_wanted(OMITTED, "mac_address=001A2B3C4D5E").values_if_new == {}
