# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What is sent to the PBX for an object, made of what a user wants and of what the PBX has already. Pure.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import functools
import re
import typing as t

from ansible_collections.telephony.threecx.plugins.module_utils.api import _errors
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import _decisions, _kinds
from ansible_collections.telephony.threecx.plugins.module_utils.config.plan import _compare, _differences
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading import _export, _query, _references
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes import _wish

_DERIVED = (_decisions.ReadOnly, _decisions.Twin, _decisions.Operational)
_MINUTES = re.compile(r"\d\d:\d\d")
# By the type of a concealed secret, the property that holds it (names of the official description)
_HOLDERS = {"ConcealedPassword": "Value", "ConcealedDataFile": "Contents"}


def body(  # noqa: PLR0917 (the same as those of compare, and which properties)
    kind: _decisions.Kind,
    target: _wish.Target,
    names: t.Collection[str],
    row: _references.Row | None,
    index: _references.Index,
    version: _query.Version,
    *,
    merge: t.Collection[str],
    renew_secrets: bool = False,
) -> dict[str, t.Any]:
    """What to send for some properties of an object; never to be shown.

    Objects and lists are sent whole, since the PBX may replace them (reported of lists). What was not given of them,
    and elements that stay, are sent as the PBX shows them.

    :param names: of properties of the object itself, secrets among them.
    :param row: the object as the PBX shows it, read directly before and with all that these properties hold; None for
        one that is to be created.
    :param merge: the lists whose other elements stay, such as C(Users.Groups).
    :param renew_secrets: whether to send secrets inside of objects that the PBX does not show.
    :raises ThreeCXError: when an object that is referred to is not there, or when the PBX does not show what would be
        replaced.
    """
    wanted = {name: value for name, value in _compare.with_secrets(target).items() if name in names}
    known = {} if row is None else row
    found = _export.export(kind, known, index, version, only=names, to_compare=True).value if known and wanted else {}
    writing = _Body(
        target.place,
        _differences.Comparer(kind, version, merge, renew_secrets=renew_secrets),
        index,
        renew_secrets=renew_secrets,
    )
    return writing.top(wanted, found, known)


class _Body:
    def __init__(
        self, place: str, comparer: _differences.Comparer, index: _references.Index, *, renew_secrets: bool
    ) -> None:
        self._place = place
        self._comparer = comparer
        self._index = index
        self._renew_secrets = renew_secrets

    def top(
        self,
        wanted: t.Mapping[str, _differences.Natural],
        found: t.Mapping[str, _differences.Natural],
        raw: _references.Row,
    ) -> dict[str, t.Any]:
        fields = self._comparer.fields(_kinds.type_of(self._comparer.kind.name), ())
        return self._properties(self._comparer.place, fields, wanted, found, raw)

    def _properties(
        self,
        at: _differences.Place,
        fields: t.Mapping[str, _kinds.Field],
        wanted: t.Mapping[str, _differences.Natural],
        found: t.Mapping[str, _differences.Natural],
        raw: _references.Row,
    ) -> dict[str, t.Any]:
        """What is wanted of the properties of an object.

        :param raw: the object as the PBX shows it; empty where there is none.
        """
        for name in wanted:
            if raw and name in fields and not _is_shown(fields[name], raw):
                what = "the PBX does not show what it holds, which would be lost"
                raise _errors.ThreeCXError(f"{self._place}.{at.of(name).path}: {what}; it was not written.")
        return {
            name: self._property(at.of(name), fields[name], value, found.get(name), raw.get(name))
            for name, value in wanted.items()
            if name in fields
        }

    def _object(
        self,
        at: _differences.Place,
        field: _kinds.Field,
        wanted: _differences.Natural,
        found: _differences.Natural,
        raw: t.Any,
    ) -> dict[str, t.Any]:
        """An object inside, or an element of a list, that is not what is wanted."""
        type_name, only = field.described.type, _query.only_of(field)
        fields = self._comparer.fields(type_name, only)
        known = raw if isinstance(raw, dict) else {}
        given = {
            name: value
            for name, value in wanted.items()
            if name in fields and not (known and self._stays_concealed(fields[name]))
        }
        return {
            **_kept(type_name, only, known),
            **_kinds.left_behind(type_name, found or {}, given),
            **self._properties(at, fields, given, found or {}, known),
        }

    def _stays_concealed(self, field: _kinds.Field) -> bool:
        return isinstance(field.decision, _decisions.Secret) and field.decision.is_concealed and not self._renew_secrets

    def _property(
        self,
        at: _differences.Place,
        field: _kinds.Field,
        wanted: _differences.Natural,
        found: _differences.Natural,
        raw: t.Any,
    ) -> t.Any:
        if isinstance(field.decision, _decisions.Secret):
            holder = _HOLDERS.get(field.described.type)
            return wanted if holder is None else {holder: wanted}
        if isinstance(wanted, list):
            return self._list(at, field, wanted, found or [], raw or [])
        if raw is not None and self._comparer.is_same(at, field, wanted, found):
            return _bare(raw)
        return self._single(at, field, wanted, found, raw)

    def _single(
        self,
        at: _differences.Place,
        field: _kinds.Field,
        wanted: _differences.Natural,
        found: _differences.Natural,
        raw: t.Any,
    ) -> t.Any:
        """A value, or one element of a list, that is another than the PBX has."""
        reference = _query.reference_of(field)
        if reference is not None:
            return self._reference(at, field, reference, wanted)
        if isinstance(wanted, t.Mapping) and _query.has_properties(field):
            return self._object(at, field, wanted, found, raw)
        if field.described.type == "time" and isinstance(wanted, str) and _MINUTES.fullmatch(wanted):
            return f"{wanted}:00"
        return wanted

    def _reference(
        self, at: _differences.Place, field: _kinds.Field, reference: _decisions.Reference, name: str | None
    ) -> t.Any:
        if name is None:
            return _nothing(field, reference)
        stored = self._index.stored(reference, name)
        if isinstance(stored, _references.Pending):
            raise _errors.ThreeCXError(f"{self._place}.{at.path}: {stored.missed}.")
        if isinstance(stored, _references.Unresolved):
            raise _errors.ThreeCXError(f"{self._place}.{at.path}: {stored.why}")
        return {reference.inside: stored} if reference.inside else stored

    # Lists

    def _list(
        self,
        at: _differences.Place,
        field: _kinds.Field,
        wanted: list[_differences.Natural],
        found: list[_differences.Natural],
        raw: list[t.Any],
    ) -> list[t.Any]:
        """A list as a whole.

        :param found: what is exported of C(raw), element by element, but for places at the end that mean nothing.
        """
        partners = self._comparer.partners(at, field, wanted, found)
        pairs = [(None, None) if partner is None else (found[partner], raw[partner]) for partner in partners]
        labels = [
            _differences.label(field.decision, element) if isinstance(field.decision, _decisions.Keyed) else place
            for place, element in enumerate(wanted)
        ]
        elements = [self._element(at.at(of), field, element, *pair) for of, element, pair in zip(labels, wanted, pairs)]
        keeps_others = self._comparer.keeps_others(at, field)
        if not keeps_others and not _has_no_order(field):
            return elements
        # In the order that the PBX has, new ones at the end
        by_partner = dict(zip(partners, elements))
        there = [
            by_partner[place] if place in by_partner else _bare(raw[place])
            for place in range(len(raw))
            if place in by_partner or self._comparer.keeps(at, field, found[place])
        ]
        return [*there, *(element for element, partner in zip(elements, partners) if partner is None)]

    def _element(
        self,
        at: _differences.Place,
        field: _kinds.Field,
        wanted: _differences.Natural,
        found: _differences.Natural,
        raw: t.Any,
    ) -> t.Any:
        if raw is not None and self._comparer.is_same_element(at, field, wanted, found):
            return _bare(raw)
        return self._single(at, field, wanted, found, raw)


def _is_shown(field: _kinds.Field, raw: _references.Row) -> bool:
    """Whether the PBX shows all that would be replaced; a value means no more than itself."""
    value = raw.get(field.name)
    is_null = value is None and field.described.is_nullable
    if field.described.is_list:
        return is_null or isinstance(value, list)
    return is_null or isinstance(value, dict) or not _query.has_properties(field)


def _has_no_order(field: _kinds.Field) -> bool:
    decision = field.decision
    return isinstance(decision, _decisions.Unordered) or (
        isinstance(decision, _decisions.Keyed) and not decision.is_ordered
    )


def _nothing(field: _kinds.Field, reference: _decisions.Reference) -> t.Any:
    """What the PBX stores where nothing is referred to."""
    special = [value for value in reference.none if value not in (None, "")]
    return special[0] if special else None if field.described.is_nullable else ""


def _kept(type_name: str, only: tuple[str, ...], raw: _references.Row) -> dict[str, t.Any]:
    """What of an object that changes is sent as the PBX shows it.

    What the PBX works out of the rest would contradict the change, but its own id still tells which object it is.
    """
    derived = _derived(type_name)
    return {
        name: _bare(value)
        for name, value in raw.items()
        if "@" not in name and name not in derived and (not only or name in only)
    }


@functools.cache
def _derived(type_name: str) -> frozenset[str]:
    fields = _kinds.fields(type_name)
    return frozenset(field.name for field in fields if isinstance(field.decision, _DERIVED) and field.name != "Id")


def _bare(value: t.Any) -> t.Any:
    """The same JSON value without annotations."""
    if isinstance(value, dict):
        return {name: _bare(inner) for name, inner in value.items() if "@" not in name}
    return [_bare(inner) for inner in value] if isinstance(value, list) else value
