"""The documents are true: commands run, codes exist, the map is complete, links lead somewhere."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from converter import convert
from converter.catalogue import CATALOGUE
from converter.cli import cli
from converter.profile import Profile
from paths import ROOT, SAMPLES

DOCS = (
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    ROOT / "docs" / "batch.md",
    ROOT / "docs" / "guide.md",
    ROOT / "docs" / "operations.md",
    SAMPLES / "README.md",
)


def _text(path: Path) -> str:
    return path.read_text("utf-8")


def _fenced(path: Path, language: str) -> list[str]:
    return re.findall(rf"^ *```{language}\n(.*?)^ *```", _text(path), re.DOTALL | re.MULTILINE)


def test_the_note_of_the_readme_gives_the_text_of_the_readme(profile: Profile) -> None:
    note, text = _fenced(ROOT / "README.md", "text")
    assert convert(note, "melior", profile=profile).output == text
    assert convert(note, "pmo", profile=profile).ok


def test_the_python_of_the_readme_runs(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    (code,) = _fenced(ROOT / "README.md", "python")
    exec(compile(code, "README.md", "exec"), {})  # noqa: S102 -- our own document
    assert "Kontaktorsak" in capsys.readouterr().out


@pytest.mark.parametrize("line", [line.strip() for line in _fenced(ROOT / "docs" / "guide.md", "sh")], ids=str)
def test_a_command_of_the_guide_runs(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "anteckning.txt").write_bytes((SAMPLES / "halsont-chatt.txt").read_bytes())
    result = CliRunner().invoke(cli, shlex.split(line)[1:])
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_every_code_and_link_of_a_document_leads_somewhere(path: Path) -> None:
    assert set(re.findall(r"MVG\d{3}", _text(path))) <= set(CATALOGUE)
    for link in re.findall(r"\]\(([^)#]+)\)", _text(path)):
        assert (path.parent / link).exists(), link


def test_every_command_and_option_is_in_the_help_and_every_command_in_the_readme() -> None:
    readme = _text(ROOT / "README.md")
    context = click.Context(cli)
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        assert command is not None
        assert f"`mvg {name}" in readme, name
        assert command.help
        for parameter in command.params:
            said = (
                parameter.param_type_name == "argument" or parameter.metavar or isinstance(parameter.type, click.Choice)
            )
            assert said or getattr(parameter, "help", None), (name, parameter.name)


def test_every_room_is_on_the_map() -> None:
    contributing = _text(ROOT / "CONTRIBUTING.md")
    for path in (ROOT / "converter").iterdir():
        if path.suffix == ".py" and not path.name.startswith("__"):
            assert f"`{path.name}`" in contributing, path.name
        elif path.is_dir() and (path / "__init__.py").exists():
            assert f"`{path.name}/`" in contributing, path.name


def test_ci_runs_the_line_of_the_readme() -> None:
    assert "## Test it" in _text(ROOT / ".ci" / "run")
    assert len(_fenced(ROOT / "README.md", "sh")) == 2


def test_the_version_is_in_the_changelog() -> None:
    from converter import __version__

    assert f"## {__version__}" in _text(ROOT / "CHANGELOG.md")
