#!/usr/bin/python
# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: threecx_fxs_decommission
version_added: 1.1.0
short_description: Delete FXS devices of a 3CX phone system, with a snapshot to restore them from
description:
  - Checks all devices first, and deletes none if one of them is not what it is expected to be.
  - Saves a snapshot of all devices that will be deleted, from which M(telephony.threecx.threecx_fxs_devices) can create
    them again, and reads it again before it goes on.
  - Deletes the devices, each only as long as it is what was saved, and makes sure that they are gone.
  - Devices that do not exist any more are fine, so that a task that was interrupted can be repeated. It deletes what is
    left, with a snapshot of its own.
  - All of it is one task, so that nothing that a playbook sets for a block or a role, such as C(ignore_errors), comes
    between a check and what depends on it. The role
    P(telephony.threecx.fxs_decommission#role) runs this module, and tells what was done.
author:
  - telephony.threecx contributors (@telephony-threecx)
extends_documentation_fragment:
  - telephony.threecx.connection
  - telephony.threecx.attributes
attributes:
  check_mode:
    support: full
    details:
      - Reads, checks and refuses as in earnest. Nothing is written, neither to the PBX nor to files.
  diff_mode:
    support: full
    details:
      - Shows the record of each device that is deleted, without its secrets.
  idempotent:
    support: full
options:
  devices:
    description:
      - The devices to delete. A MAC address must not be listed twice.
      - An empty list does nothing.
    type: list
    elements: dict
    required: true
    suboptions:
      mac_address:
        description:
          - The MAC address of the device, in any usual spelling.
          - Put it in quotes. YAML takes some MAC addresses that have no letters for numbers.
        type: str
        required: true
      name:
        description:
          - The name that the device must have on the PBX. An empty text and V(null) stand for no name. Without this
            option it may have any.
        type: str
      device_type:
        description: The kind of device. Without it a DECT base is refused.
        type: str
        choices:
          - fxs
          - dect
      if_match:
        description:
          - The ETag that the device must have, as an earlier task returned it, or V(*).
          - An empty value, and null, are refused.
        type: str
        aliases:
          - etag
      if_fingerprint:
        description:
          - The fingerprint that the device must have, as an earlier task returned it.
          - An empty value, and null, are refused.
        type: str
  backup_dir:
    description:
      - The directory for snapshots on the machine that the module runs on. They are written with mode C(0600). It is
        created with mode C(0700) if it does not exist; the mode of one that exists is left alone.
      - It must outlive the run. In an execution environment, that takes a mounted volume.
    type: path
    required: true
  backup_secrets:
    description:
      - Whether the snapshot also has what the PBX shows of the password, the provisioning secret and the provisioning
        link of each device, under the key C(secrets). Whoever can read the file can then pose as the device.
      - None of it is returned.
    type: bool
    default: false
  max_deletions:
    description:
      - How many devices may be deleted in all, as a number like V(10) or as a share of those on the PBX like V(5%).
      - If it would be more, none is deleted, and check mode fails as well.
    type: str
    default: "10"
  batch_size:
    description:
      - How many devices to delete before the list of all devices is read again. A PBX that shows no ETags cannot tell
        whether a device was changed since it was saved, so that this comparison does.
    type: int
    default: 200
  parallel:
    description: How many devices to delete at the same time, from 1 to 16.
    type: int
    default: 4
seealso:
  - module: telephony.threecx.threecx_fxs_devices
"""

EXAMPLES = r"""
- name: Delete the adapters of a closed branch
  telephony.threecx.threecx_fxs_decommission:
    url: https://pbx.example.com:5001
    client_id: ansible
    client_secret: "{{ vault_threecx_client_secret }}"
    backup_dir: /srv/backup/threecx
    devices:
      - mac_address: "00:1a:2b:3c:4d:5e"
        name: Lobby
      - mac_address: "00:1a:2b:3c:4d:5f"
        name: Gate
  register: decommissioned

- name: Create them again
  telephony.threecx.threecx_fxs_devices:
    url: https://pbx.example.com:5001
    client_id: ansible
    client_secret: "{{ vault_threecx_client_secret }}"
    devices: "{{ (lookup('ansible.builtin.file', decommissioned.snapshot) | from_json).devices }}"
"""

RETURN = r"""
foretold:
  description: Whether this was check mode, so that nothing was done.
  returned: always, unless nothing was tried
  type: bool
devices:
  description: The records of the devices that were to be deleted, as they were, with the keys that
    M(telephony.threecx.threecx_fxs) returns.
  returned: always, unless nothing was tried
  type: list
  elements: dict
deleted:
  description: The MAC addresses of the devices that were deleted, or in check mode would be.
  returned: always, unless nothing was tried
  type: list
  elements: str
absent:
  description: The MAC addresses of the devices that did not exist, or that somebody else deleted first.
  returned: always, unless nothing was tried
  type: list
  elements: str
snapshot:
  description: The path of the snapshot. Empty when there was nothing to delete, and in check mode.
  returned: always, unless nothing was tried
  type: str
written:
  description: The writes that were sent by then and not refused, in their order.
  returned: when a fault of this collection ended the task after it had written something
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

from ansible_collections.telephony.threecx.plugins.module_utils.api import _errors, _values
from ansible_collections.telephony.threecx.plugins.module_utils.fxs import _decommission, _pbx, _snapshots
from ansible_collections.telephony.threecx.plugins.module_utils.shell import _argspec, _module

SPEC = _argspec.connection_spec().merge(
    _argspec.ArgumentSpec(
        argument_spec={
            "devices": {
                "type": "list",
                "elements": "dict",
                "required": True,
                "options": {
                    "mac_address": _argspec.mac_option(),
                    "name": {"type": "str"},
                    **_argspec.guard_options(),
                },
            },
            "backup_dir": {"type": "path", "required": True},
            "backup_secrets": {"type": "bool", "default": False, "no_log": False},
            "max_deletions": {"type": "str", "default": "10", "meaning": _values.AMOUNT},
            "batch_size": {"type": "int", "default": 200},
            "parallel": {"type": "int", "default": 4},
        },
        not_null=("devices", "backup_dir", "devices[].if_match", "devices[].etag", "devices[].if_fingerprint"),
    )
)


def main() -> None:
    module = _module.create_module(SPEC)
    try:
        with _module.open_client(module) as client:
            wish = _decommission.read_decommission(module.params, module.given)
            folder = _snapshots.Folder(module.params["backup_dir"])
            outcome = _decommission.decommission(_pbx.Pbx(client), folder, wish, check_mode=module.check_mode)
            result = {"foretold": module.check_mode, **outcome.as_result(with_diff=module._diff)}
    except _errors.ThreeCXError as error:
        module.fail_json(**error.as_result())
    if outcome.failure is not None:
        module.fail_json(**result)
    module.exit_json(**result)


if __name__ == "__main__":
    main()
