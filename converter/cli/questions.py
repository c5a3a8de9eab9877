"""Asks at a terminal, one question at a time, for what a note leaves open: decisions, fields, facts of the contact."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Container, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import click

from converter.cli.language import say
from converter.findings.catalogue import ERROR, WARNING

if TYPE_CHECKING:
    from converter.cli.options import SharedOptions
    from converter.conversion.options import ConvertOptions
    from converter.conversion.result import Result
    from converter.findings import Finding
    from converter.pipeline import ParsedNote
    from converter.profile import Profile
    from converter.registration import Subject
    from converter.registration.decision_tables import Tables
    from converter.registration.model import Registration

_MOST_DIGITS: Final = 9
"""Of an answer; no list is nearly as long."""


def parse_and_ask(
    source: bytes | str, target: str, profile: Profile, options: ConvertOptions, asks: bool, warnings: bool = False
) -> tuple[ParsedNote, ConvertOptions]:
    """The note as read with what the user decided, and the options with the decisions.

    Questions are asked only where `asks` is set and standard input and standard error are terminals: those that stop
    the target, and then, with `warnings`, each decision that a warning leaves. An answer of 0 to one that stops leaves
    the rest open.
    """
    from converter.pipeline import parse

    parsed = parse(source, profile=profile, options=options)
    if not (asks and is_terminal()):
        return parsed, options
    asked: set[Finding] = set()
    while question := _next(parsed, parsed.to(target, options), warnings, asked):
        asked.add(question)
        decided = ask_choice(question, parsed, options)
        if decided is None and question.severity == ERROR:
            break
        if decided is not None:
            options = decided
            parsed = parse(source, profile=profile, options=options)
    return parsed, options


def converted_file(note: str, target: str, shared: SharedOptions) -> tuple[Result, str]:
    """The note of a file converted with what the user decided, and the SHA-256 of the file.

    Ends the command (66) when the file cannot be read; with JSON findings nothing is asked.
    """
    from converter.cli.reporting import source_or_exit
    from converter.conversion.result import digest_of

    reporting, profile, options = shared
    source = source_or_exit(note, reporting)
    parsed, options = parse_and_ask(source, target, profile, options, asks=reporting.style == "text")
    return parsed.to(target, options), digest_of(source)


def is_terminal() -> bool:
    """Whether a person can be asked: standard input and standard error are terminals."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))


def _next(parsed: ParsedNote, result: Result, warnings: bool, asked: Container[Finding]) -> Finding | None:
    """The first question with choices: one that stops the target before one that does not."""
    from converter.conversion.choices import choices, questions_of

    for severity in (ERROR, WARNING) if warnings else (ERROR,):
        for finding in result.findings:
            for question in questions_of(finding) if finding.severity == severity else ():
                if question not in asked and choices(question, parsed.profile, parsed.reading):
                    return question
    return None


def ask_choice(question: Finding, parsed: ParsedNote, options: ConvertOptions) -> ConvertOptions | None:
    """The options with the user's answer to a question; None when it is left open."""
    from converter.cli.language import language
    from converter.conversion.choices import choices

    possible = choices(question, parsed.profile, parsed.reading)
    message = question.message(language())
    click.echo(f"{say('Rad', 'Line')} {question.line}: {message}" if question.line else message, err=True)
    leave = say("Avbryt.", "Leave it.") if question.severity == ERROR else say("Låt det vara.", "Leave it as it is.")
    number = ask_number([say(choice.swedish, choice.english) for choice in possible], leave)
    return possible[number - 1].change(options) if number else None


def ask_number(lines: Sequence[str], nothing: str) -> int:
    """The number of the line that the user chooses, 0 for `nothing`."""
    for number, words in [*enumerate(lines, 1), (0, nothing)]:
        click.echo(f"  {number}  {words}", err=True)
    return prompt_number(say("Svar", "Answer"), 0, len(lines))


def prompt_number(label: str, least: int, most: int, default: int | None = None) -> int:
    """A number that is asked for until it is one of those offered; click would say in English why it is not."""
    while True:
        answer = str(click.prompt(label, default=default, err=True, prompt_suffix=": ")).strip()
        if answer.isdecimal() and len(answer) <= _MOST_DIGITS and least <= int(answer) <= most:
            return int(answer)
        click.echo(say(f"Svara med en siffra, {least}–{most}.", f"Answer with a number, {least}–{most}."), err=True)


# -- what a note lacks ----------------------------------------------------------------------------------------

Suggestions = Mapping[str, Sequence[str]]
"""Values to choose from, by the fact of `note.facts.GIVABLE` that they are suggested for."""


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
    from converter.record.given_facts import fact_named

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
            return answer  # digits that are no number of the list are the value
        if int(answer) < len(choices):
            return choices[int(answer)]
        click.echo(say(f"{answer} finns inte i listan.", f"{answer} is not in the list."), err=True)


# -- what the registration of a contact lacks -----------------------------------------------------------------


def ask_facts(
    subject: Subject, tables: Tables, suggested: Mapping[str, str] = MappingProxyType({})
) -> tuple[Subject, Registration]:
    """The subject with the answers of the user, and its registration. An empty answer leaves the fact unknown.

    `suggested` are codes by fact: an empty answer takes one then, and 0 leaves the fact unknown.
    """
    from converter.registration.engine import decide, optional_questions

    asked: set[str] = set()
    while True:
        registration = decide(subject.contact, tables)
        # one that a value depends on, else one that shortens the page
        possible = registration.questions or (optional_questions(subject.contact, tables) if is_terminal() else ())
        question = next((question for question in possible if question.fact not in asked), None)
        if question is None or not is_terminal():
            return subject, registration
        asked.add(question.fact)
        suggestion = suggested.get(question.fact, "")
        if answer := _prompt(question.text, question.choices, question.fact == "channels", suggestion):
            changes: dict[str, Any] = {question.fact: answer if question.fact == "channels" else answer[0]}
            subject = subject._replace(contact=subject.contact._replace(**changes))


def _prompt(text: str, choices: tuple[tuple[str, str], ...], several: bool, default: str = "") -> tuple[str, ...]:
    """Asks a question until the answer is empty or one of the choices (or several), by number, code or words."""
    click.echo(text, err=True)
    rows = list(enumerate(choices, 1))
    for number, (_, words) in rows:
        click.echo(f"  {number}. {words}", err=True)
    codes = {key: code for number, (code, words) in rows for key in (str(number), code, words.casefold())}
    default = next((str(number) for number, (code, _) in rows if code == default), "")
    if several:
        prompt = say("Nummer i ordning, till exempel 1 4; tomt om du inte vet",
                     "Numbers in order, like 1 4; empty if unknown")  # fmt: skip
    elif default:
        prompt = say(f"Nummer, Enter för {default}, 0 om du inte vet",
                     f"Number, Enter for {default}, 0 if you do not know")  # fmt: skip
    else:
        prompt = say("Nummer, tomt om du inte vet", "Number, empty if you do not know")
    while True:
        answer = str(click.prompt(prompt, default=default, show_default=False, err=True)).strip().casefold()
        if answer == "0":
            return ()
        parts = answer.replace(",", " ").replace(">", " ").split() if several else [answer] if answer else []
        if all(part.replace("-", "_") in codes or part in codes for part in parts):
            return tuple(codes.get(part) or codes[part.replace("-", "_")] for part in parts)
