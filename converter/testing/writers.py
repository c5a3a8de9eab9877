"""Writes a note in the two input forms: the inverse of the readers, written independently of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from converter.facts import as_written, diagnosis_as_written
from converter.fields import NAMESPACE, facts_of
from converter.model import CONTACT_CODES, Diagnosis, TriageNote
from converter.profile import Profile


def as_xml(note: TriageNote, around: str = "") -> str:
    """The note in the XML form (`triage-note.xsd`).

    `around` is white space to put before and after each fact, question, answer and keyword: layout, no part of them.
    """
    attributes = "".join(
        f" {name}={quoteattr(value)}"
        for name, value in (("id", note.id), ("created", note.created), ("ended", note.ended))
        if value
    )
    parts = "\n".join(f"  {part}" for part in _parts(note, around) if part)
    declaration = '<?xml version="1.0" encoding="UTF-8"?>'
    return f'{declaration}\n<triage-note xmlns="{NAMESPACE}"{attributes}>\n{parts}\n</triage-note>\n'


def _parts(note: TriageNote, around: str) -> Iterator[str]:
    def leaf(name: str, text: str) -> str:
        return f"<{name}>{around}{escape(text)}{around}</{name}>" if text else ""

    patient, author, triage, contact = note.patient, note.author, note.triage, note.contact
    number = leaf("number", patient.number).replace("<number>", f'<number type="{patient.number_type}">', 1)
    yield _holder("patient", leaf("name", patient.name) + number)
    yield _holder("author", leaf("name", author.name) + leaf("role", author.role) + leaf("hsa-id", author.hsa_id))
    items = "".join(
        f"<item><question>{around}{escape(question)}{around}</question>"
        f"<answer>{around}{escape(answer)}{around}</answer></item>"
        for question, answer in triage.answers
    )
    reason, outcome = (
        f"<{name}>{escape(text)}</{name}>"
        if text
        else ""  # texts of several lines: white space around them belongs to them
        for name, text in (("presenting-reason", triage.presenting_reason), ("outcome", triage.outcome))
    )
    yield _holder("triage", reason + items + outcome)
    codes = {code.replace("_", "-"): getattr(contact, code) for code in CONTACT_CODES}
    attributes = "".join(
        f' {name}="{value}"' for name, value in {"channels": " ".join(contact.channels), **codes}.items() if value
    )
    colleague, unit = leaf("colleague", contact.colleague), leaf("unit-worked-for", contact.unit_worked_for)
    yield f"<contact{attributes}>{colleague}{unit}</contact>"
    entries = (
        f"<entry><keyword>{around}{escape(entry.keyword)}{around}</keyword><text>{escape(entry.text)}</text></entry>"
        for entry in note.entries
    )
    yield _holder("entries", "".join(entries))
    for at, diagnosis in enumerate((note.principal_diagnosis, *note.secondary_diagnoses)):
        if diagnosis != Diagnosis():
            system = f" system={quoteattr(diagnosis.system)}" if diagnosis.system else ""
            code = leaf("code", diagnosis.code).replace("<code>", f"<code{system}>", 1)
            kind = "secondary" if at else "principal"
            yield f'<diagnosis type="{kind}">{code}{leaf("title", diagnosis.title)}</diagnosis>'
    unit = leaf("signing-unit", note.signing_unit.name) + leaf("signing-unit-hsa-id", note.signing_unit.hsa_id)
    signed = leaf("signer", note.signer) + leaf("signed-at", note.signed_at)
    yield _holder("signing", leaf("record-type", note.record_type) + unit + signed)


def _holder(name: str, inside: str) -> str:
    return f"<{name}>{inside}</{name}>" if inside else ""


def as_text(note: TriageNote, profile: Profile, around: str = "") -> str:
    """The note as copied text, with the headings and labels of `profile`.

    `around` is spaces or tabs to put behind each label and each fact: layout, no part of them.
    """
    facts = [(fact, as_written(fact, value, profile)) for fact, value in facts_of(note)]
    if note.principal_diagnosis != Diagnosis():
        facts.append(("principal_diagnosis", diagnosis_as_written(note.principal_diagnosis)))
    facts += [("secondary_diagnosis", diagnosis_as_written(diagnosis)) for diagnosis in note.secondary_diagnoses]
    lines = [_line(profile.labels[fact], value, "" if fact in _TEXTS else around) for fact, value in facts]
    sections = [f"{entry.keyword}\n{entry.text}\n" if entry.text else f"{entry.keyword}\n" for entry in note.entries]
    return "\n".join([*lines, "", *sections] if lines else sections)


_TEXTS: Final = ("triage.presenting_reason", "triage.outcome")
"""Facts that are texts: white space around them belongs to them."""


def _line(label: str, value: str, around: str) -> str:
    """A label and its fact. A space behind the colon is the label's: a text that begins with one stands under it."""
    return f"{label}:{chr(10) if value[:1].isspace() else around or ' '}{value}{around}"
