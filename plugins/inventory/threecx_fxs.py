# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""FXS devices as inventory hosts."""

from __future__ import annotations

DOCUMENTATION = r"""
name: threecx_fxs
version_added: 1.0.0
short_description: FXS devices of a 3CX phone system as inventory hosts
description:
  - Makes a host of each FXS device of a 3CX phone system, DECT bases included.
  - Needs a configuration file whose name ends with C(threecx_fxs.yml) or C(threecx_fxs.yaml).
  - Each host has the variables C(threecx_mac_address), C(threecx_name), C(threecx_brand) and so on, one for each value
    that M(telephony.threecx.threecx_fxs_info) returns for a device.
  - Each also has C(threecx_etag) and C(threecx_fingerprint), with which M(telephony.threecx.threecx_fxs) can make sure
    that the device is still as the inventory shows it.
  - No variable holds a secret, and neither does the cache.
  - The hosts are no machines that Ansible could log in to. Plays work on them with a local connection.
author:
  - telephony.threecx contributors (@telephony-threecx)
extends_documentation_fragment:
  - ansible.builtin.constructed
  - ansible.builtin.inventory_cache
  - telephony.threecx.connection
  - telephony.threecx.connection.plugins
options:
  plugin:
    description: The name of this plugin, which shows that the file is for it.
    type: str
    required: true
    choices:
      - telephony.threecx.threecx_fxs
  hostname:
    description:
      - What the hosts are called by.
      - With V(mac_address) it is the MAC address as 12 upper-case hexadecimal digits.
      - With V(name) it is the name of the device, with an underscore in place of what does not belong in the name of
        a host. A name that several devices have is followed by an underscore and the MAC address, and so is one that
        looks like a MAC address or is V(all), V(ungrouped), V(localhost), V(127.0.0.1) or, since version 1.1.0, the
        name of a group that there is already or that O(groups) or O(group_by) make. A device without a name goes by its
        MAC address.
      - With several phone systems, a name that a device of one of those read before has is followed by the MAC address,
        too. Which of them comes first may depend on which can be read, so take V(mac_address) there.
    type: str
    choices:
      - mac_address
      - name
    default: mac_address
  group_by:
    description:
      - The values by which to group the hosts. The groups are called V(threecx_brand_Grandstream),
        V(threecx_template_grandstream_ht80x_fxs_xml) and so on.
      - V(group) is the department that owns the device.
      - See O(keyed_groups) for groups of your own.
    type: list
    elements: str
    choices:
      - brand
      - model
      - template
      - group
      - device_type
    default:
      - brand
      - model
      - template
      - group
      - device_type
notes:
  - The options for the connection that are texts, such as O(client_secret), may be templates, with lookups and extra
    variables, and they may be encrypted with Ansible Vault.
  - What is cached for another O(url) is not used.
seealso:
  - module: telephony.threecx.threecx_fxs
  - module: telephony.threecx.threecx_fxs_info
"""

EXAMPLES = r"""
# pbx.threecx_fxs.yml
plugin: telephony.threecx.threecx_fxs
url: https://pbx.example.com:5001
client_id: ansible
client_secret: "{{ lookup('ansible.builtin.file', '/etc/ansible/threecx_client_secret') }}"

---
# With THREECX_URL, THREECX_CLIENT_ID and THREECX_CLIENT_SECRET in the environment, as AWX sets them
plugin: telephony.threecx.threecx_fxs
hostname: name
group_by:
  - group
# Where modules run for these hosts
compose:
  ansible_connection: "'local'"
# Groups by a condition; the lines of a device are null where the PBX does not show them
groups:
  without_lines: threecx_lines == []
# Groups by a value
keyed_groups:
  - key: threecx_provisioning.method
    prefix: provisioned_by
# Keep the devices for ten minutes
cache: true
cache_plugin: ansible.builtin.jsonfile
cache_connection: /var/cache/ansible/threecx
cache_timeout: 600
"""

import itertools
import json
import os
import typing as t

from ansible.errors import AnsibleParserError
from ansible.inventory.data import InventoryData
from ansible.inventory.group import to_safe_group_name
from ansible.inventory.host import Host
from ansible.module_utils.basic import missing_required_lib
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.inventory import BaseInventoryPlugin, Cacheable, Constructable
from ansible.utils.unsafe_proxy import wrap_var

from ansible_collections.telephony.threecx.plugins.module_utils.api import _client, _connection, _errors, _transport
from ansible_collections.telephony.threecx.plugins.module_utils.fxs import _fxs, _pbx
from ansible_collections.telephony.threecx.plugins.module_utils.shell import _argspec, _inputs
from ansible_collections.telephony.threecx.plugins.plugin_utils import _hosts

_FILE_NAMES = ("threecx_fxs.yml", "threecx_fxs.yaml")
_CONNECTION = _argspec.connection_spec().argument_spec

#: One device as it is cached: its record and its ETag, nothing else.
Device = dict[str, t.Any]


def _refuse_what_cannot_be(config: t.Mapping[str, t.Any]) -> None:
    """Look at the values as they stand in the file; those that Ansible hands out are converted.

    :raises InputError: naming the option, and the value unless it is a secret.
    """
    for problem in _inputs.input_problems(_CONNECTION, config, are_templates=True):
        raise _errors.InputError(problem)


def _read_flag(name: str, text: str) -> bool:
    """A flag as it was written. Ansible takes any text that it does not know for "no", such as C(ture).

    :raises InputError: when it is neither true nor false.
    """
    for problem in _inputs.input_problems({name: {"type": "bool"}}, {name: text}):
        raise _errors.InputError(problem)
    return boolean(text)  # type: ignore[no-any-return]  # not annotated


def _is_device(host: Host) -> bool:
    """Whether a host is a device already, of this phone system or of another one."""
    return "threecx_mac_address" in host.vars


class InventoryModule(BaseInventoryPlugin, Constructable, Cacheable):
    """Reads all FXS devices of one PBX."""

    NAME = "telephony.threecx.threecx_fxs"

    @staticmethod
    def _sanitize_group_name(name: str) -> str:
        """Replace what does not belong in the name of a group, without a word: the PBX's values are not the user's."""
        safe: str = to_safe_group_name(name, force=True, silent=True)
        return safe

    def verify_file(self, path: str) -> bool:
        return bool(super().verify_file(path)) and path.endswith(_FILE_NAMES)

    def parse(self, inventory: InventoryData, loader: DataLoader, path: str, cache: bool = True) -> None:
        super().parse(inventory, loader, path, cache)
        if _transport.MISSING_LIBRARY is not None:
            raise AnsibleParserError(missing_required_lib(_transport.MISSING_LIBRARY[0]))
        config = self._read_config_data(path)
        try:
            _refuse_what_cannot_be(config)
            connection = _connection.read_connection(self._connection_options(config))
            devices = self._devices(path, connection, may_read_cache=cache)
        except _errors.ThreeCXError as error:
            raise AnsibleParserError(str(error)) from None
        there = {name: host.vars["threecx_mac_address"] for name, host in inventory.hosts.items() if _is_device(host)}
        records = [device["record"] for device in devices]
        taken = {
            *inventory.groups,
            *map(self._sanitize_group_name, self.get_option("groups")),
            *itertools.chain(*map(self._groups_of, records)),
        }
        names = _hosts.host_names(records, self.get_option("hostname"), there, taken)
        # Of a name that a group has, too, Ansible takes the group, so that all hosts come before the groups.
        variables = [self._add(inventory, name, device) for name, device in zip(names, devices)]
        for name, record, values in zip(names, records, variables):
            self._group(inventory, name, record, values)

    def _connection_options(self, config: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
        """The options for the connection. Those in the file may be templates, those in the environment may not."""
        self.templar.available_variables = self._vars or {}
        return {name: self._connection_option(name, option, config.get(name)) for name, option in _CONNECTION.items()}

    def _connection_option(self, name: str, option: t.Mapping[str, t.Any], in_file: t.Any) -> t.Any:
        in_environment = os.environ.get(f"THREECX_{name.upper()}") if in_file is None else None
        if in_environment == "":
            # Ansible takes an empty path for the current directory.
            return option.get("default")
        text = in_environment if in_file is None else in_file
        is_template = isinstance(in_file, str) and self.templar.is_template(in_file)
        if is_template:
            text = str(self.templar.template(in_file))
        if option["type"] == "bool" and isinstance(text, str):
            return _read_flag(name, text)
        # Of a path that is a template, Ansible makes a relative one, and completes it, before that is evaluated.
        return text if is_template else self.get_option(name)

    def _devices(self, path: str, connection: _connection.Connection, *, may_read_cache: bool) -> list[Device]:
        """The devices out of the cache, or else those of the PBX, which are then cached if the user wants that."""
        self.load_cache_plugin()
        key, caching = self.get_cache_key(path), self.get_option("cache")
        devices = self._read_cache(key, connection) if caching and may_read_cache else None
        if devices is not None:
            return devices
        devices = self._fetch(connection)
        if caching:
            # As a text, since Ansible would take a variable called __ansible_type, for example, for an object.
            self._cache[key] = {"url": connection.origin, "devices": json.dumps(devices)}
        return devices

    def _read_cache(self, key: str, connection: _connection.Connection) -> list[Device] | None:
        """What is cached for this PBX. What is there in another shape, from whatever release, counts as nothing."""
        try:
            cached = self._cache[key]
            devices: list[Device] = json.loads(cached["devices"])
            return devices if cached["url"] == connection.origin else None
        except (KeyError, TypeError, ValueError):
            return None

    def _fetch(self, connection: _connection.Connection) -> list[Device]:
        with _client.Client(connection, warn=self.display.warning, read_only=True) as client:
            return [{"record": device.record, "etag": device.etag} for device in _pbx.Pbx(client).each_whole()]

    def _groups_of(self, record: t.Mapping[str, t.Any]) -> list[str]:
        """The groups of a device by its values."""
        values = ((field, record[field]) for field in self.get_option("group_by"))
        return [self._sanitize_group_name(f"threecx_{field}_{value}") for field, value in values if value]

    def _add(self, inventory: InventoryData, name: str, device: Device) -> dict[str, t.Any]:
        """Add a host; returns its variables."""
        record = device["record"]
        values = {**record, "etag": device["etag"], "fingerprint": _fxs.fingerprint(record)}
        # Up to ansible-core 2.18 a text is a template or condition wherever it is used as one, unless it is marked.
        # Since 2.19 it is the other way round, so that this changes nothing.
        variables: dict[str, t.Any] = {f"threecx_{key}": wrap_var(value) for key, value in values.items()}
        inventory.add_host(name)
        for key, value in variables.items():
            inventory.set_variable(name, key, value)
        self._set_composite_vars(self.get_option("compose"), variables, name, strict=self.get_option("strict"))
        return variables

    def _group(
        self, inventory: InventoryData, name: str, record: t.Mapping[str, t.Any], variables: dict[str, t.Any]
    ) -> None:
        """Add a host to its groups."""
        for group in self._groups_of(record):
            inventory.add_host(name, group=inventory.add_group(group))
        strict = self.get_option("strict")
        self._add_host_to_composed_groups(self.get_option("groups"), variables, name, strict=strict)
        self._add_host_to_keyed_groups(self.get_option("keyed_groups"), variables, name, strict=strict)
