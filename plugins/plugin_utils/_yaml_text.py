# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Write values as YAML that people read and keep in git, and that every reader takes for what was written. Pure.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import re
import sys
import typing as t

import yaml

# Readers of YAML 1.1 (Ansible's among them) and of 1.2 disagree on what is a number, a time or a flag, so only words
# that begin with a letter, and that no reader knows, go without quotes. ("=" and "<<" are keys of YAML 1.1.)
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:[ ./+-]+[A-Za-z0-9_]+)*")
_FLAG = re.compile(r"y|n|yes|no|on|off|true|false|null|nan|inf", re.IGNORECASE)
# Lines without blanks around them, which a block shows as they are
_BLOCK = re.compile(r"\S(?:.*\S)?(?:\n+\S(?:.*\S)?)*\n?")
# Where Ansible reads these from a file of variables, it would take them for templates.
TEMPLATE_MARKS = ("{{", "{%", "{#")
_UNSAFE = "!unsafe"


class _Dumper(yaml.SafeDumper):
    """SafeDumper with lists set in below their key, quotes where readers disagree, and templates left alone."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002  # PyYAML's
        # PyYAML sets lists as far left as their key, and git and yamllint prefer to see what belongs to what.
        super().increase_indent(flow, False)

    def ignore_aliases(self, _data: t.Any) -> bool:
        return True

    def represent_text(self, text: str) -> yaml.ScalarNode:
        tag = _UNSAFE if any(mark in text for mark in TEMPLATE_MARKS) else "tag:yaml.org,2002:str"
        return self.represent_scalar(tag, text, style=_style(text))


# Ansible marks the texts and numbers that it hands out, by classes of its own.
_Dumper.add_representer(str, _Dumper.represent_text)
_Dumper.add_multi_representer(str, _Dumper.represent_text)
_Dumper.add_multi_representer(int, _Dumper.represent_int)
_Dumper.add_multi_representer(float, _Dumper.represent_float)
_Dumper.add_multi_representer(dict, _Dumper.represent_dict)
_Dumper.add_multi_representer(list, _Dumper.represent_list)


def yaml_text(value: t.Any) -> str:
    """A document of YAML, in the order that mappings have, without a line that is folded.

    A text that holds the marks of a template gets the tag C(!unsafe), which Ansible reads as "not a template".

    :param value: mappings, lists, texts, numbers, flags and null.
    """
    dumped: str = yaml.dump(
        value, Dumper=_Dumper, allow_unicode=True, default_flow_style=False, sort_keys=False, width=sys.maxsize
    )
    return dumped


def _style(text: str) -> str | None:
    if _PLAIN.fullmatch(text) and not _FLAG.fullmatch(text):
        return None
    return "|" if "\n" in text and _BLOCK.fullmatch(text) and text.replace("\n", "").isprintable() else '"'
