"""The command `mvg`. Only this package parses arguments, prints and sets exit codes."""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import copy_context
from typing import TYPE_CHECKING, Any, Final

import click

from converter import __version__
from converter.cli.command import InfoOption, LazyGroup
from converter.cli.console import prepare_streams
from converter.cli.language import Text, say

if TYPE_CHECKING:
    from converter.findings.catalogue import Code

USAGE = 2
CLOSED_PIPE = 0 if sys.platform == "win32" else 141
"""The exit code that a shell reports for SIGPIPE: nobody reads the output any more, which is no fault of a note."""

_COMMANDS: Final = {
    "paste": ("paste", Text("Omvandla det som är kopierat (även: klistra).", "Convert what was copied (or: klistra).")),
    "export": ("export", Text("Skapa journaldokumentet från en anteckning.", "Make the record document from a note.")),
    "copy": ("copy", Text("Skapa text att klistra in i ett journalsystem.", "Make text to paste into a record.")),
    "check": ("check", Text("Visa vad som saknas eller är fel.", "Show what is missing or wrong.")),
    "register": ("register", Text("Visa hur kontakten registreras.", "Show how the contact is registered.")),
    "page": ("page", Text("Öppna en sida att klistra in i.", "Open a page to paste into.")),
    "demo": ("demo", Text("Visa hela vägen för en påhittad anteckning.", "Show all steps for an invented note.")),
    "batch": ("batch", Text("Omvandla flera anteckningar.", "Convert many notes.")),
    "watch": ("watch", Text("Omvandla det som kommer till en mapp.", "Convert what arrives in a folder.")),
    "quarantine": ("quarantine", Text("Hantera anteckningar som behöver åtgärdas.", "Handle what needs a person.")),
    "audit": ("audit", Text("Kontrollera en revisionslogg.", "Verify an audit log.")),
    "compare": ("compare", Text("Jämför det som kom tillbaka med anteckningen.",
                                "Compare what came back with a note.")),
    "probe": ("probe", Text("Mät vad ett fält i journalsystemet klarar.",
                            "Measure what a field of the record system can hold.")),
    "trace": ("trace", Text("Visa var varje rad i resultatet kommer ifrån.", "Show where each line comes from.")),
    "settings": ("settings", Text("Visa dina inställningar.", "Show your settings.")),
    "profile": ("profile", Text("Skapa, kontrollera och testa en profil.", "Create, check and test a profile.")),
    "explain": ("explain", Text("Förklara en kod, en regel eller en lucka.", "Explain a code, a rule or a gap.")),
    "fuzz": ("fuzz", Text("Testa en profil med påhittade anteckningar.", "Test a profile with made-up notes.")),
    "list": ("explain:list_", Text("Visa format, mål eller koder.", "List formats, targets or codes.")),
}  # fmt: skip
_ALIASES: Final = {"klistra": "paste"}


class _Root(LazyGroup):
    """The group of all commands. Click would end with 1 at a closed pipe, as if a note had failed."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or of its Swedish name."""
        return super().get_command(ctx, _ALIASES.get(cmd_name, cmd_name))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is called; a file in its place is a note (`mvg NOTE`)."""
        name = args[0]
        if name.startswith("-") or self.get_command(ctx, name) is not None:
            return super().resolve_command(ctx, args)
        from converter.cli.note_menu import is_file, start, unknown_command

        if is_file(name):
            return say("ANTECKNING", "NOTE"), start, args
        raise click.UsageError(unknown_command(name, [*_COMMANDS, *_ALIASES]), ctx)

    def make_context(self, *args: Any, **named: Any) -> click.Context:
        """Parses the command line, and prints help or version."""
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
        "Omvandlar en triageanteckning till en journalanteckning, som dokument eller som text att klistra in i "
        "journalen. En kontrollräkning visar vid varje körning att ingen text försvinner, ändras eller läggs till.",
        "Turns a triage note into a record note, as a document or as text to paste into the record. "
        "No text is lost, altered or added: every run proves it.",
    ),
    epilog=Text(
        "Börja så här: kopiera anteckningen, kör mvg klistra och klistra in i journalen. Om du har en fil: mvg "
        "ANTECKNING.",
        "Start like this: copy the note, run mvg paste, paste it into the record. For a file: mvg NOTE.",
    ),
)
def cli() -> None:
    """All commands."""


def main() -> None:
    """The entry point: runs the command in a context of its own, in which the language is set, and exits."""
    sys.exit(copy_context().run(_run))


def _run() -> int:
    """Runs the command and returns its exit code. Every error gives a code and a sentence, never a traceback."""
    prepare_streams()
    try:
        code: int | None = cli.main(standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
    except (click.Abort, KeyboardInterrupt):  # click makes the one of the other, but not as long as it prepares
        _print(say("Avbrutet.", "Aborted."))
        code = 1
    except click.UsageError as error:
        from converter.cli.usage import usage_message

        _print(usage_message(error))
        code = USAGE
    except OSError as error:  # of a standard stream: files raise `Refused`
        _discard_stdout()
        name = errno.errorcode.get(error.errno or 0, "?")
        code = CLOSED_PIPE if error.errno == errno.EPIPE else _print_fault("MVG805", name)
    except Exception as error:  # any other fault: its message may quote the note and is not shown
        from converter.files.redaction import describe_exception

        code = _print_fault("MVG901", f"{describe_exception(error)} (mvg {__version__})")
    return code or 0


def _print_fault(code: Code, word: str) -> int:
    from converter.cli.report import show
    from converter.findings import Finding

    finding = Finding(code, words=(word,))
    show([finding], "mvg")
    return finding.exit_code


def _print(sentence: str) -> None:
    from converter.cli.report import print_line

    print_line(sentence)


def _discard_stdout() -> None:
    from converter.cli.files import discard_stream

    discard_stream(sys.stdout)
