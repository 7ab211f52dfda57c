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
_MARKDOWN = re.compile(
    r"^([ \t]*)```(?:yaml|yml)\b[^\n]*\n(.*?)^\1```[ \t]*$", re.MULTILINE | re.DOTALL | re.IGNORECASE
)
_RST = re.compile(
    r"^([ \t]*)\.\. code-block:: *(?:yaml|yml)[ \t]*\n(?:\1[ \t]+:[^\n]*\n)*((?:[ \t]*\n|\1[ \t]+[^\n]*\n?)+)",
    re.MULTILINE,
)


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


def load(text: str) -> t.Any:
    """The one YAML document in a text."""
    return yaml.load(text, Loader=_Loader)


def snippets(path: Path) -> list[str]:
    """The YAML code blocks of a document in Markdown or reStructuredText, or a YAML file as a whole."""
    text = path.read_text(encoding="utf-8")
    if path.suffix in (".yml", ".yaml"):
        return [text]
    pattern = _RST if path.suffix == ".rst" else _MARKDOWN
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


def module_defaults(content: t.Any) -> t.Iterator[dict[str, t.Any]]:
    """The value of every `module_defaults`."""
    if isinstance(content, list):
        for item in content:
            yield from module_defaults(item)
    if isinstance(content, dict):
        for key, value in content.items():
            if key == "module_defaults" and isinstance(value, dict):
                yield value
            yield from module_defaults(value)
