# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Find the tasks for the collection's modules in examples, documents, roles and playbooks."""

from __future__ import annotations

import re
import textwrap
import typing as t
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[4]
COLLECTION = "telephony.threecx"
# Whatever shows how the collection is used
DOCUMENTS = sorted(
    path
    for pattern in (
        "*.md",
        "docs/*.md",
        "docs/docsite/rst/*.rst",
        "roles/*/README.md",
        "roles/*/tasks/*.yml",
        "playbooks/**/*.yml",
        "tests/**/README.md",
    )
    for path in ROOT.glob(pattern)
)
_YAML = "yaml|yml"
_MARKDOWN = r"^([ \t]*)```(?:{language})\b[^\n]*\n(.*?)^\1```[ \t]*$"
_RST = r"^([ \t]*)\.\. code-block:: *(?:{language})[ \t]*\n(?:\1[ \t]+:[^\n]*\n)*((?:[ \t]*\n|\1[ \t]+[^\n]*\n?)+)"


class Task(t.NamedTuple):
    """One use of a module.

    :param defaults: the value of each `module_defaults` around it, the outermost first.
    """

    module: str
    options: t.Any
    defaults: tuple[dict[str, t.Any], ...]


class _Loader(yaml.SafeLoader):
    """Reads YAML with tags of Ansible, such as !vault."""


_Loader.add_multi_constructor("!", lambda loader, _tag, node: loader.construct_scalar(node))


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def load(text: str) -> t.Any:
    """The one YAML document in a text."""
    return yaml.load(text, Loader=_Loader)


def documents_in(text: str) -> list[t.Any]:
    """All YAML documents in a text."""
    return [load(part) for part in re.split(r"^---$", text, flags=re.MULTILINE) if part.strip()]


def snippets(path: Path) -> list[str]:
    """The YAML code blocks of a document in Markdown or reStructuredText, or a YAML file as a whole."""
    return [path.read_text(encoding="utf-8")] if path.suffix in (".yml", ".yaml") else code_blocks(path, _YAML)


def code_blocks(path: Path, language: str) -> list[str]:
    """The code blocks of a document in Markdown or reStructuredText that are in a language.

    :param language: what is written at its beginning, as a regular expression.
    """
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".rst":
        pattern = re.compile(_RST.format(language=language), re.MULTILINE)
    else:
        pattern = re.compile(_MARKDOWN.format(language=language), re.MULTILINE | re.DOTALL | re.IGNORECASE)
    return [textwrap.dedent(found[2]) for found in pattern.finditer(text)]


def tasks(content: t.Any, defaults: tuple[dict[str, t.Any], ...] = ()) -> t.Iterator[Task]:
    """All uses of the collection's modules, at whatever depth of plays and blocks."""
    if isinstance(content, list):
        for item in content:
            yield from tasks(item, defaults)
    if not isinstance(content, dict):
        return
    if isinstance(content.get("module_defaults"), dict):
        defaults = (*defaults, content["module_defaults"])
    for key, value in content.items():
        if isinstance(key, str) and key.startswith(f"{COLLECTION}."):
            yield Task(key, value, defaults)
        elif key != "module_defaults":
            yield from tasks(value, defaults)


def mappings(content: t.Any) -> t.Iterator[dict[t.Any, t.Any]]:
    """All mappings, at whatever depth."""
    if isinstance(content, dict):
        yield content
    for item in content.values() if isinstance(content, dict) else content if isinstance(content, list) else ():
        yield from mappings(item)


def module_defaults(content: t.Any) -> t.Iterator[dict[str, t.Any]]:
    """The value of every `module_defaults`."""
    for mapping in mappings(content):
        if isinstance(mapping.get("module_defaults"), dict):
            yield mapping["module_defaults"]
