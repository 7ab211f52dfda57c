# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run `make demo` as on a machine with one Python and nothing else that could help. Argument: the version, as 3.13.

It runs in a copy of this checkout, in a folder with a blank in its name, with a PATH of its own that has one Python,
with an empty home, and not as root where the Python can be reached without. Before that it runs without any Python, and
must say what to install.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOBODY = 65534
# How to reach a package index from here
KEPT = re.compile(r"(PIP|UV)_.*|.*_proxy|SSL_CERT_.*|REQUESTS_CA_BUNDLE", re.IGNORECASE)
# What could be, or find, another Python
PYTHONS = re.compile(r"(python|pip|uv|pyenv|conda|ansible).*")


def copy_checkout(destination: Path) -> None:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout
    for name in filter(None, listed.decode().split("\0")):
        target = destination / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target)


def link_tools(folder: Path) -> None:
    """Give the folder all commands on PATH but for Pythons and what brings them."""
    folder.mkdir()
    for place in os.environ["PATH"].split(os.pathsep):
        for command in Path(place).glob("*"):
            if not PYTHONS.fullmatch(command.name) and not (folder / command.name).exists():
                (folder / command.name).symlink_to(command)


def without_root(python: str) -> dict[str, object]:
    """Who else can run this Python: the options for that, which are none for whoever is not root already."""
    nobody: dict[str, object] = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    if os.geteuid() != 0:
        return {}
    try:
        # Ansible needs locks between processes, which some containers give to root alone.
        probe = [python, "-c", "import multiprocessing, venv; multiprocessing.Lock()"]
        subprocess.run(probe, cwd="/", check=True, capture_output=True, **nobody)  # type: ignore[call-overload]
    except (OSError, subprocess.CalledProcessError):
        print(f"Only root can use {python} here, so that root runs it.")
        return {}
    return nobody


def environment(folder: Path) -> dict[str, str]:
    own = {"PATH": str(folder / "bin"), "HOME": str(folder / "home"), "TMPDIR": str(folder / "tmp")}
    settings = Path.home() / ".config" / "pip" / "pip.conf"
    if settings.is_file():
        own["PIP_CONFIG_FILE"] = str(shutil.copy2(settings, folder / "pip.conf"))
    return {**{name: value for name, value in os.environ.items() if KEPT.fullmatch(name)}, **own}


def run(folder: Path, identity: dict[str, object]) -> tuple[int, str]:
    finished = subprocess.run(  # type: ignore[call-overload]
        ["make", "demo"],
        cwd=folder / "threecx",
        env=environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        **identity,
    )
    return int(finished.returncode), str(finished.stdout)


def findings(folder: Path, version: str, python: str) -> list[str]:
    """What is wrong with the demo there."""
    identity = without_root(python)
    if identity:
        subprocess.run(["chown", "-R", f"{NOBODY}:{NOBODY}", str(folder)], check=True)
    status, output = run(folder, identity)
    print(output)
    found = [] if status and "install python3-venv" in output else ["without a Python, it does not say what to install"]
    (folder / "bin" / f"python{version}").symlink_to(python)
    status, output = run(folder, identity)
    print(output)
    expected = {f" with Python {version}.": "it runs on another Python", "\nDone: ": "it does not end with success"}
    found += [f"exit code {status}"] if status else []
    found += [finding for text, finding in expected.items() if text not in output]
    return found + (["it writes into the home folder"] if (folder / "home" / ".ansible").exists() else [])


def main() -> int:
    (version,) = sys.argv[1:]
    python = shutil.which(f"python{version}")
    if python is None:
        sys.exit(f"There is no python{version} on PATH.")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary, "with a blank")
        for path in (folder / "home", folder / "tmp", folder / "threecx"):
            path.mkdir(parents=True)
        Path(temporary).chmod(0o755)
        copy_checkout(folder / "threecx")
        link_tools(folder / "bin")
        found = findings(folder, version, python)
    print(*found, f"{len(found)} findings", sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
