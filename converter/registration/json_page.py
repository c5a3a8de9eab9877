"""The registration as JSON for other programs."""

from __future__ import annotations

import json
from typing import Any

from converter.profile import Profile
from converter.registration.findings import missing_fields
from converter.registration.loading import load_registration
from converter.registration.model import Registration
from converter.registration.notation import BOOKING
from converter.registration.rules import load_rules, sections_of
from converter.registration.subject import Subject


def as_json(registration: Registration, subject: Subject, profile: Profile) -> str:
    """The registration as JSON (`registration.schema.json`). Fields are only ever added.

    `note_id` and `source_sha256` join it to its note; nothing else in it tells who the patient is.
    """
    routine, missing = profile.registration_routine, list(missing_fields(registration, subject, profile))
    tables, rules = load_registration(profile), load_rules(profile)
    phrase, colleague = registration.phrase, subject.contact.colleague.strip()
    if phrase.endswith(" NN") and colleague:  # the routine's NN is the name of the colleague (R93, R104)
        phrase = f"{phrase.removesuffix(' NN')} {colleague}"
    fields = ", ".join(label for _, label in tables.booking.fields)
    data: dict[str, Any] = {
        "schema": 1,
        "note_id": subject.note.id,
        "source_sha256": subject.digest,
        "facts": {**subject.contact._asdict(), "channels": list(subject.contact.channels)},
        "inferred_facts": list(subject.inferred),
        "missing_facts": [question.fact for question in registration.questions],
        **{name: registration.value(name) for name in tables.outputs},
        "phrase": phrase,
        "unit_name": subject.contact.unit_worked_for if registration.unit else "",
        "either": {name: list(values) for name, values in registration.either},
        "rules": list(registration.rules),
        "inferred": list(registration.inferred),
        "questions": [
            {"fact": question.fact, "text": question.text, "choices": dict(question.choices)}
            for question in registration.questions
        ],
        "gaps": [
            {"id": gap.id, "stops": gap.stops, "section": rules[gap.id].section, "text": rules[gap.id].sv,
             "nearby": list(rules[gap.id].nearby)}
            for gap in registration.gaps
        ],
        "advice": [
            {"part": section.id, "text": item.text.replace(BOOKING, fields), "rules": list(item.rules),
             "sections": sections_of(item, rules), "task": item.task, "inferred": item.inferred}
            for section in registration.page
            for item in section.items
            if not item.field
        ],
        "booking": {"lacks": missing} if registration.needs_booking else {},
        "systems": dict(tables.systems),
        "columns": [
            {"name": name, "label": label, "system": system, "value": registration.values[name]}
            for name, label, system, _ in tables.columns
        ],
        "sources": {item.field: list(item.rules) for item in registration.items if item.field},
        "document": routine.document,
        "revision": routine.revision,
        "valid_to": routine.valid_to,
        "expired": routine.expired,
    }  # fmt: skip
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
