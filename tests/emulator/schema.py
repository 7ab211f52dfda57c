# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The entity sets that the emulator serves, after the official OpenAPI description (types Pbx.Fxs, Pbx.FxsTemplate)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Property:
    """One property of an entity; `kind` is text, whole, truth, texts (list of strings), objects or object."""

    kind: str
    nullable: bool = True


@dataclass(frozen=True)
class EntitySet:
    """An OData entity set: `on_request` names properties that are left out unless $select asks for them."""

    name: str
    type_name: str
    key: str
    properties: dict[str, Property]
    navigations: tuple[str, ...] = ()
    on_request: tuple[str, ...] = ()

    @property
    def scalars(self) -> tuple[str, ...]:
        """Properties that $filter and $orderby can compare."""
        return tuple(name for name, prop in self.properties.items() if prop.kind in ("text", "whole", "truth"))


FXS = EntitySet(
    name="Fxs",
    type_name="Pbx.Fxs",
    key="MacAddress",
    properties={
        "MacAddress": Property("text", nullable=False),
        "Name": Property("text"),
        "Brand": Property("text"),
        "Model": Property("text"),
        "ModelName": Property("text"),
        "FxsLineCount": Property("whole"),
        "FxsLines": Property("objects", nullable=False),
        "Group": Property("text"),
        "Language": Property("text"),
        "TimeZone": Property("text"),
        "Codecs": Property("texts", nullable=False),
        "Password": Property("text"),
        "Secret": Property("text"),
        "Provisioning": Property("object"),
        "Variables": Property("objects", nullable=False),
    },
    navigations=("Template", "Registered"),
)

FXS_TEMPLATES = EntitySet(
    name="FxsTemplates",
    type_name="Pbx.FxsTemplate",
    key="Id",
    properties={
        "Id": Property("text", nullable=False),
        "Brand": Property("text", nullable=False),
        "DeviceType": Property("text", nullable=False),
        "TemplateType": Property("text", nullable=False),
        "IsCustom": Property("truth", nullable=False),
        "Models": Property("objects", nullable=False),
        "NumberOfExtensions": Property("whole", nullable=False),
        "Languages": Property("texts", nullable=False),
        "TimeZones": Property("texts", nullable=False),
        "AllowedNetConfigs": Property("texts", nullable=False),
        "AllowSSLProvisioning": Property("truth"),
        "RpsEnabled": Property("truth"),
        "URL": Property("text", nullable=False),
        "Variables": Property("objects", nullable=False),
        "Content": Property("text"),
    },
    on_request=("Content",),
)

REGISTRAR_FXS = EntitySet(
    name="RegistrarFxs",
    type_name="Pbx.RegistrarFxs",
    key="MacAddress",
    properties={
        "MacAddress": Property("text", nullable=False),
        "InterfaceLink": Property("text", nullable=False),
    },
)

ENTITY_SETS = {entity_set.name: entity_set for entity_set in (FXS, FXS_TEMPLATES)}
NAVIGATION_TYPES = {"Template": FXS_TEMPLATES, "Registered": REGISTRAR_FXS}

# Nested (complex) types: property -> (JSON type, nullable).
DEVICE_LINE = {"Key": Property("whole", False), "Number": Property("text", False), "Name": Property("text")}
VARIABLE = {"Name": Property("text", False), "Value": Property("text", False)}
PROVISIONING = {
    "LocalInterface": Property("text"),
    "LocalSipPort": Property("whole"),
    "LocalAudioPortStart": Property("whole"),
    "LocalAudioPortEnd": Property("whole"),
    "Method": Property("text"),
    "ProvLink": Property("text"),
    "RemoteFQDN": Property("text"),
    "RemotePort": Property("whole"),
    "SbcName": Property("text"),
}
# The properties of a device that are more than one value.
STRUCTURED = ("FxsLines", "Codecs", "Provisioning", "Variables")
NESTED = {"FxsLines": DEVICE_LINE, "Variables": VARIABLE, "Provisioning": PROVISIONING}
