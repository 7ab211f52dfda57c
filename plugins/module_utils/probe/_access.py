# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Whether and how a phone system lets the API client in, and what there is. Pure.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import re
import typing as t
from http import HTTPStatus

from ansible_collections.telephony.threecx.plugins.module_utils.api import _odata, _replies
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import _objects, _schema
from ansible_collections.telephony.threecx.plugins.module_utils.probe import _evidence, _finding

# Reported from live systems; other words in a token could be anybody's.
_ROLES = (*_objects.ROLES, "App", "Reports", "CallFlowApp", "MyPhone")
_NEEDED = ("Fxs", "FxsTemplates")
_VERSION = re.compile(r"\d{1,5}(\.\d{1,6}){1,4}")
# Names as 3CX makes them; what looks otherwise, and is not known, is not repeated.
_NAME = re.compile(r"[A-Z]+[a-z][A-Za-z]{0,50}")
_MOST_NAMES = 300
_TOKEN = re.compile(r"WARNINGS(?:\.[A-Z_]+){1,3}")
_TYPE = re.compile(r'<EntityType\s[^>]*?Name="Fxs".*?</EntityType>', re.DOTALL)
_PROPERTY = re.compile(r'<(?:Navigation)?Property\s[^>]*?Name="(\w+)"')


def api(evidence: _evidence.Evidence) -> _finding.Finding:
    first = [evidence.seen[name] for name in ("defs", "sets", "plain") if name in evidence.seen]
    if len(first) > 1 and all(_is_other_server(seen) for seen in first):
        return _finding.found(
            "no, a web server answers in its place",
            "each request got status 404 without the version of a phone system",
            "url does not lead to the configuration API, or API access is off",
            api_enabled=False,
        )
    evidence.answer("defs")
    if not any(seen.is_own for seen in first):
        raise _evidence.UnknownError("no answer names the version of a phone system, so it is unclear what answers")
    return _finding.found("yes", "answers name the version of the phone system", api_enabled=True)


def version(evidence: _evidence.Evidence) -> _finding.Finding:
    told = next((seen.headers[_replies.VERSION_HEADER] for seen in evidence.seen.values() if seen.is_own), "")
    if not _VERSION.fullmatch(told):
        raise _evidence.UnknownError("no answer has the header X-3CX-Version with a version in it")
    return _finding.found(told, "header X-3CX-Version", version=told)


def roles(evidence: _evidence.Evidence) -> _finding.Finding:
    known = [role for role in evidence.roles if role in _ROLES]
    names = ", ".join([*known, *(["others"] if len(known) < len(evidence.roles) else [])]) or "none"
    if evidence.worked("plain"):
        return _finding.found(
            f"FXS devices can be read; the token names {names}", "list of devices", role="system_owners"
        )
    if not evidence.worked("defs_again") or evidence.refusal("plain") != HTTPStatus.FORBIDDEN:
        raise _evidence.UnknownError("neither can FXS devices be read, nor is the role alone what stands in the way")
    return _finding.found(
        f"too low for FXS devices (status 403); the token names {names}",
        "the list of devices is refused, and Defs is not",
        "the role of the API client is too low to read FXS devices",
        role="users",
    )


def licence(evidence: _evidence.Evidence) -> _finding.Finding:
    if evidence.worked("plain"):
        return _finding.found("it includes the API", "list of devices", licensed=True)
    if _replies.LICENCE in tokens(evidence.answer("plain")):
        return _finding.found(
            "it does not include the API",
            f"status {evidence.seen['plain'].status} with {_replies.LICENCE}",
            "the licence of the phone system does not include the API",
            licensed=False,
        )
    raise _evidence.UnknownError("the refusal does not tell its reason")


def denied_body(evidence: _evidence.Evidence) -> _finding.Finding:
    denials = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
    for step, seen in evidence.seen.items():
        if seen.status in denials and evidence.trusts(seen):
            kind = body_kind(evidence.answer(step))
            return _finding.found(f"{describe_kind(kind)} (status {seen.status})", "a refusal", denied_body=kind)
    raise _evidence.UnknownError("nothing was refused with status 401 or 403")


def entity_sets(evidence: _evidence.Evidence) -> _finding.Finding:
    named = [str(row.get("name")) for row in _odata.objects(evidence.entity("sets").get("value"))]
    known = _schema.collections().keys()
    names = {name for name in named[:_MOST_NAMES] if name in known or _NAME.fullmatch(name)}
    if not names:
        raise _evidence.UnknownError("the service document names no entity set")
    missing = [name for name in _NEEDED if name not in names]
    others, new = sorted(known - names), sorted(names - known)
    problem = f"the phone system has no {' and no '.join(missing)}" if missing else ""
    answer = f"{len(names)}; unknown to the collection: {_listed(new)}; known to it and missing: {_listed(others)}"
    return _finding.found(answer, "service document", problem)


def metadata(evidence: _evidence.Evidence) -> _finding.Finding:
    seen = evidence.answer("metadata")
    described = _TYPE.search(seen.content) if isinstance(seen.content, str) else None
    if seen.status != HTTPStatus.OK or described is None:
        raise _evidence.UnknownError(f"$metadata was answered with {seen.status}, without a type Fxs")
    described_names = _PROPERTY.findall(described[0])[:_MOST_NAMES]
    names = {name for name in described_names if name in _schema.properties("Fxs") or _NAME.fullmatch(name)}
    table = {name for name, row in _schema.properties("Fxs").items() if row.span.is_current}
    new, missing = _listed(sorted(names - table)), _listed(sorted(table - names))
    answer = f"of an FXS device, unknown to the collection: {new}; known to it and missing: {missing}"
    return _finding.found(answer, "$metadata")


def error_shape(evidence: _evidence.Evidence) -> _finding.Finding:
    candidates = [evidence.seen[name] for name in ("unknown_name", "above", "missing") if name in evidence.seen]
    refusals = [seen for seen in candidates if seen.status == HTTPStatus.BAD_REQUEST and evidence.trusts(seen)]
    if not refusals:
        status = evidence.answer("unknown_name").status
        raise _evidence.UnknownError(f"an unknown property in $select was answered with {status}")
    seen = refusals[0]
    return _finding.found(describe_kind(body_kind(seen)), "a request that is not valid (status 400)")


def echo(evidence: _evidence.Evidence) -> _finding.Finding:
    errors = [
        seen for seen in evidence.seen.values() if seen.is_error and seen.kind == "json" and evidence.trusts(seen)
    ]
    if any(seen.echoes for seen in evidence.seen.values()):
        return _finding.found("yes; the collection keeps them out of what it shows", "refusals", echo_secret=True)
    if not errors:
        raise _evidence.UnknownError("nothing was refused with words")
    return _finding.found("no", "refusals", echo_secret=False)


def body_kind(seen: _evidence.Seen) -> str:
    """What a refusal has as its body, in the words of the emulator's switches.

    :raises UnknownError: when it is none of these.
    """
    is_odata = isinstance(seen.content, dict) and isinstance(seen.content.get("error"), dict)
    if seen.kind == "json" and not is_odata:
        raise _evidence.UnknownError("the refusal has JSON of another shape than that of OData errors")
    return "odata" if seen.kind == "json" else seen.kind


def describe_kind(kind: str) -> str:
    """A kind of body for people."""
    return {"odata": "an OData error", "empty": "no body", "html": "a page in HTML"}[kind]


def tokens(seen: _evidence.Seen) -> list[str]:
    """The tokens of 3CX in a refusal, such as C(WARNINGS.XAPI.NOT_FOUND)."""
    error = seen.content.get("error") if isinstance(seen.content, dict) else None
    parts = [error, *_odata.objects(error.get("details"))] if isinstance(error, dict) else []
    return [token for part in parts for token in _TOKEN.findall(str(part.get("message")))]


def _is_other_server(seen: _evidence.Seen) -> bool:
    return seen.status == HTTPStatus.NOT_FOUND and not seen.is_own and seen.kind != "json"


def _listed(names: t.Sequence[str]) -> str:
    return ", ".join(names) or "none"
