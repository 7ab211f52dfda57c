# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Build the documentation site into docs/_build/html, without the network; warnings are errors.

antsibull-docs writes the pages of modules, plugins and roles from their documentation and adds the guides of
docs/docsite; Sphinx makes HTML of all of them. Run it with the Python of an environment that has
tests/tools/requirements-docs.txt.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
SITE = ROOT / "docs" / "_build" / "html"
COLLECTION = "telephony.threecx"


def run(*command: str | Path, **environment: str | Path) -> None:
    """Run a tool out of the environment of this Python, and end when it fails: it has said why."""
    tools = Path(sys.executable).parent
    path = f"{tools}{os.pathsep}{os.environ['PATH']}"
    variables = {**os.environ, "PATH": path, **{name: str(value) for name, value in environment.items()}}
    finished = subprocess.run([str(tools / command[0]), *command[1:]], env=variables, check=False)
    if finished.returncode:
        sys.exit(finished.returncode)


def write_pages(collections: Path, pages: Path) -> None:
    """Let antsibull-docs write the reStructuredText of all pages.

    :param collections: a folder in which ansible-core finds this collection and no other.
    """
    place = collections / "ansible_collections" / Path(*COLLECTION.split("."))
    place.parent.mkdir(parents=True)
    place.symlink_to(ROOT)
    # antsibull-docs writes into private folders only.
    pages.mkdir(mode=0o700)
    run(
        *("antsibull-docs", "collection", "--use-current", "--squash-hierarchy", "--fail-on-error"),
        *("--cleanup", "everything", "--dest-dir", pages, COLLECTION),
        ANSIBLE_COLLECTIONS_PATH=collections,
        ANSIBLE_COLLECTIONS_SCAN_SYS_PATH="false",
    )
    # In place of the front page that antsibull-docs makes of any collection
    shutil.copy(HERE / "index.rst", pages)


def write_site(pages: Path, cache: Path) -> None:
    """Let Sphinx make the HTML."""
    run("sphobjinv", "convert", "--quiet", "zlib", HERE / "elsewhere.txt", pages / "elsewhere.inv")
    strict = ("--nitpicky", "--fail-on-warning", "--keep-going")
    fresh = ("--fresh-env", "--write-all", "--doctree-dir", cache)
    # Pages that are no more must not stay.
    shutil.rmtree(SITE, ignore_errors=True)
    run("sphinx-build", "--quiet", *strict, *fresh, "--conf-dir", HERE, pages, SITE)


def main() -> None:
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        write_pages(work / "collections", work / "pages")
        write_site(work / "pages", work / "cache")
    run("python", HERE / "links.py", SITE)


if __name__ == "__main__":
    main()
