# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Ask what only another login can answer: which of two tokens dies, and what is said of their lifetime.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import typing as t
from http import HTTPStatus

from ansible_collections.telephony.threecx.plugins.module_utils.api import _errors, _odata
from ansible_collections.telephony.threecx.plugins.module_utils.probe import _evidence, _finding, _read

_HOW = "two logins one after the other"
_ALIVE, _DEAD = HTTPStatus.OK, HTTPStatus.UNAUTHORIZED
_MINUTE = 60


def try_tokens(asker: _read.Asker) -> None:
    """Log in once more, and use the token of before and the new one."""
    client = asker.client
    try:
        old = client.valid_token()
        asker.seen["old_before"] = _evidence.see(client.try_token(old))
        grant = client.log_in_anew()
        asker.facts["expires_in"] = grant.expires_in
        asker.seen["old_after"] = _evidence.see(client.try_token(old))
        asker.seen["new_after"] = _evidence.see(client.try_token(grant.token))
    except _errors.ThreeCXError as error:
        asker.seen["tokens"] = _evidence.Seen(None, failure=_read.describe_failure(error))


def one_token(evidence: _evidence.Evidence) -> _finding.Finding:
    """Which of two tokens dies."""
    statuses = [evidence.answer(step).status for step in ("old_before", "old_after", "new_after")]
    if statuses == [_ALIVE, _ALIVE, _ALIVE]:
        return _finding.found("none, both are accepted", _HOW, single_token=False)
    if statuses == [_ALIVE, _DEAD, _ALIVE]:
        return _finding.found("the earlier one", _HOW, **_loser("old"))
    if statuses == [_ALIVE, _ALIVE, _DEAD]:
        problem = "while a token is alive, other logins are of no use: log in once per play, with threecx_login"
        return _finding.found("the new one", _HOW, problem, **_loser("new"))
    raise _evidence.UnknownError(f"the tokens were answered with {', '.join(map(str, statuses))}")


def lifetime(evidence: _evidence.Evidence) -> _finding.Finding:
    """What the token says of its lifetime."""
    if evidence.lifetime is None or not evidence.worked("defs"):
        raise _evidence.UnknownError("the access token does not tell, or is not accepted")
    how = "the claims iat and exp of the access token"
    return _finding.found(f"{evidence.lifetime} seconds", how, token_lifetime=evidence.lifetime)


def announced(evidence: _evidence.Evidence) -> _finding.Finding:
    """What the login says of the lifetime, and in which unit."""
    evidence.answer("old_before")
    expires_in = _odata.whole(evidence.facts.get("expires_in"))
    if expires_in is None:
        raise _evidence.UnknownError("the login announced no lifetime, or was not carried out")
    units = {1: "seconds", _MINUTE: "minutes"}
    unit = next((name for size, name in units.items() if expires_in * size == evidence.lifetime), None)
    told = f"in {unit}, going by the token itself" if unit else "in another unit than the token itself tells"
    return _finding.found(f"{expires_in}, {told}; the collection does not rely on it", "a login", expires_in=expires_in)


def _loser(which: str) -> dict[str, t.Any]:
    return {"single_token": True, "token_loses": which}
