# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""One HTTP exchange with the PBX: the only place that uses requests and requests-oauthlib.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import os
import ssl
import traceback
import typing as t
from http.cookiejar import DefaultCookiePolicy

from ansible_collections.telephony.threecx.plugins.module_utils.api._connection import (
    MAX_PARALLEL,
    Connection,
    is_usable_token,
)
from ansible_collections.telephony.threecx.plugins.module_utils.api._errors import (
    LoginError,
    ReplyError,
    ThreeCXError,
    TransportError,
)
from ansible_collections.telephony.threecx.plugins.module_utils.api._replies import (
    Reply,
    Request,
    error_for,
    read_object,
    redirect_error,
)
from ansible_collections.telephony.threecx.plugins.module_utils.api._secrets import redact

#: Name and traceback of the first Python library that is missing.
MISSING_LIBRARY: tuple[str, str] | None = None
try:
    import requests
    import urllib3

    # The base class of requests does not cover a host name that cannot be one, nor a redirect in a broken encoding.
    _FAULTS = (requests.RequestException, urllib3.exceptions.HTTPError, UnicodeError)
except ImportError:
    MISSING_LIBRARY = ("requests", traceback.format_exc())
try:
    from oauthlib.oauth2 import BackendApplicationClient
    from requests_oauthlib import OAuth2
except ImportError:
    MISSING_LIBRARY = MISSING_LIBRARY or ("requests-oauthlib", traceback.format_exc())

TOKEN_PATH = "/connect/token"  # noqa: S105
_TLS_HINT = (
    "Check host and port in url, and whether the certificate is issued by an authority that this machine trusts; give"
    " an own authority with ca_path."
)
_LONGEST_CAUSE = 500
_HEADERS = {"Accept": "application/json", "User-Agent": "telephony.threecx"}


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

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._secrets = frozenset(filter(None, (connection.client_secret, connection.access_token)))
        self._session = requests.Session()
        for scheme in ("http://", "https://"):
            # Of more workers than the pool has room for, some would make a TLS handshake for each request.
            self._session.mount(scheme, requests.adapters.HTTPAdapter(pool_maxsize=MAX_PARALLEL))
        # An answer that is not the PBX's own must neither set cookies nor move the session elsewhere.
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._session.max_redirects = 0
        # Plain http stays on this machine; a proxy would see the secret in clear text.
        self._session.trust_env = not connection.is_plain_http
        # Where a session has no auth at all, requests looks into ~/.netrc for one.
        self._session.auth = lambda request: request
        if connection.is_plain_http:
            # The URL is that of a loopback address (see _connection), the one case in which oauthlib may be told
            # to accept http.
            os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"
        if connection.verify is False:
            urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)

    @property
    def secrets(self) -> frozenset[str]:
        """Whatever must not show up in a text: the options given and every token fetched so far."""
        return self._secrets

    def hide(self, secrets: t.Iterable[str]) -> None:
        self._secrets |= frozenset(secrets)

    def close(self) -> None:
        self._session.close()

    def exchange(
        self,
        request: Request,
        token: str,
        content: Content,
    ) -> Reply:
        """Send a request with the bearer token.

        :raises TransportError: when no complete answer came.
        :raises ReplyError: when the answer is a redirect.
        """
        try:
            response = self._session.request(
                request.method,
                self._connection.origin + request.path,
                params=content.query,
                json=content.body,
                headers={**_HEADERS, **(content.headers or {})},
                auth=OAuth2(token={"access_token": token, "token_type": "Bearer"}),
                timeout=self._connection.timeout,
                # Per request, since REQUESTS_CA_BUNDLE would win over a value that is set on the session.
                verify=self._connection.verify,
            )
        except _FAULTS as error:
            raise self._fault(request, error) from None
        return self._reply(response, response.content)

    def log_in(self) -> Grant:
        """Log in with the client credentials, which travel in the body (official 3CX documentation).

        :raises LoginError: when the PBX answers with an error status.
        :raises TransportError: when no complete answer came.
        :raises ReplyError: when the answer holds no token.
        """
        request = Request("POST", TOKEN_PATH)
        login = BackendApplicationClient(client_id=self._connection.client_id or "")
        try:
            response = self._session.post(
                self._connection.origin + TOKEN_PATH,
                data=login.prepare_request_body(include_client_id=True, client_secret=self._connection.client_secret),
                headers={**_HEADERS, "Content-Type": "application/x-www-form-urlencoded"},
                timeout=self._connection.timeout,
                verify=self._connection.verify,
            )
        except _FAULTS as error:
            raise self._fault(request, error) from None
        reply = self._reply(response, response.content)
        if reply.is_error:
            raise LoginError(error_for(request, reply))
        # oauthlib could read the answer too, but it fails for a lifetime that makes no sense and for an HTML page.
        answer = read_object(request, reply)
        token = answer.get("access_token")
        if not isinstance(token, str) or not is_usable_token(token):
            raise ReplyError(f"{request} was answered without a usable access token.", **request._asdict())
        self.hide([token])
        return Grant(token, answer.get("expires_in"))

    def _reply(self, response: requests.Response, body: bytes) -> Reply:
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Reply(response.status_code, headers, body, self._connection.origin, self._redact)

    def _redact(self, text: str) -> str:
        return redact(text, self._secrets)

    def _fault(self, request: Request, error: Exception) -> ThreeCXError:
        if isinstance(error, requests.TooManyRedirects) and error.response is not None:
            # Its body may be broken, and tells nothing.
            return redirect_error(request, self._reply(error.response, b""))
        cause = _root_cause(error)
        lasting = _needs_the_user(cause) or _is_no_address(error)
        return TransportError(
            f"{request} got no answer from {self._connection.origin}: {self._describe(error, cause)}",
            passing=not lasting,
            undone=lasting or _never_connected(error),
            **request._asdict(),
        )

    def _describe(self, error: Exception, cause: BaseException) -> str:
        if isinstance(error, requests.Timeout):
            return f"timed out after {self._connection.timeout:g} seconds (option timeout)."
        # Some exceptions of the libraries hold what the server sent, line breaks included.
        text = " ".join(self._redact(f"{type(cause).__name__}: {cause}").split())[:_LONGEST_CAUSE].rstrip(".")
        return f"{text}. {_TLS_HINT if _needs_the_user(cause) else ''}".rstrip()


def _root_cause(error: BaseException) -> BaseException:
    while error.__cause__ or error.__context__:
        error = error.__cause__ or error.__context__ or error
    return error


def _needs_the_user(cause: BaseException) -> bool:
    """Whether TLS failed in a way that another try cannot mend.

    That is an untrusted certificate, a file under C(ca_path) without certificates, or a port without TLS.
    """
    if isinstance(cause, ssl.SSLCertVerificationError):
        return True
    reason, library = getattr(cause, "reason", None), getattr(cause, "library", None)
    return isinstance(cause, ssl.SSLError) and (library == "X509" or reason in ("WRONG_VERSION_NUMBER", "HTTP_REQUEST"))


def _is_no_address(error: Exception) -> bool:
    """Whether the URL names a host that no name service would even be asked for."""
    return isinstance(error, (requests.exceptions.InvalidURL, urllib3.exceptions.LocationValueError))


def _never_connected(error: Exception) -> bool:
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(error, requests.ConnectTimeout) or isinstance(reason, urllib3.exceptions.NewConnectionError)
