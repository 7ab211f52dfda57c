# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A plain HTTP caller for the tests of the emulator."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import requests

from ansible_collections.telephony.threecx.tests.emulator import Emulator

Test = TypeVar("Test", bound=Callable[..., None])


class Caller:
    """Calls one emulator on one kept-alive connection; after `login` with the token that it was given."""

    def __init__(self, pbx: Emulator) -> None:
        self.pbx = pbx
        self.session = requests.Session()
        # Proxies and certificate bundles of the environment have no place on the loopback interface.
        self.session.trust_env = False
        self.session.verify = pbx.ca_path or True

    def post_login(self, **fields: str) -> requests.Response:
        credentials = {"client_id": self.pbx.client_id, "client_secret": self.pbx.client_secret}
        data = {"grant_type": "client_credentials", **credentials, **fields}
        return self.session.post(f"{self.pbx.url}/connect/token", data=data, timeout=10, allow_redirects=False)

    def login(self, **fields: str) -> str:
        """Log in, use the token from now on and return it."""
        token: str = self.post_login(**fields).json()["access_token"]
        self.use(token)
        return token

    def use(self, token: str) -> None:
        self.session.headers["Authorization"] = f"Bearer {token}"

    def call(self, method: str, path: str, **options: Any) -> requests.Response:
        """An XAPI request; `path` follows /xapi/v1."""
        url = f"{self.pbx.url}/xapi/v1{path}"
        return self.session.request(method, url, timeout=10, allow_redirects=False, **options)

    def get(self, path: str, **options: Any) -> requests.Response:
        return self.call("GET", path, **options)

    def macs(self, path: str = "/Fxs") -> list[str]:
        return [device["MacAddress"] for device in self.get(path).json()["value"]]


class Shown:
    """Marks tests that show what switches do, and gathers the names of these switches."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def __call__(self, *names: str) -> Callable[[Test], Test]:
        self.names.update(names)
        return lambda test: test


def error_of(response: requests.Response) -> dict[str, Any]:
    error: dict[str, Any] = response.json()["error"]
    return error


def tokens_of(response: requests.Response) -> list[tuple[str, str]]:
    """(target, WARNINGS token) pairs of a refused write."""
    return [(detail["target"], detail["message"]) for detail in error_of(response).get("details", [])]
