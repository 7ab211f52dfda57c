# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is called alike in several modules is documented alike: there are no fragments for return values.

Options that are quite the same are in fragments. The others of the same name have the same type, default and choices,
so that who knows one module knows the next.
"""

from __future__ import annotations

import ast
import json
import re
import typing as t
from pathlib import Path

import pytest
import yaml

MODULES = sorted((Path(__file__).resolve().parents[3] / "plugins" / "modules").glob("*.py"))
# What each module says of its own: the things it is for, an example, and where and since when there is a value at all
THINGS = re.compile(r"\b(?:device|object|department|extension|SBC)(s?)\b", re.IGNORECASE)
OWN_PARTS = {"sample", "returned", "version_added"}

#: Values that are called alike and are not the same, and why.
OTHER_VALUES = {
    "config": "from files, which do not show what is null or left out",
    "device": "after a change, new credentials, or a replacement",
    "devices": "those that were deleted, those that are compared, or what was asked for",
    "etag": "of a device, or of any answer",
    "fingerprint": "of a device or of any other object, before or after a change",
    "fingerprints": "by kind and key, or by MAC address",
    "problems": "of what was read, or of the phone system",
    "results": "in the order of other options",
    "results.action": "objects can let go of each other before they are deleted",
    "results.diff": "of properties, or of the whole record",
    "results.error": "devices have more keys",
    "results.fields": "properties of XAPI, or options",
    "status": "with if_match it may be one that no request had",
    "templates": "a list, or by ID for each device",
    "written": "files, or requests",
}
#: Options that are called alike, and are of another kind, and why.
OTHER_KINDS = {
    "allow_risky": "not every module can do everything that is risky",
    "expand": "not every module can return everything",
    "departments": "to choose by, or those of an extension",
    "mac_address": "to choose by, or the key",
    "path": "of a folder, or of a request",
    "prune": "of some kinds, or of devices at all",
}


class Described(t.NamedTuple):
    """What a module says of a value or an option, by its name and those of what it is in."""

    module: str
    row: dict[str, t.Any]


def documented(module: Path, text: str) -> dict[str, t.Any]:
    texts = {
        node.targets[0].id: ast.literal_eval(node.value)
        for node in ast.parse(module.read_text(encoding="utf-8")).body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == text
    }
    return dict(yaml.safe_load(texts[text]) or {})


def named(rows: t.Mapping[str, t.Any], inner: str, outer: str = "") -> t.Iterator[tuple[str, dict[str, t.Any]]]:
    for name, row in rows.items():
        yield f"{outer}{name}", {part: value for part, value in row.items() if part != inner}
        yield from named(row.get(inner) or {}, inner, f"{outer}{name}.")


def siblings(rows_of: t.Callable[[Path], t.Mapping[str, t.Any]], inner: str) -> dict[str, list[Described]]:
    """What several modules have, by its name."""
    found: dict[str, list[Described]] = {}
    for module in MODULES:
        for name, row in named(rows_of(module), inner):
            found.setdefault(name, []).append(Described(module.stem, row))
    return {name: rows for name, rows in found.items() if len(rows) > 1}


VALUES = siblings(lambda module: documented(module, "RETURN"), "contains")
OPTIONS = siblings(lambda module: documented(module, "DOCUMENTATION").get("options") or {}, "suboptions")


def wordings(rows: list[Described]) -> dict[str, list[str]]:
    """The modules by what they say of a value."""
    found: dict[str, list[str]] = {}
    for module, row in rows:
        texts = [row["description"]] if isinstance(row["description"], str) else row["description"]
        said = json.dumps([texts, {part: row[part] for part in sorted({*row} - OWN_PARTS - {"description"})}])
        found.setdefault(THINGS.sub(r"thing\1", said), []).append(module)
    return found


def kinds(rows: list[Described]) -> dict[str, list[str]]:
    """The modules by what kind of option it is in them."""
    found: dict[str, list[str]] = {}
    for module, row in rows:
        kind = {part: row.get(part) for part in ("type", "elements", "default", "choices", "aliases")}
        found.setdefault(json.dumps(kind), []).append(module)
    return found


@pytest.mark.parametrize("name", VALUES)
def test_a_value_is_documented_alike_in_all_modules(name: str) -> None:
    found = wordings(VALUES[name])
    # What no longer differs is not to stay in the list.
    assert (len(found) > 1) == (name in OTHER_VALUES), found


@pytest.mark.parametrize("name", OPTIONS)
def test_an_option_is_of_the_same_kind_in_all_modules(name: str) -> None:
    found = kinds(OPTIONS[name])
    assert (len(found) > 1) == (name in OTHER_KINDS), found


# Those that are parts of another option cannot be in one.
@pytest.mark.parametrize("name", [name for name in OPTIONS if "." not in name])
def test_an_option_that_is_quite_the_same_is_in_a_fragment(name: str) -> None:
    assert [modules for modules in wordings(OPTIONS[name]).values() if len(modules) > 1] == []


def test_what_has_other_names_is_listed_where_it_is_found() -> None:
    assert {*OTHER_VALUES} <= {*VALUES}
    assert {*OTHER_KINDS} <= {*OPTIONS}
