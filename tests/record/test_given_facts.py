"""Overrides: a given value fills what the note lacks, and replaces only a value that is named."""

from __future__ import annotations

import pytest

from converter import convert
from converter.findings import Finding, has_errors
from converter.note.facts import GIVABLE
from converter.note.model import Diagnosis, Entry, TriageNote, Unit
from converter.profile import Profile
from converter.profile.wording import parse_diagnosis
from converter.record.given_facts import apply_given
from converter.testing import as_xml

NOTE = TriageNote(
    principal_diagnosis=Diagnosis("J06.9", "ICD-10-SE", "Akut ÖLI"),
    record_type="Läkaranteckning",
    signing_unit=Unit("Malls hälsocentral", "SE2321000016-TE55"),
    signer="Sara Provdal",
    signed_at="2024-03-14T09:40:00+01:00",
)
GIVEN = {
    "principal_diagnosis": "R05.9 (ICD-10-SE) Hosta",
    "record_type": "Sjuksköterskeanteckning",
    "signing_unit.name": "Provköpings hälsocentral",
    "signer": "Olle Testhammar",
    "signed_at": "2024-03-15T08:00:00+01:00",
}
FIELDS = ("principal_diagnosis", "record_type", "signing_unit.name")
SIGNING = ("signer", "signed_at")
OLD = {
    "principal_diagnosis": "J06.9 (ICD-10-SE) Akut ÖLI",
    "record_type": "Läkaranteckning",
    "signing_unit.name": "Malls hälsocentral",
    "signer": "Sara Provdal",
    "signed_at": "2024-03-14T09:40:00+01:00",
}
FILLED = TriageNote(
    principal_diagnosis=Diagnosis("R05.9", "ICD-10-SE", "Hosta"),
    record_type="Sjuksköterskeanteckning",
    signing_unit=Unit("Provköpings hälsocentral"),
    signer="Olle Testhammar",
    signed_at="2024-03-15T08:00:00+01:00",
)


def test_what_can_be_given_is_every_fact_but_texts_and_whose_note_it_is() -> None:
    assert {*FIELDS, *SIGNING, "contact.prio", "contact.channels", "author.name", "ended"} <= set(GIVABLE)
    assert not any(fact.startswith(("patient.", "triage.")) or fact == "id" for fact in GIVABLE)


def test_what_the_note_lacks_is_filled_without_a_finding(profile: Profile) -> None:
    assert apply_given(TriageNote(), GIVEN, profile) == (FILLED, ())


@pytest.mark.parametrize("invisible", [" ", "\N{NO-BREAK SPACE}", "\N{ZERO WIDTH SPACE}"])
def test_a_field_with_invisible_characters_only_is_filled_without_a_finding(invisible: str, profile: Profile) -> None:
    empty = TriageNote(record_type=invisible, signing_unit=Unit(invisible), signer=invisible, signed_at=invisible)
    assert apply_given(empty, GIVEN, profile) == (FILLED, ())


@pytest.mark.parametrize("fact", GIVEN)
def test_K10_a_given_value_that_contradicts_the_note_is_refused(fact: str, profile: Profile) -> None:
    finding = Finding("MVG320", words=(profile.labels[fact],))
    assert apply_given(NOTE, {fact: GIVEN[fact]}, profile) == (NOTE, (finding,))
    assert finding.exit_code == 1


@pytest.mark.parametrize("by", ["label", "label in another case", "fact"])
@pytest.mark.parametrize("fact", GIVEN)
def test_K10_it_is_taken_when_the_value_that_it_replaces_is_named(fact: str, by: str, profile: Profile) -> None:
    field = {"label": profile.labels[fact], "label in another case": profile.labels[fact].upper(), "fact": fact}[by]
    note, findings = apply_given(NOTE, {fact: GIVEN[fact]}, profile, [(field, OLD[fact])])
    assert findings == (Finding("MVG313", words=(profile.labels[fact],)),)
    assert note != NOTE
    assert apply_given(note, {fact: GIVEN[fact]}, profile) == (note, ())


@pytest.mark.parametrize("fact", GIVEN)
@pytest.mark.parametrize("note", [NOTE, TriageNote(), TriageNote(record_type="-", signer="N/A", signed_at="?")])
def test_K10_a_value_that_the_note_does_not_have_cannot_be_replaced(
    note: TriageNote, fact: str, profile: Profile
) -> None:
    """A command line that is used again for another note is refused, whatever that note says."""
    _, findings = apply_given(note, {fact: GIVEN[fact]}, profile, [(fact, GIVEN[fact])])
    assert Finding("MVG322", words=(profile.labels[fact],)) in findings
    assert has_errors(findings)


@pytest.mark.parametrize(
    ("fact", "old"),
    [
        ("principal_diagnosis", "J06.9"),
        ("principal_diagnosis", "j069"),
        ("principal_diagnosis", "J06.9 (ICD-10-SE) En annan titel"),
        ("record_type", "läkaranteckning"),
        ("signing_unit.name", "  Malls  Hälsocentral "),
        ("signer", "SARA PROVDAL"),
        ("signed_at", "2024-03-14 09:40"),
        ("signed_at", "2024-03-14T09:40:00+01:00"),
    ],
)
def test_K10_a_diagnosis_is_named_by_its_code_a_text_by_its_letters_a_time_by_its_moment(
    fact: str, old: str, profile: Profile
) -> None:
    _, findings = apply_given(NOTE, {fact: GIVEN[fact]}, profile, [(fact, old)])
    assert [finding.code for finding in findings] == ["MVG313"]


@pytest.mark.parametrize(
    ("fact", "old"),
    [
        ("principal_diagnosis", "J06.0"),
        ("principal_diagnosis", "Akut ÖLI"),
        ("principal_diagnosis", "J06.9 (KSH97-P)"),
        ("signed_at", "2024-03-14T09:40:01+01:00"),
        ("signer", "Sara"),
    ],
)
def test_K10_another_value_is_another_value(fact: str, old: str, profile: Profile) -> None:
    note, findings = apply_given(NOTE, {fact: GIVEN[fact]}, profile, [(fact, old)])
    assert (note, [finding.code for finding in findings]) == (NOTE, ["MVG322", "MVG320"])


def test_K10_what_may_be_replaced_is_kept_when_nothing_replaces_it(profile: Profile) -> None:
    findings = (Finding("MVG323", words=(profile.labels["signer"],)),)
    assert apply_given(NOTE, {"signer": " "}, profile, [("signer", "Sara Provdal")]) == (NOTE, findings)


def test_K10_a_diagnosis_without_a_code_is_named_by_its_title(profile: Profile) -> None:
    note = TriageNote(principal_diagnosis=Diagnosis(title="Halsfluss"))
    given = {"principal_diagnosis": "J03.9 Akut tonsillit"}
    assert apply_given(note, given, profile)[1] == (Finding("MVG320", words=("Huvuddiagnos",)),)
    overridden, findings = apply_given(note, given, profile, [("Huvuddiagnos", "halsfluss")])
    assert overridden.principal_diagnosis == Diagnosis("J03.9", "", "Akut tonsillit")
    assert [finding.code for finding in findings] == ["MVG313"]


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        ("J06.9", []),
        ("j069", ["MVG455"]),
        ("J06.9 Akut ÖLI", []),
        ("J06.9 (ICD-10-SE)", []),
        ("J06.9 Övre luftvägsinfektion", ["MVG314"]),
    ],
)
def test_K10_the_same_code_is_no_contradiction_and_the_title_of_the_note_stays(
    given: str, codes: list[str], profile: Profile
) -> None:
    note, findings = apply_given(NOTE, {"principal_diagnosis": given}, profile)
    assert (note, [finding.code for finding in findings]) == (NOTE, codes)


WRITTEN = (
    Diagnosis("J06.9"), Diagnosis("", "", "J06.9"), Diagnosis("", "", "J06.9 ÖLI"), Diagnosis("", "", "J06.9: ÖLI"),
    Diagnosis("", "", "ÖLI"), Diagnosis("ÖLI"), Diagnosis("J06.9 ÖLI"), Diagnosis("J06.9:"), Diagnosis("j06.9"),
    Diagnosis("J06.9/J20.9"), Diagnosis("J06.9", "ICD-10-SE", "J20.9"), Diagnosis("", "", "(ICD-10-SE) J06.9"),
    Diagnosis("(J06.9)"), Diagnosis("J06", "", ".9 ÖLI"), Diagnosis("J06.9", "SNOMED"), Diagnosis("", "", "N/A"),
)  # fmt: skip
"""Diagnoses as a file of another program may have them: the code in the title, both in the code, and others."""


@pytest.mark.parametrize("old", ["", "J06.9", "ÖLI", "J06.9 ÖLI"])
@pytest.mark.parametrize("written", WRITTEN)
def test_no_given_diagnosis_is_a_fault_of_the_program(written: Diagnosis, old: str, profile: Profile) -> None:
    source = as_xml(TriageNote(entries=(Entry("Status", "u.a."),), principal_diagnosis=written))
    overrides = [("Huvuddiagnos", old)] if old else []
    for text in ("J06.9", "j069", "J06.9 Akut", "J06.9 (ICD-10-SE) ÖLI", "J06.9: ÖLI", "J06.9 öli", "ÖLI", "öli",
                 "J20.9", "(J06.9)", "J06.9/J20.9", "J06", "J06.91", "x J06.9"):  # fmt: skip
        result = convert(source, "melior", profile=profile, given={"principal_diagnosis": text}, overrides=overrides)
        assert "MVG602" not in [finding.code for finding in result.findings], text
        assert result.ok or {"MVG320", "MVG322"} & {finding.code for finding in result.findings}


def test_a_given_code_is_not_the_code_of_a_diagnosis_that_has_it_in_its_title(profile: Profile) -> None:
    note = TriageNote(principal_diagnosis=Diagnosis("", "", "J06.9 ÖLI"))
    given = {"principal_diagnosis": "J06.9 (ICD-10-SE) Akut ÖLI"}
    assert apply_given(note, given, profile) == (note, (Finding("MVG320", words=("Huvuddiagnos",)),))
    replaced, findings = apply_given(note, given, profile, [("Huvuddiagnos", "J06.9 ÖLI")])
    assert replaced.principal_diagnosis == Diagnosis("J06.9", "ICD-10-SE", "Akut ÖLI")
    assert [finding.code for finding in findings] == ["MVG313"]


@pytest.mark.parametrize(
    "placeholder", ["-", ".", '""', "N/A", "n.a.", "saknas", "\u0301", "\ue000", "KOD TITEL", "[välj]"]
)
@pytest.mark.parametrize("fact", GIVEN)
def test_K5_K10_a_placeholder_cannot_be_given(fact: str, placeholder: str, profile: Profile) -> None:
    for note in (NOTE, TriageNote()):
        finding = Finding("MVG321", words=(profile.labels[fact],))
        assert apply_given(note, {fact: placeholder}, profile) == (note, (finding,))


@pytest.mark.parametrize("line_break", ["\n", "\r", "\r\n", "\x85", "\u2028", "\u2029"])
@pytest.mark.parametrize("fact", GIVEN)
def test_K6_a_line_break_inside_a_given_fact_stops_every_target(fact: str, line_break: str, profile: Profile) -> None:
    """Printed, what is behind it reads like a fact of its own."""
    given = {fact: f"{GIVEN[fact]}{line_break}Nummer: 1"}
    finding = Finding("MVG214", words=(profile.labels[fact],))
    for note in (NOTE, TriageNote()):
        assert apply_given(note, given, profile) == (note, (finding,))
    for to in (*profile.targets, "json"):
        result = convert(f"Besöksorsak\nHosta{line_break}", to, profile=profile, given=given)
        assert (result.output, finding in result.findings) == (None, True)
        assert "MVG602" not in [one.code for one in result.findings]
    around = {fact: f"{line_break}{GIVEN[fact]}{line_break}"}
    assert apply_given(TriageNote(), around, profile) == apply_given(TriageNote(), {fact: GIVEN[fact]}, profile)


@pytest.mark.parametrize("placeholder", ["-", "N/A", "saknas", "\u0301"])
def test_K5_a_placeholder_of_the_note_is_filled_without_a_finding(placeholder: str, profile: Profile) -> None:
    note = TriageNote(
        principal_diagnosis=Diagnosis(title=placeholder), record_type=placeholder, signing_unit=Unit(placeholder),
        signer=placeholder, signed_at=placeholder,
    )  # fmt: skip
    assert apply_given(note, GIVEN, profile) == (FILLED, ())


def test_each_given_fact_changes_that_fact_alone(profile: Profile) -> None:
    note, _ = apply_given(
        NOTE, {"signing_unit.name": "Annan enhet"}, profile, [("signing_unit.name", "Malls hälsocentral")]
    )
    assert note == NOTE._replace(signing_unit=Unit("Annan enhet", "SE2321000016-TE55"))


@pytest.mark.parametrize("blank", ["", "  ", "\N{NO-BREAK SPACE}", "\N{ZERO WIDTH SPACE}", "\N{HANGUL FILLER}"])
@pytest.mark.parametrize("fact", GIVABLE)
def test_a_blank_value_is_not_given(fact: str, blank: str, profile: Profile) -> None:
    assert apply_given(NOTE, {fact: blank}, profile) == (NOTE, ())
    assert apply_given(TriageNote(), {fact: blank}, profile) == (TriageNote(), ())


@pytest.mark.parametrize(
    ("fact", "same"),
    [
        ("principal_diagnosis", "J06.9 (ICD-10-SE) Akut ÖLI"),
        ("record_type", " Läkaranteckning "),
        ("signing_unit.name", "Malls hälsocentral"),
        ("signer", "Sara Provdal\n"),
        ("signed_at", "2024-03-14T09:40:00+01:00"),
    ],
)
def test_to_give_the_value_of_the_note_is_no_conflict(fact: str, same: str, profile: Profile) -> None:
    assert apply_given(NOTE, {fact: same}, profile) == (NOTE, ())


def test_a_given_text_keeps_its_inside_and_loses_the_spaces_at_its_ends(profile: Profile) -> None:
    note, _ = apply_given(TriageNote(), {"signing_unit.name": "  Malls  hälsocentral \n"}, profile)
    assert note.signing_unit.name == "Malls  hälsocentral"


def test_a_given_diagnosis_is_read_like_one_in_a_note(profile: Profile) -> None:
    note, _ = apply_given(TriageNote(), {"principal_diagnosis": "bara text"}, profile)
    assert (
        note.principal_diagnosis == parse_diagnosis("bara text", profile.code_systems) == Diagnosis(title="bara text")
    )


def test_a_field_that_cannot_be_given_cannot_be_replaced(profile: Profile) -> None:
    with pytest.raises(KeyError):
        apply_given(NOTE, {}, profile, [("Patientens namn", "x")])


def test_a_fact_that_cannot_be_given_is_a_fault_of_the_caller(profile: Profile) -> None:
    with pytest.raises(KeyError):
        apply_given(NOTE, {"patient.name": "x"}, profile)


def test_a_fact_without_a_label_is_reported_by_its_name(profile: Profile) -> None:
    unlabelled = profile.replace(label_facts={})
    assert apply_given(NOTE, {"record_type": "x"}, unlabelled)[1] == (Finding("MVG320", words=("record_type",)),)


def test_each_character_that_xml_cannot_hold_is_replaced_and_reported(profile: Profile) -> None:
    given = {"record_type": "a\x0bb\x1b", "signer": "Olle\x00"}
    note, findings = apply_given(TriageNote(), given, profile)
    assert note == TriageNote(record_type="a\ufffdb\ufffd", signer="Olle\ufffd")
    assert findings == tuple(Finding("MVG228", words=(point,)) for point in ("U+000B", "U+001B", "U+0000"))


def test_every_conflict_is_reported_whatever_blank_value_is_before_it(profile: Profile) -> None:
    _, findings = apply_given(NOTE, {"signer": "", **{fact: GIVEN[fact] for fact in FIELDS}}, profile)
    assert findings == tuple(Finding("MVG320", words=(profile.labels[fact],)) for fact in FIELDS)


@pytest.mark.parametrize(
    ("fact", "given", "is_taken"),
    [("contact.prio", "2", True), ("contact.prio", "2,3", False), ("contact.channels", "chatt,ljud", True)],
)
def test_one_code_is_given_for_a_fact_that_has_one(fact: str, given: str, is_taken: bool, profile: Profile) -> None:
    found = convert("Besöksorsak\nhosta\n", "melior", profile=profile, given={fact: given}).findings
    assert ("MVG465" not in [finding.code for finding in found]) is is_taken
