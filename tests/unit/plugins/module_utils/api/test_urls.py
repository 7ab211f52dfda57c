# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import re
import typing as t
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.api._conceal import conceal, secret_texts
from ansible_collections.telephony.threecx.plugins.module_utils.api._odata import plain, texts
from ansible_collections.telephony.threecx.plugins.module_utils.api._replies import Reply, Request, error_for
from ansible_collections.telephony.threecx.plugins.module_utils.api._secrets import REDACTED
from ansible_collections.telephony.threecx.plugins.module_utils.api._urls import login_texts, without_logins
from ansible_collections.telephony.threecx.plugins.module_utils.fxs._fxs import public_record, public_registration

MAC = "001A2B3C4D5E"
# What a password is made of when somebody types it into a device: all that has a meaning in a URL, blanks too.
_passwords = st.text(st.sampled_from("aB3:/?#@[]%&=+ ;.~ü\"'<>"), max_size=12).map(lambda text: f"Wx7{text}Qz9")
_schemes = st.sampled_from(["http", "https", "HTTPS", "ftp", "rtsp"])
_hosts = st.sampled_from(["10.0.0.7", "10.0.0.7:8080", "ata.example.com", "[2001:db8::7]:443"])
_tails = st.sampled_from(["", "/", "/direct-login", "/a/b.htm#top"])


@st.composite
def links(draw: st.DrawFn) -> tuple[str, str]:
    """A link with a password, encoded or as it was typed, in user info, query or fragment; and the password."""
    password = draw(_passwords)
    written = draw(st.sampled_from([password, quote(password, safe="")]))
    address = f"{draw(_hosts)}{draw(_tails)}"
    place = draw(st.sampled_from(["admin:{0}@{1}", "{0}@{1}", "{1}?token={0}", "{1}?{0}", "{1}#access={0}"]))
    if "?" in place:
        address = address.partition("#")[0]
    return f"{draw(_schemes)}://{place.format(written, address)}", password


def assert_hidden(shown: object, password: str) -> None:
    text = json.dumps(shown, ensure_ascii=False)
    assert not [part for part in ("Wx7", "Qz9", password) if part in text], text


@given(links())
def test_no_record_shows_the_password_in_a_link(found: tuple[str, str]) -> None:
    link, password = found
    assert_hidden(public_registration({"Registered": {"InterfaceLink": link}}), password)
    variables = [{"Name": "FIRMWARE", "Value": link}]
    entity = {"MacAddress": MAC, "Name": link, "Provisioning": {"RemoteFQDN": link}, "Variables": variables}
    record = public_record({**entity, "Codecs": [link], "FxsLines": [{"Key": 1, "Number": "1", "Name": link}]})
    assert_hidden(record, password)
    assert record["variables"] == {}
    assert texts([link, "PCMA"])[-1] == "PCMA"


@given(links(), st.sampled_from(["InterfaceLink", "Anything", "Description"]), st.booleans())
def test_no_answer_shows_the_password_in_a_link(found: tuple[str, str], name: str, nested: bool) -> None:
    link, password = found
    value: t.Any = {"value": [{name: [link] if nested else link}], "Id": 7}
    concealed = conceal(value)
    assert_hidden(concealed, password)
    assert REDACTED in json.dumps(concealed)
    assert concealed["Id"] == 7


@given(links(), st.sampled_from(["{}", "see {}", "see <{}>, or ask", "first http://pbx.example.com/ then {}"]))
def test_no_message_shows_the_password_in_a_link(found: tuple[str, str], sentence: str) -> None:
    link, password = found
    if sentence != "{}":
        link = re.sub("[\"'<>]", "", link)
    body = json.dumps({"error": {"code": "", "message": sentence.format(link), "details": [{"message": link}]}})
    reply = Reply(400, {}, body.encode(), "pbx.example.com", lambda text: text)
    assert_hidden(error_for(Request("GET", "/xapi/v1/Fxs"), reply).as_result(), password)


@pytest.mark.parametrize(
    ("text", "shown", "marked"),
    [
        ("http://admin:W3b@10.0.0.7/direct-login", "http://10.0.0.7/direct-login", f"http://{REDACTED}@10.0.0.7/direct-login"),
        ("//admin:W3b@10.0.0.7/", "//10.0.0.7/", f"//{REDACTED}@10.0.0.7/"),
        ("https://x/rec.wav?t=1", "https://x/rec.wav", f"https://x/rec.wav?{REDACTED}"),
        ("https://x/app#/login?token=1", "https://x/app", f"https://x/app#{REDACTED}"),
        ("sip:100:W3b@pbx.example.com", "sip:100@pbx.example.com", f"sip:100:{REDACTED}@pbx.example.com"),
        ("http://admin:pa/ss@10.0.0.7/", "", REDACTED),
        ("http://admin:12/34@10.0.0.7/", "", REDACTED),
        ("http://admin:12 34@10.0.0.7/", "", REDACTED),
        ("http://[::1", "", REDACTED),
        ("see http://admin:p w@10.0.0.7/ now\nor not", "see \nor not", f"see {REDACTED}\nor not"),
    ],
)  # fmt: skip
def test_what_is_left_of_a_text(text: str, shown: str, marked: str) -> None:
    assert without_logins(text) == shown
    assert without_logins(text, REDACTED) == marked
    assert plain(text) == (shown or None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Lobby @ 10:30",
        "a: b // c @ d",
        "sip:100@pbx.example.com",
        "lobby@example.com",
        "http://192.0.2.20/",
        "https://pbx.example.com:5001/xapi/v1/$metadata#Fxs(MacAddress,Template())/$entity",
        "https://pbx.example.com/xapi/v1/Fxs?$orderby=MacAddress&%24skip=50&$top=50",
        "file:///tmp/x",
        "https://www.3cx.com/docs/grandstream/#top",
        "javascript:document.title='pwned'",
        "a::b, C:/x, 00:1a:2b:3c:4d:5e, 12:30",
    ],
)
def test_other_texts_stay(text: str) -> None:
    assert without_logins(text) == without_logins(text, REDACTED) == plain(text) == text


def test_passwords_in_links_count_as_secrets() -> None:
    link = "http://admin:W3b%2FPassword@10.0.0.7/"
    assert login_texts(link) == {"W3b%2FPassword", "W3b/Password"}
    assert secret_texts({"value": [{"InterfaceLink": link}]}) == login_texts(link)
    assert conceal({"InterfaceLink": link, "Note": "W3b/Password"})["Note"] == REDACTED


@pytest.mark.parametrize(
    "name",
    [
        "ArchivedUrl",
        "DownloadLink",
        "FileLink",
        "NetworkPath",
        "Parameters",
        "RecordingUrl",
        "ReportLink",
        "RequestUrlParameters",
    ],
)
def test_texts_that_give_access_are_hidden_and_what_has_structure_is_not(name: str) -> None:
    assert conceal({name: "/recordings/1/20261126.wav"}) == {name: REDACTED}
    other = {name: [{"Name": "Domain", "Value": "x"}, None, True]}
    assert conceal(other) == other


def test_a_megabyte_of_links_is_read_at_once() -> None:
    text = "http://a:b@10.0.0.7/ http://[ " * 40000
    assert "b@" not in without_logins(text)
