# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Which objects a user wants to see, read from options and checked before any request. Pure.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import typing as t

from ansible_collections.telephony.threecx.plugins.module_utils.api import _connection, _errors, _values
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import _decisions, _kinds, _schema
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading import _export


class Selection(t.NamedTuple):
    """Which objects a user wants to see.

    :param kinds: in the order in which they would be written.
    :param departments: the names of those whose objects are wanted; None for all objects.
    :param keys: the natural keys of the objects that are wanted, of those kinds that it names.
    :param parallel: how many requests to send at the same time.
    """

    kinds: tuple[_decisions.Kind, ...]
    departments: frozenset[str] | None
    keys: t.Mapping[str, frozenset[_decisions.Key]]
    with_operational: bool
    with_built_in: bool
    parallel: int

    def wants(self, kind: _decisions.Kind, key: _decisions.Key, told: _export.Exported) -> bool:
        if kind.name in self.keys and key not in self.keys[kind.name]:
            return False
        if self.departments is None:
            return True
        return bool(self.departments & (set(key) if kind.name == "Groups" else told.departments))


def read_selection(params: t.Mapping[str, t.Any]) -> Selection:
    """Read the options of the selection.

    :raises InputError: naming the option, the value and what would be right.
    """
    for option in ("kinds", "departments", "keys"):
        if params[option] is not None and not params[option]:
            raise _errors.InputError(f"{option} is empty; leave the option out where that is meant.")
    keys = {name: _read_keys(name, given) for name, given in (params["keys"] or {}).items()}
    names = params["kinds"] or list(keys) or [kind.name for kind in _kinds.KINDS.values() if kind.is_understood]
    kinds = [_read_kind("kinds", name) for name in dict.fromkeys(names)]
    strangers = [name for name in keys if name not in names]
    if strangers:
        raise _errors.InputError(f"keys names {strangers[0]}, which is not among kinds.")
    if not 1 <= params["parallel"] <= _connection.MAX_PARALLEL:
        raise _errors.InputError(
            f"parallel is {params['parallel']}; it must be a number from 1 to {_connection.MAX_PARALLEL}."
        )
    departments = params["departments"]
    return Selection(
        tuple(sorted(kinds, key=lambda kind: (kind.phase, kind.name))),
        None if departments is None else frozenset(departments),
        keys,
        "operational" in params["include"],
        "built_in" in params["include"],
        params["parallel"],
    )


def _read_kind(option: str, name: str) -> _decisions.Kind:
    kind = _kinds.KINDS.get(name)
    if kind is not None:
        return kind
    near = _schema.nearest(name, _kinds.KINDS)
    hint = f"; did you mean {near}?" if near else f"; known are {', '.join(sorted(_kinds.KINDS))}."
    raise _errors.InputError(f"{option} names '{name}', which is no kind of object{hint}")


def _read_keys(name: str, given: t.Any) -> frozenset[_decisions.Key]:
    kind = _read_kind("keys", name)
    if not kind.key:
        raise _errors.InputError(f"keys names {name}, of which there is only one object; name it in kinds.")
    if not isinstance(given, list):
        raise _errors.InputError(f"keys, {name}: it must be a list of keys.")
    return frozenset(_read_key(kind, position, key) for position, key in enumerate(given, start=1))


def _spelt(kind: _decisions.Kind, name: str, part: str) -> str:
    """A part of a key as an export has it."""
    decision = _kinds.TYPES.get(_kinds.type_of(kind.name), {}).get(name)
    return _values.normalise_mac(part) if isinstance(decision, _decisions.MacAddress) and _values.is_mac(part) else part


def _read_key(kind: _decisions.Kind, position: int, key: t.Any) -> _decisions.Key:
    parts = tuple(key.get(name) for name in kind.key) if isinstance(key, dict) else (key,)
    is_whole = len(parts) == len(kind.key) and all(isinstance(part, str) for part in parts)
    if is_whole and not (isinstance(key, dict) and set(key) - set(kind.key)):
        return tuple(_spelt(kind, name, part) for name, part in zip(kind.key, t.cast("_decisions.Key", parts)))
    wanted = (
        "a text in quotes" if len(kind.key) == 1 else f"a mapping with {', '.join(kind.key)}, each a text in quotes"
    )
    raise _errors.InputError(f"keys, {kind.name}, entry {position} is {key!r}; it must be {wanted}.")
