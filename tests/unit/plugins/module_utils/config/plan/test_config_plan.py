# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which requests an object takes, in which order, and when there are none."""

from __future__ import annotations

import typing as t
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.change._fingerprint import digest
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._kinds import KINDS
from ansible_collections.telephony.threecx.plugins.module_utils.config.plan._plan import (
    Look,
    Part,
    Present,
    Rank,
    Step,
    deletion,
    plan_target,
)
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading._export import export, key_of
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading._references import Index
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes._wish import Target, Wish
from ansible_collections.telephony.threecx.plugins.module_utils.config.writing._lookups import with_peers
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.configurations import REFERRED

Rows = list[dict[str, t.Any]]

FIRST, SECOND, DELETIONS = 0, 1, 2
USER = {"Id": 5, "Number": "410", "FirstName": "Gate", "Mobile": "1", "Groups": [{"GroupId": 11}, {"GroupId": 13}]}
HOLIDAY = {
    "Day": 1,
    "DayEnd": 1,
    "Month": 5,
    "MonthEnd": 5,
    "Year": 0,
    "YearEnd": 0,
    "TimeOfStartDate": "00:00",
    "TimeOfEndDate": "23:59",
}


def a_look(*, version: tuple[int, ...] | None = None, unavailable: str = "", **rows: Rows) -> Look:
    there: dict[str, Rows] = {**REFERRED, "Users": [USER], "Queues": [], "Sbcs": [], **rows}
    told = dict.fromkeys(unavailable.split(), "status 403.")
    return Look(version, there, told, Index(with_peers(there), told))


def target(kind: str, value: dict[str, t.Any], **more: t.Any) -> Target:
    return Target(KINDS[kind], key_of(KINDS[kind], value), value, f"{kind}[0]", **more)


def planned(one: Target, look: Look | None = None, *expected: tuple[str, str], **wish: t.Any) -> Step:
    look = look or a_look()
    present = Present(look)
    for kind, name in expected:
        look.index.expect(kind, (name,))
        present.expect(KINDS[kind], (name,))
    return plan_target(Wish((one,), **wish), one, look, present)


def test_an_object_that_is_as_it_should_be_takes_no_request() -> None:
    step = planned(target("Users", {"Number": "410", "FirstName": "Gate"}))
    assert (step.action, step.fields, step.parts, step.problems, step.removed) == ("keep", (), (), (), 0)
    assert (step.before, step.after, step.row) == ({}, {}, USER)


def test_what_differs_is_written_in_one_request_and_nothing_else() -> None:
    step = planned(
        target("Users", {"Number": "410", "FirstName": "Door", "Mobile": "1", "LastName": "North"}),
        a_look(Users=[{**USER, "LastName": "South"}]),
    )
    assert (step.action, step.fields) == ("update", ("FirstName", "LastName"))
    assert step.parts == (Part(Rank(FIRST, 5, 0), ("FirstName", "LastName")),)
    assert step.before == {"FirstName": "Gate", "LastName": "South"}
    assert step.after == {"FirstName": "Door", "LastName": "North"}


MENU = {"Id": 9, "Number": "800", "TimeoutForwardType": "Extension", "TimeoutForwardDN": "410", "Forwards": []}


@pytest.mark.parametrize(
    ("row", "wanted", "besides"),
    [
        (MENU, {"TimeoutForwardType": "EndCall"}, {"TimeoutForwardDN": None}),
        (MENU, {"TimeoutForwardType": "EndCall", "TimeoutForwardDN": "411"}, {}),
        (MENU, {"TimeoutForwardType": "VoiceMail"}, {}),
        (MENU, {"Name": "Menu"}, {}),
        # The PBX does not tell the number.
        ({"Id": 9, "Number": "800", "TimeoutForwardType": "Queue"}, {"TimeoutForwardType": "EndCall"}, {}),
    ],
)
def test_a_number_that_calls_went_to_is_written_as_none_where_they_go_to_none(
    row: dict[str, t.Any], wanted: dict[str, t.Any], besides: dict[str, t.Any]
) -> None:
    one = target("Receptionists", {"Number": "800", **wanted})
    step = planned(one, a_look(Receptionists=[{"Name": "", **row}]))
    assert (step.action, step.fields, step.problems) == ("update", (*wanted, *besides), ())
    assert step.after == {**wanted, **besides}


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        ({"TimeoutForwardType": "Queue"}, ".TimeoutForwardType is Queue, so TimeoutForwardDN must be given too."),
        (
            {"TimeoutForwardDN": "860"},
            ".TimeoutForwardType is Extension, and '860' is one of RingGroups: that is RingGroup, unless another number"
            " is meant.",
        ),
        ({"TimeoutForwardDN": "411"}, ""),
    ],
)
def test_a_destination_is_judged_by_what_is_left_out_as_well(wanted: dict[str, t.Any], why: str) -> None:
    look = replace(a_look(Receptionists=[MENU]), numbers={"410": "Users", "411": "Users", "860": "RingGroups"})
    step = planned(target("Receptionists", {"Number": "800", **wanted}), look)
    assert step.problems == ((f"Receptionists[0]{why}",) if why else ())


@pytest.mark.parametrize(("merges", "removed"), [(False, 1), (True, 0)])
def test_members_that_are_taken_out_are_counted(merges: bool, removed: int) -> None:
    wanted = target("Users", {"Number": "410", "Groups": [{"GroupId": "Lyon"}]})
    step = planned(wanted, merge_lists=frozenset({"Users.Groups"} if merges else ()))
    assert (step.action, step.removed) == ("keep" if merges else "update", removed)


@pytest.mark.parametrize(("renews", "action"), [(False, "keep"), (True, "update")])
def test_secrets_that_nobody_sees_are_written_where_that_is_wanted(renews: bool, action: str) -> None:
    one = target("MailSettings", {}, secrets={"MailPassword": "S3cr3t"})
    row = {"MailPassword": {"Concealed": True, "Value": None}}
    step = planned(one, a_look(MailSettings=[row]), renew_secrets=renews)
    assert (step.action, step.fields) == (action, ("MailPassword",) if renews else ())
    assert step.comparison is not None
    assert step.comparison.not_compared == (() if renews else ("MailPassword",))


def test_an_object_that_is_not_there_is_created_with_its_key_first() -> None:
    one = target("Queues", {"Name": "Support", "Number": "800"})
    step = planned(one)
    assert (step.action, step.row, step.problems) == ("create", None, ())
    assert step.parts == (Part(Rank(FIRST, 6, 0), ("Number", "Name")),)
    assert (step.before, step.after) == ({}, {"Name": "Support", "Number": "800"})
    assert step.wanted is one
    assert step.place == "Queues[0]"


def test_what_the_pbx_takes_only_afterwards_is_a_request_of_its_own() -> None:
    """The main department of a user, for whom it is not there until he is its member."""
    step = planned(target("Users", {"Number": "411", "PrimaryGroupId": "Lyon", "FirstName": "Gate"}))
    assert step.parts == (
        Part(Rank(FIRST, 5, 0), ("Number", "FirstName")),
        Part(Rank(FIRST, 5, 1), ("PrimaryGroupId",)),
    )
    profiles = [{"Name": "Away", "NoAnswerTimeout": 20}]
    created = planned(target("Users", {"Number": "411", "ForwardingProfiles": profiles}))
    assert created.parts[1] == Part(Rank(FIRST, 5, 1), ("ForwardingProfiles",))
    there = [{**USER, "ForwardingProfiles": [{"Id": 1, "Name": "Away", "NoAnswerTimeout": 30}]}]
    updated = planned(target("Users", {"Number": "410", "ForwardingProfiles": profiles}), a_look(Users=there))
    assert updated.parts == (Part(Rank(FIRST, 5, 0), ("ForwardingProfiles",)),)


IN_LYON = {**USER, "PrimaryGroupId": 11}


def test_a_user_leaves_his_main_department_once_he_has_another() -> None:
    """A PBX may not let him go before, nor take for the main one a department that he is not in."""
    to_paris = {"Number": "410", "FirstName": "Door", "PrimaryGroupId": "Paris"}
    step = planned(target("Users", {**to_paris, "Groups": [{"GroupId": "Paris"}]}), a_look(Users=[IN_LYON]))
    keeps = frozenset({"Users.Groups"})
    assert step.parts == (
        Part(Rank(FIRST, 5, 0), ("FirstName", "Groups"), keeps),
        Part(Rank(FIRST, 5, 1), ("PrimaryGroupId",), keeps),
        Part(Rank(FIRST, 5, 2), ("Groups",)),
    )
    assert step.removed == 1
    # Where he stays in it, one request does for the departments.
    both = [{"GroupId": "Paris"}, {"GroupId": "Lyon"}]
    for groups, merge in ((both, frozenset()), ([{"GroupId": "DEFAULT"}, {"GroupId": "Paris"}], keeps)):
        step = planned(target("Users", {**to_paris, "Groups": groups}), a_look(Users=[IN_LYON]), merge_lists=merge)
        assert {part.rank.stage: part.merge for part in step.parts} == {0: frozenset(), 1: frozenset()}


@pytest.mark.parametrize(
    ("kind", "value", "expected", "turn"),
    [
        # Of an earlier kind, it is there by then; of the same one or a later one, it may not be.
        ("Users", {"Number": "411", "Groups": [{"GroupId": "Oslo"}]}, ("Groups", "Oslo"), FIRST),
        ("Users", {"Number": "411", "ForwardingExceptions": [{"Destination": {"Number": "499"}}]}, ("Users", "499"), 1),
        ("Groups", {"Name": "Nice", "OfficeRoute": {"Route": {"Number": "499"}}}, ("Queues", "499"), SECOND),
        ("Queues", {"Number": "800", "Name": "Q", "Agents": [{"Number": "499"}]}, ("Users", "499"), FIRST),
        ("Queues", {"Number": "800", "Name": "Q", "Agents": [{"Number": "410"}]}, ("Users", "499"), FIRST),
    ],
)
def test_what_refers_to_an_object_that_comes_later_is_written_in_a_second_turn(
    kind: str, value: dict[str, t.Any], expected: tuple[str, str], turn: int
) -> None:
    step = planned(target(kind, value), None, expected)
    last = tuple(value)[-1]
    assert [part.rank.turn for part in step.parts if last in part.names] == [turn]
    assert step.parts[0].rank == Rank(FIRST, KINDS[kind].phase, 0)
    assert sorted(part.rank for part in step.parts) == [part.rank for part in step.parts]


def test_deletions_come_last_and_those_first_that_are_created_last() -> None:
    user = planned(target("Users", {"Number": "410"}), state="absent")
    assert (user.action, user.parts) == ("delete", (Part(Rank(DELETIONS, -5)),))
    assert user.gone == export(KINDS["Users"], USER, a_look().index, None).value
    assert (user.before, user.after, user.fields, user.removed) == (user.gone, {}, (), 0)
    # One that goes because nobody names it, the same way
    unnamed = Step(KINDS["Users"], ("410",))
    assert deletion(unnamed, USER, a_look()) == user._replace(target=None)
    group = planned(target("Groups", {"Name": "Paris"}), state="absent")
    assert user.parts[0].rank < group.parts[0].rank
    assert Rank(SECOND, 11, 1) < user.parts[0].rank
    gone = planned(target("Users", {"Number": "499"}), state="absent")
    assert (gone.action, gone.parts, gone.row, gone.problems) == ("keep", (), None, ())


def test_of_two_objects_with_one_key_none_is_meant() -> None:
    rules = [{"Id": 7, "Name": "All"}, {"Id": 3, "Name": "All"}]
    for state in ("present", "absent"):
        step = planned(target("OutboundRules", {"Name": "All"}), a_look(OutboundRules=rules), state=state)
        assert (step.action, step.parts) == ("keep", ())
        assert step.problems == (
            "OutboundRules[0]: the PBX has 2 objects with this key (Id 3 and 7), so it is unclear which is meant.",
        )


def test_an_object_gets_its_new_name_and_has_it_from_then_on() -> None:
    one = target("Groups", {"Name": "Nice"}, renamed_from=("Lyon",))
    step = planned(one)
    assert (step.action, step.fields, step.row) == ("update", ("Name",), REFERRED["Groups"][0])
    assert (step.before, step.after, step.problems) == ({"Name": "Lyon"}, {"Name": "Nice"}, ())
    renamed = [{**REFERRED["Groups"][0], "Name": "Nice"}]
    assert planned(one, a_look(Groups=renamed)).action == "keep"
    assert planned(one, a_look(Groups=[])).action == "create"
    both = planned(one, a_look(Groups=[*REFERRED["Groups"], {**renamed[0], "Id": 21}]))
    assert (both.action, both.problems) == (
        "keep",
        ("Groups[0]: the PBX has objects of both names, the new one and the one before (Id 11 and 21).",),
    )


def test_the_default_department_is_known_by_its_other_name() -> None:
    step = planned(
        target("Groups", {"Name": "DEFAULT", "Language": "EN"}),
        a_look(Groups=[{**REFERRED["Groups"][1], "Language": "FR"}]),
    )
    assert (step.action, step.fields) == ("update", ("Language",))


@pytest.mark.parametrize("state", ["present", "absent"])
def test_what_cannot_be_read_is_not_written(state: str) -> None:
    step = planned(target("Users", {"Number": "411"}), a_look(unavailable="Users"), state=state)
    assert (step.action, step.parts, step.problems) == ("keep", (), ("Users: status 403.",))


@pytest.mark.parametrize("state", ["present", "absent"])
def test_an_object_must_be_the_one_that_was_seen(state: str) -> None:
    own = digest(export(KINDS["Users"], USER, a_look().index, None).value)
    one = {"Number": "410"}
    assert planned(target("Users", one, if_fingerprint=own), state=state).problems == ()
    for other in ("0" * 64, "f" * 64):
        changed = planned(target("Users", one, if_fingerprint=other), state=state).problems
        assert changed == (f"Users[0]: it has changed since its fingerprint was taken; now that is {own}.",)
    gone = planned(target("Users", {"Number": "499"}, if_fingerprint=own), state=state).problems
    assert gone == ("Users[0]: it is gone, and if_fingerprint says that it was seen.",)


@pytest.mark.parametrize(
    ("one", "told"),
    [
        (target("Groups", {"Name": "lyon"}), "there is none called 'lyon', but 'Lyon', which looks like it; write it"),
        (target("Groups", {"Name": " Lyon"}), "there is none called ' Lyon', but 'Lyon', which looks like it"),
        (target("Groups", {"Name": "Nice"}, renamed_from=("LYON",)), "there is none called 'LYON', but 'Lyon', which"),
        # Another one of the same task
        (target("Groups", {"Name": "oslo"}), "there is none called 'oslo', but 'Oslo', which looks like it"),
    ],
)
def test_a_name_that_looks_like_another_is_asked_about(one: Target, told: str) -> None:
    found = [problem for problem in planned(one, None, ("Groups", "Oslo")).problems if "looks like" in problem]
    assert len(found) == 1
    assert found[0].startswith(f"Groups[0]: {told}")


SPELT = st.sampled_from(["Oslo", "oslo", "OSLO", "Nice", "nice"])


@given(st.sets(SPELT, min_size=1), st.data())
def test_a_name_that_comes_into_being_looks_like_that_of_no_other(there: set[str], data: st.DataObject) -> None:
    """Be that by a creation or by a rename: an object may get another spelling of its own name."""
    new = data.draw(SPELT.filter(lambda name: name not in there))
    before = data.draw(st.none() | st.sampled_from(sorted(there)))
    rows = [{"Id": place, "Name": name} for place, name in enumerate(sorted(there))]
    one = target("Groups", {"Name": new}, renamed_from=None if before is None else (before,))
    problems = planned(one, a_look(Groups=rows)).problems
    others = {name for name in there - {before} if name.lower() == new.lower()}
    told = [other for other in others if f"called '{new}', but '{other}', which looks like it" in "".join(problems)]
    assert len(told) == len(problems) == bool(others)


@pytest.mark.parametrize(
    ("before", "number", "is_asked"),
    [("Lyon", "GRP0001", False), ("Lyon", "grp0001", False), ("Paris", "GRP0001", True)],
)
def test_no_name_is_given_that_is_the_number_of_another(before: str, number: str, is_asked: bool) -> None:
    problems = planned(target("Groups", {"Name": number}, renamed_from=(before,))).problems
    assert [why for why in problems if "which is the number of 'Lyon'" in why] == list(problems)
    assert bool(problems) is is_asked


def test_a_name_like_no_other_is_a_new_one() -> None:
    for name in ("Oslo", "Lyon 2"):
        assert planned(target("Groups", {"Name": name}), None, ("Groups", "Oslo")).problems == ()


@pytest.mark.parametrize(
    ("one", "version", "problem"),
    [
        (target("Trunks", {"Number": "10009"}), None, "there is no such object, and none can be created: a trunk"),
        (
            target("Holidays", {"Group": "Lyon", "Name": "May", **HOLIDAY}),
            (20, 0, 4),
            "there is no such object, and this PBX cannot create one; XAPI can since 20.0.7b.",
        ),
        (
            target("AISettings", {"Mode": "x"}),
            None,
            "there is no such object, and this PBX cannot create one.",
        ),
        (
            target("Queues", {"Number": "800", "Name": ""}),
            None,
            "there is no such object, and to create it Name must be given.",
        ),
        (
            target("Sbcs", {"Name": "LYON-09"}),
            None,
            "there is no such object, and to create it DisplayName, Password must be given.",
        ),
        (target("Groups", {"Name": "Nice "}), None, "there is none called 'Nice ', which begins or ends with a blank"),
        (target("Groups", {"Name": " Nice"}), None, "there is none called ' Nice', which begins or ends with a blank"),
        (target("Groups", {"Name": "Ni\u200bce"}), None, "there is none called 'Ni\\u200bce', which begins or ends"),
    ],
)
def test_what_cannot_be_created_says_why(one: Target, version: tuple[int, ...] | None, problem: str) -> None:
    step = planned(one, a_look(version=version))
    assert step.action == "create"
    (told,) = step.problems
    assert told.startswith(f"{one.place}: {problem}")


def test_a_number_that_something_else_has_is_not_given_again() -> None:
    look = replace(a_look(), taken=frozenset({"499", "Nice"}))
    user = planned(target("Users", {"Number": "499"}), look)
    assert user.problems == ("Users[0]: there is none of Users with this number, which is that of something else.",)
    assert planned(target("Users", {"Number": "498"}), look).problems == ()
    # Only a number is one.
    assert planned(target("Groups", {"Name": "Nice"}), look).problems == ()
    hours = {"Group": "Nice", "Name": "499", **HOLIDAY}
    assert planned(target("Holidays", hours), look).problems == ()


@pytest.mark.parametrize("version", [None, (20, 0, 7), (20, 0, 10)])
def test_what_can_be_created_has_no_problem(version: tuple[int, ...] | None) -> None:
    holiday = target("Holidays", {"Group": "Lyon", "Name": "May", **HOLIDAY})
    sbc = target("Sbcs", {"Name": "LYON-09", "DisplayName": "Cellar"}, secrets={"Password": "S3cr3t"})
    assert planned(sbc, a_look(version=version)).problems == ()
    assert planned(holiday, a_look(version=(20, 0, 10))).problems == ()


def test_an_object_that_was_not_seen_as_it_is_cannot_be_changed() -> None:
    step = planned(target("Sbcs", {"Name": "LYON-01", "DisplayName": "X"}), a_look(Sbcs=[{"Name": "LYON-01"}]))
    assert step.problems == ("Sbcs[0].DisplayName: the PBX does not show it, so what it is now cannot be told.",)
    profiles = [{"Name": "Holiday"}]
    step = planned(
        target("Users", {"Number": "410", "ForwardingProfiles": profiles}),
        a_look(Users=[{**USER, "ForwardingProfiles": []}]),
    )
    assert step.problems == (
        "Users[0].ForwardingProfiles[Holiday]: there is no such element, and only the PBX adds any.",
    )


def test_what_is_built_in_is_changed_only_where_it_is_configuration() -> None:
    look = a_look(Groups=[*REFERRED["Groups"], {"Id": 9, "Name": "___FAVORITES___410", "Language": "EN"}])
    favourites = {"Name": "___FAVORITES___410", "Language": "FR"}
    (why,) = {one.why for one in KINDS["Groups"].built_in if one.fits(look.rows["Groups"][-1])}
    step = planned(target("Groups", favourites), look)
    assert step.problems == (f"Groups[0]: it is built in ({why}) and cannot be changed.",)
    # As it is, it may stand in a file.
    assert planned(target("Groups", {**favourites, "Language": "EN"}), look).problems == ()


def test_a_step_for_what_nobody_names_is_called_as_the_pbx_has_it() -> None:
    step = Step(KINDS["Users"], ("410",), row=USER, action="delete", gone={"Number": "410"})
    assert (step.place, step.fields, step.removed) == ("Users[410]", (), 0)
    assert (step.before, step.after) == ({"Number": "410"}, {})
    assert Step(KINDS["Users"], ("410",)).before == {}
