"""A note written in the two forms that are read: the inverse of the readers, by other means."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from converter.facts import as_written, diagnosis_as_written, facts_of
from converter.model import CONTACT_CODES, Diagnosis, TriageNote
from converter.profile import Profile
from converter.readers.xml_schema import NAMESPACE


def as_xml(note: TriageNote) -> str:
    """The note in the XML form (`triage-note.xsd`)."""
    attributes = "".join(
        f" {name}={quoteattr(value)}"
        for name, value in (("id", note.id), ("created", note.created), ("ended", note.ended))
        if value
    )
    parts = "\n".join(f"  {part}" for part in _parts(note) if part)
    declaration = '<?xml version="1.0" encoding="UTF-8"?>'
    return f'{declaration}\n<triage-note xmlns="{NAMESPACE}"{attributes}>\n{parts}\n</triage-note>\n'


def _parts(note: TriageNote) -> Iterator[str]:
    patient, author, triage, contact = note.patient, note.author, note.triage, note.contact
    number = f'<number type="{patient.number_type}">{escape(patient.number)}</number>' if patient.number else ""
    yield _holder("patient", _leaf("name", patient.name) + number)
    yield _holder("author", _leaf("name", author.name) + _leaf("role", author.role) + _leaf("hsa-id", author.hsa_id))
    items = "".join(_pair("item", "question", question, "answer", answer) for question, answer in triage.answers)
    yield _holder(
        "triage", _leaf("presenting-reason", triage.presenting_reason) + items + _leaf("outcome", triage.outcome)
    )
    codes = {code.replace("_", "-"): getattr(contact, code) for code in CONTACT_CODES}
    told = "".join(
        f' {name}="{value}"' for name, value in {"channels": " ".join(contact.channels), **codes}.items() if value
    )
    colleague, unit = _leaf("colleague", contact.colleague), _leaf("unit-worked-for", contact.unit_worked_for)
    yield f"<contact{told}>{colleague}{unit}</contact>"
    yield _holder(
        "entries", "".join(_pair("entry", "keyword", entry.keyword, "text", entry.text) for entry in note.entries)
    )
    yield _diagnosis("principal", note.principal_diagnosis)
    yield from (_diagnosis("secondary", diagnosis) for diagnosis in note.secondary_diagnoses)
    unit = _leaf("signing-unit", note.signing_unit.name) + _leaf("signing-unit-hsa-id", note.signing_unit.hsa_id)
    signed = _leaf("signer", note.signer) + _leaf("signed-at", note.signed_at)
    yield _holder("signing", _leaf("record-type", note.record_type) + unit + signed)


def _leaf(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>" if text else ""


def _holder(name: str, inside: str) -> str:
    return f"<{name}>{inside}</{name}>" if inside else ""


def _pair(name: str, first: str, one: str, second: str, other: str) -> str:
    return f"<{name}><{first}>{escape(one)}</{first}><{second}>{escape(other)}</{second}></{name}>"


def _diagnosis(kind: str, diagnosis: Diagnosis) -> str:
    if diagnosis == Diagnosis():
        return ""
    system = f" system={quoteattr(diagnosis.system)}" if diagnosis.system else ""
    code = f"<code{system}>{escape(diagnosis.code)}</code>" if diagnosis.code else ""
    return f'<diagnosis type="{kind}">{code}{_leaf("title", diagnosis.title)}</diagnosis>'


def as_text(note: TriageNote, profile: Profile) -> str:
    """The note as copied text, with the headings and labels of `profile`."""
    facts = [(fact, as_written(fact, value, profile)) for fact, value in facts_of(note)]
    if note.principal_diagnosis != Diagnosis():
        facts.append(("principal_diagnosis", diagnosis_as_written(note.principal_diagnosis)))
    facts += [("secondary_diagnosis", diagnosis_as_written(diagnosis)) for diagnosis in note.secondary_diagnoses]
    # A space behind the colon belongs to the label: a text that begins with one stands under it.
    lines = [f"{profile.labels[fact]}:{chr(10) if value[:1].isspace() else ' '}{value}" for fact, value in facts]
    sections = [f"{entry.keyword}\n{entry.text}\n" if entry.text else f"{entry.keyword}\n" for entry in note.entries]
    return "\n".join([*lines, "", *sections] if lines else sections)
