# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the PBX stores for the names by which people call its objects, and what becomes of these in a target."""

from __future__ import annotations

import threading
import typing as t

import pytest

from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._decisions import Reference
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._kinds import KINDS
from ansible_collections.telephony.threecx.plugins.module_utils.config.plan._resolve import pending, resolve
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading._export import key_of
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading._references import (
    STORED,
    Index,
    Pending,
    Unresolved,
)
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes._wish import Target
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.configurations import REFERRED

DEPARTMENT = Reference("Groups", "Id")
SBC_DEPARTMENT = Reference("Groups", "Number")
NUMBER = Reference("Peers", "Number")
TRUNK = Reference("Trunks", "Id")
PROMPTS = Reference("PromptSets", "Folder")


def an_index(**more: t.Any) -> Index:
    return Index({**REFERRED, **more}, {})


@pytest.mark.parametrize(
    ("reference", "name", "stored"),
    [
        (DEPARTMENT, "Lyon", 11),
        (DEPARTMENT, "DEFAULT", 12),
        (DEPARTMENT, "GRP0001", 11),
        (DEPARTMENT, "GRP0000", 12),
        (SBC_DEPARTMENT, "Lyon", "GRP0001"),
        (SBC_DEPARTMENT, "GRP0001", "GRP0001"),
        (NUMBER, "410", "410"),
        (TRUNK, "10001", 8),
        (PROMPTS, "French", "F2"),
    ],
)
def test_what_is_stored_for_a_name(reference: Reference, name: str, stored: t.Any) -> None:
    assert an_index().stored(reference, name) == stored


@pytest.mark.parametrize("kind", sorted(STORED))
def test_a_name_leads_back_to_what_it_stands_for(kind: str) -> None:
    for row in REFERRED[kind]:
        for stored in STORED[kind]:
            reference, index = Reference(kind, stored), an_index()
            assert index.stored(reference, str(index.name(reference, row[stored]))) == row[stored]


@pytest.mark.parametrize(
    ("reference", "name", "why"),
    [
        (DEPARTMENT, "Lyno", "no object of Groups is called 'Lyno'; did you mean 'Lyon'?"),
        (DEPARTMENT, "lyon", "no object of Groups is called 'lyon'; did you mean 'Lyon'?"),
        (DEPARTMENT, "11", "no object of Groups is called '11'"),
        (NUMBER, "499", "nothing has the number '499'"),
        (TRUNK, "7", "no object of Trunks is called '7'"),
    ],
)
def test_a_name_that_nothing_has_is_told_with_the_nearest_one(reference: Reference, name: str, why: str) -> None:
    assert an_index().stored(reference, name) == Unresolved(why, is_gone=True)


def test_a_name_that_two_objects_have_is_told_with_both_ids() -> None:
    index = an_index(Groups=[*REFERRED["Groups"], {"Id": 21, "Name": "Lyon", "Number": "GRP0021", "IsDefault": False}])
    why = "2 objects of Groups are called 'Lyon', with the Id 11 and 21"
    assert index.stored(DEPARTMENT, "Lyon") == Unresolved(why)
    # A number would tell them apart, but no export would say which is meant.
    assert index.stored(DEPARTMENT, "GRP0021") == Unresolved(why)


def test_what_cannot_be_read_is_told_and_a_number_stands_for_itself() -> None:
    index = Index({}, {"Groups": "status 403", "Peers": "status 403"})
    assert index.stored(DEPARTMENT, "Lyon") == Unresolved("Groups cannot be read")
    assert index.stored(NUMBER, "410") == "410"


def test_an_object_that_will_be_created_is_waited_for_and_then_known() -> None:
    index = an_index()
    index.expect("Groups", ("Oslo",))
    index.expect("Queues", ("800",))
    assert index.stored(DEPARTMENT, "Oslo") == Pending(KINDS["Groups"], ("Oslo",))
    assert index.stored(NUMBER, "800") == Pending(KINDS["Queues"], ("800",))
    # A department has a number, but not its name for one.
    assert isinstance(index.stored(NUMBER, "Oslo"), Unresolved)
    index.add("Groups", {"Id": 31, "Name": "Oslo", "Number": "GRP0031", "IsDefault": False})
    index.add("Queues", {"Id": 32, "Number": "800"})
    assert index.stored(DEPARTMENT, "Oslo") == 31
    assert index.stored(SBC_DEPARTMENT, "Oslo") == "GRP0031"
    assert index.stored(NUMBER, "800") == "800"
    assert index.stored(NUMBER, "GRP0031") == "GRP0031"
    assert index.name(DEPARTMENT, 31) == "Oslo"


def test_many_may_add_and_look_at_once() -> None:
    index, lost = an_index(), []

    def work(first: int) -> None:
        for number in range(first, first + 200):
            index.add("Groups", {"Id": number, "Name": f"D{number}", "Number": f"GRP{number}", "IsDefault": False})
            if index.stored(DEPARTMENT, f"D{number}") != number or index.name(DEPARTMENT, 11) != "Lyon":
                lost.append(number)

    threads = [threading.Thread(target=work, args=(1000 * number,)) for number in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not lost
    assert all(index.stored(DEPARTMENT, f"D{first + 199}") == first + 199 for first in range(1000, 9000, 1000))


def a_target(kind: str, value: dict[str, t.Any]) -> Target:
    return Target(KINDS[kind], key_of(KINDS[kind], value), value, f'{kind}[0] "x"')


def test_a_department_that_is_called_by_its_number_gets_the_name_of_an_export() -> None:
    value = {"Number": "410", "PrimaryGroupId": "GRP0001", "Groups": [{"GroupId": "GRP0000"}, {"GroupId": "Paris"}]}
    resolved, problems, _nowhere = resolve(a_target("Users", value), an_index())
    assert problems == []
    assert resolved.value == {
        "Number": "410",
        "PrimaryGroupId": "Lyon",
        "Groups": [{"GroupId": "DEFAULT"}, {"GroupId": "Paris"}],
    }
    # What was given stays as it is.
    assert value["PrimaryGroupId"] == "GRP0001"


def test_a_key_that_is_a_reference_is_resolved_too() -> None:
    resolved, problems, _nowhere = resolve(a_target("Holidays", {"Group": "GRP0003", "Name": "May"}), an_index())
    assert (resolved.key, problems) == (("Paris", "May"), [])


def test_what_is_not_there_may_be_named_in_the_key_of_what_goes_and_nowhere_else() -> None:
    rule = a_target("InboundRules", {"TrunkDN": "10099", "OfficeHoursDestination": {"Number": "499"}})
    in_key, beside = (f'InboundRules[0] "x".{name}' for name in ("TrunkDN", "OfficeHoursDestination.Number"))
    for goes, told in ((False, [in_key, beside]), (True, [beside])):
        resolved = resolve(rule, an_index(), goes=goes)
        assert resolved.target == rule
        assert [problem.split(":")[0] for problem in resolved.problems] == told


def test_all_that_leads_nowhere_is_told_with_its_place() -> None:
    value = {
        "Number": "800",
        "Name": "Q",
        "Groups": [{"GroupId": "Paris"}, {"GroupId": "Lyno"}],
        "Agents": [{"Number": "499"}],
        "ForwardNoAnswer": {"To": "Extension", "Number": "498"},
        "OutOfOfficeRoute": {"Route": {"To": "None", "Number": None}},
        "PromptSet": "Englisch",
    }
    _resolved, problems, _nowhere = resolve(a_target("Queues", value), an_index())
    assert problems == [
        "Queues[0] \"x\".Groups[1].GroupId: no object of Groups is called 'Lyno'; did you mean 'Lyon'?",
        "Queues[0] \"x\".Agents[0].Number: nothing has the number '499'.",
        "Queues[0] \"x\".ForwardNoAnswer.Number: nothing has the number '498'.",
        "Queues[0] \"x\".PromptSet: no object of PromptSets is called 'Englisch'; did you mean 'English'?",
    ]


@pytest.mark.parametrize(
    ("kind", "value", "problem"),
    [
        (
            "Users",
            {"Number": "410", "Groups": [{"GroupId": "Lyon"}, {"GroupId": "GRP0001"}]},
            "Groups[1]: is Lyon again, like Groups[0]; each may stand there once.",
        ),
        (
            "OutboundRules",
            {"Name": "All", "GroupIds": ["GRP0001", "Paris", "Lyon"]},
            "GroupIds[2]: is Lyon again, like GroupIds[0]; each may stand there once.",
        ),
    ],
)
def test_a_department_that_is_given_by_both_of_its_names_is_told(kind: str, value: t.Any, problem: str) -> None:
    assert resolve(a_target(kind, value), an_index())[1] == [f'{kind}[0] "x".{problem}']


def test_what_must_be_created_first_is_told_by_property() -> None:
    index = an_index()
    index.expect("Groups", ("Oslo",))
    index.expect("Users", ("499",))
    groups = [{"GroupId": "Lyon"}, {"GroupId": "Oslo", "Rights": {"RoleName": "users"}}]
    route = {"Route": {"To": "Extension", "Number": "499"}}
    assert pending(KINDS["Users"], {"Groups": groups}, index) == {Pending(KINDS["Groups"], ("Oslo",))}
    assert pending(KINDS["Queues"], {"BreakRoute": route}, index) == {Pending(KINDS["Users"], ("499",))}
    assert pending(KINDS["Users"], {"FirstName": "Oslo"}, index) == set()
    assert pending(KINDS["Users"], {"PrimaryGroupId": None}, index) == set()
