# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What the templates of a PBX allow, and which template a new device gets. Pure.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import typing as t

from ansible_collections.telephony.threecx.plugins.module_utils.api import _errors, _odata
from ansible_collections.telephony.threecx.plugins.module_utils.fxs import _fxs

# More names than this do not help in a message.
_MOST_SHOWN = 25


class Template(t.NamedTuple):
    """One template for FXS devices or DECT bases (official OpenAPI description, schema Pbx.FxsTemplate).

    :param device_type: C(fxs) or C(dect).
    :param models: pairs of user agent and display name.
    :param line_count: how many extensions a device can have.
    :param variables: the choices for each variable; an empty list where any text will do. None where the PBX does not
        tell the variables.
    """

    id: str
    brand: str
    device_type: str
    template_type: str
    is_custom: bool
    models: list[tuple[str, str]]
    line_count: int | None
    languages: list[str]
    time_zones: list[str]
    variables: dict[str, list[str]] | None

    def as_dict(self) -> dict[str, t.Any]:
        """What users see of a template."""
        models = [{"user_agent": agent, "display_name": shown} for agent, shown in self.models]
        variables = [{"name": name, "choices": choices} for name, choices in (self.variables or {}).items()]
        return {**self._asdict(), "models": models, "variables": variables}


def read_template(entity: t.Mapping[str, t.Any]) -> Template:
    """A template out of what XAPI shows of it; whatever is missing or malformed counts as not told."""
    count = entity.get("NumberOfExtensions")
    return Template(
        id=str(entity.get("Id")),
        brand=str(entity.get("Brand") or ""),
        device_type=str(entity.get("DeviceType") or "").lower(),
        template_type=str(entity.get("TemplateType") or ""),
        is_custom=entity.get("IsCustom") is True,
        models=[
            (str(row.get("UserAgent") or ""), str(row.get("DisplayName") or ""))
            for row in _odata.objects(entity.get("Models"))
        ],
        line_count=count if isinstance(count, int) else None,
        languages=_odata.texts(entity.get("Languages")),
        time_zones=_odata.texts(entity.get("TimeZones")),
        variables={
            str(row.get("Name")): [str(choice.get("Name")) for choice in _odata.objects(row.get("Choices"))]
            for row in _odata.objects(entity["Variables"])
        }
        if "Variables" in entity
        else None,
    )


def template_of(record: t.Mapping[str, t.Any], templates: t.Iterable[Template]) -> Template | None:
    """The template of a device: the one it names, or the only one that lists its model."""
    if record.get("template"):
        return next((template for template in templates if template.id == record["template"]), None)
    fitting = _fitting(record, templates)
    return fitting[0] if len(fitting) == 1 else None


def complete_new_device(given: _fxs.Record, templates: t.Iterable[Template]) -> tuple[_fxs.Record, Template]:
    """Choose the template of a new device and fill in what follows from it.

    :param given: the values that the user gave.
    :returns: the values to create the device with, and the template.
    :raises InputError: when there is no such template, or more than one would fit.
    """
    known = list(templates)
    template = _named_template(given, known) if given.get("template") else _only_fitting(given, known)
    line_count: _fxs.Record = {} if template.line_count is None else {"line_count": template.line_count}
    kind = {"template": template.id, "device_type": template.device_type, "brand": brand_of(given, template)}
    return {**line_count, **given, **kind, **model_names(given, template)}, template


def brand_of(given: t.Mapping[str, t.Any], template: Template) -> str:
    """The brand as the template spells it; where that does not tell, the PBX has to judge for itself.

    :raises InputError: when another one was given.
    """
    brand = str(given.get("brand") or template.brand)
    if template.brand and brand.lower() != template.brand.lower():
        raise _errors.InputError(f"brand is '{brand}'; template {template.id} has '{template.brand}'.")
    return template.brand or brand


def model_names(given: t.Mapping[str, t.Any], template: Template) -> _fxs.Record:
    """Both names of a model that was given by one of them.

    :raises InputError: when the template has no such model, or more than one and none was given.
    """
    names = {given.get("model"), given.get("model_name")} - {None, ""}
    fitting = [model for model in template.models if names & set(model)] if names else template.models
    if len(fitting) == 1:
        return dict(zip(("model", "model_name"), fitting[0]))
    if not template.models:
        # The PBX does not tell, so it has to judge for itself.
        return {}
    models = _list([agent for agent, _shown in template.models])
    asked = f"model is {' and '.join(sorted(map(repr, names)))}" if names else "model is missing"
    raise _errors.InputError(f"{asked}; template {template.id} has {models}.")


def check_values(given: _fxs.Record, template: Template) -> None:
    """Check values against what the template allows.

    :raises InputError: with one sentence for each wrong value, and the valid ones.
    """
    # An adapter has sockets; whether a DECT base can have more lines than its template has extensions is unknown.
    most = template.line_count if template.device_type == "fxs" else None
    problems = [
        *_not_listed("language", given.get("language"), template.languages),
        *_not_listed("time_zone", given.get("time_zone"), template.time_zones),
        *_line_problems(given, most),
        *_variable_problems(given.get("variables") or {}, template.variables),
    ]
    if problems:
        raise _errors.InputError(" ".join([*problems, f"(template {template.id})"]))


def _named_template(given: _fxs.Record, templates: list[Template]) -> Template:
    for template in templates:
        if template.id == given["template"]:
            return template
    raise _errors.InputError(f"template is '{given['template']}'; the PBX has {_list([row.id for row in templates])}.")


def _only_fitting(given: _fxs.Record, templates: list[Template]) -> Template:
    if not given.get("brand") or not (given.get("model") or given.get("model_name")):
        raise _errors.InputError(
            "A new device needs template, or brand and model (or model_name): the PBX must know its kind."
        )
    fitting = _fitting(given, templates)
    if len(fitting) == 1:
        return fitting[0]
    asked = f"brand '{given['brand']}' with model '{given.get('model') or given.get('model_name')}'"
    if fitting:
        raise _errors.InputError(
            f"More than one template fits {asked}; set template to {_list([row.id for row in fitting])}."
        )
    models = [f"{row.brand} {agent}" for row in templates for agent, _shown in row.models]
    raise _errors.InputError(f"No template fits {asked}; the PBX knows {_list(models)}.")


def _fitting(record: t.Mapping[str, t.Any], templates: t.Iterable[Template]) -> list[Template]:
    brand, names = str(record.get("brand") or "").lower(), {record.get("model"), record.get("model_name")} - {None, ""}
    return [row for row in templates if row.brand.lower() == brand and any(names & set(model) for model in row.models)]


def _not_listed(option: str, value: str | None, valid: list[str]) -> list[str]:
    if not value or not valid or value in valid:
        return []
    return [f"{option} is '{value}'; it must be {_list(valid)}."]


def _line_problems(given: _fxs.Record, most: int | None) -> list[str]:
    if most is None:
        return []
    problems = []
    count, lines = given.get("line_count"), given.get("lines") or []
    if count is not None and not 1 <= count <= most:
        problems.append(f"line_count is {count}; it must be from 1 to {most}.")
    if len(lines) > most:
        problems.append(f"lines has {len(lines)} entries; the device has {most} lines.")
    # Whether a PBX counts lines from 0 or from 1 is unknown.
    problems += [
        f"lines has the key {line['key']}; it must be from 0 to {most}."
        for line in lines
        if not 0 <= line["key"] <= most
    ]
    return problems


def _variable_problems(given: t.Mapping[str, t.Any], known: t.Mapping[str, list[str]] | None) -> list[str]:
    problems: list[str] = []
    if known is None:
        return problems
    for name, value in given.items():
        if name not in known:
            problems.append(f"variables has '{name}'; the template has {_list(list(known))}.")
        elif known[name]:
            problems += _not_listed(f"variables.{name}", str(value), known[name])
    return problems


def _list(names: list[str]) -> str:
    # Stock templates have time zones that share a text (reported).
    names = list(dict.fromkeys(names))
    shown = [f"'{name}'" for name in names[:_MOST_SHOWN]]
    more = f" and {len(names) - _MOST_SHOWN} more" if len(names) > _MOST_SHOWN else ""
    return f"one of {', '.join(shown)}{more}" if shown else "none"
