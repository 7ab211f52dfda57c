# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A task with objects of all kinds is interrupted at each of its writes, and the same task brings about the same.

C(test_convergence) creates whatever refers to whatever, and interrupts that somewhere; here it is one site that comes
about, changes and goes, and everywhere.
"""

from __future__ import annotations

import itertools
import typing as t
from collections.abc import Callable, Iterator

import pytest

from ansible_collections.telephony.threecx.plugins.module_utils.api._client import Client
from ansible_collections.telephony.threecx.plugins.module_utils.api._connection import read_connection
from ansible_collections.telephony.threecx.plugins.module_utils.api._replies import Request
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._kinds import KINDS
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._schema import collections
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes._wishes import read_wish
from ansible_collections.telephony.threecx.plugins.module_utils.config.writing._bring import bring
from ansible_collections.telephony.threecx.plugins.module_utils.config.writing._report import Report
from ansible_collections.telephony.threecx.plugins.modules.threecx_config import SPEC, devices_of
from ansible_collections.telephony.threecx.tests.emulator import Emulator
from ansible_collections.telephony.threecx.tests.emulator.system import Moment
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import DEFAULTS

Config = dict[str, t.Any]
Objects = dict[tuple[str, t.Any], t.Any]

MAC, DID = "000B82410001", "+33472004100"
RULE: Config = {"TrunkDN": "10000", "Condition": "BasedOnDID", "Data": DID}
TO_OPERATOR: Config = {"To": "Extension", "Number": "100"}
HOLIDAY: Config = {
    "Day": 24,
    "Month": 12,
    "Year": 2026,
    "DayEnd": 24,
    "MonthEnd": 12,
    "YearEnd": 2026,
    "TimeOfStartDate": "00:00:00",
    "TimeOfEndDate": "23:59:00",
}
LYON = [{"GroupId": "Lyon"}]
MEMBER: Config = {"PrimaryGroupId": "Lyon", "Groups": [{"GroupId": "Lyon", "Rights": {"RoleName": "users"}}]}
MOVED: Config = {"PrimaryGroupId": "Nice", "Groups": [{"GroupId": "Nice", "Rights": {"RoleName": "users"}}]}
# Calls go in circles, so that some objects are written twice.
SITE: Config = {
    "Groups": [{"Name": "Lyon", "Language": "FR", "OfficeRoute": {"Route": {"To": "Queue", "Number": "870"}}}],
    "Sbcs": [{"Name": "LYON-01", "DisplayName": "Cellar", "Group": "Lyon", "Password": "cellar-Secret-1"}],
    "Users": [{"Number": "510", "FirstName": "Gate", **MEMBER}, {"Number": "511", "FirstName": "Lift", **MEMBER}],
    "RingGroups": [
        {
            "Number": "860",
            "Name": "Night",
            "Members": [{"Number": "511"}, {"Number": "510"}],
            "Groups": LYON,
            "ForwardNoAnswer": {"To": "Queue", "Number": "870"},
        }
    ],
    "Queues": [
        {
            "Number": "870",
            "Name": "Lyon",
            "Agents": [{"Number": "510"}],
            "Groups": LYON,
            "ForwardNoAnswer": {"To": "RingGroup", "Number": "860"},
        }
    ],
    "Receptionists": [
        {
            "Number": "885",
            "Name": "Menu",
            "Groups": LYON,
            "Forwards": [{"Input": "Key1", "ForwardType": "Extension", "ForwardDN": "510"}],
        }
    ],
    "Trunks": [{"Number": "10000", "DidNumbers": [DID]}],
    "InboundRules": [{**RULE, "OfficeHoursDestination": {"To": "Extension", "Number": "510"}}],
    "OutboundRules": [{"Name": "Lyon out", "Priority": 2, "Routes": [{"TrunkId": "10000"}], "GroupIds": ["Lyon"]}],
    "Holidays": [{"Group": "Lyon", "Name": "Christmas Eve", **HOLIDAY}],
    "Fax": [{"Number": "899", "Groups": LYON}],
    "Parkings": [{"Number": "SP7", "Groups": LYON}],
    "BlackListNumbers": [{"CallerId": "+49301", "Description": "Advertising"}],
    "Fxs": [
        {
            "MacAddress": MAC,
            "Template": "grandstream.ht80x.fxs.xml",
            "Model": "HT802",
            "Group": "Lyon",
            "FxsLines": [{"Key": 1, "Number": "510"}],
            "Provisioning": {"Method": "SBC", "SbcName": "LYON-01"},
        }
    ],
}
KEYS: Config = {
    name: [{part: row[part] for part in KINDS[name].key} for row in rows]
    for name, rows in SITE.items()
    if name != "Trunks"
}
RISKS = ["emergency", "operator", "roles"]
CREATION: Config = {"config": SITE, "merge_lists": ["Trunks.DidNumbers"], "allow_risky": RISKS}
# One of each kind in the other departments, which are out of the scope anyway
OTHERS: Config = {
    "Groups": [{"Name": "DEFAULT"}],
    "Sbcs": [{"Name": "LIMASS-01"}],
    "Users": [{"Number": "100"}],
    "RingGroups": [{"Number": "600"}],
    "Queues": [{"Number": "700"}],
    "Receptionists": [{"Number": "800"}],
    "Fax": [{"Number": "881"}],
    "Parkings": [{"Number": "SP0"}],
    "Fxs": [{"MacAddress": "000B82B06BD0"}],
    "Holidays": [{"Group": "DEFAULT", "Name": "New Year"}],
    "OutboundRules": [{"Name": "Abroad"}],
}


class Scenario(t.NamedTuple):
    """A task.

    :param options: what it is given.
    :param settings: what a phone system may be like for which it is hard.
    :param is_new: whether there is no site before.
    """

    options: Config
    settings: Config
    is_new: bool = False


SCENARIOS = {
    "create": Scenario(CREATION, {"new_rule_priority": "last", "rule_priorities": "inserted"}, is_new=True),
    "rename": Scenario(
        {
            "config": {
                "Groups": [{"Name": "Lugdunum", "renamed_from": "Lyon", "Language": "DE"}],
                "Users": [{"Number": "510", "FirstName": "Door", "PrimaryGroupId": "Lugdunum"}],
                "Holidays": [{"Group": "Lugdunum", "Name": "Christmas Eve", "DayEnd": 26}],
                "OutboundRules": [
                    {"Name": "Lyon away", "renamed_from": "Lyon out", "Priority": 4},
                    {"Name": "Abroad", "Priority": 3},
                    {"Name": "Emergency", "Priority": 1},
                ],
                "Fxs": [{"MacAddress": MAC, "Group": "Lugdunum", "Name": "Door"}],
            },
            "allow_risky": RISKS,
        },
        {"rule_priorities": "pushed"},
    ),
    # He joins the new department, has it as the main one, and leaves the old one.
    "move": Scenario(
        {"config": {"Groups": [{"Name": "Nice"}], "Users": [{"Number": "510", **MOVED}, {"Number": "511", **MOVED}]}},
        {"left_primary_group": "refused"},
    ),
    "absent": Scenario(
        {"config": KEYS, "state": "absent", "max_deletions": "99"},
        {"referenced_deletion": "dangling"},
    ),
    "prune": Scenario(
        {
            "config": {
                **OTHERS,
                "InboundRules": [{**RULE, "OfficeHoursDestination": TO_OPERATOR}],
            },
            "prune": list(OTHERS),
            "prune_scope": {"departments": ["Lyon"]},
            "max_deletions": "99",
        },
        {"referenced_deletion": "refused", "rule_priorities": "inserted"},
    ),
}
WRITES = ["POST", "PATCH", "DELETE"]
COMES: Config = {"drop_after": 0, "fail_after": 0}
DROPPED: Config = {"drop_after": 1, "drop_methods": WRITES}
FAILED: Config = {"fail_after": 1, "fault_methods": WRITES}


def everything(pbx: Emulator) -> Objects:
    """All that there is, by kind and by what the phone system calls it."""
    found: Objects = {("Fxs", device["MacAddress"]): device for device in pbx.devices()}
    for name in KINDS:
        key = collections()[name].key
        if key is None:
            found[name, None] = pbx.setting(name)
        elif name != "Fxs":
            found.update(((name, row[key]), row) for row in pbx.objects(name))
    return found


def others(found: Objects, site: t.Container[object]) -> Objects:
    """What there is beside the site, but for what it takes of a trunk, and for the places of rules that give way."""
    rows = {key: dict(row) for key, row in found.items() if key not in site}
    for (name, _key), row in rows.items():
        if name == "OutboundRules":
            del row["Priority"]
        if name == "Trunks":
            row["DidNumbers"] = [number for number in row["DidNumbers"] if number != DID]
    return rows


class AfterWrites:
    """Does something after each write that was carried out, answered or not."""

    def __init__(self, do: Callable[[], None]) -> None:
        self._do = do

    def __call__(self, request: Request, _status: int | None) -> None:
        if request.method in WRITES and request.path.startswith("/xapi/"):
            self._do()


class Loser:
    """Has a PBX lose the answers to some of the writes.

    :param faults: what happens to the answer to each of them, from the first one on.
    """

    def __init__(self, pbx: Emulator, faults: Iterator[Config]) -> None:
        self._pbx = pbx
        self._faults = faults
        self()

    def __call__(self) -> None:
        self._pbx.behave(**{**COMES, **next(self._faults)})


def run(pbx: Emulator, options: Config, after_writes: Callable[[], None] = lambda: None) -> Report:
    """Bring about what the options of C(threecx_config) say, one write after the other."""
    params = {**{name: option.get("default") for name, option in SPEC.argument_spec.items()}, **options, "parallel": 1}
    connection = {**DEFAULTS, "url": pbx.url, "client_id": pbx.client_id, "client_secret": pbx.client_secret}
    with Client(
        read_connection(connection),
        warn=lambda _text: None,
        read_only=False,
        sleep=lambda _seconds: None,
        observe=AfterWrites(after_writes),
    ) as client:
        wish = read_wish(params, options)
        return bring(client, wish, check_mode=False, devices=devices_of(client, wish))


class Stage(t.NamedTuple):
    """Where a task is interrupted.

    :param start: what there is before.
    :param moments: what there is after each write of a task that nothing interrupts.
    :param expected: what there is in the end.
    """

    pbx: Emulator
    start: Moment
    moments: list[Moment]
    expected: Objects

    def prove(self, options: Config) -> None:
        """The same task goes through, and all is as without an interruption. Of that is known that it stays so."""
        assert run(self.pbx, options).problem is None
        assert everything(self.pbx) == self.expected


@pytest.fixture(params=SCENARIOS)
def scenario(request: pytest.FixtureRequest) -> Scenario:
    return SCENARIOS[request.param]


@pytest.fixture
def stage(scenario: Scenario) -> Iterator[Stage]:
    with Emulator(devices=2, users=12, random_seed=3, **scenario.settings) as pbx:
        without_site = everything(pbx)
        if not scenario.is_new:
            assert run(pbx, CREATION).problem is None
        start, before = pbx.moment(), everything(pbx)
        seen: list[tuple[Moment, Objects]] = [(start, before)]

        def look() -> None:
            # A write that was refused leaves what was there before.
            if everything(pbx) != seen[-1][1]:
                seen.append((pbx.moment(), everything(pbx)))

        assert run(pbx, scenario.options, look).problem is None
        assert len(seen) > 5
        expected = everything(pbx)
        again = run(pbx, scenario.options)
        assert (again.problem, again.changed) == (None, False)
        site = {*before, *expected} - {*without_site}
        assert others(expected, site) == others(before, site)
        yield Stage(pbx, start, [moment for moment, _found in seen[1:]], expected)


def test_a_task_that_is_killed_after_any_write_can_be_run_again(stage: Stage, scenario: Scenario) -> None:
    for moment in stage.moments:
        stage.pbx.go_back(moment)
        stage.prove(scenario.options)


def test_an_answer_that_is_lost_after_any_write_can_be_done_without(stage: Stage, scenario: Scenario) -> None:
    for pattern in ([DROPPED, COMES], [COMES, FAILED]):
        stage.pbx.go_back(stage.start)
        first = run(stage.pbx, scenario.options, Loser(stage.pbx, itertools.cycle(pattern)))
        assert (first.problem, everything(stage.pbx)) == (None, stage.expected)
    # Whoever never gets one cannot know what was refused, either.
    stage.pbx.go_back(stage.start)
    run(stage.pbx, scenario.options, Loser(stage.pbx, itertools.repeat(DROPPED)))
    stage.pbx.behave(**COMES)
    stage.prove(scenario.options)
