# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Patterns by which people name what is to be left alone. Pure.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import fnmatch
import functools
import re
import typing as t

from ansible_collections.telephony.threecx.plugins.module_utils.api import _visible

# Without a digit it would be a pattern for any MAC address, such as *-*, which is meant for names.
_MAC_PATTERN = re.compile(r"[:.*? -]*[0-9a-f][0-9a-f:.*? -]*", re.IGNORECASE)


def fits(text: str, pattern: str) -> bool:
    """Whether a text fits a pattern as a whole: C(*) stands for any text, C(?) for any character, whatever the case."""
    return _expression(pattern).match(text) is not None


def fits_mac(mac: str, pattern: str) -> bool:
    """Whether a pattern is one for MAC addresses, with separators wherever the user likes them, and fits this one.

    :param mac: normalised.
    """
    bare = pattern.strip()
    return _MAC_PATTERN.fullmatch(bare) is not None and fits(mac, re.sub(r"[:. -]", "", bare))


def describe_missed(
    patterns: t.Sequence[str], missed: t.Iterable[str], *, thing: str, names: str, beginning: str
) -> str | None:
    """Why nothing may be deleted: a pattern that fits nothing protects nothing, so that it is not what was meant.

    :param patterns: what the option C(ignore) has.
    :param missed: those of them that fit nothing on the PBX.
    :param thing: what patterns could fit, such as C(device).
    :param names: by what they could fit it, such as C(a MAC address or a name).
    :param beginning: what such a name may begin with, for an example.
    """
    places = [f"{_visible.shown(pattern)} (entry {patterns.index(pattern) + 1})" for pattern in missed]
    if not places:
        return None
    return (
        f"ignore has {', '.join(places)}, which fits no {thing} on the PBX, so that it would keep none from being"
        f" deleted. A pattern must fit {names} as a whole: {beginning}* fits those that begin"
        f" with {beginning}. Set ignore_unmatched=allow for patterns that are kept for later."
    )


# A fleet compares a few patterns with thousands of devices.
@functools.lru_cache(maxsize=256)
def _expression(pattern: str) -> re.Pattern[str]:
    # fnmatch also knows classes, such as [0-9], which would keep "Lobby [old]" from protecting a device of this name.
    return re.compile(fnmatch.translate(pattern.replace("[", "[[]")), re.IGNORECASE)
