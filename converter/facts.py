"""Facts by name, as they are written, and the note they make: what readers share, both ways."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import repeat
from typing import Final

from converter.characters import fold, letters_and_digits
from converter.identifiers import is_code, system_of
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

_BEGINS_LIKE_A_CODE: Final = re.compile("[A-Za-z][0-9]{2}")
_BEHIND_A_CODE: Final = ":;,.–—"
"""What may stand right behind a code and is no part of it."""
_GLUED: Final = re.compile(r"([^\s:;,/+&(\[]+)([:;,/+&]*)(?=[^\W\d_]|[(\[])")
"""A code, and a word that follows it without a space: `J06.9:ÖLI`, `J06.9/J20.9`, `J06.9(ICD-10-SE)`."""
_SEPARATOR: Final = re.compile(r"\s*[:;,]+(?![0-9])\s*|\s+")
_SYSTEM: Final = re.compile(r"[(\[]([^()\[\]]+)[)\]]")
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
    """`J06.9 (ICD-10-SE) Akut övre luftvägsinfektion`: a code if it begins with one, a code system if it names one.

    A code counts in small letters too, and without the colon, comma or full stop behind it: `j06.9: ÖLI`. The name of
    a system counts however it is spelt (`icd-10-se`). What is no system stays in the title.
    """
    code, rest = _code(value)
    if not code:
        return Diagnosis(title=value)
    named = _SYSTEM.match(rest)
    system = system_of(named[1]) if named else ""
    if named and system:
        rest = _without_separator(rest[named.end() :])
    return Diagnosis(code, system, rest)


def _code(value: str) -> tuple[str, str]:
    """The code that a diagnosis begins with and what follows it; `""` and the whole when it begins with none."""
    if _BEGINS_LIKE_A_CODE.match(value) is None:
        return "", value
    word = value.split(maxsplit=1)[0]
    if is_code(code := word.rstrip(_BEHIND_A_CODE).upper(), ""):
        return code, _without_separator(value[len(word) :])
    glued = _GLUED.match(value)
    if glued and is_code(code := glued[1].rstrip(_BEHIND_A_CODE).upper(), ""):
        return code, value[glued.end() :]
    return (word, _without_separator(value[len(word) :])) if word[0].isupper() else ("", value)


def _without_separator(text: str) -> str:
    separator = _SEPARATOR.match(text)
    return text[separator.end() :] if separator else text


def is_reworded(written: str, diagnosis: Diagnosis) -> bool:
    """Whether a diagnosis is told otherwise than it was written: another case, or without a sign between its parts."""
    return diagnosis_as_written(diagnosis).split() != written.split()


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


def is_filled(value: str, profile: Profile) -> bool:
    """Whether a person filled a field in: it has a letter or a digit, and is no placeholder of the profile (R138-R140).

    `-`, a lone accent and what is shown as nothing do not count, `N/A` and `saknas` not either.
    """
    said = letters_and_digits(value)
    return bool(said) and said not in profile.placeholders


def has_diagnosis(diagnosis: Diagnosis, profile: Profile) -> bool:
    """Whether a diagnosis says anything: its code or its title is filled, and the two are not one placeholder."""
    if not (diagnosis.code and diagnosis.title):
        return is_filled(diagnosis.label, profile)
    parts = is_filled(diagnosis.code, profile) or is_filled(diagnosis.title, profile)
    return parts and is_filled(diagnosis.label, profile)


def is_signed(note: TriageNote, profile: Profile) -> bool:
    """Whether a note says who signed it and when (R144)."""
    return is_filled(note.signer, profile) and is_filled(note.signed_at, profile)
