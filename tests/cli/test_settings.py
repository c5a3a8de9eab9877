"""A user's settings: read from one file, shown by one command, and never used when they are not right."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from converter.cli.settings import UserSettings, load_settings, settings_path

Mvg = Callable[..., CompletedProcess[str]]


@pytest.fixture(autouse=True)
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    path = tmp_path / "mvg" / "settings.toml"
    path.parent.mkdir()
    return path


def test_the_settings_are_in_the_folder_that_the_system_has_for_them(file: Path) -> None:
    assert settings_path() == file


def test_without_a_file_nothing_is_set_and_nothing_is_reported() -> None:
    assert load_settings() == (UserSettings(), ())


def test_a_value_or_a_list_of_values_is_read(file: Path) -> None:
    file.write_text(
        '\ufeffunit = ["A ", "B", ""]\nsigner = "C"\nrecord_type = "D"\nsystem = "PMO"\ntarget = " pmo "\n', "utf-8"
    )
    assert load_settings() == (UserSettings(("A", "B"), ("C",), ("D",), "PMO", "pmo"), ())


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("unit = ", "TOML"),
        ("unit = 4", "unit"),
        ("unit = [4]", "unit"),
        ('unit = "a\\u001b[2J"', "unit"),
        ('target = ["pmo"]', "target"),
        ('enhet = "A"', "enhet"),
        ('199104272381 = "A"', "[…]"),
    ],
)
def test_a_file_with_a_fault_is_not_used_at_all(file: Path, content: str, fault: str) -> None:
    file.write_text(f'signer = "C"\n{content}\n', "utf-8")
    settings, findings = load_settings()
    assert settings == UserSettings()
    assert [finding.code for finding in findings] == ["MVG864"]
    assert "1991" not in findings[0].words[0]
    if fault.isascii():
        assert findings[0].words == (fault,)


def test_a_file_that_is_not_utf_8_or_no_file_is_not_used(file: Path) -> None:
    file.write_bytes(b'unit = "\xe5"')
    assert load_settings()[1][0].words == ("UTF-8",)
    file.unlink()
    file.mkdir()
    assert load_settings()[1][0].words == ("MVG802",)


def test_mvg_settings_shows_the_values_and_where_they_are(mvg: Mvg, file: Path) -> None:
    file.write_text('unit = ["A", "B"]\n', "utf-8")
    ran = mvg("settings")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert str(file) in ran.stdout
    assert 'unit = "A", "B"  (enheten som signerar)' in ran.stdout
    assert "target = inget valt" in ran.stdout
    assert "not set" in mvg("settings", "--lang", "en").stdout


def test_mvg_settings_says_what_is_wrong(mvg: Mvg, file: Path) -> None:
    file.write_text("unit", "utf-8")
    ran = mvg("settings")
    assert ran.returncode == 0
    assert "MVG864" in ran.stderr
