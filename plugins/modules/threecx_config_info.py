#!/usr/bin/python
# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: threecx_config_info
version_added: 1.1.0
short_description: Read the configuration of a 3CX phone system as code
description:
  - Reads users, departments, queues, rules, settings and whatever else a person can set on a 3CX phone system, in a
    form that can be kept in git, compared with that of another day, and read by people.
  - Objects refer to each other by what people call them (the number of an extension, the name of a department), not by
    the ids of one PBX. Properties have the names that XAPI gives them.
  - What the PBX sets itself, and what changes in daily work, is left out. So are secrets; RV(omitted) names the places
    where there may be one.
  - Nothing is changed.
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
  kinds:
    description:
      - The kinds of objects to read, by the names that XAPI gives them, such as V(Users) or V(CodecsSettings).
      - By default all whose properties are understood, or those that O(keys) names.
      - See R(What is known of each kind,ansible_collections.telephony.threecx.docsite.guide_config_kinds) for the list.
        Other kinds are read too where they are named here; RV(read_only) then tells why that is not the default.
    type: list
    elements: str
  departments:
    description:
      - Only objects that belong to one of these departments, and the departments themselves, by their names.
      - The default department is called V(DEFAULT). What belongs to no department is left out then.
      - A name that no department has is refused, since nothing would be left of the configuration.
    type: list
    elements: str
  keys:
    description:
      - Only some objects of these kinds, by what people call them.
      - A mapping from the kind to a list of keys. A key is a text in quotes, or a mapping where several properties
        together tell objects of this kind apart.
      - A key that leads to no object is no failure; RV(missing) tells it.
    type: dict
  include:
    description: What to read besides the configuration.
    type: list
    elements: str
    default: []
    choices:
      operational: What changes in daily work, such as the status of a user, in RV(operational).
      built_in: Objects that the PBX has made itself, in RV(built_in).
  parallel:
    description: How many requests to send at the same time, be it for kinds or for pages of one, from 1 to 16.
    type: int
    default: 4
notes:
  - The result tells who works where, under which number, and which way calls take. Whoever may read it knows the
    company.
seealso:
  - module: telephony.threecx.threecx_fxs_info
  - module: telephony.threecx.threecx_xapi
  - module: telephony.threecx.config_files
  - ref: ansible_collections.telephony.threecx.docsite.guide_pbx_as_code
    description: How to keep a PBX as code.
"""

EXAMPLES = r"""
- name: Read all that is understood of a PBX
  telephony.threecx.threecx_config_info:
    url: https://pbx.example.com:5001
    client_id: ansible
    client_secret: "{{ vault_threecx_client_secret }}"
  register: pbx

- name: Show what a person must look at
  ansible.builtin.debug:
    msg: "{{ pbx.problems }}"

- name: Read the extensions and ring groups of one department
  telephony.threecx.threecx_config_info:
    url: https://pbx.example.com:5001
    client_id: ansible
    client_secret: "{{ vault_threecx_client_secret }}"
    kinds:
      - Users
      - RingGroups
    departments:
      - Lyon

- name: Read two extensions, and who is logged in where
  telephony.threecx.threecx_config_info:
    url: https://pbx.example.com:5001
    client_id: ansible
    client_secret: "{{ vault_threecx_client_secret }}"
    keys:
      Users:
        - "410"
        - "411"
    include:
      - operational
"""

RETURN = r"""
config:
  description:
    - The objects of each kind in the order of their keys, and the one object of each kind of which there is only one.
    - What is null on the PBX is V(null), and what the PBX did not show is left out.
  returned: success
  type: dict
  sample:
    Groups:
      - Name: Lyon
        Language: FR
    Users:
      - Number: "410"
        FirstName: Gate
        PrimaryGroupId: Lyon
omitted:
  description: The places of the secrets that objects may have. They are not read.
  returned: success
  type: list
  elements: str
  sample:
    - Users[410].AuthPassword
problems:
  description:
    - What a person must look at, such as a reference that leads nowhere, and two objects with the same key.
    - A reference that leads nowhere stands in RV(config) as the PBX has stored it.
    - What the PBX refuses to tell is left out of RV(config) and told once for the kind, with a place such as
      V(Users.Groups.Rights).
  returned: success
  type: list
  elements: dict
  contains:
    place:
      description: Where it is.
      type: str
      sample: RingGroups[800].Members[3].Number
    problem:
      description: What is wrong there.
      type: str
unavailable:
  description:
    - The kinds that this PBX, its licence or the role of the API client does not show, and what the PBX said.
    - Where none of those that are asked for can be read, the task fails.
  returned: success
  type: dict
  sample:
    Holidays: GET /xapi/v1/Holidays failed with status 403.
missing:
  description: The keys of O(keys) that lead to no object, by kind.
  returned: success
  type: dict
fingerprints:
  description:
    - A fingerprint for each object, by kind and key; for a kind of which there is only one object, by kind.
    - It changes with the values in RV(config). Secrets, and what changes in daily work, are no part of it.
  returned: success
  type: dict
undecided:
  description:
    - What a person can set, but is not exported since too little is known of it, by type and property, and why.
  returned: success
  type: dict
read_only:
  description: The kinds in RV(config) that are read only, and why.
  returned: success
  type: dict
operational:
  description: What changes in daily work, by kind and key.
  returned: when O(include) contains V(operational)
  type: dict
built_in:
  description: Objects that the PBX has made itself, by kind.
  returned: when O(include) contains V(built_in)
  type: dict
version:
  description: The version of the PBX, or V(null) if it did not tell.
  returned: success
  type: str
  sample: 20.0.10.1621
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

from ansible_collections.telephony.threecx.plugins.module_utils.api import _client, _errors
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading import _audit, _reading, _selection
from ansible_collections.telephony.threecx.plugins.module_utils.shell import _argspec, _module

SPEC = _argspec.connection_spec().merge(
    _argspec.ArgumentSpec(
        argument_spec={
            "kinds": {"type": "list", "elements": "str"},
            "departments": {"type": "list", "elements": "str"},
            "keys": {"type": "dict", "no_log": False},
            "include": {"type": "list", "elements": "str", "choices": ["operational", "built_in"], "default": []},
            "parallel": {"type": "int", "default": 4},
        },
        not_null=("kinds", "departments", "keys"),
    )
)


def run(client: _client.Client, selection: _selection.Selection) -> dict[str, t.Any]:
    """Read what is wanted, and make it into code."""
    version = _reading.read_version(client)
    if selection.departments is not None:
        _reading.check_departments(client, selection.departments)
    gathering = _audit.Gathering(selection, version)
    outcome = _reading.read_kinds(client, selection, version, gathering.take)
    return {
        **gathering.audit(outcome).as_result(selection),
        "unavailable": dict(sorted(outcome.unavailable.items())),
        "version": None if version is None else ".".join(map(str, version)),
    }


def main() -> None:
    module = _module.create_module(SPEC)
    try:
        selection = _selection.read_selection(module.params)
        with _module.open_client(module) as client:
            result = run(client, selection)
    except _errors.ThreeCXError as error:
        module.fail_json(**error.as_result())
    module.exit_json(changed=False, **result)


if __name__ == "__main__":
    main()
