"""Validates the contact registration of a profile: its tables, and its page for contacts with all that it can show."""

from __future__ import annotations

from collections.abc import Iterator

from converter.conversion import proven_page
from converter.findings import Finding
from converter.note.model import TriageNote
from converter.profile import Profile, ProfileError
from converter.profile.schema import REGISTRATION_FILE
from converter.profile.toml_file import parse_toml
from converter.profile_tools.sample_notes import contacts, notes
from converter.registration import Subject, load_registration, register, subject_of
from converter.registration.loading import faults
from converter.registration.page import FORMS, page


def page_mistakes(profile: Profile) -> Iterator[Finding]:
    """Mistakes in the registration tables and in the templates of their page, for an empty and a full contact."""
    if REGISTRATION_FILE not in profile.tables:
        return
    if found := faults(profile) or tuple(_wrong_booking(profile)):
        yield from found
        return
    for form, file in FORMS.items():
        unlike: list[str] = []
        try:
            for kind, subject in _subjects(profile).items():
                registration = register(subject.contact, profile)
                output = page(registration, subject, profile, form)
                if not proven_page.registration_page_is_proven(output, registration, subject, profile, form):
                    unlike.append(kind)
        except ProfileError as error:
            yield from error.findings
        else:
            if unlike:
                yield Finding("MVG463", 1, 0, (file, ", ".join(unlike)))


def _wrong_booking(profile: Profile) -> Iterator[Finding]:
    """A booking that is made where no line of the page has its fields, or a line with fields where none is made."""
    for contact in contacts(profile):
        registration = register(contact, profile)
        if registration.needs_booking != any(item.has_booking for item in registration.items):
            tables = parse_toml(profile.tables[REGISTRATION_FILE], REGISTRATION_FILE)
            file, line, column = tables.position(("booking", "when"))
            why = "#booking-unseen" if registration.needs_booking else "#booking-not-made"
            yield Finding("MVG729", line, column, (file, why))
            return


def _subjects(profile: Profile) -> dict[str, Subject]:
    """Contacts whose pages have everything a page can have: questions, gaps, inferred values, boxes ticked and not."""
    booking = load_registration(profile).booking
    boxes = [name for name, _ in booking.fields if name not in booking.given_by]
    subjects = {kind: subject_of(note, profile) for kind, note in notes(profile).items()}
    full = notes(profile)["full"]
    for contact in contacts(profile):
        registration = register(contact, profile)
        subject = subject_of(full._replace(contact=contact), profile)
        if registration.needs_booking:
            subjects.setdefault("bokning", subject._replace(booked=tuple(boxes[:1])))
            subjects.setdefault("tidboksmall", subject._replace(has_template=True))
        if registration.inferred:
            subjects.setdefault("härlett", subject)
        if any(gap.stops for gap in registration.gaps):
            subjects.setdefault("lucka", subject_of(TriageNote(contact=contact), profile))
        if registration.either:
            subjects.setdefault("två värden", subject)
    return subjects
