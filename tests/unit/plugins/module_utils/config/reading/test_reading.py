# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import threading
import typing as t
from concurrent.futures import Executor

import pytest

from ansible_collections.telephony.threecx.plugins.module_utils.api._asked import Asking
from ansible_collections.telephony.threecx.plugins.module_utils.api._client import Client
from ansible_collections.telephony.threecx.plugins.module_utils.api._errors import ApiError, ServerError, ThreeCXError
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._decisions import Kind
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._kinds import KINDS
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading._audit import Audit, Gathering
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading._query import Gaps, reading_query
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading._reading import read_kind, read_kinds
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading._references import Index, Row
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading._selection import (
    Selection,
    read_selection,
)
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import OpenClient, StartPbx

Pages = list[t.Union[list[Row], Exception]]

GROUP = {"Id": 11, "Name": "Lyon", "Number": "GRP0001", "IsDefault": False}
SBC = {"Name": "LYON-01", "Group": "GRP0001"}
FORBIDDEN = ApiError("GET failed with status 403.", status=403, server=ServerError())
BROKEN = ApiError("GET failed with status 500.", status=500, server=ServerError())


class Pbx:
    """Shows pages of some kinds, or fails in between; all other lists are empty."""

    def __init__(self, pages: dict[str, Pages]) -> None:
        self._pages = pages
        self.asked: list[str] = []
        self.asking = Asking(lambda _warning: None)

    def read_pages(self, path: str, _query: object, *, helpers: Executor) -> t.Iterator[list[Row]]:
        del helpers
        self.asked.append(path[1:])
        for page in self._pages.get(path[1:], []):
            if isinstance(page, Exception):
                raise page
            yield page

    def read(self, path: str, _query: object) -> tuple[Row, dict[str, str]]:
        self.asked.append(path[1:])
        return {}, {}


def client_of(pbx: Pbx) -> Client:
    client: Client = t.cast("t.Any", pbx)
    return client


def selection(*kinds: str, parallel: int = 4) -> Selection:
    params: dict[str, t.Any] = {"kinds": list(kinds), "departments": None, "keys": None, "include": []}
    return read_selection({**params, "parallel": parallel})


def read(pbx: Pbx, wanted: Selection) -> tuple[Audit, dict[str, str]]:
    gathering = Gathering(wanted, None)
    outcome = read_kinds(client_of(pbx), wanted, None, gathering.take)
    return gathering.audit(outcome), outcome.unavailable


def test_what_others_refer_to_is_read_first() -> None:
    pbx = Pbx({})
    read(pbx, selection("Users", "Sbcs", "CodecsSettings", parallel=1))
    assert set(pbx.asked[:3]) == {"Groups", "Peers", "PromptSets"}
    assert pbx.asked[3] == "Users"
    assert sorted(pbx.asked[4:]) == ["CodecsSettings", "Sbcs"]


@pytest.mark.parametrize("wanted", [("Sbcs",), ("Sbcs", "Groups")])
def test_what_is_read_before_the_names_are_known_waits_for_them(wanted: tuple[str, ...]) -> None:
    is_read = threading.Event()

    class Late(Pbx):
        def read_pages(self, path: str, query: object, *, helpers: Executor) -> t.Iterator[list[Row]]:
            if path == "/Groups":
                assert is_read.wait(timeout=30)
            yield from super().read_pages(path, query, helpers=helpers)
            if path == "/Sbcs":
                is_read.set()

    found, unavailable = read(Late({"Groups": [[GROUP]], "Sbcs": [[SBC], [{**SBC, "Name": "B"}]]}), selection(*wanted))
    assert [row["Group"] for row in found.config["Sbcs"]] == ["Lyon", "Lyon"]
    assert [row["Name"] for row in found.config.get("Groups", [])] == ["Lyon"][: len(wanted) - 1]
    assert unavailable == {}


def test_pages_are_handed_on_as_they_come() -> None:
    taken: list[int] = []

    def take(_kind: Kind, rows: list[Row], _index: Index, _gaps: Gaps) -> None:
        taken.append(len(rows))
        is_taken.set()

    is_taken = threading.Event()

    class Slow(Pbx):
        def read_pages(self, path: str, query: object, *, helpers: Executor) -> t.Iterator[list[Row]]:
            for page in super().read_pages(path, query, helpers=helpers):
                yield page
                if path == "/Sbcs":
                    assert is_taken.wait(timeout=30)

    read_kinds(client_of(Slow({"Sbcs": [[SBC], [SBC, SBC]]})), selection("Sbcs"), None, take)
    assert taken == [1, 2]


def test_a_kind_that_is_refused_in_the_middle_is_told_and_not_half_there() -> None:
    found, unavailable = read(Pbx({"Groups": [[GROUP]], "Sbcs": [[SBC], FORBIDDEN]}), selection("Sbcs", "Groups"))
    assert unavailable == {"Sbcs": "GET failed with status 403."}
    assert set(found.config) == {"Groups"}
    assert set(found.fingerprints) == {"Groups"}
    assert found.omitted == []


def test_names_of_a_kind_that_is_refused_in_the_middle_are_not_used() -> None:
    found, unavailable = read(Pbx({"Groups": [[GROUP], FORBIDDEN], "Sbcs": [[SBC]]}), selection("Sbcs"))
    assert unavailable == {"Groups": "GET failed with status 403."}
    assert {
        "place": "Sbcs[LYON-01].Group",
        "problem": "refers to 'GRP0001', but Groups cannot be read",
    } in found.problems


@pytest.mark.parametrize("failing", ["Groups", "Sbcs", "Users"])
def test_any_other_failure_ends_the_reading(failing: str) -> None:
    pbx = Pbx({failing: [BROKEN]})
    with pytest.raises(ThreeCXError, match="status 500"):
        read(pbx, selection("Users", "Sbcs", "CodecsSettings", parallel=1))
    if failing == "Groups":
        assert "CodecsSettings" not in pbx.asked


@pytest.mark.parametrize("settings", [{"nested_expand": "nowhere"}, {"unknown_properties": ["Users.FirstName"]}])
def test_what_is_going_to_be_changed_is_read_whole_or_not_at_all(
    start_pbx: StartPbx, open_client: OpenClient, settings: dict[str, t.Any]
) -> None:
    client = open_client(start_pbx(0, users=5, **settings))
    rows: list[Row] = []
    with pytest.raises(ApiError, match="answered 400"):
        read_kind(client, "Users", reading_query(KINDS["Users"], None, with_operational=False), rows.extend)
    assert rows == []
