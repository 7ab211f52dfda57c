# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: config_files_info
version_added: 1.1.0
short_description: Read the configuration of a 3CX phone system from files
description:
  - Reads trees of YAML files as M(telephony.threecx.config_files) writes them, and as people go on writing them, and
    puts them together to the configuration of one phone system.
  - Each file is a mapping from kinds to their objects. How the objects are spread over files and folders, and what
    these are called, does not matter.
  - Files may be encrypted with Ansible Vault, as a whole or value by value (C(!vault)), and may have templates. That is
    how secrets get into a configuration. The result is registered, but never printed.
  - The files are read on the machine that runs Ansible, whatever the host of the task.
author:
  - telephony.threecx contributors (@telephony-threecx)
attributes:
  check_mode:
    description: Can run in C(check_mode) and return changed status prediction without modifying target.
    support: full
    details:
      - This module only reads.
  diff_mode:
    description: Will return details on what has changed (or possibly needs changing in C(check_mode)), when in diff
      mode.
    support: N/A
    details:
      - This module only reads.
  idempotent:
    description: When run twice in a row outside check mode, with the same arguments, the second invocation indicates no
      change.
    support: N/A
    details:
      - This module only reads.
options:
  paths:
    description:
      - The folders of the trees. All files below them are read whose names end with C(.yml), but for C(left_out.yml) at
        the top of a tree, which an export writes for people, and for what is hidden (a dot in front).
      - So that nothing is missing unnoticed, a tree is refused that has a file whose name ends with C(.yaml), C(.json)
        or C(.YML), or a link to a folder.
      - A folder that is in another of them is refused, since a path such as C(pbx/{{ site }}) names the folder of all
        sites where its template finds no value.
      - A relative path begins where Ansible was started, which in a job of AWX is the top of the project.
      - Trees are laid over each other in this order, for what several phone systems share and what is one's own. Of an
        object that several trees have, each property is that of the last tree which has it, as a whole. Lists, and
        objects inside, are not mixed.
      - Within one tree, an object must stand in one place. A file that holds anything else than objects is refused,
        so are objects of a kind that is only read, and so is a folder without any, since an empty configuration is most
        likely a mistake.
    type: list
    elements: path
    required: true
seealso:
  - module: telephony.threecx.config_files
"""

EXAMPLES = r"""
- name: Read what all phone systems share, and what is Lyon's own
  telephony.threecx.config_files_info:
    paths:
      - "{{ playbook_dir }}/pbx/common"
      - "{{ playbook_dir }}/pbx/lyon"
  register: lyon

- name: Show who is in the files
  ansible.builtin.debug:
    msg: "{{ lyon.config.Users | map(attribute='Number') | list }}"
"""

RETURN = r"""
config:
  description:
    - The objects of each kind, and the one object of each kind of which there is only one.
    - It may hold secrets.
  returned: success
  type: dict
  sample:
    Users:
      - Number: "410"
        FirstName: Gate
files:
  description: The files of each object, by kind, in the order of RV(config).
  returned: success
  type: dict
  sample:
    Users:
      - - /srv/pbx/common/Users.yml
        - /srv/pbx/lyon/Users/410.yml
not_read:
  description: Other files that are in the trees.
  returned: success
  type: list
  elements: str
  sample:
    - /srv/pbx/README.md
"""
