# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run a module in this process as Ansible would run it in another: options in as JSON, result out of what it prints."""

from __future__ import annotations

import contextlib
import copy
import gc
import importlib
import io
import json
import sys
import typing as t
import warnings
from dataclasses import dataclass
from types import ModuleType
from unittest import mock

from ansible.module_utils import basic
from ansible.module_utils.common import warnings as module_warnings
from ansible.module_utils.common.parameters import PASS_VARS

# What newer releases of ansible-core hand over besides, set so that the result shows as much as it ever can.
_SHOW_MOST = {"_ansible_tracebacks_for": ["error", "warning", "deprecated"], "_ansible_inject_invocation": True}


@dataclass(frozen=True)
class ModuleRun:
    """What one run of a module left behind.

    :param result: the JSON object that it printed.
    :param warnings: the texts of the warnings in the result, and of those that Python printed.
    :param printed: everything that left the process: standard output, standard error and the system log.
    :param logged: what of that is the system log.
    :param masked: the texts that Ansible was told to mask in all that it prints from then on, since ansible-core 2.22.
    """

    result: dict[str, t.Any]
    warnings: list[str]
    printed: str
    logged: str
    masked: list[str]

    @property
    def failed(self) -> bool:
        return bool(self.result.get("failed"))


def run_main(module: ModuleType, options: t.Mapping[str, t.Any], *, check_mode: bool, diff: bool) -> ModuleRun:
    """Run `main()` at the highest verbosity, with tracebacks in the result."""
    out, err, log = io.StringIO(), io.StringIO(), io.StringIO()
    _forget_secrets()
    with contextlib.ExitStack() as stack:
        stack.callback(gc.set_threshold, *gc.get_threshold())
        stack.enter_context(_injected(module, _arguments(module, options, check_mode, diff)))
        stack.enter_context(mock.patch("syslog.syslog", lambda _priority, text: _write_to_log(text, log)))
        stack.enter_context(contextlib.redirect_stdout(out))
        stack.enter_context(contextlib.redirect_stderr(err))
        python_warnings = stack.enter_context(warnings.catch_warnings(record=True))
        code = _exit_code(module)
        result = json.loads(out.getvalue())
    # Ansible refuses a result as a whole with a text that UTF-8 cannot hold.
    json.dumps(result, ensure_ascii=False).encode()
    masked = result.pop("_ansible_new_secrets", [])
    assert code == (1 if result.get("failed") else 0), f"exit code {code} with {result}"
    assert not err.getvalue(), f"printed to standard error: {err.getvalue()}"
    shown = [str(warning.message) for warning in python_warnings]
    # The list of what to mask is between the module and Ansible.
    output = json.dumps(result) if masked else out.getvalue()
    printed = "\n".join([output, err.getvalue(), log.getvalue(), *shown])
    # Newer releases of ansible-core show the same warning once, so that is what counts on the older ones as well.
    given = dict.fromkeys(map(_warning_text, result.pop("warnings", [])))
    return ModuleRun(result, [*given, *shown], printed, log.getvalue(), masked)


def _write_to_log(text: str, log: t.IO[str]) -> None:
    # As the function of C does, which takes none that UTF-8 cannot hold.
    text.encode()
    print(text, file=log)


def _forget_secrets() -> None:
    """Begin as a process of its own does: since 2.22, ansible-core masks every secret that it was told in a process."""
    with contextlib.suppress(ImportError):
        importlib.import_module("ansible.module_utils._internal._secrets")._secret_masker.__init__()


def _exit_code(module: ModuleType) -> object:
    try:
        module.main()
    except SystemExit as end:
        return end.code
    raise AssertionError("main() returned without exit_json or fail_json")


def _arguments(module: ModuleType, options: t.Mapping[str, t.Any], check_mode: bool, diff: bool) -> dict[str, t.Any]:
    return {
        **copy.deepcopy(dict(options)),
        "_ansible_check_mode": check_mode,
        "_ansible_diff": diff,
        "_ansible_module_name": module.__name__.rpartition(".")[2],
        "_ansible_verbosity": 4,
        "_ansible_debug": True,
    }


@contextlib.contextmanager
def _injected(module: ModuleType, arguments: dict[str, t.Any]) -> t.Iterator[None]:
    """Hand over the options where AnsibleModule looks for them; ansible-core has a helper for it since 2.19."""
    module_warnings._global_warnings.clear()
    module_warnings._global_deprecations.clear()
    with contextlib.ExitStack() as stack:
        stack.enter_context(mock.patch.object(sys, "argv", [str(module.__file__)]))
        stack.enter_context(_as_on_a_target())
        try:
            from ansible.module_utils.testing import patch_module_args  # noqa: PLC0415
        except ImportError:
            encoded = json.dumps({"ANSIBLE_MODULE_ARGS": arguments}).encode()
            stack.enter_context(mock.patch.object(basic, "_ANSIBLE_ARGS", encoded))
        else:
            known = {name: value for name, value in _SHOW_MOST.items() if name.removeprefix("_ansible_") in PASS_VARS}
            stack.enter_context(patch_module_args({**arguments, **known}))
        yield


def _as_on_a_target() -> t.ContextManager[t.Any]:
    """Have warnings put into the result although other tests import parts of ansible-core's controller."""
    try:
        # Since ansible-core 2.19
        from ansible.module_utils._internal import is_controller  # noqa: F401, PLC0415
    except ImportError:
        return contextlib.nullcontext()
    return mock.patch("ansible.module_utils._internal.is_controller", False)


def _warning_text(warning: t.Any) -> str:
    """Newer releases of ansible-core print warnings as objects."""
    return warning if isinstance(warning, str) else str(warning["event"]["msg"])
