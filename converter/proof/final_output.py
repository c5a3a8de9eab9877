"""The fourth proof: what is handed out, compared with the proven output or the chosen part of it, to the byte."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Final

from converter.note.model import RecordNote
from converter.profile import Profile, Syntax
from converter.proof.text_rules import escape_for, fold

_MAX_MARKS: Final = 30
"""The most combining marks that count as one letter with it (Unicode, stream-safe text format)."""


def section_is_proven(output: str, keyword: str, sections: Sequence[tuple[str, str]], record: RecordNote) -> bool:
    """Whether an output is the text of one heading or, where no section has it, of one keyword of the record."""
    chosen = fold(keyword)
    texts = [text for heading, text in sections if fold(heading) == chosen]
    if not texts:
        texts = [field.text for field in record.fields if chosen in (fold(field.keyword), fold(field.heading))]
    return output == "".join([f"{text}\n" for text in texts if text])


def charset_is_proven(
    encodable: str, text: str, charset: str, reported: int, profile: Profile, syntax: Syntax = "text",
    lacks: Sequence[str] = (),
) -> bool:  # fmt: skip
    """Whether `encodable` is `text` with the right transliteration of each letter that the character set lacks.

    `reported` is the number of different letters of which a finding was made; a transliteration is escaped as the
    `syntax` asks for. `lacks` are code points and ranges of them that cannot be shown besides.
    """
    if can_show(text, charset, lacks):
        return encodable == text and not reported
    position, lacking = 0, 0
    expected: dict[str, str | None] = {}  # each letter once: a large note has few
    for letter in _letters(text, syntax):
        if letter not in expected:
            is_lacking = not can_show(letter, charset, lacks)
            lacking += is_lacking
            expected[letter] = _transliteration(letter, charset, lacks, profile, syntax) if is_lacking else letter
        written = expected[letter]
        if written is None or not encodable.startswith(written, position):
            return False
        position += len(written)
    return position == len(encodable) and reported == lacking


def can_show(text: str, charset: str, lacks: Sequence[str]) -> bool:
    """Whether a character set has every character of a text, and none of them is lacking besides."""
    for written in lacks:
        first, _, last = (part.removeprefix("U+") for part in written.partition("-"))
        if any(int(first, 16) <= ord(character) <= int(last or first, 16) for character in text):
            return False
    return not charset or can_encode(text, charset)


def can_encode(text: str, charset: str) -> bool:
    """Whether a character set has every character of a text."""
    try:
        text.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


def _letters(text: str, syntax: Syntax) -> Iterator[str]:
    """The characters of a text, each letter with its combining marks; an escape of JSON is one of its own."""
    pieces = re.split(_JSON_ESCAPE, text) if syntax == "json" else [text]
    for number, piece in enumerate(pieces):
        yield from _with_marks(piece) if number % 2 == 0 else [piece]


def _with_marks(text: str) -> Iterator[str]:
    start = 0
    for at in range(1, len(text) + 1):
        is_mark = at < len(text) and unicodedata.combining(text[at])
        if not (is_mark and at - start <= _MAX_MARKS) or text[start].isspace() or text[start] in _SIGNS:
            yield text[start:at]
            start = at


_JSON_ESCAPE: Final = r"(\\u[0-9a-f]{4}|\\[^u])"
_SIGNS: Final = frozenset("\"\\&'<>;")
"""Signs of mark-up and JSON: a mark behind them is no part of them."""


def _transliteration(letter: str, charset: str, lacks: Sequence[str], profile: Profile, syntax: Syntax) -> str | None:
    """What replaces a letter that a character set lacks; None when the set has none of it."""
    possible = (text for text in _transliterations(letter, profile) if can_show(text, charset, lacks))
    escaped = escape_for(syntax)
    return next(map(escaped, possible), None)


def _transliterations(letter: str, profile: Profile) -> Iterator[str]:
    """The profile's text for a letter, its composed form, its plain form, and its name, in this order."""
    if letter in profile.swaps:
        yield profile.swaps[letter]
    yield unicodedata.normalize("NFC", letter)
    if unicodedata.category(letter[0]) != "No":  # 10⁹ is not 109
        yield unicodedata.normalize("NFKC", letter)
    names = (f"U+{ord(character):04X} {unicodedata.name(character, '')}".rstrip() for character in letter)
    yield f"[{' + '.join(names)}]"


def bytes_are_proven(data: bytes, output: str, line_end: str = "\n") -> bool:
    """Whether the bytes to be handed out are an output in UTF-8 with these line ends, without a byte-order mark."""
    try:
        text = str(data, "utf-8")
        return text == output if line_end == "\n" else text.split(line_end) == output.split("\n")
    except UnicodeDecodeError:
        return False


def digest_of(source: bytes | str) -> str:
    """SHA-256 of a source as it came in, in hexadecimal."""
    data = source if isinstance(source, bytes) else source.encode("utf-8", "surrogatepass")
    return sha256(data).hexdigest()
