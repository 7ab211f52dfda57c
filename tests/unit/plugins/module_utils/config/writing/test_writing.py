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
from ansible_collections.telephony.threecx.plugins.module_utils.config.writing._report import Report
from ansible_collections.telephony.threecx.plugins.module_utils.config.writing._writing import narrowed
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


def bring_about(client: Client, config: Config) -> Report:
    wish = Wish(read_targets(config, state="present"), allow_risky=frozenset({"roles"}))
    return bring(client, wish, check_mode=False, devices=None)


def failures(client: Client, config: Config) -> str:
    report = bring_about(client, config)
    assert not report.problems, report.problems
    return " ".join(str(result.error) for result in report.results if result.error is not None)


def as_seen(client: Client, config: Config) -> Config:
    """The same for one object, with its fingerprint as it is now."""
    ((kind, (value,)),) = config.items()
    (told,) = bring_about(client, {kind: [{**value, "if_fingerprint": "0" * 64}]}).problems
    return {kind: [{**value, "if_fingerprint": told.rpartition(" is ")[2].rstrip(".")}]}


def writes(pbx: Emulator) -> list[str]:
    return [entry.method for entry in pbx.requests() if entry.method not in ("GET",) and "token" not in entry.path]


def lost(send: t.Callable[[], Reply]) -> Reply:
    """What is sent is carried out, and no answer comes."""
    send()
    raise UnclearError(ThreeCXError("No answer came."))


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


# What the user has seen


@pytest.fixture(params=["off", "header", "both"])
def pbx_with_lyon(start_pbx: StartPbx, request: pytest.FixtureRequest) -> Emulator:
    pbx = start_pbx(0, users=3, etags=request.param)
    pbx.add_object("Groups", Name="Lyon", Number="GRP0091")
    return pbx


# What is the main department is written after the departments.
MOVED: Config = {
    "Users": [
        {
            "Number": "100",
            "FirstName": "Moved",
            "Groups": [{"GroupId": "DEFAULT"}, {"GroupId": "Lyon", "Rights": {"RoleName": "users"}}],
            "PrimaryGroupId": "Lyon",
        }
    ]
}
# And the one before is left at last.
LEFT: Config = {"Users": [{**MOVED["Users"][0], "Groups": MOVED["Users"][0]["Groups"][1:]}]}


@pytest.mark.parametrize(("config", "number"), [(MOVED, 2), (LEFT, 3)], ids=["moved", "left"])
def test_what_was_seen_is_written_to_in_several_requests_of_which_the_first_changes_it(
    pbx_with_lyon: Emulator, open_client: OpenClient, config: Config, number: int
) -> None:
    client = open_client(pbx_with_lyon)
    assert failures(client, as_seen(client, config)) == ""
    assert writes(pbx_with_lyon) == ["PATCH"] * number
    assert not bring_about(client, config).changed


def test_what_was_seen_and_is_what_it_should_be_after_a_lost_answer_is_well(
    pbx_with_lyon: Emulator, open_client: OpenClient
) -> None:
    client = open_client(pbx_with_lyon)
    config = as_seen(client, {"Users": [{"Number": "100", "FirstName": "Moved"}]})
    Between(client, "PATCH", "/Users", lost)
    report = bring_about(client, config)
    assert (report.problem, report.changed) == (None, True)
    assert writes(pbx_with_lyon) == ["PATCH"]


# What is known of an object


def test_what_somebody_else_has_brought_about_meanwhile_is_no_change(pbx: Emulator, open_client: OpenClient) -> None:
    client = open_client(pbx)
    (default,) = (row["Id"] for row in pbx.objects("Groups") if row["Name"] == "DEFAULT")

    def promote(send: t.Callable[[], Reply]) -> Reply:
        pbx.change_object("Users", "100", Groups=[{"GroupId": default, "Rights": {"RoleName": "managers"}}])
        return send()

    Between(client, "GET", "/Users", promote)
    report = bring_about(client, USER)
    assert (report.problem, report.changed) == (None, False)
    assert writes(pbx) == []


def test_members_that_somebody_has_put_in_meanwhile_are_not_taken_out(
    pbx_with_lyon: Emulator, open_client: OpenClient
) -> None:
    pbx, client = pbx_with_lyon, open_client(pbx_with_lyon)
    (lyon,) = (row["Id"] for row in pbx.objects("Groups") if row["Name"] == "Lyon")

    def join(send: t.Callable[[], Reply]) -> Reply:
        joined = {"GroupId": lyon, "Rights": {"RoleName": "users"}}
        pbx.change_object("Users", "100", Groups=[*user(pbx, "100")["Groups"][:1], joined])
        return send()

    Between(client, "GET", "/Users", join)
    assert "by now 1 members would be taken out of its lists, and 0 were foreseen" in failures(client, USER)
    assert writes(pbx) == []


def test_what_has_changed_meanwhile_is_read_with_all_that_it_holds(
    start_pbx: StartPbx, open_client: OpenClient
) -> None:
    """What is written as a whole would lose it otherwise."""
    pbx = start_pbx(0, users=3, etags="both")
    client, others = open_client(pbx), ["Ann"]

    def rename(send: t.Callable[[], Reply]) -> Reply:
        if others:
            pbx.change_object("Users", "100", FirstName=others.pop())
        return send()

    Between(client, "PATCH", "/Users", rename)
    assert failures(client, USER) == ""
    sent = [(entry.method, entry.status, entry.query) for entry in pbx.log if "/Users(" in entry.path]
    whole = sent[0][2]
    assert "$select" not in whole
    assert sent[:4] == [("GET", 200, whole), ("PATCH", 412, ""), ("GET", 200, whole), ("PATCH", 204, "")]


def requests(pbx: Emulator, path: str) -> list[str]:
    """What was sent from the creation on."""
    sent = [entry.method for entry in pbx.requests(path=path)]
    return sent[sent.index("POST") :]


def new(main: str, *others: str) -> Config:
    groups = [{"GroupId": name, "Rights": {"RoleName": "users"}} for name in (*others, main)]
    return {"Users": [{"Number": "510", "Groups": groups, "PrimaryGroupId": main}]}


def test_what_a_pbx_gives_a_new_object_by_itself_is_not_written(
    pbx_with_lyon: Emulator, open_client: OpenClient
) -> None:
    """It takes the first department for the main one."""
    assert failures(open_client(pbx_with_lyon), new("Lyon")) == ""
    assert requests(pbx_with_lyon, "/Users") == ["POST", "GET"]


@pytest.mark.parametrize("main", ["Lyon", None])
def test_what_a_pbx_does_not_tell_of_a_new_object_is_written(
    pbx_with_lyon: Emulator, open_client: OpenClient, main: str | None
) -> None:
    """Null as well: it is not said that it is so by itself."""
    pbx, client = pbx_with_lyon, open_client(pbx_with_lyon)
    (wanted,) = new("Lyon", "DEFAULT")["Users"]

    def conceal(send: t.Callable[[], Reply]) -> Reply:
        reply = send()
        told = json.loads(reply.body)
        return reply._replace(body=json.dumps({name: told[name] for name in ("Id", "Number")}).encode())

    Between(client, "POST", "/Users", conceal)
    assert failures(client, {"Users": [{**wanted, "PrimaryGroupId": main}]}) == ""
    assert requests(pbx, "/Users") == ["POST", "PATCH", "GET"]
    (lyon,) = (row["Id"] for row in pbx.objects("Groups") if row["Name"] == "Lyon")
    assert user(pbx, "510")["PrimaryGroupId"] == (lyon if main else None)


AWAY: Config = {"Users": [{"Number": "510", "ForwardingProfiles": [{"Name": "Away", "NoAnswerTimeout": 25}]}]}


@pytest.mark.parametrize(
    ("config", "name", "sent"), [(USER, "Groups", []), (AWAY, "ForwardingProfiles", ["POST"])], ids=["there", "new"]
)
def test_what_a_pbx_does_not_show_when_it_is_to_be_written_is_no_success(
    pbx: Emulator, open_client: OpenClient, config: Config, name: str, sent: list[str]
) -> None:
    """A single object may show less than a list, and what is sent whole is read as a single object."""
    client = open_client(pbx)
    call = client.call

    def called(method: t.Any, path: str, **more: t.Any) -> Reply:
        reply = call(method, path, **more)
        if method != "GET" or not path.startswith("/Users("):
            return reply
        shown = {one: value for one, value in json.loads(reply.body).items() if one != name}
        return reply._replace(body=json.dumps(shown).encode())

    client.call = called  # type: ignore[method-assign]
    (result,) = bring_about(client, config).results
    told = f"{result.place}.{name}: the PBX does not show it, so what it is now cannot be told."
    assert (str(result.error), result.changed) == (told, bool(sent))
    assert writes(pbx) == sent


# Creations of which no answer tells

DAYS = {"Day": 14, "Month": 7, "Year": 2027, "DayEnd": 14, "MonthEnd": 7, "YearEnd": 2027}
TIMES = {"TimeOfStartDate": "00:00", "TimeOfEndDate": "23:59"}
HOLIDAY: Config = {"Holidays": [{"Group": "DEFAULT", "Name": "Bastille", **DAYS, **TIMES}]}


def with_id_alone(send: t.Callable[[], Reply]) -> Reply:
    reply = send()
    return reply._replace(body=json.dumps({"Id": json.loads(reply.body)["Id"]}).encode())


def emptied(send: t.Callable[[], Reply]) -> Reply:
    return send()._replace(body=b"{}")


@pytest.mark.parametrize("answer", [lost, emptied])
@pytest.mark.parametrize(
    ("config", "asked"), [({"Users": [{"Number": "510"}]}, "Number eq '510'"), (LYON, ""), (HOLIDAY, "")]
)
def test_a_new_object_is_found_by_its_key(
    pbx: Emulator, open_client: OpenClient, config: Config, asked: str, answer: t.Any
) -> None:
    """Only a key that the PBX stores as it is written can be asked for."""
    client, (kind,) = open_client(pbx), config
    Between(client, "POST", f"/{kind}", answer)
    before = len(pbx.objects(kind))
    report = bring_about(client, config)
    assert (report.problem, report.changed) == (None, True)
    assert writes(pbx) == ["POST"]
    assert len(pbx.objects(kind)) == before + 1
    log = pbx.requests(path=f"/{kind}")
    looked = log[[entry.method for entry in log].index("POST") + 1]
    assert (asked in looked.query, "$filter" in looked.query) == (True, bool(asked))


@pytest.mark.parametrize("answer", [lost, emptied, with_id_alone])
def test_what_came_about_without_an_answer_that_helps_can_be_referred_to(
    pbx: Emulator, open_client: OpenClient, answer: t.Any
) -> None:
    client = open_client(pbx)
    Between(client, "POST", "/Groups", answer)
    assert failures(client, {**LYON, **new("Lyon")}) == ""


def test_a_new_object_of_which_an_id_is_told_is_looked_at_by_it(pbx: Emulator, open_client: OpenClient) -> None:
    """There may be another of the same name."""
    client = open_client(pbx)
    Between(client, "POST", "/Groups", with_id_alone)
    assert failures(client, LYON) == ""
    log = pbx.requests(path="/Groups")
    assert "/Groups(" in log[[entry.method for entry in log].index("POST") + 1].path


@pytest.mark.parametrize("answer", [emptied, with_id_alone])
def test_a_new_object_that_cannot_be_looked_at_is_a_change(
    pbx: Emulator, open_client: OpenClient, answer: t.Any
) -> None:
    client = open_client(pbx)

    def blinded(send: t.Callable[[], Reply]) -> Reply:
        reply = answer(send)
        pbx.behave(html_next=99, html_status=500, fault_methods=["GET"])
        return t.cast("Reply", reply)

    Between(client, "POST", "/Groups", blinded)
    (result,) = bring_about(client, LYON).results
    assert result.error is not None
    assert str(result.error).startswith('The PBX accepted Groups[0] "Lyon", but cannot show it afterwards: GET ')
    assert (result.changed, result.done, result.error.facts["status"]) == (True, "create", 500)
    assert writes(pbx) == ["POST"]


@pytest.mark.parametrize("shown", [("Id",), ("Id", "Number")])
def test_a_neighbour_that_answers_for_a_new_object_is_never_written_to(
    pbx: Emulator, open_client: OpenClient, shown: tuple[str, ...]
) -> None:
    client, neighbour = open_client(pbx), user(pbx, "100")

    def mix_up(send: t.Callable[[], Reply]) -> Reply:
        reply = send()
        return reply._replace(body=json.dumps({name: neighbour[name] for name in shown}).encode())

    Between(client, "POST", "/Users", mix_up)
    assert failures(client, AWAY) == ""
    assert user(pbx, "100") == neighbour
    timeouts = {one["Name"]: one.get("NoAnswerTimeout") for one in user(pbx, "510")["ForwardingProfiles"]}
    assert timeouts["Away"] == 25


def test_it_is_told_how_it_came_out_that_an_object_is_gone(pbx_with_lyon: Emulator, open_client: OpenClient) -> None:
    client = open_client(pbx_with_lyon)

    def lose(send: t.Callable[[], Reply]) -> Reply:
        pbx_with_lyon.remove_object("Users", "100")
        return send()

    Between(client, "PATCH", "/Users", lose)
    (result,) = bring_about(client, {"Users": [{"Number": "100", "FirstName": "Moved"}]}).results
    assert result.error is not None
    assert str(result.error).endswith('Users[0] "100" is not there any more.')
    assert {name: result.error.facts.get(name) for name in ("method", "status")} == {"method": "PATCH", "status": 404}


def test_secrets_of_what_is_not_written_yet_are_left_out() -> None:
    value = {"Number": "100", "FirstName": "Ann"}
    (target,) = read_targets({"Users": [{**value, "AuthPassword": "Open-Sesame-1"}]}, state="present")
    assert target.secrets
    assert narrowed(target, ["FirstName"]).value == {"FirstName": "Ann"}
    assert not narrowed(target, ["FirstName"]).secrets
    assert narrowed(target, ["AuthPassword"]).secrets == target.secrets


# ETags that only single objects show


MARIE: Config = {"Users": [{"Number": "100", "FirstName": "Marie"}]}


@pytest.fixture
def strict(start_pbx: StartPbx) -> Emulator:
    return start_pbx(0, users=3, etags="header", require_if_match=True)


def test_what_is_refused_without_an_etag_is_read_and_sent_with_it(strict: Emulator, open_client: OpenClient) -> None:
    client = open_client(strict)
    report = bring_about(client, MARIE)
    assert (report.problem, report.changed, user(strict, "100")["FirstName"]) == (None, True, "Marie")
    sent = [(entry.method, entry.status) for entry in strict.requests() if "/Users(" in entry.path]
    assert sent == [("PATCH", 428), ("GET", 200), ("PATCH", 204), ("GET", 200)]


def test_what_is_refused_without_an_etag_is_not_sent_again_where_none_is_shown(
    strict: Emulator, open_client: OpenClient
) -> None:
    strict.behave(etags="off")
    (result,) = bring_about(open_client(strict), MARIE).results
    assert result.error is not None
    assert (result.changed, result.error.facts["status"], writes(strict)) == (False, 428, ["PATCH"])


def test_what_is_gone_when_its_etag_is_looked_for_is_told_to_be(strict: Emulator, open_client: OpenClient) -> None:
    client = open_client(strict)

    there = [user(strict, "100")["Id"]]

    def lose(send: t.Callable[[], Reply]) -> Reply:
        if there and writes(strict):
            strict.remove_object("Users", there.pop())
        return send()

    Between(client, "GET", "/Users", lose)
    (result,) = bring_about(client, MARIE).results
    assert str(result.error).endswith('Users[0] "100" is not there any more.')
    assert (result.changed, writes(strict)) == (False, ["PATCH"])


def test_what_changes_while_its_etag_is_looked_for_is_looked_at_again(
    strict: Emulator, open_client: OpenClient
) -> None:
    client, names = open_client(strict), ["Ann"]

    def rename(send: t.Callable[[], Reply]) -> Reply:
        reply = send()
        if names and writes(strict):
            strict.change_object("Users", "100", FirstName=names.pop())
        return reply

    Between(client, "GET", "/Users", rename)
    assert failures(client, MARIE) == ""
    sent = [(entry.method, entry.status) for entry in strict.requests() if "/Users(" in entry.path]
    assert sent[:5] == [("PATCH", 428), ("GET", 200), ("PATCH", 412), ("GET", 200), ("PATCH", 204)]


# What is sent


@pytest.mark.parametrize("renew", [False, True])
def test_a_concealed_secret_inside_of_an_object_is_sent_where_it_is_renewed(
    pbx: Emulator, open_client: OpenClient, renew: bool
) -> None:
    place: Config = {"FtpPath": "198.51.100.7"}
    client = open_client(pbx)

    def bring_to(**more: t.Any) -> Report:
        config = {"RemoteArchivingSettings": {"Location": {**place, **more}}}
        wish = Wish(read_targets(config, state="present"), renew_secrets=renew)
        return bring(client, wish, check_mode=False, devices=None)

    def stored() -> t.Any:
        return pbx.setting("RemoteArchivingSettings")["Location"]

    assert bring_to(FtpPassword="S3cr3t-Ftp-1").problem is None
    before = stored()
    report = bring_to(FtpPassword="S3cr3t-Ftp-2")
    assert (report.problem, report.changed) == (None, renew)
    assert ("S3cr3t-Ftp-2" in json.dumps(stored())) == renew
    # Where something else of the object changes, it is sent along, or stays as it is.
    assert bring_to(FtpPath="198.51.100.8", FtpPassword="S3cr3t-Ftp-3").changed
    assert ("S3cr3t-Ftp-3" in json.dumps(stored())) == renew
    assert renew or stored() == {**before, "FtpPath": "198.51.100.8"}


def test_what_was_written_before_is_looked_at_again_when_a_later_part_meets_a_conflict(
    strict: Emulator, open_client: OpenClient
) -> None:
    lyon = strict.add_object("Groups", Name="Lyon", Number="GRP0091")["Id"]
    client, names = open_client(strict), ["Ann"]

    def rename(send: t.Callable[[], Reply]) -> Reply:
        if names and writes(strict) == ["PATCH", "PATCH"]:
            strict.change_object("Users", "100", FirstName=names.pop())
        return send()

    Between(client, "PATCH", "/Users", rename)
    assert failures(client, MOVED) == ""
    sent = [entry.status for entry in strict.requests("PATCH")]
    assert sent == [204, 428, 412, 204]
    assert (user(strict, "100")["FirstName"], user(strict, "100")["PrimaryGroupId"]) == ("Moved", lyon)
