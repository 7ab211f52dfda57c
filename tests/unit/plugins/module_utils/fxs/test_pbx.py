# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading devices from servers that answer otherwise than the emulator does."""

from __future__ import annotations

import json
import re
import typing as t
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.api._client import Client
from ansible_collections.telephony.threecx.plugins.module_utils.api._connection import read_connection
from ansible_collections.telephony.threecx.plugins.module_utils.api._errors import ApiError, NotFoundError, ReplyError
from ansible_collections.telephony.threecx.plugins.module_utils.fxs._fxs import (
    fingerprint,
    hidden_fields,
    public_registration,
)
from ansible_collections.telephony.threecx.plugins.module_utils.fxs._pbx import Pbx
from ansible_collections.telephony.threecx.tests.emulator import Emulator
from ansible_collections.telephony.threecx.tests.emulator.templates import TEMPLATES
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import (
    DEFAULTS,
    OpenClient,
    Raises,
    StartPbx,
)
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.listener import Listener, answer
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.watch import Warnings

MAC = "001A2B3C4D5E"
COLONS = "00:1a:2b:3c:4d:5e"
LOGGED_IN = answer(200, '{"access_token": "an.access-token", "token_type": "Bearer"}')
NO_SUCH_KEY = answer(404, "{}")
NO_EXPAND = answer(400, '{"error": {"code": "", "message": "Could not find a property named \'Template\'."}}')
DEVICE: dict[str, t.Any] = {"MacAddress": MAC, "Name": "Lobby", "Brand": "Grandstream", "Model": "HT802"}
KIND = {"Id": "x.fxs.xml", "DeviceType": "Fxs"}
TEMPLATE = {**KIND, "Brand": "Grandstream", "Models": [{"UserAgent": "HT802", "DisplayName": "Grandstream HT802"}]}


def page(*rows: dict[str, t.Any]) -> bytes:
    return answer(200, json.dumps({"@odata.count": len(rows), "value": list(rows)}))


def entity(**fields: t.Any) -> bytes:
    return answer(200, json.dumps({**DEVICE, "Template": KIND, **fields}))


def asked(listener: Listener) -> list[str]:
    """The lines of all requests but the login, readable."""
    return [unquote(re.split("[ \r]", request)[1]) for request in listener.received[1:]]


NO_TEMPLATE = "refuses to tell Template of /Fxs, which its version may not know"


def test_a_pbx_that_refuses_to_show_templates_with_devices_is_asked_for_them_apart(
    open_client: OpenClient, warnings: Warnings
) -> None:
    plain = answer(200, json.dumps(DEVICE))
    with Listener(LOGGED_IN, NO_EXPAND, plain, page(TEMPLATE), plain) as listener:
        pbx = Pbx(open_client(listener.url))
        for _time in (1, 2):
            device = pbx.find(MAC)
            assert device is not None
            assert (device.record["template"], device.record["device_type"]) == ("x.fxs.xml", "fxs")
    # Refused once, it is not asked for again, and the templates are read once.
    assert ["expand=Template" in line for line in asked(listener)] == [True, False, False, False]
    assert sum("FxsTemplates" in line for line in asked(listener)) == 1
    warnings.expect(NO_TEMPLATE)


def test_a_list_without_templates_still_shows_what_is_registered(open_client: OpenClient, warnings: Warnings) -> None:
    with Listener(LOGGED_IN, NO_EXPAND, page(DEVICE), page(TEMPLATE)) as listener:
        devices = list(Pbx(open_client(listener.url)).each(registration=True))
    assert [device.record["template"] for device in devices] == ["x.fxs.xml"]
    assert re.findall(r"expand=([^&]*)", " ".join(asked(listener))) == [
        "Template($select=Id,DeviceType),Registered",
        "Registered",
    ]
    warnings.expect(NO_TEMPLATE)


NAMED = ("FxsLines", "Codecs", "Provisioning", "Variables", "Password", "Secret")


def test_lists_and_devices_name_what_they_need(open_client: OpenClient) -> None:
    with Listener(LOGGED_IN, page(), page(), entity()) as listener:
        pbx = Pbx(open_client(listener.url))
        assert list(pbx.each()) == []
        pbx.find(MAC)
    for line in (asked(listener)[0], asked(listener)[-1]):
        assert "$select=MacAddress," in line
        assert "$expand=Template($select=Id,DeviceType)" in line
        assert all(name in line for name in NAMED)


def test_a_list_that_is_refused_in_every_shape_fails(open_client: OpenClient, raises: Raises) -> None:
    with Listener(LOGGED_IN, NO_EXPAND) as listener:
        pbx = Pbx(open_client(listener.url))
        with raises(ApiError, "answered 400"):
            list(pbx.each())
    assert len(asked(listener)) == 3


# What a version may lack, and what a record then shows of it. Without the kind of its template a device has none.
LACKED: dict[str, dict[str, t.Any]] = {
    "ModelName": {"model_name": None},
    "Language": {"language": None},
    "FxsLineCount": {"line_count": None},
    "Provisioning": {"provisioning": None},
    "Codecs": {"codecs": None},
    "Password": {},
    "Template": {},
    "Registered": {},
    "FxsTemplates.DeviceType": {"device_type": None},
    "FxsTemplates.Languages": {},
}


@given(st.sets(st.sampled_from(sorted(LACKED)), max_size=4), st.sampled_from([400, 500, 501]))
def test_whatever_a_version_lacks_the_rest_is_read(lacks: set[str], status: int) -> None:
    warnings: list[str] = []
    with Emulator(4, dect=1) as emulated:
        with _client(emulated, warnings) as client:
            before = {device.spelling: device for device in Pbx(client).each(registration=True)}
        assert warnings == []
        emulated.behave(unknown_properties=",".join(lacks), unknown_status=status)
        with _client(emulated, warnings) as client:
            pbx = Pbx(client)
            after = list(pbx.each(registration=True))
            found = [*after, *(pbx.find(mac) for mac in before)]
            assert {template.id for template in pbx.templates} == {row["Id"] for row in TEMPLATES}
    lost = {name: value for lacked in lacks for name, value in LACKED[lacked].items()}
    assert len(found) == 2 * len(before)
    assert all(device and device.record == {**before[device.spelling].record, **lost} for device in found)
    assert any(public_registration(device.entity) for device in after) == ("Registered" not in lacks)
    assert all(name.rpartition(".")[2] in " ".join(warnings) for name in lacks)
    assert len(warnings) <= len(lacks) + 1


def _client(emulated: Emulator, warnings: list[str]) -> Client:
    params = {"url": emulated.url, "client_id": emulated.client_id, "client_secret": emulated.client_secret}
    return Client(read_connection({**DEFAULTS, **params}), warn=warnings.append, read_only=True)


@pytest.mark.parametrize("nulls", ["shown", "omitted"])
def test_nulls_may_be_left_out(start_pbx: StartPbx, open_client: OpenClient, nulls: str) -> None:
    bare: dict[str, t.Any] = {"Name": None, "Group": None, "Language": None, "Provisioning": None, "FxsLines": []}
    pbx = start_pbx(3, dect=1, nulls=nulls)
    for row in pbx.devices()[:2]:
        pbx.change_device(row["MacAddress"], **bare)
    pbx.behave(nulls="shown")
    reader = Pbx(open_client(pbx))
    expected = {device.spelling: device for device in reader.each()}
    pbx.behave(nulls=nulls)
    for device in [*reader.each(), *(reader.find(mac) for mac in expected)]:
        assert device is not None
        assert device.record == expected[device.spelling].record
        assert fingerprint(device.record) == fingerprint(expected[device.spelling].record)
        assert hidden_fields(device.entity) == []


@pytest.mark.parametrize("kind", [{"Id": "x.fxs.xml"}, {"Id": "x.fxs.xml", "DeviceType": None}])
def test_a_template_that_is_shown_without_its_kind_is_looked_up(
    open_client: OpenClient, kind: dict[str, t.Any]
) -> None:
    # The model is of no use: the template counts.
    with Listener(LOGGED_IN, entity(Template=kind, Model="HT999"), page(TEMPLATE)) as listener:
        device = Pbx(open_client(listener.url)).find(MAC)
    assert device is not None
    assert (device.record["template"], device.record["device_type"]) == ("x.fxs.xml", "fxs")


def test_a_template_without_a_kind_leaves_that_of_a_device_open(open_client: OpenClient) -> None:
    template = {**TEMPLATE, "DeviceType": None}
    with Listener(LOGGED_IN, entity(Template={"Id": "x.fxs.xml"}), page(template)) as listener:
        device = Pbx(open_client(listener.url)).find(MAC)
    assert device is not None
    assert device.record["device_type"] is None


def test_a_model_that_no_template_lists_leaves_the_kind_of_a_device_open(open_client: OpenClient) -> None:
    with Listener(LOGGED_IN, entity(Template=None, Model="HT999"), page(TEMPLATE)) as listener:
        device = Pbx(open_client(listener.url)).find(MAC)
    assert device is not None
    assert (device.record["template"], device.record["device_type"]) == (None, None)


@pytest.mark.parametrize(("status", "requests"), [(403, 1), (500, 2)])
def test_another_refusal_has_nothing_to_do_with_templates(
    open_client: OpenClient, raises: Raises, status: int, requests: int
) -> None:
    with Listener(LOGGED_IN, answer(status, "{}")) as listener:
        pbx = Pbx(open_client(listener.url))
        with raises(ApiError, f"answered {status}"):
            pbx.find(MAC)
    assert len(asked(listener)) == requests


def test_a_row_without_a_mac_address_is_left_out_with_a_warning(open_client: OpenClient, warnings: Warnings) -> None:
    rows = [{**DEVICE, "Template": KIND, "MacAddress": mac} for mac in (None, MAC, "x")]
    with Listener(LOGGED_IN, page(*rows)) as listener:
        assert [device.spelling for device in Pbx(open_client(listener.url)).each()] == [MAC]
    warnings.expect(*["lists an FXS device without a MAC address; it is left out"] * 2)


def test_another_record_than_that_asked_for_is_refused(open_client: OpenClient, raises: Raises) -> None:
    with Listener(LOGGED_IN, entity(MacAddress="001A2B3C4D5F")) as listener:
        pbx = Pbx(open_client(listener.url))
        with raises(ReplyError, f"answered the request for FXS {MAC} with another record"):
            pbx.find(MAC)


def test_a_device_that_vanishes_while_it_is_looked_for_does_not_exist(open_client: OpenClient) -> None:
    spelled = page({"MacAddress": COLONS})
    with Listener(LOGGED_IN, NO_SUCH_KEY, spelled, NO_SUCH_KEY, page()) as listener:
        assert Pbx(open_client(listener.url)).find(MAC) is None
    assert f"Fxs('{COLONS}')" in asked(listener)[2]


def test_a_device_that_is_listed_but_cannot_be_read_is_not_taken_for_absent(
    open_client: OpenClient, raises: Raises
) -> None:
    spelled = page({"MacAddress": COLONS})
    with Listener(LOGGED_IN, NO_SUCH_KEY, spelled, NO_SUCH_KEY, spelled) as listener:
        pbx = Pbx(open_client(listener.url))
        with raises(NotFoundError, "answered 404"):
            pbx.find(MAC)
