# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.api._asked import (
    Asking,
    Query,
    completed,
    names_of,
    objects_of,
    outermost,
    projection,
)
from ansible_collections.telephony.threecx.plugins.module_utils.api._errors import (
    ApiError,
    NotFoundError,
    ServerError,
    ThreeCXError,
)

NAMES = (
    *("Id", "Name", "Number", "Lines", "Kind()", "Kind/Id", "Kind/Color", "Kind/Maker()", "Kind/Maker/City"),
    "Registered()",
)


class Pbx:
    """Refuses some names as a PBX does, and counts the requests.

    :param status: 400 tells the first refused name, others tell nothing.
    """

    def __init__(self, refused: set[str], status: int, quoting: bool = True) -> None:
        self.refused = refused
        self.status = status
        self.quoting = quoting and status == 400
        self.queries: list[Query] = []

    def read(self, query: Query) -> str:
        self.queries.append(query)
        for name in asked_in(query):
            if name in self.refused:
                bare = name.replace("()", "").rpartition("/")[2]
                message = f"The query is not valid. Could not find a property named '{bare}'." if self.quoting else ""
                raise ApiError("no", status=self.status, server=ServerError(message=message))
        return "read"


def asked_in(query: Query) -> list[str]:
    """The names that a query asks for, in its order."""
    return names_in(re.findall(r"[\w$=]+|[(),;]", ";".join(f"{option}={value}" for option, value in query.items())))


def names_in(words: list[str]) -> list[str]:
    """The names in the words of an expression: properties first, then what is expanded, up to the bracket that ends."""
    found: list[str] = []
    is_expanded = False
    while words:
        word = words.pop(0)
        if word == ")":
            break
        if word == "(":
            outer = found[-1].replace("()", "")
            found += [f"{outer}/{name}" for name in names_in(words)]
        elif word.startswith("$"):
            option, name = word.split("=")
            is_expanded = option == "$expand"
            found.append(f"{name}()" if is_expanded else name)
        elif word not in (",", ";"):
            found.append(f"{word}()" if is_expanded else word)
    return found


def test_a_query_asks_for_all_names() -> None:
    assert projection(NAMES) == {
        "$select": "Id,Name,Number,Lines",
        "$expand": "Kind($select=Id,Color;$expand=Maker($select=City)),Registered",
    }
    assert projection(()) == {}
    assert projection(("Kind/Id",)) == {"$expand": "Kind($select=Id)"}
    assert projection(("Kind/Maker()",)) == {"$expand": "Kind($expand=Maker)"}


@given(st.lists(st.sampled_from(NAMES), unique=True))
def test_the_names_of_a_query_are_those_that_it_was_made_of(names: list[str]) -> None:
    query = projection(names)
    found = names_of(query)
    assert projection(found) == query
    assert set(names) <= set(found)
    assert set(found) - set(names) <= {related for name in names for related in objects_of(name)}


@given(st.sets(st.sampled_from(NAMES[1:])), st.sampled_from([400, 500, 501]), st.booleans())
def test_only_what_is_refused_is_left_out(refused: set[str], status: int, quoting: bool) -> None:
    warnings: list[str] = []
    pbx, asking = Pbx(refused, status, quoting), Asking(warnings.append)
    found, asked = asking.read("/Things", NAMES, pbx.read)
    gone = {name for name in NAMES if {name, *objects_of(name)} & refused}
    assert found == "read"
    assert set(asked) == set(NAMES) - gone
    assert len(warnings) == bool(gone)
    # The next read knows, those of other entity sets do not.
    pbx.queries.clear()
    assert asking.read("/Things", NAMES, pbx.read) == ("read", asked)
    assert len(pbx.queries) == 1
    assert len(warnings) == bool(gone)


def test_a_refusal_that_tells_the_name_costs_one_more_request() -> None:
    pbx = Pbx({"Number", "Kind/Color", "Kind/Maker()"}, 400)
    Asking(lambda _warning: None).read("/Things", NAMES, pbx.read)
    assert len(pbx.queries) == 4


@pytest.mark.parametrize("status", [400, 500])
def test_a_single_object_is_read_without_any_of_its_properties(status: int) -> None:
    asking = Asking(lambda _warning: None)
    found, asked = asking.read("/Thing", NAMES[:4], Pbx({"Id", "Lines"}, status).read, has_key=False)
    assert (found, asked) == ("read", ("Name", "Number"))
    assert asking.refused("/Thing") == {"Id", "Lines"}
    assert asking.refused("/Things") == frozenset()


def test_what_stands_inside_of_another_is_left_out() -> None:
    assert outermost(NAMES) == ("Id", "Name", "Number", "Lines", "Kind()", "Registered()")
    assert outermost(("Kind/Maker()", "Kind/Maker/City", "Kind/Id")) == ("Kind/Maker()", "Kind/Id")


def test_the_warning_tells_what_is_left_out_where() -> None:
    warnings: list[str] = []
    Asking(warnings.append).read("/Things", NAMES, Pbx({"Number", "Kind()"}, 400).read)
    assert warnings == [
        "The PBX refuses to tell Number, Kind of /Things, which its version may not know. Going on without."
    ]


@pytest.mark.parametrize("whole", ["$select", "$expand"])
@pytest.mark.parametrize("status", [400, 500, 501])
def test_a_pbx_that_takes_no_such_option_at_all_is_asked_without_it(whole: str, status: int) -> None:
    def read(query: Query) -> Query:
        if whole in query:
            raise ApiError("no", status=status, server=ServerError())
        return query

    found, _asked = Asking(lambda _warning: None).read("/Things", NAMES, read)
    assert found == {option: value for option, value in projection(NAMES).items() if option != whole}


def test_a_pbx_that_takes_names_but_not_together_is_asked_without() -> None:
    def read(query: Query) -> Query:
        if len(query) == 2 or len(asked_in(query)) > 2:
            raise ApiError("no", status=400, server=ServerError())
        return query

    assert Asking(lambda _warning: None).read("/Things", NAMES, read)[0] == {}


@pytest.mark.parametrize("status", [400, 500, 501])
def test_another_failure_stays_one(status: int) -> None:
    warnings: list[str] = []
    failure = ApiError("no", status=status, server=ServerError(message="Syntax error in 'Name'."))
    queries = []

    def read(query: Query) -> None:
        queries.append(query)
        raise failure

    with pytest.raises(ApiError, match="no"):
        Asking(warnings.append).read("/Things", NAMES, read)
    assert len(queries) <= 3
    assert warnings == []


@pytest.mark.parametrize(
    "failure",
    [
        ApiError("no", status=403, server=ServerError()),
        NotFoundError("no", status=400, server=ServerError()),
        ThreeCXError("no"),
    ],
)
def test_what_is_no_refusal_of_a_name_is_raised_at_once(failure: ThreeCXError) -> None:
    queries = []

    def read(query: Query) -> None:
        queries.append(query)
        raise failure

    with pytest.raises(ThreeCXError, match="no"):
        Asking(lambda _warning: None).read("/Things", NAMES, read)
    assert len(queries) == 1


def test_there_is_no_going_on_without_the_key() -> None:
    with pytest.raises(ApiError, match="no"):
        Asking(lambda _warning: None).read("/Things", NAMES, Pbx({"Id"}, 400).read)


@given(st.dictionaries(st.sampled_from(NAMES), st.none() | st.integers()), st.sets(st.sampled_from(NAMES)))
def test_what_is_missing_is_null_where_it_was_asked_for(entity: dict[str, int | None], asked: set[str]) -> None:
    names = tuple(name for name in NAMES if name in asked)
    entity = {"Lines": 0, **{name: value for name, value in entity.items() if name in asked}}
    without_nulls = {name: value for name, value in entity.items() if value is not None}
    complete = completed(without_nulls, names, ["Lines"]) if entity["Lines"] is not None else None
    if complete is not None:
        own = {name for name in names if not name.endswith(")") and "/" not in name}
        assert {name: complete[name] for name in own} == {name: entity.get(name) for name in own}
    kept_back = completed({"Id": 1}, ("Id", "Name", "Lines"), ["Lines"])
    assert kept_back == {"Id": 1}


def test_a_refusal_that_has_passed_meanwhile_is_no_word_about_names() -> None:
    pbx, warnings = Pbx(set(), 500), list[str]()
    faults = iter([True])

    def read(query: Query) -> str:
        if next(faults, False):
            raise ApiError("once", status=500, server=ServerError())
        return pbx.read(query)

    with pytest.raises(ApiError, match="once"):
        Asking(warnings.append).read("/Things", NAMES, read)
    assert warnings == []
