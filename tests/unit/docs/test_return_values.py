# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What all modules return alike is documented alike: Ansible has no fragments for return values."""

from __future__ import annotations

import ast
import typing as t
from pathlib import Path

import pytest
import yaml

MODULES = sorted((Path(__file__).resolve().parents[3] / "plugins" / "modules").glob("threecx_*.py"))
# The request that failed, and what the PBX said of it
SHARED = ("method", "path", "error")


def returned(module: Path) -> dict[str, t.Any]:
    texts = {
        node.targets[0].id: ast.literal_eval(node.value)
        for node in ast.parse(module.read_text(encoding="utf-8")).body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "RETURN"
    }
    return dict(yaml.safe_load(texts["RETURN"]))


@pytest.mark.parametrize("name", SHARED)
def test_a_failure_is_documented_alike(name: str) -> None:
    found = {module.stem: returned(module)[name] for module in MODULES if name in returned(module)}
    assert len(found) > 10
    # Each shows a request of its own, and one expects error statuses.
    own = ("sample", "returned")
    shown = {stem: {part: value for part, value in row.items() if part not in own} for stem, row in found.items()}
    first = next(iter(shown.values()))
    assert {stem: row for stem, row in shown.items() if row != first} == {}
