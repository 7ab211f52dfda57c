# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Check the links of the built site: those within it lead somewhere, those out of it are well formed.

Nothing is fetched. No page may load anything from elsewhere, so that the site can be read without the network.
Argument: the folder of the site.
"""

from __future__ import annotations

import sys
import typing as t
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

LOADING = {"script": "src", "img": "src", "iframe": "src", "link": "href"}


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
        if LOADING.get(tag) in found:
            self.loaded.append(found[LOADING[tag]])


def problems(path: Path, page: Page, pages: t.Mapping[Path, Page]) -> t.Iterator[str]:
    """What is wrong with the links of one page, one sentence each."""
    for link in dict.fromkeys([*page.links, *page.loaded]):
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            if parts.scheme != "https" or "." not in parts.netloc or " " in link:
                yield f"{link} is no address of a page that is served with https"
            if link in page.loaded:
                yield f"{link} is loaded from elsewhere"
        elif not leads_somewhere(path, unquote(parts.path), unquote(parts.fragment), pages):
            yield f"{link} leads nowhere"


def leads_somewhere(path: Path, target: str, fragment: str, pages: t.Mapping[Path, Page]) -> bool:
    file = (path.parent / target).resolve() if target else path
    if not fragment or file not in pages:
        return file.is_file()
    return fragment in pages[file].anchors


def main() -> int:
    site = Path(sys.argv[1]).resolve()
    pages = {path: Page(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))}
    findings = [
        f"{path.relative_to(site)}: {problem}"
        for path, page in pages.items()
        for problem in problems(path, page, pages)
    ]
    print(*findings, f"{len(pages)} pages in {site}, {len(findings)} broken links", sep="\n")
    return 1 if findings or not pages else 0


if __name__ == "__main__":
    sys.exit(main())
