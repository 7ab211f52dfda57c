# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A query asks for all that is needed of a kind, and for no secret besides."""

from __future__ import annotations

import re
import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import _schema
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._decisions import (
    Kind,
    Reference,
    Secret,
)
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._kinds import KINDS, TYPES, type_of
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading._export import export
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading._query import (
    Query,
    Version,
    gaps_of,
    has_nested,
    index_query,
    narrow_query,
    operational,
    parts_of,
    readable,
    reading_query,
    references,
    undecided,
    whole_names,
    whole_query,
    why_unknown,
)
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading._references import STORED, name_of
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers import configurations

Json = t.Any

VERSIONS: list[Version] = [None, (20, 0, 4), (20, 0, 8), (20, 0, 10)]
KIND = st.sampled_from([*KINDS.values()])


def parts(text: str, separator: str) -> list[str]:
    """The parts of an option that stand in no further parentheses."""
    found, depth = [""], 0
    for sign in text:
        depth += (sign == "(") - (sign == ")")
        assert depth >= 0, text
        if sign == separator and not depth:
            found.append("")
        else:
            found[-1] += sign
    assert not depth, text
    assert all(found), text
    return found


def selected(query: t.Mapping[str, str]) -> list[str]:
    return parts(query["$select"], ",") if "$select" in query else []


def options_of(item: str) -> tuple[str, Query]:
    """An element of C($expand): its name, and what it asks for inside."""
    name, _parenthesis, rest = item.partition("(")
    assert re.fullmatch(r"\w+", name), item
    return name, dict(t.cast("tuple[str, str]", part.split("=", 1)) for part in parts(rest[:-1], ";")) if rest else {}


def answer(type_name: str, row: Json, query: t.Mapping[str, str]) -> Json:
    """What a phone system shows of an object: no more than is asked for, and what is expanded only where it is."""
    if isinstance(row, list):
        return [answer(type_name, one, query) for one in row]
    if not isinstance(row, dict):
        return row
    known = _schema.properties(type_name)
    plain = {name for name, one in known.items() if not one.is_navigation}
    wanted = set(selected(query)) if "$select" in query else plain
    assert wanted <= plain, "only what stands in the object itself is selected"
    shown = {name: value for name, value in row.items() if name in wanted}
    for name, inner in map(options_of, parts(query["$expand"], ",") if "$expand" in query else ()):
        assert known[name].is_navigation, "only what stands elsewhere is expanded"
        if name in row:
            shown[name] = answer(known[name].type, row[name], inner)
    return shown


def asked(type_name: str, query: t.Mapping[str, str]) -> t.Iterator[tuple[str, str]]:
    """All that a query asks for, by type and property; what expands something and selects nothing of it gets it all."""
    for name in selected(query):
        yield type_name, name
    for name, inner in map(options_of, parts(query["$expand"], ",") if "$expand" in query else ()):
        yield type_name, name
        below = _schema.properties(type_name)[name].type
        everything = ",".join(part for part, one in _schema.properties(below).items() if not one.is_navigation)
        yield from asked(below, {"$select": everything, **inner})


def is_order(kind: Kind, query: t.Mapping[str, str]) -> bool:
    return query.get("$orderby") == _schema.collections()[kind.name].key


@given(KIND, st.sampled_from(VERSIONS), st.data())
def test_what_is_read_is_all_that_an_export_needs(kind: Kind, version: Version, data: st.DataObject) -> None:
    row, index = data.draw(configurations.rows(kind)), configurations.index()
    query = reading_query(kind, version, with_operational=False)
    assert is_order(kind, query)
    shown = answer(type_of(kind.name), row, query) if query.get("$select") else {}
    assert export(kind, shown, index, version) == export(kind, row, index, version)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("with_operational", [True, False])
def test_nothing_is_read_that_nobody_needs(version: Version, with_operational: bool) -> None:
    for kind in KINDS.values():
        query = reading_query(kind, version, with_operational=with_operational)
        names = list(asked(type_of(kind.name), query))
        assert len(names) == len(set(names))
        told = {(at[0], field.name) for at in parts_of(kind, version) for field in readable(*at, version)}
        identity = {(type_of(kind.name), name) for name in selected(index_query(kind.name))}
        daily = {(type_of(kind.name), field.name) for field in operational(type_of(kind.name), version)}
        # Of what is referred to, no more is read than what it is called by.
        inside = {
            (_schema.properties(type_name)[name].type, decision.inside)
            for type_name, name in names
            for decision in [TYPES.get(type_name, {}).get(name)]
            if isinstance(decision, Reference) and decision.inside
        }
        assert set(names) <= told | identity | inside | (daily if with_operational else set())
        assert not with_operational or daily <= set(names)
        secrets = [(type_name, name) for type_name, name in names if is_bare_secret(type_name, name)]
        assert secrets == []
        assert selected(query) == sorted(selected(query))


def is_bare_secret(type_name: str, name: str) -> bool:
    decision = TYPES.get(type_name, {}).get(name)
    return isinstance(decision, Secret) and not decision.named_by


@given(KIND, st.sampled_from(VERSIONS), st.data())
def test_a_narrow_query_reads_what_is_compared(kind: Kind, version: Version, data: st.DataObject) -> None:
    row, index = data.draw(configurations.rows(kind)), configurations.index()
    every = [field.name for field in readable(type_of(kind.name), (), version)]
    names = data.draw(st.lists(st.sampled_from(every), unique=True, max_size=4)) if every else []
    query = narrow_query(kind, version, names)
    assert is_order(kind, query)
    top = {name for type_name, name in asked(type_of(kind.name), query) if type_name == type_of(kind.name)}
    assert set(names) <= top <= {*names, *selected(index_query(kind.name))}
    if names:
        shown = answer(type_of(kind.name), row, query)
        told = [export(kind, one, index, version, only=names, to_compare=True) for one in (shown, row)]
        assert told[0] == told[1]


@given(KIND, st.sampled_from(VERSIONS), st.data())
def test_what_is_written_as_a_whole_is_read_as_a_whole(kind: Kind, version: Version, data: st.DataObject) -> None:
    row = data.draw(configurations.rows(kind))
    every = sorted(whole_names(kind, version))
    names = data.draw(st.lists(st.sampled_from(every), unique=True, max_size=4)) if every else []
    query = whole_query(kind, version, names)
    assert set(query) <= {"$expand"}
    known = _schema.properties(type_of(kind.name))
    top = {options_of(item)[0] for item in parts(query["$expand"], ",")} if query else set()
    assert top == {name for name in names if known[name].is_navigation}
    # ... and whatever else stands beside it, decided or not
    assert "$select" not in query.get("$expand", "")
    if names:
        told = [
            export(kind, one, configurations.index(), version, only=names)
            for one in (row, answer(type_of(kind.name), row, query))
        ]
        assert told[0] == told[1]


def test_what_is_referred_to_is_not_read_with_all_that_it_has() -> None:
    assert whole_query(KINDS["Users"], None, ["Groups", "Greetings", "Number"]) == {
        "$expand": "Greetings,Groups($expand=Rights)"
    }
    assert whole_query(KINDS["InboundRules"], None, ["TrunkDN", "Data"]) == {"$expand": "TrunkDN"}
    assert whole_query(KINDS["Users"], None, ["Number"]) == {}


@pytest.mark.parametrize("version", VERSIONS)
def test_no_query_has_an_empty_option(version: Version) -> None:
    """OData has none. It would be refused, or be taken for one that asks for everything."""
    for kind in KINDS.values():
        names = [field.name for field in readable(type_of(kind.name), (), version)]
        queries = [narrow_query(kind, version, given) for given in ((), names, *((name,) for name in names))]
        for query in (*queries, index_query(kind.name), reading_query(kind, version, with_operational=False)):
            assert all(query.values())


def test_secrets_that_stand_by_themselves_are_not_among_all_names() -> None:
    every = {field.name for field in readable("Sbc", (), None)}
    assert every - whole_names(KINDS["Sbcs"], None) == {"Password"}


@pytest.mark.parametrize("kind", [*sorted(STORED), "Users", "InboundRules", "OutboundRules"])
def test_an_index_has_what_tells_objects_apart(kind: str) -> None:
    names = set(selected(index_query(kind)))
    type_name = "Peer" if kind == "Peers" else type_of(kind)
    assert STORED.get(kind, set()) <= names <= set(_schema.properties(type_name))
    assert not any(_schema.properties(type_name)[name].is_navigation for name in names)
    for row in configurations.REFERRED.get(kind, []):
        assert name_of(kind, {name: row[name] for name in names if name in row}) == name_of(kind, row)
    for one in KINDS[kind].built_in if kind in KINDS else ():
        assert one.property in names
    assert index_query(kind)["$orderby"] == _schema.collections()[kind].key


def test_what_stands_inside_of_what_is_expanded_is_known_by_its_query() -> None:
    assert has_nested(narrow_query(KINDS["Users"], None, ["Groups"]))
    assert not has_nested(narrow_query(KINDS["Users"], None, ["Greetings"]))
    assert not has_nested(narrow_query(KINDS["Users"], None, ["FirstName"]))
    assert not has_nested({})


@pytest.mark.parametrize(
    ("kind", "refused", "gaps"),
    [
        ("Users", [], set()),
        ("Users", ["FirstName"], {("User", "FirstName")}),
        ("Users", ["Groups"], {("User", "Groups")}),
        ("Users", ["Groups()/Rights()/RoleName", "Mobile"], {("Rights", "RoleName"), ("User", "Mobile")}),
        ("Users", ["Groups/GroupId"], {("UserGroup", "GroupId")}),
        # Without its number, nobody knows which trunk it is.
        ("InboundRules", ["TrunkDN/Number"], {("InboundRule", "TrunkDN")}),
        ("Fxs", ["Template/Id"], {("Fxs", "Template")}),
    ],
)
def test_what_a_pbx_refuses_to_tell_is_known_by_type_and_property(
    kind: str, refused: list[str], gaps: set[tuple[str, str]]
) -> None:
    assert gaps_of(kind, refused) == gaps


@pytest.mark.parametrize("type_name", ["User", "Group", "Sbc", "Rights"])
def test_gaps_are_neither_read_nor_shown(type_name: str) -> None:
    every = readable(type_name, (), None) + operational(type_name, None)
    assert [field.name for field in readable(type_name, (), None)] == sorted(
        field.name for field in readable(type_name, (), None)
    )
    for gap in every:
        gaps = frozenset({(type_name, gap.name), ("Other", every[0].name), (type_name, "Other")})
        left = readable(type_name, (), None, gaps) + operational(type_name, None, gaps)
        assert left == tuple(field for field in every if field != gap)


def test_what_came_later_is_not_asked_for() -> None:
    assert "Connection" in [field.name for field in operational("Sbc", None)]
    for type_name in ("User", "Sbc", "Queue", "Trunk"):
        for version in VERSIONS[1:]:
            for field in (*readable(type_name, (), version), *operational(type_name, version)):
                assert field.described.span.allows(t.cast("tuple[int, ...]", version))
    old, new = (readable("User", (), version) for version in (VERSIONS[1], None))
    assert {field.name for field in new} - {field.name for field in old} >= {"AIAgent"}


def test_what_objects_may_refer_to() -> None:
    user = {Reference("Peers", "Number"), Reference("PromptSets", "Folder"), Reference("Groups", "Id")}
    assert references(KINDS["Users"], None) == user
    assert references(KINDS["Users"], None, ["Groups", "FirstName"]) == {Reference("Groups", "Id")}
    assert references(KINDS["Users"], None, ["FirstName"]) == set()
    assert references(KINDS["MailSettings"], None) == set()


def test_what_a_kind_is_made_of_and_what_is_left_out_of_it() -> None:
    found = parts_of(KINDS["Users"], None)
    assert {("User", ()), ("UserGroup", ("GroupId", "Rights")), ("Greeting", ()), ("Schedule", ())} <= found
    assert "User.Phones" in undecided(KINDS["Users"], None)
    assert undecided(KINDS["MailSettings"], None) == {}
    trunk = undecided(KINDS["Trunks"], None)
    assert {"Trunk.Certificate", "Gateway.Internal"} <= set(trunk)
    assert all(trunk.values())


def test_what_went_with_a_later_release_is_told_where_the_pbx_still_has_it() -> None:
    """Otherwise an export from it would lack whom an exception is for, and nobody would know."""
    rule, route = "ExtensionRule.CallerId", "Queue.OfficeRoute"
    assert undecided(KINDS["Users"], (20, 0, 8))[rule] == "20.0.9 has replaced it by Condition and Data"
    assert undecided(KINDS["Queues"], (20, 0, 6))[route] == "it went with the release after 20.0.6"
    for newer in (None, (20, 0, 9)):
        assert not {rule, route} & {*undecided(KINDS["Users"], newer), *undecided(KINDS["Queues"], newer)}
    # What the PBX sets itself was no configuration then either, nor was what no list of it has.
    assert "CIDFormatting.Priority" not in undecided(KINDS["Trunks"], (20, 0, 4))
    assert not any(name.startswith("UserGroup.") for name in undecided(KINDS["Parkings"], (20, 0, 4)))


@given(KIND, st.sampled_from(VERSIONS))
def test_a_kind_is_known_where_there_is_all_that_its_objects_are_known_by(kind: Kind, version: Version) -> None:
    collection = _schema.collections()[kind.name]
    spans = [collection.operations["get"], *(_schema.properties(collection.type)[name].span for name in kind.key)]
    assert (why_unknown(kind, version) is None) == (version is None or all(span.allows(version) for span in spans))


def test_it_is_told_why_a_kind_is_not_known() -> None:
    assert why_unknown(KINDS["AISettings"], (20, 0, 8)) == "AISettings came with 20.0.9; this PBX has 20.0.8."
    assert why_unknown(KINDS["Holidays"], (20, 0, 6)) == (
        "Holidays are known by Group, which came with 20.0.7b; this PBX has 20.0.6."
    )
