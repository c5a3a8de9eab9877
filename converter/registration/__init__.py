"""The contact registration: what to enter in which system, who documents and who registers, and by which rule.

`subject` infers facts of the contact from its note, `engine` decides the registration by the decision tables of the
profile, `page` and `json_page` print it, `findings` reports it, `rules` has the rules and gaps of the routine in words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter.lazy_names import lazy_names

if TYPE_CHECKING:
    from converter.registration.engine import register
    from converter.registration.loading import load_registration
    from converter.registration.model import Registration
    from converter.registration.rules import load_rules
    from converter.registration.subject import Subject, registration_for_checks, subject_of

__all__ = [
    "Registration", "Subject", "load_registration", "load_rules", "register", "registration_for_checks", "subject_of",
]  # fmt: skip
__getattr__ = lazy_names(__name__, {
    "model": ("Registration",),
    "engine": ("register",),
    "loading": ("load_registration",),
    "rules": ("load_rules",),
    "subject": ("Subject", "registration_for_checks", "subject_of"),
})  # fmt: skip
