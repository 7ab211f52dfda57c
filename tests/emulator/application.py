# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The WSGI application of a phone system: login and XAPI.

One Flask application serves all phone systems of a process, since making one takes longer than many tests; each request
brings what answers for its phone system.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Flask

from . import oauth, xapi
from .system import PhoneSystem


class Application:
    def __init__(self, system: PhoneSystem) -> None:
        self._parts = {oauth.ISSUER: oauth.TokenIssuer(system), xapi.XAPI: xapi.Xapi(system)}

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        return _app({**environ, **self._parts}, start_response)


_app = Flask("emulator", static_folder=None)
# Redirects of its own would look like the switch `redirect_to` at work.
_app.url_map.merge_slashes = False
_app.url_map.strict_slashes = False
oauth.register(_app)
xapi.register(_app)
