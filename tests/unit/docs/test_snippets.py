# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What documents show is what Ansible takes: plays, tasks, modules of others, templates. What they link to exists."""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import re
import shutil
import subprocess
import sys
import typing as t
from pathlib import Path
from types import ModuleType

import ansible.plugins.filter
import ansible.plugins.test
import pytest
import yaml
from jinja2 import Environment, TemplateSyntaxError, nodes

from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.snippets import (
    COLLECTION,
    DOCUMENTS,
    ROOT,
    code_blocks,
    documents_in,
    load,
    mappings,
    relative,
    snippets,
)

ROLES = {path.parents[1].name: path for path in ROOT.glob("roles/*/meta/argument_specs.yml")}
EXAMPLES = {
    **{f"{relative(path)} {number}": text for path in DOCUMENTS for number, text in enumerate(snippets(path))},
    **{
        f"role {role}": load(path.read_text(encoding="utf-8"))["argument_specs"]["main"]["examples"]
        for role, path in ROLES.items()
    },
    **{
        f"{path.stem} {kind}": text
        for kind in ("modules", "inventory")
        for path in sorted((ROOT / "plugins" / kind).glob("*.py"))
        for text in re.findall(r'^EXAMPLES = r"""\n(.*?)^"""', path.read_text("utf-8"), re.MULTILINE | re.DOTALL)[:1]
    },
}
# Keywords whose values are expressions without braces
EXPRESSIONS = ("when", "that", "until", "failed_when", "changed_when")
JINJA = Environment(autoescape=False)
FREE_FORM = ("ansible.builtin.set_fact",)
PAGES = sorted(
    path for pattern in ("*.md", "docs/*.md", "roles/*/README.md", "tests/**/README.md") for path in ROOT.glob(pattern)
)


# Plays and tasks


def as_plays(content: t.Any) -> list[t.Any] | None:
    """The plays that an example consists of, or one around its tasks; none where it has neither."""
    if not isinstance(content, list) or not all(isinstance(item, dict) for item in content):
        return None
    if any("hosts" in item or "ansible.builtin.import_playbook" in item for item in content):
        return content
    if any("name" in item and len(item) > 1 and "." in "".join(map(str, item)) for item in content):
        return [{"hosts": "localhost", "gather_facts": False, "tasks": content}]
    return None


def test_ansible_takes_all_plays_and_tasks(tmp_path: Path) -> None:
    """One process for all of them, which takes less than a second."""
    # What the playbooks of the collection share
    shutil.copytree(ROOT / "playbooks" / "tasks", tmp_path / "tasks")
    files = []
    for name, text in EXAMPLES.items():
        for number, plays in enumerate(map(as_plays, documents_in(text))):
            if plays:
                files.append(tmp_path / f"{re.sub(r'[^A-Za-z0-9]+', '-', name)}-{number}.yml")
                files[-1].write_text(yaml.safe_dump(plays, sort_keys=False), encoding="utf-8")
    assert len(files) > 60
    assert syntax_errors(files) == ""


def test_a_wrong_play_is_found(tmp_path: Path) -> None:
    path = tmp_path / "wrong.yml"
    task: dict[str, t.Any] = {"ansible.builtin.debug": {}, "looop": []}
    path.write_text(yaml.safe_dump([{"hosts": "all", "tasks": [task]}]), encoding="utf-8")
    assert "looop" in syntax_errors([path])


def syntax_errors(files: t.Sequence[Path]) -> str:
    command = [sys.executable, "-m", "ansible.cli.playbook", "--syntax-check", "-i", "localhost,", *map(str, files)]
    finished = subprocess.run(
        command,
        env={**os.environ, "ANSIBLE_COLLECTIONS_PATH": str(ROOT.parents[2]), "ANSIBLE_NOCOLOR": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return finished.stdout + finished.stderr if finished.returncode else ""


def without_interpreter(content: t.Any) -> list[str]:
    """The plays of an example that would run modules with whatever Python Ansible finds: it may lack the libraries."""
    plays = (play for play in as_plays(content) or () if f"{COLLECTION}." in str(play))
    shown_whole = (play for play in plays if "name" in play and "hosts" in play)
    return [play["name"] for play in shown_whole if "ansible_python_interpreter" not in play.get("vars", {})]


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_play_that_is_shown_names_the_python_that_has_the_libraries(name: str) -> None:
    assert [play for content in documents_in(EXAMPLES[name]) for play in without_interpreter(content)] == []


def test_a_play_without_a_python_is_found() -> None:
    play = {"name": "a", "hosts": "localhost", "tasks": [{f"{COLLECTION}.threecx_login": None}]}
    assert without_interpreter([play, {**play, "vars": {"ansible_python_interpreter": "b"}}]) == ["a"]


# The options of modules that belong to others


def wrong_options(content: t.Any) -> list[str]:
    return [
        f"{key} has no option {option}"
        for mapping in mappings(content)
        for key, value in mapping.items()
        if isinstance(value, dict) and str(key).startswith("ansible.builtin.") and key not in FREE_FORM
        for option in value
        if option not in options_of(str(key))
    ]


def options_of(module: str) -> set[str]:
    """The options of a module of ansible-core, with their aliases."""
    described = yaml.safe_load(importlib.import_module(f"ansible.modules.{module.rpartition('.')[2]}").DOCUMENTATION)
    parts = [described, *map(fragment, described.get("extends_documentation_fragment", []))]
    return {
        name
        for part in parts
        for option, found in part.get("options", {}).items()
        for name in (option, *found.get("aliases", ()))
    }


def fragment(name: str) -> dict[str, t.Any]:
    file, _dot, part = name.partition(".")
    holder = importlib.import_module(f"ansible.plugins.doc_fragments.{file}").ModuleDocFragment
    return dict(yaml.safe_load(getattr(holder, (part or "documentation").upper())))


@pytest.mark.parametrize("name", EXAMPLES)
def test_modules_of_others_have_the_options_that_are_shown(name: str) -> None:
    assert [problem for content in documents_in(EXAMPLES[name]) for problem in wrong_options(content)] == []


def test_a_wrong_option_is_found() -> None:
    assert wrong_options(load("- ansible.builtin.copy: {contents: a, dest: b}")) == [
        "ansible.builtin.copy has no option contents"
    ]


# Templates


def templates(content: t.Any) -> t.Iterator[str]:
    """All texts with templates, and all expressions."""
    if isinstance(content, str) and ("{{" in content or "{%" in content):
        yield content
    elif isinstance(content, list):
        for item in content:
            yield from templates(item)
    elif isinstance(content, dict):
        for key, value in content.items():
            if key in EXPRESSIONS:
                # So ansible-core up to 2.18 puts it: there "a if b else c" is none without brackets around it.
                texts = value if isinstance(value, list) else [value]
                yield from (f"{{% if {text} %}}{{% endif %}}" for text in texts)
            else:
                yield from templates(value)


def plugins_in(package: ModuleType, holder: str, kind: str) -> set[str]:
    """The filters or tests of ansible-core."""
    found = [
        importlib.import_module(f"{package.__name__}.{one.name}") for one in pkgutil.iter_modules(package.__path__)
    ]
    return {name for module in found for name in getattr(getattr(module, holder)(), kind)()}


OWN_FILTERS = {f"{COLLECTION}.{path.stem}" for path in (ROOT / "plugins" / "filter").glob("*.py")}
FILTERS = {*JINJA.filters, *plugins_in(ansible.plugins.filter, "FilterModule", "filters"), *OWN_FILTERS}
TESTS = {*JINJA.tests, *plugins_in(ansible.plugins.test, "TestModule", "tests")}


def wrong_template(text: str) -> str | None:
    try:
        tree = JINJA.parse(text)
    except TemplateSyntaxError as error:
        return f"{text}: {error}"
    for node in tree.find_all((nodes.Filter, nodes.Test)):
        known = FILTERS if isinstance(node, nodes.Filter) else TESTS
        if node.name.replace("ansible.builtin.", "") not in known:
            return f"{text}: there is no {node.name}"
    return None


@pytest.mark.parametrize("name", EXAMPLES)
def test_templates_can_be_evaluated(name: str) -> None:
    found = [wrong_template(text) for content in documents_in(EXAMPLES[name]) for text in templates(content)]
    assert list(filter(None, found)) == []


def test_templates_are_found() -> None:
    assert sum(1 for text in EXAMPLES.values() for content in documents_in(text) for _one in templates(content)) > 100


@pytest.mark.parametrize(
    "text",
    [
        "{{ a | frmo_yaml }}",
        "{{ a | telephony.threecx.no_filter }}",
        "{{ a is chagned }}",
        "{{ a",
        "{% if a %}",
        *templates({"that": "a if b else c"}),
    ],
)
def test_a_wrong_template_is_found(text: str) -> None:
    assert wrong_template(text)


def test_expressions_are_templates() -> None:
    content = load("- {when: a is changed, vars: {b: '{{ c | from_yaml }}', d: e}, that: [f, g]}")
    assert list(templates(content)) == [
        "{% if a is changed %}{% endif %}",
        "{{ c | from_yaml }}",
        "{% if f %}{% endif %}",
        "{% if g %}{% endif %}",
    ]


# Whatever else


@pytest.mark.parametrize("path", DOCUMENTS, ids=relative)
def test_json_can_be_read(path: Path) -> None:
    for text in code_blocks(path, "json"):
        json.loads(text)


def test_every_block_says_in_which_language_it_is() -> None:
    known = ("console", "ini", "json", "python", "text", "yaml")
    named = {
        (relative(path), language)
        for path in DOCUMENTS
        if path.suffix in (".md", ".rst")
        for language in languages(path.read_text(encoding="utf-8"))
    }
    assert {(path, language) for path, language in named if language not in known} == set()


def languages(text: str) -> list[str]:
    """What is written at the beginning of each block; of two marks in Markdown, one ends it."""
    markdown = re.findall(r"^ *```(.*)$", text, re.MULTILINE)[::2]
    return [found.strip() for found in (*markdown, *re.findall(r"^ *\.\. code-block::(.*)$", text, re.MULTILINE))]


def anchors(path: Path) -> set[str]:
    """Those that GitHub gives to headings."""
    headings = re.findall(r"^#+ +(.*?) *$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", PAGES, ids=relative)
def test_links_within_the_repository_lead_somewhere(path: Path) -> None:
    text = re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    broken = []
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if not re.match(r"[a-z]+:", link):
            name, _hash, anchor = link.partition("#")
            target = (path.parent / name) if name else path
            if not target.exists() or (anchor and anchor not in anchors(target)):
                broken.append(link)
    assert broken == []


@pytest.mark.parametrize("page", ["README.md", "tests/tools/docs/index.rst"])
def test_a_front_page_names_all_that_there_is(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    names = {path.stem for kind in ("modules", "inventory") for path in (ROOT / "plugins" / kind).glob("*.py")}
    told = text if page.endswith(".md") else text[: text.index(".. toctree::")]
    assert [name for name in sorted({*names, *ROLES}) if not re.search(rf"[`/. ]{name}[`#, ]", told)] == []


def test_the_site_lists_all_guides() -> None:
    guides = {path.stem for path in (ROOT / "docs" / "docsite" / "rst").glob("*.rst")}
    for page in ("docs/docsite/extra-docs.yml", "tests/tools/docs/index.rst"):
        assert set(re.findall(r"\bguide_\w+", (ROOT / page).read_text(encoding="utf-8"))) == guides
