#!/usr/bin/env bash
# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

set -eux
"$ANSIBLE_TEST_PYTHON_INTERPRETER" ../setup_emulator/run.py role_pbx_apply "$@"
source ../setup_emulator/end_on_older_ansible.sh
exec "$ANSIBLE_TEST_PYTHON_INTERPRETER" two_hosts.py
