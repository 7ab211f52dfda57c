# shellcheck shell=bash
# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Sourced by a target, this ends it where ansible-core is older than 2.20: what follows in it takes minutes, and what it
# looks at does not depend on the release.

if ansible --version | grep -q 'core 2\.1[0-9]\.'; then
    echo "The rest of this target is left to ansible-core 2.20 and newer: it does not depend on the release."
    exit 0
fi
