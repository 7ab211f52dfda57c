# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import random
import re
import threading
import time
import typing as t
from concurrent.futures import Executor, ThreadPoolExecutor
from urllib.parse import parse_qs, urlsplit

import pytest

from ansible_collections.telephony.threecx.plugins.module_utils.api._client import Client
from ansible_collections.telephony.threecx.plugins.module_utils.api._errors import ReplyError
from ansible_collections.telephony.threecx.plugins.module_utils.api._replies import Reply, Request
from ansible_collections.telephony.threecx.tests.emulator import Emulator
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import OpenClient, Raises, StartPbx
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.listener import LOGGED_IN, Listener, answer

QUERY = {"$select": "MacAddress", "$orderby": "MacAddress"}


Scan = t.Callable[[Client], list[str]]


def scan(client: Client, helpers: Executor | None = None) -> list[str]:
    return [str(row["MacAddress"]) for rows in client.read_pages("/Fxs", QUERY, helpers=helpers) for row in rows]


def scan_side_by_side(client: Client) -> list[str]:
    """Whatever was read ahead comes to its end before the server that a test has started does."""
    with ThreadPoolExecutor(4) as workers:
        return scan(client, workers)


@pytest.fixture(params=[scan, scan_side_by_side], ids=["one after another", "side by side"])
def scan_either_way(request: pytest.FixtureRequest) -> Scan:
    found: Scan = request.param
    return found


def scan_while(client: Client, change: t.Callable[[], object]) -> list[str]:
    """List all devices, and have something change after the first page."""
    shown: list[str] = []
    for page in client.read_pages("/Fxs", QUERY):
        if not shown:
            change()
        shown += [row["MacAddress"] for row in page]
    return shown


def macs(pbx: Emulator) -> list[str]:
    return [str(device["MacAddress"]) for device in pbx.devices()]


def queries(pbx: Emulator) -> list[dict[str, list[str]]]:
    return [parse_qs(entry.query) for entry in pbx.requests("GET", "/Fxs")]


@pytest.mark.parametrize("devices", [0, 1, 99, 100, 101, 200, 230])
def test_every_device_is_listed_once(
    start_pbx: StartPbx, open_client: OpenClient, scan_either_way: Scan, devices: int
) -> None:
    pbx = start_pbx(devices)
    assert scan_either_way(open_client(pbx)) == macs(pbx)
    assert all(int(query["$top"][0]) <= 100 for query in queries(pbx))
    assert len(queries(pbx)) <= devices // 100 + 2


def test_the_count_is_asked_for_once(start_pbx: StartPbx, open_client: OpenClient) -> None:
    pbx = start_pbx(230)
    scan(open_client(pbx))
    assert ["$count" in query for query in queries(pbx)] == [True, False, False]


@pytest.mark.parametrize("devices", [0, 3, 230])
def test_a_list_that_is_empty_because_it_was_counted_is_read_again(
    start_pbx: StartPbx, open_client: OpenClient, scan_either_way: Scan, devices: int
) -> None:
    pbx = start_pbx(devices, count_empties=True)
    assert scan_either_way(open_client(pbx)) == macs(pbx)
    assert ["$count" in query for query in queries(pbx)][:2] == [True, False]


def test_a_list_that_shows_rows_is_not_read_again(start_pbx: StartPbx, open_client: OpenClient) -> None:
    pbx = start_pbx(3)
    scan(open_client(pbx))
    assert len(queries(pbx)) == 1


def test_select_and_order_are_the_same_for_every_page(start_pbx: StartPbx, open_client: OpenClient) -> None:
    pbx = start_pbx(230)
    scan(open_client(pbx))
    assert [(query["$select"], query["$orderby"]) for query in queries(pbx)] == [(["MacAddress"], ["MacAddress"])] * 3


@pytest.mark.parametrize("page_cap", [1, 7, 50, 99])
def test_pages_that_a_server_shortens_without_a_word_lose_no_device(
    start_pbx: StartPbx, open_client: OpenClient, scan_either_way: Scan, page_cap: int
) -> None:
    pbx = start_pbx(20 if page_cap == 1 else 130, page_cap=page_cap)
    assert scan_either_way(open_client(pbx)) == macs(pbx)


@pytest.mark.parametrize("next_link", ["on", "lying", "foreign", "loop"])
def test_the_link_to_the_next_page_is_not_followed(
    start_pbx: StartPbx, open_client: OpenClient, next_link: str
) -> None:
    pbx = start_pbx(130, next_link=next_link)
    assert scan(open_client(pbx)) == macs(pbx)
    assert [query["$skip"] for query in queries(pbx)] == [["0"], ["99"]]


def test_a_device_that_somebody_adds_meanwhile_costs_no_other_reading(
    start_pbx: StartPbx, open_client: OpenClient
) -> None:
    pbx = start_pbx(230)
    before = macs(pbx)
    assert scan_while(open_client(pbx), lambda: pbx.add_device({"MacAddress": "000000000001"})) == before
    assert len(queries(pbx)) == 3


def test_a_device_that_somebody_removes_meanwhile_costs_another_reading_and_no_device(
    start_pbx: StartPbx, open_client: OpenClient
) -> None:
    pbx = start_pbx(230)
    before = macs(pbx)
    assert sorted(scan_while(open_client(pbx), lambda: pbx.remove_device(before[5]))) == before
    assert len(queries(pbx)) == 5


# Seams between the pages


@pytest.mark.parametrize(
    ("devices", "skips"),
    [
        (100, [0, 99]),
        (101, [0, 99]),
        (199, [0, 99, 198]),
        (230, [0, 99, 198]),
        (298, [0, 99, 198, 297]),
    ],
)
def test_pages_share_a_row_at_each_seam(
    start_pbx: StartPbx, open_client: OpenClient, scan_either_way: Scan, devices: int, skips: list[int]
) -> None:
    pbx = start_pbx(devices)
    assert scan_either_way(open_client(pbx)) == macs(pbx)
    assert sorted(int(query["$skip"][0]) for query in queries(pbx)) == skips
    assert sum("$count" in query for query in queries(pbx)) == 1


@pytest.mark.parametrize("pool", [1, 2, 4])
def test_lists_that_all_workers_read_at_once_wait_for_none_of_each_other(
    start_pbx: StartPbx, open_client: OpenClient, pool: int
) -> None:
    pbx = start_pbx(450)
    client = open_client(pbx)
    with ThreadPoolExecutor(pool) as workers:
        lists = list(workers.map(lambda _number: scan(client, workers), range(pool + 1)))
    assert lists == [macs(pbx)] * (pool + 1)


def test_pages_are_waited_for_together(
    start_pbx: StartPbx, open_client: OpenClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    pbx = start_pbx(980)
    client = open_client(pbx)
    send, waiting = client._send, threading.Barrier(2)
    together: list[str] = []

    def send_two_at_once(request: Request, *, query: dict[str, str]) -> Reply:
        if query["$skip"] in ("99", "198"):
            # One after another, the first of them would wait until this is given up.
            waiting.wait(60)
            together.append(query["$skip"])
        return send(request, query=query)

    monkeypatch.setattr(client, "_send", send_two_at_once)
    assert scan_side_by_side(client) == macs(pbx)
    assert sorted(together) == ["198", "99"]


class Moving:
    """A server whose rows become others before a page from so far on is shown, whichever is asked for first."""

    def __init__(self, change: t.Callable[[list[str]], list[str]], before: int, cap: int = 100) -> None:
        self.rows = [f"{number:012X}" for number in range(1000, 1450)]
        self._change, self._before, self._cap, self._is_done = change, before, cap, False

    def __call__(self, skip: int) -> list[dict[str, str]]:
        if skip >= self._before and not self._is_done:
            self._is_done = True
            self.rows = self._change(self.rows)
        return [{"MacAddress": mac} for mac in self.rows[skip : skip + self._cap]]


changes = pytest.mark.parametrize(
    "change",
    [
        lambda rows: ["000000000001", *rows],
        lambda rows: rows[1:],
        # As many as before
        lambda rows: [*rows[1:], "FFFFFFFFFFFF"],
        lambda rows: [*rows[:150], *rows[151:], "FFFFFFFFFFFF"],
        lambda rows: ["000000000001", *rows[:-1]],
        lambda rows: [*rows, "FFFFFFFFFFFF"],
    ],
    ids=["added", "removed", "first for last", "middle for last", "last for first", "added behind"],
)


@changes
@pytest.mark.parametrize("before", [99, 198, 297])
@pytest.mark.parametrize("with_helpers", [True, False])
def test_what_somebody_changes_between_two_pages_costs_no_row(
    open_client: OpenClient, change: t.Callable[[list[str]], list[str]], before: int, with_helpers: bool
) -> None:
    page = Moving(change, before)
    known = set(page.rows)
    # With a single worker, the pages come in their order.
    with Listener(Server(page, count=lambda: len(page.rows))) as listener, ThreadPoolExecutor(1) as workers:
        shown = workers.submit(scan, open_client(listener.url), workers if with_helpers else None).result()
    assert len(shown) == len(set(shown))
    assert known & set(page.rows) <= set(shown)


@changes
@pytest.mark.parametrize("before", [39, 99, 440])
@pytest.mark.parametrize(("cap", "is_counted"), [(100, False), (40, False), (40, True)])
def test_nor_does_it_where_pages_are_short_or_nobody_counts(
    open_client: OpenClient, change: t.Callable[[list[str]], list[str]], before: int, cap: int, is_counted: bool
) -> None:
    page = Moving(change, before, cap)
    known = set(page.rows)
    with Listener(Server(page, count=(lambda: len(page.rows)) if is_counted else None)) as listener:
        shown = scan(open_client(listener.url))
    assert len(shown) == len(set(shown))
    assert known & set(page.rows) <= set(shown)


def test_the_seams_of_short_pages_cost_no_further_request(start_pbx: StartPbx, open_client: OpenClient) -> None:
    pbx = start_pbx(130, page_cap=50)
    assert scan(open_client(pbx)) == macs(pbx)
    assert [query["$skip"] for query in queries(pbx)] == [["0"], ["49"], ["98"]]


# Servers that the emulator does not play

ROWS = [{"MacAddress": f"{number:012X}"} for number in range(250)]


class Server:
    """Answers with rows as `page` gives them for $skip, and with a count for the first page."""

    def __init__(self, page: t.Callable[[int], list[t.Any]], count: t.Any = None, **more: t.Any) -> None:
        self._page, self._count, self._more = page, count, more

    def __call__(self, request: str) -> bytes:
        if request.startswith("POST"):
            return LOGGED_IN
        query = parse_qs(urlsplit(request.split(" ")[1]).query)
        content = {"value": self._page(int(query["$skip"][0])), **self._more}
        if "$count" in query and self._count is not None:
            content["@odata.count"] = self._count() if callable(self._count) else self._count
        return answer(200, json.dumps(content))


def varying(rows: list[t.Any]) -> list[t.Any]:
    """The same devices, of which something else is different at each time."""
    return [{**row, "Time": time.monotonic_ns()} for row in random.sample(rows, len(rows))]


def of(rows: list[dict[str, str]], cap: int = 100) -> t.Callable[[int], list[t.Any]]:
    return lambda skip: rows[skip : skip + cap]


@pytest.mark.parametrize(
    "server",
    [
        Server(of(ROWS)),
        Server(of(ROWS, 30)),
        Server(of(ROWS), count="250"),
        Server(of(ROWS), count=True),
        Server(of(ROWS), count=0),
        Server(of(ROWS, 50), count=0),
        Server(of(ROWS, 50), count=-7),
        Server(of(ROWS, 50), count=49),
    ],
    ids=["none", "none and short pages", "a text", "true", "0", "0 and short pages", "negative", "less than shown"],
)
def test_without_a_usable_count_only_an_empty_page_is_the_last(
    open_client: OpenClient, scan_either_way: Scan, server: Server
) -> None:
    with Listener(server) as listener:
        assert scan_either_way(open_client(listener.url)) == [row["MacAddress"] for row in ROWS]


@pytest.mark.parametrize("cap", [2, 30, 50, 99])
def test_pages_that_a_server_shortens_after_a_full_one_lose_no_device(
    open_client: OpenClient, scan_either_way: Scan, cap: int
) -> None:
    server = Server(lambda skip: ROWS[skip : skip + (cap if skip else 100)], count=250)
    with Listener(server) as listener:
        assert scan_either_way(open_client(listener.url)) == [row["MacAddress"] for row in ROWS]


@pytest.mark.parametrize(
    "server",
    [
        Server(lambda _skip: ROWS[:100]),
        Server(lambda _skip: ROWS[:100], count=250),
        Server(lambda _skip: ROWS[:50], count=250),
        Server(lambda _skip: ROWS[:1], count=2),
        Server(lambda _skip: [], count=3),
        Server(of(ROWS[:249]), count=250),
        Server(lambda skip: ROWS[:100] if skip == 0 else [], count=250),
        Server(lambda _skip: varying(ROWS[:100])),
        Server(lambda _skip: varying(ROWS[:100]), count=250),
        Server(lambda _skip: varying(ROWS[:50]), count=250),
        Server(lambda _skip: varying([{"MacAddress": None}] * 100), count=250),
        Server(lambda _skip: varying([{"MacAddress": None}] * 100)),
        Server(of([*ROWS[:100], ROWS[99], *ROWS[100:249]]), count=250),
    ],
    ids=[
        "no $skip",
        "no $skip, counted",
        "short, no $skip",
        "one row",
        "empty",
        "one row missing",
        "pages missing",
        "no $skip, rows vary",
        "no $skip, rows vary, counted",
        "short, no $skip, rows vary",
        "no $skip, no keys, counted",
        "no $skip, no keys",
        "as many rows as announced, some of them twice",
    ],
)
def test_pages_that_contradict_themselves_prove_nothing(
    open_client: OpenClient, scan_either_way: Scan, raises: Raises, server: Server
) -> None:
    with (
        Listener(server) as listener,
        raises(ReplyError, "^GET /xapi/v1/Fxs shows pages that do not fit together") as caught,
    ):
        scan_either_way(open_client(listener.url))
    assert caught.value.facts == {"method": "GET", "path": "/xapi/v1/Fxs"}


@pytest.mark.parametrize("rows", [[ROWS[0], ROWS[1], ROWS[0]], [ROWS[0]] * 2])
def test_rows_that_a_key_does_not_tell_apart_prove_nothing(
    open_client: OpenClient, raises: Raises, rows: list[dict[str, str]]
) -> None:
    with (
        Listener(Server(lambda _skip: rows)) as listener,
        raises(ReplyError, "shows several rows with the same MacAddress, so that they cannot be told apart"),
    ):
        list(open_client(listener.url).read_pages("/Fxs", QUERY, key="MacAddress"))


def test_rows_that_a_key_tells_apart_are_shown(open_client: OpenClient) -> None:
    with Listener(Server(of(ROWS[:2]), count=2)) as listener:
        assert list(open_client(listener.url).read_pages("/Fxs", QUERY, key="MacAddress")) == [ROWS[:2]]


@pytest.mark.parametrize("content", ['{"value": {}}', '{"value": [5]}', '{"Id": 0}', '{"error": {"message": "No"}}'])
def test_what_is_no_collection_is_refused(open_client: OpenClient, raises: Raises, content: str) -> None:
    with Listener(LOGGED_IN, answer(200, content)) as listener, raises(ReplyError, "not an OData collection"):
        scan(open_client(listener.url))


def test_a_link_to_another_host_brings_it_nothing(open_client: OpenClient) -> None:
    with Listener() as foreign:
        link = {"@odata.nextLink": f"{foreign.url}/xapi/v1/Fxs?$skip=100"}
        with Listener(Server(of(ROWS), count=250, **link)) as listener:
            assert len(scan(open_client(listener.url))) == 250
        assert foreign.received == []


def test_every_page_carries_the_token(open_client: OpenClient, scan_either_way: Scan) -> None:
    with Listener(Server(of(ROWS), count=250)) as listener:
        scan_either_way(open_client(listener.url))
    tokens = [re.findall("Authorization: (.*)\r\n", request) for request in listener.received[1:]]
    assert tokens == [["Bearer a-token"]] * 3
