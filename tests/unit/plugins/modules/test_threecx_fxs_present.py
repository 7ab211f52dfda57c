# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""threecx_fxs with state=present against the emulator: creating, changing, and what is refused before any write."""

from __future__ import annotations

import typing as t
from operator import itemgetter

import pytest

from ansible_collections.telephony.threecx.plugins.module_utils.fxs._fxs import fingerprint, public_record
from ansible_collections.telephony.threecx.tests.emulator import Emulator, validation
from ansible_collections.telephony.threecx.tests.emulator.errors import ODataError
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.around_writes import around_writes
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import RunFxs, StartPbx

MAC = "001A2B3C4D5E"
HT80X = "grandstream.ht80x.fxs.xml"
W70B = "yealink.W70B.fxs.xml"
NEW: dict[str, t.Any] = {"mac_address": "00:1a:2b:3c:4d:5e", "template": HT80X, "model": "HT802"}

ENTITY: dict[str, t.Any] = {
    "MacAddress": MAC,
    "Template": {"Id": HT80X},
    "Name": "Lobby",
    "Brand": "Grandstream",
    "Model": "HT802",
    "ModelName": "Grandstream HT802",
    "FxsLineCount": 2,
    "FxsLines": [{"Key": 1, "Number": "201", "Name": "Extension 201"}],
    "Group": "GRP0000",
    "Language": "English",
    "TimeZone": "(GMT+00:00) London",
    "Codecs": ["PCMA", "PCMU"],
    "Provisioning": {"Method": "LocalLan", "LocalSipPort": 5060},
    "Variables": [{"Name": "VLAN_ID", "Value": "5"}, {"Name": "DTMF_MODE", "Value": "info"}],
}

# Each option with another value than that of ENTITY, and what the record shows afterwards.
OPTIONS: list[tuple[dict[str, t.Any], dict[str, t.Any]]] = [
    ({"name": "Gate"}, {"name": "Gate"}),
    ({"name": ""}, {"name": None}),
    ({"model": "HT801"}, {"model": "HT801", "model_name": "Grandstream HT801"}),
    ({"model_name": "Grandstream HT801"}, {"model": "HT801", "model_name": "Grandstream HT801"}),
    ({"group": "GRP0001"}, {"group": "GRP0001"}),
    ({"language": "German"}, {"language": "German"}),
    ({"language": ""}, {"language": None}),
    ({"time_zone": "(GMT+02:00) Athens"}, {"time_zone": "(GMT+02:00) Athens"}),
    ({"codecs": ["PCMU", "G722"]}, {"codecs": ["PCMU", "G722"]}),
    ({"codecs": []}, {"codecs": []}),
    ({"line_count": 1}, {"line_count": 1}),
    ({"lines": []}, {"lines": []}),
    (
        {"lines": [{"key": 2, "number": "202"}, {"key": 1, "number": "201"}]},
        {
            "lines": [
                {"key": 1, "number": "201", "name": "Extension 201"},
                {"key": 2, "number": "202", "name": "Extension 202"},
            ]
        },
    ),
    ({"variables": {"VLAN_ID": 7}}, {"variables": {"VLAN_ID": "7", "DTMF_MODE": "info"}}),
    ({"variables": {"IMPEDANCE": "600"}}, {"variables": {"VLAN_ID": "5", "DTMF_MODE": "info", "IMPEDANCE": "600"}}),
]
# The same for the options below provisioning.
PROVISIONING: dict[str, t.Any] = {
    "method": "RemoteExt",
    "local_interface": "192.0.2.11",
    "local_sip_port": 5061,
    "local_audio_port_start": 15000,
    "local_audio_port_end": 15009,
    "remote_fqdn": "pbx.example.com",
    "remote_port": 5090,
    "sbc_name": "00155D0A0B0C",
}
OPTIONS += [({"provisioning": {name: value}}, {name: value}) for name, value in PROVISIONING.items()]


@pytest.fixture
def lobby(start_pbx: StartPbx) -> Emulator:
    """A PBX whose only device is described by ENTITY."""
    pbx = start_pbx(0)
    pbx.add_device(ENTITY)
    return pbx


def held(pbx: Emulator, mac: str = MAC) -> dict[str, t.Any]:
    """The record of a device as the PBX holds it, but for its template, which is shown on request only."""
    return public_record({**(pbx.device(mac) or {}), "Template": {"Id": HT80X, "DeviceType": "Fxs"}})


def sent(pbx: Emulator) -> list[tuple[str, int | None]]:
    """Method and status of what was asked of the PBX, but for the logins."""
    return [(entry.method, entry.status) for entry in pbx.log if entry.path != "/connect/token"]


# Creating


def test_a_device_is_created(pbx: Emulator, run_fxs: RunFxs) -> None:
    result = run_fxs(pbx, **NEW, name="Lobby", lines=[{"key": 2, "number": "202"}], diff=True).result
    assert (result["changed"], result["mac_address"]) == (True, MAC)
    assert result["device"] == held(pbx)
    assert (result["device"]["name"], result["device"]["lines"][0]["number"]) == ("Lobby", "202")
    assert result["etag"] == pbx.etag(MAC)
    assert result["fingerprint"] == fingerprint(held(pbx))
    after = held(pbx)
    # How the phone system calls the line is not what was asked for, and not known beforehand.
    after["lines"] = [{**line, "name": None} for line in after["lines"]]
    given = ("mac_address", "device_type", "template", "brand", "model", "model_name", "line_count", "name", "lines")
    assert result["diff"] == {"before": {}, "after": {name: after[name] for name in given}}
    # Looking for the device by its key and in the list, the templates, the device itself, and what became of it.
    assert sent(pbx) == [("GET", 404), ("GET", 200), ("GET", 200), ("POST", 201), ("GET", 200)]


def test_what_is_not_given_is_left_to_the_pbx(pbx: Emulator, run_fxs: RunFxs) -> None:
    device = run_fxs(pbx, **NEW).result["device"]
    assert device["name"] == "Grandstream HT802"
    assert device["codecs"] == ["PCMA", "PCMU", "G722", "G729"]
    assert device["line_count"] == 2
    assert device["group"] == "GRP0000"


def test_null_keeps_the_pbx_from_filling_in_a_value(pbx: Emulator, run_fxs: RunFxs) -> None:
    nulls: dict[str, t.Any] = {"name": None, "group": None, "language": None, "time_zone": None, "line_count": None}
    device = run_fxs(pbx, **NEW, **nulls, provisioning={"local_interface": None}).result["device"]
    assert {name: device[name] for name in nulls} == nulls
    assert device["provisioning"]["local_interface"] is None
    assert device["provisioning"]["local_sip_port"] == 5060


def test_null_is_neither_compared_nor_changed_where_the_device_exists(lobby: Emulator, run_fxs: RunFxs) -> None:
    nulls: dict[str, t.Any] = dict.fromkeys(
        ("name", "group", "language", "time_zone", "line_count", "codecs", "lines", "variables")
    )
    result = run_fxs(lobby, mac_address=MAC, **nulls, provisioning={"method": None}).result
    assert (result["changed"], result["device"]["name"]) == (False, "Lobby")
    assert not lobby.requests("PATCH")


@pytest.mark.parametrize("shape", ["derived", "bind", "object", "any"])
def test_a_device_is_created_however_the_pbx_wants_its_template_named(
    start_pbx: StartPbx, run_fxs: RunFxs, shape: str
) -> None:
    pbx = start_pbx(0, template_binding=shape)
    device = run_fxs(pbx, **NEW).result["device"]
    assert (device["template"], device["model"]) == (HT80X, "HT802")
    tries = {"any": 1, "bind": 1, "object": 2, "derived": 3}
    assert [entry.status for entry in pbx.requests("POST", "/Fxs")] == [400] * (tries[shape] - 1) + [201]


@pytest.mark.parametrize("target", ["", "template", "TEMPLATE/Id", "template@odata.bind"])
@pytest.mark.parametrize(("shape", "tries"), [("bind", 1), ("object", 2), ("derived", 3)])
def test_a_device_is_created_whatever_the_pbx_calls_what_it_refuses(
    start_pbx: StartPbx, run_fxs: RunFxs, monkeypatch: pytest.MonkeyPatch, shape: str, tries: int, target: str
) -> None:
    named = validation.template_named

    def refuse(*arguments: t.Any) -> t.Any:
        try:
            return named(*arguments)
        except ODataError as error:
            raise ODataError(400, "", [(target, text) for _target, text in error.details]) from None

    monkeypatch.setattr(validation, "template_named", refuse)
    pbx = start_pbx(0, template_binding=shape)
    assert run_fxs(pbx, **NEW).result["device"]["template"] == HT80X
    assert [entry.status for entry in pbx.requests("POST", "/Fxs")] == [400] * (tries - 1) + [201]


@pytest.mark.parametrize("shape", ["derived", "bind", "object", "any"])
def test_a_value_that_the_pbx_refuses_is_not_taken_for_the_wrong_way_to_name_a_template(
    start_pbx: StartPbx, run_fxs: RunFxs, shape: str
) -> None:
    pbx = start_pbx(0, template_binding=shape, missing_extensions=["201"])
    run = run_fxs(pbx, **NEW, lines=[{"key": 1, "number": "201"}])
    assert run.failed
    assert run.result["status"] == 400
    assert "FxsLines: WARNINGS.XAPI.NON_EXISTENT_EXT_NUMBER" in run.result["msg"]
    assert pbx.device(MAC) is None


@pytest.mark.parametrize("shape", ["derived", "bind", "object", "any"])
@pytest.mark.parametrize("refused", [["FxsLineCount"], ["ModelName"], ["FxsLineCount", "ModelName"]])
def test_what_the_pbx_does_not_take_is_left_out_where_it_can_fill_it_in(
    start_pbx: StartPbx, run_fxs: RunFxs, shape: str, refused: list[str]
) -> None:
    pbx = start_pbx(0, template_binding=shape, refuse_fields=refused)
    result = run_fxs(pbx, **NEW).result
    assert (result["changed"], result["device"]["model"], result["device"]["line_count"]) == (True, "HT802", 2)
    assert run_fxs(pbx, **NEW).result["changed"] is False
    tries = {"any": 2, "bind": 2, "object": 4, "derived": 6}
    assert len(pbx.requests("POST", "/Fxs")) <= tries[shape]


@pytest.mark.parametrize("shape", ["derived", "bind", "object", "any"])
@pytest.mark.parametrize("unknown", [["FxsLineCount"], ["ModelName"], ["FxsLineCount", "ModelName"]])
@pytest.mark.parametrize("unbindable", ["nameless", "named"])
def test_a_device_is_created_by_a_version_that_does_not_know_a_property(
    start_pbx: StartPbx, run_fxs: RunFxs, shape: str, unknown: list[str], unbindable: str
) -> None:
    pbx = start_pbx(0, template_binding=shape, unknown_properties=unknown, unbindable=unbindable)
    read_without = ["refuses to tell"]
    result = run_fxs(pbx, **NEW, expect_warnings=read_without).result
    assert (result["changed"], result["device"]["model"]) == (True, "HT802")
    assert len(pbx.requests("POST", "/Fxs")) <= 6
    assert run_fxs(pbx, **NEW, name="Gate", expect_warnings=read_without).result["changed"] is True
    assert run_fxs(pbx, **NEW, name="Gate", expect_warnings=read_without).result["changed"] is False


@pytest.mark.parametrize("headers", [["OData-Version", "OData-MaxVersion"], ["Prefer"], []])
def test_a_device_is_created_whatever_headers_that_needs(
    start_pbx: StartPbx, run_fxs: RunFxs, headers: list[str]
) -> None:
    pbx = start_pbx(0, creation_headers=headers)
    assert run_fxs(pbx, **NEW).result["changed"] is True
    assert len(pbx.requests("POST", "/Fxs")) == 1


def test_a_refusal_that_names_nothing_is_explained(pbx: Emulator, run_fxs: RunFxs) -> None:
    pbx.behave(creation_headers=["X-Nobody-Sends-This"])
    run = run_fxs(pbx, **NEW)
    assert run.failed
    assert (
        "answered 400: The fxs field is required. So a PBX says that it cannot read what was sent" in run.result["msg"]
    )
    assert len(pbx.requests("POST", "/Fxs")) == 6


def test_a_number_of_lines_that_was_given_is_not_left_out(start_pbx: StartPbx, run_fxs: RunFxs) -> None:
    pbx = start_pbx(0, refuse_fields=["FxsLineCount"])
    run = run_fxs(pbx, **NEW, line_count=1)
    assert run.failed
    assert "FxsLineCount: WARNINGS.XAPI.FORBIDDEN_CHANGE" in run.result["msg"]
    assert (len(pbx.requests("POST", "/Fxs")), pbx.devices()) == (1, [])


@pytest.mark.parametrize("name", ["HT801", "Grandstream HT801"])
def test_a_model_is_changed_by_the_name_that_the_pbx_takes(lobby: Emulator, run_fxs: RunFxs, name: str) -> None:
    lobby.behave(refuse_fields=["ModelName"])
    assert run_fxs(lobby, mac_address=MAC, model=name).result["changed"] is True
    assert (lobby.device(MAC) or {})["Model"] == "HT801"


@pytest.mark.parametrize("status", [403, 409])
def test_another_refusal_than_400_is_not_about_the_template(pbx: Emulator, run_fxs: RunFxs, status: int) -> None:
    pbx.behave(html_next=9, html_status=status, fault_methods=["POST"])
    run = run_fxs(pbx, **NEW)
    assert run.failed
    assert run.result["status"] == status
    assert len(pbx.requests("POST", "/Fxs")) == 1


def test_when_no_way_to_name_the_template_will_do_the_first_refusal_is_told(pbx: Emulator, run_fxs: RunFxs) -> None:
    # Behind the API's back the template disappears after it was listed.
    pbx.behave(html_next=9, html_status=400, fault_methods=["POST"])
    run = run_fxs(pbx, **NEW)
    assert run.failed
    assert run.result["msg"].startswith("POST /xapi/v1/Fxs answered 400: the server at ")
    assert len(pbx.requests("POST", "/Fxs")) == 3


@pytest.mark.parametrize("name", ["HT801", "Grandstream HT801"])
@pytest.mark.parametrize("option", ["model", "model_name"])
def test_brand_and_model_are_enough_where_one_template_fits(
    pbx: Emulator, run_fxs: RunFxs, option: str, name: str
) -> None:
    names: dict[str, t.Any] = {option: name}
    run = run_fxs(pbx, mac_address=MAC, brand="Grandstream", **names)
    assert run.result["device"]["template"] == HT80X
    assert (run.result["device"]["model"], run.result["device"]["model_name"]) == ("HT801", "Grandstream HT801")


def test_the_brand_may_be_in_any_case(pbx: Emulator, run_fxs: RunFxs) -> None:
    options: dict[str, t.Any] = {"mac_address": MAC, "brand": "GRANDSTREAM", "model": "HT801"}
    assert run_fxs(pbx, **options).result["device"]["brand"] == "Grandstream"
    assert run_fxs(pbx, **options).result["changed"] is False


def test_only_201_counts_as_created(pbx: Emulator, run_fxs: RunFxs) -> None:
    # A proxy's page comes with status 200.
    pbx.behave(html_next=9, html_status=200, fault_methods=["POST"])
    run = run_fxs(pbx, **NEW, retries=1, expect_warnings=["POST /xapi/v1/Fxs answered 200; documented is 201"])
    assert run.failed
    assert (run.result["msg"], run.result["status"]) == ("POST /xapi/v1/Fxs answered 200; documented is 201.", 200)
    assert not run.result.get("changed")
    assert pbx.device(MAC) is None


def test_a_creation_behind_a_proxys_page_is_made_up_for(pbx: Emulator, run_fxs: RunFxs) -> None:
    pbx.behave(html_next=1, html_status=200, fault_methods=["POST"])
    run = run_fxs(pbx, **NEW, expect_warnings=["answered 200; documented is 201. Trying again"])
    assert run.result["changed"] is True
    assert pbx.device(MAC) is not None


# Changing, unchanged, check mode, diff mode


@pytest.mark.parametrize(("options", "after"), OPTIONS)
def test_each_option_is_foretold_changed_and_then_kept(
    lobby: Emulator, run_fxs: RunFxs, options: dict[str, t.Any], after: dict[str, t.Any]
) -> None:
    before = held(lobby)
    check = run_fxs(lobby, mac_address=MAC, **options, check_mode=True, diff=True).result
    assert (check["changed"], check["diff"]["before"], held(lobby)) == (True, before, before)

    real = run_fxs(lobby, mac_address=MAC, **options, diff=True).result
    if "provisioning" in options:
        after = {"provisioning": {**before["provisioning"], **after}}
    assert real["changed"] is True
    assert real["device"] == held(lobby) == {**before, **after}
    assert real["diff"] == check["diff"]
    assert without_names(real["diff"]["after"]) == without_names(held(lobby))
    assert (real["etag"], real["fingerprint"]) == (lobby.etag(MAC), fingerprint(held(lobby)))
    assert len(lobby.requests("PATCH")) == 1

    again = run_fxs(lobby, mac_address=MAC, **options, diff=True).result
    assert (again["changed"], again["device"]) == (False, held(lobby))
    assert again["diff"]["before"] == again["diff"]["after"] == held(lobby)
    assert len(lobby.requests("PATCH")) == 1


def without_names(record: dict[str, t.Any]) -> dict[str, t.Any]:
    """How the phone system calls a line with another extension is not known beforehand."""
    return {**record, "lines": [{**line, "name": None} for line in sorted(record["lines"], key=itemgetter("key"))]}


@pytest.mark.parametrize("free_lines", ["empty", "omitted"])
def test_a_diff_shows_only_what_counts_as_changed(lobby: Emulator, run_fxs: RunFxs, free_lines: str) -> None:
    lobby.change_device(MAC, FxsLines=[{"Key": key, "Number": f"20{key}", "Name": "x"} for key in (1, 2)])
    lobby.behave(free_lines=free_lines)
    same: dict[str, t.Any] = {
        "lines": [{"key": 2, "number": "202"}, {"key": 1, "number": "201"}],
        "language": "English",
        "provisioning": {"local_sip_port": 5060, "sbc_name": ""},
        "variables": {"VLAN_ID": 5},
    }
    for check_mode in (True, False):
        diff = run_fxs(lobby, mac_address=MAC, name="Gate", **same, check_mode=check_mode, diff=True).result["diff"]
        assert [name for name in diff["after"] if diff["before"][name] != diff["after"][name]] == ["name"]


def test_all_options_together(lobby: Emulator, run_fxs: RunFxs) -> None:
    options: dict[str, t.Any] = {"provisioning": PROVISIONING, "variables": {"VLAN_ID": 7, "IMPEDANCE": "600"}}
    for single, _after in OPTIONS:
        options = {**single, **options}
    before = held(lobby)
    record = run_fxs(lobby, mac_address=MAC, **options).result["device"]
    assert record == held(lobby)
    assert [name for name in record if record[name] == before[name]] == [
        "mac_address",
        "device_type",
        "template",
        "brand",
    ]
    assert run_fxs(lobby, mac_address=MAC, **options).result["changed"] is False


def test_a_creation_is_foretold(pbx: Emulator, run_fxs: RunFxs) -> None:
    result = run_fxs(pbx, **NEW, name="Lobby", check_mode=True, diff=True).result
    assert (result["changed"], result["etag"]) == (True, None)
    assert result["diff"]["before"] == {}
    assert result["diff"]["after"].items() <= result["device"].items()
    wanted = {"mac_address": MAC, "name": "Lobby", "template": HT80X, "model": "HT802", "brand": "Grandstream"}
    assert {name: result["device"][name] for name in wanted} == wanted
    assert result["fingerprint"] == fingerprint(result["device"])
    assert pbx.device(MAC) is None


def test_without_diff_mode_there_is_no_diff(pbx: Emulator, run_fxs: RunFxs) -> None:
    assert "diff" not in run_fxs(pbx, **NEW).result


def test_present_is_the_default(pbx: Emulator, run_fxs: RunFxs) -> None:
    assert run_fxs(pbx, **NEW, state="present", check_mode=True).result == run_fxs(pbx, **NEW, check_mode=True).result


def test_a_session_border_controller_is_named_with_its_method(lobby: Emulator, run_fxs: RunFxs) -> None:
    sbc = {"method": "SBC", "sbc_name": "00155D0A0B0C"}
    device = run_fxs(lobby, mac_address=MAC, provisioning=sbc).result["device"]
    assert {name: device["provisioning"][name] for name in sbc} == sbc
    assert run_fxs(lobby, mac_address=MAC, provisioning=sbc).result["changed"] is False


@pytest.mark.parametrize("line_base", [0, 1])
@pytest.mark.parametrize("free_lines", ["omitted", "empty"])
def test_lines_are_kept_however_the_pbx_counts_and_shows_them(
    start_pbx: StartPbx, run_fxs: RunFxs, line_base: int, free_lines: str
) -> None:
    pbx = start_pbx(0, line_base=line_base, free_lines=free_lines)
    pbx.add_device({**ENTITY, "FxsLines": [{"Key": line_base + 1, "Number": "202", "Name": "Extension 202"}]})
    line = {"key": line_base + 1, "number": "202"}
    assert run_fxs(pbx, mac_address=MAC, lines=[line]).result["changed"] is False
    assert run_fxs(pbx, mac_address=MAC, lines=[{"key": line_base, "number": ""}, line]).result["changed"] is False
    both = [{"key": line_base, "number": "201"}, line]
    assert run_fxs(pbx, mac_address=MAC, lines=both).result["changed"] is True
    assert run_fxs(pbx, mac_address=MAC, lines=[]).result["changed"] is True
    assert run_fxs(pbx, mac_address=MAC, lines=[]).result["changed"] is False


@pytest.mark.parametrize("nested_patch", ["merge", "replace"])
@pytest.mark.parametrize("refused", [[], ["ProvLink"]])
def test_the_rest_of_the_provisioning_stays(
    lobby: Emulator, run_fxs: RunFxs, nested_patch: str, refused: list[str]
) -> None:
    lobby.behave(nested_patch=nested_patch, refuse_fields=refused)
    before = (lobby.device(MAC) or {})["Provisioning"]
    assert run_fxs(lobby, mac_address=MAC, provisioning={"local_sip_port": 5061}).result["changed"] is True
    assert (lobby.device(MAC) or {})["Provisioning"] == {**before, "LocalSipPort": 5061}
    assert run_fxs(lobby, mac_address=MAC, provisioning={"local_sip_port": 5061}).result["changed"] is False


@pytest.mark.parametrize("line_base", [0, 1])
@pytest.mark.parametrize("free_lines", ["omitted", "empty"])
@pytest.mark.parametrize("freed_by", ["either", "omission", "empty"])
def test_lines_become_free_whatever_the_pbx_takes_for_that(
    start_pbx: StartPbx, run_fxs: RunFxs, line_base: int, free_lines: str, freed_by: str
) -> None:
    pbx = start_pbx(0, line_base=line_base, free_lines=free_lines, freed_by=freed_by)
    first, second = ({"Key": line_base + place, "Number": f"20{place}"} for place in range(2))
    pbx.add_device({**ENTITY, "FxsLines": [first, second]})
    moved = [{"key": line_base, "number": "201"}]
    foretold = run_fxs(pbx, mac_address=MAC, lines=moved, check_mode=True).result
    for wanted in (moved, []):
        result = run_fxs(pbx, mac_address=MAC, lines=wanted).result
        assert result["changed"] is True
        numbers = [line["number"] for line in result["device"]["lines"] if line["number"]]
        assert numbers == [line["number"] for line in wanted]
        assert run_fxs(pbx, mac_address=MAC, lines=wanted).result["changed"] is False
    assert [line["number"] for line in foretold["device"]["lines"]] == ["201"]


def test_a_refusal_is_told_when_lines_are_freed_with_it(lobby: Emulator, run_fxs: RunFxs) -> None:
    lobby.behave(freed_by="omission", missing_extensions=["999"])
    before = lobby.device(MAC)
    result = run_fxs(lobby, mac_address=MAC, lines=[{"key": 2, "number": "999"}]).result
    assert "WARNINGS.XAPI.NON_EXISTENT_EXT_NUMBER" in result["msg"]
    assert "EMPTY" not in result["msg"]
    assert lobby.device(MAC) == before


def test_a_refusal_is_not_met_twice_when_no_line_is_freed(lobby: Emulator, run_fxs: RunFxs) -> None:
    lobby.behave(missing_extensions=["999"])
    lines = [{"key": 1, "number": "201"}, {"key": 2, "number": "999"}]
    assert "NON_EXISTENT_EXT_NUMBER" in run_fxs(lobby, mac_address=MAC, lines=lines).result["msg"]
    assert len(lobby.requests("PATCH")) == 1


@pytest.mark.parametrize("style", ["bare-lower", "colon", "dash"])
def test_a_device_is_changed_however_the_pbx_spells_its_mac_address(
    start_pbx: StartPbx, run_fxs: RunFxs, style: str
) -> None:
    pbx = start_pbx(0, mac_style=style)
    pbx.add_device(ENTITY)
    result = run_fxs(pbx, mac_address=MAC, name="Gate").result
    assert (result["changed"], result["mac_address"], result["device"]["name"]) == (True, MAC, "Gate")
    assert len(pbx.devices()) == 1


@pytest.mark.parametrize("options", [{"model": "Grandstream HT801"}, {"model_name": "HT801"}])
def test_another_model_may_be_given_by_either_name(lobby: Emulator, run_fxs: RunFxs, options: dict[str, t.Any]) -> None:
    options = {"mac_address": MAC, **options}
    device = run_fxs(lobby, **options).result["device"]
    assert (device["model"], device["model_name"]) == ("HT801", "Grandstream HT801")
    assert run_fxs(lobby, **options).result["changed"] is False


# What is refused before any write

REFUSED = [
    ({"language": "Klingon"}, "language is 'Klingon'; it must be one of 'English', 'German', 'French'"),
    ({"time_zone": "UTC"}, "time_zone is 'UTC'; it must be one of '(GMT-05:00) Eastern Time', '(GMT+00:00) London'"),
    ({"line_count": 3}, "line_count is 3; it must be from 1 to 2."),
    ({"lines": [{"key": 3, "number": "201"}]}, "lines has the key 3; it must be from 0 to 2."),
    (
        {"lines": [{"key": key, "number": f"20{key}"} for key in range(3)]},
        "lines has 3 entries; the device has 2 lines.",
    ),
    ({"variables": {"VLAN": "1"}}, "variables has 'VLAN'; the template has one of 'DTMF_MODE', 'IMPEDANCE', 'VLAN_ID'"),
    (
        {"variables": {"DTMF_MODE": "loud"}},
        "variables.DTMF_MODE is 'loud'; it must be one of 'rfc2833', 'inband', 'info'.",
    ),
    ({"lines": [{"key": 1, "number": "201"}, {"key": 1, "number": "202"}]}, "lines has key '1' twice"),
    ({"model": "SN4114"}, f"model is 'SN4114'; template {HT80X} has one of 'HT802', 'HT801'."),
    ({"brand": "Yealink"}, f"brand is 'Yealink'; template {HT80X} has 'Grandstream'."),
    ({"variables": {"VLAN_ID": [1]}}, "variables.VLAN_ID is a list; it must be a text or a whole number."),
]


@pytest.mark.parametrize("target", ["new", "existing"])
@pytest.mark.parametrize(("options", "message"), REFUSED)
def test_a_wrong_value_is_refused_with_the_valid_ones_before_any_write(
    lobby: Emulator, run_fxs: RunFxs, options: dict[str, t.Any], message: str, target: str
) -> None:
    who = {**NEW, "mac_address": "001A2B3C4D5F"} if target == "new" else {"mac_address": MAC}
    for check_mode in (True, False):
        run = run_fxs(lobby, **{**who, **options}, check_mode=check_mode)
        assert run.failed
        assert message in run.result["msg"]
        assert not run.result.get("changed")
    assert not lobby.requests("POST", "/Fxs") + lobby.requests("PATCH")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"template": "nonsense"}, "template is 'nonsense'; the PBX has one of 'Grandstream_DP75x.fxs.xml'"),
        ({"template": HT80X}, f"model is missing; template {HT80X} has one of 'HT802', 'HT801'."),
        ({"template": HT80X, "model": "SN4114"}, f"model is 'SN4114'; template {HT80X} has one of 'HT802', 'HT801'."),
        ({"brand": "Grandstream", "model": "SN4114"}, "the PBX knows one of 'Grandstream DP750'"),
        ({"brand": "Yealink", "model": "SIP-W70B"}, "set template to one of 'yealink.W70B.fxs.xml', 'yealink.W70B_C"),
        ({"name": "Lobby"}, "A new device needs template, or brand and model (or model_name)"),
        ({"template": HT80X, "model": "HT802", "brand": "Patton"}, f"brand is 'Patton'; template {HT80X} has 'Grand"),
    ],
)
def test_a_new_device_of_no_certain_kind_is_refused(
    pbx: Emulator, run_fxs: RunFxs, options: dict[str, t.Any], message: str
) -> None:
    run = run_fxs(pbx, mac_address=MAC, **options)
    assert run.failed
    assert message in run.result["msg"]
    assert not pbx.requests("POST", "/Fxs")


@pytest.mark.parametrize("name", ["template", "brand", "model", "model_name"])
@pytest.mark.parametrize("mac", [MAC, "001A2B3C4D5F"], ids=["existing", "new"])
def test_what_no_device_is_without_is_refused_when_empty_before_any_request(
    lobby: Emulator, run_fxs: RunFxs, mac: str, name: str
) -> None:
    kind: dict[str, t.Any] = {"template": HT80X, "brand": "Grandstream", "model": "HT802", "model_name": "HT802"}
    for check_mode in (True, False):
        run = run_fxs(lobby, **{"mac_address": mac, **kind, name: ""}, check_mode=check_mode)
        assert run.result["msg"].startswith(f"{name} is ''; leave it out")
    assert lobby.log == []


def test_what_the_pbx_shows_as_empty_can_be_given_back(pbx: Emulator, run_fxs: RunFxs) -> None:
    pbx.add_device({**ENTITY, "Brand": "", "Model": "", "ModelName": ""})
    shown = run_fxs(pbx, mac_address=MAC).result["device"]
    assert (shown["brand"], shown["model"], shown["model_name"]) == (None, None, None)
    assert run_fxs(pbx, **shown).result["changed"] is False


def test_the_template_of_a_device_cannot_be_changed(lobby: Emulator, run_fxs: RunFxs) -> None:
    run = run_fxs(lobby, mac_address=MAC, template="grandstream.ht81x.fxs.xml")
    assert run.failed
    assert f"FXS {MAC} has '{HT80X}'; that cannot be changed" in run.result["msg"]
    assert not lobby.requests("PATCH")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"mac_address": "x"}, "mac_address is 'x'"),
        (
            {"mac_address": MAC, "provisioning": {"method": "Pigeon"}},
            "provisioning.method is 'Pigeon'; it must be one of",
        ),
        (
            {"mac_address": MAC, "update_secrets": "never"},
            "update_secrets is 'never'; it must be one of 'on_create', 'always'.",
        ),
        ({"mac_address": MAC, "lines": [{"key": 1}]}, "missing required arguments: number found in lines"),
        ({"mac_address": MAC, "line_count": "two"}, "line_count"),
        ({"mac_address": MAC, "codecs": "PCMA, PCMU"}, "entry 2 of codecs is ' PCMU'; a codec is not empty and has no"),
        ({"mac_address": MAC, "codecs": ""}, "entry 1 of codecs is ''; a codec is not empty and has no blanks around"),
        ({"mac_address": MAC, "codecs": ["PCMA", "PCMU\u200b"]}, "entry 2 of codecs is 'PCMU\\u200b', with characters"),
        ({}, "missing required arguments: mac_address"),
    ],
)
def test_wrong_options_are_refused_before_any_request(
    pbx: Emulator, run_fxs: RunFxs, options: dict[str, t.Any], message: str
) -> None:
    run = run_fxs(pbx, **options)
    assert run.failed
    assert message in run.result["msg"]
    assert pbx.log == []


# DECT bases


@pytest.fixture
def base(start_pbx: StartPbx) -> Emulator:
    """A PBX whose only device is a DECT base."""
    pbx = start_pbx(0)
    pbx.add_device({"MacAddress": MAC, "Template": {"Id": W70B}, "Name": None})
    return pbx


@pytest.mark.parametrize("options", [{"state": "absent"}, {"name": "Base"}], ids=["absent", "present"])
@pytest.mark.parametrize("guard", [{}, {"device_type": "fxs"}], ids=["unsaid", "fxs"])
@pytest.mark.parametrize("check_mode", [True, False])
def test_a_dect_base_is_refused_unless_it_is_meant(
    base: Emulator, run_fxs: RunFxs, options: dict[str, t.Any], guard: dict[str, t.Any], check_mode: bool
) -> None:
    run = run_fxs(base, mac_address=MAC, **options, **guard, check_mode=check_mode)
    assert run.failed
    assert run.result["msg"] == (
        f"The device {MAC} is of the type 'dect' and not 'fxs'; nothing was changed. Set device_type to 'dect' if it is"
        " meant."
    )
    assert not base.requests("DELETE") + base.requests("PATCH")


def test_a_dect_base_is_created_changed_and_deleted_when_it_is_meant(pbx: Emulator, run_fxs: RunFxs) -> None:
    meant: dict[str, t.Any] = {"mac_address": MAC, "device_type": "dect"}
    assert run_fxs(pbx, **meant, template=W70B, check_mode=True).result["device"]["device_type"] == "dect"
    assert run_fxs(pbx, **meant, template=W70B).result["device"]["device_type"] == "dect"
    assert run_fxs(pbx, **meant, name="Base").result["device"]["name"] == "Base"
    assert run_fxs(pbx, **meant, state="absent").result["changed"] is True
    assert pbx.device(MAC) is None


@pytest.mark.parametrize("dect_limit", [True, False])
def test_lines_beyond_those_of_its_template_are_for_the_pbx_to_refuse(
    base: Emulator, run_fxs: RunFxs, dect_limit: bool
) -> None:
    base.behave(dect_limit=dect_limit)
    lines = [{"key": 11, "number": "211"}]
    result = run_fxs(base, mac_address=MAC, device_type="dect", lines=lines).result
    if dect_limit:
        assert "WARNINGS.XAPI.OUT_OF_THE_RANGE" in result["msg"]
    else:
        assert (result["changed"], result["device"]["lines"][0]["number"]) == (True, "211")


def test_an_adapter_is_refused_where_a_dect_base_is_meant(lobby: Emulator, run_fxs: RunFxs) -> None:
    whatever: list[dict[str, t.Any]] = [{"state": "absent"}, {"name": "Base"}]
    for options in whatever:
        run = run_fxs(lobby, mac_address=MAC, device_type="dect", **options)
        assert f"The device {MAC} is of the type 'fxs' and not 'dect'" in run.result["msg"]
    assert lobby.device(MAC) is not None


def test_a_new_dect_base_must_be_meant(pbx: Emulator, run_fxs: RunFxs) -> None:
    assert "is of the type 'dect' and not 'fxs'" in run_fxs(pbx, mac_address=MAC, template=W70B).result["msg"]
    assert not pbx.requests("POST", "/Fxs")


# Fingerprints in place of ETags


@pytest.mark.parametrize("etags", ["off", "both"])
@pytest.mark.parametrize("options", [{"state": "absent"}, {"name": "Gate"}], ids=["absent", "present"])
@pytest.mark.parametrize("check_mode", [True, False])
def test_a_fingerprint_guards_both_states_with_and_without_etags(
    lobby: Emulator, run_fxs: RunFxs, options: dict[str, t.Any], etags: str, check_mode: bool
) -> None:
    lobby.behave(etags=etags)
    seen = run_fxs(lobby, mac_address=MAC, check_mode=True).result["fingerprint"]
    lobby.change_device(MAC, Group="GRP0001")
    stale = run_fxs(lobby, mac_address=MAC, **options, if_fingerprint=seen, check_mode=check_mode)
    assert stale.failed
    assert f"has the fingerprint {fingerprint(held(lobby))} and not {seen}" in stale.result["msg"]
    assert stale.result["current_fingerprint"] == fingerprint(held(lobby))
    assert not lobby.requests("DELETE") + lobby.requests("PATCH")

    now = stale.result["current_fingerprint"]
    assert run_fxs(lobby, mac_address=MAC, **options, if_fingerprint=now, check_mode=check_mode).result["changed"]


def test_a_fingerprint_does_not_mind_secrets(lobby: Emulator, run_fxs: RunFxs) -> None:
    seen = run_fxs(lobby, mac_address=MAC, check_mode=True).result["fingerprint"]
    lobby.change_device(MAC, Password="Another-password", Secret="Another-secret")
    assert run_fxs(lobby, mac_address=MAC, name="Gate", if_fingerprint=seen).result["changed"] is True


@pytest.mark.parametrize("guard", [{"if_fingerprint": "0" * 64}, {"if_match": '"1"'}, {"if_match": "*"}])
def test_a_device_that_was_seen_is_not_created_anew(pbx: Emulator, run_fxs: RunFxs, guard: dict[str, t.Any]) -> None:
    run = run_fxs(pbx, **NEW, **guard)
    assert run.failed
    assert f"FXS {MAC} does not exist, so it is not the device that" in run.result["msg"]
    assert pbx.device(MAC) is None


@pytest.mark.parametrize("name", ["if_match", "etag", "if_fingerprint"])
@pytest.mark.parametrize("value", [None, ""])
def test_a_guard_without_a_value_is_refused(lobby: Emulator, run_fxs: RunFxs, name: str, value: str | None) -> None:
    guard: dict[str, t.Any] = {name: value}
    run = run_fxs(lobby, mac_address=MAC, name="Gate", **guard)
    assert run.failed
    assert lobby.log == []


# Secrets

SECRETS: dict[str, t.Any] = {"password": "Web+pass/word=1", "secret": "Rps-secret-7"}


def stored_secrets(pbx: Emulator) -> dict[str, str]:
    device = pbx.device(MAC) or {}
    return {"password": device["Password"], "secret": device["Secret"]}


@pytest.mark.parametrize("update_secrets", ["on_create", "always"])
def test_a_new_device_gets_its_secrets(pbx: Emulator, run_fxs: RunFxs, update_secrets: str) -> None:
    result = run_fxs(pbx, **NEW, **SECRETS, update_secrets=update_secrets, diff=True).result
    assert stored_secrets(pbx) == SECRETS
    assert {name: result["diff"]["after"][name] for name in SECRETS} == dict.fromkeys(SECRETS, "changed")
    again = run_fxs(pbx, **NEW, **SECRETS, update_secrets=update_secrets, diff=True).result
    assert again["changed"] is False
    assert {name: again["diff"]["after"][name] for name in SECRETS} == dict.fromkeys(SECRETS, "unchanged")


def test_an_existing_device_keeps_its_secrets_by_default(lobby: Emulator, run_fxs: RunFxs) -> None:
    before = stored_secrets(lobby)
    assert run_fxs(lobby, mac_address=MAC, **SECRETS).result["changed"] is False
    assert run_fxs(lobby, mac_address=MAC, **SECRETS, name="Gate").result["changed"] is True
    assert stored_secrets(lobby) == before


def test_an_existing_device_gets_its_secrets_when_that_is_wanted(lobby: Emulator, run_fxs: RunFxs) -> None:
    options: dict[str, t.Any] = {"mac_address": MAC, **SECRETS, "update_secrets": "always"}
    before = stored_secrets(lobby)
    check = run_fxs(lobby, **options, check_mode=True, diff=True).result
    assert (check["changed"], stored_secrets(lobby)) == (True, before)
    real = run_fxs(lobby, **options, diff=True).result
    assert (real["changed"], stored_secrets(lobby)) == (True, SECRETS)
    assert real["diff"] == check["diff"]
    sides = [{name: side[name] for name in SECRETS} for side in (real["diff"]["before"], real["diff"]["after"])]
    assert sides == [dict.fromkeys(SECRETS, "unchanged"), dict.fromkeys(SECRETS, "changed")]
    assert run_fxs(lobby, **options).result["changed"] is False


def test_a_secret_that_the_server_sends_back_is_redacted(start_pbx: StartPbx, run_fxs: RunFxs) -> None:
    pbx = start_pbx(0, echo_secret=True, missing_extensions=["201"])
    run = run_fxs(pbx, **NEW, **SECRETS, lines=[{"key": 1, "number": "201"}])
    assert run.failed


@pytest.mark.parametrize("field", ["Password", "Secret"])
def test_a_secret_that_was_not_stored_is_told_without_its_value(lobby: Emulator, run_fxs: RunFxs, field: str) -> None:
    lobby.behave(ignore_fields=[field])
    run = run_fxs(lobby, mac_address=MAC, **SECRETS, update_secrets="always")
    assert run.failed
    assert run.result["changed"] is True
    assert f"did not store all of them: {field.lower()} is another one." in run.result["msg"]


# What the PBX made of it


@pytest.mark.parametrize(
    ("field", "options", "unmet"),
    [
        ("Name", {"name": "Gate"}, "name is 'Lobby' and not 'Gate'"),
        ("FxsLines", {"lines": []}, "lines is [{'key': 1, 'number': '201', 'name': 'Extension 201'}] and not []"),
        ("Codecs", {"codecs": ["PCMU"]}, "codecs is ['PCMA', 'PCMU'] and not ['PCMU']"),
        ("Provisioning", {"provisioning": {"local_sip_port": 1}}, "provisioning is {"),
        ("Variables", {"variables": {"VLAN_ID": "7"}}, "variables is {"),
    ],
)
def test_a_value_that_did_not_stick_fails_clearly(
    lobby: Emulator, run_fxs: RunFxs, field: str, options: dict[str, t.Any], unmet: str
) -> None:
    lobby.behave(ignore_fields=[field])
    run = run_fxs(lobby, mac_address=MAC, group="GRP0001", **options)
    assert run.failed
    assert run.result["changed"] is True
    assert run.result["msg"].startswith(f"The PBX accepted the values for FXS {MAC}, but did not store all of them: ")
    assert unmet in run.result["msg"]
    assert run.result["device"] == held(lobby)
    assert run.result["device"]["group"] == "GRP0001"


def test_a_value_of_a_new_device_that_did_not_stick_fails_clearly(start_pbx: StartPbx, run_fxs: RunFxs) -> None:
    pbx = start_pbx(0, ignore_fields=["Name"])
    run = run_fxs(pbx, **NEW, name="Lobby")
    assert run.failed
    assert run.result["changed"] is True
    assert "name is 'Grandstream HT802' and not 'Lobby'" in run.result["msg"]
    assert pbx.device(MAC) is not None


def test_the_form_in_which_the_pbx_stores_a_value_is_told_and_can_be_given(lobby: Emulator, run_fxs: RunFxs) -> None:
    lobby.behave(normalise_fields=["Name", "Codecs"])
    told = run_fxs(lobby, mac_address=MAC, name=" Gate", codecs=["PCMU", "G722", "PCMA"]).result
    assert (told["failed"], told["changed"]) == (True, True)
    assert "name is 'Gate' and not ' Gate'" in told["msg"]
    assert "codecs is ['G722', 'PCMA', 'PCMU'] and not ['PCMU', 'G722', 'PCMA']" in told["msg"]
    again = run_fxs(lobby, mac_address=MAC, **{name: told["device"][name] for name in ("name", "codecs")}).result
    assert again["changed"] is False


def test_another_name_of_a_line_than_that_of_its_extension_fails_clearly(lobby: Emulator, run_fxs: RunFxs) -> None:
    run = run_fxs(lobby, mac_address=MAC, lines=[{"key": 1, "number": "201", "name": "Lobby phone"}])
    assert run.failed
    assert "lines is [{'key': 1, 'number': '201', 'name': 'Extension 201'}] and not" in run.result["msg"]


def test_a_device_that_cannot_be_read_after_the_write_was_changed_all_the_same(
    lobby: Emulator, run_fxs: RunFxs, monkeypatch: pytest.MonkeyPatch
) -> None:
    around_writes(monkeypatch, after=lambda: lobby.behave(html_next=99, html_status=500, fault_methods=["GET"]))
    run = run_fxs(lobby, mac_address=MAC, name="Gate")
    assert run.failed
    assert run.result["changed"] is True
    assert held(lobby)["name"] == "Gate"


def test_a_device_that_is_gone_after_the_write_was_changed_all_the_same(
    lobby: Emulator, run_fxs: RunFxs, monkeypatch: pytest.MonkeyPatch
) -> None:
    around_writes(monkeypatch, after=lambda: lobby.remove_device(MAC))
    run = run_fxs(lobby, mac_address=MAC, name="Gate")
    assert run.failed
    assert run.result["changed"] is True
    assert run.result["msg"] == f"The PBX accepted FXS {MAC}, but does not know it afterwards."


def test_what_the_pbx_changes_besides_is_told(
    lobby: Emulator, run_fxs: RunFxs, monkeypatch: pytest.MonkeyPatch
) -> None:
    around_writes(monkeypatch, after=lambda: lobby.change_device(MAC, Group="GRP0001", Language="German"))
    run = run_fxs(
        lobby,
        mac_address=MAC,
        name="Gate",
        expect_warnings=[f"FXS {MAC}: the PBX also changed group, language, which was not asked for"],
    )
    assert run.result["device"]["group"] == "GRP0001"
