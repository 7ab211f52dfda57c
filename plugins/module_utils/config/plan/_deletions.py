# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Which objects go because nobody names them, and who would miss those that go. Pure.

What becomes of a reference to a number that is gone, nobody has described: the PBX may refuse the deletion, end calls
there, or keep a number that leads nowhere. So nothing is deleted that something else still refers to.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import typing as t
from collections import defaultdict

from ansible_collections.telephony.threecx.plugins.module_utils.change import _patterns, _told
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import _decisions, _kinds, _schema
from ansible_collections.telephony.threecx.plugins.module_utils.config.plan import _overlay
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading import _export, _query, _references
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes import _guards, _wish

_NUMBER = "Number"
# By these people know an object besides its key; several make one name.
_NAMES = (("Name",), ("DisplayName",), ("RuleName",), ("FirstName", "LastName"))
# What refers to objects of a kind, but is not read
_UNSEEN = {
    "Sbcs": "Whether IP phones are connected through an SBC that is deleted is not known, since they are no kind."
}
_MOST_SHOWN = 3


class Deletion(t.NamedTuple):
    """An object that is to be deleted.

    :param row: the object as the PBX shows it.
    """

    kind: _decisions.Kind
    key: _decisions.Key
    row: _references.Row


class Mention(t.NamedTuple):
    """A place at which an object refers to another.

    :param path: from the object on: C(Agents), C(ForwardNoAnswer.Number).
    :param to: a kind, or Peers.
    """

    path: str
    to: str
    name: t.Any


def to_prune(
    wish: _wish.Wish, kind: _decisions.Kind, objects: t.Iterable[tuple[_references.Row, _export.Exported]]
) -> list[_decisions.Key]:
    """The keys of the objects of a kind that go because the user does not name them, in order.

    What is built in stays, and whatever is ignored or out of scope. So does an object with the key of one that stays.
    Which devices stay besides, since they are no FXS devices, is told by C(fxs).

    :param objects: all of the kind that the PBX has, as it shows them and as they are exported.
    """
    named = {target.key for target in wish.targets if target.kind == kind}
    named |= {target.renamed_from for target in wish.targets if target.kind == kind and target.renamed_from}
    goes: dict[_decisions.Key, bool] = {}
    for row, told in objects:
        key = _export.key_of(kind, told.value)
        goes[key] = goes.get(key, key not in named) and _may_go(wish, kind, row, told)
    return sorted(key for key, every_one_goes in goes.items() if every_one_goes)


def is_within(scope: _wish.Scope, kind: _decisions.Kind, told: _export.Exported) -> bool:
    """Whether an object is one of those that may be pruned at all.

    :param told: the object as it is exported.
    """
    key = _export.key_of(kind, told.value)
    mine = set(key) if kind.name == "Groups" else told.departments
    return (
        (scope.departments is None or bool(mine and mine <= scope.departments))
        and (not scope.numbers or (kind.is_numbered and _is_between(key[0], scope.numbers)))
        and (not scope.names or any(_fits(kind, told, pattern) for pattern in scope.names))
    )


def describe_missed(wish: _wish.Wish, objects: t.Iterable[tuple[_decisions.Kind, _export.Exported]]) -> str | None:
    """Why nothing may be pruned: patterns to ignore that fit none of the objects, where that is not allowed.

    :param objects: all of the kinds to prune, those that the user names among them.
    """
    if wish.may_miss:
        return None
    missed = list(wish.ignore)
    for kind, told in objects if missed else ():
        missed = [pattern for pattern in missed if not _fits(kind, told, pattern)]
    kinds = " or ".join(kind.name for kind in wish.prune)
    return _patterns.describe_missed(
        wish.ignore, missed, thing=f"object of {kinds}", names="a key or a name", beginning="41"
    )


def describe_unknown_departments(scope: _wish.Scope, departments: t.Collection[str]) -> list[str]:
    """Why nothing may be pruned: a sentence for each department that C(prune_scope) names and the PBX does not have.

    :param departments: the names of all that it has, or will have.
    """
    return _references.unknown_departments("prune_scope", scope.departments or (), departments)


def kinds_that_refer(kinds: t.Iterable[_decisions.Kind], version: _query.Version = None) -> set[_decisions.Kind]:
    """The kinds whose objects can refer to objects of these kinds, those that are only read among them.

    All of them must be read as a whole to tell who refers to what is deleted.
    """
    asked = _called(kinds)
    if not asked:
        return set()
    return {kind for kind in _kinds.KINDS.values() if any(one.to in asked for one in _query.references(kind, version))}


def describe_unread(
    kinds: t.Iterable[_decisions.Kind], unread: t.Mapping[str, str], version: _query.Version = None
) -> list[str]:
    """Of what it is not known whether it refers to objects that are deleted, since it cannot be read: a sentence for
    each.

    :param kinds: those of the objects that are deleted.
    :param unread: the kinds that cannot be read although there may be objects of them, and why.
    """
    names = sorted({kind.name for kind in kinds_that_refer(kinds, version)} & set(unread))
    return [
        f"Whether {name} refer to what is deleted is not known, since they cannot be read: {unread[name]}"
        for name in names
    ]


def describe_kept_back(
    kinds: t.Collection[_decisions.Kind], rows: t.Mapping[str, t.Iterable[_references.Row]], version: _query.Version
) -> list[str]:
    """The same of what a PBX keeps back in its lists, such as the lines of devices: a sentence for each kind.

    :param kinds: those of the objects that are deleted.
    :param rows: the objects of all C(kinds_that_refer), as the PBX shows them.
    """
    asked, told = _called(kinds), []
    for kind in sorted(kinds_that_refer(kinds, version), key=lambda kind: kind.name):
        names = {
            name for name in kind.kept_back if any(one.to in asked for one in _query.references(kind, version, (name,)))
        }
        hidden = {name for row in rows.get(kind.name, ()) if _keeps_back(kind, row) for name in names - row.keys()}
        if hidden:
            told.append(
                f"Whether {kind.name} refer to what is deleted is not known, since the PBX does not show"
                f" {_told.listed(sorted(hidden))} of all of them."
            )
    return told


def _keeps_back(kind: _decisions.Kind, row: _references.Row) -> bool:
    """Whether a list keeps something of an object back. An array is never null (official OpenAPI description), so that
    one which is missing tells; anything else may be left out for being null (reported from live systems)."""
    properties = _schema.properties(_kinds.type_of(kind.name))
    return any(name not in row for name in kind.kept_back if properties[name].is_list)


def describe_unseen(kinds: t.Iterable[_decisions.Kind]) -> list[str]:
    """Of what nobody can look up whether it refers to objects that are deleted: a sentence for each, for a warning.

    :param kinds: those of the objects that are deleted.
    """
    return sorted({_UNSEEN[kind.name] for kind in kinds if kind.name in _UNSEEN})


def referrers(
    deletions: t.Collection[Deletion],
    rows: t.Mapping[str, t.Iterable[_references.Row]],
    index: _references.Index,
    version: _query.Version,
    wish: _wish.Wish,
) -> dict[tuple[str, _decisions.Key], str]:
    """Why objects cannot be deleted: who still refers to them once all that is wanted besides has been written.

    What goes as well does not count.

    :param rows: the objects of all C(kinds_that_refer), as the PBX shows them.
    :param wish: with references in the spelling of an export.
    :returns: by kind and key one sentence for each object that somebody refers to, in the order of the deletions.
    """
    going = {(deletion.kind.name, deletion.key) for deletion in deletions}
    asked = {name: deletion for deletion in deletions for name in _called_by(deletion)}
    kinds = kinds_that_refer({deletion.kind for deletion in deletions}, version)
    found: dict[tuple[str, _decisions.Key], dict[str, None]] = defaultdict(dict)
    for kind, key, value in _afterwards(kinds, rows, index, version, wish):
        if (kind.name, key) in going:
            continue
        for mention in mentions(kind, value, version):
            deletion = asked.get((mention.to, mention.name))
            if deletion is not None:
                found[deletion.kind.name, deletion.key][_decisions.name_of_object(kind, key, mention.path)] = None
    return {
        at: (
            f"{_decisions.name_of_object(deletion.kind, deletion.key)} cannot be deleted: {who_has(list(found[at]))}"
            " it."
        )
        for deletion in deletions
        if (at := (deletion.kind.name, deletion.key)) in found
    }


def let_go(
    deletion: Deletion, others: t.Iterable[Deletion], index: _references.Index, version: _query.Version
) -> _wish.Target | None:
    """What an object that goes must be for others that go to be mentioned nowhere in it; None where they are not.

    Where objects refer to each other in a circle, none of them can be the first to go on a PBX that deletes nothing
    that is referred to.
    """
    names = {name for other in others if other != deletion for name in _called_by(other)}
    value = _export.export(deletion.kind, deletion.row, index, version).value
    fields = _query.readable(_kinds.type_of(deletion.kind.name), (), version)
    changed = {
        field.name: _without(field, value[field.name], names, version)
        for field in fields
        if field.name in value and _is_mentioned(field, value[field.name], names, version)
    }
    place = _decisions.name_of_object(deletion.kind, deletion.key)
    return _wish.Target(deletion.kind, deletion.key, changed, place) if changed else None


def who_has(places: t.Sequence[str]) -> str:
    """The beginning of what is told of something, by the places that still have it."""
    return f"{_told.listed(places, _MOST_SHOWN)} still {'has' if len(places) == 1 else 'have'}"


def mentions(
    kind: _decisions.Kind, value: t.Mapping[str, t.Any], version: _query.Version = None
) -> t.Iterator[Mention]:
    """All places at which an object refers to others.

    :param value: in the form of an export.
    """
    return _mentions(_query.readable(_kinds.type_of(kind.name), (), version), value, "", version)


def _afterwards(
    kinds: t.Iterable[_decisions.Kind],
    rows: t.Mapping[str, t.Iterable[_references.Row]],
    index: _references.Index,
    version: _query.Version,
    wish: _wish.Wish,
) -> t.Iterator[tuple[_decisions.Kind, _decisions.Key, t.Mapping[str, t.Any]]]:
    """The objects of these kinds as they will be once what is wanted of them is written."""
    targets = _by_key(wish)
    for kind in sorted(kinds, key=lambda kind: (kind.phase, kind.name)):
        there: set[_decisions.Key] = set()
        for row in rows.get(kind.name, ()):
            value = _export.export(kind, row, index, version).value
            key = _export.key_of(kind, value)
            target = targets.get((kind.name, key))
            if target is not None:
                key, value = target.key, _overlay.laid_over(kind, value, target.value, wish.merge_lists)
            there.add(key)
            yield kind, key, value
        new = (target for (name, key), target in targets.items() if name == kind.name and key == target.key)
        yield from ((kind, target.key, target.value) for target in new if target.key not in there)


def _by_key(wish: _wish.Wish) -> dict[tuple[str, _decisions.Key], _wish.Target]:
    """What the user wants of objects, by the keys that they have now or will have."""
    targets = wish.targets if wish.state == "present" else ()
    by_old_key = {(target.kind.name, target.renamed_from): target for target in targets if target.renamed_from}
    return {**by_old_key, **{(target.kind.name, target.key): target for target in targets}}


def _mentions(
    fields: t.Iterable[_kinds.Field],
    value: t.Mapping[str, t.Any],
    path: str,
    version: _query.Version,
    by: tuple[str, ...] = (),
) -> t.Iterator[Mention]:
    """The same for an object inside.

    :param by: where the object is an element of a list, what tells it apart there; the path need not name it again.
    """
    for field in fields:
        here = ".".join(filter(None, (path, field.name)))
        found = value.get(field.name)
        elements = found if isinstance(found, list) else [found]
        reference = _query.reference_of(field)
        if reference is not None:
            place = path.rpartition("[")[0] if field.name in by else here
            yield from (Mention(place, reference.to, name) for name in elements if name is not None)
        elif isinstance(field.decision, _decisions.Numbers) and isinstance(found, str):
            yield from (Mention(here, _decisions.PEERS, name) for name in sorted(field.decision.named_in(found)))
        elif _query.has_properties(field):
            keys = field.decision.by if isinstance(field.decision, _decisions.Keyed) else ()
            inner = _query.readable(field.described.type, _query.only_of(field), version)
            for position, element in enumerate(elements):
                if isinstance(element, t.Mapping):
                    label = ", ".join(str(element.get(name)) for name in keys) or str(position)
                    inside = f"{here}[{label}]" if isinstance(found, list) else here
                    yield from _mentions(inner, element, inside, version, keys)


def _is_mentioned(
    field: _kinds.Field, value: t.Any, names: t.Collection[tuple[str, t.Any]], version: _query.Version
) -> bool:
    found = _mentions((field,), {field.name: value}, "", version)
    return any((mention.to, mention.name) in names for mention in found)


def _without(
    field: _kinds.Field, value: t.Any, names: t.Collection[tuple[str, t.Any]], version: _query.Version
) -> t.Any:
    """The same value with nothing where one of these stands: of a list without the element, of calls to nowhere."""
    if isinstance(value, list):
        if isinstance(field.decision, _decisions.Keyed) and field.decision.is_fixed:
            # Only the PBX takes elements out.
            return [_without(field, element, names, version) for element in value]
        return [element for element in value if not _is_mentioned(field, [element], names, version)]
    if field.described.type == "Destination":
        return {"To": "None", "Number": None}
    if not isinstance(value, t.Mapping):
        return None
    fields = _query.readable(field.described.type, _query.only_of(field), version)
    inside = {inner.name: inner for inner in fields if inner.name in value}
    return {
        name: _without(inside[name], inner, names, version)
        if name in inside and _is_mentioned(inside[name], inner, names, version)
        else inner
        for name, inner in value.items()
    }


def _called(kinds: t.Iterable[_decisions.Kind]) -> set[str]:
    """What references to objects of these kinds may lead to."""
    return {name for kind in kinds for name in _references.called(kind.name)}


def _called_by(deletion: Deletion) -> t.Iterator[tuple[str, t.Any]]:
    """By which names others refer to one object."""
    yield deletion.kind.name, _references.name_of(deletion.kind.name, deletion.row)
    # A department has a number besides its name.
    if _NUMBER in deletion.row:
        yield _decisions.PEERS, deletion.row[_NUMBER]


def _may_go(wish: _wish.Wish, kind: _decisions.Kind, row: _references.Row, told: _export.Exported) -> bool:
    is_ignored = any(_fits(kind, told, pattern) for pattern in wish.ignore)
    return _guards.undeletable(kind, row) is None and is_within(wish.scope, kind, told) and not is_ignored


def _is_between(number: str, ranges: t.Iterable[tuple[str, str]]) -> bool:
    return number.isdigit() and any(
        len(first) == len(number) == len(last) and first <= number <= last for first, last in ranges
    )


def _fits(kind: _decisions.Kind, told: _export.Exported, pattern: str) -> bool:
    """Whether a pattern fits the key of an object, or one of its names."""
    key = ", ".join(_export.key_of(kind, told.value))
    parts = ([told.value.get(name) for name in names] for names in _NAMES)
    names = {" ".join(str(part) for part in found if part) for found in parts} - {""}
    if any(_patterns.fits(text, pattern) for text in (key, *names)):
        return True
    decisions = _kinds.TYPES.get(_kinds.type_of(kind.name), {})
    is_mac = isinstance(decisions.get(kind.key[0]), _decisions.MacAddress)
    return is_mac and _patterns.fits_mac(key, pattern)
