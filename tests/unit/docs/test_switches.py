# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The switches that the guide to XAPI names are those of the emulator."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from ansible_collections.telephony.threecx.tests.emulator.behaviour import Behaviour

ROOT = Path(__file__).resolve().parents[3]
GUIDE = (ROOT / "docs" / "docsite" / "rst" / "guide_xapi.rst").read_text(encoding="utf-8")
NAMED = [
    name
    for field in re.findall(r"^   :Switch(?:es)?: .*", GUIDE, re.MULTILINE)
    for name in re.findall("``(.+?)``", field)
]
SWITCHES = {field.name for field in fields(Behaviour)}


def test_the_guide_names_most_switches() -> None:
    assert len(set(NAMED)) > len(SWITCHES) / 2


@pytest.mark.parametrize("name", NAMED)
def test_a_named_switch_exists(name: str) -> None:
    assert name in SWITCHES
