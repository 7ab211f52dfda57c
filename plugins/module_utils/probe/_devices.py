# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""How a phone system shows its devices, and how it finds them. Pure.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import re
import typing as t
from http import HTTPStatus

from ansible_collections.telephony.threecx.plugins.module_utils.api import _etag, _odata, _values
from ansible_collections.telephony.threecx.plugins.module_utils.fxs import _fxs
from ansible_collections.telephony.threecx.plugins.module_utils.probe import _access, _evidence, _finding, _lists, _read

# How a MAC address may be spelled, and what the emulator calls that
_STYLES = {
    r"[0-9A-F]{12}": "bare-upper",
    r"[0-9a-f]{12}": "bare-lower",
    r"[0-9A-F]{2}(:[0-9A-F]{2}){5}": "colon",
    r"[0-9A-F]{2}(-[0-9A-F]{2}){5}": "dash",
}
_STYLE_NAMES = {
    "bare-upper": "twelve upper-case digits",
    "bare-lower": "twelve lower-case digits",
    "colon": "upper-case digits with colons",
    "dash": "upper-case digits with hyphens",
    "as-given": "in several ways",
}
_NOT_FOUND = "WARNINGS.XAPI.NOT_FOUND"
_MASKED = re.compile(r"[*•●x.]+")
_SELDOM_SET = ("RemoteFQDN", "RemotePort", "SbcName")
_SINGLE = ("device", "device_named", "device_few", "device_many")


def structured_in_devices(evidence: _evidence.Evidence) -> _finding.Finding:
    names = _lists.structured_names(evidence)
    if _lists.shows(evidence.entity("device"), names):
        return _finding.found("they are shown", "a device", structured_in_devices="shown")
    if _lists.shows(evidence.entity("device_named"), names):
        return _finding.found("they are shown where $select names them", "a device", structured_in_devices="on-request")
    problem = "nothing that the phone system does not show of a device can be changed"
    return _finding.found("not all of them are shown, whatever is asked for", "a device", problem)


def mac_style(evidence: _evidence.Evidence) -> _finding.Finding:
    sent, stored = evidence.facts.get("respelled", ("", None))
    # Digits alone are the same in both cases, so that they show no more than the separators.
    if sent == stored and re.search("[a-f]", sent):
        return _finding.found("as they were given", "a creation with another spelling", mac_style="as-given")
    spellings = [str(row["MacAddress"]) for row in evidence.rows("plain") if _values.is_mac(row.get("MacAddress"))]
    # Digits alone are the same in both cases.
    telling = [text for text in spellings if re.search("[A-Fa-f]", text)]
    if not telling:
        raise _evidence.UnknownError("there is no device with a letter in its MAC address")
    styles = {_style_of(text) for text in telling}
    normalised = [_values.normalise_mac(text) for text in spellings]
    twice = len(set(normalised)) < len(normalised) and len(set(spellings)) == len(spellings)
    problem = "one MAC address is listed in two spellings; such a device is refused" if twice else ""
    if len(styles) > 1:
        return _finding.found(_STYLE_NAMES["as-given"], "list of devices", problem, mac_style="as-given")
    style = styles.pop()
    if style is None:
        return _finding.found("in another way than the usual ones; the collection copes", "list of devices", problem)
    return _finding.found(_STYLE_NAMES[style], "list of devices", problem, mac_style=style)


def mac_keys(evidence: _evidence.Evidence) -> _finding.Finding:
    key = _values.normalise_mac(evidence.facts["key"]) if "key" in evidence.facts else ""
    found_by = {name: _finds(evidence, step, key) for step, name in _other_keys(key).items()}
    how = f"the same device asked for with {' and with '.join(found_by)}"
    if len(found_by) > 1 and all(found_by.values()):
        return _finding.found("found in any case and with any separators", how, mac_keys="folding")
    if len(found_by) > 1 and not any(found_by.values()):
        return _finding.found("found as they are stored only", how, mac_keys="exact")
    told = ", ".join(f"{name}: {'found' if is_found else 'not found'}" for name, is_found in found_by.items())
    return _finding.found(told, how)


def missing(evidence: _evidence.Evidence) -> _finding.Finding:
    """What a key gets that does not exist."""
    _check_missing(evidence)
    seen = evidence.answer("missing")
    status = seen.status
    told = f" with {_NOT_FOUND}" if _NOT_FOUND in _access.tokens(seen) else ""
    how = "a device that does not exist"
    if status == HTTPStatus.NO_CONTENT:
        return _finding.found("204", how, missing_status=204)
    if status == HTTPStatus.BAD_REQUEST and told:
        return _finding.found(f"400{told}", how, missing_status=400)
    if status == HTTPStatus.NOT_FOUND:
        kind = _access.body_kind(seen)
        return _finding.found(
            f"404 and {_access.describe_kind(kind)}{told}", how, missing_status=404, missing_body=kind
        )
    problem = "the collection does not take that for a missing device, so it can neither create nor delete one"
    return _finding.found(f"{status}{told}", how, problem)


def line_base(evidence: _evidence.Evidence) -> _finding.Finding:
    devices = _devices_with_lines(evidence)
    keys = [(_read.line_count(row), _line_keys(row)) for row in devices]
    if any(0 in found_keys for _count, found_keys in keys):
        return _finding.found("at 0", "lines of devices", line_base=0)
    if any(count in found_keys for count, found_keys in keys if count):
        return _finding.found("at 1", "lines of devices", line_base=1)
    raise _evidence.UnknownError("no device shows its first or its last line")


def free_lines(evidence: _evidence.Evidence) -> _finding.Finding:
    devices = _devices_with_lines(evidence)
    if any(not line.get("Number") for row in devices for line in _odata.objects(row["FxsLines"])):
        return _finding.found("with an empty number", "lines of devices", free_lines="empty")
    if any(_read.line_count(row) > len(_line_keys(row)) for row in devices):
        return _finding.found("not at all", "lines of devices", free_lines="omitted")
    raise _evidence.UnknownError("no device has a free line")


def kinds(evidence: _evidence.Evidence) -> _finding.Finding:
    rows = evidence.rows("templates")
    names = sorted({str(row.get("DeviceType")) for row in rows} & {"Fxs", "Dect"})
    if not names:
        raise _evidence.UnknownError("no template tells the kind of its devices")
    others = any(row.get("DeviceType") not in names for row in rows)
    problem = "devices with templates of another kind can be changed with device_type only" if others else ""
    return _finding.found(f"{' and '.join(names)}{' and others' if others else ''}", "list of templates", problem)


def secrets_in_lists(evidence: _evidence.Evidence) -> _finding.Finding:
    rows = evidence.rows("plain")
    if not rows:
        raise _evidence.UnknownError("there is no device to be shown")
    return _finding.found(_describe_secrets(rows), "list of devices")


def secrets_in_devices(evidence: _evidence.Evidence) -> _finding.Finding:
    return _finding.found(_describe_secrets([evidence.entity("device"), evidence.entity("device_named")]), "a device")


def nulls(evidence: _evidence.Evidence) -> _finding.Finding:
    parts = [row["Provisioning"] for row in _all_devices(evidence) if isinstance(row.get("Provisioning"), dict)]
    if any(value is None for part in [*parts, *_all_devices(evidence)] for value in part.values()):
        return _finding.found("they are shown", "devices", nulls="shown")
    # All descriptions have these, and no device can have a value for all of them.
    if any(name not in part for part in parts for name in _SELDOM_SET):
        return _finding.found("they are left out", "devices", nulls="omitted")
    raise _evidence.UnknownError("no device shows a property that may be null")


def links(evidence: _evidence.Evidence) -> _finding.Finding:
    """Whether the links to web interfaces hold a login, as those of one brand were reported to do."""
    rows = [row for row in evidence.rows("registered") if isinstance(row.get("Registered"), dict)]
    shown = [(row.get("Brand"), row["Registered"].get("InterfaceLink")) for row in rows]
    if any("@" in str(link) for _brand, link in shown if link):
        answer = "yes; the collection cuts them out"
        return _finding.found(answer, "registrations of devices", links_with_login=True)
    if any(link and brand == "Grandstream" for brand, link in shown):
        return _finding.found("no", "registrations of devices", links_with_login=False)
    raise _evidence.UnknownError("no device of the brand that was reported to have them is registered")


def etags(evidence: _evidence.Evidence) -> _finding.Finding:
    entity, seen = evidence.entity("device"), evidence.answer("device")
    in_header, in_body = _etag.read_etag(seen.headers, {}), _etag.read_etag({}, entity)
    tag = in_header or in_body
    if tag is None:
        return _finding.found(
            "none, so that if_match cannot be verified, and if_fingerprint can", "a device", etags="off"
        )
    where = "both" if in_header and in_body else "header" if in_header else "body"
    is_weak = tag.startswith("W/")
    place = {"both": "in header and body", "header": "in the header", "body": "in the body"}[where]
    return _finding.found(f"{'weak' if is_weak else 'strong'}, {place}", "a device", etags=where, weak_etags=is_weak)


def _style_of(text: str) -> str | None:
    return next((name for pattern, name in _STYLES.items() if re.fullmatch(pattern, text)), None)


def _other_keys(mac: str) -> dict[str, str]:
    steps = {"other_case": "capitals for small letters or the reverse", "other_separators": "other separators"}
    if not re.search("[A-F]", mac):
        del steps["other_case"]
    return steps


def _finds(evidence: _evidence.Evidence, step: str, mac: str) -> bool:
    """Whether a device was found by another spelling.

    :raises UnknownError: when another device came, or when it cannot be told from a refusal of the spelling.
    """
    seen = evidence.answer(step)
    if seen.status == HTTPStatus.OK:
        if not _values.same_mac(evidence.entity(step).get("MacAddress"), mac):
            raise _evidence.UnknownError("another device was shown than that which was asked for")
        return True
    # Where a missing device gets something else than that, so may whatever is refused for another reason.
    if _is_missing(seen) and _is_missing(evidence.answer("missing")):
        return False
    raise _evidence.UnknownError(f"another spelling is answered with {seen.status}")


def _is_missing(seen: _evidence.Seen) -> bool:
    if seen.status == HTTPStatus.BAD_REQUEST:
        return _NOT_FOUND in _access.tokens(seen)
    return seen.status in (HTTPStatus.NOT_FOUND, HTTPStatus.NO_CONTENT)


def _check_missing(evidence: _evidence.Evidence) -> None:
    mac = str(evidence.facts.get("missing"))
    rows = [row for step in ("plain", "paged", "behind", "far_above") for row in evidence.objects(step)]
    if any(_values.same_mac(row.get("MacAddress"), mac) for row in rows) or evidence.worked("missing"):
        raise _evidence.UnknownError(
            "the MAC address that should not exist does exist; give another scratch_mac_address"
        )


def _all_devices(evidence: _evidence.Evidence) -> list[_evidence.Row]:
    """All that was seen of devices, the same one several times."""
    singles = [evidence.entity(step) for step in _SINGLE if evidence.worked(step)]
    return [*evidence.objects("plain"), *evidence.objects("named"), *singles]


def _devices_with_lines(evidence: _evidence.Evidence) -> list[_evidence.Row]:
    shown = [row for row in _all_devices(evidence) if isinstance(row.get("FxsLines"), list)]
    if not shown:
        evidence.entity("device_named")
        raise _evidence.UnknownError("no device shows its lines")
    return shown


def _line_keys(row: _evidence.Row) -> set[int]:
    return {line["Key"] for line in _odata.objects(row["FxsLines"]) if _odata.whole(line.get("Key")) is not None}


def _describe_secrets(rows: t.Sequence[_evidence.Row]) -> str:
    provisioned = [row["Provisioning"] for row in rows if isinstance(row.get("Provisioning"), dict)]
    told = {name: _describe_values([row.get(name) for row in rows]) for name in _fxs.SECRET_PROPERTIES.values()}
    told["ProvLink"] = _describe_values([provisioning.get("ProvLink") for provisioning in provisioned])
    return "; ".join(f"{name} is {said}" for name, said in told.items())


def _describe_values(values: t.Sequence[t.Any]) -> str:
    texts = [value for value in values if isinstance(value, str) and value]
    if not texts:
        return "not shown"
    return "masked" if all(map(_MASKED.fullmatch, texts)) else "shown"
