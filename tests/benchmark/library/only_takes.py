# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A module that imports what the collection speaks HTTP with, and takes a configuration: what an option costs."""

from __future__ import annotations

import requests
import requests_oauthlib
from ansible.module_utils.basic import AnsibleModule


def main() -> None:
    texts = {name: {"type": "str", "no_log": name.endswith("secret")} for name in ("url", "client_id", "client_secret")}
    module = AnsibleModule({"config": {"type": "dict"}, **texts})
    versions = [requests.__version__, requests_oauthlib.__version__]
    module.exit_json(versions=versions, kinds=sorted(module.params["config"]))


if __name__ == "__main__":
    main()
