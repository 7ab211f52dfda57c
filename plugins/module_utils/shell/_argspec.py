# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Argument specifications that can be merged, and the one for the connection.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import re
import typing as t
from dataclasses import dataclass, field, fields

from ansible.module_utils.common.parameters import env_fallback
from ansible.module_utils.common.validation import check_type_dict, check_type_list

from ansible_collections.telephony.threecx.plugins.module_utils.api import _conceal, _secrets, _values

Options = dict[str, dict[str, t.Any]]
Terms = tuple[tuple[str, ...], ...]

_OMITTED = re.compile(r"__omit_place_holder__[0-9a-f]{40}")
#: What a device can be, and a template be for.
DEVICE_TYPES = ["fxs", "dect"]


@dataclass(frozen=True)
class ArgumentSpec:
    """Options together with their constraints, so that merging two loses neither.

    :param argument_spec: as AnsibleModule takes it. Besides, C(meaning) says what a text stands for; without one, it is
        a free text, or a secret where it must not be logged. C(within) is the range of a whole number. C(secrets) finds
        all secrets in a mapping of any content, where their names do not tell; results and logs then show no more of it
        than how much there is under each name.
    :param not_null: options that may be left out but must not be null. A template that finds no value gives null;
        where leaving the option out means less caution, that must not happen by accident.
    """

    argument_spec: Options = field(default_factory=dict)
    required_together: Terms = ()
    required_one_of: Terms = ()
    mutually_exclusive: Terms = ()
    not_null: tuple[str, ...] = ()

    def merge(self, other: ArgumentSpec) -> ArgumentSpec:
        """Both sets of options, and the constraints of both."""
        merged = {
            part.name: _join(getattr(self, part.name), getattr(other, part.name)) for part in fields(ArgumentSpec)
        }
        return ArgumentSpec(**merged)

    def module_arguments(self) -> dict[str, t.Any]:
        """The arguments for C(AnsibleModule), which knows types, but not what a text stands for."""
        arguments = {part.name: getattr(self, part.name) for part in fields(ArgumentSpec) if part.name != "not_null"}
        return {**arguments, "argument_spec": _without_meanings(self.argument_spec)}


def _join(ours: t.Any, theirs: t.Any) -> t.Any:
    return {**ours, **theirs} if isinstance(ours, dict) else ours + theirs


def _without_meanings(options: Options) -> Options:
    return {name: dict(_without_meaning(option)) for name, option in options.items()}


def _without_meaning(option: t.Mapping[str, t.Any]) -> t.Iterator[tuple[str, t.Any]]:
    for name, value in option.items():
        if name not in ("meaning", "within", "secrets"):
            yield name, _without_meanings(value) if name == "options" else value


def without_omitted(value: t.Any) -> t.Any:
    """What is left when all that C(omit) stands for is left out, at every depth.

    ansible-core before 2.19 has texts in its place, and leaves them among the elements of lists.
    """
    if isinstance(value, dict):
        return {name: without_omitted(inner) for name, inner in value.items() if not _is_omitted(inner)}
    return [without_omitted(item) for item in value if not _is_omitted(item)] if isinstance(value, list) else value


def _is_omitted(value: t.Any) -> bool:
    return isinstance(value, str) and _OMITTED.fullmatch(value) is not None


def parse_mappings(options: Options, given: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """The options as they came in, with the texts that Ansible takes for mappings read as such, at every level.

    Only then can it be seen what was given as null. What cannot be read is left for Ansible to refuse.
    """
    return {name: _parse_mapping(options.get(name, {}), value) for name, value in given.items()}


def _parse_mapping(option: dict[str, t.Any], value: t.Any) -> t.Any:
    kind = option.get("type")
    if kind == "list" and option.get("elements") == "dict":
        elements = _checked(check_type_list, value)
        element = {**option, "type": "dict"}
        return [_parse_mapping(element, item) for item in elements] if isinstance(elements, list) else value
    mapping = _checked(check_type_dict, value) if kind == "dict" else None
    return parse_mappings(option.get("options") or {}, mapping) if isinstance(mapping, dict) else value


def _checked(check: t.Callable[[t.Any], t.Any], value: t.Any) -> t.Any:
    try:
        return check(value)
    except TypeError:
        return None


Inside = t.Mapping[str, set[str]]


def secrets_inside(options: Options, given: t.Mapping[str, t.Any]) -> Inside:
    """By option, the secrets in those that know themselves what is one in them (C(secrets))."""
    return {name: option["secrets"](given.get(name)) for name, option in options.items() if "secrets" in option}


def secret_values(options: Options, given: t.Mapping[str, t.Any], inside: Inside | None = None) -> set[str]:
    """The secrets among the options, at every level, as texts that are to be taken out wherever they turn up.

    These are the values of options that must not be logged, which Ansible forgets where it cannot read an element of a
    list, and those that are secrets by their names inside mappings of any content, which it does not know. Of the
    latter, those that C(short_secrets) finds are left out.

    :param inside: what C(secrets_inside) has found, where that is known.
    """
    found: set[str] = set()
    inside = secrets_inside(options, given) if inside is None else inside
    for name, option in options.items():
        value = given.get(name)
        if option.get("no_log"):
            found |= {str(value)} if value else set()
        else:
            found |= {text for text in _secrets_in(name, option, value, inside) if not _has_a_place(text, value)}
        for item in _inner_options(option, value):
            found |= secret_values(option["options"], item)
    return found


def short_secrets(options: Options, given: t.Mapping[str, t.Any], inside: Inside | None = None) -> set[str]:
    """The secrets among the options, as texts, that are taken out at their own places only.

    Each of a thousand PINs is a part of the number of some extension, of a caller or of a fingerprint.

    :param inside: what C(secrets_inside) has found, where that is known.
    """
    found: set[str] = set()
    inside = secrets_inside(options, given) if inside is None else inside
    for name, option in options.items():
        value = given.get(name)
        if option.get("meaning") == _values.PIN:
            found |= {str(value)} if value else set()
        elif not option.get("no_log"):
            found |= {text for text in _secrets_in(name, option, value, inside) if _has_a_place(text, value)}
        for item in _inner_options(option, value):
            found |= short_secrets(option["options"], item)
    return found


def _secrets_in(name: str, option: t.Mapping[str, t.Any], value: t.Any, inside: Inside) -> set[str]:
    """The secrets in an option that may hold any content."""
    if name in inside:
        return inside[name]
    return set() if "options" in option else _conceal.secret_texts(value)


def _has_a_place(text: str, value: t.Any) -> bool:
    """Whether a secret is to be taken out at its own place only; in what is one text it has none."""
    return not isinstance(value, str) and not _conceal.stands_out(text)


def _inner_options(option: t.Mapping[str, t.Any], value: t.Any) -> list[dict[str, t.Any]]:
    items = value if isinstance(value, list) else [value]
    return [item for item in items if "options" in option and isinstance(item, dict)]


def without_secrets(options: Options, given: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """The options with a marker in place of each secret that C(secret_values) finds, and of each login in a URL."""
    return {name: _without_secrets(name, options.get(name), value) for name, value in given.items()}


def _without_secrets(name: str, option: dict[str, t.Any] | None, value: t.Any) -> t.Any:
    if option is None:
        # Somebody's mistake, or an alias
        return _conceal.conceal({name: value})[name]
    if option.get("no_log") or option.get("meaning") == _values.PIN:
        return _secrets.REDACTED if value else value
    if "secrets" in option and isinstance(value, dict):
        return {inner: len(found) if isinstance(found, list) else 1 for inner, found in value.items()}
    if isinstance(value, list):
        return [_without_secrets(name, option, item) for item in value]
    if isinstance(value, dict):
        return without_secrets(option["options"], value) if "options" in option else _conceal.conceal(value)
    return _text_without_secrets(option, value) if isinstance(value, str) else value


def _text_without_secrets(option: dict[str, t.Any], text: str) -> t.Any:
    if option.get("meaning") == _values.ADDRESS:
        return _conceal.conceal_login(text)
    # A text that was to be read as a mapping and cannot be: what in it is a secret, nobody knows.
    return _secrets.REDACTED if "dict" in (option.get("type"), option.get("elements")) else _conceal.conceal(text)


def names_alone(option: dict[str, t.Any], value: t.Any) -> t.Any:
    """What of an option may be in the log of the system: of a mapping of any content, the names in it."""
    is_free = option.get("type") == "dict" and "options" not in option and "secrets" not in option
    return sorted(value) if is_free and isinstance(value, dict) else value


def null_options(names: t.Iterable[str], given: t.Mapping[str, t.Any]) -> list[str]:
    """Which of the named options were given as null.

    :param names: options, C(list[].option) for an option of the elements of a list, or C(mapping.option) for one of a
        mapping.
    :param given: the options as they came in.
    """
    found: list[str] = []
    for name in names:
        outer, _brackets, inner = name.partition("[].")
        if not inner:
            mapping, _dot, option = name.rpartition(".")
            place = given.get(mapping) if mapping else given
            found += [name] if isinstance(place, dict) and option in place and place[option] is None else []
            continue
        elements = given.get(outer)
        for position, element in enumerate(elements if isinstance(elements, list) else [], start=1):
            if isinstance(element, dict) and inner in element and element[inner] is None:
                found.append(f"{inner} in entry {position} of {outer}")
    return found


def names_of(options: Options, name: str) -> tuple[str, ...]:
    """All names of an option, its own first."""
    return (name, *options[name].get("aliases", ()))


def without_nulls(options: Options, given: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """The options as they came in, but for those that are null, at every level: null counts as left out.

    AnsibleModule itself refuses null for an option that has choices, and counts it where options exclude each other. A
    null under one name of an option would take the place of what stands under another.
    """
    names = {name for canonical in options for name in names_of(options, canonical)}
    kept = {name: value for name, value in given.items() if value is not None or name not in names}
    for name, option in options.items():
        if "options" in option and name in kept:
            kept[name] = _without_nulls_inside(option["options"], kept[name])
    return kept


def _without_nulls_inside(options: Options, value: t.Any) -> t.Any:
    if isinstance(value, list):
        return [_without_nulls_inside(options, item) for item in value]
    return without_nulls(options, value) if isinstance(value, dict) else value


def connection_spec() -> ArgumentSpec:
    """The options that every module has; the documentation fragment C(connection) describes them."""
    return ArgumentSpec(
        argument_spec={
            "url": _option("URL", required=True, meaning=_values.ADDRESS),
            "client_id": _option("CLIENT_ID", meaning=_values.SECRET),
            "client_secret": _option("CLIENT_SECRET", no_log=True),
            "access_token": _option("ACCESS_TOKEN", no_log=True),
            "validate_certs": _option("VALIDATE_CERTS", type="bool", default=True),
            "ca_path": _option("CA_PATH", type="path"),
            "timeout": _option("TIMEOUT", type="float", default=30.0),
            "retries": _option("RETRIES", type="int", default=4),
        },
        required_together=(("client_id", "client_secret"),),
        required_one_of=(("client_id", "access_token"),),
        # The environment may name another phone system.
        not_null=("url",),
    )


def device_options() -> Options:
    """What can be wanted for one device; the documentation fragment C(fxs) describes it."""
    text: dict[str, t.Any] = {"type": "str"}
    number: dict[str, t.Any] = {"type": "int"}
    line = {
        "key": {**number, "required": True, "no_log": False},
        "number": {**text, "required": True, "meaning": _values.NUMBER},
        "name": text,
    }
    return {
        "mac_address": mac_option(),
        **guard_options(),
        **dict.fromkeys(("name", "brand", "model", "model_name", "template", "language", "time_zone"), text),
        "group": {**text, "aliases": _values.GROUP_ALIASES},
        "codecs": {"type": "list", "elements": "str", "meaning": _values.CODEC},
        "line_count": number,
        "lines": {"type": "list", "elements": "dict", "options": line},
        "provisioning": {"type": "dict", "options": _provisioning_options()},
        "variables": {"type": "dict"},
        "password": {**text, "no_log": True},
        "secret": {**text, "no_log": True},
        **update_secrets_option(),
    }


def mac_option() -> dict[str, t.Any]:
    """The key of a device."""
    return {"type": "str", "required": True, "meaning": _values.MAC}


def replacement_options() -> Options:
    """What can be wanted of one replacement of a device by another."""
    text: dict[str, t.Any] = {"type": "str"}
    return {
        "old_mac_address": mac_option(),
        "new_mac_address": mac_option(),
        "device_type": {"type": "str", "choices": DEVICE_TYPES},
        **dict.fromkeys(("name", "template", "model", "language", "time_zone"), text),
        "variables": {"type": "dict"},
    }


def guard_options() -> Options:
    """What must hold for a device before anything about it may change."""
    return {
        "device_type": {"type": "str", "choices": DEVICE_TYPES},
        "if_match": {"type": "str", "aliases": ["etag"]},
        "if_fingerprint": {"type": "str"},
    }


def typed_options() -> Options:
    """What the modules for one kind of object have besides its properties."""
    return {
        "state": {"type": "str", "choices": ["absent", "present"], "default": "present"},
        "if_fingerprint": {"type": "str"},
    }


def allow_risky_option(*names: str) -> Options:
    """What may be done to an object although it is a risk.

    :param names: risks of the kind, besides that of any deletion.
    """
    choices = [*names, "unseen_references"]
    return {"allow_risky": {"type": "list", "elements": "str", "choices": choices, "default": []}}


def update_secrets_option() -> Options:
    """When to write secrets that cannot be compared."""
    return {
        "update_secrets": {"type": "str", "choices": ["on_create", "always"], "default": "on_create", "no_log": False}
    }


def _provisioning_options() -> Options:
    methods = ["LocalLan", "RemoteExt", "RemoteExtSipProxyMgr", "SBC"]
    texts = ("local_interface", "remote_fqdn", "sbc_name")
    numbers = ("local_sip_port", "local_audio_port_start", "local_audio_port_end", "remote_port")
    return {
        "method": {"type": "str", "choices": methods},
        **{name: {"type": "str"} for name in texts},
        **{name: {"type": "int", "within": _values.PORTS} for name in numbers},
    }


def _option(variable: str, **properties: t.Any) -> dict[str, t.Any]:
    return {"type": "str", **properties, "fallback": (env_fallback, [f"THREECX_{variable}"])}
