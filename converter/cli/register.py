"""`mvg register`: what to enter in Elvis and in PMO for the contact, with the rule behind each value."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import click

from converter.cli.command import Command
from converter.cli.export import check_output
from converter.cli.files import write_output
from converter.cli.options import Manner, leave, output_options, profile_of, report_options, source_of, source_options
from converter.cli.words import say
from converter.model import CHANNELS, CONTACT_CODES, Contact
from converter.storage import Refused

if TYPE_CHECKING:
    from converter.findings import Finding
    from converter.model import TriageNote
    from converter.profile import Profile
    from converter.registration import Registration
    from converter.registration.tables import Tables

_YES_NO: Final = ("yes", "no")
_BOOKING: Final = ("name", "number", "current_hsp", "hidden_in_1177", "care_guarantee")


def _one_of(codes: tuple[str, ...]) -> Callable[[click.Context, click.Parameter, Any], Any]:
    """A check that a value, or each of several, is one of these codes, written with `_` or `-`."""

    def check(ctx: click.Context, param: click.Parameter, value: Any) -> Any:
        if value is None or isinstance(value, tuple):
            return value and tuple(check(ctx, param, each) for each in value)
        code = value.strip().lower().replace("-", "_")
        if code not in codes:
            listed = ", ".join(codes)
            raise click.BadParameter(say(f"Välj bland {listed}.", f"Choose one of {listed}."), ctx, param)
        return code

    return check


_HELP: Final = {
    "chat_mode": say("Chattens form.", "How the chat was held."),
    "origin": say("Hur kontakten kom till.", "How the contact came about."),
    "prio": say("Kontaktens prioritet.", "Its priority."),
    "admin_system": say("Där kontakten registreras.", "Where the contact is registered."),
    "record_system": say("Där journalen förs.", "Where the record is kept."),
    "decision": say("Vad som beslutades.", "What was decided."),
    "consultation": say("Om en kollega var med.", "Whether a colleague took part."),
    "role": say("Din roll i kontakten.", "Your role in the contact."),
}
"""Of the facts that are codes, not yes or no."""


def fact_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """An option for each fact of the contact (rule book, section 2): yes and no as two flags, codes as values."""
    for fact, codes in reversed(CONTACT_CODES.items()):
        name = fact.replace("_", "-")
        if codes == _YES_NO:
            option = click.option(f"--{name}/--no-{name}", fact, default=None, help=say("Ja eller nej.", "Yes or no."))
        else:
            option = click.option(f"--{name}", fact, callback=_one_of(codes), metavar="|".join(codes), help=_HELP[fact])
        function = option(function)
    unit = click.option("--unit-worked-for", metavar="TEXT", help=say("Enheten vid kontakten.", "Unit at the time."))
    channel = click.option(
        "--channel", "channels", callback=_one_of(CHANNELS), multiple=True, metavar="|".join(CHANNELS),
        help=say("Kanal; upprepas i den ordning de användes.", "Channel; repeated in the order of use."),
    )  # fmt: skip
    return channel(unit(function))


@click.command(
    cls=Command,
    help=say(
        "Visa vad som ska fyllas i i Elvis och PMO för kontakten, vem som dokumenterar och registrerar, och regeln "
        "bakom varje värde. ANTECKNING är en fil, eller - för standard in; utan den gäller det som anges här.",
        "Show what to enter in Elvis and PMO for the contact, who documents and registers, and the rule behind each "
        "value. NOTE is a file, or - for standard input; without it, what is given here counts.",
    ),
)
@click.argument("note", metavar=say("[ANTECKNING]", "[NOTE]"), required=False)
@click.option("--to", type=click.Choice(["text", "html"]), default="text", show_default=True,
              help=say("Sidans form; html för utskrift.", "Form of the page; html for print."))  # fmt: skip
@fact_options
@click.option(
    "--booking",
    "booked",
    callback=_one_of(_BOOKING),
    multiple=True,
    metavar="|".join(_BOOKING),
    help=say("Det som bokningen i PMO redan har; resten nämns.", "What the PMO booking has; the rest is named."),
)
@click.option("--schedule-template", is_flag=True, help=say("Mall finns i tidboken.", "The book has a template."))
@output_options
@source_options
@report_options
def register(
    note: str | None, to: str, booked: tuple[str, ...], schedule_template: bool,
    output: str | None, force: bool,
    profile: str | None, form: str | None, encoding: str,
    strict: bool, style: str, quiet: bool, verbose: bool,
    **given: Any,
) -> None:  # fmt: skip
    """The command; its help is worded above."""
    from converter.pipeline import registration_page
    from converter.profile import ProfileError
    from converter.registration import load_registration

    manner = Manner(strict, style, quiet, verbose)
    loaded = profile_of(profile, manner)
    known = {fact: _code(value) for fact, value in given.items() if value not in (None, ())}
    if note is None and not known and not _is_terminal():
        raise click.UsageError(
            say("Ange en anteckning eller uppgifter om kontakten.", "Give a note or facts of the contact.")
        )
    if note is not None:
        check_output(note, output)
    try:
        tables = load_registration(loaded)
        contact, findings = _contact(note, known, loaded, form or "", encoding, manner)
        contact, registration = _asked(contact, tables)
        findings += _findings(registration, loaded, tables, booked, schedule_template)
        _stop_if_strict(note or "register", findings, manner)
        write_output(registration_page(registration, contact, loaded, "json" if style == "json" else to), output, force)
    except ProfileError as error:
        leave(profile or "profile", error.findings, manner)
    except Refused as refused:
        leave(output or say("standard ut", "standard output"), [refused.finding], manner)


def page_of(note: TriageNote, profile: Profile, form: str) -> str:
    """The page of a note's contact in a form of `registration.page`. Raises `Refused`; nothing is asked."""
    from converter.pipeline import registration_page
    from converter.profile import ProfileError
    from converter.registration import register as decide

    try:
        return registration_page(decide(note.contact, profile), note.contact, profile, form)
    except ProfileError as error:
        raise Refused(error.findings[0]) from None


def _code(value: object) -> Any:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


def _is_terminal() -> bool:
    return bool(sys.stdin and sys.stdin.isatty() and sys.stderr and sys.stderr.isatty())


def _contact(
    note: str | None, given: dict[str, Any], profile: Profile, form: str, encoding: str, manner: Manner
) -> tuple[Contact, list[Finding]]:
    """The facts of the note with those of the options, which win with a finding each. Ends the command (65, 66)."""
    from converter.findings import Finding
    from converter.pipeline import read_note

    if note is None:
        return Contact(**given), []
    reading = read_note(source_of(note, manner), profile=profile, form=form, encoding=encoding)
    if reading.note is None:
        leave(note, reading.findings, manner)
    contact = reading.note.contact
    replaced = [fact for fact, value in given.items() if getattr(contact, fact) not in (value, "", ())]
    findings = [Finding("MVG317", words=(profile.labels.get(f"contact.{fact}", fact),)) for fact in replaced]
    return contact._replace(**given), [*reading.findings, *findings]


def _findings(
    registration: Registration, profile: Profile, tables: Tables, booked: tuple[str, ...], schedule_template: bool
) -> list[Finding]:
    from converter.findings import Finding
    from converter.registration import booking_lacks
    from converter.registration.page import findings

    told = list(findings(registration, profile))
    if booked or schedule_template:
        words = dict(tables.booking.fields)
        lacking = [words[name] for name in booking_lacks(booked, tables, schedule_template)]
        told += [Finding("MVG443", words=(", ".join(lacking),))] if lacking else []
    return told


def _stop_if_strict(name: str, findings: list[Finding], manner: Manner) -> None:
    from converter.result import Result

    result = Result(None, tuple(findings))
    manner.tell(name, result)
    if manner.stops(result):
        sys.exit(1)


# -- questions at a terminal ----------------------------------------------------------------------------------


def _asked(contact: Contact, tables: Tables) -> tuple[Contact, Registration]:
    """The contact with what its person answered, and its registration. An empty answer leaves the fact unknown."""
    from converter.registration.engine import decide

    unknown: set[str] = set()
    while True:
        registration = decide(contact, tables)
        question = next((question for question in registration.questions if question.fact not in unknown), None)
        if question is None or not _is_terminal():
            return contact, registration
        answer = _prompt(question.text, question.choices, several=question.fact == "channels")
        if answer:
            changes: dict[str, Any] = {question.fact: answer if question.fact == "channels" else answer[0]}
            contact = contact._replace(**changes)
        else:
            unknown.add(question.fact)


def _prompt(text: str, choices: tuple[tuple[str, str], ...], several: bool) -> tuple[str, ...]:
    """Asks one question until the answer is one of the choices (or several), by number, code or words, or empty."""
    click.echo(text, err=True)
    for number, (_, words) in enumerate(choices, 1):
        click.echo(f"  {number}. {words}", err=True)
    codes = {
        key: code for number, (code, words) in enumerate(choices, 1) for key in (str(number), code, words.casefold())
    }
    lead = say("Nummer, tomt om du inte vet", "Number, empty if you do not know")
    if several:
        lead = say(
            "Nummer i ordning, till exempel 1 4; tomt om du inte vet", "Numbers in order, like 1 4; empty if unknown"
        )
    while True:
        answer = str(click.prompt(lead, default="", show_default=False, err=True)).strip().casefold()
        parts = answer.replace(",", " ").replace(">", " ").split() if several else [answer] if answer else []
        if all(part.replace("-", "_") in codes or part in codes for part in parts):
            return tuple(codes.get(part) or codes[part.replace("-", "_")] for part in parts)
