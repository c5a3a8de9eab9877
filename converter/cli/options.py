"""The options that the commands share, and what they come to."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn, TypeVar

import click

from converter.cli import report
from converter.cli.files import read_source
from converter.cli.words import DIR, FILE, lang_option, say
from converter.storage import Refused

if TYPE_CHECKING:
    from converter.findings import Finding
    from converter.mapping import Place
    from converter.pipeline import ConvertOptions
    from converter.profile import Profile
    from converter.result import Result

F = TypeVar("F", bound=Callable[..., Any])


def stack(*options: Callable[[F], F]) -> Callable[[F], F]:
    """Several options as one decorator, in the order in which help shows them."""

    def decorate(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


source_options = stack(
    click.option("--profile", metavar=DIR, help=say("Profilens mapp.", "Folder of the profile.")),
    click.option(
        "--from",
        "form",
        type=click.Choice(["xml", "text"]),
        help=say("Källans form; avgörs annars av innehållet.", "Form of the source; else told by what is in it."),
    ),
    click.option(
        "--encoding",
        default="",
        help=say("Källans teckenkodning, till exempel cp1252.", "Encoding of the source, cp1252 for example."),
    ),
)
phrase_options = stack(
    click.option(
        "--place",
        "places",
        multiple=True,
        metavar=say('"RAD=SÖKORD"', '"LINE=KEYWORD"'),
        help=say("Vart text utan plats hör; kan upprepas.", "Where text without a place belongs; repeatable."),
    ),
    click.option(
        "--add-phrases", is_flag=True, help=say("Lägg till fraser som rutinen kräver.", "Add the routine's phrases.")
    ),
)
field_options = stack(
    click.option(
        "--huvuddiagnos",
        default="",
        metavar="TEXT",
        help=say("Till exempel ”J06.9 ÖLI”.", "“J06.9 title”, for example."),
    ),
    click.option("--journaltyp", default="", metavar="TEXT", help=say("Journaltyp.", "Record type.")),
    click.option(
        "--signera-fran-enhet", default="", metavar="TEXT", help=say("Enhet att signera från.", "Unit to sign from.")
    ),
    click.option(
        "--signed-at",
        default="",
        metavar=say("TID", "TIME"),
        help=say("När, om anteckningen inte säger det.", "When, if the note does not say."),
    ),
    click.option(
        "--signed-by",
        default="",
        metavar=say("NAMN", "NAME"),
        help=say("Vem, om anteckningen inte säger det.", "Who, if the note does not say."),
    ),
    phrase_options,
)
report_options = stack(
    click.option("--strict", is_flag=True, help=say("Stanna även vid varningar.", "Stop at warnings too.")),
    click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True,
                 help=say("Hur fynden visas.", "How findings are shown.")),
    click.option("-q", "--quiet", is_flag=True, help=say("Visa bara fel.", "Show errors only.")),
    click.option("-v", "--verbose", is_flag=True, help=say("Visa även upplysningar.", "Show information too.")),
    lang_option,
)  # fmt: skip
output_options = stack(
    click.option(
        "-o",
        "--output",
        metavar=FILE,
        help=say("Skriv hit i stället för till standard ut.", "Write here instead of to standard output."),
    ),
    click.option("--force", is_flag=True, help=say("Skriv över en fil som finns.", "Overwrite an existing file.")),
)


class Manner(NamedTuple):
    """How findings are to be told."""

    strict: bool
    style: str
    quiet: bool
    verbose: bool

    @property
    def verbosity(self) -> int:
        return report.QUIET if self.quiet else report.VERBOSE if self.verbose else report.NORMAL

    def tell(self, name: str, result: Result) -> None:
        """Prints the findings of one note on standard error."""
        if self.style == "json":
            report.show_json([(name, result.ok, result.button, result.findings)])
        else:
            report.show(result.findings, name, self.verbosity)

    def stops(self, result: Result) -> bool:
        """Whether the result is not to be written: an error, or with `--strict` a warning."""
        return result.stops(self.strict)


PLAIN = Manner(strict=False, style="text", quiet=False, verbose=False)
"""The manner of a command without these options."""


def leave(name: str, findings: Sequence[Finding], manner: Manner) -> NoReturn:
    """Tells why nothing can be done and ends the command with the code of the gravest finding."""
    from converter.result import Result

    result = Result(None, tuple(findings))
    manner.tell(name, result)
    sys.exit(result.exit_code)


def profile_of(folder: str | None, manner: Manner) -> Profile:
    """The profile, or the end of the command (78) with all its mistakes."""
    from converter.profile import ProfileError, load_profile

    try:
        return load_profile(folder)
    except ProfileError as error:
        leave(folder or "profile", error.findings, manner)


def source_of(name: str, manner: Manner) -> bytes:
    """The bytes of the note, or the end of the command (66)."""
    try:
        return read_source(name)
    except Refused as refused:
        leave(name, [refused.finding], manner)


def given_of(
    huvuddiagnos: str, journaltyp: str, signera_fran_enhet: str, signed_at: str, signed_by: str
) -> dict[str, str]:
    """The facts that the options give, by name. Raises a usage error for a time that is none."""
    if signed_at:
        from converter.times import parse

        if parse(signed_at) is None:
            raise click.BadParameter(
                say("Tiden skrivs som 2024-03-14T09:40.", "Write the time like 2024-03-14T09:40."),
                param_hint="--signed-at",
            )
    given = {
        "principal_diagnosis": huvuddiagnos,
        "record_type": journaltyp,
        "signing_unit.name": signera_fran_enhet,
        "signer": signed_by,
        "signed_at": signed_at,
    }
    if any("\ud800" <= character <= "\udfff" for text in given.values() for character in text):
        raise click.UsageError(say("Ett värde är inte läsbar text.", "A value is not readable text."))
    return given


def places_of(written: Sequence[str], profile: Profile) -> tuple[Place, ...]:
    """`--place "12=Status"` taken apart. Raises a usage error for a keyword that takes no text."""
    return tuple(_place(text, profile) for text in written)


def _place(text: str, profile: Profile) -> Place:
    from converter.characters import fold
    from converter.mapping import Place

    key, equals, keyword = text.rpartition("=")
    takers = {fold(name): row.clinic24 for row in profile.rows if row.clinic24 for name in (row.pmo, row.clinic24)}
    if not equals or fold(keyword) not in takers:
        known = ", ".join(profile.places)
        raise click.BadParameter(
            say(f"Skriv ”RAD=SÖKORD” med ett av sökorden {known}.", f"Write “LINE=KEYWORD” with one of {known}."),
            param_hint="--place",
        )
    return Place(key, takers[fold(keyword)])


class Asked(NamedTuple):
    """What the shared options come to: how to convert a note, and how to tell of it."""

    manner: Manner
    profile: Profile
    options: ConvertOptions


def asked(
    huvuddiagnos: str, journaltyp: str, signera_fran_enhet: str, signed_at: str, signed_by: str,
    places: Sequence[str], add_phrases: bool,
    profile: str | None, form: str | None, encoding: str,
    strict: bool, style: str, quiet: bool, verbose: bool,
) -> Asked:  # fmt: skip
    """The shared options, checked; ends the command when the profile is invalid (78) or one of them is wrong (2)."""
    from converter.pipeline import ConvertOptions

    manner = Manner(strict, style, quiet, verbose)
    given = given_of(huvuddiagnos, journaltyp, signera_fran_enhet, signed_at, signed_by)
    loaded = profile_of(profile, manner)
    options = ConvertOptions(
        form=form or "", encoding=encoding, given=given, places=places_of(places, loaded), add_phrases=add_phrases
    )
    return Asked(manner, loaded, options)
