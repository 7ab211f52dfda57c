# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The proxy that the environment names, looked at before it is used: its URL holds a password as a rule.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import os
import re
import typing as t
from dataclasses import dataclass, field
from urllib.parse import SplitResult, unquote, urlsplit

from ansible_collections.telephony.threecx.plugins.module_utils.api import _errors

_SCHEMES = ("http", "https", "socks4", "socks4a", "socks5", "socks5h")


@dataclass(frozen=True)
class Proxy:
    """A proxy.

    :param name: the environment variable that names it.
    :param secrets: the user's password in the ways it is written; where there is none, the user, which may be a key.
    """

    name: str
    url: str = field(repr=False)
    secrets: frozenset[str] = field(repr=False)


def read_proxy(url: str | None) -> Proxy | None:
    """Check the URL of a proxy.

    :param url: what the environment has for the PBX.
    :raises InputError: naming the variable, never the value: where it is not well-formed there is no telling which part
        of it is the password.
    """
    if not url:
        return None
    name = _name_of(url)
    text = url if "://" in url else f"http://{url}"
    try:
        parts = urlsplit(text)
        is_proxy = parts.scheme.lower() in _SCHEMES and bool(parts.hostname) and parts.port != 0 and _is_origin(parts)
    except ValueError:
        is_proxy = False
    if not is_proxy or re.search(r"[\s\x00-\x1f\x7f\\\\]", text):
        raise _errors.InputError(
            f"The environment variable {name} does not hold the URL of a proxy, like http://proxy.example.com:3128 or"
            " http://user:password@proxy.example.com:3128. In a user and a password, all but letters and digits must be"
            " percent-encoded, such as %2F for a slash, %23 for # and %5B for [. Its value is not shown."
        )
    return Proxy(name, text, frozenset(_spellings(parts.password or parts.username)))


def _is_origin(parts: SplitResult) -> bool:
    """Whether nothing follows the host and the port, as it does where a password has a slash or the like."""
    return parts.path in ("", "/") and not parts.query and not parts.fragment


def _spellings(part: str | None) -> t.Iterator[str]:
    if part:
        yield from (part, unquote(part))


def _name_of(url: str) -> str:
    names = [name for name, value in os.environ.items() if name.lower().endswith("_proxy") and value == url]
    return min(names, default="https_proxy", key=lambda name: (not name.lower().startswith("https"), name))
