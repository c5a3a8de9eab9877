"""The result of a conversion, and its JSON form."""

# Annotations are not postponed here: each one of a NamedTuple would be compiled at every start.

import hashlib
import json
from typing import Any, NamedTuple

from converter.findings import Finding, has_errors
from converter.findings.catalogue import WARNING, Language
from converter.note.model import RecordNote, TriageNote
from converter.profile import Profile


class Result(NamedTuple):
    """The result of converting one note to one target."""

    output: str | None
    """The text of the target; None when an error stopped it."""
    findings: tuple[Finding, ...]
    note: TriageNote | None = None
    record: RecordNote | None = None
    sections: tuple[tuple[str, str], ...] = ()
    """Heading and text of each section of the output, for handing them out one by one."""
    button: str = ""
    """What the export button of the source system says for this note, by whether a required field is empty (R141).

    A target with a button of its own has that (R149).
    """

    @property
    def ok(self) -> bool:
        """Whether no error stopped the output."""
        return not has_errors(self.findings)

    def stops(self, strict: bool) -> bool:
        """Whether the output must not be written: for an error, or with `strict` for a warning."""
        return not self.ok or (strict and any(finding.severity == WARNING for finding in self.findings))

    @property
    def exit_code(self) -> int:
        """The exit code of the command: the highest of its findings."""
        return max((finding.exit_code for finding in self.findings), default=0)


def digest_of(source: bytes | str) -> str:
    """SHA-256 of the source as it came in, as hexadecimal."""
    return hashlib.sha256(source.encode("utf-8", "surrogatepass") if isinstance(source, str) else source).hexdigest()


def as_json(result: Result, digest: str, profile: Profile) -> str:
    """The whole result as JSON: note, record, button, findings, provenance."""
    assert result.note is not None
    assert result.record is not None
    data = {
        "schema": 1,
        "button": result.button,
        "note": as_data(result.note),
        "record": {
            "template": result.record.template,
            "fields": [{"keyword": field.keyword, "text": field.text} for field in result.record.fields],
        },
        "findings": [finding_data(finding) for finding in result.findings],
        "provenance": {
            "routine": profile.routine.document,
            "revision": profile.routine.revision,
            "valid_to": profile.routine.valid_to,
            "profile": profile.name,
            "profile_version": profile.version,
            "profile_sha256": profile.digest,
            "source_sha256": digest,
        },
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def as_data(value: Any) -> Any:
    """A value of the model as dictionaries, lists and strings, for JSON."""
    if hasattr(value, "_asdict"):
        return {name: as_data(part) for name, part in value._asdict().items()}
    return [as_data(part) for part in value] if isinstance(value, tuple) else value


def finding_data(finding: Finding, language: Language = "sv") -> dict[str, Any]:
    """A finding for JSON. Fields are only ever added."""
    return {
        "code": finding.code,
        "severity": finding.severity,
        "line": finding.line or None,
        "column": finding.column or None,
        "message": finding.message(language),
        "next_step": finding.next_step(language),
    }
