"""`mvg copy`: text for a record system, to the clipboard, a file or standard output."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Sequence
from functools import partial
from typing import Any

import click

from converter.cli import report
from converter.cli.command import command, option, usage_error, wrong_value
from converter.cli.field_command import FieldCommand
from converter.cli.files import write_output
from converter.cli.language import Text, say
from converter.cli.options import (
    KEYWORD,
    SharedOptions,
    charset_option,
    file_options,
    headings_option,
    note_argument,
    shared_options,
    step_option,
    target_option,
)
from converter.cli.output import check_outputs, chosen_target, write_and_report, write_outputs
from converter.cli.questions import is_terminal
from converter.files.redaction import redact_name


@command(
    "Skapa text att klistra in i ett journalsystem. Texten läggs på urklipp när kommandot körs i en terminal, "
    "annars skrivs den ut. ANTECKNING är en fil, eller - för standard in.",
    "Make text to paste into a record system. The text goes to the clipboard when the command runs in a "
    "terminal, otherwise it is printed. NOTE is a file, or - for standard input.",
    cls=FieldCommand,
)
@note_argument
@target_option(
    "Ett mål utan spärr i mvg list targets; annars profilens första.",
    "A target of mvg list targets that is not gated; otherwise the profile's first.",
)
@headings_option
@option("--section", metavar=KEYWORD, help=Text("Bara texten under ett sökord.", "Only the text under one keyword."))
@step_option
@option("--clipboard", is_flag=True, help=Text("Lägg på urklipp.", "Put it on the clipboard."))
@charset_option(
    "Teckenuppsättning som journalsystemet klarar, till exempel cp1252; filen skrivs ändå i UTF-8.",
    "Character set that the record system can show, cp1252 for example; a file is still UTF-8.",
)
@file_options
def copy(
    note: str, to: str | None, headings: str, section: str | None, step: bool, clipboard: bool, charset: str,
    replace: bool, output: str | None, force: bool, with_registration: str | None, **shared: Any,
) -> None:  # fmt: skip
    from converter.cli.questions import converted_file

    check_charset(charset)
    check_ways(step, clipboard, output, section)
    reporting, profile, options = shared_options(**shared)
    target = chosen_target(to, [name for name, row in profile.targets.items() if not row.gated])
    check_outputs(note, output, with_registration)
    options = dataclasses.replace(
        options, headings=headings, charset=charset, replace=replace, section=section or "", by_section=step
    )
    result, digest = converted_file(note, target, SharedOptions(reporting, profile, options))
    to_board = clipboard or (output is None and sys.stdout is not None and sys.stdout.isatty())

    def put(text: str) -> None:
        from converter.cli.clipboard import to_clipboard

        if step:
            copy_stepwise(result.sections)
        elif to_board:
            to_clipboard(text)
        else:
            write_output(text, output, force, profile.targets[target].line_end)

    def write(text: str) -> None:
        write_outputs(partial(put, text), result, profile, output, with_registration, force, digest)

    def done(text: str) -> str:
        if step:
            return ""
        return report.copied(result, text, bool(section)) if to_board else report.written(result, output)

    write_and_report(result, note, reporting, write, done, first=step, copies=True, loud=to_board)


def check_ways(step: bool, clipboard: bool, output: str | None, section: str | None) -> None:
    """Raises a usage error for options that exclude each other."""
    if step and not is_terminal():
        raise usage_error("--step behöver en terminal.", "--step needs a terminal.")
    if output is not None and (step or clipboard):
        raise usage_error(
            "-o skriver en fil; --step och --clipboard gör det inte.",
            "-o writes a file; --step and --clipboard do not.",
        )
    if section is not None and not section.strip():
        raise wrong_value("--section", "Sökordet är tomt.", "The keyword is empty.")
    if step and section:
        raise usage_error("--step tar alla sökord, --section ett.", "--step takes all keywords, --section one.")


def check_charset(charset: str) -> None:
    """Raises a usage error for a character set that Python does not know."""
    from converter.note.unicode_text import is_charset

    if charset and not is_charset(charset):
        raise wrong_value("--charset", "Okänd teckenuppsättning.", "Unknown character set.")


def copy_stepwise(sections: Sequence[tuple[str, str]]) -> None:
    """Puts one keyword after the other on the clipboard, each when the user says so."""
    from converter.cli.clipboard import to_clipboard

    for number, (heading, text) in enumerate(sections, 1):
        to_clipboard(f"{text}\n")
        place = f"{number}/{len(sections)}: {redact_name(heading)}"
        click.echo(say(f"Kopierat {place}", f"Copied {place}"), err=True)
        if number < len(sections):
            click.echo(say("Klistra in, tryck sedan på Enter …", "Paste, then press Enter …"), err=True)
            if not sys.stdin.readline():
                raise click.Abort
