# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Each module names the options that it cannot do without."""

from __future__ import annotations

from types import ModuleType

import pytest

from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import RunModule
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.options import modules

# Beside the address, which all of them need
NEEDED = {
    "threecx_config": "config",
    "threecx_department": "name",
    "threecx_extension": "number",
    "threecx_fxs": "mac_address",
    "threecx_fxs_credentials": "mac_address",
    "threecx_fxs_decommission": "backup_dir, devices",
    "threecx_fxs_devices": "devices",
    "threecx_fxs_replace": "backup_dir, devices",
    "threecx_sbc": "name",
    "threecx_xapi": "path",
}


def short_name(module: ModuleType) -> str:
    return module.__name__.rpartition(".")[2]


def test_all_are_modules() -> None:
    assert set(NEEDED) < set(map(short_name, modules()))


@pytest.mark.parametrize("module", modules(), ids=short_name)
def test_what_is_missing_is_named(module: ModuleType, run_module: RunModule) -> None:
    missing = [*filter(None, [NEEDED.get(short_name(module))]), "url"]
    assert run_module(module, None).result["msg"] == f"missing required arguments: {', '.join(missing)}"
