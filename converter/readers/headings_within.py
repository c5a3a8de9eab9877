"""Headings within a line of a copied text: where they may begin, and the question whether to split it there."""

# Annotations are not postponed here: each one of a NamedTuple would be compiled at every start.

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final, NamedTuple

from converter.findings import Finding
from converter.note.unicode_text import fold
from converter.profile import Profile
from converter.readers.heading_index import LONGEST_COMMON, SHORT_ABBREVIATION, HeadingIndex
from converter.readers.headings import GLUED, QUOTES
from converter.readers.running_line import words_of

_LETTER: Final = re.compile(r"[^\W\d_]")
_QUOTES: Final = frozenset(QUOTES)
_COLON: Final = re.compile(rf"\s*(?::|kolon\b)|{GLUED}")
"""A colon, also as it was dictated, or nothing before a capital letter or digit."""
_SEPARATOR: Final = re.compile(
    r"(?:</[^<>]{0,20}>|[*_~\])>}])*"
    r"(?:\s*(?:[:：;=→]|->|[–—]+(?:\s|$)|kolon\b)|\s+-+(?:\s|$)|\.?\s+(?=[A-ZÅÄÖ][a-zåäö]|[0-9])|\t|\s{2,}"
    rf"|{GLUED}|[^\w\s{QUOTES}](?=[A-ZÅÄÖ0-9]))"
)
"""A colon, another sign or a gap that sets a heading apart from the text behind it, or a capital letter or digit."""
_DICTATED: Final = re.compile(r"(?i:\b(?:rubrik|sökord))\s*:?\s*\Z")
_MOST_DICTATED: Final = 12
_KOLON: Final = re.compile(r"(?i:\s+kolon\b)")
_NEXT_SIGN: Final = re.compile(r"\s*(\S?)")
_BETWEEN_HEADINGS: Final = re.compile(r"[ \t:]*")
_WORDS: Final = re.compile(r"\s*\S+\s+\S")
_SENTENCE_ENDS: Final = frozenset(".!?;")
_ENDS_OF_TEXT: Final = frozenset(".,:;!?…%°)]}|•·")
"""Signs that text ends with, and that no word begins right behind."""
_NEXT_SENTENCE: Final = re.compile(r"[.!?;][”\"’»)]?\s+(?=[A-ZÅÄÖ])")
_OPENS_HEADING: Final = re.compile(
    r"(?:[-–—•*·◦▪‣#>=]+\s+|(?:\(|(?<!\d,)(?<=[^\s\d]))[0-9]{1,2}[.)]\s+|</|[\[({<>*_#=~]+)\Z"
)
"""List marks and signs before a heading. Of others, a hyphen and a slash join the parts of a compound word."""
_MOST_SIGNS: Final = 8
"""So many signs before a heading are looked at."""
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

    Each is capitalised and is glued to the text before it, set apart from the text behind it or has others beside it; a
    label counts beside a keyword, or where it begins a sentence and has a colon. With `complete` one that a sentence
    without its full stop stands before does not count.
    """
    found = _headings_within(text, profile)
    keywords = {one.name for one in found} & profile.derive(HeadingIndex).keyword_set
    many = len(keywords) >= _FEWEST_HEADINGS
    columns, end = [], 0
    for one in found:
        starts = _starts_sentence(text, one.start) or _BETWEEN_HEADINGS.fullmatch(text, end, one.start)
        begins = starts or (not complete and _is_unfinished(text, one))
        if one.name in keywords:
            is_heading = many or _is_glued_to_text(text, one.start) or is_dictated(text, one.start, one.end)
            is_heading = is_heading or one.small or _is_in_capitals(text, one, profile)
            begins = begins or text[: one.start].rstrip().endswith(":")
            is_heading = is_heading or bool(begins and (one.separator or len(keywords) > 1))
        else:
            is_heading = one.separator is not None and bool(
                keywords or (begins and one.start and ":" in one.separator[0])
            )
        if is_heading:
            columns.append(one.start + 1)
            end = one.end
    return columns


def sentences_with_keyword(text: str, profile: Profile) -> Iterator[tuple[str, str]]:
    """The keywords that begin a sentence within a text, folded, and what stands behind each."""
    index, lowered = profile.derive(HeadingIndex), ""
    for sentence in _NEXT_SENTENCE.finditer(text):
        at = sentence.end()
        names = index.keywords_by_beginning.get(text[at : at + SHORT_ABBREVIATION].casefold(), ())
        if names:
            lowered = lowered or text.casefold()
            name = next((name for name in names if lowered.startswith(name, at)), "")
            if name and not text[at + len(name) : at + len(name) + 1].isalnum():
                yield name, text[at + len(name) :]


class _HeadingWithin(NamedTuple):
    """A capitalised heading within a text."""

    start: int
    end: int
    name: str
    """Folded."""
    separator: re.Match[str] | None
    """What sets it apart from the text behind it."""
    small: bool = False
    """Whether it has small letters and a colon, and is one of several or no word of sentences."""


def names_within(text: str, profile: Profile) -> set[str]:
    """The headings in a text, as whole words in any case, by what the profile calls them."""
    index = profile.derive(HeadingIndex)
    return {index.spellings[fold(found[0])] for found in index.heading_within.finditer(text)}


def _headings_within(text: str, profile: Profile) -> list[_HeadingWithin]:
    """The headings within a text that are capitalised, dictated, or in small letters with a colon."""
    named = [(*at.span(), fold(at[0])) for at in profile.derive(HeadingIndex).heading_within.finditer(text)]
    small = _in_small_letters(text, named, profile) if ":" in text else ()
    return [
        _HeadingWithin(start, end, name, _separator(text, start).match(text, end), start in small)
        for start, end, name in named
        if (text[start].isupper() or start in small or is_dictated(text, start, end)) and name in profile.headings
    ]


def _in_small_letters(text: str, named: Sequence[tuple[int, int, str]], profile: Profile) -> Collection[int]:
    """Where keywords in small letters with a colon begin, if one is no word of sentences, or there are several."""
    keywords = profile.derive(HeadingIndex).keyword_set
    small = {
        start: name
        for start, end, name in named
        if not text[start].isupper() and text[end : end + 1] == ":" and name in keywords
    }
    return small if len(set(small.values())) > 1 or any(len(name) > LONGEST_COMMON for name in small.values()) else ()


def _separator(text: str, at: int) -> re.Pattern[str]:
    """What sets a heading at a position apart from its text: a colon at the start of a line, other signs within it."""
    return _SEPARATOR if _LETTER.search(text, 0, at) else _COLON


def is_dictated(text: str, start: int, end: int) -> bool:
    """Whether the word for a heading is dictated right before one, or a colon behind it: `ny rubrik status`."""
    return _DICTATED.search(text, max(start - _MOST_DICTATED, 0), start) is not None or bool(_KOLON.match(text, end))


def _is_in_capitals(text: str, heading: _HeadingWithin, profile: Profile) -> bool:
    """Whether a heading has capitals only, the words beside it small letters, and those behind make no text of it."""
    if not (heading.start and text[heading.start : heading.end].isupper()):
        return False
    before, behind = text[: heading.start].split(), text[heading.end :].split(None, 1)
    if not before or not behind or before[-1].isupper() or behind[0].isupper():
        return False
    word, reading = fold(behind[0].strip(",.;!?")), profile.reading
    return word not in reading.text_after and word not in reading.sentence_after


def is_set_apart(text: str, end: int) -> bool:
    """Whether other signs than a colon set what ends at a position apart from the text behind it."""
    separator = _SEPARATOR.match(text, end)
    return separator is not None and ":" not in separator[0]


def _is_glued_to_text(text: str, at: int) -> bool:
    """Whether a position is right behind a word or a sign that ends a text: a blank or line break is lost there.

    Signs that open a heading may stand between: `hosta[Status]`, `hosta• Status`.
    """
    if not _LETTER.search(text, 0, at) or _opens_quotation(text, at):
        return False
    before = text[:at]
    opening = _OPENS_HEADING.search(before, max(at - _MOST_SIGNS, 0))
    sign = (before[: opening.start()] if opening else before).rstrip(QUOTES)[-1]
    return sign.isalnum() or sign in _ENDS_OF_TEXT


def _starts_sentence(text: str, at: int) -> bool:
    """Whether no word stands before a position, or the end of a sentence does, which a quotation mark may follow."""
    if not _LETTER.search(text, 0, at):
        return True
    while at and (text[at - 1].isspace() or (text[at - 1] in _QUOTES and not _opens_quotation(text, at))):
        at -= 1
    return text[at - 1 : at] in _SENTENCE_ENDS


def _is_unfinished(text: str, heading: _HeadingWithin) -> bool:
    """Whether words before a keyword may be a sentence without its full stop, and not the opening of a quotation.

    A single word, as in *Se Bedömning: nedan*, is none unless a new sentence or nothing follows.
    """
    if not heading.separator or _opens_quotation(text, heading.start):
        return False
    if _WORDS.match(text, 0, heading.start):
        return True
    following = _NEXT_SIGN.match(text, heading.separator.end())
    return not (following and following[1].islower())


def _opens_quotation(text: str, at: int) -> bool:
    """Whether the quotation mark that opens a quotation stands right before a position."""
    before = text[at - 2 : at - 1]
    return text[at - 1 : at] in _QUOTES and (not before or before.isspace() or before in "(:")


def column_at_end(text: str, next_line: str, profile: Profile) -> list[int]:
    """The column, from 1, of a capitalised heading at the end of a line, whose text begins on the next line.

    `next_line` is `""` where no text is there, as below a group heading: one that is glued to words is asked about too.
    """
    found = _headings_within(text, profile)
    if not found or _LETTER.search(text, found[-1].end) or _opens_quotation(text, found[-1].start):
        return []
    start, name = found[-1].start, found[-1].name
    below = words_of(next_line)
    if name not in profile.derive(HeadingIndex).keyword_set:
        is_heading = bool(text[:start].strip() and below)
    elif not _LETTER.search(text, 0, start):
        is_heading = False
    elif below:
        is_heading = below[0] not in profile.reading.text_after and not next_line.lstrip()[0].islower()
    else:
        is_heading = name in map(fold, profile.groups) or text[start - 1].isalnum()
    return [start + 1] if is_heading else []


def is_quoted(name: str, head: str, profile: Profile) -> bool:
    """Whether a keyword stands right behind a quotation mark within a line: somebody's words are quoted."""
    return any(
        _opens_quotation(head, at.start()) and fold(at[0]) == name
        for at in profile.derive(HeadingIndex).heading_within.finditer(head)
    )


def split_question(line: int, columns: Sequence[int]) -> Finding | None:
    """The question about headings that may begin within a line, with where to split it."""
    if not columns:
        return None
    positions = [f"{line}:{column}" for column in columns]
    options = " ".join(f"--split {position}" for position in positions)
    return Finding("MVG249", line, columns[0], (", ".join(positions), options))
