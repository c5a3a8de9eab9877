"""What a reader says, to the letter: code, line, column, words. Each case is a mutant that once lived."""

from __future__ import annotations

from typing import Any

import pytest

from converter import load_profile, read_note
from converter.findings import Finding
from converter.note.model import TriageNote
from converter.profile import Profile
from converter.readers import similarity
from converter.testing.writers import as_xml

PROFILE = load_profile()
NOTE = as_xml(TriageNote())
VALUE = ", ".join(("chat", "audio", "phone", "video", "letter"))

TEXTS = {
    # control characters: their own column, on their own line
    "Status\nab\x07c\nd\x1be": [
        Finding("MVG228", 2, 3, ("U+0007",)),
        Finding("MVG228", 3, 2, ("U+001B",)),
    ],
    "\n\x07\nStatus\n1": [Finding("MVG228", 2, 1, ("U+0007",))],
    "\x07\n\x07\x07\nStatus\n1": [Finding("MVG228", 1, 1, ("U+0007",)), Finding("MVG228", 2, 1, ("U+0007",))],
    # lines like headings
    "Status\n1\n\nSignera från enhat\n1": [Finding("MVG231", 4, 0, ("Signera från enhet",))],
    "Status\n1\n\nVårdpersonalens rol: 1": [Finding("MVG231", 4, 0, ("Vårdpersonalens roll",))],
    "Status\n1\n\nStatuss: 1": [Finding("MVG244", 4, 0, ("Status", "4"))],
    "Status\n1\n\nBedömning.": [Finding("MVG253", 4, 0, ("Bedömning",))],
    "Status\n1\nBedömning.": [Finding("MVG253", 3, 0, ("Bedömning",))],
    "Status\n1\nBedomning\n2": [Finding("MVG244", 3, 0, ("Bedömning", "3"))],
    "Status\n1\nBedöxxing\n2": [Finding("MVG244", 3, 0, ("Bedömning", "3"))],
    "Status\n1\nStatxs\n2": [Finding("MVG244", 3, 0, ("Status", "3"))],
    "Status\n1\n\nStatxs\n2": [Finding("MVG244", 4, 0, ("Status", "4"))],
    "Status\n1\nStatxs:\n2": [Finding("MVG244", 3, 0, ("Status", "3"))],
    "Status\n1\n\nBedömming,": [Finding("MVG244", 4, 0, ("Bedömning", "4"))],
    "Status\n1\n\nBedömming!": [Finding("MVG244", 4, 0, ("Bedömning", "4"))],
    "Status\n1\n\nBedömming": [Finding("MVG244", 4, 0, ("Bedömning", "4"))],
    "Status\n1\n\nBedömnnnnn": [],
    "Status\n1\n\nPatientens egenanam\n2": [Finding("MVG244", 4, 0, ("Patientens egenanamnes", "4"))],
    "Status\n1\n\nBedömnig: 2": [Finding("MVG244", 4, 0, ("Bedömning", "4"))],
    "Status\n1\n\nBedömninxy: 2": [],
    "Status\n1\n\nTriagefrågor": [],
    "Status\n1\n\nTriagefråge": [Finding("MVG231", 4, 0, ("Triagefråga",))],
    "Status\n1\n\nXtatus\n2": [Finding("MVG244", 4, 0, ("Status", "4"))],
    "Status\n1\n\nBedömningarvid\n2": [],
    "Status\n1\n\nBedömningarna\n2": [Finding("MVG244", 4, 0, ("Bedömning", "4"))],
    "Status\n1\n\nBedömninga\n2": [Finding("MVG244", 4, 0, ("Bedömning", "4"))],
    "Status\n1\n\nBed?mning\n2": [Finding("MVG246", 4, 0, ("Bedömning", "4"))],
    "Status\n1\n\nQvw:\n2": [Finding("MVG225", 4, words=("4",))],
    "Status\n1\n\nQvw qvw qvw qvw:\n2": [Finding("MVG225", 4, words=("4",))],
    "Status\n1\n\nQvw qvw qvw qvw qvw:\n2": [],
    # questions and answers
    "Triagefråga: 1\nTriagefråga: 2\nTriagesvar: 3\n\nStatus\n1": [Finding("MVG316", 1)],
    "Triagefråga: 1\nTriagesvar: 2\nTriagesvar: 3\n\nStatus\n1": [Finding("MVG316", 3)],
    # facts
    "Status\n1\n\nRegistrerar själv: ja, nej": [Finding("MVG222", 4, 0, ("Registrerar själv", "ja, nej"))],
    "Status\n1\n\nJournaltyp: 1\n2": [Finding("MVG240", 4, 0, ("Journaltyp", "4"))],
    "Patientens personnummer: 199104272381\nPatientens namn: A\n\nStatus\n1": [],
    "Patientens personnummer: 199104272381\nPatientens reservnummer: 98240301AA06\n\nStatus\n1": [
        Finding("MVG223", 2, 0, ("Patientens reservnummer",))
    ],
}  # fmt: skip


@pytest.mark.parametrize("source", TEXTS)
def test_what_the_copied_text_reader_says(source: str) -> None:
    reading = read_note(source, profile=PROFILE)
    assert [*reading.findings, *reading.questions] == TEXTS[source]


def test_a_name_after_the_number_is_read() -> None:
    note = read_note("Patientens personnummer: 199104272381\nPatientens namn: A\n\nStatus\n1", profile=PROFILE).note
    assert note is not None
    assert note.patient == ("A", "199104272381", "personnummer")


def test_an_unread_text_is_given_back_with_the_reading() -> None:
    assert read_note("bara text", profile=PROFILE).text == "bara text"


@pytest.mark.parametrize(
    ("source", "facts", "texts"),
    [
        ("Journaltyp\n\n1\n\n2\n3\nStatus\n4", "1", [("", "2\n3", 5), ("Status", "4", 7)]),
        ("Journaltyp: 1\n\n2\nStatus\n4", "1", [("", "2", 3), ("Status", "4", 4)]),
        ("Journaltyp:\n\n\nStatus\n4", "", [("Status", "4", 4)]),
        ("0\nStatus\n4", "", [("", "0", 1), ("Status", "4", 2)]),
    ],
)
def test_a_fact_ends_at_a_blank_line_and_what_follows_has_its_line(
    source: str, facts: str, texts: list[tuple[str, str, int]]
) -> None:
    note = read_note(source, profile=PROFILE).note
    assert note is not None
    assert note.record_type == facts
    assert [(entry.keyword, entry.text, entry.line) for entry in note.entries] == texts


@pytest.mark.parametrize(("heading", "limit"), [("Bedömming", 2), ("Bed?mning", 2)])
def test_only_so_many_lines_are_held_against_the_headings(
    heading: str, limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(similarity, "MAX_COMPARED", limit)
    source = "Status\n1\n" + f"\n{heading}\n1\n" * 4
    reported = read_note(source, profile=PROFILE).questions
    assert [finding.line for finding in reported if "?" not in heading or finding.code == "MVG246"] == [4, 7]


def _xml(change: tuple[str, str]) -> str:
    assert change[0] in NOTE
    return NOTE.replace(*change, 1)


def test_the_note_of_the_cases_has_the_lines_they_name(profile: Profile) -> None:
    assert NOTE.split("\n")[1].startswith("<triage-note")
    assert NOTE.split("\n")[2] == "  <contact></contact>"
    assert read_note(NOTE, profile=profile).note == TriageNote()


MANY = " ".join(f'a{number}="1"' for number in range(201))
TIME = "2024-03-14T09:40, 2024-03-14T09:40:00+01:00"
XMLS: dict[tuple[str, str], tuple[Any, ...]] = {
    ("<contact>", "<contact"): ("MVG201", 3, 11),
    ("?>", "?>\n\n<!DOCTYPE a>"): ("MVG202", 3, 0),
    ("</triage-note>", "<a>" * 10_000): ("MVG204", 0, 0, "10000"),
    ("<contact>", "<contact>" + "<a>" * 300): ("MVG205", 3, None, "256"),
    ("<contact>", f"<contact {MANY}>"): ("MVG206", 0, 0, "200"),
    ("<triage-note", "<annat"): ("MVG201", 4, None),
    ("<contact>", "<contact><b/>"): ("MVG208", 3, 0, "contact"),
    ("<contact>", '<contact b="1">'): ("MVG209", 3, 0, "contact"),
    ("<contact></contact>", "<entries/><contact/>"): ("MVG210", 3, 0, "contact"),
    ("<contact>", "<contact>1"): ("MVG211", 3, 0, "contact"),
    ("<contact>", '<contact channels="fax">'): ("MVG212", 3, 0, "channels", VALUE),
    ("1\">", '1" id="&lt;">'): ("MVG212", 2, 0, "id, system", "allt utom < och >"),
    ("1\">", '1" created="i går">'): ("MVG212", 2, 0, "created", TIME),
    ("1\">", '1" ended="14/3 2024 kl 9">'): ("MVG212", 2, 0, "ended", TIME),
    ("</triage-note>", "<signing><signed-at>14/3 2024 kl 09.41</signed-at></signing></triage-note>"): (
        "MVG212", 4, 0, "signed-at", TIME),
    ("</triage-note>", "<signing><signer>A\nNummer: 1</signer></signing></triage-note>"): ("MVG214", 4, 0, "signer"),
    ("1\">", '1" id="a&#10;b">'): ("MVG214", 2, 0, "id"),
    ("</triage-note>", '<diagnosis type="secondary"><title>1</title></diagnosis>\n'
     '<diagnosis type="principal"><title>1</title></diagnosis></triage-note>'): ("MVG210", 5, 0, "diagnosis"),
}  # fmt: skip


@pytest.mark.parametrize("change", XMLS, ids=[reported[0] for reported in XMLS.values()])
def test_what_the_xml_reader_says(change: tuple[str, str]) -> None:
    reported = read_note(_xml(change), profile=PROFILE).findings
    code, line, column, *words = XMLS[change]
    assert (reported[0].code, reported[0].line, reported[0].words) == (code, line, tuple(words))
    assert reported[0].column == column if column is not None else reported[0].column > 0


def test_another_root_is_reported_without_its_name() -> None:
    source = '<?xml version="1.0"?>\n<annat xmlns="urn:mvg-export:triage-note:1"/>'
    assert read_note(source, profile=PROFILE).findings == (Finding("MVG207", 2),)


def test_the_line_of_a_document_type_counts_from_the_first_of_the_file() -> None:
    assert read_note("\n<!DOCTYPE a>\n<a/>", profile=PROFILE).findings == (Finding("MVG202", 2),)


def test_half_a_character_in_xml_is_no_xml_and_has_no_place() -> None:
    assert read_note(_xml(("<contact>", "<contact>\ud800")), profile=PROFILE).findings == (Finding("MVG201"),)


def test_two_hundred_attributes_and_ten_thousand_tags_are_the_limit() -> None:
    attributes = " ".join(f'a{number}="1"' for number in range(200))
    codes = {
        finding.code for finding in read_note(_xml(("<contact>", f"<contact {attributes}>")), profile=PROFILE).findings
    }
    assert codes == {"MVG209"}
    comments = "<!---->" * (10_000 - NOTE.count("<"))
    note = read_note(_xml(("</triage-note>", f"{comments}</triage-note>")), profile=PROFILE)
    assert [finding.code for finding in note.findings] == ["MVG213"]


def test_many_equal_signs_are_no_attributes() -> None:
    source = as_xml(TriageNote(signer="=" * 300))
    assert read_note(source, profile=PROFILE).note == TriageNote(signer="=" * 300)


def test_an_empty_leaf_is_an_unknown_fact() -> None:
    source = NOTE.replace("</triage-note>", "<signing><signer></signer></signing></triage-note>")
    assert read_note(source, profile=PROFILE).note == TriageNote()


@pytest.mark.parametrize(
    ("source", "code", "line", "column"),
    [
        (b"Status\n\xe5\n", "MVG105", 2, 0),
        (b"\xe5\nStatus\n", "MVG105", 1, 0),
        (b"\nStatus\n\xe5\n", "MVG105", 3, 0),
        ("Status\nab\ufffd".encode(), "MVG261", 2, 3),
        ("\ufffdStatus\nStatus".encode(), "MVG261", 1, 1),
        ("\n\ufffd\nStatus".encode(), "MVG261", 2, 1),
    ],
)
def test_where_a_wrong_encoding_is_seen(source: bytes, code: str, line: int, column: int) -> None:
    finding = next(finding for finding in read_note(source, profile=PROFILE).findings if finding.code == code)
    assert (finding.line, finding.column) == (line, column)


def test_damage_is_reported_beside_the_encoding_that_was_settled_on() -> None:
    source = "Bedömning\nÃ¶".encode("cp1252")
    assert [finding.code for finding in read_note(source, profile=PROFILE).findings][:2] == ["MVG108", "MVG227"]


@pytest.mark.parametrize("source", ["\ufeffStatus\n1", "Status\n1\ufeff", "Status\n\ufeff1"])
def test_only_a_mark_at_the_start_is_taken_away(source: str) -> None:
    note = read_note(source, profile=PROFILE).note
    assert note is not None
    assert f"{note.entries[0].keyword}\n{note.entries[0].text}" == source.removeprefix("\ufeff")


def test_an_encoding_that_is_stated_is_used() -> None:
    source = "Status\nå".encode("utf-16-le")
    assert read_note(source, profile=PROFILE).note is None
    note = read_note(source, profile=PROFILE, encoding="utf-16-le").note
    assert note is not None
    assert note.entries[0].text == "å"


@pytest.mark.parametrize("line", ["Patientens sökorsak: ok Patıentens namn: x", "Status: ok Bedömnıng: x"])
def test_a_heading_with_a_dotless_i_within_a_line_is_no_heading_and_no_crash(line: str) -> None:
    """A regular expression that ignores case takes `ı` for `i`; folding does not."""
    reading = read_note(f"{line}\n\nBesöksorsak\nhosta\n")
    assert reading.note is not None
    assert [finding.code for finding in reading.questions] == []
