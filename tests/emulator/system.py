# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The emulated phone system as its parts share it."""

from __future__ import annotations

import copy
import functools
import random
import threading
from dataclasses import dataclass, field
from typing import Any

from . import macs, seed
from .access import Access
from .behaviour import Behaviour, Switchboard
from .pbx import company
from .pbx.state import State
from .records import stored_lines
from .request_log import RequestLog
from .schema import FXS
from .store import Row, Store


@dataclass
class Moment:
    """All that a phone system had at some time, and the randomness of what it makes up next."""

    devices: list[Row]
    seeder: seed.Seeder
    pbx: State


@dataclass
class PhoneSystem:
    """State and switches of one emulated phone system; methods work behind the API's back."""

    store: Store
    access: Access
    switches: Switchboard
    log: RequestLog
    seeder: seed.Seeder
    rng: random.Random
    random_seed: int
    client_id: str
    # How many users the company has that the phone system serves; None: the phone system is new.
    users: int | None = None
    failed_logins: int = 0
    # Set when the emulator ends, so that requests which still wait do not touch the closed database.
    ended: threading.Event = field(default_factory=threading.Event)

    @functools.cached_property
    def pbx(self) -> State:
        """Everything but the devices. It is made when somebody asks for it first, which most tests never do."""
        with self.store.lock:
            rng = random.Random(f"{self.random_seed}/pbx")
            return company.seeded(State(rng, self.store.known_secrets), self.users, self.client_id)

    def populate(self, devices: int = 0, dect: int = 0, records: list[dict[str, Any]] | None = None) -> None:
        """Load the templates and add generated devices and given records."""
        self.store.load_templates()
        style = self.switches.now.mac_style
        rows = self.seeder.generate(devices, dect)
        if self.users is not None:
            pbx = self.pbx
            rows = [company.connected(pbx, row, position) for position, row in enumerate(rows)]
        self.store.add_devices({**row, "MacAddress": macs.spelled(row["MacAddress"], style)} for row in rows)
        for record in records or []:
            self.add_device(record)

    def add_device(self, record: dict[str, Any]) -> None:
        behaviour = self.switches.now
        row = self.seeder.row(record)
        lines = stored_lines(row["FxsLines"], behaviour.line_base) if "FxsLines" in record else row["FxsLines"]
        mac = macs.spelled(record["MacAddress"], behaviour.mac_style)
        self.store.add_devices([{**row, "MacAddress": mac, "FxsLines": lines}])

    def change_device(self, mac: str, fields: dict[str, Any]) -> None:
        """Raises KeyError when there is no such device, ValueError for properties that no device has."""
        with self.store.lock:
            row = self.store.device(mac)
            if row is None:
                raise KeyError(mac)
            values = dict(fields)
            unknown = set(values) - set(FXS.properties) - {"Registered"}
            if unknown:
                raise ValueError(f"unknown properties: {', '.join(sorted(unknown))}")
            if "FxsLines" in values:
                values["FxsLines"] = stored_lines(values["FxsLines"], self.switches.now.line_base)
            if values.get("Provisioning"):
                values["Provisioning"] = {**(row["Provisioning"] or {}), **values["Provisioning"]}
            if "Registered" in values:
                values["interface_link"] = (values.pop("Registered") or {}).get("InterfaceLink")
            self.store.change_device(mac, **values)

    def remove_device(self, mac: str) -> None:
        """Raises KeyError when there is no such device."""
        with self.store.lock:
            if self.store.device(mac) is None:
                raise KeyError(mac)
            self.store.remove_device(mac)

    def behave(self, **values: Any) -> Behaviour:
        """Change switches; a new spelling of MAC addresses applies to the devices that are there."""
        before = self.switches.now.mac_style
        after = self.switches.change(**values)
        if after.mac_style not in (before, "as-given"):
            self.store.respell(after.mac_style)
        return after

    def moment(self) -> Moment:
        with self.store.lock:
            return Moment(self.store.devices(), copy.deepcopy(self.seeder), self.pbx.copied())

    def go_back(self, moment: Moment) -> None:
        with self.store.lock:
            self.store.replace_devices(moment.devices)
            self.seeder = copy.deepcopy(moment.seeder)
            self.__dict__["pbx"] = moment.pbx.copied()

    def reset(self, devices: int, dect: int, users: int | None, behaviour: Behaviour) -> None:
        """A fresh system with the same API clients and an empty log."""
        with self.store.lock:
            self.failed_logins = 0
            self.seeder = seed.Seeder(self.random_seed)
            self.users = users
            self.__dict__.pop("pbx", None)
            self.switches.reset(behaviour)
            self.store.clear()
            self.access.forget_tokens()
            self.populate(devices, dect)
            self.log.clear()
