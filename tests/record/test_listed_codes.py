"""What a code list says of the diagnoses of a note, with a list of codes that do not exist."""

from __future__ import annotations

from pathlib import Path

import pytest

from code_lists.published_files import INVENTED, PATTERN, published
from converter import convert, load_profile
from converter.code_lists.published import read_published
from converter.code_lists.table import CodeList, table_of
from converter.conversion.choices import choices
from converter.conversion.options import ConvertOptions
from converter.findings import Finding
from converter.note.model import Diagnosis, Entry, TriageNote, Unit
from converter.profile import Profile
from converter.profile.wording import parse_diagnosis
from converter.record.listed_codes import MOST_NAMED, complete_diagnosis, is_title, possible_codes, shortened
from converter.testing.writers import as_text, as_xml

WITHOUT = load_profile()
FIRST, SECOND = WITHOUT.code_systems.names


def _list(data: bytes, name: str = "paahittad.tsv") -> CodeList:
    read = read_published(data, name, PATTERN)
    return CodeList(name, "d" * 64, read.version, table_of(read.codes))


LIST = _list(published(INVENTED))
TITLE = "paahittad.tsv (2026-01-01)"
PROFILE = WITHOUT.replace(code_lists={FIRST: LIST})
BOTH = WITHOUT.replace(code_lists={FIRST: LIST, SECOND: _list(published(INVENTED), "andra.tsv")})
NOTE = TriageNote(
    created="2026-03-14T09:12:00+01:00",
    entries=(Entry("Besöksorsak", "Ont."), Entry("Patientens egenanamnes", "Ont."), Entry("Status", "Inga besvär.")),
    record_type="Besöksanteckning",
    signing_unit=Unit("Exempelby hälsocentral"),
    signer="Lisbet Mallgren",
    signed_at="2026-03-14T09:40:00+01:00",
)
_OF_LISTS = {"MVG411", *(f"MVG{number}" for number in range(480, 500))}


def _reported(
    *diagnoses: str, profile: Profile = PROFILE, note: TriageNote = NOTE, to: str = "pmo"
) -> list[tuple[str, ...]]:
    """The findings of the lists for a principal diagnosis and secondary ones, as they are written in a note."""
    principal, *others = (parse_diagnosis(written, profile.code_systems) for written in diagnoses)
    note = note._replace(principal_diagnosis=principal, secondary_diagnoses=tuple(others))
    found = convert(as_xml(note), to, profile=profile).findings
    return [(finding.code, *finding.words) for finding in found if finding.code in _OF_LISTS]


CHECKED = ("MVG480", TITLE)


@pytest.mark.parametrize(
    ("diagnoses", "reported"),
    [
        (("Y10.0 (ICD-10-SE) Kittelsjuka i fot",), []),
        (("Y10.0 Kittelsjuka i fot", "Y10.9 Kittelsjuka"), []),
        (("Y100 KITTELSJUKA  I FOT",), []),
        (("Y10.0",), []),
        (("Y10.1 Kittelsjuka i hand",), [("MVG482", "Huvuddiagnos", TITLE)]),
        (("Y10.0 Kittelsjuka",), [("MVG483", "Huvuddiagnos", "Y10.0", "Kittelsjuka i fot", TITLE)]),
        (("Y10.0 Kittelsjuka i fot", "Y10.9 Kittelsjuka i fot"),
         [("MVG483", "Bidiagnos 1", "Y10.9", "Kittelsjuka, ospecificerad (skrattsjuka)", TITLE)]),
        (("Y20 Fjäder",), [("MVG484", "Huvuddiagnos", "Y20", TITLE)]),
        (("Y10.0", "Y20 Fjäder"), []),
        (("Y10 Kittelsjuka",), [("MVG489", "Huvuddiagnos", "Y10", TITLE, "Y10.0, Y10.9, Y10.9A")]),
        (("Y40.1 Hicka vid fnitterfeber",), [("MVG486", "Huvuddiagnos", "Y40.1", TITLE)]),
        (("Y30† Fnitterfeber", "Y40.1* Hicka vid fnitterfeber"), []),
        (("Y10.0", "Y40.1 Hicka vid fnitterfeber"), [("MVG487", "Bidiagnos 1", "Y40.1", TITLE)]),
        (("Y10.0†", "Y40.1"), [("MVG488", "Huvuddiagnos", "Y10.0", "–", TITLE)]),
        (("Y30*",), [("MVG488", "Huvuddiagnos", "Y30", "†", TITLE)]),
    ],
)  # fmt: skip
def test_a_well_formed_code_that_is_wrong_is_warned_of(
    diagnoses: tuple[str, ...], reported: list[tuple[str, ...]]
) -> None:
    checked = [] if reported and reported[0][0] == "MVG482" else [CHECKED]
    assert _reported(*diagnoses) == [*reported, *checked]


def test_R138_no_finding_of_a_list_stops_an_export_but_strict_does() -> None:
    note = NOTE._replace(principal_diagnosis=Diagnosis("Y99.9", FIRST, "Annat"))
    result = convert(as_xml(note), "pmo", profile=PROFILE)
    assert result.ok
    assert not result.stops(strict=False)
    assert result.stops(strict=True)


@pytest.mark.parametrize(
    ("created", "ended", "reported"),
    [
        ("2025-12-31T23:59:00+01:00", "", [("MVG485", "Huvuddiagnos", "Y11", "2026-01-01–", TITLE)]),
        ("2026-01-01T00:10:00+01:00", "", []),
        ("2025-12-31T23:10:00Z", "", []),
        ("2026-01-01T00:30:00+02:00", "", [("MVG485", "Huvuddiagnos", "Y11", "2026-01-01–", TITLE)]),
        ("2025-12-31T23:50:00+01:00", "2026-01-01T00:10:00+01:00", []),
        ("", "", [("MVG481",)]),
    ],
)
def test_a_code_is_valid_on_a_day_of_the_contact_in_sweden(
    created: str, ended: str, reported: list[tuple[str, ...]]
) -> None:
    note = NOTE._replace(created=created, ended=ended)
    found = _reported("Y11 Andra fnitter & skratt", note=note)
    assert [one for one in found if one != CHECKED] == reported


def test_a_code_that_is_no_longer_valid_is_named_with_its_period() -> None:
    ended = _list(
        published([{"Kod": "Y10", "Titel": "a", "Giltig till": "2020-12-31"}], ("Kod", "Titel", "Giltig till"))
    )
    found = _reported("Y10 a", profile=WITHOUT.replace(code_lists={FIRST: ended}))
    assert found[0] == ("MVG485", "Huvuddiagnos", "Y10", "–2020-12-31", ended.title)


@pytest.mark.parametrize(
    ("last_day", "is_valid"), [("2020-12-30", False), ("2020-12-31", True), ("2021-01-01", True), ("", True)]
)
def test_a_code_that_was_valid_on_the_first_day_of_a_contact_is_valid(last_day: str, is_valid: bool) -> None:
    listed = _list(published([{"Kod": "Y10", "Titel": "a", "Giltig till": last_day}], ("Kod", "Titel", "Giltig till")))
    over_night = NOTE._replace(created="2020-12-31T23:50:00+01:00", ended="2021-01-01T00:10:00+01:00")
    found = _reported("Y10 a", profile=WITHOUT.replace(code_lists={FIRST: listed}), note=over_night)
    assert ("MVG485" not in [code for code, *_ in found]) is is_valid


def test_a_manifestation_belongs_to_the_disease_that_names_it_or_that_it_names() -> None:
    columns = ("Kod", "Titel", "Manifestation(*)/Etiologi(†)", "Koppling Manifestation(*)/Etiologi(†)")
    rows = [
        {"Kod": "Y50", "Titel": "a", columns[2]: "*", columns[3]: "Y51†"}, {"Kod": "Y51", "Titel": "b"},
        {"Kod": "Y52", "Titel": "c", columns[3]: "<p>Y50*</p>"}, {"Kod": "Y53", "Titel": "d"},
    ]  # fmt: skip
    some = WITHOUT.replace(code_lists={FIRST: _list(published(rows, columns))})
    for disease, codes in {"Y51": [], "Y52": [], "Y53": ["MVG487"], "Y53†": ["MVG488"]}.items():
        assert [code for code, *_ in _reported(disease, "Y50", profile=some) if code != "MVG480"] == codes


def test_without_a_list_for_a_system_that_a_code_can_be_from_its_form_alone_is_checked() -> None:
    assert _reported("Y999 Annat") == [("MVG411",)]
    assert _reported("Y10.0", f"Y99- ({SECOND}) Annat") == [CHECKED, ("MVG411",)]
    assert _reported("Y999 Annat", profile=BOTH) == [("MVG482", "Huvuddiagnos", f"{TITLE}, andra.tsv (2026-01-01)")]


def test_a_code_that_is_not_written_as_one_is_looked_up_as_one() -> None:
    assert _reported("Hosta", profile=PROFILE) == []
    found = convert(as_xml(NOTE._replace(principal_diagnosis=Diagnosis("y10.0:", "", "Fot"))), profile=PROFILE).findings
    assert [one.code for one in found if one.code in ("MVG454", "MVG483")] == ["MVG454", "MVG483"]


def test_messages_have_codes_and_titles_of_the_list_and_none_of_the_note() -> None:
    for finding in convert(
        as_xml(NOTE._replace(principal_diagnosis=Diagnosis("Y10.0", "", "Hemligt"))), profile=PROFILE
    ).findings:
        assert "Hemligt" not in finding.message() + finding.message("en")


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("Covid-19, virus identifierat", False), ("Covid-19, virus ej identifierat", True), ("covid 19", True),
        ("Covid-19, virus ej identifierat!", True), ("Covid-19, virus ej", False), ("Covid", False),
        ("Covid-19, virus ej identifierat (osäkert)", False),
    ],
)  # fmt: skip
def test_a_title_is_whole_or_ends_where_the_list_pauses(written: str, same: bool) -> None:
    assert is_title(written, "Covid-19, virus ej identifierat") is same


# -- completion -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("given", ["Y10.0", "y100", "Y10.0†", " Y10.0 "])
def test_a_given_code_gets_its_title(given: str) -> None:
    result = convert(as_xml(NOTE), "pmo", profile=PROFILE, given={"principal_diagnosis": given})
    assert result.ok
    assert result.note is not None
    assert result.note.principal_diagnosis == Diagnosis("Y10.0", FIRST, "Kittelsjuka i fot")
    assert Finding("MVG490", words=("Huvuddiagnos", "Y10.0", TITLE)) in result.findings
    assert "Kittelsjuka i fot" in (result.output or "")


@pytest.mark.parametrize("given", ["Y10.0 Annat", "Y10.0 (ICD-10-SE)", "Halsfluss", "Z99.9", "2026"])
def test_anything_else_that_is_given_stays_as_it_is(given: str) -> None:
    assert complete_diagnosis(given, "Huvuddiagnos", PROFILE) == (given, ())
    assert complete_diagnosis("Y10.0", "Huvuddiagnos", WITHOUT) == ("Y10.0", ())


@pytest.mark.parametrize(
    ("given", "codes"),
    [("Y10", "Y10.0, Y10.9, Y10.9A"), ("Y1", "Y10.0, Y10.9, Y10.9A, Y11"), ("Y3", "Y30"), ("y10.9b", "")],
)
def test_R138_a_part_of_a_code_is_never_completed_unasked(given: str, codes: str) -> None:
    options = ConvertOptions(given={"principal_diagnosis": given})
    for to in ("pmo", "melior"):
        result = convert(as_xml(NOTE), to, profile=PROFILE, given=options.given)
        asked = [finding for finding in result.findings if finding.code == "MVG491"]
        assert [finding.words for finding in asked] == ([("Huvuddiagnos", codes)] if codes else [])
        assert result.ok is not bool(codes)
        assert not {"MVG489", "MVG412", "MVG602"} & {finding.code for finding in result.findings} or not codes
        for finding in asked:
            possible = choices(finding, PROFILE)
            assert [choice.swedish.split()[0] for choice in possible] == codes.split(", ")
            answered = convert(as_xml(NOTE), to, profile=PROFILE, given=possible[0].change(options).given)
            assert answered.ok


def test_a_question_about_the_principal_diagnosis_hides_nothing_about_the_others() -> None:
    note = NOTE._replace(secondary_diagnoses=(Diagnosis("Y99.9", FIRST, "Finns inte"),))
    result = convert(as_xml(note), "melior", profile=PROFILE, given={"principal_diagnosis": "Y10"})
    assert [finding.words[0] for finding in result.findings if finding.code == "MVG482"] == ["Bidiagnos 1"]
    assert "MVG491" in [finding.code for finding in result.findings]


def test_what_can_be_no_principal_diagnosis_is_not_offered() -> None:
    assert [code for code, _ in possible_codes("Y", PROFILE)] == ["Y10.0", "Y10.9", "Y10.9A", "Y11", "Y30"]


def test_a_code_of_two_lists_is_asked_about_and_offered_from_both() -> None:
    _, (finding,) = complete_diagnosis("Y10.0", "Huvuddiagnos", BOTH)
    assert finding.words == ("Huvuddiagnos", "Y10.0")
    assert [choice.english for choice in choices(finding, BOTH)] == [
        f"Y10.0 ({system}) Kittelsjuka i fot" for system in (FIRST, SECOND)
    ]


def test_a_message_names_so_many_codes_and_no_more() -> None:
    codes = [str(number) for number in range(MOST_NAMED + 2)]
    assert shortened(codes[:MOST_NAMED]).split(", ") == codes[:MOST_NAMED]
    assert shortened(codes).split(", ") == [*codes[:MOST_NAMED], "…"]


def test_the_code_that_the_note_has_is_no_change() -> None:
    note = NOTE._replace(principal_diagnosis=Diagnosis("Y10.0", "", "Fot"))
    result = convert(as_text(note, PROFILE), "pmo", profile=PROFILE, given={"principal_diagnosis": "Y100"})
    assert result.note is not None
    assert result.note.principal_diagnosis.title == "Fot"
    assert not {"MVG490", "MVG314", "MVG320"} & {finding.code for finding in result.findings}


def test_a_given_code_that_replaces_another_gets_its_title() -> None:
    note = NOTE._replace(principal_diagnosis=Diagnosis("Y30", "", "Fnitterfeber"))
    options = {"given": {"principal_diagnosis": "Y10.0"}, "overrides": (("Huvuddiagnos", "Y30"),)}
    result = convert(as_xml(note), "pmo", profile=PROFILE, **options)
    assert result.note is not None
    assert result.note.principal_diagnosis.title == "Kittelsjuka i fot"


def test_P2_a_title_that_the_list_does_not_have_is_not_taken_for_a_completed_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    invented = (f"Y10.0 ({FIRST}) Påhittad titel", ())
    monkeypatch.setattr("converter.record.given_facts.complete_diagnosis", lambda *_: invented)
    result = convert(as_xml(NOTE), "pmo", profile=PROFILE, given={"principal_diagnosis": "Y10.0"})
    assert "MVG602" in {finding.code for finding in result.findings}
    assert result.output is None


def test_a_real_code_is_completed_from_a_list_in_the_published_format(shared: Path) -> None:
    lines = (shared / "standards" / "codes" / "icd-10-se-sample.tsv").read_text("utf-8").splitlines()
    samples = [line.split("\t") for line in lines if not line.startswith("#")]
    rows = [{"Kod": cells[1], "Titel": cells[3], "Giltig från": "1997-01-01"} for cells in samples]
    some = WITHOUT.replace(code_lists={FIRST: _list(published(rows))})
    result = convert(as_xml(NOTE), "pmo", profile=some, given={"principal_diagnosis": "J039"})
    assert result.note is not None
    assert result.note.principal_diagnosis == Diagnosis("J03.9", FIRST, "Akut tonsillit, ospecificerad")
    assert [code for code, _ in possible_codes("J03", some)] == ["J03.0", "J03.9"]


def test_a_code_is_offered_from_the_lists_that_have_it() -> None:
    other = WITHOUT.replace(code_lists={FIRST: LIST, SECOND: _list(published(INVENTED[:3]), "andra.tsv")})
    asked = Finding("MVG491", words=("Huvuddiagnos", "Y10.0"))
    assert [choice.swedish for choice in choices(asked, other)] == [f"Y10.0 ({FIRST}) Kittelsjuka i fot"]
