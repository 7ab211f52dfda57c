# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""YAML as the collection writes it, read without Ansible."""

from __future__ import annotations

import typing as t

import yaml


class _Reader(yaml.SafeLoader):
    """A plain reader that knows Ansible's tag for texts that look like templates and are none."""


def _as_text(reader: yaml.SafeLoader, node: yaml.ScalarNode) -> str:
    return str(reader.construct_scalar(node))


_Reader.add_constructor("!unsafe", _as_text)


def read_yaml(text: str) -> t.Any:
    return yaml.load(text, _Reader)  # a safe loader
