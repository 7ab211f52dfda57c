# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What it takes to replace one FXS device by another, from what a PBX and a snapshot show of them. Pure.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import re
import typing as t
from dataclasses import dataclass, field

from ansible_collections.telephony.threecx.plugins.module_utils.api import _errors, _values, _visible
from ansible_collections.telephony.threecx.plugins.module_utils.fxs import _fxs, _plan, _snapshots, _wanted

# It becomes part of the name of a file.
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
# What the new device may be told besides, or in place of, what the old one has.
_OWN_OPTIONS = ("device_type", "template", "model", "language", "time_zone", "variables")
# What another model, and what one with another template, cannot take over.
_OF_MODEL = frozenset(("brand", "model", "model_name"))
_OF_TEMPLATE = _OF_MODEL | {"line_count", "variables"}

#: Which extension is on which line.
Lines = dict[str, str]


@dataclass(frozen=True)
class Replacement:
    """The wish to replace one device.

    :param old: the MAC address of the device, normalised.
    :param new: that of the one which takes its place.
    :param name: the name that the old device must have, empty for none; None for any.
    :param own: what the new device is told besides, or in place of, what the old one has.
    """

    old: str
    new: str
    name: str | None = None
    own: _fxs.Record = field(default_factory=dict)

    @property
    def device_type(self) -> str | None:
        """The kind of both devices; None for an FXS device that is certainly no DECT base."""
        return self.own.get("device_type")

    @property
    def unfinished(self) -> str:
        """The name of the snapshot for as long as the replacement is not finished."""
        return f"fxs-replace-{self.old}-{self.new}.json"

    def finished(self, taken_at: str) -> str:
        """The name of the snapshot afterwards."""
        return f"fxs-replace-{self.old}-{self.new}-{_snapshots.in_name(taken_at)}.json"


class Saved(t.NamedTuple):
    """What a snapshot holds.

    :param taken_at: when the replacement was begun; empty where a file does not tell.
    :param record: the old device as it was then.
    :param origin: scheme, host and port of the PBX that it is of; empty where a file does not tell.
    """

    taken_at: str
    record: _fxs.Record
    origin: str = ""

    def as_content(self) -> _fxs.Record:
        return {"taken_at": self.taken_at, "url": self.origin, "devices": [self.record]}


class Seen(t.NamedTuple):
    """What there is to go by.

    :param old: the old device on the PBX; None when it does not exist.
    :param new: the new one.
    :param saved: the snapshot of an interrupted run.
    :param unfinished: the names of all snapshots of interrupted runs.
    """

    old: _plan.Device | None
    new: _plan.Device | None
    saved: Saved | None = None
    unfinished: t.Sequence[str] = ()

    @property
    def is_done(self) -> bool:
        """Whether there is nothing to replace, and nothing to finish."""
        return self.old is None and self.saved is None


class Move(t.NamedTuple):
    """What the new device is to be.

    :param saved: the old device, which is all that is left of it once its lines are freed.
    :param bare: the new device without lines, as a record.
    :param full: the new device with them.
    :param in_service: whether it has them already. Whoever changed it since meant it.
    """

    saved: _fxs.Record
    bare: _fxs.Record
    full: _fxs.Record
    in_service: bool


def read_replacements(params: t.Mapping[str, t.Any], given: t.Mapping[str, t.Any]) -> list[Replacement]:
    """Read the options of the replacements.

    :param params: the parsed options.
    :param given: the options as they came in.
    :raises InputError: naming the entry, the option, the value and what would be right.
    """
    elements = given["devices"] if isinstance(given["devices"], list) else [{}] * len(params["devices"])
    found: list[Replacement] = []
    for position, (element, raw) in enumerate(zip(params["devices"], elements), start=1):
        try:
            found.append(_read_replacement(element, raw))
        except _errors.InputError as error:
            raise _errors.InputError(f"devices, entry {position}: {error}") from None
    for option in ("old", "new"):
        _check_differ(f"{option}_mac_address", [getattr(one, option) for one in found])
    _check_apart(found)
    return found


def _check_differ(option: str, macs: t.Sequence[str]) -> None:
    """Refuse what would fail in the middle, where a device has been replaced by then."""
    for position, mac in enumerate(macs, start=1):
        first = macs.index(mac) + 1
        if first < position:
            raise _errors.InputError(f"devices has {option} {mac} twice, in entries {first} and {position}.")


def _check_apart(found: t.Sequence[Replacement]) -> None:
    """Refuse what works only once another replacement has been made, as check mode makes none."""
    positions = {one.new: position for position, one in enumerate(found, start=1)}
    for position, one in enumerate(found, start=1):
        if one.old in positions:
            raise _errors.InputError(
                f"devices has {one.old} as old_mac_address in entry {position} and as new_mac_address in entry"
                f" {positions[one.old]}, and what comes of the one cannot be foretold for the other; give each to a"
                " task of its own, in the order in which they are to be made."
            )


def _read_replacement(element: t.Mapping[str, t.Any], raw: object) -> Replacement:
    old, new = (_values.normalise_mac(element[name]) for name in ("old_mac_address", "new_mac_address"))
    if old == new:
        raise _errors.InputError(f"old_mac_address and new_mac_address are both {old}; a device cannot replace itself.")
    own = {name: element[name] for name in _OWN_OPTIONS if element[name] is not None}
    # What is found to be wrong when its turn comes would leave the others replaced.
    _wanted.check_kind(own)
    if "variables" in own:
        own["variables"] = _wanted.read_variables(own["variables"])
    return Replacement(old, new, read_expected_name(element, raw), own)


def read_expected_name(element: t.Mapping[str, t.Any], raw: object) -> str | None:
    """The name that a device must have: empty, also where it was given as null, for none; None where it was left out.

    A device without a name is shown with null, and what was shown may be given back.
    """
    is_given = element["name"] is not None or (isinstance(raw, dict) and "name" in raw)
    return str(element["name"] or "") if is_given else None


def read_saved(content: object, wish: Replacement, origin: str) -> Saved:
    """Read the snapshot of an interrupted run, which somebody may have edited.

    :param origin: scheme, host and port of the PBX.
    :raises ThreeCXError: when it is not one of this replacement, or of another PBX.
    """
    devices = content.get("devices") if isinstance(content, dict) else None
    record = devices[0] if isinstance(devices, list) and devices else None
    if not isinstance(content, dict) or not isinstance(record, dict) or not _is_of(record, wish.old):
        raise _errors.ThreeCXError(f"It does not hold FXS {wish.old} with its lines.")
    # Those of version 1.0.0 do not tell.
    url = content.get("url") or origin
    if url != origin:
        raise _errors.ThreeCXError(
            f"It is of {url}, and this is {origin}. If both are one PBX, put the second in it in place of the first."
        )
    taken_at = content.get("taken_at")
    return Saved(taken_at if isinstance(taken_at, str) and _TIME.fullmatch(taken_at) else "", record, origin)


def _is_of(record: _fxs.Record, mac: str) -> bool:
    lines = record.get("lines")
    return (
        _values.same_mac(record.get("mac_address"), mac)
        and isinstance(lines, list)
        and all(isinstance(line, dict) and {"key", "number"} <= set(line) for line in lines)
    )


def lines_of(record: t.Mapping[str, t.Any] | None) -> Lines:
    """Which extension is on which line of a device; none where there is no device."""
    lines = (record or {}).get("lines") or []
    return {str(line.get("key")): str(line["number"]) for line in lines if line.get("number")}


def find_problems(wish: Replacement, seen: Seen, folder: object) -> list[str]:
    """Why the replacement cannot be meant, as sentences.

    :param folder: the directory for snapshots, as it is shown.
    """
    return list(
        filter(
            None, [*_name_problems(wish, seen), *_existence_problems(seen, folder), *_line_problems(wish, seen, folder)]
        )
    )


def _name_problems(wish: Replacement, seen: Seen) -> t.Iterator[str]:
    if seen.old is None or wish.name is None:
        return
    name = str(seen.old.record["name"] or "")
    if name != wish.name:
        yield f"The old device has the name {_visible.shown(name)} and not {_visible.shown(wish.name)}."


def _existence_problems(seen: Seen, folder: object) -> t.Iterator[str]:
    if seen.old is None and seen.new is None and seen.saved is None:
        yield f"Neither of them exists, and {folder} has no snapshot of an interrupted run."
    if seen.old is not None and seen.new is not None and seen.saved is None:
        yield (
            f"The new device exists already, and {folder} has no snapshot of an interrupted run that created it. Delete"
            " it if it is meant to be created anew."
        )


def _line_problems(wish: Replacement, seen: Seen, folder: object) -> t.Iterator[str]:
    others = [name for name in seen.unfinished if (wish.old in name or wish.new in name) and name != wish.unfinished]
    if others:
        yield (
            "Another replacement of one of them was interrupted: finish that first, or delete"
            f" {' and '.join(others)} in {folder} if the lines in it are not needed."
        )
    if seen.saved is None:
        return
    possible: tuple[Lines, Lines] = ({}, lines_of(seen.saved.record))
    path = f"{folder}/{wish.unfinished}"
    if seen.old is not None and lines_of(seen.old.record) not in possible:
        yield (
            "The old device got other lines after the run that was interrupted. Delete the new device, if there is one,"
            f" and {path} to begin anew."
        )
    if seen.new is not None and lines_of(seen.new.record) not in possible:
        yield (
            "The new device got other lines after the run that was interrupted. If all is as it should be, delete"
            f" {path}."
        )


def plan_move(wish: Replacement, seen: Seen) -> Move:
    """What is to become of the new device.

    :param seen: with the old device or a snapshot, and without problems.
    """
    saved = _to_save(seen)
    without = _left_behind(wish, saved)
    # The display names of lines are left to the PBX, which takes them from the extensions.
    lines = [
        {"key": line["key"], "number": line["number"], "name": None} for line in saved["lines"] if line.get("number")
    ]
    kept = {name: value for name, value in saved.items() if name not in without}
    own = dict(wish.own)
    if "variables" in own:
        own["variables"] = {**(kept.get("variables") or {}), **own["variables"]}
    bare = {**kept, **own, "mac_address": wish.new}
    in_service = seen.new is not None and lines_of(seen.new.record) == lines_of(saved)
    return Move(saved, bare, {**bare, "lines": lines}, in_service)


def _to_save(seen: Seen) -> _fxs.Record:
    """The old device as it is to be kept: once its lines are freed, only the snapshot has them."""
    old = None if seen.old is None else seen.old.record
    if seen.saved is not None and (old is None or lines_of(old) != lines_of(seen.saved.record)):
        return seen.saved.record
    return t.cast(_fxs.Record, old)


def _left_behind(wish: Replacement, saved: _fxs.Record) -> set[str]:
    """What the new device cannot take over; its lines come later."""
    if wish.own.get("template", saved.get("template")) != saved.get("template"):
        return {"lines", *_OF_TEMPLATE}
    return {"lines", *(_OF_MODEL if "model" in wish.own else ())}


def may_be_deleted(new: _fxs.Record, saved: _fxs.Record) -> bool:
    """Whether the new device is of no use: it has no lines, or some of them because the PBX did not store all."""
    has, needs = lines_of(new), lines_of(saved)
    return has != needs and {**needs, **has} == needs if has else True
