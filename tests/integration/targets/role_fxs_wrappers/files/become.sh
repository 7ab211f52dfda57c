#!/usr/bin/env bash
# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# In place of sudo, which is not everywhere: runs what sudo would, as whoever this is.
while [ "$1" != "/bin/sh" ]; do
    shift
done
exec "$@"
