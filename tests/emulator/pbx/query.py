# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Query options for records that are not in the database: $filter and $orderby become functions of a record."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any

from odata_query import ast
from odata_query.exceptions import ODataException
from odata_query.grammar import ODataLexer, ODataParser

from ..errors import ODataError, invalid_query
from .facts import Facts, Property

Lookup = Callable[[str, dict[str, Any], str], Any]
"""Type, record and property name to the value that is shown."""
Getter = Callable[[Any], Any]

_COMPARE: dict[type, Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "contains": lambda text, part: part in text,
    "startswith": lambda text, part: text.startswith(part),
    "endswith": lambda text, part: text.endswith(part),
    "tolower": str.lower,
    "toupper": str.upper,
    "trim": str.strip,
    "length": len,
    "concat": lambda first, second: first + second,
    "indexof": lambda text, part: text.find(part),
}


class Compiler:
    """Turns the expressions of one request for a type into functions of a record.

    Raises ODataError: 400 for names that the type does not have and for faulty syntax, 500 without message for what
    live systems are not known to support.
    """

    def __init__(self, facts: Facts, type_name: str, lookup: Lookup) -> None:
        self._facts = facts
        self._type = type_name
        self._lookup = lookup
        self._variables: dict[str, str] = {}

    def condition(self, text: str) -> Callable[[dict[str, Any]], bool]:
        test = self._compiled(text)
        return lambda record: test({"$it": record}) is True

    def order(self, text: str) -> tuple[Callable[[dict[str, Any]], Any], bool]:
        """The key to sort by, and whether the order is descending. Null comes first, as in the database."""
        name, _space, direction = text.partition(" ")
        if direction.strip().lower() not in ("", "asc", "desc"):
            raise invalid_query(f"Syntax error in '{text}'.")
        value = self._compiled(name)

        def key(record: dict[str, Any]) -> Any:
            found = value({"$it": record})
            return (found is not None, found)

        return key, direction.strip().lower() == "desc"

    def _compiled(self, text: str) -> Getter:
        try:
            return self._node(ODataParser().parse(ODataLexer().tokenize(text)))
        except ODataException as error:
            raise invalid_query(f"Syntax error in '{text}': {error}") from None

    def _node(self, node: Any) -> Getter:
        maker = _MAKERS.get(type(node))
        if maker is None:
            raise ODataError(500, "")
        return maker(self, node)

    # Values

    def _constant(self, node: Any) -> Getter:
        value = node.py_val
        return lambda _names: value

    def _null(self, _node: Any) -> Getter:
        return lambda _names: None

    def _list(self, node: ast.List) -> Getter:
        items = [self._node(item) for item in node.val]
        return lambda names: [item(names) for item in items]

    def _path(self, node: Any) -> Getter:
        getter, _prop = self._resolved(node)
        return getter

    def _resolved(self, node: Any) -> tuple[Getter, Property]:
        """The function that reads a path such as `Gateway/Name`, and what it leads to."""
        if isinstance(node, ast.Attribute):
            owner, prop = self._resolved(node.owner)
            name = node.attr
        elif node.name in self._variables:
            variable = node.name
            return lambda names: names[variable], Property(self._variables[variable])
        else:
            owner, prop, name = operator.itemgetter("$it"), Property(self._type), node.name
        properties = self._facts.types.get(prop.kind)
        if properties is None or prop.many:
            raise ODataError(500, "")
        if name not in properties:
            raise invalid_query(f"Could not find a property named '{name}' on type 'Pbx.{prop.kind}'.")
        kind, lookup = prop.kind, self._lookup

        def value(names: Any) -> Any:
            record = owner(names)
            return None if record is None else lookup(kind, record, name)

        return value, properties[name]

    # Logic

    def _comparison(self, node: ast.Compare) -> Getter:
        left, right = self._node(node.left), self._node(node.right)
        if isinstance(node.comparator, ast.In):
            return lambda names: left(names) in right(names)
        compare = _COMPARE[type(node.comparator)]
        equality = isinstance(node.comparator, (ast.Eq, ast.NotEq))

        def test(names: Any) -> bool:
            first, second = left(names), right(names)
            if not equality and (first is None or second is None):
                return False
            return _compared(compare, first, second)

        return test

    def _both(self, node: ast.BoolOp) -> Getter:
        left, right = self._node(node.left), self._node(node.right)
        if isinstance(node.op, ast.And):
            return lambda names: left(names) is True and right(names) is True
        return lambda names: left(names) is True or right(names) is True

    def _unary(self, node: ast.UnaryOp) -> Getter:
        if not isinstance(node.op, ast.Not):
            raise ODataError(500, "")
        inner = self._node(node.operand)
        return lambda names: inner(names) is not True

    def _call(self, node: ast.Call) -> Getter:
        function = _FUNCTIONS.get(node.func.name)
        if function is None:
            raise ODataError(500, "")
        arguments = [self._node(argument) for argument in node.args]

        def value(names: Any) -> Any:
            values = [argument(names) for argument in arguments]
            return None if None in values else function(*values)

        return value

    def _some(self, node: ast.CollectionLambda) -> Getter:
        """`Groups/any(g:g/GroupId eq 5)`, and `all`."""
        items, prop = self._resolved(node.owner)
        combine = any if isinstance(node.operator, ast.Any) else all
        if node.lambda_ is None:
            return lambda names: bool(items(names))
        name = node.lambda_.identifier.name
        self._variables[name] = prop.kind
        test = self._node(node.lambda_.expression)
        return lambda names: combine(test({**names, name: item}) is True for item in items(names) or ())


_MAKERS: dict[type, Callable[[Compiler, Any], Getter]] = {
    ast.Null: Compiler._null,
    ast.List: Compiler._list,
    ast.Identifier: Compiler._path,
    ast.Attribute: Compiler._path,
    ast.Compare: Compiler._comparison,
    ast.BoolOp: Compiler._both,
    ast.UnaryOp: Compiler._unary,
    ast.Call: Compiler._call,
    ast.CollectionLambda: Compiler._some,
    **dict.fromkeys((ast.Integer, ast.Float, ast.Boolean, ast.String), Compiler._constant),
}


def _compared(compare: Callable[[Any, Any], bool], first: Any, second: Any) -> bool:
    try:
        return compare(first, second)
    except TypeError:
        # A text with a number: the types are checked when a live system translates the filter.
        raise ODataError(500, "") from None


def searched(record: Mapping[str, Any], text: str) -> bool:
    """Whether $search finds that text in one of a record's own texts."""
    wanted = text.strip('"').lower()
    return any(isinstance(value, str) and wanted in value.lower() for value in record.values())
