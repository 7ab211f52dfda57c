# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every secret that an object can have is found in what a user gives, at every depth and whatever is wrong with it."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import _kinds, _schema
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._decisions import Secret
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading._secret_places import config_secrets

TEXT = "s3cret of mine"


def places(type_name: str, seen: tuple[str, ...] = ()) -> t.Iterator[dict[str, t.Any]]:
    """An object of this type for each secret in it, with that and nothing else."""
    for field in _kinds.fields(type_name):
        inner = field.described.type
        if isinstance(field.decision, Secret):
            named = {field.decision.named_by: "DEVICE_PASSWORD"} if field.decision.named_by else {}
            yield {**named, field.name: TEXT}
        elif _schema.is_type(inner) and inner not in seen:
            for value in places(inner, (*seen, inner)):
                yield {field.name: [value] if field.described.is_list else value}


ALL = [
    (kind.name, [value] if kind.key else value)
    for kind in _kinds.KINDS.values()
    for value in places(_kinds.type_of(kind.name))
]


def test_each_decision_is_among_the_places() -> None:
    assert len(ALL) > 40


@pytest.mark.parametrize(("kind", "value"), ALL)
def test_a_secret_is_found(kind: str, value: t.Any) -> None:
    assert config_secrets({"Groups": [{"Name": "Lyon"}], kind: value}) == {TEXT}


def misspelt(value: t.Any) -> t.Any:
    """The same without the last letter but one of each name that has the secret."""
    if isinstance(value, list):
        return [misspelt(element) for element in value]
    if not isinstance(value, dict):
        return value
    return {f"{name[:-2]}{name[-1]}" if inner == TEXT else name: misspelt(inner) for name, inner in value.items()}


@pytest.mark.parametrize(("kind", "value"), ALL)
def test_a_secret_is_found_under_a_misspelt_name(kind: str, value: t.Any) -> None:
    """Many of these names tell nothing by themselves any more."""
    assert config_secrets({kind: misspelt(value)}) == {TEXT}


@pytest.mark.parametrize(
    "config",
    [
        {"Users": [{"Number": "410", "AuthPasword": TEXT}]},
        {"User": [{"Number": "410", "AuthPassword": TEXT}]},
        {"SecureSipSetting": {"Certificate": TEXT}},
        {"Users": {"410": {"VMPIN": TEXT}}},
        {"SecureSipSettings": [{"Certificate": TEXT}]},
        {"SecureSipSettings": {"Certificate": {"Contents": TEXT}}},
        {"MailSettings": {"MailPassword": {"Value": TEXT, "Concealed": True}}},
        {"Users": [{"Phones": [{"Settings": {"Secret": TEXT}}]}]},
        [{"AuthPassword": TEXT}],
        {"AuthPassword": TEXT},
    ],
)
def test_a_secret_in_the_wrong_place_is_found(config: t.Any) -> None:
    assert config_secrets(config) == {TEXT}


def test_a_number_for_a_pin_is_found_as_a_text() -> None:
    assert config_secrets({"Users": [{"Number": "410", "VMPIN": 4711}]}) == {"4711"}


@pytest.mark.parametrize(
    "config",
    [
        {},
        None,
        "Users",
        {"Users": None, "Groups": [None, 3, ["x"]]},
        {"Users": [None, 3, "x", ["y"]], "Sbcs": "x"},
        {kind: {} for kind in _kinds.KINDS},
        {"Users": [{"Number": "410", "PinProtected": True, "VMPIN": None, "AuthPassword": "<redacted>"}]},
        {"Fxs": [{"MacAddress": "001A2B3C4D5E", "Variables": [{"Name": "VLAN_ID", "Value": "12"}]}]},
        {3: {4: 5}},
    ],
)
def test_what_is_no_secret_is_not_found(config: t.Any) -> None:
    assert config_secrets(config) == set()
