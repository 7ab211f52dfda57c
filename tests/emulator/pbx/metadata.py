# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The description that the phone system gives of itself at $metadata: types, enumerations, sets and singletons."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import quoteattr

from .facts import Facts, Property, Resource

_EDM = {
    "text": "String",
    "whole": "Int32",
    "long": "Int64",
    "byte": "Byte",
    "truth": "Boolean",
    "moment": "DateTimeOffset",
    "time": "TimeOfDay",
    "duration": "Duration",
    "guid": "Guid",
    "any": "PrimitiveType",
}


def metadata(facts: Facts) -> str:
    """CSDL, as far as clients read it: names, types, nullability, navigations and keys."""
    keys = {resource.type: resource.key for resource in facts.resources.values() if resource.key}
    lines = [line for name in sorted(facts.types) for line in _type(facts, name, keys.get(name, ""))]
    for name, values in sorted(facts.enums.items()):
        members = "".join(f"<Member Name={quoteattr(value)}/>" for value in values)
        lines.append(f"<EnumType Name={quoteattr(name)}>{members}</EnumType>")
    container = "".join(_resource(resource) for _name, resource in sorted(facts.resources.items()))
    body = "\n".join([*lines, f'<EntityContainer Name="Container">{container}</EntityContainer>'])
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>\n'
        f'<Schema Namespace="Pbx" xmlns="http://docs.oasis-open.org/odata/ns/edm">\n{body}\n</Schema>\n'
        "</edmx:DataServices></edmx:Edmx>\n"
    )


def _type(facts: Facts, name: str, key: str) -> Iterator[str]:
    properties = facts.types[name]
    entity = bool(key) or "Id" in properties or any(prop.navigation for prop in properties.values())
    element = "EntityType" if entity else "ComplexType"
    yield f"<{element} Name={quoteattr(name)}>"
    if key:
        yield f"<Key><PropertyRef Name={quoteattr(key)}/></Key>"
    for prop_name, prop in properties.items():
        kind = "NavigationProperty" if prop.navigation else "Property"
        nullable = "" if prop.nullable else ' Nullable="false"'
        yield f"<{kind} Name={quoteattr(prop_name)} Type={quoteattr(_edm(prop))}{nullable}/>"
    yield f"</{element}>"


def _edm(prop: Property) -> str:
    kind = f"Edm.{_EDM[prop.kind]}" if prop.kind in _EDM else f"Pbx.{prop.kind}"
    return f"Collection({kind})" if prop.many else kind


def _resource(resource: Resource) -> str:
    if resource.single:
        return f'<Singleton Name="{resource.name}" Type="Pbx.{resource.type}"/>'
    return f'<EntitySet Name="{resource.name}" EntityType="Pbx.{resource.type}"/>'
