"""A batch from its first input to its last, on one screen: lock, journal, workers, books."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import NamedTuple

from converter.batch.config import WHOLE, BatchConfig
from converter.batch.journal import Journal
from converter.batch.ledger import NEW, WARNED, Ledger
from converter.batch.locks import is_in_shard, run_lock, shard_range
from converter.batch.mover import Mover
from converter.batch.names import QUARANTINE, claim
from converter.batch.outcome import STATUSES, Listener, Run, Totals
from converter.batch.tasks import Input
from converter.batch.workers import Supervisor
from converter.findings import Finding
from converter.storage import DRAFT, Refused, refused

_FOLDER = 0o700


class BatchJob(NamedTuple):
    """What is to be run."""

    items: Iterable[Input]
    config: BatchConfig
    run: Run
    jobs: int = 1
    """Worker processes."""
    mover: Mover | None = None
    """None when the inputs stay where they are."""
    on_wait: Callable[[], None] | None = None
    """Called several times a second while the run goes on, for whoever watches over this process."""
    listeners: Callable[[], Sequence[Listener]] = tuple
    """Calls those who follow it, when the folder is its own: they may raise `Refused`, and it does not begin."""


class BatchResult(NamedTuple):
    """How a run ended."""

    totals: Totals
    fault: Finding | None = None
    """What stopped it before its last input."""


class Batch:
    """One run. `stop` may be called from a signal handler: the run then ends after the notes at hand."""

    def __init__(self, order: BatchJob) -> None:
        self._order = order
        self._supervisor = Supervisor(order.config, order.jobs)
        self._fault: Finding | None = None

    def stop(self, fault: Finding) -> None:
        """Ends the run in good order; `fault` says why."""
        self._fault = self._fault or fault
        self._supervisor.stopping = True

    def run(self) -> BatchResult:
        """Runs it. Raises `Refused` when it cannot begin: the folder is busy (75) or cannot be written (73)."""
        order, start = self._order, time.monotonic()
        state = order.config.state
        _make_folders(order.config)
        with ExitStack() as stack:
            try:
                stack.enter_context(run_lock(state / "lock", order.run.who, order.run.started, order.config.shard))
            except OSError as error:
                raise refused("MVG805", error) from None
            journal = stack.enter_context(Journal(state))
            stack.callback(_clear_drafts, order.config)
            _clear_drafts(order.config)
            listeners = order.listeners()
            books = Ledger(
                _inputs_of_shard(order.config.shard, order.items), order.config, journal, listeners, order.mover
            )
            self._work(books)
            code = self._fault.code if self._fault else ""
            counts = {name: books.counts[name] for name in (*STATUSES, NEW, WARNED)}
            totals = Totals(**counts, seconds=time.monotonic() - start, stopped=code)
            self._end(totals, listeners)
        return BatchResult(totals, self._fault)

    def _work(self, books: Ledger) -> None:
        try:
            for outcomes in self._supervisor.run(books.next_tasks):
                if (fault := books.take(outcomes)) is not None:
                    self.stop(fault)
                if self._order.on_wait is not None:
                    self._order.on_wait()
            books.close()
        except Refused as error:
            self.stop(error.finding)

    def _end(self, totals: Totals, listeners: Sequence[Listener]) -> None:
        for listener in listeners:
            try:
                listener.on_end(totals)
            except Refused as error:
                self.stop(error.finding)


def _make_folders(config: BatchConfig) -> None:
    """Makes the output folder and those of our own in it. Raises `Refused`."""
    try:
        for folder in (Path(config.out), Path(config.out, QUARANTINE), config.state, config.drafts):
            folder.mkdir(_FOLDER, parents=True, exist_ok=True)
    except OSError as error:
        raise refused("MVG805", error) from None


def _inputs_of_shard(shard: tuple[int, int], items: Iterable[Input]) -> Iterator[tuple[int, Input]]:
    """The inputs of a shard, each with its place among the inputs of all shards."""
    span = shard_range(shard)
    numbered = _numbered(items)
    return numbered if shard == WHOLE else (one for one in numbered if is_in_shard(claim(one[1].key), span))


def _numbered(items: Iterable[Input]) -> Iterator[tuple[int, Input]]:
    """The inputs with their numbers, from 1; what only says that a container was whole has none of its own."""
    number = 0
    for item in items:
        number += not item.whole
        yield number, item


def _clear_drafts(config: BatchConfig) -> None:
    """Removes what workers that were killed had begun to write; a run of the whole folder does so for shards too."""
    folders = [config.drafts, *(config.state.glob("*-of-*") if config.shard == WHOLE else ())]
    for draft in [draft for folder in folders for draft in folder.glob(f"{DRAFT}*")]:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
