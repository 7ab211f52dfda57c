# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""OData as XAPI speaks it: paths of entities, and values out of answers that may be malformed. Pure.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import typing as t
from urllib.parse import quote

from ansible_collections.telephony.threecx.plugins.module_utils.api._urls import without_logins


def entity_path(entity_set: str, key: str) -> str:
    """The path of one entity below C(/xapi/v1).

    The key is always quoted, since a MAC address may consist of decimal digits only and would be read as a number
    (OData 4.01 URL conventions, section 5.1.1.6.1: quotes inside are doubled).
    """
    return f"/{entity_set}('{quote(literal(key)[1:-1], safe='')}')"


def literal(text: str) -> str:
    """A text as OData writes it in a query: in single quotes, those inside doubled."""
    doubled = text.replace("'", "''")
    return f"'{doubled}'"


def objects(value: object) -> list[dict[str, t.Any]]:
    """The objects of a JSON array; nothing where there is no array."""
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def texts(value: object) -> list[str]:
    """The texts of a JSON array, as they may be shown; nothing where there is no array."""
    return [without_logins(item) for item in value if isinstance(item, str)] if isinstance(value, list) else []


def plain(value: t.Any) -> t.Any:
    """A text, number or boolean as it may be shown; None for whatever has structure where none belongs.

    URLs in a text come without logins. A text of which nothing is left is None too.
    """
    if isinstance(value, str):
        return without_logins(value) or (value and None)
    return value if isinstance(value, (int, float)) else None


def whole(value: object) -> int | None:
    """A whole number as it is; None for all else, true and false among it, which Python counts as numbers."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None
