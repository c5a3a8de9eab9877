"""Aligns two texts and finds where they differ.

Differences within a few words are found to the character. The cost is bounded: where two passages differ so much that
an alignment would be slow, or would mean nothing, they are one edit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Final, NamedTuple

from converter.compare.tokens import WHITE, Tokens

_MAX_COST: Final = 1_000_000
"""Pairs of equal units that one alignment may look at: about a second."""
_ALIKE: Final = 0.4
"""The least similarity of two words, from 0 to 1, at which their characters are aligned."""
Range = tuple[int, int]


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
    if start == end or actual_start == actual_end or level == len(_LEVELS):
        yield Edit(start, end, actual_start, actual_end)
        return
    units = _LEVELS[level](expected, start, end)
    actual_units = _LEVELS[level](actual, actual_start, actual_end)
    if level == len(_LEVELS) - 1 and not _is_alike(expected, (start, end), actual, (actual_start, actual_end)):
        yield Edit(start, end, actual_start, actual_end)
        return
    for range_, actual_range in _differing(expected, units, actual, actual_units):
        span, actual_span = _span(units, *range_, end), _span(actual_units, *actual_range, actual_end)
        yield from _edits(expected, span, actual, actual_span, level + 1)


def _differing(
    expected: Tokens, units: list[Range], actual: Tokens, actual_units: list[Range]
) -> Iterator[tuple[Range, Range]]:
    """The ranges of units that differ; where aligning is slow, the units in pairs, or all of them as one range."""
    ours = ["".join(expected.keys[start:end]) for start, end in units]
    theirs = ["".join(actual.keys[start:end]) for start, end in actual_units]
    counts = Counter(theirs)
    if sum(counts[key] for key in ours) > _MAX_COST:
        if len(ours) == len(theirs):
            yield from (((at, at + 1), (at, at + 1)) for at in range(len(ours)) if ours[at] != theirs[at])
        else:
            yield (0, len(ours)), (0, len(theirs))
        return
    for tag, start, end, actual_start, actual_end in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if tag != "equal":
            yield (start, end), (actual_start, actual_end)


def _span(units: list[Range], first: int, last: int, end: int) -> Range:
    """The tokens of the units from `first` up to `last`; none, at the right place, when these are the same."""
    begin = units[first][0] if first < len(units) else end
    return begin, units[last - 1][1] if first < last else begin


def _is_alike(expected: Tokens, within: Range, actual: Tokens, actual_within: Range) -> bool:
    """Whether two passages have enough in common to align their characters; a few characters always have."""
    size, actual_size = within[1] - within[0], actual_within[1] - actual_within[0]
    if max(size, actual_size) <= _FEW:
        return True
    ours, theirs = Counter(expected.keys[slice(*within)]), Counter(actual.keys[slice(*actual_within)])
    del ours[WHITE], theirs[WHITE]
    return 2 * (ours & theirs).total() >= _ALIKE * (size + actual_size)


_FEW: Final = 4


def _lines(text: Tokens, start: int, end: int) -> list[Range]:
    """The lines of a range, each with the white space that ends it."""
    return _units(text, start, end, lambda token: token.isspace() and "\n" in token)


def _words(text: Tokens, start: int, end: int) -> list[Range]:
    """The words of a range, each with the white space behind it."""
    return _units(text, start, end, str.isspace)


def _units(text: Tokens, start: int, end: int, ends: Callable[[str], bool]) -> list[Range]:
    cuts = [number + 1 for number in range(start, end) if text.keys[number] == WHITE and ends(text.raw(number))]
    bounds = [start, *cuts, *([end] if not cuts or cuts[-1] != end else [])]
    return list(pairwise(bounds))


def _characters(_: Tokens, start: int, end: int) -> list[Range]:
    return [(number, number + 1) for number in range(start, end)]


_LEVELS: Final = (_lines, _words, _characters)
"""The units that are aligned, from the coarsest to the finest."""
