#!/usr/bin/python
# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: threecx_department
version_added: 1.1.0
short_description: Manage a department of a 3CX phone system
description:
  - Creates, changes or deletes one department (group) of a 3CX phone system.
  - Who is in it, is said by the members; see M(telephony.threecx.threecx_extension).
  - Only what is given is compared and written. What is left out, or V(null), stays as it is.
  - The department is read again after it was written, and the task fails if the PBX did not store what it was given.
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
        can be known, since a PBX may fill in values of its own when it creates a department.
  diff_mode:
    support: full
    details:
      - Shows the options that differ.
  idempotent:
    support: full
options:
  name:
    description: The name of the department. The default department is called V(DEFAULT).
    type: str
    required: true
  renamed_from:
    description: The name that the department has on the PBX as long as it has not got O(name).
    type: str
  language:
    description: The language of prompts and messages, such as V(FR).
    type: str
  time_zone_id:
    description: The time zone, by its id in the list C(Defs/TimeZones) of the PBX, such as V("51"), in quotes.
    type: str
  prompt_set:
    description: The set of prompts that callers hear, by its name on the PBX.
    type: str
  music_on_hold:
    description: The file with the music that callers hear who wait, since 3CX 20.0.10. It must be on the PBX.
    type: str
  custom_prompt:
    description: The file with the greeting of the department. It must be on the PBX.
    type: str
  disable_custom_prompt:
    description: Whether the greeting is not played.
    type: bool
  globally_visible:
    description: Whether other departments see this one.
    type: bool
  hours:
    description: The office hours of the department.
  break_time:
    description: The breaks within the office hours.
    type: dict
    suboptions:
      type:
        description: What the hours are.
        type: str
        choices:
          - AllHours
          - OfficeHours
          - OutOfOfficeHours
          - SpecificHours
          - SpecificHoursExcludingHolidays
          - OutOfSpecificHours
          - OutOfSpecificHoursIncludingHolidays
          - Never
          - BreakTime
      ignore_holidays:
        description: Whether holidays are days like others.
        type: bool
      periods:
        description: The hours of each day. The list is taken as a whole.
        type: list
        elements: dict
        suboptions:
          day:
            description: The day.
            type: str
            required: true
            choices:
              - Sunday
              - Monday
              - Tuesday
              - Wednesday
              - Thursday
              - Friday
              - Saturday
          start:
            description: When it begins, such as V("09:00"), in quotes.
            type: str
            required: true
          stop:
            description: When it ends, such as V("17:30"), in quotes.
            type: str
seealso:
  - module: telephony.threecx.threecx_config
  - module: telephony.threecx.threecx_config_info
  - module: telephony.threecx.threecx_extension
  - ref: ansible_collections.telephony.threecx.docsite.guide_config_writing
    description: How to write a PBX as code, from a new site to its end.
"""

EXAMPLES = r"""
- name: The department of a new site
  telephony.threecx.threecx_department:
    url: https://pbx.example.com:5001
    client_id: ansible
    client_secret: "{{ vault_threecx_client_secret }}"
    name: Lyon
    language: FR
    time_zone_id: "51"
    hours:
      type: SpecificHours
      periods:
        - day: Monday
          start: "09:00"
          stop: "17:30"
        - day: Tuesday
          start: "09:00"
          stop: "17:30"

- name: Give it another name
  telephony.threecx.threecx_department:
    url: https://pbx.example.com:5001
    client_id: ansible
    client_secret: "{{ vault_threecx_client_secret }}"
    name: Lyon Part-Dieu
    renamed_from: Lyon

- name: Delete it, once nothing is in it
  telephony.threecx.threecx_department:
    url: https://pbx.example.com:5001
    client_id: ansible
    client_secret: "{{ vault_threecx_client_secret }}"
    name: Lyon Part-Dieu
    state: absent
"""

RETURN = r"""
department:
  description:
    - The department as it is now or, in check mode, as it would be, with the names of the options. With
      O(state=absent), as it was before; V(null) if it was absent already.
    - A key is V(null) where there is no value.
  returned: success
  type: dict
  sample:
    name: Lyon
    language: FR
    time_zone_id: "51"
fields:
  description: The options in which the department differed from what is wanted. Empty when it is deleted.
  returned: always, unless the options are wrong or the PBX cannot be read
  type: list
  elements: str
  sample:
    - language
fingerprint:
  description:
    - The fingerprint of the department as the PBX has it, for O(if_fingerprint). In check mode it is that of the
      department before the change, and with O(state=absent) that of what is deleted. V(null) if there was none.
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
            **_typed.options_of(_typed.DEPARTMENT),
            "renamed_from": {"type": "str"},
            **_argspec.allow_risky_option(),
            **_argspec.typed_options(),
        },
        not_null=("renamed_from", "if_fingerprint"),
    )
)


def main() -> None:
    module = _module.create_module(SPEC)
    try:
        with _module.open_client(module) as client:
            managed = _one.manage(
                client, _typed.read_typed(_typed.DEPARTMENT, module.params), check_mode=module.check_mode
            )
            result = managed.as_result(_typed.DEPARTMENT, with_diff=module._diff)
    except _errors.ThreeCXError as error:
        module.fail_json(**error.as_result())
    if managed.failure is not None:
        module.fail_json(**result)
    module.exit_json(**result)


if __name__ == "__main__":
    main()
