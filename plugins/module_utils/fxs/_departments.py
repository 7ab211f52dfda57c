# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Find the number of a department by the name that people know. Pure.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import difflib
import re
import typing as t
from dataclasses import replace

from ansible_collections.telephony.threecx.plugins.module_utils.api import _errors, _odata, _visible
from ansible_collections.telephony.threecx.plugins.module_utils.change import _told
from ansible_collections.telephony.threecx.plugins.module_utils.fxs import _wanted

_NUMBER = re.compile(r"GRP[0-9]+")
# The department that every PBX has. It is called so where its number should be, too (reported from live systems).
_DEFAULT = "DEFAULT"
# Groups that hold the favourites of one user, and are no departments (reported from live systems).
_FAVOURITES = "___FAVORITES___"
# More names than this do not help in a message.
_MOST_SHOWN = 25


class Department(t.NamedTuple):
    """A department (official OpenAPI description, schema Pbx.Group).

    :param number: what other objects refer to, such as C(GRP0001).
    """

    number: str
    name: str


def read_departments(rows: t.Iterable[t.Mapping[str, t.Any]]) -> list[Department]:
    """The departments among the groups that XAPI lists. Whatever lacks a number or a name cannot be meant."""
    named = [
        Department(str(_odata.plain(row.get("Number")) or ""), str(_odata.plain(row.get("Name")) or "")) for row in rows
    ]
    return [row for row in named if row.number and row.name and not row.name.startswith(_FAVOURITES)]


def with_department(wanted: _wanted.Wanted, departments: t.Iterable[Department]) -> _wanted.Wanted:
    """What is wanted for a device, with the number of a department that was given by its name.

    :param departments: all departments of the PBX; gone through only where a name was given.
    :raises InputError: when there is no such department or more than one.
    """
    given = wanted.values.get("group")
    if wanted.state == "absent" or not given or is_number(given):
        return wanted
    found = find_department(wanted.group_option, given, departments)
    return replace(wanted, values={**wanted.values, "group": found.number}, department=found.name)


def is_number(text: str) -> bool:
    """Whether a department is given by its number."""
    return _NUMBER.fullmatch(text) is not None


def find_department(option: str, given: str, departments: t.Iterable[Department]) -> Department:
    """The department that people call so, or that has this number.

    :param option: the option by which it was given, for the message.
    :param departments: all departments of the PBX.
    :raises InputError: when there is no such department or more than one.
    """
    known = list(departments)
    fitting = [row for row in known if row.name == given]
    called = given.strip().casefold()
    fitting = fitting or [row for row in known if row.name.casefold() == called]
    # That all numbers begin with GRP is what was seen, and is promised nowhere.
    fitting = fitting or [row for row in known if row.number == given.strip()]
    if not fitting and given == _DEFAULT:
        return Department(given, given)
    if len(fitting) != 1:
        raise _errors.InputError(_problem(f"{option} is {_visible.shown(given)}", given, fitting, known))
    return fitting[0]


def _problem(beginning: str, given: str, fitting: list[Department], known: list[Department]) -> str:
    if fitting:
        numbers = ", ".join(row.number for row in fitting)
        return f"{beginning}, and the PBX has several departments of that name: {numbers}. Give one of these."
    names = [row.name for row in known]
    near = difflib.get_close_matches(given, names) or names
    most = _told.listed([_visible.shown(name) for name in near], _MOST_SHOWN)
    return f"{beginning}, and the PBX has no department of that name or number; it has {most}."
