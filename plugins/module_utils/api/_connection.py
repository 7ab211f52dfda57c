# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The connection options, checked once and before any request.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import contextlib
import ipaddress
import re
import typing as t
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from ansible_collections.telephony.threecx.plugins.module_utils.api import _conceal, _errors, _values, _visible

MAX_RETRIES = 4
# Workers that share one client, and so the connections that are worth keeping open.
MAX_PARALLEL = 16
# A request as a whole may take so many times the option timeout, which counts anew for each part of an answer.
PATIENCE = 4
# Seconds; keeps a typing error (milliseconds, say) from hanging a play for an hour.
_LONGEST_TIMEOUT = 600.0
_EXAMPLE_URL = "https://pbx.example.com:5001"
_DEFAULT_PORTS = {"https": 443, "http": 80}
# Visible ASCII: what an HTTP header can carry as a bearer token (RFC 6750, section 2.1, is narrower still).
_TOKEN = re.compile(r"[\x21-\x7e]+")


@dataclass(frozen=True)
class Connection:
    """How to reach one PBX and how to log in there.

    :param origin: scheme, host and port, for example C(https://pbx.example.com:5001).
    :param verify: what requests takes as C(verify): a path, True or False.
    :param timeout: seconds that one request may wait for the connection or for the next bytes.
    :param retries: how often a request is tried again after its first try.
    """

    origin: str
    client_id: str | None
    client_secret: str | None = field(repr=False)
    access_token: str | None = field(repr=False)
    verify: bool | str
    timeout: float
    retries: int

    @property
    def has_credentials(self) -> bool:
        return self.client_id is not None

    @property
    def is_plain_http(self) -> bool:
        return self.origin.startswith("http://")


def read_connection(params: t.Mapping[str, t.Any]) -> Connection:
    """Check the connection options.

    :raises InputError: naming the option, and the value unless it is a secret.
    """
    client_id, client_secret = _read_credentials(params)
    access_token = _read_access_token(params)
    if client_id is None and access_token is None:
        raise _errors.InputError("Give client_id and client_secret, or access_token: there is nothing to log in with.")
    return Connection(
        origin=read_origin(params["url"]),
        client_id=client_id,
        client_secret=client_secret,
        access_token=access_token,
        verify=_read_verify(params),
        timeout=_read_timeout(params["timeout"]),
        retries=_read_retries(params["retries"]),
    )


def read_origin(url: object) -> str:
    """Turn the option C(url) into scheme, host and port.

    :raises InputError: when it is not the address of a PBX, or would send secrets in clear text over a network.
    """
    text = str(url or "").strip()
    parts = _split_url(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise _errors.InputError(f"url is {_shown_url(text)}; it must look like {_EXAMPLE_URL}.")
    if parts.path.rstrip("/") not in ("", "/xapi/v1") or parts.query or parts.fragment:
        raise _errors.InputError(
            f"url is {_shown_url(text)}; it must be the address of the PBX alone, like {_EXAMPLE_URL}, without a"
            " further path."
        )
    if parts.scheme == "http" and not _is_loopback(parts.hostname):
        raise _errors.InputError(
            f"url is {_visible.shown(text)}; plain http would show the credentials to the network"
            " and is accepted for a loopback address only: use https."
        )
    return f"{parts.scheme}://{parts.netloc.lower()}"


def server_of(origin: str) -> str:
    """One spelling for all addresses that differ in nothing but how they spell the same server.

    :param origin: scheme, host and port, as C(read_origin) gives it.
    """
    parts = urlsplit(origin)
    host = (parts.hostname or "").rstrip(".")
    with contextlib.suppress(ValueError):
        host = ipaddress.ip_address(host).compressed
    port = "" if parts.port in (None, _DEFAULT_PORTS.get(parts.scheme)) else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


def _split_url(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        valid = parts.port is None or parts.port > 0
    except ValueError:
        valid = False
    if not valid or re.search(r"\s", text) or any(map(_visible.is_hidden, text)):
        raise _errors.InputError(f"url is {_shown_url(text)}; it must look like {_EXAMPLE_URL}.")
    if "@" in parts.netloc:
        raise _errors.InputError("url must not carry a user name or password: use client_id and client_secret.")
    return parts


def _shown_url(text: str) -> str:
    return _visible.shown(_conceal.conceal_login(text))


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _read_credentials(params: t.Mapping[str, t.Any]) -> tuple[str | None, str | None]:
    client_id, client_secret = _read_secret(params, "client_id"), _read_secret(params, "client_secret")
    if (client_id is None) != (client_secret is None):
        missing = "client_id" if client_id is None else "client_secret"
        raise _errors.InputError(f"{missing} is empty; client_id and client_secret are needed together.")
    return client_id, client_secret


def _read_access_token(params: t.Mapping[str, t.Any]) -> str | None:
    token = _read_secret(params, "access_token")
    if token is not None and not is_usable_token(token):
        raise _errors.InputError(
            "access_token holds a space, a line break or another character that no bearer token has;"
            " give the token alone (its value is not shown here)."
        )
    return token


def _read_secret(params: t.Mapping[str, t.Any], name: str) -> str | None:
    """A secret, or the ID that belongs to it, from whatever source. An empty one counts as none.

    A line break at its end, as files and vaults have it, would be sent, and a PBX blocks an address after a few tries.
    """
    value: str | None = params[name] or None
    problem = None if value is None else _values.secret_problem(value)
    if problem is not None:
        raise _errors.InputError(f"{name} {problem}")
    if value is not None and value[0] == value[-1] and value[0] in "'\"":
        # Not every reader of files with environment variables takes them off.
        raise _errors.InputError(
            f"{name} stands in quotes, which were to be taken off before (its value is not shown here)."
        )
    return value


def is_usable_token(token: object) -> bool:
    """Whether the value can travel in an C(Authorization) header."""
    return isinstance(token, str) and _TOKEN.fullmatch(token) is not None


def _read_verify(params: t.Mapping[str, t.Any]) -> bool | str:
    # An environment variable that a credential of AWX sets is empty where the credential has no value.
    ca_path: str | None = params["ca_path"] or None
    if ca_path is None:
        return bool(params["validate_certs"])
    if not params["validate_certs"]:
        raise _errors.InputError(
            f"ca_path is {_visible.shown(ca_path)} while validate_certs is false; leave out one of the two."
        )
    path = Path(ca_path).expanduser()
    if not path.exists():
        raise _errors.InputError(
            f"ca_path is {_visible.shown(ca_path)}; no such file or directory exists where the module runs."
        )
    return str(path)


def _read_timeout(timeout: float) -> float:
    if not 0 < timeout <= _LONGEST_TIMEOUT:
        raise _errors.InputError(
            f"timeout is {timeout:g}; it must be more than 0 and at most {_LONGEST_TIMEOUT:g} seconds."
        )
    return timeout


def _read_retries(retries: int) -> int:
    if not 0 <= retries <= MAX_RETRIES:
        raise _errors.InputError(f"retries is {retries}; it must be a number from 0 to {MAX_RETRIES}.")
    return retries
