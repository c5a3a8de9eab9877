"""The copied text: what is a heading, what is text, and that every line ends up somewhere."""

from __future__ import annotations

import unicodedata
from typing import Literal

import pytest

from converter.findings import Finding
from converter.note.model import Diagnosis, Entry, Patient, Triage, TriageAnswer, TriageNote
from converter.note.reading import Block, Reading
from converter.profile import Profile
from converter.readers import read
from converter.testing.writers import as_text, as_xml

VALID = "199104272381"


def _read(text: str, profile: Profile) -> tuple[TriageNote, Reading]:
    reading = read(text, profile, "text")
    assert reading.note is not None
    assert reading.form == "text"
    return reading.note, reading


def _entries(text: str, profile: Profile) -> list[tuple[str, str]]:
    return [(entry.keyword, entry.text) for entry in _read(text, profile)[0].entries]


def _reported(text: str, profile: Profile) -> list[tuple[str, int]]:
    return [(finding.code, finding.line) for finding in read(text, profile, "text").findings]


# -- what is a heading ----------------------------------------------------------------------------------------

HEADINGS = {
    "as it is": "Patientens egenanamnes",
    "colon": "Patientens egenanamnes:",
    "space before the colon": "Patientens egenanamnes :",
    "space after the colon": "Patientens egenanamnes: ",
    "capitals": "PATIENTENS EGENANAMNES",
    "small letters": "patientens egenanamnes",
    "indented": "\t  Patientens egenanamnes  ",
    "doubled space": "Patientens   egenanamnes",
    "no-break space": "Patientens\N{NO-BREAK SPACE}egenanamnes",
    "alias": "Patientens egen anamnes",
    "padded to a column": f"Patientens egenanamnes{' ' * 80}",
    "far to the right": f"{' ' * 80}Patientens egenanamnes",
}


@pytest.mark.parametrize("heading", HEADINGS.values(), ids=HEADINGS)
def test_a_heading_is_known_however_it_is_spaced_and_cased(heading: str, profile: Profile) -> None:
    text = f"Besöksorsak\nu.a.\n\n{heading}\nHosta."
    assert _entries(text, profile) == [("Besöksorsak", "u.a."), ("Patientens egenanamnes", "Hosta.")]
    assert _reported(text, profile) == []


@pytest.mark.parametrize("keyword", ["Besöksorsak", "Bedömning", "Kompletterande anamnes", "Anamnes", "Status"])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_heading_is_known_in_both_ways_to_write_its_letters(
    keyword: str, form: Literal["NFC", "NFD"], profile: Profile
) -> None:
    heading = unicodedata.normalize(form, keyword)
    note, _ = _read(f"{heading}\nHosta.", profile)
    assert note.entries == (Entry(keyword, "Hosta."),)
    assert note.entries[0].heading == heading


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_every_line_end_is_a_line_end(end: str, profile: Profile) -> None:
    text = end.join(("Status", "a", "", "b", "", "Bedömning:", "c", ""))
    assert _entries(text, profile) == [("Status", "a\n\nb"), ("Bedömning", "c")]


def test_an_entry_remembers_the_line_and_the_heading_as_written(profile: Profile) -> None:
    note, reading = _read("\n\nSTATUS :\nu.a.\n\nbedömning: bra", profile)
    assert [(entry.line, entry.heading) for entry in note.entries] == [(3, "STATUS :"), (6, "bedömning:")]
    assert [(block.heading, block.body) for block in reading.blocks] == [("STATUS :", "u.a."), ("bedömning:", "bra")]


def test_heading_and_text_may_share_a_line(profile: Profile) -> None:
    text = "Status: Afebril: 37,2\nGod kontakt\n\nBedömning:ÖLI"
    assert _entries(text, profile) == [("Status", "Afebril: 37,2\nGod kontakt"), ("Bedömning", "ÖLI")]
    assert _reported(text, profile) == []


def test_a_keyword_with_text_within_a_paragraph_is_a_heading_and_reported(profile: Profile) -> None:
    text = "Status\nHosta.\nBedömning: ÖLI"
    assert _entries(text, profile) == [("Status", "Hosta."), ("Bedömning", "ÖLI")]
    assert read(text, profile).findings == (Finding("MVG230", 3, words=("Bedömning",)),)


# -- text that is kept ----------------------------------------------------------------------------------------


def test_blank_lines_at_the_ends_go_and_all_else_stays(profile: Profile) -> None:
    body = "  - hosta \n\n\n\tfeber  39\N{NO-BREAK SPACE}°  \n \nslut\t"
    assert _entries(f"Status\n\n \n{body}\n\n \n\nBedömning\n\n", profile) == [("Status", body), ("Bedömning", "")]


def test_a_repeated_heading_is_kept_twice(profile: Profile) -> None:
    assert _entries("Status\na\n\nBedömning\nb\n\nstatus:\nc", profile) == [
        ("Status", "a"), ("Bedömning", "b"), ("Status", "c"),
    ]  # fmt: skip


def test_text_before_the_first_heading_is_kept(profile: Profile) -> None:
    note, reading = _read("\nHosta.\nFeber.\n\nStatus\nu.a.", profile)
    assert note.entries == (Entry("", "Hosta.\nFeber."), Entry("Status", "u.a."))
    assert note.entries[0].line == 2
    assert reading.blocks[0] == Block("", "Hosta.\nFeber.", line=2)


def test_invisible_text_before_the_first_heading_is_nothing(profile: Profile) -> None:
    assert _entries("\N{ZERO WIDTH SPACE}\n\nStatus\nu.a.", profile) == [("Status", "u.a.")]


def test_text_under_the_group_heading_is_kept_there(profile: Profile) -> None:
    assert _entries("Anamnes\nHosta.\n\nStatus\nu.a.", profile) == [("Anamnes", "Hosta."), ("Status", "u.a.")]


@pytest.mark.parametrize("text", ["Hosta sedan i går.\nFeber.", "x", "Levnadsvanor:\nRöker", "::", "<a/>"])
def test_a_text_without_any_keyword_is_no_note(text: str, profile: Profile) -> None:
    reading = read(text, profile, "text")
    assert reading.note is None
    assert reading.findings[-1] == Finding("MVG221")


def test_a_misspelt_label_is_suggested_by_its_label(profile: Profile) -> None:
    reported = (Finding("MVG231", 4, words=("Journaltyp",)),)
    assert read("Status\nu.a.\n\nJournaltypp:\nx", profile).findings == reported
    assert read("Status\nu.a.\n\nJournaltypp: x", profile).findings == reported


@pytest.mark.parametrize("line", ["Statur: kort", "Svalg: rodnat", "Bedöms: akut", "Huvudvärk: nej"])
def test_a_word_with_text_behind_its_colon_is_text_unless_it_is_very_close(line: str, profile: Profile) -> None:
    assert read(f"Status\nu.a.\n\n{line}", profile).findings == ()


@pytest.mark.parametrize("item", ["- vila", "– vila", "• vila", "* vila", "1. vila", "2) vila", "  - vila"])
def test_the_line_that_opens_a_list_is_text(item: str, profile: Profile) -> None:
    text = f"Bedömning\nÖLI.\n\nGivna råd:\n{item}"
    assert _entries(text, profile) == [("Bedömning", f"ÖLI.\n\nGivna råd:\n{item}")]
    assert _reported(text, profile) == []


@pytest.mark.parametrize(
    "lines",
    [
        "\n\nHosta",  # no colon
        "\nHosta:\nJa",  # within a paragraph
        "\n\nHosta:\n\nJa",  # nothing right below
        "\n\nHosta:",  # the last line
        "\n\nEtt två tre fyra fem:\nx",  # too many words
        "\n\n37,5:\nx",  # no letter
        "\n\nVila, se ovan.\nx",
        "\n\nStatusen!\nx",
    ],
)
def test_a_line_that_is_not_much_like_a_heading_is_text(lines: str, profile: Profile) -> None:
    assert _entries(f"Status\nu.a.{lines}", profile) == [("Status", f"u.a.{lines}")]
    assert _reported(f"Status\nu.a.{lines}", profile) == []


@pytest.mark.parametrize("line", ["Feber?", "Sjukskriven?:", "Ont när?", "Når du mig?"])
def test_a_question_is_no_damaged_heading(line: str, profile: Profile) -> None:
    assert _entries(f"Status\nHosta.\n{line}\nJa.", profile) == [("Status", f"Hosta.\n{line}\nJa.")]


def test_what_xml_cannot_hold_is_replaced_and_reported_once_a_line_by_its_code_point(profile: Profile) -> None:
    text = "Status\na\x07b\x1b\n\x07"
    assert _entries(text, profile) == [("Status", "a\ufffdb\ufffd\n\ufffd")]
    reported = [(finding.code, finding.line, finding.words) for finding in read(text, profile).findings]
    assert reported == [("MVG228", 2, ("U+0007",)), ("MVG228", 2, ("U+001B",)), ("MVG228", 3, ("U+0007",))]


def test_a_line_full_of_one_control_character_gives_one_finding(profile: Profile) -> None:
    assert _reported("Status\n" + "\x07" * 3000, profile) == [("MVG228", 2)]


# -- facts ----------------------------------------------------------------------------------------------------


def test_header_lines_are_facts_and_not_text(profile: Profile) -> None:
    note, reading = _read(f"Ärende: C24-1\nPatientens personnummer:\n{VALID}\nBeslut i kontakten: INGET\n", profile)
    assert (note.id, note.patient, note.contact.decision) == ("C24-1", Patient("", VALID, "personnummer"), "none")
    assert note.entries == ()
    assert [block.fact for block in reading.blocks] == ["id", "patient.personnummer", "contact.decision"]


@pytest.mark.parametrize("written", ["chatt, ljud", "Chatt,LJUD", " chatt ,  ljud "])
def test_channels_are_a_list_in_their_order(written: str, profile: Profile) -> None:
    assert _read(f"Kontaktens kanaler: {written}\n", profile)[0].contact.channels == ("chat", "audio")


@pytest.mark.parametrize(
    ("label", "value", "possible"),
    [
        ("Kontaktens prioritet", "6", "1, 2, 3, 4, 5"),
        ("Kontaktens kanaler", "chatt, duva", "chatt, ljud, telefon, video, brev"),
        ("Kontaktens kanaler", "chatt,", "chatt, ljud, telefon, video, brev"),
        ("Registrerar själv", "kanske", "ja, nej"),
    ],
)
def test_a_value_that_is_not_understood_is_kept_as_text(
    label: str, value: str, possible: str, profile: Profile
) -> None:
    note, reading = _read(f"Status\nu.a.\n\n{label}: {value}", profile)
    assert note.entries == (Entry("Status", "u.a."), Entry(label, value))
    assert note._replace(entries=()) == TriageNote()
    assert reading.findings == (Finding("MVG222", 4, words=(label, possible)),)
    assert reading.blocks[-1] == Block(f"{label}:", value, "", 4, label)


@pytest.mark.parametrize("gap", ["", "\n", "\n\n"])
@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("Journaltyp", "Läkaranteckning"),
        ("Patientens personnummer", VALID),
        ("Kontaktens kanaler", "chatt"),
        ("Huvuddiagnos", "J06.9 ÖLI"),
    ],
)
def test_a_fact_is_one_line_and_what_is_under_it_is_text_of_its_own(
    label: str, value: str, gap: str, profile: Profile
) -> None:
    alone, _ = _read(f"{label}: {value}", profile)
    for written in (f"{label}: {value}\n", f"{label}\n{gap}{value}\n"):
        note, reading = _read(f"{written}{gap}Allergisk.\n\n Väs frisk.", profile)
        assert note == alone._replace(entries=(Entry("", "Allergisk.\n\n Väs frisk."),))
        assert note.entries[0].line == written.count("\n") + gap.count("\n") + 1
        assert reading.findings == ()


@pytest.mark.parametrize("written", ["Åtgärd\nIntyg", "åtgärd: Intyg", "Planering :\nIntyg"])
def test_R132_R133_a_keyword_that_only_pmo_has_is_text_and_reported(written: str, profile: Profile) -> None:
    note, reading = _read(f"Bedömning\nHosta.\n{written}", profile)
    assert note.entries == (Entry("Bedömning", f"Hosta.\n{written}"),)
    ((code, line, _, words),) = reading.findings
    assert (code, line) == ("MVG233", 3)
    assert words[0].casefold() in written.casefold()


@pytest.mark.parametrize("mark", ["\u200e", "\u200b", "\ufeff", "\u2060", "\u2068", "\xad", "\u202b"])
@pytest.mark.parametrize(
    "written", ["{}Bedömning\nViros", "Bedömning{}\nViros", "Bedöm{}ning: Viros", "{0}Bedömning{0} :\nViros"]
)
def test_a_heading_is_what_is_seen_of_it(written: str, mark: str, profile: Profile) -> None:
    note, reading = _read(f"Status\nu.a.\n\n{written.format(mark)}", profile)
    assert note.entries == (Entry("Status", "u.a."), Entry("Bedömning", "Viros"))
    assert reading.findings == ()


def test_a_word_of_pmo_in_a_sentence_is_text(profile: Profile) -> None:
    assert _read("Bedömning\nÅtgärd som planering säger.\nIngen åtgärd: avvakta", profile)[1].findings == ()


@pytest.mark.parametrize("fact", ["presenting_reason", "outcome"])
def test_P2_what_the_patient_said_keeps_its_spaces_in_either_form(fact: str, profile: Profile) -> None:
    words = "    1. ont\n      2. feber  \n\tvärst\u00a0på  natten "
    triage = Triage(answers=(TriageAnswer("  När?", "   I går "),))
    note = TriageNote(
        triage=triage._replace(outcome=words) if fact == "outcome" else triage._replace(presenting_reason=words)
    )
    for source in (as_xml(note), as_text(note._replace(entries=(Entry("Status", ""),)), profile)):
        read_back = read(source, profile).note
        assert read_back is not None
        assert read_back.triage == note.triage


def test_free_text_may_stand_below_a_blank_line_and_ends_at_the_next(profile: Profile) -> None:
    note, _ = _read("Triageutfall\n\nInom ett dygn.\nRing 1177.\n\nResten", profile)
    assert note.triage.outcome == "Inom ett dygn.\nRing 1177."
    assert note.entries == (Entry("", "Resten"),)


def test_spaces_around_a_fact_of_one_line_are_no_part_of_it(profile: Profile) -> None:
    note, _ = _read("Journaltyp:  \tLäkaranteckning \u00a0\nSignerad av\n  Alva \n", profile)
    assert (note.record_type, note.signer) == ("Läkaranteckning", "Alva")


def test_a_text_may_begin_with_a_less_than_sign(profile: Profile) -> None:
    note = read("<5 dagars hosta\n\nStatus\nu.a.", profile).note
    assert note is not None
    assert note.entries == (Entry("", "<5 dagars hosta"), Entry("Status", "u.a."))


def test_a_second_number_of_another_kind_is_kept_as_text(profile: Profile) -> None:
    note, reading = _read(f"Patientens personnummer: {VALID}\nPatientens reservnummer: 2403141234", profile)
    assert note.patient == Patient("", VALID, "personnummer")
    assert note.entries == (Entry("Patientens reservnummer", "2403141234"),)
    assert reading.findings == (Finding("MVG223", 2, words=("Patientens reservnummer",)),)


def test_a_label_without_a_value_is_unknown(profile: Profile) -> None:
    note, reading = _read("Journaltyp:\nHuvuddiagnos:\nKontaktens prioritet:\n\nStatus\nu.a.", profile)
    assert note == TriageNote(entries=(Entry("Status", "u.a."),))
    assert reading.findings == ()


def test_secondary_diagnoses_are_as_many_as_there_are(profile: Profile) -> None:
    note, _ = _read("Bidiagnos: R05.9\nHuvuddiagnos: J06.9 ÖLI\nBidiagnos: Trött\n", profile)
    assert note.principal_diagnosis == Diagnosis("J06.9", "", "ÖLI")
    assert note.secondary_diagnoses == (Diagnosis("R05.9"), Diagnosis(title="Trött"))


def test_the_patients_own_words_may_take_several_lines(profile: Profile) -> None:
    note, reading = _read(
        "Patientens sökorsak: Hosta\noch feber\nTriagefråga: Hur\nlänge?\nTriagesvar: Två\ndagar\n"
        "Triageutfall: Egenvård\n1177", profile
    )  # fmt: skip
    assert note.triage == ("Hosta\noch feber", (TriageAnswer("Hur\nlänge?", "Två\ndagar"),), "Egenvård\n1177")
    assert reading.findings == ()


@pytest.mark.parametrize(
    ("lines", "answers", "line"),
    [
        (("Triagefråga: A", "Triagefråga: B", "Triagesvar: b"), [("A", ""), ("B", "b")], 1),
        (("Triagefråga: A", "Triagesvar: a", "Triagesvar: b"), [("A", "a"), ("", "b")], 3),
        (("Triagesvar: a", "Triagefråga: B", "Triagesvar: b"), [("", "a"), ("B", "b")], 1),
        (("Triagefråga: A",), [("A", "")], 1),
        # A question that is not known takes no answer from the one before.
        (("Triagefråga: A", "Triagefråga:", "Triagesvar: b"), [("A", ""), ("", "b")], 1),
    ],
)
def test_a_question_or_answer_alone_is_kept_alone_and_reported(
    lines: tuple[str, ...], answers: list[tuple[str, str]], line: int, profile: Profile
) -> None:
    note, reading = _read("\n".join(lines), profile)
    assert list(note.triage.answers) == answers
    assert Finding("MVG316", line) in reading.findings


def test_of_very_many_control_characters_the_first_hundred_are_reported(profile: Profile) -> None:
    reading = read("Status\n" + "\x07\n" * 300, profile)
    assert [finding.line for finding in reading.findings if finding.code == "MVG228"] == list(range(2, 102))
