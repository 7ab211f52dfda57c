# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Strategies for what a broken or hostile server may answer."""

from __future__ import annotations

import json
import typing as t

from hypothesis import strategies as st

# Names that the collection looks for; below them anything may be.
_ERRORS = ["error", "error_description", "code", "message", "target", "details", "innerError"]
_ODATA = ["value", "@odata.count", "@odata.etag", "@odata.nextLink"]
_DEVICES = ["MacAddress", "Name", "FxsLines", "Codecs", "Variables", "Provisioning", "Template", "DeviceType"]
_PARTS = ["Id", "Key", "Number", "Value", "ProvLink"]
_TOKENS = ["access_token", "token_type", "expires_in", "expires_at", "refresh_token", "scope", "id_token", "state"]
_NAMES = [*_ERRORS, *_ODATA, *_DEVICES, *_PARTS, *_TOKENS]

_leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.just(10**400),
    # JSON has neither NaN nor Infinity (RFC 8259, section 6).
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=20),
    st.sampled_from(["", "001A2B3C4D5E", '"1"', "WARNINGS.XAPI.NOT_FOUND", "a\ud800b", "x" * 5000, "Bearer"]),
)

#: Any JSON value, with names that matter in it.
json_values: st.SearchStrategy[t.Any] = st.recursive(
    _leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.one_of(st.sampled_from(_NAMES), st.text(max_size=5)), inner, max_size=5),
    ),
    max_leaves=12,
)

_objects = st.dictionaries(st.sampled_from(_NAMES), json_values, max_size=6)

_BROKEN = (
    b"",
    b"null",
    b"[]",
    b'"text"',
    b"NaN",
    b'{"value": [{"Id": NaN}]}',
    b'{"@odata.count": -Infinity, "value": []}',
    b"{",
    b'{"error":',
    b'{"error": {"message": "cut o',
    b"<html><body>Sign in</body></html>",
    b"\xef\xbb\xbf{}",
    b"\xff\xfe{\x00}\x00",
    b"\x00",
    b"\x80\x81",
    b"[" * 100_000,
    b'{"error":' * 50_000,
    b"9" * 100_000,
)

#: The body of an answer: JSON in UTF-8 or UTF-16, something like it, or anything.
bodies: st.SearchStrategy[bytes] = st.one_of(
    _objects.map(lambda value: json.dumps(value).encode()),
    json_values.map(lambda value: json.dumps(value).encode()),
    json_values.map(lambda value: json.dumps(value).encode("utf-16")),
    st.sampled_from(_BROKEN),
    st.binary(),
)
