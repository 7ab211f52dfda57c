#!/usr/bin/python
# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: threecx_system_info
version_added: 1.0.0
short_description: Find out whether a 3CX phone system can be managed
description:
  - Tells whether a 3CX phone system can be reached, which version it has, whether it accepts the login, and whether the
    role of the API client is enough to read FXS devices.
  - The first thing to run when something is wrong. What does not work is told in RV(problem), and the task does not
    fail for it.
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
seealso:
  - module: telephony.threecx.threecx_fxs_info
"""

EXAMPLES = r"""
- name: Look at the PBX
  telephony.threecx.threecx_system_info:
    url: https://pbx.example.com:5001
    client_id: ansible
    client_secret: "{{ vault_threecx_client_secret }}"
  register: system

- name: Stop when it cannot be managed
  ansible.builtin.assert:
    that: system.can_read_fxs
    fail_msg: "{{ system.problem }}"
"""

RETURN = r"""
reachable:
  description: Whether the server answers. It may not be a PBX.
  returned: success
  type: bool
logged_in:
  description: Whether there is an access token that the PBX accepts.
  returned: success
  type: bool
version:
  description: The version of the PBX, or V(null) if it did not tell.
  returned: success
  type: str
  sample: 20.0.10.1621
roles:
  description: The roles that the access token names; empty if it names none.
  returned: success
  type: list
  elements: str
  sample:
    - system_owners
can_read_fxs:
  description: Whether the API client may read FXS devices.
  returned: success
  type: bool
problem:
  description:
    - What does not work and what to do about it; empty if all is well.
    - A role may be refused C(/Defs), the entity that is read first, and still read FXS devices. Then RV(can_read_fxs)
      is V(true), and this tells of the refusal.
  returned: success
  type: str
"""

import typing as t
from http import HTTPStatus

from ansible_collections.telephony.threecx.plugins.module_utils.api import _client, _errors, _replies
from ansible_collections.telephony.threecx.plugins.module_utils.shell import _argspec, _module

SPEC = _argspec.connection_spec()


class Answer(t.NamedTuple):
    """What came of one question: headers, or else why there is no answer."""

    headers: t.Mapping[str, str]
    # In a module, the documentation leaves no place for annotations from the __future__.
    error: t.Optional[_errors.ThreeCXError] = None  # noqa: FA100

    @property
    def is_forbidden(self) -> bool:
        return isinstance(self.error, _errors.ApiError) and self.error.status == HTTPStatus.FORBIDDEN

    @property
    def came(self) -> bool:
        """Whether the server said anything. What is wrong in the environment shows before it is asked."""
        return not isinstance(self.error, (_errors.TransportError, _errors.InputError))

    @property
    def refuses_token(self) -> bool:
        return self.error is not None and self.error.facts.get("status") == HTTPStatus.UNAUTHORIZED

    @property
    def accepts_token(self) -> bool:
        """Whatever else the API itself refuses, it has looked at the token before."""
        return self.error is None or (isinstance(self.error, _errors.ApiError) and not self.refuses_token)


def run(client: _client.Client) -> dict[str, t.Any]:
    """Go step by step until something does not work."""
    # The smallest request that every version answers, with its version in a header (reported from live systems).
    answers = [ask(client, "/Defs", {"$select": "Id"})]
    # A role that may not read one entity set may well read another.
    if answers[0].error is None or answers[0].is_forbidden:
        answers.append(ask(client, "/Fxs", {"$select": "MacAddress", "$top": "1"}))
    problems = [str(answer.error) for answer in answers if answer.error is not None]
    versions = [
        answer.headers[_replies.VERSION_HEADER] for answer in answers if _replies.VERSION_HEADER in answer.headers
    ]
    return {
        "reachable": answers[-1].came,
        "logged_in": any(answer.accepts_token for answer in answers) and not answers[-1].refuses_token,
        "roles": client.roles,
        "version": client.redact(versions[0]) if versions else None,
        "can_read_fxs": len(answers) > 1 and answers[1].error is None,
        # Where both fail, the one about the devices tells more.
        "problem": problems[-1] if problems else "",
    }


def ask(client: _client.Client, path: str, query: t.Mapping[str, str]) -> Answer:
    try:
        _entity, headers = client.read(path, query)
    except _errors.ThreeCXError as error:
        return Answer({}, error)
    return Answer(headers)


def main() -> None:
    module = _module.create_module(SPEC)
    try:
        with _module.open_client(module) as client:
            result = run(client)
    except _errors.ThreeCXError as error:
        module.fail_json(**error.as_result())
    module.exit_json(changed=False, **result)


if __name__ == "__main__":
    main()
