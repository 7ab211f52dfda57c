# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""OData as XAPI speaks it: paths of entities, and values out of answers that may be malformed. Pure.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import re
import typing as t
from urllib.parse import quote, unquote

from ansible_collections.telephony.threecx.plugins.module_utils.api import _urls

# The keys of an entity, and the parameters of a function
_IN_BRACKETS = re.compile(r"\((?:[^()']|'[^']*')*\)")
# Functions are called with GET, and these make something nevertheless, or let somebody in (going by their names in the
# official OpenAPI description, and by the action DeleteApiKey there). A server may take no notice of case.
_MAKES = re.compile(r"Generate[a-z]\w*|GetRequestHelpLink", re.IGNORECASE)


def entity_path(entity_set: str, key: str) -> str:
    """The path of one entity below C(/xapi/v1).

    The key is always quoted, since a MAC address may consist of decimal digits only and would be read as a number
    (OData 4.01 URL conventions, section 5.1.1.6.1: quotes inside are doubled).
    """
    return f"/{entity_set}('{quote(literal(key)[1:-1], safe='')}')"


def names_in(path: str) -> list[str]:
    """What the parts of a path name, without keys, parameters and namespaces, however they are encoded."""
    parts = _IN_BRACKETS.sub("", fully_decoded(path)).split("/")
    return [part.partition("(")[0].rpartition(".")[2].strip() for part in parts if part.strip()]


def makes_something(path: str) -> bool:
    """Whether to read a path is to call a function that leaves something behind."""
    return any(map(_MAKES.fullmatch, names_in(path)))


def fully_decoded(text: str) -> str:
    """A text without any percent-encoding, as the most eager of servers may read it."""
    decoded = unquote(text)
    while decoded != text:
        text, decoded = decoded, unquote(decoded)
    return decoded


def literal(text: str) -> str:
    """A text as OData writes it in a query: in single quotes, those inside doubled."""
    doubled = text.replace("'", "''")
    return f"'{doubled}'"


def objects(value: object) -> list[dict[str, t.Any]]:
    """The objects of a JSON array; nothing where there is no array."""
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def texts(value: object) -> list[str]:
    """The texts of a JSON array, as they may be shown; nothing where there is no array."""
    return [_urls.without_logins(item) for item in value if isinstance(item, str)] if isinstance(value, list) else []


def plain(value: t.Any) -> t.Any:
    """A text, number or boolean as it may be shown; None for whatever has structure where none belongs.

    URLs in a text come without logins. A text of which nothing is left is None too.
    """
    if isinstance(value, str):
        return _urls.without_logins(value) or (value and None)
    return value if isinstance(value, (int, float)) else None


def whole(value: object) -> int | None:
    """A whole number as it is; None for all else, true and false among it, which Python counts as numbers."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None
