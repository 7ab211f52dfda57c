# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Texts that are to be written and have something around them that nobody has meant. Pure.

A block of YAML ends with a line break, a field of a table with a blank, and a number that was copied from a web page or
a telephone has marks around it that turn the direction of writing. With any of them, an outside number is not reached,
and a number of a trunk is another one.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import re
import typing as t

from ansible_collections.telephony.threecx.plugins.module_utils.api import _visible
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import _decisions
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes import _versions

Natural = t.Mapping[str, t.Any]

# What is a whole file, and so ends with a line break
_FILES = (("FxsTemplates", "Content"),)
# Characters of a text in a message
_SHOWN = 60
# A telephone number, a prefix, an address or a range of them
_DIGITS = re.compile(r"(?=.*[0-9])[0-9+*#().,:;/ -]+")


def misspelt(kind: _decisions.Kind, before: Natural, given: Natural, *, is_new: bool = False) -> t.Iterator[str]:
    """The texts that are not written as they are, each with its path and why.

    What a name or a note ends with may be meant, but a line break after a single line is not. What the PBX has already
    is left alone, so that an export of it can be applied.

    :param before: the properties that change, as the PBX has them.
    :param given: the same, as the user wants them.
    :param is_new: whether the object is to be created. Its key has been judged then.
    """
    known = {text for _path, text in _texts("", before)}
    for name, value in given.items():
        is_key = name in kind.key
        if (is_key and is_new) or (kind.name, name) in _FILES:
            continue
        for path, text in _texts(name, value):
            if text not in known and _has_something_around(text, is_name=is_key):
                yield (
                    f"{path} is {_visible.shown(_cut(text))}, which begins or ends with a blank or a line break or"
                    " holds what cannot be seen; write it without."
                )


def _texts(path: str, value: t.Any) -> t.Iterator[tuple[str, str]]:
    """All texts in a value, each with its place."""
    for at, element in _versions.elements_at(path, value):
        if isinstance(element, t.Mapping):
            for name, inner in element.items():
                yield from _texts(f"{at}.{name}", inner)
        elif isinstance(element, str):
            yield at, element


def _cut(text: str) -> str:
    """A text without its middle, where it is long."""
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN // 2]}...{text[-_SHOWN // 2 :]}"


def _has_something_around(text: str, *, is_name: bool) -> bool:
    bare = text.strip()
    if not bare or not _visible.has_more_than_seen(text):
        return False
    if is_name or _DIGITS.fullmatch(_visible.as_seen(text)):
        return True
    return len(bare.splitlines()) == 1 and text.splitlines() != [text]
