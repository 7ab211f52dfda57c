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
    action = make_action(monkeypatch, plugin, options, result)
    assert action.run(task_vars={}) == {**result, **({"_ansible_no_log": True} if censored else {})}
    # What counts for all results of a loop together.
    assert action._task.no_log is censored


def make_action(
    monkeypatch: pytest.MonkeyPatch, plugin: t.Any, options: dict[str, t.Any], result: dict[str, t.Any]
) -> t.Any:
    """The action whose module gives this result."""
    monkeypatch.setattr(ActionBase, "run", lambda _self, _tmp, _task_vars: {})
    monkeypatch.setattr(ActionBase, "_execute_module", lambda _self, task_vars: dict(result))
    nothing = dict.fromkeys(("connection", "play_context", "loader", "shared_loader_obj"))
    task = SimpleNamespace(args=options, async_val=0, no_log=False)
    return plugin.ActionModule(task=task, templar=NATIVE, **nothing)


@pytest.mark.parametrize(
    ("plugin", "options", "kept"),
    [
        (threecx_login, {}, False),
        (threecx_fxs_credentials, {"return_secrets": True}, False),
        (threecx_fxs_credentials, {}, True),
        (threecx_xapi, {"return_secrets": "yes"}, False),
        (threecx_xapi, {"return_secrets": False}, True),
    ],
)
def test_output_that_ansible_cannot_read_is_not_shown_where_it_may_hold_a_secret(
    monkeypatch: pytest.MonkeyPatch, plugin: t.Any, options: dict[str, t.Any], kept: bool
) -> None:
    result = {
        "failed": True,
        "msg": "MODULE FAILURE",
        "module_stdout": 'Traceback {"Password": "a1b2c3"}',
        "module_stderr": "",
        "exception": 'Traceback {"Password": "a1b2c3"}',
        "rc": 0,
    }
    hidden = "left out, since it may hold a secret"
    shown = make_action(monkeypatch, plugin, options, result).run(task_vars={})
    assert shown == (result if kept else {**result, "module_stdout": hidden, "exception": hidden})


def test_what_ansible_says_itself_of_output_that_it_cannot_read_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    result = {"failed": True, "module_stdout": "x", "module_stderr": "y", "exception": "(traceback unavailable)"}
    shown = make_action(monkeypatch, threecx_login, {}, result).run(task_vars={})
    assert shown["exception"] == "(traceback unavailable)"
    assert {shown["module_stdout"], shown["module_stderr"]} == {"left out, since it may hold a secret"}


@pytest.mark.parametrize("plugin", [threecx_login, threecx_fxs_credentials, threecx_xapi])
def test_a_result_with_secrets_never_lies_in_the_file_of_a_job(monkeypatch: pytest.MonkeyPatch, plugin: t.Any) -> None:
    monkeypatch.delattr(ActionBase, "_execute_module")
    nothing = dict.fromkeys(("connection", "play_context", "loader", "shared_loader_obj"))
    task = SimpleNamespace(args={}, action=plugin.__name__, async_val=60, no_log=False)
    with pytest.raises(AnsibleActionFail, match=r"cannot run with async: its result may hold a secret"):
        plugin.ActionModule(task=task, templar=NATIVE, **nothing).run(task_vars={})
