# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What holds for threecx_fxs with any device and any wish."""

from __future__ import annotations

import copy
import typing as t

from hypothesis import assume, given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.fxs._fxs import changed_fields, comparable
from ansible_collections.telephony.threecx.tests.emulator import Emulator
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.devices import (
    ADAPTERS,
    BASES,
    Entity,
    entities,
    wishes,
)
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.examples import share
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import RunFxs

MAC = "001A2B3C4D5E"
# What may free a line
FREED_BY = ["either", "omission", "empty"]

# Each example is several runs of the module with requests over HTTP.
few = share(5, at_least=4)


@st.composite
def starts_and_wishes(draw: st.DrawFn, number: int) -> tuple[Entity | None, list[Entity]]:
    """A device, or none, and so many wishes for it; all with the same template, which cannot change."""
    template_id = draw(st.sampled_from(ADAPTERS))
    start = draw(st.none() | entities([template_id]))
    return start, [draw(wishes(template_id)) for _wish in range(number)]


def prepare(pbx: Emulator, device: Entity | None, **behaviour: t.Any) -> None:
    pbx.reset(**behaviour)
    if device is not None:
        pbx.add_device({**copy.deepcopy(device), "MacAddress": MAC})


def result_of(run_fxs: RunFxs, pbx: Emulator, wish: Entity, *, check_mode: bool = False) -> dict[str, t.Any]:
    run = run_fxs(pbx, **{"mac_address": MAC, **wish}, diff=True, check_mode=check_mode)
    assert not run.failed, run.result["msg"]
    return run.result


# Undo


@few
@given(
    entities([*ADAPTERS, *BASES]),
    st.sampled_from(["off", "both"]),
    st.sampled_from(["derived", "bind", "object", "any"]),
)
def test_a_deleted_device_that_is_fed_back_is_the_same_again(
    pbx: Emulator, run_fxs: RunFxs, device: Entity, etags: str, binding: str
) -> None:
    # A PBX that derives the template from the model cannot know which of two is meant.
    assume(binding != "derived" or "Custom" not in device["Template"]["Id"])
    prepare(pbx, device, etags=etags, template_binding=binding)
    kind = device["Template"]["DeviceType"].lower()
    gone = result_of(run_fxs, pbx, {"state": "absent", "device_type": kind})
    assert pbx.devices() == []

    again = result_of(run_fxs, pbx, gone["device"])
    assert again["changed"] is True
    # An empty text may come back as null, which is the same.
    assert comparable(again["device"]) == comparable(gone["device"])
    assert again["fingerprint"] == gone["fingerprint"]

    # What names the old version names the new one too, except for the ETag.
    assert result_of(run_fxs, pbx, {**gone["device"], "if_fingerprint": gone["fingerprint"]})["changed"] is False
    last = {"state": "absent", "device_type": kind, "if_fingerprint": gone["fingerprint"]}
    assert result_of(run_fxs, pbx, last)["changed"] is True


def test_a_device_that_the_pbx_shows_nothing_of_is_the_same_again(pbx: Emulator, run_fxs: RunFxs) -> None:
    empty = dict.fromkeys(("Name", "Group", "Language", "TimeZone", "FxsLineCount"))
    provisioning = dict.fromkeys(("Method", "LocalInterface", "LocalSipPort", "LocalAudioPortStart", "RemoteFQDN"))
    lists: dict[str, t.Any] = {"FxsLines": [], "Codecs": [], "Variables": []}
    prepare(pbx, {"Template": {"Id": ADAPTERS[0]}, **empty, **lists, "Provisioning": provisioning})
    gone = result_of(run_fxs, pbx, {"state": "absent"})
    assert result_of(run_fxs, pbx, gone["device"])["device"] == gone["device"]


# Again, and after one another


@few
@given(starts_and_wishes(1), st.sampled_from(FREED_BY))
def test_the_second_time_nothing_changes(
    pbx: Emulator, run_fxs: RunFxs, example: tuple[Entity | None, list[Entity]], freed_by: str
) -> None:
    start, [wish] = example
    prepare(pbx, start, freed_by=freed_by)
    first = result_of(run_fxs, pbx, wish)
    assert first["changed"] == (first["diff"]["before"] != first["diff"]["after"])
    assert first["changed"] or start is not None
    pbx.clear_log()
    second = result_of(run_fxs, pbx, wish)
    assert second["changed"] is False
    assert {name: second[name] for name in ("device", "fingerprint", "etag")} == {
        name: first[name] for name in ("device", "fingerprint", "etag")
    }
    assert second["diff"] == {"before": first["device"], "after": first["device"]}
    # One look is enough to know that there is nothing to do.
    assert [entry.method for entry in pbx.log if entry.path != "/connect/token"] == ["GET"]


@few
@given(starts_and_wishes(2), st.sampled_from(FREED_BY))
def test_what_was_before_is_what_the_last_run_left(
    pbx: Emulator, run_fxs: RunFxs, example: tuple[Entity | None, list[Entity]], freed_by: str
) -> None:
    start, [first_wish, second_wish] = example
    prepare(pbx, start, freed_by=freed_by)
    first = result_of(run_fxs, pbx, first_wish)
    second = result_of(run_fxs, pbx, second_wish)
    assert second["diff"]["before"] == first["device"]
    last = result_of(run_fxs, pbx, {"state": "absent"})
    assert last["diff"] == {"before": second["device"], "after": {}}
    assert result_of(run_fxs, pbx, first_wish)["diff"]["before"] == {}


# Check mode


def foreseen(record: Entity, wish: Entity, *, is_new: bool) -> Entity:
    """What check mode must foretell of a record.

    Two things it cannot know: how the PBX calls a line with another extension than before, and what it fills in where
    a new device has no value.
    """
    known = comparable(record)
    known["lines"] = [{name: line[name] for name in ("key", "number")} for line in known["lines"]]
    if not is_new:
        return known
    of_template = {"mac_address", "device_type", "template", "brand", "model", "model_name", "line_count"}
    known = {name: value for name, value in known.items() if name in of_template | set(wish)}
    if "provisioning" in wish:
        known["provisioning"] = {name: known["provisioning"].get(name) for name in wish["provisioning"]}
    return known


@few
@given(starts_and_wishes(1))
def test_check_mode_foretells_what_a_run_does(
    pbx: Emulator, run_fxs: RunFxs, example: tuple[Entity | None, list[Entity]]
) -> None:
    start, [wish] = example
    prepare(pbx, start)
    before = pbx.devices()
    check = result_of(run_fxs, pbx, wish, check_mode=True)
    assert pbx.devices() == before
    real = result_of(run_fxs, pbx, wish)
    assert check["changed"] == real["changed"]
    assert check["diff"] == real["diff"]
    before_side, after_side = check["diff"]["before"], check["diff"]["after"]
    assert before_side == {} or set(before_side) == set(after_side)
    if before_side:
        shown = {name for name in after_side if before_side[name] != after_side[name]}
        assert shown == set(changed_fields(before_side, real["device"]))
    new = start is None
    assert foreseen(check["device"], wish, is_new=new) == foreseen(real["device"], wish, is_new=new)
    assert check["diff"]["after"] == {name: check["device"][name] for name in after_side}
    assert new or set(after_side) == set(check["device"])
    if not new and "lines" not in wish:
        assert check["device"] == real["device"]
        assert check["fingerprint"] == real["fingerprint"]
    if not real["changed"]:
        # The ETag is that of the device as it is, so a change gives another one.
        assert check == real


@few
@given(entities([*ADAPTERS, *BASES]), st.booleans())
def test_check_mode_foretells_a_deletion(pbx: Emulator, run_fxs: RunFxs, device: Entity, exists: bool) -> None:
    prepare(pbx, device if exists else None)
    wish = {"state": "absent", "device_type": device["Template"]["DeviceType"].lower()}
    check = result_of(run_fxs, pbx, wish, check_mode=True)
    real = result_of(run_fxs, pbx, wish)
    assert strip(check) == strip(real)
    assert real["changed"] is exists


def strip(result: dict[str, t.Any]) -> dict[str, t.Any]:
    """A result without what tells how the module was called."""
    return {name: value for name, value in result.items() if name != "invocation"}
