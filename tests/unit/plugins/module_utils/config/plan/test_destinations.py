# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A destination that changes says which number or which outside number it means."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import _schema
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._kinds import KINDS
from ansible_collections.telephony.threecx.plugins.module_utils.config.plan._destinations import misleading

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
