"""`mvg fuzz`: what it says of an attack, how a fault is shown, kept and found again."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from converter.profile import Profile
from paths import BROKEN
from testing.planting import ERRORS, plant

Mvg = Callable[..., CompletedProcess[str]]
FEW = ("--examples", "51", "--seed", "4")


def test_an_attack_that_finds_nothing_ends_with_0_and_says_what_was_covered(mvg: Mvg) -> None:
    ran = mvg("fuzz", *FEW)
    assert ran.returncode == 0
    assert ran.stderr == ""
    assert ran.stdout.startswith("Frö 4: 51 anteckningar.\n")
    assert re.search(r"^gate +3 +\d+ +\d+ +\d+$", ran.stdout, re.MULTILINE)
    assert re.search(r"^Koder: \d+ av de \d+ som en anteckning kan ge; inte: MVG", ran.stdout, re.MULTILINE)
    assert re.search(r"^Mål: \d/\d", ran.stdout, re.MULTILINE)


@pytest.mark.slow
@pytest.mark.counted
def test_it_speaks_english_and_shows_what_each_property_reached(mvg: Mvg) -> None:
    ran = mvg("fuzz", *FEW, "--lang", "en", "-v")
    assert ran.stdout.startswith("Seed 4: 51 notes.\n")
    assert "MVG401" in ran.stdout
    assert mvg("fuzz", *FEW, "-q").stdout == ""


def test_without_a_seed_there_is_one_that_can_be_given_again(mvg: Mvg) -> None:
    first = mvg("fuzz", "--examples", "17").stdout
    (seed,) = re.findall(r"Frö (\d+)", first)
    assert mvg("fuzz", "--examples", "17", "--seed", seed).stdout == first


def test_with_time_it_goes_on(mvg: Mvg) -> None:
    (asked,) = re.findall(r": (\d+) anteckningar", mvg("fuzz", *FEW, "--time", "0.01").stdout)
    assert int(asked) <= 51


def test_progress_is_shown_in_a_terminal_only(mvg: Mvg) -> None:
    ran = mvg("fuzz", *FEW, terminals=("stderr",))
    assert "\r51 anteckningar · registration" in ran.stderr


@pytest.mark.slow
@pytest.mark.counted
def test_a_fault_is_shown_kept_and_found_again(
    mvg: Mvg, tmp_path: Path, profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch, ERRORS["text without a place is not reported"])
    kept = tmp_path / "new" / "tests"
    ran = mvg("fuzz", "--examples", "360", "--seed", "3", "--save", kept)
    assert ran.returncode == 1
    assert "MVG911: Egenskapen placed gäller inte: pmo" in ran.stderr
    assert "placed: Text utan plats stoppar mål med spärr" in ran.stdout
    assert "gäller inte" in ran.stdout.split("Koder:")[0]
    (command,) = re.findall(r"Kör igen: (.*)", ran.stdout)
    again = mvg(*shlex.split(command)[1:])
    assert again.returncode == 1
    note = ran.stdout.split("bryter mot den:\n")[1].split("Kör igen")[0]
    assert note in again.stdout
    assert note.count("\n") <= 4
    (fixture,) = kept.glob("*.property")
    assert fixture.stat().st_mode & 0o077 == 0
    region = kept.parent
    (region / "profile.toml").write_text('name = "region"\nversion = "1"\nextends = "min-vard-gavleborg"\n', "utf-8")
    assert "placed: pmo" in mvg("profile", "test", region).stdout
    monkeypatch.undo()
    assert mvg("profile", "test", region).returncode == 0


@pytest.mark.slow
@pytest.mark.counted
def test_a_fault_of_a_profile_is_found_and_the_command_names_the_profile(mvg: Mvg) -> None:
    folder = BROKEN / "profiles" / "mvg911-klipper-langa-texter"
    ran = mvg("fuzz", "--profile", folder, "--examples", "204", "--seed", "3", "--lang", "en")
    assert ran.returncode == 1
    again = ran.stdout.count(f"Run again: mvg fuzz --profile {folder} --examples 204 --seed 3\n")
    assert again == ran.stderr.count("MVG911") >= 1


@pytest.mark.slow
def test_a_fault_that_breaks_many_properties_is_shown_once(mvg: Mvg) -> None:
    folder = BROKEN / "profiles" / "mvg911-klipper-langa-texter"
    ran = mvg("fuzz", "--profile", folder, "--examples", "204", "--seed", "3", "--lang", "en")
    shown = ran.stderr.count("MVG911")
    others = [name for names in re.findall("For the same reason: (.*)", ran.stdout) for name in names.split(", ")]
    assert len(others) > 1
    assert ran.stdout.count("does not hold") == shown + len(others)


def test_a_note_that_cannot_be_read_is_shown_byte_for_byte_and_a_long_one_cut(
    mvg: Mvg, monkeypatch: pytest.MonkeyPatch
) -> None:
    from converter.testing import PROPERTIES, fuzzing
    from converter.testing.properties import Property

    def shown(source: bytes) -> str:
        failure = fuzzing.Failure("gate", source, "here", 1, 2)
        report = fuzzing.Report({"gate": fuzzing.Tally()}, (failure,))
        monkeypatch.setattr(fuzzing, "fuzz", lambda *_: report)
        return mvg("fuzz", "-q").stdout

    assert isinstance(PROPERTIES["gate"], Property)
    assert "\n    Status\\xff<U+001B>[2J\n" in shown(b"Status\xff\x1b[2J")
    assert f"\n    {'x' * 2000}… (3000)\n" in shown(b"Status\n" + b"x" * 3000)
    assert "\n    Status\n    å\n" in shown("Status\nå".encode("utf-16"))


@pytest.mark.parametrize("name", ["mvg703-okand-nyckel", "mvg725-text-andras"])
def test_an_invalid_profile_stops_it_before_anything_is_drawn(name: str, mvg: Mvg) -> None:
    ran = mvg("fuzz", "--profile", BROKEN / "profiles" / name)
    assert (ran.returncode, ran.stdout) == (78, "")


@pytest.mark.slow
@pytest.mark.counted
def test_a_folder_that_cannot_be_made_is_reported(mvg: Mvg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch, ERRORS["the button is always ready"])
    (tmp_path / "file").write_text("")
    ran = mvg("fuzz", "--examples", "36", "--seed", "1", "--save", tmp_path / "file" / "folder")
    assert ran.returncode == 73
    assert "MVG805" in ran.stderr


def test_without_the_extra_it_says_which_to_install(mvg: Mvg, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "hypothesis", None)
    monkeypatch.delitem(sys.modules, "converter.testing.fuzzing", raising=False)
    ran = mvg("fuzz", "--lang", "en")
    assert ran.returncode == 70
    assert "MVG910: The extra testers is not installed" in ran.stderr
    assert "mvg-export[testers]" in ran.stderr


@pytest.mark.parametrize("wrong", [("--examples", "0"), ("--seed", "-1"), ("--time", "0"), ("note.txt",)])
def test_wrong_usage_is_2(mvg: Mvg, wrong: tuple[str, ...]) -> None:
    assert mvg("fuzz", *wrong).returncode == 2
