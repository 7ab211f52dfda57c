# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Check the links of the built site: those within it lead somewhere, those out of it are well formed.

Nothing is fetched. No page may load anything from elsewhere, so that the site can be read without the network.
"""

from __future__ import annotations

import typing as t
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

_LOADING = {"script": "src", "img": "src", "iframe": "src", "link": "href"}


class Page(HTMLParser):
    """The links and the anchors of one page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.anchors: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value for name, value in attrs if value}
        self.anchors |= {found[name] for name in ("id", "name") if name in found}
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        if _LOADING.get(tag) in found:
            self.loaded.append(found[_LOADING[tag]])


def check_site(site: Path) -> list[str]:
    """What is wrong with the links, one sentence each."""
    pages = {path: Page(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))}
    return [
        f"{path.relative_to(site)}: {problem}" for path, page in pages.items() for problem in _problems(path, page, pages)
    ]


def _problems(path: Path, page: Page, pages: t.Mapping[Path, Page]) -> t.Iterator[str]:
    for link in dict.fromkeys([*page.links, *page.loaded]):
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            if parts.scheme != "https" or "." not in parts.netloc or " " in link:
                yield f"{link} is no address of a page that is served with https"
            if link in page.loaded:
                yield f"{link} is loaded from elsewhere"
        elif not _leads_somewhere(path, unquote(parts.path), unquote(parts.fragment), pages):
            yield f"{link} leads nowhere"


def _leads_somewhere(path: Path, target: str, fragment: str, pages: t.Mapping[Path, Page]) -> bool:
    file = (path.parent / target).resolve() if target else path
    if not fragment or file not in pages:
        return file.is_file()
    return fragment in pages[file].anchors
