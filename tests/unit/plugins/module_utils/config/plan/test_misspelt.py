# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a block of YAML, a table or a web page leaves at the ends of a text is not written to a PBX."""

from __future__ import annotations

import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._kinds import KINDS
from ansible_collections.telephony.threecx.plugins.module_utils.config.plan._misspelt import misspelt

USERS, GROUPS = KINDS["Users"], KINDS["Groups"]
WHY = "which begins or ends with a blank or a line break or holds what cannot be seen; write it without."


def told(text: str, **options: t.Any) -> list[str]:
    return list(misspelt(USERS, {}, {"Mobile": text}, **options))


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Anna\n", r"'Anna\n'"),
        ("\r\nAnna", r"'\r\nAnna'"),
        ("+49301200\n", r"'+49301200\n'"),
        ("+49301200 ", "'+49301200 '"),
        ("00\u00a0", r"'00\xa0'"),
        ("\u202a+49 170 1\u202c", r"'\u202a+49 170 1\u202c'"),
        ("10.0.0.0/8\t", r"'10.0.0.0/8\t'"),
        ("\ufeff0100", r"'\ufeff0100'"),
    ],
)
def test_a_text_of_one_line_has_no_line_break_and_a_number_has_nothing_around_it(text: str, seen: str) -> None:
    assert told(text) == [f"Mobile is {seen}, {WHY}"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Gate ",
        "Gate 2 ",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "+49 170 1",
        "First line\nsecond line\n",
        "\n",
        " ",
        "10:00-12:00",
    ],
)
def test_what_may_be_meant_is_left_alone(text: str) -> None:
    assert told(text) == []


def test_what_is_there_already_is_left_alone_wherever_it_stands() -> None:
    before = {"Hours": {"Notes": ["+49301200\n"]}}
    wanted = {"Mobile": "+49301200\n", "Members": [{"Number": "1"}, {"Number": "2 "}]}
    assert list(misspelt(USERS, before, wanted, is_new=True)) == [f"Members[1].Number is '2 ', {WHY}"]


def test_a_file_may_end_with_a_line_break_be_it_of_one_line() -> None:
    assert not list(misspelt(KINDS["FxsTemplates"], {}, {"Content": "<deviceconfig/>\n"}))


def test_of_a_long_text_both_ends_are_told() -> None:
    assert told(f"\n{'a' * 29}{'b' * 900}{'c' * 28}\r\n") == [f"Mobile is '\\n{'a' * 29}...{'c' * 28}\\r\\n', {WHY}"]


@pytest.mark.parametrize("name", ["Lyon ", "Ly\u200bon", "Lyon\n"])
def test_a_new_name_of_an_object_has_nothing_around_it_either(name: str) -> None:
    (problem,) = misspelt(GROUPS, {"Name": "Berlin"}, {"Name": name})
    assert problem.endswith(WHY)
    # Of one that is created, that is told where it is looked for.
    assert not list(misspelt(GROUPS, {}, {"Name": name}, is_new=True))


@given(st.text(), st.sampled_from(["\n", " ", "\u00a0", "\u200b"]))
def test_nothing_is_told_of_what_stays(text: str, end: str) -> None:
    value = {"Mobile": text + end, "Groups": [{"GroupId": end + text}]}
    assert not list(misspelt(USERS, value, value))
