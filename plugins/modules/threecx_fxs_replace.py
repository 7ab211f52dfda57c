#!/usr/bin/python
# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: threecx_fxs_replace
version_added: 1.1.0
short_description: Replace FXS devices of a 3CX phone system by other hardware
description:
  - Creates the new device with the configuration of the old one, moves the lines, and deletes the old device, for one
    device after another and with one login.
  - Saves a snapshot of the old device first. The old device is deleted only when the snapshot is on the disk and the
    new device has the lines, both of which are read again before.
  - If the PBX refuses a step before the new device has the lines, all is put back as it was. If the task dies at any
    step, or loses the PBX, run it again. It finishes what it finds.
  - All of it is one task, so that nothing that a playbook sets for a block or a role, such as C(ignore_errors), comes
    between a check and what depends on it. The role
    P(telephony.threecx.fxs_replace#role) runs this module, and tells what was done.
author:
  - telephony.threecx contributors (@telephony-threecx)
extends_documentation_fragment:
  - telephony.threecx.connection
  - telephony.threecx.attributes
attributes:
  check_mode:
    support: full
    details:
      - Reads, checks and refuses as in earnest. Nothing is written, neither to the PBX nor to files. What only the PBX
        knows, such as MAC addresses of phones, shows when it is really asked.
  diff_mode:
    support: full
    details:
      - Shows the record of the old device, and that which the new one is to have.
  idempotent:
    support: full
    details:
      - If the old device does not exist and the new one does, and there is no snapshot of an interrupted run, the
        replacement counts as done.
options:
  devices:
    description:
      - The replacements, which are made one after another. The first one that fails is the last.
      - No MAC address must be listed twice, neither as an old one, nor as a new one, nor as both. A device that is
        replaced, and whose MAC address takes the place of another one, is for two tasks.
      - An empty list does nothing.
    type: list
    elements: dict
    required: true
    suboptions:
      old_mac_address:
        description:
          - The MAC address of the device to replace, in any usual spelling.
          - Put it in quotes. YAML takes some MAC addresses that have no letters for numbers.
        type: str
        required: true
      new_mac_address:
        description: The MAC address of the new device, which must not exist on the PBX yet.
        type: str
        required: true
      name:
        description:
          - The name that the old device must have on the PBX. An empty text and V(null) stand for no name. Without this
            option it may have any.
          - The new device gets the same name in any case.
        type: str
      device_type:
        description: The kind of device. Without it a DECT base is refused.
        type: str
        choices:
          - fxs
          - dect
      template:
        description:
          - The template of the new device, if it is other hardware.
          - Unless it is the template of the old device, the number of lines and the variables are not taken over.
        type: str
      model:
        description: The model of the new device, if it is other hardware.
        type: str
      language:
        description: The language of the new device, if it does not know that of the old one.
        type: str
      time_zone:
        description: The time zone of the new device, if it does not know that of the old one.
        type: str
      variables:
        description: Values for variables of the template that the new device gets besides, or in place of, those of the
          old one.
        type: dict
  backup_dir:
    description:
      - The directory for snapshots on the machine that the module runs on. They are written with mode C(0600). It is
        created with mode C(0700) if it does not exist; the mode of one that exists is left alone.
      - An interrupted run leaves in it what the next one needs, so it must outlive the run. In an execution
        environment, that takes a mounted volume.
    type: path
    required: true
notes:
  - Secrets are not taken over, since no module returns them. The PBX makes new ones for the new device. Display names
    of lines are not either, since the PBX takes them from the extensions.
seealso:
  - module: telephony.threecx.threecx_fxs_decommission
"""

EXAMPLES = r"""
- name: Replace a broken adapter by one of the same kind
  telephony.threecx.threecx_fxs_replace:
    url: https://pbx.example.com:5001
    client_id: ansible
    client_secret: "{{ vault_threecx_client_secret }}"
    backup_dir: /srv/backup/threecx
    devices:
      - old_mac_address: "00:1a:2b:3c:4d:5e"
        new_mac_address: "00:1a:2b:3c:4d:5f"
        name: Lobby

- name: Replace an adapter by a larger one
  telephony.threecx.threecx_fxs_replace:
    url: https://pbx.example.com:5001
    client_id: ansible
    client_secret: "{{ vault_threecx_client_secret }}"
    backup_dir: /srv/backup/threecx
    devices:
      - old_mac_address: "00:1a:2b:3c:4d:5e"
        new_mac_address: "00:1a:2b:3c:4d:60"
        template: grandstream.ht81x.fxs.xml
        model: HT814
"""

RETURN = r"""
foretold:
  description: Whether this was check mode, so that nothing was done.
  returned: always, unless the options are wrong
  type: bool
results:
  description: What became of each replacement, in the order of O(devices), up to the last that did not fail.
  returned: always, unless the options are wrong
  type: list
  elements: dict
  contains:
    old_mac_address:
      description: The MAC address of the old device as 12 upper-case hexadecimal digits.
      type: str
    new_mac_address:
      description: The MAC address of the new device, likewise.
      type: str
    replaced:
      description: Whether there was anything to do, or in check mode would be.
      type: bool
    snapshot:
      description: The path of the snapshot. Empty when there was nothing to do, and in check mode.
      type: str
device:
  description: The device as the PBX has it, without its secrets.
  returned: when the PBX did not store all values that it accepted
  type: dict
current_etag:
  description: The ETag that the device has now.
  returned: when somebody else changed it, and the PBX shows ETags
  type: str
current_fingerprint:
  description: The fingerprint that the device has now.
  returned: when somebody else changed it
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

from ansible_collections.telephony.threecx.plugins.module_utils.api import _errors
from ansible_collections.telephony.threecx.plugins.module_utils.fxs import _pbx, _replace, _replacement, _snapshots
from ansible_collections.telephony.threecx.plugins.module_utils.shell import _argspec, _module

SPEC = _argspec.connection_spec().merge(
    _argspec.ArgumentSpec(
        argument_spec={
            "devices": {
                "type": "list",
                "elements": "dict",
                "required": True,
                "options": _argspec.replacement_options(),
            },
            "backup_dir": {"type": "path", "required": True},
        },
        not_null=("devices", "backup_dir"),
    )
)


def main() -> None:
    module = _module.create_module(SPEC)
    try:
        with _module.open_client(module) as client:
            wishes = _replacement.read_replacements(module.params, module.given)
            folder = _snapshots.Folder(module.params["backup_dir"])
            report = _replace.replace_all(_pbx.Pbx(client), folder, wishes, check_mode=module.check_mode)
            result = {"foretold": module.check_mode, **report.as_result(with_diff=module._diff)}
    except _errors.ThreeCXError as error:
        module.fail_json(**error.as_result())
    if report.failure is not None:
        module.fail_json(**result)
    module.exit_json(**result)


if __name__ == "__main__":
    main()
