# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a role says of a configuration that was applied, made of what modules answered. Pure.

A run that failed may have no answer at all.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import re
import typing as t

from ansible_collections.telephony.threecx.plugins.plugin_utils import _report_rows, _untold

# Where the module refuses all, its message has the places of what is wrong, such as Users[3] "410"
_PLACE_IN_MESSAGE = re.compile(r'[A-Za-z0-9]+\[[0-9]+\](?= ")')


def apply_report(done: _report_rows.Answer, read: _report_rows.Answer) -> list[str]:
    """The lines of the report.

    :param done: what C(threecx_config) answered; empty where it was not run.
    :param read: C(files) and C(not_read) of what C(config_files_info) answered.
    """
    files: _report_rows.Files = read.get("files") or {}
    results = [result for result in done.get("results", []) if result["action"] != "keep"]
    lines = [
        *(_untold.untold(done) or [_summary(done.get("summary"))]),
        *(_line(result, files) for result in results if result["changed"] or result["error"]),
        *(_origins(done.get("msg") or "", files) if done.get("failed") else ()),
        *_list(
            "Secrets that the PBX shows to nobody, so that they were not compared", done.get("secrets_not_compared")
        ),
        *_list("Not read", read.get("not_read")),
    ]
    # An error may have lines of its own.
    return "\n".join(lines).splitlines()


def _summary(summary: t.Mapping[str, int] | None) -> str:
    if summary is None:
        return "Nothing was done."
    return ", ".join(f"{name}: {count}" for name, count in sorted(summary.items()))


def _line(result: _report_rows.Answer, files: _report_rows.Files) -> str:
    is_update = result["action"] == "update"
    origin = ", ".join(_report_rows.files_of(result["place"], files))
    parts = [
        f"{result['action'] or 'failed'} {_report_rows.place_of(result['kind'], result['key'])}",
        f": {', '.join(result['fields'])}" if is_update else "",
        f" ({origin})" if origin else "",
        f": {result['error']['msg']}" if result["error"] else "",
    ]
    return "".join(parts)


def _origins(message: str, files: _report_rows.Files) -> t.Iterator[str]:
    """The files of what a message is about."""
    for place in dict.fromkeys(_PLACE_IN_MESSAGE.findall(message)):
        origin = ", ".join(_report_rows.files_of(place, files))
        if origin:
            yield f"{place} is from {origin}"


def _list(what: str, found: t.Sequence[str] | None) -> list[str]:
    return [f"{what}: {', '.join(found)}"] if found else []
