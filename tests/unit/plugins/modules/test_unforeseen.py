# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A fault of the collection, wherever in a module it shows, ends the module in order, and what was done is told."""

from __future__ import annotations

import itertools
import typing as t
from pathlib import Path
from types import ModuleType

import pytest

from ansible_collections.telephony.threecx.plugins.module_utils.api import _xapi
from ansible_collections.telephony.threecx.plugins.module_utils.api._client import Client
from ansible_collections.telephony.threecx.plugins.module_utils.api._replies import Reply
from ansible_collections.telephony.threecx.plugins.module_utils.fxs import (
    _apply,
    _credentials,
    _decommission,
    _replace,
    _rollout,
)
from ansible_collections.telephony.threecx.plugins.modules import (
    threecx_config,
    threecx_config_info,
    threecx_department,
    threecx_extension,
    threecx_fxs,
    threecx_fxs_credentials,
    threecx_fxs_decommission,
    threecx_fxs_devices,
    threecx_fxs_info,
    threecx_fxs_replace,
    threecx_fxs_template_info,
    threecx_sbc,
    threecx_system_info,
    threecx_xapi,
)
from ansible_collections.telephony.threecx.tests.emulator import Emulator
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import RunModule, StartPbx
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.module_runner import ModuleRun

# Stand for the devices of an emulator with three.
FIRST, SECOND, THIRD = "{0}", "{1}", "{2}"
NEW = {"mac_address": "001A2B3C4D5E", "template": "grandstream.ht80x.fxs.xml", "model": "HT801"}
SECRET = "s3cr3t-text"
SITE = {
    "Groups": [{"Name": "Lyon"}],
    "Users": [{"Number": "4100", "PrimaryGroupId": "Lyon", "Groups": [{"GroupId": "Lyon"}]}],
}
WORK: list[tuple[ModuleType, dict[str, t.Any]]] = [
    (threecx_config_info, {"kinds": ["Fxs", "Groups"], "parallel": 1}),
    (threecx_config, {"config": SITE, "parallel": 1}),
    (threecx_department, {"name": "Lyon"}),
    (threecx_extension, {"number": "4100", "first_name": "Gate"}),
    (threecx_fxs, NEW),
    (threecx_fxs, {"mac_address": FIRST, "name": "Changed"}),
    (threecx_fxs, {"mac_address": FIRST, "state": "absent"}),
    (threecx_fxs_credentials, {"mac_address": FIRST}),
    (threecx_fxs_decommission, {"devices": [{"mac_address": mac} for mac in (FIRST, SECOND, THIRD)], "batch_size": 1}),
    (
        threecx_fxs_devices,
        {
            "devices": [NEW, {"mac_address": FIRST, "name": "Changed"}, {"mac_address": SECOND, "state": "absent"}],
            "parallel": 1,
        },
    ),
    (threecx_fxs_info, {"expand": ["template", "registration"]}),
    (
        threecx_fxs_replace,
        {"devices": [{"old_mac_address": FIRST, "new_mac_address": "001A2B3C4D5F"}]},
    ),
    (threecx_fxs_template_info, {}),
    (threecx_sbc, {"name": "LYON-01", "display_name": "Lyon", "password": "cellar-Pass+word/1"}),
    (threecx_system_info, {}),
    (threecx_xapi, {"method": "DELETE", "path": f"/Fxs('{FIRST}')"}),
]
# What is called when all is written.
LATE: list[tuple[ModuleType, object, str]] = [
    (threecx_fxs, _apply, "confirm"),
    (threecx_fxs, _apply.Outcome, "as_result"),
    (threecx_fxs_credentials, _credentials.Renewal, "as_result"),
    (threecx_fxs_decommission, _decommission, "_check_gone"),
    (threecx_fxs_decommission, _decommission.Outcome, "as_result"),
    (threecx_fxs_devices, _apply, "confirm"),
    (threecx_fxs_devices, _rollout.Report, "as_result"),
    (threecx_fxs_replace, _replace.Report, "as_result"),
    (threecx_xapi, _xapi, "shown"),
]


class Fault:
    """Something that happens once: right before the request of this number is sent, or right after its answer."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, number: int, *, after: bool) -> None:
        self.happened = False
        send, numbers = Client._send, itertools.count()

        def fail_once(client: Client, *arguments: t.Any, **options: t.Any) -> Reply:
            is_now = next(numbers) == number
            if is_now and not after:
                self._happen()
            try:
                return send(client, *arguments, **options)
            finally:
                if is_now:
                    self._happen()

        monkeypatch.setattr(Client, "_send", fail_once)

    def _happen(self) -> t.NoReturn:
        self.happened = True
        raise KeyError(SECRET)


def filled(value: t.Any, macs: list[str]) -> t.Any:
    """Options with the MAC addresses that they stand for."""
    if isinstance(value, dict):
        return {name: filled(inner, macs) for name, inner in value.items()}
    if isinstance(value, list):
        return [filled(inner, macs) for inner in value]
    return value.format(*macs) if isinstance(value, str) else value


def folder_for(module: ModuleType, path: Path) -> dict[str, t.Any]:
    """The option for snapshots, where the module saves some."""
    return {"backup_dir": str(path)} if "backup_dir" in module.SPEC.argument_spec else {}


State = dict[str, list[dict[str, t.Any]]]


def state(pbx: Emulator) -> State:
    """All that the work could have changed."""
    return {"Fxs": pbx.devices(), **{kind: pbx.objects(kind) for kind in ("Groups", "Sbcs", "Users")}}


def writes(pbx: Emulator) -> list[tuple[str, str]]:
    """The writes that were not refused."""
    return [
        (entry.method, entry.path)
        for entry in pbx.requests()
        if entry.method != "GET" and entry.path != "/connect/token" and (entry.status or 0) < 400
    ]


def check(run: ModuleRun, pbx: Emulator, before: State) -> None:
    assert run.failed
    assert "a fault of this collection" in run.result["msg"]
    assert "KeyError in test_unforeseen.py, line" in run.result["msg"]
    assert SECRET not in run.printed
    assert run.result["changed"] == (state(pbx) != before)
    # A fault in the work on one object is told with its results.
    if "written" in run.result or not {"results", "deleted", "fields"}.intersection(run.result):
        assert [(row["method"], row["path"]) for row in run.result.get("written", ())] == writes(pbx)


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize(("module", "options"), WORK)
def test_it_ends_in_order_and_tells_what_was_done(
    start_pbx: StartPbx,
    run_module: RunModule,
    tmp_path: Path,
    module: ModuleType,
    options: dict[str, t.Any],
    after: bool,
) -> None:
    for number in itertools.count():
        pbx = start_pbx(3)
        before = state(pbx)
        macs = [device["MacAddress"] for device in pbx.devices()]
        folder = folder_for(module, tmp_path / str(number))
        with pytest.MonkeyPatch.context() as monkeypatch:
            fault = Fault(monkeypatch, number, after=after)
            given = filled(options, macs)
            run = run_module(module, pbx, **given, **folder)
        if not fault.happened:
            break
        check(run, pbx, before)
        if folder and state(pbx) != before:
            assert str(tmp_path) in run.result["msg"], "nothing tells where the snapshot is"
    assert not run.failed
    assert number > 0


@pytest.mark.parametrize(("module", "place", "name"), LATE)
def test_what_was_written_is_told_whatever_comes_later(
    start_pbx: StartPbx, run_module: RunModule, tmp_path: Path, module: ModuleType, place: object, name: str
) -> None:
    def fail(*_arguments: t.Any, **_options: t.Any) -> t.NoReturn:
        raise KeyError(SECRET)

    pbx = start_pbx(3)
    before = state(pbx)
    macs = [device["MacAddress"] for device in pbx.devices()]
    options = next(options for work, options in WORK if work is module)
    folder = folder_for(module, tmp_path)
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(place, name, fail)
        run = run_module(module, pbx, **filled(options, macs), **folder)
    assert state(pbx) != before
    check(run, pbx, before)
