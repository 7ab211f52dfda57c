# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The log of what the probe has sent, which shows that it touched nothing but a device of its own.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import re
import typing as t
from urllib.parse import unquote

from ansible_collections.telephony.threecx.plugins.module_utils.api import _replies, _values

_KEY = re.compile(r"/(?P<set>\w+)\('(?P<key>.*)'\)")
_NAMES = {"Fxs": "<device>", "FxsTemplates": "<template>"}
_SCRATCH = "<scratch>"


class RequestLog:
    """Observes a client.

    :param scratch: the normalised MAC address of the probe's own device.
    :ivar entries: method, path and status of each request, in the order in which they were sent.
    """

    def __init__(self, scratch: str) -> None:
        self._scratch = scratch
        self.entries: list[dict[str, t.Any]] = []

    def __call__(self, request: _replies.Request, status: int | None) -> None:
        path = mask(request.path, self._scratch)
        self.entries.append({"method": request.method, "path": path, "status": status})


def mask(path: str, scratch: str) -> str:
    """A path without the key of anything that belongs to the phone system."""
    return _KEY.sub(lambda found: f"/{found['set']}('{_name(found['set'], unquote(found['key']), scratch)}')", path)


def _name(entity_set: str, key: str, scratch: str) -> str:
    return _SCRATCH if entity_set == "Fxs" and _values.same_mac(key, scratch) else _NAMES.get(entity_set, "<key>")
