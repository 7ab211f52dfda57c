# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What templates do to the types of values before a module sees them."""

from __future__ import annotations

import typing as t

import ansible.template
import pytest
from ansible.parsing.dataloader import DataLoader

# Before ansible-core 2.19 every text was a template.
_trusted: t.Callable[[str], str] = getattr(ansible.template, "trust_as_template", str)


@pytest.mark.parametrize("value", [64, False, 1.1])
def test_a_list_that_is_handed_over_as_a_whole_keeps_its_types(value: object) -> None:
    """On which the roles rely."""
    templar = ansible.template.Templar(DataLoader(), variables={"rows": [{"number": value}]})
    found = templar.template(_trusted("{{ rows }}"))[0]["number"]
    assert found == value
    assert isinstance(found, type(value))


def test_a_text_of_digits_stays_a_text() -> None:
    templar = ansible.template.Templar(DataLoader(), variables={"row": {"number": "0100"}})
    assert templar.template(_trusted("{{ row.number }}")) == "0100"
