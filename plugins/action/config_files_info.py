# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads a configuration from files on the machine that runs Ansible, where vaults can be opened."""

from __future__ import annotations

import itertools
import os
import typing as t
from pathlib import Path

import ansible.template
from ansible.errors import AnsibleActionFail, AnsibleError, AnsibleParserError, AnsibleUndefinedVariable
from ansible.plugins.action import ActionBase
from yaml import YAMLError

from ansible_collections.telephony.threecx.plugins.module_utils.api import _values
from ansible_collections.telephony.threecx.plugins.plugin_utils import (
    _config_sources,
    _config_tree,
    _kept_types,
    _yaml_check,
)

SPEC: dict[str, dict[str, t.Any]] = {"paths": {"type": "list", "elements": "path", "required": True}}
# Before ansible-core 2.19 every text was a template.
_trusted: t.Callable[[str], str] = getattr(ansible.template, "trust_as_template", str)
# How the message of an error begins, before ansible-core 2.19 and since. It goes on with the text.
_NO_TEMPLATE = ("template error while templating string", "Syntax error in template")


class ActionModule(ActionBase):
    """Does the work of the module C(config_files_info)."""

    TRANSFERS_FILES = False
    _VALID_ARGS = frozenset(SPEC)

    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        super().run(tmp, task_vars)
        _validation, params = self.validate_argument_spec(argument_spec=SPEC)  # type: ignore[no-untyped-call]
        folders = [_config_tree.read_folder("paths", folder) for folder in params["paths"]]
        refuse_overlap(params["paths"])
        trees = [find_files(folder) for folder in folders]
        if not trees:
            raise AnsibleActionFail("paths is an empty list; it must name at least one folder.")
        found = self._put_together([files for files, _others in trees])
        if isinstance(found, _config_sources.FilesError):
            raise AnsibleActionFail(str(found))
        not_read = [str(path) for _files, others in trees for path in others]
        # The results of a loop are gathered in one more, which before ansible-core 2.19 heeds the task alone.
        self._task.no_log = True
        return {"changed": False, **found._asdict(), "not_read": not_read, "_ansible_no_log": True}

    def _put_together(
        self, trees: t.Iterable[t.Iterable[Path]]
    ) -> _config_sources.Sources | _config_sources.FilesError:
        """What the files say.

        An AnsibleActionFail that is made while another exception is handled takes along its traceback, in which Ansible
        shows the text that it could not read. So what is wrong is returned.
        """
        problems: list[str] = []
        contents = [{str(path): self._read(path, problems) for path in files} for files in trees]
        try:
            return _config_sources.FilesError(problems) if problems else _config_sources.put_together(contents)
        except _config_sources.FilesError as error:
            return error

    def _read(self, path: Path, problems: list[str]) -> t.Any:
        """What is in a file, with what it takes from variables and vaults; what is wrong is added to the problems."""
        try:
            # Ansible would look for a relative path beside the playbook, which may be one of this collection, and since
            # ansible-core 2.19 takes none as the origin of what it has loaded.
            place = str(path.absolute())
            data, _is_plain = self._loader._get_file_contents(place)
            text = bytes(data).decode("utf-8")
            problem, document = _yaml_check.check(text)
            if problem is None:
                return (
                    self._values(place, text)
                    if _yaml_check.needs_ansible(text) or document is None
                    else _yaml_check.values_of(document)
                )
        except UnicodeDecodeError:
            problem = "is no text in UTF-8"
        except (AnsibleError, ValueError, YAMLError) as error:
            problem = reason_of(error)
        problems.append(f"{path} {problem}")
        return None

    def _values(self, place: str, text: str) -> t.Any:
        content = self._loader.load(_trusted(text), file_name=place, show_content=False)
        return plain(_kept_types.with_types(self._templar.template(content), content, self._templar))


def refuse_overlap(paths: t.Iterable[str]) -> None:
    """Refuse a folder that is in another one. Where C(pbx/{{ site }}) finds no value, it is the folder of all sites.

    :raises AnsibleActionFail: with both.
    """
    places = [(path, Path(os.path.realpath(path))) for path in paths]
    for (inner, place), (outer, whole) in itertools.permutations(places, 2):
        if place.is_relative_to(whole):
            raise AnsibleActionFail(
                f"paths has {inner}, which is in {outer} as well; name folders that have no file in common."
            )


def find_files(folder: Path) -> tuple[list[Path], list[Path]]:
    """The files of a tree, and those in it that do not belong to it, in the order of their paths; hidden ones are none.

    :raises AnsibleActionFail: when there are none, or what is there may be meant to be some.
    """
    if not folder.is_dir():
        raise AnsibleActionFail(f"There is no folder {folder}; paths must name folders with files of a configuration.")
    found = sorted(_visible_files(folder))
    misnamed = [
        path
        for path in found
        if path.suffix != _config_tree.SUFFIX and path.suffix.lower() in (_config_tree.SUFFIX, ".yaml", ".json")
    ]
    if misnamed:
        raise AnsibleActionFail(f"{misnamed[0]} has a name that does not end with {_config_tree.SUFFIX}; rename it.")
    files = [path for path in found if path.suffix == _config_tree.SUFFIX and path != folder / _config_tree.LEFT_OUT]
    if not files:
        raise AnsibleActionFail(
            f"There is no configuration in {folder}: no file has a name that ends with {_config_tree.SUFFIX}."
        )
    lost = [path for path in files if not path.exists()]
    if lost:
        raise AnsibleActionFail(f"{lost[0]} is a link that leads nowhere; mend it, or delete it.")
    return files, [path for path in found if path.suffix != _config_tree.SUFFIX]


def _visible_files(folder: Path) -> t.Iterator[Path]:
    for place, folders, names in os.walk(folder, onerror=_refuse):
        folders[:] = [name for name in folders if not name.startswith(".")]
        links = [Path(place, name) for name in folders if Path(place, name).is_symlink()]
        if links:
            raise AnsibleActionFail(f"{links[0]} is a link to a folder; name that folder in paths.")
        yield from (Path(place, name) for name in names if not name.startswith("."))


def _refuse(error: OSError) -> t.NoReturn:
    raise AnsibleActionFail(f"{error.filename} cannot be read: {error.strerror}") from None


def plain(value: t.Any) -> t.Any:
    """The same without the classes of Ansible's own; a vaulted text is opened.

    :raises AnsibleError: when there is no password for it.
    """
    if isinstance(value, dict):
        return {name: plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return value if isinstance(value, (bool, int, float)) or _values.kind_of(value) else str(value)


def reason_of(error: Exception) -> str:
    """Why a file cannot be read, as the rest of a sentence. Messages of Ansible are shown where they have no values."""
    if not isinstance(error, AnsibleError):
        return "has what YAML takes for a date or a name, and is none; put it in quotes"
    message = str(error.message)
    if isinstance(error, AnsibleUndefinedVariable):
        return f"has a template that cannot be filled in: {message.partition('. ')[0]}"
    if message.startswith(_NO_TEMPLATE):
        return "has a text with the marks of a template which is none; the tag !unsafe says so"
    if "decrypt" in message:
        return f"cannot be decrypted: {message}"
    if isinstance(error, AnsibleParserError):
        return "has a tag that Ansible does not know, or cannot be opened"
    return "has a template that cannot be filled in: a lookup or a filter in it fails"
