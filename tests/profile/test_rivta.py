"""The settings of a target with the format `rivta`: every mistake at once, with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter import convert
from converter.profile import load_profile
from paths import SAMPLES
from regional import refused, region_at

BLANK = '{ blank = "HSA-id", ask = "regionen" }'


def _folder(at: Path, toml: str) -> Path:
    return region_at(at, f'[targets.nationell]\nformat = "rivta"\n[targets.nationell.settings]\n{toml}')


def test_settings_and_blanks_of_the_right_form_are_taken(tmp_path: Path) -> None:
    toml = f"""source_system = "SE5560000001-KALLA"
care_provider = {BLANK}
unit_required = false
reservnummer_oid = "1.2.752.97.3.1.3"
approved_for_patient = {BLANK}
note_code = "auf"
note_codes = {{ video = "bes", letter = {BLANK} }}
"""
    target = load_profile(_folder(tmp_path, toml)).targets["nationell"]
    assert (target.ending, list(target.settings["note_codes"])) == ("xml", ["video", "letter"])


def test_every_mistake_is_reported_at_once_with_its_line_and_remedy(tmp_path: Path) -> None:
    toml = """source_system = "Källa"
care_provider = "SE5560000001-"
care_unit = ""
reservnummer_oid = "1.02"
approved_for_patient = "ja"
note_code = "auf"
note_codes = { vidio = "auf", fax = "bes", chat = "visit" }
"""
    findings = refused(load_profile, _folder(tmp_path, toml))
    assert [(one.code, one.line, one.words[1]) for one in findings] == [
        ("MVG723", 11, "approved_for_patient"),
        ("MVG770", 7, "source_system"), ("MVG770", 8, "care_provider"), ("MVG770", 9, "care_unit"),
        ("MVG771", 10, "reservnummer_oid"),
        ("MVG728", 13, "vidio"), ("MVG703", 13, "fax"), ("MVG723", 13, "chat"),
    ]  # fmt: skip
    assert all(one.exit_code == 78 and one.next_step() for one in findings)


@pytest.mark.parametrize(
    ("toml", "word"),
    [
        ('note_code = "auf"', "[targets.nationell.settings] source_system"),
        ('source_system = "SE5560000001-KALLA"', "[targets.nationell.settings] note_code"),
    ],
)
def test_what_every_document_needs_stands_in_the_settings(toml: str, word: str, tmp_path: Path) -> None:
    assert [(one.code, one.words[1]) for one in refused(load_profile, _folder(tmp_path, toml))] == [("MVG704", word)]


def test_the_note_code_is_one_of_the_national_ones(tmp_path: Path) -> None:
    (finding,) = refused(load_profile, _folder(tmp_path, 'source_system = "SE5560000001-KALLA"\nnote_code = "chatt"\n'))
    assert (finding.code, finding.line) == ("MVG723", 8)
    assert "auf" in finding.message()


def test_a_mapping_can_be_blank_as_a_whole(tmp_path: Path) -> None:
    toml = f'source_system = "SE5560000001-KALLA"\nunit_required = false\nnote_code = "auf"\nnote_codes = {BLANK}\n'
    profile = load_profile(_folder(tmp_path, toml))
    result = convert((SAMPLES / "halsont-chatt.xml").read_bytes(), "nationell", profile=profile)
    assert result.output is None
    assert "MVG546" in [finding.code for finding in result.findings]
