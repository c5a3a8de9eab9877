"""What `mvg batch` and `mvg watch` share: their options, what these come to, and how a run is told of."""

from __future__ import annotations

import getpass
import json
import os
import platform
import signal
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self
from zoneinfo import ZoneInfo

import click

from converter import __version__
from converter.batch.audit import AuditLog
from converter.batch.collecting import Collector
from converter.batch.how import ENDINGS, WHOLE, How, Limits
from converter.batch.metrics import Metrics
from converter.batch.moving import Mover
from converter.batch.outcome import QUARANTINED, Listener, Outcome, Run, Totals
from converter.batch.progress import Progress, progress, summary
from converter.batch.quarantine import folder_of
from converter.batch.report import report as report_to
from converter.batch.run import Batch, Ended, Order
from converter.catalogue import ERROR, WARNING
from converter.cli import report
from converter.cli.copy import check_charset
from converter.cli.export import chosen_target
from converter.cli.options import (
    Manner,
    headings_option,
    leave,
    phrase_options,
    places_of,
    profile_of,
    report_options,
    source_options,
    stack,
)
from converter.cli.words import DIR, FILE, language, say
from converter.findings import Finding
from converter.pipeline import JSON
from converter.times import ZONE

if TYPE_CHECKING:
    from converter.batch.item import Item
    from converter.profile import Profile

many_options = stack(
    click.option("--out", required=True, metavar=DIR, help=say("Mappen för resultaten.", "Folder for the results.")),
    click.option("-r", "--recursive", is_flag=True, help=say("Läs även undermappar.", "Read subfolders too.")),
    click.option("--to", "targets", multiple=True, metavar=say("MÅL", "TARGET"),
                 help=say("Mål, som i export och copy; kan upprepas; annars profilens första.",
                          "Target, as in export and copy; repeatable; otherwise the profile's first.")),
    click.option("--registration", type=click.Choice(list(ENDINGS)),
                 help=say("Skriv kontaktregistreringen bredvid.", "Write the contact registration beside it.")),
    headings_option,
    click.option("--charset", default="", help=say("Vad målet kan visa.", "What the target can show.")),
    click.option("--replace", is_flag=True, help=say("Byt tecken som inte kan visas.", "Swap what cannot be shown.")),
    phrase_options,
    click.option("--move-done", metavar=DIR,
                 help=say("Flytta färdiga filer hit; arkiv och JSON Lines ligger kvar.",
                          "Move done files here; archives and JSON Lines stay.")),
    click.option("--audit", metavar=FILE, help=say("Fortsätt revisionsloggen här.", "Continue the audit log here.")),
    click.option("--metrics", metavar=FILE, help=say("Mätvärden för Prometheus.", "Metrics for Prometheus.")),
    click.option("--jobs", type=click.IntRange(1, 256), default=os.cpu_count() or 1, metavar=say("ANTAL", "COUNT"),
                 show_default=say("antal kärnor", "cores"), help=say("Arbetsprocesser.", "Worker processes.")),
    click.option("--timeout", type=click.FloatRange(0.1, 86400), default=Limits().seconds,
                 show_default=True, metavar="S", help=say("Sekunder för en anteckning.", "Seconds for one note.")),
    click.option("--memory", type=click.IntRange(1, 1 << 20), default=Limits().memory,
                 show_default=True, metavar="MIB", help=say("Minne för en arbetsprocess.", "Memory for one worker.")),
    source_options,
    report_options,
)  # fmt: skip


class Wish(NamedTuple):
    """The shared options, as they were given."""

    out: str
    recursive: bool
    targets: tuple[str, ...]
    registration: str | None
    headings: str
    charset: str
    replace: bool
    places: tuple[str, ...]
    add_phrases: bool
    move_done: str | None
    audit: str | None
    metrics: str | None
    jobs: int
    timeout: float
    memory: int
    profile: str | None
    form: str | None
    encoding: str
    strict: bool
    style: str
    quiet: bool
    verbose: bool

    @property
    def lines(self) -> str:
        """The file that gathers the results as JSON Lines; `""` when each is to be a file of its own."""
        return os.path.realpath(self.out) if self.out.endswith(".jsonl") else ""

    @property
    def manner(self) -> Manner:
        """How to tell of the run."""
        return Manner(self.strict, self.style, self.quiet, self.verbose)

    def how(self, shard: tuple[int, int] = WHOLE) -> How:
        """The options, checked; ends the command when the profile is invalid (78) or one of them is wrong (2)."""
        check_charset(self.charset)
        profile = profile_of(self.profile, self.manner)
        targets = [chosen_target(target, [*profile.targets, JSON]) for target in self.targets or (None,)]
        if self.registration:
            self._check_registration(profile)
        out = f"{self.lines}.parts" if self.lines else os.path.realpath(self.out)
        return How(
            out, profile, tuple(dict.fromkeys(targets)), self.registration or "",
            self.form or "", self.encoding, places_of(self.places, profile), self.add_phrases, self.headings,
            self.charset, self.replace, self.strict, Limits(self.timeout, self.memory), shard,
        )  # fmt: skip

    def _check_registration(self, profile: Profile) -> None:
        from converter.profile import ProfileError
        from converter.registration import load_registration, load_rules

        try:
            load_registration(profile)
            load_rules(profile)
        except ProfileError as error:
            leave(self.profile or "profile", error.findings, self.manner)


def order_of(
    items: Iterable[Item], how: How, wish: Wish, number: int = 0, reports: Sequence[str] = (), inbox: bool = False
) -> Order:
    """What is to be run, by whom and since when; `number` is how many inputs there are, 0 when nobody can tell."""
    profile, mover = how.profile, Mover(how, wish.move_done, inbox) if wish.move_done or inbox else None
    started = datetime.now(ZoneInfo(ZONE)).isoformat(timespec="seconds")
    run = Run(started, _who(), __version__, profile.name, profile.version, profile.digest, how.targets)

    def followers() -> list[Listener]:
        bar = progress(sys.stderr, number, language()) if wish.style == "text" and not wish.quiet else None
        found: list[Listener] = [Teller(wish.manner, bar), *([bar] if bar else [])]
        found += [report_to(run, _of_part(file, how), language()) for file in reports]
        found += [AuditLog(run, _of_part(wish.audit, how))] if wish.audit else []
        found += [Metrics(run, _of_part(wish.metrics, how), profile.routine.valid_to)] if wish.metrics else []
        return [*found, Collector(Path(wish.lines), how)] if wish.lines else found

    return Order(items, how, run, wish.jobs, mover, followers)


def _who() -> str:
    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # a container without a list of users
        user = "?"
    return f"{user}@{platform.node()}"


def _of_part(name: str, how: How) -> Path:
    """The file of this run; the parts of a whole that run beside each other have one each: `a.2-of-4.html`."""
    path = Path(name)
    return path if how.shard == WHOLE else path.with_suffix(".{}-of-{}".format(*how.shard) + path.suffix)


class Teller:
    """Names the inputs that went into quarantine with their codes, a line each; with `-v` every finding in words."""

    def __init__(self, manner: Manner, bar: Progress | None) -> None:
        self._manner = manner
        self._bar = bar

    def tell(self, outcomes: Sequence[Outcome]) -> None:
        """Prints what a person must know."""
        told = [outcome for outcome in outcomes if self._manner.verbose or outcome.status == QUARANTINED]
        if self._manner.style == "json" or not told:
            return
        if self._bar:
            self._bar.clear()
        for outcome in told:
            self._tell(outcome)

    def _tell(self, outcome: Outcome) -> None:
        if self._manner.verbose:
            report.show(outcome.findings, outcome.name, self._manner.verbosity)
        else:
            report.tell(f"{outcome.name}: {', '.join(_reasons(outcome, self._manner.strict))}")

    def end(self, totals: Totals) -> None:
        """The summary is the command's to print."""


def _reasons(outcome: Outcome, strict: bool) -> list[str]:
    """The codes that stopped a note, each with its line."""
    stopping = (ERROR, WARNING) if strict else (ERROR,)
    line = say("rad", "line")
    told = [finding for finding in outcome.findings if finding.severity in stopping]
    return [f"{finding.code} ({line} {finding.line})" if finding.line else finding.code for finding in told]


class Ending:
    """SIGTERM or Ctrl-C ends a run in good order, after the notes at hand; the second one ends it at once."""

    def __init__(self) -> None:
        self.asked = False
        self._batch: Batch | None = None

    def __enter__(self) -> Self:
        self._before = {number: signal.signal(number, self._ask) for number in (signal.SIGINT, signal.SIGTERM)}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _ask(self, number: int, _: object) -> None:
        signal.signal(number, signal.SIG_DFL)
        self.asked = True
        if self._batch is not None:
            self._batch.stop(Finding("MVG826"))

    def run(self, order: Order) -> Ended:
        """Runs it. Raises `Refused` when it cannot begin."""
        self._batch = Batch(order)
        return self._batch.run()


def tell_end(ended: Ended, order: Order, wish: Wish) -> int:
    """Prints how a run ended; the exit code."""
    mover = order.mover
    for name, finding in mover.unmoved if mover else ():
        report.show([finding], name, wish.manner.verbosity)
    if ended.fault is not None:
        report.show([ended.fault], wish.out, wish.manner.verbosity)
    tell_totals(ended.totals, wish, order.how)
    if ended.fault is not None:
        return ended.fault.exit_code
    return int(bool(ended.totals.quarantined or (mover and mover.unmoved)))


def tell_totals(totals: Totals, wish: Wish, how: How) -> None:
    """Prints how a run went: on one line, and what to do next unless only errors are asked for."""
    lines = summary(totals, str(folder_of(how)), language())
    if wish.style == "json":
        lines = [json.dumps({"schema": 1, "totals": totals._asdict()})]
    for line in lines[:1] if wish.quiet else lines:
        report.tell(line)
