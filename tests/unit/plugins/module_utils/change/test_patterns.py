# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a pattern leaves alone: a mistake here deletes what somebody wanted to keep."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.change._patterns import describe_missed, fits, fits_mac

TEXTS = st.text("aB1 .[]!-\\\n*?", max_size=6)


def fits_by_hand(text: str, pattern: str) -> bool:
    """The same, one character after the other."""
    if not pattern:
        return not text
    if pattern[0] == "*":
        return fits_by_hand(text, pattern[1:]) or (bool(text) and fits_by_hand(text[1:], pattern))
    return bool(text) and pattern[0] in ("?", text[0]) and fits_by_hand(text[1:], pattern[1:])


@given(TEXTS, TEXTS)
@example("Lobby [old]", "lobby [OLD]")
@example("Lobby o", "Lobby [old]")
@example("a\nb", "a?b")
@example("a\n", "a")
@example("ab", "a")
@example("", "*")
def test_a_pattern_fits_a_text_as_a_whole_whatever_the_case(text: str, pattern: str) -> None:
    assert fits(text, pattern) == fits_by_hand(text.lower(), pattern.lower())


@given(TEXTS)
def test_what_has_no_wildcard_fits_itself_and_nothing_longer(text: str) -> None:
    plain = text.replace("*", "").replace("?", "")
    assert fits(plain, plain)
    assert not fits(f"{plain}x", plain)
    assert not fits(f"x{plain}", plain)


MAC = "001A2B3C4D5E"


@pytest.mark.parametrize(
    "pattern",
    [
        MAC,
        MAC.lower(),
        "00:1a:2b:3c:4d:5e",
        "00-1A-2B-3C-4D-5E",
        "001A.2B3C.4D5E",
        "00:1a:2b:*",
        "001a*",
        " *5e ",
        f"{'?' * 10}5E",
    ],
)
def test_an_address_may_have_separators_wherever_the_user_likes_them(pattern: str) -> None:
    assert fits_mac(MAC, pattern)


@pytest.mark.parametrize(
    "pattern", ["", "*", "*-*", "??", "?" * 12, "00:1a:2b", "001A2B3C4D5F", "Gate*", "00*x", "01*"]
)
def test_what_is_meant_for_names_fits_no_address(pattern: str) -> None:
    assert not fits_mac(MAC, pattern)


@given(st.lists(st.sampled_from(["a*", "b", "c\u200b", "d"]), unique=True, min_size=1), st.data())
def test_what_fits_nothing_is_told_with_its_place(patterns: list[str], data: st.DataObject) -> None:
    missed = [pattern for pattern in patterns if data.draw(st.booleans())]
    told = describe_missed(patterns, iter(missed), thing="device", names="a name", beginning="Gate")
    if not missed:
        assert told is None
        return
    assert told is not None
    assert told.startswith("ignore has '")
    for pattern in patterns:
        place = f"(entry {patterns.index(pattern) + 1})"
        assert (place in told) == (pattern in missed)
    assert "\u200b" not in told
    assert "A pattern must fit a name as a whole: Gate* fits those that begin with Gate." in told
