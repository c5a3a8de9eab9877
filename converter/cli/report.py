"""Findings on standard error, for a person or as JSON. No note text, and nothing a terminal would obey."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

import click

from converter.cli.files import give_up
from converter.cli.words import language
from converter.shown import on_one_line, shown_name

if TYPE_CHECKING:
    from converter.findings import Finding
    from converter.result import Result

QUIET, NORMAL, VERBOSE = -1, 0, 1
_ALWAYS: Final = ("MVG108", "MVG430")
"""What is told though it asks for nothing: how the file was read, what the program rests on."""
_OF_A_TEMPLATE: Final = ("MVG503", "MVG718", "MVG719")
"""Codes whose line is in the template that they name first."""
_COLOURS: Final = {"error": "red", "warning": "yellow", "info": "cyan"}


def show(findings: Sequence[Finding], name: str, verbosity: int = NORMAL, out: bool = False) -> None:
    """Prints the findings of one note: the gravest first, each with its place and what to do."""
    tongue = language()
    for finding in sorted(findings, key=lambda finding: list(_COLOURS).index(finding.severity)):
        if _is_shown(finding, verbosity):
            _print(_line(finding, name, tongue), out)


def tell(text: str) -> None:
    """Says it on standard error; that nobody can read it there changes nothing in how the command ends."""
    try:
        click.echo(text, err=True, color=_colour(out=False))
    except OSError:
        give_up(sys.stderr)


def _print(text: str, out: bool) -> None:
    if out:
        click.echo(text, color=_colour(out))
    else:
        tell(text)


def _is_shown(finding: Finding, verbosity: int) -> bool:
    if finding.severity == "info":
        return verbosity >= VERBOSE or (verbosity == NORMAL and finding.code in _ALWAYS)
    return finding.severity == "error" or verbosity >= NORMAL


def _colour(out: bool) -> bool | None:
    stream = sys.stdout if out else sys.stderr
    return stream is not None and stream.isatty() and not os.environ.get("NO_COLOR")


def _line(finding: Finding, name: str, tongue: str) -> str:
    name = finding.words[0] if finding.code in _OF_A_TEMPLATE else name
    grave = label(finding.severity, tongue)
    at = _place(finding, tongue)
    step = "" if finding.severity == "info" else finding.next_step(tongue)
    lead = "What to do" if tongue == "en" else "Gör så här"
    head = f"{shown_name(name)}{at}: {click.style(grave, fg=_COLOURS[finding.severity])} {finding.code}: "
    return f"{head}{on_one_line(finding.message(tongue))}" + (f"\n    {lead}: {on_one_line(step)}" if step else "")


def label(severity: str, tongue: str) -> str:
    """What a severity is called in front of a finding, in capitals."""
    swedish = {"error": "FEL", "warning": "VARNING", "info": "UPPLYSNING"}
    return severity.upper() if tongue == "en" else swedish[severity]


def _place(finding: Finding, tongue: str) -> str:
    if not finding.line:
        return ""
    line, column = ("line", "column") if tongue == "en" else ("rad", "kolumn")
    return f", {line} {finding.line}" + (f", {column} {finding.column}" if finding.column else "")


def show_json(notes: Iterable[tuple[str, bool, str, Sequence[Finding]]], out: bool = False) -> None:
    """Prints the findings of notes (name, ok, button, findings) as JSON."""
    import json

    from converter.result import finding_data

    data = {
        "schema": 1,
        "notes": [
            {
                "name": shown_name(name),
                "ok": ok,
                "button": button,
                "findings": [finding_data(finding, language()) for finding in findings],
            }
            for name, ok, button, findings in notes
        ],
    }
    coding = str(getattr(sys.stdout if out else sys.stderr, "encoding", ""))
    plain = coding.lower().replace("-", "") != "utf8"
    _print(json.dumps(data, ensure_ascii=plain, indent=2), out)


_COUNTED: Final = {
    "sv": (("fel", "fel"), ("varning", "varningar")),
    "en": (("error", "errors"), ("warning", "warnings")),
}


def _counted(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"


def summary(name: str, result: Result) -> str:
    """One line on how a note stands: what the button says, or that it could not be read."""
    english = language() == "en"
    counts = [sum(finding.severity == kind for finding in result.findings) for kind in ("error", "warning")]
    told = [_counted(count, *words) for count, words in zip(counts, _COUNTED["en" if english else "sv"], strict=True)]
    button = ("button" if english else "knappen") + f": {result.button}" if result.button else ""
    unread = "" if result.button else ("cannot be read" if english else "kan inte läsas")
    return f"{shown_name(name)}: {button}{unread} ({', '.join(told)})"
