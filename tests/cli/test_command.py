"""The help: in one language all through, also where click would put words of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator

import click
import pytest

from converter import cli as shell
from paths import ROOT

CLICKS = r"\b(?:Usage|Options?|Commands?|OPTIONS|COMMAND|ARGS|INTEGER|FLOAT|RANGE|Show|default|required)\b"
OURS = r"Användning|\bVal\b|\bVAL\b|Kommandon|KOMMANDO|förval|krävs|[Vv]isa|\b(?:MAPP|FIL|NAMN|TID|MÅL)\b|RAD="


def all_help() -> str:
    """The help of every command there is, under its name."""
    contexts = _contexts(click.Context(shell.cli, info_name="mvg"))
    return "\n".join(f"{context.command_path}\n{context.get_help()}" for context in contexts)


def _contexts(context: click.Context) -> Iterator[click.Context]:
    yield context
    group = context.command if isinstance(context.command, click.Group) else click.Group()
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield from _contexts(click.Context(command, context, name))


def _said_in(language: str) -> str:
    """Words are chosen when a command is loaded: each language takes a process of its own."""
    told = subprocess.run(
        [sys.executable, "-c", "from cli.test_command import all_help; print(all_help())"],
        env={**os.environ, "MVG_LANG": language, "PYTHONPATH": f"{ROOT / 'tests'}:{ROOT}", "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return told.stdout


@pytest.mark.parametrize(("language", "foreign", "own"), [("sv", CLICKS, OURS), ("en", OURS, CLICKS)])
def test_the_help_of_every_command_is_in_one_language(language: str, foreign: str, own: str) -> None:
    told = _said_in(language)
    assert all(f"\nmvg {name}\n" in told for name in ("export", "profile mutate", "audit verify"))
    assert re.findall(foreign, told) == []
    assert len(re.findall(own, told)) > 100


def test_help_is_not_shown_while_a_shell_completes_the_line(capsys: pytest.CaptureFixture[str]) -> None:
    shell.cli.make_context("mvg", ["-h"], resilient_parsing=True)
    assert capsys.readouterr().out == ""
