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
from ansible_collections.telephony.threecx.plugins.module_utils.config.plan import _differences
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading import _query, _references

Natural = t.Mapping[str, t.Any]
_Part = tuple[str, tuple[str, ...]]

# How destinations, and Peers, call what has a number, by kind; of others it is not known whether they do so alike
_CALLED = {"Users": "Extension", "RingGroups": "RingGroup", "Queues": "Queue", "Receptionists": "IVR"}


class _Met(t.NamedTuple):
    """A destination of which something is given.

    :param path: where the user has it; empty where the object itself has these properties.
    :param before: what it is; empty where there is none.
    :param given: what is written over it.
    """

    path: str
    means: _decisions.Destination
    before: Natural
    given: Natural

    def after(self, name: str) -> t.Any:
        return self.given[name] if name in self.given else self.before.get(name)

    def changes(self, name: str) -> bool:
        return (self.before.get(name) or None) != (self.after(name) or None)


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


def own(kind: _decisions.Kind, given: t.Container[str]) -> tuple[str, ...]:
    """The properties of an object itself that say together where calls go, where any of them is given."""
    means = _kinds.DESTINATIONS.get(_kinds.type_of(kind.name))
    return means.names if means is not None and any(name in given for name in means.names) else ()


def judged(kind: _decisions.Kind, given: t.Collection[str]) -> tuple[str, ...]:
    """The properties that must be known of an object to tell where calls go once these of them are written."""
    held = _held((_kinds.type_of(kind.name), ()))
    return (*own(kind, given), *(name for name in given if name in held))


def whole(kind: _decisions.Kind, before: Natural, given: Natural) -> dict[str, t.Any]:
    """What is given of an object, with what the object itself leaves behind. Of what it holds, that is seen to where
    it is written.

    :param before: what the PBX has of C(own) properties.
    """
    left = _kinds.left_behind(_kinds.type_of(kind.name), before, given)
    return {**given, **{name: None for name in left if name not in given}}


def misled(
    comparer: _differences.Comparer, before: Natural, given: Natural, known: t.Mapping[str, str]
) -> t.Iterator[str]:
    """What is wrong with the destinations that would change: each with its path and why.

    They are judged as they will be, since what is left out stays as it was: the number of an IVR, say, beside
    C(Extension). What was odd before and would not change is left alone.

    :param before: what the PBX has of what is C(judged); empty where there is nothing yet.
    :param given: what the user wants.
    :param known: what C(what_numbers_are) has found.
    """
    for met in _destinations(comparer, comparer.place, (_kinds.type_of(comparer.kind.name), ()), before, given):
        why = _left_open(met) or _idle(met) or _misdirected(met, known)
        if why:
            yield f"{met.path}: {why}" if met.path else why


def _left_open(met: _Met) -> str:
    """Why a destination does not say where exactly it leads to. One that leads to another kind of thing must, whatever
    is there."""
    means, word = met.means, met.after(met.means.to)
    name = means.led_by(word)
    found = met.given.get(name) if met.changes(means.to) else met.after(name)
    if not name or found not in (None, "") or not (met.changes(means.to) or met.changes(name)):
        return ""
    return f"{means.to} is {word}, so {name} must be given too."


def _idle(met: _Met) -> str:
    """Why what is given has no effect, where the word beside it is not given and stays."""
    means, word = met.means, met.before.get(met.means.to)
    if means.to in met.given:
        return ""
    idle = (name for name in met.given if name in means.names and means.is_idle(name, word))
    name = next((name for name in idle if met.given[name] and met.changes(name)), None)
    return "" if name is None else f"{means.to} is {word}, so {name} means nothing; give {means.to} as well."


def _misdirected(met: _Met, known: t.Mapping[str, str]) -> str:
    """Why the number is that of something else than the destination says."""
    means, word, number = met.means, met.after(met.means.to), met.after(met.means.number)
    if word not in _CALLED.values() or number not in known or _CALLED[known[number]] == word:
        return ""
    if not (met.changes(means.to) or met.changes(means.number)):
        return ""
    return (
        f"{means.to} is {word}, and {_visible.shown(number)} is one of {known[number]}: that is"
        f" {_CALLED[known[number]]}, unless another number is meant."
    )


def _destinations(
    comparer: _differences.Comparer, at: _differences.Place, part: _Part, before: t.Any, given: Natural
) -> t.Iterator[_Met]:
    """All destinations of which something is given."""
    known = before if isinstance(before, t.Mapping) else {}
    means = _kinds.DESTINATIONS.get(part[0])
    if means is not None:
        yield _Met(at.path, means, known, given)
    held = _held(part)
    for name in (name for name in given if name in held):
        field = held[name]
        inside = (field.described.type, _query.only_of(field))
        for place, element, partner in _pairs(comparer, at.of(name), field, known.get(name), given[name]):
            if isinstance(element, t.Mapping):
                yield from _destinations(comparer, place, inside, partner, element)


def _pairs(
    comparer: _differences.Comparer, at: _differences.Place, field: _kinds.Field, before: t.Any, given: t.Any
) -> list[tuple[_differences.Place, t.Any, t.Any]]:
    """What stands at a place, with its own and with what it is written over: the elements of a list, or an object."""
    if not isinstance(given, list):
        return [(at, given, before)]
    there = before if isinstance(before, list) else []
    partners = comparer.partners(at, field, given, there)
    return [
        (at.at(position), element, None if partner is None else there[partner])
        for position, (element, partner) in enumerate(zip(given, partners))
    ]


@functools.cache
def _held(part: _Part) -> t.Mapping[str, _kinds.Field]:
    """The properties of a type that hold destinations, or what does."""
    return {field.name: field for field in _query.readable(*part, None) if _leads(field, frozenset())}


def _leads(field: _kinds.Field, above: frozenset[_Part]) -> bool:
    part = (field.described.type, _query.only_of(field))
    if not _query.has_properties(field) or part in above:
        return False
    inner = _query.readable(*part, None)
    return part[0] in _kinds.DESTINATIONS or any(_leads(one, above | {part}) for one in inner)
