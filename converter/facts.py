"""Facts by name, as they are written, and the note they make: what readers share, both ways."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from converter.characters import fold
from converter.identifiers import SYSTEMS
from converter.model import (
    CONTACT_CODES,
    NUMBER_TYPES,
    Answer,
    Author,
    Contact,
    Diagnosis,
    Entry,
    Patient,
    Triage,
    TriageNote,
    Unit,
)  # fmt: skip
from converter.profile import Profile

_DIAGNOSIS: Final = re.compile(r"([A-Z][0-9]{2}\S*)(?:\s+\(([^()]+)\))?(?:\s+(.*))?")
_CODES: Final = tuple((code, f"contact.{code}") for code in CONTACT_CODES)


def assemble(
    facts: Mapping[str, str],
    entries: Sequence[Entry],
    answers: Sequence[Answer] = (),
    principal: Diagnosis = Diagnosis(),  # noqa: B008 -- frozen
    secondary: Sequence[Diagnosis] = (),
) -> TriageNote:
    """The note that these facts and entries make; facts are named as in `model.FACTS`, absent ones are unknown."""
    get = facts.get
    return TriageNote(
        id=get("id", ""),
        created=get("created", ""),
        ended=get("ended", ""),
        patient=_patient(facts),
        author=Author(get("author.name", ""), get("author.role", ""), get("author.hsa_id", "")),
        triage=Triage(get("triage.presenting_reason", ""), tuple(answers), get("triage.outcome", "")),
        contact=_contact(facts),
        entries=tuple(entries),
        principal_diagnosis=principal,
        secondary_diagnoses=tuple(secondary),
        record_type=get("record_type", ""),
        signing_unit=Unit(get("signing_unit.name", ""), get("signing_unit.hsa_id", "")),
        signer=get("signer", ""),
        signed_at=get("signed_at", ""),
    )


def _patient(facts: Mapping[str, str]) -> Patient:
    for kind in NUMBER_TYPES:
        if number := facts.get(f"patient.{kind}"):
            return Patient(facts.get("patient.name", ""), number, kind)
    return Patient(facts.get("patient.name", ""))


def _contact(facts: Mapping[str, str]) -> Contact:
    codes = {code: facts[fact] for code, fact in _CODES if fact in facts}
    return Contact(
        tuple(facts.get("contact.channels", "").split()),
        facts.get("contact.colleague", ""),
        facts.get("contact.unit_worked_for", ""),
        **codes,
    )


def facts_of(note: TriageNote) -> list[tuple[str, str]]:
    """The facts of a note by name; the unknown ones are left out.

    The inverse of `assemble`, but for entries and diagnoses. Answers come as pairs of question and answer.
    """
    patient, contact = note.patient, note.contact
    pairs = [
        ("id", note.id),
        ("created", note.created),
        ("ended", note.ended),
        ("patient.name", patient.name),
        (f"patient.{patient.number_type}", patient.number),
        ("author.name", note.author.name),
        ("author.role", note.author.role),
        ("author.hsa_id", note.author.hsa_id),
        ("triage.presenting_reason", note.triage.presenting_reason),
    ]
    for answer in note.triage.answers:
        pairs += (("triage.question", answer.question), ("triage.answer", answer.answer))
    pairs += [
        ("triage.outcome", note.triage.outcome),
        ("contact.channels", " ".join(contact.channels)),
        ("contact.colleague", contact.colleague),
        ("contact.unit_worked_for", contact.unit_worked_for),
        *((fact, getattr(contact, code)) for code, fact in _CODES),
        ("record_type", note.record_type),
        ("signing_unit.name", note.signing_unit.name),
        ("signing_unit.hsa_id", note.signing_unit.hsa_id),
        ("signer", note.signer),
        ("signed_at", note.signed_at),
    ]
    return [pair for pair in pairs if pair[1]]


def parse_diagnosis(value: str) -> Diagnosis:
    """`J06.9 (ICD-10-SE) Akut övre luftvägsinfektion`: a code if it begins with one, a code system if it names one."""
    match = _DIAGNOSIS.fullmatch(value)
    if match is None:
        return Diagnosis(title=value)
    code, system, title = match[1], match[2] or "", match[3] or ""
    if system and system not in SYSTEMS:
        return Diagnosis(code, "", f"({system}) {title}".strip())
    return Diagnosis(code, system, title)


def with_first_words(fact: str, text: str, profile: Profile) -> str:
    """A written fact with the first word of each code, where the profile knows several for one."""
    codes = profile.codes.get(fact)
    if codes is None:
        return text
    words = profile.words[fact]
    return ", ".join(words.get(codes.get(fold(part), ""), part) for part in text.split(","))


def as_written(fact: str, value: str, profile: Profile) -> str:
    """A fact as the copied text writes it: codes in the profile's Swedish words."""
    words = profile.words.get(fact)
    return ", ".join(words[code] for code in value.split()) if words else value


def diagnosis_as_written(diagnosis: Diagnosis) -> str:
    """A diagnosis as the copied text writes it: `J06.9 (ICD-10-SE) Akut övre luftvägsinfektion`."""
    system = f"({diagnosis.system})" if diagnosis.system else ""
    return " ".join(filter(None, (diagnosis.code, system, diagnosis.title)))
