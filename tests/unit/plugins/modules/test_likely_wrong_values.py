# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What YAML, templates, tables, surveys and the environment make of a right value, given to each option of all modules.

Each wrong value is either refused with its place, or it is one of those that were decided to be taken.
"""

from __future__ import annotations

import typing as t

import pytest
import yaml

from ansible_collections.telephony.threecx.plugins.module_utils.api import _values
from ansible_collections.telephony.threecx.plugins.module_utils.shell._inputs import input_problems
from ansible_collections.telephony.threecx.tests.emulator import Emulator
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import RunModule
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.options import OptionPlace, option_places

PLACES = option_places()
RIGHT = {"mac": "C0:74:AD:0C:0A:72", "number": "0100", "pin": "0471", "text": "Lobby", "whole": "8", "flag": "true"}


def wrong_values(right: str) -> dict[str, t.Any]:
    """What may become of a value on its way, by what does it."""
    return {
        "an octal number of YAML": yaml.safe_load("0100"),
        "a hexadecimal number of YAML": yaml.safe_load("0x00A0BA112233"),
        "a number with colons of YAML": yaml.safe_load("10:20:30:40:50:10"),
        "a fraction of YAML": yaml.safe_load("1.10"),
        "a boolean of YAML": yaml.safe_load("no"),
        "a list of YAML": [right],
        "a mapping of YAML": {right: right},
        "no value as a text of Jinja": "None",
        "a template that nobody evaluated": "{{ value }}",
        "an empty field of a survey": "",
        "a line break of a survey or table": f"{right}\r\n",
        "a byte order mark of a table": f"\ufeff{right}",
        "a blank of a web page": f"{right}\u00a0",
        "a number of a spreadsheet": "8.05E+11",
        "quotes of a file for the environment": f'"{right}"',
    }


ANY_TEXT = {
    "no value as a text of Jinja",
    "a template that nobody evaluated",
    "an empty field of a survey",
    "a byte order mark of a table",
    "a blank of a web page",
    "a number of a spreadsheet",
    "quotes of a file for the environment",
}
BLANKS = {"a line break of a survey or table", "a blank of a web page"}
NUMBERS = {"an octal number of YAML", "a hexadecimal number of YAML", "a number with colons of YAML"}
#: What is taken in spite of all, by what the option means.
TAKEN = {
    # Blanks around it leave no doubt of what is meant.
    "mac": BLANKS,
    # An empty number frees the line.
    "number": {"an empty field of a survey"},
    # A pattern that fits nothing fails later, before anything is changed.
    "pattern": ANY_TEXT
    - {"an empty field of a survey", "a byte order mark of a table", "a template that nobody evaluated"},
    # Which there are, the PBX knows.
    "codec": {
        "no value as a text of Jinja",
        "a number of a spreadsheet",
        "quotes of a file for the environment",
    },
    "plain": ANY_TEXT - {"a byte order mark of a table", "a template that nobody evaluated"},
    # An empty one counts as none, as a credential of AWX without a value has it. One in quotes may be for a device;
    # those for the connection are looked at once more.
    "secret": {
        "an empty field of a survey",
        "a number of a spreadsheet",
        "quotes of a file for the environment",
    },
    # An empty one is refused with its option by those who know what it is for.
    "pin": {"an empty field of a survey"},
    # The PBX and the template decide.
    "text": ANY_TEXT,
    "choice": set(),
    # It must be a number or a share, which is looked at before the first request as well.
    "amount": ANY_TEXT | NUMBERS | {"a line break of a survey or table"},
    "whole": {*BLANKS, *NUMBERS},
    "port": {*BLANKS, "an octal number of YAML"},
    "float": {*BLANKS, *NUMBERS, "a fraction of YAML", "a number of a spreadsheet"},
    "flag": {*BLANKS, "a boolean of YAML"},
}
_BY_MEANING = {
    _values.MAC: "mac",
    _values.NUMBER: "number",
    _values.PATTERN: "pattern",
    _values.CODEC: "codec",
    _values.PLAIN: "plain",
    _values.SECRET: "secret",
    _values.PIN: "pin",
    _values.AMOUNT: "amount",
}
_BY_TYPE = {"int": "whole", "float": "float", "bool": "flag"}


def sort_of(place: OptionPlace) -> str:
    option = place.option
    kind = option["elements"] if place.holds_list else option["type"]
    if "within" in option:
        return "port"
    if kind in _BY_TYPE:
        return _BY_TYPE[kind]
    if option.get("choices"):
        return "choice"
    other = "secret" if option.get("no_log") else "text"
    return _BY_MEANING[option["meaning"]] if option.get("meaning") in _BY_MEANING else other


SINGLE = [place for place in PLACES if place.option["type"] != "dict"]


@pytest.mark.parametrize("place", SINGLE, ids=str)
def test_a_wrong_value_is_refused_with_its_place_or_meant(place: OptionPlace) -> None:
    sort = sort_of(place)
    wrong = wrong_values(RIGHT.get({"port": "whole", "float": "whole"}.get(sort, sort), RIGHT["text"]))
    taken = set()
    for cause, value in wrong.items():
        problem = next(input_problems(place.module.SPEC.argument_spec, place.given(value)), None)
        if problem is None:
            taken.add(cause)
            continue
        assert place.path[-1] in problem
        assert problem.isprintable()
        assert not (sort in ("secret", "pin") and RIGHT.get(sort, RIGHT["text"]) in problem)
    # Such as XAPI's word for no log at all
    is_meant = "None" in place.option.get("choices", ())
    assert taken == TAKEN[sort] | ({"no value as a text of Jinja"} if is_meant else set())


def test_each_sort_of_option_is_there() -> None:
    assert {sort_of(place) for place in SINGLE} == set(TAKEN)


# To the end

HARMFUL: dict[str, t.Any] = {
    "a number for a MAC address": ({"mac_address": 690316452403}, {}),
    "a number for an extension": ({}, {"lines": [{"key": 1, "number": 64}]}),
    "a boolean for a language": ({}, {"language": False}),
    "a pattern that lost its quotes": ({}, {}),
    "an empty password": ({}, {"password": ""}),
    "an empty brand": ({}, {"brand": ""}),
    "codecs in one text": ({}, {"codecs": "PCMA, PCMU"}),
    "a port out of range": ({}, {"provisioning": {"remote_port": 690316452403}}),
    "a boolean for a variable": ({}, {"variables": {"VLAN_ID": True}}),
}


@pytest.mark.parametrize("cause", HARMFUL)
@pytest.mark.parametrize("state", ["present", "absent"])
def test_what_would_do_harm_is_refused_before_any_request(
    pbx: Emulator, run_module: RunModule, cause: str, state: str
) -> None:
    from ansible_collections.telephony.threecx.plugins.modules import threecx_fxs_devices  # noqa: PLC0415

    key, values = HARMFUL[cause]
    device = {"mac_address": "C074AD0C0A72", **key, **values, "state": state}
    options: dict[str, t.Any] = {"ignore": ["*", 8041827010]} if cause == "a pattern that lost its quotes" else {}
    listed = {"mac_address": pbx.devices()[0]["MacAddress"]}
    run = run_module(threecx_fxs_devices, pbx, devices=[listed, device], prune=True, **options)
    assert run.failed
    assert "entry 2" in run.result["msg"]
    assert pbx.log == []
