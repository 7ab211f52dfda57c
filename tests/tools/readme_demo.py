# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Check that README.md shows what the demo prints; with --write, make it so."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
BLOCK = re.compile(r"(<!-- demo -->\n).*?(<!-- /demo -->)", re.DOTALL)


def demo_output() -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "THREECX_"))}
    demo = [sys.executable, str(ROOT / "tests" / "demo" / "run")]
    finished = subprocess.run(demo, env=environment, capture_output=True, text=True, check=False)
    if finished.returncode:
        sys.exit(f"The demo failed:\n{finished.stdout}{finished.stderr}")
    return "\n".join(line.rstrip() for line in finished.stdout.strip().splitlines())


def main() -> None:
    old = README.read_text()
    new = BLOCK.sub(lambda found: f"{found[1]}\n```text\n{demo_output()}\n```\n\n{found[2]}", old)
    if "--write" in sys.argv[1:]:
        README.write_text(new)
    elif new != old:
        sys.exit("README.md does not show what the demo prints: run tests/tools/readme_demo.py --write")


if __name__ == "__main__":
    main()
