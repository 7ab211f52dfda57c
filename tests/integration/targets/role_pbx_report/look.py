# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Look at the report: at the page with a strict parser and with Chromium, and at the table with a CSV reader.

With `--screenshot FILE` it only makes the picture for the documentation.
"""

from __future__ import annotations

import json
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
    check_structure,
    natural,
    read_with,
    run_tests,
    take_screenshot,
)
from playbooks import Emulator, run

Files = dict[str, dict[str, Any]]

FORMULA = '=HYPERLINK("http://192.0.2.1";"x")'
# Some spreadsheets take wide characters for those of a formula.
WIDE = "\uff1d1+1"
NOTHING = "\u2013"
SECRET = "declared-Secret-7"


def report_on(pbx: Emulator, folder: str, files: Files, **variables: Any) -> Report:
    """The report on a PBX that was compared with files; JSON is YAML as well."""
    tree = Path(folder) / "pbx"
    for name, content in files.items():
        path = tree / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content), encoding="utf-8")
    report = Report("pbx_report", pbx, folder, **{"pbx_report_dirs": [str(tree)], **variables})
    check_structure(report)
    check_cells(report)
    for text in (report.text, str(report.lines)):
        assert SECRET not in text
        assert not [secret for secret in pbx.secrets() if secret in text]
    return report


def hostile(folder: str) -> Report:
    """A report on objects whose values try to break out, on either side, each in another state."""
    with Emulator(devices=0, users=6) as pbx:
        numbers = sorted(user["Number"] for user in pbx.objects("Users"))
        names = [(SCRIPT, IMAGE), (IMAGE, SCRIPT), (FORMULA, "-2+3"), ("{{ 1 + 1 }}", "0815"), ("", "x"), (WIDE, "x")]
        for number, (first, last) in zip(numbers, names):
            pbx.change_object("Users", number, FirstName=first, LastName=last)
        users = [
            {"Number": numbers[0], "FirstName": IMAGE, "AuthPassword": SECRET},
            # A department that does not exist: an object that cannot be compared, with the value in the message
            {"Number": numbers[1], "PrimaryGroupId": SCRIPT},
            {"Number": numbers[3]},
            {"Number": "999", "FirstName": SCRIPT, "VMPIN": "4711"},
        ]
        codecs = {"CodecsSettings": {"LocalCodecList": ["PCMA"]}}
        return report_on(
            pbx,
            folder,
            {"<b>.yml": {"Users": users}, "codecs.yml": codecs},
            pbx_report_title=f"PBX {SCRIPT}",
            pbx_report_ignore=[numbers[4], "no?body"],
        )


def read_hostile_page() -> None:
    with tempfile.TemporaryDirectory() as folder:
        report = hostile(folder)
    assert report.root.findtext(".//h1") == f"PBX {SCRIPT}"
    rows = {row[0]: row for row in report.rows}
    changed, failed, surplus, same, ignored, wide = sorted(rows.keys() - {"999", "CodecsSettings"})
    assert rows[changed][1:] == [
        f"Different FirstName {SCRIPT} → {IMAGE} AuthPassword another → the declared one",
        "Users",
        f"{SCRIPT} {IMAGE}",
        "pbx/<b>.yml",
    ], rows
    assert rows[failed][1].startswith("Not comparable"), rows
    assert SCRIPT in rows[failed][1], rows
    assert rows[surplus][1:] == ["Surplus", "Users", f"{FORMULA} -2+3", NOTHING], rows
    assert rows[same][1:4] == ["As declared", "Users", "{{ 1 + 1 }} 0815"], rows
    assert rows[ignored][1] == "Ignored", rows
    assert rows["999"][1:4] == ["Missing", "Users", SCRIPT], rows
    assert rows["CodecsSettings"][1].startswith("Different LocalCodecList"), rows
    head, *lines = report.lines
    assert head == ["kind", "key", "name", "drift", "details", "files"]
    cells = {line[1] or line[0]: dict(zip(head, line)) for line in lines}
    assert [cells[key]["drift"] for key in (changed, failed, surplus, same, ignored, "999", "CodecsSettings")] == [
        *("changed", "failed", "surplus", "ok", "ignored", "missing", "changed"),
    ], cells
    assert cells[surplus]["name"] == f"'{FORMULA} -2+3", cells
    assert cells[wide]["name"] == f"'{WIDE} x", cells
    assert cells[changed]["details"].startswith(f"FirstName is {SCRIPT}, declared is {IMAGE}"), cells


def show_hostile_page() -> None:
    with tempfile.TemporaryDirectory() as folder:
        check_harmless(hostile(folder), f"PBX {SCRIPT}", folder)


def use_page() -> None:
    """Search and choose as a reader does, in what was exported and changed since."""
    with Emulator(devices=2, users=12) as pbx, tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "lyon"
        run("export_pbx", pbx, {"pbx_export_dir": str(tree)})
        number = sorted(user["Number"] for user in pbx.objects("Users"))[3]
        pbx.change_object("Users", number, FirstName="Somebody")
        pbx.add_object("Groups", Name="Somewhere", Number="GRP0099")
        report = report_on(pbx, folder, {}, pbx_report_dirs=[str(tree)])
        seen = read_with(report, READER, folder)
    assert seen["first"][:2] == [number, "Somewhere"], seen
    assert set(seen["kinds"]) >= {"Users", "Groups", "CodecsSettings", "Fxs", "Trunks"}, seen
    assert seen["kinds"] == sorted(seen["kinds"], key=natural), seen
    assert seen["searched"] == [number], seen
    assert seen["chosen"] == ["Somewhere"], seen
    assert seen["count"] == f"1 of {len(report.rows)} shown", seen


READER = """
seen.first = visible(0);
click("Kind");
seen.kinds = visible(2);
set("search", "SOMEBODY users", "input");
seen.searched = visible(0);
set("search", "", "input");
set("state", "surplus", "change");
seen.chosen = visible(0);
seen.count = document.getElementById("shown").textContent;
"""


def make_picture(destination: str) -> None:
    with Emulator(devices=2, users=24) as pbx, tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "lyon"
        run("export_pbx", pbx, {"pbx_export_dir": str(tree)})
        first, second, third, *_others = sorted(user["Number"] for user in pbx.objects("Users"))
        group, *_more = pbx.objects("RingGroups")
        pbx.change_object("Users", first, FirstName="Gate", OutboundCallerID="+33472000410")
        pbx.change_object("Users", second, Enabled=False)
        pbx.change_object("RingGroups", group["Number"], RingTime=55)
        pbx.change_object("CodecsSettings", None, LocalCodecList=["PCMU", "PCMA", "G722"])
        pbx.add_object("Groups", Name="Lyon, cellar", Number="GRP0099")
        pbx.remove_object("BlackListNumbers", pbx.objects("BlackListNumbers")[0]["Id"])
        site = {"site.yml": {"Users": [{"Number": third, "PrimaryGroupId": "Lyon"}]}}
        report = report_on(
            pbx, folder, site, pbx_report_dirs=[str(tree), str(Path(folder) / "pbx")], pbx_report_title="PBX of Lyon"
        )
        take_screenshot(report, destination, "1440,1000")


def main() -> int:
    code: int = run_tests(
        str(__doc__),
        [("hostile objects, read by parsers", read_hostile_page)],
        [("hostile objects, shown by Chromium", show_hostile_page), ("searching and choosing in Chromium", use_page)],
        make_picture,
    )
    return code


if __name__ == "__main__":
    sys.exit(main())
