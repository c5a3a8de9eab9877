"""What differs between an expected and a returned text, as findings: cut, missing, added, replaced, folded.

A difference names a keyword, a line, a column, counts, and the code point of a single character. It never holds note
text: of letters and digits in a row only their number is given.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from converter.compare.alignment import align
from converter.compare.tokens import SEQUENCES, is_variant, joined_key, key_of, tokens
from converter.findings import Finding
from converter.findings.catalogue import Code
from converter.note.unicode_text import character_name, line_and_column, with_line_feeds

CUT: Final[Code] = "MVG562"
MISSING: Final[Code] = "MVG563"
REMOVED: Final[Code] = "MVG564"
ADDED: Final[Code] = "MVG565"
REPLACED: Final[Code] = "MVG566"
"""A character that every character set has: the text was edited."""
LACKED: Final[Code] = "MVG590"
"""A character that a field may lack."""
REWRITTEN: Final[Code] = "MVG567"
OUTSIDE: Final[Code] = "MVG569"
LINE_ENDS: Final[Code] = "MVG570"
LINES_JOINED: Final[Code] = "MVG571"
LINES_BROKEN: Final[Code] = "MVG572"
BLANK_LINES: Final[Code] = "MVG573"
TABS: Final[Code] = "MVG574"
SPACES: Final[Code] = "MVG575"
TRAILING: Final[Code] = "MVG576"
CASE: Final[Code] = "MVG577"
NORMALIZATION: Final[Code] = "MVG578"
TYPOGRAPHY: Final[Code] = "MVG579"
_SUMMED: Final = frozenset(
    (REPLACED, LACKED, OUTSIDE, LINE_ENDS, LINES_JOINED, LINES_BROKEN, BLANK_LINES, TABS, SPACES, TRAILING, CASE,
     NORMALIZATION, TYPOGRAPHY)
)  # fmt: skip
"""Reported once a keyword, with the number of places and the first of them."""
_OF_ONE: Final = (REPLACED, LACKED)
"""About a single character that became another one."""
_MAX_LETTERS: Final = 5
"""How many different letters and digits of one keyword are named: more of them could spell its text."""


class Piece(NamedTuple):
    """A part of an expected text: what stands under a keyword, or under none (headings and the space between)."""

    keyword: str
    start: int
    end: int


class Difference(NamedTuple):
    """One difference, or all of its kind in a keyword."""

    code: Code
    keyword: str
    """`""` outside the texts of the keywords."""
    line: int = 0
    """In the text of the keyword, from 1; outside of them in the whole text. 0 when it is about no line."""
    column: int = 0
    size: int = 1
    """Characters; of `_SUMMED` the places."""
    actual_size: int = 0
    """Characters that stand there instead."""
    expected: str = ""
    """Code point and name of the single character that was expected."""
    actual: str = ""
    """Code points and names of what stands there instead."""
    other: str = ""
    """The keyword that the text stands under instead."""
    key: str = ""
    """What was removed or added, in the form in which texts are compared. Never shown."""

    @property
    def finding(self) -> Finding:
        """The difference as a finding."""
        named = " → ".join(filter(None, (self.expected, self.actual)))
        numbers = map(str, (self.line, self.column, self.size, self.actual_size))
        return Finding(self.code, words=(self.keyword, *numbers, named and f" ({named})", self.other))


def differences(expected: str, pieces: Sequence[Piece], actual: str) -> list[Difference]:
    """The differences of a text from the expected one, in the order of the expected text."""
    if actual == expected:
        return []
    collected = _Collector(expected, pieces)
    if (single := _single_change(expected, actual)) is not None:
        collected.add_change(*single, one=True, other=True)
        return collected.found
    ours, theirs = tokens(expected), tokens(actual)
    alignment = align(ours, theirs)
    for start, end, actual_start, actual_end in alignment.edits:
        old, new = ours.raw(start, end), theirs.raw(actual_start, actual_end)
        collected.add_change(ours.starts[start], old, new, end - start == 1, actual_end - actual_start == 1)
    for number, other in alignment.pairs:
        collected.add_pair(ours.starts[number], ours.raw(number), theirs.raw(other))
    return _summed(collected.found)


def _single_change(expected: str, actual: str) -> tuple[int, str, str] | None:
    """Offset, old and new character where two texts differ in one character and this is no matter of folding."""
    if abs(len(expected) - len(actual)) > 1:
        return None
    start, end = 0, len(expected)
    while start < min(end, len(actual)) and expected[start] == actual[start]:
        start += 1
    shift = len(actual) - len(expected)
    while end > start and end + shift > start and expected[end - 1] == actual[end - 1 + shift]:
        end -= 1
    old, new = expected[start:end], actual[start : end + shift]
    is_one = max(len(old), len(new)) == 1 and not (old + new).isspace() and key_of(old) != key_of(new)
    return (start, old, new) if is_one and not any(map(unicodedata.combining, old + new)) else None


class _Collector:
    """Collects differences, each in the piece of the expected text where it is."""

    def __init__(self, expected: str, pieces: Sequence[Piece]) -> None:
        self.found: list[Difference] = []
        self._expected = expected
        self._pieces = pieces
        self._starts = [piece.start for piece in pieces]

    def add_pair(self, offset: int, old: str, new: str) -> None:
        """Adds how two tokens with the same key differ."""
        if old.isspace():
            for code, at in _white_space(old, new):
                named = (_name(old[at]), _name(new[at])) if code in _OF_ONE else ("", "")
                self._add(code, offset + at, expected=named[0], actual=named[1])
        else:
            self._add(_fold(old, new), offset, expected=_name(old), actual=_name(new))

    def add_change(self, start: int, old: str, new: str, one: bool, other: bool) -> None:
        """Adds a passage that was removed, added or replaced.

        `one` and `other` say whether the old and the new one are a single character.
        """
        if not old:
            self._add_added(start, new, other)
        elif not new:
            self._add_removed(start, old, one)
        elif SEQUENCES.get(old) == new or SEQUENCES.get(new) == old:
            self._add(TYPOGRAPHY, start)
        elif one and (other or len(set(new)) == 1):
            self._add(_replaced(old), start, expected=_name(old), actual=_name(new if other else new[0]))
        else:
            for number, (piece, first, last) in enumerate(self._parts(start, start + len(old))):
                size = len(self._expected[first:last])
                self._add(REWRITTEN if piece.keyword else OUTSIDE, first, size, 0 if number else len(new), piece=piece)

    def _add_added(self, offset: int, new: str, single: bool) -> None:
        key = joined_key(new)
        if not key:
            self._add(BLANK_LINES if "\n" in new else SPACES, offset)
            return
        piece, before = self._piece_at(offset), self._keyword_before(offset)
        if not piece.keyword and before and (before.end == offset or len(key) >= LONG):
            piece, offset = before, before.end  # behind the text of a keyword
        named = _name(new) if single else ""
        self._add(ADDED if piece.keyword else OUTSIDE, offset, len(new.strip()), actual=named, key=key, piece=piece)

    def _add_removed(self, start: int, old: str, single: bool) -> None:
        named = _name(old) if single else ""
        for piece, first, last in self._parts(start, start + len(old)):
            text, rest = self._expected[first:last], self._expected[last : piece.end].strip()
            if not text.strip():
                self._add(_removed_white_space(text, rest), first, piece=piece)
                continue
            is_whole = not rest and not self._expected[piece.start : first].strip()
            code = MISSING if is_whole else REMOVED if rest else CUT
            at = first if code == CUT else last - len(text.lstrip())
            self._add(code, at, len(text.strip()), expected=named, key=joined_key(text), piece=piece)

    def _parts(self, start: int, end: int) -> list[tuple[Piece, int, int]]:
        """The pieces that a passage covers, each with the part of it that lies there.

        What lies outside the keywords counts only where nothing else is covered.
        """
        parts = [
            (piece, max(start, piece.start), min(end, piece.end))
            for piece in self._pieces[max(bisect_right(self._starts, start) - 1, 0) :]
            if piece.start < end and piece.end > start
        ]
        inside = [part for part in parts if part[0].keyword and self._expected[part[1] : part[2]].strip()]
        return inside or parts

    def _piece_at(self, offset: int) -> Piece:
        return self._pieces[max(bisect_right(self._starts, offset) - 1, 0)]

    def _keyword_before(self, offset: int) -> Piece | None:
        before = self._pieces[: bisect_right(self._starts, offset)]
        return next((piece for piece in reversed(before) if piece.keyword), None)

    def _add(
        self, code: Code, offset: int, count: int = 1, actual_count: int = 0, expected: str = "", actual: str = "",
        key: str = "", piece: Piece | None = None,
    ) -> None:  # fmt: skip
        piece = piece or self._piece_at(offset)
        if not piece.keyword:  # a label there can stand before an identity number
            code, count, actual_count, expected, actual = OUTSIDE, 1, 0, "", ""
        start = piece.start if piece.keyword else 0
        line, column = line_and_column(self._expected[start:], offset - start)
        self.found.append(Difference(code, piece.keyword, line, column, count, actual_count, expected, actual, "", key))


LONG: Final = 12
"""From how many characters on a passage is recognized where it stands otherwise: moved or doubled."""


def _removed_white_space(text: str, behind: str) -> Code:
    """What it is that white space is gone; `behind` is the text that follows it in its keyword."""
    if not behind and "\n" not in text:
        return TRAILING
    return SPACES if "\n" not in text else LINES_JOINED


def _fold(old: str, new: str) -> Code:
    """How two tokens with the same key differ."""
    if unicodedata.normalize("NFC", old) == unicodedata.normalize("NFC", new):
        return NORMALIZATION
    return TYPOGRAPHY if is_variant(old, new) else CASE


def _white_space(old: str, new: str) -> Iterator[tuple[Code, int]]:
    """How two runs of white space differ, and where in the old one."""
    plain = with_line_feeds(new)
    common = zip(old, new, strict=False)
    start = next((at for at, (one, other) in enumerate(common) if one != other), min(len(old), len(new)))
    if plain != new:
        yield LINE_ENDS, start
        if plain == old:
            return
    before, after = old.count("\n"), plain.count("\n")
    if before != after:
        yield (LINES_JOINED if not after else BLANK_LINES if before else LINES_BROKEN), start
    elif plain.count("\t") < old.count("\t"):
        yield TABS, start
    elif before and _without_trailing(old) == _without_trailing(plain):
        yield TRAILING, start
    elif len(old) == len(new) != start:
        yield _replaced(old[start]), start
    else:
        yield SPACES, start


def _replaced(old: str) -> Code:
    """What it is that a character was replaced: one of ASCII is in every character set."""
    return REPLACED if old.isascii() else LACKED


def _without_trailing(white: str) -> str:
    """White space without that at the ends of lines."""
    return re.sub(r"[^\n]+(?=\n)", "", white)


def _name(token: str) -> str:
    """Code points and names of a character with its combining marks."""
    return " + ".join(map(character_name, token))


def _summed(found: Iterable[Difference]) -> list[Difference]:
    """The differences of one kind in one keyword as one, with their number and the first of their places."""
    sums: dict[tuple[str, ...], Difference] = {}
    single: list[Difference] = []
    for difference in sorted(found, key=lambda one: (one.keyword, one.line, one.column)):
        if difference.code not in _SUMMED:
            single.append(difference)
            continue
        named = difference.code in _OF_ONE
        kind = (difference.code, difference.keyword, *((difference.expected, difference.actual) if named else ()))
        first = sums.get(kind, difference._replace(size=0))
        sums[kind] = first._replace(size=first.size + difference.size)
    return [*_without_letters([*single, *sums.values()])]


def _without_letters(found: list[Difference]) -> Iterator[Difference]:
    """The differences, letters and digits without their names where a keyword has many: they could spell its text."""
    letters = Counter(one.keyword for one in found if _names_a_letter(one))
    for one in found:
        hides = _names_a_letter(one) and letters[one.keyword] > _MAX_LETTERS
        several = one.size > 1 and one.code in (CASE, NORMALIZATION, TYPOGRAPHY)
        yield one._replace(expected="", actual="") if hides or several else one


def _names_a_letter(difference: Difference) -> bool:
    is_text = difference.code in (*_OF_ONE, REMOVED, ADDED, CUT, MISSING)
    return is_text and (_is_letter(difference.expected) or _is_letter(difference.actual))


def _is_letter(named: str) -> bool:
    return named.startswith("U+") and chr(int(named[2:].partition(" ")[0], 16)).isalnum()
