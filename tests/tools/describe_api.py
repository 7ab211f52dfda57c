# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Make plugins/module_utils/config/kinds/_facts.py from the official descriptions of the API, or compare the two.

3CX keeps the description in the public repository 3cx/xapi-tutorial, as swagger.yaml, and each release of it is
a commit. Name a clone in THREECX_API_DESCRIPTIONS, with its history:

    git clone https://github.com/3cx/xapi-tutorial
    THREECX_API_DESCRIPTIONS=xapi-tutorial python tests/tools/describe_api.py --write

Only names, types and versions are taken: what can be created, read, changed and deleted, and the types that hang on
these collections. What they mean is for a person to say, in plugins/module_utils/config/kinds/_kinds.py.
"""

from __future__ import annotations

import argparse
import difflib
import os
import subprocess
import sys
import typing as t
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
FACTS = ROOT / "plugins" / "module_utils" / "config" / "kinds" / "_facts.py"
CLONE = "THREECX_API_DESCRIPTIONS"
# The releases of the description, oldest first. 3CX has published some versions more than once: a letter tells these
# apart. A new one goes to the end.
REVISIONS = {
    "20.0.4": "714cd77",
    "20.0.5": "db454d3",
    "20.0.6": "e9f4c0d",
    "20.0.6b": "22a9c1f",
    "20.0.7": "a10bde3",
    "20.0.7b": "60333d2",
    "20.0.7c": "42f0e62",
    "20.0.8": "58baa3c",
    "20.0.8b": "760baa5",
    "20.0.9": "ee3de05",
    "20.0.10": "ceb6d0d",
}
VERSIONS = tuple(REVISIONS)
OPERATIONS = ("get", "post", "patch", "delete")
# The caller's own view of a user and of a department, which is no configuration
NOT_CONFIGURATION = ("MyGroup", "MyUser")
# Collections that are only read, to find out what a reference leads to
LOOKED_UP = ("Peers",)
ENTITY = "#/components/schemas/Pbx."

# REUSE-IgnoreStart
HEADER = '''# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The names, types and versions of what XAPI configures. Read it through C(_schema).

Made by tests/tools/describe_api.py from the official descriptions: change nothing here.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

'''
# REUSE-IgnoreEnd

Schema = dict[str, t.Any]
Mark = t.TypeVar("Mark", bound=t.Hashable)


class Loader(yaml.CSafeLoader):
    """A reader for which only true and false are booleans: in YAML 1.1, the authentication type `No` would be one."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool" or first in "tTfF"]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


@dataclass(frozen=True)
class Description:
    """One release of the description, reduced to what the table tells."""

    collections: dict[
        str, tuple[str, str]
    ]  # its type and the name of its key, which is empty where there is one object
    operations: dict[str, frozenset[str]]  # get, post, patch, delete, and `by-NAME` for each other key
    types: dict[str, dict[str, str]]  # properties with their types
    enums: dict[str, tuple[str, ...]]
    flags: frozenset[str]


def read(clone: Path, commit: str) -> Description:
    """The description of one commit.

    :raises subprocess.CalledProcessError: when the clone does not have it.
    """
    command = ["git", "-C", str(clone), "show", f"{commit}:swagger.yaml"]
    text = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout
    return reduced(yaml.load(text, Loader=Loader))


def reduced(description: Schema) -> Description:
    paths, schemas = description["paths"], described_schemas(description)
    collections = dict(described_collections(paths))
    operations = {name: frozenset(described_operations(paths, name, key)) for name, (_type, key) in collections.items()}
    reachable = reached({type_name for type_name, _key in collections.values()}, schemas)
    return Description(
        collections,
        operations,
        {name: properties(schemas[name], schemas) for name in reachable if "enum" not in schemas[name]},
        {name: tuple(schemas[name]["enum"]) for name in reachable if "enum" in schemas[name]},
        frozenset(name for name in reachable if schemas[name].get("x-ms-enum-flags")),
    )


def described_schemas(description: Schema) -> dict[str, Schema]:
    found = description["components"]["schemas"].items()
    return {name.removeprefix("Pbx."): schema for name, schema in found if name.startswith("Pbx.")}


def described_collections(paths: Schema) -> t.Iterator[tuple[str, tuple[str, str]]]:
    """The entity sets that can be changed or are looked up, and the single objects that can be changed."""
    for path, item in paths.items():
        name, _parenthesis, key = path.removeprefix("/").removesuffix(")").partition("(")
        is_wanted = "patch" in item or (name in LOOKED_UP and "get" in item)
        if is_wanted and "/" not in path[1:] and "=" not in key and name not in NOT_CONFIGURATION:
            if name in LOOKED_UP and not key:
                yield name, (item_type(item), "Id")
            elif name not in LOOKED_UP:
                yield name, (type_of_reply(item), key.strip("{}"))


def type_of_reply(item: Schema) -> str:
    reply = item["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    return str(reply["$ref"]).removeprefix(ENTITY)


def item_type(item: Schema) -> str:
    reply = str(item["get"]["responses"]["200"]["$ref"])
    return reply.removeprefix("#/components/responses/Pbx.").removesuffix("CollectionResponse")


def described_operations(paths: Schema, name: str, key: str) -> t.Iterator[str]:
    of_one = paths.get(f"/{name}({{{key}}})", {}) if key else paths[f"/{name}"]
    of_all = paths.get(f"/{name}", {}) if key else {}
    for operation in OPERATIONS:
        if operation in of_one or operation in of_all:
            yield operation
    for path in paths:
        if path.startswith(f"/{name}(") and "={" in path and path.count("/") == 1:
            yield f"by-{path.partition('(')[2].partition('=')[0]}"


def reached(names: set[str], schemas: dict[str, Schema]) -> list[str]:
    """These types and all that their properties lead to."""
    found: set[str] = set()
    waiting = set(names)
    while waiting:
        name = waiting.pop()
        found.add(name)
        if "enum" not in schemas[name]:
            kinds = {bare(kind) for kind in properties(schemas[name], schemas).values()}
            waiting |= {kind for kind in kinds if kind in schemas and kind not in found}
    return sorted(found)


def bare(kind: str) -> str:
    return kind.rstrip("?@[]").partition("(")[0]


def properties(schema: Schema, schemas: dict[str, Schema]) -> dict[str, str]:
    """The properties of a type, inherited ones included."""
    found: dict[str, str] = {}
    for part in schema.get("allOf", [schema]):
        if "$ref" in part:
            found |= properties(schemas[part["$ref"].removeprefix(ENTITY)], schemas)
        found |= {name: described_type(one) for name, one in part.get("properties", {}).items()}
    return dict(sorted(found.items()))


def described_type(schema: Schema) -> str:
    """A type as the table writes it, such as `text?`, `text(12)`, `Period[]` or `Phone[]@`."""
    is_list = schema.get("type") == "array"
    marks = ("[]" if is_list else "", "?" if schema.get("nullable") else "")
    navigation = "@" if schema.get("x-ms-navigationProperty") else ""
    return "".join((simple_type(schema["items"] if is_list else schema), *marks, navigation))


def simple_type(schema: Schema) -> str:
    # A number with a fraction is described as one or a text, whichever it is: the first says what.
    referred: Schema = next(iter(schema.get("allOf") or schema.get("oneOf") or [schema]))
    if "$ref" in referred:
        return str(referred["$ref"]).removeprefix(ENTITY)
    if referred["type"] == "string" and "format" not in referred:
        return f"text({referred['maxLength']})" if "maxLength" in referred else "text"
    return str(referred.get("format") or {"boolean": "bool"}.get(referred["type"], referred["type"]))


def spans(marks: list[Mark | None]) -> t.Iterator[tuple[Mark, str]]:
    """The different marks in a row of versions, each with the versions that have it: `20.0.5-`, `-20.0.6` or ``."""
    start = 0
    for index, mark in enumerate(marks):
        is_last = index + 1 == len(marks) or marks[index + 1] != mark
        if is_last:
            if mark is not None:
                yield mark, span(start, index)
            start = index + 1


def span(first: int, last: int) -> str:
    if (first, last) == (0, len(VERSIONS) - 1):
        return ""
    return f"{VERSIONS[first] if first else ''}-{VERSIONS[last] if last < len(VERSIONS) - 1 else ''}"


def lines_of_types(releases: list[Description]) -> t.Iterator[str]:
    for name in sorted({name for release in releases for name in release.types}):
        present = [True if name in release.types else None for release in releases]
        ((_present, of_type), *_others) = spans(present)
        yield " ".join(filter(None, (name, of_type)))
        rows = [release.types.get(name, {}) for release in releases]
        for property_name in sorted({found for row in rows for found in row}):
            for kind, versions in spans([row.get(property_name) for row in rows]):
                yield " " + " ".join(filter(None, (property_name, kind, "" if versions == of_type else versions)))


def lines_of_enums(releases: list[Description]) -> t.Iterator[str]:
    for name in sorted({name for release in releases for name in release.enums}):
        flags = "*" if any(name in release.flags for release in releases) else ""
        yield f"{name}{flags}"
        rows = [release.enums.get(name, ()) for release in releases]
        for value in dict.fromkeys(value for row in rows for value in row):
            for _same, versions in spans([True if value in row else None for row in rows]):
                yield f" {value} {versions}".rstrip()


def lines_of_collections(releases: list[Description]) -> t.Iterator[str]:
    found: dict[str, tuple[str, str]] = {}
    for release in releases:
        found |= release.collections
    for name, (type_name, key) in sorted(found.items()):
        rows = [release.operations.get(name, frozenset()) for release in releases]
        operations = (
            f"{operation}:{versions}".rstrip(":")
            for operation in sorted({found for row in rows for found in row})
            for _same, versions in spans([True if operation in row else None for row in rows])
        )
        yield " ".join((name, type_name, key or "-", *operations))


def text_of(releases: list[Description]) -> str:
    """The whole generated file."""
    blocks = {
        "COLLECTIONS": lines_of_collections(releases),
        "TYPES": lines_of_types(releases),
        "ENUMS": lines_of_enums(releases),
    }
    tables = [f'{name} = """\n' + "\n".join(lines) + '\n"""\n' for name, lines in blocks.items()]
    versions = "VERSIONS = (\n" + "".join(f'    "{version}",\n' for version in VERSIONS) + ")\n"
    return HEADER + versions + "\n" + "\n".join(tables)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="write the table; without, it is compared")
    is_writing = parser.parse_args().write
    if CLONE not in os.environ:
        print(f"Not compared: {CLONE} names no clone of 3cx/xapi-tutorial")
        return 1 if is_writing else 0
    wanted = text_of([read(Path(os.environ[CLONE]), commit) for commit in REVISIONS.values()])
    if is_writing:
        FACTS.write_text(wanted, encoding="utf-8")
        return 0
    found = FACTS.read_text(encoding="utf-8")
    differences = list(difflib.unified_diff(found.splitlines(), wanted.splitlines(), "table", "description", n=0))
    print(*differences, f"{len(differences)} differences between the table and the descriptions", sep="\n")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
