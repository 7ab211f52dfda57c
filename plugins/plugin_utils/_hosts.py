# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the inventory plugin calls its hosts. Pure.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import re
import typing as t
from collections import Counter

_NOT_IN_HOST = re.compile(r"[^\w.-]+")
_LIKE_A_MAC = re.compile(r"[0-9a-f]{12}", re.IGNORECASE)
# Ansible gives these names a meaning of its own. A host called 127.0.0.1 would stand for the controller.
_RESERVED = ("all", "ungrouped", "localhost", "127.0.0.1")


def host_names(records: t.Sequence[t.Mapping[str, t.Any]], by: str) -> list[str]:
    """One unique name for each device, which does not depend on the order of the devices.

    A name that several devices have gets the MAC address of each, and so does one that could be mistaken for such
    a name. A device without a name goes by its MAC address.

    :param records: the devices. A name that is no text, which a malformed answer may hold, counts as none.
    :param by: C(mac_address) or C(name).
    """
    if by == "mac_address":
        return [record["mac_address"] for record in records]
    names = [_NOT_IN_HOST.sub("_", _text(record["name"])).strip("_.-") for record in records]
    count = Counter(names)
    return [
        name if name and count[name] == 1 and _stands_alone(name) else f"{name}_{record['mac_address']}".lstrip("_")
        for name, record in zip(names, records)
    ]


def _text(name: object) -> str:
    return name if isinstance(name, str) else ""


def _stands_alone(name: str) -> bool:
    return name.lower() not in _RESERVED and not _LIKE_A_MAC.search(name)
