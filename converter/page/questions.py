"""The open questions of a note, and the note with the answers that the user gave."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Final, NamedTuple

from converter.answers import Change, Choice, choices
from converter.findings import IN_COPY, Finding
from converter.options import ConvertOptions
from converter.page.request import PageRequest
from converter.pipeline import ParsedNote, parse
from converter.profile import Profile
from converter.record.mapping import Place
from converter.result import Result

WITHOUT_PLACE: Final = ("MVG301", "MVG302", "MVG303", "MVG304")


class OpenQuestion(NamedTuple):
    """A question of the reading or the target, or a text without a place in the record, with its possible answers."""

    id: str
    """Made of the code and the words of the line, not of its number: an answer keeps to its line when lines are added
    above, and lapses when the line itself is edited."""
    finding: Finding
    choices: tuple[Choice, ...]

    @property
    def is_unplaced(self) -> bool:
        """Whether it asks for the place of a text, which has a row of its own on the page."""
        return self.finding.code == _UNPLACED

    def is_about(self, finding: Finding) -> bool:
        """Whether a finding of a result asks this question."""
        if self.is_unplaced:
            return finding.code in WITHOUT_PLACE and finding.line == self.finding.line
        code = self.finding.code
        place = (self.finding.line, self.finding.column)
        return finding.code in (code, IN_COPY.get(code)) and (finding.line, finding.column) == place


class AnsweredNote(NamedTuple):
    """A note as read and converted with the user's answers."""

    target: str
    parsed: ParsedNote
    options: ConvertOptions
    result: Result
    questions: tuple[OpenQuestion, ...]
    answered: tuple[tuple[OpenQuestion, Choice], ...]


_UNPLACED: Final = "MVG304"
_APPROVAL: Final = "MVG545"


def answered_note(request: PageRequest, profile: Profile) -> AnsweredNote:
    """The note with each answer whose question it still asks; the others wait for their question to return."""
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
    return AnsweredNote(request.target, parsed, options, result, questions, tuple(answered))


def _questions(parsed: ParsedNote, result: Result) -> tuple[OpenQuestion, ...]:
    lines, seen = parsed.reading.lines, Counter[str]()

    def question(finding: Finding, possible: tuple[Choice, ...]) -> OpenQuestion:
        words = lines[finding.line - 1] if 0 < finding.line <= len(lines) else ""
        digest = hashlib.blake2b(words.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
        identity = f"{finding.code}-{digest}"
        seen[identity] += 1
        return OpenQuestion(f"{identity}-{seen[identity]}", finding, possible)

    found = [question(finding, possible) for finding, possible in (*_of_reading(parsed), *_of_target(parsed, result))]
    asked = {one.finding.line for one in found}
    return (*found, *(question(*one) for one in _unplaced(parsed, result) if one[0].line not in asked))


def _of_reading(parsed: ParsedNote) -> Iterator[tuple[Finding, tuple[Choice, ...]]]:
    for finding in (*parsed.reading.findings, *parsed.reading.questions):
        if possible := choices(finding, parsed.profile):
            yield finding, possible


def _of_target(parsed: ParsedNote, result: Result) -> Iterator[tuple[Finding, tuple[Choice, ...]]]:
    """What the document of the target states, and neither the note nor the profile."""
    for finding in result.findings:
        if finding.code == _APPROVAL:
            yield finding, choices(finding, parsed.profile)


def _unplaced(parsed: ParsedNote, result: Result) -> Iterator[tuple[Finding, tuple[Choice, ...]]]:
    for field in result.record.fields if result.record else ():
        if not field.placed:
            line = str(field.parts[0].line)
            possible = tuple(
                Choice(f"Lägg under {keyword}", f"Put under {keyword}", _place(line, keyword))
                for keyword in parsed.profile.places
            )
            yield Finding(_UNPLACED, field.parts[0].line, words=(line,)), possible


def _place(line: str, keyword: str) -> Change:
    return lambda options: replace(options, places=(*options.places, Place(line, keyword)))
