"""Formats that the program writes itself: one table in the profile, one in the program, proven like any output."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from converter import convert
from converter.cli import cli
from converter.conversion.output import OUTPUT_FORMATS, OutputFormat
from converter.findings import Finding
from converter.note.model import RecordNote
from converter.profile import Profile, Target
from converter.profile.schema import FORMATS, Format
from converter.render.document import Document, facts_omitted, keyword_texts
from paths import SAMPLES

NOTE = SAMPLES / "halsont-chatt.xml"


def _write(record: RecordNote, target: Target, profile: Profile, digest: str) -> Document:
    if target.settings.get("refuses"):
        return Document(None, (Finding("MVG401", words=("Journaltyp", "--journaltyp")),))
    data = [digest, *keyword_texts(record), *target.settings.get("added", ())]
    return Document(json.dumps(data), tuple(facts_omitted(record, profile, {"patient.number"})), keyword_texts(record))


def _is_proven(text: str, record: RecordNote, target: Target, profile: Profile, digest: str) -> bool:
    first, *sections = json.loads(text)
    return first == digest and [text for _, text in sections] == [one.text for one in record.fields if one.text]


@pytest.fixture
def letter(monkeypatch: pytest.MonkeyPatch, profile: Profile) -> Profile:
    """The shipped profile with a target of a format that writes its sections as a list."""
    monkeypatch.setitem(FORMATS, "letter", Format("json", {}))
    monkeypatch.setitem(OUTPUT_FORMATS, "letter", lambda: OutputFormat(_write, _is_proven))
    return profile.replace(targets={**profile.targets, "letter": Target(format="letter", gated=True)})


def _with(profile: Profile, **settings: object) -> Profile:
    return profile.replace(targets={"letter": profile.targets["letter"]._replace(settings=settings)})


def test_every_format_of_a_profile_is_written_and_proven() -> None:
    assert list(FORMATS) == list(OUTPUT_FORMATS)
    for make in OUTPUT_FORMATS.values():
        assert all(map(callable, make()))


def test_a_document_is_the_output_and_its_keywords_are_the_sections(letter: Profile) -> None:
    result = convert(NOTE.read_bytes(), "letter", profile=letter)
    assert result.ok
    assert [list(section) for section in result.sections] == json.loads(result.output or "")[1:]
    assert result.sections[0][0] == "Kontaktorsak"
    asked = convert(NOTE.read_bytes(), "letter", profile=letter, approved_for_patient="yes")
    assert asked.output == result.output
    assert convert(NOTE.read_bytes(), "letter", profile=letter, charset="ascii").output == result.output


def test_one_section_of_a_document_is_a_text_for_a_field(letter: Profile) -> None:
    whole = convert(NOTE.read_bytes(), "letter", profile=letter)
    one = convert(NOTE.read_bytes(), "letter", profile=letter, section="Status")
    assert one.output == dict(whole.sections)["Status"] + "\n"
    refused = convert(NOTE.read_bytes(), "letter", profile=letter, section="Status", charset="ascii")
    assert (refused.output, [one.code for one in refused.findings][-1]) == (None, "MVG501")


def test_a_document_names_the_facts_that_it_leaves_out(letter: Profile) -> None:
    (finding,) = [one for one in convert(NOTE.read_bytes(), "letter", profile=letter).findings if one.code == "MVG315"]
    assert "Signerad av" in finding.words[0]
    assert "personnummer" not in finding.words[0]


def test_nothing_is_handed_out_that_is_refused_or_not_proven(letter: Profile) -> None:
    refused = convert(NOTE.read_bytes(), "letter", profile=_with(letter, refuses=True))
    assert (refused.output, [one.code for one in refused.findings][-1]) == (None, "MVG401")
    unproven = convert(NOTE.read_bytes(), "letter", profile=_with(letter, added=[["Status", "invented"]]))
    assert (unproven.output, [one.code for one in unproven.findings][-1]) == (None, "MVG602")


def test_a_target_without_a_template_is_not_traced(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["trace", str(NOTE), "--to", "letter"])
    assert result.exit_code == 2
