"""The values of facts as people write them: diagnoses, words for codes, and fields that are not filled in."""

from __future__ import annotations

import re
from typing import Final

from converter.note.code_systems import CodeSystems, upper
from converter.note.model import Diagnosis, TriageNote
from converter.note.unicode_text import letters_and_digits
from converter.profile import Profile

_FIRST_WORD: Final = re.compile(r"\S*")
_LIKE_A_CODE: Final = re.compile("[A-Z][0-9]{2}")
"""A word that begins so is a code, though no right one: it is checked as a code."""
_BEHIND_A_CODE: Final = ":;,.–—"
"""Punctuation that may follow a code directly and is no part of it."""
_GLUED: Final = re.compile(r"([^\s:;,/+&(\[]+)([:;,/+&]*)(?=[^\W\d_]|[(\[])")
"""A code, and a word that follows it without a space: `J06.9:ÖLI`, `J06.9/J20.9`, `J06.9(system)`."""
_SEPARATOR: Final = re.compile(r"\s*[:;,]+(?![0-9])\s*|\s+")
_SYSTEM: Final = re.compile(r"[(\[]([^()\[\]]+)[)\]]")


def parse_diagnosis(value: str, systems: CodeSystems) -> Diagnosis:
    """Code, code system and title of a text such as `J06.9 (system) Akut övre luftvägsinfektion`.

    A code may be in small letters and followed by punctuation: `j06.9: ÖLI`. The name of a system may be spelt in any
    way; other words in brackets stay in the title.
    """
    code, rest = _code(value, systems)
    if not code:
        return Diagnosis(title=value)
    named = _SYSTEM.match(rest)
    system = systems.named(named[1]) if named else ""
    if named and system:
        rest = _without_separator(rest[named.end() :])
    return Diagnosis(code, system, rest)


def _code(value: str, systems: CodeSystems) -> tuple[str, str]:
    """The code that a diagnosis begins with and the rest; `""` and the whole text when it begins with none."""
    word = _FIRST_WORD.match(value)[0]  # type: ignore[index] # it matches every text
    if systems.is_code(code := upper(word.rstrip(_BEHIND_A_CODE))):
        return code, _without_separator(value[len(word) :])
    glued = _GLUED.match(value)
    if glued and systems.is_code(code := upper(glued[1].rstrip(_BEHIND_A_CODE))):
        return code, value[glued.end() :]
    return (word, _without_separator(value[len(word) :])) if _LIKE_A_CODE.match(word) else ("", value)


def _without_separator(text: str) -> str:
    separator = _SEPARATOR.match(text)
    return text[separator.end() :] if separator else text


def is_reworded(written: str, diagnosis: Diagnosis) -> bool:
    """Whether a diagnosis reads otherwise than it was written: in another case, or without punctuation in it."""
    return diagnosis_as_written(diagnosis).split() != written.split()


def as_written(fact: str, value: str, profile: Profile) -> str:
    """A fact as copied text has it: codes in the profile's words."""
    words = profile.words.get(fact)
    return ", ".join(words[code] for code in value.split()) if words else value


def diagnosis_as_written(diagnosis: Diagnosis) -> str:
    """A diagnosis as copied text has it: `J06.9 (system) Akut övre luftvägsinfektion`."""
    code, system, title = diagnosis
    return " ".join(filter(None, (code, system and f"({system})", title)))


def is_filled(value: str, profile: Profile) -> bool:
    """Whether a field is filled in: it has letters or digits, and is no placeholder of the profile (R138-R140).

    `-`, a lone accent and invisible characters do not count, nor do `N/A` and `saknas`.
    """
    letters = letters_and_digits(value)
    return bool(letters) and letters not in profile.placeholders


def has_diagnosis(diagnosis: Diagnosis, profile: Profile) -> bool:
    """Whether a diagnosis is filled in: its code or title is, and the two together are no placeholder."""
    if not (diagnosis.code and diagnosis.title):
        return is_filled(diagnosis.label, profile)
    parts = is_filled(diagnosis.code, profile) or is_filled(diagnosis.title, profile)
    return parts and is_filled(diagnosis.label, profile)


def is_signed(note: TriageNote, profile: Profile) -> bool:
    """Whether a note states who signed it and when (R144)."""
    return is_filled(note.signer, profile) and is_filled(note.signed_at, profile)
