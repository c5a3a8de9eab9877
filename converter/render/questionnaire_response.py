"""A record note as a QuestionnaireResponse of FHIR R4: the answers to a Questionnaire that the receiver has.

Plain dictionaries. What the receiver would refuse is refused here, all at once: a note that is not signed, a fact that
is missing, a text that is too long or has no item. Nothing is cut and nothing is made up.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any, Final, NamedTuple

from converter.findings import has_errors
from converter.note import times
from converter.note.facts import label_key
from converter.note.identifiers import is_hsa_id, number_fault
from converter.note.model import Diagnosis, RecordNote
from converter.note.unicode_text import fold
from converter.profile import Profile, Target
from converter.profile.questionnaire import parse_questionnaire
from converter.profile.wording import is_filled
from converter.render import diagnoses_of
from converter.render.document import Document, TargetSettings, blanks_of, facts_omitted, keyword_texts
from converter.render.questionnaire_items import ItemAnswer, ItemAnswers, answered

_OFFSET_IS_KNOWN: Final = re.compile(r".*[+-](?:0[0-9]|1[0-3]):[0-5][0-9]|.*\+14:00")
"""A time with an offset that FHIR can state: whole minutes, of 14 hours at most."""
_NOT_IN_A_CODE: Final = r"\s\s"
"""What FHIR allows within a text but not within a `code`."""
_AUTHOR: Final = "author"
"""The id of the contained resource for who signed, and for which unit."""
_CONDITION_ID: Final = "diagnosis-{}"
_CATEGORY: Final = "http://terminology.hl7.org/CodeSystem/condition-category"
_RESOURCE_FACTS: Final = {
    "patient.number", "author.name", "author.hsa_id", "signing_unit.name", "signing_unit.hsa_id", "signer", "signed_at",
    "triage.presenting_reason",
}  # fmt: skip
"""The facts that a document states, or that a text of it holds."""


Identifier = dict[str, str]
"""An identifier of a person, a unit, a contact or a document: `value`, and `system`, which says whose it is."""


def write(record: RecordNote, target: Target, profile: Profile, digest: str) -> Document:
    """The document, or every reason why the receiver would refuse it. `digest` is the SHA-256 of the source."""
    settings = TargetSettings(target, profile)
    if found := blanks_of(target, profile):
        return Document(None, tuple(found))
    file = settings.text("questionnaire")
    questionnaire = parse_questionnaire(profile.files[file], file)
    subject, authored = _subject(record, profile, settings), _authored(record, profile, settings)
    author, unit = _author(record, profile, settings), _unit(record, profile, settings)
    contact, system = record.note.id, settings.text("encounter_system")
    encounter = {"encounter": {"identifier": {"system": system, "value": contact}}} if contact and system else {}
    # The same source and profile always give the same document of the receiver's.
    identifier = {"value": hashlib.sha256(f"{digest} {profile.digest}".encode()).hexdigest()}
    if system := settings.text("identifier_system"):
        identifier = {"system": system, **identifier}
    conditions = _conditions(record, profile, settings)
    items, problems = answered(questionnaire, _answers(record, profile, settings, conditions))
    findings = (*settings.findings, *problems)
    if has_errors(findings):
        return Document(None, tuple(dict.fromkeys(findings)))
    name = record.note.signing_unit.name
    role = {
        "resourceType": "PractitionerRole",
        "id": _AUTHOR,
        "practitioner": {"identifier": author, "display": record.note.signer},
        "organization": {"identifier": unit, **({"display": name} if name else {})},
    }
    data = {
        "resourceType": "QuestionnaireResponse",
        "contained": [role, *(_condition(number, one, subject) for number, one in enumerate(conditions, 1))],
        "identifier": identifier,
        "questionnaire": questionnaire.canonical,
        "status": "completed",
        "subject": {"type": "Patient", "identifier": subject},
        **encounter,
        "authored": authored,
        "author": {"reference": f"#{_AUTHOR}", "identifier": author},
        **({"item": items} if items else {}),
    }
    carried = _RESOURCE_FACTS | settings.mapping("facts").keys() | ({"id"} if encounter else set())
    left_out = facts_omitted(record, profile, carried)
    return Document(_as_json(data), (*findings, *left_out), keyword_texts(record))


def _as_json(data: dict[str, Any]) -> str:
    """JSON with a line for each property and each item: the encoder that indents takes as long as all the rest."""
    lines = []
    for key, value in data.items():
        parts = [_ENCODER.encode(one) for one in value] if isinstance(value, list) else []
        written = "[\n    " + ",\n    ".join(parts) + "\n  ]" if parts else _ENCODER.encode(value)
        lines.append(f"  {_ENCODER.encode(key)}: {written}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


_ENCODER: Final = json.JSONEncoder(ensure_ascii=False)


# -- the facts around the texts -------------------------------------------------------------------------------


def _subject(record: RecordNote, profile: Profile, settings: TargetSettings) -> Identifier:
    """Who the note is about, by the number's own kind."""
    number, kind = record.note.patient.number, record.note.patient.number_type
    label = profile.labels.get(label_key("patient.number", record.note), kind)
    if not (number and kind):
        settings.report("MVG522", profile.labels.get("patient.personnummer", "patient.number"))
    elif (fault := number_fault(number, kind)) and (kind, fault) != ("reservnummer", "MVG450"):
        settings.report("MVG533", label)
    else:
        return {"system": settings.entry("identity_systems", kind, label), "value": number}
    return {}


def _author(record: RecordNote, profile: Profile, settings: TargetSettings) -> Identifier:
    """Who signed. The note has the HSA-id of its writer only: another signer's is not known."""
    note = record.note
    if is_filled(note.signer, profile) and fold(note.signer) != fold(note.author.name):
        settings.report("MVG523", profile.label("author.hsa_id"))
    elif not is_hsa_id(note.author.hsa_id):
        settings.report("MVG533" if note.author.hsa_id else "MVG522", profile.label("author.hsa_id"))
    return {"system": settings.text("staff_system"), "value": note.author.hsa_id}


def _authored(record: RecordNote, profile: Profile, settings: TargetSettings) -> str:
    """When the note was signed, with the offset; the note is refused when it is not signed."""
    note = record.note
    missing = [fact for fact in ("signer", "signed_at") if not is_filled(getattr(note, fact), profile)]
    if missing:
        settings.report("MVG521", ", ".join(profile.label(fact) for fact in missing))
        return ""
    time = times.iso(note.signed_at).replace(",", ".")
    if times.fault(note.signed_at) or not _OFFSET_IS_KNOWN.fullmatch(time):
        settings.report("MVG530", profile.label("signed_at"))
    return time


def _unit(record: RecordNote, profile: Profile, settings: TargetSettings) -> Identifier:
    """The unit that the note is signed for: its HSA-id in the note, else in the table of the profile."""
    unit = record.note.signing_unit
    label = profile.label("signing_unit.name")
    hsa_id = unit.hsa_id
    if hsa_id and not is_hsa_id(hsa_id):
        settings.report("MVG533", profile.labels.get("signing_unit.hsa_id", label))
    elif not hsa_id and is_filled(unit.name, profile):
        names = {fold(name): name for name in settings.mapping("units")}
        hsa_id = settings.entry("units", names.get(fold(unit.name), unit.name), label)
    elif not hsa_id:
        settings.report("MVG522", label)
    return {"system": settings.text("staff_system"), "value": hsa_id}


# -- diagnoses ------------------------------------------------------------------------------------------------


class _CodedDiagnosis(NamedTuple):
    """A diagnosis with the address of its code system."""

    kind: str
    diagnosis: Diagnosis
    system: str


def _conditions(record: RecordNote, profile: Profile, settings: TargetSettings) -> list[_CodedDiagnosis]:
    coded = []
    for kind, diagnosis in diagnoses_of(record.note):
        label = profile.labels[f"{kind}_diagnosis"]
        if not (diagnosis.code and diagnosis.system and diagnosis.title):
            settings.report("MVG527", label)
            continue
        if not _is_code(diagnosis, profile):
            settings.report("MVG533", label)
        coded.append(_CodedDiagnosis(kind, diagnosis, settings.entry("code_systems", diagnosis.system, label)))
    return coded


def _is_code(diagnosis: Diagnosis, profile: Profile) -> bool:
    """Whether a diagnosis has a code of its system, or of one that the profile does not describe, as FHIR allows it."""
    if diagnosis.system in profile.code_systems.names:
        return profile.code_systems.is_code(diagnosis.code, diagnosis.system)
    return re.search(_NOT_IN_A_CODE, diagnosis.code) is None


def _condition(number: int, coded: _CodedDiagnosis, subject: Identifier) -> dict[str, Any]:
    diagnosis = coded.diagnosis
    return {
        "resourceType": "Condition",
        "id": _CONDITION_ID.format(number),
        "category": [{"coding": [{"system": _CATEGORY, "code": "encounter-diagnosis"}]}],
        "code": {"coding": [{"system": coded.system, "code": diagnosis.code, "display": diagnosis.title}]},
        "subject": {"type": "Patient", "identifier": subject},
    }


# -- answers --------------------------------------------------------------------------------------------------


def _answers(
    record: RecordNote, profile: Profile, settings: TargetSettings, conditions: list[_CodedDiagnosis]
) -> ItemAnswers:
    """What is to be answered: each text with its keyword, and each diagnosis, by linkId."""
    answers: dict[str, list[ItemAnswer]] = {}

    def place(table: str, key: str, answer: ItemAnswer) -> None:
        """Adds an answer; without an item it stops the note, as text without a place does."""
        link_id = settings.mapped(table, key)
        if link_id:
            answers.setdefault(link_id, []).append(answer)
        elif link_id is not None:
            settings.report("MVG525", answer.name, table)

    for field in record.fields:
        if field.text:
            place("items", field.keyword, ItemAnswer(field.keyword, text=field.text))
    facts = settings.mapping("facts")
    for fact in dict.fromkeys([*facts, "triage.outcome"]):
        part, _, name = fact.rpartition(".")
        value = getattr(getattr(record.note, part) if part else record.note, name)
        if value:
            label = profile.labels.get(label_key(fact, record.note), fact)
            place("facts", fact, ItemAnswer(label, text=value))
    for number, one in enumerate(conditions, 1):
        label = profile.labels[f"{one.kind}_diagnosis"]
        place("diagnoses", one.kind, ItemAnswer(label, reference=f"#{_CONDITION_ID.format(number)}"))
    return answers
