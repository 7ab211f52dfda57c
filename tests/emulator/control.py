# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The control endpoints below /emulator, for tests in other processes. They are not logged and need no login."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Flask, request
from werkzeug.wrappers import Response

from .errors import json_response

if TYPE_CHECKING:
    from .server import Emulator


def register(app: Flask, emulator: Emulator) -> None:
    """Add the control endpoints, which do what the methods of the same names of `Emulator` do."""
    blueprint = Blueprint("control", __name__, url_prefix="/emulator")

    @blueprint.get("/log")
    def log() -> Response:
        return _answer([asdict(entry) for entry in emulator.log])

    @blueprint.delete("/log")
    def clear_log() -> Response:
        emulator.clear_log()
        return _done()

    @blueprint.get("/behaviour")
    def behaviour() -> Response:
        return _answer(asdict(emulator.behaviour))

    @blueprint.patch("/behaviour")
    def behave() -> Response:
        return _answer(asdict(emulator.behave(**_body())))

    @blueprint.get("/devices")
    def devices() -> Response:
        return _answer(emulator.devices())

    @blueprint.post("/devices")
    def add_device() -> Response:
        return _answer(emulator.add_device(_body()), 201)

    @blueprint.get("/devices/<mac>")
    def device(mac: str) -> Response:
        found = emulator.device(mac)
        return _answer(found, 200 if found else 404)

    @blueprint.patch("/devices/<mac>")
    def change_device(mac: str) -> Response:
        return _answer(emulator.change_device(mac, **_body()))

    @blueprint.delete("/devices/<mac>")
    def remove_device(mac: str) -> Response:
        emulator.remove_device(mac)
        return _done()

    @blueprint.get("/secrets")
    def secrets() -> Response:
        return _answer(sorted(emulator.secrets()))

    @blueprint.post("/expire-tokens")
    def expire_tokens() -> Response:
        emulator.expire_tokens()
        return _done()

    @blueprint.post("/reset")
    def reset() -> Response:
        return _answer(asdict(emulator.reset(**_body())))

    @blueprint.errorhandler(KeyError)
    def missing(error: KeyError) -> Response:
        return _answer({"error": f"no such device: {error.args[0]}"}, 404)

    @blueprint.errorhandler(TypeError)
    @blueprint.errorhandler(ValueError)
    def unfit(error: Exception) -> Response:
        return _answer({"error": str(error)}, 400)

    app.register_blueprint(blueprint)


def _body() -> dict[str, Any]:
    body = request.get_json(force=True, silent=True) if request.data else {}
    if not isinstance(body, dict):
        raise ValueError("the body is not a JSON object")
    return body


def _answer(data: Any, status: int = 200) -> Response:
    return json_response(status, data, "application/json; charset=utf-8")


def _done() -> Response:
    return Response(status=204)
