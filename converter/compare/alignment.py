"""Splits two texts into tokens, aligns them, and finds where they differ.

A token is a run of white space, or another character with its combining marks. Tokens are aligned by their keys, in
which case, normalization form, typographic variants and the amount of white space do not count; whether two tokens
with the same key differ is a question of its own.

Differences within a few words are found to the character. The cost is bounded: where two passages differ so much that
an alignment would be slow, or would mean nothing, they are one edit.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

_MAX_MARKS: Final = 30
"""The most combining marks in one token (Unicode, stream-safe text format)."""
_VARIANTS: Final = {
    "'": "\u2018\u2019\u201a\u201b\u2032\u00b4`",
    '"': "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb",
    "-": "\u2010\u2011\u2012\u2013\u2014\u2015\u2212",
}
"""A plain character to those that word processors and record systems write in its stead."""
_PLAIN: Final = {variant: plain for plain, variants in _VARIANTS.items() for variant in variants}
SEQUENCES: Final = {"...": "\u2026", "--": "\u2013", "->": "\u2192", "(c)": "\u00a9", "1/2": "\u00bd"}
"""Sequences that word processors replace by one character."""
WHITE: Final = " "
"""The key of a run of white space."""
_MAX_COST: Final = 1_000_000
"""Pairs of equal units that one alignment may look at: about a second."""
_ALIKE: Final = 0.4
"""The least similarity of two words, from 0 to 1, at which their characters are aligned."""
_FEW: Final = 4
_WORDS, _CHARACTERS = 1, 2
"""The levels of units that are aligned; the coarsest, 0, is that of lines."""
Range = tuple[int, int]


class Tokens(NamedTuple):
    """The tokens of a text."""

    text: str
    keys: list[str]
    starts: list[int]
    """Where each token begins in the text; one more, for the end of the text."""

    def raw(self, start: int, end: int | None = None) -> str:
        """The text of the tokens from `start` up to `end`; of one token without `end`."""
        return self.text[self.starts[start] : self.starts[start + 1 if end is None else end]]


def tokens(text: str) -> Tokens:
    """Splits a text into tokens."""
    keys: list[str] = []
    starts: list[int] = []
    length, at = len(text), 0
    while at < length:
        end = at + 1
        if text[at].isspace():
            while end < length and text[end].isspace():
                end += 1
            keys.append(WHITE)
        else:
            while end < length and end - at <= _MAX_MARKS and text[end] > "\u02ff" and unicodedata.combining(text[end]):
                end += 1
            keys.append(key_of(text[at:end]))
        starts.append(at)
        at = end
    starts.append(length)
    return Tokens(text, keys, starts)


@lru_cache(maxsize=4096)
def key_of(token: str) -> str:
    """The key of a token that is no white space."""
    composed = unicodedata.normalize("NFC", token)
    return _PLAIN.get(composed, composed).casefold() or composed


def is_variant(one: str, other: str) -> bool:
    """Whether two tokens are typographic variants of one character."""
    return _PLAIN.get(one, one) == _PLAIN.get(other, other)


def joined_key(text: str) -> str:
    """The keys of a text as one string, without white space at the ends."""
    return "".join(tokens(text).keys).strip()


# -- alignment --------------------------------------------------------------------------------------------------


class Edit(NamedTuple):
    """Tokens of the expected text that the actual text has otherwise; either range can be empty."""

    start: int
    end: int
    actual_start: int
    actual_end: int


class Alignment(NamedTuple):
    """What differs between two texts."""

    edits: list[Edit]
    """In the order of the expected text."""
    pairs: list[tuple[int, int]]
    """Tokens with the same key and another text: number in the expected and in the actual text."""


def align(expected: Tokens, actual: Tokens) -> Alignment:
    """The differences of two texts."""
    found = _edits(expected, (0, len(expected.keys)), actual, (0, len(actual.keys)), 0)
    edits = [_slid(edit, expected, actual) for edit in found]
    pairs: list[tuple[int, int]] = []
    at, actual_at = 0, 0
    for edit in [*edits, Edit(len(expected.keys), 0, 0, 0)]:
        for number in range(at, edit.start):
            other = actual_at + number - at
            if expected.raw(number) != actual.raw(other):
                pairs.append((number, other))
        at, actual_at = edit.end, edit.actual_end
    return Alignment(edits, pairs)


def _slid(edit: Edit, expected: Tokens, actual: Tokens) -> Edit:
    """A passage that was removed or added together with the white space before it rather than that behind it.

    Both are alignments of the same texts; the one is chosen that leaves the white space as it was.
    """
    start, end, actual_start, actual_end = edit
    if (start == end) == (actual_start == actual_end) or not start or not actual_start:
        return edit
    before, actual_before = expected.raw(start - 1), actual.raw(actual_start - 1)
    last, actual_last = (expected.raw(end - 1), actual_before) if start < end else (before, actual.raw(actual_end - 1))
    if before != actual_before and last.isspace() and last == actual_last:
        return Edit(start - 1, end - 1, actual_start - 1, actual_end - 1)
    return edit


def _edits(expected: Tokens, within: Range, actual: Tokens, actual_within: Range, level: int) -> Iterator[Edit]:
    """The edits within two ranges of tokens, aligned by the units of a level and the finer ones."""
    (start, end), (actual_start, actual_end) = within, actual_within
    keys, actual_keys = expected.keys, actual.keys
    while start < end and actual_start < actual_end and keys[start] == actual_keys[actual_start]:
        start, actual_start = start + 1, actual_start + 1
    while start < end and actual_start < actual_end and keys[end - 1] == actual_keys[actual_end - 1]:
        end, actual_end = end - 1, actual_end - 1
    if start == end and actual_start == actual_end:
        return
    is_unalike = level == _CHARACTERS and not _is_alike(keys[start:end], actual_keys[actual_start:actual_end])
    if start == end or actual_start == actual_end or level > _CHARACTERS or is_unalike:
        yield Edit(start, end, actual_start, actual_end)
        return
    bounds, actual_bounds = _bounds(expected, start, end, level), _bounds(actual, actual_start, actual_end, level)
    ours = ["".join(keys[slice(*unit)]) for unit in pairwise(bounds)]
    theirs = ["".join(actual_keys[slice(*unit)]) for unit in pairwise(actual_bounds)]
    for first, last, actual_first, actual_last in _differing(ours, theirs):
        span, actual_span = (bounds[first], bounds[last]), (actual_bounds[actual_first], actual_bounds[actual_last])
        yield from _edits(expected, span, actual, actual_span, level + 1)


def _bounds(text: Tokens, start: int, end: int, level: int) -> list[int]:
    """Where the lines, words or characters of a range begin, and its end; white space belongs to what is before it."""
    if level == _CHARACTERS:
        return [*range(start, end + 1)]
    white = (at for at in range(start, end - 1) if text.keys[at] == WHITE)
    return [start, *(at + 1 for at in white if level == _WORDS or "\n" in text.raw(at)), end]


def _differing(ours: list[str], theirs: list[str]) -> Iterator[tuple[int, int, int, int]]:
    """The ranges of units that differ; where aligning is slow, the units in pairs, or all of them as one range."""
    counts = Counter(theirs)
    if sum(counts[key] for key in ours) <= _MAX_COST:
        for tag, *differing in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
            if tag != "equal":
                yield differing[0], differing[1], differing[2], differing[3]
    elif len(ours) == len(theirs):
        yield from ((at, at + 1, at, at + 1) for at in range(len(ours)) if ours[at] != theirs[at])
    else:
        yield 0, len(ours), 0, len(theirs)


def _is_alike(keys: list[str], actual_keys: list[str]) -> bool:
    """Whether two passages have enough in common to align their characters; a few characters always have."""
    ours, theirs = Counter(keys), Counter(actual_keys)
    del ours[WHITE], theirs[WHITE]
    is_short = max(len(keys), len(actual_keys)) <= _FEW
    return is_short or 2 * (ours & theirs).total() >= _ALIKE * (len(keys) + len(actual_keys))
