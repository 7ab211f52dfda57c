# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The HTTP server: werkzeug's threaded one, with keep-alive, connections that can be dropped, and a quick end.

werkzeug's own request handler closes the connection after every answer. A client that keeps connections open behaves
differently in many of the cases that the emulator is for (a dropped connection above all), so ours keeps them open.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import sys
import threading
from io import BytesIO
from typing import Any, cast

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler
from werkzeug.wrappers import Response

HOST = "127.0.0.1"


class _Handler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"
    # Headers and body leave in one packet, and at once: on a kept-alive connection Nagle's algorithm would add 40 ms.
    wbufsize = -1
    disable_nagle_algorithm = True

    def run_wsgi(self) -> None:
        environ = self.make_environ()
        # Read the whole body now, else its rest would be taken for the next request on this connection.
        length = -1 if environ.get("wsgi.input_terminated") else int(environ.get("CONTENT_LENGTH") or 0)
        environ["wsgi.input"] = BytesIO(environ["wsgi.input"].read(length))
        try:
            response = Response.from_app(self.server.app, environ, buffered=True)
        except ConnectionAbortedError:
            self.close_connection = True
            _close(self.connection)
            return
        self._send(response)

    def _send(self, response: Response) -> None:
        """Send what the application answered; werkzeug gave it a Content-Length, and no body where none may be."""
        self.send_response(response.status_code)
        for name, value in response.headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(response.get_data())

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 (werkzeug's name)
        """Say nothing: requests are in the emulator's own log."""


class _Server(ThreadedWSGIServer):
    def __init__(self, app: Any, port: int, ssl_context: ssl.SSLContext | None) -> None:
        super().__init__(HOST, port, app, handler=_Handler, ssl_context=ssl_context)
        if ssl_context is not None:
            # Shake hands in the thread of the connection, so that a client that never does keeps nobody waiting.
            cast("Any", self.socket).do_handshake_on_connect = False
        self._open: set[Any] = set()

    def get_request(self) -> Any:
        connection, address = super().get_request()
        self._open.add(connection)
        return connection, address

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing about clients that go away, which is part of the game, but show the emulator's own errors."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)

    def close_connections(self) -> None:
        for connection in list(self._open):
            _close(connection)


class HttpServer:
    """A WSGI application on a port of the loopback interface, served by a daemon thread."""

    def __init__(self, app: Any, port: int = 0, ssl_context: ssl.SSLContext | None = None) -> None:
        self._server = _Server(app, port, ssl_context)
        self.port: int = self._server.port
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.005,), daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Stop listening and close all connections, the kept-alive ones too."""
        self._server.shutdown()
        self._server.close_connections()
        self._thread.join()


def _close(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
