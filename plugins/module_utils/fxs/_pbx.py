# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The FXS devices and templates of one PBX: reading them, and carrying out what was planned.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import functools
import itertools
import typing as t
from dataclasses import replace
from http import HTTPStatus

from ansible_collections.telephony.threecx.plugins.module_utils.api import (
    _asked,
    _client,
    _conceal,
    _errors,
    _etag,
    _existence,
    _odata,
    _replies,
    _values,
)
from ansible_collections.telephony.threecx.plugins.module_utils.fxs import _departments, _fxs, _plan, _templates

# Content, the XML text of a template, is large and of no use here.
_TEMPLATE_NAMES = (
    "Id",
    "Brand",
    "DeviceType",
    "TemplateType",
    "IsCustom",
    "Models",
    "NumberOfExtensions",
    "Languages",
    "TimeZones",
    "Variables",
)
_DEVICE_NAMES = (*_fxs.PROPERTIES, "Template()", "Template/Id", "Template/DeviceType")
_DEPARTMENT_NAMES = ("Id", "Name", "Number")
_REGISTRATION = "Registered()"
_DONE = HTTPStatus.NO_CONTENT


class Templates:
    """All templates of one PBX, read once and only when somebody goes through them."""

    def __init__(self, client: _client.Client, asking: _asked.Asking) -> None:
        self._client = client
        self._asking = asking

    def __iter__(self) -> t.Iterator[_templates.Template]:
        return iter(self._all)

    @functools.cached_property
    def _all(self) -> list[_templates.Template]:
        rows, _names = _read_list(self._client, self._asking, "/FxsTemplates", _TEMPLATE_NAMES)
        return [_templates.read_template(row) for row in rows]


class Departments:
    """All departments of one PBX, read once and only when somebody goes through them."""

    def __init__(self, client: _client.Client, asking: _asked.Asking) -> None:
        self._client = client
        self._asking = asking

    def __iter__(self) -> t.Iterator[_departments.Department]:
        return iter(self._all)

    @functools.cached_property
    def _all(self) -> list[_departments.Department]:
        try:
            rows, _names = _read_list(self._client, self._asking, "/Groups", _DEPARTMENT_NAMES)
            return _departments.read_departments(rows)
        except _errors.ApiError as error:
            raise _errors.ThreeCXError(
                f"{error} The list of departments is needed to find the department by its name; give its number"
                " (GRP0001) to do without.",
                **error.facts,
            ) from None


class Pbx:
    """What the collection reads from one PBX and writes to it.

    :param client: the client for the PBX.
    """

    def __init__(self, client: _client.Client) -> None:
        self.client = client
        self._asking = client.asking
        self.templates = Templates(client, self._asking)
        self.departments = Departments(client, self._asking)

    def forget_departments(self) -> None:
        """Read the departments once more when somebody goes through them, since there may be others by now."""
        self.departments = Departments(self.client, self._asking)

    def find(self, mac: str) -> _plan.Device | None:
        """Read one device.

        It is unknown whether a PBX folds the case of a key or keeps separators in it, so that it knows nothing by the
        normalised spelling is no proof of absence: the list of all MAC addresses is.

        :param mac: normalised.
        :returns: None when there is no such device.
        :raises ThreeCXError: when the PBX lists the MAC address twice, in different spellings.
        """
        try:
            return self._read(mac, mac)
        except _errors.NotFoundError:
            spelling = self._find_spelling(mac)
        if spelling is None:
            return None
        try:
            return self._read(spelling, mac)
        except _errors.NotFoundError:
            if self._find_spelling(mac) is None:
                return None
            raise

    def each(self, odata_filter: str | None = None, *, registration: bool = False) -> t.Iterator[_plan.Device]:
        """Read all devices, DECT bases included, or those that a filter leaves, page by page.

        :param odata_filter: an expression for C($filter).
        :param registration: whether to read with each device what is registered at the moment.
        """
        names = (*_DEVICE_NAMES, *([_REGISTRATION] if registration else []))
        rows, asked = _read_list(self.client, self._asking, "/Fxs", names, odata_filter)
        for row in rows:
            if _values.is_mac(row.get("MacAddress")):
                yield self._device(row, asked, {})
            else:
                self.client.warn("The PBX lists an FXS device without a MAC address; it is left out.")

    def each_whole(self, odata_filter: str | None = None, *, registration: bool = False) -> t.Iterator[_plan.Device]:
        """The same devices, each with all that the PBX shows of it, for whoever keeps that or shows it."""
        return map(self.whole, self.each(odata_filter, registration=registration))

    def whole(self, device: _plan.Device) -> _plan.Device:
        """A device out of a list, read by itself where the list keeps back what the PBX may show of a single one."""
        refused = {_fxs.OPTION_NAMES.get(name) for name in self._asking.refused("/Fxs")}
        if refused.issuperset(_fxs.hidden_fields(device.entity)):
            return device
        found = self.find(device.record["mac_address"])
        if found is None or "Registered" not in device.entity:
            return found or device
        return replace(found, entity={**found.entity, "Registered": device.entity["Registered"]})

    def write(self, plan: _plan.Plan) -> None:
        """Send what a plan needs, once.

        Arrays are sent whole, so the body may hold secrets that the device had before, and a refusal may repeat them.

        :raises ThreeCXError: see C(Client.write).
        """
        self.client.hide(_conceal.secret_texts(plan.body))
        if plan.action == "create":
            self._create(plan)
            return
        path = _odata.entity_path("Fxs", plan.key)
        if plan.action == "update":
            self._update(path, plan)
        else:
            with _existence.missing_told():
                self.client.write("DELETE", path, expected=[_DONE], if_match=plan.if_match)

    def _create(self, plan: _plan.Plan) -> None:
        """POST a new device.

        No document and no report tells how the template is named there. A binding is how OData does it, an object is
        how XAPI shows it, and the console of earlier versions sent brand and model only. A PBX that does not know one
        shape refuses it with status 400 and creates nothing, so they are tried in this order, and each again without
        what the PBX does not take and can fill in itself. It may not tell which of all that it refuses.
        """
        template = str((plan.after or {})["template"])
        shapes: list[dict[str, t.Any]] = [
            {"Template@odata.bind": _odata.entity_path("FxsTemplates", template)[1:]},
            {"Template": {"Id": template}},
            {},
        ]
        refusals: list[_errors.ApiError] = []
        for shape in shapes:
            for body in (plan.body, _fxs.bare_body(plan.body, plan.spare)):
                try:
                    self.client.write("POST", "/Fxs", expected=[HTTPStatus.CREATED], body={**body, **shape})
                    return
                except _errors.ApiError as error:
                    refusals.append(error)
                    if _is_about(error, plan.spare) or _replies.is_nameless(error.server):
                        continue
                    if _is_about_template(error):
                        break
                    raise
        raise refusals[0]

    def _update(self, path: str, plan: _plan.Plan) -> None:
        """PATCH a device.

        Whether a line becomes free by an empty number or by being left out is unknown. The number comes first: a PBX
        that waits for it takes the other for no change, while one that does not know it refuses it with status 400 and
        changes nothing. So does one that does not take what it can fill in itself, or its own provisioning link.
        """
        send = functools.partial(self.client.write, "PATCH", path, expected=[_DONE], if_match=plan.if_match)
        other = _fxs.bare_body(plan.body, plan.spare)
        try:
            send(body=plan.body)
        except _errors.ApiError as error:
            if error.status != HTTPStatus.BAD_REQUEST or other == plan.body:
                raise
            send(body=other)

    def _read(self, spelling: str, mac: str) -> _plan.Device:
        path = _odata.entity_path("Fxs", spelling)
        (entity, headers), asked = self._asking.read(
            "/Fxs", _DEVICE_NAMES, functools.partial(_existence.read_entity, self.client, path)
        )
        if not _values.same_mac(entity.get("MacAddress"), mac):
            # Never touch a neighbour because a server mixed up its answers.
            raise _errors.ReplyError(
                f"The PBX answered the request for FXS {mac} with another record.",
                method="GET",
                path=_client.XAPI + path,
            )
        return self._device(entity, asked, headers)

    def _device(self, row: t.Mapping[str, t.Any], asked: _asked.Names, headers: t.Mapping[str, str]) -> _plan.Device:
        entity = _asked.completed(row, asked, _fxs.ARRAYS)
        if _REGISTRATION in asked:
            # Whether nothing is registered or the PBX does not tell must not look the same.
            entity.setdefault("Registered", None)
        record = _fxs.public_record(entity)
        if record["template"] is None or record["device_type"] is None:
            template = _templates.template_of(record, self.templates)
            if template is not None:
                record.update(template=template.id, device_type=template.device_type or None)
        return _plan.Device(str(entity["MacAddress"]), record, _etag.read_etag(headers, entity), entity)

    def _find_spelling(self, mac: str) -> str | None:
        """How the PBX spells a MAC address, or None when it lists no such device."""
        query = {"$select": "MacAddress", "$orderby": "MacAddress"}
        spellings = {
            str(row.get("MacAddress"))
            for rows in self.client.read_pages("/Fxs", query)
            for row in rows
            if _values.same_mac(row.get("MacAddress"), mac)
        }
        if len(spellings) > 1:
            raise _errors.RefusedError(
                f"The PBX lists FXS {mac} in {len(spellings)} spellings ({', '.join(sorted(spellings))}), so it is"
                " unclear which one is meant"
            )
        return next(iter(spellings), None)


def _read_list(
    client: _client.Client, asking: _asked.Asking, path: str, names: _asked.Names, odata_filter: str | None = None
) -> tuple[t.Iterator[dict[str, t.Any]], _asked.Names]:
    """Read the rows of a list, page by page, and tell the names that they were asked for.

    The first page is read at once, so that a refusal shows now.

    :param names: the key first.
    """
    options = {"$orderby": names[0], **({"$filter": odata_filter} if odata_filter else {})}

    def started(query: dict[str, str]) -> t.Iterator[list[dict[str, t.Any]]]:
        pages = client.read_pages(path, {**options, **query})
        return itertools.chain(list(itertools.islice(pages, 1)), pages)

    pages, asked = asking.read(path, names, started)
    return itertools.chain.from_iterable(pages), asked


def _is_about(error: _errors.ApiError, names: t.Collection[str]) -> bool:
    """Whether a PBX has refused one of these properties."""
    told = [error.server.message, *(row["target"] for row in error.server.details)]
    return error.status == HTTPStatus.BAD_REQUEST and any(name in text for name in names for text in told)


def _is_about_template(error: _errors.ApiError) -> bool:
    """Whether a PBX may have refused the way in which the template is named, and not a value."""
    if error.status != HTTPStatus.BAD_REQUEST:
        return False
    # A detail need not name a target (official OpenAPI description), and in which case is unknown.
    targets = {row["target"].casefold() for row in error.server.details} - {""}
    return not targets or any(target.startswith("template") for target in targets)
