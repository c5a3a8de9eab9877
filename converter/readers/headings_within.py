"""Headings within a line of a copied text: where they may begin, and the question whether to split it there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from converter.findings import Finding
from converter.profile import Profile
from converter.readers.heading_index import HeadingIndex
from converter.unicode_text import fold

_LETTER: Final = re.compile(r"[^\W\d_]")
_MANY: Final = 3
"""So many keywords in one line are headings wherever they stand in it."""


def label_columns(text: str, profile: Profile) -> list[int]:
    """The columns, from 1, where a capitalised label with a colon behind it begins, anywhere in a value."""
    if profile.derive(HeadingIndex).label_end.search(text) is None:
        return []
    found = _headings_within(text, profile)
    return [at + 1 for at, name, colon in found if colon and profile.headings[name].kind == "fact"]


def keyword_columns(text: str, profile: Profile) -> list[int]:
    """The columns, from 1, where headings may begin within a line of text.

    Each is capitalised and has a colon behind it or others beside it; a label counts only beside a keyword.
    """
    found = _headings_within(text, profile)
    keywords = {name for _, name, _ in found if profile.headings[name].kind != "fact"}
    many = len(keywords) >= _MANY
    columns, end = [], 0
    for at, name, colon in found:
        before = text[:at].rstrip()
        starts = not _LETTER.search(before) or before[-1:] in ".!?;" or not text[end:at].strip(" \t:")
        begins = (starts and (colon or len(keywords) > 1)) or many
        if begins if name in keywords else (colon and bool(keywords)):
            columns.append(at + 1)
            end = at + len(name)
    return columns


def _headings_within(text: str, profile: Profile) -> list[tuple[int, str, bool]]:
    """Each capitalised heading in a text: its position, its folded form, and whether a colon follows it."""
    return [
        (at.start(), name, text[at.end() :].lstrip()[:1] == ":")
        for at in profile.derive(HeadingIndex).heading_within.finditer(text)
        if at[0][0].isupper() and (name := fold(at[0])) in profile.headings
    ]


def split_question(line: int, columns: Sequence[int]) -> Finding | None:
    """The question about headings that may begin within a line, with where to split it."""
    if not columns:
        return None
    positions = [f"{line}:{column}" for column in columns]
    options = " ".join(f"--split {position}" for position in positions)
    return Finding("MVG249", line, columns[0], (", ".join(positions), options))
