"""`mvg profile test`: the golden pairs of a profile, with readable differences and one flag to accept them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from converter.cli import report
from converter.cli.command import Command
from converter.cli.files import write_output
from converter.cli.options import PLAIN, leave
from converter.cli.profiles.shared import folder_argument, named, whole
from converter.cli.words import lang_option, say
from converter.storage import Refused

if TYPE_CHECKING:
    from converter.workshop.fixtures import Fixture


@click.command(
    cls=Command,
    help=say(
        "Kör profilens egna prov: i mappen tests i profilens mapp ligger NAMN.txt eller NAMN.xml, och bredvid den det "
        "som ska bli: NAMN.melior, NAMN.pmo, NAMN.fynd, NAMN.uppgifter, NAMN.fraser, NAMN.cp1252, NAMN.registrering, "
        "NAMN.registreringssida.",
        "Runs the profile's own fixtures: in the folder tests of the profile lies NAME.txt or NAME.xml, and beside it "
        "what is to come of it: NAME.melior, NAME.pmo, NAME.fynd, NAME.uppgifter, NAME.fraser, NAME.cp1252, "
        "NAME.registrering, NAME.registreringssida.",
    ),
)
@folder_argument
@click.option("--accept", is_flag=True, help=say("Godkänn det som blev.", "Accept what came."))
@lang_option
def test(folder: str | None, accept: bool) -> None:
    """The command; its help is worded above."""
    from converter.findings import Finding
    from converter.workshop.fixtures import failures, fixtures, outcome

    profile = whole(folder)
    found, odd = fixtures(profile)
    if odd:
        leave(named(folder), odd, PLAIN)
    failed = list(failures(profile))
    if accept:
        for fixture, _ in failed:
            _accept(fixture, outcome(fixture, profile))
        click.echo(say(f"{len(failed)} av {len(found)} prov godkända på nytt.",
                       f"{len(failed)} of {len(found)} fixtures accepted anew."))  # fmt: skip
        return
    for fixture, difference in failed:
        report.show([Finding("MVG730", words=(fixture.name,))], named(folder))
        click.echo(_safe(difference))
    click.echo(say(f"{len(found) - len(failed)} av {len(found)} prov håller.",
                   f"{len(found) - len(failed)} of {len(found)} fixtures hold."))  # fmt: skip
    sys.exit(int(bool(failed)))


def _accept(fixture: Fixture, text: str) -> None:
    try:
        write_output(text, str(fixture.path), force=True)
    except Refused as refused:
        leave(fixture.name, [refused.finding], PLAIN)


def _safe(text: str) -> str:
    from converter.characters import for_screen

    return for_screen(text)
