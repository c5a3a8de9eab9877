"""What is reported of a registration: what it lacks, and what the routine does not state."""

from __future__ import annotations

from typing import Final

from converter.findings import Finding
from converter.profile import Profile
from converter.registration.decision_tables import SYSTEM
from converter.registration.fact_options import options_of
from converter.registration.loading import is_shipped_profile, load_registration
from converter.registration.model import Registration
from converter.registration.subject import Subject

_REGISTERED: Final = ("yes", "may", "as_before")
"""The answers to who registers with which a system is used."""


def findings(registration: Registration, subject: Subject, profile: Profile) -> tuple[Finding, ...]:
    """The findings: missing facts, gaps, inferred values, missing fields of the booking, a routine that has expired."""
    found = []
    if registration.questions:
        names = ", ".join(
            profile.labels.get(f"contact.{question.fact}", question.fact) for question in registration.questions
        )
        options = ", ".join(options_of(question.fact) for question in registration.questions)
        found.append(Finding("MVG440", words=(names, options)))
    option = "" if is_shipped_profile(profile) else f' --profile "{profile.folder}"'
    found += [Finding("MVG441", words=(gap.id, option)) for gap in registration.gaps if gap.stops]
    if inferred := [item.label for item in registration.items if item.inferred and item.label]:
        found.append(Finding("MVG442", words=(", ".join(dict.fromkeys(inferred)),)))
    if (subject.booked or subject.has_template) and (missing := missing_fields(registration, subject, profile)):
        labels = dict(load_registration(profile).booking.fields)
        found.append(Finding("MVG443", words=(", ".join(labels[name] for name in missing),)))
    systems = load_registration(profile).systems
    if len(systems) > 1 and not subject.contact.admin_system and registration.registers in _REGISTERED:
        found.append(Finding("MVG444", words=(options_of(SYSTEM),)))
    if (routine := profile.registration_routine).expired:
        found.append(Finding("MVG430", words=(routine.document, routine.revision, routine.valid_to)))
    return tuple(found)


def missing_fields(registration: Registration, subject: Subject, profile: Profile) -> tuple[str, ...]:
    """The fields that the booking still lacks; none where no booking is made."""
    return subject.missing_booking_fields(load_registration(profile)) if registration.needs_booking else ()
