# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The other phone systems of a playbook."""

from __future__ import annotations

DOCUMENTATION = r"""
name: _others
version_added: 1.1.0
short_description: "[INTERNAL] Name the other hosts that a playbook is for, or what a variable is for them"
description:
  - B(This is internal.) It is a part of the playbooks of this collection, and nothing else should use it, since
    anything in it may change in any release.
  - The hosts are those in C(threecx_hosts), whether a limit has left them out of this run or not.
author:
  - telephony.threecx contributors (@telephony-threecx)
options:
  _terms:
    description: The name of a variable; none for the names of the hosts.
    type: list
    elements: str
notes:
  - A host is left out that has no such variable, or one whose value names a variable that nobody knows.
"""

EXAMPLES = r"""
- name: Refuse a folder that several phone systems would share
  ansible.builtin.assert:
    that: pbx_export_dir not in query('telephony.threecx._others', 'pbx_export_dir')
"""

RETURN = r"""
_value:
  description: The names, or the values.
  type: list
  elements: raw
"""

import typing as t

from ansible.errors import AnsibleError
from ansible.plugins.lookup import LookupBase, inventory_hostnames
from ansible.template import Templar


class LookupModule(LookupBase):
    """What Ansible asks."""

    def run(
        self,
        terms: t.Sequence[str],
        variables: t.Mapping[str, t.Any] | None = None,
        **kwargs: t.Any,  # noqa: ARG002  # as all lookups have them
    ) -> list[t.Any]:
        """The names of the other hosts, or their values of the variable that is named."""
        known = variables or {}
        others = [name for name in self._hosts(known) if name != known["inventory_hostname"]]
        return [value for other in others for value in self._values(terms[0], other, known)] if terms else others

    @property
    def _renderer(self) -> Templar:
        return t.cast("Templar", self._templar)

    def _hosts(self, known: t.Mapping[str, t.Any]) -> list[str]:
        """All hosts that the play is for. Those that it runs on are what a limit has left of them."""
        pattern = self._renderer.template(known.get("threecx_hosts", "localhost"))
        hosts: list[str] = inventory_hostnames.LookupModule(loader=self._loader, templar=self._templar).run(
            [pattern], known
        )
        # An inventory may lack localhost, and may set the variable, which a play does not see.
        return hosts if known["inventory_hostname"] in hosts else known["ansible_play_hosts_all"]

    def _values(self, name: str, host: str, known: t.Mapping[str, t.Any]) -> list[t.Any]:
        """What the variable is for a host, if it is anything."""
        here = known["hostvars"].raw_get(known["inventory_hostname"])
        # What the play sets holds for all of its hosts, which know nothing of it outside of their own tasks.
        of_the_play = {key: value for key, value in known.items() if key not in here or here[key] != value}
        there = {**known["hostvars"].raw_get(host), **of_the_play}
        if name not in there:
            return []
        try:
            value = self._renderer.copy_with_new_env(available_variables=there).template(there[name])
        # It fails as well where it is used, on that host. What is to be omitted fails since ansible-core 2.19.
        except AnsibleError:
            return []
        return [] if value == known.get("omit") else [value]
