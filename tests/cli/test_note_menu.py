"""`mvg NOTE`: the check, then a menu at a terminal; and the message about a word that is no command."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from converter import convert
from converter.cli.note_menu import Menu
from converter.cli.settings import UserSettings
from converter.profile import Profile
from paths import BROKEN, SAMPLES

Mvg = Callable[..., CompletedProcess[str]]
NOTE = SAMPLES / "halsont-chatt.txt"
ALL = ("stdin", "stdout", "stderr")


@pytest.fixture
def settings_file(tmp_path: Path) -> Path:
    """The file of the user's settings, which is not there yet."""
    file = tmp_path / "config" / "mvg" / "settings.toml"
    file.parent.mkdir(parents=True)
    return file


@pytest.fixture
def note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A note in a folder of its own, as a person has saved it; the name has a space and letters of Swedish."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    path = tmp_path / "min anteckning å.txt"
    shutil.copyfile(NOTE, path)
    return path


@pytest.mark.parametrize("options", [(), ("--strict",), ("--format", "json"), ("--lang", "en", "-v")])
@pytest.mark.parametrize("name", [NOTE, BROKEN / "mvg401-alla-tre-saknas.xml", BROKEN / "mvg102-pdf.pdf"])
def test_without_a_terminal_it_is_the_check(mvg: Mvg, name: Path, options: tuple[str, ...]) -> None:
    ran, checked = mvg(name, *options), mvg("check", name, *options)
    assert (ran.returncode, ran.stdout, ran.stderr) == (checked.returncode, checked.stdout, checked.stderr)


def test_the_menu_follows_the_check_at_a_terminal(mvg: Mvg, note: Path) -> None:
    ran = mvg(note, stdin=b"0\n", terminals=ALL)
    assert ran.returncode == 0
    assert "Klar att exportera" in ran.stdout
    assert "  1  PMO: " in ran.stderr
    assert "  2  Melior: " in ran.stderr
    assert "  3  Registrering: " in ran.stderr
    assert "  0  Avsluta." in ran.stderr


def test_1_writes_the_pmo_document_beside_the_note_and_never_over_another(mvg: Mvg, note: Path) -> None:
    document = note.with_suffix(".pmo.xml")
    assert mvg(note, stdin=b"1\n0\n", terminals=ALL).returncode == 0
    assert document.read_bytes().decode() == convert(NOTE.read_bytes(), "pmo").output
    document.write_text("annat")
    ran = mvg(note, stdin=b"1\n0\n", terminals=ALL)
    assert (ran.returncode, document.read_text()) == (73, "annat")
    assert "MVG808" in ran.stderr


def test_1_asks_for_what_is_missing(mvg: Mvg, note: Path) -> None:
    shutil.copyfile(BROKEN / "mvg401-alla-tre-saknas.xml", note)
    ran = mvg(note, stdin=b"1\nJ03.9\nLakare\nEnhet A\n0\n", terminals=ALL)
    assert ran.returncode == 0
    assert "Enhet A" in note.with_suffix(".pmo.xml").read_text("utf-8")


def test_2_puts_the_text_on_the_clipboard(mvg: Mvg, note: Path, clipboard: Any) -> None:
    ran = mvg(note, stdin=b"2\n0\n", terminals=ALL)
    assert ran.returncode == 0
    assert [text.replace("\r\n", "\n") for text in clipboard.copied] == [convert(NOTE.read_bytes(), "melior").output]


def test_3_shows_the_registration(mvg: Mvg, note: Path) -> None:
    ran = mvg(note, stdin=b"3\n\n0\n", terminals=ALL)
    assert ran.returncode == 0
    assert "KONTAKTREGISTRERING" in ran.stdout


# -- the user's settings ---------------------------------------------------------------------------------------


def test_the_menu_offers_the_settings_by_number_and_takes_none_unasked(
    mvg: Mvg, note: Path, settings_file: Path
) -> None:
    settings_file.write_text(
        'unit = ["Enhet A", "Enhet B"]\nrecord_type = "Läkaranteckning"\nsigner = "Anna Alm"\n', "utf-8"
    )
    shutil.copyfile(BROKEN / "mvg401-alla-tre-saknas.xml", note)
    ran = mvg(note, stdin=b"1\nJ03.9\n1\n2\n0\n0\n", terminals=ALL)
    assert ran.returncode == 0
    document = note.with_suffix(".pmo.xml").read_text("utf-8")
    assert "Enhet B" in document
    assert "Läkaranteckning" in document
    assert "Anna Alm" not in document


def test_the_menu_has_the_users_target_first_and_the_profiles_too(
    mvg: Mvg, note: Path, clipboard: Any, settings_file: Path
) -> None:
    settings_file.write_text('target = "obstetrix"\n')
    ran = mvg(note, stdin=b"2\n3\n0\n", terminals=ALL)
    menu = [line[:8] for line in ran.stderr.splitlines() if line[:2] == "  " and line[2:3].isdigit()]
    assert menu[:5] == ["  1  PMO", "  2  Obs", "  3  Mel", "  4  Reg", "  0  Avs"]
    outputs = [convert(NOTE.read_bytes(), target).output for target in ("obstetrix", "melior")]
    assert [text.replace("\r\n", "\n") for text in clipboard.copied] == outputs


def test_the_users_gated_target_asks_for_what_is_missing_before_it_is_copied(
    mvg: Mvg, note: Path, clipboard: Any, settings_file: Path
) -> None:
    settings_file.write_text('target = "pmo-text"\nunit = "Enhet A"\nrecord_type = "Läkaranteckning"\n', "utf-8")
    shutil.copyfile(BROKEN / "mvg401-alla-tre-saknas.xml", note)
    ran = mvg(note, stdin=b"2\nJ03.9\n1\n1\n0\n", terminals=ALL)
    assert ran.returncode == 0
    assert "Enhet A" in clipboard.copied[-1]


@pytest.mark.parametrize("target", ["pmo", "elvis", ""])
def test_a_target_that_the_menu_has_already_or_the_profile_lacks_adds_no_line(
    mvg: Mvg, note: Path, settings_file: Path, target: str
) -> None:
    settings_file.write_text(f'target = "{target}"\n')
    menu = mvg(note, stdin=b"0\n", terminals=ALL).stderr
    assert [line[:8] for line in menu.splitlines() if line[:2] == "  "] == [
        "  1  PMO", "  2  Mel", "  3  Reg", "  0  Avs",
    ]  # fmt: skip


@pytest.mark.parametrize(("answer", "shown"), [(b"\n", True), (b"0\n", False)])
def test_the_users_system_is_suggested_to_the_registration(
    mvg: Mvg, note: Path, settings_file: Path, answer: bytes, shown: bool
) -> None:
    note.write_text(re.sub("Registreras i: .*\n", "", NOTE.read_text("utf-8")), "utf-8")
    settings_file.write_text('system = "PMO"\n')
    ran = mvg(note, stdin=b"3\n" + answer + b"0\n" * 9, terminals=ALL)
    assert "Nummer, Enter för 2, 0 om du inte vet:" in ran.stderr
    assert bool(re.search("Registreras i +PMO", ran.stdout)) is shown


def test_settings_with_a_mistake_are_reported_and_not_used(mvg: Mvg, note: Path, settings_file: Path) -> None:
    settings_file.write_text("target = 4\n")
    ran = mvg(note, stdin=b"0\n", terminals=ALL)
    assert ran.returncode == 0
    assert ran.stderr.count("MVG864") == 1


def test_settings_are_not_read_where_nobody_can_be_asked(mvg: Mvg, note: Path, settings_file: Path) -> None:
    settings_file.write_text("target = 4\n")
    assert "MVG864" not in mvg(note).stderr


# -- how it ends -----------------------------------------------------------------------------------------------


def test_the_menu_outlives_what_is_refused_and_ends_with_its_code(mvg: Mvg, note: Path, clipboard: Any) -> None:
    clipboard.spoils = str.upper
    ran = mvg(note, stdin=b"2\n0\n", terminals=ALL)
    assert ran.returncode == 75
    assert ran.stderr.count("Vad vill du göra?") == 2


def test_the_end_of_the_input_ends_the_menu(mvg: Mvg, note: Path) -> None:
    ran = mvg(note, stdin=b"", terminals=ALL)
    assert ran.returncode == 1
    assert "Avbrutet." in ran.stderr


def test_a_file_that_is_no_note_has_no_menu(mvg: Mvg, note: Path) -> None:
    note.write_bytes(b"%PDF-1.7")
    ran = mvg(note, terminals=ALL)
    assert ran.returncode == 65
    assert "Vad vill du göra?" not in ran.stderr


def test_a_profile_without_a_gated_target_exports_its_first(
    note: Path, monkeypatch: pytest.MonkeyPatch, profile: Profile
) -> None:
    from converter.cli import note_menu

    melior = {"melior": profile.targets["melior"]}
    monkeypatch.setattr(note_menu, "profile_or_exit", lambda *_: profile.replace(targets=melior))
    reports = {"strict": False, "style": "text", "quiet": True, "verbose": False}
    Menu.of(str(note), UserSettings(), None, None, "", **reports).export_beside()
    assert note.with_suffix(".melior.txt").read_text("utf-8") == convert(NOTE.read_bytes(), "melior").output


def test_the_menu_has_only_what_the_profile_has(
    mvg: Mvg, note: Path, monkeypatch: pytest.MonkeyPatch, profile: Profile
) -> None:
    from converter.cli import note_menu

    pmo = profile.replace(targets={"pmo": profile.targets["pmo"]}, tables={})
    monkeypatch.setattr(note_menu, "profile_or_exit", lambda *_: pmo)
    ran = mvg(note, stdin=b"0\n", terminals=ALL)
    assert ran.returncode == 0
    menu = [line for line in ran.stderr.splitlines() if line[:2] == "  " and line[2:3].isdigit()]
    assert [line[:8] for line in menu] == ["  1  PMO", "  0  Avs"]


def test_a_command_is_a_command_though_a_file_has_its_name(
    mvg: Mvg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "list").write_bytes(NOTE.read_bytes())
    assert "melior" in mvg("list", "targets").stdout


@pytest.mark.parametrize(
    ("written", "meant"),
    [("past", "paste"), ("klistar", "klistra"), ("exprot", "export"), ("KOPY", "copy"), ("setings", "settings"),
     ("regsiter", "register")],
)  # fmt: skip
def test_a_mistyped_command_gets_a_suggestion(mvg: Mvg, written: str, meant: str) -> None:
    ran = mvg(written)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == f"Kommandot '{written}' finns inte. Menade du {meant}?\nHjälp: mvg -h\n"
    assert f"Did you mean {meant}?" in mvg("--lang", "en", written).stderr


@pytest.mark.parametrize("name", ["anteckning.txt", "x" * 5000, "a\0b", "199104272381.txt"])
def test_what_is_neither_a_command_nor_a_file_is_wrong_usage(mvg: Mvg, name: str) -> None:
    ran = mvg(name)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "Menade du" not in ran.stderr
    assert "1991" not in ran.stderr


def test_the_whole_at_a_real_terminal(terminal: Callable[..., Any], note: Path) -> None:
    ran = terminal(str(note))
    ran.wait("Svar")
    ran.press("2\n")
    ran.wait("Svar", 2)
    ran.press("0\n")
    ran.wait()
    assert ran.process.wait(30) == 0
    assert [text.replace("\r\n", "\n") for text in ran.copied] == [convert(NOTE.read_bytes(), "melior").output]
