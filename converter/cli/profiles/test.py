"""`mvg profile test`: runs the golden pairs of a profile; `--accept` rewrites them."""

from __future__ import annotations

import sys

import click

from converter.cli import report
from converter.cli.command import command, lang_option, option
from converter.cli.files import write_output
from converter.cli.language import Text, say
from converter.cli.profiles.common import folder_argument, valid_profile
from converter.cli.reporting import exit_on_refusal, exit_with
from converter.note.unicode_text import for_screen


@command(
    "Kör profilens egna prov: i mappen tests i profilens mapp ligger NAMN.txt eller NAMN.xml, och bredvid den "
    "de väntade resultaten: NAMN.MÅL för varje mål, NAMN.fynd, NAMN.uppgifter, NAMN.fraser, NAMN.cp1252, "
    "NAMN.registrering, NAMN.registreringssida.",
    "Run the golden pairs of the profile: its folder tests holds NAME.txt or NAME.xml, and beside it the "
    "expected results: NAME.TARGET for each target, NAME.fynd, NAME.uppgifter, NAME.fraser, NAME.cp1252, "
    "NAME.registrering, NAME.registreringssida.",
)
@folder_argument
@option("--accept", is_flag=True, help=Text("Godkänn resultaten som de är.", "Accept the results as they are."))
@lang_option
def test(folder: str | None, accept: bool) -> None:
    from converter.findings import Finding
    from converter.profile_tools.golden_pairs import actual_output, failures, golden_pairs

    profile = valid_profile(folder)
    found, odd = golden_pairs(profile)
    if odd:
        exit_with(folder or "profile", odd)
    failed = list(failures(profile))
    if accept:
        for pair, _ in failed:
            with exit_on_refusal(pair.name):
                write_output(actual_output(pair, profile), str(pair.path), force=True)
        click.echo(say(f"{len(failed)} av {len(found)} prov godkända på nytt.",
                       f"{len(failed)} of {len(found)} golden pairs accepted anew."))  # fmt: skip
        return
    for pair, difference in failed:
        report.show([Finding("MVG730", words=(pair.name,))], folder or "profile")
        click.echo(for_screen(difference))
    click.echo(say(f"{len(found) - len(failed)} av {len(found)} prov går igenom.",
                   f"{len(found) - len(failed)} of {len(found)} golden pairs pass."))  # fmt: skip
    sys.exit(int(bool(failed)))
