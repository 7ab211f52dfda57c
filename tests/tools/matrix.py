# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the gates are, and which Pythons each of them needs. noxfile.py makes sessions of it, and gates.py a choice.

Needs nothing but Python itself.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass

# Every supported ansible-core with the Pythons that it runs on. Where one is enough, the first that is here is taken.
ANSIBLE_CORES = {
    "2.16": ("3.11", "3.12", "3.10"),
    "2.17": ("3.11", "3.12", "3.10"),
    "2.18": ("3.11", "3.12", "3.13"),
    "2.19": ("3.11", "3.12", "3.13"),
    "2.20": ("3.13", "3.12", "3.14"),
    "2.21": ("3.13", "3.12", "3.14"),
    "2.22": ("3.13", "3.14"),
}
OLDEST_CORE, *_OTHER_CORES, NEWEST_CORE = ANSIBLE_CORES
# Those in which options or results could take another way than in the newest one
CORES_TO_COMPARE = (OLDEST_CORE, "2.19")
# Has all of `ansible-test sanity`, where that of the newest one leaves out what takes long and finds little
CORE_FOR_COMPLETE_SANITY = "2.19"
MODULE_PYTHONS = ("3.9", "3.10", "3.11", "3.12", "3.13")
OLDEST_PYTHON = MODULE_PYTHONS[0]
# Where one is found, it is tested with; that there is none is told, but is no failure.
COMING_PYTHON = "3.14"
# The release of Sphinx that builds the documentation site runs on these, and that of ansible-builder on those.
SPHINX_PYTHONS = ("3.13", "3.14")
BUILDER_PYTHONS = ("3.13", "3.12", "3.11", "3.14")
DEMO_PYTHONS = ("3.10", "3.11", "3.12", "3.13", COMING_PYTHON)

# What is on this machine, as with-pythons has found it; without it, what this runs on
PYTHONS_HERE = tuple(os.environ.get("PYTHONS_HERE", "").split()) or (f"3.{sys.version_info.minor}",)

# What older releases could break: how options reach modules and plugins, and how results come back. `make test-all`
# runs everything with each of them.
UNITS_AROUND_ANSIBLE = (
    "tests/unit/plugins/inventory/",
    "tests/unit/plugins/plugin_utils/",
    "tests/unit/plugins/modules/test_threecx_fxs_options.py",
    "tests/unit/plugins/modules/test_threecx_login.py",
)
# The oldest requests and requests-oauthlib are tested with the oldest ansible-core.
UNITS_AROUND_REQUESTS = (
    "tests/unit/plugins/module_utils/api/test_client_hostile.py",
    "tests/unit/plugins/module_utils/api/test_client_login.py",
    "tests/unit/plugins/module_utils/api/test_client_pages.py",
    "tests/unit/plugins/module_utils/api/test_client_retry.py",
    "tests/unit/plugins/module_utils/api/test_client_tls.py",
)
TARGETS_AROUND_ANSIBLE = (
    "config_files_info",
    "inventory_threecx_fxs",
    "threecx_fxs_absent",
    "threecx_fxs_devices",
    "threecx_fxs_secrets",
)
# The tests with every release of ansible-core
TESTS = ("units", "integration", "roles")
# The checks that need no certain Python
CHECKS = (
    "ansible-lint",
    "build-import-check",
    "typing",
    "demo",
    "docs-check",
    "license-check",
    "yamllint",
    "codeqa",
    "extra-checks",
    "formatters",
    "house-rules",
    "import-rules",
    "antsibull-nox-config",
)
# Sessions that are no gates: what only groups others, and what takes long and is to be read
BY_HAND = ("lint", "fuzz", "mutation")


@dataclass(frozen=True)
class Gate:
    """A nox session.

    :param part: which part of its tests to run; all of them when none is named.
    :param pythons: it needs one of these, or any when none is named.
    """

    session: str
    part: tuple[str, ...] = ()
    pythons: tuple[str, ...] = ()

    @property
    def can_run(self) -> bool:
        return not self.pythons or first_here(self.pythons) is not None

    @property
    def is_for_later(self) -> bool:
        return self.pythons == (COMING_PYTHON,)

    @property
    def needs(self) -> str:
        *others, last = sorted(self.pythons, key=lambda version: int(version.partition(".")[2]))
        return f"needs Python {', '.join(others)}{' or ' if others else ''}{last}"


def first_here(pythons: tuple[str, ...]) -> str | None:
    return next((version for version in pythons if version in PYTHONS_HERE), None)


def newest_core_here(leave_out: str | None = None) -> str:
    """The newest ansible-core that runs on a Python of this machine: all tests are run with it."""
    cores = [core for core in reversed(ANSIBLE_CORES) if core != leave_out]
    return next((core for core in cores if first_here(ANSIBLE_CORES[core])), cores[0])


CORE_HERE = newest_core_here()
PYTHON_HERE = first_here(ANSIBLE_CORES[CORE_HERE])
# The candidate of 2.22 wants a library for pylint that no package index has, only the site of its source.
CORE_FOR_PYLINT = newest_core_here(leave_out="2.22")
PYTHON_FOR_PYLINT = first_here(ANSIBLE_CORES[CORE_FOR_PYLINT])
PYTHON_FOR_COMPLETE_SANITY = first_here(ANSIBLE_CORES[CORE_FOR_COMPLETE_SANITY])


def with_core(test: str, core: str, part: tuple[str, ...] = ()) -> Gate:
    """Tests with a release of ansible-core, on the first of its Pythons that is here."""
    pythons = ANSIBLE_CORES[core]
    return Gate("-".join(filter(None, (test, core, first_here(pythons)))), part, pythons)


def with_newest_core(test: str) -> list[Gate]:
    """All tests of a kind with the newest ansible-core that runs here; where one is newer, that is left out."""
    newer = [] if CORE_HERE == NEWEST_CORE else [with_core(test, NEWEST_CORE)]
    return [with_core(test, CORE_HERE), *newer]


def with_other_cores(test: str, part: tuple[str, ...]) -> list[Gate]:
    return [with_core(test, core, part) for core in CORES_TO_COMPARE if core != CORE_HERE]


def on_coming_python(test: str, part: tuple[str, ...] = ()) -> list[Gate]:
    gate = Gate(f"{test}-{NEWEST_CORE}-{COMING_PYTHON}", part, (COMING_PYTHON,))
    return [] if PYTHON_HERE == COMING_PYTHON else [gate]


def sanity_gates() -> list[Gate]:
    newer = [] if CORE_HERE == NEWEST_CORE else [Gate(f"sanity-{NEWEST_CORE}", (), ANSIBLE_CORES[NEWEST_CORE])]
    return [
        Gate(f"sanity-{CORE_HERE}", (), ANSIBLE_CORES[CORE_HERE]),
        *newer,
        Gate("sanity-pylint", (), ANSIBLE_CORES[CORE_FOR_PYLINT]),
        *map(sanity_on, (OLDEST_PYTHON, COMING_PYTHON)),
    ]


def sanity_on(python: str) -> Gate:
    return Gate(f"sanity-python{python}", (), (python,))


def unit_gates() -> list[Gate]:
    oldest, *others = with_other_cores("units", UNITS_AROUND_ANSIBLE)
    return [
        *with_newest_core("units"),
        Gate(oldest.session, oldest.part + UNITS_AROUND_REQUESTS, oldest.pythons),
        *others,
        # On an old host it is the shared code that could break; the modules around it are thin.
        Gate(f"units-python{OLDEST_PYTHON}", ("tests/unit/plugins/module_utils/",), (OLDEST_PYTHON,)),
        Gate("units-nulls-shown", ("tests/unit/plugins/module_utils/fxs/", "tests/unit/plugins/modules/")),
        *on_coming_python("units"),
    ]


def check_gates() -> list[Gate]:
    return [
        Gate("docs", (), SPHINX_PYTHONS),
        Gate("ee-metadata", (), BUILDER_PYTHONS),
        *map(Gate, CHECKS),
        *(Gate(f"demo-{version}", (), (version,)) for version in DEMO_PYTHONS),
    ]


def groups() -> dict[str, list[Gate]]:
    """What `make test` runs, with what this machine has no Python for. The long ones come first in each group, and the
    groups with long ones before the others, so that short ones fill the lanes at the end."""
    return {
        "integration": [
            *with_newest_core("roles"),
            *with_newest_core("integration"),
            *with_other_cores("integration", TARGETS_AROUND_ANSIBLE),
            *on_coming_python("integration", TARGETS_AROUND_ANSIBLE),
        ],
        "units": unit_gates(),
        "sanity": sanity_gates(),
        "lint": check_gates(),
    }


def everything() -> list[Gate]:
    """What `make test-all` runs: all tests with every release of ansible-core on every Python, and the checks."""
    return [
        *(
            Gate(f"{test}-{core}-{version}", (), (version,))
            for core, pythons in ANSIBLE_CORES.items()
            for version in pythons
            for test in TESTS
        ),
        Gate(f"units-python{OLDEST_PYTHON}", (), (OLDEST_PYTHON,)),
        Gate(f"sanity-{CORE_HERE}", (), ANSIBLE_CORES[CORE_HERE]),
        Gate("sanity-complete", (), ANSIBLE_CORES[CORE_FOR_COMPLETE_SANITY]),
        *map(sanity_on, (*MODULE_PYTHONS, COMING_PYTHON)),
        *check_gates(),
    ]
