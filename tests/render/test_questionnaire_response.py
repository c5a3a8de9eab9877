"""A note as a QuestionnaireResponse: what stands where, and what is refused because the receiver would refuse it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from converter import convert
from converter.conversion.result import Result
from converter.findings import Finding
from converter.note.model import Author, Diagnosis, Entry, NumberType, Patient, TriageNote, Unit
from converter.profile import Profile, load_profile
from converter.testing import as_text, as_xml
from receivers import FHIR, NOTE, example_profile, example_questionnaire, region

PROFILE = example_profile()
SETTINGS = f"[targets.{FHIR}.settings"
HSA = "urn:oid:1.2.752.29.4.19"
Change = Callable[[TriageNote], TriageNote]


def _result(note: TriageNote = NOTE, profile: Profile = PROFILE) -> Result:
    return convert(as_xml(note), FHIR, profile=profile)


def _written(note: TriageNote = NOTE, profile: Profile = PROFILE) -> dict[str, Any]:
    result = _result(note, profile)
    assert result.output is not None, result.findings
    data: dict[str, Any] = json.loads(result.output)
    return data


def _errors(note: TriageNote = NOTE, profile: Profile = PROFILE) -> list[Finding]:
    result = _result(note, profile)
    assert result.output is None
    return [finding for finding in result.findings if finding.exit_code]


def _answers(items: list[dict[str, Any]]) -> dict[str, list[Any]]:
    """Every answer by linkId, in order."""
    found: dict[str, list[Any]] = {}
    for item in items:
        if "answer" in item:
            found[item["linkId"]] = [next(iter(answer.values())) for answer in item["answer"]]
        for holder in (item, *item.get("answer", ())):
            found |= _answers(holder.get("item", []))
    return found


# -- what stands where ----------------------------------------------------------------------------------------


def test_each_text_stands_under_the_field_of_its_keyword_with_its_line_feeds() -> None:
    assert _answers(_written()["item"]) == {
        "kontakt.orsak": ["Ont i halsen"],
        "kontakt.triageutfall": ["Kontakt inom ett dygn"],
        "kontakt.journaltyp": ["Sjuksköterskeanteckning"],
        "anamnes.egen": ['Ont sedan tre dagar.\n\n  Feber ≥ 38 \\ "ja" 🙂'],
        "bedomning": ["Halsfluss.\nRåd givna."],
        "diagnoser.huvud": [{"reference": "#diagnosis-1"}],
        "diagnoser.bi": [{"reference": "#diagnosis-2"}, {"reference": "#diagnosis-3"}],
    }


def test_items_are_nested_titled_and_ordered_as_in_the_questionnaire_and_empty_ones_are_left_out() -> None:
    top = _written()["item"]
    assert [(item["linkId"], item["text"]) for item in top] == [
        ("kontakt", "Kontakt"), ("anamnes", "Anamnes"), ("bedomning", "Bedömning"), ("diagnoser", "Diagnoser"),
    ]  # fmt: skip
    assert [item["linkId"] for item in top[1]["item"]] == ["anamnes.egen"]


def test_diagnoses_are_contained_conditions_with_the_code_system_of_the_profile_and_the_title() -> None:
    first, second, third = [one for one in _written()["contained"] if one["resourceType"] == "Condition"]
    assert first["code"]["coding"] == [
        {"system": "urn:oid:1.2.752.116.1.1.1", "code": "J03.9", "display": "Akut tonsillit, ospecificerad"}
    ]
    assert second["code"]["coding"][0]["system"] == "urn:oid:1.2.752.116.1.3.1.4.1"
    assert third["code"]["coding"][0]["code"] == "R05.9"
    assert first["subject"] == _written()["subject"]


def test_the_facts_around_the_texts_stand_where_fhir_has_them() -> None:
    data = _written()
    assert (data["resourceType"], data["status"], data["authored"]) == (
        "QuestionnaireResponse", "completed", "2024-03-14T09:41:00+01:00",
    )  # fmt: skip
    assert data["questionnaire"] == "https://exempel.invalid/fhir/Questionnaire/min-vard|1"
    assert data["encounter"] == {"identifier": {"system": "https://exempel.invalid/clinic24/arende", "value": "C24-1"}}
    author = {"system": HSA, "value": "SE2321000016-1A2B"}
    assert data["author"] == {"reference": "#author", "identifier": author}
    role = data["contained"][0]
    assert role["practitioner"] == {"identifier": author, "display": "Lisbet Mallgren"}
    unit = {"system": HSA, "value": "SE2321000016-EXHC"}
    assert role["organization"] == {"identifier": unit, "display": "Exempelby hälsocentral"}


@pytest.mark.parametrize(
    ("kind", "number", "system"),
    [
        ("personnummer", "199104272381", "http://electronichealth.se/identifier/personnummer"),
        ("samordningsnummer", "202601612381", "http://electronichealth.se/identifier/samordningsnummer"),
        ("reservnummer", "98240301AA06", "https://exempel.invalid/reservnummer"),
        ("reservnummer", "199104272381", "https://exempel.invalid/reservnummer"),  # a warning, as for other targets
    ],
)
def test_the_patient_is_identified_in_the_system_of_the_numbers_kind(
    kind: NumberType, number: str, system: str
) -> None:
    data = _written(NOTE._replace(patient=Patient("A", number, kind)))
    assert data["subject"] == {"type": "Patient", "identifier": {"system": system, "value": number}}


def test_the_identifier_is_a_digest_of_source_and_profile() -> None:
    digest = hashlib.sha256(as_xml(NOTE).encode()).hexdigest()
    value = hashlib.sha256(f"{digest} {PROFILE.digest}".encode()).hexdigest()
    assert _written()["identifier"] == {"system": "https://exempel.invalid/mvg/anteckning", "value": value}
    assert _written(NOTE._replace(id="C24-2"))["identifier"]["value"] != value


def test_systems_that_the_profile_does_not_name_are_left_out(tmp_path: Path) -> None:
    target = PROFILE.targets[FHIR]
    optional = ("identifier_system", "encounter_system")
    settings = {key: value for key, value in target.settings.items() if key not in optional}
    profile = PROFILE.replace(targets={FHIR: target._replace(settings=settings)})
    data = _written(profile=profile)
    assert data["identifier"].keys() == {"value"}
    assert "encounter" not in data
    (reported,) = [finding.words[0] for finding in _result(profile=profile).findings if finding.code == "MVG315"]
    assert "Ärende" in reported.split(", ")
    assert "encounter" not in _written(NOTE._replace(id=""))


@pytest.mark.parametrize(
    ("written", "authored"),
    [
        ("2024-07-01T12:00", "2024-07-01T12:00:00+02:00"),
        ("2024-03-14T08:40Z", "2024-03-14T08:40:00+00:00"),
        ("2024-03-14T08:41:07,5+01:00", "2024-03-14T08:41:07.5+01:00"),
    ],
)
def test_the_time_of_signing_has_seconds_and_an_offset(written: str, authored: str) -> None:
    assert _written(NOTE._replace(signed_at=written))["authored"] == authored


def test_the_hsa_id_of_the_unit_comes_from_the_note_else_from_the_profile_by_its_name() -> None:
    own = _written(NOTE._replace(signing_unit=Unit("Enheten", "SE2321000016-ENH1")))["contained"][0]["organization"]
    assert own["identifier"]["value"] == "SE2321000016-ENH1"
    folded = _written(NOTE._replace(signing_unit=Unit("EXEMPELBY  hälsocentral")))["contained"][0]["organization"]
    assert folded["identifier"]["value"] == "SE2321000016-EXHC"


def test_the_facts_that_the_document_leaves_out_are_named() -> None:
    (reported,) = [finding.words[0] for finding in _result().findings if finding.code == "MVG315"]
    assert reported == "Ärendet skapat, Patientens namn, Vårdpersonalens roll, Kontaktens kanaler"


def test_what_no_row_of_the_profile_fetches_is_named_too(tmp_path: Path) -> None:
    profile = PROFILE.replace(rows=tuple(row._replace(fill="") for row in PROFILE.rows))
    (reported,) = [finding.words[0] for finding in _result(profile=profile).findings if finding.code == "MVG315"]
    assert reported.endswith("Patientens sökorsak, Triagesvar")


def test_copied_text_gives_the_same_document_but_for_its_identifier() -> None:
    data = json.loads(convert(as_text(NOTE, PROFILE), FHIR, profile=PROFILE).output or "")
    assert {**data, "identifier": ""} == {**_written(), "identifier": ""}


def test_a_question_under_a_question_stands_in_its_answer(tmp_path: Path) -> None:
    data = example_questionnaire()
    status = data["item"].pop(2)
    data["item"][1]["item"][0]["item"] = [status]
    toml = f'{SETTINGS}.items]\n"Kompletterande anamnes" = {{ blank = "x", ask = "y" }}\n'
    profile = load_profile(region(tmp_path, toml, data))
    entries = (*NOTE.entries, Entry("Status", "Rodnat svalg."))
    written = _written(NOTE._replace(entries=entries), profile)
    own = written["item"][1]["item"][0]["answer"]
    assert own[0]["item"] == [{"linkId": "status", "text": "Status", "answer": [{"valueString": "Rodnat svalg."}]}]
    alone = [one for one in entries if one.keyword != "Patientens egenanamnes"]
    note = NOTE._replace(entries=tuple(alone), triage=NOTE.triage._replace(answers=()))
    assert [(one.code, *one.words) for one in _errors(note, profile)] == [
        ("MVG529", "Status", "Patientens egenanamnes")
    ]


def test_an_item_without_a_title_gets_none(tmp_path: Path) -> None:
    data = example_questionnaire()
    del data["item"][3]["text"]
    written = _written(profile=load_profile(region(tmp_path, questionnaire=data)))
    assert next(item for item in written["item"] if item["linkId"] == "bedomning").keys() == {"linkId", "answer"}


# -- what is refused ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda note: note._replace(signer="", signed_at=""), [("MVG521", "Signerad av, Signerad tid")]),
        (lambda note: note._replace(signer="saknas"), [("MVG521", "Signerad av")]),
        (lambda note: note._replace(signed_at=""), [("MVG521", "Signerad tid")]),
        (lambda note: note._replace(signed_at="2024-10-27T02:30"), [("MVG530", "Signerad tid")]),
        (lambda note: note._replace(signed_at="2024-03-14T09:41+01:00:30"), [("MVG530", "Signerad tid")]),
        (lambda note: note._replace(signed_at="2024-03-14T09:41-15:00"), [("MVG530", "Signerad tid")]),
        (lambda note: note._replace(signer="Jonas Testlund"), [("MVG523", "Vårdpersonalens HSA-id")]),
        (lambda note: note._replace(author=Author("Lisbet Mallgren")), [("MVG522", "Vårdpersonalens HSA-id")]),
        (lambda note: note._replace(author=note.author._replace(hsa_id="1A2B")),
         [("MVG533", "Vårdpersonalens HSA-id")]),
        (lambda note: note._replace(patient=Patient("A")), [("MVG522", "Patientens personnummer")]),
        (lambda note: note._replace(patient=Patient("A", "19910427-2381", "personnummer")),
         [("MVG533", "Patientens personnummer")]),
        (lambda note: note._replace(patient=Patient("A", "199104272381", "samordningsnummer")),
         [("MVG533", "Patientens samordningsnummer")]),
        (lambda note: note._replace(signing_unit=Unit("Okända hälsocentralen")),
         [("MVG532", f"targets.{FHIR}.settings.units", "Signera från enhet")]),
        (lambda note: note._replace(patient=Patient("A", "saknas", "reservnummer")),
         [("MVG533", "Patientens reservnummer")]),
        (lambda note: note._replace(patient=Patient("A", "98-240301/AA06", "reservnummer")),
         [("MVG533", "Patientens reservnummer")]),
        *((lambda note, code=code: note._replace(principal_diagnosis=Diagnosis(code, "ICD-10-SE", "ÖLI")),
           [("MVG533", "Huvuddiagnos")]) for code in ("J06  .9", "J06.9:", "j06.9", "J06.9/J20.9", "J06-P")),
        (lambda note: note._replace(signing_unit=Unit("Enheten", "EXHC")), [("MVG533", "Enhetens HSA-id")]),
        (lambda note: note._replace(principal_diagnosis=Diagnosis("J03.9", "", "Halsfluss")),
         [("MVG527", "Huvuddiagnos"), ("MVG526", "Huvuddiagnos", "diagnoser.huvud")]),
        (lambda note: note._replace(secondary_diagnoses=(Diagnosis("", "", "Feber"),)), [("MVG527", "Bidiagnos")]),
        (lambda note: note._replace(secondary_diagnoses=(Diagnosis("R05.9", "ICD-10-SE"),)),
         [("MVG527", "Bidiagnos")]),
        (lambda note: note._replace(entries=(*note.entries, Entry("Kompletterande anamnes", "a" * 16001))),
         [("MVG524", "Kompletterande anamnes", "16001", "16000", "anamnes.kompletterande")]),
        (lambda note: note._replace(entries=(*note.entries, Entry("Kompletterande anamnes", "🙂" * 8001))),
         [("MVG524", "Kompletterande anamnes", "16002", "16000", "anamnes.kompletterande")]),
        (lambda note: note._replace(entries=note.entries[1:], triage=note.triage._replace(presenting_reason="")),
         [("MVG526", "Kontaktorsak", "kontakt.orsak")]),
    ],
)  # fmt: skip
def test_a_note_that_the_receiver_would_refuse_is_refused_with_what_is_wrong(
    change: Change, expected: list[tuple[str, ...]]
) -> None:
    assert [(finding.code, *finding.words) for finding in _errors(change(NOTE))] == expected


def test_a_text_as_long_as_its_field_is_written_whole() -> None:
    text = "å" * 15_998 + "🙂"
    entries = (*NOTE.entries, Entry("Kompletterande anamnes", text))
    assert _answers(_written(NOTE._replace(entries=entries))["item"])["anamnes.kompletterande"] == [text]


def test_a_note_without_the_required_fields_is_stopped_by_the_gate_first() -> None:
    errors = _errors(NOTE._replace(signing_unit=Unit(), record_type="", principal_diagnosis=Diagnosis()))
    assert {finding.code for finding in errors} == {"MVG401"}


def test_every_reason_comes_at_once() -> None:
    note = NOTE._replace(signer="", patient=Patient(), author=Author(), signing_unit=Unit("X"))
    assert [finding.code for finding in _errors(note)] == ["MVG522", "MVG521", "MVG522", "MVG532"]


@pytest.mark.parametrize(
    ("toml", "expected"),
    [
        (f'{SETTINGS}.units]\n"Exempelby hälsocentral" = {{ blank = "x", ask = "y" }}',
         [("MVG520", f"targets.{FHIR}.settings.units.Exempelby hälsocentral", "x", "y")]),
        (f'{SETTINGS}.code_systems]\n"KSH97-P" = {{ blank = "x", ask = "y" }}',
         [("MVG520", f"targets.{FHIR}.settings.code_systems.KSH97-P", "x", "y")]),
        (f'{SETTINGS}]\ndiagnoses = {{ blank = "x", ask = "y" }}',
         [("MVG520", f"targets.{FHIR}.settings.diagnoses", "x", "y")]),
        (f'{SETTINGS}]\nstaff_system = {{ blank = "x", ask = "y" }}\nidentity_systems = {{ blank = "a", ask = "b" }}',
         [("MVG520", f"targets.{FHIR}.settings.identity_systems", "a", "b"),
          ("MVG520", f"targets.{FHIR}.settings.staff_system", "x", "y")]),
        (f'{SETTINGS}]\nencounter_system = {{ blank = "x", ask = "y" }}',
         [("MVG520", f"targets.{FHIR}.settings.encounter_system", "x", "y")]),
    ],
)  # fmt: skip
def test_a_blank_stops_a_note_that_needs_it_and_says_whom_to_ask(
    toml: str, expected: list[tuple[str, ...]], tmp_path: Path
) -> None:
    profile = load_profile(region(tmp_path, toml + "\n"))
    errors = _errors(profile=profile)
    found = [(finding.code, *finding.words) for finding in errors if finding.code == "MVG520"]
    assert found == expected
    assert all(finding.exit_code == 78 for finding in errors if finding.code == "MVG520")
    assert convert(as_xml(NOTE), "cosmic", profile=profile).output, "the text for pasting needs none of it"


@pytest.mark.parametrize(("code", "refused"), [("22298006", False), ("222  98006", True)])
def test_a_code_of_a_system_that_the_profile_only_has_an_address_for(code: str, refused: bool) -> None:
    target = PROFILE.targets[FHIR]
    systems = {**target.settings["code_systems"], "SNOMED CT": "http://snomed.info/sct"}
    profile = PROFILE.replace(targets={FHIR: target._replace(settings={**target.settings, "code_systems": systems})})
    note = NOTE._replace(principal_diagnosis=Diagnosis(code, "SNOMED CT", "Infarkt"))
    assert ("MVG533" in [finding.code for finding in _result(note, profile).findings]) is refused


def test_a_blank_that_a_note_does_not_need_stops_nothing(tmp_path: Path) -> None:
    toml = f'{SETTINGS}.identity_systems]\nreservnummer = {{ blank = "x", ask = "y" }}\n'
    assert _written(profile=load_profile(region(tmp_path, toml)))


def test_the_shipped_profile_names_all_that_it_needs_at_once_and_still_makes_text() -> None:
    profile = load_profile("cosmic")
    assert [finding.words[0].rpartition(".")[2] for finding in _errors(profile=profile)] == ["questionnaire", "items"]
    text = convert(as_xml(NOTE), "cosmic", profile=profile)
    assert text.output is not None
    assert text.output.startswith("Besöksorsak\nOnt i halsen\n")


def _without(table: str, *keys: str) -> Profile:
    target = PROFILE.targets[FHIR]
    changed = {key: value for key, value in target.settings[table].items() if key not in keys}
    return PROFILE.replace(targets={FHIR: target._replace(settings={**target.settings, table: changed})})


@pytest.mark.parametrize(
    ("table", "key", "expected"),
    [
        ("items", "Patientens egenanamnes", [("MVG525", "Patientens egenanamnes", "items")]),
        ("facts", "triage.outcome", [("MVG525", "Triageutfall", "facts")]),
        ("diagnoses", "secondary", [("MVG525", "Bidiagnos", "diagnoses")] * 1),
        ("code_systems", "KSH97-P", [("MVG532", f"targets.{FHIR}.settings.code_systems", "Bidiagnos")]),
        ("identity_systems", "personnummer",
         [("MVG532", f"targets.{FHIR}.settings.identity_systems", "Patientens personnummer")]),
    ],
)  # fmt: skip
def test_text_and_facts_without_a_place_stop_the_note(table: str, key: str, expected: list[tuple[str, ...]]) -> None:
    assert [(finding.code, *finding.words) for finding in _errors(profile=_without(table, key))] == expected


def test_a_target_without_the_gate_asks_for_what_the_receiver_needs_itself(tmp_path: Path) -> None:
    data = example_questionnaire()
    del data["item"][4]["item"][0]["required"]
    profile = load_profile(region(tmp_path, f"[targets.{FHIR}]\ngated = false\n", data))
    bare = NOTE._replace(record_type="", principal_diagnosis=Diagnosis(), secondary_diagnoses=())
    written = _written(bare._replace(signing_unit=Unit("", "SE2321000016-EXHC")), profile)
    assert [one["resourceType"] for one in written["contained"]] == ["PractitionerRole"]
    assert written["contained"][0]["organization"].keys() == {"identifier"}
    assert "kontakt.journaltyp" not in _answers(written["item"])
    found = [(one.code, *one.words) for one in _errors(bare._replace(signing_unit=Unit()), profile)]
    assert found == [("MVG522", "Signera från enhet")]


def test_more_diagnoses_than_the_field_takes_stop_the_note(tmp_path: Path) -> None:
    data = example_questionnaire()
    del data["item"][4]["item"][1]["repeats"]
    errors = _errors(profile=load_profile(region(tmp_path, questionnaire=data)))
    assert [(finding.code, *finding.words) for finding in errors] == [("MVG528", "Bidiagnos", "2", "diagnoser.bi")]


def test_a_required_field_within_a_group_is_asked_for_only_when_the_group_is_answered(tmp_path: Path) -> None:
    data = example_questionnaire()
    data["item"][1]["item"][0]["required"] = True
    profile = load_profile(region(tmp_path, questionnaire=data))
    bare = NOTE._replace(triage=NOTE.triage._replace(answers=()))
    without = [one for one in NOTE.entries if one.keyword != "Patientens egenanamnes"]
    assert _written(bare._replace(entries=tuple(without)), profile)
    beside = (*without, Entry("Kompletterande anamnes", "Frisk."))
    assert [one.code for one in _errors(bare._replace(entries=beside), profile)] == ["MVG526"]
    data["item"][1]["required"] = True
    asked = load_profile(region(tmp_path / "b", questionnaire=data))
    assert [one.words[0] for one in _errors(bare._replace(entries=tuple(without)), asked)] == ["Anamnes"]


def test_a_character_that_json_of_fhir_does_not_have_stops_the_note() -> None:
    from converter.profile.questionnaire import Item, Questionnaire
    from converter.render.questionnaire_items import ItemAnswer, answered

    item = Item("1", "text", "", False, False, 0, (), (), True, ())
    items, problems = answered(Questionnaire("a:b", (item,)), {"1": [ItemAnswer("Status", text="a\x1fb")]})
    assert [(one.code, *one.words) for one in problems] == [("MVG531", "Status", "U+001F")]
    assert items


def test_no_finding_of_a_refusal_holds_a_value_of_the_note() -> None:
    note = NOTE._replace(patient=Patient("A", "19910427-2381", "personnummer"), signing_unit=Unit("Hemliga enheten"))
    for finding in _errors(note._replace(author=note.author._replace(hsa_id="fel"))):
        words = finding.message() + finding.next_step() + finding.message("en")
        assert not any(word in words for word in ("2381", "Hemliga"))
