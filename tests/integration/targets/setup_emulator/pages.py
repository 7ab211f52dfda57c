# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Look at the pages and tables of reports: with a strict parser, with Chromium, and with a CSV reader."""

from __future__ import annotations

import argparse
import base64
import csv
import hashlib
import html
import json
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from playbooks import Emulator, run, run_all

CHROMIUM = shutil.which("chromium")
CHROMIUM_OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)
TIME = "2026-03-02 06:30 UTC"
# Nothing else may be in a page, whatever things are called.
ELEMENTS = {
    *("html", "head", "meta", "title", "style", "body", "header", "h1", "p", "main", "ul", "li", "strong", "div"),
    *("label", "input", "select", "option", "output", "table", "caption", "thead", "tbody", "tr", "th", "td"),
    *("span", "a", "b", "del", "ins", "footer", "script"),
}
# What would be seen in the title if it were executed
SCRIPT = "<script>document.title='pwned'</script>"
IMAGE = "\"'><img src=x onerror=\"document.title='pwned'\">"

Test = tuple[str, Callable[[], None]]


class Report:
    """The two files that a playbook wrote about a PBX.

    :param name: what they are called, and the prefix of its variables: fxs_report, pbx_report.
    """

    def __init__(self, name: str, pbx: Emulator, folder: str, **variables: Any) -> None:
        directory = Path(folder) / "report"
        playbook = "_".join(reversed(name.split("_")))
        run(playbook, pbx, {f"{name}_dir": str(directory), f"{name}_time": TIME, **variables})
        self.page = directory / f"{name}.html"
        self.text = self.page.read_text(encoding="utf-8")
        with (directory / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            self.lines = list(csv.reader(file, strict=True))

    @property
    def root(self) -> ET.Element:
        """The page as a strict parser reads it; what is not well-formed raises."""
        return ET.fromstring(self.text)

    @property
    def rows(self) -> list[list[str]]:
        return [
            [" ".join("".join(cell.itertext()).split()) for cell in row] for row in self.root.iterfind(".//tbody/tr")
        ]


def check_structure(report: Report) -> None:
    """Nothing in the page but what belongs there, and nothing that it would load."""
    elements = list(report.root.iter())
    assert {element.tag for element in elements} <= ELEMENTS
    attributes = [(name, value) for element in elements for name, value in element.items()]
    assert not [name for name, _value in attributes if name.startswith("on") or name in ("src", "style", "srcdoc")]
    identifiers = [value for name, value in attributes if name == "id"]
    assert len(identifiers) == len(set(identifiers))
    assert "url(" not in report.text
    assert "@import" not in report.text
    policy = report.root.find(".//meta[@http-equiv]")
    assert policy is not None
    assert policy.get("content") == "default-src 'none'; " + "; ".join(
        f"{kind}-src '{digest(report.text, kind)}'" for kind in ("script", "style")
    )
    columns = len(report.root.findall(".//thead/tr/th"))
    assert {len(row) for row in report.rows} == {columns}


def digest(text: str, kind: str) -> str:
    """What a Content-Security-Policy calls the script or the style sheet of a page."""
    found = re.search(rf"<{kind}>(.*?)</{kind}>", text, re.DOTALL)
    assert found is not None
    return f"sha256-{base64.b64encode(hashlib.sha256(found.group(1).encode()).digest()).decode()}"


def check_cells(report: Report) -> None:
    """Each line of the table is whole, and no cell of it is a formula."""
    head, *lines = report.lines
    assert {len(line) for line in lines} == {len(head)}
    assert not [cell for line in lines for cell in line if cell[:1] in (*"=+-@\t\r\n", *"\uff1d\uff0b\uff0d\uff20")]
    assert report.page.with_suffix(".csv").read_bytes().count(b"\r\n") == len(report.lines)


def check_harmless(report: Report, title: str, folder: str) -> None:
    """Nothing that a value says is executed: neither under the page's own policy, nor by its escaping alone."""
    unprotected = report.text.replace('http-equiv="Content-Security-Policy"', 'name="no-policy"')
    assert unprotected != report.text
    count = len(report.rows)
    for text in (report.text, unprotected):
        dom = browse(text, folder)
        assert f"<title>{html.escape(title, quote=False)}</title>" in dom, dom
        assert f"{count} of {count} shown" in dom, dom


def read_with(report: Report, reader: str, folder: str) -> Any:
    """What a script that uses the page puts into `seen`."""
    found = re.search("<seen>(.*?)</seen>", browse(_with_reader(report.text, reader), folder))
    assert found is not None
    return json.loads(html.unescape(found.group(1)))


def natural(text: str) -> list[tuple[int, str]]:
    """How people sort: numbers by their value."""
    return [(int(part), "") if part.isdigit() else (0, part.lower()) for part in re.split(r"(\d+)", text)]


# Before and after what a script does with the page
_BEGINNING = """
const seen = {};
const all = (selector) => Array.from(document.querySelectorAll(selector));
const visible = (cell) => all("tbody tr").filter((row) => !row.hidden).map((row) => row.cells[cell].textContent);
const click = (name) => all("thead button").find((button) => button.textContent === name).click();
const set = (id, value, event) => {
  document.getElementById(id).value = value;
  document.getElementById(id).dispatchEvent(new Event(event));
};
"""
_END = """
const shown = document.createElement("seen");
shown.textContent = JSON.stringify(seen);
document.body.append(shown);
"""


def _with_reader(text: str, reader: str) -> str:
    """The page with a script that uses it, which its policy has to allow."""
    script = f"<script>{_BEGINNING}{reader}{_END}</script>"
    allowed = text.replace("script-src ", f"script-src '{digest(script, 'script')}' ")
    return allowed.replace("</body>", f"{script}</body>")


def browse(text: str, folder: str) -> str:
    """What Chromium makes of a page, as HTML."""
    page = Path(folder) / "page.html"
    page.write_text(text, encoding="utf-8")
    return chromium("--dump-dom", f"file://{page}")


def chromium(*arguments: str) -> str:
    with tempfile.TemporaryDirectory() as profile:
        command = [str(CHROMIUM), *CHROMIUM_OPTIONS, f"--user-data-dir={profile}", *arguments]
        finished = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=120, check=True)
    return finished.stdout


def check_paper(report: Report, folder: str) -> int:
    """On paper every sheet says what is in the columns, as it does without the script that makes buttons of that.

    :returns: how many sheets there are.
    """
    without_script = re.sub(r"<script>.*?</script>", "", report.text, flags=re.DOTALL)
    assert without_script != report.text
    texts, plain = (_texts_on_sheets(text, folder) for text in (report.text, without_script))
    # The rows may stand in another order.
    assert sum(texts) == sum(plain), (texts, plain)
    return len(texts)


def _texts_on_sheets(text: str, folder: str) -> list[int]:
    """How many pieces of text Chromium prints on each sheet."""
    page, paper = Path(folder) / "page.html", Path(folder) / "page.pdf"
    page.write_text(text, encoding="utf-8")
    chromium("--no-pdf-header-footer", f"--print-to-pdf={paper}", f"file://{page}")
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", paper.read_bytes(), re.DOTALL)
    counts = [len(re.findall(rb"\bT[jJ]\b", content)) for content in map(_unpacked, streams)]
    return [count for count in counts if count]


def _unpacked(stream: bytes) -> bytes:
    """What is in a stream of a PDF; nothing if that is no text, such as a font."""
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""


def take_screenshot(report: Report, destination: str, size: str) -> None:
    chromium(f"--window-size={size}", f"--screenshot={Path(destination).resolve()}", f"file://{report.page}")


def run_tests(
    description: str, tests: Sequence[Test], shown: Sequence[Test], make_picture: Callable[[str], None]
) -> int:
    """Run tests, and those that need Chromium where it is; returns the exit code.

    With `--screenshot FILE` on the command line, only make the picture for the documentation.
    """
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--screenshot", metavar="FILE")
    destination = parser.parse_args().screenshot
    if destination:
        make_picture(destination)
        return 0
    if not CHROMIUM:
        target, names = Path(sys.argv[0]).resolve().parent.name, ", ".join(name for name, _test in shown)
        # Of a gate that has passed, tests/tools/gates.py tells no more than the lines that begin so.
        print(f"LEFT OUT: {target}, {names}; this machine has no Chromium (`chromium` on PATH)", flush=True)
    return int(run_all([*tests, *(shown if CHROMIUM else [])]))
