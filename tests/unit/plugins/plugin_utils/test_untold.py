# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.telephony.threecx.plugins.filter import _untold
from ansible_collections.telephony.threecx.plugins.plugin_utils._apply_report import apply_report

UNTOLD = _untold.FilterModule().filters()["_untold"]
FAILED = {"failed": True, "changed": False, "msg": "It failed."}


@pytest.mark.parametrize(
    "answer",
    [
        {},
        FAILED,
        {**FAILED, "exception": "(traceback unavailable)"},
        {**FAILED, "deleted": [], "snapshot": ""},
        {**FAILED, "unreachable": False},
        {"changed": True, "summary": {"created": 1}},
    ],
)
def test_a_module_that_answers_tells_what_was_done(answer: dict[str, t.Any]) -> None:
    assert UNTOLD(answer) == []


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"timedout": {"period": 6}}, "Ansible ended the task when its time was up"),
        # Before ansible-core 2.18
        (
            {"msg": "The x action failed to execute in the expected time frame (6) and was terminated"},
            "Ansible ended the task when its time was up",
        ),
        ({"module_stdout": "", "module_stderr": "Killed", "rc": 137}, "there was no answer of the module"),
        ({"unreachable": True}, "there was no answer of the module"),
    ],
)
def test_nothing_is_said_of_what_was_done_where_the_module_did_not_answer(more: dict[str, t.Any], why: str) -> None:
    line = f"What was done is not known: {why}. Check mode shows what is left to do."
    assert UNTOLD({**FAILED, **more}) == [line]
    assert apply_report({**FAILED, **more}, {}) == [line]


def test_what_was_written_before_a_fault_is_told() -> None:
    written = [
        {"method": "POST", "path": "/xapi/v1/Users", "key": "410", "status": 201},
        {"method": "DELETE", "path": "/xapi/v1/Fxs('001A2B3C4D5E')", "key": None, "status": None},
    ]
    lines = [
        "What was done is not known but for what was written by then. Check mode shows what is left to do.",
        "POST /xapi/v1/Users (410): answered 201",
        "DELETE /xapi/v1/Fxs('001A2B3C4D5E'): no answer came",
    ]
    assert UNTOLD({**FAILED, "written": written}) == lines
    assert apply_report({**FAILED, "written": written}, {}) == lines
