# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import typing as t

import pytest
from ansible.errors import AnsibleFilterError

from ansible_collections.telephony.threecx.plugins.filter import _fxs_report_rows, _pbx_report_rows

NO_FILES: dict[str, t.Any] = {"kinds": [], "files": {}}


def test_there_are_no_rows_where_devices_were_not_read() -> None:
    rows = _fxs_report_rows.FilterModule().filters()["_fxs_report_rows"]
    assert rows({"devices": [], "registrations": {}}, ignore=[]) == []
    with pytest.raises(AnsibleFilterError, match="the devices were not read"):
        rows({"failed": True, "msg": "No route to host."}, ignore=[])


@pytest.mark.parametrize(
    ("ignore", "state"),
    [(None, "failed"), ([], "failed"), (["Lob*"], "ignored"), ("Hall,Lob*", "ignored"), (["*"], "ignored")],
)
def test_patterns_for_devices_are_what_a_module_would_take_them_for(ignore: t.Any, state: str) -> None:
    rows = _fxs_report_rows.FilterModule().filters()["_fxs_report_rows"]
    lobby = {"mac_address": "001A2B3C4D5E", "name": "Lobby", "device_type": None}
    (row,) = rows({"devices": [lobby], "registrations": {}, "results": []}, ignore=ignore)
    assert row["state"] == state


def test_there_are_no_rows_where_nothing_was_compared() -> None:
    rows = _pbx_report_rows.FilterModule().filters()["_pbx_report_rows"]
    given = {"seen": {}, "files": NO_FILES, "ignore": [], "dirs": []}
    assert rows({"failed": True, "msg": "No plan.", "results": []}, **given) == []
    with pytest.raises(AnsibleFilterError, match="not compared with the files"):
        rows({}, **given)


@pytest.mark.parametrize(
    ("ignore", "states"),
    [
        ([], ["surplus", "surplus"]),
        (None, ["surplus", "surplus"]),
        (["1*"], ["ignored", "surplus"]),
        ([101], ["ignored", "surplus"]),
        (101, ["ignored", "surplus"]),
        ("1*", ["ignored", "surplus"]),
        ("101,202", ["ignored", "ignored"]),
    ],
)
def test_patterns_are_what_a_module_would_take_them_for(ignore: t.Any, states: list[str]) -> None:
    rows = _pbx_report_rows.FilterModule().filters()["_pbx_report_rows"]
    seen = {"config": {"Users": [{"Number": "101"}, {"Number": "202"}]}}
    found = rows({"results": []}, seen=seen, files={"kinds": ["Users"], "files": {}}, ignore=ignore, dirs=[])
    assert [row["state"] for row in found] == states


@pytest.mark.parametrize("dirs", [["/srv/pbx/lyon"], "/srv/pbx/lyon", "/srv/pbx/common,/srv/pbx/lyon"])
def test_folders_are_what_a_module_would_take_them_for(dirs: t.Any) -> None:
    rows = _pbx_report_rows.FilterModule().filters()["_pbx_report_rows"]
    result: dict[str, t.Any] = {
        "kind": "Users",
        "key": "101",
        "place": 'Users[0] "101"',
        "action": "keep",
        "error": None,
        "diff": {},
    }
    files = {"kinds": [], "files": {"Users": [["/srv/pbx/lyon/Users.yml"]]}}
    (row,) = rows({"results": [result]}, seen={}, files=files, ignore=[], dirs=dirs)
    assert row["files"] == ["lyon/Users.yml"]


def test_there_are_no_rows_where_the_pbx_was_not_read() -> None:
    rows = _pbx_report_rows.FilterModule().filters()["_pbx_report_rows"]
    given: dict[str, t.Any] = {"files": {"kinds": ["Users"], "files": {}}, "ignore": [], "dirs": []}
    assert rows({"results": []}, seen={"config": {}, "fingerprints": {}}, **given) == []
    with pytest.raises(AnsibleFilterError, match="the phone system was not read"):
        rows({"results": []}, seen={"failed": True, "msg": "Not allowed."}, **given)
