# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import functools
import json
import re
import typing as t

import pytest

from ansible_collections.telephony.threecx.plugins.module_utils.api._values import normalise_mac
from ansible_collections.telephony.threecx.plugins.module_utils.fxs._fxs import fingerprint
from ansible_collections.telephony.threecx.plugins.module_utils.fxs._selection import FILTER_FIELDS
from ansible_collections.telephony.threecx.plugins.modules import threecx_fxs_info
from ansible_collections.telephony.threecx.tests.emulator import Emulator
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import RunFxs, RunModule, StartPbx
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.listener import Listener, answer

W70B = "yealink.W70B.fxs.xml"


@pytest.fixture
def run_info(run_module: RunModule) -> RunFxs:
    return functools.partial(run_module, threecx_fxs_info)


def macs(result: dict[str, t.Any]) -> list[str]:
    return [device["mac_address"] for device in result["devices"]]


def all_macs(pbx: Emulator) -> list[str]:
    return [normalise_mac(device["MacAddress"]) for device in pbx.devices()]


def lists(pbx: Emulator) -> list[str]:
    """The queries of all requests for a list of devices."""
    return [entry.query for entry in pbx.requests("GET") if entry.path == "/xapi/v1/Fxs"]


# All devices


@pytest.mark.parametrize("etags", ["off", "header", "body", "both"])
def test_all_devices_are_listed_with_etags_and_fingerprints(
    start_pbx: StartPbx, run_info: RunFxs, run_fxs: RunFxs, etags: str
) -> None:
    pbx = start_pbx(5, dect=2, etags=etags)
    result = run_info(pbx).result
    assert result["changed"] is False
    assert macs(result) == all_macs(pbx)
    assert [device["device_type"] for device in result["devices"]].count("dect") == 2
    shown = etags in ("body", "both")
    assert result["etags"] == {mac: pbx.etag(mac) if shown else None for mac in all_macs(pbx)}
    assert result["fingerprints"] == {device["mac_address"]: fingerprint(device) for device in result["devices"]}
    assert "templates" not in result
    assert "registrations" not in result
    assert len(lists(pbx)) == 1
    # It is the same record that threecx_fxs returns.
    first = run_fxs(pbx, mac_address=macs(result)[0], device_type=result["devices"][0]["device_type"]).result
    assert first["device"] == result["devices"][0]


def test_no_device_is_an_empty_list(start_pbx: StartPbx, run_info: RunFxs) -> None:
    result = run_info(start_pbx(0)).result
    assert (result["devices"], result["etags"], result["fingerprints"]) == ([], {}, {})


def test_check_mode_and_diff_mode_make_no_difference(pbx: Emulator, run_info: RunFxs) -> None:
    result = run_info(pbx, check_mode=True, diff=True).result
    assert result == run_info(pbx).result
    assert "diff" not in result


def test_devices_are_sorted_by_their_mac_address_however_they_are_spelled(
    start_pbx: StartPbx, run_info: RunFxs
) -> None:
    pbx = start_pbx(0, mac_style="as-given")
    for mac in ("aa:00:00:00:00:01", "AB0000000001", "aC-00-00-00-00-01", "ad0000000001"):
        pbx.add_device({"MacAddress": mac})
    assert macs(run_info(pbx).result) == ["AA0000000001", "AB0000000001", "AC0000000001", "AD0000000001"]


# By MAC address


def test_devices_are_found_by_their_mac_addresses(start_pbx: StartPbx, run_info: RunFxs) -> None:
    pbx = start_pbx(8)
    known = all_macs(pbx)
    wanted = [known[5].lower(), ":".join(known[2][place : place + 2] for place in range(0, 12, 2)), known[5]]
    result = run_info(pbx, mac_address=[*wanted, "001A2B3C4D5E"]).result
    assert macs(result) == [known[2], known[5]]
    assert set(result["etags"]) == set(result["fingerprints"]) == {known[2], known[5]}


def test_an_empty_list_returns_no_devices_and_asks_nothing(pbx: Emulator, run_info: RunFxs) -> None:
    assert run_info(pbx, mac_address=[]).result["devices"] == []
    assert pbx.log == []


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("mac_address", {"mac_address": None}),
        ("filter", {"filter": None}),
        ("odata_filter", {"odata_filter": None}),
        *((f"filter.{name}", {"filter": {"brand": "Patton", name: None}}) for name in FILTER_FIELDS),
    ],
)
def test_null_is_not_all_devices(pbx: Emulator, run_info: RunFxs, name: str, options: dict[str, t.Any]) -> None:
    """What is shown may be what is deleted next."""
    run = run_info(pbx, **options)
    assert run.failed
    assert run.result["msg"].startswith(f"{name} is null: the expression behind it found no value.")
    assert pbx.log == []


@pytest.mark.parametrize("empty", ["", "  "])
def test_an_empty_expression_is_not_all_devices(pbx: Emulator, run_info: RunFxs, empty: str) -> None:
    run = run_info(pbx, odata_filter=empty)
    assert run.failed
    assert "odata_filter is" in run.result["msg"]
    assert pbx.log == []


def test_without_a_wish_all_devices_are_returned(pbx: Emulator, run_info: RunFxs) -> None:
    assert macs(run_info(pbx, expand=None, filter={}).result) == all_macs(pbx)


def test_few_devices_are_read_one_by_one_with_their_etags_from_the_header(
    start_pbx: StartPbx, run_info: RunFxs
) -> None:
    pbx = start_pbx(8, etags="header")
    wanted = all_macs(pbx)[:5]
    result = run_info(pbx, mac_address=wanted).result
    assert result["etags"] == {mac: pbx.etag(mac) for mac in wanted}
    assert lists(pbx) == []


def test_many_devices_are_read_as_a_list(start_pbx: StartPbx, run_info: RunFxs) -> None:
    pbx = start_pbx(8)
    wanted = all_macs(pbx)[:6]
    assert macs(run_info(pbx, mac_address=wanted).result) == wanted
    assert len(lists(pbx)) == 1
    assert len(pbx.requests("GET")) == 1


def test_a_mac_address_that_is_none_is_refused(pbx: Emulator, run_info: RunFxs) -> None:
    run = run_info(pbx, mac_address=["001A2B3C4D5E", "x"])
    assert run.failed
    assert "mac_address is 'x'" in run.result["msg"]
    assert pbx.log == []


# By values

LOBBY: dict[str, t.Any] = {
    "MacAddress": "001A2B3C4D5E",
    "Template": {"Id": "patton.sn41xx.fxs.xml"},
    "Name": "O'Hara's lobby",
    "Brand": "Patton",
    "Model": "SN4114",
    "ModelName": "Patton SN4114",
    "Group": "GRP0042",
    "Language": "Italian",
    "TimeZone": "(GMT+02:00) Athens",
}
FIELDS = {
    "name": "O'Hara's lobby",
    "brand": "Patton",
    "model": "SN4114",
    "model_name": "Patton SN4114",
    "group": "GRP0042",
    "language": "Italian",
    "time_zone": "(GMT+02:00) Athens",
}


@pytest.fixture
def estate(start_pbx: StartPbx) -> Emulator:
    """Three adapters, two DECT bases and LOBBY."""
    pbx = start_pbx(5, dect=2)
    pbx.add_object("Groups", Number=LOBBY["Group"], Name="Lobbies")
    pbx.add_device(LOBBY)
    return pbx


@pytest.mark.parametrize("name", FIELDS)
def test_the_pbx_filters_by_each_field(estate: Emulator, run_info: RunFxs, name: str) -> None:
    wanted: dict[str, t.Any] = {name: FIELDS[name]}
    result = run_info(estate, filter=wanted).result
    assert LOBBY["MacAddress"] in macs(result)
    assert {device[name] for device in result["devices"]} == {FIELDS[name]}
    assert "$filter=" in lists(estate)[0]
    # Of a department it is looked up what it means.
    assert name == "group" or run_info(estate, filter={name: "x"}).result["devices"] == []


@pytest.mark.parametrize("name", ["Berlin Sales", "berlin sales", " Berlin Sales "])
def test_a_department_may_be_given_by_its_name(estate: Emulator, run_info: RunFxs, name: str) -> None:
    of_berlin = macs(run_info(estate, filter={"group": "GRP0001"}).result)
    assert of_berlin
    assert macs(run_info(estate, filter={"group": name}).result) == of_berlin
    assert [entry.path for entry in estate.requests("GET")].count("/xapi/v1/Groups") == 1


def test_it_does_not_matter_whether_devices_show_the_number_or_the_name_of_a_department(
    estate: Emulator, run_info: RunFxs
) -> None:
    before = macs(run_info(estate, filter={"group": "DEFAULT"}).result)
    estate.change_device(LOBBY["MacAddress"], Group="DEFAULT")
    assert before
    assert macs(run_info(estate, filter={"group": "DEFAULT"}).result) == sorted([*before, LOBBY["MacAddress"]])


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("Berlin", "filter.group is 'Berlin', and the PBX has no department of that name or number; it has 'Berlin S"),
        ("grp0001", "filter.group is 'grp0001', and the PBX has no department of that name or number; it has"),
        ("Twice", "filter.group is 'Twice', and the PBX has several departments of that name: GRP0007, GRP0008."),
    ],
)
def test_a_department_that_is_not_known_is_no_empty_list(
    estate: Emulator, run_info: RunFxs, name: str, message: str
) -> None:
    for number in ("GRP0007", "GRP0008"):
        estate.add_object("Groups", Number=number, Name="Twice")
    run = run_info(estate, filter={"group": name})
    assert run.failed
    assert message in run.result["msg"]


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (
            "GRP0777",
            ["filter.group is 'GRP0777', and the PBX has no department of that number, so no device is found."],
        ),
        ("GRP0003", []),
        ("GRP0001", []),
    ],
)
def test_a_number_that_no_department_has_is_told(
    estate: Emulator, run_info: RunFxs, number: str, told: list[str]
) -> None:
    estate.add_object("Groups", Number="GRP0003", Name="Without devices")
    run_info(estate, filter={"group": number}, expect_warnings=[f"^{re.escape(text)}$" for text in told])


def test_a_department_without_devices_is_an_empty_list(estate: Emulator, run_info: RunFxs) -> None:
    estate.add_object("Groups", Number="GRP0003", Name="Without devices")
    assert run_info(estate, filter={"group": "Without devices"}).result["devices"] == []


def test_a_number_does_without_the_list_of_departments(start_pbx: StartPbx, run_info: RunFxs) -> None:
    pbx = start_pbx(5, denied_kinds=["Groups"])
    assert macs(run_info(pbx, filter={"group": "GRP0001"}).result)
    assert run_info(pbx, filter={"group": "GRP0777"}).result["devices"] == []
    run = run_info(pbx, filter={"group": "Berlin Sales"})
    assert run.failed
    assert "The list of departments is needed to find the department by its name" in run.result["msg"]


def test_all_fields_must_be_as_wanted(estate: Emulator, run_info: RunFxs) -> None:
    assert macs(run_info(estate, filter=FIELDS).result) == [LOBBY["MacAddress"]]
    assert macs(run_info(estate, filter={**FIELDS, "language": "German"}).result) == []


@pytest.mark.parametrize(("kind", "number"), [("fxs", 4), ("dect", 2)])
def test_devices_are_found_by_their_kind_and_template(
    estate: Emulator, run_info: RunFxs, kind: str, number: int
) -> None:
    assert len(run_info(estate, filter={"device_type": kind}).result["devices"]) == number
    found = run_info(estate, filter={"device_type": "dect", "template": W70B}).result["devices"]
    assert [device["template"] for device in found] == [W70B]
    assert run_info(estate, filter={"device_type": "fxs", "template": W70B}).result["devices"] == []


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"colour": "red"}, "Unsupported parameters"),
        ({"device_type": "phone"}, "filter.device_type is 'phone'; it must be one of 'fxs', 'dect'."),
        ({"mac_address": "001A2B3C4D5E"}, "Unsupported parameters"),
    ],
)
def test_other_fields_are_refused(pbx: Emulator, run_info: RunFxs, wanted: dict[str, str], message: str) -> None:
    run = run_info(pbx, filter=wanted)
    assert run.failed
    assert message in run.result["msg"]
    assert pbx.log == []


def test_an_expression_of_the_users_own_is_sent_as_it_is(estate: Emulator, run_info: RunFxs) -> None:
    own = "contains(Name,'lobby') or Name eq 'x'"
    assert macs(run_info(estate, odata_filter=own).result) == [LOBBY["MacAddress"]]
    assert f"$filter=({own})" in lists(estate)[0]
    assert macs(run_info(estate, odata_filter=own, filter={"brand": "Patton"}).result) == [LOBBY["MacAddress"]]
    assert macs(run_info(estate, odata_filter=own, filter={"brand": "Grandstream"}).result) == []


@pytest.mark.parametrize("own", ["Name eq", "Colour eq 'red'"])
def test_a_faulty_expression_is_answered_by_the_pbx(estate: Emulator, run_info: RunFxs, own: str) -> None:
    run = run_info(estate, odata_filter=own)
    assert run.failed
    assert run.result["status"] == 400
    assert run.result["error"]["message"]


@pytest.mark.parametrize("other", [{"filter": {"name": "x"}}, {"odata_filter": "Name eq 'x'"}])
def test_mac_addresses_and_filters_exclude_each_other(pbx: Emulator, run_info: RunFxs, other: dict[str, t.Any]) -> None:
    run = run_info(pbx, mac_address=["001A2B3C4D5E"], **other)
    assert run.failed
    assert "mutually exclusive" in run.result["msg"]


def test_a_server_that_ignores_filters_is_filtered_here(run_info: RunFxs) -> None:
    arrays: dict[str, list[str]] = {name: [] for name in ("Codecs", "FxsLines", "Variables")}
    lobby = {"MacAddress": "001A2B3C4D5E", "Name": "Lobby", **arrays}
    gate = {"MacAddress": "001A2B3C4D5F", "Name": "Gate", **arrays}
    page, end = json.dumps({"@odata.count": 2, "value": [lobby, gate]}), '{"value": []}'
    token = answer(200, '{"access_token": "the.access-token_1", "token_type": "Bearer"}')
    with Listener(token, answer(200, page), answer(200, end)) as listener:
        result = run_info(
            None, url=listener.url, client_id="x", client_secret="A-client+secret", filter={"name": "Gate"}
        )
    assert macs(result.result) == ["001A2B3C4D5F"]
    assert "%24filter=Name+eq+%27Gate%27" in listener.received[1]


# What else is shown


def test_templates_are_those_of_the_devices_alone(estate: Emulator, run_info: RunFxs) -> None:
    templates = run_info(estate, expand=["template"], filter={"device_type": "dect"}).result["templates"]
    assert sorted(templates) == ["snomM900.fxs.xml", W70B]
    assert templates[W70B]["line_count"] == 10
    assert "content" not in templates[W70B]
    assert len(estate.requests("GET", "/FxsTemplates")) == 1


@pytest.mark.parametrize("one_by_one", [True, False])
def test_registrations_are_those_of_the_moment(start_pbx: StartPbx, run_info: RunFxs, one_by_one: bool) -> None:
    pbx = start_pbx(0)
    pbx.add_device({"MacAddress": "001A2B3C4D5E", "Registered": {"InterfaceLink": "http://192.0.2.20/"}})
    pbx.add_device({"MacAddress": "001A2B3C4D5F"})
    wanted: dict[str, t.Any] = {"mac_address": all_macs(pbx)} if one_by_one else {}
    result = run_info(pbx, expand=["registration"], **wanted).result
    assert result["registrations"] == {
        "001A2B3C4D5E": {"interface_link": "http://192.0.2.20/"},
        "001A2B3C4D5F": None,
    }
    assert [device["template"] for device in result["devices"]] == ["grandstream.ht80x.fxs.xml"] * 2


def test_everything_can_be_shown_at_once(estate: Emulator, run_info: RunFxs) -> None:
    result = run_info(estate, expand=["template", "registration"]).result
    assert set(result["registrations"]) == set(all_macs(estate))
    links = {found["interface_link"] for found in result["registrations"].values() if found}
    assert {re.sub("[0-9]+", "0", link) for link in links} == {"http://0.0.0.0", "http://0.0.0.0/direct-login"}
    assert set(result["templates"]) == {device["template"] for device in result["devices"]}


# Long lists


@pytest.fixture(scope="module")
def large() -> t.Iterator[Emulator]:
    """A PBX with 1,250 devices, which no test changes.

    Its thousands of secrets are not swept for: each device is shown as in all other tests, which do so.
    """
    with Emulator(1250) as pbx:
        yield pbx


# With the number of requests; each page begins with the last row of the one before.
LARGE = [
    ({}, 13),
    ({"page_cap": 30}, 44),
    ({"page_cap": 99}, 13),
    ({"next_link": "on"}, 13),
    ({"next_link": "lying"}, 13),
    ({"next_link": "foreign"}, 13),
    ({"next_link": "loop"}, 13),
    ({"next_link": "lying", "page_cap": 60}, 22),
]


@pytest.mark.parametrize(("behaviour", "pages"), LARGE)
def test_all_1250_devices_are_listed_whatever_the_pages_look_like(
    large: Emulator, run_info: RunFxs, behaviour: dict[str, t.Any], pages: int
) -> None:
    large.behave(**{"page_cap": None, "next_link": "off", **behaviour})
    large.clear_log()
    result = run_info(large).result
    assert macs(result) == all_macs(large)
    assert len(set(macs(result))) == 1250
    assert len(lists(large)) == pages
    assert all("$top=100" in query and "$orderby=MacAddress" in query for query in lists(large))


def test_a_filter_is_paged_to_its_end_too(large: Emulator, run_info: RunFxs) -> None:
    large.behave(page_cap=None, next_link="lying")
    found = run_info(large, filter={"brand": "Grandstream", "device_type": "fxs"}).result["devices"]
    assert len(found) == sum(device["Brand"] == "Grandstream" for device in large.devices()) == 1000


# Failures


def test_a_role_that_may_not_read_is_told(start_pbx: StartPbx, run_info: RunFxs) -> None:
    run = run_info(start_pbx(3, role="users"))
    assert run.failed
    assert (run.result["status"], run.result["method"], run.result["path"]) == (403, "GET", "/xapi/v1/Fxs")
