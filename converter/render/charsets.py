"""Character sets of targets: reports the characters that one lacks, and transliterates them only when asked to."""

# Annotations are not postponed here: each one of a NamedTuple would be compiled at every start.

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from converter.findings import Finding
from converter.findings.catalogue import Code
from converter.note.unicode_text import can_encode, character_name
from converter.profile import Profile, Syntax
from converter.profile.sandbox.escaping import ESCAPES
from converter.profile.schema import CODE_POINTS

_MAX_MARKS: Final = 30
"""The most combining marks on one letter (Unicode, stream-safe text format); to sort them takes quadratic time."""


class EncodableText(NamedTuple):
    """A text for a character set, and a finding for each character that the set lacks."""

    text: str
    findings: tuple[Finding, ...]


class Repertoire(NamedTuple):
    """The characters that can be shown."""

    charset: str = ""
    """A character set that Python knows; `""` for Unicode."""
    lacks: tuple[str, ...] = ()
    """Code points, and ranges of them, that cannot be shown besides: `U+2265`, `U+10000-U+10FFFF`."""
    named: str = ""
    """What messages call it; `""` for the name of the character set."""
    code: Code = "MVG501"
    """Of the error for a character that it lacks."""

    def has(self, text: str) -> bool:
        """Whether every character of a text can be shown."""
        if self.lacks and re.search(_pattern(self.lacks), text):
            return False
        return not self.charset or can_encode(text, self.charset)


@lru_cache(maxsize=32)
def _pattern(lacks: tuple[str, ...]) -> str:
    """The characters that are lacking, as an expression."""
    ranges = (re.fullmatch(CODE_POINTS, written) for written in lacks)
    ends = (found.groups() for found in ranges if found is not None)
    return "[" + "".join(rf"\U{int(first, 16):08x}-\U{int(last or first, 16):08x}" for first, last in ends) + "]"


def encode_for_target(
    text: str, charset: str | Repertoire, replace: bool, profile: Profile, syntax: Syntax = "text"
) -> EncodableText:
    """`text` as a character set, or a field with such a repertoire, can show it.

    Without `replace` each lacking character is an error and the text is returned unchanged; with it each is a warning
    and is transliterated, and escaped as the `syntax` of the text asks for.
    """
    repertoire = charset if isinstance(charset, Repertoire) else Repertoire(charset)
    if repertoire.has(text):
        return EncodableText(text, ())
    letters = list(_letters(text, syntax))
    # Sorted: in the order of the text the findings would spell names.
    lacking = sorted(letter for letter in set(letters) if not repertoire.has(letter))
    transliterations = {letter: _transliterate(letter, repertoire, profile) for letter in lacking}
    code: Code = "MVG502" if replace else repertoire.code
    named = repertoire.named or repertoire.charset
    findings = tuple(
        Finding(code, words=(" + ".join(map(character_name, letter)), named, f"”{readable}”"))
        for letter, readable in transliterations.items()
    )
    if not replace:
        return EncodableText(text, findings)
    transliterations = {letter: ESCAPES[syntax](readable) for letter, readable in transliterations.items()}
    return EncodableText("".join(transliterations.get(letter, letter) for letter in letters), findings)


def _letters(text: str, syntax: Syntax) -> Iterator[str]:
    """The characters of a text, each letter with its combining marks.

    A mark behind white space or a character that mark-up or JSON is written with stands alone: behind `<text>` it
    belongs to no letter of the note.
    """
    letter = ""
    for character in re.findall(_ESCAPE_OR_CHARACTER, text) if syntax == "json" and "\\" in text else text:
        if unicodedata.combining(character[0]) and _takes_marks(letter):
            letter += character
        else:
            yield letter
            letter = character
    yield letter


def _takes_marks(letter: str) -> bool:
    return letter[:1] not in _NO_LETTERS and not letter.isspace() and len(letter) <= _MAX_MARKS


_ESCAPE_OR_CHARACTER: Final = r"(?s:\\(?:u[0-9a-f]{4}|.)|.)"
_NO_LETTERS: Final = "\"'<>&;\\"
"""The characters of mark-up and JSON; `;` ends a reference."""


def _transliterate(letter: str, repertoire: Repertoire, profile: Profile) -> str:
    """The profile's text for a letter, its composed form, its plain form, or its name: the first that can be encoded.

    A raised, lowered or circled number has no plain form: 10⁹ is not 109.
    """
    candidates = [profile.swaps.get(letter), unicodedata.normalize("NFC", letter)]
    if unicodedata.category(letter[0]) != "No":
        candidates.append(unicodedata.normalize("NFKC", letter))
    for candidate in candidates:
        if candidate is not None and repertoire.has(candidate):
            return candidate
    return f"[{' + '.join(map(character_name, letter))}]"
