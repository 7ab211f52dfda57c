# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""One run of the probe, from its options to its result.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from ansible_collections.telephony.threecx.plugins.module_utils.api import _client, _errors, _values
from ansible_collections.telephony.threecx.plugins.module_utils.probe import (
    _evidence,
    _finding,
    _outcome,
    _read,
    _scratch,
    _tokens,
)

# The second digit of a MAC address that is locally administered and of one station (IEEE 802).
_LOCAL = "26AE"
_NOT_ASKED: dict[_finding.Part, str] = {
    "login": "the option login was not set",
    "write": "the option write was not set",
}
_CHECK_MODE: dict[_finding.Part, str] = {
    "login": "in check mode nobody is logged out; a real run would log in once more",
    "write": "in check mode nothing is written; a real run would create a device of its own, change it and delete it",
}


@dataclass(frozen=True)
class Wanted:
    """What a run may do besides reading.

    :param scratch: a normalised MAC address that no device has.
    :param template: the ID of the template for the device of the probe; None where nothing is to be written.
    :param login: whether to log in once more, which ends the access of others.
    """

    scratch: str
    template: str | None
    login: bool

    @property
    def write(self) -> bool:
        return self.template is not None


def read_wanted(params: t.Mapping[str, t.Any]) -> Wanted:
    """Check the options.

    :raises InputError: naming the option.
    """
    template: str | None = params["template"] or None
    if params["write"] and template is None:
        raise _errors.InputError(
            "write is true, but template is missing: name the template for the device of the probe."
        )
    if template is not None and not params["write"]:
        raise _errors.InputError(
            f"template is '{template}', but write is not true, and only a written device has a template."
        )
    if params["login"] and not params["client_id"]:
        raise _errors.InputError(
            "login is true, but client_id and client_secret are missing: access_token cannot log in."
        )
    return Wanted(read_scratch(params["scratch_mac_address"]), template, bool(params["login"]))


def read_scratch(value: object) -> str:
    """Check the option C(scratch_mac_address).

    :returns: the normalised MAC address.
    :raises InputError: when it is none, or one that hardware may have.
    """
    if not _values.is_mac(value) or _values.normalise_mac(value)[1] not in _LOCAL:
        raise _errors.InputError(
            f"scratch_mac_address is '{value}'; it must be a locally administered MAC address, which no device has:"
            " 12 hexadecimal digits of which the second is 2, 6, A or E, like 02C0FFEE003C."
        )
    return _values.normalise_mac(value)


def run(client: _client.Client, wanted: Wanted, *, check_mode: bool) -> dict[str, t.Any]:
    """Ask everything that may be asked, and judge what comes.

    :param check_mode: whether to read only, whatever is wanted.
    :returns: the result, C(changed) included.
    :raises InputError: when an option does not fit the phone system.
    """
    asker = _read.Asker(client)
    _read.read_all(asker, wanted.scratch)
    parts: list[_finding.Part] = ["read"]
    writes = wanted.write and asker.evidence().worked("plain")
    if writes:
        _write(asker, wanted, check_mode=check_mode)
    if wanted.login and not check_mode:
        _tokens.try_tokens(asker)
    instead = dict(_NOT_ASKED)
    for part, is_wanted in (("write", wanted.write), ("login", wanted.login)):
        name = t.cast("_finding.Part", part)
        parts += [name] if is_wanted and not check_mode else []
        instead.update({name: _CHECK_MODE[name]} if is_wanted else {})
    return {"changed": writes, **_outcome.judge(asker.evidence(), parts, instead)}


def _write(asker: _read.Asker, wanted: Wanted, *, check_mode: bool) -> None:
    try:
        scratch = _scratch.Scratch(asker, wanted.scratch, _scratch.find_template(asker, str(wanted.template)))
        scratch.check()
        if not check_mode:
            scratch.run()
    except _errors.InputError:
        raise
    except _errors.ThreeCXError as error:
        asker.seen["scratch"] = _evidence.Seen(None, failure=_read.describe_failure(error))
