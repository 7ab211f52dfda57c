# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run the role of a target at -vvv against an emulated PBX of its own, and check everything that was printed.

The run fails when the play fails, when a warning was printed that `--expect-warning` does not allow, and when the
output shows a secret of the PBX: the client secret, a token, or a password, secret or provisioning link of a device.
The emulator ends with this process, however that ends. Further arguments are passed to ansible-playbook.

Modules run in forks of a Python that is warm already, which takes half the time; with `--new-pythons`, each is started
as Ansible does otherwise.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
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
from ansible_collections.telephony.threecx.tests.integration.targets.setup_emulator.warm_python import warm_python

# Not a secret of the PBX, so that it is wrong wherever it is used, and still nobody's business.
OTHER_SECRET = "another-secret-of-someone +/=&%"
# Ansible breaks the lines of its warnings, in some releases within words too, so texts are compared without blanks.
WARNING = re.compile(r"\[(?:DEPRECATION)?WARNING\]:")
SHOWN_OF_A_WARNING = 300
# Several times what the slowest target takes
LONGEST = 600  # seconds


def main() -> int:
    options, arguments = parse_arguments()
    with contextlib.ExitStack() as stack:
        pbx = stack.enter_context(Emulator(tls=True))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        variables = folder / "variables.json"
        connection = {**connection_to(pbx), "other_secret": OTHER_SECRET}
        variables.write_text(json.dumps({"pbx": connection}), encoding="utf-8")
        environment = {"TEST_VARIABLES": str(variables)}
        # Either has the libraries that the modules need.
        python = sys.executable if options.new_pythons else stack.enter_context(warm_python(folder)).path
        environment["ANSIBLE_PYTHON_INTERPRETER"] = python
        if options.set_environment:
            environment.update({f"THREECX_{name.upper()}": value for name, value in connection_to(pbx).items()})
        exit_code, output = play(options.target, arguments, environment)
        secrets = {*pbx.secrets(), OTHER_SECRET}
    problems = [*unexpected_warnings(output, options.expect_warning), *leaks(output, secrets)]
    if exit_code:
        problems.append(f"ansible-playbook ended with exit code {exit_code}")
    if problems or options.verbose:
        print(output)
    for problem in problems:
        print(f"FAILED: {problem}")
    print(f"{len(output)} characters of output were searched for {len(secrets)} secrets.")
    return 1 if problems else 0


def connection_to(pbx: Emulator) -> dict[str, str]:
    """Options of the modules by their names."""
    return {
        "url": pbx.url,
        "client_id": pbx.client_id,
        "client_secret": pbx.client_secret,
        "ca_path": str(pbx.ca_path),
    }


def parse_arguments() -> tuple[argparse.Namespace, list[str]]:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target")
    parser.add_argument("--expect-warning", action="append", default=[], metavar="TEXT", help="part of a warning")
    parser.add_argument("--set-environment", action="store_true", help="set environment variables for the connection")
    parser.add_argument("--new-pythons", action="store_true", help="start a new Python for each module")
    parser.add_argument("-v", "--verbose", action="count", default=0, help="show the output of a good run too")
    return parser.parse_known_args()


def play(target: str, arguments: list[str], environment: dict[str, str]) -> tuple[int, str]:
    """The exit code and all output of ansible-playbook.

    :param environment: environment variables for it.
    """
    environment = {
        **os.environ,
        **environment,
        "ANSIBLE_DEPRECATION_WARNINGS": "true",
        # Colours would stand in the middle of what is looked for.
        "ANSIBLE_FORCE_COLOR": "false",
        "ANSIBLE_NOCOLOR": "true",
        "ANSIBLE_ROLES_PATH": str(HERE.parent),
    }
    inventory = [] if "-i" in arguments else ["-i", str(HERE / "inventory.yml")]
    variables = ["-e", f"target={target}", "-e", f"variables={environment['TEST_VARIABLES']}"]
    finished = subprocess.run(
        ["ansible-playbook", "-vvv", *inventory, *variables, *arguments, str(HERE / "play.yml")],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        timeout=LONGEST,
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
        for text, form in forms(secret).items():
            if without_blanks(text).lower() in packed:
                yield f"the output shows a secret ({form}): {secret}"


def forms(secret: str) -> dict[str, str]:
    """The texts that would still be of use to whoever reads them, and what they are called."""
    texts = {}
    # Base64 looks different after each of three lengths of what stands before (as the client ID in "id:secret" does);
    # the first and last characters mix with the neighbours and are left out.
    for before in range(3):
        text = base64.b64encode(b"\0" * before + secret.encode()).decode().rstrip("=")[:-1][(0, 2, 3)[before] :]
        texts[text] = texts[text.translate(str.maketrans("+/", "-_"))] = "base64"
    texts[quote(secret)] = texts[quote(secret, safe="")] = texts[quote_plus(secret)] = "URL-encoded"
    texts[json.dumps(secret)[1:-1]] = "JSON"
    texts[repr(secret)[1:-1]] = "Python"
    texts[secret] = "plain"
    return texts


def without_blanks(text: str) -> str:
    return re.sub(r"\s+", "", text)


if __name__ == "__main__":
    sys.exit(main())
