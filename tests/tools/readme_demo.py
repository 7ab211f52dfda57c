# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Check that what README.md shows of the demo is what it prints: the same lines in the same order, "..." aside."""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"<!-- demo -->\n\n```text\n(.*?\n)```\n\n<!-- /demo -->", re.DOTALL)


def demo_output(collection: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "THREECX_"))}
    demo = [sys.executable, str(collection / "tests" / "demo" / "run")]
    finished = subprocess.run(demo, env=environment, capture_output=True, text=True, check=False)
    if finished.returncode:
        sys.exit(f"The demo failed:\n{finished.stdout}{finished.stderr}")
    return "".join(f"{line.rstrip()}\n" for line in finished.stdout.splitlines())


def first_untrue(shown: str, printed: str) -> str | None:
    """The first part between two lines of "..." that does not follow in what was printed."""
    position = 0
    for part in shown.split("...\n"):
        position = printed.find(part, position)
        if position < 0:
            return part
        position += len(part)
    return None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--collection", type=Path, default=ROOT, help="where the demo runs (default: this checkout)")
    options = parser.parse_args()
    (shown,) = BLOCK.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    untrue = first_untrue(shown, demo_output(options.collection))
    if untrue is not None:
        sys.exit(f"README.md shows what the demo does not print there:\n{untrue}")


if __name__ == "__main__":
    main()
