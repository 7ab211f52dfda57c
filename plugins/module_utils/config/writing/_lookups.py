# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Read of a PBX what one task needs: the properties that were given, and what references may mean.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import typing as t
from collections import Counter, defaultdict
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field, replace

from ansible_collections.telephony.threecx.plugins.module_utils.api import _asked, _client, _errors, _odata
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import _decisions, _kinds, _schema
from ansible_collections.telephony.threecx.plugins.module_utils.config.plan import (
    _compare,
    _destinations,
    _holidays,
    _numbers,
    _plan,
    _resolve,
)
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading import _query, _reading, _references
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes import _guards, _wish

# Up to so many objects are asked for one by one; with more, one list takes less time.
_FEW = 3
FXS = "Fxs"
DEPARTMENTS = "Groups"
_NUMBER = "Number"
_NUMBERS = ((_NUMBER,), ("CallerId",))


@dataclass
class Need:
    """What of one kind a task needs.

    :ivar names: the properties to read.
    :ivar spare: others that are only judged, and gone without where the PBX refuses to tell them.
    :ivar is_whole: whether all that can be set has to be read.
    :ivar keys: the values of the first key property by which the objects can be asked for.
    :ivar is_listed: whether all objects have to be read.
    """

    names: set[str] = field(default_factory=set)
    spare: set[str] = field(default_factory=set)
    is_whole: bool = False
    keys: set[str] = field(default_factory=set)
    is_listed: bool = False

    def wants(self, row: _references.Row) -> bool:
        """Whether an object matters, where each costs a request of its own."""
        return self.is_listed or not self.keys.isdisjoint(map(str, row.values()))


def needed(wish: _wish.Wish) -> dict[str, Need]:
    """What is needed of the kinds of which objects are wanted, before it is known what they may refer to."""
    needs: dict[str, Need] = defaultdict(Need)
    for target in wish.targets:
        _add_target(needs[target.kind.name], target, wish)
        for name, names in _numbers.read_besides(target, wish.merge_lists).items() if wish.state == "present" else ():
            needs[name].spare.update(names)
            needs[name].is_listed = True
    _add_whole(needs, wish.prune)
    return dict(needs)


def is_asked_alike(needs: t.Mapping[str, Need]) -> bool:
    """Whether PBXs of all versions are asked for the same, so that theirs need not be known before."""
    releases = _schema.releases()
    for name, need in needs.items():
        asked = _question(name, need, None)
        if any(_question(name, need, version) != asked for version in releases):
            return False
    return True


def look_up(
    client: _client.Client,
    wish: _wish.Wish,
    needs: t.Mapping[str, Need],
    version: _query.Version,
    also: t.Iterable[_decisions.Kind] = (),
) -> _plan.Look:
    """Read what a task needs.

    :param needs: what C(needed) has found.
    :param also: kinds of which all is needed, such as those that may refer to what is to be deleted.
    :raises ThreeCXError: when the PBX cannot be read at all.
    """
    look = _look(client, _completed(needs, wish, version, also), version, wish.parallel)
    new = _new_numbers(wish, look)
    return replace(look, taken=_taken(client, Counter(new), version)) if new else look


def _new_numbers(wish: _wish.Wish, look: _plan.Look) -> list[str]:
    """The numbers with which objects are to be created, one as often as there are kinds in which it is wanted."""
    found: list[str] = []
    for name, rows in look.rows.items() if wish.state == "present" else ():
        if _is_numbered(name) and not _kinds.KINDS[name].never_created:
            wanted = {target.key[0] for target in wish.targets if target.kind.name == name}
            found += wanted - {str(row.get(_NUMBER)) for row in rows}
    return found


def _taken(client: _client.Client, numbers: t.Mapping[str, int], version: _query.Version) -> frozenset[str]:
    """Which of these numbers are those of something else. Where a PBX does not tell, it refuses what must not be."""
    need = Need(keys=set(numbers))
    read = [
        read_all(client, _decisions.PEERS, query, need.wants) for query in _queries(_decisions.PEERS, need, version)
    ]
    there = {str(row.get(_NUMBER)) for found in read if not isinstance(found, _reading.Unshown) for row in found}
    return frozenset(number for number, kinds in numbers.items() if number in there or kinds > 1)


def _look(client: _client.Client, needs: t.Mapping[str, Need], version: _query.Version, parallel: int) -> _plan.Look:
    queries = {name: list(_queries(name, need, version)) for name, need in needs.items()}
    asked = [(name, query) for name in queries for query in queries[name]]
    with ThreadPoolExecutor(parallel) as workers:
        read = list(workers.map(lambda one: _read(client, one, needs[one[0]], version, workers), asked))
    rows: dict[str, list[_references.Row]] = {name: [] for name in queries}
    unshown: dict[str, _reading.Unshown] = {}
    for (name, _one), found in zip(asked, read):
        if isinstance(found, _reading.Unshown):
            unshown[name] = found
        else:
            rows[name] += found
    known = {name: found for name, found in rows.items() if name not in unshown}
    unavailable = {name: found.why for name, found in unshown.items()}
    missing = frozenset(name for name, found in unshown.items() if found.has_none)
    return _plan.Look(version, known, unavailable, _references.Index(with_peers(known), unavailable), missing)


def _read(
    client: _client.Client, asked: tuple[str, _query.Query], need: Need, version: _query.Version, helpers: Executor
) -> list[_references.Row] | _reading.Unshown:
    """What is needed of a kind, without what is spare where the PBX refuses to tell that."""
    name, query = asked
    try:
        return read_all(client, name, query, need.wants, helpers)
    except _errors.ApiError as error:
        if error.status not in _asked.REFUSALS or not need.spare:
            raise
    plain = {**_base_query(name, replace(need, spare=set()), version), **_only(query, "$filter")}
    return read_all(client, name, plain, need.wants, helpers)


def read_all(
    client: _client.Client,
    name: str,
    query: _query.Query,
    wanted: t.Callable[[_references.Row], bool],
    helpers: Executor | None = None,
) -> list[_references.Row] | _reading.Unshown:
    """Objects of a kind, or why the PBX does not show them.

    :param wanted: which of them matter, where each costs a request of its own.
    :param helpers: workers that may read pages meanwhile.
    """
    rows: list[_references.Row] = []
    try:
        why = _reading.read_kind(client, name, query, rows.extend, helpers=helpers)
    except _errors.ApiError as error:
        if error.status not in _asked.REFUSALS or not _query.has_nested(query):
            raise
        # Whether $expand can be nested for single objects only is unknown.
        return _read_one_by_one(client, name, query, wanted)
    return rows if why is None else why


def _read_one_by_one(
    client: _client.Client, name: str, query: _query.Query, wanted: t.Callable[[_references.Row], bool]
) -> list[_references.Row] | _reading.Unshown:
    found: list[_references.Row] = []
    why = _reading.read_kind(client, name, {**_query.index_query(name), **_only(query, "$filter")}, found.extend)
    if why is not None:
        return why
    asked = _only(query, "$select", "$expand")
    return [client.read(_reading.object_path(name, row), asked)[0] for row in found if wanted(row)]


def _only(query: _query.Query, *options: str) -> _query.Query:
    return {option: query[option] for option in options if option in query}


def with_peers(rows: t.Mapping[str, t.Sequence[_references.Row]]) -> dict[str, t.Sequence[_references.Row]]:
    """The same rows, with all that have a number among the peers."""
    numbered = [row for name, found in rows.items() if _is_numbered(name) for row in found]
    return {**rows, _decisions.PEERS: [*rows.get(_decisions.PEERS, ()), *numbered]}


def _is_numbered(kind_name: str) -> bool:
    """Whether people know the objects of a kind by a number that others can refer to."""
    kind = _kinds.KINDS.get(kind_name)
    return kind is not None and kind.is_numbered


def _completed(
    needs: t.Mapping[str, Need], wish: _wish.Wish, version: _query.Version, also: t.Iterable[_decisions.Kind]
) -> dict[str, Need]:
    """The same, and what references may mean."""
    every = defaultdict(Need, {name: replace(need) for name, need in needs.items()})
    _add_whole(every, also)
    for name in list(every):
        for reference in _referred_to(name, every[name], version):
            every[reference.to].is_listed |= reference.to != _decisions.PEERS
    _add_peers(every, wish)
    if FXS in every and not every[FXS].is_whole and not wish.max_deletions.is_percent:
        # What works on fleets of devices reads them itself, and a share of them can be told only of all.
        del every[FXS]
    return dict(every)


def _add_whole(needs: dict[str, Need], kinds: t.Iterable[_decisions.Kind]) -> None:
    for kind in kinds:
        needs[kind.name].is_whole = needs[kind.name].is_listed = True


def _referred_to(name: str, need: Need, version: _query.Version) -> set[_decisions.Reference]:
    return _query.references(_kinds.KINDS[name], version, () if need.is_whole else need.names | need.spare)


def _question(name: str, need: Need, version: _query.Version) -> tuple[_query.Query, set[_decisions.Reference]]:
    return _base_query(name, need, version), _referred_to(name, need, version)


def judged(kind: _decisions.Kind, given: t.Container[str]) -> tuple[str, ...]:
    """The properties that tell whether an object may become what is wanted, where the PBX has them.

    :param given: the names of those that are changed.
    """
    return (*_guards.joined(kind, given), *_holidays.dated_by(kind.name), *_destinations.own(kind, given))


def _add_target(need: Need, target: _wish.Target, wish: _wish.Wish) -> None:
    kind = target.kind
    given = _compare.given_names(target)
    need.names |= {*kind.key, *_guards.watched(kind), *given, kind.ordered_by} - {""}
    need.spare |= {*judged(kind, given)}
    is_shown = wish.reads_whole or wish.state == "absent"
    if target.if_fingerprint is not None or (kind.name != FXS and is_shown):
        need.is_whole = True
    # A share of the objects can be told only of all of them, and so can their order.
    is_of_all = wish.max_deletions.is_percent or bool(kind.ordered_by)
    if _is_asked_by_key(target) and target.renamed_from is None and not is_of_all:
        need.keys.add(target.key[0])
    else:
        need.is_listed = True


def _is_asked_by_key(target: _wish.Target) -> bool:
    """Whether one object can be asked for by its key: not where it is a name, or a number with letters or blanks such
    as that of a parking place, of which others can look the same."""
    kind, key = target.kind, target.key
    return kind.key in _NUMBERS and kind.name != FXS and key[0].swapcase() == key[0] == "".join(key[0].split())


def _add_peers(needs: dict[str, Need], wish: _wish.Wish) -> None:
    """The numbers that are referred to, but for those of objects that are read or will be there in any case."""
    all_named = (one for target in wish.targets for one in _resolve.referenced(target.kind, target.value))
    named = {name for reference, name in all_named if reference.to == _decisions.PEERS}
    own = {target.key[0] for target in wish.targets if target.kind.is_numbered}
    needs[_decisions.PEERS].keys = named - own
    # Where a call goes is told by what a number is of, besides.
    needs[_decisions.PEERS].spare = {"Type"}
    if not needs[_decisions.PEERS].keys:
        del needs[_decisions.PEERS]


def _queries(name: str, need: Need, version: _query.Version) -> t.Iterator[_query.Query]:
    """The queries that read what is needed of one kind."""
    base = _base_query(name, need, version)
    if need.is_listed or len(need.keys) > _FEW:
        yield base
        return
    kind = _kinds.KINDS.get(name)
    key = kind.key[0] if kind is not None else _NUMBER
    for value in sorted(need.keys):
        yield {**base, "$filter": f"{key} eq {_odata.literal(value)}"}


def _base_query(name: str, need: Need, version: _query.Version) -> _query.Query:
    kind = _kinds.KINDS.get(name)
    asked = need.names | need.spare
    if kind is None or not (asked or need.is_whole):
        query = _query.index_query(name)
        return {**query, "$select": ",".join([query["$select"], *sorted(need.spare)])} if need.spare else query
    return _query.narrow_query(kind, version, asked | (_query.whole_names(kind, version) if need.is_whole else set()))
