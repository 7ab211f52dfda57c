# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Keeps Ansible from printing the access token."""

from __future__ import annotations

from ansible_collections.telephony.threecx.plugins.plugin_utils import _secret_result


class ActionModule(_secret_result.SecretResultAction):
    """Runs the module C(threecx_login)."""

    def asks_for_secret(self) -> bool:
        return True
