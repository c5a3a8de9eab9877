"""A registration as a page to follow, for eyes or for print. Layout and words are the profile's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from converter import sandbox, times
from converter.facts import as_written, diagnosis_as_written
from converter.findings import Finding
from converter.model import CONTACT_CODES, TriageNote
from converter.profile import Profile, ProfileError
from converter.registration.engine import BOOKING, booking_lacks
from converter.registration.loading import load_registration
from converter.registration.options import answer_of
from converter.registration.outcome import Item, Part, Registration
from converter.registration.rules import Rule, load_rules
from converter.registration.subject import TO_FILL_IN, Subject, filled_in

FORMS: Final = {"text": "registration.txt.j2", "html": "registration.html.j2"}
"""The forms of the page, each with its template in the profile."""


def document(registration: Registration, subject: Subject, profile: Profile, form: str) -> str:
    """The registration as `text`, `html` or `json`. Raises `ProfileError`."""
    if form == "json":
        from converter.registration.record import as_json

        return as_json(registration, subject, profile)
    return page(registration, subject, profile, form)


def page(registration: Registration, subject: Subject, profile: Profile, form: str = "text") -> str:
    """The page in one of `FORMS`. Raises `ProfileError` when the template cannot be used."""
    name = FORMS[form]
    try:
        compiled = sandbox.template(profile.templates[name], name)
        return sandbox.run(compiled, view(registration, subject, profile))
    except KeyError:
        raise ProfileError((Finding("MVG503", 0, 0, (name, "FileNotFoundError")),)) from None
    except sandbox.TemplateFault as fault:
        raise ProfileError((fault.finding,)) from None


def view(registration: Registration, subject: Subject, profile: Profile) -> dict[str, object]:
    """The values of a page by name, for a template or `mvg page`: strings, flags, tuples and dictionaries of them."""
    rules, routine = load_rules(profile), profile.routine
    source = profile.registration_routine
    return {
        "head": tuple(_head(subject.note, profile)),
        "facts": tuple(_facts(subject, profile)),
        "parts": tuple(_part(part, registration, subject, profile, rules) for part in registration.page),
        "questions": tuple(
            {
                "text": question.text,
                "choices": tuple((answer_of(question.fact, code, profile), word) for code, word in question.choices),
            }
            for question in registration.questions
        ),
        "not_covered": tuple(_gap(rules[gap.id], rules) for gap in registration.gaps if gap.stops),
        "left_open": tuple(_gap(rules[gap.id], rules) for gap in registration.gaps if not gap.stops),
        "document": source.document,
        "revision": source.revision,
        "title": source.title,
        "valid_to": source.valid_to,
        "expired": source.expired,
        "own_document": routine.document if routine[:2] != source[:2] else "",
        "own_revision": routine.revision,
        "profile": f"{profile.name} {profile.version}",
    }


def _head(note: TriageNote, profile: Profile) -> Iterator[tuple[str, str]]:
    """Whom the page is about; `""` for a line to fill in."""
    number = f"patient.{note.patient.number_type or 'personnummer'}"
    when = next((fact for fact in ("ended", "created", "signed_at") if getattr(note, fact)), "ended")
    values = (
        ("patient.name", note.patient.name), (number, note.patient.number), ("author.name", note.author.name),
        (when, times.shown(getattr(note, when))), ("id", note.id),
    )  # fmt: skip
    for fact, value in values:
        yield profile.labels.get(fact, fact), value.strip()


def _facts(subject: Subject, profile: Profile) -> Iterator[tuple[str, str, bool]]:
    """The known facts of the contact with their labels and words, and whether each is inferred."""
    asks = load_registration(profile).asks
    for name in ("channels", "colleague", *CONTACT_CODES):
        value = getattr(subject.contact, name)
        if value and name in asks:
            words = dict(asks[name].choices)
            value = " → ".join(words.get(code, code) for code in ([value] if isinstance(value, str) else value))
        elif value:
            value = as_written(f"contact.{name}", value, profile)
        if value:
            yield profile.labels.get(f"contact.{name}", name), value, name in subject.inferred


def _part(
    part: Part, registration: Registration, subject: Subject, profile: Profile, rules: Mapping[str, Rule]
) -> dict[str, object]:
    items = [_item(item, subject, profile, rules) for item in part.items]
    if part.id == "code" and registration.registers in ("yes", "may"):
        label = profile.labels["principal_diagnosis"]
        items.insert(0, _row(label, diagnosis_as_written(subject.note.principal_diagnosis) or TO_FILL_IN))
    return {"id": part.id, "title": part.title, "items": tuple(items)}


def _row(label: str, text: str) -> dict[str, object]:
    """A line of a fact of the note, which no rule gives."""
    return {**Item(text, field="fact", label=label)._asdict(), "rules": "", "sections": "", "boxes": ()}


def _item(item: Item, subject: Subject, profile: Profile, rules: Mapping[str, Rule]) -> dict[str, object]:
    text = item.text.partition(BOOKING)[0].rstrip() if item.has_booking else filled_in(item, subject)
    inferred = item.inferred or (item.field == "unit" and "unit_worked_for" in subject.inferred)
    boxes = tuple(_boxes(subject, profile)) if item.has_booking else ()
    sections = ", ".join(dict.fromkeys(rules[rule].section for rule in item.rules))
    return {
        **item._asdict(), "text": text, "inferred": inferred, "rules": ", ".join(item.rules), "sections": sections,
        "boxes": boxes,
    }  # fmt: skip


def _boxes(subject: Subject, profile: Profile) -> Iterator[dict[str, object]]:
    """The fields of the booking: what the note gives with its value, the others with a box, ticked when it is there."""
    tables = load_registration(profile)
    given = subject.booking(tables.booking)
    lacking = booking_lacks((*given, *subject.booked), tables, subject.has_template)
    for name, label in tables.booking.fields:
        yield {"label": label, "value": given.get(name, ""), "done": name not in lacking}


def _gap(gap: Rule, rules: Mapping[str, Rule]) -> dict[str, object]:
    return {
        "id": gap.id,
        "section": gap.section,
        "text": gap.sv,
        "nearby": tuple((rule, rules[rule].section, rules[rule].sv) for rule in gap.nearby),
    }
