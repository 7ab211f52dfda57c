# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: every_result
type: aggregate
short_description: Print all that callbacks get to see of a result
description:
  - What Ansible prints itself is less, so that a secret could reach log files and dashboards unnoticed. The results of
    a loop as a whole are an example.
"""

import json
import typing as t

from ansible.plugins.callback import CallbackBase


class CallbackModule(CallbackBase):
    """Prints each result of the collection's modules as JSON."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "every_result"

    def v2_runner_on_ok(self, result: t.Any) -> None:
        if result._task.action.startswith("telephony.threecx."):
            self._display.display(f"every_result: {json.dumps(result._result, default=str)}")

    def v2_runner_on_failed(self, result: t.Any, ignore_errors: bool = False) -> None:
        self.v2_runner_on_ok(result)

    v2_runner_item_on_ok = v2_runner_on_ok
    v2_runner_item_on_failed = v2_runner_on_ok
