#!/usr/bin/env bash
# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

set -eux
exec "$ANSIBLE_TEST_PYTHON_INTERPRETER" ../setup_emulator/run.py threecx_login -i ../setup_emulator/fifty_hosts.yml --forks 10 \
  --expect-warning "does not accept the access token any more (401); logging in again (1 of at most 5 times)" "$@"
