# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs a module with the types that its options had in YAML.

It is named after C(threecx_fxs), and the action of all modules that have none of their own: meta/runtime.yml says so.
"""

from __future__ import annotations

import typing as t

from ansible.plugins.action.normal import ActionModule as NormalAction

from ansible_collections.telephony.threecx.plugins.plugin_utils import _kept_types


class ActionModule(NormalAction):
    """Runs the module of the task, as Ansible does by itself."""

    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        _kept_types.keep_types(self._task, self._templar)
        result: dict[str, t.Any] = super().run(tmp, task_vars)  # type: ignore[no-untyped-call]  # not annotated
        return result
