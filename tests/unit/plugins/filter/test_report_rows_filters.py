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
    assert rows({"devices": [], "registrations": {}}) == []
    with pytest.raises(AnsibleFilterError, match="the devices were not read"):
        rows({"failed": True, "msg": "No route to host."})


def test_there_are_no_rows_where_nothing_was_compared() -> None:
    rows = _pbx_report_rows.FilterModule().filters()["_pbx_report_rows"]
    given = {"seen": {}, "files": NO_FILES, "ignore": [], "dirs": []}
    assert rows({"failed": True, "msg": "No plan.", "results": []}, **given) == []
    with pytest.raises(AnsibleFilterError, match="not compared with the files"):
        rows({}, **given)


def test_there_are_no_rows_where_the_pbx_was_not_read() -> None:
    rows = _pbx_report_rows.FilterModule().filters()["_pbx_report_rows"]
    given: dict[str, t.Any] = {"files": {"kinds": ["Users"], "files": {}}, "ignore": [], "dirs": []}
    assert rows({"results": []}, seen={"config": {}, "fingerprints": {}}, **given) == []
    with pytest.raises(AnsibleFilterError, match="the phone system was not read"):
        rows({"results": []}, seen={"failed": True, "msg": "Not allowed."}, **given)
