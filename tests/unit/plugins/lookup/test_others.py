# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import typing as t
from pathlib import Path

import pytest
from ansible.inventory.manager import InventoryManager
from ansible.parsing.dataloader import DataLoader
from ansible.playbook.play import Play
from ansible.template import Templar
from ansible.vars.hostvars import HostVars
from ansible.vars.manager import VariableManager

from ansible_collections.telephony.threecx.plugins.lookup import _others

INVENTORY = """
pbxs:
  vars:
    at: https://{{ inventory_hostname }}.example.com
    left: "{{ nobody | default(omit) }}"
  hosts:
    lyon: {number: 1, own: lyon}
    paris: {number: 2, own: paris, at: "https://{{ typo }}"}
    nice: {number: 3}
sbcs:
  hosts:
    brest: {threecx_hosts: pbxs}
"""


class Others(t.Protocol):
    def __call__(self, name: str, *terms: str, here: str = ..., **play: str) -> list[t.Any]: ...


@pytest.fixture
def others(tmp_path: Path) -> Others:
    path = tmp_path / "hosts.yml"
    path.write_text(INVENTORY, encoding="utf-8")
    loader = DataLoader()
    inventory = InventoryManager(loader, sources=[str(path)])
    manager = VariableManager(loader, inventory)
    HostVars(inventory, manager, loader)

    def ask(name: str, *terms: str, here: str = "lyon", **play: str) -> list[t.Any]:
        """Ask in a play that a limit has left nothing but this host of."""
        host = inventory.get_host(here)
        known = manager.get_vars(
            Play.load({"hosts": name, "vars": play}, manager, loader), host, _hosts=[here], _hosts_all=[here]
        )
        templar = Templar(loader, variables=known)
        return _others.LookupModule(loader=loader, templar=templar).run(list(terms), known)

    return ask


@pytest.mark.parametrize(
    ("pattern", "names"),
    [("pbxs", ["nice", "paris"]), ("pbxs:!nice", ["paris"]), ("lyon,brest", ["brest"]), ("l*", []), ("lyon", [])],
)
def test_the_others_are_those_that_the_pattern_stands_for(others: Others, pattern: str, names: list[str]) -> None:
    assert sorted(others(pattern, threecx_hosts=pattern)) == names


@pytest.mark.parametrize("here", ["localhost", "brest"])
def test_a_host_that_the_pattern_does_not_stand_for_is_one_of_those_in_the_play(others: Others, here: str) -> None:
    """So it is with the one that no inventory needs, and with a pattern that the inventory has, and no play sees."""
    assert others(here, here=here) == []


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("number", [2, 3]),
        ("own", ["paris"]),
        # The address of Paris fails, and in Paris alone.
        ("at", ["https://nice.example.com"]),
        ("left", []),
        ("nobody", []),
    ],
)
def test_their_values_are_what_they_are_on_each_of_them(others: Others, name: str, values: list[t.Any]) -> None:
    assert sorted(others("pbxs", name, threecx_hosts="pbxs")) == values


def test_what_a_play_sets_holds_for_all_of_its_hosts(others: Others) -> None:
    assert others("pbxs", "own", threecx_hosts="pbxs", own="all") == ["all", "all"]
