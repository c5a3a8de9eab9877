"""`mvg compare`: what a receiver returned, compared with the note that was sent."""

from __future__ import annotations

import dataclasses
import json
import sys
from typing import TYPE_CHECKING, Any

import click

from converter.cli import report
from converter.cli.command import argument, command, option, usage_error
from converter.cli.language import FILE, Text, language, say
from converter.cli.options import (
    KEYWORD,
    charset_option,
    conversion_options,
    headings_option,
    note_argument,
    shared_options,
    target_option,
)
from converter.cli.output import chosen_target
from converter.cli.reporting import ReportOptions, exit_on_refusal, exit_with, source_or_exit
from converter.files.redaction import redact_name

if TYPE_CHECKING:
    from converter.compare import Comparison


@command(
    "Jämför det som ett journalsystem har lämnat tillbaka med anteckningen, sökord för sökord och tecken för "
    "tecken: vad som är avkortat, utbytt, flyttat, borta, tillagt eller omskrivet. FIL är journalanteckningar i "
    "JSON, ett FHIR QuestionnaireResponse, ett RIV-TA-svar eller text som är kopierad ur journalsystemet, eller - "
    "för standard in. Av anteckningens text visas bara läge, antal och enstaka tecken. Slutkod 0 om allt är lika.",
    "Compare what a record system returned with the note, keyword by keyword and character by character: what was "
    "cut, replaced, moved, lost, added or rewritten. FILE is journal notes in JSON, a FHIR QuestionnaireResponse, "
    "a RIV-TA response or text copied from the record system, or - for standard input. Of the note's text only "
    "positions, counts and single characters are shown. Exit code 0 when everything is equal.",
)
@note_argument
@argument("file", metavar=FILE)
@target_option(
    "Målet som anteckningen skickades till; annars det som passar filens slag.",
    "The target that the note was sent to; otherwise the one that fits the kind of file.",
)
@headings_option
@option("--section", default="", metavar=KEYWORD,
        help=Text("Filen har bara texten under ett sökord.",
                  "The file has only the text under one keyword."))  # fmt: skip
@charset_option("Teckenuppsättningen som användes, till exempel cp1252.", "The character set that was used.")
@option("--replace", is_flag=True, help=Text("Tecken byttes när texten kopierades.", "Characters were swapped."))
@conversion_options
def compare(
    note: str, file: str, to: str | None, headings: str, section: str, charset: str, replace: bool, **shared: Any
) -> None:
    from converter.cli.copy import check_charset
    from converter.cli.files import read_bytes
    from converter.compare import compare as compare_with
    from converter.compare import default_target, read_returned
    from converter.compare.returned import MAX_BYTES
    from converter.pipeline import parse

    check_charset(charset)
    if note == file == "-":
        raise usage_error("Bara den ena kan vara standard in.", "Only one of them can be standard input.")
    reporting, profile, options = shared_options(**shared)
    options = dataclasses.replace(options, headings=headings, section=section, charset=charset, replace=replace)
    target = None if to is None else chosen_target(to, [*profile.targets])
    source = source_or_exit(note, reporting)
    with exit_on_refusal(file, reporting):
        returned = read_returned(read_bytes(file, MAX_BYTES + 1), profile)
        target = target or default_target(returned.kind, profile)
        result = parse(source, profile=profile, options=options).to(target, options)
        if result.output is None:
            exit_with(note, result.findings, reporting)
        comparison = compare_with(result, returned, profile)
    _show(comparison, note, file, target, reporting)
    sys.exit(int(bool(comparison.differences)))


def _show(comparison: Comparison, note: str, file: str, target: str, reporting: ReportOptions) -> None:
    """Prints the differences and a summary, or all of it as JSON, on standard output."""
    if reporting.style == "json":
        click.echo(json.dumps(_data(comparison, note, file, target), ensure_ascii=True, indent=2))
        return
    report.show(comparison.findings, file, reporting.verbosity, out=True)
    number, equal = len(comparison.keywords), sum(keyword.equal for keyword in comparison.keywords)
    differing = len(comparison.differences)
    counts = say(f"{equal} av {number} sökord är lika (mål {target}); skillnader: {differing}.",
                 f"{equal} of {number} keywords are equal (target {target}); differences: {differing}.")  # fmt: skip
    click.echo(f"{redact_name(file)}: {counts}")


def _data(comparison: Comparison, note: str, file: str, target: str) -> dict[str, Any]:
    """The comparison for JSON (`schemas/compare.schema.json`). Fields are only ever added."""
    chosen = language()
    return {
        "schema": 1, "note": redact_name(note), "file": redact_name(file), "kind": comparison.kind, "target": target,
        "equal": not comparison.differences,
        "keywords": [keyword._asdict() for keyword in comparison.keywords],
        "differences": [
            {"code": one.code, "keyword": one.keyword, "line": one.line or None, "column": one.column or None,
             "count": one.size, "returned_count": one.actual_size, "expected": one.expected, "returned": one.actual,
             "other": one.other, "message": one.finding.message(chosen), "next_step": one.finding.next_step(chosen)}
            for one in comparison.differences
        ],
        "remarks": [{"code": one.code, "message": one.message(chosen)} for one in comparison.remarks],
    }  # fmt: skip
