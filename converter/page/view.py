"""What the page shows of a note, as data for JSON: where each text ends up, the findings with their remedies."""

from __future__ import annotations

import gc
from collections.abc import Container, Iterator
from dataclasses import replace
from typing import Any, Final

from converter.conversion.result import digest_of
from converter.findings import Finding
from converter.findings.catalogue import ERROR, INFO, WARNING, Language
from converter.note.model import Field, TriageNote
from converter.note.unicode_text import is_blank
from converter.page.questions import AnsweredNote, OpenQuestion, answered_note, second_note_line
from converter.page.registration import registration_view
from converter.page.request import PageRequest
from converter.page.words import LANGUAGES, page_message
from converter.profile import Profile
from converter.profile.schema import REGISTRATION_FILE
from converter.profile.wording import as_written
from converter.record.checks import missing_required
from converter.record.given_facts import fact_named, value_of
from converter.render import is_shown

_SEVERITIES: Final = (ERROR, WARNING, INFO)
_NAMES_FIELDS: Final = ("MVG321", "MVG401", "MVG417", "MVG419", "MVG453")
"""Findings whose first word names what can be filled in on the page."""
_ALWAYS_SHOWN: Final = ("MVG108", "MVG308", "MVG309", "MVG430")
"""Information that is not folded away: how the file was read, what is not handed out, that the routine has expired."""
_SIGNATURE: Final = ("signer", "signed_at")


def page_view(request: PageRequest, profile: Profile, language: Language) -> dict[str, Any]:
    """The note as the page shows it, for a target of the profile, with the registration of its contact."""
    note = answered_note(request, profile)
    reading, result = note.parsed.reading, note.result
    counts = [sum(finding.severity == severity for finding in result.findings) for severity in _SEVERITIES]
    written = reading.note
    fields = list(_fields(note, written, profile)) if written is not None else []
    # A digest of case and patient tells the page that another note was pasted: nothing filled in is used for it.
    named = (written.id, written.patient.name, written.patient.number) if written else ()
    shown = {(heading, field.text) for field in _record(note) for heading in (field.keyword, field.heading)}
    answered = []
    for question, choice in note.answered:
        # the fact whose value in the note the answer replaces
        fact = fact_named(question.finding.words[0], profile) if question.finding.code == "MVG320" else ""
        label = _localized(choice, language)
        answered.append({"id": question.id, "label": label, "line": question.finding.line, "fact": fact})
    view: dict[str, Any] = {
        "ok": result.ok,
        "readable": written is not None,
        "patient": digest_of("\n".join(named)) if any(named) else "",
        "button": result.button or profile.button_before,
        "errors": counts[0],
        "warnings": counts[1],
        "findings": list(_findings(note, language, {field["fact"] for field in fields})),
        "answered": answered,
        "rows": list(_rows(note, language)),
        # what is no keyword of the record: diagnoses, the outcome of the triage
        "sections": [{"heading": heading, "text": text} for heading, text in result.sections
                     if (heading, text) not in shown],
        "fields": fields,
        "registration": None,
    }  # fmt: skip
    if written is not None and REGISTRATION_FILE in profile.tables:
        view["registration"] = registration_view(note, request, language)
    if isinstance(request.source, bytes):
        view["text"] = reading.text
    return view


def warm_up(profile: Profile, language: Language) -> None:
    """Compiles the templates and tables that the first note would wait for, by converting a made-up note.

    What is then in memory stays: the collector need not go through it while somebody types.
    """
    text = "".join(f"{keyword}\n{keyword}.\n" for keyword in profile.places)
    empty = PageRequest(source=text, target=next(iter(profile.targets)), given={}, contact={})
    fields = page_view(empty, profile, language)["fields"]
    given = {field["fact"]: "2024-03-14 09:40" if field["is_time"] else (field["choices"] or ["A00"])[0]
             for field in fields}  # fmt: skip
    for target in profile.targets:
        page_view(replace(empty, target=target, given=given), profile, language)
    gc.collect()
    gc.freeze()


def _localized(choice: Any, language: Language) -> str:
    return str((choice.swedish, choice.english)[LANGUAGES.index(language)])


# -- findings -------------------------------------------------------------------------------------------------


def _findings(note: AnsweredNote, language: Language, shown: Container[str]) -> Iterator[dict[str, Any]]:
    """The findings, worst first, each with the words of its line and what mends it.

    `shown` are the facts that have a field on the page.
    """
    lines = note.parsed.reading.lines
    order = {severity: number for number, severity in enumerate(_SEVERITIES)}
    for finding in sorted(note.result.findings, key=lambda one: (order[one.severity], one.line)):
        message, step = page_message(finding, language)
        yield {
            "code": finding.code, "severity": finding.severity, "line": finding.line, "message": message, "step": step,
            "folded": finding.severity == INFO and finding.code not in _ALWAYS_SHOWN,
            "quote": lines[finding.line - 1] if 0 < finding.line <= len(lines) else "",
            "remedies": list(_remedies(finding, note, language, shown)),
        }  # fmt: skip


def _remedies(
    finding: Finding, note: AnsweredNote, language: Language, shown: Container[str]
) -> Iterator[dict[str, Any]]:
    if line := second_note_line(finding, note.parsed):
        yield {"kind": "split", "line": line}  # first: the other answer joins the texts of two patients
    for question in note.questions:
        if question.is_about(finding) and question.is_unplaced:
            yield {"kind": "place", "line": finding.line}
        elif question.is_about(finding):
            yield from _choices(question, language)
    if finding.code in _NAMES_FIELDS:
        for label in finding.words[0].split(", "):
            if (fact := fact_named(label, note.parsed.profile)) in shown:
                yield {"kind": "field", "fact": fact, "label": label}


def _choices(question: OpenQuestion, language: Language) -> Iterator[dict[str, Any]]:
    for index, choice in enumerate(question.choices):
        yield {"kind": "answer", "id": question.id, "choice": index, "label": _localized(choice, language)}


# -- where each text ends up ----------------------------------------------------------------------------------


def _record(note: AnsweredNote) -> tuple[Field, ...]:
    return note.result.record.fields if note.result.record else ()


def _rows(note: AnsweredNote, language: Language) -> Iterator[dict[str, Any]]:
    """Each keyword of the record with the heading of the note that its text came from."""
    profile = note.parsed.profile
    note_headings = profile.targets[note.target].note_headings
    for field in _record(note):
        sources = dict.fromkeys(part.keyword for part in field.parts if part.keyword)
        row = {
            "source": ", ".join(sources), "target": (note_headings and field.heading) or field.keyword,
            "text": field.text, "placed": field.placed, "lines": [part.line for part in field.parts if part.line],
            "choices": [],
        }  # fmt: skip
        if not field.placed:
            line = field.parts[0].line
            asked = (each for each in note.questions if each.is_about_line and each.finding.line == line)
            row["choices"] = [choice for question in asked for choice in _choices(question, language)]
        elif is_blank(field.text) and note_headings and field.heading not in profile.expected:
            continue
        yield row


# -- the fields to fill in ------------------------------------------------------------------------------------


def _fields(note: AnsweredNote, written: TriageNote, profile: Profile) -> Iterator[dict[str, Any]]:
    """The required fields that can be given, and who signed and when where the target shows it.

    Each has the value of the note and the words of its codes, and says whether a required one is still missing.
    """
    target = profile.targets[note.target]
    needed = profile.required_for(note.target) if target.gated else ()
    lacking = {finding.words[0] for finding in missing_required(note.result.note or written, profile, needed)}
    required = {fact: field.heading for field in profile.required if (fact := fact_named(field.heading, profile))}
    signature = {fact: profile.labels.get(fact, fact) for fact in _SIGNATURE if is_shown(fact, profile, target)}
    for fact, heading in {**required, **signature}.items():
        value = as_written(fact, value_of(fact, written), profile)
        yield {
            "fact": fact, "heading": heading, "value": value, "missing": fact in required and heading in lacking,
            "is_time": fact == "signed_at", "choices": list(profile.words.get(fact, {}).values()),
        }  # fmt: skip
