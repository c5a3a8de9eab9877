"""The table of section 4.8.2, applied: what goes where, what is made, what has no place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from converter import Place, convert
from converter.findings import Finding
from converter.note.model import Contact, Entry, Triage, TriageAnswer, TriageNote
from converter.profile import Profile
from converter.record.mapping import to_record
from converter.record.phrases import with_phrase
from converter.testing.writers import as_text, as_xml

GIVEN = {"principal_diagnosis": "J06.9", "record_type": "Besök", "signing_unit.name": "Enheten"}


def _note(*entries: tuple[str, str], **facts: Any) -> TriageNote:
    return TriageNote(entries=tuple(Entry(*entry, line=number) for number, entry in enumerate(entries, 1)), **facts)


def _fields(note: TriageNote, profile: Profile, *places: Place) -> dict[str, str]:
    return {field.keyword: field.text for field in to_record(note, profile, places)[0].fields if field.text}


def _codes(note: TriageNote, profile: Profile, *places: Place) -> list[str]:
    return [finding.code for finding in to_record(note, profile, places)[1]]


@pytest.mark.parametrize(
    ("clinic24", "pmo"),
    [
        pytest.param("Besöksorsak", "Kontaktorsak", id="R126"),
        pytest.param("Patientens egenanamnes", "Patientens egen anamnes (Min vård Gävleborg)", id="R128"),
        pytest.param("Kompletterande anamnes", "Kompletterande anamnes (Min vård Gävleborg)", id="R129"),
        pytest.param("Status", "Status", id="R130"),
        pytest.param("Bedömning", "Bedömning", id="R131"),
    ],
)
def test_a_keyword_becomes_its_pmo_keyword(clinic24: str, pmo: str, profile: Profile) -> None:
    assert _fields(_note((clinic24, "text")), profile) == {pmo: "text"}


def test_the_table_is_that_of_the_routine(profile: Profile, shared: Path) -> None:
    lines = (shared / "routine/keyword-map.tsv").read_text("utf-8").splitlines()[1:]
    rows = [line.split("\t")[:3] for line in lines]
    assert [(row.clinic24, row.record) for row in profile.rows] == [
        (left, right) for left, right, kind in rows if kind != "heading"
    ]
    # R122: the summary of the triage stands under Anteckningar, which the copied text has along.
    assert list(profile.groups) == [*(left for left, _, kind in rows if kind == "heading"), "Anteckningar"]


def test_R125_the_template_is_min_vard_gavleborg(profile: Profile) -> None:
    record, _ = to_record(_note(("Status", "x")), profile)
    assert record.template == "Min vård Gävleborg"
    assert [field.keyword for field in record.fields] == [row.record for row in profile.rows]


def test_R127_anamnes_is_never_a_pmo_keyword(profile: Profile) -> None:
    assert "Anamnes" not in [row.record for row in profile.rows]
    record, findings = to_record(_note(("Anamnes", ""), ("Status", "x")), profile)
    assert "Anamnes" not in [field.keyword for field in record.fields]
    assert findings == []


@pytest.mark.parametrize("keyword", [pytest.param("Åtgärd", id="R132"), pytest.param("Planering", id="R133")])
def test_pmos_own_keywords_stay_empty(keyword: str, profile: Profile) -> None:
    result = convert(as_xml(_note((keyword, "text"))), profile=profile, given=GIVEN)
    assert not result.ok
    assert [finding.code for finding in result.findings if finding.exit_code] == ["MVG301"]
    assert result.record is not None
    own = [field for field in result.record.fields if field.keyword == keyword and field.placed]
    assert [field.text for field in own] == [""]


def test_R137_the_reason_is_fetched_when_the_note_has_none(profile: Profile) -> None:
    note = _note(("Besöksorsak", " \u00a0"), triage=Triage("Halsont"))
    assert _fields(note, profile) == {"Kontaktorsak": "Halsont"}
    assert to_record(note, profile)[1] == [Finding("MVG306", words=("Kontaktorsak",))]


def test_R137_what_the_note_says_wins_over_the_presenting_reason(profile: Profile) -> None:
    note = _note(("Besöksorsak", "Hosta"), triage=Triage("Halsont"))
    assert _fields(note, profile) == {"Kontaktorsak": "Hosta"}
    assert to_record(note, profile)[1] == [Finding("MVG308", words=("Besöksorsak",))]
    assert _codes(_note(("Besöksorsak", "Halsont"), triage=Triage("Halsont")), profile) == []


TRIAGE = Triage(answers=(TriageAnswer("Feber?", "Ja, 38,5"), TriageAnswer("Hur länge?", "Tre dagar\noch nätter")))


def test_R134_the_history_is_made_of_the_triage_answers_in_order(profile: Profile) -> None:
    note = _note(("Status", "x"), triage=TRIAGE)
    made = "Feber? Ja, 38,5\nHur länge? Tre dagar\noch nätter"
    assert _fields(note, profile)["Patientens egen anamnes (Min vård Gävleborg)"] == made
    assert to_record(note, profile)[1] == [Finding("MVG307", words=("Patientens egen anamnes (Min vård Gävleborg)",))]


def test_R135_what_the_professional_wrote_wins_over_the_answers(profile: Profile) -> None:
    note = _note(("Patientens egenanamnes", "Redigerat"), triage=TRIAGE)
    assert _fields(note, profile) == {"Patientens egen anamnes (Min vård Gävleborg)": "Redigerat"}
    assert to_record(note, profile)[1] == [Finding("MVG309", words=("Patientens egenanamnes",))]


def test_a_repeated_keyword_is_joined_in_order_with_a_finding(profile: Profile) -> None:
    note = _note(("Status", "ett"), ("Bedömning", "b"), ("Status", "två"))
    note = note._replace(entries=tuple(entry._replace(heading=entry.keyword) for entry in note.entries))
    assert _fields(note, profile) == {"Status": "ett\ntvå", "Bedömning": "b"}
    assert _codes(note, profile) == ["MVG305"]
    (finding,) = to_record(note, profile)[1]
    assert (finding.line, finding.words) == (3, ("Status", "1"))


@pytest.mark.parametrize(
    ("keyword", "code", "melior"),
    [
        ("Läkemedel", "MVG301", "Läkemedel\ntext\n"),
        ("Anamnes", "MVG302", "Anamnes\ntext\n"),
        ("", "MVG303", "\ntext\n"),
    ],
)
def test_text_without_a_place_stops_pmo_and_goes_along_to_melior(
    keyword: str, code: str, melior: str, profile: Profile
) -> None:
    entries = Entry(keyword, "text"), Entry("Status", "x")
    source = as_xml(TriageNote(entries=entries)) if keyword == "Läkemedel" else f"{keyword}\n\ntext\n\nStatus\nx"
    stopped = convert(source, profile=profile, given=GIVEN)
    assert [finding.code for finding in stopped.findings if finding.exit_code] == [code]
    assert stopped.output is None
    assert stopped.exit_code == 1
    kept = convert(source, "melior", profile=profile)
    assert "MVG304" in [finding.code for finding in kept.findings]
    assert kept.output == f"{melior.lstrip()}\nStatus\nx\n"


def test_text_without_a_place_stays_behind_the_text_it_followed(profile: Profile) -> None:
    note = _note(("Besöksorsak", "a"), ("Övrigt", "b"), ("Mer", "c"), ("Status", "d"), ("Sist", "e"))
    record, _ = to_record(note, profile)
    assert [field.text for field in record.fields if field.text] == ["a", "b", "c", "d", "e"]
    at = [field.text for field in record.fields].index("b")
    assert [field.text for field in record.fields][at - 1 : at + 2] == ["a", "b", "c"], "right behind it"
    assert {field.heading for field in record.fields if not field.placed} == {"Övrigt", "Mer", "Sist"}


@pytest.mark.parametrize("key", ["Anamnes", "anamnes:", "2"])
def test_place_takes_a_heading_or_its_line(key: str, profile: Profile) -> None:
    note = _note(("Status", "x"), ("Anamnes", "text"))
    placed = _fields(note, profile, Place(key, "Kompletterande anamnes"))
    assert placed == {"Status": "x", "Kompletterande anamnes (Min vård Gävleborg)": "text"}
    assert _codes(note, profile, Place(key, "Kompletterande anamnes")) == ["MVG310"]


def test_an_unknown_heading_goes_along_when_its_text_is_placed(profile: Profile) -> None:
    note = _note(("Status", "x"), ("Läkemedel", "Alvedon"))
    assert _fields(note, profile, Place("2", "Status")) == {"Status": "x\nLäkemedel\nAlvedon"}
    alone = _note(("Läkemedel", "Alvedon"))
    assert _fields(alone, profile, Place("Läkemedel", "Status")) == {"Status": "Läkemedel\nAlvedon"}
    bare = _note(("Läkemedel", ""), ("Status", "x"))
    assert _fields(bare, profile, Place("1", "Status")) == {"Status": "Läkemedel\nx"}


def test_a_place_that_fits_nothing_is_reported_by_its_number(profile: Profile) -> None:
    places = Place("Läkemedel", "Status"), Place("Anamnes", "Status")
    (_, missing) = to_record(_note(("Läkemedel", "x")), profile, places)[1]
    assert (missing.code, missing.words) == ("MVG311", ("2",))


def test_each_place_takes_its_own_heading_as_often_as_it_stands_and_it_is_reported_where(profile: Profile) -> None:
    note = _note(("Anamnes", "a"), ("Läkemedel", "b"), ("Anamnes", "c"))
    places = Place("Anamnes", "Status"), Place("Läkemedel", "Bedömning")
    record, findings = to_record(note, profile, places)
    assert [field.text for field in record.fields if field.text] == ["a\nc", "Läkemedel\nb"]
    assert [(finding.code, finding.line, finding.words) for finding in findings] == [
        ("MVG310", 1, ("1", "Status")), ("MVG310", 2, ("2", "Bedömning")), ("MVG310", 3, ("3", "Status")),
    ]  # fmt: skip


def test_text_without_a_place_ahead_of_all_stays_ahead_of_all(profile: Profile) -> None:
    fields = to_record(_note(("Övrigt", "a"), ("Mer", "b"), ("Status", "c")), profile)[0].fields
    assert [field.text for field in fields[:2]] == ["a", "b"]
    assert [field.placed for field in fields if field.text] == [False, False, True]


@pytest.mark.parametrize("form", ["xml", "text"])
def test_R55_R93_add_phrases_adds_what_is_missing_and_says_so(form: str, profile: Profile) -> None:
    note = _note(
        ("Besöksorsak", "Halsont"), ("Bedömning", "Egenvård."),
        contact=Contact(("chat",), "Anna Berg", consultation="consult_only"),
    )  # fmt: skip
    source = as_xml(note) if form == "xml" else as_text(note, profile)
    result = convert(source, "melior", profile=profile, add_phrases=True)
    assert result.output == (
        "Besöksorsak\nHalsont\n\nKompletterande anamnes\nChatt med patient\n\n"
        "Bedömning\nEgenvård.\nKonsulterat kollega Anna Berg\n"
    )
    assert [finding.code for finding in result.findings if finding.code in ("MVG312", "MVG420", "MVG421")] == [
        "MVG312"
    ] * 2
    text = (
        "Kontaktens kanaler: chatt\nKonsultation av kollega: endast konsultation\nKonsulterad kollega: Anna Berg\n"
        "Besöksorsak\nChatt med patient\nHalsont\n\nBedömning\nKonsulterat kollega Anna Berg\n"
    )
    again = convert(text, "melior", profile=profile, add_phrases=True)
    assert "MVG312" not in [finding.code for finding in again.findings]


@pytest.mark.parametrize("opens", [True, False])
@pytest.mark.parametrize("keyword", ["Status", "Bedömning"])
def test_a_phrase_changes_one_field_and_leaves_the_others_where_they_are(
    keyword: str, opens: bool, profile: Profile
) -> None:
    record, _ = to_record(_note(("Status", "x")), profile)
    after, taken = with_phrase(record, keyword, "fras", opens)
    assert [field.keyword for field in after.fields] == [field.keyword for field in record.fields]
    differing = [field.keyword for field, old in zip(after.fields, record.fields, strict=True) if field != old]
    assert differing == [taken] == [keyword]
    text = dict(zip(("Status", "Bedömning"), ("fras\nx" if opens else "x\nfras", "fras"), strict=True))
    assert [field.text for field in after.fields if field.keyword == keyword] == [text[keyword]]


def test_a_name_is_never_invented(profile: Profile) -> None:
    note = _note(("Bedömning", "Egenvård."), contact=Contact(("video",), consultation="consult_only"))
    result = convert(as_xml(note), "melior", profile=profile, add_phrases=True)
    assert "MVG422" in [finding.code for finding in result.findings]
    assert result.output == "Bedömning\nEgenvård.\n"


def test_phrases_go_into_an_empty_note_too(profile: Profile) -> None:
    note = _note(("Status", ""), contact=Contact(("chat",), "Anna Berg", consultation="consult_only"))
    result = convert(as_xml(note), "melior", profile=profile, add_phrases=True)
    assert result.output == "Kompletterande anamnes\nChatt med patient\n\nBedömning\nKonsulterat kollega Anna Berg\n"


@pytest.mark.parametrize("reason", ["", "Ont i halsen"])
def test_an_entry_that_says_nothing_may_be_placed_anywhere(reason: str) -> None:
    """Found by `mvg fuzz`: the blank entry went with the text that was fetched, and the record was not proven."""
    reported = f"<triage><presenting-reason>{reason}</presenting-reason></triage>" if reason else ""
    source = (
        f'<triage-note xmlns="urn:mvg-export:triage-note:1">{reported}<contact/>\n<entries>'
        "<entry><keyword> </keyword><text>\u00a0</text></entry></entries></triage-note>"
    )
    result = convert(source, "melior", places=[Place("2", "Besöksorsak")])
    assert result.output is not None
    assert "MVG602" not in {finding.code for finding in result.findings}


@pytest.mark.parametrize("keyword", ["", "\u200b"])
@pytest.mark.parametrize("target", ["pmo", "melior"])
def test_an_entry_with_nothing_in_it_is_nothing(profile: Profile, keyword: str, target: str) -> None:
    """Found by `mvg fuzz`: put to a keyword that is filled from elsewhere, it was not proven."""
    note = TriageNote(entries=(Entry(keyword, " "), Entry("Status", "u.a.")), signer="A", signed_at="2024-03-14T09:40Z")
    for places in ((), (Place("4", "Besöksorsak"),)):
        result = convert(as_xml(note), target, profile=profile, given=GIVEN, places=places)
        assert result.ok
        assert "Status" in (result.output or "")


def test_text_without_a_place_stays_behind_what_it_followed_when_the_note_has_another_order(profile: Profile) -> None:
    note = _note(("Status", "s"), ("Besöksorsak", "b"), ("", "Även ont i örat."), ("Bedömning", "x"), ("Kost", "k"))
    assert [*_fields(note, profile)] == ["Kontaktorsak", "", "Status", "Bedömning", "Kost"]


def test_two_texts_on_one_line_take_the_places_of_that_line_in_their_order(profile: Profile) -> None:
    """A file without line ends has all its text on one line."""
    entries = tuple(Entry(name, name.upper(), line=1) for name in ("Kost", "Plan", "Rök"))
    places = (Place("1", "Kompletterande anamnes"), Place("1", "Bedömning"))
    record, findings = to_record(TriageNote(entries=entries), profile, places)
    reported = {field.heading: field.text for field in record.fields if field.text}
    assert reported == {"Kompletterande anamnes": "Kost\nKOST", "Bedömning": "Plan\nPLAN", "Rök": "RÖK"}
    assert [finding.code for finding in findings] == ["MVG310", "MVG310"]


def test_text_without_a_place_stays_behind_what_it_followed_wherever_that_was_put(profile: Profile) -> None:
    note = _note(("Status", "s"), ("Läkemedel", "Alvedon"), ("Levnadsvanor", "Röker"))
    assert [*_fields(note, profile)] == ["Status", "Läkemedel", "Levnadsvanor"]
    assert [*_fields(note, profile, Place("2", "Bedömning"))] == ["Status", "Bedömning", "Levnadsvanor"]
