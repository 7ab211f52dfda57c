# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""OData query options and keys. $filter and $orderby become SQL by way of odata-query."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import sqlalchemy as sa
from odata_query import ast
from odata_query.exceptions import InvalidFieldException, ODataException, UnsupportedFunctionException
from odata_query.grammar import ODataLexer, ODataParser
from odata_query.sqlalchemy.core import AstToSqlAlchemyCoreVisitor

from .errors import ODataError, invalid_query
from .schema import NAVIGATION_TYPES, EntitySet

LIST_OPTIONS = {"$top", "$skip", "$search", "$filter", "$count", "$orderby", "$select", "$expand"}
ENTITY_OPTIONS = {"$select", "$expand"}
_QUOTED_KEY = re.compile(r"(?:\w+=)?'((?:[^']|'')*)'")
_NAVIGATION = re.compile(r"(\w+)(?:\((.*)\))?")


@dataclass(frozen=True)
class Gaps:
    """What a version of the phone system does not have, see the switches `unknown_properties` and `unknown_status`."""

    names: tuple[str, ...] = ()
    status: int = 400

    def has(self, name: str, entity_set: EntitySet) -> bool:
        return name in self.names or f"{entity_set.name}.{name}" in self.names

    def refusal(self, name: str, entity_set: EntitySet) -> ODataError:
        return _no_property(name, entity_set) if self.status == 400 else ODataError(self.status, "")


@dataclass(frozen=True)
class Projection:
    """Which properties and navigations an answer shows; `select` None means the default ones."""

    select: tuple[str, ...] | None = None
    expand: Mapping[str, Projection] = field(default_factory=dict)


@dataclass(frozen=True)
class ListQuery:
    """The options of a request for a list; `top` None means that the request has none."""

    projection: Projection
    top: int | None
    skip: int
    conditions: tuple[sa.ColumnElement[bool], ...]
    order: tuple[sa.ColumnElement[Any], ...]
    count: bool


def parse_key(text: str) -> str:
    """The value of a key in parentheses. Raises ODataError (400) when it is not a quoted string."""
    match = _QUOTED_KEY.fullmatch(text)
    if match is None:
        raise ODataError(400, f"The key in the request URI is not valid: expected a quoted string, found {text}.")
    return match.group(1).replace("''", "'")


def parse_projection(args: Mapping[str, str], entity_set: EntitySet, gaps: Gaps) -> Projection:
    """$select and $expand. Raises ODataError (400) for names that the type does not have."""
    select = _names(args["$select"], entity_set, gaps) if "$select" in args else None
    expand = {}
    for item in split(args.get("$expand", ""), ","):
        match = _NAVIGATION.fullmatch(item)
        if match is None or match.group(1) not in entity_set.navigations:
            raise _no_property(item.partition("(")[0], entity_set)
        name, options = match.group(1), dict(option(part) for part in split(match.group(2) or "", ";"))
        if gaps.has(name, entity_set):
            raise gaps.refusal(name, entity_set)
        expand[name] = parse_projection(options, NAVIGATION_TYPES[name], gaps)
    return Projection(select, expand)


def parse_entity(args: Mapping[str, str], entity_set: EntitySet, gaps: Gaps) -> Projection:
    check_options(args, ENTITY_OPTIONS)
    return parse_projection(args, entity_set, gaps)


def parse_list(
    args: Mapping[str, str], entity_set: EntitySet, table: sa.Table, top_limit: int, gaps: Gaps
) -> ListQuery:
    """All options of a list. Raises ODataError: 400 for faulty ones, 500 without message for unsupported filters."""
    check_options(args, LIST_OPTIONS)
    top = number(args, "$top")
    if top is not None and top > top_limit:
        raise invalid_query(
            f"The limit of '{top_limit}' for Top query has been exceeded. "
            f"The value from the incoming request is '{top}'."
        )
    compiler = _Compiler(entity_set, table)
    conditions = [compiler.condition(args["$filter"])] if "$filter" in args else []
    if "$search" in args:
        conditions.append(_search(args["$search"], entity_set, table))
    return ListQuery(
        projection=parse_projection(args, entity_set, gaps),
        top=top,
        skip=number(args, "$skip") or 0,
        conditions=tuple(conditions),
        order=tuple(compiler.order(item) for item in split(args.get("$orderby", ""), ",")),
        count=args.get("$count", "false").lower() == "true",
    )


class _Compiler(AstToSqlAlchemyCoreVisitor):
    """Turns OData expressions into SQL, limited to the scalar properties of one entity set."""

    def __init__(self, entity_set: EntitySet, table: sa.Table) -> None:
        super().__init__(cast("type[sa.Table]", table))
        self._columns = table.c
        self._entity_set = entity_set

    def visit_Identifier(self, node: ast.Identifier) -> Any:  # noqa: N802 (odata-query's name)
        if node.name not in self._entity_set.properties:
            raise InvalidFieldException(node.name)
        if node.name not in self._entity_set.scalars:
            raise NotImplementedError(node.name)
        return self._columns[node.name]

    def condition(self, text: str) -> sa.ColumnElement[bool]:
        return sa.and_(sa.true(), self._compiled(text))

    def order(self, text: str) -> sa.ColumnElement[Any]:
        name, _space, direction = text.partition(" ")
        if direction.strip().lower() not in ("", "asc", "desc"):
            raise invalid_query(f"Syntax error in '{text}'.")
        column: sa.ColumnElement[Any] = self._compiled(name)
        return column.desc() if direction.strip().lower() == "desc" else column.asc()

    def _compiled(self, text: str) -> Any:
        try:
            return self.visit(ODataParser().parse(ODataLexer().tokenize(text)))
        except InvalidFieldException as error:
            raise _no_property(error.field_name, self._entity_set) from None
        except (NotImplementedError, UnsupportedFunctionException):
            # Live systems answered filters that they do not support with 500 and no body.
            raise ODataError(500, "") from None
        except ODataException as error:
            raise invalid_query(f"Syntax error in '{text}': {error}") from None


def _search(text: str, entity_set: EntitySet, table: sa.Table) -> sa.ColumnElement[bool]:
    texts = [name for name, prop in entity_set.properties.items() if prop.kind == "text"]
    return sa.or_(*(sa.func.lower(table.c[name]).contains(text.strip('"').lower()) for name in texts))


def check_options(args: Mapping[str, str], known: set[str]) -> None:
    for name, text in args.items():
        if name.startswith("$") and name not in known:
            raise invalid_query(f"The query parameter '{name}' is not supported.")
        if name in ENTITY_OPTIONS and not text:
            # By the grammar of OData (selectItem, expandItem), there is one at least.
            raise invalid_query(f"The query parameter '{name}' is empty.")


def number(args: Mapping[str, str], name: str) -> int | None:
    text = args.get(name)
    if text is None:
        return None
    if not text.isascii() or not text.isdigit():
        raise invalid_query(
            f"Invalid value '{text}' for {name} query option found. "
            f"The {name} query option requires a non-negative integer value."
        )
    return int(text)


def _names(text: str, entity_set: EntitySet, gaps: Gaps) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    for name in names:
        if name not in entity_set.properties:
            raise _no_property(name, entity_set)
        if gaps.has(name, entity_set):
            raise gaps.refusal(name, entity_set)
    return names


def _no_property(name: str, entity_set: EntitySet) -> ODataError:
    return invalid_query(f"Could not find a property named '{name}' on type '{entity_set.type_name}'.")


def option(text: str) -> tuple[str, str]:
    name, _equals, value = text.partition("=")
    return name.strip(), value.strip()


def split(text: str, separator: str) -> list[str]:
    """Split where no parenthesis is open."""
    parts, depth = [""], 0
    for character in text:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == separator and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts if part.strip()]
