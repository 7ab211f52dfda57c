# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The control endpoints below /emulator, for tests in other processes. They are not logged and need no login.

They do what the methods of the same names of `Emulator` do. One Flask application serves all emulators of a process,
since making one takes longer than most tests.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, cast

from flask import Blueprint, Flask, request
from werkzeug.wrappers import Response

from .errors import json_response

if TYPE_CHECKING:
    from .server import Emulator

ROOT = "/emulator"
_EMULATOR = "emulator"

_blueprint = Blueprint("control", __name__, url_prefix=ROOT)


class Control:
    """The WSGI application with the control endpoints of an emulator."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        return _app({**environ, _EMULATOR: self._emulator}, start_response)


@_blueprint.get("/log")
def _log() -> Response:
    return _answer([asdict(entry) for entry in _emulator().log])


@_blueprint.delete("/log")
def _clear_log() -> Response:
    _emulator().clear_log()
    return _done()


@_blueprint.get("/behaviour")
def _behaviour() -> Response:
    return _answer(asdict(_emulator().behaviour))


@_blueprint.patch("/behaviour")
def _behave() -> Response:
    return _answer(asdict(_emulator().behave(**_body())))


@_blueprint.get("/devices")
def _devices() -> Response:
    return _answer(_emulator().devices())


@_blueprint.post("/devices")
def _add_device() -> Response:
    return _answer(_emulator().add_device(_body()), 201)


@_blueprint.get("/devices/<mac>")
def _device(mac: str) -> Response:
    found = _emulator().device(mac)
    if found is None:
        raise KeyError(mac)
    return _answer({**found, "@odata.etag": _emulator().etag(mac)})


@_blueprint.patch("/devices/<mac>")
def _change_device(mac: str) -> Response:
    return _answer(_emulator().change_device(mac, **_body()))


@_blueprint.delete("/devices/<mac>")
def _remove_device(mac: str) -> Response:
    _emulator().remove_device(mac)
    return _done()


@_blueprint.get("/objects/<kind>")
def _objects(kind: str) -> Response:
    return _answer(_emulator().objects(kind))


@_blueprint.post("/objects/<kind>")
def _add_object(kind: str) -> Response:
    return _answer(_emulator().add_object(kind, **_body()), 201)


@_blueprint.patch("/objects/<kind>/<key>")
def _change_object(kind: str, key: str) -> Response:
    return _answer(_emulator().change_object(kind, key, **_body()))


@_blueprint.delete("/objects/<kind>/<key>")
def _remove_object(kind: str, key: str) -> Response:
    _emulator().remove_object(kind, key)
    return _done()


@_blueprint.get("/settings/<kind>")
def _setting(kind: str) -> Response:
    return _answer(_emulator().setting(kind))


@_blueprint.patch("/settings/<kind>")
def _change_setting(kind: str) -> Response:
    return _answer(_emulator().change_object(kind, None, **_body()))


@_blueprint.get("/secrets")
def _secrets() -> Response:
    return _answer(sorted(_emulator().secrets()))


@_blueprint.post("/expire-tokens")
def _expire_tokens() -> Response:
    _emulator().expire_tokens()
    return _done()


@_blueprint.post("/reset")
def _reset() -> Response:
    return _answer(asdict(_emulator().reset(**_body())))


@_blueprint.errorhandler(KeyError)
def _missing(error: KeyError) -> Response:
    return _answer({"error": f"there is no {error.args[0]}"}, 404)


@_blueprint.errorhandler(TypeError)
@_blueprint.errorhandler(ValueError)
def _unfit(error: Exception) -> Response:
    return _answer({"error": str(error)}, 400)


def _emulator() -> Emulator:
    return cast("Emulator", request.environ[_EMULATOR])


def _body() -> dict[str, Any]:
    body = request.get_json(force=True, silent=True) if request.data else {}
    if not isinstance(body, dict):
        raise ValueError("the body is not a JSON object")
    return body


def _answer(data: Any, status: int = 200) -> Response:
    return json_response(status, data, "application/json; charset=utf-8")


def _done() -> Response:
    return Response(status=204)


_app = Flask("control", static_folder=None)
_app.register_blueprint(_blueprint)
