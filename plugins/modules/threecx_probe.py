#!/usr/bin/python
# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: threecx_probe
version_added: 1.1.0
short_description: Let a 3CX phone system answer what nobody else can
description:
  - What is known about the configuration API of 3CX is incomplete, and much of it only a phone system can tell. This
    module asks yours, tells where this collection would fail with it, and makes a report that you can send to the
    L(issue tracker,https://github.com/telephony-threecx/telephony.threecx/issues/new).
  - Unless you ask for more, it only reads, with one login and some thirty small requests.
  - It returns nothing that belongs to you. No host name, MAC address, name, extension, secret or token is in
    RV(answers), RV(unanswered), RV(problems), RV(profile), RV(report) or RV(requests).
  - The guide R(What is known about XAPI, ansible_collections.telephony.threecx.docsite.guide_xapi) has the questions.
  - When something is wrong, run M(telephony.threecx.threecx_system_info) first. It is quicker, and tells in the words
    of the phone system what does not work.
author:
  - telephony.threecx contributors (@telephony-threecx)
extends_documentation_fragment:
  - telephony.threecx.connection
  - telephony.threecx.attributes
attributes:
  check_mode:
    support: full
    details:
      - In check mode this module only reads, whatever O(login) and O(write) say.
  diff_mode:
    support: none
    details:
      - What O(write) creates is deleted again, so that nothing differs afterwards.
  idempotent:
    support: partial
    details:
      - With O(write) every run reports a change, since it creates, changes and deletes a device of its own.
options:
  login:
    description:
      - Also log in once more, to see which of two access tokens the phone system accepts, and what it says of their
        lifetime.
      - B(This throws out everybody else who uses the same API client at the moment.) Use an API client of its own, or a
        quiet hour.
      - Needs O(client_id) and O(client_secret).
    type: bool
    default: false
  write:
    description:
      - Also create an FXS device of the probe's own, to see how the phone system takes what is written to it.
      - The device has the MAC address O(scratch_mac_address), the name C(telephony.threecx probe), the template
        O(template) and no lines. It is created in four ways, changed property by property, given new web credentials,
        and deleted.
      - Nothing else is touched. RV(requests) shows it.
      - The device is deleted whatever happens, when the module is interrupted as well. Where that was not possible, as
        after a power failure, the next run with O(write) finds the device by its name and deletes it first.
      - If another device has that MAC address, the task fails and changes nothing.
      - Where the phone system wants C(If-Match) and shows no ETag, the device of the probe is changed and deleted with
        C(If-Match) of V(*).
    type: bool
    default: false
  template:
    description:
      - The ID of the template for the device of the probe, such as V(grandstream.ht80x.fxs.xml).
        M(telephony.threecx.threecx_fxs_template_info) lists them.
      - Needed with O(write=true), and refused without.
    type: str
  scratch_mac_address:
    description:
      - A MAC address that no device on the phone system has. It shows what a missing device gets, and is that of the
        device which O(write) creates.
      - It must be a locally administered one, which no hardware comes with. Those have V(2), V(6), V(A) or V(E) as
        their second digit.
    type: str
    default: "02C0FFEE003C"
notes:
  - The task does not fail when requests do. What could not be found out is in RV(unanswered), with the reason.
  - Warnings of this module may name the phone system. They are part of no report.
seealso:
  - module: telephony.threecx.threecx_system_info
"""

EXAMPLES = r"""
- name: Ask the PBX
  telephony.threecx.threecx_probe:
    url: https://pbx.example.com:5001
    client_id: ansible
    client_secret: "{{ vault_threecx_client_secret }}"
  register: probe

- name: Ask all that can be asked, in a quiet hour
  telephony.threecx.threecx_probe:
    url: https://pbx.example.com:5001
    client_id: ansible
    client_secret: "{{ vault_threecx_client_secret }}"
    login: true
    write: true
    template: grandstream.ht80x.fxs.xml
  register: probe

- name: Show where this collection would fail
  ansible.builtin.debug:
    var: probe.problems

- name: Keep the report, to send it to the issue tracker
  ansible.builtin.copy:
    content: "{{ probe.report }}"
    dest: probe.md
    mode: "0600"
"""

RETURN = r"""
answers:
  description: The questions that the phone system has answered.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: A short name for the question.
      type: str
      sample: top_limit
    question:
      description: The question.
      type: str
      sample: How large may $top be?
    answer:
      description: The answer, in the words of this collection.
      type: str
      sample: 100, a larger $top is answered with 400
    how:
      description: What was looked at.
      type: str
      sample: a larger $top
    copes:
      description: Whether this collection works with such a phone system, as far as this question goes.
      type: bool
    problem:
      description: What does not work if it does not; empty if it does.
      type: str
unanswered:
  description: The questions without an answer.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: A short name for the question.
      type: str
      sample: free_lines
    question:
      description: The question.
      type: str
      sample: How is a free line shown?
    reason:
      description: Why there is no answer.
      type: str
      sample: no device has a free line
profile:
  description:
    - The switches with which the emulator of this collection plays such a phone system, as far as they were found.
    - Written to a file as JSON or YAML, the emulator takes it as C(--profile).
  returned: success
  type: dict
  sample:
    etags: "off"
    mac_style: bare-upper
    top_limit: 100
problems:
  description: Where this collection would fail with this phone system, and which requests of this module failed.
  returned: success
  type: list
  elements: str
report:
  description: All of it as a page of Markdown.
  returned: success
  type: str
requests:
  description: What was sent, in that order. Keys are masked.
  returned: success
  type: list
  elements: dict
  contains:
    method:
      description: The HTTP method.
      type: str
      sample: GET
    path:
      description: The path, without query options.
      type: str
      sample: /xapi/v1/Fxs('<device>')
    status:
      description: The status of the answer, or V(null) if there was none.
      type: int
      sample: 200
"""

from ansible_collections.telephony.threecx.plugins.module_utils.api import _errors, _values
from ansible_collections.telephony.threecx.plugins.module_utils.probe import _log, _run
from ansible_collections.telephony.threecx.plugins.module_utils.shell import _argspec, _module

SPEC = _argspec.connection_spec().merge(
    _argspec.ArgumentSpec(
        argument_spec={
            "login": {"type": "bool", "default": False},
            "write": {"type": "bool", "default": False},
            "template": {"type": "str"},
            "scratch_mac_address": {"type": "str", "default": "02C0FFEE003C", "meaning": _values.MAC},
        },
        not_null=("login", "write"),
    )
)


def main() -> None:
    module = _module.create_module(SPEC)
    try:
        wanted = _run.read_wanted(module.params)
        log = _log.RequestLog(wanted.scratch)
        with _module.end_in_order(), _module.open_client(module, observe=log, heeds_stop=False) as client:
            result = _run.run(client, wanted, check_mode=module.check_mode)
    except _errors.ThreeCXError as error:
        module.fail_json(**error.as_result())
    module.exit_json(requests=log.entries, **result)


if __name__ == "__main__":
    main()
