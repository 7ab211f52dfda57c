# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Spellings of MAC addresses."""

from __future__ import annotations

import re

_SEPARATORS = re.compile(r"[^0-9A-Za-z]")


def bare(mac: str) -> str:
    """Upper case without separators: how MAC addresses are compared inside the emulator."""
    return _SEPARATORS.sub("", mac).upper()


def spelled(mac: str, style: str) -> str:
    """Spell a MAC address in one of the styles of the switch `mac_style`."""
    digits = bare(mac)
    if style == "as-given":
        return mac
    if style == "bare-lower":
        return digits.lower()
    if style in ("colon", "dash"):
        return {"colon": ":", "dash": "-"}[style].join(re.findall("..?", digits))
    return digits
