#!/usr/bin/python
# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: threecx_fxs_credentials
version_added: 1.0.0
short_description: Give an FXS device of a 3CX phone system new web credentials
description:
  - Makes a 3CX phone system generate new credentials for the web interface of an FXS device.
  - The device itself gets them with its next provisioning.
author:
  - telephony.threecx contributors (@telephony-threecx)
extends_documentation_fragment:
  - telephony.threecx.connection
  - telephony.threecx.attributes
attributes:
  async:
    support: none
    details:
      - The result may hold a secret, and would lie in the file of the job. A task with C(async) fails before any
        request.
  check_mode:
    support: full
    details:
      - Reads the device and tells that it would be changed.
  diff_mode:
    support: full
    details:
      - Shows that the password is changed, without the password.
  idempotent:
    support: none
    details:
      - There are new credentials with every run.
options:
  mac_address:
    description:
      - The MAC address of the device, in any usual spelling.
    type: str
    required: true
  device_type:
    description:
      - What kind of device this is. Without this option a DECT base is refused, and so is a device whose kind the PBX
        does not tell.
    type: str
    choices:
      - fxs
      - dect
  if_match:
    description:
      - Go on only if this is still the ETag of the device, as an earlier task returned it, or V(*).
      - An empty value, and null, are refused.
    type: str
    aliases:
      - etag
  if_fingerprint:
    description:
      - Go on only if this is still the fingerprint of the device, as an earlier task returned it. If the PBX shows an
        ETag, that of the device which was compared is sent along.
      - An empty value, and null, are refused.
    type: str
  return_secrets:
    description:
      - Return the new credentials in RV(credentials).
      - Ansible then does not print the result of this task, as if it had C(no_log). Take care of what later tasks do
        with it.
    type: bool
    default: false
seealso:
  - module: telephony.threecx.threecx_fxs
"""

EXAMPLES = r"""
- name: Give an adapter new credentials
  telephony.threecx.threecx_fxs_credentials:
    url: https://pbx.example.com:5001
    client_id: ansible
    client_secret: "{{ vault_threecx_client_secret }}"
    mac_address: "00:1a:2b:3c:4d:5e"

- name: Give an adapter new credentials and keep them
  telephony.threecx.threecx_fxs_credentials:
    url: https://pbx.example.com:5001
    client_id: ansible
    client_secret: "{{ vault_threecx_client_secret }}"
    mac_address: "00:1a:2b:3c:4d:5e"
    return_secrets: true
  no_log: true
  register: renewed
"""

RETURN = r"""
mac_address:
  description: The MAC address as 12 upper-case hexadecimal digits.
  returned: success
  type: str
  sample: 001A2B3C4D5E
device:
  description:
    - The device without its secrets, with the keys that M(telephony.threecx.threecx_fxs) returns.
    - It is the device as it was before, with a warning, where the PBX answered with the new credentials but cannot show
      the device afterwards.
  returned: success
  type: dict
etag:
  description: The ETag of the device; V(null) if the PBX shows none, or cannot show the device any more.
  returned: success
  type: str
fingerprint:
  description: The fingerprint of the device, which no credentials are part of.
  returned: success
  type: str
credentials:
  description: The new credentials.
  returned: when O(return_secrets=true), outside check mode
  type: dict
  contains:
    password:
      description: The password of the web interface.
      type: str
    secret:
      description: The secret that the PBX keeps for the device.
      type: str
current_etag:
  description: The ETag that the device has now.
  returned: when the device was changed by somebody else, and the PBX shows ETags
  type: str
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
  sample: POST
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

from ansible_collections.telephony.threecx.plugins.module_utils.api import _errors, _values
from ansible_collections.telephony.threecx.plugins.module_utils.fxs import _credentials, _pbx, _wanted
from ansible_collections.telephony.threecx.plugins.module_utils.shell import _argspec, _module

SPEC = _argspec.connection_spec().merge(
    _argspec.ArgumentSpec(
        argument_spec={
            "mac_address": _argspec.mac_option(),
            **_argspec.guard_options(),
            "return_secrets": {"type": "bool", "default": False, "no_log": False},
        },
        not_null=("if_match", "etag", "if_fingerprint"),
    )
)


def main() -> None:
    module = _module.create_module(SPEC)
    try:
        with _module.open_client(module) as client:
            mac, guards = _values.normalise_mac(module.params["mac_address"]), _wanted.read_guards(module.params)
            renewal = _credentials.renew_credentials(_pbx.Pbx(client), mac, guards, check_mode=module.check_mode)
            shows = module.params["return_secrets"] and renewal.credentials
            secrets = {"credentials": renewal.credentials} if shows else {}
            diff = {"diff": renewal.diff} if module._diff else {}
            result = {**renewal.as_result(), **secrets, **diff}
    except _errors.ThreeCXError as error:
        module.fail_json(**error.as_result())
    module.exit_json(changed=True, **result)


if __name__ == "__main__":
    main()
