"""The third proof, of the JSON form: read back, it is the note, the record, what was found and what it rests on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from converter.balance.fields import FACTS, values_of
from converter.findings import Finding
from converter.model import Diagnosis, RecordNote, TriageNote
from converter.profile import Profile


def json_balances(
    output: str, record: RecordNote, findings: Sequence[Finding], button: str, profile: Profile, digest: str
) -> bool:
    """Whether a JSON result says just what it has to; `digest` is that of the source."""
    try:
        data = json.loads(output)
        told = [(found["code"], found["severity"], found["line"] or 0) for found in data["findings"]]
        worded = all(found["message"] and "next_step" in found for found in data["findings"])
        whole = (data["button"], data["note"], data["record"], data["provenance"])
    except (ValueError, LookupError, TypeError):
        return False
    fields = [{"keyword": field.keyword, "text": field.text} for field in record.fields]
    rests_on = {
        "routine": profile.routine.document,
        "revision": profile.routine.revision,
        "valid_to": profile.routine.valid_to,
        "profile": profile.name,
        "profile_version": profile.version,
        "profile_sha256": profile.digest,
        "source_sha256": digest,
    }
    expected = (button, note_data(record.note), {"template": record.template, "fields": fields}, rests_on)
    return worded and whole == expected and told == [(found.code, found.severity, found.line) for found in findings]


def note_data(note: TriageNote) -> dict[str, Any]:
    """A note as the JSON form has it."""
    data: dict[str, Any] = {}
    for fact, text in zip(FACTS, values_of(note), strict=True):
        part, _, name = fact.path.rpartition(".")
        (data.setdefault(part, {}) if part else data)[name] = text
    data["contact"]["channels"] = list(note.contact.channels)
    data["triage"]["answers"] = [{"question": asked, "answer": answered} for asked, answered in note.triage.answers]
    data["entries"] = [
        {"keyword": keyword, "text": text, "origin": origin, "line": line, "heading": heading}
        for keyword, text, origin, line, heading in note.entries
    ]
    data["principal_diagnosis"] = _diagnosis(note.principal_diagnosis)
    data["secondary_diagnoses"] = [_diagnosis(one) for one in note.secondary_diagnoses]
    return data


def _diagnosis(diagnosis: Diagnosis) -> dict[str, str]:
    code, system, title = diagnosis
    return {"code": code, "system": system, "title": title}
