# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A bare listener on the loopback interface: it answers with bytes as they are, and keeps what it was sent."""

from __future__ import annotations

import contextlib
import json
import re
import socket
import threading
import typing as t


def answer(status: int | str, body: bytes | str = b"", **headers: str) -> bytes:
    """The bytes of one HTTP answer, after which the connection is closed."""
    content = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status if isinstance(status, str) else f'{status} Whatever'}"]
    named = {"Content-Type": "application/json", "Content-Length": str(len(content)), "Connection": "close"}
    named.update({name.replace("_", "-"): value for name, value in headers.items()})
    lines += [f"{name}: {value}" for name, value in named.items() if value]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + content


LOGGED_IN = answer(200, json.dumps({"access_token": "a-token", "token_type": "Bearer", "expires_in": 60}))


def fxs(mac: t.Any = None, **properties: t.Any) -> str:
    """The JSON of an FXS device that is certainly no DECT base."""
    return json.dumps({"Template": {"Id": "t", "DeviceType": "Fxs"}, "MacAddress": mac, **properties})


Parts = t.Iterable[bytes]
Answer = t.Union[bytes, t.Callable[[str], t.Union[bytes, Parts]]]


class Listener:
    """Gives its answers one after the other, one per connection, and the last one for ever; without any, it closes.

    An answer may be a function of the request, and come in parts. `received` holds the requests, headers and body
    as they came.
    """

    def __init__(self, *answers: Answer) -> None:
        self.received: list[str] = []
        self._answers = list(answers)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def __enter__(self) -> Listener:
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(5)

    def _serve(self) -> None:
        while True:
            try:
                connection, _address = self._socket.accept()
            except OSError:
                return
            with connection, contextlib.suppress(OSError):
                self._answer(connection)

    def _answer(self, connection: socket.socket) -> None:
        connection.settimeout(5)
        data = _read_request(connection.recv)
        if data:
            self.received.append(data.decode("latin-1"))
            answer = self._next_answer()
            for part in (answer,) if isinstance(answer, bytes) else answer:
                connection.sendall(part)

    def _next_answer(self) -> bytes | Parts:
        if not self._answers:
            return b""
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        return answer(self.received[-1]) if callable(answer) else answer


def _read_request(receive: t.Callable[[int], bytes]) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        part = receive(65536)
        if not part:
            return data
        data += part
    length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", data)
    end = data.index(b"\r\n\r\n") + 4 + (int(length[1]) if length else 0)
    while len(data) < end and (part := receive(65536)):
        data += part
    return data
