# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from ansible_collections.telephony.threecx.tests.emulator import Emulator
from ansible_collections.telephony.threecx.tests.unit.emulator.helpers import Caller

Start = Callable[..., Caller]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts emulators: `start(devices=3, etags="off")` returns a caller that is logged in."""
    with ExitStack() as stack:

        def started(devices: int = 3, *, login: bool = True, **options: Any) -> Caller:
            caller = Caller(stack.enter_context(Emulator(devices, **options)))
            stack.callback(caller.session.close)
            if login:
                caller.login()
            return caller

        yield started
