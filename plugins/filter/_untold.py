# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is to be said where nobody knows what a module has done."""

from __future__ import annotations

DOCUMENTATION = r"""
name: _untold
version_added: 1.1.0
short_description: "[INTERNAL] Tell where nobody knows what a module has done"
description:
  - B(This is internal.) It is a part of the roles that write, and nothing else should use it, since anything in it may
    change in any release.
  - Tells whether the answer of a module is no answer, as Ansible has ended the task or the module was killed.
author:
  - telephony.threecx contributors (@telephony-threecx)
options:
  _input:
    description: What was registered for a task with a module that writes, whether it failed or not.
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Report
  ansible.builtin.debug:
    msg: "{{ (done | telephony.threecx._untold) or ['All is done.'] }}"
"""

RETURN = r"""
_value:
  description: The lines to say in place of what was done; none where the answer tells that.
  type: list
  elements: str
"""

import typing as t

from ansible_collections.telephony.threecx.plugins.plugin_utils import _untold


class FilterModule:
    """What Ansible asks for filters."""

    def filters(self) -> dict[str, t.Callable[..., list[str]]]:
        return {"_untold": _untold.untold}
