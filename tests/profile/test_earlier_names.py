"""Earlier names of keys and values: a profile and a command line of 0.1 mean what they meant."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from converter import convert
from converter.cli import cli
from converter.profile import Profile, load_profile, packaged
from converter.profile.schema import PROFILE_FILE
from paths import SAMPLES
from regional import refused

SHIPPED = packaged("templates") / "min-vard-gavleborg"
NOTE = SAMPLES / "halsont-chatt.txt"


def _mvg(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments)


def _of_0_1(folder: Path, change: Callable[[str], str] = str) -> Path:
    """The shipped profile in the names of 0.1."""
    copy = shutil.copytree(SHIPPED, folder / "profile", ignore=shutil.ignore_patterns("tests"))
    text = (copy / PROFILE_FILE).read_text("utf-8")
    text, rows = re.subn(r"^record = ", "pmo = ", text, flags=re.MULTILINE)
    assert rows == 7
    text = text.replace("[targets.pmo]\n", '[targets.pmo]\nheadings = "pmo"\n')
    (copy / PROFILE_FILE).write_text(change(text), "utf-8")
    return copy


def test_a_profile_of_0_1_is_loaded_as_it_was(tmp_path: Path, profile: Profile) -> None:
    old = load_profile(_of_0_1(tmp_path))
    assert old.replace(digest=profile.digest, folders=profile.folders) == profile


def test_a_mistake_in_a_profile_of_0_1_is_found_where_it_stands(tmp_path: Path) -> None:
    folder = _of_0_1(tmp_path, lambda text: text.replace('pmo = "Status"', 'pmo = ""'))
    line = (folder / PROFILE_FILE).read_text("utf-8").split("\n").index('pmo = ""') + 1
    assert [(finding.code, finding.line) for finding in refused(load_profile, folder)] == [("MVG705", line)]


def test_a_folder_in_new_names_extends_one_in_earlier_names(tmp_path: Path) -> None:
    _of_0_1(tmp_path)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / PROFILE_FILE).write_text(
        'name = "mine"\nversion = "1"\nextends = "../profile"\n[[keyword]]\nrecord = "Planering"\nclinic24 = "Plan"\n',
        "utf-8",
    )
    assert load_profile(tmp_path / "mine").rows[-1][:2] == ("Planering", "Plan")


def test_a_key_under_both_names_is_a_mistake(tmp_path: Path) -> None:
    folder = _of_0_1(tmp_path, lambda text: text.replace('pmo = "Status"', 'pmo = "Status"\nrecord = "Status"'))
    assert [finding.code for finding in refused(load_profile, folder)] == ["MVG703"]


def test_the_headings_can_be_asked_for_by_their_earlier_name() -> None:
    assert _mvg("copy", str(NOTE), "--headings", "pmo").stdout == _mvg("copy", str(NOTE), "--headings", "record").stdout
    assert convert(NOTE.read_bytes(), "melior", headings="pmo") == convert(
        NOTE.read_bytes(), "melior", headings="record"
    )


@pytest.mark.slow
@pytest.mark.counted
def test_the_check_names_each_earlier_name_of_the_folder(tmp_path: Path) -> None:
    ran = _mvg("profile", "check", str(_of_0_1(tmp_path)))
    assert ran.exit_code == 0
    assert ran.stderr.count("MVG733") == 8
    assert "pmo heter numera record" in ran.stderr
    assert "MVG733" not in _mvg("profile", "check").stderr
