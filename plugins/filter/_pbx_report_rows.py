# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The rows of a report on a phone system."""

from __future__ import annotations

DOCUMENTATION = r"""
name: _pbx_report_rows
version_added: 1.1.0
short_description: "[INTERNAL] Make the rows of a report on a 3CX phone system"
description:
  - B(This is internal.) It is a part of the role P(telephony.threecx.pbx_report#role), and nothing else should use it,
    since anything in it may change in any release.
  - Makes the rows of its page and its table of what modules answered.
author:
  - telephony.threecx contributors (@telephony-threecx)
options:
  _input:
    description:
      - What M(telephony.threecx.threecx_config) answered in check mode with differences, whether it failed or not.
    type: dict
    required: true
  seen:
    description: What M(telephony.threecx.threecx_config_info) answered of the kinds; empty where it was not asked.
    type: dict
    required: true
  files:
    description:
      - RV(telephony.threecx.config_files_info#module:files), and those C(kinds) in the files of which there may be more
        than one object.
    type: dict
    required: true
  ignore:
    description: Patterns for the keys or names of objects that may be on the phone system without being in the files.
    type: list
    elements: str
    required: true
  dirs:
    description: The folders of the trees that the files are from.
    type: list
    elements: str
    required: true
"""

EXAMPLES = r"""
- name: Put the rows together
  ansible.builtin.set_fact:
    rows: "{{ plan | telephony.threecx._pbx_report_rows(seen=seen, files=files, ignore=['10?'], dirs=['pbx/lyon']) }}"
"""

RETURN = r"""
_value:
  description:
    - A row for each object, those in files first, in their order.
    - It has C(kind), C(key), C(place), which is the two in one, C(name) and C(files); C(state), which is V(ok),
      V(changed), V(missing), V(surplus), V(ignored) or V(failed); C(problem), a text; and C(differences), lists of a
      name, what is and what was declared.
  type: list
  elements: dict
"""

import typing as t

from ansible.errors import AnsibleFilterError

from ansible_collections.telephony.threecx.plugins.plugin_utils import _report_rows


def rows(
    plan: _report_rows.Answer, *, seen: _report_rows.Answer, files: _report_rows.Answer, ignore: t.Any, dirs: t.Any
) -> list[_report_rows.Row]:
    """The rows.

    :raises AnsibleFilterError: when one of the modules failed before it knew the objects.
    """
    if "results" not in plan:
        raise AnsibleFilterError("There is nothing to report: the phone system was not compared with the files.")
    # What is surplus would be missing in the report, and nobody would see that.
    if files["kinds"] and "config" not in seen:
        raise AnsibleFilterError("There is nothing to report: the phone system was not read.")
    return _report_rows.to_show(
        _report_rows.pbx_rows(plan, seen, files, ignore=_report_rows.as_texts(ignore), dirs=_report_rows.as_texts(dirs))
    )


class FilterModule:
    """What Ansible asks for filters."""

    def filters(self) -> dict[str, t.Callable[..., list[_report_rows.Row]]]:
        return {"_pbx_report_rows": rows}
