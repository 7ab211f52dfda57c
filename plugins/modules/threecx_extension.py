#!/usr/bin/python
# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: threecx_extension
version_added: 1.1.0
short_description: Manage an extension of a 3CX phone system
description:
  - Creates, changes or deletes one extension of a 3CX phone system, with what the line of an FXS device needs of it, be
    that a gate, a lift or a fax machine.
  - Only what is given is compared and written. What is left out, or V(null), stays as it is.
  - The extension is read again after it was written, and the task fails if the PBX did not store what it was given.
  - It is looked for after it was deleted, and the task fails if it is still there.
  - This is M(telephony.threecx.threecx_config) for one object, with names and texts of its own. Use that one for
    properties that have no option here, and for many objects at once.
author:
  - telephony.threecx contributors (@telephony-threecx)
extends_documentation_fragment:
  - telephony.threecx.connection
  - telephony.threecx.attributes
  - telephony.threecx.typed
  - telephony.threecx.typed.hours
attributes:
  check_mode:
    support: full
    details:
      - In check mode nothing but C(GET) requests and the login are sent. The result is that of a real run as far as it
        can be known, since a PBX may fill in values of its own when it creates an extension.
  diff_mode:
    support: full
    details:
      - Shows the options that differ, without secrets, for which it tells only whether they are written.
  idempotent:
    support: partial
    details:
      - With O(update_secrets=always), a PBX that does not show secrets gets them with every run.
options:
  number:
    description: The number of the extension, in quotes. It cannot be changed.
    type: str
    required: true
  first_name:
    description: The first name, or what stands on the line, such as V(Gate).
    type: str
  last_name:
    description: The last name.
    type: str
  email_address:
    description: Where voicemail and other messages go.
    type: str
  mobile:
    description: A number by which the person can be reached besides.
    type: str
  outbound_caller_id:
    description: The number that others see when the extension calls. Without one, that of the trunk or the rule is
      shown.
    type: str
  emergency_additional_info:
    description: What is told to emergency services besides, such as where the lift is.
    type: str
  department:
    description:
      - The name of the department that the extension belongs to first of all. The default department is called
        V(DEFAULT).
      - The extension becomes a member of it if it is none. It stays a member of others, unless O(departments) says
        otherwise.
    type: str
  role:
    description:
      - The role of the extension in O(department), such as V(users). It is refused without that, and together with
        O(departments), which has roles of its own.
      - Without it, the role of a member stays, and that of a new one is up to the PBX. Give it where an extension may
        have to be created.
      - See O(allow_risky) for roles that manage something.
    type: str
  departments:
    description:
      - All departments that the extension is a member of. The list is taken as a whole, so that the extension leaves
        a department that is left out. An empty list is refused.
      - The department that the extension belongs to first of all must be among them, be that O(department) or, without
        it, the one that the extension has.
    type: list
    elements: dict
    suboptions:
      name:
        description: The name of the department.
        type: str
        required: true
      role:
        description: The role in it, such as V(users). Without it, the role of a member stays.
        type: str
  enabled:
    description: Whether the extension can be used.
    type: bool
  language:
    description: The language of messages to the person, such as V(FR).
    type: str
  prompt_set:
    description: The set of prompts that the extension hears, by its name on the PBX.
    type: str
  hours:
    description: The hours of the extension, where they are not those of its department.
  hide_in_phonebook:
    description: Whether the extension is left out of the phonebook, as one does with gates and fax machines.
    type: bool
  allow_lan_only:
    description: Whether it can be registered from the local network only.
    type: bool
  pbx_delivers_audio:
    description: Whether audio goes through the PBX, which adapters behind a firewall may need.
    type: bool
  srtp_mode:
    description: Whether audio is encrypted. Not every adapter can do it.
    type: str
    choices:
      - SRTPDisabled
      - SRTPEnabled
      - SRTPEnforced
  record_calls:
    description: Whether calls are recorded.
    type: bool
  record_external_calls_only:
    description: Whether only calls with others than extensions are recorded.
    type: bool
  voicemail_enabled:
    description: Whether there is a voicemail box. One that answers a fax machine or a lift does harm.
    type: bool
  voicemail_email:
    description:
      - What of a voicemail is sent to O(email_address).
      - V(VmailToMembers) and V(EmailToExtrasOnly) are there since 3CX 20.0.9.
    type: str
    choices:
      - None
      - Notification
      - Attachment
      - AttachmentAndDelete
      - VmailToMembers
      - EmailToExtrasOnly
  require_2fa:
    description: Whether the person must use a second factor to log in to the web client.
    type: bool
  sip_id:
    description: A name by which others reach the extension by SIP.
    type: str
  auth_id:
    description: The name by which the line of the adapter registers. The PBX makes one where there is none.
    type: str
  auth_password:
    description:
      - The password by which the line of the adapter registers. The PBX makes one where there is none.
      - See O(update_secrets).
    type: str
  voicemail_pin:
    description:
      - The PIN for the voicemail box, which has digits only. In quotes.
      - See O(update_secrets).
    type: str
  update_secrets:
    description:
      - When to write O(auth_password) and O(voicemail_pin) where the PBX does not show what it has, so that it cannot
        be compared. Where it does, secrets are compared and written if they differ.
      - V(on_create) writes them to a new extension only.
      - V(always) writes them with every run. It gives an extension its first PIN, too, since one that has none looks
        like one that is not shown.
    type: str
    choices:
      - on_create
      - always
    default: on_create
  allow_risky:
    description: What may be done although it gives people rights, takes them away, or may leave references to nothing.
    choices:
      roles: Roles other than V(users) and V(receptionists), when the extension gets or loses one.
      unseen_references: To delete the extension while objects that may refer to it cannot be read, as by an API client
        whose role is too low. Without it, nothing is deleted then; with it, that is a warning.
seealso:
  - module: telephony.threecx.threecx_config
  - module: telephony.threecx.threecx_config_info
  - module: telephony.threecx.threecx_department
  - module: telephony.threecx.threecx_fxs
  - ref: ansible_collections.telephony.threecx.docsite.guide_config_writing
    description: How to write a PBX as code, from a new site to its end.
"""

EXAMPLES = r"""
- name: The extension of a gate, on the line of an adapter
  telephony.threecx.threecx_extension:
    url: https://pbx.example.com:5001
    client_id: ansible
    client_secret: "{{ vault_threecx_client_secret }}"
    number: "410"
    first_name: Gate
    department: Lyon
    role: users
    voicemail_enabled: false
    hide_in_phonebook: true

- name: Give it another name, and leave all else as it is
  telephony.threecx.threecx_extension:
    url: https://pbx.example.com:5001
    client_id: ansible
    client_secret: "{{ vault_threecx_client_secret }}"
    number: "410"
    first_name: South gate

- name: A lift must be able to call at any time, and nobody must record it
  telephony.threecx.threecx_extension:
    url: https://pbx.example.com:5001
    client_id: ansible
    client_secret: "{{ vault_threecx_client_secret }}"
    number: "411"
    first_name: Lift
    last_name: Building B
    department: Lyon
    role: users
    outbound_caller_id: "+33472000411"
    emergency_additional_info: Lift in building B, 12 quai Rambaud
    voicemail_enabled: false
    record_calls: false
    hours:
      type: AllHours

- name: A fax machine with a password of its own
  telephony.threecx.threecx_extension:
    url: https://pbx.example.com:5001
    client_id: ansible
    client_secret: "{{ vault_threecx_client_secret }}"
    number: "412"
    first_name: Fax
    department: Lyon
    role: users
    email_address: fax.lyon@example.com
    voicemail_enabled: false
    auth_id: "{{ vault_lyon_fax.id }}"
    auth_password: "{{ vault_lyon_fax.password }}"

- name: Look at what would be deleted
  telephony.threecx.threecx_extension:
    url: https://pbx.example.com:5001
    client_id: ansible
    client_secret: "{{ vault_threecx_client_secret }}"
    number: "412"
    state: absent
  check_mode: true
  register: seen

- name: Delete it only if it is still the same
  telephony.threecx.threecx_extension:
    url: https://pbx.example.com:5001
    client_id: ansible
    client_secret: "{{ vault_threecx_client_secret }}"
    number: "412"
    if_fingerprint: "{{ seen.fingerprint }}"
    state: absent
"""

RETURN = r"""
extension:
  description:
    - The extension as it is now or, in check mode, as it would be, with the names of the options. With
      O(state=absent), as it was before; V(null) if it was absent already.
    - A key is V(null) where there is no value.
    - Its secrets are left out.
  returned: success
  type: dict
  sample:
    number: "410"
    first_name: Gate
    department: Lyon
    departments:
      - name: Lyon
        role: users
fields:
  description: The options in which the extension differed from what is wanted. Empty when it is deleted.
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
    - The fingerprint of the extension as the PBX has it, for O(if_fingerprint). In check mode it is that of the
      extension before the change, and with O(state=absent) that of what is deleted. V(null) if there was none.
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
            **_typed.options_of(_typed.EXTENSION),
            "role": {"type": "str"},
            **_argspec.allow_risky_option("roles"),
            **_argspec.typed_options(),
            **_argspec.update_secrets_option(),
        },
        not_null=("if_fingerprint",),
    )
)


def main() -> None:
    module = _module.create_module(SPEC)
    shape = _typed.extension_shape(module.params)
    try:
        with _module.open_client(module) as client:
            managed = _one.manage(client, _typed.read_typed(shape, module.params), check_mode=module.check_mode)
            result = managed.as_result(shape, with_diff=module._diff)
    except _errors.ThreeCXError as error:
        module.fail_json(**error.as_result())
    if managed.failure is not None:
        module.fail_json(**result)
    module.exit_json(**result)


if __name__ == "__main__":
    main()
