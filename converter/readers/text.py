"""The copied text: what the copy button of the source system gives, or what a clinician types.

A note has a head of facts, sections under keywords, and a tail of facts (`layout`). Every line ends up under a heading,
in a fact, or as text that belongs to no heading (`sections`). The user is asked what an ambiguous line is
(`ambiguity`); nothing is guessed.
"""

from __future__ import annotations

from itertools import islice
from typing import Final

from converter.findings import Finding, has_errors
from converter.note.reading import NO_DECISIONS, Decisions, Reading
from converter.note.unicode_text import character_name, not_xml, replace_not_xml, with_line_feeds
from converter.profile import Profile
from converter.readers.layout import Layout
from converter.readers.lines import source_lines
from converter.readers.note_builder import NoteBuilder
from converter.readers.second_note import possible_second_note
from converter.readers.sections import QUESTION_CODES, Splitter

__all__ = ["MAX_CONTROLS", "QUESTION_CODES", "read"]

MAX_CONTROLS: Final = 100
"""How many control characters of one note are reported, each once a line."""


def read(source: str, profile: Profile, decisions: Decisions = NO_DECISIONS) -> Reading:
    """Reads the copied text. Every line ends up somewhere; what is not understood is kept and reported."""
    text, controls = _without_controls(with_line_feeds(source))
    lines = source_lines(text, profile, decisions)
    layout = Layout(lines, profile, decisions)
    splitter = Splitter(layout, profile, decisions)
    blocks = splitter.split_text()
    questions = tuple(sorted((*layout.questions, *splitter.questions), key=lambda question: question.line))
    found = [*layout.findings, *splitter.findings]
    if questions and not decisions.one_note and not has_errors((*controls, *found)):
        found += possible_second_note(lines, questions, profile)
    possible = bool(questions) and not source.lstrip().startswith("<")  # mark-up has no headings that could be meant
    if not (possible or lines.placed or any(block.heading for block in blocks)):
        return Reading(None, (*controls, *found, Finding("MVG221")), source, "text")
    builder = NoteBuilder(profile)
    for block in blocks:
        builder.add(block)
    builder.close()
    findings = (*controls, *found, *builder.findings)
    if has_errors(findings):
        errors = (finding for finding in findings if has_errors((finding,)))
        return Reading(None, (*controls, *errors), source, "text")
    return Reading(
        builder.note(), findings, text=source, form="text", questions=questions, blocks=tuple(builder.blocks),
        decisions=decisions,
    )  # fmt: skip


def _without_controls(text: str) -> tuple[str, tuple[Finding, ...]]:
    """The text with U+FFFD for each character that XML cannot hold, and a finding for each such character and line."""
    clean = replace_not_xml(text)
    if clean == text:
        return text, ()
    found = (
        Finding("MVG228", number, position + 1, (character_name(character),))
        for number, line in enumerate(text.split("\n"), 1)
        for position, character in not_xml(line)
    )
    return clean, tuple(islice(found, MAX_CONTROLS))
