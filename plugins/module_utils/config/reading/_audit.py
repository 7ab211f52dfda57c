# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What was read of a PBX as code: the objects that are asked for, and all that a person should know besides. Pure.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import typing as t
from collections import defaultdict

from ansible_collections.telephony.threecx.plugins.module_utils.api import _conceal
from ansible_collections.telephony.threecx.plugins.module_utils.change import _fingerprint
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import _decisions, _kinds, _schema
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading import (
    _export,
    _query,
    _reading,
    _references,
    _selection,
)


class Audit(t.NamedTuple):
    """A configuration, and what is to be known of it.

    :param config: the objects of each kind in the order of their keys, and the one object of each singleton.
    :param omitted: the places of the secrets that objects may have.
    :param problems: what a person must look at: places, and what is wrong there.
    :param missing: the keys that were asked for and lead to no object, by kind.
    :param fingerprints: a digest for each object by kind and key; for a singleton by kind.
    :param operational: what changes in daily work, by kind and key, where it was asked for.
    :param undecided: what a person can set of these kinds, but is not exported, by type and property, and why.
    :param read_only: the kinds among them that are only read, and why.
    :param built_in: the objects that the PBX has made itself, by kind, where they were asked for.
    """

    config: dict[str, t.Any]
    omitted: list[str]
    problems: list[dict[str, str]]
    missing: dict[str, list[str]]
    fingerprints: dict[str, t.Any]
    operational: dict[str, t.Any]
    built_in: dict[str, list[dict[str, t.Any]]]
    undecided: dict[str, str]
    read_only: dict[str, str]

    def as_result(self, selection: _selection.Selection) -> dict[str, t.Any]:
        """The return values."""
        hidden = {"operational": not selection.with_operational, "built_in": not selection.with_built_in}
        return {name: value for name, value in self._asdict().items() if not hidden.get(name)}


class _Object(t.NamedTuple):
    """What is kept of one object.

    :param own: what the PBX itself calls it by.
    :param operational: what changes in daily work, where it was asked for.
    """

    own: str
    told: _export.Exported
    fingerprint: str
    operational: dict[str, t.Any]


class Gathering:
    """The objects that are asked for, page by page as they are read."""

    def __init__(self, selection: _selection.Selection, version: _query.Version) -> None:
        self._selection = selection
        self._version = version
        self._objects: dict[str, dict[_decisions.Key, list[_Object]]] = defaultdict(lambda: defaultdict(list))
        self._built_in: dict[str, list[dict[str, t.Any]]] = defaultdict(list)

    def take(
        self, kind: _decisions.Kind, rows: t.Iterable[_references.Row], index: _references.Index, gaps: _query.Gaps
    ) -> None:
        """Keep some objects of a kind as code, and nothing else of them: there may be thousands.

        :param gaps: what the PBX has refused to tell of them.
        """
        for row in rows:
            told = _export.export(kind, row, index, self._version, gaps=gaps)
            key = _export.key_of(kind, told.value)
            if not self._selection.wants(kind, key, told):
                continue
            if not any(built_in.fits(row) and not built_in.is_configuration for built_in in kind.built_in):
                self._objects[kind.name][key].append(self._object(kind, row, told, gaps))
            elif self._selection.with_built_in:
                self._built_in[kind.name].append(told.value)

    def _object(
        self, kind: _decisions.Kind, row: _references.Row, told: _export.Exported, gaps: _query.Gaps
    ) -> _Object:
        is_asked_for = self._selection.with_operational
        daily = _query.operational(_kinds.type_of(kind.name), self._version, gaps) if is_asked_for else ()
        own = str(row.get(_schema.collections()[kind.name].key or ""))
        return _Object(
            own,
            told,
            _fingerprint.digest(told.value),
            _conceal.conceal({field.name: row.get(field.name) for field in daily}),
        )

    def audit(self, outcome: _reading.Outcome) -> Audit:
        """What was found, without the kinds that are not shown.

        :param outcome: what could not be read.
        """
        found = Audit({}, [], [_refusal(name) for name in outcome.refused], {}, {}, {}, {}, {}, {})
        for kind in self._selection.kinds:
            if kind.name in outcome.unavailable:
                continue
            if kind.name in self._built_in:
                found.built_in[kind.name] = self._built_in[kind.name]
            _add_kind(found, self._selection, kind, self._objects[kind.name])
            found.undecided.update(sorted(_query.undecided(kind, self._version).items()))
        return found


def _refusal(name: str) -> dict[str, str]:
    problem = "the PBX refuses to tell it, which its version may not know, so that it is left out"
    return {"place": name, "problem": problem}


def _add_kind(
    found: Audit,
    selection: _selection.Selection,
    kind: _decisions.Kind,
    objects: t.Mapping[_decisions.Key, list[_Object]],
) -> None:
    for key in sorted(objects):
        _add_objects(found, kind, key, objects[key])
    _add_values(found, kind, objects)
    lost = sorted(selection.keys.get(kind.name, frozenset()) - set(objects))
    if lost:
        found.missing[kind.name] = [", ".join(key) for key in lost]
    daily = {", ".join(key): objects[key][0].operational for key in sorted(objects)}
    if any(daily.values()):
        found.operational[kind.name] = daily if kind.key else daily[""]
    if kind.never_written:
        found.read_only[kind.name] = kind.never_written


def _add_values(found: Audit, kind: _decisions.Kind, objects: t.Mapping[_decisions.Key, list[_Object]]) -> None:
    values = [one.told.value for key in sorted(objects) for one in objects[key]]
    if not _schema.collections()[kind.name].is_single:
        found.config[kind.name] = values
    elif values:
        found.config[kind.name] = values[0]


def _nameless(kind: _decisions.Kind, value: t.Mapping[str, t.Any]) -> t.Iterator[tuple[str, str]]:
    """What an object lacks to be called by, so that it cannot be given back."""
    for name in kind.key:
        if kind.is_known_by(name) and value.get(name, "-") in (None, ""):
            yield name, f"is empty, and {kind.name} are known by it"


def _add_objects(found: Audit, kind: _decisions.Kind, key: _decisions.Key, objects: list[_Object]) -> None:
    """What is to be told of the objects that have one key: one, if all is well."""
    for one in objects:
        found.omitted.extend(_decisions.name_of_object(kind, key, path) for path in one.told.omitted)
        found.problems.extend(
            {"place": _decisions.name_of_object(kind, key, path), "problem": what}
            for path, what in (*one.told.problems, *_nameless(kind, one.told.value))
        )
    collection = _schema.collections()[kind.name]
    if not kind.key and not collection.is_single:
        # Nothing tells these apart, so that there is nothing to call one of them by.
        return
    if len(objects) > 1:
        name = collection.key or ""
        ids = " and ".join(sorted(one.own for one in objects))
        problem = f"{len(objects)} objects have this key, with the {name} {ids}"
        found.problems.append({"place": _decisions.name_of_object(kind, key), "problem": problem})
    elif not kind.key:
        found.fingerprints[kind.name] = objects[0].fingerprint
    else:
        found.fingerprints.setdefault(kind.name, {})[", ".join(key)] = objects[0].fingerprint
