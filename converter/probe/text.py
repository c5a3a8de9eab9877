"""The test text. What comes back is compared with it, so it never changes: a change is a new version."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

VERSION: Final = 2
"""The version that is written and measured."""
LENGTH: Final = 32_768
"""Characters, line feeds among them."""
MARKS: Final = (1_024, 4_096, LENGTH)
"""Where an end mark stands: the text up to there is so many characters long."""
TITLE: Final = "MVG-PROVTEXT"
LONG_LINE: Final = 200
_ROW: Final = 24
"""Characters in one row of the character table: rows are short enough not to be broken."""
_TABLE: Final = (
    "åäöÅÄÖéÉüÜèàçñøØæÆßëêôœŒ"  # letters of names
    "≥≤≠≈±×÷−–—‐‑…•·→←↑↓½¼¾⅓⅔"  # signs of notes
    "°µ²³¹⁰⁴⁵⁶⁷⁸⁹₀₁₂₃₄⁻⁺αβγΩ∞"
    "”“„’‘‚«»‹›\u00a0\u2009\u202f\u00ad\u200b\u200d\ufeff§¶†‡©®™"
    "€£¥¢¤ŠšŽžŸƒˆ˜‰ªº¿¡¦¨¬¯´¸"
    "ÀÁÂÃÇÈÊËÌÍÎÏÐÑÒÓÔÕÙÚÛÝÞá"
    "âãìíîïðòóõùúûýþÿąćęłńśźż"
    "ĄĆĘŁŃŚŹŻčďěňřľťůČĎĚŇŘŤŮğ"
    "ıİşŞāēīūőűăħĳșțжияЖИЯλπσ"
    "✓✔☐☑♀♂√∑∆∂∫ﬁﬂ中日가עبث😀🤒🩹𝛼"
)
"""The characters that are tried, the most common ones first."""
_FIRST: Final = 4
"""Rows of the character table before the first mark."""
_WORD: Final = 7
"""Characters of a word of the filling between the parts and a mark."""
MARKUP: Final = "M01|"
"""The label of the part with characters that a field may take for markup."""
_FIRST_PARTS: Final = (
    (f"{TITLE} {VERSION}|", " testtext, ingen anteckning: bara för ett fält hos en testpatient\n"),
    (MARKUP, "a < b > c & d <i>e</i> &amp;|\n"),
    ("W01|", "å😀å|\n"),  # from here on characters, UTF-16 units and bytes are three different numbers
    ("T01|", "a\tb|\n"),
    ("S01|", "a  b   c|\n   "),
    ("S02|", "d|\n"),
    ("E01|", "slut   \n"),
    ("B01|", "\n\n"),
    ("B02|", "\n\n\n"),
    ("B03|", "\n"),
    ("N01|", "\u00e9|e\u0301|\u00e5|a\u030a|\n"),
    ("Q01|", "\"ord\"|'ord'|--|...|(c)|1/2|->|\n"),
    ("K01|", "a. ab ABC|\n"),
    ("L01|", f"{' '.join(map(str, range(1000, 1040)))[: LONG_LINE - 5]}|\n"),
)
"""The parts before the character table."""


@lru_cache
def character_table() -> tuple[tuple[str, str], ...]:
    """Label and characters of each row; each character stands between two bars."""
    rows = (_TABLE[start : start + _ROW] for start in range(0, len(_TABLE), _ROW))
    return tuple((f"C{number:02}|", row) for number, row in enumerate(rows, 1))


@lru_cache
def parts() -> tuple[tuple[str, str], ...]:
    """Label and rest of each part of the text, in order; a part ends where the next label begins."""
    rows = [(label, "".join(f"{character}|" for character in row) + "\n") for label, row in character_table()]
    found: list[tuple[str, str]] = []
    before_marks: tuple[list[tuple[str, str]], ...] = ([*_FIRST_PARTS, *rows[:_FIRST]], rows[_FIRST:], [])
    for number, (mark, new) in enumerate(zip(MARKS, before_marks, strict=True), 1):
        found += new
        start = sum(len(label) + len(rest) for label, rest in found)
        label, end = f"F{number:02}|", f"[{mark}]\n" if mark < LENGTH else f"[{mark}]"
        # Numbered words without a space between them; about every thousandth character is a line feed.
        length = mark - start - len(label) - len(end)
        words = (f"{start + at:06}" + ("\n" if at % 1001 < _WORD else "-") for at in range(0, length, _WORD))
        found.append((label, "".join(words)[:length] + end))
    return tuple(found)


@lru_cache
def probe_text() -> str:
    """The whole text, `LENGTH` characters."""
    return "".join(label + rest for label, rest in parts())
