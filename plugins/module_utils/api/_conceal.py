# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Find the secrets in JSON whose properties the collection does not know, and put a marker in their place. Pure.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import json
import re
import typing as t

from ansible_collections.telephony.threecx.plugins.module_utils.api import _secrets, _urls

# What stands for a secret in results: ours, what Ansible up to 2.21 puts there for a secret among the options, and what
# it prints for any secret that it knows since 2.22.
MARKERS = (_secrets.REDACTED, "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER", "$REDACTED$")
# Texts by which one gets at recordings, reports, prompts and backups without a login, into a meeting, or into the PBX
# as its support, a provider of messages or a further server does, what is sent along to devices and CRM systems, and
# files that are secrets (names of the official OpenAPI description; that clients hide Parameters, NetworkPath and the
# links is reported). They have other meanings where they are no texts.
_GIVES_ACCESS = frozenset(
    (
        "ArchivedUrl",
        "Contents",
        "DefaultValue",
        "DownloadLink",
        "FileLink",
        "InstallScript",
        "NetworkPath",
        "Parameters",
        "RecordingUrl",
        "ReportLink",
        "RequestHelpLink",
        "RequestUrlParameters",
        "ScriptCode",
        "Ticket",
        "Webhook",
        "openlink",
    )
)
# How the private part of a certificate begins, in a text that may hold the rest of it as well
_PRIVATE_KEY = "PRIVATE KEY-----"
# The two other signs are the same to whoever reads host names (Unicode, NFKC).
_LOGIN = re.compile(r"^([a-z]+://)?.*[@\uff20\ufe6b]", re.IGNORECASE | re.DOTALL)
_TOKENS = re.compile(r"([?#]).+", re.DOTALL)
# A shorter text turns up in places that have nothing to do with the secret.
_SHORTEST_ELSEWHERE = 8


def secret_texts(value: t.Any) -> set[str]:
    """The secrets at any depth of a JSON value, as texts, the passwords in URLs among them.

    :raises RecursionError: when it is nested too deeply.
    """
    if isinstance(value, list):
        return {text for item in value for text in secret_texts(item)}
    if not isinstance(value, dict):
        return _secrets_in_text(value) if isinstance(value, str) else set()
    found: set[str] = set()
    for name, inner in value.items():
        found |= all_texts(inner) if _is_secret(value, name) else secret_texts(inner)
    return found


def all_texts(value: t.Any) -> set[str]:
    """What stands at any depth of a JSON value that is a secret as a whole, as texts.

    What tells that there is no secret (null, an empty text), booleans and markers are left out.
    """
    if isinstance(value, (dict, list)):
        return {text for item in (value.values() if isinstance(value, dict) else value) for text in all_texts(item)}
    return set() if value in (None, "", *MARKERS) or isinstance(value, bool) else {str(value)}


def stands_out(text: str) -> bool:
    """Whether a secret can be told from ordinary texts, so that it may be taken out wherever it turns up.

    The PIN of one extension may well be the number of another, or a part of it.
    """
    return len(text) >= _SHORTEST_ELSEWHERE and not text.isdecimal()


def conceal(value: t.Any) -> t.Any:
    """The same JSON value with a marker in place of each secret, and of the same text where it shows up elsewhere.

    URLs lose logins and tokens only, and those that cannot be parsed become the marker as a whole.
    Short texts and numbers stay elsewhere, since the PIN of one extension may well be the number of another. Booleans,
    and what tells that there is no secret (null, an empty text), stay everywhere.

    :raises RecursionError: when it is nested too deeply.
    """
    known = frozenset(text for text in secret_texts(value) if stands_out(text))
    return _concealed(value, known)


def conceal_login(address: str) -> str:
    """What was meant for the address of a server, with a marker in place of a login, and of what may hold a token.

    A password that nobody has encoded may hold any character, and so goes on to the last C(@), be it in a URL or not.
    """
    return _TOKENS.sub(rf"\1{_secrets.REDACTED}", _LOGIN.sub(rf"\1{_secrets.REDACTED}@", address))


def conceal_answer(name: str, value: t.Any) -> t.Any:
    """The same for the answer to a function, or of a single property: what it holds has no name of its own there.

    :param name: what was asked for.
    :param value: what OData wraps such an answer in, C({"value": ...}), or the bare value.
    :raises RecursionError: when it is nested too deeply.
    """
    shown = conceal(value)
    is_wrapped = isinstance(value, dict) and "value" in value
    bare = value["value"] if is_wrapped else value
    # Servers may take no notice of the case in a path.
    called = next((known for known in _GIVES_ACCESS if known.lower() == name.lower()), name)
    # A list of tokens has them under names of their own, and much that is no secret.
    if _has_names(bare) or not _is_secret({called: bare}, called):
        return shown
    return {**shown, "value": _marked(bare)} if is_wrapped else _marked(bare)


def redact_all(value: t.Any, redact: t.Callable[[str], str]) -> t.Any:
    """The same JSON value with secrets replaced in every text, names of properties included.

    :param redact: replaces every secret in a text.
    """
    if isinstance(value, list):
        return [redact_all(item, redact) for item in value]
    if isinstance(value, dict):
        return {redact(name): redact_all(inner, redact) for name, inner in value.items()}
    return redact(value) if isinstance(value, str) else value


def holds_marker(value: t.Any) -> bool:
    """Whether a marker stands somewhere in a JSON value, as it does in what a module has returned."""
    if isinstance(value, dict):
        return any(holds_marker(inner) for inner in value.values())
    if isinstance(value, list):
        return any(holds_marker(item) for item in value)
    return isinstance(value, str) and any(marker in value for marker in MARKERS)


def _is_secret(parent: t.Mapping[str, t.Any], name: str) -> bool:
    # Template variables come as pairs, {"Name": "DEVICE_PASSWORD", "Value": "..."}. Those of trunks and of CRM systems
    # have a Key that their templates give, which says nothing for certain, as nothing does where no name was asked for.
    # What stands in place of a concealed password has none either.
    if name in _GIVES_ACCESS or (name == "Value" and ("Key" in parent or "Name" not in parent)):
        return isinstance(parent[name], str)
    return _secrets.looks_secret(name) or (name == "Value" and _secrets.looks_secret(parent.get("Name")))


def _secrets_in_text(text: str) -> set[str]:
    if _PRIVATE_KEY in text:
        return {text}
    try:
        inside = _json_in(text)
        return _urls.login_texts(text) if inside is None else secret_texts(inside)
    except RecursionError:
        # What is too deep in it to be looked at is not shown.
        return {text}


def _json_in(text: str) -> t.Any:
    """The JSON that a text holds, as the log of changes has it of an object before and after; None for other texts."""
    if text.lstrip()[:1] not in ("{", "["):
        return None
    try:
        return json.loads(text)
    except ValueError:
        return None


def _has_names(value: t.Any) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and any(map(_has_names, value)))


def _concealed(value: t.Any, known: frozenset[str]) -> t.Any:
    if isinstance(value, list):
        return [_concealed(item, known) for item in value]
    if isinstance(value, dict):
        return {
            name: _marked(inner) if _is_secret(value, name) else _concealed(inner, known)
            for name, inner in value.items()
        }
    return _concealed_text(value, known) if isinstance(value, str) else value


def _concealed_text(text: str, known: frozenset[str]) -> str:
    if text in known or _PRIVATE_KEY in text:
        return _secrets.REDACTED
    try:
        inside = _json_in(text)
        if inside is None:
            return _urls.without_logins(text, _secrets.REDACTED)
        concealed = _concealed(inside, known)
        return text if concealed == inside else json.dumps(concealed, ensure_ascii=False)
    except RecursionError:
        return _secrets.REDACTED


def _marked(value: t.Any) -> t.Any:
    return _secrets.REDACTED if all_texts(value) else value
