"""`mvg profile check`: every mistake in a profile and its templates at once."""

from __future__ import annotations

import click

from converter.cli import report
from converter.cli.command import Command
from converter.cli.language import Text, say
from converter.cli.options import ReportOptions, exit_with
from converter.cli.profiles.common import display_name, exit_with_mistakes, folder_argument, reporting_options


@click.command(
    cls=Command,
    help=Text(
        "Visar alla fel i profilen på en gång, med fil, rad och kolumn. Mallarna läses igenom, kompileras och provas "
        "på en tom, en full och en elak anteckning.",
        "Shows every mistake in the profile at once, with file, line and column. The templates are read through, "
        "compiled and tried on an empty, a full and a hostile note.",
    ),
)
@folder_argument
@reporting_options
def check(folder: str | None, reporting: ReportOptions) -> None:
    from converter.profile.earlier_names import earlier_names
    from converter.profile.layers import read_sources
    from converter.profile_tools.dry_run import validate

    profile, mistakes = validate(folder)
    if profile is not None and not mistakes:
        toml = read_sources(folder).layers[0].toml
        report.show(list(earlier_names(toml)), toml.name, report.VERBOSE)
        sentence = say("Profilen {} version {} är hel: {} sökord, {} etiketter, {} mål.",
                   "The profile {} version {} is whole: {} keywords, {} labels, {} targets.")  # fmt: skip
        click.echo(
            sentence.format(profile.name, profile.version, len(profile.rows), len(profile.labels), len(profile.targets))
        )
        return
    if reporting.style == "json":
        exit_with(display_name(folder), mistakes, reporting)
    exit_with_mistakes(folder, mistakes)
