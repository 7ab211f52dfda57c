# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Bring a PBX to what a user wants of it: read, decide on all of it, and only then write.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import itertools
import typing as t
from dataclasses import replace

from ansible_collections.telephony.threecx.plugins.module_utils.api._client import Client
from ansible_collections.telephony.threecx.plugins.module_utils.api._errors import ThreeCXError
from ansible_collections.telephony.threecx.plugins.module_utils.config.plan._plan import Look, Step
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading._reading import read_version
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes._versions import version_problems
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes._wish import Wish
from ansible_collections.telephony.threecx.plugins.module_utils.config.writing._decide import (
    decide,
    devices_to_prune,
    doomed_kinds,
    kinds_to_read,
    new_departments,
)
from ansible_collections.telephony.threecx.plugins.module_utils.config.writing._lookups import (
    DEPARTMENTS,
    is_asked_alike,
    look_up,
    needed,
)
from ansible_collections.telephony.threecx.plugins.module_utils.config.writing._report import Report, Result, refused


class DeviceWork(t.Protocol):
    """What works on the devices of one PBX (C(Devices)). A module brings along whatever it can name, if only as a type:
    a fifth of all that these modules are is for devices alone."""

    def foretell(self, new_departments: t.Iterable[str], prune: t.Collection[str], blind: str | None) -> list[Step]: ...

    def carry_out(self, without: t.Collection[str]) -> list[Result]: ...


def bring(client: Client, wish: Wish, *, check_mode: bool, devices: DeviceWork | None) -> Report:
    """Bring a PBX to what is wanted, or foretell what that would do.

    :param devices: what works on the devices among the targets; None where there are none.
    :raises ThreeCXError: when the PBX cannot be read; failures of single objects are in the report.
    """
    client.hide(itertools.chain.from_iterable(target.secrets.values() for target in wish.targets))
    look = _look(client, wish)
    if not isinstance(look, Look):
        return refused([], look)
    foretold = (
        []
        if devices is None
        else devices.foretell(
            new_departments(wish, look), prune=devices_to_prune(wish, look), blind=look.unavailable.get(DEPARTMENTS)
        )
    )
    decided = decide(wish, look, foretold)
    for warning in decided.warnings:
        client.warn(warning)
    if decided.problems:
        return refused([_untouched(step) for step in decided.steps], decided.problems)
    if check_mode or not any(step.parts for step in decided.steps):
        return Report([Result(step, changed=bool(step.parts)) for step in decided.steps], look=look)
    # A tenth of all that this module loads, which takes as long as to read a thousand objects.
    from ansible_collections.telephony.threecx.plugins.module_utils.config.writing._carry_out import carry_out  # noqa: PLC0415

    results = carry_out(client, wish, decided, None if devices is None else devices.carry_out)
    has_written = any(write.status is not None for write in client.written)
    return Report(results, stop=client.stop.reason, look=look, has_written=has_written)


def _look(client: Client, wish: Wish) -> Look | list[str]:
    """What is there, or what is wanted that the version of the PBX does not have.

    Most tasks ask each version for the same, and any answer tells what it is: that saves a request.
    """
    needs = needed(wish)
    is_alike = not doomed_kinds(wish) and is_asked_alike(needs)
    look = look_up(client, wish, needs, None) if is_alike else None
    version = read_version(client)
    strange = version_problems(wish.targets, version)
    if strange:
        return strange
    # Of a kind that is missing more can be said once the PBX has answered something.
    if look is None or look.missing:
        return look_up(client, wish, needs, version, kinds_to_read(wish, version))
    return replace(look, version=version)


def _untouched(step: Step) -> Result:
    """What becomes of an object where nothing is done, since something is wrong with it or with another one."""
    problems = (*step.problems, *step.refusals)
    error = ThreeCXError(" ".join(problems)) if problems else None
    return Result(step, error=error, was_tried=not step.parts)
