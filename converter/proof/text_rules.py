"""The text rules of the proof: blank texts, folded headings, line ends, characters of XML, escaping.

They state the same as `converter.note.unicode_text` and `converter.note.markup` without their code, so that a
mistake there is noticed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Set
from functools import lru_cache
from typing import Final

from converter.profile import Syntax

_INVISIBLE_CATEGORIES: Final = frozenset(("Cc", "Cf", "Zs", "Zl", "Zp"))
_BLANK_GLYPHS: Final = (
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u2800\u3164\uffa0"
    "\ufe00-\ufe0f\ufff0-\ufff8\U000e0000-\U000e0fff]"
)
_FORMATTING: Final = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_BLANK_START: Final = r"\A\s*\n"
_BLANK_END: Final = r"\n\s*\Z"
_NOT_XML: Final = "[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"
_NOT_XML_SIGNS: Final = (*(chr(code) for code in range(32) if code not in (9, 10, 13)), "\ufffe", "\uffff")
"""The single characters of `_NOT_XML`: each is found faster than all of them."""
_LONG_WORD: Final = 200
"""Normalization takes the square of the number of marks on one letter; no word of a heading is so long."""


def is_blank(text: str) -> bool:
    """Whether a text shows nothing: it is empty, white space or invisible characters."""
    if not text or text.isspace():
        return True
    text = text.strip()
    return not "!" <= text[0] <= "~" and all(map(_is_invisible, text))


def _is_invisible(character: str) -> bool:
    return unicodedata.category(character) in _INVISIBLE_CATEGORIES or re.match(_BLANK_GLYPHS, character) is not None


@lru_cache(maxsize=1024)
def fold(text: str) -> str:
    """The form in which headings are compared: visible characters, NFC, case-folded, single spaces, no final colon."""
    if not text.isascii():
        text = _FORMATTING.sub("", text)
        text = " ".join(word if len(word) > _LONG_WORD else unicodedata.normalize("NFC", word) for word in text.split())
    return " ".join(text.casefold().split()).rstrip(":").rstrip()


def xml_line_feeds(text: str) -> str:
    """The text with LF for CRLF and for a lone CR (XML 1.0, section 2.11)."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def trim_blank_lines(text: str) -> str:
    """The text without the blank lines at its ends; all other lines are kept as they are."""
    if not text or not (text[0].isspace() or text[-1].isspace()):
        return text
    return "" if text.isspace() else re.sub(_BLANK_END, "", re.sub(_BLANK_START, "", text))


@lru_cache(maxsize=256)
def is_filled(text: str, placeholders: Set[str]) -> bool:
    """Whether a text has letters or digits, and they are no placeholder of the profile (R138-R140)."""
    letters = "".join(filter(str.isalnum, re.sub(_BLANK_GLYPHS, "", fold(text))))
    return bool(letters) and letters not in placeholders


def replace_not_xml(text: str) -> str:
    """The text with U+FFFD for each character that XML 1.0 cannot hold."""
    return text if is_xml_text(text) else re.sub(_NOT_XML, "\N{REPLACEMENT CHARACTER}", text)


def is_xml_text(text: str) -> bool:
    """Whether every character is one that XML 1.0 can hold."""
    if any(map(text.__contains__, _NOT_XML_SIGNS)):
        return False
    try:
        return len(text.encode("latin-1", "ignore")) == len(text) or bool(text.encode())
    except UnicodeEncodeError:
        return False


def escape(text: str) -> str:
    """The text as XML and HTML write it between tags and in attribute values."""
    for character, name in (("&", "amp"), ("<", "lt"), (">", "gt"), ('"', "#34"), ("'", "#39")):
        if character in text:
            text = text.replace(character, f"&{name};")
    return text


_JSON_ESCAPES: Final = {code: f"\\u{code:04x}" for code in range(32)} | {
    ord(character): f"\\{letter}" for character, letter in zip('"\\\b\f\n\r\t', '"\\bfnrt', strict=True)
}


def escape_json(text: str) -> str:
    """The text as JSON writes it within quotation marks (RFC 8259, section 7)."""
    return text.translate(_JSON_ESCAPES)


def escape_for(syntax: Syntax) -> Callable[[str], str]:
    """What writes a text as an output has it."""
    escapes: dict[Syntax, Callable[[str], str]] = {"text": str, "markup": escape, "json": escape_json}
    return escapes[syntax]


def attribute_line_ends(text: str) -> str:
    """The text with references for what a parser takes for a space in an attribute (XML 1.0, section 3.3.3)."""
    for character, number in (("\n", 10), ("\t", 9), ("\r", 13)):
        if character in text:
            text = text.replace(character, f"&#{number};")
    return text


def indent(text: str, width: int) -> str:
    """The text with spaces before each line but the first; an empty line stays empty."""
    return _LINE_WITH_TEXT.sub("\n" + " " * width, text)


_LINE_WITH_TEXT: Final = re.compile(r"\n(?=[^\n])")
