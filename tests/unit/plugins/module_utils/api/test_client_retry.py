# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""GET is tried again where that may help; writes are tested through the modules."""

from __future__ import annotations

import time
import typing as t
from email.utils import formatdate

import pytest

from ansible_collections.telephony.threecx.plugins.module_utils.api._client import Client
from ansible_collections.telephony.threecx.plugins.module_utils.api._errors import (
    ApiError,
    ReplyError,
    ThreeCXError,
    TransportError,
    UnclearError,
)
from ansible_collections.telephony.threecx.tests.emulator import Emulator
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import OpenClient, Raises
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.listener import LOGGED_IN, Listener, answer
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.watch import Warnings

FAULTS: dict[str, dict[str, t.Any]] = {
    "429": {"throttle_status": 429, "throttle_next": 1},
    "502": {"throttle_status": 502, "throttle_next": 1},
    "503": {"throttle_status": 503, "throttle_next": 1},
    "504": {"throttle_status": 504, "throttle_next": 1},
    "dropped before": {"drop_before": 1},
    "dropped after": {"drop_after": 1},
    "short body": {"short_next": 1},
}


def read(client: Client) -> dict[str, t.Any]:
    return client.read("/Defs", {"$select": "Id"})[0]


def many(fault: dict[str, t.Any], times: int) -> dict[str, t.Any]:
    return {name: times if value == 1 else value for name, value in fault.items()}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_passing_fault_is_tried_again_with_a_warning(
    pbx: Emulator, open_client: OpenClient, warnings: Warnings, naps: list[float], fault: dict[str, t.Any]
) -> None:
    pbx.behave(**many(fault, 2), echo_secret=True)
    assert read(open_client(pbx))["Id"] == 0
    assert len(pbx.requests("GET")) == 3
    sentence = r"^GET /xapi/v1/Defs (answered|got no answer).* Trying again in {:.1f} seconds \(try {} of 5\)\.$"
    warnings.expect(*[sentence.format(nap, number) for number, nap in enumerate(naps, 2)])
    assert 0.25 <= naps[0] <= 0.5 <= naps[1] <= 1


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_five_tries_are_enough(
    pbx: Emulator, open_client: OpenClient, warnings: Warnings, raises: Raises, fault: dict[str, t.Any]
) -> None:
    pbx.behave(**many(fault, 99))
    with raises(ThreeCXError, "^GET /xapi/v1/Defs (answered|got no answer)") as caught:
        read(open_client(pbx))
    assert len(pbx.requests("GET")) == 5
    warnings.expect(*["Trying again"] * 4)
    assert "Trying again" not in str(caught.value)
    assert caught.value.facts["method"] == "GET"
    assert caught.value.facts["path"] == "/xapi/v1/Defs"
    assert caught.value.facts.get("status") == (fault.get("throttle_status"))


@pytest.mark.parametrize("retries", [0, 1, 3])
def test_the_option_retries_bounds_the_tries(
    pbx: Emulator, open_client: OpenClient, warnings: Warnings, raises: Raises, retries: int
) -> None:
    pbx.behave(throttle_status=503, throttle_next=99)
    with raises(ApiError, "answered 503"):
        read(open_client(pbx, retries=retries))
    assert len(pbx.requests("GET")) == retries + 1
    warnings.expect(*["answered 503.*Trying again"] * retries)


def test_each_request_has_tries_of_its_own(pbx: Emulator, open_client: OpenClient, warnings: Warnings) -> None:
    client = open_client(pbx)
    for _request in range(3):
        pbx.behave(throttle_status=503, throttle_next=4)
        read(client)
        warnings.expect(*["answered 503.*Trying again"] * 4)


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_honoured(
    pbx: Emulator, open_client: OpenClient, warnings: Warnings, naps: list[float], status: int
) -> None:
    pbx.behave(throttle_status=status, throttle_next=2, retry_after=17)
    read(open_client(pbx))
    assert naps == [17, 17]
    warnings.expect(*[rf"answered {status}.*Trying again in 17\.0 seconds"] * 2)


def test_retry_after_as_a_date_is_honoured(open_client: OpenClient, warnings: Warnings, naps: list[float]) -> None:
    busy = answer(503, "", Retry_After=formatdate(time.time() + 20, usegmt=True))
    with Listener(LOGGED_IN, busy, answer(200, '{"Id": 0}')) as listener:
        read(open_client(listener.url))
    assert len(naps) == 1
    assert 15 <= naps[0] <= 20
    asks = "answered 503: the answer is empty. The server asks to wait (1[5-9]|20) seconds. Trying again in (1[5-9]|20)"
    warnings.expect(asks)


@pytest.mark.parametrize(("asked", "waits"), [(86400, 0), (121, 0), (120, 1), (60, 2), (50, 2)])
def test_a_server_that_asks_for_more_than_is_left_of_all_waits_is_not_waited_for(
    pbx: Emulator,
    open_client: OpenClient,
    warnings: Warnings,
    naps: list[float],
    raises: Raises,
    asked: int,
    waits: int,
) -> None:
    pbx.behave(throttle_status=503, throttle_next=99, retry_after=asked)
    with raises(ApiError, f"answered 503.* The server asks to wait {asked} seconds"):
        read(open_client(pbx))
    assert naps == [asked] * waits
    assert len(pbx.requests("GET")) == waits + 1
    warnings.expect(*[f"Trying again in {asked}.0 seconds"] * waits)


def test_the_waits_grow_and_vary(
    pbx: Emulator, open_client: OpenClient, warnings: Warnings, naps: list[float], raises: Raises
) -> None:
    pbx.behave(throttle_status=503, throttle_next=999)
    client = open_client(pbx)
    for _request in range(8):
        with raises(ApiError, "answered 503"):
            read(client)
    warnings.expect(*["Trying again"] * 32)
    for attempt in range(4):
        waits = naps[attempt::4]
        assert all(0.25 * 2**attempt <= wait <= 0.5 * 2**attempt for wait in waits)
        assert len(set(waits)) > 4


def test_a_timeout_is_tried_again(
    pbx: Emulator, open_client: OpenClient, warnings: Warnings, naps: list[float], raises: Raises
) -> None:
    # A login of its own might take too long on a busy machine.
    client = open_client(pbx, timeout=0.1, retries=1, access_token=open_client(pbx).valid_token())
    pbx.behave(latency=0.3)
    message = r"^GET /xapi/v1/Defs got no answer from .*: timed out after 0\.1 seconds \(option timeout\)\.$"
    with raises(TransportError, message):
        read(client)
    warnings.expect(r"timed out after 0\.1 seconds.*Trying again")
    assert len(naps) == 1


@pytest.mark.parametrize(
    ("change", "failure"),
    [
        ({"role": "users"}, (ApiError, "answered 403: .*System Owner.*console restrictions")),
        ({"console_restricted": True}, (ApiError, "answered 403: .*not allowed.*console restrictions")),
        ({"licensed": False}, (ApiError, "answered 403: .*INVALID_LICENSE_TYPE")),
        ({"api_enabled": False}, (ApiError, "answered 404: .*did not answer with JSON.*host and port.*API access")),
        ({"empty_500_next": 9}, (ApiError, "answered 500: the answer is empty")),
        ({"html_next": 9}, (ReplyError, r"did not answer with JSON: .*gave status 200.*\(text/html\)")),
        ({"html_next": 9, "html_status": 403}, (ApiError, r"answered 403: the server at .* did not answer with JSON")),
        ({"truncate_next": 9}, (ReplyError, r"did not answer with JSON: .*gave status 200.*\(application/json\)")),
    ],
)
def test_a_fault_that_stays_is_not_tried_again(
    pbx: Emulator,
    open_client: OpenClient,
    raises: Raises,
    change: dict[str, t.Any],
    failure: tuple[type[ThreeCXError], str],
) -> None:
    pbx.behave(**change, echo_secret=True)
    with raises(*failure):
        open_client(pbx).read("/Fxs", {"$top": "1"})
    assert len(pbx.requests("GET")) == 1


def test_a_query_that_is_refused_is_not_tried_again(pbx: Emulator, open_client: OpenClient, raises: Raises) -> None:
    with raises(ApiError, "answered 400: .*The limit of '100' for Top query has been exceeded"):
        open_client(pbx).read("/Fxs", {"$top": "101"})
    assert len(pbx.requests("GET")) == 1


def test_nothing_is_written_by_a_client_for_reading(pbx: Emulator, open_client: OpenClient) -> None:
    client = open_client(pbx, read_only=True)
    with pytest.raises(RuntimeError, match="for reading only"):
        client.write("DELETE", "/Fxs('001A2B3C4D5E')", expected=[])
    assert pbx.log == []


def test_what_never_left_was_not_written(open_client: OpenClient, raises: Raises) -> None:
    """A device of that MAC address, for one, is somebody else's then."""
    with Listener(answer(302, Location="https://elsewhere.example.com/")) as moved:
        client = open_client(moved.url, access_token="a-t0ken", retries=0)
        with raises(ReplyError, "redirects"):
            client.write("POST", "/Fxs", body={"MacAddress": "001A2B3C4D5E"}, expected=[])
    assert client.written == []
    with raises(TransportError, "Connection refused"):
        client.write("POST", "/Fxs", body={"MacAddress": "001A2B3C4D5E"}, expected=[])
    assert client.written == []


@pytest.mark.parametrize(
    ("answers", "status", "is_written"), [([], None, True), ([answer(504)], 504, True), ([answer(409)], 409, False)]
)
def test_what_may_have_been_carried_out_counts_as_written(
    open_client: OpenClient, raises: Raises, answers: list[bytes], status: int | None, is_written: bool
) -> None:
    with Listener(*answers) as listener:
        client = open_client(listener.url, access_token="a-t0ken", retries=0)
        with raises(UnclearError if is_written else ApiError, "^POST /xapi/v1/Fxs "):
            client.write("POST", "/Fxs", body={"MacAddress": "001A2B3C4D5E"}, expected=[])
    told = [(write.key, write.status) for write in client.written]
    assert told == ([("001A2B3C4D5E", status)] if is_written else [])
