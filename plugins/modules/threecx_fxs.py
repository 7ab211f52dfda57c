#!/usr/bin/python
# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: threecx_fxs
version_added: 1.0.0
short_description: Manage an FXS device of a 3CX phone system
description:
  - Creates, changes or deletes one FXS device (an analogue telephone adapter or gateway) of a 3CX phone system.
  - The device is looked up by its MAC address first, so that the task tells truthfully whether it changed anything, and
    shows in check mode what it would change.
  - It is read again after it was created or changed, and the task fails if the PBX did not store what it was given. Of
    a deletion, the answer of the PBX is believed; M(telephony.threecx.threecx_fxs_decommission) looks whether devices
    are gone.
  - Extensions that are assigned to the lines of a device are objects of their own and stay when it is deleted.
author:
  - telephony.threecx contributors (@telephony-threecx)
extends_documentation_fragment:
  - telephony.threecx.connection
  - telephony.threecx.fxs
  - telephony.threecx.attributes
attributes:
  check_mode:
    support: full
    details:
      - In check mode nothing but C(GET) requests and the login are sent. The result is what a real run would return as
        far as that can be known, since a PBX may fill in values of its own when it creates a device.
  diff_mode:
    support: full
    details:
      - Shows the record of the device without its secrets, for which it tells only whether they are written.
  idempotent:
    support: partial
    details:
      - With O(update_secrets=always) and O(password) or O(secret), a PBX that does not show these values gets them
        with every run.
options:
  state:
    description:
      - V(present) creates the device, or brings the values that are given to those that are wanted. Values that are not
        given, or V(null), are neither compared nor changed.
      - When a device is created, the PBX may fill in values that are not given. It is told not to where V(null) is
        given, so that a device can be created again from what RV(device) returned.
      - V(absent) deletes the device if it exists.
    type: str
    choices:
      - absent
      - present
    default: present
seealso:
  - module: telephony.threecx.threecx_fxs_info
  - name: 3CX configuration API
    description: How to create an API client, and what it may do.
    link: https://www.3cx.com/docs/configuration-rest-api-endpoints/
"""

EXAMPLES = r"""
- name: Create an adapter with two lines
  telephony.threecx.threecx_fxs:
    url: https://pbx.example.com:5001
    client_id: ansible
    client_secret: "{{ vault_threecx_client_secret }}"
    mac_address: "00:1a:2b:3c:4d:5e"
    name: Lobby
    template: grandstream.ht80x.fxs.xml
    model: HT802
    lines:
      - key: 1
        number: "201"
      - key: 2
        number: "202"

- name: Delete a device
  telephony.threecx.threecx_fxs:
    url: https://pbx.example.com:5001
    client_id: ansible
    client_secret: "{{ vault_threecx_client_secret }}"
    mac_address: "00:1a:2b:3c:4d:5e"
    state: absent

- name: Look at what would be deleted
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
    # On a PBX that sends ETags, if_match with seen.etag is safer still.
    if_fingerprint: "{{ seen.fingerprint }}"
    state: absent

- name: Undo the deletion
  telephony.threecx.threecx_fxs:
    url: https://pbx.example.com:5001
    client_id: ansible
    client_secret: "{{ vault_threecx_client_secret }}"
    mac_address: "{{ seen.device.mac_address }}"
    name: "{{ seen.device.name }}"
    template: "{{ seen.device.template }}"
    model: "{{ seen.device.model }}"
    group: "{{ seen.device.group }}"
    language: "{{ seen.device.language }}"
    time_zone: "{{ seen.device.time_zone }}"
    codecs: "{{ seen.device.codecs }}"
    line_count: "{{ seen.device.line_count }}"
    lines: "{{ seen.device.lines }}"
    provisioning: "{{ seen.device.provisioning }}"
    variables: "{{ seen.device.variables }}"

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
    - The device as it is now or, with O(state=absent), as it was before. V(null) if it was absent already.
    - Its secrets are left out (password, provisioning secret and link, and template variables that look like a
      password).
    - A key is V(null) where the PBX has no value for it, or does not show it. The keys are options of this module too,
      so that a device can be created again.
    - If the PBX accepted values but did not store all of them, the task fails, RV(ignore:changed) is V(true), and this
      is the device as it is now.
  returned: success, or when the PBX did not store all values that it accepted
  type: dict
  contains:
    mac_address:
      description: The MAC address as 12 upper-case hexadecimal digits.
      type: str
    device_type:
      description: V(fxs) or V(dect).
      type: str
    template:
      description: The template of the device.
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
    device_type: fxs
    template: grandstream.ht80x.fxs.xml
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
    - The ETag of RV(device), for O(if_match). V(null) if the device was absent already, would have to be created first
      (in check mode), or the PBX shows no ETag.
  returned: success
  type: str
  sample: W/"JzEwMDEn"
fingerprint:
  description:
    - The fingerprint of RV(device), for O(if_fingerprint). It changes with the values in RV(device), but not where they
      mean the same, which are null and an empty text, a line without an extension and no line, and lines in another
      order. V(null) if the device was absent already.
    - Where check mode foretells a change, it is that of the device after it, as RV(device) is. For O(if_fingerprint) of
      that change take the one that M(telephony.threecx.threecx_fxs_info) shows.
  returned: success
  type: str
  sample: 0d5a3cc27e0b2f1c0b9a2f0c4a2f0ea14cbd7bd4ae6a5d4c3a1f2e4d5c6b7a89
current_etag:
  description: The ETag that the device has now.
  returned: when the device was changed by somebody else, or may have been changed by this task, and the PBX shows ETags
  type: str
  sample: W/"JzEwMDIn"
current_fingerprint:
  description: The fingerprint that the device has now.
  returned: when O(if_fingerprint) does not match
  type: str
written:
  description: The writes that were sent by then and not refused, in their order.
  returned: when a fault of this collection ended the task after it had written something
  version_added: 1.1.0
  type: list
  elements: dict
  contains:
    method:
      description: The method of the request.
      type: str
    path:
      description: The path of the request.
      type: str
    key:
      description: The MAC address, number or name of what was created; V(null) for other requests.
      type: str
    status:
      description: The HTTP status of the answer. It is V(null) where none came, so that the outcome is not known.
      type: int
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

from ansible_collections.telephony.threecx.plugins.module_utils.api import _errors
from ansible_collections.telephony.threecx.plugins.module_utils.fxs import _apply, _departments, _pbx, _wanted
from ansible_collections.telephony.threecx.plugins.module_utils.shell import _argspec, _module

SPEC = _argspec.connection_spec().merge(
    _argspec.ArgumentSpec(
        argument_spec={
            **_argspec.device_options(),
            "state": {"type": "str", "choices": ["absent", "present"], "default": "present"},
        },
        not_null=("if_match", "etag", "if_fingerprint"),
    )
)


def main() -> None:
    module = _module.create_module(SPEC)
    try:
        with _module.open_client(module) as client:
            wanted = _wanted.read_wanted(module.params, module.given)
            pbx = _pbx.Pbx(client)
            wanted = _departments.with_department(wanted, pbx.departments)
            outcome = _apply.ensure(pbx, wanted, pbx.find(wanted.mac), check_mode=module.check_mode)
            diff = {"diff": outcome.diff} if module._diff else {}
            result = {"changed": outcome.changed, **outcome.as_result(), **diff}
    except _errors.ThreeCXError as error:
        module.fail_json(**error.as_result())
    module.exit_json(**result)


if __name__ == "__main__":
    main()
