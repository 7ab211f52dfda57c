# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""threecx_fxs_replace against the emulator: wherever it ends, the lines are on a device or in the snapshot."""

from __future__ import annotations

import functools
import itertools
import json
import typing as t
from pathlib import Path

import pytest

from ansible_collections.telephony.threecx.plugins.module_utils.fxs import _replace
from ansible_collections.telephony.threecx.plugins.module_utils.fxs._replacement import Move, Saved
from ansible_collections.telephony.threecx.plugins.modules import threecx_fxs_replace
from ansible_collections.telephony.threecx.tests.emulator import Emulator
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.around_writes import around_writes
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import RunFxs, RunModule, StartPbx

LOGIN = "/connect/token"
OLD, NEW = "001A2B3C4D5E", "001A2B3C4D5F"
PAIR: dict[str, t.Any] = {"old_mac_address": OLD, "new_mac_address": NEW}
OTHER_PAIR: dict[str, t.Any] = {"old_mac_address": "0000DEADBEE0", "new_mac_address": "0000DEADBEE1"}
DEVICE = {
    "MacAddress": OLD,
    "Name": "Lobby",
    "Group": "GRP0001",
    "FxsLines": [{"Key": 1, "Number": "201", "Name": "Extension 201"}, {"Key": 2, "Number": "202"}],
    "Variables": [{"Name": "DTMF_MODE", "Value": "inband"}],
}
LINES = ["201", "202"]


class KilledError(BaseException):
    """Stands for the end of the process."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backup"


@pytest.fixture
def replace(run_module: RunModule, folder: Path) -> RunFxs:
    return functools.partial(run_module, threecx_fxs_replace, backup_dir=str(folder))


@pytest.fixture
def swap(start_pbx: StartPbx) -> Emulator:
    """A PBX that has an extension on one device only, with the device to replace and another."""
    pbx = start_pbx(1, extension_unique=True)
    pbx.add_device(DEVICE)
    return pbx


def lines(pbx: Emulator, mac: str) -> list[str] | None:
    """The extensions of a device, or None when it does not exist."""
    device = pbx.device(mac)
    return None if device is None else [line["Number"] for line in device["FxsLines"]]


def writes(pbx: Emulator) -> list[str]:
    return [entry.method for entry in pbx.log if entry.method != "GET" and entry.path != LOGIN]


def saved_lines(path: Path) -> list[str]:
    content = json.loads(path.read_text(encoding="utf-8"))
    return [line["number"] for line in content["devices"][0]["lines"]]


def unfinished(folder: Path) -> Path:
    return folder / f"fxs-replace-{OLD}-{NEW}.json"


def assert_replaced(pbx: Emulator, folder: Path) -> None:
    new = pbx.device(NEW)
    assert new is not None
    assert [lines(pbx, OLD), lines(pbx, NEW)] == [None, LINES]
    assert [new["Name"], new["Group"], new["Variables"]] == ["Lobby", "GRP0001", DEVICE["Variables"]]
    assert not unfinished(folder).exists()


# What it does


def test_a_device_is_replaced_in_the_order_in_which_nothing_is_lost(
    replace: RunFxs, swap: Emulator, folder: Path
) -> None:
    foretold = replace(swap, devices=[PAIR], check_mode=True, diff=True)
    assert not folder.exists()
    run = replace(swap, devices=[PAIR], diff=True)
    assert_replaced(swap, folder)
    assert writes(swap) == ["POST", "PATCH", "PATCH", "DELETE"]
    (result,) = run.result["results"]
    assert saved_lines(Path(result["snapshot"])) == LINES
    assert [path.name for path in folder.iterdir()] == [Path(result["snapshot"]).name]
    assert foretold.result == {**run.result, "foretold": True, "results": [{**result, "snapshot": ""}]}
    again = replace(swap, devices=[PAIR])
    assert again.result["results"] == [{**result, "replaced": False, "snapshot": ""}]
    assert not again.result["changed"]


def test_no_replacements_are_no_request(replace: RunFxs, pbx: Emulator, folder: Path) -> None:
    assert replace(pbx, devices=[]).result["results"] == []
    assert pbx.log == []
    assert not folder.exists()


@pytest.mark.parametrize("devices", [1, 12])
def test_there_is_one_login_however_many_devices(replace: RunFxs, start_pbx: StartPbx, devices: int) -> None:
    pbx = start_pbx(12, latency=0)
    pairs = [
        {"old_mac_address": device["MacAddress"], "new_mac_address": f"0050C2{number:06X}"}
        for number, device in enumerate(pbx.devices()[:devices])
    ]
    run = replace(pbx, devices=pairs)
    assert [result["replaced"] for result in run.result["results"]] == [True] * devices
    assert len(pbx.requests(path=LOGIN)) == 1


def test_the_first_that_fails_is_the_last(replace: RunFxs, swap: Emulator) -> None:
    other = next(device["MacAddress"] for device in swap.devices() if device["MacAddress"] != OLD)
    missing = {"old_mac_address": "0000DEADBEEF", "new_mac_address": "0000DEADBEE0"}
    run = replace(swap, devices=[PAIR, missing, {"old_mac_address": other, "new_mac_address": "0000DEADBEE1"}])
    assert run.failed
    assert run.result["changed"]
    assert [result["new_mac_address"] for result in run.result["results"]] == [NEW]
    assert "Neither of them exists" in run.result["msg"]
    assert swap.device(other) is not None


# What it refuses


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"new_mac_address": OLD}, f"devices, entry 1: old_mac_address and new_mac_address are both {OLD}"),
        ({"old_mac_address": "Lobby"}, "devices, entry 1: old_mac_address is 'Lobby'"),
        ({"new_mac_address": "Lobby"}, "devices, entry 1: new_mac_address is 'Lobby'"),
    ],
)
def test_what_cannot_be_right_is_refused_before_any_request(
    replace: RunFxs, pbx: Emulator, options: dict[str, t.Any], told: str
) -> None:
    run = replace(pbx, devices=[{**PAIR, **options}])
    assert told in run.result["msg"]
    assert pbx.log == []


@pytest.mark.parametrize("option", ["old_mac_address", "new_mac_address"])
def test_an_address_that_stands_there_twice_is_refused_before_any_request(
    replace: RunFxs, pbx: Emulator, option: str
) -> None:
    for check_mode in (True, False):
        again = {**OTHER_PAIR, option: PAIR[option].lower()}
        run = replace(pbx, devices=[PAIR, again], check_mode=check_mode)
        assert run.result["msg"] == f"devices has {option} {PAIR[option]} twice, in entries 1 and 2."
    assert pbx.log == []


@pytest.mark.parametrize("others", [("0000DEADBEE0", OLD), (NEW, "0000DEADBEE1")], ids=["free", "further"])
@pytest.mark.parametrize("check_mode", [True, False])
def test_a_device_that_another_replacement_is_about_too_is_refused_before_any_request(
    replace: RunFxs, swap: Emulator, others: tuple[str, str], check_mode: bool
) -> None:
    again = dict(zip(("old_mac_address", "new_mac_address"), others))
    run = replace(swap, devices=[PAIR, again], check_mode=check_mode)
    assert run.failed
    assert "give each to a task of its own" in run.result["msg"]
    assert swap.log == []


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (
            {"variables": {"DTMF_MODE": True}},
            "variables.DTMF_MODE is the boolean true, which YAML has made of what was written: put that in quotes.",
        ),
        ({"variables": {"X": ["1"]}}, "variables.X is a list; it must be a text or a whole number."),
        ({"variables": {"ADMIN_PASSWORD": "x"}}, "variables.ADMIN_PASSWORD stands for a secret by its name"),
        (
            {"variables": {"FIRMWARE": "http://admin:W3b-pass@192.0.2.7/fw"}},
            "variables.FIRMWARE holds a URL with a user, a password or a query",
        ),
        ({"model": ""}, "model is ''; leave it out, since no device is without"),
        ({"template": ""}, "template is ''; leave it out, since no device is without"),
    ],
)
@pytest.mark.parametrize("check_mode", [True, False])
def test_what_a_new_device_cannot_be_told_is_refused_before_the_first_is_replaced(
    replace: RunFxs, swap: Emulator, options: dict[str, t.Any], told: str, check_mode: bool
) -> None:
    swap.clear_log()
    run = replace(swap, devices=[PAIR, {**OTHER_PAIR, **options}], check_mode=check_mode)
    assert run.failed
    assert run.result["msg"].startswith(f"devices, entry 2: {told}")
    assert swap.log == []


def test_a_variable_that_is_a_whole_number_is_a_text(replace: RunFxs, swap: Emulator) -> None:
    assert not replace(swap, devices=[{**PAIR, "variables": {"VLAN_ID": 5}}]).failed
    assert {"Name": "VLAN_ID", "Value": "5"} in (swap.device(NEW) or {})["Variables"]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"name": "Gate"}, "The old device has the name 'Lobby' and not 'Gate'."),
        ({"name": None}, "The old device has the name 'Lobby' and not ''."),
        ({"device_type": "dect"}, "is of the type 'fxs' and not 'dect'"),
        ({"model": "HT8000"}, "HT8000"),
        ({"variables": {"DTMF_MODE": "none of these"}}, "DTMF_MODE"),
    ],
)
def test_what_cannot_be_meant_changes_nothing(
    replace: RunFxs, swap: Emulator, folder: Path, options: dict[str, t.Any], told: str
) -> None:
    before = swap.devices()
    for check_mode in (True, False):
        run = replace(swap, devices=[{**PAIR, **options}], check_mode=check_mode)
        assert run.failed
        assert told in run.result["msg"], run.result
        assert not run.result["changed"]
    assert swap.devices() == before
    assert writes(swap) == []
    assert not folder.exists()


@pytest.mark.parametrize(
    ("name", "shown"), [("Lobby\u200b", "Lobby\\u200b"), ("\x1b[31mLobby", "\\x1b[31mLobby"), ("a\nb", "a\\nb")]
)
def test_what_cannot_be_seen_in_a_name_is_told(replace: RunFxs, swap: Emulator, name: str, shown: str) -> None:
    swap.change_device(OLD, Name=name)
    run = replace(swap, devices=[{**PAIR, "name": "Lobby"}])
    assert f"The old device has the name '{shown}' and not 'Lobby'." in run.result["msg"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        '{"devices": []}',
        '{"devices": [{}]}',
        '{"devices": [{"mac_address": "0000DEADBEEF", "lines": []}]}',
    ],
)
def test_a_snapshot_of_no_use_changes_nothing(replace: RunFxs, swap: Emulator, folder: Path, text: str) -> None:
    folder.mkdir()
    unfinished(folder).write_text(text, encoding="utf-8")
    run = replace(swap, devices=[PAIR])
    assert run.failed
    assert "Nothing was changed." in run.result["msg"]
    assert writes(swap) == []
    assert unfinished(folder).read_text(encoding="utf-8") == text


def test_what_a_run_has_left_is_not_finished_on_another_phone_system(
    replace: RunFxs, swap: Emulator, start_pbx: StartPbx, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would get a device with the lines of the first, where only the snapshot has these any more."""

    def die(*_arguments: object) -> None:
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(_replace._Work, "_check_before_deleting", die)
        with pytest.raises(KilledError):
            replace(swap, devices=[PAIR])
    left, other = unfinished(folder).read_bytes(), start_pbx(1)
    for check_mode in (True, False):
        run = replace(other, devices=[PAIR], check_mode=check_mode)
        assert run.failed
        assert f"It is of {swap.url}, and this is {other.url}." in run.result["msg"]
    assert writes(other) == []
    assert unfinished(folder).read_bytes() == left
    assert not replace(swap, devices=[PAIR]).failed
    assert_replaced(swap, folder)


def test_a_snapshot_that_does_not_tell_its_phone_system_is_taken(replace: RunFxs, swap: Emulator, folder: Path) -> None:
    """Those of version 1.0.0 do not."""
    folder.mkdir()
    record = {"mac_address": OLD, "lines": [{"key": 1, "number": "201"}, {"key": 2, "number": "202"}]}
    unfinished(folder).write_text(json.dumps({"devices": [record]}), encoding="utf-8")
    assert not replace(swap, devices=[PAIR]).failed


@pytest.mark.parametrize("name", ["WEBPWD", "CONFIG_URL"])
def test_a_snapshot_with_what_no_release_takes_any_more_is_named(
    replace: RunFxs, swap: Emulator, folder: Path, name: str
) -> None:
    """Version 1.0.0 saved such variables; the user has no option that he could leave out."""
    folder.mkdir()
    record = {"mac_address": OLD, "lines": [{"key": 1, "number": "201"}], "variables": {name: "http://a:b@192.0.2.1/c"}}
    unfinished(folder).write_text(json.dumps({"devices": [record]}), encoding="utf-8")
    run = replace(swap, devices=[PAIR])
    assert (
        f"The snapshot {unfinished(folder)} of an interrupted run is of no use: variables.{name}" in run.result["msg"]
    )
    assert writes(swap) == []


def test_the_time_in_a_snapshot_is_no_way_out_of_the_directory(replace: RunFxs, swap: Emulator, folder: Path) -> None:
    folder.mkdir()
    record = {"mac_address": OLD, "lines": [{"key": 1, "number": "201"}, {"key": 2, "number": "202"}]}
    content = {"taken_at": "/../../elsewhere", "devices": [record]}
    unfinished(folder).write_text(json.dumps(content), encoding="utf-8")
    run = replace(swap, devices=[PAIR])
    assert Path(run.result["results"][0]["snapshot"]).parent == folder
    assert len(list(folder.iterdir())) == 1


@pytest.mark.parametrize("name", ["Codecs", "FxsLines", "Provisioning", "Variables"])
def test_a_device_that_is_not_shown_as_a_whole_stays(replace: RunFxs, swap: Emulator, folder: Path, name: str) -> None:
    """Lines that do not show would not be moved, and be gone with the old device."""
    swap.behave(unknown_properties=f"Fxs.{name}")
    for check_mode in (True, False):
        run = replace(swap, devices=[PAIR], check_mode=check_mode, expect_warnings=[f"refuses to tell {name}"])
        assert run.failed
        assert "so it cannot be saved as it is; nothing was changed." in run.result["msg"]
    assert writes(swap) == []
    assert not folder.exists()


def test_without_a_snapshot_nothing_is_changed(replace: RunFxs, swap: Emulator, folder: Path) -> None:
    folder.touch()
    for check_mode in (True, False):
        run = replace(swap, devices=[PAIR], check_mode=check_mode)
        assert run.failed
        assert run.result["msg"].endswith("Nothing was changed.")
    assert writes(swap) == []


# Whatever happens between two of its steps


@pytest.mark.parametrize(("steps", "when"), [*itertools.product(range(1, 5), ["before", "after"])])
def test_a_run_that_dies_at_any_step_loses_nothing_and_can_be_repeated(
    replace: RunFxs, swap: Emulator, folder: Path, monkeypatch: pytest.MonkeyPatch, steps: int, when: str
) -> None:
    count = itertools.count(1)

    def die() -> None:
        if next(count) == steps:
            raise KilledError

    with monkeypatch.context() as patch:
        around_writes(patch, **{when: die})
        with pytest.raises(KilledError):
            replace(swap, devices=[PAIR])
    assert saved_lines(unfinished(folder)) == LINES
    replace(swap, devices=[PAIR])
    assert_replaced(swap, folder)


@pytest.mark.parametrize(("steps", "switch"), [*itertools.product(range(1, 5), ["no access", "no such extension"])])
def test_a_write_that_fails_deletes_nothing_that_is_needed(
    replace: RunFxs, swap: Emulator, folder: Path, monkeypatch: pytest.MonkeyPatch, steps: int, switch: str
) -> None:
    """Each write in turn is the last that the PBX takes; what is told is what there is, and the next run finishes."""
    count = itertools.count(1)

    def fail() -> None:
        if next(count) == steps:
            swap.behave(**({"console_restricted": True} if switch == "no access" else {"missing_extensions": LINES}))

    with monkeypatch.context() as patch:
        around_writes(patch, before=fail)
        run = replace(swap, devices=[PAIR])
    swap.behave(console_restricted=False, missing_extensions=[])
    on_devices = [lines(swap, OLD), lines(swap, NEW)]
    if not run.failed:
        assert on_devices == [None, LINES]
    elif "All is as it was before." in run.result["msg"]:
        assert on_devices == [LINES, None]
        assert not run.result["changed"]
    else:
        assert LINES in on_devices or saved_lines(unfinished(folder)) == LINES
        assert "Run this again to finish." in run.result["msg"]
    replace(swap, devices=[PAIR])
    assert_replaced(swap, folder)


@pytest.mark.parametrize("kept", [[], [{"Key": 1, "Number": "201"}]])
def test_the_old_device_stays_while_the_new_one_lacks_a_line(
    replace: RunFxs, swap: Emulator, monkeypatch: pytest.MonkeyPatch, kept: list[dict[str, t.Any]]
) -> None:
    """Somebody takes lines from the new device right before the old one would be deleted."""
    original = _replace._Work._check_before_deleting

    def lose(work: _replace._Work, move: Move, saved: Saved) -> None:
        swap.change_device(NEW, FxsLines=kept)
        original(work, move, saved)

    monkeypatch.setattr(_replace._Work, "_check_before_deleting", lose)
    run = replace(swap, devices=[PAIR])
    assert run.failed
    assert f"FXS {NEW} does not have the lines. FXS {OLD} was not deleted." in run.result["msg"]
    assert run.result["results"] == []
    assert writes(swap) == ["POST", "PATCH", "PATCH"]


@pytest.mark.parametrize("kept", [[], [{"Key": 1, "Number": "201"}]])
def test_a_new_device_that_did_not_get_all_lines_goes_again(
    replace: RunFxs, swap: Emulator, folder: Path, monkeypatch: pytest.MonkeyPatch, kept: list[dict[str, t.Any]]
) -> None:
    def lose() -> None:
        if lines(swap, NEW) == LINES:
            swap.change_device(NEW, FxsLines=kept)

    around_writes(monkeypatch, after=lose)
    run = replace(swap, devices=[PAIR])
    assert run.failed
    assert "All is as it was before." in run.result["msg"]
    assert [lines(swap, OLD), lines(swap, NEW)] == [LINES, None]
    assert not unfinished(folder).exists()


def test_the_old_device_stays_when_the_snapshot_vanishes(
    replace: RunFxs, swap: Emulator, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def tidy_up() -> None:
        unfinished(folder).unlink(missing_ok=True)

    around_writes(monkeypatch, after=tidy_up)
    run = replace(swap, devices=[PAIR])
    assert run.failed
    assert f"FXS {OLD} was not deleted." in run.result["msg"]
    assert run.result["changed"]
    assert "DELETE" not in writes(swap)
    assert [lines(swap, OLD), lines(swap, NEW)] == [[], LINES]


def test_a_snapshot_that_vanishes_in_the_end_leaves_a_change(
    replace: RunFxs, swap: Emulator, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def tidy_up() -> None:
        if lines(swap, OLD) is None:
            unfinished(folder).unlink()

    around_writes(monkeypatch, after=tidy_up)
    run = replace(swap, devices=[PAIR])
    assert run.failed
    assert f"FXS {OLD} was replaced by {NEW}, but its snapshot" in run.result["msg"]
    assert run.result["changed"]
    assert_replaced(swap, folder)


def test_a_new_device_that_somebody_else_creates_meanwhile_is_left_alone(
    replace: RunFxs, swap: Emulator, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def create() -> None:
        if swap.device(NEW) is None:
            swap.add_device({"MacAddress": NEW, "Name": "Gate"})

    around_writes(monkeypatch, before=create)
    run = replace(swap, devices=[PAIR])
    assert run.failed
    assert "All is as it was before." in run.result["msg"]
    assert (swap.device(NEW) or {})["Name"] == "Gate"
    assert lines(swap, OLD) == LINES
    assert set(writes(swap)) == {"POST"}
    assert not run.result["changed"]
    assert not unfinished(folder).exists()


@pytest.mark.parametrize(
    ("left", "put_back"),
    [
        ([{"Key": 2, "Number": "202"}], True),
        ([{"Key": 1, "Number": "209"}], False),
        ([{"Key": 1, "Number": "201"}, {"Key": 2, "Number": "209"}], False),
    ],
)
def test_an_old_device_with_other_lines_by_then_is_not_as_it_was(
    replace: RunFxs,
    swap: Emulator,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    left: list[dict[str, t.Any]],
    put_back: bool,
) -> None:
    """Right after its lines are freed it has some again: its own that stayed, or one that somebody gave it."""
    count = itertools.count(1)

    def give() -> None:
        if next(count) == 2:
            swap.change_device(OLD, FxsLines=left)

    around_writes(monkeypatch, after=give)
    run = replace(swap, devices=[PAIR])
    assert run.failed
    assert ("All is as it was before." in run.result["msg"]) == put_back
    assert (f"FXS {OLD} got other lines meanwhile." in run.result["msg"]) != put_back
    assert run.result["changed"] != put_back
    assert lines(swap, OLD) == (LINES if put_back else [line["Number"] for line in left])
    assert put_back or saved_lines(unfinished(folder)) == LINES


@pytest.mark.parametrize("now", [[{"Key": 1, "Number": "201"}], [{"Key": 1, "Number": "209"}]])
def test_lines_that_somebody_else_changed_before_they_were_freed_stay(
    replace: RunFxs, swap: Emulator, folder: Path, monkeypatch: pytest.MonkeyPatch, now: list[dict[str, t.Any]]
) -> None:
    around_writes(monkeypatch, before=lambda: swap.change_device(OLD, FxsLines=now))
    run = replace(swap, devices=[PAIR])
    assert "All is as it was before." in run.result["msg"]
    assert not run.result["changed"]
    assert [lines(swap, OLD), lines(swap, NEW)] == [[now[0]["Number"]], None]
    assert not unfinished(folder).exists()


@pytest.mark.parametrize("steps", [1, 2])
def test_to_put_back_what_an_interrupted_run_has_done_is_a_change(
    replace: RunFxs, swap: Emulator, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    count = itertools.count(1)

    def die() -> None:
        if next(count) == steps:
            raise KilledError

    def lose() -> None:
        if lines(swap, NEW) == LINES:
            swap.change_device(NEW, FxsLines=[])

    with monkeypatch.context() as patch:
        around_writes(patch, after=die)
        with pytest.raises(KilledError):
            replace(swap, devices=[PAIR])
    around_writes(monkeypatch, after=lose)
    run = replace(swap, devices=[PAIR])
    assert "All is as it was before the run that was interrupted." in run.result["msg"]
    assert run.result["changed"]
    assert [lines(swap, OLD), lines(swap, NEW)] == [LINES, None]


def test_an_old_device_that_was_gone_is_not_as_it_was(
    replace: RunFxs, swap: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = itertools.count(1)

    def vanish() -> None:
        if next(count) == 2:
            swap.remove_device(OLD)

    around_writes(monkeypatch, before=vanish)
    run = replace(swap, devices=[PAIR])
    assert run.result["msg"].endswith(f"FXS {OLD} was gone by then, and was created again, with other secrets.")
    assert run.result["changed"]
    assert [lines(swap, OLD), lines(swap, NEW)] == [LINES, None]
