# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a request for records asks for: $select and $expand with all that is nested, and the options of a list."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..errors import ODataError, invalid_query
from ..odata import ENTITY_OPTIONS, LIST_OPTIONS, Projection, check_options, number, option, split
from .facts import Facts
from .query import Compiler, Lookup, searched
from .state import Record

_NAVIGATION = re.compile(r"(\w+)(?:\((.*)\))?")


@dataclass(frozen=True)
class Listing:
    """The options of a list; `top` None means that there is none."""

    projection: Projection
    top: int | None = None
    skip: int = 0
    count: bool = False
    tests: tuple[Callable[[Record], bool], ...] = ()
    order: tuple[tuple[Callable[[Record], Any], bool], ...] = ()

    def matching(self, rows: Iterable[Record]) -> list[Record]:
        """The rows that the conditions let pass, in the order that was asked for."""
        found = [row for row in rows if all(test(row) for test in self.tests)]
        for key, descending in reversed(self.order):
            found.sort(key=key, reverse=descending)
        return found


@dataclass(frozen=True)
class Reader:
    """Reads query options for types. `check_name` refuses names that this version of the phone system does not have:
    it gets type and name; `depth` is how many levels of $expand are allowed.

    All methods raise ODataError: 400 for faulty options, 500 without message for unsupported filters.
    """

    facts: Facts
    lookup: Lookup
    check_name: Callable[[str, str], None]
    depth: int = 9
    nested_options: frozenset[str] = field(default=frozenset({"$select", "$expand"}))

    def entity(self, args: Mapping[str, str], type_name: str) -> Projection:
        check_options(args, ENTITY_OPTIONS)
        return self._projection(args, type_name, self.depth)

    def listing(self, args: Mapping[str, str], type_name: str, top_limit: int) -> Listing:
        check_options(args, LIST_OPTIONS)
        top = number(args, "$top")
        if top is not None and top > top_limit:
            raise invalid_query(
                f"The limit of '{top_limit}' for Top query has been exceeded. "
                f"The value from the incoming request is '{top}'."
            )
        compiler = Compiler(self.facts, type_name, self.lookup)
        tests = [compiler.condition(args["$filter"])] if "$filter" in args else []
        if "$search" in args:
            wanted = args["$search"]
            tests.append(lambda record: searched(record, wanted))
        return Listing(
            projection=self._projection(args, type_name, self.depth),
            top=top,
            skip=number(args, "$skip") or 0,
            count=args.get("$count", "false").lower() == "true",
            tests=tuple(tests),
            order=tuple(compiler.order(item) for item in split(args.get("$orderby", ""), ",")),
        )

    def _projection(self, args: Mapping[str, str], type_name: str, depth: int) -> Projection:
        select = self._selected(args["$select"], type_name) if "$select" in args else None
        expand = {}
        for item in split(args.get("$expand", ""), ","):
            match = _NAVIGATION.fullmatch(item)
            name = match.group(1) if match else item
            self._check(name, type_name)
            prop = self.facts.types[type_name][name]
            if not prop.navigation or depth == 0:
                raise invalid_query(f"The property '{name}' on type 'Pbx.{type_name}' cannot be expanded.")
            options = dict(option(part) for part in split((match and match.group(2)) or "", ";"))
            check_options(options, set(self.nested_options))
            expand[name] = self._projection(options, prop.kind, depth - 1)
        return Projection(select, expand)

    def _selected(self, text: str, type_name: str) -> tuple[str, ...] | None:
        names = [name.strip() for name in text.split(",") if name.strip()]
        if "*" in names:
            return None
        for name in names:
            self._check(name, type_name)
        return tuple(names)

    def _check(self, name: str, type_name: str) -> None:
        if name not in self.facts.types[type_name]:
            raise no_property(name, type_name)
        self.check_name(type_name, name)


def no_property(name: str, type_name: str) -> ODataError:
    return invalid_query(f"Could not find a property named '{name}' on type 'Pbx.{type_name}'.")
