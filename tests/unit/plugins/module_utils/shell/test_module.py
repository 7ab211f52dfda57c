# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What results and the system log show of the options; the fixtures search both for secrets besides."""

from __future__ import annotations

import gc
import json
import typing as t
from pathlib import Path
from urllib.parse import quote

import pytest
from ansible.module_utils import basic
from ansible.module_utils.basic import AnsibleModule
from hypothesis import given
from hypothesis import strategies as st
from werkzeug import Request, Response

from ansible_collections.telephony.threecx.plugins.module_utils.shell._argspec import (
    Options,
    secret_values,
    without_secrets,
)
from ansible_collections.telephony.threecx.plugins.module_utils.shell._module import what_was_done
from ansible_collections.telephony.threecx.plugins.modules import (
    threecx_config_info,
    threecx_fxs,
    threecx_fxs_decommission,
    threecx_fxs_devices,
    threecx_fxs_info,
    threecx_xapi,
)
from ansible_collections.telephony.threecx.tests.emulator import Emulator
from ansible_collections.telephony.threecx.tests.emulator.faults import Gateway
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import RunModule, StartPbx
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.watch import Watch

MAC = "001A2B3C4D5E"
SECRET = "n0t-to/be shown+"
WORD = "Ge7heim-Wort"
OPTIONS: list[Options] = [threecx_fxs_devices.SPEC.argument_spec, threecx_xapi.SPEC.argument_spec]
TEXTS = st.text(min_size=8, max_size=12).map("~{}~".format)
DEVICES = st.fixed_dictionaries(
    {"mac_address": st.just(MAC)},
    optional={
        "name": TEXTS,
        "password": TEXTS,
        "secret": TEXTS | st.integers(),
        "variables": st.dictionaries(st.sampled_from(["VLAN_ID", "DEVICE_PASSWORD"]), TEXTS),
    },
)
GIVEN = st.fixed_dictionaries(
    {},
    optional={
        "client_secret": TEXTS,
        "access_token": TEXTS,
        "devices": st.lists(DEVICES, max_size=2),
        "body": st.recursive(TEXTS, lambda inner: st.dictionaries(st.sampled_from(["Name", "AuthPassword"]), inner)),
    },
)


@pytest.mark.parametrize("options", OPTIONS)
@given(values=GIVEN)
def test_what_is_shown_of_the_options_holds_no_secret_among_them(options: Options, values: dict[str, t.Any]) -> None:
    shown = without_secrets(options, values)
    assert set(shown) == set(values)
    assert secret_values(options, shown) <= {"<redacted>"}


def test_a_text_that_is_no_mapping_is_not_shown(run_module: RunModule, watch: Watch) -> None:
    watch.add_secrets(SECRET)
    broken = f'{{"DEVICE_PASSWORD": "{SECRET}"'
    for options in ({"body": broken}, {"body": [broken]}):
        assert run_module(threecx_xapi, "http://127.0.0.1:9", method="POST", path="/Fxs", **options).failed


def test_the_log_shows_options_but_only_the_names_in_any_content(
    pbx: Emulator, run_module: RunModule, watch: Watch
) -> None:
    watch.add_secrets(SECRET)
    body = {"Name": "Lobby 2", "Password": SECRET}
    run = run_module(threecx_xapi, pbx, method="PATCH", path=f"/Fxs('{pbx.devices()[0]['MacAddress']}')", body=body)
    assert "Invoked with" in run.logged
    assert "PATCH" in run.logged
    assert "body=['Name', 'Password']" in run.logged
    assert "Lobby 2" not in run.logged
    assert "Lobby 2" not in run.masked


def test_no_field_of_the_journal_holds_a_secret_that_stands_in_another_option(
    run_module: RunModule, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries: list[dict[str, t.Any]] = []
    monkeypatch.setattr(AnsibleModule, "log", lambda _module, _text, fields: entries.append(fields))
    for url in ("http://127.0.0.1:9", f"http://user:{quote(SECRET, safe='')}@127.0.0.1:9"):
        run_module(threecx_xapi, url, path="/Fxs", if_match=SECRET, client_id="x", client_secret=SECRET, retries=0)
    assert [entry["if_match"] for entry in entries] == ["<redacted>"] * 2
    assert "<redacted>" in entries[1]["url"]
    assert SECRET not in str(entries)
    assert quote(SECRET, safe="") not in str(entries)


@pytest.mark.parametrize(
    "url",
    [
        "https://user:{}/2@127.0.0.1:9",
        "https://user:{}@127.0.0.1:9",
        "user:{}@127.0.0.1:9",
        "user:{}@127.0.0.1:9\n",
        "https:/user:{}@127.0.0.1:9",
        "https:\\\\user:{}@127.0.0.1:9",
        "https://user:{}\uff20127.0.0.1:9",
        "127.0.0.1:9/?token={}",
        "https://127.0.0.1:9/#{}",
    ],
)
@pytest.mark.parametrize("is_in_environment", [False, True])
def test_a_login_in_the_address_is_shown_nowhere(
    run_module: RunModule, watch: Watch, monkeypatch: pytest.MonkeyPatch, url: str, is_in_environment: bool
) -> None:
    monkeypatch.setenv("THREECX_URL", url.format(WORD))
    watch.add_secrets(WORD)
    given = None if is_in_environment else url.format(WORD)
    run = run_module(threecx_xapi, None, url=given, path="/Fxs", client_id="x", client_secret=SECRET)
    assert run.failed
    assert WORD not in f"{run.result}{run.logged}"


def test_the_options_are_made_a_text_for_the_log_once(run_module: RunModule, monkeypatch: pytest.MonkeyPatch) -> None:
    texts: list[str] = []
    monkeypatch.setattr("ansible.module_utils.basic.heuristic_log_sanitize", lambda text, *_: texts.append(text))
    run = run_module(threecx_xapi, "http://127.0.0.1:9", path="/../x", client_id="x", client_secret=SECRET)
    assert "Invoked with" in run.logged
    assert texts == [], "in another text of all options"


def test_a_secret_that_is_an_ordinary_word_leaves_the_result_as_it_is(run_module: RunModule) -> None:
    run = run_module(threecx_xapi, "http://127.0.0.1:9", path="/../x", client_secret="path", client_id="x")
    assert run.failed
    assert run.result["invocation"]["module_args"]["path"] == "/../x"


def test_what_was_done_is_told_of_devices_and_of_all_other_objects() -> None:
    rows = [
        {"action": "update", "mac_address": MAC, "changed": True},
        {"action": "delete", "kind": "Users", "key": "410", "changed": True},
        {"action": "create", "kind": "Users", "key": "411", "changed": False},
    ]
    assert what_was_done({"changed": True, "results": rows, "diff": []}) == {
        "changed": True,
        "done": [f"update {MAC}", "delete Users[410]"],
    }


def test_all_that_is_read_of_a_phone_system_is_not_searched_for_circles(
    start_pbx: StartPbx, run_module: RunModule
) -> None:
    searches: list[dict[str, int]] = []

    def note(phase: str, found: dict[str, int]) -> None:
        if phase == "start":
            searches.append(found)

    pbx = start_pbx(0, users=200)
    before = gc.get_threshold()
    gc.callbacks.append(note)
    try:
        result = run_module(threecx_config_info, pbx, kinds=["Users"]).result
    finally:
        gc.callbacks.remove(note)
    assert len(result["config"]["Users"]) == 200
    assert len(searches) < 10
    assert gc.get_threshold() == before


HALF = "x\ud800y"
SHOWN_HALF = "x\ufffdy"
STORED = "x@@y"


@pytest.fixture
def pbx_with_half(start_pbx: StartPbx, monkeypatch: pytest.MonkeyPatch) -> Emulator:
    """A PBX with a device in whose name half a surrogate pair is left, as where something has cut a text."""
    answer = Gateway._xapi

    def with_half(gateway: Gateway, request: Request) -> Response:
        response = answer(gateway, request)
        response.set_data(response.get_data().replace(STORED.encode(), rb"x\ud800y"))
        return response

    # The database of the emulator holds no such text.
    monkeypatch.setattr(Gateway, "_xapi", with_half)
    pbx = start_pbx(0)
    pbx.add_device({"MacAddress": MAC, "Name": STORED, "Brand": "Grandstream", "Model": "HT802"})
    return pbx


def test_a_text_that_is_no_utf_8_does_not_cost_the_result_of_what_was_done(
    pbx_with_half: Emulator, run_module: RunModule, tmp_path: Path
) -> None:
    devices = [{"mac_address": MAC}]
    run = run_module(threecx_fxs_decommission, pbx_with_half, backup_dir=str(tmp_path), devices=devices, diff=True)
    assert run.result["deleted"] == [MAC]
    assert SHOWN_HALF in json.dumps(run.result["diff"], ensure_ascii=False)
    saved = json.loads(Path(run.result["snapshot"]).read_text(encoding="utf-8"))
    assert saved["devices"][0]["name"] == HALF, "what is restored is what there was"


def test_a_text_that_is_no_utf_8_is_shown_and_not_changed(pbx_with_half: Emulator, run_module: RunModule) -> None:
    run = run_module(threecx_fxs, pbx_with_half, mac_address=MAC, group="GRP0001", diff=True)
    assert run.result["device"]["name"] == SHOWN_HALF
    assert pbx_with_half.devices()[0]["Name"] == STORED
    answer = run_module(threecx_xapi, pbx_with_half, path=f"/Fxs('{MAC}')").result["json"]
    assert answer["Name"] == SHOWN_HALF


def test_an_option_that_is_no_utf_8_is_logged(
    pbx_with_half: Emulator, run_module: RunModule, monkeypatch: pytest.MonkeyPatch
) -> None:
    load: t.Callable[[], dict[str, t.Any]] = basic._load_params
    # Since 2.19, ansible-core refuses to hand over such an option in some of the ways.
    monkeypatch.setattr(basic, "_load_params", lambda: {**load(), "name": HALF})
    run = run_module(threecx_fxs, pbx_with_half, mac_address=MAC)
    assert f"name={SHOWN_HALF}" in run.logged
    assert run.result["invocation"]["module_args"]["name"] == SHOWN_HALF
    assert not run.result["changed"]


def test_a_name_of_a_property_that_is_no_utf_8_is_shown(pbx_with_half: Emulator, run_module: RunModule) -> None:
    pbx_with_half.change_device(MAC, Variables=[{"Name": STORED, "Value": "1"}])
    (device,) = run_module(threecx_fxs_info, pbx_with_half).result["devices"]
    assert device["variables"] == {SHOWN_HALF: "1"}


def test_a_warning_that_is_no_utf_8_is_shown(
    pbx_with_half: Emulator, run_module: RunModule, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [Response(rb'{"error": {"code": "", "message": "x\ud800y"}}', status=503)]
    answer = Gateway._xapi
    monkeypatch.setattr(Gateway, "_xapi", lambda *arguments: answers.pop() if answers else answer(*arguments))
    run = run_module(threecx_fxs_info, pbx_with_half, expect_warnings=[r"answered 503: x\\ud800y"])
    assert not run.failed
