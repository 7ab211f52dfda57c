# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What an access token tells about itself. Pure.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import base64
import binascii
import json
import typing as t

from ansible_collections.telephony.threecx.plugins.module_utils.api import _odata


def read_roles(token: str) -> list[str]:
    """The claim C(role) of a JSON Web Token, which is what a 3CX issues (reported from live systems)."""
    roles = _claims(token).get("role")
    return [roles] if isinstance(roles, str) else _odata.texts(roles)


def read_lifetime(token: str) -> int | None:
    """The seconds from the issue of a JSON Web Token to its end (RFC 7519: C(iat) and C(exp)).

    :returns: None where the token does not tell.
    """
    claims = _claims(token)
    begin, end = _odata.whole(claims.get("iat")), _odata.whole(claims.get("exp"))
    return None if begin is None or end is None else end - begin


def _claims(token: str) -> dict[str, t.Any]:
    """What a JSON Web Token says, or nothing.

    The signature is not verified: this is for people to read, and decides nothing.
    """
    part = [*token.split("."), "", ""][1]
    try:
        claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        return {}
    return claims if isinstance(claims, dict) else {}
