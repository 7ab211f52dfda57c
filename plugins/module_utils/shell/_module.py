# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The thin shell between AnsibleModule and the rest of the collection.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import contextlib
import gc
import json
import signal
import typing as t

from ansible.module_utils import basic

from ansible_collections.telephony.threecx.plugins.module_utils.api import (
    _client,
    _conceal,
    _connection,
    _errors,
    _secrets,
    _stop,
    _transport,
    _visible,
)
from ansible_collections.telephony.threecx.plugins.module_utils.shell import _argspec, _inputs

# After so many new objects (by default 700 to 2,000) Python looks for such as refer to each other in a circle. A module
# makes a few hundred of those and ends soon; what it reads of a large phone system are hundreds of thousands of objects
# that stay, and to go through all of them time and again took a fifth of an export of 5,000 users.
_OBJECTS_BETWEEN_SEARCHES = 100_000


class Module(basic.AnsibleModule):
    """AnsibleModule for which an option that is null is one that was left out, and which never shows a secret option.

    Up to ansible-core 2.21, Ansible takes the secrets among the options out of results itself. Since 2.22 it leaves
    them in, and masks what it prints; registered results and files made of them would hold them. So they are taken out
    here, for all releases alike.

    :ivar given: the options as they came in, which can tell the two apart, with texts read that stand for mappings.
    :ivar short_secrets: the secrets among the options that Ansible must not take out of whatever it shows.
    """

    def __init__(self, spec: _argspec.ArgumentSpec) -> None:
        self.given: t.Mapping[str, t.Any] = {}
        self.short_secrets: set[str] = set()
        self._options = spec.argument_spec
        self.stop: _stop.Stop | None = None
        arguments = spec.module_arguments()
        super().__init__(supports_check_mode=True, **arguments)  # type: ignore[no-untyped-call]  # not annotated

    def _load_params(self) -> None:
        # AnsibleModule fills in what was left out in place, so given must share nothing with it.
        self.given = _argspec.parse_mappings(self.argument_spec, _argspec.without_omitted(basic._load_params()))
        # Whatever is refused from here on, the result shows all options.
        inside = _argspec.secrets_inside(self._options, self.given)
        self.no_log_values |= _argspec.secret_values(self._options, self.given, inside)
        self.short_secrets = _argspec.short_secrets(self._options, self.given, inside)
        self.params = _argspec.without_nulls(self.argument_spec, self.given)

    def _set_internal_properties(self, *arguments: t.Any) -> None:
        # What AnsibleModule calls between loading the options and converting them, when it is able to fail already.
        super()._set_internal_properties(*arguments)  # type: ignore[no-untyped-call]  # not annotated
        for problem in _inputs.input_problems(self._options, self.given):
            self.fail_json(msg=problem)

    def exit_json(self, **result: t.Any) -> t.NoReturn:
        super().exit_json(**self._shown(result))

    def fail_json(self, msg: str, **result: t.Any) -> t.NoReturn:
        super().fail_json(**self._shown({"msg": msg, **result}))

    def _log_invocation(self) -> None:
        # AnsibleModule does not know all secrets. systemd's journal keeps each option besides the message.
        secrets = _secrets.Secrets(self.no_log_values)
        options = _argspec.without_secrets(self._options, self.params)
        told = {name: _argspec.names_alone(self._options.get(name, {}), value) for name, value in options.items()}
        shown = {name: _visible.encodable(secrets.redact(str(value))) for name, value in told.items()}
        message = f"Invoked with {' '.join(f'{name}={value}' for name, value in shown.items())}"
        super().log(message, shown)  # type: ignore[no-untyped-call]

    def log(self, msg: str, log_args: dict[str, t.Any] | None = None) -> None:
        """Write a message to the system log."""
        text = _visible.encodable(_secrets.Secrets(self.no_log_values).redact(msg))
        super().log(text, log_args)  # type: ignore[no-untyped-call]

    def warn(self, warning: str, **more: t.Any) -> None:
        """Add a warning to the result."""
        super().warn(_visible.encodable(warning), **more)

    def _shown(self, result: dict[str, t.Any]) -> dict[str, t.Any]:
        """The result without secret options, after what must be logged of it."""
        invocation = {"module_args": _argspec.without_secrets(self._options, self.params)}
        redacted = _redacted_result({"invocation": invocation, **result}, _secrets.Secrets(self.no_log_values))
        shown = _encodable_result(redacted)
        self._log_if_stopped(shown)
        return shown

    def _log_if_stopped(self, result: t.Mapping[str, t.Any]) -> None:
        """Say in the system's log what was done, where nobody may be there any more to read the result."""
        if self.stop is not None and self.stop.reason is not None:
            self.log(json.dumps(what_was_done(result)))


def what_was_done(result: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """What of a result tells what was changed, and nothing that a log should not have."""
    names = ("msg", "changed", "mac_address", "summary", "deleted", "snapshot")
    told = {name: result[name] for name in names if name in result}
    rows = result.get("results", ())
    done = [f"{row['action']} {_name_of(row)}" for row in rows if row.get("changed")]
    done += [f"replace {row['old_mac_address']} by {row['new_mac_address']}" for row in rows if row.get("replaced")]
    return {**told, "done": done} if done else told


def _name_of(row: t.Mapping[str, t.Any]) -> str:
    return str(row["mac_address"]) if "mac_address" in row else f"{row['kind']}[{row['key']}]"


def _redacted_result(result: dict[str, t.Any], secrets: _secrets.Secrets) -> dict[str, t.Any]:
    """A result with these secrets replaced. What holds none is not copied: a whole configuration has many texts."""
    return {name: _redacted(value, secrets) if secrets.may_be_in(value) else value for name, value in result.items()}


def _redacted(value: t.Any, secrets: _secrets.Secrets) -> t.Any:
    """The same JSON value with these secrets replaced in every text; names of properties stay what they are."""
    if isinstance(value, list):
        return [_redacted(item, secrets) for item in value]
    if isinstance(value, dict):
        return {name: _redacted(inner, secrets) for name, inner in value.items()}
    return secrets.redact(value) if isinstance(value, str) else value


def _encodable_result(result: dict[str, t.Any]) -> dict[str, t.Any]:
    """A result that Ansible takes. One with a text that UTF-8 cannot hold it refuses, and nobody learns what was done.

    Only what is shown is replaced: requests and snapshots have the text as the PBX has it.
    """
    return {
        name: value if _is_encodable(value) else _conceal.redact_all(value, _visible.encodable)
        for name, value in result.items()
    }


def _is_encodable(value: t.Any) -> bool:
    """Whether UTF-8 can hold all texts of a JSON value. Yes is certain; no is to be looked into.

    To write the value down takes the library less time than it takes to look at each of its texts.
    """
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except (TypeError, ValueError):
        return False
    return True


def create_module(spec: _argspec.ArgumentSpec) -> Module:
    """Parse the options; end the module when they are wrong or when a Python library is missing."""
    gc.set_threshold(_OBJECTS_BETWEEN_SEARCHES)
    module = Module(spec)
    if _transport.MISSING_LIBRARY is not None:
        name, trace = _transport.MISSING_LIBRARY
        module.fail_json(msg=basic.missing_required_lib(name), exception=trace)
    for name in _argspec.null_options(spec.not_null, module.given):
        module.fail_json(
            msg=f"{name} is null: the expression behind it found no value. Leave the option out (or use omit) when"
            " that is meant."
        )
    return module


@contextlib.contextmanager
def end_in_order() -> t.Iterator[None]:
    """Have the signals that end a process do what Ctrl-C does, so that whatever has to be put right still is."""
    before = {number: signal.signal(number, _interrupt) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _interrupt(_number: int, _frame: object) -> t.NoReturn:
    raise KeyboardInterrupt


@contextlib.contextmanager
def open_client(module: Module, **options: t.Any) -> t.Iterator[_client.Client]:
    """The client for the PBX that the options name; it cannot write in check mode.

    :param options: further arguments for the client.
    :raises InputError: when a connection option cannot be right.
    :raises UnforeseenError: when an exception that nobody expects ends the work, with what was written by then.
    """
    client = _client.Client(
        _connection.read_connection(module.params), warn=module.warn, read_only=module.check_mode, **options
    )
    client.hide(module.short_secrets)
    module.stop = client.stop
    try:
        with client:
            yield client
    except _errors.ThreeCXError:
        raise
    except Exception as error:
        raise client.unforeseen(error) from None
