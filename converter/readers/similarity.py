"""How like a heading a line is: misspelt, cut short, or damaged by a wrong encoding."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from converter.note.unicode_text import fold
from converter.profile import HeadingMeaning, Profile
from converter.readers.heading_index import (
    ABBREVIATION,
    LABEL_LENGTH,
    SHORT_ABBREVIATION,
    ByLength,
    HeadingIndex,
    ascii_letters,
)

MAX_COMPARED: Final = 4_000
"""The most lines of one note that are compared with the headings for a misspelling, and for damage: it takes time."""
SHORT_KEYWORD: Final = 6
"""Shorter words before a text are no keyword with altered letters."""
_SPACED_LETTERS: Final = 4
"""The fewest letters of a keyword with signs between its letters."""
_BETWEEN_LETTERS: Final = re.compile(r"[\s._-]+")
_DAMAGED: Final = "[?\ufffd]"
_WRONG_PAIRS: Final = tuple(
    (wrong, right)
    for wrong in ("cp1252", "latin-1", "cp850", "mac-roman")
    for right in ("utf-8", "cp1252", "cp850", "mac-roman")
    if wrong != right
)


class HeadingMatcher:
    """Finds the heading that the words of one note resemble. Every name is folded; `""` stands for none."""

    def __init__(self, profile: Profile, index: HeadingIndex) -> None:
        self.headings = profile.headings
        self.text_lines = profile.reading.text_lines
        self.index = index
        self.compared = self.repaired = 0

    def undamaged(self, head: str, folded: str) -> str:
        """The heading that the words before a colon were before a wrong encoding changed some of their letters."""
        if (head.isascii() and "?" not in head) or self.repaired >= MAX_COMPARED:
            return ""
        if ascii_letters(folded) not in self.index.ascii_letters:
            return ""
        self.repaired += 1
        return undamaged(head, self.headings)

    def misspelt_keyword(self, written: str, followed: bool) -> str:
        """The keyword with a few letters wrong; fewer where text follows it on its line."""
        return self._nearest(written, self.index.keywords_by_length, distance_allowed(written, followed))

    def abbreviated_keyword(self, written: str, fewest: int = ABBREVIATION) -> str:
        """The keyword with signs between its letters, or with words cut short, the first to at least `fewest`."""
        if not written[1:2].isalnum():
            letters = _BETWEEN_LETTERS.split(written)
            spaced = len(letters) >= _SPACED_LETTERS and max(map(len, letters)) == 1
            return self.index.keywords_by_letters.get("".join(letters), "") if spaced else ""
        alike = self.index.keywords_by_beginning.get(written[:SHORT_ABBREVIATION], ())
        return next((name for name in alike if abbreviates(written, name, fewest)), "")

    def altered_keyword(self, written: str) -> str:
        """The keyword of which letters were escaped, inflected, transliterated, or misread by a scanner."""
        lengths = self.index.lengths_by_beginning.get(written[:SHORT_ABBREVIATION])
        return self.index.altered.find(written) if lengths and len(written) in lengths else ""

    def keyword_before_text(self, written: str) -> str:
        """The keyword that words are an altered form of, where its text follows without a colon."""
        if written in self.index.keyword_set or written in self.text_lines or len(written) < SHORT_KEYWORD:
            return ""
        return self.altered_keyword(written) or self.misspelt_keyword(written, followed=True) or self._joined(written)

    def _joined(self, written: str) -> str:
        """The keyword that words are with other spaces between their letters."""
        return self.index.keywords_by_letters.get(written.replace(" ", ""), "")

    def misspelt_label(self, written: str) -> str:
        """The label with a few letters wrong."""
        length = len(written)
        allowed = 2 if length > 2 * LABEL_LENGTH else int(length >= LABEL_LENGTH - 1)
        return self._nearest(written, self.index.labels_by_length, allowed)

    def label_of_signature(self, written: str) -> str:
        """The label of a signature of which the first word stands alone, with at most one letter wrong."""
        if len(written) < LABEL_LENGTH:
            return ""
        return self.index.labels_by_first_word.get(self._nearest(written, self.index.first_words_by_length, 1), "")

    def _nearest(self, written: str, names: ByLength, allowed: int) -> str:
        """The name with the fewest wrong letters, at most `allowed`."""
        if not allowed:
            return ""
        near = [
            name
            for length in range(len(written) - allowed, len(written) + allowed + 1)
            for name, start, middle, end in names.get(length, ())
            if (start in written or middle in written or end in written) and lacking(written, name) <= allowed
        ]
        if not near or self.compared >= MAX_COMPARED:
            return ""
        self.compared += 1
        wrong = {name: distance(written, name, allowed) for name in near}
        closest = min(near, key=lambda name: wrong[name])
        return closest if wrong[closest] <= allowed else ""


def undamaged(head: str, headings: Mapping[str, HeadingMeaning]) -> str:
    """The heading that `head` was before a wrong encoding damaged it, folded; `""` if there is none."""
    for wrong, right in _WRONG_PAIRS:
        try:
            repaired = fold(head.encode(wrong).decode(right))
        except UnicodeError:
            continue
        if repaired in headings:
            return repaired
    if not re.search(_DAMAGED, head):
        return ""
    pattern = re.compile(".".join(map(re.escape, re.split(_DAMAGED, fold(head)))))
    return next((known for known in headings if not known.isascii() and pattern.fullmatch(known)), "")


def abbreviates(written: str, name: str, fewest: int) -> bool:
    """Whether each word is the beginning of a word of the heading, as in `Kompl anamnes` and `Kompletterande`.

    The first word has at least `fewest` letters.
    """
    words, full = [word for word in re.split(r"[\s.]+", written) if word], name.split()
    if words == full or len(words) > len(full) or (len(words) < len(full) and len(written) < LABEL_LENGTH):
        return False
    return len(words[0]) >= fewest and all(whole.startswith(word) for word, whole in zip(words, full, strict=False))


def distance_allowed(written: str, followed: bool) -> int:
    """How many letters may be wrong: 2, fewer in a short word and where text follows."""
    length = len(written)
    if followed:
        return 2 if length > LABEL_LENGTH + 2 else 1 if length >= LABEL_LENGTH - 3 else 0
    return 2 if length > ABBREVIATION else 0


def lacking(written: str, name: str) -> int:
    """How many letters of a name the written word lacks, in whatever order they are: no more than are wrong in it."""
    for letter in written:
        name = name.replace(letter, "", 1)
    return len(name)


def distance(one: str, other: str, most: int) -> int:
    """How many letters must be put in, taken out, changed or swapped to make one word of the other.

    A number above `most` when there are more than that.
    """
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        current = [row]
        for column, target in enumerate(other, 1):
            cost = min(last[column] + 1, current[-1] + 1, last[column - 1] + (letter != target))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == target:
                cost = min(cost, before[column - 2] + 1)
            current.append(cost)
        if min(current) > most:
            return most + 1
        before, last = last, current
    return last[-1]
