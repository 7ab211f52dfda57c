# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Results with secrets are censored, and no others; that they are still registered is an integration test."""

from __future__ import annotations

import typing as t
from types import SimpleNamespace

import pytest
from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase

from ansible_collections.telephony.threecx.plugins.action import threecx_fxs_credentials, threecx_login, threecx_xapi

# What has types of its own already
NATIVE = SimpleNamespace(jinja2_native=True)
ANSWER = {"json": {"Password": "x"}, "status": 200}
FAILURE = {"failed": True, "msg": "GET /xapi/v1/X answered 403"}


@pytest.mark.parametrize(
    ("plugin", "options", "result", "censored"),
    [
        (threecx_login, {}, {"access_token": "x"}, True),
        (threecx_login, {}, FAILURE, False),
        (threecx_fxs_credentials, {"return_secrets": True}, {"credentials": {"password": "x"}}, True),
        (threecx_fxs_credentials, {}, {"mac_address": "x"}, False),
        (threecx_xapi, {"return_secrets": True}, ANSWER, True),
        (threecx_xapi, {"return_secrets": "yes"}, ANSWER, True),
        (threecx_xapi, {"return_secrets": False}, ANSWER, False),
        (threecx_xapi, {}, ANSWER, False),
        (threecx_xapi, {"return_secrets": True}, FAILURE, False),
    ],
)
def test_censored(
    monkeypatch: pytest.MonkeyPatch, plugin: t.Any, options: dict[str, t.Any], result: dict[str, t.Any], censored: bool
) -> None:
    monkeypatch.setattr(ActionBase, "run", lambda _self, _tmp, _task_vars: {})
    monkeypatch.setattr(ActionBase, "_execute_module", lambda _self, task_vars: result)
    nothing = dict.fromkeys(("connection", "play_context", "loader", "shared_loader_obj"))
    task = SimpleNamespace(args=options, async_val=0, no_log=False)
    action = plugin.ActionModule(task=task, templar=NATIVE, **nothing)
    assert action.run(task_vars={}) == {**result, **({"_ansible_no_log": True} if censored else {})}
    # What counts for all results of a loop together.
    assert task.no_log is censored


@pytest.mark.parametrize("plugin", [threecx_login, threecx_fxs_credentials, threecx_xapi])
def test_a_result_with_secrets_never_lies_in_the_file_of_a_job(monkeypatch: pytest.MonkeyPatch, plugin: t.Any) -> None:
    monkeypatch.delattr(ActionBase, "_execute_module")
    nothing = dict.fromkeys(("connection", "play_context", "loader", "shared_loader_obj"))
    task = SimpleNamespace(args={}, action=plugin.__name__, async_val=60, no_log=False)
    with pytest.raises(AnsibleActionFail, match=r"cannot run with async: its result may hold a secret"):
        plugin.ActionModule(task=task, templar=NATIVE, **nothing).run(task_vars={})
