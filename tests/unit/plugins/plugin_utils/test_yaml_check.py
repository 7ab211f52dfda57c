# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import typing as t

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.plugin_utils._yaml_check import (
    check,
    needs_ansible,
    values_of,
)
from ansible_collections.telephony.threecx.plugins.plugin_utils._yaml_text import yaml_text

values: st.SearchStrategy[t.Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


@given(st.dictionaries(st.text(), values, max_size=3))
def test_what_the_collection_writes_has_no_flaw(value: dict[str, t.Any]) -> None:
    assert check(yaml_text(value)).flaw is None


@given(st.dictionaries(st.text(), values, max_size=3))
def test_what_needs_no_ansible_is_read_as_it_was_written(value: dict[str, t.Any]) -> None:
    text = yaml_text(value)
    document = check(text).document
    if not needs_ansible(text) and document is not None:
        assert values_of(document) == value


@pytest.mark.parametrize("text", ["a: !vault |\n  x", "a: !unsafe x", "a: '{{ b }}'", "{% if a %}", "a: '{# b #}'"])
def test_tags_and_templates_need_ansible(text: str) -> None:
    assert needs_ansible(text)


@pytest.mark.parametrize("text", ["a: 2026-13-45", "[1, 2]: b"])
def test_what_looks_like_something_that_it_is_not_is_no_crash(text: str) -> None:
    document = check(text).document
    assert document is not None
    with pytest.raises((ValueError, yaml.YAMLError)):
        values_of(document)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "---\n",
        "a: &x {b: 1}\nc: *x\nd: *x\n",
        "a: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  6162\nb: !unsafe '{{ x }}'\n",
        "base: &x {a: 1}\nc:\n  <<: *x\n  <<: *x\n",
        "a: {b: 1}\nc: {b: 1}\n",
        "? [1]\n: a\n? [1]\n: b\n",
        "a: &x [*x]\n",
    ],
)
def test_what_ansible_reads_as_it_stands_has_no_flaw(text: str) -> None:
    assert check(text).flaw is None


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        ("Users: []\nGroups: []\nUsers: []\n", "has 'Users' in line 1 and once more in line 3; one must go"),
        ("Users:\n  - Number: '1'\n    Number: '2'\n", "has 'Number' in line 2 and once more in line 3; one must go"),
        ("a:\n  - b: {c: {d: 1,\n      d: 2}}\n", "has 'd' in line 2 and once more in line 3; one must go"),
        ("a: {b: 1, b: 2}\n", "has 'b' in line 1 and once more in line 1; one must go"),
        (
            "a: 1\n---\nb: 1\n",
            "is no YAML at line 2, column 1; texts with signs that mean something to YAML must be in quotes",
        ),
        ("\0", "is no YAML, or no text"),
    ],
)
def test_a_flaw_is_told_with_its_line(text: str, flaw: str) -> None:
    assert check(text).flaw == flaw


@pytest.mark.parametrize(
    "text", ["a: *hush\n", "a: %hush\n", "a: 'hush\n", "a: hush: b\n", '"a": "\\hush"\n', "a: [hush\n"]
)
def test_a_flaw_shows_no_value(text: str) -> None:
    flaw = check(text).flaw
    assert flaw is not None
    assert "hush" not in flaw


@pytest.mark.parametrize("text", ["a: {{ b }}", "Users:\n- Number: '410'\n  AuthPassword: {{ vault_pin }}"])
def test_a_template_without_quotes_is_told_with_its_line(text: str) -> None:
    line = text.count("\n") + 1
    assert check(text).flaw == f"has braces in line {line} that are in no quotes; put templates in quotes"
