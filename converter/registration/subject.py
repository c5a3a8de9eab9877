"""The subject of a registration: a note, with the facts of its contact that can be inferred from it."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from operator import attrgetter
from typing import Any, Final, NamedTuple

from converter.note.model import Contact, TriageNote
from converter.note.unicode_text import fold, is_blank
from converter.profile import Profile
from converter.profile.schema import REGISTRATION, RULES
from converter.registration.contact_registration import PageItem, Registration
from converter.registration.decision_tables import Booking, Tables
from converter.registration.engine import decide, missing_booking_fields
from converter.registration.loading import tables_in

BLANK: Final = "______________"
"""A line to fill in by hand."""
OF_UNIT: Final = "(den enhet du arbetar åt vid tillfället)"
"""Follows the name of the unit."""


class Subject(NamedTuple):
    """A contact and its note. What an empty note does not give is a line on the page to fill in by hand."""

    note: TriageNote
    contact: Contact
    """The facts that the note states and those that are inferred."""
    inferred: tuple[str, ...] = ()
    """The names of the inferred facts."""
    digest: str = ""
    """SHA-256 of the source of the note, as hexadecimal; `""` without one."""
    booked: tuple[str, ...] = ()
    """The fields of the booking in the resource book that are already filled in (R39)."""
    has_template: bool = False
    """Whether the resource book has a schedule template, which ticks some boxes (R44)."""

    def booking_values(self, booking: Booking) -> dict[str, str]:
        """The fields of a booking that can be filled from the note, with their values."""
        values = {name: attrgetter(path)(self.note) for name, path in booking.given_by.items()}
        return {name: value for name, value in values.items() if not is_blank(value)}

    def missing_booking_fields(self, tables: Tables) -> tuple[str, ...]:
        """The fields that the booking of the contact still lacks."""
        return missing_booking_fields((*self.booking_values(tables.booking), *self.booked), tables, self.has_template)


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
    """The consultation that the role implies; else a named colleague was consulted."""
    if contact.role in _CONSULTATION_BY_ROLE:
        return _CONSULTATION_BY_ROLE[contact.role]
    return "consult_only" if contact.role in ("", "original") and not is_blank(contact.colleague) else ""


def _chat_mode(_: TriageNote, contact: Contact) -> str:
    """A booked chat has a time of its own, so it is not asynchronous (2.1)."""
    return "sync" if contact.origin == "booked" and "chat" in contact.channels else ""


def _role(note: TriageNote, contact: Contact) -> str:
    """The author of a note without consultation, or that names another as the consulted colleague, started it."""
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
"""The facts that can be inferred, each with its inference; in this order, since one can depend on another."""


def registration_for_checks(contact: Contact, profile: Profile) -> Registration:
    """The registration by which the text of a note is checked. Raises `ProfileError`.

    Facts that the note leaves out have their usual values here: a chat note that mentions no colleague has to open with
    its phrase (R55). `register` assumes nothing.
    """
    without_names = contact._replace(colleague="x" if not is_blank(contact.colleague) else "", unit_worked_for="")
    return _for_checks(without_names, profile.tables.get(REGISTRATION), profile.tables.get(RULES))


@lru_cache(maxsize=1024)
def _for_checks(contact: Contact, registration: bytes | None, rules: bytes | None) -> Registration:
    contact = subject_of(TriageNote(contact=contact)).contact
    changes: dict[str, Any] = {fact: code for fact, code in _DEFAULTS.items() if not getattr(contact, fact)}
    return decide(contact._replace(**changes), tables_in(registration, rules))


_DEFAULTS: Final = {
    "channels": ("video",), "chat_mode": "sync", "origin": "drop_in", "prio": "3", "consultation": "none",
    "role": "original",
}  # fmt: skip
"""The channel is not chat: a note that names no channel does not have to open with the phrase."""


def text_of(item: PageItem, subject: Subject) -> str:
    """The text of a value with the names that the note gives; where it gives none, NN or a line to fill in."""
    if not item.field:
        return item.text
    names = {
        "unit": f"{subject.contact.unit_worked_for or BLANK} {OF_UNIT}",
        "colleague": "NN" if is_blank(subject.contact.colleague) else subject.contact.colleague.strip(),
    }
    return _NAME.sub(lambda name: names[name[1]], item.text)


_NAME: Final = re.compile("{(unit|colleague)}")


def is_inferred(item: PageItem, subject: Subject) -> bool:
    """Whether the value of a line, or the name in it, is inferred."""
    return item.inferred or (item.field == "unit" and "unit_worked_for" in subject.inferred)
