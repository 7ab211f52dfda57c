# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the inventory plugin makes of devices: names of hosts, and values that Ansible does not take for templates.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import re
import typing as t
from collections import Counter

from ansible.utils.unsafe_proxy import wrap_var

_NOT_IN_HOST = re.compile(r"[^\w.-]+")
_LIKE_A_MAC = re.compile(r"[0-9a-f]{12}", re.IGNORECASE)
# Ansible gives these names a meaning of its own.
_RESERVED = ("all", "ungrouped", "localhost")
# Templates have braces, or redefine in a first line that starts with "#jinja2:" what stands for them.
_MAY_BE_TEMPLATE = re.compile(r"[{}#]")


def host_names(records: t.Sequence[t.Mapping[str, t.Any]], by: str) -> list[str]:
    """One unique name for each device, which does not depend on the order of the devices.

    A name that several devices have gets the MAC address of each, and so does one that could be mistaken for such
    a name. A device without a name goes by its MAC address.

    :param records: the devices.
    :param by: C(mac_address) or C(name).
    """
    if by == "mac_address":
        return [record["mac_address"] for record in records]
    names = [_NOT_IN_HOST.sub("_", record["name"] or "").strip("_.-") for record in records]
    count = Counter(names)
    return [
        name if name and count[name] == 1 and _stands_alone(name) else f"{name}_{record['mac_address']}".lstrip("_")
        for name, record in zip(names, records)
    ]


def make_unsafe(value: t.Any) -> t.Any:
    """Keep Ansible from evaluating texts that came from a PBX.

    From ansible-core 2.19 on texts are no templates unless they are marked as such; before, all were. Only those that
    could be templates are marked, since the mark shows in the output of C(ansible-inventory).
    """
    if isinstance(value, dict):
        return {make_unsafe(name): make_unsafe(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [make_unsafe(item) for item in value]
    if isinstance(value, str) and _MAY_BE_TEMPLATE.search(value):
        return wrap_var(value)
    return value


def _stands_alone(name: str) -> bool:
    return name.lower() not in _RESERVED and not _LIKE_A_MAC.search(name)
