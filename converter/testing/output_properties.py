"""Properties of outputs: the texts of the note are in them, in their places, and a gate needs its fields."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final
from xml.etree import ElementTree

from converter.conversion.result import Result
from converter.note.facts import with_fact
from converter.note.model import NUMBER_TYPES, Diagnosis, TriageAnswer, TriageNote
from converter.profile import Profile
from converter.testing.note_under_test import (
    NotApplicable,
    NoteUnderTest,
    PropertyViolation,
    codes,
    is_cautious,
    is_visible,
    strings,
)
from converter.testing.reading_properties import xml_of

_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
BLANKS: Final = "\u200b \t\u00a0\u2003\u202f\u2060\ufeff\u00ad\u3164\u2800\u200b"
"""Invisible characters of every kind: together they are no value (P6)."""

SIGNS: Final = "-.\u201d\u0301\ue000?!/"
"""Characters that are no letter and no digit: dash, full stop, quotation mark, lone accent, unassigned."""
_ASKED: Final = ("MVG224", "MVG226", "MVG244", "MVG246", "MVG249", "MVG250", "MVG252")
"""The questions and warnings that ask for a keyword themselves."""


# -- the texts ------------------------------------------------------------------------------------------------


def balance(case: NoteUnderTest) -> None:
    """Every text of the note is in the output of every target, read by another parser than the program's.

    No output holds a control character, and no text of a note becomes mark-up.
    """
    note, missing = case.note, case.missing
    expected = [entry.text.strip() for entry in note.entries if is_visible(entry.text)]
    sharing: dict[str, list[str]] = {}
    for name, row in case.profile.targets.items():
        sharing.setdefault(row.template or row.format, []).append(name)
    one_of_each = [names[len(case.source) % len(names)] for names in sharing.values()]
    for target in (*one_of_each, "json"):
        output = case.convert(target, given=missing).output
        if output is not None:
            printed = _visible_text(output, target, case)
            for number, text in enumerate(expected, 1):
                case.require(text in printed, target, f"{number}")
            case.require(not _CONTROL.search(output), target, "0")


def _visible_text(output: str, target: str, case: NoteUnderTest) -> str:
    """The text a reader of the output sees. Raises `PropertyViolation` for tags that the template does not have."""
    if target == "json":
        return "\n".join(field["text"] for field in json.loads(output)["record"]["fields"])
    row = case.profile.targets[target]
    if row.format or row.syntax == "json":
        return "\n".join(strings(json.loads(output)) if output[:1] != "<" else _element_texts(output))
    own = case.profile.templates[row.template]
    if row.syntax == "text":
        width = re.search(r"\|\s*indent\(([0-9]+)\)", own)
        return output.replace("\n" + " " * int(width[1]), "\n") if width else output
    try:
        root = ElementTree.fromstring(output.removeprefix("<!DOCTYPE html>"))  # noqa: S314 -- our own output
    except ElementTree.ParseError:
        raise PropertyViolation(target) from None
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    case.require(all(f"<{tag}" in own or tag in row.names.values() for tag in tags), target, "tags")
    return "\n".join([*root.itertext(), *(value for element in root.iter() for value in element.attrib.values())])


def _element_texts(document: str) -> Iterator[str]:
    """The text of each element, and of each element of a document within it: an article in a note text."""
    for element in ElementTree.fromstring(document).iter():  # noqa: S314 -- our own output
        text = element.text or ""
        if element.tag.endswith("}clinicalDocumentNoteText"):
            yield from _element_texts(text)
        else:
            yield text


def table(case: NoteUnderTest) -> None:
    """Every text is under the record's keyword of the profile's table, in the order of the table."""
    note = case.note
    result = case.convert(case.free_target, headings="record")
    if is_cautious(result):
        raise NotApplicable
    for row in case.profile.rows:
        texts = [entry.text for entry in note.entries if row.clinic24 and entry.keyword == row.clinic24]
        if any(map(is_visible, texts)):
            case.require((row.record, "\n".join(filter(None, texts))) in result.sections, row.record)
    order = [heading for heading, _ in result.sections if heading in {row.record for row in case.profile.rows}]
    in_table = [row.record for row in case.profile.rows if row.record in order]
    unplaced = any(entry.keyword not in case.profile.places for entry in note.entries)
    case.require(unplaced or order == in_table, "order")


# -- the gate -------------------------------------------------------------------------------------------------


def gate(case: NoteUnderTest) -> None:
    """A target with a gate is open exactly when its required fields have a letter or digit and no placeholder
    (R138-R142), or a code."""
    note, profile = case.note, case.profile
    required = profile.required_for(case.gated_target)
    for field in profile.required:
        note = filled(note, field.fact, "x", profile)
    _require_gate(case, note, "")
    for field in required:
        nothings = ("",) if field.fact in profile.words else (BLANKS, SIGNS, *sorted(profile.placeholders)[:1])
        for nothing in nothings:
            _require_gate(case, filled(note, field.fact, nothing, profile), field.heading)
    case.require("MVG401" not in codes(case.convert(case.free_target)), case.free_target)


def _require_gate(case: NoteUnderTest, note: TriageNote, blank: str) -> None:
    result = case.convert(case.gated_target, xml_of(note))
    blank_fields = [finding.words[0] for finding in result.findings if finding.code in ("MVG401", "MVG464")]
    case.require(blank_fields == ([blank] if blank else []), case.gated_target, blank)
    case.require(result.output is None or not blank, case.gated_target, blank)
    profile = case.profile
    case.require(result.button == (profile.button_before if blank else profile.button_ready), blank or "button")


def filled(note: TriageNote, fact: str, text: str, profile: Profile) -> TriageNote:
    """The note with a text for a required fact, without the program's own ways to set one.

    A fact with codes takes the first of them for any text but `""`.
    """
    if fact in ("principal_diagnosis", "principal_diagnosis.label"):
        return note._replace(principal_diagnosis=Diagnosis(title=text))
    if fact == "secondary_diagnosis":
        return note._replace(secondary_diagnoses=(Diagnosis(title=text),) if text else ())
    if fact in ("triage.question", "triage.answer"):
        answer = TriageAnswer(text, "1") if fact == "triage.question" else TriageAnswer("1", text)
        return note._replace(triage=note.triage._replace(answers=(answer,)))
    kinds = {"patient.number": note.patient.number_type or NUMBER_TYPES[0]}
    kinds |= {f"patient.{kind}": kind for kind in NUMBER_TYPES}
    if kind := kinds.get(fact):
        return note._replace(patient=note.patient._replace(number=text, number_type=kind if text else ""))
    value: Any = text
    if fact in profile.words:
        value = next(iter(profile.words[fact])) if text else ""
        value = tuple(value.split()) if fact == "contact.channels" else value
    return with_fact(note, fact, value)


def placed(case: NoteUnderTest) -> None:
    """Text without a keyword stops a target with a gate, is kept by other targets, and goes where the user says."""
    profile, note, missing = case.profile, case.note, case.missing
    unplaced = [
        entry
        for entry in note.entries
        if entry.keyword not in profile.places
        and (is_visible(entry.text) or (entry.keyword not in profile.groups and is_visible(entry.keyword)))
    ]
    at = sorted(entry.line for entry in unplaced)
    stopped = case.convert(case.gated_target, given=missing)
    _require_reported(case, at, stopped, ("MVG301", "MVG302", "MVG303", "MVG318"), case.gated_target)
    free = case.convert(case.free_target)
    _require_reported(case, at, free, ("MVG304",), case.free_target)
    case.require(free.output is not None or is_cautious(free), case.free_target)
    if unplaced:
        _require_placeable(case, at, [entry.text for entry in unplaced])


def _require_reported(case: NoteUnderTest, at: list[int], result: Result, codes: tuple[str, ...], target: str) -> None:
    """Each text without a keyword, and no other, has a finding or a question at its line."""
    reported = sorted(finding.line for finding in result.findings if finding.code in codes)
    asked = {finding.line for finding in result.findings if finding.code in _ASKED}
    case.require(reported == [line for line in at if line not in asked], target)


def _require_placeable(case: NoteUnderTest, at: list[int], texts: list[str]) -> None:
    from converter.record.mapping import Place

    keyword = next(iter(case.profile.places))
    places = [Place(str(line), keyword) for line in at]
    result = case.convert(case.gated_target, given=case.missing, places=[*places, Place("0", keyword)])
    if result.note is None and case.reading.questions and is_cautious(result):
        return  # with an open question and the places, it reads like two notes (MVG234)
    case.require(codes(result).count("MVG310") == len(at), "places")
    case.require(codes(result).count("MVG311") == 1, "places")
    if is_cautious(result) or "MVG464" in codes(result):
        return
    case.require(result.output is not None, *[code for code in codes(result) if code < "MVG305"])
    case.require(
        all(text.strip() in _visible_text(result.output or "", case.gated_target, case) for text in texts), keyword
    )


def sections(case: NoteUnderTest) -> None:
    """`--section` gives the text of the keyword and no more; a keyword without text is refused."""
    result = case.convert(case.free_target)
    if result.output is None:
        raise NotApplicable
    visible = [(heading, text) for heading, text in result.sections if heading and is_visible(text)]
    headings = [heading for heading, _ in result.sections]
    for heading, text in visible[:1] + visible[1:][-1:]:
        if headings.count(heading) == 1:
            one = case.convert(case.free_target, section=heading)
            case.require(one.output == f"{text}\n", "1")
    for row in case.profile.rows:
        if not row.clinic24 and row.record not in headings:
            none = case.convert(case.free_target, section=row.record)
            case.require(none.output is None and "MVG504" in codes(none), row.record)
            return
