#!/usr/bin/python
# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: threecx_fxs_template_info
version_added: 1.0.0
short_description: Read the templates for FXS devices of a 3CX phone system
description:
  - Reads which kinds of FXS devices and DECT bases a 3CX phone system knows, and what can be set for each.
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
  template:
    description: Return only the template with this ID.
    type: str
  device_type:
    description: Return only templates for this kind of device.
    type: str
    choices:
      - fxs
      - dect
seealso:
  - module: telephony.threecx.threecx_fxs
"""

EXAMPLES = r"""
- name: Read the templates for analogue adapters
  telephony.threecx.threecx_fxs_template_info:
    url: https://pbx.example.com:5001
    client_id: ansible
    client_secret: "{{ vault_threecx_client_secret }}"
    device_type: fxs
  register: known

- name: Show which models there are
  ansible.builtin.debug:
    msg: "{{ known.templates | map(attribute='models') | flatten | map(attribute='display_name') }}"
"""

RETURN = r"""
templates:
  description: The templates, sorted by their ID.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: The ID, which O(telephony.threecx.threecx_fxs#module:template) takes.
      type: str
    brand:
      description: The vendor.
      type: str
    device_type:
      description: V(fxs) or V(dect).
      type: str
    template_type:
      description: How far 3CX supports it, such as V(Supported).
      type: str
    is_custom:
      description: Whether it is not one of those that 3CX ships.
      type: bool
    models:
      description: The models it is for.
      type: list
      elements: dict
      contains:
        user_agent:
          description: The name that O(telephony.threecx.threecx_fxs#module:model) takes.
          type: str
        display_name:
          description: The name that the admin console shows.
          type: str
    line_count:
      description: How many extensions a device can have.
      type: int
    languages:
      description: The languages to choose from.
      type: list
      elements: str
    time_zones:
      description: The time zones to choose from.
      type: list
      elements: str
    variables:
      description: The variables that can be set.
      type: list
      elements: dict
      contains:
        name:
          description: The name of the variable.
          type: str
        choices:
          description: The values to choose from; empty if any will do.
          type: list
          elements: str
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

from ansible_collections.telephony.threecx.plugins.module_utils.api import _errors
from ansible_collections.telephony.threecx.plugins.module_utils.fxs import _pbx
from ansible_collections.telephony.threecx.plugins.module_utils.shell import _argspec, _module

SPEC = _argspec.connection_spec().merge(
    _argspec.ArgumentSpec(
        argument_spec={
            "template": {"type": "str"},
            "device_type": {"type": "str", "choices": _argspec.DEVICE_TYPES},
        },
    )
)


def run(pbx: _pbx.Pbx, params: t.Mapping[str, t.Any]) -> list[dict[str, t.Any]]:
    """Read the templates that are asked for."""
    wanted_id, wanted_type = params["template"], params["device_type"]
    return [
        template.as_dict()
        for template in sorted(pbx.templates, key=lambda template: template.id)
        if wanted_id in (None, template.id) and wanted_type in (None, template.device_type)
    ]


def main() -> None:
    module = _module.create_module(SPEC)
    try:
        with _module.open_client(module) as client:
            templates = run(_pbx.Pbx(client), module.params)
    except _errors.ThreeCXError as error:
        module.fail_json(**error.as_result())
    module.exit_json(changed=False, templates=templates)


if __name__ == "__main__":
    main()
