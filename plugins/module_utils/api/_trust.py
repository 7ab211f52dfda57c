# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Whom to trust when TLS connections are made.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import contextlib
import os
import ssl
import threading
import typing as t
from pathlib import Path

from ansible_collections.telephony.threecx.plugins.module_utils.api import _errors

# Requests comes with these two.
with contextlib.suppress(ImportError):
    import certifi
    from urllib3.util.ssl_ import create_urllib3_context

# What requests and curl take for a list of authorities.
_VARIABLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")

# Those of urllib3
_PROTOCOLS = ["http/1.1"]

Load = t.Callable[[ssl.SSLContext], None]


class Trust:
    """One TLS context for all connections, which gets to know further authorities when those that it has do not do.

    To read a list takes as long as a request, and the first does nearly always.

    :param verify: True for the authorities of the environment, of Python's own list and of the machine; the path of
        others; or False for everybody.
    :ivar width: how many of the lists are loaded.
    """

    def __init__(self, verify: bool | str) -> None:
        self.width = 0
        self.context = _fixed(create_urllib3_context())
        if verify is False:
            self.context.check_hostname = False
            self.context.verify_mode = ssl.CERT_NONE
        self._lists = _lists(verify)
        self._guard = threading.Lock()

    def widen(self, width: int) -> bool:
        """Load the next list, unless another thread has done so since.

        :param width: how many lists were loaded when a server was not trusted.
        :returns: False when there are no more.
        :raises OSError: when the list cannot be read.
        :raises InputError: when the environment names a list that cannot be read.
        """
        with self._guard:
            if self.width == width:
                if width == len(self._lists):
                    return False
                self._lists[width](self.context)
                self.width += 1
            return True


def _fixed(context: ssl.SSLContext) -> ssl.SSLContext:
    """A context whose protocols nobody changes any more.

    urllib3 sets the same ones before each connection. That frees what OpenSSL may just be copying for a connection of
    another thread, which then sends something else or kills the process (https://github.com/python/cpython/issues/141012).
    """
    context.set_alpn_protocols(_PROTOCOLS)
    vars(context)["set_alpn_protocols"] = lambda _protocols: None
    return context


def _lists(verify: bool | str) -> list[Load]:
    if verify is False:
        return []
    if isinstance(verify, str):
        return [lambda context: _load(context, verify)]
    return [_load_first, _load_all]


def _load_first(context: ssl.SSLContext) -> None:
    """What requests trusts."""
    name = next((name for name in _VARIABLES if os.environ.get(name)), None)
    if name is None:
        context.load_verify_locations(certifi.where())
        return
    path = os.environ[name]
    try:
        _load(context, path)
    except OSError:
        raise _errors.InputError(
            f"The environment variable {name} is '{path}'; no certificates can be read there."
        ) from None


def _load_all(context: ssl.SSLContext) -> None:
    """What everything else on the machine trusts (C(SSL_CERT_FILE) and C(SSL_CERT_DIR) may name it)."""
    context.load_default_certs()
    context.load_verify_locations(certifi.where())


def _load(context: ssl.SSLContext, path: str) -> None:
    if Path(path).is_dir():
        context.load_verify_locations(capath=path)
    else:
        context.load_verify_locations(path)
