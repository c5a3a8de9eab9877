"""How like a heading a line is: misspelt, cut short, or damaged by a wrong encoding."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from converter.profile import Heading
from converter.readers.heading_index import ABBREVIATION_LENGTH, LABEL_LENGTH
from converter.unicode_text import fold

_DAMAGED: Final = "[?\ufffd]"
_WRONG_PAIRS: Final = tuple(
    (wrong, right)
    for wrong in ("cp1252", "latin-1", "cp850", "mac-roman")
    for right in ("utf-8", "cp1252", "cp850", "mac-roman")
    if wrong != right
)


def undamaged(head: str, headings: Mapping[str, Heading]) -> str:
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


def abbreviates(framed: str, name: str, fewest: int) -> bool:
    """Whether each word is the beginning of a word of the heading, as in `Kompl anamnes` and `Kompletterande`.

    The first word has at least `fewest` letters.
    """
    words, full = [word for word in re.split(r"[\s.]+", framed) if word], name.split()
    if words == full or len(words) > len(full) or (len(words) < len(full) and len(framed) < LABEL_LENGTH):
        return False
    return len(words[0]) >= fewest and all(whole.startswith(word) for word, whole in zip(words, full, strict=False))


def distance_allowed(written: str, followed: bool) -> int:
    """How many letters may be wrong: 2, fewer in a short word and where text follows."""
    length = len(written)
    if followed:
        return 2 if length > LABEL_LENGTH + 2 else 1 if length >= LABEL_LENGTH - 3 else 0
    return 2 if length > ABBREVIATION_LENGTH else 0


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
