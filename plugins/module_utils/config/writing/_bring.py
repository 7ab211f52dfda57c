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

from ansible_collections.telephony.threecx.plugins.module_utils.api import _client, _errors
from ansible_collections.telephony.threecx.plugins.module_utils.config.plan import _plan
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading import _reading
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes import _versions, _wish
from ansible_collections.telephony.threecx.plugins.module_utils.config.writing import _decide, _lookups, _report


class DeviceWork(t.Protocol):
    """What works on the devices of one PBX (C(Devices)). A module brings along whatever it can name, if only as a type:
    a fifth of all that these modules are is for devices alone."""

    def foretell(
        self, new_departments: t.Iterable[str], prune: t.Collection[str], blind: str | None
    ) -> list[_plan.Step]: ...

    def carry_out(self, without: t.Collection[str]) -> list[_report.Result]: ...


def bring(client: _client.Client, wish: _wish.Wish, *, check_mode: bool, devices: DeviceWork | None) -> _report.Report:
    """Bring a PBX to what is wanted, or foretell what that would do.

    :param devices: what works on the devices among the targets; None where there are none.
    :raises ThreeCXError: when the PBX cannot be read; failures of single objects are in the report.
    """
    client.hide(itertools.chain.from_iterable(target.secrets.values() for target in wish.targets))
    look = _look(client, wish)
    if not isinstance(look, _plan.Look):
        return _report.refused([], look)
    foretold = (
        []
        if devices is None
        else devices.foretell(
            _decide.new_departments(wish, look),
            prune=_decide.devices_to_prune(wish, look),
            blind=look.unavailable.get(_lookups.DEPARTMENTS),
        )
    )
    decided = _decide.decide(wish, look, foretold)
    for warning in decided.warnings:
        client.warn(warning)
    if decided.problems:
        return _report.refused([_untouched(step) for step in decided.steps], decided.problems)
    if check_mode or not any(step.parts for step in decided.steps):
        return _report.Report([_report.Result(step, changed=bool(step.parts)) for step in decided.steps], look=look)
    # A tenth of all that this module loads, which takes as long as to read a thousand objects.
    from ansible_collections.telephony.threecx.plugins.module_utils.config.writing import _carry_out  # noqa: PLC0415

    results = _carry_out.carry_out(client, wish, decided, None if devices is None else devices.carry_out)
    in_vain = {result.error.request for result in results if isinstance(result.error, _report.InVainError)}
    has_written = any(write.status is not None and write.request not in in_vain for write in client.written)
    return _report.Report(results, stop=client.stop.reason, look=look, has_written=has_written)


def _look(client: _client.Client, wish: _wish.Wish) -> _plan.Look | list[str]:
    """What is there, or what is wanted that the version of the PBX does not have.

    Most tasks ask each version for the same, and any answer tells what it is: that saves a request.
    """
    needs = _lookups.needed(wish)
    is_alike = not _decide.doomed_kinds(wish) and _lookups.is_asked_alike(needs)
    look = _lookups.look_up(client, wish, needs, None) if is_alike else None
    version = _reading.read_version(client)
    strange = _versions.version_problems(wish.targets, version)
    if strange:
        return strange
    # Of a kind that is missing more can be said once the PBX has answered something.
    if look is None or look.missing:
        return _lookups.look_up(client, wish, needs, version, _decide.kinds_to_read(wish, version))
    return replace(look, version=version)


def _untouched(step: _plan.Step) -> _report.Result:
    """What becomes of an object where nothing is done, since something is wrong with it or with another one."""
    problems = (*step.problems, *step.refusals)
    error = _errors.ThreeCXError(" ".join(problems)) if problems else None
    return _report.Result(step, error=error, was_tried=not step.parts)
