"""`mvg NOTE`: a file as the first argument, or dropped on a shortcut. Checks the note, then offers what can be done."""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from converter.cli import report
from converter.cli.command import Command, argument
from converter.cli.language import Text, say
from converter.cli.options import (
    DEFAULT_REPORT,
    ReportOptions,
    profile_or_exit,
    report_options,
    source_options,
    source_or_exit,
)
from converter.cli.questions import is_terminal

if TYPE_CHECKING:
    from collections.abc import Callable

    from converter.profile import Profile

_SIMILARITY: Final = 0.6
"""How alike a mistyped word and the name of a command must be, as `difflib` measures it."""


@click.command(
    cls=Command,
    help=Text(
        "Kontrollera anteckningen i en fil. I en terminal följer en meny med det som kan göras.",
        "Check the note in a file. In a terminal a menu of what can be done follows.",
    ),
)
@argument("note", metavar="")
@source_options
@report_options
@click.pass_context
def start(context: click.Context, /, note: str, **shared: Any) -> None:
    from converter.cli.check import check
    from converter.cli.copy import copy
    from converter.cli.register import register
    from converter.profile.schema import REGISTRATION

    code = _exit_code(partial(context.invoke, check, notes=(note,), **shared))
    if code > 1 or shared["style"] == "json" or not is_terminal():
        sys.exit(code)
    profile = profile_or_exit(shared["profile"], DEFAULT_REPORT)
    actions: list[tuple[str, Callable[[], object]]] = [
        (_document_words(note, profile), partial(export_beside, note, **shared)),
    ]
    if copied := next((name for name, row in profile.targets.items() if not row.gated), ""):
        title = profile.titles.get(copied, copied)
        words = say(f"{title}: lägg texten på urklipp.", f"{title}: put the text on the clipboard.")
        actions.append((words, partial(context.invoke, copy, note=note, clipboard=True, **shared)))
    if REGISTRATION in profile.tables:
        words = say("Registrering: visa vad som fylls i.", "Registration: show what to enter.")
        actions.append((words, partial(context.invoke, register, note=note, **shared)))
    while number := _ask([words for words, _ in actions]):
        code = _exit_code(actions[number - 1][1])
    sys.exit(code)


def _ask(lines: list[str]) -> int:
    click.echo(say("Vad vill du göra?", "What do you want to do?"), err=True)
    for number, words in enumerate(lines, 1):
        click.echo(f"  {number}  {words}", err=True)
    click.echo(f"  0  {say('Avsluta.', 'Quit.')}", err=True)
    return int(click.prompt(
        say("Svar", "Answer"), type=click.IntRange(0, len(lines)), err=True, prompt_suffix=": ", show_choices=False
    ))  # fmt: skip


def _document_words(note: str, profile: Profile) -> str:
    from converter.files.redaction import redact_name

    name, title = redact_name(_document(note, profile).name), profile.titles.get(profile.first_target, "")
    title = title or profile.first_target
    return say(
        f"{title}: spara dokumentet bredvid anteckningen, som {name}.", f"{title}: save it beside the note, as {name}."
    )


def _document(note: str, profile: Profile) -> Path:
    """The file of the document beside the note: the name of the target and the ending of its form follow."""
    target = profile.first_target
    return Path(note).with_suffix(f".{target}.{profile.targets[target].ending}")


def export_beside(note: str, profile: str | None, form: str | None, encoding: str, **reporting: Any) -> None:
    """Writes the record document beside the note, after asking for what is missing. Ends with the exit code."""
    from converter.cli.missing import convert_and_ask
    from converter.cli.output import write_and_report
    from converter.cli.settings import load_settings
    from converter.options import ConvertOptions

    reports = ReportOptions(**reporting)
    loaded = profile_or_exit(profile, reports)
    source = source_or_exit(note, reports)
    settings, warnings = load_settings()
    report.show(warnings, "settings.toml", reports.verbosity)
    options = ConvertOptions(form=form or "", encoding=encoding)
    result = convert_and_ask(source, loaded.first_target, loaded, options, True, settings.suggestions)
    target = str(_document(note, loaded))
    write_and_report(
        result, note, reports, lambda text: _write_new(text, target),
        lambda _: report.written(result, target),
    )  # fmt: skip


def _write_new(text: str, name: str) -> None:
    """Writes a file that is not there yet. Raises `Refused`."""
    from converter.cli.files import write_output
    from converter.files.storage import refused

    if os.path.lexists(name):
        raise refused("MVG808")
    write_output(text, name, force=False)


def _exit_code(action: Callable[[], object]) -> int:
    """The exit code of a command, which the menu outlives."""
    try:
        action()
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def is_file(name: str) -> bool:
    """Whether a first argument names a file; a name that the system does not take is none."""
    try:
        return Path(name).is_file()
    except OSError:
        return False


def unknown_command(name: str, commands: list[str]) -> str:
    """What is said of a first argument that is neither a command nor a file; it suggests the command that is meant."""
    from difflib import get_close_matches

    near = get_close_matches(name.casefold(), commands, 1, _SIMILARITY)
    hint = say(f" Menade du {near[0]}?", f" Did you mean {near[0]}?") if near else ""
    return say(f"Kommandot '{name}' finns inte.", f"No such command '{name}'.") + hint
