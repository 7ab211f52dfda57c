# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""threecx_fxs_devices with elements that are texts, which Ansible reads as mappings."""

from __future__ import annotations

import json
import typing as t

import pytest

from ansible_collections.telephony.threecx.plugins.modules import threecx_fxs_devices
from ansible_collections.telephony.threecx.tests.emulator import Emulator
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import RunModule

as_json = pytest.param(json.dumps, id="JSON")
as_python = pytest.param(repr, id="Python")


@pytest.mark.parametrize("name", ["if_match", "etag", "if_fingerprint"])
@pytest.mark.parametrize("write", [as_json, as_python])
def test_a_guard_that_is_null_in_a_text_is_refused_too(
    pbx: Emulator, run_module: RunModule, write: t.Callable[[t.Any], str], name: str
) -> None:
    mac = pbx.devices()[0]["MacAddress"]
    text = write({"mac_address": mac, "state": "absent", name: None})
    run = run_module(threecx_fxs_devices, pbx, devices=[text])
    assert run.failed
    assert run.result["msg"].startswith(f"{name} in entry 1 of devices is null")
    assert pbx.log == []


def test_a_text_gives_what_the_mapping_gives(pbx: Emulator, run_module: RunModule) -> None:
    device = {"template": "grandstream.ht80x.fxs.xml", "model": "HT802", "name": None, "codecs": ["PCMU"]}
    macs = ["001A2B3C4D5E", "001A2B3C4D60"]
    elements = [{**device, "mac_address": macs[0]}, json.dumps({**device, "mac_address": macs[1]})]
    assert not run_module(threecx_fxs_devices, pbx, devices=elements).failed
    # That the name is to stay empty, and not to be filled in, is told by the null alone.
    assert [(pbx.device(mac) or {})["Name"] for mac in macs] == [None, None]
    one = f"mac_address={macs[0]} state=absent"
    assert run_module(threecx_fxs_devices, pbx, devices=one).result["summary"]["deleted"] == 1


@pytest.mark.parametrize("element", ["no mapping", "{", 5])
def test_what_is_no_mapping_is_refused_without_showing_secrets(
    pbx: Emulator, run_module: RunModule, element: object
) -> None:
    # Ansible forgets what it must not show when it cannot read an element.
    secret = {"mac_address": "001A2B3C4D5E", "password": "Web+pass/word=1"}
    assert run_module(threecx_fxs_devices, pbx, devices=[element, secret]).failed
    assert pbx.log == []
