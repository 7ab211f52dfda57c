# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Read the body of an answer up to a limit, whatever it was promised to be or is packed into.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import typing as t
import zlib

#: What to ask for, since nothing else is unpacked.
ACCEPTED_ENCODING = "gzip"
_GZIP_HEADER = 16 + zlib.MAX_WBITS
_PART = 65536

Read = t.Callable[[int], bytes]


class EncodingError(Exception):
    """The body is packed in a way that nobody asked for, or broken."""


def read_body(read: Read, encoding: str, limit: int) -> tuple[bytes, bool]:
    """Read a body.

    :param read: gives the next bytes, at most so many; none at the end.
    :param encoding: the header C(Content-Encoding).
    :param limit: how many bytes there may be, unpacked; a few packed ones can stand for gigabytes.
    :returns: the body, cut to the limit; and whether it was longer.
    :raises EncodingError: when it cannot be unpacked.
    """
    unpack = _unpacker(encoding.strip().lower())
    parts: list[bytes] = []
    left = limit
    while left >= 0 and (packed := read(_PART)):
        part = unpack(packed, left + 1)
        parts.append(part[:left])
        left -= len(part)
    return b"".join(parts), left < 0


def _unpacker(encoding: str) -> t.Callable[[bytes, int], bytes]:
    if encoding in ("", "identity"):
        return lambda packed, _most: packed
    if encoding not in (ACCEPTED_ENCODING, "x-gzip"):
        raise EncodingError("the answer is packed in a way that was not asked for")
    unpacking = zlib.decompressobj(_GZIP_HEADER)

    def unpack(packed: bytes, most: int) -> bytes:
        try:
            return unpacking.decompress(packed, most)
        except zlib.error as error:
            raise EncodingError(f"the answer cannot be unpacked: {error}") from None

    return unpack
