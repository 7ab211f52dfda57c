# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run a module whose result may hold a secret, and keep Ansible from printing that result.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import typing as t

from ansible.errors import AnsibleActionFail
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.action import ActionBase

from ansible_collections.telephony.threecx.plugins.plugin_utils import _kept_types

_SECRET_KEYS = ("access_token", "credentials")
# What a module has printed, where Ansible cannot read a result in it. The last is a copy of one of the others, or what
# Ansible says itself.
_UNREAD_KEYS = ("module_stdout", "module_stderr", "exception")
_NOT_SHOWN = "left out, since it may hold a secret"


class SecretResultAction(ActionBase):
    """Runs the module of the same name; a result with a secret is registered but not shown, as with C(no_log)."""

    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        if self._task.async_val:
            raise AnsibleActionFail(
                f"{self._task.action} cannot run with async: its result may hold a secret, and would lie in the file of"
                " the job, where whoever asks for it later could read and print it. Leave async out."
            )
        _kept_types.keep_types(self._task, self._templar)
        result: dict[str, t.Any] = super().run(tmp, task_vars)
        result.update(self._execute_module(task_vars=task_vars))
        if self.asks_for_secret():
            result.update(dict.fromkeys(_unread_output(result), _NOT_SHOWN))
        if self.holds_secret(result):
            result["_ansible_no_log"] = True
            # The results of a loop are gathered in one more, which before ansible-core 2.19 heeds the task alone.
            self._task.no_log = True
        return result

    def holds_secret(self, result: t.Mapping[str, t.Any]) -> bool:
        """Whether this result must not be shown."""
        return any(name in result for name in _SECRET_KEYS)

    def asks_for_secret(self) -> bool:
        """Whether the module may print a secret, so that nothing it printed may be shown unless it could be read."""
        wanted: bool = boolean(self._task.args.get("return_secrets", False), strict=False)
        return wanted


def _unread_output(result: t.Mapping[str, t.Any]) -> list[str]:
    """Where a result has what the module printed as it is."""
    printed = [result.get(name) for name in _UNREAD_KEYS[:2]]
    return [name for name in _UNREAD_KEYS if result.get(name) and result[name] in printed]
