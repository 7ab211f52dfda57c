# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The examples of the modules that write the configuration, played on a company one after another."""

from __future__ import annotations

import typing as t
from types import ModuleType

import pytest

from ansible_collections.telephony.threecx.plugins.modules import (
    threecx_config,
    threecx_department,
    threecx_extension,
    threecx_sbc,
)
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import RunModule, StartPbx
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.player import Player
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.snippets import load

VARIABLES = {
    "{{ vault_lyon_sbc }}": "cellar-Pass+word/1",
    "{{ vault_lyon_fax.id }}": "fax-lyon",
    "{{ vault_lyon_fax.password }}": "fax-Pass+word/2",
    "{{ lookup('ansible.builtin.file', 'holidays.yml') | ansible.builtin.from_yaml }}": {
        "Holidays": [
            {
                "Group": "DEFAULT",
                "Name": "National day",
                "Day": 14,
                "Month": 7,
                "Year": 2026,
                "TimeOfStartDate": "00:00",
                "DayEnd": 14,
                "MonthEnd": 7,
                "YearEnd": 2026,
                "TimeOfEndDate": "23:59",
            }
        ]
    },
}
SBC_WARNING = "IP phones are connected through an SBC"


@pytest.mark.parametrize(
    ("module", "before"),
    [
        (threecx_department, []),
        (threecx_sbc, ["Groups"]),
        (threecx_extension, ["Groups"]),
        (threecx_config, ["Users"]),
    ],
)
def test_all_examples_of_a_module_work_in_their_order(
    start_pbx: StartPbx, run_module: RunModule, module: ModuleType, before: list[str]
) -> None:
    pbx = start_pbx(2, users=25)
    there: dict[str, t.Any] = {"Groups": [{"Name": "Lyon"}], "Users": [{"Number": "400"}]}
    for kind in before:
        run_module(threecx_config, pbx, config={kind: there[kind]})
    player = Player(run_module, pbx, dict(VARIABLES))
    own = f"telephony.threecx.{module.__name__.rpartition('.')[2]}"
    examples = [example for example in load(module.EXAMPLES) if own in example]
    assert examples
    for example in examples:
        is_last = example[own].get("state") == "absent"
        player.warnings = [SBC_WARNING] if is_last and (module is threecx_sbc or "Sbcs" in str(example)) else []
        is_looked_at = example.get("check_mode", False)
        (result,) = player.play([example], check_mode=is_looked_at)
        assert result["changed"]
        player.warnings = []
        if not is_looked_at and "if_fingerprint" not in example[own]:
            assert not player.play([example])[0]["changed"]
        player.variables[f"{{{{ {example.get('register')}.fingerprint }}}}"] = result.get("fingerprint")
