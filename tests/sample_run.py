"""A run and its outcomes, as an engine would notify of them."""

from __future__ import annotations

import hashlib
import tracemalloc
from collections.abc import Iterator, Sequence

from converter.batch.outcome import DONE, KEPT, QUARANTINED, Listener, Outcome, Run, Status, Totals
from converter.findings import Finding

RUN = Run("2024-03-14T09:40:00+01:00", "jobb@server", "0.1.0", "min-vard-gavleborg", "1", "ab" * 32, ("pmo", "melior"))
_BAD = (
    Finding("MVG401", 3, 0, ("Journaltyp", "--journaltyp")),
    Finding("MVG105", 0, 0, ("17",)),
    Finding("MVG101"),
)


def outcome(number: int, status: Status | None = None) -> Outcome:
    """The outcome of the note with this number; every hundredth is in quarantine unless `status` says otherwise."""
    status = status or (QUARANTINED if number % 100 == 99 else DONE)
    digest = hashlib.sha256(str(number).encode()).hexdigest()
    name, size, seconds = f"mapp/anteckning-{number:06}.xml", 2000 + number % 500, 0.001 + number % 37 / 10_000
    if status == QUARANTINED:
        return Outcome(number, name, status, (_BAD[number % 3], _BAD[0]), digest, size=size, seconds=seconds)
    warned = (Finding("MVG402", 7, 0, ("Kontaktorsak",)),) if number % 10 == 0 else ()
    outputs = (("pmo", digest), ("melior", digest[::-1]))
    return Outcome(number, name, status, warned, digest, outputs, size=size, seconds=seconds)


def groups(count: int, of: int = 50) -> Iterator[list[Outcome]]:
    """So many outcomes, a group at a time, each group in an order of its own."""
    for first in range(1, count + 1, of):
        yield [outcome(number) for number in reversed(range(first, min(first + of, count + 1)))]


def peak_memory(listener: Listener, count: int) -> int:
    """The most bytes that Python held while a listener was given the outcomes of so many notes."""
    tracemalloc.start()
    for group in groups(count):
        listener.on_outcomes(group)
    listener.on_end(Totals(count))
    found = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return found


def totals(outcomes: Sequence[Outcome], seconds: float = 1.0, stopped: str = "") -> Totals:
    """What an engine counts."""
    done, kept, quarantined = (sum(one.status == status for one in outcomes) for status in (DONE, KEPT, QUARANTINED))
    return Totals(done, kept, quarantined, seconds, stopped)


def notify(listener: Listener, count: int, stopped: str = "") -> None:
    """Reports a whole run to a listener."""
    reported = []
    for group in groups(count):
        listener.on_outcomes(group)
        reported += group
    listener.on_end(totals(reported, count / 1000, stopped))
