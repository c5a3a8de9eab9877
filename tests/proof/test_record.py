"""The second proof: the overrides of a note, and the record that it fills."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from converter import convert, pipeline, proof
from converter.note.model import Contact, Diagnosis, Entry, Field, RecordNote, Triage, TriageAnswer, TriageNote, Unit
from converter.profile import Profile, load_profile
from converter.proof.record import diagnosis_matches, expected_fields, fill_text
from converter.record import mapping
from converter.record.mapping import Place
from converter.record.phrases import add_phrases
from paths import SECOND_REGION
from testing.trials import BARE, NOTE, sources

Change = Callable[[list[Field]], list[Field]]


def _is_proven(
    record: RecordNote, profile: Profile, places: tuple[tuple[str, str], ...] = (), phrases: bool = False
) -> bool:
    return proof.record_is_proven(record, profile, places, phrases)


def _record(note: TriageNote, profile: Profile, places: tuple[Place, ...] = ()) -> RecordNote:
    return mapping.to_record(note, profile, places)[0]


FAULTS: dict[str, Change] = {
    "a field lost": lambda fields: fields[1:],
    "a field doubled": lambda fields: [fields[0], *fields],
    "fields reversed": lambda fields: fields[::-1],
    "a text altered": lambda fields: [fields[0]._replace(text="annat"), *fields[1:]],
    "a text lost": lambda fields: [fields[0]._replace(text=""), *fields[1:]],
    "a text made up": lambda fields: [*fields[:-1], fields[-1]._replace(text="påhitt")],
    "a blank line added": lambda fields: [fields[0]._replace(text=fields[0].text + "\n"), *fields[1:]],
    "another keyword": lambda fields: [fields[0]._replace(keyword="Status"), *fields[1:]],
    "another heading": lambda fields: [fields[0]._replace(heading="Status"), *fields[1:]],
    "no place": lambda fields: [fields[0]._replace(placed=False), *fields[1:]],
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_the_mapping_is_detected(fault: str, profile: Profile) -> None:
    record = _record(NOTE, profile)
    assert _is_proven(record, profile)
    assert not _is_proven(record._replace(fields=tuple(FAULTS[fault](list(record.fields)))), profile)
    assert not _is_proven(record._replace(template="Annan"), profile)


@pytest.mark.parametrize(
    ("entries", "status"),
    [
        ((("Status", "a"), ("Status", "b")), "a\nb"),
        ((("Status", "a"), ("Status", ""), ("Status", "b")), "a\nb"),
        ((("Status", " "),), " "),
        ((), ""),
    ],
)
def test_a_repeated_keyword_is_one_text(entries: tuple[tuple[str, str], ...], status: str, profile: Profile) -> None:
    note = TriageNote(entries=tuple(Entry(*entry) for entry in entries))
    assert [text for keyword, _, text, _ in expected_fields(note, profile) if keyword == "Status"] == [status]
    assert _is_proven(_record(note, profile), profile)


@pytest.mark.parametrize(
    ("entry", "fields"),
    [
        (("Övrigt", "a"), [("Övrigt", "a")]),
        (("Övrigt", ""), [("Övrigt", "")]),
        (("", "a"), [("", "a")]),
        (("Anamnes", "a"), [("Anamnes", "a")]),
        (("Anamnes", " "), []),
        (("\u200b", ""), []),
    ],
)
def test_text_without_a_row_follows_the_row_before_it(
    entry: tuple[str, str], fields: list[tuple[str, str]], profile: Profile
) -> None:
    for before in ((), (Entry("Status", "x"),)):
        note = TriageNote(entries=(*before, Entry(*entry)))
        expected = expected_fields(note, profile)
        assert [(keyword, text) for keyword, _, text, placed in expected if not placed] == fields
        at = [keyword for keyword, *_ in expected].index("Status") + 1 if before else 0
        assert [field[:1] for field in expected[at : at + len(fields)]] == [(keyword,) for keyword, _ in fields]
        assert _is_proven(_record(note, profile), profile)


@pytest.mark.parametrize(
    ("places", "status", "left"),
    [
        ((("Övrigt", "Status"),), "Övrigt\na\nÖvrigt\nb", []),
        ((("3", "Status"),), "Övrigt\na", ["Övrigt"]),
        ((("3", "Status"), ("3", "Status")), "Övrigt\na\nÖvrigt\nb", []),
        ((("4", "Status"), ("övrigt:", "Status")), "Övrigt\na\nÖvrigt\nb", []),
        ((("Annat", "Status"),), "", ["Övrigt", "Övrigt"]),
    ],
)
def test_a_choice_of_the_user_takes_the_text_it_names(
    places: tuple[tuple[str, str], ...], status: str, left: list[str], profile: Profile
) -> None:
    note = TriageNote(entries=(Entry("Övrigt", "a", line=3), Entry("Övrigt", "b", line=3)))
    expected = expected_fields(note, profile, places)
    assert [text for keyword, _, text, placed in expected if placed and keyword == "Status"] == [status]
    assert [keyword for keyword, _, _, placed in expected if not placed] == left
    record = _record(note, profile, tuple(Place(*place) for place in places))
    assert _is_proven(record, profile, places)
    assert _is_proven(record, profile) is (left == ["Övrigt", "Övrigt"])


def test_a_number_is_a_line_and_not_the_text_of_one(profile: Profile) -> None:
    note = TriageNote(entries=(Entry("", "7", line=3),))
    for key, taken in (("7", False), ("3", True)):
        assert (("Status", "Status", "7", True) in expected_fields(note, profile, ((key, "Status"),))) is taken
        assert _is_proven(_record(note, profile, (Place(key, "Status"),)), profile, ((key, "Status"),))


@pytest.mark.parametrize(
    ("key", "taken"), [("", True), ("röker", True), ("Röker: ej", False), ("snusar", False), ("XXXX", False)]
)
def test_a_choice_names_text_without_a_heading_by_its_first_words(key: str, taken: bool, profile: Profile) -> None:
    note = TriageNote(entries=(Entry("", "Röker: ej\nSnusar: ja"),))
    expected = expected_fields(note, profile, ((key, "Status"),))
    assert (("Status", "Status", "Röker: ej\nSnusar: ja", True) in expected) is taken
    headed = TriageNote(entries=(Entry("Övrigt", "Röker: ej"),))
    assert all(not field[2] for field in expected_fields(headed, profile, (("röker", "Status"),)) if field[3])


def test_a_group_heading_with_a_chosen_row_is_not_kept(profile: Profile) -> None:
    note = TriageNote(entries=(Entry("Anamnes", "a", line=1),))
    places = (("1", "Status"),)
    assert ("Status", "Status", "a", True) in expected_fields(note, profile, places)
    assert _is_proven(_record(note, profile, (Place("1", "Status"),)), profile, places)


@pytest.mark.parametrize(
    ("triage", "fill", "text"),
    [
        (Triage("Hosta"), "presenting_reason", "Hosta"),
        (Triage("\u200b"), "presenting_reason", ""),
        (
            Triage(
                answers=(
                    TriageAnswer(" A?\n", " Nej "),
                    TriageAnswer("", "Ja"),
                    TriageAnswer("B?", ""),
                    TriageAnswer("", " "),
                )
            ),
            "triage_answers",
            "A? Nej\nJa\nB?",
        ),
        (Triage(), "triage_answers", ""),
    ],
)
def test_a_filled_text_is_that_of_the_triage(triage: Triage, fill: str, text: str, profile: Profile) -> None:
    note = TriageNote(triage=triage)
    assert fill_text(note, fill) == text
    assert _is_proven(_record(note, profile), profile)


def test_K8_spaces_around_questions_and_answers_are_layout(profile: Profile) -> None:
    note = TriageNote(
        triage=Triage("Hosta", (TriageAnswer("\n   Feber?\n  ", "Nej  "),)), entries=(Entry("Status", "ua"),)
    )
    assert _is_proven(_record(note, profile), profile)
    assert "Feber? Nej\n" in str(convert("Triagefråga: Feber?\nTriagesvar: Nej  \n\nStatus\nua\n", "melior").output)


# -- phrases --------------------------------------------------------------------------------------------------


def _with_phrases(profile: Profile) -> RecordNote:
    record = convert(sources()["bare"], "melior", profile=profile, add_phrases=True).record
    assert record is not None
    return record


def test_the_phrases_of_the_routine_may_be_added_when_asked_for(profile: Profile) -> None:
    record = _with_phrases(profile)
    opened = [field.heading for field in record.fields if field.text.startswith("Chatt med patient")]
    assert opened == ["Kompletterande anamnes"]
    assert any(field.text.endswith("\nKonsulterat kollega Dr Ek") for field in record.fields)
    assert _is_proven(record, profile, phrases=True)
    assert not _is_proven(record, profile)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Chatt med patient", "Chatt"),
        ("Chatt med patient", "Chatt med patient\n\n"),
        ("Dr Ek", "Dr Al"),
        ("\nKonsulterat", "\n\nKonsulterat"),
        ("Hosta", "Host"),
    ],
)
def test_nothing_but_the_phrases_may_be_added(old: str, new: str, profile: Profile) -> None:
    record = _with_phrases(profile)
    fields = tuple(field._replace(text=field.text.replace(old, new, 1)) for field in record.fields)
    assert fields != record.fields
    assert not _is_proven(record._replace(fields=fields), profile, phrases=True)
    assert not _is_proven(record._replace(fields=record.fields[:-1]), profile, phrases=True)


@pytest.mark.parametrize(
    ("contact", "keyword", "text", "is_proven"),
    [
        (Contact(("chat",)), "Kompletterande anamnes", "Chatt med patient\nHosta", True),
        (Contact(("audio",)), "Kompletterande anamnes", "Chatt med patient\nHosta", False),
        (Contact(("chat",)), "Status", "Chatt med patient\nua", False),
        (Contact(("chat",)), "Bedömning", "Chatt med patient\nFrisk", False),
        (Contact(("chat",)), "Kompletterande anamnes", "Hosta\nChatt med patient", False),
        (Contact(consultation="consult_only", colleague="Ek"), "Bedömning", "Frisk\nKonsulterat kollega Ek", True),
        (Contact(consultation="none", colleague="Ek"), "Bedömning", "Frisk\nKonsulterat kollega Ek", False),
        (Contact(consultation="consult_only", colleague="Ek"), "Status", "ua\nKonsulterat kollega Ek", False),
        (Contact(consultation="consult_only", colleague="Ek"), "Bedömning", "Konsulterat kollega Ek\nFrisk", False),
        (Contact(consultation="consult_only", colleague="Ek"), "Bedömning", "Frisk\nKonsulterat kollega Al", False),
    ],
)
def test_a_phrase_may_stand_only_in_its_keyword(
    contact: Contact, keyword: str, text: str, is_proven: bool, profile: Profile
) -> None:
    entries = (
        Entry("Övrigt", "x"), Entry("Kompletterande anamnes", "Hosta"), Entry("Status", "ua"),
        Entry("Bedömning", "Frisk"),
    )  # fmt: skip
    record = _record(TriageNote(entries=entries, contact=contact), profile)
    fields = tuple(field._replace(text=text) if field.heading == keyword else field for field in record.fields)
    assert fields != record.fields
    assert _is_proven(record._replace(fields=fields), profile, phrases=True) is is_proven
    assert not _is_proven(record._replace(fields=fields), profile)
    moved = tuple(field._replace(placed=not field.placed) for field in fields)
    assert not _is_proven(record._replace(fields=moved), profile, phrases=True)


_NAMED = "Frisk\nRådgjort med kollegan Ek"


@pytest.mark.parametrize(
    ("contact", "keyword", "text", "is_proven"),
    [
        (Contact(("text",)), "Tillägg till berättelsen", "Skriftväxling förd med patienten\nHosta", True),
        (Contact(("picture", "text")), "Tillägg till berättelsen", "Skriftväxling förd med patienten\nHosta", True),
        (Contact(("picture",)), "Tillägg till berättelsen", "Skriftväxling förd med patienten\nHosta", False),
        (Contact(("chat",)), "Tillägg till berättelsen", "Skriftväxling förd med patienten\nHosta", False),
        (Contact(), "Tillägg till berättelsen", "Skriftväxling förd med patienten\nHosta", False),
        (Contact(consultation="advice", colleague="Ek"), "Ställningstagande", _NAMED, True),
        (Contact(colleague="Ek"), "Ställningstagande", _NAMED, True),
        (Contact(consultation="alone", colleague="Ek"), "Ställningstagande", _NAMED, False),
        (Contact(consultation="handed_over", colleague="Ek"), "Ställningstagande", _NAMED, False),
        (Contact(consultation="consult_only", colleague="Ek"), "Ställningstagande", _NAMED, False),
    ],
)
def test_the_profile_names_the_contacts_that_a_phrase_belongs_to(
    contact: Contact, keyword: str, text: str, is_proven: bool
) -> None:
    profile = load_profile(SECOND_REGION)
    entries = (Entry("Tillägg till berättelsen", "Hosta"), Entry("Ställningstagande", "Frisk"))
    record = _record(TriageNote(entries=entries, contact=contact), profile)
    fields = tuple(field._replace(text=text) if field.heading == keyword else field for field in record.fields)
    assert fields != record.fields
    assert _is_proven(record._replace(fields=fields), profile, phrases=True) is is_proven
    assert not _is_proven(record._replace(fields=fields), profile)


def test_a_phrase_may_be_all_that_a_field_has(profile: Profile) -> None:
    note = TriageNote(contact=Contact(("chat",), consultation="consult_only", colleague="Ek"))
    record, _ = add_phrases(_record(note, profile), profile)
    assert _is_proven(record, profile, phrases=True)
    assert not _is_proven(record, profile)


# -- overrides ------------------------------------------------------------------------------------------------

GIVEN = {
    "record_type": "Annan",
    "signing_unit.name": "Enheten",
    "signer": "B",
    "signed_at": "2024-03-14T09:40+01:00",
    "principal_diagnosis": "j06.9: Infektion",
}
OVERRIDDEN = TriageNote(
    record_type="Annan",
    signing_unit=Unit("Enheten"),
    signer="B",
    signed_at="2024-03-14T09:40+01:00",
    principal_diagnosis=Diagnosis("J06.9", "", "Infektion"),
)


def _given_is_proven(
    note: TriageNote, read: TriageNote, given: dict[str, str], profile: Profile, stopped: bool = False
) -> bool:
    return proof.given_is_proven(note, read, given, profile, stopped)


def test_the_given_values_are_in_the_note(profile: Profile) -> None:
    assert _given_is_proven(OVERRIDDEN, TriageNote(), GIVEN, profile)
    assert _given_is_proven(NOTE, NOTE, {}, profile)
    assert not _given_is_proven(TriageNote(), TriageNote(signer=""), GIVEN, profile)
    assert not _given_is_proven(OVERRIDDEN, TriageNote(), {}, profile)


@pytest.mark.parametrize(
    "changes",
    [
        {"record_type": ""},
        {"signer": "C"},
        {"signed_at": "2024-03-14T09:40"},
        {"signing_unit": Unit("Enheten", "SE1")},
        {"principal_diagnosis": Diagnosis("J06.9")},
        {"principal_diagnosis": Diagnosis("J06.9", "", "annan")},
        {"id": "x"},
        {"entries": (Entry("Status", "x"),)},
        {"secondary_diagnoses": (Diagnosis("R05"),)},
        {"triage": Triage("x")},
    ],
    ids=str,
)
def test_no_other_value_is_changed(changes: dict[str, Any], profile: Profile) -> None:
    assert not _given_is_proven(OVERRIDDEN._replace(**changes), TriageNote(), GIVEN, profile)


@pytest.mark.parametrize(
    ("fact", "original", "given", "kept", "taken"),
    [
        ("signer", "Ek", "ek", True, True),
        ("signer", "Ek", "Al", False, True),
        ("signer", "-", "Al", False, True),
        ("signer", "Ek", " ", True, False),
        ("signer", "Ek", "saknas", True, False),
        ("signed_at", "2024-03-14T09:40+01:00", "2024-03-14T09:40:00+01:00", True, True),
        ("signed_at", "2024-03-14T09:40", "2024-03-14T09:40+01:00", True, True),
        ("signed_at", "2024-03-14T09:40", "2024-03-14T09:41", False, True),
    ],
)
def test_of_two_values_the_given_one_counts_unless_they_state_the_same(
    fact: str, original: str, given: str, kept: bool, taken: bool, profile: Profile
) -> None:
    read = TriageNote(**{fact: original})  # type: ignore[arg-type]  # a fact that is a text
    values = {fact: given}
    assert _given_is_proven(read._replace(id=""), read, values, profile) is kept
    assert _given_is_proven(read._replace(**{fact: given.strip()}), read, values, profile) is taken  # type: ignore[arg-type]  # a fact that is a text
    contradicted = not kept and original != "-"
    assert _given_is_proven(read._replace(id=""), read, values, profile, stopped=True) is (kept or contradicted)


@pytest.mark.parametrize(
    ("given", "channels"),
    [("video", ("video",)), (" chat , ljud", ("chat", "audio")), ("audio,chat", ("audio", "chat")), ("film", None)],
)
def test_given_codes_are_in_the_note_whether_they_are_given_as_codes_or_as_words(
    given: str, channels: tuple[str, ...] | None, profile: Profile
) -> None:
    for other in (("video",), ("chat", "audio"), ("audio", "chat"), ("film",), ("",)):
        note = TriageNote(contact=Contact(channels=other))
        is_given = _given_is_proven(note, TriageNote(), {"contact.channels": given}, profile)
        assert is_given is (other == channels), other


def test_a_diagnosis_of_the_note_stays_when_the_given_one_has_its_code(profile: Profile) -> None:
    read = TriageNote(principal_diagnosis=Diagnosis("J06.9", "ICD-10-SE", "Infektion"))
    for given, kept in (("J06.9", True), ("j069 Annan", True), ("J06.8", False)):
        assert _given_is_proven(read._replace(id=""), read, {"principal_diagnosis": given}, profile) is kept
    own = TriageNote(principal_diagnosis=Diagnosis(title="Hosta"))
    assert not _given_is_proven(own._replace(id=""), own, {"principal_diagnosis": "Feber"}, profile)


def test_control_a_note_that_lost_an_entry_to_the_overrides_is_not_written(
    profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "apply_given", lambda note, *_: (note._replace(entries=note.entries[:-1]), ()))
    result = convert(sources()["xml"], "melior", profile=profile)
    assert (result.output, result.exit_code) == (None, 70)
    assert "MVG602" in [finding.code for finding in result.findings]


@pytest.mark.parametrize(
    ("diagnosis", "text", "matches"),
    [
        (Diagnosis("J06.9", "ICD-10-SE", "Infektion"), "J06.9 (ICD-10-SE) Infektion", True),
        (Diagnosis("J06.9", "ICD-10-SE", "Infektion"), "j06.9: (icd10se)  Infektion", True),
        (Diagnosis("J06.9", "ICD-10-SE", "Infektion"), "J06.9 (ICD-10-SE) infektion", False),
        (Diagnosis("J06.9", "", "Infektion"), "J06.9 (ICD-10-SE) Infektion", False),
        (Diagnosis("", "", "Hosta"), "Hosta", True),
        (Diagnosis("", "", "Hosta"), "Hosta och", False),
        (Diagnosis("", "ICD-10-SE", "Hosta"), " (ICD-10-SE) Hosta", False),
        (Diagnosis("", "ICD-10-SE", "Hosta"), "Hosta", False),
        (Diagnosis("J06.9"), "J06.9", True),
        (Diagnosis("J06.9"), "J06.8", False),
        (Diagnosis("J06.9", "", "XX"), "J069 XX", True),
        (Diagnosis("J0", "", "69"), "J 6 069", False),
    ],
)
def test_a_diagnosis_matches_a_text_by_its_letters_and_digits(diagnosis: Diagnosis, text: str, matches: bool) -> None:
    assert diagnosis_matches(diagnosis, text) is matches


def test_the_note_of_the_trials_differs_where_it_matters() -> None:
    assert NOTE.signer != NOTE.author.name
    assert not BARE.signer
