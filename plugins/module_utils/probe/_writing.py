# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""How a phone system takes what is written to it. Pure.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import typing as t
from http import HTTPStatus

from ansible_collections.telephony.threecx.plugins.module_utils.probe import _access, _evidence, _finding, _trials

_SHAPES = {
    "bind": "a binding (Template@odata.bind)",
    "object": "an object with the ID",
    "derived": "brand and model alone",
}
_CREATED = (HTTPStatus.OK, HTTPStatus.CREATED)
_DONE = (HTTPStatus.OK, HTTPStatus.NO_CONTENT)
# What the collection leaves out of a change where it is refused
_SPARE = ("FxsLineCount", "ModelName", "ProvLink")
_HOW = "changes of one property at a time"


def creation(evidence: _evidence.Evidence) -> _finding.Finding:
    """Which way to name the template is taken."""
    answers = {shape: evidence.answer(f"create_{shape}") for shape in _SHAPES}
    others = [seen.status for seen in answers.values() if seen.status not in (*_CREATED, HTTPStatus.BAD_REQUEST)]
    if others:
        raise _evidence.UnknownError(f"a creation was answered with {others[0]}")
    taken = [shape for shape, seen in answers.items() if seen.status in _CREATED]
    refused = [seen for seen in answers.values() if seen.status == HTTPStatus.BAD_REQUEST]
    said = sorted({token for seen in refused for token in _access.tokens(seen)})
    told = f"; others are refused with {', '.join(said) or '400'}" if refused else ""
    if not taken:
        problem = "no device can be created"
        return _finding.found(f"none of the three known ones{told}", "three creations", problem)
    answer = " and ".join(_SHAPES[shape] for shape in taken)
    if len(taken) == len(_SHAPES):
        return _finding.found(answer, "three creations", template_binding="any")
    if len(taken) > 1:
        return _finding.found(f"{answer}{told}", "three creations")
    return _finding.found(f"{answer}{told}", "three creations", template_binding=taken[0])


def statuses(evidence: _evidence.Evidence) -> _finding.Finding:
    created = next((seen for seen in map(evidence.seen.get, _creations()) if seen and seen.status in _CREATED), None)
    changed = next((row.answer for row in _tried(evidence).values() if row.answer.status in _DONE), None)
    deleted = evidence.answer("delete")
    if created is None or changed is None or deleted.status not in _DONE:
        raise _evidence.UnknownError("not each of a creation, a change and a deletion has succeeded")
    found_ones = (created.status, changed.status, deleted.status)
    documented = (HTTPStatus.CREATED, HTTPStatus.NO_CONTENT, HTTPStatus.NO_CONTENT)
    answer = "{} for a creation, {} for a change, {} for a deletion".format(*found_ones)
    problem = (
        "" if found_ones == documented else "a write with another status than the documented one counts as unclear"
    )
    return _finding.found(answer, "a creation, changes and a deletion", problem)


def needs_tag(evidence: _evidence.Evidence) -> _finding.Finding:
    seen = evidence.answer("without_tag")
    if seen.status == HTTPStatus.PRECONDITION_REQUIRED:
        entity = evidence.seen.get("device")
        has_tag = entity is not None and ("etag" in entity.headers or "@odata.etag" in (entity.content or {}))
        problem = "" if has_tag else "a change needs If-Match, and no ETag is shown that could be sent"
        return _finding.found(
            "yes, it is refused with 428", "a change without If-Match", problem, require_if_match=True
        )
    if seen.status in _DONE:
        return _finding.found("no", "a change without If-Match", require_if_match=False)
    raise _evidence.UnknownError(f"a change without If-Match was answered with {seen.status}")


def honours_tag(evidence: _evidence.Evidence) -> _finding.Finding:
    seen = evidence.answer("wrong_tag")
    if seen.status == HTTPStatus.PRECONDITION_FAILED:
        return _finding.found("yes, a wrong ETag is refused with 412", "a change with a wrong ETag")
    if seen.status in _DONE:
        return _finding.found("no, a wrong ETag is passed over", "a change with a wrong ETag")
    raise _evidence.UnknownError(f"a change with a wrong ETag was answered with {seen.status}")


def refused(evidence: _evidence.Evidence) -> _finding.Finding:
    names = _with_fate(evidence, "refused")
    values = _with_fate(evidence, "value refused")
    answer = ", ".join(names) or "none"
    answer += f"; other values are refused for {', '.join(values)}" if values else ""
    fatal = [name for name in names if name not in _SPARE]
    problem = f"{', '.join(fatal)} cannot be written" if fatal else ""
    return _finding.found(answer, _HOW, problem, refuse_fields=sorted(names))


def ignored(evidence: _evidence.Evidence) -> _finding.Finding:
    names = _with_fate(evidence, "ignored")
    problem = f"a change of {', '.join(names)} fails, since it is not stored" if names else ""
    return _finding.found(", ".join(names) or "none", _HOW, problem, ignore_fields=sorted(names))


def normalised(evidence: _evidence.Evidence) -> _finding.Finding:
    names = _with_fate(evidence, "normalised")
    others = _with_fate(evidence, "another")
    hidden = _with_fate(evidence, "hidden")
    answer = ", ".join(names) or "none"
    answer += f"; in a form that nobody foresaw: {', '.join(others)}" if others else ""
    answer += f"; not shown afterwards: {', '.join(hidden)}" if hidden else ""
    changed = [*names, *others]
    problem = f"{', '.join(changed)} must be given in the form of the phone system" if changed else ""
    return _finding.found(answer, _HOW, problem, normalise_fields=sorted(names))


def nested_patch(evidence: _evidence.Evidence) -> _finding.Finding:
    trial = _tried(evidence).get("Provisioning")
    lost = None if trial is None else _trials.is_lost(trial)
    if lost is None:
        raise _evidence.UnknownError(
            "a change of a part of the provisioning did not show what becomes of the other parts"
        )
    if lost:
        answer = "they are lost; the collection sends them back as they were"
        return _finding.found(answer, "a change of LocalSipPort", nested_patch="replace")
    return _finding.found("they stay", "a change of LocalSipPort", nested_patch="merge")


def unbindable(evidence: _evidence.Evidence) -> _finding.Finding:
    """What a body gets that names a property which no device has."""
    seen = evidence.answer("unbindable")
    how = "a change of a property that no device has"
    if seen.status != HTTPStatus.BAD_REQUEST:
        return _finding.found(f"{seen.status}", how)
    if "NoSuchProperty" in str(seen.content):
        return _finding.found("400 that names it", how, unbindable="named")
    return _finding.found("400 that does not name it", how, unbindable="nameless")


def regenerate(evidence: _evidence.Evidence) -> _finding.Finding:
    seen = evidence.answer("regenerate")
    if seen.status == HTTPStatus.OK and isinstance(seen.content, dict):
        return _finding.found("the device", "the action, for the device of the probe", regenerate_answer="entity")
    if seen.status in _DONE and seen.content is None:
        return _finding.found("null", "the action, for the device of the probe", regenerate_answer="null")
    raise _evidence.UnknownError(f"the action was answered with {seen.status}")


def missing_delete(evidence: _evidence.Evidence) -> _finding.Finding:
    seen = evidence.answer("delete_missing")
    if seen.status == HTTPStatus.NO_CONTENT:
        answer = "204, like any other; where somebody else is first, a change is reported all the same"
        return _finding.found(answer, "a second deletion", missing_delete=204)
    if seen.status in (HTTPStatus.NOT_FOUND, HTTPStatus.BAD_REQUEST):
        told = " ".join([str(seen.status), *_access.tokens(seen)])
        return _finding.found(told, "a second deletion", missing_delete=None)
    raise _evidence.UnknownError(f"a second deletion was answered with {seen.status}")


def is_removed(evidence: _evidence.Evidence) -> _finding.Finding:
    if "is_removed" not in evidence.facts:
        raise _evidence.UnknownError("no device was made")
    if evidence.facts["is_removed"]:
        return _finding.found("yes", "list of devices")
    problem = "it may still be there: run the probe again with write, or delete the device with scratch_mac_address"
    return _finding.found("not for certain", "list of devices", problem)


def _creations() -> t.Iterator[str]:
    yield from (f"create_{shape}" for shape in _SHAPES)


def _tried(evidence: _evidence.Evidence) -> t.Mapping[str, _trials.Trial]:
    """What was changed.

    :raises UnknownError: when nothing was.
    """
    trials: t.Mapping[str, _trials.Trial] = evidence.facts.get("trials") or {}
    if not trials or "regenerate" not in evidence.seen:
        failures = [seen.failure for seen in evidence.seen.values() if seen.failure]
        raise _evidence.UnknownError(failures[-1] if failures else "not all changes were tried")
    return trials


def _with_fate(evidence: _evidence.Evidence, wanted: _trials.Fate) -> list[str]:
    """The properties that had this fate.

    :raises UnknownError: when what became of one of them is not known.
    """
    fates = {name: _fate(evidence, trial) for name, trial in _tried(evidence).items()}
    unclear = [name for name, one in fates.items() if one == "unclear"]
    if unclear:
        raise _evidence.UnknownError(f"what became of {', '.join(unclear)} is not known")
    return [name for name, one in fates.items() if one == wanted]


def _fate(evidence: _evidence.Evidence, trial: _trials.Trial) -> _trials.Fate:
    answers: list[_evidence.Seen] = [trial.answer, *([trial.repeated] if trial.repeated else [])]
    return _trials.fate(trial) if all(map(evidence.trusts, answers)) else "unclear"
