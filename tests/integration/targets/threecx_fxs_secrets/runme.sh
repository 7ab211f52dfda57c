#!/usr/bin/env bash
# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

set -eux

run=("$ANSIBLE_TEST_PYTHON_INTERPRETER" ../setup_emulator/run.py threecx_fxs_secrets)

"${run[@]}" -e part=scenarios --expect-warning "Trying again in" --expect-warning "logging in again" "$@"

source ../setup_emulator/end_on_older_ansible.sh

set +x
# All targets rely on the search for secrets and warnings, so it is tried on a play that shows some.
if found=$("${run[@]}" -e part=leaks "$@"); then
    echo "A play that shows secrets has passed."
    exit 1
fi
for finding in "shows a secret (plain)" "shows a secret (URL-encoded)" "shows a secret (base64)" "unexpected warning"; do
    if ! grep --fixed-strings --quiet "$finding" <<<"$found"; then
        echo "$found"
        echo "The search did not find what it should: $finding"
        exit 1
    fi
done
