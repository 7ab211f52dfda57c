# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Read the configuration of one PBX: each kind once, side by side, and no more than an export needs.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import functools
import itertools
import re
import typing as t
from collections import defaultdict
from concurrent.futures import Executor, ThreadPoolExecutor
from http import HTTPStatus
from queue import SimpleQueue

from ansible_collections.telephony.threecx.plugins.module_utils.api import _asked, _client, _errors, _odata, _replies
from ansible_collections.telephony.threecx.plugins.module_utils.change import _told
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import _decisions, _kinds, _schema
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading import _query, _references, _selection

# Statuses by which a PBX says that it has no such kind, or none for this API client or licence.
_NOT_SHOWN = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)
_MOST_SHOWN = 3


# What becomes of some objects of a kind, as the PBX shows them; the names of all objects that they refer to; and what
# the PBX refuses to tell of the kind.
Take = t.Callable[[_decisions.Kind, list[_references.Row], _references.Index, _query.Gaps], None]
# What comes of a kind: some of its objects, or the end of them; why the PBX does not show it; or what went wrong.
_News = t.Union[list[_references.Row], "Unshown", Exception, None]


class Unshown(t.NamedTuple):
    """Why a PBX does not show the objects of a kind.

    :param has_none: whether it says that it has none at all, since its version or its licence does not know the kind.
    """

    why: str
    has_none: bool = False


class Outcome(t.NamedTuple):
    """What could not be read.

    :param unavailable: the kinds that this PBX, its licence or the API client's role does not show, and why.
    :param refused: the properties that it refuses to tell of the others: C(Users.Groups.Rights).
    """

    unavailable: dict[str, str]
    refused: list[str]


def read_version(client: _client.Client) -> _query.Version:
    """The version of the PBX, for which it is asked where no answer has told it yet."""
    if client.pbx_version is None:
        try:
            client.read("/Defs", {"$select": "Id"})
        except _errors.ApiError as error:
            if error.status not in _NOT_SHOWN:
                raise
    numbers = re.match(r"\d+(\.\d+)+", client.pbx_version or "")
    return tuple(map(int, numbers[0].split("."))) if numbers else None


def read_kinds(client: _client.Client, selection: _selection.Selection, version: _query.Version, take: Take) -> Outcome:
    """Read the kinds that are wanted, and of others what tells which of their objects these refer to.

    :param take: called in this thread for each page of a kind that is wanted, while others are being read. What it was
        given of a kind that is not shown in the end is to be forgotten.
    :raises ThreeCXError: when the PBX cannot be read at all, or shows none of the kinds that are wanted.
    """
    unknown = _unknown(selection.kinds, version)
    known = selection._replace(kinds=tuple(kind for kind in selection.kinds if kind.name not in unknown))
    queries, targets = _queries(known, version)
    # Those with the most pages first, as far as one can tell, so that none of them is waited for at the end; and before
    # them what others refer to, so that they need not wait for names.
    names = sorted(queries, key=lambda name: (name not in targets, -len(str(queries[name]))))
    news: SimpleQueue[tuple[str, _News]] = SimpleQueue()
    with ThreadPoolExecutor(selection.parallel) as workers:
        for name in names:
            workers.submit(_tell, client, name, queries[name], news, workers)
        try:
            unavailable = {**unknown, **_take_all(client, known, targets, news, take)}
        finally:
            workers.shutdown(wait=False, cancel_futures=True)
    _check_any([kind.name for kind in selection.kinds if queries.get(kind.name) != {}], unavailable)
    shown = sorted(set(names) - set(unavailable))
    refused = [f"{name}/{place}" for name in shown for place in _asked.outermost(sorted(_refused(client, name)))]
    return Outcome(unavailable, [place.replace("()", "").replace("/", ".") for place in refused])


def check_departments(client: _client.Client, names: t.Collection[str]) -> None:
    """Refuse to take a department that there is not for one that has nothing.

    :raises ThreeCXError: naming those that the PBX does not have, or why it does not show them.
    """
    rows: list[_references.Row] = []
    unshown = read_kind(client, "Groups", _query.index_query("Groups"), rows.extend)
    if unshown is not None:
        raise _errors.ThreeCXError(f"Groups, which departments is about, cannot be read: {unshown.why}")
    unknown = _references.unknown_departments(
        "departments", names, {_references.name_of("Groups", row) for row in rows}
    )
    if unknown:
        raise _errors.InputError(" ".join(unknown))


def _check_any(asked: t.Sequence[str], unavailable: t.Mapping[str, str]) -> None:
    """Refuse to show nothing as if it were all that there is.

    :param asked: the kinds that are wanted, but for those of which there is nothing to ask.
    """
    if not asked or not set(asked) <= set(unavailable):
        return
    if len(asked) == 1:
        raise _errors.ThreeCXError(f"{asked[0]} cannot be read: {unavailable[asked[0]]}")
    listed = _told.listed(asked, _MOST_SHOWN)
    raise _errors.ThreeCXError(f"None of {listed} can be read: {unavailable[asked[0]]}")


def object_path(kind_name: str, row: _references.Row) -> str:
    """The path of one object below C(/xapi/v1).

    :param row: the object as the PBX shows it, with its own key.
    """
    key = _schema.collections()[kind_name].key
    if key is None:
        return f"/{kind_name}"
    return f"/{kind_name}({row[key]})" if isinstance(row[key], int) else _odata.entity_path(kind_name, str(row[key]))


def read_kind(
    client: _client.Client,
    name: str,
    query: _query.Query,
    take: t.Callable[[list[_references.Row]], object],
    *,
    with_gaps: bool = False,
    helpers: Executor | None = None,
) -> Unshown | None:
    """Read all objects of a kind.

    :param take: called for each page.
    :param with_gaps: whether to go on without properties that the PBX refuses to tell, see C(Outcome.refused). Not for
        what is going to be changed: it would be taken for null, and be lost where a list is written as a whole.
    :param helpers: workers that may read pages meanwhile.
    :returns: why the PBX does not show them, or None.
    """
    if not query:
        # Without a $select the PBX would show the secrets, which are all that there is.
        take([{}])
        return None
    try:
        read = functools.partial(_pages, client, name, helpers)
        pages, gaps = _with_gaps(client, name, query, read) if with_gaps else (read(query), _query.NO_GAPS)
        lost = [part for part in _references.key_of_kind(name) if (_kinds.type_of(name), part) in gaps]
        if lost:
            return Unshown(f"The PBX refuses to tell {', '.join(lost)}, by which one knows the objects of {name}.")
        for rows in pages:
            take(rows)
    except _errors.ApiError as error:
        if error.status in _NOT_SHOWN or _replies.LICENCE in str(error):
            return Unshown(str(error), error.status == HTTPStatus.NOT_FOUND or _replies.LICENCE in str(error))
        raise
    return None


def _pages(
    client: _client.Client, name: str, helpers: Executor | None, query: _query.Query
) -> t.Iterator[list[_references.Row]]:
    """The pages of a kind, the first of which is read at once."""
    path = f"/{name}"
    if _schema.collections()[name].is_single:
        return iter([[client.read(path, query)[0]]])
    pages = client.read_pages(path, query, helpers=helpers)
    return map(list[_references.Row], itertools.chain(list(itertools.islice(pages, 1)), pages))


def _with_gaps(
    client: _client.Client,
    name: str,
    query: _query.Query,
    read_pages: t.Callable[[_query.Query], t.Iterator[list[_references.Row]]],
) -> tuple[t.Iterator[list[_references.Row]], _query.Gaps]:
    """The pages of a kind without what the PBX refuses to tell, and what that is."""
    key, wanted = query.get("$orderby"), _asked.names_of(query)
    names = wanted if key is None else (key, *(one for one in wanted if one != key))
    # Never without a $select, as the PBX would show secrets then.
    always = {option: value for option, value in query.items() if option not in _asked.projection(wanted)}
    always.update({} if key is None else {"$select": key})

    def read(asked: _query.Query) -> t.Iterator[list[_references.Row]]:
        return read_pages({**always, **asked})

    pages, asked = client.asking.read(f"/{name}", names, read, has_key=key is not None)
    return pages, _query.gaps_of(name, set(names) - set(asked))


def _refused(client: _client.Client, name: str) -> frozenset[str]:
    return client.asking.refused(f"/{name}")


def _unknown(kinds: t.Iterable[_decisions.Kind], version: _query.Version) -> dict[str, str]:
    """Those of the kinds that this version does not know, and why: asked for no property, a PBX would tell nothing of
    some, which would be taken for one that has no values."""
    found = {kind.name: _query.why_unknown(kind, version) for kind in kinds}
    return {name: why for name, why in found.items() if why is not None}


def _queries(selection: _selection.Selection, version: _query.Version) -> tuple[dict[str, _query.Query], set[str]]:
    """The query for each kind that is read, and the kinds that objects refer to."""
    kinds, also = selection.kinds, selection.with_operational
    queries = {kind.name: _query.reading_query(kind, version, with_operational=also) for kind in kinds}
    targets = {reference.to for kind in kinds for reference in _query.references(kind, version)}
    return {**{name: _query.index_query(name) for name in targets}, **queries}, targets


def _tell(
    client: _client.Client, name: str, query: _query.Query, news: SimpleQueue[tuple[str, _News]], helpers: Executor
) -> None:
    def take(rows: list[_references.Row]) -> None:
        news.put((name, rows))

    try:
        news.put((name, read_kind(client, name, query, take, with_gaps=True, helpers=helpers)))
    except Exception as error:
        news.put((name, error))


def _take_all(
    client: _client.Client,
    selection: _selection.Selection,
    targets: t.Collection[str],
    news: SimpleQueue[tuple[str, _News]],
    take: Take,
) -> dict[str, str]:
    """Hand on what is read as soon as the names are known that it refers to."""
    kinds = {kind.name: kind for kind in selection.kinds}
    waiting = {*kinds, *targets}
    unavailable: dict[str, str] = {}
    held: dict[str, list[_references.Row]] = defaultdict(list)
    index: _references.Index | None = None
    while waiting:
        name, found = news.get()
        if isinstance(found, Exception):
            raise found
        if isinstance(found, list):
            held[name] += found
        else:
            waiting.remove(name)
            unavailable.update({} if found is None else {name: found.why})
        if index is None:
            if not waiting.isdisjoint(targets):
                continue
            index = _references.Index({name: held[name] for name in targets if name not in unavailable}, unavailable)
        for ready in list(held):
            rows = held.pop(ready)
            if ready in kinds:
                take(kinds[ready], rows, index, _query.gaps_of(ready, _refused(client, ready)))
    return unavailable
