# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""Write single objects to one PBX, and find out what became of them.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import functools
import typing as t
from dataclasses import dataclass, replace
from http import HTTPStatus

from ansible_collections.telephony.threecx.plugins.module_utils.api import (
    _client,
    _conceal,
    _errors,
    _etag,
    _existence,
    _odata,
    _replies,
)
from ansible_collections.telephony.threecx.plugins.module_utils.change import _settle
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import _decisions, _kinds, _schema
from ansible_collections.telephony.threecx.plugins.module_utils.config.plan import _compare, _plan, _stored
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading import _query, _reading, _references
from ansible_collections.telephony.threecx.plugins.module_utils.config.wishes import _wish
from ansible_collections.telephony.threecx.plugins.module_utils.config.writing import _decide

_ETAG = "@odata.etag"


@dataclass
class Work:
    """One step while it is carried out.

    :ivar row: the object as it was read last; None while there is none.
    :ivar written: the properties that were written.
    :ivar changed: whether the PBX was changed.
    :ivar left: the parts that are not done yet.
    :ivar letting_go: the work by which an object that goes was made to refer to nothing that goes as well; None where
        there was none.
    :ivar prepares: of such a work, the step that deletes the object.
    :ivar seen: the object as the PBX shows it once it is written: what was given, or all of it where the wish says so.
    """

    step: _plan.Step
    row: _references.Row | None
    left: list[_plan.Part]
    written: tuple[str, ...] = ()
    changed: bool = False
    error: _errors.ThreeCXError | None = None
    letting_go: Work | None = None
    prepares: _plan.Step | None = None
    seen: _references.Row | None = None


class _Attempt(t.NamedTuple):
    """What is to be written to one object next.

    :param names: the properties to write.
    """

    action: _plan.Action
    names: tuple[str, ...] = ()

    @property
    def changes(self) -> bool:
        return self.action != "keep"


class Writer:
    """Writes to one PBX. Several threads may use it at once, each for another object."""

    def __init__(self, client: _client.Client, wish: _wish.Wish, look: _plan.Look) -> None:
        self._client = client
        self._wish = wish
        self._look = look

    def carry_out(self, work: Work, part: _plan.Part) -> None:
        """Send what one part of a step needs.

        :raises ThreeCXError: when it could not be done.
        """
        if not part.merge <= self._wish.merge_lists:
            wish = self._wish._replace(merge_lists=self._wish.merge_lists | part.merge)
            Writer(self._client, wish, self._look).carry_out(work, part)
            return
        waits = self._client.new_waits()
        done = _settle.settle(
            self._first(work, part),
            write=functools.partial(self._send, work),
            decide_again=functools.partial(self._decide_again, work, part),
            pause=lambda failure: self._client.pause(failure, waits),
        )
        work.changed = work.changed or done is not None
        work.written += part.names
        work.left.remove(part)

    def read_narrow(
        self, kind: _decisions.Kind, row: _references.Row, names: t.Collection[str]
    ) -> _references.Row | None:
        """Read these properties of one object; None when it is not there any more."""
        query = {
            name: text
            for name, text in _query.narrow_query(kind, self._look.version, names).items()
            if name != "$orderby"
        }
        return self._read(kind, row, query)

    # What to write

    def _first(self, work: Work, part: _plan.Part) -> _Attempt:
        step = work.step
        if step.action == "delete":
            return self._first_deletion(work)
        if work.row is None:
            return _Attempt("create", part.names)
        is_whole = _is_written_as_a_whole(step.kind, part.names)
        if is_whole:
            work.row = self._read_whole(step.kind, work.row, part.names)
        if work.row is None:
            raise _errors.ThreeCXError(f"{step.place}: it is gone, since somebody else has deleted it meanwhile.")
        self._check_seen(work)
        # A PBX may have given a new object by itself what is wanted of it.
        is_known = is_whole or (step.action == "create" and all(name in work.row for name in part.names))
        return self._differing(work, part.names) if is_known else _Attempt("update", part.names)

    def _first_deletion(self, work: Work) -> _Attempt:
        """Look once more at what goes, directly before, unless an ETag tells the PBX which version of it is meant.

        Whether a PBX heeds it is not known, so what the user has seen is looked at in any case.
        """
        target, row = work.step.target, t.cast("_references.Row", work.row)
        is_seen = target is not None and target.if_fingerprint is not None
        if _etag.read_etag({}, row) is not None and not is_seen and work.letting_go is None:
            return _Attempt("delete")
        work.row = self._read_all_of(work.step.kind, row)
        return self._deletion(work)

    def _deletion(self, work: Work) -> _Attempt:
        """The deletion of an object that has just been read, and may be gone."""
        why = _decide.spared(self._wish, work.step, _before_letting_go(work), self._look)
        if why is not None:
            raise _errors.ThreeCXError(why)
        return _Attempt("keep" if work.row is None else "delete")

    def _check_seen(self, work: Work) -> None:
        """Refuse to change an object that is not what the user has seen, directly before the first change of it."""
        if work.changed or (work.prepares is None and work.step.wanted.if_fingerprint is None):
            return
        row = t.cast("_references.Row", work.row)
        seen = self._read_all_of(work.step.kind, row)
        why = self._unmeant(work, seen)
        if why is not None:
            raise _errors.ThreeCXError(why)
        if seen is not None and _ETAG in seen:
            # What is written is made of what was read before, so that its version counts where that is known.
            work.row = {_ETAG: seen[_ETAG], **row}

    def _unmeant(self, work: Work, seen: _references.Row | None) -> str | None:
        """Why an object is not to be changed, now that it is looked at once more."""
        if work.prepares is not None:
            return _decide.spared(self._wish, work.prepares, seen, self._look)
        return next(iter(_plan.seen_problems(work.step.wanted, seen, self._look)), None)

    def _decide_again(self, work: Work, part: _plan.Part, failure: _errors.ThreeCXError, is_unclear: bool) -> _Attempt:
        """What is left to do, after reading the object again."""
        step = work.step
        try:
            # Whoever was in between may have changed what was written before as well.
            names = tuple(dict.fromkeys((*work.written, *part.names)))
            work.row = self._find(work, names)
        except _errors.ThreeCXError as error:
            unknown = f" What became of {step.place} is not known, since it cannot be read: {error}"
            raise _errors.ThreeCXError(f"{failure}{unknown}", **failure.facts) from None
        if work.row is not None and step.action == "create":
            # It came about although no answer said so, or somebody else has created it.
            self._look.index.add(step.kind.name, work.row)
        if work.row is not None and step.action == "delete":
            return self._deletion(work)
        if work.row is not None:
            if not is_unclear:
                self._check_seen(work)
            return self._differing(work, names)
        if step.action == "create" and not work.written:
            return _Attempt("create", part.names)
        if step.action == "delete":
            return _Attempt("keep")
        raise _errors.ThreeCXError(f"{failure} {step.place} is not there any more.", **failure.facts)

    def _differing(self, work: Work, names: t.Sequence[str]) -> _Attempt:
        """An update of those properties that differ in the object as it is by now."""
        step = work.step
        found = self._difference(work, names)
        for why in _plan.unshown_problems(step.wanted, found):
            # A single object may show less than a list does.
            raise _errors.ThreeCXError(why)
        # What a PBX has put by itself into lists of a new object is nobody's.
        is_new = step.action == "create" and work.changed
        removed = self._difference(work, work.written).removed if found.removed and is_new else found.removed
        if removed > step.removed:
            raise _errors.ThreeCXError(
                f"{step.place}: it has changed since it was read: by now {removed} members would be taken out of its"
                f" lists, and {step.removed} were foreseen. Nothing was taken out; run the task again."
            )
        return _Attempt("update", found.fields) if found.fields else _Attempt("keep")

    def _difference(self, work: Work, names: t.Sequence[str]) -> _compare.Comparison:
        row = t.cast("_references.Row", work.row)
        return _plan.difference(narrowed(work.step.wanted, names), row, self._look, self._wish)

    # Requests

    def _send(self, work: Work, attempt: _Attempt) -> None:
        if attempt.action == "create":
            self._create(work, attempt.names)
        else:
            self._send_to(work, attempt)

    def _send_to(self, work: Work, attempt: _Attempt) -> None:
        """PATCH or DELETE an object that is there, with its ETag where the PBX shows one."""
        kind, row = work.step.kind, t.cast("_references.Row", work.row)
        send = functools.partial(self._send_once, work, attempt)
        try:
            send(row)
        except _errors.ApiError as error:
            etag = _etag.read_etag({}, row)
            if error.status != HTTPStatus.PRECONDITION_REQUIRED or etag is not None:
                raise
            # Some servers show an ETag only in the header of a single object.
            found = self._read_whole(kind, row, attempt.names)
            if found is None:
                where = {name: error.facts.get(name) for name in ("method", "path")}
                raise _errors.NotFoundError(str(error), status=error.status, server=error.server, **where) from None
            if _etag.read_etag({}, found) is None:
                raise
            work.row = found
            send(found)

    def _send_once(self, work: Work, attempt: _Attempt, row: _references.Row) -> None:
        path, etag = _reading.object_path(work.step.kind.name, row), _etag.read_etag({}, row)
        done = [HTTPStatus.NO_CONTENT]
        if attempt.action == "delete":
            with _existence.missing_told():
                self._client.write("DELETE", path, expected=done, if_match=etag)
            return
        content = self._body(work, attempt.names, row)
        self._client.write("PATCH", path, expected=done, body=content, if_match=etag)
        # What was read does not have the tag any more that the PBX gives what it has now.
        work.row = {name: value for name, value in row.items() if name != _ETAG}

    def _create(self, work: Work, names: t.Sequence[str]) -> None:
        kind, path = work.step.kind, f"/{work.step.kind.name}"
        content = self._body(work, names, None)
        reply = self._client.call("POST", path, expected=[HTTPStatus.CREATED], body=content)
        # Whatever can be learned of it, it is there.
        work.changed = True
        request = _replies.Request("POST", _client.XAPI + path)
        try:
            row = _replies.read_object(request, reply)
        except _errors.ReplyError:
            # Created, but the answer cannot be used: it has to be looked for.
            row = {}
        work.row = self._created(work, row, names)
        self._look.index.add(kind.name, work.row)

    def _created(self, work: Work, row: _references.Row, names: t.Sequence[str]) -> _references.Row:
        """A new object, with what others refer to it by."""
        place = work.step.place
        try:
            found = self._looked_up(work.step, row, names)
        except _errors.ThreeCXError as error:
            raise unconfirmed(place, error) from None
        if found is None:
            raise _errors.ThreeCXError(unknown(place))
        return found

    def _looked_up(self, step: _plan.Step, row: _references.Row, names: t.Sequence[str]) -> _references.Row | None:
        """The same, or None where there is none.

        :param row: what the PBX answered.
        """
        kind = step.kind
        own = _schema.collections()[kind.name].key or ""
        wanted = _query.narrow_query(kind, self._look.version, ())["$select"].split(",")
        if row.get(own) is None:
            return self._find_by_key(step)
        is_whole = all(row.get(name) is not None for name in wanted)
        found = row if is_whole else self._read_whole(kind, row, names)
        if found is not None and _plan.row_key(kind, found, self._look) != step.key:
            # Never touch a neighbour because a server mixed up its answers.
            return self._find_by_key(step)
        return found

    def _body(self, work: Work, names: t.Sequence[str], row: _references.Row | None) -> dict[str, t.Any]:
        step = work.step
        start = self._start(step.kind) if row is None else {}
        wanted = _stored.body(
            step.kind,
            step.wanted,
            names,
            row,
            self._look.index,
            self._look.version,
            merge=self._wish.merge_lists,
            renew_secrets=self._wish.renew_secrets,
        )
        content = {**start, **wanted}
        # Lists are sent whole, so there may be secrets in it that the object had before, or that the PBX has proposed,
        # and a refusal may repeat them.
        self._client.hide(_conceal.secret_texts(content))
        return content

    def _start(self, kind: _decisions.Kind) -> _references.Row:
        """What a creation completes."""
        return _settable(kind, self._client.read(f"/{kind.starts_from}")[0]) if kind.starts_from else {}

    # Reading

    def _find(self, work: Work, names: t.Collection[str]) -> _references.Row | None:
        kind = work.step.kind
        row = work.row if work.row is not None else self._find_by_key(work.step)
        if row is None:
            return None
        return self._read_all_of(kind, row) if work.step.action == "delete" else self._read_whole(kind, row, names)

    def _find_by_key(self, step: _plan.Step) -> _references.Row | None:
        """Look for an object by what people call it."""
        kind = step.kind
        query = _query.narrow_query(kind, self._look.version, kind.key)
        if len(kind.key) == 1 and kind.alias is None:
            query["$filter"] = f"{kind.key[0]} eq {_odata.literal(step.key[0])}"
        pages = self._client.read_pages(f"/{kind.name}", query)
        rows = [row for page in pages for row in page if _plan.row_key(kind, row, self._look) == step.key]
        if len(rows) > 1:
            raise _errors.ThreeCXError(f"{step.place}: the PBX has {len(rows)} objects with this key by now.")
        return rows[0] if rows else None

    def _read_all_of(self, kind: _decisions.Kind, row: _references.Row) -> _references.Row | None:
        """Read all that can be set of one object."""
        return self.read_narrow(kind, row, _query.whole_names(kind, self._look.version))

    def _read_whole(
        self, kind: _decisions.Kind, row: _references.Row, names: t.Collection[str]
    ) -> _references.Row | None:
        return self._read(kind, row, _query.whole_query(kind, self._look.version, names))

    def _read(self, kind: _decisions.Kind, row: _references.Row, query: _query.Query) -> _references.Row | None:
        own = _schema.collections()[kind.name].key
        path = _reading.object_path(kind.name, row)
        try:
            entity, headers = _existence.read_entity(self._client, path, query)
        except _errors.NotFoundError:
            return None
        if own is not None and entity.get(own, row[own]) != row[own]:
            # Never touch a neighbour because a server mixed up its answers.
            message = f"The PBX answered the request for {kind.name} {row[own]} with another object."
            raise _errors.ReplyError(message, method="GET", path=_client.XAPI + path)
        etag = _etag.read_etag(headers, entity)
        return {**({} if own is None else {own: row[own]}), **entity, **({} if etag is None else {_ETAG: etag})}


def unconfirmed(place: str, error: _errors.ThreeCXError) -> _errors.ThreeCXError:
    """What is told of an object that was written, where it cannot be read afterwards."""
    return _errors.ThreeCXError(f"The PBX accepted {place}, but cannot show it afterwards: {error}", **error.facts)


def deleted_unseen(place: str, error: _errors.ThreeCXError) -> _errors.ThreeCXError:
    """What is told of an object that the PBX says it has deleted, where it cannot be looked for afterwards."""
    told = f"The PBX accepted the deletion of {place}, and whether it is gone is not known: {error}"
    return _errors.ThreeCXError(told, **error.facts)


def deletion_of(kind: _decisions.Kind, row: _references.Row) -> _replies.Request:
    """The request that deletes an object."""
    return _replies.Request("DELETE", _client.XAPI + _reading.object_path(kind.name, row))


def unknown(place: str) -> str:
    """What is told of an object that was written, and is not there."""
    return f"The PBX accepted {place}, but does not know it afterwards."


def narrowed(target: _wish.Target, names: t.Collection[str]) -> _wish.Target:
    """The same target, with these of its properties only."""
    value = {name: value for name, value in target.value.items() if name in names}
    secrets = {path: text for path, text in target.secrets.items() if path.partition(".")[0] in names}
    return replace(target, value=value, secrets=secrets)


def _before_letting_go(work: Work) -> _references.Row | None:
    """An object that goes, as it is but for what it was made to let go of, which tells nothing of what it is.

    Without the departments that go with it, for one, it would not be in the scope any more.
    """
    if work.row is None or work.letting_go is None:
        return work.row
    written, before = work.letting_go.step.fields, work.step.row or {}
    return {**work.row, **{name: before[name] for name in written if name in before}}


def _is_written_as_a_whole(kind: _decisions.Kind, names: t.Collection[str]) -> bool:
    """Whether properties hold lists or objects, in which there may be more than was given."""
    written = (field for field in _kinds.fields(_kinds.type_of(kind.name)) if field.name in names)
    return any(field.described.is_list or _query.has_properties(field) for field in written)


def _settable(kind: _decisions.Kind, start: _references.Row) -> dict[str, t.Any]:
    """What of a proposal of the PBX for a new object can be set."""
    names = {field.name for field in _kinds.fields(_kinds.type_of(kind.name)) if field.is_configuration}
    return {name: value for name, value in start.items() if name in names and value is not None}
