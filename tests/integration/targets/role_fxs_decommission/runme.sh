#!/usr/bin/env bash
# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

set -eux
"$ANSIBLE_TEST_PYTHON_INTERPRETER" ../setup_emulator/run.py role_fxs_decommission "$@"
if ansible --version | grep -q 'core 2\.1[0-9]\.'; then
    echo "kill.py is left to ansible-core 2.20 and newer: it takes minutes, and what it looks at does not depend on the release."
    exit 0
fi
exec "$ANSIBLE_TEST_PYTHON_INTERPRETER" kill.py
