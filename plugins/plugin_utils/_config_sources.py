# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Files put together to the configuration of one PBX: trees of files, laid over each other. Pure.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import datetime
import itertools
import typing as t

from ansible_collections.telephony.threecx.plugins.module_utils.api import _values, _visible
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import _decisions, _kinds, _schema
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading import _export

Files = t.Mapping[str, t.Any]
# A kind, and the key of an object of it. One whose key is not whole is not the same as any other, and has a number.
_Identity = tuple[str, t.Union[tuple[str, ...], int]]


class FilesError(ValueError):
    """Files that do not make a configuration.

    :param problems: all that is wrong, each with the path of a file in front, and without values.
    """

    def __init__(self, problems: t.Iterable[str]) -> None:
        super().__init__("\n".join(["The files make no configuration:", *map(_visible.visible, problems)]))


class Source(t.NamedTuple):
    """An object as files say it.

    :param value: what they say of it; of a singleton too.
    :param files: which ones, in the order of their trees.
    """

    kind: str
    value: dict[str, t.Any]
    files: tuple[str, ...]


class Sources(t.NamedTuple):
    """A configuration, and where it is from.

    :param config: the kinds with their objects, or with the one object of a singleton.
    :param files: for each kind the files of each object, in the order of C(config); of a singleton, of the only one.
    """

    config: dict[str, t.Any]
    files: dict[str, list[list[str]]]


def put_together(trees: t.Sequence[Files]) -> Sources:
    """Join the files of each tree, and lay the trees over each other.

    Of an object that several trees have, each property is that of the last tree which has it, as a whole. Within one
    tree, an object must stand in one place.

    :param trees: what is in the files of each tree, by their paths.
    :raises FilesError: when a file holds something else than kinds with objects, or a tree has an object twice.
    """
    problems = [
        f"{path} {problem}" for tree in trees for path, content in tree.items() for problem in _problems(content)
    ]
    if problems:
        raise FilesError(problems)
    number = itertools.count()
    layers = [[(_identity(source, number), source) for source in _sources(tree)] for tree in trees]
    doubles = [problem for layer in layers for problem in _doubles(layer)]
    if doubles:
        raise FilesError(doubles)
    found: dict[_Identity, Source] = {}
    for identity, source in itertools.chain.from_iterable(layers):
        before = found.get(identity, Source(source.kind, {}, ()))
        found[identity] = Source(source.kind, {**before.value, **source.value}, (*before.files, *source.files))
    return _as_config([name for tree in trees for content in tree.values() for name in content], found.values())


def _problems(content: t.Any) -> t.Iterator[str]:
    """What is wrong with a file, each as the rest of a sentence that begins with its path."""
    if not isinstance(content, dict) or not content:
        yield f"holds {_what(content)}; it must hold kinds with their objects, such as Users with a list"
        return
    for name, objects in content.items():
        if name not in _kinds.KINDS:
            near = _schema.nearest(str(name), _kinds.KINDS)
            yield f"has {_named(name)}, which is no kind of object{f'; did you mean {near}?' if near else ''}"
        elif _kinds.KINDS[name].never_written:
            yield f"has {name}, which are only read: {_kinds.KINDS[name].never_written}; move the file elsewhere"
        else:
            yield from problems_of_kind(_kinds.KINDS[name], objects)


def problems_of_kind(kind: _decisions.Kind, objects: t.Any) -> t.Iterator[str]:
    """What is wrong with what stands for the objects of a kind, each as the rest of a sentence about who has it."""
    if not kind.key:
        wanted = "a mapping, since there is only one object of this kind"
        yield from _problems_of_object(kind.name, objects, wanted)
    elif not isinstance(objects, list):
        yield f"has {_what(objects)} for {kind.name}; it must be a list, of which each element is an object"
    else:
        for position, one in enumerate(objects):
            yield from _problems_of_object(f"{kind.name}[{position}]", one, "a mapping")


def _problems_of_object(place: str, value: t.Any, wanted: str) -> t.Iterator[str]:
    if not isinstance(value, dict):
        yield f"has {_what(value)} for {place}; it must be {wanted}"
    else:
        yield from _changed_values(place, value)


def _changed_values(place: str, value: t.Any) -> t.Iterator[str]:
    """What YAML has made of values, and would be another text on its way to a module."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if not isinstance(name, str):
                yield f"has {_named(name)} in {place}, which is no text; put it in quotes"
            yield from _changed_values(f"{place}.{name}", inner)
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            yield from _changed_values(f"{place}[{position}]", inner)
    elif isinstance(value, (datetime.date, bytes)):
        yield f"has {_values.kind_of(value)} for {place}, which YAML has made of a text; put it in quotes"


def _what(value: t.Any) -> str:
    return "nothing" if value in (None, {}) else _values.kind_of(value) or "a text"


def _named(name: t.Any) -> str:
    return f"'{name}'" if isinstance(name, str) else f"{name}"


def _sources(tree: Files) -> t.Iterator[Source]:
    for path, content in tree.items():
        for kind, objects in content.items():
            for one in objects if isinstance(objects, list) else [objects]:
                yield Source(kind, one, (path,))


def _identity(source: Source, number: t.Iterator[int]) -> _Identity:
    """What tells an object from others; which of the spellings of a MAC address a file has does not matter."""
    kind = _kinds.KINDS[source.kind]
    if not all(_says(kind, name, source.value) for name in kind.key):
        return kind.name, next(number)
    decisions = _kinds.TYPES.get(_kinds.type_of(kind.name), {})
    parts = zip(kind.key, _export.key_of(kind, source.value))
    return kind.name, tuple(
        _values.normalise_mac(part)
        if isinstance(decisions.get(name), _decisions.MacAddress) and _values.is_mac(part)
        else part
        for name, part in parts
    )


def _says(kind: _decisions.Kind, name: str, value: t.Mapping[str, t.Any]) -> bool:
    """Whether an object says this part of its key; where there may be none, null says that, as it does in an export."""
    return isinstance(value.get(name), str) or (name in value and value[name] is None and not kind.is_known_by(name))


def _doubles(layer: t.Iterable[tuple[_Identity, Source]]) -> t.Iterator[str]:
    """What is said of each object that one tree has more than once."""
    first: dict[_Identity, str] = {}
    for identity, source in layer:
        (file,) = source.files
        if identity in first:
            kind, key = identity
            called = f' "{", ".join(key)}"' if isinstance(key, tuple) and key else ""
            where = f"{first[identity]} and in {file}" if first[identity] != file else f"{file} twice"
            yield f"{kind}{called} is in {where}; keep it in one place of this tree"
        first.setdefault(identity, file)


def _as_config(kinds: t.Iterable[str], found: t.Iterable[Source]) -> Sources:
    config: dict[str, t.Any] = {name: [] for name in kinds}
    files: dict[str, list[list[str]]] = {name: [] for name in config}
    for source in found:
        files[source.kind].append(list(source.files))
        if _kinds.KINDS[source.kind].key:
            config[source.kind].append(source.value)
        else:
            config[source.kind] = source.value
    return Sources(config, files)
