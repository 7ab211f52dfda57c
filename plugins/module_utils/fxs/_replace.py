# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Replace FXS devices, so that nothing is lost wherever it ends.

What comes next is decided in this process from what was read a moment before: neither a playbook nor the answer to an
earlier step can make a later one go on without it.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import typing as t

from ansible_collections.telephony.threecx.plugins.module_utils.api import _client, _errors, _odata
from ansible_collections.telephony.threecx.plugins.module_utils.fxs import (
    _apply,
    _fxs,
    _pbx,
    _plan,
    _replacement,
    _snapshots,
    _wanted,
)

_UNFINISHED = "fxs-replace-" + "?" * 12 + "-" + "?" * 12 + ".json"
_AGAIN = "Run this again to finish."
_AS_BEFORE = "All is as it was before."
_AS_BEFORE_ALL = "All is as it was before the run that was interrupted."
_USED_BY_OTHERS = ("MAC_USED_BY", "MAC_ADDRESS_ALREADY_IN_USE")


class Replaced(t.NamedTuple):
    """What became of one replacement.

    :param snapshot: the path of its snapshot; empty when there was nothing to do, and in check mode.
    :param before: the old device; None when there was nothing to do.
    :param after: the new device, as far as that was foretold.
    """

    wish: _replacement.Replacement
    replaced: bool = False
    snapshot: str = ""
    before: _fxs.Record | None = None
    after: _fxs.Record | None = None

    def as_dict(self) -> dict[str, t.Any]:
        """One element of the return value C(results)."""
        return {
            "old_mac_address": self.wish.old,
            "new_mac_address": self.wish.new,
            "replaced": self.replaced,
            "snapshot": self.snapshot,
        }

    @property
    def diff(self) -> dict[str, t.Any]:
        header = {"before_header": self.wish.old, "after_header": self.wish.new}
        return {"before": self.before or {}, "after": self.after or {}, **header}


class Report(t.NamedTuple):
    """What became of all replacements up to the first that failed.

    :param failure: why it failed; its fact C(changed) tells whether it left something changed.
    """

    results: list[Replaced]
    failure: _errors.ThreeCXError | None = None

    def as_result(self, *, with_diff: bool) -> dict[str, t.Any]:
        """The return values."""
        done = [result for result in self.results if result.replaced]
        found: dict[str, t.Any] = {"changed": bool(done), "results": [result.as_dict() for result in self.results]}
        if with_diff:
            found["diff"] = [result.diff for result in done]
        if self.failure is not None:
            left_changed = found["changed"] or self.failure.facts.get("changed", False)
            found = {**found, **self.failure.as_result(), "changed": left_changed}
        return found


def replace_all(
    pbx: _pbx.Pbx, folder: _snapshots.Folder, wishes: t.Iterable[_replacement.Replacement], *, check_mode: bool
) -> Report:
    """Replace device after device, or foretell it; the first that fails is the last."""
    results: list[Replaced] = []
    for wish in wishes:
        reason = pbx.client.stop.reason
        if reason is not None:
            return Report(results, _errors.StoppedError(f"{reason} FXS {wish.old} was not replaced. {_AGAIN}"))
        try:
            results.append(_Work(pbx, folder, wish).replace(check_mode=check_mode))
        except _errors.ThreeCXError as error:
            return Report(results, error)
        except Exception as error:
            # Nobody knows what is right any more, so that nothing is put back either; the snapshot tells what was.
            saved = f"The snapshot, if it came to one, is {folder.file(wish.unfinished)}."
            return Report(results, pbx.client.unforeseen(error, f"{saved} {_AGAIN}"))
    return Report(results)


class _Work:
    """One replacement."""

    def __init__(self, pbx: _pbx.Pbx, folder: _snapshots.Folder, wish: _replacement.Replacement) -> None:
        self._pbx = pbx
        self._folder = folder
        self._wish = wish

    def replace(self, *, check_mode: bool) -> Replaced:
        """Do all that is left to do.

        :raises ThreeCXError: which tells what was not done, whether it was put back, and what to do about it.
        """
        wish, seen = self._wish, self._look()
        problems = _replacement.find_problems(wish, seen, self._folder.path)
        if problems:
            raise _errors.ThreeCXError(
                f"FXS {wish.old} cannot be replaced by {wish.new}. {' '.join(problems)} Nothing was changed."
            )
        if seen.is_done:
            return Replaced(wish)
        move = _replacement.plan_move(wish, seen)
        after = self._foretell(seen, move)
        if check_mode:
            return Replaced(wish, True, "", move.saved, after)
        taken_at = (seen.saved and seen.saved.taken_at) or _snapshots.time_of_snapshot()
        saved = _replacement.Saved(taken_at, move.saved, self._pbx.client.origin)
        try:
            self._folder.save(wish.unfinished, saved.as_content())
        except _snapshots.SnapshotError as error:
            raise _errors.ThreeCXError(f"{error} Nothing was changed.") from None
        left = self._move(seen, move, saved)
        self._check_before_deleting(move, saved)
        if left is not None:
            self._take_away(move, left)
        return Replaced(wish, True, self._finish_replaced(saved), move.saved, after)

    def _look(self) -> _replacement.Seen:
        """Read both devices, and what an interrupted run has left.

        :raises ThreeCXError: also when one of them is of another kind.
        """
        old, new = (self._find(mac) for mac in (self._wish.old, self._wish.new))
        try:
            unfinished = self._folder.names(_UNFINISHED)
        except _snapshots.SnapshotError as error:
            raise _errors.ThreeCXError(f"{error} Nothing was changed.") from None
        return _replacement.Seen(
            old, new, self._read_saved() if self._wish.unfinished in unfinished else None, unfinished
        )

    def _read_saved(self) -> _replacement.Saved:
        try:
            saved = _replacement.read_saved(
                self._folder.read(self._wish.unfinished), self._wish, self._pbx.client.origin
            )
            # An earlier release may have saved what is refused by now.
            _wanted.wanted_record(saved.record)
            return saved
        except _errors.ThreeCXError as error:
            path = self._folder.file(self._wish.unfinished)
            raise _errors.ThreeCXError(
                f"The snapshot {path} of an interrupted run is of no use: {error} Nothing was changed."
            ) from None

    def _find(self, mac: str) -> _plan.Device | None:
        """Read one of the devices.

        :raises ThreeCXError: also when it is of another kind, or when the PBX does not show all of it: no lines to see
            are no proof that it has none.
        """
        device = self._pbx.find(mac)
        if device is not None:
            _plan.check_device_type(mac, self._wish.device_type, device.record["device_type"])
            if (error := _plan.unsaved(device)) is not None:
                raise error
        return device

    def _foretell(self, seen: _replacement.Seen, move: _replacement.Move) -> _fxs.Record | None:
        """The new device as it will be.

        :raises ThreeCXError: when it cannot take the configuration.
        """
        if move.in_service:
            return seen.new.record if seen.new else None
        return _plan.plan(_wanted.wanted_record(move.full), self._pbx.templates, seen.new).after

    def _move(self, seen: _replacement.Seen, move: _replacement.Move, saved: _replacement.Saved) -> _plan.Device | None:
        """Bring the configuration to the new device.

        :returns: the old device as it was left, or None when it did not exist.
        :raises ThreeCXError: after all was put back, if that was possible.
        """
        try:
            if seen.new is None:
                self._ensure(_wanted.wanted_record(move.bare), None)
            # A PBX may count an extension as in use until then.
            left = self._free_lines(seen.old)
            if not move.in_service:
                self._ensure(_wanted.wanted_record(move.full), self._find(self._wish.new))
        except _errors.ThreeCXError as error:
            raise self._failure(error, self._put_back(seen, saved)) from None
        return left

    def _free_lines(self, old: _plan.Device | None) -> _plan.Device | None:
        if old is None or not _replacement.lines_of(old.record):
            return old
        wanted = _wanted.Wanted(self._wish.old, "present", self._guards(old), {"lines": []})
        return self._ensure(wanted, self._find(self._wish.old))

    def _guards(self, device: _plan.Device) -> _wanted.Guards:
        """That a device is still the one that was read."""
        return _wanted.Guards(device.etag, _fxs.fingerprint(device.record), self._wish.device_type)

    def _ensure(self, wanted: _wanted.Wanted, device: _plan.Device | None) -> _plan.Device | None:
        outcome = _apply.ensure(self._pbx, wanted, device, check_mode=False)
        if outcome.record is None:
            return None
        return _plan.Device(wanted.mac, outcome.record, outcome.etag, {})

    def _check_before_deleting(self, move: _replacement.Move, saved: _replacement.Saved) -> None:
        """Make sure that all that the old device had is elsewhere, by reading both again.

        :raises ThreeCXError: when something is missing.
        """
        try:
            self._check_moved(move)
            self._folder.check(self._wish.unfinished, saved.as_content())
        except _errors.ThreeCXError as error:
            raise self._failure(error, f"FXS {self._wish.old} was not deleted. {_AGAIN}") from None

    def _take_away(self, move: _replacement.Move, left: _plan.Device) -> None:
        """Delete the old device.

        :param left: the old device as it was left.
        :raises ThreeCXError: when it cannot be deleted.
        """
        old, new = self._wish.old, self._wish.new
        try:
            self._ensure(_wanted.Wanted(old, "absent", self._guards(left)), self._find(old))
            if self._pbx.find(old) is not None:
                raise _errors.ThreeCXError(f"FXS {old} is still there, or there again.")
            self._check_moved(move)
        except _errors.ThreeCXError as error:
            raise _errors.ThreeCXError(
                f"FXS {new} has the lines of {old}, but the old device could not be taken away: {error.reason}"
                f" {_AGAIN}",
                **{**error.facts, "changed": True},
            ) from None

    def _check_moved(self, move: _replacement.Move) -> None:
        new = self._find(self._wish.new)
        if new is None or _replacement.lines_of(new.record) != _replacement.lines_of(move.full):
            raise _errors.ThreeCXError(f"FXS {self._wish.new} does not have the lines.")

    def _finish_replaced(self, saved: _replacement.Saved) -> str:
        """Put the snapshot away once all else is done; its path.

        :raises ThreeCXError: when that cannot be done.
        """
        try:
            return self._finish(saved)
        except _snapshots.SnapshotError as error:
            raise _errors.ThreeCXError(
                f"FXS {self._wish.old} was replaced by {self._wish.new}, but its snapshot could not be put away:"
                f" {error} {_AGAIN}",
                changed=True,
            ) from None

    def _finish(self, saved: _replacement.Saved) -> str:
        """Put the snapshot away under its time; its path."""
        name = self._wish.finished(saved.taken_at)
        self._folder.rename(self._wish.unfinished, name)
        return self._folder.file(name)

    def _put_back(self, seen: _replacement.Seen, saved: _replacement.Saved) -> str:
        """Make all as it was before; returns what became of that, as sentences."""
        if seen.old is None:
            return _AGAIN
        try:
            self._delete_new(seen, saved.record)
            is_new = self._restore_old(seen.old, saved.record)
            self._finish(saved)
        except _errors.ThreeCXError as error:
            path = self._folder.file(self._wish.unfinished)
            return f"It could not be put back: {error.reason} The snapshot is {path}. {_AGAIN}"
        if is_new:
            return f"FXS {self._wish.old} was gone by then, and was created again, with other secrets."
        return _AS_BEFORE if _is_before(seen, saved.record) else _AS_BEFORE_ALL

    def _delete_new(self, seen: _replacement.Seen, saved: _fxs.Record) -> None:
        """Delete the new device, unless somebody else created it meanwhile.

        One that was there before was created for this replacement, or it would have been refused.
        """
        new = self._find(self._wish.new)
        is_own = seen.new is not None or any(write.key == self._wish.new for write in self._pbx.client.written)
        if new is None or not is_own:
            return
        if not _replacement.may_be_deleted(new.record, saved):
            raise _errors.ThreeCXError("The new device has lines already, so it is not deleted.")
        self._ensure(_wanted.Wanted(self._wish.new, "absent", self._guards(new)), new)

    def _restore_old(self, seen: _plan.Device, saved: _fxs.Record) -> bool:
        """Give the old device its lines again; whatever else somebody changed meanwhile stays as it is.

        :param seen: the old device as this run found it.
        :returns: whether it had to be created.
        :raises ThreeCXError: also when it has lines by then that it did not have before, which stay.
        """
        old = self._find(self._wish.old)
        wanted = _wanted.wanted_record(saved)
        if old is None:
            self._ensure(wanted, None)
            return True
        if not self._may_be_freed(seen, saved):
            return False
        has, needs = _replacement.lines_of(old.record), _replacement.lines_of(saved)
        if {**needs, **has} != needs:
            raise _errors.ThreeCXError(f"FXS {self._wish.old} got other lines meanwhile.")
        if has != needs:
            guards = _wanted.Guards(device_type=self._wish.device_type)
            self._ensure(_wanted.Wanted(self._wish.old, "present", guards, {"lines": wanted.values["lines"]}), old)
        return False

    def _may_be_freed(self, seen: _plan.Device, saved: _fxs.Record) -> bool:
        """Whether this run, or one that was interrupted, may have freed the lines of the old device."""
        path = _client.XAPI + _odata.entity_path("Fxs", seen.spelling)
        patched = {write.request.path for write in self._pbx.client.written if write.request.method == "PATCH"}
        return path in patched or _replacement.lines_of(seen.record) != _replacement.lines_of(saved)

    def _failure(self, error: _errors.ThreeCXError, outcome: str) -> _errors.ThreeCXError:
        """What to tell when the lines are not where they should be."""
        message = f"FXS {self._wish.old} was not replaced by {self._wish.new}: {error.reason} {outcome}"
        if any(name in str(error) for name in _USED_BY_OTHERS):
            message += (
                " The PBX knows the new MAC address as that of another device, such as a phone; free it there first."
            )
        return _errors.ThreeCXError(message, **{**error.facts, "changed": outcome != _AS_BEFORE})


def _is_before(seen: _replacement.Seen, saved: _fxs.Record) -> bool:
    """Whether this run found the old device as it is saved, and no new one."""
    return (
        seen.new is None
        and seen.old is not None
        and _replacement.lines_of(seen.old.record) == _replacement.lines_of(saved)
    )
