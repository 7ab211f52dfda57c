# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names of hosts are unique whatever the devices are called."""

from __future__ import annotations

import re
import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.plugin_utils._hosts import host_names

A, B, C = "001A2B3C4D5E", "001A2B3C4D5F", "001A2B3C4D60"


def records(*names: str | None) -> list[dict[str, t.Any]]:
    return [{"mac_address": f"001A2B3C4D{number:02X}", "name": name} for number, name in enumerate(names, start=0x5E)]


def test_by_mac_address() -> None:
    assert host_names(records("Lobby", None), "mac_address") == [A, B]


@pytest.mark.parametrize("name", [5, 0, True, 1.5])
def test_what_is_no_text_is_no_name(name: t.Any) -> None:
    assert host_names(records("Lobby", name), "name") == ["Lobby", B]


@pytest.mark.parametrize(
    ("names", "hosts"),
    [
        (["Lobby", "Hall", None], ["Lobby", "Hall", C]),
        (["Lobby 1. OG / West", "Küche", ""], ["Lobby_1._OG_West", "Küche", C]),
        (["HT802", "HT802", "HT801"], [f"HT802_{A}", f"HT802_{B}", "HT801"]),
        # The same once it is a name of a host
        (["Lobby 1", "Lobby/1"], [f"Lobby_1_{A}", f"Lobby_1_{B}"]),
        (["!Lobby", "-Hall", "***"], ["Lobby", "Hall", C]),
        (["all", "LOCALHOST", "ungrouped"], [f"all_{A}", f"LOCALHOST_{B}", f"ungrouped_{C}"]),
        (["127.0.0.1", "::1", "127.0.0.10"], [f"127.0.0.1_{A}", "1", "127.0.0.10"]),
        # Somebody else's MAC address
        ([B, None, f"Lobby_{A.lower()}"], [f"{B}_{A}", B, f"Lobby_{A.lower()}_{C}"]),
        (["{{ 1 }}", "{{ 2 }}"], ["1", "2"]),
    ],
)
def test_by_name(names: list[str | None], hosts: list[str]) -> None:
    assert host_names(records(*names), "name") == hosts


def test_a_name_that_a_device_of_another_phone_system_has_is_not_taken_from_it() -> None:
    others = {"Lobby": C, "Hall": B, A: C}
    assert host_names(records("Lobby", "Hall"), "name", others) == [f"Lobby_{A}", "Hall"]
    assert host_names(records("Lobby", "Hall"), "mac_address", others) == [A, B]


def test_a_name_that_a_group_has_is_not_taken() -> None:
    assert host_names(records("Lobby", "Hall"), "name", groups={"Lobby", A}) == [f"Lobby_{A}", "Hall"]
    assert host_names(records("Lobby"), "mac_address", groups={"Lobby"}) == [A]


_names = st.one_of(st.none(), st.text(max_size=12), st.sampled_from(["all", "Lobby", A, f"Lobby_{A}", f"Lobby_{B}"]))


@given(st.lists(_names, max_size=12))
def test_names_are_unique_and_fit_for_hosts(names: list[str | None]) -> None:
    hosts = host_names(records(*names), "name")
    assert len(set(hosts)) == len(names)
    assert all(re.fullmatch(r"\w[\w.-]*", host) for host in hosts)


@given(st.lists(_names, max_size=8), st.randoms())
def test_names_do_not_depend_on_the_order(names: list[str | None], random: t.Any) -> None:
    devices = records(*names)
    ordered = {d["mac_address"]: host for d, host in zip(devices, host_names(devices, "name"))}
    random.shuffle(devices)
    assert {d["mac_address"]: host for d, host in zip(devices, host_names(devices, "name"))} == ordered
