"""What a registration is about: a note, and the facts of its contact that follow from what the note says."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from operator import attrgetter
from typing import Any, Final, NamedTuple

from converter.model import Contact, TriageNote
from converter.profile import Profile
from converter.profile.schema import REGISTRATION, RULES
from converter.registration.engine import decide
from converter.registration.loading import tables_in
from converter.registration.outcome import Item, Registration
from converter.registration.tables import Booking
from converter.unicode_text import fold, is_blank

TO_FILL_IN: Final = "______________"
"""Stands where a fact is missing that a person has to fill in."""
OF_UNIT: Final = "(den enhet du arbetar åt vid tillfället)"
"""Stands behind the name of the unit."""


class Subject(NamedTuple):
    """One contact with the note it is of. Without a note the page has lines to fill in by hand."""

    note: TriageNote
    contact: Contact
    """The facts of the note and those that follow from it."""
    inferred: tuple[str, ...] = ()
    """The facts of the contact that the note does not state but that follow from it."""
    digest: str = ""
    """SHA-256 of the source of the note, as hexadecimal; `""` without one."""
    booked: tuple[str, ...] = ()
    """What the booking in the resource book has beside what the note gives (R39)."""
    has_template: bool = False
    """Whether the resource book has a schedule template, which ticks boxes of its own (R44)."""

    def booking(self, booking: Booking) -> dict[str, str]:
        """The fields of a booking that the note gives, with their values."""
        given = {name: attrgetter(path)(self.note) for name, path in booking.given_by.items()}
        return {name: value for name, value in given.items() if not is_blank(value)}


def subject_of(note: TriageNote, digest: str = "") -> Subject:
    """The subject of a note. `digest` is the SHA-256 of its source."""
    contact = note.contact
    inferred: tuple[str, ...] = ()
    for fact, infer in _INFERENCES:
        if not getattr(contact, fact) and (value := infer(note, contact)):
            changes: dict[str, Any] = {fact: value}
            contact = contact._replace(**changes)
            inferred += (fact,)
    return Subject(note, contact, inferred, digest)


def _consultation(_: TriageNote, contact: Contact) -> str:
    """What the role says of the colleague; else a colleague who is named as consulted was consulted."""
    if contact.role in _CONSULTATION_BY_ROLE:
        return _CONSULTATION_BY_ROLE[contact.role]
    return "consult_only" if contact.role in ("", "original") and not is_blank(contact.colleague) else ""


def _chat_mode(_: TriageNote, contact: Contact) -> str:
    """A booked chat has a time of its own, so it is not asynchronous (2.1)."""
    return "sync" if contact.origin == "booked" and "chat" in contact.channels else ""


def _role(note: TriageNote, contact: Contact) -> str:
    """Who writes a note without consultation, or names another as the one who was consulted, started the contact."""
    author, colleague = fold(note.author.name), fold(contact.colleague)
    names_another = author and colleague and not (author in colleague or colleague in author)
    has_asked = contact.consultation == "consult_only" and names_another
    return "original" if contact.consultation == "none" or has_asked else ""


_CONSULTATION_BY_ROLE: Final = {"receiving_colleague": "takeover", "third_party": "multi_party"}

_INFERENCES: Final[tuple[tuple[str, Callable[[TriageNote, Contact], str]], ...]] = (
    ("completed", lambda note, _: "yes" if not is_blank(note.ended) else ""),
    ("triaged", lambda note, _: "yes" if note.triage.answers or not is_blank(note.triage.outcome) else ""),
    ("origin", lambda _, contact: "booked" if contact.booked_by_ticket == "yes" else ""),
    ("chat_mode", _chat_mode),
    ("consultation", _consultation),
    ("role", _role),
    ("unit_worked_for", lambda note, _: note.signing_unit.name.strip()),
)
"""The facts that follow from others, each with how: in this order, for one can rest on another."""


def registration_of_text(contact: Contact, profile: Profile) -> Registration:
    """The registration that the text of a note is held against. Raises `ProfileError`.

    What the note leaves out is taken for the ordinary: whoever writes a chat note without a word of a colleague
    writes one that opens with its phrase (R55). The registration itself never takes anything for granted.
    """
    closed = contact._replace(colleague="x" if not is_blank(contact.colleague) else "", unit_worked_for="")
    return _of_text(closed, profile.tables.get(REGISTRATION), profile.tables.get(RULES))


@lru_cache(maxsize=1024)
def _of_text(contact: Contact, registration: bytes | None, rules: bytes | None) -> Registration:
    contact = subject_of(TriageNote(contact=contact)).contact
    changes: dict[str, Any] = {fact: code for fact, code in _ORDINARY.items() if not getattr(contact, fact)}
    return decide(contact._replace(**changes), tables_in(registration, rules))


_ORDINARY: Final = {
    "channels": ("video",), "chat_mode": "sync", "origin": "drop_in", "prio": "3", "consultation": "none",
    "role": "original",
}  # fmt: skip
"""A note that names no channel is not taken for a chat, whose phrase it would lack."""


def filled_in(item: Item, subject: Subject) -> str:
    """The text of a line with the names that the note gives; where it gives none, NN or a line to fill in."""
    contact = subject.contact
    unit = f"{contact.unit_worked_for or TO_FILL_IN} {OF_UNIT}"
    colleague = "NN" if is_blank(contact.colleague) else contact.colleague.strip()
    return item.text.replace("{unit}", unit).replace("{colleague}", colleague) if item.field else item.text
