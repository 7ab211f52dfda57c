# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.telephony.threecx.plugins.module_utils.api._errors import InputError
from ansible_collections.telephony.threecx.plugins.module_utils.config._check import Spot, read_targets
from ansible_collections.telephony.threecx.plugins.module_utils.config._export import key_of
from ansible_collections.telephony.threecx.plugins.module_utils.config._kinds import KINDS
from ansible_collections.telephony.threecx.plugins.module_utils.config._wish import Target
from ansible_collections.telephony.threecx.plugins.modules import threecx_config_info
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import RunModule, StartPbx

UNDERSTOOD = [kind for kind in KINDS.values() if kind.is_understood]
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


def user(**properties: t.Any) -> list[str]:
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
