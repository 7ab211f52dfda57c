# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From what somebody gives to what is decided, without a PBX: whatever is given, and whatever a PBX shows."""

from __future__ import annotations

import copy
import datetime
import typing as t

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.api._errors import InputError
from ansible_collections.telephony.threecx.plugins.module_utils.change._limit import Limit
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._decisions import Kind, Secret
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._kinds import KINDS
from ansible_collections.telephony.threecx.plugins.module_utils.config.plan._compare import compare
from ansible_collections.telephony.threecx.plugins.module_utils.config.plan._overlay import laid_over
from ansible_collections.telephony.threecx.plugins.module_utils.config.plan._plan import Look
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading._export import export, key_of
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading._references import Index
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes._check import read_targets
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes._wish import Target, Wish
from ansible_collections.telephony.threecx.plugins.module_utils.config.writing._decide import Decided, decide
from ansible_collections.telephony.threecx.plugins.module_utils.config.writing._devices import read_device
from ansible_collections.telephony.threecx.plugins.module_utils.config.writing._lookups import with_peers
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.configurations import (
    REFERRED,
    WRITTEN,
    index,
    rows,
    secrets_in,
    wishes,
)
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.natural import UNDERSTOOD, Place, objects, places

INDEX = index()
SECRET = "S3cr3t-Pass"
FXS = KINDS["Fxs"]
Json = t.Any
Step = t.Union[str, int]

# What is given

_LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.just(10**400),
    st.floats(),
    st.text(max_size=6),
    st.sampled_from([
        datetime.date(2026, 12, 24), datetime.datetime(2026, 12, 24, 9, 30), b"x", "a\ud800b", "410", "Lyon", "x" * 999,
    ]),
)  # fmt: skip
_NAMES = st.one_of(
    st.sampled_from(["Number", "Name", "Groups", "GroupId", "Rights", "Id", "Value", "renamed_from", "if_fingerprint"]),
    st.sampled_from(sorted(KINDS)),
    st.text(max_size=3),
    st.integers(),
    st.none(),
    st.booleans(),
)
#: Whatever YAML can hold
TREES = st.recursive(
    _LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=3),
    max_leaves=8,
)


def paths(value: Json, path: tuple[Step, ...] = ()) -> list[tuple[Step, ...]]:
    """The ways to all values in one, itself among them."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for name, one in inner for found in paths(one, (*path, name)))]


def put(value: Json, path: t.Sequence[Step], new: Json) -> Json:
    """The same with another value at one place."""
    if not path:
        return new
    changed = copy.copy(value)
    changed[path[0]] = put(value[path[0]], path[1:], new)
    return changed


def without(value: Json, path: t.Sequence[Step]) -> Json:
    """The same with nothing at one place."""
    changed = copy.deepcopy(value)
    del value_at(changed, path[:-1])[path[-1]]
    return changed


def said_of(config: Json, state: str = "present") -> list[str]:
    """What is wrong with a configuration."""
    try:
        targets = read_targets(config, state=state)
        for target in targets:
            if target.kind == FXS:
                read_device(target, Wish(targets, state=state))
    except InputError as error:
        head, *lines = str(error).split("\n")
        return lines or [head]
    return []


@given(TREES, st.sampled_from(["present", "absent"]))
def test_whatever_is_given_is_read_or_refused_with_its_place(config: Json, state: str) -> None:
    names = [str(InputError(str(name))) for name in config] if isinstance(config, dict) else []
    for problem in said_of(config, state):
        assert any(map(problem.startswith, names)) or problem.startswith("config is ")
        # Nothing that cannot be printed
        assert problem.encode()


@pytest.mark.parametrize("kinds", [UNDERSTOOD, [FXS]])
@given(st.sampled_from(["present", "absent"]), st.data())
def test_whatever_stands_in_an_object_is_read_or_refused_with_its_place(
    kinds: list[Kind], state: str, data: st.DataObject
) -> None:
    kind = data.draw(st.sampled_from(kinds))
    value = data.draw(objects(kind))
    for _time in range(data.draw(st.integers(1, 3))):
        value = put(value, data.draw(st.sampled_from(paths(value))), data.draw(TREES))
    found = said_of({kind.name: [value] if kind.key else value}, state)
    assert all(problem.startswith(f"{kind.name}[0]" if kind.key else kind.name) for problem in found)


DEVICE = {
    "MacAddress": "001A2B3C4D5E",
    **dict.fromkeys(("Name", "Brand", "Model", "ModelName", "Template", "Group", "Language", "TimeZone"), "x"),
    "Password": SECRET,
    "Secret": SECRET,
    "FxsLineCount": 2,
    "Codecs": ["PCMA"],
    "FxsLines": [{"Key": 1, "Number": "410"}, {"Key": 2, "Number": None}],
    "Provisioning": {"Method": "SBC", "LocalSipPort": 5060, "RemoteFQDN": "pbx.example.com", "SbcName": "LYON-01"},
    "Variables": [{"Name": "VLAN_ID", "Value": "5"}],
}


@pytest.mark.parametrize("way", paths(DEVICE)[1:], ids=str)
def test_whatever_is_missing_or_empty_in_a_device_it_is_read_or_refused_with_its_place(way: tuple[Step, ...]) -> None:
    assert said_of({"Fxs": [DEVICE]}) == []
    others: list[Json] = [None, "", 0, [], {}, [None], [{}]]
    for value in (without(DEVICE, way), *(put(DEVICE, way, other) for other in others)):
        assert all(problem.startswith("Fxs[0]") for problem in said_of({"Fxs": [value]}))


SECRETS = [place for kind in UNDERSTOOD for place in places(kind) if isinstance(place.field.decision, Secret)]


@given(st.sampled_from(SECRETS), TREES, st.data())
def test_of_a_secret_nothing_is_said_whatever_it_stands_in(place: Place, tree: Json, data: st.DataObject) -> None:
    wrong = place.wrap(put(tree, data.draw(st.sampled_from(paths(tree))), f"{SECRET}\n"))
    config = {place.kind.name: [wrong] if place.kind.key else wrong}
    assert SECRET not in str(said_of(config))


# What is decided

_MANY = Limit(1000, is_percent=False, things="objects")


def with_secrets_of_the_pbx(kind: Kind, row: dict[str, Json]) -> dict[str, Json]:
    """The same row with a text of its own for each secret that the PBX shows."""
    for path, is_concealed in secrets_in(kind).items():
        *way, name = path.split(".")
        inner: Json = row
        for step in way:
            inner = inner.get(step) if isinstance(inner, dict) else None
        if isinstance(inner, dict) and not is_concealed:
            inner[name] = SECRET
    return row


def a_look(kind: Kind, found: list[dict[str, Json]], **unavailable: str) -> Look:
    there: dict[str, list[dict[str, Json]]] = {**REFERRED, kind.name: found}
    return Look(None, there, unavailable, Index(with_peers(there), unavailable))


def told(decided: Decided) -> str:
    """All that anybody comes to see of a decision."""
    sides = [
        (step.before, step.after, step.fields, step.removed, step.place, step.comparison) for step in decided.steps
    ]
    return repr((sides, decided.problems, decided.warnings))


def keys_differ(kind: Kind, values: t.Sequence[Json]) -> bool:
    keys = [key_of(kind, value) for value in values]
    return len(set(keys)) == len(keys) and all(all(key) for key in keys)


@given(st.sampled_from(WRITTEN), st.data())
def test_what_was_exported_is_taken_and_changes_nothing(kind: Kind, data: st.DataObject) -> None:
    found = data.draw(st.lists(rows(kind), min_size=1, max_size=2 if kind.key else 1))
    numbers = [{"Number": f"50{place}"} if kind.key == ("Number",) else {} for place in range(len(found))]
    found = [{**with_secrets_of_the_pbx(kind, row), **number} for row, number in zip(found, numbers)]
    look = a_look(kind, found)
    values = [export(kind, row, look.index, None).value for row in found]
    assume(keys_differ(kind, values))
    assert SECRET not in repr(values)
    targets = read_targets({kind.name: values if kind.key else values[0]}, state="present")
    decided = decide(Wish(targets), look, ())
    assert decided.problems == []
    assert {(step.action, step.fields, step.parts) for step in decided.steps} == {("keep", (), ())}


@given(st.sampled_from(WRITTEN), st.sampled_from(["present", "absent", "prune"]), st.data())
def test_whatever_is_wanted_of_whatever_a_pbx_shows_is_decided(kind: Kind, state: str, data: st.DataObject) -> None:
    found = data.draw(st.lists(rows(kind), min_size=1, max_size=2 if kind.key else 1))
    look = a_look(kind, [with_secrets_of_the_pbx(kind, row) for row in found])
    values = [export(kind, row, look.index, None).value for row in (*found, data.draw(rows(kind)))]
    wanted = data.draw(st.lists(st.sampled_from(values), max_size=2 if kind.key else 1))
    targets: list[Target] = []
    for value in wanted:
        part = data.draw(wishes(kind, value)) if state != "absent" else {name: value[name] for name in kind.key}
        places_of_secrets = data.draw(st.sets(st.sampled_from(sorted(secrets_in(kind)) or [""]), max_size=2)) - {""}
        secrets = dict.fromkeys(places_of_secrets, f"{SECRET} of mine") if state != "absent" else {}
        targets.append(Target(kind, key_of(kind, part), part, f"{kind.name}[{len(targets)}]", secrets))
    prune = (kind,) if state == "prune" and kind.key else ()
    state = "present" if state == "prune" else state
    before = copy.deepcopy(look.rows)
    decided = decide(Wish(tuple(targets), state=state, prune=prune, max_deletions=_MANY), look, ())
    assert look.rows == before
    assert SECRET not in told(decided)
    for step, target in zip(decided.steps, targets):
        assert step.target is not None
        assert step.target.place == target.place
        assert set(step.fields) <= {*target.value, *(path.partition(".")[0] for path in target.secrets)}
        assert (step.action == "delete") <= (state == "absent")
    pruned = decided.steps[len(targets) :]
    assert all(step.action == "delete" and step.kind in prune for step in pruned)
    assert not {step.key for step in pruned} & {target.key for target in targets}


def leaves(value: Json) -> list[tuple[Step, ...]]:
    """The ways to single values."""
    inside = [way for way in paths(value) if isinstance(value_at(value, way), (dict, list))]
    return [way for way in paths(value) if way not in inside]


def value_at(value: Json, path: t.Sequence[Step]) -> Json:
    for step in path:
        value = value[step]
    return value


def another(value: Json) -> Json:
    """A value of the same type with another meaning."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, str):
        return f"{value}x"
    return "x" if value is None else value + 1


def is_of_use(kind: Kind, value: dict[str, Json], way: tuple[Step, ...]) -> bool:
    """Places at the end of a list that lead nowhere are as good as none, whatever else they have."""
    name = str(way[0])
    places = laid_over(kind, {}, {name: value[name]})[name]
    return not (isinstance(places, list) and isinstance(way[1], int) and way[1] >= len(places))


ROUTES = {"Routes": [{"TrunkId": 7}, {"TrunkId": None, "Append": None}]}


def test_a_place_at_the_end_is_of_use_where_it_leads_somewhere() -> None:
    rules = next(kind for kind in WRITTEN if kind.name == "OutboundRules")
    found = [way for way in leaves(ROUTES) if is_of_use(rules, ROUTES, way)]
    assert found == [("Routes", 0, "TrunkId")]


@given(st.sampled_from(WRITTEN), st.data())
def test_each_single_value_that_differs_is_found_and_no_other(kind: Kind, data: st.DataObject) -> None:
    row = data.draw(rows(kind))
    value = export(kind, row, INDEX, None).value
    ways = [way for way in leaves(value) if way[0] not in kind.key and is_of_use(kind, value, way)]
    assume(ways)
    way = data.draw(st.sampled_from(ways))
    wanted = put(value, way, another(value_at(value, way)))
    found = compare(kind, Target(kind, key_of(kind, value), wanted, ""), row, INDEX, None, merge=frozenset())
    assert found.fields == (way[0],)
    assert set(found.before) == set(found.after) == {way[0]}
    # Elements of lists are known by their keys, and another key is another element.
    if all(isinstance(step, str) for step in way):
        assert (found.details, found.removed) == ((".".join(map(str, way)),), 0)
        assert value_at(found.after, way) == value_at(wanted, way)
        assert value_at(found.before, way) == value_at(value, way)


@given(st.sampled_from(WRITTEN), st.booleans(), st.data())
def test_what_is_laid_over_twice_is_the_same_as_once(kind: Kind, keeps: bool, data: st.DataObject) -> None:
    before, other = (export(kind, data.draw(rows(kind)), INDEX, None).value for _side in range(2))
    given_ = data.draw(wishes(kind, other))
    merge = {f"{kind.name}.{name}" for name in given_} if keeps else set()
    once = laid_over(kind, before, given_, merge)
    assert laid_over(kind, once, given_, merge) == once
    assert {name: value for name, value in once.items() if name not in given_} == {
        name: value for name, value in before.items() if name not in given_
    }
