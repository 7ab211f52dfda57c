# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Limits and waits that documents name are those of the code."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from ansible_collections.telephony.threecx.plugins.module_utils.api import (
    _client,
    _connection,
    _login_lock,
    _pages,
    _retry,
    _transport,
)
from ansible_collections.telephony.threecx.plugins.module_utils.fxs import _decommission
from ansible_collections.telephony.threecx.plugins.modules import (
    threecx_config,
    threecx_fxs_decommission,
    threecx_fxs_devices,
)

ROOT = Path(__file__).resolve().parents[3]
GUIDES = "docs/docsite/rst/guide_{}.rst"
MIB = 1024 * 1024
WORDS = {4: "four", 5: "five", 10: "ten"}

DELETIONS = 10
FIGURES = [
    (GUIDES.format("login"), f"After {_login_lock._PATIENCE:g} seconds of waiting"),
    (GUIDES.format("login"), f"repeats the request, up to {WORDS[_client._LOGIN_ROUNDS]} times"),
    (GUIDES.format("login"), f"each request ends after {WORDS[_connection.PATIENCE]} times the option ``timeout``"),
    (GUIDES.format("xapi"), f"up to {WORDS[_client._LOGIN_ROUNDS]} new logins"),
    (GUIDES.format("xapi"), f"The collection always asks for {_pages.PAGE_SIZE}."),
    (GUIDES.format("fleet"), f"about one request for each {_pages.PAGE_SIZE} devices"),
    (GUIDES.format("fleet"), f"``max_deletions`` is {DELETIONS} unless it is set"),
    (GUIDES.format("replace"), f"More than {WORDS[DELETIONS]} deletions need ``fxs_decommission_max_deletions``"),
    (GUIDES.format("config_writing"), f"``max_deletions`` of them, {DELETIONS} if nothing is said"),
    (GUIDES.format("troubleshooting"), f"up to {_retry.LONGEST_TOTAL_WAIT:g} seconds for one request in all"),
    (
        GUIDES.format("threat_model"),
        f"Of a login or an error {_transport._LARGEST_OTHER // MIB} MiB is read, and of any other answer"
        f" {_transport._LARGEST_ANSWER // MIB} MiB",
    ),
    ("roles/fxs_decommission/README.md", f"for up to {WORDS[_decommission._FEW]} devices"),
    ("plugins/doc_fragments/connection.py", f"At most {_connection._LONGEST_TIMEOUT:g}."),
]
PARALLEL = f"from 1 to {_connection.MAX_PARALLEL}."


def said(path: str) -> str:
    """A document in one line, with options by their names alone."""
    text = " ".join((ROOT / path).read_text(encoding="utf-8").split())
    return text.replace(":ansopt:`telephony.threecx.threecx_fxs_devices#module:max_deletions`", "``max_deletions``")


@pytest.mark.parametrize(("path", "words"), FIGURES)
def test_a_figure_is_that_of_the_code(path: str, words: str) -> None:
    assert words in said(path)


@pytest.mark.parametrize("module", [threecx_config, threecx_fxs_decommission, threecx_fxs_devices])
def test_no_more_than_so_many_are_deleted_by_default(module: ModuleType) -> None:
    assert module.SPEC.argument_spec["max_deletions"]["default"] == str(DELETIONS)


@pytest.mark.parametrize(
    "path",
    [
        *(path for path in sorted((ROOT / "plugins" / "modules").glob("*.py")) if "  parallel:" in path.read_text()),
        ROOT / "roles" / "pbx_apply" / "meta" / "argument_specs.yml",
    ],
    ids=lambda path: path.name,
)
def test_who_names_workers_tells_how_many_there_may_be(path: Path) -> None:
    assert PARALLEL in said(str(path.relative_to(ROOT)))
