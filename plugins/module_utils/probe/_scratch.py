# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Ask what only writing can answer, with a device of the probe's own, which is removed whatever happens.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import re
import secrets
import typing as t
from http import HTTPStatus

from ansible_collections.telephony.threecx.plugins.module_utils.api import _conceal, _errors, _odata
from ansible_collections.telephony.threecx.plugins.module_utils.fxs import _pbx, _plan, _templates
from ansible_collections.telephony.threecx.plugins.module_utils.probe import _evidence, _read, _trials

SHAPES = ("bind", "object", "derived")
# An ETag that no device has
_WRONG_ETAG = '"telephony.threecx"'
# A property that no device has
UNKNOWN = "NoSuchProperty"
_REMOVALS = 4
_HARMLESS = ("TimeZone", "Language", "Codecs", "Name")


class BrokenOffError(Exception):
    """The device of the probe cannot be found any more, so that nothing else is tried."""


class Scratch:
    """The device of the probe, and what is done with it.

    :param asker: sends the requests and keeps what comes of them.
    :param mac: its normalised MAC address.
    :param template: its template.
    """

    def __init__(self, asker: _read.Asker, mac: str, template: _templates.Template) -> None:
        self._asker = asker
        self._client = asker.client
        self._pbx = _pbx.Pbx(asker.client)
        self._mac = mac
        self._template = template
        self._is_made = False
        self._needs_tag = False
        self._trials: dict[str, _trials.Trial] = {}

    def check(self) -> None:
        """Look for a device with the MAC address.

        :raises InputError: when another device than one of the probe has it.
        :raises ThreeCXError: when it is not known whether one has it.
        """
        device = self._pbx.find(self._mac)
        if device is not None and not _is_marked(device):
            raise _errors.InputError(
                "scratch_mac_address is that of a device which the probe has not made, going by its name; nothing was"
                " changed. Give an address that no device has."
            )

    def run(self) -> None:
        """Remove what an interrupted run has left; create the device in each way, change it, and remove it.

        :raises ThreeCXError: when what was left cannot be removed.
        """
        if not self._remove():
            raise _errors.ThreeCXError("What an earlier run of the probe has left could not be removed.")
        self._asker.facts["trials"] = self._trials
        try:
            self._try_all()
        except (BrokenOffError, _errors.ThreeCXError):
            # What was found out until then is there.
            self._asker.seen["scratch"] = _evidence.Seen(None, failure="the device of the probe could not be read back")
        finally:
            self._asker.facts["is_removed"] = self._remove()

    def _try_all(self) -> None:
        for shape in SHAPES:
            self._create(f"create_{shape}", shape, self._mac)
            self._remove_now()
        shapes = [shape for shape in SHAPES if self._is_created(f"create_{shape}")]
        if shapes:
            self._try_with_one(shapes[0])

    def _try_with_one(self, shape: str) -> None:
        """Ask all the rest with one device, which is created in a way that works."""
        spelling = ":".join(re.findall("..", self._mac.lower()))
        self._create("respelled", shape, spelling)
        device = self._pbx.find(self._mac) or self._created_as_usual(shape)
        self._asker.facts["respelled"] = (spelling, device.spelling)
        self._try_preconditions(device)
        self._try_changes()
        path = self._path()
        self._asker.ask("unbindable", "PATCH", path, body={UNKNOWN: 1}, if_match=self._tag(self._found()))
        self._asker.ask("regenerate", "POST", f"{path}/Pbx.RegenerateWebCredentials")
        self._remove_now()
        self._asker.ask("delete_missing", "DELETE", path)

    def _created_as_usual(self, shape: str) -> _plan.Device:
        self._create("created", shape, self._mac)
        return self._found()

    def _is_created(self, step: str) -> bool:
        return self._asker.seen[step].status in (HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.NO_CONTENT)

    def _create(self, step: str, shape: str, spelling: str) -> None:
        named = {"MacAddress": spelling, "Name": _trials.MARK, **_shape(shape, self._template)}
        self._is_made = True
        seen = self._asker.ask(step, "POST", "/Fxs", body=named)
        if seen.status == HTTPStatus.BAD_REQUEST and "Name" in _targets(seen):
            del named["Name"]
            self._asker.ask(step, "POST", "/Fxs", body=named)

    def _found(self) -> _plan.Device:
        device = self._pbx.find(self._mac)
        if device is None:
            raise BrokenOffError
        self._client.hide(_conceal.secret_texts(device.entity))
        return device

    def _path(self) -> str:
        return _odata.entity_path("Fxs", self._found().spelling)

    def _try_preconditions(self, device: _plan.Device) -> None:
        """Change nothing: without an ETag, and with a wrong one."""
        path = _odata.entity_path("Fxs", device.spelling)
        for name in _HARMLESS:
            same = {name: device.entity.get(name)}
            seen = self._asker.ask("without_tag", "PATCH", path, body=same)
            if seen.status != HTTPStatus.BAD_REQUEST:
                break
        self._needs_tag = seen.status == HTTPStatus.PRECONDITION_REQUIRED
        self._asker.ask("wrong_tag", "PATCH", path, body=same, if_match=_WRONG_ETAG)

    def _try_changes(self) -> None:
        device = self._found()
        for name, value in _trials.new_values(device.entity, self._template, secrets.token_urlsafe(12)).items():
            device = self._try_change(device, name, value, is_new=True)
        for name, value in _trials.same_values(device.entity).items():
            device = self._try_change(device, name, value, is_new=False)

    def _try_change(self, device: _plan.Device, name: str, value: t.Any, *, is_new: bool) -> _plan.Device:
        """Send one property, and read the device back."""
        path, tag = _odata.entity_path("Fxs", device.spelling), self._tag(device)
        self._client.hide(_conceal.secret_texts({name: value}))
        answer = self._asker.ask(f"change_{name}", "PATCH", path, body=_trials.body(name, value), if_match=tag)
        repeated = None
        if answer.status == HTTPStatus.BAD_REQUEST and is_new:
            old = _trials.old_value(name, device.entity)
            repeated = self._asker.ask(f"repeat_{name}", "PATCH", path, body=_trials.body(name, old), if_match=tag)
        after = self._found()
        self._trials[name] = _trials.Trial(name, value, is_new, answer, repeated, device.entity, after.entity)
        return after

    def _tag(self, device: _plan.Device) -> str | None:
        """The ETag to send; that of any version only where the phone system wants one and shows none."""
        return device.etag or ("*" if self._needs_tag else None)

    def _remove_now(self) -> None:
        if not self._remove():
            raise BrokenOffError

    def _remove(self) -> bool:
        """Delete the device of the probe, again and again until the phone system does not list it any more.

        :returns: whether it is gone for certain.
        """
        for _attempt in range(_REMOVALS):
            try:
                device = self._pbx.find(self._mac)
                if device is None:
                    return True
                if not self._is_made and not _is_marked(device):
                    return False
                path = _odata.entity_path("Fxs", device.spelling)
                reply = self._client.call("DELETE", path, expected=_read.ANY_STATUS, if_match=self._tag(device))
            except _errors.ThreeCXError:
                continue
            self._asker.seen["delete"] = _evidence.see(reply)
            self._needs_tag = self._needs_tag or reply.status == HTTPStatus.PRECONDITION_REQUIRED
        return self._is_gone()

    def _is_gone(self) -> bool:
        try:
            return self._pbx.find(self._mac) is None
        except _errors.ThreeCXError:
            return False


def _is_marked(device: _plan.Device) -> bool:
    return str(device.entity.get("Name")).startswith(_trials.MARK)


def find_template(asker: _read.Asker, template_id: str) -> _templates.Template:
    """The template that the option C(template) names.

    :raises InputError: when the phone system has no such template.
    """
    for template in _pbx.Pbx(asker.client).templates:
        if template.id == template_id:
            return template
    raise _errors.InputError(
        f"template is '{template_id}'; the phone system has no such template. threecx_fxs_template_info lists them."
    )


def _shape(shape: str, template: _templates.Template) -> dict[str, t.Any]:
    """How a new device names its template."""
    model = template.models[0][0] if template.models else ""
    named: dict[str, dict[str, t.Any]] = {
        "bind": {"Template@odata.bind": _odata.entity_path("FxsTemplates", template.id)[1:]},
        "object": {"Template": {"Id": template.id}},
        "derived": {},
    }
    return {"Brand": template.brand, "Model": model, **named[shape]}


def _targets(seen: _evidence.Seen) -> str:
    """The words of a refusal, to look for the name of a property in."""
    return str(seen.content)
