# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What holds after any writes, accepted or refused, to a phone system with circles of references."""

from __future__ import annotations

import copy
import pickle
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.tests.emulator.behaviour import Behaviour
from ansible_collections.telephony.threecx.tests.emulator.errors import ODataError
from ansible_collections.telephony.threecx.tests.emulator.odata import Projection
from ansible_collections.telephony.threecx.tests.emulator.pbx.company import seeded
from ansible_collections.telephony.threecx.tests.emulator.pbx.facts import facts
from ansible_collections.telephony.threecx.tests.emulator.pbx.references import missing
from ansible_collections.telephony.threecx.tests.emulator.pbx.state import NUMBERED, State
from ansible_collections.telephony.threecx.tests.emulator.pbx.values import bound
from ansible_collections.telephony.threecx.tests.emulator.pbx.view import View
from ansible_collections.telephony.threecx.tests.emulator.pbx.writes import Writer

KINDS = ("Users", "Groups", "RingGroups", "Queues", "Receptionists", "Sbcs", "Trunks", "InboundRules", "OutboundRules")
FXS = ("Fxs", "FxsTemplates")
NUMBERS = st.sampled_from(["100", "101", "102", "600", "700", "800", "150", "999", "10000"])
GROUPS = st.integers(0, 4)
MEMBERS = st.lists(st.fixed_dictionaries({"Number": NUMBERS}), max_size=3)
DESTINATIONS = st.builds(
    lambda kind, number: {"To": kind, "Number": number}, st.sampled_from(["Extension", "None"]), NUMBERS
)
BODIES: dict[str, st.SearchStrategy[Any]] = {
    "Number": NUMBERS,
    "Name": st.sampled_from(["A", "B", "DEFAULT", "SBC-1"]),
    "DisplayName": st.just("x"),
    "Members": MEMBERS,
    "Agents": MEMBERS,
    "Groups": GROUPS,
    "PrimaryGroupId": GROUPS,
    "ForwardNoAnswer": DESTINATIONS,
    "OfficeHoursDestination": DESTINATIONS,
    "TrunkDN": st.just({"Number": "10000"}),
    "Condition": st.sampled_from(["ForwardAll", "BasedOnDID"]),
    "Data": st.sampled_from(["+49301200", "+1"]),
    "DidNumbers": st.just(["+49301200"]),
    "Group": st.sampled_from(["GRP0000", "GRP0001", "GRP0404"]),
    "Hours": st.just({"Type": "OfficeHours"}),
}
WRITES = st.tuples(
    st.sampled_from(["create", "change", "delete"]),
    st.sampled_from(KINDS),
    st.integers(0, 5),
    st.fixed_dictionaries({}, optional=BODIES),
)


def carry_out(state: State, writer: Writer, write: tuple[str, str, int, dict[str, Any]]) -> None:
    """One write, to one of the first objects of its kind; department numbers in the body become ids."""
    verb, kind, position, chosen = write
    resource, ids = facts().resources[kind], [group["Id"] for group in state.rows("Groups")]
    body = {name: value for name, value in chosen.items() if name in facts().types[resource.type]}
    if "PrimaryGroupId" in body:
        body["PrimaryGroupId"] = ids[body["PrimaryGroupId"] % len(ids)]
    if "Groups" in body:
        body["Groups"] = [{"GroupId": ids[body["Groups"] % len(ids)]}]
    rows = list(state.rows(kind))
    if verb == "create":
        writer.create(resource, body)
    elif rows and verb == "change":
        writer.change(resource, rows[position % len(rows)], body)
    elif rows:
        row = rows[position % len(rows)]
        writer.check_deletion(resource, row)
        writer.delete(resource, row)


def snapshot(state: State) -> bytes:
    return pickle.dumps([row for _resource, row in state.everything()])


@pytest.mark.parametrize("style", ["cleared", "refused"])
@given(writes=st.lists(WRITES, max_size=12))
def test_any_writes(style: str, writes: list[tuple[str, str, int, dict[str, Any]]]) -> None:
    """A refused one changes nothing; nothing refers to what is gone; both sides of a membership agree; types hold."""
    state = seeded(State(random.Random(1), set()), 5, "api")
    behaviour = Behaviour(referenced_deletion=style)
    for write in writes:
        before = snapshot(state)
        try:
            carry_out(state, Writer(state, behaviour), write)
        except ODataError:
            assert snapshot(state) == before
    for resource, row in state.everything():
        stored = {name: value for name, value in row.items() if not name.startswith("_")}
        assert bound(state.facts, resource.type, stored) == stored
        assert missing(state, resource.type, stored) == []
    view = View(state, behaviour)
    by_group = {
        (group["Id"], member["Number"])
        for group in state.rows("Groups")
        for member in view.value("Group", group, "Members")
    }
    by_member = {
        (item["GroupId"], row["Number"])
        for name in NUMBERED
        for row in state.rows(name)
        for item in row.get("Groups", ())
    }
    assert by_group == by_member


@pytest.mark.parametrize(
    "kind", sorted(name for name, resource in facts().resources.items() if "create" in resource.can and name not in FXS)
)
def test_what_is_shown_can_be_sent_back(kind: str) -> None:
    """A PATCH with all that GET shows of an object, navigations too, changes nothing that GET shows."""
    state = seeded(State(random.Random(1), set()), 30, "api")
    behaviour = Behaviour(nulls="shown")
    view, resource = View(state, behaviour), facts().resources[kind]
    rows = list(state.rows(kind))
    assert rows
    for row in rows:
        shown = view.shown(resource.type, row, _all_of(resource.type))
        Writer(state, behaviour).change(resource, row, copy.deepcopy(shown))
        assert view.shown(resource.type, row, _all_of(resource.type)) == shown


def _all_of(type_name: str) -> Projection:
    """A projection to all properties and navigations, and those of these."""
    properties = facts().types[type_name]
    navigations = {name: prop.kind for name, prop in properties.items() if prop.navigation}
    inner = {name: facts().types[kind] for name, kind in navigations.items()}
    expand = {
        name: Projection(None, {deeper: Projection() for deeper, prop in below.items() if prop.navigation})
        for name, below in inner.items()
    }
    return Projection(None, expand)
