# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""One run of the probe, from its options to its result.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import typing as t

from ansible_collections.telephony.threecx.plugins.module_utils.api._client import Client
from ansible_collections.telephony.threecx.plugins.module_utils.api._errors import InputError
from ansible_collections.telephony.threecx.plugins.module_utils.fxs._fxs import is_mac, normalise_mac
from ansible_collections.telephony.threecx.plugins.module_utils.probe._outcome import judge
from ansible_collections.telephony.threecx.plugins.module_utils.probe._read import Asker, read_all

# The second digit of a MAC address that is locally administered and of one station (IEEE 802).
_LOCAL = "26AE"


def read_scratch(value: object) -> str:
    """Check the option C(scratch_mac_address).

    :returns: the normalised MAC address.
    :raises InputError: when it is none, or one that hardware may have.
    """
    if not is_mac(value) or normalise_mac(value)[1] not in _LOCAL:
        raise InputError(
            f"scratch_mac_address is '{value}'; it must be a locally administered MAC address, which no device has:"
            " 12 hexadecimal digits of which the second is 2, 6, A or E, like 023343585042."
        )
    return normalise_mac(value)


def run(client: Client, scratch: str) -> dict[str, t.Any]:
    """Ask everything, and judge what comes.

    :param scratch: a normalised MAC address that no device should have.
    """
    asker = Asker(client)
    read_all(asker, scratch)
    return judge(asker.evidence(), ["read"])
