# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Carry out plans on a PBX, and find out what became of a write whose answer was lost.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import typing as t

from ansible_collections.telephony.threecx.plugins.module_utils._client import Client
from ansible_collections.telephony.threecx.plugins.module_utils._devices import find_device
from ansible_collections.telephony.threecx.plugins.module_utils._errors import (
    NotFoundError,
    StaleError,
    ThreeCXError,
    UnclearError,
)
from ansible_collections.telephony.threecx.plugins.module_utils._odata import entity_path
from ansible_collections.telephony.threecx.plugins.module_utils._plan import Device, Plan

Decide = t.Callable[["Device | None"], Plan]


def apply(client: Client, plan: Plan, decide: Decide) -> bool:
    """Carry out a plan.

    A write with an unclear outcome, and one that found the device changed or gone, is settled by reading the device
    again and deciding anew.

    :param decide: makes a plan for the device as it is by then.
    :returns: True when this call changed the device, False when somebody else was first.
    :raises ThreeCXError: when it could not be done, or when a guard no longer holds.
    """
    waits, changed = client.new_waits(), False
    while plan.changes:
        try:
            _write(client, plan)
            return True
        except (NotFoundError, StaleError, UnclearError) as error:
            failure: ThreeCXError = error
        device = _read_again(client, plan.mac, failure)
        plan = decide(device)
        unclear = isinstance(failure, UnclearError)
        changed = changed or unclear
        if plan.changes and not (unclear and client.pause(failure, waits)):
            raise failure
    return changed


def _write(client: Client, plan: Plan) -> None:
    client.delete(entity_path("Fxs", plan.key), plan.if_match)


def _read_again(client: Client, mac: str, failure: ThreeCXError) -> Device | None:
    try:
        device = find_device(client, mac)
    except ThreeCXError as error:
        raise ThreeCXError(
            f"{failure} What became of FXS {mac} is not known, since it cannot be read: {error}", **failure.facts
        ) from None
    if isinstance(failure, StaleError) and device is not None:
        failure.facts["current_etag"] = device.etag
    return device
