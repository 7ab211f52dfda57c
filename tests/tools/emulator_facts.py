# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Write down what the emulator serves: names, types and operations of an official description of the XAPI.

    python tests/tools/emulator_facts.py swagger.yaml 20.0.10 > tests/emulator/pbx/facts.txt

The description is that of the repository 3cx/xapi-tutorial, or what a phone system shows at /xapi/v1/swagger.yaml. No
text of it is kept. `tests/emulator/pbx/facts.py` says what the lines mean.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

# REUSE-IgnoreStart
# In parts, since a file may name its licence only once
_LICENCE = "-".join(("SPDX", "License", "Identifier"))
_HEAD = f"""\
# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# {_LICENCE}: GPL-3.0-or-later

# Written by tests/tools/emulator_facts.py from the official description of the XAPI. Do not edit.
"""
# REUSE-IgnoreEnd
_RESOURCE = re.compile(r"/(\w+)(?:\((?:(Number)=)?\{(\w+)\}\))?(?:/(\w+))?")
_VERBS = {"get": "read", "post": "create", "patch": "change", "delete": "delete"}
_PLAIN = {
    "string": "text",
    "integer:int32": "whole",
    "integer:int64": "long",
    "integer:uint8": "byte",
    "boolean": "truth",
    "string:date-time": "moment",
    "string:time": "time",
    "string:duration": "duration",
    "string:uuid": "guid",
}
_REFERENCE = re.compile(r"#/components/\w+/Pbx\.(\w+?)(?:CollectionResponse)?$")


class Description:
    """An official description, as it was read."""

    def __init__(self, data: dict[str, Any]) -> None:
        self._schemas: dict[str, Any] = data["components"]["schemas"]
        self._paths: dict[str, Any] = data["paths"]

    def resources(self) -> dict[str, dict[str, Any]]:
        """The entity sets and singletons by name: type, key, alternate key, operations, and what is read below."""
        found: dict[str, dict[str, Any]] = {}
        for path, operations in sorted(self._paths.items()):
            match = _RESOURCE.fullmatch(path)
            if match is not None and (match.group(1) in found or "get" in operations):
                self._note(found, match, operations)
        return {name: facts for name, facts in found.items() if "type" in facts}

    def _note(self, found: dict[str, dict[str, Any]], match: re.Match[str], operations: dict[str, Any]) -> None:
        name, alternate, key, below = match.groups()
        facts = found.setdefault(name, {"can": [], "below": {}})
        answered = _answered(operations["get"]) if "get" in operations else None
        if below is not None:
            facts["below"][below] = answered
            return
        if alternate is not None:
            facts["alternate"] = alternate
            facts.setdefault("key", alternate)
            return
        if answered is not None:
            facts["type"] = answered[0]
        if key is not None:
            facts["key"] = key
        listed = answered is not None and answered[1]
        verbs = [_VERBS[verb] for verb in operations if verb in _VERBS]
        facts["can"] += ["list" if listed and verb == "read" else verb for verb in verbs]

    def reachable(self, roots: set[str]) -> tuple[dict[str, dict[str, str]], dict[str, list[str]]]:
        """Types and enumerations which these types reach, by name."""
        types: dict[str, dict[str, str]] = {}
        enums: dict[str, list[str]] = {}
        left = sorted(roots)
        while left:
            name = left.pop()
            if name in types or name in enums:
                continue
            schema = self._schemas[f"Pbx.{name}"]
            if "enum" in schema:
                enums[name] = [_word(value) for value in schema["enum"]]
                continue
            types[name] = {prop: _code(details) for prop, details in sorted(self._properties(name))}
            left += [inner for code in types[name].values() for inner in re.findall(r"[A-Z]\w+", code)]
        return types, enums

    def _properties(self, name: str) -> Iterator[tuple[str, dict[str, Any]]]:
        schema = self._schemas[f"Pbx.{name}"]
        for part in schema.get("allOf", [schema]):
            if "$ref" in part:
                yield from self._properties(_referred(part))
            else:
                yield from part.get("properties", {}).items()


def _word(value: Any) -> str:
    """A value of an enumeration. The description has `No` without quotes, which YAML 1.1 takes for a boolean."""
    return {True: "Yes", False: "No"}[value] if isinstance(value, bool) else str(value)


def _referred(schema: dict[str, Any]) -> str:
    match = _REFERENCE.fullmatch(schema["$ref"])
    if match is None:
        raise ValueError(f"what is {schema['$ref']}?")
    return match.group(1)


def _answered(operation: dict[str, Any]) -> tuple[str, bool] | None:
    """Type of a successful answer, and whether it is a list of them."""
    answer = operation["responses"].get("200", {})
    schema = answer if "$ref" in answer else answer.get("content", {}).get("application/json", {}).get("schema", {})
    return (_referred(schema), "CollectionResponse" in schema["$ref"]) if "$ref" in schema else None


def _code(schema: dict[str, Any]) -> str:
    """A property as one word: `text?` may be null, `[whole]` is a list, `@Peer` is shown only with $expand."""
    null = "?" if schema.get("nullable") else ""
    return ("@" if schema.get("x-ms-navigationProperty") else "") + _bare_code(schema) + null


def _bare_code(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return _referred(schema)
    if "allOf" in schema:
        return _referred(schema["allOf"][0])
    if schema.get("type") == "array":
        return f"[{_code(schema['items'])}]"
    if "oneOf" in schema:
        return "any"
    plain = _PLAIN[":".join(filter(None, (schema["type"], schema.get("format"))))]
    return f"{plain}({schema['maxLength']})" if "maxLength" in schema else plain


def written(description: Description, version: str) -> str:
    """The facts file."""
    resources = description.resources()
    types, enums = description.reachable({facts["type"] for facts in resources.values()})
    lines = [_HEAD, f"version {version}"]
    for name, facts in sorted(resources.items()):
        kind = "set" if "list" in facts["can"] or "key" in facts else "single"
        words = [kind, name, facts["type"], "can=" + ",".join(sorted(set(facts["can"])))]
        words += [f"{word}={facts[word]}" for word in ("key", "alternate") if word in facts]
        words += ["below=" + ",".join(sorted(facts["below"]))] if facts["below"] else []
        lines.append(" ".join(words))
    lines += [" ".join(["enum", name, *values]) for name, values in sorted(enums.items())]
    for name, properties in sorted(types.items()):
        lines += [f"type {name}", *(f"  {prop} {code}" for prop, code in properties.items())]
    return "\n".join(lines) + "\n"


def main() -> None:
    file, version = sys.argv[1:]
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    print(written(Description(yaml.load(Path(file).read_text(encoding="utf-8"), loader)), version), end="")


if __name__ == "__main__":
    main()
