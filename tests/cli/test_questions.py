"""Questions about a note: asked at a terminal as numbered choices, answered by options elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import click
import pytest

from converter import convert
from converter.cli import questions
from converter.conversion.choices import questions_of
from converter.findings.catalogue import Code
from converter.profile import Profile
from decision_cases import CODES, cases
from paths import BROKEN, WHOLE

Mvg = Callable[..., CompletedProcess[str]]
TERMINAL = ("stdin", "stderr")
RIVTA = ("--to", "rivta", "--profile", BROKEN / "profiles" / "mvg545-rivta")
LABELS = BROKEN / "mvg240-etiketter-i-patientens-text.txt"
PARAGRAPH = BROKEN / "mvg252-stycke-efter-ett-svar.txt"
TWICE = BROKEN / "mvg235-samma-anteckning-tva-ganger.txt"


def test_export_asks_each_question_and_goes_on_with_the_answers(mvg: Mvg) -> None:
    ran = mvg("export", LABELS, "--to", "pmo-text", stdin=b"2\n2\n2\n", terminals=TERMINAL)
    assert ran.returncode == 0
    assert "Huvuddiagnos: F20.0 Paranoid schizofreni" in ran.stdout
    assert "J" not in ran.stdout.partition("Besöksdiagnoser")[2].partition("\n")[0]
    assert "  1  Det är en uppgift.\n  2  Det är text där den står.\n  0  Avbryt.\n" in ran.stderr
    assert "F20.0" not in ran.stderr


def test_the_questions_are_in_the_language_of_the_user(mvg: Mvg) -> None:
    ran = mvg("export", LABELS, "--lang", "en", stdin=b"0\n", terminals=TERMINAL)
    assert ran.returncode == 1
    assert "  2  It is text where it stands.\n  0  Leave it.\nAnswer: " in ran.stderr


def test_an_answer_of_0_leaves_the_note_as_it_is(mvg: Mvg) -> None:
    ran = mvg("export", LABELS, stdin=b"0\n", terminals=TERMINAL)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.count("Svar: ") == 1


@pytest.mark.parametrize(("lang", "words"), [("sv", "Svara med en siffra, 0–2."), ("en", "Answer with a number, 0–2.")])
@pytest.mark.parametrize("answer", ["9", "-1", "x", "1.0", "99999999999", "²"])
def test_a_number_that_is_no_choice_is_asked_again(mvg: Mvg, answer: str, lang: str, words: str) -> None:
    typed = f"{answer}\n1\n0\n".encode()
    ran = mvg("export", LABELS, "--text", "13-15", "--lang", lang, stdin=typed, terminals=TERMINAL)
    assert ran.returncode in (0, 1)
    assert f"{words}\n" in ran.stderr
    assert "Error" not in ran.stderr


def test_copy_asks_what_stops_it_and_warns_of_the_rest(mvg: Mvg) -> None:
    ran = mvg("copy", PARAGRAPH, stdin=b"1\n", terminals=TERMINAL)
    assert ran.returncode == 0
    warned = mvg("copy", LABELS, stdin=b"", terminals=TERMINAL)
    assert warned.returncode == 0
    assert "MVG241" in warned.stderr
    assert "Svar: " not in warned.stderr


def test_a_text_that_looks_like_two_notes_can_be_one(mvg: Mvg) -> None:
    assert mvg("copy", TWICE, stdin=b"0\n", terminals=TERMINAL).returncode == 65
    again = mvg("copy", TWICE, "--one-note")
    assert again.returncode in (0, 65)  # the facts of the head stand twice


NOT_ASKED = {
    "MVG253": "information, which is shown with -v alone: the line is read as the keyword that it is",
    "MVG254": "information, which is shown with -v alone: the line is text among other items",
}


@pytest.mark.parametrize("code", CODES)
def test_every_decision_that_a_finding_leaves_is_a_digit_away(
    code: Code, profile: Profile, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for source, target, options in cases(code):
        question = next(one for one in convert(source, target, given=options.given).findings if one.code == code)
        monkeypatch.setattr(questions, "is_terminal", lambda: True)
        monkeypatch.setattr(click, "prompt", lambda *_, **__: 1)
        decided = questions.parse_and_ask(source, target, profile, options, asks=True, warnings=True)[1]
        asked = capsys.readouterr().err
        assert (questions_of(question)[0].message() in asked) == (code not in NOT_ASKED)
        assert (decided != options) == (code not in NOT_ASKED)
        monkeypatch.setattr(click, "prompt", lambda *_, **__: 0)
        assert questions.parse_and_ask(source, target, profile, options, asks=True, warnings=True)[1] == options


@pytest.mark.parametrize("terminals", [("stdin",), ("stderr",), ()])
def test_nothing_is_asked_without_a_terminal(terminals: tuple[str, ...], mvg: Mvg) -> None:
    ran = mvg("export", LABELS, terminals=terminals)
    assert ran.returncode == 1
    assert "Svar: " not in ran.stderr


def test_nothing_is_asked_when_the_findings_are_json(mvg: Mvg) -> None:
    assert "Svar" not in mvg("export", LABELS, "--format", "json", terminals=TERMINAL).stderr


@pytest.mark.parametrize("command", ["export", "copy", "check", "trace"])
def test_the_options_answer_as_the_terminal_does(command: str, mvg: Mvg, tmp_path: Path) -> None:
    lines = LABELS.read_text("utf-8").split("\n")
    first = next(number for number, line in enumerate(lines, 1) if line.startswith("Huvuddiagnos: F20"))
    ran = mvg(command, LABELS, "--text", f"{first}-{first + 2}")
    assert ran.returncode == 0
    assert "MVG24" not in ran.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--fact", "x"), "Skriv radens nummer, eller 18-22."),
        (("--fact", "0"), "Skriv radens nummer, eller 18-22."),
        (("--text", "9-3"), "Skriv radens nummer, eller 18-22."),
        (("--split", "3"), "Skriv RAD:KOLUMN, till exempel 2:8."),
        (("--split", "0:1"), "Skriv RAD:KOLUMN, till exempel 2:8."),
        (("--fact", "3", "--text", "1-4"), "Rad 3 är både --fact och --text."),
    ],
)
def test_an_answer_that_is_no_line_is_a_usage_error(arguments: tuple[str, ...], words: str, mvg: Mvg) -> None:
    ran = mvg("export", LABELS, *arguments)
    assert ran.returncode == 2
    assert words in ran.stderr


LISTED = ("--profile", BROKEN / "profiles" / "kodlista")
NO_DIAGNOSIS = BROKEN / "mvg491-utan-huvuddiagnos.txt"


def test_a_part_of_a_code_is_asked_about_with_the_titles_of_the_list(mvg: Mvg) -> None:
    given = (*LISTED, "--huvuddiagnos", "Y1", "--to", "pmo-text")
    ran = mvg("export", NO_DIAGNOSIS, *given, stdin=b"2\n", terminals=TERMINAL)
    assert ran.returncode == 0
    assert "Huvuddiagnos: det som angavs är ingen hel kod." in ran.stderr
    assert "  1  Y10.0 (ICD-10-SE) Kittelsjuka i fot\n  2  Y10.9 (ICD-10-SE) Kittelsjuka," in ran.stderr
    assert "Y10.9 (ICD-10-SE) Kittelsjuka, ospecificerad (skrattsjuka)" in ran.stdout
    copied = mvg("copy", NO_DIAGNOSIS, *LISTED, "--huvuddiagnos", "Y1", stdin=b"1\n", terminals=TERMINAL)
    assert "Y10.0 (ICD-10-SE) Kittelsjuka i fot" in copied.stdout


def test_a_part_of_a_code_that_is_left_open_stops(mvg: Mvg) -> None:
    ran = mvg("export", NO_DIAGNOSIS, *LISTED, "--huvuddiagnos", "Y1", stdin=b"0\n", terminals=TERMINAL)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "MVG491" in ran.stderr


@pytest.mark.parametrize(("answer", "approved"), [(b"1\n", ">true<"), (b"2\n", ">false<")])
def test_export_asks_whether_the_patient_may_read_the_note(mvg: Mvg, answer: bytes, approved: str) -> None:
    ran = mvg("export", WHOLE[0], *RIVTA, stdin=answer, terminals=TERMINAL)
    assert ran.returncode == 0
    assert f"approvedForPatient{approved}" in ran.stdout
    assert "  1  Patienten får läsa den.\n  2  Patienten får inte läsa den.\n" in ran.stderr
    assert "Rad 0" not in ran.stderr


def test_nothing_is_assumed_where_nobody_answers(mvg: Mvg) -> None:
    for stdin, terminals in ((b"0\n", TERMINAL), (b"", ())):
        ran = mvg("export", WHOLE[0], *RIVTA, stdin=stdin, terminals=terminals)
        assert (ran.returncode, ran.stdout) == (1, "")
        assert "MVG545" in ran.stderr
    ran = mvg("export", WHOLE[0], *RIVTA, "--approved-for-patient", "no")
    assert (ran.returncode, "approvedForPatient>false<" in ran.stdout) == (0, True)
