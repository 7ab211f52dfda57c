# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run the playbook, and play what its report says."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).resolve().parents[1] / "setup_emulator"))

from playbooks import Emulator, run, run_all

MARK = "```json\n"


def test_report() -> None:
    switches: dict[str, Any] = {"etags": "header", "weak_etags": True, "mac_style": "dash"}
    with Emulator(12, **switches) as pbx, tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.md"
        output = run("probe_pbx", pbx, {"threecx_probe_report": str(path)})
        text = path.read_text(encoding="utf-8")
        assert str(path) in output
        assert {entry.method for entry in pbx.log} == {"GET", "POST"}
        assert [entry.path for entry in pbx.log if entry.method == "POST"] == ["/connect/token"]
    profile = json.loads(text[text.index(MARK) + len(MARK) : text.rindex("```")])
    assert profile.items() >= switches.items()


if __name__ == "__main__":
    sys.exit(run_all([("the playbook writes a report that can be played", test_report)]))
