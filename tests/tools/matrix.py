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
# What counts lines in the others adds half to the time of the unit tests, for which a small machine waits at the end.
PYTHONS_THAT_COUNT_LINES = ("3.12", "3.13", COMING_PYTHON)
DEMO_PYTHONS = ("3.10", "3.11", "3.12", "3.13", COMING_PYTHON)
# What lies between the oldest and the newest is left to `make test-all`: the demo is the same everywhere, and it is at
# the ends that a Python lacks something, or has lost it.
DEMO_PYTHONS_TO_COMPARE = ("3.10", "3.13", COMING_PYTHON)

# What is on this machine, as with-pythons has found it; without it, what this runs on
PYTHONS_HERE = tuple(os.environ.get("PYTHONS_HERE", "").split()) or (f"3.{sys.version_info.minor}",)

# What older releases could break: how options reach modules and plugins, and how results come back. `make test-all`
# runs everything with each of them, on one Python.
UNITS_AROUND_ANSIBLE = (
    "tests/unit/plugins/action/",
    "tests/unit/plugins/filter/",
    "tests/unit/plugins/inventory/",
    "tests/unit/plugins/lookup/",
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
# Left out is what no old Python can break that the tests of its parts do not run: many hundred whole runs against
# the emulator, for interruptions and for each behaviour of a phone system. `make test-all` has them.
UNITS_ON_OLDEST_PYTHON = (
    "tests/unit/plugins/module_utils/",
    "--exclude",
    "tests/unit/plugins/module_utils/config/writing/test_convergence.py",
    "--exclude",
    "tests/unit/plugins/module_utils/config/writing/test_every_interruption.py",
    "--exclude",
    "tests/unit/plugins/module_utils/probe/test_probe_round_trip.py",
)
# What reads properties, compares and writes them. Left out is what does not depend on whether a null is shown: signals,
# faults, logins, secrets, races, ETags, options that are refused before anything is read, the probe, whose own tests
# play both, and the thin modules around threecx_config, lists and requests. `make test-all` has them.
UNITS_AROUND_NULLS = (
    "tests/unit/plugins/module_utils/fxs/",
    *(
        f"tests/unit/plugins/modules/test_{module}.py"
        for module in (
            "threecx_config",
            "threecx_config_devices",
            "threecx_config_info",
            "threecx_fxs_absent",
            "threecx_fxs_credentials",
            "threecx_fxs_decommission",
            "threecx_fxs_devices",
            "threecx_fxs_devices_lists",
            "threecx_fxs_info",
            "threecx_fxs_present",
            "threecx_fxs_properties",
            "threecx_fxs_replace",
        )
    ),
    # Of these, left out is what is about pages, and what plays each behaviour of a phone system: nulls are one of them.
    *(
        f"--deselect=tests/unit/plugins/modules/test_{test}"
        for test in (
            "threecx_config.py::test_the_same_comes_about_on_every_pbx_and_what_could_not_be_written_is_told",
            "threecx_config_info.py::test_the_result_is_the_same_on_every_pbx_or_tells_what_could_not_be_read",
            "threecx_fxs_info.py::test_all_1250_devices_are_listed_whatever_the_pages_look_like",
        )
    ),
)
TARGETS_AROUND_ANSIBLE = (
    "config_files_info",
    "inventory_threecx_fxs",
    "threecx_fxs_absent",
    "threecx_fxs_devices",
    "threecx_fxs_secrets",
)
# All roles, in what Ansible lets them inherit
ROLES_AROUND_ANSIBLE = ("role_fxs_wrappers",)
# The tests with every release of ansible-core, and what of them touches Ansible
TESTS = {"units": UNITS_AROUND_ANSIBLE, "integration": TARGETS_AROUND_ANSIBLE, "roles": ROLES_AROUND_ANSIBLE}
# The checks that need no certain Python, the longest first
CHECKS = (
    "ansible-lint",
    "typing",
    "demo",
    "build-import-check",
    "docs-check",
    "license-check",
    "yamllint",
    "codeqa",
    "house-rules",
    "extra-checks",
    "import-rules",
    "formatters",
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
    def turn(self) -> int:
        """Which ones to begin with, so that short ones fill the lanes at the end: those that run all tests of a kind,
        then those that run a part of something, then the checks."""
        if self.part:
            return 1
        return 0 if self.session.startswith((*TESTS, "surroundings")) else 2

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
        Gate("sanity-pylint", ("plugins/",), ANSIBLE_CORES[CORE_FOR_PYLINT]),
        *map(sanity_on, (OLDEST_PYTHON, COMING_PYTHON)),
    ]


def sanity_on(python: str) -> Gate:
    return Gate(f"sanity-python{python}", (), (python,))


def unit_gates() -> list[Gate]:
    oldest, *others = with_other_cores("units", UNITS_AROUND_ANSIBLE)
    return [
        *with_newest_core("units"),
        *with_newest_core("surroundings"),
        Gate("units-nulls-shown", UNITS_AROUND_NULLS),
        # On an old host it is the shared code that could break; the modules around it are thin.
        Gate(f"units-python{OLDEST_PYTHON}", UNITS_ON_OLDEST_PYTHON, (OLDEST_PYTHON,)),
        Gate(oldest.session, oldest.part + UNITS_AROUND_REQUESTS, oldest.pythons),
        *others,
        *on_coming_python("units"),
        *on_coming_python("surroundings"),
    ]


def check_gates(demo_pythons: tuple[str, ...]) -> list[Gate]:
    """The short ones come last, so that no lane has much left to do when the others have ended."""
    return [
        *(Gate(f"demo-{version}", (), (version,)) for version in demo_pythons),
        Gate("docs", (), SPHINX_PYTHONS),
        *map(Gate, CHECKS),
        Gate("ee-metadata", (), BUILDER_PYTHONS),
    ]


def groups() -> dict[str, list[Gate]]:
    """What `make test` runs, with what this machine has no Python for.

    Gates of sanity wait for each other. With these first, one of them runs long before the others have their turn, so
    that no two wait at once.
    """
    return {
        "sanity": sanity_gates(),
        "units": unit_gates(),
        "integration": [
            *with_newest_core("roles"),
            *with_newest_core("integration"),
            *with_other_cores("integration", TARGETS_AROUND_ANSIBLE),
            *on_coming_python("integration", TARGETS_AROUND_ANSIBLE),
        ],
        "lint": check_gates(DEMO_PYTHONS_TO_COMPARE),
    }


def whole_pairs() -> set[tuple[str, str]]:
    """The pairs of ansible-core and Python with which `make test-all` runs all tests: each release on one Python, and
    each Python with the newest release that runs on it. What a release or a Python breaks shows in these. What only the
    two together could break is where Ansible hands over, and that is tested with all pairs."""
    newest = {version: core for core, pythons in ANSIBLE_CORES.items() for version in pythons}
    return {
        *((core, first_here(pythons) or pythons[0]) for core, pythons in ANSIBLE_CORES.items()),
        *((core, version) for version, core in newest.items()),
    }


def everything() -> list[Gate]:
    """What `make test-all` runs: all tests with every release of ansible-core and with every Python, and the checks."""
    whole = whole_pairs()
    return [
        *(
            Gate(f"{test}-{core}-{version}", () if (core, version) in whole else part, (version,))
            for core, pythons in ANSIBLE_CORES.items()
            for version in pythons
            for test, part in TESTS.items()
        ),
        *(Gate(f"surroundings-{core}-{version}", (), (version,)) for core, version in sorted(whole)),
        Gate(f"units-python{OLDEST_PYTHON}", (), (OLDEST_PYTHON,)),
        Gate("units-nulls-shown"),
        Gate(f"sanity-{CORE_HERE}", (), ANSIBLE_CORES[CORE_HERE]),
        Gate("sanity-complete", (), ANSIBLE_CORES[CORE_FOR_COMPLETE_SANITY]),
        *map(sanity_on, (*MODULE_PYTHONS, COMING_PYTHON)),
        *check_gates(DEMO_PYTHONS),
    ]
