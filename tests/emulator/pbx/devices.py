# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""FXS devices as part of a company: what their values refer to is there, and their lines are called like its people."""

from __future__ import annotations

from typing import Any

from .derived import display_name
from .state import Record, State


def problems(state: State, values: Record) -> list[tuple[str, str]]:
    """What a device must not refer to, as (property, WARNINGS token)."""
    found = []
    numbers = [line.get("Number") for line in values.get("FxsLines") or ()]
    if any(number and state.numbered(number) is None for number in numbers):
        found.append(("FxsLines", "WARNINGS.XAPI.NON_EXISTENT_EXT_NUMBER"))
    if values.get("Group") and state.find("Groups", "Number", values["Group"]) is None:
        found.append(("Group", "WARNINGS.XAPI.NOT_FOUND"))
    sbc = (values.get("Provisioning") or {}).get("SbcName")
    if sbc and state.row("Sbcs", sbc) is None:
        found.append(("Provisioning.SbcName", "WARNINGS.XAPI.NOT_FOUND"))
    return found


def named(state: State, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Lines with the names of the people whose extensions they have."""
    return [{**line, "Name": _name(state, line["Number"])} for line in lines]


def _name(state: State, number: str) -> str | None:
    found = state.numbered(number)
    return display_name(found[1]) if found else None
