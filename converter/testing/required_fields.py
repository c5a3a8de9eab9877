"""Notes with and without the required fields of a profile. Independent of the checks of the program."""

from __future__ import annotations

from typing import Any, Final

from converter.note.fields import REQUIRABLE, with_fact
from converter.note.model import NUMBER_TYPES, Diagnosis, TriageAnswer, TriageNote
from converter.profile import Profile

_DIAGNOSES: Final = ("principal_diagnosis", "principal_diagnosis.label")


def filled(note: TriageNote, fact: str, text: str, profile: Profile) -> TriageNote:
    """The note with a text for a required fact; one with codes takes the first of them for any text but `""`."""
    if fact in _DIAGNOSES:
        return note._replace(principal_diagnosis=Diagnosis(title=text))
    if fact == "secondary_diagnosis":
        return note._replace(secondary_diagnoses=(Diagnosis(title=text),) if text else ())
    if fact.startswith("triage.") and fact.removeprefix("triage.") in TriageAnswer._fields:
        answer = TriageAnswer(text, "1") if fact == "triage.question" else TriageAnswer("1", text)
        return note._replace(triage=note.triage._replace(answers=(answer,)))
    if fact.startswith("patient.") and (kind := fact.removeprefix("patient.")) in (*NUMBER_TYPES, "number"):
        kind = note.patient.number_type or NUMBER_TYPES[0] if kind == "number" else kind
        return note._replace(patient=note.patient._replace(number=text, number_type=kind if text else ""))
    value: Any = text
    if fact in profile.words:
        value = next(iter(profile.words[fact])) if text else ""
        value = tuple(value.split()) if fact == "contact.channels" else value
    return with_fact(note, fact, value)


def value_of(note: TriageNote, fact: str) -> str:
    """A fact that can be given beside a note, as one text."""
    if fact == "principal_diagnosis":
        return note.principal_diagnosis.label
    value: Any = note
    for part in fact.split("."):
        value = getattr(value, part)
    return " ".join(value) if isinstance(value, tuple) else str(value)


def given_fact(required: str) -> str:
    """The fact that is given for a required one."""
    return REQUIRABLE[required][0]
