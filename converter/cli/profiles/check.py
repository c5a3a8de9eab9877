"""`mvg profile check`: every mistake at once, those in the templates too."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from converter.cli import report
from converter.cli.options import Manner, leave
from converter.cli.profiles.shared import folder_argument, manner_options, named
from converter.cli.words import say

if TYPE_CHECKING:
    from converter.findings import Finding


@click.command(
    help=say(
        "Visar alla fel i profilen på en gång, med fil, rad och kolumn. Mallarna läses igenom, kompileras och provas "
        "på en tom, en full och en elak anteckning.",
        "Shows every mistake in the profile at once, with file, line and column. The templates are read through, "
        "compiled and tried on an empty, a full and a hostile note.",
    )
)
@folder_argument
@manner_options
def check(folder: str | None, manner: Manner) -> None:
    """The command; its help is worded above."""
    from converter.workshop.rehearsal import look_over

    loaded, found = look_over(Path(folder) if folder is not None else None)
    if loaded is not None and not found:
        told = say("Profilen {} version {} är hel: {} sökord, {} etiketter, {} mål.",
                   "The profile {} version {} is whole: {} keywords, {} labels, {} targets.")  # fmt: skip
        click.echo(told.format(loaded.name, loaded.version, len(loaded.rows), len(loaded.labels), len(loaded.targets)))
        return
    if manner.style == "json":
        leave(named(folder), found, manner)
    for finding in found:
        report.show([finding], _file(finding) or named(folder))
    sys.exit(max(finding.exit_code for finding in found))


def _file(finding: Finding) -> str:
    """The file whose line a finding tells: a finding of a profile names it among its words."""
    tables = (word for word in finding.words if word.endswith(".toml"))
    return next(tables, finding.words[0] if finding.words else "") if finding.line else ""
