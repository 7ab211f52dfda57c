# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What the collection reports to the user when it cannot go on.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import traceback
import typing as t
from dataclasses import dataclass, field
from pathlib import Path

from ansible_collections.telephony.threecx.plugins.module_utils.api import _visible


@dataclass(frozen=True)
class ServerError:
    """What the server said about a failure, already free of known secrets.

    :param code: machine-readable code; XAPI often leaves it empty.
    :param message: the server's message, or the empty string.
    :param details: one mapping per detail with C(code), C(message) and C(target).
    """

    code: str = ""
    message: str = ""
    details: list[dict[str, str]] = field(default_factory=list)

    def as_dict(self) -> dict[str, t.Any]:
        """The C(error) return value that every module documents."""
        return {"code": self.code, "message": self.message, "details": self.details}


def _lines(message: str) -> str:
    return "\n".join(map(_visible.visible, message.split("\n")))


class ThreeCXError(Exception):
    """Base of all failures; renders itself for C(fail_json).

    What cannot be seen is escaped, line by line, as names come from a PBX with whatever is in them.

    :param message: complete sentences for the user, without secrets.
    :param facts: further return values, such as C(method), C(path) and C(status); those that are None are left out.
    """

    #: Whether the same request may well work a moment later.
    passing = False
    #: Whether the request was certainly not carried out, so that sending it again cannot do anything twice.
    undone = False
    #: The header C(Retry-After), where the server sent one.
    retry_after: str | None = None

    def __init__(self, message: str, **facts: t.Any) -> None:
        super().__init__(_lines(message))
        self.facts = {name: value for name, value in facts.items() if value is not None}

    @property
    def reason(self) -> str:
        """The message without what it means for the task, for whoever tells that of several things at once."""
        return str(self)

    def as_result(self) -> dict[str, t.Any]:
        """The arguments for C(fail_json)."""
        return {"msg": str(self), **self.facts}


class RefusedError(ThreeCXError):
    """Something is left alone, since it is not what the user means.

    :param found: why, as a sentence without its end.
    :param advice: a sentence about what to do.
    """

    def __init__(self, found: str, advice: str = "", **facts: t.Any) -> None:
        super().__init__(f"{found}; nothing was changed. {advice}".rstrip(), **facts)
        self._reason = _lines(f"{found}. {advice}".rstrip())

    @property
    def reason(self) -> str:
        return self._reason


class InputError(ThreeCXError):
    """An option has a value that cannot be right; raised before any request.

    Line breaks in a value are escaped as well, so that the message does not say that what is right were wrong.

    :param problems: where several things are wrong: each in a line of its own below the message.
    :ivar problems: what is wrong, in as many sentences as there are such things.
    """

    def __init__(self, message: str, *problems: str, **facts: t.Any) -> None:
        super().__init__("\n".join(map(_visible.visible, (message, *problems))), **facts)
        self.problems = problems or (message,)


class UnforeseenError(ThreeCXError):
    """A fault of this collection, told without the text of the exception, which may hold anything.

    :param cause: the exception, caught where it came to.
    :param outcome: a sentence about what was done by then.
    """

    def __init__(self, cause: Exception, outcome: str, **facts: t.Any) -> None:
        frame = traceback.extract_tb(cause.__traceback__)[-1]
        super().__init__(
            f"{type(cause).__name__} in {Path(frame.filename).name}, line {frame.lineno}: a fault of this collection,"
            f" which its maintainers would like to know of. {outcome}",
            **facts,
        )


class StoppedError(ThreeCXError):
    """A request was not sent, since the task is to end."""

    undone = True


class TransportError(ThreeCXError):
    """No answer came: refused, timed out, broken off, or a certificate that is not trusted.

    :param passing: see the base class; a certificate does not mend itself, a refused connection may.
    :param undone: see the base class; True when the request never reached the server.
    """

    def __init__(self, message: str, *, passing: bool, undone: bool, **facts: t.Any) -> None:
        super().__init__(message, **facts)
        self.passing = passing
        self.undone = undone


class ReplyError(ThreeCXError):
    """An answer came, but not one that the collection can use."""


class ApiError(ThreeCXError):
    """The server answered with an error status.

    :param status: the HTTP status.
    :param server: what the server said.
    """

    def __init__(self, message: str, *, status: int, server: ServerError, **facts: t.Any) -> None:
        super().__init__(message, status=status, error=server.as_dict(), **facts)
        self.status = status
        self.server = server


class NotFoundError(ApiError):
    """Status 404."""


class StaleError(ApiError):
    """Status 412: the device is no longer the one that was read."""


class LoginError(ThreeCXError):
    """The PBX refused the login.

    Apart from C(ApiError), since the status is about the login alone: 404 does not mean that a device is missing, nor
    400 that a query is not understood.

    :param cause: what the token endpoint answered, or the same refusal before.
    """

    # Whatever was to be sent with the token has not been sent.
    undone = True

    def __init__(self, cause: ApiError | LoginError) -> None:
        super().__init__(str(cause), **cause.facts)
        self.passing = cause.passing
        self.retry_after = cause.retry_after


class UnclearError(ThreeCXError):
    """A write was sent, and whether it was carried out is not known.

    :param cause: the failure that hid the outcome.
    """

    def __init__(self, cause: ThreeCXError) -> None:
        super().__init__(str(cause), **cause.facts)
        self.retry_after = cause.retry_after
