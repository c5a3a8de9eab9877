"""The last proof: what is handed out is the output that was proven, or the chosen part of it, to the byte."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Final

from converter.balance.text_rules import escape, fold
from converter.model import RecordNote
from converter.profile import Profile


def digest_of(source: bytes | str) -> str:
    """SHA-256 of a source as it came, as hexadecimal."""
    data = source if isinstance(source, bytes) else source.encode("utf-8", "surrogatepass")
    return sha256(data).hexdigest()


def section_balances(output: str, keyword: str, sections: Sequence[tuple[str, str]], record: RecordNote) -> bool:
    """Whether an output is the text of one keyword of the record or of Clinic24, and no more."""
    chosen = fold(keyword)
    texts = [text for heading, text in sections if fold(heading) == chosen]
    if not texts:
        texts = [field.text for field in record.fields if chosen in (fold(field.keyword), fold(field.heading))]
    return output == "".join([f"{text}\n" for text in texts if text])


def charset_balances(fitted: str, whole: str, charset: str, told: int, profile: Profile, plain: bool = True) -> bool:
    """Whether a text is another one, but for what the character set lacks; `told` is how many letters were told of.

    What stands for a letter is the profile's word for it, its own plain form, or its name.
    """
    if not charset or can_encode(whole, charset):
        return fitted == whole and not told
    position = 0
    written: dict[str, str | None] = {}  # each letter once: a large note has few
    for letter in _letters(whole):
        if letter not in written:
            written[letter] = (
                letter if can_encode(letter, charset) else _transliteration(letter, charset, profile, plain)
            )
        text = written[letter]
        if text is None or not fitted.startswith(text, position):
            return False
        position += len(text)
    return position == len(fitted) and told == sum(not can_encode(letter, charset) for letter in written)


def can_encode(text: str, charset: str) -> bool:
    """Whether a character set has every character of a text."""
    try:
        text.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


_MARKS: Final = 30
"""The most marks that count as one letter with it (Unicode, stream-safe text format)."""


def _letters(text: str) -> Iterator[str]:
    """The letters of a text, each with the marks upon it."""
    start = 0
    for at in range(1, len(text) + 1):
        of_the_letter = (
            at < len(text) and unicodedata.combining(text[at]) and text[start] != "\n" and at - start <= _MARKS
        )
        if not of_the_letter:
            yield text[start:at]
            start = at


def _transliteration(letter: str, charset: str, profile: Profile, plain: bool) -> str | None:
    """What stands for a letter that a character set lacks; None when nothing can."""
    return next(
        (text if plain else escape(text) for text in _transliterations(letter, profile) if can_encode(text, charset)),
        None,
    )


def _transliterations(letter: str, profile: Profile) -> Iterator[str]:
    """What may stand for a letter, best first."""
    if letter in profile.swaps:
        yield profile.swaps[letter]
    yield unicodedata.normalize("NFC", letter)
    if unicodedata.category(letter[0]) != "No":
        yield unicodedata.normalize("NFKC", letter)
    names = (f"U+{ord(sign):04X} {unicodedata.name(sign, '')}".rstrip() for sign in letter)
    yield f"[{' + '.join(names)}]"


def bytes_balance(data: bytes, output: str) -> bool:
    """Whether the bytes to be handed out say an output, in UTF-8 and without a mark before it."""
    try:
        return str(data, "utf-8") == output
    except UnicodeDecodeError:
        return False
