# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Two PBXs in one play: a tree that they share, and one that is each one's own."""

from __future__ import annotations

import csv
import json
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).resolve().parents[1] / "setup_emulator"))

from playbooks import Emulator, leaks, run

TREES: dict[str, dict[str, Any]] = {
    "common": {"Groups": [{"Name": "Support", "Language": "FR"}]},
    "lyon": {"Users": [{"Number": "100", "FirstName": "Gate", "PrimaryGroupId": "DEFAULT"}]},
    "paris": {"Users": [{"Number": "101", "FirstName": "Lift"}]},
}
DONE = {
    "lyon": {"create Groups[Support]": "common", "update Users[100]: FirstName": "lyon"},
    "paris": {"create Groups[Support]": "common", "update Users[101]: FirstName": "paris"},
}


class Hosts:
    """Two PBXs, each with a name, and the trees for them."""

    def __init__(self, folder: Path, pbxs: dict[str, Emulator]) -> None:
        self._folder, self._pbxs = folder, pbxs
        for tree, content in TREES.items():
            self.write(tree, content)
        hosts = {
            name: {
                "threecx_url": pbx.url,
                "threecx_client_id": pbx.client_id,
                "threecx_client_secret": pbx.client_secret,
            }
            for name, pbx in pbxs.items()
        }
        inventory = {"pbxs": {"hosts": hosts}}
        (folder / "hosts.yml").write_text(json.dumps(inventory), encoding="utf-8")

    def write(self, tree: str, content: dict[str, Any]) -> None:
        """Write a tree of one file; JSON is YAML as well."""
        (self._folder / tree).mkdir(exist_ok=True)
        (self._folder / tree / "all.yml").write_text(json.dumps(content), encoding="utf-8")

    def play(self, role: str, *arguments: str, fails: bool = False, **variables: Any) -> dict[str, str]:
        """Run the playbook of a role for both, and return what its report says of each."""
        for pbx in self._pbxs.values():
            pbx.clear_log()
        dirs = [str(self._folder / name) for name in ("common", "{{ inventory_hostname }}")]
        output = run(
            "_".join(reversed(role.split("_"))),
            self._pbxs["lyon"],
            {"threecx_hosts": "pbxs", f"{role}_dirs": dirs, **variables},
            ["-i", str(self._folder / "hosts.yml"), *arguments],
            fails=fails,
        )
        assert not list(leaks(output, self._pbxs["paris"].secrets())), output
        _before, told = output.rsplit(f"TASK [telephony.threecx.{role} : Report]", 1)
        return dict(re.findall(r"^ok: \[(\w+)\] => (\{.*?^\})", told, re.MULTILINE | re.DOTALL))

    def writes(self) -> dict[str, int]:
        """How many requests have changed each PBX in the last play."""
        return {
            name: sum(row.method != "GET" and row.path.startswith("/xapi/") for row in pbx.log)
            for name, pbx in self._pbxs.items()
        }


def check_what_was_done(hosts: Hosts, reports: dict[str, str]) -> None:
    for name, done in DONE.items():
        for text, tree in done.items():
            assert re.search(rf"{re.escape(text)} \(\S*/{tree}/all.yml\)", reports[name]), reports
    assert "Users[101]" not in reports["lyon"], reports
    assert "Users[100]" not in reports["paris"], reports


def main() -> None:
    with (
        Emulator(devices=0, users=6) as lyon,
        Emulator(devices=0, users=6, random_seed=2) as paris,
        tempfile.TemporaryDirectory() as place,
    ):
        hosts = Hosts(Path(place), {"lyon": lyon, "paris": paris})
        check_what_was_done(hosts, hosts.play("pbx_apply", "--check", "--diff"))
        assert hosts.writes() == {"lyon": 0, "paris": 0}
        check_what_was_done(hosts, hosts.play("pbx_apply"))
        assert hosts.writes() == {"lyon": 2, "paris": 2}
        # What cannot be for one of them keeps nobody from the other.
        hosts.write("lyon", {"Users": [{"Number": "100", "PrimaryGroupId": "Nowhere"}]})
        hosts.write("paris", {"Users": [{"Number": "101", "FirstName": "Door"}]})
        reports = hosts.play("pbx_apply", fails=True)
        assert "no object of Groups is called" not in reports["paris"], reports
        assert "is from " in reports["lyon"], reports
        assert "update Users[101]: FirstName" in reports["paris"], reports
        assert hosts.writes() == {"lyon": 0, "paris": 1}
        hosts.play("pbx_report", pbx_report_dir=f"{place}/report/{{{{ inventory_hostname }}}}")
        for name, drift in (("lyon", {"100": "failed"}), ("paris", {"101": "ok"})):
            with Path(place, "report", name, "pbx_report.csv").open(encoding="utf-8-sig", newline="") as table:
                found = {row["key"]: row["drift"] for row in csv.DictReader(table)}
            assert drift.items() <= found.items(), found


if __name__ == "__main__":
    main()
