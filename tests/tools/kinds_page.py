# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Hold the guide's page on kinds to what plugins/module_utils/config/kinds/_kinds.py says; `--write` updates the page.

What stands above the mark is written by hand, what follows it is made here.
"""

from __future__ import annotations

import difflib
import importlib
import sys
import tempfile
import typing as t
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "docsite" / "rst" / "guide_config_kinds.rst"
MARK = ".. Made by tests/tools/kinds_page.py from here on\n"
# What these types have inside is said once, under a heading of their own.
SHARED = ("Destination", "Route", "Rights", "Schedule")


def import_room(*names: str) -> list[t.Any]:
    """Modules of the room kinds, wherever the checkout is."""
    with tempfile.TemporaryDirectory() as folder:
        namespace = Path(folder) / "ansible_collections" / "telephony"
        namespace.mkdir(parents=True)
        (namespace / "threecx").symlink_to(ROOT)
        sys.path.insert(0, folder)
        room = "ansible_collections.telephony.threecx.plugins.module_utils.config.kinds"
        return [importlib.import_module(f"{room}.{name}") for name in names]


kinds, decisions, schema = import_room("_kinds", "_decisions", "_schema")


def page() -> str:
    understood = [kind for kind in kinds.KINDS.values() if kind.is_understood]
    objects = [kind for kind in understood if kind.key]
    settings = sorted((kind for kind in understood if not kind.key), key=lambda kind: str(kind.name))
    read = sorted((kind for kind in kinds.KINDS.values() if not kind.is_understood), key=lambda kind: str(kind.name))
    blocks = [
        overview(objects),
        *(section(kind.name, of_kind(kind)) for kind in objects),
        heading("What several kinds have inside", "-"),
        *(section(name, details(name)) for name in SHARED),
        heading("Settings", "-"),
        "Each of them is one object, which can be changed and neither created nor deleted. Those that are not listed"
        " below have nothing but plain values.\n",
        *(section(kind.name, of_kind(kind)) for kind in settings if of_kind(kind)),
        "Without anything to say: " + ", ".join(code(kind.name) for kind in settings if not of_kind(kind)) + ".\n",
        heading("Kinds that are only read", "-"),
        "They are read when they are asked for by name, and never written; for changes there is"
        " :ansplugin:`telephony.threecx.threecx_xapi#module`.\n",
        "\n".join(f"{code(kind.name)}\n   {sentence(kind.never_written)}" for kind in read) + "\n",
    ]
    return "\n".join(blocks)


def overview(objects: list[t.Any]) -> str:
    lines = [heading("Kinds that are understood", "-"), ".. list-table::", "   :header-rows: 1", ""]
    rows: list[tuple[str, ...]] = [("Kind", "Known by", "Must be given", "Cannot be changed")]
    rows += [(code(kind.name), *(names(part) for part in (kind.key, kind.needs, kind.fixed))) for kind in objects]
    for row in rows:
        lines += [f"   {'*' if not index else ' '} - {cell}".rstrip() for index, cell in enumerate(row)]
    return "\n".join(lines) + "\n"


def of_kind(kind: t.Any) -> list[str]:
    found = [sentence(f"Never created: {kind.never_created}")] if kind.never_created else []
    found += [sentence(f"Mind that {kind.risk}")] if kind.risk else []
    found += [f"The order of the objects is that of {code(kind.ordered_by)}."] if kind.ordered_by else []
    found += versions(schema.collections()[kind.name])
    found += [f"Built in: {one.why}{'' if one.is_configuration else ', left out of exports'}." for one in kind.built_in]
    found += details(kinds.type_of(kind.name))
    return found + [sentence(f"Not known: {one}") for one in kind.not_known]


def versions(collection: t.Any) -> list[str]:
    """Since when XAPI has a collection, where it is not from the beginning."""
    words = {"get": "read", "post": "created", "patch": "changed", "delete": "deleted"}
    by_version: dict[str, list[str]] = {}
    for operation, word in words.items():
        if operation in collection.operations:
            by_version.setdefault(collection.operations[operation].since, []).append(word)
    late = [f"{', '.join(done)} since {since}" for since, done in by_version.items() if since != schema.VERSIONS[0]]
    return [sentence(f"Can be {'; '.join(late)}")] if late else []


def details(type_name: str) -> list[str]:
    """What there is to say of the properties of a type, and of what it has inside, a line for each sort."""
    walked = list(walk(type_name, "", ()))
    sorts = {
        "References": [f"{path} ({target(to)})" for path, one in walked if (to := reference(one))],
        "Where calls go": list(destinations(type_name, "", ())),
        "Lists": [f"{path} ({meaning(one)})" for path, one in walked if isinstance(one, decisions.List)],
        "Texts with numbers in them": [path for path, one in walked if isinstance(one, decisions.Numbers)],
        "Files": [path for path, one in walked if isinstance(one, decisions.File)],
        "Secrets": [f"{path}{secrecy(one)}" for path, one in walked if isinstance(one, decisions.Secret)],
        "Changes in daily work": [path for path, one in walked if isinstance(one, decisions.Operational)],
        "The other side of something else": [
            f"{path} (see {one.why})" for path, one in walked if isinstance(one, decisions.Twin)
        ],
        "Set by the phone system": [path for path, one in walked if isinstance(one, decisions.ReadOnly)],
    }
    refused = [f"{path}: {one.why}" for path, one in walked if isinstance(one, decisions.Refused)]
    return [f"{sort}: {', '.join(found)}." for sort, found in sorts.items() if found] + (
        ["Neither exported nor written:\n\n" + "\n".join(f"  - {line}." for line in refused)] if refused else []
    )


def walk(type_name: str, prefix: str, only: tuple[str, ...]) -> t.Iterator[tuple[str, t.Any]]:
    """The paths of all properties and their decisions, down to where a shared type begins."""
    for field in kinds.fields(type_name, only):
        path = f"{prefix}{field.name}"
        yield code(path), field.decision
        inner = field.described.type
        if field.is_configuration and kinds.inside(field) and inner not in SHARED:
            step = "[]." if field.described.is_list else "."
            yield from walk(inner, path + step, getattr(field.decision, "only", ()))


def destinations(type_name: str, prefix: str, only: tuple[str, ...]) -> t.Iterator[str]:
    """The properties that say together where calls go, down to where a shared type begins."""
    one = kinds.DESTINATIONS.get(type_name)
    if one is not None:
        to, *others = (code(f"{prefix}{name}") for name in one.names)
        yield f"{to} with {' or '.join(others)}"
    for field in kinds.configured(type_name, only):
        inner = field.described.type
        if kinds.inside(field) and inner not in SHARED:
            step = "[]." if field.described.is_list else "."
            yield from destinations(inner, f"{prefix}{field.name}{step}", getattr(field.decision, "only", ()))


def reference(decision: t.Any) -> t.Any:
    found = getattr(decision, "of", None) or decision
    return found if isinstance(found, decisions.Reference) else None


def target(one: t.Any) -> str:
    return "whatever has the number" if one.to == "Peers" else one.to


def meaning(one: t.Any) -> str:
    if isinstance(one, decisions.Keyed):
        told = f"told apart by {names(one.by)}"
        marks = (
            (bool(one.needs), f"each with its {names(one.needs)}"),
            (one.is_ordered, "in order"),
            (one.is_fixed, "made by the phone system"),
        )
        return "; ".join([told, *(mark for is_so, mark in marks if is_so)])
    if isinstance(one, decisions.Positional):
        return f"{one.places} places"
    return "in order" if isinstance(one, decisions.Ordered) else "in no order"


def secrecy(one: t.Any) -> str:
    if one.named_by:
        return f" (where {code(one.named_by)} sounds like one)"
    return " (hidden by the phone system)" if one.is_concealed else ""


def section(name: str, lines: list[str]) -> str:
    return heading(name, "^") + "\n" + "\n".join(f"- {line}" for line in lines) + "\n"


def heading(text: str, line: str) -> str:
    return f"{text}\n{line * len(text)}\n"


def names(found: t.Iterable[str]) -> str:
    return ", ".join(code(name) for name in found)


def code(name: str) -> str:
    return f"``{name}``"


def sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def main() -> int:
    found = PAGE.read_text(encoding="utf-8")
    by_hand, mark, _rest = found.partition(MARK)
    wanted = f"{by_hand}{mark}\n{page()}"
    if "--write" in sys.argv[1:]:
        PAGE.write_text(wanted, encoding="utf-8")
        return 0
    differences = list(difflib.unified_diff(found.splitlines(), wanted.splitlines(), "page", "decisions", n=0))
    print(*differences, f"{len(differences)} differences between the guide and the decisions", sep="\n")
    return 1 if differences or not mark else 0


if __name__ == "__main__":
    sys.exit(main())
