# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which replacements can be meant together."""

from __future__ import annotations

import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.api._errors import InputError
from ansible_collections.telephony.threecx.plugins.module_utils.fxs._replacement import Replacement, read_replacements
from ansible_collections.telephony.threecx.plugins.module_utils.shell._argspec import replacement_options

MACS = ["001A2B3C4D5E", "001A2B3C4D5F", "001A2B3C4D60", "001A2B3C4D61", "001A2B3C4D62", "001A2B3C4D63"]
A, B, C = MACS[:3]


def read(*pairs: tuple[str, str]) -> list[Replacement]:
    nothing: dict[str, t.Any] = dict.fromkeys(replacement_options())
    devices = [{**nothing, "old_mac_address": old, "new_mac_address": new} for old, new in pairs]
    return read_replacements({"devices": devices}, {"devices": devices})


@given(st.lists(st.tuples(st.sampled_from(MACS), st.sampled_from(MACS)), max_size=3))
def test_no_replacement_depends_on_what_another_one_has_done(pairs: list[tuple[str, str]]) -> None:
    macs = [mac for pair in pairs for mac in pair]
    if len(set(macs)) == len(macs):
        assert [(one.old, one.new) for one in read(*pairs)] == pairs
    else:
        with pytest.raises(InputError):
            read(*pairs)


@pytest.mark.parametrize(
    ("pairs", "mac", "old", "new"),
    [
        ([(A, B), (C, A)], A, 1, 2),
        ([(A, B), (B, C)], B, 2, 1),
        ([(A, B), (B, A)], A, 1, 2),
        ([(MACS[4], MACS[5]), (A, B), (C, "00-1a-2b-3c-4d-5e")], A, 2, 3),
    ],
)
def test_a_device_that_is_replaced_takes_no_place_in_the_same_run(
    pairs: list[tuple[str, str]], mac: str, old: int, new: int
) -> None:
    with pytest.raises(InputError) as caught:
        read(*pairs)
    assert str(caught.value) == (
        f"devices has {mac} as old_mac_address in entry {old} and as new_mac_address in entry {new}, and what comes of"
        " the one cannot be foretold for the other; give each to a task of its own, in the order in which they are to"
        " be made."
    )
