# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import datetime
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.api._errors import InputError
from ansible_collections.telephony.threecx.plugins.module_utils.api._values import (
    CODEC,
    MAC,
    NUMBER,
    PATTERN,
    PIN,
    PLAIN,
    SECRET,
    TEXT,
    Meaning,
    is_mac,
    kind_of,
    normalise_mac,
    same_mac,
    secret_problem,
)
from ansible_collections.telephony.threecx.plugins.module_utils.api._visible import is_hidden, shown
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.hostile import json_values

ONE = "001A2B3C4D5E"
# What copying from a page, a chat or a spreadsheet leaves in a text, and letters that look like others
HIDDEN = [
    "\ufeff",
    "\u200b",
    "\u200e",
    "\u2060",
    "\u00ad",
    "\u3164",
    "\x00",
    "\x7f",
]
LOOKALIKES = ["\u0421", "\uff10", "\u0660", "\u00a0"]

macs = st.text("0123456789ABCDEF", min_size=12, max_size=12)
separators = st.sampled_from(":. -")


def spell(mac: str, size: int, separator: str) -> str:
    return separator.join(mac[place : place + size] for place in range(0, 12, size))


# MAC addresses


@given(macs, st.sampled_from([2, 4, 6, 12]), separators, st.data())
def test_each_spelling_of_a_mac_address_in_any_case_is_the_same(
    mac: str, size: int, separator: str, data: st.DataObject
) -> None:
    spelled = spell(mac, size, separator)
    mixed = "".join(data.draw(st.sampled_from([char.lower(), char.upper()])) for char in spelled)
    assert normalise_mac(mixed) == normalise_mac(f" {mixed}\n") == mac
    assert same_mac(mixed, mac)
    assert same_mac(f" {mixed}\n", mac)


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "001A2B3C4D5",
        "001A2B3C4D5E0",
        "001A2B3C4D5G",
        "00:1A:2B:3C:4D",
        "00:1A:2B:3C:4D:5E:6F",
        "00:1A-2B:3C-4D:5E",
        "001A-2B3C:4D5E",
        "0:1A:2B:3C:4D:5E",
        "001A.2B3C.4D5E.",
        "001A2B--3C4D5E",
        "00  1A 2B 3C 4D 5E",
        "001A2B3C4D5E') or ('1' eq '1",
        "001A2B3C4D5E\n001A2B3C4D5F",
        "\u0660\u06601A2B3C4D5E",
        "\uff10\uff101A2B3C4D5E",
        None,
        True,
        1122334455,
        690316452403,
        ["001A2B3C4D5E"],
    ],
)
def test_whatever_is_no_mac_address_is_refused_with_what_was_given(wrong: object) -> None:
    with pytest.raises(InputError) as caught:
        normalise_mac(wrong)
    seen = shown("" if wrong is None else str(wrong), ascii_only=True)
    assert str(caught.value).startswith(f"mac_address is {seen}; it must be ")
    assert not same_mac(wrong, ONE)


@given(st.one_of(st.text(), json_values))
def test_a_mac_address_is_normalised_or_refused_and_nothing_else(value: object) -> None:
    try:
        mac = normalise_mac(value)
    except InputError:
        return
    assert len(mac) == 12
    assert set(mac) <= set("0123456789ABCDEF")
    assert set(str(value)) <= set(string.hexdigits + ":-. " + string.whitespace)


@pytest.mark.parametrize("other", ["00:1a:2b:3c:4d:5d", "00:1a:2b:3c:4d:5f"])
def test_a_neighbour_is_not_the_same(other: str) -> None:
    assert not same_mac(other, ONE)


@given(macs, separators)
def test_a_mac_address_that_no_device_has_is_refused_although_a_pbx_may_show_it(mac: str, separator: str) -> None:
    problem = MAC.problem(spell(mac, 2, separator))
    is_multicast = int(mac[1], 16) % 2 == 1
    assert (problem is not None) == (is_multicast or mac == "0" * 12)
    assert is_mac(mac)


@pytest.mark.parametrize("mac", ["000000000000", "FF:FF:FF:FF:FF:FF", "01005E000001"])
def test_these_are_no_devices(mac: str) -> None:
    assert "no device" in str(MAC.problem(mac))


@pytest.mark.parametrize("cut", ["1A2B3C4D5E", "1565123456", "0:1:2:3:4:5", "5E"])
def test_a_mac_address_that_may_have_lost_zeros_is_not_filled_up(cut: str) -> None:
    assert f"It has {len(cut.replace(':', ''))} digits: a spreadsheet or YAML may have cut" in str(MAC.problem(cut))


@pytest.mark.parametrize("text", ["8.05E+11", "8,05E+11", "80156512E104"])
def test_what_a_spreadsheet_made_of_a_mac_address_is_told(text: str) -> None:
    if not is_mac(text):
        assert "A spreadsheet has made a number of it" in str(MAC.problem(text))


# Extensions


@pytest.mark.parametrize("number", ["", "201", "0100", "0000", "*777", "+49301234"])
def test_a_number_is_taken_as_it_is(number: str) -> None:
    assert NUMBER.problem(number) is None


@pytest.mark.parametrize(
    "number", ["201.0", "201,00", "2.01E+02", "20 1", " 201", '"201"', "[201]", "201\n", "\u0662\u0660\u0661"]
)
def test_what_is_no_number_any_more_is_refused(number: str) -> None:
    assert NUMBER.problem(number) is not None


# What cannot be seen


@pytest.mark.parametrize("meaning", [MAC, NUMBER, PATTERN])
@pytest.mark.parametrize("mark", HIDDEN)
@pytest.mark.parametrize("place", [0, 3, 12])
def test_a_mark_that_cannot_be_seen_is_refused_and_shown(meaning: Meaning, mark: str, place: int) -> None:
    problem = meaning.problem(ONE[:place] + mark + ONE[place:])
    assert problem is not None
    assert mark not in problem
    assert mark.encode("unicode_escape").decode() in problem


@pytest.mark.parametrize("meaning", [MAC, NUMBER])
@pytest.mark.parametrize("letter", LOOKALIKES)
def test_a_letter_that_looks_like_another_is_refused_and_shown(meaning: Meaning, letter: str) -> None:
    problem = meaning.problem(f"{ONE[:4]}{letter}{ONE[5:]}")
    assert problem is not None
    assert problem.isascii()


@given(st.text())
def test_a_text_in_a_message_has_nothing_that_cannot_be_seen(text: str) -> None:
    assert shown(text).isprintable()
    assert not any(map(is_hidden, shown(text)))
    assert shown(text, ascii_only=True).isascii()


@given(st.text(st.characters(categories=["L", "N", "P", "S"], codec="latin-1", exclude_characters="\\")))
def test_what_can_be_seen_is_shown_as_it_is(text: str) -> None:
    assert shown(text) == f"'{text}'"


@given(st.text(st.characters(exclude_categories=["Cc", "Zl", "Zp"])))
def test_any_free_text_may_be_right(text: str) -> None:
    assert TEXT.problem(text) is None


@pytest.mark.parametrize("text", ["Lobby\r", "Lobby\n", "\nLobby", "\u2028Lobby"])
def test_a_line_break_at_the_end_of_a_text_is_refused(text: str) -> None:
    assert "with a line break at its end" in str(TEXT.problem(text))
    assert TEXT.problem(f"two{text}lines") is None


@pytest.mark.parametrize("text", ["{{ secret }}", " {{ a }}", "{% if a %}b{% endif %}"])
@pytest.mark.parametrize("meaning", [MAC, NUMBER, PATTERN, PLAIN])
def test_a_template_that_nobody_has_evaluated_is_refused(meaning: Meaning, text: str) -> None:
    assert meaning.problem(text) is not None
    assert secret_problem(text) is not None
    # The name of a device may well look like one.
    assert TEXT.problem(text) is None


@pytest.mark.parametrize("text", ["None", "null", "Undefined"])
def test_what_a_template_makes_of_no_value_is_no_secret_and_no_number(text: str) -> None:
    assert secret_problem(text) == f"is the text {text}, which a template makes of no value."
    assert NUMBER.problem(text) is not None


# Secrets

_MARKERS = (
    "<redacted>",
    "x<redacted>",
    "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER",
    "$REDACTED$",
    "$encrypted$",
    "********",
    "\u2022\u2022\u2022\u2022",
)


@pytest.mark.parametrize("meaning", [SECRET, PIN])
@pytest.mark.parametrize("text", _MARKERS)
def test_what_stands_for_a_secret_is_none(meaning: Meaning, text: str) -> None:
    """As it comes out of a result, an export or a form; a PBX blocks whoever logs in with it."""
    told = "is what stands for a secret in results and exports; write the secret itself, or leave it out."
    assert meaning.problem(text) == told


@pytest.mark.parametrize("text", ["PCMA", "G722 (WideBand)", "G729A/B"])
def test_a_codec_is_taken_as_it_is(text: str) -> None:
    assert CODEC.problem(text) is None


@pytest.mark.parametrize("text", ["", " ", " PCMU", "PCMU ", "\u00a0PCMU"])
def test_a_codec_that_is_empty_or_has_blanks_around_is_refused(text: str) -> None:
    assert CODEC.problem(text) == (
        f"is {shown(text)}; a codec is not empty and has no blanks around it. Write a list, such as [PCMA, PCMU], and"
        " [] for none."
    )


@pytest.mark.parametrize("text", ["$ANSIBLE_VAULT;1.1;AES256", "$ANSIBLE_VAULT;1.2;AES256;dev\n3162\n6364\n"])
def test_a_vaulted_text_that_nobody_has_decrypted_is_no_secret(text: str) -> None:
    assert secret_problem(text) == "is a vaulted text that nobody has decrypted (its value is not shown here)."


_visible = st.text(st.characters(codec="ascii", categories=["L", "N", "P"]), min_size=8, max_size=40).filter(
    lambda text: text.strip("*")
)
_blanks = st.sampled_from([" ", "\n", "\r\n", "\t", "\u00a0", "\u2028", *HIDDEN])


@given(_visible)
def test_a_secret_is_taken_as_it_is(secret: str) -> None:
    assert secret_problem(secret) is None
    assert secret_problem(f"{secret} {secret}") is None


@given(_visible, _blanks, st.booleans())
def test_what_is_at_the_end_of_a_secret_is_named_without_the_secret(secret: str, blank: str, at_end: bool) -> None:
    problem = secret_problem(secret + blank if at_end else blank + secret)
    assert problem is not None
    assert problem.startswith("ends with" if at_end else "begins with")
    assert secret not in problem
    assert problem.isprintable()


@given(_visible, st.sampled_from(HIDDEN))
def test_what_cannot_be_seen_inside_a_secret_is_named_without_the_secret(secret: str, mark: str) -> None:
    problem = str(secret_problem(secret + mark + secret))
    assert problem.startswith("holds the character U+")
    assert secret not in problem


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("text", None),
        (True, "a boolean"),
        (0, "a number"),
        (0.5, "a number"),
        (datetime.date(2026, 1, 1), "a date"),
        (b"x", "binary data"),
        ({}, "a mapping"),
        ([], "a list"),
        ((), "a list"),
        (None, "null"),
    ],
)
def test_the_kind_of_a_value(value: object, kind: str | None) -> None:
    assert kind_of(value) == kind
