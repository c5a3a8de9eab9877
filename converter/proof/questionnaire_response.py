"""The third proof, for a QuestionnaireResponse: the output, parsed again, compared with record, facts and template.

The Questionnaire is read from its file a second time, as a list of items with the items above each. The answers of the
output, gathered in their order, must be the texts and diagnoses of the record, each under its own item, once; all else
in the output must be the facts of the note and addresses of the profile, in the keys where FHIR has them.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from operator import attrgetter
from typing import Any, Final, NamedTuple

from converter.note.model import RecordNote, TriageNote
from converter.profile import Profile, Target
from converter.proof.facts import diagnoses
from converter.proof.text_rules import fold
from converter.proof.timestamps import same_time

_OFFSET: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?[+-]\d\d:\d\d")
_Chain = tuple[str, ...]
_Row = tuple[_Chain, str, tuple[str, ...]]
"""The linkIds down to an item, its title, and its answers: a text, or the id of a contained resource behind `#`."""


def response_is_proven(output: str, record: RecordNote, target: Target, profile: Profile, digest: str) -> bool:
    """Whether an output states the record and its note, each part in its place, and nothing else.

    `digest` is the SHA-256 of the source, in hexadecimal.
    """
    try:
        data = json.loads(output, object_pairs_hook=_without_doubles)
        rows = list(_answered(data.pop("item", []), ()))
        authored = data.pop("authored")
        is_on_time = _OFFSET.fullmatch(authored) is not None and same_time(authored, record.note.signed_at)
        expected_head = _head(record, target.settings, profile, digest)
        expected_rows = _expected_rows(record, target.settings, profile)
    except (ValueError, LookupError, TypeError, AttributeError):
        return False
    return is_on_time and data == expected_head and rows == expected_rows


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) < len(pairs) or "" in data.values() or [] in data.values():
        raise ValueError
    return data


# -- what the output says -------------------------------------------------------------------------------------


def _answered(items: list[dict[str, Any]], above: _Chain) -> Iterator[_Row]:
    """The items of an output in their order. Raises `ValueError` for one that holds anything else."""
    for item in items:
        chain = (*above, item["linkId"])
        answers = item.get("answer", [])
        under = [inner for answer in answers for inner in answer.get("item", ())] or item.get("item", [])
        if item.keys() - {"linkId", "text", "answer", "item"} or (answers and "item" in item):
            raise ValueError
        yield chain, item.get("text", ""), tuple(map(_value, answers))
        yield from _answered(under, chain)


def _value(answer: dict[str, Any]) -> str:
    """The one value of an answer. Raises `ValueError` when it is another number or of another kind."""
    (key, value), *more = [pair for pair in answer.items() if pair[0] != "item"]
    if more or (key, type(value)) not in (("valueString", str), ("valueReference", dict)):
        raise ValueError
    if key == "valueReference":
        (name, value), *more = value.items()
        if more or name != "reference" or not value.startswith("#"):
            raise ValueError
        return f"\0{value}"  # no text has NUL
    return str(value)


# -- what it has to say ---------------------------------------------------------------------------------------


def _expected_rows(record: RecordNote, settings: Mapping[str, Any], profile: Profile) -> list[_Row]:
    """Every item of the Questionnaire that is answered, or holds one that is, in the order of the file."""
    expected: dict[str, list[str]] = {}
    for field in record.fields:
        if field.text:
            expected.setdefault(settings["items"][field.keyword], []).append(field.text)
    facts = settings.get("facts", {})
    for fact in dict.fromkeys((*facts, "triage.outcome")):
        if text := attrgetter(fact)(record.note):
            expected.setdefault(facts[fact], []).append(text)
    for number, (kind, _) in enumerate(diagnoses(record.note), 1):
        expected.setdefault(settings["diagnoses"][kind], []).append(f"\0#diagnosis-{number}")
    _, outline = _outline(profile.files[settings["questionnaire"]])
    shown = {link_id for item in outline if item.chain[-1] in expected for link_id in item.chain}
    rows = [item for item in outline if item.chain[-1] in shown]
    if not expected.keys() <= shown or any(not item.is_group and item.chain[-1] not in expected for item in rows):
        raise ValueError  # a text without an item, or under one that has no answer itself
    return [(item.chain, item.title, tuple(expected.get(item.chain[-1], ()))) for item in rows]


class _OutlineItem(NamedTuple):
    """An item of a Questionnaire: the linkIds down to it, its title, and whether it is a group."""

    chain: _Chain
    title: str
    is_group: bool


@lru_cache(maxsize=8)
def _outline(content: bytes) -> tuple[str, tuple[_OutlineItem, ...]]:
    """The address of a Questionnaire, with its version, and each of its items in their order."""
    data = json.loads(content)
    waiting: list[tuple[_Chain, Any]] = [((), item) for item in reversed(data["item"])]
    found: list[_OutlineItem] = []
    while waiting:
        above, item = waiting.pop()
        chain = (*above, item["linkId"])
        found.append(_OutlineItem(chain, item.get("text", ""), item["type"] == "group"))
        waiting += [(chain, inner) for inner in reversed(item.get("item", []))]
    return "|".join(filter(None, (data["url"], data.get("version")))), tuple(found)


def _head(record: RecordNote, settings: Mapping[str, Any], profile: Profile, digest: str) -> dict[str, Any]:
    """The output but for its items and the time of signing. Raises `ValueError` for a signer who is not the writer."""
    note, staff, unit = record.note, settings["staff_system"], record.note.signing_unit
    if fold(note.signer) != fold(note.author.name):
        raise ValueError  # the HSA-id is that of another person
    units = {fold(name): hsa_id for name, hsa_id in settings.get("units", {}).items()}
    signer = {"system": staff, "value": note.author.hsa_id}
    organization = {"identifier": {"system": staff, "value": unit.hsa_id or units[fold(unit.name)]}}
    role = {
        "resourceType": "PractitionerRole",
        "id": "author",
        "practitioner": {"identifier": signer, "display": note.signer},
        "organization": organization | ({"display": unit.name} if unit.name else {}),
    }
    system = settings["identity_systems"][note.patient.number_type]
    patient = {"type": "Patient", "identifier": {"system": system, "value": note.patient.number}}
    own = {"value": hashlib.sha256(b" ".join((digest.encode(), profile.digest.encode()))).hexdigest()}
    if "identifier_system" in settings:
        own["system"] = settings["identifier_system"]
    head: dict[str, Any] = {
        "resourceType": "QuestionnaireResponse",
        "contained": [role, *_conditions(note, settings["code_systems"], patient)],
        "identifier": own,
        "questionnaire": _outline(profile.files[settings["questionnaire"]])[0],
        "status": "completed",
        "subject": patient,
        "author": {"reference": "#author", "identifier": signer},
    }
    if note.id and "encounter_system" in settings:
        head["encounter"] = {"identifier": {"system": settings["encounter_system"], "value": note.id}}
    return head


def _conditions(note: TriageNote, systems: Mapping[str, str], patient: dict[str, Any]) -> Iterator[dict[str, Any]]:
    category = {"system": "http://terminology.hl7.org/CodeSystem/condition-category", "code": "encounter-diagnosis"}
    for number, (_, (code, system, title)) in enumerate(diagnoses(note), 1):
        yield {
            "resourceType": "Condition",
            "id": f"diagnosis-{number}",
            "category": [{"coding": [category]}],
            "code": {"coding": [{"system": systems[system], "code": code, "display": title}]},
            "subject": patient,
        }
