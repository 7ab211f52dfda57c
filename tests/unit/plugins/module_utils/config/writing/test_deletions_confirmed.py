# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a PBX says that it has deleted is looked for once more."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.telephony.threecx.plugins.module_utils.api._client import Client
from ansible_collections.telephony.threecx.plugins.module_utils.change._report import count_as
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._kinds import KINDS
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes._check import read_targets
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes._wish import Scope, Wish
from ansible_collections.telephony.threecx.plugins.module_utils.config.writing._bring import bring
from ansible_collections.telephony.threecx.plugins.module_utils.config.writing._report import Report
from ansible_collections.telephony.threecx.tests.emulator import Emulator
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import OpenClient, StartPbx
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.watch import Warnings

Happening = t.Callable[[Emulator], object]


def bring_about(client: Client, config: dict[str, t.Any], **options: t.Any) -> Report:
    targets = read_targets(config, state=options.get("state", "absent"))
    wish = {"state": "absent", "stop_on_error": False, "parallel": 1, **options}
    return bring(client, Wish(targets, **wish), check_mode=False, devices=None)


def errors(report: Report) -> dict[str, str]:
    return {result.step.place: str(result.error) for result in report.results if result.error is not None}


def numbers(pbx: Emulator, kind: str) -> set[str]:
    return {row["Number"] for row in pbx.objects(kind)}


def id_of(pbx: Emulator, number: str) -> int:
    return next(int(row["Id"]) for row in pbx.objects("RingGroups") if row["Number"] == number)


def rings(pbx: Emulator, *some: str) -> dict[str, t.Any]:
    """New ring groups, as a config."""
    for number in some:
        pbx.add_object("RingGroups", Number=number, Name=f"Ring {number}")
    return {"RingGroups": [{"Number": number} for number in some]}


def looks(pbx: Emulator, kind: str) -> list[str]:
    """What was asked of a kind after the first deletion: of it as a whole, or of one object."""
    log = [entry for entry in pbx.log if entry.path.startswith(f"/xapi/v1/{kind}")]
    first = next((at for at, entry in enumerate(log) if entry.method == "DELETE"), len(log))
    return [entry.path.removeprefix("/xapi/v1/") for entry in log[first:] if entry.method == "GET"]


def after_deleting(pbx: Emulator, monkeypatch: pytest.MonkeyPatch, happening: Happening) -> None:
    """Have something happen once, right after a deletion."""
    original, left = Client.write, [happening]

    def write(self: Client, method: t.Any, path: str, **options: t.Any) -> None:
        original(self, method, path, **options)
        if method == "DELETE" and left:
            left.pop()(pbx)

    monkeypatch.setattr(Client, "write", write)


@pytest.mark.parametrize("etags", ["off", "header", "both"])
def test_what_is_there_yet_has_failed_and_is_not_changed(
    start_pbx: StartPbx, open_client: OpenClient, etags: str
) -> None:
    pbx = start_pbx(0, users=3, etags=etags, ignore_deletions=1)
    config, client = rings(pbx, "801"), open_client(pbx)
    report = bring_about(client, config)
    (result,) = report.results
    path = f"/xapi/v1/RingGroups({id_of(pbx, '801')})"
    assert str(result.error) == f"DELETE {path} answered 204, and it is still there."
    assert result.error is not None
    assert result.error.facts == {"method": "DELETE", "path": path, "status": 204}
    assert (result.changed, result.was_tried, count_as(result), report.changed) == (False, True, "failed", False)
    assert looks(pbx, "RingGroups") == [path.removeprefix("/xapi/v1/")]
    assert errors(bring_about(client, config)) == {}
    assert "801" not in numbers(pbx, "RingGroups")


def test_what_goes_beside_it_is_a_change(start_pbx: StartPbx, open_client: OpenClient) -> None:
    pbx = start_pbx(0, users=3, ignore_deletions=1)
    report = bring_about(open_client(pbx), rings(pbx, "801", "802"))
    assert [(count_as(one), one.changed) for one in report.results] == [("failed", False), ("deleted", True)]
    assert report.changed


def test_what_is_pruned_is_looked_for_too(start_pbx: StartPbx, open_client: OpenClient) -> None:
    pbx = start_pbx(0, users=3, ignore_deletions=1)
    rings(pbx, "801", "802")
    pruned = {"prune": (KINDS["RingGroups"],), "scope": Scope(numbers=(("801", "802"),))}
    report = bring_about(open_client(pbx), {"RingGroups": [{"Number": "802"}]}, state="present", **pruned)
    assert errors(report)["RingGroups[801]"].endswith("answered 204, and it is still there.")
    assert not report.changed


def test_where_many_go_one_list_tells_which_are_there_yet(start_pbx: StartPbx, open_client: OpenClient) -> None:
    pbx = start_pbx(0, users=3, ignore_deletions=2)
    config = rings(pbx, *map(str, range(801, 806)))
    report = bring_about(open_client(pbx), config)
    assert [count_as(one) for one in report.results] == [*["failed"] * 2, *["deleted"] * 3]
    # One after the other before, and then all at once.
    *before, last = looks(pbx, "RingGroups")
    assert last == "RingGroups"
    assert "RingGroups" not in before


def test_nothing_else_is_deleted_where_the_task_stops_at_a_failure(
    start_pbx: StartPbx, open_client: OpenClient
) -> None:
    pbx = start_pbx(0, users=3, ignore_deletions=1)
    pbx.add_object("Users", Number="510")
    config = {**rings(pbx, "801"), "Users": [{"Number": "510"}]}
    report = bring_about(open_client(pbx), config, stop_on_error=True)
    assert sorted(map(count_as, report.results)) == ["failed", "not_tried"]
    assert len(pbx.requests("DELETE")) == 1


@pytest.mark.parametrize("style", ["dangling", "refused"])
def test_what_it_refers_to_stays(start_pbx: StartPbx, open_client: OpenClient, style: str) -> None:
    pbx = start_pbx(0, users=3, ignore_deletions=1, referenced_deletion=style)
    pbx.add_object("Users", Number="510")
    config = {**rings(pbx, "801"), "Users": [{"Number": "510"}]}
    pbx.change_object("RingGroups", "801", Members=[{"Number": "510"}])
    report = bring_about(open_client(pbx), config)
    assert errors(report)['Users[0] "510"'] == "Users[510] cannot be deleted: RingGroups[801].Members still has it."
    assert "510" in numbers(pbx, "Users")


def test_what_has_let_go_of_another_and_is_there_yet_is_told_as_changed(
    start_pbx: StartPbx, open_client: OpenClient
) -> None:
    pbx = start_pbx(0, users=3, ignore_deletions=1, referenced_deletion="refused")
    config = rings(pbx, "801", "802")
    for number, other in (("801", "802"), ("802", "801")):
        pbx.change_object("RingGroups", number, Members=[{"Number": other}])
    report = bring_about(open_client(pbx), config)
    (told,) = errors(report).values()
    assert told.endswith("is still there. What was to be deleted with it was taken out of its Members.")
    assert [(one.changed, one.done, count_as(one)) for one in report.results] == [
        (True, "update", "failed"),
        (True, "delete", "deleted"),
    ]


def test_another_object_that_has_its_key_by_then_is_another(
    start_pbx: StartPbx, open_client: OpenClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    pbx = start_pbx(0, users=3)
    config = rings(pbx, "801")
    after_deleting(pbx, monkeypatch, lambda there: rings(there, "801"))
    report = bring_about(open_client(pbx), config)
    assert (errors(report), report.changed) == ({}, True)


def test_one_that_is_known_by_its_name_alone_may_be_there_again(
    start_pbx: StartPbx, open_client: OpenClient, monkeypatch: pytest.MonkeyPatch, warnings: Warnings
) -> None:
    pbx = start_pbx(0, users=3)
    pbx.add_object("Sbcs", Name="LYON-01")
    after_deleting(pbx, monkeypatch, lambda there: there.add_object("Sbcs", Name="LYON-01"))
    report = bring_about(open_client(pbx), {"Sbcs": [{"Name": "LYON-01"}]})
    told = "DELETE /xapi/v1/Sbcs('LYON-01') answered 204, and it is still there, or there again."
    assert errors(report) == {'Sbcs[0] "LYON-01"': told}
    warnings.expect("IP phones")


def test_what_goes_with_another_is_not_looked_for(
    start_pbx: StartPbx, open_client: OpenClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    pbx = start_pbx(0, users=3)
    config = rings(pbx, "801", "802")
    gone = id_of(pbx, "802")
    after_deleting(pbx, monkeypatch, lambda there: there.remove_object("RingGroups", "802"))
    report = bring_about(open_client(pbx), config)
    assert [(count_as(one), one.changed) for one in report.results] == [("deleted", True), ("unchanged", False)]
    assert len([path for path in looks(pbx, "RingGroups") if str(gone) in path]) == 1


def test_what_was_seen_to_be_gone_is_not_looked_for_again(start_pbx: StartPbx, open_client: OpenClient) -> None:
    pbx = start_pbx(0, users=3)
    config = rings(pbx, "801")
    pbx.behave(drop_after=1, drop_methods=("DELETE",))
    report = bring_about(open_client(pbx), config)
    assert (errors(report), report.changed) == ({}, True)
    assert len(looks(pbx, "RingGroups")) == 1


@pytest.mark.parametrize("some", [("801",), ("801", "802", "803", "804", "805")])
@pytest.mark.parametrize(
    ("fault", "status"),
    [({"empty_500_next": 99, "fault_methods": ("GET",)}, 500), ({"denied_kinds": "RingGroups"}, 403)],
)
def test_where_nobody_can_look_the_deletion_is_a_change_and_told_as_accepted(
    start_pbx: StartPbx,
    open_client: OpenClient,
    monkeypatch: pytest.MonkeyPatch,
    fault: dict[str, t.Any],
    status: int,
    some: tuple[str, ...],
) -> None:
    pbx = start_pbx(0, users=3, etags="both")
    config = rings(pbx, *some)
    client, write = open_client(pbx, retries=0), Client.write

    def blinding(self: Client, method: t.Any, path: str, **options: t.Any) -> None:
        write(self, method, path, **options)
        if len(pbx.requests("DELETE")) == len(some):
            pbx.behave(**fault)

    monkeypatch.setattr(Client, "write", blinding)
    report = bring_about(client, config)
    assert [(one.changed, one.done, count_as(one)) for one in report.results] == [(True, "delete", "failed")] * len(
        some
    )
    told = 'The PBX accepted the deletion of RingGroups[0] "801", and whether it is gone is not known: '
    assert errors(report)['RingGroups[0] "801"'].startswith(told)
    error = report.results[0].error
    assert error is not None
    assert error.facts.get("status", status) == status
