"""`mvg probe`: the test text is handed out, and what came back of it becomes limits of a profile."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from converter.probe import probe_text
from converter.profile import load_profile
from paths import SAMPLES
from probe_receivers import charset, crlf, cut

Mvg = Callable[..., CompletedProcess[str]]
NOTE = SAMPLES / "lang-anteckning.txt"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A profile of a region, with a comment of its own."""
    (tmp_path / "profil").mkdir()
    (tmp_path / "profil" / "profile.toml").write_text(
        '# vår profil\nname = "ny"\nversion = "1"\nextends = "min-vard-gavleborg"\n', "utf-8"
    )
    return tmp_path / "profil"


def _append(folder: Path, lines: str) -> None:
    file = folder / "profile.toml"
    file.write_text(file.read_text("utf-8") + lines, "utf-8")


@pytest.fixture
def back(tmp_path: Path) -> Path:
    """What came back from a field of 1,500 characters in cp1252 with CRLF."""
    file = tmp_path / "tillbaka.txt"
    file.write_bytes(crlf(charset("cp1252")(cut(1500)(probe_text()))).encode())
    return file


def test_the_test_text_is_printed_or_written(mvg: Mvg, tmp_path: Path) -> None:
    ran = mvg("probe")
    assert (ran.returncode, ran.stdout) == (0, probe_text() + "\n")
    assert "TESTPATIENT" in ran.stderr
    assert mvg("probe", "-o", tmp_path / "prov.txt").returncode == 0
    assert (tmp_path / "prov.txt").read_text("utf-8") == probe_text() + "\n"
    assert mvg("probe", "-o", tmp_path / "prov.txt").returncode == 73


def test_at_a_terminal_the_text_goes_to_the_clipboard(mvg: Mvg, clipboard: Any) -> None:
    ran = mvg("probe", terminals=("stdout",))
    assert (ran.returncode, ran.stdout) == (0, "")
    assert clipboard.copied == [(probe_text() + "\n").replace("\n", "\r\n")]
    assert "32768" in ran.stderr


def test_what_came_back_is_shown_as_a_profile_has_it(mvg: Mvg, back: Path) -> None:
    ran = mvg("probe", "--compare", back)
    assert ran.returncode == 0
    assert ran.stdout.startswith("[targets.MÅL.limits]\nmeasured = ")
    assert 'max_length = 1500\ncharacters = "cp1252"\nlacks = []\nline_ends = "crlf"\nchanges = []\n' in ran.stdout


def test_P13_the_day_of_the_measurement_is_that_of_stockholm(
    mvg: Mvg, back: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, *_: object) -> datetime:  # type: ignore[override]  # a fixed time, whatever the zone
            return datetime(2026, 12, 31, 23, 30, tzinfo=UTC)

    monkeypatch.setattr("converter.cli.probe.datetime", Clock)
    assert 'measured = "2027-01-01"' in mvg("probe", "--compare", back).stdout


def test_the_limits_are_written_into_the_profile_and_then_hold(mvg: Mvg, back: Path, folder: Path) -> None:
    ran = mvg("probe", "--compare", back, "--write", folder, "--to", "melior")
    assert ran.returncode == 0
    assert (folder / "profile.toml").read_text("utf-8").startswith("# vår profil\n")
    assert load_profile(folder).targets["melior"].limits.max_length == 1500
    copied = mvg("copy", NOTE, "--profile", folder)
    assert (copied.returncode, copied.stdout) == (1, "")
    assert "MVG780" in copied.stderr
    assert "Kompletterande anamnes har" in copied.stderr
    status = mvg("copy", NOTE, "--profile", folder, "--section", "Status", "--replace")
    assert status.returncode == 0
    again = mvg("probe", "--compare", back, "--write", folder, "--to", "melior")
    assert again.returncode == 0
    assert mvg("profile", "check", folder).returncode == 0


def test_a_batch_writes_the_line_ends_of_the_field(mvg: Mvg, folder: Path, tmp_path: Path) -> None:
    _append(folder, '[targets.melior.limits]\nline_ends = "crlf"\n')
    ran = mvg("batch", NOTE, "--out", tmp_path / "ut", "--to", "melior", "--profile", folder)
    assert ran.returncode == 0
    (file,) = (tmp_path / "ut").rglob(f"{NOTE.name}.melior.txt")
    data = file.read_bytes()
    assert data.count(b"\r\n") == data.count(b"\n") > 10
    assert mvg("copy", NOTE, "--profile", folder, "-o", tmp_path / "en.txt").returncode == 0
    assert (tmp_path / "en.txt").read_bytes() == data


def test_an_export_is_held_against_the_limits_too(mvg: Mvg, folder: Path) -> None:
    _append(folder, '[targets.pmo.limits]\nlacks = ["U+2192"]\n')
    refused = mvg("export", NOTE, "--profile", folder)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "MVG505" in refused.stderr
    assert "--charset" not in refused.stderr
    swapped = mvg("export", NOTE, "--profile", folder, "--replace")
    assert swapped.returncode == 0
    assert "→" not in swapped.stdout


@pytest.mark.parametrize("content", [b"", b"x", "något annat".encode(), b"\xff\xff\xff"])
def test_another_file_ends_with_65(mvg: Mvg, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "fil.txt"
    file.write_bytes(content)
    ran = mvg("probe", "--compare", file)
    assert (ran.returncode, ran.stdout) == (65, "")
    assert "MVG782" in ran.stderr


def test_a_file_in_utf_16_is_read(mvg: Mvg, tmp_path: Path) -> None:
    file = tmp_path / "fil.txt"
    file.write_text(probe_text(), "utf-16", newline="")
    assert "max_length = 0" in mvg("probe", "--compare", file).stdout


def test_a_file_that_is_not_there_ends_with_66(mvg: Mvg) -> None:
    assert mvg("probe", "--compare", "finns-inte").returncode == 66


def test_a_target_or_file_that_cannot_be_written_ends_with_73(mvg: Mvg, back: Path, folder: Path) -> None:
    before = (folder / "profile.toml").read_bytes()
    assert mvg("probe", "--compare", back, "--write", folder, "--to", "nytt").returncode == 73
    assert (folder / "profile.toml").read_bytes() == before
    (folder / "profile.toml").write_bytes(before + b'targets = { melior = { button = "x" } }\n')
    ran = mvg("probe", "--compare", back, "--write", folder, "--to", "melior")
    assert ran.returncode == 73
    assert "MVG784" in ran.stderr


def test_a_folder_without_a_profile_ends_with_78(mvg: Mvg, back: Path, tmp_path: Path) -> None:
    assert mvg("probe", "--compare", back, "--write", tmp_path, "--to", "melior").returncode == 78


@pytest.mark.parametrize(
    "arguments",
    [("--to", "melior"), ("--write", "x"), ("--compare", "x", "--write", "x"), ("--compare", "x", "-o", "y")],
)
def test_options_that_do_not_belong_together_are_wrong_usage(mvg: Mvg, arguments: tuple[str, ...]) -> None:
    assert mvg("probe", *arguments).returncode == 2


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('measured = "i går"', "MVG705"),
        ('characters = "klingon"', "MVG705"),
        ('lacks = ["≥"]', "MVG705"),
        ('line_ends = "lfcr"', "MVG723"),
        ('changes = ["allt"]', "MVG723"),
        ("max_length = -1", "MVG705"),
        ("max_length = true", "MVG705"),
        ("maxlength = 1", "MVG728"),
    ],
)
def test_limits_written_by_hand_are_checked(mvg: Mvg, folder: Path, line: str, code: str) -> None:
    _append(folder, f"[targets.melior.limits]\n{line}\n")
    ran = mvg("profile", "check", folder)
    assert ran.returncode == 78
    assert code in ran.stderr + ran.stdout


def test_the_page_shows_what_a_field_cannot_hold(folder: Path) -> None:
    pytest.importorskip("flask")
    from converter.page.request import parse_request
    from converter.page.view import page_view

    _append(folder, "[targets.melior.limits]\nmax_length = 100\n")
    request = parse_request({"text": NOTE.read_text("utf-8"), "target": "melior"})
    assert "MVG780" in json.dumps(page_view(request, load_profile(folder), "sv"))


def test_a_text_that_came_back_damaged_is_no_measurement(mvg: Mvg, back: Path) -> None:
    text = back.read_bytes().decode("utf-8")
    back.write_text(text + text, "utf-8", newline="")
    ran = mvg("probe", "--compare", back)
    assert ran.returncode != 0
    assert "MVG785" in ran.stderr


def test_a_length_that_is_round_in_no_unit_is_reported(mvg: Mvg, tmp_path: Path) -> None:
    (tmp_path / "tillbaka.txt").write_text(probe_text()[:777], "utf-8")
    ran = mvg("probe", "--compare", tmp_path / "tillbaka.txt")
    assert (ran.returncode, "MVG786" in ran.stderr) == (0, True)
