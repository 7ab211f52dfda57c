# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Make docs/benchmark.md and docs/benchmark.svg of docs/benchmark.json."""

from __future__ import annotations

import argparse
import json
import statistics
import typing as t
from pathlib import Path

import matplotlib as mpl

from .ratios import Case
from .tables import TITLES, conditions, in_order, page

mpl.use("svg")
from matplotlib import pyplot as plt

DOCS = Path(__file__).resolve().parents[2] / "docs"


def plot(cases: t.Sequence[Case], path: Path) -> None:
    figure, axes = plt.subplots(len(cases), 1, figsize=(8, 1.3 * len(cases) + 1), sharex=True, squeeze=False)
    for case, (axis,) in zip(cases, axes):
        names = [entry["name"] for entry in case["contestants"]]
        seconds = [statistics.median(entry["seconds"]) for entry in case["contestants"]]
        bars = axis.barh(names, seconds, color=["#c1502e", *["#5b7083"] * (len(names) - 1)])
        axis.bar_label(bars, fmt="%.2f s", padding=3, fontsize=8)
        axis.set_xscale("log")
        axis.invert_yaxis()
        axis.tick_params(labelsize=8)
        axis.spines[["top", "right"]].set_visible(False)
        title = f"{case['case']}) {TITLES[case['case']]}: {conditions(case)}"
        axis.set_title(title, fontsize=9, loc="left")
    axes[-1][0].set_xlabel("median seconds, logarithmic")
    figure.tight_layout()
    # Without it, the same figures would make another file each time.
    mpl.rcParams["svg.hashsalt"] = "benchmark"
    figure.savefig(path, metadata={"Date": None})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--results", type=Path, default=DOCS / "benchmark.json", help="what run.py has written")
    parser.add_argument("--folder", type=Path, default=DOCS, help="where the page and the picture go")
    chosen = parser.parse_args()
    results = json.loads(chosen.results.read_text())
    header = ["<!--", *(line[2:] for line in Path(__file__).read_text().splitlines()[:3]), "-->", ""]
    (chosen.folder / "benchmark.md").write_text("\n".join([*header, page(results)]))
    plot(in_order(results), chosen.folder / "benchmark.svg")


if __name__ == "__main__":
    main()
