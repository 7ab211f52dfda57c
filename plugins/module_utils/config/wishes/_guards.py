# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What is not done unless the user says so by name, and what is not done at all. Pure.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import typing as t

from ansible_collections.telephony.threecx.plugins.module_utils.api import _visible
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import _decisions, _kinds, _schema
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading import _references

Natural = t.Mapping[str, t.Any]

# Deletions that somebody may miss who cannot be looked at
UNSEEN = "unseen_references"
# What C(allow_risky) may name, and what each means
RISKS: t.Mapping[str, str] = {
    **_kinds.RISKY_SETTINGS,
    "emergency": "calls to emergency services, and the notices of them, take another way or none",
    "operator": "calls that lead nowhere else reach another extension",
    "roles": "somebody gets or loses the rights of an owner, an administrator or a manager",
    UNSEEN: "what cannot be read may still refer to what is deleted",
}
# The roles that let people run nothing. Any other, also one that is not known yet, is worth a second look.
_HARMLESS_ROLES = (None, "", "users", "receptionists")
# What C(risky) must see of an object, whatever is changed of it
_WATCHED: t.Mapping[str, tuple[str, ...]] = {"OutboundRules": ("EmergencyRule", "Priority")}
# What says which calls an outbound rule takes
_TAKES = frozenset(("DNRanges", "GroupIds", "NumberLengthRanges", "Prefix"))
_MAIN, _MEMBERSHIPS = "PrimaryGroupId", "Groups"


def watched(kind: _decisions.Kind) -> tuple[str, ...]:
    """The properties that must be read of the objects of a kind to tell whether a change is a risk, besides those that
    are changed."""
    return _WATCHED.get(kind.name, ())


def joined(kind: _decisions.Kind, given: t.Container[str]) -> tuple[str, ...]:
    """The properties that must be known of an object besides to tell whether it is an C(outsider).

    :param given: the names of those that are changed.
    """
    unknown = tuple(name for name in (_MAIN, _MEMBERSHIPS) if name not in given)
    return unknown if kind.name == "Users" and len(unknown) == 1 else ()


def risky(  # noqa: PLR0917 (what is done to an object, and among which others)
    kind: _decisions.Kind,
    action: str,
    before: Natural,
    after: Natural,
    fields: t.Collection[str],
    others: t.Iterable[_references.Row] = (),
) -> set[str]:
    """The names of the C(RISKS) that carrying out an action takes.

    :param action: C(create), C(update), C(delete) or C(keep).
    :param before: the object as it is exported, with what C(watched) names; empty when there is none.
    :param after: the same with what is given laid over it (see C(_overlay)); empty when it goes.
    :param fields: the properties that differ.
    :param others: all objects of the kind as the PBX shows them, with what C(watched) names.
    """
    if action == "keep":
        return set()
    found = {
        "emergency": kind.name == "EmergencyNotificationsSettings"
        or _is_of_emergencies(kind, action, before, after)
        or _overtakes_emergencies(kind, before, after, fields, others),
        "operator": kind.name == "GeneralSettingsForPbx" and "OperatorExtension" in fields,
        "roles": _changes_roles(before, after),
    }
    risks = {name for name, is_so in found.items() if is_so}
    return risks | ({kind.name} & set(_kinds.RISKY_SETTINGS))


def undeletable(kind: _decisions.Kind, row: _references.Row) -> str | None:
    """Why an object is never deleted, whatever else refers to it; None when it can be.

    That departments with members, and the operator's extension, stay is told by C(_deletions), since their members and
    the operator can change in the same task.

    :param row: the object as the PBX shows it.
    :returns: a sentence about C(it), with a full stop.
    """
    if kind.never_written:
        return f"it is only read, and cannot be deleted: {kind.never_written}."
    if kind.never_created:
        return f"it cannot be deleted, since none can be created in its place: {kind.never_created}."
    built_in = next((one for one in kind.built_in if one.fits(row)), None)
    if built_in is not None:
        return f"it is built in ({built_in.why}) and cannot be deleted."
    if _schema.collections()[kind.name].is_single:
        return "it is there on every PBX, and cannot be deleted."
    return None


def outsider(kind: _decisions.Kind, action: str, after: Natural, fields: t.Collection[str]) -> str | None:
    """Why a user cannot get the main department that is wanted, or cannot leave the one that he has.

    A PBX refuses a main department that he is not a member of (reported from live systems). Where he leaves it, it
    gives him another, or refuses that (not known). Either comes to light only once something of him is written.

    :param action: C(create) or C(update).
    :param after: the object as it is to be, with what C(joined) names.
    :param fields: the properties that differ.
    :returns: the rest of a sentence that begins with the place of the object.
    """
    main = after.get(_MAIN)
    if kind.name != "Users" or main is None or {_MAIN, _MEMBERSHIPS}.isdisjoint(fields):
        return None
    if not isinstance(after.get(_MEMBERSHIPS), list):
        alias = _kinds.KINDS["Groups"].alias
        # Where a new user is unless somebody says otherwise, and what an old one is in that is not shown
        is_fine = action != "create" or (alias is not None and main == alias[1])
    else:
        is_fine = main in _departments(after)
    if is_fine:
        return None
    shown = _visible.shown(main)
    if _MAIN in fields:
        return f"{_MAIN} is {shown}, of which this is no member; add it to {_MEMBERSHIPS}."
    return (
        f"{_MAIN} is {shown}, of which this would be no member any more; add it to {_MEMBERSHIPS}, or give another"
        f" {_MAIN}."
    )


def left_last(kind: _decisions.Kind, before: Natural, after: Natural, merge: t.Container[str]) -> tuple[str, ...]:
    """The lists out of which elements are taken only once the rest of an object is written: of a user who gets another
    main department and leaves the one that he has, the departments. Whether a PBX lets him go earlier is not known.

    :param before: the properties that differ as the PBX has them, in the form of an export.
    :param after: the same as they are to be.
    :param merge: the lists whose other elements stay, such as C(Users.Groups).
    """
    main = before.get(_MAIN)
    if kind.name != "Users" or main is None or _MEMBERSHIPS not in after:
        return ()
    stays = main in _departments(after) or f"{kind.name}.{_MEMBERSHIPS}" in merge
    return () if stays else (_MEMBERSHIPS,)


def _departments(value: Natural) -> dict[t.Any, Natural]:
    """The memberships of a user, by their departments."""
    memberships = value.get(_MEMBERSHIPS)
    elements = memberships if isinstance(memberships, list) else []
    return {one.get("GroupId"): one for one in elements if isinstance(one, dict)}


def _is_of_emergencies(kind: _decisions.Kind, action: str, before: Natural, after: Natural) -> bool:
    """Whether a rule is one for emergency calls, or may have been one: what was not read is not taken for harmless."""
    if kind.name != "OutboundRules":
        return False
    was = action != "create" and before.get("EmergencyRule", True) not in (False, None)
    return was or bool(after.get("EmergencyRule"))


def _overtakes_emergencies(
    kind: _decisions.Kind,
    before: Natural,
    after: Natural,
    fields: t.Collection[str],
    others: t.Iterable[_references.Row],
) -> bool:
    """Whether a rule comes before one for emergency calls by that, or takes other calls where it stands before one, so
    that it may take those."""
    if not kind.ordered_by:
        return False
    takes_others = not _TAKES.isdisjoint(fields)
    places = [kind.place_of(row) for row in others if row.get("EmergencyRule") not in (False, None)]
    return any(kind.place_of(after) <= place and (takes_others or place < kind.place_of(before)) for place in places)


def _changes_roles(before: Natural, after: Natural) -> bool:
    old = _roles(before, {})
    # Of somebody who stays a member, the role stays unless another is given; with rights that are null, it goes.
    new = _roles(after, old)
    roles = ((old.get(group), new.get(group)) for group in {*old, *new})
    return any(was != becomes and not {was, becomes} <= set(_HARMLESS_ROLES) for was, becomes in roles)


def _roles(value: Natural, before: t.Mapping[t.Any, t.Any]) -> dict[t.Any, t.Any]:
    """The role that a member has in each of its departments; what it was before where nothing is said of its rights."""
    return {
        group: (one["Rights"] or {}).get("RoleName") if "Rights" in one else before.get(group)
        for group, one in _departments(value).items()
    }
