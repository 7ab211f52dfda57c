# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Single values that a user wants, read by what XAPI says of their properties and by what these mean. Pure.

What YAML has made of another value is no value of its type: 410 is no number of an extension, and 630 is not 10:30.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import re
import typing as t

from ansible_collections.telephony.threecx.plugins.module_utils.api import _conceal, _odata, _urls, _values, _visible
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import (
    _decisions,
    _kinds,
    _objects,
    _schema,
    _spelling,
)
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading import _export

#: What is said of references where null means none.
OR_NULL = ", or null where none is meant"
_RANGES = {"uint8": (0, 2**8 - 1), "int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}
_WHOLE = re.compile(r"-?[0-9]{1,19}")
# What YAML 1.1 takes for a boolean, by the boolean
_YAML_WORDS = {False: ("no", "off", "false", "n"), True: ("yes", "on", "true", "y")}
_CLOCKS = {
    "time": "a time of day like '09:00' or '23:59:59'",
    "duration": "a duration like '13:30', which is 13 hours and a half, or 'PT13H30M'",
}
# Without one of these, a text holds neither a URL nor a marker, and is no template.
_SUSPECT = re.compile(r"[:<{$]|//|VALUE_")
# What a part of a time holds
_PART = 60
# Characters of a value in a message
_SHOWN = 60


class Wrong(t.NamedTuple):
    """What is wrong with a value.

    :param why: the rest of a sentence that begins with the place of the value, such as C(is 'x'; it must be ...).
    """

    why: str


def goes_in(found: _schema.Property, decision: _decisions.Decision | None) -> t.Callable[[t.Any], bool]:
    """Whether a value goes in as it is, told at a glance: what does not is for C(read_value) to judge.

    There may be hundreds of thousands of values, and almost all of them are fine.
    """
    if (
        isinstance(decision, (_decisions.Secret, _decisions.MacAddress))
        or decision is _objects.OWN_NUMBER
        or found.is_list
        or found.longest
    ):
        return _no_value
    if isinstance(decision, _decisions.Reference):
        return lambda value: value != "" and _is_plain(value)
    if decision is _objects.ROLE:
        return lambda value: value in _objects.ROLES
    if _schema.is_enumeration(found.type):
        members = frozenset(_schema.values(found.type))
        return lambda value: isinstance(value, str) and value in members
    if found.type in _RANGES:
        first, last = _RANGES[found.type]
        return lambda value: _is_whole(value) and first <= value <= last
    return {"bool": _is_flag, "text": _is_plain}.get(found.type, _no_value)


def _is_flag(value: t.Any) -> bool:
    return isinstance(value, bool)


def _is_whole(value: t.Any) -> bool:
    return _odata.whole(value) is not None


def _is_plain(value: t.Any) -> bool:
    return isinstance(value, str) and _SUSPECT.search(value) is None


def _no_value(_value: t.Any) -> bool:
    return False


def read_value(found: _schema.Property, decision: _decisions.Decision | None, value: t.Any) -> t.Any | Wrong:
    """A value in its canonical spelling, or what is wrong with it.

    :param found: what the description says of the property, or of the list that the value is in.
    :param decision: what the property means, or each element of the list; None where it means itself.
    :param value: not null.
    """
    if isinstance(decision, _decisions.Reference):
        return _read_reference(decision, value)
    if _schema.is_enumeration(found.type):
        return _read_member(found.type, value)
    if found.type == "bool":
        return value if isinstance(value, bool) else Wrong(f"is {_described(value)}; it must be true or false.")
    if found.type in _RANGES:
        return _read_whole(found.type, value)
    if found.type in _CLOCKS:
        return _read_clock(found.type, value)
    return _read_text(found.longest, decision, value)


def read_secret(value: t.Any) -> str | Wrong:
    """A secret, or what is wrong with it, in words that do not show it."""
    if not isinstance(value, str):
        return Wrong(_values.no_text_problem(value, is_secret=True))
    if not value:
        return Wrong("is empty; leave it out to keep what the PBX has.")
    problem = _values.secret_problem(value)
    return value if problem is None else Wrong(problem)


def named_as(kind_name: str) -> str:
    """By what people call the objects of a kind that others refer to, for messages."""
    kind = _kinds.KINDS.get(kind_name)
    return "the number of an extension or the like" if kind is None else f"the {kind.key[0]} of one of {kind_name}"


def _is_known_by_number(kind_name: str) -> bool:
    kind = _kinds.KINDS.get(kind_name)
    return kind is None or kind.is_numbered


def _read_reference(reference: _decisions.Reference, value: t.Any) -> str | Wrong:
    name = named_as(reference.to)
    if _is_whole(value) and not _is_known_by_number(reference.to):
        return Wrong(f"is {_described(value)}; write {name}, as ids are others on every PBX.")
    if isinstance(value, (dict, list)):
        return Wrong(f"is {_values.kind_of(value)}; write {name} alone, as a text.")
    if not isinstance(value, str):
        return Wrong(f"{_values.no_text_problem(value)} It is {name}.")
    if not value:
        return Wrong(f"is empty; write {name}{OR_NULL}.")
    return _read_text(None, None, value)


def _read_text(longest: int | None, decision: _decisions.Decision | None, value: t.Any) -> str | Wrong:
    if not isinstance(value, str):
        return Wrong(_values.no_text_problem(value))
    problem = _text_problem(longest, decision, value)
    if problem is not None:
        return Wrong(problem)
    return _values.normalise_mac(value) if isinstance(decision, _decisions.MacAddress) else value


def _text_problem(longest: int | None, decision: _decisions.Decision | None, text: str) -> str | None:
    if _export.gives_access(text):
        return (
            "holds a URL with a user, a password or a query, which no export and no difference may show; leave it out,"
            " and set it with threecx_xapi or in the admin console."
        )
    if any(marker in text for marker in _conceal.MARKERS):
        return f"is {_described(text)}, in which a marker stands for what somebody has hidden; write what is meant."
    if _values.is_template(text):
        return f"is {_described(text)}, a template that nobody has evaluated."
    if longest is not None and len(text) > longest:
        return f"has {len(text)} characters; it can have {longest}."
    return _meaning_problem(decision, text)


def _meaning_problem(decision: _decisions.Decision | None, text: str) -> str | None:
    if isinstance(decision, _decisions.MacAddress):
        return _values.MAC.problem(text)
    if decision is _objects.ROLE:
        return _role_problem(text)
    return _values.NUMBER.problem(text) if decision is _objects.OWN_NUMBER else None


def _role_problem(text: str) -> str | None:
    """Why a text is no role: it looks like another one, which whoever wrote it means."""
    meant = [
        role
        for role in _objects.ROLES
        if _visible.looks(role) == _visible.looks(text).replace(" ", "_") and role != text
    ]
    return f"is {_described(text)}; did you mean '{meant[0]}'?" if meant else None


def _read_whole(type_name: str, value: t.Any) -> int | Wrong:
    # Ansible up to 2.18 makes a text of every number that comes out of a template.
    number = int(value) if isinstance(value, str) and _WHOLE.fullmatch(value) else value
    if isinstance(number, bool) or not isinstance(number, int):
        return Wrong(f"is {_described(value)}; it must be a whole number.")
    first, last = _RANGES[type_name]
    if not first <= number <= last:
        return Wrong(f"is {_described(value)}; it must be from {first} to {last}.")
    return number


def _read_clock(type_name: str, value: t.Any) -> str | Wrong:
    if isinstance(value, str) and _spelling.is_well_spelt(type_name, value):
        return t.cast("str", _spelling.spell(type_name, value))
    number = _odata.whole(value)
    meant = [text for text in _sexagesimal(number or 0) if _spelling.is_well_spelt(type_name, text)]
    hint = f" YAML makes it of {' or '.join(meant)}: put that in quotes." if meant else ""
    return Wrong(f"is {_described(value)}; it must be {_CLOCKS[type_name]}.{hint}")


def _sexagesimal(number: int) -> t.Iterator[str]:
    """The texts that YAML 1.1 makes a number of: of two parts and of three, which begin with no zero."""
    minutes, last = divmod(number, _PART)
    if minutes >= 1:
        yield f"{minutes}:{last:02}"
    if minutes >= _PART:
        yield f"{minutes // _PART}:{minutes % _PART:02}:{last:02}"


def _read_member(enumeration: str, value: t.Any) -> str | Wrong:
    known = _schema.values(enumeration)
    if isinstance(value, bool):
        return Wrong(_changed_member(known, value))
    if not isinstance(value, str):
        return Wrong(f"is {_described(value)}; it must be {_one_of(known)}.")
    spelt = _spelling.spell(enumeration, value)
    names = spelt.split(", ") if _schema.is_flags(enumeration) else [spelt]
    wrong = next((name for name in names if name not in known), None)
    if wrong is None:
        return t.cast("str", spelt)
    near = _schema.nearest(wrong, known)
    hint = f"; did you mean '{near}'?" if near else f"; it must be {_one_of(known)}."
    return Wrong(f"is {_described(value)}{hint}")


def _changed_member(known: t.Iterable[str], value: bool) -> str:
    meant = [name for name in known if name.lower() in _YAML_WORDS[value]]
    hint = f" YAML makes it of {meant[0]}: put that in quotes." if meant else ""
    return f"is {_described(value)}; it must be {_one_of(known)}.{hint}"


def _one_of(known: t.Iterable[str]) -> str:
    names = sorted(known)
    return names[0] if len(names) == 1 else f"one of {', '.join(names)}"


def _described(value: t.Any) -> str:
    if not isinstance(value, str):
        return _values.described(value)
    text = _urls.without_logins(value)
    return _visible.shown(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}...")
