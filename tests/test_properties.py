"""What holds for every note: Hypothesis draws them (promises P1 to P6, P15, P20)."""

from __future__ import annotations

import unicodedata
from xml.parsers import expat

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from converter import convert, load_profile, read_note
from converter.findings.catalogue import CATALOGUE
from converter.note.model import TriageNote
from converter.note.unicode_text import for_screen, is_blank
from converter.profile.wording import is_filled
from converter.testing import as_text, as_xml, notes

PROFILE = load_profile()
NOTES = notes(PROFILE)
TARGETS = ("pmo", "pmo-text", "pmo-html", "melior", "json")
ALLOWED = {"pmo": {"MVG401"}, "melior": set()}
GIVEN = {"principal_diagnosis": "J06.9", "record_type": "Besök", "signing_unit.name": "Enheten"}


def _lacking(note: TriageNote) -> dict[str, str]:
    """The three fields, where the note has none."""
    own = (note.principal_diagnosis.label, note.record_type, note.signing_unit.name)
    return {fact: text for (fact, text), words in zip(GIVEN.items(), own, strict=True) if not is_filled(words, PROFILE)}


@pytest.mark.slow
@pytest.mark.counted
@given(NOTES)
def test_P1_a_note_is_read_back_from_xml_as_it_was(note: TriageNote) -> None:
    reading = read_note(as_xml(note), profile=PROFILE)
    assert [finding.code for finding in reading.findings if finding.exit_code] == []
    assert reading.note == note


@pytest.mark.slow
@pytest.mark.counted
@given(NOTES)
def test_P1_the_copied_text_is_the_same_note_as_the_xml(note: TriageNote) -> None:
    reading = read_note(as_text(note, PROFILE), profile=PROFILE)
    assert reading.note == read_note(as_xml(note), profile=PROFILE).note


@pytest.mark.slow
@pytest.mark.counted
@given(NOTES, st.sampled_from(TARGETS))
def test_P1_every_note_is_proven_for_every_target(note: TriageNote, target: str) -> None:
    for source in (as_xml(note), as_text(note, PROFILE)):
        result = convert(source, target, profile=PROFILE, given=_lacking(note))
        stopped = [finding.code for finding in result.findings if finding.exit_code]
        assert all(CATALOGUE[code].caution for code in stopped), "only what a person has to decide stops it"
        assert (result.output is None) == bool(stopped)


@pytest.mark.slow
@pytest.mark.counted
@given(NOTES)
def test_P2_the_texts_of_the_output_are_the_code_points_of_the_note(note: TriageNote) -> None:
    """An independent route: expat reads both documents, and the texts are compared keyword by keyword."""
    note = note._replace(entries=tuple(entry for entry in note.entries if entry.keyword not in PROFILE.groups))
    note = note._replace(created="", ended="", signed_at="")
    result = convert(as_xml(note), profile=PROFILE, given=_lacking(note))
    came_out = dict(_pairs(result.output or "", "keyword", "text"))
    for row in PROFILE.rows:
        texts = [entry.text for entry in note.entries if row.clinic24 and entry.keyword == row.clinic24]
        if any(not is_blank(text) for text in texts):
            assert came_out[row.record] == "\n".join(filter(None, texts))


def _pairs(document: str, first: str, second: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    open_texts: dict[str, str] = {}
    path: list[str] = []
    parser = expat.ParserCreate()

    def start(name: str, _: dict[str, str]) -> None:
        path.append(name)
        open_texts[name] = ""

    def data(text: str) -> None:
        open_texts[path[-1]] += text

    def end(name: str) -> None:
        path.pop()
        if name == second:
            found.append((open_texts[first], open_texts[second]))

    parser.StartElementHandler, parser.CharacterDataHandler, parser.EndElementHandler = start, data, end
    parser.Parse(document.encode(), True)
    return found


@pytest.mark.slow
@pytest.mark.counted
@given(NOTES, st.sampled_from(["\r\n", "\r"]), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]))
def test_line_ends_and_encodings_change_nothing(note: TriageNote, line_end: str, encoding: str) -> None:
    text = as_text(note, PROFILE)
    source = text.replace("\n", line_end).encode(encoding)
    assert read_note(source, profile=PROFILE).note == read_note(text, profile=PROFILE).note


@pytest.mark.slow
@pytest.mark.counted
@given(NOTES, st.data())
def test_how_a_heading_is_written_changes_nothing(note: TriageNote, data: st.DataObject) -> None:
    text = as_text(note, PROFILE)
    headings = set(PROFILE.places) | set(PROFILE.groups)
    manner = data.draw(st.sampled_from([str.upper, str.lower, _nfd, _spaced, _colon]))
    changed = "\n".join(manner(line) if line in headings else line for line in text.split("\n"))
    assert read_note(changed, profile=PROFILE).note == read_note(text, profile=PROFILE).note


def _nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def _spaced(text: str) -> str:
    return f" {text.replace(' ', chr(0xA0) + '  ')}\t"


def _colon(text: str) -> str:
    return f"{text} :"


@given(st.one_of(st.binary(max_size=400), st.text(max_size=400)))
@example(b"Status\x00")
@example("Status\n\ud800")
@example("<triage-note xmlns='urn:mvg-export:triage-note:1'>\x1b</triage-note>")
@example("Status:\x0b\x85\u2028")
def test_any_input_at_all_gives_a_result(source: bytes | str) -> None:
    for target in TARGETS:
        result = convert(source, target, profile=PROFILE)
        assert result.ok == (result.output is not None)
        assert result.exit_code != 70, [finding.code for finding in result.findings]


LINES = (
    *("Status", "Bedömning:", "Anamnes", "Statuss", "BedÃ¶mning", "Bed?mning", "Journaltyp: x", "Huvuddiagnos:"),
    *("Patientens personnummer: 1", "Läkemedel:", "- a", "text", "", "\x0b", "Triagesvar: b", "Besöksorsak: hosta"),
    *("Kontaktens kanaler: chatt, x", "Triagefråga:", "Bed?mning: text"),
)


@given(st.lists(st.sampled_from(LINES), max_size=12))
@example(["Triagesvar: b", "Triagefråga:", "Triagefråga:"])
def test_any_lines_give_a_result_and_lose_no_word(lines: list[str]) -> None:
    source = "\n".join(lines)
    result = convert(source, "melior", profile=PROFILE)
    assert result.exit_code != 70
    if result.ok and result.note is not None:
        assert all(line.strip() in (result.output or "") for line in lines if line in ("text", "- a"))


@pytest.mark.slow
@pytest.mark.counted
@given(NOTES)
def test_P5_markup_is_well_formed_and_parses_back_to_the_same_text(note: TriageNote) -> None:
    for target in ("pmo", "pmo-html"):
        output = convert(as_xml(note), target, profile=PROFILE, given=_lacking(note)).output
        if output:
            etree.fromstring(output.encode())


@pytest.mark.slow
@pytest.mark.counted
@given(NOTES)
def test_P13_the_same_note_gives_the_same_bytes(note: TriageNote) -> None:
    assert convert(as_xml(note), profile=PROFILE, given=GIVEN) == convert(as_xml(note), profile=PROFILE, given=GIVEN)


CANARY = "KANARIEFÅGEL"


@pytest.mark.slow
@given(NOTES)
def test_P15_no_finding_holds_a_word_of_the_note(note: TriageNote) -> None:
    entries = tuple(entry._replace(text=f"{CANARY} {entry.text}") for entry in note.entries)
    marked = note._replace(
        entries=entries, record_type=CANARY, signer=CANARY, id=CANARY, created=CANARY, signed_at=CANARY,
        patient=note.patient._replace(name=CANARY, number=CANARY, number_type="personnummer"),
        principal_diagnosis=note.principal_diagnosis._replace(title=CANARY, code="", system=""),
        signing_unit=note.signing_unit._replace(name=CANARY, hsa_id=CANARY),
        contact=note.contact._replace(colleague=CANARY, unit_worked_for=CANARY),
    )  # fmt: skip
    damaged = as_xml(marked).replace("<text>", f"<text><{CANARY.lower()}/>", 1)
    text = as_text(marked, PROFILE)
    for source in (as_xml(marked), text, damaged, as_xml(marked)[:-30], f"{CANARY}:\nx\n{text}"):
        for target, charset in (("pmo", ""), ("melior", "ascii")):
            for finding in convert(source, target, profile=PROFILE, charset=charset, add_phrases=True).findings:
                words = "".join((*finding.words, finding.message(), finding.message("en"), finding.next_step()))
                assert CANARY not in words.upper()


@given(st.text())
def test_P20_what_is_shown_on_a_screen_has_no_control_character(text: str) -> None:
    shown = for_screen(text)
    assert all(character in "\n\t" or unicodedata.category(character) not in ("Cc", "Cf", "Cs") for character in shown)


@pytest.mark.slow
@pytest.mark.counted
@given(NOTES)
def test_a_note_rendered_and_read_again_is_rendered_the_same(note: TriageNote) -> None:
    """Copied with the note's own headings, the text is a note again, and gives the same text."""
    first = convert(as_text(note, PROFILE), "melior", profile=PROFILE, headings="clinic24").output
    again = convert(first or "", "melior", profile=PROFILE, headings="clinic24")
    if again.note is not None and first:
        assert again.output == first


@pytest.mark.parametrize("code", range(0x20))
def test_a_control_character_is_shown_as_the_replacement_and_reported(code: int) -> None:
    result = convert(f"Status\na{chr(code)}b", "melior", profile=PROFILE)
    if chr(code) in "\t\n\v\f\r":
        assert "MVG228" not in [finding.code for finding in result.findings]
    else:
        assert result.output == "Status\na\ufffdb\n"
        assert [finding.words for finding in result.findings if finding.code == "MVG228"] == [(f"U+{code:04X}",)]
