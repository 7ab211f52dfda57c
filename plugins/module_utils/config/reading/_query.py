# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Which properties of a kind are read, and the query that asks for them. Pure.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import functools
import typing as t

from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import _decisions, _kinds, _schema
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading import _references

# The numbers of a PBX's version, as (20, 0, 10); None where it did not tell, which is taken for the newest.
Version = t.Optional[tuple[int, ...]]
Query = dict[str, str]
# What a PBX refuses to tell of a kind: types, and properties of them. It is neither null nor changed, but unknown.
Gaps = frozenset[tuple[str, str]]
NO_GAPS: Gaps = frozenset()


@functools.cache
def readable(type_name: str, only: tuple[str, ...], version: Version, gaps: Gaps = NO_GAPS) -> tuple[_kinds.Field, ...]:
    """What can be set of a type, secrets included, on a PBX of this version, in alphabetical order.

    :param gaps: what the PBX refuses to tell although its version should know it.
    """
    every = (field for field in _kinds.configured(type_name, only) if _is_known(field, version))
    return tuple(field for field in every if (type_name, field.name) not in gaps)


@functools.cache
def operational(type_name: str, version: Version, gaps: Gaps = NO_GAPS) -> tuple[_kinds.Field, ...]:
    """What changes in daily work, of the properties of a type."""
    every = (field for field in _kinds.fields(type_name) if isinstance(field.decision, _decisions.Operational))
    return tuple(field for field in every if _is_known(field, version) and (type_name, field.name) not in gaps)


def only_of(field: _kinds.Field) -> tuple[str, ...]:
    """These properties alone are configuration of the object, or of each element, that a property holds."""
    return field.decision.only if isinstance(field.decision, (_decisions.Part, _decisions.List)) else ()


def shown_version(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version[:3]))


def why_unknown(kind: _decisions.Kind, version: Version) -> str | None:
    """Why a PBX of this version does not know a kind, or not what its objects are known by; None where it does."""
    if version is None:
        return None
    collection, here = _schema.collections()[kind.name], f"; this PBX has {shown_version(version)}."
    span = collection.operations["get"]
    if not span.allows(version):
        return f"{kind.name} {span.why_not(version)}{here}"
    for name in kind.key:
        part = _schema.properties(collection.type)[name].span
        if not part.allows(version):
            return f"{kind.name} are known by {name}, which {part.why_not(version)}{here}"
    return None


def reading_query(kind: _decisions.Kind, version: Version, *, with_operational: bool) -> Query:
    """The query that reads the configuration of a kind: no secret that stands by itself, and nothing besides.

    It is empty where there is nothing but secrets, and where the version does not know the kind.

    :param with_operational: whether to read what changes in daily work too.
    """
    type_name = _kinds.type_of(kind.name)
    fields = list(readable(type_name, (), version))
    if with_operational:
        fields += operational(type_name, version)
    named = {field.name for field in fields if not field.described.is_navigation and not _is_secret(field)}
    expanded = sorted((field for field in fields if field.described.is_navigation), key=lambda field: field.name)
    query = _selected(named | _identifying(kind))
    if expanded:
        query["$expand"] = ",".join(_expansion(field, version) for field in expanded)
    return {**query, **_order(kind)}


def narrow_query(kind: _decisions.Kind, version: Version, names: t.Collection[str]) -> Query:
    """The query that reads these properties of a kind, secrets among them, and what tells its objects apart."""
    fields = [field for field in readable(_kinds.type_of(kind.name), (), version) if field.name in names]
    plain = {field.name for field in fields if not field.described.is_navigation}
    expanded = [_expansion(field, version) for field in fields if field.described.is_navigation]
    return {
        **_selected(plain | _identifying(kind)),
        **({"$expand": ",".join(expanded)} if expanded else {}),
        **_order(kind),
    }


def whole_names(kind: _decisions.Kind, version: Version) -> set[str]:
    """The names of all that can be set of a kind, but for secrets that stand by themselves."""
    return {field.name for field in readable(_kinds.type_of(kind.name), (), version) if not _is_secret(field)}


def whole_query(kind: _decisions.Kind, version: Version, names: t.Collection[str]) -> Query:
    """The query that reads one object with all that these of its properties hold, decided or not.

    What is written as a whole is read as a whole, so that nothing of it is lost.
    """
    fields = [field for field in readable(_kinds.type_of(kind.name), (), version) if field.name in names]
    expanded = [_whole_expansion(field, version) for field in fields if field.described.is_navigation]
    return {"$expand": ",".join(expanded)} if expanded else {}


def index_query(kind_name: str) -> Query:
    """The query that reads just enough of a kind to tell which of its objects a reference means."""
    kind = _kinds.KINDS.get(kind_name) or _decisions.Kind(kind_name, key=("Number",))
    return {**_selected(_identifying(kind)), **_order(kind)}


def has_nested(query: Query) -> bool:
    """Whether a query asks for what stands inside of what it asks for besides."""
    return "$expand=" in query.get("$expand", "")


def gaps_of(kind_name: str, refused: t.Iterable[str]) -> Gaps:
    """What these names ask for of a kind, which the PBX refuses to tell.

    Where it is a part of what a property refers to, nobody knows what that refers to.
    """
    found: set[tuple[str, str]] = set()
    for name in refused:
        type_name = _kinds.type_of(kind_name)
        for part in name.replace("()", "").split("/"):
            described = _schema.properties(type_name)[part]
            field = _kinds.Field(described, _kinds.TYPES.get(type_name, {}).get(part, _kinds.PLAIN))
            last, type_name = (type_name, part), described.type
            if reference_of(field) is not None:
                break
        found.add(last)
    return frozenset(found)


def references(kind: _decisions.Kind, version: Version, names: t.Collection[str] = ()) -> set[_decisions.Reference]:
    """All that objects of a kind may refer to, or that these of their properties may; all of them when it is empty."""
    top = [field for field in readable(_kinds.type_of(kind.name), (), version) if not names or field.name in names]
    waiting, seen, found = list(top), set(top), set()
    while waiting:
        field = waiting.pop()
        reference = reference_of(field)
        if reference is not None:
            found.add(reference)
        elif has_properties(field):
            inner = [row for row in readable(field.described.type, only_of(field), version) if row not in seen]
            seen.update(inner)
            waiting += inner
    return found


def parts_of(kind: _decisions.Kind, version: Version) -> set[tuple[str, tuple[str, ...]]]:
    """The types that the configuration of a kind is made of, each with those of its properties that alone count."""
    seen: set[tuple[str, tuple[str, ...]]] = set()
    waiting: list[tuple[str, tuple[str, ...]]] = [(_kinds.type_of(kind.name), ())]
    while waiting:
        at = waiting.pop()
        if at in seen:
            continue
        seen.add(at)
        inner = (field for field in readable(*at, version) if has_properties(field))
        waiting.extend((field.described.type, only_of(field)) for field in inner)
    return seen


def undecided(kind: _decisions.Kind, version: Version) -> dict[str, str]:
    """What a person can set of a kind, but is neither exported nor written: by type and property, and why.

    What a PBX of this version has, and newer ones no longer, is among it.
    """
    fields = (
        (at[0], field)
        for at in parts_of(kind, version)
        for field in (*_kinds.fields(*at), *(() if version is None else _kinds.former(*at)))
    )
    return {
        f"{type_name}.{field.name}": field.decision.why
        for type_name, field in fields
        if isinstance(field.decision, _decisions.Refused) and _is_known(field, version)
    }


def reference_of(field: _kinds.Field) -> _decisions.Reference | None:
    """What a property refers to, or each element of the list that it holds; None when it refers to nothing."""
    decision = field.decision.of if isinstance(field.decision, _decisions.List) else field.decision
    return decision if isinstance(decision, _decisions.Reference) else None


def is_hidden_from_us(field: _kinds.Field, element: object) -> bool:
    """Whether an element of a list, in the form of an export, refers to what nobody can see: an id stands for it.

    The role of an API client may hide a department, and what is in there is not its own to take out.
    """
    if isinstance(field.decision, _decisions.Keyed) and isinstance(element, t.Mapping):
        decisions = _kinds.TYPES.get(field.described.type, {})
        names = (name for name in field.decision.by if isinstance(decisions.get(name), _decisions.Reference))
        return any(isinstance(element.get(name), int) for name in names)
    return reference_of(field) is not None and isinstance(element, int)


def has_properties(field: _kinds.Field) -> bool:
    """Whether a property holds an object, or a list of objects, whose own properties are configuration."""
    return _schema.is_type(field.described.type) and reference_of(field) is None and not _is_secret(field)


def _is_known(field: _kinds.Field, version: Version) -> bool:
    return version is None or field.described.span.allows(version)


def _is_secret(field: _kinds.Field) -> bool:
    """Whether a property need not be read, since it is a secret whatever else the object says."""
    return isinstance(field.decision, _decisions.Secret) and not field.decision.named_by


def _identifying(kind: _decisions.Kind) -> set[str]:
    """What tells the objects of a kind apart, for people, for the PBX and for what refers to them."""
    collection = _schema.collections()[kind.name]
    known = _schema.properties(collection.type)
    wanted = {
        collection.key,
        *kind.key,
        *_references.STORED.get(kind.name, ()),
        *(row.property for row in kind.built_in),
    }
    if kind.alias is not None:
        wanted.add(kind.alias[0])
    return {name for name in wanted if name in known and not known[name].is_navigation}


def _selected(names: t.Collection[str]) -> Query:
    """What asks for these properties; for whatever there is where there are none, as OData has no empty C($select)."""
    return {"$select": ",".join(sorted(names))} if names else {}


def _order(kind: _decisions.Kind) -> Query:
    key = _schema.collections()[kind.name].key
    return {} if key is None else {"$orderby": key}


def _expansion(field: _kinds.Field, version: Version) -> str:
    """How C($expand) asks for a property and for what is expanded inside it."""
    reference = reference_of(field)
    inner = () if reference else readable(field.described.type, only_of(field), version)
    named = [row.name for row in inner if not row.described.is_navigation and not _is_secret(row)]
    further = [_expansion(row, version) for row in inner if row.described.is_navigation]
    options = [f"$select={','.join([reference.inside] if reference else named)}"] if reference or named else []
    options += [f"$expand={','.join(further)}"] if further else []
    return f"{field.name}({';'.join(options)})" if options else field.name


def _whole_expansion(field: _kinds.Field, version: Version) -> str:
    inner = readable(field.described.type, only_of(field), version) if has_properties(field) else ()
    further = [_whole_expansion(row, version) for row in inner if row.described.is_navigation]
    return f"{field.name}($expand={','.join(further)})" if further else field.name
