# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whatever interrupts a task, the same task brings about the same afterwards."""

from __future__ import annotations

import re
import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.api._client import Client
from ansible_collections.telephony.threecx.plugins.module_utils.api._connection import read_connection
from ansible_collections.telephony.threecx.plugins.module_utils.api._replies import Request
from ansible_collections.telephony.threecx.plugins.module_utils.change._report import count_as
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading._selection import read_selection
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes._check import read_targets
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes._wish import Wish
from ansible_collections.telephony.threecx.plugins.module_utils.config.writing._bring import bring
from ansible_collections.telephony.threecx.plugins.module_utils.config.writing._report import Report
from ansible_collections.telephony.threecx.plugins.modules import threecx_config_info
from ansible_collections.telephony.threecx.tests.emulator import Emulator
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.examples import share
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import DEFAULTS

Config = dict[str, t.Any]


class Killed(BaseException):
    """The process is no more."""


class Killer:
    """Ends everything once so many requests have left.

    :param after: how many writes are answered before.
    """

    def __init__(self, after: int) -> None:
        self._left = after

    def __call__(self, request: Request, _status: int | None) -> None:
        if request.method != "GET" and request.path.startswith("/xapi/"):
            self._left -= 1
            if self._left == 0:
                raise Killed


class Breaker:
    """Has a PBX fail once so many writes have been answered.

    :param switches: how it fails.
    """

    def __init__(self, pbx: Emulator, after: int, switches: Config) -> None:
        self._pbx = pbx
        self._left = after
        self._switches = switches

    def __call__(self, request: Request, _status: int | None) -> None:
        if request.method != "GET" and request.path.startswith("/xapi/"):
            self._left -= 1
            if self._left == 0:
                self._pbx.behave(**self._switches)


def wish(config: Config, **options: t.Any) -> Wish:
    return Wish(read_targets(config, state=options.get("state", "present")), **{"parallel": 1, **options})


def shown(pbx: Emulator) -> Config:
    """All that a person can set of the kinds that are written here; nothing of another kind may have been written."""
    kinds = {*KINDS, "Groups"}
    paths = [entry.path for entry in pbx.log if entry.method != "GET" and "/xapi/" in entry.path]
    assert not [path for path in paths if re.split(r"[/(]", path.removeprefix("/xapi/v1/"))[0] not in kinds]
    options: Config = {"kinds": sorted(kinds), "departments": None, "keys": None, "include": [], "parallel": 4}
    with open_client(pbx, read_only=True) as client:
        config: Config = threecx_config_info.run(client, read_selection(options))["config"]
        return config


def open_client(pbx: Emulator, **options: t.Any) -> Client:
    params = {**DEFAULTS, "url": pbx.url, "client_id": pbx.client_id, "client_secret": pbx.client_secret}
    return Client(read_connection(params), warn=lambda _text: None, **options)


def run(pbx: Emulator, wished: Wish, **options: t.Any) -> Report:
    with open_client(pbx, read_only=False, sleep=lambda _seconds: None, **options) as client:
        return bring(client, wished, check_mode=False, devices=None)


def writes(pbx: Emulator) -> int:
    return sum(entry.method != "GET" and "/xapi/" in entry.path for entry in pbx.log)


NUMBERS = [str(number) for number in range(510, 518)]
KINDS = ("Users", "RingGroups", "Queues", "Receptionists")
DESTINATIONS = {"Users": "Extension", "RingGroups": "RingGroup", "Queues": "Queue", "Receptionists": "IVR"}


@st.composite
def graphs(draw: st.DrawFn) -> Config:
    """Objects with numbers that refer to each other, and to themselves, in any way."""
    kinds = {number: draw(st.sampled_from(KINDS)) for number in draw(st.sets(st.sampled_from(NUMBERS), min_size=2))}
    config: Config = {}
    for number, kind in kinds.items():
        config.setdefault(kind, []).append(draw(one_object(number, kind, kinds)))
    if draw(st.booleans()):
        config["Groups"] = [{"Name": "Lyon", "OfficeRoute": {"Route": draw(destination(kinds))}}]
        for user in config.get("Users", ()):
            user["Groups"] = [{"GroupId": "Lyon", "Rights": {"RoleName": "users"}}]
            user["PrimaryGroupId"] = "Lyon"
    return config


@st.composite
def destination(draw: st.DrawFn, kinds: dict[str, str]) -> Config:
    number = draw(st.sampled_from(sorted(kinds)))
    return {"To": DESTINATIONS[kinds[number]], "Number": number}


@st.composite
def one_object(draw: st.DrawFn, number: str, kind: str, kinds: dict[str, str]) -> Config:
    if kind == "Users":
        return {"Number": number, "FirstName": draw(st.sampled_from(["Ann", "Ben"]))}
    users = [other for other, its in kinds.items() if its == "Users"]
    members = [{"Number": other} for other in draw(st.lists(st.sampled_from(users), unique=True))] if users else []
    if kind == "RingGroups":
        return {"Number": number, "Name": number, "Members": members, "ForwardNoAnswer": draw(destination(kinds))}
    if kind == "Queues":
        return {"Number": number, "Name": number, "Agents": members, "ForwardNoAnswer": draw(destination(kinds))}
    route = draw(destination(kinds))
    key = {"Input": "Key1", "ForwardType": route["To"], "ForwardDN": route["Number"]}
    return {"Number": number, "Name": number, "Forwards": [key]}


@given(graphs())
@share(3, at_least=6)
def test_objects_that_refer_to_each_other_in_any_way_come_about(config: Config) -> None:
    with Emulator(devices=0, users=12) as pbx:
        first, second = run(pbx, wish(config)), run(pbx, wish(config))
    assert first.problem is None
    assert {result.step.action for result in first.results} == {"create"}
    assert (second.problem, second.changed) == (None, False)


@given(graphs(), st.data())
@share(3, at_least=6)
def test_a_task_that_is_killed_anywhere_can_be_run_again(config: Config, data: st.DataObject) -> None:
    with Emulator(devices=0, users=12, random_seed=3) as pbx:
        run(pbx, wish(config))
        number = writes(pbx)
        expected = shown(pbx)
    after = data.draw(st.integers(1, number), label="killed after")
    with Emulator(devices=0, users=12, random_seed=3) as pbx:
        with pytest.raises(Killed):
            run(pbx, wish(config), observe=Killer(after))
        again = run(pbx, wish(config))
        found = shown(pbx)
    assert again.problem is None
    assert found == expected


FAULTS: list[Config] = [
    *({switch: 9, "fault_methods": ["POST", "PATCH"]} for switch in ("fail_after", "empty_500_next", "html_next")),
    *({switch: 9, "drop_methods": ["POST", "PATCH", "GET"]} for switch in ("drop_after", "drop_before")),
    {"truncate_next": 9, "fault_methods": ["POST", "GET"]},
    {"throttle_next": 9},
    {"denied_kinds": ["Queues", "RingGroups"]},
    {"unbindable": "named", "ignore_fields": ["ForwardNoAnswer", "PrimaryGroupId"]},
]
WELL: Config = {"denied_kinds": [], "ignore_fields": []}


@given(graphs(), st.sampled_from(FAULTS), st.booleans(), st.data())
@share(2, at_least=10)
def test_a_task_that_fails_anywhere_can_be_run_again(
    config: Config, fault: Config, stops: bool, data: st.DataObject
) -> None:
    with Emulator(devices=0, users=12, random_seed=3) as pbx:
        run(pbx, wish(config))
        number = writes(pbx)
        expected = shown(pbx)
    after = data.draw(st.integers(1, number), label="fails after")
    with Emulator(devices=0, users=12, random_seed=3) as pbx:
        first = run(pbx, wish(config, stop_on_error=stops), observe=Breaker(pbx, after, fault))
        pbx.behave(**{**WELL, **{name: 0 for name in fault if name.endswith(("_next", "_after", "_before"))}})
        again = run(pbx, wish(config))
        found = shown(pbx)
        last = run(pbx, wish(config))
    # What failed is told, and what is told to be unchanged or done is so.
    assert first.changed
    assert again.problem is None
    # Whoever failed was created after the others.
    assert without_logins(found) == without_logins(expected)
    assert not last.changed


@given(graphs())
@share(4, at_least=5)
def test_how_many_work_makes_no_difference(config: Config) -> None:
    found = []
    for parallel in (1, 10):
        with Emulator(devices=0, users=12, random_seed=3) as pbx:
            assert run(pbx, wish(config, parallel=parallel)).problem is None
            found.append((writes(pbx), without_logins(shown(pbx))))
    assert found[0] == found[1]


def without_logins(config: Config) -> Config:
    """The same without the names to log in with, which a PBX draws for one new user after the other."""
    return {**config, "Users": [{**user, "AuthID": None} for user in config["Users"]]}


# What comes into lists meanwhile

# Each leads to the other, so that the keys of 570 are written once 571 is there.
MENUS: Config = {
    "Receptionists": [
        {"Number": one, "Name": one, "Forwards": [{"Input": "Key1", "ForwardType": "IVR", "ForwardDN": other}]}
        for one, other in (("570", "571"), ("571", "570"))
    ]
}


FILLED = ["Key8", "Key9"]


class Filler:
    """Puts keys into the menu 570 as soon as the request is answered that creates a menu.

    :param number: of that one.
    """

    def __init__(self, pbx: Emulator, number: str) -> None:
        self._pbx = pbx
        self._number = number

    def __call__(self, request: Request, _status: int | None) -> None:
        is_there = any(menu["Number"] == self._number for menu in self._pbx.objects("Receptionists"))
        if request.method == "POST" and is_there and keys(self._pbx) == []:
            key = {"ForwardType": "Extension", "ForwardDN": "101"}
            self._pbx.change_object("Receptionists", "570", Forwards=[{"Input": one, **key} for one in FILLED])


def keys(pbx: Emulator) -> list[str]:
    (found,) = [menu.get("Forwards") or [] for menu in pbx.objects("Receptionists") if menu["Number"] == "570"]
    return [key["Input"] for key in found]


def test_what_a_pbx_puts_into_a_list_of_a_new_object_gives_way_to_what_is_wanted() -> None:
    with Emulator(devices=0, users=12) as pbx:
        report = run(pbx, wish(MENUS), observe=Filler(pbx, "570"))
        assert keys(pbx) == ["Key1"]
        assert not run(pbx, wish(MENUS)).changed
    assert report.problem is None
    assert [count_as(result) for result in report.results] == ["created", "created"]


@pytest.mark.parametrize("name", ["570", "Old"])
def test_what_somebody_puts_into_a_list_of_an_object_that_was_there_stays(name: str) -> None:
    """Also if something else of it was changed before."""
    with Emulator(devices=0, users=12) as pbx:
        pbx.add_object("Receptionists", Number="570", Name=name, Forwards=[])
        report = run(pbx, wish(MENUS), observe=Filler(pbx, "571"))
        assert keys(pbx) == FILLED
    assert "1 members would be taken out of its lists, and 0 were foreseen" in str(report.problem)
