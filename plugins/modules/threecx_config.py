#!/usr/bin/python
# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: threecx_config
version_added: 1.1.0
short_description: Bring the configuration of a 3CX phone system to what the code says
description:
  - Creates, changes and deletes users, departments, queues, rules, settings, FXS devices and whatever else is
    understood of a 3CX phone system, in one task, in the order in which they need each other.
  - Takes what M(telephony.threecx.threecx_config_info) returns and a person can write. Properties have the names that
    XAPI gives them; objects refer to each other by what people call them, not by the ids of one PBX.
  - Only what is given is compared and written. What is left out stays as it is.
  - All of it is checked before anything is written, first the words and then, after the login, whether they fit the
    PBX. All that is wrong by then is told in one message, each with its place, such as
    C(Users[3] "410".PrimaryGroupId).
  - Each object is read again after it was written. The task fails for an object of which the PBX did not store what it
    was given.
  - Each object is looked for after it was deleted, and the task fails for one that is still there. Of devices (C(Fxs)),
    the answer of the PBX to the deletion is believed.
  - A task that was interrupted, wherever it was, can be run again, and does what is left.
author:
  - telephony.threecx contributors (@telephony-threecx)
extends_documentation_fragment:
  - telephony.threecx.connection
  - telephony.threecx.attributes
attributes:
  check_mode:
    support: full
    details:
      - In check mode nothing but C(GET) requests and the login are sent. The results are those of a real run as far as
        they can be known, since a PBX may fill in values of its own when it creates an object.
  diff_mode:
    support: full
    details:
      - Shows the properties that differ, without secrets, for which it tells only whether they are written.
  idempotent:
    support: partial
    details:
      - With O(update_secrets=always), secrets that the PBX does not show are written with every run.
options:
  config:
    description:
      - What is wanted. A mapping from kinds of objects to a list of objects, or to the one object of a kind of which
        there is only one, such as V(CodecsSettings).
      - See R(What is known of each kind,ansible_collections.telephony.threecx.docsite.guide_config_kinds) for the
        kinds, their keys, and what their properties mean.
      - Numbers of extensions, times, and values such as V(No) must be in quotes. A value of which YAML has made
        something else is refused.
      - An object is found by its key, which it must have. A reference (C(PrimaryGroupId), C(Number) of a destination)
        is the key of the object that it means, which is on the PBX already or created by the same task; the C(Template)
        of a device must be there already. The default department is called V(DEFAULT).
      - A key that no object has, but one that differs from it in case or blanks only, is refused, so that V(lyon) does
        not become another department beside V(Lyon).
      - A text is refused that would be written with a line break around its only line, and so is a number with a blank
        around it or with what cannot be seen, such as V("+49301200 ").
      - A list is taken as a whole, so that an element that is left out is removed, and an empty list removes all. See
        O(merge_lists) for lists of which somebody else has elements too, and for the variables of devices. A department
        that the API client cannot see stays in a list, since it has no name to be known by. V(null) empties a property
        where the PBX allows it, and is refused where it does not.
      - Of a destination that is turned to nobody or outside (C(To) is V(None) or V(External)), the number that calls
        went to is taken out, unless C(Number) is given as well. It would keep whoever has it from being deleted. So it
        is with the keys and the timeout of an IVR (C(ForwardType) is V(EndCall), V(CallByName) or V(RepeatPrompt)),
        and with parked calls (C(AutoPickupForwardType) is V(TransferBack) or V(ExternalNumber)).
      - Secrets are texts, at the places that RV(telephony.threecx.threecx_config_info#module:omitted) names. Those
        that the PBX shows are compared, and for the others see O(update_secrets). An empty text, and what stands for
        a secret in results, are refused.
      - Beside its properties, an object can have C(renamed_from), the key that it has on the PBX as long as it has
        not got the new one, where the key can be changed (where there is neither, a warning tells that a new object is
        created); and C(if_fingerprint), one of
        RV(telephony.threecx.threecx_config_info#module:fingerprints), without which it is not touched.
      - Objects of the kind C(Fxs) are those of M(telephony.threecx.threecx_fxs_devices), and come last. V(null) empties
        what they have here as well, and all that is in C(Provisioning) but the link that the PBX makes. C(Template),
        C(Brand), C(Model) and C(ModelName), which tell the kind of a device, may only be V(null) where the PBX shows
        none.
      - In results and logs, this option shows how many objects of each kind there are, and nothing of them.
    type: dict
    required: true
  state:
    description:
      - V(present) creates the objects, or brings the properties that are given to what is wanted.
      - V(absent) deletes the objects of O(config) that exist. They must have their keys and nothing else, but for
        C(if_fingerprint). What stays must not refer to them. Where it cannot be read whether it does, see
        O(allow_risky). An object whose key names something that does not exist, such as the department of a holiday,
        does not exist either.
    type: str
    choices:
      - absent
      - present
    default: present
  prune:
    description:
      - Kinds of which all objects are deleted that are not in O(config). Each must have at least one object there.
      - Objects that the PBX has made itself stay, such as the default department. Trunks, templates and settings
        cannot be pruned.
      - An object that something else still refers to, such as the extension of the operator or a department with
        members, does not just stay. The task fails before anything is changed, so that such an object must be in
        O(config), fit O(ignore), or be out of O(prune_scope).
      - C(Users) can be pruned within O(prune_scope) only.
      - Of C(Fxs), the FXS devices are deleted that are not in O(config). DECT bases stay, and so do devices whose kind
        the PBX does not tell.
      - See O(max_deletions).
    type: list
    elements: str
    default: []
  prune_scope:
    description:
      - Which objects may be deleted by O(prune). An object must be within each part that is given.
    type: dict
    suboptions:
      departments:
        description:
          - Those that belong to these departments and to no other, and the departments themselves, by their names. What
            belongs to no department stays.
        type: list
        elements: str
      numbers:
        description:
          - Those whose number is within one of these ranges, such as V(400-499).
          - Kinds whose objects have no number of their own, such as C(Fxs) and C(Holidays), cannot be pruned in the
            same task. The numbers on the lines of a device are those of others.
        type: list
        elements: str
      names:
        description:
          - Those whose key or name fits one of these patterns, in which V(*) stands for any text and V(?) for any
            character.
        type: list
        elements: str
  ignore:
    description:
      - Objects that O(prune) does not delete, by patterns for their key or name, such as V(Lobby*).
      - V(*) stands for any text and V(?) for any character. Case makes no difference.
      - It is refused without O(prune), as O(prune_scope) is.
    type: list
    elements: str
    default: []
  ignore_unmatched:
    description:
      - What to do about a pattern in O(ignore) that fits no object of the kinds in O(prune), and so protects none.
      - V(fail) fails before anything is changed, in check mode as well, since it often is a typing error, and what it
        was to protect would be deleted.
      - V(allow) goes on, for patterns that are kept for objects to come, or that are for other PBXs.
    type: str
    choices:
      - allow
      - fail
    default: fail
  max_deletions:
    description:
      - How many deletions there may be, as a number like V(10), or as a share like V(5%) of the objects on the PBX that
        are of the kinds in O(config).
      - Both are for all kinds together. A share holds for the deletions of each kind by itself as well, so that many
        users do not allow a few holidays to go, and where O(prune_scope) is given for what is within it.
      - Members that are taken out of lists, such as agents of a queue, count as well. Elements that only change, such
        as opening hours, do not.
      - A plan with more of them fails before anything is changed, in check mode as well, and its results show what it
        would do.
    type: str
    default: "10"
  merge_lists:
    description:
      - Lists whose elements are added to those that are there already, or changed, while the others stay. By kind and
        property, such as V(Users.Groups) or V(Trunks.DidNumbers).
      - For lists whose elements can be told apart. Where their order matters, as that of V(Queues.Agents), those that
        are there keep theirs, and new ones come at the end. The lines of a device, C(Fxs.FxsLines), are always taken as
        a whole, and its variables, C(Fxs.Variables), never, since those that are not named stay as they are.
      - Lists of kinds that O(config) does not have may be named, so that one option can serve many PBXs.
    type: list
    elements: str
    default: []
  update_secrets:
    description:
      - What to do with secrets that the PBX does not show, so that they cannot be compared. One that an object does not
        have, such as C(VMPIN), looks the same.
      - V(on_create) writes them to new objects only. RV(secrets_not_compared) names the others.
      - Those of devices (C(Fxs)) are treated like this even where the PBX shows them.
      - V(always) writes them to objects that are there already too.
    type: str
    choices:
      - on_create
      - always
    default: on_create
  allow_risky:
    description:
      - What may be changed although it can lock people out, give them rights, or change where emergency calls go.
        Without its name here, such a change is refused before anything is written.
    type: list
    elements: str
    default: []
    choices:
      AntiHackingSettings: Limits beyond which an address is blocked, be it that of an attacker or of a site.
      ConsoleRestrictions: Addresses from which the PBX is managed. A wrong list locks everybody out.
      NetworkSettings: Ports and addresses. Phones and trunks lose the PBX when they change.
      SecureSipSettings: Certificates for phones that speak TLS.
      emergency: Outbound rules for emergency calls, those that come to stand before one of these by their C(Priority),
        those before one of these that are to take other calls, and C(EmergencyNotificationsSettings).
      operator: The extension of the operator.
      roles: Roles other than V(users) and V(receptionists), when somebody gets or loses one.
      unseen_references: Deletions while objects that may refer to what is deleted cannot be read, as by an API client
        whose role is too low. Without it, nothing is deleted then; with it, that is a warning.
  parallel:
    description:
      - How many requests to send at the same time, from 1 to 16.
    type: int
    default: 4
  on_error:
    description:
      - What to do when an object fails while it is written. Where something is found to be wrong before that, with one
        object or with the whole, nothing is written in both cases.
      - V(stop) begins with no further object.
      - V(continue) goes on with those that do not need it.
      - The task fails in both cases.
    type: str
    choices:
      - continue
      - stop
    default: stop
notes:
  - A PBX tells its version. Properties and values that it cannot have are refused after the login.
  - Where XAPI shows no ETags, a change that somebody else makes between the reading of an object and the writing goes
    unnoticed. What is written as a whole, which are lists and objects inside, is read once more directly before, and so
    is an object that has C(if_fingerprint) or is deleted. Other properties are written by themselves, so that those
    which somebody else has changed meanwhile stay.
  - C(loop) prints its items, secrets included, before the module gets them. Give all objects in one O(config), or set
    C(no_log) or C(loop_control.label).
seealso:
  - module: telephony.threecx.threecx_config_info
  - module: telephony.threecx.threecx_extension
  - module: telephony.threecx.threecx_department
  - module: telephony.threecx.threecx_sbc
  - module: telephony.threecx.threecx_fxs_devices
  - module: telephony.threecx.threecx_xapi
  - ref: ansible_collections.telephony.threecx.docsite.guide_config_writing
    description: How to write a PBX as code, from a new site to its end.
"""

EXAMPLES = r"""
- name: Change two things of one extension, and leave all else as it is
  telephony.threecx.threecx_config:
    url: https://pbx.example.com:5001
    client_id: ansible
    client_secret: "{{ vault_threecx_client_secret }}"
    config:
      Users:
        - Number: "400"
          FirstName: Reception
          OutboundCallerID: "+33472000400"

- name: A site
  telephony.threecx.threecx_config:
    url: https://pbx.example.com:5001
    client_id: ansible
    client_secret: "{{ vault_threecx_client_secret }}"
    config:
      Groups:
        - Name: Lyon
          Language: FR
          TimeZoneId: "51"
      Sbcs:
        - Name: LYON-01
          DisplayName: Lyon, cellar
          Group: Lyon
          Password: "{{ vault_lyon_sbc }}"
      Users:
        - Number: "410"
          FirstName: Gate
          PrimaryGroupId: Lyon
          Groups:
            - GroupId: Lyon
              Rights:
                RoleName: users
        - Number: "411"
          FirstName: Lift
          PrimaryGroupId: Lyon
          Groups:
            - GroupId: Lyon
              Rights:
                RoleName: users
      RingGroups:
        - Number: "480"
          Name: Lyon night
          Members:
            - Number: "410"
            - Number: "411"
          ForwardNoAnswer:
            To: Extension
            Number: "400"
      Fxs:
        - MacAddress: "00:1a:2b:3c:4d:5e"
          Name: Lyon, cellar
          Template: grandstream.ht80x.fxs.xml
          Model: HT802
          Group: Lyon
          FxsLines:
            - Key: 1
              Number: "410"
            - Key: 2
              Number: "411"
      Trunks:
        - Number: "10000"
          DidNumbers:
            - "+33472000410"
      InboundRules:
        - TrunkDN: "10000"
          Condition: BasedOnDID
          Data: "+33472000410"
          OfficeHoursDestination:
            To: Extension
            Number: "410"
    # The numbers of other sites stay on the trunk.
    merge_lists:
      - Trunks.DidNumbers

- name: The holidays of Lyon are those of the file, and no others
  telephony.threecx.threecx_config:
    url: https://pbx.example.com:5001
    client_id: ansible
    client_secret: "{{ vault_threecx_client_secret }}"
    config: "{{ lookup('ansible.builtin.file', 'holidays.yml') | ansible.builtin.from_yaml }}"
    prune:
      - Holidays
    prune_scope:
      departments:
        - Lyon
    max_deletions: 20%

- name: Give a department another name
  telephony.threecx.threecx_config:
    url: https://pbx.example.com:5001
    client_id: ansible
    client_secret: "{{ vault_threecx_client_secret }}"
    config:
      Groups:
        - Name: Lyon Part-Dieu
          renamed_from: Lyon

- name: Delete the site
  telephony.threecx.threecx_config:
    url: https://pbx.example.com:5001
    client_id: ansible
    client_secret: "{{ vault_threecx_client_secret }}"
    state: absent
    config:
      InboundRules:
        - TrunkDN: "10000"
          Condition: BasedOnDID
          Data: "+33472000410"
      Fxs:
        - MacAddress: "00:1a:2b:3c:4d:5e"
      RingGroups:
        - Number: "480"
      Users:
        - Number: "410"
        - Number: "411"
      Sbcs:
        - Name: LYON-01
      Groups:
        - Name: Lyon Part-Dieu
"""

RETURN = r"""
results:
  description: What became of each object, in the order of O(config), and then of those that were pruned.
  returned: always, unless the options are wrong or the PBX cannot be read
  type: list
  elements: dict
  contains:
    kind:
      description: The kind of object.
      type: str
      sample: Users
    key:
      description: Its key, parts of it joined by commas. Empty for the one object of its kind.
      type: str
      sample: "410"
    place:
      description: Where it stands in O(config). V(null) if it is pruned.
      type: str
      sample: Users[0] "410"
    action:
      description:
        - V(keep), V(create), V(update) or V(delete).
        - It is V(update) too of an object that was to be deleted, of which only the references to others that go were
          taken out. Then RV(results[].error) says why it is still there.
        - V(null) if no plan could be made. Then RV(results[].error) says why.
      type: str
    fields:
      description: The properties in which the object differs from what is wanted. Empty when it is to be deleted.
      type: list
      elements: str
    changed:
      description: Whether this task changed the object, or would in check mode.
      type: bool
    removed:
      description: How many members are taken out of its lists, as O(max_deletions) counts them.
      type: int
    error:
      description:
        - Why it failed, or why it is not to be done, with the keys RV(ignore:msg), RV(ignore:method), RV(ignore:path),
          RV(ignore:status) and RV(ignore:error) where they apply. V(null) if it did not fail.
      type: dict
    diff:
      description: The properties that differ before and after, in diff mode.
      type: dict
summary:
  description: How many objects there are of each sort.
  returned: always, unless the options are wrong or the PBX cannot be read
  type: dict
  contains:
    unchanged:
      description: Objects that were as wanted already.
      type: int
    created:
      description: Objects that were created.
      type: int
    updated:
      description: Objects that were changed.
      type: int
    deleted:
      description: Objects that were deleted.
      type: int
    failed:
      description: Objects that failed.
      type: int
    not_tried:
      description: Objects that were to be changed, and were not because another one failed or too many would be
        deleted.
      type: int
secrets_not_compared:
  description:
    - The secrets that are given for what is there already, and that the PBX does not show.
    - Whether they are the same is not known. They were not written; see O(update_secrets).
  returned: always, unless the options are wrong or the PBX cannot be read
  type: list
  elements: str
  sample:
    - MailSettings.MailPassword
written:
  description: The writes that were sent by then and not refused, in their order.
  returned: when a fault of this collection ended the task after it had written something
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

from ansible_collections.telephony.threecx.plugins.module_utils.api import _client, _errors, _values
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading import _secret_places
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes import _guards, _wish, _wishes
from ansible_collections.telephony.threecx.plugins.module_utils.config.writing import _bring, _lookups
from ansible_collections.telephony.threecx.plugins.module_utils.shell import _argspec, _module

SPEC = _argspec.connection_spec().merge(
    _argspec.ArgumentSpec(
        argument_spec={
            "config": {"type": "dict", "required": True, "secrets": _secret_places.config_secrets},
            "state": {"type": "str", "choices": ["absent", "present"], "default": "present"},
            "prune": {"type": "list", "elements": "str", "default": []},
            "prune_scope": {
                "type": "dict",
                "options": {
                    "departments": {"type": "list", "elements": "str"},
                    "numbers": {"type": "list", "elements": "str"},
                    "names": {"type": "list", "elements": "str", "meaning": _values.PATTERN},
                },
            },
            "ignore": {"type": "list", "elements": "str", "default": [], "meaning": _values.PATTERN},
            "ignore_unmatched": {"type": "str", "choices": ["allow", "fail"], "default": "fail"},
            "max_deletions": {"type": "str", "default": "10", "meaning": _values.AMOUNT},
            "merge_lists": {"type": "list", "elements": "str", "default": []},
            **_argspec.update_secrets_option(),
            "allow_risky": {"type": "list", "elements": "str", "choices": sorted(_guards.RISKS), "default": []},
            "parallel": {"type": "int", "default": 4},
            "on_error": {"type": "str", "choices": ["continue", "stop"], "default": "stop"},
        },
        # Each of them means less caution where it is left out.
        not_null=("config", "prune_scope", "ignore", "max_deletions", "merge_lists"),
    )
)


def devices_of(client: _client.Client, wish: _wish.Wish) -> t.Optional[_bring.DeviceWork]:  # noqa: FA100
    """What works on the devices among the targets, if there are any."""
    if not any(target.kind.name == _lookups.FXS for target in wish.targets):
        return None
    # A fifth of all that this module loads.
    from ansible_collections.telephony.threecx.plugins.module_utils.config.writing import _devices  # noqa: PLC0415

    return _devices.Devices(client, wish)


def main() -> None:
    module = _module.create_module(SPEC)
    try:
        with _module.open_client(module) as client:
            wish = _wishes.read_wish(module.params, module.given)
            report = _bring.bring(client, wish, check_mode=module.check_mode, devices=devices_of(client, wish))
            result = report.as_result(with_diff=module._diff)
            problem = report.problem
    except _errors.ThreeCXError as error:
        module.fail_json(**error.as_result())
    if problem is not None:
        module.fail_json(msg=problem, **result)
    module.exit_json(**result)


if __name__ == "__main__":
    main()
