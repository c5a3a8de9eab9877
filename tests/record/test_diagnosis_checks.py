"""The checks of diagnoses: codes that are not quite one, and diagnoses that are given twice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter import convert, load_profile
from converter.findings import Finding
from converter.note.model import Diagnosis, TriageNote
from converter.profile import Profile
from converter.record.diagnosis_checks import diagnoses
from converter.record.mapping import to_record

PROFILE = load_profile()


@pytest.mark.parametrize(
    ("diagnosis", "codes"),
    [
        (Diagnosis(), []),
        (Diagnosis("", "", "a"), ["MVG412"]),
        (Diagnosis("j06.9", "ICD-10-SE", "a"), ["MVG454"]),
        (Diagnosis("J06.9:", "", "a"), ["MVG454"]),
        (Diagnosis("J06.9,", "ICD-10-SE", ""), ["MVG454"]),
        (Diagnosis("J06.9", "icd-10-se", "a"), ["MVG413"]),
        (Diagnosis("J06.9", "", "(ICD-10) a"), ["MVG413"]),
        (Diagnosis("J06.9", "", "(lindrig) a"), []),
        (Diagnosis("J06.9, J20.9", "", ""), ["MVG456"]),
        (Diagnosis("J06.9/J20.9", "ICD-10-SE", "a"), ["MVG456"]),
        (Diagnosis("J06.9", "", "a, J20.9 b"), ["MVG456"]),
        (Diagnosis("j06.9", "", "a, J20.9 b"), ["MVG454", "MVG456"]),
        (Diagnosis("J06.99.9", "", "a, J20.9 b"), ["MVG410", "MVG456"]),
        (Diagnosis("hosta", "", "a"), ["MVG410"]),
        (Diagnosis("J03", "", ".9 Akut"), ["MVG410"]),
        (Diagnosis("", "", "Akut tonsillit (J03.9)"), ["MVG459"]),
        (Diagnosis("", "", "1. J03.9 Akut"), ["MVG459"]),
    ],
)
def test_K11_a_code_that_is_not_quite_one_is_reported_for_what_it_is(diagnosis: Diagnosis, codes: list[str]) -> None:
    record, _ = to_record(TriageNote(secondary_diagnoses=(diagnosis,)), PROFILE)
    assert [finding.code for finding in diagnoses(record, PROFILE, True)] == codes


@pytest.mark.parametrize(
    ("principal", "secondary", "reported"),
    [
        (("J06.9",), [("J06.9", "", "ÖLI")], [("Bidiagnos 1", "Huvuddiagnos")]),
        (("J06.9",), [("j069",)], [("Bidiagnos 1", "Huvuddiagnos")]),
        (("J06.9",), [("R05.9",), ("R05.9",)], [("Bidiagnos 2", "Bidiagnos 1")]),
        (("", "", "Hosta"), [("", "", "HOSTA")], [("Bidiagnos 1", "Huvuddiagnos")]),
        (("J06.9",), [("J06.0",)], []),
        ((), [(), ()], []),
    ],
)
def test_K11_a_diagnosis_given_twice_is_reported(
    principal: tuple[str, ...], secondary: list[tuple[str, ...]], reported: list[tuple[str, str]]
) -> None:
    note = TriageNote(
        principal_diagnosis=Diagnosis(*principal), secondary_diagnoses=tuple(Diagnosis(*one) for one in secondary)
    )
    record, _ = to_record(note, PROFILE)
    assert [one.words for one in diagnoses(record, PROFILE, True) if one.code == "MVG457"] == reported


WRITTEN = {"Huvuddiagnos: j03.9: Tonsillit": 455, "Bidiagnos: J06.9 (icd-10-se) ÖLI": 455, "Huvuddiagnos: J06.9 ÖLI": 0}


@pytest.mark.parametrize("line", WRITTEN)
def test_K11_an_interpreted_diagnosis_is_reported_with_its_line(line: str, profile: Profile) -> None:
    found = convert(f"Status\nx\n\n{line}\n", "melior", profile=profile).findings
    reported = [finding for finding in found if finding.code == "MVG455"]
    assert reported == ([Finding("MVG455", 4, words=(line.partition(":")[0],))] if WRITTEN[line] else [])


@given(st.sampled_from(["J06.9", "J069", "F43.8A", "A17.0†", "H109P", "N30-P"]), st.booleans(),
       st.sampled_from(["", ":", ",", ";", ".", " :", ": "]), st.sampled_from(["", " ", "  "]),
       st.sampled_from(["", "(ICD-10-SE)", "(icd-10-se)", "(KSH97-P)"]),
       st.sampled_from(["", "Akut ÖLI", "ont, värk"]))  # fmt: skip
def test_K11_no_way_of_writing_spoils_the_coded_field(
    code: str, small: bool, separator: str, space: str, system: str, title: str
) -> None:
    """What enters the coded field is the code or the diagnosis is reported; no word of the title is lost."""
    written = f"{code.lower() if small else code}{separator}{space}{system} {title}".strip()
    result = convert(f"Status\nx\n\nHuvuddiagnos: {written}\n", "melior", profile=PROFILE)
    assert result.note is not None
    diagnosis = result.note.principal_diagnosis
    assert diagnosis.title == title
    assert diagnosis.code == code
    assert diagnosis.system == system.strip("()").upper()
    plain = " ".join(filter(None, (code, f"({diagnosis.system})" if system else "", title)))
    assert ("MVG455" in {one.code for one in result.findings}) == (written.split() != plain.split())
