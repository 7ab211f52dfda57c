# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The client for 3CX's configuration API (XAPI): login, retries and paging. It knows no AnsibleModule.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import contextlib
import random
import threading
import time
import typing as t
from concurrent.futures import Executor
from dataclasses import dataclass
from http import HTTPStatus

from ansible_collections.telephony.threecx.plugins.module_utils.api import (
    _ahead,
    _asked,
    _connection,
    _errors,
    _login_lock,
    _pages,
    _replies,
    _retry,
    _stop,
    _token,
    _transport,
)

XAPI = "/xapi/v1"
# How often a list is gone through when rows vanish from it meanwhile.
_READINGS = 3
# Each round is one login after a 401. Another process may have taken the one active token in between.
_LOGIN_ROUNDS = 5
_FIRST_LOGIN_WAIT = 0.1
_UNKNOWN = "The PBX answers other requests, so this is nothing that its version or its licence has."
_LOG_IN_AGAIN = (
    "The access_token has expired, or a newer login has replaced it: log in again, or give client_id and client_secret"
    " too."
)

# Some say that nothing is created without these, others create without them (both reported from live systems). They do
# no harm, since they ask for what XAPI does anyway. A change that asks for a representation may be answered otherwise.
_CREATION_HEADERS = {"OData-Version": "4.0", "OData-MaxVersion": "4.0", "Prefer": "return=representation"}

Method = t.Literal["GET", "POST", "PATCH", "DELETE"]
Warn = t.Callable[[str], None]
Sleep = t.Callable[[float], None]
# Told of each request that left, and of the status that came back, if any did.
Observe = t.Callable[[_replies.Request, t.Optional[int]], None]
_Gained = t.TypeVar("_Gained")


# What tells new objects apart, where the path of the request does not: the first that there is.
_KEYS = ("MacAddress", "Number", "Name")


@dataclass
class Write:
    """A write that was sent.

    :param key: what the object is called where it was created, as far as the body tells.
    :param status: of the answer; None as long as there is none.
    :param is_lost: whether it has certainly not reached the PBX, so that there is no answer of that either.
    """

    request: _replies.Request
    key: str | None
    status: int | None = None
    is_lost: bool = False

    @property
    def is_refused(self) -> bool:
        """Whether it has certainly changed nothing. Whatever fails inside the PBX may have done its work before."""
        status = self.status or HTTPStatus.OK
        return self.is_lost or HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR

    def as_dict(self) -> dict[str, t.Any]:
        """One element of the return value C(written)."""
        return {**self.request._asdict(), "key": self.key, "status": self.status}


class Waits:
    """The tries of one request: how many are left, and how long to wait before the next.

    :param retries: how many tries may follow the first.
    """

    def __init__(self, retries: int) -> None:
        self._retries = retries
        self._attempt = 0
        self._total = 0.0

    def after(self, error: _errors.ThreeCXError) -> float | None:
        """Seconds to wait after this failure, or None when it is time to give up."""
        self._attempt += 1
        wait = _retry.seconds_to_wait(self._attempt, error.retry_after)
        self._total += wait
        return wait if self._attempt <= self._retries and self._total <= _retry.LONGEST_TOTAL_WAIT else None

    def __str__(self) -> str:
        return f"try {self._attempt + 1} of {self._retries + 1}"


class Client:
    """One PBX. Use it as a context manager: leaving it lets the next process log in.

    :param connection: how to reach the PBX and log in.
    :param warn: called with one sentence for each retry.
    :param read_only: refuse every write, whatever asks for it; for check mode.
    :param sleep: waits for so many seconds; by default no longer than nobody wants this process to end.
    :param observe: called for each request that was sent, logins included.
    :param heeds_stop: whether to begin nothing more once somebody does; not for work that has to be undone in the end.
    :ivar asking: what reads properties by name, and keeps in mind which the PBX refuses.
    :ivar pbx_version: what the answers, but for refusals, tell of the version of the PBX; None where they told nothing.
    :ivar stop: whether somebody does. Then no write begins, and no reading that is not about what was written before.
    """

    def __init__(
        self,
        connection: _connection.Connection,
        *,
        warn: Warn,
        read_only: bool,
        sleep: Sleep | None = None,
        observe: Observe = lambda _request, _status: None,
        heeds_stop: bool = True,
    ) -> None:
        self._connection = connection
        self._observe = observe
        self.warn = warn
        self.asking = _asked.Asking(warn)
        self._read_only = read_only
        self._heeds_stop = heeds_stop and not read_only
        self.pbx_version: str | None = None
        self.stop = _stop.Stop()
        self._sleep = sleep or (self.stop.sleep if self._heeds_stop else time.sleep)
        self._has_answered = False
        self._transport = _transport.Transport(connection)
        self._lock = _login_lock.LoginLock(connection.origin, connection.client_id or "")
        self._token = connection.access_token
        self._refusal: _errors.LoginError | None = None
        # How often the next request may log in after a 401
        self._login_rounds = _LOGIN_ROUNDS
        self._token_guard = threading.Lock()
        self._writes: list[Write] = []

    def __enter__(self) -> Client:
        if self._heeds_stop:
            self.stop.watch()
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop.unwatch()
        self._transport.close()
        self._lock.release()

    def valid_token(self) -> str:
        """An access token that the PBX accepts: the given one if it still does, or that of a new login."""
        if self._token is not None:
            try:
                self.read("/Defs", {"$select": "Id"})
            except _errors.ApiError as error:
                # Who may not read this may well read devices, and the token was good enough to tell who that is.
                if error.status != HTTPStatus.FORBIDDEN:
                    raise
        return self._tried(_transport.LOGIN, self._current_token)

    def log_in_anew(self) -> _transport.Grant:
        """Log in although there is a token, and go on with that one all the same.

        :raises LoginError: when the PBX refuses.
        """
        return self._tried(_transport.LOGIN, self._log_in_alone)

    def try_token(self, token: str) -> _replies.Reply:
        """Send the smallest request with this token, and neither again nor with another one.

        :raises TransportError: when no complete answer came.
        """
        return self._exchange(_replies.Request("GET", f"{XAPI}/Defs"), token, _transport.Content({"$select": "Id"}))

    @property
    def written(self) -> list[Write]:
        """The writes so far that were not refused, those included whose outcome is not known."""
        return [write for write in self._writes if not write.is_refused]

    def unforeseen(self, cause: Exception, outcome: str = "") -> _errors.UnforeseenError:
        """What to raise for an exception that nobody expects, with what was written by then.

        :param outcome: sentences about what is to be done about it.
        """
        written = [write.as_dict() for write in self.written]
        done = "What was written by then is in the return value written." if written else "Nothing was written."
        return _errors.UnforeseenError(
            cause, f"{done} {outcome}".strip(), changed=bool(written), written=written or None
        )

    @property
    def roles(self) -> list[str]:
        """The roles that the access token names."""
        return _token.read_roles(self._token or "")

    @property
    def token_lifetime(self) -> int | None:
        """The seconds that the access token says that it is valid for; None where it does not tell."""
        return _token.read_lifetime(self._token or "")

    @property
    def origin(self) -> str:
        """Scheme, host and port of the PBX."""
        return self._connection.origin

    def redact(self, text: str) -> str:
        """Replace whatever must not show up in a text; see C(hide)."""
        return self._transport.redact(text)

    def redact_value(self, text: str) -> str:
        """The same for a value of the PBX, in which a PIN that was hidden may be a part of some number."""
        return self._transport.redact_value(text)

    def read(self, path: str, query: t.Mapping[str, str] | None = None) -> tuple[dict[str, t.Any], t.Mapping[str, str]]:
        """GET one entity below C(/xapi/v1): its JSON object, and the headers with names in lower case.

        :raises NotFoundError: on status 404.
        :raises ThreeCXError: on every other failure.
        """
        request = _replies.Request("GET", XAPI + path)
        reply = self._send(request, query=query)
        return _replies.read_object(request, reply), reply.headers

    def read_pages(
        self, path: str, query: t.Mapping[str, str], *, key: str | None = None, helpers: Executor | None = None
    ) -> t.Iterator[list[dict[str, t.Any]]]:
        """GET a collection below C(/xapi/v1) page by page; no row comes twice.

        C(@odata.nextLink) is never followed: some servers leave it out, and a hostile one could point it anywhere.

        :param query: must hold a C($orderby), so that the pages fit together: the key of the entity set, or else what
            C(key) names.
        :param key: the property that C($orderby) sorts by, where nobody can say beforehand that all rows have it and
            that its values differ.
        :param helpers: workers that may read further pages meanwhile, as soon as the first tells how many there are.
        :raises ReplyError: when the pages do not fit together, or when a row has no C(key) or one that another row has
            too, so that what they show proves nothing.
        """
        request = _replies.Request("GET", XAPI + path)
        row_key = key or query["$orderby"]
        seen: set[str | None] = set()
        for number in range(_READINGS):
            reading = _pages.Reading(request, row_key, must_differ=key is not None)
            # What was read ahead of a seam that does not hold was for nothing, so that is tried once.
            for rows in self._each_page(request, query, reading, helpers if number == 0 else None):
                yield [row for row in rows if reading.identify(row) not in seen]
                seen.update(map(reading.identify, rows))
                seen.discard(None)
            # Where somebody deleted a row of an earlier page, those behind moved up, and one slipped through.
            if reading.is_complete:
                return
        raise _errors.ReplyError(
            f"{request} shows pages that do not fit together: in each of {_READINGS} readings rows were missing or"
            f" shared a {row_key}.",
            **request._asdict(),
        )

    def _each_page(
        self, request: _replies.Request, query: t.Mapping[str, str], reading: _pages.Reading, helpers: Executor | None
    ) -> t.Iterator[list[dict[str, t.Any]]]:
        """Go once through all pages."""
        while not reading.is_over:
            # Counting is costly on large systems (reported from live systems), so it is asked for once.
            is_first = reading.skip == 0
            paged = {**query, **_paging(reading.next_skip)}
            reply = self._send(request, query={**paged, **({"$count": "true"} if is_first else {})})
            rows = _replies.read_rows(request, reply)
            count = _replies.read_count(request, reply) if is_first else None
            if is_first and not rows:
                # Counting was seen to empty a list (reported from live systems), and an empty one is taken for a proof.
                rows = _replies.read_rows(request, self._send(request, query=paged))
            if reading.next_skip == reading.skip:
                reading.add(rows, count)
            elif not reading.link(rows):
                return
            yield rows
            if is_first:
                yield from self._linked(request, query, reading, helpers)

    def _linked(
        self, request: _replies.Request, query: t.Mapping[str, str], reading: _pages.Reading, helpers: Executor | None
    ) -> t.Iterator[list[dict[str, t.Any]]]:
        """Go through the further pages, as long as they fit together, whenever each of them was read."""

        def read(skip: int) -> list[dict[str, t.Any]]:
            return _replies.read_rows(request, self._send(request, query={**query, **_paging(skip)}))

        # One after another, each begins where the one before ended, even if a server has shortened that without a word.
        one_by_one = (read(reading.skip - 1) for _skip in reading.linked)
        found = one_by_one if helpers is None else _ahead.in_order(read, reading.linked, helpers)
        with contextlib.closing(found) as pages:
            for rows in pages:
                if not reading.link(rows):
                    return
                yield rows
                if reading.is_over:
                    return

    def write(
        self,
        method: t.Literal["POST", "PATCH", "DELETE"],
        path: str,
        *,
        expected: t.Sequence[HTTPStatus],
        body: t.Mapping[str, t.Any] | None = None,
        if_match: str | None = None,
    ) -> None:
        """Change something below C(/xapi/v1).

        :param expected: what is documented for success.
        :param body: what to send as JSON.
        :param if_match: the ETag that the entity must still have.
        :raises NotFoundError: on status 404.
        :raises StaleError: on status 412.
        :raises UnclearError: when it may or may not have been carried out.
        """
        self.call(method, path, expected=expected, body=body, if_match=if_match)

    def call(
        self,
        method: Method,
        path: str,
        *,
        expected: t.Sequence[int],
        query: t.Mapping[str, str] | None = None,
        body: t.Mapping[str, t.Any] | None = None,
        if_match: str | None = None,
    ) -> _replies.Reply:
        """Send any request below C(/xapi/v1), by the same rules as all others.

        :param expected: the statuses that mean success. An error status among them is an answer like any other.
        :param query: the query options.
        :param body: what to send as JSON.
        :param if_match: the ETag that the entity must still have.
        :raises UnclearError: when a write may or may not have been carried out.
        :raises ThreeCXError: on every other failure.
        """
        request = _replies.Request(method, XAPI + path)
        headers = dict(_CREATION_HEADERS) if method == "POST" and body is not None else {}
        headers.update({} if if_match is None else {"If-Match": if_match})
        reply = self._send(request, query=query, headers=headers, body=body, expected=expected)
        if reply.status in expected:
            return reply
        # A proxy's login page, for one, comes with status 200.
        documented = " or ".join(str(int(status)) for status in expected)
        message = f"{request} answered {reply.status}; documented is {documented}."
        error = _errors.ReplyError(message, status=reply.status, **request._asdict())
        raise _errors.UnclearError(error) if request.writes else error

    def hide(self, secrets: t.Iterable[str]) -> None:
        """Keep further secrets out of whatever the server says."""
        self._transport.hide(secrets)

    def pause(self, error: _errors.ThreeCXError, waits: Waits) -> bool:
        """Wait before another try, with a warning.

        :returns: False when there were tries enough.
        """
        wait = waits.after(error)
        if wait is None:
            return False
        # The number makes each warning another one, since newer releases of Ansible show the same one once.
        self.warn(f"{error} Trying again in {wait:.1f} seconds ({waits}).")
        self._sleep(wait)
        return True

    def new_waits(self) -> Waits:
        """The tries that the option C(retries) allows for one operation."""
        return Waits(self._connection.retries)

    def _send(
        self,
        request: _replies.Request,
        *,
        query: t.Mapping[str, str] | None = None,
        headers: t.Mapping[str, str] | None = None,
        body: t.Mapping[str, t.Any] | None = None,
        expected: t.Container[int] = (),
    ) -> _replies.Reply:
        """Send a request, again and again where that is safe.

        :param expected: error statuses that are no failure.
        :raises UnclearError: when a write may have been carried out.
        :raises StoppedError: when this process is to end.
        """
        if self._read_only and request.writes:
            raise RuntimeError(f"{request} is a write, and this client is for reading only")
        content = _transport.Content(query, headers, body)
        return self._tried(request, lambda: self._send_once(request, content, expected))

    def _tried(self, request: _replies.Request, attempt: t.Callable[[], _Gained]) -> _Gained:
        """What an attempt at a request gives, made again and again where that is safe.

        :raises UnclearError: when a write may have been carried out.
        """
        waits = self.new_waits()
        while True:
            try:
                return attempt()
            except _errors.ThreeCXError as error:
                failure = error
            if request.writes and not failure.undone:
                raise _errors.UnclearError(failure)
            if not failure.passing or not self.pause(failure, waits):
                raise failure

    def _heed_stop(self, request: _replies.Request) -> None:
        """Let no write begin once this process is to end. What became of the writes before may still be looked at."""
        is_write = request.writes and request != _transport.LOGIN
        reason = self._stop_reason
        if reason is not None and (is_write or not self._has_written):
            raise _errors.StoppedError(f"{reason} {request} was not sent.", **request._asdict())

    @property
    def _has_written(self) -> bool:
        """Whether a write has left, and was not turned away for its token alone."""
        return any(write.status != HTTPStatus.UNAUTHORIZED and not write.is_lost for write in self._writes)

    @property
    def _stop_reason(self) -> str | None:
        return self.stop.reason if self._heeds_stop else None

    def _send_once(
        self, request: _replies.Request, content: _transport.Content, expected: t.Container[int]
    ) -> _replies.Reply:
        """Send a request with a token that the PBX accepts.

        :raises ApiError: for an error status.
        :raises StoppedError: when this process is to end.
        """
        rounds = self._login_rounds
        for login_round in range(rounds + 1):
            token = self._current_token()
            # Somebody may have wanted this process to end while it waited for its turn to log in.
            self._heed_stop(request)
            reply = self._exchange(request, token, content)
            if reply.status != HTTPStatus.UNAUTHORIZED or not self._connection.has_credentials:
                break
            if login_round < rounds:
                self._renew_token(token, login_round)
        # Where so many new tokens were refused, more would be as well, and each login may count when a PBX blocks.
        self._login_rounds = 0 if reply.status == HTTPStatus.UNAUTHORIZED else _LOGIN_ROUNDS
        if not reply.is_error:
            self._has_answered = True
            self.pbx_version = reply.headers.get(_replies.VERSION_HEADER, self.pbx_version)
        if not reply.is_error or reply.status in expected:
            return reply
        raise _replies.error_for(request, reply, self._hint(request, reply.status))

    def _hint(self, request: _replies.Request, status: int) -> str | None:
        """What to do about an answer, where this client knows better than the status tells."""
        if status == HTTPStatus.UNAUTHORIZED and not self._connection.has_credentials:
            return _LOG_IN_AGAIN
        is_unknown = status == HTTPStatus.NOT_FOUND and not request.addresses_one_entity
        return _UNKNOWN if is_unknown and self._has_answered else None

    def _exchange(self, request: _replies.Request, token: str, content: _transport.Content) -> _replies.Reply:
        write = Write(request, _key_in(content.body) if request.method == "POST" else None)
        if request.writes:
            self._writes.append(write)
        try:
            with self._observed(request) as statuses:
                reply = self._transport.exchange(request, token, content)
                statuses.append(reply.status)
        except _errors.ThreeCXError as error:
            write.is_lost = error.undone
            raise
        write.status = reply.status
        return reply

    @contextlib.contextmanager
    def _observed(self, request: _replies.Request) -> t.Iterator[list[int]]:
        """Tell the observer of a request, with the status that is added to the list, or that an error has."""
        statuses: list[int] = []
        try:
            yield statuses
        except _errors.ThreeCXError as error:
            statuses += [error.facts["status"]] if "status" in error.facts else []
            raise
        finally:
            self._observe(request, statuses[0] if statuses else None)

    def _current_token(self) -> str:
        with self._token_guard:
            if self._token is None:
                self._token = self._login().token
            return self._token

    def _renew_token(self, refused: str, login_round: int) -> None:
        """Log in again, unless another thread has done so since."""
        with self._token_guard:
            if self._token != refused:
                return
            self.warn(
                "The PBX does not accept the access token any more (401); logging in again"
                f" ({login_round + 1} of at most {_LOGIN_ROUNDS} times)."
            )
            self._sleep(_FIRST_LOGIN_WAIT * 2**login_round * random.uniform(0.5, 1.5))
            # Where the login fails for the moment, the next try must not begin with the dead token.
            self._token = None
            self._token = self._login().token

    def _log_in_alone(self) -> _transport.Grant:
        with self._token_guard:
            return self._login()

    def _login(self) -> _transport.Grant:
        """Log in, unless the PBX has refused to before.

        A 3CX blocks an address after a few failed logins (3CX knowledge base), so all that is still to be done, by
        whichever thread, fails with the first refusal.
        """
        if self._refusal is not None:
            raise _errors.LoginError(self._refusal)
        is_alone = self._lock.acquire(is_over=lambda: self._stop_reason is not None)
        self._heed_stop(_transport.LOGIN)
        if not is_alone:
            self.warn(f"Logging in without waiting for other processes, since {self._lock.problem}.")
        try:
            with self._observed(_transport.LOGIN) as statuses:
                grant = self._transport.log_in()
                statuses.append(int(HTTPStatus.OK))
            return grant
        except _errors.LoginError as error:
            if not error.passing:
                # Callers add facts to what they catch.
                self._refusal = _errors.LoginError(error)
            raise
        except _errors.ThreeCXError as error:
            # Whatever was to be sent with the token has not been sent.
            error.undone = True
            raise


def _paging(skip: int) -> dict[str, str]:
    return {"$top": str(_pages.PAGE_SIZE), "$skip": str(skip)}


def _key_in(body: t.Mapping[str, t.Any] | None) -> str | None:
    return next((str(body[name]) for name in _KEYS if body and body.get(name)), None)
