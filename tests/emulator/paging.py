# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How much of a list an answer shows, and the link to the rest."""

from __future__ import annotations

from typing import Protocol
from urllib.parse import quote, urlencode

from flask import Request

from .behaviour import Behaviour


class Query(Protocol):
    """What the options of a list say of its pages; `top` None means that there is none."""

    @property
    def top(self) -> int | None: ...

    @property
    def skip(self) -> int: ...


def page_size(query: Query, behaviour: Behaviour) -> int:
    """The number of rows that an answer shows at most."""
    limit = behaviour.default_page if query.top is None else query.top
    return limit if behaviour.page_cap is None else min(limit, behaviour.page_cap)


def next_link(request: Request, query: Query, behaviour: Behaviour, shown: int, more: bool) -> str | None:
    """`@odata.nextLink` under the switch of that name, after so many shown rows; `more` says whether rows are left."""
    style = behaviour.next_link
    if style == "loop":
        return request.url
    left = None if query.top is None else query.top - shown
    if style == "off" or (style == "on" and (not more or left == 0)):
        return None
    skip = query.skip + shown + (1 if style == "lying" else 0)
    options = {**request.args, "$skip": str(skip), **({} if left is None else {"$top": str(left)})}
    base = f"https://pbx.example.invalid{request.path}" if style == "foreign" else request.base_url
    return f"{base}?{urlencode(options, quote_via=quote, safe='$,')}"
