"""The checks: the gate by its full truth table, the warnings, the phrases."""

from __future__ import annotations

import ast
import inspect
import itertools
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given, settings

from converter import convert, load_profile
from converter.conversion.result import Result
from converter.findings import Finding
from converter.note.model import Author, Contact, Diagnosis, Entry, NumberType, Patient, TriageNote, Unit
from converter.profile import Profile
from converter.profile.schema import NEEDED_LABELS
from converter.record.checks import CHECKS, SAME_FOR_ALL_TARGETS, Check
from converter.record.contact_checks import contact as contact_check
from converter.record.mapping import to_record
from converter.testing import notes
from converter.testing.writers import as_text, as_xml

BLANKS = ("", " ", "\t", "\u00a0", "\u200b", "\ufeff", "\u00ad", "\u2060", "\u3164", "\u2800", " \u200b\u00a0 ")
NOTE = TriageNote(
    entries=(
        Entry("Besöksorsak", "Chatt med patient. Halsont."),
        Entry("Patientens egenanamnes", "Ont sedan i går."),
        Entry("Bedömning", "Egenvård."),
    ),
    principal_diagnosis=Diagnosis("J06.9", "ICD-10-SE", "Akut övre luftvägsinfektion, ospecificerad"),
    record_type="Besöksanteckning",
    signing_unit=Unit("Exempelby hälsocentral"),
    signer="Lisbet Mallgren",
    signed_at="2024-03-14T09:40:00+01:00",
)
NUMBER_FAULTS = ("MVG403", "MVG404", "MVG405", "MVG406", "MVG450")
PLACEHOLDERS = ("-", ".", '""', "N/A", "saknas", "\u0301", "\ue000", "(ej ifyllt)", "JOURNALTYP")
FORMS = ("xml", "text")
HEADINGS = ("Huvuddiagnos", "Journaltyp", "Signera från enhet")


def _convert(note: TriageNote, profile: Profile, form: str = "xml", to: str = "pmo") -> Result:
    return convert(as_xml(note) if form == "xml" else as_text(note, profile), to, profile=profile)


def _codes(note: TriageNote, profile: Profile, to: str = "pmo") -> list[str]:
    return [finding.code for finding in _convert(note, profile, to=to).findings]


def _with(values: Iterable[str]) -> TriageNote:
    diagnosis, record_type, unit = values
    return NOTE._replace(
        principal_diagnosis=Diagnosis(title=diagnosis), record_type=record_type, signing_unit=Unit(unit)
    )


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("filled", list(itertools.product((True, False), repeat=3)))
def test_R138_R139_R140_R142_the_gate_opens_only_when_all_three_are_filled(
    filled: tuple[bool, bool, bool], form: str, profile: Profile
) -> None:
    for blank in BLANKS:
        result = _convert(_with("Värde" if is_filled else blank for is_filled in filled), profile, form)
        missing = [finding.words[0] for finding in result.findings if finding.code == "MVG401"]
        assert missing == [heading for heading, is_filled in zip(HEADINGS, filled, strict=True) if not is_filled]
        assert (result.output is not None) == all(filled)
        assert result.exit_code == int(not all(filled))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("filled", list(itertools.product((True, False), repeat=3)))
def test_K5_a_placeholder_does_not_open_the_gate(filled: tuple[bool, bool, bool], form: str, profile: Profile) -> None:
    for placeholder in PLACEHOLDERS:
        result = _convert(_with("Värde" if is_filled else placeholder for is_filled in filled), profile, form)
        missing = [finding.words[0] for finding in result.findings if finding.code == "MVG401"]
        assert missing == [heading for heading, is_filled in zip(HEADINGS, filled, strict=True) if not is_filled]
        assert (result.output is not None) == all(filled)
        assert result.button == ("Signera och exportera" if all(filled) else "Signera")


@pytest.mark.parametrize("filled", list(itertools.product((True, False), repeat=3)))
def test_R141_the_button_changes_its_name_exactly_when_all_three_are_filled(
    filled: tuple[bool, bool, bool], profile: Profile
) -> None:
    note = _with("Värde" if is_filled else "" for is_filled in filled)
    assert (_convert(note, profile).button == "Signera och exportera") == all(filled)


@pytest.mark.parametrize("to", ["melior", "obstetrix", "other"])
def test_R147_other_record_systems_have_no_gate(to: str, profile: Profile) -> None:
    assert _convert(_with(("", "", "")), profile, to=to).ok


def test_the_three_fields_can_be_given_beside_the_note(profile: Profile) -> None:
    given = {"principal_diagnosis": "J06.9 ÖLI", "record_type": "Besök", "signing_unit.name": "Enheten"}
    assert convert(as_xml(_with(("", "", ""))), profile=profile, given=given).ok


@pytest.mark.parametrize("keyword", ["Besöksorsak", "Patientens egenanamnes"])
def test_G13_an_empty_reason_or_history_warns_and_does_not_stop(keyword: str, profile: Profile) -> None:
    note = NOTE._replace(entries=tuple(entry for entry in NOTE.entries if entry.keyword != keyword))
    result = _convert(note, profile)
    assert [finding.words for finding in result.findings if finding.code == "MVG402"] == [(keyword,)]
    assert result.ok


def test_R136_supplementary_history_status_and_assessment_never_nag(profile: Profile) -> None:
    note = NOTE._replace(entries=NOTE.entries[:2])
    assert "MVG402" not in _codes(note, profile)


@pytest.mark.parametrize(
    ("number", "kind", "code"),
    [
        ("199104272381", "personnummer", None),
        ("19910427-2381", "personnummer", "MVG403"),
        ("9104272381", "personnummer", "MVG403"),
        ("١٩٩١٠٤٢٧٢٣٨١", "personnummer", "MVG403"),
        ("199102302381", "personnummer", "MVG404"),
        ("199104272382", "personnummer", "MVG405"),
        ("202601612381", "samordningsnummer", None),
        ("191500722390", "samordningsnummer", None),
        ("191711602399", "samordningsnummer", None),
        ("199104272381", "samordningsnummer", "MVG450"),
        ("202601612381", "personnummer", "MVG450"),
        ("98240301AA06", "personnummer", "MVG450"),
        ("98240301AA06", "reservnummer", None),
        ("199104272381", "reservnummer", "MVG450"),
        ("202601612381", "reservnummer", "MVG450"),
        ("x", "reservnummer", "MVG406"),
    ],
)
def test_a_bad_identity_number_warns_without_showing_it(
    number: str, kind: NumberType, code: str | None, profile: Profile
) -> None:
    result = _convert(NOTE._replace(patient=Patient("", number, kind)), profile)
    found = [finding for finding in result.findings if finding.code in NUMBER_FAULTS]
    assert [finding.code for finding in found] == ([code] if code else [])
    assert all(number not in finding.message() for finding in found)
    assert result.ok


@pytest.mark.parametrize(
    ("patient", "target", "codes"),
    [
        (Patient("Alva", "199104272381", "personnummer"), "pmo", []),
        (Patient("Alva"), "pmo", ["MVG408"]),
        (Patient("Alva"), "melior", []),
        (Patient("", "199104272381", "personnummer"), "pmo", ["MVG407"]),
        (Patient("-", "-", "reservnummer"), "pmo", ["MVG407", "MVG408"]),
        (Patient("saknas", "N/A", "personnummer"), "json", ["MVG407", "MVG408"]),
        (Patient(), "pmo", ["MVG407", "MVG408"]),
        (Patient(), "melior", []),
    ],
)
def test_K5_a_document_for_pmo_says_whom_it_is_about(
    patient: Patient, target: str, codes: list[str], profile: Profile
) -> None:
    result = convert(as_xml(NOTE._replace(patient=patient)), target, profile=profile)
    reported = [finding.code for finding in result.findings if finding.code in ("MVG407", "MVG408", *NUMBER_FAULTS)]
    assert reported == codes
    assert result.ok


@pytest.mark.parametrize(
    ("diagnosis", "code"),
    [
        (Diagnosis("J06.9", "ICD-10-SE", "ÖLI"), None),
        (Diagnosis("J069", "", ""), None),
        (Diagnosis("L30.9X", "ICD-10-SE", ""), None),
        (Diagnosis("N30-P", "KSH97-P", "Cystit"), None),
        (Diagnosis("N30-P", "ICD-10-SE", "Cystit"), "MVG410"),
        (Diagnosis("J06.99.9", "", ""), "MVG410"),
        (Diagnosis("", "", "Halsfluss"), "MVG412"),
        (Diagnosis("J06.9", "ICD-11", ""), "MVG413"),
    ],
)
def test_the_shape_of_a_diagnosis_code_is_checked_and_no_more(
    diagnosis: Diagnosis, code: str | None, profile: Profile
) -> None:
    codes = _codes(NOTE._replace(principal_diagnosis=diagnosis), profile)
    assert [found for found in codes if found in ("MVG410", "MVG412", "MVG413")] == ([code] if code else [])
    assert ("MVG411" in codes) == bool(diagnosis.code)


def test_a_secondary_diagnosis_is_checked_too(profile: Profile) -> None:
    result = _convert(NOTE._replace(secondary_diagnoses=(Diagnosis("", "", "Hosta"),)), profile)
    assert [finding.words for finding in result.findings if finding.code == "MVG412"] == [("Bidiagnos 1",)]


@pytest.mark.parametrize(("hsa_id", "warns"), [("SE2321000016-1A2B", False), ("SE232100-1", True), ("", False)])
def test_an_hsa_id_is_checked_by_its_shape_and_never_demanded(hsa_id: str, warns: bool, profile: Profile) -> None:
    codes = _codes(NOTE._replace(signing_unit=Unit("Enheten", hsa_id)), profile)
    assert ("MVG414" in codes) is warns


def _chat(*channels: str, opening: str = "Halsont.", **facts: str) -> TriageNote:
    entries = (Entry("Besöksorsak", opening), *NOTE.entries[1:])
    return NOTE._replace(entries=entries, contact=Contact(channels, **facts))


@pytest.mark.parametrize(
    ("note", "code"),
    [
        (_chat("chat"), "MVG420"),
        (_chat("chat", opening="CHATT  med patient. Halsont."), None),
        (_chat("chat", opening="Efter chatt med patient"), "MVG420"),
        (_chat("video"), None),
        (_chat(), None),
        (_chat("chat", "video"), "MVG425"),
    ],
)
def test_R55_a_chat_note_opens_with_its_phrase(note: TriageNote, code: str | None, profile: Profile) -> None:
    assert [found for found in _codes(note, profile) if found in ("MVG420", "MVG425")] == ([code] if code else [])


def test_R55_the_phrase_may_open_the_first_text_that_a_professional_writes(profile: Profile) -> None:
    note = _chat("chat")._replace(entries=(Entry("Besöksorsak", "Hals"), Entry("Status", "Chatt med patient. Rodnad.")))
    assert "MVG420" not in _codes(note, profile)
    late = note._replace(entries=(*note.entries[:1], Entry("Kompletterande anamnes", "Frisk."), note.entries[1]))
    assert "MVG420" in _codes(late, profile)


@pytest.mark.parametrize(
    ("text", "colleague", "role", "warns"),
    [
        ("Konsulterat kollega Anna Berg.", "Anna Berg", "", False),
        ("konsulterat kollega dr Anna Berg", "Anna Berg", "original", False),
        ("Konsulterat kollega Bo Ek.", "Anna Berg", "", True),
        ("Konsulterat kollega NN.", "", "", True),
        ("Konsulterat kollega.", "", "", True),
        ("Konsulterat kollega Anna.", "", "", False),
        ("Inget.", "", "consulted_colleague", False),
        ("Inget.", "Anna Berg", "", True),
    ],
)
def test_R93_R104_a_consultation_names_the_colleague(
    text: str, colleague: str, role: str, warns: bool, profile: Profile
) -> None:
    contact = Contact(("video",), colleague, consultation="consult_only", role=role)
    note = NOTE._replace(entries=(*NOTE.entries[:2], Entry("Bedömning", text)), contact=contact)
    assert ("MVG421" in _codes(note, profile)) is warns


@pytest.mark.parametrize(
    ("facts", "text", "code"),
    [
        ({"booking_ticket_issued": "yes"}, "Inget.", "MVG423"),
        ({"booking_ticket_issued": "yes"}, "Skickat Bokningsbiljett.", None),
        ({"booking_ticket_issued": "no"}, "Inget.", None),
        ({"forms_sent": "yes"}, "Inget.", "MVG424"),
        ({"forms_sent": "yes"}, "Hälsoformulär skickat.", None),
    ],
)
def test_R151_R152_tickets_and_forms_are_mentioned(
    facts: dict[str, Any], text: str, code: str | None, profile: Profile
) -> None:
    note = NOTE._replace(entries=(*NOTE.entries[:2], Entry("Bedömning", text)), contact=Contact(**facts))
    assert [found for found in _codes(note, profile) if found in ("MVG423", "MVG424")] == ([code] if code else [])


def test_G18_the_result_says_that_the_validity_has_passed(profile: Profile) -> None:
    assert "MVG430" in _codes(NOTE, profile)
    valid = profile.replace(routine=profile.routine._replace(expired=False))
    assert "MVG430" not in _codes(NOTE, valid)


def test_no_check_changes_the_record_or_says_note_text(profile: Profile) -> None:
    note = _chat("chat", opening="KANARIE", colleague="KANARIE", consultation="consult_only")
    record = _convert(note, profile).record
    assert record is not None
    before = repr(record)
    for check in CHECKS:
        assert all("KANARIE" not in finding.message() for finding in check(record, profile, True))
    assert repr(record) == before


@settings(max_examples=100)
@given(notes(load_profile()))
def test_a_check_that_is_run_once_for_all_targets_finds_the_same_with_and_without_a_gate(note: TriageNote) -> None:
    profile = load_profile()
    record, _ = to_record(note, profile)
    for check in SAME_FOR_ALL_TARGETS:
        assert list(check(record, profile, True)) == list(check(record, profile, False))


def _reads_gated(check: Check) -> bool:
    tree = ast.parse(inspect.getsource(check))
    return any(isinstance(node, ast.Name) and node.id == "gated" for node in ast.walk(tree))


def test_the_checks_that_are_run_once_for_all_targets_are_those_that_do_not_ask_for_the_gate() -> None:
    assert frozenset(check for check in CHECKS if not _reads_gated(check)) == SAME_FOR_ALL_TARGETS


_SYSTEMS = "ICD-10-SE, KSH97-P"
SAID = {
    ("Anamnes\n\n1\n\nStatus\n2", "melior"): Finding("MVG304", 1, 0, ("1",)),
    ("Status\n1\n\nAnamnes\n2", "pmo"): Finding("MVG302", 4, 0, ("Anamnes",)),
    ("1\nStatus\n2", "pmo"): Finding("MVG303", 1, 0, ("1",)),
    ("Huvuddiagnos: J06.9.9 (ICD-10-SE) a\n\nStatus\n1", "melior"): Finding(
        "MVG410", words=("Huvuddiagnos", "ICD-10-SE")
    ),
    ("Huvuddiagnos: J06.9.9\n\nStatus\n1", "melior"): Finding("MVG410", words=("Huvuddiagnos", "ICD-10-SE / KSH97-P")),
    ("Huvuddiagnos: a\n\nStatus\n1", "melior"): Finding("MVG412", words=("Huvuddiagnos",)),
    ("Bidiagnos: J06.9\nBidiagnos: a\n\nStatus\n1", "melior"): Finding("MVG412", words=("Bidiagnos 2",)),
}  # fmt: skip


@pytest.mark.parametrize("case", SAID, ids=lambda case: f"{SAID[case].code} {SAID[case].words}")
def test_what_a_check_says_to_the_letter(case: tuple[str, str], profile: Profile) -> None:
    source, target = case
    reported = [
        finding for finding in convert(source, target, profile=profile).findings if finding.code == SAID[case].code
    ]
    assert reported == [SAID[case]]


def test_an_unknown_code_system_is_reported_with_those_that_are_known(profile: Profile) -> None:
    note = TriageNote(entries=(Entry("Status", "1"),), principal_diagnosis=Diagnosis("J06.9", "ICD-11", "a"))
    (finding,) = [
        found for found in convert(as_xml(note), "melior", profile=profile).findings if found.code > "MVG412"
    ][:1]
    assert finding == Finding("MVG413", words=("Huvuddiagnos", _SYSTEMS))


@pytest.mark.parametrize("stand_in", ["NN", "NN.", ".NN,", "nn"])
def test_the_stand_in_for_a_name_is_none_however_it_is_written(stand_in: str, profile: Profile) -> None:
    source = f"Konsultation av kollega: endast konsultation\n\nBedömning\nKonsulterat kollega {stand_in} i dag"
    assert "MVG421" in {finding.code for finding in convert(source, "melior", profile=profile).findings}


def test_a_word_is_not_mentioned_when_it_is_spread_over_two_texts(profile: Profile) -> None:
    source = "Formulär skickade: ja\n\nStatus\nform\n\nBedömning\nulär"
    assert "MVG424" in {finding.code for finding in convert(source, "melior", profile=profile).findings}


FACTS_TOLD: dict[str, list[tuple[str, ...]]] = {
    "MVG410": [("Huvuddiagnos", "ICD-10-SE"), ("Bidiagnos 1", "KSH97-P")],
    "MVG414": [("author.hsa_id",), ("signing_unit.hsa_id",)],
    "MVG453": [("created",), ("ended",)],
    "MVG416": [("signed_at",)],
    "MVG417": [("signer", "--signed-by")],
}


@pytest.mark.parametrize("named", [True, False], ids=["with labels", "without labels"])
def test_a_fact_is_named_by_its_label_or_else_by_itself(named: bool, profile: Profile) -> None:
    note = TriageNote(
        entries=(Entry("Status", "1"),),
        created="a",
        ended="b",
        author=Author(hsa_id="c"),
        signing_unit=Unit("d", "e"),
        signed_at="2024-10-27T02:30:00",
        principal_diagnosis=Diagnosis("1", "ICD-10-SE"),
        secondary_diagnoses=(Diagnosis("2", "KSH97-P"),),
        record_type="f",
    )
    region = profile if named else profile.replace(label_facts={profile.labels[fact]: fact for fact in NEEDED_LABELS})
    record, _ = to_record(note, region)
    reported: dict[str, list[tuple[str, ...]]] = {}
    for check in CHECKS:
        for finding in check(record, region, True):
            reported.setdefault(finding.code, []).append(finding.words)
    for code, facts in FACTS_TOLD.items():
        expected = [(profile.labels.get(fact, fact) if named else fact, *rest) for fact, *rest in facts]
        assert reported[code] == expected


@pytest.mark.parametrize(("role", "reported"), [("", True), ("original", True), ("consulted_colleague", False)])
def test_who_asked_names_the_colleague(role: str, reported: bool, profile: Profile) -> None:
    contact = Contact(("video",), consultation="consult_only", role=role)
    record, _ = to_record(TriageNote(contact=contact), profile)
    assert ("MVG421" in [finding.code for finding in contact_check(record, profile, True)]) is reported


@pytest.mark.parametrize(
    ("channels", "codes"),
    [
        ((), []),
        (("chat",), ["MVG420"]),
        (("chat", "chat"), ["MVG420"]),
        (("chat", "audio"), ["MVG425"]),
        (("audio",), []),
    ],
)
def test_only_a_mere_chat_opens_with_the_phrase(channels: tuple[str, ...], codes: list[str], profile: Profile) -> None:
    record, _ = to_record(TriageNote(contact=Contact(channels), entries=(Entry("Status", "1"),)), profile)
    assert [finding.code for finding in contact_check(record, profile, True)] == codes


@pytest.mark.parametrize("label", ["Kontaktens prioritet", "Konsultation av kollega"])
@pytest.mark.parametrize(("value", "why"), [("blå", "#fact-value"), ("-", "#fact-placeholder")])
def test_a_fact_that_stays_text_says_whether_it_has_another_value_or_none(
    label: str, value: str, why: str, profile: Profile
) -> None:
    found = convert(f"{label}: {value}\nBesöksorsak\nhosta\n", "pmo", profile=profile).findings
    assert [finding.words for finding in found if finding.code == "MVG318"] == [("1", label, why)]
