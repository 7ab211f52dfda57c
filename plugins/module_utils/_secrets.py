# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Keep the secrets that the collection knows out of texts that it did not write itself.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import base64
from urllib.parse import quote, quote_plus

REDACTED = "<redacted>"
# Shorter values would turn up in ordinary words; they are not secrets that could protect anything.
_SHORTEST = 4


def redact(text: str, secrets: frozenset[str]) -> str:
    """Replace every known secret in a text that came from the network or from a library.

    Ansible's C(no_log) covers option values as they were typed. It covers neither a token fetched in between nor
    a secret that a server sends back encoded.
    """
    shapes = {shape for secret in secrets if len(secret) >= _SHORTEST for shape in _shapes(secret)}
    for shape in sorted(shapes, key=len, reverse=True):
        text = text.replace(shape, REDACTED)
    return text


def _shapes(secret: str) -> set[str]:
    encoded = base64.b64encode(secret.encode()).decode()
    urlsafe = base64.urlsafe_b64encode(secret.encode()).decode()
    return {
        secret,
        quote(secret),
        quote(secret, safe=""),
        quote_plus(secret),
        encoded,
        encoded.rstrip("="),
        urlsafe,
        urlsafe.rstrip("="),
    }
