# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A login that a fleet needs in the middle: it is made once for all workers, and when it is refused, not repeated."""

from __future__ import annotations

import itertools
import typing as t

import pytest

from ansible_collections.telephony.threecx.plugins.modules import threecx_fxs_devices
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.around_writes import around_writes
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import RunModule, StartPbx

DELETIONS = 60
WORKERS = 4


@pytest.mark.parametrize("on_error", ["continue", "stop"])
def test_a_secret_that_changed_in_the_middle_costs_one_failed_login(
    start_pbx: StartPbx, run_module: RunModule, monkeypatch: pytest.MonkeyPatch, on_error: str
) -> None:
    pbx = start_pbx(DELETIONS)
    number = itertools.count(1)

    def change_the_secret() -> None:
        if next(number) == DELETIONS // 2:
            pbx.behave(token_status_next=99, token_status=401)
            pbx.expire_tokens()

    around_writes(monkeypatch, before=change_the_secret)
    absent: list[dict[str, t.Any]] = [{"mac_address": row["MacAddress"], "state": "absent"} for row in pbx.devices()]
    run = run_module(
        threecx_fxs_devices,
        pbx,
        devices=absent,
        max_deletions=f"{DELETIONS}",
        parallel=WORKERS,
        on_error=on_error,
        expect_warnings=["logging in again"],
    )
    assert run.failed
    assert "POST /connect/token answered 401" in run.result["msg"]
    assert [entry.status for entry in pbx.requests("POST", "/connect/token")] == [200, 401]
    # No worker sends the dead token twice.
    assert 1 <= len([entry for entry in pbx.requests("DELETE") if entry.status == 401]) <= WORKERS
    left, summary = len(pbx.devices()), run.result["summary"]
    assert DELETIONS // 2 - WORKERS <= summary["deleted"] == DELETIONS - left < DELETIONS
    assert summary["failed"] + summary["not_tried"] == left
    assert on_error == "stop" or summary["failed"] == left
