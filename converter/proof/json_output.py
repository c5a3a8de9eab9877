"""The third proof, for JSON: the output, parsed again, compared with note, record, findings and provenance."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from converter.findings import Finding
from converter.note.model import Diagnosis, RecordNote, TriageNote
from converter.profile import Profile
from converter.proof.facts import FACTS, values_of


def read_json(output: str) -> Any:
    """The value of a JSON text. Raises `ValueError`, also for a key that comes twice: a parser keeps one of the two."""
    return json.loads(output, object_pairs_hook=_unique)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) < len(pairs):
        raise ValueError
    return data


def json_is_proven(
    output: str, record: RecordNote, findings: Sequence[Finding], button: str, profile: Profile, digest: str
) -> bool:
    """Whether a JSON output states the record, its note and its findings, and nothing else in their keys.

    `digest` is the SHA-256 of the source, in hexadecimal.
    """
    try:
        data = read_json(output)
        listed = [(finding["code"], finding["severity"], finding["line"] or 0) for finding in data["findings"]]
        are_worded = all(finding["message"] and "next_step" in finding for finding in data["findings"])
        actual = (data["button"], data["note"], data["record"], data["provenance"])
    except (ValueError, LookupError, TypeError):
        return False
    fields = [{"keyword": field.keyword, "text": field.text} for field in record.fields]
    provenance = {
        "routine": profile.routine.document,
        "revision": profile.routine.revision,
        "valid_to": profile.routine.valid_to,
        "profile": profile.name,
        "profile_version": profile.version,
        "profile_sha256": profile.digest,
        "source_sha256": digest,
    }
    expected = (button, note_data(record.note), {"template": record.template, "fields": fields}, provenance)
    found = [(finding.code, finding.severity, finding.line) for finding in findings]
    return are_worded and actual == expected and listed == found


def note_data(note: TriageNote) -> dict[str, Any]:
    """The note as the JSON form has it."""
    data: dict[str, Any] = {}
    for fact, text in zip(FACTS, values_of(note), strict=True):
        part, _, name = fact.name.rpartition(".")
        (data.setdefault(part, {}) if part else data)[name] = text
    data["contact"]["channels"] = list(note.contact.channels)
    data["triage"]["answers"] = [{"question": question, "answer": answer} for question, answer in note.triage.answers]
    data["entries"] = [
        {"keyword": keyword, "text": text, "origin": origin, "line": line, "heading": heading}
        for keyword, text, origin, line, heading in note.entries
    ]
    data["principal_diagnosis"] = _diagnosis_data(note.principal_diagnosis)
    data["secondary_diagnoses"] = [_diagnosis_data(diagnosis) for diagnosis in note.secondary_diagnoses]
    return data


def _diagnosis_data(diagnosis: Diagnosis) -> dict[str, str]:
    code, system, title = diagnosis
    return {"code": code, "system": system, "title": title}
