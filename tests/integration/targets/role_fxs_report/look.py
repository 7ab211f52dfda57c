# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Look at the report: at the page with a strict parser and with Chromium, and at the table with a CSV reader.

With `--screenshot FILE` it only makes the picture for the documentation.
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).resolve().parents[1] / "setup_emulator"))

from pages import (
    IMAGE,
    SCRIPT,
    Report,
    check_cells,
    check_harmless,
    check_paper,
    check_structure,
    natural,
    read_with,
    run_tests,
    take_screenshot,
)
from playbooks import Emulator

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
            "fxs_report",
            pbx,
            folder,
            fxs_report_devices=wanted,
            fxs_report_title=f"Devices {SCRIPT}",
            fxs_report_ignore=["*4D56"],
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


def check_table(report: Report) -> None:
    """Every value arrives, and none of them is a formula."""
    check_cells(report)
    head, *lines = report.lines
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


def show_hostile_page() -> None:
    with tempfile.TemporaryDirectory() as folder:
        check_harmless(hostile(folder), f"Devices {SCRIPT}", folder)


def use_page() -> None:
    """Sort, search and choose as a reader does."""
    with Emulator(devices=12) as pbx, tempfile.TemporaryDirectory() as folder:
        first, second, *others = map(declared, pbx.devices())
        first["group"] = "GRP0009"
        macs = sorted([device["MacAddress"] for device in pbx.devices()] + ["001A2B3C4D60"])
        report = Report("fxs_report", pbx, folder, fxs_report_devices=[first, *others, MISSING])
        check_structure(report)
        seen = read_with(report, READER, folder)
    assert seen["first"][:3] == ["001A2B3C4D60", first["mac_address"], second["mac_address"]], seen
    assert seen["up"] == macs, seen
    assert seen["down"] == macs[::-1], seen
    assert seen["aria"] == "descending", seen
    assert seen["names"] == sorted(seen["names"], key=natural), seen
    assert seen["by_list"] == macs, seen
    assert seen["searched"] == ["001A2B3C4D60"], seen
    assert seen["chosen"] == [first["mac_address"]], seen
    assert seen["count"] == "1 of 13 shown", seen


READER = """
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
"""


def print_page() -> None:
    """On paper it is a table with a head on each page, not a stack of cards."""
    with Emulator(devices=60) as pbx, tempfile.TemporaryDirectory() as folder:
        report = Report("fxs_report", pbx, folder)
        check_structure(report)
        assert "no list of declared devices" in report.text
        sheets = check_paper(report, folder)
    assert 1 < sheets < 6, sheets


def make_picture(destination: str) -> None:
    with Emulator(devices=26, dect=3) as pbx, tempfile.TemporaryDirectory() as folder:
        wanted = [declared(device) for device in pbx.devices()]
        wanted[5].update(name="Lobby", lines=wanted[5]["lines"][:1])
        wanted[9].update(group="GRP0004")
        wanted[14].update(provisioning={"method": "SBC", "sbc_name": "SBC-Paris"}, codecs=["PCMU", "PCMA"])
        new = {**MISSING, "name": "Madrid Door 27", "group": "GRP0001", "lines": [{"key": 1, "number": "10055"}]}
        wanted = [device for number, device in enumerate(wanted) if number not in (3, 20)] + [new]
        report = Report(
            "fxs_report", pbx, folder, fxs_report_devices=wanted, fxs_report_title="FXS devices of Example Hotels"
        )
        take_screenshot(report, destination, "1440,1000")


def main() -> int:
    code: int = run_tests(
        str(__doc__),
        [("hostile devices, read by parsers", read_hostile_page)],
        [
            ("hostile devices, shown by Chromium", show_hostile_page),
            ("sorting and searching in Chromium", use_page),
            ("printing with Chromium", print_page),
        ],
        make_picture,
    )
    return code


if __name__ == "__main__":
    sys.exit(main())
