"""The checks: one small function each, in a tuple. None changes anything; each says what it saw.

The shape of a check is `(record, profile, gated) -> findings`; `gated` is true when the target is PMO.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Final

from converter.characters import fold, is_blank
from converter.facts import has_diagnosis, is_filled
from converter.findings import Finding
from converter.model import Field, RecordNote, TriageNote
from converter.profile import Profile
from converter.profile.schema import REQUIRED
from converter.values import diagnoses, hsa_ids, identity_number, signing

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


def button(note: TriageNote, profile: Profile) -> str:
    """What the button at the bottom right says (R141)."""
    return profile.button_before if missing(note, profile) else profile.button_ready


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


def chat_opening(record: RecordNote, profile: Profile, gated: bool) -> Sequence[Finding]:
    """A chat note opens with its phrase (R55); of a chat that became a call the routine does not say so (G9)."""
    channels, phrase = record.note.contact.channels, profile.phrases.chat_opening
    if lacks_chat_opening(record, profile):
        return [Finding("MVG420", words=(phrase,))]
    if "chat" in channels and set(channels) != {"chat"}:
        return [Finding("MVG425", words=(phrase,))]
    return _NOTHING


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


def consulted(record: RecordNote, profile: Profile, gated: bool) -> Sequence[Finding]:
    """A note after a mere consultation says who was consulted (R93, R104)."""
    return [Finding("MVG421", words=(profile.phrases.consulted,))] if lacks_consulted(record, profile) else _NOTHING


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


def mentions(record: RecordNote, profile: Profile, gated: bool) -> Sequence[Finding]:
    """Booking tickets and forms are documented (R151, R152)."""
    contact, phrases = record.note.contact, profile.phrases
    done = (
        (contact.booking_ticket_issued, phrases.booking_ticket_words, "MVG423"),
        (contact.forms_sent, phrases.forms_words, "MVG424"),
    )
    return [Finding(code) for answer, words, code in done if answer == "yes" and not _mentioned(words, record)]


def _mentioned(words: tuple[str, ...], record: RecordNote) -> bool:
    text = " ".join(fold(field.text) for field in record.fields)
    return any(fold(word) in text for word in words)


def validity(record: RecordNote, profile: Profile, gated: bool) -> Sequence[Finding]:
    """Says quietly that the routine's validity has passed (G18)."""
    routine = profile.routine
    if not routine.expired:
        return _NOTHING
    return [Finding("MVG430", words=(routine.document, routine.revision, routine.valid_to))]


CHECKS: Final[tuple[Check, ...]] = (
    gate, places, expected, identity_number, diagnoses, hsa_ids, signing, chat_opening, consulted, mentions, validity,
)  # fmt: skip
