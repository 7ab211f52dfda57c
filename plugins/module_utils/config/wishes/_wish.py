# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What a user wants of a PBX: objects of many kinds, and what may become of those that he does not name. Pure.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from ansible_collections.telephony.threecx.plugins.module_utils.change import _limit
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import _decisions


@dataclass(frozen=True)
class Target:
    """One object that the user describes.

    :param value: what was given, in the form and the spelling of an export (references by the names of what they mean),
        the key included, secrets left out. What was not given is not compared.
    :param secrets: the secrets that were given, by their path from the object on, such as C(AuthPassword) or
        C(Location.FtpPassword).
    :param place: where the user wrote it, such as C(Users[3] "410"); of a singleton, its name.
    :param renamed_from: the key that the object has on the PBX, where the user gives it a new one.
    :param if_fingerprint: the digest of the whole object as somebody has seen it, or None.
    """

    kind: _decisions.Kind
    key: _decisions.Key
    value: t.Mapping[str, t.Any]
    place: str
    secrets: t.Mapping[str, str] = field(default_factory=dict, repr=False)
    renamed_from: _decisions.Key | None = None
    if_fingerprint: str | None = None


class Scope(t.NamedTuple):
    """What of the kinds to prune may be pruned at all; an object must be within each part that is given.

    :param departments: the names of departments; None for all. An object is within when all departments that it refers
        to are among them, or when it is one of them: what sites share is of none.
    :param numbers: the first and the last of a range of numbers of one length, such as C(("400", "499")).
    :param names: patterns for the key or the name.
    """

    departments: frozenset[str] | None = None
    numbers: tuple[tuple[str, str], ...] = ()
    names: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether it leaves nothing out."""
        return self.departments is None and not self.numbers and not self.names


class Wish(t.NamedTuple):
    """All that one task wants.

    :param targets: in the order in which they were given; devices (C(Fxs)) among them.
    :param state: C(present) or C(absent).
    :param prune: the kinds of which objects go that are not among the targets.
    :param ignore: patterns for keys and names of objects never to prune.
    :param may_miss: whether such a pattern may fit nothing.
    :param merge_lists: lists whose elements are added to those of others, such as C(Users.Groups).
    :param renew_secrets: whether to write secrets that cannot be compared to objects that are there already.
    :param allow_risky: what may be changed although it can lock people out; see C(_guards).
    :param reads_whole: whether all of each object is read, before and after, for those who show it.
    """

    targets: tuple[Target, ...]
    state: str = "present"
    prune: tuple[_decisions.Kind, ...] = ()
    scope: Scope = Scope()
    ignore: tuple[str, ...] = ()
    may_miss: bool = False
    max_deletions: _limit.Limit = _limit.Limit(10, is_percent=False, things="objects")
    merge_lists: frozenset[str] = frozenset()
    renew_secrets: bool = False
    allow_risky: frozenset[str] = frozenset()
    parallel: int = 4
    stop_on_error: bool = True
    reads_whole: bool = False
