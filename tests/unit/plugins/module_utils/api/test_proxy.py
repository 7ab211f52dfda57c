# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import contextlib
import socket
import threading
import typing as t
from http import HTTPStatus
from urllib.parse import quote

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.api._client import Client
from ansible_collections.telephony.threecx.plugins.module_utils.api._connection import read_connection
from ansible_collections.telephony.threecx.plugins.module_utils.api._errors import (
    InputError,
    ThreeCXError,
    TransportError,
)
from ansible_collections.telephony.threecx.plugins.module_utils.api._proxy import read_proxy
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import (
    DEFAULTS,
    OpenClient,
    Raises,
    StartPbx,
)
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.listener import Listener, answer
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.watch import Warnings

# Nothing listens there.
NOWHERE = "127.0.0.1:9"
PBX = "https://pbx.example.com:5001"

passwords = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=6, max_size=20)


def read(client: Client) -> t.Any:
    return client.read("/Defs", {"$select": "Id"})[0]["Id"]


@given(passwords, st.sampled_from(["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]))
@example("Pa[s5word", "https_proxy")
@example("Pa/s5word", "https_proxy")
@example("12/s5word", "https_proxy")
@example("Pa#s5word", "https_proxy")
@example("Pa?s5word", "https_proxy")
@example("Pa s5word", "https_proxy")
@example("Pa\\s5word", "https_proxy")
@example("Pa%s5word", "https_proxy")
@example("Pa@s5word", "https_proxy")
@example("@[s5word", "https_proxy")
def test_whatever_a_password_holds_the_proxy_is_named_and_the_password_is_not(password: str, variable: str) -> None:
    # What stands in the messages anyway is no secret.
    assume(password not in f"http://user:password@proxy.example.com:3128 {variable} {PBX} {NOWHERE}")
    params = {**DEFAULTS, "url": PBX, "client_id": "i", "client_secret": "a-client-secret", "retries": 0}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(variable, f"http://bob:{password}@{NOWHERE}")
        with (
            pytest.raises(ThreeCXError, match=variable) as caught,
            Client(read_connection(params), warn=lambda _text: None, read_only=False) as client,
        ):
            read(client)
    assert password not in str(caught.value.as_result())
    assert "bob" not in str(caught.value.as_result())


@pytest.mark.parametrize(
    "url",
    [
        "http://",
        "ftp://proxy:3128",
        "http://proxy:port",
        "http://proxy:99999",
        "http://proxy/path",
        "://",
        "http://:3128",
    ],
)
def test_what_is_no_proxy_is_refused_before_any_request(
    open_client: OpenClient, raises: Raises, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", url)
    with raises(InputError, "^The environment variable HTTPS_PROXY does not hold the URL of a proxy"):
        open_client(PBX)


@pytest.mark.parametrize("url", ["proxy:3128", "http://proxy", "http://proxy:3128/", "socks5h://proxy:1080", None, ""])
def test_what_is_a_proxy_is_taken(url: str | None) -> None:
    proxy = read_proxy(url)
    assert (proxy is None) == (not url)
    assert proxy is None or proxy.url == (url if "://" in str(url) else f"http://{url}")


def test_a_proxy_that_does_not_answer_is_named(
    open_client: OpenClient, raises: Raises, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", f"http://bob:{quote('Pa/s5word', safe='')}@{NOWHERE}")
    message = (
        f"^POST /connect/token got no answer from {PBX} through the proxy that https_proxy names: ConnectionRefused"
    )
    with raises(TransportError, message):
        read(open_client(PBX, retries=0))


def test_a_proxy_that_repeats_the_password_does_not_make_it_show(
    open_client: OpenClient, raises: Raises, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Listener(answer("407 No Pa/s5word is no Pa%2Fs5word")) as proxy:
        monkeypatch.setenv("https_proxy", proxy.url.replace("http://", "http://bob:Pa%2Fs5word@"))
        with raises(TransportError, "through the proxy .* 407 No <redacted> is no <redacted>"):
            read(open_client(PBX, retries=0))


@pytest.mark.parametrize("status", ["407 Proxy Authentication Required", "403 Forbidden"])
def test_a_proxy_that_refuses_is_asked_once(
    open_client: OpenClient, raises: Raises, monkeypatch: pytest.MonkeyPatch, status: str
) -> None:
    """The directory that knows the user of a proxy blocks whoever comes with a wrong password again and again."""
    with Listener(answer(status)) as proxy:
        monkeypatch.setenv("https_proxy", proxy.url.replace("http://", "http://bob:Pa%2Fs5word@"))
        with raises(TransportError, f"Tunnel connection failed: {status}"):
            read(open_client(PBX))
        assert len(proxy.received) == 1


def test_a_proxy_that_cannot_reach_the_pbx_for_the_moment_is_asked_again(
    open_client: OpenClient, raises: Raises, monkeypatch: pytest.MonkeyPatch, naps: list[float], warnings: Warnings
) -> None:
    with Listener(answer("503 Service Unavailable")) as proxy:
        monkeypatch.setenv("https_proxy", proxy.url)
        with raises(TransportError, "Tunnel connection failed: 503"):
            read(open_client(PBX, retries=1))
        assert len(proxy.received) == 1 + len(naps) == 2
    warnings.expect("Tunnel connection failed: 503.* Trying again")


@pytest.mark.parametrize("status", ["407 Proxy Authentication Required", "502 Bad Gateway", None])
def test_nothing_is_unclear_about_a_write_that_no_proxy_passed_on(
    open_client: OpenClient, raises: Raises, monkeypatch: pytest.MonkeyPatch, status: str | None
) -> None:
    with Listener(answer(status or "")) as proxy:
        monkeypatch.setenv("https_proxy", proxy.url if status else f"http://{NOWHERE}")
        client = open_client(PBX, access_token="t0ken!", retries=0)
        with raises(TransportError, "through the proxy"):
            client.write("DELETE", "/Fxs('1')", expected=[HTTPStatus.NO_CONTENT])


@pytest.mark.parametrize(
    "login",
    # Without a password, it may be the key of a service.
    ["ansible:Pa%2Fs5word", "Pa%2Fs5word:", "Pa%2Fs5word"],
)
def test_the_name_of_a_user_with_a_password_is_no_secret(
    open_client: OpenClient, monkeypatch: pytest.MonkeyPatch, login: str
) -> None:
    """What a PBX holds may well have the same name in it."""
    monkeypatch.setenv("https_proxy", f"http://{login}@{NOWHERE}")
    text = "ansible@example.com Pa/s5word Pa%2Fs5word"
    assert open_client(PBX).redact(text) == "ansible@example.com <redacted> <redacted>"


def test_no_proxy_is_regarded(open_client: OpenClient, raises: Raises, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://[")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with raises(TransportError, f"got no answer from https://{NOWHERE}: ConnectionRefused"):
        read(open_client(f"https://{NOWHERE}", retries=0))


def pump(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)


class Tunnel:
    """A proxy that connects whoever asks with wherever they want to go."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _address = self._socket.accept()
                head = b""
                while b"\r\n\r\n" not in head and (part := client.recv(65536)):
                    head += part
                self.asked.append(head.decode().splitlines()[0])
                host, _colon, port = head.split()[1].decode().rpartition(":")
                server = socket.create_connection((host, int(port)))
                client.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")
                for pair in ((client, server), (server, client)):
                    threading.Thread(target=pump, args=pair, daemon=True).start()

    def close(self) -> None:
        self._socket.close()


def test_a_pbx_is_read_through_a_tunnel_and_its_certificate_is_verified(
    start_pbx: StartPbx, open_client: OpenClient, raises: Raises, monkeypatch: pytest.MonkeyPatch
) -> None:
    pbx, tunnel = start_pbx(tls=True), Tunnel()
    monkeypatch.setenv("https_proxy", tunnel.url)
    with open_client(pbx) as client:
        assert read(client) == 0
    message = "through the proxy that https_proxy names: .*certificate verify failed"
    with open_client(pbx, ca_path=None) as client, raises(TransportError, message):
        read(client)
    monkeypatch.setenv("SSL_CERT_FILE", str(pbx.ca_path))
    with open_client(pbx, ca_path=None) as client:
        assert read(client) == 0
    assert {line.rpartition(" ")[0] for line in tunnel.asked} == {f"CONNECT {pbx.url.removeprefix('https://')}"}
    tunnel.close()
