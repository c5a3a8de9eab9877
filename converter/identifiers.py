"""The shapes of Swedish identifiers: identity numbers, HSA-id, diagnosis codes. Pure; nothing is looked up.

The numbers themselves never leave these functions: what comes back is a finding code or a bool.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

_TWELVE: Final = r"[0-9]{12}"
# National and regional temporary numbers differ inside; only length and character set are theirs alone (4.3).
_TEMPORARY: Final = r"[0-9A-Z]{10,12}"
# `SE`, organisation number, hyphen, letters and digits; 31 characters in all (4.4).
_HSA_ID: Final = r"SE[0-9]{10}-[0-9A-Za-z]{1,18}"
_CODES: Final = {
    # A letter, two digits, then up to two characters of which the last may be a letter; † or * may follow (5.1).
    "ICD-10-SE": r"[A-Z][0-9]{2}(?:\.?[0-9]?[0-9A-Z])?[†*]?",
    # A00-, A02-P, A045, H109P, F438A (5.3); J069P is met in practice for J06-P and has the same shape as H109P.
    "KSH97-P": r"[A-Z][0-9]{2}(?:-P?|[0-9][A-Z]?)",
}
_COORDINATION_DAYS: Final = 60
_DOUBLED: Final = str.maketrans("0123456789", "0246813579")
"""A digit to the digit sum of its double, for the check digit."""


def number_fault(number: str, kind: str) -> str:
    """The finding code for an identity number whose form is wrong, `""` when it is right.

    A *reservnummer* is judged by length and character set alone. A *samordningsnummer* has 60 added to its day;
    its month may be 00 and its day 60 when they are not known.
    """
    if kind == "reservnummer":
        return "" if re.fullmatch(_TEMPORARY, number) else "MVG406"
    if not re.fullmatch(_TWELVE, number):
        return "MVG403"
    if not _date_exists(number, kind == "samordningsnummer"):
        return "MVG404"
    return "" if _luhn(number[2:]) else "MVG405"


def _date_exists(number: str, coordination: bool) -> bool:
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
    doubled = digits[::2].translate(_DOUBLED)
    return sum(map(int, doubled + digits[1::2])) % 10 == 0


def is_hsa_id(text: str) -> bool:
    """Whether `text` has the shape of an HSA-id. Whether it exists only the HSA catalogue knows."""
    return re.fullmatch(_HSA_ID, text) is not None


def is_code(code: str, system: str) -> bool:
    """Whether `code` has the shape of a code of `system`; with no system named, of any that is known."""
    shapes = [_CODES[system]] if system else _CODES.values()
    return any(re.fullmatch(shape, code) for shape in shapes)


SYSTEMS: Final = tuple(_CODES)
"""The code systems whose shape is known."""
