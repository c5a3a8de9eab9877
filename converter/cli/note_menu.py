"""`mvg NOTE`: a file as the first argument, or dropped on a shortcut. Checks the note, then offers what can be done."""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

import click

from converter.cli import report
from converter.cli.command import argument, command
from converter.cli.language import say
from converter.cli.options import report_options, source_options
from converter.cli.questions import ask_number, is_terminal
from converter.cli.reporting import ReportOptions, profile_or_exit, source_or_exit

if TYPE_CHECKING:
    from collections.abc import Callable

    from converter.cli.settings import UserSettings
    from converter.conversion.result import Result
    from converter.note.reading import SourceForm
    from converter.profile import Profile

_SIMILARITY: Final = 0.6
"""How alike a mistyped word and the name of a command must be, as `difflib` measures it."""


@command(
    "Kontrollera anteckningen i en fil. I en terminal följer en meny med det som kan göras.",
    "Check the note in a file. In a terminal a menu of what can be done follows.",
)
@argument("note", metavar="")
@source_options
@report_options
@click.pass_context
def start(context: click.Context, /, note: str, **shared: Any) -> None:
    from converter.cli.check import check
    from converter.cli.settings import load_settings

    code = _exit_code(partial(context.invoke, check, notes=(note,), **shared))
    if code > 1 or shared["style"] == "json" or not is_terminal():
        sys.exit(code)
    settings, warnings = load_settings()
    menu = Menu.of(note, settings, **shared)
    report.show(warnings, "settings.toml", menu.reporting.verbosity)
    actions = menu.actions()
    while True:
        click.echo(say("Vad vill du göra?", "What do you want to do?"), err=True)
        number = ask_number([words for words, _ in actions], say("Avsluta.", "Quit."))
        if not number:
            sys.exit(code)
        code = _exit_code(actions[number - 1][1])


class Menu(NamedTuple):
    """What can be done with a note. The user's settings are suggested in the questions, as in `mvg paste`."""

    note: str
    """The name of its file."""
    profile: Profile
    settings: UserSettings
    reporting: ReportOptions
    form: SourceForm | Literal[""]
    encoding: str

    @classmethod
    def of(
        cls,
        note: str,
        settings: UserSettings,
        profile: str | None,
        form: SourceForm | None,
        encoding: str,
        **reporting: Any,
    ) -> Menu:
        """The menu for the options of a command; ends it when the profile has mistakes (78)."""
        reports = ReportOptions(**reporting)
        return cls(note, profile_or_exit(profile, reports), settings, reports, form or "", encoding)

    def actions(self) -> list[tuple[str, Callable[[], object]]]:
        """The words of each line, and what it does; each action ends with an exit code."""
        from converter.cli.paste import clipboard_targets
        from converter.files.redaction import redact_name
        from converter.profile.schema import REGISTRATION_FILE

        document, name = self.profile.first_target, redact_name(self._document().name)
        title = self.profile.titles.get(document, document)
        words = say(f"{title}: spara dokumentet bredvid anteckningen, som {name}.",
                    f"{title}: save it beside the note, as {name}.")  # fmt: skip
        rows: list[tuple[str, Callable[[], object]]] = [(words, self.export_beside)]
        for target in clipboard_targets(self.profile, self.settings):
            title = self.profile.titles.get(target, target)
            words = say(f"{title}: lägg texten på urklipp.", f"{title}: put the text on the clipboard.")
            if target != document:
                rows.append((words, partial(self.copy, target)))
        if REGISTRATION_FILE in self.profile.tables:
            words = say("Registrering: visa vad som fylls i.", "Registration: show what to enter.")
            rows.append((words, self.register))
        return rows

    def export_beside(self) -> None:
        """Writes the record document beside the note, after asking for what is missing."""
        from converter.cli.output import write_and_report

        target = str(self._document())
        result = self._convert(self.profile.first_target)
        write_and_report(
            result, self.note, self.reporting, lambda text: _write_new(text, target),
            lambda _: report.written(result, target),
        )  # fmt: skip

    def copy(self, target: str) -> None:
        """Puts the text for a target on the clipboard, after asking for what is missing."""
        from converter.cli.clipboard import to_clipboard
        from converter.cli.output import write_and_report
        from converter.cli.paste import copied_line

        result = self._convert(target)
        copies = not self.profile.targets[target].gated
        write_and_report(
            result, self.note, self.reporting, to_clipboard, partial(copied_line, result), copies=copies, loud=True
        )

    def register(self) -> None:
        """Prints the registration of the contact, after asking for what is missing."""
        from converter.cli.register import ask_and_print, subject_of_file

        subject, findings = subject_of_file(self.note, {}, self.profile, self.form, self.encoding, self.reporting)
        suggested = self.settings.contact_codes(self.profile)
        ask_and_print(subject, findings, self.profile, self.reporting, self.note, suggested=suggested)

    def _convert(self, target: str) -> Result:
        from converter.cli.questions import convert_and_ask
        from converter.conversion.options import ConvertOptions

        source = source_or_exit(self.note, self.reporting)
        options = ConvertOptions(form=self.form, encoding=self.encoding)
        return convert_and_ask(source, target, self.profile, options, True, self.settings.suggestions)

    def _document(self) -> Path:
        """The file of the document beside the note: the name of the target and the ending of its form follow."""
        target = self.profile.first_target
        return Path(self.note).with_suffix(f".{target}.{self.profile.targets[target].ending}")


def _write_new(text: str, name: str) -> None:
    """Writes a file that is not there yet. Raises `Refused`."""
    from converter.cli.files import write_output
    from converter.files.storage import refused

    if os.path.lexists(name):
        raise refused("MVG808")
    write_output(text, name, force=False)


def _exit_code(action: Callable[[], object]) -> int:
    """The exit code of a command, which the menu outlives."""
    try:
        action()
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def is_file(name: str) -> bool:
    """Whether a first argument names a file; a name that the system does not take is none."""
    try:
        return Path(name).is_file()
    except OSError:
        return False


def unknown_command(name: str, commands: list[str]) -> str:
    """The message for a first argument that is neither a command nor a file; it suggests the command that is meant."""
    from difflib import get_close_matches

    near = get_close_matches(name.casefold(), commands, 1, _SIMILARITY)
    if near:
        return say(f"Kommandot '{name}' finns inte. Menade du {near[0]}?",
                   f"No such command '{name}'. Did you mean {near[0]}?")  # fmt: skip
    return say(f"Det finns inget kommando och ingen fil som heter '{name}'.", f"No command or file is called '{name}'.")
