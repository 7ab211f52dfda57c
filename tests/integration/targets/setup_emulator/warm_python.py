# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An interpreter that forks off a process with libraries loaded, in half the time of a new one.

For modules, what it has loaded is what each of them would load of ansible-core and of the Python environment. The
collection's own code is not part of it: that comes with each module, as ever.

Run as a script, this is the process that forks.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import runpy
import select
import shlex
import signal
import socket
import subprocess
import sys
import typing as t
from dataclasses import dataclass
from pathlib import Path

# What Ansible calls in place of Python; it waits for the fork and ends as that ended.
_CLIENT = """
import json, os, socket, sys
job = {"arguments": sys.argv[2:], "folder": os.getcwd(), "environment": dict(os.environ)}
with socket.socket(socket.AF_UNIX) as server:
    server.connect(sys.argv[1])
    socket.send_fds(server, [json.dumps(job).encode()], [0, 1, 2])
    sys.exit(server.recv(1)[0])
"""
_LARGEST_JOB = 1024 * 1024  # bytes
# The latter brings requests.
FOR_MODULES = ("ansible.module_utils.basic", "requests_oauthlib")


@dataclass(frozen=True)
class WarmPython:
    """The interpreter, and the process that forks for it.

    :param path: for `ansible_python_interpreter` or `ANSIBLE_PYTHON_INTERPRETER`.
    """

    path: str
    process: subprocess.Popen[bytes]

    def kill(self) -> None:
        """Kill it together with all modules that are running."""
        os.killpg(self.process.pid, signal.SIGKILL)


@contextlib.contextmanager
def warm_python(folder: Path, loaded: t.Sequence[str] = FOR_MODULES) -> t.Iterator[WarmPython]:
    """Start a process that forks; it ends with the context, which closes its standard input, or with this process.

    :param folder: for its files.
    :param loaded: what it has loaded.
    """
    interpreter, client, address = folder / "python", folder / "client.py", folder / "socket"
    client.write_text(_CLIENT, encoding="utf-8")
    # Without the site packages, which the client does not need
    command = shlex.join([sys.executable, "-IS", str(client), str(address)])
    interpreter.write_text(f'#!/bin/sh\nexec {command} "$@"\n', encoding="utf-8")
    interpreter.chmod(0o700)
    with subprocess.Popen(
        [sys.executable, __file__, str(address), *loaded],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    ) as server:
        assert server.stdout is not None
        assert server.stdout.readline(), "the process that forks did not start"
        yield WarmPython(str(interpreter), server)


def main() -> None:
    for name in sys.argv[2:]:
        importlib.import_module(name)
    # Nobody waits for the forks.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(sys.argv[1])
        listener.listen(64)
        print("ready", flush=True)
        # The standard input ends when the process that started this one does.
        while sys.stdin not in select.select([listener, sys.stdin], [], [])[0]:
            connection, _address = listener.accept()
            with connection:
                if os.fork() == 0:
                    _serve(connection)


def _serve(connection: socket.socket) -> t.NoReturn:
    """Run a module in one more fork, and tell how it ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    job, streams, _flags, _address = socket.recv_fds(connection, _LARGEST_JOB, 3)
    module = os.fork()
    if module == 0:
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
        _run(**json.loads(job))
    _pid, status = os.waitpid(module, 0)
    connection.send(bytes([os.waitstatus_to_exitcode(status) & 0xFF]))
    os._exit(0)


def _run(arguments: list[str], folder: str, environment: dict[str, str]) -> t.NoReturn:
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = arguments
    try:
        runpy.run_path(arguments[0], run_name="__main__")
        code: t.Any = 0
    except SystemExit as end:
        code = end.code or 0
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else 1)


if __name__ == "__main__":
    main()
