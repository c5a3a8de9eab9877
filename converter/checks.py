"""The checks: one small function each, in a tuple. None changes anything; each says what it saw.

The shape of a check is `(record, profile, gated) -> findings`; `gated` is true when the target is PMO.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter
from typing import Final

from converter import times
from converter.characters import fold, is_blank
from converter.findings import Finding
from converter.identifiers import SYSTEMS, is_code, is_hsa_id, number_fault
from converter.model import Diagnosis, RecordNote, TriageNote
from converter.profile import Profile

Check = Callable[[RecordNote, Profile, bool], Iterable[Finding]]


def missing(note: TriageNote, profile: Profile) -> list[Finding]:
    """The required fields that are empty, each with its heading and where it was looked for (R138-R140, R142)."""
    return [
        Finding("MVG401", words=(field.heading, field.option))
        for field in profile.required
        if is_blank(attrgetter(field.fact)(note))
    ]


def button(note: TriageNote, profile: Profile) -> str:
    """What the button at the bottom right says (R141)."""
    return profile.button_before if missing(note, profile) else profile.button_ready


def gate(record: RecordNote, profile: Profile, gated: bool) -> Iterator[Finding]:
    """PMO takes nothing without the three fields; other record systems have no such gate (R138-R142)."""
    if gated:
        yield from missing(record.note, profile)


def places(record: RecordNote, profile: Profile, gated: bool) -> Iterator[Finding]:
    """Text without a place stops PMO and goes along to other systems (R127, R147)."""
    for field in record.fields:
        if not field.placed:
            line = field.parts[0].line
            if not gated:
                yield Finding("MVG304", line, words=(str(line),))
            elif field.keyword in profile.groups:
                yield Finding("MVG302", line, words=(field.keyword,))
            else:
                yield Finding("MVG301" if field.keyword else "MVG303", line, words=(str(line),))


def expected(record: RecordNote, profile: Profile, gated: bool) -> Iterator[Finding]:
    """Besöksorsak and Patientens egenanamnes ought to have a text (G13); the others never nag (R136)."""
    for row in profile.rows:
        if row.expected:
            text = next(field.text for field in record.fields if field.placed and field.keyword == row.pmo)
            if is_blank(text):
                yield Finding("MVG402", words=(row.clinic24,))


def identity_number(record: RecordNote, profile: Profile, gated: bool) -> Iterator[Finding]:
    """Form, date and check digit; the value is never shown and never stops anything."""
    patient = record.note.patient
    if patient.number and (fault := number_fault(patient.number, patient.number_type)):
        yield Finding(fault, words=(patient.number_type,))


def diagnoses(record: RecordNote, profile: Profile, gated: bool) -> Iterator[Finding]:
    """The shape of the codes, and the honest word that it is the shape only."""
    note = record.note
    heading = profile.labels.get("principal_diagnosis", "Huvuddiagnos")
    yield from _diagnosis(note.principal_diagnosis, heading)
    further = profile.labels.get("secondary_diagnosis", "Bidiagnos")
    for number, diagnosis in enumerate(note.secondary_diagnoses, 1):
        yield from _diagnosis(diagnosis, f"{further} {number}")
    if note.principal_diagnosis.code:
        yield Finding("MVG411")


def _diagnosis(diagnosis: Diagnosis, heading: str) -> Iterator[Finding]:
    if diagnosis.system and diagnosis.system not in SYSTEMS:
        yield Finding("MVG413", words=(heading, ", ".join(SYSTEMS)))
    elif diagnosis.code and not is_code(diagnosis.code, diagnosis.system):
        yield Finding("MVG410", words=(heading, diagnosis.system or " / ".join(SYSTEMS)))
    elif not diagnosis.code and diagnosis.title:
        yield Finding("MVG412", words=(heading,))


def hsa_ids(record: RecordNote, profile: Profile, gated: bool) -> Iterator[Finding]:
    """The shape of the HSA-ids that are given; none is ever demanded."""
    note = record.note
    for fact, value in (("author.hsa_id", note.author.hsa_id), ("signing_unit.hsa_id", note.signing_unit.hsa_id)):
        if value and not is_hsa_id(value):
            yield Finding("MVG414", words=(profile.labels.get(fact, fact),))


def signing(record: RecordNote, profile: Profile, gated: bool) -> Iterator[Finding]:
    """Times that can be understood, and for PMO who signed and when (R144)."""
    note = record.note
    for fact in ("created", "ended", "signed_at"):
        value = getattr(note, fact)
        if value and times.parse(value) is None:
            yield Finding("MVG415", words=(profile.labels.get(fact, fact),))
        elif value and times.is_ambiguous(value):
            yield Finding("MVG416", words=(profile.labels.get(fact, fact),))
    if gated:
        for fact, option in (("signer", "--signed-by"), ("signed_at", "--signed-at")):
            if not getattr(note, fact):
                yield Finding("MVG417", words=(profile.labels.get(fact, fact), option))


def chat_opening(record: RecordNote, profile: Profile, gated: bool) -> Iterator[Finding]:
    """A chat note opens with its phrase (R55); of a chat that became a call the routine does not say so (G9)."""
    channels, phrase = record.note.contact.channels, profile.phrases.chat_opening
    if lacks_chat_opening(record, profile):
        yield Finding("MVG420", words=(phrase,))
    elif "chat" in channels and set(channels) != {"chat"}:
        yield Finding("MVG425", words=(phrase,))


def lacks_chat_opening(record: RecordNote, profile: Profile) -> bool:
    """Whether the note is of a chat and of nothing else, and does not open with the phrase.

    What comes before the first text that only a professional writes is fetched or may be the patient's (R134,
    R137), so the phrase may open any of the texts up to that one.
    """
    if set(record.note.contact.channels) != {"chat"}:
        return False
    fetched = {row.pmo for row in profile.rows if row.fill}
    phrase = fold(profile.phrases.chat_opening)
    for field in record.fields:
        if field.placed and not is_blank(field.text):
            if fold(field.text).startswith(phrase):
                return False
            if field.keyword not in fetched:
                break
    return True


def consulted(record: RecordNote, profile: Profile, gated: bool) -> Iterator[Finding]:
    """A note after a mere consultation says who was consulted (R93, R104)."""
    if lacks_consulted(record, profile):
        yield Finding("MVG421", words=(profile.phrases.consulted,))


def lacks_consulted(record: RecordNote, profile: Profile) -> bool:
    """Whether a colleague was only consulted, the note is by who asked, and does not say so with a name."""
    contact = record.note.contact
    if contact.consultation != "consult_only" or contact.role not in ("", "original"):
        return False
    phrase, name = fold(profile.phrases.consulted), fold(contact.colleague)
    return not any(_names(fold(field.text).partition(phrase)[2], name) for field in record.fields)


def _names(after: str, name: str) -> bool:
    """Whether what follows the phrase is a name, and not the routine's own stand-in NN."""
    first = next(iter(after.split()), "").strip(".,")
    return first not in ("", "nn") and name in after


def mentions(record: RecordNote, profile: Profile, gated: bool) -> Iterator[Finding]:
    """Booking tickets and forms are documented (R151, R152)."""
    contact, phrases = record.note.contact, profile.phrases
    if contact.booking_ticket_issued == "yes" and not _mentioned(phrases.booking_ticket_words, record):
        yield Finding("MVG423")
    if contact.forms_sent == "yes" and not _mentioned(phrases.forms_words, record):
        yield Finding("MVG424")


def _mentioned(words: tuple[str, ...], record: RecordNote) -> bool:
    text = " ".join(fold(field.text) for field in record.fields)
    return any(fold(word) in text for word in words)


def validity(record: RecordNote, profile: Profile, gated: bool) -> Iterator[Finding]:
    """Says quietly that the routine's validity has passed (G18)."""
    routine = profile.routine
    if routine.expired:
        yield Finding("MVG430", words=(routine.document, routine.revision, routine.valid_to))


CHECKS: Final[tuple[Check, ...]] = (
    gate, places, expected, identity_number, diagnoses, hsa_ids, signing, chat_opening, consulted, mentions, validity,
)  # fmt: skip
