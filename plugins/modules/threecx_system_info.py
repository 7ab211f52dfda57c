#!/usr/bin/python
# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: threecx_system_info
version_added: 1.0.0
short_description: Find out whether a 3CX phone system can be managed
description:
  - Tells whether a 3CX phone system can be reached, which version it has, whether it accepts the login, and whether the
    role of the API client is enough to read FXS devices.
  - The first thing to run when something is wrong. What does not work is told in RV(problem), and the task does not
    fail for it.
author:
  - telephony.threecx contributors (@telephony-threecx)
extends_documentation_fragment:
  - telephony.threecx.connection
  - telephony.threecx.attributes
attributes:
  check_mode:
    support: full
    details:
      - This module only reads.
  diff_mode:
    support: N/A
    details:
      - This module only reads.
  idempotent:
    support: N/A
    details:
      - This module only reads.
seealso:
  - module: telephony.threecx.threecx_fxs_info
"""

EXAMPLES = r"""
- name: Look at the PBX
  telephony.threecx.threecx_system_info:
    url: https://pbx.example.com:5001
    client_id: ansible
    client_secret: "{{ vault_threecx_client_secret }}"
  register: system

- name: Stop when it cannot be managed
  ansible.builtin.assert:
    that: system.can_read_fxs
    fail_msg: "{{ system.problem }}"
"""

RETURN = r"""
reachable:
  description: Whether the server answers. It may not be a PBX.
  returned: success
  type: bool
logged_in:
  description: Whether there is an access token that the PBX accepts.
  returned: success
  type: bool
version:
  description: The version of the PBX, or V(null) if it did not tell.
  returned: success
  type: str
  sample: 20.0.10.1621
roles:
  description: The roles that the access token names; empty if it names none.
  returned: success
  type: list
  elements: str
  sample:
    - system_owners
can_read_fxs:
  description: Whether the API client may read FXS devices.
  returned: success
  type: bool
problem:
  description: What does not work and what to do about it; empty if all is well.
  returned: success
  type: str
"""

import typing as t
from http import HTTPStatus

from ansible_collections.telephony.threecx.plugins.module_utils._argspec import connection_spec
from ansible_collections.telephony.threecx.plugins.module_utils._client import Client
from ansible_collections.telephony.threecx.plugins.module_utils._errors import ApiError, ThreeCXError, TransportError
from ansible_collections.telephony.threecx.plugins.module_utils._module import create_module, open_client

SPEC = connection_spec()


def run(client: Client) -> dict[str, t.Any]:
    """Go step by step until something does not work."""
    found: dict[str, t.Any] = {"version": None, "can_read_fxs": False, "problem": ""}
    reachable, accepted = True, False
    try:
        # The smallest request that every version answers, with its version in a header (reported from live systems).
        _entity, headers = client.read("/Defs", {"$select": "Id"})
        found["version"], accepted = headers.get("x-3cx-version"), True
        client.read("/Fxs", {"$select": "MacAddress", "$top": "1"})
        found["can_read_fxs"] = True
    except ThreeCXError as error:
        found["problem"] = str(error)
        reachable = not isinstance(error, TransportError)
        # Whatever else the API itself refuses, it has looked at the token before.
        refused = error.facts.get("status") == HTTPStatus.UNAUTHORIZED
        accepted = (accepted or isinstance(error, ApiError)) and not refused
    return {
        "reachable": reachable,
        "logged_in": accepted,
        "roles": client.roles,
        **found,
    }


def main() -> None:
    module = create_module(SPEC)
    try:
        with open_client(module) as client:
            result = run(client)
    except ThreeCXError as error:
        module.fail_json(**error.as_result())
    module.exit_json(changed=False, **result)


if __name__ == "__main__":
    main()
