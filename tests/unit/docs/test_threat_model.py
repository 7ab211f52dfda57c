# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Each promise of the threat model names tests, and all of them exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
UNIT = ROOT / "tests" / "unit"
TARGETS = ROOT / "tests" / "integration" / "targets"
GUIDE = (ROOT / "docs" / "docsite" / "rst" / "guide_threat_model.rst").read_text(encoding="utf-8")
PROMISES = GUIDE[GUIDE.index("Secrets stay secret\n---") :]
# The terms of lists of definitions, and what is indented below them
DEFINITIONS = re.findall(r"^(?! |\.\.)(\S.*)\n((?:   .*\n|\n(?=   ))+)", PROMISES, re.MULTILINE)


def test_promises_are_found() -> None:
    assert len(DEFINITIONS) > 15


@pytest.mark.parametrize(("promise", "text"), DEFINITIONS)
def test_a_promise_names_a_test(promise: str, text: str) -> None:
    assert re.search(r"^   :Tests: \| ``", text, re.MULTILINE)


@pytest.mark.parametrize("named", re.findall(r"\| ``(.+)``", PROMISES))
def test_a_named_test_exists(named: str) -> None:
    file, _colons, name = named.partition("::")
    target, _slash, tasks = file.partition("/")
    path = TARGETS / target / "tasks" / tasks if tasks else only_file(file)
    line = rf"^ *- name: {re.escape(name)}$" if tasks else rf"^def {name}\("
    assert re.search(line, path.read_text(encoding="utf-8"), re.MULTILINE)


def only_file(name: str) -> Path:
    (path,) = UNIT.rglob(name)
    return path
