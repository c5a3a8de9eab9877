"""The code systems of the shipped profile: formats of codes, spellings of names, codes in titles; and others."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.note.code_systems import LONGEST_CODE, CodeSystem, CodeSystems, normalized_code
from converter.profile import Profile


@pytest.fixture
def systems(profile: Profile) -> CodeSystems:
    return profile.code_systems


@pytest.mark.parametrize(
    ("code", "system", "right"),
    [
        ("J06.9", "ICD-10-SE", True),
        ("J069", "ICD-10-SE", True),
        ("J06", "ICD-10-SE", True),
        ("F43.8A", "ICD-10-SE", True),
        ("R52.2W", "ICD-10-SE", True),
        ("J06.P", "ICD-10-SE", True),
        ("A17.0†", "ICD-10-SE", True),
        ("G01*", "ICD-10-SE", True),
        ("J06-P", "ICD-10-SE", False),
        ("J06.", "ICD-10-SE", False),
        ("J06.9AB", "ICD-10-SE", False),
        ("j06.9", "ICD-10-SE", False),
        ("J6.9", "ICD-10-SE", False),
        ("ÅÄÖ", "ICD-10-SE", False),
        ("", "ICD-10-SE", False),
        ("J06.9\n", "ICD-10-SE", False),
        ("A00-", "KSH97-P", True),
        ("A02-P", "KSH97-P", True),
        ("A045", "KSH97-P", True),
        ("H109P", "KSH97-P", True),
        ("F438A", "KSH97-P", True),
        ("J069P", "KSH97-P", True),
        ("J06.9", "KSH97-P", False),
        ("J06", "KSH97-P", False),
        ("J06.9", "", True),
        ("J06-P", "", True),
        ("J06-9", "", False),
        ("hosta", "", False),
    ],
)
def test_a_code_is_checked_by_the_format_of_its_system(
    code: str, system: str, right: bool, systems: CodeSystems
) -> None:
    assert systems.is_code(code, system) is right


def _codes(file: Path, column: int) -> list[str]:
    rows = (row.split("\t") for row in file.read_text("utf-8").splitlines() if not row.startswith("#"))
    return [row[column] for row in rows]


@pytest.mark.parametrize(
    ("file", "column", "system"),
    [
        ("icd-10-se-sample.tsv", 0, "ICD-10-SE"),
        ("icd-10-se-sample.tsv", 1, "ICD-10-SE"),
        ("ksh97-p-sample.tsv", 0, "KSH97-P"),
    ],
)
def test_every_real_code_has_a_known_format(
    file: str, column: int, system: str, shared: Path, systems: CodeSystems
) -> None:
    codes = _codes(shared / "standards" / "codes" / file, column)
    assert codes
    assert [code for code in codes if not systems.is_code(code, system) or not systems.is_code(code)] == []


def test_the_shipped_profile_has_two_code_systems(systems: CodeSystems) -> None:
    assert systems.names == ("ICD-10-SE", "KSH97-P")


@pytest.mark.parametrize(
    ("written", "system"),
    [("ICD-10-SE", "ICD-10-SE"), ("icd-10-se", "ICD-10-SE"), ("Icd 10 SE", "ICD-10-SE"), ("ICD10SE", "ICD-10-SE"),
     ("ksh97-p", "KSH97-P"), ("KSH 97 P", "KSH97-P"), ("ICD-10", ""), ("ICD-11", ""), ("misstänkt", ""), ("", "")],
)  # fmt: skip
def test_K11_a_code_system_is_known_in_every_spelling(written: str, system: str, systems: CodeSystems) -> None:
    assert systems.named(written) == system


@pytest.mark.parametrize(
    ("written", "like"),
    [("ICD-10", True), ("(icd-11) x", True), ("KSH97", True), ("SNOMED CT", True), ("misstänkt", False), ("", False)],
)
def test_K11_the_name_of_another_code_system_is_recognized(written: str, like: bool, systems: CodeSystems) -> None:
    assert systems.resembles_name(written) is like


@pytest.mark.parametrize(
    "title",
    ["ÖLI, J20.9 Bronkit", "J20.9", "ÖLI (J20.9)", "ÖLI / J20.9", "ÖLI och J20", "ÖLI; J20 Bronkit", "ÖLI + j20.9",
     "ÖLI samt H109P", "ÖLI & N30-P Cystit", "G01*, A17.0†"],
)  # fmt: skip
def test_K11_another_code_in_a_title_is_detected(title: str, systems: CodeSystems) -> None:
    assert systems.has_code(title)


@pytest.mark.parametrize(
    "title",
    ["", "Akut ÖLI", "B12-brist", "Brist på B12", "Covid-19", "Vitamin B12 och D", "Typ 2-diabetes", "VAS 10, BT 140",
     "Feber 38.9", "L5/S1", "Th12-kota", "HbA1c 52", "www.a10.9b.se", "ICD-10-SE"],
)  # fmt: skip
def test_K11_a_title_without_a_code_is_no_code(title: str, systems: CodeSystems) -> None:
    assert not systems.has_code(title)


def test_two_spellings_of_a_code_are_one_code() -> None:
    assert {normalized_code(code) for code in ("J06.9", "J069", "j06.9")} == {"J069"}


OTHER = CodeSystems((CodeSystem("Kod 7", "[0-9]{4}[a-z]", ("K7",), in_title="[0-9]{4}[a-z]"),), ("Kod",), ("eller",))
"""A region whose codes have another form, and no code that is noticed in a list alone."""


def test_a_region_has_codes_of_its_own() -> None:
    assert OTHER.is_code("1234a")
    assert OTHER.is_code("1234a", "Kod 7")
    assert not OTHER.is_code("J06.9")
    assert OTHER["Kod 7"].aliases == ("K7",)
    assert OTHER.named("k-7") == "Kod 7"
    assert OTHER.resembles_name("Kod 9")
    assert OTHER.has_code("Hosta (1234a)")
    assert not OTHER.has_code("Hosta, J20.9 Bronkit")


def test_a_code_in_a_list_is_noticed_behind_the_words_of_the_profile() -> None:
    systems = CodeSystems((CodeSystem("Kod", "[0-9]{2}", in_list="[0-9]{2}"),), (), ("eller", "|"))
    assert systems.has_code("Hosta eller 12")
    assert systems.has_code("Hosta | 12")
    assert not systems.has_code("Hosta 12")
    assert not CodeSystems(systems.systems).has_code("Hosta | 12")


def test_a_text_that_is_longer_than_any_code_is_none() -> None:
    systems = CodeSystems((CodeSystem("Kod", "(?:[0-9]{1,9}){1,9}"),))
    assert systems.is_code("1" * LONGEST_CODE)
    assert not systems.is_code("1" * (LONGEST_CODE + 1))


def test_no_system_knows_no_code_and_no_name() -> None:
    assert not CodeSystems().is_code("J06.9")
    assert not CodeSystems().resembles_name("ICD-10")
    assert not CodeSystems().has_code("J06.9")


def test_the_same_systems_are_one_key() -> None:
    assert len({CodeSystems(OTHER.systems), CodeSystems(OTHER.systems), OTHER}) == 2
