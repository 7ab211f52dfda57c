# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Change the emulated PBX behind the back of its API; steps are taken in the order in which they stand below."""

from __future__ import annotations

import json
import ssl
import typing as t
import urllib.error
import urllib.request

from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase

Call = tuple[str, str, t.Any]


def calls(options: dict[str, t.Any]) -> t.Iterator[Call]:
    """The requests to the control endpoints of the emulator.

    :param options: C(reset) (devices and switches of a fresh PBX with an empty log), C(behave) (switches), C(add)
        (list of devices in the words of XAPI), C(change) (C(mac) and what to change), C(remove) (MAC address),
        C(clear_log).
    """
    if "reset" in options:
        yield "POST", "reset", options["reset"]
    if "behave" in options:
        yield "PATCH", "behaviour", options["behave"]
    for device in options.get("add", []):
        yield "POST", "devices", device
    if "change" in options:
        fields = dict(options["change"])
        yield "PATCH", f"devices/{fields.pop('mac')}", fields
    if "remove" in options:
        yield "DELETE", f"devices/{options['remove']}", None
    if options.get("clear_log"):
        yield "DELETE", "log", None


class ActionModule(ActionBase):
    _requires_connection = False
    _VALID_ARGS = frozenset(("reset", "behave", "add", "change", "remove", "clear_log"))

    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        result: dict[str, t.Any] = super().run(tmp, task_vars)
        pbx = (task_vars or {})["pbx"]
        trust = ssl.create_default_context(cafile=pbx["ca_path"])
        for method, path, body in calls(self._task.args):
            request = urllib.request.Request(
                f"{pbx['url']}/emulator/{path}",
                data=None if body is None else json.dumps(body).encode(),
                headers={"Content-Type": "application/json"},
                method=method,
            )
            try:
                urllib.request.urlopen(request, context=trust).close()
            except urllib.error.HTTPError as error:
                raise AnsibleActionFail(f"{method} {path}: {error.read().decode()}") from None
        return {**result, "changed": True}
