# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The story that the guide to writing tells, with its own snippets: a site from nothing to its end."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes._guards import RISKS, UNSEEN
from ansible_collections.telephony.threecx.tests.emulator import Emulator
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import RunModule, StartPbx
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.player import Player
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.snippets import ROOT, load, snippets

GUIDE = [load(text) for text in snippets(ROOT / "docs" / "docsite" / "rst" / "guide_config_writing.rst")]
SITE, APPLY, RENAME, STEPS, GUARDED, END = GUIDE
KINDS = ("Groups", "Sbcs", "Users", "RingGroups", "InboundRules", "Fxs")


@pytest.fixture
def company(start_pbx: StartPbx) -> Emulator:
    return start_pbx(2, users=25)


@pytest.fixture
def player(run_module: RunModule, company: Emulator) -> Player:
    return Player(run_module, company, {"{{ lyon }}": SITE, "{{ vault_lyon_sbc }}": "cellar-Pass+word/1"})


def there(pbx: Emulator) -> dict[str, int]:
    """How many objects there are of each kind of the story."""
    return {kind: len(pbx.objects(kind) if kind != "Fxs" else pbx.devices()) for kind in KINDS}


def told(results: list[dict[str, t.Any]]) -> list[t.Any]:
    return [(row["kind"], row["key"], row["action"], row["fields"]) for row in results[0]["results"]]


def test_a_site_comes_about_in_one_task_and_goes_again(player: Player, company: Emulator) -> None:
    before = there(company)
    foretold = player.play(APPLY, check_mode=True)
    assert there(company) == before
    done = player.play(APPLY)
    assert done[0]["changed"]
    assert told(foretold) == told(done)
    assert {kind: number - before[kind] for kind, number in there(company).items()} == {
        kind: len(SITE[kind]) for kind in KINDS
    }
    (trunk,) = [row for row in company.objects("Trunks") if row["Number"] == "10000"]
    assert "+33472004100" in trunk["DidNumbers"]
    assert len(trunk["DidNumbers"]) > 1
    assert not player.play(APPLY)[0]["changed"]
    assert player.play(RENAME)[0]["changed"]
    player.warnings = ["IP phones are connected through an SBC"]
    assert player.play(END)[0]["changed"]
    assert there(company) == before
    player.warnings = []
    assert not player.play(END)[0]["changed"]


def test_the_same_site_comes_about_step_by_step(player: Player, company: Emulator) -> None:
    results = player.play(STEPS)
    assert all(result["changed"] for result in results)
    assert not any(result["changed"] for result in player.play(STEPS))
    assert not player.play(APPLY)[0]["changed"]


def test_an_extension_is_deleted_only_if_it_is_still_the_same(player: Player, company: Emulator) -> None:
    player.play(STEPS[0]["tasks"][:1])
    player.play([STEPS[0]["tasks"][3]])
    look, delete = GUARDED
    (seen,) = player.play([look], check_mode=True)
    player.variables["{{ seen.fingerprint }}"] = seen["fingerprint"]
    company.change_object("Users", "4110", FirstName="Stairs")
    with pytest.raises(AssertionError, match='extension "4110"'):
        player.play([delete])
    company.change_object("Users", "4110", FirstName="Lift")
    assert player.play([delete])[0]["changed"]


# How the guide tells of each risk
RISKS_IN_WORDS = {
    "AntiHackingSettings": "the limits beyond which it blocks an address",
    "ConsoleRestrictions": "the addresses from which the PBX is managed",
    "NetworkSettings": "its ports",
    "SecureSipSettings": "certificates",
    "emergency": "emergency calls",
    "operator": "the operator",
    "roles": "Roles that manage something",
    UNSEEN: "``allow_risky`` has ``unseen_references``",
}


def test_the_guide_tells_of_all_risks() -> None:
    text = " ".join((ROOT / "docs" / "docsite" / "rst" / "guide_config_writing.rst").read_text("utf-8").split())
    assert set(RISKS_IN_WORDS) == set(RISKS)
    assert [risk for risk, words in RISKS_IN_WORDS.items() if words not in text] == []
