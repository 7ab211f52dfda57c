# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""threecx_fxs_decommission against the emulator."""

from __future__ import annotations

import functools
import json
import typing as t
from pathlib import Path

import pytest

from ansible_collections.telephony.threecx.plugins.modules import (
    threecx_fxs_decommission,
    threecx_fxs_devices,
    threecx_fxs_info,
)
from ansible_collections.telephony.threecx.tests.emulator import Emulator
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.around_writes import around_writes
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import RunFxs, RunModule, StartPbx
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.module_runner import ModuleRun

LOGIN = "/connect/token"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backup"


@pytest.fixture
def decommission(run_module: RunModule, folder: Path) -> RunFxs:
    return functools.partial(run_module, threecx_fxs_decommission, backup_dir=str(folder))


def macs(pbx: Emulator) -> list[str]:
    return [device["MacAddress"] for device in pbx.devices()]


def each(addresses: t.Iterable[str], **options: t.Any) -> list[dict[str, t.Any]]:
    return [{"mac_address": mac, **options} for mac in addresses]


def writes(pbx: Emulator) -> list[str]:
    return [entry.method for entry in pbx.log if entry.method != "GET" and entry.path != LOGIN]


def logins(pbx: Emulator) -> int:
    return len(pbx.requests(path=LOGIN))


def saved(run: ModuleRun) -> dict[str, t.Any]:
    return t.cast("dict[str, t.Any]", json.loads(Path(run.result["snapshot"]).read_text(encoding="utf-8")))


# What it does


def test_devices_are_saved_and_deleted(decommission: RunFxs, start_pbx: StartPbx) -> None:
    pbx = start_pbx(3)
    first, second, _third = macs(pbx)
    name = next(device["Name"] for device in pbx.devices() if device["MacAddress"] == second)
    devices = [{"mac_address": second.lower(), "name": name}, *each(["0000DEADBEEF", first])]
    foretold = decommission(pbx, devices=devices, check_mode=True, diff=True)
    run = decommission(pbx, devices=devices, diff=True)
    assert macs(pbx) == [_third]
    assert run.result["deleted"] == sorted([first, second])
    assert run.result["absent"] == ["0000DEADBEEF"]
    assert run.result["devices"] == saved(run)["devices"]
    assert [device["mac_address"] for device in run.result["devices"]] == run.result["deleted"]
    assert foretold.result["foretold"]
    assert foretold.result["snapshot"] == ""
    assert {**foretold.result, "foretold": False, "snapshot": run.result["snapshot"]} == run.result
    again = decommission(pbx, devices=devices)
    assert [again.result["changed"], again.result["deleted"], again.result["snapshot"]] == [False, [], ""]


@pytest.mark.parametrize("nulls", ["omitted", "shown"])
def test_what_is_created_again_is_what_it_was_without_a_name_too(
    decommission: RunFxs, run_module: RunModule, start_pbx: StartPbx, nulls: str
) -> None:
    pbx = start_pbx(2, nulls=nulls)
    first, _second = macs(pbx)
    pbx.change_device(first, Name=None)
    records = saved(decommission(pbx, devices=each(macs(pbx))))["devices"]
    assert run_module(threecx_fxs_devices, pbx, devices=records).result["summary"]["created"] == 2
    assert run_module(threecx_fxs_info, pbx).result["devices"] == records
    assert records[0]["name"] is None


def test_nothing_is_left_by_check_mode(decommission: RunFxs, start_pbx: StartPbx, folder: Path) -> None:
    pbx = start_pbx(3)
    decommission(pbx, devices=each(macs(pbx)), check_mode=True)
    assert not folder.exists()


def test_no_devices_are_no_request(decommission: RunFxs, pbx: Emulator, folder: Path) -> None:
    assert not decommission(pbx, devices=[]).result["changed"]
    assert pbx.log == []
    assert not folder.exists()


@pytest.mark.parametrize("devices", [1, 50])
def test_there_is_one_login_however_many_devices(decommission: RunFxs, start_pbx: StartPbx, devices: int) -> None:
    pbx = start_pbx(60, latency=0)
    listed = macs(pbx)[:devices]
    run = decommission(pbx, devices=each(listed), max_deletions="100%", batch_size=20)
    assert run.result["deleted"] == sorted(listed)
    assert logins(pbx) == 1


def test_the_snapshot_has_secrets_only_where_they_are_asked_for(decommission: RunFxs, start_pbx: StartPbx) -> None:
    pbx = start_pbx(2)
    before = {device["MacAddress"]: device for device in pbx.devices()}
    first, second = before
    run = decommission(pbx, devices=each([first]))
    assert "secrets" not in saved(run)
    run = decommission(pbx, devices=each([second]), backup_secrets=True)
    content = saved(run)
    Path(run.result["snapshot"]).unlink()
    assert content["secrets"] == {
        second: {
            "password": before[second]["Password"],
            "secret": before[second]["Secret"],
            "provisioning_link": before[second]["Provisioning"]["ProvLink"],
        }
    }


# What it refuses


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"name": "Other"}, "has the name 'Lobby' and not 'Other'. Nothing was deleted."),
        ({"name": ""}, "has the name 'Lobby' and not ''. Nothing was deleted."),
        ({"name": None}, "has the name 'Lobby' and not ''. Nothing was deleted."),
        ({"if_fingerprint": "0" * 64}, "it was changed since"),
        ({"if_match": '"stale"'}, "it was changed since"),
        ({"device_type": "dect"}, "is of the type 'fxs' and not 'dect'"),
    ],
)
def test_one_device_that_is_not_meant_spares_all(
    decommission: RunFxs, pbx: Emulator, folder: Path, options: dict[str, t.Any], told: str
) -> None:
    pbx.add_device({"MacAddress": "001A2B3C4D5E", "Name": "Lobby"})
    before = pbx.devices()
    for check_mode in (True, False):
        run = decommission(pbx, devices=each(macs(pbx)[:1]) + each(["001A2B3C4D5E"], **options), check_mode=check_mode)
        assert run.failed
        assert told in run.result["msg"], run.result
    assert pbx.devices() == before
    assert writes(pbx) == []
    assert not folder.exists()


@pytest.mark.parametrize(
    ("name", "shown"), [("Lobby\u200b", "Lobby\\u200b"), ("\x1b[31mLobby", "\\x1b[31mLobby"), ("a\nb", "a\\nb")]
)
def test_what_cannot_be_seen_in_a_name_is_told(decommission: RunFxs, pbx: Emulator, name: str, shown: str) -> None:
    pbx.add_device({"MacAddress": "001A2B3C4D5E", "Name": name})
    run = decommission(pbx, devices=each(["001A2B3C4D5E"], name="Lobby"))
    assert f"FXS 001A2B3C4D5E has the name '{shown}' and not 'Lobby'." in run.result["msg"]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"batch_size": 0}, "batch_size is 0; it must be 1 at least."),
        ({"parallel": 17}, "parallel is 17"),
        ({"max_deletions": "few"}, "max_deletions is 'few'"),
        ({"backup_dir": ""}, "backup_dir is empty"),
        (
            {"devices": each(["001A2B3C4D5E", "00:1a:2b:3c:4d:5e"])},
            "devices has 001A2B3C4D5E twice, in entries 1 and 2.",
        ),
        ({"devices": each(["Lobby"])}, "devices, entry 1: mac_address is 'Lobby'"),
        ({"devices": each(["001A2B3C4D5E"], if_match=None)}, "if_match in entry 1 of devices is null"),
    ],
)
def test_what_cannot_be_right_is_refused_before_any_request(
    decommission: RunFxs, pbx: Emulator, options: dict[str, t.Any], told: str
) -> None:
    run = decommission(pbx, **{"devices": each(["001A2B3C4D5E"]), **options})
    assert run.failed
    assert told in run.result["msg"]
    assert pbx.log == []


def test_too_many_spare_all(decommission: RunFxs, start_pbx: StartPbx) -> None:
    pbx = start_pbx(20)
    run = decommission(pbx, devices=each(macs(pbx)[:11]))
    assert (
        run.result["msg"]
        == "This would delete 11 of 20 devices, and max_deletions allows 10 devices. Nothing was deleted."
    )
    assert writes(pbx) == []


# Nothing is deleted that is not saved


def test_without_a_snapshot_nothing_is_deleted(decommission: RunFxs, pbx: Emulator, folder: Path) -> None:
    folder.touch()
    run = decommission(pbx, devices=each(macs(pbx)))
    assert run.failed
    assert run.result["msg"].endswith("Nothing was deleted.")
    assert writes(pbx) == []


@pytest.mark.parametrize("name", ["Codecs", "FxsLines", "Provisioning", "Variables"])
def test_a_device_that_is_not_shown_as_a_whole_stays(
    decommission: RunFxs, start_pbx: StartPbx, folder: Path, name: str
) -> None:
    pbx = start_pbx(2, unknown_properties=f"Fxs.{name}")
    for check_mode in (True, False):
        warnings = [f"refuses to tell {name}"]
        run = decommission(pbx, devices=each(macs(pbx)[:1]), check_mode=check_mode, expect_warnings=warnings)
        assert run.failed
        assert "so it cannot be saved as it is" in run.result["msg"]
        assert run.result["msg"].endswith("Nothing was deleted.")
    assert writes(pbx) == []
    assert not folder.exists()


def test_a_snapshot_that_vanishes_ends_the_deletions(
    decommission: RunFxs, start_pbx: StartPbx, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pbx = start_pbx(6, latency=0)

    def tidy_up() -> None:
        for path in folder.iterdir():
            path.unlink()

    around_writes(monkeypatch, after=tidy_up)
    run = decommission(pbx, devices=each(macs(pbx)), batch_size=2, parallel=1)
    assert run.failed
    assert "2 of 6 devices deleted, then:\nThe snapshot " in run.result["msg"]
    assert run.result["changed"]
    assert len(run.result["deleted"]) == len(writes(pbx)) == 2


@pytest.mark.parametrize("etags", ["off", "header", "both"])
def test_a_device_that_changes_after_it_was_saved_stays(
    decommission: RunFxs, start_pbx: StartPbx, etags: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pbx = start_pbx(4, etags=etags)
    last = macs(pbx)[-1]

    def change() -> None:
        pbx.change_device(last, Name="Changed elsewhere")

    around_writes(monkeypatch, before=change)
    run = decommission(pbx, devices=each(macs(pbx)), batch_size=2, parallel=1)
    assert run.failed
    assert "it was changed since" in run.result["msg"]
    assert last in macs(pbx)
    assert last not in run.result["deleted"]
    assert saved(run)["devices"][-1]["name"] != "Changed elsewhere"


def test_a_device_that_somebody_else_deletes_counts_as_absent(
    decommission: RunFxs, start_pbx: StartPbx, monkeypatch: pytest.MonkeyPatch
) -> None:
    pbx = start_pbx(3)
    first, *_others, last = listed = macs(pbx)

    def vanish() -> None:
        if last in macs(pbx):
            pbx.remove_device(last)

    around_writes(monkeypatch, before=vanish)
    run = decommission(pbx, devices=each(listed), batch_size=2, parallel=1)
    assert run.result["deleted"] == [first, *_others]
    assert run.result["absent"] == [last]


def test_a_device_that_is_there_again_is_told(
    decommission: RunFxs, start_pbx: StartPbx, monkeypatch: pytest.MonkeyPatch
) -> None:
    pbx = start_pbx(2)
    mac = macs(pbx)[0]
    around_writes(monkeypatch, after=lambda: pbx.add_device({"MacAddress": mac, "Name": "Back"}))
    run = decommission(pbx, devices=each([mac]))
    assert run.failed
    assert f"Still there, or there again: {mac}." in run.result["msg"]
    assert run.result["deleted"] == [mac]


@pytest.mark.parametrize("refused", [1, 3, 6])
def test_what_was_done_before_a_failure_is_told(
    decommission: RunFxs, start_pbx: StartPbx, refused: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever deletion the PBX refuses, none follows, and the answer is what the PBX shows."""
    pbx = start_pbx(6)
    listed, count = macs(pbx), iter(range(1, 100))

    def refuse() -> None:
        if next(count) == refused:
            pbx.behave(console_restricted=True)

    around_writes(monkeypatch, before=refuse)
    run = decommission(pbx, devices=each(listed), batch_size=2, parallel=1)
    assert run.failed
    assert sorted(listed) == sorted([*run.result["deleted"], *macs(pbx)])
    assert len(run.result["deleted"]) == refused - 1
    assert run.result["changed"] == (refused > 1)
    assert len(writes(pbx)) == refused
    assert "Run this again to go on." in run.result["msg"]
