# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every switch does what it says; each test shows the difference that the switch makes."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import requests

from ansible_collections.telephony.threecx.tests import emulator
from ansible_collections.telephony.threecx.tests.emulator.behaviour import PBX_SECTION, Behaviour, switches
from ansible_collections.telephony.threecx.tests.unit.emulator.conftest import Start
from ansible_collections.telephony.threecx.tests.unit.emulator.helpers import Caller, Shown, error_of, tokens_of

shows = Shown()

NEW = {"MacAddress": "C074AD0C0A72", "Brand": "Grandstream", "Model": "HT802"}


def first_path(caller: Caller) -> str:
    return f"/Fxs('{caller.pbx.devices()[0]['MacAddress']}')"


def is_dropped(caller: Caller, method: str, path: str) -> bool:
    """Whether the connection is closed without an answer."""
    try:
        caller.call(method, path)
    except requests.ConnectionError as error:
        return "RemoteDisconnected" in str(error)
    return False


def test_every_switch_is_shown_and_documented() -> None:
    names = {switch.name for switch in switches() if switch.metadata["section"] != PBX_SECTION}
    readme = (Path(emulator.__file__).parent / "README.md").read_text(encoding="utf-8")
    assert names == shows.names
    assert sorted(name for name in names if f"`{name}`" not in readme) == []


# The switches as such


def test_unknown_switches_are_refused(start: Start) -> None:
    with pytest.raises(TypeError, match="no_such_switch"):
        start().pbx.behave(no_such_switch=1)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("etags", "sometimes"),
        ("top_limit", -1),
        ("top_limit", True),
        ("top_limit", 1.5),
        ("latency", -0.1),
        ("single_token", "maybe"),
        ("throttle_status", 500),
        ("line_base", 2),
    ],
)
def test_unfit_values_are_refused(name: str, value: Any) -> None:
    with pytest.raises(ValueError, match=name):
        Behaviour(**{name: value})


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("etags", False, "off"),
        ("etags", True, "both"),
        ("next_link", True, "on"),
        ("single_token", "off", False),
        ("page_cap", "none", None),
        ("page_cap", "7", 7),
        ("latency", "0.5", 0.5),
        ("drop_methods", "delete, patch", ("DELETE", "PATCH")),
        ("drop_methods", None, ()),
        ("ignore_fields", ["Codecs"], ("Codecs",)),
        ("line_base", "0", 0),
    ],
)
def test_values_may_be_text_or_json(name: str, value: Any, expected: Any) -> None:
    assert getattr(Behaviour(**{name: value}), name) == expected


# ETags and preconditions


@shows("etags")
@pytest.mark.parametrize(
    ("style", "header", "body"),
    [("off", False, False), ("header", True, False), ("body", False, True), ("both", True, True)],
)
def test_where_etags_are_shown(start: Start, style: str, header: bool, body: bool) -> None:
    caller = start(etags=style)
    answer = caller.get(first_path(caller))
    tag = caller.pbx.etag(caller.pbx.devices()[0]["MacAddress"])
    assert answer.headers.get("ETag") == (tag if header else None)
    assert answer.json().get("@odata.etag") == (tag if body else None)
    assert all(("@odata.etag" in device) == body for device in caller.get("/Fxs").json()["value"])


def test_stale_etags_are_refused(start: Start) -> None:
    caller = start()
    path = first_path(caller)
    stale = caller.get(path).headers["ETag"]
    caller.call("PATCH", path, json={"Name": "Gate"})
    for method in ("PATCH", "DELETE"):
        refused = caller.call(method, path, json={"Name": "x"}, headers={"If-Match": stale})
        assert refused.status_code == 412
        assert error_of(refused)["message"]
    assert caller.pbx.devices()[0]["Name"] == "Gate"
    current = caller.get(path).headers["ETag"]
    assert current != stale
    assert caller.call("DELETE", path, headers={"If-Match": f'"other", {current}'}).status_code == 204


@pytest.mark.parametrize(
    ("if_match", "status"), [("*", 204), ('"stale"', 412), ("unquoted", 400), ("", 400), ('W/"stale"', 412)]
)
def test_forms_of_if_match(start: Start, if_match: str, status: int) -> None:
    caller = start()
    assert caller.call("DELETE", first_path(caller), headers={"If-Match": if_match}).status_code == status


def test_without_etags_if_match_is_ignored(start: Start) -> None:
    caller = start(etags="off")
    assert caller.call("DELETE", first_path(caller), headers={"If-Match": '"stale"'}).status_code == 204


def test_a_device_created_anew_has_another_etag(start: Start) -> None:
    caller = start(0)
    tags = []
    for _round in range(2):
        tags.append(caller.call("POST", "/Fxs", json=NEW).headers["ETag"])
        caller.call("DELETE", f"/Fxs('{NEW['MacAddress']}')")
    assert tags[0] != tags[1]


@shows("weak_etags")
def test_weak_etags(start: Start) -> None:
    caller = start()
    path = first_path(caller)
    strong = caller.get(path).headers["ETag"]
    caller.pbx.behave(weak_etags=True)
    assert caller.get(path).headers["ETag"] == caller.get(path).json()["@odata.etag"] == f"W/{strong}"
    assert caller.call("DELETE", path, headers={"If-Match": f"W/{strong}"}).status_code == 204


@shows("require_if_match")
@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_required_if_match(start: Start, method: str) -> None:
    caller = start(require_if_match=True)
    path = first_path(caller)
    refused = caller.call(method, path, json={"Name": "x"})
    assert refused.status_code == 428
    assert error_of(refused)["message"]
    assert caller.call(method, path, json={"Name": "x"}, headers={"If-Match": "*"}).status_code == 204


# Login and tokens


@shows("single_token", "token_loses")
@pytest.mark.parametrize(
    ("switched", "old_works", "new_works"),
    [
        ({"single_token": True, "token_loses": "old"}, False, True),
        ({"single_token": True, "token_loses": "new"}, True, False),
        ({"single_token": False}, True, True),
    ],
)
def test_number_of_active_tokens(start: Start, switched: dict[str, Any], old_works: bool, new_works: bool) -> None:
    caller = start(login=False, **switched)
    old = caller.login()
    new = caller.login()
    for token, works in ((old, old_works), (new, new_works)):
        caller.use(token)
        assert caller.get("/Fxs").status_code == (200 if works else 401)


def test_with_token_loses_new_the_next_token_works_once_the_old_one_is_dead(start: Start) -> None:
    caller = start(token_loses="new", token_lifetime=0.1)
    time.sleep(0.15)
    caller.pbx.behave(token_lifetime=60)
    caller.login()
    assert caller.get("/Fxs").status_code == 200


@shows("token_scope")
@pytest.mark.parametrize(("scope", "status"), [("client", 200), ("pbx", 401)])
def test_scope_of_the_single_token(start: Start, scope: str, status: int) -> None:
    caller = start(token_scope=scope)
    caller.pbx.add_client("second", "a second secret")
    assert caller.post_login(client_id="second", client_secret="a second secret").status_code == 200
    assert caller.get("/Fxs").status_code == status


@shows("expires_in")
@pytest.mark.parametrize("announced", [60, 3600])
def test_announced_lifetime(start: Start, announced: int) -> None:
    assert start(login=False, expires_in=announced).post_login().json()["expires_in"] == announced


@shows("token_lifetime")
@pytest.mark.parametrize(("lifetime", "status"), [(0.05, 401), (60, 200)])
def test_real_lifetime(start: Start, lifetime: float, status: int) -> None:
    caller = start(token_lifetime=lifetime)
    time.sleep(0.1)
    answer = caller.get("/Fxs")
    assert answer.status_code == status
    assert ("WWW-Authenticate" in answer.headers) == (status == 401)


@shows("token_status_next", "token_status", "token_body")
@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [("oauth", "application/json", '"error"'), ("html", "text/html", "<html>"), ("empty", None, "")],
)
def test_failing_logins(start: Start, body: str, content_type: str | None, text: str) -> None:
    caller = start(login=False, token_status_next=2, token_status=429, token_body=body, retry_after=3)
    for _attempt in range(2):
        answer = caller.post_login()
        assert answer.status_code == 429
        assert answer.headers.get("Content-Type", "").startswith(content_type or "")
        assert text in answer.text
        assert bool(answer.text) == bool(text)
        assert answer.headers["Retry-After"] == "3"
    assert caller.post_login().status_code == 200
    assert [entry.authorized for entry in caller.pbx.log] == [False, False, True]


@shows("token_drop_next")
def test_dropped_logins(start: Start) -> None:
    caller = start(login=False, token_drop_next=1)
    with pytest.raises(requests.ConnectionError, match="RemoteDisconnected"):
        caller.post_login()
    assert caller.post_login().status_code == 200


@shows("lockout_after")
def test_lockout(start: Start) -> None:
    caller = start(lockout_after=2)
    assert [caller.post_login(client_secret="wrong").status_code for _attempt in range(2)] == [401, 401]
    assert caller.post_login().status_code == 403
    assert caller.get("/Fxs").status_code == 403
    caller.pbx.behave(lockout_after=0)
    assert caller.get("/Fxs").status_code == 200


# Access


@shows("role")
def test_role(start: Start) -> None:
    caller = start(role="users")
    for path in ("/Fxs", first_path(caller), "/FxsTemplates"):
        assert caller.get(path).status_code == 403
    assert caller.call("DELETE", first_path(caller)).status_code == 403
    assert caller.get("/Defs").status_code == 200
    caller.pbx.behave(role="system_owners")
    assert caller.get("/Fxs").status_code == 200


@shows("console_restricted")
def test_console_restrictions(start: Start) -> None:
    caller = start(console_restricted=True)
    assert caller.get("/Fxs").status_code == caller.get("/Defs").status_code == 403
    caller.pbx.behave(console_restricted=False)
    assert caller.get("/Fxs").status_code == 200


@shows("api_enabled")
def test_api_not_enabled(start: Start) -> None:
    caller = start(api_enabled=False)
    for path in ("/", "/Defs", "/Fxs"):
        answer = caller.get(path)
        assert (answer.status_code, "X-3CX-Version" in answer.headers) == (404, False)
        assert answer.headers["Content-Type"].startswith("text/html")
    caller.pbx.behave(api_enabled=True)
    assert caller.get("/").status_code == caller.get("/Fxs").status_code == 200


@shows("licensed")
def test_without_licence(start: Start) -> None:
    caller = start(licensed=False)
    assert caller.get("/Fxs").status_code == 403
    assert error_of(caller.get("/Defs"))["message"] == "WARNINGS.XAPI.INVALID_LICENSE_TYPE"
    caller.pbx.behave(licensed=True)
    assert caller.get("/Fxs").status_code == 200


@shows("denied_body")
@pytest.mark.parametrize(("body", "text"), [("odata", '{"error"'), ("html", "<!DOCTYPE html>"), ("empty", "")])
def test_bodies_of_denials(start: Start, body: str, text: str) -> None:
    caller = start(denied_body=body, role="users")
    denied = caller.get("/Fxs")
    caller.use("nonsense")
    for answer, status in ((denied, 403), (caller.get("/Fxs"), 401)):
        assert answer.status_code == status
        assert answer.text.startswith(text)
        assert bool(answer.text) == bool(text)


@shows("version")
def test_version(start: Start) -> None:
    caller = start(version="20.0.3.6")
    answers = [caller.get("/Fxs"), caller.get("/Nothing"), caller.call("DELETE", first_path(caller))]
    assert [answer.headers["X-3CX-Version"] for answer in answers] == ["20.0.3.6"] * 3


# Lists and paging


@shows("top_limit")
def test_limit_of_top(start: Start) -> None:
    caller = start(30, top_limit=20)
    assert caller.get("/Fxs?$top=21").status_code == 400
    assert len(caller.macs("/Fxs?$top=20")) == 20


@shows("default_page")
def test_default_page(start: Start) -> None:
    caller = start(60)
    assert len(caller.macs()) == 50
    caller.pbx.behave(default_page=7)
    assert len(caller.macs()) == 7
    assert len(caller.macs("/Fxs?$top=60")) == 60


@shows("page_cap")
def test_shortened_pages(start: Start) -> None:
    caller = start(20, page_cap=6)
    assert len(caller.macs("/Fxs?$top=10")) == len(caller.macs()) == 6
    seen = [mac for skip in range(0, 20, 6) for mac in caller.macs(f"/Fxs?$top=10&$skip={skip}&$orderby=MacAddress")]
    assert seen == [device["MacAddress"] for device in caller.pbx.devices()]


def follow(caller: Caller, path: str) -> list[str]:
    """MAC addresses of all pages, by the links."""
    macs: list[str] = []
    page = caller.get(path).json()
    while True:
        macs += [device["MacAddress"] for device in page["value"]]
        link = page.get("@odata.nextLink")
        if link is None or not page["value"]:
            return macs
        page = caller.get(link.partition("/xapi/v1")[2]).json()


@shows("next_link")
@pytest.mark.parametrize(("cap", "path"), [(None, "/Fxs?$orderby=MacAddress"), (6, "/Fxs?$top=20&$orderby=MacAddress")])
def test_links_to_the_next_page(start: Start, cap: int | None, path: str) -> None:
    caller = start(20, default_page=8, page_cap=cap)
    everything = [device["MacAddress"] for device in caller.pbx.devices()]
    assert "@odata.nextLink" not in caller.get(path).json()
    caller.pbx.behave(next_link="on")
    assert follow(caller, path) == everything
    caller.pbx.behave(next_link="lying")
    assert 0 < len(follow(caller, path)) < len(everything)


def test_no_link_when_the_caller_asked_for_no_more(start: Start) -> None:
    page = start(20, next_link="on").get("/Fxs?$top=5").json()
    assert len(page["value"]) == 5
    assert "@odata.nextLink" not in page


def test_links_that_lead_astray(start: Start) -> None:
    caller = start(3, next_link="foreign")
    assert caller.get("/Fxs").json()["@odata.nextLink"].startswith("https://pbx.example.invalid/xapi/v1/Fxs?$skip=3")
    caller.pbx.behave(next_link="loop")
    link = caller.get("/Fxs?$skip=1").json()["@odata.nextLink"]
    assert link == f"{caller.pbx.url}/xapi/v1/Fxs?$skip=1"


@shows("stable_order")
def test_order_without_orderby(start: Start) -> None:
    caller = start(40)
    assert caller.macs() == caller.macs()
    caller.pbx.behave(stable_order=False)
    orders = {tuple(caller.macs()) for _request in range(5)}
    assert len(orders) > 1
    assert len({frozenset(order) for order in orders}) == 1
    ordered = "/Fxs?$orderby=MacAddress"
    assert caller.macs(ordered) == caller.macs(ordered) == sorted(caller.macs())


@shows("count_empties")
def test_lists_that_are_empty_when_they_are_counted(start: Start) -> None:
    caller = start(3, count_empties=True)
    counted = caller.get("/Fxs?$count=true").json()
    assert (counted["@odata.count"], counted["value"]) == (0, [])
    assert len(caller.get("/Fxs").json()["value"]) == 3
    caller.pbx.behave(count_empties=False)
    assert caller.get("/Fxs?$count=true").json()["@odata.count"] == 3


@shows("structured_in_lists")
def test_what_has_structure_may_be_missing_in_lists(start: Start) -> None:
    caller = start(1)
    structured = {"FxsLines", "Codecs", "Provisioning", "Variables"}
    some = "/Fxs?$select=MacAddress,Variables"

    def listed(path: str = "/Fxs") -> set[str]:
        return set(caller.get(path).json()["value"][0]) - {"@odata.etag"}

    everything = listed()
    assert structured < everything
    for style, shown in (("on-request", {"MacAddress", "Variables"}), ("never", {"MacAddress"})):
        caller.pbx.behave(structured_in_lists=style)
        assert listed() == everything - structured
        assert listed(some) == shown
        assert structured < set(caller.get(first_path(caller)).json())


# Devices and keys


@shows("mac_keys")
@pytest.mark.parametrize("key", ["c074ad0c0a72", "C0:74:AD:0C:0A:72", "c0-74-ad-0c-0a-72"])
def test_folding_of_keys(start: Start, key: str) -> None:
    caller = start()
    caller.pbx.add_device(NEW)
    assert caller.get("/Fxs('C074AD0C0A72')").status_code == 200
    assert caller.get(f"/Fxs('{key}')").status_code == 404
    caller.pbx.behave(mac_keys="folding")
    assert caller.get(f"/Fxs('{key}')").json()["MacAddress"] == "C074AD0C0A72"


@shows("mac_style")
@pytest.mark.parametrize(
    ("style", "spelling"),
    [
        ("bare-upper", "C074AD0C0A72"),
        ("bare-lower", "c074ad0c0a72"),
        ("colon", "C0:74:AD:0C:0A:72"),
        ("dash", "C0-74-AD-0C-0A-72"),
        ("as-given", "c0:74:ad:0C0A72"),
    ],
)
def test_spelling_of_mac_addresses(start: Start, style: str, spelling: str) -> None:
    caller = start(0, mac_style=style)
    assert caller.call("POST", "/Fxs", json={**NEW, "MacAddress": "c0:74:ad:0C0A72"}).json()["MacAddress"] == spelling
    assert caller.macs() == [spelling]
    assert caller.get(f"/Fxs('{spelling}')").status_code == 200
    assert caller.macs(f"/Fxs?$filter=MacAddress eq '{spelling}'") == [spelling]


def test_a_new_spelling_applies_to_the_devices_that_are_there(start: Start) -> None:
    caller = start(2)
    bare = caller.macs()
    caller.pbx.behave(mac_style="bare-lower")
    assert caller.macs() == [mac.lower() for mac in bare]


@shows("missing_body")
@pytest.mark.parametrize(("body", "text"), [("odata", '{"error"'), ("html", "<!DOCTYPE html>"), ("empty", "")])
def test_bodies_for_missing_devices(start: Start, body: str, text: str) -> None:
    caller = start(missing_body=body)
    for method in ("GET", "PATCH", "DELETE"):
        answer = caller.call(method, "/Fxs('000000000000')", json={})
        assert answer.status_code == 404
        assert answer.text.startswith(text)
        assert bool(answer.text) == bool(text)


@shows("missing_status")
@pytest.mark.parametrize(("status", "of_writes"), [(404, 404), (400, 400), (204, 404)])
def test_statuses_for_missing_devices(start: Start, status: int, of_writes: int) -> None:
    caller = start(missing_status=status)
    for method, expected in (("GET", status), ("PATCH", of_writes), ("DELETE", of_writes)):
        answer = caller.call(method, "/Fxs('000000000000')", json={})
        assert answer.status_code == expected
        assert ("WARNINGS.XAPI.NOT_FOUND" in answer.text) == (expected != 204)


@shows("structured_in_devices")
def test_what_has_structure_may_be_missing_in_a_device(start: Start) -> None:
    caller = start(1)
    structured = {"FxsLines", "Codecs", "Provisioning", "Variables"}
    path = first_path(caller)
    everything = set(caller.get(path).json())
    caller.pbx.behave(structured_in_devices="on-request")
    assert set(caller.get(path).json()) == everything - structured
    some = set(caller.get(f"{path}?$select=MacAddress,Variables").json())
    assert {"MacAddress", "Variables"} == {name for name in some if not name.startswith("@")}
    assert structured < set(caller.get("/Fxs").json()["value"][0])


@shows("nulls")
def test_null_properties_are_left_out_at_every_level(start: Start) -> None:
    caller = start(0, nulls="omitted")
    path = f"/Fxs('{NEW['MacAddress']}')?$expand=Registered,Template($select=Id,Variables)"
    created = caller.call("POST", "/Fxs", json={**NEW, "Group": None}).json()
    shown = caller.get(path).json()
    assert "Group" not in created
    assert not {"Group", "Registered"} & set(shown)
    assert "RemoteFQDN" not in shown["Provisioning"]
    assert "ValidationType" not in shown["Template"]["Variables"][0]
    assert "null" not in caller.get("/Fxs").text
    caller.pbx.behave(nulls="shown")
    shown = caller.get(path).json()
    assert (shown["Group"], shown["Registered"], shown["Provisioning"]["RemoteFQDN"]) == (None, None, None)
    assert shown["Template"]["Variables"][0]["ValidationType"] is None


@shows("links_with_login")
def test_links_of_some_devices_hold_a_password(start: Start) -> None:
    caller = start(6)
    query = "/Fxs?$expand=Registered"

    def links() -> dict[str, str]:
        rows = caller.get(query).json()["value"]
        return {row["Password"]: row["Registered"]["InterfaceLink"] for row in rows if row.get("Registered")}

    found = links()
    assert all(link.startswith(f"http://admin:{quote(password, safe='')}@") for password, link in found.items())
    caller.pbx.behave(links_with_login=False)
    assert [link.replace("/direct-login", "") for link in links().values()] == [
        f"http://10.0.0.{number}" for number in (2, 3, 5, 6)
    ]


@shows("unknown_properties", "unknown_status")
def test_properties_that_this_version_does_not_have(start: Start) -> None:
    caller = start(1, unknown_properties="ModelName,Codecs,Registered,FxsTemplates.Variables")
    path = first_path(caller)
    assert not {"ModelName", "Codecs"} & set(caller.get(path).json())
    assert "Variables" in caller.get(path).json()
    assert "Variables" not in caller.get("/FxsTemplates").json()["value"][0]
    refused = {
        f"{path}?$select=MacAddress,Codecs,ModelName": "'Codecs' on type 'Pbx.Fxs'",
        "/Fxs?$expand=Registered": "'Registered' on type 'Pbx.Fxs'",
        "/Fxs?$expand=Template($select=Id,Variables)": "'Variables' on type 'Pbx.FxsTemplate'",
        "/FxsTemplates?$select=Id,Variables": "'Variables' on type 'Pbx.FxsTemplate'",
    }
    for query, named in refused.items():
        answer = caller.get(query)
        assert (answer.status_code, named in answer.text, "ModelName" in answer.text) == (400, True, False)
    for status in (500, 501):
        caller.pbx.behave(unknown_status=status)
        assert {(caller.get(query).status_code, caller.get(query).text) for query in refused} == {(status, "")}
    assert caller.call("PATCH", path, json={"ModelName": "x"}).status_code == 400


@shows("missing_delete")
def test_deletion_of_missing_devices(start: Start) -> None:
    caller = start(1, missing_delete=204)
    assert caller.call("DELETE", "/Fxs('000000000000')").status_code == 204
    assert caller.call("PATCH", "/Fxs('000000000000')", json={}).status_code == 404
    stale = {"If-Match": '"stale"'}
    assert caller.call("DELETE", first_path(caller), headers=stale).status_code == 412
    assert len(caller.pbx.devices()) == 1
    caller.pbx.behave(missing_delete=None)
    assert caller.call("DELETE", "/Fxs('000000000000')").status_code == 404


@shows("line_base")
@pytest.mark.parametrize(("base", "beyond"), [(0, 2), (1, 3)])
def test_number_of_the_first_line(start: Start, base: int, beyond: int) -> None:
    caller = start(0, line_base=base)
    lines = [{"Key": base, "Number": "100", "Name": "Extension 100"}]
    assert caller.call("POST", "/Fxs", json={**NEW, "FxsLines": lines}).json()["FxsLines"] == lines
    refused = caller.call("PATCH", first_path(caller), json={"FxsLines": [{"Key": beyond, "Number": "101"}]})
    assert tokens_of(refused) == [("FxsLines", "WARNINGS.XAPI.OUT_OF_THE_RANGE")]
    caller.pbx.behave(line_base=1 - base)
    assert caller.pbx.devices()[0]["FxsLines"][0]["Key"] == 1 - base


@shows("free_lines")
def test_lines_without_extension(start: Start) -> None:
    caller = start(0)
    lines = [{"Key": 1, "Number": ""}, {"Key": 2, "Number": "100"}]
    used = {"Key": 2, "Number": "100", "Name": "Extension 100"}
    assert caller.call("POST", "/Fxs", json={**NEW, "FxsLines": lines}).json()["FxsLines"] == [used]
    caller.pbx.behave(free_lines="empty", nulls="shown")
    shown = caller.get(first_path(caller)).json()["FxsLines"]
    assert shown == [{"Key": 1, "Number": "", "Name": None}, used]


# Writes


@shows("unbindable")
@pytest.mark.parametrize("body", [{"Firmware": "1.0"}, {"Name": 1}, {"Codecs": None}, {"Provisioning": {"X": 1}}])
def test_what_is_said_of_a_body_that_cannot_be_bound(start: Start, body: dict[str, Any]) -> None:
    caller = start(1)
    path = first_path(caller)
    answers = [caller.call("PATCH", path, json=body), caller.call("POST", "/Fxs", json={**NEW, **body})]
    assert [answer.status_code for answer in answers] == [400, 400]
    assert [error_of(answer) for answer in answers] == [
        {"code": "", "message": f"The {name} field is required."} for name in ("delta", "fxs")
    ]
    caller.pbx.behave(unbindable="named")
    named = "X" if "Provisioning" in body else next(iter(body))
    assert named in error_of(caller.call("PATCH", path, json=body))["message"]
    assert len(caller.pbx.devices()) == 1


@shows("creation_headers")
@pytest.mark.parametrize("name", ["OData-Version", "OData-MaxVersion", "Prefer"])
def test_headers_without_which_nothing_is_created(start: Start, name: str) -> None:
    caller = start(0, creation_headers=name)
    assert caller.call("POST", "/Fxs", json=NEW).status_code == 400
    assert caller.pbx.devices() == []
    assert caller.call("POST", "/Fxs", json=NEW, headers={name.lower(): "4.0"}).status_code == 201
    assert caller.call("PATCH", first_path(caller), json={"Name": "Gate"}).status_code == 204


@shows("template_binding")
@pytest.mark.parametrize("accepted", ["derived", "bind", "object"])
def test_naming_the_template(start: Start, accepted: str) -> None:
    caller = start(0, template_binding=accepted)
    template_id = "grandstream.ht80x.fxs.xml"
    bodies: dict[str, dict[str, Any]] = {
        "derived": NEW,
        "bind": {"MacAddress": NEW["MacAddress"], "Template@odata.bind": f"FxsTemplates('{template_id}')"},
        "object": {"MacAddress": NEW["MacAddress"], "Template": {"Id": template_id}},
    }
    for shape in sorted(bodies, key=lambda shape: shape == accepted):
        answer = caller.call("POST", "/Fxs", json=bodies[shape])
        assert answer.status_code == (201 if shape == accepted else 400), shape
    caller.pbx.behave(template_binding="any")
    for number, body in enumerate(bodies.values()):
        created = caller.call("POST", "/Fxs", json={**body, "MacAddress": f"C074AD00000{number}"})
        assert (created.status_code, created.json()["Model"]) == (201, "HT802")


@shows("ignore_fields")
def test_fields_that_are_not_stored(start: Start) -> None:
    caller = start(1, ignore_fields=["Name"])
    device = caller.pbx.devices()[0]
    assert caller.call("PATCH", first_path(caller), json={"Name": "Gate", "Group": "GRP0009"}).status_code == 204
    assert {**device, "Group": "GRP0009"} == caller.pbx.devices()[0]
    assert caller.call("POST", "/Fxs", json={**NEW, "Name": "Gate"}).json()["Name"] == "Grandstream HT802"
    caller.pbx.behave(ignore_fields=())
    caller.call("PATCH", first_path(caller), json={"Name": "Gate"})
    assert caller.pbx.devices()[0]["Name"] == "Gate"


@shows("nested_patch")
def test_parts_of_provisioning_that_a_change_does_not_name(start: Start) -> None:
    caller = start(1)
    path = first_path(caller)

    def held() -> dict[str, Any]:
        provisioning: dict[str, Any] = caller.pbx.devices()[0]["Provisioning"]
        return provisioning

    before = held()
    assert caller.call("PATCH", path, json={"Provisioning": {"LocalSipPort": 5070}}).status_code == 204
    assert held() == {**before, "LocalSipPort": 5070}
    caller.pbx.behave(nested_patch="replace")
    assert caller.call("PATCH", path, json={"Provisioning": before}).status_code == 204
    assert held() == before
    assert caller.call("PATCH", path, json={"Name": "Gate"}).status_code == 204
    assert held() == before
    assert caller.call("PATCH", path, json={"Provisioning": {"LocalSipPort": 5070}}).status_code == 204
    assert held() == {**dict.fromkeys(before), "LocalSipPort": 5070}


def test_parts_of_provisioning_that_no_write_may_name(start: Start) -> None:
    caller = start(1, refuse_fields=["ProvLink"], nested_patch="replace")
    before = caller.pbx.devices()[0]["Provisioning"]
    refused = caller.call("PATCH", first_path(caller), json={"Provisioning": before})
    assert tokens_of(refused) == [("Provisioning.ProvLink", "WARNINGS.XAPI.FORBIDDEN_CHANGE")]
    rest = {name: value for name, value in before.items() if name != "ProvLink"}
    assert caller.call("PATCH", first_path(caller), json={"Provisioning": rest}).status_code == 204
    assert caller.pbx.devices()[0]["Provisioning"] == before


@shows("refuse_fields")
@pytest.mark.parametrize(("method", "path"), [("POST", "/Fxs"), ("PATCH", None)])
def test_fields_that_no_write_may_name(start: Start, method: str, path: str | None) -> None:
    caller = start(1, refuse_fields=["FxsLineCount", "ModelName"])
    path, before = path or first_path(caller), caller.pbx.devices()
    body = {"Model": "HT802", "FxsLineCount": 2}
    body.update(NEW if method == "POST" else {"Model": caller.pbx.devices()[0]["Model"]})
    refused = caller.call(method, path, json=body)
    assert tokens_of(refused) == [("FxsLineCount", "WARNINGS.XAPI.FORBIDDEN_CHANGE")]
    assert caller.pbx.devices() == before
    caller.pbx.behave(refuse_fields=["ModelName"])
    assert caller.call(method, path, json=body).status_code == (201 if method == "POST" else 204)


@shows("normalise_fields")
def test_fields_that_are_stored_in_another_form(start: Start) -> None:
    caller = start(1, normalise_fields=["Name", "Codecs"])
    body = {"Name": " The  gate ", "Group": " GRP0001", "Codecs": ["PCMU", "PCMA"]}
    assert caller.call("PATCH", first_path(caller), json=body).status_code == 204
    stored = {name: caller.pbx.devices()[0][name] for name in body}
    assert stored == {"Name": "The gate", "Group": " GRP0001", "Codecs": ["PCMA", "PCMU"]}
    caller.pbx.behave(normalise_fields=())
    caller.call("PATCH", first_path(caller), json=body)
    assert {name: caller.pbx.devices()[0][name] for name in body} == body


@shows("freed_by")
@pytest.mark.parametrize(
    ("freed_by", "lines", "left"),
    [
        ("either", [{"Key": 2, "Number": "101"}], ["101"]),
        ("either", [{"Key": 1, "Number": ""}, {"Key": 2, "Number": "101"}], ["101"]),
        ("omission", [{"Key": 2, "Number": "101"}], ["101"]),
        ("omission", [{"Key": 1, "Number": ""}, {"Key": 2, "Number": "101"}], None),
        ("empty", [{"Key": 2, "Number": "101"}], ["100", "101"]),
        ("empty", [{"Key": 1, "Number": ""}, {"Key": 2, "Number": "101"}], ["101"]),
        ("empty", [], ["100"]),
    ],
)
@pytest.mark.parametrize("line_base", [0, 1])
def test_what_frees_a_line(
    start: Start, freed_by: str, lines: list[dict[str, Any]], left: list[str] | None, line_base: int
) -> None:
    caller = start(0, line_base=line_base, freed_by=freed_by)
    caller.call("POST", "/Fxs", json={**NEW, "FxsLines": [{"Key": line_base, "Number": "100"}]})
    sent = [{**line, "Key": line["Key"] - 1 + line_base} for line in lines]
    answer = caller.call("PATCH", first_path(caller), json={"FxsLines": sent})
    if left is None:
        assert tokens_of(answer) == [("FxsLines", "WARNINGS.XAPI.CAN_NOT_BE_EMPTY_STRING")]
    else:
        assert answer.status_code == 204
    assert [line["Number"] for line in caller.pbx.devices()[0]["FxsLines"]] == (["100"] if left is None else left)


@shows("dect_limit")
@pytest.mark.parametrize(("key", "token"), [(11, "OUT_OF_THE_RANGE"), (1, None)])
def test_lines_of_a_dect_base(start: Start, key: int, token: str | None) -> None:
    caller = start(0, dect_limit=True)
    base = {"MacAddress": NEW["MacAddress"], "Template": {"Id": "yealink.W70B.fxs.xml"}}
    assert caller.call("POST", "/Fxs", json=base).status_code == 201
    body = {"FxsLines": [{"Key": key, "Number": "100"}], "FxsLineCount": max(key, 10)}
    refused = caller.call("PATCH", first_path(caller), json=body)
    assert token is None or (("FxsLines", f"WARNINGS.XAPI.{token}") in tokens_of(refused))
    assert refused.status_code == (400 if token else 204)
    caller.pbx.behave(dect_limit=False)
    assert caller.call("PATCH", first_path(caller), json=body).status_code == 204
    adapter = {**NEW, "MacAddress": "C074AD0C0A73", "FxsLines": [{"Key": 3, "Number": "101"}]}
    assert tokens_of(caller.call("POST", "/Fxs", json=adapter)) == [("FxsLines", "WARNINGS.XAPI.OUT_OF_THE_RANGE")]


@shows("extension_unique")
def test_extensions_on_one_device_only(start: Start) -> None:
    caller = start(1, extension_unique=True)
    taken = caller.pbx.devices()[0]["FxsLines"][0]["Number"]
    body = {**NEW, "FxsLines": [{"Key": 1, "Number": taken}]}
    refused = caller.call("POST", "/Fxs", json=body)
    assert (refused.status_code, tokens_of(refused)) == (400, [("FxsLines", "WARNINGS.XAPI.ALREADY_IN_USE")])
    own = caller.call("PATCH", first_path(caller), json={"FxsLines": [{"Key": 2, "Number": taken}]})
    assert own.status_code == 204
    caller.pbx.behave(extension_unique=False)
    assert caller.call("POST", "/Fxs", json=body).status_code == 201


@shows("missing_extensions")
def test_extensions_that_do_not_exist(start: Start) -> None:
    caller = start(1, missing_extensions=["999"])
    body = {"FxsLines": [{"Key": 1, "Number": "999"}]}
    refused = caller.call("PATCH", first_path(caller), json=body)
    assert tokens_of(refused) == [("FxsLines", "WARNINGS.XAPI.NON_EXISTENT_EXT_NUMBER")]
    caller.pbx.behave(missing_extensions=None)
    assert caller.call("PATCH", first_path(caller), json=body).status_code == 204


@shows("used_macs")
def test_mac_addresses_of_phones(start: Start) -> None:
    caller = start(0, used_macs=["c0:74:ad:0c:0a:72"])
    refused = caller.call("POST", "/Fxs", json=NEW)
    assert (refused.status_code, tokens_of(refused)) == (400, [("MacAddress", "WARNINGS.XAPI.MAC_USED_BY")])
    caller.pbx.behave(used_macs=None)
    assert caller.call("POST", "/Fxs", json=NEW).status_code == 201


@shows("regenerate_answer")
def test_answer_of_regenerate(start: Start) -> None:
    caller = start(1)
    before = caller.pbx.devices()[0]
    path = f"{first_path(caller)}/Pbx.RegenerateWebCredentials"
    answered = caller.call("POST", path).json()
    assert answered["Password"] == caller.pbx.devices()[0]["Password"] != before["Password"]
    caller.pbx.behave(regenerate_answer="null")
    answer = caller.call("POST", path)
    assert (answer.status_code, answer.json()) == (200, None)
    assert caller.pbx.devices()[0]["Password"] != answered["Password"]
    assert {before["Password"], answered["Password"]} < caller.pbx.secrets()


@shows("mutate_before_write")
def test_devices_changed_just_before(start: Start) -> None:
    caller = start(1, mutate_before_write=1)
    path, name = first_path(caller), caller.pbx.devices()[0]["Name"]
    headers = {"If-Match": caller.get(path).headers["ETag"]}
    assert caller.call("DELETE", path, headers=headers).status_code == 412
    assert caller.pbx.devices()[0]["Name"] == f"{name} (changed elsewhere)"
    headers = {"If-Match": caller.get(path).headers["ETag"]}
    assert caller.call("DELETE", path, headers=headers).status_code == 204


@shows("vanish_before_write")
@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_devices_gone_just_before(start: Start, method: str) -> None:
    caller = start(2, vanish_before_write=1)
    path = first_path(caller)
    assert caller.call(method, path, json={}).status_code == 404
    assert len(caller.pbx.devices()) == 1
    assert caller.call(method, first_path(caller), json={}).status_code == 204


@shows("ignore_deletions")
def test_deletions_that_do_nothing(start: Start) -> None:
    caller = start(1, ignore_deletions=1)
    # What is not there, or not as If-Match has it, is refused as ever.
    assert caller.call("DELETE", "/Fxs('000000000000')").status_code == 404
    assert caller.call("DELETE", first_path(caller), headers={"If-Match": '"stale"'}).status_code == 412
    assert caller.call("DELETE", first_path(caller)).status_code == 204
    assert len(caller.pbx.devices()) == 1
    assert caller.call("DELETE", first_path(caller)).status_code == 204
    assert caller.pbx.devices() == []


# Faults


@shows("latency")
def test_latency(start: Start) -> None:
    caller = start(latency=0.4, login=False)
    requests_made: list[Callable[[], object]] = [caller.post_login, lambda: caller.get("/Fxs")]
    for request in requests_made:
        begin = time.monotonic()
        request()
        assert time.monotonic() - begin >= 0.4
    caller.pbx.behave(latency=0)
    begin = time.monotonic()
    caller.get("/Fxs")
    assert time.monotonic() - begin < 0.4


@shows("throttle_next", "throttle_status", "retry_after", "throttle_methods")
@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_throttling(start: Start, status: int) -> None:
    caller = start(throttle_next=2, throttle_status=status, retry_after=1, throttle_methods=["DELETE"])
    path = first_path(caller)
    assert caller.get(path).status_code == 200
    for _attempt in range(2):
        answer = caller.call("DELETE", path)
        assert (answer.status_code, answer.headers["Retry-After"]) == (status, "1")
    assert len(caller.pbx.devices()) == 3
    caller.pbx.behave(throttle_next=1, retry_after=None)
    assert "Retry-After" not in caller.call("DELETE", path).headers
    assert caller.call("DELETE", path).status_code == 204


@shows("drop_before", "drop_after", "drop_methods")
@pytest.mark.parametrize("tls", [False, True])
@pytest.mark.parametrize(("switch", "left"), [("drop_before", 3), ("drop_after", 2)])
def test_dropped_connections(start: Start, switch: str, left: int, tls: bool) -> None:
    caller = start(tls=tls, drop_methods="DELETE", **{switch: 1})
    path = first_path(caller)
    assert caller.get(path).status_code == 200
    if tls:
        with pytest.raises(requests.ConnectionError):
            caller.call("DELETE", path)
    else:
        assert is_dropped(caller, "DELETE", path)
    assert len(caller.pbx.devices()) == left
    assert caller.call("DELETE", path).status_code == (204 if left == 3 else 404)
    assert [entry.status for entry in caller.pbx.requests("DELETE")] == [None, 204 if left == 3 else 404]


@shows("html_next", "html_status", "fault_methods")
def test_pages_of_a_proxy(start: Start) -> None:
    caller = start(html_next=1, html_status=502, fault_methods="DELETE")
    path = first_path(caller)
    assert caller.get(path).status_code == 200
    answer = caller.call("DELETE", path)
    assert (answer.status_code, answer.headers["Content-Type"]) == (502, "text/html; charset=utf-8")
    assert len(caller.pbx.devices()) == 3
    assert caller.call("DELETE", path).status_code == 204


@shows("empty_500_next")
def test_errors_without_a_body(start: Start) -> None:
    caller = start(empty_500_next=1)
    answer = caller.get("/Fxs")
    assert (answer.status_code, answer.content) == (500, b"")
    assert caller.get("/Fxs").status_code == 200


@shows("fail_after", "fail_after_status")
@pytest.mark.parametrize("status", [500, 503])
def test_errors_after_the_work(start: Start, status: int) -> None:
    caller = start(fail_after=1, fail_after_status=status, fault_methods="DELETE")
    path = first_path(caller)
    assert caller.get(path).status_code == 200
    answer = caller.call("DELETE", path)
    assert (answer.status_code, answer.content) == (status, b"")
    assert len(caller.pbx.devices()) == 2
    assert caller.call("DELETE", path).status_code == 404


@shows("truncate_next")
def test_truncated_answers(start: Start) -> None:
    caller = start(truncate_next=1)
    answer = caller.get("/Fxs")
    assert (answer.status_code, int(answer.headers["Content-Length"])) == (200, len(answer.content))
    with pytest.raises(requests.exceptions.JSONDecodeError):
        answer.json()
    assert len(caller.get("/Fxs").json()["value"]) == 3


@shows("short_next")
def test_answers_that_end_early(start: Start) -> None:
    caller = start(short_next=1)
    with pytest.raises(requests.exceptions.RequestException, match="IncompleteRead"):
        caller.get("/Fxs")
    assert len(caller.get("/Fxs").json()["value"]) == 3


@shows("redirect_to", "redirect_paths")
@pytest.mark.parametrize(
    ("paths", "xapi", "token"), [("xapi", True, False), ("token", False, True), ("all", True, True)]
)
def test_redirects(start: Start, paths: str, xapi: bool, token: bool) -> None:
    caller = start()
    caller.pbx.behave(redirect_to="http://127.0.0.1:9/elsewhere", redirect_paths=paths)
    for answer, redirected in ((caller.get("/Fxs"), xapi), (caller.post_login(), token)):
        assert answer.status_code == (307 if redirected else 200)
        assert answer.headers.get("Location") == ("http://127.0.0.1:9/elsewhere" if redirected else None)


@shows("echo_secret")
def test_echoed_secrets(start: Start) -> None:
    caller = start(denied_body="odata")
    token = str(caller.session.headers["Authorization"]).partition(" ")[2]

    def answers() -> list[tuple[str, bool]]:
        caller.pbx.behave(throttle_next=1)
        throttled = caller.get("/Fxs")
        caller.pbx.behave(html_next=1)
        page = caller.get("/Fxs")
        errors = [throttled, page, caller.get("/Nothing"), caller.get("/Fxs?$top=500")]
        login = caller.post_login(client_secret="wrong secret")
        caller.pbx.behave(token_status_next=1)
        busy = caller.post_login()
        return [
            *((answer.text, token in answer.text) for answer in errors),
            (login.text, "wrong secret" in login.text),
            (busy.text, caller.pbx.client_secret in busy.text),
        ]

    assert [text for text, echoed in answers() if echoed] == []
    caller.pbx.behave(echo_secret=True)
    assert [text for text, echoed in answers() if not echoed] == []
