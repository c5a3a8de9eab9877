"""What `mvg batch`, `mvg watch` and `mvg quarantine retry` share: their options, and the job made of them."""

from __future__ import annotations

import getpass
import os
import platform
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple
from zoneinfo import ZoneInfo

import click

from converter import __version__
from converter.batch.answer_file import AnswersByNote, read_answers
from converter.batch.audit_log import AuditLog
from converter.batch.config import (
    MOST_JOBS,
    REGISTRATION_ENDINGS,
    WHOLE,
    BatchConfig,
    ResourceLimits,
    usable_cores,
)  # fmt: skip
from converter.batch.jsonl_output import JsonLinesOutput
from converter.batch.jsonl_report import report as report_to
from converter.batch.metrics import Metrics
from converter.batch.mover import Mover
from converter.batch.outcome import Listener, Run
from converter.batch.report_files import shard_path
from converter.batch.run import BatchJob
from converter.cli.batch_output import OutcomePrinter
from converter.cli.command import option, wrong_value
from converter.cli.copy import check_charset
from converter.cli.language import DIR, FILE, Text, language
from converter.cli.options import (
    TARGET,
    charset_option,
    compose,
    headings_option,
    parse_places,
    phrase_options,
    report_options,
    source_options,
)
from converter.cli.output import chosen_target
from converter.cli.progress import progress
from converter.cli.reporting import ReportOptions, exit_on_mistakes, exit_on_refusal, exit_with, profile_or_exit
from converter.conversion.options import ConvertOptions
from converter.findings.catalogue import ERROR, INFO, WARNING, Severity
from converter.note.times import ZONE
from converter.pipeline import JSON

if TYPE_CHECKING:
    from converter.batch.tasks import Input
    from converter.note.reading import SourceForm
    from converter.profile import PageForm, Profile


batch_options = compose(
    option("--out", required=True, metavar=DIR, help=Text("Mappen för resultaten.", "Folder for the results.")),
    option("-r", "--recursive", is_flag=True, help=Text("Läs även undermappar.", "Read subfolders too.")),
    option("--to", "targets", multiple=True, metavar=TARGET,
           help=Text("Mål, som i export och copy; kan upprepas; annars profilens första.",
                    "Target, as in export and copy; repeatable; otherwise the profile's first.")),
    option("--registration", type=click.Choice(list(REGISTRATION_ENDINGS)),
           help=Text("Skriv kontaktregistreringen bredvid.", "Write the contact registration beside it.")),
    headings_option,
    charset_option("Teckenuppsättning som journalsystemet klarar.", "Character set that the record system can show."),
    option("--replace", is_flag=True, help=Text("Byt tecken som inte kan visas.", "Swap what cannot be shown.")),
    phrase_options,
    option("--answers", metavar=FILE,
           help=Text("Svar på enskilda anteckningars frågor, som JSON Lines.",
                    "Answers to the questions of single notes, as JSON Lines.")),
    option("--move-done", metavar=DIR,
           help=Text("Flytta färdiga filer hit; arkiv och JSON Lines ligger kvar.",
                    "Move done files here; archives and JSON Lines stay.")),
    option("--keep", type=click.IntRange(1, 36500), metavar=Text("DYGN", "DAYS"),
           help=Text("Ta bort det som är klart eller avfärdat och äldre än så; annars behålls allt.",
                    "Remove what is done or discarded and older than this; otherwise all is kept.")),
    option("--quarantine-ok", is_flag=True,
           help=Text("Slutkod 0 även när något ligger i karantän.", "Exit 0 even when notes are in quarantine.")),
    option("--severity", type=click.Choice([ERROR, WARNING, INFO]), default=WARNING, show_default=True,
           help=Text("Lägsta allvar som rapporterna tar med.", "Lowest severity that reports include.")),
    option("--audit", metavar=FILE, help=Text("Fortsätt revisionsloggen här.", "Continue the audit log here.")),
    option("--metrics", metavar=FILE, help=Text("Mätvärden för Prometheus.", "Metrics for Prometheus.")),
    option("--jobs", type=click.IntRange(1, MOST_JOBS), default=usable_cores, metavar=Text("ANTAL", "COUNT"),
           show_default=Text("antal kärnor", "cores"), help=Text("Arbetsprocesser.", "Worker processes.")),
    option("--timeout", type=click.FloatRange(0.1, 86400), default=ResourceLimits().seconds,
           show_default=True, metavar="S", help=Text("Sekunder för en anteckning.", "Seconds for one note.")),
    option("--memory", type=click.IntRange(1, 1 << 20), default=ResourceLimits().memory,
           show_default=True, metavar="MIB", help=Text("Minne för en arbetsprocess.", "Memory for one worker.")),
    source_options,
    report_options,
)  # fmt: skip

report_files_option = option(
    "--report", "reports", metavar=FILE, multiple=True,
    help=Text("Rapport som .jsonl eller .html; kan upprepas.", "Report as .jsonl or .html; repeatable."),
)  # fmt: skip


def places_of(out: str) -> tuple[str, str]:
    """The output folder that `--out` means, and the JSON Lines file that gathers it; `""` when it is a folder."""
    real = os.path.realpath(out)
    return (f"{real}.parts", real) if out.endswith(".jsonl") else (real, "")


class BatchOptions(NamedTuple):
    """The shared options, as on the command line."""

    out: str
    recursive: bool
    targets: tuple[str, ...]
    registration: PageForm | None
    headings: str
    charset: str
    replace: bool
    places: tuple[str, ...]
    approved_for_patient: str | None
    add_phrases: bool
    answers: str | None
    move_done: str | None
    keep: int | None
    quarantine_ok: bool
    severity: Severity
    audit: str | None
    metrics: str | None
    jobs: int
    timeout: float
    memory: int
    profile: str | None
    form: SourceForm | None
    encoding: str
    strict: bool
    style: str
    quiet: bool
    verbose: bool

    @property
    def lines(self) -> str:
        """The JSON Lines file for the outputs; `""` when each output is a file of its own."""
        return places_of(self.out)[1]

    @property
    def reporting(self) -> ReportOptions:
        """How findings of the run are reported."""
        return ReportOptions(self.strict, self.style, self.quiet, self.verbose)

    def config(
        self, shard: tuple[int, int] = WHOLE, wanted: Sequence[str] = (), registration: PageForm | Literal[""] = ""
    ) -> BatchConfig:
        """Checks the options. Exits when the profile is invalid (78) or an option is wrong (2).

        `wanted` and `registration` are the targets of notes in quarantine and the form of their page, which an option
        replaces.
        """
        check_charset(self.charset)
        profile = profile_or_exit(self.profile, self.reporting)
        named = [chosen_target(target, [*profile.targets, JSON]) for target in self.targets or wanted or (None,)]
        self._check_blanks(profile, named)
        if self.registration or registration:
            from converter.registration import load_registration, load_rules

            with exit_on_mistakes(self.profile, self.reporting):
                load_registration(profile)
                load_rules(profile)
        answers: AnswersByNote = {}
        if self.answers is not None:
            with exit_on_refusal(self.answers, self.reporting):
                answers = read_answers(self.answers, profile)
        options = ConvertOptions(
            form=self.form or "", encoding=self.encoding, places=parse_places(self.places, profile),
            add_phrases=self.add_phrases, headings=self.headings, charset=self.charset, replace=self.replace,
            approved_for_patient=self.approved_for_patient or "",
        )  # fmt: skip
        config = BatchConfig(
            places_of(self.out)[0], profile, tuple(dict.fromkeys(named)),
            registration=self.registration or registration, options=options, answers=answers, strict=self.strict,
            limits=ResourceLimits(self.timeout, self.memory), shard=shard,
        )  # fmt: skip
        if config.places_a_line:
            raise wrong_value(
                "--place",
                "Ett radnummer gäller en enda anteckning: ange radens ord, eller svara i filen för --answers.",
                "A line number is of one note: give the words of the line, or answer in the file of --answers.",
            )
        return config

    def _check_blanks(self, profile: Profile, targets: Sequence[str]) -> None:
        """Ends the command (78) where a profile leaves something blank that every note of a target needs."""
        from converter.render.document import blanks_of

        rows = [profile.targets[name] for name in targets if name in profile.targets]
        if found := [finding for row in rows for finding in blanks_of(row, profile)]:
            exit_with(self.profile or "profile", found, self.reporting)


def job_of(
    items: Iterable[Input], config: BatchConfig, options: BatchOptions, number: int = 0, reports: Sequence[str] = (),
    inbox: bool = False, ready: str = "", listeners: Sequence[Listener] = (),
    on_wait: Callable[[], None] | None = None,
) -> BatchJob:  # fmt: skip
    """The job of a command; `number` is the number of inputs, 0 when it is not known."""
    run, mover = run_of(config), Mover(config, options.move_done, inbox, ready)

    def make_listeners() -> list[Listener]:
        bar = progress(sys.stderr, number) if options.style == "text" and not options.quiet else None
        found: list[Listener] = [*listeners, OutcomePrinter(options.reporting, bar), *([bar] if bar else [])]
        found += [report_to(run, Path(file), language(), options.severity, config) for file in reports]
        found += [AuditLog(run, Path(options.audit))] if options.audit else []
        found += [metrics_of(options, config, run)] if options.metrics else []
        return [*found, JsonLinesOutput(Path(options.lines), config)] if options.lines else found

    return BatchJob(items, config, run=run, jobs=options.jobs, mover=mover, on_wait=on_wait, listeners=make_listeners)


def run_of(config: BatchConfig) -> Run:
    """The facts of a run that starts now."""
    profile = config.profile
    started = datetime.now(ZoneInfo(ZONE)).isoformat(timespec="seconds")
    return Run(
        started, who(), program=__version__, profile=profile.name, profile_version=profile.version,
        profile_digest=profile.digest, targets=config.targets,
    )  # fmt: skip


def metrics_of(options: BatchOptions, config: BatchConfig, run: Run) -> Metrics:
    """The metrics of a run. Raises `Refused`."""
    assert options.metrics is not None
    return Metrics(run, shard_path(options.metrics, config.shard), config.profile.routine.valid_to, config)


def who() -> str:
    """`user@host`, as the system names them."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError, ImportError):  # no list of users, as in some containers and on Windows
        user = "?"
    return f"{user}@{platform.node()}"
