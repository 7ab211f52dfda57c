# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import base64
import json
import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.api._token import read_lifetime, read_roles
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.hostile import bodies, json_values


def token(claims: bytes) -> str:
    """A JSON Web Token, whose parts are base64url without padding (RFC 7515, section 2)."""
    return f"eyJhbGciOiJFUzI1NiJ9.{base64.urlsafe_b64encode(claims).decode().rstrip('=')}.signature"


@pytest.mark.parametrize(
    ("claims", "roles"),
    [
        ({"role": "system_owners"}, ["system_owners"]),
        ({"role": ["App", "system_owners"]}, ["App", "system_owners"]),
        ({"role": ["App", 5, None, ["x"]]}, ["App"]),
        ({"role": []}, []),
        ({"role": {"a": "b"}}, []),
        ({"role": None}, []),
        ({}, []),
        (["role"], []),
        ("role", []),
    ],
)
def test_roles_are_read_from_their_claim(claims: t.Any, roles: list[str]) -> None:
    assert read_roles(token(json.dumps(claims).encode())) == roles


@pytest.mark.parametrize("name", [*("x" * length for length in range(1, 13)), "ü", "?>?>", "~~~~"])
def test_roles_are_read_at_every_length_and_from_the_url_alphabet(name: str) -> None:
    assert read_roles(token(json.dumps({"role": name}, ensure_ascii=False).encode())) == [name]


@pytest.mark.parametrize("text", ["", "opaque", ".", "..", "a.b", "a.b.c", "a.!!!.c", "a.YQ.c", "a.ü.c", "a.=.c"])
def test_a_token_of_another_kind_tells_no_roles(text: str) -> None:
    assert read_roles(text) == []


@given(st.one_of(bodies.map(token), json_values.map(lambda value: token(json.dumps({"role": value}).encode()))))
def test_whatever_a_token_holds_gives_texts(text: str) -> None:
    assert all(isinstance(role, str) for role in read_roles(text))


@pytest.mark.parametrize(
    ("claims", "seconds"),
    [
        ({"iat": 1_000, "exp": 4_600}, 3_600),
        ({"iat": 1_000, "exp": 1_000}, 0),
        ({"exp": 4_600}, None),
        ({"iat": 1_000}, None),
        ({"iat": "1000", "exp": 4_600}, None),
        ({"iat": 1_000, "exp": True}, None),
        (["iat", "exp"], None),
    ],
)
def test_the_lifetime_is_what_the_token_says(claims: t.Any, seconds: int | None) -> None:
    assert read_lifetime(token(json.dumps(claims).encode())) == seconds


@given(json_values, json_values)
def test_whatever_a_token_holds_gives_a_lifetime_or_none(begin: t.Any, end: t.Any) -> None:
    assert isinstance(read_lifetime(token(json.dumps({"iat": begin, "exp": end}).encode())), (int, type(None)))
