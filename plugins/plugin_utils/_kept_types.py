# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Hand numbers and null to a module as what they are, where Ansible makes texts of them before a module can see them.

Before ansible-core 2.19, and without native types of Jinja, a template like C({{ item.number }}) hands over a text,
whatever the value was: of 0100, which YAML reads as 64, a module gets '64', and of null an empty text. Ansible keeps
the templates of a task for actions that want to evaluate them otherwise. So they are evaluated once more, with types,
and a number takes the place of its text; to refuse it is up to the module, as with all later releases.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import functools
import re
import typing as t

import ansible.template
from ansible.errors import AnsibleError

Evaluate = t.Callable[[str], t.Any]

# Private since 2.19, when native types became the only ones
_Environment: t.Any = getattr(ansible.template, "AnsibleEnvironment", None)
# What is left of a number, or of null, once a text has been made of it. It is compared with the number later.
_TEXT_OF_NONE = re.compile(r"-?[0-9][0-9.e+-]*|")
# Under which Ansible keeps one template for all options
_ALL_OPTIONS = "_variable_params"


def keep_types(task: t.Any, templar: t.Any) -> None:
    """Put numbers and nulls back among the options of a task in place of their texts, where Ansible has made some.

    :param task: Ansible's task, after its options were evaluated. It keeps no templates of C(module_defaults).
    :param templar: what evaluated them.
    """
    if _makes_texts(templar):
        templates = task.untemplated_args
        own = {name: value for name, value in task.args.items() if name in templates}
        others = {name: value for name, value in task.args.items() if name not in templates}
        task.args = {**with_types(others, templates.get(_ALL_OPTIONS), templar), **with_types(own, templates, templar)}


def with_types(value: t.Any, template: t.Any, templar: t.Any) -> t.Any:
    """A value with the numbers and nulls in it of which Ansible has made texts, if this release does.

    :param template: the value before it was evaluated.
    :param templar: what evaluated it.
    """
    if not _makes_texts(templar):
        return value
    return kept(functools.partial(evaluated, typed_templar(templar)), value, template)


def _makes_texts(templar: t.Any) -> bool:
    return _Environment is not None and not templar.jinja2_native


def kept(evaluate: Evaluate, value: t.Any, template: t.Any) -> t.Any:
    """A value with the types that it lost. Only what may have lost some is evaluated again."""
    if not _may_have_lost_types(value):
        return value
    if isinstance(template, str):
        return typed(value, evaluate(template))
    return _with_each(functools.partial(kept, evaluate), value, template)


def typed(value: t.Any, found: t.Any) -> t.Any:
    """A value with the numbers and nulls of a second evaluation; where that found something else, the first counts."""
    if not isinstance(value, str):
        return _with_each(typed, value, found)
    is_same = str(found) == value if isinstance(found, (int, float)) else found is None and not value
    return found if is_same else value


def _with_each(change: t.Callable[[t.Any, t.Any], t.Any], value: t.Any, other: t.Any) -> t.Any:
    """A mapping or list, with each value changed by what is in its place in another one."""
    if isinstance(value, dict) and isinstance(other, dict):
        return {name: change(inner, other[name]) if name in other else inner for name, inner in value.items()}
    if isinstance(value, list) and isinstance(other, list) and len(value) == len(other):
        return list(map(change, value, other))
    return value


def _may_have_lost_types(value: t.Any) -> bool:
    if isinstance(value, dict):
        return any(map(_may_have_lost_types, value.values()))
    if isinstance(value, list):
        return any(map(_may_have_lost_types, value))
    return isinstance(value, str) and _TEXT_OF_NONE.fullmatch(value) is not None


def evaluated(templar: t.Any, template: str) -> t.Any:
    """What a template gives; a text, which changes nothing, where it cannot be evaluated a second time."""
    try:
        return templar.template(template)
    except Exception:
        # It was evaluated once, so whatever a filter raises, it is because of the types, or there was a lookup.
        return ""


def typed_templar(templar: t.Any) -> t.Any:
    """What evaluates templates like another one, and keeps a number or null that a template gives as a whole.

    It runs no lookups, neither those in a template nor those in the variables behind it: they may have effects, and a
    second one may find something else.
    """
    environment = type("_Typed", (_Environment,), {"concat": staticmethod(_concat)})
    copy = templar.copy_with_new_env(environment_class=environment)
    # Ansible's copy shares all of this with the original.
    copy.environment.globals = {**copy.environment.globals, **dict.fromkeys(("lookup", "query", "q"), _refuse)}
    copy.environment.finalize = functools.partial(_finalized, copy.environment.finalize)
    copy.environment.cache = None
    return copy


def _refuse(*_terms: t.Any, **_options: t.Any) -> t.NoReturn:
    raise AnsibleError("Lookups are not run a second time.")


def _finalized(finalize: t.Callable[[t.Any], t.Any], value: t.Any) -> t.Any:
    # Ansible makes an empty text of null.
    return None if value is None else finalize(value)


def _concat(nodes: t.Iterable[t.Any]) -> t.Any:
    """What the parts of a template make together; Ansible itself would make a text of a single number."""
    parts = list(nodes)
    if len(parts) == 1 and (parts[0] is None or isinstance(parts[0], (int, float))):
        return parts[0]
    return _Environment.concat(["" if part is None else part for part in parts])
