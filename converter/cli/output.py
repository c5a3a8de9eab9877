"""What commands that convert one note share: choosing the target, writing the files, reporting the result."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from converter.cli import report
from converter.cli.command import usage_error, wrong_value
from converter.cli.files import is_same, write_output
from converter.files.storage import Refused, refused

if TYPE_CHECKING:
    from converter.cli.reporting import ReportOptions
    from converter.conversion.result import Result
    from converter.note.model import TriageNote
    from converter.profile import PageForm, Profile

ENDINGS: Final[dict[str, PageForm]] = {".txt": "text", ".html": "html", ".htm": "html", ".json": "json"}
"""Suffixes of the registration's file, and the form each stands for."""


def write_and_report(
    result: Result, note: str, reporting: ReportOptions, write: Callable[[str], None], done: Callable[[str], str],
    first: bool = False, copies: bool = False, loud: bool = False,
) -> None:  # fmt: skip
    """Writes the output unless a finding stops it, prints the findings and a line about the result.

    With `first` the findings are printed before writing, which then takes the user's time. `done` makes the line about
    a written result; `""` for none. `loud` prints it with `-q` too: nothing else shows that a text is on the
    clipboard. Ends the command when the output was not written.
    """
    stopped = reporting.stops(result) or result.output is None
    if first and not stopped:
        reporting.show(note, result)
        result = result._replace(findings=())
    if not stopped and result.output is not None:
        try:
            write(result.output)
        except Refused as refused:
            stopped, result = True, result._replace(findings=(*result.findings, refused.finding))
    if stopped or not first:
        reporting.show(note, result)
    if stopped:
        reporting.end(report.stopped(result, copies))
        sys.exit(result.exit_code or 1)
    reporting.end(done(result.output or ""), loud)


def chosen_target(to: str | None, possible: list[str]) -> str:
    """The named target, else the first. Raises a usage error for one that is not possible."""
    target = next(iter(possible), "") if to is None else to
    if target not in possible:
        listed = ", ".join(possible)
        raise wrong_value("--to", f"Målet finns inte; välj bland {listed}.", f"Choose one of {listed}.")
    return target


def write_outputs(
    write: Callable[[], None], result: Result, profile: Profile, output: str | None, file: str | None, force: bool,
    digest: str,
) -> None:  # fmt: skip
    """Writes the output, and the registration of its contact to `file` unless that is None. Raises `Refused`.

    Both are checked before either is written.
    """
    page = ""
    if file is not None and result.note is not None:
        page = registration_page(result.note, profile, ENDINGS[Path(file).suffix.lower()], digest)
    if not force and any(name not in (None, "-") and os.path.lexists(str(name)) for name in (output, file)):
        raise refused("MVG804")
    write()
    if file is not None:
        write_output(page, file, force)


def check_outputs(note: str, output: str | None, file: str | None) -> None:
    """Raises a usage error for a registration file with an unknown suffix, and for files that overwrite each other."""
    check_output(note, output)
    check_output(note, file)
    if file is None:
        return
    if Path(file).suffix.lower() not in ENDINGS:
        listed = ", ".join(ENDINGS)
        raise wrong_value("--with-registration", f"Filens namn slutar på {listed}.", f"The name ends in {listed}.")
    names = [os.path.realpath(name).casefold() for name in (file, output) if name is not None]
    if len(set(names)) < len(names):  # some file systems ignore the case of a name
        raise usage_error("Två utfiler har samma namn.", "Two output files have the same name.")


def check_output(note: str, output: str | None) -> None:
    """Raises a usage error when the output file is the note itself, or a folder."""
    if output is not None and note != "-" and is_same(output, note):
        raise usage_error("Utfilen är anteckningen själv.", "The output file is the note itself.")
    if output is not None and Path(output).is_dir():
        raise usage_error(
            "Utfilen är en mapp: skriv även ett filnamn.", "The output file is a folder: add a file name."
        )


def registration_page(note: TriageNote, profile: Profile, form: PageForm, digest: str = "") -> str:
    """The registration of a note's contact as `text`, `html` or `json`. Raises `Refused`; nothing is asked."""
    from converter.conversion.proven_page import registration_page_of
    from converter.profile import ProfileError

    try:
        return registration_page_of(note, profile, form, digest)
    except ProfileError as error:
        raise Refused(error.findings[0]) from None
