# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import typing as t
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.api._connection import Connection, read_connection
from ansible_collections.telephony.threecx.plugins.module_utils.api._errors import InputError
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import DEFAULTS

CREDENTIALS = {"client_id": "automation", "client_secret": "s3cret+/="}


def connect(**options: t.Any) -> Connection:
    return read_connection({**DEFAULTS, "url": "https://pbx.example.com", **CREDENTIALS, **options})


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://pbx.example.com", "https://pbx.example.com"),
        ("https://pbx.example.com:1", "https://pbx.example.com:1"),
        ("https://pbx.example.com:5001", "https://pbx.example.com:5001"),
        ("https://pbx.example.com:5001/", "https://pbx.example.com:5001"),
        ("https://pbx.example.com:5001//", "https://pbx.example.com:5001"),
        ("https://pbx.example.com:5001/xapi/v1", "https://pbx.example.com:5001"),
        ("https://pbx.example.com:5001/xapi/v1/", "https://pbx.example.com:5001"),
        ("HTTPS://PBX.Example.COM", "https://pbx.example.com"),
        (" https://pbx.example.com ", "https://pbx.example.com"),
        ("https://192.0.2.1:443", "https://192.0.2.1:443"),
        ("https://[2001:db8::1]:5001", "https://[2001:db8::1]:5001"),
        ("http://127.0.0.1:5004", "http://127.0.0.1:5004"),
        ("http://127.9.9.9", "http://127.9.9.9"),
        ("http://localhost:5004/xapi/v1", "http://localhost:5004"),
        ("http://[::1]:5004", "http://[::1]:5004"),
    ],
)
def test_the_address_of_a_pbx_is_taken(url: str, origin: str) -> None:
    assert connect(url=url).origin == origin


@pytest.mark.parametrize(
    "url",
    [
        "http://pbx.example.com:5000",
        "http://192.0.2.1",
        "http://localhost.example.com",
        "http://127.0.0.1.example.com",
        "http://0.0.0.0",
        "http://127.1",
        "http://[2001:db8::1]",
        "HTTP://10.0.0.1/xapi/v1",
    ],
)
def test_plain_http_to_anywhere_but_the_loopback_is_refused_in_one_sentence(url: str) -> None:
    with pytest.raises(InputError, match=r"plain http.*loopback address only: use https") as caught:
        connect(url=url)
    assert url in str(caught.value)
    assert str(caught.value).rstrip(".").count(". ") == 0


@pytest.mark.parametrize(
    "url",
    [
        "",
        None,
        "pbx.example.com",
        "pbx.example.com:5001",
        "ftp://pbx.example.com",
        "file:///etc/passwd",
        "https://",
        "https:///xapi/v1",
        "https://pbx.example.com:port",
        "https://pbx.example.com:70000",
        "https://pbx.example.com:0",
        "https://pbx.example.com:-1",
        "https://[::1",
        "https://pbx.exa mple.com",
        "https://pbx.example.com\r\nX-Injected: 1",
        "https://pbx.example.com/\x00",
    ],
)
def test_what_is_no_address_is_refused_with_an_example(url: str | None) -> None:
    with pytest.raises(InputError, match=r"it must look like https://pbx.example.com:5001"):
        connect(url=url)


@pytest.mark.parametrize("more", ["/xapi/v2", "/webclient", "/xapi/v1/Fxs", "/xapi", "?a=b", "#top", "/xapi/v1?a=b"])
def test_more_than_the_address_of_the_pbx_is_refused(more: str) -> None:
    with pytest.raises(InputError, match=r"address of the PBX alone"):
        connect(url=f"https://pbx.example.com{more}")


@pytest.mark.parametrize("user", ["user:hunter2@", "hunter2@", "a:hunter2@b@"])
@pytest.mark.parametrize("scheme", ["https", "http", "ftp"])
def test_a_password_in_the_address_is_refused_and_not_shown(scheme: str, user: str) -> None:
    for host in ("pbx.example.com", "pbx.example.com:port"):
        with pytest.raises(InputError) as caught:
            connect(url=f"{scheme}://{user}{host}")
        assert "hunter2" not in str(caught.value)


# Such a character ends the host, so that what follows it is a path, a query or a fragment.
@pytest.mark.parametrize(
    "password", ["12345/hunter2", "hun/ter2", "12345?hunter2", "hun?ter2", "12345#hunter2", "hun#ter2"]
)
@pytest.mark.parametrize("scheme", ["https://", "http://", "ftp://", ""])
def test_a_password_that_nobody_has_encoded_is_not_shown_either(scheme: str, password: str) -> None:
    with pytest.raises(InputError) as caught:
        connect(url=f"{scheme}user:{password}@pbx.example.com")
    assert not any(part in str(caught.value) for part in ("12345", "hun", "ter2", "user:"))


@given(
    st.one_of(st.text(), st.text().map(lambda text: f"https://{text}"), st.text().map(lambda text: f"http://[{text}"))
)
def test_any_text_is_an_address_or_refused(url: str) -> None:
    try:
        origin = connect(url=url).origin
    except InputError:
        return
    assert origin.startswith(("https://", "http://localhost", "http://127.", "http://[::1]"))
    assert "@" not in origin


def test_either_credentials_or_a_token_will_do() -> None:
    assert connect().has_credentials
    assert not connect(client_id=None, client_secret=None, access_token="token").has_credentials
    assert connect(access_token="token").has_credentials


@pytest.mark.parametrize("nothing", [None, ""])
def test_nothing_to_log_in_with_is_refused(nothing: str | None) -> None:
    with pytest.raises(InputError, match=r"client_id and client_secret, or access_token"):
        connect(client_id=nothing, client_secret=nothing, access_token=nothing)


@pytest.mark.parametrize(("empty", "other"), [("client_id", "client_secret"), ("client_secret", "client_id")])
def test_half_of_the_credentials_is_refused(empty: str, other: str) -> None:
    with pytest.raises(InputError, match=rf"{empty} is empty"):
        connect(**{empty: "", other: "some value"})


@pytest.mark.parametrize("option", ["client_id", "client_secret", "access_token"])
@pytest.mark.parametrize(
    ("around", "message"),
    [
        ("{}\n", "ends with a line break, which cannot belong to it; cut it off (in a template: | trim)."),
        ("{}\r\n", "ends with a line break,"),
        ("{} ", "ends with a blank,"),
        ("\t{}", "begins with a tab,"),
        ("\ufeff{}", "begins with the character U+FEFF, which cannot be seen,"),
        ("'{}'", "stands in quotes, which were to be taken off before"),
        ('"{}"', "stands in quotes"),
        ("{{{{ {} }}}}", "is a template that nobody has evaluated (its value is not shown here)."),
        ("{}\u200b{}", "holds the character U+200B, which cannot be seen, which no secret has;"),
    ],
)
def test_what_does_not_belong_to_a_credential_is_named_without_showing_it(
    option: str, around: str, message: str
) -> None:
    with pytest.raises(InputError) as caught:
        connect(**{option: around.format("s3cr3t-value", "more")})
    assert str(caught.value).startswith(f"{option} {message}")
    assert "s3cr3t-value" not in str(caught.value)


@pytest.mark.parametrize("token", ["two words", "naïve", "token; X-Injected: 1"])
def test_a_token_that_no_header_can_carry_is_refused_without_showing_it(token: str) -> None:
    with pytest.raises(InputError, match=r"^access_token holds a space") as caught:
        connect(access_token=token)
    assert token not in str(caught.value)


def test_secrets_are_left_out_of_the_representation() -> None:
    shown = repr(connect(client_secret="Hidden-1", access_token="Hidden-2"))
    assert "automation" in shown
    assert "Hidden" not in shown


def test_certificates_are_verified_unless_told_otherwise(tmp_path: Path) -> None:
    assert connect().verify is True
    assert connect(validate_certs=False).verify is False
    assert connect(ca_path=str(tmp_path)).verify == str(tmp_path)
    assert connect(ca_path="").verify is True


def test_a_ca_path_below_the_home_is_found() -> None:
    (Path.home() / "ca.pem").touch()
    assert connect(ca_path="~/ca.pem").verify == str(Path.home() / "ca.pem")


def test_a_ca_path_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"ca_path is .*/nowhere.pem'; no such file"):
        connect(ca_path=str(tmp_path / "nowhere.pem"))


def test_a_ca_path_that_would_not_be_used_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"ca_path is .* while validate_certs is false"):
        connect(ca_path=str(tmp_path), validate_certs=False)


@pytest.mark.parametrize("timeout", [0.1, 30.0, 600.0])
def test_a_timeout_is_taken(timeout: float) -> None:
    assert connect(timeout=timeout).timeout == timeout


@pytest.mark.parametrize("timeout", [0.0, -1.0, 600.1, float("inf"), float("nan")])
def test_a_timeout_out_of_bounds_is_refused(timeout: float) -> None:
    with pytest.raises(InputError, match=r"^timeout is .*more than 0 and at most 600 seconds"):
        connect(timeout=timeout)


@pytest.mark.parametrize("retries", [0, 4])
def test_a_number_of_retries_is_taken(retries: int) -> None:
    assert connect(retries=retries).retries == retries


@pytest.mark.parametrize("retries", [-1, 5, 100])
def test_a_number_of_retries_out_of_bounds_is_refused(retries: int) -> None:
    with pytest.raises(InputError, match=rf"^retries is {retries}; it must be a number from 0 to 4"):
        connect(retries=retries)


@pytest.mark.parametrize(
    ("url", "plain"), [("http://localhost", True), ("HTTP://127.0.0.1:5004", True), ("https://localhost", False)]
)
def test_plain_http_is_told_from_https(url: str, plain: bool) -> None:
    assert connect(url=url).is_plain_http is plain


@pytest.mark.parametrize("token", ["!", "~", "!aZ09-._~+/=", "x" * 5000])
def test_a_token_of_visible_characters_is_taken(token: str) -> None:
    assert connect(access_token=token).access_token == token


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"url": "ftp://a:b@x"}, "url must not carry a user name or password: use client_id and client_secret."),
        ({"url": "ftp://x"}, "url is 'ftp://x'; it must look like https://pbx.example.com:5001."),
        (
            {"url": "https://a@x:port"},
            "url is 'https://<redacted>@x:port'; it must look like https://pbx.example.com:5001.",
        ),
        (
            {"url": "https://x/?token=t"},
            "url is 'https://x/?<redacted>'; it must be the address of the PBX alone, like"
            " https://pbx.example.com:5001, without a further path.",
        ),
        (
            {"url": "https://x/y"},
            "url is 'https://x/y'; it must be the address of the PBX alone, like https://pbx.example.com:5001, without"
            " a further path.",
        ),
        (
            {"url": "http://x"},
            "url is 'http://x'; plain http would show the credentials to the network and is accepted for a loopback"
            " address only: use https.",
        ),
        ({"client_id": ""}, "client_id is empty; client_id and client_secret are needed together."),
        (
            {"client_id": "", "client_secret": ""},
            "Give client_id and client_secret, or access_token: there is nothing to log in with.",
        ),
        (
            {"access_token": "a b"},
            "access_token holds a space, a line break or another character that no bearer token has; give the token"
            " alone (its value is not shown here).",
        ),
        (
            {"ca_path": "/", "validate_certs": False},
            "ca_path is '/' while validate_certs is false; leave out one of the two.",
        ),
        (
            {"ca_path": "/nowhere.pem"},
            "ca_path is '/nowhere.pem'; no such file or directory exists where the module runs.",
        ),
        ({"timeout": 0.0}, "timeout is 0; it must be more than 0 and at most 600 seconds."),
        ({"retries": 5}, "retries is 5; it must be a number from 0 to 4."),
    ],
)
def test_what_cannot_be_right_is_told_in_these_words(options: dict[str, t.Any], message: str) -> None:
    with pytest.raises(InputError) as caught:
        connect(**options)
    assert str(caught.value) == message
