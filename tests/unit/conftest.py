# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What holds for all unit tests: a clean environment, a temporary folder of their own, and quick property tests."""

from __future__ import annotations

import os
import sys
import tempfile
import typing as t
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import HealthCheck, Phase, settings

# ansible-test measures coverage.
_IS_MEASURED = "COVERAGE_CONF" in os.environ
if _IS_MEASURED or t.TYPE_CHECKING:
    import coverage

# Machines of CI are slow.
_EXAMPLES = os.environ.get("THREECX_EXAMPLES")
settings.register_profile(
    "here",
    max_examples=int(_EXAMPLES or 20),
    # Making a failing example smaller takes minutes; where a fault fails many tests, CI would never end.
    phases=[phase for phase in Phase if _EXAMPLES or phase not in (Phase.shrink, Phase.explain)],
    deadline=None,
    database=None,
    # The same examples in each run: a rare one would fail whatever is changed just then. "nox -s fuzz" looks for those.
    derandomize=_EXAMPLES is None,
    # Fixtures here (environment, temporary folder) are the same for all examples on purpose.
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("here")

_LEADING_ELSEWHERE = ("THREECX_", "REQUESTS_", "CURL_", "SSL_CERT_", "OAUTHLIB_", "ANSIBLE_")
_PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


def _measure_lines(settings_file: str) -> coverage.Coverage:
    """Measure which lines of the plugins run, in place of the branches that ansible-test has begun to measure.

    Python 3.12 and newer count lines at next to no cost, while the tracer that branches need doubles the time.

    :param settings_file: what ansible-test has written for coverage.
    """
    branches = coverage.Coverage.current()
    assert branches is not None, "ansible-test measures nothing"
    branches.stop()
    plugins = Path(__file__).resolve().parents[2] / "plugins"
    lines = coverage.Coverage(
        config_file=settings_file, data_suffix=f"lines.{os.getpid()}", branch=False, include=[f"{plugins}/*"]
    )
    if sys.version_info >= (3, 12):
        lines.set_option("run:core", "sysmon")
    lines.start()
    return lines


# From here on, so that what other files of this kind import is counted
_measured = _measure_lines(os.environ["COVERAGE_CONF"]) if _IS_MEASURED else None


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Leave processors to the other gates. On a small machine one process is quicker than workers that it starts."""
    return max(0, (os.cpu_count() or 1) - 2)


def pytest_configure(config: pytest.Config) -> None:
    """Run the tests in this process.

    ansible-test would fork one for each test, which takes three times as long. What tests change here, they put back.
    """
    if config.pluginmanager.has_plugin("ansible_forked"):
        config.pluginmanager.unregister(name="ansible_forked")


def pytest_unconfigure() -> None:
    """Save what was covered, as ansible-test does at the end of each fork only."""
    if _measured is not None:
        _measured.save()


@pytest.fixture(autouse=True)
def clean_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing of the machine leads a test elsewhere, and whatever the code sets is gone afterwards."""
    with mock.patch.dict(os.environ):
        for name in list(os.environ):
            if name.startswith(_LEADING_ELSEWHERE) or name.lower() in _PROXIES:
                del os.environ[name]
        home, scratch = tmp_path / "home", tmp_path / "scratch"
        home.mkdir()
        scratch.mkdir()
        monkeypatch.setenv("HOME", str(home))
        monkeypatch.setenv("TMPDIR", str(scratch))
        monkeypatch.setattr(tempfile, "tempdir", None)
        yield
