# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The database of the emulated phone system: devices and templates in SQLite.

One connection is shared by all threads, so everything happens under one lock. Callers hold `Store.lock` around steps
that belong together, such as checking an ETag and deleting the device.
"""

from __future__ import annotations

import functools
import hashlib
import threading
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import CreateTable

from . import macs
from .schema import FXS, FXS_TEMPLATES, EntitySet
from .templates import TEMPLATES

_COLUMN_TYPES: dict[str, type[sa.types.TypeEngine[Any]]] = {
    "text": sa.String,
    "whole": sa.Integer,
    "truth": sa.Boolean,
    "texts": sa.JSON,
    "objects": sa.JSON,
    "object": sa.JSON,
}
_METADATA = sa.MetaData()


def _columns(entity_set: EntitySet) -> list[sa.Column[Any]]:
    return [
        sa.Column(name, _COLUMN_TYPES[prop.kind], nullable=prop.nullable)
        for name, prop in entity_set.properties.items()
    ]


DEVICES = sa.Table(
    "devices",
    _METADATA,
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("mac", sa.String, unique=True, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("template_id", sa.String, nullable=False),
    sa.Column("interface_link", sa.String),
    *_columns(FXS),
)
TEMPLATE_TABLE = sa.Table(
    "templates", _METADATA, sa.Column("position", sa.Integer, primary_key=True), *_columns(FXS_TEMPLATES)
)
TABLES = {FXS.name: DEVICES, FXS_TEMPLATES.name: TEMPLATE_TABLE}

Row = Mapping[str, Any]


class Store:
    """Records as rows (mappings): the XAPI properties by name, and the emulator's own columns in lower case.

    `known_secrets` gathers every secret that was ever stored, so that tests can look for leaks.
    """

    def __init__(self, path: str | None = None) -> None:
        self.lock = threading.RLock()
        self.known_secrets: set[str] = set()
        self._connection = _engine(path or ":memory:").connect()
        with self._connection.begin():
            for statement in _definitions():
                self._connection.exec_driver_sql(statement)
        self._revision = self._scalar(sa.select(sa.func.max(DEVICES.c.revision))) or 0
        self._remember(self.devices())

    def close(self) -> None:
        self._connection.close()

    def clear(self) -> None:
        """Forget devices and templates, but not the known secrets."""
        for table in (DEVICES, TEMPLATE_TABLE):
            self._execute(sa.delete(table))

    # Devices

    def load_templates(self) -> None:
        if not self.count(FXS_TEMPLATES):
            self._execute(sa.insert(TEMPLATE_TABLE), list(TEMPLATES))

    def add_devices(self, rows: Iterable[dict[str, Any]]) -> None:
        """Store new devices; every row holds all properties, template_id and interface_link."""
        added = [{**row, "mac": macs.bare(row["MacAddress"]), "revision": self._next_revision()} for row in rows]
        self._remember(added)
        if added:
            self._execute(sa.insert(DEVICES), added)

    def change_device(self, mac: str, **values: Any) -> None:
        changed = {**values, "revision": self._next_revision()}
        self._remember([changed])
        self._execute(sa.update(DEVICES).where(DEVICES.c.mac == macs.bare(mac)).values(changed))

    def remove_device(self, mac: str) -> None:
        self._execute(sa.delete(DEVICES).where(DEVICES.c.mac == macs.bare(mac)))

    def replace_devices(self, rows: Sequence[Row]) -> None:
        """Have these devices, as they were stored once, and no others."""
        self._execute(sa.delete(DEVICES))
        if rows:
            self._execute(sa.insert(DEVICES), [dict(row) for row in rows])

    def devices(self) -> list[Row]:
        """All devices by MAC address."""
        return self._rows(sa.select(DEVICES).order_by(DEVICES.c.mac))

    def device(self, mac: str) -> Row | None:
        """The device of that MAC address in whatever spelling."""
        return self._row(sa.select(DEVICES).where(DEVICES.c.mac == macs.bare(mac)))

    def device_spelled(self, key: str) -> Row | None:
        """The device whose MAC address is stored exactly as `key`."""
        return self._row(sa.select(DEVICES).where(DEVICES.c.MacAddress == key))

    def respell(self, style: str) -> None:
        """Spell all MAC addresses in another style, as if the phone system had always done so."""
        with self.lock:
            for row in self.devices():
                self._execute(
                    sa.update(DEVICES)
                    .where(DEVICES.c.position == row["position"])
                    .values(MacAddress=macs.spelled(row["MacAddress"], style))
                )

    # Lists

    def template(self, template_id: str) -> Row | None:
        return self._row(sa.select(TEMPLATE_TABLE).where(TEMPLATE_TABLE.c.Id == template_id))

    def templates(self, ids: Iterable[str]) -> dict[str, Row]:
        found = self._rows(sa.select(TEMPLATE_TABLE).where(TEMPLATE_TABLE.c.Id.in_(set(ids))))
        return {row["Id"]: row for row in found}

    def add_template(self, row: Row) -> None:
        self._execute(sa.insert(TEMPLATE_TABLE), [dict(row)])

    def change_template(self, template_id: str, **values: Any) -> None:
        self._execute(sa.update(TEMPLATE_TABLE).where(TEMPLATE_TABLE.c.Id == template_id).values(values))

    def remove_template(self, template_id: str) -> None:
        self._execute(sa.delete(TEMPLATE_TABLE).where(TEMPLATE_TABLE.c.Id == template_id))

    def page(self, statement: sa.Select[Any]) -> list[Row]:
        return self._rows(statement)

    def count(self, entity_set: EntitySet, *conditions: sa.ColumnElement[bool]) -> int:
        statement = sa.select(sa.func.count()).select_from(TABLES[entity_set.name]).where(*conditions)
        return int(self._scalar(statement))

    # Plumbing

    def _next_revision(self) -> int:
        self._revision += 1
        return self._revision

    def _remember(self, rows: Iterable[Row]) -> None:
        for row in rows:
            self.known_secrets.update(device_secrets(row))

    def _execute(self, statement: sa.Executable, rows: list[dict[str, Any]] | None = None) -> None:
        with self.lock, self._connection.begin():
            self._connection.execute(statement, rows or None)

    def _rows(self, statement: sa.Select[Any]) -> list[Row]:
        with self.lock, self._connection.begin():
            return [dict(row) for row in self._connection.execute(statement).mappings()]

    def _row(self, statement: sa.Select[Any]) -> Row | None:
        rows = self._rows(statement)
        return rows[0] if rows else None

    def _scalar(self, statement: sa.Select[Any]) -> Any:
        with self.lock, self._connection.begin():
            return self._connection.execute(statement).scalar()


@functools.cache
def _definitions() -> list[str]:
    """What makes the tables where they are missing. To compile it takes longer than to execute it."""
    tables = [CreateTable(table, if_not_exists=True) for table in _METADATA.sorted_tables]
    return [str(table.compile(dialect=sqlite.dialect())) for table in tables]


@functools.cache
def _engine(path: str) -> sa.Engine:
    """One for all stores in memory, so that each statement is compiled once; every connection has its own database."""
    engine = sa.create_engine(f"sqlite:///{path}", poolclass=NullPool, connect_args={"check_same_thread": False})
    sa.event.listen(engine, "connect", _case_sensitive)
    return engine


def _case_sensitive(connection: Any, _record: Any) -> None:
    # The phone system's own database (PostgreSQL) compares with case, SQLite's LIKE by default does not.
    connection.execute("PRAGMA case_sensitive_like = ON")


def device_secrets(row: Row) -> set[str]:
    """The secrets in a device record: web password, secret, provisioning link and the random part of the link."""
    link = (row.get("Provisioning") or {}).get("ProvLink") or ""
    parts = [part for part in link.split("/") if len(part) >= 16 and "." not in part]
    return {secret for secret in (row.get("Password"), row.get("Secret"), link, *parts) if secret}


def etag(row: Row, weak: bool) -> str:
    """The ETag of a device: opaque, and another one after every change and after delete and re-creation."""
    digest = hashlib.sha256(f"{row['mac']}/{row['revision']}".encode()).hexdigest()[:16]
    return f'W/"{digest}"' if weak else f'"{digest}"'
