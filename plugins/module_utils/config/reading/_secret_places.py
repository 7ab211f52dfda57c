# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Find the secrets in a configuration as a user gives it, before anybody has looked whether it is right. Pure.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import functools
import typing as t

from ansible_collections.telephony.threecx.plugins.module_utils.api import _conceal
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import _decisions, _kinds, _schema
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading import _export


def config_secrets(config: object) -> set[str]:
    """The secrets in C({kind: [objects] | object}), as texts, whatever is wrong with it.

    These are the values at places that are secrets by what is decided of each property, those that are secrets by
    their names, as C(secret_texts) finds them, and those of names that somebody has misspelt.
    """
    if not isinstance(config, dict):
        return _conceal.secret_texts(config)
    return {text for name, value in config.items() for text in _inside_kind(name, value)}


def _inside_kind(name: object, value: object) -> set[str]:
    kind = str(name) if name in _kinds.KINDS else _schema.nearest(str(name), _kinds.KINDS)
    return _conceal.secret_texts({name: value}) | (_inside_type(_kinds.type_of(kind), value) if kind else set())


def _inside_type(type_name: str, value: object) -> set[str]:
    """The secrets of an object of this type, or of each in a list of them."""
    if not _may_hold_secrets(type_name):
        return set()
    if isinstance(value, list):
        return {text for element in value for text in _inside_type(type_name, element)}
    if not isinstance(value, dict):
        return set()
    return {text for name, inner in value.items() for text in _inside_property(type_name, value, name, inner)}


def _inside_property(type_name: str, parent: t.Mapping[str, t.Any], name: object, value: object) -> set[str]:
    fields = _fields(type_name)
    found = fields.get(str(name)) or fields.get(_schema.nearest(str(name), fields) or "")
    if found is None:
        return set()
    if isinstance(found.decision, _decisions.Secret) and _export.is_secret(found.decision, parent):
        return _conceal.all_texts(value)
    return _inside_type(found.described.type, value) if _schema.is_type(found.described.type) else set()


@functools.cache
def _may_hold_secrets(type_name: str) -> bool:
    """Whether anything in an object of a type is decided to be a secret, at any depth. No type holds itself."""
    return any(
        isinstance(field.decision, _decisions.Secret)
        or (_schema.is_type(field.described.type) and _may_hold_secrets(field.described.type))
        for field in _fields(type_name).values()
    )


@functools.cache
def _fields(type_name: str) -> dict[str, _kinds.Field]:
    return {field.name: field for field in _kinds.fields(type_name)}
