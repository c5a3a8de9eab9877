"""`mvg watch`: the same as `mvg batch`, in a loop, for what arrives in a folder."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from converter.batch.config import BatchConfig
from converter.batch.inbox import ArrivalRules, Inbox
from converter.batch.inputs import Found, Source
from converter.batch.tasks import Input
from converter.cli.batch_options import BatchOptions, batch_options, job_of, who
from converter.cli.batch_output import apply_retention, print_finding, print_result
from converter.cli.command import argument, command, option, usage_error, wrong_value
from converter.cli.language import Text, say
from converter.cli.places import own_places
from converter.cli.reporting import exit_with
from converter.cli.service import GracefulStop, Heartbeat, Service
from converter.files.storage import Refused
from converter.files.windows_paths import extended
from converter.findings import Finding
from converter.findings.catalogue import BUSY
from converter.profile.building import dated

_HOUR = 3600.0
_STEP = 0.2
"""Seconds between two looks at whether it is to end."""


@command(
    "Omvandla det som kommer till mappen IN, tills körningen avslutas (Ctrl-C, SIGTERM). En fil tas när den "
    "har legat orörd i --settle sekunder och inget program håller den öppen, eller när dess markörfil har "
    "kommit (--ready). Tillfälliga namn (.x, ~$x, x.tmp, x.part) lämnas. Det som behöver åtgärdas flyttas till "
    "karantänen; färdiga filer ligger kvar eller flyttas med --move-done.",
    "Convert what arrives in the folder IN, until it is ended (Ctrl-C, SIGTERM). A file is taken when it has "
    "been unchanged for --settle seconds and no program holds it open, or when its marker file has arrived "
    "(--ready). Temporary names (.x, ~$x, x.tmp, x.part) are left. What needs a person is moved to the "
    "quarantine; done files stay, or are moved with --move-done.",
)
@argument("inbox", metavar="IN")
@option("--every", type=click.FloatRange(0.1, 86400), default=5.0, show_default=True, metavar="S",
        help=Text("Sekunder mellan genomgångarna av mappen.", "Seconds between two scans of the folder."))  # fmt: skip
@option("--settle", type=click.FloatRange(0, 86400), default=ArrivalRules().settle, show_default=True, metavar="S",
        help=Text("Sekunder som en fil ska ha legat orörd.", "Seconds that a file must be unchanged."))  # fmt: skip
@option("--ready", default="", metavar=Text("ÄNDELSE", "SUFFIX"),
        help=Text("Ta bara filer vars markörfil har kommit: samma namn och denna ändelse, som .klar.",
                 "Take only files whose marker has come: the same name and suffix, like .ready."))  # fmt: skip
@option("--recheck", type=click.FloatRange(0, 604800), default=ArrivalRules().recheck, show_default=True, metavar="S",
        help=Text("Sekunder som en tagen fil bevakas för ändringar.",
                 "Seconds that a file is checked for changes after it was taken."))  # fmt: skip
@batch_options
def watch(inbox: str, every: float, settle: float, ready: str, recheck: float, **shared: Any) -> None:
    options = BatchOptions(**shared)
    if options.lines:
        raise usage_error("watch skriver till en mapp, inte .jsonl.", "watch writes to a folder.")
    if "/" in ready or "\\" in ready:
        raise wrong_value("--ready", "Skriv en ändelse, till exempel .klar.", "Write a suffix, like .ready.")
    config = options.config()
    if not Path(extended(inbox)).is_dir():
        exit_with(inbox, [Finding("MVG801")], options.reporting)
    source = Source(inbox, options.recursive)
    own_places(options).check(source)
    watcher = _Watcher(Inbox(source, config, ArrivalRules(settle, ready, recheck)), config, options, ready)
    with GracefulStop() as stop:
        sys.exit(watcher.run(every, stop))


class _Watcher:
    """The loop: scan, convert what has settled, notify the service manager, wait."""

    def __init__(self, inbox: Inbox, config: BatchConfig, options: BatchOptions, ready: str) -> None:
        self._inbox, self._config, self._options, self._ready = inbox, config, options, ready
        self._service, self._heart = Service(), Heartbeat(options, config)
        self._left: list[Input | Found] = []
        self._last_retention = -_HOUR

    def run(self, every: float, stop: GracefulStop) -> int:
        """Watches until it is stopped. Returns the exit code."""
        self._service.ready()
        code = self._resume()
        while not stop.requested and not code:
            scanned = [*self._left, *self._inbox.scan()]
            if scanned:
                code = self._convert(scanned, stop)
            self._heart.beat(self._inbox.backlog)
            self._service.status(f"{say('i inkorgen', 'in the inbox')}: {self._inbox.backlog.files}")
            code = code or self._apply_retention()
            last = time.monotonic() + (0 if code else every)
            while not stop.requested and (left := last - time.monotonic()) > 0:
                self._service.alive()
                time.sleep(min(left, _STEP))
        self._service.stopping()
        return code

    def _resume(self) -> int:
        """Follows what an earlier watch has moved. Returns the exit code when the journal cannot be read."""
        try:
            self._inbox.recheck.resume(os.path.realpath(self._options.move_done) if self._options.move_done else "")
        except Refused as refused:
            print_finding(refused.finding, self._options.out, self._options)
            return refused.finding.exit_code
        return 0

    def _convert(self, scanned: list[Input | Found], stop: GracefulStop) -> int:
        """Converts a scan. Returns the exit code when the watch cannot go on."""
        options, self._left = self._options, []
        self._config = replace(self._config, profile=dated(self._config.profile))
        job = job_of(
            self._inbox.take(scanned), self._config, options, len(scanned), inbox=True, ready=self._ready,
            listeners=[self._inbox, self._inbox.recheck], on_wait=self._service.alive,
        )  # fmt: skip
        try:
            ended = stop.run(job)
        except Refused as refused:
            print_finding(refused.finding, options.out, options)
            if refused.finding.exit_code != BUSY:
                return refused.finding.exit_code
            # Another run holds the folder: nothing was taken. The next scan finds the files as they were.
            self._left = [each for each in scanned if isinstance(each, Input)]
            return 0
        assert job.mover is not None
        self._inbox.follow(job.mover.moved)
        print_result(ended, job, options)
        return ended.fault.exit_code if ended.fault is not None and not stop.requested else 0

    def _apply_retention(self) -> int:
        """Applies `--keep` once an hour. Returns the exit code."""
        if self._options.keep is None or time.monotonic() - self._last_retention < _HOUR:
            return 0
        self._last_retention = time.monotonic()
        return apply_retention(self._config, self._options, who())
