"""The checks: one small function each, in a tuple. None changes anything; each says what it saw.

The shape of a check is `(record, profile, gated) -> findings`; `gated` is true when the target is PMO.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Final

from converter.findings import Finding
from converter.note.model import Field, RecordNote, TriageNote
from converter.note.unicode_text import is_blank
from converter.profile import Profile, Target
from converter.profile.schema import REQUIRED
from converter.profile.wording import has_diagnosis, is_filled
from converter.record import contact_checks
from converter.record.diagnosis_checks import diagnoses
from converter.record.value_checks import hsa_ids, identity_number, signing

Check = Callable[[RecordNote, Profile, bool], Sequence[Finding]]
_NOTHING: Final = ()


def missing(note: TriageNote, profile: Profile) -> list[Finding]:
    """The required fields that are empty, each with its heading and where it was looked for (R138-R140, R142)."""
    return [
        Finding("MVG401", words=(field.heading, field.option))
        for field in profile.required
        if not _REQUIRED[field.fact](note, profile)
    ]


def _is_filled(fact: str) -> Callable[[TriageNote, Profile], bool]:
    take = attrgetter(fact)
    return lambda note, profile: is_filled(take(note), profile)


_REQUIRED: Final = {fact: _is_filled(fact) for fact in REQUIRED} | {
    "principal_diagnosis.label": lambda note, profile: has_diagnosis(note.principal_diagnosis, profile)
}


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


def validity(record: RecordNote, profile: Profile, gated: bool) -> Sequence[Finding]:
    """Says quietly that the routine's validity has passed (G18)."""
    routine = profile.routine
    if not routine.expired:
        return _NOTHING
    return [Finding("MVG430", words=(routine.document, routine.revision, routine.valid_to))]


CHECKS: Final[tuple[Check, ...]] = (
    gate, places, expected, identity_number, diagnoses, hsa_ids, signing, contact_checks.contact, validity,
)  # fmt: skip
