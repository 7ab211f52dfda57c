# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run the role of a target at -vvv against an emulated PBX of its own, and check everything that was printed.

The run fails when the play fails, when a warning was printed that `--expect-warning` does not allow, and when the
output shows a secret of the PBX: the client secret, a token, or a password, secret or provisioning link of a device.
The emulator ends with this process, however that ends. Further arguments are passed to ansible-playbook.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus

HERE = Path(__file__).resolve().parent
COLLECTIONS = os.environ["ANSIBLE_COLLECTIONS_PATH"].split(os.pathsep)
sys.path[:0] = COLLECTIONS

from ansible_collections.telephony.threecx.tests.emulator import Emulator

# Ansible breaks the lines of its warnings, in some releases within words too, so texts are compared without blanks.
WARNING = re.compile(r"\[(?:DEPRECATION)?WARNING\]:")
SHOWN_OF_A_WARNING = 300


def main() -> int:
    options, arguments = parse_arguments()
    with Emulator(tls=True) as pbx, tempfile.TemporaryDirectory() as folder:
        info = {"url": pbx.url, "client_id": pbx.client_id, "client_secret": pbx.client_secret, "ca_path": pbx.ca_path}
        info_file = Path(folder) / "emulator.json"
        info_file.write_text(json.dumps(info), encoding="utf-8")
        exit_code, output = play(options.target, arguments, info_file)
        secrets = pbx.secrets()
    problems = [*unexpected_warnings(output, options.expect_warning), *leaks(output, secrets)]
    if exit_code:
        problems.append(f"ansible-playbook ended with exit code {exit_code}")
    report(output, problems, options.verbose)
    print(f"{len(output)} characters of output were searched for {len(secrets)} secrets.")
    return 1 if problems else 0


def parse_arguments() -> tuple[argparse.Namespace, list[str]]:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target")
    parser.add_argument("--expect-warning", action="append", default=[], metavar="TEXT", help="part of a warning")
    parser.add_argument("-v", "--verbose", action="count", default=0, help="show the output of a good run too")
    return parser.parse_known_args()


def play(target: str, arguments: list[str], info_file: Path) -> tuple[int, str]:
    """The exit code and all output of ansible-playbook."""
    environment = {
        **os.environ,
        "ANSIBLE_DEPRECATION_WARNINGS": "true",
        # Colours would stand in the middle of what is looked for.
        "ANSIBLE_FORCE_COLOR": "false",
        "ANSIBLE_NOCOLOR": "true",
        "ANSIBLE_ROLES_PATH": str(HERE.parent),
        "EMULATOR_INFO": str(info_file),
    }
    inventory = [] if "-i" in arguments else ["-i", str(HERE / "inventory.yml")]
    finished = subprocess.run(
        ["ansible-playbook", "-vvv", *inventory, "-e", f"target={target}", *arguments, str(HERE / "play.yml")],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    return finished.returncode, finished.stdout


def unexpected_warnings(output: str, expected: Iterable[str]) -> Iterator[str]:
    """Complain about each warning that holds none of the expected texts, and each expected text that is in none."""
    warnings = [text[:SHOWN_OF_A_WARNING] for text in WARNING.split(without_blanks(output))[1:]]
    texts = {text: without_blanks(text) for text in expected}
    for warning in warnings:
        if not any(text in warning for text in texts.values()):
            yield f"unexpected warning (shown without blanks): {warning}"
    for text, packed in texts.items():
        if not any(packed in warning for warning in warnings):
            yield f"no warning was like: {text}"


def leaks(output: str, secrets: Iterable[str]) -> Iterator[str]:
    """Complain about each secret that the output shows in any form."""
    packed = without_blanks(output).lower()
    for secret in sorted(secrets):
        for form, text in forms(secret):
            if without_blanks(text).lower() in packed:
                yield f"the output shows a secret of the PBX ({form}): {secret}"


def forms(secret: str) -> Iterator[tuple[str, str]]:
    """The forms in which a secret would still be of use to whoever reads it."""
    yield "plain", secret
    yield "JSON", json.dumps(secret)[1:-1]
    yield "Python", repr(secret)[1:-1]
    yield "URL-encoded", quote(secret)
    yield "URL-encoded", quote(secret, safe="")
    yield "URL-encoded", quote_plus(secret)
    # Base64 looks different after each of three lengths of what stands before (as the client ID in "id:secret" does);
    # the first and last characters mix with the neighbours and are left out.
    for before in range(3):
        text = base64.b64encode(b"\0" * before + secret.encode()).decode().rstrip("=")[:-1][(0, 2, 3)[before] :]
        yield "base64", text
        yield "base64", text.translate(str.maketrans("+/", "-_"))


def without_blanks(text: str) -> str:
    return re.sub(r"\s+", "", text)


def report(output: str, problems: list[str], verbose: int) -> None:
    if problems or verbose:
        print(output)
    else:
        print(output[output.rfind("\nPLAY RECAP") :].strip())
    for problem in problems:
        print(f"FAILED: {problem}")


if __name__ == "__main__":
    sys.exit(main())
