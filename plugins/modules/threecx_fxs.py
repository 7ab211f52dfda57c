#!/usr/bin/python
# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: threecx_fxs
version_added: 1.0.0
short_description: Delete an FXS device of a 3CX phone system
description:
  - Makes sure that an FXS device (an analogue telephone adapter or gateway) does not exist on a 3CX phone system.
  - The device is looked up by its MAC address first, so that the task tells truthfully whether it changed anything, and
    shows in check mode what it would delete.
  - The extensions that were assigned to the lines of the device are objects of their own and stay.
author:
  - telephony.threecx contributors (@telephony-threecx)
extends_documentation_fragment:
  - telephony.threecx.connection
  - telephony.threecx.attributes
attributes:
  check_mode:
    support: full
    details:
      - In check mode nothing but C(GET) requests and the login are sent. The result is what a real run would return,
        unless somebody else changes the device in between.
  diff_mode:
    support: full
    details:
      - Shows the record of the device without its secrets.
  idempotent:
    support: full
    details:
      - With O(if_match) too, a device that is absent already is not changed, and the task does not fail.
options:
  mac_address:
    description:
      - The MAC address of the device, which is its key on the PBX.
      - Any usual spelling will do, such as V(001A2B3C4D5E), V(00:1a:2b:3c:4d:5e), V(00-1A-2B-3C-4D-5E) or
        V(001a.2b3c.4d5e). How the PBX itself spells it does not matter.
      - Put it in quotes. YAML takes some MAC addresses that have no letters for numbers.
    type: str
    required: true
  state:
    description:
      - V(absent) deletes the device if it exists.
    type: str
    choices:
      - absent
    required: true
  if_match:
    description:
      - Delete the device only if this is still its ETag, as an earlier task returned it in RV(etag). A quoted or a weak
        (C(W/"...")) tag is used as it is, and one without quotes gets them.
      - The tag is compared before anything is deleted, in check mode as well, and is also sent with the request to
        delete (C(If-Match)), so that the PBX itself refuses when the device changes in between.
      - If the PBX shows no ETag, the task fails and deletes nothing. Official descriptions of the interface allow
        C(If-Match) on deletion, but no PBX is known to send ETags.
      - V(*) stands for any ETag and is not verified.
      - An empty value, and null, are refused. Use P(ansible.builtin.default#filter) with C(omit) where no verification
        is meant.
    type: str
    aliases:
      - etag
seealso:
  - name: 3CX configuration API
    description: How to create an API client, and what it may do.
    link: https://www.3cx.com/docs/configuration-rest-api-endpoints/
"""

EXAMPLES = r"""
- name: Delete a device
  telephony.threecx.threecx_fxs:
    url: https://pbx.example.com:5001
    client_id: ansible
    client_secret: "{{ vault_threecx_client_secret }}"
    mac_address: "00:1a:2b:3c:4d:5e"
    state: absent

- name: Look at what would be deleted, and at its ETag
  telephony.threecx.threecx_fxs:
    url: https://pbx.example.com:5001
    client_id: ansible
    client_secret: "{{ vault_threecx_client_secret }}"
    mac_address: "00:1a:2b:3c:4d:5e"
    state: absent
  check_mode: true
  register: seen

- name: Delete it only if it is still the same
  telephony.threecx.threecx_fxs:
    url: https://pbx.example.com:5001
    client_id: ansible
    client_secret: "{{ vault_threecx_client_secret }}"
    mac_address: "00:1a:2b:3c:4d:5e"
    if_match: "{{ seen.etag }}"
    state: absent

- name: Give the connection once for many tasks
  module_defaults:
    group/telephony.threecx.threecx:
      url: https://pbx.example.com:5001
      client_id: ansible
      client_secret: "{{ vault_threecx_client_secret }}"
  block:
    - name: Delete the adapters of a closed branch
      telephony.threecx.threecx_fxs:
        mac_address: "{{ item }}"
        state: absent
      loop:
        - "001A2B3C4D5E"
        - "001A2B3C4D5F"
"""

RETURN = r"""
mac_address:
  description: The MAC address as 12 upper-case hexadecimal digits.
  returned: success
  type: str
  sample: 001A2B3C4D5E
device:
  description:
    - The device as it was before, without its secrets (password, provisioning secret and link, and template variables
      that look like a password). V(null) if it was absent already.
    - A key is V(null) where the PBX has no value for it.
  returned: success
  type: dict
  contains:
    mac_address:
      description: The MAC address as 12 upper-case hexadecimal digits.
      type: str
    name:
      description: A free label.
      type: str
    brand:
      description: The vendor.
      type: str
    model:
      description: The model as the template names it.
      type: str
    model_name:
      description: The model as the admin console shows it.
      type: str
    group:
      description: The department that owns the device.
      type: str
    language:
      description: The language of the device.
      type: str
    time_zone:
      description: The time zone of the device, in the words of its template.
      type: str
    codecs:
      description: The codecs, the preferred one first.
      type: list
      elements: str
    line_count:
      description: How many lines the device has.
      type: int
    lines:
      description: Which extension is on which line.
      type: list
      elements: dict
      contains:
        key:
          description: The position of the line.
          type: int
        number:
          description: The number of the extension.
          type: str
        name:
          description: The name that is displayed.
          type: str
    provisioning:
      description: How the device gets its configuration.
      type: dict
      contains:
        method:
          description: The way of provisioning, such as V(LocalLan) or V(SBC).
          type: str
        local_interface:
          description: The interface of the PBX that serves the device.
          type: str
        local_sip_port:
          description: The SIP port on the device.
          type: int
        local_audio_port_start:
          description: The first audio port on the device.
          type: int
        local_audio_port_end:
          description: The last audio port on the device.
          type: int
        remote_fqdn:
          description: The name of the PBX for a remote device.
          type: str
        remote_port:
          description: The port of the PBX for a remote device.
          type: int
        sbc_name:
          description: The session border controller in front of the device.
          type: str
    variables:
      description: Values for the variables of the template.
      type: dict
  sample:
    mac_address: 001A2B3C4D5E
    name: Lobby
    brand: Grandstream
    model: HT802
    model_name: Grandstream HT802
    group: GRP0000
    language: English
    time_zone: Europe/Berlin
    codecs:
      - PCMA
      - PCMU
    line_count: 2
    lines:
      - key: 1
        number: "201"
        name: Lobby phone
    provisioning:
      method: LocalLan
      local_interface: 192.0.2.10
      local_sip_port: 5060
      local_audio_port_start: 14000
      local_audio_port_end: 14009
      remote_fqdn: null
      remote_port: null
      sbc_name: null
    variables: {}
etag:
  description:
    - The ETag of RV(device), for O(if_match). V(null) if the device was absent already or the PBX shows no ETag.
  returned: success
  type: str
  sample: W/"JzEwMDEn"
current_etag:
  description: The ETag that the device has now.
  returned: when O(if_match) does not match
  type: str
  sample: W/"JzEwMDIn"
method:
  description: The method of the request that failed.
  returned: when a request failed
  type: str
  sample: DELETE
path:
  description: The path of the request that failed.
  returned: when a request failed
  type: str
  sample: /xapi/v1/Fxs('001A2B3C4D5E')
status:
  description: The HTTP status of the answer; V(412) also where O(if_match) was found not to match before any request.
  returned: when there was an answer
  type: int
  sample: 403
error:
  description: What the PBX said about the failure.
  returned: when the answer had an error status
  type: dict
  contains:
    code:
      description: The code of the error, often empty.
      type: str
    message:
      description: The message of the error, or empty.
      type: str
    details:
      description: More about single fields.
      type: list
      elements: dict
      contains:
        code:
          description: The code, often empty.
          type: str
        message:
          description: The message, such as V(WARNINGS.XAPI.NOT_FOUND).
          type: str
        target:
          description: The field it is about.
          type: str
"""

import functools
import typing as t

from ansible_collections.telephony.threecx.plugins.module_utils._apply import apply
from ansible_collections.telephony.threecx.plugins.module_utils._argspec import ArgumentSpec, connection_spec
from ansible_collections.telephony.threecx.plugins.module_utils._client import Client
from ansible_collections.telephony.threecx.plugins.module_utils._devices import find_device
from ansible_collections.telephony.threecx.plugins.module_utils._errors import ThreeCXError
from ansible_collections.telephony.threecx.plugins.module_utils._fxs import normalise_mac, parse_if_match
from ansible_collections.telephony.threecx.plugins.module_utils._module import create_module, open_client
from ansible_collections.telephony.threecx.plugins.module_utils._plan import Guards, plan_absent

Diff = dict[str, dict[str, t.Any]]

SPEC = connection_spec().merge(
    ArgumentSpec(
        argument_spec={
            "mac_address": {"type": "str", "required": True},
            "state": {"type": "str", "required": True, "choices": ["absent"]},
            "if_match": {"type": "str", "aliases": ["etag"]},
        },
        not_null=("if_match", "etag"),
    )
)


def run(client: Client, params: t.Mapping[str, t.Any], check_mode: bool) -> tuple[bool, dict[str, t.Any], Diff]:
    """Make sure that there is no such device.

    :returns: whether anything changed, the results about the device, and the difference.
    """
    mac = normalise_mac(params["mac_address"])
    guards = Guards(None if params["if_match"] is None else parse_if_match(params["if_match"]))
    device = find_device(client, mac)
    decide = functools.partial(plan_absent, mac, guards)
    plan = decide(device)
    changed = plan.changes and (check_mode or apply(client, plan, decide))
    record = None if device is None else device.record
    result = {"mac_address": mac, "device": record, "etag": None if device is None else device.etag}
    return changed, result, {"before": (changed and record) or {}, "after": {}}


def main() -> None:
    module = create_module(SPEC)
    try:
        with open_client(module) as client:
            changed, result, diff = run(client, module.params, module.check_mode)
    except ThreeCXError as error:
        module.fail_json(**error.as_result())
    module.exit_json(changed=changed, **result, **({"diff": diff} if module._diff else {}))


if __name__ == "__main__":
    main()
