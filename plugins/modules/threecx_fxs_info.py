#!/usr/bin/python
# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: threecx_fxs_info
version_added: 1.0.0
short_description: Read FXS devices of a 3CX phone system
description:
  - Reads all FXS devices of a 3CX phone system, DECT bases included, or those that are asked for.
  - What it returns can be kept in a file and be given to M(telephony.threecx.threecx_fxs) again.
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
options:
  mac_address:
    description:
      - Return only the devices with these MAC addresses, in any usual spelling. Those that do not exist are left out.
      - An empty list returns no devices. Null is refused, as it would return all.
    type: list
    elements: str
  filter:
    description:
      - Return only the devices with exactly these values.
      - Null is refused, for the whole and for each of them, as it would return more devices than were meant.
      - Mutually exclusive with O(mac_address).
    type: dict
    suboptions:
      device_type:
        description: The kind of device.
        type: str
        choices:
          - fxs
          - dect
      template:
        description: The ID of the template.
        type: str
      name:
        description: The label.
        type: str
      brand:
        description: The vendor.
        type: str
      model:
        description: The model by the name that its template gives it.
        type: str
      model_name:
        description: The model by the name that the admin console shows.
        type: str
      group:
        description:
          - The department that owns the device, by its number, such as V(GRP0001), or, since version 1.1.0, by its
            name.
          - A name is looked up in the list of departments, and one that none or more than one of them has is refused.
            That there is none of a number is told in a warning.
        type: str
      language:
        description: The language of the device.
        type: str
      time_zone:
        description: The time zone of the device.
        type: str
  odata_filter:
    description:
      - Return only the devices for which this OData expression is true, such as V(contains(Name,'Lobby')). The PBX
        evaluates it, and it is not checked here, but that it is neither null nor empty.
      - If O(filter) is given too, both must be true.
      - Mutually exclusive with O(mac_address).
    type: str
  expand:
    description: What else to return with the devices.
    type: list
    elements: str
    choices:
      - template
      - registration
    default: []
seealso:
  - module: telephony.threecx.threecx_fxs
  - module: telephony.threecx.threecx_fxs_template_info
"""

EXAMPLES = r"""
- name: Read all devices
  telephony.threecx.threecx_fxs_info:
    url: https://pbx.example.com:5001
    client_id: ansible
    client_secret: "{{ vault_threecx_client_secret }}"
  register: estate

- name: Show the devices that have a line for extension 201
  ansible.builtin.debug:
    msg: >-
      {{ estate.devices | selectattr('lines') | subelements('lines') | selectattr('1.number', 'eq', '201')
      | map(attribute='0.mac_address') }}

- name: Read the Grandstream adapters of one department, and what is registered at the moment
  telephony.threecx.threecx_fxs_info:
    url: https://pbx.example.com:5001
    client_id: ansible
    client_secret: "{{ vault_threecx_client_secret }}"
    filter:
      brand: Grandstream
      group: Reception
      device_type: fxs
    expand:
      - registration

- name: Read two devices
  telephony.threecx.threecx_fxs_info:
    url: https://pbx.example.com:5001
    client_id: ansible
    client_secret: "{{ vault_threecx_client_secret }}"
    mac_address:
      - "00:1a:2b:3c:4d:5e"
      - "00:1a:2b:3c:4d:5f"
"""

RETURN = r"""
devices:
  description:
    - The devices, sorted by their MAC address and without their secrets (password, provisioning secret and link, and
      template variables that look like a password or hold a URL with one).
    - A key is V(null) where the PBX has no value for it. The keys are options of M(telephony.threecx.threecx_fxs).
    - RV(devices[].codecs), RV(devices[].lines), RV(devices[].provisioning) and RV(devices[].variables) are V(null)
      where the PBX does not show what a device has, too. A module that is given the device back leaves them as they
      are. Before version 1.1.0, the lists were empty then.
  returned: success
  type: list
  elements: dict
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
etags:
  description: The ETag of each device by its MAC address; V(null) where the PBX shows none.
  returned: success
  type: dict
  sample:
    001A2B3C4D5E: W/"JzEwMDEn"
fingerprints:
  description: The fingerprint of each device by its MAC address, for
    O(telephony.threecx.threecx_fxs#module:if_fingerprint).
  returned: success
  type: dict
templates:
  description: The templates of the devices by their ID, as M(telephony.threecx.threecx_fxs_template_info) returns them.
  returned: when O(expand) contains V(template)
  type: dict
registrations:
  description:
    - What is registered for each device by its MAC address; V(null) where nothing is.
    - A device is missing where the PBX refuses to tell, which is also told in a warning.
    - Links come without user, password and query. One that cannot be parsed is V(null).
  returned: when O(expand) contains V(registration)
  type: dict
  sample:
    001A2B3C4D5E:
      interface_link: http://192.0.2.20/
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
  description: The HTTP status of the answer.
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

import typing as t

from ansible_collections.telephony.threecx.plugins.module_utils.api import _errors, _values, _visible
from ansible_collections.telephony.threecx.plugins.module_utils.fxs import _fxs, _pbx, _plan, _selection
from ansible_collections.telephony.threecx.plugins.module_utils.shell import _argspec, _module

# Up to so many devices are read one by one; beyond it the whole list costs fewer requests on most systems.
_MOST_SINGLE_READS = 5

_FILTER_OPTIONS: dict[str, dict[str, t.Any]] = {
    **{name: {"type": "str"} for name in _selection.FILTER_FIELDS},
    "device_type": {"type": "str", "choices": _argspec.DEVICE_TYPES},
}

SPEC = _argspec.connection_spec().merge(
    _argspec.ArgumentSpec(
        argument_spec={
            "mac_address": {"type": "list", "elements": "str", "meaning": _values.MAC},
            "filter": {"type": "dict", "options": _FILTER_OPTIONS},
            "odata_filter": {"type": "str", "meaning": _values.PLAIN},
            "expand": {"type": "list", "elements": "str", "choices": ["template", "registration"], "default": []},
        },
        mutually_exclusive=(("mac_address", "filter"), ("mac_address", "odata_filter")),
        # Each would show all devices in place of some, and what is shown may be what is deleted next.
        not_null=("mac_address", "filter", "odata_filter", *(f"filter.{name}" for name in _selection.FILTER_FIELDS)),
    )
)


def run(pbx: _pbx.Pbx, params: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Read the devices that are asked for."""
    expand = params["expand"]
    devices = _selection.by_mac(_read_devices(pbx, params))
    records = [device.record for device in devices]
    used = {record["template"] for record in records}
    templates = {row.id: row.as_dict() for row in pbx.templates if row.id in used} if "template" in expand else {}
    return {
        "devices": records,
        "etags": {device.record["mac_address"]: device.etag for device in devices},
        "fingerprints": {record["mac_address"]: _fxs.fingerprint(record) for record in records},
        **({"templates": templates} if "template" in expand else {}),
        **({"registrations": _selection.registrations(devices)} if "registration" in expand else {}),
    }


def _read_devices(pbx: _pbx.Pbx, params: t.Mapping[str, t.Any]) -> list[_plan.Device]:
    registration, macs = "registration" in params["expand"], params["mac_address"]
    if macs is not None:
        return _read_by_mac(pbx, {_values.normalise_mac(mac) for mac in macs}, registration)
    own = params["odata_filter"]
    if own is not None and not own.strip():
        raise _errors.InputError(
            "odata_filter is empty, which would return all devices; leave it out if these are meant."
        )
    wanted = _selection.with_department(params["filter"] or {}, pbx.departments)
    rows = pbx.each_whole(_selection.odata_filter(wanted, own), registration=registration)
    devices = [device for device in rows if _selection.is_selected(device.record, wanted)]
    number = wanted.get("group")
    if not devices and number and isinstance(number, str):
        _tell_unknown(pbx, number)
    return devices


def _tell_unknown(pbx: _pbx.Pbx, number: str) -> None:
    """Warn that there is no such department, where the PBX shows them at all."""
    try:
        known = {department.number for department in pbx.departments}
    except _errors.ThreeCXError:
        return
    if number not in known:
        pbx.client.warn(
            f"filter.group is {_visible.shown(number)}, and the PBX has no department of that number, so no device is"
            " found."
        )


def _read_by_mac(pbx: _pbx.Pbx, macs: set[str], registration: bool) -> list[_plan.Device]:
    if len(macs) <= _MOST_SINGLE_READS and not registration:
        return [device for mac in sorted(macs) if (device := pbx.find(mac)) is not None]
    rows = pbx.each(registration=registration)
    return [pbx.whole(device) for device in rows if device.record["mac_address"] in macs]


def main() -> None:
    module = _module.create_module(SPEC)
    try:
        with _module.open_client(module) as client:
            result = run(_pbx.Pbx(client), module.params)
    except _errors.ThreeCXError as error:
        module.fail_json(**error.as_result())
    module.exit_json(changed=False, **result)


if __name__ == "__main__":
    main()
