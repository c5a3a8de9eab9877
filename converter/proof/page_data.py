"""Proof of the registration page as JSON: it is compared with what it has to be, value by value."""

from __future__ import annotations

import json
from typing import Any

from converter.note.model import Contact
from converter.profile import Profile
from converter.proof.json_output import read_json
from converter.proof.page import ExpectedPage


def page_data_is_proven(output: str, expected: ExpectedPage, profile: Profile) -> bool:
    """Whether a page in JSON is of this note, has its facts, the decided values and the advice, and nothing else."""
    try:
        data = read_json(output)
    except ValueError:
        return False
    # As text, for Python takes `true` and 1 for equal.
    return json.dumps(data, sort_keys=True) == json.dumps(_expected_data(expected, profile), sort_keys=True)


def _expected_data(expected: ExpectedPage, profile: Profile) -> dict[str, Any]:
    contact, routine = expected.contact, profile.registration_routine
    facts = contact._asdict().items()
    booking = ", ".join(field.label for field in expected.booking)
    lacking = [field.name for field in expected.booking if not (field.value or field.ticked)]
    return {
        **{name: _with_colleague(value, contact) for name, value in expected.values.items()},
        "schema": 1,
        "note_id": expected.note.id,
        "source_sha256": expected.digest,
        "inferred_facts": list(expected.inferred),
        "facts": {name: list(value) if isinstance(value, tuple) else value for name, value in facts},
        "document": routine.document,
        "revision": routine.revision,
        "valid_to": routine.valid_to,
        "expired": routine.expired,
        "advice": [
            {
                "part": line.part, "text": line.text.replace("{booking}", booking), "rules": list(line.rules),
                "sections": ", ".join(line.sections), "task": line.task, "inferred": line.inferred,
            }
            for line in expected.lines
            if not line.field
        ],
        "booking": {"lacks": lacking} if expected.booking else {},
    }  # fmt: skip


def _with_colleague(value: object, contact: Contact) -> object:
    """A value with the colleague who was consulted in place of the routine's NN (R93, R104)."""
    name = contact.colleague.strip()
    return f"{value[:-2]}{name}" if name and isinstance(value, str) and value.endswith(" NN") else value
