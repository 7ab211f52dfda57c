# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Stand-ins for values that only a template tells, so that the options around them can be checked."""

from __future__ import annotations

import typing as t


def without_templates(options: t.Any, spec: dict[str, t.Any]) -> t.Any:
    """The same options with a fitting value in place of each that only a template tells."""
    if not isinstance(options, dict):
        return options
    by_name = {
        alias: properties for name, properties in spec.items() for alias in [name, *properties.get("aliases", [])]
    }
    return {name: value_for(value, by_name[name]) if name in by_name else value for name, value in options.items()}


def value_for(value: t.Any, properties: dict[str, t.Any]) -> t.Any:
    if isinstance(value, str) and "{{" in value:
        return made_up(properties) if value.strip().startswith("{{") else value
    if isinstance(value, list) and "options" in properties:
        return [value_for(item, {**properties, "type": "dict"}) for item in value]
    return without_templates(value, properties["options"]) if "options" in properties else value


def made_up(properties: dict[str, t.Any]) -> t.Any:
    if properties.get("choices"):
        return properties["choices"][0]
    required = {name: made_up(inner) for name, inner in properties.get("options", {}).items() if inner.get("required")}
    kinds = {"bool": True, "int": 1, "float": 1.0, "list": [], "dict": required}
    return kinds.get(properties.get("type", "str"), "some text")
