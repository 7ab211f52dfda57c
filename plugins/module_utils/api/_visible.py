# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Show in messages what cannot be seen in a text. Pure.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import re
import unicodedata

# Characters that look like nothing although Unicode counts them among the letters and symbols.
_BLANK_GLYPHS = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"

_HALF = re.compile(r"[\ud800-\udfff]")


def is_hidden(char: str) -> bool:
    """Whether a character cannot be seen in a text: control characters, marks without a width, and the like."""
    return unicodedata.category(char) in ("Cc", "Cf") or char in _BLANK_GLYPHS


def has_more_than_seen(text: str) -> bool:
    """Whether there is a blank around a text, or in it what cannot be seen."""
    return text != text.strip() or any(map(is_hidden, text))


def looks(text: str) -> str:
    """What a text looks like to somebody in a hurry: without case, what cannot be seen, and blanks too many."""
    return " ".join(as_seen(text).casefold().split())


def as_seen(text: str) -> str:
    """What can be seen of a text: without marks that cannot, and with one blank in place of several."""
    found = "".join(char for char in unicodedata.normalize("NFKC", text) if char.isspace() or not is_hidden(char))
    return " ".join(found.split())


def encodable(text: str) -> str:
    """A text as UTF-8 can hold it, with the character that Unicode has for it in place of half a surrogate pair.

    JSON can hold such a half, as where something has cut a text, and .NET shows the same character for it.
    """
    return text if text.isascii() else _HALF.sub("\N{REPLACEMENT CHARACTER}", text)


def visible(text: str, *, ascii_only: bool = False) -> str:
    """A text with what cannot be seen escaped, blanks that are none of the usual ones included.

    :param ascii_only: whether to escape all that is not ASCII, where a letter of another script looks like a digit.
    """
    if text.isascii() and text.isprintable():
        # Almost all are, and there may be thousands.
        return text
    return "".join(_visible_character(char, ascii_only) for char in text)


def shown(text: str, *, ascii_only: bool = False) -> str:
    """A text for a message, in quotes."""
    return f"'{visible(text, ascii_only=ascii_only)}'"


def _visible_character(char: str, ascii_only: bool) -> str:
    if is_hidden(char) or not char.isprintable() or (ascii_only and not char.isascii()):
        return char.encode("unicode_escape").decode()
    return char
