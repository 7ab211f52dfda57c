# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""The words in which C(_kinds) says what a property means and how objects of a kind are handled.

The description of XAPI names properties and their types. It says neither which of them a person can set, nor what
a number refers to, nor whether the order of a list matters. Each decision below answers that for one property.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import math
import re
import typing as t
from dataclasses import dataclass

from ansible_collections.telephony.threecx.plugins.module_utils.api import _visible


# A class without fields of its own needs no decorator: its parent's methods do, and each one made takes its time with
# every module that loads this.
@dataclass(frozen=True)
class Decision:
    """What one property means."""

    # Whether a person sets it, so that it is part of an export and can be written
    is_configuration: t.ClassVar[bool] = True


# The natural key of an object, as people write it; empty for the one object of a singleton.
Key = tuple[str, ...]
# The collection of XAPI that has whatever can be called by a number, of whichever kind it is
PEERS = "Peers"


@dataclass(frozen=True)
class Plain(Decision):
    """A value that means no more than itself, though its type or name lets one think otherwise."""

    why: str


@dataclass(frozen=True)
class Reference(Decision):
    """Another object, which people call by the key of its kind and the PBX by one of its properties."""

    to: str  # a kind, or Peers: whatever has a number
    stored: str  # the property of that object which stands here: Id, Number, Name
    inside: str = ""  # where an object stands here instead: the property of it in which that is
    none: tuple[object, ...] = (None, "")  # what stands here when it refers to nothing


class Numbers(Decision):
    """A text in which numbers of objects stand, with commas or the like between them.

    It is exported, compared and written as it is, since nothing says how exactly it is written. What stands in it is
    not deleted.
    """

    @staticmethod
    def named_in(text: str) -> set[str]:
        return set(re.split(r"[\s,;|]+", text)) - {""}


class File(Decision):
    """The name of a file on the PBX: a prompt, music, a picture. It is uploaded by other means, and not checked."""


@dataclass(frozen=True)
class Secret(Decision):
    """A secret that a person can set.

    A concealed one is hidden by the PBX, so that it cannot be compared, and is written inside an object with the
    property C(Value) (a password) or C(Contents) (a file); the other is a text that the PBX shows to whoever asks.
    """

    is_concealed: bool = False
    named_by: str = ""  # the property beside it whose value says by its name whether this one is a secret at all


class MacAddress(Decision):
    """A MAC address, in whatever spelling; 12 capital hexadecimal digits are its canonical form."""


@dataclass(frozen=True)
class Part(Decision):
    """An object inside, of which only some properties are configuration here."""

    only: tuple[str, ...]


@dataclass(frozen=True)
class List(Decision):
    """A list, written as a whole: an element that is left out is gone (reported from live systems)."""

    of: Reference | File | None = None  # what its elements are, where they have no properties
    only: tuple[str, ...] = ()  # the properties of its elements that are configuration here; none: as their type says


class Unordered(List):
    """A list whose elements are all different and in no order."""


class Ordered(List):
    """A list in which the order matters."""


@dataclass(frozen=True)
class Keyed(List):
    """A list of objects that some of their properties tell apart."""

    by: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()  # what an element must say besides, if only that there is none
    is_ordered: bool = False  # whether their order matters besides
    is_fixed: bool = False  # whether the PBX makes the elements, so that they can be changed only
    foreign: str = ""  # how the first key begins of elements that are those of other people: no configuration, and kept

    def is_foreign(self, element: t.Any) -> bool:
        """Whether an element, in the form of an export, is one of those of other people."""
        key = element.get(self.by[0]) if self.foreign and isinstance(element, dict) else None
        return isinstance(key, str) and key.startswith(self.foreign)


@dataclass(frozen=True)
class Positional(List):
    """A list of so many places. The PBX fills it up with elements that mean nothing: C(empty) says how to tell."""

    places: int = 0
    empty: tuple[str, object] = ("", None)  # a property and its value


@dataclass(frozen=True)
class _NotConfiguration(Decision):
    why: str
    is_configuration: t.ClassVar[bool] = False


class ReadOnly(_NotConfiguration):
    """What the PBX sets itself, or works out of other properties."""


class Operational(_NotConfiguration):
    """What changes in daily work, by people at their phones or by itself; shown when it is asked for."""


class Twin(_NotConfiguration):
    """The same facts from the other side: they are read and written at the place named in C(why)."""


class Refused(_NotConfiguration):
    """What a person can set, but what is known of it does not carry a decision. It is neither exported nor written,
    and its name is told."""


class BuiltIn(t.NamedTuple):
    """How to tell objects that the PBX has made itself, and that nobody may delete."""

    property: str
    value: str | bool  # a regular expression for a text, from its beginning
    why: str
    is_configuration: bool = False  # whether it is exported and can be changed all the same

    def fits(self, entity: t.Mapping[str, t.Any]) -> bool:
        """Whether an object, as XAPI shows it, is such a one; of a list, one element is enough.

        Where a property tells what people have made themselves, an object that does not show it counts as built in.
        """
        found = entity.get(self.property)
        if isinstance(self.value, str):
            names = found if isinstance(found, list) else [found]
            return any(isinstance(name, str) and re.match(self.value, name) for name in names)
        return found is True if self.value else found is not True


class Kind(t.NamedTuple):
    """How objects of one collection are told apart, created and changed.

    A single object has no key. What its properties mean is said by type, see C(_kinds.TYPES).
    """

    name: str  # as XAPI calls its collection
    key: tuple[str, ...] = ()  # the properties by which people know an object, references by what they lead to
    phase: int = 0  # kinds of a lower phase are written first, and deleted last
    alias: tuple[str, str] | None = None  # a property that is true for one object, and what that is called
    fixed: tuple[str, ...] = ()  # what cannot be changed once an object is there
    late: tuple[str, ...] = ()  # what the PBX takes only once the rest of the object is written
    needs: tuple[str, ...] = ()  # what a creation must say
    starts_from: str = ""  # the function below /xapi/v1 whose answer a creation completes
    ordered_by: str = ""  # the property whose values say the order of the objects, where it matters
    risk: str = ""  # what goes beyond the object: who is locked out by a wrong value, what an export may give away
    built_in: tuple[BuiltIn, ...] = ()
    never_created: str = ""  # why objects can be changed only
    kept_back: tuple[str, ...] = ()  # what a list of its objects may not show (unknown), though they have it
    not_known: tuple[str, ...] = ()  # what only a phone system can tell
    never_written: str = ""  # why objects are only read, and left out of an export unless they are asked for by name

    @property
    def is_numbered(self) -> bool:
        """Whether people know its objects by a number, so that others refer to them as Peers."""
        return self.key == ("Number",)

    @property
    def is_understood(self) -> bool:
        return not self.never_written

    def is_known_by(self, name: str) -> bool:
        """Whether a part of the key says something of each object, so that none can be without it."""
        return name in self.key and (name in self.needs or len(self.key) == 1)

    def place_of(self, value: t.Mapping[str, t.Any]) -> float:
        """The place of an object among those of its kind, where their order matters; one without a place comes last."""
        place = value.get(self.ordered_by)
        return place if isinstance(place, int) else math.inf


class Destination(t.NamedTuple):
    """The properties of a type that say together where calls go, and by which words.

    Of words that are not named (C(VoiceMail), C(Fax)) it is not known which of the others they need.
    """

    to: str  # the property that says to what kind of thing
    number: str  # ... to which of them
    to_number: tuple[str, ...]  # the words for what has a number
    to_nobody: tuple[str, ...]  # the words for what has none
    outside: str = ""  # the property that says to which number outside
    to_outside: tuple[str, ...] = ()  # the words for what has one outside

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.to, self.number, self.outside)))

    def led_by(self, word: t.Any) -> str:
        """The property that says where exactly a word leads to; empty where it is not known that one does."""
        return self.number if word in self.to_number else self.outside if word in self.to_outside else ""

    def is_idle(self, name: str, word: t.Any) -> bool:
        """Whether a property is known to mean nothing beside a word."""
        is_known = word in (*self.to_number, *self.to_outside, *self.to_nobody)
        return is_known and name != self.to and name != self.led_by(word)

    def left_behind(self, before: t.Mapping[str, t.Any], given: t.Mapping[str, t.Any]) -> dict[str, None]:
        """What means nothing any more, and what it becomes: of a destination that leads to no number from now on, the
        one that calls went to. Who has that can go then.

        :param before: the object as it is exported; empty where there is none.
        :param given: what is written over it.
        """
        word = given.get(self.to)
        is_turned = word in (*self.to_outside, *self.to_nobody) and word != before.get(self.to)
        return {self.number: None} if is_turned and before.get(self.number) not in (None, "") else {}


def name_of_object(kind: Kind, key: Key, path: str = "") -> str:
    """What messages call an object of the PBX, or a place in it: C(Users[410]), C(Users[410].Groups[0].GroupId)."""
    head = f"{kind.name}[{_visible.visible(', '.join(key))}]" if kind.key else kind.name
    return f"{head}.{path}" if path else head
