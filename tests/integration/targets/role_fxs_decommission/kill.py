# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Kill the decommissioning of forty devices in the middle of a batch, and run it again."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "setup_emulator"))

from playbooks import Emulator, run, run_all, settle

DEVICES = 40
BATCH = 10


def kill_in_the_second_batch() -> None:
    with Emulator(devices=DEVICES, latency=0.05) as pbx, tempfile.TemporaryDirectory() as folder:
        before = {record["MacAddress"]: record["Name"] for record in pbx.devices()}
        variables = {
            "fxs_decommission_backup_dir": folder,
            "fxs_decommission_batch_size": BATCH,
            "fxs_decommission_max_deletions": "100%",
            "fxs_decommission_devices": [{"mac_address": mac, "name": name} for mac, name in before.items()],
        }
        first = run("decommission_fxs", pbx, variables, watch=lambda: len(pbx.devices()) < DEVICES - BATCH)
        settle(pbx)
        left = len(pbx.devices())
        assert "devices deleted" not in first, first
        assert 0 < left < DEVICES - BATCH, left

        second = run("decommission_fxs", pbx, variables)
        assert f"{left} of {DEVICES} devices deleted; absent already: {DEVICES - left}." in second, second
        assert pbx.devices() == []

        saved = [json.loads(path.read_text())["devices"] for path in sorted(Path(folder).iterdir())]
        assert [len(devices) for devices in saved] == [DEVICES, left]
        assert {device["mac_address"]: device["name"] for device in saved[0]} == before


if __name__ == "__main__":
    sys.exit(run_all([("killed in the second batch", kill_in_the_second_batch)]))
