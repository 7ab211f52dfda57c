#!/usr/bin/python
# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: threecx_fxs_devices
version_added: 1.0.0
short_description: Manage a whole fleet of FXS devices of a 3CX phone system
description:
  - Creates, changes or deletes many FXS devices in one task, with one login and one list of all devices.
  - Each element of O(devices) is what M(telephony.threecx.threecx_fxs) does for one device, decided by the same rules.
  - A task that was interrupted can be run again and does what is left.
author:
  - telephony.threecx contributors (@telephony-threecx)
extends_documentation_fragment:
  - telephony.threecx.connection
  - telephony.threecx.attributes
attributes:
  check_mode:
    support: full
    details:
      - In check mode nothing but C(GET) requests and the login are sent.
  diff_mode:
    support: full
    details:
      - Shows the record of each device that changes, without its secrets.
  idempotent:
    support: partial
    details:
      - With O(devices[].update_secrets=always) and O(devices[].password) or O(devices[].secret), a PBX that does not
        show these values gets them with every run.
options:
  devices:
    description:
      - The devices. A MAC address must not be listed twice.
      - Values that are not given, or V(null), are neither compared nor changed. When a device is created, the PBX may
        fill in values that are not given. It is told not to where V(null) is given, so that what
        M(telephony.threecx.threecx_fxs_info) returned gives the same devices again.
      - An empty list changes nothing, and is refused together with O(prune=true).
    type: list
    elements: dict
    required: true
    suboptions:
      state:
        description: What is wanted for this device. By default it is that of O(state).
        type: str
        choices:
          - absent
          - present
      mac_address:
        description:
          - The MAC address of the device, which is its key on the PBX.
          - Any usual spelling will do, such as V(001A2B3C4D5E), V(00:1a:2b:3c:4d:5e), V(00-1A-2B-3C-4D-5E) or
            V(001a.2b3c.4d5e). How the PBX itself spells it does not matter.
          - Twelve hexadecimal digits are taken in groups of two, four or six, with the same colon, dot, dash or blank
            everywhere between them.
          - Put it in quotes. YAML takes some MAC addresses for numbers, and those are refused, since they may have
            become those of other devices.
        type: str
        required: true
      device_type:
        description:
          - What kind of device this is. A PBX keeps DECT bases among the FXS devices, and tells them by their template.
          - Without this option a DECT base is refused, and so is a change of a device whose kind the PBX does not tell.
          - If the device is of another kind than given here, the task fails and changes nothing.
        type: str
        choices:
          - fxs
          - dect
      name:
        description: A free label.
        type: str
      brand:
        description: The vendor. It must be that of O(devices[].template), from which it follows for a new device.
        type: str
      model:
        description:
          - The model, by the name that its template gives it (user agent) or that the admin console shows.
          - A new device needs it unless its template has one model only.
        type: str
      model_name:
        description: The model by the name that the admin console shows. For a new device it follows from
          O(devices[].model).
        type: str
      template:
        description:
          - The ID of the template, such as V(grandstream.ht80x.fxs.xml).
          - A new device needs it, unless exactly one template lists O(devices[].brand) and O(devices[].model). It
            cannot be changed later.
          - An empty text is refused, for this and for O(devices[].brand), O(devices[].model) and
            O(devices[].model_name), since no device is without. Use C(default(omit, true\)) where there may be no
            value.
        type: str
      group:
        description:
          - The department that owns the device, by its number, such as V(GRP0001), or by its name.
          - A name is looked up in the list of departments, which costs one more request, and the number is written.
          - Results and differences call it C(group), as XAPI does. The alias exists since version 1.1.0.
        type: str
        aliases:
          - department
      language:
        description: The language of the device, one of those in its template.
        type: str
      time_zone:
        description: The time zone of the device, one of those in its template.
        type: str
      codecs:
        description:
          - The codecs, the preferred one first. The list is taken as a whole.
          - One that is empty or has blanks around it is refused, such as the second of the text V(PCMA, PCMU).
        type: list
        elements: str
      line_count:
        description: How many lines the device has. A new device gets as many as its template has extensions.
        type: int
      lines:
        description:
          - Which extension is on which line. The list is taken as a whole, so that a line that it does not mention
            becomes free, and an empty list frees all lines.
        type: list
        elements: dict
        suboptions:
          key:
            description: The position of the line. Look at an existing device to see whether the PBX counts from 0 or 1.
            type: int
            required: true
          number:
            description: The number of the extension. An empty text frees the line.
            type: str
            required: true
          name:
            description:
              - The name that is displayed. Without it, the name that the line has with the same extension stays.
              - Leave it out on a PBX that shows the name of the extension instead of it. The task fails there for any
                other name, since the PBX does not store it.
            type: str
      provisioning:
        description: How the device gets its configuration. Values that are not given are not compared.
        type: dict
        suboptions:
          method:
            description: The way of provisioning.
            type: str
            choices:
              - LocalLan
              - RemoteExt
              - RemoteExtSipProxyMgr
              - SBC
          local_interface:
            description: The interface of the PBX that serves the device.
            type: str
          local_sip_port:
            description: The SIP port on the device.
            type: int
          local_audio_port_start:
            description: The first audio port on the device.
            type: int
          local_audio_port_end:
            description: The last audio port on the device.
            type: int
          remote_fqdn:
            description: The name of the PBX for a remote device.
            type: str
          remote_port:
            description: The port of the PBX for a remote device.
            type: int
          sbc_name:
            description: The session border controller in front of the device.
            type: str
      variables:
        description:
          - Values for the variables of the template. Variables that are not given are not compared and keep their
            values.
          - A variable that is V(null) here is to be empty.
          - Values are texts. A whole number stands for its digits. A boolean and a number with a fraction are refused;
            put in quotes what the template expects, such as V("yes") or V("1.10").
          - Variables that stand for a secret by their name, such as V(DEVICE_PASSWORD), are refused, since they are
            part of no record and cannot be compared. They keep their values when others are changed. So do values
            that hold a URL with a user, a password or a query.
        type: dict
      password:
        description:
          - The password of the web interface of the device.
          - One that is a part of a MAC address is refused, as Ansible hides a secret wherever it stands in results.
          - See O(devices[].update_secrets) for when it is written.
        type: str
      secret:
        description:
          - The secret that the PBX keeps for the device.
          - See O(devices[].update_secrets) for when it is written.
        type: str
      update_secrets:
        description:
          - V(on_create) writes O(devices[].password) and O(devices[].secret) to a new device only.
          - V(always) writes them to an existing device too, unless the PBX shows that it has these values already.
        type: str
        choices:
          - on_create
          - always
        default: on_create
      if_match:
        description:
          - Change or delete the device only if this is still its ETag, as an earlier task returned it. A quoted or a
            weak (C(W/"...")) tag is used as it is, and one without quotes gets them.
          - The tag is compared before anything is changed, in check mode as well, and is also sent with the request
            (C(If-Match)), so that the PBX itself refuses when the device changes in between.
          - If the PBX shows no ETag, the task fails and changes nothing. Official descriptions of the interface allow
            C(If-Match) on deletion, but no PBX is known to send ETags. O(devices[].if_fingerprint) does not need any.
          - V(*) stands for any ETag and is not verified.
          - An empty value, and null, are refused, so that a missing value does not mean less caution. Use
            C(default(omit\)) where no verification is meant.
        type: str
        aliases:
          - etag
      if_fingerprint:
        description:
          - Change or delete the device only if this is still its fingerprint, as an earlier task returned it.
          - This works with every PBX. If the PBX shows an ETag, that of the device which was compared is sent along.
            Without one, a change that somebody else makes between the reading of the device and the writing goes
            unnoticed. That is usually a few milliseconds with one device, and with a fleet up to the time of the whole
            run.
          - An empty value, and null, are refused, so that a missing value does not mean less caution.
        type: str
  state:
    description: What is wanted for devices that do not say it themselves.
    type: str
    choices:
      - absent
      - present
    default: present
  prune:
    description:
      - Delete all FXS devices on the PBX that are not in O(devices). DECT bases are never deleted this way, and neither
        are devices whose kind the PBX does not tell.
    type: bool
    default: false
  ignore:
    description:
      - Devices that O(prune) does not delete, by patterns for their MAC address or name, such as V(00:1a:2b:*) or
        V(Lobby*).
      - V(*) stands for any text and V(?) for any character. All other characters stand for themselves. Case makes no
        difference.
      - Every pattern is compared with the name. One that consists of hexadecimal digits, V(:), V(-), V(.), V(*) and
        V(?), with at least one digit, is compared with the MAC address too, wherever its separators are, blanks
        included. So V(*-2) also keeps devices whose MAC address ends with 2, while V(*-*) is for names only.
      - Put each in quotes. YAML takes some for numbers, and those are refused.
      - Null is refused together with O(prune=true), so that a missing value does not mean less caution. Patterns are
        refused without it, since they would do nothing.
    type: list
    elements: str
    default: []
  ignore_unmatched:
    description:
      - What to do about a pattern in O(ignore) that fits no device on the PBX, listed or not, and so protects none.
      - V(fail) fails before anything is changed, in check mode as well, since it often is a typing error, and the
        device that it was to protect would be deleted.
      - V(allow) goes on, for patterns that are kept for devices to come.
    type: str
    choices:
      - allow
      - fail
    default: fail
    version_added: 1.1.0
  max_deletions:
    description:
      - How many devices may be deleted, as a number like V(10) or as a share of those on the PBX like V(5%). Lines that
        become free are not counted.
      - A plan that would delete more fails before anything is changed, in check mode as well, and its results show what
        it would do.
    type: str
    default: "10"
  parallel:
    description:
      - How many devices to change at the same time, from 1 to 16.
    type: int
    default: 4
  on_error:
    description:
      - What to do when a device fails.
      - V(stop) begins with no further device. If a device fails already when the plan is made, nothing is changed.
      - V(continue) goes on with the others. A device is not deleted if it has an extension that one which failed was to
        get.
      - Devices are deleted when all others are done, so that none goes before the one that replaces it is there.
      - The task fails in both cases.
    type: str
    choices:
      - continue
      - stop
    default: stop
  expand:
    description:
      - What to return besides. V(registration) stands for RV(devices) and RV(registrations), for a report that compares
        and shows one reading of the list.
    type: list
    elements: str
    choices:
      - registration
    default: []
    version_added: 1.1.0
notes:
  - There is one login, about one request for each 100 devices on the PBX, and one for each device that differs. When
    devices were created or changed, the list is read once more to see what the PBX made of it, before any is deleted.
  - On a PBX that shows ETags in the header of a single device only, an element with O(devices[].if_match) costs one
    more request. Where the PBX insists on an ETag, so that it refuses a change without one, a change costs two more.
seealso:
  - module: telephony.threecx.threecx_fxs
  - module: telephony.threecx.threecx_fxs_info
"""

EXAMPLES = r"""
- name: Bring the devices to what the repository says, and delete all others
  telephony.threecx.threecx_fxs_devices:
    url: https://pbx.example.com:5001
    client_id: ansible
    client_secret: "{{ vault_threecx_client_secret }}"
    prune: true
    max_deletions: 5%
    ignore:
      - "*test*"
    devices:
      - mac_address: "00:1a:2b:3c:4d:5e"
        name: Lobby
        template: grandstream.ht80x.fxs.xml
        model: HT802
        lines:
          - key: 1
            number: "201"
      - mac_address: "00:1a:2b:3c:4d:5f"
        name: Gate
        template: grandstream.ht80x.fxs.xml
        model: HT801

- name: Delete the adapters of a closed branch
  telephony.threecx.threecx_fxs_devices:
    url: https://pbx.example.com:5001
    client_id: ansible
    client_secret: "{{ vault_threecx_client_secret }}"
    state: absent
    max_deletions: "50"
    devices:
      - mac_address: "00:1a:2b:3c:4d:5e"
      - mac_address: "00:1a:2b:3c:4d:5f"
"""

RETURN = r"""
results:
  description: What became of each device, in the order of O(devices), and then of those that are not listed.
  returned: always, unless the options are wrong or the PBX cannot be read
  type: list
  elements: dict
  contains:
    mac_address:
      description: The MAC address as 12 upper-case hexadecimal digits.
      type: str
    action:
      description:
        - V(keep), V(create), V(update) or V(delete).
        - V(null) if no plan could be made. Then RV(results[].error) says why.
      type: str
    fields:
      description: The options in which the device differs from what is wanted. Empty when it is to be deleted.
      type: list
      elements: str
    changed:
      description: Whether this task changed the device, or would in check mode.
      type: bool
    error:
      description:
        - Why it failed, with the keys RV(ignore:msg), RV(ignore:method), RV(ignore:path), RV(ignore:status) and
          RV(ignore:error) where they apply. V(null) if it did not fail.
        - Further keys are RV(ignore:current_etag) and RV(ignore:current_fingerprint) if somebody else changed the
          device, and RV(ignore:device) if the PBX did not store all values that it accepted, with the meaning they have
          in M(telephony.threecx.threecx_fxs).
      type: dict
    diff:
      description: The record before and after, in diff mode.
      type: dict
summary:
  description: How many devices there are of each sort.
  returned: always, unless the options are wrong or the PBX cannot be read
  type: dict
  contains:
    unchanged:
      description: Devices that were as wanted already.
      type: int
    created:
      description: Devices that were created.
      type: int
    updated:
      description: Devices that were changed.
      type: int
    deleted:
      description: Devices that were deleted.
      type: int
    failed:
      description: Devices that failed.
      type: int
    not_tried:
      description: Devices that were to be changed, and were not because another one failed or too many would be
        deleted.
      type: int
devices:
  description: All devices as the PBX listed them before anything was changed, with the keys that
    RV(telephony.threecx.threecx_fxs_info#module:devices) has.
  returned: when O(expand) contains V(registration), unless the options are wrong or the PBX cannot be read
  version_added: 1.1.0
  type: list
  elements: dict
registrations:
  description:
    - What is registered for each device by its MAC address; V(null) where nothing is.
    - A device is missing where the PBX refuses to tell, which is also told in a warning.
    - Links come without user, password and query. One that cannot be parsed is V(null).
  returned: when O(expand) contains V(registration), unless the options are wrong or the PBX cannot be read
  version_added: 1.1.0
  type: dict
  sample:
    001A2B3C4D5E:
      interface_link: http://192.0.2.20/
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

from ansible_collections.telephony.threecx.plugins.module_utils.api import _errors, _values
from ansible_collections.telephony.threecx.plugins.module_utils.fxs import _fleet, _pbx, _plan, _rollout, _selection
from ansible_collections.telephony.threecx.plugins.module_utils.shell import _argspec, _module

_STATES = ["absent", "present"]

SPEC = _argspec.connection_spec().merge(
    _argspec.ArgumentSpec(
        argument_spec={
            "devices": {
                "type": "list",
                "elements": "dict",
                "required": True,
                "options": {**_argspec.device_options(), "state": {"type": "str", "choices": _STATES}},
            },
            "state": {"type": "str", "choices": _STATES, "default": "present"},
            "prune": {"type": "bool", "default": False},
            "ignore": {"type": "list", "elements": "str", "default": [], "meaning": _values.PATTERN},
            "ignore_unmatched": {"type": "str", "choices": ["allow", "fail"], "default": "fail"},
            "max_deletions": {"type": "str", "default": "10", "meaning": _values.AMOUNT},
            "parallel": {"type": "int", "default": 4},
            "on_error": {"type": "str", "choices": ["continue", "stop"], "default": "stop"},
            "expand": {"type": "list", "elements": "str", "choices": ["registration"], "default": []},
        },
        not_null=("devices", "devices[].if_match", "devices[].etag", "devices[].if_fingerprint"),
    )
)


def show(listed: list[_plan.Device]) -> dict[str, t.Any]:
    """The return values about all devices of the PBX."""
    return {
        "devices": [device.record for device in _selection.by_mac(listed)],
        "registrations": _selection.registrations(listed),
    }


def main() -> None:
    module = _module.create_module(SPEC)
    is_expanded = bool(module.params["expand"])
    listed: list[_plan.Device] = []
    try:
        with _module.open_client(module) as client:
            fleet = _fleet.read_fleet(module.params, module.given)
            # Ansible would repeat the options of all devices in the result, and they fill the memory until then.
            module.params["devices"][:] = fleet.wanted
            module.given = {}
            pbx = _pbx.Pbx(client)
            fleet = _fleet.with_departments(fleet, pbx.departments)
            report = _rollout.roll_out(
                pbx,
                fleet,
                check_mode=module.check_mode,
                with_diff=module._diff,
                listed=listed if is_expanded else None,
            )
            result = {**report.as_result(with_diff=module._diff), **(show(listed) if is_expanded else {})}
            problem = report.problem
    except _errors.ThreeCXError as error:
        module.fail_json(**error.as_result())
    if problem is not None:
        module.fail_json(msg=problem, **result)
    module.exit_json(**result)


if __name__ == "__main__":
    main()
