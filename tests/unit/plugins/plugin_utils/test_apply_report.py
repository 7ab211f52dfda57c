# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.filter import _pbx_apply_report
from ansible_collections.telephony.threecx.plugins.plugin_utils._apply_report import apply_report

READ: dict[str, t.Any] = {
    "files": {"Users": [["a/Users.yml"], ["a/U.yml", "b/U.yml"]], "CodecsSettings": [["a/c.yml"]]},
    "not_read": [],
}


def result(action: str | None, position: int = 0, **values: t.Any) -> dict[str, t.Any]:
    plain = {"kind": "Users", "key": f"41{position}", "place": f'Users[{position}] "41{position}"', "fields": []}
    return {**plain, "action": action, "changed": action not in (None, "keep"), "error": None, **values}


def lines(*results: t.Mapping[str, t.Any], **done: t.Any) -> list[str]:
    """What is said besides the summary."""
    summary, *others = apply_report({"summary": {"updated": 1, "created": 0}, "results": results, **done}, READ)
    assert summary == "created: 0, updated: 1"
    return others


@pytest.mark.parametrize(
    ("one", "line"),
    [
        (result("create", fields=["A"]), "create Users[410] (a/Users.yml)"),
        (result("update", 1, fields=["A", "B"]), "update Users[411]: A, B (a/U.yml, b/U.yml)"),
        (result("delete", place=None), "delete Users[410]"),
        (result(None, error={"msg": "Two have it."}), "failed Users[410] (a/Users.yml): Two have it."),
        (
            result("update", kind="CodecsSettings", key="", place="CodecsSettings", fields=["A"]),
            "update CodecsSettings: A (a/c.yml)",
        ),
    ],
)
def test_an_object_is_told_with_what_is_done_and_its_files(one: dict[str, t.Any], line: str) -> None:
    assert lines(one) == [line]


def test_nothing_is_told_of_what_is_as_the_files_say_or_was_not_tried() -> None:
    assert lines(result("keep"), result("update", changed=False)) == []


def test_where_all_is_refused_the_files_of_what_is_wrong_are_told_once() -> None:
    message = 'Users[1] "411" is bad, Users[0] "410" too, and Users[1] "411" again; Groups[0] "x", Users[0] alone'
    assert lines(failed=True, msg=message) == ["Users[1] is from a/U.yml, b/U.yml", "Users[0] is from a/Users.yml"]
    assert lines(msg=message) == []


def test_a_run_that_failed_may_have_no_answer_at_all() -> None:
    assert apply_report({}, {}) == ["Nothing was done."]
    assert apply_report({"failed": True, "msg": None}, {"files": None}) == ["Nothing was done."]


def test_what_was_not_compared_and_not_read_is_told() -> None:
    done = {"summary": {}, "secrets_not_compared": ["MailSettings.MailPassword", "Users.VMPIN"]}
    assert apply_report(done, {"files": {}, "not_read": ["a/README"]})[1:] == [
        "Secrets that the PBX shows to nobody, so that they were not compared: MailSettings.MailPassword, Users.VMPIN",
        "Not read: a/README",
    ]


@given(st.text())
def test_no_line_has_another_one_inside(message: str) -> None:
    told = _pbx_apply_report.FilterModule().filters()["_pbx_apply_report"](
        {"results": [result(None, error={"msg": message})], "failed": True, "msg": message}, read=READ
    )
    assert told[0] == "Nothing was done."
    assert all(len(line.splitlines()) <= 1 for line in told)
