"""Whether a copied text is two notes: another patient or case, or a sequence of keywords that begins anew."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence, Set
from typing import Final

from converter.findings import Finding
from converter.findings.catalogue import Code
from converter.note.model import NUMBER_TYPES
from converter.note.unicode_text import folded_letters
from converter.profile import Profile
from converter.readers.headings import heading_at_column
from converter.readers.lines import SourceLines
from converter.readers.running_line import LINE_START

NUMBERS: Final = tuple(f"patient.{kind}" for kind in NUMBER_TYPES)
"""The facts that a patient's identity number can be."""
_PATIENT_FACTS: Final = frozenset(("patient.name", *NUMBERS))
_UNIQUE_FACTS: Final = _PATIENT_FACTS | {"id", "created", "ended"}
"""Facts of which a note has one: another value is another patient or another case."""
_RECURRING: Final = 2
"""So many keywords that come again in their order make a second note."""
_NAMES_A_KEYWORD: Final = ("MVG244", "MVG246")
_NAMES_COLUMNS: Final = "MVG249"
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
    if restart := next(_restarts([lines.headings[at].meaning.name for at in keywords]), 0):
        first, second = keywords[0], keywords[restart]
        code: Code = "MVG235" if _is_same(lines, first, second) else "MVG234"
        yield Finding(code, lines.numbers[second], words=(str(lines.numbers[first]), str(lines.numbers[second])))


def possible_second_note(lines: SourceLines, questions: Iterable[Finding], profile: Profile) -> Iterator[Finding]:
    """An error where a text begins anew with its first keyword, when each possible heading is taken for one."""
    certain = [(lines.numbers[at], 0, found.meaning.name) for at, found in lines.headings.items() if not found.is_fact]
    placed = [(lines.numbers[at], 0, keyword) for at, keyword in lines.placed.items()]
    headings = sorted({*certain, *placed, *_possible_keywords(lines, questions, profile)})
    keywords = [keyword for *_, keyword in headings]
    if restart := next((at for at in _restarts(keywords) if keywords[at] == keywords[0]), 0):
        first, second = headings[0][0], headings[restart][0]
        yield Finding("MVG234", second, words=(str(first), str(second)))


def _possible_keywords(
    lines: SourceLines, questions: Iterable[Finding], profile: Profile
) -> Iterator[tuple[int, int, str]]:
    """Line, column and keyword of each heading that the user is asked about."""
    for question in questions:
        if question.code in _NAMES_A_KEYWORD:
            yield question.line, 1, question.words[0]
        elif question.code == _NAMES_COLUMNS:
            text = lines.texts[bisect_left(lines.numbers, question.line)]
            for position in question.words[0].split(", "):
                column = int(position.partition(":")[2])
                found = heading_at_column(text[column - 1 : column + LINE_START], profile)
                if found and found.meaning.kind == "keyword":  # a heading over others is no sign of another note
                    yield question.line, column, found.meaning.name


def _another_patient_or_case(
    lines: SourceLines, labels: Sequence[int], facts: Set[int], profile: Profile, one_note: bool
) -> Finding | None:
    if len({lines.headings[at].meaning.name for at in labels}) == len(labels):
        return None
    known: dict[str, tuple[str, int]] = {}
    identifying = _PATIENT_FACTS if one_note else _UNIQUE_FACTS
    for at in labels:
        fact = lines.headings[at].meaning.name
        if fact not in identifying:
            continue
        value = lines.value(at)
        if not value or (at not in facts and not _is_plausible(fact, value)):
            continue
        number = lines.numbers[at]
        first, line = known.setdefault(fact, (value, number))
        if first != value and folded_letters(first) != folded_letters(value):
            return Finding("MVG232", number, words=(profile.labels[fact], str(line), str(number)))
    return None


def _is_plausible(fact: str, value: str) -> bool:
    """Whether a line of the text could be a fact of another note: an id or a time has digits and few words."""
    if fact == "patient.name":
        return True
    return any(map(str.isdigit, value)) and len(value.split()) <= _ID_WORDS


def _restarts(keywords: Sequence[str]) -> Iterator[int]:
    """Each index at which a sequence of keywords begins anew: two or more come again from there in their order."""
    if len(set(keywords)) == len(keywords):
        return
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
            yield start


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
