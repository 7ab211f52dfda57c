# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Carry out what was decided for one PBX, rank by rank. Dry runs, and those that find nothing to do, do not load it.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import functools
import itertools
import threading
import typing as t
from collections import defaultdict
from http import HTTPStatus

from ansible_collections.telephony.threecx.plugins.module_utils.api import _client, _errors
from ansible_collections.telephony.threecx.plugins.module_utils.change import _workers
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import _decisions
from ansible_collections.telephony.threecx.plugins.module_utils.config.plan import _deletions, _plan, _resolve
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes import _wish
from ansible_collections.telephony.threecx.plugins.module_utils.config.writing import (
    _confirm,
    _decide,
    _lookups,
    _order,
    _report,
    _writing,
)

# What writes to the devices of one PBX, but for those with these MAC addresses
CarryOutDevices = t.Callable[[set[str]], list[_report.Result]]


def carry_out(
    client: _client.Client, wish: _wish.Wish, decided: _decide.Decided, carry_out_devices: CarryOutDevices | None
) -> list[_report.Result]:
    """Write what was decided, and look at it afterwards.

    :param carry_out_devices: None where there are no devices.
    """
    return _RollOut(client, wish, decided, carry_out_devices).run()


class _StillNeededError(_errors.ThreeCXError):
    """Something refers to an object that was to be deleted, since it could not be changed or deleted itself."""


class _RollOut:
    """Carries out what was decided for one PBX."""

    def __init__(
        self,
        client: _client.Client,
        wish: _wish.Wish,
        decided: _decide.Decided,
        carry_out_devices: CarryOutDevices | None,
    ) -> None:
        self._client = client
        self._wish = wish
        self._carry_out_devices = carry_out_devices
        self._look = decided.look
        self._steps = decided.steps
        self._works = [
            _writing.Work(step, step.row, list(step.parts)) for step in decided.steps if step.kind.name != _lookups.FXS
        ]
        self._writer = _writing.Writer(client, wish, decided.look)
        self._confirmer = _confirm.Confirmer(client, wish, decided.look, self._writer)
        self._sorter = _order.Sorter(client, decided.look, self._do_gently)
        self._stopped = threading.Event()

    def run(self) -> list[_report.Result]:
        """Write whatever is to be written, lower ranks first, and look at it afterwards."""
        for rank in sorted({part.rank for work in self._works for part in work.left}):
            if rank.turn < _plan.DELETIONS:
                self._write(rank)
        # Devices have the numbers of others on their lines, so they come last, and go first.
        devices = self._do_devices()
        self._delete({place for place, result in devices.items() if result.error is not None})
        self._put_in_order()
        # Two objects of one key that are pruned have the same place.
        done = map(_result, self._works)
        return [devices[step.place] if step.kind.name == _lookups.FXS else next(done) for step in self._steps]

    def _do_devices(self) -> dict[str, _report.Result]:
        steps = [step for step in self._steps if step.kind.name == _lookups.FXS]
        if self._carry_out_devices is None or self._stopped.is_set() or not any(step.parts for step in steps):
            return {step.place: _report.Result(step, was_tried=not step.parts) for step in steps}
        wanting = {step.place: why for step in steps for why in self._missed(step)}
        try:
            results = self._carry_out_devices({step.key[0] for step in steps if step.place in wanting})
        except _errors.ThreeCXError as error:
            results = self._unreached([step for step in steps if step.place not in wanting], error)
        results += [
            _report.Result(step, error=_errors.ThreeCXError(wanting[step.place]))
            for step in steps
            if step.place in wanting
        ]
        if self._wish.stop_on_error and any(result.error for result in results):
            self._stopped.set()
        found = {result.step.place: result for result in results}
        return {step.place: _as_foretold(step, found.get(step.place)) for step in steps}

    def _unreached(self, steps: t.Iterable[_plan.Step], error: _errors.ThreeCXError) -> list[_report.Result]:
        """What becomes of devices where they cannot be read once more, so that nothing was done about any of them."""
        if isinstance(error, _errors.StoppedError):
            self._stopped.set()
            return [_report.Result(step, was_tried=not step.parts) for step in steps]
        return [
            _report.Result(
                step, error=_errors.ThreeCXError(f"{step.place}: {error.reason}", **error.facts) if step.parts else None
            )
            for step in steps
        ]

    def _missed(self, step: _plan.Step) -> t.Iterator[str]:
        """What a device refers to that was to be created before, and is not there."""
        for name, value in ({} if step.target is None else step.target.value).items():
            missed = _resolve.pending(step.kind, {name: value}, self._look.index)
            yield from sorted(f"{step.place}.{name}: {found.missed}." for found in missed)

    def _write(self, rank: _plan.Rank) -> None:
        works = self._at(rank)
        works.sort(key=_place_among_others)
        _workers.work_off(works, self._do, self._side_by_side(works))
        # What somebody else has brought about meanwhile is looked at too: what was read before does not tell of it.
        done = [work for work in works if not work.left and work.error is None]
        self._fail_all(self._confirmer.unmet(done))

    def _side_by_side(self, works: t.Iterable[_writing.Work]) -> int:
        """How many of them are written at once: of those that may move each other, one after the other."""
        return 1 if any(work.step.kind.ordered_by for work in works) else self._wish.parallel

    def _at(self, rank: _plan.Rank) -> list[_writing.Work]:
        """What is to be done now, of what has not failed."""
        return [work for work in self._works if work.error is None and work.left and work.left[0].rank == rank]

    def _delete(self, failed: t.AbstractSet[str]) -> None:
        """Delete, and what a PBX refuses to delete since something refers to it once more when that is gone.

        :param failed: the places of devices that are not what they should be.
        """
        waiting = [work for work in self._works if work.step.action == "delete"]
        while waiting:
            for _phase, works in itertools.groupby(sorted(waiting, key=_phase_of), key=_phase_of):
                self._delete_all(list(works), failed)
            refused = [work for work in waiting if work.left and _may_be_referred_to(work.error)]
            if len(refused) == len(waiting) and not self._let_go(waiting):
                break
            for work in refused:
                # Why one has not let go of others is told where no more is tried.
                work.error = None if _may_be_referred_to(work.error) else work.error
            waiting = refused
        self._fail_all((work, work.error) for work in waiting if work.error is not None)

    def _delete_all(self, works: t.Sequence[_writing.Work], failed: t.AbstractSet[str]) -> None:
        """Delete objects, but for those that something refers to which was to be changed or deleted before, and look
        whether they are gone."""
        if self._stopped.is_set():
            return
        needed = self._still_needed(failed)
        for work in works:
            why = needed.get((work.step.kind.name, work.step.key))
            work.error = None if why is None else _StillNeededError(why)
        _workers.work_off([work for work in works if work.error is None], self._do_gently, self._side_by_side(works))
        # What was seen to be gone, after an answer that did not tell, has no row any more.
        self._fail_all(self._confirmer.not_gone(work for work in works if work.changed and work.row is not None))

    def _let_go(self, works: t.Sequence[_writing.Work]) -> bool:
        """Have objects that all go, and refer to each other in a circle, refer to nothing.

        :returns: whether any of them has let go of another.
        """
        deletions = [_deletions.Deletion(work.step.kind, work.step.key, work.row or {}) for work in works]
        # Members that a merged list keeps are those of what stays.
        wish = self._wish._replace(merge_lists=frozenset())
        letting = []
        for work, deletion in zip(works, deletions):
            # What goes later is in nobody's way. A department stays in what belongs to it, which would be out of the
            # scope of the same task otherwise, were it run again.
            others = [other for other in deletions if other.kind.phase >= deletion.kind.phase]
            target = _deletions.let_go(deletion, others, self._look.index, self._look.version)
            if target is not None and work.row is not None and work.letting_go is None:
                comparison = _plan.difference(target, work.row, self._look, wish)
                step = work.step._replace(target=target, action="update", comparison=comparison)
                parts = [_plan.Part(work.left[0].rank, comparison.fields)]
                letting.append((work, _writing.Work(step, work.row, parts, prepares=work.step)))
        writer = _writing.Writer(self._client, wish, self._look)
        _workers.work_off((one for _work, one in letting), functools.partial(self._do_with, writer), wish.parallel)
        for work, one in letting:
            work.letting_go = None if one.left else one
            if one.error is not None and not _may_be_referred_to(one.error):
                work.error = one.error
        return any(not one.left for _work, one in letting)

    def _still_needed(self, failed: t.AbstractSet[str]) -> dict[tuple[str, _decisions.Key], str]:
        """Why objects cannot be deleted that could be if all had gone well, by kind and key."""
        failed = failed | {work.step.place for work in self._works if work.error is not None}
        if not failed:
            return {}
        # They are taken for what they were.
        well = [step for step in self._steps if step.place not in failed]
        going = [_deletions.Deletion(step.kind, step.key, step.row or {}) for step in well if step.action == "delete"]
        wish = self._wish._replace(targets=_decide.as_written(well))
        return _deletions.referrers(going, self._look.rows, self._look.index, self._look.version, wish)

    def _put_in_order(self) -> None:
        """See to the order of objects in which a PBX may have moved some when others were written or deleted."""
        by_kind: dict[_decisions.Kind, list[_writing.Work]] = defaultdict(list)
        for work in self._works:
            if work.step.kind.ordered_by:
                by_kind[work.step.kind].append(work)
        for kind, works in by_kind.items():
            if any(work.changed or work.error is not None for work in works):
                self._fail_all(self._sorter.unmet(kind, works))

    def _do(self, work: _writing.Work) -> None:
        self._do_gently(work)
        if work.error is not None and self._wish.stop_on_error:
            self._stopped.set()

    def _do_gently(self, work: _writing.Work) -> None:
        self._do_with(self._writer, work)

    def _do_with(self, writer: _writing.Writer, work: _writing.Work) -> None:
        if self._stopped.is_set():
            return
        try:
            writer.carry_out(work, work.left[0])
        except _errors.StoppedError:
            self._stopped.set()
        except _errors.ThreeCXError as error:
            work.error = error
            if self._wish.stop_on_error and not _may_be_referred_to(error):
                self._stopped.set()
        except Exception as error:
            # Nobody knows what it would do to the next object.
            self._stopped.set()
            work.error = _workers.unforeseen(work.step.place, error)

    def _fail_all(self, failures: t.Iterable[tuple[_writing.Work, _errors.ThreeCXError]]) -> None:
        for work, error in failures:
            work.error = error
            if self._wish.stop_on_error:
                self._stopped.set()


def _as_foretold(step: _plan.Step, result: _report.Result | None) -> _report.Result:
    """What became of a device.

    :param result: None for one that was to be pruned, and is gone already.
    """
    if result is None:
        return _report.Result(step)
    # What is written before may rename the lines of a device that goes; it is shown as it was.
    return result if step.target is not None else result._replace(step=step)


def _result(work: _writing.Work) -> _report.Result:
    if work.left and work.changed and work.error is None:
        names = ", ".join(name for part in work.left for name in part.names)
        error = _errors.ThreeCXError(f"{work.step.place}: {names} was not written, since the task was stopped before.")
        return _report.Result(work.step, changed=True, error=error)
    if work.left and work.letting_go is not None and work.letting_go.changed:
        return _bereft(work.letting_go.step._replace(target=work.step.target, gone=None), work.error)
    was_tried = not work.left or work.error is not None
    return _report.Result(work.step, work.changed, work.error, was_tried, work.seen)


def _bereft(step: _plan.Step, error: _errors.ThreeCXError | None) -> _report.Result:
    """What became of an object that has let go of others that were to go as well, and is there yet.

    :param step: the change by which it did.
    :param error: why it is there yet; None where the task was stopped before.
    """
    why = f"{step.place} was not deleted, since the task was stopped before." if error is None else error.reason
    lost = f"What was to be deleted with it was taken out of its {' and '.join(step.fields)}."
    return _report.Result(
        step, changed=True, error=_errors.ThreeCXError(f"{why} {lost}", **({} if error is None else error.facts))
    )


def _may_be_referred_to(error: _errors.ThreeCXError | None) -> bool:
    """Whether a PBX may have refused a deletion since something refers to the object."""
    is_refused = isinstance(error, _errors.ApiError) and error.status == HTTPStatus.BAD_REQUEST
    return is_refused or isinstance(error, _StillNeededError)


def _phase_of(work: _writing.Work) -> int:
    return -work.step.kind.phase


def _place_among_others(work: _writing.Work) -> float:
    """Objects of an ordered kind are written in the order that they are to have."""
    target = work.step.target
    return work.step.kind.place_of({} if target is None else target.value)
