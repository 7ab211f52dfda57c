# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What was to be free of references by the time of its deletion, and is not, stays."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.telephony.threecx.plugins.module_utils.api._client import Client
from ansible_collections.telephony.threecx.plugins.module_utils.api._errors import StoppedError
from ansible_collections.telephony.threecx.plugins.module_utils.change._report import count_as
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._kinds import KINDS
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes._check import read_targets
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes._wish import Scope, Wish
from ansible_collections.telephony.threecx.plugins.module_utils.config.writing._bring import bring
from ansible_collections.telephony.threecx.plugins.module_utils.config.writing._report import Report
from ansible_collections.telephony.threecx.plugins.module_utils.config.writing._writing import Work, Writer
from ansible_collections.telephony.threecx.tests.emulator import Emulator
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import OpenClient, StartPbx

Open = t.Callable[[Emulator], Client]


def a_queue_with_an_agent(start_pbx: StartPbx, **switches: t.Any) -> Emulator:
    """A PBX with the queue 790, whose agent is 510, and another user, 511."""
    pbx = start_pbx(0, users=3, **switches)
    for number in ("510", "511"):
        pbx.add_object("Users", Number=number)
    pbx.add_object("Queues", Number="790", Name="Support", Agents=[{"Number": "510"}])
    return pbx


def bring_about(client: Client, config: dict[str, t.Any], **options: t.Any) -> Report:
    targets = read_targets(config, state=options.get("state", "present"))
    return bring(client, Wish(targets, **{"stop_on_error": False, **options}), check_mode=False, devices=None)


def errors(report: Report) -> dict[str, str]:
    return {result.step.place: str(result.error) for result in report.results if result.error is not None}


def numbers(pbx: Emulator, kind: str) -> set[str]:
    return {row["Number"] for row in pbx.objects(kind)}


def test_an_object_stays_where_the_change_that_would_have_freed_it_has_failed(
    start_pbx: StartPbx, open_client: OpenClient
) -> None:
    pbx = a_queue_with_an_agent(start_pbx, refuse_fields=("Agents",), referenced_deletion="dangling")
    config = {"Users": [{"Number": "511"}], "Queues": [{"Number": "790", "Agents": []}]}
    scope = Scope(numbers=(("510", "519"),))
    report = bring_about(open_client(pbx), config, prune=(KINDS["Users"],), scope=scope)
    assert errors(report)["Users[510]"] == "Users[510] cannot be deleted: Queues[790].Agents still has it."
    assert set(errors(report)) == {'Queues[0] "790"', "Users[510]"}
    assert numbers(pbx, "Users") >= {"510", "511"}
    assert pbx.requests("DELETE") == []


def test_nothing_is_deleted_once_a_task_has_stopped(start_pbx: StartPbx, open_client: OpenClient) -> None:
    pbx = a_queue_with_an_agent(start_pbx, refuse_fields=("Agents",))
    config = {"Users": [{"Number": "511"}], "Queues": [{"Number": "790", "Agents": []}]}
    scope = Scope(numbers=(("510", "519"),))
    report = bring_about(open_client(pbx), config, prune=(KINDS["Users"],), scope=scope, stop_on_error=True)
    assert set(errors(report)) == {'Queues[0] "790"'}
    assert count_as(report.results[-1]) == "not_tried"
    assert pbx.requests("DELETE") == []


def test_an_object_goes_once_the_change_that_frees_it_is_made(start_pbx: StartPbx, open_client: OpenClient) -> None:
    pbx = a_queue_with_an_agent(start_pbx, referenced_deletion="refused")
    config = {"Users": [{"Number": "511"}], "Queues": [{"Number": "790", "Agents": []}]}
    scope = Scope(numbers=(("510", "519"),))
    report = bring_about(open_client(pbx), config, prune=(KINDS["Users"],), scope=scope)
    assert errors(report) == {}
    assert "510" not in numbers(pbx, "Users")


def test_two_go_whose_profiles_lead_calls_to_each_other(start_pbx: StartPbx, open_client: OpenClient) -> None:
    """A profile cannot be taken out of its list, so that it must be what it holds that lets go."""
    pbx = a_queue_with_an_agent(start_pbx, referenced_deletion="refused")
    pbx.change_object("Queues", "790", Agents=[])
    for number, other in (("510", "511"), ("511", "510")):
        route = {"Internal": {"To": "Extension", "Number": other}}
        pbx.change_object("Users", number, ForwardingProfiles=[{"Id": 1, "Name": "Away", "AwayRoute": route}])
    report = bring_about(open_client(pbx), {"Users": [{"Number": "510"}, {"Number": "511"}]}, state="absent")
    assert errors(report) == {}
    assert not {"510", "511"} & numbers(pbx, "Users")


def a_circle_of_ring_groups(start_pbx: StartPbx) -> Emulator:
    """A PBX with the ring groups 801 and 802, each a member of the other, and 803."""
    pbx = start_pbx(0, users=3, referenced_deletion="refused")
    for number in ("801", "802", "803"):
        pbx.add_object("RingGroups", Number=number, Name=f"Group {number}")
    for number, other in (("801", "802"), ("802", "801")):
        pbx.change_object("RingGroups", number, Members=[{"Number": other}])
    return pbx


@pytest.mark.parametrize("state", ["absent", "present"])
def test_what_has_let_go_of_another_and_stays_is_told_as_changed(
    start_pbx: StartPbx, open_client: OpenClient, state: str
) -> None:
    pbx = a_circle_of_ring_groups(start_pbx)
    # Who sits at a phone just now is not read, so that the PBX alone knows of this reference.
    pbx.change_object("Users", pbx.objects("Users")[0]["Number"], HotdeskingAssignment="801")
    absent = {"RingGroups": [{"Number": "801"}, {"Number": "802"}]}
    pruned = {"prune": (KINDS["RingGroups"],), "scope": Scope(numbers=(("801", "803"),))}
    config, options = (absent, {}) if state == "absent" else ({"RingGroups": [{"Number": "803"}]}, pruned)
    report = bring_about(open_client(pbx), config, state=state, **options)
    (result,) = (one for one in report.results if one.step.key == ("801",))
    assert (result.changed, result.done, count_as(result)) == (True, "update", "failed")
    assert result.diff == {"before": {"Members": [{"Number": "802"}]}, "after": {"Members": []}}
    assert "CANNOT_BE_DELETED" in str(result.error)
    assert str(result.error).endswith("What was to be deleted with it was taken out of its Members.")
    assert numbers(pbx, "RingGroups") >= {"801", "803"}


@pytest.fixture
def open_stopping(open_client: OpenClient, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Clients that are told to end once something has let go of something else."""

    def opened(pbx: Emulator) -> Client:
        client = open_client(pbx)
        original = client.write

        def write(method: t.Any, path: str, **options: t.Any) -> None:
            if method == "DELETE" and pbx.requests("PATCH"):
                raise StoppedError("The task was told to end.")
            original(method, path, **options)

        monkeypatch.setattr(client, "write", write)
        return client

    return opened


def test_what_lets_go_of_another_stays_in_its_department(start_pbx: StartPbx, open_stopping: Open) -> None:
    """Or the same task, within that department alone, would not find it any more."""
    pbx = a_circle_of_ring_groups(start_pbx)
    group = pbx.add_object("Groups", Name="Lyon", Number="GRP0100")["Id"]
    for number in ("801", "802"):
        pbx.change_object("RingGroups", number, Groups=[{"GroupId": group}])
    config = {"RingGroups": [{"Number": "803"}], "Groups": [{"Name": "DEFAULT"}]}
    prune = (KINDS["RingGroups"], KINDS["Groups"])
    bring_about(open_stopping(pbx), config, prune=prune, scope=Scope(departments=frozenset({"Lyon"})))
    left = [row for row in pbx.objects("RingGroups") if row["Number"] in ("801", "802")]
    assert [(row["Members"], [one["GroupId"] for one in row["Groups"]]) for row in left] == [([], [group])] * 2


def test_what_has_let_go_of_another_when_a_task_is_stopped_is_told_as_changed(
    start_pbx: StartPbx, open_stopping: Open
) -> None:
    client = open_stopping(a_circle_of_ring_groups(start_pbx))
    report = bring_about(client, {"RingGroups": [{"Number": "801"}, {"Number": "802"}]}, state="absent")
    assert [(one.changed, one.done) for one in report.results] == [(True, "update")] * 2
    assert errors(report)['RingGroups[0] "801"'] == (
        'RingGroups[0] "801" was not deleted, since the task was stopped before. What was to be deleted with it was'
        " taken out of its Members."
    )


@pytest.mark.parametrize("merged", [frozenset(), frozenset({"RingGroups.Members"})])
def test_two_go_that_are_members_of_each_other(
    merged: frozenset[str], start_pbx: StartPbx, open_client: OpenClient
) -> None:
    """That lists are merged keeps the members of what stays, and not those of what goes."""
    pbx = a_circle_of_ring_groups(start_pbx)
    scope = Scope(numbers=(("801", "803"),))
    report = bring_about(
        open_client(pbx),
        {"RingGroups": [{"Number": "803"}]},
        prune=(KINDS["RingGroups"],),
        scope=scope,
        merge_lists=merged,
    )
    assert errors(report) == {}
    assert not {"801", "802"} & numbers(pbx, "RingGroups")


def test_an_object_stays_where_the_deletion_of_another_that_refers_to_it_has_failed(
    start_pbx: StartPbx, open_client: OpenClient
) -> None:
    pbx = a_queue_with_an_agent(start_pbx, referenced_deletion="refused")
    # Who sits at a phone just now is not read, so that the PBX alone knows of this reference.
    pbx.change_object("Users", "511", HotdeskingAssignment="790")
    config = {"Users": [{"Number": "510"}], "Queues": [{"Number": "790"}]}
    report = bring_about(open_client(pbx), config, state="absent")
    assert errors(report)['Users[0] "510"'] == "Users[510] cannot be deleted: Queues[790].Agents still has it."
    assert "CANNOT_BE_DELETED" in errors(report)['Queues[0] "790"']
    assert not any("/Users" in entry.path for entry in pbx.requests("DELETE"))


def test_a_department_of_the_scope_may_be_one_that_comes_about(start_pbx: StartPbx, open_client: OpenClient) -> None:
    pbx = a_queue_with_an_agent(start_pbx)
    config = {"Groups": [{"Name": "Lyon"}], "Users": [{"Number": "511", "Groups": [{"GroupId": "Lyon"}]}]}
    scope = Scope(departments=frozenset({"Lyon"}))
    report = bring_about(open_client(pbx), config, prune=(KINDS["Users"],), scope=scope)
    assert report.problem is None
    assert "510" in numbers(pbx, "Users")


@pytest.mark.parametrize("etags", ["off", "both"])
@pytest.mark.parametrize("state", ["absent", "present"])
def test_one_goes_that_has_lost_a_member_with_another_deletion_of_the_same_task(
    start_pbx: StartPbx, open_client: OpenClient, state: str, etags: str
) -> None:
    """The next member then stands in its place: a number of which a deletion reads no more than that it is there."""
    pbx = start_pbx(0, users=3, etags=etags, referenced_deletion="cleared")
    pbx.add_object("Parkings", Number="SP7")
    for number in ("801", "802", "803"):
        pbx.add_object("RingGroups", Number=number, Name=f"Ring {number}")
    pbx.change_object("RingGroups", "802", Members=[{"Number": "801"}, {"Number": "SP7"}])
    absent = {"RingGroups": [{"Number": "801"}, {"Number": "802"}]}
    pruned = {"prune": (KINDS["RingGroups"],), "scope": Scope(numbers=(("801", "803"),))}
    config, options = (absent, {}) if state == "absent" else ({"RingGroups": [{"Number": "803"}]}, pruned)
    report = bring_about(open_client(pbx), config, state=state, parallel=1, **options)
    assert errors(report) == {}
    assert not {"801", "802"} & numbers(pbx, "RingGroups")


def test_of_two_objects_of_one_key_each_has_its_own_outcome(start_pbx: StartPbx, open_client: OpenClient) -> None:
    pbx = start_pbx(0, users=3)
    lyon = pbx.add_object("Groups", Name="Lyon", Number="GRP0091")
    routes = [{"TrunkId": pbx.objects("Trunks")[0]["Id"]}]
    for name in ("Out", "Out", "Kept"):
        pbx.add_object("OutboundRules", Name=name, GroupIds=[lyon["Id"]], Routes=routes)
    pbx.behave(empty_500_next=1, fault_methods=("DELETE",))
    config, scope = {"OutboundRules": [{"Name": "Kept"}]}, Scope(departments=frozenset({"Lyon"}))
    report = bring_about(open_client(pbx, retries=0), config, prune=(KINDS["OutboundRules"],), scope=scope)
    assert [count_as(result) for result in report.results] == ["unchanged", "failed", "deleted"]
    assert sum(row["Name"] == "Out" for row in pbx.objects("OutboundRules")) == 1


def with_fingerprints(client: Client, *some: str) -> dict[str, t.Any]:
    """These ring groups as they are now."""
    config = {"RingGroups": [{"Number": number, "if_fingerprint": "0" * 64} for number in some]}
    told = errors(bring_about(client, config, state="absent"))
    for place, row in enumerate(config["RingGroups"]):
        row["if_fingerprint"] = told[f'RingGroups[{place}] "{row["Number"]}"'].rpartition(" is ")[2].rstrip(".")
    return config


@pytest.mark.parametrize("etags", ["off", "both"])
@pytest.mark.parametrize("style", ["cleared", "dangling", "refused"])
def test_what_was_seen_goes_although_it_loses_others_that_go(
    start_pbx: StartPbx, open_client: OpenClient, style: str, etags: str
) -> None:
    pbx = start_pbx(0, users=3, etags=etags, referenced_deletion=style)
    for number in ("801", "802", "803"):
        pbx.add_object("RingGroups", Number=number, Name=f"Ring {number}")
    for number, other in (("801", "802"), ("802", "803"), ("803", "801")):
        destination = {"To": "RingGroup", "Number": other}
        pbx.change_object("RingGroups", number, Members=[{"Number": other}], ForwardNoAnswer=destination)
    client = open_client(pbx)
    report = bring_about(client, with_fingerprints(client, "802", "801", "803"), state="absent", parallel=1)
    assert errors(report) == {}
    assert not {"801", "802", "803"} & numbers(pbx, "RingGroups")


# What somebody else does to an object between the decision and its deletion


Happening = t.Callable[[Emulator], object]


@pytest.fixture
def before_writing(monkeypatch: pytest.MonkeyPatch) -> t.Callable[[Emulator, str, Happening], None]:
    """Have something happen once: when all is decided, or directly before a request to write."""

    def arrange(pbx: Emulator, moment: str, happening: Happening) -> None:
        owner, name = {"decided": (Writer, "carry_out"), "writing": (Client, "write")}[moment]
        original, left = getattr(owner, name), [happening]

        def interfered(self: object, *args: t.Any, **options: t.Any) -> object:
            if left and (moment == "decided" or args[0] in ("PATCH", "DELETE")):
                left.pop()(pbx)
            return original(self, *args, **options)

        monkeypatch.setattr(owner, name, interfered)

    return arrange


def a_site(start_pbx: StartPbx, **switches: t.Any) -> Emulator:
    """A PBX with the ring groups 801, which goes, and 802, which stays; both in the department Lyon."""
    pbx = start_pbx(0, users=3, **switches)
    lyon, paris = (pbx.add_object("Groups", Name=name, Number=f"GRP009{at}") for at, name in enumerate(TOWNS))
    for number in ("801", "802"):
        pbx.add_object("RingGroups", Number=number, Name=f"Ring {number}", Groups=[{"GroupId": lyon["Id"]}])
    assert paris["Id"] != lyon["Id"]
    return pbx


TOWNS = ("Lyon", "Paris")
# Without ETags, nothing tells of what happens directly before the request.
MOMENTS = pytest.mark.parametrize(
    ("moment", "etags"),
    [("decided", "off"), ("decided", "header"), ("decided", "both"), ("writing", "header"), ("writing", "both")],
)
WITHIN = {"prune": (KINDS["RingGroups"],), "ignore": ("Kept*",), "scope": Scope(departments=frozenset({"Lyon"}))}


def to_paris(pbx: Emulator) -> None:
    (paris,) = (row["Id"] for row in pbx.objects("Groups") if row["Name"] == "Paris")
    pbx.change_object("RingGroups", "801", Groups=[{"GroupId": paris}])


def to_a_new_department_too(pbx: Emulator) -> None:
    (row,) = (row for row in pbx.objects("RingGroups") if row["Number"] == "801")
    new = pbx.add_object("Groups", Name="Nice", Number="GRP0099")
    pbx.change_object("RingGroups", "801", Groups=[*row["Groups"], {"GroupId": new["Id"]}])


def to_a_kept_name(pbx: Emulator) -> None:
    pbx.change_object("RingGroups", "801", Name="Kept for Anna")


def to_another_number(pbx: Emulator) -> None:
    pbx.change_object("RingGroups", "801", Number="809")


def to_other_members(pbx: Emulator) -> None:
    pbx.change_object("RingGroups", "801", Members=[{"Number": "100"}])


@pytest.mark.parametrize("happening", [to_paris, to_a_new_department_too, to_a_kept_name, to_another_number])
@MOMENTS
def test_what_would_not_be_pruned_any_more_stays(
    start_pbx: StartPbx, open_client: OpenClient, before_writing: t.Any, moment: str, happening: Happening, etags: str
) -> None:
    pbx = a_site(start_pbx, etags=etags)
    before_writing(pbx, moment, happening)
    report = bring_about(open_client(pbx), {"RingGroups": [{"Number": "802"}]}, **{**WITHIN, "may_miss": True})
    assert "RingGroups[801]: it has changed since it was read" in errors(report)["RingGroups[801]"]
    assert report.changed is False
    assert {"801", "809"} & numbers(pbx, "RingGroups")


@MOMENTS
def test_what_would_be_pruned_all_the_same_goes(
    start_pbx: StartPbx, open_client: OpenClient, before_writing: t.Any, moment: str, etags: str
) -> None:
    pbx = a_site(start_pbx, etags=etags)
    before_writing(pbx, moment, to_other_members)
    report = bring_about(open_client(pbx), {"RingGroups": [{"Number": "802"}]}, **{**WITHIN, "may_miss": True})
    assert (errors(report), report.changed) == ({}, True)
    assert "801" not in numbers(pbx, "RingGroups")


def test_what_leads_calls_elsewhere_by_then_goes_all_the_same(
    start_pbx: StartPbx, open_client: OpenClient, before_writing: t.Any
) -> None:
    pbx = a_site(start_pbx, etags="off")
    pbx.add_object("Parkings", Number="SP7")
    before_writing(pbx, "decided", lambda there: there.change_object("RingGroups", "801", Members=[{"Number": "SP7"}]))
    report = bring_about(open_client(pbx), {"RingGroups": [{"Number": "802"}]}, **{**WITHIN, "may_miss": True})
    assert errors(report) == {}
    assert "801" not in numbers(pbx, "RingGroups")


@pytest.mark.parametrize("etags", ["off", "both"])
def test_what_is_to_be_absent_and_has_another_key_by_then_stays(
    start_pbx: StartPbx, open_client: OpenClient, before_writing: t.Any, etags: str
) -> None:
    pbx = a_site(start_pbx, etags=etags)
    before_writing(pbx, "decided", to_another_number)
    report = bring_about(open_client(pbx), {"RingGroups": [{"Number": "801"}]}, state="absent")
    assert "it has changed since it was read" in errors(report)['RingGroups[0] "801"']
    assert "809" in numbers(pbx, "RingGroups")


@MOMENTS
def test_what_is_gone_by_then_is_no_change(
    start_pbx: StartPbx, open_client: OpenClient, before_writing: t.Any, moment: str, etags: str
) -> None:
    pbx = a_site(start_pbx, etags=etags)
    before_writing(pbx, moment, lambda there: there.remove_object("RingGroups", "801"))
    report = bring_about(open_client(pbx), {"RingGroups": [{"Number": "801"}]}, state="absent")
    assert (errors(report), report.changed) == ({}, False)


@MOMENTS
def test_what_the_user_has_not_seen_so_stays_although_it_loses_another_that_goes(
    start_pbx: StartPbx, open_client: OpenClient, before_writing: t.Any, moment: str, etags: str
) -> None:
    pbx = a_site(start_pbx, etags=etags, referenced_deletion="cleared")
    pbx.change_object("RingGroups", "801", Members=[{"Number": "802"}])
    client = open_client(pbx)
    config = with_fingerprints(client, "802", "801")
    before_writing(pbx, moment, to_a_kept_name)
    report = bring_about(client, config, state="absent", parallel=1)
    assert "it has changed since its fingerprint was taken" in errors(report)['RingGroups[1] "801"']
    assert numbers(pbx, "RingGroups") & {"801", "802"} == {"801"}


@MOMENTS
def test_what_the_user_has_not_seen_so_is_not_changed(
    start_pbx: StartPbx, open_client: OpenClient, before_writing: t.Any, moment: str, etags: str
) -> None:
    pbx = a_site(start_pbx, etags=etags)
    client = open_client(pbx)
    config = {"RingGroups": [{"Number": "801", "RingTime": 44}]}
    wrong = bring_about(client, {"RingGroups": [{"Number": "801", "RingTime": 44, "if_fingerprint": "0" * 64}]})
    seen = errors(wrong)['RingGroups[0] "801"'].rpartition(" is ")[2].rstrip(".")
    config["RingGroups"][0]["if_fingerprint"] = seen
    before_writing(pbx, moment, to_a_kept_name)
    report = bring_about(client, config)
    assert "it has changed since its fingerprint was taken" in errors(report)['RingGroups[0] "801"']
    assert report.changed is False


@pytest.mark.parametrize("etags", ["off", "header", "both"])
def test_what_somebody_changes_between_two_looks_is_not_what_the_user_has_seen(
    start_pbx: StartPbx, open_client: OpenClient, monkeypatch: pytest.MonkeyPatch, etags: str
) -> None:
    """What is written as a whole is read once more besides."""
    pbx = a_site(start_pbx, etags=etags)
    client = open_client(pbx)
    config = with_fingerprints(client, "801")
    config["RingGroups"][0]["Members"] = [{"Number": "100"}]
    read_whole = Writer._read_whole

    def read(self: Writer, *args: t.Any) -> t.Any:
        to_a_kept_name(pbx)
        return read_whole(self, *args)

    monkeypatch.setattr(Writer, "_read_whole", read)
    report = bring_about(client, config)
    assert "it has changed since its fingerprint was taken" in errors(report)['RingGroups[0] "801"']
    assert report.changed is False


def test_what_the_user_has_seen_is_looked_at_once_more_although_the_pbx_shows_etags(
    start_pbx: StartPbx, open_client: OpenClient, before_writing: t.Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A PBX may show ETags and not heed them, as this one does."""
    pbx = a_site(start_pbx, etags="both")
    client = open_client(pbx)
    config, write = with_fingerprints(client, "801"), client.write

    def unheeded(*request: t.Any, **options: t.Any) -> None:
        write(*request, **{**options, "if_match": None})

    monkeypatch.setattr(client, "write", unheeded)
    before_writing(pbx, "decided", to_a_kept_name)
    report = bring_about(client, config, state="absent")
    assert "it has changed since its fingerprint was taken" in errors(report)['RingGroups[0] "801"']
    assert "801" in numbers(pbx, "RingGroups")


# What somebody else does to an object between the refusal of its deletion and the next try


@pytest.fixture
def before_the_next(monkeypatch: pytest.MonkeyPatch) -> t.Callable[[Emulator, str, Happening], None]:
    """Have something happen once, before what lets go of another, or before what has let go of another is deleted."""

    def arrange(pbx: Emulator, action: str, happening: Happening) -> None:
        carry_out, left = Writer.carry_out, [happening]

        def interfered(self: Writer, work: Work, *args: t.Any) -> None:
            if left and pbx.requests("PATCH" if action == "delete" else "DELETE") and work.step.action == action:
                left.pop()(pbx)
            carry_out(self, work, *args)

        monkeypatch.setattr(Writer, "carry_out", interfered)

    return arrange


def members(pbx: Emulator, number: str) -> list[str]:
    """Those of a ring group, which may be called 809 by now."""
    (found,) = (row for row in pbx.objects("RingGroups") if row["Number"] in (number, "809"))
    return [member["Number"] for member in found["Members"]]


def bring_about_a_circle(client: Client, how: str, **options: t.Any) -> Report:
    """Have 801 and 802 deleted."""
    if how == "pruned":
        scope = Scope(departments=frozenset({"Lyon"}))
        pruned = {"prune": (KINDS["RingGroups"],), "ignore": ("Kept*",), "scope": scope, "may_miss": True}
        return bring_about(client, {"RingGroups": [{"Number": "803"}]}, parallel=1, **pruned, **options)
    config = {"RingGroups": [{"Number": "801"}, {"Number": "802"}]} if how == "absent" else None
    return bring_about(client, config or with_fingerprints(client, "801", "802"), state="absent", parallel=1, **options)


def a_circle_in_lyon(start_pbx: StartPbx, etags: str) -> Emulator:
    pbx = start_pbx(0, users=3, etags=etags, referenced_deletion="refused")
    lyon, _paris = (pbx.add_object("Groups", Name=name, Number=f"GRP009{at}") for at, name in enumerate(TOWNS))
    for number in ("801", "802", "803"):
        pbx.add_object("RingGroups", Number=number, Name=f"Ring {number}", Groups=[{"GroupId": lyon["Id"]}])
    for number, other in (("801", "802"), ("802", "801")):
        pbx.change_object("RingGroups", number, Members=[{"Number": other}])
    return pbx


@pytest.mark.parametrize("stops", [False, True])
@pytest.mark.parametrize("etags", ["off", "both"])
@pytest.mark.parametrize("action", ["update", "delete"])
@pytest.mark.parametrize(
    ("how", "happening"),
    [
        ("pruned", to_paris),
        ("pruned", to_a_kept_name),
        ("pruned", to_another_number),
        ("absent", to_another_number),
        ("seen", to_a_kept_name),
    ],
)
def test_what_is_not_meant_any_more_stays_although_it_was_in_a_circle(
    start_pbx: StartPbx,
    open_client: OpenClient,
    before_the_next: t.Any,
    how: str,
    happening: Happening,
    action: str,
    etags: str,
    stops: bool,
) -> None:
    pbx = a_circle_in_lyon(start_pbx, etags)
    before_the_next(pbx, action, happening)
    report = bring_about_a_circle(open_client(pbx), how, stop_on_error=stops)
    assert {"801", "809"} & numbers(pbx, "RingGroups")
    assert members(pbx, "801") == (["802"] if action == "update" else [])
    (told,) = (text for place, text in errors(report).items() if "801" in place)
    assert "it has changed since" in told


@pytest.mark.parametrize("etags", ["off", "both"])
@pytest.mark.parametrize("how", ["pruned", "absent", "seen"])
def test_what_is_in_a_circle_with_its_department_goes_with_it(
    start_pbx: StartPbx, open_client: OpenClient, how: str, etags: str
) -> None:
    """Although it is in none any more once it has let go of it."""
    pbx = a_circle_in_lyon(start_pbx, etags)
    client = open_client(pbx)
    if how == "pruned":
        config = {"RingGroups": [{"Number": "803"}], "Groups": [{"Name": "Paris"}]}
        within = {"prune": (KINDS["RingGroups"], KINDS["Groups"]), "scope": Scope(departments=frozenset({"Lyon"}))}
        options: dict[str, t.Any] = {"state": "present", "may_miss": True, **within}
    else:
        rings = {"RingGroups": [{"Number": "801"}, {"Number": "802"}]}
        config = {
            **(rings if how == "absent" else with_fingerprints(client, "801", "802")),
            "Groups": [{"Name": "Lyon"}],
        }
        options = {"state": "absent"}
    lyon, paris = (row["Id"] for row in pbx.objects("Groups") if row["Name"] in TOWNS)
    pbx.change_object("Groups", lyon, OfficeRoute={"Route": {"To": "RingGroup", "Number": "801"}})
    pbx.change_object("RingGroups", "803", Groups=[{"GroupId": paris}])
    report = bring_about(client, config, parallel=1, **options)
    assert (errors(report), report.problem) == ({}, None)
    assert not {"801", "802"} & numbers(pbx, "RingGroups")
    assert "Lyon" not in {row["Name"] for row in pbx.objects("Groups")}


@pytest.mark.parametrize("etags", ["off", "both"])
@pytest.mark.parametrize("action", ["update", "delete"])
@pytest.mark.parametrize("how", ["pruned", "absent"])
def test_of_a_circle_the_rest_goes_where_somebody_has_deleted_one(
    start_pbx: StartPbx, open_client: OpenClient, before_the_next: t.Any, how: str, action: str, etags: str
) -> None:
    pbx = a_circle_in_lyon(start_pbx, etags)
    before_the_next(pbx, action, lambda there: there.remove_object("RingGroups", "801"))
    report = bring_about_a_circle(open_client(pbx), how)
    assert errors(report) == {}
    assert numbers(pbx, "RingGroups") & {"801", "802", "803"} == {"803"}


# How many requests it takes


def sent(pbx: Emulator) -> list[tuple[str, int | None]]:
    """What was asked of single objects, and how it was answered."""
    return [(entry.method, entry.status) for entry in pbx.log if "RingGroups(" in entry.path]


@pytest.mark.parametrize("etags", ["off", "header", "both"])
def test_what_goes_is_looked_at_once_more_where_no_etag_tells_which_version_is_meant(
    start_pbx: StartPbx, open_client: OpenClient, etags: str
) -> None:
    pbx = a_site(start_pbx, etags=etags)
    report = bring_about(open_client(pbx), {"RingGroups": [{"Number": "801"}]}, state="absent")
    assert report.changed
    assert sent(pbx) == [*([] if etags == "both" else [("GET", 200)]), ("DELETE", 204), ("GET", 404)]


@pytest.mark.parametrize("etags", ["off", "header", "both"])
def test_what_lets_go_of_another_is_looked_at_before_each_request(
    start_pbx: StartPbx, open_client: OpenClient, etags: str
) -> None:
    """That it goes once it has let go is not tried with an ETag that it does not have any more."""
    pbx = a_circle_in_lyon(start_pbx, etags)
    assert errors(bring_about_a_circle(open_client(pbx), "absent")) == {}
    first = [*([] if etags == "both" else [("GET", 200)]), ("DELETE", 400)] * 2
    letting_go = [("GET", 200), ("GET", 200), ("PATCH", 204)] * 2
    # Whether both are gone is looked at in the end.
    assert sent(pbx) == [*first, *letting_go, *[("GET", 200), ("DELETE", 204)] * 2, *[("GET", 404)] * 2]
