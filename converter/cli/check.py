"""`mvg check`: what is missing or wrong in notes, and the label of the button. Writes nothing."""

from __future__ import annotations

import sys
from typing import Any

import click

from converter.cli import report
from converter.cli.command import command
from converter.cli.field_command import FieldCommand
from converter.cli.files import read_source
from converter.cli.options import conversion_options, notes_argument, shared_options, target_option
from converter.cli.output import chosen_target
from converter.files.storage import Refused


@command(
    "Visa vad som saknas eller är fel i en eller flera anteckningar, och vad vårdplattformens knapp skulle visa. "
    "Skriver inget.",
    "Show what is missing or wrong in one or more notes, and what the button of the care platform would show. "
    "Writes nothing.",
    cls=FieldCommand,
)
@notes_argument
@target_option(
    "Målet att kontrollera för; annars profilens första.", "The target to check for; otherwise the profile's first."
)
@conversion_options
def check(notes: tuple[str, ...], to: str | None, **shared: Any) -> None:
    from converter.conversion.result import Result
    from converter.pipeline import parse

    reporting, profile, options = shared_options(**shared)
    target = chosen_target(to, [*profile.targets, "json"])

    def checked(name: str) -> Result:
        try:
            source = read_source(name)
        except Refused as refused:
            return Result(None, (refused.finding,))
        return parse(source, profile=profile, options=options).to(target, options)

    results = [(name, checked(name)) for name in notes]
    copies = target in profile.targets and not profile.targets[target].gated
    if reporting.style == "json":
        report.show_json(((name, result.ok, result.button, result.findings) for name, result in results), out=True)
    else:
        for name, result in results:
            report.show(result.findings, name, reporting.verbosity, out=True)
            click.echo(report.summary(name, result, copies))
    codes = [result.exit_code or int(reporting.stops(result)) for _, result in results]
    sys.exit(codes[0] if len(codes) == 1 else int(any(codes)))  # of several: whether any of them needs a person
