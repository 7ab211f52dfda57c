# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: config_files
version_added: 1.1.0
short_description: Keep the configuration of a 3CX phone system in files
description:
  - Writes what M(telephony.threecx.threecx_config_info) returns into a tree of YAML files, for git and for people.
  - A second run with the same configuration changes no byte, and a run with another one changes no line that says the
    same.
  - Texts that a reader of YAML could take for something else, such as V(No), V(0410) and V(09:00), are in quotes, and
    those that Ansible would take for templates have the tag C(!unsafe).
  - The files are written on the machine that runs Ansible, whatever the host of the task.
author:
  - telephony.threecx contributors (@telephony-threecx)
attributes:
  check_mode:
    description: Can run in C(check_mode) and return changed status prediction without modifying target.
    support: full
  diff_mode:
    description: Will return details on what has changed (or possibly needs changing in C(check_mode)), when in diff
      mode.
    support: full
  idempotent:
    description: When run twice in a row outside check mode, with the same arguments, the second invocation indicates no
      change.
    support: full
options:
  path:
    description:
      - The folder for the files. It is made where it does not exist.
      - Each file begins with a line that says who wrote it. Only files with that line are changed or deleted; where
        another file is in the way, the task fails and changes nothing.
      - Files of objects that O(config) no longer has are deleted. Those of kinds that it does not name stay, since
        nobody knows what became of these objects.
      - What a run that was killed has left of a file is deleted by the next one.
    type: path
    required: true
  config:
    description: The configuration, as RV(telephony.threecx.threecx_config_info#module:config).
    type: dict
    required: true
  left_out:
    description: What the files do not hold, and why, for the file C(left_out.yml).
    type: dict
    default: {}
  layout:
    description: Which files there are.
    type: str
    default: kind
    choices:
      kind: One for each kind of object, such as C(Users.yml).
      object: One for each object, in a folder of its kind, such as C(Users/410.yml).
  mode:
    description: The mode of the files, an octal number of four digits in quotes.
    type: str
    default: "0640"
seealso:
  - module: telephony.threecx.threecx_config_info
  - module: telephony.threecx.config_files_info
"""

EXAMPLES = r"""
- name: Read a PBX
  telephony.threecx.threecx_config_info:
    url: https://pbx.example.com:5001
    client_id: ansible
    client_secret: "{{ vault_threecx_client_secret }}"
  register: pbx

- name: Keep it in files
  telephony.threecx.config_files:
    path: "{{ playbook_dir }}/pbx/lyon"
    config: "{{ pbx.config }}"
    left_out:
      secrets: "{{ pbx.omitted }}"
      unavailable: "{{ pbx.unavailable }}"
"""

RETURN = r"""
foretold:
  description: Whether this was check mode, so that nothing was done.
  returned: success
  type: bool
written:
  description: The files that were written, or in check mode would be, relative to O(path).
  returned: success
  type: list
  elements: str
  sample:
    - Users/410.yml
removed:
  description: The files that were deleted, or in check mode would be, relative to O(path).
  returned: success
  type: list
  elements: str
"""
