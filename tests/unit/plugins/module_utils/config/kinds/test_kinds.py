# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every decision fits what there is, and whatever asks for a decision has one."""

from __future__ import annotations

import re
import typing as t

import pytest

from ansible_collections.telephony.threecx.plugins.module_utils.api._secrets import looks_secret
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import _kinds, _schema
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._decisions import (
    Decision,
    Keyed,
    Kind,
    List,
    Part,
    Positional,
    Reference,
    Refused,
    Secret,
)

DECISIONS = [
    (type_name, name, decision) for type_name, decisions in _kinds.TYPES.items() for name, decision in decisions.items()
]
UNDERSTOOD = [kind for kind in _kinds.KINDS.values() if kind.is_understood]
ONLY_READ = [kind for kind in _kinds.KINDS.values() if not kind.is_understood]
# Of the kinds that are only read: where a template, or the picture on a button, can be had by anybody
OPEN_TO_ALL = {
    ("LiveChatBox", "ButtonIconUrl"),
    ("PhoneModel", "URL"),
    ("PhoneTemplate", "URL"),
    ("TrunkTemplate", "Url"),
}

# Names of texts and numbers that could refer to another object or to a file
REFERS = re.compile(
    r"(Id|ID|Ids|(?<!FQ)DN|DNs|Numbers?|Groups?|Extensions?|Template|Trunk|Queue|Operator|Assignment|Location"
    r"|(Sbc|Trunk|Template|Group|File)Names?|Filename)$"
    r"|Prompt|File|Music|Greeting|Logo(?!ut)|Image"
)
# ... that could be set by the PBX
READ_ONLY = re.compile(
    r"^(Is|Has|Can|Last|Current|Possible|Used)[A-Z]|Status$|Version$|Expir|Online|Registered$|^Tags$|Connection$|^Id$"
)
# ... and that could be secrets, beside those whose names say it
SECRET = re.compile(
    r"PIN|(?<!I)Pin(?!g)|(?<!^)Link$|Ur[il]$|Certificate|Json$|Credential|[a-z]Key$|^(Default)?Value$|Script|Webhook"
)


def asks_for_a_decision(found: _schema.Property) -> str:
    """Why a property could mean more than its value; empty when nothing hints at it."""
    hints = {
        "a list": found.is_list,
        "of another object": found.is_navigation,
        "a reference": found.type in ("text", "int32") and REFERS.search(found.name) is not None,
        "read-only": READ_ONLY.search(found.name) is not None or found.type == "date-time",
        "a secret": not _schema.is_type(found.type)
        and (looks_secret(found.name) or (found.type == "text" and SECRET.search(found.name) is not None)),
        "a secret that is hidden": found.type.startswith("Concealed"),
        "a MAC address": re.search(r"MAC|Mac(?![a-z])", found.name) is not None,
    }
    return ", ".join(hint for hint, is_so in hints.items() if is_so)


def reached(kind: str) -> dict[str, frozenset[str]]:
    """The types that the configuration of a kind is made of, with those of their properties that are."""
    found: dict[str, frozenset[str]] = {}
    waiting: list[tuple[str, tuple[str, ...]]] = [(_kinds.type_of(kind), ())]
    while waiting:
        type_name, only = waiting.pop()
        names = frozenset(only or _schema.properties(type_name)) | found.get(type_name, frozenset())
        if names == found.get(type_name):
            continue
        found[type_name] = names
        for field in _kinds.configured(type_name, only):
            if _kinds.inside(field):
                decision = field.decision
                waiting.append((field.described.type, decision.only if isinstance(decision, (Part, List)) else ()))
    return found


def questions() -> t.Iterator[tuple[str, str, str]]:
    """What must be decided: all that a kind is made of, and of those that are only read what could be a secret."""
    for type_name, name in sorted({asked for kind in UNDERSTOOD for asked in properties_of(kind.name)}):
        why = asks_for_a_decision(_schema.properties(type_name)[name])
        if why:
            yield type_name, name, why
    for type_name, name in sorted({asked for kind in ONLY_READ for asked in properties_of(kind.name)}):
        why = asks_for_a_decision(_schema.properties(type_name)[name])
        if "a secret" in why and (type_name, name) not in OPEN_TO_ALL:
            yield type_name, name, why


def properties_of(kind: str) -> t.Iterator[tuple[str, str]]:
    for type_name, names in reached(kind).items():
        yield from ((type_name, name) for name in names if _schema.properties(type_name)[name].span.is_current)


@pytest.mark.parametrize(("type_name", "name", "why"), list(questions()))
def test_whatever_could_mean_more_has_a_decision(type_name: str, name: str, why: str) -> None:
    assert name in _kinds.TYPES.get(type_name, {}), f"{type_name}.{name} could be {why}"


@pytest.mark.parametrize(("type_name", "name", "decision"), DECISIONS)
def test_a_decision_is_about_something_that_there_is(type_name: str, name: str, decision: Decision) -> None:
    found = _schema.properties(type_name)[name]
    if isinstance(decision, List):
        assert found.is_list
    elif found.is_list:
        assert not decision.is_configuration
    if isinstance(decision, Secret):
        assert decision.is_concealed == found.type.startswith("Concealed")
    for inner in decision.only if isinstance(decision, (Part, List)) else ():
        assert inner in _schema.properties(found.type)
    if isinstance(decision, Keyed):
        assert decision.by
        assert set(decision.by) <= set(_schema.properties(found.type))
        assert not decision.only or set(decision.by) <= set(decision.only)
    if isinstance(decision, Positional):
        assert decision.places > 1
        assert decision.empty[0] in _schema.properties(found.type)


@pytest.mark.parametrize(("type_name", "name", "decision"), DECISIONS)
def test_a_reference_leads_to_something_that_there_is(type_name: str, name: str, decision: Decision) -> None:
    for one in (decision, getattr(decision, "of", None)):
        if isinstance(one, Reference):
            target = _schema.properties(_kinds.type_of(one.to))[one.stored]
            here = _schema.properties(type_name)[name]
            stored = _schema.properties(here.type)[one.inside] if one.inside else here
            assert target.type == stored.type
            assert one.to == "Peers" or _kinds.KINDS[one.to].key


@pytest.mark.parametrize("kind", _kinds.KINDS.values(), ids=lambda kind: kind.name)
def test_a_kind_is_about_something_that_there_is(kind: Kind) -> None:
    known = _schema.properties(_kinds.type_of(kind.name))
    collection = _schema.collections()[kind.name]
    if kind.is_understood:
        assert bool(kind.key) != collection.is_single
    else:
        assert not collection.is_single or not kind.key
    assert {*kind.key, *kind.fixed, *kind.needs, *(one.property for one in kind.built_in)} <= set(known)
    assert not kind.ordered_by or known[kind.ordered_by].type == "int32"
    assert kind.alias is None or known[kind.alias[0]].type == "bool"
    if kind.is_understood and not collection.is_single:
        assert kind.never_created or "post" in collection.operations


@pytest.mark.parametrize("kind", UNDERSTOOD, ids=lambda kind: kind.name)
def test_what_tells_objects_apart_can_be_set(kind: Kind) -> None:
    configured = {field.name for field in _kinds.configured(_kinds.type_of(kind.name))}
    assert {*kind.key, *kind.needs} <= configured


@pytest.mark.parametrize(("type_name", "name", "decision"), DECISIONS)
def test_a_decision_against_a_property_gives_its_reason(type_name: str, name: str, decision: Decision) -> None:
    if not decision.is_configuration or isinstance(decision, Refused):
        assert re.match(r"^[a-z2A-Z].{5,}[^.]$", getattr(decision, "why", ""))


def test_every_collection_is_a_kind() -> None:
    assert _kinds.KINDS.keys() == _schema.collections().keys() - {"Peers"}


def test_kinds_come_after_what_they_refer_to() -> None:
    """Numbers aside, which refer to each other in circles."""
    for kind in UNDERSTOOD:
        for type_name, names in reached(kind.name).items():
            for name in names:
                decision = _kinds.TYPES.get(type_name, {}).get(name)
                one = getattr(decision, "of", None) or decision
                if isinstance(one, Reference) and one.to != "Peers":
                    assert _kinds.KINDS[one.to].phase < kind.phase, f"{kind.name} refers to {one.to}"


@pytest.mark.parametrize(
    ("kind", "entity", "is_built_in"),
    [
        ("Groups", {"IsDefault": True, "Name": "DEFAULT"}, True),
        ("Groups", {"IsDefault": False, "Name": "Sales"}, False),
        ("Groups", {"Name": "___FAVORITES___100"}, True),
        ("Groups", {"Name": "My ___FAVORITES___"}, False),
        ("Groups", {"IsDefault": 1, "Name": None}, False),
        ("Trunks", {"Tags": ["Google", "WM"]}, True),
        ("Trunks", {"Tags": ["Google"]}, False),
        ("Trunks", {"Number": "10000"}, False),
        ("Sbcs", {"Name": "805EC0AABBCC", "PhoneMAC": "805EC0AABBCC"}, True),
        ("Sbcs", {"Name": "Lyon", "PhoneMAC": ""}, False),
        ("Sbcs", {"Name": "Lyon", "PhoneMAC": None}, False),
        ("Sbcs", {"Name": "Lyon", "PhoneMAC": "000000000000"}, False),
        ("FxsTemplates", {"IsCustom": False}, True),
        ("FxsTemplates", {"IsCustom": True}, False),
        # Where a PBX does not say that somebody has made it, nobody may delete it.
        ("FxsTemplates", {"IsCustom": None}, True),
        ("FxsTemplates", {}, True),
    ],
)
def test_built_in_objects_are_told(kind: str, entity: dict[str, object], is_built_in: bool) -> None:
    assert any(one.fits(entity) for one in _kinds.KINDS[kind].built_in) is is_built_in


def test_only_the_role_of_a_membership_can_be_set() -> None:
    (groups,) = (field for field in _kinds.configured("User") if field.name == "Groups")
    inside = _kinds.inside(groups)
    assert [field.name for field in inside] == ["GroupId", "Rights"]
    assert [field.name for field in _kinds.inside(inside[1])] == ["RoleName"]


def test_a_plain_value_and_a_concealed_secret_have_nothing_inside() -> None:
    fields = {field.name: field for field in _kinds.configured("User")}
    assert _kinds.inside(fields["FirstName"]) == ()
    assert fields["FirstName"].decision is _kinds.PLAIN
    assert _kinds.inside(fields["VMPIN"]) == ()
