"""`mvg export`: the document of a target with a gate, refused until its required fields are filled."""

from __future__ import annotations

import dataclasses
from functools import partial
from typing import Any

from converter.cli import report
from converter.cli.command import command
from converter.cli.field_command import FieldCommand
from converter.cli.files import write_output
from converter.cli.options import SharedOptions, file_options, note_argument, shared_options, target_option
from converter.cli.output import check_outputs, chosen_target, write_and_report, write_outputs


@command(
    "Skapa journaldokumentet från en anteckning. Det går först när de fält som profilen kräver är ifyllda. "
    "ANTECKNING är en fil, eller - för standard in.",
    "Make the record document from a note. Refused until the fields that the profile requires are filled in. "
    "NOTE is a file, or - for standard input.",
    cls=FieldCommand,
)
@note_argument
@target_option(
    "Ett av målen i mvg list targets; annars profilens första.",
    "A target of mvg list targets; otherwise the profile's first.",
)
@file_options
def export(
    note: str, to: str | None, replace: bool, output: str | None, force: bool, with_registration: str | None,
    **shared: Any,
) -> None:  # fmt: skip
    from converter.cli.questions import converted_file
    from converter.pipeline import target_of

    reporting, profile, options = shared_options(**shared)
    options = dataclasses.replace(options, replace=replace)
    target = chosen_target(to, [name for name, row in profile.targets.items() if row.gated] + ["json"])
    check_outputs(note, output, with_registration)
    result, digest = converted_file(note, target, SharedOptions(reporting, profile, options))

    def write(text: str) -> None:
        put = partial(write_output, text, output, force, target_of(target, profile).line_end)
        write_outputs(put, result, profile, output, with_registration, force, digest)

    write_and_report(result, note, reporting, write, lambda _: report.written(result, output))
