"""How a run goes, on one line of a terminal, and how it went, in a few plain ones."""

from __future__ import annotations

import os
import time
from collections import Counter, deque
from collections.abc import Sequence
from contextlib import suppress
from typing import Final, TextIO

from converter.batch import formatting
from converter.batch.outcome import DONE, KEPT, QUARANTINED, SKIPPED, Outcome, Totals
from converter.redaction import redact_name

_OFTEN: Final = 0.2
"""Seconds between two drawings."""
_DRAWINGS: Final = 25
"""Over how many drawings the rate is taken: what was done an hour ago says nothing of what is left."""
_WIDTH: Final = 80
"""Columns of a terminal that does not tell."""
_SHORTEST: Final = 10
"""Columns of the shortest bar; when there is no room for it, there is none."""
_LONGEST: Final = 40
_BLOCKS: Final = ("█", "░")
_PLAIN: Final = ("#", "-")
_LABELS: Final = {
    DONE: ("klara", "done"),
    KEPT: ("redan klara", "done before"),
    QUARANTINED: ("i karantän", "in quarantine"),
    SKIPPED: ("överhoppade", "skipped"),
}
_NEXT: Final = (
    (
        "Det som behöver en människa ligger i {}, med koder i en JSON-fil bredvid varje anteckning.",
        "What needs a person is in {}, with the codes in a JSON file beside each note.",
    ),
    (
        "Vad en kod betyder: mvg explain KOD. När felet är rättat: mvg quarantine retry --out MAPP.",
        "What a code means: mvg explain CODE. After the fault was mended: mvg quarantine retry --out DIR.",
    ),
)
_SKIPPED: Final = (
    "Vad som hoppades över och varför: samma kommando med -v, eller --report.",
    "What was skipped and why: the same command with -v, or --report.",
)
_STOPPED: Final = (
    "Körningen stannade: samma kommando fortsätter där den slutade.",
    "The run was stopped: the same command goes on where it ended.",
)


def progress(stream: TextIO | None, total: int = 0, language: str = "sv") -> Progress | None:
    """A bar for this stream; None unless it is a terminal that can go back on a line.

    `total` is how many inputs there are, 0 when nobody can tell.
    """
    with suppress(ValueError):  # it has been closed
        if stream is not None and stream.isatty() and os.environ.get("TERM") != "dumb":
            return Progress(stream, total, language)
    return None


class Progress:
    """Draws a line without colours, over and over. That nobody can see it any more is no reason to stop."""

    def __init__(self, stream: TextIO, total: int = 0, language: str = "sv") -> None:
        self._stream, self._total, self._language = stream, total, language
        self._counts: Counter[str] = Counter()
        self._drawings = deque([(time.monotonic(), 0)], _DRAWINGS)
        self._drawn = ""
        self._signs = _BLOCKS if _can_show(stream, "".join(_BLOCKS)) else _PLAIN

    def on_outcomes(self, outcomes: Sequence[Outcome]) -> None:
        """Counts the outcomes, and draws them unless it has just done so."""
        self._counts.update(outcome.status for outcome in outcomes)
        now = time.monotonic()
        if outcomes and (not self._drawn or now - self._drawings[-1][0] >= _OFTEN):
            self._drawings.append((now, self._counts.total()))
            self._draw(self._line())

    def clear(self) -> None:
        """Takes the line away, for somebody else who wants to write; the next drawing is a new one."""
        if self._drawn:
            self._draw("")
            self._write("\r")

    def on_end(self, totals: Totals) -> None:  # noqa: ARG002 -- every listener is told
        """Takes the line away."""
        self.clear()

    def _draw(self, line: str) -> None:
        self._write(f"\r{line:{len(self._drawn)}}")
        self._drawn = line

    def _write(self, text: str) -> None:
        with suppress(OSError, ValueError):
            self._stream.write(text)
            self._stream.flush()

    def _line(self) -> str:
        """The bar, and how many, how fast, how long and what became of them, as far as there is room."""
        ended, room = self._counts.total(), _columns(self._stream) - 1
        parts = [self._number(ended), *self._speed(ended), self._outcomes()]
        while sum(map(len, parts)) + 2 * (len(parts) - 1) > room and len(parts) > 1:
            parts.pop(-2)
        line = "  ".join(parts)[:room]
        length = min(room - len(line) - 2, _LONGEST)
        return f"{self._bar(ended, length)}  {line}" if self._total and length >= _SHORTEST else line

    def _bar(self, ended: int, length: int) -> str:
        full, empty = self._signs
        filled = length * min(ended, self._total) // self._total
        return full * filled + empty * (length - filled)

    def _number(self, ended: int) -> str:
        told = formatting.number(ended, self._language)
        return f"{told}/{formatting.number(self._total, self._language)}" if self._total else told

    def _speed(self, ended: int) -> list[str]:
        """Notes a second, and the time left when the total is known."""
        (begun, before), (now, _) = self._drawings[0], self._drawings[-1]
        if now <= begun or ended <= before:
            return []
        rate = (ended - before) / (now - begun)
        told = [f"{formatting.rate(rate, self._language)}/s"]
        if self._total > ended:
            left = "left" if self._language == "en" else "kvar"
            told.append(f"{formatting.duration(max(1, round((self._total - ended) / rate)), self._language)} {left}")
        return told

    def _outcomes(self) -> str:
        english = self._language == "en"
        return ", ".join(
            f"{formatting.number(self._counts[status], self._language)} {words[english]}"
            for status, words in _LABELS.items()
            if self._counts[status]
        )


def summary(totals: Totals, quarantine: str, language: str = "sv") -> list[str]:
    """One to four lines on how a run ended and what to do next; `quarantine` is the folder to look in."""
    english, ended = language == "en", totals.inputs
    counts = (
        (totals.done, _LABELS[DONE]),
        (totals.kept, _LABELS[KEPT]),
        (totals.warned, ("med varningar", "with warnings")),
        (totals.quarantined, _LABELS[QUARANTINED]),
        (totals.new if totals.new < totals.quarantined else 0, ("av dem nya", "of them new")),
        (totals.skipped, _LABELS[SKIPPED]),
    )
    told = [f"{formatting.number(count, language)} {words[english]}" for count, words in counts if count]
    time_taken = formatting.duration(totals.seconds, language)
    if ended and totals.seconds:
        time_taken += f", {formatting.rate(ended / totals.seconds, language)}/s"
    lines = [f"{', '.join(told) or ('nothing to do' if english else 'inget att göra')} ({time_taken})"]
    if totals.quarantined:
        lines += (line[english].format(redact_name(quarantine)) for line in _NEXT)
    if totals.skipped:
        lines.append(_SKIPPED[english])
    if totals.stopped:
        lines.append(_STOPPED[english])
    return lines


def _can_show(stream: TextIO, text: str) -> bool:
    try:
        text.encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _columns(stream: TextIO) -> int:
    try:
        return os.get_terminal_size(stream.fileno()).columns or _WIDTH
    except (OSError, ValueError):
        return _WIDTH
