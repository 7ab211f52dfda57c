# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import functools
import typing as t

import pytest

from ansible_collections.telephony.threecx.plugins.modules import threecx_fxs_template_info
from ansible_collections.telephony.threecx.tests.emulator import Emulator
from ansible_collections.telephony.threecx.tests.emulator.templates import TEMPLATES
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import RunFxs, RunModule, StartPbx

ALL = sorted(template["Id"] for template in TEMPLATES)
BASES = sorted(template["Id"] for template in TEMPLATES if template["DeviceType"] == "Dect")


@pytest.fixture
def run_info(run_module: RunModule) -> RunFxs:
    return functools.partial(run_module, threecx_fxs_template_info)


def ids(result: dict[str, t.Any]) -> list[str]:
    return [template["id"] for template in result["templates"]]


def test_a_template_is_shown_with_models_languages_and_variables(pbx: Emulator, run_info: RunFxs) -> None:
    result = run_info(pbx, template="grandstream.ht80x.fxs.xml").result
    assert result["changed"] is False
    assert result["templates"] == [
        {
            "id": "grandstream.ht80x.fxs.xml",
            "brand": "Grandstream",
            "device_type": "fxs",
            "template_type": "Supported",
            "is_custom": False,
            "models": [
                {"user_agent": "HT802", "display_name": "Grandstream HT802"},
                {"user_agent": "HT801", "display_name": "Grandstream HT801"},
            ],
            "line_count": 2,
            "languages": ["English", "German", "French", "Italian", "Spanish"],
            "time_zones": [
                "(GMT-05:00) Eastern Time",
                "(GMT+00:00) London",
                "(GMT+01:00) Berlin, Rome, Paris",
                "(GMT+02:00) Athens",
                "(GMT+01:00) Berlin, Rome, Paris",
            ],
            "variables": [
                {"name": "DTMF_MODE", "choices": ["rfc2833", "inband", "info"]},
                {"name": "IMPEDANCE", "choices": ["600", "900", "complex"]},
                {"name": "VLAN_ID", "choices": []},
            ],
        }
    ]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, ALL),
        ({"template": None, "device_type": None}, ALL),
        ({"device_type": "dect"}, BASES),
        ({"device_type": "fxs"}, sorted(set(ALL) - set(BASES))),
        ({"template": BASES[0]}, BASES[:1]),
        ({"template": BASES[0], "device_type": "fxs"}, []),
        ({"template": "x"}, []),
    ],
)
@pytest.mark.parametrize("page_cap", [None, 2])
def test_templates_are_found_by_id_and_kind(
    start_pbx: StartPbx, run_info: RunFxs, options: dict[str, t.Any], expected: list[str], page_cap: int | None
) -> None:
    pbx = start_pbx(0, page_cap=page_cap)
    assert ids(run_info(pbx, **options, check_mode=True).result) == expected
    # The XML text of a template is large, and nobody needs it.
    assert all("Content" not in entry.query for entry in pbx.requests("GET"))


def test_a_role_that_may_not_read_is_told(start_pbx: StartPbx, run_info: RunFxs) -> None:
    run = run_info(start_pbx(0, role="users"))
    assert run.failed
    assert (run.result["status"], run.result["path"]) == (403, "/xapi/v1/FxsTemplates")
