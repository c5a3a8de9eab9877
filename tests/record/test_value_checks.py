"""The checks of single values: numbers, diagnoses, times, what is not stated, letters that were lost."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter import convert, load_profile
from converter.findings import Finding
from converter.note.model import Diagnosis, Entry, Patient, Triage, TriageAnswer, TriageNote, Unit
from converter.note.reading import Reading
from converter.profile import Profile
from converter.record.mapping import to_record
from converter.record.value_checks import accept_damage, damage, join_absences, signing
from converter.testing.writers import as_text, as_xml

PROFILE = load_profile()
NOTE = TriageNote(
    entries=(Entry("Besöksorsak", "Ont."), Entry("Patientens egenanamnes", "Ont."), Entry("Status", "Inga besvär.")),
    principal_diagnosis=Diagnosis("J06.9", "ICD-10-SE", "Akut övre luftvägsinfektion"),
    patient=Patient("Alva Provinger", "199104272381", "personnummer"),
    record_type="Besöksanteckning",
    signing_unit=Unit("Exempelby hälsocentral"),
    signer="Lisbet Mallgren",
    signed_at="2024-03-14T09:40:00+01:00",
)


def _reported(note: TriageNote, target: str = "pmo", form: str = "xml", **options: Any) -> list[tuple[str, ...]]:
    source = as_xml(note) if form == "xml" else as_text(note, PROFILE)
    result = convert(source, target, profile=PROFILE, **options)
    return [(finding.code, *finding.words) for finding in result.findings if finding.severity != "info"]


def _with(note: TriageNote, change: dict[str, Any]) -> TriageNote:
    return note._replace(**change)


# -- times ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("time", "code"),
    [("2024-03-14T09:40:00+01:00", None), ("2024-02-30T09:40", "MVG415"), ("2024-10-27T02:30", "MVG416"),
     ("2024-03-31T02:30", "MVG416"), ("2024-10-27T02:30+01:00", None)],
)  # fmt: skip
@pytest.mark.parametrize("fact", ["created", "ended", "signed_at"])
def test_a_time_is_understood_or_it_warns(fact: str, time: str, code: str | None) -> None:
    label = PROFILE.labels[fact]
    assert _reported(_with(NOTE._replace(signed_at=""), {fact: time}), "melior") == ([(code, label)] if code else [])


@pytest.mark.parametrize("form", ["xml", "text"])
@pytest.mark.parametrize("fact", ["created", "ended", "signed_at"])
def test_K11_what_is_no_time_does_not_enter_the_document(fact: str, form: str) -> None:
    note = _with(NOTE, {fact: "2024-13-14T09:40"})
    assert ("MVG453", PROFILE.labels[fact]) in _reported(note, form=form)
    assert not convert(as_xml(note), profile=PROFILE).ok


@pytest.mark.parametrize("time", ["-", "saknas", "\u0301"])
def test_K11_a_placeholder_for_a_time_does_not_enter_the_document_and_can_be_filled(time: str) -> None:
    note = NOTE._replace(signed_at=time)
    reported = [("MVG453", "Signerad tid"), ("MVG419", "Signerad tid", "Osignerad anteckning")]
    assert _reported(note, form="text") == reported
    assert _reported(note, form="text", given={"signed_at": "2024-03-14T09:41"}) == []


def test_K11_free_text_for_a_time_is_refused_in_xml_and_stops_the_export_of_a_text() -> None:
    note = NOTE._replace(signed_at="14/3 2024 kl 09.41")
    assert convert(as_xml(note), profile=PROFILE).exit_code == 65
    assert _reported(note, form="text") == [("MVG453", "Signerad tid")]
    assert _reported(note, "melior", form="text") == [("MVG415", "Signerad tid")]
    overrides = (("Signerad tid", "14/3 2024 kl 09.41"),)
    given = {"signed_at": "2024-03-14T09:41"}
    assert _reported(note, form="text", given=given, overrides=overrides) == [("MVG313", "Signerad tid")]


CREATED, ENDED, SIGNED = (PROFILE.labels[fact] for fact in ("created", "ended", "signed_at"))


@pytest.mark.parametrize(
    ("created", "ended", "signed_at", "reported"),
    [
        ("2024-03-14T09:12", "2024-03-14T09:38", "2024-03-14T09:41", []),
        ("2024-03-14T09:12", "2024-03-13T09:38", "", [("MVG451", ENDED, CREATED)]),
        ("2024-03-14T09:12", "", "2024-03-14T09:11", [("MVG451", SIGNED, CREATED)]),
        ("", "2024-03-14T09:38", "2024-03-14T09:37", [("MVG451", SIGNED, ENDED)]),
        ("2024-03-14T09:12", "2024-03-14T09:38", "2024-03-14T09:00",
         [("MVG451", SIGNED, CREATED), ("MVG451", SIGNED, ENDED)]),
        ("2024-03-14T09:12", "2024-03-13T09:38", "2099-01-01T00:00",
         [("MVG451", ENDED, CREATED), ("MVG452", SIGNED, ENDED)]),
        ("2024-03-14T09:12", "", "2025-03-20T09:12", [("MVG452", SIGNED, CREATED)]),
        ("2024-03-14T09:12", "", "2025-03-14T09:12", []),
        ("", "", "2099-01-01T00:00", []),  # no clock is asked
        # Other offsets: the moment counts, not the digits.
        ("2024-03-14T09:12+01:00", "2024-03-14T08:13Z", "", []),
        ("2024-03-14T09:12+01:00", "2024-03-14T08:11Z", "", [("MVG451", ENDED, CREATED)]),
        # Without seconds any of the minute, in the hour that comes twice either.
        ("2024-03-14T09:12:59", "2024-03-14T09:12", "", []),
        ("2024-10-27T02:50:00+02:00", "2024-10-27T02:10:00", "", []),
        ("2024-10-27T02:50:00+01:00", "2024-10-27T02:10:00", "", [("MVG451", ENDED, CREATED)]),
    ],
)  # fmt: skip
def test_K11_times_follow_one_another(
    created: str, ended: str, signed_at: str, reported: list[tuple[str, ...]]
) -> None:
    found = _reported(NOTE._replace(created=created, ended=ended, signed_at=signed_at), "melior")
    assert [words for words in found if words[0] != "MVG416"] == reported


def test_K11_a_foreign_time_is_reported_for_who_wants_to_know() -> None:
    record, _ = to_record(NOTE._replace(created="2024-03-14T08:00Z"), PROFILE)
    assert signing(record, PROFILE, False) == [Finding("MVG458", words=(CREATED,))]


def test_who_signed_and_when_is_asked_for_by_pmo_only_and_each_by_itself() -> None:
    for note, options in (
        (TriageNote(signer="a"), ["--signed-at"]),
        (TriageNote(signed_at="2024-03-14T09:40+01:00"), ["--signed-by"]),
        (TriageNote(signer="-", signed_at=" "), ["--signed-by", "--signed-at"]),
        (TriageNote(), ["--signed-by", "--signed-at"]),
        (TriageNote(signer="a", signed_at="2024-03-14T09:40+01:00"), []),
    ):
        record, _ = to_record(note, PROFILE)
        found = signing(record, PROFILE, True)
        labels = {"--signed-by": PROFILE.labels["signer"], "--signed-at": PROFILE.labels["signed_at"]}
        assert [one.words for one in found if one.code == "MVG417"] == [(labels[name], name) for name in options]
        title = (", ".join(labels[name] for name in options), "Osignerad anteckning")
        assert [one.words for one in found if one.code == "MVG419"] == ([title] if options else [])
        assert list(signing(record, PROFILE, False)) == []


# -- what is not stated -------------------------------------------------------------------------------------------


def test_K13_what_copied_text_never_says_is_one_finding_and_in_xml_each_its_own() -> None:
    note = NOTE._replace(patient=Patient(), signer="", signed_at="")
    every = "Patientens namn, Patientens personnummer, Signerad av, Signerad tid"
    assert _reported(note, form="text") == [("MVG419", every, "Osignerad anteckning")]
    assert [code for code, *_ in _reported(note)] == ["MVG407", "MVG408", "MVG417", "MVG417", "MVG419"]
    assert _reported(note, "melior", form="text") == []


@pytest.mark.parametrize(
    ("change", "reported"),
    [
        ({"patient": Patient("Alva")}, ("MVG409", "Patientens personnummer")),
        ({"patient": Patient("", "199104272381", "personnummer")}, ("MVG409", "Patientens namn")),
        ({"patient": Patient()}, ("MVG409", "Patientens namn, Patientens personnummer")),
        ({"signer": ""}, ("MVG419", "Signerad av", "Osignerad anteckning")),
    ],
)
def test_K13_the_one_finding_names_what_is_missing(change: dict[str, Any], reported: tuple[str, ...]) -> None:
    assert _reported(_with(NOTE, change), form="text") == [reported]


def test_findings_of_another_kind_are_left_as_they_are() -> None:
    others = [Finding("MVG430", words=("a", "b", "c")), Finding("MVG411")]
    assert join_absences(others) == others


# -- letters that were lost -------------------------------------------------------------------------------------


def _damaged(text: str, **options: bool) -> list[str]:
    source = f"Besöksorsak\n{text}\n\nBedömning\nBra.\n"
    result = convert(source, "melior", profile=PROFILE, **options)
    assert (result.output is None) == (not result.ok)
    return [one.code for one in result.findings if one.code in ("MVG260", "MVG261", "MVG262")]


@pytest.mark.parametrize(
    "text",
    ["H?g feber och b?ttre.", "H?G FEBER, B?TTRE", "h?g och\n\nb?ttre", "?verk?nslighet, h?g", "caf\u00e9 h?g b?ttre",
     "Se https://a.se/?q=b&r=c och h?g feber, b?ttre"],
)  # fmt: skip
def test_K9_a_text_that_lost_its_letters_stops_until_it_is_wanted(text: str) -> None:
    assert _damaged(text) == ["MVG260"]
    assert _damaged(text, damaged_ok=True) == ["MVG262"]


@pytest.mark.parametrize(
    "text",
    ["Feber? Hosta? Nej.", "Feber?Ja", "Hög feber, h?g b?ttre", "Ho\u0308g feber, h?g b?ttre", "38?5 och 40?1",
     "a? b? c?", "Se https://a.se/b?c=d&e?f och www.x.se/y?z", ""],
)  # fmt: skip
def test_K9_a_text_with_question_marks_is_no_damaged_one(text: str) -> None:
    assert _damaged(text) == []


@pytest.mark.parametrize("target", ["pmo", "pmo-text", "pmo-html", "melior", "json"])
@pytest.mark.parametrize("form", ["xml", "text"])
@pytest.mark.parametrize(("text", "code"), [("H?g b?ttre", "MVG260"), ("H\ufffdg", "MVG261")])
def test_K9_it_stops_every_target_in_either_form(target: str, form: str, text: str, code: str) -> None:
    note = NOTE._replace(entries=(Entry("Status", text),))
    source = as_xml(note) if form == "xml" else as_text(note, PROFILE)
    result = convert(source, target, profile=PROFILE)
    assert result.output is None
    assert (result.exit_code, [one.code for one in result.findings if one.exit_code]) == (1, [code])
    assert convert(source, target, profile=PROFILE, damaged_ok=True).output is not None


def _read(text: str) -> Reading:
    return Reading(None, text=text)


def test_K9_the_letters_of_headings_and_labels_do_not_count() -> None:
    """A body that lost its letters is damaged though the keywords, which the program wrote, are whole."""
    assert (
        damage(TriageNote(entries=(Entry("Bedömning", "h?g b?ttre", heading="Bedömning"),)), _read("h?g b?ttre")) != ()
    )
    answers = Triage("h?g", (TriageAnswer("b?ttre", ""),))
    assert damage(TriageNote(triage=answers), _read("x\nh?g\nb?ttre")) == [Finding("MVG260", 2)]


def test_K9_a_character_that_the_program_replaced_itself_is_not_lost(profile: Profile) -> None:
    result = convert("Status\na\x1bb\n", "melior", profile=profile)
    assert (result.ok, [one.code for one in result.findings if one.code[3] == "2"]) == (True, ["MVG228"])


def test_damage_that_is_not_there_is_not_accepted() -> None:
    assert accept_damage([Finding("MVG411")]) == [Finding("MVG411")]
    assert accept_damage([Finding("MVG261", 3, 4), Finding("MVG411"), Finding("MVG260", 5)]) == [
        Finding("MVG411"),
        Finding("MVG262", 3),
    ]


SENTENCES = ("Hög feber sedan i går.", "Åt lite.", "Ömmar över näsan.", "Blåser på händerna.", "Kräks ej.")


@given(st.lists(st.sampled_from(SENTENCES), min_size=2, max_size=6), st.booleans())
def test_K9_every_swedish_text_that_lost_its_letters_is_stopped_and_none_that_has_them(
    sentences: list[str], decomposed: bool
) -> None:
    text = " ".join(sentences)
    lost = "".join("?" if letter in "åäöÅÄÖ" else letter for letter in text)
    whole = unicodedata.normalize("NFD", text) if decomposed else text
    note = TriageNote(entries=(Entry("Status", whole),))
    assert damage(note, _read(whole)) == ()
    inside = sum(a.isalpha() and b == "?" and c.isalpha() for a, b, c in zip(lost, lost[1:], lost[2:], strict=False))
    found = damage(note._replace(entries=(Entry("Status", lost),)), _read(lost))
    assert [one.code for one in found] == (["MVG260"] if inside > 1 else [])
