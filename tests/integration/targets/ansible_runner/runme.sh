#!/usr/bin/env bash
# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

set -eux
if ! "$ANSIBLE_TEST_PYTHON_INTERPRETER" -c 'import os; os.openpty()'; then
    # A container or a change of root may have no /dev/pts.
    echo "LEFT OUT: ansible_runner, which runs Ansible in a pseudo-terminal; this machine has none (/dev/pts)"
    exit 0
fi
exec "$ANSIBLE_TEST_PYTHON_INTERPRETER" jobs.py
