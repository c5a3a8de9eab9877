"""`mvg paste` (`mvg klistra`): the note on the clipboard is converted and put back. Nothing is written to disk."""

from __future__ import annotations

import dataclasses
import os
from typing import TYPE_CHECKING, Any

import click

from converter.cli import report
from converter.cli.command import command, option, profile_option, usage_error
from converter.cli.copy import check_ways, copy_stepwise
from converter.cli.field_command import FieldCommand
from converter.cli.language import Text, say
from converter.cli.options import (
    field_options,
    headings_option,
    replace_option,
    report_options,
    shared_options,
    step_option,
    target_option,
)
from converter.cli.output import chosen_target, write_and_report
from converter.cli.questions import is_terminal, prompt_number
from converter.cli.reporting import exit_on_refusal
from converter.files.storage import Refused

if TYPE_CHECKING:
    from converter.cli.settings import UserSettings
    from converter.conversion.result import Result
    from converter.profile import Profile


@command(
    "Omvandla anteckningen på urklipp och lägg resultatet på urklipp, färdigt att klistra in. Ingen fil skrivs. "
    "Det som saknas frågar programmet efter i terminalen. Om anteckningen inte kan omvandlas ändras inte urklipp. "
    "Kommandot heter även klistra.",
    "Convert the note on the clipboard and put the result on the clipboard, ready to paste. No file is "
    "written. The program asks in the terminal for what is missing. If the note cannot be converted, the "
    "clipboard is left as it was. The command is also called klistra.",
    cls=FieldCommand,
)
@target_option(
    "Ett av målen i mvg list targets; annars profilens första för inklistring.",
    "A target of mvg list targets; otherwise the profile's first for pasting.",
)
@headings_option
@replace_option
@step_option
@option("--register", "registers", is_flag=True,
        help=Text("Visa även kontaktregistreringen.", "Show the contact registration too."))  # fmt: skip
@field_options
@profile_option
@report_options
def paste(to: str | None, headings: str, replace: bool, step: bool, registers: bool, **shared: Any) -> None:
    from converter.cli.clipboard import from_clipboard, restore_clipboard, to_clipboard
    from converter.cli.questions import convert_and_ask
    from converter.cli.settings import UserSettings, load_settings

    check_ways(step, clipboard=True, output=None, section=None)
    reporting, profile, options = shared_options(form=None, encoding="", **shared)
    asks = reporting.style == "text" and is_terminal()
    settings, warnings = load_settings() if asks else (UserSettings(), ())
    report.show(warnings, "settings.toml", reporting.verbosity)
    target = _target(to, profile, settings, asks)
    gated = profile.targets[target].gated
    if step and gated:
        raise usage_error(f"--step går inte med {target}.", f"--step does not go with {target}.")
    with exit_on_refusal(clipboard_name(), reporting):
        source = from_clipboard()
    options = dataclasses.replace(options, headings=headings, replace=replace, by_section=step)
    result = convert_and_ask(source, target, profile, options, asks, settings.suggestions)

    def write(text: str) -> None:
        try:
            if step:
                copy_stepwise(result.sections)
            else:
                to_clipboard(text)
        except Refused:  # the note is put back where it was
            restore_clipboard(source)
            raise

    def done(text: str) -> str:
        return "" if step else copied_line(result, text)

    write_and_report(result, clipboard_name(), reporting, write, done, first=step, copies=not gated, loud=True)
    if registers:
        from converter.cli.register import ask_and_print
        from converter.conversion.result import digest_of
        from converter.registration import subject_of

        assert result.note is not None
        subject = subject_of(result.note, profile, digest_of(source))
        ask_and_print(subject, [], profile, reporting, clipboard_name(), suggested=settings.contact_codes(profile))


def clipboard_name() -> str:
    """What messages call the source."""
    return say("urklipp", "clipboard")


def _target(to: str | None, profile: Profile, settings: UserSettings, asks: bool) -> str:
    """The target that was named, the user's where the user confirms it, else the profile's first without a gate."""
    if to is not None:
        return chosen_target(to, [*profile.targets])
    choices = clipboard_targets(profile, settings) or [*profile.targets][:1]
    if not asks or len(choices) == 1:
        return choices[-1]
    for number, name in enumerate(choices, 1):
        click.echo(f"  {number}  {name}", err=True)
    return choices[prompt_number(say("Mål", "Target"), 1, len(choices), default=1) - 1]


def clipboard_targets(profile: Profile, settings: UserSettings) -> list[str]:
    """The targets that are offered for the clipboard: the user's own, and the profile's first without a gate."""
    own = [settings.target] if settings.target in profile.targets else []
    copied = [name for name, row in profile.targets.items() if not row.gated]
    return [*dict.fromkeys((*own, *copied[:1]))]


def copied_line(result: Result, text: str) -> str:
    """The line about a text on the clipboard. In a remote session Windows moves it a little later than the program."""
    line = report.copied(result, text, only_one=False)
    if not os.environ.get("SESSIONNAME", "").upper().startswith("RDP-"):
        return line
    return line + say(". Fjärrskrivbord: vänta någon sekund innan du klistrar in",
                      ". Remote desktop: wait a second before you paste")  # fmt: skip
