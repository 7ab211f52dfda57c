# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What a user wants that the version of a PBX does not have. Pure.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import functools
import re
import typing as t

from ansible_collections.telephony.threecx.plugins.module_utils.api import _visible
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import _kinds, _schema
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading import _query
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes import _wish

# What has been found: a path from the object on, what of it is meant (nothing for the property itself), and when
# there is such a thing
_Found = tuple[str, str, _schema.Span]
_PLACES = re.compile(r"\[[0-9]+\]")


class _Lacking(t.NamedTuple):
    """What a version does not have of a type: worked out once, since there may be thousands of objects.

    :param names: properties.
    :param members: values, by property.
    :param inside: the properties that hold objects of which it lacks something, and their types.
    """

    names: t.Mapping[str, _schema.Span]
    members: t.Mapping[str, t.Mapping[str, _schema.Span]]
    inside: t.Mapping[str, tuple[str, tuple[str, ...]]]


def version_problems(targets: t.Iterable[_wish.Target], version: _query.Version) -> list[str]:
    """The kinds, properties and values that this PBX does not have, each with its first place; nothing for a property
    that it would take without a word.

    :param version: None, where the PBX did not tell it, is taken for the newest.
    """
    if version is None:
        return []
    found: dict[tuple[str, ...], list[str]] = {}
    for target in targets:
        for what, problem in _problems_of(target, version):
            found.setdefault((target.kind.name, *what), []).append(problem)
    return [f"{problems[0]}{_and_more(what[0], len(problems) - 1)}" for what, problems in found.items()]


def _and_more(kind_name: str, count: int) -> str:
    places = "1 more place" if count == 1 else f"{count} more places"
    return f" So it is at {places} of {kind_name}." if count else ""


def _problems_of(target: _wish.Target, version: tuple[int, ...]) -> t.Iterator[tuple[tuple[str, ...], str]]:
    """What is wrong with one object, after what tells whether something is wrong with others as well."""
    here = _query.shown_version(version)
    span = _schema.collections()[target.kind.name].operations["patch"]
    if not span.allows(version):
        yield (), f"{target.place} {span.why_not(version)}; this PBX has {here}."
        return
    type_name = _kinds.type_of(target.kind.name)
    secrets = _of_secrets(type_name, target.secrets, version)
    for path, value, needed in (*_of_object(type_name, (), target.value, "", version), *secrets):
        what = f" is {_visible.shown(value)}, which" if value else ""
        shape = (_PLACES.sub("", path), value)
        yield shape, f"{target.place}.{path}{what} {needed.why_not(version)}; this PBX has {here}."


@functools.cache
def _lacking(type_name: str, only: tuple[str, ...], version: tuple[int, ...]) -> _Lacking:
    fields = _kinds.configured(type_name, only)
    names = {one.name: one.described.span for one in fields if not one.described.span.allows(version)}
    members = {
        one.name: {name: span for name, span in _schema.values(one.described.type).items() if not span.allows(version)}
        for one in fields
        if _schema.is_enumeration(one.described.type)
    }
    inside = {one.name: (one.described.type, _query.only_of(one)) for one in fields if _query.has_properties(one)}
    return _Lacking(
        names,
        {name: found for name, found in members.items() if found},
        {name: at for name, at in inside.items() if any(_lacking(*at, version))},
    )


def _of_object(
    type_name: str, only: tuple[str, ...], value: t.Mapping[str, t.Any], path: str, version: tuple[int, ...]
) -> t.Iterator[_Found]:
    lacking = _lacking(type_name, only, version)
    names = {name for found in lacking for name in found}
    for name, given in value.items():
        if name not in names:
            continue
        place = f"{path}.{name}" if path else name
        if name in lacking.names:
            yield place, "", lacking.names[name]
            continue
        for inner, element in elements_at(place, given):
            if name in lacking.inside:
                yield from _of_object(*lacking.inside[name], element, inner, version)
            elif name in lacking.members:
                members = lacking.members[name]
                yield from ((inner, member, members[member]) for member in element.split(", ") if member in members)


def elements_at(path: str, given: t.Any) -> list[tuple[str, t.Any]]:
    """What stands at a place: the elements of a list, or a value, each with its own; nothing for null."""
    if isinstance(given, list):
        return [(f"{path}[{position}]", element) for position, element in enumerate(given)]
    return [] if given is None else [(path, given)]


def _of_secrets(type_name: str, paths: t.Iterable[str], version: tuple[int, ...]) -> t.Iterator[_Found]:
    for path in paths:
        here = type_name
        for name in path.split("."):
            found = _schema.properties(here)[name]
            here = found.type
        if not found.span.allows(version):
            yield path, "", found.span
