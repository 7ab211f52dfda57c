# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a part of a gate could not do on this machine is told, though the gate has passed. What parts name is there."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ansible_collections.telephony.threecx.tests import tools

TESTS = Path(tools.__path__[0]).parent
# One test that anybody can run, and two that only a browser can
WITHOUT_TESTS = """
import pages
never = lambda: exit("This needs Chromium.")
exit(pages.run_tests("", [("parsing", print)], [("sorting", never), ("printing", never)], never))
"""


def test_tests_that_need_chromium_are_told_where_there_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.syspath_prepend(str(TESTS / "tools"))
    gates = importlib.import_module("gates")
    environment = {"ANSIBLE_COLLECTIONS_PATH": str(TESTS.parents[3]), "PATH": str(tmp_path)}
    targets = TESTS / "integration" / "targets" / "setup_emulator"
    command = [sys.executable, "-c", WITHOUT_TESTS]
    done = subprocess.run(
        command, cwd=targets, env={**os.environ, **environment}, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    (told,) = gates.LEFT_OUT.findall(done.stdout)
    assert told == "setup_emulator, sorting, printing; this machine has no Chromium (`chromium` on PATH)"


def test_what_a_part_of_a_gate_names_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """What pytest should leave out and does not find, it does not tell."""
    monkeypatch.syspath_prepend(str(TESTS / "tools"))
    matrix = importlib.import_module("matrix")
    gates = [gate for group in matrix.groups().values() for gate in group]
    named = {word.partition("=")[2] or word for gate in gates for word in gate.part if "tests/" in word}
    for name in sorted(named):
        path, *groups = name.split("::")
        assert (TESTS.parent / path).exists(), name
        assert not groups or f"def {groups[-1]}(" in (TESTS.parent / path).read_text("utf-8"), name
    assert any("::" in name for name in named)
