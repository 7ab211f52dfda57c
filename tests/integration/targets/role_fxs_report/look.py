# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Look at the report: at the page with a strict parser and with Chromium, and at the table with a CSV reader.

With `--screenshot FILE` it only makes the picture for the documentation.
"""

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
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).resolve().parents[1] / "setup_emulator"))

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
# Nothing else may be in the page, whatever a device is called.
ELEMENTS = {
    *("html", "head", "meta", "title", "style", "body", "header", "h1", "p", "main", "ul", "li", "strong", "div"),
    *("label", "input", "select", "option", "output", "table", "caption", "thead", "tbody", "tr", "th", "td"),
    *("span", "a", "b", "del", "ins", "footer", "script"),
}
SCRIPT = "<script>document.title='pwned'</script>"
IMAGE = "\"'><img src=x onerror=\"document.title='pwned'\">"
HOSTILE: list[dict[str, Any]] = [
    {
        "MacAddress": "001A2B3C4D50",
        "Name": SCRIPT,
        "Group": IMAGE,
        "FxsLines": [{"Key": 1, "Number": IMAGE}],
        "Registered": {"InterfaceLink": "javascript:document.title='pwned'"},
    },
    {"MacAddress": "001A2B3C4D51", "Name": IMAGE, "Brand": SCRIPT, "ModelName": SCRIPT, "Language": SCRIPT},
    {"MacAddress": "001A2B3C4D52", "Name": "</style></title>]]>" + SCRIPT, "Codecs": [SCRIPT]},
    {"MacAddress": "001A2B3C4D53", "Name": '=HYPERLINK("http://192.0.2.1";"x")', "Group": "+1"},
    {"MacAddress": "001A2B3C4D54", "Name": "-2+3", "Group": "@SUM(A1)"},
    {"MacAddress": "001A2B3C4D55", "Name": "\t=1", "Group": '"quoted", and {{ 1 + 1 }}\nin two lines'},
    {
        "MacAddress": "001565123456",
        "Name": "0815",
        "Group": "80E4",
        "FxsLines": [{"Key": 1, "Number": "201"}],
    },
    {
        "MacAddress": "001A2B3C4D56",
        "Name": "Zürich 漢字 & Söhne",
        "Registered": {"InterfaceLink": "http://192.0.2.9/?a=1&b=2"},
    },
]
MISSING = {"mac_address": "00:1a:2b:3c:4d:60", "name": "New", "template": "grandstream.ht80x.fxs.xml", "model": "HT801"}


class Report:
    """The two files that the playbook wrote about the devices of a PBX."""

    def __init__(self, pbx: Emulator, folder: str, **variables: Any) -> None:
        directory = Path(folder) / "report"
        run("report_fxs", pbx, {"fxs_report_dir": str(directory), "fxs_report_time": TIME, **variables})
        self.page = directory / "fxs_report.html"
        self.text = self.page.read_text(encoding="utf-8")
        with (directory / "fxs_report.csv").open(encoding="utf-8-sig", newline="") as file:
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


def declared(device: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A device as it is, but for some changes, in the words of the role."""
    lines = [{"key": line["Key"], "number": line["Number"]} for line in device["FxsLines"]]
    kind = {"device_type": "dect"} if device["Name"] is None else {"name": device["Name"]}
    return {"mac_address": device["MacAddress"], "group": device["Group"], "lines": lines, **kind, **changes}


def hostile(folder: str) -> Report:
    """A report on devices whose values try to break out, each of them declared in another way."""
    with Emulator(devices=0) as pbx:
        for device in HOSTILE:
            pbx.add_device(device)
        wanted = [
            declared(device, lines=[], name=IMAGE, codecs=[SCRIPT], group="GRP0077")
            for device in map(_full, HOSTILE[:3])
        ]
        wanted[0]["provisioning"] = {"sbc_name": SCRIPT}
        # A template that does not exist: a device that cannot be compared, with the value in the message
        wanted.append({"mac_address": "001A2B3C4D61", "template": SCRIPT})
        return Report(
            pbx, folder, fxs_report_devices=wanted, fxs_report_title=f"Devices {SCRIPT}", fxs_report_ignore=["*4D56"]
        )


def _full(device: dict[str, Any]) -> dict[str, Any]:
    return {"Name": "", "Group": "", "FxsLines": [], **device}


def read_hostile_page() -> None:
    with tempfile.TemporaryDirectory() as folder:
        report = hostile(folder)
        check_structure(report)
        rows = {row[2]: row for row in report.rows}
        assert len(rows) == len(HOSTILE) + 1
        for device in HOSTILE:
            assert rows[device["MacAddress"]][0] == " ".join(device["Name"].split()), rows
        links = [link.get("href") for link in report.root.iter("a")]
        # Without the query, which may hold a token
        assert links == ["http://192.0.2.9/"], links
        assert report.root.findtext(".//h1") == f"Devices {SCRIPT}"
        assert rows["001A2B3C4D50"][1].startswith("Different name"), rows
        assert rows["001A2B3C4D53"][1] == "Surplus"
        assert rows["001A2B3C4D56"][1] == "Ignored"
        assert SCRIPT in rows["001A2B3C4D61"][1]
        check_table(report)


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


def check_table(report: Report) -> None:
    """Every value arrives, and none of them is a formula."""
    head, *lines = report.lines
    assert {len(line) for line in lines} == {len(head)}
    assert not [cell for line in lines for cell in line if cell[:1] in ("=", "+", "-", "@", "\t", "\r", "\n")]
    # A spreadsheet makes numbers of MAC addresses without separators.
    assert all(re.fullmatch("[0-9A-F]{2}(:[0-9A-F]{2}){5}", line[0]) for line in lines), lines
    cells = {line[0].replace(":", ""): dict(zip(head, line)) for line in lines}
    assert list(cells) == sorted(cells)
    for device in HOSTILE:
        name = cells[device["MacAddress"]]["name"]
        assert name == ("'" if device["Name"][0] in "=-\t0" else "") + device["Name"], name
    assert cells["001565123456"]["lines"] == "1=201"
    assert cells["001565123456"]["group"] == "'80E4"
    assert cells["001A2B3C4D53"]["group"] == "'+1"
    assert cells["001A2B3C4D54"]["group"] == "'@SUM(A1)"
    assert cells["001A2B3C4D55"]["group"] == HOSTILE[5]["Group"]
    assert [cells[f"001A2B3C4D{mac}"]["drift"] for mac in ("50", "53", "56", "61")] == [
        "changed",
        "surplus",
        "ignored",
        "failed",
    ]
    raw = report.page.with_suffix(".csv").read_bytes()
    assert raw.count(b"\r\n") == len(report.lines)


def show_hostile_page() -> None:
    """Nothing that a device says is executed: neither under the page's own policy, nor by its escaping alone."""
    with tempfile.TemporaryDirectory() as folder:
        report = hostile(folder)
        unprotected = report.text.replace('http-equiv="Content-Security-Policy"', 'name="no-policy"')
        assert unprotected != report.text
        for text in (report.text, unprotected):
            dom = browse(text, folder)
            assert f"<title>Devices {html.escape(SCRIPT, quote=False)}</title>" in dom, dom
            assert f"{len(HOSTILE) + 1} of {len(HOSTILE) + 1} shown" in dom, dom


def use_page() -> None:
    """Sort, search and choose as a reader does."""
    with Emulator(devices=12) as pbx, tempfile.TemporaryDirectory() as folder:
        first, second, *others = map(declared, pbx.devices())
        first["group"] = "GRP0009"
        macs = sorted([device["MacAddress"] for device in pbx.devices()] + ["001A2B3C4D60"])
        report = Report(pbx, folder, fxs_report_devices=[first, *others, MISSING])
        check_structure(report)
        found = re.search("<seen>(.*?)</seen>", browse(with_reader(report.text), folder))
    assert found is not None
    seen = json.loads(html.unescape(found.group(1)))
    assert seen["first"][:3] == ["001A2B3C4D60", first["mac_address"], second["mac_address"]], seen
    assert seen["up"] == macs, seen
    assert seen["down"] == macs[::-1], seen
    assert seen["aria"] == "descending", seen
    assert seen["names"] == sorted(seen["names"], key=natural), seen
    assert seen["by_list"] == macs, seen
    assert seen["searched"] == ["001A2B3C4D60"], seen
    assert seen["chosen"] == [first["mac_address"]], seen
    assert seen["count"] == "1 of 13 shown", seen


def natural(text: str) -> list[tuple[int, str]]:
    """How people sort: numbers by their value."""
    return [(int(part), "") if part.isdigit() else (0, part.lower()) for part in re.split(r"(\d+)", text)]


READER = """
const seen = {};
const all = (selector) => Array.from(document.querySelectorAll(selector));
const visible = (cell) => all("tbody tr").filter((row) => !row.hidden).map((row) => row.cells[cell].textContent);
const click = (name) => all("thead button").find((button) => button.textContent === name).click();
const set = (id, value, event) => {
  document.getElementById(id).value = value;
  document.getElementById(id).dispatchEvent(new Event(event));
};
seen.first = visible(2);
click("MAC address");
seen.up = visible(2);
click("MAC address");
seen.down = visible(2);
seen.aria = document.querySelector("[aria-sort]").getAttribute("aria-sort");
click("Device");
seen.names = visible(0);
set("sorting", "2 ascending", "change");
seen.by_list = visible(2);
set("search", "ht801  NEW", "input");
seen.searched = visible(2);
set("search", "", "input");
set("state", "changed", "change");
seen.chosen = visible(2);
seen.count = document.getElementById("shown").textContent;
const shown = document.createElement("seen");
shown.textContent = JSON.stringify(seen);
document.body.append(shown);
"""


def with_reader(text: str) -> str:
    """The page with a script that uses it, which its policy has to allow."""
    reader = f"<script>{READER}</script>"
    allowed = text.replace("script-src ", f"script-src '{digest(reader, 'script')}' ")
    return allowed.replace("</body>", f"{reader}</body>")


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


def print_page() -> None:
    """On paper it is a table with a head on each page, not a stack of cards."""
    with Emulator(devices=60) as pbx, tempfile.TemporaryDirectory() as folder:
        report = Report(pbx, folder)
        check_structure(report)
        assert "no list of declared devices" in report.text
        paper = Path(folder) / "page.pdf"
        chromium("--no-pdf-header-footer", f"--print-to-pdf={paper}", f"file://{report.page}")
        pages = len(re.findall(rb"/Type\s*/Page\b", paper.read_bytes()))
    assert 1 < pages < 6, pages


def take_screenshot(destination: str) -> None:
    with Emulator(devices=26, dect=3) as pbx, tempfile.TemporaryDirectory() as folder:
        wanted = [declared(device) for device in pbx.devices()]
        wanted[5].update(name="Lobby", lines=wanted[5]["lines"][:1])
        wanted[9].update(group="GRP0004")
        wanted[14].update(provisioning={"method": "SBC", "sbc_name": "SBC-Paris"}, codecs=["PCMU", "PCMA"])
        new = {**MISSING, "name": "Madrid Door 27", "group": "GRP0001", "lines": [{"key": 1, "number": "10055"}]}
        wanted = [device for number, device in enumerate(wanted) if number not in (3, 20)] + [new]
        report = Report(pbx, folder, fxs_report_devices=wanted, fxs_report_title="FXS devices of Example Hotels")
        chromium("--window-size=1440,1000", f"--screenshot={Path(destination).resolve()}", f"file://{report.page}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--screenshot", metavar="FILE")
    destination = parser.parse_args().screenshot
    if destination:
        take_screenshot(destination)
        return 0
    tests: list[tuple[str, Callable[[], None]]] = [("hostile devices, read by parsers", read_hostile_page)]
    shown = [
        ("hostile devices, shown by Chromium", show_hostile_page),
        ("sorting and searching in Chromium", use_page),
        ("printing with Chromium", print_page),
    ]
    if not CHROMIUM:
        for name, _test in shown:
            print(f"SKIPPED: {name}: Chromium is not installed (no `chromium` on PATH)", flush=True)
    return int(run_all([*tests, *(shown if CHROMIUM else [])]))


if __name__ == "__main__":
    sys.exit(main())
