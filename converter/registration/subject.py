"""The subject of a registration: a note, with the facts of its contact that can be inferred from it."""

# Annotations are not postponed here: each one of a NamedTuple would be compiled at every start.

import re
from functools import lru_cache
from operator import attrgetter
from typing import Any, Final, NamedTuple

from converter.note.facts import FACTS, LINE, TEXT, TIME, values_of, with_fact
from converter.note.model import Contact, TriageNote
from converter.note.unicode_text import fold, is_blank
from converter.profile import Profile
from converter.profile.wording import is_filled
from converter.registration.decision_tables import ANOTHER_COLLEAGUE, Booking, Tables
from converter.registration.engine import required_of_text
from converter.registration.evaluation import FROM_CHANNELS, Evaluation, channel_facts, fits
from converter.registration.loading import TableSources, load_registration, sources_of, tables_in
from converter.registration.model import PageItem, Registration

BLANK: Final = "______________"
"""A line to fill in by hand."""


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
        """The fields that the booking of the contact still lacks (R39)."""
        booking = tables.booking
        filled = (*self.booking_values(booking), *self.booked, *(booking.template_gives if self.has_template else ()))
        return tuple(name for name, _ in booking.fields if name not in filled)


def subject_of(note: TriageNote, profile: Profile, digest: str = "") -> Subject:
    """The subject of a note. `digest` is the SHA-256 of its source. Raises `ProfileError`."""
    contact, inferred = _inferred(_without_placeholders(note, profile), load_registration(profile))
    return Subject(note, contact, inferred, digest)


def _without_placeholders(note: TriageNote, profile: Profile) -> TriageNote:
    """The note without the facts that only look filled in: `Konsulterad kollega: ingen` names no colleague."""
    for fact, value in zip(FACTS, values_of(note), strict=True):
        if value and fact.kind in (LINE, TEXT, TIME) and not is_filled(value, profile):
            note = with_fact(note, fact.name, "")
    return note


def _inferred(note: TriageNote, tables: Tables) -> tuple[Contact, tuple[str, ...]]:
    """The contact with the facts that follow from its note and from its other facts, and the names of these."""
    inferred: tuple[str, ...] = ()
    for fact, value, when in tables.inferences:
        if not getattr(note.contact, fact) and all(_holds(*condition, note, tables) for condition in when):
            text = attrgetter(value[1:-1])(note).strip() if value.startswith("{") else value
            changes: dict[str, Any] = {fact: text}
            note = note._replace(contact=note.contact._replace(**changes))
            inferred += (fact,)
    return note.contact, inferred


def _holds(fact: str, patterns: tuple[str, ...], note: TriageNote, tables: Tables) -> bool:
    """Whether a fact of a contact, a field of its note or `ANOTHER_COLLEAGUE` fits; `*` is any value but a blank."""
    if fact == ANOTHER_COLLEAGUE:
        author, colleague = fold(note.author.name), fold(note.contact.colleague)
        is_another = author and colleague and not (author in colleague or colleague in author)
        value: Any = "yes" if is_another else ""
    elif fact in note.contact._fields:
        value = getattr(note.contact, fact)
    elif fact in FROM_CHANNELS:
        value = channel_facts(note.contact, tables)[fact]
    else:
        value = attrgetter(fact)(note)
    if isinstance(value, tuple):
        value = "yes" if value else ""
    return fits("" if is_blank(value) else value, patterns)


def registration_for_checks(contact: Contact, profile: Profile) -> Registration:
    """What the registration requires of the text of a note, and no more of it. Raises `ProfileError`.

    Facts that the note leaves out have their usual values here: a chat note that mentions no colleague has to open with
    its phrase (R55). `register` assumes nothing.
    """
    if contact.colleague or contact.unit_worked_for:
        contact = contact._replace(colleague="" if is_blank(contact.colleague) else "x", unit_worked_for="")
    return _for_checks(contact, profile.derive(sources_of))


@lru_cache(maxsize=1024)
def _for_checks(contact: Contact, sources: TableSources) -> Registration:
    tables = tables_in(sources)
    contact, _ = _inferred(TriageNote(contact=contact), tables)
    changes: dict[str, Any] = {
        fact: (code,) if fact == "channels" else code
        for fact, code in tables.assumed.items()
        if not getattr(contact, fact)
    }
    return Registration(**required_of_text(Evaluation(contact._replace(**changes), tables)))


def text_of(item: PageItem, subject: Subject, tables: Tables) -> str:
    """The text of a value with the names that the note gives; where it gives none, NN or a line to fill in."""
    if not item.field:
        return item.text
    names = {
        "unit": subject.contact.unit_worked_for or BLANK,
        "colleague": "NN" if is_blank(subject.contact.colleague) else subject.contact.colleague.strip(),
    }
    return re.sub("{(unit|colleague)}", lambda name: names[name[1]], item.text.replace("{unit}", tables.unit_words))
