# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where secrets are in the records of the phone system."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .facts import Facts
from .values import CONCEALED

# Texts that GET shows to everybody who may read the object.
PLAIN = frozenset(
    {
        ("User", "AccessPassword"),
        ("User", "AuthPassword"),
        ("User", "DeskphonePassword"),
        ("User", "VMPIN"),
        ("Fax", "AuthPassword"),
        ("Phone", "ProvisioningLinkExt"),
        ("Phone", "ProvisioningLinkLocal"),
        ("PhoneSettings", "Secret"),
        ("Sbc", "Password"),
        ("Sbc", "ProvisionLink"),
        ("ConferenceSettings", "PinNumber"),
        ("GoogleSettings", "ProvisionUrl"),
        ("AmazonCredentials", "AccessKey"),
        ("SipDevice", "PhoneWebPassword"),
        ("SipDevice", "ProvLink"),
    }
)
# Values whose own name, in the property beside them, says whether they are secret.
NAMED = {
    "Parameter": ("Name", "Value"),
    "Property": ("Name", "Value"),
    "Choice": ("Key", "Value"),
    "CrmChoice": ("Key", "Value"),
}
_WORDS = ("password", "secret", "token", "key", "pin")


def secrets_in(facts: Facts, type_name: str, record: dict[str, Any]) -> Iterator[str]:
    """Every secret in a record of that type, at all levels."""
    if type_name in CONCEALED:
        yield from filter(None, (record.get("Value"), record.get("Contents")))
        return
    name, value = (record.get(prop) for prop in NAMED.get(type_name, ("", "")))
    if value and any(word in str(name).lower() for word in _WORDS):
        yield value
    for name, prop in facts.properties(type_name).items():
        inner = record.get(name)
        if (type_name, name) in PLAIN and inner:
            yield inner
        elif inner and prop.kind in facts.types:
            for item in inner if prop.many else (inner,):
                yield from secrets_in(facts, prop.kind, item)
