# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""No playbook of the collection writes where it is itself: whoever installs the next release deletes that. None takes
one phone system for another, or mixes the files of two.
"""

from __future__ import annotations

import contextlib
import functools
import json
import os
import re
import subprocess
import tempfile
import typing as t
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest import mock

import ansible
import pytest

from ansible_collections.telephony.threecx.tests.emulator import Emulator
from ansible_collections.telephony.threecx.tests.integration.targets.setup_emulator.warm_python import warm_python
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.snippets import COLLECTION, ROOT, load

PLAYBOOKS = sorted((ROOT / "playbooks").glob("*.yml"))
ANSIBLE_PLAYBOOK = Path(ansible.__file__).with_name("cli") / "playbook.py"
# What writes on the controller, where a relative path begins where Ansible was started
BY_CONTROLLER = ("pbx_export_dir",)
# An address for each host, at which nobody answers
NOWHERE = "http://{{ inventory_hostname }}.invalid:9"


def folders(playbook: Path) -> list[str]:
    """The variables of its roles that name a folder to write to."""
    roles = [
        role["role"].rpartition(".")[2] for play in load(playbook.read_text("utf-8")) for role in play.get("roles", ())
    ]
    specifications = [
        load((ROOT / "roles" / role / "meta" / "argument_specs.yml").read_text("utf-8")) for role in roles
    ]
    options = [options for found in specifications for options in found["argument_specs"]["main"]["options"].items()]
    return [name for name, option in options if option["type"] == "path" and name not in BY_CONTROLLER]


WRITING = [(playbook.stem, name) for playbook in PLAYBOOKS for name in folders(playbook)]


def run_playbook(
    pythons: tuple[str, str],
    playbook: str,
    folder: Path,
    variables: dict[str, t.Any],
    pbx: Emulator | None = None,
    hosts: str = "localhost,",
    *arguments: str,
) -> str:
    """Run a playbook of the collection, or one in this folder, in a folder; what it printed.

    :param pythons: the interpreters for Ansible and for modules.
    """
    name = playbook if playbook.endswith(".yml") else f"{COLLECTION}.{playbook}"
    # Only an extra variable is stronger than the interpreter which the playbooks name themselves.
    extra = json.dumps({**variables, "ansible_python_interpreter": pythons[1]})
    command = [pythons[0], str(ANSIBLE_PLAYBOOK), name, "-i", hosts, *arguments, "-e", extra]
    connection = {"URL": pbx.url, "CLIENT_ID": pbx.client_id, "CLIENT_SECRET": pbx.client_secret} if pbx else {}
    # Ansible has a socket in it, whose path must not be long.
    with tempfile.TemporaryDirectory(dir="/tmp") as scratch:
        finished = subprocess.run(
            command,
            env={
                **os.environ,
                **{f"THREECX_{name}": value for name, value in connection.items()},
                "TMPDIR": scratch,
            },
            cwd=folder,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
    return finished.stdout + finished.stderr


# `run_playbook` with the interpreters
Run = Callable[..., str]


@pytest.fixture(scope="module")
def pythons() -> Iterator[tuple[str, str]]:
    """One interpreter for all playbooks, and one for all modules: half of the time would go to starting new ones."""
    settings = {name: value for name, value in os.environ.items() if not name.startswith("ANSIBLE_")}
    settings |= {"ANSIBLE_COLLECTIONS_PATH": str(ROOT.parents[2]), "ANSIBLE_NOCOLOR": "1"}
    with contextlib.ExitStack() as stack:
        # There are sockets in them as well.
        folders = [stack.enter_context(tempfile.TemporaryDirectory(dir="/tmp")) for _number in range(2)]
        # Ansible reads its settings when it is loaded.
        with mock.patch.dict(os.environ, {**settings, "HOME": folders[0]}, clear=True):
            for_ansible = stack.enter_context(warm_python(Path(folders[0]), ["ansible.cli.playbook"]))
        for_modules = stack.enter_context(warm_python(Path(folders[1])))
        yield for_ansible.path, for_modules.path


@pytest.fixture
def run(pythons: tuple[str, str]) -> Run:
    return functools.partial(run_playbook, pythons)


def test_there_are_playbooks_that_write() -> None:
    assert len(WRITING) > 3


@pytest.mark.parametrize(("playbook", "name"), WRITING)
def test_a_folder_that_would_be_in_the_collection_is_refused(
    run: Run, playbook: str, name: str, tmp_path: Path
) -> None:
    printed = run(playbook, tmp_path, {name: "somewhere"})
    assert f"{name} is 'somewhere'; it must be an absolute path" in re.sub(r"\s+", " ", printed)


@pytest.mark.parametrize(("playbook", "name"), WRITING)
def test_a_folder_that_is_left_out_is_asked_for_by_the_role(run: Run, playbook: str, name: str, tmp_path: Path) -> None:
    printed = re.sub(r"\s+", " ", run(playbook, tmp_path, {}))
    (missing,) = re.findall(r"missing required arguments: ([a-z_, ]*[a-z])", printed)[:1]
    assert name in missing.split(", ")


def test_the_report_of_the_probe_is_where_ansible_was_started(run: Run, tmp_path: Path) -> None:
    with Emulator(devices=2) as pbx:
        printed = run("probe_pbx", tmp_path, {}, pbx)
    assert (tmp_path / "threecx_probe.md").is_file(), printed
    assert not (ROOT / "playbooks" / "threecx_probe.md").exists()


@pytest.mark.parametrize("arguments", [(), ("--check",)], ids=" ".join)
def test_the_probe_says_that_it_logs_in_twice_where_it_does(
    run: Run, arguments: tuple[str, ...], tmp_path: Path
) -> None:
    with Emulator(devices=1) as pbx:
        printed = run("probe_pbx", tmp_path, {"threecx_probe_login": True}, pbx, "localhost,", *arguments)
        is_twice = len(pbx.requests(path="/connect/token")) > 1
    assert ("The probe is about to log in twice" in printed) is is_twice is (not arguments)


def test_one_of_several_hosts_does_not_get_the_address_in_the_environment(run: Run, tmp_path: Path) -> None:
    """It may be that of another phone system, which would then become what the files of this one say."""
    (tmp_path / "pbx").mkdir()
    (tmp_path / "pbx" / "Groups.yml").write_text("Groups: [{Name: Paris}]", encoding="utf-8")
    (tmp_path / "hosts.yml").write_text(
        "all: {hosts: {lyon: {threecx_url: 'http://127.0.0.1:9'}, paris: {}}}", encoding="utf-8"
    )
    with Emulator(devices=0) as pbx:
        printed = run("apply_pbx", tmp_path, {"threecx_hosts": "all", "pbx_apply_dirs": ["pbx"]}, pbx, "hosts.yml")
        assert [row for row in pbx.log if row.path.startswith("/xapi/")] == []
    assert "paris has no threecx_url" in printed


# What is of one phone system comes from the environment for a host that is alone.
ALONE = "'' if query('telephony.threecx._others') else omit"
GIVEN = "('' if threecx_url is none or (threecx_url == omit and query('telephony.threecx._others')) else threecx_url)"
OPTIONS = ("url", "client_id", "client_secret", "access_token", "validate_certs", "ca_path")


@pytest.mark.parametrize("playbook", PLAYBOOKS, ids=[playbook.stem for playbook in PLAYBOOKS])
def test_each_playbook_asks_of_an_option_whether_there_is_a_variable_of_its_name(playbook: Path) -> None:
    """Whether it is defined, and what it is by default, would be the same for a name inside that nobody knows."""
    (play,) = load(playbook.read_text("utf-8"))
    assert play["module_defaults"] == {
        f"group/{COLLECTION}.{COLLECTION.rpartition('.')[2]}": {
            option: f"{{{{ {value} if query('ansible.builtin.varnames', '^threecx_{option}$') else {without} }}}}"
            for option, (value, without) in {
                **{option: (f"threecx_{option}", "omit") for option in OPTIONS},
                "url": (GIVEN, ALONE),
                "access_token": ("threecx_access_token", ALONE),
            }.items()
        }
    }


def test_a_name_that_nobody_knows_is_none_that_was_left_out(run: Run, tmp_path: Path) -> None:
    """The environment may have the address and the secret of another phone system, and no authority to trust alone."""
    with Emulator(devices=0) as pbx:
        hosts = {
            option: {"threecx_url": f"http://127.0.0.{number}:{pbx.url.rpartition(':')[2]}"}
            for number, option in enumerate(OPTIONS, 1)
        }
        for option, variables in hosts.items():
            variables[f"threecx_{option}"] = f"{{{{ typo }}}}/{option}"
        (tmp_path / "hosts.yml").write_text(json.dumps({"all": {"hosts": hosts}}), encoding="utf-8")
        variables = {"threecx_hosts": "all", "fxs_report_dir": f"{tmp_path}/{{{{ inventory_hostname }}}}"}
        printed = run("report_fxs", tmp_path, variables, pbx, "hosts.yml")
        assert pbx.log == []
    for option in OPTIONS:
        assert re.search(rf"fatal: \[{option}\]: .*'typo' is undefined", printed)


@pytest.mark.parametrize(
    "arguments",
    [("--limit", "paris,brest"), ("--limit", "!lyon", "--start-at-task", "Read the files")],
    ids=" ".join,
)
def test_a_host_is_one_of_several_whatever_is_left_out_of_a_run(
    run: Run, arguments: tuple[str, ...], tmp_path: Path
) -> None:
    """What Ansible goes on with in a second try is the one without an address alone."""
    (tmp_path / "pbx").mkdir()
    (tmp_path / "pbx" / "Groups.yml").write_text("Groups: [{Name: Paris}]", encoding="utf-8")
    hosts = {"lyon": {"threecx_url": NOWHERE}, "paris": {}, "nice": {"threecx_url": None}}
    hosts["brest"] = {"threecx_url": "{{ nobody | default(omit) }}"}
    (tmp_path / "hosts.yml").write_text(json.dumps({"all": {"hosts": hosts}}), encoding="utf-8")
    variables = {"threecx_hosts": "all", "pbx_apply_dirs": ["pbx"]}
    with Emulator(devices=0) as pbx:
        printed = run("apply_pbx", tmp_path, variables, pbx, "hosts.yml", *arguments)
        assert pbx.log == []
    if "--start-at-task" in arguments:
        assert printed.count("it must look like https://") >= len(hosts) - 1
    else:
        assert "paris has no threecx_url" in printed
        assert "brest has an empty threecx_url" in printed


def test_a_host_that_is_alone_may_have_the_address_in_the_environment(run: Run, tmp_path: Path) -> None:
    hosts = {"lyon": {}, "paris": {"threecx_url": NOWHERE}, "nice": {}}
    (tmp_path / "hosts.yml").write_text(json.dumps({"all": {"hosts": hosts}}), encoding="utf-8")
    for name in ("lyon", "localhost"):
        with Emulator(devices=1) as pbx:
            variables = {"threecx_hosts": name, "fxs_report_dir": str(tmp_path / name)}
            printed = run("report_fxs", tmp_path, variables, pbx, "hosts.yml")
        assert (tmp_path / name / "fxs_report.csv").is_file(), printed


@pytest.mark.parametrize("address", [None, "", "  "])
def test_an_address_that_was_lost_is_none_that_was_left_out(run: Run, address: str | None, tmp_path: Path) -> None:
    """The environment may have that of another phone system."""
    with Emulator(devices=0) as pbx:
        printed = run("report_fxs", tmp_path, {"threecx_url": address, "fxs_report_dir": str(tmp_path)}, pbx)
        assert pbx.log == []
    assert "localhost has an empty threecx_url" in printed


def test_two_hosts_are_not_one_phone_system(run: Run, tmp_path: Path) -> None:
    """An address on the wrong level would make it what the files of both say, each in its turn."""
    for name in ("lyon", "paris"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "Groups.yml").write_text(json.dumps({"Groups": [{"Name": name}]}), encoding="utf-8")
    with Emulator(devices=0) as pbx:
        variables = {"threecx_hosts": "all", "pbx_apply_dirs": [f"{tmp_path}/{{{{ inventory_hostname }}}}"]}
        for address in (pbx.url, f"{pbx.url}/xapi/v1"):
            hosts = {"lyon": {"threecx_url": pbx.url}, "paris": {"threecx_url": address}, "nice": {}}
            (tmp_path / "hosts.yml").write_text(json.dumps({"all": {"hosts": hosts}}), encoding="utf-8")
            printed = re.sub(r"\s+", " ", run("apply_pbx", tmp_path, variables, pbx, "hosts.yml"))
            assert pbx.log == []
            for name in ("lyon", "paris"):
                assert f"{name} has the same threecx_url as another host of this play" in printed
            assert "nice has no threecx_url" in printed


def test_no_phone_system_gets_the_token_of_another(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hosts: dict[str, dict[str, str | None]] = {
        "lyon": {"threecx_url": NOWHERE},
        "paris": {"threecx_url": NOWHERE, "threecx_access_token": None},
    }
    monkeypatch.setenv("THREECX_ACCESS_TOKEN", "of-lyon")
    variables = {"threecx_hosts": "all", "fxs_report_dir": f"{tmp_path}/{{{{ inventory_hostname }}}}"}
    for own in (None, "of-paris"):
        hosts["paris"]["threecx_access_token"] = own
        (tmp_path / "hosts.yml").write_text(json.dumps({"all": {"hosts": hosts}}), encoding="utf-8")
        printed = re.sub(r"\s+", " ", run("report_fxs", tmp_path, variables, hosts="hosts.yml"))
        assert "lyon would get the token in THREECX_ACCESS_TOKEN" in printed
        assert ("paris would get the token in THREECX_ACCESS_TOKEN" in printed) is (own is None)


def test_two_phone_systems_do_not_get_one_token(run: Run, tmp_path: Path) -> None:
    hosts = {name: {"threecx_url": NOWHERE} for name in ("lyon", "paris", "nice")}
    hosts["nice"]["threecx_access_token"] = "of-nice"
    (tmp_path / "hosts.yml").write_text(
        json.dumps({"all": {"hosts": hosts, "vars": {"threecx_access_token": "of-lyon"}}}), encoding="utf-8"
    )
    variables = {"threecx_hosts": "all", "fxs_report_dir": f"{tmp_path}/{{{{ inventory_hostname }}}}"}
    printed = re.sub(r"\s+", " ", run("report_fxs", tmp_path, variables, None, "hosts.yml", "-vv"))
    for name in hosts:
        assert (f"{name} has the same threecx_access_token as another host of this play" in printed) is (name != "nice")
    assert "of-lyon" not in printed


def test_what_imports_a_playbook_sets_for_it_holds_for_all_of_its_hosts(run: Run, tmp_path: Path) -> None:
    """Whether a limit leaves them out or not; and what it is on each of them may be another value."""
    play = {
        "import_playbook": f"{COLLECTION}.export_pbx",
        "vars": {
            "threecx_hosts": "all",
            "threecx_url": "http://127.0.0.{{ number }}:9",
            "pbx_export_dir": str(tmp_path / "pbx"),
        },
    }
    (tmp_path / "site.yml").write_text(json.dumps([play]), encoding="utf-8")
    (tmp_path / "hosts.yml").write_text(
        json.dumps({"all": {"hosts": {"lyon": {"number": 1}, "paris": {"number": 2}}}}), encoding="utf-8"
    )
    printed = re.sub(r"\s+", " ", run("site.yml", tmp_path, {}, None, "hosts.yml", "--limit", "paris"))
    assert "has the same threecx_url as another host" not in printed
    assert "for several hosts, and each would overwrite the files of the others" in printed


def test_a_host_that_ansible_would_log_in_to_is_no_place_to_run(run: Run, tmp_path: Path) -> None:
    host = {"ansible_connection": "ssh", "ansible_host": "127.0.0.1", "ansible_port": 9}
    (tmp_path / "hosts.yml").write_text(json.dumps({"all": {"hosts": {"lyon": host}}}), encoding="utf-8")
    with Emulator(devices=1) as pbx:
        variables = {"threecx_hosts": "all", "fxs_report_dir": str(tmp_path)}
        printed = run("report_fxs", tmp_path, variables, pbx, "hosts.yml")
    assert (tmp_path / "fxs_report.csv").is_file(), printed


@pytest.mark.parametrize("playbook", PLAYBOOKS, ids=[playbook.stem for playbook in PLAYBOOKS])
def test_each_playbook_runs_here_and_looks_at_the_addresses_of_its_hosts_first(playbook: Path) -> None:
    (play,) = load(playbook.read_text("utf-8"))
    assert play["vars"]["ansible_connection"] == "local"
    assert play["pre_tasks"][0]["ansible.builtin.import_tasks"] == "tasks/addresses.yml"


@pytest.mark.parametrize(
    ("playbook", "name"),
    [("export_pbx", "pbx_export_dir"), ("report_pbx", "pbx_report_dir"), ("report_fxs", "fxs_report_dir")],
)
def test_two_phone_systems_do_not_share_a_folder(run: Run, playbook: str, name: str, tmp_path: Path) -> None:
    shared = f"{tmp_path}{{{{ '/' if inventory_hostname == 'paris' else '' }}}}"
    variables = {"threecx_hosts": "all", "threecx_url": NOWHERE, name: shared}
    printed = re.sub(r"\s+", " ", run(playbook, tmp_path, variables, hosts="lyon,paris,"))
    assert printed.count("for several hosts, and each would overwrite the files of the others") > 1
    own = {**variables, name: f"{tmp_path}/{{{{ inventory_hostname }}}}"}
    assert "for several hosts" not in run(playbook, tmp_path, own, hosts="lyon,paris,")


def test_two_phone_systems_do_not_share_the_report_of_the_probe(run: Run, tmp_path: Path) -> None:
    variables = {"threecx_hosts": "all", "threecx_url": NOWHERE}
    refusal = "for several hosts, and each would overwrite the report of the others"
    for shared in ({}, {"threecx_probe_report": "report.md"}, {"threecx_probe_report": "threecx_probe.md"}):
        printed = re.sub(r"\s+", " ", run("probe_pbx", tmp_path, {**variables, **shared}, hosts="lyon,paris,"))
        assert (
            printed.count(
                f"threecx_probe_report is '{shared.get('threecx_probe_report', 'threecx_probe.md')}' {refusal}"
            )
            > 1
        )
    own = {**variables, "threecx_probe_report": "{{ inventory_hostname }}.md"}
    assert "for several hosts" not in run("probe_pbx", tmp_path, own, hosts="lyon,paris,")


def test_one_phone_system_does_not_get_the_report_that_another_has_by_default(run: Run, tmp_path: Path) -> None:
    hosts: dict[str, dict[str, str]] = {name: {"threecx_url": NOWHERE} for name in ("lyon", "paris")}
    hosts["paris"]["threecx_probe_report"] = "./threecx_probe.md"
    (tmp_path / "hosts.yml").write_text(json.dumps({"all": {"hosts": hosts}}), encoding="utf-8")
    printed = run("probe_pbx", tmp_path, {"threecx_hosts": "all"}, hosts="hosts.yml")
    assert "for several hosts" in re.sub(r"\s+", " ", printed)


# What YAML makes of 0640 without quotes, of which templates make a text before ansible-core 2.19
@pytest.mark.parametrize("mode", [0o640, str(0o640)])
@pytest.mark.parametrize("playbook", ["report_pbx", "report_fxs"])
def test_a_report_gets_no_mode_that_yaml_has_made_another_number_of(
    run: Run, playbook: str, mode: int | str, tmp_path: Path
) -> None:
    role = "_".join(reversed(playbook.split("_")))
    folder = tmp_path / "report"
    variables = {f"{role}_mode": mode, f"{role}_dir": str(folder), "pbx_report_dirs": ["pbx"]}
    with Emulator(devices=1) as pbx:
        printed = re.sub(r"\s+", " ", run(playbook, tmp_path, variables, pbx))
        assert pbx.log == []
    assert f"{role}_mode is '416'; it must be an octal number of four digits in quotes, such as '0640'." in printed
    assert not folder.exists()


def test_a_tree_without_objects_makes_a_report_of_what_the_phone_system_has(run: Run, tmp_path: Path) -> None:
    (tmp_path / "pbx").mkdir()
    (tmp_path / "pbx" / "Groups.yml").write_text("Groups: []", encoding="utf-8")
    with Emulator(devices=0) as pbx:
        printed = run("report_pbx", tmp_path, {"pbx_report_dirs": ["pbx"], "pbx_report_dir": str(tmp_path)}, pbx)
        # The guide to logins tells of both.
        assert len(pbx.requests(path="/connect/token")) == 2
    assert '"Groups","DEFAULT"' in (tmp_path / "pbx_report.csv").read_text("utf-8"), printed


# The first two go through the loader of Ansible and its templates, the last does not.
@pytest.mark.parametrize("text", ["Hi!", "{{ first }}", "plain"])
def test_a_relative_path_begins_where_ansible_was_started_whatever_the_files_say(
    run: Run, text: str, tmp_path: Path
) -> None:
    (tmp_path / "pbx").mkdir()
    content = {"Users": [{"Number": "100", "FirstName": text}]}
    (tmp_path / "pbx" / "Users.yml").write_text(json.dumps(content), encoding="utf-8")
    with Emulator(devices=0, users=1) as pbx:
        printed = run("apply_pbx", tmp_path, {"pbx_apply_dirs": ["pbx"], "first": "Gate"}, pbx)
    assert "update Users[100]: FirstName (pbx/Users.yml)" in printed
