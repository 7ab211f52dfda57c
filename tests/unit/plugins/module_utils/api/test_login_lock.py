# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import errno
import fcntl
import os
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from ansible_collections.telephony.threecx.plugins.module_utils.api._connection import read_origin
from ansible_collections.telephony.threecx.plugins.module_utils.api._login_lock import LoginLock

PBX = "https://pbx.example.com:5001"
CLIENT = "fxs-automation"

FORK = get_context("fork")


def lock_folder() -> Path:
    return Path(tempfile.gettempdir()) / f"ansible-threecx-{os.getuid()}"


@contextmanager
def another_process(work: Callable[[Connection], None]) -> Iterator[Connection]:
    """Run `work` in a process of its own, at our end of a pipe to it."""
    ours, theirs = FORK.Pipe()
    process = FORK.Process(target=work, args=(theirs,), daemon=True)
    process.start()
    try:
        yield ours
    finally:
        process.kill()
        process.join()


def hold(pipe: Connection) -> None:
    lock = LoginLock(PBX, CLIENT)
    pipe.send(lock.acquire())
    pipe.recv()
    lock.release()
    pipe.send("released")
    pipe.recv()


def test_the_file_is_empty_private_and_named_without_pbx_and_client() -> None:
    lock = LoginLock(PBX, CLIENT)
    assert lock.acquire()
    (path,) = lock_folder().iterdir()
    assert path.read_bytes() == b""
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(lock_folder().stat().st_mode) == 0o700
    assert "pbx" not in path.name
    assert CLIENT not in path.name
    lock.release()
    assert path.read_bytes() == b""


def test_acquiring_and_releasing_twice_does_no_harm() -> None:
    lock = LoginLock(PBX, CLIENT)
    assert lock.acquire()
    assert lock.acquire(patience=0)
    lock.release()
    lock.release()
    assert LoginLock(PBX, CLIENT).acquire(patience=0)


def test_another_process_has_to_wait_until_it_is_released() -> None:
    with another_process(hold) as pipe:
        assert pipe.recv() is True
        lock = LoginLock(PBX, CLIENT)
        assert lock.acquire(patience=0.05) is False
        pipe.send("release it")
        assert pipe.recv() == "released"
        assert lock.acquire(patience=5) is True


def test_the_lock_of_a_process_that_was_killed_is_free() -> None:
    with another_process(hold) as pipe:
        assert pipe.recv() is True
    assert LoginLock(PBX, CLIENT).acquire(patience=5)


@pytest.mark.parametrize(
    ("pbx", "client"),
    [
        ("https://other.example.com", CLIENT),
        ("https://pbx.example.com", CLIENT),
        ("http://pbx.example.com:5001", CLIENT),
        (PBX, "other"),
    ],
)
def test_another_pbx_or_another_client_has_a_lock_of_its_own(pbx: str, client: str) -> None:
    first, second = LoginLock(PBX, CLIENT), LoginLock(pbx, client)
    assert first.acquire()
    assert second.acquire(patience=0)


@pytest.mark.parametrize(
    ("pbx", "same"),
    [
        ("https://pbx.example.com", "https://pbx.example.com:443"),
        ("https://pbx.example.com", "https://pbx.example.com:"),
        ("https://pbx.example.com", "https://pbx.example.com."),
        (PBX, "https://pbx.example.com.:05001"),
        ("http://localhost", "http://localhost:80"),
        ("https://[2001:db8::1]", "https://[2001:db8:0::0:1]:443"),
    ],
)
def test_two_spellings_of_one_server_have_one_lock(pbx: str, same: str) -> None:
    first, second = LoginLock(read_origin(pbx), CLIENT), LoginLock(read_origin(same), CLIENT)
    assert first.acquire()
    assert not second.acquire(patience=0)


def test_giving_up_takes_no_longer_than_the_patience() -> None:
    first, second = LoginLock(PBX, CLIENT), LoginLock(PBX, CLIENT)
    assert first.acquire()
    start = time.monotonic()
    assert not second.acquire(patience=0.2)
    assert 0.2 <= time.monotonic() - start < 1


def test_giving_up_keeps_no_file_open() -> None:
    first = LoginLock(PBX, CLIENT)
    assert first.acquire()
    lowest_free = os.dup(0)
    os.close(lowest_free)
    assert not LoginLock(PBX, CLIENT).acquire(patience=0)
    still_free = os.dup(0)
    os.close(still_free)
    assert still_free == lowest_free


def block_with_file() -> None:
    lock_folder().write_text("in the way")


def block_with_link() -> None:
    elsewhere = Path(tempfile.gettempdir()) / "elsewhere"
    elsewhere.mkdir()
    lock_folder().symlink_to(elsewhere)


@pytest.mark.parametrize("block", [block_with_file, block_with_link])
def test_there_is_no_lock_where_something_is_in_the_way_of_the_folder(block: Callable[[], None]) -> None:
    block()
    assert LoginLock(PBX, CLIENT).acquire() is False


def test_there_is_no_lock_in_the_folder_of_somebody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    lock_folder().mkdir()
    owner, name = os.getuid(), lock_folder().name
    monkeypatch.setattr(os, "getuid", lambda: owner + 1)
    lock_folder().symlink_to(name)
    assert LoginLock(PBX, CLIENT).acquire() is False
    lock_folder().unlink()
    lock_folder().with_name(name).rename(lock_folder())
    assert LoginLock(PBX, CLIENT).acquire() is False


def test_a_link_in_place_of_the_file_is_not_followed() -> None:
    lock = LoginLock(PBX, CLIENT)
    assert lock.acquire()
    lock.release()
    (path,) = lock_folder().iterdir()
    target = Path(tempfile.gettempdir()) / "target"
    path.unlink()
    path.symlink_to(target)
    assert lock.acquire() is False
    assert not target.exists()


def test_there_is_no_lock_where_the_file_system_knows_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_descriptor: int, _operation: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    assert LoginLock(PBX, CLIENT).acquire() is False
