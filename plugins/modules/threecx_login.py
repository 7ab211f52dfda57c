#!/usr/bin/python
# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: threecx_login
version_added: 1.0.0
short_description: Log in to a 3CX phone system once for many tasks
description:
  - Logs in to a 3CX phone system and returns an access token, which other modules of this collection take as
    O(telephony.threecx.threecx_fxs#module:access_token).
  - A 3CX keeps one access token per API client active at a time. Tasks for many hosts that each log in take the token
    from each other, or have to wait for each other. Logging in once and sharing the token is the better way.
  - Ansible does not print the result of this task, as if it had C(no_log), since it holds the token.
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
      - Logs in, in check mode too, since the tasks that follow need the token to foretell what they would change. A
        login changes no configuration.
  diff_mode:
    support: N/A
    details:
      - There is no configuration to compare.
  idempotent:
    support: full
    details:
      - With O(access_token), a token that the PBX still accepts is returned again, and there is no login.
seealso:
  - module: telephony.threecx.threecx_system_info
"""

EXAMPLES = r"""
- name: Delete adapters for many inventory hosts with one login
  hosts: branches
  connection: local
  gather_facts: false
  vars:
    ansible_python_interpreter: "{{ ansible_playbook_python }}"
  module_defaults:
    group/telephony.threecx.threecx:
      url: https://pbx.example.com:5001
      client_id: ansible
      client_secret: "{{ vault_threecx_client_secret }}"
      access_token: "{{ threecx_session.access_token | default(omit) }}"
  tasks:
    - name: Log in once
      telephony.threecx.threecx_login:
      run_once: true
      register: threecx_session

    - name: Delete the adapter of the branch
      telephony.threecx.threecx_fxs:
        mac_address: "{{ adapter_mac }}"
        state: absent
"""

RETURN = r"""
access_token:
  description: The access token.
  returned: success
  type: str
method:
  description: The method of the request that failed.
  returned: when a request failed
  type: str
  sample: POST
path:
  description: The path of the request that failed.
  returned: when a request failed
  type: str
  sample: /connect/token
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
from ansible_collections.telephony.threecx.plugins.module_utils.shell import _argspec, _module

SPEC = _argspec.connection_spec()


def main() -> None:
    module = _module.create_module(SPEC)
    try:
        with _module.open_client(module) as client:
            token = client.valid_token()
    except _errors.ThreeCXError as error:
        module.fail_json(**error.as_result())
    # A token that came as an option would be masked, and useless. The action plugin keeps the result from being shown.
    module.no_log_values.discard(token)
    module.exit_json(changed=False, access_token=token)


if __name__ == "__main__":
    main()
