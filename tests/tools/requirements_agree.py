# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Fail unless the tests' requirements repeat those of the modules and of the emulator, line by line.

ansible-test hands its requirements files to pip one by one from a folder of its own, so that `-r` lines in them
lead nowhere. The lists are written out instead, and compared here.
"""

from __future__ import annotations

import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
REPEATED = (TESTS.parent / "meta" / "ee-requirements.txt", TESTS / "emulator" / "requirements.txt")
REPEATING = (TESTS / "unit" / "requirements.txt", TESTS / "integration" / "requirements.txt")


def requirements(path: Path) -> set[str]:
    """The requirements in a file, without comments and spaces."""
    lines = (line.split("#")[0].replace(" ", "").strip() for line in path.read_text(encoding="utf-8").splitlines())
    return {line for line in lines if line}


def main() -> int:
    findings = [
        f"{requirement} of {source.relative_to(TESTS.parent)} is missing in {target.relative_to(TESTS.parent)}"
        for source in REPEATED
        for target in REPEATING
        for requirement in sorted(requirements(source) - requirements(target))
    ]
    print(*findings, f"{len(findings)} requirements are missing in the lists of the tests", sep="\n")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
