"""The differences of a returned text from the expected one: cut, missing, added, replaced, folded."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from converter.compare.alignment import SEQUENCES, align, is_variant, joined_key, key_of, tokens
from converter.compare.difference import Difference, Kind
from converter.note.unicode_text import character_name, line_and_column, with_line_feeds

_PASSAGES: Final = (Kind.CUT, Kind.MISSING, Kind.REMOVED, Kind.ADDED, Kind.REWRITTEN)
"""Reported one by one; all others once a keyword, with the number of places and the first of them."""
_OF_ONE: Final = (Kind.REPLACED, Kind.LACKED)
"""About a single character that became another one."""
_FOLDED: Final = (Kind.CASE, Kind.NORMALIZATION, Kind.TYPOGRAPHY)
"""About a character that is the same, written otherwise."""
_MAX_LETTERS: Final = 5
"""How many different letters and digits of one keyword are named: more of them could spell its text."""
LONG: Final = 12
"""From how many characters on a passage is recognized where it stands otherwise: moved or doubled."""


class Piece(NamedTuple):
    """A part of an expected text: what stands under a keyword, or under none (headings and the space between)."""

    keyword: str
    start: int
    end: int


class Part(NamedTuple):
    """A part of an expected text, from `start` to `end`, and what came back in its place."""

    start: int
    end: int
    actual: str


def text_differences(expected: str, pieces: Sequence[Piece], actual: str) -> list[Difference]:
    """The differences of a text from the expected one, in the order of the expected text."""
    return part_differences(expected, pieces, [Part(0, len(expected), actual)])


def part_differences(expected: str, pieces: Sequence[Piece], parts: Sequence[Part]) -> list[Difference]:
    """The differences of a text that came back in parts, in the order of the expected text."""
    collected = _Collector(expected, pieces)
    for part in parts:
        _collect(collected, expected[part.start : part.end], part)
    return _summed(collected.found)


def _collect(collected: _Collector, expected: str, part: Part) -> None:
    if part.actual == expected:
        return
    if (single := _single_change(expected, part.actual)) is not None:
        offset, old, new = single
        collected.add_change(part.start + offset, old, new, one=True, other=True)
        return
    ours, theirs = tokens(expected), tokens(part.actual)
    alignment = align(ours, theirs)
    for start, end, actual_start, actual_end in alignment.edits:
        old, new = ours.raw(start, end), theirs.raw(actual_start, actual_end)
        collected.add_change(
            part.start + ours.starts[start], old, new, end - start == 1, actual_end - actual_start == 1
        )
    for number, other in alignment.pairs:
        collected.add_pair(part.start + ours.starts[number], ours.raw(number), theirs.raw(other))


def _single_change(expected: str, actual: str) -> tuple[int, str, str] | None:
    """Offset, old and new character where two texts differ in one character and this is no matter of folding."""
    if abs(len(expected) - len(actual)) > 1:
        return None
    start = _shared_start(expected, actual)
    end = _shared_start(expected[start:][::-1], actual[start:][::-1])
    old, new = expected[start : len(expected) - end], actual[start : len(actual) - end]
    is_one = max(len(old), len(new)) == 1 and not (old + new).isspace() and key_of(old) != key_of(new)
    return (start, old, new) if is_one and not any(map(unicodedata.combining, old + new)) else None


def _shared_start(one: str, other: str) -> int:
    """How many characters at the beginning of two texts are the same."""
    differing = (at for at, (ours, theirs) in enumerate(zip(one, other, strict=False)) if ours != theirs)
    return next(differing, min(len(one), len(other)))


class _Collector:
    """Collects differences, each in the piece of the expected text where it is."""

    def __init__(self, expected: str, pieces: Sequence[Piece]) -> None:
        self.found: list[Difference] = []
        self._expected = expected
        self._pieces = pieces

    def add_pair(self, offset: int, old: str, new: str) -> None:
        """Adds how two tokens with the same key differ."""
        if old.isspace():
            for kind, at in _white_space(old, new):
                named = (_name(old[at]), _name(new[at])) if kind in _OF_ONE else ("", "")
                self._add(kind, offset + at, expected=named[0], actual=named[1])
            return
        is_same = unicodedata.normalize("NFC", old) == unicodedata.normalize("NFC", new)
        kind = Kind.NORMALIZATION if is_same else Kind.TYPOGRAPHY if is_variant(old, new) else Kind.CASE
        self._add(kind, offset, expected=_name(old), actual=_name(new))

    def add_change(self, start: int, old: str, new: str, one: bool, other: bool) -> None:
        """Adds a passage that was removed, added or replaced.

        `one` and `other` say whether the old and the new one are a single character.
        """
        if not old:
            self._add_added(start, new, other)
        elif not new:
            self._add_removed(start, old, one)
        elif SEQUENCES.get(old) == new or SEQUENCES.get(new) == old:
            self._add(Kind.TYPOGRAPHY, start)
        elif one and (other or len(set(new)) == 1):
            self._add(_replaced(old), start, expected=_name(old), actual=_name(new if other else new[0]))
        else:
            for number, (piece, first, last) in enumerate(self._parts(start, start + len(old))):
                kind = Kind.REWRITTEN if piece.keyword else Kind.OUTSIDE
                self._add(kind, first, last - first, 0 if number else len(new), piece=piece)

    def _add_added(self, offset: int, new: str, single: bool) -> None:
        key = joined_key(new)
        if not key:
            self._add(Kind.BLANK_LINES if "\n" in new else Kind.SPACES, offset)
            return
        piece = self._piece_at(offset)
        before = next((one for one in reversed(self._pieces) if one.start <= offset and one.keyword), None)
        below = next((one for one in self._pieces if one.start > offset and one.keyword), None)
        if not piece.keyword and before and before.end == offset:
            piece = before
        elif not piece.keyword and below and self._expected[offset : below.start].isspace():
            piece, offset = below, below.start  # behind its heading
        elif not piece.keyword and before and len(key) >= LONG:
            piece, offset = before, before.end  # behind the text of a keyword
        kind = Kind.ADDED if piece.keyword else Kind.OUTSIDE
        self._add(kind, offset, len(new.strip()), actual=_name(new) if single else "", key=key, piece=piece)

    def _add_removed(self, start: int, old: str, single: bool) -> None:
        for piece, first, last in self._parts(start, start + len(old)):
            text, rest = self._expected[first:last], self._expected[last : piece.end].strip()
            if not text.strip():
                self._add(
                    Kind.LINES_JOINED if "\n" in text else Kind.SPACES if rest else Kind.TRAILING, first, piece=piece
                )
                continue
            is_whole = not rest and not self._expected[piece.start : first].strip()
            kind = Kind.MISSING if is_whole else Kind.REMOVED if rest else Kind.CUT
            at = first if kind == Kind.CUT else last - len(text.lstrip())
            named = _name(old) if single else ""
            self._add(kind, at, len(text.strip()), expected=named, key=joined_key(text), piece=piece)

    def _parts(self, start: int, end: int) -> list[tuple[Piece, int, int]]:
        """The pieces that a passage covers, each with the part of it that lies there.

        What lies outside the keywords counts only where nothing else is covered.
        """
        parts = [
            (piece, max(start, piece.start), min(end, piece.end))
            for piece in self._pieces
            if piece.start < end and piece.end > start
        ]
        inside = [part for part in parts if part[0].keyword and self._expected[part[1] : part[2]].strip()]
        return inside or parts

    def _piece_at(self, offset: int) -> Piece:
        return next(piece for piece in reversed(self._pieces) if piece.start <= offset)

    def _add(
        self, kind: Kind, offset: int, count: int = 1, actual_count: int = 0, expected: str = "", actual: str = "",
        key: str = "", piece: Piece | None = None,
    ) -> None:  # fmt: skip
        piece = piece or self._piece_at(offset)
        if not piece.keyword:  # a label there can stand before an identity number
            kind, count, actual_count, expected, actual = Kind.OUTSIDE, 1, 0, "", ""
        start = piece.start if piece.keyword else 0
        line, column = line_and_column(self._expected[start:], offset - start)
        self.found.append(Difference(
            kind, piece.keyword, line=line, column=column, size=count, actual_size=actual_count, expected=expected,
            actual=actual, key=key,
        ))  # fmt: skip


def _white_space(old: str, new: str) -> Iterator[tuple[Kind, int]]:
    """How two runs of white space differ, and where in the old one."""
    plain = with_line_feeds(new)
    start = _shared_start(old, new)
    if plain != new:
        yield Kind.LINE_ENDS, start
        if plain == old:
            return
    before, after = old.count("\n"), plain.count("\n")
    if before != after:
        yield (Kind.LINES_JOINED if not after else Kind.BLANK_LINES if before else Kind.LINES_BROKEN), start
    elif plain.count("\t") < old.count("\t"):
        yield Kind.TABS, start
    elif before and _without_trailing(old) == _without_trailing(plain):
        yield Kind.TRAILING, start
    elif len(old) == len(new) != start:
        yield _replaced(old[start]), start
    else:
        yield Kind.SPACES, start


def _replaced(old: str) -> Kind:
    """What it is that a character was replaced: one of ASCII is in every character set."""
    return Kind.REPLACED if old.isascii() else Kind.LACKED


def _without_trailing(white: str) -> str:
    """White space without that at the ends of lines."""
    return re.sub(r"[^\n]+(?=\n)", "", white)


def _name(token: str) -> str:
    """Code points and names of a character with its combining marks."""
    return " + ".join(map(character_name, token))


def _summed(found: Sequence[Difference]) -> list[Difference]:
    """The differences of one kind in one keyword as one, with their number and the first of their places.

    Letters and digits are not named in a keyword with many of them: they could spell its text.
    """
    sums: dict[tuple[object, ...], Difference] = {}
    for number, one in enumerate(sorted(found, key=lambda one: (one.keyword, one.line, one.column))):
        names = (one.expected, one.actual) if one.kind in _OF_ONE else ()
        key = (number,) if one.kind in _PASSAGES else (one.kind, one.keyword, *names)
        sums[key] = sums[key]._replace(size=sums[key].size + one.size) if key in sums else one
    summed = sorted(sums.values(), key=lambda one: one.kind not in _PASSAGES)
    letters = Counter(one.keyword for one in summed if _names_a_letter(one))
    return [
        one._replace(expected="", actual="")
        if (one.kind in _FOLDED and one.size > 1) or (_names_a_letter(one) and letters[one.keyword] > _MAX_LETTERS)
        else one
        for one in summed
    ]


def _names_a_letter(one: Difference) -> bool:
    """Whether it names a letter or digit of the text, other than one that is written otherwise."""
    firsts = [chr(int(named.split()[0][2:], 16)) for named in (one.expected, one.actual) if named]
    return one.kind not in _FOLDED and any(map(str.isalnum, firsts))
