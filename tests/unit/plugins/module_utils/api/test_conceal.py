# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Secrets are found by the names of properties, at any depth, and nothing else is touched."""

from __future__ import annotations

import json
import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.api._conceal import (
    conceal,
    conceal_answer,
    holds_marker,
    redact_all,
    secret_texts,
)
from ansible_collections.telephony.threecx.plugins.module_utils.api._secrets import REDACTED, Secrets
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import _decisions, _kinds
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.hostile import json_values

_KEY = "-----BEGIN PRIVATE KEY-----"


@pytest.mark.parametrize(
    ("value", "concealed"),
    [
        ({"Password": "abc"}, {"Password": REDACTED}),
        ({"VMPIN": 1234}, {"VMPIN": REDACTED}),
        ([{"A": {"B": [{"Secret": "abc", "Name": "n"}]}}], [{"A": {"B": [{"Secret": REDACTED, "Name": "n"}]}}]),
        # All of a structure is the secret
        ({"RefreshTokens": [{"Id": "x"}]}, {"RefreshTokens": REDACTED}),
        # What tells that there is no secret
        (
            {"Password": None, "Secret": "", "RefreshTokens": []},
            {"Password": None, "Secret": "", "RefreshTokens": []},
        ),
        ({"UseProvisioningSecret": True, "SecretKey": False}, {"UseProvisioningSecret": True, "SecretKey": False}),
        # Variables of templates
        ([{"Name": "DEVICE_PASSWORD", "Value": "x"}], [{"Name": "DEVICE_PASSWORD", "Value": REDACTED}]),
        ({"Name": "ADMIN_PIN", "ValueType": "text"}, {"Name": "ADMIN_PIN", "ValueType": "text"}),
        ([{"Name": "DTMF_MODE", "Value": "x"}], [{"Name": "DTMF_MODE", "Value": "x"}]),
        # Choices of templates, under names that the templates give: passwords of providers, keys of CRM systems
        (
            [{"Key": "SecurityCode", "Value": "x"}, {"Key": "Region", "Value": None}],
            [{"Key": "SecurityCode", "Value": REDACTED}, {"Key": "Region", "Value": None}],
        ),
        ({"Key": "100", "Value": {"Name": "x"}}, {"Key": "100", "Value": {"Name": "x"}}),
        ({"Type": "Calls", "Value": 5}, {"Type": "Calls", "Value": 5}),
        # Where the name was not asked for, nothing says that a value is none
        ({"value": [{"Id": 5, "Value": "x"}]}, {"value": [{"Id": 5, "Value": REDACTED}]}),
        ([{"Name": "VOICE", "Value": "x"}], [{"Name": "VOICE", "Value": "x"}]),
        # What a PBX that does not hide it has in place of a hidden password, by whatever path
        ({"Concealed": False, "Value": "x"}, {"Concealed": False, "Value": REDACTED}),
        ({"Concealed": True, "Value": ""}, {"Concealed": True, "Value": ""}),
        # What a template of trunks fills in, and the code of a call flow
        ({"OptionType": "Password", "DefaultValue": "x"}, {"OptionType": "Password", "DefaultValue": REDACTED}),
        ({"Name": "a", "ScriptCode": "key = 1"}, {"Name": "a", "ScriptCode": REDACTED}),
        # An object before a change, as the log of changes has it
        ({"PrevData": '{"Number": "7", "VMPIN": "1"}'}, {"PrevData": f'{{"Number": "7", "VMPIN": "{REDACTED}"}}'}),
        ({"A": ' [{"B": "[1]"},  2]', "C": "{", "D": "[x]"}, {"A": ' [{"B": "[1]"},  2]', "C": "{", "D": "[x]"}),
        # Who knows these links or commands gets in
        ({"Messaging": {"Webhook": "https://p/sms/1f"}}, {"Messaging": {"Webhook": REDACTED}}),
        ({"openlink": "https://p/meet/1f"}, {"openlink": REDACTED}),
        ({"InstallScript": "sh -s 1f"}, {"InstallScript": REDACTED}),
        # Files that are hidden, whatever they are called: the account of a Google bucket
        (
            {"GbJson": {"Contents": "{}", "Name": "a.json"}, "Contents": {"Prompts": True}},
            {"GbJson": {"Contents": REDACTED, "Name": "a.json"}, "Contents": {"Prompts": True}},
        ),
        # The key of a certificate, in whatever property
        ({"Certificate": f"{_KEY}\nMII"}, {"Certificate": REDACTED}),
        ([_KEY.replace("PRIVATE", "RSA PRIVATE")], [REDACTED]),
        ([_KEY.replace("PRIVATE", "PUBLIC")], [_KEY.replace("PRIVATE", "PUBLIC")]),
        # The same text in another place
        (
            {"Password": "long enough", "Variables": [{"Name": "X", "Value": "long enough"}], "Y": ["long enough"]},
            {"Password": REDACTED, "Variables": [{"Name": "X", "Value": REDACTED}], "Y": [REDACTED]},
        ),
        # The same text in another place, where it is no sign of a secret
        (
            [{"Number": "201", "VMPIN": "1234"}, {"Number": "1234", "Name": "1234"}],
            [{"Number": "201", "VMPIN": REDACTED}, {"Number": "1234", "Name": "1234"}],
        ),
        ({"Pin": "12345678901", "Phone": "12345678901"}, {"Pin": REDACTED, "Phone": "12345678901"}),
        ({"Password": "English", "Language": "English"}, {"Password": REDACTED, "Language": "English"}),
        ({"Password": "English1", "Other": "English1"}, {"Password": REDACTED, "Other": REDACTED}),
        ("text", "text"),
        (None, None),
        (3.5, 3.5),
    ],
)
def test_conceal(value: t.Any, concealed: t.Any) -> None:
    assert conceal(value) == concealed


@given(json_values, st.text(min_size=7, max_size=20))
def test_no_secret_is_left_and_all_else_stays(value: t.Any, secret: str) -> None:
    marked = "\x00" + secret
    shown = conceal({"a": [value, {"Password": marked}], "b": {"c": marked}})
    assert shown["a"][1] == {"Password": REDACTED}
    assert shown["b"] == {"c": REDACTED}
    if not secret_texts(value):
        assert shown["a"][0] == value


@pytest.mark.parametrize(
    ("value", "secrets"),
    [
        ({"Password": "abc", "Name": "n", "VMPIN": 12, "Secret": None}, {"abc", "12"}),
        ([{"X": {"Token": ["a", {"b": "c"}]}}], {"a", "c"}),
        ({"Name": "ADMIN_PIN", "Value": "9"}, {"9"}),
        ({"Key": "SecurityCode", "Value": "9"}, {"9"}),
        ({"Key": "100", "Value": {"Name": "x"}}, set()),
        ({"Id": 5, "Value": "9"}, {"9"}),
        ({"NewData": '[{"Secret": "abc"}, "https://a:b@c"]'}, {"abc", "b"}),
        ([_KEY, {"Certificate": _KEY, "Url": "https://a:b@c"}], {_KEY, "b"}),
        # What a module or Ansible has put in the place of a secret
        ({"Password": REDACTED, "Secret": "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"}, set()),
        ({"Password": True}, set()),
        (None, set()),
    ],
)
def test_secret_texts(value: t.Any, secrets: set[str]) -> None:
    assert secret_texts(value) == secrets


@given(json_values, st.text(min_size=7, max_size=20))
def test_a_secret_in_json_that_is_a_text_is_found_as_deep_as_that_goes(value: t.Any, secret: str) -> None:
    marked = "\x00" + secret
    inside = json.dumps([value, {"Password": marked}])
    shown = conceal({"a": json.dumps({"b": inside}), "c": marked})
    assert shown["c"] == REDACTED
    found = json.loads(json.loads(shown["a"])["b"])
    assert found[1] == {"Password": REDACTED}
    if not secret_texts(value):
        assert found[0] == json.loads(inside)[0]


@pytest.mark.parametrize("depth", [*range(100, 1000, 50), 50_000])
def test_no_secret_is_shown_of_a_text_however_deeply_it_is_nested(depth: int) -> None:
    text = "[" * depth + '{"Password": "s3cret-1"}' + "]" * depth
    assert secret_texts({"PrevData": text}) in ({"s3cret-1"}, {text})
    assert "s3cret-1" not in conceal({"PrevData": text})["PrevData"]
    assert "s3cret-1" not in conceal_answer("PrevData", {"value": text})["value"]


DECIDED = {
    name: decision
    for decisions in _kinds.TYPES.values()
    for name, decision in decisions.items()
    if isinstance(decision, _decisions.Secret)
}


@pytest.mark.parametrize("name", sorted(DECIDED))
def test_no_secret_is_shown_that_was_asked_for_by_itself(name: str) -> None:
    """What is decided to be a secret of a kind, an export never shows."""
    # A PBX hides it; that it is empty there is not known of all of them.
    is_hidden = DECIDED[name].is_concealed
    values = [{"Concealed": False, inside: "text"} for inside in ("Value", "Contents")] if is_hidden else ["text"]
    for value in values:
        for answer in (value, {"value": value}, {"value": [{name: value}]}):
            assert "text" not in json.dumps(conceal_answer(name, answer))


def test_redact_all_reaches_everything() -> None:
    value = {"a s3cret": ["x s3cret", {"b": "s3cret"}], "c": 1, "d": None}
    redacted = redact_all(value, Secrets(["s3cret"]).redact)
    assert redacted == {f"a {REDACTED}": [f"x {REDACTED}", {"b": REDACTED}], "c": 1, "d": None}


@pytest.mark.parametrize("marker", ["<redacted>", "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER", "$REDACTED$"])
def test_a_marker_is_found_inside_a_text_too(marker: str) -> None:
    assert holds_marker([{"Url": f"https://{marker}@pbx"}])
    assert not holds_marker({marker: "a name is none"})


@given(json_values)
def test_what_was_concealed_holds_the_marker(value: t.Any) -> None:
    assert not holds_marker(value)
    assert holds_marker({"a": [value, conceal({"Password": "x"})]})
