"""Asks the questions about a note at a terminal, one at a time, with numbered choices."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from converter.cli.language import say

if TYPE_CHECKING:
    from converter.findings import Finding
    from converter.options import ConvertOptions
    from converter.pipeline import ParsedNote
    from converter.profile import Profile


def parse_and_ask(
    source: bytes | str, profile: Profile, options: ConvertOptions, gated: bool, asks: bool
) -> tuple[ParsedNote, ConvertOptions]:
    """The note as read with what the user answered, and the options with the answers.

    Questions are asked only where `asks` is set and standard input and standard error are terminals, and only those
    that stop the target: all of them when it is `gated`. An answer of 0 leaves the rest open.
    """
    from converter.pipeline import parse

    parsed = parse(source, profile=profile, options=options)
    if not (asks and is_terminal()):
        return parsed, options
    while question := _next(parsed, gated):
        answered = ask_choice(question, profile, options)
        if answered is None:
            break
        options = answered
        parsed = parse(source, profile=profile, options=options)
    return parsed, options


def is_terminal() -> bool:
    """Whether a person can be asked: standard input and standard error are terminals."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))


def _next(parsed: ParsedNote, gated: bool) -> Finding | None:
    """The first question that has choices and stops the target."""
    from converter.answers import choices
    from converter.findings import IN_COPY

    asked: Sequence[Finding] = (*parsed.reading.findings, *parsed.reading.questions)
    stopping = (finding for finding in asked if gated or finding.code not in IN_COPY)
    return next((finding for finding in stopping if choices(finding, parsed.profile)), None)


def ask_choice(question: Finding, profile: Profile, options: ConvertOptions) -> ConvertOptions | None:
    """The options with the user's answer to a question; None when it is left open."""
    from converter.answers import choices
    from converter.cli.language import language

    possible = choices(question, profile)
    place = say(f"Rad {question.line}: ", f"Line {question.line}: ") if question.line else ""
    click.echo(f"{place}{question.message(language())}", err=True)
    for number, choice in enumerate(possible, 1):
        click.echo(f"  {number}  {say(choice.swedish, choice.english)}", err=True)
    click.echo(f"  0  {say('Avbryt.', 'Leave it.')}", err=True)
    number = click.prompt(
        say("Svar", "Answer"), type=click.IntRange(0, len(possible)), err=True, prompt_suffix=": ", show_choices=False
    )
    return possible[number - 1].change(options) if number else None
