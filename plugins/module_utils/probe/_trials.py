# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Which changes of its own device the probe tries, and what becomes of them. Pure.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import re
import typing as t
from http import HTTPStatus

from ansible_collections.telephony.threecx.plugins.module_utils.api import _odata
from ansible_collections.telephony.threecx.plugins.module_utils.fxs import _templates
from ansible_collections.telephony.threecx.plugins.module_utils.probe import _evidence

# The name of the probe's own device begins like this.
MARK = "telephony.threecx probe"
# Properties that are only sent back as they are: another value could be one that no device has.
_REPEATED = ("Brand", "Model", "ModelName", "Group")
_CODECS = (["PCMU", "PCMA"], ["PCMU", "G722", "PCMA"])
_PORTS = (5062, 5064)
# What may stand for a secret that is not shown
_MASK = re.compile(r"[*•●xX.]+")

Fate = t.Literal["stored", "ignored", "normalised", "another", "refused", "value refused", "hidden", "unclear"]


class Trial(t.NamedTuple):
    """One change, and what came of it.

    :param name: the property; C(ProvLink) is that of C(Provisioning).
    :param sent: its new value, or the one it had.
    :param is_new: whether that is another value than before.
    :param answer: what the change got.
    :param repeated: what the same request with the value that was there before got, where the change was refused.
    :param before: the device before.
    :param after: the device afterwards; None where it could not be read.
    """

    name: str
    sent: t.Any
    is_new: bool
    answer: _evidence.Seen
    repeated: _evidence.Seen | None
    before: _evidence.Row
    after: _evidence.Row | None


def new_values(entity: _evidence.Row, template: _templates.Template, secret: str) -> dict[str, t.Any]:
    """What to set, by property: another value than the device has.

    :param secret: a random text.
    """
    values = {
        "Name": f"{MARK}  2",
        "Language": _other(template.languages, entity.get("Language")),
        "TimeZone": _other(template.time_zones, entity.get("TimeZone")),
        "FxsLineCount": _other(range(1, (template.line_count or 0) + 1), entity.get("FxsLineCount")),
        "Codecs": _other_codecs(entity.get("Codecs")),
        "Variables": _variables(entity, template),
        "Password": f"Aa1-{secret}",
        "Secret": f"Bb2-{secret}",
        "Provisioning": {"LocalSipPort": _other(_PORTS, port(entity))},
    }
    return {name: value for name, value in values.items() if value is not None and name in entity}


def same_values(entity: _evidence.Row) -> dict[str, t.Any]:
    """What to send back as it is, by property."""
    values = {name: entity.get(name) for name in _REPEATED}
    values["ProvLink"] = provisioning(entity).get("ProvLink")
    return {name: value for name, value in values.items() if value is not None}


def old_value(name: str, entity: _evidence.Row) -> t.Any:
    """The value that a property has, or the part of it that the probe changes."""
    return {"LocalSipPort": port(entity)} if name == "Provisioning" else entity.get(name)


def body(name: str, value: t.Any) -> dict[str, t.Any]:
    """The body that names one property."""
    return {"Provisioning": {name: value}} if name == "ProvLink" else {name: value}


def fate(trial: Trial) -> Fate:
    """What became of a value that was sent."""
    if trial.answer.failure:
        return "unclear"
    if trial.answer.status == HTTPStatus.BAD_REQUEST:
        return _refusal(trial)
    if not _is_success(trial.answer) or trial.after is None:
        return "unclear"
    return _stored_as(trial) if trial.is_new else "stored"


def is_lost(trial: Trial) -> bool | None:
    """Whether a change of C(Provisioning) lost the parts that it did not name; None where that does not show."""
    if trial.after is None or fate(trial) != "stored":
        return None
    before, after = provisioning(trial.before), provisioning(trial.after)
    others = {name for name, value in before.items() if value is not None and name not in ("LocalSipPort", "ProvLink")}
    lost = {name for name in others if after.get(name) is None}
    kept = {name for name in others if after.get(name) == before[name]}
    if not others or (lost and kept):
        return None
    return True if lost == others else False if kept == others else None


def provisioning(entity: _evidence.Row) -> _evidence.Row:
    """The provisioning of a device, or nothing."""
    found = entity.get("Provisioning")
    return found if isinstance(found, dict) else {}


def port(entity: _evidence.Row) -> t.Any:
    """The one part of C(Provisioning) that the probe changes."""
    return provisioning(entity).get("LocalSipPort")


def _refusal(trial: Trial) -> Fate:
    if not trial.is_new:
        return "refused"
    repeated = trial.repeated
    if repeated is None or repeated.failure:
        return "unclear"
    if repeated.status == HTTPStatus.BAD_REQUEST:
        return "refused"
    return "value refused" if _is_success(repeated) else "unclear"


def _stored_as(trial: Trial) -> Fate:
    before, after = _shown(trial.name, trial.before), _shown(trial.name, trial.after or {})
    sent = _shown(trial.name, {trial.name: trial.sent})
    if after is None or (isinstance(after, str) and _MASK.fullmatch(after)):
        return "hidden"
    if after == sent:
        return "stored"
    if after == before:
        return "ignored"
    return "normalised" if after == _normal(sent) else "another"


def _shown(name: str, entity: _evidence.Row) -> t.Any:
    """The value of a property as it is compared."""
    if name == "Provisioning":
        return port(entity)
    if name == "Variables":
        rows = _odata.objects(entity.get("Variables"))
        return {str(row.get("Name")): row.get("Value") for row in rows} if "Variables" in entity else None
    return entity.get(name)


def _normal(value: t.Any) -> t.Any:
    """A value in the form that a system may bring it to: a list sorted, a text without needless spaces."""
    if isinstance(value, str):
        return " ".join(value.split())
    return sorted(value) if isinstance(value, list) else value


def _is_success(seen: _evidence.Seen) -> bool:
    return seen.status in (HTTPStatus.OK, HTTPStatus.NO_CONTENT)


def _other(choices: t.Iterable[t.Any], current: t.Any) -> t.Any:
    return next((choice for choice in choices if choice != current), None)


def _other_codecs(current: t.Any) -> t.Any:
    """Codecs that are told from those before, sorted or not."""
    return next((codecs for codecs in _CODECS if current not in (codecs, sorted(codecs))), None)


def _variables(entity: _evidence.Row, template: _templates.Template) -> t.Any:
    """One variable with another value than it has."""
    current = _shown("Variables", entity) or {}
    for name, choices in (template.variables or {}).items():
        value = _other(choices, current.get(name))
        if value is not None:
            return [{"Name": name, "Value": value}]
    return None
