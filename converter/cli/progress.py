"""The progress bar of a run, drawn by `click.progressbar`, and the summary that stays."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Final, TextIO

import click

from converter.batch import formatting
from converter.batch.outcome import DONE, KEPT, QUARANTINED, SKIPPED, Outcome, Totals
from converter.cli.language import language, say
from converter.files.redaction import redact_name

_ERASE: Final = "\r\x1b[K\x1b[?25h"
"""Erases the line of the bar, and shows the cursor that `click.progressbar` hides."""
_RESERVED: Final = 40
"""Columns for bar, position and time left; the outcomes get the rest."""
_LABELS: Final = {
    DONE: ("klara", "done"),
    KEPT: ("redan klara", "done before"),
    QUARANTINED: ("i karantän", "in quarantine"),
    SKIPPED: ("överhoppade", "skipped"),
}


def progress(stream: TextIO | None, total: int = 0) -> Progress | None:
    """A bar for this stream; None unless it is a terminal that can move the cursor.

    `total` is the number of inputs, 0 when it is not known.
    """
    with suppress(ValueError):  # it has been closed
        if stream is not None and stream.isatty() and os.environ.get("TERM") != "dumb":
            return Progress(stream, total)
    return None


class Progress:
    """A listener that draws a progress bar. A terminal that has gone does not stop the run."""

    def __init__(self, stream: TextIO, total: int = 0) -> None:
        self._stream = stream
        self._counts: Counter[str] = Counter()
        nothing: Iterator[None] = (None for _ in ())  # click wants a length or something without one to iterate over
        self._bar = click.progressbar(
            nothing, length=total or None, file=stream, width=0, show_pos=True, info_sep="  ",
            bar_template="[%(bar)s] %(info)s" if total else "%(info)s", item_show_func=lambda _: self._outcomes(),
        )  # fmt: skip

    def on_outcomes(self, outcomes: Sequence[Outcome]) -> None:
        """Counts the outcomes and draws the bar."""
        self._counts.update(outcome.status for outcome in outcomes)
        with suppress(OSError, ValueError):
            self._bar.update(len(outcomes))

    def clear(self) -> None:
        """Erases the bar, so that other text can be written; the next outcomes draw it again."""
        with suppress(OSError, ValueError):
            click.echo(_ERASE, file=self._stream, nl=False)

    def on_end(self, totals: Totals) -> None:  # noqa: ARG002 -- every listener receives them
        """Erases the bar."""
        self.clear()

    def _outcomes(self) -> str:
        counted = [(self._counts[status], words) for status, words in _LABELS.items()]
        return _listed(counted)[: max(0, shutil.get_terminal_size().columns - _RESERVED)]


def summary(totals: Totals, quarantine: str, gathered: bool = False) -> list[str]:
    """One to four lines on how a run ended and what to do next.

    `quarantine` is the folder to look in; `gathered` says that the outputs are lines of one file.
    """
    duration = formatting.duration(totals.seconds, language())
    if totals.inputs and totals.seconds:
        duration += f", {formatting.rate(totals.inputs / totals.seconds, language())}/s"
    counted = [
        (totals.done, _LABELS[DONE]),
        (totals.kept, _LABELS[KEPT]),
        (totals.warned, ("med varningar", "with warnings")),
        (totals.quarantined, _LABELS[QUARANTINED]),
        (totals.new if totals.new < totals.quarantined else 0, ("av dem nya", "of them new")),
        (totals.skipped, _LABELS[SKIPPED]),
    ]
    nothing = say("inget gjort", "nothing done") if totals.stopped else say("inget att göra", "nothing to do")
    lines = [f"{_listed(counted) or nothing} ({duration})"]
    if totals.quarantined:
        folder = redact_name(quarantine)
        lines += [
            say(f"Det som behöver åtgärdas ligger i {folder}, med koder i en JSON-fil bredvid varje anteckning.",
                f"What needs a person is in {folder}, with the codes in a JSON file beside each note."),
            say("Vad en kod betyder: mvg explain KOD. När anteckningen är rättad: kör samma kommando igen.",
                "What a code means: mvg explain CODE. When the note is corrected: run the same command again.")
            + ("" if gathered
               else say(" När profilen är rättad: mvg quarantine retry --out MAPP.",
                        " When the profile is corrected: mvg quarantine retry --out DIR.")),
        ]  # fmt: skip
    if totals.skipped:
        lines.append(say("Vad som hoppades över och varför: samma kommando med -v, eller --report.",
                         "What was skipped and why: the same command with -v, or --report."))  # fmt: skip
    if totals.stopped:
        lines.append(say("Körningen stannade: samma kommando fortsätter där den slutade.",
                         "The run was stopped: the same command continues where it ended."))  # fmt: skip
    return lines


def _listed(counted: Sequence[tuple[int, tuple[str, str]]]) -> str:
    """`98 klara, 1 i karantän`: the counts that are not 0."""
    return ", ".join(f"{formatting.number(count, language())} {say(*words)}" for count, words in counted if count)
