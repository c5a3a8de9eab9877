"""A registration as JSON for other programs, and what there is to say about it as findings."""

from __future__ import annotations

import json
from typing import Any

from converter.findings import Finding
from converter.profile import Profile
from converter.registration.engine import BOOKING, booking_lacks
from converter.registration.loading import load_registration
from converter.registration.options import options_of
from converter.registration.outcome import Item, Registration
from converter.registration.rules import load_rules
from converter.registration.subject import Subject, filled_in
from converter.registration.tables import COLUMNS, EXTRAS, PHRASES


def as_json(registration: Registration, subject: Subject, profile: Profile) -> str:
    """The registration as JSON; the columns are those of the table of worked cases. Fields are only ever added.

    It can be joined to its note by `note_id` and `source_sha256`, and holds nothing else that tells who the patient is.
    """
    rules, routine, tables = load_rules(profile), profile.registration_routine, load_registration(profile)
    columns = (*COLUMNS, "phrase", *EXTRAS)
    items = [(part.id, item) for part in registration.page for item in part.items]
    fields = dict(tables.booking.fields)

    def text_of(item: Item) -> str:
        return filled_in(item, subject).replace(BOOKING, ", ".join(fields.values()))

    data: dict[str, Any] = {
        "schema": 1,
        "note_id": subject.note.id,
        "source_sha256": subject.digest,
        "facts": {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in subject.contact._asdict().items()
        },
        "inferred_facts": list(subject.inferred),
        "missing_facts": [question.fact for question in registration.questions],
        **{name: getattr(registration, name) for name in columns},
        "phrase": _named(registration.phrase, subject.contact.colleague),
        "unit_name": subject.contact.unit_worked_for if registration.unit else "",
        "either": {name: list(values) for name, values in registration.either},
        "rules": list(registration.rules),
        "inferred": list(registration.inferred),
        "questions": [
            {"fact": question.fact, "text": question.text, "choices": dict(question.choices)}
            for question in registration.questions
        ],
        "gaps": [
            {
                "id": gap.id,
                "stops": gap.stops,
                "section": rules[gap.id].section,
                "text": rules[gap.id].sv,
                "nearby": list(rules[gap.id].nearby),
            }
            for gap in registration.gaps
        ],
        "advice": [
            {
                "part": part,
                "text": text_of(item),
                "rules": list(item.rules),
                "sections": ", ".join(dict.fromkeys(rules[rule].section for rule in item.rules)),
                "task": item.task,
                "inferred": item.inferred,
            }
            for part, item in items
            if not item.field
        ],
        "booking": {"lacks": list(lacking(registration, subject, profile))} if registration.books else {},
        "sources": {item.field: list(item.rules) for _, item in items if item.field},
        "document": routine.document,
        "revision": routine.revision,
        "valid_to": routine.valid_to,
        "expired": routine.expired,
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def summary(registration: Registration, subject: Subject) -> str:
    """The registration in a few lines that hold its values and no layout: what a golden file keeps.

    First the facts it rests on, then each value with its words and the rules that its line cites, then the rules of the
    advice in each part of the page (`[ ]` before a task), the questions, the gaps (`!` behind one that leaves a value
    open), and every rule that was weighed. `(inferred)` marks what is not stated.
    """
    contact = subject.contact._replace(channels=())
    facts = {
        "channels": " ".join(subject.contact.channels),
        **{name: text for name, text in contact._asdict().items() if text},
    }
    lines = [f"{name} = {text}{_mark(name in subject.inferred)}" for name, text in facts.items()]
    items = {item.field: item for part in registration.page for item in part.items}
    either = dict(registration.either)
    for name in (*COLUMNS, "phrase", *EXTRAS):
        if value := getattr(registration, name) or " | ".join(either.get(name, ())):
            lines.append(f"{name} = {value}{_mark(name in registration.inferred)}{_words(value, items.get(name))}")
    lines += [f"{name}: {items[name].text}" for name in PHRASES if name in items]
    for part in registration.page:
        advice = [
            f"{'[ ] ' * item.task}{'+'.join(item.rules)}{_mark(item.inferred)}" for item in part.items if not item.field
        ]
        lines += [f"{part.id}: {', '.join(advice)}"] if advice else []
    lines += [f"question {question.fact}: {question.text}" for question in registration.questions]
    gaps = [f"{gap.id}{'!' * gap.stops}" for gap in registration.gaps]
    others = {"gaps": gaps, "rules": registration.rules}
    return "\n".join([*lines, *(f"{name}: {' '.join(words)}" for name, words in others.items() if words), ""])


def _mark(is_inferred: bool) -> str:
    return " (inferred)" if is_inferred else ""


def _words(value: str, item: Item | None) -> str:
    """What the page says of a value, when that is another text, and the rules that it cites."""
    if item is None:
        return ""
    said = f": {item.text}" if item.text not in (value, "") else ""
    return f"{said} [{' '.join(item.rules)}]" if item.rules else said


def _named(phrase: str, colleague: str) -> str:
    """The phrase with the colleague's name in place of the routine's NN (R93, R104)."""
    return (
        f"{phrase.removesuffix(' NN')} {colleague.strip()}" if phrase.endswith(" NN") and colleague.strip() else phrase
    )


def lacking(registration: Registration, subject: Subject, profile: Profile) -> tuple[str, ...]:
    """What the booking in the resource book lacks; nothing where none is made."""
    if not registration.books:
        return ()
    tables = load_registration(profile)
    return booking_lacks((*subject.booking(tables.booking), *subject.booked), tables, subject.has_template)


def findings(registration: Registration, subject: Subject, profile: Profile) -> tuple[Finding, ...]:
    """What there is to say: what is missing, what the routine is silent on, what is inferred, what it rests on."""
    told = []
    if registration.questions:
        names = ", ".join(
            profile.labels.get(f"contact.{question.fact}", question.fact) for question in registration.questions
        )
        options = ", ".join(options_of(question.fact) for question in registration.questions)
        told.append(Finding("MVG440", words=(names, options)))
    told += [Finding("MVG441", words=(gap.id,)) for gap in registration.gaps if gap.stops]
    if labels := [item.label for part in registration.page for item in part.items if item.inferred and item.label]:
        told.append(Finding("MVG442", words=(", ".join(dict.fromkeys(labels)),)))
    if (subject.booked or subject.has_template) and (lacks := lacking(registration, subject, profile)):
        words = dict(load_registration(profile).booking.fields)
        told.append(Finding("MVG443", words=(", ".join(words[name] for name in lacks),)))
    if not subject.contact.admin_system and registration.registers in ("yes", "may", "as_before"):
        told.append(Finding("MVG444", words=(options_of("admin_system"),)))
    if (routine := profile.registration_routine).expired:
        told.append(Finding("MVG430", words=(routine.document, routine.revision, routine.valid_to)))
    return tuple(told)
