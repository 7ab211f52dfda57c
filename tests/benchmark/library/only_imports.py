# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A module that imports what the collection speaks HTTP with, and does nothing: no module on these is faster."""

from __future__ import annotations

import requests
import requests_oauthlib
from ansible.module_utils.basic import AnsibleModule


def main() -> None:
    AnsibleModule({}).exit_json(versions=[requests.__version__, requests_oauthlib.__version__])


if __name__ == "__main__":
    main()
