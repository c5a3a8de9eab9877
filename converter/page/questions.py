"""The open questions of a note, and the note with the answers that the user gave."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from typing import Final, NamedTuple

from converter.conversion.choices import (
    QUESTION_OF,
    Choice,
    choices,
    question_code,
    questions_of,
    replaced_value,
    with_place,
)
from converter.conversion.options import ConvertOptions
from converter.conversion.result import Result
from converter.findings import Finding
from converter.note.unicode_text import is_blank
from converter.page.request import PageRequest
from converter.pipeline import ParsedNote, parse
from converter.profile import Profile
from converter.readers.headings import certain_heading
from converter.readers.sections import QUESTION_CODES

WITHOUT_PLACE: Final = ("MVG301", "MVG302", "MVG303", "MVG304", "MVG318")


class OpenQuestion(NamedTuple):
    """A decision that a finding leaves, or a text without a place in the record, with its possible answers."""

    id: str
    """Made of the code and the words of the line, not of its number: an answer keeps to its line when lines are added
    above, and lapses when the line itself is edited."""
    finding: Finding
    choices: tuple[Choice, ...]
    origin: Finding
    """The finding of the result that it belongs to; of a text without a place the question itself."""

    @property
    def is_unplaced(self) -> bool:
        """Whether it asks for the place of a text, which has a row of its own on the page."""
        return self.finding.code == _UNPLACED

    @property
    def is_about_line(self) -> bool:
        """Whether it asks what a line is or where its text belongs: its text may have no place until it is answered."""
        return self.is_unplaced or self.finding.code in QUESTION_CODES or self.finding.code in QUESTION_OF

    def is_about(self, finding: Finding) -> bool:
        """Whether a finding of the result leaves this decision."""
        if self.is_unplaced:
            return finding.code in WITHOUT_PLACE and finding.line == self.finding.line
        return finding == self.origin


class AnsweredNote(NamedTuple):
    """A note as read and converted with the user's answers."""

    target: str
    parsed: ParsedNote
    options: ConvertOptions
    result: Result
    questions: tuple[OpenQuestion, ...]
    answered: tuple[tuple[OpenQuestion, Choice], ...]


_UNPLACED: Final = "MVG304"


def answered_note(request: PageRequest, profile: Profile) -> AnsweredNote:
    """The note converted with the answers; an answer is used only while the note asks its question."""
    options = request.options
    parsed = parse(request.source, profile=profile, options=options)
    result = parsed.to(request.target, options)
    questions = _questions(parsed, result)
    answered: list[tuple[OpenQuestion, Choice]] = []
    for identity, index in request.answers:
        question = next((question for question in questions if question.id == identity), None)
        if question is None or not 0 <= index < len(question.choices):
            continue
        choice = question.choices[index]
        answered.append((question, choice))
        options = choice.change(options)
        parsed = parse(request.source, profile=profile, options=options)
        result = parsed.to(request.target, options)
        questions = _questions(parsed, result)
    return AnsweredNote(
        request.target, parsed, options=options, result=result, questions=questions, answered=tuple(answered)
    )


def _questions(parsed: ParsedNote, result: Result) -> tuple[OpenQuestion, ...]:
    seen = Counter[str]()

    def question(finding: Finding, possible: tuple[Choice, ...], origin: Finding) -> OpenQuestion:
        digest = hashlib.blake2b(_subject(finding, parsed).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
        identity = f"{question_code(finding.code)}-{digest}"
        seen[identity] += 1
        return OpenQuestion(f"{identity}-{seen[identity]}", finding, possible, origin)

    found = [
        question(one, possible, finding)
        for finding in result.findings
        for one in questions_of(finding)
        if finding.code not in WITHOUT_PLACE and (possible := choices(one, parsed.profile, parsed.reading))
    ]
    asked = {one.finding.line for one in found if one.is_about_line}
    unplaced = (one for one in _unplaced(parsed, result) if one[0].line not in asked)
    return (*found, *(question(finding, possible, finding) for finding, possible in unplaced))


def _subject(finding: Finding, parsed: ParsedNote) -> str:
    """What a decision is about: the words of its line, or the value of the note that it replaces."""
    lines = parsed.reading.lines
    if 0 < finding.line <= len(lines):
        return lines[finding.line - 1]
    return "\n".join((*finding.words, replaced_value(finding, parsed.profile, parsed.reading)))


def _unplaced(parsed: ParsedNote, result: Result) -> Iterator[tuple[Finding, tuple[Choice, ...]]]:
    for field in result.record.fields if result.record else ():
        if not field.placed:
            line = str(field.parts[0].line)
            possible = tuple(
                Choice(f"Lägg under {keyword}", f"Put under {keyword}", with_place(line, keyword))
                for keyword in parsed.profile.places
            )
            yield Finding(_UNPLACED, field.parts[0].line, words=(line,)), possible


# -- two notes in one text ------------------------------------------------------------------------------------

_LINES_OF: Final = {"MVG232": (1, 2), "MVG234": (0, 1), "MVG235": (0, 1)}
"""Where in the words of a finding about two notes a line of the first and one of the second stands."""


def second_note_line(finding: Finding, parsed: ParsedNote) -> int:
    """The line, from 1, at which the second of two notes begins; 0 for a finding about something else.

    A finding names a line within the second note: a fact of its head, or its first keyword. The note begins at the
    nearest line above that begins as the whole text does, with the same label or keyword.
    """
    if finding.code not in _LINES_OF:
        return 0
    first, second = (int(finding.words[index]) for index in _LINES_OF[finding.code])
    lines, profile = parsed.reading.lines, parsed.profile
    opening = next((_opening(line, profile) for line in lines if not is_blank(line)), "")
    candidates = (number for number in range(second, first, -1) if _opening(lines[number - 1], profile) == opening)
    return next(candidates, second)


def _opening(line: str, profile: Profile) -> str:
    """The fact or keyword that a line begins with; else its words."""
    found = certain_heading(line, profile)
    return found.meaning.name if found else line.strip()
