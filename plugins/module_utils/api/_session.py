# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The HTTP library with the rules of the collection: deadlines, and what of the environment counts.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import contextlib
import http.client
import io
import socket
import ssl
import threading
import time
import typing as t
from http.cookiejar import DefaultCookiePolicy

from ansible_collections.telephony.threecx.plugins.module_utils.api import _connection, _proxy

try:
    from requests import Response, Session
    from requests.adapters import HTTPAdapter
except ImportError:
    # Whoever uses this asks first whether the library is there.
    if not t.TYPE_CHECKING:
        HTTPAdapter = Session = object

_BUFFER = 65536
_current = threading.local()


class TooLateError(socket.timeout):
    """An answer was still not complete at the deadline."""


@contextlib.contextmanager
def deadline(seconds: float) -> t.Iterator[None]:
    """Let answers that this thread reads be complete within so many seconds, or fail with C(TooLateError).

    A timeout of the library begins anew with each byte, so that a server that sends one now and then is never over.
    """
    _current.end = time.monotonic() + seconds
    try:
        yield
    finally:
        del _current.end


def new_session(context: ssl.SSLContext, proxy: _proxy.Proxy | None) -> Session:
    """A session that takes nothing from the environment by itself, keeps no cookies and follows no redirects."""
    session = _Session()
    adapter = _Adapter(context)
    for scheme in ("http://", "https://"):
        session.mount(scheme, adapter)
    # An answer that is not the PBX's own must neither set cookies nor move the session elsewhere.
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    # A login from ~/.netrc, for one, would take the place of the token.
    session.trust_env = False
    session.proxies = {} if proxy is None else {"https": proxy.url}
    return session


class _Session(Session):
    def get_redirect_target(self, resp: Response) -> str | None:  # noqa: ARG002
        """Nowhere: the library would read the whole answer before it counts redirects."""
        return None


class _Adapter(HTTPAdapter):
    """Connections with one TLS context for all, and with answers that end at the deadline.

    :param context: whom to trust.
    """

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context
        # Of more workers than the pool has room for, some would make a TLS handshake for each request.
        super().__init__(pool_maxsize=_connection.MAX_PARALLEL)

    def init_poolmanager(self, *arguments: t.Any, **named: t.Any) -> None:
        super().init_poolmanager(*arguments, **named, ssl_context=self._context)
        _hurry(self.poolmanager)

    def proxy_manager_for(self, proxy: str, **named: t.Any) -> t.Any:
        if proxy in self.proxy_manager:
            return self.proxy_manager[proxy]
        to_proxy = {} if proxy.startswith("socks") else {"proxy_ssl_context": self._context}
        return _hurry(super().proxy_manager_for(proxy, **named, **to_proxy, ssl_context=self._context))

    def cert_verify(self, conn: t.Any, url: t.Any, verify: t.Any, cert: t.Any) -> None:
        """Add nothing: the library would have its own list loaded into the context for each connection."""


class _Reader(io.RawIOBase):
    """What comes from a socket until the deadline of the thread that reads."""

    def __init__(self, raw: io.RawIOBase, connection: socket.socket) -> None:
        super().__init__()
        self._raw = raw
        self._connection = connection

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: t.Any) -> int | None:
        end, timeout = getattr(_current, "end", None), self._connection.gettimeout()
        left = None if end is None else end - time.monotonic()
        if left is None or (timeout is not None and timeout <= left):
            return self._raw.readinto(buffer)
        if left > 0:
            self._connection.settimeout(left)
            # In Python 3.9 this is not yet TimeoutError.
            with contextlib.suppress(socket.timeout):
                return self._raw.readinto(buffer)
        raise TooLateError("the answer was not complete at the deadline")

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Answer(http.client.HTTPResponse):
    """An answer from its first byte on, that of a proxy to C(CONNECT) included."""

    def __init__(self, sock: socket.socket, *arguments: t.Any, **named: t.Any) -> None:
        super().__init__(sock, *arguments, **named)
        raw = t.cast("t.Any", self.fp).detach()
        self.fp = io.BufferedReader(_Reader(raw, sock), _BUFFER)


def _hurry(manager: t.Any) -> t.Any:
    """Have all answers to connections of a pool manager end at the deadline."""
    manager.pool_classes_by_scheme = {
        scheme: type("Pool", (pool,), {"ConnectionCls": _hurried(pool.ConnectionCls)})
        for scheme, pool in manager.pool_classes_by_scheme.items()
    }
    return manager


def _hurried(connection: type) -> type:
    return type("Connection", (connection,), {"response_class": _Answer})
