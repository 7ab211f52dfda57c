# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""One look at the options as they came in, before Ansible makes what it wants of their values. Pure.

Once Ansible has made a text of a number, it cannot be told any more: 0x00A0BA112233 has become 690316452403, which has
the digits of a MAC address, and 0100 has become 64, which may be an extension.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import re
import typing as t

from ansible.module_utils.common.validation import check_type_bool, check_type_float

from ansible_collections.telephony.threecx.plugins.module_utils.api import _values, _visible
from ansible_collections.telephony.threecx.plugins.module_utils.shell import _argspec

Option = t.Mapping[str, t.Any]

_WHOLE = re.compile(r"\s*[+-]?[0-9]+\s*")


def _check_whole(value: t.Any) -> int:
    """A whole number, in the same way with every ansible-core, of which one takes the text 8.05E+11 and others do not.

    :raises TypeError: when it is none.
    """
    is_text = isinstance(value, str) and _WHOLE.fullmatch(value)
    if not (is_text or isinstance(value, int) or (isinstance(value, float) and value.is_integer())):
        raise TypeError
    return int(value)


_NUMBERS_AND_FLAGS: dict[str, tuple[t.Callable[[t.Any], t.Any], str]] = {
    "int": (_check_whole, "a whole number"),
    "float": (check_type_float, "a number"),
    "bool": (check_type_bool, "true or false"),
}


def input_problems(
    options: _argspec.Options, given: t.Mapping[str, t.Any], *, are_templates: bool = False
) -> t.Iterator[str]:
    """What cannot be right among the options, one sentence for each, with the option, its position and its value.

    :param given: the options as they came in, with texts read that stand for mappings. What is not among the options,
        and what is null, is left to others.
    :param are_templates: whether texts may be templates, so that they say nothing of the values yet.
    """
    return _problems(options, given, "", are_templates)


def _problems(
    options: _argspec.Options, given: t.Mapping[str, t.Any], where: str, are_templates: bool
) -> t.Iterator[str]:
    for name, value in given.items():
        option = options.get(name) or _aliased(options, name)
        if option is not None and value is not None:
            yield from _value_problems(option, where, name, value, are_templates)
    if not are_templates:
        yield from _contradictions(options, given, where)


def _aliased(options: _argspec.Options, alias: str) -> Option | None:
    return next((option for option in options.values() if alias in option.get("aliases", ())), None)


def _contradictions(options: _argspec.Options, given: t.Mapping[str, t.Any], where: str) -> t.Iterator[str]:
    """What is given under two names. Ansible would take one of the values, and only warn."""
    for option in options:
        names = sorted(name for name in _argspec.names_of(options, option) if given.get(name) is not None)
        if any(given[name] != given[names[0]] for name in names[1:]):
            called = f"{where}{' and '.join(names)}"
            yield f"{called} are two names of one option, and have different values; leave one of them out."


def _value_problems(option: Option, where: str, name: str, value: t.Any, are_templates: bool) -> t.Iterator[str]:
    kind, place = option.get("type", "str"), f"{where}{name}"
    if kind == "list":
        yield from _list_problems(option, where, name, value, are_templates)
    elif kind == "dict":
        if isinstance(value, dict):
            yield from _problems(option.get("options") or {}, value, f"{place}.", are_templates)
        else:
            # Texts that stand for a mapping are one by now.
            yield f"{place} is {_values.kind_of(value) or 'a text'}; it must be a mapping."
    elif kind != "raw" and not (are_templates and _values.kind_of(value) is None):
        problem = _scalar_problem(option, kind, value)
        if problem is not None:
            yield f"{place} {problem}"


def _list_problems(option: Option, where: str, name: str, value: t.Any, are_templates: bool) -> t.Iterator[str]:
    elements = _elements(option.get("elements"), value)
    if not isinstance(elements, (list, tuple)):
        yield f"{where}{name} is {_values.kind_of(value) or 'a text'}; it must be a list."
        return
    single = {**option, "type": option.get("elements", "raw")}
    for position, element in enumerate(elements, start=1):
        if isinstance(element, dict) and single["type"] == "dict":
            inside = f"{where}{name}, entry {position}: "
            yield from _problems(option.get("options") or {}, element, inside, are_templates)
        elif element is None:
            yield f"{_entry(where, name, position)} is null; leave it out."
        else:
            yield from _value_problems(single, "", _entry(where, name, position), element, are_templates)


def _elements(kind: str | None, value: t.Any) -> t.Any:
    """What Ansible makes a list of: a text, at its commas, and a number. Of what is meant to be a text, YAML may have
    made that number, so that it is none there."""
    if isinstance(value, str) and kind != "dict":
        return value.split(",")
    return [value] if kind == "int" and isinstance(value, int) and not isinstance(value, bool) else value


def _entry(where: str, name: str, position: int) -> str:
    """An element of a list: C(entry 1 of prune_scope.numbers), C(devices, entry 2: entry 1 of codecs)."""
    element, colon, mapping = where.rpartition(": ")
    return f"{element}{colon}entry {position} of {mapping}{name}"


def _scalar_problem(option: Option, kind: str, value: t.Any) -> str | None:
    is_secret = bool(option.get("no_log")) or option.get("meaning") == _values.PIN
    if kind in _NUMBERS_AND_FLAGS:
        return _number_or_flag_problem(kind, value) or _range_problem(option.get("within"), value)
    meaning: _values.Meaning = option.get("meaning") or (_values.SECRET if is_secret else _values.TEXT)
    found = _values.kind_of(value)
    if found is not None:
        is_fine = meaning.may_be_number and isinstance(value, int) and not isinstance(value, bool)
        return None if is_fine else _values.no_text_problem(value, is_secret=is_secret)
    choices = option.get("choices")
    if choices and value not in choices:
        return f"is {_visible.shown(value)}; it must be one of {', '.join(map(_visible.shown, choices))}."
    return meaning.problem(str(value))


def _number_or_flag_problem(kind: str, value: t.Any) -> str | None:
    check, noun = _NUMBERS_AND_FLAGS[kind]
    try:
        if isinstance(value, bool) and kind != "bool":
            raise TypeError
        check(value)
    except (TypeError, ValueError, OverflowError):
        return f"is {_values.described(value)}; it must be {noun}."
    return None


def _range_problem(within: range | None, value: t.Any) -> str | None:
    if within is None or _check_whole(value) in within:
        return None
    return f"is {_values.described(value)}; it must be from {within[0]} to {within[-1]}."
