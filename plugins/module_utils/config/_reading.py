# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Read the configuration of one PBX: each kind once, side by side, and no more than an export needs.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import re
import typing as t
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from queue import SimpleQueue

from ansible_collections.telephony.threecx.plugins.module_utils.api._client import Client
from ansible_collections.telephony.threecx.plugins.module_utils.api._errors import ApiError
from ansible_collections.telephony.threecx.plugins.module_utils.config import _schema
from ansible_collections.telephony.threecx.plugins.module_utils.config._decisions import Kind
from ansible_collections.telephony.threecx.plugins.module_utils.config._query import (
    Query,
    Version,
    index_query,
    reading_query,
    references,
)
from ansible_collections.telephony.threecx.plugins.module_utils.config._references import Index, Row
from ansible_collections.telephony.threecx.plugins.module_utils.config._selection import Selection

# Statuses by which a PBX says that it has no such kind, or none for this API client or licence.
_NOT_SHOWN = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)
_LICENCE = "WARNINGS.XAPI.INVALID_LICENSE_TYPE"


# What becomes of some objects of a kind, as the PBX shows them, and the names of all objects that they refer to.
Take = t.Callable[[Kind, list[Row], Index], None]
# What comes of a kind: some of its objects, or the end of them; why the PBX does not show it; or what went wrong.
_News = t.Union[list[Row], str, Exception, None]


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


def read_kinds(client: Client, selection: Selection, version: Version, take: Take) -> dict[str, str]:
    """Read the kinds that are wanted, and of others what tells which of their objects these refer to.

    :param take: called in this thread for each page of a kind that is wanted, while others are being read. What it was
        given of a kind that is not shown in the end is to be forgotten.
    :returns: the kinds that this PBX, its licence or the API client's role does not show, and why.
    :raises ThreeCXError: when the PBX cannot be read at all.
    """
    queries, targets = _queries(selection, version)
    # Those with the most pages first, as far as one can tell, so that none of them is waited for at the end; and before
    # them what others refer to, so that they need not wait for names.
    names = sorted(queries, key=lambda name: (name not in targets, -len(str(queries[name]))))
    news: SimpleQueue[tuple[str, _News]] = SimpleQueue()
    with ThreadPoolExecutor(selection.parallel) as workers:
        for name in names:
            workers.submit(_tell, client, name, queries[name], news)
        try:
            return _take_all(selection, set(names), targets, news, take)
        finally:
            workers.shutdown(wait=False, cancel_futures=True)


def read_kind(client: Client, name: str, query: Query, take: t.Callable[[list[Row]], object]) -> str | None:
    """Read all objects of a kind.

    :param take: called for each page.
    :returns: why the PBX does not show them, or None.
    """
    if not query:
        # Without a $select the PBX would show the secrets, which are all that there is.
        take([{}])
        return None
    try:
        if _schema.collections()[name].is_single:
            take([client.read(f"/{name}", query)[0]])
        else:
            for rows in client.read_pages(f"/{name}", query):
                take(t.cast("list[Row]", rows))
    except ApiError as error:
        if error.status in _NOT_SHOWN or _LICENCE in str(error):
            return str(error)
        raise
    return None


def _queries(selection: Selection, version: Version) -> tuple[dict[str, Query], set[str]]:
    """The query for each kind that is read, and the kinds that objects refer to."""
    kinds, also = selection.kinds, selection.with_operational
    queries = {kind.name: reading_query(kind, version, with_operational=also) for kind in kinds}
    targets = {reference.to for kind in kinds for reference in references(kind, version)}
    return {**{name: index_query(name) for name in targets}, **queries}, targets


def _tell(client: Client, name: str, query: Query, news: SimpleQueue[tuple[str, _News]]) -> None:
    try:
        news.put((name, read_kind(client, name, query, lambda rows: news.put((name, rows)))))
    except Exception as error:
        news.put((name, error))


def _take_all(
    selection: Selection,
    waiting: set[str],
    targets: t.Collection[str],
    news: SimpleQueue[tuple[str, _News]],
    take: Take,
) -> dict[str, str]:
    """Hand on what is read as soon as the names are known that it refers to."""
    kinds = {kind.name: kind for kind in selection.kinds}
    unavailable: dict[str, str] = {}
    held: dict[str, list[Row]] = defaultdict(list)
    index: Index | None = None
    while waiting:
        name, found = news.get()
        if isinstance(found, Exception):
            raise found
        if isinstance(found, list):
            held[name] += found
        else:
            waiting.remove(name)
            unavailable.update({} if found is None else {name: found})
        if index is None:
            if not waiting.isdisjoint(targets):
                continue
            index = Index({name: held[name] for name in targets if name not in unavailable}, unavailable)
        for ready in list(held):
            rows = held.pop(ready)
            if ready in kinds:
                take(kinds[ready], rows, index)
    return unavailable
