"""The command `mvg`: the only rooms that parse arguments, open files, print and set exit codes."""

from __future__ import annotations

import errno
import sys

import click

from converter import __version__
from converter.cli.check import check
from converter.cli.copy import copy
from converter.cli.explain import explain, list_
from converter.cli.export import export
from converter.cli.files import give_up_output
from converter.cli.register import register
from converter.cli.report import safe_sentence, show
from converter.cli.words import language, say

USAGE = 2


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=say(
        "Gör om en triageanteckning från Clinic24 till en journalanteckning för PMO, eller till text för Melior "
        "och Obstetrix. Ingen text försvinner, ändras eller läggs till: det bevisas vid varje körning.",
        "Turns a Clinic24 triage note into a record note for PMO, or into text for Melior and Obstetrix. "
        "No text is lost, altered or added: every run proves it.",
    ),
    epilog=say(
        "Börja så här: mvg check ANTECKNING, sedan mvg export ANTECKNING -o FIL eller mvg copy ANTECKNING.",
        "Start with: mvg check NOTE, then mvg export NOTE -o FILE or mvg copy NOTE.",
    ),
)
@click.version_option(__version__, prog_name="mvg")
def cli() -> None:
    """The group; its help is worded above."""


for _command in (export, copy, check, register, explain, list_):
    cli.add_command(_command)


def main() -> None:
    """The entry point. Every way out has an exit code; none shows a traceback (design 2.2)."""
    try:
        code = cli.main(standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
    except click.Abort:
        click.echo(say("Avbrutet.", "Aborted."), err=True)
        code = 1
    except click.UsageError as error:
        click.echo(_usage(error), err=True)
        code = USAGE
    except OSError as error:  # files are refused where they are opened: this is a standard stream
        give_up_output()
        code = _told("MVG805", errno.errorcode.get(error.errno or 0, "?"))
    except Exception as error:
        code = _fault(error)
    sys.exit(code or 0)


def _usage(error: click.UsageError) -> str:
    """What was wrong with the command line, in the user's language."""
    help_at = f"{error.ctx.command_path} -h" if error.ctx else "mvg -h"
    sentence = error.format_message() if language() == "en" else _swedish(error)
    return f"{safe_sentence(sentence)}\n{say('Hjälp', 'Help')}: {help_at}"


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


def _fault(error: Exception) -> int:
    """Reports a fault in the program by kind and place alone: its text may quote the note (hazard 5)."""
    trace, place = error.__traceback__, "?"
    while trace is not None:
        code = trace.tb_frame.f_code
        if "converter" in code.co_filename:
            place = f"{code.co_qualname}:{trace.tb_lineno}"
        trace = trace.tb_next
    return _told("MVG901", f"{type(error).__name__} {place} (mvg {__version__})")


def _told(code: str, word: str) -> int:
    from converter.findings import Finding

    finding = Finding(code, words=(word,))
    show([finding], "mvg")
    return finding.exit_code
