# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The inventory plugin, loaded and configured by Ansible itself, against the emulator."""

from __future__ import annotations

import json
import re
import sys
import typing as t
from pathlib import Path

import pytest
import yaml
from ansible.errors import AnsibleError
from ansible.inventory.data import InventoryData
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.cache import CachePluginAdjudicator
from ansible.plugins.inventory import BaseInventoryPlugin
from ansible.plugins.loader import inventory_loader
from ansible.template import Templar
from ansible.utils.collection_loader._collection_config import AnsibleCollectionConfig
from ansible.utils.collection_loader._collection_finder import _AnsibleCollectionFinder
from ansible.utils.display import Display

from ansible_collections.telephony.threecx.plugins.inventory import threecx_fxs
from ansible_collections.telephony.threecx.plugins.module_utils.api._connection import Connection, read_connection
from ansible_collections.telephony.threecx.tests.emulator import Emulator
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import StartPbx
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.watch import Watch

NAME = "telephony.threecx.threecx_fxs"
MAC = "001A2B3C4D5E"
HOSTILE = "{{ lookup('ansible.builtin.env', 'HOME') }}"


@pytest.fixture(autouse=True, scope="module")
def collections() -> None:
    """Let Ansible find the collection, unless it does already, as under ansible-test."""
    if AnsibleCollectionConfig.collection_finder is None:
        for name in [name for name, module in sys.modules.items() if _is_bare_package(name, module)]:
            del sys.modules[name]
        root = Path(threecx_fxs.__file__).parents[5]
        _AnsibleCollectionFinder(paths=[str(root)])._install()


def _is_bare_package(name: str, module: object) -> bool:
    # Ansible needs packages of its own kind; the modules in them may stay as they are.
    return name.partition(".")[0] == "ansible_collections" and getattr(module, "__file__", None) is None


@pytest.fixture
def pbx(start_pbx: StartPbx) -> Emulator:
    """A PBX with one device that is well known, and a DECT base."""
    pbx = start_pbx(0)
    pbx.add_device({"MacAddress": MAC, "Name": "Lobby", "Brand": "Grandstream", "Model": "HT802", "Group": "GRP0001"})
    pbx.add_device({"MacAddress": "0004132949B4", "Name": None, "Brand": "Snom", "Model": "snomM900", "Group": None})
    return pbx


class ReadInventory(t.Protocol):
    def __call__(
        self, pbx: Emulator | None, *, refresh: bool = ..., into: InventoryData | None = ..., **options: t.Any
    ) -> InventoryData: ...


@pytest.fixture
def read_inventory(tmp_path: Path, watch: Watch, monkeypatch: pytest.MonkeyPatch) -> ReadInventory:
    """Read the inventory as Ansible does for one source; the cache, if any, outlives the call."""
    path = tmp_path / "pbx.threecx_fxs.yml"
    monkeypatch.setattr(Display, "display", lambda _display, text, *_args, **_kwargs: watch.add_text(text))

    def read(
        pbx: Emulator | None, *, refresh: bool = False, into: InventoryData | None = None, **options: t.Any
    ) -> InventoryData:
        address = {}
        if pbx is not None:
            address = {"url": pbx.url, "client_id": pbx.client_id, "client_secret": pbx.client_secret}
        path.write_text(yaml.safe_dump({"plugin": NAME, **address, **options}), encoding="utf-8")
        inventory = into or InventoryData()
        plugin: t.Any = inventory_loader.get(NAME)
        assert plugin.verify_file(str(path))
        plugin.parse(inventory, DataLoader(), str(path), cache=not refresh)
        plugin.update_cache_if_changed()
        inventory.reconcile_inventory()
        watch.add_text({name: host.vars for name, host in inventory.hosts.items()})
        return inventory

    return read


def groups(inventory: InventoryData) -> dict[str, list[str]]:
    return {
        name: [host.name for host in group.hosts]
        for name, group in inventory.groups.items()
        if name not in ("all", "ungrouped")
    }


@pytest.mark.parametrize("lists", ["shown", "on-request", "never"])
def test_what_a_list_keeps_back_is_read_of_each_device(
    start_pbx: StartPbx, read_inventory: ReadInventory, lists: str
) -> None:
    pbx = start_pbx(0, structured_in_lists=lists)
    pbx.add_device({"MacAddress": MAC, "FxsLines": [{"Key": 1, "Number": "201"}]})
    (line,) = read_inventory(pbx).hosts[MAC].get_vars()["threecx_lines"]
    assert (line["key"], line["number"]) == (1, "201")


def test_what_no_request_shows_is_null(start_pbx: StartPbx, read_inventory: ReadInventory) -> None:
    pbx = start_pbx(0, unknown_properties="Fxs.FxsLines")
    pbx.add_device({"MacAddress": MAC, "FxsLines": [{"Key": 1, "Number": "201"}]})
    inventory = read_inventory(pbx, groups={"without_lines": "threecx_lines == []"}, strict=True)
    assert inventory.hosts[MAC].get_vars()["threecx_lines"] is None
    assert inventory.get_groups_dict().get("without_lines", []) == []


def test_what_has_no_lines_is_found_as_the_example_shows(start_pbx: StartPbx, read_inventory: ReadInventory) -> None:
    pbx = start_pbx(0)
    pbx.add_device({"MacAddress": MAC, "FxsLines": []})
    pbx.add_device({"MacAddress": "001A2B3C4D01", "FxsLines": [{"Key": 1, "Number": "201"}]})
    (condition,) = re.findall(r"^  without_lines: (.+)$", threecx_fxs.EXAMPLES, re.MULTILINE)
    inventory = read_inventory(pbx, groups={"without_lines": condition}, strict=True)
    assert inventory.get_groups_dict()["without_lines"] == [MAC]


def test_hosts_variables_and_groups(pbx: Emulator, read_inventory: ReadInventory) -> None:
    inventory = read_inventory(pbx)
    assert list(inventory.hosts) == ["0004132949B4", MAC]
    variables = inventory.hosts[MAC].get_vars()
    assert variables["threecx_name"] == "Lobby"
    assert variables["threecx_mac_address"] == MAC
    assert variables["threecx_device_type"] == "fxs"
    assert variables["threecx_provisioning"]["method"] == "LocalLan"
    assert len(variables["threecx_fingerprint"]) == 64
    assert variables["threecx_etag"].startswith('"')
    assert not {"threecx_password", "threecx_secret"} & set(variables)
    assert groups(inventory) == {
        "threecx_brand_Snom": ["0004132949B4"],
        "threecx_model_snomM900": ["0004132949B4"],
        "threecx_template_snomM900_fxs_xml": ["0004132949B4"],
        "threecx_device_type_dect": ["0004132949B4"],
        "threecx_brand_Grandstream": [MAC],
        "threecx_model_HT802": [MAC],
        "threecx_template_grandstream_ht80x_fxs_xml": [MAC],
        "threecx_group_GRP0001": [MAC],
        "threecx_device_type_fxs": [MAC],
    }


def test_it_only_reads(pbx: Emulator, read_inventory: ReadInventory) -> None:
    read_inventory(pbx)
    assert {(row.method, row.path) for row in pbx.log} == {("POST", "/connect/token"), ("GET", "/xapi/v1/Fxs")}


def test_all_pages(start_pbx: StartPbx, read_inventory: ReadInventory) -> None:
    pbx = start_pbx(230, page_cap=70)
    assert sorted(read_inventory(pbx, group_by=[]).hosts) == sorted(row["MacAddress"] for row in pbx.devices())


def test_groups_that_were_asked_for(pbx: Emulator, read_inventory: ReadInventory) -> None:
    assert groups(read_inventory(pbx, group_by=["group"])) == {"threecx_group_GRP0001": [MAC]}
    assert groups(read_inventory(pbx, group_by=[])) == {}


def test_hosts_by_name(pbx: Emulator, read_inventory: ReadInventory) -> None:
    assert list(read_inventory(pbx, hostname="name").hosts) == ["0004132949B4", "Lobby"]


def test_devices_of_two_phone_systems_that_have_one_name_are_two_hosts(
    pbx: Emulator, start_pbx: StartPbx, read_inventory: ReadInventory
) -> None:
    other = start_pbx(0)
    other.add_device({"MacAddress": "001A2B3C4D5F", "Name": "Lobby"})
    inventory = read_inventory(pbx, hostname="name")
    # What is known of a host from elsewhere is added to it.
    inventory.add_host("Hall")
    other.add_device({"MacAddress": "001A2B3C4D60", "Name": "Hall"})
    for _time in range(2):
        read_inventory(other, hostname="name", into=inventory)
        found = {name: host.vars["threecx_mac_address"] for name, host in inventory.hosts.items()}
        assert found == {
            "Lobby": MAC,
            "0004132949B4": "0004132949B4",
            "Lobby_001A2B3C4D5F": "001A2B3C4D5F",
            "Hall": "001A2B3C4D60",
        }


@pytest.mark.parametrize("name", ["Offices", "without_lines", "threecx_brand_Snom", "threecx_group_Reception"])
def test_a_device_that_is_called_like_a_group_is_not_taken_for_it(
    pbx: Emulator, read_inventory: ReadInventory, name: str
) -> None:
    """Ansible would give its variables to the group, and put the hosts in that into the groups of the device."""
    inventory = InventoryData()
    inventory.add_group("Offices")
    inventory.add_host("desk", group="Offices")
    pbx.change_device(MAC, Name=name, Group="Reception")
    for _time in range(2):
        read_inventory(pbx, into=inventory, hostname="name", groups={"without-lines": True})
        assert inventory.hosts[f"{name}_{MAC}"].vars["threecx_mac_address"] == MAC
        assert not [group for group in inventory.groups.values() if "threecx_mac_address" in group.vars]
        assert set(inventory.hosts) == {"desk", "0004132949B4", f"{name}_{MAC}"}
        assert groups(inventory)["Offices"] == ["desk"]
        assert {group.name for group in inventory.hosts["desk"].get_groups()} <= {"all", "Offices"}


def test_a_device_that_is_called_like_a_group_of_another_device_keeps_its_variables(
    pbx: Emulator, read_inventory: ReadInventory
) -> None:
    pbx.change_device(MAC, Name="x_Snom", Group=None)
    inventory = read_inventory(
        pbx, hostname="name", keyed_groups=[{"key": "threecx_brand", "prefix": "x"}], compose={"mine": "threecx_brand"}
    )
    assert {name: host.vars["mine"] for name, host in inventory.hosts.items()} == {
        "0004132949B4": "Snom",
        "x_Snom": "Grandstream",
    }
    assert groups(inventory)["x_Grandstream"] == groups(inventory)["threecx_brand_Grandstream"] == ["x_Snom"]
    assert groups(inventory)["x_Snom"] == ["0004132949B4"]


def test_constructed(pbx: Emulator, read_inventory: ReadInventory) -> None:
    inventory = read_inventory(
        pbx,
        group_by=[],
        strict=True,
        compose={"label": "threecx_brand ~ ' ' ~ threecx_model"},
        groups={"dect": "threecx_device_type == 'dect'"},
        keyed_groups=[{"key": "threecx_provisioning.method", "prefix": "by"}],
    )
    assert inventory.hosts[MAC].get_vars()["label"] == "Grandstream HT802"
    assert groups(inventory) == {"dect": ["0004132949B4"], "by_LocalLan": ["0004132949B4", MAC]}


def test_strict(pbx: Emulator, read_inventory: ReadInventory) -> None:
    options: dict[str, t.Any] = {"group_by": [], "keyed_groups": [{"key": "no_such_variable"}]}
    assert groups(read_inventory(pbx, **options)) == {}
    with pytest.raises(AnsibleError, match="no_such_variable"):
        read_inventory(pbx, strict=True, **options)


def test_values_are_no_templates(pbx: Emulator, read_inventory: ReadInventory) -> None:
    pbx.change_device(
        MAC,
        Name=HOSTILE,
        Group=HOSTILE,
        Variables=[{"Name": HOSTILE, "Value": HOSTILE}],
    )
    inventory = read_inventory(
        pbx, hostname="name", keyed_groups=[{"key": "threecx_group"}], compose={"x": "threecx_name"}
    )
    (name,) = set(inventory.hosts) - {"0004132949B4"}
    variables = inventory.hosts[name].get_vars()
    templar = Templar(loader=DataLoader(), variables=variables)
    for value in (variables["threecx_name"], variables["threecx_group"], variables["x"]):
        assert templar.template(value) == HOSTILE
    assert templar.template(variables["threecx_variables"]) == {HOSTILE: HOSTILE}
    assert not [text for text in [name, *inventory.groups] if "{" in text]


class TestOptions:
    def test_from_the_environment(
        self, pbx: Emulator, read_inventory: ReadInventory, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("THREECX_URL", pbx.url)
        monkeypatch.setenv("THREECX_CLIENT_ID", pbx.client_id)
        monkeypatch.setenv("THREECX_CLIENT_SECRET", pbx.client_secret)
        assert MAC in read_inventory(None).hosts

    def test_a_token_from_the_environment(
        self, pbx: Emulator, read_inventory: ReadInventory, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("THREECX_ACCESS_TOKEN", "not-valid-any-more")
        assert MAC in read_inventory(pbx).hosts
        assert [row.status for row in pbx.log] == [401, 200, 200]

    def test_templates(self, pbx: Emulator, read_inventory: ReadInventory, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("A_SECRET", pbx.client_secret)
        secret = "{{ lookup('ansible.builtin.env', 'A_SECRET') }}"
        assert MAC in read_inventory(pbx, client_secret=secret, client_id="{{ '" + pbx.client_id + "' }}").hosts

    def test_the_environment_holds_no_templates(
        self, pbx: Emulator, read_inventory: ReadInventory, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("THREECX_URL", pbx.url)
        monkeypatch.setenv("THREECX_CLIENT_ID", "{{ '" + pbx.client_id + "' }}")
        monkeypatch.setenv("THREECX_CLIENT_SECRET", pbx.client_secret)
        with pytest.raises(AnsibleError, match="client_id is a template that nobody has evaluated"):
            read_inventory(None)
        assert pbx.log == []

    @pytest.fixture
    def seen(self, monkeypatch: pytest.MonkeyPatch) -> list[Connection]:
        """The connections that were read from now on."""
        found: list[Connection] = []

        def read(options: t.Mapping[str, t.Any]) -> Connection:
            found.append(read_connection(options))
            return found[-1]

        loaded: t.Any = inventory_loader.get(NAME, class_only=True)
        monkeypatch.setattr(loaded.parse.__globals__["_connection"], "read_connection", read)
        return found

    # Ansible itself takes any text that it does not know for "no", and then anybody can pose as the PBX.
    @pytest.mark.parametrize("text", ["ture", "", "2", "None", "{{ 'ture' }}", "{{ none }}"])
    def test_a_flag_that_nobody_can_read_does_not_mean_no(
        self, pbx: Emulator, read_inventory: ReadInventory, text: str
    ) -> None:
        with pytest.raises(AnsibleError, match=r"validate_certs is '.*'; it must be true or false"):
            read_inventory(pbx, validate_certs=text)
        assert pbx.log == []

    @pytest.mark.parametrize("text", ["ture", "2", "{{ true }}"])
    def test_nor_does_one_in_the_environment(
        self, pbx: Emulator, read_inventory: ReadInventory, monkeypatch: pytest.MonkeyPatch, text: str
    ) -> None:
        monkeypatch.setenv("THREECX_VALIDATE_CERTS", text)
        with pytest.raises(AnsibleError, match=r"validate_certs is '.*'; it must be true or false"):
            read_inventory(pbx)
        assert pbx.log == []

    @pytest.mark.parametrize(
        ("value", "verify"),
        [("yes", True), ("no", False), (False, False), ("{{ true }}", True), ("{{ false }}", False), (None, True)],
    )
    def test_a_flag_is_what_it_says(
        self, pbx: Emulator, read_inventory: ReadInventory, seen: list[Connection], value: object, verify: bool
    ) -> None:
        read_inventory(pbx, validate_certs=value)
        assert [connection.verify for connection in seen] == [verify]

    def test_a_flag_in_the_environment_is_what_it_says(
        self,
        pbx: Emulator,
        read_inventory: ReadInventory,
        monkeypatch: pytest.MonkeyPatch,
        seen: list[Connection],
    ) -> None:
        monkeypatch.setenv("THREECX_VALIDATE_CERTS", "off")
        read_inventory(pbx)
        read_inventory(pbx, validate_certs=True)
        assert [connection.verify for connection in seen] == [False, True]

    @pytest.mark.parametrize("name", ["ACCESS_TOKEN", "VALIDATE_CERTS", "CA_PATH"])
    def test_an_empty_environment_variable_is_none(
        self,
        start_pbx: StartPbx,
        read_inventory: ReadInventory,
        monkeypatch: pytest.MonkeyPatch,
        seen: list[Connection],
        name: str,
    ) -> None:
        monkeypatch.setenv(f"THREECX_{name}", "")
        pbx = start_pbx(1)
        assert len(read_inventory(pbx).hosts) == 1
        assert seen[0].verify is True

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ({"client_secret": None}, "client_secret is empty"),
            ({"url": "ftp://x"}, "url is 'ftp://x'"),
            ({"retries": 9}, "retries is 9"),
            ({"hostname": "serial"}, "serial"),
            ({"client_secret": "{{ no_such_variable }}"}, "no_such_variable"),
            ({"client_secret": 12345678}, "client_secret is a number and not a text"),
            ({"client_secret": "wrong-secret\n"}, "client_secret ends with a line break"),
            ({"client_secret": "{{ 'wrong-secret ' }}"}, "client_secret ends with a blank"),
            ({"client_id": False}, "client_id is the boolean false and not a text"),
            ({"timeout": True}, "timeout is the boolean true; it must be a number"),
            ({"client_secret": "wrong-secret"}, "POST /connect/token answered 401"),
        ],
    )
    def test_what_cannot_be_right(
        self, pbx: Emulator, read_inventory: ReadInventory, options: dict[str, t.Any], message: str
    ) -> None:
        with pytest.raises(AnsibleError, match=message):
            read_inventory(pbx, **options)

    @pytest.mark.parametrize("name", ["CLIENT_ID", "CLIENT_SECRET", "ACCESS_TOKEN"])
    def test_a_line_break_in_the_environment_is_refused_before_any_request(
        self, pbx: Emulator, read_inventory: ReadInventory, monkeypatch: pytest.MonkeyPatch, name: str
    ) -> None:
        monkeypatch.setenv("THREECX_URL", pbx.url)
        monkeypatch.setenv("THREECX_CLIENT_ID", pbx.client_id)
        monkeypatch.setenv("THREECX_CLIENT_SECRET", pbx.client_secret)
        monkeypatch.setenv(f"THREECX_{name}", "wrong-secret\n")
        with pytest.raises(AnsibleError, match=f"{name.lower()} ends with a line break") as caught:
            read_inventory(None)
        assert "wrong-secret" not in str(caught.value)
        assert pbx.log == []

    def test_a_missing_library_is_named(
        self, pbx: Emulator, read_inventory: ReadInventory, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        loaded: t.Any = inventory_loader.get(NAME, class_only=True)
        library = ("requests-oauthlib", "...")
        monkeypatch.setattr(loaded.parse.__globals__["_transport"], "MISSING_LIBRARY", library)
        with pytest.raises(AnsibleError, match="requests-oauthlib"):
            read_inventory(pbx)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("threecx_fxs.yml", True),
        ("berlin.threecx_fxs.yaml", True),
        ("threecx_fxs.json", False),
        ("threecx.yml", False),
        ("threecx_fxs.yml.bak", False),
    ],
)
def test_names_of_files(tmp_path: Path, name: str, wanted: bool) -> None:
    plugin: BaseInventoryPlugin = threecx_fxs.InventoryModule()
    assert plugin.verify_file(str(tmp_path / name)) is False
    (tmp_path / name).touch()
    assert plugin.verify_file(str(tmp_path / name)) is wanted


class TestCache:
    @pytest.fixture
    def cached(self, tmp_path: Path) -> dict[str, t.Any]:
        folder = str(tmp_path / "cache")
        return {"cache": True, "cache_plugin": "ansible.builtin.jsonfile", "cache_connection": folder}

    def test_it_saves_requests(self, pbx: Emulator, read_inventory: ReadInventory, cached: dict[str, t.Any]) -> None:
        first = read_inventory(pbx, **cached)
        pbx.remove_device(MAC)
        pbx.clear_log()
        again = read_inventory(pbx, **cached)
        assert pbx.log == []
        assert groups(again) == groups(first)
        assert again.hosts[MAC].get_vars() == first.hosts[MAC].get_vars()

    def test_it_holds_public_records_only(
        self, pbx: Emulator, read_inventory: ReadInventory, watch: Watch, tmp_path: Path, cached: dict[str, t.Any]
    ) -> None:
        pbx.change_device(MAC, Variables=[{"Name": "DEVICE_PASSWORD", "Value": "not-to-be-shown"}])
        watch.add_secrets("not-to-be-shown")
        inventory = read_inventory(pbx, **cached)
        (file,) = (tmp_path / "cache").iterdir()
        text = file.read_text(encoding="utf-8")
        watch.add_text(text, json.loads(text))
        assert MAC in text
        assert "threecx_password" not in inventory.hosts[MAC].get_vars()

    def test_a_refresh_passes_it_by_and_renews_it(
        self, pbx: Emulator, read_inventory: ReadInventory, cached: dict[str, t.Any]
    ) -> None:
        read_inventory(pbx, **cached)
        pbx.change_device(MAC, Name="Hall")
        assert read_inventory(pbx, **cached).hosts[MAC].vars["threecx_name"] == "Lobby"
        assert read_inventory(pbx, refresh=True, **cached).hosts[MAC].vars["threecx_name"] == "Hall"
        pbx.clear_log()
        assert read_inventory(pbx, **cached).hosts[MAC].vars["threecx_name"] == "Hall"
        assert pbx.log == []

    def test_without_the_option_there_is_none(
        self, pbx: Emulator, read_inventory: ReadInventory, tmp_path: Path, cached: dict[str, t.Any]
    ) -> None:
        read_inventory(pbx, **{**cached, "cache": False})
        pbx.clear_log()
        read_inventory(pbx, **{**cached, "cache": False})
        assert pbx.requests("GET")
        assert not list((tmp_path / "cache").glob("*"))

    # What Ansible's own reader of caches takes for objects of its own.
    @pytest.mark.parametrize("name", ["__ansible_unsafe", "__ansible_vault", "__ansible_type"])
    @pytest.mark.parametrize("value", ["{{ 1 }}", "_AnsibleTaggedStr", "TrustedAsTemplate"])
    def test_values_mean_nothing_to_it(
        self, pbx: Emulator, read_inventory: ReadInventory, cached: dict[str, t.Any], name: str, value: str
    ) -> None:
        pbx.change_device(MAC, Variables=[{"Name": name, "Value": value}])
        for _time in range(2):
            variables = read_inventory(pbx, **cached).hosts[MAC].get_vars()
            assert variables["threecx_variables"] == {name: value}
        assert len(pbx.requests("GET")) == 1

    @pytest.mark.parametrize(
        "left",
        [
            None,
            [],
            "x",
            {},
            {"devices": "[]"},
            {"url": "SAME"},
            {"url": "SAME", "devices": []},
            {"url": "SAME", "devices": "["},
            {"url": "x", "devices": "[]"},
        ],
    )
    def test_what_others_left_there_is_read_anew(
        self,
        pbx: Emulator,
        read_inventory: ReadInventory,
        cached: dict[str, t.Any],
        left: t.Any,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        if isinstance(left, dict) and left.get("url") == "SAME":
            left = {**left, "url": pbx.url}
        monkeypatch.setattr(CachePluginAdjudicator, "__getitem__", lambda _cache, _key: left)
        assert MAC in read_inventory(pbx, **cached).hosts

    def test_it_is_that_of_one_pbx(
        self, pbx: Emulator, start_pbx: StartPbx, read_inventory: ReadInventory, cached: dict[str, t.Any]
    ) -> None:
        read_inventory(pbx, **cached)
        other = start_pbx(1)
        assert [*read_inventory(other, **cached).hosts] == [row["MacAddress"] for row in other.devices()]

    def test_values_out_of_it_are_no_templates_either(
        self, pbx: Emulator, read_inventory: ReadInventory, cached: dict[str, t.Any]
    ) -> None:
        pbx.change_device(MAC, Name=HOSTILE)
        for _time in range(2):
            variables = read_inventory(pbx, **cached).hosts[MAC].get_vars()
            assert Templar(loader=DataLoader(), variables=variables).template(variables["threecx_name"]) == HOSTILE
