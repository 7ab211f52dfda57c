# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Make ansible-test's own environments usable: run it with the Python that has ansible-test.

- Environments which an aborted run or a removed interpreter left broken are deleted; ansible-test makes new ones.
- ansible-test downloads a get-pip script once and keeps it. Where none is kept and the download is out of reach,
  a stand-in is kept instead, which takes pip from Python itself. A machine with access is left alone.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

import ansible_test

PATIENCE = 10
ANSIBLE_TEST = Path(ansible_test.__path__[0])
KEPT = Path.home() / ".ansible" / "test"
STAND_IN = Path(__file__).resolve().parent / "get_pip_from_ensurepip.py"


def is_broken(environment: Path) -> bool:
    if not (environment / "marker.txt").exists():
        return True
    try:
        started = subprocess.run([environment / "bin" / "python", "-c", ""], check=False, timeout=PATIENCE)
    except (OSError, subprocess.TimeoutExpired):
        return True
    return started.returncode != 0


def delete_broken_environments() -> None:
    """They lie in venv/<sanity test>/<Python>/<hash of the requirements>."""
    for environment in (KEPT / "venv").glob("*/*/*"):
        if is_broken(environment):
            print(f"Deleting the broken environment {environment}")
            shutil.rmtree(environment)


def pip_versions() -> list[str]:
    """The pip releases which this ansible-test asks for, as its source has them."""
    source = (ANSIBLE_TEST / "_internal" / "python_requirements.py").read_text(encoding="utf-8")
    return sorted(set(re.findall(r"\bpip='([\d.]+)'", source)))


def download_url(version: str) -> str:
    source = (ANSIBLE_TEST / "_util" / "target" / "setup" / "requirements.py").read_text(encoding="utf-8")
    (template,) = re.findall(r"'(https://\S+/get-pip-%s\.py)'", source)
    return str(template) % version


def is_within_reach(url: str) -> bool:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, method="HEAD"), timeout=PATIENCE):
            return True
    except (urllib.error.URLError, TimeoutError):
        return False


def provide_get_pip(version: str) -> None:
    kept = KEPT / "cache" / f"get_pip_{version.replace('.', '_')}.py"
    if kept.exists() or is_within_reach(download_url(version)):
        return
    print(f"The download of get-pip for pip {version} is out of reach: keeping a stand-in at {kept}")
    kept.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(STAND_IN, kept)


def main() -> None:
    delete_broken_environments()
    for version in pip_versions():
        provide_get_pip(version)


if __name__ == "__main__":
    main()
