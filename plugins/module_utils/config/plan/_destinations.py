# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Tell destinations of calls that lead nowhere, or to what they do not say. Pure.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import functools
import typing as t

from ansible_collections.telephony.threecx.plugins.module_utils.api import _visible
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import _decisions, _kinds
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading import _query, _references
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes import _versions

Natural = t.Mapping[str, t.Any]
_Part = tuple[str, tuple[str, ...]]

_TYPE = "Destination"
# Which property says where a call goes, by where it goes. Of all others (VoiceMail, Fax) it is not known whether they
# can do without.
_LED_BY = {**dict.fromkeys(("Extension", "IVR", "Queue", "RingGroup", "RoutePoint"), "Number"), "External": "External"}

# How destinations, and Peers, call what has a number, by kind; of others it is not known whether they do so alike
_CALLED = {"Users": "Extension", "RingGroups": "RingGroup", "Queues": "Queue", "Receptionists": "IVR"}


def what_numbers_are(
    rows: t.Mapping[str, t.Iterable[_references.Row]], new: t.Iterable[tuple[_decisions.Kind, _decisions.Key]]
) -> dict[str, str]:
    """By number, the kind of what has it, as far as a destination can tell.

    :param rows: what was read of each kind, and of Peers.
    :param new: the kinds and keys of what is to be created.
    """
    kinds = {called: kind for kind, called in _CALLED.items()}
    peers = ((str(row.get("Number")), kinds.get(str(row.get("Type")))) for row in rows.get(_decisions.PEERS, ()))
    found = {number: kind for number, kind in peers if kind is not None}
    found.update((str(row.get("Number")), kind) for kind in _CALLED for row in rows.get(kind, ()))
    return {**found, **{key[0]: kind.name for kind, key in new if kind.name in _CALLED}}


def misdirected(kind: _decisions.Kind, before: Natural, given: Natural, known: t.Mapping[str, str]) -> list[str]:
    """The destinations whose number is that of something else than they say: each with its path and why.

    :param before: see C(misleading).
    :param known: what C(what_numbers_are) has found.
    """
    wrong = (
        (path, destination["To"], destination["Number"], known[destination["Number"]])
        for path, destination in _changed(kind, before, given)
        if destination.get("To") in _CALLED.values() and destination.get("Number") in known
    )
    return [
        f"{path}: To is {to}, and {_visible.shown(number)} is one of {found}: that is {_CALLED[found]},"
        " unless another number is meant."
        for path, to, number, found in wrong
        if _CALLED[found] != to
    ]


def misleading(kind: _decisions.Kind, before: Natural, given: Natural) -> list[str]:
    """The destinations that say to what kind of thing a call goes, and not to which: each with its path and why.

    What is left out stays as it was: the number of an IVR, say, beside C(Extension).

    :param before: the properties that change, as the PBX has them. A destination that is there already is not judged.
    :param given: the same, as the user wants them.
    """
    return [
        f"{path}: To is {destination['To']}, so {_LED_BY[destination['To']]} must be given too."
        for path, destination in _changed(kind, before, given)
        if destination.get("To") in _LED_BY and destination.get(_LED_BY[destination["To"]]) in (None, "")
    ]


def _changed(kind: _decisions.Kind, before: Natural, given: Natural) -> list[tuple[str, Natural]]:
    """The destinations that are not there already, each with its path."""
    part = (_kinds.type_of(kind.name), ())
    known = [destination for _path, destination in _destinations(part, before, "")]
    return [(path, destination) for path, destination in _destinations(part, given, "") if destination not in known]


def _destinations(part: _Part, value: Natural, path: str) -> t.Iterator[tuple[str, Natural]]:
    held = _held(part)
    for name in (name for name in value if name in held):
        for at, element in _versions.elements_at(f"{path}.{name}" if path else name, value[name]):
            if not isinstance(element, t.Mapping):
                continue
            if held[name][0] == _TYPE:
                yield at, element
            else:
                yield from _destinations(held[name], element, at)


@functools.cache
def _held(part: _Part) -> t.Mapping[str, _Part]:
    """The properties of a type that hold objects, and their types."""
    return {
        field.name: (field.described.type, _query.only_of(field))
        for field in _query.readable(*part, None)
        if _query.has_properties(field)
    }
