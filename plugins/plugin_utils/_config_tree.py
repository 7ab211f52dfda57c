# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The configuration of a PBX as a tree of files: what each is called, what it holds, and which are to go. Pure.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import functools
import hashlib
import typing as t
from pathlib import Path
from urllib.parse import quote

from ansible.errors import AnsibleActionFail

from ansible_collections.telephony.threecx.plugins.plugin_utils import _yaml_text

# Whatever begins so is the role's to change and to delete. Who takes the line out has made the file his own.
MARK = "# Written by telephony.threecx.pbx_export. Take this line out to keep the file from being written or deleted."
LEFT_OUT = "left_out.yml"
SUFFIX = ".yml"
# File systems take 255 bytes.
_LONGEST_NAME = 200
_DIGEST = 8
_READABLE = " +,@=()"

Layout = t.Literal["kind", "object"]
Entity = t.Mapping[str, t.Any]
NameOf = t.Callable[[str, Entity], t.Sequence[str]]


class TreePlan(t.NamedTuple):
    """What it takes to make a folder hold a tree. Paths are relative to it, with "/" between their parts.

    :param writes: the texts of files that are to be written, in the order of their paths.
    :param removals: the files to delete, in order.
    :param foreign: files that are in the way and that somebody else has written, in order.
    """

    writes: dict[str, str]
    removals: list[str]
    foreign: list[str]

    @property
    def changes(self) -> bool:
        return bool(self.writes or self.removals)

    @property
    def moves(self) -> dict[str, str]:
        """New paths by old ones, where only capitals differ: a file system that knows none has one file of the two."""
        new = {path.lower(): path for path in self.writes}
        return {path: new[path.lower()] for path in self.removals if path.lower() in new}


def read_folder(option: str, path: str) -> Path:
    """The folder of a tree.

    :param option: the one that names it.
    :raises AnsibleActionFail: when it is empty, which would be wherever Ansible was started.
    """
    if not path.strip():
        raise AnsibleActionFail(f"{option} has an empty text; it must name a folder for the files of a configuration.")
    return Path(path)


def tree_files(
    config: t.Mapping[str, t.Any], left_out: t.Mapping[str, t.Any], *, layout: Layout, name_of: NameOf
) -> dict[str, str]:
    """The text of each file by its path. Each file of objects is a C(config) by itself.

    :param config: the kinds with their objects, or with the one object of a singleton, in the order to write.
    :param left_out: what the files do not hold, and why.
    :param layout: one file for each kind, or one for each object in a folder of its kind.
    :param name_of: the parts of the natural key of an object, given its kind.
    """
    files = {LEFT_OUT: _file(left_out)}
    for kind, objects in config.items():
        if layout == "kind" or not isinstance(objects, list):
            files[f"{kind}{SUFFIX}"] = _file({kind: objects})
            continue
        for name, together in _by_file_name(objects, functools.partial(name_of, kind)).items():
            files[f"{kind}/{name}{SUFFIX}"] = _file({kind: together})
    return files


def plan_tree(wanted: t.Mapping[str, str], present: t.Mapping[str, str], kinds: t.Collection[str]) -> TreePlan:
    """Compare the files that should be there with those that are.

    :param wanted: the texts by path, from C(tree_files).
    :param kinds: the kinds that were read. Of another, nobody knows which objects are gone.
    :param present: the texts of all files of the folder that could be part of such a tree.
    """
    writes = {path: wanted[path] for path in sorted(wanted) if present.get(path) != wanted[path]}
    # A file system that knows no capitals would take one for the other.
    in_the_way = {path.lower() for path in writes}
    foreign = [path for path in sorted(present) if path.lower() in in_the_way and not is_ours(present[path])]
    removals = [
        path for path in sorted(present) if path not in wanted and _kind_of(path) in kinds and is_ours(present[path])
    ]
    return TreePlan(writes, removals, foreign)


def is_ours(text: str) -> bool:
    """Whether the role has written a file and may change it."""
    return MARK in text.splitlines()[:2]


def _kind_of(path: str) -> str:
    return path.partition("/")[0].removesuffix(SUFFIX)


def _file(content: t.Mapping[str, t.Any]) -> str:
    return f"---\n{MARK}\n{_yaml_text.yaml_text(content)}"


def _by_file_name(
    objects: t.Iterable[Entity], key_of: t.Callable[[Entity], t.Sequence[str]]
) -> dict[str, list[Entity]]:
    """Objects by the name of their file, in order.

    Those with the same key share one, and so do those that only a file system which knows no capitals would mix up.
    """
    names: dict[str, str] = {}
    files: dict[str, list[Entity]] = {}
    for entity in objects:
        name = _file_name(key_of(entity))
        files.setdefault(names.setdefault(name.lower(), name), []).append(entity)
    return files


def _file_name(key: t.Sequence[str]) -> str:
    """The parts of a key with a space between them; what a file system or a shell could misread is percent-encoded."""
    name = " ".join(quote(part, safe=_READABLE) for part in key)
    # A hidden file would not be found again.
    if not name:
        name = "%"
    elif name.startswith("."):
        name = f"%2E{name[1:]}"
    if len(name) > _LONGEST_NAME:
        digest = hashlib.sha256(name.encode()).hexdigest()[:_DIGEST]
        name = f"{name[:_LONGEST_NAME]}~{digest}"
    return name
