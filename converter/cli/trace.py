"""`mvg trace`: the provenance of each line of an output."""

from __future__ import annotations

import sys
from typing import Any

import click

from converter.cli.command import command, lang_option, option
from converter.cli.field_command import FieldCommand
from converter.cli.files import write_output
from converter.cli.language import Text, language
from converter.cli.options import (
    field_options,
    note_argument,
    output_options,
    shared_options,
    source_options,
    target_option,
)
from converter.cli.output import check_output, chosen_target
from converter.cli.reporting import exit_on_refusal, source_or_exit


@command(
    "Visa för varje rad i resultatet vilken rad i anteckningen den kom ifrån, och vilken rad i profilen, regel "
    "eller mall som gav den. Med --format html -o FIL blir det en sida med anteckningen till vänster och "
    "resultatet till höger. ANTECKNING är en fil, eller - för standard in.",
    "Show for each line of the result which line of the note it came from, and which row of the profile, rule "
    "or template made it. With --format html -o FILE it is a page with the note on the left and the result on "
    "the right. NOTE is a file, or - for standard input.",
    cls=FieldCommand,
)
@note_argument
@target_option("Ett mål med mall; annars profilens första.", "A target with a template; otherwise the first.")
@option("--format", "style", type=click.Choice(["text", "json", "html"]), default="text", show_default=True,
        help=Text("Hur spåret visas.", "How the trace is shown."))  # fmt: skip
@output_options
@field_options
@source_options
@lang_option
def trace(note: str, to: str | None, style: str, output: str | None, force: bool, **shared: Any) -> None:
    from converter.pipeline import parse
    from converter.profile_tools import provenance_view
    from converter.profile_tools.provenance import trace_output

    reporting, profile, options = shared_options(**shared, strict=False, style="text", quiet=False, verbose=False)
    target = chosen_target(to, [name for name, row in profile.targets.items() if row.template])
    check_output(note, output)
    source = source_or_exit(note, reporting)
    parsed = parse(source, profile=profile, options=options)
    result = parsed.to(target, options)
    if not result.ok:
        reporting.show(note, result)
        sys.exit(result.exit_code)
    found = trace_output(source, parsed.reading, result, target, profile)
    made = {
        "text": lambda: provenance_view.as_text(found, language()),
        "json": lambda: provenance_view.as_json(found, profile),
        "html": lambda: provenance_view.as_html(found, profile, language()),
    }[style]()
    with exit_on_refusal(note, reporting):
        write_output(made, output, force)
