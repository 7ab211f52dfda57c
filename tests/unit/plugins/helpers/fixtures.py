# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the fixtures in conftest.py give to the tests."""

from __future__ import annotations

import contextlib
import typing as t
from collections.abc import Sequence
from types import ModuleType

import pytest

from ansible_collections.telephony.threecx.plugins.module_utils.api._client import Client
from ansible_collections.telephony.threecx.plugins.module_utils.api._errors import ThreeCXError
from ansible_collections.telephony.threecx.tests.emulator import Emulator
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.module_runner import ModuleRun

#: The options for the connection as Ansible hands them to a module.
DEFAULTS: dict[str, t.Any] = {
    "client_id": None,
    "client_secret": None,
    "access_token": None,
    "validate_certs": True,
    "ca_path": None,
    "timeout": 5.0,
    "retries": 4,
}


class StartPbx(t.Protocol):
    def __call__(self, devices: int = 3, **settings: t.Any) -> Emulator: ...


class OpenClient(t.Protocol):
    def __call__(self, pbx: Emulator | str, *, read_only: bool = False, **options: t.Any) -> Client: ...


class Raises(t.Protocol):
    def __call__(
        self, kind: type[ThreeCXError], match: str
    ) -> contextlib.AbstractContextManager[pytest.ExceptionInfo[ThreeCXError]]: ...


class RunModule(t.Protocol):
    def __call__(
        self,
        module: ModuleType,
        pbx: Emulator | str | None,
        *,
        check_mode: bool = False,
        diff: bool = False,
        expect_warnings: Sequence[str] = (),
        returns_secrets: t.Callable[[ModuleRun], Sequence[str]] = ...,
        **options: t.Any,
    ) -> ModuleRun: ...


class RunFxs(t.Protocol):
    def __call__(
        self,
        pbx: Emulator | str | None,
        *,
        check_mode: bool = False,
        diff: bool = False,
        expect_warnings: Sequence[str] = (),
        **options: t.Any,
    ) -> ModuleRun: ...
