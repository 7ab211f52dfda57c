# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is sent for an object: written over what the PBX has, it makes what is wanted, and nothing else."""

from __future__ import annotations

import copy
import functools
import operator
import typing as t

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.api._errors import ThreeCXError
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._decisions import Kind
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._kinds import KINDS
from ansible_collections.telephony.threecx.plugins.module_utils.config.plan._compare import compare, unmet
from ansible_collections.telephony.threecx.plugins.module_utils.config.plan._overlay import laid_over
from ansible_collections.telephony.threecx.plugins.module_utils.config.plan._stored import body
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading._export import export, key_of
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes._wish import Target
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers import configurations
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.configurations import WRITTEN, rows, secrets_in
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.hostile import json_values

INDEX = configurations.index()
NO_MERGE: frozenset[str] = frozenset()


def natural(kind: Kind, row: dict[str, t.Any]) -> dict[str, t.Any]:
    return export(kind, row, INDEX, None).value


def wanted_of(kind: Kind, value: dict[str, t.Any], secrets: dict[str, str] | None = None) -> Target:
    return Target(kind, key_of(kind, value), value, kind.name, secrets or {})


def written(known: t.Any, sent: t.Any, *, merges: bool) -> t.Any:
    """What a PBX has after a write: lists are replaced, objects inside are replaced or merged."""
    if merges and isinstance(known, dict) and isinstance(sent, dict):
        return {**known, **{name: written(known.get(name), value, merges=True) for name, value in sent.items()}}
    return copy.deepcopy(sent)


def after_write(row: dict[str, t.Any], sent: dict[str, t.Any], *, merges: bool) -> dict[str, t.Any]:
    return {**row, **{name: written(row.get(name), value, merges=merges) for name, value in sent.items()}}


def meaning(value: t.Any) -> t.Any:
    """An exported value without what says nothing: null, an empty text, an object of such; lists in one order."""
    if isinstance(value, dict):
        known = {name: meaning(inner) for name, inner in value.items()}
        return {name: inner for name, inner in known.items() if inner not in (None, {})}
    if isinstance(value, list):
        return sorted((inner for inner in map(meaning, value) if inner != {}), key=repr)
    return None if value == "" else value


kinds = st.sampled_from(WRITTEN)


@given(kinds, st.data())
def test_what_is_exported_is_what_is_there(kind: Kind, data: st.DataObject) -> None:
    row = data.draw(rows(kind))
    found = compare(kind, wanted_of(kind, natural(kind, row)), row, INDEX, None, merge=NO_MERGE)
    assert (found.fields, found.details, found.removed, found.unshown) == ((), (), 0, ())


@given(kinds, st.booleans(), st.booleans(), st.data())
def test_what_is_sent_makes_what_is_wanted_and_nothing_else(
    kind: Kind, merges: bool, keeps: bool, data: st.DataObject
) -> None:
    row, other = data.draw(rows(kind)), data.draw(rows(kind))
    wanted = data.draw(configurations.wishes(kind, natural(kind, other)))
    alias = kind.alias[0] if kind.alias else ""
    assume(not row.get(alias) and not other.get(alias))
    lists = [f"{kind.name}.{name}" for name, value in wanted.items() if isinstance(value, list)]
    merge = frozenset(lists) if keeps else NO_MERGE
    target = wanted_of(kind, wanted)
    names = compare(kind, target, row, INDEX, None, merge=merge).fields
    sent = body(kind, target, names, row, INDEX, None, merge=merge)
    assert set(sent) == set(names)
    after = after_write(row, sent, merges=merges)
    assert unmet(kind, target, after, INDEX, None, merge=merge) == []
    assert compare(kind, target, after, INDEX, None, merge=merge).fields == ()
    assert meaning(natural(kind, after)) == meaning(laid_over(kind, natural(kind, row), wanted, merge))


def sent_for(
    kind: str, given: dict[str, t.Any], row: dict[str, t.Any] | None, merge: str = "", **more: t.Any
) -> dict[str, t.Any]:
    """What is sent for all that is given but the key."""
    names = [name for name in given if row is None or name not in KINDS[kind].key]
    target = wanted_of(KINDS[kind], given)
    return body(KINDS[kind], target, names, row, INDEX, None, merge=frozenset({merge}), **more)


RIGHTS = {"RoleName": "users", "CanBargeIn": False, "Invalid": False}
LYON = {"Id": 5, "GroupId": 11, "Name": "Lyon", "Rights": RIGHTS, "GroupRights": RIGHTS}
PARIS = {"Id": 5, "GroupId": 13, "Name": "Paris", "Rights": {**RIGHTS, "RoleName": "managers"}, "Unknown": 1}


def test_an_element_that_stays_is_sent_with_all_that_the_pbx_shows_of_it() -> None:
    given = {"Number": "410", "Groups": [{"GroupId": "410"}, {"GroupId": "Paris"}]}
    sent = sent_for("Users", given, {"Number": "410", "Groups": [LYON, PARIS]})
    assert sent == {"Groups": [PARIS, {"GroupId": 14}]}


def test_an_element_that_changes_is_sent_without_what_the_pbx_works_out() -> None:
    given = {"Number": "410", "Groups": [{"GroupId": "Lyon", "Rights": {"RoleName": "managers"}}]}
    sent = sent_for("Users", given, {"Number": "410", "Groups": [LYON, PARIS]})
    assert sent == {"Groups": [{"GroupId": 11, "Rights": {"RoleName": "managers"}}]}


@pytest.mark.parametrize("there", [[LYON, PARIS], [PARIS, LYON]], ids=["in order", "in another"])
@pytest.mark.parametrize("merge", ["", "Users.Groups"])
def test_each_element_goes_with_its_own_values_in_the_order_that_the_pbx_has(there: list[t.Any], merge: str) -> None:
    """An export has them in an order of its own."""
    given = {"Number": "410", "Groups": [{"GroupId": "Paris", "Rights": {"RoleName": "users"}}, {"GroupId": "Lyon"}]}
    sent = sent_for("Users", given, {"Number": "410", "Groups": there}, merge=merge)["Groups"]
    changed = {"GroupId": 13, "Rights": {"RoleName": "users"}}
    assert sent == [LYON if one is LYON else changed for one in there]


def test_what_the_pbx_works_out_is_sent_of_no_element_that_changes() -> None:
    greetings = [{"Type": "Default", "Filename": "a.wav", "DisplayName": "A"}]
    given = {"Number": "410", "Greetings": [{"Type": "Default", "Filename": "b.wav"}]}
    sent = sent_for("Users", given, {"Number": "410", "Greetings": greetings})
    assert sent == {"Greetings": [{"Type": "Default", "Filename": "b.wav"}]}


def test_elements_of_others_stay_in_a_list_that_is_merged() -> None:
    given = {"Number": "410", "Groups": [{"GroupId": "410"}]}
    sent = sent_for("Users", given, {"Number": "410", "Groups": [PARIS, LYON]}, merge="Users.Groups")
    assert sent == {"Groups": [PARIS, LYON, {"GroupId": 14}]}


def test_an_empty_list_empties_it() -> None:
    assert sent_for("Users", {"Number": "410", "Groups": []}, {"Groups": [LYON]}) == {"Groups": []}


@pytest.mark.parametrize("merge", ["", "Users.Groups"])
@pytest.mark.parametrize("wanted", [["Paris"], ["Paris", "Lyon"]])
def test_a_department_that_nobody_can_see_is_kept(merge: str, wanted: list[str]) -> None:
    """The role of an API client may hide it."""
    hidden = {"Id": 5, "GroupId": 99, "Name": "Hidden", "Rights": RIGHTS}
    row = {"Number": "410", "Groups": [hidden, PARIS]}
    given = {"Number": "410", "Groups": [{"GroupId": name} for name in wanted]}
    sent = sent_for("Users", given, row, merge=merge)
    assert sent == {"Groups": [hidden, PARIS, *([{"GroupId": 11}] if "Lyon" in wanted else [])]}
    found = compare(KINDS["Users"], wanted_of(KINDS["Users"], given), row, INDEX, None, merge=frozenset({merge}))
    assert (found.fields, found.removed) == ((("Groups",) if "Lyon" in wanted else ()), 0)
    assert found.before == ({"Groups": [{"GroupId": "Paris"}]} if found.fields else {})
    rule = {"Name": "All", "GroupIds": [99, 13]}
    named = {"Name": "All", "GroupIds": wanted}
    assert sent_for("OutboundRules", named, rule)["GroupIds"] == [99, 13, *([11] if "Lyon" in wanted else [])]


def test_what_only_the_pbx_adds_stays_and_keeps_its_ids() -> None:
    to_voicemail = {"To": "VoiceMail", "Number": "410", "External": "", "Name": "Gate", "Type": "Extension", "Tags": []}
    away = {"Id": 71, "Name": "Away", "AwayRoute": {"Internal": to_voicemail, "External": to_voicemail}}
    others = [{"Id": 70, "Name": "Available", "Unknown": 1}, {"Id": 72, "Name": "Custom 1"}]
    given = {"Number": "410", "ForwardingProfiles": [{"Name": "Away", "AwayRoute": {"Internal": {"To": "None"}}}]}
    sent = sent_for("Users", given, {"ForwardingProfiles": [others[0], away, others[1]]})
    to_nobody = {"To": "None", "Number": None, "External": ""}
    changed = {"Id": 71, "Name": "Away", "AwayRoute": {"Internal": to_nobody, "External": to_voicemail}}
    assert sent == {"ForwardingProfiles": [others[0], changed, others[1]]}


def test_an_object_inside_is_sent_with_what_is_not_decided_of_it() -> None:
    gateway = {"Id": 3, "Host": "sip.example.com", "Internal": True, "InboundParams": [{"ParameterId": 1}], "Type": "X"}
    sent = sent_for("Trunks", {"Number": "10000", "Gateway": {"Host": "198.51.100.7"}}, {"Gateway": gateway})
    assert sent["Gateway"] == {
        name: value for name, value in {**gateway, "Host": "198.51.100.7"}.items() if name != "Type"
    }


ROUTES = [
    {"TrunkId": 7, "TrunkName": "A", "Prepend": "0", "StripDigits": 1},
    {"TrunkId": 8, "TrunkName": "B", "Prepend": "9", "StripDigits": 2},
    *[{"TrunkId": -1, "Prepend": "", "StripDigits": 0}] * 3,
]


@pytest.mark.parametrize(
    ("wanted", "sent"),
    [
        ([{"TrunkId": "10000"}], [ROUTES[0]]),
        ([{"TrunkId": "10001"}, {"TrunkId": "10000"}], [ROUTES[1], ROUTES[0]]),
        (
            [{"TrunkId": "10000", "Prepend": "7"}, {"TrunkId": "10002"}],
            [{"TrunkId": 7, "Prepend": "7", "StripDigits": 1}, {"TrunkId": 9}],
        ),
        ([{"TrunkId": None}, {"TrunkId": "10001"}], [{"TrunkId": -1}, ROUTES[1]]),
        ([], []),
    ],
)
def test_a_route_goes_with_its_trunk_and_not_with_its_place(wanted: list[t.Any], sent: list[t.Any]) -> None:
    assert sent_for("OutboundRules", {"Name": "All", "Routes": wanted}, {"Routes": ROUTES}) == {"Routes": sent}


EXCEPTIONS = [
    {"Id": 1, "Condition": "BasedOnCallerID", "Data": "100", "Destination": {"To": "None", "Number": None}},
    {"Id": 2, "Condition": "BasedOnCallerID", "Data": "200", "Destination": {"To": "None", "Number": None}},
]


@pytest.mark.parametrize(
    ("data", "ids"),
    [
        (["100", "200"], [1, 2]),
        (["200", "100"], [2, 1]),
        (["200"], [2]),
        (["300", "100", "200"], [None, 1, 2]),
        (["100", "300"], [1, 2]),
    ],
)
def test_elements_that_nothing_tells_apart_are_known_by_their_values_or_else_by_their_places(
    data: list[str], ids: list[int | None]
) -> None:
    given = {"Number": "410", "ForwardingExceptions": [{"Data": text} for text in data]}
    sent = sent_for("Users", given, {"ForwardingExceptions": EXCEPTIONS})["ForwardingExceptions"]
    assert [element.get("Id") for element in sent] == ids
    assert [element["Data"] for element in sent] == data


def test_times_are_sent_with_seconds_and_those_that_stay_as_they_are_shown() -> None:
    there = {"DayOfWeek": "Monday", "Start": "09:00:00.0000000", "Stop": "12:00:00.0000000"}
    wanted = [{"DayOfWeek": "Monday", "Start": "09:00"}, {"DayOfWeek": "Monday", "Start": "13:00", "Stop": "17:30"}]
    sent = sent_for(
        "Users", {"Number": "410", "Hours": {"Periods": wanted}}, {"Hours": {"Type": "X", "Periods": [there]}}
    )
    afternoon = {"DayOfWeek": "Monday", "Start": "13:00:00", "Stop": "17:30:00"}
    assert sent == {"Hours": {"Type": "X", "Periods": [there, afternoon]}}


def test_only_a_time_of_day_gets_seconds_and_only_where_it_has_none() -> None:
    hours = {"Periods": [{"Start": "09:00:30", "Stop": "12:30"}]}
    assert sent_for("Queues", {"Number": "800", "Name": "12:30"}, None) == {"Number": "800", "Name": "12:30"}
    (sent,) = sent_for("Users", {"Number": "410", "Hours": hours}, None)["Hours"]["Periods"]
    assert sent == {"Start": "09:00:30", "Stop": "12:30:00"}


def test_a_creation_sends_what_is_given_in_the_way_that_the_pbx_stores_it() -> None:
    given = {
        "TrunkDN": "10000",
        "Condition": "BasedOnDID",
        "Data": "+33472000410",
        "OfficeHoursDestination": {"To": "None", "Number": None},
    }
    sent = sent_for("InboundRules", given, None)
    assert sent == {**given, "TrunkDN": {"Number": "10000"}, "OfficeHoursDestination": {"To": "None", "Number": None}}
    assert sent_for("Holidays", {"Group": "DEFAULT", "Name": "May"}, None) == {"Group": "GRP0000", "Name": "May"}
    assert sent_for("OutboundRules", {"Name": "X", "GroupIds": ["Lyon"]}, None) == {"Name": "X", "GroupIds": [11]}


def test_annotations_of_the_pbx_are_not_sent_back() -> None:
    row = {
        "Hours": {"@odata.type": "#X", "Type": "X", "Periods": [{"@odata.id": 1, "DayOfWeek": "Monday", "Start": None}]}
    }
    sent = sent_for("Users", {"Number": "410", "Hours": {"Type": "Y"}}, row)
    assert sent == {"Hours": {"Type": "Y", "Periods": [{"DayOfWeek": "Monday", "Start": None}]}}


@pytest.mark.parametrize("shown", [{}, {"Groups": None}, {"Groups": {"value": [LYON]}}], ids=str)
@pytest.mark.parametrize("merge", ["", "Users.Groups"])
def test_a_list_that_the_pbx_does_not_show_is_not_replaced(shown: dict[str, t.Any], merge: str) -> None:
    with pytest.raises(ThreeCXError, match=r"^Users\.Groups: the PBX does not show what it holds"):
        sent_for("Users", {"Number": "410", "Groups": [{"GroupId": "Lyon"}]}, {"Number": "410", **shown}, merge=merge)


def test_an_object_that_is_not_there_is_neither_left_out_nor_null() -> None:
    index = configurations.index()
    index.expect("Groups", ("Oslo",))
    for name, why in (("Oslo", "Groups 'Oslo' was to be created by this task"), ("Lyno", "did you mean 'Lyon'")):
        target = wanted_of(KINDS["Users"], {"Number": "410", "Groups": [{"GroupId": name}]})
        with pytest.raises(ThreeCXError, match=rf"^Users\.Groups\[{name}\]\.GroupId: .*{why}"):
            body(KINDS["Users"], target, ["Groups"], None, index, None, merge=NO_MERGE)


LOCATION = {"Type": "Ftp", "FtpPath": "198.51.100.7", "FtpPassword": {"Concealed": True, "Value": None}, "GbJson": None}


def secret_body(given: dict[str, t.Any], row: t.Any, secrets: dict[str, str], **more: t.Any) -> dict[str, t.Any]:
    kind = KINDS["RemoteArchivingSettings"]
    target = wanted_of(kind, given, secrets)
    return body(kind, target, ["Location"], row, INDEX, None, merge=NO_MERGE, **more)


def test_a_concealed_secret_is_written_in_a_new_object_and_where_it_is_renewed() -> None:
    secrets = {"Location.FtpPassword": "S3cr3t-Ftp", "Location.GbJson": "S3cr3t-Json"}
    written_in = {"FtpPassword": {"Value": "S3cr3t-Ftp"}, "GbJson": {"Contents": "S3cr3t-Json"}}
    given = {"Location": {"FtpPath": "ftp.example.com"}}
    for row in (None, {"Location": None}):
        assert secret_body(given, row, secrets) == {"Location": {"FtpPath": "ftp.example.com", **written_in}}
    assert secret_body(given, {"Location": LOCATION}, secrets)["Location"] == {**LOCATION, "FtpPath": "ftp.example.com"}
    renewed = secret_body(given, {"Location": LOCATION}, secrets, renew_secrets=True)
    assert renewed["Location"] == {**LOCATION, "FtpPath": "ftp.example.com", **written_in}
    assert secret_body({}, {"Location": LOCATION}, secrets, renew_secrets=True)["Location"] == {
        **LOCATION,
        **written_in,
    }


def _at(value: t.Any, path: str) -> t.Any:
    return functools.reduce(operator.getitem, path.split("."), value)


@given(st.sampled_from([kind for kind in WRITTEN if secrets_in(kind)]), st.booleans(), st.data())
def test_secrets_are_written_and_never_told(kind: Kind, renews: bool, data: st.DataObject) -> None:
    row = data.draw(rows(kind))
    # Where the object is missing in which a secret stands, it is written with it: see above.
    places = {path: way for path, way in secrets_in(kind).items() if row[path.partition(".")[0]] or "." not in path}
    assume(places)
    chosen = data.draw(st.lists(st.sampled_from(sorted(places)), min_size=1, unique=True))
    secrets = {path: f"S3cr3t-{path}" for path in chosen}
    target = wanted_of(kind, {name: row[name] for name in kind.key}, secrets)
    found = compare(kind, target, row, INDEX, None, merge=NO_MERGE, renew_secrets=renews)
    assert "S3cr3t" not in repr((found, target))
    concealed = {path for path in chosen if places[path] or _at(row, path) is None}
    assert set(found.not_compared) == (set() if renews else concealed)
    written_paths = set(chosen) if renews else set(chosen) - concealed
    assert set(found.details) == written_paths
    sent = body(kind, target, found.fields, row, INDEX, None, merge=NO_MERGE, renew_secrets=renews)
    assert all(f"S3cr3t-{path}'" in repr(sent) for path in written_paths)
    after = after_write(row, sent, merges=False)
    assert unmet(kind, target, after, INDEX, None, merge=NO_MERGE) == []
    assert compare(kind, target, after, INDEX, None, merge=NO_MERGE).fields == ()
    assert meaning(natural(kind, after)) == meaning(natural(kind, row))


@given(kinds, st.data())
def test_whatever_a_pbx_shows_is_compared_and_written_over_or_told(kind: Kind, data: st.DataObject) -> None:
    row, other = data.draw(rows(kind)), data.draw(rows(kind))
    strange = data.draw(st.dictionaries(st.sampled_from(sorted(row)), json_values, max_size=4))
    shown = {name: value for name, value in {**row, **strange}.items() if name in kind.key or data.draw(st.booleans())}
    target = wanted_of(kind, data.draw(configurations.wishes(kind, natural(kind, other))))
    merge = frozenset(data.draw(st.sets(st.sampled_from([f"{kind.name}.{name}" for name in row]))))
    found = compare(kind, target, shown, INDEX, None, merge=merge)
    assert set(found.fields) <= set(target.value)
    assert all(map(str, unmet(kind, target, shown, INDEX, None, merge=merge)))
    sent, refusal = {}, ""
    try:
        sent = body(kind, target, found.fields, shown, INDEX, None, merge=merge)
    except ThreeCXError as error:
        refusal = str(error)
    assert "the PBX does not show what it holds" in refusal if refusal else list(sent) == list(found.fields)
