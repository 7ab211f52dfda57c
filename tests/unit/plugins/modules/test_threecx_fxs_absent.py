# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Find the right device, delete it and no other, and tell truthfully what happened."""

from __future__ import annotations

import itertools
import json
import typing as t
from urllib.parse import unquote

import pytest

from ansible_collections.telephony.threecx.tests.emulator import Emulator
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import RunFxs, StartPbx
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.listener import LOGGED_IN, Listener, answer, fxs

MAC = "C074AD0C0A72"
NUMERIC = "000413246672"
SPELLINGS = {
    "bare-upper": "C074AD0C0A72",
    "bare-lower": "c074ad0c0a72",
    "colon": "C0:74:AD:0C:0A:72",
    "dash": "C0-74-AD-0C-0A-72",
}
DEVICE = {"MacAddress": MAC, "Name": "Lobby", "Model": "HT802", "FxsLines": [{"Key": 1, "Number": "201"}]}


def deletions(pbx: Emulator) -> list[tuple[str, int | None]]:
    return [(entry.path, entry.status) for entry in pbx.requests("DELETE")]


def others(pbx: Emulator) -> list[str]:
    return [device["MacAddress"] for device in pbx.devices() if device["Name"] != "Lobby"]


# A device that exists


@pytest.mark.parametrize(
    "given", ["C074AD0C0A72", "c074ad0c0a72", "c0:74:ad:0c:0a:72", "C0-74-aD-0C-0A-72", "c074.ad0c.0A72"]
)
def test_a_device_is_deleted_whatever_the_spelling_of_its_mac_address(
    pbx: Emulator, run_fxs: RunFxs, given: str
) -> None:
    pbx.add_device(DEVICE)
    result = run_fxs(pbx, mac_address=given, state="absent").result
    assert result["changed"] is True
    assert result["mac_address"] == MAC
    assert pbx.device(MAC) is None
    assert len(others(pbx)) == 3
    assert deletions(pbx) == [(f"/xapi/v1/Fxs('{MAC}')", 204)]


def test_the_result_shows_the_device_as_it_was_without_its_secrets(pbx: Emulator, run_fxs: RunFxs) -> None:
    seen = pbx.add_device({**DEVICE, "Variables": [{"Name": "DTMF_MODE", "Value": "inband"}]})
    etag = pbx.etag(MAC)
    result = run_fxs(pbx, mac_address=MAC, state="absent").result
    device = result["device"]
    assert result["etag"] == etag
    assert device["mac_address"] == MAC
    assert device["name"] == "Lobby"
    assert device["model"] == "HT802"
    assert device["line_count"] == seen["FxsLineCount"]
    assert [(line["key"], line["number"]) for line in device["lines"]] == [(1, "201")]
    assert device["provisioning"]["local_sip_port"] == seen["Provisioning"]["LocalSipPort"]
    assert device["variables"] == {"DTMF_MODE": "inband"}
    assert not {"password", "secret", "prov_link"} & {*device, *device["provisioning"]}
    assert "diff" not in result


def test_the_difference_is_the_device_against_nothing(pbx: Emulator, run_fxs: RunFxs) -> None:
    pbx.add_device(DEVICE)
    result = run_fxs(pbx, mac_address=MAC, state="absent", diff=True).result
    assert result["diff"] == {"before": result["device"], "after": {}}


def test_a_second_run_changes_nothing(pbx: Emulator, run_fxs: RunFxs) -> None:
    pbx.add_device(DEVICE)
    run_fxs(pbx, mac_address=MAC, state="absent")
    pbx.clear_log()
    result = run_fxs(pbx, mac_address=MAC, state="absent", diff=True).result
    assert result["changed"] is False
    assert result["mac_address"] == MAC
    assert result["device"] is None
    assert result["etag"] is None
    assert result["diff"] == {"before": {}, "after": {}}
    assert deletions(pbx) == []


def test_a_mac_address_of_digits_alone_is_no_number(pbx: Emulator, run_fxs: RunFxs) -> None:
    pbx.add_device({"MacAddress": NUMERIC})
    assert run_fxs(pbx, mac_address="00:04:13:24:66:72", state="absent").result["changed"]
    assert {entry.path for entry in pbx.requests("GET", "Fxs")} == {f"/xapi/v1/Fxs('{NUMERIC}')"}
    assert deletions(pbx) == [(f"/xapi/v1/Fxs('{NUMERIC}')", 204)]


@pytest.mark.parametrize(
    "given", ["", "C074AD0C0A7", "C0:74:AD:0C:0A", "C074AD0C0A7Z", "x') or ('1' eq '1", "1122334455"]
)
def test_what_is_no_mac_address_is_refused_before_any_request(pbx: Emulator, run_fxs: RunFxs, given: str) -> None:
    run = run_fxs(pbx, mac_address=given, state="absent")
    assert run.failed
    assert run.result["msg"].startswith(f"mac_address is '{given}'; it must be 12 hexadecimal digits")
    assert pbx.log == []


# Check mode


@pytest.mark.parametrize("exists", [True, False])
@pytest.mark.parametrize("style", SPELLINGS)
def test_check_mode_foretells_the_result_and_only_reads(
    start_pbx: StartPbx, run_fxs: RunFxs, style: str, exists: bool
) -> None:
    pbx = start_pbx(mac_style=style)
    if exists:
        pbx.add_device(DEVICE)
    before = pbx.devices()
    foretold = run_fxs(pbx, mac_address=MAC, state="absent", check_mode=True, diff=True).result
    assert pbx.devices() == before
    assert pbx.requests("DELETE") == []
    assert foretold["changed"] is exists
    real = run_fxs(pbx, mac_address=MAC, state="absent", diff=True).result
    assert foretold == real


# Keys and spellings of which nobody knows how a PBX treats them


@pytest.mark.parametrize("body", ["odata", "empty", "html"])
@pytest.mark.parametrize(("keys", "style"), list(itertools.product(["exact", "folding"], SPELLINGS)))
def test_a_device_is_found_however_the_pbx_spells_it(
    start_pbx: StartPbx, run_fxs: RunFxs, keys: str, style: str, body: str
) -> None:
    pbx = start_pbx(mac_keys=keys, mac_style=style, missing_body=body)
    pbx.add_device(DEVICE)
    result = run_fxs(pbx, mac_address="c0:74:ad:0c:0a:72", state="absent").result
    assert result["changed"]
    assert result["device"]["mac_address"] == MAC
    assert pbx.device(MAC) is None
    assert len(others(pbx)) == 3
    assert deletions(pbx) == [(f"/xapi/v1/Fxs('{SPELLINGS[style]}')", 204)]


def test_a_404_by_key_is_confirmed_by_one_scan_that_selects_nothing_but_mac_addresses(
    start_pbx: StartPbx, run_fxs: RunFxs
) -> None:
    pbx = start_pbx(150)
    assert not run_fxs(pbx, mac_address=MAC, state="absent").result["changed"]
    by_key, *scan = pbx.requests("GET")
    assert (by_key.path, by_key.status) == (f"/xapi/v1/Fxs('{MAC}')", 404)
    assert [entry.path for entry in scan] == ["/xapi/v1/Fxs"] * 2
    assert all("$select=MacAddress&" in entry.query for entry in scan)
    assert ["$skip=0" in entry.query for entry in scan] == [True, False]


@pytest.mark.parametrize(("status", "echo"), [(400, False), (400, True), (204, False)])
@pytest.mark.parametrize("style", ["bare-upper", "colon"])
def test_a_pbx_may_say_otherwise_than_by_404_that_there_is_no_such_key(
    start_pbx: StartPbx, run_fxs: RunFxs, status: int, echo: bool, style: str
) -> None:
    pbx = start_pbx(missing_status=status, mac_style=style, echo_secret=echo)
    assert run_fxs(pbx, mac_address=MAC, state="absent").result["changed"] is False
    # Neither the query nor the expansion was what it refused.
    assert [entry.status for entry in pbx.requests("GET")] == [status, 200]
    assert "$expand=Template" in pbx.requests("GET")[0].query
    new: dict[str, t.Any] = {"mac_address": MAC, "template": "grandstream.ht80x.fxs.xml", "model": "HT802"}
    assert run_fxs(pbx, **new).result["changed"] is True
    assert run_fxs(pbx, mac_address=MAC, state="absent").result["changed"] is True
    assert pbx.device(MAC) is None


@pytest.mark.parametrize("status", [400, 204])
def test_a_device_that_somebody_else_deletes_first_may_be_missing_otherwise(
    start_pbx: StartPbx, run_fxs: RunFxs, status: int
) -> None:
    pbx = start_pbx(missing_status=status)
    pbx.add_device(DEVICE)
    pbx.behave(vanish_before_write=1)
    assert run_fxs(pbx, mac_address=MAC, state="absent").result["changed"] is False
    assert [entry.status for entry in pbx.requests("DELETE")] == [400 if status == 400 else 404]


def test_who_was_first_cannot_be_told_where_the_deletion_of_nothing_succeeds(
    start_pbx: StartPbx, run_fxs: RunFxs
) -> None:
    pbx = start_pbx(missing_delete=204)
    pbx.add_device(DEVICE)
    pbx.behave(vanish_before_write=1)
    assert run_fxs(pbx, mac_address=MAC, state="absent").result["changed"] is True
    # Whoever comes later looks first.
    assert run_fxs(pbx, mac_address=MAC, state="absent").result["changed"] is False
    assert len(pbx.requests("DELETE")) == 1


def test_a_device_found_by_its_key_needs_no_scan(start_pbx: StartPbx, run_fxs: RunFxs) -> None:
    pbx = start_pbx(150)
    pbx.add_device(DEVICE)
    run_fxs(pbx, mac_address=MAC, state="absent")
    assert [entry.method for entry in pbx.log] == ["POST", "GET", "DELETE"]


@pytest.mark.parametrize("settings", [{}, {"page_cap": 7}, {"page_cap": 50}, {"next_link": "foreign"}])
def test_a_device_at_the_end_of_a_long_list_is_found(
    start_pbx: StartPbx, run_fxs: RunFxs, settings: dict[str, t.Any]
) -> None:
    pbx = start_pbx(120, mac_style="colon", **settings)
    last = pbx.devices()[-1]["MacAddress"]
    assert run_fxs(pbx, mac_address=last.replace(":", ""), state="absent").result["changed"]
    assert len(pbx.devices()) == 119
    assert pbx.device(last) is None


# PBXs that answer strangely


class StrangePbx:
    """Answers GET by path, or 404, and DELETE with 204."""

    def __init__(self, entities: dict[str, t.Any], listed: list[str]) -> None:
        self._entities = entities
        self._rows = [{"MacAddress": spelling} for spelling in listed]

    def __call__(self, request: str) -> bytes:
        method, target, _version = request.split("\r\n", maxsplit=1)[0].split(" ")
        if method == "POST":
            return LOGGED_IN
        if method == "DELETE":
            return answer(204, "")
        path = unquote(target.partition("?")[0]).removeprefix("/xapi/v1")
        if path == "/Fxs":
            rows = self._rows if "skip=0" in target else []
            return answer(200, json.dumps({"@odata.count": len(self._rows), "value": rows}))
        entity = self._entities.get(path)
        return answer(404, "") if entity is None else answer(200, fxs(**entity))


@pytest.mark.parametrize("check_mode", [True, False])
def test_a_mac_address_that_is_listed_in_two_spellings_is_refused(run_fxs: RunFxs, check_mode: bool) -> None:
    listed = ["C0:74:AD:0C:0A:72", "c074ad0c0a72", "C074AD0C0A73"]
    with Listener(StrangePbx({}, listed)) as listener:
        run = run_fxs(listener.url, mac_address=MAC, state="absent", check_mode=check_mode)
    assert run.failed
    assert "in 2 spellings (C0:74:AD:0C:0A:72, c074ad0c0a72)" in run.result["msg"]
    assert "nothing was changed" in run.result["msg"]
    assert not [request for request in listener.received if request.startswith("DELETE")]


def test_the_same_row_twice_is_one_device(run_fxs: RunFxs) -> None:
    spelling = "C0:74:AD:0C:0A:72"
    pbx = StrangePbx({f"/Fxs('{spelling}')": {"mac": spelling}}, [spelling, spelling])
    with Listener(pbx) as listener:
        assert run_fxs(listener.url, mac_address=MAC, state="absent").result["changed"]
    assert listener.received[-1].startswith("DELETE /xapi/v1/Fxs('C0%3A74%3AAD%3A0C%3A0A%3A72') ")


@pytest.mark.parametrize(
    "wrong", [{"MacAddress": "C074AD0C0A73"}, {"MacAddress": None}, {}, {"MacAddress": ["C074AD0C0A72"]}]
)
def test_another_record_than_asked_for_is_refused(run_fxs: RunFxs, wrong: dict[str, t.Any]) -> None:
    with Listener(StrangePbx({f"/Fxs('{MAC}')": wrong}, [MAC])) as listener:
        run = run_fxs(listener.url, mac_address=MAC, state="absent")
    assert run.failed
    assert f"answered the request for FXS {MAC} with another record" in run.result["msg"]
    assert (run.result["method"], run.result["path"]) == ("GET", f"/xapi/v1/Fxs('{MAC}')")
    assert not [request for request in listener.received if request.startswith("DELETE")]


def test_the_spelling_of_the_record_is_the_one_that_is_deleted(run_fxs: RunFxs) -> None:
    with Listener(StrangePbx({f"/Fxs('{MAC}')": {"mac": "c0-74-ad-0c-0a-72"}}, [])) as listener:
        assert run_fxs(listener.url, mac_address=MAC, state="absent").result["changed"]
    assert listener.received[-1].startswith("DELETE /xapi/v1/Fxs('c0-74-ad-0c-0a-72') ")


def test_a_device_that_is_listed_but_cannot_be_read_is_no_absent_one(run_fxs: RunFxs) -> None:
    with Listener(StrangePbx({}, ["c074ad0c0a72"])) as listener:
        run = run_fxs(listener.url, mac_address=MAC, state="absent")
    assert run.failed
    assert run.result["status"] == 404
    assert run.result["path"] == "/xapi/v1/Fxs('c074ad0c0a72')"


def test_rows_that_are_no_devices_are_passed_over(run_fxs: RunFxs) -> None:
    class Pbx(StrangePbx):
        def __init__(self) -> None:
            super().__init__({}, [])
            self._rows = t.cast("list[dict[str, str]]", [{}, {"MacAddress": None}, {"MacAddress": {"a": 1}}])

    with Listener(Pbx()) as listener:
        assert run_fxs(listener.url, mac_address=MAC, state="absent").result["changed"] is False
