"""Headings within a line of a copied text: where they may begin, and the question whether to split it there."""

# Annotations are not postponed here: each one of a NamedTuple would be compiled at every start.

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from converter.findings import Finding
from converter.note.unicode_text import fold
from converter.profile import Profile
from converter.readers.heading_index import HeadingIndex
from converter.readers.headings import QUOTES
from converter.readers.running_line import RunningLine, words_of

_LETTER: Final = re.compile(r"[^\W\d_]")
_QUOTES: Final = frozenset(QUOTES)
_COLON: Final = re.compile(r"\s*(?::|kolon\b)")
"""A colon, also as it was dictated."""
_SEPARATOR: Final = re.compile(
    r"(?:</[^<>]{0,20}>|[*_~\])>}])*"
    r"(?:\s*(?:[:：;=→]|->|[–—]+(?:\s|$)|kolon\b)|\s+-+(?:\s|$)|\.?\s+(?=[A-ZÅÄÖ][a-zåäö]|[0-9])|\t|\s{2,})"
)
"""A colon, another sign or a gap that sets a heading apart from the text behind it, or a capital letter or digit."""
_NEXT_SIGN: Final = re.compile(r"\s*(\S?)")
_BETWEEN_HEADINGS: Final = re.compile(r"[ \t:]*")
_WORDS: Final = re.compile(r"\s*\S+\s+\S")
_SENTENCE_ENDS: Final = frozenset(".!?;")
_FEWEST_HEADINGS: Final = 3
"""So many keywords in one line are headings wherever they stand in it."""


def label_columns(text: str, profile: Profile) -> list[int]:
    """The columns, from 1, where a capitalised label that is set apart from its value begins, anywhere in a value."""
    index = profile.derive(HeadingIndex)
    if index.label_letters.search(text) is None:
        return []
    found = _headings_within(text, profile)
    return [one.start + 1 for one in found if one.separator and one.name not in index.keyword_set]


def keyword_columns(text: str, profile: Profile, complete: bool = False) -> list[int]:
    """The columns, from 1, where headings may begin within a line of text.

    Each is capitalised and is set apart from the text behind it or has others beside it; a label counts only beside a
    keyword. With `complete` one that a sentence without its full stop stands before does not count.
    """
    found = _headings_within(text, profile)
    keywords = {one.name for one in found} & profile.derive(HeadingIndex).keyword_set
    many = len(keywords) >= _FEWEST_HEADINGS
    columns, end = [], 0
    for one in found:
        starts = _starts_sentence(text, one.start) or _BETWEEN_HEADINGS.fullmatch(text, end, one.start)
        begins = many or (starts and (one.separator or len(keywords) > 1))
        if not begins and not complete:
            begins = _is_unfinished(text, one)
        if begins if one.name in keywords else (one.separator and keywords):
            columns.append(one.start + 1)
            end = one.end
    return columns


class _HeadingWithin(NamedTuple):
    """A capitalised heading within a text."""

    start: int
    end: int
    name: str
    """Folded."""
    separator: re.Match[str] | None
    """What sets it apart from the text behind it."""


def names_within(text: str, profile: Profile) -> set[str]:
    """The headings in a text, as whole words in any case, by what the profile calls them."""
    index = profile.derive(HeadingIndex)
    return {index.spellings[fold(found[0])] for found in index.heading_within.finditer(text)}


def _headings_within(text: str, profile: Profile) -> list[_HeadingWithin]:
    return [
        _HeadingWithin(*at.span(), name, _separator(text, at.start()).match(text, at.end()))
        for at in profile.derive(HeadingIndex).heading_within.finditer(text)
        if at[0][0].isupper() and (name := fold(at[0])) in profile.headings
    ]


def _separator(text: str, at: int) -> re.Pattern[str]:
    """What sets a heading at a position apart from its text: a colon at the start of a line, other signs within it."""
    return _SEPARATOR if _LETTER.search(text, 0, at) else _COLON


def is_set_apart(text: str, end: int) -> bool:
    """Whether other signs than a colon set what ends at a position apart from the text behind it."""
    separator = _SEPARATOR.match(text, end)
    return separator is not None and ":" not in separator[0]


def _starts_sentence(text: str, at: int) -> bool:
    """Whether no word stands before a position, or the end of a sentence does."""
    return _sign_before(text, at) in _SENTENCE_ENDS or not _LETTER.search(text, 0, at)


def _is_unfinished(text: str, heading: _HeadingWithin) -> bool:
    """Whether words before a keyword may be a sentence without its full stop, and not the opening of a quotation.

    A single word, as in *Se Bedömning: nedan*, is none unless a new sentence or nothing follows.
    """
    if not heading.separator or _sign_before(text, heading.start) in _QUOTES:
        return False
    if _WORDS.match(text, 0, heading.start):
        return True
    following = _NEXT_SIGN.match(text, heading.separator.end())
    return not (following and following[1].islower())


def _sign_before(text: str, at: int) -> str:
    """The last character before a position that is no white space; `""` without one."""
    while at and text[at - 1].isspace():
        at -= 1
    return text[at - 1 : at]


def column_at_end(line: RunningLine, profile: Profile) -> list[int]:
    """The column, from 1, of a capitalised keyword at the end of a line, whose text begins on the next line."""
    index = profile.derive(HeadingIndex)
    within = [at for at in index.heading_within.finditer(line.text) if at[0][0].isupper()]
    found = [at for at in within if fold(at[0]) in index.keyword_set]
    below = words_of(line.next_line) if found else []
    if not below or below[0] in profile.reading.text_after or line.next_line.lstrip()[0].islower():
        return []
    start, end = found[-1].span()
    at_end = _LETTER.search(line.text, 0, start) and not _LETTER.search(line.text, end)
    return [start + 1] if at_end and _sign_before(line.text, start) not in _QUOTES else []


def is_quoted(name: str, head: str, profile: Profile) -> bool:
    """Whether a keyword stands right behind a quotation mark within a line: somebody's words are quoted."""
    return any(
        _sign_before(head, at.start()) in _QUOTES and fold(at[0]) == name
        for at in profile.derive(HeadingIndex).heading_within.finditer(head)
    )


def split_question(line: int, columns: Sequence[int]) -> Finding | None:
    """The question about headings that may begin within a line, with where to split it."""
    if not columns:
        return None
    positions = [f"{line}:{column}" for column in columns]
    options = " ".join(f"--split {position}" for position in positions)
    return Finding("MVG249", line, columns[0], (", ".join(positions), options))
