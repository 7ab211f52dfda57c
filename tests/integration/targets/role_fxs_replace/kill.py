# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Kill a replacement after each of its steps, let others interfere with it, and run it again: nothing is lost."""

from __future__ import annotations

import functools
import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).resolve().parents[1] / "setup_emulator"))

from playbooks import Emulator, run, run_all, settle

OLD, NEW = "001A2B3C4D5E", "001A2B3C4D5F"
DEVICE = {
    "MacAddress": OLD,
    "Name": "Lobby",
    "Group": "GRP0001",
    "FxsLines": [{"Key": 1, "Number": "201", "Name": "Extension 201"}, {"Key": 2, "Number": "202"}],
    "Variables": [{"Name": "DTMF_MODE", "Value": "inband"}],
}
STEPS = ("POST", "PATCH", "PATCH", "DELETE")
# Long enough to tell the steps apart while they are watched: there are at least two requests between them
LATENCY = 0.25


class Swap:
    """One replacement on a PBX that has an extension on one device only."""

    def __init__(self, pbx: Emulator, folder: str) -> None:
        pbx.add_device(DEVICE)
        self.pbx = pbx
        self.unfinished = Path(folder) / f"fxs-replace-{OLD}-{NEW}.json"
        self._devices = [{"old_mac_address": OLD, "new_mac_address": NEW}]
        self._variables: dict[str, Any] = {"fxs_replace_backup_dir": folder, "fxs_replace_devices": self._devices}

    def run(self, watch: Callable[[], bool] | None = None, *, fails: bool = False) -> str:
        self.pbx.behave(latency=LATENCY if watch else 0)
        output: str = run("replace_fxs", self.pbx, self._variables, watch=watch, fails=fails)
        return output

    @property
    def answered(self) -> int:
        """How many steps the PBX has answered."""
        return sum(
            request.method in STEPS and "Fxs" in request.path and request.status is not None for request in self.pbx.log
        )

    @property
    def saved_lines(self) -> list[str]:
        devices = json.loads(self.unfinished.read_text())["devices"] if self.unfinished.exists() else []
        return [line["number"] for device in devices for line in device["lines"]]

    def lines(self, mac: str) -> list[str] | None:
        """The extensions of a device, or None when it does not exist."""
        device = self.pbx.device(mac)
        return None if device is None else [line["Number"] for line in device["FxsLines"]]

    def check_finished(self, snapshots: int = 1) -> None:
        device = self.pbx.device(NEW)
        assert device is not None, self.pbx.devices()
        assert [device["Name"], device["Group"], device["Variables"]] == ["Lobby", "GRP0001", DEVICE["Variables"]], (
            device
        )
        assert [self.lines(NEW), self.lines(OLD)] == [["201", "202"], None], self.pbx.devices()
        assert not self.unfinished.exists()
        assert len(list(self.unfinished.parent.iterdir())) == snapshots

    def check_as_before(self) -> None:
        assert [self.lines(OLD), self.lines(NEW)] == [["201", "202"], None], self.pbx.devices()
        assert not self.unfinished.exists()


def with_swap(test: Callable[[Swap], None]) -> None:
    with Emulator(devices=2, extension_unique=True) as pbx, tempfile.TemporaryDirectory() as folder:
        test(Swap(pbx, folder))


def kill_after_each_step(swap: Swap) -> None:
    """Each run gets one step further than the one before; the last has only the snapshot left to put away.

    Nothing can be watched between saving and creating, which is left to the unit tests.
    """
    for steps, name in enumerate(("creating", "freeing the lines", "putting the lines", "deleting"), start=1):
        swap.run(lambda steps=steps: swap.unfinished.exists() and swap.answered == steps)  # type: ignore[misc]
        settle(swap.pbx)
        assert swap.answered == steps, name
        assert ["201", "202"] in (swap.lines(OLD), swap.lines(NEW), swap.saved_lines), name
        print(f"killed after {name}", flush=True)
    swap.run()
    swap.check_finished()


def refuse_the_lines(swap: Swap) -> None:
    """The PBX refuses the lines on the new device, and takes them back on the old one."""

    def watch() -> bool:
        # The extension is gone for as long as the new device is to get it.
        swap.pbx.behave(missing_extensions=["201"] if swap.answered == 2 else [])
        return False

    output = swap.run(watch, fails=True)
    assert "WARNINGS.XAPI.NON_EXISTENT_EXT_NUMBER" in output, output
    assert "All is as it was before." in " ".join(output.split()), output
    swap.check_as_before()


def refuse_the_deletion(swap: Swap) -> None:
    """Somebody else changes the old device before it can be deleted."""

    def watch() -> bool:
        device = swap.pbx.device(OLD)
        if swap.answered == 3 and device and device["Name"] == "Lobby":
            swap.pbx.change_device(OLD, Name="Gate")
        return False

    output = swap.run(watch, fails=True)
    assert "Run this again to finish." in " ".join(output.split()), output
    assert [swap.lines(OLD), swap.lines(NEW)] == [[], ["201", "202"]]


def refuse_one_after_the_other(swap: Swap) -> None:
    """The run after each refusal does what it would have done, up to the next."""
    refuse_the_lines(swap)
    swap.pbx.clear_log()
    refuse_the_deletion(swap)
    swap.run()
    swap.check_finished(snapshots=2)


if __name__ == "__main__":
    tests: dict[str, Callable[[Swap], None]] = {
        "killed after each step": kill_after_each_step,
        "lines refused, then the deletion": refuse_one_after_the_other,
    }
    sys.exit(run_all([(name, functools.partial(with_swap, test)) for name, test in tests.items()]))
