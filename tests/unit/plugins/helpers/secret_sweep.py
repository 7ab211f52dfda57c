# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Find secrets in whatever was printed, in each form in which they could slip through."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable
from urllib.parse import quote, quote_plus

# What is left of a short secret at an unlucky base64 alignment could turn up by chance.
_SHORTEST = 5


def shapes(secret: str) -> dict[str, str]:
    """All forms of one secret that a text could hold, by what to call them in a message."""
    url_encoded = {quote(secret), quote(secret, safe=""), quote_plus(secret), quote_plus(secret, safe="/")}
    named = {
        "plain": {secret},
        "in JSON": {json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1]},
        "URL-encoded": url_encoded | {_lower_hex(text) for text in url_encoded},
        "in base64": {text for offset in range(3) for text in _inside_base64(secret, offset)},
        "as bytes": {repr(secret.encode())[2:-1]},
    }
    return {shape: name for name, found in reversed(list(named.items())) for shape in found if len(shape) >= _SHORTEST}


def _lower_hex(text: str) -> str:
    return re.sub("%[0-9A-F]{2}", lambda found: found[0].lower(), text)


def _inside_base64(secret: str, offset: int) -> set[str]:
    """The part of a base64 text that a secret fixes by itself when it starts `offset` bytes into a group of three."""
    data = bytes(offset) + secret.encode()
    first, behind_last = -(-offset * 8 // 6), len(data) * 8 // 6
    return {encode(data).decode()[first:behind_last] for encode in (base64.b64encode, base64.urlsafe_b64encode)}


def find_secrets(text: str, secrets: Iterable[str]) -> list[str]:
    """One line for each secret that shows, with what is around it."""
    return [
        f"secret {secret!r} shows {name}: {text[max(0, place - 80) : place + len(shape) + 40]!r}"
        for secret in set(secrets)
        for shape, name in shapes(secret).items()
        for place in [text.find(shape)]
        if place >= 0
    ]


def assert_no_secrets(text: str, secrets: Iterable[str]) -> None:
    """Fail when a secret shows in the text: plain, in JSON, URL-encoded, or in base64 at whatever alignment."""
    found = find_secrets(text, secrets)
    assert not found, "\n".join(found)
