# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The rows of a report on FXS devices."""

from __future__ import annotations

DOCUMENTATION = r"""
name: _fxs_report_rows
version_added: 1.1.0
short_description: "[INTERNAL] Make the rows of a report on FXS devices"
description:
  - B(This is internal.) It is a part of the role P(telephony.threecx.fxs_report#role), and nothing else should use it,
    since anything in it may change in any release.
  - Makes the rows of its page and its table of what a module answered.
author:
  - telephony.threecx contributors (@telephony-threecx)
options:
  _input:
    description:
      - What M(telephony.threecx.threecx_fxs_devices) answered in check mode with differences, or what
        M(telephony.threecx.threecx_fxs_info) answered where there is nothing to compare with. Either of them has the
        registrations.
    type: dict
    required: true
  ignore:
    description: Patterns for the MAC addresses or names of devices that may be there without being declared.
    type: list
    elements: str
    required: true
"""

EXAMPLES = r"""
- name: Put the rows together
  ansible.builtin.set_fact:
    rows: "{{ plan | telephony.threecx._fxs_report_rows(ignore=['Lab*']) }}"
"""

RETURN = r"""
_value:
  description:
    - A row for each device, by their MAC addresses.
    - Besides what is shown of the device, it has C(state), which is V(ok), V(changed), V(missing), V(surplus),
      V(ignored) or V(failed), or empty where there was nothing to compare with; C(problem), a text; and C(differences),
      lists of a name, what is and what was declared.
  type: list
  elements: dict
"""

import typing as t

from ansible.errors import AnsibleFilterError

from ansible_collections.telephony.threecx.plugins.plugin_utils import _report_rows


def rows(found: _report_rows.Answer, *, ignore: t.Any) -> list[_report_rows.Row]:
    """The rows.

    :raises AnsibleFilterError: when the module failed before it knew the devices.
    """
    if "devices" not in found:
        raise AnsibleFilterError("There is nothing to report: the devices were not read.")
    return _report_rows.to_show(_report_rows.fxs_rows(found, ignore=_report_rows.as_texts(ignore)))


class FilterModule:
    """What Ansible asks for filters."""

    def filters(self) -> dict[str, t.Callable[..., list[_report_rows.Row]]]:
        return {"_fxs_report_rows": rows}
