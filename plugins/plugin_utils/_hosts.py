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

from ansible_collections.telephony.threecx.plugins.module_utils.api import _values

_NOT_IN_HOST = re.compile(r"[^\w.-]+")
_LIKE_A_MAC = re.compile(r"[0-9a-f]{12}", re.IGNORECASE)
# Ansible gives these names a meaning of its own. A host called 127.0.0.1 would stand for the controller.
_RESERVED = ("all", "ungrouped", "localhost", "127.0.0.1")


def host_names(
    records: t.Sequence[t.Mapping[str, t.Any]],
    by: str,
    others: t.Mapping[str, object] | None = None,
    groups: t.Collection[str] = (),
) -> list[str]:
    """One unique name for each device, which does not depend on the order of the devices.

    A name that several devices have gets the MAC address of each, and so does one that could be mistaken for such
    a name, or that a device of another phone system goes by already: Ansible would make one host of the two. So does
    one that a group has, which Ansible would take for the host. A device without a name goes by its MAC address.

    :param records: the devices. A name that is no text, which a malformed answer may hold, counts as none.
    :param by: C(mac_address) or C(name).
    :param others: the MAC addresses of the devices that are hosts already, by the names of these.
    :param groups: the names of groups.
    """
    if by == "mac_address":
        return [record["mac_address"] for record in records]
    names = [_NOT_IN_HOST.sub("_", _text(record["name"])).strip("_.-") for record in records]
    count, taken = Counter(names), others or {}

    def is_free(name: str, mac: str) -> bool:
        is_own = name not in taken or _values.same_mac(taken[name], mac)
        return count[name] == 1 and _stands_alone(name) and is_own and name not in groups

    macs = [record["mac_address"] for record in records]
    return [name if name and is_free(name, mac) else f"{name}_{mac}".lstrip("_") for name, mac in zip(names, macs)]


def _text(name: object) -> str:
    return name if isinstance(name, str) else ""


def _stands_alone(name: str) -> bool:
    return name.lower() not in _RESERVED and not _LIKE_A_MAC.search(name)
