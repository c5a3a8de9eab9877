"""`mvg watch`: the same as `mvg batch`, in a loop, for what comes to a folder."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

import click

from converter.batch.how import How
from converter.batch.inputs import Found, Source
from converter.batch.watching import Inbox
from converter.catalogue import BUSY
from converter.cli import report
from converter.cli.command import Command
from converter.cli.many import Ending, Wish, many_options, order_of, tell_end
from converter.cli.options import leave
from converter.cli.words import say
from converter.findings import Finding
from converter.storage import Refused

_STEP = 0.2
"""Seconds between two looks at whether it is to end."""


@click.command(
    cls=Command,
    help=say(
        "Gör om det som kommer till mappen IN, tills någon avslutar (Ctrl-C, SIGTERM). En fil tas när den har legat "
        "orörd mellan två titter; tillfälliga namn (.x, ~$x, x.tmp, x.part) lämnas. Det som behöver en människa "
        "flyttas till karantänen; färdiga filer ligger kvar eller flyttas med --move-done.",
        "Convert what comes to the folder IN, until somebody ends it (Ctrl-C, SIGTERM). A file is taken when it has "
        "lain untouched between two looks; temporary names (.x, ~$x, x.tmp, x.part) are left. What needs a person "
        "is moved to the quarantine; done files stay, or are moved with --move-done.",
    ),
)
@click.argument("inbox", metavar="IN")
@click.option("--every", type=click.FloatRange(0.1, 86400), default=5.0, show_default=True, metavar="S",
              help=say("Sekunder mellan titterna.", "Seconds between two looks."))  # fmt: skip
@many_options
def watch(inbox: str, every: float, **shared: Any) -> None:
    """The command; its help is worded above."""
    wish = Wish(**shared)
    if wish.lines:
        raise click.UsageError(say("watch skriver till en mapp, inte .jsonl.", "watch writes to a folder."))
    how = wish.how()
    if not Path(inbox).is_dir():
        leave(inbox, [Finding("MVG801")], wish.manner)
    box = Inbox(Source(inbox, wish.recursive))
    with Ending() as ending:
        while not ending.asked:
            if (rested := box.look()) and (code := _take(box, rested, how, wish, ending)):
                sys.exit(code)
            _sleep(every, ending)


def _take(box: Inbox, rested: list[Found], how: How, wish: Wish, ending: Ending) -> int:
    """Converts what has come to rest; the exit code when that cannot go on."""
    order = order_of(box.take(rested), how, wish, len(rested), inbox=True)
    try:
        ended = ending.run(order)
    except Refused as refused:
        report.show([refused.finding], wish.out, wish.manner.verbosity)
        # Another run holds the folder: nothing was taken, and the next look finds the same.
        return 0 if refused.finding.exit_code == BUSY else refused.finding.exit_code
    tell_end(ended, order, wish)
    return ended.fault.exit_code if ended.fault is not None and not ending.asked else 0


def _sleep(seconds: float, ending: Ending) -> None:
    last = time.monotonic() + seconds
    while not ending.asked and (left := last - time.monotonic()) > 0:
        time.sleep(min(left, _STEP))
