# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Read the configuration of one PBX: each kind once, side by side, and no more than an export needs.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import re
import typing as t
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus

from ansible_collections.telephony.threecx.plugins.module_utils.api._client import Client
from ansible_collections.telephony.threecx.plugins.module_utils.api._errors import ApiError
from ansible_collections.telephony.threecx.plugins.module_utils.config import _schema
from ansible_collections.telephony.threecx.plugins.module_utils.config._query import (
    Query,
    Version,
    index_query,
    reading_query,
    references,
)
from ansible_collections.telephony.threecx.plugins.module_utils.config._references import Row
from ansible_collections.telephony.threecx.plugins.module_utils.config._selection import Selection

# Statuses by which a PBX says that it has no such kind, or none for this API client or licence.
_NOT_SHOWN = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)
_LICENCE = "WARNINGS.XAPI.INVALID_LICENSE_TYPE"


class Snapshot(t.NamedTuple):
    """What was read of a PBX.

    :param rows: the objects of each kind as the PBX shows them; one of a singleton.
    :param unavailable: the kinds that this PBX, its licence or the API client's role does not show, and why.
    """

    version: Version
    rows: dict[str, list[Row]]
    unavailable: dict[str, str]


def read_version(client: Client) -> Version:
    """The version of the PBX, which stands in a header of each answer (reported from live systems)."""
    try:
        _entity, headers = client.read("/Defs", {"$select": "Id"})
    except ApiError as error:
        if error.status in _NOT_SHOWN:
            return None
        raise
    numbers = re.match(r"\d+(\.\d+)+", headers.get("x-3cx-version", ""))
    return tuple(map(int, numbers[0].split("."))) if numbers else None


def read_kinds(client: Client, selection: Selection) -> Snapshot:
    """Read the kinds that are wanted, and of others what tells which of their objects these refer to.

    :raises ThreeCXError: when the PBX cannot be read at all.
    """
    version = read_version(client)
    kinds, also = selection.kinds, selection.with_operational
    queries = {kind.name: reading_query(kind, version, with_operational=also) for kind in kinds}
    targets = {reference.to for kind in kinds for reference in references(kind, version)}
    queries.update({name: index_query(name) for name in sorted(targets - set(queries))})
    # Those with the most pages first, as far as one can tell, so that none of them is waited for at the end.
    names = sorted(queries, key=lambda name: len(str(queries[name])), reverse=True)
    with ThreadPoolExecutor(selection.parallel) as workers:
        read = dict(zip(names, workers.map(lambda name: _read_kind(client, name, queries[name]), names)))
    rows = {name: found for name, found in read.items() if not isinstance(found, str)}
    unavailable = {name: found for name, found in sorted(read.items()) if isinstance(found, str)}
    return Snapshot(version, rows, unavailable)


def _read_kind(client: Client, name: str, query: Query) -> list[Row] | str:
    """All objects of a kind, or why the PBX does not show them."""
    if not query:
        # Without a $select the PBX would show the secrets, which are all that there is.
        return [{}]
    try:
        if _schema.collections()[name].is_single:
            return [client.read(f"/{name}", query)[0]]
        return [row for rows in client.read_pages(f"/{name}", query) for row in rows]
    except ApiError as error:
        if error.status in _NOT_SHOWN or _LICENCE in str(error):
            return str(error)
        raise
