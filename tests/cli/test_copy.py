"""`mvg copy`: plain text, printed or put on the clipboard, whole or one keyword at a time."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from converter import convert
from paths import BROKEN, SAMPLES

Mvg = Callable[..., CompletedProcess[str]]
NOTE = SAMPLES / "cystit-video.txt"
EMOJI = BROKEN / "mvg501-tecken-utanfor-cp1252.txt"
PROMPT = "tryck sedan"
END = " ".join((convert(NOTE.read_bytes(), "melior").output or "").split()[-3:])
LENGTH = len((convert(NOTE.read_bytes(), "melior").output or "").rstrip("\n"))


def _reported(source: Path, **options: Any) -> str:
    return convert(source.read_bytes(), "melior", **options).output or ""


@pytest.mark.parametrize("target", ["melior", "obstetrix", "other"])
def test_without_a_terminal_the_text_is_printed_and_nothing_else(mvg: Mvg, clipboard: Any, target: str) -> None:
    ran = mvg("copy", NOTE, "--to", target)
    assert (ran.returncode, ran.stdout) == (0, convert(NOTE.read_bytes(), target).output)
    assert clipboard.copied == []


def test_the_target_is_melior_unless_another_is_named(mvg: Mvg) -> None:
    assert mvg("copy", NOTE).stdout == mvg("copy", NOTE, "--to", "melior").stdout


@pytest.mark.parametrize("target", ["pmo", "pmo-text", "pmo-html", "json", "finns-inte"])
def test_a_target_of_export_is_wrong_usage(mvg: Mvg, target: str) -> None:
    ran = mvg("copy", "finns-inte.txt", "--to", target)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "melior, obstetrix, other" in ran.stderr


def test_a_note_without_the_three_fields_can_be_copied(mvg: Mvg) -> None:
    ran = mvg("copy", BROKEN / "mvg401-alla-tre-saknas.xml")
    assert ran.returncode == 0
    assert "MVG401" not in ran.stderr
    assert ran.stdout


def test_a_dash_reads_standard_input(mvg: Mvg) -> None:
    assert mvg("copy", "-", stdin=NOTE.read_bytes()).stdout == _reported(NOTE)


def test_F14_the_headings_are_those_of_clinic24_unless_asked_for(mvg: Mvg) -> None:
    ran = mvg("copy", NOTE)
    assert ran.stdout == _reported(NOTE, headings="clinic24")
    assert "\nPatientens egenanamnes\n" in ran.stdout
    ran = mvg("copy", NOTE, "--headings", "record")
    assert ran.stdout == _reported(NOTE, headings="record")
    assert "\nPatientens egen anamnes (Min vård Gävleborg)\n" in ran.stdout


@pytest.mark.parametrize("keyword", ["Besöksorsak", "Kontaktorsak", "kontaktorsak:"])
def test_a_section_is_the_text_under_one_keyword(mvg: Mvg, keyword: str) -> None:
    ran = mvg("copy", NOTE, "--section", keyword)
    assert ran.stdout == "Svider när jag kissar\n"


def test_K13_a_section_on_the_clipboard_is_one_keyword(mvg: Mvg, clipboard: Any) -> None:
    ran = mvg("copy", NOTE, "--section", "Besöksorsak", "--clipboard", "-q", terminals=("stderr",))
    assert ran.stderr == "Kopierat: 1 sökord, 21 tecken, slutar ’Svider när jag kissar’\n"


def test_K13_a_copy_that_is_stopped_says_so_last(mvg: Mvg) -> None:
    ran = mvg("copy", BROKEN / "mvg260-fragetecken-i-texten.txt")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.splitlines()[-1] == "Kan inte kopieras än: 1 fel."


@pytest.mark.parametrize("keyword", ["Åtgärd", "Finns inte"])
def test_a_section_without_text_is_refused(mvg: Mvg, keyword: str) -> None:
    ran = mvg("copy", NOTE, "--section", keyword)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "MVG504" in ran.stderr


def test_a_character_that_the_target_lacks_stops_the_copy(mvg: Mvg, tmp_path: Path) -> None:
    ran = mvg("copy", EMOJI, "--charset", "cp1252", "-o", tmp_path / "ut.txt")
    assert (ran.returncode, ran.stdout, list(tmp_path.iterdir())) == (1, "", [])
    assert "MVG501" in ran.stderr


def test_a_character_that_the_target_lacks_is_swapped_when_asked_for(mvg: Mvg) -> None:
    ran = mvg("copy", EMOJI, "--charset", "cp1252", "--replace")
    assert ran.returncode == 0
    assert "VARNING MVG502" in ran.stderr
    assert ran.stdout.encode("cp1252")


def test_swapped_characters_are_too_much_for_strict(mvg: Mvg) -> None:
    ran = mvg("copy", EMOJI, "--charset", "cp1252", "--replace", "--strict")
    assert (ran.returncode, ran.stdout) == (1, "")


def test_an_unknown_character_set_is_wrong_usage(mvg: Mvg) -> None:
    ran = mvg("copy", "finns-inte.txt", "--charset", "cp99999")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "--charset: Okänd teckenuppsättning." in ran.stderr


@pytest.mark.parametrize("charset", ["rot13", "base64", "hex"])
def test_a_codec_that_is_no_character_set_is_wrong_usage(mvg: Mvg, charset: str) -> None:
    ran = mvg("copy", NOTE, "--charset", charset)
    assert (ran.returncode, ran.stdout) == (2, "")


@pytest.mark.parametrize("terminals", [(), ("stdout",)])
def test_a_file_gets_the_text_when_one_is_named(
    mvg: Mvg, clipboard: Any, tmp_path: Path, terminals: tuple[str, ...]
) -> None:
    ran = mvg("copy", NOTE, "-o", tmp_path / "ut.txt", terminals=terminals)
    assert (ran.returncode, ran.stdout, clipboard.copied) == (0, "", [])
    assert (tmp_path / "ut.txt").read_bytes().decode() == _reported(NOTE)


def test_in_a_terminal_the_text_goes_to_the_clipboard(mvg: Mvg, clipboard: Any) -> None:
    ran = mvg("copy", NOTE, terminals=("stdout",))
    assert (ran.returncode, ran.stdout) == (0, "")
    assert [text.replace("\r\n", "\n") for text in clipboard.copied] == [_reported(NOTE)]
    assert ran.stderr.endswith(f"Kopierat: 5 sökord, {LENGTH} tecken\n")


def test_K13_at_a_terminal_the_end_of_the_text_is_shown_to_know_it_by(mvg: Mvg, clipboard: Any) -> None:
    ran = mvg("copy", NOTE, terminals=("stdout", "stderr"))
    assert ran.stderr.endswith(f"Kopierat: 5 sökord, {LENGTH} tecken, slutar ’… {END}’\n")


@pytest.mark.parametrize("terminals", [(), ("stdin",), ("stdout",), ("stdin", "stdout")])
def test_K13_P15_no_word_of_a_note_is_printed_where_nobody_but_a_file_reads_it(
    mvg: Mvg, clipboard: Any, tmp_path: Path, terminals: tuple[str, ...]
) -> None:
    for how in (("copy", "--clipboard"), ("copy", "-o", tmp_path / "a"), ("export", "-o", tmp_path / "b")):
        ran = mvg(how[0], NOTE, *how[1:], terminals=terminals)
        assert ran.returncode == 0
        assert not any(word in ran.stderr for word in ("urinblåsan", "Svider", "slutar", "Kontaktorsak"))


def test_the_clipboard_can_be_asked_for(mvg: Mvg, clipboard: Any) -> None:
    ran = mvg("copy", NOTE, "--clipboard", "-q")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", f"Kopierat: 5 sökord, {LENGTH} tecken\n")
    assert len(clipboard.copied) == 1


def test_the_word_that_it_was_copied_is_in_the_language_asked_for(mvg: Mvg, clipboard: Any) -> None:
    assert mvg("copy", NOTE, "--clipboard", "-q", "--lang", "en").stderr == (
        f"Copied: 5 keywords, {LENGTH} characters\n"
    )
    assert clipboard.copied


def test_findings_as_json_stay_json_when_the_text_is_copied(mvg: Mvg, clipboard: Any) -> None:
    ran = mvg("copy", NOTE, "--clipboard", "--format", "json")
    assert clipboard.copied
    assert json.loads(ran.stderr)["notes"][0]["ok"]


def test_a_refused_note_never_reaches_the_clipboard(mvg: Mvg, clipboard: Any) -> None:
    ran = mvg("copy", EMOJI, "--charset", "cp1252", "--clipboard")
    assert (ran.returncode, clipboard.copied) == (1, [])


def test_a_clipboard_that_spoils_the_text_is_reported_as_busy(mvg: Mvg, clipboard: Any) -> None:
    clipboard.spoils = str.upper
    ran = mvg("copy", NOTE, "--clipboard")
    assert (ran.returncode, ran.stdout) == (75, "")
    assert "MVG806" in ran.stderr


@pytest.mark.parametrize("terminals", [(), ("stdin",), ("stderr",), ("stdout",)])
def test_step_needs_a_terminal_to_ask_in(mvg: Mvg, clipboard: Any, terminals: tuple[str, ...]) -> None:
    ran = mvg("copy", NOTE, "--step", terminals=terminals)
    assert (ran.returncode, ran.stdout, clipboard.copied) == (2, "", [])
    assert "--step behöver en terminal." in ran.stderr


def _stepped(mvg: Mvg, *arguments: str | Path) -> CompletedProcess[str]:
    return mvg("copy", "--step", *arguments, stdin=b"\n" * 20, terminals=("stdin", "stdout", "stderr"))


def test_step_copies_the_text_of_one_keyword_after_the_other(mvg: Mvg, clipboard: Any) -> None:
    ran = _stepped(mvg, NOTE)
    assert ran.returncode == 0
    assert clipboard.copied[0] == "Svider när jag kissar\r\n"
    for keyword in ("Besöksorsak", "Status", "Bedömning"):
        assert f": {keyword}" in ran.stderr
    assert "1/" in ran.stderr


def test_step_shows_the_findings_before_anything_is_pasted(mvg: Mvg, clipboard: Any) -> None:
    ran = _stepped(mvg, BROKEN / "mvg223-tva-journaltyper.txt")
    assert ran.returncode == 0
    assert ran.stderr.index("MVG223") < ran.stderr.index("Kopierat 1/")
    assert ran.stderr.count("MVG223") == 1


def test_step_leaves_out_nothing_that_the_whole_text_has(mvg: Mvg, clipboard: Any) -> None:
    assert _stepped(mvg, NOTE).returncode == 0
    copied = "".join(clipboard.copied).replace("\r\n", "\n")
    lines = [line for line in _reported(NOTE).splitlines() if line]
    headings = [line for line in lines if line not in copied.splitlines()]
    assert len(headings) == len(clipboard.copied)


def test_text_without_a_keyword_is_a_step_of_its_own_and_not_the_whole_note(mvg: Mvg, clipboard: Any) -> None:
    ran = _stepped(mvg, BROKEN / "mvg303-text-fore-sokorden.txt")
    assert ran.returncode == 0
    assert [text for text in clipboard.copied if "reception" in text] == ["Utskrivet av reception Exempelby.\r\n"]


@pytest.mark.slow
@pytest.mark.counted
@pytest.mark.parametrize("piped", [False, True], ids=["all-three-terminals", "standard-output-piped"])
def test_step_waits_for_enter_before_it_copies_the_next(terminal: Callable[..., Any], piped: bool) -> None:
    ran = terminal("copy", "--step", str(NOTE), piped=piped)
    for number in (1, 2):
        ran.wait(PROMPT, number)
        assert len(ran.copied) == number
        ran.press("\n")
    ran.wait(PROMPT, 3)
    assert ran.copied[0] == "Svider när jag kissar\r\n"
    assert len(ran.copied) == 3


def test_an_abort_between_two_steps_copies_no_more(terminal: Callable[..., Any]) -> None:
    ran = terminal("copy", "--step", str(NOTE))
    ran.wait(PROMPT)
    ran.press("\x04")
    ran.wait()
    assert len(ran.copied) == 1
    assert ran.process.wait(30) == 1


def test_a_real_terminal_gets_the_end_of_the_text_and_the_clipboard_all_of_it(terminal: Callable[..., Any]) -> None:
    ran = terminal("copy", str(NOTE))
    screen = ran.wait()
    assert [text.replace("\r\n", "\n") for text in ran.copied] == [_reported(NOTE)]
    assert "Kopierat: " in screen
    assert "Miktionssveda" not in screen
    assert ran.process.wait(30) == 0


def test_without_pyperclip_the_command_says_how_to_get_it(mvg: Mvg, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyperclip", None)
    ran = mvg("copy", NOTE, "--clipboard")
    assert (ran.returncode, ran.stdout) == (73, "")
    assert "mvg-export[clipboard]" in ran.stderr


@pytest.mark.parametrize(
    "ways", [("--clipboard", "-o", "ut.txt"), ("--step", "-o", "ut.txt"), ("--step", "--section", "Status")]
)
def test_ways_that_shut_each_other_out_are_wrong_usage(mvg: Mvg, clipboard: Any, ways: tuple[str, ...]) -> None:
    ran = mvg("copy", NOTE, *ways, terminals=("stdin", "stdout", "stderr"))
    assert (ran.returncode, ran.stdout, clipboard.copied) == (2, "", [])


def test_the_end_of_the_input_ends_the_steps(mvg: Mvg, clipboard: Any) -> None:
    ran = mvg("copy", "--step", NOTE, stdin=b"", terminals=("stdin", "stdout", "stderr"))
    assert (ran.returncode, len(clipboard.copied)) == (1, 1)
    assert "Avbrutet." in ran.stderr
