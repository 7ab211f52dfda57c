# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.api._errors import InputError
from ansible_collections.telephony.threecx.plugins.module_utils.fxs._templates import (
    Template,
    check_values,
    complete_new_device,
    read_template,
    template_of,
)
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.hostile import json_values

ENTITY: dict[str, t.Any] = {
    "Id": "grandstream.ht80x.fxs.xml",
    "Brand": "Grandstream",
    "DeviceType": "Fxs",
    "TemplateType": "Supported",
    "IsCustom": False,
    "Models": [
        {"UserAgent": "HT802", "DisplayName": "Grandstream HT802", "CanBeSBC": False},
        {"UserAgent": "HT801", "DisplayName": "Grandstream HT801", "CanBeSBC": False},
    ],
    "NumberOfExtensions": 2,
    "Languages": ["English", "German"],
    "TimeZones": ["(GMT+00:00) London", "(GMT+01:00) Berlin"],
    "Variables": [
        {"Name": "DTMF_MODE", "Choices": [{"Name": "rfc2833"}, {"Name": "5"}]},
        {"Name": "VLAN_ID", "Choices": []},
    ],
}
HT80X = read_template(ENTITY)
HT81X = HT80X._replace(
    id="grandstream.ht81x.fxs.xml",
    models=[("HT812", "Grandstream HT812"), ("HT814", "Grandstream HT814")],
    line_count=4,
)
PATTON = HT80X._replace(id="patton.sn41xx.fxs.xml", brand="Patton", models=[("SN4114", "Patton SN4114")], line_count=4)
BASE = HT80X._replace(id="yealink.W70B.fxs.xml", brand="Yealink", device_type="dect", models=[("SIP-W70B", "W70B")])
OWN_BASE = BASE._replace(id="yealink.W70B_CustomV1.fxs.fxs.xml", models=[("SIP-W70B", "W70B custom")], is_custom=True)
ALL = [HT80X, HT81X, PATTON, BASE, OWN_BASE]

# Reading


def test_a_template_is_read_whole() -> None:
    assert HT80X.as_dict() == {
        "id": "grandstream.ht80x.fxs.xml",
        "brand": "Grandstream",
        "device_type": "fxs",
        "template_type": "Supported",
        "is_custom": False,
        "models": [
            {"user_agent": "HT802", "display_name": "Grandstream HT802"},
            {"user_agent": "HT801", "display_name": "Grandstream HT801"},
        ],
        "line_count": 2,
        "languages": ["English", "German"],
        "time_zones": ["(GMT+00:00) London", "(GMT+01:00) Berlin"],
        "variables": [{"name": "DTMF_MODE", "choices": ["rfc2833", "5"]}, {"name": "VLAN_ID", "choices": []}],
    }


@given(st.dictionaries(st.sampled_from(sorted(ENTITY)), json_values))
def test_a_malformed_template_still_has_every_part(wrong: dict[str, t.Any]) -> None:
    template = read_template({**ENTITY, **wrong})
    assert set(template.as_dict()) == set(HT80X.as_dict())
    assert all(isinstance(name, str) for model in template.models for name in model)
    assert all(isinstance(choice, str) for choices in (template.variables or {}).values() for choice in choices)
    assert template.line_count is None or isinstance(template.line_count, int)


def test_what_a_template_does_not_tell_is_not_made_up() -> None:
    assert read_template({"Id": "x"}) == Template("x", "", "", "", False, [], None, [], [], None)


def test_what_is_no_text_is_read_as_one() -> None:
    entity = {
        "Id": 1,
        "Brand": 2,
        "DeviceType": 3,
        "TemplateType": 4,
        "IsCustom": True,
        "Models": [{"UserAgent": 5, "DisplayName": 6}, {}],
        "Variables": [{"Name": 7, "Choices": [{"Name": 8}]}],
    }
    assert read_template(entity) == Template(
        "1", "2", "3", "4", True, [("5", "6"), ("", "")], None, [], [], {"7": ["8"]}
    )


# Which template a device has


@pytest.mark.parametrize(
    ("record", "template"),
    [
        ({"template": PATTON.id, "brand": "Grandstream", "model": "HT802"}, PATTON),
        ({"template": "gone.fxs.xml", "brand": "Grandstream", "model": "HT802"}, None),
        ({"brand": "Grandstream", "model": "HT812"}, HT81X),
        ({"brand": "GRANDSTREAM", "model": "HT812"}, HT81X),
        ({"brand": "Grandstream", "model": "Grandstream HT812"}, HT81X),
        ({"brand": "Grandstream", "model": None, "model_name": "Grandstream HT801"}, HT80X),
        ({"brand": "Patton", "model": "HT812"}, None),
        ({"brand": "Grandstream", "model": "HT999"}, None),
        ({"brand": "Grandstream", "model": None, "model_name": ""}, None),
        ({"brand": None, "model": "HT812"}, None),
        ({}, None),
        # Two templates list this model, so it tells nothing.
        ({"brand": "Yealink", "model": "SIP-W70B"}, None),
        ({"brand": "Yealink", "model": None, "model_name": "W70B custom"}, OWN_BASE),
    ],
)
def test_a_device_has_the_template_that_it_names_or_the_only_one_for_its_model(
    record: dict[str, t.Any], template: Template | None
) -> None:
    assert template_of(record, ALL) == template


@pytest.mark.parametrize(
    ("record", "found"),
    [
        ({"brand": None, "model": "HT802"}, True),
        ({"brand": "", "model": "HT802"}, True),
        ({"brand": 5, "model": "HT802"}, False),
        # The template tells no display name, and the device none of its names.
        ({"brand": "", "model": ""}, False),
        ({"brand": "", "model_name": ""}, False),
        ({"brand": "", "model": "HT999"}, False),
    ],
)
def test_a_name_that_is_missing_on_both_sides_tells_nothing(record: dict[str, t.Any], found: bool) -> None:
    silent = HT80X._replace(brand="", models=[("HT802", "")])
    assert template_of(record, [silent]) == (silent if found else None)


# Which template a new device gets


@pytest.mark.parametrize("name", ["HT801", "Grandstream HT801"])
@pytest.mark.parametrize("option", ["model", "model_name"])
@pytest.mark.parametrize("way", [{"template": HT80X.id}, {"brand": "grandSTREAM"}])
def test_what_follows_from_the_template_is_filled_in(way: dict[str, str], option: str, name: str) -> None:
    values, template = complete_new_device({**way, option: name, "group": "GRP0001"}, ALL)
    assert template == HT80X
    assert values == {
        "template": HT80X.id,
        "device_type": "fxs",
        "brand": "Grandstream",
        "model": "HT801",
        "model_name": "Grandstream HT801",
        "line_count": 2,
        "group": "GRP0001",
    }


def test_a_template_with_one_model_needs_no_model() -> None:
    values, template = complete_new_device({"template": PATTON.id}, ALL)
    assert template == PATTON
    assert (values["model"], values["model_name"]) == ("SN4114", "Patton SN4114")


def test_an_empty_model_counts_as_none() -> None:
    silent = HT80X._replace(models=[("HT802", ""), ("HT801", "Grandstream HT801")])
    with pytest.raises(InputError, match=r"^model is missing; "):
        complete_new_device({"template": HT80X.id, "model": ""}, [silent])


def test_a_number_of_lines_that_the_template_does_not_tell_is_left_to_the_pbx() -> None:
    silent = PATTON._replace(line_count=None)
    assert "line_count" not in complete_new_device({"template": PATTON.id}, [silent])[0]


def test_given_values_win_over_those_of_the_template() -> None:
    given = {"template": HT80X.id, "model": "HT801", "line_count": 1}
    assert complete_new_device(given, ALL)[0]["line_count"] == 1
    assert given == {"template": HT80X.id, "model": "HT801", "line_count": 1}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"template": "nonsense"},
            "template is 'nonsense'; the PBX has one of 'grandstream.ht80x.fxs.xml', 'grandstream.ht81x.fxs.xml',"
            " 'patton.sn41xx.fxs.xml', 'yealink.W70B.fxs.xml', 'yealink.W70B_CustomV1.fxs.fxs.xml'.",
        ),
        (
            {"template": HT80X.id, "model": "HT801", "brand": "Patton"},
            f"brand is 'Patton'; template {HT80X.id} has 'Grandstream'.",
        ),
        (
            {"template": HT80X.id, "model": "HT801", "brand": "Fanvil"},
            f"brand is 'Fanvil'; template {HT80X.id} has 'Grandstream'.",
        ),
        ({"template": HT80X.id}, f"model is missing; template {HT80X.id} has one of 'HT802', 'HT801'."),
        (
            {"template": HT80X.id, "model": "SN4114"},
            f"model is 'SN4114'; template {HT80X.id} has one of 'HT802', 'HT801'.",
        ),
        (
            {"brand": "Grandstream", "model": "SN4114"},
            "No template fits brand 'Grandstream' with model 'SN4114'; the PBX knows one of 'Grandstream HT802',"
            " 'Grandstream HT801', 'Grandstream HT812', 'Grandstream HT814', 'Patton SN4114', 'Yealink SIP-W70B'.",
        ),
        (
            {"brand": "Yealink", "model_name": "SIP-W70B"},
            "More than one template fits brand 'Yealink' with model 'SIP-W70B'; set template to one of"
            " 'yealink.W70B.fxs.xml', 'yealink.W70B_CustomV1.fxs.fxs.xml'.",
        ),
        *(
            (few, "A new device needs template, or brand and model (or model_name): the PBX must know its kind.")
            for few in ({}, {"brand": "Grandstream"}, {"model": "HT802"}, {"model_name": "HT802"}, {"template": ""})
        ),
    ],
)
def test_a_new_device_of_no_certain_kind_is_refused_with_what_the_pbx_has(given: dict[str, str], message: str) -> None:
    with pytest.raises(InputError) as caught:
        complete_new_device(given, iter(ALL))
    assert str(caught.value).startswith(message)


def test_a_pbx_without_templates_is_told() -> None:
    with pytest.raises(InputError, match="the PBX has none"):
        complete_new_device({"template": HT80X.id}, [])


def test_two_names_of_different_models_are_refused() -> None:
    with pytest.raises(InputError, match=f"^model is 'HT801' and 'HT802'; template {HT80X.id} has one of"):
        complete_new_device({"template": HT80X.id, "model": "HT801", "model_name": "HT802"}, ALL)


# Which values a template allows


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"language": "German", "time_zone": "(GMT+01:00) Berlin", "line_count": 2},
        {"language": "", "time_zone": "", "line_count": 1},
        {"lines": [{"key": 0, "number": "201"}, {"key": 2, "number": "202"}]},
        {"lines": []},
        {"variables": {"DTMF_MODE": "rfc2833", "VLAN_ID": "anything"}},
        {"variables": {"DTMF_MODE": 5, "VLAN_ID": 7}},
        {"name": "anything", "codecs": ["anything"], "group": "anything", "provisioning": {"method": "anything"}},
    ],
)
def test_values_that_the_template_has_pass(values: dict[str, t.Any]) -> None:
    check_values(values, HT80X)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"language": "german"}, "language is 'german'; it must be one of 'English', 'German'."),
        ({"time_zone": "UTC"}, "time_zone is 'UTC'; it must be one of '(GMT+00:00) London', '(GMT+01:00) Berlin'."),
        ({"line_count": 0}, "line_count is 0; it must be from 1 to 2."),
        ({"line_count": 3}, "line_count is 3; it must be from 1 to 2."),
        ({"lines": [{"key": 3, "number": "1"}]}, "lines has the key 3; it must be from 0 to 2."),
        ({"lines": [{"key": -1, "number": "1"}]}, "lines has the key -1; it must be from 0 to 2."),
        (
            {"lines": [{"key": key, "number": ""} for key in (0, 1, 2)]},
            "lines has 3 entries; the device has 2 lines.",
        ),
        ({"variables": {"VLAN": "1"}}, "variables has 'VLAN'; the template has one of 'DTMF_MODE', 'VLAN_ID'."),
        (
            {"variables": {"DTMF_MODE": "inband"}},
            "variables.DTMF_MODE is 'inband'; it must be one of 'rfc2833', '5'.",
        ),
    ],
)
def test_other_values_are_refused_with_the_valid_ones(values: dict[str, t.Any], sentence: str) -> None:
    with pytest.raises(InputError) as caught:
        check_values(values, HT80X)
    assert str(caught.value) == f"{sentence} (template {HT80X.id})"


def test_all_wrong_values_are_told_at_once() -> None:
    wrong = {"language": "x", "time_zone": "x", "line_count": 9, "lines": [{"key": 9}], "variables": {"x": "x"}}
    with pytest.raises(InputError) as caught:
        check_values(wrong, HT80X)
    for name in ("language is", "time_zone is", "line_count is", "lines has the key 9", "variables has 'x'"):
        assert name in str(caught.value)


def test_what_a_template_does_not_tell_is_not_checked() -> None:
    silent = read_template({"Id": "x", "Variables": [{"Name": "VLAN_ID"}]})
    check_values({"language": "x", "time_zone": "x", "line_count": 99, "lines": [{"key": 99}]}, silent)
    check_values({"variables": {"VLAN_ID": "x"}}, silent)


@pytest.mark.parametrize("values", [{"line_count": 3}, {"lines": [{"key": 7, "number": "1"}]}])
@pytest.mark.parametrize("template", [BASE, HT80X._replace(device_type="")], ids=["dect", "unknown"])
def test_whether_a_dect_base_can_have_more_lines_is_left_to_the_pbx(
    values: dict[str, t.Any], template: Template
) -> None:
    check_values(values, template)


def test_a_long_list_is_cut() -> None:
    many = HT80X._replace(languages=[f"language {number}" for number in range(60)])
    with pytest.raises(InputError) as caught:
        check_values({"language": "x"}, many)
    assert "'language 24' and 35 more." in str(caught.value)
    assert "'language 25'" not in str(caught.value)


def test_a_list_that_is_just_short_enough_is_not_cut() -> None:
    many = HT80X._replace(languages=[f"language {number}" for number in range(25)])
    with pytest.raises(InputError, match=r"'language 24'\. "):
        check_values({"language": "x"}, many)


@given(
    st.lists(st.text(min_size=1), min_size=1, max_size=5),
    st.text(min_size=1),
    st.sampled_from(["language", "time_zone"]),
)
def test_a_value_passes_exactly_when_it_is_listed(listed: list[str], value: str, option: str) -> None:
    template = HT80X._replace(languages=listed, time_zones=listed)
    if value in listed:
        check_values({option: value}, template)
    else:
        with pytest.raises(InputError, match=f"^{option} is "):
            check_values({option: value}, template)
