# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The rows of reports, which a page and a table show alike, made of what modules answered. Pure.

A row has C(state), which is empty where nothing was declared, C(problem), a text, and C(differences): lists of a name,
what is and what was declared, all of them texts. What else it has is what the templates of its role show.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import json
import posixpath
import re
import typing as t
import unicodedata

from ansible.module_utils.common.validation import check_type_list

from ansible_collections.telephony.threecx.plugins.module_utils.api import _visible
from ansible_collections.telephony.threecx.plugins.module_utils.change import _patterns
from ansible_collections.telephony.threecx.plugins.module_utils.config.kinds import _decisions, _kinds
from ansible_collections.telephony.threecx.plugins.module_utils.config.reading import _export
from ansible_collections.telephony.threecx.plugins.module_utils.fxs import _fleet

Row = dict[str, t.Any]
Answer = t.Mapping[str, t.Any]
Files = t.Mapping[str, t.Sequence[t.Sequence[str]]]

# What it would take to make something what was declared, and what that says of it now.
_STATES = {"keep": "ok", "update": "changed", "create": "missing", "delete": "surplus"}
_FAILED = "failed"
# How the modules mark secrets in their differences, on either side
_UNCHANGED, _CHANGED = "unchanged", "changed"
_SECRET = ["another", "the declared one"]
_SECRETS_OF_DEVICES = ("password", "secret")
_NO_KIND = "It is not declared, and the PBX does not tell whether it is an FXS device or a DECT base."
_NOT_KNOWN = "Whether the PBX has more of them is not known"
# Where a device has lines and the PBX does not tell which
_UNTOLD_LINES = ["not known"]
# What turns round the direction in which all that follows is read (Unicode, annex 9)
_TURNS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
# Control characters, half a character, and what is none. Neither a page nor a table can hold all of them.
_NO_TEXT = ("Cc", "Cs", "Cn")
_WHITE_SPACE = "\t\n\r"
# Of a place such as Users[3] "410"
_PLACE = re.compile(r"([A-Za-z0-9]+)(?:\[([0-9]+)\])?")


def fxs_rows(found: Answer, *, ignore: t.Sequence[str]) -> list[Row]:
    """The rows of FXS devices, by their MAC addresses.

    :param found: what C(threecx_fxs_devices) answered in check mode with differences, or C(threecx_fxs_info), either of
        them with registrations. Only the former has C(results).
    :param ignore: patterns for the MAC addresses or names of devices that are fine without being declared.
    """
    records = {record["mac_address"]: record for record in found["devices"]}
    results = {result["mac_address"]: result for result in found.get("results", [])}
    rows = []
    for mac in sorted({*records, *results}):
        result = results.get(mac, {})
        record = records.get(mac) or (result["diff"]["after"] if result.get("action") == "create" else {})
        # Nothing is to be told of a device that is as absent as it was declared.
        if record or result.get("error"):
            judged = _judged_device(result) if result else _judged_unlisted(found, record, ignore)
            registered = _registration(mac, found["registrations"], is_there=mac in records)
            rows.append({"mac_address": mac, **_device(record), **registered, **judged})
    return rows


def pbx_rows(plan: Answer, seen: Answer, files: Answer, *, ignore: t.Sequence[str], dirs: t.Sequence[str]) -> list[Row]:
    """The rows of objects: of those in files, in the order of the files, and then of those that only the PBX has.

    :param plan: what C(threecx_config) answered in check mode with differences, whether it failed or not.
    :param seen: what C(threecx_config_info) answered of the kinds; empty where it was not asked.
    :param files: for each kind the C(files) of its objects, and those C(kinds) of which there may be more than one.
    :param ignore: patterns for the keys or names of objects that only the PBX has.
    :param dirs: the folders of the trees that the files are from.
    """
    present = _by_place(files["kinds"], seen, _new_keys(plan["results"]))
    rows = []
    for result in plan["results"]:
        judged = _judged_object(result)
        is_missing = judged["state"] == "missing"
        value = result["diff"]["after"] if is_missing else _only(present.get((result["kind"], result["key"]), ()))
        places = [_below(path, dirs) for path in files_of(result["place"], files["files"])]
        rows.append({**_object(result["kind"], result["key"], value), "files": places, **judged})
    told = {(row["kind"], row["key"]) for row in rows}
    left = [(kind, value) for (kind, key), values in present.items() if (kind, key) not in told for value in values]
    rows += [_surplus(_object(kind, _key(kind, value, {}), value), ignore) for kind, value in left]
    unread = [(kind, why) for kind, why in seen.get("unavailable", {}).items() if kind in files["kinds"]]
    return rows + [_unread(kind, why) for kind, why in unread]


def as_texts(given: t.Any) -> list[str]:
    """A list as a module takes it, which a role does not: a text is cut at its commas, and a number is a text."""
    return [str(one) for one in check_type_list([] if given is None else given)]


def to_show(rows: t.Iterable[Row]) -> list[Row]:
    """The same rows with what reaches beyond its own text escaped, in whatever it is shown.

    Whoever may give something a name could otherwise turn round what stands beside it, or steer the terminal on which
    somebody looks at a table.
    """
    return [{name: _harmless(value) for name, value in row.items()} for row in rows]


def _harmless(value: t.Any) -> t.Any:
    if isinstance(value, list):
        return [_harmless(one) for one in value]
    if not isinstance(value, str) or (value.isprintable() and value.isascii()):
        return value
    return "".join(char.encode("unicode_escape").decode() if _reaches_out(char) else char for char in value)


def _reaches_out(char: str) -> bool:
    return char in _TURNS or (unicodedata.category(char) in _NO_TEXT and char not in _WHITE_SPACE)


def files_of(place: str | None, files: Files) -> t.Sequence[str]:
    """The files of an object; none where they are not known.

    :param place: where C(threecx_config) says that it stands.
    :param files: for each kind the files of each of its objects, as C(config_files_info) tells them.
    """
    found = _PLACE.match(place or "")
    of_kind = files.get(found[1], []) if found else []
    position = int(found[2] or 0) if found else 0
    return of_kind[position] if position < len(of_kind) else []


def place_of(kind: str, key: str) -> str:
    """What people call an object by; the only one of its kind has no key."""
    return f"{kind}[{key}]" if key else kind


def shown(value: t.Any) -> str:
    """A value as people read it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, t.Mapping):
        parts = ", ".join(f"{name} {shown(inner)}" for name, inner in value.items())
    elif isinstance(value, list):
        between = "; " if value and isinstance(value[0], t.Mapping) else ", "
        parts = between.join(map(shown, value))
    else:
        parts = "" if value is None else str(value)
    return parts.strip() or "nothing"


def differences(fields: t.Iterable[str], before: Answer, after: Answer) -> list[list[str]]:
    """What differs, each with how it is and how it was declared; of objects inside, what differs in them.

    :param fields: the names of what differs, on either side.
    """
    found = []
    for field in fields:
        is_now, declared = before.get(field), after.get(field)
        if field not in after:
            found.append([field, *_SECRET])
        elif isinstance(declared, t.Mapping) and (is_now is None or isinstance(is_now, t.Mapping)):
            inner = is_now or {}
            changed = [name for name, value in declared.items() if value != inner.get(name)]
            found += [[f"{field}.{name}", *_sides(inner.get(name), declared[name])] for name in changed]
        else:
            found.append([field, *_sides(is_now, declared)])
    return found


def _sides(is_now: t.Any, declared: t.Any) -> list[str]:
    if declared == _CHANGED and is_now in (_UNCHANGED, None):
        return _SECRET
    if isinstance(is_now, list) and isinstance(declared, list):
        gone = [value for value in is_now if value not in declared]
        new = [value for value in declared if value not in is_now]
        # Where the order is all that differs, neither has anything of its own.
        if gone or new:
            return _unlike(gone, new)
    return _unlike(is_now, declared)


def _unlike(is_now: t.Any, declared: t.Any) -> list[str]:
    """Both sides as people read them; where these look the same, as they are: a blank may be all that differs."""
    sides = (is_now, declared)
    texts = list(map(shown, sides))
    return texts if _visible.as_seen(texts[0]) != _visible.as_seen(texts[1]) else list(map(json.dumps, sides))


def _judged(state: str, problem: str = "", found: t.Sequence[t.Sequence[str]] = ()) -> Row:
    return {"state": state, "problem": problem, "differences": list(found)}


def _judged_device(result: Answer) -> Row:
    state = _STATES.get(result["action"], _FAILED)
    problem = (result["error"] or {}).get("msg", "")
    if state != "changed":
        return _judged(state, problem)
    before, after = (_as_texts(result["diff"][side]) for side in ("before", "after"))
    secrets = [name for name in _SECRETS_OF_DEVICES if after.get(name) == _CHANGED]
    return _judged(state, problem, differences([*result["fields"], *secrets], before, after))


def _judged_unlisted(found: Answer, record: Answer, ignore: t.Iterable[str]) -> Row:
    """What is to be said of a device that the module would leave alone.

    That is so of one whose kind is not known, too: it may be a DECT base, and as well a device that nobody declared.
    """
    if "results" not in found:
        return _judged("")
    is_known = bool(record["device_type"]) or any(_fleet.fits_device(record, pattern) for pattern in ignore)
    return _judged("ignored") if is_known else _judged(_FAILED, _NO_KIND)


def _judged_object(result: Answer) -> Row:
    """What is to be said of an object in files."""
    if result["error"]:
        return _judged(_FAILED, result["error"]["msg"])
    state, sides = _STATES.get(result["action"], _FAILED), result["diff"]
    if state != "changed":
        return _judged(state)
    return _judged(state, "", differences(result["fields"], sides["before"], sides["after"]))


def _device(record: Answer) -> Row:
    names = ("name", "device_type", "brand", "template", "group")
    return {
        **{name: record.get(name) or "" for name in names},
        "model": record.get("model_name") or record.get("model") or "",
        "lines": _UNTOLD_LINES if record.get("lines", []) is None else _lines(record.get("lines", [])),
    }


def _registration(mac: str, registrations: t.Mapping[str, Answer | None], *, is_there: bool) -> Row:
    """What is known of a registration. A device that is missing there is one of which the PBX does not tell."""
    registration = registrations.get(mac)
    untold = "unknown" if is_there and mac not in registrations else "no"
    return {
        "registered": "yes" if registration else untold,
        "interface_link": (registration or {}).get("interface_link") or "",
    }


def _lines(lines: t.Iterable[Answer]) -> list[str]:
    return [f"{line['key']}: {line['number']}" for line in lines if line["number"]]


def _as_texts(record: Answer) -> Row:
    """A device with texts in place of all values. Where a list of lines or codecs differs, all of it is shown."""
    return {name: _as_text(value) for name, value in record.items()}


def _as_text(value: t.Any) -> t.Any:
    if isinstance(value, t.Mapping):
        return _as_texts(value)
    if isinstance(value, list):
        return ", ".join(_lines(value) if value and isinstance(value[0], t.Mapping) else map(str, value))
    return "" if value is None else str(value)


def _new_keys(results: t.Iterable[Answer]) -> dict[tuple[str, str], str]:
    """The keys that objects are to get, by their kinds and the keys that they have on the PBX.

    Those are told with what differs, also where the object is refused.
    """
    found: dict[tuple[str, str], str] = {}
    for result in results:
        name, *others = _kinds.KINDS[result["kind"]].key or ("",)
        before = result["diff"].get("before", {})
        # A key of several parts does not change.
        if not others and name in before:
            found[result["kind"], before[name]] = result["key"]
    return found


def _by_place(
    kinds: t.Iterable[str], seen: Answer, new_keys: t.Mapping[tuple[str, str], str]
) -> dict[tuple[str, str], list[Answer]]:
    """The objects of the PBX by their kinds and the keys that files have for them; there may be two with one key."""
    found: dict[tuple[str, str], list[Answer]] = {}
    for kind in kinds:
        for value in seen.get("config", {}).get(kind, []):
            found.setdefault((kind, _key(kind, value, new_keys)), []).append(value)
    return found


def _key(kind: str, value: Answer, new_keys: t.Mapping[tuple[str, str], str]) -> str:
    """The key of an object of the PBX, with the new ones of itself and of whatever its parts refer to."""
    known = _kinds.KINDS[kind]
    parts = zip(_export.key_of(known, value), (_named_by(known, name) for name in known.key))
    return ", ".join(new_keys.get((named, part), part) for part, named in parts)


def _named_by(kind: _decisions.Kind, name: str) -> str:
    """The kind of what a part of a key says the key of: of an object that it refers to, or of the object itself."""
    decision = _kinds.TYPES.get(_kinds.type_of(kind.name), {}).get(name)
    return decision.to if isinstance(decision, _decisions.Reference) else kind.name


def _only(values: t.Sequence[Answer]) -> Answer:
    """The one of them; empty where there is no telling which is meant."""
    return values[0] if len(values) == 1 else {}


def _surplus(named: Row, ignore: t.Iterable[str]) -> Row:
    """The row of an object that only the PBX has."""
    is_ignored = any(
        _patterns.fits(named["key"], pattern) or _patterns.fits(named["name"], pattern) for pattern in ignore
    )
    return {**named, "files": [], **_judged("ignored" if is_ignored else "surplus")}


def _unread(kind: str, why: str) -> Row:
    """The row of a kind of which the PBX may have any objects."""
    return {**_object(kind, "", {}), "files": [], **_judged(_FAILED, f"{_NOT_KNOWN}: {why}")}


def _object(kind: str, key: str, value: Answer) -> Row:
    return {"kind": kind, "key": key, "place": place_of(kind, key), "name": _name(value)}


def _name(value: Answer) -> str:
    """What people call an object."""
    person = " ".join(str(value[name]) for name in ("FirstName", "LastName") if value.get(name))
    return str(value.get("Name") or value.get("DisplayName") or person or value.get("RuleName") or "").strip()


def _below(path: str, dirs: t.Iterable[str]) -> str:
    """What a file is called by: the folder of its tree, and what is below that."""
    above = next((folder for folder in map(posixpath.dirname, dirs) if path.startswith(f"{folder}/")), None)
    return path if above is None else path[len(above) :].lstrip("/")
