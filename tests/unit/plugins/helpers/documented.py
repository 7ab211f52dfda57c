# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the documentation of a module says, and whether what it returns is what it says it returns."""

from __future__ import annotations

import functools
import importlib
import typing as t
from types import ModuleType

import yaml

# What every module of Ansible may return.
_COMMON = {"changed", "failed", "msg", "exception", "diff", "invocation", "deprecations"}
_KINDS: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "bool": (bool,),
    "int": (int,),
    "float": (float, int),
    "list": (list,),
    "dict": (dict,),
}


def undocumented(module: ModuleType, result: t.Mapping[str, t.Any]) -> list[str]:
    """What a result holds that RETURN does not mention, or mentions with another type. Null fits any type."""
    own = {name: value for name, value in result.items() if name not in _COMMON}
    return list(_unfit(own, _returns(module), ""))


def documented_options(module: ModuleType) -> dict[str, t.Any]:
    """The options that a module or another plugin describes, with what its fragments say of them."""
    documentation = yaml.safe_load(module.DOCUMENTATION)
    options: dict[str, t.Any] = dict(documentation["options"])
    for name in documentation["extends_documentation_fragment"]:
        *collection, file, part = name.split(".") if name.count(".") > 2 else [*name.split("."), "documentation"]
        is_own = collection != ["ansible", "builtin"]
        holder = f"ansible_collections.{'.'.join(collection)}.plugins" if is_own else "ansible.plugins"
        fragment = importlib.import_module(f"{holder}.doc_fragments.{file}").ModuleDocFragment
        for option, row in yaml.safe_load(getattr(fragment, part.upper()))["options"].items():
            options[option] = {**row, **options.get(option, {})}
    return options


@functools.cache
def _returns(module: ModuleType) -> dict[str, t.Any]:
    return t.cast("dict[str, t.Any]", yaml.safe_load(module.RETURN))


def _unfit(values: t.Mapping[str, t.Any], returns: dict[str, t.Any], where: str) -> t.Iterator[str]:
    for name, value in values.items():
        if name not in returns:
            yield f"{where}{name} is not documented"
        elif value is not None:
            yield from _unfit_value(value, returns[name], f"{where}{name}")


def _unfit_value(value: t.Any, described: dict[str, t.Any], where: str) -> t.Iterator[str]:
    kind = described.get("type")
    if kind in _KINDS and not isinstance(value, _KINDS[kind]):
        yield f"{where} is {value!r} and not {kind}"
    elif "contains" in described:
        for element in value if isinstance(value, list) else [value]:
            yield from _unfit(element, described["contains"], f"{where}.")
