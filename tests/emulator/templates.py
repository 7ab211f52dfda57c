# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The FXS and DECT templates that the emulated phone system ships.

Names follow the files on a real system (`<brand>.<device>.fxs.xml`); languages, time zones and variables are a small
realistic choice, since the real lists differ between builds.
"""

from __future__ import annotations

from typing import Any

_LANGUAGES = ["English", "German", "French", "Italian", "Spanish"]
_TIME_ZONES = [
    "(GMT-05:00) Eastern Time",
    "(GMT+00:00) London",
    "(GMT+01:00) Berlin, Rome, Paris",
    "(GMT+02:00) Athens",
    # Stock templates have zones that share a text (reported).
    "(GMT+01:00) Berlin, Rome, Paris",
]
_NETWORKS = ["LOCALLAN", "REMOTESTUN", "SBC"]


def _choices(*pairs: tuple[str, str]) -> list[dict[str, str]]:
    return [{"Name": name, "DisplayName": shown} for name, shown in pairs]


_DTMF = {
    "Name": "DTMF_MODE",
    "Title": "DTMF transmission",
    "ValidationType": None,
    "Choices": _choices(("rfc2833", "RFC 2833"), ("inband", "In audio"), ("info", "SIP INFO")),
}
_IMPEDANCE = {
    "Name": "IMPEDANCE",
    "Title": "Line impedance",
    "ValidationType": None,
    "Choices": _choices(("600", "600 Ohm"), ("900", "900 Ohm"), ("complex", "Complex")),
}
_VLAN = {"Name": "VLAN_ID", "Title": "VLAN", "ValidationType": "Integer", "Choices": []}


def _template(
    template_id: str,
    brand: str,
    models: list[tuple[str, str]],
    lines: int,
    *,
    device_type: str = "Fxs",
    variables: list[dict[str, Any]] | None = None,
    **fields: Any,
) -> dict[str, Any]:
    return {
        "Id": template_id,
        "Brand": brand,
        "DeviceType": device_type,
        "TemplateType": "Supported",
        "IsCustom": False,
        "Models": [{"UserAgent": agent, "DisplayName": shown, "CanBeSBC": False} for agent, shown in models],
        "NumberOfExtensions": lines,
        "Languages": list(_LANGUAGES),
        "TimeZones": list(_TIME_ZONES),
        "AllowedNetConfigs": list(_NETWORKS),
        "AllowSSLProvisioning": True,
        "RpsEnabled": device_type == "Dect",
        "URL": f"https://www.3cx.com/docs/{brand.lower()}/",
        "Variables": variables if variables is not None else [_DTMF, _IMPEDANCE, _VLAN],
        "Content": f'<?xml version="1.0"?>\n<doc><header><type>fxs-template</type><name>{template_id}</name>'
        f"<NumberOfExtensions>{lines}</NumberOfExtensions></header></doc>\n",
        **fields,
    }


_DP75X = [("DP750", "Grandstream DP750"), ("DP752", "Grandstream DP752")]

TEMPLATES: tuple[dict[str, Any], ...] = (
    _template(
        "grandstream.ht80x.fxs.xml", "Grandstream", [("HT802", "Grandstream HT802"), ("HT801", "Grandstream HT801")], 2
    ),
    _template(
        "grandstream.ht81x.fxs.xml", "Grandstream", [("HT812", "Grandstream HT812"), ("HT814", "Grandstream HT814")], 4
    ),
    _template(
        "grandstream.gxw42xx.fxs.xml", "Grandstream", [("GXW4216", "Grandstream GXW4216")], 16, TemplateType="Preferred"
    ),
    _template("patton.sn41xx.fxs.xml", "Patton", [("SN4114", "Patton SN4114")], 4, AllowedNetConfigs=["LOCALLAN"]),
    _template(
        "yealink.W70B.fxs.xml", "Yealink", [("SIP-W70B", "Yealink W70B")], 10, device_type="Dect", variables=[_VLAN]
    ),
    _template("snomM900.fxs.xml", "Snom", [("snomM900", "Snom M900")], 20, device_type="Dect", variables=[]),
    _template(
        "yealink.W70B_CustomV1.fxs.fxs.xml",
        "Yealink",
        [("SIP-W70B", "Yealink W70B-yealink.W70B_CustomV1.fxs.fxs")],
        10,
        device_type="Dect",
        variables=[_VLAN],
        IsCustom=True,
        TemplateType="ThirdParty",
    ),
    # A DECT base and a Wi-Fi phone whose lines are those of an adapter (reported of stock templates).
    _template("Grandstream_DP75x.fxs.xml", "Grandstream", _DP75X, 10, variables=[_VLAN]),
    _template("grandstream.wp820.fxs.xml", "Grandstream", [("WP820", "Grandstream WP820")], 2, variables=[]),
    _template(
        "Grandstream_DP75x_Custom.fxs.fxs.xml",
        "Grandstream",
        _DP75X,
        10,
        variables=[_VLAN],
        IsCustom=True,
        TemplateType="ThirdParty",
    ),
)


def template(template_id: str) -> dict[str, Any]:
    """The template of that Id. Raises ValueError when there is none."""
    for candidate in TEMPLATES:
        if candidate["Id"] == template_id:
            return candidate
    raise ValueError(f"no template {template_id}")


def template_for_model(brand: str | None, model: str | None) -> dict[str, Any] | None:
    """The template that lists the model, by user agent or display name; None when no template does."""
    for candidate in TEMPLATES:
        if brand in (None, candidate["Brand"]) and find_model(candidate, model):
            return candidate
    return None


def find_model(owner: dict[str, Any], model: str | None) -> dict[str, Any] | None:
    """The entry of a template's Models whose user agent or display name is `model`."""
    for entry in owner["Models"]:
        if model in (entry["UserAgent"], entry["DisplayName"]):
            return dict(entry)
    return None
