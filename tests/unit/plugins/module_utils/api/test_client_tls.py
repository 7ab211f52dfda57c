# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import socket
import ssl
import typing as t
import warnings as python_warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import certifi
import pytest

from ansible_collections.telephony.threecx.plugins.module_utils.api._client import Client
from ansible_collections.telephony.threecx.plugins.module_utils.api._errors import InputError, TransportError
from ansible_collections.telephony.threecx.tests.emulator import Emulator
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import OpenClient, Raises, StartPbx


def read(client: Client) -> t.Any:
    return client.read("/Defs", {"$select": "Id"})[0]["Id"]


@pytest.fixture
def pbx(start_pbx: StartPbx) -> Emulator:
    return start_pbx(tls=True)


@pytest.fixture
def other_ca(start_pbx: StartPbx) -> str:
    return str(start_pbx(tls=True).ca_path)


UNTRUSTED = r"^POST /connect/token got no answer from https://.*certificate verify failed.*ca_path\.$"


def test_a_certificate_of_the_given_authority_is_trusted(pbx: Emulator, open_client: OpenClient) -> None:
    assert read(open_client(pbx)) == 0


def test_an_untrusted_certificate_fails_at_once(
    pbx: Emulator, open_client: OpenClient, naps: list[float], raises: Raises
) -> None:
    with raises(TransportError, UNTRUSTED) as caught:
        read(open_client(pbx, ca_path=None))
    assert caught.value.facts == {"method": "POST", "path": "/connect/token"}
    assert pbx.log == []
    assert naps == []


def test_a_certificate_of_another_authority_fails_at_once(
    pbx: Emulator, open_client: OpenClient, other_ca: str, raises: Raises
) -> None:
    with raises(TransportError, UNTRUSTED):
        read(open_client(pbx, ca_path=other_ca))
    assert pbx.log == []


def test_verification_can_be_switched_off_without_a_warning(pbx: Emulator, open_client: OpenClient) -> None:
    with python_warnings.catch_warnings():
        python_warnings.simplefilter("error")
        assert read(open_client(pbx, ca_path=None, validate_certs=False)) == 0


def test_a_certificate_for_another_name_fails_at_once(
    pbx: Emulator, open_client: OpenClient, monkeypatch: pytest.MonkeyPatch, raises: Raises
) -> None:
    look_up = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda _host, *more: look_up("127.0.0.1", *more))
    with raises(TransportError, UNTRUSTED):
        read(open_client(pbx, url=pbx.url.replace("127.0.0.1", "pbx.example.com")))


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_the_authorities_of_the_environment_are_trusted(
    pbx: Emulator, open_client: OpenClient, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, str(pbx.ca_path))
    assert read(open_client(pbx, ca_path=None)) == 0


def test_the_option_wins_over_the_environment(
    pbx: Emulator, open_client: OpenClient, other_ca: str, monkeypatch: pytest.MonkeyPatch, raises: Raises
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", other_ca)
    with open_client(pbx) as client:
        assert read(client) == 0
    with open_client(pbx, ca_path=None, validate_certs=False) as client:
        assert read(client) == 0
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(pbx.ca_path))
    with raises(TransportError, UNTRUSTED):
        read(open_client(pbx, ca_path=other_ca))


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"])
def test_an_authority_that_any_list_has_is_trusted_whatever_the_others_have(
    pbx: Emulator, open_client: OpenClient, other_ca: str, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    for name in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"):
        monkeypatch.setenv(name, str(pbx.ca_path) if name == variable else other_ca)
    assert read(open_client(pbx, ca_path=None)) == 0


def test_an_authority_that_only_the_machine_knows_is_trusted(
    pbx: Emulator, open_client: OpenClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load_default_certs(context: ssl.SSLContext, _purpose: object = None) -> None:
        context.load_verify_locations(pbx.ca_path)

    monkeypatch.setattr(ssl.SSLContext, "load_default_certs", load_default_certs)
    assert read(open_client(pbx, ca_path=None)) == 0
    (login, *_rest) = pbx.log
    assert login.path == "/connect/token"


def test_an_authority_of_pythons_own_list_is_trusted_where_the_environment_names_another(
    pbx: Emulator, open_client: OpenClient, other_ca: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(certifi, "where", lambda: pbx.ca_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", other_ca)
    assert read(open_client(pbx, ca_path=None)) == 0


def test_the_machine_is_not_asked_about_an_authority_that_was_named(
    pbx: Emulator, open_client: OpenClient, other_ca: str, monkeypatch: pytest.MonkeyPatch, raises: Raises
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(pbx.ca_path))
    with raises(TransportError, UNTRUSTED):
        read(open_client(pbx, ca_path=other_ca))


def test_workers_that_meet_an_unknown_authority_at_once_all_get_to_trust_it(
    pbx: Emulator, open_client: OpenClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(pbx.ca_path))
    with open_client(pbx) as client:
        token = client.valid_token()
    client = open_client(pbx, ca_path=None, access_token=token)
    with ThreadPoolExecutor(8) as workers:
        assert list(workers.map(lambda _number: read(client), range(8))) == [0] * 8


def test_a_list_is_read_once_for_all_connections(
    pbx: Emulator, open_client: OpenClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded: list[object] = []
    load = ssl.SSLContext.load_verify_locations

    def count(context: ssl.SSLContext, *where: t.Any, **named: t.Any) -> None:
        loaded.append((where, named))
        load(context, *where, **named)

    monkeypatch.setattr(ssl.SSLContext, "load_verify_locations", count)
    client = open_client(pbx)
    with ThreadPoolExecutor(8) as workers:
        assert list(workers.map(lambda _number: read(client), range(8))) == [0] * 8
    assert len(loaded) == 1


def test_what_connections_copy_is_never_set_anew(
    pbx: Emulator, open_client: OpenClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection of another thread may just be copying it, without the lock of the interpreter."""
    protocols: list[t.Sequence[str]] = []
    set_once = ssl.SSLContext.set_alpn_protocols

    def note(context: ssl.SSLContext, names: t.Sequence[str]) -> None:
        protocols.append(names)
        set_once(context, names)

    monkeypatch.setattr(ssl.SSLContext, "set_alpn_protocols", note)
    client = open_client(pbx)
    with ThreadPoolExecutor(8) as workers:
        assert list(workers.map(lambda _number: read(client), range(8))) == [0] * 8
    assert protocols == [["http/1.1"]]


def test_a_list_of_the_environment_that_is_not_there_is_named(
    pbx: Emulator, open_client: OpenClient, monkeypatch: pytest.MonkeyPatch, raises: Raises
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere/ca.pem")
    with raises(InputError, "^The environment variable REQUESTS_CA_BUNDLE is '/nowhere/ca.pem'; no certificates"):
        read(open_client(pbx, ca_path=None))
    assert pbx.log == []


def test_https_to_a_port_without_tls_fails_at_once(
    start_pbx: StartPbx, open_client: OpenClient, naps: list[float], raises: Raises
) -> None:
    plain = start_pbx()
    with raises(TransportError, r"SSLError.*Check host and port in url.*ca_path\.$"):
        read(open_client(plain, url=plain.url.replace("http:", "https:")))
    assert naps == []


@pytest.mark.parametrize("content", ["", "no certificate\n", "-----BEGIN CERTIFICATE-----\nAAAA\n"])
def test_a_ca_path_without_certificates_fails_at_once(
    pbx: Emulator, open_client: OpenClient, tmp_path: Path, raises: Raises, content: str
) -> None:
    path = tmp_path / "no-ca.pem"
    path.write_text(content)
    with raises(TransportError, r"^POST /connect/token got no answer .*ca_path\.$"):
        read(open_client(pbx, ca_path=str(path)))


def test_a_ca_folder_without_certificates_trusts_nobody(
    pbx: Emulator, open_client: OpenClient, tmp_path: Path, raises: Raises
) -> None:
    with raises(TransportError, UNTRUSTED):
        read(open_client(pbx, ca_path=str(tmp_path)))
