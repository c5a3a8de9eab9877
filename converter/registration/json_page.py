"""The registration as JSON for other programs."""

from __future__ import annotations

import json
from typing import Any

from converter.profile import Profile
from converter.registration.decision_tables import Tables
from converter.registration.findings import missing_fields
from converter.registration.loading import load_registration
from converter.registration.model import Gap, PageItem, PageSection, Registration
from converter.registration.notation import BOOKING
from converter.registration.rules import load_rules
from converter.registration.subject import Subject


def as_json(registration: Registration, subject: Subject, profile: Profile) -> str:
    """The registration as JSON (`registration.schema.json`). Fields are only ever added.

    `note_id` and `source_sha256` join it to its note; nothing else in it tells who the patient is.
    """
    routine, missing = profile.registration_routine, list(missing_fields(registration, subject, profile))
    tables = load_registration(profile)
    data: dict[str, Any] = {
        "schema": 1,
        "note_id": subject.note.id,
        "source_sha256": subject.digest,
        "facts": {**subject.contact._asdict(), "channels": list(subject.contact.channels)},
        "inferred_facts": list(subject.inferred),
        "missing_facts": [question.fact for question in registration.questions],
        **{name: registration.value(name) for name in tables.outputs},
        "phrase": _with_colleague(registration.phrase, subject.contact.colleague.strip()),
        "unit_name": subject.contact.unit_worked_for if registration.unit else "",
        "either": {name: list(values) for name, values in registration.either},
        "rules": list(registration.rules),
        "inferred": list(registration.inferred),
        "questions": [
            {"fact": question.fact, "text": question.text, "choices": dict(question.choices)}
            for question in registration.questions
        ],
        "gaps": [_gap(gap, profile) for gap in registration.gaps],
        "advice": [
            _advice(section, item, profile) for section in registration.page for item in section.items if not item.field
        ],
        "booking": {"lacks": missing} if registration.needs_booking else {},
        "systems": dict(tables.systems),
        "columns": columns_of(registration, tables),
        "sources": {item.field: list(item.rules) for item in registration.items if item.field},
        "document": routine.document,
        "revision": routine.revision,
        "valid_to": routine.valid_to,
        "expired": routine.expired,
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def columns_of(registration: Registration, tables: Tables) -> list[dict[str, str]]:
    """Each column with its label, its value, and the system that it is of, `""` for none."""
    return [
        {"name": column.name, "label": column.label, "system": column.system, "value": registration.values[column.name]}
        for column in tables.columns
    ]


def _with_colleague(phrase: str, colleague: str) -> str:
    """The phrase with the name of the colleague in place of the routine's NN (R93, R104)."""
    return f"{phrase.removesuffix(' NN')} {colleague}" if phrase.endswith(" NN") and colleague else phrase


def _gap(gap: Gap, profile: Profile) -> dict[str, object]:
    rule = load_rules(profile)[gap.id]
    return {
        "id": gap.id, "stops": gap.stops, "section": rule.section, "text": rule.sv, "nearby": list(rule.nearby),
    }  # fmt: skip


def _advice(section: PageSection, item: PageItem, profile: Profile) -> dict[str, object]:
    rules, booking = load_rules(profile), load_registration(profile).booking
    return {
        "part": section.id,
        "text": item.text.replace(BOOKING, ", ".join(label for _, label in booking.fields)),
        "rules": list(item.rules),
        "sections": ", ".join(dict.fromkeys(rules[rule].section for rule in item.rules)),
        "task": item.task,
        "inferred": item.inferred,
    }
