# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import copy
import dataclasses
import typing as t

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.telephony.threecx.plugins.module_utils.api._values import PIN
from ansible_collections.telephony.threecx.plugins.module_utils.shell._argspec import (
    ArgumentSpec,
    Options,
    connection_spec,
    device_options,
    null_options,
    parse_mappings,
    secret_values,
    short_secrets,
    without_nulls,
    without_omitted,
    without_secrets,
)

OPTIONS = {
    "url": ("THREECX_URL", "https://pbx.example.com", "https://pbx.example.com"),
    "client_id": ("THREECX_CLIENT_ID", "automation", "automation"),
    "client_secret": ("THREECX_CLIENT_SECRET", "s3cret", "s3cret"),
    "access_token": ("THREECX_ACCESS_TOKEN", "token", "token"),
    "validate_certs": ("THREECX_VALIDATE_CERTS", "no", False),
    "ca_path": ("THREECX_CA_PATH", "/etc/ssl/ca.pem", "/etc/ssl/ca.pem"),
    "timeout": ("THREECX_TIMEOUT", "2.5", 2.5),
    "retries": ("THREECX_RETRIES", "1", 1),
}


def validator(spec: ArgumentSpec) -> ArgumentSpecValidator:
    return ArgumentSpecValidator(
        spec.argument_spec, required_together=spec.required_together, required_one_of=spec.required_one_of
    )


def test_these_are_all_options() -> None:
    assert set(connection_spec().argument_spec) == set(OPTIONS)


def test_every_option_falls_back_to_its_environment_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable, text, _value in OPTIONS.values():
        monkeypatch.setenv(variable, text)
    result = validator(connection_spec()).validate({})
    assert not result.error_messages
    assert result.validated_parameters == {name: value for name, (_variable, _text, value) in OPTIONS.items()}


def test_an_option_wins_over_its_environment_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable, text, _value in OPTIONS.values():
        monkeypatch.setenv(variable, text)
    result = validator(connection_spec()).validate({"url": "https://other.example.com", "retries": 3})
    assert result.validated_parameters["url"] == "https://other.example.com"
    assert result.validated_parameters["retries"] == 3


def test_the_defaults() -> None:
    result = validator(connection_spec()).validate({"url": "u", "access_token": "token"})
    assert result.validated_parameters == {
        "url": "u",
        "client_id": None,
        "client_secret": None,
        "access_token": "token",
        "validate_certs": True,
        "ca_path": None,
        "timeout": 30.0,
        "retries": 4,
    }


def test_secrets_are_not_logged() -> None:
    result = validator(connection_spec()).validate(
        {"url": "u", "client_id": "i", "client_secret": "s3cret", "access_token": "token"}
    )
    assert result._no_log_values == {"s3cret", "token"}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"access_token": "token"}, "missing required arguments: url"),
        ({"url": "u"}, "one of the following is required: client_id, access_token"),
        ({"url": "u", "client_id": "i"}, "parameters are required together: client_id, client_secret"),
        ({"url": "u", "client_secret": "s", "access_token": "t"}, "required together: client_id, client_secret"),
    ],
)
def test_constraints(given: dict[str, str], message: str) -> None:
    assert message in " ".join(validator(connection_spec()).validate(given).error_messages)


PARTS: dict[str, t.Any] = {
    "argument_spec": ({"a": {}}, {"b": {}}),
    "required_together": ((("a", "c"),), (("b", "d"),)),
    "required_one_of": ((("a", "e"),), (("b", "f"),)),
    "mutually_exclusive": ((("a", "g"),), (("b", "h"),)),
    "not_null": (("a",), ("b",)),
}


def test_these_are_all_parts_of_a_specification() -> None:
    assert {part.name for part in dataclasses.fields(ArgumentSpec)} == set(PARTS)


def test_merging_loses_neither_options_nor_constraints() -> None:
    merged = ArgumentSpec(**{name: first for name, (first, _second) in PARTS.items()}).merge(
        ArgumentSpec(**{name: second for name, (_first, second) in PARTS.items()})
    )
    assert merged.argument_spec == {"a": {}, "b": {}}
    for name in set(PARTS) - {"argument_spec"}:
        first, second = PARTS[name]
        assert getattr(merged, name) == (*first, *second)


def test_what_ansible_does_not_know_is_not_handed_to_it() -> None:
    arguments = ArgumentSpec(not_null=("a",)).module_arguments()
    assert "not_null" not in arguments
    assert {"argument_spec", "required_together", "required_one_of"} <= set(arguments)


# Mappings as texts

ROWS: Options = {
    "rows": {"type": "list", "elements": "dict", "options": {"inner": {"type": "dict"}, "name": {"type": "str"}}},
    "inner": {"type": "dict", "options": {"inner": {"type": "dict"}}},
    "text": {"type": "str"},
}


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ({"inner": '{"inner": "a=1", "b": null}'}, {"inner": {"inner": {"a": "1"}, "b": None}}),
        ({"inner": "{'a': None}"}, {"inner": {"a": None}}),
        ({"rows": ['{"name": "{}"}', {"inner": "a=1"}]}, {"rows": [{"name": "{}"}, {"inner": {"a": "1"}}]}),
        ({"rows": "name=x"}, {"rows": [{"name": "x"}]}),
        ({"rows": {"name": "x"}, "inner": ["a"]}, {"rows": {"name": "x"}, "inner": ["a"]}),
        ({"rows": [None, "x", "{"], "inner": None}, {"rows": [None, "x", "{"], "inner": None}),
        ({"text": '{"a": null}', "unknown": "a=1"}, {"text": '{"a": null}', "unknown": "a=1"}),
    ],
)
def test_texts_that_stand_for_mappings_are_read(given: dict[str, t.Any], read: dict[str, t.Any]) -> None:
    before = copy.deepcopy(given)
    assert parse_mappings(ROWS, given) == read
    assert given == before


LONG = "s3cret-text"


@pytest.mark.parametrize(
    ("given", "secrets"),
    [
        ({"variables": {"DEVICE_PASSWORD": LONG, "VLAN_ID": "b", "PIN": 5, "TOKEN": "a"}}, {LONG}),
        ({"devices": [{"variables": {"SECRET": LONG}}, {"variables": None, "secret": "b"}, "x", None]}, {LONG, "b"}),
        ({"devices": ["x"], "password": 12, "secret": "", "name": "a", "update_secrets": "always"}, {"12"}),
        ({"variables": "DEVICE_PASSWORD=a", "devices": "secret=b", "unknown": {"secret": "c"}}, set()),
        ({}, set()),
    ],
)
def test_secrets_are_found_at_every_level(given: dict[str, t.Any], secrets: set[str]) -> None:
    options = {**device_options(), "devices": {"type": "list", "elements": "dict", "options": device_options()}}
    assert secret_values(options, given) == secrets


CONTENT: Options = {
    "pin": {"type": "str", "meaning": PIN},
    "config": {"type": "dict", "secrets": lambda value: set(value.get("Users", ())) if value else set()},
}
GIVEN = {"pin": "4711", "config": {"Users": ["4712", "s3cret-text", "12345678"], "MailSettings": {"MailServer": "x"}}}


def test_a_short_secret_is_hidden_at_its_place_only() -> None:
    assert secret_values(CONTENT, GIVEN) == {"s3cret-text"}
    assert short_secrets(CONTENT, GIVEN) == {"4711", "4712", "12345678"}
    assert short_secrets(CONTENT, {}) == secret_values(CONTENT, {}) == set()


def test_so_is_one_in_a_mapping_of_any_content() -> None:
    options: Options = {"body": {"type": "dict"}, "devices": {"type": "list", "elements": "dict", "options": CONTENT}}
    given = {"body": {"VMPIN": 2201, "Name": "Ann", "Users": [{"AuthPassword": LONG}]}, "devices": [GIVEN]}
    assert secret_values(options, given) == {LONG}
    assert short_secrets(options, given) == {"2201", "4711", "4712", "12345678"}
    assert without_secrets(options, given)["body"] == {
        "VMPIN": "<redacted>",
        "Name": "Ann",
        "Users": [{"AuthPassword": "<redacted>"}],
    }


def test_a_short_one_in_a_text_is_hidden_wherever_it_turns_up() -> None:
    options: Options = {"path": {"type": "str"}}
    given = {"path": "https://user:a1b2@pbx.example.com"}
    assert "a1b2" in secret_values(options, given)
    assert short_secrets(options, given) == set()


def test_of_content_with_secrets_no_more_is_shown_than_how_much_there_is() -> None:
    assert without_secrets(CONTENT, GIVEN) == {"pin": "<redacted>", "config": {"Users": 3, "MailSettings": 1}}
    assert without_secrets(CONTENT, {"pin": "", "config": "{Users: [4712"}) == {"pin": "", "config": "<redacted>"}


# Null

NO_NULLS = ("guard", "rows", "rows[].guard", "filter", "filter.name")


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({}, []),
        ({"guard": "", "rows": []}, []),
        ({"other": None, "rows": [{"other": None}]}, []),
        ({"guard": None}, ["guard"]),
        ({"rows": None}, ["rows"]),
        ({"rows": [{"guard": "x"}, {}, {"guard": None}]}, ["guard in entry 3 of rows"]),
        ({"guard": None, "rows": [{"guard": None}]}, ["guard", "guard in entry 1 of rows"]),
        ({"rows": "guard=x"}, []),
        ({"filter": {"name": "x", "other": None}, "name": None}, []),
        ({"filter": {"name": None}}, ["filter.name"]),
        ({"filter": None}, ["filter"]),
        ({"filter": "name=x"}, []),
        ({"rows": ["guard=x", None, {"guard": None}]}, ["guard in entry 3 of rows"]),
    ],
)
def test_options_that_must_not_be_null_are_found_where_they_are(given: dict[str, t.Any], found: list[str]) -> None:
    assert null_options(NO_NULLS, given) == found


def test_what_omit_stands_for_is_left_out_at_every_level() -> None:
    omitted = "__omit_place_holder__" + "0123456789abcdef0123" * 2
    given = {"name": omitted, "codecs": ["PCMA", omitted], "rows": [{"a": omitted, "b": [omitted]}, omitted], "c": 1}
    assert without_omitted(given) == {"codecs": ["PCMA"], "rows": [{"b": []}], "c": 1}
    assert without_omitted({"a": f"{omitted} and more"}) == {"a": f"{omitted} and more"}


def test_null_counts_as_left_out_at_every_level() -> None:
    options = {**device_options(), "devices": {"type": "list", "elements": "dict", "options": device_options()}}
    device = {
        "device_type": None,
        "name": None,
        "provisioning": {"method": None, "local_sip_port": 5060},
        "lines": [{"key": 1, "number": "201", "name": None}],
        "codecs": [None],
        "variables": {"VLAN_ID": None},
    }
    kept = {
        "provisioning": {"local_sip_port": 5060},
        "lines": [{"key": 1, "number": "201"}],
        "codecs": [None],
        "variables": {"VLAN_ID": None},
    }
    given = {**device, "devices": [device, "name=x", None], "_ansible_something": None, "unknown": None}
    before = copy.deepcopy(given)
    assert without_nulls(options, given) == {
        **kept,
        "devices": [kept, "name=x", None],
        "_ansible_something": None,
        "unknown": None,
    }
    assert given == before


def test_what_ansible_fills_in_does_not_show_in_the_options_as_they_came_in() -> None:
    given: dict[str, t.Any] = {"provisioning": {"method": "SBC"}, "lines": [{"key": 1, "number": "201"}]}
    kept = without_nulls(device_options(), given)
    kept["provisioning"]["sbc_name"] = kept["lines"][0]["name"] = None
    assert given == {"provisioning": {"method": "SBC"}, "lines": [{"key": 1, "number": "201"}]}
