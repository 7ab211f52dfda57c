# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What users see of a failure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.api._errors import (
    InputError,
    RefusedError,
    ThreeCXError,
)
from ansible_collections.telephony.threecx.plugins.module_utils.api._visible import is_hidden

# Names come from a PBX with whatever somebody has put into them.
names = st.text(st.sampled_from("Lob\u200b\u202e\x1b\x07\t\r\x85\u2028\\\n"), max_size=8)


@given(names, st.sampled_from([ThreeCXError, RefusedError, InputError]))
def test_nothing_in_a_message_is_hidden(name: str, kind: type[ThreeCXError]) -> None:
    error = kind(f"It has the name '{name}'")
    for text in (str(error), error.reason, error.as_result()["msg"]):
        assert not any(is_hidden(char) for char in text if char != "\n")
        # Told once more, such as together with what became of the rest, it stays as it is.
        assert ThreeCXError(text).reason == text


@pytest.mark.parametrize("kind", [ThreeCXError, RefusedError])
def test_a_message_keeps_its_lines(kind: type[ThreeCXError]) -> None:
    assert kind("It went on:\nto the end").reason.splitlines()[0] == "It went on:"


def test_what_is_seen_stays() -> None:
    assert str(ThreeCXError("Café 'C:\\new' 日本")) == "Café 'C:\\new' 日本"
