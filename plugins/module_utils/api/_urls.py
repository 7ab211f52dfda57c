# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Cut user, password and tokens out of the URLs that a PBX gives, wherever in a text they stand. Pure.

The links to web interfaces that stock templates make hold user and password (reported from live systems).

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import re
import typing as t
from urllib.parse import SplitResult, unquote, urlsplit

_URL = re.compile(r"(?:\b[a-z][a-z0-9+.-]*:|^)//[^\s\"'<>]*", re.IGNORECASE)
# How far what cannot be parsed may reach: a password may hold blanks.
_END = re.compile(r"[\r\n\"'<>]|\Z")
_SIP_PASSWORD = re.compile(r"\b(sips?:[^\s:@/;]+):[^\s@/]+@", re.IGNORECASE)


def without_logins(text: str, mark: str = "") -> str:
    """The same text with a mark in place of user and password in each URL, and of each query that may hold a token.

    A query stays if all its options are those of OData (C($skip)). What cannot be told apart from a password counts as
    one: a URL that cannot be parsed is left out as a whole, and so is one with an C(@) where none belongs. People do
    not encode what they type, so what follows in the same line may be a part of it.
    """
    if ":" not in text and "//" not in text:
        return text
    shown, place = [], 0
    urls = list(_URL.finditer(text))
    starts = [url.start() for url in urls[1:]] + [len(text)]
    for found, start_of_next in zip(urls, starts):
        if found.start() < place:
            continue
        # Where a text begins with a URL, it is nothing else.
        end = _end(text, found.end()) if found.start() else len(text)
        url, may_go_on = _cut(found[0], text[found.end() : min(end, start_of_next)], mark)
        shown += [text[place : found.start()], url]
        place = end if may_go_on else found.end()
    return _SIP_PASSWORD.sub(rf"\1:{mark}@" if mark else r"\1@", "".join([*shown, text[place:]]))


def login_texts(text: str) -> set[str]:
    """The passwords in the URLs of a text, as they stand there and decoded."""
    found = set()
    for url in _URL.findall(text):
        parts = _split(url)
        password = parts.netloc.rpartition("@")[0].partition(":")[2] if parts is not None else ""
        found |= {password, unquote(password)} - {""}
    return found


def _end(text: str, start: int) -> int:
    end = _END.search(text, start)
    return end.start() if end else len(text)


def _cut(url: str, following: str, mark: str) -> tuple[str, bool]:
    """A URL without what nobody should see, and whether what was cut off may go on behind it.

    :param following: what stands behind it, up to the next one.
    """
    parts = _split(url)
    if parts is None or "@" in f"{parts.path}{parts.query}{parts.fragment}{following}":
        return mark, True
    login = "".join(parts.netloc.rpartition("@")[:2])
    cut = url.replace(login, f"{mark}@" if mark else "", 1) if login else url
    if not all(name.startswith("$") for name in _options(parts.query)):
        return _up_to("?", cut, mark), True
    return (_up_to("#", cut, mark), True) if "=" in parts.fragment else (cut, False)


def _up_to(start: str, url: str, mark: str) -> str:
    return url.partition(start)[0] + (start + mark if mark else "")


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        # A password with a slash leaves its beginning where the port should be.
        _port = parts.port
    except ValueError:
        return None
    return parts


def _options(query: str) -> t.Iterator[str]:
    return (unquote(option.partition("=")[0]) for option in re.split("[&;]", query) if option)
