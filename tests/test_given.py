"""What is given beside the note: the three fields win over the note, who signed and when does not."""

from __future__ import annotations

import pytest

from converter.facts import parse_diagnosis
from converter.findings import Finding
from converter.given import GIVEN_FACTS, settle
from converter.model import Diagnosis, TriageNote, Unit
from converter.profile import Profile

NOTE = TriageNote(
    principal_diagnosis=Diagnosis("J06.9", "ICD-10-SE", "Akut ÖLI"),
    record_type="Läkaranteckning",
    signing_unit=Unit("Malls hälsocentral", "SE2321000016-TE55"),
    signer="Sara Provdal",
    signed_at="2024-03-14T09:40:00+01:00",
)
GIVEN = {
    "principal_diagnosis": "R05.9 (ICD-10-SE) Hosta",
    "record_type": "Sjuksköterskeanteckning",
    "signing_unit.name": "Provköpings hälsocentral",
    "signer": "Olle Testhammar",
    "signed_at": "2024-03-15T08:00:00+01:00",
}
FIELDS = ("principal_diagnosis", "record_type", "signing_unit.name")
SIGNING = ("signer", "signed_at")
FILLED = TriageNote(
    principal_diagnosis=Diagnosis("R05.9", "ICD-10-SE", "Hosta"),
    record_type="Sjuksköterskeanteckning",
    signing_unit=Unit("Provköpings hälsocentral"),
    signer="Olle Testhammar",
    signed_at="2024-03-15T08:00:00+01:00",
)


def test_what_can_be_given_is_the_three_fields_and_the_signing() -> None:
    assert (*FIELDS, *SIGNING) == GIVEN_FACTS


def test_what_the_note_lacks_is_taken_without_a_word(profile: Profile) -> None:
    assert settle(TriageNote(), GIVEN, profile) == (FILLED, ())


@pytest.mark.parametrize("invisible", [" ", "\N{NO-BREAK SPACE}", "\N{ZERO WIDTH SPACE}"])
def test_a_field_that_only_looks_filled_is_filled_without_a_word(invisible: str, profile: Profile) -> None:
    empty = TriageNote(record_type=invisible, signing_unit=Unit(invisible), signer=invisible, signed_at=invisible)
    assert settle(empty, GIVEN, profile) == (FILLED, ())


@pytest.mark.parametrize("fact", FIELDS)
def test_a_given_field_wins_over_the_note_and_it_is_told(fact: str, profile: Profile) -> None:
    note, findings = settle(NOTE, {fact: GIVEN[fact]}, profile)
    assert findings == (Finding("MVG313", words=(profile.labels[fact],)),)
    assert note != NOTE
    assert settle(note, {fact: GIVEN[fact]}, profile) == (note, ())


@pytest.mark.parametrize("fact", SIGNING)
def test_the_signing_of_the_note_wins_over_what_is_given_and_it_is_told(fact: str, profile: Profile) -> None:
    finding = Finding("MVG314", words=(profile.labels[fact],))
    assert settle(NOTE, {fact: GIVEN[fact]}, profile) == (NOTE, (finding,))


def test_each_given_fact_changes_that_fact_alone(profile: Profile) -> None:
    note, _ = settle(NOTE, {"signing_unit.name": "Annan enhet"}, profile)
    assert note == NOTE._replace(signing_unit=Unit("Annan enhet", "SE2321000016-TE55"))


@pytest.mark.parametrize("blank", ["", "  ", "\N{NO-BREAK SPACE}", "\N{ZERO WIDTH SPACE}", "\N{HANGUL FILLER}"])
@pytest.mark.parametrize("fact", GIVEN_FACTS)
def test_nothing_visible_is_not_given(fact: str, blank: str, profile: Profile) -> None:
    assert settle(NOTE, {fact: blank}, profile) == (NOTE, ())
    assert settle(TriageNote(), {fact: blank}, profile) == (TriageNote(), ())


@pytest.mark.parametrize(
    ("fact", "same"),
    [
        ("principal_diagnosis", "J06.9 (ICD-10-SE) Akut ÖLI"),
        ("record_type", " Läkaranteckning "),
        ("signing_unit.name", "Malls hälsocentral"),
        ("signer", "Sara Provdal\n"),
        ("signed_at", "2024-03-14T09:40:00+01:00"),
    ],
)
def test_to_give_what_the_note_says_is_no_conflict(fact: str, same: str, profile: Profile) -> None:
    assert settle(NOTE, {fact: same}, profile) == (NOTE, ())


def test_a_given_text_keeps_its_inside_and_loses_the_spaces_at_its_ends(profile: Profile) -> None:
    note, _ = settle(TriageNote(), {"signing_unit.name": "  Malls  hälsocentral \n"}, profile)
    assert note.signing_unit.name == "Malls  hälsocentral"


def test_a_given_diagnosis_is_read_like_one_in_a_note(profile: Profile) -> None:
    note, _ = settle(TriageNote(), {"principal_diagnosis": "bara text"}, profile)
    assert note.principal_diagnosis == parse_diagnosis("bara text") == Diagnosis(title="bara text")


def test_a_fact_that_cannot_be_given_is_a_fault_of_the_caller(profile: Profile) -> None:
    with pytest.raises(KeyError):
        settle(NOTE, {"patient.name": "x"}, profile)


def test_a_fact_without_a_label_is_told_by_its_name(profile: Profile) -> None:
    unlabelled = profile._replace(labels={})
    assert settle(NOTE, {"record_type": "x"}, unlabelled)[1] == (Finding("MVG313", words=("record_type",)),)


def test_a_character_that_no_xml_can_hold_is_replaced_and_told_of_whatever_else_is_given(profile: Profile) -> None:
    given = {"record_type": "a\x0bb\x1b", "signer": "Olle\x00"}
    note, findings = settle(TriageNote(), given, profile)
    assert note == TriageNote(record_type="a\ufffdb\ufffd", signer="Olle\ufffd")
    assert findings == tuple(Finding("MVG228", words=(point,)) for point in ("U+000B", "U+001B", "U+0000"))


def test_every_conflict_is_told_and_a_blank_one_before_it_ends_nothing(profile: Profile) -> None:
    _, findings = settle(NOTE, {"signer": "", **{fact: GIVEN[fact] for fact in FIELDS}}, profile)
    assert findings == tuple(Finding("MVG313", words=(profile.labels[fact],)) for fact in FIELDS)
