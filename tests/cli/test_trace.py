"""`mvg trace` by hand: text, JSON, a page; refused as an export is."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from paths import BROKEN, SAMPLES

Mvg = Callable[..., CompletedProcess[str]]
NOTE = SAMPLES / "halsont-chatt.txt"


def test_the_trace_of_the_first_target_is_text(mvg: Mvg) -> None:
    ran = mvg("trace", NOTE)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "pmo.xml.j2:" in ran.stdout
    assert "text ur Status" in ran.stdout


def test_the_trace_as_json_and_in_english(mvg: Mvg) -> None:
    data = json.loads(mvg("trace", NOTE, "--to", "melior", "--format", "json").stdout)
    assert data["lines"][0]["text"] == "Besöksorsak"
    assert "keyword Besöksorsak, R126" in mvg("trace", NOTE, "--to", "melior", "--lang", "en").stdout


def test_the_page_is_a_private_file_and_not_written_over(mvg: Mvg, tmp_path: Path) -> None:
    page = tmp_path / "spar.html"
    assert mvg("trace", NOTE, "--format", "html", "-o", page).returncode == 0
    assert page.read_text("utf-8").startswith("<!DOCTYPE html>")
    assert page.stat().st_mode & 0o077 == 0
    ran = mvg("trace", NOTE, "--format", "html", "-o", page)
    assert ran.returncode == 73
    assert "MVG804" in ran.stderr


def test_a_note_is_read_from_standard_input(mvg: Mvg) -> None:
    assert mvg("trace", "-", "--to", "melior", stdin=NOTE.read_bytes()).returncode == 0


def test_what_cannot_be_exported_cannot_be_traced(mvg: Mvg) -> None:
    ran = mvg("trace", BROKEN / "mvg401-alla-tre-saknas.xml")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "MVG401" in ran.stderr
    given = ("--huvuddiagnos", "R05.9 Hosta", "--journaltyp", "x", "--signera-fran-enhet", "y")
    ran = mvg("trace", BROKEN / "mvg401-alla-tre-saknas.xml", *given)
    assert "angiven med en flagga" in ran.stdout


@pytest.mark.parametrize("arguments", [("--to", "json"), ("--to", "finns-inte"), ("-o", str(NOTE), "--force")])
def test_a_target_without_a_template_and_the_note_itself_are_wrong_usage(mvg: Mvg, arguments: tuple[str, ...]) -> None:
    assert mvg("trace", NOTE, *arguments).returncode == 2
