# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import datetime
import re
import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.api._errors import InputError
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import _schema
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._decisions import Kind, MacAddress, Secret
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._objects import OWN_NUMBER
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading._export import key_of
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading._query import reference_of
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading._secret_places import config_secrets
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes._check import (
    Spot,
    check_targets,
    read_targets,
)
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes._wish import Target
from ansible_collections.telephony.threecx.plugins.modules import threecx_config_info
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import RunModule, StartPbx
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.natural import (
    UNDERSTOOD,
    WHOLE,
    Place,
    objects,
    places,
)

TOP = [place for kind in UNDERSTOOD for place in places(kind) if "." not in place.path and not place.is_key]
DIGEST = "0123456789abcdef" * 4


def targets(config: dict[str, t.Any], state: str = "present") -> tuple[Target, ...]:
    return read_targets(config, state=state)


def problems(config: t.Any, state: str = "present") -> list[str]:
    """All that is wrong with a configuration; nothing when it is fine."""
    try:
        read_targets(config, state=state)
    except InputError as error:
        head, *lines = str(error).splitlines()
        return lines or [head]
    return []


def user(properties: dict[t.Any, t.Any]) -> list[str]:
    """What is wrong with one user, without the place of the user."""
    found = problems({"Users": [{"Number": "410", **properties}]})
    assert all(problem.startswith('Users[0] "410"') for problem in found), found
    return [problem[len('Users[0] "410"') :] for problem in found]


@pytest.mark.parametrize("random_seed", [1, 7])
def test_what_was_exported_goes_in_again(start_pbx: StartPbx, run_module: RunModule, random_seed: int) -> None:
    result = run_module(threecx_config_info, start_pbx(5, users=60, random_seed=random_seed)).result
    read = targets(result["config"])
    expected = [
        (kind, one)
        for kind, objects in result["config"].items()
        for one in (objects if isinstance(objects, list) else [objects])
    ]
    assert [(target.kind.name, target.value) for target in read] == expected
    assert all(target.key == key_of(target.kind, target.value) for target in read)
    assert {target.kind.name for target in read} >= {kind.name for kind in UNDERSTOOD}
    assert all(not target.secrets for target in read)


def test_objects_are_read_in_the_order_in_which_they_were_given() -> None:
    read = targets({"Users": [{"Number": "411"}, {"Number": "410"}], "CodecsSettings": {"LocalCodecList": ["PCMA"]}})
    assert [(target.kind.name, target.key, target.place) for target in read] == [
        ("Users", ("411",), 'Users[0] "411"'),
        ("Users", ("410",), 'Users[1] "410"'),
        ("CodecsSettings", (), "CodecsSettings"),
    ]
    assert read[2].value == {"LocalCodecList": ["PCMA"]}


def test_secrets_are_kept_apart_by_their_paths() -> None:
    (one,) = targets({"Users": [{"Number": "410", "AuthPassword": "S3cr3t-Pass", "FirstName": "Gate"}]})
    assert one.value == {"Number": "410", "FirstName": "Gate"}
    assert one.secrets == {"AuthPassword": "S3cr3t-Pass"}
    assert "S3cr3t-Pass" not in repr(one)
    (storage,) = targets({"AmazonIntegrationSettings": {"ServiceAccountCredentials": {"SecretKey": "S3cr3t-Pass"}}})
    assert storage.value == {"ServiceAccountCredentials": {}}
    assert storage.secrets == {"ServiceAccountCredentials.SecretKey": "S3cr3t-Pass"}


def test_all_problems_are_told_at_once() -> None:
    found = problems(
        {
            "Users": [{"Number": 410, "Forename": "Gate"}, {"Number": "411", "PrimaryGroupId": 7}, "412"],
            "Queue": [],
            "CodecsSettings": [{}],
        }
    )
    places = [problem.split(" is ")[0] for problem in found]
    assert places == [
        "Users[0].Number",
        "Users[0].Forename",
        'Users[1] "411".PrimaryGroupId',
        "Users[2]",
        "Queue",
        "CodecsSettings",
    ]


def test_places_can_have_other_names() -> None:
    with pytest.raises(InputError, match=r"^the extension 410: FirstName is the number 5"):
        read_targets(
            {"Users": [{"Number": "410", "FirstName": 5}]},
            state="present",
            name_place=lambda spot: f"the extension {spot.key}: {spot.path}",
        )


@pytest.mark.parametrize(
    ("spot", "place"),
    [
        (Spot("Users", 3, "410", "PrimaryGroupId"), 'Users[3] "410".PrimaryGroupId'),
        (Spot("Users", 3, ""), "Users[3]"),
        (Spot("CodecsSettings", None, "", "LocalCodecList[1]"), "CodecsSettings.LocalCodecList[1]"),
        (Spot("CodecsSettings", None, ""), "CodecsSettings"),
    ],
)
def test_places_are_named_as_they_are_written(spot: Spot, place: str) -> None:
    assert str(spot) == place


@pytest.mark.parametrize(
    ("config", "problem"),
    [
        ({}, "config is empty; name at least one kind of object."),
        ("Users", "config is a text; it must be a mapping of kinds to their objects."),
        ({"User": []}, "User is no kind of object; did you mean Users?"),
        ({"Zzz": []}, "Zzz is no kind of object; known are AISettings, "),
        ({"Peers": []}, "Peers is no kind of object; did you mean "),
        ({1: []}, "1 is no kind of object; known are AISettings, "),
        ({"Parameters": []}, "Parameters can only be read: the PBX's own variables, secrets among them; a wrong value"),
        ({"Users": None}, "Users is null; it must be a list of objects, each with its Number."),
        ({"Users": {"Number": "410"}}, "Users is a mapping; it must be a list of objects, each with its Number."),
        ({"Holidays": {}}, "Holidays is a mapping; it must be a list of objects, each with its Group and Name."),
        (
            {"OfficeHours": []},
            "OfficeHours is a list; it must be a mapping of properties, since there is only one such",
        ),
        ({"OfficeHours": None}, "OfficeHours is null; it must be a mapping of properties."),
        ({"Users": ["410"]}, "Users[0] is a text; it must be a mapping of properties."),
        ({"Users": [{"FirstName": "Gate"}]}, "Users[0].Number is missing; Users are known by Number."),
        (
            {"InboundRules": [{"TrunkDN": "10000", "Condition": "ForwardAll"}]},
            'InboundRules[0] "10000, ForwardAll".Data is missing; InboundRules are known by TrunkDN and Condition and'
            ' Data. Where there is none, write "".',
        ),
        ({"Groups": [{"Name": ""}]}, "Groups[0].Name is empty; Groups are known by Name."),
        ({"Trunks": [{"Number": None}]}, "Trunks[0].Number is null; Trunks are known by Number."),
        (
            {"Holidays": [{"Name": "Christmas", "Group": None}]},
            'Holidays[0] "Christmas".Group is null; Holidays are known by Group and Name.',
        ),
    ],
)
def test_what_is_no_object_is_refused(config: t.Any, problem: str) -> None:
    (found,) = problems(config)
    assert found.startswith(problem)


@pytest.mark.parametrize("data", [None, ""])
def test_a_rule_for_all_calls_has_no_data(data: str | None) -> None:
    rule = {"TrunkDN": "10000", "Condition": "ForwardAll", "Data": data}
    (read,) = targets({"InboundRules": [rule]})
    assert read.key == ("10000", "ForwardAll", "")


@pytest.mark.parametrize(
    ("properties", "problem"),
    [
        # Names
        ({"Firstname": "Gate"}, ".Firstname is no property; did you mean FirstName?"),
        ({"Zzz": 1}, ".Zzz is no property; threecx_config_info shows those that Users have."),
        ({1: 1}, ".1 is no property; threecx_config_info shows those that Users have."),
        ({"RoleName": "users"}, ".RoleName is no property here; there is Users.Groups.Rights.RoleName."),
        ({"Id": 12}, ".Id cannot be set: the PBX's own number for it, another on every PBX."),
        ({"QueueStatus": "LoggedIn"}, ".QueueStatus cannot be set: people log in to their queues and out of them."),
        ({"Phones": []}, ".Phones is not written: the list is replaced as a whole, with the ids and secrets of all"),
        ({"Groups": [{"GroupId": "A", "Id": 1}]}, ".Groups[0].Id cannot be set: the PBX's own number for it"),
        (
            {"Groups": [{"GroupId": "A", "Rights": {"RoleName": "users", "CanIntercom": True}}]},
            ".Groups[0].Rights.CanIntercom cannot be set here, where RoleName can.",
        ),
        (
            {"ForwardingExceptions": [{"CallerId": "0*"}]},
            ".ForwardingExceptions[0].CallerId has been taken out of the API after 20.0.8b; threecx_xapi can set it",
        ),
        # Values
        ({"FirstName": None, "PinProtected": "yes"}, ".PinProtected is 'yes'; it must be true or false."),
        ({"FirstName": "{{ name }}"}, ".FirstName is '{{ name }}', a template that nobody has evaluated."),
        ({"FirstName": "<redacted>"}, ".FirstName is '<redacted>', in which a marker stands for what somebody has"),
        (
            {"Mobile": "https://a:S3cr3t@example.com"},
            ".Mobile holds a URL with a user, a password or a query, which no",
        ),
        # References
        (
            {"PrimaryGroupId": 12},
            ".PrimaryGroupId is the number 12; write the Name of one of Groups, as ids are others",
        ),
        ({"PrimaryGroupId": ""}, ".PrimaryGroupId is empty; write the Name of one of Groups, or null where none is"),
        ({"PrimaryGroupId": {"Id": 12}}, ".PrimaryGroupId is a mapping; write the Name of one of Groups alone, as a"),
        # Lists
        (
            {"Groups": None},
            ".Groups is null, which no list can be; [] empties it, and what is left out stays as it is.",
        ),
        ({"Groups": "Lyon,Paris"}, ".Groups is a text; it must be a list."),
        ({"Groups": [None]}, ".Groups[0] is null; leave it out."),
        ({"Groups": ["Lyon"]}, ".Groups[0] is a text; it must be a mapping of properties."),
        ({"Groups": [{}]}, ".Groups[0] has no GroupId; the elements are told apart by GroupId."),
        ({"Groups": [{"GroupId": None}]}, ".Groups[0].GroupId is null; the element means nothing without it."),
        (
            {"Groups": [{"GroupId": "Lyon"}, {"GroupId": "Paris"}, {"GroupId": "Lyon", "Rights": None}]},
            ".Groups[2] is 'Lyon' again, like Groups[0]; each may stand there once.",
        ),
        (
            {"OfficeHoursProps": ["GlobalSchedule", "AutoQueueLogOut", "GlobalSchedule"]},
            ".OfficeHoursProps[2] is 'GlobalSchedule' again, like OfficeHoursProps[0]; each may stand there once.",
        ),
        (
            {"BreakTime": {"Periods": [{"DayOfWeek": "Monday", "Start": start} for start in ("9:00", "09:00:00")]}},
            ".BreakTime.Periods[1] is 'Monday, 09:00' again, like BreakTime.Periods[0]; each may stand there once.",
        ),
        # Guards
        ({"if_fingerprint": "0" * 63}, ".if_fingerprint is '000000000000000000000000000000000000000000000000000000"),
        ({"if_fingerprint": None}, ".if_fingerprint is null; it must be the fingerprint that threecx_config_info has"),
        ({"renamed_from": "411"}, ".renamed_from is given, but the key of Users cannot be changed."),
    ],
)
def test_what_a_user_cannot_have_is_refused(properties: dict[str, t.Any], problem: str) -> None:
    (found,) = user(properties)
    assert found.startswith(problem)


def test_a_text_cannot_be_longer_than_the_description_says() -> None:
    assert problems({"Sbcs": [{"Name": "LYON-0000012"}]}) == []
    assert problems({"Sbcs": [{"Name": "LYON-00000123"}]}) == [
        'Sbcs[0] "LYON-00000123".Name has 13 characters; it can have 12.'
    ]


def test_a_list_of_places_cannot_be_longer_than_they_are() -> None:
    rule = {"Name": "Lifts", "Routes": [{"TrunkId": "10000"}] * 6}
    assert problems({"OutboundRules": [rule]}) == [
        'OutboundRules[0] "Lifts".Routes has 6 elements; there are 5 places.'
    ]


def test_a_line_of_a_device_says_who_is_on_it() -> None:
    device = {"MacAddress": "00:1a:2b:3c:4d:5e", "FxsLines": [{"Key": 1}, {"Key": 2, "Number": None}, {}]}
    place = 'Fxs[0] "00:1a:2b:3c:4d:5e".FxsLines'
    assert problems({"Fxs": [device], "Users": [{"Number": 5}]})[:-1] == [
        f"{place}[0] has no Number; write null for it where the element is to have none.",
        f"{place}[2] has no Number; write null for it where the element is to have none.",
        f"{place}[2] has no Key; the elements are told apart by Key.",
    ]


def test_secret_variables_of_devices_are_refused() -> None:
    variables = [{"Name": "VLAN_ID", "Value": "12"}, {"Name": "DEVICE_PASSWORD", "Value": "S3cr3t-Pass"}]
    (problem,) = problems({"Fxs": [{"MacAddress": "00:1a:2b:3c:4d:5e", "Variables": variables}]})
    assert problem.startswith(
        'Fxs[0] "00:1a:2b:3c:4d:5e".Variables[1].Value counts as a secret by its Name, or for want of one, and no'
        " export shows it"
    )


@pytest.mark.parametrize("name", [{"name": "DEVICE_PASSWORD"}, {"Name": ["DEVICE_PASSWORD"]}, {"Name": None}, {}])
@pytest.mark.parametrize("value", [73551234, "{{ S3cr3t-Pass 73551234 }}", "73551234"])
def test_the_value_of_a_variable_whose_name_nobody_can_read_is_not_shown(name: dict[str, t.Any], value: t.Any) -> None:
    config = {"Fxs": [{"MacAddress": "00:1a:2b:3c:4d:5e", "Variables": [{**name, "Value": value}]}]}
    found = problems(config)
    assert any("Variables[0].Value counts as a secret" in problem for problem in found)
    assert "73551234" not in "".join(found)
    assert config_secrets(config) == {str(value)}


@pytest.mark.parametrize("text", ["https://h/?token=W3bPass\n", "\nhttps://h/?token=W3bPass", "//u:W3bPass@h\r\n"])
def test_a_line_break_does_not_make_a_template_of_a_url_that_gives_access(text: str) -> None:
    (problem,) = user({"ContactImage": text})
    assert problem.startswith(".ContactImage holds a URL with a user, a password or a query")


def test_a_mac_address_has_one_spelling() -> None:
    (read,) = targets({"Fxs": [{"MacAddress": "00:1a:2b:3c:4d:5e"}]})
    assert read.key == ("001A2B3C4D5E",)
    assert read.value == {"MacAddress": "001A2B3C4D5E"}
    assert problems({"Fxs": [{"MacAddress": "00:1a:2b:3c:4d:5e"}, {"MacAddress": "001A2B3C4D5E"}]}) == [
        'Fxs[1] "001A2B3C4D5E" is the same object as Fxs[0] "00:1a:2b:3c:4d:5e"; give each object once.'
    ]


def test_an_object_may_have_a_name_that_it_had_before() -> None:
    (read,) = targets({"Groups": [{"Name": "Lyon", "renamed_from": "Lyons", "if_fingerprint": DIGEST}]})
    assert (read.key, read.renamed_from, read.if_fingerprint) == (("Lyon",), ("Lyons",), DIGEST)
    assert read.value == {"Name": "Lyon"}


@pytest.mark.parametrize(
    ("groups", "problem"),
    [
        ({"Lyon": None}, ".renamed_from is null; it must be the Name that the object has on the PBX, as a text."),
        ({"Lyon": 7}, ".renamed_from is the number 7; it must be the Name that the object has on the PBX, as a text."),
        ({"Lyon": ""}, ".renamed_from is ''; it must be the Name that the object has on the PBX, as a text."),
        ({"Lyon": "Lyon"}, ".renamed_from is 'Lyon', as is Name; leave it out where the name stays."),
        ({"Lyon": "DEFAULT"}, ".renamed_from is 'DEFAULT'; DEFAULT is what one object is called whatever its Name"),
        ({"DEFAULT": "Lyon"}, ".renamed_from is 'Lyon'; DEFAULT is what one object is called whatever its Name"),
        ({"Lyon": "A", "Paris": "A"}, " is renamed from 'A', as is Groups[0] \"Lyon\"."),
        ({"Lyon": "Paris", "Paris": "Nice"}, " is renamed from 'Paris', which Groups[1] \"Paris\" is to be."),
    ],
)
def test_a_name_from_before_must_be_the_name_of_one_object(groups: dict[str, t.Any], problem: str) -> None:
    (found,) = problems({"Groups": [{"Name": name, "renamed_from": before} for name, before in groups.items()]})
    assert problem in found


def test_settings_have_no_name_from_before() -> None:
    assert problems({"OfficeHours": {"renamed_from": "x"}}) == ["OfficeHours.renamed_from is given for settings."]


def test_the_same_key_twice_is_refused_in_one_kind_only() -> None:
    config = {"Users": [{"Number": "410"}, {"Number": "410"}], "Queues": [{"Number": "410"}]}
    assert problems(config) == [
        'Users[1] "410" is the same object as Users[0] "410"; give each object once.',
    ]


def test_what_is_to_go_is_a_key_and_nothing_else() -> None:
    (read,) = targets({"Users": [{"Number": "410", "if_fingerprint": DIGEST}]}, "absent")
    assert (read.key, read.if_fingerprint) == (("410",), DIGEST)
    given = {"Number": "410", "FirstName": "Gate", "renamed_from": "411", "AuthPassword": "S3cr3t-Pass"}
    assert [problem.split(",")[0] for problem in problems({"Users": [given]}, "absent")] == [
        'Users[0] "410".FirstName has no meaning with state absent',
        'Users[0] "410".renamed_from has no meaning with state absent',
        'Users[0] "410".AuthPassword has no meaning with state absent',
    ]
    assert problems({"OfficeHours": {}}, "absent") == [
        "OfficeHours are settings, which cannot be deleted; leave them out with state absent."
    ]


def test_what_cannot_be_seen_in_a_key_is_escaped_where_a_place_is_told() -> None:
    config = {"Groups": [{"Name": "Lyon\u200b"}, {"Name": "\ufeffLyon", "Colour": "red"}]}
    read, (problem,) = check_targets(config, state="present")
    assert [(one.place, one.key) for one in read] == [
        ('Groups[0] "Lyon\\u200b"', ("Lyon\u200b",)),
        ('Groups[1] "\\ufeffLyon"', ("\ufeffLyon",)),
    ]
    assert problem.startswith('Groups[1] "\\ufeffLyon".Colour ')


def test_what_cannot_be_seen_in_a_value_is_escaped_and_lines_stay_lines() -> None:
    found = problems({"Queues": [{"Number": "800\u200b"}, {"Number": "8\n01"}]})
    assert len(found) == 2
    assert all("\\u200b" in problem or "\\n" in problem for problem in found)


@given(st.data())
def test_whatever_an_export_may_have_goes_in_unchanged(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(UNDERSTOOD))
    value = data.draw(objects(kind))
    (read,) = targets({kind.name: [value] if kind.key else value})
    assert read.value == value


# What YAML makes values of, by what it says in messages
YAML: dict[str, t.Any] = {
    "null": None,
    "a boolean": True,
    "a whole number": 7,
    "a fraction": 7.5,
    "a text": "some text",
    "a list": [],
    "a mapping": {},
    "a date": datetime.date(2026, 12, 24),
    "a moment": datetime.datetime(2026, 12, 24, 9, 30),
}


def right_types(place: Place) -> set[str]:
    """What of YAML the value of a property may be, as the description and the decisions say it."""
    described, decision = place.field.described, place.field.decision
    if described.is_list:
        return {"a list"}
    if isinstance(decision, Secret):
        return {"a text"}
    reference = reference_of(place.field)
    if reference:
        return {"a text"} if place.is_key else {"a text", "null"}
    # Rules that are for all calls have no Data; every other part of a key says something.
    is_needed = place.is_key and "." not in place.path and place.path != "Data"
    found = {"null"} if described.is_nullable and not is_needed else set()
    if decision is OWN_NUMBER or isinstance(decision, MacAddress):
        return found
    if _schema.is_type(described.type):
        return {*found, "a mapping"}
    simple = {"text": "a text", "bool": "a boolean", **dict.fromkeys(WHOLE, "a whole number")}
    return {*found, simple[described.type]} if described.type in simple else found


def config_of(place: Place, value: t.Any) -> dict[str, t.Any]:
    one = place.wrap(value)
    return {place.kind.name: [one] if place.kind.key else one}


@pytest.mark.parametrize("kind", UNDERSTOOD, ids=lambda kind: kind.name)
def test_a_value_of_another_type_is_refused_at_each_place_with_that(kind: Kind) -> None:
    """And no other is."""
    for place in places(kind):
        allowed = right_types(place)
        for name, value in YAML.items():
            found = problems(config_of(place, value))
            if name in allowed:
                assert found == [], (place.path, name)
            else:
                assert [f".{place.path} " in problem for problem in found] == [True], (place.path, name, found)


@pytest.mark.parametrize("kind", UNDERSTOOD, ids=lambda kind: kind.name)
def test_no_secret_is_shown_whatever_is_wrong_with_it(kind: Kind) -> None:
    secret = "S3cr3t-Pass"
    for place in places(kind):
        if not isinstance(place.field.decision, Secret) or place.field.decision.named_by:
            continue
        for value in (f"{secret}\n", f" {secret}", [secret], {"Value": secret}, {secret: 1}, 73551234, 7355.1234):
            (problem,) = problems(config_of(place, value))
            assert f".{place.path} " in problem
            assert secret not in problem
            assert "7355" not in problem


@pytest.mark.parametrize(
    "text",
    ["", "<redacted>", "x<redacted>", "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER", "$encrypted$", "********", "{{ secret }}"],
)
def test_what_stands_for_a_secret_is_refused(text: str) -> None:
    (problem,) = user({"AuthPassword": text})
    assert re.match(r"\.AuthPassword is (empty|what stands for a secret|a template)", problem)


@pytest.mark.parametrize("config", ["S3cr3t-Pass", ["S3cr3t-Pass"], None, 7])
def test_a_text_in_place_of_a_mapping_is_not_shown(config: t.Any) -> None:
    """It may be a whole file, secrets and all."""
    for whole in (
        config,
        {"Users": config},
        {"Users": [config]},
        {"MailSettings": config},
        {"OfficeHours": {"Hours": config}},
    ):
        found = problems(whole)
        assert found in ([], *[[problem] for problem in found])
        assert "S3cr3t" not in str(found)


def test_the_value_of_an_unknown_property_is_not_shown() -> None:
    assert user({"AuthPasword": "S3cr3t-Pass"}) == [".AuthPasword is no property; did you mean AuthPassword?"]


@given(st.lists(st.sampled_from(TOP), min_size=1, max_size=8, unique_by=lambda place: (place.kind.name, place.path)))
def test_all_that_is_wrong_comes_in_one_error(broken: list[Place]) -> None:
    config: dict[str, t.Any] = {}
    for place in broken:
        wrong = place.wrap(b"")
        if place.kind.key:
            config.setdefault(place.kind.name, [{}])[0].update(wrong)
        else:
            config.setdefault(place.kind.name, {}).update(wrong)
    found = problems(config)
    assert len(found) == len(broken)
    assert all(any(f".{place.path} is binary data" in problem for problem in found) for place in broken)
