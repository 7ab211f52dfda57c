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

from ansible_collections.telephony.threecx.plugins.module_utils.api._errors import ApiError, NotFoundError, ReplyError
from ansible_collections.telephony.threecx.plugins.module_utils.fxs._pbx import Pbx
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import OpenClient, Raises
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


def test_a_pbx_that_refuses_to_show_templates_with_devices_is_asked_for_them_apart(open_client: OpenClient) -> None:
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


def test_a_list_without_templates_still_shows_what_is_registered(open_client: OpenClient) -> None:
    with Listener(LOGGED_IN, NO_EXPAND, page(DEVICE), page(TEMPLATE)) as listener:
        devices = list(Pbx(open_client(listener.url)).each(registration=True))
    assert [device.record["template"] for device in devices] == ["x.fxs.xml"]
    assert re.findall(r"expand=([^&]*)", " ".join(asked(listener))) == [
        "Template($select=Id,DeviceType),Registered",
        "Registered",
    ]


NAMED = ("FxsLines", "Codecs", "Provisioning", "Variables", "Password", "Secret")


def test_a_list_names_what_it_needs_unless_the_pbx_refuses_that(open_client: OpenClient) -> None:
    refused = [NO_EXPAND] * 3
    with Listener(LOGGED_IN, *refused, page(DEVICE), page(TEMPLATE), page(DEVICE)) as listener:
        pbx = Pbx(open_client(listener.url))
        for _time in (1, 2):
            assert [device.record["template"] for device in pbx.each()] == ["x.fxs.xml"]
    lists = [line for line in asked(listener) if "/Fxs?" in line]
    assert ["$select=MacAddress," in line for line in lists] == [True, True, False, False, False]
    assert ["$expand=Template" in line for line in lists] == [True, False, True, False, False]
    assert all(name in lists[0] for name in NAMED)


def test_a_device_names_what_it_needs_unless_the_pbx_refuses_that(open_client: OpenClient) -> None:
    with Listener(LOGGED_IN, NO_EXPAND, NO_EXPAND, entity(), entity()) as listener:
        pbx = Pbx(open_client(listener.url))
        for _time in (1, 2):
            device = pbx.find(MAC)
            assert device is not None
            assert device.record["template"] == "x.fxs.xml"
    # It was the names that this one refused, so it still shows the template.
    assert ["$select=MacAddress," in line for line in asked(listener)] == [True, True, False, False]
    assert ["$expand=Template" in line for line in asked(listener)] == [True, False, True, True]
    assert all(name in asked(listener)[0] for name in NAMED)


def test_a_list_that_is_refused_in_every_shape_fails(open_client: OpenClient, raises: Raises) -> None:
    with Listener(LOGGED_IN, NO_EXPAND) as listener:
        pbx = Pbx(open_client(listener.url))
        with raises(ApiError, "answered 400"):
            list(pbx.each())
    assert len(asked(listener)) == 4


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


@pytest.mark.parametrize("status", [403, 500])
def test_another_refusal_has_nothing_to_do_with_templates(open_client: OpenClient, raises: Raises, status: int) -> None:
    with Listener(LOGGED_IN, answer(status, "{}")) as listener:
        pbx = Pbx(open_client(listener.url))
        with raises(ApiError, f"answered {status}"):
            pbx.find(MAC)
    assert len(asked(listener)) == 1


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
