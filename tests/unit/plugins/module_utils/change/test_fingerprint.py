# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Users keep fingerprints in their files, so that another release must find the same."""

from __future__ import annotations

import json
import re
import typing as t

from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.change._fingerprint import digest

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=3),
    max_leaves=6,
)


def backwards(value: t.Any) -> t.Any:
    """The same with the properties of all objects in the other order."""
    if isinstance(value, dict):
        return {name: backwards(inner) for name, inner in reversed(value.items())}
    return [backwards(inner) for inner in value] if isinstance(value, list) else value


@given(VALUES, VALUES)
def test_values_have_the_same_one_exactly_when_they_are_the_same(one: t.Any, other: t.Any) -> None:
    assert digest(one) == digest(backwards(one))
    are_equal = json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
    assert (digest(one) == digest(other)) == are_equal
    assert re.fullmatch("[0-9a-f]{64}", digest(one))


def test_it_stays_what_it_was() -> None:
    value = {"Number": "410", "Groups": [{"GroupId": "Lyon"}], "Name": "Tür", "Mobile": None, "Enabled": True}
    assert digest(value) == "1c3825f8ad9a3dbd6303aa0ba3142ee539a7b407e3ed9eb6fa20ad929f9efb69"
    assert digest({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
