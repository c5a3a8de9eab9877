"""The documents are true: commands run, codes exist, the map is complete, links lead somewhere."""

from __future__ import annotations

import io
import os
import re
import shlex
import subprocess
import sys
import tomllib
import unittest
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner
from hypothesis import settings

from converter import convert
from converter.cli import cli
from converter.findings.catalogue import CATALOGUE
from converter.note.model import TriageNote
from converter.profile import Profile, load_profile
from converter.profile.sandbox.environment import FILTERS
from converter.profile.schema import FORMATS, ROWS, SCHEMA
from converter.profile_tools.dry_run import names_by_group, validate
from converter.profile_tools.golden_pairs import KINDS
from converter.profile_tools.sample_notes import contacts
from converter.registration import register, subject_of
from converter.registration.page import view
from converter.render import COLUMNS
from converter.testing import PROPERTIES
from paths import ROOT, SAMPLES

DOCS = (
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    ROOT / "docs" / "batch.md",
    ROOT / "docs" / "guide.md",
    ROOT / "docs" / "mutation.md",
    ROOT / "docs" / "operations.md",
    ROOT / "docs" / "page.md",
    ROOT / "docs" / "profile.md",
    ROOT / "docs" / "performance.md",
    ROOT / "docs" / "promises.md",
    ROOT / "docs" / "proof.md",
    ROOT / "docs" / "receivers.md",
    *sorted((ROOT / "docs" / "reference").iterdir()),
    ROOT / "docs" / "registrering.md",
    ROOT / "docs" / "returned.md",
    ROOT / "docs" / "testing.md",
    SAMPLES / "README.md",
)

PAGES = tuple(sorted((ROOT / "docs").glob("*.md")))
PROFILE_DOC = ROOT / "docs" / "profile.md"
MUTATION_DOC = ROOT / "docs" / "mutation.md"


def _text(path: Path) -> str:
    return path.read_text("utf-8")


def _fenced(path: Path, language: str) -> list[str]:
    return re.findall(rf"^ *```{language}\n(.*?)^ *```", _text(path), re.DOTALL | re.MULTILINE)


def test_the_note_of_the_readme_gives_the_text_of_the_readme(profile: Profile) -> None:
    note, text = _fenced(ROOT / "README.md", "text")
    assert convert(note, "melior", profile=profile).output == text
    assert convert(note, "pmo", profile=profile).ok


@pytest.mark.slow
@pytest.mark.parametrize("number", range(7))
def test_a_template_of_the_document_on_profiles_gives_every_text(number: int, tmp_path: Path) -> None:
    templates = _fenced(PROFILE_DOC, "jinja")
    (names,) = (block for block in _fenced(PROFILE_DOC, "toml") if ".names]" in block)
    assert len(templates) == 8
    source = templates[number + 1]
    ending = "xml" if source.startswith("<") else "json" if source.startswith(("{\n", "[")) else "txt"
    shows = ["patient", "diagnoses", "signing"] if "diagnoses" in source else []
    toml = 'name = "a"\nversion = "1"\nextends = "min-vard-gavleborg"\n[targets.vardsystem]\n'
    toml += f'template = "a.{ending}.j2"\nshows = {shows}\n' + (names if "names[" in source else "")
    (tmp_path / "profile.toml").write_text(toml, "utf-8")
    (tmp_path / f"a.{ending}.j2").write_text(source, "utf-8")
    region, found = validate(tmp_path)
    assert found == ()
    result = convert((SAMPLES / "lang-anteckning.xml").read_bytes(), "vardsystem", profile=region)
    assert result.output is not None
    assert "Årskontroll diabetes och blodtryck, hosta" in result.output


def test_the_keyword_table_of_the_readme_is_that_of_the_profile(profile: Profile) -> None:
    table = (
        _text(ROOT / "README.md").partition("## Which keyword")[2].partition("\n\n| Clinic24")[2].partition("\n\n")[0]
    )
    rows = [tuple(cell.strip() for cell in line.split("|")[1:3]) for line in table.splitlines()[2:]]
    assert [row for row in rows if not row[0].startswith("*")] == [
        (row.clinic24 or "–", row.record) for row in profile.rows
    ]
    assert [row[0].strip("*") for row in rows if row[0].startswith("*")] == [profile.groups[0]]


def test_the_python_of_the_readme_runs(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    (code,) = _fenced(ROOT / "README.md", "python")
    exec(compile(code, "README.md", "exec"), {})  # noqa: S102 -- our own document
    assert "Besöksorsak" in capsys.readouterr().out


@pytest.mark.parametrize("line", [line.strip() for line in _fenced(ROOT / "docs" / "guide.md", "sh")], ids=str)
def test_a_command_of_the_guide_runs(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "anteckning.txt").write_bytes((SAMPLES / "halsont-chatt.txt").read_bytes())
    result = CliRunner().invoke(cli, shlex.split(line)[1:])
    # Words in capitals stand for what the reader writes: copied as they are, the program refuses them.
    refused = re.search(r'"[A-ZÅÄÖ ]+"', line) is not None
    assert result.exit_code == int(refused), result.output
    assert ("MVG321" in result.output) == refused


@pytest.mark.slow
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_page_ends_with_commands_and_they_run(path: Path, tmp_path: Path) -> None:
    (tmp_path / "samples").symlink_to(SAMPLES)
    blocks = re.findall(r"^```sh\n(.*?)^```", _text(path).rpartition("\n## ")[2], re.DOTALL | re.MULTILINE)
    lines = [shlex.split(line, comments=True) for line in "".join(blocks).splitlines()]
    assert lines
    for program, *arguments in lines:
        if program == "mvg" and arguments != ["page"]:  # which opens a browser and waits for it
            command = [sys.executable, "-m", "converter", *arguments]
            environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONSAFEPATH": "1"}
            ran = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
            assert ran.returncode == 0, (arguments, ran.stderr)
        elif program in ("pytest", "python"):
            assert (ROOT / arguments[0]).exists(), arguments


def test_the_commands_of_the_document_on_receivers_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "samples").mkdir()
    (tmp_path / "samples" / "halsont-chatt.txt").write_bytes((SAMPLES / "halsont-chatt.txt").read_bytes())
    for line in "".join(_fenced(ROOT / "docs" / "receivers.md", "sh")).splitlines():
        result = CliRunner().invoke(cli, shlex.split(line, comments=True)[1:])
        assert result.exit_code == 0, (line, result.output)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(len(_fenced(ROOT / "docs" / "testing.md", "python"))))
def test_an_example_for_testers_runs(number: int) -> None:
    names: dict[str, Any] = {"__name__": "example"}
    exec(_fenced(ROOT / "docs" / "testing.md", "python")[number], names)  # noqa: S102 -- our own document
    tests = [thing for name, thing in names.items() if name.startswith("test_")]
    cases = [thing for name, thing in names.items() if name.startswith("Test")]
    for test in tests:
        test()
    for case in cases:
        case.settings = settings(case.settings, max_examples=5)  # that it runs is the question here
        assert (
            unittest.TextTestRunner(io.StringIO())
            .run(unittest.defaultTestLoader.loadTestsFromTestCase(case))
            .wasSuccessful()
        )
    assert tests or cases


def test_every_property_is_in_the_document_for_testers() -> None:
    documented = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", _text(ROOT / "docs" / "testing.md"), re.MULTILINE))
    assert list(documented) == list(PROPERTIES)
    for name, known in PROPERTIES.items():
        assert documented[name].casefold() == known.english.casefold()


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_every_code_and_link_of_a_document_leads_somewhere(path: Path) -> None:
    assert set(re.findall(r"MVG\d{3}", _text(path))) <= set(CATALOGUE)
    for link, _, anchor in re.findall(r"\]\(([^)#]*)(#([^)]+))?\)", _text(path)):
        target = path.parent / link if link else path
        assert target.exists(), link
        assert not anchor or anchor in _anchors(target), (link, anchor)


def _anchors(path: Path) -> set[str]:
    """The names by which the headings of a Markdown file are linked to."""
    headings = re.findall(r"^#+ (.*)$", _text(path), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def test_every_command_and_option_has_its_words_in_the_help() -> None:
    context = click.Context(cli)
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        assert command is not None
        assert command.help
        for parameter in command.params:
            words = (
                parameter.param_type_name == "argument" or parameter.metavar or isinstance(parameter.type, click.Choice)
            )
            assert words or getattr(parameter, "help", None), (name, parameter.name)


def test_every_package_is_on_the_map() -> None:
    contributing = _text(ROOT / "CONTRIBUTING.md")
    for path in (ROOT / "converter").iterdir():
        if path.suffix == ".py" and not path.name.startswith("__"):
            assert f"`{path.name}`" in contributing, path.name
        elif path.is_dir() and (path / "__init__.py").exists():
            assert f"`{path.name}/`" in contributing, path.name


def test_every_module_of_the_core_has_a_score_that_is_good_enough_or_waits_for_one() -> None:
    row = re.compile(r"^\| `([a-z_/.]+)` +\| +(\d+) \| +(\d+) \| +(\d+)\.\d \|$", re.MULTILINE)
    documented = row.findall(_text(MUTATION_DOC))
    patterns = tomllib.loads(_text(ROOT / "pyproject.toml"))["tool"]["mutmut"]["only_mutate"]
    core = {path.relative_to(ROOT / "converter").as_posix() for pattern in patterns for path in ROOT.glob(pattern)}
    (waiting,) = re.findall(
        r"^Written since, or written anew, and not counted yet: (.*)\.$", _text(MUTATION_DOC), re.MULTILINE
    )
    assert {name for name, *_ in documented} | set(re.findall(r"`([^`]+)`", waiting)) == core
    for name, made, lived, score in documented:
        assert 100 * (int(made) - int(lived)) // int(made) == int(score)
        assert int(score) >= (95 if name.startswith(("readers/", "mapping", "render")) else 90), name


def test_ci_runs_the_line_of_the_readme() -> None:
    assert "## Test it" in _text(ROOT / ".ci" / "run")
    assert len(_fenced(ROOT / "README.md", "sh")) == 2


def test_the_version_is_in_the_changelog() -> None:
    from converter import __version__

    assert f"## {__version__}" in _text(ROOT / "CHANGELOG.md")


def _keys() -> set[str]:
    """Every key of the profile, as its document names them."""
    return {
        f"{table}.{name}".lstrip(".")
        for table, keys in SCHEMA.items()
        for name, key in keys.items()
        if not (table == "" and name in SCHEMA) and key.kind != ROWS
    }


def test_every_key_of_a_profile_is_documented_and_none_other() -> None:
    keys_of_files = _text(PROFILE_DOC).partition("\n## Format")[0]
    rows = dict(re.findall(r"^\| `([a-z_0-9.]+)` \| (text|lista|ja/nej|tabell|tal) \|", keys_of_files, re.MULTILINE))
    assert set(rows) == _keys()
    kinds = {"text": "text", "list": "lista", "flag": "ja/nej", "table": "tabell", "number": "tal"}
    for name, words in rows.items():
        table, _, key = name.rpartition(".")
        assert words == kinds[SCHEMA[table][key].kind], name


def test_every_setting_of_a_format_is_documented_under_its_format_and_none_other() -> None:
    text = _text(PROFILE_DOC)
    kinds = {"text": "text", "map": "tabell", "file": "fil", "list": "lista", "flag": "ja/nej"}
    for name, one in FORMATS.items():
        section = text.partition(f"### `{name}`")[2].partition("\n#")[0]
        rows = dict(re.findall(r"^\| `([a-z_]+)` \| (\S+) \|", section, re.MULTILINE))
        assert rows == {key: kinds[row.kind] for key, row in one.settings.items()}, name
        words = set(re.findall(r"`([^`\n]+)`", section))
        assert {value for row in one.settings.values() for value in row.values} <= words, name


def test_every_value_filter_and_kind_of_fixture_is_documented() -> None:
    words = set(re.findall(r"`([^`\n]+)`", _text(PROFILE_DOC)))
    for keys in SCHEMA.values():
        for key in keys.values():
            assert set(key.values) <= words
    assert set(FILTERS) <= words
    assert set(KINDS) <= words
    assert {f"--{option}" for option in ("accept", "min-score", "show-text", "whole", "from")} <= {
        word.split()[0] for word in words
    }


def _bare_profile() -> str:
    (toml,) = (block for block in _fenced(PROFILE_DOC, "toml") if "[[code_system]]" in block)
    return toml


def _mistakes_of(toml: str, folder: Path) -> list[str]:
    (folder / "profile.toml").write_text(toml, "utf-8")
    (folder / "journal.txt.j2").write_text(_fenced(PROFILE_DOC, "jinja")[0], "utf-8")
    return [finding.code for finding in validate(folder)[1]]


def test_the_bare_profile_of_the_document_is_whole(tmp_path: Path) -> None:
    assert _mistakes_of(_bare_profile(), tmp_path) == []
    result = convert("Bedömning\nHosta", "journal", profile=load_profile(tmp_path))
    assert result.output == "Bedömning\nHosta\n"


def test_no_line_of_the_bare_profile_can_be_left_out(tmp_path: Path) -> None:
    lines = _bare_profile().splitlines()
    for number, line in enumerate(lines):
        if line:
            left = "\n".join((*lines[:number], *lines[number + 1 :]))
            assert _mistakes_of(left, tmp_path), line


@pytest.mark.parametrize("table", re.findall(r"(?ms)^\[.*?(?=^\[|\Z)", _bare_profile()), ids=lambda table: table[:15])
def test_no_table_of_the_bare_profile_can_be_left_out(table: str, tmp_path: Path) -> None:
    assert _mistakes_of(_bare_profile().replace(table, ""), tmp_path)


def _names_within(value: object) -> set[str]:
    """The names of the dictionaries within what a template is given."""
    if isinstance(value, dict):
        return set(value).union(*map(_names_within, value.values()))
    return set().union(*map(_names_within, value)) if isinstance(value, tuple) else set()


def test_every_name_that_the_page_of_the_registration_is_given_is_documented_and_none_other(profile: Profile) -> None:
    given: set[str] = set()
    for contact in contacts(profile):
        given |= _names_within(
            view(register(contact, profile), subject_of(TriageNote(contact=contact), profile), profile)
        )
    table = _text(PROFILE_DOC).partition("| Namn | Är |\n|---|---|\n")[2].partition("\n\n")[0]
    reported = set(re.findall(r"`(\w+)`", table)) - {"items"}
    assert reported == given - {"items"}


def test_every_name_that_a_template_is_given_is_documented_under_its_group(profile: Profile) -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| (`.*) \|$", _text(PROFILE_DOC), re.MULTILINE))
    given = names_by_group(profile)
    assert {group: set(re.findall(r"`(\w+)`", rows[group])) for group in given} == given
    assert f"`{', '.join(COLUMNS)}`" in rows["diagnoses"]


@pytest.mark.slow
def test_the_commands_of_the_profile_document_run_and_all_are_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "anteckning.txt").write_bytes((SAMPLES / "halsont-chatt.txt").read_bytes())
    lines = [line for block in _fenced(PROFILE_DOC, "sh") for line in block.splitlines()]
    for line in lines:
        result = CliRunner().invoke(cli, shlex.split(line)[1:])
        assert result.exit_code == 0, (line, result.output)
    group = cli.get_command(click.Context(cli), "profile")
    assert isinstance(group, click.Group)
    context = click.Context(group)
    for name in group.list_commands(context):
        assert any(line.startswith(f"mvg profile {name} ") for line in lines), name
        command = group.get_command(context, name)
        assert command is not None
        assert command.help
        assert all(
            parameter.param_type_name == "argument" or getattr(parameter, "help", None) for parameter in command.params
        )
