# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What the probe has seen of a phone system, and how that is read. Pure.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import json
import typing as t
from dataclasses import dataclass, field
from http import HTTPStatus

from ansible_collections.telephony.threecx.plugins.module_utils.api import _odata, _replies

# They refuse whoever asks, and not what is asked for.
_DENIALS = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)

BodyKind = t.Literal["json", "empty", "html", "broken"]
Row = t.Mapping[str, t.Any]


class UnknownError(Exception):
    """A question stays without an answer; the text says why, and holds nothing that the phone system sent."""


@dataclass(frozen=True)
class Seen:
    """What came of one request.

    :param status: None where there was no answer, or none that tells anything.
    :param headers: names in lower case.
    :param kind: what the body is. XML counts as C(html).
    :param content: the JSON value, or the text of what is no JSON.
    :param failure: why the answer tells nothing; empty where it does.
    :param echoes: whether the answer repeats a secret of the login.
    """

    status: int | None
    headers: t.Mapping[str, str] = field(default_factory=dict)
    kind: BodyKind = "empty"
    content: t.Any = field(default=None, repr=False)
    failure: str = ""
    echoes: bool = False

    @property
    def is_error(self) -> bool:
        return self.status is not None and self.status >= HTTPStatus.BAD_REQUEST

    @property
    def is_own(self) -> bool:
        """Whether the phone system itself has answered, as far as can be told."""
        return _replies.VERSION_HEADER in self.headers


def see(reply: _replies.Reply) -> Seen:
    """One answer, as the probe keeps it."""
    kind, content = _read_body(reply.body)
    return Seen(reply.status, reply.headers, kind, content, echoes=_echoes(reply))


def _read_body(body: bytes) -> tuple[BodyKind, t.Any]:
    if not body:
        return "empty", None
    try:
        return "json", json.loads(body)
    except (ValueError, RecursionError):
        text = body.decode("utf-8", "replace")
    # JSON that was cut short is neither a page nor a JSON value.
    return ("html", text) if text.lstrip("\ufeff \r\n\t").startswith("<") else ("broken", text)


def _echoes(reply: _replies.Reply) -> bool:
    text = reply.body.decode("utf-8", "replace")
    return reply.is_error and reply.redact(text) != text


@dataclass(frozen=True)
class Evidence:
    """All that one run of the probe has seen.

    :param seen: what came of each request, by the name of the step.
    :param origin: scheme, host and port of the phone system, to compare links with; never to be shown.
    :param roles: those that the access token names.
    :param lifetime: the seconds that the access token says that it is valid for.
    :param facts: what the steps themselves chose, such as keys and sizes of pages; never to be shown.
    """

    seen: t.Mapping[str, Seen]
    origin: str = ""
    roles: t.Sequence[str] = ()
    lifetime: int | None = None
    facts: t.Mapping[str, t.Any] = field(default_factory=dict)

    def answer(self, step: str) -> Seen:
        """What came of a step.

        :raises UnknownError: when that tells nothing.
        """
        seen = self.seen.get(step)
        if seen is None:
            raise UnknownError("the request that would tell was not sent, since those before it failed")
        if seen.failure:
            raise UnknownError(seen.failure)
        if seen.kind == "broken":
            raise UnknownError(f"the answer was broken (status {seen.status})")
        if not self.trusts(seen):
            raise UnknownError(f"not the phone system itself has answered (status {seen.status})")
        return seen

    def trusts(self, seen: Seen) -> bool:
        """Whether an answer tells something of the phone system.

        A proxy, or a web server in front, must not be taken for it.
        """
        if seen.failure or seen.kind == "broken":
            return False
        return seen.is_own or not any(other.is_own for other in self.seen.values())

    def entity(self, step: str) -> Row:
        """The object that a step got.

        :raises UnknownError: when there is none.
        """
        seen = self.answer(step)
        if seen.status != HTTPStatus.OK or not isinstance(seen.content, dict):
            raise UnknownError(f"the request that would tell was answered with {seen.status}")
        return seen.content

    def rows(self, step: str) -> list[dict[str, t.Any]]:
        """The rows that a step got.

        :raises UnknownError: when there is no list.
        """
        rows = self.entity(step).get("value")
        if not isinstance(rows, list) or len(_odata.objects(rows)) != len(rows):
            raise UnknownError("the request that would tell was answered with JSON that is no list of objects")
        return rows

    def objects(self, step: str) -> list[dict[str, t.Any]]:
        """The rows that a step got, or none where that is no list."""
        try:
            return self.rows(step)
        except UnknownError:
            return []

    def worked(self, step: str) -> bool:
        """Whether a step got an object or a list."""
        try:
            self.entity(step)
        except UnknownError:
            return False
        return True

    def is_refused(self, step: str) -> bool:
        """Whether the phone system itself has refused a step."""
        return step in self.seen and self.is_refused_by(self.seen[step])

    def is_refused_by(self, seen: Seen) -> bool:
        """Whether this answer is a refusal by the phone system itself, and of this request alone."""
        return seen.is_error and seen.status not in _DENIALS and self.trusts(seen)

    def refusal(self, step: str) -> int:
        """The status with which a step was refused.

        :raises UnknownError: when it was not, or when that tells nothing.
        """
        seen = self.answer(step)
        if not seen.is_error or seen.status is None:
            raise UnknownError(f"the request that would tell was answered with {seen.status}")
        if seen.status in _DENIALS and self.worked("plain"):
            raise UnknownError(f"meanwhile the phone system refuses more than this (status {seen.status})")
        return seen.status
