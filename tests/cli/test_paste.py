"""`mvg paste`: clipboard to clipboard. What stops leaves the clipboard as it was; nothing is written to disk."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from converter import convert
from converter.profile import Profile
from paths import BROKEN, SAMPLES

Mvg = Callable[..., CompletedProcess[str]]
NOTE = SAMPLES / "cystit-video.txt"
UNKNOWN_KEYWORD = BROKEN / "mvg301-okant-sokord.xml"
NO_FIELDS = BROKEN / "mvg401-alla-tre-saknas.xml"
ALL = ("stdin", "stdout", "stderr")


@pytest.fixture(autouse=True)
def settings_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of the user's settings, which is not there yet."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("SESSIONNAME", raising=False)
    file = tmp_path / "config" / "mvg" / "settings.toml"
    file.parent.mkdir(parents=True)
    return file


def _copied(clipboard: Any, source: Path) -> str:
    """Puts a note on the clipboard, as a person who copies it."""
    clipboard.copied.append(source.read_bytes().decode())
    return str(clipboard.copied[-1])


def _output(source: Path, target: str = "melior", **options: Any) -> str:
    return (convert(source.read_bytes(), target, **options).output or "").replace("\n", "\r\n")


@pytest.mark.parametrize("command", ["paste", "klistra"])
@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("*.txt")), ids=lambda path: path.stem)
def test_the_note_on_the_clipboard_becomes_its_text_for_melior(
    mvg: Mvg, clipboard: Any, command: str, sample: Path
) -> None:
    _copied(clipboard, sample)
    ran = mvg(command)
    assert (ran.returncode, ran.stdout) == (0, "")
    assert clipboard.copied[1:] == [_output(sample)]
    assert ran.stderr.splitlines()[-1].startswith("Kopierat: ")


def test_line_ends_of_windows_on_the_clipboard_make_no_difference(mvg: Mvg, clipboard: Any) -> None:
    clipboard.copied.append(NOTE.read_bytes().decode().replace("\n", "\r\n"))
    assert mvg("paste").returncode == 0
    assert clipboard.copied[-1] == _output(NOTE)


@pytest.mark.parametrize("target", ["melior", "obstetrix", "other", "pmo", "pmo-text", "pmo-html"])
def test_every_target_of_the_profile_can_be_pasted(mvg: Mvg, clipboard: Any, target: str) -> None:
    _copied(clipboard, NOTE)
    assert mvg("paste", "--to", target).returncode == 0
    assert clipboard.copied[-1] == _output(NOTE, target)


def test_a_target_that_the_profile_lacks_is_wrong_usage(mvg: Mvg, clipboard: Any) -> None:
    _copied(clipboard, NOTE)
    ran = mvg("paste", "--to", "elvis")
    assert (ran.returncode, len(clipboard.copied)) == (2, 1)
    assert "melior" in ran.stderr


def test_a_profile_without_a_target_for_pasting_takes_its_first(
    mvg: Mvg, clipboard: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, profile: Profile
) -> None:
    from converter.cli import options

    gated = {"pmo-text": profile.targets["pmo-text"]}
    monkeypatch.setattr(options, "profile_or_exit", lambda *_: profile.replace(targets=gated))
    _copied(clipboard, NOTE)
    assert mvg("paste").returncode == 0
    assert clipboard.copied[-1] == _output(NOTE, "pmo-text")


@pytest.mark.parametrize("content", ["", " \r\n\t"])
def test_a_clipboard_without_text_is_an_error_of_its_own(mvg: Mvg, clipboard: Any, content: str) -> None:
    clipboard.copied.append(content)
    ran = mvg("paste")
    assert (ran.returncode, ran.stdout, clipboard.copied) == (66, "", [content])
    assert "urklipp: FEL MVG863: Det finns ingen text på urklipp." in ran.stderr
    assert "Kopiera anteckningen i källsystemet" in ran.stderr


def test_bytes_that_are_no_text_are_no_text(mvg: Mvg, clipboard: Any) -> None:
    clipboard.copied.append("x")
    clipboard.spoils = lambda _: b"\x89PNG\xff".decode()
    assert "MVG863" in mvg("paste").stderr


@pytest.mark.parametrize(("name", "code"), [("PyperclipTimeoutException", "MVG806"), ("PyperclipException", "MVG807")])
def test_a_clipboard_that_cannot_be_read_says_why(mvg: Mvg, clipboard: Any, name: str, code: str) -> None:
    def fail(_: str) -> str:
        raise getattr(clipboard, name)("Kanariefågel")

    clipboard.copied.append("x")
    clipboard.spoils = fail
    ran = mvg("paste")
    assert code in ran.stderr
    assert "Kanarie" not in ran.stderr


REFUSED = [
    (UNKNOWN_KEYWORD, ("--to", "pmo"), 1),
    (NO_FIELDS, ("--to", "pmo"), 1),
    (BROKEN / "mvg232-tva-patienter.txt", (), 65),
    (BROKEN / "mvg260-fragetecken-i-texten.txt", (), 1),
    (BROKEN / "mvg221-inga-sokord.txt", (), 65),
    (BROKEN / "mvg223-tva-journaltyper.txt", ("--strict",), 1),
    (NOTE, ("--to", "pmo", "--huvuddiagnos", "L50.9 Urtikaria"), 1),
    (NOTE, ("--place", "12=Finns inte"), 2),
    (NOTE, ("--profile", "finns-inte"), 78),
]


@pytest.mark.parametrize(("source", "options", "code"), REFUSED, ids=lambda value: getattr(value, "stem", None))
@pytest.mark.parametrize("terminals", [(), ALL], ids=["redirected", "terminal"])
def test_what_cannot_be_converted_leaves_the_clipboard_as_it_was(
    mvg: Mvg, clipboard: Any, source: Path, options: tuple[str, ...], code: int, terminals: tuple[str, ...]
) -> None:
    before = _copied(clipboard, source)
    ran = mvg("paste", *options, stdin=b"0\n" * 9, terminals=terminals)
    assert (ran.returncode, ran.stdout, clipboard.copied) == (code, "", [before])


def test_a_clipboard_that_spoils_the_result_gets_the_note_back(mvg: Mvg, clipboard: Any) -> None:
    before = _copied(clipboard, NOTE)
    clipboard.spoils = lambda text: text if text == before else text.upper()
    ran = mvg("paste")
    assert ran.returncode == 75
    assert "MVG806" in ran.stderr
    assert clipboard.copied[-1] == before


def test_a_clipboard_that_takes_nothing_more_is_reported_once(mvg: Mvg, clipboard: Any) -> None:
    before = _copied(clipboard, NOTE)
    clipboard.fault = clipboard.PyperclipException("held")
    ran = mvg("paste")
    assert (ran.returncode, clipboard.copied) == (73, [before])
    assert ran.stderr.count("MVG807") == 1


def test_without_pyperclip_the_command_says_how_to_get_it(mvg: Mvg, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "pyperclip", None)
    ran = mvg("paste")
    assert (ran.returncode, ran.stdout) == (73, "")
    assert "mvg-export[clipboard]" in ran.stderr


def test_nothing_is_written_to_disk(
    mvg: Mvg, clipboard: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings_file: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    before = sorted(tmp_path.rglob("*"))
    _copied(clipboard, NOTE)
    assert mvg("paste", "--register").returncode in (0, 1)
    assert sorted(tmp_path.rglob("*")) == before


def test_step_puts_one_keyword_after_the_other(mvg: Mvg, clipboard: Any) -> None:
    _copied(clipboard, NOTE)
    ran = mvg("paste", "--step", stdin=b"\n" * 9, terminals=ALL)
    assert ran.returncode == 0
    assert clipboard.copied[1] == "Svider när jag kissar\r\n"
    assert "Kopierat 1/" in ran.stderr


@pytest.mark.parametrize(("options", "terminals"), [(("--step",), ()), (("--step", "--to", "pmo"), ALL)])
def test_step_needs_a_terminal_and_a_text(
    mvg: Mvg, clipboard: Any, options: tuple[str, ...], terminals: tuple[str, ...]
) -> None:
    before = _copied(clipboard, NOTE)
    ran = mvg("paste", *options, stdin=b"", terminals=terminals)
    assert (ran.returncode, clipboard.copied) == (2, [before])


def test_text_without_a_place_is_placed_by_a_digit(mvg: Mvg, clipboard: Any) -> None:
    _copied(clipboard, UNKNOWN_KEYWORD)
    ran = mvg("paste", "--to", "pmo-text", stdin=b"5\n", terminals=ALL)
    assert ran.returncode == 0
    assert "  5  Texten hör till Bedömning.\n  0  Avbryt.\n" in ran.stderr
    expected = convert(UNKNOWN_KEYWORD.read_bytes(), "pmo-text").findings
    line = next(finding.line for finding in expected if finding.code == "MVG301")
    from converter import Place

    assert clipboard.copied[-1] == _output(UNKNOWN_KEYWORD, "pmo-text", places=(Place(str(line), "Bedömning"),))


@pytest.mark.parametrize("name", ["mvg302-text-under-anamnes.txt", "mvg303-text-fore-sokorden.txt"])
def test_every_kind_of_text_without_a_place_can_be_placed(mvg: Mvg, clipboard: Any, name: str) -> None:
    _copied(clipboard, BROKEN / name)
    assert mvg("paste", "--to", "pmo-text", stdin=b"3\n", terminals=ALL).returncode == 0
    assert len(clipboard.copied) == 2


def test_the_required_fields_are_asked_for_and_what_is_written_counts(mvg: Mvg, clipboard: Any) -> None:
    _copied(clipboard, NO_FIELDS)
    answers = "J03.9 Akut tonsillit\nSjuksköterskeanteckning\nExempelby hälsocentral\n"
    ran = mvg("paste", "--to", "pmo-text", stdin=answers.encode(), terminals=ALL)
    assert ran.returncode == 0
    assert ran.stderr.count(" saknas.\n") == 3
    pasted = clipboard.copied[-1]
    assert all(line.strip() in pasted for line in ("J03.9", "Sjuksköterskeanteckning", "Exempelby hälsocentral"))


def test_a_placeholder_is_no_answer(mvg: Mvg, clipboard: Any) -> None:
    before = _copied(clipboard, NO_FIELDS)
    ran = mvg("paste", "--to", "pmo", stdin=b"-\n-\n-\n", terminals=ALL)
    assert (ran.returncode, clipboard.copied) == (1, [before])


def test_settings_are_suggested_by_number_and_never_taken_unasked(
    mvg: Mvg, clipboard: Any, settings_file: Path
) -> None:
    settings_file.write_text('unit = ["Enhet A", "Enhet B"]\nrecord_type = "Läkaranteckning"\n', "utf-8")
    _copied(clipboard, NO_FIELDS)
    ran = mvg("paste", "--to", "pmo-text", stdin=b"J03.9\n1\n2\n", terminals=ALL)
    assert ran.returncode == 0
    assert "  1  Enhet A\n  2  Enhet B\n  0  Lämna tomt.\n" in ran.stderr
    assert "Enhet B" in clipboard.copied[-1]
    assert "Läkaranteckning" in clipboard.copied[-1]
    for answers, terminals in ((b"J03.9\n\n\n", ALL), (b"J03.9\n0\n9\n0\n", ALL), (b"", ())):
        before = _copied(clipboard, NO_FIELDS)
        ran = mvg("paste", "--to", "pmo-text", stdin=answers, terminals=terminals)
        assert (ran.returncode, clipboard.copied[-1]) == (1, before)


def test_a_number_that_is_no_choice_is_asked_about_again_and_a_longer_one_is_a_value(
    mvg: Mvg, clipboard: Any, settings_file: Path
) -> None:
    settings_file.write_text('unit = ["Enhet A", "Enhet B"]\n', "utf-8")
    _copied(clipboard, NO_FIELDS)
    ran = mvg("paste", "--to", "pmo-text", stdin="J03.9\nLäkaranteckning\n9\n3412\n".encode(), terminals=ALL)
    assert (ran.returncode, ran.stderr.count("9 finns inte i listan.\n")) == (0, 1)
    assert "3412" in clipboard.copied[-1]


@pytest.mark.parametrize(("answer", "signed"), [(b"1\n", True), (b"0\n", False)])
def test_a_signer_of_the_settings_is_asked_about_where_the_note_has_none(
    mvg: Mvg, clipboard: Any, settings_file: Path, answer: bytes, signed: bool
) -> None:
    settings_file.write_text('signer = "Lisbet Mallgren"\n', "utf-8")
    _copied(clipboard, BROKEN / "mvg419-inte-signerad.txt")
    ran = mvg("paste", "--to", "pmo-text", stdin=answer, terminals=ALL)
    assert ran.returncode == 0
    assert "  1  Lisbet Mallgren\n" in ran.stderr
    assert ("Lisbet Mallgren" in clipboard.copied[-1]) == signed


@pytest.mark.parametrize(("answer", "target"), [(b"\n", "pmo-text"), (b"1\n", "pmo-text"), (b"2\n", "melior")])
def test_the_target_of_the_settings_is_confirmed(
    mvg: Mvg, clipboard: Any, settings_file: Path, answer: bytes, target: str
) -> None:
    settings_file.write_text('target = "pmo-text"\n', "utf-8")
    _copied(clipboard, NOTE)
    assert mvg("paste", stdin=answer, terminals=ALL).returncode == 0
    assert clipboard.copied[-1] == _output(NOTE, target)
    _copied(clipboard, NOTE)
    assert mvg("paste").returncode == 0
    assert clipboard.copied[-1] == _output(NOTE), "without a terminal the settings do not count"


def test_settings_that_cannot_be_read_are_reported_and_not_used(mvg: Mvg, clipboard: Any, settings_file: Path) -> None:
    settings_file.write_text("target = pmo", "utf-8")
    _copied(clipboard, NOTE)
    ran = mvg("paste", terminals=ALL, stdin=b"")
    assert ran.returncode == 0
    assert "MVG864" in ran.stderr
    assert clipboard.copied[-1] == _output(NOTE)


def test_the_registration_is_printed_beside(mvg: Mvg, clipboard: Any) -> None:
    _copied(clipboard, SAMPLES / "halsont-chatt.txt")
    ran = mvg("paste", "--register")
    assert ran.returncode == 0
    assert ran.stdout == mvg("register", SAMPLES / "halsont-chatt.txt").stdout
    assert clipboard.copied[-1] == _output(SAMPLES / "halsont-chatt.txt")


def test_the_registration_asks_for_what_it_lacks_and_an_open_one_ends_with_1(mvg: Mvg, clipboard: Any) -> None:
    _copied(clipboard, SAMPLES / "utslag-foto.txt")
    ran = mvg("paste", "--register", stdin=b"\n" * 20, terminals=ALL)
    assert ran.returncode == 1
    assert "Var en kollega inblandad?" in ran.stderr
    assert clipboard.copied[-1] == _output(SAMPLES / "utslag-foto.txt")


def _without_admin_system() -> str:
    lines = (SAMPLES / "halsont-chatt.txt").read_text("utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("Registreras i"))


@pytest.mark.parametrize(("answer", "known"), [(b"\n", True), (b"0\n", False)])
def test_the_system_of_the_settings_is_suggested_to_the_registration(
    mvg: Mvg, clipboard: Any, settings_file: Path, answer: bytes, known: bool
) -> None:
    settings_file.write_text('system = "PMO"\n', "utf-8")
    clipboard.copied.append(_without_admin_system())
    ran = mvg("paste", "--register", stdin=answer * 20, terminals=ALL)
    assert "Enter för 2" in ran.stderr
    assert bool(re.search("Registreras i +PMO", ran.stdout)) == known


def test_a_registration_that_cannot_be_made_says_why(mvg: Mvg, clipboard: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from converter.conversion import proven_page
    from converter.files.storage import Refused
    from converter.findings import Finding
    from converter.profile import ProfileError

    for error, code in (
        (Refused(Finding("MVG604")), 70),
        (ProfileError(Finding("MVG708", words=("a", "b", "#unknown-name"))), 78),
    ):

        def fail(*_: object, error: Exception = error) -> str:
            raise error

        monkeypatch.setattr(proven_page, "registration_page", fail)
        _copied(clipboard, NOTE)
        assert mvg("paste", "--register").returncode == code


def test_over_remote_desktop_it_says_that_pasting_may_lag(
    mvg: Mvg, clipboard: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SESSIONNAME", "RDP-Tcp#4")
    _copied(clipboard, NOTE)
    assert "Fjärrskrivbord: vänta någon sekund" in mvg("paste").stderr


def test_findings_as_json_stay_json_and_nothing_is_asked(mvg: Mvg, clipboard: Any) -> None:
    before = _copied(clipboard, NO_FIELDS)
    ran = mvg("paste", "--to", "pmo", "--format", "json", terminals=ALL)
    assert not json.loads(ran.stderr)["notes"][0]["ok"]
    assert clipboard.copied == [before]


def test_the_three_actions_at_a_real_terminal(terminal: Callable[..., Any], tmp_path: Path) -> None:
    """Copy, `mvg paste`, paste: no question is asked on the way."""
    (tmp_path / "copy-000").write_bytes(NOTE.read_bytes())
    ran = terminal("paste")
    screen = ran.wait()
    assert ran.process.wait(30) == 0
    assert ran.copied[1:] == [_output(NOTE)]
    assert "Kopierat: 5 sökord" in screen
    assert "Svar" not in screen


def test_missing_fields_and_a_place_at_a_real_terminal(terminal: Callable[..., Any], tmp_path: Path) -> None:
    text = NO_FIELDS.read_text("utf-8")
    other = UNKNOWN_KEYWORD.read_text("utf-8")
    assert text != other
    (tmp_path / "copy-000").write_text(_without_required(), "utf-8")
    ran = terminal("paste", "--to", "pmo-text")
    for words, key in (("Svar", "3\n"), ("Huvuddiagnos saknas", "J03.9\n"), ("Journaltyp saknas", "SSK\n"),
                       ("Signera från enhet saknas", "Enhet A\n")):  # fmt: skip
        ran.wait(words)
        ran.press(key)
    assert "Kopierat: " in ran.wait()
    assert ran.process.wait(30) == 0
    assert "Enhet A" in ran.copied[-1]


def _without_required() -> str:
    """A note with one text without a place and none of the required fields."""
    lines = (BROKEN / "mvg303-text-fore-sokorden.txt").read_text("utf-8").splitlines()
    required = ("Huvuddiagnos", "Journaltyp", "Signera från enhet")
    return "\n".join(line for line in lines if not line.startswith(required)) + "\n"
