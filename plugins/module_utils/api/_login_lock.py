# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Let one process at a time hold the only access token that a PBX keeps active per API client.

A 3CX documents that one access token can be active at a time. Forks of a play that log in side by side would take
the token from each other for ever, so each holds this lock from its login until it is done. The file holds nothing:
no token, no secret, only its name tells (as a hash) which PBX and API client it is for.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import random
import stat
import tempfile
import time
import typing as t
from pathlib import Path

from ansible_collections.telephony.threecx.plugins.module_utils.api import _connection

# After this many seconds the login goes on without the lock: a stuck process must not stop all others for ever.
_PATIENCE = 300.0


class LoginLock:
    """An advisory lock between processes of one user on one machine.

    :param origin: scheme, host and port of the PBX.
    :param client_id: the API client that logs in.
    :ivar problem: why the lock is not held, after a wait for it in vain.
    """

    def __init__(self, origin: str, client_id: str) -> None:
        digest = hashlib.sha256(f"{_connection.server_of(origin)}\n{client_id}".encode()).hexdigest()
        self._name = f"{digest[:32]}.lock"
        self._descriptor: int | None = None
        self.problem = ""

    def acquire(self, patience: float = _PATIENCE, is_over: t.Callable[[], bool] = lambda: False) -> bool:
        """Wait for the lock, at most C(patience) seconds.

        :param is_over: whether there is nothing left to wait for.
        :returns: False when the login has to go on without it; C(problem) says why.
        """
        if self._descriptor is not None:
            return True
        self.problem = f"another process has held the login for {patience:g} seconds and is still not done"
        try:
            return self._take(patience, is_over)
        except OSError as error:
            self.problem = f"there is no lock to be had ({error.strerror or error})"
            return False

    def _take(self, patience: float, is_over: t.Callable[[], bool]) -> bool:
        """:raises OSError: when there is no lock to be had; some network file systems know none."""
        descriptor = os.open(_directory() / self._name, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        is_held = False
        try:
            is_held = _wait_for(descriptor, patience, is_over)
        finally:
            if is_held:
                self._descriptor = descriptor
            else:
                os.close(descriptor)
        return is_held

    def release(self) -> None:
        """Let the next process log in."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def _directory() -> Path:
    """A folder that belongs to this user alone.

    :raises OSError: when somebody else put something in its place.
    """
    path = Path(tempfile.gettempdir()) / f"ansible-threecx-{os.getuid()}"
    path.mkdir(mode=0o700, exist_ok=True)
    status = path.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.getuid():
        raise PermissionError(f"{path} belongs to somebody else")
    return path


def _wait_for(descriptor: int, patience: float, is_over: t.Callable[[], bool]) -> bool:
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if is_over() or time.monotonic() >= deadline:
                return False
            time.sleep(random.uniform(0.02, 0.1))
