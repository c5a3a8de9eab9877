"""The contact registration: from the facts of a contact to what Elvis and PMO must be told, rule by rule.

`register` decides by the tables that `loading` reads, `subject` says what follows from the note, `page` and `record`
show the answer, `rules` has the words of the routine.
"""

from __future__ import annotations

from converter.registration.contact_registration import Registration
from converter.registration.engine import booking_lacks, register
from converter.registration.loading import load_registration
from converter.registration.rules import load_rules
from converter.registration.subject import Subject, registration_of_text, subject_of

__all__ = [
    "Registration", "Subject", "booking_lacks", "load_registration", "load_rules", "register", "registration_of_text",
    "subject_of",
]  # fmt: skip
