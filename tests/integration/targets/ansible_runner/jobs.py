# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run jobs with ansible-runner as AWX does: credentials in the environment, an inventory script, also as two slices.

The emulated PBX keeps one token active. Each job has a private data directory of its own, and runs in a process of its
own. Whatever ansible-runner keeps of its output and events is searched for secrets.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import textwrap
import typing as t
from http import HTTPStatus
from pathlib import Path

import yaml
from jinja2.sandbox import ImmutableSandboxedEnvironment

HERE = Path(__file__).resolve().parent
sys.path[:0] = os.environ["ANSIBLE_COLLECTIONS_PATH"].split(os.pathsep)

from ansible_collections.telephony.threecx.tests.emulator import Emulator
from ansible_collections.telephony.threecx.tests.integration.targets.setup_emulator import run as setup
from ansible_collections.telephony.threecx.tests.integration.targets.setup_emulator.run import connection_to, leaks

# ansible-test copies the targets elsewhere, but not the collection.
GUIDE = Path(setup.__file__).resolve().parents[4] / "docs" / "docsite" / "rst" / "guide_awx.rst"

DEVICES = 4
# The limit of a job that is for all hosts of the inventory, and says so
ALL = "--limit all"
LONGEST = 600  # seconds


class Job:
    """One run of a playbook by `ansible-runner`, in a private data directory as AWX lays it out."""

    def __init__(self, folder: Path, playbook: str, **environment: str) -> None:
        self._folder, self._playbook, self._printed = folder, playbook, folder / "printed"
        for name in ("env", "inventory", "tmp"):
            (folder / name).mkdir(parents=True)
        shutil.copytree(HERE / "project", folder / "project")
        # Jobs with temporary directories of their own know as little of each other as those in two containers.
        self.set("envvars", {"TMPDIR": str(folder / "tmp"), **environment})
        self._process: subprocess.Popen[bytes] | None = None

    def set(self, name: str, values: t.Any) -> None:
        """Write one of the files `envvars`, `extravars` and `cmdline`."""
        text = values if isinstance(values, str) else json.dumps(values)
        (self._folder / "env" / name).write_text(text, encoding="utf-8")

    def set_inventory(self, data: t.Mapping[str, t.Any]) -> None:
        script = self._folder / "inventory" / "hosts"
        script.write_text(f"#!{sys.executable}\nprint({json.dumps(data)!r})\n", encoding="utf-8")
        script.chmod(0o700)

    def start(self) -> None:
        command = [sys.executable, "-m", "ansible_runner", "run", str(self._folder), "-p", self._playbook, "-vvv"]
        # Into a file, since a pipe that nobody reads would hold one job up until the other has ended.
        with self._printed.open("w") as printed:
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=printed, stderr=printed)

    def end(self) -> tuple[int, str]:
        """The exit code, and all that was printed or kept as an event."""
        assert self._process is not None
        code = self._process.wait(LONGEST)
        events = list((self._folder / "artifacts").rglob("*.json"))
        assert events, "ansible-runner has kept no events"
        kept = [self._printed, *(self._folder / "artifacts").rglob("stdout"), *events]
        return code, "\n".join(path.read_text(encoding="utf-8") for path in kept)


def code_blocks(guide: Path) -> list[t.Any]:
    """The YAML blocks of a guide, in order."""
    blocks = re.findall(
        r"^\.\. code-block:: yaml\n\n((?:   .*\n|\n)+)", guide.read_text(encoding="utf-8"), re.MULTILINE
    )
    return [yaml.safe_load(textwrap.dedent(block)) for block in blocks]


def environment_of(pbx: Emulator) -> dict[str, str]:
    """What AWX makes of the credential type in the guide: a file and environment variables."""
    injectors = next(block for block in code_blocks(GUIDE) if "env" in block)
    assert pbx.ca_path
    values = {**connection_to(pbx), "insecure": False, "ca_certificates": Path(pbx.ca_path).read_text("utf-8")}
    assert render(injectors["file"]["template"], values) == values["ca_certificates"]
    values["tower"] = {"filename": str(pbx.ca_path)}
    return {name: render(template, values) for name, template in injectors["env"].items()}


def render(template: str, values: t.Mapping[str, t.Any]) -> str:
    return ImmutableSandboxedEnvironment().from_string(template).render(values)


def check_guide() -> None:
    """What is run here is what the guide shows."""
    shown = code_blocks(GUIDE)
    for path in (HERE / "project").iterdir():
        assert yaml.safe_load(path.read_text(encoding="utf-8")) in shown, f"{path.name} is not in the guide"
    without_ca = {
        "url": "u",
        "client_id": "c",
        "client_secret": "s",
        "insecure": False,
        "tower": {"filename": "f"},
    }
    injectors = next(block for block in shown if "env" in block)
    unverified = {**without_ca, "insecure": True, "ca_certificates": "c"}
    assert render(injectors["file"]["template"], without_ca) == ""
    # A path is refused together with validate_certs=false, and an empty file is no authority.
    for values in (without_ca, {**without_ca, "ca_certificates": ""}, unverified):
        assert render(injectors["env"]["THREECX_CA_PATH"], values) == "", values


def read_inventory(pbx: Emulator) -> dict[str, t.Any]:
    """What an inventory source of AWX gets."""
    command = ["ansible-inventory", "-i", str(HERE / "project" / "pbx.threecx_fxs.yml"), "--list", "--export"]
    listed = subprocess.run(
        command, env={**os.environ, **environment_of(pbx)}, stdout=subprocess.PIPE, text=True, check=True
    )
    return dict(json.loads(listed.stdout))


def sliced(inventory: t.Mapping[str, t.Any], number: int, count: int) -> dict[str, t.Any]:
    """The inventory of one slice, by the rule of AWX: each takes every second of two, every third of three..."""
    hosts = sorted(inventory["_meta"]["hostvars"])[number - 1 :: count]
    variables = {host: inventory["_meta"]["hostvars"][host] for host in hosts}
    return {"_meta": {**inventory["_meta"], "hostvars": variables}, "all": {"hosts": hosts}}


def run_jobs(pbx: Emulator, jobs: t.Sequence[Job]) -> None:
    """Run jobs side by side; all must succeed and show no secret."""
    for job in jobs:
        job.start()
    ended = [job.end() for job in jobs]
    secrets = pbx.secrets()
    for code, output in ended:
        problems = [*leaks(output, secrets), *([f"exit code {code}"] if code else [])]
        if problems:
            print(output[:20000])
            sys.exit("\n".join(problems))
    print(f"{len(jobs)} jobs: {sum(len(output) for _code, output in ended)} characters, {len(secrets)} secrets sought")


def dry_run(pbx: Emulator, folder: Path) -> None:
    """What AWX calls the job type "Check"."""
    job = Job(folder, "delete_fxs.yml", **environment_of(pbx))
    job.set_inventory(read_inventory(pbx))
    job.set("cmdline", f"--check --diff {ALL}")
    pbx.clear_log()
    run_jobs(pbx, [job])
    assert len(pbx.devices()) == DEVICES
    assert {row.path for row in pbx.log if row.method != "GET"} == {"/connect/token"}


def no_limit(pbx: Emulator, folder: Path) -> None:
    """What happens where somebody starts the job and leaves the field empty."""
    job = Job(folder, "delete_fxs.yml", **environment_of(pbx))
    job.set_inventory(read_inventory(pbx))
    pbx.clear_log()
    job.start()
    code, output = job.end()
    assert code, "it was not refused"
    assert "Give the job a Limit, which may be all." in output
    assert pbx.log == []


def one_job(pbx: Emulator, folder: Path) -> None:
    job = Job(folder, "delete_fxs.yml", **environment_of(pbx))
    job.set_inventory(read_inventory(pbx))
    job.set("cmdline", ALL)
    pbx.clear_log()
    run_jobs(pbx, [job])
    assert pbx.devices() == []
    assert [row.status for row in pbx.log if row.path == "/connect/token"] == [200], "one login was to be enough"


def two_slices(pbx: Emulator, folder: Path) -> None:
    """On two machines, so that neither job knows of the other, and with one login each, one of which is in the way."""
    jobs = [Job(folder / str(number), "delete_fxs.yml", **environment_of(pbx)) for number in (1, 2)]
    for job in jobs:
        job.set("cmdline", ALL)
    run_slices(pbx, jobs)
    refused = sum(row.status == HTTPStatus.UNAUTHORIZED for row in pbx.log)
    print(f"The jobs took the token from each other {refused} times.")
    assert refused, "nothing was in the way, so that this shows nothing"


def two_slices_on_one_machine(pbx: Emulator, folder: Path) -> None:
    """The jobs share a lock file, and each task logs in for itself, as the guide recommends."""
    shared = {"TMPDIR": str(folder)}
    jobs = [Job(folder / str(number), "delete_fxs.yml", **environment_of(pbx), **shared) for number in (1, 2)]
    for job in jobs:
        job.set("cmdline", f"--skip-tags login {ALL}")
    run_slices(pbx, jobs)
    assert {row.status for row in pbx.log} <= {HTTPStatus.OK, HTTPStatus.NO_CONTENT}


def run_slices(pbx: Emulator, jobs: t.Sequence[Job]) -> None:
    inventory = read_inventory(pbx)
    for number, job in enumerate(jobs, start=1):
        job.set_inventory(sliced(inventory, number, len(jobs)))
    pbx.clear_log()
    run_jobs(pbx, jobs)
    assert pbx.devices() == []
    deleted = [row.path for row in pbx.log if row.method == "DELETE" and row.status == HTTPStatus.NO_CONTENT]
    assert len(deleted) == len(set(deleted)) == DEVICES


def decommission(pbx: Emulator, folder: Path) -> None:
    """The playbook of the collection, with a list out of the inventory."""
    job = Job(folder, "telephony.threecx.decommission_fxs", **environment_of(pbx))
    macs = sorted(read_inventory(pbx)["_meta"]["hostvars"])
    job.set(
        "extravars",
        {
            "fxs_decommission_devices": [{"mac_address": mac} for mac in macs],
            "fxs_decommission_backup_dir": str(folder / "backup"),
        },
    )
    run_jobs(pbx, [job])
    assert pbx.devices() == []
    assert list((folder / "backup").iterdir())


TREES = {
    "common": {"BlackListNumbers": [{"CallerId": "+33472000000", "Description": "Calls at night"}]},
    "lyon": {"Groups": [{"Name": "Lyon"}]},
    "nantes": {"Groups": [{"Name": "Nantes"}]},
}


def apply(pbx: Emulator, folder: Path) -> None:
    """A job for each of two phone systems: what both share, and what is each one's own."""
    with Emulator(0, tls=True, token_scope="pbx") as other:
        for site, one in (("lyon", pbx), ("nantes", other)):
            assert len(run_configuration(one, folder / site, "apply", site)) == 2
            assert run_configuration(one, folder / f"{site}-again", "apply", site) == []
            assert [row["CallerId"] for row in one.objects("BlackListNumbers")].count("+33472000000") == 1
            names = {row["Name"] for row in one.objects("Groups")}
            assert names.intersection(("Lyon", "Nantes")) == {site.capitalize()}
    report = folder / "report"
    assert run_configuration(pbx, folder / "lyon-report", "report", "lyon", pbx_report_dir=str(report)) == []
    assert {path.name for path in report.iterdir()} == {"pbx_report.html", "pbx_report.csv"}


def run_configuration(pbx: Emulator, folder: Path, work: str, site: str, **variables: str) -> list[str]:
    """Run a job with a playbook of the project; returns what was written on the phone system.

    The folders of files are named as in the guide, from the top of the project.
    """
    job = Job(folder, f"{work}_pbx.yml", **environment_of(pbx))
    for name, config in TREES.items():
        (folder / "project" / "pbx" / name).mkdir(parents=True)
        for kind, objects in config.items():
            path = folder / "project" / "pbx" / name / f"{kind}.yml"
            path.write_text(yaml.safe_dump({kind: objects}), encoding="utf-8")
    job.set("extravars", {f"pbx_{work}_dirs": ["pbx/common", f"pbx/{site}"], **variables})
    pbx.clear_log()
    run_jobs(pbx, [job])
    return [row.path for row in pbx.log if row.method != "GET" and row.path != "/connect/token"]


SCENARIOS: dict[str, t.Callable[[Emulator, Path], None]] = {
    "a dry run": dry_run,
    "a job without a limit": no_limit,
    "one job": one_job,
    "two slices": two_slices,
    "two slices on one machine": two_slices_on_one_machine,
    "the decommission playbook": decommission,
    "a configuration for each of two phone systems, and a report": apply,
}


def main() -> None:
    check_guide()
    for name, scenario in SCENARIOS.items():
        print(f"=== {name}", flush=True)
        with tempfile.TemporaryDirectory() as folder, Emulator(DEVICES, tls=True, token_scope="pbx") as pbx:
            scenario(pbx, Path(folder))


if __name__ == "__main__":
    main()
