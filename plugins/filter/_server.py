# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which phone system an address is that of."""

from __future__ import annotations

DOCUMENTATION = r"""
name: _server
version_added: 1.1.0
short_description: "[INTERNAL] Spell all addresses of a phone system in one way"
description:
  - B(This is internal.) It is a part of the playbooks of this collection, and nothing else should use it, since
    anything in it may change in any release.
  - What makes no difference to modules makes none here, such as V(/xapi/v1) at the end, or the port 443.
author:
  - telephony.threecx contributors (@telephony-threecx)
options:
  _input:
    description: The address, or what was given for one.
    type: raw
    required: true
"""

EXAMPLES = r"""
- name: Refuse an address that another host has
  ansible.builtin.assert:
    that: threecx_url | telephony.threecx._server != other | telephony.threecx._server
"""

RETURN = r"""
_value:
  description: Scheme, host and port; what is no address of a phone system in small letters, without a slash at its end.
  type: str
"""

import typing as t

from ansible_collections.telephony.threecx.plugins.module_utils.api import _connection, _errors


def server(url: object) -> str:
    """One spelling for all addresses of one phone system."""
    try:
        return _connection.server_of(_connection.read_origin(url))
    except _errors.InputError:
        return str(url).strip().rstrip("/").lower()


class FilterModule:
    """What Ansible asks for filters."""

    def filters(self) -> dict[str, t.Callable[..., str]]:
        return {"_server": server}
