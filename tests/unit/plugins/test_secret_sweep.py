# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The sweep for secrets must be able to find one, else all tests that rely on it prove nothing."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.secret_sweep import assert_no_secrets
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.watch import Warnings, Watch

SECRET = 's3+cr/et="tö p?>'
secrets = st.text(st.characters(exclude_categories=["C"]), min_size=8, max_size=40)


@pytest.mark.parametrize(
    "shape",
    [
        SECRET,
        json.dumps({"a": SECRET}),
        json.dumps({"a": SECRET}, ensure_ascii=False),
        quote(SECRET),
        quote(SECRET, safe=""),
        quote_plus(SECRET),
        quote(SECRET, safe="").lower(),
        base64.b64encode(SECRET.encode()).decode(),
        repr(SECRET.encode()),
    ],
)
def test_a_secret_is_found_in_every_form(shape: str) -> None:
    with pytest.raises(AssertionError, match="shows"):
        assert_no_secrets(f"before {shape} after", ["another secret", SECRET])


@given(
    secrets,
    st.binary(max_size=9),
    st.binary(max_size=9),
    st.booleans(),
)
def test_a_secret_is_found_in_base64_at_every_alignment(secret: str, before: bytes, after: bytes, url: bool) -> None:
    encode = base64.urlsafe_b64encode if url else base64.b64encode
    with pytest.raises(AssertionError, match="shows"):
        assert_no_secrets(encode(before + secret.encode() + after).decode(), [secret])


def test_other_texts_pass() -> None:
    assert_no_secrets("nothing in here " + base64.b64encode(b"nor in here").decode(), [SECRET])


def test_the_watch_finds_a_secret_that_becomes_known_later() -> None:
    watch, secrets = Watch(), set[str]()
    watch.add_source(lambda: secrets)
    watch.add_text(f"token {SECRET}")
    watch.check()
    secrets.add(SECRET)
    with pytest.raises(AssertionError, match="shows plain"):
        watch.check()


def test_an_unexpected_warning_fails() -> None:
    warnings = Warnings()
    warnings("one thing")
    warnings.expect("^one")
    warnings.expect()
    warnings("another")
    for patterns in ((), ("other thing",), ("another", "one more")):
        with pytest.raises(AssertionError):
            Warnings.expect(_copy(warnings), *patterns)


def _copy(warnings: Warnings) -> Warnings:
    copy = Warnings()
    copy.texts = warnings.texts[1:]
    return copy
