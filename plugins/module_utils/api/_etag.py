# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""ETags: what a user gives, and what comes with an answer. Pure.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import re
import typing as t

from ansible_collections.telephony.threecx.plugins.module_utils.api import _errors

# RFC 9110, section 8.8.3, and the space besides, since some servers put one into the tag.
_ETAG = re.compile(r'(W/)?"[\x20\x21\x23-\x7e\x80-\xff]*"')
_BARE_ETAG = re.compile(r"[\x21\x23-\x7e\x80-\xff]+")


def parse_if_match(value: str) -> str:
    """Bring the option C(if_match) to what the header C(If-Match) takes.

    :returns: a quoted or weak ETag as given, a bare one in quotes, or C(*).
    :raises InputError: when it is empty or no ETag. Empty must not mean "do not verify": it is what a template makes
        of a value that is not there.
    """
    text = str(value).strip(" ")
    if text == "*" or _ETAG.fullmatch(text):
        return text
    if _BARE_ETAG.fullmatch(text) and not text.startswith("W/"):
        return f'"{text}"'
    shown = text.encode("unicode_escape").decode()
    raise _errors.InputError(
        f"if_match is '{shown}'; it must be the ETag as the PBX or an earlier result gave it, or '*'. Leave the option"
        " out to go on without verification."
    )


def read_etag(headers: t.Mapping[str, str], entity: t.Mapping[str, t.Any]) -> str | None:
    """The ETag that came with an entity: from the header, or else from the annotation C(@odata.etag)."""
    tag = headers.get("etag") or entity.get("@odata.etag")
    return tag if isinstance(tag, str) and _ETAG.fullmatch(tag) else None
