# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A module gets the types that values had in YAML, whatever an old release makes of them on the way."""

from __future__ import annotations

import importlib
import typing as t
from types import SimpleNamespace

import ansible.template
import pytest
from ansible.errors import AnsibleError
from ansible.parsing.dataloader import DataLoader
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.api._values import MAC, NUMBER, PATTERN
from ansible_collections.telephony.threecx.plugins.module_utils.shell._inputs import input_problems
from ansible_collections.telephony.threecx.plugins.plugin_utils import _kept_types
from ansible_collections.telephony.threecx.plugins.plugin_utils._kept_types import keep_types, kept, typed, with_types
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.options import OptionPlace, option_places
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.snippets import COLLECTION, ROOT, load

PLACES = option_places()
# Nothing that is tested here knows an option, but what is around it.
OF_EACH_SHAPE = list({(place.shape, place.holds_list): place for place in PLACES}.values())
IDENTIFYING = [place for place in PLACES if place.option.get("meaning") in (MAC, NUMBER, PATTERN)]
SECRET = [place for place in PLACES if place.option.get("no_log")]
ROUTING = load((ROOT / "meta" / "runtime.yml").read_text(encoding="utf-8"))
VALUES = {"whole": 64, "hexadecimal": 0x00A0BA112233, "fraction": 1.1, "null": None, "digits": "0100", "text": "x"}
ROW = {**VALUES, "flag": True, "empty": "", "secret": 47114711}
NUMBERS = st.one_of(st.none(), st.integers(), st.floats())

old_release = pytest.mark.skipif(
    not hasattr(ansible.template, "AnsibleEnvironment"), reason="Since ansible-core 2.19, templates keep types."
)


class Lookups:
    """Counts how often a lookup is run."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, *_terms: t.Any, **_options: t.Any) -> str:
        self.count += 1
        return "64"


def templar_with(lookups: Lookups | None = None, **variables: t.Any) -> t.Any:
    templar = ansible.template.Templar(DataLoader(), variables={"row": ROW, **variables})
    if lookups is not None:
        templar.environment.globals.update(lookup=lookups, query=lookups, q=lookups)
    return templar


@pytest.fixture(scope="module", name="templar")
def templar_of_all() -> t.Any:
    return templar_with()


def module_gets(templates: dict[str, t.Any], templar: t.Any) -> dict[str, t.Any]:
    """The options of a task as its module gets them, which this Ansible evaluates."""
    args = templar.template(templates)
    whole = args.pop("_variable_params", {})
    task = SimpleNamespace(args={**whole, **args}, untemplated_args=templates)
    keep_types(task, templar)
    return t.cast("dict[str, t.Any]", task.args)


@pytest.mark.parametrize("module", ROUTING["action_groups"]["threecx"])
def test_each_module_runs_with_its_types(module: str) -> None:
    """Those that ansible-core looks for: one of the same name, or else the one in meta/runtime.yml."""
    routed = ROUTING["plugin_routing"]["modules"].get(module, {}).get("action_plugin", f"{COLLECTION}.{module}")
    action = importlib.import_module(f"ansible_collections.{COLLECTION}.plugins.action.{routed.rpartition('.')[2]}")
    runs = [kind.run.__code__ for kind in action.ActionModule.__mro__ if "run" in vars(kind)]
    assert any("keep_types" in code.co_names for code in runs)


@old_release
@pytest.mark.parametrize("place", OF_EACH_SHAPE, ids=str)
def test_a_value_behind_a_template_arrives_as_without_one(place: OptionPlace, templar: t.Any) -> None:
    for name, value in VALUES.items():
        assert module_gets(place.given(f"{{{{ row.{name} }}}}"), templar) == place.given(value)


@old_release
@pytest.mark.parametrize("place", IDENTIFYING, ids=str)
def test_what_yaml_has_changed_is_refused_behind_a_template(place: OptionPlace, templar: t.Any) -> None:
    got = module_gets(place.given("{{ row.whole }}"), templar)
    problem = next(input_problems(place.module.SPEC.argument_spec, got))
    assert "the number 64 and not a text" in problem


@old_release
@pytest.mark.parametrize("place", SECRET, ids=str)
def test_a_number_for_a_secret_is_refused_and_not_shown(place: OptionPlace, templar: t.Any) -> None:
    got = module_gets(place.given("{{ row.secret }}"), templar)
    problem = next(input_problems(place.module.SPEC.argument_spec, got))
    assert "is a number and not a text" in problem
    assert str(ROW["secret"]) not in problem


WAYS: dict[str, tuple[dict[str, t.Any], dict[str, t.Any]]] = {
    "in a list as a whole": ({"o": "{{ rows }}"}, {"rows": [{"n": "{{ row.whole }}", "d": "{{ row.digits }}"}]}),
    "behind several variables": ({"o": [{"n": "{{ b }}", "d": "0100"}]}, {"b": "{{ a }}", "a": "{{ row.whole }}"}),
    "for all options at once": (
        {"_variable_params": "{{ all }}"},
        {"all": {"o": [{"n": "{{ row.whole }}", "d": "0100"}]}},
    ),
    "with a default": ({"o": [{"n": "{{ row.nothing | default(row.whole) }}", "d": "{{ row.digits }}"}]}, {}),
    "in a condition": ({"o": [{"n": "{% if row.flag %}{{ row.whole }}{% endif %}", "d": "0100"}]}, {}),
}


@old_release
@pytest.mark.parametrize("way", WAYS)
def test_the_types_are_kept_on_each_way(way: str) -> None:
    templates, variables = WAYS[way]
    assert module_gets(templates, templar_with(**variables)) == {"o": [{"n": 64, "d": "0100"}]}


@old_release
@pytest.mark.parametrize(
    "template",
    [
        "{{ row.whole | string }}",
        "{{ row.whole }}{{ row.null }}",
        "6{{ 4 }}",
        "{{ '64' }}",
        "{{ row.empty ~ 64 }}",
        "64",
    ],
)
def test_a_text_that_a_template_makes_of_a_number_stays_one(template: str, templar: t.Any) -> None:
    assert module_gets({"o": template}, templar) == {"o": "64"}


@old_release
@pytest.mark.parametrize(
    "template",
    [
        "{{ lookup('x') }}",
        "{{ query('x') }}",
        "{{ q('x') }}",
        "{{ behind }}",
        "{{ row.nothing | default(lookup('x')) }}",
    ],
)
def test_a_lookup_is_run_once(template: str) -> None:
    lookups = Lookups()
    templar = templar_with(lookups, behind="{{ lookup('x') }}")
    assert module_gets({"o": template, "p": "{{ row.whole }}"}, templar) == {"o": "64", "p": 64}
    assert lookups.count == 1
    assert templar.template("{{ lookup('x') }}") == "64"


@old_release
def test_an_unsafe_text_is_not_evaluated() -> None:
    from ansible.utils.unsafe_proxy import wrap_var  # noqa: PLC0415

    lookups = Lookups()
    unsafe = wrap_var({"text": "{{ row.whole }}", "lookup": "{{ lookup('x') }}"})
    templates = {"a": "{{ unsafe.text }}", "b": "{{ unsafe.lookup }}", "c": unsafe["text"], "d": "{{ row.whole }}"}
    got = module_gets(templates, templar_with(lookups, unsafe=unsafe))
    assert got == {"a": "{{ row.whole }}", "b": "{{ lookup('x') }}", "c": "{{ row.whole }}", "d": 64}
    assert lookups.count == 0


@old_release
def test_what_is_evaluated_with_types_changes_nothing_for_others(templar: t.Any) -> None:
    """Ansible's copy of what evaluates templates shares much with the original."""
    module_gets({"o": "{{ row.whole }}"}, templar)
    assert templar.template(["{{ row.whole }}", "{{ row['null'] }}"]) == ["64", ""]


@old_release
def test_native_types_are_left_alone() -> None:
    templar = SimpleNamespace(jinja2_native=True)
    assert with_types("64", "{{ row.whole }}", templar) == "64"


@pytest.mark.skipif(hasattr(ansible.template, "AnsibleEnvironment"), reason="Older releases make texts of numbers.")
def test_later_releases_are_left_alone() -> None:
    """They keep no templates."""
    task = SimpleNamespace(args={"o": "64"})
    keep_types(task, templar=None)
    assert task.args == {"o": "64"}
    assert with_types("64", "{{ row.whole }}", None) == "64"


# With any release


def text_of(value: object) -> str:
    return "" if value is None else str(value)


@given(NUMBERS)
def test_each_number_takes_the_place_of_its_text(value: object) -> None:
    template, looked_at = "{{ value }}", [{"number": text_of(value)}]
    found = kept(lambda _template: value, looked_at, [{"number": template}])[0]["number"]
    is_finite = value is None or float("-inf") < t.cast("float", value) < float("inf")
    assert found is (value if is_finite else looked_at[0]["number"])


@given(st.text(), NUMBERS)
def test_another_value_never_takes_its_place(text: str, value: object) -> None:
    assert typed(text, value) is (value if text_of(value) == text else text)


@pytest.mark.parametrize("found", [[], {"a": 1}, "64", None, [1, 2], [None], [[64]], [{"a": 64}], [640], [True]])
def test_what_looks_otherwise_when_it_is_evaluated_again_does_not_count(found: object) -> None:
    assert typed(["64"], found) == ["64"]


@pytest.mark.parametrize("value", ["x", "0x40", "64 ", [{"a": "Lobby"}], {}, 64, None])
def test_only_what_may_have_been_a_number_is_evaluated_again(value: object) -> None:
    asked: list[str] = []
    assert kept(asked.append, value, "{{ value }}") == value
    assert asked == []


def test_a_template_that_fails_with_types_changes_nothing() -> None:
    def fail(_template: str) -> t.NoReturn:
        raise ValueError

    assert kept(
        lambda template: _kept_types.evaluated(SimpleNamespace(template=fail), template), ["64"], "{{ x }}"
    ) == ["64"]


class Environment:
    """What old releases evaluate templates with, as far as it is looked at."""

    def __init__(self) -> None:
        self.globals: dict[str, t.Any] = {"lookup": str, "now": str}
        self.finalize: t.Callable[[t.Any], t.Any] = lambda value: "" if value is None else value
        self.cache: dict[str, t.Any] | None = {}

    @staticmethod
    def concat(parts: list[t.Any]) -> t.Any:
        return parts[0] if parts and isinstance(parts[0], dict) else "".join(map(str, parts))


class Templar:
    """Answers each template from a table, with types or without."""

    def __init__(self, found: t.Mapping[str, t.Any], environment: t.Any = None) -> None:
        self.jinja2_native = False
        self.environment = environment or Environment()
        self.found = found

    def copy_with_new_env(self, environment_class: t.Any) -> Templar:
        environment = environment_class()
        environment.__dict__.update(vars(self.environment))
        return Templar(self.found, environment)

    def template(self, template: str) -> t.Any:
        return self.environment.concat([self.environment.finalize(self.found[template])])


@pytest.fixture(name="old")
def old_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_kept_types, "_Environment", Environment)


@pytest.mark.usefixtures("old")
def test_all_options_of_a_task_get_their_types_and_nothing_else_does() -> None:
    templar = Templar({"{{ n }}": 64, "{{ none }}": None, "{{ all }}": {"c": 65, "a": 66}})
    task = SimpleNamespace(
        args={"a": "64", "b": [{"n": "", "x": "x"}], "c": "65", "of_module_defaults": "64"},
        untemplated_args={"_variable_params": "{{ all }}", "a": "{{ n }}", "b": [{"n": "{{ none }}", "x": "x"}]},
    )
    keep_types(task, templar)
    assert task.args == {"a": 64, "b": [{"n": None, "x": "x"}], "c": 65, "of_module_defaults": "64"}


@pytest.mark.usefixtures("old")
@pytest.mark.parametrize(
    ("parts", "made"),
    [([64], 64), ([None], None), ([True], True), (["64"], "64"), ([6, 4], "64"), (["a", None], "a"), ([], "")],
)
def test_only_a_single_number_or_null_is_no_text(parts: list[t.Any], made: object) -> None:
    found = _kept_types._concat(iter(parts))
    assert (found, type(found)) == (made, type(made))


@pytest.mark.usefixtures("old")
def test_lookups_are_refused_and_the_original_still_has_them() -> None:
    templar = Templar({"{{ n }}": 64, "{{ t }}": "x", "{{ none }}": None})
    copy = _kept_types.typed_templar(templar)
    for name in ("lookup", "query", "q"):
        with pytest.raises(AnsibleError, match="not run a second time"):
            copy.environment.globals[name]("file", "x", wantlist=True)
    assert copy.environment.globals["now"] is str
    assert [copy.template(template) for template in templar.found] == [64, "x", None]
    assert templar.environment.globals == {"lookup": str, "now": str}
    assert [templar.template(template) for template in templar.found] == ["64", "x", ""]
    # A template that was included before would still be the other's.
    assert copy.environment.cache is None
    assert templar.environment.cache == {}
