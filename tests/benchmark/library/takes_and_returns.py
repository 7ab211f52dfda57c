# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A module that imports what the collection speaks HTTP with, takes a fleet or a configuration, and returns what a file
holds: what options and a result cost."""

from __future__ import annotations

import json
from pathlib import Path

import requests
import requests_oauthlib
from ansible.module_utils.basic import AnsibleModule


def main() -> None:
    device = {"mac_address": {"type": "str", "required": True}}
    fleet = {"type": "list", "elements": "dict", "options": device}
    names = ("state", "max_deletions", "parallel", "url", "client_id", "client_secret")
    others = {name: {"type": "str", "no_log": name.endswith("secret")} for name in names}
    module = AnsibleModule({"devices": fleet, "config": {"type": "dict"}, "path": {"type": "path"}, **others})
    # The result would repeat them.
    module.params["devices"] = module.params["config"] = None
    versions = [requests.__version__, requests_oauthlib.__version__]
    module.exit_json(versions=versions, **json.loads(Path(module.params["path"]).read_text()))


if __name__ == "__main__":
    main()
