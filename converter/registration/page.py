"""The registration as a page, on screen or in print. Layout and words are those of the profile's templates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from converter.findings import Finding
from converter.note import times
from converter.note.model import CODED_FACTS, TriageNote
from converter.profile import PageForm, Profile, ProfileError, sandbox
from converter.profile.schema import REGISTRATION_PAGES
from converter.profile.wording import as_written, diagnosis_as_written
from converter.registration.decision_tables import UNIT, Tables
from converter.registration.fact_options import answer_of
from converter.registration.loading import load_registration
from converter.registration.model import Gap, PageItem, PageSection, Registration
from converter.registration.notation import BOOKING
from converter.registration.rules import Rule, load_rules, sections_of
from converter.registration.subject import BLANK, Subject, text_of

FORMS: Final[dict[PageForm, str]] = dict(zip(("text", "html"), REGISTRATION_PAGES, strict=True))
"""The forms of the page, each with its template in the profile."""

Context = dict[str, object]
"""What a template is given: plain strings and flags, and tuples and dictionaries of them."""


def document(registration: Registration, subject: Subject, profile: Profile, form: PageForm) -> str:
    """The registration as `text`, `html` or `json`. Raises `ProfileError`."""
    if form == "json":
        from converter.registration.json_page import as_json

        return as_json(registration, subject, profile)
    return page(registration, subject, profile, form)


def page(registration: Registration, subject: Subject, profile: Profile, form: PageForm = "text") -> str:
    """The page in one of `FORMS`. Raises `ProfileError` when the template cannot be used."""
    name = FORMS[form]
    try:
        template = sandbox.template(profile.templates[name], name)
        return sandbox.run(template, view(registration, subject, profile))
    except KeyError:
        raise ProfileError(Finding("MVG503", 0, 0, (name, "#no-file"))) from None
    except sandbox.TemplateFault as fault:
        raise ProfileError(fault.finding) from None


def view(registration: Registration, subject: Subject, profile: Profile) -> Context:
    """The values of a page by name, for a template or `mvg page`: strings, flags, tuples and dictionaries of them."""
    rules, own, source = load_rules(profile), profile.routine, profile.registration_routine
    return {
        "head": tuple(_head(subject.note, profile)),
        "facts": tuple(_facts(subject, profile)),
        "parts": tuple(_section(section, registration, subject, profile) for section in registration.page),
        "questions": tuple(
            {"text": text, "choices": tuple((answer_of(fact, code, profile), word) for code, word in choices)}
            for fact, text, choices in registration.questions
        ),
        "not_covered": tuple(_gap(gap, rules) for gap in registration.gaps if gap.stops),
        "left_open": tuple(_gap(gap, rules) for gap in registration.gaps if not gap.stops),
        "document": source.document,
        "revision": source.revision,
        "title": source.title,
        "valid_to": source.valid_to,
        "expired": source.expired,
        "own_document": own.document if own[:2] != source[:2] else "",
        "own_revision": own.revision,
        "profile": f"{profile.name} {profile.version}",
    }


def _head(note: TriageNote, profile: Profile) -> Iterator[tuple[str, str]]:
    """Whom the page is about: labels and values, `""` for a value that is missing."""
    number = f"patient.{note.patient.number_type or 'personnummer'}"
    time = next((fact for fact in ("ended", "created", "signed_at") if getattr(note, fact)), "ended")
    values = (
        ("patient.name", note.patient.name), (number, note.patient.number), ("author.name", note.author.name),
        (time, times.shown(getattr(note, time))), ("id", note.id),
    )  # fmt: skip
    for fact, value in values:
        yield profile.labels.get(fact, fact), value.strip()


def _facts(subject: Subject, profile: Profile) -> Iterator[tuple[str, str, bool]]:
    """The known facts of the contact: label, words, and whether it is inferred."""
    questions = load_registration(profile).questions
    for name in ("channels", "colleague", *CODED_FACTS):
        value = getattr(subject.contact, name)
        if not value:
            continue
        if name in questions:
            words = dict(questions[name].choices)
            text = " → ".join(words.get(code, code) for code in ([value] if isinstance(value, str) else value))
        else:
            text = as_written(f"contact.{name}", value, profile)
        yield profile.labels.get(f"contact.{name}", name), text, name in subject.inferred


def _gap(gap: Gap, rules: Mapping[str, Rule]) -> Context:
    rule = rules[gap.id]
    nearby = tuple((name, rules[name].section, rules[name].sv) for name in rule.nearby)
    return {"id": rule.id, "section": rule.section, "text": rule.sv, "nearby": nearby}


def _section(section: PageSection, registration: Registration, subject: Subject, profile: Profile) -> Context:
    items = [_item(item, subject, profile) for item in section.items]
    if section.diagnosis and registration.registers in ("yes", "may"):
        diagnosis = diagnosis_as_written(subject.note.principal_diagnosis) or BLANK
        fact = PageItem("", field="fact", label=profile.labels["principal_diagnosis"])
        items.insert(0, {**_item(fact, subject, profile), "text": diagnosis})
    return {"id": section.id, "title": section.title, "items": tuple(items)}


def _item(item: PageItem, subject: Subject, profile: Profile) -> Context:
    rules, tables = load_rules(profile), load_registration(profile)
    return {
        **item._asdict(),
        "text": item.text.partition(BOOKING)[0].rstrip() if item.has_booking else text_of(item, subject, tables),
        "inferred": item.inferred or (item.field == UNIT and "unit_worked_for" in subject.inferred),
        "rules": ", ".join(item.rules),
        "sections": sections_of(item, rules),
        "boxes": tuple(_boxes(subject, tables)) if item.has_booking else (),
    }


def _boxes(subject: Subject, tables: Tables) -> Iterator[Context]:
    """The fields of the booking: with a value from the note, or with a box that is ticked when it is already filled."""
    values, missing = subject.booking_values(tables.booking), subject.missing_booking_fields(tables)
    for name, label in tables.booking.fields:
        yield {"label": label, "value": values.get(name, ""), "done": name not in missing}


# -- the words that it may have beside what the note says and what was decided ----------------------------------


def vocabulary(profile: Profile) -> frozenset[str]:
    """The words that any page may have: titles, labels, words of facts, fields of a booking. Raises `ProfileError`."""
    tables = load_registration(profile)
    words = {*(section.title for section in tables.sections), *(line.label for line in tables.lines)}
    words.add(tables.unit_words.replace("{unit}", "").strip())
    words |= {word for question in tables.questions.values() for _, word in question.choices}
    return frozenset(words | {label for _, label in tables.booking.fields})


def page_words(registration: Registration, profile: Profile) -> Iterator[str]:
    """The words that the page of this registration may have: its questions and their answers, its rules and gaps.

    Only the rules that the page cites are among them, so that a citation of any other is noticed.
    """
    for question in registration.questions:
        yield question.text
        yield from (answer_of(question.fact, code, profile) for code, _ in question.choices)
    rules = load_rules(profile)
    for name in dict.fromkeys(rule for item in registration.items for rule in item.rules):
        yield from (name, rules[name].section)
    for gap in registration.gaps:
        for name in (gap.id, *rules[gap.id].nearby):
            yield from (name, rules[name].section, rules[name].sv)
