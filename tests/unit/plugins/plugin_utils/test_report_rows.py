# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import typing as t
import unicodedata
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._kinds import KINDS
from ansible_collections.telephony.threecx.plugins.plugin_utils._report_rows import (
    Row,
    differences,
    files_of,
    fxs_rows,
    pbx_rows,
    shown,
    to_show,
)

MAC, OTHER_MAC = "001A2B3C4D5E", "001A2B3C4D5F"
STATES = {"ok", "changed", "missing", "surplus", "failed", "ignored"}
scalars = st.none() | st.booleans() | st.integers() | st.text()
values = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8)
records = st.dictionaries(st.sampled_from("abc"), values)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "nothing"),
        ("", "nothing"),
        ("  ", "nothing"),
        ([], "nothing"),
        ({}, "nothing"),
        (False, "false"),
        (True, "true"),
        (0, "0"),
        (" Lobby ", "Lobby"),
        (["PCMU", "PCMA"], "PCMU, PCMA"),
        ({"To": "Extension", "Number": "410"}, "To Extension, Number 410"),
        ([{"Id": 1, "Name": ""}, {"Id": 2}], "Id 1, Name nothing; Id 2"),
    ],
)
def test_a_value_is_shown_as_people_read_it(value: t.Any, text: str) -> None:
    assert shown(value) == text


@given(values)
def test_something_is_shown_of_every_value(value: t.Any) -> None:
    assert shown(value) == shown(value).strip() != ""


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("a", "b", ["x", "a", "b"]),
        (None, ["a"], ["x", "nothing", "a"]),
        (["a", "b"], ["b", "c"], ["x", "a", "c"]),
        (["a", "b"], ["b"], ["x", "a", "nothing"]),
        (["a", "b"], ["b", "a"], ["x", "a, b", "b, a"]),
        ({"a": 1, "b": 2}, {"a": 1, "b": 3}, ["x.b", "2", "3"]),
        (None, {"a": 1}, ["x.a", "nothing", "1"]),
        ("a", {"a": 1}, ["x", "a", "a 1"]),
        ("unchanged", "changed", ["x", "another", "the declared one"]),
        (None, "changed", ["x", "another", "the declared one"]),
        ("open", "changed", ["x", "open", "changed"]),
        ({"Pin": "unchanged"}, {"Pin": "changed"}, ["x.Pin", "another", "the declared one"]),
        (None, "", ["x", "null", '""']),
        ("Gate ", "Gate", ["x", '"Gate "', '"Gate"']),
        (["1"], [1], ["x", '["1"]', "[1]"]),
        ({}, {"a": ""}, ["x.a", "null", '""']),
        # What a page shows alike
        ("North  gate", "North gate", ["x", '"North  gate"', '"North gate"']),
        ("North\ngate", "North gate", ["x", r'"North\ngate"', '"North gate"']),
        ("North gate", "North\u00a0gate", ["x", '"North gate"', r'"North\u00a0gate"']),
        ("Gate\u200b", "Gate", ["x", r'"Gate\u200b"', '"Gate"']),
        ("Jos\u00e9", "Jose\u0301", ["x", r'"Jos\u00e9"', r'"Jose\u0301"']),
        (["Gate\u200b"], ["Gate"], ["x", r'["Gate\u200b"]', '["Gate"]']),
        ("gate", "Gate", ["x", "gate", "Gate"]),
    ],
)
def test_what_differs_is_told_with_both_sides(before: t.Any, after: t.Any, found: list[str]) -> None:
    assert differences(["x"], {"x": before}, {"x": after}) == [found]


@given(values, values)
def test_what_differs_looks_different(before: t.Any, after: t.Any) -> None:
    found = differences(["x"], {"x": before}, {"x": after}) if before != after else []
    assert all(_seen(is_now) != _seen(declared) for _name, is_now, declared in found)


def _seen(text: str) -> str:
    """What of a text can be told from another on paper."""
    shown = "".join(char for char in unicodedata.normalize("NFC", text) if unicodedata.category(char) != "Cf")
    # In quotes, a page keeps all blanks.
    return shown if shown[:1] in '"[{' else " ".join(shown.split())


@pytest.mark.parametrize(
    ("text", "harmless"),
    [
        ("Gate\x00\x1b[31m", r"Gate\x00\x1b[31m"),
        ("a\x85b", r"a\x85b"),
        ("\u202etxt.exe", r"\u202etxt.exe"),
        ("\u2067left", r"\u2067left"),
        ("half \ud83d", r"half \ud83d"),
        # These belong to texts.
        ("in two\r\nlines\twith a tab", "in two\r\nlines\twith a tab"),
        ("\u0645\u06cc\u200c\u062e", "\u0645\u06cc\u200c\u062e"),
        ("Zürich 漢字 😀", "Zürich 漢字 😀"),
    ],
)
def test_nothing_that_is_shown_reaches_beyond_itself(text: str, harmless: str) -> None:
    assert to_show([{"name": text, "lines": [text], "differences": [["x", text, "y"]]}]) == [
        {"name": harmless, "lines": [harmless], "differences": [["x", harmless, "y"]]}
    ]


@given(st.text(st.characters()))
def test_what_is_shown_can_be_written_in_any_page(text: str) -> None:
    ((shown_text,),) = (row.values() for row in to_show([{"name": text}]))
    ElementTree.fromstring(f"<p>{escape(shown_text)}</p>".encode())


def test_what_is_told_of_neither_side_is_a_secret() -> None:
    assert differences(["x"], {}, {}) == [["x", "another", "the declared one"]]


@given(records, records)
def test_every_field_that_differs_is_told_of_and_no_other(before: Row, after: Row) -> None:
    fields = [name for name in after if before.get(name) != after[name]]
    found = differences(fields, before, after)
    told = {name.partition(".")[0] for name, _is_now, _declared in found}
    # Of an object inside, only what was declared is told.
    assert told <= set(fields)
    assert told >= {name for name in fields if not isinstance(after[name], dict)}
    assert all(isinstance(text, str) for difference in found for text in difference)


def device(mac: str = MAC, **values: t.Any) -> Row:
    return {"mac_address": mac, "name": "Lobby", "device_type": "fxs", "lines": [], **values}


def device_result(action: str | None, mac: str = MAC, **values: t.Any) -> Row:
    return {"mac_address": mac, "action": action, "fields": [], "error": None, "diff": {}, **values}


def one_device(
    *devices: Row, results: t.Sequence[Row] | None = None, ignore: t.Sequence[str] = (), **registrations: t.Any
) -> Row:
    found: Row = {"devices": devices, "registrations": registrations}
    (row,) = fxs_rows(found if results is None else {**found, "results": results}, ignore=ignore)
    return row


@pytest.mark.parametrize(
    ("action", "state"),
    [("keep", "ok"), ("update", "changed"), ("delete", "surplus"), (None, "failed")],
)
def test_the_plan_for_a_device_is_its_state(action: str | None, state: str) -> None:
    row = one_device(device(), results=[device_result(action, diff={"before": device(), "after": device()})])
    assert (row["mac_address"], row["name"], row["state"]) == (MAC, "Lobby", state)


def test_a_device_that_is_missing_is_shown_as_it_was_declared() -> None:
    after = device(model_name="HT801", lines=[{"key": 1, "number": "201"}, {"key": 2, "number": ""}])
    row = one_device(results=[device_result("create", diff={"before": {}, "after": after})])
    assert row == {
        "mac_address": MAC,
        "name": "Lobby",
        "device_type": "fxs",
        "brand": "",
        "model": "HT801",
        "template": "",
        "group": "",
        "lines": ["1: 201"],
        "registered": "no",
        "interface_link": "",
        "state": "missing",
        "problem": "",
        "differences": [],
    }


def test_lines_that_the_pbx_does_not_show_are_not_told_to_be_none() -> None:
    assert one_device(device(lines=None))["lines"] == ["not known"]
    assert one_device(device(lines=[]))["lines"] == []


def test_nothing_is_told_of_a_device_that_is_as_absent_as_it_was_declared() -> None:
    found: Row = {"devices": [], "registrations": {}}
    assert fxs_rows({**found, "results": [device_result("keep")]}, ignore=[]) == []
    (failed,) = fxs_rows({**found, "results": [device_result(None, error={"msg": "No such template."})]}, ignore=[])
    assert (failed["state"], failed["problem"]) == ("failed", "No such template.")


def test_a_device_that_nobody_declared_is_ignored_and_without_a_list_has_no_state() -> None:
    assert one_device(device(), results=[])["state"] == "ignored"
    assert one_device(device())["state"] == ""


def test_a_device_that_nobody_declared_is_not_fine_only_because_its_kind_is_unknown() -> None:
    unknown = device(device_type=None)
    row = one_device(unknown, results=[])
    assert (row["state"], row["problem"]) == (
        "failed",
        "It is not declared, and the PBX does not tell whether it is an FXS device or a DECT base.",
    )
    assert one_device(unknown, results=[], ignore=["lob*"])["state"] == "ignored"
    assert one_device(unknown, results=[], ignore=["00:1a:2b:*"])["state"] == "ignored"
    assert one_device(unknown)["state"] == ""


@pytest.mark.parametrize(
    ("registrations", "registered", "link"),
    [
        ({MAC: {"interface_link": "http://192.0.2.9/"}}, "yes", "http://192.0.2.9/"),
        ({MAC: {"interface_link": None}}, "yes", ""),
        ({MAC: None}, "no", ""),
        ({}, "unknown", ""),
    ],
)
def test_what_the_pbx_does_not_tell_is_unknown(registrations: Row, registered: str, link: str) -> None:
    row = one_device(device(), **registrations)
    assert (row["registered"], row["interface_link"]) == (registered, link)


def test_of_lines_and_codecs_all_is_shown() -> None:
    before = {
        "lines": [{"key": 1, "number": "201", "name": "A"}, {"key": 2, "number": "202", "name": None}],
        "codecs": ["PCMU"],
        "provisioning": {"method": "PNP", "sbc_name": None, "local_sip_port": 5060},
        "password": "unchanged",
        "secret": "unchanged",
    }
    after = {
        "lines": [{"key": 1, "number": "201"}, {"key": 2, "number": None}],
        "codecs": ["PCMU", "PCMA"],
        "provisioning": {"method": "SBC", "sbc_name": "", "local_sip_port": 5060},
        "password": "changed",
        "secret": "unchanged",
    }
    fields = ["lines", "codecs", "provisioning"]
    result = device_result("update", fields=fields, diff={"before": before, "after": after})
    assert one_device(device(), results=[result])["differences"] == [
        ["lines", "1: 201, 2: 202", "1: 201"],
        ["codecs", "PCMU", "PCMU, PCMA"],
        ["provisioning.method", "PNP", "SBC"],
        ["password", "another", "the declared one"],
    ]


@given(st.sets(st.text(min_size=1)), st.sets(st.text(min_size=1)))
def test_there_is_one_row_for_each_device_in_the_order_of_their_addresses(there: set[str], declared: set[str]) -> None:
    results = [
        device_result(*(("keep", mac) if mac in there else ("create", mac)), diff={"before": {}, "after": device(mac)})
        for mac in declared
    ]
    found = {"devices": [device(mac) for mac in there], "registrations": {}, "results": results}
    rows = fxs_rows(found, ignore=[])
    assert [row["mac_address"] for row in rows] == sorted(there | declared)
    assert [row["state"] for row in rows] == [
        "missing" if mac not in there else "ok" if mac in declared else "ignored" for mac in sorted(there | declared)
    ]


def user_result(position: int, number: str, action: str | None = "keep", **values: t.Any) -> Row:
    place = f'Users[{position}] "{number}"'
    plain: Row = {"kind": "Users", "key": number, "place": place, "action": action, "fields": [], "error": None}
    return {**plain, "diff": {"before": {}, "after": {}}, **values}


def users(**names: str) -> Row:
    """What there is on the PBX: first names by numbers, which begin with a letter here."""
    return {"config": {"Users": [{"Number": number, "FirstName": name} for number, name in names.items()]}}


def rows_of(
    *results: Row, seen: Row | None = None, files: Row | None = None, ignore: t.Sequence[str] = (), **plan: t.Any
) -> list[Row]:
    found = {"kinds": ["Users"], "files": {"Users": [["pbx/lyon/Users.yml"]] * len(results)}}
    return pbx_rows({"results": results, **plan}, seen or {}, files or found, ignore=ignore, dirs=["pbx/lyon"])


def test_an_object_is_told_by_its_place_name_and_files() -> None:
    assert rows_of(user_result(0, "a"), seen=users(a="Gate")) == [
        {
            "kind": "Users",
            "key": "a",
            "place": "Users[a]",
            "name": "Gate",
            "files": ["lyon/Users.yml"],
            "state": "ok",
            "problem": "",
            "differences": [],
        }
    ]


def test_an_object_that_is_missing_has_the_name_that_it_would_get() -> None:
    after = {"FirstName": "Gate", "LastName": "North"}
    (row,) = rows_of(user_result(0, "a", "create", diff={"before": {}, "after": after}))
    assert (row["state"], row["name"]) == ("missing", "Gate North")


def test_an_object_that_differs_is_told_with_both_sides() -> None:
    sides = {"before": {"FirstName": "Gate"}, "after": {"FirstName": "Door"}}
    (row,) = rows_of(user_result(0, "a", "update", fields=["FirstName"], diff=sides), seen=users(a="Gate"))
    assert (row["state"], row["differences"]) == ("changed", [["FirstName", "Gate", "Door"]])


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ({"Name": "Lyon", "FirstName": "A"}, "Lyon"),
        ({"Name": "", "DisplayName": "Shop"}, "Shop"),
        ({"FirstName": None, "LastName": " North "}, "North"),
        ({"RuleName": "Emergency"}, "Emergency"),
        ({"Id": 7}, ""),
    ],
)
def test_a_name_is_what_people_call_an_object(value: Row, name: str) -> None:
    assert rows_of(seen={"config": {"Users": [{"Number": "a", **value}]}})[0]["name"] == name


def test_an_object_with_an_error_has_failed_and_its_neighbour_has_not() -> None:
    refused = user_result(0, "a", None, error={"msg": "Two have this number."})
    # What is a risk, or still referred to, could be done all the same.
    risky = user_result(1, "b", "update", error={"msg": "This is a risk."})
    unknown = user_result(2, "c", None)
    rows = rows_of(refused, risky, unknown, user_result(3, "d"), msg="4 problems were found.")
    assert [row["state"] for row in rows] == ["failed", "failed", "failed", "ok"]
    assert [row["problem"] for row in rows] == ["Two have this number.", "This is a risk.", "", ""]


def test_what_only_the_pbx_has_is_surplus_or_ignored_by_key_or_name() -> None:
    seen = users(a="Gate", b="Lab [1]", c10="Door", d="Hall")
    rows = rows_of(user_result(0, "a"), seen=seen, ignore=["lab [?]", "C1?"])
    assert [row["state"] for row in rows] == ["ok", "ignored", "ignored", "surplus"]
    assert [row["files"] for row in rows[1:]] == [[], [], []]


def test_where_two_objects_have_one_key_each_is_told_and_none_gets_the_name_of_another() -> None:
    twins = [{"Number": "a", "FirstName": "Gate"}, {"Number": "a", "FirstName": "Door"}]
    seen = {"config": {"Users": [*twins, {"Number": "b", "FirstName": "Hall"}]}}
    rows = rows_of(seen=seen)
    assert [(row["key"], row["name"], row["state"]) for row in rows] == [
        ("a", "Gate", "surplus"),
        ("a", "Door", "surplus"),
        ("b", "Hall", "surplus"),
    ]
    refused = user_result(0, "a", None, error={"msg": "Two have this number."})
    assert [(row["key"], row["name"], row["state"]) for row in rows_of(refused, seen=seen)] == [
        ("a", "", "failed"),
        ("b", "Hall", "surplus"),
    ]


def test_an_object_is_told_by_all_that_its_key_is_made_of() -> None:
    rule = {"TrunkDN": "10001", "Condition": "BasedOnDID", "Data": "+33", "RuleName": "Gate"}
    rows = rows_of(seen={"config": {"InboundRules": [rule]}}, files={"kinds": ["InboundRules"], "files": {}})
    key = ", ".join(str(rule[name]) for name in KINDS["InboundRules"].key)
    assert [(row["place"], row["name"], row["state"]) for row in rows] == [(f"InboundRules[{key}]", "Gate", "surplus")]


def renamed(kind: str, before: str, key: str, **values: t.Any) -> Row:
    """What is told of an object that gets another key, and of a property besides."""
    (name,) = KINDS[kind].key
    sides = {"before": {name: before, "Language": "EN"}, "after": {name: key, "Language": "FR"}}
    fields = [name, "Language"]
    return {**user_result(0, key, "update", fields=fields, diff=sides), "kind": kind, **values}


@pytest.mark.parametrize("kind", ["BlackListNumbers", "Groups", "OutboundRules"])
@pytest.mark.parametrize("error", [None, {"msg": "This is a risk."}])
def test_an_object_under_the_name_before_is_the_one_that_gets_another(kind: str, error: Row | None) -> None:
    (name,) = KINDS[kind].key
    seen = {"config": {kind: [{name: "Sales", "Language": "EN"}, {name: "Lab"}]}}
    rows = rows_of(renamed(kind, "Sales", "Vente", error=error), seen=seen, files={"kinds": [kind], "files": {}})
    state = "failed" if error else "changed"
    assert [(row["key"], row["state"]) for row in rows] == [("Vente", state), ("Lab", "surplus")]


def test_an_object_of_a_department_that_gets_another_name_is_the_one_in_the_files() -> None:
    holidays = [{"Group": group, "Name": name} for group in ("Sales", "Lab") for name in ("Noël", "New Year")]
    seen = {"config": {"Groups": [{"Name": "Sales"}], "Holidays": holidays}}
    kept = {**user_result(0, "Vente, Noël"), "kind": "Holidays"}
    files = {"kinds": ["Groups", "Holidays"], "files": {}}
    rows = rows_of(renamed("Groups", "Sales", "Vente"), kept, seen=seen, files=files)
    assert [(row["place"], row["name"], row["state"]) for row in rows] == [
        ("Groups[Vente]", "Sales", "changed"),
        ("Holidays[Vente, Noël]", "Noël", "ok"),
        # What only the PBX has is told as it is there.
        ("Holidays[Sales, New Year]", "New Year", "surplus"),
        ("Holidays[Lab, Noël]", "Noël", "surplus"),
        ("Holidays[Lab, New Year]", "New Year", "surplus"),
    ]


def test_kinds_that_the_files_do_not_have_are_not_looked_at() -> None:
    seen = {"config": {"Groups": [{"Name": "Lyon"}]}, "unavailable": {"Queues": "status 403"}}
    assert rows_of(seen=seen) == []


def test_nothing_is_said_to_be_as_declared_of_what_could_not_be_read() -> None:
    (row,) = rows_of(seen={"config": {}, "unavailable": {"Users": "GET /Users answered 403."}})
    assert (row["kind"], row["key"], row["place"], row["state"]) == ("Users", "", "Users", "failed")
    assert row["problem"] == "Whether the PBX has more of them is not known: GET /Users answered 403."


def test_the_only_object_of_its_kind_is_told_by_the_kind() -> None:
    result = {**user_result(0, ""), "kind": "CodecsSettings", "place": "CodecsSettings"}
    (row,) = rows_of(result, files={"kinds": [], "files": {"CodecsSettings": [["/srv/pbx/lyon/codecs.yml"]]}})
    assert (row["place"], row["files"]) == ("CodecsSettings", ["/srv/pbx/lyon/codecs.yml"])


@pytest.mark.parametrize(
    ("dirs", "path", "called"),
    [
        (["/srv/pbx/lyon"], "/srv/pbx/lyon/Users/410.yml", "lyon/Users/410.yml"),
        (["/srv/pbx/lyon/"], "/srv/pbx/lyon/Users.yml", "Users.yml"),
        (["pbx"], "pbx/Users.yml", "pbx/Users.yml"),
        (["/a/b", "/c/d"], "/c/d/x.yml", "d/x.yml"),
        (["/a.b/c"], "/axb/c/x.yml", "/axb/c/x.yml"),
        (["/a/b"], "/ab/x.yml", "/ab/x.yml"),
    ],
)
def test_a_file_is_called_by_the_folder_of_its_tree(dirs: list[str], path: str, called: str) -> None:
    files = {"kinds": ["Users"], "files": {"Users": [[path]]}}
    (row,) = pbx_rows({"results": [user_result(0, "a")]}, {}, files, ignore=[], dirs=dirs)
    assert row["files"] == [called]


def test_files_that_are_not_known_are_none() -> None:
    files = {"Users": [["a.yml"], ["b.yml", "c.yml"]]}
    assert files_of('Users[1] "410"', files) == ["b.yml", "c.yml"]
    assert files_of("Users[1]", files) == ["b.yml", "c.yml"]
    assert files_of('Users[2] "411"', files) == []
    assert files_of('Fxs[0] "001A2B3C4D5E"', files) == []
    assert files_of(None, files) == files_of("", files) == []


@given(st.lists(st.text(min_size=1), unique=True), st.lists(st.text(min_size=1), unique=True), st.lists(st.text()))
def test_there_is_one_row_for_each_object(declared: list[str], there: list[str], ignore: list[str]) -> None:
    results = [
        user_result(position, key, "keep" if key in there else "create") for position, key in enumerate(declared)
    ]
    rows = rows_of(*results, seen=users(**dict.fromkeys(there, "x")), ignore=ignore)
    assert [row["key"] for row in rows] == declared + [key for key in there if key not in declared]
    assert {row["state"] for row in rows} <= STATES
    assert all(row["state"] in ("surplus", "ignored") for row in rows[len(declared) :])
