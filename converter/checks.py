"""The checks: one small function each, in a tuple. None changes anything; each says what it saw.

The shape of a check is `(record, profile, gated) -> findings`; `gated` is true when the target is PMO.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Final

from converter import contact_checks, times
from converter.characters import is_blank
from converter.findings import Finding
from converter.identifiers import SYSTEMS, is_code, is_hsa_id, number_fault
from converter.model import Diagnosis, Field, RecordNote, TriageNote
from converter.profile import Profile, Target
from converter.profile.schema import REQUIRED

Check = Callable[[RecordNote, Profile, bool], Sequence[Finding]]
_NOTHING: Final = ()


def missing(note: TriageNote, profile: Profile) -> list[Finding]:
    """The required fields that are empty, each with its heading and where it was looked for (R138-R140, R142)."""
    return [
        Finding("MVG401", words=(field.heading, field.option))
        for field in profile.required
        if is_blank(_REQUIRED[field.fact](note))
    ]


_REQUIRED: Final = {fact: attrgetter(fact) for fact in REQUIRED}


def button(note: TriageNote, profile: Profile, target: Target) -> str:
    """What the button at the bottom right says: the target's own (R149), else by the required fields (R141)."""
    return target.button or (profile.button_before if missing(note, profile) else profile.button_ready)


def gate(record: RecordNote, profile: Profile, gated: bool) -> Sequence[Finding]:
    """PMO takes nothing without the three fields; other record systems have no such gate (R138-R142)."""
    return missing(record.note, profile) if gated else _NOTHING


def places(record: RecordNote, profile: Profile, gated: bool) -> Sequence[Finding]:
    """Text without a place stops PMO and goes along to other systems (R127, R147)."""
    return [_without_place(field, profile, gated) for field in record.fields if not field.placed]


def _without_place(field: Field, profile: Profile, gated: bool) -> Finding:
    line = field.parts[0].line
    if not gated:
        return Finding("MVG304", line, words=(str(line),))
    if field.keyword in profile.groups:
        return Finding("MVG302", line, words=(field.keyword,))
    return Finding("MVG301" if field.keyword else "MVG303", line, words=(str(line),))


def expected(record: RecordNote, profile: Profile, gated: bool) -> Sequence[Finding]:
    """Besöksorsak and Patientens egenanamnes ought to have a text (G13); the others never nag (R136)."""
    # No field without a place has the heading of a row.
    texts = {field.heading: field.text for field in record.fields}
    return [Finding("MVG402", words=(heading,)) for heading in profile.expected if is_blank(texts[heading])]


def identity_number(record: RecordNote, profile: Profile, gated: bool) -> Sequence[Finding]:
    """There for PMO, form, date and check digit; the value is never shown and never stops anything."""
    patient = record.note.patient
    if gated and not (patient.name or patient.number):
        return [_NO_PATIENT]
    fault = number_fault(patient.number, patient.number_type) if patient.number else ""
    return [Finding(fault, words=(patient.number_type,))] if fault else _NOTHING


_NO_PATIENT: Final = Finding("MVG418")


def diagnoses(record: RecordNote, profile: Profile, gated: bool) -> Sequence[Finding]:
    """The shape of the codes, and the honest word that it is the shape only."""
    note = record.note
    found = []
    if code := _wrong(note.principal_diagnosis):
        found.append(_diagnosis(code, note.principal_diagnosis, profile.labels["principal_diagnosis"]))
    for number, diagnosis in enumerate(note.secondary_diagnoses, 1):
        if code := _wrong(diagnosis):
            found.append(_diagnosis(code, diagnosis, f"{profile.labels['secondary_diagnosis']} {number}"))
    if note.principal_diagnosis.code:
        found.append(_FORM_ONLY)
    return found


_FORM_ONLY: Final = Finding("MVG411")


def _wrong(diagnosis: Diagnosis) -> str:
    """The finding code for a diagnosis whose form is wrong; `""` when there is nothing to say."""
    code, system, title = diagnosis
    if system and system not in SYSTEMS:
        return "MVG413"
    if code:
        return "" if is_code(code, system) else "MVG410"
    return "MVG412" if title else ""


def _diagnosis(code: str, diagnosis: Diagnosis, heading: str) -> Finding:
    systems = {"MVG413": (", ".join(SYSTEMS),), "MVG410": (diagnosis.system or " / ".join(SYSTEMS),)}
    return Finding(code, words=(heading, *systems.get(code, ())))


def hsa_ids(record: RecordNote, profile: Profile, gated: bool) -> Sequence[Finding]:
    """The shape of the HSA-ids that are given; none is ever demanded."""
    note = record.note
    given = (("author.hsa_id", note.author.hsa_id), ("signing_unit.hsa_id", note.signing_unit.hsa_id))
    return [
        Finding("MVG414", words=(profile.labels.get(fact, fact),))
        for fact, value in given
        if value and not is_hsa_id(value)
    ]


def signing(record: RecordNote, profile: Profile, gated: bool) -> Sequence[Finding]:
    """Times that can be understood, and for PMO who signed and when (R144)."""
    note = record.note
    written = (("created", note.created), ("ended", note.ended), ("signed_at", note.signed_at))
    found = [
        Finding(fault, words=(profile.labels.get(fact, fact),))
        for fact, time in written
        if time and (fault := times.fault(time))
    ]
    needed = (("signer", note.signer, "--signed-by"), ("signed_at", note.signed_at, "--signed-at")) if gated else ()
    return found + [
        Finding("MVG417", words=(profile.labels.get(fact, fact), option)) for fact, value, option in needed if not value
    ]


def validity(record: RecordNote, profile: Profile, gated: bool) -> Sequence[Finding]:
    """Says quietly that the routine's validity has passed (G18)."""
    routine = profile.routine
    if not routine.expired:
        return _NOTHING
    return [Finding("MVG430", words=(routine.document, routine.revision, routine.valid_to))]


CHECKS: Final[tuple[Check, ...]] = (
    gate, places, expected, identity_number, diagnoses, hsa_ids, signing, contact_checks.contact, validity,
)  # fmt: skip
