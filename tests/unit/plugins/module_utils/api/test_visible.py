# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.api._visible import encodable


@given(text=st.text())
def test_any_text_can_be_written_in_utf_8(text: str) -> None:
    shown = encodable(text)
    assert shown.encode().decode() == shown
    assert len(shown) == len(text)


@pytest.mark.parametrize("text", ["", "Lobby", "Empfang \u00fc\U0001f4de", "\ufffd"])
def test_what_can_be_written_in_utf_8_stays_as_it_is(text: str) -> None:
    assert encodable(text) == text


@pytest.mark.parametrize("half", [0xD800, 0xDBFF, 0xDC00, 0xDFFF])
def test_half_of_a_pair_is_replaced(half: int) -> None:
    assert encodable(f"a{chr(half)}b") == "a\ufffdb"
