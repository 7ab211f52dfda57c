#!/usr/bin/python
# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: threecx_xapi
version_added: 1.0.0
short_description: Send a request of your own to the configuration API of a 3CX phone system
description:
  - Calls any operation of the 3CX configuration API (XAPI), for what this collection has no module yet.
  - Login, repeated tries, errors and the care for secrets are those of the other modules of this collection. What the
    request does is up to you. Where there is a module for it, that is the better way.
  - The operations are described by the C(swagger.yaml) that the PBX serves below C(/xapi/v1), and by 3CX.
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
    support: partial
    details:
      - A C(GET) request is sent in check mode too, since it only reads, unless O(path) names a function that makes
        something by its name, such as C(GenerateApiKey), or lets support in (C(GetRequestHelpLink)).
      - That, and any other request, is not sent. The task then reports a change, as what the PBX would do cannot be
        foretold.
  diff_mode:
    support: none
    details:
      - What a request changes is not known to this module.
  idempotent:
    support: none
    details:
      - A request other than C(GET) is sent with every run, and reported as a change whenever the PBX carries it out. So
        is a C(GET) request that makes something.
options:
  method:
    description:
      - The HTTP method. XAPI has no other.
    type: str
    choices:
      - GET
      - POST
      - PATCH
      - DELETE
    default: GET
  path:
    description:
      - The path below C(/xapi/v1), such as V(/Users(42\)), V(/Users(Number='201'\)/Groups) or
        V(/Fxs('001A2B3C4D5E'\)/Pbx.RegenerateWebCredentials).
      - Keys that are texts stand in single quotes, and single quotes inside are doubled. What has a meaning in a URL
        must be encoded there, for example with the filter P(ansible.builtin.urlencode#filter).
      - Another server, query options, and C(.) or C(..) as a part of the path are refused.
    type: str
    required: true
  query:
    description:
      - The query options, such as V($filter), V($select), V($expand), V($orderby), V($top) and V($skip), not encoded.
      - A list is joined by commas. Null is refused.
      - A PBX answers at most 100 rows. Without V($top) it answers fewer. See O(all_pages).
    type: dict
  body:
    description:
      - What to send as JSON, for V(POST) and V(PATCH).
      - A PBX replaces lists as a whole.
      - The values of properties that look like a secret, such as C(Password), are kept out of what Ansible prints and
        returns. Of all others, the log of the system has the names alone.
      - A body with the text that stands for a secret in RV(json) is refused, so that nothing overwrites a secret with
        it.
    type: dict
  if_match:
    description:
      - Send the request with this ETag (C(If-Match)), so that the PBX refuses it if the entity has changed since. No
        PBX is known to show ETags, so RV(etag) may be V(null).
      - An empty value, and null, are refused.
    type: str
    aliases:
      - etag
  expected_status:
    description:
      - The HTTP statuses that mean success. With any other the task fails.
      - By default V(200) for V(GET), V(204) for V(DELETE), V(200) or V(204) for V(PATCH), and V(200), V(201) or V(204)
        for V(POST), which is what XAPI documents.
      - V(404), V(409) and most other error statuses from 400 to 499 may be among them. The answer is then returned like
        any other, without being a change.
    type: list
    elements: int
  all_pages:
    description:
      - Read the whole collection, page by page, and not just the rows that the PBX answers at once.
      - Needs V($orderby) in O(query) with one property whose value no two rows share, such as V(Id) or V(MacAddress
        desc). If there is a V($select), it must have that property too. Cannot be combined with O(expected_status).
      - Never returns a part of the rows. The task fails when a row has no such property, when two rows have the same
        value, and when the pages do not fit together, because the collection changes all the time, for example.
    type: bool
    default: false
  return_secrets:
    description:
      - Return passwords, provisioning links and other secrets in RV(json) as they are. Otherwise the text
        C(<redacted>) stands in their place.
      - Ansible then does not print the result of this task, as if it had C(no_log). Take care of what later tasks do
        with it.
      - Which values are secrets is told from the names of their properties, or for the answer to a function such as
        C(GetPhoneSecret), and of a single property, from O(path). A secret with a harmless name is not found.
      - Texts by which one gets at something without a login count as secrets too. These are the links to recordings,
        archives, reports, prompts and backups (C(RecordingUrl), C(ArchivedUrl), C(ReportLink), C(FileLink),
        C(DownloadLink)), the ticket for a download (C(Ticket)), the link by which support gets in
        (C(GetRequestHelpLink)), those to a meeting (C(openlink)) and for the provider of messages (C(Webhook)), the
        command that sets up a further server (C(InstallScript)), what was discovered of new devices (C(Parameters),
        C(NetworkPath)), what is sent to CRM systems (C(RequestUrlParameters)), the code of call flows (C(ScriptCode)),
        and what templates of trunks fill in (C(DefaultValue)).
      - So do the C(Contents) of files that the PBX hides, the C(Value) beside a C(Key), since the templates of trunks
        and of CRM systems give passwords names of their own, the C(Value) whose C(Name) was not asked for, and any text
        with a private key in PEM format. In a text that is JSON, such as C(PrevData), they are found as well.
      - Of any other URL, user and password are replaced, and so is a query, unless all of its options are those of
        OData, such as C($skip). A URL that cannot be parsed is replaced as a whole, and so is what follows it in the
        same line.
    type: bool
    default: false
notes:
  - A request other than C(GET), and a C(GET) request that makes something, is not sent again when its outcome is
    unclear, for example after a timeout. The task then fails and says so, see RV(unclear). It is sent again only when
    it certainly was not carried out, which is the case when no connection could be made, and when the PBX answered with
    status 401 or 429.
  - Answers that are no JSON, such as recordings or C($metadata), are refused.
seealso:
  - module: telephony.threecx.threecx_fxs
  - module: telephony.threecx.threecx_fxs_info
  - module: telephony.threecx.threecx_system_info
"""

EXAMPLES = r"""
- name: Look up an extension
  telephony.threecx.threecx_xapi:
    url: https://pbx.example.com:5001
    client_id: ansible
    client_secret: "{{ vault_threecx_client_secret }}"
    path: /Users
    query:
      $filter: Number eq '201'
      $select: [Id, Number, FirstName, LastName]
  register: extension

- name: Change its e-mail address
  telephony.threecx.threecx_xapi:
    url: https://pbx.example.com:5001
    client_id: ansible
    client_secret: "{{ vault_threecx_client_secret }}"
    method: PATCH
    path: /Users({{ extension.json.value[0].Id }})
    body:
      EmailAddress: lobby@example.com

- name: Read all SIP trunks, however many there are
  telephony.threecx.threecx_xapi:
    url: https://pbx.example.com:5001
    client_id: ansible
    client_secret: "{{ vault_threecx_client_secret }}"
    path: /Trunks
    query:
      $orderby: Id
    all_pages: true
  register: trunks

- name: Delete a call flow app that may be gone already
  telephony.threecx.threecx_xapi:
    url: https://pbx.example.com:5001
    client_id: ansible
    client_secret: "{{ vault_threecx_client_secret }}"
    method: DELETE
    path: /CallFlowApps(7)
    expected_status: [204, 404]

- name: Fetch the provisioning link of an adapter
  telephony.threecx.threecx_xapi:
    url: https://pbx.example.com:5001
    client_id: ansible
    client_secret: "{{ vault_threecx_client_secret }}"
    path: /Fxs('001A2B3C4D5E')
    query:
      $select: Provisioning
    return_secrets: true
  register: adapter
"""

RETURN = r"""
json:
  description:
    - What the PBX answered, with C(<redacted>) in place of secrets; see O(return_secrets). V(null) for an empty answer.
    - Some versions leave out properties that are null. Use the filter C(default) for those.
    - With O(all_pages=true) its C(value) has the rows of all pages, each once.
  returned: success, except in check mode for a request that was not sent
  type: raw
  sample:
    value:
      - Id: 42
        Number: "201"
        AuthPassword: <redacted>
etag:
  description: The ETag of the answer, for O(if_match); V(null) if the PBX shows none.
  returned: success, except in check mode for a request that was not sent
  type: str
sent:
  description: Whether the request was sent.
  returned: success
  type: bool
msg:
  description: Why the request was not sent.
  returned: in check mode, for a request that was not sent
  type: str
  sample: Check mode, so this was not sent - DELETE /xapi/v1/CallFlowApps(7).
unclear:
  description: That the request may have been carried out, and may not. Look at the PBX before sending it again.
  returned: when the outcome of a request that may change something is unclear
  type: bool
  sample: true
written:
  description: The writes that were sent by then and not refused, in their order.
  returned: when a fault of this collection ended the task after it had written something
  version_added: 1.1.0
  type: list
  elements: dict
  contains:
    method:
      description: The method of the request.
      type: str
    path:
      description: The path of the request.
      type: str
    key:
      description: The MAC address, number or name of what was created; V(null) for other requests.
      type: str
    status:
      description: The HTTP status of the answer. It is V(null) where none came, so that the outcome is not known.
      type: int
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
  sample: 200
error:
  description: What the PBX said about the failure.
  returned: when the answer had an error status that is not in O(expected_status)
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

from ansible_collections.telephony.threecx.plugins.module_utils.api import _client, _conceal, _errors, _values, _xapi
from ansible_collections.telephony.threecx.plugins.module_utils.shell import _argspec, _module

SPEC = _argspec.connection_spec().merge(
    _argspec.ArgumentSpec(
        argument_spec={
            "method": {"type": "str", "choices": ["GET", "POST", "PATCH", "DELETE"], "default": "GET"},
            "path": {"type": "str", "required": True, "meaning": _values.PLAIN},
            "query": {"type": "dict"},
            # Not no_log: Ansible would mask each value in it, in all that it prints from then on.
            "body": {"type": "dict"},
            "if_match": {"type": "str", "aliases": ["etag"]},
            "expected_status": {"type": "list", "elements": "int"},
            "all_pages": {"type": "bool", "default": False},
            "return_secrets": {"type": "bool", "default": False, "no_log": False},
        },
        not_null=("if_match", "etag"),
    )
)


def run(client: _client.Client, call: _xapi.Call, *, check_mode: bool, return_secrets: bool) -> dict[str, t.Any]:
    """Send the request, unless it writes and this is check mode."""
    if check_mode and call.writes:
        return {"changed": True, "sent": False, "msg": f"Check mode, so this was not sent - {call}."}
    client.hide(_conceal.secret_texts(call.body))
    answer = _xapi.send(client, call)
    return {
        "changed": call.writes and not answer.is_error,
        "sent": True,
        "status": int(answer.status),
        "json": _xapi.shown(client, call.path, answer, secrets=return_secrets),
        "etag": answer.etag,
    }


def main() -> None:
    module = _module.create_module(SPEC)
    try:
        call = _xapi.read_call(module.params)
        with _module.open_client(module) as client:
            result = run(client, call, check_mode=module.check_mode, return_secrets=module.params["return_secrets"])
    except _errors.ThreeCXError as error:
        module.fail_json(**error.as_result())
    module.exit_json(**result)


if __name__ == "__main__":
    main()
