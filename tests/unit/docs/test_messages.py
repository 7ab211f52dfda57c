# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The messages that the guide for troubleshooting explains are those of the collection, and it explains those for which
somebody would look there: of work that stopped on its way, and of files on the user's own machine.
"""

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

# Whoever reads one of their messages has an extension on no device, or a folder that is not read.
EXPLAINED_IN_FULL = (
    *sorted((ROOT / "plugins" / "action").glob("*.py")),
    *(ROOT / "plugins" / "module_utils" / "fxs" / f"{name}.py" for name in ("_decommission", "_replace", "_snapshots")),
)
# A reason stands before these, which the guide explains as well.
ENDS = ("Nothing was changed.", "Nothing was deleted.")


def explained_messages() -> list[str]:
    """The terms of the guide's lists of definitions."""
    terms = re.findall(r"^(``.*)\n   \S", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)
    messages = [message for term in terms for message in re.findall(r"``(.+?)``", term)]
    return [message for message in messages if not message.startswith(OF_OTHERS)]


def parts_of(message: str) -> list[str]:
    """What of a message is the same each time. Requests and statuses are values in the code."""
    pattern = re.sub(r"(GET|POST) /\S+", "...", message)
    pattern = re.sub(r"answered \d+", "answered ...", pattern)
    return [part for part in (part.strip(" .") for part in pattern.split("...")) if part]


def nodes(*paths: Path) -> Iterator[ast.AST]:
    for path in paths:
        yield from ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def text_of(node: ast.AST) -> str | None:
    """A text in the code, with three dots where a value goes."""
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "..." for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def texts() -> Iterator[str]:
    """All texts in the code."""
    yield from filter(None, map(text_of, nodes(*sorted((ROOT / "plugins").rglob("*.py")))))


def raised(*paths: Path) -> Iterator[str]:
    """The messages of the errors that code raises, but for those that name an option, and say what is wrong with it."""
    for node in nodes(*paths):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            for message in filter(None, map(text_of, node.exc.args)):
                names_option = re.match(r"[a-z_]+ (is|has) ", message)
                if re.search("[a-z]", message) and not names_option and not message.endswith(ENDS):
                    yield message


SAID = "\n".join(texts())


def test_the_guide_explains_messages() -> None:
    assert len(explained_messages()) > 20


@pytest.mark.parametrize("message", explained_messages())
def test_a_message_is_one_of_the_collection(message: str) -> None:
    for part in parts_of(message):
        assert part in SAID


def test_messages_are_found_where_they_are_raised() -> None:
    assert len(list(raised(*EXPLAINED_IN_FULL))) > 12


def test_the_guide_explains_the_messages_for_which_somebody_would_look_there() -> None:
    explained = [parts_of(message) for message in explained_messages()]
    assert [
        message
        for message in raised(*EXPLAINED_IN_FULL)
        if not any(all(part in message for part in parts) for parts in explained)
    ] == []
