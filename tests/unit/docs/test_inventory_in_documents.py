# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Configurations of inventory plugins, in their examples and in documents, have the options that the plugins describe.

Ansible itself passes over an option that a plugin does not know.
"""

from __future__ import annotations

import importlib
import typing as t
from pathlib import Path

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.documented import documented_options
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.snippets import (
    COLLECTION,
    DOCUMENTS,
    ROOT,
    documents_in,
    relative,
    snippets,
)
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.stand_ins import without_templates

PLUGINS = {
    f"{COLLECTION}.{path.stem}": importlib.import_module(
        f"ansible_collections.{COLLECTION}.plugins.inventory.{path.stem}"
    )
    for path in (ROOT / "plugins" / "inventory").glob("*.py")
}


def problems(configuration: dict[str, t.Any]) -> list[str]:
    """Why a plugin would not do what a file says. The connection may be in the environment."""
    name = configuration["plugin"]
    if name not in PLUGINS:
        return [f"there is no inventory plugin {name}"]
    spec = as_spec(documented_options(PLUGINS[name]))
    return list(ArgumentSpecValidator(spec).validate(without_templates(configuration, spec)).error_messages)


def as_spec(described: dict[str, t.Any]) -> dict[str, t.Any]:
    """What is checked of options, of all that is said of them."""
    spec = {}
    for name, option in described.items():
        spec[name] = {term: option[term] for term in ("type", "elements", "choices", "aliases") if term in option}
        if "suboptions" in option:
            spec[name]["options"] = as_spec(option["suboptions"])
    return spec


def configurations(text: str) -> list[dict[str, t.Any]]:
    """The files for inventory plugins of the collection that a text consists of."""
    found = [document for document in documents_in(text) if isinstance(document, dict)]
    return [document for document in found if str(document.get("plugin")).startswith(f"{COLLECTION}.")]


@pytest.mark.parametrize("name", PLUGINS)
def test_the_examples_of_a_plugin_fit_its_options(name: str) -> None:
    examples = configurations(PLUGINS[name].EXAMPLES)
    assert len(examples) == len(documents_in(PLUGINS[name].EXAMPLES)) > 0
    assert [problem for example in examples for problem in problems(example)] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=relative)
def test_the_configurations_in_a_document_fit_the_options_of_the_plugins(path: Path) -> None:
    found = [configuration for text in snippets(path) for configuration in configurations(text)]
    assert [problem for configuration in found for problem in problems(configuration)] == []


def test_configurations_are_found_in_documents() -> None:
    assert [configuration for path in DOCUMENTS for text in snippets(path) for configuration in configurations(text)]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("plugin: telephony.threecx.threecx_fsx", "no inventory plugin"),
        ("{plugin: telephony.threecx.threecx_fxs, hostnames: name}", "hostnames. Supported parameters include"),
        ("{plugin: telephony.threecx.threecx_fxs, hostname: mac}", "must be one of: mac_address, name, got: mac"),
        ("{plugin: telephony.threecx.threecx_fxs, group_by: [brands]}", "must be one or more of"),
        ("{plugin: telephony.threecx.threecx_fxs, keyed_groups: [{keys: a}]}", "keys"),
        ("{plugin: telephony.threecx.threecx_fxs, cache_timeout: long}", "cache_timeout"),
    ],
)
def test_a_wrong_configuration_is_found(text: str, problem: str) -> None:
    (configuration,) = configurations(text)
    assert problem in str(problems(configuration))
