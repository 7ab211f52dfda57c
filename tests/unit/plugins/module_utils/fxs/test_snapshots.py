# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Snapshots: what is there was written as a whole, and what is not there is told."""

from __future__ import annotations

import json
import os
import stat
import typing as t
from pathlib import Path

import pytest

from ansible_collections.telephony.threecx.plugins.module_utils.api._errors import InputError
from ansible_collections.telephony.threecx.plugins.module_utils.fxs._snapshots import (
    Folder,
    SnapshotError,
    in_name,
    time_of_snapshot,
)

CONTENT = {"taken_at": "2026-03-01T12:00:00Z", "devices": [{"mac_address": "001A2B3C4D5E", "name": "Zürich"}]}


def test_a_snapshot_is_for_its_owner_only_and_so_is_the_directory_that_was_not_there(tmp_path: Path) -> None:
    folder = Folder(str(tmp_path / "some" / "where"))
    folder.save("a.json", CONTENT)
    path = Path(folder.file("a.json"))
    assert json.loads(path.read_text(encoding="utf-8")) == CONTENT == folder.read("a.json")
    modes = [oct(part.stat().st_mode & 0o777) for part in (path, path.parent, path.parent.parent)]
    assert modes == ["0o600", "0o700", "0o700"]
    assert [each.name for each in path.parent.iterdir()] == ["a.json"]


def test_the_mode_of_a_directory_that_is_there_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir(mode=0o755)
    Folder(str(tmp_path / "shared")).save("a.json", CONTENT)
    assert (tmp_path / "shared").stat().st_mode & 0o777 == 0o755


def test_what_cannot_be_written_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Folder(str(tmp_path / "snapshots"))
    folder.save("a.json", CONTENT)

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SnapshotError, match=r"a\.json cannot be written: No space left on device\.$"):
        folder.save("a.json", {})
    assert [each.name for each in folder.path.iterdir()] == ["a.json"]
    assert folder.read("a.json") == CONTENT


def test_a_directory_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SnapshotError, match="cannot be written: "):
        Folder(str(tmp_path / "file")).save("a.json", CONTENT)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (None, "cannot be read: No such file or directory."),
        ("{", "cannot be read: it is no JSON."),
        ("{}", "is not what was saved in it."),
    ],
)
def test_what_is_not_there_as_it_was_saved_is_told(tmp_path: Path, text: str | None, told: str) -> None:
    folder = Folder(str(tmp_path))
    folder.save("a.json", CONTENT)
    folder.check("a.json", CONTENT)
    (tmp_path / "a.json").unlink()
    if text is not None:
        (tmp_path / "a.json").write_text(text, encoding="utf-8")
    with pytest.raises(SnapshotError) as caught:
        folder.check("a.json", CONTENT)
    assert str(caught.value) == f"The snapshot {tmp_path}/a.json {told}"


def test_names_are_those_that_fit(tmp_path: Path) -> None:
    assert Folder(str(tmp_path / "nowhere")).names("*.json") == []
    folder = Folder(str(tmp_path))
    for name in ("b.json", "a.json", "a.txt"):
        folder.save(name, {})
    folder.rename("b.json", "c.json")
    assert folder.names("*.json") == ["a.json", "c.json"]
    with pytest.raises(SnapshotError, match=r"b\.json cannot be renamed to d\.json: No such file"):
        folder.rename("b.json", "d.json")


def test_a_directory_that_cannot_be_listed_is_not_one_without_snapshots(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What an interrupted run has left in it would be written over."""
    folder = Folder(str(tmp_path))
    folder.save("a.json", CONTENT)

    def refuse(_path: Path) -> t.NoReturn:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(SnapshotError, match=r"cannot be listed: Permission denied\.$"):
        folder.names("*.json")


def test_a_snapshot_is_in_its_directory_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that crashes in the middle of a replacement has the snapshot under its name afterwards."""
    folder = Folder(str(tmp_path / "snapshots"))
    synced: list[tuple[bool, list[str]]] = []

    def sync(descriptor: int) -> None:
        synced.append((stat.S_ISDIR(os.fstat(descriptor).st_mode), [path.name for path in folder.path.iterdir()]))

    monkeypatch.setattr(os, "fsync", sync)
    folder.save("a.json", CONTENT)
    assert [is_directory for is_directory, _names in synced] == [False, True]
    assert synced[-1] == (True, ["a.json"])


def test_the_time_is_one_that_can_stand_in_a_name() -> None:
    assert in_name("2026-03-01T12:00:00Z") == "20260301T120000Z"
    assert len(in_name(time_of_snapshot())) == len("20260301T120000Z")


@pytest.mark.parametrize("path", ["", " "])
def test_no_directory_is_none(path: str) -> None:
    with pytest.raises(InputError, match=r"^backup_dir is empty"):
        Folder(path)
