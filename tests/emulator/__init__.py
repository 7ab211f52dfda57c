# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An emulated 3CX phone system for tests, demo and benchmarks; see README.md."""

from __future__ import annotations

from .behaviour import Behaviour
from .request_log import LogEntry
from .server import Emulator

__all__ = ["Behaviour", "Emulator", "LogEntry"]
