# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Nothing goes that is still needed, and nothing that nobody has asked for."""

from __future__ import annotations

import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._decisions import Key, Kind
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._kinds import KINDS
from ansible_collections.telephony.threecx.plugins.module_utils.config.plan._deletions import (
    Deletion,
    describe_missed,
    describe_unknown_departments,
    describe_unread,
    describe_unseen,
    kinds_that_refer,
    let_go,
    mentions,
    referrers,
    to_prune,
)
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading._export import Exported, export
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading._references import Index
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes._wish import Scope, Target, Wish
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers import configurations

Rows = dict[str, list[dict[str, t.Any]]]
Edges = dict[str, set[str]]

GROUPS = {"Lyon": 11, "Paris": 12, "DEFAULT": 13}
# Some objects of each kind that has a number, and the list by which they refer to others here
NUMBERS = {"Users": ("400", "401", "402"), "RingGroups": ("480", "481"), "Queues": ("800", "801")}
LISTS = {"Users": "ForwardingExceptions", "RingGroups": "Members", "Queues": "Agents"}
NODES = dict.fromkeys(("Lyon", "Paris"), "Groups") | {
    number: kind for kind, numbers in NUMBERS.items() for number in numbers
}
EDGES = st.fixed_dictionaries({node: st.sets(st.sampled_from(sorted(NODES)), max_size=3) for node in NODES})


def refers_to(node: str, others: t.Iterable[str], group: t.Callable[[str], t.Any]) -> dict[str, t.Any]:
    """The properties by which an object refers to others.

    :param group: what stands for a department.
    """
    numbers = sorted(other for other in others if NODES[other] != "Groups")
    if NODES[node] == "Groups":
        # A department belongs to no other, and has one destination
        return {"OfficeRoute": {"Route": {"To": "Extension", "Number": numbers[0] if numbers else None}}}
    groups = [{"GroupId": group(other)} for other in sorted(others) if NODES[other] == "Groups"]
    elements: list[dict[str, t.Any]] = [{"Number": number} for number in numbers]
    if NODES[node] == "Users":
        elements = [{"Destination": element} for element in elements]
    return {"Groups": groups, LISTS[NODES[node]]: elements}


def as_drawn(node: str, others: t.Iterable[str]) -> set[str]:
    """Of these, those that an object really comes to refer to: see C(refers_to)."""
    numbers = sorted(other for other in others if NODES[other] != "Groups")
    return set(numbers[:1]) if NODES[node] == "Groups" else set(others)


def row_of(node: str, others: t.Iterable[str] = ()) -> dict[str, t.Any]:
    refers = refers_to(node, others, GROUPS.__getitem__)
    if NODES[node] == "Groups":
        return {"Id": GROUPS[node], "Name": node, "Number": f"GRP{GROUPS[node]}", "IsDefault": False, **refers}
    return {"Id": int(node), "Number": node, **refers}


def rows_of(edges: Edges) -> Rows:
    default = {"Id": GROUPS["DEFAULT"], "Name": "__DEFAULT__", "Number": "DEFAULT", "IsDefault": True}
    rows: Rows = {"Groups": [default], "Peers": [{"Number": node} for node in NODES]}
    for node, others in edges.items():
        rows.setdefault(NODES[node], []).append(row_of(node, others))
    return rows


def target_of(node: str, others: t.Iterable[str], **more: t.Any) -> Target:
    kind = KINDS[NODES[node]]
    return Target(kind, (node,), {kind.key[0]: node, **refers_to(node, others, str)}, f"{kind.name}[1]", **more)


def deletion_of(node: str, others: t.Iterable[str] = ()) -> Deletion:
    return Deletion(KINDS[NODES[node]], (node,), row_of(node, others))


def told(deletions: list[Deletion], rows: Rows, wish: Wish) -> list[str]:
    """Why objects cannot be deleted."""
    found = referrers(deletions, rows, Index(rows, {}), None, wish)
    assert set(found) <= {(deletion.kind.name, deletion.key) for deletion in deletions}
    return list(found.values())


def missed(deletions: t.Iterable[str], edges: Edges, *targets: Target, **wish: t.Any) -> list[str]:
    rows = rows_of(edges)
    return told([deletion_of(node, edges.get(node, ())) for node in deletions], rows, Wish(targets, **wish))


@given(EDGES, st.dictionaries(st.sampled_from(sorted(NODES)), st.sets(st.sampled_from(sorted(NODES)))), st.data())
def test_an_object_goes_exactly_when_nobody_who_stays_refers_to_it(before: Edges, changes: Edges, data: t.Any) -> None:
    """Whoever refers to it in circles, as long as he goes too, and whatever he has referred to before."""
    created = data.draw(st.sets(st.sampled_from(sorted(changes)))) if changes else set()
    deleted = data.draw(st.sets(st.sampled_from(sorted(set(NODES) - set(changes)) or ["-"]))) - {"-"}
    there = {node: others for node, others in before.items() if node not in created}
    after = {**there, **changes}
    expected = {
        node for node in deleted if any(node in as_drawn(other, after[other]) for other in set(after) - deleted)
    }
    problems = missed(sorted(deleted), there, *(target_of(node, others) for node, others in changes.items()))
    assert {problem.partition("[")[2].partition("]")[0] for problem in problems} == expected


@given(EDGES, st.sets(st.sampled_from(["400", "401", "480"])), st.booleans())
def test_members_that_others_have_added_stay_members_where_lists_are_merged(
    edges: Edges, agents: set[str], is_merged: bool
) -> None:
    merge = frozenset({"Queues.Agents"} if is_merged else ())
    problems = missed(["402"], {"800": edges["800"], "402": set()}, target_of("800", agents), merge_lists=merge)
    assert bool(problems) == (is_merged and "402" in edges["800"])


def test_the_sentence_names_who_still_has_it() -> None:
    edges: Edges = {"Lyon": set(), "400": {"Lyon"}, **{node: {"400"} for node in ("401", "480", "481", "800", "801")}}
    assert missed(["400"], {"800": {"400"}}) == ["Users[400] cannot be deleted: Queues[800].Agents still has it."]
    assert missed(["400"], {"800": {"400"}, "480": {"400"}}) == [
        "Users[400] cannot be deleted: Queues[800].Agents and RingGroups[480].Members still have it."
    ]
    three = {node: {"400"} for node in ("401", "480", "800")}
    assert missed(["400"], three) == [
        "Users[400] cannot be deleted: Users[401].ForwardingExceptions[0].Destination.Number, Queues[800].Agents and"
        " RingGroups[480].Members still have it."
    ]
    # More are only counted where that is shorter.
    assert missed(["400"], {**three, "801": {"400"}}) == [
        "Users[400] cannot be deleted: Users[401].ForwardingExceptions[0].Destination.Number, Queues[800].Agents,"
        " Queues[801].Agents and RingGroups[480].Members still have it."
    ]
    assert missed(["400", "Lyon"], edges) == [
        "Users[400] cannot be deleted: Users[401].ForwardingExceptions[0].Destination.Number, Queues[800].Agents,"
        " Queues[801].Agents and 2 more still have it."
    ]
    assert missed(["400"], {**edges, "Lyon": {"400"}})[0].endswith("and 3 more still have it.")
    assert missed(["Lyon"], edges) == ["Groups[Lyon] cannot be deleted: Users[400].Groups still has it."]


def test_an_object_that_comes_about_is_told_as_one_of_its_own_kind() -> None:
    renamed = target_of("Paris", ["401"], renamed_from=("Nice",))
    assert missed(["Lyon", "401"], {"Lyon": set(), "401": set()}, target_of("400", ["Lyon"]), renamed) == [
        "Groups[Lyon] cannot be deleted: Users[400].Groups still has it.",
        "Users[401] cannot be deleted: Groups[Paris].OfficeRoute.Route.Number still has it.",
    ]


def test_who_is_called_like_one_that_goes_still_refers_to_it() -> None:
    rows = rows_of({"400": set()})
    rows["Groups"].append({"Id": 14, "Name": "400", "Number": "GRP14", "IsDefault": False})
    rows["Users"][0]["Groups"] = [{"GroupId": 14}]
    going = [Deletion(KINDS["Groups"], ("400",), rows["Groups"][-1])]
    assert told(going, rows, Wish(())) == ["Groups[400] cannot be deleted: Users[400].Groups still has it."]


def test_what_is_gone_already_does_not_refer_to_anything() -> None:
    """Its key names the department, and it is named to be deleted."""
    key = ("Lyon", "May")
    holiday = Target(KINDS["Holidays"], key, dict(zip(("Group", "Name"), key)), "Holidays[1]")
    rows = {**rows_of({"Lyon": set()}), "Holidays": []}
    assert told([deletion_of("Lyon")], rows, Wish((holiday,), state="absent")) == []


def test_the_operator_stays_unless_there_is_another() -> None:
    rows = {**rows_of({"400": set(), "401": set()}), "GeneralSettingsForPbx": [{"OperatorExtension": "400"}]}
    settings = KINDS["GeneralSettingsForPbx"]
    other = Target(settings, (), {"OperatorExtension": "401"}, "GeneralSettingsForPbx")
    going = [deletion_of("400")]
    assert told(going, rows, Wish(())) == [
        "Users[400] cannot be deleted: GeneralSettingsForPbx.OperatorExtension still has it."
    ]
    assert told(going, rows, Wish((other,))) == []


def test_a_device_whose_line_has_the_number_refers_to_it() -> None:
    device = {"MacAddress": "001A2B3C4D5E", "FxsLines": [{"Key": 1, "Number": "400"}, {"Key": 2, "Number": "401"}]}
    rows = {**rows_of({"400": set()}), "Fxs": [device]}
    found = told([deletion_of("400")], rows, Wish(()))
    assert found == ["Users[400] cannot be deleted: Fxs[001A2B3C4D5E].FxsLines[1].Number still has it."]
    key = ("001A2B3C4D5E",)
    freed = {"MacAddress": key[0], "FxsLines": [{"Key": 1, "Number": "402"}]}
    wish = Wish((Target(KINDS["Fxs"], key, freed, "Fxs[1]"),))
    assert told([deletion_of("400")], rows, wish) == []
    both = [deletion_of("400"), Deletion(KINDS["Fxs"], key, device)]
    assert told(both, rows, Wish(())) == []


def test_a_department_is_referred_to_by_its_number_as_well() -> None:
    rows = rows_of({"Lyon": set(), "400": set()})
    rows["Peers"].append({"Number": "GRP11"})
    rows["Users"][0]["ForwardingExceptions"] = [{"Destination": {"To": "Extension", "Number": "GRP11"}}]
    rows["Sbcs"] = [{"Name": "LYON-01", "Group": "GRP11"}]
    found = told([deletion_of("Lyon")], rows, Wish(()))
    assert found == [
        "Groups[Lyon] cannot be deleted: Sbcs[LYON-01].Group and"
        " Users[400].ForwardingExceptions[0].Destination.Number still have it."
    ]


def test_who_is_deleted_is_not_asked_what_he_wants() -> None:
    gone = Target(KINDS["Users"], ("400",), {"Number": "400"}, "Users[1]")
    edges = {"400": {"401"}, "401": {"400"}}
    assert missed(["400"], edges, gone, state="absent") == [
        "Users[400] cannot be deleted: Users[401].ForwardingExceptions[0].Destination.Number still has it."
    ]
    assert missed(["400", "401"], edges, gone, state="absent") == []


def test_an_object_under_a_new_name_is_the_same_that_referred() -> None:
    renamed = target_of("Paris", [], renamed_from=("Lyon",))
    assert missed(["400"], {"Lyon": {"400"}}, renamed) == []
    kept = Target(KINDS["Groups"], ("Paris",), {"Name": "Paris"}, "Groups[1]", renamed_from=("Lyon",))
    assert missed(["400"], {"Lyon": {"400"}}, kept) == [
        "Users[400] cannot be deleted: Groups[Paris].OfficeRoute.Route.Number still has it."
    ]


@pytest.mark.parametrize(
    "kind", [one for one in KINDS.values() if one.is_understood and one.key], ids=lambda one: one.name
)
def test_all_that_can_refer_are_asked(kind: t.Any) -> None:
    asked = {one.name for one in kinds_that_refer([kind])}
    is_numbered = kind.key == ("Number",) or kind.name == "Groups"
    assert ({"Users", "Queues", "Fxs", "GeneralSettingsForPbx", "WebsiteLinks"} <= asked) == is_numbered
    assert ({"Holidays", "CallFlowApps"} <= asked) == (kind.name == "Groups")
    assert (asked == {"Fxs"}) == (kind.name in ("Sbcs", "FxsTemplates"))


def test_those_that_cannot_be_asked_are_told() -> None:
    unavailable = {"WebsiteLinks": "status 403.", "Holidays": "status 403."}
    assert describe_unread([KINDS["Users"]], unavailable) == [
        "Whether WebsiteLinks refer to what is deleted is not known, since they cannot be read: status 403."
    ]
    assert describe_unread([], unavailable) == []


def test_phones_behind_an_sbc_are_not_seen_and_that_is_told() -> None:
    warning = "Whether IP phones are connected through an SBC that is deleted is not known, since they are no kind."
    assert describe_unseen([KINDS["Sbcs"], KINDS["Sbcs"], KINDS["Groups"]]) == [warning]


def test_each_mention_has_its_place() -> None:
    value = {
        "Groups": [{"GroupId": "Lyon", "Rights": {"RoleName": "users"}}],
        "PrimaryGroupId": "Lyon",
        "ForwardingProfiles": [{"Name": "Away", "AwayRoute": {"Internal": {"Number": "401"}}}, None],
    }
    assert list(mentions(KINDS["Users"], value)) == [
        ("ForwardingProfiles[Away].AwayRoute.Internal.Number", "Peers", "401"),
        ("Groups", "Groups", "Lyon"),
        ("PrimaryGroupId", "Groups", "Lyon"),
    ]
    rule = {"GroupIds": ["Lyon", "Paris"], "Routes": [{"TrunkId": None}, {"TrunkId": "10000"}]}
    assert list(mentions(KINDS["OutboundRules"], rule)) == [
        ("GroupIds", "Groups", "Lyon"),
        ("GroupIds", "Groups", "Paris"),
        ("Routes[1].TrunkId", "Trunks", "10000"),
    ]


OTHERS = [
    (Deletion(KINDS["Users"], ("101",), {"Number": "101"}), {("Users", "101"), ("Peers", "101")}),
    (Deletion(KINDS["Trunks"], ("10001",), {"Number": "10001"}), {("Trunks", "10001"), ("Peers", "10001")}),
    (Deletion(KINDS["Sbcs"], ("LYON-01",), {"Name": "LYON-01"}), {("Sbcs", "LYON-01")}),
    (
        Deletion(KINDS["Groups"], ("Lyon",), configurations.REFERRED["Groups"][0]),
        {("Groups", "Lyon"), ("Peers", "GRP0001")},
    ),
]


@given(st.sampled_from([kind for kind in configurations.WRITTEN if kind.key]), st.data())
def test_who_lets_go_is_the_same_but_for_what_referred_to_those_that_go(kind: Kind, data: st.DataObject) -> None:
    index = configurations.index()
    row = data.draw(configurations.rows(kind))
    value = export(kind, row, index, None).value
    mine = Deletion(kind, tuple(str(value[name]) for name in kind.key), row)
    others = [other for other in OTHERS if data.draw(st.booleans())]
    names = {name for _other, called in others for name in called}

    def mentioned(of: t.Mapping[str, t.Any]) -> set[tuple[str, t.Any]]:
        return {(mention.to, mention.name) for mention in mentions(kind, of)}

    target = let_go(mine, [mine, *(other for other, _called in others)], index, None)
    expected = {name for name in value if mentioned({name: value[name]}) & names}
    assert set({} if target is None else target.value) == expected
    if target is None:
        return
    assert (target.kind, target.key) == (kind, mine.key)
    assert not mentioned(target.value) & names
    for name, after in target.value.items():
        before = value[name]
        if isinstance(before, list) and name != "ForwardingProfiles":
            assert after == [one for one in before if not mentioned({name: [one]}) & names]
        elif isinstance(after, list):
            assert [one["Name"] for one in after] == [one["Name"] for one in before]
        elif isinstance(after, dict) and "To" not in after:
            assert list(after) == list(before)


def freed_of_101(kind: str, row: dict[str, t.Any]) -> dict[str, t.Any]:
    """What is written to an object so that it does not refer to the user 101 any more."""
    target = let_go(Deletion(KINDS[kind], (row["Number"],), row), [OTHERS[0][0]], configurations.index(), None)
    return {} if target is None else dict(target.value)


def test_calls_that_lead_to_what_goes_lead_nowhere_and_all_else_stays() -> None:
    to_101, to_102, nowhere = (
        {"To": to, "Number": number} for to, number in (("Extension", "101"), ("Extension", "102"), ("None", None))
    )
    queue = {"Number": "800", "Name": "Q", "BreakRoute": {"IsPromptEnabled": True, "Route": to_101}}
    assert freed_of_101("Queues", queue)["BreakRoute"]["Route"] == nowhere
    assert freed_of_101("Queues", queue)["BreakRoute"]["IsPromptEnabled"] is True
    assert freed_of_101("Queues", {**queue, "BreakRoute": {"IsPromptEnabled": True, "Route": to_102}}) == {}
    # Nobody stands in his own way.
    mine = Deletion(KINDS["Queues"], ("101",), {**queue, "Number": "101"})
    assert let_go(mine, [mine], configurations.index(), None) is None
    exceptions = [{"Id": 1, "Destination": to_101}, {"Id": 2, "Destination": to_102}]
    (stays,) = freed_of_101("Users", {"Number": "410", "ForwardingExceptions": exceptions})["ForwardingExceptions"]
    assert stays["Destination"]["Number"] == "102"
    # What only the PBX takes out of a list stays there.
    profiles = [
        {"Id": 1, "Name": "Away", "NoAnswerTimeout": 20, "AwayRoute": {"Internal": to_101, "External": to_102}},
        {"Id": 2, "Name": "Available", "NoAnswerTimeout": 30},
    ]
    available, away = freed_of_101("Users", {"Number": "410", "ForwardingProfiles": profiles})["ForwardingProfiles"]
    assert (away["Name"], away["NoAnswerTimeout"], available["Name"]) == ("Away", 20, "Available")
    assert away["AwayRoute"]["Internal"] == nowhere
    assert away["AwayRoute"]["External"]["Number"] == "102"


# What is pruned

NUMBER = st.from_regex(r"[0-9]{2,4}", fullmatch=True)
DEPARTMENTS = st.sets(st.sampled_from(["Lyon", "Paris", "DEFAULT"]))
USERS = st.dictionaries(NUMBER, st.tuples(st.sampled_from(["", "Gate", "Lobby"]), DEPARTMENTS), max_size=8)
SCOPES = st.builds(
    Scope,
    st.none() | st.frozensets(st.sampled_from(["Lyon", "Paris"]), min_size=1),
    st.lists(st.tuples(NUMBER, NUMBER).map(sorted).map(tuple), max_size=2).map(tuple),
    st.lists(st.sampled_from(["Gate", "L*", "4?", "*"]), max_size=2).map(tuple),
)
IGNORED = st.lists(st.sampled_from(["lobby", "4*", "??", "Gate *"]), max_size=2).map(tuple)


def users_of(users: t.Mapping[str, tuple[str, set[str]]]) -> list[tuple[dict[str, t.Any], Exported]]:
    rows = rows_of({"Lyon": set(), "Paris": set()})
    found = [
        {"Number": number, "FirstName": name, "Groups": [{"GroupId": GROUPS[group]} for group in sorted(groups)]}
        for number, (name, groups) in users.items()
    ]
    return [(row, export(KINDS["Users"], row, Index(rows, {}), None)) for row in found]


def pruned(wish: Wish, kind: str, *rows: dict[str, t.Any]) -> list[Key]:
    known = rows_of({"Lyon": set(), "Paris": set()})
    objects = [(row, export(KINDS[kind], row, Index(known, {}), None)) for row in rows]
    return to_prune(wish, KINDS[kind], objects)


def fits_by_hand(text: str, pattern: str) -> bool:
    """Patterns of the strategies above, by other means."""
    head, star, _rest = pattern.lower().partition("*")
    if star:
        return text.lower().startswith(head)
    return len(text) == len(pattern) and all(wanted in (char, "?") for char, wanted in zip(text.lower(), head))


@given(USERS, st.sets(NUMBER), SCOPES, IGNORED)
def test_only_what_is_within_and_neither_named_nor_ignored_goes(
    users: dict[str, tuple[str, set[str]]], named: set[str], scope: Scope, ignore: tuple[str, ...]
) -> None:
    targets = [Target(KINDS["Users"], (number,), {"Number": number}, "") for number in (*sorted(users)[:2], *named)]
    wish = Wish(tuple(targets), prune=(KINDS["Users"],), scope=scope, ignore=ignore)
    keys = to_prune(wish, KINDS["Users"], users_of(users))
    for number, (name, groups) in users.items():
        called = [text for text in (number, name) if text]
        goes = (
            number not in {target.key[0] for target in targets}
            and not any(fits_by_hand(text, pattern) for text in called for pattern in ignore)
            and (scope.departments is None or bool(groups and groups <= scope.departments))
            and (
                not scope.numbers
                or any(
                    len(first) == len(number) == len(last) and int(first) <= int(number) <= int(last)
                    for first, last in scope.numbers
                )
            )
            and (not scope.names or any(fits_by_hand(text, pattern) for text in called for pattern in scope.names))
        )
        assert ((number,) in keys) == goes
    assert keys == sorted(set(keys))


def test_what_is_built_in_is_not_pruned() -> None:
    rows = [
        {"Id": 13, "Name": "__DEFAULT__", "IsDefault": True},
        {"Id": 14, "Name": "___FAVORITES___410", "IsDefault": False},
        {"Id": 12, "Name": "Paris", "IsDefault": False},
    ]
    wish = Wish((), prune=(KINDS["Groups"],))
    assert pruned(wish, "Groups", *rows) == [("Paris",)]
    assert pruned(wish, "Trunks", {"Number": "10000"}) == []


def test_an_object_under_its_old_name_is_not_pruned() -> None:
    renamed = Target(KINDS["Groups"], ("Lyon 2",), {"Name": "Lyon 2"}, "", renamed_from=("Lyon",))
    rows = [{"Id": 1, "Name": name, "IsDefault": False} for name in ("Lyon", "Lyon 2", "Paris")]
    assert pruned(Wish((renamed,), prune=(KINDS["Groups"],)), "Groups", *rows) == [("Paris",)]


@pytest.mark.parametrize("order", [1, -1])
def test_two_objects_of_one_key_go_together_or_stay(order: int) -> None:
    rules = [
        {"Id": number, "Name": "Out", "GroupIds": [GROUPS[group]]} for number, group in enumerate(("Lyon", "Paris"))
    ]
    lyon = Wish((), prune=(KINDS["OutboundRules"],), scope=Scope(departments=frozenset({"Lyon"})))
    assert pruned(lyon, "OutboundRules", *rules[::order]) == []
    assert pruned(lyon, "OutboundRules", rules[0]) == [("Out",)]
    assert pruned(Wish((), prune=(KINDS["OutboundRules"],)), "OutboundRules", *rules[::order]) == [("Out",)]


def test_the_same_key_of_another_kind_names_nothing() -> None:
    user = Target(KINDS["Users"], ("800",), {"Number": "800"}, "")
    assert pruned(Wish((user,), prune=(KINDS["Queues"],)), "Queues", {"Number": "800"}) == [("800",)]
    group = Target(KINDS["Groups"], ("Lyon",), {"Name": "Lyon"}, "", renamed_from=("800",))
    assert pruned(Wish((group,), prune=(KINDS["Queues"],)), "Queues", {"Number": "800"}) == [("800",)]


@pytest.mark.parametrize(
    ("groups", "is_within"),
    [(["Lyon"], True), (["Lyon", "Paris"], True), ([], False), (["DEFAULT"], False), (["Lyon", "DEFAULT"], False)],
)
def test_whoever_belongs_to_some_of_the_departments_and_to_no_other_is_within(
    groups: list[str], is_within: bool
) -> None:
    wish = Wish((), prune=(KINDS["Users"],), scope=Scope(departments=frozenset({"Lyon", "Paris"})))
    row = {"Number": "410", "Groups": [{"GroupId": GROUPS[group]} for group in groups]}
    assert pruned(wish, "Users", row) == ([("410",)] if is_within else [])


def test_whoever_belongs_to_a_department_that_is_not_known_is_not_within() -> None:
    wish = Wish((), prune=(KINDS["Users"],), scope=Scope(departments=frozenset({"Lyon", "99"})))
    row = {"Number": "410", "Groups": [{"GroupId": GROUPS["Lyon"]}, {"GroupId": 99}]}
    assert 99 not in GROUPS.values()
    assert pruned(wish, "Users", row) == []


def test_what_is_called_like_a_department_does_not_belong_to_it() -> None:
    wish = Wish((), prune=(KINDS["BlackListNumbers"],), scope=Scope(departments=frozenset({"Lyon"})))
    assert pruned(wish, "BlackListNumbers", {"CallerId": "Lyon"}) == []


def test_a_department_is_within_by_its_own_name() -> None:
    rows = [{"Id": 1, "Name": name, "IsDefault": False} for name in ("Lyon", "Paris")]
    wish = Wish((), prune=(KINDS["Groups"],), scope=Scope(departments=frozenset({"Lyon"})))
    assert pruned(wish, "Groups", *rows) == [("Lyon",)]


@pytest.mark.parametrize(
    ("number", "is_within"),
    [("399", False), ("400", True), ("401", True), ("498", True), ("499", True), ("500", False)]
    # Numbers of another length begin with the same digits.
    + [(number, False) for number in ("40", "41", "4100", "4999", "45*", "")],
)
def test_a_range_has_both_of_its_ends_and_no_number_of_another_length(number: str, is_within: bool) -> None:
    wish = Wish((), prune=(KINDS["Queues"],), scope=Scope(numbers=(("20", "29"), ("400", "499"))))
    assert pruned(wish, "Queues", {"Number": number}) == ([(number,)] if is_within else [])


def test_what_has_no_number_is_in_no_range_of_numbers() -> None:
    wish = Wish((), prune=(KINDS["Holidays"],), scope=Scope(numbers=(("400", "499"),)))
    assert pruned(wish, "Holidays", {"Group": "GRP11", "Name": "410"}) == []
    for kind, row in (("Groups", {"Name": "410", "IsDefault": False}), ("BlackListNumbers", {"CallerId": "410"})):
        assert pruned(Wish((), prune=(KINDS[kind],), scope=wish.scope), kind, row) == []
        assert pruned(Wish((), prune=(KINDS[kind],)), kind, row) == [("410",)]
    # That of its trunk is none.
    wish = Wish((), prune=(KINDS["InboundRules"],), scope=Scope(numbers=(("10000", "10999"),)))
    rule = {"TrunkDN": {"Number": "10000"}, "Condition": "BasedOnDID", "Data": "410"}
    index = Index({**rows_of({}), "Trunks": [{"Id": 7, "Number": "10000"}], "Peers": [{"Number": "10000"}]}, {})
    exported = export(KINDS["InboundRules"], rule, index, None)
    assert exported.value["TrunkDN"] == "10000"
    assert to_prune(wish, KINDS["InboundRules"], [(rule, exported)]) == []
    assert to_prune(wish._replace(scope=Scope()), KINDS["InboundRules"], [(rule, exported)])


@pytest.mark.parametrize(
    ("kind", "row", "patterns"),
    [
        ("Holidays", {"Group": "GRP11", "Name": "Christmas"}, ["Lyon, Christmas", "lyon,*", "Christ*"]),
        ("Users", {"Number": "410", "FirstName": "Gate", "LastName": "Two"}, ["410", "Gate Two", "gate*", "4??"]),
        ("Sbcs", {"Name": "LYON-01", "DisplayName": "Cellar"}, ["LYON-*", "cellar"]),
        ("InboundRules", {"TrunkDN": {"Number": "10000"}, "Condition": "BasedOnDID", "RuleName": "Main"}, ["main"]),
        ("Fxs", {"MacAddress": "001A2B3C4D5E", "Name": "Lobby"}, ["00:1a:2b:*", "001A2B3C4D5E", "lobby"]),
    ],
)
def test_patterns_are_for_keys_and_names(kind: str, row: dict[str, t.Any], patterns: list[str]) -> None:
    rows = {**rows_of({"Lyon": set()}), "Trunks": [{"Id": 7, "Number": "10000"}]}
    exported = export(KINDS[kind], row, Index(rows, {}), None)
    for pattern in patterns:
        wish = Wish((), prune=(KINDS[kind],), ignore=(pattern,))
        assert to_prune(wish, KINDS[kind], [(row, exported)]) == []
        assert describe_missed(wish, [(KINDS[kind], exported)]) is None
    wish = Wish((), prune=(KINDS[kind],), ignore=("?",))
    assert len(to_prune(wish, KINDS[kind], [(row, exported)])) == 1
    assert "'?' (entry 1)" in str(describe_missed(wish, [(KINDS[kind], exported)]))
    assert describe_missed(wish._replace(may_miss=True), [(KINDS[kind], exported)]) is None


@given(USERS, IGNORED)
def test_a_pattern_that_fits_nothing_is_told(users: dict[str, tuple[str, set[str]]], ignore: tuple[str, ...]) -> None:
    wish = Wish((), prune=(KINDS["Users"], KINDS["Queues"]), ignore=ignore)
    texts = [text for number, (name, _groups) in users.items() for text in (number, name) if text]
    refusal = describe_missed(wish, [(KINDS["Users"], exported) for _row, exported in users_of(users)])
    for pattern in ignore:
        is_missed = not any(fits_by_hand(text, pattern) for text in texts)
        assert (f"'{pattern}' (entry {ignore.index(pattern) + 1})" in (refusal or "")) == is_missed
    assert refusal is None or "which fits no object of Users or Queues on the PBX" in refusal


def test_departments_of_the_scope_must_be_there() -> None:
    scope = Scope(departments=frozenset({"Lyon", "Pariss", "Zzz"}))
    assert describe_unknown_departments(scope, ["Lyon", "Paris"]) == [
        "prune_scope names the department 'Pariss', and the PBX has none of this name; did you mean 'Paris'?",
        "prune_scope names the department 'Zzz', and the PBX has none of this name.",
    ]
    assert describe_unknown_departments(Scope(), []) == []


@pytest.mark.parametrize("text", ["400", "401, 400", "401;400;481", " 400 "])
def test_an_extension_that_stands_in_a_text_among_others_does_not_go(text: str) -> None:
    """Else the notices of emergency calls reach nobody."""
    rows = rows_of({"400": set(), "401": set()})
    rows["EmergencyNotificationsSettings"] = [{"ChatRecipients": "SpecifiedList", "SpecifiedList": text}]
    rows["Receptionists"] = [{"Id": 7, "Number": "700", "ForwardSmsTo": text}]
    assert told([deletion_of("400")], rows, Wish(())) == [
        "Users[400] cannot be deleted: Receptionists[700].ForwardSmsTo and"
        " EmergencyNotificationsSettings.SpecifiedList still have it."
    ]
    assert told([deletion_of("402")], rows, Wish(())) == []


@pytest.mark.parametrize("text", [None, "", "4000", "1400, 4001", "+33 4 00", "a@b.example", 400])
def test_a_text_that_has_the_digits_by_chance_keeps_nothing(text: t.Any) -> None:
    rows = rows_of({"400": set()})
    rows["EmergencyNotificationsSettings"] = [{"SpecifiedList": text}]
    assert told([deletion_of("400")], rows, Wish(())) == []
