"""The contact registration: from the facts of a contact to what Elvis and PMO must be told, rule by rule.

`register` decides by the tables that `loading` reads, `subject` says what follows from the note, `page` and `record`
show the answer, `rules` has the words of the routine.
"""

from __future__ import annotations

from converter.registration.contact_registration import Registration
from converter.registration.engine import missing_booking_fields, register
from converter.registration.loading import load_registration
from converter.registration.rules import load_rules
from converter.registration.subject import Subject, registration_for_checks, subject_of

__all__ = [
    "Registration",
    "Subject",
    "load_registration",
    "load_rules",
    "missing_booking_fields",
    "register",
    "registration_for_checks",
    "subject_of",
]  # fmt: skip
