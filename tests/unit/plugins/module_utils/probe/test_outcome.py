# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whatever a server answers, the probe judges it, and repeats nothing of it."""

from __future__ import annotations

import json
import typing as t

from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.api._replies import Reply
from ansible_collections.telephony.threecx.plugins.module_utils.probe._evidence import Evidence, see
from ansible_collections.telephony.threecx.plugins.module_utils.probe._log import mask
from ansible_collections.telephony.threecx.plugins.module_utils.probe._outcome import judge
from ansible_collections.telephony.threecx.plugins.module_utils.probe._read import other_separators
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.hostile import bodies, json_values

#: In each text that the server sends
MARK = "qZx9"
KEY = "001A2B3C4D5E"
STEPS = (
    *("defs", "defs_again", "sets", "plain", "metadata", "above", "far_above", "paged", "behind", "named", "counted"),
    *(
        "ordered",
        "expanded",
        "registered",
        "templates",
        "unknown_name",
        "users",
        "users_paged",
        "missing",
        "filtered",
        "device",
    ),
    *("old_before", "old_after", "new_after", "create_bind", "create_object", "create_derived", "without_tag"),
    *("wrong_tag", "regenerate", "unbindable", "delete", "delete_missing"),
    *("has_Fxs.Name", "has_Fxs.Codecs", "has_Fxs.Template"),
    *("device_named", "device_few", "device_many", "other_case", "other_separators"),
)
NAMES = (
    *("name", "DeviceType", "MacAddress", "Name", "FxsLineCount", "FxsLines", "Codecs", "Provisioning", "Variables"),
    *("Password", "Secret", "Template", "Registered", "@odata.etag", "Key", "Number", "ProvLink", "message", "target"),
)

leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 10**6),
    st.text(max_size=5).map(lambda text: f"{MARK}{text}"),
    st.sampled_from([KEY, "00:1a:2b:3c:4d:5e", f'W/"{MARK}"', f"WARNINGS.XAPI.NOT_FOUND {MARK}", f"http://[{MARK}"]),
)
objects = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(NAMES), inner, min_size=1, max_size=6)
    ),
    max_leaves=10,
)
rows = st.lists(st.dictionaries(st.sampled_from(NAMES), objects, max_size=8), max_size=7)
answers = st.one_of(
    st.fixed_dictionaries({"value": rows}, optional={"@odata.count": leaves, "@odata.nextLink": leaves}),
    st.dictionaries(st.sampled_from(NAMES), objects, max_size=8),
    st.fixed_dictionaries({"error": objects}),
    json_values.map(lambda value: {"value": value}),
)
replies = st.builds(
    lambda status, body, version, tag: Reply(
        status,
        {name: value for name, value in (("x-3cx-version", version), ("etag", tag)) if value},
        body,
        MARK,
        lambda text: text.replace(MARK, "<redacted>"),
    ),
    st.sampled_from([200, 204, 400, 401, 403, 404, 500]),
    st.one_of(answers.map(lambda value: json.dumps(value).encode()), bodies),
    st.sampled_from([None, "20.0.10.1621", f"20.0.{MARK}"]),
    st.sampled_from([None, f'"{MARK}"']),
)


@given(
    st.dictionaries(st.sampled_from(STEPS), replies),
    st.lists(st.sampled_from(["system_owners", MARK])),
    st.sampled_from([{}, {"key": KEY, "top": 100, "missing": "02C0FFEE003C"}]),
)
def test_every_answer_is_judged_and_not_repeated(
    seen: dict[str, Reply], roles: list[str], facts: dict[str, t.Any]
) -> None:
    # What is filtered by is there before that is asked.
    key = {"key": KEY} if "filtered" in seen else {}
    given_facts = {"top": 100, "missing": "02C0FFEE003C", **key, **facts}
    evidence = Evidence({step: see(reply) for step, reply in seen.items()}, MARK, roles, None, given_facts)
    result = judge(evidence, ["read", "login", "write"], {})
    shown = json.dumps(result)
    for text in (MARK, KEY):
        assert text.lower() not in shown.lower()
    # Another run is played by what this one has found.
    assert json.loads(json.dumps(result["profile"])) == result["profile"]
    assert all(row["problem"] if not row["copes"] else not row["problem"] for row in result["answers"])


def test_separators_are_put_in_or_taken_out() -> None:
    assert other_separators("001A2B3C4D5E") == "00:1A:2B:3C:4D:5E"
    assert other_separators("00-1a-2b-3c-4d-5e") == "001a2b3c4d5e"


def test_keys_are_masked() -> None:
    assert mask("/xapi/v1/Fxs('001A2B3C4D5E')", KEY) == "/xapi/v1/Fxs('<scratch>')"
    assert mask("/xapi/v1/Fxs('00%3A1a%3A2b%3A3c%3A4d%3A5f')/Pbx.Do", KEY) == "/xapi/v1/Fxs('<device>')/Pbx.Do"
    assert mask("/xapi/v1/FxsTemplates('mine.xml')", KEY) == "/xapi/v1/FxsTemplates('<template>')"
    assert mask("/xapi/v1/Users('7')", KEY) == "/xapi/v1/Users('<key>')"
    assert mask("/connect/token", KEY) == "/connect/token"
