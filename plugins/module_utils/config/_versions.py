# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What a user wants that the version of a PBX does not have. Pure.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import typing as t

from ansible_collections.telephony.threecx.plugins.module_utils.api._visible import shown
from ansible_collections.telephony.threecx.plugins.module_utils.config import _kinds, _schema
from ansible_collections.telephony.threecx.plugins.module_utils.config._query import Version, has_properties, only_of
from ansible_collections.telephony.threecx.plugins.module_utils.config._schema import Span
from ansible_collections.telephony.threecx.plugins.module_utils.config._wish import Target

# What has been found: a path from the object on, what of it is meant (nothing for the property itself), and when
# there is such a thing
_Found = tuple[str, str, Span]


def version_problems(targets: t.Iterable[Target], version: Version) -> list[str]:
    """The kinds, properties and values that this PBX does not have, each with its place; nothing for a property that it
    would take without a word.

    :param version: None, where the PBX did not tell it, is taken for the newest.
    """
    if version is None:
        return []
    return [problem for target in targets for problem in _problems_of(target, version)]


def _problems_of(target: Target, version: tuple[int, ...]) -> t.Iterator[str]:
    here = ".".join(map(str, version[:3]))
    span = _schema.collections()[target.kind.name].operations["patch"]
    if not span.allows(version):
        yield f"{target.place} {_reason(span, version)}; this PBX has {here}."
        return
    type_name = _kinds.type_of(target.kind.name)
    found = [*_of_object(type_name, (), target.value, ""), *_of_secrets(type_name, target.secrets)]
    for path, value, needed in found:
        if not needed.allows(version):
            what = f" is {shown(value)}, which" if value else ""
            yield f"{target.place}.{path}{what} {_reason(needed, version)}; this PBX has {here}."


def _reason(span: Span, version: tuple[int, ...]) -> str:
    is_too_old = Span(since=span.since).allows(version)
    return f"went with the release after {span.until}" if is_too_old else f"came with {span.since}"


def _of_object(type_name: str, only: tuple[str, ...], value: t.Mapping[str, t.Any], path: str) -> t.Iterator[_Found]:
    for one in _kinds.configured(type_name, only):
        if one.name not in value:
            continue
        place = f"{path}.{one.name}" if path else one.name
        yield place, "", one.described.span
        is_list, given = one.described.is_list, value[one.name]
        for position, element in enumerate(given if is_list else [given]):
            inner = f"{place}[{position}]" if is_list else place
            if has_properties(one) and element is not None:
                yield from _of_object(one.described.type, only_of(one), element, inner)
            elif _schema.is_enumeration(one.described.type) and element is not None:
                yield from _of_members(one.described.type, element, inner)


def _of_members(enumeration: str, value: str, path: str) -> t.Iterator[_Found]:
    names = value.split(", ") if _schema.is_flags(enumeration) else [value]
    known = _schema.values(enumeration)
    yield from ((path, name, known[name]) for name in names)


def _of_secrets(type_name: str, paths: t.Iterable[str]) -> t.Iterator[_Found]:
    for path in paths:
        here = type_name
        for name in path.split("."):
            found = _schema.properties(here)[name]
            here = found.type
        yield path, "", found.span
