"""Writes a note in the two input forms: the inverse of the readers, written independently of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from converter.note.facts import CODES, FACTS, NAMESPACE, TEXT, facts_of, values_of
from converter.note.model import Diagnosis, TriageNote
from converter.profile import Profile
from converter.profile.wording import as_written, diagnosis_as_written

_TEXTS: Final = tuple(fact.name for fact in FACTS if fact.kind == TEXT)
"""Facts that are texts: white space around them belongs to them."""


def as_xml(note: TriageNote, around: str = "") -> str:
    """The note in the XML form (`triage-note.xsd`).

    `around` is white space to put before and after each fact, question, answer and keyword: layout, no part of them.
    """
    parts = "\n".join(f"  {part}" for part in _parts(note, around) if part)
    start = f'<triage-note xmlns="{NAMESPACE}"{_attributes("triage-note", note)}>'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{start}\n{parts}\n</triage-note>\n'


def _parts(note: TriageNote, around: str) -> Iterator[str]:
    yield _holder("patient", *_leaves("patient", note, around))
    yield _holder("author", *_leaves("author", note, around))
    items = (
        f"<item>{_leaf('question', question, around)}{_leaf('answer', answer, around)}</item>"
        for question, answer in note.triage.answers
    )
    reason, *others = _leaves("triage", note, around)
    yield _holder("triage", reason, *items, *others)
    yield f"<contact{_attributes('contact', note)}>{''.join(_leaves('contact', note, around))}</contact>"
    entries = (
        f"<entry>{_leaf('keyword', entry.keyword, around)}{_leaf('text', entry.text)}</entry>" for entry in note.entries
    )
    yield _holder("entries", *entries)
    for at, diagnosis in enumerate((note.principal_diagnosis, *note.secondary_diagnoses)):
        if diagnosis != Diagnosis():
            system = f" system={quoteattr(diagnosis.system)}" if diagnosis.system else ""
            code = _leaf("code", diagnosis.code, around, system) if diagnosis.code else ""
            title = _leaf("title", diagnosis.title, around) if diagnosis.title else ""
            yield f'<diagnosis type="{"secondary" if at else "principal"}">{code}{title}</diagnosis>'
    yield _holder("signing", *_leaves("signing", note, around))


def _holder(name: str, *inside: str) -> str:
    return f"<{name}>{''.join(inside)}</{name}>" if any(inside) else ""


def _attributes(element: str, note: TriageNote) -> str:
    """The facts that are attributes of an element, as the start tag has them."""
    return "".join(
        f" {fact.xml_path.partition('@')[2]}={quoteattr(' '.join(value) if fact.kind == CODES else value)}"
        for fact, value in zip(FACTS, values_of(note), strict=True)
        if fact.xml_path.startswith(f"{element}@") and value
    )


def _leaves(section: str, note: TriageNote, around: str) -> list[str]:
    """The elements of the facts of a section; `""` for each that is unknown. White space is part of a text."""
    return [
        _leaf(name, value, "" if fact.kind == TEXT else around, _attributes(name, note)) if value else ""
        for fact, value in zip(FACTS, values_of(note), strict=True)
        for name in [fact.xml_path.removeprefix(f"{section}/")]
        if name != fact.xml_path
    ]


def _leaf(name: str, text: str, around: str = "", attributes: str = "") -> str:
    return f"<{name}{attributes}>{around}{escape(text)}{around}</{name}>"


def as_text(note: TriageNote, profile: Profile, around: str = "") -> str:
    """The note as copied text, with the headings and labels of `profile`.

    `around` is spaces or tabs to put behind each label and each fact: layout, no part of them. A fact that the profile
    has no label for is left out.
    """
    facts = [(fact, as_written(fact, value, profile)) for fact, value in facts_of(note) if fact in profile.labels]
    if note.principal_diagnosis != Diagnosis():
        facts.append(("principal_diagnosis", diagnosis_as_written(note.principal_diagnosis)))
    facts += [("secondary_diagnosis", diagnosis_as_written(diagnosis)) for diagnosis in note.secondary_diagnoses]
    lines = []
    for fact, value in facts:
        behind = "" if fact in _TEXTS else around
        # A space behind the colon is the label's: a text that begins with one stands under it.
        lines.append(f"{profile.labels[fact]}:{chr(10) if value[:1].isspace() else behind or ' '}{value}{behind}")
    sections = [f"{entry.keyword}\n{entry.text}\n" if entry.text else f"{entry.keyword}\n" for entry in note.entries]
    return "\n".join([*lines, "", *sections] if lines else sections)
