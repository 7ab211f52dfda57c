# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest

from ansible_collections.telephony.threecx.plugins.filter import _server

SERVER = _server.FilterModule().filters()["_server"]


@pytest.mark.parametrize(
    "url",
    [
        "https://pbx.example.com",
        "https://pbx.example.com/",
        "https://pbx.example.com/xapi/v1",
        "https://pbx.example.com/xapi/v1/",
        "https://pbx.example.com:443",
        "HTTPS://PBX.example.com.",
        " https://pbx.example.com ",
    ],
)
def test_all_spellings_are_one_server(url: str) -> None:
    assert SERVER(url) == "https://pbx.example.com"


@pytest.mark.parametrize(
    "url",
    [
        "https://pbx.example.com:5001",
        "https://pbx.example.org",
        "http://127.0.0.1:443",
        # What modules refuse
        "http://pbx.example.com",
        "https://pbx.example.com/other",
        "pbx.example.com",
        "",
        None,
        443,
    ],
)
def test_others_are_not(url: object) -> None:
    assert SERVER(url) != "https://pbx.example.com"


@pytest.mark.parametrize("url", ["pbx.example.com", "http://pbx.example.com"])
def test_what_modules_refuse_may_differ_in_nothing_that_counts(url: str) -> None:
    assert SERVER(f"{url.upper()}/ ") == SERVER(url)
