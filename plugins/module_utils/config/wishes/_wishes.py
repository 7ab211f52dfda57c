# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What a user wants of a PBX, read from options and checked before any request. Pure.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import re
import typing as t

from ansible_collections.telephony.threecx.plugins.module_utils.api import _connection, _errors, _visible
from ansible_collections.telephony.threecx.plugins.module_utils.change import _limit
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import _decisions, _kinds, _schema
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes import _check, _guards, _wish

Params = t.Mapping[str, t.Any]
_RANGE = re.compile(r"([0-9]+)-([0-9]+)")
_SCOPE = ("departments", "numbers", "names")
# Kinds of which too much hangs on each object to prune them all
_ONLY_WITHIN_A_SCOPE = ("Users",)
_NEVER_PRUNED = {"FxsTemplates": "devices may have been made of any of them, and no template says so"}
# What works on fleets of devices takes some of their lists in one way only.
_NO_CHOICE = {
    "Fxs.FxsLines": "is always taken as a whole; give all lines of a device that have a number, as the others become"
    " free.",
    "Fxs.Variables": "is always merged, since a device has the variables of its template; leave it out.",
}


def read_wish(params: Params, given: Params) -> _wish.Wish:
    """Read all that one task wants.

    :param params: the parsed options.
    :param given: the options as they came in.
    :raises InputError: with all that is wrong, each with its place and without secrets.
    """
    targets, problems = _check.check_targets(params["config"], state=params["state"])
    problems += [
        *_prune_problems(params),
        *_scope_problems(params, given),
        *_present_problems(params),
        *_merge_problems(params["merge_lists"]),
        *_risk_problems(params["allow_risky"]),
        *_number_problems(params),
    ]
    if problems:
        raise _check.input_error(problems)
    return _wish.Wish(
        targets=tuple(targets),
        state=params["state"],
        prune=tuple(_kinds.KINDS[name] for name in dict.fromkeys(params["prune"])),
        scope=_read_scope(params["prune_scope"]),
        ignore=tuple(params["ignore"]),
        may_miss=params["ignore_unmatched"] == "allow",
        max_deletions=_limit.read_limit(params["max_deletions"], "objects"),
        merge_lists=frozenset(params["merge_lists"]),
        renew_secrets=params["update_secrets"] == "always",
        allow_risky=frozenset(params["allow_risky"]),
        parallel=params["parallel"],
        stop_on_error=params["on_error"] == "stop",
    )


def _prune_problems(params: Params) -> t.Iterator[str]:
    prune = params["prune"]
    for name in prune:
        problem = _unprunable(name, params)
        if problem is not None:
            yield f"prune names {_visible.shown(name)}, {problem}"
    if prune and params["state"] == "absent":
        yield "prune is given with state absent; it deletes what config does not name, so config must name what stays."
    if params["ignore"] and not prune:
        yield "ignore is given without prune; it only keeps objects from being pruned."
    if any(not pattern.strip() for pattern in params["ignore"]):
        yield "ignore has an empty pattern, which no object has; leave it out."
    wide = [name for name in prune if name in _ONLY_WITHIN_A_SCOPE]
    if wide and _is_empty(params["prune_scope"]):
        yield f"prune names {wide[0]}, which needs prune_scope: name the departments or the numbers that are yours."


def _unprunable(name: str, params: Params) -> str | None:
    """Why objects of this kind cannot be pruned, as the rest of a sentence."""
    kind = _kinds.KINDS.get(name)
    if kind is None:
        near = _schema.nearest(name, _kinds.KINDS)
        return f"which is no kind of object{f'; did you mean {near}?' if near else '.'}"
    if not kind.key:
        return "which are settings, and cannot be deleted."
    reason = kind.never_written or kind.never_created or _NEVER_PRUNED.get(name)
    if reason:
        return f"which is never pruned: {reason}."
    given = (params["config"] or {}).get(name)
    if not given or not isinstance(given, list):
        return "of which config has no object, so that all of them would go; name those that stay."
    return None


def _scope_problems(params: Params, given: Params) -> t.Iterator[str]:
    scope = params["prune_scope"]
    if scope is None:
        return
    if not params["prune"]:
        yield "prune_scope is given without prune; it only says what may be pruned."
    # What was given as null is a list that has been lost, and must not make the scope wider.
    written = given.get("prune_scope") or {}
    if not written:
        yield f"prune_scope is empty; give some of {', '.join(_SCOPE)}, or leave it out."
    for name in _SCOPE:
        if name in written and not scope.get(name):
            what = "null" if written[name] is None else "empty"
            yield f"prune_scope.{name} is {what}; leave it out where all are meant."
    for text in scope.get("numbers") or ():
        if _read_range(text) is None:
            yield (
                f"prune_scope.numbers has {_visible.shown(text)}; it must be a range of numbers of one length, like"
                " 400-499."
            )
    if any(not text.strip() for name in ("departments", "names") for text in scope.get(name) or ()):
        yield "prune_scope has an empty text, which no object has; leave it out."
    if scope.get("numbers"):
        yield from _numberless_problems(params["prune"])


def _numberless_problems(prune: t.Iterable[str]) -> t.Iterator[str]:
    """Kinds of which a scope of numbers would keep all objects, so that pruning them would be ignored."""
    for name in dict.fromkeys(prune):
        kind = _kinds.KINDS.get(name)
        if kind is not None and kind.key and not kind.is_numbered:
            yield (
                f"prune names {name}, whose objects have no number of their own, so that prune_scope.numbers would keep"
                " all of them; prune them in another task, within departments or names."
            )


def _is_empty(scope: Params | None) -> bool:
    return not any((scope or {}).get(name) for name in _SCOPE)


def _read_scope(scope: Params | None) -> _wish.Scope:
    if scope is None:
        return _wish.Scope()
    ranges = (_read_range(text) for text in scope.get("numbers") or ())
    departments = scope.get("departments")
    return _wish.Scope(
        frozenset(departments) if departments else None,
        tuple(found for found in ranges if found is not None),
        tuple(scope.get("names") or ()),
    )


def _read_range(text: str) -> tuple[str, str] | None:
    found = _RANGE.fullmatch(text.strip())
    if found is None or len(found[1]) != len(found[2]) or found[1] > found[2]:
        return None
    return found[1], found[2]


def _present_problems(params: Params) -> t.Iterator[str]:
    """Options that say how to change objects, where none is changed."""
    if params["state"] == "absent":
        if params["merge_lists"]:
            yield "merge_lists is given with state absent, which changes no list."
        if params["update_secrets"] == "always":
            yield "update_secrets is always with state absent, which writes no secret."


def _merge_problems(names: t.Iterable[str]) -> t.Iterator[str]:
    """What names no list. A list of a kind that config does not have is fine: what goes for many PBXs names all."""
    for name in names:
        kind, _dot, path = name.partition(".")
        if kind not in _kinds.KINDS:
            near = _schema.nearest(kind, _kinds.KINDS)
            hint = f"did you mean {near}.{path}?" if near and path else "it must begin with a kind, like Users.Groups."
            yield f"merge_lists names {_visible.shown(name)}; {hint}"
            continue
        lists = _mergeable(_kinds.KINDS[kind])
        if name in _NO_CHOICE:
            yield f"merge_lists names {_visible.shown(name)}, which {_NO_CHOICE[name]}"
        elif path not in lists:
            near = _schema.nearest(path, lists)
            hint = f"did you mean {kind}.{near}?" if near else f"such lists are {', '.join(lists) or 'none'}."
            yield f"merge_lists names {_visible.shown(name)}, which is no list whose elements can be told apart; {hint}"


def _mergeable(kind: _decisions.Kind) -> list[str]:
    fields = _kinds.configured(_kinds.type_of(kind.name))
    return [one.name for one in fields if isinstance(one.decision, (_decisions.Keyed, _decisions.Unordered))]


def _risk_problems(names: t.Iterable[str]) -> t.Iterator[str]:
    for name in names:
        if name not in _guards.RISKS:
            near = _schema.nearest(name, _guards.RISKS)
            hint = f"did you mean {near}?" if near else f"it can be {', '.join(_guards.RISKS)}."
            yield f"allow_risky names {_visible.shown(name)}, which is no risk that is guarded; {hint}"


def _number_problems(params: Params) -> t.Iterator[str]:
    if not 1 <= params["parallel"] <= _connection.MAX_PARALLEL:
        yield f"parallel is {params['parallel']}; it must be a number from 1 to {_connection.MAX_PARALLEL}."
    try:
        _limit.read_limit(params["max_deletions"], "objects")
    except _errors.InputError as error:
        yield str(error)
