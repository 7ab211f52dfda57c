# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import re
import typing as t

import pytest
from ansible.parsing.dataloader import DataLoader
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.plugin_utils._yaml_text import yaml_text
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.written_yaml import read_yaml

# What YAML 1.1 or 1.2, or a reader with rules of its own, may take for something else than a text
TRAPS = [
    *("No", "y", "N", "off", "True", "null", "~", "", " ", "=", "<<", "-", "?", "!", "&a", "*a", "%", "@", "`"),
    *(
        "0410",
        "0o17",
        "0x1F",
        "0b1",
        "1e3",
        "1_000",
        "1.5",
        ".5",
        "+1",
        "-1",
        ".inf",
        "-.INF",
        ".nan",
        "nan",
        "Infinity",
    ),
    *(
        "09:00",
        "1:30",
        "190:20:30",
        "10:20:30:40:50:10",
        "00A0BA112233",
        "001565123456",
        "805012345678",
        "80156512E104",
    ),
    *(
        "2026-11-26",
        "2026-11-26 01:02:03",
        "a: b",
        "a #b",
        "#b",
        "a:",
        "- a",
        "[a]",
        "{a: b}",
        "'",
        '"',
        "\\",
        "---",
        "...",
    ),
    *(
        "{{ secret }}",
        "{% if x %}",
        "{# x #}",
        "!unsafe x",
        "|",
        ">",
        "a\nb",
        "a\n",
        "\na",
        " a\nb",
        "a \nb",
        "a\n\n",
        "\t",
    ),
    *("\r\n", "\x85", "\u2028", "\ufeff", "\x00", "\u200ba", "M\u00fcller", "\U0001f4de", "a" * 300),
]

texts = st.one_of(st.sampled_from(TRAPS), st.text(st.characters(exclude_categories=["Cs"])))
values = st.recursive(
    st.one_of(texts, st.integers(), st.booleans(), st.none()),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(texts, inner, max_size=4)),
    max_leaves=12,
)


@given(values)
def test_what_is_written_reads_back(value: t.Any) -> None:
    assert read_yaml(yaml_text(value)) == value


@pytest.mark.parametrize("trap", TRAPS)
def test_a_text_stays_a_text_for_ansible(trap: str) -> None:
    (read,) = DataLoader().load(yaml_text({"Name": trap})).values()
    assert isinstance(read, str)
    assert read == trap


@pytest.mark.parametrize("trap", TRAPS)
def test_what_a_reader_could_take_for_something_else_is_in_quotes(trap: str) -> None:
    written = yaml_text([trap])
    plain = re.fullmatch(r"- ([^\"|!\n]+)\n", written)
    assert plain is None or re.match(r"[A-Za-z]", plain[1])


@given(values)
def test_the_same_value_is_always_the_same_text(value: t.Any) -> None:
    assert yaml_text(value) == yaml_text(read_yaml(yaml_text(value)))


def test_texts_with_marks_of_templates_are_told_apart_for_ansible() -> None:
    assert yaml_text({"Name": "{{ x }}"}) == 'Name: !unsafe "{{ x }}"\n'


def test_lists_are_set_in_and_long_lines_are_not_folded() -> None:
    long = "word " * 100 + "end"
    assert yaml_text({"Users": [{"Number": "410", "Name": long}]}) == (f'Users:\n  - Number: "410"\n    Name: {long}\n')


def test_numbers_are_written_as_numbers_wherever_they_are_from() -> None:
    """Since ansible-core 2.19, those in a playbook are of classes of Ansible's own."""
    text = "RingTimeout: 60\nShare: 1.5\nIsOn: true\nNobody: null\n"
    assert yaml_text(DataLoader().load(text)) == text
