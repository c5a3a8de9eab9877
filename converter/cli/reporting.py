"""How a command reports findings, and how it ends when it cannot go on: with their exit code."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from converter.cli import report
from converter.cli.files import read_source
from converter.files.storage import Refused

if TYPE_CHECKING:
    from converter.conversion.result import Result
    from converter.findings import Finding
    from converter.profile import Profile


class ReportOptions(NamedTuple):
    """How findings are reported."""

    strict: bool
    style: str
    quiet: bool
    verbose: bool

    @property
    def verbosity(self) -> int:
        return report.QUIET if self.quiet else report.VERBOSE if self.verbose else report.NORMAL

    def show(self, name: str, result: Result) -> None:
        """Prints the findings of one note on standard error."""
        if self.style == "json":
            report.show_json([(name, result.ok, result.button, result.findings)])
        else:
            report.show(result.findings, name, self.verbosity)

    def end(self, line: str, loud: bool = False) -> None:
        """Prints on standard error how the command ended, in one line; with `-q` only when `loud`."""
        if line and self.style == "text" and (loud or not self.quiet):
            report.print_line(line)

    def stops(self, result: Result) -> bool:
        """Whether an error, or with `--strict` a warning, stops the result from being written."""
        return result.stops(self.strict)


DEFAULT_REPORT = ReportOptions(strict=False, style="text", quiet=False, verbose=False)
"""For commands without these options."""


def exit_with(name: str, findings: Sequence[Finding], reporting: ReportOptions = DEFAULT_REPORT) -> NoReturn:
    """Prints the findings and ends the command with the highest of their exit codes."""
    from converter.conversion.result import Result

    result = Result(None, tuple(findings))
    reporting.show(name, result)
    sys.exit(result.exit_code)


@contextmanager
def exit_on_refusal(name: str, reporting: ReportOptions = DEFAULT_REPORT) -> Iterator[None]:
    """Ends the command with the finding of a file that cannot be read or written; messages call it `name`."""
    try:
        yield
    except Refused as refused:
        exit_with(name, refused.findings, reporting)


@contextmanager
def exit_on_mistakes(folder: str | None, reporting: ReportOptions = DEFAULT_REPORT) -> Iterator[None]:
    """Ends the command with every mistake of a profile that cannot be used (78)."""
    from converter.profile import ProfileError

    try:
        yield
    except ProfileError as error:
        exit_with_mistakes(folder, error.findings, reporting)


def exit_with_mistakes(
    folder: str | None, mistakes: Sequence[Finding], reporting: ReportOptions = DEFAULT_REPORT
) -> NoReturn:
    """Prints the mistakes of a profile, each with its file, and ends the command."""
    name = folder or "profile"
    if reporting.style == "json":
        exit_with(name, mistakes, reporting)
    for mistake in mistakes:
        tables = [word for word in mistake.words if word.endswith(".toml")]
        files = [*tables, *mistake.words[:1]] if mistake.line else []  # the file of a line is among its words
        report.show([mistake], next(iter(files), name))
    sys.exit(max(mistake.exit_code for mistake in mistakes))


def profile_or_exit(folder: str | None, reporting: ReportOptions) -> Profile:
    """The profile; ends the command (78) with all mistakes in an invalid one."""
    from converter.profile import load_profile
    from converter.profile.schema import REGISTRATION_FILE
    from converter.registration.loading import load_registration

    with exit_on_mistakes(folder, reporting):
        profile = load_profile(folder)
        if REGISTRATION_FILE in profile.tables:
            load_registration(profile)
        return profile


def source_or_exit(name: str, reporting: ReportOptions) -> bytes:
    """The bytes of the note; ends the command (66) when it cannot be read."""
    with exit_on_refusal(name, reporting):
        return read_source(name)
