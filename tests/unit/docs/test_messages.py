# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The messages that the guide for troubleshooting explains are those of the collection."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
GUIDE = ROOT / "docs" / "docsite" / "rst" / "guide_troubleshooting.rst"
# Out of OpenSSL, 3CX and ansible-core.
OF_OTHERS = ("CERTIFICATE_VERIFY_FAILED", "WRONG_VERSION_NUMBER", "WARNINGS.", "Failed to import the required")


def explained_messages() -> list[str]:
    """The terms of the guide's lists of definitions."""
    terms = re.findall(r"^(``.*)\n   \S", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)
    messages = [message for term in terms for message in re.findall(r"``(.+?)``", term)]
    return [message for message in messages if not message.startswith(OF_OTHERS)]


def texts() -> Iterator[str]:
    """All texts in the code, with three dots where a value goes."""
    for path in sorted((ROOT / "plugins").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                yield "".join(str(part.value) if isinstance(part, ast.Constant) else "..." for part in node.values)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


SAID = "\n".join(texts())


def test_the_guide_explains_messages() -> None:
    assert len(explained_messages()) > 20


@pytest.mark.parametrize("message", explained_messages())
def test_a_message_is_one_of_the_collection(message: str) -> None:
    # Requests and statuses are values in the code.
    pattern = re.sub(r"(GET|POST) /\S+", "...", message)
    pattern = re.sub(r"answered \d+", "answered ...", pattern)
    parts = [part.strip(" .") for part in pattern.split("...")]
    for part in filter(None, parts):
        assert part in SAID
