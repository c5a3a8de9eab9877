"""Findings as a person or a program reads them: no note text, no identity number, nothing a terminal would obey."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from converter.cli import report
from converter.conversion.result import Result
from converter.findings import Finding
from converter.note.model import Entry, Field, RecordNote, TriageNote
from paths import BROKEN, SAMPLES

Mvg = Callable[..., CompletedProcess[str]]
THREE = (
    Finding("MVG411"),
    Finding("MVG402", 3, 0, ("Status",)),
    Finding("MVG401", 2, 5, ("Journaltyp", "--journaltyp")),
)


# -- names ------------------------------------------------------------------------------------------------------


def test_a_name_with_a_line_feed_cannot_forge_a_finding(mvg: Mvg) -> None:
    ran = mvg("export", "a\nb.txt: FEL MVG401: påhittat", "-q")
    assert [line for line in ran.stderr.splitlines() if line.startswith("b.txt")] == []


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="names are always text there")
def test_a_name_that_is_not_utf_8_can_be_shown(mvg: Mvg, tmp_path: Path) -> None:
    name = os.fsdecode(os.fsencode(tmp_path) + b"/a\xff.txt")
    Path(name).write_bytes((SAMPLES / "ksh97.txt").read_bytes())
    for style in ("text", "json"):
        ran = mvg("check", name, "--format", style)
        assert ran.returncode == 0
        assert "a\ufffd.txt" in ran.stdout


@pytest.mark.parametrize(
    "arguments", [("check", "{}"), ("export", "{}"), ("copy", "{}"), ("export", "a", "{}"), ("{}",)]
)
@pytest.mark.parametrize("style", ["text", "json"])
def test_no_command_shows_a_number_or_a_control_that_is_in_a_name(
    mvg: Mvg, arguments: tuple[str, ...], style: str
) -> None:
    options = ["--format", style] if len(arguments) == 2 else []
    ran = mvg(*(part.format("note-199104272381\x1b[2J\u202e.txt") for part in arguments), *options)
    assert ran.returncode in {2, 66}
    assert "199104272381" not in ran.stdout + ran.stderr
    assert not re.search("[\x1b\u202e]", ran.stdout + ran.stderr)


# -- what is shown, and how -------------------------------------------------------------------------------------


def test_K13_the_gravest_comes_last_with_its_place_and_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    report.show(THREE[::-1], "a.txt", report.VERBOSE)
    assert capsys.readouterr().err.splitlines() == [
        "a.txt: UPPLYSNING MVG411: Diagnoskodernas form är kontrollerad, inte att koderna finns.",
        "a.txt, rad 3: VARNING MVG402: Status är tom.",
        "    Gör så här: Fyll i den om den ska finnas med.",
        "a.txt, rad 2, kolumn 5: FEL MVG401: Journaltyp saknas. Export till journalen är inte möjlig.",
        "    Gör så här: Fyll i Journaltyp i anteckningen, eller ange --journaltyp.",
    ]


def test_the_same_in_english(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MVG_LANG", "en")
    report.show(THREE, "a.txt", report.VERBOSE)
    lines = capsys.readouterr().err.splitlines()
    assert lines[-2].startswith("a.txt, line 2, column 5: ERROR MVG401: Journaltyp is missing.")
    assert lines[-1].startswith("    What to do: ")
    assert [line.split(": ")[1].split()[0] for line in lines[:2]] == ["INFO", "WARNING"]


@pytest.mark.parametrize(
    ("verbosity", "codes"),
    [
        (report.QUIET, ["MVG401"]),
        (report.NORMAL, ["MVG430", "MVG402", "MVG401"]),
        (report.VERBOSE, ["MVG411", "MVG430", "MVG402", "MVG401"]),
    ],
)
def test_how_much_is_shown_follows_the_verbosity(
    capsys: pytest.CaptureFixture[str], verbosity: int, codes: list[str]
) -> None:
    report.show([*THREE, Finding("MVG430", words=("a", "b", "c"))], "a.txt", verbosity)
    assert re.findall(r"MVG\d{3}", capsys.readouterr().err) == codes


@pytest.mark.parametrize(("value", "english"), [("en", True), ("EN", True), ("sv", False), ("de", False), ("", False)])
def test_the_language_is_swedish_unless_mvg_lang_says_english(
    mvg: Mvg, monkeypatch: pytest.MonkeyPatch, value: str, english: bool
) -> None:
    monkeypatch.setenv("MVG_LANG", value)
    ran = mvg("export", "finns-inte.txt")
    assert ("There is no such file." in ran.stderr) == english
    assert ("Filen finns inte." in ran.stderr) != english


def test_the_option_wins_over_mvg_lang(mvg: Mvg, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MVG_LANG", "en")
    assert "Filen finns inte." in mvg("export", "finns-inte.txt", "--lang", "sv").stderr


@pytest.mark.parametrize(
    ("terminals", "no_color", "coloured"), [(("stderr",), "", True), (("stderr",), "1", False), ((), "", False)]
)
def test_colour_is_for_terminals_whose_user_wants_it(
    mvg: Mvg, monkeypatch: pytest.MonkeyPatch, terminals: tuple[str, ...], no_color: str, coloured: bool
) -> None:
    monkeypatch.setenv("NO_COLOR", no_color)
    ran = mvg("export", "finns-inte.txt", terminals=terminals)
    assert ("\x1b[31mFEL\x1b[0m" in ran.stderr) == coloured
    assert ("\x1b" in ran.stderr) == coloured


@pytest.mark.parametrize("style", ["text", "json"])
def test_nothing_is_coloured_outside_a_terminal(mvg: Mvg, style: str) -> None:
    ran = mvg("check", BROKEN / "mvg405-fel-kontrollsiffra.txt", "finns-inte.txt", "-v", "--format", style)
    assert "\x1b" not in ran.stdout + ran.stderr


def test_json_is_never_coloured(mvg: Mvg) -> None:
    ran = mvg("export", "finns-inte.txt", "--format", "json", terminals=("stdout", "stderr"))
    assert json.loads(ran.stderr)["schema"] == 1


def test_a_word_of_the_profile_cannot_command_the_terminal(mvg: Mvg, tmp_path: Path) -> None:
    (tmp_path / "profile.toml").write_text('"\\u001b[2J\\u202e" = 1\n', "utf-8")
    ran = mvg("export", "finns-inte.txt", "--profile", tmp_path, terminals=("stderr",))
    assert ran.returncode == 78
    assert not re.search("[\u202e\x9b]|\x1b\\[2J", ran.stderr)


NOTE = TriageNote(entries=(Entry("Status", "1"),))
LONG = "Ont i halsen sedan tre dagar, värst vid sväljning, och feber som mest 38,9 grader i går kväll."
RECORD = RecordNote(
    "", (Field("A", "", " "), Field("B", "", f"\n{LONG}\n190102039801 slut"), Field("C", "C", "x")), NOTE
)


def test_K13_the_summary_counts_errors_and_warnings(monkeypatch: pytest.MonkeyPatch) -> None:
    ready = Result("x", THREE[:2], NOTE, button="Signera")
    assert report.summary("a", ready, copies=False) == "a: Klar att exportera (0 fel, 1 varning)"
    assert report.summary("a", Result(None, THREE, NOTE), copies=False) == "a: Kan inte exporteras än: 1 fel."
    assert report.summary("a", Result(None, THREE, NOTE), copies=True) == "a: Kan inte kopieras än: 1 fel."
    assert report.stopped(Result("x", THREE[:2], NOTE), copies=True) == "Kan inte kopieras än: 1 varning (--strict)."
    monkeypatch.setenv("MVG_LANG", "en")
    assert report.summary("a", Result(None, THREE), copies=False) == "a: Cannot be read: 1 error."
    assert report.stopped(Result(None, THREE * 2, NOTE), copies=False) == "Cannot be exported yet: 2 errors."
    assert report.stopped(Result(None, THREE, NOTE), copies=True) == "Cannot be copied yet: 1 error."
    assert report.summary("a", ready, copies=False) == "a: Ready to export (0 errors, 1 warning)"


@pytest.mark.parametrize("terminal", [True, False])
def test_K13_the_words_of_the_note_are_for_a_terminal_short_and_without_numbers(
    terminal: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)
    result = Result("x", (), NOTE, RECORD)
    opening = ", B: Ont i halsen sedan tre dagar, värst vid …" if terminal else ""
    assert report.written(result, "190102039801.xml") == f"Klart: ….xml, 2 sökord{opening}"
    assert report.written(result, "-") == f"Klart: 2 sökord{opening}"
    assert report.written(Result("x", (), NOTE), None) == "Klart: 0 sökord"
    end = ", slutar ’… feber som mest 38,9 grader i går kväll.’" if terminal else ""
    assert report.copied(result, f"{LONG}\n", only_one=False) == f"Kopierat: 2 sökord, {len(LONG)} tecken{end}"
    end = ", slutar ’… slut’" if terminal else ""
    assert report.copied(result, "a\n190102039801 slut\n", only_one=True) == f"Kopierat: 1 sökord, 19 tecken{end}"
    empty = Result("x", (), NOTE, RecordNote("", (Field("A", "", ""),), NOTE))
    assert report.written(empty, None) == "Klart: 0 sökord"


def test_a_standard_error_that_cannot_be_written_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    given_up: list[object] = []

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "")

    monkeypatch.setattr("click.echo", full)
    monkeypatch.setattr(report, "discard_stream", given_up.append)
    report.print_line("något")
    assert given_up == [sys.stderr]
