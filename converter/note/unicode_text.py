"""Rules for Unicode text: invisible characters, characters of XML, line ends, folded headings, terminal output."""

from __future__ import annotations

import codecs
import re
import unicodedata
from functools import lru_cache
from typing import Final

REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"

# The characters outside the XML 1.0 production Char: XML cannot hold them, not even escaped.
_NOT_XML: Final = "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"

_CONTROLS: Final = tuple(sign for sign in map(chr, range(0x20)) if sign not in "\t\n\r")
"""Each is found faster than all of them are in one search."""

# Invisible characters whose category does not say so (Unicode: Other_Default_Ignorable, and blank glyphs).
_BLANK_GLYPHS: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2065\u2800\u3164\uffa0")
_BLANK_RANGES: Final = (("\ufe00", "\ufe0f"), ("\ufff0", "\ufff8"), ("\U000e0000", "\U000e0fff"))
"""Variation selectors, and ranges that Unicode reserves for more characters without a glyph."""
# An unassigned character is not invisible: it may be newer than the tables of this Python.
_INVISIBLE_CATEGORIES: Final = frozenset(("Cc", "Cf", "Zs", "Zl", "Zp"))
# Direction marks, joiners, soft hyphens: invisible characters that are copied along with a heading.
_FORMATTING: Final = "[\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
_UNSAFE_CATEGORIES: Final = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))


C1_CONTROLS: Final = "[\x7f-\x84\x86-\x9f]"
"""DEL and the C1 controls without the line end among them, as a pattern. No text has them; cp1252 has signs there."""
_C1_CONTROLS: Final = tuple(map(chr, (*range(0x7F, 0x85), *range(0x86, 0xA0))))
_LONG_WORD: Final = 200
"""Characters. Normalization takes the square of the number of marks on a letter; no heading has so long a word."""

_LINE_ENDS: Final = ("\x0b", "\x0c", "\x85", "\u2028", "\u2029")
"""Vertical tab, form feed, next line, line and paragraph separator: line ends of copied text beside CR and LF."""


def xml_line_feeds(text: str) -> str:
    """`text` with LF for CRLF and for a lone CR: the line ends of XML 1.0 (section 2.11)."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def with_line_feeds(text: str) -> str:
    """`text` with LF for each line end of copied text."""
    text = xml_line_feeds(text)
    for end in _LINE_ENDS:
        if end in text:
            text = text.replace(end, "\n")
    return text


def is_blank(text: str) -> bool:
    """Whether a text shows nothing: it has only white space and invisible characters (R138-R140)."""
    return not text or (not "!" <= text[0] <= "~" and all(map(_is_invisible, text.strip())))


@lru_cache(maxsize=256)
def letters_and_digits(text: str) -> str:
    """The letters and digits of `text`, case-folded, for comparison: those of `N/A` are `na`, `-` has none."""
    if not is_latin_1(text):
        text = unicodedata.normalize("NFC", text).translate(_NO_GLYPHS)
    return (text if text.isalnum() else _NO_SIGN.sub("", text)).casefold()


_NO_SIGN: Final = re.compile(r"[\W_]+")
_NO_GLYPHS: Final = dict.fromkeys(map(ord, _BLANK_GLYPHS))


def folded_letters(heading: str) -> str:
    """The letters and digits of a folded heading, by which names are found whatever their punctuation."""
    return "".join(filter(str.isalnum, fold(heading)))


def _is_invisible(character: str) -> bool:
    return (
        unicodedata.category(character) in _INVISIBLE_CATEGORIES
        or character in _BLANK_GLYPHS
        or any(first <= character <= last for first, last in _BLANK_RANGES)
    )


def fold(heading: str) -> str:
    """The form in which headings are compared: visible characters, NFC, case-folded, single spaces, no final colon."""
    if not (heading.isascii() or heading.isprintable()):
        heading = re.sub(_FORMATTING, "", heading)
    words = heading.split()
    folded = " ".join(words)
    if not folded.isascii():
        if len(folded) <= _LONG_WORD:
            folded = unicodedata.normalize("NFC", folded)
        else:
            folded = " ".join(unicodedata.normalize("NFC", w) if len(w) <= _LONG_WORD else w for w in words)
    return folded.casefold().rstrip(":").rstrip()


def without_formatting(text: str) -> str:
    """`text` without direction marks, joiners, soft hyphens and other characters that only format it."""
    return text if text.isascii() else re.sub(_FORMATTING, "", text)


def is_plain(heading: str) -> bool:
    """Whether folding changes only case, a final colon and white space at the ends."""
    if not heading.isprintable() or "  " in heading or len(heading) > _LONG_WORD:
        return False
    return heading.isascii() or unicodedata.is_normalized("NFC", heading)


def is_latin_1(text: str) -> bool:
    """Whether every character is one of ISO 8859-1."""
    return len(text.encode("latin-1", "ignore")) == len(text)


def can_encode(text: str, charset: str) -> bool:
    """Whether a character set has every character of a text; Unicode lacks the halves of surrogate pairs."""
    try:
        text.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


def line_and_column(text: str, position: int) -> tuple[int, int]:
    """Line and column, from 1, of a position in a text with line feeds."""
    return text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position)


def case_folded(text: str) -> str:
    """`text.casefold()`, at a sixth of its cost for ISO 8859-1: all its letters but ß and µ fold to small letters."""
    latin = text.encode("latin-1", "ignore")
    if len(latin) == len(text) and "ß" not in text and "µ" not in text:
        return latin.translate(_SMALL).decode("latin-1")
    return text.casefold()


_SMALL: Final = "".join(map(chr, range(256))).replace("µ", "?").replace("ß", "?").lower().encode("latin-1")
"""The small letter of each letter of ISO 8859-1, by its code."""


def not_xml(text: str) -> list[tuple[int, str]]:
    """The characters of `text` that XML 1.0 cannot hold, each with its first position, in the order of these."""
    return sorted((text.index(character), character) for character in set(re.findall(_NOT_XML, text)))


def replace_not_xml(text: str) -> str:
    """`text` with U+FFFD for each character that XML 1.0 cannot hold."""
    if is_latin_1(text) and not any(map(text.__contains__, _CONTROLS)):
        return text  # a tenth of the time of the search below
    return re.sub(_NOT_XML, REPLACEMENT, text)


def has_c1_controls(text: str) -> bool:
    """Whether a text has any of `C1_CONTROLS`, in a tenth of the time of a search with the pattern."""
    return any(map(text.__contains__, _C1_CONTROLS))


def trim_blank_lines(text: str) -> str:
    """`text` without the blank lines at its ends; all other lines are kept as they are."""
    if not text or not (text[0].isspace() or text[-1].isspace()):
        return text
    before = len(text) - len(text.lstrip())
    if before == len(text):
        return ""
    start = text.rfind("\n", 0, before) + 1
    end = text.find("\n", len(text.rstrip()))
    return text[start:] if end < 0 else text[start:end]


# Python has codecs for escapes and compression too; a note is in a character set.
_CHARACTER_SETS: Final = ("utf-8", "utf-16", "utf-32", "ascii", "iso8859", "cp", "mac")


@lru_cache(maxsize=32)
def codec_of(charset: str) -> str:
    """Python's name for a character set. Raises `LookupError` or `ValueError` for anything else."""
    codec = codecs.lookup(charset).name
    if not codec.startswith(_CHARACTER_SETS):
        raise LookupError
    return codec


def is_charset(name: str) -> bool:
    """Whether it is a character set that Python knows."""
    try:
        return bool(codec_of(name))
    except (LookupError, ValueError):
        return False


def character_name(character: str) -> str:
    """Code point and Unicode name, for messages: `U+2265 GREATER-THAN OR EQUAL TO`."""
    return f"U+{ord(character):04X} {unicodedata.name(character, '')}".rstrip()


def for_screen(text: str) -> str:
    """`text` with `<U+...>` for control, direction and other invisible characters, safe for a terminal."""
    if text.isprintable():
        return text
    return "".join(_escaped(character) for character in text)


def _escaped(character: str) -> str:
    if character in "\n\t" or unicodedata.category(character) not in _UNSAFE_CATEGORIES:
        return character
    return f"<U+{ord(character):04X}>"


def length_in(unit: str, text: str) -> int:
    """The length of a text in characters, in UTF-16 units (`utf-16`) or in the bytes of UTF-8 (`bytes`, `unknown`)."""
    if unit in ("bytes", "unknown"):
        return len(text.encode("utf-8", "surrogatepass"))
    return len(text.encode("utf-16-le", "surrogatepass")) // 2 if unit == "utf-16" else len(text)
