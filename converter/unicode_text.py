"""What single characters mean here: invisible, not allowed in XML, unsafe on a screen, equal in a heading."""

from __future__ import annotations

import codecs
import re
import unicodedata
from functools import lru_cache
from typing import Final

REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"

# The characters that the XML 1.0 production Char leaves out. XML cannot hold them, not even escaped.
_NOT_XML: Final = "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"

_CONTROLS: Final = bytes(code for code in range(0x20) if chr(code) not in "\t\n\r")

# Shown as nothing, yet in no category that says so (Unicode: Other_Default_Ignorable and blank glyphs).
_BLANK_GLYPHS: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2065\u2800\u3164\uffa0")
_BLANK_RANGES: Final = (("\ufe00", "\ufe0f"), ("\ufff0", "\ufff8"), ("\U000e0000", "\U000e0fff"))
"""Variation selectors, and what Unicode keeps free for more that is shown as nothing."""
# What is not assigned is no blank: it may be a sign that is newer than the tables of this Python.
_INVISIBLE_CATEGORIES: Final = frozenset(("Cc", "Cf", "Zs", "Zl", "Zp"))
# Marks of direction, joiners, soft hyphens: they come along with a heading when it is copied, and nobody sees them.
_FORMATTING: Final = "[\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
_UNSAFE_CATEGORIES: Final = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))


LATER_CONTROLS: Final = "[\x7f-\x84\x86-\x9f]"
"""DEL and the controls beyond ASCII, but for the line end among them: no text has them. In cp1252 they are signs."""
_LATER_CONTROLS: Final = bytes((*range(0x7F, 0x85), *range(0x86, 0xA0)))

_LONG_WORD: Final = 200

_LINE_ENDS: Final = ("\x0b", "\x0c", "\x85", "\u2028", "\u2029")
"""Vertical tab, form feed, next line, line and paragraph separator: line ends of a copied text, as CR and LF are."""


def xml_line_feeds(text: str) -> str:
    """`text` with LF for CRLF and for a lone CR: the line ends of XML 1.0 (section 2.11)."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def with_line_feeds(text: str) -> str:
    """`text` with LF for every line end of a copied text."""
    text = xml_line_feeds(text)
    for end in _LINE_ENDS:
        if end in text:
            text = text.replace(end, "\n")
    return text


def is_blank(text: str) -> bool:
    """True when a person would see nothing: spaces of any kind and invisible characters only (R138-R140)."""
    return not text or (not "!" <= text[0] <= "~" and all(map(_is_invisible, text.strip())))


def letters_and_digits(text: str) -> str:
    """The letters and digits of `text` as headings are compared: what is left of `N/A` is `na`, of `-` nothing."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text).translate(_NO_GLYPHS)
    return _NO_SIGN.sub("", text).casefold()


_NO_SIGN: Final = re.compile(r"[\W_]+")
_NO_GLYPHS: Final = dict.fromkeys(map(ord, _BLANK_GLYPHS))


def _is_invisible(character: str) -> bool:
    return (
        unicodedata.category(character) in _INVISIBLE_CATEGORIES
        or character in _BLANK_GLYPHS
        or any(first <= character <= last for first, last in _BLANK_RANGES)
    )


def fold(heading: str) -> str:
    """The form in which two headings are compared: as seen, NFC, case-folded, single spaces, no colon at the end."""
    if not (heading.isascii() or heading.isprintable()):
        heading = re.sub(_FORMATTING, "", heading)
    words = heading.split()
    folded = " ".join(words)
    if not folded.isascii():
        # To sort the marks on one letter takes the square of their number, and no heading has so long a word.
        if len(folded) <= _LONG_WORD:
            folded = unicodedata.normalize("NFC", folded)
        else:
            folded = " ".join(unicodedata.normalize("NFC", w) if len(w) <= _LONG_WORD else w for w in words)
    return folded.casefold().rstrip(":").rstrip()


def is_plain(heading: str) -> bool:
    """True when folding changes nothing but the case, a colon at the end and white space around it."""
    if not heading.isprintable() or "  " in heading or len(heading) > _LONG_WORD:
        return False
    return heading.isascii() or unicodedata.is_normalized("NFC", heading)


def is_latin_1(text: str) -> bool:
    """Whether every character is one of ISO 8859-1."""
    return len(text.encode("latin-1", "ignore")) == len(text)


def case_folded(text: str) -> str:
    """`text.casefold()`, at half its cost for ISO 8859-1: all its letters but ß and µ fold to small letters."""
    if is_latin_1(text) and "ß" not in text and "µ" not in text:
        return text.lower()
    return text.casefold()


def not_xml(text: str) -> list[tuple[int, str]]:
    """Each character in `text` that XML 1.0 cannot hold, with the position where it first stands, in that order."""
    return sorted((text.index(character), character) for character in set(re.findall(_NOT_XML, text)))


def replace_not_xml(text: str) -> str:
    """`text` with U+FFFD in the place of each character that XML 1.0 cannot hold."""
    latin = text.encode("latin-1", "ignore")
    if len(latin) == len(text) and len(latin.translate(None, _CONTROLS)) == len(latin):
        return text  # told at a fifth of the cost of a search
    return re.sub(_NOT_XML, REPLACEMENT, text)


def has_later_controls(text: str) -> bool:
    """Whether any of `LATER_CONTROLS` is in a text, told at a fifth of the cost of a search."""
    latin = text.encode("latin-1", "ignore")
    return len(latin.translate(None, _LATER_CONTROLS)) < len(latin)


def trim_blank_lines(text: str) -> str:
    """`text` without the blank lines at its ends; what stands on the lines is untouched."""
    before = len(text) - len(text.lstrip())
    if before == len(text):
        return ""
    start = text.rfind("\n", 0, before) + 1
    end = text.find("\n", len(text.rstrip()))
    return text[start:] if end < 0 else text[start:end]


# Python also calls escapes and compressions encodings; only real character sets hold a note.
_CHARACTER_SETS: Final = ("utf-8", "utf-16", "utf-32", "ascii", "iso8859", "cp", "mac")


@lru_cache(maxsize=32)
def codec_of(charset: str) -> str:
    """Python's name for a character set. Raises `LookupError` for what is none, `ValueError` for an odd name."""
    codec = codecs.lookup(charset).name
    if not codec.startswith(_CHARACTER_SETS):
        raise LookupError
    return codec


def name(character: str) -> str:
    """Code point and Unicode name, for a message: `U+2265 GREATER-THAN OR EQUAL TO`."""
    return f"U+{ord(character):04X} {unicodedata.name(character, '')}".rstrip()


def for_screen(text: str) -> str:
    """`text` with control, direction and other invisible characters spelt out, safe for a terminal."""
    if text.isprintable():
        return text
    return "".join(_spelt(character) for character in text)


def _spelt(character: str) -> str:
    if character in "\n\t" or unicodedata.category(character) not in _UNSAFE_CATEGORIES:
        return character
    return f"<U+{ord(character):04X}>"
