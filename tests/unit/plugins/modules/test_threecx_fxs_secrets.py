# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Secrets among the variables of a device: the fixtures search everything that is printed for them."""

from __future__ import annotations

import json
import typing as t

import pytest

from ansible_collections.telephony.threecx.plugins.modules import threecx_fxs, threecx_fxs_devices
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import RunModule
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.listener import LOGGED_IN, Listener, answer
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.watch import Watch

MAC = "001A2B3C4D5E"
SECRET = "Dev1ce/pass+word"
TEMPLATE: dict[str, t.Any] = {"Id": "x.fxs.xml", "DeviceType": "Fxs", "Variables": [{"Name": "VLAN_ID"}]}
ENTITY = {
    "MacAddress": MAC,
    "FxsLines": [],
    "Codecs": [],
    "Provisioning": None,
    "Variables": [{"Name": "DEVICE_PASSWORD", "Value": SECRET}],
    "Template": TEMPLATE,
}


def page(*rows: dict[str, t.Any]) -> bytes:
    return answer(200, json.dumps({"@odata.count": len(rows), "value": rows}))


def refusal(request: str) -> bytes:
    """A server that repeats what it was sent."""
    body = request.partition("\r\n\r\n")[2]
    detail = {"code": "", "target": "Variables", "message": f"{body} is not valid: {SECRET}"}
    return answer(400, json.dumps({"error": {"code": "", "message": f"Variables: {SECRET}", "details": [detail]}}))


@pytest.mark.parametrize("fleet", [False, True])
def test_a_refusal_that_repeats_the_secrets_of_a_device_does_not_show_them(
    run_module: RunModule, watch: Watch, fleet: bool
) -> None:
    watch.add_secrets(SECRET)
    wish: dict[str, t.Any] = {"mac_address": MAC, "variables": {"VLAN_ID": "7"}}
    seen = page(ENTITY) if fleet else answer(200, json.dumps(ENTITY))
    with Listener(LOGGED_IN, seen, page(TEMPLATE), refusal) as listener:
        module = threecx_fxs_devices if fleet else threecx_fxs
        run = run_module(module, listener.url, **({"devices": [wish]} if fleet else wish))
    assert run.failed
    assert SECRET in listener.received[3]
    assert "<redacted>" in run.result["msg"]


REFUSED: dict[str, t.Any] = {"mac_address": MAC, "variables": {"DEVICE_PASSWORD": SECRET}}


@pytest.mark.parametrize("more", [{}, {"no_such_option": 1}])
@pytest.mark.parametrize(
    ("module", "options"),
    [
        (threecx_fxs, REFUSED),
        (threecx_fxs, {**REFUSED, "variables": json.dumps(REFUSED["variables"])}),
        (threecx_fxs, {**REFUSED, "variables": f"DEVICE_PASSWORD={SECRET}"}),
        (threecx_fxs_devices, {"devices": [REFUSED]}),
        (threecx_fxs_devices, {"devices": [json.dumps(REFUSED)]}),
    ],
)
def test_a_refused_variable_does_not_show_its_value(
    run_module: RunModule, watch: Watch, module: t.Any, options: dict[str, t.Any], more: dict[str, t.Any]
) -> None:
    watch.add_secrets(SECRET)
    run = run_module(module, "http://127.0.0.1:9", **options, **more)
    assert run.failed
    assert ("Unsupported parameters" if more else "variables.DEVICE_PASSWORD stands for a secret") in run.result["msg"]
