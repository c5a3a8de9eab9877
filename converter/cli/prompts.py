"""Questions about what stops a conversion, asked at a terminal: text without a place, and required fields."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from converter.cli.language import say
from converter.cli.questions import is_terminal, parse_and_ask

if TYPE_CHECKING:
    from converter.options import ConvertOptions
    from converter.profile import Profile
    from converter.result import Result

Suggestions = Mapping[str, Sequence[str]]
"""Values to choose from, by the fact of `note.fields.GIVABLE` that they are suggested for."""


def convert_and_ask(
    source: bytes | str, target: str, profile: Profile, options: ConvertOptions, asks: bool, suggestions: Suggestions
) -> Result:
    """The note converted with what the user answered.

    Asks in this order: what findings leave to decide (`parse_and_ask`), the required fields that are empty, and who
    signed where the note does not say and there is a suggestion. Questions are asked only where `asks` is set and there
    is a terminal; each can be left open.
    """
    parsed, options = parse_and_ask(source, target, profile, options, asks, warnings=True)
    result = parsed.to(target, options)
    if not (asks and is_terminal()) or result.note is None:
        return result
    given = _missing_values(result, profile, suggestions) if profile.targets[target].gated else {}
    if not given:
        return result
    options = dataclasses.replace(options, given={**options.given, **given})
    parsed, options = parse_and_ask(source, target, profile, options, asks)
    return parsed.to(target, options)


def _missing_values(result: Result, profile: Profile, suggestions: Suggestions) -> dict[str, str]:
    """The values that the user gave for what is empty in the note, by fact."""
    from converter.record.overrides import fact_named

    given: dict[str, str] = {}
    for heading in (finding.words[0] for finding in result.findings if finding.code == "MVG401"):
        fact = fact_named(heading, profile)
        words = tuple(profile.words[fact].values()) if fact in profile.words else suggestions.get(fact, ())
        if value := ask_value(heading, words):
            given[fact] = value
    signers = suggestions.get("signer", ())
    if signers and result.note is not None and not result.note.signer:
        given["signer"] = ask_value(profile.labels.get("signer", "signer"), signers)
    return {fact: value for fact, value in given.items() if value}


def ask_value(label: str, suggested: Sequence[str]) -> str:
    """A value for a field, chosen by its number or written; `""` to leave it empty."""
    click.echo(say(f"{label} saknas.", f"{label} is missing."), err=True)
    for number, value in enumerate(suggested, 1):
        click.echo(f"  {number}  {value}", err=True)
    if suggested:
        click.echo(f"  0  {say('Lämna tomt.', 'Leave it empty.')}", err=True)
        lead = say("Skriv en siffra, eller värdet", "Type a number, or the value")
    else:
        lead = say("Skriv värdet (tomt: hoppa över)", "Write the value (empty: skip)")
    choices = ("", *suggested) if suggested else ()
    while True:
        answer = str(click.prompt(lead, default="", show_default=False, err=True)).strip()
        if not answer.isdecimal() or len(answer) > len(str(len(suggested))) or not choices:
            return answer  # a value of digits has more of them than a number above
        if int(answer) < len(choices):
            return choices[int(answer)]
        click.echo(say(f"{answer} finns inte i listan.", f"{answer} is not in the list."), err=True)
