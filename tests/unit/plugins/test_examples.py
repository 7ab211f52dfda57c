# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every example of the modules, and every snippet of the documents, fits the options of the modules that it uses."""

from __future__ import annotations

import contextlib
import functools
import importlib
import typing as t
from pathlib import Path
from types import MappingProxyType, ModuleType
from unittest import mock

import pytest
from ansible.module_utils import basic
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.snippets import (
    COLLECTION,
    DOCUMENTS,
    ROOT,
    Task,
    load,
    module_defaults,
    relative,
    snippets,
    tasks,
)
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.stand_ins import without_templates

MODULES = sorted(path.stem for path in (ROOT / "plugins" / "modules").glob("*.py"))
GROUPS: dict[str, list[str]] = load((ROOT / "meta" / "runtime.yml").read_text(encoding="utf-8"))["action_groups"]
# In a document the connection may have been shown before, and roles leave it to whoever uses them.
CONNECTION = {"url": "https://pbx.example.com", "client_id": "automation", "client_secret": "some text"}
NOTHING: t.Mapping[str, str] = MappingProxyType({})
MAC = "001A2B3C4D5E"
CONSTRAINTS = ("mutually_exclusive", "required_together", "required_one_of", "required_if", "required_by")


def import_module(name: str) -> ModuleType:
    return importlib.import_module(f"ansible_collections.{COLLECTION}.plugins.modules.{name}")


class _EnoughError(Exception):
    """Ends a module as soon as it has told its options."""


@functools.cache
def arguments_of(name: str) -> dict[str, t.Any]:
    """What a module hands to AnsibleModule."""
    module = import_module(name)
    if not hasattr(module, "main"):
        # An action plugin does its work.
        action = importlib.import_module(f"ansible_collections.{COLLECTION}.plugins.action.{name}")
        return {"argument_spec": action.SPEC}
    captured: dict[str, t.Any] = {}

    def capture(_module: basic.AnsibleModule, **arguments: t.Any) -> None:
        captured.update(arguments)
        raise _EnoughError

    with mock.patch.object(basic.AnsibleModule, "__init__", capture), contextlib.suppress(_EnoughError):
        module.main()
    return captured


def problems(task: Task, connection: t.Mapping[str, str] = NOTHING) -> list[str]:
    """Why a task would fail before any request; empty when it would not.

    :param connection: the options that may come from somewhere else.
    """
    name = task.module[len(COLLECTION) + 1 :]
    if name not in MODULES:
        return [f"there is no module {task.module}"]
    if not isinstance(task.options, (dict, type(None))):
        return [f"the options of {task.module} are no mapping"]
    arguments = arguments_of(name)
    spec = arguments["argument_spec"]
    options = {**(connection if "url" in spec else {}), **defaults_for(name, task), **(task.options or {})}
    validator = ArgumentSpecValidator(spec, **{term: arguments[term] for term in CONSTRAINTS if term in arguments})
    return [f"{task.module}: {text}" for text in validator.validate(without_templates(options, spec)).error_messages]


def defaults_for(name: str, task: Task) -> dict[str, t.Any]:
    """The module defaults that reach a module: inner ones win, and those of the module over those of its groups."""
    keys = [*(f"group/{COLLECTION}.{group}" for group, members in GROUPS.items() if name in members), task.module]
    found: dict[str, t.Any] = {}
    for key in keys:
        for defaults in task.defaults:
            found.update(defaults.get(key) or {})
    return found


def check(content: t.Any, connection: t.Mapping[str, str] = NOTHING) -> list[str]:
    """Check all tasks and module defaults in some YAML."""
    return [
        *(problem for task in tasks(content) for problem in problems(task, connection)),
        *(problem for defaults in module_defaults(content) for problem in problems_of_defaults(defaults)),
    ]


def problems_of_defaults(defaults: dict[str, t.Any]) -> list[str]:
    """Module defaults need not be complete, but must hold nothing that a module they are for does not know."""
    found = []
    for key, options in defaults.items():
        kind, _slash, name = key.rpartition("/")
        if not name.startswith(f"{COLLECTION}."):
            continue
        short = name[len(COLLECTION) + 1 :]
        known = GROUPS if kind == "group" else {module: [module] for module in MODULES}
        found += [] if short in known else [f"there is no {kind or 'module'} {name}"]
        found += [
            f"{member} has no option {option}"
            for member in known.get(short, [])
            for option in options or {}
            if option not in options_of(member)
        ]
    return found


def options_of(name: str) -> set[str]:
    spec = arguments_of(name)["argument_spec"]
    return {alias for option, inner in spec.items() for alias in [option, *inner.get("aliases", [])]}


# The modules


def test_there_are_modules() -> None:
    assert "threecx_fxs" in MODULES


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_fit_its_options(name: str) -> None:
    examples = load(import_module(name).EXAMPLES)
    assert [task for task in tasks(examples) if task.module == f"{COLLECTION}.{name}"], "no example uses the module"
    assert check(examples) == []


@pytest.mark.parametrize("name", MODULES)
def test_every_task_of_the_examples_has_a_name(name: str) -> None:
    for task in load(import_module(name).EXAMPLES):
        assert task.get("name") or "block" in task or "hosts" in task


def test_the_action_group_has_all_modules_that_talk_to_a_pbx() -> None:
    assert sorted(GROUPS["threecx"]) == [name for name in MODULES if "url" in arguments_of(name)["argument_spec"]]


# The documents


@pytest.mark.parametrize("path", DOCUMENTS, ids=relative)
def test_the_snippets_of_a_document_fit_the_options_of_the_modules(path: Path) -> None:
    assert [problem for snippet in snippets(path) for problem in check(load(snippet), CONNECTION)] == []


def test_the_readme_shows_how_to_use_a_module() -> None:
    found = [task.module for snippet in snippets(ROOT / "README.md") for task in tasks(load(snippet))]
    assert f"{COLLECTION}.threecx_fxs" in found


def test_no_snippet_uses_a_module_by_its_short_name() -> None:
    short = {
        (relative(path), key)
        for path in DOCUMENTS
        for snippet in snippets(path)
        for key in keys(load(snippet))
        if key in MODULES
    }
    assert not short


def keys(content: t.Any) -> t.Iterator[str]:
    if isinstance(content, list):
        for item in content:
            yield from keys(item)
    if isinstance(content, dict):
        for key, value in content.items():
            yield str(key)
            yield from keys(value)


# This check itself


def example(**options: t.Any) -> list[t.Any]:
    return [{"block": [{"name": "Example", f"{COLLECTION}.threecx_fxs": {**CONNECTION, **options}}]}]


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"mac_address": MAC, "macaddress": MAC}, "macaddress. Supported parameters include"),
        ({"mac_address": MAC, "state": "gone"}, "value of state must be one of"),
        ({"mac_address": MAC, "provisioning": {"method": "Pigeon"}}, "value of method must be one of"),
        ({"mac_address": MAC, "lines": [{"key": 1}]}, "missing required arguments: number"),
        ({"state": "absent"}, "missing required arguments: mac_address"),
        ({"mac_address": MAC, "retries": "many"}, "retries"),
    ],
)
def test_a_wrong_example_is_found(options: dict[str, t.Any], problem: str) -> None:
    found = check(example(**options))
    assert len(found) == 1
    assert problem in found[0]


def test_a_right_example_with_an_alias_and_templates_is_none() -> None:
    template = "{{ lookup('file', 'x') }}"
    options = dict.fromkeys(["retries", "validate_certs", "state", "lines", "provisioning", "etag"], template)
    assert check(example(mac_address=MAC, **options)) == []


@pytest.mark.parametrize(
    "text",
    [
        f"- {COLLECTION}.threecx_fsx: {{}}",
        f"- module_defaults: {{group/{COLLECTION}.threexc: {{url: u}}}}",
        f"- module_defaults: {{group/{COLLECTION}.threecx: {{host: h}}}}",
        f"- module_defaults: {{{COLLECTION}.threecx_fxs: {{host: h}}}}",
        f"- module_defaults: {{{COLLECTION}.threecx_fsx: {{url: u}}}}",
        f"- {COLLECTION}.threecx_fxs: mac_address=001A2B3C4D5E",
    ],
)
def test_a_wrong_name_is_found(text: str) -> None:
    assert check(load(text))


def test_module_defaults_count() -> None:
    text = f"""
- module_defaults:
    group/{COLLECTION}.threecx: {{url: "{{{{ url }}}}", client_id: i}}
  block:
    - module_defaults: {{{COLLECTION}.threecx_fxs: {{client_secret: s}}}}
      block:
        - {COLLECTION}.threecx_fxs: {{mac_address: "{{{{ item }}}}", retries: "{{{{ retries }}}}", state: absent}}
    """
    assert check(load(text)) == []
    assert "required together" in check(load(text.replace("client_secret", "name")))[0]


def test_code_blocks_are_found(tmp_path: Path) -> None:
    markdown, rst = tmp_path / "a.md", tmp_path / "a.rst"
    markdown.write_text("# A\n\n```yaml\na: 1\n```\n\n- item\n\n  ```yaml\n  b: 2\n  ```\n\n```console\nno\n```\n")
    rst.write_text(
        "A\n=\n\n.. code-block:: yaml\n\n   a: 1\n\n   c: 3\n\nText\n\n"
        ".. code-block:: yaml\n   :caption: b\n\n     b: 2\n\n.. code-block:: console\n\n   no\n"
    )
    assert [load(text) for text in snippets(markdown)] == [{"a": 1}, {"b": 2}]
    assert [load(text) for text in snippets(rst)] == [{"a": 1, "c": 3}, {"b": 2}]
