# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The options of the modules for one kind of object, and the properties of XAPI that they stand for. Pure.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import functools
import re
import typing as t
from dataclasses import dataclass, field, replace

from ansible_collections.telephony.threecx.plugins.module_utils.api import _errors, _values
from ansible_collections.telephony.threecx.plugins.module_utils.change import _limit
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import _decisions, _kinds, _schema
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes import _check, _simple, _wish

Values = t.Mapping[str, t.Any]


@dataclass(frozen=True)
class Table:
    """Options by the properties that they stand for, in the order of the documentation.

    :param names: the path of a property by the option, such as C({"role": "Rights.RoleName"}).
    :param inside: the same for what is inside an option, be it a mapping or a list of them.
    """

    names: t.Mapping[str, str]
    inside: t.Mapping[str, Table] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Shape:
    """What a typed module manages.

    :param kind: the kind of object.
    :param noun: what the object is called in messages, and the return value that has it.
    :param key: the option that has its key.
    :param called: options besides those of the table, by the places that stand for them in messages.
    """

    kind: str
    noun: str
    key: str
    table: Table
    called: t.Mapping[str, str] = field(default_factory=dict)

    @property
    def has_secrets(self) -> bool:
        """Whether some of the options are secrets."""
        return any(isinstance(self.field_of(option).decision, _decisions.Secret) for option in self.table.names)

    def field_of(self, option: str) -> _kinds.Field:
        """The property that an option stands for."""
        return field_at(_kinds.type_of(self.kind), self.table.names[option])


_PERIOD = Table({"day": "DayOfWeek", "start": "Start", "stop": "Stop"})
_SCHEDULE = Table({"type": "Type", "ignore_holidays": "IgnoreHolidays", "periods": "Periods"}, {"periods": _PERIOD})

EXTENSION = Shape(
    "Users",
    "extension",
    "number",
    Table(
        {
            "number": "Number",
            "first_name": "FirstName",
            "last_name": "LastName",
            "email_address": "EmailAddress",
            "mobile": "Mobile",
            "outbound_caller_id": "OutboundCallerID",
            "emergency_additional_info": "EmergencyAdditionalInfo",
            "department": "PrimaryGroupId",
            "departments": "Groups",
            "enabled": "Enabled",
            "language": "Language",
            "prompt_set": "PromptSet",
            "hours": "Hours",
            "hide_in_phonebook": "HideInPhonebook",
            "allow_lan_only": "AllowLanOnly",
            "pbx_delivers_audio": "PbxDeliversAudio",
            "srtp_mode": "SRTPMode",
            "record_calls": "RecordCalls",
            "record_external_calls_only": "RecordExternalCallsOnly",
            "voicemail_enabled": "VMEnabled",
            "voicemail_email": "VMEmailOptions",
            "require_2fa": "Require2FA",
            "sip_id": "SIPID",
            "auth_id": "AuthID",
            "auth_password": "AuthPassword",
            "voicemail_pin": "VMPIN",
        },
        {"departments": Table({"name": "GroupId", "role": "Rights.RoleName"}), "hours": _SCHEDULE},
    ),
)
DEPARTMENT = Shape(
    "Groups",
    "department",
    "name",
    Table(
        {
            "name": "Name",
            "language": "Language",
            "time_zone_id": "TimeZoneId",
            "prompt_set": "PromptSet",
            "music_on_hold": "MusicOnHold",
            "custom_prompt": "CustomPrompt",
            "disable_custom_prompt": "DisableCustomPrompt",
            "globally_visible": "GloballyVisible",
            "hours": "Hours",
            "break_time": "BreakTime",
        },
        {"hours": _SCHEDULE, "break_time": _SCHEDULE},
    ),
)
SBC = Shape(
    "Sbcs",
    "sbc",
    "name",
    Table(
        {
            "name": "Name",
            "display_name": "DisplayName",
            "department": "Group",
            "password": "Password",
            "security": "Security",
            "audio_port": "AudioPort",
            "log_level": "LogLevel",
            "log_size": "LogSize",
            "passive_server": "PassiveServer",
            "passive_server_enabled": "PassiveServerIsEnabled",
        }
    ),
)
# What an extension has in place of departments, by the place where that is added to them
_MEMBERSHIP = {"Groups[0].GroupId": "department", "Groups[0].Rights": "role", "Groups[0].Rights.RoleName": "role"}
# What is known of a value besides its type
_MEANINGS: t.Mapping[str, dict[str, t.Any]] = {
    "AudioPort": {"within": _values.PORTS},
    "Number": {"meaning": _values.NUMBER},
    "VMPIN": {"meaning": _values.PIN},
}
_TYPES = {"bool": "bool", "int32": "int"}
# What may stand behind a name in a path: an element of a list, and either a part of it or the end
_AFTER_NAME = re.compile(r"(?:\[(?P<element>[^\]]*)\])?(?:\.|$)")
# Beside the properties, as in config of threecx_config
_GUARDS = ("renamed_from", "if_fingerprint")


def options_of(shape: Shape) -> dict[str, dict[str, t.Any]]:
    """The argument specification of the options that stand for properties."""
    return _options(shape.table, _kinds.type_of(shape.kind), (shape.table.names[shape.key],))


def _options(table: Table, type_name: str, required: t.Collection[str]) -> dict[str, dict[str, t.Any]]:
    found = {}
    for option, path in table.names.items():
        found[option] = _option(table.inside.get(option), field_at(type_name, path))
        if path in required:
            found[option]["required"] = True
    return found


def _option(inside: Table | None, one: _kinds.Field) -> dict[str, t.Any]:
    if inside is not None:
        by = one.decision.by if isinstance(one.decision, _decisions.Keyed) else ()
        outer = {"type": "list", "elements": "dict"} if one.described.is_list else {"type": "dict"}
        return {**outer, "options": _options(inside, one.described.type, by)}
    if _schema.is_enumeration(one.described.type):
        return {"type": "str", "choices": list(_schema.values(one.described.type))}
    if isinstance(one.decision, _decisions.Secret) and one.name not in _MEANINGS:
        return {"type": "str", "no_log": True}
    # References are stored as numbers, and people write names.
    kind = "str" if isinstance(one.decision, _decisions.Reference) else _TYPES.get(one.described.type, "str")
    return {"type": kind, **_MEANINGS.get(one.name, {})}


def field_at(type_name: str, path: str) -> _kinds.Field:
    """The property that a path leads to.

    :raises StopIteration: when there is none that a person can set.
    """
    name, _dot, rest = path.partition(".")
    found = next(field for field in _kinds.configured(type_name) if field.name == name)
    return field_at(found.described.type, rest) if rest else found


def extension_shape(params: Values) -> Shape:
    """What the module for extensions manages, in the words of a task."""
    return EXTENSION if params.get("departments") is not None else replace(EXTENSION, called=_MEMBERSHIP)


def read_typed(shape: Shape, params: Values) -> _wish.Wish:
    """What a task wants of one object.

    :raises InputError: with all that is wrong, each by the name of its option.
    """
    config = {shape.kind: [_with_membership(_wanted(shape, params), params)]}
    try:
        targets = _check.read_targets(config, state=params["state"], name_place=functools.partial(_name_place, shape))
    except _errors.InputError as error:
        raise _check.input_error(all_in_options(shape, error.problems)) from None
    return _wish.Wish(
        targets,
        params["state"],
        # Of its departments an extension leaves none, unless all of them are named.
        merge_lists=frozenset() if params.get("departments") is not None else frozenset({"Users.Groups"}),
        # No option of a task for one object says how much may be taken out of its lists, and it names each of them.
        max_deletions=_limit.NO_LIMIT,
        renew_secrets=params.get("update_secrets") == "always",
        allow_risky=frozenset(params.get("allow_risky", ())),
        reads_whole=True,
    )


def _wanted(shape: Shape, params: Values) -> dict[str, t.Any]:
    """The options as an object of C(config) would have them; those that are null are left out."""
    guards = {name: params[name] for name in _GUARDS if params.get(name) is not None}
    return {**_to_properties(shape.table, params), **guards}


def _with_membership(value: dict[str, t.Any], params: Values) -> dict[str, t.Any]:
    """The same with an extension a member of its department, which a PBX asks for before it is the primary one."""
    department, role, listed = value.get("PrimaryGroupId"), params.get("role"), params.get("departments")
    if role is not None and (department is None or listed is not None):
        raise _errors.InputError("role is the role in department: give both, or the roles in departments.")
    if params["state"] == "absent":
        return value
    if listed == []:
        raise _errors.InputError(
            "departments is empty, which would take the extension out of all of them; name those that it is to be in,"
            " or leave the option out."
        )
    if department is None:
        return value
    if listed is None:
        rights = {} if role is None else {"Rights": {"RoleName": role}}
        return {**value, "Groups": [{"GroupId": department, **rights}]}
    if department not in [element["name"] for element in listed]:
        raise _errors.InputError(f"department is '{department}', which is not among departments; add it there.")
    return value


def _name_place(shape: Shape, spot: _check.Spot) -> str:
    """What to call a place: an option, or the object itself."""
    return _named(shape, spot.path) if spot.path else f'{shape.noun} "{spot.key}"'


def record(shape: Shape, value: Values) -> dict[str, t.Any]:
    """An object in the form of an export as options, but for secrets; null where there is no value."""
    found = _to_options(shape.table, value)
    return {
        option: value
        for option, value in found.items()
        if not isinstance(shape.field_of(option).decision, _decisions.Secret)
    }


def given_options(shape: Shape, value: Values) -> dict[str, t.Any]:
    """The same of a part of an object, and no more than there is of it, secrets included."""
    return {
        option: found
        for option, found in _to_options(shape.table, value).items()
        if shape.table.names[option].partition(".")[0] in value
    }


def option_at(shape: Shape, path: str) -> str:
    """What a task calls a property of the object, or a part of one; its path where no option stands for it."""
    return _place(shape.table, path)


def in_options(shape: Shape, text: str) -> str:
    """A message about the object in the words of the options, but for what stands in quotes and in paths.

    An option that is null is left out, so that none is meant by it.
    """
    # What is said of the object, such as extension "410".PrimaryGroupId, is said of one of its options.
    named = re.sub(rf"\b{shape.kind}\[([^\]]*)\]", rf'{shape.noun} "\1"', text)
    apart = re.sub(r'(?<=")\.(?=[A-Z])', ", ", named).replace(_simple.OR_NULL, "")
    return _words(shape).sub(lambda found: found["quoted"] or _named(shape, found["path"]), apart)


def all_in_options(shape: Shape, texts: t.Iterable[str]) -> list[str]:
    """The same of several, each of them once: what is wrong with an option is wrong wherever its value is used."""
    return list(dict.fromkeys(in_options(shape, text) for text in texts))


def _named(shape: Shape, path: str) -> str:
    return shape.called.get(path) or _place(shape.table, path)


@functools.cache
def _words(shape: Shape) -> re.Pattern[str]:
    names = "|".join(sorted((re.escape(path.partition(".")[0]) for path in shape.table.names.values()), reverse=True))
    element = r"(?:\[[^\]]*\])?"
    quoted = r"""(?P<quoted>"[^"]*"|(?<!\w)'[^']*'(?!\w))"""
    return re.compile(rf"{quoted}|(?<![\w/.])(?P<path>(?:{names}){element}(?:\.\w+{element})*)(?![\w(])")


def _to_properties(table: Table, options: Values) -> dict[str, t.Any]:
    found: dict[str, t.Any] = {}
    for option, path in table.names.items():
        value = options.get(option)
        if value is None:
            continue
        *outer, name = path.split(".")
        parent = found
        for step in outer:
            parent = parent.setdefault(step, {})
        parent[name] = _each(_to_properties, table.inside.get(option), value)
    return found


def _to_options(table: Table, value: Values) -> dict[str, t.Any]:
    return {
        option: _each(_to_options, table.inside.get(option), _at(value, path)) for option, path in table.names.items()
    }


def _each(translate: t.Callable[[Table, Values], dict[str, t.Any]], table: Table | None, value: t.Any) -> t.Any:
    """Translate a mapping, or each in a list of them; all else is a value."""
    if table is None or value is None:
        return value
    return [translate(table, element) for element in value] if isinstance(value, list) else translate(table, value)


def _at(value: t.Any, path: str) -> t.Any:
    for step in path.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _place(table: Table, path: str) -> str:
    for option, own in table.names.items():
        head = _AFTER_NAME.match(path, len(own)) if path.startswith(own) else None
        if head is not None:
            element, rest = head["element"], path[head.end() :]
            return option + _element(element) + (_joint(element) + _place(table.inside[option], rest) if rest else "")
        if own.startswith(f"{path}."):
            return option
    return path


def _element(found: str | None) -> str:
    """Which element of a list: the entries of options are counted from 1, and those of a record are called by key."""
    if found is None:
        return ""
    return f", entry {int(found) + 1}" if found.isdecimal() else f"[{found}]"


def _joint(element: str | None) -> str:
    return "." if element is None else ": "
