# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report on a configuration that was applied."""

from __future__ import annotations

DOCUMENTATION = r"""
name: _pbx_apply_report
version_added: 1.1.0
short_description: "[INTERNAL] Make the report on a configuration that was applied"
description:
  - B(This is internal.) It is a part of the role P(telephony.threecx.pbx_apply#role), and nothing else should use it,
    since anything in it may change in any release.
  - Makes its report of what modules answered.
author:
  - telephony.threecx contributors (@telephony-threecx)
options:
  _input:
    description:
      - What M(telephony.threecx.threecx_config) answered, whether it failed or not. Empty where it was not run.
    type: dict
    required: true
  read:
    description:
      - C(files) and C(not_read) of what M(telephony.threecx.config_files_info) answered; empty where nothing could be
        read.
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Report
  ansible.builtin.debug:
    msg: "{{ done | telephony.threecx._pbx_apply_report(read=files) }}"
"""

RETURN = r"""
_value:
  description: The lines of the report.
  type: list
  elements: str
"""

import typing as t

from ansible_collections.telephony.threecx.plugins.plugin_utils import _apply_report


class FilterModule:
    """What Ansible asks for filters."""

    def filters(self) -> dict[str, t.Callable[..., list[str]]]:
        return {"_pbx_apply_report": _apply_report.apply_report}
