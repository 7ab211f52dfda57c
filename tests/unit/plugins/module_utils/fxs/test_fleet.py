# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is decided for a fleet."""

from __future__ import annotations

import itertools
import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.api._errors import InputError
from ansible_collections.telephony.threecx.plugins.module_utils.change._limit import Limit
from ansible_collections.telephony.threecx.plugins.module_utils.fxs import _fleet, _plan
from ansible_collections.telephony.threecx.plugins.module_utils.fxs._fleet import (
    Fleet,
    Step,
    describe_missed,
    in_turns,
    noting_missed,
    plan_fleet,
    plan_step,
    read_fleet,
    still_needed,
)
from ansible_collections.telephony.threecx.plugins.module_utils.fxs._plan import Device
from ansible_collections.telephony.threecx.plugins.module_utils.fxs._templates import Template
from ansible_collections.telephony.threecx.plugins.module_utils.fxs._wanted import Guards, Wanted
from ansible_collections.telephony.threecx.plugins.module_utils.shell._argspec import device_options
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.devices import TEMPLATES_READ, seen

HT80X = "grandstream.ht80x.fxs.xml"
FIRST, SECOND, THIRD = "001A2B3C4D01", "001A2B3C4D02", "001A2B3C4D03"
ELEMENT: dict[str, t.Any] = {name: option.get("default") for name, option in device_options().items()}
OPTIONS: dict[str, t.Any] = {
    "state": "present",
    "prune": False,
    "ignore": [],
    "ignore_unmatched": "fail",
    "max_deletions": "10",
    "parallel": 4,
    "on_error": "stop",
}


def read(*elements: dict[str, t.Any], **options: t.Any) -> Fleet:
    """The fleet of these elements, completed as AnsibleModule does it."""
    parsed = [{"state": None, **ELEMENT, **element} for element in elements]
    return read_fleet({**OPTIONS, "devices": parsed, **options}, {"devices": list(elements)})


def adapter(mac: str, name: str | None = None, **fields: t.Any) -> Device:
    entity = {"MacAddress": mac, "Template": {"Id": HT80X, "DeviceType": "Fxs"}, "Brand": "Grandstream", "Name": name}
    return seen({**entity, **fields})


def base(mac: str) -> Device:
    return adapter(mac, Template={"Id": "snomM900.fxs.xml", "DeviceType": "Dect"})


class Untouched:
    def __iter__(self) -> t.Iterator[Template]:
        raise AssertionError("the templates were read")


def steps(fleet: Fleet, *devices: Device, keep_records: bool = True) -> list[Step]:
    return plan_fleet(fleet, TEMPLATES_READ, devices, keep_records=keep_records)


def actions(found: list[Step]) -> list[tuple[str, str | None]]:
    return [(step.wanted.mac, None if step.planned is None else step.planned.action) for step in found]


# Options


def test_every_option_of_a_fleet_is_read() -> None:
    fleet = read(
        {"mac_address": FIRST, "name": "Lobby"},
        {"mac_address": "00:1a:2b:3c:4d:02", "state": "absent"},
        prune=True,
        ignore=["Lobby*"],
        max_deletions="5%",
        parallel=16,
        on_error="continue",
    )
    assert list(fleet.wanted) == [FIRST, SECOND]
    assert [wanted.state for wanted in fleet.wanted.values()] == ["present", "absent"]
    assert fleet.wanted[FIRST].values == {"name": "Lobby"}
    assert (fleet.prune, fleet.ignore, fleet.max_deletions) == (True, ("Lobby*",), Limit(5, True))
    assert (fleet.parallel, fleet.stop_on_error) == (16, False)


def test_the_defaults_are_the_cautious_ones() -> None:
    fleet = read()
    assert (fleet.wanted, fleet.prune, fleet.max_deletions, fleet.stop_on_error) == ({}, False, Limit(10, False), True)


@pytest.mark.parametrize("parallel", [1, 16])
def test_so_many_devices_may_be_changed_at_the_same_time(parallel: int) -> None:
    assert read(parallel=parallel).parallel == parallel


@pytest.mark.parametrize("overall", ["present", "absent"])
@pytest.mark.parametrize("own", [None, "present", "absent"])
def test_an_element_has_the_state_of_the_module_unless_it_has_its_own(overall: str, own: str | None) -> None:
    assert read({"mac_address": FIRST, "state": own}, state=overall).wanted[FIRST].state == (own or overall)


def test_null_in_an_element_is_kept_apart_from_left_out() -> None:
    fleet = read({"mac_address": FIRST, "name": None}, {"mac_address": SECOND})
    assert fleet.wanted[FIRST].values_if_new == {"name": None}
    assert fleet.wanted[SECOND].values_if_new == {}


@pytest.mark.parametrize("given", ["mac_address=001A2B3C4D01", ["mac_address=001A2B3C4D01"]])
def test_elements_may_come_in_as_texts(given: t.Any) -> None:
    fleet = read_fleet({**OPTIONS, "devices": [{"state": None, **ELEMENT, "mac_address": FIRST}]}, {"devices": given})
    assert list(fleet.wanted) == [FIRST]


@pytest.mark.parametrize(
    ("elements", "options", "message"),
    [
        (
            [{"mac_address": FIRST}, {"mac_address": SECOND}, {"mac_address": "00:1a:2b:3c:4d:01"}],
            {},
            f"devices has {FIRST} twice, in entries 1 and 3.",
        ),
        ([{"mac_address": FIRST}, {"mac_address": "x"}], {}, "devices, entry 2: mac_address is 'x'; it must be 12"),
        ([{"mac_address": FIRST, "variables": {"V": []}}], {}, "devices, entry 1: variables.V is a list; it must be"),
        ([{"mac_address": FIRST, "if_fingerprint": "x"}], {}, "devices, entry 1: if_fingerprint is 'x'"),
        ([], {"prune": True}, "devices is empty and prune is true, which would delete all devices"),
        ([{"mac_address": FIRST}], {"ignore": ["x"]}, "ignore is given while prune is false"),
        ([], {"parallel": 0}, "parallel is 0; it must be a number from 1 to 16."),
        ([], {"parallel": 17}, "parallel is 17; it must be a number from 1 to 16."),
        *(
            ([], {"max_deletions": text}, f"max_deletions is '{text}'; it must be a number of devices, like 10, or a")
            for text in ("", "ten", "-1", "1.5", "101%", "5 %", "%", "5%%", "9" * 5000, "None")
        ),
    ],
)
def test_options_that_cannot_be_right_are_refused(
    elements: list[dict[str, t.Any]], options: dict[str, t.Any], message: str
) -> None:
    with pytest.raises(InputError) as caught:
        read(*elements, **options)
    assert str(caught.value).startswith(message)


# How many deletions are allowed


@pytest.mark.parametrize(
    ("text", "deletions", "devices", "allowed"),
    [
        ("0", 0, 100, True),
        ("0", 1, 100, False),
        ("10", 9, 1000, True),
        ("10", 10, 10, True),
        ("10", 11, 1000, False),
        ("250", 250, 250, True),
        (" 10 ", 10, 100, True),
        ("0%", 0, 100, True),
        ("0%", 1, 100, False),
        ("5%", 5, 100, True),
        ("5%", 6, 100, False),
        # One of 20 devices is 5 percent, one of 19 is more.
        ("5%", 1, 20, True),
        ("5%", 1, 19, False),
        ("100%", 7, 7, True),
        ("5%", 0, 0, True),
    ],
)
def test_a_plan_may_delete_so_many_devices(text: str, deletions: int, devices: int, allowed: bool) -> None:
    assert read(max_deletions=text).max_deletions.allows(deletions, devices) is allowed


def test_a_limit_says_what_it_counts() -> None:
    assert (str(Limit(10, False)), str(Limit(5, True))) == ("10 devices", "5 percent")


@given(st.integers(0, 100), st.integers(0, 2000), st.integers(0, 2000))
def test_a_share_is_never_exceeded(percent: int, deletions: int, devices: int) -> None:
    assert Limit(percent, True).allows(deletions, devices) == (deletions <= percent / 100 * devices + 1e-9)


# Plans


def test_listed_devices_are_planned_in_their_order() -> None:
    fleet = read(
        {"mac_address": THIRD, "name": "Gate"},
        {"mac_address": FIRST, "template": HT80X, "model": "HT802"},
        {"mac_address": SECOND, "state": "absent"},
        {"mac_address": "001A2B3C4D04", "name": "Lobby"},
        {"mac_address": "001A2B3C4D05", "state": "absent"},
    )
    found = steps(fleet, adapter(SECOND), adapter(THIRD), adapter("001A2B3C4D04", "Lobby"), adapter("001A2B3C4D06"))
    assert actions(found) == [
        (THIRD, "update"),
        (FIRST, "create"),
        (SECOND, "delete"),
        ("001A2B3C4D04", "keep"),
        ("001A2B3C4D05", "keep"),
    ]
    assert [step.changes for step in found] == [True, True, True, False, False]
    assert [step.deletes for step in found] == [False, False, True, False, False]
    assert [step.error for step in found] == [None] * 5


def test_a_device_without_a_plan_has_an_error_and_the_others_have_none() -> None:
    fleet = read({"mac_address": FIRST}, {"mac_address": SECOND, "language": "Klingon"}, {"mac_address": THIRD})
    found = steps(fleet, adapter(SECOND), adapter(THIRD))
    assert actions(found) == [(FIRST, None), (SECOND, None), (THIRD, "keep")]
    assert "A new device needs template" in str(found[0].error)
    assert "language is 'Klingon'" in str(found[1].error)
    assert not any(step.changes or step.deletes for step in found)


def test_devices_that_are_not_listed_stay_without_prune() -> None:
    assert actions(steps(read({"mac_address": FIRST}), adapter(FIRST), adapter(SECOND))) == [(FIRST, "keep")]


def test_pruning_deletes_adapters_alone() -> None:
    unknown = adapter("001A2B3C4D04", Template=None)
    fleet = read({"mac_address": FIRST}, prune=True)
    found = steps(fleet, adapter(FIRST), adapter(SECOND), base(THIRD), unknown)
    assert actions(found) == [(FIRST, "keep"), (SECOND, "delete")]
    assert found[1].wanted == Wanted(SECOND, "absent", Guards(device_type="fxs"))


@pytest.mark.parametrize(
    ("pattern", "ignored"),
    [
        ("Lobby*", [FIRST]),
        ("lobby 1", [FIRST]),
        ("*b?y*", [FIRST]),
        ("Lobby", []),
        ("00:1a:2b:3c:4d:02", [SECOND]),
        ("00-1A-2B-3C-4D-0?", [FIRST, SECOND, THIRD]),
        ("001a.2b*", [FIRST, SECOND, THIRD]),
        ("*", [FIRST, SECOND, THIRD]),
        ("x-*", []),
        ("Gate-*", [SECOND]),
        ("", [THIRD]),
        # Separators alone make no pattern for MAC addresses, nor do question marks
        ("*-*", [SECOND]),
        ("*:*", []),
        ("*.*", []),
        ("????????????", []),
        ("??????", [SECOND]),
        # Without separators, all that is left are hexadecimal digits
        ("*-2", [SECOND]),
        ("*-02", [SECOND]),
        ("*d:03", [THIRD]),
        ("??:1A:2B:*:01", [FIRST]),
        (" 00:1a:2b:3c:4d:01 ", [FIRST]),
        ("00 1a 2b 3c*", [FIRST, SECOND, THIRD]),
        ("001A2B", []),
        ("Gate-0*", []),
    ],
)
def test_devices_to_ignore_are_not_pruned(pattern: str, ignored: list[str]) -> None:
    devices = [adapter(FIRST, "Lobby 1"), adapter(SECOND, "Gate-2"), adapter(THIRD, None)]
    found = steps(read({"mac_address": "001A2B3C4D99", "state": "absent"}, prune=True, ignore=[pattern]), *devices)
    pruned = [mac for mac, _action in actions(found)[1:]]
    assert pruned == [mac for mac in (FIRST, SECOND, THIRD) if mac not in ignored]


@pytest.mark.parametrize(
    ("name", "pattern", "ignored"),
    [
        ("Lobby [old]", "Lobby [old]", True),
        ("Lobby [old]", "*[old]", True),
        ("Lobby [old]", "*[*]", True),
        ("Lobby o", "Lobby [old]", False),
        ("Lobby 1", "Lobby [0-9]", False),
        ("Lobby !", "Lobby [!a]", False),
        ("[", "[", True),
        ("a]b", "a]b", True),
        ("a\\b", "a\\b", True),
        ("a.c", "a.c", True),
        ("abc", "a.c", False),
        ("two\nlines", "two*", True),
        ("Küche", "KÜCHE", True),
        ("İzmir", "?zmir", True),
        ("Straße", "stra?e", True),
        ("Lobby 1", "Lobby", False),
        ("Lobby", "Lobby?", False),
        (5, "5", True),
    ],
)
def test_only_two_characters_of_a_pattern_are_special(name: t.Any, pattern: str, ignored: bool) -> None:
    fleet = read({"mac_address": FIRST}, prune=True, ignore=[pattern])
    assert actions(steps(fleet, adapter(FIRST), adapter(SECOND, name))[1:]) == ([] if ignored else [(SECOND, "delete")])


@pytest.mark.parametrize(
    ("patterns", "missed"),
    [
        ([], []),
        (["Lobby*", "00:1a:*", "*2"], []),
        # Listed devices and DECT bases count too
        ([FIRST, "M900"], []),
        (["001A2B", "Lobby*", "8041827010"], ["001A2B", "8041827010"]),
        (["Gate-?"], ["Gate-?"]),
    ],
)
def test_patterns_that_fit_no_device_are_found_and_refused(patterns: list[str], missed: list[str]) -> None:
    fleet = read({"mac_address": FIRST}, prune=True, ignore=patterns)
    left = list(fleet.ignore)
    devices = [adapter(FIRST, "Lobby 1"), adapter(SECOND, None), base(THIRD), adapter("001A2B3C4D04", "M900")]
    assert list(noting_missed(devices, left)) == devices
    assert left == missed
    refusal = describe_missed(fleet, left)
    assert (refusal is None) == (not missed)
    for pattern in missed:
        assert f"'{pattern}' (entry {patterns.index(pattern) + 1})" in str(refusal)
    assert describe_missed(read({"mac_address": FIRST}, ignore_unmatched="allow"), left) is None


def test_the_refusal_of_a_pattern_says_what_would_fit() -> None:
    fleet = read({"mac_address": FIRST}, prune=True, ignore=["Lobby*", "Gate-?"])
    assert describe_missed(fleet, ["Gate-?"]) == (
        "ignore has 'Gate-?' (entry 2), which fits no device on the PBX, so that it would keep none from being deleted."
        " A pattern must fit a MAC address or a name as a whole: C074AD* fits those that begin"
        " with C074AD. Set ignore_unmatched=allow for patterns that are kept for later."
    )


def test_a_secret_that_is_a_part_of_any_listed_mac_address_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        read({"mac_address": FIRST}, {"mac_address": SECOND, "password": FIRST[6:]})
    assert str(caught.value).startswith("devices, entry 2: password is a part of a MAC address")


def test_what_is_listed_is_never_pruned() -> None:
    fleet = read({"mac_address": FIRST}, prune=True)
    assert [fleet.prunes(device) for device in (adapter(FIRST), adapter(SECOND))] == [False, True]


def test_what_is_listed_is_not_ignored() -> None:
    fleet = read({"mac_address": FIRST, "state": "absent"}, prune=True, ignore=["*"])
    assert actions(steps(fleet, adapter(FIRST), adapter(SECOND))) == [(FIRST, "delete")]


def test_a_device_that_the_pbx_lists_twice_is_not_touched() -> None:
    fleet = read({"mac_address": FIRST, "state": "absent"}, prune=True)
    twice = [adapter(FIRST), adapter(SECOND), adapter("00:1a:2b:3c:4d:01"), adapter("00:1a:2b:3c:4d:02")]
    found = steps(fleet, *twice, adapter(FIRST), adapter(THIRD))
    assert actions(found) == [(FIRST, None), (SECOND, None), (THIRD, "delete")]
    for step in found[:2]:
        assert (
            str(step.error) == f"The PBX lists {step.wanted.mac} more than once, so it is unclear which one is meant."
        )


def test_records_that_nobody_will_look_at_are_not_kept() -> None:
    fleet = read(
        {"mac_address": FIRST, "state": "absent"},
        {"mac_address": SECOND},
        {"mac_address": THIRD, "name": "x"},
        {"mac_address": "001A2B3C4D04", "template": HT80X, "model": "HT802"},
    )
    devices = [adapter(FIRST), adapter(SECOND), adapter(THIRD)]
    for keep_records in (True, False):
        found = [step.planned for step in steps(fleet, *devices, keep_records=keep_records) if step.planned is not None]
        assert [planned.before is not None for planned in found] == [keep_records, False, True, False]
        assert [planned.after is not None for planned in found] == [False, False, True, True]


def test_templates_are_read_only_when_one_is_needed() -> None:
    fleet = read({"mac_address": FIRST, "state": "absent"}, {"mac_address": SECOND, "name": "x"}, prune=True)
    found = plan_fleet(fleet, Untouched(), [adapter(FIRST), adapter(SECOND), adapter(THIRD)], keep_records=False)
    assert actions(found) == [(FIRST, "delete"), (SECOND, "update"), (THIRD, "delete")]


def test_a_step_without_a_plan_changes_nothing() -> None:
    step = plan_step(Wanted(FIRST, "present", Guards()), TEMPLATES_READ, None, keep_records=True)
    assert (step.planned, step.changes, step.deletes) == (None, False, False)


# The order of steps

FOURTH = "001A2B3C4D04"
Lines = t.Mapping[str, t.Collection[str]]


def moving(before: Lines, after: Lines, **options: t.Any) -> list[Step]:
    """The steps from the extensions that devices have to those that they are to have."""
    elements = [
        {
            "mac_address": mac,
            "template": HT80X,
            "model": "HT802",
            "lines": [{"key": key, "number": number} for key, number in enumerate(numbers, 1)],
        }
        for mac, numbers in after.items()
    ]
    devices = [
        adapter(
            mac, Model="HT802", FxsLines=[{"Key": key, "Number": number} for key, number in enumerate(numbers, start=1)]
        )
        for mac, numbers in before.items()
    ]
    return steps(read(*elements, **options), *devices)


def in_order(found: list[Step]) -> list[list[str]]:
    """The devices of each turn, in the order in which they are carried out, and last those that are deleted."""
    turns = in_turns(found)
    return [[found[position].wanted.mac for position in turn] for turn in (*turns.writes, turns.deletions)]


@pytest.mark.parametrize(
    ("before", "after", "turns"),
    [
        ({FIRST: ["201"]}, {FIRST: ["201"], SECOND: []}, [[SECOND], []]),
        # No extension moves
        ({FIRST: ["201"], SECOND: ["202"]}, {FIRST: ["203"], SECOND: [], THIRD: ["204"]}, [[FIRST, SECOND, THIRD], []]),
        ({FIRST: ["201", "202"]}, {FIRST: ["202", "201"]}, [[FIRST], []]),
        # Only what gets an extension waits
        (
            {FIRST: ["201"], SECOND: ["202"], THIRD: []},
            {SECOND: ["201"], THIRD: ["203"], FIRST: []},
            [[THIRD, FIRST], [SECOND], []],
        ),
        (
            {FIRST: ["201"], SECOND: ["202"]},
            {THIRD: ["201"], FIRST: ["202"], SECOND: ["203"]},
            [[SECOND], [FIRST], [THIRD], []],
        ),
        # In a circle
        ({FIRST: ["201"], SECOND: ["202"]}, {FIRST: ["202"], SECOND: ["201"]}, [[FIRST, SECOND], []]),
        # Nothing waits for a deletion, and nothing goes before
        ({FIRST: ["201"], SECOND: []}, {THIRD: ["201"], SECOND: ["202"]}, [[THIRD, SECOND], [FIRST]]),
    ],
)
def test_what_gives_up_an_extension_comes_before_what_gets_it(
    before: Lines, after: Lines, turns: list[list[str]]
) -> None:
    assert in_order(moving(before, after, prune=True)) == turns


def test_where_nothing_changes_there_is_no_turn() -> None:
    assert in_turns(moving({FIRST: ["201"]}, {FIRST: ["201"]})) == in_turns([]) == ([], [])


def works_where_each_is_on_one_device(order: t.Iterable[str], before: Lines, after: Lines) -> bool:
    """Whether a PBX that has each extension on one device only takes changes in this order."""
    now = dict(before)
    for mac in order:
        others = {number for other, numbers in now.items() if other != mac for number in numbers}
        if others.intersection(after[mac]):
            return False
        now[mac] = after[mac]
    return True


@given(st.data())
def test_if_any_order_moves_the_extensions_this_one_does(data: st.DataObject) -> None:
    macs = [FIRST, SECOND, THIRD, FOURTH]

    def spread(over: t.Sequence[str]) -> dict[str, list[str]]:
        """Two lines for each device, of which some are free."""
        lines = data.draw(st.permutations(["201", "202", "203", *[""] * (2 * len(over) - 3)]))
        return {mac: [number for number in lines[place :: len(over)] if number] for place, mac in enumerate(over)}

    before = spread(data.draw(st.sampled_from([macs, macs[:3]])))
    after = spread(data.draw(st.permutations(macs[:3])))
    # Some of those without an extension are not there yet.
    new = data.draw(st.sets(st.sampled_from(macs)))
    before = {mac: numbers for mac, numbers in before.items() if numbers or mac not in new}
    found = moving(before, after, prune=True)
    turns = in_turns(found)
    positions = [position for turn in turns.writes for position in turn]
    assert sorted(positions) == [number for number, step in enumerate(found) if step.changes and not step.deletes]
    assert turns.deletions == [number for number, step in enumerate(found) if step.deletes]
    written = [found[position].wanted.mac for position in positions]
    if any(works_where_each_is_on_one_device(order, before, after) for order in itertools.permutations(written)):
        # Nobody knows which of a turn comes first.
        shuffled = [mac for turn in in_order(found)[:-1] for mac in data.draw(st.permutations(turn))]
        assert works_where_each_is_on_one_device(shuffled, before, after)
    if not any(one.gives & other.takes for one in found if not one.deletes for other in found):
        assert len(turns.writes) <= 1


def test_what_has_the_extension_of_a_device_that_failed_is_needed() -> None:
    found = moving({FIRST: ["201", "202"], SECOND: ["203"]}, {THIRD: ["201", "202", "203"], FOURTH: []}, prune=True)
    assert still_needed(found, []) == still_needed(found, found[1:]) == {}
    assert {mac: str(error) for mac, error in still_needed(found, found[:1]).items()} == {
        FIRST: f"FXS {FIRST} stays, since it has extension 201, which FXS {THIRD} was to get and did not.",
        SECOND: f"FXS {SECOND} stays, since it has extension 203, which FXS {THIRD} was to get and did not.",
    }


# No decision is written twice


def test_a_fleet_decides_with_the_function_for_one_device(monkeypatch: pytest.MonkeyPatch) -> None:
    decided: list[str] = []

    def plan(wanted: Wanted, *_seen: object) -> t.NoReturn:
        decided.append(wanted.mac)
        raise InputError("enough")

    monkeypatch.setattr(_plan, "plan", plan)
    fleet = read({"mac_address": FIRST, "name": "x"}, prune=True)
    plan_fleet(fleet, Untouched(), [adapter(FIRST), adapter(SECOND)], keep_records=False)
    with pytest.raises(InputError, match="enough"):
        _fleet.plan_again(fleet, fleet.wanted[FIRST], TEMPLATES_READ, adapter(FIRST))
    assert decided == [FIRST, SECOND, FIRST]


@given(st.data())
def test_each_step_of_a_fleet_is_the_plan_for_that_device_alone(data: st.DataObject) -> None:
    listed = data.draw(st.permutations([FIRST, SECOND, THIRD]))
    present = data.draw(st.sets(st.sampled_from(listed)))
    elements = [
        {
            "mac_address": mac,
            "state": data.draw(st.sampled_from(["present", "absent"])),
            "name": data.draw(st.sampled_from([None, "Lobby", "Gate"])),
            "language": data.draw(st.sampled_from([None, "German", "Klingon"])),
            "template": data.draw(st.sampled_from([None, "patton.sn41xx.fxs.xml"])),
            "if_match": data.draw(st.sampled_from([None, '"1"'])),
        }
        for mac in listed
    ]
    fleet = read(*elements)
    devices = {mac: adapter(mac, "Lobby") for mac in present}
    for step in steps(fleet, *devices.values()):
        alone = plan_step(
            fleet.wanted[step.wanted.mac], TEMPLATES_READ, devices.get(step.wanted.mac), keep_records=True
        )
        assert step.planned == alone.planned
        assert str(step.error) == str(alone.error)
