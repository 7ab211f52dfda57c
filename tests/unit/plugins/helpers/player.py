# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run the tasks that documents and examples show."""

from __future__ import annotations

import importlib
import typing as t

from ansible_collections.telephony.threecx.tests.emulator import Emulator
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import RunModule
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.snippets import COLLECTION, Task, tasks

_CONNECTION = ("url", "client_id", "client_secret")


class Player:
    """Runs tasks that are written for people on a PBX.

    :ivar warnings: what each of them is to warn of.
    :ivar variables: by the template that stands for it, what it is filled in with.
    """

    def __init__(self, run_module: RunModule, pbx: Emulator, variables: dict[str, t.Any]) -> None:
        self._run_module = run_module
        self._pbx = pbx
        self.warnings: list[str] = []
        self.variables = variables

    def play(self, content: t.Any, *, check_mode: bool = False) -> list[dict[str, t.Any]]:
        """The results of all tasks of the collection."""
        return [self._run(task, check_mode) for task in tasks(content)]

    def _run(self, task: Task, check_mode: bool) -> dict[str, t.Any]:
        module = importlib.import_module(
            f"ansible_collections.{COLLECTION}.plugins.modules.{task.module[len(COLLECTION) + 1 :]}"
        )
        options = {name: self._filled(value) for name, value in task.options.items() if name not in _CONNECTION}
        run = self._run_module(module, self._pbx, check_mode=check_mode, expect_warnings=self.warnings, **options)
        assert not run.failed, run.result["msg"]
        return run.result

    def _filled(self, value: t.Any) -> t.Any:
        if isinstance(value, dict):
            return {name: self._filled(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [self._filled(inner) for inner in value]
        return self._filled(self.variables[value]) if isinstance(value, str) and "{{" in value else value
