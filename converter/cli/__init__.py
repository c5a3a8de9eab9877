"""The command `mvg`: the only rooms that parse arguments, open files, print and set exit codes."""

from __future__ import annotations

import errno
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import click

from converter import __version__
from converter.cli.command import InfoOption
from converter.cli.group import LazyGroup
from converter.cli.language import Text, language, say

USAGE = 2
CLOSED_PIPE = 0 if sys.platform == "win32" else 141
"""What a shell reports for a command that SIGPIPE has ended: nobody reads its output any more, and no note failed."""

_COMMANDS: Final = {
    "export": ("export", Text("Gör PMO-dokumentet av en anteckning.", "Make the PMO document of a note.")),
    "copy": ("copy", Text("Gör text för Melior eller ett annat journalsystem.", "Make text for Melior or another.")),
    "check": ("check", Text("Visa vad som saknas eller är fel.", "Show what is missing or wrong.")),
    "register": ("register", Text("Visa vad som fylls i i Elvis och PMO.", "Show what to enter in Elvis and PMO.")),
    "page": ("page", Text("Öppna en sida att klistra in i.", "Open a page to paste into.")),
    "batch": ("batch", Text("Gör om många anteckningar.", "Convert many notes.")),
    "watch": ("watch", Text("Gör om det som kommer till en mapp.", "Convert what comes to a folder.")),
    "quarantine": ("quarantine", Text("Hantera det som behöver en människa.", "Handle what needs a person.")),
    "audit": ("audit", Text("Pröva en revisionslogg.", "Prove an audit log.")),
    "trace": ("trace", Text("Visa var varje rad i resultatet kommer ifrån.", "Show where each line comes from.")),
    "profile": ("profile", Text("Starta, kontrollera och pröva en profil.", "Start, check and try a profile.")),
    "explain": ("explain", Text("Förklara en kod, en regel eller en lucka.", "Explain a code, a rule or a gap.")),
    "fuzz": ("fuzz", Text("Angrip en profil med påhittade anteckningar.", "Attack a profile with made-up notes.")),
    "list": ("explain:list_", Text("Räkna upp format, mål eller koder.", "List formats, targets or codes.")),
}


class _Root(LazyGroup):
    """The group of all commands. A pipe that is closed is no fault of a note, as click would have it (exit 1)."""

    def make_context(self, *args: Any, **named: Any) -> click.Context:
        """Parses the command line; help and version are shown on the way."""
        with _closed_pipe():
            return super().make_context(*args, **named)

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command."""
        with _closed_pipe():
            return super().invoke(ctx)


@contextmanager
def _closed_pipe() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno != errno.EPIPE:
            raise
        _discard_stdout()
        sys.exit(CLOSED_PIPE)


@click.group(
    cls=_Root,
    table=_COMMANDS,
    params=[InfoOption(["--version"], lambda _: f"mvg {__version__}", Text("Visa versionen.", "Show the version."))],
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=Text(
        "Gör om en triageanteckning från Clinic24 till en journalanteckning för PMO, eller till text för Melior "
        "och Obstetrix. Ingen text försvinner, ändras eller läggs till: det bevisas vid varje körning.",
        "Turns a Clinic24 triage note into a record note for PMO, or into text for Melior and Obstetrix. "
        "No text is lost, altered or added: every run proves it.",
    ),
    epilog=Text(
        "Börja så här: mvg check ANTECKNING, sedan mvg export ANTECKNING -o FIL eller mvg copy ANTECKNING.",
        "Start with: mvg check NOTE, then mvg export NOTE -o FILE or mvg copy NOTE.",
    ),
)
def cli() -> None:
    """All commands."""


def main() -> None:
    """The entry point. Every way out has an exit code; none shows a traceback."""
    if isinstance(sys.stdout, io.TextIOWrapper):  # what the screen cannot show is spelt out, as on standard error
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        code = cli.main(standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
    except click.Abort:
        _tell(say("Avbrutet.", "Aborted."))
        code = 1
    except click.UsageError as error:
        _tell(_usage(error))
        code = USAGE
    except OSError as error:  # files are refused where they are opened: this is a standard stream
        _discard_stdout()
        code = (
            CLOSED_PIPE if error.errno == errno.EPIPE else _told("MVG805", errno.errorcode.get(error.errno or 0, "?"))
        )
    except Exception as error:  # the last door: whatever it is, its text may quote the note and is not shown
        from converter.redaction import describe_exception

        code = _told("MVG901", f"{describe_exception(error)} (mvg {__version__})")
    sys.exit(code or 0)


def _usage(error: click.UsageError) -> str:
    """What was wrong with the command line, in the user's language."""
    from converter.redaction import redact

    help_at = f"{error.ctx.command_path} -h" if error.ctx else "mvg -h"
    sentence = error.format_message() if language() == "en" else _swedish(error)
    return f"{redact(sentence)}\n{say('Hjälp', 'Help')}: {help_at}"


def _swedish(error: click.UsageError) -> str:
    name = error.param.get_error_hint(error.ctx) if isinstance(error, click.BadParameter) and error.param else ""
    match error:
        case click.NoSuchOption():
            near = f" Menade du {', '.join(error.possibilities)}?" if error.possibilities else ""
            return f"Valet {error.option_name} finns inte.{near}"
        case click.MissingParameter():
            return f"{name} saknas."
        case click.BadParameter() if error.param and isinstance(error.param.type, click.Choice):
            return f"Värdet för {name} finns inte; välj bland {', '.join(map(str, error.param.type.choices))}."
        case click.BadOptionUsage():
            return f"Valet {error.option_name} är fel använt: ett värde saknas eller är för mycket."
        case click.BadParameter():
            return f"{error.param_hint or name}: {error.message}"
        case _:
            return _swedish_message(error.format_message())


def _swedish_message(message: str) -> str:
    """The two usage errors that click has no class for; ours are Swedish already."""
    if message.startswith("No such command"):
        return f"Kommandot {message.removeprefix('No such command').split('.')[0].strip()} finns inte."
    if message.startswith("Got unexpected extra argument"):
        return f"Det står för många argument: {message.partition('(')[2].rstrip(').')}."
    return message


def _told(code: str, word: str) -> int:
    from converter.cli.report import show
    from converter.findings import Finding

    finding = Finding(code, words=(word,))
    show([finding], "mvg")
    return finding.exit_code


def _tell(sentence: str) -> None:
    from converter.cli.report import tell

    tell(sentence)


def _discard_stdout() -> None:
    from converter.cli.files import discard_stdout

    discard_stdout()
