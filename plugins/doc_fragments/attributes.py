# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the attributes of the modules mean."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options: {}
attributes:
  check_mode:
    description: Can run in C(check_mode) and return changed status prediction without modifying target.
  diff_mode:
    description: Will return details on what has changed (or possibly needs changing in C(check_mode)), when in diff
      mode.
  idempotent:
    description: When run twice in a row outside check mode, with the same arguments, the second invocation indicates no
      change.
  async:
    description: Supports being used with the C(async) keyword.
    support: full
  action_group:
    description: Use C(group/telephony.threecx.threecx) in C(module_defaults) to set defaults for this module.
    support: full
    membership:
      - telephony.threecx.threecx
  platform:
    description: Target operating systems that can be operated against.
    support: full
    platforms: posix
"""
