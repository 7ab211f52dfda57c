# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Tell that there is no object of a key, in whatever way a PBX says so.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import contextlib
import re
import typing as t
from http import HTTPStatus

from ansible_collections.telephony.threecx.plugins.module_utils.api import _client, _errors, _replies

# Something may follow: a PBX in front of which a proxy writes into its messages, for one.
_NOT_FOUND = re.compile(r"(?<![\w.])WARNINGS\.XAPI\.NOT_FOUND(?![\w.])")


def read_entity(
    client: _client.Client, path: str, query: t.Mapping[str, str]
) -> tuple[dict[str, t.Any], t.Mapping[str, str]]:
    """GET one entity below C(/xapi/v1): its JSON object, and the headers.

    :raises NotFoundError: when there is none, in whatever way the PBX says so; which one is unknown.
    """
    request = _replies.Request("GET", _client.XAPI + path)
    with missing_told():
        reply = client.call("GET", path, expected=[HTTPStatus.OK, HTTPStatus.NO_CONTENT], query=query)
    if reply.status == HTTPStatus.NO_CONTENT:
        message = f"{request} answered 204: there is nothing of that key."
        raise _errors.NotFoundError(message, status=reply.status, server=_errors.ServerError(), **request._asdict())
    return _replies.read_object(request, reply), reply.headers


@contextlib.contextmanager
def missing_told() -> t.Iterator[None]:
    """Have a 400 that says that an object does not exist raised like a 404.

    A missing object is C(WARNINGS.XAPI.NOT_FOUND) in the official list of warnings, and XAPI answers most of these with
    400 (reported from live systems).
    """
    try:
        yield
    except _errors.ApiError as error:
        told = {error.server.message, *(row["message"] for row in error.server.details)}
        if error.status != HTTPStatus.BAD_REQUEST or not any(map(_NOT_FOUND.search, told)):
            raise
        where = {name: error.facts.get(name) for name in ("method", "path")}
        raise _errors.NotFoundError(str(error), status=error.status, server=error.server, **where) from None
