# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What was read of a PBX as code: the objects that are asked for, and all that a person should know besides. Pure.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import typing as t
from collections import defaultdict

from ansible_collections.telephony.threecx.plugins.module_utils.api._conceal import conceal
from ansible_collections.telephony.threecx.plugins.module_utils.change._fingerprint import digest
from ansible_collections.telephony.threecx.plugins.module_utils.config import _kinds, _schema
from ansible_collections.telephony.threecx.plugins.module_utils.config._decisions import Kind
from ansible_collections.telephony.threecx.plugins.module_utils.config._export import Exported, export, key_of
from ansible_collections.telephony.threecx.plugins.module_utils.config._query import operational, undecided
from ansible_collections.telephony.threecx.plugins.module_utils.config._reading import Snapshot
from ansible_collections.telephony.threecx.plugins.module_utils.config._references import Index, Row
from ansible_collections.telephony.threecx.plugins.module_utils.config._selection import Selection
from ansible_collections.telephony.threecx.plugins.module_utils.config._wish import Key


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

    def as_result(self, selection: Selection) -> dict[str, t.Any]:
        """The return values."""
        hidden = {"operational": not selection.with_operational, "built_in": not selection.with_built_in}
        return {name: value for name, value in self._asdict().items() if not hidden.get(name)}


def audit(selection: Selection, snapshot: Snapshot) -> Audit:
    """Make what was read into code."""
    index = Index(snapshot.rows, snapshot.unavailable)
    found = Audit({}, [], [], {}, {}, {}, {}, {}, {})
    for kind in selection.kinds:
        if kind.name in snapshot.rows:
            _add_kind(found, selection, kind, snapshot, index)
            found.undecided.update(sorted(undecided(kind, snapshot.version).items()))
            if kind.never_written:
                found.read_only[kind.name] = kind.never_written
    return found


def place(kind: Kind, key: Key, path: str = "") -> str:
    """Where something stands: C(Users[410].Groups[0].GroupId)."""
    head = f"{kind.name}[{', '.join(key)}]" if kind.key else kind.name
    return f"{head}.{path}" if path else head


def _add_kind(found: Audit, selection: Selection, kind: Kind, snapshot: Snapshot, index: Index) -> None:
    objects: dict[Key, list[tuple[Row, Exported]]] = defaultdict(list)
    # Where thousands are read, what is done with is not kept.
    rows = snapshot.rows.pop(kind.name)
    while rows:
        row = rows.pop()
        told = export(kind, row, index, snapshot.version)
        key = key_of(kind, told.value)
        if not selection.wants(kind, key, told):
            continue
        if not any(built_in.fits(row) and not built_in.is_configuration for built_in in kind.built_in):
            objects[key].append((row, told))
        elif selection.with_built_in:
            found.built_in.setdefault(kind.name, []).append(told.value)
    for key in sorted(objects):
        _add_objects(found, kind, key, objects[key])
    _add_values(found, kind, objects)
    lost = sorted(selection.keys.get(kind.name, frozenset()) - set(objects))
    if lost:
        found.missing[kind.name] = [", ".join(key) for key in lost]
    if selection.with_operational:
        _add_operational(found, kind, objects, snapshot)


def _add_values(found: Audit, kind: Kind, objects: t.Mapping[Key, list[tuple[Row, Exported]]]) -> None:
    values = [told.value for key in sorted(objects) for _row, told in objects[key]]
    if kind.key:
        found.config[kind.name] = values
    elif values:
        found.config[kind.name] = values[0]


def _add_objects(found: Audit, kind: Kind, key: Key, objects: list[tuple[Row, Exported]]) -> None:
    """What is to be told of the objects that have one key: one, if all is well."""
    for _row, told in objects:
        found.omitted.extend(place(kind, key, path) for path in told.omitted)
        found.problems.extend({"place": place(kind, key, path), "problem": problem} for path, problem in told.problems)
    if len(objects) > 1:
        own = _schema.collections()[kind.name].key or ""
        ids = " and ".join(sorted(str(row.get(own)) for row, _told in objects))
        problem = f"{len(objects)} objects have this key, with the {own} {ids}"
        found.problems.append({"place": place(kind, key), "problem": problem})
    elif not kind.key:
        found.fingerprints[kind.name] = digest(objects[0][1].value)
    else:
        found.fingerprints.setdefault(kind.name, {})[", ".join(key)] = digest(objects[0][1].value)


def _add_operational(
    found: Audit, kind: Kind, objects: t.Mapping[Key, list[tuple[Row, Exported]]], snapshot: Snapshot
) -> None:
    names = [row.name for row in operational(_kinds.type_of(kind.name), snapshot.version)]
    for key in sorted(objects) if names else ():
        values = conceal({name: objects[key][0][0].get(name) for name in names})
        if kind.key:
            found.operational.setdefault(kind.name, {})[", ".join(key)] = values
        else:
            found.operational[kind.name] = values
