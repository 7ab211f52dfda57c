# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is asked of a PBX for one task, and what is made of the answers."""

from __future__ import annotations

import re
import typing as t
from concurrent.futures import Executor
from dataclasses import replace
from http import HTTPStatus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.api._client import Client
from ansible_collections.telephony.threecx.plugins.module_utils.api._errors import ApiError, ServerError
from ansible_collections.telephony.threecx.plugins.module_utils.change._limit import Limit
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._kinds import KINDS
from ansible_collections.telephony.threecx.plugins.module_utils.config.plan._plan import Look
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading._query import whole_names
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading._references import Row
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes._check import read_targets
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes._wish import Target, Wish
from ansible_collections.telephony.threecx.plugins.module_utils.config.writing._lookups import (
    look_up,
    needed,
    with_peers,
)

Query = dict[str, str]
Config = dict[str, t.Any]

PERCENT = Limit(10, is_percent=True)
MAC = "001A2B3C4D5E"


def error(status: int) -> ApiError:
    return ApiError(f"GET failed with status {status}.", status=status, server=ServerError())


class Pbx:
    """Has some objects, and shows those of a list that a filter of one property fits.

    :param refused: the status that a list of a kind is answered with, or only where the query has what is given.
    :ivar asked: the kind and the query of each list, and the path of each single object.
    """

    def __init__(self, rows: dict[str, list[Row]], refused: dict[str, tuple[int, str]] | None = None) -> None:
        self._rows = rows
        self._refused = refused or {}
        self.asked: list[tuple[str, Query]] = []

    def read_pages(self, path: str, query: Query, *, helpers: Executor | None) -> t.Iterator[list[Row]]:
        del helpers
        name = path[1:]
        self.asked.append((name, query))
        status, where = self._refused.get(name, (0, ""))
        if status and where in str(query):
            raise error(status)
        fits = re.fullmatch(r"(\w+) eq '(.*)'", query.get("$filter", ""))
        yield [row for row in self._rows.get(name, []) if not fits or str(row.get(fits[1])) == fits[2]]

    def read(self, path: str, query: Query) -> tuple[Row, dict[str, str]]:
        self.asked.append((path[1:], query))
        single = re.fullmatch(r"/(\w+)\((\d+)\)", path)
        found = [row for row in self._rows.get(single[1], []) if row["Id"] == int(single[2])] if single else [{}]
        return found[0], {}

    def filters(self) -> list[tuple[str, str]]:
        """What was asked for, and by which filter."""
        return sorted((name, query.get("$filter", "")) for name, query in self.asked)

    def names(self, kind: str) -> set[str]:
        """What was asked for of the objects of a kind."""
        (query,) = (query for name, query in self.asked if name == kind)
        related = re.findall(r"(?:^|,)(\w+)(?![^(]*\))", query.get("$expand", ""))
        return {*query.get("$select", "").split(","), *related}


def looked(pbx: Pbx, targets: t.Iterable[Target], also: t.Sequence[str] = (), **wish: t.Any) -> Look:
    client: Client = t.cast("t.Any", pbx)
    whole = Wish(tuple(targets), **wish)
    return look_up(client, whole, needed(whole), None, [KINDS[name] for name in also])


def users(*numbers: int) -> list[Row]:
    return [{"Id": number + 1000, "Number": str(number)} for number in numbers]


def wanted(kind: str, *keys: t.Any, **value: t.Any) -> tuple[Target, ...]:
    """Objects of a kind, all with the same values besides their keys."""
    name = KINDS[kind].key[0]
    return read_targets({kind: [{name: str(key), **value} for key in keys]}, state="present")


def filters_of(*targets: Target, also: t.Sequence[str] = (), **wish: t.Any) -> list[tuple[str, str]]:
    pbx = Pbx({"Users": users(*range(400, 420))})
    looked(pbx, targets, also, **wish)
    return pbx.filters()


def test_a_few_objects_are_asked_for_one_by_one_and_more_in_a_list() -> None:
    few = filters_of(*wanted("Users", 410, 411, 412, FirstName="A"))
    assert few == [("Users", f"Number eq '{number}'") for number in (410, 411, 412)]
    assert filters_of(*wanted("Users", 410, 411, 412, 413, FirstName="A")) == [("Users", "")]


def test_a_key_cannot_end_the_text_that_it_stands_in() -> None:
    assert filters_of(*wanted("BlackListNumbers", "1'2")) == [("BlackListNumbers", "CallerId eq '1''2'")]


@pytest.mark.parametrize(
    ("targets", "wish"),
    [
        (wanted("Users", 410), {"max_deletions": PERCENT}),
        ([replace(*wanted("BlackListNumbers", 1), renamed_from=("2",))], {}),
        (wanted("Groups", "Lyon"), {}),
        (wanted("OutboundRules", "Out", Priority=1), {}),
        (read_targets({"CodecsSettings": {"LocalCodecList": []}}, state="present"), {}),
        (wanted("Users", 410), {"prune": (KINDS["Users"],), "reads_whole": True}),
        (wanted("Fxs", MAC), {"max_deletions": PERCENT}),
        # Another one could differ from it in case or blanks only.
        (wanted("Parkings", "SP100"), {}),
        (wanted("BlackListNumbers", "+49 170*"), {}),
    ],
)
def test_all_objects_are_read_where_one_cannot_be_asked_for_or_all_count(
    targets: t.Sequence[Target], wish: dict[str, t.Any]
) -> None:
    (kind,) = {target.kind.name for target in targets}
    asked = filters_of(*targets, **wish)
    assert [query for name, query in asked if name == kind] == [""]


def test_what_objects_may_refer_to_is_read_and_no_more() -> None:
    assert filters_of(*wanted("Users", 410, PrimaryGroupId="Lyon")) == [("Groups", ""), ("Users", "Number eq '410'")]
    assert filters_of(*wanted("Users", 410, FirstName="A")) == [("Users", "Number eq '410'")]
    assert {name for name, _filter in filters_of(also=["Parkings"])} == {"Parkings", "Groups"}
    assert ("Groups", "") in filters_of(*wanted("Users", 410), state="absent")


def test_numbers_that_are_referred_to_are_asked_for_but_for_those_that_are_read_anyway() -> None:
    agents = [{"Number": "410"}, {"Number": "411"}]
    queue = wanted("Queues", 800, Agents=agents)
    asked = filters_of(*wanted("Users", 410), *queue, state="absent")
    assert [row for row in asked if row[0] == "Peers"] == [("Peers", "Number eq '411'")]
    asked = filters_of(*wanted("Users", 410, 411), *queue, state="absent")
    assert [row for row in asked if row[0] == "Peers"] == []


def test_a_name_is_not_the_number_of_an_object_that_has_no_number() -> None:
    queue = wanted("Queues", 800, Agents=[{"Number": "410"}])
    asked = filters_of(*wanted("BlackListNumbers", 410), *queue, state="absent")
    assert ("Peers", "Number eq '410'") in asked


@pytest.mark.parametrize(
    ("wish", "is_read"),
    [({}, False), ({"max_deletions": PERCENT}, True), ({"prune": (KINDS["Fxs"],)}, True), ({"state": "absent"}, False)],
)
def test_devices_are_left_to_what_works_on_fleets_of_them(wish: dict[str, t.Any], is_read: bool) -> None:
    asked = filters_of(*wanted("Fxs", MAC), *wanted("Users", 410), **wish)
    assert [query for name, query in asked if name == "Fxs"] == [""] * is_read


@pytest.mark.parametrize("wish", [{"state": "absent"}, {"reads_whole": True}, {"prune": (KINDS["Users"],)}])
def test_all_of_an_object_is_read_where_somebody_is_to_see_it(wish: dict[str, t.Any]) -> None:
    pbx = Pbx({"Users": users(410)})
    looked(pbx, wanted("Users", 410, FirstName="A"), **wish)
    assert pbx.names("Users") >= whole_names(KINDS["Users"], None)


def test_all_of_an_object_is_read_where_somebody_has_seen_it() -> None:
    pbx = Pbx({"Users": users(410)})
    looked(pbx, [replace(*wanted("Users", 410), if_fingerprint="0" * 64)])
    assert pbx.names("Users") >= whole_names(KINDS["Users"], None)


def test_otherwise_only_what_was_given_is_read_and_what_tells_objects_apart() -> None:
    pbx = Pbx({"Users": users(410)})
    looked(pbx, wanted("Users", 410, FirstName="A"))
    assert pbx.names("Users") == {"Id", "Number", "FirstName"}
    pbx = Pbx({})
    looked(pbx, wanted("OutboundRules", "Out", Prefix="9"))
    assert pbx.names("OutboundRules") == {"Id", "Name", "Prefix", "Priority", "EmergencyRule"}
    pbx = Pbx({})
    looked(pbx, wanted("Fxs", MAC), max_deletions=PERCENT, reads_whole=True)
    assert pbx.names("Fxs") == {"MacAddress"}


@given(st.sets(st.integers(400, 409)), st.sets(st.integers(400, 409)), st.sets(st.integers(400, 409)))
def test_a_number_is_taken_where_something_else_has_it_or_is_to_have_it(
    there: set[int], people: set[int], queues: set[int]
) -> None:
    pbx = Pbx({"Users": users(400, 401), "Peers": users(*there, 400, 401)})
    found = looked(pbx, [*wanted("Users", *people), *wanted("Queues", *queues)])
    new_people = people - {400, 401}
    taken = {number for number in new_people | queues if number in {*there, 400, 401} or number in new_people & queues}
    assert found.taken == {str(number) for number in taken}


@pytest.mark.parametrize(
    ("targets", "state"),
    [
        (wanted("Users", 500), "absent"),
        (wanted("Trunks", 500), "present"),
        (wanted("BlackListNumbers", 500), "present"),
        (wanted("Users", 410), "present"),
    ],
)
def test_what_is_not_created_with_a_number_takes_none(targets: tuple[Target, ...], state: str) -> None:
    pbx = Pbx({"Users": users(410), "Peers": users(410, 500)})
    assert looked(pbx, targets, state=state).taken == frozenset()
    assert "Peers" not in dict(pbx.asked)


def test_where_numbers_are_not_shown_the_pbx_has_to_refuse_what_is_taken() -> None:
    pbx = Pbx({}, {"Peers": (HTTPStatus.FORBIDDEN, "")})
    assert looked(pbx, [*wanted("Users", 500, 501), *wanted("Queues", 501)]).taken == {"501"}


ROLES: Config = {"Groups": [{"GroupId": "DEFAULT", "Rights": {"RoleName": "users"}}]}


@pytest.mark.parametrize("status", [400, 500, 501])
@pytest.mark.parametrize("numbers", [(410, 411), (410, 411, 412, 413)])
def test_where_a_list_does_not_tell_what_is_inside_the_objects_that_count_are_read_one_by_one(
    status: int, numbers: tuple[int, ...]
) -> None:
    pbx = Pbx({"Users": users(*range(410, 420))}, {"Users": (status, "$expand=")})
    found = looked(pbx, wanted("Users", *numbers, **ROLES))
    assert [row["Number"] for row in found.rows["Users"]] == [str(number) for number in numbers]
    singles = {name: query for name, query in pbx.asked if name.startswith("Users(")}
    assert set(singles) == {f"Users({number + 1000})" for number in numbers}
    for query in singles.values():
        assert set(query) == {"$select", "$expand"}
        assert "$expand=Rights" in query["$expand"]


def test_all_are_read_one_by_one_where_all_count() -> None:
    pbx = Pbx({"Users": users(410, 411)}, {"Users": (400, "$expand=")})
    found = looked(pbx, wanted("Users", 410, **ROLES), max_deletions=PERCENT)
    assert len(found.rows["Users"]) == 2
    found = looked(pbx, wanted("Users", 410, **ROLES), prune=(KINDS["Users"],))
    assert len(found.rows["Users"]) == 2


def test_a_kind_that_is_not_shown_one_by_one_either_cannot_be_read() -> None:
    class Later(Pbx):
        def read_pages(self, path: str, query: Query, *, helpers: Executor | None) -> t.Iterator[list[Row]]:
            if path == "/Users" and "$expand" not in query:
                raise error(HTTPStatus.FORBIDDEN)
            yield from super().read_pages(path, query, helpers=helpers)

    found = looked(Later({}, {"Users": (400, "$expand=")}), wanted("Users", 410, **ROLES))
    assert set(found.unavailable) == {"Users"}


@pytest.mark.parametrize(
    ("status", "where", "value"), [(500, "FirstName", {"FirstName": "A"}), (503, "$expand=", ROLES)]
)
def test_any_other_refusal_ends_the_task(status: int, where: str, value: Config) -> None:
    with pytest.raises(ApiError, match=f"status {status}"):
        looked(Pbx({"Users": users(410)}, {"Users": (status, where)}), wanted("Users", 410, **value))


def test_what_is_only_judged_is_not_asked_for_again_where_it_is_refused() -> None:
    user = wanted("Users", 410, PrimaryGroupId="Lyon")
    pbx = Pbx({"Users": users(410)}, {"Users": (400, "$expand=")})
    assert looked(pbx, user).rows["Users"] == users(410)
    assert [sorted(query) for name, query in pbx.asked if name == "Users"][-1] == ["$filter", "$orderby", "$select"]


@pytest.mark.parametrize(("status", "has_none"), [(403, False), (404, True)])
def test_a_kind_of_which_a_part_is_not_shown_is_not_half_there(status: int, has_none: bool) -> None:
    pbx = Pbx({"Users": users(410, 411)}, {"Users": (status, "411")})
    found = looked(pbx, [*wanted("Users", 410, 411, 412), *wanted("Queues", 800)])
    assert found.unavailable == {"Users": f"GET failed with status {status}."}
    assert found.missing == ({"Users"} if has_none else set())
    assert set(found.rows) == {"Queues"}


@given(st.integers(1, 4))
def test_how_many_requests_go_at_the_same_time_makes_no_difference(parallel: int) -> None:
    pbx = Pbx({"Users": users(410, 411, 412)})
    found = looked(pbx, wanted("Users", 412, 410, 411), parallel=parallel)
    assert found.rows == {"Users": users(410, 411, 412)}


def test_whatever_has_a_number_is_among_the_peers() -> None:
    rows: dict[str, list[Row]] = {"Users": users(410), "Groups": [{"Id": 1, "Number": "GRP0001"}], "Fxs": [{"Id": 2}]}
    assert with_peers(rows) == {**rows, "Peers": users(410)}
    assert with_peers({**rows, "Peers": users(800)})["Peers"] == users(800, 410)
