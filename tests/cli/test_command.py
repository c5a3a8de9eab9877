"""The help: in one language all through, also where click would put words of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from subprocess import CompletedProcess

import click
import pytest

from converter import cli as shell
from converter.cli.language import read_language

Mvg = Callable[..., CompletedProcess[str]]

CLICKS = r"\b(?:Usage|Options?|Commands?|OPTIONS|COMMAND|ARGS|INTEGER|FLOAT|RANGE|Show|default|required)\b"
OURS = r"Användning|\bVal\b|\bVAL\b|Kommandon|KOMMANDO|förval|krävs|[Vv]isa|\b(?:MAPP|FIL|NAMN|TID|MÅL)\b|RAD="


def all_help() -> str:
    """The help of every command there is, under its name."""
    contexts = _contexts(click.Context(shell.cli, info_name="mvg", help_option_names=["-h", "--help"]))
    return "\n".join(f"{context.command_path}\n{context.get_help()}" for context in contexts)


def _contexts(context: click.Context) -> Iterator[click.Context]:
    yield context
    group = context.command if isinstance(context.command, click.Group) else click.Group()
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield from _contexts(click.Context(command, context, name))


@pytest.mark.parametrize(("language", "foreign", "own"), [("sv", CLICKS, OURS), ("en", OURS, CLICKS)])
def test_the_help_of_every_command_is_in_one_language(
    language: str, foreign: str, own: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_language([])
    monkeypatch.setenv("MVG_LANG", language)
    shown = all_help()
    assert all(f"\nmvg {name}\n" in shown for name in ("export", "profile mutate", "audit verify"))
    assert re.findall(foreign, shown) == []
    assert len(re.findall(own, shown)) > 100


@pytest.mark.parametrize(
    "arguments",
    [
        ("--lang", "en", "export", "-h"),
        ("export", "--lang", "en", "-h"),
        ("export", "-h", "--lang=en"),
        ("profile", "--lang", "en", "check", "-h"),
        ("--lang", "sv", "quarantine", "list", "-h", "--lang", "en"),
    ],
    ids=" ".join,
)
def test_help_is_in_the_language_asked_for_wherever_that_stands(mvg: Mvg, arguments: tuple[str, ...]) -> None:
    ran = mvg(*arguments)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith("Usage: mvg ")
    assert re.findall(OURS, ran.stdout) == []
    assert mvg(*arguments[:-1], "--lang", "sv", "-h").stdout.startswith("Användning: mvg ")


@pytest.mark.parametrize(
    "arguments",
    [
        ("export", "--lang", "en", "--nothing"),
        ("--lang", "en", "export"),
        ("nothing", "--lang", "en"),
        ("export", "a", "--from", "pdf", "--lang", "en"),
        ("copy", "a", "--step", "--lang", "en"),
    ],
    ids=" ".join,
)
def test_wrong_usage_is_reported_in_the_language_asked_for(mvg: Mvg, arguments: tuple[str, ...]) -> None:
    ran = mvg(*arguments)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert re.search(r"\nHelp: mvg.* -h\n\Z", ran.stderr)
    assert not re.search("Hjälp|saknas|finns|[åäö]", ran.stderr)


def test_a_language_behind_the_last_option_is_an_argument(mvg: Mvg) -> None:
    assert "Filen finns inte" in mvg("check", "--", "--lang", "en").stdout


def test_help_is_not_shown_while_a_shell_completes_the_line(capsys: pytest.CaptureFixture[str]) -> None:
    shell.cli.make_context("mvg", ["-h"], resilient_parsing=True)
    assert capsys.readouterr().out == ""
