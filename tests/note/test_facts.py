"""The table of facts, and facts by name, there and back."""

from __future__ import annotations

import pytest

from converter.note.facts import CODE, FACTS, LABELLED, TEXT, assemble, facts_of, values_getter
from converter.note.model import (
    CODED_FACTS,
    NUMBER_TYPES,
    Diagnosis,
    Entry,
    NumberType,
    Patient,
    TriageAnswer,
    TriageNote,
)
from converter.proof import facts as of_the_proof

VALID = "199104272381"
DIAGNOSES = ("principal_diagnosis", "secondary_diagnosis")


def _all_facts(kind: NumberType) -> dict[str, str]:
    """Every fact but answers and diagnoses, each with a value of its own."""
    facts = {fact: f"text of {fact}" for fact in LABELLED if fact not in DIAGNOSES}
    for other in (*NUMBER_TYPES, "question", "answer"):
        facts.pop(f"patient.{other}", None)
        facts.pop(f"triage.{other}", None)
    facts.update((f"contact.{fact}", "a_code") for fact in CODED_FACTS)
    return {**facts, "contact.channels": "chat audio", f"patient.{kind}": VALID}


@pytest.mark.parametrize("kind", NUMBER_TYPES)
def test_every_fact_goes_into_the_note_and_comes_back(kind: NumberType) -> None:
    facts = _all_facts(kind)
    assert dict(facts_of(assemble(facts, ()))) == facts


def test_the_facts_come_in_the_order_of_their_list() -> None:
    reported = [fact for fact, _ in facts_of(assemble(_all_facts("personnummer"), ()))]
    assert reported == [fact for fact in LABELLED if fact in reported]


@pytest.mark.parametrize("facts", [(), ("id",), ("patient.name", "id")])
def test_the_values_of_facts_are_a_tuple_however_few_they_are(facts: tuple[str, ...]) -> None:
    note = TriageNote(id="C24-1", patient=Patient("Astrid Exempelsson"))
    assert values_getter(facts)(note) == tuple(
        {"id": "C24-1", "patient.name": "Astrid Exempelsson"}[fact] for fact in facts
    )


def test_answers_come_back_as_pairs_in_order() -> None:
    answers = (TriageAnswer("Hosta?", "Ja"), TriageAnswer("Feber?", ""), TriageAnswer("", "Nej"))
    assert facts_of(assemble({}, (), answers)) == [
        ("triage.question", "Hosta?"),
        ("triage.answer", "Ja"),
        ("triage.question", "Feber?"),
        ("triage.answer", "Nej"),
    ]


def test_what_is_not_known_stays_unknown() -> None:
    assert assemble({}, ()) == TriageNote()
    assert facts_of(TriageNote()) == []


@pytest.mark.parametrize("kind", NUMBER_TYPES)
def test_a_number_keeps_its_kind(kind: NumberType) -> None:
    note = assemble({"patient.name": "Alva Provinger", f"patient.{kind}": VALID}, ())
    assert note.patient == Patient("Alva Provinger", VALID, kind)


def test_an_empty_number_has_no_kind() -> None:
    assert assemble({"patient.name": "Alva", "patient.personnummer": ""}, ()).patient == Patient("Alva")


def test_entries_and_diagnoses_are_taken_as_they_are() -> None:
    entries = [Entry("Status", "a"), Entry("Status", "b")]
    note = assemble({}, entries, (), Diagnosis("J06.9"), [Diagnosis("R05.9"), Diagnosis(title="Trött")])
    assert note.entries == tuple(entries)
    assert note.principal_diagnosis == Diagnosis("J06.9")
    assert note.secondary_diagnoses == (Diagnosis("R05.9"), Diagnosis(title="Trött"))


def test_the_proof_has_the_same_facts_in_a_list_of_its_own() -> None:
    ours = {(fact.name, fact.xml_path, fact.template_name) for fact in FACTS if fact.name != "contact.channels"}
    assert ours == {(fact.name, fact.xml_path, fact.template_name) for fact in of_the_proof.FACTS}


def test_every_fact_that_templates_are_given_belongs_to_a_group() -> None:
    assert all(bool(fact.template_name) == bool(fact.group) for fact in FACTS)


def test_the_codes_are_those_of_the_model() -> None:
    assert [fact.name for fact in FACTS if fact.kind == CODE] == [f"contact.{name}" for name in CODED_FACTS]
    assert [fact.name for fact in FACTS if fact.kind == TEXT] == ["triage.presenting_reason", "triage.outcome"]
