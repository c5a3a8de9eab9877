"""The page of a contact registration, rendered and proven: it states the facts of the note and the decided values."""

from __future__ import annotations

from operator import attrgetter

from converter import proof
from converter.files.storage import Refused
from converter.findings import Finding
from converter.note.model import TriageNote
from converter.profile import PageForm, Profile
from converter.registration import Registration, Subject, load_registration, register, subject_of
from converter.registration.page import FORMS, document, page_words, vocabulary
from converter.registration.rules import load_rules


def registration_page(registration: Registration, subject: Subject, profile: Profile, form: PageForm) -> str:
    """The page of a registration in a form of `registration.page`, held against its note and the decided values.

    Raises `ProfileError` when its template cannot be used, `Refused` when it does not state what it should.
    """
    output = document(registration, subject, profile, form)
    if not registration_page_is_proven(output, registration, subject, profile, form):
        raise Refused(Finding("MVG604"))
    return output


def registration_page_is_proven(
    output: str, registration: Registration, subject: Subject, profile: Profile, form: PageForm
) -> bool:
    """Whether a page states its registration, and nothing else."""
    expected = expected_page(registration, subject, profile)
    if form == "json":
        return proof.page_data_is_proven(output, expected, profile)
    return proof.page_is_proven(output, form, expected, profile, profile.templates[FORMS[form]])


def registration_page_of(note: TriageNote, profile: Profile, form: PageForm, digest: str = "") -> str:
    """The page of a note's contact, proven; nothing is asked. `digest` is that of its source.

    Raises `ProfileError` and `Refused` as `registration_page` does.
    """
    subject = subject_of(note, profile, digest)
    return registration_page(register(subject.contact, profile), subject, profile, form)


def expected_page(registration: Registration, subject: Subject, profile: Profile) -> proof.ExpectedPage:
    """What a page is held against: its values and advice in order, and the words that it may have beside them."""
    tables, rules = load_registration(profile), load_rules(profile)
    lines: list[proof.PageLine] = []
    for part in registration.page:
        if part.diagnosis and registration.registers in ("yes", "may"):
            lines.append(proof.PageLine("{diagnosis}", profile.labels["principal_diagnosis"], "fact"))
        for item in (item for item in part.items if not (item.gap or item.is_open)):
            text = item.text.replace("{unit}", tables.unit_words)
            sections = tuple(dict.fromkeys(rules[rule].section for rule in item.rules))
            inferred = item.inferred or (item.field == "unit" and "unit_worked_for" in subject.inferred)
            lines.append(proof.PageLine(
                text, item.label, field=item.field, part=part.id, rules=item.rules, sections=sections,
                inferred=inferred, task=item.task,
            ))  # fmt: skip
    booking = tuple(
        proof.BookingField(
            name,
            label,
            attrgetter(tables.booking.given_by[name])(subject.note) if name in tables.booking.given_by else "",
            name in subject.booked or (subject.has_template and name in tables.booking.template_gives),
        )
        for name, label in tables.booking.fields
    )
    return proof.ExpectedPage(
        subject.note, subject.contact, inferred=subject.inferred, digest=subject.digest, lines=tuple(lines),
        booking=booking if registration.needs_booking else (), values=_values(registration, subject, profile),
        words={fact: dict(question.choices) for fact, question in tables.questions.items()},
        vocabulary=profile.derive(vocabulary), page_words=tuple(page_words(registration, profile)),
    )  # fmt: skip


def _values(registration: Registration, subject: Subject, profile: Profile) -> dict[str, object]:
    """What the page as JSON has of a registration beside its advice, by key."""
    rules, tables = load_rules(profile), load_registration(profile)
    return {
        **{name: registration.value(name) for name in tables.outputs},
        "either": {name: [*values] for name, values in registration.either},
        "inferred": [*registration.inferred],
        "rules": [*registration.rules],
        "unit_name": subject.contact.unit_worked_for if registration.unit else "",
        "questions": [{**question._asdict(), "choices": dict(question.choices)} for question in registration.questions],
        "gaps": [
            {
                "id": gap.id, "stops": gap.stops, "section": rules[gap.id].section, "text": rules[gap.id].sv,
                "nearby": [*rules[gap.id].nearby],
            }
            for gap in registration.gaps
        ],
        "missing_facts": [question.fact for question in registration.questions],
        "systems": dict(tables.systems),
        "columns": [
            {"name": name, "label": label, "system": system, "value": registration.value(name)}
            for name, label, system, _ in tables.columns
        ],
        "sources": {item.field: [*item.rules] for item in registration.items if item.field},
    }  # fmt: skip
