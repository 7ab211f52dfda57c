# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._decisions import Kind
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._schema import collections
from ansible_collections.telephony.threecx.plugins.module_utils.config.plan._compare import compare
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading._export import export, key_of
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes._check import read_targets
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes._versions import version_problems
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes._wish import Target
from ansible_collections.telephony.threecx.plugins.modules import threecx_config_info
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers import configurations
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import RunModule, StartPbx

USER = {"Number": "410", "AIAgent": True, "ForwardingExceptions": [{"Data": "0*"}], "VMEmailOptions": "VmailToMembers"}
QUEUE = {"Number": "800", "NotifyCodes": ["AgentAutoLogout"], "ResetQueueStatisticsSchedule": None}


def problems(config: dict[str, t.Any], version: tuple[int, ...] | None) -> list[str]:
    return version_problems(read_targets(config, state="present"), version)


@pytest.mark.parametrize("version", [None, (20, 0, 10), (20, 0, 10, 1), (21, 0, 0)])
def test_a_new_phone_system_has_everything(version: tuple[int, ...] | None) -> None:
    assert problems({"Users": [USER], "Queues": [QUEUE]}, version) == []


def test_names_and_values_that_came_later_are_told_with_their_places() -> None:
    assert problems({"Users": [USER], "Queues": [QUEUE]}, (20, 0, 8, 1121)) == [
        'Users[0] "410".AIAgent came with 20.0.9; this PBX has 20.0.8.',
        'Users[0] "410".ForwardingExceptions[0].Data came with 20.0.9; this PBX has 20.0.8.',
        "Users[0] \"410\".VMEmailOptions is 'VmailToMembers', which came with 20.0.9; this PBX has 20.0.8.",
        "Queues[0] \"800\".NotifyCodes[0] is 'AgentAutoLogout', which came with 20.0.10; this PBX has 20.0.8.",
    ]


def test_what_many_objects_have_is_told_of_the_first_of_them() -> None:
    """A thousand users with seven properties that came later would hide whatever else is wrong."""
    more: dict[str, t.Any] = {"ForwardingExceptions": [{"Data": "0*"}, {"Data": "1*"}]}
    users = [{"Number": str(number), "AIAgent": True, **(more if number > 410 else {})} for number in range(410, 413)]
    queues = [{"Number": "800", "NotifyCodes": ["AgentAutoLogout"]}, {"Number": "801", "NotifyCodes": []}]
    assert problems({"Users": users, "Queues": queues}, (20, 0, 8)) == [
        'Users[0] "410".AIAgent came with 20.0.9; this PBX has 20.0.8. So it is at 2 more places of Users.',
        'Users[1] "411".ForwardingExceptions[0].Data came with 20.0.9; this PBX has 20.0.8. So it is at 3 more places'
        " of Users.",
        "Queues[0] \"800\".NotifyCodes[0] is 'AgentAutoLogout', which came with 20.0.10; this PBX has 20.0.8.",
    ]
    holiday = {"Group": "Lyon", "Name": "A"}
    assert problems({"Holidays": [holiday, {**holiday, "Name": "B"}]}, (20, 0, 4)) == [
        'Holidays[0] "Lyon, A" came with 20.0.6b; this PBX has 20.0.4. So it is at 1 more place of Holidays.'
    ]


def test_a_value_that_has_gone_is_told() -> None:
    config = {"SyslogSettings": {"IntegrationType": "Splunk"}}
    assert problems(config, (20, 0, 9)) == []
    assert problems(config, (20, 0, 10)) == [
        "SyslogSettings.IntegrationType is 'Splunk', which went with the release after 20.0.9; this PBX has 20.0.10."
    ]


def test_a_kind_that_came_later_is_told_once() -> None:
    config = {"MailSettings": {"MailServer": "mail.example.com", "MailPassword": "S3cr3t-Pass"}}
    assert problems(config, (20, 0, 6)) == ["MailSettings came with 20.0.7b; this PBX has 20.0.6."]


def test_a_secret_that_came_later_is_told_by_its_place() -> None:
    config = {"VoicemailSettings": {"TranscribeKeyGrok": "S3cr3t-Pass"}, "Fax": [{"Number": "9", "AuthPassword": "x1"}]}
    assert problems(config, (20, 0, 9)) == [
        "VoicemailSettings.TranscribeKeyGrok came with 20.0.10; this PBX has 20.0.9."
    ]
    config = {"DataConnectorSettings": {"RemoteMySqlConfig": {"Password": "S3cr3t-Pass"}}}
    assert problems(config, (20, 0, 6)) == [
        "DataConnectorSettings.RemoteMySqlConfig came with 20.0.7b; this PBX has 20.0.6.",
        "DataConnectorSettings.RemoteMySqlConfig.Password came with 20.0.7b; this PBX has 20.0.6.",
    ]


@pytest.mark.parametrize("version", ["20.0.4.1", "20.0.7.1", "20.0.9.995"])
def test_what_an_older_phone_system_shows_it_takes(start_pbx: StartPbx, run_module: RunModule, version: str) -> None:
    result = run_module(threecx_config_info, start_pbx(3, users=20, version=version)).result
    numbers = tuple(map(int, version.split(".")))
    # The emulator has the kinds and the values of the newest release, whatever its version.
    assert [problem for problem in problems(result["config"], numbers) if "', which " not in problem] == []


@given(
    st.sampled_from(configurations.WRITTEN),
    st.sampled_from([(20, 0, 4), (20, 0, 5), (20, 0, 6), (20, 0, 7), (20, 0, 8), (20, 0, 9), (20, 0, 10), (21, 0)]),
    st.data(),
)
def test_what_was_exported_of_a_version_it_takes_unchanged(
    kind: Kind, version: tuple[int, ...], data: st.DataObject
) -> None:
    row, index = data.draw(configurations.rows(kind)), configurations.index()
    value = export(kind, row, index, version).value
    target = Target(kind, key_of(kind, value), value, kind.name)
    found = compare(kind, target, row, index, version, merge=frozenset())
    assert (found.fields, found.unshown) == ((), ())
    if collections()[kind.name].operations["patch"].allows(version):
        # The rows have the values of the newest release, whatever the version.
        assert [problem for problem in version_problems([target], version) if "', which " not in problem] == []
