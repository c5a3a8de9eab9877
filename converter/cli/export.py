"""`mvg export`: the PMO document, refused until the three fields are filled."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from converter.cli.command import Command
from converter.cli.files import is_same, write_output
from converter.cli.options import (
    Manner,
    asked,
    field_options,
    output_options,
    report_options,
    source_of,
    source_options,
)
from converter.cli.words import FILE, say
from converter.storage import Refused

if TYPE_CHECKING:
    from converter.profile import Profile
    from converter.result import Result


@click.command(
    cls=Command,
    help=say(
        "Signera och exportera: gör PMO-dokumentet av en anteckning. Vägras tills Huvuddiagnos, Journaltyp och "
        "Signera från enhet är ifyllda. ANTECKNING är en fil, eller - för standard in.",
        "Sign and export: makes the PMO document of a note. Refused until Huvuddiagnos, Journaltyp and "
        "Signera från enhet are filled. NOTE is a file, or - for standard input.",
    ),
)
@click.argument("note", metavar=say("ANTECKNING", "NOTE"))
@click.option(
    "--to",
    metavar=say("MÅL", "TARGET"),
    help=say(
        "pmo (XML), pmo-text, pmo-html eller json; annars profilens första.",
        "pmo (XML), pmo-text, pmo-html or json; otherwise the profile's first.",
    ),
)
@click.option(
    "--with-registration",
    metavar=FILE,
    help=say("Skriv även kontaktregistreringen hit (.txt, .html, .json).", "Write the registration here too."),
)
@output_options
@field_options
@source_options
@report_options
def export(
    note: str, to: str | None, output: str | None, force: bool, with_registration: str | None, **shared: Any
) -> None:
    """The command; its help is worded above."""
    from converter.pipeline import convert

    manner, profile, how = asked(**shared)
    target = chosen_target(to, [name for name, row in profile.targets.items() if row.gated] + ["json"])
    check_outputs(note, output, with_registration)
    result = convert(source_of(note, manner), target, **how)

    def write(text: str) -> None:
        write_beside(result, profile, with_registration, force)
        write_output(text, output, force)

    finish(result, note, manner, write)


def finish(result: Result, note: str, manner: Manner, write: Callable[[str], None]) -> None:
    """Writes the output unless something stops it, tells the findings once, and ends with the exit code."""
    stopped = manner.stops(result) or result.output is None
    if not stopped and result.output is not None:
        try:
            write(result.output)
        except Refused as refused:
            stopped, result = True, result._replace(findings=(*result.findings, refused.finding))
    manner.tell(note, result)
    if stopped:
        sys.exit(result.exit_code or 1)


def chosen_target(to: str | None, possible: list[str]) -> str:
    """The target that was named, else the first. Raises a usage error for one that this command does not have."""
    target = next(iter(possible), "") if to is None else to
    if target not in possible:
        listed = ", ".join(possible)
        raise click.BadParameter(
            say(f"Målet finns inte; välj bland {listed}.", f"Choose one of {listed}."), param_hint="--to"
        )
    return target


def write_beside(result: Result, profile: Profile, file: str | None, force: bool) -> None:
    """Writes the registration of the contact beside the output, when it is asked for. Raises `Refused`."""
    if file is not None and result.note is not None:
        from converter.cli.register import write_registration

        write_registration(result.note, profile, file, force)


def check_outputs(note: str, output: str | None, file: str | None) -> None:
    """Raises a usage error when the result or the registration would be written over the note or each other."""
    check_output(note, output)
    check_output(note, file)
    if file is not None and output is not None and Path(file).absolute() == Path(output).absolute():
        raise click.UsageError(say("Två utfiler har samma namn.", "Two output files have the same name."))


def check_output(note: str, output: str | None) -> None:
    """Raises a usage error when the result would be written over the note itself."""
    if output is not None and note != "-" and is_same(output, note):
        raise click.UsageError(say("Utfilen är anteckningen själv.", "The output file is the note itself."))
