# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Keeps Ansible from printing an answer with secrets."""

from __future__ import annotations

import typing as t

from ansible_collections.telephony.threecx.plugins.plugin_utils import _secret_result


class ActionModule(_secret_result.SecretResultAction):
    """Runs the module C(threecx_xapi)."""

    def holds_secret(self, result: t.Mapping[str, t.Any]) -> bool:
        return self.asks_for_secret() and "json" in result
