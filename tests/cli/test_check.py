"""`mvg check`: what stands between a note and its export, for one note or many. Writes nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from converter.profile import Profile
from paths import BROKEN, SAMPLES

Mvg = Callable[..., CompletedProcess[str]]
GOOD = SAMPLES / "cystit-video.txt"
ALSO_GOOD = SAMPLES / "ksh97.xml"
EMPTY = BROKEN / "mvg401-alla-tre-saknas.xml"
WARNED = BROKEN / "mvg405-fel-kontrollsiffra.txt"
UNREADABLE = BROKEN / "mvg201-oavslutad-tagg.xml"
MISSING = SAMPLES / "finns-inte.txt"
THREE = ("--huvuddiagnos", "R05.9 Hosta", "--journaltyp", "Läkaranteckning", "--signera-fran-enhet", "Provköping")


def test_a_good_note_shows_what_the_button_would_say(mvg: Mvg) -> None:
    ran = mvg("check", GOOD)
    assert ran.returncode == 0
    assert ran.stdout.splitlines()[-1] == f"{GOOD}: Klar att exportera (0 fel, 0 varningar)"
    assert ran.stderr == ""


def test_K13_a_note_that_is_stopped_shows_no_button_that_reads_as_a_permission(mvg: Mvg) -> None:
    ran = mvg("check", EMPTY)
    assert ran.returncode == 1
    assert ran.stdout.splitlines()[-1] == f"{EMPTY}: Kan inte exporteras än: 3 fel."


@pytest.mark.parametrize("target", ["melior", "obstetrix", "other"])
def test_F14_the_button_of_another_record_system_signs_and_copies(mvg: Mvg, target: str) -> None:
    """R149: there it is the same with and without the three fields."""
    for note in (GOOD, EMPTY):
        assert "Klar att kopiera (0 fel" in mvg("check", note, "--to", target).stdout


def test_a_note_that_cannot_be_read_has_no_button(mvg: Mvg) -> None:
    ran = mvg("check", UNREADABLE)
    assert ran.returncode == 65
    assert ran.stdout.splitlines()[-1] == f"{UNREADABLE}: Kan inte läsas: 1 fel."


def test_the_summary_is_in_english_when_asked_for(mvg: Mvg) -> None:
    ran = mvg("check", EMPTY, UNREADABLE, "--lang", "en")
    last = [line for line in ran.stdout.splitlines() if "annot be" in line.partition(": ")[2][:10]]
    assert last == [f"{EMPTY}: Cannot be exported yet: 3 errors.", f"{UNREADABLE}: Cannot be read: 1 error."]


def test_the_fields_given_beside_the_note_change_the_button(mvg: Mvg) -> None:
    ran = mvg("check", EMPTY, *THREE)
    assert ran.returncode == 0
    assert "Klar att exportera" in ran.stdout


def test_nothing_is_written(mvg: Mvg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    note = tmp_path / "a.txt"
    note.write_bytes(GOOD.read_bytes())
    monkeypatch.chdir(tmp_path)
    before = note.stat()
    assert mvg("check", "a.txt").returncode == 0
    assert list(tmp_path.iterdir()) == [note]
    assert (note.read_bytes(), note.stat().st_mtime_ns) == (GOOD.read_bytes(), before.st_mtime_ns)


@pytest.mark.parametrize(
    ("notes", "code"),
    [
        ([GOOD, ALSO_GOOD], 0),
        ([GOOD, WARNED], 0),
        ([GOOD, EMPTY], 1),
        ([UNREADABLE, GOOD], 1),
        ([MISSING, GOOD], 1),
        ([GOOD, SAMPLES], 1),
        ([MISSING, UNREADABLE, EMPTY], 1),
        ([GOOD], 0),
        ([EMPTY], 1),
        ([UNREADABLE], 65),
        ([MISSING], 66),
        ([SAMPLES], 66),
    ],
)
def test_one_note_has_its_own_exit_code_and_of_several_any_that_fails_gives_1(
    mvg: Mvg, notes: list[Path], code: int
) -> None:
    ran = mvg("check", *notes)
    assert ran.returncode == code
    for note in notes:
        assert f"{note}: k" in ran.stdout.replace(": K", ": k")


def test_a_note_that_fails_does_not_keep_the_next_from_being_checked(mvg: Mvg) -> None:
    ran = mvg("check", MISSING, UNREADABLE, GOOD)
    assert [code in ran.stdout for code in ("MVG801", "MVG201", "MVG430")] == [True] * 3
    assert ran.stdout.rstrip().endswith("(0 fel, 0 varningar)")


@pytest.mark.parametrize(("arguments", "code"), [((), 0), (("--strict",), 1)])
def test_a_warning_fails_only_when_strict(mvg: Mvg, arguments: tuple[str, ...], code: int) -> None:
    assert mvg("check", WARNED, *arguments).returncode == code
    assert mvg("check", WARNED, GOOD, *arguments).returncode == code


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_json_holds_every_note_in_order(mvg: Mvg, lang: str) -> None:
    ran = mvg("check", GOOD, UNREADABLE, EMPTY, MISSING, "--format", "json", "--lang", lang)
    reported = json.loads(ran.stdout)
    assert (ran.returncode, ran.stderr, reported["schema"]) == (1, "", 1)
    assert [note["name"] for note in reported["notes"]] == [str(path) for path in (GOOD, UNREADABLE, EMPTY, MISSING)]
    assert [note["ok"] for note in reported["notes"]] == [True, False, False, False]
    assert [note["button"] for note in reported["notes"]] == ["Signera och exportera", "", "Signera", ""]
    (missing,) = reported["notes"][3]["findings"]
    assert missing == {
        "code": "MVG801",
        "severity": "error",
        "line": None,
        "column": None,
        "message": {"sv": "Filen finns inte.", "en": "There is no such file."}[lang],
        "next_step": {"sv": "Kontrollera stavningen.", "en": "Check the spelling."}[lang],
    }


def test_quiet_shows_errors_and_the_summary_only(mvg: Mvg) -> None:
    assert "MVG405" in mvg("check", WARNED).stdout
    quiet = mvg("check", WARNED, "-q").stdout
    assert quiet == f"{WARNED}: Klar att exportera (0 fel, 1 varning)\n"
    assert mvg("check", EMPTY, "-q").stdout.count("MVG401") == 3


def test_verbose_shows_information_too(mvg: Mvg) -> None:
    assert "MVG411" not in mvg("check", GOOD).stdout
    assert "UPPLYSNING MVG411" in mvg("check", GOOD, "-v").stdout


def test_a_target_that_is_not_gated_asks_for_less(mvg: Mvg) -> None:
    assert mvg("check", EMPTY, "--to", "melior").returncode == 0
    assert mvg("check", BROKEN / "mvg301-okant-sokord.xml", "--to", "json").returncode == 1
    assert "MVG304" in mvg("check", BROKEN / "mvg301-okant-sokord.xml", "--to", "other").stdout


def test_a_target_that_is_not_there_is_wrong_usage(mvg: Mvg, profile: Profile) -> None:
    ran = mvg("check", MISSING, "--to", "finns-inte")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ", ".join((*profile.targets, "json")) in ran.stderr


def test_a_place_settles_where_a_text_belongs(mvg: Mvg) -> None:
    note = BROKEN / "mvg303-text-fore-sokorden.txt"
    assert mvg("check", note).returncode == 1
    ran = mvg("check", note, "--place", "1=Status", "-v")
    assert ran.returncode == 0
    assert "MVG310" in ran.stdout


@pytest.mark.parametrize("notes", [[GOOD], [MISSING]])
def test_a_wrong_place_is_wrong_usage_whatever_the_notes_are(mvg: Mvg, notes: list[Path]) -> None:
    assert mvg("check", *notes, "--place", "1=Finns inte").returncode == 2


def test_standard_input_can_be_one_of_the_notes(mvg: Mvg) -> None:
    ran = mvg("check", GOOD, "-", stdin=EMPTY.read_bytes())
    assert ran.returncode == 1
    assert "-: Kan inte exporteras än: 3 fel." in ran.stdout


def test_K13_a_target_that_is_copied_to_is_not_exported_to(mvg: Mvg) -> None:
    ran = mvg("check", BROKEN / "mvg260-fragetecken-i-texten.txt", "--to", "melior")
    assert ran.stdout.splitlines()[-1].endswith(": Kan inte kopieras än: 1 fel.")


def test_no_note_at_all_is_wrong_usage(mvg: Mvg) -> None:
    ran = mvg("check")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "saknas." in ran.stderr
