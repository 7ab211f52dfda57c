# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Tell secrets by their names, and keep those that the collection knows out of texts that it did not write itself.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import base64
import functools
import re
from urllib.parse import quote, quote_plus

REDACTED = "<redacted>"
# Shorter values would turn up in ordinary words; they are not secrets that could protect anything.
_SHORTEST = 4

# The names of all secrets in the official OpenAPI description, such as AuthPassword, ClientSecret, VMPIN, ProvLink,
# ProvisioningLinkExt, LicenseKey, ManagementAPIKey, TranscribeKeyGrok, SbcPrivateKey, RefreshTokens and
# ServiceAccountCredentials; and what template variables are called, such as DEVICE_PASSWORD and ADMIN_PIN_2. Short
# words have other meanings too: SIP_PASS_THROUGH, TOKEN_RING and PIN_COUNT are no secrets, nor is a SECRETARY.
_OTHER_MEANINGS = (
    r"_(thro?u|through|ring|count|len|length|min|max|digits|mode|type|timeout|ttl|lifetime|expiry|expires|enabled?"
    r"|required|retries|attempts|policy|prompt)(_|$)"
)
_LOOKS_SECRET = re.compile(
    r"passw|passphrase|secret(?!ar)|credential|codeverifier"
    r"|(?<!page)tokens?$"
    r"|(api|private|access|license|rps|transcribe)_?key"
    r"|^prov\w*(link|url)"
    r"|(^|_|vm|mail)pin(_?number|_?code)?$"
    rf"|(^|_)(pin|pass|pwd|token)(?!{_OTHER_MEANINGS})(_|$)",
    re.IGNORECASE,
)


def redact(text: str, secrets: frozenset[str]) -> str:
    """Replace every known secret in a text that came from the network or from a library.

    Ansible's C(no_log) covers option values as they were typed. It covers neither a token fetched in between nor
    a secret that a server sends back encoded.
    """
    for shape in _all_shapes(secrets):
        text = text.replace(shape, REDACTED)
    return text


def looks_secret(name: object) -> bool:
    """Whether the value of a property or template variable of this name is one that nobody should see."""
    return isinstance(name, str) and _LOOKS_SECRET.search(name) is not None


# The shapes of all secrets of a fleet take long to find, and stay the same for many texts.
@functools.lru_cache(maxsize=4)
def _all_shapes(secrets: frozenset[str]) -> list[str]:
    """All forms of all secrets, the longest first."""
    shapes = {shape for secret in secrets if len(secret) >= _SHORTEST for shape in _shapes(secret)}
    return sorted(shapes, key=len, reverse=True)


def _shapes(secret: str) -> set[str]:
    data = secret.encode("utf-8", "surrogatepass")
    url_encoded = {quote(data), quote(data, safe=""), quote_plus(data)}
    # .NET, which 3CX runs on, writes the hexadecimal digits in lower case.
    lower = {re.sub("%..", lambda code: code[0].lower(), text) for text in url_encoded}
    return {secret, *url_encoded, *lower, *(text for offset in range(3) for text in _inside_base64(data, offset))}


def _inside_base64(data: bytes, offset: int) -> set[str]:
    """The characters of a base64 text that depend on nothing else, when so many bytes precede in a group of three."""
    padded = bytes(offset) + data
    first, end = -(-offset * 8 // 6), len(padded) * 8 // 6
    return {encode(padded).decode()[first:end] for encode in (base64.b64encode, base64.urlsafe_b64encode)}
