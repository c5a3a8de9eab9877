"""The proof's own table of facts, compared with the model, the schemas and the templates."""

from __future__ import annotations

from typing import Any

from lxml import etree

from converter.conversion.result import as_data
from converter.note.model import NO_DIAGNOSIS, Diagnosis, TriageNote
from converter.profile import Profile
from converter.profile_tools.dry_run import names_by_group
from converter.proof.facts import DIAGNOSIS, FACTS, SHOWN, diagnoses, diagnosis_text, template_values_of, values_of
from converter.proof.json_output import note_data
from converter.proof.known_template import TEMPLATE_NAMES
from converter.proof.label_meanings import MEANINGS, RECORD_NOTE_FORM
from converter.proof.source_xml import DIAGNOSIS_PLACES, SECTIONS
from converter.readers.xml_schema import SCHEMA
from testing.trials import NOTE

XS = "{http://www.w3.org/2001/XMLSchema}"


def _paths(value: Any, path: str = "") -> set[str]:
    """The fields of a note that are one text."""
    if hasattr(value, "_asdict"):
        return {found for name, part in value._asdict().items() for found in _paths(part, f"{path}.{name}")}
    return {path[1:]} if isinstance(value, str) else set()


def test_the_table_has_every_field_of_the_model_that_is_one_text() -> None:
    known = {path for path in _paths(TriageNote()) if "diagnosis" not in path}
    assert {fact.name for fact in FACTS} == known
    assert len(FACTS) == len(known)


def test_the_other_fields_of_the_model_are_known_by_name() -> None:
    rest = {name for name in TriageNote._fields if not any(fact.name.split(".")[0] == name for fact in FACTS)}
    assert rest == {"entries", "principal_diagnosis", "secondary_diagnoses"}
    assert set(note_data(TriageNote())) == set(TriageNote._fields)
    assert Diagnosis._fields == DIAGNOSIS[1:4]


def test_a_field_is_taken_from_its_own_place() -> None:
    values = dict(zip((fact.name for fact in FACTS), values_of(NOTE), strict=True))
    assert values["patient.number"] == "199104272381"
    assert values["author.hsa_id"] == "SE2321000016-1A2B"
    assert values["contact.prio"] == "3"
    shown = dict(zip((fact.template_name for fact in SHOWN), template_values_of(NOTE), strict=True))
    assert (shown["signer"], shown["author"]) == ("Sara Provdal", "Lisbet Mallgren")


def test_every_place_of_the_xml_form_is_in_the_table() -> None:
    names = {name for fact in FACTS for name in fact.xml_path.replace("@", "/").split("/")}
    names |= {name for place in DIAGNOSIS_PLACES for name in place.replace("@", "/").split("/")} | SECTIONS
    tree = etree.parse(SCHEMA)
    declared = {found.get("name") for kind in ("element", "attribute") for found in tree.iter(f"{XS}{kind}")}
    assert declared - names == {"item", "question", "answer", "entry", "keyword", "text", "channels"}


def test_every_name_that_a_template_is_given_is_known(profile: Profile) -> None:
    groups = names_by_group(profile)
    assert set().union(*(names for group, names in groups.items() if group != "diagnoses")) == set(TEMPLATE_NAMES)
    assert {name for names in MEANINGS.values() for name in names} <= {*TEMPLATE_NAMES, *DIAGNOSIS, "heading", "text"}


def test_the_documented_form_is_that_of_its_schema() -> None:
    tree = etree.parse(SCHEMA.parent / "record-note.xsd")
    elements = {found.get("name") for found in tree.iter(f"{XS}element")}
    attributes = {found.get("name") for found in tree.iter(f"{XS}attribute")}
    places = [row.split(" ")[0].split("/") for row in RECORD_NOTE_FORM]
    used = {name for place in places for name in place if not name.startswith("@")}
    assert elements - used == {"record-note"}
    assert attributes - {name[1:] for place in places for name in place if name.startswith("@")} == {"version"}


def test_a_diagnosis_is_written_with_what_it_has() -> None:
    assert diagnosis_text(Diagnosis("J06.9", "ICD-10-SE", "Infektion")) == "J06.9 (ICD-10-SE) Infektion"
    assert diagnosis_text(Diagnosis("J06.9")) == "J06.9"
    assert diagnosis_text(Diagnosis(title="Hosta")) == "Hosta"
    assert diagnosis_text(NO_DIAGNOSIS) == ""
    assert [kind for kind, _ in diagnoses(NOTE)] == ["principal", "secondary", "secondary"]
    assert diagnoses(TriageNote()) == []


def test_the_json_form_of_a_note_is_the_model_as_it_is() -> None:
    assert note_data(NOTE) == as_data(NOTE)
