# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""No path leads out of XAPI, whatever the HTTP library makes of it, and no query option is lost."""

from __future__ import annotations

import contextlib
import typing as t
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import requests
import urllib3
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.api._errors import InputError
from ansible_collections.telephony.threecx.plugins.module_utils.api._xapi import read_call, read_path, read_query

_PARTS = ["/", "//", ".", "..", "%2e", "%2E", "%252e", "%2f", "%5c", "\\", "?", "#", "@", ":", "%", "https:", "é", " "]
_paths = st.one_of(
    st.lists(st.one_of(st.sampled_from([*_PARTS, "Users", "(42)", "xapi", "v1", "connect", "token"]))).map("".join),
    st.text(max_size=20),
)


def sent_url(path: str) -> str:
    """The URL that goes over the wire."""
    prepared = requests.Request("GET", f"https://pbx.example.com:5001/xapi/v1{path}").prepare().url
    return str(urllib3.util.parse_url(str(prepared)).url)


@given(_paths)
def test_no_path_leads_elsewhere(text: str) -> None:
    with contextlib.suppress(InputError):
        path = read_path(text)
        assert path.startswith("/")
        url = urlsplit(sent_url(path))
        assert url.netloc == "pbx.example.com:5001"
        assert url.path.startswith("/xapi/v1/")
        assert (url.query, url.fragment) == ("", "")
        decoded = unquote(unquote(unquote(url.path))).replace("\\", "/")
        assert not {".", ".."} & set(decoded.split("/"))
        assert unquote(url.path) == f"/xapi/v1{unquote(path)}"


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("/Users", "/Users"),
        ("Users", "/Users"),
        (" /Users ", "/Users"),
        ("/xapi/v1/Users(42)", "/Users(42)"),
        ("/xapi/v10/Users", "/xapi/v10/Users"),
        ("/Users(Number='201')/Groups", "/Users(Number='201')/Groups"),
        ("/Groups(Name='Küche 1..3')", "/Groups(Name='Küche 1..3')"),
        ("/Parkings('a%2Fb%3F%23')", "/Parkings('a%2Fb%3F%23')"),
        ("/Fxs('x')/Pbx.RegenerateWebCredentials", "/Fxs('x')/Pbx.RegenerateWebCredentials"),
        ("/Users/$count", "/Users/$count"),
    ],
)
def test_paths_that_are_fine(text: str, path: str) -> None:
    assert read_path(text) == path


@pytest.mark.parametrize(
    ("query", "texts"),
    [
        ({"$filter": "Name eq 'a&b=c#d+e'"}, {"$filter": "Name eq 'a&b=c#d+e'"}),
        ({"$select": ["Id", "Name"], "$expand": []}, {"$select": "Id,Name", "$expand": ""}),
        ({"$top": 10, "$count": True, "flag": False, "share": 0.5}, {"$top": "10", "$count": "true", "flag": "false"}),
    ],
)
def test_query(query: dict[str, t.Any], texts: dict[str, str]) -> None:
    read = read_query(query)
    assert {name: read[name] for name in texts} == texts
    url = requests.Request("GET", "https://pbx.example.com/x", params=read).prepare().url
    sent = parse_qs(urlsplit(str(url)).query, keep_blank_values=True)
    assert sent == {name: [text] for name, text in read.items()}


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ({"$orderby": "Id"}, "Id"),
        ({"$orderby": "Id desc", "$select": "*"}, "Id"),
        ({"$orderby": ["Number asc"], "$select": ["Name", "Number"]}, "Number"),
        ({"$orderby": "Id", "$select": "Name, Id ,Number"}, "Id"),
    ],
)
def test_the_property_that_tells_rows_apart(query: dict[str, t.Any], key: str) -> None:
    nothing = dict.fromkeys(("body", "if_match", "expected_status"))
    call = read_call({"method": "GET", "path": "/Users", "query": query, "all_pages": True, **nothing})
    assert call.row_key == key


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_a_body_is_json(number: float) -> None:
    nothing = {"query": None, "if_match": None, "expected_status": None, "all_pages": False}
    with pytest.raises(InputError, match=r"^body holds a number that is not finite \(\.nan or \.inf\)"):
        read_call({"method": "PATCH", "path": "/Users(42)", "body": {"A": [{"B": number}]}, **nothing})
