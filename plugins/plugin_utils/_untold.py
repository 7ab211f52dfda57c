# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a role says where nobody knows what was done. Pure.

A module that refuses, and has done nothing then, answers without results. So does one that Ansible has ended, or that
was killed, after it had deleted half of what it was to delete.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import typing as t

# Of the message where a timeout was reached, which before ansible-core 2.18 is all that tells
_TIME_IS_UP = "action failed to execute in the expected time frame"
_NEXT = "Check mode shows what is left to do."


def untold(answer: t.Mapping[str, t.Any]) -> list[str]:
    """The lines to say in place of what was done; none where the answer tells that.

    :param answer: what was registered for the task of a module. Ansible adds C(timedout) where the task, or a block or
        a role around it, has a C(timeout) that was reached; C(module_stdout) where a module ended without a result;
        C(unreachable) where it was cut off from the module, or did not get that far.
    """
    if "timedout" in answer or _TIME_IS_UP in str(answer.get("msg")):
        return [f"What was done is not known: Ansible ended the task when its time was up. {_NEXT}"]
    if "module_stdout" in answer or answer.get("unreachable"):
        return [f"What was done is not known: there was no answer of the module. {_NEXT}"]
    if "written" in answer:
        return [
            f"What was done is not known but for what was written by then. {_NEXT}",
            *(_line(write) for write in answer["written"]),
        ]
    return []


def _line(write: t.Mapping[str, t.Any]) -> str:
    key = "" if write["key"] is None else f" ({write['key']})"
    status = "no answer came" if write["status"] is None else f"answered {write['status']}"
    return f"{write['method']} {write['path']}{key}: {status}"
