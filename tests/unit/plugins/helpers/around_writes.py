# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Let something happen between two requests of a module."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.telephony.threecx.plugins.module_utils.fxs._pbx import Pbx
from ansible_collections.telephony.threecx.plugins.module_utils.fxs._plan import Plan

Happening = t.Callable[[], object]


def around_writes(
    monkeypatch: pytest.MonkeyPatch, *, before: Happening | None = None, after: Happening | None = None
) -> None:
    """Call something right before or right after each write of a device, whether that was answered or not."""
    original = Pbx.write

    def write(self: Pbx, plan: Plan) -> None:
        if before is not None:
            before()
        try:
            original(self, plan)
        finally:
            if after is not None:
                after()

    monkeypatch.setattr(Pbx, "write", write)
