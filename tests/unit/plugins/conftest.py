# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Emulators, clients and module runs for the tests of the plugins, watched for secrets and unexpected warnings."""

from __future__ import annotations

import contextlib
import functools
import tempfile
import traceback
import typing as t
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType

import pytest

from ansible_collections.telephony.threecx.plugins.module_utils.api._client import Client
from ansible_collections.telephony.threecx.plugins.module_utils.api._connection import read_connection
from ansible_collections.telephony.threecx.plugins.module_utils.api._errors import ThreeCXError
from ansible_collections.telephony.threecx.plugins.modules import threecx_fxs
from ansible_collections.telephony.threecx.tests.emulator import Emulator, LogEntry
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.documented import undocumented
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.fixtures import (
    DEFAULTS,
    OpenClient,
    Raises,
    RunFxs,
    RunModule,
    StartPbx,
)
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.module_runner import ModuleRun, run_main
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.watch import Warnings, Watch, assert_warnings


@pytest.fixture(autouse=True)
def watch(
    clean_environment: None, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> Iterator[Watch]:
    """After each test: no secret in what was printed, logged, raised, returned or left in temporary files."""
    caplog.set_level("DEBUG")
    watch, temporary = Watch(), Path(tempfile.gettempdir())
    yield watch
    # What the emulator's own libraries log is the server's side.
    logged = [record.getMessage() for record in caplog.records if not record.name.startswith("authlib")]
    watch.add_text(*capfd.readouterr(), *logged)
    watch.add_files(temporary)
    watch.check()


@pytest.fixture
def naps(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that clients wanted to wait; nobody really waits."""
    naps: list[float] = []
    monkeypatch.setitem(t.cast("dict[str, t.Any]", Client.__init__.__kwdefaults__), "sleep", naps.append)
    return naps


@pytest.fixture
def start_pbx(watch: Watch) -> Iterator[StartPbx]:
    """Start an emulated PBX, with the switches of `Emulator`; it is stopped after the test."""
    with contextlib.ExitStack() as stack:

        def start(devices: int = 3, **settings: t.Any) -> Emulator:
            pbx = stack.enter_context(Emulator(devices, **settings))
            watch.add_source(pbx.secrets)
            return pbx

        yield start


@pytest.fixture
def pbx(start_pbx: StartPbx) -> Emulator:
    """An emulated PBX with three devices and all switches at their defaults."""
    return start_pbx()


@pytest.fixture
def warnings(watch: Watch) -> Iterator[Warnings]:
    """The warnings of the clients of a test."""
    warnings = Warnings()
    yield warnings
    watch.add_text(*warnings.texts)
    warnings.expect()


@pytest.fixture
def open_client(warnings: Warnings, naps: list[float], watch: Watch) -> Iterator[OpenClient]:
    """Open a client for a PBX or for a URL; it is closed after the test."""
    with contextlib.ExitStack() as stack:

        def start(pbx: Emulator | str, *, read_only: bool = False, **options: t.Any) -> Client:
            params = {**DEFAULTS, **_address(pbx), **options}
            watch.add_secrets(*filter(None, [params["client_secret"], params["access_token"]]))
            return stack.enter_context(Client(read_connection(params), warn=warnings, read_only=read_only))

        yield start


def _address(pbx: Emulator | str) -> dict[str, t.Any]:
    if isinstance(pbx, str):
        return {"url": pbx, "client_id": "automation", "client_secret": "A1-secret+/=for tests"}
    ca_path = {} if pbx.ca_path is None else {"ca_path": pbx.ca_path}
    return {"url": pbx.url, "client_id": pbx.client_id, "client_secret": pbx.client_secret, **ca_path}


@pytest.fixture
def raises(watch: Watch) -> Raises:
    """`pytest.raises` for the collection's exceptions; what they show is watched for secrets."""

    @contextlib.contextmanager
    def check(kind: type[ThreeCXError], match: str) -> Iterator[pytest.ExceptionInfo[ThreeCXError]]:
        with pytest.raises(kind, match=match) as caught:
            yield caught
        trace = traceback.format_exception(caught.type, caught.value, caught.tb)
        watch.add_text(caught.value.as_result(), repr(caught.value), *trace)

    return check


@pytest.fixture
def run_module(watch: Watch, naps: list[float]) -> RunModule:
    """Run a module; the options for the connection are those of the PBX where not given.

    Each run in check mode must have sent nothing but the login and GETs, and all that is returned must be documented.

    :param expect_warnings: patterns for exactly those warnings that may come, in order.
    :param returns_secrets: texts in the result that are secrets and belong there, each once.
    """

    def run(
        module: ModuleType,
        pbx: Emulator | str | None,
        *,
        check_mode: bool = False,
        diff: bool = False,
        expect_warnings: Sequence[str] = (),
        returns_secrets: t.Callable[[ModuleRun], Sequence[str]] = lambda _run: (),
        **options: t.Any,
    ) -> ModuleRun:
        options = {**({} if pbx is None else _address(pbx)), **options}
        watch.add_secrets(*_secret_options(options))
        seen = len(pbx.log) if isinstance(pbx, Emulator) else 0
        outcome = run_main(module, options, check_mode=check_mode, diff=diff)
        printed = outcome.printed
        for secret in returns_secrets(outcome):
            printed = printed.replace(secret, "", 1)
        watch.add_text(printed)
        assert_warnings(outcome.warnings, expect_warnings)
        assert undocumented(module, outcome.result) == []
        if check_mode and isinstance(pbx, Emulator):
            assert_only_read(pbx.log[seen:])
        return outcome

    return run


def _secret_options(options: t.Mapping[str, t.Any]) -> Iterator[str]:
    for name, value in options.items():
        if name in ("client_secret", "access_token", "password", "secret") and value:
            yield value
        for element in value if isinstance(value, list) else ():
            if isinstance(element, dict):
                yield from _secret_options(element)


@pytest.fixture
def run_fxs(run_module: RunModule) -> RunFxs:
    """Run threecx_fxs as `run_module` does."""
    return functools.partial(run_module, threecx_fxs)


def assert_only_read(log: Sequence[LogEntry]) -> None:
    """Fail when a PBX was asked for more than the login and GETs."""
    sent = {(entry.method, entry.path) for entry in log if entry.method != "GET"}
    assert sent <= {("POST", "/connect/token")}, sent
