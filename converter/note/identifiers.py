"""The formats of Swedish identifiers: identity numbers and HSA-ids. Nothing is looked up.

No function returns or raises anything that holds an identity number: the results are finding codes and booleans.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final, Literal

from converter.findings.catalogue import Code
from converter.note.model import NumberType

_NATIONAL: Final[tuple[NumberType, ...]] = ("personnummer", "samordningsnummer")
_DIGITS_OF_A_NUMBER: Final = 12
"""The digits of an identity number that has no letters."""
# National and regional temporary numbers differ inside; only length and character set are common to them.
_TEMPORARY: Final = r"[0-9A-Z]{10,12}"
# A date and one or two letters before the last digits, as the regions' temporary numbers with letters have it.
_TEMPORARY_WITH_LETTERS: Final = r"[0-9]{6,8}[A-Z]{1,2}[0-9]{2,3}"
# Stockholm's has digits alone: 99, a year of birth, and six more.
_TEMPORARY_OF_DIGITS: Final = r"99(?:18|19|20)[0-9]{8}"
_CENTURIES: Final = ("18", "19", "20")
"""The first two digits of the years in which who has a national identity number can be born."""
# `SE`, organisation number, hyphen, letters and digits; 31 characters in all.
_HSA_ID: Final = r"SE[0-9]{10}-[0-9A-Za-z]{1,18}"
_COORDINATION_DAYS: Final = 60
_DOUBLED_DIGITS: Final = str.maketrans("0123456789", "0246813579")
"""Each digit to the digit sum of its double, for the Luhn check digit."""


def number_fault(number: str, kind: NumberType | Literal[""]) -> Code | Literal[""]:
    """The finding code for an identity number with a wrong format, `""` when it is right.

    A *reservnummer* is checked by length and character set, and for being a number of another kind in every respect.
    A *samordningsnummer* has 60 added to its day; its month may be 00 and its day 60 when they are not known.
    """
    if kind == "reservnummer":
        if other_kind(number, kind):
            return "MVG450"
        return "" if re.fullmatch(_TEMPORARY, number) else "MVG406"
    if not _is_twelve_digits(number):
        return "MVG450" if other_kind(number, kind) else "MVG403"
    if not _date_exists(number, kind == "samordningsnummer"):
        return "MVG450" if other_kind(number, kind) else "MVG404"
    return "" if _luhn(number[2:]) else "MVG405"


def other_kind(number: str, kind: NumberType | Literal[""]) -> NumberType | Literal[""]:
    """The kind, other than its own `kind`, whose format a number has; `""` when it has none.

    Twelve digits must be right in a national kind to the check digit; a *reservnummer* is recognized by its letters or
    by how Stockholm's begins.
    """
    if _is_twelve_digits(number) and _luhn(number[2:]):
        for other in _NATIONAL:
            if other != kind and _date_exists(number, other == "samordningsnummer"):
                return other
    is_temporary = re.fullmatch(f"{_TEMPORARY_WITH_LETTERS}|{_TEMPORARY_OF_DIGITS}", number)
    return "reservnummer" if is_temporary and kind != "reservnummer" else ""


def _is_twelve_digits(number: str) -> bool:
    return len(number) == _DIGITS_OF_A_NUMBER and number.isascii() and number.isdigit()


def _date_exists(number: str, coordination: bool) -> bool:
    if not number.startswith(_CENTURIES):
        return False
    year, month, day = int(number[:4]), int(number[4:6]), int(number[6:8])
    if coordination:
        month, day = month or 1, day - _COORDINATION_DAYS
        day = 1 if day == 0 else day
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _luhn(digits: str) -> bool:
    added = digits[::2].translate(_DOUBLED_DIGITS) + digits[1::2]
    return (sum(added.encode()) - len(added) * ord("0")) % 10 == 0


def is_hsa_id(text: str) -> bool:
    """Whether `text` has the format of an HSA-id. Whether it exists only the HSA catalogue knows."""
    return re.fullmatch(_HSA_ID, text) is not None
