# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""If-Match against the ETag of a device (RFC 9110, section 13)."""

from __future__ import annotations

import re

from .behaviour import Behaviour
from .errors import ODataError
from .store import Row, etag

_ETAG_LIST = re.compile(r'\s*(?:\*|(?:W/)?"[^"\x00-\x20\x7f]*"(?:\s*,\s*(?:W/)?"[^"\x00-\x20\x7f]*")*)\s*')
_OPAQUE = re.compile(r'"[^"]*"')


def check_if_match(header: str | None, row: Row, behaviour: Behaviour) -> None:
    """Raises ODataError: 428 when the header is missing but required, 400 when malformed, 412 when stale.

    A phone system that shows no ETag knows none, so it ignores the header. Weak and strong spellings of the same tag
    match, as OData services use weak tags in If-Match.
    """
    if header is None:
        if behaviour.require_if_match:
            raise ODataError(428, "The request must carry an If-Match header.")
        return
    if behaviour.etags == "off":
        return
    if not _ETAG_LIST.fullmatch(header):
        raise ODataError(400, "The If-Match header is not valid: expected quoted entity tags or *.")
    if header.strip() != "*" and etag(row, weak=False) not in _OPAQUE.findall(header):
        raise ODataError(412, "The device was changed: If-Match does not name its current ETag.")
