# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import contextlib
import json
import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.api._errors import (
    ApiError,
    NotFoundError,
    ReplyError,
    ServerError,
    StaleError,
    ThreeCXError,
)
from ansible_collections.telephony.threecx.plugins.module_utils.api._replies import (
    Reply,
    Request,
    error_for,
    read_count,
    read_object,
    read_rows,
    read_server_error,
    redirect_error,
)
from ansible_collections.telephony.threecx.plugins.module_utils.api._secrets import Secrets
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.hostile import bodies
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.secret_sweep import assert_no_secrets

PBX = "https://pbx.example.com:5001"
DEVICE = Request("GET", "/xapi/v1/Fxs('001A2B3C4D5E')")
LIST = Request("GET", "/xapi/v1/Fxs")
TOKEN = Request("POST", "/connect/token")
SECRET = "Tok-en+/=Secret 1"
without_secret = Secrets([SECRET]).redact


def reply(status: int, body: t.Any = b"", content_type: str = "application/json", **headers: str) -> Reply:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Reply(status, {"content-type": content_type, **headers}, content, PBX, without_secret)


def odata(message: str | None = "", code: str | None = "", *details: dict[str, t.Any]) -> dict[str, t.Any]:
    return {"error": {"code": code, "message": message, "details": list(details)}}


def detail(target: str | None, message: str | None, code: str = "") -> dict[str, t.Any]:
    return {"code": code, "message": message, "target": target}


IN_USE = "WARNINGS.XAPI.ALREADY_IN_USE"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (odata(f"Number:\n{IN_USE}", "", detail("Number", IN_USE)), f"Number: {IN_USE}"),
        (odata("", "", detail("Number", IN_USE)), f"Number: {IN_USE}"),
        (odata(None, None, detail("Number", IN_USE)), f"Number: {IN_USE}"),
        (odata(IN_USE, "", detail("Number", IN_USE)), f"Number: {IN_USE}"),
        (odata("", "", detail("", IN_USE)), IN_USE),
        (odata("", "", detail(None, "", "LIMIT_REACHED")), "LIMIT_REACHED"),
        (odata("", "", detail("Name", "A"), detail("Group", "B")), "Name: A; Group: B"),
        (odata("Not saved", "", detail("Name", "A")), "Not saved (Name: A)"),
        (odata("WARNINGS.XAPI.FILE_NOT_FOUND", "400"), "400: WARNINGS.XAPI.FILE_NOT_FOUND"),
        (odata("The limit of '100' for Top query has been exceeded."), "The limit of '100' for Top query has been"),
        (odata("", "ODataErrorCode"), "ODataErrorCode"),
        ({"error": "unauthorized", "error_description": "Bad client."}, "unauthorized: Bad client"),
        ({"error": "invalid_client"}, "invalid_client"),
        ({"error": "invalid_client", "error_description": None}, "invalid_client"),
    ],
)
def test_an_error_says_the_most_telling_part_of_what_the_server_said(body: t.Any, said: str) -> None:
    error = error_for(DEVICE, reply(400, body))
    assert str(error).startswith(f"GET /xapi/v1/Fxs('001A2B3C4D5E') answered 400: {said}")


def test_an_odata_error_is_returned_in_parts() -> None:
    error = error_for(LIST, reply(400, odata(f"Number:\n{IN_USE}", "", detail("Number", IN_USE))))
    assert error.as_result() == {
        "msg": f"GET /xapi/v1/Fxs answered 400: Number: {IN_USE}.",
        "status": 400,
        "method": "GET",
        "path": "/xapi/v1/Fxs",
        "error": {
            "code": "",
            "message": f"Number: {IN_USE}",
            "details": [{"code": "", "message": IN_USE, "target": "Number"}],
        },
    }


def test_an_oauth_error_is_returned_in_the_same_parts() -> None:
    error = error_for(TOKEN, reply(400, {"error": "invalid_scope", "error_description": "No."}))
    assert error.as_result()["error"] == {"code": "invalid_scope", "message": "No.", "details": []}


@pytest.mark.parametrize(
    ("status", "request_", "kind", "hint"),
    [
        (401, LIST, ApiError, r"No\. Check client_id and client_secret.*API client.*licence"),
        (403, LIST, ApiError, r"No\. The role.*System Owner.*console restrictions"),
        (404, LIST, NotFoundError, r"No\. Check host and port.*API access is enabled"),
        (404, TOKEN, NotFoundError, r"No\. Check host and port.*API access is enabled"),
        (412, DEVICE, StaleError, r"No\. The object was changed.*new ETag"),
        (428, DEVICE, ApiError, r"No\. The PBX wants a precondition.*if_match"),
    ],
)
def test_a_hint_tells_what_to_do(status: int, request_: Request, kind: type[ApiError], hint: str) -> None:
    error = error_for(request_, reply(status, odata("No")))
    assert error.__class__ is kind
    assert error.status == status
    with pytest.raises(kind, match=hint):
        raise error


@pytest.mark.parametrize("request_", [LIST, DEVICE])
def test_a_licence_that_does_not_do_is_no_matter_of_roles(request_: Request) -> None:
    told = str(error_for(request_, reply(403, odata("WARNINGS.XAPI.INVALID_LICENSE_TYPE"))))
    assert told.endswith("403: WARNINGS.XAPI.INVALID_LICENSE_TYPE. The licence of the PBX does not include that.")


@pytest.mark.parametrize("path", ["/xapi/v1/Users(15)", "/xapi/v1/Queues", "/xapi/v1/CodecsSettings"])
def test_a_hint_names_no_device_where_there_is_none(path: str) -> None:
    told = [str(error_for(Request("PATCH", path), reply(status, odata("No")))) for status in range(400, 600)]
    assert [text for text in told if "device" in text] == []


def test_a_missing_device_gives_no_hint_about_the_port() -> None:
    assert str(error_for(DEVICE, reply(404, odata("No")))) == f"{DEVICE} answered 404: No."


def test_the_hint_of_a_caller_who_knows_better_wins() -> None:
    assert str(error_for(LIST, reply(401, odata("No")), "Do this.")).endswith("401: No. Do this.")


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_some_statuses_pass(status: int) -> None:
    error = error_for(LIST, reply(status, **{"retry-after": "9"}))
    assert error.passing
    assert error.retry_after == "9"
    assert error.undone == (status == 429)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 412, 428, 500, 501, 505])
def test_other_statuses_stay(status: int) -> None:
    error = error_for(LIST, reply(status))
    assert not error.passing
    assert error.undone == (status < 500)


@pytest.mark.parametrize(("status", "is_error"), [(200, False), (204, False), (399, False), (400, True), (503, True)])
def test_an_error_is_a_status_from_400_up(status: int, is_error: bool) -> None:
    assert reply(status).is_error is is_error


@pytest.mark.parametrize(
    ("header", "shown"),
    [
        ("text/html ; charset=utf-8", "text/html"),
        (" ", "no content type"),
        ("x" * 101, "x" * 100),
        (f"text/{SECRET}", "text/<redacted>"),
    ],
)
def test_a_content_type_is_shown_without_its_parameters_and_secrets(header: str, shown: str) -> None:
    assert reply(200, b"", header).content_type == shown


def test_an_answer_need_not_tell_a_content_type() -> None:
    assert Reply(200, {}, b"", PBX, without_secret).content_type == "no content type"


@pytest.mark.parametrize(
    ("location", "where"),
    [
        ("https://other.example.com:5001/login?next=/xapi", "https://other.example.com:5001"),
        ("http://other.example.com/", "http://other.example.com"),
        ("//other.example.com/", "https://other.example.com"),
        ("https://user:password@other.example.com/", "https://other.example.com"),
        (f"https://{'x' * 101}", f"https://{'x' * 100}"),
        ("https://[", "what is no address"),
        ("/login", "another path"),
        ("", "another path"),
    ],
)
def test_a_redirect_is_told_with_the_server_that_it_leads_to(location: str, where: str) -> None:
    error = redirect_error(DEVICE, reply(302, location=location))
    assert str(error) == (
        f"{DEVICE} answered 302: the server at {PBX} redirects to {where}. Redirects are not followed, since they could"
        " lead the token elsewhere; set url to the address of the PBX itself."
    )
    assert error.facts == {"status": 302, "method": "GET", "path": DEVICE.path}
    assert error.undone


def test_a_redirect_to_nowhere() -> None:
    assert "redirects to another path." in str(redirect_error(DEVICE, reply(302)))


PAGE = b"<html><body><h1>502 Bad Gateway</h1></body></html>"


@pytest.mark.parametrize(
    ("body", "content_type", "said"),
    [
        (b"", "text/plain", "the answer is empty"),
        (PAGE, "text/html; charset=utf-8", f"the server at {PBX} did not answer with JSON (text/html)"),
        (b'{"error": {"mess', "application/json", f"the server at {PBX} did not answer with JSON (application/json)"),
        (PAGE, "", f"the server at {PBX} did not answer with JSON (no content type)"),
    ],
)
def test_an_error_without_json_tells_what_came_instead(body: bytes, content_type: str, said: str) -> None:
    error = error_for(LIST, reply(500, body, content_type))
    assert str(error) == f"GET /xapi/v1/Fxs answered 500: {said}."
    assert error.server == ServerError()


@pytest.mark.parametrize("body", [b"", PAGE, b'{"value": [', b"[]", b"null", b'"text"', b"[" * 100_000, b"\xff"])
def test_a_body_that_is_no_json_object_is_reported_with_status_and_content_type(body: bytes) -> None:
    with pytest.raises(ReplyError) as caught:
        read_object(DEVICE, reply(200, body, "text/html; charset=utf-8"))
    assert f"The server at {PBX} did not answer with JSON: {DEVICE} gave status 200" in str(caught.value)
    assert "(text/html)" in str(caught.value)
    assert caught.value.facts == {"status": 200, "method": "GET", "path": DEVICE.path}
    assert "Gateway" not in str(caught.value)


@pytest.mark.parametrize("status", [300, 304, 302, 199])
def test_json_with_a_status_that_is_no_success_is_not_used(status: int) -> None:
    with pytest.raises(ReplyError, match=f"status {status}"):
        read_object(DEVICE, reply(status, {"MacAddress": "001A2B3C4D5E"}))


@pytest.mark.parametrize("status", [200, 201, 299])
def test_json_with_any_status_of_success_is_used(status: int) -> None:
    assert read_object(DEVICE, reply(status, {"MacAddress": "001A2B3C4D5E"})) == {"MacAddress": "001A2B3C4D5E"}


def test_rows_are_read() -> None:
    assert read_rows(LIST, reply(200, {"value": [{"MacAddress": "1"}]})) == [{"MacAddress": "1"}]


@pytest.mark.parametrize("value", [None, {}, "text", 5, [None], ["text"], [{}, []]])
def test_what_is_no_list_of_objects_is_no_collection(value: t.Any) -> None:
    with pytest.raises(ReplyError) as caught:
        read_rows(LIST, reply(200, {"value": value}))
    assert str(caught.value) == f"The server at {PBX} answered {LIST} with JSON that is not an OData collection."
    assert caught.value.facts == {"status": 200, "method": "GET", "path": LIST.path}


@pytest.mark.parametrize(("count", "read"), [(0, 0), (120, 120), (None, None), ("5", None), (True, None), (1.5, None)])
def test_the_count_is_a_number_or_none(count: t.Any, read: int | None) -> None:
    assert read_count(LIST, reply(200, {"@odata.count": count, "value": []})) == read


@given(bodies)
def test_no_body_brings_out_another_exception(body: bytes) -> None:
    for read in (read_object, read_rows, read_count):
        with contextlib.suppress(ThreeCXError):
            read(LIST, reply(200, body))
    error = error_for(LIST, reply(500, body))
    assert str(error).startswith("GET /xapi/v1/Fxs answered 500: ")
    assert json.dumps(error.as_result())


@pytest.mark.parametrize("constant", [b"NaN", b"Infinity", b"-Infinity"])
def test_what_json_has_not_is_no_answer(constant: bytes) -> None:
    for read in (read_object, read_rows):
        with pytest.raises(ReplyError, match="did not answer with JSON"):
            read(LIST, reply(200, b'{"value": [{"Id": %s}]}' % constant))


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(st.lists(st.tuples(texts, texts), max_size=3), texts, texts)
def test_whatever_the_server_says_is_one_short_line(pairs: list[tuple[str, str]], message: str, code: str) -> None:
    details = [detail(target, f"{text}{message}") for target, text in pairs]
    text = str(error_for(LIST, reply(400, odata(message * 500, code, *details))))
    assert len(text) < 4000
    assert "\n" not in text
    assert "\r" not in text


@pytest.mark.parametrize(("length", "end"), [(499, ""), (500, ""), (501, " [...]")])
def test_a_long_message_is_cut(length: int, end: str) -> None:
    said = "x" * min(length, 500) + end
    assert str(error_for(LIST, reply(400, odata("x" * length)))) == f"{LIST} answered 400: {said}."


def test_a_secret_that_the_server_repeats_is_left_out_of_every_part() -> None:
    echo = f"You sent {SECRET}"
    body = {"error": {"code": echo, "message": echo, "details": [detail(echo, echo, echo)]}}
    for answer in (body, {"error": echo, "error_description": echo}):
        error = error_for(LIST, reply(400, answer))
        assert "<redacted>" in str(error)
        assert_no_secrets(json.dumps(error.as_result()), [SECRET])


def test_a_secret_with_blanks_is_left_out_too() -> None:
    secret = "two  blanks\tand a tab"
    shown = read_server_error(json.dumps({"error": f"You sent {secret}!"}).encode(), Secrets([secret]).redact)
    assert shown.code == "You sent <redacted>!"


def test_a_secret_at_the_cut_is_left_out_too() -> None:
    shown = read_server_error(json.dumps({"error": "x" * 490 + SECRET}).encode(), without_secret)
    assert SECRET[:5] not in shown.code
