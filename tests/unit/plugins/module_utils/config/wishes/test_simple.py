# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import datetime
import typing as t

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.api._conceal import MARKERS
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import _schema
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._decisions import (
    Decision,
    MacAddress,
    Reference,
    Secret,
)
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._kinds import Field
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._objects import OWN_NUMBER, ROLE, ROLES
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._schema import Property, Span
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading._query import has_properties
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes._simple import (
    Wrong,
    goes_in,
    read_secret,
    read_value,
)
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.hostile import json_values
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.natural import UNDERSTOOD, places


def property_of(type_name: str, longest: int | None = None) -> Property:
    return Property("X", type_name, False, True, False, longest, Span())


def read(type_name: str, value: t.Any, decision: Decision | None = None) -> t.Any:
    return read_value(property_of(type_name), decision, value)


def why(type_name: str, value: t.Any, decision: Decision | None = None) -> str:
    found = read(type_name, value, decision)
    assert isinstance(found, Wrong)
    return found.why


def test_every_type_that_can_be_set_is_one_that_values_are_read_of() -> None:
    types = {place.field.described.type for kind in UNDERSTOOD for place in places(kind)}
    simple = {name for name in types if not _schema.is_type(name) and not _schema.is_enumeration(name)}
    assert simple == {"text", "bool", "uint8", "int32", "int64", "time", "duration"}


@pytest.mark.parametrize(
    ("type_name", "written", "told"),
    [
        *[("time", text, text) for text in ("1:00", "9:00", "10:30", "23:59", "1:00:00", "10:30:15", "23:59:59")],
        *[("duration", text, text) for text in ("1:00", "9:00", "10:30", "24:00", "59:59")],
        # It may be either, and the one is 60 times as long as the other.
        ("duration", "60:00", "60:00 or 1:00:00"),
        ("duration", "1:40:00", "100:00 or 1:40:00"),
    ],
)
def test_what_yaml_makes_of_a_time_is_told_with_the_time(type_name: str, written: str, told: str) -> None:
    value = yaml.safe_load(written)
    assert isinstance(value, int)
    assert f" YAML makes it of {told}: put that in quotes." in why(type_name, value)
    assert not isinstance(read(type_name, written), Wrong)


@given(st.integers(0, 2**31))
def test_whatever_a_hint_says_of_a_number_is_what_yaml_makes_it_of(number: int) -> None:
    for type_name in ("time", "duration"):
        hint = why(type_name, number).partition(" YAML makes it of ")[2].partition(": put")[0]
        for text in hint.split(" or ") if hint else ():
            assert yaml.safe_load(text) == number
            assert not isinstance(read(type_name, text), Wrong)


@pytest.mark.parametrize(
    "value", [7, 59, True, 630.0, 1440, 86400, "half past nine", "24:00:61", ["09:00"], datetime.time(9)]
)
def test_what_is_no_time_is_told_without_a_guess(value: t.Any) -> None:
    assert "YAML" not in why("time", value)
    assert "it must be a time of day like '09:00'" in why("time", value)


@pytest.mark.parametrize(("written", "member"), [("No", "No"), ("off", "Off"), ("yes", "Yes")])
def test_what_yaml_makes_of_a_member_is_told_with_the_member(
    monkeypatch: pytest.MonkeyPatch, written: str, member: str
) -> None:
    """No enumeration of today has such a member."""
    monkeypatch.setattr(_schema, "values", lambda _name: {"Other": Span(), member: Span()})
    value = yaml.safe_load(written)
    assert isinstance(value, bool)
    assert f"YAML makes it of {member}: put that in quotes." in why("DayOfWeek", value)


def test_the_only_member_is_named_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_schema, "values", lambda _name: {"Only": Span()})
    assert why("DayOfWeek", "Zzzz") == "is 'Zzzz'; it must be Only."


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("monday", "is 'monday'; did you mean 'Monday'?"),
        ("Xyz", "is 'Xyz'; it must be one of Friday, Monday, Saturday, Sunday, Thursday, Tuesday, Wednesday."),
        (True, "is the boolean true; it must be one of Friday, Monday, "),
        (1, "is the number 1; it must be one of Friday, Monday, "),
        ("Monday,Friday", "is 'Monday,Friday'; did you mean 'Monday'?"),
    ],
)
def test_another_member_is_refused(value: t.Any, message: str) -> None:
    assert why("DayOfWeek", value).startswith(message)


def test_flags_may_be_several_members() -> None:
    assert read("TranscriptionType", "Voicemail,Recordings") == "Recordings, Voicemail"
    assert why("TranscriptionType", "Voicemail, Recording") == "is 'Voicemail, Recording'; did you mean 'Recordings'?"


@given(st.integers(-300, 600))
def test_whole_numbers_have_a_range(number: int) -> None:
    """Also as the texts that Ansible up to 2.18 makes of what comes out of a template."""
    for value in (number, str(number)):
        if 0 <= number <= 255:
            assert read("uint8", value) == number
        else:
            assert "it must be from 0 to 255." in why("uint8", value)


# Of the description's types; Python has no ends of its own.
RANGES = {
    "uint8": (0, 255),
    "int32": (-2147483648, 2147483647),
    "int64": (-9223372036854775808, 9223372036854775807),
}


@pytest.mark.parametrize("type_name", RANGES)
def test_the_ends_of_a_range_are_in_it_and_nothing_beyond(type_name: str) -> None:
    first, last = RANGES[type_name]
    at_a_glance = goes_in(property_of(type_name), None)
    for number in (first, first + 1, last - 1, last):
        assert read(type_name, number) == read(type_name, str(number)) == number
        assert at_a_glance(number)
        assert not at_a_glance(str(number))
    for number in (first - 1, last + 1):
        for value in (number, str(number)):
            assert f"it must be from {first} to {last}." in why(type_name, value)
            assert not at_a_glance(value)


@pytest.mark.parametrize("value", [True, 7.0, "7.0", "seven", "", " 7", "0x07", "9" * 20, [7], "\u0667"])
def test_what_is_no_whole_number_is_refused(value: t.Any) -> None:
    assert "it must be a whole number." in why("int64", value)


def test_references_are_told_by_what_people_call_the_object() -> None:
    trunk, extension = Reference("Trunks", "Id"), Reference("Peers", "Number")
    assert read("int32", "10000", trunk) == "10000"
    for told, meant in (
        (why("int32", 10000, trunk), "Number of one of Trunks"),
        (why("text", 410, extension), "number"),
    ):
        assert "put it in quotes there. " in told
        assert f" It is the {meant}" in told
    assert why("int32", True, Reference("Groups", "Id")).startswith("is the boolean true and not a text.")
    for kind, name in (("Groups", "Name"), ("Sbcs", "Name"), ("PromptSets", "PromptSetName"), ("FxsTemplates", "Id")):
        told = f"is the number 12; write the {name} of one of {kind}, as ids are others on every PBX."
        assert why("int32", 12, Reference(kind, "Id")) == told


@pytest.mark.parametrize("value", ["201.0", "8.05E+11", "41\u200b0", "4 10", "None"])
def test_a_number_of_an_extension_is_one(value: str) -> None:
    assert isinstance(read("text", value, OWN_NUMBER), Wrong)
    assert read("text", value) == value


def test_a_long_text_is_cut_in_messages() -> None:
    assert why("bool", "x" * 1000) == f"is '{'x' * 60}...'; it must be true or false."
    assert why("bool", "x" * 61) == f"is '{'x' * 60}...'; it must be true or false."
    assert why("bool", "x" * 60) == f"is '{'x' * 60}'; it must be true or false."


def test_a_login_in_a_url_is_nowhere() -> None:
    for type_name in ("bool", "int32", "DayOfWeek", "time", "text"):
        assert "S3cr3t" not in why(type_name, "https://admin:S3cr3t@pbx.example.com/")


FIELDS = [place.field for kind in UNDERSTOOD for place in places(kind) if not has_properties(place.field)]
_TEXTS = st.text("aB1:/{}<>$ ,.@-?", max_size=8)


@given(st.sampled_from(FIELDS), st.one_of(json_values, _TEXTS, st.integers(), st.sampled_from([*MARKERS, "a://b:c@d"])))
@example(FIELDS[0], "https://a:b@c")
def test_what_goes_in_at_a_glance_goes_in_as_it_is(field: Field, value: t.Any) -> None:
    if goes_in(field.described, field.decision)(value):
        found = read_value(field.described, field.decision, value)
        assert (type(found), found) == (type(value), value)


@pytest.mark.parametrize("value", [True, 7, "some text"])
def test_most_values_go_in_at_a_glance(value: t.Any) -> None:
    """There may be hundreds of thousands of them."""
    fine = [field for field in FIELDS if read_value(field.described, field.decision, value) == value]
    glance = [field for field in FIELDS if goes_in(field.described, field.decision)(value)]
    assert len(glance) >= 0.8 * len([field for field in fine if not field.described.is_list])


def test_a_text_is_as_long_as_it_can_be_and_no_longer() -> None:
    found = property_of("text", longest=3)
    for text in ("", "ab", "abc"):
        assert read_value(found, None, text) == text
    assert read_value(found, None, "abcd") == Wrong("has 4 characters; it can have 3.")
    assert not any(map(goes_in(found, None), ("abc", "abcd")))


@pytest.mark.parametrize(
    ("type_name", "decision", "fine", "else_where"),
    [
        ("bool", None, [True, False], [1, 0, "true", None]),
        ("text", None, ["", "a b", "410"], [410, None, "a:b", "<x>", "{{ x }}", "${x}", "//a", "VALUE_X"]),
        ("text", OWN_NUMBER, [], ["410"]),
        ("text", MacAddress(), [], ["001A2B3C4D5E"]),
        ("text", Secret(), [], ["S3cr3t"]),
        ("text", ROLE, [*ROLES], ["owner", 7]),
        ("int32", Reference("Trunks", "Id"), ["10000"], ["", 10000, "a:b"]),
        ("DayOfWeek", None, ["Monday"], ["monday", 1, "Monday,Friday"]),
        ("int32", None, [7], [True, 7.0, "7"]),
        ("time", None, [], ["09:00"]),
    ],
)
def test_what_goes_in_at_a_glance(
    type_name: str, decision: Decision | None, fine: list[t.Any], else_where: list[t.Any]
) -> None:
    """All else costs a second look, and no more than that."""
    at_a_glance = goes_in(property_of(type_name), decision)
    assert [value for value in (*fine, *else_where) if at_a_glance(value)] == fine


@pytest.mark.parametrize("secret", ["x", "73551234", "S3cr3t-Pass", "with blank", "-----BEGIN-----"])
def test_a_secret_is_taken_as_it_stands(secret: str) -> None:
    assert read_secret(secret) == secret


@given(
    st.sampled_from(ROLES), st.sampled_from([str.upper, str.title, lambda role: role.replace("_", " "), " {} ".format])
)
def test_a_role_that_is_almost_written_as_3cx_writes_it_is_asked_about(
    role: str, change: t.Callable[[str], str]
) -> None:
    assert read("text", role, ROLE) == role
    if change(role) != role:
        assert f"did you mean '{role}'?" in why("text", change(role), ROLE)


@pytest.mark.parametrize("role", ["a_role_of_next_year", "user", "owners"])
def test_a_role_that_nobody_knows_goes_in(role: str) -> None:
    assert read("text", role, ROLE) == role
