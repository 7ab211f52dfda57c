# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The guide to XAPI says of each question whether the probe answers it, and says so rightly."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ansible_collections.telephony.threecx.plugins.module_utils.probe._questions import QUESTIONS

ROOT = Path(__file__).resolve().parents[3]
GUIDE = (ROOT / "docs" / "docsite" / "rst" / "guide_xapi.rst").read_text(encoding="utf-8")
OPEN = GUIDE[GUIDE.index("Access\n------") : GUIDE.index("Play it yourself\n---")]
# The terms of lists of definitions, and what is indented below them
DEFINITIONS = re.findall(r"^(?! |\.\.|-)(\S.*)\n((?:   .*\n|\n(?=   ))+)", OPEN, re.MULTILINE)
PROBES = {
    term: probe for term, text in DEFINITIONS for probe in re.findall(r"^   :Probe: (.*)$", text, re.MULTILINE)[:1]
}
PARTS = {question.id: question.part for question in QUESTIONS}
# It asks about the probe, not about the phone system.
OF_ITS_OWN = {"is_removed"}
# Faults, which no phone system has as a trait
FAULTS = {"Somebody else at the same time"}


def named(text: str) -> dict[str, str]:
    """The questions that a field names, with the part of the probe that answers them."""
    found: dict[str, str] = {}
    for clause in re.split(r", and (?=leaves)|, and (?=``\w+``(?:(?: and|,) ``\w+``)* with)", text):
        option = re.search(r" with ``(\w+)``$", clause)
        part = "never" if clause.startswith("leaves") else option[1] if option else "read"
        names = re.findall("``(.+?)``", clause[: option.start()] if option else clause)
        found.update(dict.fromkeys(names, part))
    return found


def test_definitions_are_found() -> None:
    assert len(PROBES) > 30


@pytest.mark.parametrize(("term", "text"), DEFINITIONS)
def test_every_open_question_tells_whether_the_probe_answers_it(term: str, text: str) -> None:
    is_open = "*Unknown*" in text or ":Switch" in text
    # What is known of all kinds of objects has a table of its own.
    assert not is_open or term in PROBES or term in FAULTS


@pytest.mark.parametrize(("term", "text"), PROBES.items())
def test_the_named_questions_exist_and_are_answered_so(term: str, text: str) -> None:
    assert named(text) == {name: PARTS[name] for name in named(text)}


def test_every_question_of_the_probe_is_in_the_guide() -> None:
    assert {name for text in PROBES.values() for name in named(text)} | OF_ITS_OWN == set(PARTS)
