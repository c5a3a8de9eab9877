"""`mvg copy`: plain text for Melior and any other record system, onto the clipboard or to standard output."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

import click

from converter.cli.export import check_output, check_target
from converter.cli.files import Refused, write_output
from converter.cli.options import (
    Manner,
    field_options,
    given_of,
    leave,
    output_options,
    places_of,
    profile_of,
    report_options,
    source_of,
    source_options,
)  # fmt: skip
from converter.cli.words import say

if TYPE_CHECKING:
    from converter.result import Result


@click.command(
    help=say(
        "Signera och kopiera: gör text för Melior eller ett annat journalsystem. Texten läggs på urklipp när "
        "kommandot körs i en terminal, annars skrivs den ut. ANTECKNING är en fil, eller - för standard in.",
        "Sign and copy: makes text for Melior or another record system. The text goes to the clipboard when the "
        "command runs in a terminal, otherwise it is printed. NOTE is a file, or - for standard input.",
    )
)
@click.argument("note", metavar=say("ANTECKNING", "NOTE"))
@click.option(
    "--to",
    default="melior",
    show_default=True,
    metavar=say("MÅL", "TARGET"),
    help=say("melior, obstetrix eller other.", "melior, obstetrix or other."),
)
@click.option("--headings", type=click.Choice(["pmo", "clinic24"]), default="pmo", show_default=True,
              help=say("Vilkas rubriker.", "Whose headings."))  # fmt: skip
@click.option("--section", metavar=say("SÖKORD", "KEYWORD"), help=say("Bara texten under ett sökord.", "One keyword."))
@click.option("--step", is_flag=True, help=say("Ett sökord i taget till urklipp.", "One keyword at a time."))
@click.option("--clipboard", is_flag=True, help=say("Lägg på urklipp.", "Put it on the clipboard."))
@click.option(
    "--charset",
    default="",
    help=say("Vad målet kan visa, till exempel cp1252; filen skrivs ändå i UTF-8.", "What the target can show."),
)
@click.option("--replace", is_flag=True, help=say("Byt tecken som inte kan visas.", "Swap what cannot be shown."))
@click.option(
    "--with-registration",
    metavar="FIL",
    help=say("Skriv även kontaktregistreringen hit (.txt, .html, .json).", "Write the registration here too."),
)
@output_options
@field_options
@source_options
@report_options
def copy(
    note: str, to: str, headings: str, section: str | None, step: bool, clipboard: bool, charset: str, replace: bool,
    output: str | None, force: bool,
    huvuddiagnos: str, journaltyp: str, signera_fran_enhet: str, signed_at: str, signed_by: str,
    places: tuple[str, ...], add_phrases: bool,
    profile: str | None, form: str | None, encoding: str,
    strict: bool, style: str, quiet: bool, verbose: bool, lang: str | None, with_registration: str | None,
) -> None:  # fmt: skip
    """The command; its help is worded above."""
    from converter.cli.register import check_registration, write_registration
    from converter.pipeline import convert

    manner = Manner(strict, style, quiet, verbose, lang)
    given = given_of(huvuddiagnos, journaltyp, signera_fran_enhet, signed_at, signed_by)
    check_charset(charset)
    if step and not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise click.UsageError(say("--step behöver en terminal.", "--step needs a terminal."))
    loaded = profile_of(profile, manner)
    check_target(to, [name for name, target in loaded.targets.items() if not target.gated])
    check_output(note, output)
    check_registration(note, output, with_registration)
    source = source_of(note, manner)
    convert_section = partial(
        convert, source, to, profile=loaded, form=form or "", encoding=encoding, given=given,
        places=places_of(places, loaded), add_phrases=add_phrases, headings=headings, charset=charset, replace=replace,
    )  # fmt: skip
    result = convert_section(section=section or "")
    manner.tell(note, result)
    if manner.stops(result) or result.output is None:
        sys.exit(result.exit_code or 1)
    try:
        write_registration(result.note, loaded, with_registration, force)
        if step:
            _step(lambda keyword: convert_section(section=keyword), keywords_of(result))
        elif clipboard or (output is None and sys.stdout.isatty()):
            _copied(result.output)
        else:
            write_output(result.output, output, force)
    except Refused as refused:
        leave(output or say("urklipp", "clipboard"), [refused.finding], manner)


def check_charset(charset: str) -> None:
    """Raises a usage error for a character set that Python does not know."""
    try:
        "".encode(charset or "utf-8")
    except LookupError:
        raise click.BadParameter(
            say("Okänd teckenuppsättning.", "Unknown character set."), param_hint="--charset"
        ) from None


def keywords_of(result: Result) -> list[str]:
    """The keywords of a result that have a text, in order."""
    assert result.record is not None
    return [field.keyword for field in result.record.fields if field.text]


def _copied(text: str) -> None:
    from converter.cli.clipboard import to_clipboard

    to_clipboard(text)
    click.echo(say("Kopierat.", "Copied."), err=True)


def _step(convert_section: Callable[[str], Result], keywords: Sequence[str]) -> None:
    """Puts one keyword after the other on the clipboard, each when the user says so."""
    from converter.cli.clipboard import to_clipboard

    for number, keyword in enumerate(keywords, 1):
        to_clipboard(convert_section(keyword).output or "")
        click.echo(
            say(f"Kopierat {number}/{len(keywords)}: {keyword}", f"Copied {number}/{len(keywords)}: {keyword}"),
            err=True,
        )
        if number < len(keywords):
            click.pause(say("Klistra in, tryck sedan på en tangent …", "Paste, then press a key …"), err=True)
