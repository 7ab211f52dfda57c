# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What may be deleted agrees with a phone system that refuses to delete what is referred to. It knows by itself what
refers to what."""

from __future__ import annotations

from http import HTTPStatus

import pytest

from ansible_collections.telephony.threecx.plugins.module_utils.api._client import Client
from ansible_collections.telephony.threecx.plugins.module_utils.api._errors import ApiError
from ansible_collections.telephony.threecx.plugins.module_utils.api._odata import literal
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._decisions import Kind
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._kinds import KINDS
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds._schema import collections
from ansible_collections.telephony.threecx.plugins.module_utils.config.plan._deletions import Deletion, referrers
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading._export import export, key_of
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading._query import index_query, reading_query
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading._reading import read_kind
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading._references import Index, Row
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes._guards import undeletable
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes._wish import Wish
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import OpenClient, StartPbx


def read_all(client: Client) -> dict[str, list[Row]]:
    queries = {name: reading_query(kind, None, with_operational=False) for name, kind in KINDS.items()}
    rows: dict[str, list[Row]] = {name: [] for name in (*queries, "Peers")}
    for name, query in {**queries, "Peers": index_query("Peers")}.items():
        assert read_kind(client, name, query, rows[name].extend) is None
    return rows


def is_refused(client: Client, kind: Kind, row: Row) -> bool:
    key = row[collections()[kind.name].key or ""]
    try:
        client.write(
            "DELETE", f"/{kind.name}({key if isinstance(key, int) else literal(key)})", expected=[HTTPStatus.NO_CONTENT]
        )
    except ApiError as error:
        if "CANNOT_BE_DELETED" not in str(error):
            raise
        return True
    return False


# Trunks are never deleted. What the phones behind an SBC refer to is not read.
@pytest.mark.parametrize(
    "name", ["Fax", "Groups", "Holidays", "InboundRules", "Parkings", "Queues", "Receptionists", "RingGroups", "Users"]
)
def test_what_is_refused_is_what_the_phone_system_refuses(
    name: str, start_pbx: StartPbx, open_client: OpenClient
) -> None:
    # Without devices, whose lines the emulator takes for nothing that refers to numbers
    client = open_client(start_pbx(0, users=20, referenced_deletion="refused"))
    rows = read_all(client)
    index, kind = Index(rows, {}), KINDS[name]
    assert rows[name]
    for row in list(rows[name]):
        deletion = Deletion(kind, key_of(kind, export(kind, row, index, None).value), row)
        told = undeletable(kind, row) or "".join(referrers([deletion], rows, index, None, Wish(())).values())
        if "favourites" in told:
            continue  # the emulator lets them go
        assert bool(told) == is_refused(client, kind, row), told or deletion.key
        if not told:
            rows[name].remove(row)
