# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.telephony.threecx.plugins.module_utils.api._errors import InputError
from ansible_collections.telephony.threecx.plugins.module_utils.change._limit import Limit
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._kinds import KINDS
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes._wish import Scope, Wish
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes._wishes import read_wish

DEFAULTS: dict[str, t.Any] = {
    "config": {"Groups": [{"Name": "Lyon"}]},
    "state": "present",
    "prune": [],
    "prune_scope": None,
    "ignore": [],
    "max_deletions": "10",
    "merge_lists": [],
    "ignore_unmatched": "fail",
    "update_secrets": "on_create",
    "allow_risky": [],
    "parallel": 4,
    "on_error": "stop",
}
USERS = {"Users": [{"Number": "410"}]}


def wish(**options: t.Any) -> Wish:
    return read_wish({**DEFAULTS, **options}, options)


def problem(**options: t.Any) -> str:
    with pytest.raises(InputError) as caught:
        wish(**options)
    return str(caught.value)


def test_by_default_nothing_goes_and_nothing_is_merged() -> None:
    assert wish(config=USERS) == Wish(wish(config=USERS).targets)


def test_every_option_is_read() -> None:
    read = wish(
        config={**USERS, "Groups": [{"Name": "Lyon"}], "Queues": [{"Number": "800"}]},
        prune=["Users", "Queues", "Users"],
        prune_scope={"departments": ["Lyon"], "numbers": ["400-499", " 500-509 "], "names": ["Test*"]},
        ignore=["499"],
        ignore_unmatched="allow",
        max_deletions="5%",
        merge_lists=["Users.Groups", "Groups.CallHandlingMode"],
        update_secrets="always",
        allow_risky=["roles", "NetworkSettings"],
        parallel=16,
        on_error="continue",
    )
    assert read == Wish(
        targets=read.targets,
        prune=(KINDS["Users"], KINDS["Queues"]),
        scope=Scope(frozenset(["Lyon"]), (("400", "499"), ("500", "509")), ("Test*",)),
        ignore=("499",),
        may_miss=True,
        max_deletions=Limit(5, is_percent=True, things="objects"),
        merge_lists=frozenset(["Users.Groups", "Groups.CallHandlingMode"]),
        renew_secrets=True,
        allow_risky=frozenset(["roles", "NetworkSettings"]),
        parallel=16,
        stop_on_error=False,
    )
    assert [target.place for target in read.targets] == ['Users[0] "410"', 'Groups[0] "Lyon"', 'Queues[0] "800"']


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"config": {}}, "config is empty; name at least one kind of object."),
        ({"prune": ["Group"]}, "prune names 'Group', which is no kind of object; did you mean Groups?"),
        ({"prune": ["Queues"]}, "of which config has no object, so that all"),
        ({"prune": ["Fxs"]}, "prune names 'Fxs', of which config has no object, so that all of them would go"),
        (
            {"config": {"Groups": []}, "prune": ["Groups"]},
            "of which config has no object, so that all",
        ),
        ({"config": {"CodecsSettings": {}}, "prune": ["CodecsSettings"]}, "which are settings, and cannot be deleted."),
        ({"config": {"Trunks": [{"Number": "1"}]}, "prune": ["Trunks"]}, "which is never pruned: a trunk begins as"),
        ({"prune": ["Parameters"]}, "which is never pruned: the PBX's own variables"),
        ({"config": {"FxsTemplates": [{"Id": "a"}]}, "prune": ["FxsTemplates"]}, "which is never pruned: devices may"),
        ({"config": USERS, "prune": ["Users"]}, "prune names Users, which needs prune_scope"),
        ({"prune": ["Groups"], "state": "absent"}, "prune is given with state absent"),
        ({"ignore": ["Lyon"]}, "ignore is given without prune"),
        ({"prune": ["Groups"], "ignore": [" "]}, "ignore has an empty pattern"),
        ({"prune_scope": {"names": ["T*"]}}, "prune_scope is given without prune"),
        ({"prune": ["Groups"], "prune_scope": {}}, "prune_scope is empty; give some of departments, numbers, names"),
        ({"prune": ["Groups"], "prune_scope": {"names": []}}, "prune_scope.names is empty"),
        ({"prune": ["Groups"], "prune_scope": {"names": ["T*"], "numbers": None}}, "prune_scope.numbers is null"),
        ({"prune": ["Groups"], "prune_scope": {"departments": [""]}}, "prune_scope has an empty text"),
        (
            {"config": USERS, "prune": ["Users"], "prune_scope": {"numbers": ["40-499"]}},
            "prune_scope.numbers has '40-499'; it must be",
        ),
        (
            {"config": USERS, "prune": ["Users"], "prune_scope": {"numbers": ["1000-499"]}},
            "prune_scope.numbers has '1000-499'; it must",
        ),
        (
            {"config": USERS, "prune": ["Users"], "prune_scope": {"numbers": ["499-400"]}},
            "prune_scope.numbers has '499-400'; it must",
        ),
        (
            {"config": USERS, "prune": ["Users"], "prune_scope": {"numbers": ["4*"]}},
            "prune_scope.numbers has '4*'; it must be",
        ),
        ({"state": "absent", "merge_lists": ["Groups.CallHandlingMode"]}, "merge_lists is given with state absent"),
        ({"state": "absent", "update_secrets": "always"}, "update_secrets is always with state absent"),
        ({"merge_lists": ["users.Groups"]}, "merge_lists names 'users.Groups'; did you mean Users.Groups?"),
        ({"merge_lists": ["Members"]}, "merge_lists names 'Members'; it must begin with a kind, like Users.Groups."),
        ({"config": USERS, "merge_lists": ["Users.Group"]}, "which is no list whose elements can be told apart; did"),
        ({"config": USERS, "merge_lists": ["Users.ForwardingExceptions"]}, "which is no list whose elements can be"),
        ({"config": USERS, "merge_lists": ["Users"]}, "which is no list whose elements can be told apart; such lists"),
        ({"config": USERS, "merge_lists": ["Users."]}, "such lists are ForwardingProfiles, Greetings, Groups, Office"),
        ({"config": {"BlackListNumbers": []}, "merge_lists": ["BlackListNumbers.Zzz"]}, "such lists are none."),
        ({"merge_lists": ["Fxs.FxsLines"]}, "merge_lists names 'Fxs.FxsLines', which is always taken as a whole; give"),
        (
            {"merge_lists": ["Fxs.Variables"]},
            "merge_lists names 'Fxs.Variables', which is always merged, since a",
        ),
        ({"allow_risky": ["role"]}, "allow_risky names 'role', which is no risk that is guarded; did you mean roles?"),
        ({"allow_risky": ["everything"]}, "which is no risk that is guarded; it can be AntiHackingSettings, Console"),
        ({"parallel": 0}, "parallel is 0; it must be a number from 1 to 16."),
        ({"parallel": 17}, "parallel is 17; it must be a number from 1 to 16."),
        ({"max_deletions": "ten"}, "max_deletions is 'ten'; it must be a number of objects, like 10, or a share"),
    ],
)
def test_what_cannot_be_meant_is_refused(options: dict[str, t.Any], message: str) -> None:
    found = problem(**options)
    assert message in found
    assert "\n" not in found


def test_at_least_one_and_at_most_16_work_at_a_time() -> None:
    assert [wish(parallel=number).parallel for number in (1, 16)] == [1, 16]


def test_a_range_may_be_a_single_number() -> None:
    scope = wish(config=USERS, prune=["Users"], prune_scope={"numbers": ["410-410"]}).scope
    assert scope == Scope(numbers=(("410", "410"),))


def test_kinds_without_a_number_are_not_pruned_within_numbers() -> None:
    config = {
        **USERS,
        "Groups": [{"Name": "Lyon"}],
        "Fxs": [{"MacAddress": "00:1a:2b:3c:4d:5e"}],
        "Holidays": [{"Group": "Lyon", "Name": "Easter"}],
    }
    prune = ["Users", "Groups", "Fxs", "Holidays", "Fxs"]
    found = problem(config=config, prune=prune, prune_scope={"numbers": ["400-499"]}).splitlines()
    assert found[0] == "3 things cannot be right, and nothing was sent to the PBX:"
    refused = [line for line in found if "whose objects have no number of their own, so that prune_scope.num" in line]
    assert [line.split()[2].strip(",") for line in refused] == ["Groups", "Fxs", "Holidays"]
    assert wish(config=config, prune=["Fxs", "Groups"], prune_scope={"departments": ["Lyon"]}).scope.departments


def test_problems_of_options_and_objects_come_together() -> None:
    found = problem(config={"Users": [{"Number": 410}]}, prune=["Users"], parallel=0, max_deletions="-1")
    assert found.splitlines()[0] == "4 things cannot be right, and nothing was sent to the PBX:"
    assert [line.split(" ")[0] for line in found.splitlines()[1:]] == [
        "Users[0].Number",
        "prune",
        "parallel",
        "max_deletions",
    ]


def test_a_list_of_a_kind_that_this_pbx_has_nothing_of_can_be_named() -> None:
    assert wish(config=USERS, merge_lists=["Trunks.DidNumbers"]).merge_lists == {"Trunks.DidNumbers"}
