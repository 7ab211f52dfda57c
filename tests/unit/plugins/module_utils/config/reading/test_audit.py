# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.change._fingerprint import digest
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._kinds import KINDS
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading._audit import Audit, Gathering
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading._query import NO_GAPS, Gaps, undecided
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading._reading import Outcome
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading._references import Index, Row
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading._selection import (
    Selection,
    read_selection,
)
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes._check import check_targets

Shown = t.Mapping[str, t.Sequence[Row]]

GROUP = {"Id": 11, "Name": "Lyon", "Number": "GRP0001", "IsDefault": False}
DEFAULT = {"Id": 12, "Name": "__DEFAULT__", "Number": "DEFAULT", "IsDefault": True}
FAVORITES = {"Id": 13, "Name": "___FAVORITES___", "Number": "___FAVORITES___", "IsDefault": False}
SBC = {
    "Name": "LYON-01",
    "DisplayName": "Cellar",
    "Group": "GRP0001",
    "Password": "S3cr3t-Pass",
    "HasConnection": True,
}
INDEX = Index({"Groups": [GROUP]}, {})


def selected(*kinds: str, include: t.Sequence[str] = (), keys: dict[str, t.Any] | None = None) -> Selection:
    params = {"kinds": list(kinds), "departments": None, "keys": keys, "include": include, "parallel": 1}
    return read_selection(params)


def audited(wanted: Selection, shown: Shown, outcome: Outcome | None = None, gaps: Gaps = NO_GAPS) -> Audit:
    """What is found where each object comes in a page of its own."""
    gathering = Gathering(wanted, None)
    for name, rows in shown.items():
        for row in rows:
            gathering.take(KINDS[name], [row], INDEX, gaps)
    return gathering.audit(outcome or Outcome({}, []))


@given(st.lists(st.text("AB-, 1", min_size=1), unique=True))
def test_objects_come_in_the_order_of_their_keys_in_whatever_order_they_were_read(names: list[str]) -> None:
    found = audited(selected("Sbcs"), {"Sbcs": [{**SBC, "Name": name} for name in names]})
    assert [row["Name"] for row in found.config["Sbcs"]] == sorted(names)
    assert found.fingerprints.get("Sbcs", {}) == {row["Name"]: digest(row) for row in found.config["Sbcs"]}
    assert [place for place in found.omitted if place.endswith(".Password")] == [
        f"Sbcs[{name}].Password" for name in sorted(names)
    ]


def test_the_fingerprint_of_an_object_of_several_keys_is_told_by_all_of_them() -> None:
    found = audited(selected("Holidays"), {"Holidays": [{"Id": 1, "Group": "GRP0001", "Name": "Easter"}]})
    assert set(found.fingerprints["Holidays"]) == {"Lyon, Easter"}


@given(st.lists(st.sampled_from(["1", "2", "10"]), min_size=2, unique=True))
def test_objects_that_share_a_key_are_all_there_and_told_and_none_has_a_fingerprint(ids: list[str]) -> None:
    rows = [{"Id": own, "Number": "410", "FirstName": own} for own in ids]
    found = audited(selected("Users"), {"Users": [*rows, {"Id": "3", "Number": "411"}]})
    assert [row["FirstName"] for row in found.config["Users"]] == [*ids, None]
    told = f"{len(ids)} objects have this key, with the Id {' and '.join(sorted(ids))}"
    assert {"place": "Users[410]", "problem": told} in found.problems
    assert set(found.fingerprints["Users"]) == {"411"}


def test_what_is_wrong_in_an_object_is_told_with_its_place() -> None:
    found = audited(selected("Sbcs"), {"Sbcs": [{**SBC, "Group": "GRP0099"}]})
    assert [problem["place"] for problem in found.problems] == ["Sbcs[LYON-01].Group"]


@pytest.mark.parametrize("nothing", [None, ""])
def test_an_object_that_could_not_be_given_back_is_told(nothing: str | None) -> None:
    """A holiday of the whole system, for one: a task that gives it back is refused."""
    found = audited(selected("Holidays"), {"Holidays": [{"Id": 1, "Group": nothing, "Name": "Easter"}]})
    problem = {"place": "Holidays[, Easter].Group", "problem": "is empty, and Holidays are known by it"}
    assert problem in found.problems
    assert any(".Group is " in refusal for refusal in check_targets(found.config, state="present")[1])


def test_what_the_pbx_refuses_to_tell_is_told_with_its_place() -> None:
    found = audited(selected("Sbcs"), {}, Outcome({}, ["Users.Groups.Rights"]))
    (problem,) = found.problems
    assert problem["place"] == "Users.Groups.Rights"
    assert "refuses to tell it" in problem["problem"]


def test_a_singleton_is_one_object_with_one_fingerprint() -> None:
    found = audited(selected("VoicemailSettings", "CodecsSettings"), {"VoicemailSettings": [{"Quota": 7}]})
    assert set(found.config) == {"VoicemailSettings"}
    assert found.config["VoicemailSettings"]["Quota"] == 7
    assert found.fingerprints == {"VoicemailSettings": digest(found.config["VoicemailSettings"])}


def test_what_changes_in_daily_work_is_kept_only_where_it_is_asked_for() -> None:
    shown: Shown = {"Sbcs": [SBC], "VoicemailSettings": [{"UsedSpace": 5}], "Groups": []}
    kinds = ("Sbcs", "VoicemailSettings", "CodecsSettings", "Groups")
    assert audited(selected(*kinds), shown).operational == {}
    found = audited(selected(*kinds, include=["operational"]), shown).operational
    assert set(found) == {"Sbcs", "VoicemailSettings"}
    assert found["VoicemailSettings"] == {"UsedSpace": 5}
    assert found["Sbcs"]["LYON-01"]["HasConnection"] is True
    assert "Name" not in found["Sbcs"]["LYON-01"]


def test_what_the_pbx_has_not_told_is_not_shown_as_if_it_were_null() -> None:
    wanted = selected("Sbcs", include=["operational"])
    gaps = frozenset({("Sbc", "AudioPort"), ("Sbc", "PublicIP")})
    found = audited(wanted, {"Sbcs": [SBC]}, gaps=gaps)
    assert "LogSize" in found.config["Sbcs"][0]
    assert "AudioPort" not in found.config["Sbcs"][0]
    assert found.operational["Sbcs"]["LYON-01"].keys() >= {"HasConnection", "Version"}
    assert "PublicIP" not in found.operational["Sbcs"]["LYON-01"]


def test_what_the_pbx_has_made_itself_is_shown_apart_and_only_where_it_is_asked_for() -> None:
    shown = {"Groups": [GROUP, DEFAULT, FAVORITES], "Sbcs": [SBC]}
    plain, found = (audited(selected("Groups", "Sbcs", include=include), shown) for include in ([], ["built_in"]))
    assert [row["Name"] for row in plain.config["Groups"]] == ["DEFAULT", "Lyon"]
    assert plain.built_in == {}
    assert [row["Name"] for row in found.built_in["Groups"]] == ["___FAVORITES___"]
    assert found == plain._replace(built_in={"Groups": found.built_in["Groups"]})


@pytest.mark.parametrize("include", [[], ["built_in"], ["operational"], ["operational", "built_in"]])
def test_a_return_value_that_was_not_asked_for_is_not_there(include: list[str]) -> None:
    wanted = selected("Sbcs", include=include)
    found = audited(wanted, {"Sbcs": [SBC]})
    hidden = {"built_in", "operational"} - set(include)
    assert found.as_result(wanted) == {name: value for name, value in found._asdict().items() if name not in hidden}


def test_keys_that_lead_nowhere_are_told_and_kinds_that_have_all_are_not() -> None:
    keys = {
        "Sbcs": ["Z", "LYON-01", "A"],
        "Groups": ["Lyon"],
        "Holidays": [{"Group": "Lyon", "Name": "Easter"}],
    }
    found = audited(selected(*keys, keys=keys), {"Sbcs": [SBC, {**SBC, "Name": "B"}], "Groups": [GROUP]})
    assert found.missing == {"Sbcs": ["A", "Z"], "Holidays": ["Lyon, Easter"]}
    assert [row["Name"] for row in found.config["Sbcs"]] == ["LYON-01"]


def test_what_is_not_exported_or_not_written_is_told_of_the_kinds_that_are_asked_for() -> None:
    found = audited(selected("Users", "Groups", "Contacts", "Sbcs"), {})
    assert found.undecided == {**undecided(KINDS["Users"], None), **undecided(KINDS["Groups"], None)} != {}
    assert found.read_only == {"Contacts": KINDS["Contacts"].never_written}


def test_nothing_at_all_is_told_of_a_kind_that_is_not_shown() -> None:
    wanted = selected("Groups", "Sbcs", "PhoneTemplates", keys={"Sbcs": ["X"]}, include=["operational", "built_in"])
    shown = {"Groups": [GROUP, FAVORITES], "Sbcs": [SBC]}
    found = audited(wanted, shown, Outcome(dict.fromkeys(("Groups", "Sbcs", "PhoneTemplates"), "status 403"), []))
    assert found == Audit({}, [], [], {}, {}, {}, {}, {}, {})
