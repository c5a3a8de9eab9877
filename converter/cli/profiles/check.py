"""`mvg profile check`: every mistake in a profile and its templates at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from converter.cli import report
from converter.cli.command import command
from converter.cli.language import say
from converter.cli.profiles.common import folder_argument, reporting_options
from converter.cli.reporting import ReportOptions, exit_with_mistakes

if TYPE_CHECKING:
    from converter.profile.layers import ProfileSources


@command(
    "Visa alla fel i profilen på en gång, med fil, rad och kolumn. Mallarna kontrolleras, kompileras och "
    "provas på en tom anteckning, på en med alla uppgifter och på en med svåra tecken.",
    "Show every mistake in the profile at once, with file, line and column. The templates are checked, "
    "compiled and tried on an empty note, on one with every fact and on one with difficult characters.",
)
@folder_argument
@reporting_options
def check(folder: str | None, reporting: ReportOptions) -> None:
    from converter.profile.earlier_names import earlier_names
    from converter.profile.layers import read_sources
    from converter.profile.questionnaire_settings import notices
    from converter.profile_tools.dry_run import validate

    profile, mistakes = validate(folder)
    if profile is not None and not mistakes:
        toml = read_sources(folder).layers[0].toml
        report.show([*earlier_names(toml), *notices(profile)], toml.name, report.VERBOSE)
        sentence = say("Profilen {} version {} är giltig: {} sökord, {} etiketter, {} mål.",
                   "The profile {} version {} is valid: {} keywords, {} labels, {} targets.")  # fmt: skip
        counts = (len(profile.rows), len(profile.labels), len(profile.targets))
        click.echo(sentence.format(profile.name, profile.version, *counts))
        _list_unknown_settings(read_sources(folder))
        return
    exit_with_mistakes(folder, mistakes, reporting)


def _list_unknown_settings(sources: ProfileSources) -> None:
    """Prints the unknown settings of the profile: where each stands, what is needed and who knows it."""
    from converter.profile.target_settings import unknown_settings

    found = list(unknown_settings(sources.data))
    if found:
        click.echo(say("Uppgifter som inte är ifyllda (de stoppar bara det som behöver dem):",
                       "Facts not filled in yet (they stop only what needs them):"))  # fmt: skip
    for path, (needed, ask) in found:
        file, line, _ = sources.position(path)
        click.echo(f"  {file}:{line}: {'.'.join(map(str, path))}: {needed} ({say('fråga', 'ask')} {ask})")
