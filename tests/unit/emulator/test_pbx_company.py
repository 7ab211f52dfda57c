# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The company that a phone system is seeded with."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest

from ansible_collections.telephony.threecx.tests.emulator.pbx.company import seeded
from ansible_collections.telephony.threecx.tests.emulator.pbx.facts import facts
from ansible_collections.telephony.threecx.tests.emulator.pbx.state import State
from ansible_collections.telephony.threecx.tests.emulator.pbx.values import bound
from ansible_collections.telephony.threecx.tests.unit.emulator.conftest import Start


def company(users: int | None, seed: int = 1) -> State:
    return seeded(State(random.Random(seed), set()), users, "api")


def count(state: State, name: str) -> int:
    return len(list(state.rows(name)))


def destinations(value: Any) -> Iterator[dict[str, Any]]:
    """Every destination in a stored value."""
    if isinstance(value, list):
        for item in value:
            yield from destinations(item)
    elif isinstance(value, dict):
        if {"To", "External"} <= set(value):
            yield value
        for inner in value.values():
            yield from destinations(inner)


@pytest.mark.parametrize("users", [1, 2, 7, 399, 400, 401, 5000])
def test_every_size_is_consistent(users: int) -> None:
    """Numbers are there once, and whatever is referred to is there."""
    state = company(users)
    numbers = [
        row["Number"] for name in ("Users", "RingGroups", "Queues", "Receptionists", "Fax") for row in state.rows(name)
    ]
    assert len(numbers) == len(set(numbers))
    everything = [row for _resource, row in state.everything()]
    led_to = {item["Number"] for row in everything for item in destinations(row)} - {""}
    assert {number for number in led_to if state.numbered(number) is None} == set()
    members = {
        member["Number"]
        for name, prop in (("RingGroups", "Members"), ("Queues", "Agents"), ("Queues", "Managers"))
        for row in state.rows(name)
        for member in row[prop]
    }
    assert {number for number in members if state.numbered(number) is None} == set()
    dids = {(trunk["Number"], did) for trunk in state.rows("Trunks") for did in trunk["DidNumbers"]}
    for rule in state.rows("InboundRules"):
        assert rule["Condition"] == "ForwardAll" or (rule["TrunkDN"]["Number"], rule["Data"]) in dids


def test_the_size_of_a_company_of_thousand() -> None:
    state = company(1000)
    sizes = {name: count(state, name) for name in ("Users", "RingGroups", "Queues", "Sbcs", "Receptionists")}
    assert sizes == {"Users": 1000, "RingGroups": 100, "Queues": 50, "Sbcs": 20, "Receptionists": 20}
    # The default department and the favourites of a user come on top.
    assert count(state, "Groups") == 50 + 2
    assert 300 <= count(state, "InboundRules") <= 310


@pytest.mark.parametrize("users", [None, 30])
def test_what_is_stored_could_have_been_sent(users: int | None) -> None:
    """Types hold for everything that is stored, and nothing would be spelled in another way."""
    state = company(users)
    for resource, row in state.everything():
        stored = {name: value for name, value in row.items() if not name.startswith("_")}
        assert bound(state.facts, resource.type, stored) == stored


def test_every_setting_has_values() -> None:
    state = company(None)
    for resource in facts().resources.values():
        if resource.single and resource.name not in ("MyUser", "MyGroup", "Firewall"):
            assert {name for name in state.single(resource.name) if not name.startswith("_")}


def test_calls_go_in_circles() -> None:
    """A queue leads to a menu, and the menu to the queue."""
    state = company(60)
    queue = next(iter(state.rows("Queues")))
    menu = state.numbered(queue["ForwardNoAnswer"]["Number"])
    assert menu is not None
    assert queue["Number"] in {forward["ForwardDN"] for forward in menu[1]["Forwards"]}


def test_lists_do_not_show_what_is_hidden(start: Start) -> None:
    caller = start(0, users=20)
    trunks = caller.get("/Trunks?$count=true").json()
    peers = caller.get("/Peers?$filter=Type eq 'ExternalLine'&$select=Number,Hidden").json()["value"]
    assert len(trunks["value"]) == trunks["@odata.count"] == len(peers) - 1
    assert [peer["Hidden"] for peer in peers].count(True) == 1


def test_routes_are_padded(start: Start) -> None:
    caller = start(0, users=20, nulls="shown")
    rules = caller.get("/OutboundRules").json()["value"]
    assert {len(rule["Routes"]) for rule in rules} == {5}
    routes = rules[0]["Routes"]
    assert [route["TrunkId"] == -1 for route in routes] == [False, False, True, True, True]
    assert [route["TrunkName"] for route in routes] == ["Provider 1", "Provider 2", None, None, None]


def test_secrets_that_are_concealed(start: Start) -> None:
    """They are never shown, and whether there is one is."""
    caller = start(0, users=5, nulls="shown")
    trunk = caller.get("/Trunks").json()["value"][0]
    assert trunk["AuthPassword"] == {"Concealed": True, "Value": None}
    assert caller.get("/SecureSipSettings").json()["PrivateKey"] == {
        "Concealed": True,
        "Contents": None,
        "Name": "company.pem",
    }
    plain = {"$select=AuthPassword": "/Users(Number='101')", "$select=Password": "/Sbcs"}
    assert {caller.get(f"{path}?{query}").status_code for query, path in plain.items()} == {200}
