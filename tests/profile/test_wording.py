"""The values of facts as people write them."""

from __future__ import annotations

import pytest

from converter.note.code_systems import CodeSystem, CodeSystems
from converter.note.model import Diagnosis, TriageNote
from converter.profile import Profile
from converter.profile.wording import (
    as_written,
    diagnosis_as_written,
    has_diagnosis,
    is_filled,
    is_reworded,
    is_signed,
    parse_diagnosis,
)


@pytest.mark.parametrize(
    ("written", "diagnosis"),
    [
        ("J06.9", Diagnosis("J06.9")),
        ("J06.9 (ICD-10-SE)", Diagnosis("J06.9", "ICD-10-SE")),
        ("J06.9 Akut ÖLI", Diagnosis("J06.9", "", "Akut ÖLI")),
        ("J06.9 (ICD-10-SE) Akut ÖLI", Diagnosis("J06.9", "ICD-10-SE", "Akut ÖLI")),
        ("J06-P (KSH97-P) Akut ÖLI", Diagnosis("J06-P", "KSH97-P", "Akut ÖLI")),
        ("J06.9 (ICD-10-SE) Akut ÖLI (misstänkt)", Diagnosis("J06.9", "ICD-10-SE", "Akut ÖLI (misstänkt)")),
        # What stands in the brackets of a title is no code system.
        ("J06.9 (lindrig) Akut ÖLI", Diagnosis("J06.9", "", "(lindrig) Akut ÖLI")),
        ("J06.9 (lindrig)", Diagnosis("J06.9", "", "(lindrig)")),
        ("Akut ÖLI", Diagnosis(title="Akut ÖLI")),
        ("(ICD-10-SE) Akut ÖLI", Diagnosis(title="(ICD-10-SE) Akut ÖLI")),
        ("J06.9 - Akut ÖLI", Diagnosis("J06.9", "", "- Akut ÖLI")),
        ("J06.9 ÖLI (icd-10-se)", Diagnosis("J06.9", "", "ÖLI (icd-10-se)")),
        ("J06.9 (ICD-10) ÖLI", Diagnosis("J06.9", "", "(ICD-10) ÖLI")),
        ("J06,9 ÖLI", Diagnosis("J06,9", "", "ÖLI")),
        ("J06-9 ÖLI", Diagnosis("J06-9", "", "ÖLI")),
        ("J06.99.9 ÖLI", Diagnosis("J06.99.9", "", "ÖLI")),
        ("B12-brist", Diagnosis("B12-brist")),
        ("J06.9ÖLI", Diagnosis("J06.9ÖLI")),
        ("A00- Kolera", Diagnosis("A00-", "", "Kolera")),
        ("halsfluss j03.9", Diagnosis(title="halsfluss j03.9")),
        ("38.9 grader", Diagnosis(title="38.9 grader")),
        ("x12345 Fel", Diagnosis(title="x12345 Fel")),
        ("", Diagnosis()),
    ],
)
def test_a_diagnosis_is_read_as_written_and_written_as_read(
    written: str, diagnosis: Diagnosis, profile: Profile
) -> None:
    assert parse_diagnosis(written, profile.code_systems) == diagnosis
    assert diagnosis_as_written(diagnosis) == written
    assert not is_reworded(written, diagnosis)


@pytest.mark.parametrize(
    ("written", "diagnosis"),
    [
        ("J06.9: Övre luftvägsinfektion", Diagnosis("J06.9", "", "Övre luftvägsinfektion")),
        ("J06.9 : Övre luftvägsinfektion", Diagnosis("J06.9", "", "Övre luftvägsinfektion")),
        ("J06.9:Övre luftvägsinfektion", Diagnosis("J06.9", "", "Övre luftvägsinfektion")),
        ("J06.9, ÖLI", Diagnosis("J06.9", "", "ÖLI")),
        ("J06.9; ÖLI", Diagnosis("J06.9", "", "ÖLI")),
        ("J06.9. ÖLI", Diagnosis("J06.9", "", "ÖLI")),
        ("J06.9– ÖLI", Diagnosis("J06.9", "", "ÖLI")),
        ("J06.9:", Diagnosis("J06.9")),
        ("J06.9 (ICD-10-SE): ÖLI", Diagnosis("J06.9", "ICD-10-SE", "ÖLI")),
        ("J06.9(ICD-10-SE) ÖLI", Diagnosis("J06.9", "ICD-10-SE", "ÖLI")),
        ("J06.9 [ICD-10-SE] ÖLI", Diagnosis("J06.9", "ICD-10-SE", "ÖLI")),
        ("J06.9[icd-10-se]", Diagnosis("J06.9", "ICD-10-SE")),
        ("J06.9: (ICD-10-SE) ÖLI", Diagnosis("J06.9", "ICD-10-SE", "ÖLI")),
        ("j03.9 Akut tonsillit", Diagnosis("J03.9", "", "Akut tonsillit")),
        ("j03 tonsillit", Diagnosis("J03", "", "tonsillit")),
        ("j06-p (ksh97-p) ÖLI", Diagnosis("J06-P", "KSH97-P", "ÖLI")),
        ("f43.8a Stress", Diagnosis("F43.8A", "", "Stress")),
        ("J03.9 (icd-10-se) Akut tonsillit", Diagnosis("J03.9", "ICD-10-SE", "Akut tonsillit")),
        ("J03.9 (ICD 10 SE) Akut tonsillit", Diagnosis("J03.9", "ICD-10-SE", "Akut tonsillit")),
        ("J06.9/J20.9 ÖLI", Diagnosis("J06.9", "", "J20.9 ÖLI")),
        ("J06.9,J20.9", Diagnosis("J06.9", "", "J20.9")),
        ("J06.9+J20.9", Diagnosis("J06.9", "", "J20.9")),
    ],
)
def test_K11_a_code_is_read_in_any_case_and_without_a_separator_and_is_reworded(
    written: str, diagnosis: Diagnosis, profile: Profile
) -> None:
    assert parse_diagnosis(written, profile.code_systems) == diagnosis
    assert is_reworded(written, diagnosis)


@pytest.mark.parametrize("written", ["ı12 brist", "ﬁ12", "J٠٦.٩ ÖLI", "\x85J06.9 ÖLI", "1" * 40])
def test_only_letters_a_to_z_of_a_code_are_written_in_capitals(written: str, profile: Profile) -> None:
    assert parse_diagnosis(written, profile.code_systems) == Diagnosis(title=written)


def test_a_code_of_another_region_need_not_begin_with_a_letter(profile: Profile) -> None:
    numbers = profile.replace(code_systems=CodeSystems((CodeSystem("Kod 7", "[0-9]{4}[A-Z]"),)))
    assert parse_diagnosis("1234a: (kod-7) Hosta", numbers.code_systems) == Diagnosis("1234A", "Kod 7", "Hosta")


FILLED = ("a", "Å", "1", "Läkaranteckning", "J06.9", "½", "漢", "-a-", "0a", "Tomas", "Nilsson", "Ingen åtgärd", "x")
EMPTY = ("", " ", "-", "–", ".", "...", "?", '""', "”–”", "/", "\u0301", "\ue000", "\u200b", "\u3164", "\u115f", "🙂",
         "_", "N/A", "n/a", "N.A.", "(NA)", "saknas", "Saknas.", "UPPGIFT  SAKNAS", "okänd", "Oka\u0308nt",
         "ej angivet", "[ej ifyllt]", "xxx", "NN", "N.N.", "null", "KOD TITEL", "JOURNALTYP", "ENHET")  # fmt: skip


@pytest.mark.parametrize("value", FILLED)
def test_K5_a_letter_or_a_digit_fills_a_field(value: str, profile: Profile) -> None:
    assert is_filled(value, profile)
    assert has_diagnosis(Diagnosis(title=value), profile)


@pytest.mark.parametrize("value", EMPTY)
def test_K5_a_placeholder_does_not(value: str, profile: Profile) -> None:
    assert not is_filled(value, profile)
    assert not has_diagnosis(Diagnosis(title=value), profile)
    assert not has_diagnosis(Diagnosis(code=value), profile)
    assert has_diagnosis(Diagnosis("J06.9", "", value), profile)


def test_K5_the_placeholders_are_those_of_the_profile(profile: Profile) -> None:
    assert is_filled("saknas", profile.replace(placeholders=frozenset()))
    assert not is_filled("-", profile.replace(placeholders=frozenset()))


def test_K13_a_note_is_signed_when_it_states_who_and_when(profile: Profile) -> None:
    signatures = [("A", "2024-03-14T09:40"), ("A", ""), ("", "2024-03-14T09:40"), ("-", "2024-03-14T09:40"), ("A", "-")]
    signed = [is_signed(TriageNote(signer=signer, signed_at=time), profile) for signer, time in signatures]
    assert signed == [True, False, False, False, False]


@pytest.mark.parametrize(
    ("fact", "value", "written"),
    [
        ("contact.channels", "chat audio", "chatt, ljud"),
        ("contact.channels", "letter", "brev"),
        ("contact.decision", "treatment_change", "ändring av pågående behandling"),
        ("contact.triaged", "no", "nej"),
        ("contact.prio", "3", "3"),
        ("record_type", "Läkaranteckning", "Läkaranteckning"),
        ("contact.channels", "", ""),
    ],
)
def test_codes_are_written_in_the_words_of_the_profile(fact: str, value: str, written: str, profile: Profile) -> None:
    assert as_written(fact, value, profile) == written


def test_every_code_of_a_contact_has_a_word(profile: Profile) -> None:
    for code, values in profile.contact_codes.items():
        assert [as_written(f"contact.{code}", value, profile) for value in values]
