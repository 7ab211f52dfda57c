# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options that describe an FXS device."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  mac_address:
    description:
      - The MAC address of the device, which is its key on the PBX.
      - Any usual spelling will do, such as V(001A2B3C4D5E), V(00:1a:2b:3c:4d:5e), V(00-1A-2B-3C-4D-5E) or
        V(001a.2b3c.4d5e). How the PBX itself spells it does not matter.
      - Twelve hexadecimal digits are taken in groups of two, four or six, with the same colon, dot, dash or blank
        everywhere between them.
      - Put it in quotes. YAML takes some MAC addresses for numbers, and those are refused, since they may have become
        those of other devices.
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
    description: The vendor. It must be that of O(template), from which it follows for a new device.
    type: str
  model:
    description:
      - The model, by the name that its template gives it (user agent) or that the admin console shows.
      - A new device needs it unless its template has one model only.
    type: str
  model_name:
    description: The model by the name that the admin console shows. For a new device it follows from O(model).
    type: str
  template:
    description:
      - The ID of the template, such as V(grandstream.ht80x.fxs.xml).
      - A new device needs it, unless exactly one template lists O(brand) and O(model). It cannot be changed later.
      - An empty text is refused, for this and for O(brand), O(model) and O(model_name), since no device is without. Use
        C(default(omit, true\)) where there may be no value.
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
      - Which extension is on which line. The list is taken as a whole, so that a line that it does not mention becomes
        free, and an empty list frees all lines.
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
          - Leave it out on a PBX that shows the name of the extension instead of it. The task fails there for any other
            name, since the PBX does not store it.
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
      - Values for the variables of the template. Variables that are not given are not compared and keep their values.
      - A variable that is V(null) here is to be empty.
      - Values are texts. A whole number stands for its digits. A boolean and a number with a fraction are refused;
        put in quotes what the template expects, such as V("yes") or V("1.10").
      - Variables that stand for a secret by their name, such as V(DEVICE_PASSWORD), are refused, since they are part of
        no record and cannot be compared. They keep their values when others are changed. So do values that hold a URL
        with a user, a password or a query.
    type: dict
  password:
    description:
      - The password of the web interface of the device.
      - One that is a part of a MAC address is refused, as Ansible hides a secret wherever it stands in results.
      - See O(update_secrets) for when it is written.
    type: str
  secret:
    description:
      - The secret that the PBX keeps for the device.
      - See O(update_secrets) for when it is written.
    type: str
  update_secrets:
    description:
      - V(on_create) writes O(password) and O(secret) to a new device only.
      - V(always) writes them to an existing device too, unless the PBX shows that it has these values already.
    type: str
    choices:
      - on_create
      - always
    default: on_create
  if_match:
    description:
      - Change or delete the device only if this is still its ETag, as an earlier task returned it. A quoted or a weak
        (C(W/"...")) tag is used as it is, and one without quotes gets them.
      - The tag is compared before anything is changed, in check mode as well, and is also sent with the request
        (C(If-Match)), so that the PBX itself refuses when the device changes in between.
      - If the PBX shows no ETag, the task fails and changes nothing. Official descriptions of the interface allow
        C(If-Match) on deletion, but no PBX is known to send ETags. O(if_fingerprint) does not need any.
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
        Without one, a change that somebody else makes between the reading of the device and the writing goes unnoticed.
        That is usually a few milliseconds with one device, and with a fleet up to the time of the whole run.
      - An empty value, and null, are refused, so that a missing value does not mean less caution.
    type: str
"""
