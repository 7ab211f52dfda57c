# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Plugins import the collection's modules, and not the names in them.

When Ansible packs a module it cannot know whether C(from a.b import c) means a module or a name, so it looks on disk
for a module of every name that is imported anywhere: some 700 of them for one module of the configuration
(C(CollectionModuleUtilLocator) in executor/module_common.py of ansible-core).
"""

from __future__ import annotations

import ast
import typing as t
from pathlib import Path

import pytest

PLUGINS = Path(__file__).resolve().parents[3] / "plugins"
PACKAGE = "ansible_collections.telephony.threecx.plugins"
FILES = sorted(PLUGINS.rglob("*.py"))


def imported_names(code: str) -> t.Iterator[str]:
    """What is imported from a module of the collection, where it could be had through that module."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.ImportFrom):
            source = PLUGINS.joinpath(*(node.module or "").split(".")[len(PACKAGE.split(".")) :])
            is_ours = node.level or (node.module or "").startswith(PACKAGE)
            if is_ours and (node.level or not source.is_dir()):
                yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", FILES, ids=[path.relative_to(PLUGINS).as_posix() for path in FILES])
def test_only_modules_are_imported(path: Path) -> None:
    assert list(imported_names(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "code",
    [
        f"from {PACKAGE}.module_utils.api._errors import ThreeCXError",
        "from ._errors import ThreeCXError",
        f"def later():\n    from {PACKAGE}.module_utils.api._errors import ThreeCXError",
    ],
)
def test_a_name_that_is_imported_is_found(code: str) -> None:
    assert len(list(imported_names(code))) == 1
