# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Snapshots of devices in a directory: written as a whole or not at all, and read again before anyone relies on them.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import contextlib
import fnmatch
import json
import os
import tempfile
import typing as t
from datetime import datetime, timezone
from pathlib import Path

from ansible_collections.telephony.threecx.plugins.module_utils.api import _errors

Content = t.Mapping[str, t.Any]

_PRIVATE = 0o700


class SnapshotError(_errors.ThreeCXError):
    """A snapshot cannot be written, or is not there as it was written."""


def time_of_snapshot() -> str:
    """Now, in UTC, like C(2026-03-01T12:00:00Z)."""
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def in_name(taken_at: str) -> str:
    """The time of a snapshot as it stands in the name of a file."""
    return taken_at.replace(":", "").replace("-", "")


class Folder:
    """The directory for snapshots, on the machine that the module runs on.

    :param path: it is created, for its owner only, with the first snapshot. The mode of one that exists is left alone,
        since it may be shared.
    :raises InputError: when it is empty, which would be wherever the module happens to run.
    """

    def __init__(self, path: str) -> None:
        if not path.strip():
            raise _errors.InputError(
                "backup_dir is empty; it must be the path of a directory, which is created if need be."
            )
        self.path = Path(path)

    def file(self, name: str) -> str:
        """The path of a snapshot."""
        return str(self.path / name)

    def names(self, pattern: str) -> list[str]:
        """The snapshots that fit a pattern, sorted; none where there is no directory.

        :raises SnapshotError: when they cannot be listed. Whoever takes that for none may write over one.
        """
        with _told(f"The snapshots in {self.path} cannot be listed"), contextlib.suppress(FileNotFoundError):
            return sorted(fnmatch.filter((path.name for path in self.path.iterdir()), pattern))
        return []

    def read(self, name: str) -> t.Any:
        """What a snapshot holds.

        :raises SnapshotError: when it cannot be read, or is no JSON.
        """
        with _told(f"The snapshot {self.file(name)} cannot be read"):
            return json.loads((self.path / name).read_text(encoding="utf-8"))

    def save(self, name: str, content: Content) -> None:
        """Write a snapshot, for its owner only, and make sure that it is on the disk as it was meant.

        :raises SnapshotError: when that cannot be done; an earlier one of this name is then as it was.
        """
        text = json.dumps(content, indent=4, sort_keys=True) + "\n"
        with _told(f"The snapshot {self.file(name)} cannot be written"):
            self._create()
            descriptor, path = tempfile.mkstemp(dir=self.path, prefix=f".{name}.")
            temporary = Path(path)
            try:
                with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                    file.write(text)
                    file.flush()
                    os.fsync(file.fileno())
                temporary.replace(self.path / name)
                _sync(self.path)
            except BaseException:
                temporary.unlink(missing_ok=True)
                raise
        self.check(name, content)

    def check(self, name: str, content: Content) -> None:
        """Read a snapshot again.

        :raises SnapshotError: when it is not there, or is another one.
        """
        if self.read(name) != json.loads(json.dumps(content)):
            raise SnapshotError(f"The snapshot {self.file(name)} is not what was saved in it.")

    def rename(self, name: str, new_name: str) -> None:
        """Give a snapshot another name.

        :raises SnapshotError: when that cannot be done.
        """
        with _told(f"The snapshot {self.file(name)} cannot be renamed to {new_name}"):
            (self.path / name).replace(self.path / new_name)

    def _create(self) -> None:
        missing = [path for path in (self.path, *self.path.parents) if not path.exists()]
        for path in reversed(missing):
            path.mkdir(mode=_PRIVATE, exist_ok=True)


def _sync(directory: Path) -> None:
    """Have the names of files on the disk, too; not all file systems can be told to."""
    with contextlib.suppress(OSError):
        descriptor = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextlib.contextmanager
def _told(what: str) -> t.Iterator[None]:
    """Say what could not be done, and why."""
    try:
        yield
    except OSError as error:
        raise SnapshotError(f"{what}: {error.strerror or error}.") from None
    except ValueError:
        raise SnapshotError(f"{what}: it is no JSON.") from None
