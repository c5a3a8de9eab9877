"""Findings that repeat what the user is already asked: they are left out until the question is answered.

A line that may be the keyword *Status* gives a question. Until it is answered nobody knows whether *Status* is empty,
or whether the text on that line lacks a keyword, so no finding says so.
"""

# Annotations are not postponed here: each one of a NamedTuple would be compiled at every start.

from collections.abc import Callable, Collection, Sequence
from typing import Final, NamedTuple

from converter.findings import COPY_WARNINGS, Finding
from converter.findings.catalogue import Code
from converter.note.reading import Reading
from converter.profile import Profile


def without_repeated(
    findings: Sequence[Finding], questions: Collection[Finding], reading: Reading, profile: Profile
) -> list[Finding]:
    """The findings without those that repeat one of the `questions` about lines, or the question about a code."""
    incomplete = {finding.words[0] for finding in findings if finding.code == _INCOMPLETE_CODE}
    if not (questions or incomplete):
        return list(findings)
    asked = _asked(questions, reading, profile)
    return [
        finding
        for finding in findings
        if not (
            (finding.code in _WITHOUT_PLACE and finding.line in asked.lines)
            or (finding.code in _MISSING and asked.names.issuperset(_first_words(finding)))
            or (finding.code in _OF_A_CODE and finding.words[0] in incomplete)
        )
    ]


_WITHOUT_PLACE: Final = ("MVG303", "MVG304")
"""A text has no place: repeats a question about where the text on its line belongs."""
_MISSING: Final = ("MVG401", "MVG402", "MVG417", "MVG419", "MVG464")
"""A fact or a keyword has no value: repeats a question about a line that may be just that."""
_INCOMPLETE_CODE: Final = "MVG491"
"""The question which code is meant, when only the beginning of one was given."""
_OF_A_CODE: Final = ("MVG410", "MVG412", "MVG482", "MVG489")
"""A code has the wrong form, or no list has it: repeats the question which code is meant."""


class _Question(NamedTuple):
    """What a question about a line is about."""

    names: Callable[[Finding, Sequence[str], Profile], Collection[str]]
    """The labels and keywords that the line may be; takes the question, the lines of the source and the profile."""
    asks_for_place: bool
    """Whether it asks where the text on its line belongs."""


def _first_words(finding: Finding, _lines: Sequence[str] = (), _profile: Profile | None = None) -> Collection[str]:
    """The labels or keywords that a finding names first."""
    return finding.words[0].split(", ")


def _on_its_line(question: Finding, lines: Sequence[str], profile: Profile) -> Collection[str]:
    from converter.readers.headings_within import names_within  # the reader of copied text has imported it

    return names_within(lines[question.line - 1], profile)


def _none(_question: Finding, _lines: Sequence[str], _profile: Profile) -> Collection[str]:
    return ()


_STOPPING: Final[dict[Code, _Question]] = {
    "MVG240": _Question(_first_words, asks_for_place=False),  # a line with a label, within the text
    "MVG243": _Question(_first_words, asks_for_place=False),  # the last lines, with labels
    "MVG244": _Question(_first_words, asks_for_place=True),  # a line like a keyword
    "MVG246": _Question(_first_words, asks_for_place=True),  # a keyword that a wrong encoding damaged
    "MVG249": _Question(_on_its_line, asks_for_place=True),  # headings within a line
    "MVG252": _Question(_none, asks_for_place=True),  # a paragraph below an answer of the triage
}
_QUESTIONS: Final = _STOPPING | {COPY_WARNINGS[code]: row for code, row in _STOPPING.items() if code in COPY_WARNINGS}
"""By the code of a question, and by that of the warning which a copy shows instead. No finding repeats the others."""


class _Asked(NamedTuple):
    """What all questions of a note are about."""

    lines: Collection[int]
    """The lines whose text may belong elsewhere."""
    names: frozenset[str]
    """The labels and keywords that lines may be."""


def _asked(questions: Collection[Finding], reading: Reading, profile: Profile) -> _Asked:
    lines = reading.lines
    known = [(question, row) for question in questions if (row := _QUESTIONS.get(question.code))]
    return _Asked(
        {question.line for question, row in known if row.asks_for_place},
        frozenset(name for question, row in known for name in row.names(question, lines, profile)),
    )
