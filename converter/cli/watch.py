"""`mvg watch`: the same as `mvg batch`, in a loop, for what comes to a folder."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any

import click

from converter.batch.how import How
from converter.batch.inputs import Found, Source
from converter.batch.item import Item
from converter.batch.watching import Inbox, Rules
from converter.catalogue import BUSY
from converter.cli.batch_output import sweep_old, tell_end, tell_finding
from converter.cli.command import Command, argument, option
from converter.cli.language import Text, say
from converter.cli.many import Ending, Heartbeat, Wish, many_options, order_of
from converter.cli.options import exit_with
from converter.cli.systemd import Service
from converter.findings import Finding
from converter.storage import Refused

_HOUR = 3600.0
_STEP = 0.2
"""Seconds between two looks at whether it is to end."""


@click.command(
    cls=Command,
    help=Text(
        "Gör om det som kommer till mappen IN, tills någon avslutar (Ctrl-C, SIGTERM). En fil tas när den har legat "
        "orörd i --settle sekunder och inget program håller den öppen, eller när dess markörfil har kommit (--ready). "
        "Tillfälliga namn (.x, ~$x, x.tmp, x.part) lämnas. Det som behöver en människa flyttas till karantänen; "
        "färdiga filer ligger kvar eller flyttas med --move-done.",
        "Convert what comes to the folder IN, until somebody ends it (Ctrl-C, SIGTERM). A file is taken when it has "
        "rested for --settle seconds and no program holds it open, or when its marker file has come (--ready). "
        "Temporary names (.x, ~$x, x.tmp, x.part) are left. What needs a person is moved to the quarantine; done files "
        "stay, or are moved with --move-done.",
    ),
)
@argument("inbox", metavar="IN")
@option("--every", type=click.FloatRange(0.1, 86400), default=5.0, show_default=True, metavar="S",
        help=Text("Sekunder mellan titterna.", "Seconds between two looks."))  # fmt: skip
@option("--settle", type=click.FloatRange(0, 86400), default=Rules().settle, show_default=True, metavar="S",
        help=Text("Sekunder som en fil ska ha legat orörd.", "Seconds that a file must have rested."))  # fmt: skip
@option("--ready", default="", metavar=Text("ÄNDELSE", "SUFFIX"),
        help=Text("Ta bara filer vars markörfil har kommit: samma namn och denna ändelse, som .klar.",
                 "Take only files whose marker has come: the same name and suffix, like .ready."))  # fmt: skip
@option("--recheck", type=click.FloatRange(0, 604800), default=Rules().recheck, show_default=True, metavar="S",
        help=Text("Sekunder som en tagen fil bevakas för ändringar.",
                 "Seconds that a file is checked for changes after it was taken."))  # fmt: skip
@many_options
def watch(inbox: str, every: float, settle: float, ready: str, recheck: float, **shared: Any) -> None:
    wish = Wish(**shared)
    if wish.lines:
        raise click.UsageError(say("watch skriver till en mapp, inte .jsonl.", "watch writes to a folder."))
    if "/" in ready or "\\" in ready:
        raise click.BadParameter(say("Skriv en ändelse, till exempel .klar.", "Write a suffix, like .ready."),
                                 param_hint="--ready")  # fmt: skip
    how = wish.how()
    if not Path(inbox).is_dir():
        exit_with(inbox, [Finding("MVG801")], wish.manner)
    watcher = _Watcher(Inbox(Source(inbox, wish.recursive), how, Rules(settle, ready, recheck)), how, wish, ready)
    with Ending() as ending:
        sys.exit(watcher.run(every, ending))


class _Watcher:
    """The loop: look, convert what has come to rest, tell who watches over the process, wait."""

    def __init__(self, box: Inbox, how: How, wish: Wish, ready: str) -> None:
        self._box, self._how, self._wish, self._ready = box, how, wish, ready
        self._service, self._heart = Service(), Heartbeat(wish, how)
        self._left: list[Item | Found] = []
        self._swept = -_HOUR

    def run(self, every: float, ending: Ending) -> int:
        """Watches until it is asked to end; the exit code."""
        self._service.ready()
        code = self._resume()
        while not ending.asked and not code:
            given = [*self._left, *self._box.look()]
            if given:
                code = self._convert(given, ending)
            self._heart.beat(self._box.backlog)
            self._service.status(f"{say('i inkorgen', 'in the inbox')}: {self._box.backlog.files}")
            code = code or self._sweep()
            self._wait(every if not code else 0, ending)
        self._service.stopping()
        return code

    def _resume(self) -> int:
        """Looks again at what an earlier watch has moved; the exit code when that cannot be known."""
        try:
            self._box.resume(os.path.realpath(self._wish.move_done) if self._wish.move_done else "")
        except Refused as refused:
            tell_finding(refused.finding, self._wish.out, self._wish)
            return refused.finding.exit_code
        return 0

    def _convert(self, given: list[Item | Found], ending: Ending) -> int:
        """Converts what has come to rest; the exit code when that cannot go on."""
        wish, self._left = self._wish, []
        order = order_of(
            self._box.take(given), self._how, wish, len(given), inbox=True, ready=self._ready,
            listeners=[self._box], on_wait=self._service.alive,
        )  # fmt: skip
        try:
            ended = ending.run(order)
        except Refused as refused:
            tell_finding(refused.finding, wish.out, wish)
            if refused.finding.exit_code != BUSY:
                return refused.finding.exit_code
            # Another run holds the folder: nothing was taken. Files are found by the next look as they were.
            self._left = [each for each in given if isinstance(each, Item)]
            return 0
        assert order.mover is not None
        self._box.follow(each for each in order.mover.moved if not (each.item.changed and each.entry))
        self._box.withdrawn(order.mover.moved)
        tell_end(ended, order, wish)
        return ended.fault.exit_code if ended.fault is not None and not ending.asked else 0

    def _sweep(self) -> int:
        """Removes old files now and then, when that is asked for; the exit code."""
        if self._wish.keep is None or time.monotonic() - self._swept < _HOUR:
            return 0
        self._swept = time.monotonic()
        return sweep_old(self._how, self._wish)

    def _wait(self, seconds: float, ending: Ending) -> None:
        last = time.monotonic() + seconds
        while not ending.asked and (left := last - time.monotonic()) > 0:
            self._service.alive()
            time.sleep(min(left, _STEP))
