# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is written to an object that is another one by then, gone, or there twice."""

from __future__ import annotations

import json
import typing as t

import pytest

from ansible_collections.telephony.threecx.plugins.module_utils.api._client import Client
from ansible_collections.telephony.threecx.plugins.module_utils.api._errors import ThreeCXError, UnclearError
from ansible_collections.telephony.threecx.plugins.module_utils.api._replies import Reply
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes._check import read_targets
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes._wish import Wish
from ansible_collections.telephony.threecx.plugins.module_utils.config.writing._bring import bring
from ansible_collections.telephony.threecx.tests.emulator import Emulator
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import OpenClient, StartPbx

Config = dict[str, t.Any]

# What is sent as a list is read directly before.
USER: Config = {"Users": [{"Number": "100", "Groups": [{"GroupId": "DEFAULT", "Rights": {"RoleName": "managers"}}]}]}
LYON: Config = {"Groups": [{"Name": "Lyon"}]}


@pytest.fixture
def pbx(start_pbx: StartPbx) -> Emulator:
    return start_pbx(0, users=3)


class Between:
    """Does something before or after a request, or in place of its answer."""

    def __init__(
        self, client: Client, method: str, path: str, change: t.Callable[[t.Callable[[], Reply]], Reply]
    ) -> None:
        call = client.call

        def called(asked: str, at: str, **more: t.Any) -> Reply:
            def send() -> Reply:
                return call(asked, at, **more)  # type: ignore[arg-type]

            return change(send) if (asked, at.partition("(")[0]) == (method, path) else send()

        client.call = called  # type: ignore[assignment, method-assign]


def failures(client: Client, config: Config, **wish: t.Any) -> str:
    whole = Wish(read_targets(config, state="present"), allow_risky=frozenset({"roles"}), **wish)
    report = bring(client, whole, check_mode=False, devices=None)
    assert not report.problems, report.problems
    return " ".join(str(result.error) for result in report.results if result.error is not None)


def writes(pbx: Emulator) -> list[str]:
    return [entry.method for entry in pbx.requests() if entry.method not in ("GET",) and "token" not in entry.path]


def user(pbx: Emulator, number: str) -> dict[str, t.Any]:
    (found,) = (row for row in pbx.objects("Users") if row["Number"] == number)
    return found


def test_a_neighbour_that_is_shown_in_place_of_an_object_is_never_written_to(
    pbx: Emulator, open_client: OpenClient
) -> None:
    client = open_client(pbx)
    own, other = (user(pbx, number)["Id"] for number in ("100", "101"))

    def mix_up(send: t.Callable[[], Reply]) -> Reply:
        reply = send()
        return reply._replace(body=json.dumps({**json.loads(reply.body), "Id": other}).encode())

    Between(client, "GET", "/Users", mix_up)
    assert failures(client, USER).startswith(f"The PBX answered the request for Users {own} with another object.")
    assert writes(pbx) == []


def test_what_somebody_has_deleted_meanwhile_is_not_created_anew(pbx: Emulator, open_client: OpenClient) -> None:
    client = open_client(pbx)

    def lose(send: t.Callable[[], Reply]) -> Reply:
        pbx.remove_object("Users", "100")
        return send()

    Between(client, "GET", "/Users", lose)
    assert failures(client, USER) == 'Users[0] "100": it is gone, since somebody else has deleted it meanwhile.'
    assert writes(pbx) == []


def test_of_two_objects_with_the_name_of_a_lost_creation_none_is_written_to(
    pbx: Emulator, open_client: OpenClient
) -> None:
    client = open_client(pbx)

    def create_twice(send: t.Callable[[], Reply]) -> Reply:
        send()
        pbx.add_object("Groups", Name="Lyon")
        raise UnclearError(ThreeCXError("No answer came."))

    Between(client, "POST", "/Groups", create_twice)
    told = failures(client, LYON)
    assert 'What became of Groups[0] "Lyon" is not known, since it cannot be read' in told
    assert told.endswith('Groups[0] "Lyon": the PBX has 2 objects with this key by now.')
    assert writes(pbx) == ["POST"]


@pytest.mark.parametrize("shown", [b"{}", None])
def test_a_creation_of_which_nothing_is_there_is_no_success(
    pbx: Emulator, open_client: OpenClient, shown: bytes | None
) -> None:
    """Whether the answer has an id or not."""
    client = open_client(pbx)

    def forget(send: t.Callable[[], Reply]) -> Reply:
        reply = send()
        (group,) = (row["Id"] for row in pbx.objects("Groups") if row["Name"] == "Lyon")
        pbx.remove_object("Groups", group)
        return reply._replace(body=b'{"Id":%d}' % group if shown is None else shown)

    Between(client, "POST", "/Groups", forget)
    assert failures(client, LYON) == 'The PBX accepted Groups[0] "Lyon", but does not know it afterwards.'
