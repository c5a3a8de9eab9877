"""Facts by name, as they are written, and the note they make: what readers share, both ways."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import repeat
from typing import Final

from converter.characters import fold
from converter.identifiers import SYSTEMS
from converter.model import (
    NO_DIAGNOSIS,
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

_DIAGNOSIS: Final = r"([A-Z][0-9]{2}\S*)(?:\s+\(([^()]+)\))?(?:\s+(.*))?"
_NUMBERS: Final = tuple((f"patient.{kind}", kind) for kind in NUMBER_TYPES)
_AUTHOR_FACTS: Final = tuple(f"author.{field}" for field in Author._fields)
_CONTACT_FACTS: Final = tuple(f"contact.{field}" for field in Contact._fields[1:])


def assemble(
    facts: Mapping[str, str],
    entries: Sequence[Entry],
    answers: Sequence[Answer] = (),
    principal: Diagnosis = NO_DIAGNOSIS,
    secondary: Sequence[Diagnosis] = (),
) -> TriageNote:
    """The note that these facts and entries make; facts are named as in `model.FACTS`, absent ones are unknown."""
    get = facts.get
    return TriageNote(
        get("id", ""),
        get("created", ""),
        get("ended", ""),
        _patient(facts),
        Author(*map(get, _AUTHOR_FACTS, repeat(""))),
        Triage(get("triage.presenting_reason", ""), tuple(answers), get("triage.outcome", "")),
        Contact(tuple(get("contact.channels", "").split()), *map(get, _CONTACT_FACTS, repeat(""))),
        tuple(entries),
        principal,
        tuple(secondary),
        get("record_type", ""),
        Unit(get("signing_unit.name", ""), get("signing_unit.hsa_id", "")),
        get("signer", ""),
        get("signed_at", ""),
    )


def _patient(facts: Mapping[str, str]) -> Patient:
    for fact, kind in _NUMBERS:
        if number := facts.get(fact):
            return Patient(facts.get("patient.name", ""), number, kind)
    return Patient(facts.get("patient.name", ""))


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
        *zip(_CONTACT_FACTS, contact[1:], strict=True),
        ("record_type", note.record_type),
        ("signing_unit.name", note.signing_unit.name),
        ("signing_unit.hsa_id", note.signing_unit.hsa_id),
        ("signer", note.signer),
        ("signed_at", note.signed_at),
    ]
    return [pair for pair in pairs if pair[1]]


def parse_diagnosis(value: str) -> Diagnosis:
    """`J06.9 (ICD-10-SE) Akut övre luftvägsinfektion`: a code if it begins with one, a code system if it names one."""
    match = re.fullmatch(_DIAGNOSIS, value)
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
