# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The table of facts, as its accessors read it."""

from __future__ import annotations

import pytest

from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import _facts, _schema


def properties() -> list[tuple[str, _schema.Property]]:
    types = (line.split()[0] for line in _facts.TYPES.strip().splitlines() if not line.startswith(" "))
    return [(name, found) for name in types for found in _schema.history(name)]


def test_a_property_says_all_that_the_table_does() -> None:
    name = _schema.properties("Sbc")["Name"]
    assert (name.type, name.longest, name.is_nullable, name.is_list) == ("text", 12, False, False)
    groups = _schema.properties("User")["Groups"]
    assert (groups.type, groups.is_list, groups.is_navigation) == ("UserGroup", True, True)


def test_every_line_of_the_table_is_read() -> None:
    lines = [line for line in _facts.TYPES.splitlines() if line.startswith(" ")]
    assert len(properties()) == len(lines)


def test_every_type_of_a_property_is_known() -> None:
    for type_name, found in properties():
        simple = found.type in _schema.SIMPLE_TYPES
        known = [simple, _schema.is_type(found.type), _schema.is_enumeration(found.type)]
        assert known.count(True) == 1, f"{type_name}.{found.name}"


def test_the_type_that_a_property_has_now_is_given() -> None:
    assert [found.type for found in _schema.history("Trunk") if found.name == "AuthPassword"] == [
        "text",
        "ConcealedPassword",
    ]
    assert _schema.properties("Trunk")["AuthPassword"].type == "ConcealedPassword"


def test_a_property_that_may_be_null_now_was_there_before() -> None:
    """Where calls go to would be missing in the export of an older PBX."""
    assert [found.is_nullable for found in _schema.history("Destination") if found.name == "To"] == [False, True]
    assert _schema.properties("Destination")["To"].span == _schema.Span()
    assert _schema.properties("Destination")["To"].is_nullable
    assert _schema.properties("Trunk")["AuthPassword"].span == _schema.Span("20.0.5")


def test_a_single_object_has_no_key() -> None:
    assert _schema.collections()["CodecsSettings"].is_single
    assert _schema.collections()["Sbcs"].key == "Name"


def test_operations_and_keys_come_with_their_versions() -> None:
    assert _schema.collections()["Holidays"].operations["post"].since == "20.0.7b"
    assert _schema.collections()["Users"].other_keys["Number"].since == "20.0.8"
    assert _schema.collections()["Peers"].operations.keys() == {"get"}


@pytest.mark.parametrize(
    ("version", "is_allowed"),
    [
        ((20, 0, 4), False),
        ((20, 0, 6, 724), False),
        ((20, 0, 7, 1057), True),
        ((20, 0, 9), True),
        ((21, 0, 0), True),
        ((18, 0, 9), False),
    ],
)
def test_a_version_between_two_releases_may_have_what_either_has(version: tuple[int, ...], is_allowed: bool) -> None:
    assert _schema.Span("20.0.7b", "20.0.10").allows(version) is is_allowed


def test_what_was_removed_is_not_expected_of_newer_ones() -> None:
    removed = _schema.Span("20.0.4", "20.0.6")
    assert removed.allows((20, 0, 6))
    assert not removed.allows((20, 0, 10))
    assert not removed.is_current


def test_flags_are_told_from_other_enumerations() -> None:
    assert _schema.is_flags("CallHandlingFlags")
    assert not _schema.is_flags("DayOfWeek")
    assert _schema.is_enumeration("CallHandlingFlags")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("firstname", "FirstName"),
        ("EMailAddress", "EmailAddress"),
        ("OutboundCallerId", "OutboundCallerID"),
        ("Xyzzy", None),
    ],
)
def test_the_name_that_was_meant_is_found(written: str, meant: str | None) -> None:
    assert _schema.nearest(written, _schema.properties("User")) == meant


def test_an_unknown_type_is_an_error() -> None:
    with pytest.raises(KeyError):
        _schema.properties("Nothing")
    with pytest.raises(KeyError):
        _schema.values("Nothing")
