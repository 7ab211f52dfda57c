# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options of the modules for one kind of object each. A module that says more of one describes it again."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  state:
    description:
      - V(present) creates the object, or brings the options that are given to what is wanted.
      - V(absent) deletes it if it exists. No other option of it than the one that names it and O(if_fingerprint) may be
        given then. What else refers to it is looked for before, and the task fails if there is anything, such as an
        extension in a department or a device behind an SBC. Where it cannot be read whether there is, see
        O(allow_risky).
    type: str
    choices:
      - absent
      - present
    default: present
  if_fingerprint:
    description:
      - Change or delete the object only if this is still its RV(fingerprint), as an earlier task returned it, in check
        mode for example, or V(fingerprints) of M(telephony.threecx.threecx_config_info).
      - An empty value, and null, are refused, so that a missing value does not mean less caution.
    type: str
  allow_risky:
    description: What may be done although it may leave references to nothing.
    type: list
    elements: str
    default: []
    choices:
      unseen_references: To delete the object while others that may refer to it cannot be read, as by an API client
        whose role is too low. Without it, nothing is deleted then; with it, that is a warning.
"""

    # What these are the hours of, each module says itself.
    HOURS = r"""
options:
  hours:
    type: dict
    suboptions:
      type:
        description: What the hours are.
        type: str
        choices:
          - AllHours
          - OfficeHours
          - OutOfOfficeHours
          - SpecificHours
          - SpecificHoursExcludingHolidays
          - OutOfSpecificHours
          - OutOfSpecificHoursIncludingHolidays
          - Never
          - BreakTime
      ignore_holidays:
        description: Whether holidays are days like others.
        type: bool
      periods:
        description: The hours of each day. The list is taken as a whole.
        type: list
        elements: dict
        suboptions:
          day:
            description: The day.
            type: str
            required: true
            choices:
              - Sunday
              - Monday
              - Tuesday
              - Wednesday
              - Thursday
              - Friday
              - Saturday
          start:
            description: When it begins, such as V("09:00"), in quotes.
            type: str
            required: true
          stop:
            description: When it ends, such as V("17:30"), in quotes.
            type: str
"""
