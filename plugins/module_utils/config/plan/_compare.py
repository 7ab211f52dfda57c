# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What an object of the PBX lacks of what a user wants, and how that is told without secrets. Pure.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import typing as t

from ansible_collections.telephony.threecx.plugins.module_utils.api import _visible
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import _decisions, _kinds
from ansible_collections.telephony.threecx.plugins.module_utils.config.plan import _differences
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading import _export, _query, _references
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes import _wish

_UNCHANGED, _CHANGED = "unchanged", "changed"
# Characters of a text in a message
_LONGEST = 80


class Comparison(t.NamedTuple):
    """How an object differs from what a user wants of it. Nothing here is secret.

    :param fields: the properties of the object itself that differ, in the order in which they were given, those of
        secrets at the end.
    :param details: where exactly, such as C(Groups[Lyon].Rights.RoleName).
    :param before: these properties as the PBX has them, in the form of an export; of objects inside what was given.
    :param after: the same as the user wants them. Secrets are C(changed) or C(unchanged) on both sides.
    :param removed: how many members are taken out of lists.
    :param not_compared: where secrets stand that the PBX shows to nobody.
    :param unshown: what was given, and the PBX does not show.
    :param impossible: sentences about elements that the user wants in lists which only the PBX fills.
    """

    fields: tuple[str, ...]
    details: tuple[str, ...] = ()
    before: t.Mapping[str, _differences.Natural] = {}
    after: t.Mapping[str, _differences.Natural] = {}
    removed: int = 0
    not_compared: tuple[str, ...] = ()
    unshown: tuple[str, ...] = ()
    impossible: tuple[str, ...] = ()

    @classmethod
    def of_new(cls, target: _wish.Target) -> Comparison:
        """The comparison with nothing, of an object that is to be created."""
        names = given_names(target)
        after = _marked(dict(target.value), dict.fromkeys(target.secrets, _CHANGED))
        return cls(names, names, {}, after)


def given_names(target: _wish.Target) -> tuple[str, ...]:
    """The properties of an object that were given, those of secrets at the end."""
    return tuple(dict.fromkeys((*target.value, *(path.partition(".")[0] for path in target.secrets))))


def compare(
    kind: _decisions.Kind,
    target: _wish.Target,
    row: _references.Row,
    index: _references.Index,
    version: _query.Version,
    *,
    merge: t.Collection[str],
    renew_secrets: bool = False,
) -> Comparison:
    """Compare an object of the PBX with what a user wants of it.

    :param target: with the names of an export for what it refers to, see C(resolve).
    :param row: the object as the PBX shows it; no more of it is needed than was given.
    :param merge: the lists whose other elements stay, such as C(Users.Groups).
    :param renew_secrets: whether secrets that cannot be compared count as different.
    """
    comparer = _differences.Comparer(kind, version, merge, renew_secrets=renew_secrets)
    found = list(_each_difference(comparer, target, row, index))
    differing = [one for one in found if one.what not in _differences.UNKNOWN]
    tops = {_differences.top(one.path) for one in differing}
    fields = tuple(name for name in given_names(target) if name in tops)
    places = [one.path for one in differing]
    secrets = [path for path in target.secrets if any(path == one or path.startswith(f"{one}.") for one in places)]
    known = _export.export(kind, row, index, version, only=fields).value if fields else {}
    return Comparison(
        fields,
        tuple(dict.fromkeys(places)),
        *_sides(comparer, target, known, fields, secrets),
        sum(one.removed for one in differing),
        tuple(one.path for one in found if one.what == "concealed"),
        tuple(one.path for one in found if one.what == "unshown"),
        tuple(
            f"{one.path}: there is no such element, and only the PBX adds any." for one in found if one.what == "fixed"
        ),
    )


def unmet(
    kind: _decisions.Kind,
    target: _wish.Target,
    row: _references.Row,
    index: _references.Index,
    version: _query.Version,
    *,
    merge: t.Collection[str],
) -> list[str]:
    """What an object does not have although it was written, without secrets.

    What the PBX does not show counts as stored.

    :param row: the object as the PBX shows it afterwards.
    """
    found = _each_difference(_differences.Comparer(kind, version, merge), target, row, index)
    return [_told(one) for one in found if one.what not in _differences.UNKNOWN]


def with_secrets(target: _wish.Target) -> dict[str, _differences.Natural]:
    """All that was given, in one; never to be shown."""
    return _marked(dict(target.value), target.secrets)


def _each_difference(
    comparer: _differences.Comparer, target: _wish.Target, row: _references.Row, index: _references.Index
) -> t.Iterator[_differences.Difference]:
    wanted = with_secrets(target) if target.secrets else target.value
    found = _export.export(comparer.kind, row, index, comparer.version, only=given_names(target), to_compare=True).value
    return comparer.differences(wanted, found)


def _marked(value: dict[str, _differences.Natural], texts: t.Mapping[str, str]) -> dict[str, _differences.Natural]:
    """The same object with texts put in by their paths; objects on the way are copied, or made."""
    for path, text in texts.items():
        inner = value
        *way, name = path.split(".")
        for step in way:
            inner[step] = dict(inner.get(step) or {})
            inner = inner[step]
        inner[name] = text
    return value


# Both sides of a difference


def _sides(
    comparer: _differences.Comparer,
    target: _wish.Target,
    known: t.Mapping[str, _differences.Natural],
    fields: t.Collection[str],
    secrets: t.Collection[str],
) -> tuple[dict[str, _differences.Natural], dict[str, _differences.Natural]]:
    """The properties that differ, before and after.

    :param known: the object as it is exported.
    :param secrets: the paths of those that differ.
    """
    described = comparer.fields(_kinds.type_of(comparer.kind.name), ())
    wanted = {name: target.value[name] for name in fields if name in target.value}
    before = {
        name: _part(comparer, comparer.place.of(name), described[name], value, known.get(name, _UNCHANGED))
        for name, value in wanted.items()
    }
    before.update({name: None for name in fields if name not in wanted and known.get(name, "") is None})
    after = {name: _sorted(comparer, described[name], value) for name, value in wanted.items()}
    return (
        _marked(before, {path: _UNCHANGED for path in secrets if _is_inside(before, path)}),
        _marked(after, dict.fromkeys(secrets, _CHANGED)),
    )


def _is_inside(value: t.Mapping[str, _differences.Natural], path: str) -> bool:
    """Whether the object is there in which a secret stands."""
    for step in path.split(".")[:-1]:
        inner = value.get(step)
        if step in value and not isinstance(inner, t.Mapping):
            return False
        value = inner or {}
    return True


def _part(
    comparer: _differences.Comparer,
    at: _differences.Place,
    field: _kinds.Field,
    wanted: _differences.Natural,
    found: _differences.Natural,
) -> _differences.Natural:
    """What there is of that which was given: of objects no more than these properties, of lists all elements that do
    not stay anyway."""
    if not isinstance(wanted, list) or not isinstance(found, list):
        return _single_part(comparer, at, field, wanted, found)
    partners = comparer.partners(at, field, wanted, found)
    of = {partner: place for place, partner in enumerate(partners) if partner is not None}
    return [
        _single_part(comparer, at, field, wanted[of[place]], element) if place in of else element
        for place, element in enumerate(found)
        if place in of or not comparer.keeps(at, field, element)
    ]


def _single_part(
    comparer: _differences.Comparer,
    at: _differences.Place,
    field: _kinds.Field,
    wanted: _differences.Natural,
    found: _differences.Natural,
) -> _differences.Natural:
    if not (isinstance(wanted, t.Mapping) and isinstance(found, t.Mapping) and _query.has_properties(field)):
        return found
    fields = comparer.fields(field.described.type, _query.only_of(field))
    return {
        name: _part(comparer, at.of(name), fields[name], value, found.get(name, _UNCHANGED))
        for name, value in wanted.items()
        if name in fields
    }


def _sorted(comparer: _differences.Comparer, field: _kinds.Field, wanted: _differences.Natural) -> _differences.Natural:
    """The same value with its lists, and those inside of it, in the order in which an export has them."""
    if isinstance(wanted, list):
        elements = [_sorted(comparer, field, element) for element in wanted]
        return _export.sorted_as(field.decision, elements) if isinstance(field.decision, _decisions.List) else elements
    if not (isinstance(wanted, t.Mapping) and _query.has_properties(field)):
        return wanted
    fields = comparer.fields(field.described.type, _query.only_of(field))
    return {name: _sorted(comparer, fields[name], value) if name in fields else value for name, value in wanted.items()}


# Messages


def _told(one: _differences.Difference) -> str:
    """What the PBX has made of a value, in words."""
    if one.is_secret:
        return f"{one.path}: the PBX stored another one"
    if one.what in ("lacks", "fixed"):
        return f"{one.path}: the PBX did not store it"
    if one.what == "has":
        return f"{one.path}: the PBX still has it"
    if one.what == "order":
        return f"{one.path}: the PBX stored another order"
    return f"{one.path}: the PBX stored {_text(one.found, 'another one')} for {_text(one.wanted, 'what was given')}"


def _text(value: _differences.Natural, otherwise: str = "") -> str:
    """A value for a message.

    :param otherwise: what to say of one that is not simple.
    """
    if isinstance(value, list) and not any(isinstance(element, (dict, list)) for element in value):
        return f"[{', '.join(map(_text, value))}]"
    if isinstance(value, (dict, list)):
        return otherwise
    if isinstance(value, str):
        if _export.gives_access(value):
            return "a URL that gives access"
        return _visible.shown(value if len(value) <= _LONGEST else f"{value[:_LONGEST]}...")
    return "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
