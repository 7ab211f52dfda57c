# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is decided for one device."""

from __future__ import annotations

import copy
import json
import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.api._errors import InputError, ThreeCXError
from ansible_collections.telephony.threecx.plugins.module_utils.fxs._fxs import changed_fields, fingerprint, merge
from ansible_collections.telephony.threecx.plugins.module_utils.fxs._plan import (
    ChangedError,
    Device,
    Plan,
    describe_unmet,
    diff_sides,
    other_changes,
    plan,
)
from ansible_collections.telephony.threecx.plugins.module_utils.fxs._templates import Template
from ansible_collections.telephony.threecx.plugins.module_utils.fxs._wanted import Guards, Wanted
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.devices import (
    ADAPTERS,
    TEMPLATES_READ,
    entities,
    seen,
    wishes,
)
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.secret_sweep import assert_no_secrets

MAC = "001A2B3C4D5E"
HT80X = "grandstream.ht80x.fxs.xml"
W70B = "yealink.W70B.fxs.xml"
STALE = "0" * 64

ENTITY: dict[str, t.Any] = {
    "MacAddress": "00:1a:2b:3c:4d:5e",
    "Template": {"Id": HT80X, "DeviceType": "Fxs"},
    "Name": "Lobby",
    "Brand": "Grandstream",
    "Model": "HT802",
    "ModelName": "Grandstream HT802",
    "FxsLineCount": 2,
    "FxsLines": [{"Key": 1, "Number": "201", "Name": "Lobby phone"}],
    "Group": "GRP0000",
    "Language": "English",
    "TimeZone": "(GMT+00:00) London",
    "Codecs": ["PCMA", "PCMU"],
    "Provisioning": {"Method": "LocalLan", "LocalSipPort": 5060},
    "Variables": [{"Name": "VLAN_ID", "Value": "5"}, {"Name": "DEVICE_PASSWORD", "Value": "guessable"}],
    "Password": "Web-password-1",
    "Secret": "Rps-secret-2",
}
DEVICE = seen(ENTITY, '"1"')
DECT = seen({"MacAddress": MAC, "Template": {"Id": W70B, "DeviceType": "Dect"}, "Name": None})
UNKNOWN = seen({**ENTITY, "Template": None})


def wish(
    state: str = "present", *, guards: Guards | None = None, secrets: dict[str, str] | None = None, **rest: t.Any
) -> Wanted:
    renew = rest.pop("renew_secrets", False)
    return Wanted(MAC, state, guards or Guards(), rest, secrets or {}, renew)


def decide(wanted: Wanted, device: Device | None, templates: t.Iterable[Template] = TEMPLATES_READ) -> Plan:
    return plan(wanted, templates, device)


class Untouched:
    """Templates that must not be read: each of their pages costs a request."""

    def __iter__(self) -> t.Iterator[Template]:
        raise AssertionError("the templates were read")


# What the PBX keeps back


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [
        ("Codecs", "codecs", ["PCMU"]),
        ("FxsLines", "lines", []),
        ("Provisioning", "provisioning", {"local_sip_port": 5060}),
        ("Variables", "variables", {"VLAN_ID": "5"}),
    ],
)
def test_what_is_not_shown_is_neither_compared_nor_written(name: str, field: str, value: t.Any) -> None:
    device = seen({other: held for other, held in ENTITY.items() if other != name})
    with pytest.raises(ThreeCXError, match=f"does not show {field} of this device.*nothing was changed"):
        decide(wish(name="Gate", **{field: value}), device)
    planned = decide(wish(name="Gate"), device)
    assert planned.body == {"Name": "Gate"}
    # After a write nobody can tell, and it was not refused.
    assert describe_unmet(wish(**{field: value}), planned, device) == ""


def test_all_that_is_not_shown_is_named() -> None:
    device = seen({name: held for name, held in ENTITY.items() if name not in ("Codecs", "FxsLines")})
    with pytest.raises(ThreeCXError) as caught:
        decide(wish(codecs=["PCMU"], lines=[]), device)
    assert str(caught.value).startswith(f"FXS {MAC}: the PBX does not show codecs, lines of this device, so")


# Absent


def test_a_device_that_is_not_there_needs_no_deletion() -> None:
    planned = decide(wish("absent"), None, Untouched())
    assert (planned.action, planned.changes, planned.record) == ("keep", False, None)
    assert diff_sides(planned, None) == {"before": {}, "after": {}}


def test_a_device_is_deleted_by_the_spelling_of_the_pbx() -> None:
    planned = decide(wish("absent"), DEVICE, Untouched())
    assert (planned.action, planned.mac, planned.key) == ("delete", MAC, "00:1a:2b:3c:4d:5e")
    assert planned.record == DEVICE.record
    assert planned.after is None
    assert diff_sides(planned, DEVICE.record) == {"before": DEVICE.record, "after": {}}


def test_a_deletion_is_verified_only_where_the_user_wants_that() -> None:
    assert decide(wish("absent"), DEVICE).if_match is None
    assert decide(wish("absent", guards=Guards('"1"')), DEVICE).if_match == '"1"'
    assert decide(wish("absent", guards=Guards("*")), DEVICE).if_match == "*"
    # The fingerprint is that of a version, which has an ETag too.
    seen_version = Guards(if_fingerprint=fingerprint(DEVICE.record))
    assert decide(wish("absent", guards=seen_version), DEVICE).if_match == '"1"'
    assert decide(wish("absent", guards=seen_version._replace(if_match="*")), DEVICE).if_match == "*"


# Guards, for both states

CHANGES = [wish("absent"), wish(name="Gate")]
states = pytest.mark.parametrize("wanted", CHANGES, ids=["absent", "present"])


def guarded(wanted: Wanted, *values: t.Any) -> Wanted:
    return Wanted(wanted.mac, wanted.state, Guards(*values), wanted.values)


@states
@pytest.mark.parametrize(
    "guards",
    [
        (),
        ('"1"',),
        ("*",),
        (None, fingerprint(DEVICE.record)),
        ('"1"', fingerprint(DEVICE.record)),
        (None, None, "fxs"),
    ],
)
def test_a_guard_that_holds_changes_nothing_about_the_plan(wanted: Wanted, guards: tuple[str | None, ...]) -> None:
    planned = decide(guarded(wanted, *guards), DEVICE)
    assert planned.action == ("delete" if wanted.state == "absent" else "update")


@states
def test_another_etag_is_refused_with_the_present_one(wanted: Wanted) -> None:
    with pytest.raises(ThreeCXError, match='has the ETag "1" and not "0": it was changed since') as caught:
        decide(guarded(wanted, '"0"'), DEVICE)
    assert caught.value.facts == {"status": 412, "current_etag": '"1"'}


@states
def test_an_etag_cannot_be_verified_where_the_pbx_shows_none(wanted: Wanted) -> None:
    with pytest.raises(
        ThreeCXError, match=f"^FXS {MAC}: the PBX shows no ETag, so if_match cannot be verified; nothing was changed"
    ):
        decide(guarded(wanted, '"1"'), seen(ENTITY))
    assert decide(guarded(wanted, "*"), seen(ENTITY)).changes


@states
def test_another_fingerprint_is_refused_with_the_present_one(wanted: Wanted) -> None:
    with pytest.raises(ThreeCXError, match=f"and not {STALE}: it was changed since; nothing was") as caught:
        decide(guarded(wanted, None, STALE), DEVICE)
    assert caught.value.facts == {"current_fingerprint": fingerprint(DEVICE.record)}


@states
def test_both_guards_must_hold(wanted: Wanted) -> None:
    with pytest.raises(ThreeCXError, match="has the ETag"):
        decide(guarded(wanted, '"0"', fingerprint(DEVICE.record)), DEVICE)
    with pytest.raises(ThreeCXError, match="has the fingerprint"):
        decide(guarded(wanted, '"1"', STALE), DEVICE)


@states
@pytest.mark.parametrize(
    ("wanted_type", "device", "message"),
    [
        (None, DECT, "is of the type 'dect' and not 'fxs'; nothing was changed. Set device_type to 'dect'"),
        ("fxs", DECT, "is of the type 'dect' and not 'fxs'"),
        ("dect", DEVICE, "is of the type 'fxs' and not 'dect'"),
        (None, UNKNOWN, "does not tell whether this is an FXS device or a DECT base; nothing was changed. Set"),
    ],
)
def test_a_device_of_another_kind_is_refused(
    wanted: Wanted, wanted_type: str | None, device: Device, message: str
) -> None:
    with pytest.raises(ThreeCXError, match=message):
        decide(guarded(wanted, None, None, wanted_type), device)


@states
@pytest.mark.parametrize(
    ("wanted_type", "device"), [("dect", DECT), (None, DEVICE), ("fxs", DEVICE), ("fxs", UNKNOWN), ("dect", UNKNOWN)]
)
def test_a_device_of_the_kind_that_is_meant_is_changed(wanted: Wanted, wanted_type: str | None, device: Device) -> None:
    assert decide(guarded(wanted, None, None, wanted_type), device).changes


@pytest.mark.parametrize(
    ("wanted", "device", "beginning"),
    [
        (
            wish("absent", guards=Guards(if_fingerprint=STALE)),
            DEVICE,
            f"FXS {MAC} has the fingerprint {fingerprint(DEVICE.record)} and not {STALE}: it was changed since;",
        ),
        (wish("absent"), UNKNOWN, f"FXS {MAC}: the PBX does not tell whether this is"),
        (wish("absent"), DECT, f"The device {MAC} is of the type 'dect' and not 'fxs'; nothing was changed."),
        (wish(guards=Guards(if_match='"1"')), None, f"FXS {MAC} does not exist, so it is not the device that if_match"),
    ],
)
def test_a_refusal_begins_with_the_device(wanted: Wanted, device: Device | None, beginning: str) -> None:
    with pytest.raises(ThreeCXError) as caught:
        decide(wanted, device)
    assert str(caught.value).startswith(beginning)
    assert str(caught.value).count("; nothing was changed") == 1
    assert caught.value.reason == str(caught.value).replace("; nothing was changed", "")


def test_a_changed_device_is_told_without_what_follows_from_it() -> None:
    with pytest.raises(ChangedError) as caught:
        decide(wish("absent", guards=Guards(if_match='"2"')), DEVICE)
    assert caught.value.found == f'FXS {MAC} has the ETag "1" and not "2"'


@pytest.mark.parametrize("guards", [Guards(STALE), Guards(None, STALE), Guards("*")])
def test_a_version_of_a_device_that_does_not_exist_is_not_created(guards: Guards) -> None:
    with pytest.raises(ThreeCXError, match="does not exist, so it is not the device that if_match or if_fingerprint"):
        decide(wish(guards=guards, template=HT80X, model="HT802"), None, Untouched())


# New


def test_a_new_device_gets_what_follows_from_its_template() -> None:
    planned = decide(wish(template=HT80X, model="HT801", name="Lobby"), None)
    assert (planned.action, planned.mac, planned.key, planned.before) == ("create", MAC, MAC, None)
    assert planned.if_match is None
    assert planned.body == {
        "MacAddress": MAC,
        "Name": "Lobby",
        "Brand": "Grandstream",
        "Model": "HT801",
        "ModelName": "Grandstream HT801",
        "FxsLineCount": 2,
    }
    assert planned.record == {
        "mac_address": MAC,
        "device_type": "fxs",
        "template": HT80X,
        "name": "Lobby",
        "brand": "Grandstream",
        "model": "HT801",
        "model_name": "Grandstream HT801",
        "group": None,
        "language": None,
        "time_zone": None,
        "line_count": 2,
        "codecs": [],
        "lines": [],
        "provisioning": None,
        "variables": {},
    }
    # What the PBX will fill in is not known.
    known = ("mac_address", "device_type", "template", "name", "brand", "model", "model_name", "line_count")
    after = {name: planned.record[name] for name in known}
    assert diff_sides(planned, planned.record) == {"before": {}, "after": after}


@pytest.mark.parametrize(
    ("values", "device", "spare"),
    [
        ({"template": HT80X, "model": "HT801"}, None, {"ModelName", "FxsLineCount"}),
        ({"template": HT80X, "model_name": "HT801"}, None, {"ModelName", "FxsLineCount"}),
        ({"template": HT80X, "model": "HT801", "line_count": 1}, None, {"ModelName"}),
        ({"model": "HT801"}, DEVICE, {"ModelName"}),
        ({"line_count": 1, "name": "Gate"}, DEVICE, set()),
    ],
)
def test_what_follows_from_the_template_can_be_left_out(
    values: dict[str, t.Any], device: Device | None, spare: set[str]
) -> None:
    planned = decide(wish(**values), device)
    assert planned.spare == spare <= set(planned.body)


def test_the_only_name_of_a_model_is_not_left_out() -> None:
    planned = decide(wish(model_name="Grandstream HT802"), seen({**ENTITY, "ModelName": None}))
    assert (set(planned.body), planned.spare) == ({"ModelName"}, frozenset())


@pytest.mark.parametrize(
    ("option", "value", "sent"),
    [
        ("name", "", {"Name": None}),
        ("group", "", {"Group": None}),
        ("language", "", {"Language": None}),
        ("time_zone", "", {"TimeZone": None}),
        ("codecs", [], {"Codecs": []}),
        ("lines", [], {"FxsLines": []}),
        ("lines", [{"key": 1, "number": "", "name": None}], {"FxsLines": []}),
        ("provisioning", {"local_interface": ""}, {"Provisioning": {"LocalInterface": None}}),
        ("variables", {"VLAN_ID": ""}, {"Variables": [{"Name": "VLAN_ID", "Value": ""}]}),
    ],
)
def test_a_new_device_is_told_an_empty_value_too(option: str, value: t.Any, sent: dict[str, t.Any]) -> None:
    # Left out, the PBX would fill in a value of its own.
    body = decide(wish(template=HT80X, model="HT802", **{option: value}), None).body
    assert {name: body.get(name, "left out") for name in sent} == sent


def test_secrets_are_written_to_a_new_device_and_shown_nowhere() -> None:
    secrets = {"password": "Web-password-9", "secret": "Rps-secret-9"}
    planned = decide(wish(template=HT80X, model="HT802", secrets=secrets), None)
    assert (planned.body["Password"], planned.body["Secret"]) == ("Web-password-9", "Rps-secret-9")
    sides = diff_sides(planned, planned.record)
    assert (sides["after"]["password"], sides["after"]["secret"]) == ("changed", "changed")
    assert sides["before"] == {}
    assert_no_secrets(f"{planned}{sides}{planned.record}", secrets.values())


def test_a_new_dect_base_must_be_meant() -> None:
    with pytest.raises(ThreeCXError, match="is of the type 'dect' and not 'fxs'"):
        decide(wish(template=W70B), None)
    planned = decide(wish(template=W70B, guards=Guards(device_type="dect")), None)
    assert planned.record is not None
    assert planned.record["device_type"] == "dect"


def test_wrong_values_for_a_new_device_are_refused() -> None:
    with pytest.raises(InputError, match="language is 'Klingon'; it must be one of 'English', 'German'"):
        decide(wish(template=HT80X, model="HT802", language="Klingon"), None)
    with pytest.raises(InputError, match="line_count is 3; it must be from 1 to 2"):
        decide(wish(template=HT80X, model="HT802", line_count=3), None)


# Changes


@pytest.mark.parametrize(
    ("values", "body"),
    [
        ({"name": "Gate"}, {"Name": "Gate"}),
        ({"name": ""}, {"Name": None}),
        ({"group": "GRP0001"}, {"Group": "GRP0001"}),
        ({"language": "German"}, {"Language": "German"}),
        ({"time_zone": "(GMT+02:00) Athens"}, {"TimeZone": "(GMT+02:00) Athens"}),
        ({"codecs": ["PCMU"]}, {"Codecs": ["PCMU"]}),
        ({"line_count": 1}, {"FxsLineCount": 1}),
        ({"model": "HT801"}, {"Model": "HT801", "ModelName": "Grandstream HT801"}),
        ({"model": "Grandstream HT801"}, {"Model": "HT801", "ModelName": "Grandstream HT801"}),
        ({"model_name": "HT801"}, {"Model": "HT801", "ModelName": "Grandstream HT801"}),
        ({"lines": []}, {"FxsLines": [{"Key": 1, "Number": ""}]}),
        ({"provisioning": {"local_sip_port": 5061}}, {"Provisioning": {"Method": "LocalLan", "LocalSipPort": 5061}}),
        (
            {"variables": {"VLAN_ID": "6"}},
            {"Variables": [{"Name": "DEVICE_PASSWORD", "Value": "guessable"}, {"Name": "VLAN_ID", "Value": "6"}]},
        ),
        ({"name": "Gate", "group": "GRP0000", "codecs": ["PCMA", "PCMU"]}, {"Name": "Gate"}),
        (
            {"lines": [{"key": 2, "number": "202"}, {"key": 1, "number": "201"}]},
            {"FxsLines": [{"Key": 1, "Number": "201", "Name": "Lobby phone"}, {"Key": 2, "Number": "202"}]},
        ),
    ],
)
def test_a_change_carries_only_what_differs(values: dict[str, t.Any], body: dict[str, t.Any]) -> None:
    planned = decide(wish(**values), DEVICE)
    assert (planned.action, planned.key, planned.if_match) == ("update", "00:1a:2b:3c:4d:5e", '"1"')
    assert planned.body == body
    assert planned.record == planned.after != planned.before


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"name": "Lobby", "codecs": ["PCMA", "PCMU"], "line_count": 2, "template": HT80X, "brand": "Grandstream"},
        {"model": "Grandstream HT802", "model_name": "HT802"},
        {"lines": [{"key": 1, "number": "201"}, {"key": 2, "number": ""}]},
        {"provisioning": {}, "variables": {}},
        {"provisioning": {"remote_fqdn": "", "local_sip_port": 5060}, "variables": {"VLAN_ID": "5"}},
    ],
)
def test_a_device_that_is_as_wanted_is_kept_without_reading_templates(values: dict[str, t.Any]) -> None:
    planned = decide(wish(**values), DEVICE, Untouched())
    assert (planned.action, planned.body, planned.fields, planned.if_match) == ("keep", {}, (), None)
    assert planned.record == DEVICE.record
    sides = diff_sides(planned, DEVICE.record)
    assert sides["before"] == sides["after"] == DEVICE.record


def test_guards_hold_back_changes_not_looks() -> None:
    # Nothing is changed, so there is nothing to verify.
    assert decide(wish(name="Lobby", guards=Guards('"0"', STALE)), DEVICE).action == "keep"


@pytest.mark.parametrize(("meant", "shown"), [("dect", "Fxs"), (None, "Dect"), ("fxs", "Dect")])
def test_a_device_of_another_kind_is_refused_although_it_is_as_wanted(meant: str | None, shown: str) -> None:
    device = seen({**ENTITY, "Template": {"Id": HT80X, "DeviceType": shown}})
    with pytest.raises(ThreeCXError, match=f"is of the type '{shown.lower()}'"):
        decide(wish(name="Lobby", guards=Guards(device_type=meant)), device)


def test_a_device_of_unknown_kind_is_kept_when_it_is_as_wanted() -> None:
    device = seen({**ENTITY, "Template": None})
    assert decide(wish(name="Lobby"), device).action == "keep"


@pytest.mark.parametrize("if_match", ['"1"', "*"])
def test_the_users_etag_wins_over_the_one_that_was_read(if_match: str) -> None:
    assert decide(wish(name="Gate", guards=Guards(if_match)), DEVICE).if_match == if_match


def test_without_an_etag_a_change_is_not_verified() -> None:
    assert decide(wish(name="Gate"), seen(ENTITY)).if_match is None


def test_the_template_of_a_device_cannot_be_changed() -> None:
    with pytest.raises(InputError) as caught:
        decide(wish(template="grandstream.ht81x.fxs.xml"), DEVICE)
    assert str(caught.value) == (
        f"template is 'grandstream.ht81x.fxs.xml', but FXS {MAC} has '{HT80X}'; that cannot be changed. Delete the"
        " device and create it again."
    )


@pytest.mark.parametrize(
    ("values", "body"),
    [
        ({"name": None}, {"Name": None}),
        ({"language": None, "line_count": None}, {"Language": None, "FxsLineCount": None}),
        ({"group": None, "name": "Lobby"}, {"Group": None}),
        ({"provisioning": {"local_sip_port": None, "sbc_name": None}}, {"Method": "LocalLan", "LocalSipPort": None}),
    ],
)
def test_null_is_written_over_what_the_device_has(values: dict[str, t.Any], body: dict[str, t.Any]) -> None:
    planned = decide(wish(**values), DEVICE)
    assert planned.body == ({"Provisioning": body} if "provisioning" in values else body)
    assert describe_unmet(wish(**values), planned, DEVICE) != ""


@pytest.mark.parametrize("nothing", [None, ""])
def test_null_is_no_change_where_there_is_nothing(nothing: str | None) -> None:
    values: dict[str, t.Any] = {
        "name": None,
        "group": None,
        "brand": None,
        "model": None,
        "template": None,
        "line_count": None,
    }
    provisioning = {"method": None, "sbc_name": None}
    names = ("Name", "Group", "Brand", "Model")
    entity = {**ENTITY, **dict.fromkeys(names, nothing), "Template": None, "FxsLineCount": None, "Provisioning": None}
    wanted = wish(**values, provisioning=provisioning, guards=Guards(device_type="fxs"))
    assert decide(wanted, seen(entity), Untouched()).action == "keep"
    # The template is known by the model where the PBX does not show it.
    known = seen({**entity, "Brand": "Grandstream", "Model": "HT802"})
    assert decide(wish(template=None, name=None), known, Untouched()).action == "keep"


@pytest.mark.parametrize(
    ("name", "value"),
    [("template", HT80X), ("brand", "Grandstream"), ("model", "HT802"), ("model_name", "Grandstream HT802")],
)
def test_what_tells_the_kind_of_a_device_cannot_be_emptied(name: str, value: str) -> None:
    values: dict[str, t.Any] = {"template": HT80X, "model": "HT802", name: None}
    for device, found in ((DEVICE, f"FXS {MAC} has '{value}'"), (None, "a new device gets one")):
        with pytest.raises(InputError) as caught:
            decide(wish(**values), device)
        assert str(caught.value) == f"{name} is empty, but {found}; leave it out, since no device is without."


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"language": "Klingon"}, "language is 'Klingon'"),
        ({"time_zone": "UTC"}, "time_zone is 'UTC'"),
        ({"line_count": 3}, "line_count is 3"),
        ({"lines": [{"key": 3, "number": "203"}]}, "lines has the key 3"),
        ({"variables": {"DTMF_MODE": "loud"}}, "variables.DTMF_MODE is 'loud'"),
        ({"model": "SN4114"}, f"model is 'SN4114'; template {HT80X} has one of 'HT802', 'HT801'"),
        ({"brand": "Yealink"}, f"brand is 'Yealink'; template {HT80X} has 'Grandstream'"),
    ],
)
def test_wrong_values_for_a_device_are_refused(values: dict[str, t.Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        decide(wish(**values), DEVICE)


@pytest.mark.parametrize("shown", [None, "", "Patton"])
def test_the_brand_of_the_template_is_written_as_that_spells_it(shown: str | None) -> None:
    planned = decide(wish(brand="grandSTREAM"), seen({**ENTITY, "Brand": shown}))
    assert (planned.body, planned.fields) == ({"Brand": "Grandstream"}, ("brand",))
    assert describe_unmet(wish(brand="grandSTREAM"), planned, DEVICE) == ""


@pytest.mark.parametrize("device", [DEVICE, None], ids=["existing", "new"])
def test_a_brand_is_for_the_pbx_to_refuse_where_the_template_does_not_tell(device: Device | None) -> None:
    silent = [template._replace(brand="") for template in TEMPLATES_READ]
    planned = decide(wish(template=HT80X, model="HT802", brand="Yealink"), device, silent)
    assert planned.body["Brand"] == "Yealink"


def test_a_wrong_value_that_the_device_has_already_is_no_change() -> None:
    # The lists of templates differ between builds, and nobody asked to change it.
    old = seen({**ENTITY, "Language": "Klingon"}, '"1"')
    planned = decide(wish(language="Klingon", name="Gate"), old)
    assert planned.body == {"Name": "Gate"}


def test_a_template_that_the_pbx_does_not_show_is_not_taken_for_another_one() -> None:
    guards = Guards(device_type="fxs")
    assert decide(wish(template=HT80X, name="Lobby", guards=guards), UNKNOWN, Untouched()).action == "keep"
    planned = decide(wish(template=HT80X, name="Gate", guards=guards), UNKNOWN, Untouched())
    assert (planned.action, planned.fields, planned.body) == ("update", ("name",), {"Name": "Gate"})
    changed = seen({**ENTITY, "Template": None, "Name": "Gate"})
    assert describe_unmet(wish(template=HT80X, name="Gate"), planned, changed) == ""
    # All else is compared.
    others = wish(template=HT80X, time_zone="(GMT+02:00) Athens", codecs=["PCMU"], guards=guards)
    assert set(decide(others, UNKNOWN).fields) == {"time_zone", "codecs"}


def test_a_device_whose_template_is_not_known_is_changed_unchecked() -> None:
    odd = seen({**ENTITY, "Template": {"Id": "gone.fxs.xml", "DeviceType": "Fxs"}})
    assert decide(wish(language="Klingon"), odd).body == {"Language": "Klingon"}
    assert decide(wish(model="HT801"), odd).body == {"Model": "HT801"}


# Secrets of devices that exist

OWN = {"password": "Web-password-1", "secret": "Rps-secret-2"}
NEW = {"password": "Web-password-9", "secret": "Rps-secret-2"}


@pytest.mark.parametrize("secrets", [OWN, NEW])
def test_secrets_are_not_compared_unless_that_is_wanted(secrets: dict[str, str]) -> None:
    planned = decide(wish(secrets=secrets), DEVICE)
    assert planned.action == "keep"
    sides = diff_sides(planned, planned.record)
    assert {sides[side][name] for side in sides for name in secrets} == {"unchanged"}


def test_a_change_of_something_else_does_not_bring_secrets_along() -> None:
    assert decide(wish(secrets=NEW, name="Gate"), DEVICE).body == {"Name": "Gate"}


def test_secrets_that_the_device_has_are_not_written_again() -> None:
    # What comes from a PBX is an object of its own.
    received = seen(json.loads(json.dumps(ENTITY)))
    assert decide(wish(secrets=OWN, renew_secrets=True), received).action == "keep"


def test_only_the_secret_that_differs_is_written() -> None:
    planned = decide(wish(secrets=NEW, renew_secrets=True), DEVICE)
    assert (planned.action, planned.body, planned.fields) == ("update", {"Password": "Web-password-9"}, ())
    sides = diff_sides(planned, planned.record)
    assert (sides["before"]["password"], sides["after"]["password"]) == ("unchanged", "changed")
    assert (sides["before"]["secret"], sides["after"]["secret"]) == ("unchanged", "unchanged")
    assert set(sides["before"]) == set(sides["after"])
    assert_no_secrets(f"{planned}{sides}{DEVICE}", [*NEW.values(), *OWN.values()])


@pytest.mark.parametrize("shown", [{}, {"Password": None, "Secret": None}])
def test_secrets_that_the_pbx_does_not_show_are_written_each_time(shown: dict[str, None]) -> None:
    hidden = {name: value for name, value in ENTITY.items() if name not in ("Password", "Secret")}
    planned = decide(wish(secrets=OWN, renew_secrets=True), seen({**hidden, **shown}))
    assert planned.body == {"Password": "Web-password-1", "Secret": "Rps-secret-2"}


# Properties over generated devices


@given(st.data())
def test_what_was_planned_for_is_kept_afterwards(data: st.DataObject) -> None:
    template_id = data.draw(st.sampled_from(ADAPTERS))
    device, wanted = seen(data.draw(entities([template_id]))), wish(**data.draw(wishes(template_id)))
    before = copy.deepcopy(device)
    planned = decide(wanted, device)
    assert device == before
    assert planned.after is not None
    assert planned.changes == bool(planned.fields) == bool(planned.body)
    assert set(planned.fields) == set(changed_fields(device.record, planned.after))
    after = Device(device.spelling, planned.after, None, device.entity)
    assert decide(wanted, after, Untouched()).action == "keep"
    assert describe_unmet(wanted, planned, after) == ""
    assert other_changes(planned, after) == []
    sides = diff_sides(planned, planned.after)
    assert (sides["before"], sides["after"]) == (device.record, planned.after)
    assert set(sides["before"]) == set(sides["after"])


@given(st.data())
def test_a_planned_creation_is_kept_afterwards(data: st.DataObject) -> None:
    wanted = wish(**data.draw(wishes(data.draw(st.sampled_from(ADAPTERS)))))
    planned = decide(wanted, None)
    assert planned.action == "create"
    assert planned.after is not None
    nothing: dict[str, t.Any] = {"FxsLines": [], "Codecs": [], "Provisioning": None, "Variables": []}
    created = Device(MAC, planned.after, None, {**nothing, **planned.body})
    assert decide(wanted, created, Untouched()).action == "keep"
    assert describe_unmet(wanted, planned, created) == ""
    assert other_changes(planned, created) == []


@given(entities([*ADAPTERS, W70B]), st.booleans())
def test_the_fingerprint_of_a_device_allows_its_deletion_and_that_of_no_other(
    entity: dict[str, t.Any], other: bool
) -> None:
    device = seen(entity)
    guards = Guards(None, fingerprint(device.record), device.record["device_type"])
    wanted = Wanted(device.record["mac_address"], "absent", guards)
    if other:
        device = seen({**entity, "Name": f"{entity['Name']}x"})
        with pytest.raises(ThreeCXError, match="has the fingerprint"):
            decide(wanted, device)
    else:
        assert decide(wanted, device).action == "delete"


# What the PBX made of it


def test_each_value_that_was_not_stored_is_named_with_both_values() -> None:
    wanted = wish(name="Gate", language="German", group="GRP0000")
    assert (
        describe_unmet(wanted, decide(wanted, DEVICE), DEVICE)
        == "name is 'Lobby' and not 'Gate'; language is 'English' and not 'German'"
    )


def test_a_pbx_that_names_lines_itself_is_told_from_one_that_stores_other_lines() -> None:
    named = wish(lines=[{"key": 1, "number": "201", "name": "Gate"}])
    moved = wish(lines=[{"key": 1, "number": "202", "name": "Gate"}])
    hint = "; the PBX names lines itself, so leave the names out"
    assert describe_unmet(named, decide(named, DEVICE), DEVICE).endswith(hint)
    assert hint not in describe_unmet(moved, decide(moved, DEVICE), DEVICE)


@pytest.mark.parametrize(
    ("update_secrets", "shown", "unmet"),
    [
        (True, {"Password": "Web-password-1"}, "password is another one"),
        (True, {"Password": "Web-password-1", "Secret": "x"}, "password is another one; secret is another one"),
        (True, {"Password": "Web-password-9", "Secret": "Rps-secret-9"}, ""),
        (True, {"Password": None}, ""),
        (False, {"Password": "Web-password-1"}, ""),
    ],
)
def test_a_secret_that_was_written_must_not_be_another_one(
    update_secrets: bool, shown: dict[str, t.Any], unmet: str
) -> None:
    secrets = {"password": "Web-password-9", "secret": "Rps-secret-9"}
    wanted = wish(secrets=secrets, renew_secrets=update_secrets, name="Gate")
    bare = {name: value for name, value in ENTITY.items() if name not in ("Password", "Secret")}
    after = seen({**bare, "Name": "Gate", **shown})
    assert describe_unmet(wanted, decide(wanted, DEVICE), after) == unmet


def test_other_changes_are_those_that_were_not_asked_for() -> None:
    planned = decide(wish(name="Gate"), DEVICE)
    after = {**ENTITY, "Name": "Gate"}
    assert other_changes(planned, seen(after)) == []
    assert other_changes(planned, seen({**after, "Group": "x", "Codecs": []})) == ["group", "codecs"]
    assert other_changes(decide(wish(template=HT80X, model="HT802"), None), seen(after)) == []


@pytest.mark.parametrize(
    ("values", "found", "others"),
    [
        ({"provisioning": {"local_sip_port": 5061}}, {"Method": "LocalLan", "LocalSipPort": 5061}, []),
        ({"provisioning": {"local_sip_port": 5061}}, {"LocalSipPort": 5061}, ["provisioning.method"]),
        (
            {"provisioning": {"local_sip_port": 5061}},
            {"Method": "SBC", "LocalSipPort": 5061, "SbcName": "x", "RemotePort": None},
            ["provisioning.method", "provisioning.sbc_name"],
        ),
        ({"provisioning": {"method": ""}}, {"Method": None, "LocalSipPort": 5060}, []),
    ],
)
def test_what_else_changed_of_a_field_that_was_written_is_told(
    values: dict[str, t.Any], found: dict[str, t.Any], others: list[str]
) -> None:
    planned = decide(wish(**values), DEVICE)
    assert other_changes(planned, seen({**ENTITY, "Provisioning": found})) == others


def test_a_variable_that_is_gone_after_another_was_written_is_told() -> None:
    planned = decide(wish(variables={"IMPEDANCE": "600"}), DEVICE)
    left = seen({**ENTITY, "Variables": [{"Name": "IMPEDANCE", "Value": "600"}]})
    assert other_changes(planned, left) == ["variables.VLAN_ID"]


def test_a_diff_shows_what_the_pbx_holds_afterwards() -> None:
    planned = decide(wish(name="Gate"), DEVICE)
    record = merge(DEVICE.record, {"name": "Gate", "group": "x"})
    assert diff_sides(planned, record) == {"before": DEVICE.record, "after": record}
