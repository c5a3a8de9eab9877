"""A batch from its first input to its last, on one screen: lock, journal, workers, books."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import NamedTuple

from converter.batch.books import Books
from converter.batch.how import WHOLE, How
from converter.batch.item import Item
from converter.batch.journal import Journal
from converter.batch.lock import held
from converter.batch.moving import Mover
from converter.batch.names import QUARANTINE, STATE, claim
from converter.batch.outcome import DONE, KEPT, QUARANTINED, Listener, Run, Totals
from converter.batch.workers import Supervisor
from converter.findings import Finding
from converter.storage import Refused, refused

_FOLDER = 0o700


class Order(NamedTuple):
    """What is to be run."""

    items: Iterable[Item]
    how: How
    run: Run
    jobs: int = 1
    """Worker processes."""
    mover: Mover | None = None
    """None when the inputs stay where they are."""
    followed_by: Callable[[], Sequence[Listener]] = tuple
    """Calls those who follow it, when the folder is its own: they may raise `Refused`, and it does not begin."""


class Ended(NamedTuple):
    """How a run ended."""

    totals: Totals
    fault: Finding | None = None
    """What stopped it before its last input."""


class Batch:
    """One run. `stop` may be called from a signal handler: the run then ends after the notes at hand."""

    def __init__(self, order: Order) -> None:
        self._order = order
        self._supervisor = Supervisor(order.how, order.jobs)
        self._fault: Finding | None = None

    def stop(self, fault: Finding) -> None:
        """Ends the run in good order; `fault` says why."""
        self._fault = self._fault or fault
        self._supervisor.stopping = True

    def run(self) -> Ended:
        """Runs it. Raises `Refused` when it cannot begin: the folder is busy (75) or cannot be written (73)."""
        order, start = self._order, time.monotonic()
        state = order.how.state
        _make_folders(order.how)
        with ExitStack() as stack:
            try:
                stack.enter_context(held(state / "lock", order.run.who, order.run.started))
            except OSError as error:
                raise refused("MVG805", error) from None
            journal = stack.enter_context(Journal(state))
            stack.callback(_clear_drafts, state)
            _clear_drafts(state)
            listeners = order.followed_by()
            books = Books(_falling_to(order.how.shard, order.items), order.how, journal, listeners, order.mover)
            self._work(books)
            code = self._fault.code if self._fault else ""
            done, kept, quarantined = (books.counts[status] for status in (DONE, KEPT, QUARANTINED))
            totals = Totals(done, kept, quarantined, time.monotonic() - start, code)
            self._end(totals, listeners)
        return Ended(totals, self._fault)

    def _work(self, books: Books) -> None:
        try:
            for outcomes in self._supervisor.run(books.next_tasks):
                if (fault := books.take(outcomes)) is not None:
                    self.stop(fault)
            books.close()
        except Refused as error:
            self.stop(error.finding)

    def _end(self, totals: Totals, listeners: Sequence[Listener]) -> None:
        for listener in listeners:
            try:
                listener.end(totals)
            except Refused as error:
                self.stop(error.finding)


def _make_folders(how: How) -> None:
    """Makes the output folder and those of our own in it. Raises `Refused`."""
    try:
        for folder in (Path(how.out), Path(how.out, QUARANTINE), Path(how.out, STATE), how.state):
            folder.mkdir(_FOLDER, parents=True, exist_ok=True)
    except OSError as error:
        raise refused("MVG805", error) from None


def _falling_to(shard: tuple[int, int], items: Iterable[Item]) -> Iterator[Item]:
    """The inputs of a shard. Inputs that could claim one name fall to the same."""
    number, of = shard
    return (item for item in items if shard == WHOLE or int.from_bytes(claim(item.key)[:8]) % of == number - 1)


def _clear_drafts(state: Path) -> None:
    """Takes away what workers that were killed had begun."""
    with suppress(OSError):
        for name in os.listdir(state):
            if name.startswith(".mvg-"):
                (state / name).unlink(missing_ok=True)
