# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Tell secrets by their names, and keep those that the collection knows out of texts that it did not write itself.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import base64
import functools
import html
import json
import re
import threading
import typing as t
from urllib.parse import quote, quote_plus

REDACTED = "<redacted>"
# Shorter values would turn up in ordinary words; they are not secrets that could protect anything.
_SHORTEST = 4
_FEW = 256

# The names of all secrets in the official OpenAPI description, such as AuthPassword, ClientSecret, VMPIN, ProvLink,
# ProvisioningLinkExt, LicenseKey, ManagementAPIKey, TranscribeKeyGrok, SbcPrivateKey, RefreshTokens and
# ServiceAccountCredentials; and what template variables are called, such as DEVICE_PASSWORD and ADMIN_PIN_2. Short
# words have other meanings too: SIP_PASS_THROUGH, TOKEN_RING and PIN_COUNT are no secrets, nor is a SECRETARY. People
# who write a template shorten such names and write them together: AdminPass, WEBPWD, WPA_PSK, AES_KEY, SNMP_COMMUNITY.
_OTHER_MEANINGS = (
    r"_(thro?u|through|ring|count|len|length|min|max|digits|mode|type|timeout|ttl|lifetime|expiry|expires|enabled?"
    r"|required|retries|attempts|policy|prompt)(_|$)"
)
# What stands before a shortened word that has other meanings by itself
_OF = (
    r"(^|_|admin|user|guest|web|http|ftp|sip|auth|login|root|device|phone|wifi|wlan|proxy|ldap|mail|smtp|reg|register|acs"
    r"|vpn|pppoe|snmp|vm)"
)
_SHORTENED = (
    rf"({_OF}(pass|pwd?|pin)|pwd|(^|_|wpa|wpa2|wifi|wlan|pre)psk|(snmp|read|write|trap)_?community"
    r"|(auth|encrypt|encryption|aes|pre_?shared|master|signing|hmac|wpa|wep|wifi|wlan|radius|ssh|vpn)(_\d+)?_?key)(_\d+)*$"
)
_LOOKS_SECRET = re.compile(
    r"passw|pswd|passphrase|pass_?code|secret(?!ar)|credential|codeverifier"
    r"|(?<!page)tokens?(_\d+)*$"
    r"|(api|private|access|license|rps|transcribe)_?key"
    r"|^prov\w*(link|url)"
    r"|pin_?(number|code)(_\d+)*$"
    rf"|(^|_)(pin|pass|pwd|token)(?!{_OTHER_MEANINGS})(_|$)"
    rf"|{_SHORTENED}",
    re.IGNORECASE,
)
# The other signs that people put between words, and the place of those that they leave out before a number: web.pass,
# ADMIN-PIN, SIP_PASS1
_BETWEEN_WORDS = re.compile(r"[-. ]+|(?<=[a-z])(?=\d+(?:[-. _]|$))", re.IGNORECASE)


_PLAIN = re.compile(r"[A-Za-z0-9_.-]+")
# What writers of URLs leave as it is besides: nothing, the separator of paths, and what .NET and JavaScript do.
_NOT_ENCODED = ("", "/", "!*()", "!*'()")


class Secrets:
    """Texts that nobody should see, in all the ways in which they may be written. Several threads may use it at once.

    To add a secret takes the same time however many there are, and so does to look for all of them in a text: a fleet
    has thousands, and may be refused device by device.
    """

    def __init__(self, secrets: t.Iterable[str] = ()) -> None:
        self._guard = threading.Lock()
        self._known: set[str] = set()
        # Their shapes take long to find, and are not needed until something fails.
        self._waiting: list[str] = []
        self._shapes: set[str] = set()
        self._lengths: dict[str, list[int]] = {}
        self.add(secrets)

    def add(self, secrets: t.Iterable[str]) -> None:
        """Keep further secrets out of texts."""
        with self._guard:
            new = {secret for secret in secrets if len(secret) >= _SHORTEST} - self._known
            self._known |= new
            self._waiting += new

    def redact(self, text: str) -> str:
        """Replace every secret in a text that came from the network or from a library.

        Ansible's C(no_log) covers option values as they were typed. It covers neither a token fetched in between nor
        a secret that a server sends back encoded.
        """
        with self._guard:
            self._take_all()
            return self._redacted(text)

    def may_be_in(self, value: t.Any) -> bool:
        """Whether a secret may stand in a text of a JSON value. No is certain; yes is to be looked into.

        To write the value down takes the library less time than it takes to look at each of its texts. Each character
        is escaped by itself there, so that an escaped text holds a secret only if that is in it escaped as well.
        """
        with self._guard:
            self._take_all()
            if len(self._shapes) > _FEW:
                return True
            try:
                text = json.dumps(value, ensure_ascii=False)
            except (TypeError, ValueError):
                return True
            return any(json.dumps(shape, ensure_ascii=False)[1:-1] in text for shape in self._shapes)

    def _take_all(self) -> None:
        while self._waiting:
            self._take(self._waiting.pop())

    def _take(self, secret: str) -> None:
        for shape in _shapes(secret) - self._shapes:
            self._shapes.add(shape)
            lengths = self._lengths.setdefault(shape[:_SHORTEST], [])
            if len(shape) not in lengths:
                lengths.append(len(shape))
                lengths.sort(reverse=True)

    def _redacted(self, text: str) -> str:
        # The library looks for a few in less time than it takes to look at each character.
        if len(self._shapes) <= _FEW and not any(shape in text for shape in self._shapes):
            return text
        shown, end = [], 0
        for first, last in self._spans(text):
            shown += [text[end:first], REDACTED]
            end = last
        return "".join([*shown, text[end:]])

    def _spans(self, text: str) -> list[tuple[int, int]]:
        """Where secrets stand; those that overlap count as one."""
        spans: list[tuple[int, int]] = []
        for first in range(len(text) - _SHORTEST + 1):
            for length in self._lengths.get(text[first : first + _SHORTEST], ()):
                if text[first : first + length] in self._shapes:
                    begins_inside = bool(spans) and first < spans[-1][1]
                    start, end = spans.pop() if begins_inside else (first, 0)
                    spans.append((start, max(end, first + length)))
                    break
        return spans


def looks_secret(name: object) -> bool:
    """Whether the value of a property or template variable of this name is one that nobody should see."""
    return isinstance(name, str) and _name_looks_secret(name)


# A result of thousands of objects has the same few names in all of them.
@functools.lru_cache(maxsize=4096)
def _name_looks_secret(name: str) -> bool:
    return _LOOKS_SECRET.search(_BETWEEN_WORDS.sub("_", name)) is not None


def _shapes(secret: str) -> set[str]:
    data = secret.encode("utf-8", "surrogatepass")
    in_base64 = {text for offset in range(3) for text in _inside_base64(data, offset)}
    # Nobody writes those characters in another way.
    others = set() if _PLAIN.fullmatch(secret) else {*_url_encoded(data), *_in_json(secret), *_in_html(secret)}
    return {secret, *in_base64, *others}


def _url_encoded(data: bytes) -> set[str]:
    found = {encode(data, safe=safe) for encode in (quote, quote_plus) for safe in _NOT_ENCODED}
    found |= {text.replace("~", "%7E") for text in found}
    # .NET, which 3CX runs on, writes the hexadecimal digits in lower case.
    return found | {re.sub("%..", lambda code: code[0].lower(), text) for text in found}


def _in_json(secret: str) -> set[str]:
    """In a text of JSON, as Python's and .NET's libraries write it."""
    found = {json.dumps(secret, ensure_ascii=is_ascii)[1:-1] for is_ascii in (True, False)}
    escaped = re.sub(r"[\"&'+<>`]|[^\x00-\x7f]", lambda char: f"\\u{ord(char[0]):04X}", secret.replace("\\", r"\\"))
    return {*found, escaped}


def _in_html(secret: str) -> set[str]:
    """In a text of HTML, as Python's and .NET's libraries write it."""
    escaped = html.escape(secret).replace("&#x27;", "&#39;")
    numbered = re.sub("[\xa0-\xff]", lambda char: f"&#{ord(char[0])};", escaped)
    return {html.escape(secret), html.escape(secret, quote=False), escaped, numbered}


def _inside_base64(data: bytes, offset: int) -> set[str]:
    """The characters of a base64 text that depend on nothing else, when so many bytes precede in a group of three."""
    padded = bytes(offset) + data
    first, end = -(-offset * 8 // 6), len(padded) * 8 // 6
    return {encode(padded).decode()[first:end] for encode in (base64.b64encode, base64.urlsafe_b64encode)}
