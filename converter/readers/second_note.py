"""Whether a copied text is two notes: another patient or case, or a sequence of keywords that begins anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from typing import Final

from converter.findings import Finding
from converter.model import NUMBER_TYPES
from converter.profile import Profile
from converter.readers.lines import SourceLines
from converter.unicode_text import fold

NUMBERS: Final = tuple(f"patient.{kind}" for kind in NUMBER_TYPES)
"""The facts that a patient's identity number can be."""
_OF_A_PATIENT: Final = frozenset(("patient.name", *NUMBERS))
_OF_A_NOTE: Final = _OF_A_PATIENT | {"id", "created", "ended"}
"""Facts of which a note has one: another value is another patient or another case."""
_RECURRING: Final = 2
"""So many keywords that come again in their order make a second note."""
_ID_WORDS: Final = 2
"""The most words of an id or a time."""


def second_note(
    lines: SourceLines,
    keywords: Sequence[int],
    labels: Sequence[int],
    facts: Set[int],
    profile: Profile,
    one_note: bool,
) -> Iterator[Finding]:
    """An error for the first sign that a text is two notes, with the lines where they begin.

    `keywords` and `labels` are indexes of lines, `facts` those labels that are facts. With `one_note` only another
    patient counts.
    """
    if found := _another_patient_or_case(lines, labels, facts, profile, one_note):
        yield found
        return
    if one_note or len(keywords) < _RECURRING:
        return
    if restart := _restart([lines.headings[at].meaning.name for at in keywords]):
        first, second = keywords[0], keywords[restart]
        code = "MVG235" if _is_same(lines, first, second) else "MVG234"
        yield Finding(code, lines.numbers[second], words=(str(lines.numbers[first]), str(lines.numbers[second])))


PossibleHeading = tuple[int, int, str]
"""Line and column, from 1, and the keyword of a heading that the user is asked about."""


def possible_second_note(lines: SourceLines, possible: Iterable[PossibleHeading]) -> Iterator[Finding]:
    """An error where a text begins anew as it began, counting the headings that the user is asked about."""
    certain = [
        (lines.numbers[at], 0, found.meaning.name)
        for at, found in lines.headings.items()
        if found.meaning.kind != "fact"
    ]
    placed = [(lines.numbers[at], 0, keyword) for at, keyword in lines.placed.items()]
    headings = sorted({*certain, *placed, *possible})
    keywords = [keyword for *_, keyword in headings]
    for at in range(1, len(headings)):
        if keywords[at] == keywords[0] and _longest_common(_distinct(keywords[:at]), _distinct(keywords[at:])) > 1:
            line = headings[at][0]
            yield Finding("MVG234", line, words=(str(headings[0][0]), str(line)))
            return


def _distinct(keywords: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(keywords))


def _another_patient_or_case(
    lines: SourceLines, labels: Sequence[int], facts: Set[int], profile: Profile, one_note: bool
) -> Finding | None:
    known: dict[str, tuple[str, int]] = {}
    identifying = _OF_A_PATIENT if one_note else _OF_A_NOTE
    for at in labels:
        fact = lines.headings[at].meaning.name
        if fact not in identifying:
            continue
        value = lines.value(at)
        if not value or (at not in facts and not _is_plausible(fact, value)):
            continue
        number = lines.numbers[at]
        first, line = known.setdefault(fact, (value, number))
        if first != value and letters_and_digits(first) != letters_and_digits(value):
            return Finding("MVG232", number, words=(profile.labels[fact], str(line), str(number)))
    return None


def _is_plausible(fact: str, value: str) -> bool:
    """Whether a line of the text could be a fact of another note: an id or a time has digits and few words."""
    if fact == "patient.name":
        return True
    return any(map(str.isdigit, value)) and len(value.split()) <= _ID_WORDS


def letters_and_digits(text: str) -> str:
    """The letters and digits of a text, folded."""
    return "".join(filter(str.isalnum, fold(text)))


def _restart(keywords: Sequence[str]) -> int:
    """Where a sequence of keywords begins anew: the index from which two or more come again in order; 0 if nowhere."""
    if len(set(keywords)) == len(keywords):
        return 0
    distinct: list[str] = []
    following: list[list[str]] = []
    for keyword in reversed(keywords):
        distinct = [keyword, *(other for other in distinct if other != keyword)]
        following.append(distinct)
    before: list[str] = []
    for start, after in enumerate(reversed(following)):
        if keywords[start] not in before:
            before = [*before, keywords[start]]
        elif _longest_common(before, after) >= _RECURRING:
            return start
    return 0


def _longest_common(one: Sequence[str], other: Sequence[str]) -> int:
    """The length of the longest sequence that both have in order."""
    lengths = [0] * (len(other) + 1)
    for item in one:
        previous = lengths[:]
        for number, there in enumerate(other):
            lengths[number + 1] = previous[number] + 1 if item == there else max(lengths[number], previous[number + 1])
    return lengths[-1]


def _is_same(lines: SourceLines, first: int, second: int) -> bool:
    """Whether what begins at two keywords reads the same as far as the shorter goes."""
    one = [words for text in lines.texts[first:second] if (words := text.split())]
    other = [words for text in lines.texts[second:] if (words := text.split())]
    common = min(len(one), len(other))
    return common > _RECURRING and one[:common] == other[:common]
