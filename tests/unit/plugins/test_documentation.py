# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the documentation says about environment variables and action groups, which no standard check looks at."""

from __future__ import annotations

import typing as t
from types import ModuleType

import pytest
import yaml

from ansible_collections.telephony.threecx.plugins.doc_fragments import attributes, connection
from ansible_collections.telephony.threecx.plugins.module_utils._argspec import connection_spec
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.documented import undocumented
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.snippets import COLLECTION, ROOT, load


def options() -> dict[str, t.Any]:
    fragment = yaml.safe_load(connection.ModuleDocFragment.DOCUMENTATION)
    return t.cast("dict[str, t.Any]", fragment["options"])


@pytest.mark.parametrize("name", connection_spec().argument_spec)
def test_every_option_of_the_connection_names_its_environment_variable(name: str) -> None:
    _fallback, (variable,) = connection_spec().argument_spec[name]["fallback"]
    assert f"E({variable})" in " ".join(options()[name]["description"])


def test_the_attribute_names_the_action_group() -> None:
    groups = load((ROOT / "meta" / "runtime.yml").read_text(encoding="utf-8"))["action_groups"]
    documented = yaml.safe_load(attributes.ModuleDocFragment.DOCUMENTATION)["attributes"]["action_group"]
    assert documented["membership"] == [f"{COLLECTION}.{group}" for group in groups]


RETURN = """
name: {type: str}
lines: {type: list, elements: dict, contains: {key: {type: int}}}
device: {type: dict, contains: {name: {type: str}}}
more: {type: raw}
"""


@pytest.mark.parametrize(
    ("result", "found"),
    [
        ({"changed": True, "name": "a", "lines": [{"key": 1}], "device": {"name": None}, "more": [1]}, []),
        ({"name": None, "lines": None, "device": None}, []),
        ({"other": 1}, ["other is not documented"]),
        ({"name": 1}, ["name is 1 and not str"]),
        ({"lines": {"key": 1}}, ["lines is {'key': 1} and not list"]),
        ({"lines": [{"key": "1"}]}, ["lines.key is '1' and not int"]),
        ({"device": {"name": "a", "password": "b"}}, ["device.password is not documented"]),
    ],
)
def test_what_is_not_documented_is_found(result: dict[str, t.Any], found: list[str]) -> None:
    module = ModuleType("any")
    module.__dict__["RETURN"] = RETURN
    assert undocumented(module, result) == found
