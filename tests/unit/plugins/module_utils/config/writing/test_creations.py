# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What becomes of a new object where the PBX gives no answer that helps."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.telephony.threecx.plugins.module_utils.api._client import Client
from ansible_collections.telephony.threecx.plugins.module_utils.api._errors import ThreeCXError, UnclearError
from ansible_collections.telephony.threecx.plugins.module_utils.api._secrets import REDACTED
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._kinds import KINDS
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes._check import read_targets
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes._wish import Wish
from ansible_collections.telephony.threecx.plugins.module_utils.config.writing._bring import bring
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import OpenClient, StartPbx
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.watch import Warnings


def failure(client: Client, config: dict[str, t.Any]) -> str:
    report = bring(client, Wish(read_targets(config, state="present")), check_mode=False, devices=None)
    return " ".join(str(result.error) for result in report.results if result.error is not None)


def test_the_password_that_a_pbx_proposes_is_kept_out_of_whatever_it_says(
    start_pbx: StartPbx, open_client: OpenClient
) -> None:
    pbx = start_pbx(0, users=3)
    client = open_client(pbx)
    assert failure(client, {"Fax": [{"Number": "899"}]}) == ""
    (password,) = [row["AuthPassword"] for row in pbx.objects("Fax") if row["Number"] == "899"]
    assert client.redact(f"{password} is too long") == f"{REDACTED} is too long"


def test_what_a_pbx_proposes_is_for_new_objects_alone(start_pbx: StartPbx, open_client: OpenClient) -> None:
    pbx = start_pbx(0, users=3)
    client = open_client(pbx)
    assert failure(client, {"Fax": [{"Number": "899"}]}) == ""
    (before,) = [row for row in pbx.objects("Fax") if row["Number"] == "899"]
    pbx.clear_log()
    assert failure(client, {"Fax": [{"Number": "899", "AuthID": "fax-899"}], "Groups": [{"Name": "Lyon"}]}) == ""
    assert [row for row in pbx.objects("Fax") if row["Number"] == "899"] == [{**before, "AuthID": "fax-899"}]
    # Nor is there anything to ask for where a kind begins with nothing.
    asked = {entry.path.removeprefix("/xapi/v1/").partition("(")[0] for entry in pbx.log}
    assert not asked & {"", "Fax/Pbx.InitFax"}


def test_of_what_a_pbx_proposes_only_what_can_be_set_and_is_set_is_sent(
    start_pbx: StartPbx, open_client: OpenClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = open_client(start_pbx(0, users=3))
    call, read, sent = client.call, client.read, []

    def called(method: t.Any, path: str, **more: t.Any) -> t.Any:
        sent.extend([more["body"]] if method == "POST" else [])
        return call(method, path, **more)

    def proposed(path: str, query: t.Any = None) -> t.Any:
        found, headers = read(path, query)
        if not path.endswith("InitFax()"):
            return found, headers
        return {**found, "AuthID": "fax-1", "OutboundCallerId": None, "@odata.context": "x"}, headers

    monkeypatch.setattr(client, "call", called)
    monkeypatch.setattr(client, "read", proposed)
    assert failure(client, {"Fax": [{"Number": "899"}]}) == ""
    ((body),) = sent
    assert (body["Number"], body["AuthID"]) == ("899", "fax-1")
    assert not {"Id", "@odata.context", "OutboundCallerId"} & set(body)
    assert None not in body.values()


def test_what_could_not_be_created_was_not_there_before(
    start_pbx: StartPbx, open_client: OpenClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(t.cast("dict[str, t.Any]", KINDS), "Fax", KINDS["Fax"]._replace(starts_from="Fax/Pbx.No()"))
    told = failure(open_client(start_pbx(0, users=3)), {"Fax": [{"Number": "899"}]})
    assert "GET /xapi/v1/Fax/Pbx.No() answered 404" in told
    assert "any more" not in told


def test_what_comes_about_so_late_that_the_next_try_is_refused_is_a_change(
    start_pbx: StartPbx, open_client: OpenClient, monkeypatch: pytest.MonkeyPatch, warnings: Warnings
) -> None:
    """A proxy has given up, and the PBX has not finished yet when it is looked at."""
    pbx = start_pbx(0, users=3)
    client = open_client(pbx)
    call, tries = client.call, []

    def called(method: t.Any, path: str, **more: t.Any) -> t.Any:
        tries.extend([path] if method == "POST" else [])
        if method == "POST" and len(tries) == 1:
            raise UnclearError(ThreeCXError("No answer came."))
        if method == "POST":
            call(method, path, **more)
        return call(method, path, **more)

    monkeypatch.setattr(client, "call", called)
    config = {"Users": [{"Number": "510", "FirstName": "Gate"}]}
    report = bring(client, Wish(read_targets(config, state="present")), check_mode=False, devices=None)
    assert [entry.status for entry in pbx.requests("POST") if "token" not in entry.path] == [201, 400]
    assert (report.problem, report.changed) == (None, True)
    assert [row["FirstName"] for row in pbx.objects("Users") if row["Number"] == "510"] == ["Gate"]
    warnings.expect("No answer came")


def test_a_part_of_an_object_is_never_created_in_place_of_the_whole(
    start_pbx: StartPbx, open_client: OpenClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The department of a user is written at last, and by then somebody may have deleted the user."""
    pbx = start_pbx(0, users=3)
    client = open_client(pbx)

    def lose(*_request: t.Any, **_more: t.Any) -> None:
        (user,) = [row["Id"] for row in pbx.objects("Users") if row["Number"] == "510"]
        pbx.remove_object("Users", user)
        raise UnclearError(ThreeCXError("No answer came."))

    monkeypatch.setattr(client, "write", lose)
    # A PBX takes the first for the main one until it is told another.
    groups = [{"GroupId": name, "Rights": {"RoleName": "users"}} for name in ("DEFAULT", "Lyon")]
    config = {"Groups": [{"Name": "Lyon"}], "Users": [{"Number": "510", "PrimaryGroupId": "Lyon", "Groups": groups}]}
    told = failure(client, config)
    assert told.endswith('Users[0] "510" is not there any more.')
    assert len(pbx.requests("POST", "/xapi/v1/Users")) == 1
