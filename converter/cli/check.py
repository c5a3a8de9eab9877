"""`mvg check`: what is missing or wrong in notes, and the label of the button. Writes nothing."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from converter.cli import report
from converter.cli.command import argument, command
from converter.cli.field_command import FieldCommand
from converter.cli.files import read_source
from converter.cli.language import Text
from converter.cli.options import (
    ReportOptions,
    field_options,
    report_options,
    shared_options,
    source_options,
    target_option,
)
from converter.cli.output import chosen_target
from converter.files.storage import Refused

if TYPE_CHECKING:
    from converter.result import Result


@command(
    "Visa vad som saknas eller är fel i en eller flera anteckningar, och vad vårdplattformens knapp skulle visa. "
    "Skriver inget.",
    "Show what is missing or wrong in one or more notes, and what the button of the care platform would show. "
    "Writes nothing.",
    cls=FieldCommand,
)
@argument("notes", metavar=Text("ANTECKNING...", "NOTE..."), nargs=-1, required=True)
@target_option(
    "Målet att kontrollera för; annars profilens första.", "The target to check for; otherwise the profile's first."
)
@field_options
@source_options
@report_options
def check(notes: tuple[str, ...], to: str | None, **shared: Any) -> None:
    from converter.pipeline import parse
    from converter.result import Result

    reporting, profile, options = shared_options(**shared)
    target = chosen_target(to, [*profile.targets, "json"])

    def checked(name: str) -> Result:
        try:
            source = read_source(name)
        except Refused as refused:
            return Result(None, (refused.finding,))
        return parse(source, profile=profile, options=options).to(target, options)

    results = [(name, checked(name)) for name in notes]
    _show(results, reporting, copies=target in profile.targets and not profile.targets[target].gated)
    codes = [result.exit_code or int(reporting.stops(result)) for _, result in results]
    sys.exit(codes[0] if len(codes) == 1 else int(any(codes)))  # of several: whether any of them needs a person


def _show(results: list[tuple[str, Result]], reporting: ReportOptions, copies: bool) -> None:
    if reporting.style == "json":
        rows = [(name, result.ok, result.button, result.findings) for name, result in results]
        report.show_json(rows, out=True)
        return
    for name, result in results:
        report.show(result.findings, name, reporting.verbosity, out=True)
        click.echo(report.summary(name, result, copies))
