#!/usr/bin/python
# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: threecx_sbc
version_added: 1.1.0
short_description: Manage an SBC of a 3CX phone system
description:
  - Creates, changes or deletes one SBC (session border controller) of a 3CX phone system, behind which the devices of
    another site are.
  - Only what is given is compared and written. What is left out, or V(null), stays as it is.
  - The SBC is read again after it was written, and the task fails if the PBX did not store what it was given.
  - It is looked for after it was deleted, and the task fails if it is still there.
  - This is M(telephony.threecx.threecx_config) for one object, with names and texts of its own. Use that one for
    properties that have no option here, and for many objects at once.
author:
  - telephony.threecx contributors (@telephony-threecx)
extends_documentation_fragment:
  - telephony.threecx.connection
  - telephony.threecx.attributes
  - telephony.threecx.typed
attributes:
  check_mode:
    support: full
    details:
      - In check mode nothing but C(GET) requests and the login are sent. The result is that of a real run as far as it
        can be known, since a PBX may fill in values of its own when it creates an SBC.
  diff_mode:
    support: full
    details:
      - Shows the options that differ, without secrets, for which it tells only whether they are written.
  idempotent:
    support: partial
    details:
      - With O(update_secrets=always), a PBX that does not show secrets gets them with every run.
options:
  name:
    description: The name of the SBC, with 12 characters at most, by which devices refer to it. It cannot be changed.
    type: str
    required: true
  display_name:
    description: What people call it. A new SBC needs one.
    type: str
  department:
    description: The name of the department that it belongs to.
    type: str
  password:
    description:
      - The password by which the SBC gets its configuration. A new SBC needs one.
      - See O(update_secrets).
    type: str
  security:
    description: How the SBC speaks with the PBX, since 3CX 20.0.7.
    type: str
    choices:
      - TCP
      - TLS
  audio_port:
    description: The port for audio, since 3CX 20.0.7.
    type: int
  log_level:
    description: How much the SBC logs, since 3CX 20.0.7.
    type: str
    choices:
      - None
      - Low
      - Medium
      - Verbose
  log_size:
    description: How large its log may become, as XAPI counts it, since 3CX 20.0.7.
    type: int
  passive_server:
    description: The PBX to which the SBC turns when this one fails, since 3CX 20.0.7.
    type: str
  passive_server_enabled:
    description: Whether it does, since 3CX 20.0.7.
    type: bool
  update_secrets:
    description:
      - When to write O(password) where the PBX does not show what it has, so that it cannot be compared. Where it does,
        secrets are compared and written if they differ.
      - V(on_create) writes it to a new SBC only.
      - V(always) writes it with every run.
    type: str
    choices:
      - on_create
      - always
    default: on_create
notes:
  - Whether an SBC takes up a change before it is told to, by the action C(Pbx.PushConfig), is not known. The action
    is no state that could be compared, so that this module does not call it. M(telephony.threecx.threecx_xapi) does,
    in a handler for example.
  - Nobody was seen creating an SBC through XAPI. What a new one needs is taken from the description of the interface.
seealso:
  - module: telephony.threecx.threecx_config
  - module: telephony.threecx.threecx_config_info
  - module: telephony.threecx.threecx_fxs
  - ref: ansible_collections.telephony.threecx.docsite.guide_config_writing
    description: How to write a PBX as code, from a new site to its end.
"""

EXAMPLES = r"""
- name: The SBC of a new site
  telephony.threecx.threecx_sbc:
    url: https://pbx.example.com:5001
    client_id: ansible
    client_secret: "{{ vault_threecx_client_secret }}"
    name: LYON-01
    display_name: Lyon, cellar
    department: Lyon
    password: "{{ vault_lyon_sbc }}"
  register: sbc

- name: Have it take up what has changed
  telephony.threecx.threecx_xapi:
    url: https://pbx.example.com:5001
    client_id: ansible
    client_secret: "{{ vault_threecx_client_secret }}"
    method: POST
    path: /Sbcs('LYON-01')/Pbx.PushConfig
  when: sbc is changed

- name: Delete it, once no device is behind it
  telephony.threecx.threecx_sbc:
    url: https://pbx.example.com:5001
    client_id: ansible
    client_secret: "{{ vault_threecx_client_secret }}"
    name: LYON-01
    state: absent
"""

RETURN = r"""
sbc:
  description:
    - The SBC as it is now or, in check mode, as it would be, with the names of the options. With O(state=absent), as it
      was before; V(null) if it was absent already.
    - A key is V(null) where there is no value.
    - Its secrets are left out.
  returned: success
  type: dict
  sample:
    name: LYON-01
    display_name: Lyon, cellar
    department: Lyon
fields:
  description: The options in which the SBC differed from what is wanted. Empty when it is deleted.
  returned: always, unless the options are wrong or the PBX cannot be read
  type: list
  elements: str
  sample:
    - department
secrets_not_compared:
  description:
    - The secrets that are given for what is there already, and that the PBX does not show.
    - Whether they are the same is not known. They were not written; see O(update_secrets).
  returned: always, unless the options are wrong or the PBX cannot be read
  type: list
  elements: str
fingerprint:
  description:
    - The fingerprint of the SBC as the PBX has it, for O(if_fingerprint). In check mode it is that of the SBC before
      the change, and with O(state=absent) that of what is deleted. V(null) if there was none.
  returned: success
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
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes import _typed
from ansible_collections.telephony.threecx.plugins.module_utils.config.writing import _one
from ansible_collections.telephony.threecx.plugins.module_utils.shell import _argspec, _module

SPEC = _argspec.connection_spec().merge(
    _argspec.ArgumentSpec(
        argument_spec={
            **_typed.options_of(_typed.SBC),
            **_argspec.allow_risky_option(),
            **_argspec.typed_options(),
            **_argspec.update_secrets_option(),
        },
        not_null=("if_fingerprint",),
    )
)


def main() -> None:
    module = _module.create_module(SPEC)
    try:
        with _module.open_client(module) as client:
            managed = _one.manage(client, _typed.read_typed(_typed.SBC, module.params), check_mode=module.check_mode)
            result = managed.as_result(_typed.SBC, with_diff=module._diff)
    except _errors.ThreeCXError as error:
        module.fail_json(**error.as_result())
    if managed.failure is not None:
        module.fail_json(**result)
    module.exit_json(**result)


if __name__ == "__main__":
    main()
