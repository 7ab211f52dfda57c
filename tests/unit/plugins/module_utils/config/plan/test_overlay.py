# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._kinds import KINDS
from ansible_collections.telephony.threecx.plugins.module_utils.config.plan._overlay import laid_over

LYON = {"GroupId": "Lyon", "Rights": {"RoleName": "managers"}}
PARIS = {"GroupId": "Paris", "Rights": {"RoleName": "users"}}
ROUTE = {"To": "Extension", "Number": "411"}
GROUPS = st.lists(st.sampled_from(["Lyon", "Paris", "Nice", "Brest"]), unique=True)


def user(before: dict[str, t.Any], given_: dict[str, t.Any], *merge: str) -> dict[str, t.Any]:
    return laid_over(KINDS["Users"], before, given_, merge)


def test_what_is_not_given_stays() -> None:
    before = {"Number": "410", "FirstName": "Gate", "Groups": [LYON]}
    assert user(before, {"Number": "410", "FirstName": "Door"}) == {**before, "FirstName": "Door"}
    assert user(before, {}) == before
    assert user({}, before) == before


def test_what_is_not_given_inside_stays() -> None:
    rule = {"TrunkDN": "10000", "OfficeHoursDestination": {**ROUTE, "External": "0"}}
    given_ = {"OfficeHoursDestination": {"Number": "412"}}
    after = laid_over(KINDS["InboundRules"], rule, given_)["OfficeHoursDestination"]
    assert after == {"To": "Extension", "Number": "412", "External": "0"}
    assert laid_over(KINDS["InboundRules"], rule, {"OfficeHoursDestination": None})["OfficeHoursDestination"] is None
    assert laid_over(KINDS["InboundRules"], {"OfficeHoursDestination": None}, given_) == given_


@pytest.mark.parametrize(
    ("before", "given_", "number"),
    [
        (ROUTE, {"To": "None"}, None),
        (ROUTE, {"To": "External", "External": "+4930"}, None),
        (ROUTE, {"To": "None", "Number": "412"}, "412"),
        # Of a voicemail box or a fax, the number says whose.
        (ROUTE, {"To": "VoiceMail"}, "411"),
        ({**ROUTE, "To": "External"}, {"To": "External", "External": "+4930"}, "411"),
        ({**ROUTE, "To": "None"}, {"To": "None"}, "411"),
    ],
)
def test_a_call_that_goes_to_nobody_or_outside_has_no_number_left(
    before: dict[str, t.Any], given_: dict[str, t.Any], number: str | None
) -> None:
    route = {"OfficeHoursDestination": before}
    after = laid_over(KINDS["InboundRules"], route, {"OfficeHoursDestination": given_})["OfficeHoursDestination"]
    assert after == {**before, **given_, "Number": number}


def test_a_key_and_a_menu_that_lead_to_no_number_have_none_left() -> None:
    key = {"Input": "1", "ForwardType": "RingGroup", "ForwardDN": "600"}
    menu = {"Forwards": [key], "TimeoutForwardType": "Extension", "TimeoutForwardDN": "411"}
    turned = {"Forwards": [{"Input": "1", "ForwardType": "EndCall"}], "TimeoutForwardType": "RepeatPrompt"}
    assert laid_over(KINDS["Receptionists"], menu, turned) == {
        "Forwards": [{"Input": "1", "ForwardType": "EndCall", "ForwardDN": None}],
        "TimeoutForwardType": "RepeatPrompt",
        "TimeoutForwardDN": None,
    }


def test_a_list_is_what_is_given_and_its_elements_keep_the_rest() -> None:
    assert user({"Groups": [LYON, PARIS]}, {"Groups": [{"GroupId": "Lyon"}]}) == {"Groups": [LYON]}
    assert user({"Groups": [LYON]}, {"Groups": []}) == {"Groups": []}
    assert user({"Groups": None}, {"Groups": [PARIS]}) == {"Groups": [PARIS]}


@given(GROUPS, GROUPS)
def test_lists_that_are_merged_keep_the_elements_of_others(before: list[str], given_: list[str]) -> None:
    old, new = ([{"GroupId": group} for group in groups] for groups in (before, given_))
    merged = user({"Groups": old}, {"Groups": new}, "Users.Groups")["Groups"]
    assert [one["GroupId"] for one in merged] == sorted({*given_, *before})
    alone = user({"Groups": old}, {"Groups": new}, "Queues.Groups")["Groups"]
    assert [one["GroupId"] for one in alone] == sorted(given_)


@given(GROUPS, GROUPS)
def test_sets_of_values_are_merged_too(before: list[str], given_: list[str]) -> None:
    rule = KINDS["OutboundRules"]
    merged = laid_over(rule, {"GroupIds": before}, {"GroupIds": given_}, {"OutboundRules.GroupIds"})["GroupIds"]
    assert merged == sorted({*given_, *before})
    assert laid_over(rule, {"GroupIds": before}, {"GroupIds": given_})["GroupIds"] == sorted(given_)


def test_elements_that_the_pbx_makes_stay_even_where_they_are_not_given() -> None:
    away, out = ({"Name": name, "NoAnswerTimeout": 20} for name in ("Away", "Out of office"))
    after = user({"ForwardingProfiles": [away, out]}, {"ForwardingProfiles": [{"Name": "Away", "NoAnswerTimeout": 30}]})
    assert after["ForwardingProfiles"] == [{"Name": "Away", "NoAnswerTimeout": 30}, out]


def test_departments_that_nobody_can_see_stay() -> None:
    """They have their ids in an export, since there is no name for them."""
    hidden = {"GroupId": 99, "Rights": {"RoleName": "managers"}}
    assert user({"Groups": [LYON, hidden]}, {"Groups": [PARIS]}) == {"Groups": [PARIS, hidden]}
    rule = laid_over(KINDS["OutboundRules"], {"GroupIds": [99, "Lyon"]}, {"GroupIds": ["Paris"]})
    assert rule == {"GroupIds": ["Paris", 99]}


@pytest.mark.parametrize("routes", [[], [{"TrunkId": "10000"}], [{"TrunkId": None}, {"TrunkId": "10001"}]])
def test_a_list_of_places_is_what_is_given(routes: list[dict[str, t.Any]]) -> None:
    before = {"Routes": [{"TrunkId": "10000", "Prepend": "0"}]}
    assert laid_over(KINDS["OutboundRules"], before, {"Routes": routes}) == {"Routes": routes}


def test_places_at_the_end_that_lead_nowhere_are_none() -> None:
    given_ = {"Routes": [{"TrunkId": "10000"}, {"TrunkId": None, "Append": "9"}, {"TrunkId": None}]}
    assert laid_over(KINDS["OutboundRules"], {}, given_) == {"Routes": given_["Routes"][:1]}


def test_neither_side_is_changed_by_it() -> None:
    before, given_ = {"Groups": [LYON]}, {"Groups": [{"GroupId": "Lyon", "Rights": {"RoleName": "users"}}]}
    user(before, given_)
    assert before == {"Groups": [{"GroupId": "Lyon", "Rights": {"RoleName": "managers"}}]}
