# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""All options of all modules, with a way to give a single one of them a value."""

from __future__ import annotations

import importlib
import typing as t
from pathlib import Path
from types import ModuleType

from ansible_collections.telephony.threecx.plugins.module_utils.shell._argspec import ArgumentSpec

_PACKAGE = "ansible_collections.telephony.threecx.plugins.modules"
_FOLDER = Path(__file__).resolve().parents[4] / "plugins" / "modules"


class OptionPlace(t.NamedTuple):
    """One option, wherever in the specification of a module it is.

    :param path: the names of the options that lead to it.
    :param option: what the specification says about it.
    :param shape: for each name in the path but the last, whether it is a list of mappings.
    """

    module: ModuleType
    path: tuple[str, ...]
    option: t.Mapping[str, t.Any]
    shape: tuple[bool, ...]

    @property
    def holds_list(self) -> bool:
        return self.option.get("type") == "list"

    def given(self, value: t.Any) -> dict[str, t.Any]:
        """The options of the module with this value, which is an element where the option is a list."""
        given = [value] if self.holds_list else value
        for name, is_list in zip(reversed(self.path), (False, *reversed(self.shape))):
            given = {name: [given] if is_list else given}
        return t.cast("dict[str, t.Any]", given)

    def __str__(self) -> str:
        return f"{self.module.__name__.rpartition('.')[2]}:{'.'.join(self.path)}"


def modules() -> list[ModuleType]:
    """All modules of the collection."""
    return [importlib.import_module(f"{_PACKAGE}.{path.stem}") for path in sorted(_FOLDER.glob("threecx_*.py"))]


def option_places() -> list[OptionPlace]:
    """Each option of each module that holds no further options."""
    return [place for module in modules() for place in _places(module, _spec(module).argument_spec, (), ())]


def _spec(module: ModuleType) -> ArgumentSpec:
    return t.cast("ArgumentSpec", module.SPEC)


def _places(
    module: ModuleType, options: t.Mapping[str, t.Any], path: tuple[str, ...], shape: tuple[bool, ...]
) -> t.Iterator[OptionPlace]:
    for name, option in options.items():
        if "options" in option:
            is_list = option["type"] == "list"
            yield from _places(module, option["options"], (*path, name), (*shape, is_list))
        else:
            yield OptionPlace(module, (*path, name), option, shape)
