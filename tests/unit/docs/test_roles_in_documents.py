# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What documents give to the roles of the collection is what these take."""

from __future__ import annotations

import typing as t
from pathlib import Path

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.snippets import (
    COLLECTION,
    DOCUMENTS,
    ROOT,
    load,
    mappings,
    relative,
    snippets,
)
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.stand_ins import made_up, without_templates

ENTRIES: dict[str, dict[str, t.Any]] = {
    path.parents[1].name: load(path.read_text(encoding="utf-8"))["argument_specs"]["main"]
    for path in sorted(ROOT.glob("roles/*/meta/argument_specs.yml"))
}
SPECS = {role: entry["options"] for role, entry in ENTRIES.items()}
# It is a part of others, and has no specification.
PRIVATE = "report_page"
PLAYBOOKS = {path.stem for path in ROOT.glob("playbooks/*.yml")}
USES = {
    "role": set(SPECS) | {PRIVATE},
    "ansible.builtin.include_role": set(SPECS) | {PRIVATE},
    "ansible.builtin.import_role": set(SPECS) | {PRIVATE},
    "ansible.builtin.import_playbook": PLAYBOOKS,
}


def problems(content: t.Any) -> list[str]:
    """What is wrong with the roles and playbooks that some YAML uses, and with the variables that it gives to them."""
    found = [problem for mapping in mappings(content) for problem in _wrong_names(mapping)]
    for mapping in mappings(content):
        for role, spec in SPECS.items():
            given = {name: value for name, value in mapping.items() if _is_variable_of(role, name)}
            if given:
                found += _wrong_values(spec, given)
    return found


def _wrong_names(mapping: dict[t.Any, t.Any]) -> t.Iterator[str]:
    for use, known in USES.items():
        used = mapping.get(use)
        name = used.get("name") if isinstance(used, dict) else used
        if isinstance(name, str) and name.startswith(f"{COLLECTION}.") and name[len(COLLECTION) + 1 :] not in known:
            yield f"there is no {name} for {use}"


def _is_variable_of(role: str, name: t.Any) -> bool:
    """Whether a role takes it; what it gives is called after the role as well."""
    return isinstance(name, str) and name.startswith(f"{role}_") and name != f"{role}_result"


def _wrong_values(spec: dict[str, t.Any], given: dict[str, t.Any]) -> list[str]:
    """What a role would refuse; what must be there as well may be given elsewhere."""
    others = {name: made_up(option) for name, option in spec.items() if option.get("required")}
    return list(ArgumentSpecValidator(spec).validate({**others, **without_templates(given, spec)}).error_messages)


def test_all_roles_but_one_have_a_specification() -> None:
    assert set(SPECS) == {path.name for path in ROOT.glob("roles/*")} - {PRIVATE}


@pytest.mark.parametrize("path", DOCUMENTS, ids=relative)
def test_a_document_uses_roles_as_they_are(path: Path) -> None:
    assert [problem for snippet in snippets(path) for problem in problems(load(snippet))] == []


@pytest.mark.parametrize("role", SPECS)
def test_a_role_has_an_example_that_fits_it(role: str) -> None:
    example = load(ENTRIES[role]["examples"])
    names = {name for mapping in mappings(example) for name in mapping}
    assert names.issuperset(name for name, option in SPECS[role].items() if option.get("required"))
    assert problems(example) == []


@pytest.mark.parametrize("role", SPECS)
def test_the_readme_of_a_role_names_all_variables(role: str) -> None:
    readme = (ROOT / "roles" / role / "README.md").read_text(encoding="utf-8")
    assert [name for name in SPECS[role] if f"`{name}`" not in readme] == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (f"- roles: [{{role: {COLLECTION}.pbx_aply}}]", "there is no telephony.threecx.pbx_aply for role"),
        (f"- ansible.builtin.include_role: {{name: {COLLECTION}.fxs}}", "there is no telephony.threecx.fxs"),
        (f"- ansible.builtin.import_playbook: {COLLECTION}.apply", "there is no telephony.threecx.apply"),
        ("pbx_apply_dir: pbx", "pbx_apply_dir. Supported parameters include"),
        ("all: {vars: {pbx_apply_on_error: ignore}}", "must be one of"),
        ("fxs_decommission_devices: [{mac: '001A2B3C4D5E'}]", "mac"),
    ],
)
def test_a_wrong_use_is_found(text: str, problem: str) -> None:
    assert problem in str(problems(load(text)))


def test_a_right_use_is_none() -> None:
    text = f"""
- roles: [{{role: {COLLECTION}.pbx_apply, pbx_apply_dirs: "{{{{ dirs }}}}"}}]
  vars: {{pbx_apply_on_error: continue, fxs_report_result: {{}}}}
    """
    assert problems(load(text)) == []
