# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The objects that a user wants, checked before any request: whatever is wrong with them is told at once. Pure.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import re
import typing as t
from collections.abc import Mapping

from ansible_collections.telephony.threecx.plugins.module_utils.api import _errors, _values, _visible
from ansible_collections.telephony.threecx.plugins.module_utils.change import _told
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import _decisions, _kinds, _schema
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading import _export
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes import _object, _wish

Given = t.Mapping[str, t.Any]
# What an object may have beside its properties
_RENAMED, _FINGERPRINT = "renamed_from", "if_fingerprint"
_DIGEST = re.compile(r"[0-9a-f]{64}")


class Spot(t.NamedTuple):
    """Where a user wrote something.

    :param position: of the object in its list, from 0; None for the one object of a singleton.
    :param key: the key of the object, or what can be read of it.
    :param path: from the object on, such as C(Groups[0].GroupId); empty for the object itself.
    """

    kind: str
    position: int | None
    key: str
    path: str = ""

    def __str__(self) -> str:
        head = self.kind if self.position is None else f"{self.kind}[{self.position}]"
        name = f' "{self.key}"' if self.key else ""
        return f"{head}{name}{'.' if self.path else ''}{self.path}"


# How places are called: as they are in the option C(config), or as another module calls its options
NamePlace = t.Callable[[Spot], str]


def read_targets(config: Given, *, state: str, name_place: NamePlace = str) -> tuple[_wish.Target, ...]:
    """Read the objects that a user describes.

    :param config: lists of objects by the name of their kind, and the one object of each singleton.
    :param state: C(present), or C(absent), for which an object is its key and nothing else.
    :param name_place: what to call a place, for a module whose options have other names.
    :raises InputError: with all that is wrong, each with its place and without secrets.
    """
    targets, problems = check_targets(config, state=state, name_place=name_place)
    if problems:
        raise input_error(problems)
    return tuple(targets)


def input_error(problems: t.Sequence[str]) -> _errors.InputError:
    """One error for all problems, of which there is at least one."""
    if len(problems) == 1:
        return _errors.InputError(problems[0])
    return _errors.InputError(f"{len(problems)} things cannot be right, and nothing was sent to the PBX:", *problems)


def check_targets(config: t.Any, *, state: str, name_place: NamePlace = str) -> tuple[list[_wish.Target], list[str]]:
    """The same as C(read_targets), for those who collect problems: what could be read, and all that is wrong."""
    if not isinstance(config, Mapping) or not config:
        return [], [_no_config(config)]
    targets: list[_wish.Target] = []
    problems: list[str] = []
    for name, given in config.items():
        kind = _kinds.KINDS.get(name)
        problem = _kind_problem(str(name), kind, given, state)
        if problem is not None or kind is None:
            problems.append(f"{name_place(Spot(str(name), None, ''))} {problem}")
            continue
        read = [_read_object(kind, *one, state, name_place) for one in _objects(kind, given)]
        problems += [problem for _target, found in read for problem in found]
        found = [target for target, _problems in read if target is not None]
        targets += found
        problems += clashes(found)
    return targets, problems


def _no_config(config: t.Any) -> str:
    if isinstance(config, Mapping):
        return "config is empty; name at least one kind of object."
    return f"config is {_values.sort_of(config)}; it must be a mapping of kinds to their objects."


def _objects(kind: _decisions.Kind, given: t.Any) -> t.Iterator[tuple[int | None, t.Any]]:
    return iter(enumerate(given)) if kind.key else iter([(None, given)])


def _kind_problem(name: str, kind: _decisions.Kind | None, given: t.Any, state: str) -> str | None:
    if kind is None:
        near = _schema.nearest(name, _kinds.KINDS)
        known = ", ".join(sorted(one.name for one in _kinds.KINDS.values() if one.is_understood))
        return "is no kind of object" + (f"; did you mean {near}?" if near else f"; known are {known}.")
    if kind.never_written:
        return f"can only be read: {kind.never_written}. threecx_xapi can write what you are sure of."
    if not kind.key:
        return _singleton_problem(given, state)
    if not isinstance(given, list):
        return f"is {_values.sort_of(given)}; it must be a list of objects, each with its {' and '.join(kind.key)}."
    return None


def _singleton_problem(given: t.Any, state: str) -> str | None:
    if state == "absent":
        return "are settings, which cannot be deleted; leave them out with state absent."
    if isinstance(given, Mapping):
        return None
    hint = ", since there is only one such object" if isinstance(given, list) else ""
    return f"is {_values.sort_of(given)}; it must be a mapping of properties{hint}."


def _read_object(
    kind: _decisions.Kind, position: int | None, given: t.Any, state: str, name_place: NamePlace
) -> tuple[_wish.Target | None, list[str]]:
    """One object, and all that is wrong with it; no object where its key is not known."""
    if not isinstance(given, Mapping):
        place = name_place(Spot(kind.name, position, ""))
        return None, [f"{place} is {_values.sort_of(given)}; it must be a mapping of properties."]
    label = _visible.visible(", ".join(str(given[name]) for name in kind.key if isinstance(given.get(name), str)))
    reading = _object.Reading(kind)
    if state == "absent":
        reading.problems += _superfluous(kind, given)
        given = {name: value for name, value in given.items() if name in (*kind.key, _FINGERPRINT)}
    value = reading.read({name: value for name, value in given.items() if name not in (_RENAMED, _FINGERPRINT)})
    reading.problems += [*_key_problems(kind, given, value), *_guard_problems(kind, given, value)]
    problems = [f"{name_place(Spot(kind.name, position, label, path))} {why}" for path, why in reading.problems]
    if not set(kind.key) <= set(value):
        return None, problems
    renamed = (given[_RENAMED],) if isinstance(given.get(_RENAMED), str) else None
    place = name_place(Spot(kind.name, position, label))
    target = _wish.Target(
        kind, _export.key_of(kind, value), value, place, reading.secrets, renamed, given.get(_FINGERPRINT)
    )
    return target, problems


def _superfluous(kind: _decisions.Kind, given: Given) -> t.Iterator[tuple[str, str]]:
    known = (*kind.key, _FINGERPRINT)
    for name in given:
        if name not in known:
            yield name, f"has no meaning with state absent, where only {_told.listed(known)} may be given."


def _key_problems(kind: _decisions.Kind, given: Given, value: Given) -> t.Iterator[tuple[str, str]]:
    for name in kind.key:
        is_needed = kind.is_known_by(name)
        if name not in given:
            hint = "" if is_needed else ' Where there is none, write "".'
            yield name, f"is missing; {kind.name} are known by {' and '.join(kind.key)}.{hint}"
        elif is_needed and value.get(name, "-") in (None, ""):
            yield (
                name,
                f"is {'empty' if given[name] == '' else 'null'}; {kind.name} are known by {' and '.join(kind.key)}.",
            )


def _guard_problems(kind: _decisions.Kind, given: Given, value: Given) -> t.Iterator[tuple[str, str]]:
    seen, before = given.get(_FINGERPRINT, ""), given.get(_RENAMED, "")
    if _FINGERPRINT in given and not (isinstance(seen, str) and _DIGEST.fullmatch(seen)):
        yield (
            _FINGERPRINT,
            f"is {_values.described(seen)}; it must be the fingerprint that threecx_config_info has shown, 64"
            " hexadecimal digits. Leave it out to go on without verification.",
        )
    if _RENAMED in given:
        problem = _renaming_problem(kind, before, value)
        if problem is not None:
            yield _RENAMED, problem


def _renaming_problem(kind: _decisions.Kind, before: t.Any, value: Given) -> str | None:
    if len(kind.key) != 1 or kind.key[0] in kind.fixed:
        return f"is given, but the key of {kind.name} cannot be changed." if kind.key else "is given for settings."
    name = kind.key[0]
    if not isinstance(before, str) or not before:
        return f"is {_values.described(before)}; it must be the {name} that the object has on the PBX, as a text."
    if before == value.get(name):
        return f"is {_values.described(before)}, as is {name}; leave it out where the name stays."
    alias = kind.alias[1] if kind.alias is not None else None
    if alias in (before, value.get(name)):
        return (
            f"is {_values.described(before)}; {alias} is what one object is called whatever its {name}, so it has no"
            " other."
        )
    return None


def clashes(targets: t.Sequence[_wish.Target]) -> t.Iterator[str]:
    """Keys of one kind that are given twice, also as those that objects have had."""
    seen: dict[_decisions.Key, str] = {}
    for target in targets:
        if target.key in seen and target.kind.key:
            yield f"{target.place} is the same object as {seen[target.key]}; give each object once."
        seen.setdefault(target.key, target.place)
    renamed: dict[_decisions.Key, str] = {}
    for target in targets:
        before = target.renamed_from
        if before is None:
            continue
        if before in renamed:
            yield f"{target.place} is renamed from {_values.described(before[0])}, as is {renamed[before]}."
        elif before in seen and before != target.key:
            yield f"{target.place} is renamed from {_values.described(before[0])}, which {seen[before]} is to be."
        renamed.setdefault(before, target.place)
