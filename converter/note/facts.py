"""The facts of a note, a row each, and the note that they make.

Readers, templates, checks, provenance and documentation go through this table; a fact that the model gets stands here
once. The proof alone keeps a list of its own (`proof.facts`), and a test compares the two.
"""

# Annotations are not postponed here: each one of a NamedTuple would be compiled at every start.

from collections.abc import Callable, Collection, Mapping, Sequence
from operator import attrgetter, itemgetter
from typing import Any, Final, Literal, NamedTuple

from converter.note.model import (
    CODED_FACTS,
    NO_DIAGNOSIS,
    NUMBER_TYPES,
    Author,
    Contact,
    Diagnosis,
    Entry,
    Patient,
    Triage,
    TriageAnswer,
    TriageNote,
    Unit,
)  # fmt: skip

NAMESPACE: Final = "urn:mvg-export:triage-note:1"
"""Of the XML form, `schemas/triage-note.xsd`."""
FactKind = Literal["line", "text", "time", "code", "codes", "number type"]
LINE: Final = "line"
TEXT: Final = "text"
TIME: Final = "time"
CODE: Final = "code"
CODES: Final = "codes"
NUMBER_TYPE: Final = "number type"
"""The kinds of facts: one line, a text of several lines, a time (ISO 8601 as written), a code of the profile, several
codes, and the type of the identity number, of `NUMBER_TYPES`."""


class Fact(NamedTuple):
    """A fact of a note."""

    name: str
    """Its path in `TriageNote` and in the JSON form, and the key of its label in a profile."""
    xml_path: str
    """Where the XML form has it: `section/element`, or `element@attribute`."""
    kind: FactKind = LINE
    template_name: str = ""
    """Its name in templates; `""` for a fact that no template is given."""
    group: str = ""
    """The group that a target names in `shows` to have it in its template; `""` for none."""


_SHOWN_CODES: Final = {"prio": ("triage_priority", "triage_outcome")}
"""The codes of the contact that templates are given: name in the template, and group."""
FACTS: Final = (
    Fact("id", "triage-note@id", LINE, "note_id", "overview"),
    Fact("created", "triage-note@created", TIME, "created", "overview"),
    Fact("ended", "triage-note@ended", TIME, "ended", "overview"),
    Fact("patient.name", "patient/name", LINE, "patient", "patient"),
    Fact("patient.number", "patient/number", LINE, "patient_number", "patient"),
    Fact("patient.number_type", "number@type", NUMBER_TYPE, "patient_number_type", "patient"),
    Fact("author.name", "author/name", LINE, "author", "author"),
    Fact("author.role", "author/role", LINE, "author_role", "author"),
    Fact("author.hsa_id", "author/hsa-id", LINE, "author_hsa_id", "author"),
    Fact("triage.presenting_reason", "triage/presenting-reason", TEXT),
    Fact("triage.outcome", "triage/outcome", TEXT, "triage_outcome", "triage_outcome"),
    Fact("contact.channels", "contact@channels", CODES),
    Fact("contact.colleague", "contact/colleague"),
    Fact("contact.unit_worked_for", "contact/unit-worked-for"),
    *(Fact(f"contact.{name}", f"contact@{name.replace('_', '-')}", CODE, *_SHOWN_CODES.get(name, ()))
      for name in CODED_FACTS),
    Fact("record_type", "signing/record-type", LINE, "record_type", "signing"),
    Fact("signing_unit.name", "signing/signing-unit", LINE, "signing_unit", "signing"),
    Fact("signing_unit.hsa_id", "signing/signing-unit-hsa-id", LINE, "signing_unit_hsa_id", "signing"),
    Fact("signer", "signing/signer", LINE, "signer", "signing"),
    Fact("signed_at", "signing/signed-at", TIME, "signed_at", "overview"),
)  # fmt: skip
"""In the order of the model. Entries, diagnoses and the answers of the triage are lists, not facts."""
IDENTITY_NUMBER: Final = "patient.number"
"""The fact whose label in a profile is that of its kind: `patient.personnummer`, `patient.samordningsnummer` …"""
_LABELS_OF: Final[dict[str, tuple[str, ...]]] = {
    IDENTITY_NUMBER: tuple(f"patient.{kind}" for kind in NUMBER_TYPES),
    "patient.number_type": (),
    "triage.outcome": ("triage.question", "triage.answer", "triage.outcome"),
    "record_type": ("principal_diagnosis", "secondary_diagnosis", "record_type"),
}
LABELLED: Final = tuple(label for fact in FACTS for label in _LABELS_OF.get(fact.name, (fact.name,)))
"""Everything beside the keyword entries that a profile can have a label for in copied text."""
REQUIRABLE: Final[dict[str, tuple[str, ...]]] = {
    **{label: (label,) for label in LABELLED},
    IDENTITY_NUMBER: _LABELS_OF[IDENTITY_NUMBER],
    **{f"principal_diagnosis.{part}": ("principal_diagnosis",) for part in ("label", *Diagnosis._fields)},
}
"""The facts that a profile can require, each with the keys of the labels that carry it in copied text."""
GIVABLE: Final = (
    "principal_diagnosis",
    *(
        fact.name
        for fact in FACTS
        if fact.kind in (LINE, TIME, CODE, CODES) and fact.name != "id" and not fact.name.startswith("patient.")
    ),
)
"""The facts that can be given beside a note. Texts, and what says whose note it is, are taken from the note alone."""


def values_getter(facts: Collection[str]) -> Callable[[TriageNote], tuple[Any, ...]]:
    """What takes the values of these facts from a note, as the model has them."""
    if len(facts) > 1:
        return attrgetter(*facts)
    return lambda note: tuple([attrgetter(fact)(note) for fact in facts])  # attrgetter gives no tuple of one value


values_of: Final = values_getter([fact.name for fact in FACTS])
"""The facts of a note in the order of `FACTS`."""

_PARTS: Final[dict[str, Any]] = {
    "patient": Patient, "author": Author, "triage": Triage, "contact": Contact, "signing_unit": Unit,
}  # fmt: skip
"""The parts of a note that have facts of their own."""
_PART_FIELDS: Final = tuple(
    (name, part, itemgetter(*(f"{name}.{field}" for field in part._fields))) for name, part in _PARTS.items()
)
"""Each part with what takes its fields from all values."""
_UNKNOWN: Final = dict.fromkeys((*TriageNote._fields, *(fact.name for fact in FACTS)), "")
_take_fields: Final = itemgetter(*TriageNote._fields)
_KINDS_OF_NUMBER: Final = tuple(zip(_LABELS_OF[IDENTITY_NUMBER], NUMBER_TYPES, strict=True))


def assemble(
    facts: Mapping[str, str],
    entries: Sequence[Entry],
    answers: Sequence[TriageAnswer] = (),
    principal: Diagnosis = NO_DIAGNOSIS,
    secondary: Sequence[Diagnosis] = (),
) -> TriageNote:
    """The note that these facts and entries make; facts are named as in `LABELLED`, absent ones are unknown."""
    values: dict[str, Any] = {
        **_UNKNOWN, **facts, "entries": tuple(entries), "triage.answers": tuple(answers),
        "principal_diagnosis": principal, "secondary_diagnoses": tuple(secondary),
        "contact.channels": tuple(facts.get("contact.channels", "").split()),
    }  # fmt: skip
    for fact, kind in _KINDS_OF_NUMBER:
        if number := facts.get(fact):
            values |= {IDENTITY_NUMBER: number, "patient.number_type": kind}
            break
    for name, part, take in _PART_FIELDS:
        values[name] = part._make(take(values))
    return TriageNote._make(_take_fields(values))


def facts_of(note: TriageNote) -> list[tuple[str, str]]:
    """The facts of a note by the names of `LABELLED`; the unknown ones are left out.

    The inverse of `assemble`, but for entries and diagnoses. Answers come as pairs of question and answer.
    """
    pairs: list[tuple[str, str]] = []
    for fact, value in zip(FACTS, values_of(note), strict=True):
        if fact.name == "triage.outcome":
            for question, answer in note.triage.answers:
                pairs += (("triage.question", question), ("triage.answer", answer))
        if fact.kind != NUMBER_TYPE:
            name = label_key(fact.name, note)
            pairs.append((name, " ".join(value) if fact.kind == CODES else value))
    return [pair for pair in pairs if pair[1]]


def label_key(fact: str, note: TriageNote) -> str:
    """The key of a fact's label in a profile: that of the kind of number, for the identity number of a note."""
    return f"patient.{note.patient.number_type}" if fact == IDENTITY_NUMBER else fact


def with_fact(note: TriageNote, fact: str, value: Any) -> TriageNote:
    """The note with another value of a fact of `FACTS`."""
    part, _, name = fact.partition(".")
    return note._replace(**{part: getattr(note, part)._replace(**{name: value}) if name else value})
