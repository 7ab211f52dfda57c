# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What no standard check looks at in the documentation: environment variables, action groups, repeated options."""

from __future__ import annotations

import re
import typing as t
from types import ModuleType

import pytest
import yaml

from ansible_collections.telephony.threecx.plugins.doc_fragments import attributes, connection, fxs
from ansible_collections.telephony.threecx.plugins.module_utils.api import _connection, _retry
from ansible_collections.telephony.threecx.plugins.module_utils.shell._argspec import connection_spec
from ansible_collections.telephony.threecx.plugins.modules import threecx_fxs_devices
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


def test_the_deadline_is_described_as_it_is() -> None:
    times = {4: "four times"}[_connection.PATIENCE]
    assert f"may take {times} as long" in " ".join(options()["timeout"]["description"])


def test_the_retries_are_described_as_they_are() -> None:
    described = " ".join(options()["retries"]["description"])
    *statuses, last = map(str, _retry.PASSING_STATUSES)
    assert f"status {', '.join(statuses)} or {last}." in described
    assert f"add up to {_retry.LONGEST_TOTAL_WAIT:g} seconds at most" in described
    assert f"From 0 to {_connection.MAX_RETRIES}." in described


# A fragment cannot hold suboptions for another module, so that what describes one device stands there twice.
ONE_DEVICE = yaml.safe_load(fxs.ModuleDocFragment.DOCUMENTATION)["options"]
EACH_DEVICE = yaml.safe_load(threecx_fxs_devices.DOCUMENTATION)["options"]["devices"]["suboptions"]


@pytest.mark.parametrize("name", ONE_DEVICE)
def test_an_option_of_one_device_is_described_like_that_of_each_device_of_a_fleet(name: str) -> None:
    assert in_a_fleet(ONE_DEVICE[name]) == EACH_DEVICE[name]


def test_a_device_of_a_fleet_has_a_state_besides() -> None:
    assert set(EACH_DEVICE) == {*ONE_DEVICE, "state"}


def in_a_fleet(described: t.Any) -> t.Any:
    """The same description, referring to options of the same element."""
    if isinstance(described, dict):
        return {name: in_a_fleet(value) for name, value in described.items()}
    if isinstance(described, list):
        return [in_a_fleet(item) for item in described]
    return re.sub(r"\bO\(", "O(devices[].", described) if isinstance(described, str) else described


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
