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
from pathlib import Path

# After this many seconds the login goes on without the lock: a stuck process must not stop all others for ever.
_PATIENCE = 300.0


class LoginLock:
    """An advisory lock between processes of one user on one machine.

    :param origin: scheme, host and port of the PBX.
    :param client_id: the API client that logs in.
    """

    def __init__(self, origin: str, client_id: str) -> None:
        digest = hashlib.sha256(f"{origin}\n{client_id}".encode()).hexdigest()
        self._name = f"{digest[:32]}.lock"
        self._descriptor: int | None = None

    def acquire(self, patience: float = _PATIENCE) -> bool:
        """Wait for the lock, at most C(patience) seconds.

        :returns: False when the login has to go on without it.
        """
        if self._descriptor is not None:
            return True
        try:
            descriptor = os.open(_directory() / self._name, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        except OSError:
            return False
        if _wait_for(descriptor, patience):
            self._descriptor = descriptor
            return True
        os.close(descriptor)
        return False

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


def _wait_for(descriptor: int, patience: float) -> bool:
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if time.monotonic() >= deadline:
                return False
            time.sleep(random.uniform(0.02, 0.1))
        except OSError:
            # Some network file systems know no locks.
            return False
