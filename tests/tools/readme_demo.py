# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Check that README.md shows what the demo prints; with --write, make it so."""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
BLOCK = re.compile(r"(<!-- demo -->\n).*?(<!-- /demo -->)", re.DOTALL)


def demo_output(collection: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "THREECX_"))}
    demo = [sys.executable, str(collection / "tests" / "demo" / "run")]
    finished = subprocess.run(demo, env=environment, capture_output=True, text=True, check=False)
    if finished.returncode:
        sys.exit(f"The demo failed:\n{finished.stdout}{finished.stderr}")
    return "\n".join(line.rstrip() for line in finished.stdout.strip().splitlines())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--collection", type=Path, default=ROOT, help="where the demo runs (default: this checkout)")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    old, shown = README.read_text(), demo_output(options.collection)
    new = BLOCK.sub(lambda found: f"{found[1]}\n```text\n{shown}\n```\n\n{found[2]}", old)
    if options.write:
        README.write_text(new)
    elif new != old:
        sys.exit("README.md does not show what the demo prints: run tests/tools/readme_demo.py --write")


if __name__ == "__main__":
    main()
