# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What properties mean that say together where calls go."""

from __future__ import annotations

import pytest

from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import _schema
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._kinds import (
    DESTINATIONS,
    TYPES,
    left_behind,
)

EVERY = [
    (type_name, to, before)
    for type_name, described in DESTINATIONS.items()
    for to in sorted(_schema.values(_schema.properties(type_name)[described.to].type))
    for before in (described.to_number[0], *described.to_nobody, *described.to_outside, "VoiceMail")
]
WITHOUT_NUMBER = {
    "Destination": ("None", "External"),
    "ReceptionistForward": ("EndCall", "CallByName", "RepeatPrompt"),
    "Receptionist": ("EndCall", "CallByName", "RepeatPrompt"),
    "CallParkingSettings": ("TransferBack", "ExternalNumber"),
}


@pytest.mark.parametrize("type_name", sorted(DESTINATIONS))
def test_a_destination_is_made_of_what_there_is(type_name: str) -> None:
    described, known = DESTINATIONS[type_name], _schema.properties(type_name)
    words = (*described.to_number, *described.to_nobody, *described.to_outside)
    assert {*words} <= {*_schema.values(known[described.to].type)}
    assert len({*words}) == len(words)
    assert all(known[name].is_nullable and known[name].type == "text" for name in described.names[1:])
    assert bool(described.outside) is bool(described.to_outside)


def test_whatever_says_to_what_kind_of_thing_calls_go_is_a_destination() -> None:
    words = {"DestinationType", "IVRForwardType", "TypeOfAutoPickupForward"}
    found = {type_name for type_name in TYPES for one in _schema.properties(type_name).values() if one.type in words}
    assert found == {*DESTINATIONS}


@pytest.mark.parametrize(("type_name", "to", "before"), EVERY)
def test_the_number_that_calls_went_to_is_left_behind_where_they_go_to_none(
    type_name: str, to: str, before: str
) -> None:
    described = DESTINATIONS[type_name]
    is_turned = to in WITHOUT_NUMBER[type_name] and to != before
    there = {described.to: before, described.number: "870"}
    assert left_behind(type_name, there, {described.to: to}) == ({described.number: None} if is_turned else {})
    for number in (None, ""):
        assert left_behind(type_name, {**there, described.number: number}, {described.to: to}) == {}


def test_no_number_is_left_behind_by_anything_else() -> None:
    there = {"To": "Extension", "Number": "870"}
    # On either side of a destination in the alphabet
    for type_name in ("CallFlowApp", "Route"):
        assert left_behind(type_name, there, {"To": "None"}) == {}
    assert left_behind("Destination", there, {"External": "+49301"}) == {}
    assert left_behind("Destination", {}, {"To": "None"}) == {}
