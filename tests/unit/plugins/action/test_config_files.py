# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is refused before a file is touched, and how files are; that all of it works together is an integration test."""

from __future__ import annotations

import os
import signal
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


def test_a_result_in_place_of_its_configuration_is_refused() -> None:
    with pytest.raises(AnsibleActionFail, match="config has 'changed', which is no kind of object"):
        config_files.refuse_what_is_none({"changed": False, "config": {"Users": []}})


@pytest.mark.parametrize(
    ("config", "problem"),
    [
        ({"Groups": None}, "config has nothing for Groups; it must be a list, of which each element is an object"),
        ({"Groups": [], "Users": "410"}, "config has a text for Users; it must be a list"),
        ({"Users": [{"Number": "410"}, None]}, r"config has nothing for Users\[1\]; it must be a mapping"),
        ({"CodecsSettings": []}, "config has a list for CodecsSettings; it must be a mapping, since there is only one"),
    ],
)
def test_what_is_no_configuration_replaces_none(config: dict[str, object], problem: str) -> None:
    """A variable that was lost would take the place of all objects in the files."""
    with pytest.raises(AnsibleActionFail, match=problem):
        config_files.refuse_what_is_none(config)


def test_an_empty_kind_is_one() -> None:
    config_files.refuse_what_is_none({"Groups": [], "CodecsSettings": {}, "Users": [{"Number": "410", "Groups": None}]})


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


def killed_while_writing(folder: Path, plan: TreePlan) -> int:
    """Carry out a plan in a process that is killed before its first file is where it belongs; the signal."""
    process = os.fork()
    if process == 0:
        try:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(Path, "replace", lambda _path, _target: os.kill(os.getpid(), signal.SIGKILL))
                config_files.carry_out(folder, plan, MODE)
        finally:
            os._exit(0)
    return os.WTERMSIG(os.waitpid(process, 0)[1])


def names_below(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_what_a_killed_export_leaves_is_removed_by_the_next_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "pbx"
    for path in ("Users.yml", "Groups/Lyon.yml"):
        assert killed_while_writing(folder, TreePlan({path: "new"}, [], [])) == signal.SIGKILL
    leftovers = config_files.find_leftovers(folder)
    assert sorted(names_below(folder)) == sorted([*leftovers, "Groups"])
    mine = [".gitignore", ".config_files-notes.tmp", "config_files-abcdefgh.tmp", ".config_files-abcdefgh.tmp.bak"]
    for name in mine:
        (folder / name).write_text("mine", encoding="utf-8")
    (folder / ".config_files-aaaaaaaa.tmp").mkdir()
    (folder / ".config_files-bbbbbbbb.tmp").symlink_to(".gitignore")
    others = [*mine, ".config_files-aaaaaaaa.tmp", ".config_files-bbbbbbbb.tmp"]
    assert config_files.find_leftovers(folder) == leftovers
    config_files.carry_out(folder, TreePlan({}, leftovers, []), MODE)
    assert names_below(folder) == sorted(others)


def test_an_export_that_is_interrupted_takes_its_unfinished_file_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "pbx"

    def interrupt(_path: Path, _target: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        config_files.carry_out(folder, TreePlan({"Users.yml": "new"}, [], []), MODE)
    assert names_below(folder) == []


def test_a_link_to_a_folder_of_another_tree_is_refused(tmp_path: Path) -> None:
    common, lyon = tmp_path / "common" / "Users", tmp_path / "lyon"
    common.mkdir(parents=True)
    lyon.mkdir()
    (common / "410.yml").write_text("mine", encoding="utf-8")
    (lyon / "notes").symlink_to(tmp_path)
    assert config_files.read_tree(lyon) == {}
    (lyon / "Users").symlink_to(common)
    with pytest.raises(AnsibleActionFail, match="lyon/Users is a link to a folder"):
        config_files.read_tree(lyon)


def test_a_mode_that_may_not_be_set_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_path: Path, _mode: int) -> None:
        raise PermissionError(1, "Operation not permitted")

    (tmp_path / "Users.yml").write_text("of somebody else", encoding="utf-8")
    monkeypatch.setattr(Path, "chmod", refuse)
    with pytest.raises(AnsibleActionFail, match=r"cannot be given the mode 0640: .*Operation not permitted"):
        config_files.set_modes(tmp_path, ["Users.yml"], MODE)


@pytest.mark.parametrize("name", ["Users.yaml", "Users.YML", "Users.Json"])
def test_a_file_that_looks_like_a_part_of_a_configuration_and_is_none_is_refused(tmp_path: Path, name: str) -> None:
    for file in ("Groups.yml", name):
        (tmp_path / file).write_text("Groups: []", encoding="utf-8")
    with pytest.raises(AnsibleActionFail, match=f"{name} has a name that does not end with .yml"):
        config_files_info.find_files(tmp_path)


@pytest.mark.parametrize(
    ("paths", "told"),
    [
        (["pbx/common", "pbx/"], "paths has pbx/common, which is in pbx/ as well;"),
        (["pbx", "pbx/lyon"], "paths has pbx/lyon, which is in pbx as well;"),
        (["pbx/lyon", "pbx/paris/../lyon/"], "paths has pbx/lyon, which is in pbx/paris/../lyon/ as well;"),
        (["other", "link", "pbx/lyon"], "paths has pbx/lyon, which is in link as well;"),
        ([".", "nowhere"], "paths has nowhere, which is in . as well;"),
    ],
)
def test_a_folder_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, paths: list[str], told: str) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "link").symlink_to("pbx")
    with pytest.raises(AnsibleActionFail) as caught:
        config_files_info.refuse_overlap(paths)
    assert str(caught.value).startswith(told)


@pytest.mark.parametrize("paths", [["pbx/common", "pbx/lyon"], ["pbx", "pbx2", "../pbx"], ["a"], []])
def test_folders_that_are_apart_are_fine(paths: list[str]) -> None:
    config_files_info.refuse_overlap(paths)


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
