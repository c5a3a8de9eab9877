"""A note to a receiver, as somebody who connects one does it: by the command line, with an invented region."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from converter.cli import cli
from paths import SAMPLES
from receivers import FHIR, QUESTIONNAIRE, example_questionnaire, region

NOTE = str(SAMPLES / "halsont-chatt.xml")


@pytest.fixture(autouse=True)
def _swedish(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MVG_LANG", raising=False)


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments))


def test_a_note_is_exported_by_the_name_of_a_shipped_profile(tmp_path: Path) -> None:
    out = tmp_path / "ut.json"
    result = _run("export", NOTE, "--profile", "cosmic-exempel", "--to", FHIR, "-o", str(out))
    assert result.exit_code == 0, result.stderr
    assert json.loads(out.read_text("utf-8"))["resourceType"] == "QuestionnaireResponse"


def test_text_for_pasting_needs_nothing_that_is_blank() -> None:
    result = _run("copy", NOTE, "--profile", "cosmic", "-o", "-")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith("Besöksorsak\nOnt i halsen\n")


def test_the_check_lists_each_blank_with_its_line_what_is_needed_and_who_knows_it() -> None:
    result = _run("profile", "check", "cosmic")
    assert result.exit_code == 0
    first, head, *blanks = result.stdout.splitlines()
    assert first.startswith("Profilen cosmic version 1 är giltig")
    assert head == "Uppgifter som inte är ifyllda (de stoppar bara det som behöver dem):"
    lines = (SAMPLES.parent / "templates" / "cosmic" / "profile.toml").read_text("utf-8").splitlines()
    assert len(blanks) == sum("blank =" in line and not line.startswith("#") for line in lines)
    for blank in blanks:
        place, name, *_ = blank.strip().split(": ")
        file, _, line = place.rpartition(":")
        assert file == "profile.toml"
        assert name.rpartition(".")[2] in lines[int(line) - 1]
        assert "blank =" in lines[int(line) - 1]
    assert "(fråga regionens förvaltning av Cosmic)" in blanks[0]


def test_a_registration_that_is_blank_stops_the_registration_alone() -> None:
    result = _run("register", NOTE, "--profile", "cosmic")
    assert (result.exit_code, "MVG446" in result.stderr, result.stdout) == (78, True, "")


def test_a_blank_of_the_base_is_listed_with_the_name_of_its_file_in_english_too(tmp_path: Path) -> None:
    result = _run("profile", "check", str(region(tmp_path, base="cosmic")), "--lang", "en")
    assert "\n  cosmic/profile.toml:" in result.stdout
    assert "(ask regionens förvaltning av Cosmic)" in result.stdout


def test_a_profile_without_blanks_lists_none(tmp_path: Path) -> None:
    result = _run("profile", "check", "cosmic-exempel")
    assert (result.exit_code, result.stdout.count("\n")) == (0, 1)


def test_a_batch_stops_at_once_at_what_every_note_would_need(tmp_path: Path) -> None:
    out = tmp_path / "ut"
    result = _run("batch", NOTE, "--profile", "cosmic", "--to", "cosmic", "--to", FHIR, "--out", str(out))
    assert (result.exit_code, out.exists()) == (78, False)
    assert "MVG520" in result.stderr


def test_a_batch_writes_one_document_for_each_note_and_keeps_what_is_refused(tmp_path: Path) -> None:
    refused = str(SAMPLES / "broken" / "mvg523-signerad-av-annan.xml")
    out = tmp_path / "ut"
    result = _run("batch", NOTE, refused, "--profile", "cosmic-exempel", "--to", FHIR, "--out", str(out))
    assert result.exit_code == 1
    (written,) = out.rglob(f"*.{FHIR}.json")
    assert json.loads(written.read_bytes())["status"] == "completed"
    assert "MVG523" in result.stderr


def test_a_broken_template_is_reported_with_file_and_link_id(tmp_path: Path) -> None:
    data = example_questionnaire()
    data["item"][2]["maxLength"] = "16000"
    folder = str(region(tmp_path, questionnaire=data))
    result = _run("profile", "check", folder)
    assert result.exit_code == 78
    assert f"I {QUESTIONNAIRE} har fältet status ett fel värde på maxLength" in result.stderr


def test_the_targets_of_a_receiver_are_listed() -> None:
    result = _run("list", "targets", "--profile", "cosmic")
    assert [line.split()[0] for line in result.stdout.splitlines()] == ["cosmic", FHIR, "json"]
