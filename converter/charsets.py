"""A target that cannot show every character: name what it lacks, and swap only when asked (hazard of pasting)."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

from converter.characters import name
from converter.findings import Finding
from converter.profile import Profile


class Fitted(NamedTuple):
    """A text and what was found when it was held against a character set."""

    text: str
    findings: tuple[Finding, ...]


def is_charset(name: str) -> bool:
    """Whether Python knows the character set."""
    try:
        "".encode(name)
    except LookupError:
        return False
    return True


def fit(text: str, charset: str, replace: bool, profile: Profile) -> Fitted:
    """`text` as `charset` can show it; `""` is Unicode, which shows all.

    Without `replace` each lacking character is an error, with it a warning.
    """
    if not charset or _fits(text, charset):
        return Fitted(text, ())
    swaps = {sequence: _readable(sequence, charset, profile) for sequence in _lacking(text, charset)}
    code = "MVG502" if replace else "MVG501"
    findings = tuple(
        Finding(code, words=(" + ".join(map(name, sequence)), charset, f"”{swap}”")) for sequence, swap in swaps.items()
    )
    for sequence in sorted(swaps, key=len, reverse=True):
        text = text.replace(sequence, swaps[sequence]) if replace else text
    return Fitted(text, findings)


def _lacking(text: str, charset: str) -> list[str]:
    """Each character that `charset` lacks, once; a letter and its combining marks count as one."""
    found: dict[str, None] = {}
    letter = ""
    for character in text:
        if unicodedata.combining(character) and letter != "\n":
            letter += character
            continue
        _note(letter, charset, found)
        letter = character
    _note(letter, charset, found)
    return list(found)


def _note(letter: str, charset: str, found: dict[str, None]) -> None:
    if not _fits(letter, charset):
        found[letter] = None


def _fits(text: str, charset: str) -> bool:
    try:
        text.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


def _readable(sequence: str, charset: str, profile: Profile) -> str:
    """What stands in for a character: the profile's swap, the composed letter, its plain form, or its name."""
    candidates = (
        profile.swaps.get(sequence),
        unicodedata.normalize("NFC", sequence),
        unicodedata.normalize("NFKC", sequence),
    )
    for candidate in candidates:
        if candidate is not None and _fits(candidate, charset):
            return candidate
    return f"[{' + '.join(map(name, sequence))}]"
