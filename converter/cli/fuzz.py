"""`mvg fuzz`: property-based testing of a profile and the whole pipeline."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import TYPE_CHECKING

import click

from converter.cli.command import command, lang_option, option, profile_option
from converter.cli.language import DIR, Text, language, say
from converter.cli.profiles.common import valid_profile
from converter.cli.report import show
from converter.cli.reporting import exit_on_refusal, exit_with
from converter.files.redaction import redact, redact_name
from converter.findings import Finding

if TYPE_CHECKING:
    from converter.profile import Profile
    from converter.testing.fuzzing import Failure, Report

EXAMPLES = 1000


@command(
    "Testa en profil och hela programmet med påhittade anteckningar och de egenskaper som ska gälla för alla. "
    "En egenskap som inte gäller visas med den minsta anteckning som bryter mot den. Inga riktiga anteckningar "
    "läses.",
    "Test a profile and the whole program with made-up notes and the properties that must hold for all of "
    "them. A property that fails is shown with the smallest note that breaks it. No real notes are read.",
)
@profile_option
@option("--examples", type=click.IntRange(min=1), default=EXAMPLES, show_default=True, metavar=Text("ANTAL", "COUNT"),
        help=Text("Hur många anteckningar.", "How many notes."))  # fmt: skip
@option("--seed", type=click.IntRange(min=0), metavar=Text("TAL", "N"),
        help=Text("Slumpfrö; samma frö ger samma anteckningar.",
                  "Random seed; the same seed gives the same notes."))  # fmt: skip
@option("--time", "seconds", type=click.FloatRange(min=0, min_open=True), metavar=Text("SEKUNDER", "S"),
        help=Text("Fortsätt så länge, med ett nytt frö i varje varv.",
                  "Continue for so long, with a new seed in each round."))  # fmt: skip
@option("--save", metavar=DIR, help=Text(
    "Spara anteckningar som visar fel här, för mvg profile test.", "Keep notes that show faults here."
))  # fmt: skip
@option("-q", "--quiet", is_flag=True, help=Text("Visa bara fel.", "Show faults only."))
@option("-v", "--verbose", is_flag=True,
        help=Text("Visa koderna som varje egenskap nådde.", "Show the codes that each property reached."))  # fmt: skip
@lang_option
def fuzz(
    profile: str | None, examples: int, seed: int | None, seconds: float | None, save: str | None,
    quiet: bool, verbose: bool,
) -> None:  # fmt: skip
    from converter.profile import default_profile

    loaded = default_profile() if profile is None else valid_profile(profile)
    try:
        from converter.testing.fuzzing import fuzz as attack
    except ModuleNotFoundError:  # the extra is not installed
        exit_with("mvg fuzz", [Finding("MVG910")])
    first = int.from_bytes(os.urandom(3)) if seed is None else seed
    report = attack(loaded, examples, first, seconds or 0, _progress())
    alike: dict[str, list[Failure]] = {}
    for failure in report.failures:  # one fault often breaks many properties
        alike.setdefault(failure.reason, []).append(failure)
    for failures in alike.values():
        _print_failure(failures, loaded, profile, save)
    if not quiet:
        click.echo("\n".join(_summary(report, first, verbose, [*loaded.targets, "json"])))
    sys.exit(int(bool(report.failures)))


def _progress() -> Callable[[str, int], object]:
    """The progress callback: a line that is overwritten, when standard error is a terminal."""
    if sys.stderr is None or not sys.stderr.isatty():
        return lambda _name, _asked: None
    notes = say("anteckningar", "notes")
    return lambda name, asked: click.echo(f"\r{asked} {notes} · {name:14}\r", nl=False, err=True)


# -- failures -------------------------------------------------------------------------------------------------


def _print_failure(alike: list[Failure], loaded: Profile, profile: str | None, save: str | None) -> None:
    """Prints the finding, then the property, the note and the command that reproduces it."""
    from converter.testing.properties import PROPERTIES

    failure, *others = alike
    show([Finding("MVG911", words=(failure.name, failure.reason))], "mvg fuzz")
    command = ["mvg", "fuzz", *(("--profile", profile) if profile else ())]
    command += ["--examples", str(failure.examples), "--seed", str(failure.seed)]
    click.echo(f"{failure.name}: {PROPERTIES[failure.name].words(language())}")
    if others:
        names = ", ".join(other.name for other in others)
        click.echo(say(f"Av samma skäl: {names}", f"For the same reason: {names}"))
    click.echo(say("Den minsta anteckningen som bryter mot den:", "The smallest note that breaks it:"))
    click.echo("\n".join(f"    {line}" for line in _displayed(failure.source, loaded)))
    click.echo(say("Kör igen: ", "Run again: ") + redact(shlex.join(command)))
    if save is not None:
        _save(failure, save)


def _displayed(source: bytes, profile: Profile) -> list[str]:
    """The note for a terminal: it was generated, so it has no patient's text."""
    from converter.note.unicode_text import for_screen
    from converter.readers.decoding import Undecodable, decode

    try:
        text, _ = decode(source, profile)
    except Undecodable:
        text = source.decode("utf-8", "backslashreplace").replace("\r", "\n")
    lines = for_screen(text.strip("\n")).split("\n")
    return [line if len(line) <= _WIDE else f"{line[:_WIDE]}… ({len(line)})" for line in lines[:_LONG]]


_WIDE, _LONG = 2000, 500
"""The most columns and lines that are shown of a large note; `--save` keeps all of it."""


def _save(failure: Failure, folder: str) -> None:
    """Saves the note as a golden pair. Ends the command when it cannot be written (73)."""
    from converter.files.storage import refusing, write_file
    from converter.testing.properties import files

    with exit_on_refusal(folder), refusing("MVG805", ValueError):
        Path(folder).mkdir(mode=0o700, parents=True, exist_ok=True)
        for name, content in files(failure.name, failure.source).items():
            write_file(content, Path(folder) / name, replace=True)
            click.echo(say("Sparad: ", "Kept: ") + redact_name(str(Path(folder) / name)))


# -- coverage -------------------------------------------------------------------------------------------------


def _summary(report: Report, seed: int, verbose: bool, targets: list[str]) -> list[str]:
    from converter.testing.reachable_codes import FROM_A_NOTE

    lines = [say(f"Frö {seed}: {report.asked} anteckningar.", f"Seed {seed}: {report.asked} notes.")]
    width = max(map(len, report.tallies))
    head = say("frågade   berörda   koder     mål", "asked     applied   codes     targets")
    lines.append(f"{say('egenskap', 'property'):{width}}  {head}")
    failed = {failure.name for failure in report.failures}
    for name, tally in report.tallies.items():
        counts = (tally.asked, tally.applied, len(tally.codes), len(tally.targets))
        mark = say("gäller inte", "does not hold") if name in failed else ""
        lines.append(f"{name:{width}}  {''.join(f'{count:<10}' for count in counts)}{mark}".rstrip())
        if verbose:
            lines.append(f"{'':{width}}  {' '.join(sorted(tally.codes))}")
    reached = report.codes & FROM_A_NOTE
    codes = say(f"Koder: {len(reached)} av de {len(FROM_A_NOTE)} som en anteckning kan ge",
                f"Codes: {len(reached)} of the {len(FROM_A_NOTE)} that a note can cause")  # fmt: skip
    found = f"{say('Mål', 'Targets')}: {len(report.targets)}/{len(targets)}"
    return [
        *lines, codes + _missing(FROM_A_NOTE - reached), found + _missing({*targets} - report.targets),
    ]  # fmt: skip


def _missing(left: AbstractSet[str]) -> str:
    return say("; inte: ", "; not: ") + ", ".join(sorted(left)) if left else ""
