# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Keeps a configuration in files on the machine that runs Ansible, where YAML can be written."""

from __future__ import annotations

import os
import re
import stat
import tempfile
import typing as t
from pathlib import Path

from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase

from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import _kinds
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading import _export
from ansible_collections.telephony.threecx.plugins.plugin_utils import _config_sources, _config_tree

SPEC: dict[str, dict[str, t.Any]] = {
    "path": {"type": "path", "required": True},
    "config": {"type": "dict", "required": True},
    "left_out": {"type": "dict", "default": {}},
    "layout": {"type": "str", "choices": ["kind", "object"], "default": "kind"},
    "mode": {"type": "str", "default": "0640"},
}
_FOLDER_MODE = 0o750
# Of 0640 without quotes YAML makes the number 416, which would be other permissions; only the zero in front tells.
_MODE = re.compile(r"0[0-7]{3}")
# What a file is called until it is whole. Those that are hidden are no part of a tree.
_UNFINISHED = ".config_files-", ".tmp"
_LEFTOVER = re.compile(r"\.config_files-[a-z0-9_]{8}\.tmp")


class ActionModule(ActionBase):
    """Does the work of the module C(config_files)."""

    TRANSFERS_FILES = False
    _VALID_ARGS = frozenset(SPEC)

    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        super().run(tmp, task_vars)
        _validation, params = self.validate_argument_spec(argument_spec=SPEC)  # type: ignore[no-untyped-call]
        mode = read_mode(params["mode"])
        folder = _config_tree.read_folder("path", params["path"])
        refuse_what_is_none(params["config"])
        wanted = _config_tree.tree_files(params["config"], params["left_out"], layout=params["layout"], name_of=name_of)
        present = read_tree(folder)
        plan = _config_tree.plan_tree(wanted, present, params["config"])
        if plan.foreign:
            raise AnsibleActionFail(
                f"Somebody else has written {', '.join(str(folder / path) for path in plan.foreign)}; nothing was"
                " changed. Move what is in the way, or choose another path."
            )
        plan = plan._replace(removals=[*plan.removals, *find_leftovers(folder)])
        modes = [path for path in present if path in wanted and has_other_mode(folder / path, mode)]
        if not self._task.check_mode:
            carry_out(folder, plan, mode)
            set_modes(folder, modes, mode)
        result = {
            "changed": plan.changes or bool(modes),
            "foretold": self._task.check_mode,
            "written": list(plan.writes),
            "removed": plan.removals,
        }
        return {**result, "diff": differences(plan, present)} if self._task.diff else result


def name_of(kind: str, entity: t.Mapping[str, t.Any]) -> tuple[str, ...]:
    """The natural key of an object, by which its file is called."""
    return _export.key_of(_kinds.KINDS[kind], entity)


def refuse_what_is_none(config: t.Mapping[str, t.Any]) -> None:
    """Make sure that a file can be called after each kind, and that its objects are some.

    :raises AnsibleActionFail: when there is no such kind, or something else, such as null, is in place of its objects.
    """
    for kind, objects in config.items():
        if kind not in _kinds.KINDS:
            raise AnsibleActionFail(f"config has '{kind}', which is no kind of object.")
        problems = [f"config {problem}." for problem in _config_sources.problems_of_kind(_kinds.KINDS[kind], objects)]
        if problems:
            raise AnsibleActionFail(problems[0])


def read_mode(text: str) -> int:
    """The permissions that an octal number, such as C(0640), stands for.

    :raises AnsibleActionFail: when it is none, or may be what YAML has made of one.
    """
    if not _MODE.fullmatch(text):
        raise AnsibleActionFail(
            f"mode is '{text}'; it must be an octal number of four digits in quotes, such as '0640'. Without quotes"
            " YAML makes another number of it."
        )
    return int(text, 8)


def read_tree(folder: Path) -> dict[str, str]:
    """The texts of the YAML files in a folder and in the folders in it, by their paths relative to it.

    :raises AnsibleActionFail: when something else is in the place of the folder or of one for a kind, or a file cannot
        be read, or is no text.
    """
    if folder.exists() and not folder.is_dir():
        raise AnsibleActionFail(f"path is '{folder}', which is there and is no folder.")
    links = [folder / kind for kind in _kinds.KINDS if (folder / kind).is_symlink()]
    if links:
        raise AnsibleActionFail(
            f"{links[0]} is a link to a folder, and files of another tree would be written and deleted there; nothing"
            " was changed. Take the link away, or choose another path."
        )
    found = [*folder.glob(f"*{_config_tree.SUFFIX}"), *folder.glob(f"[!.]*/*{_config_tree.SUFFIX}")]
    try:
        return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in sorted(found)}
    except (OSError, UnicodeDecodeError) as error:
        raise AnsibleActionFail(f"The files in {folder} cannot be read: {error}") from None


def find_leftovers(folder: Path) -> list[str]:
    """What runs that were killed have left in a folder and in the folders in it, by the paths relative to it."""
    found = [*folder.glob(".*"), *folder.glob("[!.]*/.*")]
    ours = [path for path in found if _LEFTOVER.fullmatch(path.name) and path.is_file() and not path.is_symlink()]
    return [path.relative_to(folder).as_posix() for path in sorted(ours)]


def has_other_mode(path: Path, mode: int) -> bool:
    return stat.S_IMODE(path.stat().st_mode) != mode


def carry_out(folder: Path, plan: _config_tree.TreePlan, mode: int) -> None:
    """Write and delete files; what is written is there as a whole or not at all.

    :raises AnsibleActionFail: when the file system refuses.
    """
    moves = plan.moves
    try:
        for old, new in moves.items():
            (folder / old).replace(folder / new)
        for path, text in plan.writes.items():
            _write(folder / path, text, mode)
        for path in plan.removals:
            if path not in moves:
                (folder / path).unlink()
                _remove_if_empty((folder / path).parent, folder)
    except OSError as error:
        raise AnsibleActionFail(f"The files in {folder} cannot be written: {error}") from None


def set_modes(folder: Path, paths: t.Iterable[str], mode: int) -> None:
    """Give files their mode.

    :raises AnsibleActionFail: when the file system refuses, as for files that belong to somebody else.
    """
    try:
        for path in paths:
            (folder / path).chmod(mode)
    except OSError as error:
        raise AnsibleActionFail(f"The files in {folder} cannot be given the mode {mode:04o}: {error}") from None


def differences(plan: _config_tree.TreePlan, present: t.Mapping[str, str]) -> list[dict[str, str]]:
    """The differences as Ansible prints them."""
    after = {**plan.writes, **dict.fromkeys(plan.removals, "")}
    return [
        {"before_header": path, "after_header": path, "before": present.get(path, ""), "after": after[path]}
        for path in sorted(after)
    ]


def _write(path: Path, text: str, mode: int) -> None:
    path.parent.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
    prefix, suffix = _UNFINISHED
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=prefix, suffix=suffix)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _remove_if_empty(folder: Path, top: Path) -> None:
    if folder != top and not any(folder.iterdir()):
        folder.rmdir()
