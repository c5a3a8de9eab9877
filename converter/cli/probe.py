"""`mvg probe`: a test text for the field of a test patient, and the limits measured by what came back of it."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from converter.cli import report
from converter.cli.command import command, lang_option, option, usage_error
from converter.cli.files import read_bytes, write_output
from converter.cli.language import DIR, FILE, Text, say
from converter.cli.options import TARGET, output_options, target_option
from converter.cli.output import check_output
from converter.cli.reporting import exit_on_mistakes, exit_on_refusal, exit_with
from converter.files.redaction import redact_name
from converter.files.storage import write_file
from converter.findings import Finding
from converter.profile.schema import UNKNOWN

if TYPE_CHECKING:
    from converter.profile.tables import FieldLimits

_MAX_BYTES = 1 << 20


@command(
    "Mät vad ett textfält i journalsystemet klarar. Utan val läggs en provtext på urklipp (i en terminal) "
    "eller skrivs ut. Klistra in den i fältet hos en testpatient, aldrig hos en riktig, kopiera tillbaka hela "
    "fältet och spara det som en fil i UTF-8. mvg probe --compare FIL visar sedan hur lång text fältet rymmer, "
    "vilka tecken det saknar, radslut och vad det ändrar, och --write skriver in det i en profil.",
    "Measure what a text field of the record system can hold. Without options a test text goes to the clipboard "
    "(in a terminal) or is printed. Paste it into the field of a test patient, never of a real one, copy the whole "
    "field back and save it as a file in UTF-8. mvg probe --compare FILE then shows the maximum length, the "
    "characters that are lacking, the line ends and what is changed, and --write puts it into a profile.",
)
@option("--compare", "back", metavar=FILE,
        help=Text("Det som kom tillbaka ur fältet.", "What came back from the field."))  # fmt: skip
@option("--write", "folder", metavar=DIR,
        help=Text("Skriv in gränserna i profilen i den här mappen.",
                  "Write the limits into the profile in this folder."))  # fmt: skip
@target_option("Målet som fältet hör till.", "The target of the field.")
@output_options
@lang_option
def probe(back: str | None, folder: str | None, to: str | None, output: str | None, force: bool) -> None:
    from converter.probe import limit_lines

    _check_options(back, folder, to, output)
    if back is None:
        _hand_out(output, force)
        return
    limits = _measured_or_exit(back)
    click.echo("\n".join((f"[targets.{to or TARGET}.limits]", *limit_lines(limits).values())))
    if limits.counts == UNKNOWN:
        report.show([Finding("MVG786", words=(str(limits.max_length),))], back)
    if folder is not None and to is not None:
        _write_or_exit(folder, to, limits)


def _check_options(back: str | None, folder: str | None, to: str | None, output: str | None) -> None:
    """Raises a usage error for options that do not belong together, and for an output that is a folder."""
    if back is None and (folder is not None or to is not None):
        raise usage_error("--write och --to hör till --compare.", "--write and --to belong to --compare.")
    if back is not None and output is not None:
        raise usage_error("-o gäller provtexten, inte --compare.", "-o is for the test text, not --compare.")
    check_output("-", output)
    if folder is not None and to is None:
        raise usage_error("--write behöver --to MÅL.", "--write needs --to TARGET.")


def _hand_out(output: str | None, force: bool) -> None:
    """Puts the test text on the clipboard at a terminal, else prints it or writes the file."""
    from converter.cli.clipboard import to_clipboard
    from converter.probe import probe_text

    text = probe_text() + "\n"
    is_board = output is None and sys.stdout is not None and sys.stdout.isatty()
    with exit_on_refusal("mvg probe"):
        if is_board:
            to_clipboard(text)
        else:
            write_output(text, output, force)
    length = len(text) - 1
    if is_board:
        report.print_line(say(f"Provtexten är kopierad: {length} tecken.",
                              f"The test text is copied: {length} characters."))  # fmt: skip
    report.print_line(say(
        "Klistra in den i fältet hos en TESTPATIENT, kopiera tillbaka hela fältet, spara som UTF-8 och kör "
        "mvg probe --compare FIL.",
        "Paste it into the field of a TEST PATIENT, copy the whole field back, save it as UTF-8 and run "
        "mvg probe --compare FILE.",
    ))  # fmt: skip


def _measured_or_exit(name: str) -> FieldLimits:
    """The limits; ends the command when the file cannot be read (66) or is no test text (65)."""
    from converter.note.times import in_stockholm
    from converter.probe import Damaged, NotAProbe, measure

    try:
        with exit_on_refusal(name):
            data = read_bytes(name, _MAX_BYTES)
        text = data.decode("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
        return measure(text, in_stockholm(datetime.now(UTC)).partition("T")[0])
    except Damaged as damaged:
        exit_with(name, [Finding("MVG785", words=(str(damaged),))])
    except (UnicodeDecodeError, NotAProbe):
        exit_with(name, [Finding("MVG782")])


def _write_or_exit(folder: str, target: str, limits: FieldLimits) -> None:
    """Writes the limits into the profile; ends the command when that cannot be done, with the file as it was."""
    from converter.probe import CannotEdit, with_limits
    from converter.profile import load_profile
    from converter.profile.schema import PROFILE_FILE

    path = Path(folder, PROFILE_FILE)
    cannot_write = [Finding("MVG784", words=(target,))]
    try:
        with exit_on_mistakes(folder):
            profile = load_profile(path.parent)
        if target not in profile.targets:
            exit_with(folder, cannot_write)
        text = path.read_bytes().decode()
        write_file(with_limits(text, target, limits).encode(), str(path), True)
    except (CannotEdit, OSError):
        exit_with(folder, cannot_write)
    report.print_line(say(f"Inskrivet i {redact_name(str(path))}.", f"Written to {redact_name(str(path))}."))
