# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What the texts of options stand for, and what is wrong with those that cannot be right. Pure.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import datetime
import re
import typing as t

from ansible_collections.telephony.threecx.plugins.module_utils.api import _conceal, _errors, _visible

#: What users may call the option C(group) of a device besides: as the modules for other objects call it.
GROUP_ALIASES = ["department"]
_SEPARATORS = ":. -"
# Twelve digits in groups of two, four or six, with the same separator everywhere.
_MAC_SPELLINGS = re.compile(
    r"[0-9a-f]{12}|[0-9a-f]{2}([:. -])[0-9a-f]{2}(\1[0-9a-f]{2}){4}|[0-9a-f]{4}([:. -])[0-9a-f]{4}\3[0-9a-f]{4}"
    r"|[0-9a-f]{6}[:. -][0-9a-f]{6}",
    re.IGNORECASE,
)
_HEXADECIMAL = re.compile(r"[0-9a-f]+", re.IGNORECASE)
_MAC_DIGITS = 12
# The lowest bit of the first byte (IEEE 802): FFFFFFFFFFFF, which means everybody, has it too.
_MULTICAST = 0x01
# What a spreadsheet makes of a number: 201.0, 201,0 or 8.05E+11
_SPREADSHEET = re.compile(r"[0-9]+[.,]0+|[0-9]+([.,][0-9]+)?e[+-]?[0-9]+", re.IGNORECASE)
# Digits, and what a dial plan may put between them; without a digit it is no number, such as the text "None"
_NUMBER = re.compile(r"(?=.*[0-9])[0-9A-Za-z*#+._-]+")
# What is left of a template where nobody evaluates it: in the environment, and in a text that Ansible does not trust
_TEMPLATE = re.compile(r"\s*\{[{%].*[}%]\}\s*", re.DOTALL)
# What a template makes of no value when it has to be a text
_NOTHING = ("None", "null", "Undefined")
# What stands for a secret beside the collection's own markers: in AWX's exports, and in forms
_OTHER_MARKERS = re.compile(r"\$encrypted\$|[*\u2022\u25cf]+")
# How a text begins that ansible-vault has encrypted, where it comes out of a file or another tool
_VAULTED = "$ANSIBLE_VAULT;"
_LINE_ENDS = "\n\r\v\f\x85\u2028\u2029"
# A boolean is an integer to Python, so that it comes first.
_KINDS: dict[type, str] = {
    bool: "a boolean",
    int: "a number",
    float: "a number",
    datetime.date: "a date",
    bytes: "binary data",
    dict: "a mapping",
    list: "a list",
    tuple: "a list",
    type(None): "null",
}


class Meaning(t.NamedTuple):
    """What the text of an option stands for.

    :param problem: what is wrong with a text, as the rest of a sentence that begins with the name of the option, such
        as C(is 'x'; it must be ...); None when nothing is.
    :param may_be_number: whether a number is as good as a text of it.
    """

    problem: t.Callable[[str], str | None]
    may_be_number: bool = False


def kind_of(value: object) -> str | None:
    """What a value is that is no text, for a message; None for a text and for what stands for one.

    A vaulted text is of a type of its own before it is decrypted, so that this names what a text cannot be.
    """
    if isinstance(value, str):
        return None
    return next((name for kind, name in _KINDS.items() if isinstance(value, kind)), None)


def sort_of(value: object) -> str:
    """What a value is, without what it says: it may be a text with secrets in it, where a mapping was wanted."""
    return kind_of(value) or "a text"


def described(value: object) -> str:
    """A value for a message, such as C(the number 64), C(a list) or C('a text')."""
    if isinstance(value, (bool, int, float)):
        return f"the {'boolean' if isinstance(value, bool) else 'number'} {str(value).lower()}"
    return kind_of(value) or _visible.shown(str(value))


def no_text_problem(value: object, *, is_secret: bool = False) -> str:
    """What is wrong with a value that must be a text and is none, as the rest of a sentence.

    :param is_secret: whether the value is a secret, which is not shown.
    """
    if not isinstance(value, (bool, int, float)):
        return f"is {kind_of(value)}; it must be a text."
    what = kind_of(value) if is_secret else described(value)
    return (
        f"is {what} and not a text. YAML may have changed what was written, as it makes 64 of 0100: put it in quotes"
        " there. Of a number that was worked out, | string makes a text."
    )


def normalise_mac(value: object) -> str:
    """Bring a MAC address from any usual spelling to 12 upper-case hexadecimal digits.

    This is how the admin console of 3CX shows it (screenshots of real systems).

    :raises InputError: when it is no MAC address.
    """
    if not is_mac(value):
        raise _errors.InputError(f"mac_address {_misspelt_mac('' if value is None else str(value))}")
    return re.sub(f"[{_SEPARATORS}]", "", str(value).strip()).upper()


def is_mac(spelling: object) -> bool:
    """Whether this is a MAC address in any usual spelling."""
    return isinstance(spelling, str) and _MAC_SPELLINGS.fullmatch(spelling.strip()) is not None


def same_mac(spelling: object, mac: str) -> bool:
    """Whether the PBX's spelling of a MAC address means this normalised one. What is no MAC address is not the same."""
    return is_mac(spelling) and normalise_mac(spelling) == mac


def is_template(text: str) -> bool:
    """Whether a text is a template as a whole, which nobody has evaluated."""
    return _TEMPLATE.fullmatch(text) is not None


def _mac_problem(text: str) -> str | None:
    if not is_mac(text):
        return _misspelt_mac(text)
    mac = normalise_mac(text)
    if set(mac) == {"0"} or int(mac[:2], 16) & _MULTICAST:
        kind = "all zeros" if set(mac) == {"0"} else "a multicast address (IEEE 802)"
        return f"is {_visible.shown(text)}, {kind}, which no device has."
    return None


def _misspelt_mac(text: str) -> str:
    bare = re.sub(f"[{_SEPARATORS}]", "", text)
    hint = ""
    if _SPREADSHEET.fullmatch(text.strip()):
        hint = " A spreadsheet has made a number of it, and its digits are lost: format the column as text."
    elif _HEXADECIMAL.fullmatch(bare) and len(bare) < _MAC_DIGITS:
        hint = (
            f" It has {len(bare)} digits: a spreadsheet or YAML may have cut zeros off. Look it up on the device,"
            " instead of filling it up."
        )
    return (
        f"is {_visible.shown(text, ascii_only=True)}; it must be 12 hexadecimal digits, like 001A2B3C4D5E,"
        f" 00:1a:2b:3c:4d:5e, 00-1A-2B-3C-4D-5E or 001a.2b3c.4d5e. Put it in quotes in YAML, which may"
        f" take it for a number.{hint}"
    )


def _number_problem(text: str) -> str | None:
    if _SPREADSHEET.fullmatch(text):
        return f"is {_visible.shown(text)}, of which a spreadsheet has made a number; format the column as text."
    if text and not _NUMBER.fullmatch(text):
        found = _visible.shown(text, ascii_only=True)
        return f"is {found}; the number of an extension has digits, and no blanks or quotes."
    return None


def _pattern_problem(text: str) -> str | None:
    return _plain_problem(text) if text.strip() else f"is {_visible.shown(text)}, which no device has."


def _codec_problem(text: str) -> str | None:
    problem = _plain_problem(text)
    if problem is None and (not text or text != text.strip()):
        # Ansible splits a text at its commas, and keeps the blanks.
        return (
            f"is {_visible.shown(text)}; a codec is not empty and has no blanks around it. Write a list, such as"
            " [PCMA, PCMU], and [] for none."
        )
    return problem


def _plain_problem(text: str) -> str | None:
    problem = _text_problem(text)
    if problem is not None:
        return problem
    if any(map(_visible.is_hidden, text)):
        return f"is {_visible.shown(text)}, with characters that cannot be seen; type it anew."
    if is_template(text):
        return f"is {_visible.shown(text)}, a template that nobody has evaluated."
    return None


def _text_problem(text: str) -> str | None:
    # Marks that cannot be seen may belong to a text, as they do in Persian; line breaks come from files and tables.
    if text[-1:] in _LINE_ENDS or text[:1] in _LINE_ENDS:
        return (
            f"is {_visible.shown(text)}, with a line break at its end; cut it off (in a template: | trim; in YAML: >-"
            " or |-)."
            if text
            else None
        )
    return None


def _address_problem(text: str) -> str | None:
    return _text_problem(_conceal.conceal_login(text))


def secret_problem(text: str) -> str | None:
    """What is wrong with a secret, in words that do not show it; None when nothing is."""
    return _stand_in_problem(text) or _odd_character_problem(text)


def _stand_in_problem(text: str) -> str | None:
    """What a text is that stands in the place of a secret."""
    if text.startswith(_VAULTED):
        return "is a vaulted text that nobody has decrypted (its value is not shown here)."
    if _conceal.holds_marker(text) or _OTHER_MARKERS.fullmatch(text):
        return "is what stands for a secret in results and exports; write the secret itself, or leave it out."
    if is_template(text):
        return "is a template that nobody has evaluated (its value is not shown here)."
    return f"is the text {text}, which a template makes of no value." if text in _NOTHING else None


def _odd_character_problem(text: str) -> str | None:
    for place, char in (("begins", text[:1]), ("ends", text[-1:])):
        if char and (char.isspace() or _visible.is_hidden(char)):
            return f"{place} with {_name_of(char)}, which cannot belong to it; cut it off (in a template: | trim)."
    hidden = next(filter(_visible.is_hidden, text), None)
    if hidden is not None:
        return f"holds {_name_of(hidden)}, which no secret has; copy it anew (its value is not shown here)."
    return None


def _pin_problem(text: str) -> str | None:
    if text and not (text.isascii() and text.isdecimal()):
        return secret_problem(text) or "has other characters than digits (its value is not shown here)."
    return None


def _name_of(char: str) -> str:
    if char in _LINE_ENDS:
        return "a line break"
    names = {" ": "a blank", "\t": "a tab"}
    return names.get(char, f"the character U+{ord(char):04X}, which cannot be seen")


def _no_problem(_text: str) -> None:
    return None


TEXT = Meaning(_text_problem)
PLAIN = Meaning(_plain_problem)
# Of a server; a login in it, which is refused, is shown nowhere, however the address is written.
ADDRESS = Meaning(_address_problem)
MAC = Meaning(_mac_problem)
NUMBER = Meaning(_number_problem)
PATTERN = Meaning(_pattern_problem)
CODEC = Meaning(_codec_problem)
SECRET = Meaning(secret_problem)
# A secret so short that it is taken out at its own place only: elsewhere the same digits have other meanings.
PIN = Meaning(_pin_problem)
# 10 for 10 devices, say
AMOUNT = Meaning(_no_problem, may_be_number=True)
#: What a port can be. A PBX may show 0 for none.
PORTS = range(65536)
