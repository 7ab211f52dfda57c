# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The emulator as a command: `python -m tests.emulator --help` in the root folder of the collection."""

from __future__ import annotations

import argparse
import json
import os
import signal
from pathlib import Path
from typing import Any

from .behaviour import read_profile, switches
from .server import DEFAULT_CLIENT_ID, Emulator

_DESCRIPTION = "Emulates the configuration API of a 3CX phone system on the loopback interface."


def main() -> None:
    options = _options()
    info_file, port = options.pop("info_file"), options.pop("port")
    emulator = Emulator(**options)
    # Blocked in all threads and waited for here: the handler of a signal could meet a lock that is held just then.
    ends = (signal.SIGTERM, signal.SIGINT)
    signal.pthread_sigmask(signal.SIG_BLOCK, ends)
    emulator.start(port)
    if info_file:
        _write_info(info_file, emulator)
    print(emulator.url, flush=True)
    signal.sigwait(ends)
    emulator.stop()


def _options() -> dict[str, Any]:
    """The options of the command line; the switches of a profile are the defaults of the others."""
    parser = _parser()
    path = parser.parse_known_args()[0].profile
    try:
        parser.set_defaults(**(read_profile(path) if path else {}))
    except (OSError, ValueError) as error:
        parser.error(f"argument --profile: {error}")
    options = vars(parser.parse_args())
    del options["profile"]
    return options


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.emulator", description=_DESCRIPTION, allow_abbrev=False)
    parser.add_argument("--port", type=int, default=0, help="port to listen on; a free one by default")
    parser.add_argument("--tls", action="store_true", help="HTTPS with a certificate of a throw-away CA")
    parser.add_argument("--info-file", help="JSON file to write: url, client_id, client_secret, ca_path, pid")
    parser.add_argument("--client-id", default=DEFAULT_CLIENT_ID, help="API client that may log in (%(default)s)")
    parser.add_argument("--client-secret", help="its secret; a random one by default")
    parser.add_argument("--devices", type=int, default=3, help="number of devices to generate (%(default)s)")
    parser.add_argument("--dect", type=int, default=0, help="how many of these are DECT bases (%(default)s)")
    parser.add_argument("--users", type=int, help="users of a company to generate; without it a new phone system")
    parser.add_argument("--seed-file", help="JSON or YAML file with devices to add")
    parser.add_argument("--random-seed", type=int, default=1, help="seed of all randomness (%(default)s)")
    parser.add_argument("--database", help="SQLite file to keep the devices in; in memory by default")
    parser.add_argument("--profile", help="JSON or YAML file with switches: the profile that threecx_probe returns")
    _add_switches(parser)
    return parser


def _add_switches(parser: argparse.ArgumentParser) -> None:
    groups: dict[str, Any] = {}
    for switch in switches():
        section, parse = switch.metadata["section"], switch.metadata["parse"]
        if section not in groups:
            groups[section] = parser.add_argument_group(section)
        choices = f" ({parse.__doc__})" if parse.__doc__ and " | " in parse.__doc__ else ""
        default = ",".join(switch.default) if isinstance(switch.default, tuple) else switch.default
        groups[section].add_argument(
            "--" + switch.name.replace("_", "-"),
            type=_argument(parse),
            default=switch.default,
            metavar="V",
            help=f"{switch.metadata['help']}{choices} [{default}]".replace("%", "%%"),
        )


def _argument(parse: Any) -> Any:
    def argument(text: str) -> Any:
        try:
            return parse(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    return argument


def _write_info(path: str, emulator: Emulator) -> None:
    """Write the file readable by its owner only, and in one step, so that waiting tests never see half of it."""
    info = {
        "url": emulator.url,
        "client_id": emulator.client_id,
        "client_secret": emulator.client_secret,
        "ca_path": emulator.ca_path,
        "pid": os.getpid(),
    }
    draft = f"{path}.{os.getpid()}"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(info, file)
    Path(draft).replace(path)


if __name__ == "__main__":
    main()
