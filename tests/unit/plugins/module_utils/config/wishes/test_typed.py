# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options of the typed modules are the properties that they stand for, in type, choices and meaning."""

from __future__ import annotations

import re
import typing as t
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.api._errors import InputError
from ansible_collections.telephony.threecx.plugins.module_utils.api._values import PIN
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import _schema
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._decisions import Reference, Secret
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._kinds import KINDS, Field, type_of
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading._secret_places import config_secrets
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes._typed import (
    DEPARTMENT,
    EXTENSION,
    SBC,
    Shape,
    Table,
    _to_properties,
    extension_shape,
    field_at,
    given_options,
    in_options,
    option_at,
    options_of,
    read_typed,
    record,
)
from ansible_collections.telephony.threecx.plugins.module_utils.shell._argspec import connection_spec
from ansible_collections.telephony.threecx.plugins.modules import (
    threecx_department,
    threecx_extension,
    threecx_sbc,
)
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.documented import documented_options

MODULES: list[tuple[ModuleType, Shape]] = [
    (threecx_extension, EXTENSION),
    (threecx_department, DEPARTMENT),
    (threecx_sbc, SBC),
]
SHAPES = [shape for _module, shape in MODULES]
# What the options say besides properties
BESIDES = {"state", "role", "renamed_from", "if_fingerprint", "update_secrets", "allow_risky"}
SIMPLE = {"int32": "int", "bool": "bool"}


class Place(t.NamedTuple):
    """An option, what the specification and the documentation say of it, and the property that it stands for."""

    option: str
    spec: t.Mapping[str, t.Any]
    described: t.Mapping[str, t.Any]
    field: Field

    def __str__(self) -> str:
        return self.option


def places(table: Table, spec: t.Any, described: t.Any, type_name: str) -> t.Iterator[Place]:
    for option, path in table.names.items():
        place = Place(option, spec[option], described[option], field_at(type_name, path))
        yield place
        if option in table.inside:
            inner = place.field.described.type
            yield from places(table.inside[option], place.spec["options"], place.described["suboptions"], inner)


PLACES = [
    place
    for module, shape in MODULES
    for place in places(
        shape.table,
        module.__dict__["SPEC"].argument_spec,
        documented_options(module),
        type_of(shape.kind),
    )
]


@pytest.mark.parametrize(("module", "shape"), MODULES)
def test_a_module_has_the_options_of_its_table_and_no_other(module: ModuleType, shape: Shape) -> None:
    options = set(module.__dict__["SPEC"].argument_spec) - set(connection_spec().argument_spec)
    assert options - BESIDES == set(shape.table.names)


@pytest.mark.parametrize("place", PLACES, ids=str)
def test_an_option_is_described_as_its_property_is(place: Place) -> None:
    found = place.field.described
    simple = "str" if isinstance(place.field.decision, Reference) else SIMPLE.get(found.type, "str")
    expected = "dict" if "suboptions" in place.described else simple
    assert place.described["type"] == ("list" if found.is_list else expected)
    assert place.described.get("elements") == (expected if found.is_list else None)
    choices = list(_schema.values(found.type)) if _schema.is_enumeration(found.type) else None
    assert place.described.get("choices") == choices == place.spec.get("choices")


@pytest.mark.parametrize("place", PLACES, ids=str)
def test_secrets_are_hidden_and_nothing_else(place: Place) -> None:
    is_hidden = bool(place.spec.get("no_log")) or place.spec.get("meaning") == PIN
    assert is_hidden is isinstance(place.field.decision, Secret)


@pytest.mark.parametrize("place", PLACES, ids=str)
def test_what_not_every_release_has_is_described_so(place: Place) -> None:
    since = re.sub("[a-z]", "", place.field.described.span.since)
    told = " ".join(map(str, [place.described["description"]]))
    assert since == _schema.VERSIONS[0] or f"since 3CX {since}" in told


@pytest.mark.parametrize("shape", SHAPES)
def test_the_key_is_that_of_the_kind_and_must_be_given(shape: Shape) -> None:
    assert KINDS[shape.kind].key == (shape.table.names[shape.key],)
    assert [option for option, spec in options_of(shape).items() if spec.get("required")] == [shape.key]


# Translation


def values(table: Table) -> st.SearchStrategy[dict[str, t.Any]]:
    def one(option: str) -> st.SearchStrategy[t.Any]:
        inner = table.inside.get(option)
        if inner is None:
            return st.text(min_size=1, max_size=5)
        return st.lists(values(inner), max_size=2) if option in ("departments", "periods") else values(inner)

    return st.fixed_dictionaries({}, optional={option: one(option) for option in table.names})


def as_object(shape: Shape, options: dict[str, t.Any]) -> dict[str, t.Any]:
    return _to_properties(shape.table, options)


def without_nulls(value: t.Any) -> t.Any:
    if isinstance(value, dict):
        return {name: without_nulls(inner) for name, inner in value.items() if inner is not None}
    return [without_nulls(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("shape", SHAPES)
@given(data=st.data())
def test_options_come_back_from_what_they_stand_for(shape: Shape, data: st.DataObject) -> None:
    options = data.draw(values(shape.table))
    value = as_object(shape, options)
    assert without_nulls(given_options(shape, value)) == options
    shown = {
        name: inner for name, inner in options.items() if name not in ("auth_password", "voicemail_pin", "password")
    }
    assert without_nulls(record(shape, value)) == shown
    hidden = {options[name] for name in set(options) - set(shown)}
    assert hidden <= config_secrets({shape.kind: [value]})


def test_a_record_has_all_options_but_secrets() -> None:
    assert list(record(SBC, {"Name": "LYON-01", "Password": "x"})) == [
        name for name in SBC.table.names if name != "password"
    ]


# What is wanted

NONE: dict[str, t.Any] = {"state": "present", **dict.fromkeys(("department", "role", "departments"))}
LISTED = [{"name": "Lyon", "role": "users"}, {"name": "Nice", "role": None}]
USERS = {"RoleName": "users"}


@pytest.mark.parametrize(
    ("options", "groups", "is_merged"),
    [
        ({}, None, True),
        ({"department": "Lyon"}, [{"GroupId": "Lyon"}], True),
        ({"department": "Lyon", "role": "users"}, [{"GroupId": "Lyon", "Rights": USERS}], True),
        ({"departments": LISTED[1:]}, [{"GroupId": "Nice"}], False),
        (
            {"department": "Nice", "departments": LISTED},
            [{"GroupId": "Lyon", "Rights": USERS}, {"GroupId": "Nice"}],
            False,
        ),
    ],
)
def test_an_extension_is_a_member_of_its_department(options: dict[str, t.Any], groups: t.Any, is_merged: bool) -> None:
    wish = read_typed(EXTENSION, {**NONE, "number": "410", **options})
    (target,) = wish.targets
    assert target.value.get("Groups") == groups
    assert target.value.get("PrimaryGroupId") == options.get("department")
    assert ("Users.Groups" in wish.merge_lists) is is_merged


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"role": "users"}, "role is the role in department"),
        ({"department": "Lyon", "role": "users", "departments": LISTED}, "role is the role in department"),
        ({"department": "Paris", "departments": LISTED}, "department is 'Paris', which is not among departments"),
        (
            {"departments": [{"name": "Lyon", "role": None}] * 2},
            "^departments, entry 2 is 'Lyon' again, like departments, entry 1;",
        ),
        ({"departments": []}, "^departments is empty, which would take the extension out of all of them;"),
        ({"department": "Lyon", "departments": []}, "^departments is empty"),
        ({"departments": [{"name": "", "role": None}]}, "^departments, entry 1: name"),
        (
            {"first_name": "Gate", "state": "absent"},
            "^first_name has no meaning with state absent, where only number and if_fingerprint may be given",
        ),
        (
            {"hours": {"type": None, "periods": [{"day": "Monday", "start": "9", "stop": None}]}},
            "^hours.periods, entry 1: start",
        ),
        ({"if_fingerprint": "x"}, "^if_fingerprint is 'x'"),
        ({"auth_password": ""}, "^auth_password"),
    ],
)
def test_what_is_wrong_is_told_by_the_names_of_options(options: dict[str, t.Any], problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        read_typed(EXTENSION, {**NONE, "number": "410", **options})


def test_the_rest_of_a_wish_is_what_the_options_say() -> None:
    params = {**NONE, "number": "410", "voicemail_pin": "4711", "update_secrets": "always", "allow_risky": ["roles"]}
    wish = read_typed(EXTENSION, {**params, "if_fingerprint": "0" * 64})
    (target,) = wish.targets
    assert (wish.state, wish.renew_secrets, set(wish.allow_risky)) == ("present", True, {"roles"})
    assert (target.key, target.value, target.secrets) == (("410",), {"Number": "410"}, {"VMPIN": "4711"})
    assert (target.place, target.if_fingerprint) == ('extension "410"', "0" * 64)


def test_a_department_can_have_had_another_name() -> None:
    (target,) = read_typed(DEPARTMENT, {"state": "present", "name": "Lyon", "renamed_from": "Lion"}).targets
    assert (target.key, target.renamed_from) == (("Lyon",), ("Lion",))


# Messages


@pytest.mark.parametrize(
    ("shape", "text", "told"),
    [
        (EXTENSION, "PrimaryGroupId", "department"),
        (EXTENSION, "Groups", "departments"),
        (EXTENSION, "Groups[0].GroupId", "departments, entry 1: name"),
        (EXTENSION, "Groups[1].Rights.RoleName", "departments, entry 2: role"),
        (EXTENSION, "Groups[1].Rights", "departments, entry 2: role"),
        (EXTENSION, "Groups[Lyon].Rights.RoleName", "departments[Lyon]: role"),
        (EXTENSION, "Hours.Periods[0].Start", "hours.periods, entry 1: start"),
        (DEPARTMENT, "BreakTime.Type", "break_time.type"),
        (
            SBC,
            "to create it DisplayName, Password must be given.",
            "to create it display_name, password must be given.",
        ),
        (SBC, "PATCH /xapi/v1/Sbcs('Name') and 'Group' stay", "PATCH /xapi/v1/Sbcs('Name') and 'Group' stay"),
        (SBC, "PATCH /xapi/v1/Group(7) failed", "PATCH /xapi/v1/Group(7) failed"),
        (DEPARTMENT, 'department "My Name".PromptSet: no', 'department "My Name", prompt_set: no'),
        (
            DEPARTMENT,
            "Groups[My Name] cannot; Users[410].Groups has it",
            'department "My Name" cannot; Users[410].Groups has it',
        ),
        (DEPARTMENT, "the PBX's Name is 'My Name' or 'Language'", "the PBX's name is 'My Name' or 'Language'"),
        (SBC, "Something else", "Something else"),
    ],
)
def test_messages_speak_of_options(shape: Shape, text: str, told: str) -> None:
    assert in_options(shape, text) == told


def test_the_membership_in_its_department_is_called_as_it_was_given() -> None:
    text = "Groups[0].GroupId and Groups[0].Rights.RoleName, Groups[0].Rights, Groups[1].GroupId"
    alone = extension_shape({**NONE, "department": "Lyon", "role": "users"})
    assert in_options(alone, text) == "department and role, role, departments, entry 2: name"
    listed = extension_shape({**NONE, "departments": LISTED})
    assert in_options(listed, text) == in_options(EXTENSION, text)
    assert in_options(listed, "Groups[0].GroupId") == "departments, entry 1: name"
    assert option_at(alone, "Groups") == "departments"


def test_what_is_wrong_with_a_department_is_told_once() -> None:
    params = {**NONE, "number": "410", "department": "", "role": "users"}
    with pytest.raises(InputError, match=r"\Adepartment is empty; [^\n]*\Z"):
        read_typed(extension_shape(params), params)


def test_nobody_is_told_to_write_null_for_none_where_null_keeps_what_there_is() -> None:
    params = {**NONE, "number": "410", "prompt_set": ""}
    with pytest.raises(InputError, match=r"\Aprompt_set is empty; write the PromptSetName of one of PromptSets\.\Z"):
        read_typed(EXTENSION, params)


@pytest.mark.parametrize("shape", [EXTENSION, DEPARTMENT, SBC], ids=lambda shape: shape.noun)
def test_a_property_has_the_name_that_messages_give_it(shape: Shape) -> None:
    properties = {*shape.table.names.values(), *_schema.properties(type_of(shape.kind))}
    called = {path: option_at(shape, path) for path in properties}
    assert called == {path: in_options(shape, path) for path in properties}
    assert {called[path]: path for path in shape.table.names.values()} == shape.table.names
