# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is wrong with a text as YAML that Ansible would read without a word, or would show a line of. Pure.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import typing as t

import yaml

from ansible_collections.telephony.threecx.plugins.plugin_utils import _yaml_text

# The one in C takes a tenth of the time, and PyYAML may be without it.
_LOADER: t.Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# Which may stand in a mapping more than once
_MERGE = "<<"


class Checked(t.NamedTuple):
    """A text of YAML that was looked at.

    :param flaw: what keeps it from being read as one document that says each thing once, as the rest of a sentence,
        with names and lines of the text and none of its values; None when nothing does. Of two equal names in
        a mapping, readers take one and forget the other, with all that it holds. A template without quotes is a
        mapping in the place of a name.
    :param document: its nodes; None where there are none.
    """

    flaw: str | None
    document: yaml.Node | None = None


def check(text: str) -> Checked:
    """Look at a text without making values of it."""
    try:
        document = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        return Checked(f"is no YAML{_at(error)}; texts with signs that mean something to YAML must be in quotes")
    except (yaml.YAMLError, RecursionError):
        return Checked("is no YAML, or no text")
    return Checked(None if document is None else next(_flaws(document, set()), None), document)


def needs_ansible(text: str) -> bool:
    """Whether there may be tags or templates in a text, which mean something to Ansible alone."""
    return any(mark in text for mark in ("!", *_yaml_text.TEMPLATE_MARKS))


def values_of(document: yaml.Node) -> t.Any:
    """What a document says, which for Ansible takes several times as long.

    :raises ValueError: for what looks like a date and is none.
    :raises yaml.YAMLError: when names in it are no texts.
    """
    return yaml.constructor.SafeConstructor().construct_document(document)


def _at(error: yaml.MarkedYAMLError) -> str:
    mark = error.problem_mark or error.context_mark
    return "" if mark is None else f" at line {mark.line + 1}, column {mark.column + 1}"


def _flaws(node: yaml.Node, seen: set[int]) -> t.Iterator[str]:
    """What is said of names in mappings below a node; an anchor leads to one node from many places."""
    if id(node) in seen or not isinstance(node, yaml.CollectionNode):
        return
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        yield from _flaws_of(node)
        inner = [value for _name, value in node.value]
    else:
        inner = node.value
    for one in inner:
        yield from _flaws(one, seen)


def _flaws_of(node: yaml.MappingNode) -> t.Iterator[str]:
    """What is said of the names of one mapping: that they are there twice, or are none."""
    lines: dict[str, int] = {}
    for name, _value in node.value:
        if isinstance(name, yaml.MappingNode):
            yield f"has braces in line {name.start_mark.line + 1} that are in no quotes; put templates in quotes"
        if not isinstance(name, yaml.ScalarNode) or name.value == _MERGE:
            continue
        line = name.start_mark.line + 1
        if name.value in lines:
            yield f"has '{name.value}' in line {lines[name.value]} and once more in line {line}; one must go"
        lines[name.value] = line
