# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A destination that changes says which number or which outside number it means."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import _schema
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._kinds import KINDS
from ansible_collections.telephony.threecx.plugins.module_utils.config.plan._destinations import (
    misdirected,
    misleading,
    what_numbers_are,
)

WITH_NUMBER = ("Extension", "IVR", "Queue", "RingGroup", "RoutePoint")
QUEUES, USERS = KINDS["Queues"], KINDS["Users"]


@pytest.mark.parametrize("to", sorted(_schema.values("DestinationType")))
def test_what_leads_to_a_number_has_one(to: str) -> None:
    needed = "External" if to == "External" else "Number"
    told = [f"ForwardNoAnswer: To is {to}, so {needed} must be given too."]
    leads = to in (*WITH_NUMBER, "External")
    for empty in ({}, {needed: None}, {needed: ""}):
        given = {"ForwardNoAnswer": {"To": to, **empty}}
        assert misleading(QUEUES, {}, given) == (told if leads else [])
        # The number of something else is there already, and would stay.
        assert misleading(QUEUES, {"ForwardNoAnswer": {"To": "None"}}, given) == (told if leads else [])
    assert misleading(QUEUES, {}, {"ForwardNoAnswer": {"To": to, needed: "870"}}) == []


@pytest.mark.parametrize("given", [{"ForwardNoAnswer": None}, {"ForwardNoAnswer": {"Number": "870"}}, {"Name": "Ring"}])
def test_what_does_not_say_where_to_is_not_judged(given: dict[str, t.Any]) -> None:
    assert misleading(QUEUES, {}, given) == []


def test_destinations_are_found_at_any_depth_and_those_that_are_there_stay() -> None:
    stale, new = {"To": "External", "External": ""}, {"To": "Queue"}

    def profiles(*internal: dict[str, t.Any]) -> dict[str, t.Any]:
        return {
            "ForwardingProfiles": [
                {"Name": str(place), "AwayRoute": {"Internal": one}} for place, one in enumerate(internal)
            ]
        }

    told = "ForwardingProfiles[1].AwayRoute.Internal: To is Queue, so Number must be given too."
    assert misleading(USERS, profiles(stale, {"To": "None"}), profiles(stale, new)) == [told]


def test_what_is_no_object_hides_no_destination_behind_it() -> None:
    wrong = {"Name": "1", "AwayRoute": {"Internal": {"To": "Queue"}}}
    told = ["ForwardingProfiles[1].AwayRoute.Internal: To is Queue, so Number must be given too."]
    assert misleading(USERS, {}, {"ForwardingProfiles": [None, wrong]}) == told


OF_KIND = {"Users": "Extension", "RingGroups": "RingGroup", "Queues": "Queue", "Receptionists": "IVR"}


def test_what_a_number_is_of_is_known_by_its_kind_and_else_by_what_the_pbx_says() -> None:
    rows: dict[str, list[dict[str, t.Any]]] = {
        "Peers": [
            *({"Number": str(place), "Type": name} for place, name in enumerate(sorted(_schema.values("PeerType")))),
            *({"Number": "98"}, {"Number": "99", "Type": None}),
        ],
        "Users": [{"Number": "410"}],
        "Trunks": [{"Number": "10000"}],
    }
    new = [(KINDS["Queues"], ("870",)), (KINDS["Groups"], ("Lyon",)), (KINDS["Fax"], ("880",))]
    found = what_numbers_are(rows, new)
    assert {found.pop("410"), found.pop("870")} == {"Users", "Queues"}
    # Of a fax, a parking place and others nobody knows by which words one reaches them.
    assert sorted(OF_KIND[kind] for kind in found.values()) == sorted(OF_KIND.values())


@pytest.mark.parametrize("kind", sorted(OF_KIND))
@pytest.mark.parametrize("to", sorted(_schema.values("DestinationType")))
def test_a_call_goes_to_a_number_by_the_word_for_what_it_is(kind: str, to: str) -> None:
    given = {"ForwardNoAnswer": {"To": to, "Number": "870"}}
    is_wrong = to in OF_KIND.values() and to != OF_KIND[kind]
    beginning = f"ForwardNoAnswer: To is {to}, and '870' is one of {kind}"
    why = f"{beginning}: that is {OF_KIND[kind]}, unless another number is meant."
    assert misdirected(QUEUES, {}, given, {"870": kind}) == ([why] if is_wrong else [])
    # What is there already is left alone, and so is what nobody knows.
    assert misdirected(QUEUES, given, given, {"870": kind}) == []
    assert misdirected(QUEUES, {}, given, {}) == []
