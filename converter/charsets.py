"""A target that cannot show every character: name what it lacks, and swap only when asked."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Final, NamedTuple

from converter.findings import Finding
from converter.markup import escape
from converter.profile import Profile
from converter.unicode_text import codec_of, name


class Fitted(NamedTuple):
    """A text and what was found when it was held against a character set."""

    text: str
    findings: tuple[Finding, ...]


def is_charset(name: str) -> bool:
    """Whether it is a character set that Python knows."""
    try:
        codec_of(name)
    except (LookupError, ValueError):
        return False
    return True


def fit(text: str, charset: str, replace: bool, profile: Profile, plain: bool = True) -> Fitted:
    """`text` as `charset` can show it; `""` is Unicode, which shows all.

    Without `replace` each lacking character is an error, with it a warning. What is swapped into mark-up, a text that
    is not `plain`, is escaped.
    """
    if not charset or _fits(text, charset):
        return Fitted(text, ())
    letters = list(_letters(text))
    lacking = sorted(letter for letter in set(letters) if not _fits(letter, charset))  # as they stand they spell names
    swaps = {letter: _readable(letter, charset, profile) for letter in lacking}
    code = "MVG502" if replace else "MVG501"
    findings = tuple(
        Finding(code, words=(" + ".join(map(name, letter)), charset, f"”{swap}”")) for letter, swap in swaps.items()
    )
    if not replace:
        return Fitted(text, findings)
    written = swaps if plain else {letter: escape(swap) for letter, swap in swaps.items()}
    return Fitted("".join(written.get(letter, letter) for letter in letters), findings)


def _letters(text: str) -> Iterator[str]:
    """The characters of a text, each letter with its combining marks as one."""
    letter = ""
    for character in text:
        if letter not in ("", "\n") and len(letter) <= _MARKS and unicodedata.combining(character):
            letter += character
        else:
            yield letter
            letter = character
    yield letter


_MARKS: Final = 30
"""The most marks on one letter (Unicode, stream-safe text format); to sort them takes the square of their number."""


def _fits(text: str, charset: str) -> bool:
    try:
        text.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


def _readable(sequence: str, charset: str, profile: Profile) -> str:
    """What stands in for a character: the profile's swap, the composed letter, its plain form, or its name.

    A raised, lowered or broken number has no plain form: 10⁹ is not 109.
    """
    candidates = [profile.swaps.get(sequence), unicodedata.normalize("NFC", sequence)]
    if unicodedata.category(sequence[0]) != "No":
        candidates.append(unicodedata.normalize("NFKC", sequence))
    for candidate in candidates:
        if candidate is not None and _fits(candidate, charset):
            return candidate
    return f"[{' + '.join(map(name, sequence))}]"
