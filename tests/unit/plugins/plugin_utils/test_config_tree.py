# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import typing as t

import pytest
from ansible.errors import AnsibleActionFail
from hypothesis import example, given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.plugin_utils._config_tree import (
    LEFT_OUT,
    MARK,
    Layout,
    is_ours,
    plan_tree,
    read_folder,
    tree_files,
)
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.written_yaml import read_yaml


def name_of(kind: str, entity: t.Mapping[str, t.Any]) -> list[str]:
    return [entity["Name"]] if kind == "Groups" else [entity["TrunkDN"], entity["Data"]]


CONFIG = {
    "Groups": [{"Name": "Lyon"}, {"Name": "Paris"}],
    "InboundRules": [{"TrunkDN": "10000", "Data": "+33472000410"}],
    "CodecsSettings": {"LocalCodecList": ["PCMA"]},
}
names = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
configs = st.fixed_dictionaries({"Groups": st.lists(st.fixed_dictionaries({"Name": names}), max_size=5)})
layouts = st.sampled_from(["kind", "object"])


def objects_in(files: t.Mapping[str, str]) -> list[str]:
    """The names in the files of objects, sorted."""
    read = (read_yaml(text) for path, text in files.items() if path != LEFT_OUT)
    return sorted(entity["Name"] for content in read for entity in content["Groups"])


def write(config: t.Mapping[str, t.Any], layout: Layout = "kind") -> dict[str, str]:
    return tree_files(config, {"secrets": []}, layout=layout, name_of=name_of)


def test_a_file_for_each_kind() -> None:
    files = write(CONFIG)
    assert list(files) == [LEFT_OUT, "Groups.yml", "InboundRules.yml", "CodecsSettings.yml"]
    assert files["Groups.yml"] == f"---\n{MARK}\nGroups:\n  - Name: Lyon\n  - Name: Paris\n"


def test_a_file_for_each_object() -> None:
    files = write(CONFIG, "object")
    singles = ["Groups/Lyon.yml", "Groups/Paris.yml", "InboundRules/10000 +33472000410.yml", "CodecsSettings.yml"]
    assert list(files) == [LEFT_OUT, *singles]
    assert files["Groups/Lyon.yml"] == f"---\n{MARK}\nGroups:\n  - Name: Lyon\n"


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("a/b", "a%2Fb"),
        ("..", "%2E."),
        ("", "%"),
        (".git", "%2Egit"),
        ("*", "%2A"),
        ("M\u00fcnchen", "M%C3%BCnchen"),
        ("a\nb", "a%0Ab"),
        ("%", "%25"),
        ("Sales & more", "Sales %26 more"),
        ("-rf", "-rf"),
    ],
)
def test_a_name_cannot_lead_elsewhere(name: str, file: str) -> None:
    assert list(write({"Groups": [{"Name": name}]}, "object")) == [LEFT_OUT, f"Groups/{file}.yml"]


@given(configs, layouts)
@example({"Groups": [{"Name": "{{ a name that looks like a template }}"}]}, "kind")
def test_each_object_is_in_exactly_one_file(config: dict[str, t.Any], layout: Layout) -> None:
    files = write(config, layout)
    assert objects_in(files) == sorted(entity["Name"] for entity in config["Groups"])
    # A file system that knows no capitals keeps them apart, and none has to hold more than it can.
    assert len({path.lower() for path in files}) == len(files)
    assert all(len(path.rpartition("/")[2].encode()) <= 255 for path in files)
    assert all(path.count("/") <= 1 and not path.startswith((".", "/")) for path in files)
    assert not any(path.rpartition("/")[2].startswith(".") for path in files)


def test_names_that_differ_by_capitals_share_a_file() -> None:
    files = write({"Groups": [{"Name": "Lyon"}, {"Name": "Paris"}, {"Name": "LYON"}]}, "object")
    assert list(files) == [LEFT_OUT, "Groups/Lyon.yml", "Groups/Paris.yml"]
    assert objects_in(files) == ["LYON", "Lyon", "Paris"]


def test_long_names_that_begin_alike_stay_apart() -> None:
    files = write({"Groups": [{"Name": "x" * 250 + "1"}, {"Name": "x" * 250 + "2"}]}, "object")
    assert len(files) == 3


@given(configs, layouts)
def test_nothing_is_written_twice(config: dict[str, t.Any], layout: Layout) -> None:
    files = write(config, layout)
    first = plan_tree(files, {}, config)
    assert tuple(first) == (dict(sorted(files.items())), [], [])
    assert not plan_tree(files, first.writes, config).changes


def test_files_of_objects_that_are_gone_are_removed_where_the_role_wrote_them() -> None:
    before = write(CONFIG, "object")
    after = write({**CONFIG, "Groups": [{"Name": "Lyon"}]}, "object")
    theirs = {"Groups/Nantes.yml": "---\nGroups:\n  - Name: Nantes\n"}
    plan = plan_tree(after, {**before, **theirs}, CONFIG)
    assert (plan.writes, plan.removals, plan.foreign) == ({}, ["Groups/Paris.yml"], [])


@pytest.mark.parametrize("layout", ["kind", "object"])
def test_files_of_a_kind_that_was_not_read_stay(layout: Layout) -> None:
    seen = {"Groups": CONFIG["Groups"]}
    assert plan_tree(write(seen, layout), write(CONFIG, layout), seen).removals == []


def test_files_of_a_kind_without_objects_go() -> None:
    seen: dict[str, t.Any] = {**CONFIG, "Groups": []}
    plan = plan_tree(write(seen, "object"), write(CONFIG, "object"), seen)
    assert plan.removals == ["Groups/Lyon.yml", "Groups/Paris.yml"]


def test_a_changed_layout_leaves_nothing_of_the_other() -> None:
    plan = plan_tree(write(CONFIG, "object"), write(CONFIG, "kind"), CONFIG)
    assert plan.removals == ["Groups.yml", "InboundRules.yml"]


def test_a_file_that_somebody_else_wrote_is_in_the_way() -> None:
    plan = plan_tree(write(CONFIG), {"Groups.yml": "---\nGroups: []\n"}, CONFIG)
    assert plan.foreign == ["Groups.yml"]


def test_a_name_that_changed_its_capitals_is_the_same_file_to_some_file_systems() -> None:
    before, after = (write({"Groups": [{"Name": name}]}, "object") for name in ("Lyon", "LYON"))
    plan = plan_tree(after, before, ["Groups"])
    assert plan.moves == {"Groups/Lyon.yml": "Groups/LYON.yml"}
    theirs = plan_tree(after, {"Groups/Lyon.yml": "---\nGroups:\n  - Name: Lyon\n"}, ["Groups"])
    assert theirs.foreign == ["Groups/Lyon.yml"]


@pytest.mark.parametrize("text", ["", "---\n", f"---\nName: x\n{MARK}\n", f"x{MARK}", f"{MARK}x\n"])
def test_a_file_without_the_mark_at_its_head_is_not_ours(text: str) -> None:
    assert not is_ours(text)


@pytest.mark.parametrize("text", ["", " "])
def test_no_folder_is_not_that_in_which_ansible_was_started(text: str) -> None:
    with pytest.raises(AnsibleActionFail, match="path has an empty text"):
        read_folder("path", text)
