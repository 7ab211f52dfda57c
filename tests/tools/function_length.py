# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Fail for functions of more than 40 lines; the docstring does not count. Arguments: files and folders."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

LONGEST = 40
Function = (ast.FunctionDef, ast.AsyncFunctionDef)


def python_files(paths: list[str]) -> Iterator[Path]:
    for path in map(Path, paths):
        yield from [path] if path.is_file() else sorted(path.rglob("*.py"))


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the last statement, decorators and docstring aside."""
    first = function.body[0]
    documentation = 0
    if ast.get_docstring(function) is not None:
        documentation = (first.end_lineno or first.lineno) - first.lineno + 1
    return (function.end_lineno or function.lineno) - function.lineno + 1 - documentation


def too_long(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
        if isinstance(node, Function) and length(node) > LONGEST:
            yield f"{path}:{node.lineno}: {node.name} has {length(node)} lines, more than {LONGEST}"


def main() -> int:
    files = list(python_files(sys.argv[1:]))
    findings = [finding for path in files for finding in too_long(path)]
    print(*findings, f"{len(files)} files, {len(findings)} functions of more than {LONGEST} lines", sep="\n")
    return 1 if findings or not files else 0


if __name__ == "__main__":
    sys.exit(main())
