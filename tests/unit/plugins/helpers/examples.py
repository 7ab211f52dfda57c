# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How many examples the dearer property tests take."""

from __future__ import annotations

from hypothesis import settings


def share(part: int, *, at_least: int) -> settings:
    """A part of the usual number of examples, of which `nox -s fuzz` has more, since each of them is a whole run.

    :param part: 3 for a third of them.
    """
    return settings(max_examples=max(at_least, settings().max_examples // part))
