"""`mvg register`: what to enter for the contact in each system, with the rule behind each value."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal

import click

from converter.cli.command import Command, Option, argument, command, option, usage_error, wrong_value
from converter.cli.field_command import named_profile, options_of_the_profile
from converter.cli.files import write_output
from converter.cli.language import Text, say
from converter.cli.options import output_options, report_options, source_options
from converter.cli.output import check_output
from converter.cli.questions import ask_facts, is_terminal
from converter.cli.reporting import (
    ReportOptions,
    exit_on_mistakes,
    exit_on_refusal,
    exit_with,
    profile_or_exit,
    source_or_exit,
)
from converter.note.model import Contact, TriageNote
from converter.registration.fact_options import OPTIONS, code_of, english_of

if TYPE_CHECKING:
    from converter.findings import Finding
    from converter.note.reading import SourceForm
    from converter.profile import PageForm, Profile
    from converter.registration import Subject
    from converter.registration.decision_tables import Tables

_TEXTS: Final = ("colleague", "unit_worked_for")
"""The facts that are free text; the others have codes."""


class _CodesOption(Option):
    """An option whose value is a code; its help lists the words of the profile in use, and the codes in English."""

    def make_metavar(self, ctx: click.Context) -> str:
        from converter.profile import default_profile

        fact, profile = str(self.name), ctx.meta.get(_PROFILE, default_profile)()
        if profile is None:
            return str(Text("KOD", "CODE"))
        swedish = profile.words.get(f"contact.{fact}", {}).values()
        return str(Text("|".join(swedish), "|".join(profile.contact_codes[fact])))


class _RegisterCommand(Command):
    """A command whose context has the profile that the command line names, loaded when its help is asked for.

    It takes the options that the profile names for required facts of the contact, as another way to write its own.
    """

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        return [*super().get_params(ctx), *ctx.meta.get(_OPTIONS_KEY, {}).values()]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.meta[_PROFILE] = cache(partial(_profile_or_none, named_profile(args)))
        known = {name for param in self.params for name in (*param.opts, *param.secondary_opts)}
        named = {fact.removeprefix("contact."): made for fact, made in options_of_the_profile(args, known).items()}
        ctx.meta[_OPTIONS_KEY] = {fact: made for fact, made in named.items() if fact in OPTIONS}
        rest = super().parse_args(ctx, args)
        for fact, made in ctx.meta[_OPTIONS_KEY].items():
            if value := ctx.params.pop(str(made.name)):
                if ctx.params[fact] not in (None, ()):
                    raise usage_error("Samma uppgift anges två gånger.", "The same fact is given twice.")
                ctx.params[fact] = (value,) if fact == "channels" else value
        return rest


_OPTIONS_KEY: Final = "converter.cli.register.options"
"""Where a context has the options of the profile, by their facts."""
_PROFILE: Final = "converter.cli.register"
"""Where a context has the function that loads the profile in use."""


def _profile_or_none(folder: str | None) -> Profile | None:
    """The profile, or None for one with mistakes, which has no words to show."""
    from converter.profile import ProfileError, load_profile

    try:
        return load_profile(folder)
    except ProfileError:
        return None


def fact_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds an option for each fact of the contact, with a Swedish and an English name."""
    for fact, row in reversed(OPTIONS.items()):
        swedish, english, help_ = row.swedish, english_of(fact), Text(row.sv, row.en)
        names = dict.fromkeys((f"--{swedish}", f"--{english}"))
        if row.swedish_no:
            names = dict.fromkeys((f"--{swedish}/--{row.swedish_no}", f"--{english}/--no-{english}"))
            function = option(*names, fact, default=None, help=help_)(function)
        elif fact in _TEXTS:
            function = option(*names, fact, metavar="TEXT", help=help_)(function)
        else:
            function = option(*names, fact, cls=_CodesOption, multiple=fact == "channels", help=help_)(function)
    return function


@command(
    "Visa vad som ska fyllas i för kontakten i systemet där den registreras, vem som dokumenterar och "
    "registrerar, och regeln bakom varje värde. ANTECKNING är en fil, eller - för standard in; utan den "
    "används bara det som anges med valen. Slutkod 1 medan en fråga eller en lucka i rutinen lämnar ett värde "
    "öppet; sidan skrivs ändå.",
    "Show what to enter for the contact in the system that it is registered in, who documents and registers, "
    "and the rule behind each value. NOTE is a file, or - for standard input; without it, the options alone "
    "are used. Exit code 1 while a question or a gap in the routine leaves a value open; the page is still "
    "written.",
    cls=_RegisterCommand,
)
@argument("note", metavar=Text("[ANTECKNING]", "[NOTE]"), required=False)
@option("--to", type=click.Choice(["text", "html"]), default="text", show_default=True,
        help=Text("Sidans form; html för utskrift.", "Form of the page; html for print."))  # fmt: skip
@fact_options
@option("--bokningen-har", "--booking", "booked", multiple=True, metavar=Text("FÄLT", "FIELD"),
        help=Text("Vad har bokningen redan? Upprepas.", "What does the booking have? Repeatable."))  # fmt: skip
@option("--tidboksmall", "--schedule-template", "schedule_template", is_flag=True,
        help=Text("Finns det en mall i tidboken?", "Does the book have a schedule template?"))  # fmt: skip
@output_options
@source_options
@report_options
def register(
    note: str | None, to: PageForm, booked: tuple[str, ...], schedule_template: bool,
    output: str | None, force: bool,
    profile: str | None, form: SourceForm | None, encoding: str,
    strict: bool, style: str, quiet: bool, verbose: bool,
    **options: Any,
) -> None:  # fmt: skip
    from converter.registration import load_registration

    reporting = ReportOptions(strict, style, quiet, verbose)
    loaded = profile_or_exit(profile, reporting)
    facts = {fact: _value(fact, value, loaded) for fact, value in options.items() if value not in (None, ())}
    if note is None and not facts and not is_terminal():
        raise usage_error("Ange en anteckning eller uppgifter om kontakten.", "Give a note or facts of the contact.")
    if note is not None:
        check_output(note, output)
    subject, findings = subject_of_file(note, facts, loaded, form or "", encoding, reporting)
    with exit_on_mistakes(loaded.name, reporting):
        fields = _booking_fields(booked, load_registration(loaded))
    subject = subject._replace(booked=fields, has_template=schedule_template)
    ask_and_print(subject, findings, loaded, reporting, note or "register", to=to, output=output, force=force)


def ask_and_print(
    subject: Subject, findings: Sequence[Finding], profile: Profile, reporting: ReportOptions, name: str,
    to: PageForm = "text", output: str | None = None, force: bool = False,
    suggested: Mapping[str, str] = MappingProxyType({}),
) -> None:  # fmt: skip
    """Prints or writes the registration, and asks at a terminal for what it lacks.

    `findings` are those of the note called `name`; `suggested` are codes by fact. Ends the command with 1 while the
    registration is open, and when it cannot be made or written.
    """
    from converter.conversion.proven_page import registration_page
    from converter.conversion.result import Result
    from converter.registration import load_registration
    from converter.registration.findings import findings as findings_of

    with exit_on_mistakes(profile.name, reporting):
        subject, registration = ask_facts(subject, load_registration(profile), suggested)
        reported = Result(None, (*findings, *findings_of(registration, subject, profile)))
        reporting.show(name, reported)
        if reporting.stops(reported):
            sys.exit(1)
        form: PageForm = "json" if reporting.style == "json" else to
        with exit_on_refusal(output or say("standard ut", "standard output"), reporting):
            write_output(registration_page(registration, subject, profile, form), output, force)
    if registration.is_open:
        sys.exit(1)


def _value(fact: str, value: Any, profile: Profile) -> Any:
    """The value of an option in the terms of the model. Raises a usage error for an unknown word."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return tuple(_value(fact, each, profile) for each in value)
    if fact in _TEXTS:
        return value.strip()
    if code := code_of(fact, value, profile):
        return code
    words = ", ".join(profile.words.get(f"contact.{fact}", {}).values())
    codes = ", ".join(profile.contact_codes[fact])
    raise wrong_value(f"--{OPTIONS[fact].swedish}", f"Välj bland {words}.", f"Choose one of {codes}.")


def _booking_fields(written: tuple[str, ...], tables: Tables) -> tuple[str, ...]:
    """The fields of a booking, by name or by their words in the profile. Raises a usage error for other words."""
    known = {key.casefold(): name for name, words in tables.booking.fields for key in (name, words)}
    fields = tuple(
        known.get(word.strip().casefold()) or known.get(word.replace("-", "_").casefold()) for word in written
    )
    if None in fields:
        listed = ", ".join(name for name, _ in tables.booking.fields)
        raise wrong_value("--bokningen-har", f"Välj bland {listed}.", f"Choose one of {listed}.")
    return tuple(field for field in fields if field)


def subject_of_file(
    note: str | None,
    facts: dict[str, Any],
    profile: Profile,
    form: SourceForm | Literal[""],
    encoding: str,
    reporting: ReportOptions,
) -> tuple[Subject, list[Finding]]:
    """The subject of a note. Facts of the options replace those of the note, with a finding each. Exits with 65, 66."""
    from converter.conversion.result import digest_of
    from converter.findings import Finding
    from converter.pipeline import read_note
    from converter.record.contact_checks import contact_faults
    from converter.registration import registration_for_checks, subject_of

    if note is None:
        with exit_on_mistakes(profile.name, reporting):
            return subject_of(TriageNote(contact=Contact(**facts)), profile), []
    source = source_or_exit(note, reporting)
    reading = read_note(source, profile=profile, form=form, encoding=encoding)
    if reading.note is None:
        exit_with(note, reading.findings, reporting)
    contact = reading.note.contact
    replaced = [fact for fact, value in facts.items() if getattr(contact, fact) not in (value, "", ())]
    findings = [Finding("MVG317", words=(profile.labels.get(f"contact.{fact}", fact),)) for fact in replaced]
    completed = reading.note._replace(contact=contact._replace(**facts))
    with exit_on_mistakes(profile.name, reporting):
        faults = contact_faults(completed, registration_for_checks(completed.contact, profile), profile)
        return subject_of(completed, profile, digest_of(source)), [*reading.findings, *findings, *faults]
