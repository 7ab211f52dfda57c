# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""How a phone system lists: pages, order, and the query options. Pure.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import typing as t
from urllib.parse import parse_qs, urlsplit

from ansible_collections.telephony.threecx.plugins.module_utils.api import _odata
from ansible_collections.telephony.threecx.plugins.module_utils.probe import _evidence, _finding, _read

# Lists of MAC addresses that ask for no order
_UNORDERED = ("plain", "paged", "named", "counted", "expanded", "registered")
# Fewer rows, or fewer lists, could be in the same order by chance.
_FEWEST_ROWS = 5
_FEWEST_LISTS = 3
# Provisioning, which may be null, does not show whether it is kept back.
_STRUCTURED = ("FxsLines", "Codecs", "Variables")
# What the emulator plays
_UNKNOWN_STATUSES = (400, 500, 501)


def top_limit(evidence: _evidence.Evidence) -> _finding.Finding:
    if evidence.worked("above"):
        if evidence.worked("far_above"):
            return _finding.found(f"more than {_read.LARGEST_PAGE}", f"$top={_read.LARGEST_PAGE} is taken")
        step = "far_above"
    else:
        step = "above"
    status, limit = evidence.refusal(step), _read.read_limit(evidence.answer(step))
    if limit is None:
        raise _evidence.UnknownError(f"a larger $top is refused with {status}, without saying what is allowed")
    problem = f"the collection asks for {_read.PAGE} rows, which the phone system refuses" if limit < _read.PAGE else ""
    return _finding.found(
        f"{limit}, a larger $top is answered with {status}", "a larger $top", problem, top_limit=limit
    )


def page_cap(evidence: _evidence.Evidence) -> _finding.Finding:
    shown, top, total = len(evidence.rows("paged")), evidence.facts["top"], _total(evidence)
    if shown >= min(top, total):
        return _finding.found("no", f"as many rows as there are, or as $top={top} asks for", page_cap=None)
    return _finding.found(f"yes, to {shown} rows", f"$top={top}", page_cap=shown)


def default_page(evidence: _evidence.Evidence) -> _finding.Finding:
    step, shown, total = _cut_short(evidence)
    others = len(evidence.rows("paged" if step == "plain" else "users_paged"))
    if shown >= others and others < min(total, evidence.facts["top"]):
        raise _evidence.UnknownError("pages are cut shorter than that anyway")
    return _finding.found(f"{shown} rows", "a list without $top", default_page=shown)


def next_link(evidence: _evidence.Evidence) -> _finding.Finding:
    link = evidence.entity("plain").get("@odata.nextLink")
    always = evidence.entity("counted").get("@odata.nextLink")
    if link is not None:
        return _kind_of_link(link, len(evidence.rows("plain")), _total(evidence), evidence)
    step, shown, total = _cut_short(evidence)
    link = evidence.entity(step).get("@odata.nextLink")
    if link is not None:
        return _kind_of_link(link, shown, total, evidence)
    if always is not None:
        raise _evidence.UnknownError("there is a link, but not where it is needed")
    return _finding.found("none where rows are left", "a list without $top", next_link="off")


def count(evidence: _evidence.Evidence) -> _finding.Finding:
    number, rows = _odata.whole(evidence.entity("counted").get("@odata.count")), evidence.rows("counted")
    if not rows and evidence.rows("paged"):
        return _finding.found("it empties the list", "$count=true", count_empties=True)
    if not rows:
        raise _evidence.UnknownError("there is no device to count")
    how = "counts all rows" if number is not None and number >= len(rows) else "is passed over, or counts wrongly"
    return _finding.found(f"it {how}", "$count=true", count_empties=False)


def orderby(evidence: _evidence.Evidence) -> _finding.Finding:
    keys = _keys(evidence, "ordered")
    if len(keys) < 2:  # noqa: PLR2004
        raise _evidence.UnknownError("there are too few devices to be sorted")
    if keys == sorted(keys, reverse=True):
        return _finding.found("the rows are sorted as asked for", "$orderby=MacAddress desc")
    if keys == sorted(keys):
        return _finding.found("the rows are sorted, but not as asked for", "$orderby=MacAddress desc")
    problem = "pages need not fit together where $orderby does not sort; lists then end with an error"
    return _finding.found("the rows are not sorted by single characters", "$orderby=MacAddress desc", problem)


def stable_order(evidence: _evidence.Evidence) -> _finding.Finding:
    lists = [keys for keys in (_keys(evidence, step) for step in _UNORDERED if evidence.worked(step)) if keys]
    longest = max(lists, key=len, default=[])
    if any(_is_other_order(keys, longest) for keys in lists):
        return _finding.found("no, rows come in another order each time", "lists without $orderby", stable_order=False)
    if len(lists) < _FEWEST_LISTS or min(map(len, lists)) < _FEWEST_ROWS:
        raise _evidence.UnknownError("there are too few devices to tell an order from chance")
    return _finding.found("yes", f"{len(lists)} lists without $orderby", stable_order=True)


def filters(evidence: _evidence.Evidence) -> _finding.Finding:
    if evidence.answer("filtered").is_error:
        status = evidence.refusal("filtered")
        problem = "the option filter of threecx_fxs_info fails"
        return _finding.found(f"a comparison with eq is refused with {status}", "$filter", problem)
    keys = _keys(evidence, "filtered")
    if keys == [evidence.facts["key"]]:
        return _finding.found("a comparison with eq is honoured", "$filter")
    return _finding.found("a comparison with eq is passed over; the collection filters once more", "$filter")


def select(evidence: _evidence.Evidence) -> _finding.Finding:
    if evidence.answer("named").is_error:
        status = evidence.refusal("named")
        return _finding.found(f"it is refused with {status}; the collection reads without it", "a list with $select")
    rows = evidence.rows("paged")
    if not rows:
        raise _evidence.UnknownError("there is no device to be shown")
    only = all(name.startswith("@") or name == "MacAddress" for row in rows for name in row)
    return _finding.found("it is honoured" if only else "it is passed over", "lists with $select")


def expand(evidence: _evidence.Evidence) -> _finding.Finding:
    told = {"Template": _expands(evidence, "expanded"), "Registered": _expands(evidence, "registered")}
    answer = "; ".join(f"{name} {said}" for name, said in told.items())
    problem = "" if evidence.worked("registered") else "the option registration of threecx_fxs_info fails"
    return _finding.found(answer, "$expand of one at a time", problem)


def structured_in_lists(evidence: _evidence.Evidence) -> _finding.Finding:
    plain = evidence.rows("plain")
    if not plain:
        raise _evidence.UnknownError("there is no device to be shown")
    names = structured_names(evidence)
    if all(shows(row, names) for row in plain):
        return _finding.found("they are shown", "a list", structured_in_lists="shown")
    if all(shows(row, names) for row in evidence.rows("named")):
        return _finding.found("they are shown where $select names them", "two lists", structured_in_lists="on-request")
    return _finding.found("they are kept back", "two lists", structured_in_lists="never")


def unknown_properties(evidence: _evidence.Evidence) -> _finding.Finding:
    """Which of the names that the collection asks for are refused, each by itself."""
    evidence.rows("named")
    evidence.rows("templates")
    asked = [step for step in evidence.seen if step.startswith("has_")]
    statuses = {step.partition("_")[2]: evidence.refusal(step) for step in asked if not evidence.worked(step)}
    others = [
        step for step in ("expanded", "registered") if not evidence.worked(step) and not evidence.is_refused(step)
    ]
    if others:
        # What was refused with all else need not be known either.
        evidence.refusal(others[0])
    how = "$select and $expand of one name at a time" if asked else "$select and $expand"
    if not statuses:
        return _finding.found("none of those that the collection asks for", how, unknown_properties=[])
    told = sorted(set(statuses.values()))
    settings: dict[str, t.Any] = {"unknown_properties": sorted(statuses)}
    if len(told) == 1 and told[0] in _UNKNOWN_STATUSES:
        settings["unknown_status"] = told[0]
    return _finding.Finding(
        f"{', '.join(sorted(statuses))}, with {' and '.join(map(str, told))}", how, settings=settings
    )


def structured_names(evidence: _evidence.Evidence) -> list[str]:
    """The lists inside a device that this version has.

    :raises UnknownError: when it has none of them.
    """
    unknown = [
        step.partition(".")[2] for step in evidence.seen if step.startswith("has_Fxs.") and evidence.is_refused(step)
    ]
    names = [name for name in _STRUCTURED if name not in unknown]
    if not names:
        raise _evidence.UnknownError("this version knows neither lines nor codecs nor variables")
    return names


def shows(row: _evidence.Row, names: t.Iterable[str]) -> bool:
    """Whether a device shows all these lists; the lists are there, if only empty."""
    return all(isinstance(row.get(name), list) for name in names)


def _total(evidence: _evidence.Evidence) -> int:
    """How many devices there are, or at least how many there must be where one page cannot hold them."""
    return len(evidence.rows("paged")) + len(evidence.rows("behind"))


def _cut_short(evidence: _evidence.Evidence) -> tuple[str, int, int]:
    """A step whose list was cut short for lack of C($top), how many rows it has, and how many there are at least.

    :raises UnknownError: when there is none.
    """
    shown, total = len(evidence.rows("plain")), _total(evidence)
    if shown < total:
        return "plain", shown, total
    users, more = len(evidence.rows("users")), len(evidence.rows("users_paged"))
    if users < more:
        return "users", users, more
    raise _evidence.UnknownError("there are too few devices and users: all came at once without $top")


def _kind_of_link(link: object, shown: int, total: int, evidence: _evidence.Evidence) -> _finding.Finding:
    try:
        parts, skip = urlsplit(str(link)), parse_qs(urlsplit(str(link)).query).get("$skip", [""])[0]
    except ValueError:
        raise _evidence.UnknownError("there is a link that cannot be read") from None
    if parts.netloc and f"{parts.scheme}://{parts.netloc}".lower() != evidence.origin:
        return _finding.found(
            "one to another address; it is never followed", "a list without $top", next_link="foreign"
        )
    if not skip and "$skiptoken" not in parts.query:
        return _finding.found("one to the same page; it is never followed", "a list without $top", next_link="loop")
    if skip and skip != str(shown):
        return _finding.found(
            "one that leaves rows out; it is never followed", "a list without $top", next_link="lying"
        )
    if shown >= total:
        raise _evidence.UnknownError("there is a link although no row is left")
    return _finding.found("one where rows are left", "a list without $top", next_link="on")


def _keys(evidence: _evidence.Evidence, step: str) -> list[str]:
    return [str(row.get("MacAddress")) for row in evidence.rows(step)]


def _is_other_order(keys: t.Sequence[str], others: t.Sequence[str]) -> bool:
    """Whether two lists show the same devices in another order, or other devices where there should be the same."""
    places = {key: place for place, key in enumerate(others)}
    common = [places[key] for key in keys if key in places]
    return common != sorted(common) or 2 * len(common) < min(len(keys), len(others))


def _expands(evidence: _evidence.Evidence, step: str) -> str:
    if evidence.answer(step).is_error:
        return f"is refused with {evidence.refusal(step)}"
    name = "Template" if step == "expanded" else "Registered"
    rows: list[_evidence.Row] = list(evidence.rows(step))
    return "is shown" if any(name in row for row in rows) else "is not shown"
