"""Lines of a text that read like a line which a plain-text target writes itself."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter import convert, load_profile
from converter.findings import Finding
from converter.note.facts import NAMESPACE
from converter.note.model import Diagnosis, Entry, Triage, TriageNote, Unit
from converter.note.reading import Reading
from converter.record.lookalike_lines import find_lookalikes, labels_of
from converter.record.mapping import to_record
from converter.testing.writers import as_xml
from paths import BROKEN

PROFILE = load_profile()
NOTE = TriageNote(
    principal_diagnosis=Diagnosis("J06.9", "", "Övre luftvägsinfektion"),
    record_type="Besöksanteckning",
    signing_unit=Unit("Exempelby hälsocentral"),
)
TEMPLATE = (
    "{{ overview }}\n{% if patient %}\nNummer: {{ patient_number }}\n{% endif %}\nLöpande text\n{{ a }}, b {{ c }}\n"
)


SOURCE = Reading(None, text="Status")


def _reported(text: str, target: str = "melior", **options: str) -> list[Finding]:
    note = NOTE._replace(entries=(Entry("Status", text), Entry("Bedömning", "Bra.")))
    found = convert(as_xml(note), target, profile=PROFILE, **options).findings
    return [finding for finding in found if finding.code == "MVG510"]


def test_the_labels_of_a_template_are_its_lines_with_words() -> None:
    assert labels_of(TEMPLATE) == ("Nummer: \0", "Löpande text", "\0, b \0")
    assert labels_of("{% for heading, text in sections %}\n{{ heading }}\n{{ text }}\n{% endfor %}\n") == ()


def test_a_label_that_begins_with_what_is_put_in_can_begin_any_line() -> None:
    record, _ = to_record(NOTE._replace(entries=(Entry("Status", "x\n1, b 2\nnummer:  7"),)), PROFILE)
    found = find_lookalikes(record, PROFILE, PROFILE.targets["melior"], False, labels_of(TEMPLATE), SOURCE)
    assert [(one.words[0], one.line) for one in found] == [("…, b …", 0), ("Nummer: …", 0)]


HEADINGS = ("Huvuddiagnos", "HUVUDDIAGNOS:", "Bidiagnos: J06.9", "Bedömning", " Bedömning : frisk", "Triageutfall",
            "Åtgärd",
            "Planering: x", "Kontaktorsak", "Patientens egen anamnes (Min vård Gävleborg)", "Be\u200bdömning",
            unicodedata.normalize("NFD", "Bedömning"))  # fmt: skip


@pytest.mark.parametrize("line", HEADINGS)
@pytest.mark.parametrize("line_end", ["\n", "\u2028", "\u0085"], ids=["LF", "LS", "NEL"])
@pytest.mark.parametrize("target", ["melior", "obstetrix", "other", "pmo-text"])
def test_K6_a_line_of_a_text_like_a_heading_of_the_output_is_reported(target: str, line_end: str, line: str) -> None:
    (finding,) = _reported(f"Inga besvär.{line_end}{line}{line_end}Mår bra.", target, headings="record")
    assert finding.severity == "warning"


@pytest.mark.parametrize(
    "line", ["Besöksdiagnoser", "Nummer: 195211182018", "Patient: Någon Annan", "Löpande text", "Signerad av: Dr Annan",
             "Rutin 1 revision 2, giltig t.o.m. 3", "Källa SHA-256 abc", "enhet:  x"],
)  # fmt: skip
def test_K6_a_line_like_a_label_of_the_template_is_reported(line: str) -> None:
    (finding,) = _reported(f"a\n{line}", "pmo-text")
    assert finding.words[0].split()[0].casefold() == line.split(maxsplit=1)[0].casefold()
    assert _reported(f"a\n{line}") == []  # Melior's text has no such labels


@pytest.mark.parametrize("target", ["pmo", "pmo-html", "json"])
def test_K6_where_mark_up_distinguishes_them_nothing_is_reported(target: str) -> None:
    assert _reported("Huvuddiagnos\nJ06.9", target) == []


@pytest.mark.parametrize(
    "text",
    ["Status post appendektomi", "Bedömning enligt dr Ek: bra", "Ingen bedömning", "Huvuddiagnosen är klar",
     "- Bedömning",
     "Nummer 1 i raden", "", "a: b"],
)  # fmt: skip
@pytest.mark.parametrize("target", ["melior", "pmo-text"])
def test_K6_ordinary_lines_are_ordinary(target: str, text: str) -> None:
    assert _reported(text, target) == []


def test_K6_the_headings_are_those_that_the_target_writes() -> None:
    assert _reported("Kontaktorsak", headings="record") != []
    assert _reported("Besöksorsak", headings="record") == []
    for own in ("clinic24", ""):  # Melior has the note's own unless the caller chooses
        assert _reported("Besöksorsak", headings=own) != []
        assert _reported("Kontaktorsak", headings=own) == []
    assert _reported("Huvuddiagnos", section="Status") == []


def test_K6_each_line_is_reported_with_its_place_in_the_source() -> None:
    entries = "<entry><keyword>Status</keyword>\n<text>a\nBidiagnos\nb\nBidiagnos: x</text></entry>\n"
    entries += "<entry><keyword>Bedömning</keyword>\n<text>Status</text></entry>"
    source = f'<triage-note xmlns="{NAMESPACE}"><entries>\n{entries}</entries></triage-note>'
    found = [one for one in convert(source, "melior", profile=PROFILE).findings if one.code == "MVG510"]
    assert [(one.line, one.words[0]) for one in found] == [(4, "Bidiagnos"), (6, "Bidiagnos"), (8, "Status")]


def test_K6_the_outcome_and_what_was_fetched_are_texts_too() -> None:
    triage = Triage("Ont\nBedömning", (), "Vila\nHuvuddiagnos: J06.9")
    note = NOTE._replace(triage=triage, entries=(Entry("Status", "1"),))
    found = [one for one in convert(as_xml(note), "melior", profile=PROFILE).findings if one.code == "MVG510"]
    assert [one.words[0] for one in found] == ["Bedömning", "Huvuddiagnos"]
    assert all(one.line for one in found)


def test_K6_a_line_that_is_reported_already_is_not_reported_twice() -> None:
    source = "Status\nx\n\nBedömning\ny\n\nÅtgärd: z\n"
    found = [one.code for one in convert(source, "melior", profile=PROFILE).findings if one.line == 7]
    assert found == ["MVG233"]


def test_K6_lines_of_a_note_on_one_line_of_xml_are_reported_whatever_else_is_reported_there() -> None:
    note = NOTE._replace(entries=(Entry("Status", "Ã¶\u2028Huvuddiagnos"),))
    source = as_xml(note).replace("\n", "")
    found = [(one.code, one.line) for one in convert(source, "melior", profile=PROFILE).findings if one.line]
    assert found == [("MVG227", 1), ("MVG510", 1)]


def test_K6_a_forged_diagnosis_in_xml_is_reported_in_melior_s_text() -> None:
    result = convert((BROKEN / "mvg510-rubriker-i-texten.xml").read_bytes(), "melior", profile=PROFILE)
    found = [(one.words[0], one.line) for one in result.findings if one.code == "MVG510"]
    lines = (BROKEN / "mvg510-rubriker-i-texten.xml").read_text("utf-8").split("\n")
    assert [heading for heading, _ in found] == ["Huvuddiagnos", "Bedömning"]
    assert all(lines[line - 1].strip() == heading for heading, line in found)


@given(st.lists(st.sampled_from([*HEADINGS, "Inga besvär.", "Mår bra.", "", "Status quo"]), max_size=6))
def test_K6_no_line_of_a_text_is_a_heading_of_the_output_without_a_word(lines: list[str]) -> None:
    """The oracle is the output itself: a line that stands there as a heading elsewhere, or says so before a colon."""
    note = NOTE._replace(entries=(Entry("Status", "\n".join(["a", *lines, "b"])),))
    result = convert(as_xml(note), "melior", profile=PROFILE, headings="record")
    heads = [
        re.sub("\u200b", "", unicodedata.normalize("NFC", line)).partition(":")[0].strip().casefold() for line in lines
    ]
    known = {field.keyword.casefold() for field in PROFILE.fields} | {"huvuddiagnos", "bidiagnos", "triageutfall"}
    assert len([one for one in result.findings if one.code == "MVG510"]) == sum(head in known for head in heads)
