"""Headings within a line of a copied text: where they may begin, and the question whether to split it there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from converter.findings import Finding
from converter.profile import Profile
from converter.readers.heading_index import COLON, SEPARATOR, HeadingIndex
from converter.readers.headings import QUOTES
from converter.readers.running_line import words_of
from converter.unicode_text import fold

_LETTER: Final = re.compile(r"[^\W\d_]")
_QUOTES: Final = frozenset(QUOTES)
_COLON: Final = re.compile(COLON)
_SEPARATOR: Final = re.compile(SEPARATOR)
_MANY: Final = 3
"""So many keywords in one line are headings wherever they stand in it."""


def label_columns(text: str, profile: Profile) -> list[int]:
    """The columns, from 1, where a capitalised label with a colon behind it begins, anywhere in a value."""
    if ":" not in text or profile.derive(HeadingIndex).label_end.search(text) is None:
        return []
    found = _headings_within(text, profile)
    return [at + 1 for at, name, colon in found if colon and profile.headings[name].kind == "fact"]


def keyword_columns(text: str, profile: Profile, finished: bool = False) -> list[int]:
    """The columns, from 1, where headings may begin within a line of text.

    Each is capitalised and has a colon behind it or others beside it; a label counts only beside a keyword, and a
    heading that opens a quotation is text. With `finished` each begins the line or a sentence.
    """
    found = _headings_within(text, profile)
    keywords = {name for _, name, _ in found if profile.headings[name].kind != "fact"}
    many = len(keywords) >= _MANY
    columns, end = [], 0
    for at, name, colon in found:
        before = text[:at].rstrip()
        starts = not _LETTER.search(before) or before[-1:] in ".!?;" or not text[end:at].strip(" \t:")
        begins = (
            (colon and not finished and _is_unfinished(before, text[at + len(name) :]))
            or (starts and (colon or len(keywords) > 1))
            or many
        )
        if begins if name in keywords else (colon and bool(keywords)):
            columns.append(at + 1)
            end = at + len(name)
    return columns


def last_keyword_column(text: str, next_line: str, profile: Profile) -> list[int]:
    """The column of a capitalised keyword at the end of a line, whose text begins on the next line."""
    words = words_of(next_line)
    if not words or words[0] in profile.reading.text_after or next_line.lstrip()[0].islower():
        return []
    matches = profile.derive(HeadingIndex).heading_within.finditer(text)
    found = [at for at in matches if at[0][0].isupper() and _is_keyword(fold(at[0]), profile)]
    if not found:
        return []
    at = found[-1]
    before = text[: at.start()].rstrip()
    alone = not _LETTER.search(text, at.end()) and before[-1:] not in _QUOTES and _LETTER.search(before)
    return [at.start() + 1] if alone else []


def is_quoted(name: str, head: str, profile: Profile) -> bool:
    """Whether a keyword stands right behind a quotation mark within a line: somebody's words are quoted."""
    return any(
        fold(at[0]) == name and head[: at.start()].rstrip()[-1:] in _QUOTES
        for at in profile.derive(HeadingIndex).heading_within.finditer(head)
        if at.start()
    )


def is_set_apart_without_colon(text: str, end: int) -> bool:
    """Whether something else than a colon sets a heading that ends at an index apart from the text behind it."""
    gap = _SEPARATOR.match(text, end)
    return gap is not None and ":" not in gap[0]


def _headings_within(text: str, profile: Profile) -> list[tuple[int, str, bool]]:
    """Each capitalised heading in a text: its position, its folded form, and whether it is set apart from what follows.

    A heading that begins the text has a colon behind it, any other may have another sign or a gap.
    """
    return [
        (at.start(), name, bool((_SEPARATOR if _LETTER.search(text, 0, at.start()) else _COLON).match(text, at.end())))
        for at in profile.derive(HeadingIndex).heading_within.finditer(text)
        if at[0][0].isupper() and (name := fold(at[0])) in profile.headings
    ]


def _is_keyword(name: str, profile: Profile) -> bool:
    meaning = profile.headings.get(name)
    return meaning is not None and meaning.kind != "fact"


def _is_unfinished(before: str, behind: str) -> bool:
    """Whether words before a keyword may be a sentence without its full stop, and not the opening of a quotation.

    A single word, as in *Se Bedömning: nedan*, is none unless a new sentence or nothing follows.
    """
    text = _SEPARATOR.sub("", behind, 1).lstrip()
    return before[-1:] not in _QUOTES and (len(before.split()) > 1 or not text[:1].islower())


def split_question(line: int, columns: Sequence[int]) -> Finding | None:
    """The question about headings that may begin within a line, with where to split it."""
    if not columns:
        return None
    positions = [f"{line}:{column}" for column in columns]
    options = " ".join(f"--split {position}" for position in positions)
    return Finding("MVG249", line, columns[0], (", ".join(positions), options))
