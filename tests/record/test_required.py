"""Required fields: any fact of a note, for some targets or for all with a gate, given beside the note or not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from converter import convert
from converter.findings import Finding
from converter.note.facts import GIVABLE, REQUIRABLE
from converter.note.model import Contact, Diagnosis, Patient, TriageNote
from converter.profile import Profile, RequiredField, load_profile
from converter.proof.record import given_is_proven
from converter.record.checks import missing_required
from converter.record.given_facts import apply_given
from converter.testing.output_properties import filled
from converter.testing.writers import as_text, as_xml
from paths import SAMPLES

NOTE = (SAMPLES / "halsont-chatt.txt").read_bytes()


def _field(fact: str, profile: Profile) -> RequiredField:
    return RequiredField(profile.labels[REQUIRABLE[fact][0]], fact)


@pytest.mark.parametrize("fact", sorted(REQUIRABLE))
def test_any_fact_can_be_required_and_is_missing_until_it_is_filled(fact: str, profile: Profile) -> None:
    field = _field(fact, profile)
    whole = filled(TriageNote(), fact, "x1", profile)
    code = "MVG401" if set(REQUIRABLE[fact]) <= set(GIVABLE) else "MVG464"
    assert [finding.code for finding in missing_required(TriageNote(), profile, (field,))] == [code]
    assert missing_required(whole, profile, (field,)) == []
    if fact not in profile.words:
        for nothing in ("-", "saknas", "\u200b"):
            assert missing_required(filled(TriageNote(), fact, nothing, profile), profile, (field,)) != []


def test_a_number_of_another_kind_is_not_the_required_one(profile: Profile) -> None:
    note = TriageNote(patient=Patient(number="X123456789", number_type="reservnummer"))
    assert missing_required(note, profile, (_field("patient.personnummer", profile),)) != []
    assert missing_required(note, profile, (_field("patient.number", profile),)) == []


def test_a_code_that_means_none_is_a_value(profile: Profile) -> None:
    note = TriageNote(contact=Contact(decision="none", prio="1"))
    assert missing_required(note, profile, (_field("contact.decision", profile), _field("contact.prio", profile))) == []


def test_the_message_names_the_option_or_how_else_the_field_is_given(profile: Profile) -> None:
    fields = (
        RequiredField("Journaltyp", "record_type", "--typ"),
        RequiredField("Kontaktens prioritet", "contact.prio"),
    )
    assert missing_required(TriageNote(), profile, fields) == [
        Finding("MVG401", words=("Journaltyp", "--typ")),
        Finding("MVG401", words=("Kontaktens prioritet", '--set "Kontaktens prioritet=…"')),
    ]


@pytest.mark.parametrize("form", [as_xml, lambda note: as_text(note, load_profile())], ids=["xml", "text"])
@pytest.mark.parametrize("fact", sorted(fact for fact in REQUIRABLE if set(REQUIRABLE[fact]) <= set(GIVABLE)))
def test_a_required_fact_that_is_given_opens_the_gate(
    fact: str, form: Callable[[TriageNote], str], profile: Profile
) -> None:
    region = profile.replace(required=(_field(fact, profile),))
    note = convert(NOTE).note
    assert note is not None
    bare = TriageNote(entries=note.entries)
    words = profile.words.get(REQUIRABLE[fact][0])
    value = (
        next(iter(words.values()))
        if words
        else "2024-03-14T09:40"
        if "ed" in fact[-2:] or "_at" in fact
        else "J06.9 (ICD-10-SE) x"
    )
    source = form(bare)
    stopped = convert(source, "pmo-text", profile=region)
    assert ("MVG401" in [finding.code for finding in stopped.findings], stopped.button) == (True, region.button_before)
    given = convert(source, "pmo-text", profile=region, given={REQUIRABLE[fact][0]: value})
    assert "MVG401" not in [finding.code for finding in given.findings]
    assert given.button == region.button_ready


def test_a_field_for_one_target_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "profile.toml").write_text(
        'name = "a"\nversion = "1"\nextends = "min-vard-gavleborg"\n[[required]]\nheading = "Konsulterad kollega"\n'
        'fact = "contact.colleague"\ntargets = ["pmo-text"]\n',
        "utf-8",
    )
    region = load_profile(tmp_path)
    results = {to: convert(NOTE, to, profile=region) for to in ("pmo", "pmo-text", "json", "melior")}
    assert {to: result.ok for to, result in results.items()} == {
        "pmo": True, "pmo-text": False, "json": False, "melior": True,
    }  # fmt: skip
    assert (results["pmo"].button, results["pmo-text"].button) == (region.button_ready, region.button_before)


@pytest.mark.parametrize("word", ["2", " 2 "])
def test_a_code_is_given_by_its_word(word: str, profile: Profile) -> None:
    given = {"contact.prio": word, "contact.channels": "Chatt, video", "contact.decision": "inget"}
    note, findings = apply_given(TriageNote(), given, profile)
    assert (note.contact.prio, note.contact.channels, note.contact.decision) == ("2", ("chat", "video"), "none")
    assert findings == ()
    assert given_is_proven(note, TriageNote(), given, profile, stopped=False)


@pytest.mark.parametrize(
    ("fact", "word"), [("contact.prio", "9"), ("contact.channels", "chatt, fax"), ("contact.origin", "saknas")]
)
def test_a_word_that_is_no_code_of_the_profile_stops(fact: str, word: str, profile: Profile) -> None:
    note, (finding,) = apply_given(TriageNote(), {fact: word}, profile)
    assert (note, finding.code, finding.exit_code) == (TriageNote(), "MVG465", 1)
    assert finding.words == (profile.labels[fact], ", ".join(profile.words[fact].values()))
    assert not given_is_proven(note, TriageNote(), {fact: word}, profile, stopped=False)
    assert given_is_proven(note, TriageNote(), {fact: word}, profile, stopped=True)


def test_K10_a_given_code_replaces_only_the_one_that_is_named(profile: Profile) -> None:
    note = TriageNote(contact=Contact(prio="2"))
    assert apply_given(note, {"contact.prio": "3"}, profile)[1][0].code == "MVG320"
    assert apply_given(note, {"contact.prio": "3"}, profile, [("Kontaktens prioritet", "4")])[1][0].code == "MVG322"
    changed, findings = apply_given(note, {"contact.prio": "3"}, profile, [("Kontaktens prioritet", "2")])
    assert (changed.contact.prio, [finding.code for finding in findings]) == ("3", ["MVG313"])
    assert apply_given(note, {"contact.prio": "2"}, profile) == (note, ())


@pytest.mark.parametrize("fact", GIVABLE)
def test_the_proof_notices_a_given_fact_that_came_out_otherwise(fact: str, profile: Profile) -> None:
    words = [*profile.words.get(fact, {}).values()]
    value = (
        words[0]
        if words
        else "2024-03-14T09:40:00+01:00"
        if fact in ("created", "ended", "signed_at")
        else "J06.9 (ICD-10-SE) x"
    )
    note, _ = apply_given(TriageNote(), {fact: value}, profile)
    assert note != TriageNote()
    assert given_is_proven(note, TriageNote(), {fact: value}, profile, stopped=False)
    assert not given_is_proven(TriageNote(), TriageNote(), {fact: value}, profile, stopped=False)
    assert not given_is_proven(note, TriageNote(), {}, profile, stopped=False)
    other = note._replace(principal_diagnosis=Diagnosis("Z00.0")) if fact != "principal_diagnosis" else TriageNote()
    assert not given_is_proven(other, TriageNote(), {fact: value}, profile, stopped=False)
