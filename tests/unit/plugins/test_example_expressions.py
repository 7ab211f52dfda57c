# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the examples show of a result is what their names say, evaluated by Ansible itself."""

from __future__ import annotations

import typing as t
from types import ModuleType

import ansible.template
from ansible.parsing.dataloader import DataLoader

from ansible_collections.telephony.threecx.plugins.modules import threecx_fxs_info, threecx_fxs_template_info
from ansible_collections.telephony.threecx.tests.emulator import Emulator
from ansible_collections.telephony.threecx.tests.emulator.templates import TEMPLATES
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import RunModule, StartPbx
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.snippets import load

# Before ansible-core 2.19 every text was a template.
_trusted: t.Callable[[str], str] = getattr(ansible.template, "trust_as_template", str)


def shown(module: ModuleType, result: dict[str, t.Any]) -> t.Any:
    """What the one debug task in the examples shows, after the first of them gave this result."""
    examples = load(module.EXAMPLES)
    (message,) = [task["ansible.builtin.debug"]["msg"] for task in examples if "ansible.builtin.debug" in task]
    templar = ansible.template.Templar(loader=DataLoader(), variables={examples[0]["register"]: result})
    return templar.template(_trusted(message))


def test_the_devices_with_a_line_for_an_extension(start_pbx: StartPbx, run_module: RunModule) -> None:
    pbx = start_pbx(0)
    for mac, numbers in (("001A2B3C4D01", ["200", "201"]), ("001A2B3C4D02", ["202"]), ("001A2B3C4D03", [])):
        pbx.add_device({"MacAddress": mac, "FxsLines": [{"Key": i, "Number": n} for i, n in enumerate(numbers, 1)]})
    assert shown(threecx_fxs_info, run_module(threecx_fxs_info, pbx).result) == ["001A2B3C4D01"]


def test_a_device_of_which_the_lines_are_not_shown_has_none_to_be_found_by(
    start_pbx: StartPbx, run_module: RunModule
) -> None:
    pbx = start_pbx(2, unknown_properties="Fxs.FxsLines")
    result = run_module(threecx_fxs_info, pbx, expect_warnings=["The PBX refuses to tell FxsLines"]).result
    assert [device["lines"] for device in result["devices"]] == [None, None]
    assert shown(threecx_fxs_info, result) == []


def test_the_models(pbx: Emulator, run_module: RunModule) -> None:
    result = run_module(threecx_fxs_template_info, pbx, device_type="fxs").result
    adapters = sorted((row for row in TEMPLATES if row["DeviceType"] == "Fxs"), key=lambda row: row["Id"])
    names = [model["DisplayName"] for row in adapters for model in row["Models"]]
    assert names
    assert shown(threecx_fxs_template_info, result) == names
