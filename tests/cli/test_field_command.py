"""`--set` and the options that a profile names for its required fields."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from converter.cli import cli
from converter.cli.field_command import FieldCommand
from converter.profile.schema import RESERVED_OPTIONS
from paths import BROKEN, SAMPLES

WITHOUT = BROKEN / "mvg401-huvuddiagnos-saknas.txt"
HEAD = 'name = "a"\nversion = "1"\nextends = "min-vard-gavleborg"\n'
FIELD = '[[required]]\nheading = "Kontaktens prioritet"\nfact = "contact.prio"\noption = "--vårdprio"\n'


def _mvg(*arguments: object) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


@pytest.fixture
def region(tmp_path: Path) -> Path:
    (tmp_path / "profile.toml").write_text(HEAD + FIELD, "utf-8")
    return tmp_path


@pytest.mark.parametrize("command", ["check", "copy", "export", "paste", "trace"])
def test_the_options_that_no_profile_can_name_are_those_of_the_commands(command: str) -> None:
    made = cli.get_command(None, command)  # type: ignore[arg-type]  # it needs no context
    assert isinstance(made, FieldCommand)
    assert {name for param in made.params for name in param.opts if name.startswith("--")} <= set(RESERVED_OPTIONS)


@pytest.mark.parametrize("written", [("--vårdprio", "3"), ("--vårdprio=3",), ("--set", "contact.prio=3")])
@pytest.mark.parametrize("before", [True, False])
def test_the_option_of_a_profile_gives_its_field(region: Path, written: tuple[str, ...], before: bool) -> None:
    profile = ("--profile", region) if before else (f"--profile={region}",)
    note = SAMPLES / "receptfornyelse.txt"
    assert "--vårdprio" in _mvg("export", note, *profile).stderr
    ran = _mvg("export", *(profile if before else ()), note, *written, *(() if before else profile))
    assert (ran.exit_code, "<priority>3</priority>" in ran.stdout or ran.stdout != "") == (0, True)


def test_the_option_is_unknown_without_its_profile(region: Path) -> None:
    ran = _mvg("export", WITHOUT, "--vårdprio", "3")
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert "--vårdprio" in _mvg("export", "--profile", region, "--help").stdout
    assert "--vårdprio" not in _mvg("export", "--help").stdout
    assert "--huvuddiagnos" in _mvg("export", "--help").stdout


@pytest.mark.parametrize(
    "toml",
    [
        "[[required",
        'required = "x"\n',
        "required = [1]\n",
        '[[required]]\noption = 1\nfact = "record_type"\n',
        '[[required]]\noption = "--typ"\nfact = 1\n',
        '[[required]]\noption = "--to"\nfact = "record_type"\n',
        '[[required]]\noption = "--patient"\nfact = "patient.name"\n',
    ],
)
def test_a_profile_with_mistakes_has_no_options_and_is_reported_as_always(toml: str, tmp_path: Path) -> None:
    (tmp_path / "profile.toml").write_text(HEAD + 'replaces = ["required"]\n' + toml, "utf-8")
    assert _mvg("export", "--profile", tmp_path, "--help").exit_code == 0
    assert _mvg("export", "--profile", tmp_path, WITHOUT, "--typ", "x").exit_code == 2
    assert _mvg("export", "--profile", tmp_path, WITHOUT).exit_code == 78


def test_an_unknown_field_is_wrong_usage() -> None:
    ran = _mvg("export", WITHOUT, "--set", "Patientens namn=Alva")
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert "--set: Skriv ”FÄLT=VÄRDE” med ett av fälten Huvuddiagnos, " in ran.stderr
