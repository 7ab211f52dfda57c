# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""`Emulator`: a phone system on a port of the loopback interface, and all that tests do to it and ask of it."""

from __future__ import annotations

import random
import ssl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

import trustme

from .access import Access
from .application import Application
from .behaviour import Behaviour, Switchboard
from .control import Control
from .faults import Gateway
from .http_server import HOST, HttpServer
from .pbx.backdoor import Backdoor
from .records import full_record
from .request_log import LogEntry, RequestLog
from .seed import Seeder, random_text, read_file
from .store import Store, etag
from .system import Moment, PhoneSystem

DEFAULT_CLIENT_ID = "fxs-automation"


class Emulator:
    """An emulated 3CX phone system.

    Use it as a context manager, or call `start` and `stop`. `devices` generated devices (the last `dect` of them DECT
    bases) and those of `seed_file` are there at the start, and a company of so many `users` (1 to 5000), to whom the
    lines of the devices belong; without it the phone system is new. `behaviour` are the switches of `Behaviour`. The
    same `random_seed` gives the same devices, company and secrets, except for tokens, which are signed anew each time.
    Raises TypeError for an unknown switch and ValueError for an unfit value.
    """

    def __init__(  # noqa: PLR0913 (a test names what it needs, and only that)
        self,
        devices: int = 0,
        *,
        dect: int = 0,
        users: int | None = None,
        seed_file: str | None = None,
        tls: bool = False,
        client_id: str = DEFAULT_CLIENT_ID,
        client_secret: str | None = None,
        random_seed: int = 1,
        database: str | None = None,
        **behaviour: Any,
    ) -> None:
        rng = random.Random(random_seed)
        self.client_id = client_id
        # Differs when URL-encoded and holds a blank, so that a sloppy encoding of the login fails.
        self.client_secret = client_secret or f"{random_text(rng, 20)} +/=&%"
        self.ca_path: str | None = None
        self._tls = tls
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._server: HttpServer | None = None
        switches = Switchboard(Behaviour(**behaviour))
        store = Store(database)
        access = Access(store.known_secrets)
        access.add_client(client_id, self.client_secret)
        self._system = PhoneSystem(
            store, access, switches, RequestLog(), Seeder(random_seed), rng, random_seed, client_id, users
        )
        if not self._system.store.devices():
            self._system.populate(devices, dect, read_file(seed_file) if seed_file else None)

    # Life

    def start(self, port: int = 0) -> None:
        """Listen on that port or (0) on a free one; from now on `url` and, with TLS, `ca_path` are valid."""
        context = self._tls_context() if self._tls else None
        gateway = Gateway(Application(self._system), Control(self), self._system)
        self._server = HttpServer(gateway, port, context)
        self._server.start()

    def stop(self) -> None:
        self._system.ended.set()
        if self._server:
            self._server.stop()
        with self._system.store.lock:
            self._system.store.close()
        if self._folder:
            self._folder.cleanup()

    def __enter__(self) -> Emulator:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """Base URL without trailing slash."""
        if self._server is None:
            raise RuntimeError("the emulator is not running")
        return f"{'https' if self._tls else 'http'}://{HOST}:{self._server.port}"

    # Behaviour and log

    @property
    def behaviour(self) -> Behaviour:
        """The switches in force; counting ones show how many are left."""
        return self._system.switches.now

    def behave(self, **switches: Any) -> Behaviour:
        """Change switches while running; counting ones start anew."""
        return self._system.behave(**switches)

    def reset(self, devices: int = 0, dect: int = 0, users: int | None = None, **behaviour: Any) -> Behaviour:
        """A fresh phone system: other devices, another company, all other switches at their defaults, no tokens, an
        empty log."""
        self._system.reset(devices, dect, users, Behaviour(**behaviour))
        return self.behaviour

    def moment(self) -> Moment:
        """All that there is by now, to go back to. Switches, logins and the log are no part of it."""
        return self._system.moment()

    def go_back(self, moment: Moment) -> None:
        """Have all that there was at that moment of this emulator, and nothing else."""
        self._system.go_back(moment)

    @property
    def log(self) -> list[LogEntry]:
        """Requests to token endpoint and XAPI in the order in which they came."""
        return self._system.log.entries()

    def requests(self, method: str | None = None, path: str = "") -> list[LogEntry]:
        """The logged requests of that method (None: all) whose path contains `path`."""
        return [entry for entry in self.log if method in (None, entry.method) and path in entry.path]

    def clear_log(self) -> None:
        self._system.log.clear()

    # Devices, behind the API's back

    def devices(self) -> list[dict[str, Any]]:
        """All devices as the XAPI shows them, secrets included, sorted by MAC address."""
        return [full_record(row, self.behaviour) for row in self._system.store.devices()]

    def device(self, mac: str) -> dict[str, Any] | None:
        """One device by its MAC address in any spelling."""
        row = self._system.store.device(mac)
        return full_record(row, self.behaviour) if row else None

    def etag(self, mac: str) -> str | None:
        """The device's current ETag, shown to clients or not."""
        row = self._system.store.device(mac)
        return etag(row, self.behaviour.weak_etags) if row else None

    def add_device(self, record: dict[str, Any]) -> dict[str, Any]:
        """Add a device; properties that `record` lacks are made up. `Template: {"Id": ...}` and
        `Registered: {"InterfaceLink": ...}` may be given. The MAC address is spelled as `mac_style` says."""
        self._system.add_device(record)
        return self.device(record["MacAddress"]) or {}

    def change_device(self, mac: str, **fields: Any) -> dict[str, Any]:
        """Change properties, giving the device another ETag; Provisioning is merged. Raises KeyError."""
        self._system.change_device(mac, fields)
        return self.device(mac) or {}

    def remove_device(self, mac: str) -> None:
        """Raises KeyError when there is no such device."""
        self._system.remove_device(mac)

    # Everything but devices, behind the API's back

    def objects(self, kind: str) -> list[dict[str, Any]]:
        """All objects of an entity set such as Users as they are stored: with navigations and concealed secrets, and
        without what is derived. Raises KeyError for an unknown kind, as the following do."""
        with self._backdoor() as backdoor:
            return backdoor.objects(kind)

    def setting(self, kind: str) -> dict[str, Any]:
        """A singleton such as CodecsSettings, as it is stored."""
        with self._backdoor() as backdoor:
            return backdoor.setting(kind)

    def add_object(self, kind: str, **values: Any) -> dict[str, Any]:
        """Add an object without a question, a second one of the same name too. Raises ValueError for values that no
        object of the kind has."""
        with self._backdoor() as backdoor:
            return backdoor.add(kind, values)

    def change_object(self, kind: str, key: Any, **values: Any) -> dict[str, Any]:
        """Change an object by its key or its number, or a singleton, whose key is None. Raises KeyError, ValueError."""
        with self._backdoor() as backdoor:
            return backdoor.change(kind, key, values)

    def remove_object(self, kind: str, key: Any) -> None:
        """Remove an object by its key or its number. Raises KeyError."""
        with self._backdoor() as backdoor:
            backdoor.remove(kind, key)

    @contextmanager
    def _backdoor(self) -> Iterator[Backdoor]:
        with self._system.store.lock:
            yield Backdoor(self._system.pbx)

    # Logins

    def add_client(self, client_id: str, client_secret: str) -> None:
        """Let another API client log in."""
        self._system.access.add_client(client_id, client_secret)

    def expire_tokens(self) -> None:
        """Invalidate all tokens issued so far."""
        self._system.access.revoke_tokens()

    def secrets(self) -> set[str]:
        """Every secret that was ever in the system: client secrets, tokens, device passwords, secrets and links."""
        return set(self._system.store.known_secrets)

    # Parts

    def _tls_context(self) -> ssl.SSLContext:
        self._folder = tempfile.TemporaryDirectory(prefix="emulator-")
        authority = trustme.CA()
        path = Path(self._folder.name) / "ca.pem"
        authority.cert_pem.write_to_path(str(path))
        self.ca_path = str(path)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(HOST, "localhost").configure_cert(context)
        return context
