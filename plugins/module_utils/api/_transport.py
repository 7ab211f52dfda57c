# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""One HTTP exchange with the PBX: the only place that uses requests and requests-oauthlib.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import contextlib
import os
import re
import ssl
import traceback
import typing as t
from http import HTTPStatus

from ansible_collections.telephony.threecx.plugins.module_utils.api import (
    _body,
    _conceal,
    _connection,
    _errors,
    _proxy,
    _replies,
    _retry,
    _secrets,
    _session,
    _trust,
)

#: Name and traceback of the first Python library that is missing.
MISSING_LIBRARY: tuple[str, str] | None = None
try:
    import requests
    import urllib3

    # The base class of requests covers neither a host name that cannot be one, nor what goes wrong in the body.
    _FAULTS = (requests.RequestException, urllib3.exceptions.HTTPError, UnicodeError, OSError, _body.EncodingError)
except ImportError:
    MISSING_LIBRARY = ("requests", traceback.format_exc())
try:
    from oauthlib.oauth2 import BackendApplicationClient
    from requests_oauthlib import OAuth2
except ImportError:
    MISSING_LIBRARY = MISSING_LIBRARY or ("requests-oauthlib", traceback.format_exc())

LOGIN = _replies.Request("POST", "/connect/token")
_TLS_HINT = (
    "Check host and port in url, and whether the certificate is issued by an authority that this machine trusts; give"
    " an own authority with ca_path."
)
_LONGEST_CAUSE = 500
_HEADERS = {
    "Accept": "application/json",
    "Accept-Encoding": _body.ACCEPTED_ENCODING,
    "User-Agent": "telephony.threecx",
}
# Bytes. A page of 100 devices has less than one in a hundred of it, and a login or an error some hundred bytes.
_LARGEST_ANSWER = 32 * 1024 * 1024
_LARGEST_OTHER = 1024 * 1024
# How Python's HTTP library tells that a proxy refused
_NO_TUNNEL = re.compile(r"Tunnel connection failed: ([0-9]{3})\b")
# Stands for a body that cannot be read to its end.
_BROKEN = b"..."


class Content(t.NamedTuple):
    """What goes with a request; no error ever shows any of it."""

    query: t.Mapping[str, str] | None = None
    headers: t.Mapping[str, str] | None = None
    body: t.Mapping[str, t.Any] | None = None


class Grant(t.NamedTuple):
    """What a login gives.

    :param token: the access token.
    :param expires_in: its lifetime as announced, of whatever type and in whatever unit: builds differ.
    """

    token: str
    expires_in: t.Any


class Transport:
    """Sends one request at a time and turns whatever happens into a C(Reply) or an exception of the collection.

    :param connection: the PBX and how to reach it.
    """

    def __init__(self, connection: _connection.Connection) -> None:
        self._connection = connection
        own = [secret for secret in (connection.client_secret, connection.access_token) if secret]
        self._secrets, self._in_values = _secrets.Secrets(own), _secrets.Secrets(own)
        self._trust = _trust.Trust(connection.verify)
        self._proxy = None if connection.is_plain_http else _proxy.read_proxy(_proxy_url(connection.origin))
        self._session = _session.new_session(self._trust.context, self._proxy)
        if self._proxy is not None:
            self.hide(self._proxy.secrets)
        if connection.is_plain_http:
            # The URL is that of a loopback address (see _connection), the one case in which oauthlib may be told
            # to accept http.
            os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"
        if connection.verify is False:
            urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)

    def hide(self, secrets: t.Iterable[str]) -> None:
        """Keep further secrets out of texts, besides the options given and every token fetched."""
        hidden = list(secrets)
        self._secrets.add(hidden)
        self._in_values.add(filter(_conceal.stands_out, hidden))

    def redact(self, text: str) -> str:
        """Replace every secret in a text."""
        return self._secrets.redact(text)

    def redact_value(self, text: str) -> str:
        """Replace every secret in a value, but for those that ordinary values may equal, or have in them."""
        return self._in_values.redact(text)

    def close(self) -> None:
        self._session.close()

    def exchange(
        self,
        request: _replies.Request,
        token: str,
        content: Content,
    ) -> _replies.Reply:
        """Send a request with the bearer token.

        :raises TransportError: when no complete answer came.
        :raises ReplyError: when the answer is a redirect.
        """
        return self._perform(
            request,
            _LARGEST_ANSWER,
            params=content.query,
            json=content.body,
            headers={**_HEADERS, **(content.headers or {})},
            auth=OAuth2(token={"access_token": token, "token_type": "Bearer"}),
        )

    def log_in(self) -> Grant:
        """Log in with the client credentials, which travel in the body (official 3CX documentation).

        :raises LoginError: when the PBX answers with an error status.
        :raises TransportError: when no complete answer came.
        :raises ReplyError: when the answer holds no token.
        """
        login = BackendApplicationClient(client_id=self._connection.client_id or "")
        reply = self._perform(
            LOGIN,
            _LARGEST_OTHER,
            data=login.prepare_request_body(include_client_id=True, client_secret=self._connection.client_secret),
            headers={**_HEADERS, "Content-Type": "application/x-www-form-urlencoded"},
        )
        if reply.is_error:
            raise _errors.LoginError(_replies.error_for(LOGIN, reply))
        # oauthlib could read the answer too, but it fails for a lifetime that makes no sense and for an HTML page.
        answer = _replies.read_object(LOGIN, reply)
        token = answer.get("access_token")
        if not isinstance(token, str) or not _connection.is_usable_token(token):
            raise _errors.ReplyError(f"{LOGIN} was answered without a usable access token.", **LOGIN._asdict())
        self.hide([token])
        # However short it is
        self._in_values.add([token])
        return Grant(token, answer.get("expires_in"))

    def _perform(self, request: _replies.Request, largest: int, **arguments: t.Any) -> _replies.Reply:
        """Send a request, and read what is answered, up to so many bytes and until the deadline.

        :raises TransportError: when no complete answer came.
        :raises ReplyError: when the answer is a redirect, or larger.
        """
        try:
            with (
                _session.deadline(_connection.PATIENCE * self._connection.timeout),
                self._send(request, **arguments) as response,
            ):
                if response.is_redirect:
                    # Its body tells nothing.
                    raise _replies.redirect_error(request, self._reply(response, b""))
                if response.status_code >= HTTPStatus.BAD_REQUEST:
                    return self._reply(response, _read_error(response))
                body, is_cut = _read(response, largest)
        except _FAULTS as error:
            raise self._fault(request, error) from None
        if is_cut:
            raise _too_large(request, response.status_code, largest)
        return self._reply(response, body)

    def _send(self, request: _replies.Request, **arguments: t.Any) -> t.ContextManager[requests.Response]:
        """Send a request, again where the server is trusted by a list of authorities that was not yet looked at."""
        if self._trust.width == 0 and not self._connection.is_plain_http:
            self._trust.widen(0)
        while True:
            width = self._trust.width
            try:
                return contextlib.closing(
                    self._session.request(
                        request.method,
                        self._connection.origin + request.path,
                        timeout=self._connection.timeout,
                        verify=self._connection.verify is not False,
                        stream=True,
                        **arguments,
                    )
                )
            except requests.exceptions.SSLError as error:
                # Nothing was sent.
                if not (_is_untrusted(_root_cause(error)) and self._trust.widen(width)):
                    raise

    def _reply(self, response: requests.Response, body: bytes) -> _replies.Reply:
        headers = {name.lower(): value for name, value in response.headers.items()}
        return _replies.Reply(response.status_code, headers, body, self._connection.origin, self.redact)

    def _fault(self, request: _replies.Request, error: Exception) -> _errors.ThreeCXError:
        cause = _root_cause(error)
        refused = _refused_by_proxy(cause)
        never_connected = refused is not None or _never_connected(error)
        # A proxy that refuses a login may have that blocked after a few.
        lasting = refused not in (None, *_retry.PASSING_STATUSES) or _needs_the_user(cause) or _is_no_address(error)
        return _errors.TransportError(
            f"{request} got no answer from {self._connection.origin}{self._way}: {self._describe(error, cause)}",
            # What was too slow for its deadline would be so again.
            passing=not (lasting or isinstance(cause, _session.TooLateError)),
            undone=lasting or never_connected,
            **request._asdict(),
        )

    @property
    def _way(self) -> str:
        """How the PBX is reached: never the value, which has a password as a rule."""
        return "" if self._proxy is None else f" through the proxy that {self._proxy.name} names"

    def _describe(self, error: Exception, cause: BaseException) -> str:
        timeout = self._connection.timeout
        if isinstance(cause, _session.TooLateError):
            times = _connection.PATIENCE
            return f"not complete after {times * timeout:g} seconds ({times} times the option timeout)."
        if isinstance(error, (requests.Timeout, urllib3.exceptions.TimeoutError)):
            return f"timed out after {timeout:g} seconds (option timeout)."
        # Some exceptions of the libraries hold what the server sent, line breaks included.
        text = " ".join(self.redact(f"{type(cause).__name__}: {cause}").split())[:_LONGEST_CAUSE].rstrip(".")
        return f"{text}. {_TLS_HINT if _needs_the_user(cause) else ''}".rstrip()


def _proxy_url(origin: str) -> str | None:
    """What the environment has for this address, C(NO_PROXY) regarded."""
    return requests.utils.select_proxy(origin, requests.utils.get_environ_proxies(origin, no_proxy=None))


def _read(response: requests.Response, limit: int) -> tuple[bytes, bool]:
    def read(most: int) -> bytes:
        part: bytes = response.raw.read(most, decode_content=False)
        return part

    return _body.read_body(read, response.headers.get("Content-Encoding", ""), limit)


def _read_error(response: requests.Response) -> bytes:
    """The body of an error, of which the status counts, whatever comes with it: who was refused must not try again."""
    try:
        return _read(response, _LARGEST_OTHER)[0]
    except _FAULTS:
        return _BROKEN


def _too_large(request: _replies.Request, status: int, largest: int) -> _errors.ReplyError:
    return _errors.ReplyError(
        f"{request} answered {status} with more than {largest // 1024**2} MiB, and the rest was not read. Ask for less"
        " ($top, $select), or look what answers there: a PBX does not send that much for a page of 100 rows.",
        status=status,
        **request._asdict(),
    )


def _root_cause(error: BaseException) -> BaseException:
    while (beneath := error.__cause__ or _context(error) or _wrapped(error)) is not None:
        error = beneath
    return error


def _context(error: BaseException) -> BaseException | None:
    """What was being dealt with, unless the library says that it has nothing to do with the error.

    Nor has a failure of the collection, with which somebody deals by way of another request.
    """
    is_another = error.__suppress_context__ or isinstance(error.__context__, _errors.ThreeCXError)
    return None if is_another else error.__context__


def _wrapped(error: BaseException) -> BaseException | None:
    """What went wrong with TLS behind a proxy: the library wraps it, but does not name it as the cause."""
    first = error.args[0] if error.args else None
    return first if isinstance(error, urllib3.exceptions.SSLError) and isinstance(first, BaseException) else None


def _needs_the_user(cause: BaseException) -> bool:
    """Whether TLS failed in a way that another try cannot mend.

    That is an untrusted certificate, a file under C(ca_path) without certificates, or a port without TLS.
    """
    if _is_untrusted(cause):
        return True
    reason, library = getattr(cause, "reason", None), getattr(cause, "library", None)
    return isinstance(cause, ssl.SSLError) and (library == "X509" or reason in ("WRONG_VERSION_NUMBER", "HTTP_REQUEST"))


def _is_untrusted(cause: BaseException) -> bool:
    return isinstance(cause, ssl.SSLCertVerificationError)


def _is_no_address(error: Exception) -> bool:
    """Whether the URL names a host that no name service would even be asked for."""
    return isinstance(error, (requests.exceptions.InvalidURL, urllib3.exceptions.LocationValueError))


def _never_connected(error: Exception) -> bool:
    reason = getattr(error.args[0], "reason", None) if error.args else None
    # Where it is the proxy that cannot be reached, the library wraps that.
    reason = getattr(reason, "original_error", reason)
    return isinstance(error, requests.ConnectTimeout) or isinstance(reason, urllib3.exceptions.NewConnectionError)


def _refused_by_proxy(cause: BaseException) -> int | None:
    """The status with which a proxy refused to connect with the PBX, which so got nothing; None where none did."""
    found = _NO_TUNNEL.match(str(cause)) if isinstance(cause, OSError) else None
    return None if found is None else int(found[1])
