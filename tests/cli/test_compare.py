"""`mvg compare`: what came back from a receiver, whatever its form."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import jsonschema
import pytest

import converter
from converter import convert
from converter.cli.compare import compare
from converter.compare import compare as compare_note
from converter.compare import read_returned
from converter.conversion.options import ConvertOptions
from converter.pipeline import parse
from converter.testing.writers import as_xml
from paths import SAMPLES
from receivers import NOTE as RECEIVED
from receivers import example_profile
from returns import FILES, journal_notes

Mvg = Callable[..., CompletedProcess[str]]
NOTE = SAMPLES / "halsont-chatt.txt"
SCHEMA = Path(converter.__file__).parent / "schemas" / "compare.schema.json"


def _returned(kind: str, tmp_path: Path, change: Callable[[bytes], bytes] = bytes) -> Path:
    result = convert(NOTE.read_bytes(), "melior" if kind == "text" else "pmo")
    file = tmp_path / "tillbaka"
    file.write_bytes(change(FILES[kind](result, [section for section in result.sections if section[1]])))
    return file


@pytest.mark.parametrize("kind", FILES)
def test_what_came_back_unchanged_is_equal(mvg: Mvg, tmp_path: Path, kind: str) -> None:
    ran = mvg("compare", NOTE, _returned(kind, tmp_path))
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "skillnader: 0" in ran.stdout


def test_a_pasted_text_that_lost_a_character_says_what_a_field_may_lack(mvg: Mvg, tmp_path: Path) -> None:
    file = _returned("text", tmp_path, lambda data: data.replace("å".encode(), b"?"))
    ran = mvg("compare", NOTE, file)
    assert "MVG590" in ran.stdout
    assert "mvg probe" in ran.stdout


@pytest.mark.parametrize("kind", FILES)
def test_one_changed_character_is_located(mvg: Mvg, tmp_path: Path, kind: str) -> None:
    old, new = ("38,9", "38,8")
    file = _returned(kind, tmp_path, lambda data: data.replace(old.encode(), new.encode()))
    ran = mvg("compare", NOTE, file)
    assert ran.returncode == 1
    assert "MVG566" in ran.stdout
    assert "rad 1, kolumn 69: ett tecken är utbytt (U+0039 DIGIT NINE → U+0038 DIGIT EIGHT)" in ran.stdout


@pytest.mark.parametrize("kind", FILES)
def test_json_is_as_its_schema_says(mvg: Mvg, tmp_path: Path, kind: str) -> None:
    file = _returned(kind, tmp_path, lambda data: data.replace(b"38,9", b"?"))
    data = json.loads(mvg("compare", NOTE, file, "--format", "json").stdout)
    jsonschema.validate(data, json.loads(SCHEMA.read_text("utf-8")))
    assert (data["kind"], data["equal"]) == (kind, False)
    assert [one["equal"] for one in data["keywords"]].count(False) == 1
    (difference,) = data["differences"]
    assert (difference["line"], difference["column"], difference["count"]) == (1, 66, 4)


def test_the_file_can_be_standard_input(mvg: Mvg, tmp_path: Path) -> None:
    data = _returned("rivta", tmp_path).read_bytes()
    assert mvg("compare", NOTE, "-", stdin=data).returncode == 0


def test_the_note_and_the_file_cannot_both_be_standard_input(mvg: Mvg) -> None:
    assert mvg("compare", "-", "-", stdin=b"").returncode == 2


def test_one_keyword_is_compared_when_only_that_was_copied(mvg: Mvg, tmp_path: Path) -> None:
    file = tmp_path / "status.txt"
    file.write_text(convert(NOTE.read_bytes(), "melior", section="Status").output or "", "utf-8")
    assert mvg("compare", NOTE, file, "--section", "Status").returncode == 0
    assert mvg("compare", NOTE, file).returncode == 1


def test_the_headings_are_those_that_were_sent(mvg: Mvg, tmp_path: Path) -> None:
    file = tmp_path / "text.txt"
    file.write_text(convert(NOTE.read_bytes(), "melior", headings="record").output or "", "utf-8")
    assert mvg("compare", NOTE, file, "--headings", "record").returncode == 0
    assert "MVG569" in mvg("compare", NOTE, file).stdout


@pytest.mark.parametrize("content", [b'{"a": 1}', b'{"a": ', b"[]", b"<?xml version='1.0'?><a/>", b"\x89PNG", b" "])
def test_a_file_that_nothing_returns_ends_with_65(mvg: Mvg, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "fil"
    file.write_bytes(content)
    ran = mvg("compare", NOTE, file)
    assert (ran.returncode, ran.stdout) == (65, "")
    assert "MVG560" in ran.stderr


def test_a_file_that_is_not_there_ends_with_66(mvg: Mvg) -> None:
    assert mvg("compare", NOTE, "finns-inte").returncode == 66


def test_a_note_that_cannot_be_converted_ends_with_its_own_exit_code(mvg: Mvg, tmp_path: Path) -> None:
    empty = tmp_path / "tom.txt"
    empty.write_bytes(b"")
    ran = mvg("compare", empty, _returned("journal-notes", tmp_path))
    assert (ran.returncode, ran.stdout) == (65, "")


def test_an_unknown_target_is_wrong_usage(mvg: Mvg, tmp_path: Path) -> None:
    assert mvg("compare", NOTE, _returned("text", tmp_path), "--to", "finns-inte").returncode == 2


def _scrambled(result: Any) -> bytes:
    """Every text in reverse order: all of it differs."""
    return journal_notes(result, [(heading, text[::-1]) for heading, text in result.sections if text])


@pytest.mark.parametrize("style", ["text", "json"])
def test_no_word_of_the_note_and_no_identity_number_is_shown(mvg: Mvg, tmp_path: Path, style: str) -> None:
    result = convert(NOTE.read_bytes(), "pmo")
    assert result.note is not None
    file = tmp_path / "fil.json"
    file.write_bytes(_scrambled(result).replace(result.note.patient.number.encode(), b"201212121212"))
    ran = mvg("compare", NOTE, file, "--format", style, "-v")
    shown = json.dumps(json.loads(ran.stdout), ensure_ascii=False) if style == "json" else ran.stdout
    for number in (result.note.patient.number, "201212121212"):
        assert number not in shown + ran.stderr
    headings = " ".join(heading for heading, _ in result.sections)
    for _, text in result.sections:
        for word in text.split():
            if len(word) > 6 and word not in headings:
                assert word not in shown
                assert word[::-1] not in shown


def test_the_help_is_in_both_languages(mvg: Mvg) -> None:
    assert "tecken för" in mvg("compare", "-h").stdout
    assert "character by character" in mvg("compare", "-h", "--lang", "en").stdout
    assert compare.name == "compare"


@pytest.mark.parametrize("name", ["halsont-chatt.txt", "cystit-video.txt"])
def test_a_real_questionnaire_response_comes_back_equal_and_a_change_in_it_is_located(
    mvg: Mvg, tmp_path: Path, name: str
) -> None:
    file = tmp_path / "svar.json"
    options = ("--profile", "cosmic-exempel")
    assert mvg("export", SAMPLES / name, "--to", "cosmic-fhir", "-o", file, *options).returncode == 0
    assert mvg("compare", SAMPLES / name, file, *options).returncode == 0
    file.write_text(file.read_text("utf-8").replace("ngen ", "ngem ", 1), "utf-8")
    ran = mvg("compare", SAMPLES / name, file, *options)
    assert ran.returncode == 1
    assert "kolumn" in ran.stdout


def test_a_real_care_document_comes_back_equal_and_a_change_in_it_is_located(mvg: Mvg, tmp_path: Path) -> None:
    file = tmp_path / "svar.xml"
    options = ("--profile", "cosmic-exempel", "--approved-for-patient", "yes")
    assert mvg("export", NOTE, "--to", "rivta", "-o", file, *options).returncode == 0
    assert mvg("compare", NOTE, file, *options).returncode == 0
    file.write_text(file.read_text("utf-8").replace("38,9", "38,8", 1), "utf-8")
    assert "rad 1, kolumn 69" in mvg("compare", NOTE, file, *options).stdout


def test_a_section_that_a_care_document_lost_is_missed_a_diagnosis_too(tmp_path: Path) -> None:
    profile = example_profile()
    result = parse(as_xml(RECEIVED), profile=profile).to("rivta", ConvertOptions(approved_for_patient="yes"))
    assert result.output is not None
    headings = [heading for heading, text in result.sections if text]
    assert profile.labels["principal_diagnosis"] in headings
    assert profile.labels["triage.outcome"] in headings
    pieces = re.split(r"(?=&lt;section&gt;)", result.output)
    assert len(pieces) == 1 + len(headings)
    for number, heading in enumerate(headings, 1):
        end = pieces[number].partition("&lt;/section&gt;")[2] if number == len(headings) else ""
        returned = "".join([*pieces[:number], end, *pieces[number + 1 :]])
        found = compare_note(result, read_returned(returned.encode(), profile), profile).differences
        assert any(difference.keyword == heading for difference in found), heading
