# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is refused before a file is touched, and how files are; that all of it works together is an integration test."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from ansible.errors import AnsibleActionFail, AnsibleError
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar

from ansible_collections.telephony.threecx.plugins.action import config_files, config_files_info
from ansible_collections.telephony.threecx.plugins.plugin_utils._config_tree import TreePlan

MODE = 0o640


def test_a_mode_is_an_octal_number() -> None:
    assert config_files.read_mode("0640") == MODE


# Ansible makes texts of numbers. What YAML makes of 0640 would let everybody write.
@pytest.mark.parametrize(
    "text", [str(yaml.safe_load("0640")), str(yaml.safe_load("0600")), "u=rw", "", "0999", "01777"]
)
def test_what_yaml_makes_of_a_mode_without_quotes_is_refused(text: str) -> None:
    with pytest.raises(AnsibleActionFail, match="it must be an octal number of four digits in quotes"):
        config_files.read_mode(text)


@pytest.mark.parametrize("text", ["", " "])
def test_no_folder_is_not_that_in_which_ansible_was_started(text: str) -> None:
    with pytest.raises(AnsibleActionFail, match="path is empty"):
        config_files.read_folder(text)
    with pytest.raises(AnsibleActionFail, match="paths has an empty text"):
        config_files_info.read_folder(text)


def test_a_result_in_place_of_its_configuration_is_refused() -> None:
    with pytest.raises(AnsibleActionFail, match="config has 'changed', which is no kind of object"):
        config_files.refuse_unknown({"changed": False, "config": {"Users": []}})


def test_a_file_that_gets_other_capitals_is_not_deleted_by_its_old_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "Groups").mkdir()
    (tmp_path / "Groups" / "Lyon.yml").write_text("old", encoding="utf-8")
    plan = TreePlan({"Groups/LYON.yml": "new"}, ["Groups/Lyon.yml"], [])
    # Where capitals do not count, it would be the new file.
    monkeypatch.delattr(Path, "unlink")
    config_files.carry_out(tmp_path, plan, MODE)
    assert [(path.name, path.read_text(encoding="utf-8")) for path in (tmp_path / "Groups").iterdir()] == [
        ("LYON.yml", "new")
    ]


@pytest.mark.parametrize("name", ["Users.yaml", "Users.YML", "Users.Json"])
def test_a_file_that_looks_like_a_part_of_a_configuration_and_is_none_is_refused(tmp_path: Path, name: str) -> None:
    for file in ("Groups.yml", name):
        (tmp_path / file).write_text("Groups: []", encoding="utf-8")
    with pytest.raises(AnsibleActionFail, match=f"{name} has a name that does not end with .yml"):
        config_files_info.find_files(tmp_path)


# Whoever marked a lookup that fails as no template would set its text as a password.
@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{{ lookup('ansible.builtin.pipe', 'exit 1') }}", "cannot be filled in: a lookup or a filter in it fails"),
        (
            "{{ lookup('ansible.builtin.file', '/no/such/file') }}",
            "cannot be filled in: a lookup or a filter in it fails",
        ),
        ("secret {{ decrypt", "has a text with the marks of a template which is none"),
    ],
)
def test_a_template_that_fails_is_told_from_a_text_that_is_none(text: str, reason: str) -> None:
    templar = Templar(loader=DataLoader(), variables={})
    with pytest.raises(AnsibleError) as caught:
        templar.template(config_files_info._trusted(text))
    told = config_files_info.reason_of(caught.value)
    assert reason in told
    assert "secret" not in told
