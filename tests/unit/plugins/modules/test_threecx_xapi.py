# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""threecx_xapi sends what it was asked for, once, shows no secret unasked, and tells when an outcome is unclear."""

from __future__ import annotations

import base64
import json
import typing as t
from collections.abc import Sequence
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from ansible_collections.telephony.threecx.plugins.module_utils.api._secrets import REDACTED
from ansible_collections.telephony.threecx.plugins.modules import threecx_xapi
from ansible_collections.telephony.threecx.tests.emulator import Emulator
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import StartPbx
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.listener import Listener, answer
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.module_runner import ModuleRun, run_main
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.watch import Watch, assert_warnings

MAC = "001A2B3C4D5E"
ENTITY = f"/Fxs('{MAC}')"
#: For a listener, which knows no login.
TOKEN_ONLY: dict[str, t.Any] = {"client_id": "", "client_secret": "", "access_token": "t0ken!"}
UNCLEAR = "is not known, and it was not sent again: look at the PBX before you do."


class RunXapi(t.Protocol):
    def __call__(
        self, pbx: Emulator | str, *, check_mode: bool = ..., expect_warnings: Sequence[str] = ..., **options: t.Any
    ) -> ModuleRun: ...


@pytest.fixture
def pbx(start_pbx: StartPbx) -> Emulator:
    """A PBX with three devices, one of which is well known."""
    pbx = start_pbx(2)
    pbx.add_device({"MacAddress": MAC, "Name": "Lobby", "Variables": [{"Name": "DTMF_MODE", "Value": "rfc2833"}]})
    return pbx


@pytest.fixture
def run_xapi(watch: Watch, naps: list[float]) -> RunXapi:
    """Run the module; what it prints is watched for secrets unless it was asked for them."""

    def run(
        pbx: Emulator | str, *, check_mode: bool = False, expect_warnings: Sequence[str] = (), **options: t.Any
    ) -> ModuleRun:
        given = {"client_id": "automation", "client_secret": "A1-secret+/=for tests"}
        if isinstance(pbx, Emulator):
            given = {"client_id": pbx.client_id, "client_secret": pbx.client_secret}
        url = pbx.url if isinstance(pbx, Emulator) else pbx
        outcome = run_main(threecx_xapi, {"url": url, **given, **options}, check_mode=check_mode, diff=False)
        watch.add_secrets(given["client_secret"])
        if not options.get("return_secrets"):
            watch.add_text(outcome.printed)
        assert_warnings(outcome.warnings, expect_warnings)
        return outcome

    return run


def device(pbx: Emulator) -> dict[str, t.Any]:
    found = pbx.device(MAC)
    assert found is not None
    return found


def writes(pbx: Emulator) -> list[tuple[str, str]]:
    return [(row.method, row.path) for row in pbx.log if row.method != "GET" and row.path != "/connect/token"]


class TestReading:
    def test_an_entity_comes_without_its_secrets(self, pbx: Emulator, run_xapi: RunXapi) -> None:
        pbx.behave(nulls="omitted")
        result = run_xapi(pbx, path=ENTITY).result
        assert not result["changed"]
        assert result["sent"]
        assert result["status"] == 200
        assert result["etag"]
        shown, stored = result["json"], device(pbx)
        for name in ("Password", "Secret"):
            assert stored[name]
            assert shown[name] == REDACTED
        held = {name: value for name, value in stored["Provisioning"].items() if value is not None}
        assert shown["Provisioning"] == {**held, "ProvLink": REDACTED}
        assert shown["Variables"] == [{"Name": "DTMF_MODE", "Value": "rfc2833"}]
        assert shown["Name"] == "Lobby"

    def test_links_come_without_their_passwords(self, start_pbx: StartPbx, run_xapi: RunXapi) -> None:
        pbx = start_pbx(5)
        query = {"$expand": "Registered", "$select": "MacAddress", "$orderby": "MacAddress"}
        rows = run_xapi(pbx, path="/Fxs", query=query, all_pages=True).result["json"]["value"]
        links = [row["Registered"]["InterfaceLink"] for row in rows if row.get("Registered")]
        assert sorted(links) == [f"http://{REDACTED}@10.0.0.{number}/direct-login" for number in (2, 3, 5)]

    def test_secrets_are_returned_when_asked_for(self, pbx: Emulator, run_xapi: RunXapi) -> None:
        pbx.behave(nulls="shown")
        shown = run_xapi(pbx, path=ENTITY, return_secrets=True).result["json"]
        assert {name: shown[name] for name in ("Password", "Secret", "Provisioning")} == {
            name: device(pbx)[name] for name in ("Password", "Secret", "Provisioning")
        }

    # The functions and actions of the official OpenAPI description (20.0.10) whose answer is a secret, and properties
    # that are asked for by themselves
    @pytest.mark.parametrize(
        "path",
        [
            "/Users(42)/Pbx.GetPhoneSecret()",
            "/Users(42)/Pbx.GenerateProvLink()",
            "/MyUser/Pbx.GenerateProvLink()",
            "/ConferenceSettings/Pbx.GenerateApiKey()",
            "/Microsoft365Integration/Pbx.GetMicrosoftAccessToken()",
            "/SystemStatus/Pbx.APIToken()",
            "/SystemStatus/Pbx.GetRequestHelpLink(grantPeriodDays=3)",
            "/ServicePrincipals(7)/Pbx.GenerateAppToken",
            "/Users(Number='a/(b')/AuthPassword",
            "/Users(42)/Pbx.Get%50honeSecret()",
            "/Users(42)/AuthPassword/",
        ],
    )
    def test_an_answer_that_is_a_secret_is_none_by_its_path(self, watch: Watch, run_xapi: RunXapi, path: str) -> None:
        secret = "https://pbx.example.com/provisioning/s3cr3t-0f-a-ph0ne"
        watch.add_secrets(secret)
        with Listener(answer(200, json.dumps({"@odata.context": "$metadata#x", "value": secret}).encode())) as listener:
            outcome = run_xapi(listener.url, path=path, **TOKEN_ONLY)
            asked = run_xapi(listener.url, path=path, return_secrets=True, **TOKEN_ONLY)
        assert outcome.result["json"] == {"@odata.context": "$metadata#x", "value": REDACTED}
        assert asked.result["json"]["value"] == secret

    @pytest.mark.parametrize(
        ("path", "value", "shown"),
        [
            ("/Users(42)/VMPIN/$value", 1234, REDACTED),
            ("/Users(42)/VMPIN", {"value": 1234}, {"value": REDACTED}),
            ("/X/RefreshTokens", {"value": ["a", "b"]}, {"value": REDACTED}),
            (
                "/MyUser/Pbx.IssueDownloadTicket",
                {"Ticket": "a", "ExpiresInSeconds": 9},
                {"Ticket": REDACTED, "ExpiresInSeconds": 9},
            ),
            ("/Users(42)/AuthPassword", {"value": ""}, {"value": ""}),
            ("/SecurityTokens", {"value": [{"Id": 1}]}, {"value": [{"Id": 1}]}),
            ("/SecurityTokens/$count", 7, 7),
            ("/Users(Password='x')/Number", {"value": "100"}, {"value": "100"}),
            ("/(1)", {"value": "100"}, {"value": "100"}),
            ("/X/Credentials", {"Name": "a"}, {"Name": "a"}),
            ("/x/pbx.getrequesthelplink(days=3)", {"value": "a"}, {"value": REDACTED}),
        ],
    )
    def test_what_was_asked_for_makes_no_secret_of_anything_else(
        self, run_xapi: RunXapi, path: str, value: t.Any, shown: t.Any
    ) -> None:
        with Listener(answer(200, json.dumps(value).encode())) as listener:
            assert run_xapi(listener.url, path=path, **TOKEN_ONLY).result["json"] == shown

    def test_query_options_arrive_as_odata_writes_them(self, pbx: Emulator, run_xapi: RunXapi) -> None:
        query = {"$select": ["MacAddress", "Name"], "$top": 1, "$count": True, "$filter": "Name eq 'Lobby'"}
        result = run_xapi(pbx, path="Fxs", query=query).result
        assert result["json"]["value"] == [{**result["json"]["value"][0], "MacAddress": MAC, "Name": "Lobby"}]
        assert set(result["json"]["value"][0]) <= {"MacAddress", "Name", "@odata.etag"}
        assert result["json"]["@odata.count"] == 1
        assert result["etag"] is None

    @pytest.mark.parametrize("path", [ENTITY, ENTITY[1:], f"/xapi/v1{ENTITY}", f" {ENTITY}"])
    def test_the_path_may_be_written_in_several_ways(self, pbx: Emulator, run_xapi: RunXapi, path: str) -> None:
        assert run_xapi(pbx, path=path).result["json"]["MacAddress"] == MAC
        assert pbx.requests("GET")[0].path == f"/xapi/v1{ENTITY}"

    def test_check_mode_reads(self, pbx: Emulator, run_xapi: RunXapi) -> None:
        result = run_xapi(pbx, path=ENTITY, check_mode=True).result
        assert result["sent"]
        assert result["json"]["MacAddress"] == MAC

    def test_a_failing_read_is_tried_again(self, pbx: Emulator, run_xapi: RunXapi) -> None:
        pbx.behave(drop_after=2)
        result = run_xapi(pbx, path=ENTITY, expect_warnings=["Trying again", "Trying again"]).result
        assert result["status"] == 200
        assert len(pbx.requests("GET")) == 3

    def test_all_pages(self, start_pbx: StartPbx, run_xapi: RunXapi) -> None:
        pbx = start_pbx(230, page_cap=70)
        query = {"$orderby": "MacAddress", "$select": "MacAddress"}
        result = run_xapi(pbx, path="/Fxs", query=query, all_pages=True).result
        assert [row["MacAddress"] for row in result["json"]["value"]] == [row["MacAddress"] for row in pbx.devices()]

    @pytest.mark.parametrize("order", ["MacAddress", "MacAddress asc", "MacAddress desc", " MacAddress  desc "])
    @pytest.mark.parametrize("select", [None, "MacAddress", ["Name", "MacAddress"]])
    def test_all_pages_in_whatever_order(
        self, start_pbx: StartPbx, run_xapi: RunXapi, order: str, select: str | None
    ) -> None:
        pbx = start_pbx(250)
        query = {"$orderby": order, **({} if select is None else {"$select": select})}
        result = run_xapi(pbx, path="/Fxs", query=query, all_pages=True).result
        stored = [row["MacAddress"] for row in pbx.devices()]
        assert [row["MacAddress"] for row in result["json"]["value"]] == (stored[::-1] if "desc" in order else stored)

    @pytest.mark.parametrize("page_cap", [None, 70, 1])
    def test_all_pages_fails_where_values_repeat(
        self, start_pbx: StartPbx, run_xapi: RunXapi, page_cap: int | None
    ) -> None:
        pbx = start_pbx(130 if page_cap is None else 5, page_cap=page_cap)
        for row in pbx.devices():
            pbx.change_device(row["MacAddress"], Name="The same")
        outcome = run_xapi(pbx, path="/Fxs", query={"$orderby": "Name"}, all_pages=True)
        assert outcome.failed
        fault = "pages that do not fit together" if page_cap == 1 else "several rows with the same Name"
        assert f"GET /xapi/v1/Fxs shows {fault}" in outcome.result["msg"]

    def test_all_pages_fails_where_two_rows_share_a_value_across_pages_and_nobody_counts(
        self, run_xapi: RunXapi
    ) -> None:
        pages = [[{"Name": f"{number:03}"} for number in range(100)], [{"Name": "099"}, {"Name": "100"}], []]

        def page(request: str) -> bytes:
            skip = int(parse_qs(urlsplit(request.split(" ")[1]).query)["$skip"][0])
            return answer(200, json.dumps({"value": pages[(skip + 99) // 100]}))

        with Listener(page) as listener:
            outcome = run_xapi(
                listener.url, path="/X", query={"$orderby": "Name", "$select": "Name"}, all_pages=True, **TOKEN_ONLY
            )
        assert outcome.failed
        assert "GET /xapi/v1/X shows pages that do not fit together" in outcome.result["msg"]
        assert "rows were missing or shared a Name" in outcome.result["msg"]

    def test_all_pages_fails_where_a_row_lacks_the_property(self, run_xapi: RunXapi) -> None:
        rows = {"value": [{"Id": 1}, {"Id": None}, {"Name": "x"}]}
        with Listener(answer(200, json.dumps(rows))) as listener:
            outcome = run_xapi(listener.url, path="/X", query={"$orderby": "Id"}, all_pages=True, **TOKEN_ONLY)
        assert outcome.failed
        assert "GET /xapi/v1/X shows a row without Id, so that its rows cannot be told apart." in outcome.result["msg"]

    def test_an_error_status_fails_with_what_the_pbx_said(self, pbx: Emulator, run_xapi: RunXapi) -> None:
        outcome = run_xapi(pbx, path="/Fxs('001A2B3C4D5F')")
        assert outcome.failed
        assert outcome.result["status"] == 404
        assert outcome.result["error"]["message"] == "WARNINGS.XAPI.NOT_FOUND"
        assert outcome.result["path"] == "/xapi/v1/Fxs('001A2B3C4D5F')"
        assert "unclear" not in outcome.result

    def test_an_expected_error_status_is_an_answer(self, pbx: Emulator, run_xapi: RunXapi) -> None:
        result = run_xapi(pbx, path="/Fxs('001A2B3C4D5F')", expected_status=[200, 404]).result
        assert result["status"] == 404
        assert result["json"]["error"]["message"] == "WARNINGS.XAPI.NOT_FOUND"
        assert not result["changed"]

    @pytest.mark.parametrize("status", [404, "404", "200, 404"])
    def test_one_expected_status_needs_no_list(self, pbx: Emulator, run_xapi: RunXapi, status: int | str) -> None:
        assert run_xapi(pbx, path="/Fxs('001A2B3C4D5F')", expected_status=status).result["status"] == 404

    def test_an_unexpected_success_fails(self, pbx: Emulator, run_xapi: RunXapi) -> None:
        outcome = run_xapi(pbx, path=ENTITY, expected_status=[204])
        assert outcome.failed
        assert "answered 200; documented is 204" in outcome.result["msg"]
        assert outcome.result["status"] == 200

    def test_an_answer_that_is_no_json_fails(self, pbx: Emulator, run_xapi: RunXapi) -> None:
        pbx.behave(html_next=1)
        outcome = run_xapi(pbx, path=ENTITY)
        assert outcome.failed
        assert "did not answer with JSON (text/html)" in outcome.result["msg"]

    def test_an_error_that_repeats_the_token_is_redacted(self, pbx: Emulator, run_xapi: RunXapi) -> None:
        pbx.behave(echo_secret=True)
        result = run_xapi(pbx, path="/Fxs('001A2B3C4D5F')", expected_status=[404], return_secrets=True).result
        assert REDACTED in str(result["json"])
        assert not any(secret in str(result) for secret in pbx.secrets())
        run_xapi(pbx, path="/Fxs('001A2B3C4D5F')", expected_status=[404])

    @pytest.mark.parametrize("body", [b'"text"', b"5", b"null", b"[1]", b"", b'{"a": "\\ud800"}'])
    def test_any_json_will_do(self, run_xapi: RunXapi, body: bytes) -> None:
        with Listener(answer(200, body)) as listener:
            result = run_xapi(listener.url, path="/Users/$count", **TOKEN_ONLY)
        assert result.result["status"] == 200
        assert listener.received[0].startswith("GET /xapi/v1/Users/$count HTTP")

    @pytest.mark.parametrize("depth", [200, 2000, 100_000])
    def test_depth_does_no_harm(self, run_xapi: RunXapi, depth: int) -> None:
        body = b'{"a":' * depth + b"1" + b"}" * depth
        with Listener(answer(200, body)) as listener:
            options = {"url": listener.url, "path": "/X", **TOKEN_ONLY}
            outcome = run_main(threecx_xapi, options, check_mode=False, diff=False)
        assert outcome.failed or outcome.result["status"] == 200


class TestWriting:
    def test_patch(self, pbx: Emulator, run_xapi: RunXapi) -> None:
        result = run_xapi(pbx, method="PATCH", path=ENTITY, body={"Name": "Hall"}).result
        assert result["changed"]
        assert (result["status"], result["json"], result["etag"]) == (204, None, None)
        assert device(pbx)["Name"] == "Hall"

    def test_post_returns_the_new_entity(self, pbx: Emulator, run_xapi: RunXapi) -> None:
        body = {"MacAddress": "001A2B3C4D60", "Brand": "Grandstream", "Model": "HT802", "Password": "n0t-2b-shown"}
        result = run_xapi(pbx, method="POST", path="/Fxs", body=body).result
        assert result["changed"]
        assert result["status"] == 201
        assert result["json"]["MacAddress"] == "001A2B3C4D60"
        assert result["json"]["Password"] == REDACTED

    def test_an_action_without_a_body(self, pbx: Emulator, run_xapi: RunXapi) -> None:
        before = device(pbx)["Password"]
        result = run_xapi(pbx, method="POST", path=f"{ENTITY}/Pbx.RegenerateWebCredentials").result
        assert result["changed"]
        assert result["json"]["Password"] == REDACTED
        assert device(pbx)["Password"] != before

    def test_delete(self, pbx: Emulator, run_xapi: RunXapi) -> None:
        assert run_xapi(pbx, method="DELETE", path=ENTITY).result["changed"]
        assert pbx.device(MAC) is None

    def test_an_expected_error_is_no_change(self, pbx: Emulator, run_xapi: RunXapi) -> None:
        pbx.remove_device(MAC)
        result = run_xapi(pbx, method="DELETE", path=ENTITY, expected_status=[204, 404]).result
        assert not result["changed"]
        assert result["status"] == 404

    def test_if_match_travels(self, pbx: Emulator, run_xapi: RunXapi) -> None:
        etag = run_xapi(pbx, path=ENTITY).result["etag"]
        pbx.change_device(MAC, Name="Hall")
        stale = run_xapi(pbx, method="DELETE", path=ENTITY, if_match=etag)
        assert stale.failed
        assert stale.result["status"] == 412
        assert "unclear" not in stale.result
        etag = run_xapi(pbx, path=ENTITY).result["etag"]
        assert run_xapi(pbx, method="DELETE", path=ENTITY, etag=etag.strip('"')).result["changed"]
        assert pbx.log[-1].if_match == etag

    @pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
    def test_check_mode_sends_nothing(self, pbx: Emulator, run_xapi: RunXapi, method: str) -> None:
        before = pbx.devices()
        result = run_xapi(pbx, method=method, path=ENTITY, check_mode=True).result
        assert result["changed"]
        assert not result["sent"]
        assert result["msg"] == f"Check mode, so this was not sent - {method} /xapi/v1{ENTITY}."
        assert pbx.log == []
        assert pbx.devices() == before

    # The functions of the official OpenAPI description (20.0.10) that by their names make something, or let somebody in
    @pytest.mark.parametrize(
        "path",
        [
            "/ConferenceSettings/Pbx.GenerateApiKey()",
            "/Users(42)/Pbx.GenerateProvLink()",
            "/SystemStatus/Pbx.GetRequestHelpLink(grantPeriodDays=3)",
            # Servers may take no notice of case, and decode more than once.
            "/users(42)/pbx.generateprovlink()",
            "/Users(42)/Pbx.%2547enerateProvLink()",
            "/Users(42)/Pbx.GenerateProvLink()%20",
            "/Users(42)/Pbx.GenerateProvLink()/Link",
            "/SystemStatus/Pbx.GetRequestHelpLink(grantPeriodDays='3)",
        ],
    )
    def test_a_get_that_makes_something_is_a_change_and_not_sent_in_check_mode(
        self, run_xapi: RunXapi, path: str
    ) -> None:
        with Listener(answer(200, b'{"value": "x"}')) as listener:
            foretold = run_xapi(listener.url, path=path, check_mode=True, **TOKEN_ONLY).result
            assert (foretold["changed"], foretold["sent"], listener.received) == (True, False, [])
            assert run_xapi(listener.url, path=path, **TOKEN_ONLY).result["changed"]

    @pytest.mark.parametrize("lost", [b"", answer(503), answer(202)], ids=["no answer", "503", "202"])
    def test_a_get_that_makes_something_is_not_called_again(self, run_xapi: RunXapi, lost: bytes) -> None:
        with Listener(lost, answer(200, b'{"value": "x"}')) as listener:
            outcome = run_xapi(listener.url, path="/ConferenceSettings/Pbx.GenerateApiKey()", **TOKEN_ONLY)
            assert len(listener.received) == 1
        assert outcome.failed
        assert outcome.result["unclear"] is True
        assert outcome.result["msg"].endswith(UNCLEAR)

    def test_a_get_that_makes_something_has_no_pages(self, run_xapi: RunXapi) -> None:
        path = "/ConferenceSettings/Pbx.GenerateApiKey()"
        with Listener(answer(200, b'{"value": []}')) as listener:
            outcome = run_xapi(listener.url, path=path, all_pages=True, query={"$orderby": "Id"}, **TOKEN_ONLY)
            assert listener.received == []
        assert outcome.result["msg"].startswith(f"all_pages reads a collection, and path is '{path}', which makes")

    def test_check_mode_checks_the_options_all_the_same(self, pbx: Emulator, run_xapi: RunXapi) -> None:
        assert run_xapi(pbx, method="DELETE", path="/../x", check_mode=True).failed
        assert run_xapi("ftp://x", method="DELETE", path=ENTITY, check_mode=True).failed


class TestSecretsInTheBody:
    PASSWORD = "n0t-to/be shown+"

    def test_they_are_written_and_shown_nowhere(self, pbx: Emulator, watch: Watch, run_xapi: RunXapi) -> None:
        watch.add_secrets(self.PASSWORD)
        body = {"Name": "Lobby 2", "Password": self.PASSWORD}
        outcome = run_xapi(pbx, method="PATCH", path=ENTITY, body=body)
        assert device(pbx)["Password"] == self.PASSWORD
        arguments = outcome.result.get("invocation", {}).get("module_args", {"body": {"Name": "Lobby 2"}})
        assert arguments["body"]["Name"] == "Lobby 2"

    @pytest.mark.parametrize("repeated", [PASSWORD, quote(PASSWORD), base64.b64encode(PASSWORD.encode()).decode()])
    def test_not_even_when_the_pbx_repeats_them(self, watch: Watch, run_xapi: RunXapi, repeated: str) -> None:
        watch.add_secrets(self.PASSWORD)
        error = f'{{"error": {{"code": "", "message": "{repeated} is too weak"}}}}'
        with Listener(answer(400, error)) as listener:
            body = {"Password": self.PASSWORD}
            outcome = run_xapi(listener.url, method="PATCH", path="/Users(1)", body=body, **TOKEN_ONLY)
        assert outcome.failed
        assert "is too weak" in outcome.result["msg"]

    def test_other_values_are_not_hidden_from_the_answer(self, pbx: Emulator, run_xapi: RunXapi) -> None:
        body = {"MacAddress": "001A2B3C4D60", "Brand": "Grandstream", "Model": "HT802", "Name": "Lobby"}
        result = run_xapi(pbx, method="POST", path="/Fxs", body=body).result
        assert {name: result["json"][name] for name in body} == body

    @pytest.mark.parametrize("return_secrets", [False, True])
    def test_a_pin_makes_no_secret_of_what_it_is_a_part_of(
        self, start_pbx: StartPbx, run_xapi: RunXapi, return_secrets: bool
    ) -> None:
        pbx = start_pbx(0, users=1)
        body = {"Number": "2201", "VMPIN": "2201", "FirstName": "Ann", "Mobile": "+49302201777"}
        options: dict[str, t.Any] = {"return_secrets": return_secrets}
        made = run_xapi(pbx, method="POST", path="/Users", body=body, **options).result
        assert (made["json"]["Number"], made["json"]["Mobile"]) == ("2201", "+49302201777")
        assert made["json"].get("VMPIN", REDACTED) == ("2201" if return_secrets else REDACTED)
        path = f"/Users({made['json']['Id']})"
        changed = run_xapi(pbx, method="PATCH", path=path, body={"VMPIN": "20"}, **options).result
        assert changed["status"] == 204
        arguments = changed.get("invocation", {}).get("module_args", {"body": {"VMPIN": REDACTED}})
        assert arguments["body"] == {"VMPIN": REDACTED}

    @pytest.mark.parametrize("expected", [None, [400]])
    def test_a_pin_is_not_shown_in_what_is_said_of_an_error(
        self, run_xapi: RunXapi, expected: list[int] | None
    ) -> None:
        error = '{"error": {"code": "", "message": "2201 is too weak"}}'
        with Listener(answer(400, error)) as listener:
            options: dict[str, t.Any] = {"body": {"VMPIN": "2201"}, "expected_status": expected, **TOKEN_ONLY}
            outcome = run_xapi(listener.url, method="PATCH", path="/Users(1)", **options)
        said = str(outcome.result.get("json", outcome.result.get("msg")))
        assert f"{REDACTED} is too weak" in said
        assert "2201" not in outcome.logged

    def test_a_marker_is_not_written_back(self, pbx: Emulator, run_xapi: RunXapi) -> None:
        shown = run_xapi(pbx, path=ENTITY).result["json"]
        outcome = run_xapi(pbx, method="PATCH", path=ENTITY, body={"Provisioning": shown["Provisioning"]})
        assert outcome.failed
        assert "body holds <redacted> or VALUE_SPECIFIED_IN_NO_LOG_PARAMETER or $REDACTED$" in outcome.result["msg"]
        assert writes(pbx) == []

    def test_neither_is_a_marker_of_ansible(self, pbx: Emulator, run_xapi: RunXapi) -> None:
        body = {"MacAddress": "001A2B3C4D60", "Brand": "Grandstream", "Model": "HT802", "Secret": self.PASSWORD}
        answered = run_xapi(pbx, method="POST", path="/Fxs", body=body, return_secrets=True).result["json"]
        outcome = run_xapi(pbx, method="PATCH", path=ENTITY, body={"Secret": answered["Secret"]})
        assert outcome.failed
        assert "body holds" in outcome.result["msg"]


class TestUnclearOutcomes:
    @pytest.mark.parametrize(
        "fault",
        [
            {"drop_before": 1},
            {"drop_after": 1},
            {"throttle_next": 1, "throttle_status": 502},
            {"throttle_next": 1, "throttle_status": 503},
            {"throttle_next": 1, "throttle_status": 504},
            {"empty_500_next": 1},
            {"fail_after": 1},
            {"html_next": 1},
        ],
        ids=str,
    )
    @pytest.mark.parametrize("method", ["PATCH", "DELETE"])
    def test_they_are_told_and_nothing_is_repeated(
        self, pbx: Emulator, run_xapi: RunXapi, fault: dict[str, t.Any], method: str
    ) -> None:
        pbx.behave(**fault)
        body = {"Name": "Hall"} if method == "PATCH" else None
        outcome = run_xapi(pbx, method=method, path=ENTITY, body=body)
        assert outcome.failed
        assert outcome.result["unclear"] is True
        assert outcome.result["msg"].endswith(UNCLEAR)
        assert f"Whether the PBX has carried out {method} /xapi/v1{ENTITY}" in outcome.result["msg"]
        assert writes(pbx) == [(method, f"/xapi/v1{ENTITY}")]

    @pytest.mark.parametrize("fault", [{"truncate_next": 1}, {"short_next": 1}], ids=str)
    def test_half_an_answer_to_a_write(self, pbx: Emulator, run_xapi: RunXapi, fault: dict[str, t.Any]) -> None:
        pbx.behave(**fault)
        outcome = run_xapi(pbx, method="POST", path=f"{ENTITY}/Pbx.RegenerateWebCredentials")
        assert outcome.failed
        assert outcome.result["unclear"] is True

    def test_too_many_requests_were_certainly_not_carried_out(self, pbx: Emulator, run_xapi: RunXapi) -> None:
        pbx.behave(throttle_next=1)
        outcome = run_xapi(pbx, method="DELETE", path=ENTITY, expect_warnings=["answered 429.*Trying again"])
        assert outcome.result["changed"]

    def test_a_token_that_died_is_replaced(self, pbx: Emulator, run_xapi: RunXapi) -> None:
        outcome = run_xapi(
            pbx, method="DELETE", path=ENTITY, access_token="not-valid-any-more", expect_warnings=["logging in again"]
        )
        assert outcome.result["changed"]

    def test_a_login_that_fails_leaves_nothing_unclear(self, pbx: Emulator, run_xapi: RunXapi) -> None:
        pbx.behave(token_status_next=1, token_status=500)
        outcome = run_xapi(pbx, method="DELETE", path=ENTITY)
        assert outcome.failed
        assert "unclear" not in outcome.result
        assert writes(pbx) == []

    def test_a_refusal_leaves_nothing_unclear(self, pbx: Emulator, run_xapi: RunXapi) -> None:
        pbx.behave(role="users")
        outcome = run_xapi(pbx, method="DELETE", path=ENTITY)
        assert outcome.failed
        assert outcome.result["status"] == 403
        assert "unclear" not in outcome.result

    def test_nor_does_an_expected_refusal_that_is_no_json(self, run_xapi: RunXapi) -> None:
        with Listener(answer(404, "<html>", Content_Type="text/html")) as listener:
            outcome = run_xapi(listener.url, method="DELETE", path=ENTITY, expected_status=[204, 404], **TOKEN_ONLY)
        assert outcome.failed
        assert outcome.result["msg"].startswith(f"DELETE /xapi/v1{ENTITY} answered 404, but the server at")
        assert "unclear" not in outcome.result


REFUSED: dict[str, tuple[dict[str, t.Any], str]] = {
    "empty path": ({"path": ""}, "path is ''; it must be a path below /xapi/v1"),
    "root": ({"path": "/xapi/v1/"}, "must be a path below"),
    "another server": ({"path": "https://evil.example/xapi/v1/Users"}, "must be a path below"),
    "another server without scheme": ({"path": "//evil.example/Users"}, "must be a path below"),
    "query in the path": ({"path": "/Users?$top=1"}, "Query options go into query"),
    "fragment": ({"path": "/Users#x"}, "must not hold"),
    "backslash": ({"path": "/Users\\..\\x"}, "must not hold"),
    "line break": ({"path": "/Users\r\nHost: evil"}, "characters that cannot be seen"),
    "broken encoding": ({"path": "/Users('%zz')"}, "must not hold"),
    "dots": ({"path": "/../../connect/token"}, "must not hold '.' or '..'"),
    "dots at the end": ({"path": "/Users/.."}, "must not hold '.' or '..'"),
    "one dot": ({"path": "/./Users"}, "must not hold '.' or '..'"),
    "encoded dots": ({"path": "/%2e%2E/connect/token"}, "must not hold '.' or '..'"),
    "encoded slashes": ({"path": "/Users%2f..%2fx"}, "must not hold '.' or '..'"),
    "encoded backslashes": ({"path": "/Users%5c..%5cx"}, "must not hold '.' or '..'"),
    "encoded twice": ({"path": "/%252e%252e/x"}, "must not hold '.' or '..'"),
    "body with GET": ({"path": "/X", "body": {}}, "body is given, but GET takes none"),
    "body with DELETE": ({"path": "/X", "body": {}, "method": "DELETE"}, "body is given, but DELETE takes none"),
    "if_match with GET": ({"path": "/X", "if_match": '"1"'}, "if_match is given, but GET only reads"),
    "empty if_match": ({"path": "/X", "method": "DELETE", "if_match": ""}, "if_match is ''"),
    "null if_match": ({"path": "/X", "method": "DELETE", "if_match": None}, "if_match is null"),
    "unknown method": ({"path": "/X", "method": "PUT"}, "method is 'PUT'; it must be one of 'GET', 'POST'"),
    "null in query": ({"path": "/X", "query": {"$filter": None}}, "query has null for $filter"),
    "mapping in query": ({"path": "/X", "query": {"$filter": {"a": 1}}}, "query has a mapping for $filter"),
    "no status": ({"path": "/X", "expected_status": []}, "expected_status is empty"),
    "status 401": ({"path": "/X", "expected_status": [200, 401]}, "expected_status has 401"),
    "status 429": ({"path": "/X", "expected_status": [429]}, "expected_status has 429"),
    "status 503": ({"path": "/X", "expected_status": [503]}, "expected_status has 503"),
    "status 302": ({"path": "/X", "expected_status": [302]}, "expected_status has 302"),
    "pages without order": ({"path": "/X", "all_pages": True}, "all_pages needs $orderby"),
    "pages in two orders": (
        {"path": "/X", "all_pages": True, "query": {"$orderby": "Name,Id"}},
        "with all_pages it must be one property",
    ),
    "pages in a list of orders": (
        {"path": "/X", "all_pages": True, "query": {"$orderby": ["Name", "Id"]}},
        "with all_pages it must be one property",
    ),
    "pages in the order of a path": (
        {"path": "/X", "all_pages": True, "query": {"$orderby": "Group/Name"}},
        "with all_pages it must be one property",
    ),
    "pages in the order of a function": (
        {"path": "/X", "all_pages": True, "query": {"$orderby": "tolower(Name) desc"}},
        "with all_pages it must be one property",
    ),
    "pages without the property of the order": (
        {"path": "/X", "all_pages": True, "query": {"$orderby": "Id desc", "$select": "Name,Ids"}},
        "$select lacks Id, the property in $orderby",
    ),
    "pages with top": (
        {"path": "/X", "all_pages": True, "query": {"$orderby": "Id", "$top": 5}},
        "and sets $top, $skip, $count itself",
    ),
    "pages with DELETE": ({"path": "/X", "all_pages": True, "method": "DELETE"}, "all_pages goes together neither"),
    "pages with status": ({"path": "/X", "all_pages": True, "expected_status": [404]}, "all_pages goes together"),
}


@pytest.mark.parametrize(("options", "message"), REFUSED.values(), ids=REFUSED)
def test_refused_before_any_request(pbx: Emulator, run_xapi: RunXapi, options: dict[str, t.Any], message: str) -> None:
    outcome = run_xapi(pbx, **options)
    assert outcome.failed
    assert message in outcome.result["msg"]
    assert pbx.log == []
