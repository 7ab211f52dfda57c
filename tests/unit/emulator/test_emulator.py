# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The handle, the control endpoints, the command and the HTTP server of the emulator."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
import yaml

from ansible_collections.telephony.threecx.tests import emulator
from ansible_collections.telephony.threecx.tests.emulator import Emulator, LogEntry
from ansible_collections.telephony.threecx.tests.emulator.behaviour import read_profile
from ansible_collections.telephony.threecx.tests.unit.emulator.conftest import Start
from ansible_collections.telephony.threecx.tests.unit.emulator.helpers import Caller

# The folder that the collection's root is from the command's point of view.
ROOT = Path(emulator.__file__).parents[2]


# The handle


def seconds(work: Callable[[], object]) -> float:
    """Processor time, so that other work on the machine does not count."""
    begin = time.process_time()
    work()
    return time.process_time() - begin


def test_starts_quickly(start: Start) -> None:
    """Once everything is imported, since ansible-test starts a process for every test."""
    assert min(seconds(lambda: start(3, tls=True, login=False)) for _attempt in range(3)) < 0.15


def test_many_devices_quickly(start: Start) -> None:
    begin = time.process_time()
    caller = start(10000, dect=1000)
    assert time.process_time() - begin < 3
    assert len({device["MacAddress"] for device in caller.pbx.devices()}) == 10000
    path = "/Fxs?$top=100&$skip=9900&$orderby=MacAddress&$select=MacAddress"
    assert len(caller.macs(path)) == 100
    assert seconds(lambda: caller.macs(path)) < 0.3


def test_the_same_seed_gives_the_same_system() -> None:
    def state(seed: int) -> tuple[Any, ...]:
        with Emulator(20, dect=5, random_seed=seed) as pbx:
            return pbx.devices(), pbx.client_secret

    assert state(1) == state(1)
    assert state(1) != state(2)


def test_seeds_from_files(tmp_path: Path) -> None:
    records = [{"MacAddress": "C074AD000001", "Name": "Gate", "FxsLines": [{"Key": 0, "Number": "100"}]}]
    (tmp_path / "devices.json").write_text(json.dumps({"@odata.context": "x", "value": records}), encoding="utf-8")
    (tmp_path / "devices.yaml").write_text(yaml.safe_dump(records), encoding="utf-8")
    for name in ("devices.json", "devices.yaml"):
        with Emulator(seed_file=str(tmp_path / name), line_base=0) as pbx:
            (device,) = pbx.devices()
        assert (device["Name"], device["FxsLines"][0]["Key"]) == ("Gate", 0)
        assert len(device["Secret"]) >= 16


def test_devices_outlast_the_emulator_in_a_file(tmp_path: Path) -> None:
    path = str(tmp_path / "pbx.sqlite")
    with Emulator(3, database=path) as pbx:
        pbx.remove_device(pbx.devices()[0]["MacAddress"])
        before = pbx.devices()
    with Emulator(3, database=path) as pbx:
        assert pbx.devices() == before
        assert {device["Secret"] for device in before} < pbx.secrets()


def test_changes_behind_the_back(start: Start) -> None:
    caller = start(0)
    pbx = caller.pbx
    added = pbx.add_device({"MacAddress": "c0:74:ad:0c:0a:72"})
    assert added == pbx.device("C074-AD0C-0A72") == pbx.devices()[0]
    assert len({added["Password"], added["Secret"], added["Provisioning"]["ProvLink"]} & pbx.secrets()) == 3
    tag = pbx.etag("C074AD0C0A72")
    changed = pbx.change_device("c074ad0c0a72", Name="Gate", Provisioning={"Method": "SBC"}, Password="another one")
    assert changed == {
        **added,
        "Name": "Gate",
        "Password": "another one",
        "Provisioning": {**added["Provisioning"], "Method": "SBC"},
    }
    assert pbx.etag("C074AD0C0A72") != tag
    assert {"another one", added["Password"]} < pbx.secrets()
    pbx.remove_device("c074ad0c0a72")
    assert pbx.devices() == []
    for missing in (lambda: pbx.remove_device("c074ad0c0a72"), lambda: pbx.change_device("c074ad0c0a72", Name="x")):
        with pytest.raises(KeyError):
            missing()
    with pytest.raises(ValueError, match="Firmware"):
        pbx.add_device({"MacAddress": "C074AD000001", "Firmware": "1"})
    with pytest.raises(ValueError, match="no template"):
        pbx.add_device({"MacAddress": "C074AD000001", "Template": {"Id": "no.such.xml"}})
    pbx.add_device({"MacAddress": "C074AD000001", "Template": {"Id": "snomM900.fxs.xml"}})
    with pytest.raises(ValueError, match="Firmware"):
        pbx.change_device("C074AD000001", Firmware="1")
    pbx.behave(line_base=0)
    lines = [{"Key": 0, "Number": "100", "Name": None}]
    assert pbx.change_device("C074AD000001", FxsLines=lines)["FxsLines"] == lines


def test_no_url_before_the_start() -> None:
    pbx = Emulator()
    with pytest.raises(RuntimeError):
        pbx.url  # noqa: B018 (reading it is the test)
    pbx.stop()


def test_secrets_are_complete_and_distinctive(start: Start) -> None:
    caller = start(2)
    token = str(caller.session.headers["Authorization"]).partition(" ")[2]
    secrets = caller.pbx.secrets()
    for device in caller.pbx.devices():
        link = device["Provisioning"]["ProvLink"]
        assert {device["Password"], device["Secret"], link, link.split("/")[-2]} < secrets
    assert {token, caller.pbx.client_secret} < secrets
    assert len(secrets) == 2 + 2 * 4
    assert min(map(len, secrets)) >= 16


def test_expired_tokens(start: Start) -> None:
    caller = start()
    caller.pbx.expire_tokens()
    assert caller.get("/Fxs").status_code == 401
    caller.login()
    assert caller.get("/Fxs").status_code == 200


def test_log(start: Start) -> None:
    caller = start(1)
    mac = caller.pbx.devices()[0]["MacAddress"]
    caller.get("/Fxs?$filter=Name%20eq%20'a%2Bb'&$top=5")
    caller.call("DELETE", f"/Fxs(%27{mac}%27)", headers={"If-Match": '"stale"'})
    caller.use("nonsense")
    caller.get("/Fxs")
    me = caller.pbx.client_id
    assert caller.pbx.log == [
        LogEntry("POST", "/connect/token", "", None, True, me, 200),
        LogEntry("GET", "/xapi/v1/Fxs", "$filter=Name eq 'a+b'&$top=5", None, True, me, 200),
        LogEntry("DELETE", f"/xapi/v1/Fxs('{mac}')", "", '"stale"', True, me, 412),
        LogEntry("GET", "/xapi/v1/Fxs", "", None, False, None, 401),
    ]
    assert caller.pbx.requests("DELETE") == caller.pbx.requests(path=mac) == [caller.pbx.log[2]]
    assert not any(secret in repr(caller.pbx.log) for secret in caller.pbx.secrets())
    caller.pbx.clear_log()
    assert caller.pbx.log == []


# The HTTP server


def test_connections_are_kept(start: Start) -> None:
    """Many requests on one TCP connection, with and without bodies that nobody read."""
    caller = start(1, throttle_methods="PATCH", throttle_next=1)
    address = urlsplit(caller.pbx.url)
    token = str(caller.session.headers["Authorization"])
    head = f"Host: x\r\nAuthorization: {token}\r\n"
    with socket.create_connection((address.hostname or "", address.port or 0), timeout=5) as connection:
        stream = connection.makefile("rb")
        for request, status in (
            (f"PATCH /xapi/v1/Fxs('x') HTTP/1.1\r\n{head}Content-Length: 13\r\n\r\n" + '{"Name": "x"}', b"429"),
            (f"GET /xapi/v1/Fxs HTTP/1.1\r\n{head}\r\n", b"200"),
            (f"HEAD /xapi/v1/Fxs HTTP/1.1\r\n{head}\r\n", b"200"),
            (f"GET /xapi/v1/Nothing HTTP/1.1\r\n{head}\r\n", b"404"),
        ):
            connection.sendall(request.encode())
            assert stream.readline().split()[1] == status
            headers = dict(line.decode().split(": ", 1) for line in iter(stream.readline, b"\r\n"))
            stream.read(0 if request.startswith("HEAD") else int(headers["Content-Length"]))


def test_chunked_bodies_are_read(start: Start) -> None:
    caller = start(1)
    path = f"/Fxs('{caller.pbx.devices()[0]['MacAddress']}')"
    chunks = iter([b'{"Name": ', b'"Gate"}'])
    headers = {"Content-Type": "application/json"}
    assert caller.call("PATCH", path, data=chunks, headers=headers).status_code == 204
    assert caller.pbx.devices()[0]["Name"] == "Gate"


def test_a_dropped_connection_is_closed_without_a_byte(start: Start) -> None:
    caller = start(drop_before=1)
    address = urlsplit(caller.pbx.url)
    with socket.create_connection((address.hostname or "", address.port or 0), timeout=5) as connection:
        connection.sendall(b"GET /xapi/v1/Fxs HTTP/1.1\r\nHost: x\r\n\r\n")
        assert connection.recv(1) == b""


def test_kept_connections_end_with_the_emulator() -> None:
    with Emulator() as pbx:
        caller = Caller(pbx)
        caller.login()
        caller.get("/Fxs")
        url = pbx.url
    with pytest.raises(requests.ConnectionError):
        caller.session.get(f"{url}/xapi/v1/Fxs", timeout=5)


def test_the_end_cuts_off_what_still_waits(capfd: pytest.CaptureFixture[str]) -> None:
    with Emulator(latency=60) as pbx, pytest.raises(requests.ReadTimeout):
        requests.get(f"{pbx.url}/xapi/v1/Fxs", timeout=0.05)
    time.sleep(0.1)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("tls", [False, True])
def test_silent_connections_keep_nobody_waiting(start: Start, tls: bool) -> None:
    caller = start(tls=tls, login=False)
    address = urlsplit(caller.pbx.url)
    with socket.create_connection((address.hostname or "", address.port or 0), timeout=5):
        assert caller.post_login().status_code == 200


def test_tls_with_a_certificate_of_its_own_authority(start: Start) -> None:
    caller = start(tls=True)
    assert caller.pbx.url.startswith("https://127.0.0.1:")
    assert caller.get("/Fxs").status_code == 200
    stranger = requests.Session()
    stranger.trust_env = False
    with pytest.raises(requests.exceptions.SSLError):
        stranger.get(caller.pbx.url, timeout=5)


def test_concurrent_deletions_succeed_once(start: Start) -> None:
    """Ten clients delete the same twenty devices: each is deleted once, and nothing breaks."""
    caller = start(20, single_token=False)
    macs = caller.macs()

    def delete_all(_number: int) -> list[int]:
        client = Caller(caller.pbx)
        client.login()
        return [client.call("DELETE", f"/Fxs('{mac}')").status_code for mac in macs]

    with ThreadPoolExecutor(10) as pool:
        statuses = [status for result in pool.map(delete_all, range(10)) for status in result]
    assert (statuses.count(204), statuses.count(404)) == (20, 180)
    assert caller.pbx.devices() == []


def test_concurrent_changes_with_the_same_etag_succeed_once(start: Start) -> None:
    caller = start(1)
    path = f"/Fxs('{caller.pbx.devices()[0]['MacAddress']}')"
    headers = {**caller.session.headers, "If-Match": caller.get(path).headers["ETag"]}

    def change(number: int) -> int:
        url = f"{caller.pbx.url}/xapi/v1{path}"
        return requests.patch(url, json={"Name": str(number)}, headers=headers, timeout=10).status_code

    with ThreadPoolExecutor(10) as pool:
        statuses = list(pool.map(change, range(10)))
    assert sorted(statuses) == [204] + [412] * 9


# Control over HTTP


@pytest.fixture
def control(start: Start) -> Caller:
    return start(2)


def controlled(caller: Caller, method: str, path: str, body: Any = None) -> requests.Response:
    return caller.session.request(method, f"{caller.pbx.url}/emulator{path}", json=body, timeout=10)


def test_control_of_the_log(control: Caller) -> None:
    control.get("/Fxs")
    (login, listing) = controlled(control, "GET", "/log").json()
    assert login["path"] == "/connect/token"
    assert listing == {
        "method": "GET",
        "path": "/xapi/v1/Fxs",
        "query": "",
        "status": 200,
        "if_match": None,
        "authorized": True,
        "client_id": control.pbx.client_id,
    }
    assert controlled(control, "DELETE", "/log").status_code == 204
    assert controlled(control, "GET", "/log").json() == []


def test_control_of_the_behaviour(control: Caller) -> None:
    answer = controlled(control, "PATCH", "/behaviour", {"etags": "off", "drop_methods": ["DELETE"]})
    assert (answer.json()["etags"], control.pbx.behaviour.etags) == ("off", "off")
    assert controlled(control, "GET", "/behaviour").json()["drop_methods"] == ["DELETE"]
    bodies: list[Any] = [{"no_such_switch": 1}, {"etags": "sometimes"}, []]
    for body in bodies:
        refused = controlled(control, "PATCH", "/behaviour", body)
        assert refused.status_code == 400
        assert refused.json()["error"]


def test_control_of_devices(control: Caller) -> None:
    added = controlled(control, "POST", "/devices", {"MacAddress": "C074AD0C0A72"})
    assert (added.status_code, added.json()) == (201, control.pbx.device("C074AD0C0A72"))
    assert len(controlled(control, "GET", "/devices").json()) == 3
    changed = controlled(control, "PATCH", "/devices/c0:74:ad:0c:0a:72", {"Name": "Gate"}).json()
    assert changed["Name"] == "Gate"
    one = controlled(control, "GET", "/devices/C074AD0C0A72").json()
    assert one == {**changed, "@odata.etag": control.pbx.etag("C074AD0C0A72")}
    assert controlled(control, "DELETE", "/devices/C074AD0C0A72").status_code == 204
    assert controlled(control, "GET", "/devices/C074AD0C0A72").status_code == 404
    assert controlled(control, "DELETE", "/devices/C074AD0C0A72").status_code == 404
    assert controlled(control, "POST", "/devices", {"Firmware": "1"}).status_code == 400


def test_control_of_tokens_and_secrets(control: Caller) -> None:
    assert set(controlled(control, "GET", "/secrets").json()) == control.pbx.secrets()
    assert controlled(control, "POST", "/expire-tokens").status_code == 204
    assert control.get("/Fxs").status_code == 401


def test_reset(control: Caller) -> None:
    control.pbx.behave(top_limit=7, lockout_after=1)
    control.post_login(client_secret="wrong")
    secrets = control.pbx.secrets()
    answer = controlled(control, "POST", "/reset", {"devices": 5, "dect": 5, "etags": "off"})
    assert answer.json() == {**answer.json(), "etags": "off", "top_limit": 100, "lockout_after": 0}
    assert [device["Brand"] for device in control.pbx.devices()].count("Grandstream") == 0
    assert (len(control.pbx.devices()), control.pbx.log) == (5, [])
    assert control.get("/Fxs").status_code == 401
    assert secrets < control.pbx.secrets()
    control.login()
    assert len(control.get("/FxsTemplates").json()["value"]) >= 6


def test_control_is_not_disturbed_by_switches(control: Caller) -> None:
    control.pbx.behave(
        drop_before=1, html_next=1, throttle_next=1, api_enabled=False, redirect_to="http://127.0.0.1:9/"
    )
    assert len(controlled(control, "GET", "/devices").json()) == 2
    assert len(control.pbx.log) == 1


# The command


def command(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.emulator", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("signal_number", [signal.SIGTERM, signal.SIGINT])
def test_command(tmp_path: Path, signal_number: signal.Signals) -> None:
    folder = tmp_path / "info"
    folder.mkdir()
    info_file = folder / "pbx.json"
    seed = ("--devices", "4", "--users", "7")
    process = command(*seed, "--tls", "--etags", "off", "--ignore-fields", "Name,Group", "--info-file", str(info_file))
    assert process.stdout is not None
    try:
        url = process.stdout.readline().strip()
        info = json.loads(info_file.read_text(encoding="utf-8"))
        behaviour = requests.get(f"{url}/emulator/behaviour", verify=info["ca_path"], timeout=10).json()
        devices = requests.get(f"{url}/emulator/devices", verify=info["ca_path"], timeout=10).json()
        users = requests.get(f"{url}/emulator/objects/Users", verify=info["ca_path"], timeout=10).json()
        secrets = requests.get(f"{url}/emulator/secrets", verify=info["ca_path"], timeout=10).json()
    finally:
        process.send_signal(signal_number)
        output, errors = process.communicate(timeout=10)
    assert process.returncode == 0
    assert (output, errors) == ("", "")
    assert info.keys() == {"url", "client_id", "client_secret", "ca_path", "pid"}
    assert (info["url"], info["pid"]) == (url, process.pid)
    assert info["client_secret"] in secrets
    assert info_file.stat().st_mode & 0o777 == 0o600
    assert list(folder.iterdir()) == [info_file]
    assert (len(devices), len(users)) == (4, 7)
    assert (behaviour["etags"], behaviour["ignore_fields"]) == ("off", ["Name", "Group"])


def test_command_refuses_unfit_values() -> None:
    process = command("--etags", "sometimes")
    _output, errors = process.communicate(timeout=20)
    assert process.returncode == 2
    assert "'sometimes' is not one of off, header, body, both" in errors


def test_help_names_every_switch() -> None:
    process = command("--help")
    output, errors = process.communicate(timeout=20)
    assert (process.returncode, errors) == (0, "")
    options = {f"--{name.replace('_', '-')}" for name in emulator.Behaviour.__dataclass_fields__}
    assert sorted(option for option in options if option not in output) == []


def test_a_profile_sets_switches_that_options_change(tmp_path: Path) -> None:
    profile, info_file = tmp_path / "profile.json", tmp_path / "pbx.json"
    profile.write_text(json.dumps({"etags": "off", "mac_style": "colon", "page_cap": None, "line_base": 0}))
    process = command("--profile", str(profile), "--mac-style", "dash", "--info-file", str(info_file))
    assert process.stdout is not None
    try:
        url = process.stdout.readline().strip()
        found = requests.get(f"{url}/emulator/behaviour", timeout=10).json()
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=10)
    assert [found[name] for name in ("etags", "mac_style", "page_cap", "line_base")] == ["off", "dash", None, 0]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "neither JSON nor YAML"),
        ("- etags", "no mapping"),
        ("magic: 1", "do not exist: magic"),
        ("etags: maybe", "etags: 'maybe' is not one of"),
    ],
)
def test_a_profile_that_cannot_be_right_is_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "profile.yml"
    path.write_text(text)
    with pytest.raises(ValueError, match=message):
        read_profile(str(path))
