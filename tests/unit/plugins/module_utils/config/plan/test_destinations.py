# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A destination that changes leads to what it says, and says where it leads."""

from __future__ import annotations

import typing as t
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import _schema
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._kinds import DESTINATIONS, KINDS
from ansible_collections.telephony.threecx.plugins.module_utils.config.plan._destinations import (
    judged,
    misled,
    own,
    what_numbers_are,
    whole,
)
from ansible_collections.telephony.threecx.plugins.module_utils.config.plan._differences import Comparer

Json = dict[str, t.Any]

USERS, QUEUES, RECEPTIONISTS = KINDS["Users"], KINDS["Queues"], KINDS["Receptionists"]
# By the type that has them, the words that lead to a number, and those that lead outside
WITH_NUMBER = {
    "Destination": ("Extension", "IVR", "Queue", "RingGroup", "RoutePoint"),
    "ReceptionistForward": ("Extension", "IVR", "Queue", "RingGroup"),
    "Receptionist": ("Extension", "IVR", "Queue", "RingGroup"),
    "CallParkingSettings": ("DN", "RoutePoint"),
}
OUTSIDE = {"Destination": ("External",), "CallParkingSettings": ("ExternalNumber",)}
# ... and those that lead to no number of the PBX
WITHOUT_NUMBER = {
    "Destination": ("None", "External"),
    "ReceptionistForward": ("EndCall", "CallByName", "RepeatPrompt"),
    "Receptionist": ("EndCall", "CallByName", "RepeatPrompt"),
    "CallParkingSettings": ("TransferBack", "ExternalNumber"),
}
# Where one of them stands
HOLDERS: dict[str, tuple[str, str, t.Callable[[Json], Json]]] = {
    "Destination": ("Queues", "ForwardNoAnswer", lambda one: {"ForwardNoAnswer": one}),
    "ReceptionistForward": ("Receptionists", "Forwards[0]", lambda one: {"Forwards": [{"Input": "1", **one}]}),
    "Receptionist": ("Receptionists", "", lambda one: one),
    "CallParkingSettings": ("CallParkingSettings", "", lambda one: one),
}
OF_KIND = {"Users": "Extension", "RingGroups": "RingGroup", "Queues": "Queue", "Receptionists": "IVR"}
NUMBERS = MappingProxyType({"410": "Users", "600": "RingGroups", "800": "Receptionists", "870": "Queues"})


def words(type_name: str) -> list[str]:
    return sorted(_schema.values(_schema.properties(type_name)[DESTINATIONS[type_name].to].type))


EVERY = [(type_name, to) for type_name in HOLDERS for to in words(type_name)]


def wrong(kind: str, before: Json, wanted: Json, known: t.Mapping[str, str] = NUMBERS) -> list[str]:
    return list(misled(Comparer(KINDS[kind], None, ()), before, wanted, known))


def told_of(type_name: str, before: Json, wanted: Json, known: t.Mapping[str, str] = NUMBERS) -> list[str]:
    """What is wrong with one destination, without its place."""
    kind, path, held = HOLDERS[type_name]
    found = wrong(kind, held(before) if before else {}, held(wanted), known)
    beginning = f"{path}: " if path else ""
    assert all(why.startswith(beginning) for why in found)
    return [why[len(beginning) :] for why in found]


@pytest.mark.parametrize(("type_name", "to"), EVERY)
def test_what_leads_to_a_number_has_one(type_name: str, to: str) -> None:
    described = DESTINATIONS[type_name]
    is_outside = to in OUTSIDE.get(type_name, ())
    needed = described.outside if is_outside else described.number
    leads = is_outside or to in WITH_NUMBER[type_name]
    told = [f"{described.to} is {to}, so {needed} must be given too."] if leads else []
    others = {described.to: next(other for other in words(type_name) if other != to), needed: "410"}
    for empty in ({}, {needed: None}, {needed: ""}):
        assert told_of(type_name, {}, {described.to: to, **empty}) == told
        # The number of something else is there already, and would stay.
        assert told_of(type_name, others, {described.to: to, **empty}) == told
    assert told_of(type_name, {}, {described.to: to, needed: "999"}) == []


@pytest.mark.parametrize("wanted", [{"ForwardNoAnswer": None}, {"ForwardNoAnswer": {"Number": "870"}}, {"Name": "R"}])
def test_what_does_not_say_where_to_is_not_judged(wanted: Json) -> None:
    assert wrong("Queues", {}, wanted) == []


@pytest.mark.parametrize("kind", sorted(OF_KIND))
@pytest.mark.parametrize(("type_name", "to"), EVERY)
def test_a_call_goes_to_a_number_by_the_word_for_what_it_is(type_name: str, to: str, kind: str) -> None:
    described = DESTINATIONS[type_name]
    wanted = {described.to: to, described.number: "999", **({described.outside: "0"} if described.outside else {})}
    is_wrong = to in OF_KIND.values() and to != OF_KIND[kind]
    beginning = f"{described.to} is {to}, and '999' is one of {kind}"
    why = [f"{beginning}: that is {OF_KIND[kind]}, unless another number is meant."] if is_wrong else []
    assert told_of(type_name, {}, wanted, {"999": kind}) == why
    # The number alone, where the word stays
    assert told_of(type_name, {**wanted, described.number: "998"}, {described.number: "999"}, {"999": kind}) == (
        told_of(type_name, {}, wanted, {"999": kind})
        if to not in WITHOUT_NUMBER[type_name]
        else [f"{described.to} is {to}, so {described.number} means nothing; give {described.to} as well."]
    )
    # What is there already is left alone, and so is what nobody knows.
    assert told_of(type_name, wanted, wanted, {"999": kind}) == []
    assert told_of(type_name, {}, wanted, {}) == []


@pytest.mark.parametrize(("type_name", "to"), [(name, to) for name, to in EVERY if name in OUTSIDE])
def test_a_number_outside_alone_means_nothing_where_calls_go_elsewhere(type_name: str, to: str) -> None:
    described = DESTINATIONS[type_name]
    before = {described.to: to, described.number: "410", described.outside: "1"}
    is_known = to in (*WITH_NUMBER[type_name], *WITHOUT_NUMBER[type_name])
    is_idle = is_known and to not in OUTSIDE[type_name]
    why = [f"{described.to} is {to}, so {described.outside} means nothing; give {described.to} as well."]
    # What was wrong with the number before is left alone.
    known = {"410": "Queues"}
    assert told_of(type_name, before, {described.outside: "2"}, known) == (why if is_idle else [])
    assert told_of(type_name, before, {described.outside: "1"}, known) == []
    # Whoever says both means it, and so does who takes away what has no meaning.
    assert told_of(type_name, before, {described.to: to, described.outside: "2"}, known) == []
    assert (told_of(type_name, before, {described.outside: ""}, known) == []) is (to not in OUTSIDE[type_name])


@pytest.mark.parametrize("empty", [None, ""])
@pytest.mark.parametrize("type_name", sorted(HOLDERS))
def test_a_number_is_not_taken_from_what_leads_to_it(type_name: str, empty: str | None) -> None:
    described = DESTINATIONS[type_name]
    to = WITH_NUMBER[type_name][0]
    why = [f"{described.to} is {to}, so {described.number} must be given too."]
    assert told_of(type_name, {described.to: to, described.number: "410"}, {described.number: empty}) == why


@st.composite
def destinations(draw: st.DrawFn, type_name: str) -> Json:
    described = DESTINATIONS[type_name]
    values: dict[str, st.SearchStrategy[t.Any]] = {
        described.to: st.sampled_from(words(type_name)),
        described.number: st.sampled_from([None, "", "999", *NUMBERS]),
        described.outside: st.sampled_from([None, "", "+4930"]),
    }
    return {name: draw(value) for name, value in values.items() if name and draw(st.booleans())}


def is_fine(type_name: str, destination: Json) -> bool:
    """Whether a destination leads to what it says, as far as anybody knows."""
    described = DESTINATIONS[type_name]
    to, number = destination.get(described.to), destination.get(described.number)
    if to in OUTSIDE.get(type_name, ()):
        return bool(destination.get(described.outside))
    found = OF_KIND.get(NUMBERS.get(number or "", ""))
    is_other = to in OF_KIND.values() and found not in (None, to)
    return to not in WITH_NUMBER[type_name] or (bool(number) and not is_other)


@pytest.mark.parametrize("type_name", sorted(HOLDERS))
@given(data=st.data())
def test_a_destination_that_changes_leads_to_what_it_says(type_name: str, data: st.DataObject) -> None:
    before, wanted = (data.draw(destinations(type_name)) for _side in range(2))
    after, told = {**before, **wanted}, told_of(type_name, before, wanted)
    described = DESTINATIONS[type_name]
    changed = {name for name in described.names if (before.get(name) or None) != (after.get(name) or None)}
    leading = described.outside if after.get(described.to) in OUTSIDE.get(type_name, ()) else described.number
    if not changed or (described.to in wanted and is_fine(type_name, wanted)):
        assert told == []
    elif not told and changed & {described.to, leading}:
        assert is_fine(type_name, after)


BEFORE = {
    "OfficeRoute": {"IsPromptEnabled": False, "Route": {"To": "Extension", "Number": "410"}},
    "BreakRoute": {"Route": {"To": "Queue", "Number": "870"}},
}
ROUTES: list[Json] = [
    {"To": "Extension"},
    {"To": "Queue"},
    {"To": "Extension", "Number": "410"},
    {"To": "Queue", "Number": "410"},
    {"Number": "600"},
    {"External": "+4930"},
]


@pytest.mark.parametrize("office", ROUTES, ids=str)
@pytest.mark.parametrize("other", ROUTES, ids=str)
def test_what_another_destination_is_makes_no_difference(office: Json, other: Json) -> None:
    one: Json = {"OfficeRoute": {"IsPromptEnabled": True, "Route": office}}
    two: Json = {"BreakRoute": {"Route": other}, "HolidaysRoute": {"Route": other}}
    assert wrong("Groups", BEFORE, {**one, **two}) == wrong("Groups", BEFORE, one) + wrong("Groups", BEFORE, two)


def test_destinations_are_found_at_any_depth_and_those_that_are_there_stay() -> None:
    stale, new = {"To": "External", "External": ""}, {"To": "Queue"}

    def profiles(*internal: Json) -> Json:
        return {
            "ForwardingProfiles": [
                {"Name": str(place), "AwayRoute": {"Internal": one}} for place, one in enumerate(internal)
            ]
        }

    told = "ForwardingProfiles[1].AwayRoute.Internal: To is Queue, so Number must be given too."
    assert wrong("Users", profiles(stale, {"To": "None"}), profiles(stale, new)) == [told]


def test_an_element_of_a_list_is_the_one_that_would_be_written() -> None:
    """Its place is that in the file of the user."""
    keys = [{"Input": key, "ForwardType": "Queue", "ForwardDN": "870"} for key in "12"]
    told = ["Forwards[0]: ForwardType is Queue, and '600' is one of RingGroups: that is RingGroup, unless another"]
    wanted = {"Forwards": [{"Input": "2", "ForwardDN": "600"}, {"Input": "1", "ForwardType": "Queue"}]}
    assert [why[: len(told[0])] for why in wrong("Receptionists", {"Forwards": keys}, wanted)] == told
    # Those without a key are the same where they are alike.
    known = {"Condition": "BasedOnCallerID", "Data": "1", "Destination": {"To": "Extension", "Number": "410"}}
    new = {"Condition": "BasedOnCallerID", "Data": "2", "Destination": {"To": "Extension"}}
    assert wrong("Users", {"ForwardingExceptions": [known]}, {"ForwardingExceptions": [new, known]}) == [
        "ForwardingExceptions[0].Destination: To is Extension, so Number must be given too."
    ]


def test_what_is_no_object_hides_no_destination_behind_it() -> None:
    one = {"Name": "1", "AwayRoute": {"Internal": {"To": "Queue"}}}
    told = ["ForwardingProfiles[1].AwayRoute.Internal: To is Queue, so Number must be given too."]
    assert wrong("Users", {}, {"ForwardingProfiles": [None, one]}) == told
    assert wrong("Users", {"ForwardingProfiles": None}, {"ForwardingProfiles": [None, one]}) == told
    assert wrong("Users", {"ForwardingProfiles": [{"Name": "1", "AwayRoute": None}]}, {"ForwardingProfiles": [one]})


@pytest.mark.parametrize(
    ("kind", "wanted", "names"),
    [
        ("Receptionists", ["TimeoutForwardType"], {"TimeoutForwardDN", "TimeoutForwardType"}),
        ("Receptionists", ["Name", "Forwards"], {"Forwards"}),
        ("Receptionists", ["Name"], set()),
        ("Queues", ["Name", "ForwardNoAnswer"], {"ForwardNoAnswer"}),
        (
            "CallParkingSettings",
            ["AutoPickupForwardDN"],
            {"AutoPickupForwardDN", "AutoPickupForwardExternalNumber", "AutoPickupForwardType"},
        ),
    ],
)
def test_a_destination_is_judged_by_all_that_belongs_to_it(kind: str, wanted: list[str], names: set[str]) -> None:
    assert {*judged(KINDS[kind], wanted)} == names
    assert {*own(KINDS[kind], wanted)} == {name for name in names if "Forward" in name} - {
        "ForwardNoAnswer",
        "Forwards",
    }


@pytest.mark.parametrize(
    ("kind", "type_name"), [("Receptionists", "Receptionist"), ("CallParkingSettings", "CallParkingSettings")]
)
def test_what_an_object_itself_leaves_behind_is_a_part_of_what_is_wanted_of_it(kind: str, type_name: str) -> None:
    described = DESTINATIONS[type_name]
    before = {described.to: WITH_NUMBER[type_name][0], described.number: "410"}
    for to in WITHOUT_NUMBER[type_name]:
        turned = {described.to: to}
        assert whole(KINDS[kind], before, turned) == {**turned, described.number: None}
        assert whole(KINDS[kind], before, {**turned, described.number: "600"}) == {**turned, described.number: "600"}
        assert whole(KINDS[kind], {**before, **turned}, turned) == turned
    assert whole(KINDS[kind], before, {"Name": "Menu"}) == {"Name": "Menu"}
    assert whole(KINDS["Queues"], before, {"To": "None"}) == {"To": "None"}


def test_what_a_number_is_of_is_known_by_its_kind_and_else_by_what_the_pbx_says() -> None:
    rows: dict[str, list[Json]] = {
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
