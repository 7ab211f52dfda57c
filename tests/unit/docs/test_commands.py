# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The commands that documents show can be typed: their programs, options, playbooks, variables and files exist."""

from __future__ import annotations

import argparse
import contextlib
import io
import re
import shlex
import typing as t
from pathlib import Path

import pytest
import yaml
from ansible.cli.playbook import PlaybookCLI

from ansible_collections.telephony.threecx.tests.emulator import __main__ as emulator
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.snippets import (
    COLLECTION,
    DOCUMENTS,
    ROOT,
    code_blocks,
    load,
    relative,
)

COMMANDS = [
    (path, line)
    for path in DOCUMENTS
    for block in code_blocks(path, "console|bash|shell|sh")
    for line in block.replace("\\\n", " ").splitlines()
    if line.startswith("$ ")
]
# What belongs to others, and is as it is
OF_OTHERS = {".", "alias", "ansible-galaxy", "cd", "export", "git", "python3", "read"}
TARGETS = re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
PLAYBOOKS = {f"{COLLECTION}.{path.stem}": path.read_text(encoding="utf-8") for path in ROOT.glob("playbooks/*.yml")}
ROLE_VARIABLES = {
    name
    for path in ROOT.glob("roles/*/meta/argument_specs.yml")
    for name in load(path.read_text(encoding="utf-8"))["argument_specs"]["main"]["options"]
}


def problems(line: str, prose: str) -> list[str]:
    """What is wrong with a line after a prompt.

    :param prose: the document in which it stands, without its commands: who names a file of his own tells of it there.
    """
    found: list[str] = []
    words = shlex.split(line, comments=True)
    for program, *arguments in _commands(words):
        checks = {"ansible-playbook": _playbook, "make": _make, "gate": _gate}
        if program in checks:
            found += checks[program](arguments, prose)
        elif Path(program).name == "python" and arguments[:2] == ["-m", "tests.emulator"]:
            found += _refused(emulator._parser(), arguments[2:])
        elif Path(program).name == "python" and arguments[:2] == ["-m", "pytest"]:
            found += [f"there is no {name}" for name in arguments[2:] if not (ROOT / name).exists()]
        elif program not in OF_OTHERS:
            found.append(f"{program} is no command that this test knows")
    return found


def _commands(words: t.Iterable[str]) -> t.Iterator[list[str]]:
    """The commands of a line, without the variables that are set for one of them."""
    command: list[str] = []
    for word in [*words, ";"]:
        if word in ("&&", ";", "|"):
            yield command
            command = []
        elif command or not re.match(r"[A-Z_]+=", word):
            command.append(word)


def _playbook(arguments: list[str], prose: str) -> list[str]:
    # What is known of its types differs between releases.
    command: t.Any = PlaybookCLI(["ansible-playbook", *arguments])
    command.init_parser()
    if refused := _refused(command.parser, arguments):
        return refused
    options = command.parser.parse_args(arguments)
    found: list[str] = []
    for name in options.args:
        known = name in PLAYBOOKS if name.startswith(f"{COLLECTION}.") else f"`{name}`" in prose
        found += [] if known else [f"there is no playbook {name}"]
    taken = ROLE_VARIABLES | {
        variable for name in options.args for variable in re.findall(r"\bthreecx_\w+", PLAYBOOKS.get(name, ""))
    }
    for text in options.extra_vars or []:
        if text.startswith("@"):
            # The parser has made a whole path of it.
            name = Path(text[1:]).name
            found += [] if re.search(rf"`{name}`|^# {name}$", prose, re.MULTILINE) else [f"{name} is not shown"]
        else:
            given = yaml.safe_load(text) if text.startswith("{") else dict([text.split("=", 1)])
            found += [f"nothing takes the variable {name}" for name in given if name not in taken]
    return found


def _refused(parser: argparse.ArgumentParser, arguments: list[str]) -> list[str]:
    """What a program says of its arguments."""
    said = io.StringIO()
    with contextlib.redirect_stderr(said):
        try:
            parser.parse_args(arguments)
        except SystemExit:
            return [said.getvalue().strip().splitlines()[-1]]
    return []


def _make(arguments: list[str], _prose: str) -> list[str]:
    known = [*TARGETS, *re.findall(r"^(\.venv\S*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)]
    return [f"make has no target {name}" for name in arguments if name not in known and "=" not in name]


def _gate(arguments: list[str], _prose: str) -> list[str]:
    """What is given to nox: a session, and for ansible-test a path, or a target."""
    known = (ROOT, ROOT / "tests" / "integration" / "targets")
    rest = [name for name in arguments[1:] if "_" in name and not any((folder / name).exists() for folder in known)]
    return [f"there is no {name}" for name in rest]


def prose_of(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    return re.sub(r"^ *\$ .*$", "", text, flags=re.MULTILINE)


def test_commands_are_found() -> None:
    assert len(COMMANDS) > 40
    assert {path.suffix for path, _line in COMMANDS} == {".md", ".rst"}


@pytest.mark.parametrize(
    ("path", "line"), COMMANDS, ids=lambda value: relative(value) if isinstance(value, Path) else ""
)
def test_a_command_can_be_typed(path: Path, line: str) -> None:
    assert problems(line[2:], prose_of(path)) == []


@pytest.mark.parametrize("path", [path for path in DOCUMENTS if path.suffix in (".md", ".rst")], ids=relative)
def test_a_secret_is_not_typed_into_a_command(path: Path) -> None:
    """It would stay in the history of the shell."""
    assert [line for at, line in COMMANDS if at == path and re.search(r"SECRET=\S|client_secret=\S", line)] == []


def test_make_targets_in_texts_exist() -> None:
    named = {
        (relative(path), target)
        for path in DOCUMENTS
        for target in re.findall(r"`make ([a-z-]+)[^`]*`", path.read_text(encoding="utf-8"))
    }
    assert len(named) > 10
    assert {(path, target) for path, target in named if target not in TARGETS} == set()


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (f"ansible-playbook {COLLECTION}.aply_pbx", "there is no playbook"),
        ("ansible-playbook other.yml", "there is no playbook other.yml"),
        ("ansible-playbook look.yml --chek", "unrecognized arguments: --chek"),
        (f"ansible-playbook {COLLECTION}.apply_pbx -e pbx_aply_dirs=pbx", "nothing takes the variable pbx_aply_dirs"),
        (f"ansible-playbook {COLLECTION}.apply_pbx -e '{{\"pbx\": 1}}'", "nothing takes the variable pbx"),
        (f"ansible-playbook {COLLECTION}.apply_pbx -e threecx_host=a", "nothing takes the variable threecx_host"),
        ("ansible-playbook look.yml -e @other.yml", "other.yml is not shown"),
        ("export A=b && make demmo", "make has no target demmo"),
        ("gate units -- tests/unit/test_nothing.py", "there is no tests/unit/test_nothing.py"),
        ("python -m tests.emulator --etgas off", "unrecognized arguments: --etgas"),
        ("python -m pytest tests/nothing.py", "there is no tests/nothing.py"),
        ("anisble-playbook look.yml", "is no command"),
    ],
)
def test_a_wrong_command_is_found(line: str, problem: str) -> None:
    assert problem in str(problems(line, "Save it as `look.yml`."))


def test_a_right_command_is_none() -> None:
    line = f"A=b ansible-playbook look.yml {COLLECTION}.apply_pbx -e @a.yml -e threecx_hosts=pbxs --check  # dry run"
    assert problems(line, "`look.yml`\n# a.yml\n") == []
