"""The checks of a record note: a function each, in a tuple. A check changes nothing and returns findings.

The shape of a check is `(record, profile, gated) -> findings`; `gated` is true when the target has a gate.
`missing_required` is none of them: it takes the required fields of the target.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Final

from converter.findings import Finding
from converter.note.facts import CODE, CODES, FACTS, GIVABLE, REQUIRABLE, FactKind
from converter.note.model import NUMBER_TYPES, Diagnosis, Field, NumberType, RecordNote, TriageNote
from converter.note.unicode_text import fold, is_blank
from converter.profile import Profile, RequiredField, Target
from converter.profile.wording import has_diagnosis, is_filled
from converter.record import contact_checks
from converter.record.diagnosis_checks import diagnoses
from converter.record.value_checks import hsa_ids, identity_number, signing

Check = Callable[[RecordNote, Profile, bool], Sequence[Finding]]
_NOTHING: Final = ()


def missing_required(note: TriageNote, profile: Profile, required: Sequence[RequiredField]) -> list[Finding]:
    """The required fields that are empty, each with its heading and what gives it (R138-R140, R142)."""
    found = []
    for field in required:
        if _IS_FILLED[field.fact](note, profile):
            continue
        if set(GIVABLE).issuperset(REQUIRABLE[field.fact]):
            found.append(Finding("MVG401", words=(field.heading, field.option or f'--set "{field.heading}=…"')))
        else:
            found.append(Finding("MVG464", words=(field.heading,)))
    return found


HasFact = Callable[[TriageNote, Profile], bool]
"""Whether a note has a fact."""


def _has(fact: str, kind: FactKind | None = None) -> HasFact:
    take = attrgetter(fact)
    if kind in (CODE, CODES):
        return lambda note, _: bool(take(note))
    return lambda note, profile: is_filled(take(note), profile)


def _has_number(kind: NumberType) -> HasFact:
    return lambda note, profile: note.patient.number_type == kind and is_filled(note.patient.number, profile)


_IS_FILLED: Final[dict[str, HasFact]] = {
    **{fact.name: _has(fact.name, fact.kind) for fact in FACTS},
    **{f"patient.{kind}": _has_number(kind) for kind in NUMBER_TYPES},
    **{f"principal_diagnosis.{part}": _has(f"principal_diagnosis.{part}") for part in Diagnosis._fields},
    **dict.fromkeys(
        ("principal_diagnosis", "principal_diagnosis.label"),
        lambda note, profile: has_diagnosis(note.principal_diagnosis, profile),
    ),
    "secondary_diagnosis": lambda note, profile: any(has_diagnosis(one, profile) for one in note.secondary_diagnoses),
    "triage.question": lambda note, profile: any(is_filled(one.question, profile) for one in note.triage.answers),
    "triage.answer": lambda note, profile: any(is_filled(one.answer, profile) for one in note.triage.answers),
}
"""Whether a note has each fact of `note.facts.REQUIRABLE`."""


def button(profile: Profile, target: Target, lacking: Sequence[Finding]) -> str:
    """The text of the button at the bottom right: the target's own (R149), else by the required fields (R141)."""
    return target.button or (profile.button_before if lacking else profile.button_ready)


def unplaced_texts(record: RecordNote, profile: Profile, gated: bool) -> Sequence[Finding]:
    """Text without a place stops a target with a gate; other targets print it (R127, R147)."""
    return [_without_place(field, profile, gated) for field in record.fields if not field.placed]


def _without_place(field: Field, profile: Profile, gated: bool) -> Finding:
    line = field.parts[0].line
    if not gated:
        return Finding("MVG304", line, words=(str(line),))
    if field.keyword in profile.groups:
        return Finding("MVG302", line, words=(field.keyword,))
    meaning = profile.headings.get(fold(field.keyword))
    if meaning is not None and meaning.kind == "fact":
        why = "#fact-value" if is_filled(field.text, profile) else "#fact-placeholder"
        return Finding("MVG318", line, words=(str(line), profile.labels[meaning.name], why))
    return Finding("MVG301" if field.keyword else "MVG303", line, words=(str(line),))


def empty_expected(record: RecordNote, profile: Profile, gated: bool) -> Sequence[Finding]:
    """The keywords that the profile expects ought to have a text (G13); the others give no warning (R136)."""
    # No field without a place has the heading of a row.
    wanted = profile.expected
    return [
        Finding("MVG402", words=(heading,))
        for _, heading, text, _, _ in record.fields
        if heading in wanted and is_blank(text)
    ]


def validity(record: RecordNote, profile: Profile, gated: bool) -> Sequence[Finding]:
    """An info that the routine is no longer valid (G18)."""
    routine = profile.routine
    if not routine.expired:
        return _NOTHING
    return [Finding("MVG430", words=(routine.document, routine.revision, routine.valid_to))]


CHECKS: Final[tuple[Check, ...]] = (
    unplaced_texts, empty_expected, identity_number, diagnoses, hsa_ids, signing, contact_checks.contact, validity,
)  # fmt: skip
SAME_FOR_ALL_TARGETS: Final = frozenset((empty_expected, diagnoses, hsa_ids, contact_checks.contact, validity))
"""The checks that never ask for the gate: they find the same for every target, and a note is checked by them once.

A test compares it with the checks that read `gated`."""
