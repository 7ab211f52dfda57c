# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""threecx_extension on a company: what the engine does, in the words of the options."""

from __future__ import annotations

import functools
import subprocess
import sys
import typing as t

import pytest

from ansible_collections.telephony.threecx.plugins.module_utils.api._client import Client, Method
from ansible_collections.telephony.threecx.plugins.modules import (
    threecx_config_info,
    threecx_department,
    threecx_extension,
)
from ansible_collections.telephony.threecx.tests.emulator import Emulator
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import RunFxs, RunModule, StartPbx
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.module_runner import ModuleRun
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.watch import Watch

PASSWORD = "gate-Pass+word/1"
GATE: dict[str, t.Any] = {
    "number": "4711",
    "first_name": "Gate",
    "department": "Lyon",
    "role": "users",
    "voicemail_enabled": False,
    "auth_password": PASSWORD,
    # The PIN is also the number, and a part of the number that calls.
    "voicemail_pin": "4711",
    "outbound_caller_id": "+33471100",
    "hours": {"type": "SpecificHours", "periods": [{"day": "Monday", "start": "9:00", "stop": "17:30"}]},
}


@pytest.fixture
def company(start_pbx: StartPbx, run_module: RunModule) -> Emulator:
    pbx = start_pbx(2, users=25)
    for name in ("Lyon", "Nice"):
        assert run_module(threecx_department, pbx, name=name).result["changed"]
    return pbx


@pytest.fixture
def run_extension(run_module: RunModule) -> RunFxs:
    return functools.partial(run_module, threecx_extension)


def writes(pbx: Emulator) -> list[str]:
    return [
        entry.method for entry in pbx.requests() if entry.method != "GET" and not entry.path.startswith("/connect/")
    ]


def user(pbx: Emulator, number: str) -> dict[str, t.Any]:
    (found,) = [row for row in pbx.objects("Users") if row["Number"] == number]
    return found


def departments(pbx: Emulator, number: str) -> dict[str, str]:
    """The departments of an extension with its roles in them, as they are stored."""
    names = {row["Id"]: row["Name"] for row in pbx.objects("Groups")}
    return {names[row["GroupId"]]: row["Rights"]["RoleName"] for row in user(pbx, number)["Groups"]}


def test_a_department_by_its_number_is_foretold_by_its_name(company: Emulator, run_extension: RunFxs) -> None:
    lyon = next(row["Number"] for row in company.objects("Groups") if row["Name"] == "Lyon")
    wish: dict[str, t.Any] = {"number": "100", "departments": [{"name": lyon, "role": "users"}], "department": lyon}
    wish["allow_risky"] = ["roles"]
    foretold = run_extension(company, check_mode=True, diff=True, **wish).result
    done = run_extension(company, diff=True, **wish).result
    assert foretold["extension"]["department"] == "Lyon"
    assert foretold["extension"] == done["extension"]
    assert foretold["diff"] == done["diff"]
    assert not run_extension(company, **wish).result["changed"]


def test_a_new_extension_is_foretold_created_and_then_unchanged(
    company: Emulator, run_extension: RunFxs, watch: Watch
) -> None:
    watch.add_secrets(PASSWORD)
    before = len(writes(company))
    foretold = run_extension(company, check_mode=True, diff=True, **GATE).result
    assert len(writes(company)) == before
    created = run_extension(company, diff=True, **GATE).result
    assert foretold["changed"]
    assert created["changed"]
    assert foretold["fields"] == created["fields"]
    assert foretold["diff"] == created["diff"]
    assert foretold["fingerprint"] is None
    wanted = {name: value for name, value in GATE.items() if name not in ("auth_password", "voicemail_pin", "role")}
    wanted["hours"] = {"type": "SpecificHours", "periods": [{"day": "Monday", "start": "09:00", "stop": "17:30"}]}
    for result in (foretold, created):
        shown = {name: result["extension"][name] for name in wanted}
        shown["hours"] = {name: shown["hours"][name] for name in wanted["hours"]}
        assert shown == wanted
        assert result["extension"]["departments"][-1] == {"name": "Lyon", "role": "users"}
    assert created["extension"]["number"] == "4711"
    stored = user(company, "4711")
    assert (stored["AuthPassword"], stored["VMPIN"]) == (PASSWORD, "4711")
    again = run_extension(company, diff=True, **GATE).result
    assert not again["changed"]
    assert again["fields"] == []
    assert again["diff"]["before"] == again["diff"]["after"] == {}
    assert again["extension"] == created["extension"]
    assert again["fingerprint"] == created["fingerprint"]


def test_the_fingerprint_is_that_of_the_whole_export(
    company: Emulator, run_extension: RunFxs, run_module: RunModule
) -> None:
    result = run_extension(company, **GATE).result
    told = run_module(threecx_config_info, company, keys={"Users": ["4711"]}).result
    assert told["fingerprints"]["Users"] == {"4711": result["fingerprint"]}


def test_secrets_are_compared_and_not_shown(company: Emulator, run_extension: RunFxs, watch: Watch) -> None:
    watch.add_secrets(PASSWORD, "other-Pass+word/2")
    run_extension(company, **GATE)
    run = run_extension(company, diff=True, number="4711", auth_password="other-Pass+word/2", voicemail_pin="90817")
    assert run.result["changed"]
    assert sorted(run.result["fields"]) == ["auth_password", "voicemail_pin"]
    assert set(run.result["diff"]["after"]) == {"auth_password", "voicemail_pin"}
    assert "90817" not in run.printed
    assert user(company, "4711")["VMPIN"] == "90817"


@pytest.mark.parametrize("more", [{}, {"mobile": "+4930"}], ids=str)
def test_it_leaves_its_department_only_for_another(
    company: Emulator, run_extension: RunFxs, more: dict[str, t.Any]
) -> None:
    assert run_extension(company, **GATE).result["changed"]
    company.clear_log()
    only_nice = {"number": "4711", "departments": [{"name": "Nice", "role": "users"}], **more}
    told = "department is 'Lyon', of which this would be no member any more; add it to departments, or give another"
    for check_mode in (True, False):
        run = run_extension(company, **only_nice, check_mode=check_mode)
        assert run.failed
        assert f'extension "4711", {told} department.' in run.result["msg"]
    assert writes(company) == []
    company.behave(left_primary_group="refused")
    run = run_extension(company, **only_nice, department="Nice")
    assert (run.failed, run.result["extension"]["department"]) == (False, "Nice")
    assert departments(company, "4711") == {"Nice": "users"}


def test_of_its_departments_it_leaves_none_unless_all_are_named(company: Emulator, run_extension: RunFxs) -> None:
    run_extension(company, **GATE)
    first = departments(company, "4711")
    assert first["Lyon"] == "users"
    moved = run_extension(company, number="4711", department="Nice", role="users").result
    assert sorted(moved["fields"]) == ["department", "departments"]
    assert departments(company, "4711") == {**first, "Nice": "users"}
    only = run_extension(company, number="4711", departments=[{"name": "Nice"}]).result
    assert only["extension"]["departments"] == [{"name": "Nice", "role": "users"}]
    assert departments(company, "4711") == {"Nice": "users"}


def failing(run: ModuleRun, *texts: str) -> None:
    assert run.failed
    assert not run.result["changed"]
    for text in texts:
        assert text in run.result["msg"]


@pytest.mark.parametrize("check_mode", [False, True])
@pytest.mark.parametrize(
    ("options", "texts"),
    [
        ({"department": "Lyn"}, ('extension "4711"', "department", "'Lyn'", "'Lyon'")),
        ({"departments": [{"name": "Nowhere"}]}, ("departments, entry 1: name", "'Nowhere'")),
        ({"prompt_set": "none such"}, ("prompt_set", "'none such'")),
        ({"department": "Lyon", "role": "system_owners"}, ("allow_risky", "roles")),
        ({"if_fingerprint": "0" * 64}, ("if_fingerprint",)),
    ],
)
def test_what_cannot_be_done_is_told_by_the_options_before_anything_is_written(
    company: Emulator, run_extension: RunFxs, options: dict[str, t.Any], texts: tuple[str, ...], check_mode: bool
) -> None:
    before = len(writes(company))
    failing(run_extension(company, check_mode=check_mode, number="4711", **options), *texts)
    assert len(writes(company)) == before


@pytest.mark.parametrize("role", [None, "users"])
def test_an_unknown_department_is_told_of_once(company: Emulator, run_extension: RunFxs, role: str | None) -> None:
    run = run_extension(company, number="4711", department="Nowhere", role=role)
    failing(run, "extension \"4711\", department: no object of departments is called 'Nowhere'", "Nothing was changed.")
    assert run.result["msg"].count("Nowhere") == 1
    assert "departments, entry" not in run.result["msg"]


def test_each_thing_that_is_wrong_is_told_by_its_option(company: Emulator, run_extension: RunFxs) -> None:
    run = run_extension(company, number="4711", department="Nowhere", prompt_set="none such")
    failing(run, '\n- extension "4711", department: ', '\n- extension "4711", prompt_set: ')
    assert run.result["msg"].startswith("2 problems were found before anything was changed:\n")


def test_a_role_that_manages_is_given_where_the_risk_is_named(company: Emulator, run_extension: RunFxs) -> None:
    options: dict[str, t.Any] = {"number": "4711", "department": "Lyon", "role": "managers"}
    assert run_extension(company, allow_risky=["roles"], **options).result["changed"]
    assert departments(company, "4711")["Lyon"] == "managers"


def test_it_is_deleted_only_if_it_is_still_the_same(company: Emulator, run_extension: RunFxs) -> None:
    run_extension(company, **GATE)
    seen = run_extension(company, check_mode=True, diff=True, number="4711", state="absent").result
    assert seen["changed"]
    assert seen["extension"]["first_name"] == "Gate"
    company.change_object("Users", "4711", FirstName="Lift")
    absent = {"number": "4711", "state": "absent", "if_fingerprint": seen["fingerprint"]}
    failing(run_extension(company, **absent), 'extension "4711"')
    company.change_object("Users", "4711", FirstName="Gate")
    gone = run_extension(company, diff=True, **absent).result
    assert gone["changed"]
    assert (gone["extension"], gone["diff"]) == (seen["extension"], seen["diff"])
    assert not any(row["Number"] == "4711" for row in company.objects("Users"))
    again = run_extension(company, number="4711", state="absent").result
    assert (again["changed"], again["extension"], again["fingerprint"]) == (False, None, None)


def test_what_others_need_is_not_deleted(company: Emulator, run_extension: RunFxs) -> None:
    number = company.objects("RingGroups")[0]["Members"][0]["Number"]
    before = len(writes(company))
    failing(run_extension(company, number=number, state="absent"), f'extension "{number}"', "RingGroups[")
    assert len(writes(company)) == before


def test_what_the_pbx_does_not_store_is_told(company: Emulator, run_extension: RunFxs) -> None:
    run_extension(company, **GATE)
    company.behave(ignore_fields=["EmailAddress"])
    run = run_extension(company, number="4711", email_address="gate@example.com")
    assert run.failed
    assert run.result["changed"]
    assert "email_address: the PBX stored" in run.result["msg"]
    assert 'extension "4711"' in run.result["msg"]


def test_a_refusal_of_the_pbx_is_told_with_its_request(company: Emulator, run_extension: RunFxs) -> None:
    run_extension(company, **GATE)
    company.behave(refuse_fields=["Mobile"])
    run = run_extension(company, number="4711", mobile="+33600000000")
    failing(run, "WARNINGS.XAPI.FORBIDDEN_CHANGE")
    assert (run.result["method"], run.result["status"]) == ("PATCH", 400)
    assert run.result["error"]["message"]


@pytest.mark.parametrize("is_new", [False, True])
def test_that_it_cannot_be_read_afterwards_does_not_hide_the_change(
    company: Emulator, run_extension: RunFxs, monkeypatch: pytest.MonkeyPatch, is_new: bool
) -> None:
    if not is_new:
        run_extension(company, **GATE)
    original = Client.call

    def call(self: Client, method: Method, path: str, **options: t.Any) -> t.Any:
        reply = original(self, method, path, **options)
        if method != "GET":
            company.behave(html_next=99, html_status=500, fault_methods=["GET"])
        return reply

    monkeypatch.setattr(Client, "call", call)
    run = run_extension(company, **{**GATE, "first_name": "Gate 2"})
    assert run.failed
    assert run.result["changed"]
    assert run.result["msg"].startswith('The PBX accepted extension "4711", but cannot show it afterwards: GET ')
    assert (run.result["method"], run.result["status"]) == ("GET", 500)
    assert "extension" not in run.result
    assert user(company, "4711")["FirstName"] == "Gate 2"


def test_what_is_there_yet_although_the_pbx_says_that_it_has_deleted_it(
    company: Emulator, run_extension: RunFxs
) -> None:
    run_extension(company, **GATE)
    company.behave(ignore_deletions=1)
    run = run_extension(company, number="4711", state="absent", diff=True)
    path = f"/xapi/v1/Users({user(company, '4711')['Id']})"
    assert run.failed
    assert run.result["msg"] == f"DELETE {path} answered 204, and it is still there."
    assert (run.result["changed"], run.result["method"], run.result["status"]) == (False, "DELETE", 204)
    assert run_extension(company, number="4711", state="absent").result["changed"]


def test_what_somebody_else_has_done_meanwhile_is_shown_as_it_is(
    company: Emulator, run_extension: RunFxs, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_extension(company, **GATE)
    original = Client.call

    def call(self: Client, method: Method, path: str, **options: t.Any) -> t.Any:
        if method == "PATCH":
            company.change_object("Users", "4711", FirstName="Gate 2")
        return original(self, method, path, **options)

    monkeypatch.setattr(Client, "call", call)
    options = {**GATE, "first_name": "Gate 2"}
    run = run_extension(company, **options)
    assert not run.result["changed"]
    assert run.result["extension"]["first_name"] == "Gate 2"
    assert run_extension(company, **options).result["fingerprint"] == run.result["fingerprint"]


def test_what_is_foretold_is_in_the_order_in_which_it_comes(company: Emulator, run_extension: RunFxs) -> None:
    assert run_extension(company, **GATE).result["changed"]
    periods = [{"day": day, "start": "09:00", "stop": "17:00"} for day in ("Tuesday", "Monday")]
    departments = [{"name": name, "role": "users"} for name in ("Nice", "Lyon")]
    wish: dict[str, t.Any] = {
        "number": GATE["number"],
        "departments": departments,
        "hours": {"type": "SpecificHours", "periods": periods},
    }
    foretold = run_extension(company, **wish, check_mode=True).result["extension"]
    assert run_extension(company, **wish).result["extension"] == foretold
    assert [one["name"] for one in foretold["departments"]] == ["Lyon", "Nice"]


def test_what_it_refers_to_is_read_once(company: Emulator, run_extension: RunFxs) -> None:
    before = len(company.requests("GET"))
    assert run_extension(company, **GATE).result["changed"]
    read = [entry.path.split("/")[-1].split("(")[0] for entry in company.requests("GET")[before:]]
    assert (read.count("Groups"), read.count("PromptSets")) == (1, 1)
    assert read[-1] == "Users"


def test_what_is_for_devices_alone_is_not_loaded() -> None:
    name = threecx_extension.__name__
    code = f"import sys, {name}; print([name for name in sys.modules if '.module_utils.fxs' in name])"
    environment = {"PYTHONPATH": ":".join(sys.path)}
    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"
