# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import gzip
import io
import tracemalloc
import typing as t
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.api._body import EncodingError, read_body

PACKERS: dict[str, t.Callable[[bytes], bytes]] = {
    "": bytes,
    "identity": bytes,
    "gzip": gzip.compress,
    "X-GZIP ": gzip.compress,
}


@given(st.binary(max_size=3000), st.sampled_from(sorted(PACKERS)), st.integers(0, 3000), st.integers(1, 3000))
def test_a_body_is_read_up_to_the_limit(body: bytes, encoding: str, limit: int, most: int) -> None:
    stream = io.BytesIO(PACKERS[encoding](body))
    found = read_body(lambda asked: stream.read(min(asked, most)), encoding, limit)
    assert found == (body[:limit], len(body) > limit)


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_what_has_no_end_is_not_read_to_its_end(encoding: str) -> None:
    packer = zlib.compressobj(wbits=31)
    first = packer.compress(b"") if encoding else b""
    asked: list[int] = []

    def read(most: int) -> bytes:
        asked.append(most)
        if not encoding:
            return bytes(most)
        return (first if len(asked) == 1 else b"") + packer.compress(bytes(2**24)) + packer.flush(zlib.Z_SYNC_FLUSH)

    tracemalloc.start()
    body, is_cut = read_body(read, encoding, 2**20)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (body, is_cut) == (bytes(2**20), True)
    assert len(asked) <= 2**20 // min(asked) + 1
    assert peak < 2**24 + 2**22, "more was unpacked than was wanted"


@pytest.mark.parametrize("encoding", ["br", "deflate", "zstd", "gzip, gzip", "compress"])
def test_what_was_not_asked_for_is_not_unpacked(encoding: str) -> None:
    with pytest.raises(EncodingError, match="not asked for"):
        read_body(io.BytesIO(b"{}").read, encoding, 100)


def test_what_is_broken_is_told_as_such() -> None:
    with pytest.raises(EncodingError, match="cannot be unpacked"):
        read_body(io.BytesIO(b"{}").read, "gzip", 100)
