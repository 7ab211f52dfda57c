# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What all tests of the plugins watch for: no secret in any text that came out, no warning that was not expected."""

from __future__ import annotations

import re
import typing as t
from collections.abc import Callable, Iterable
from pathlib import Path

from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.secret_sweep import assert_no_secrets


class Watch:
    """Collects texts and, separately, the secrets that none of them may hold; checked at the end of each test.

    Tokens come into being while a test runs, so the secrets are asked for at the end.
    """

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._sources: list[Callable[[], Iterable[str]]] = []

    def add_text(self, *texts: object) -> None:
        self._texts += map(str, texts)

    def add_files(self, folder: Path) -> None:
        """Names and contents of all files below a folder."""
        for path in folder.rglob("*"):
            self.add_text(path, path.read_bytes().decode("latin-1") if path.is_file() else "")

    def add_secrets(self, *secrets: str) -> None:
        self._sources.append(lambda: secrets)

    def add_source(self, secrets: Callable[[], Iterable[str]]) -> None:
        self._sources.append(secrets)

    def check(self) -> None:
        assert_no_secrets("\n".join(self._texts), {secret for source in self._sources for secret in source()})


class Warnings:
    """Takes the warnings of a client; those that the test did not expect fail it at the end."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._expected = 0

    def __call__(self, text: str) -> None:
        self.texts.append(text)

    def expect(self, *patterns: str) -> None:
        """Fail unless exactly these came since the last call, in order; regular expressions that are searched for."""
        fresh, self._expected = self.texts[self._expected :], len(self.texts)
        assert_warnings(fresh, patterns)


def assert_warnings(actual: t.Sequence[str], expected: t.Sequence[str]) -> None:
    """Fail unless the warnings match the expected patterns one by one, in order."""
    assert len(actual) == len(expected), f"{len(expected)} warnings expected, these came: {list(actual)}"
    unmet = [(text, pattern) for text, pattern in zip(actual, expected) if not re.search(pattern, text)]
    assert not unmet, "\n".join(f"warning {text!r}, expected {pattern!r}" for text, pattern in unmet)
