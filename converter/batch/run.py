"""A run from its first input to its last, on one screen: lock, journal, workers, ledger."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from converter.batch.config import WHOLE, BatchConfig
from converter.batch.journal import Journal
from converter.batch.ledger import NEW, WARNED, Ledger
from converter.batch.locks import is_in_shard, run_lock, shard_range
from converter.batch.mover import Mover
from converter.batch.names import QUARANTINE, claim
from converter.batch.outcome import STATUSES, Listener, Run, Totals
from converter.batch.scratch import SeenClaims
from converter.batch.tasks import Input
from converter.batch.workers import Supervisor
from converter.files.storage import DRAFT, Refused, make_folder, refusing, remove
from converter.files.windows_paths import extended
from converter.findings import Finding


class BatchJob(NamedTuple):
    """A run to start."""

    items: Iterable[Input]
    config: BatchConfig
    run: Run
    jobs: int = 1
    """Number of worker processes."""
    mover: Mover | None = None
    """None when the inputs stay where they are."""
    on_wait: Callable[[], None] | None = None
    """Called several times a second during the run, for a watchdog of this process."""
    listeners: Callable[[], Sequence[Listener]] = tuple
    """Makes the listeners once the run has the lock. It may raise `Refused`: the run then does not start."""


class BatchResult(NamedTuple):
    """The end of a run."""

    totals: Totals
    fault: Finding | None = None
    """What stopped it before its last input; None when it was completed."""


class Batch:
    """One run. `stop` may be called from a signal handler: the run then ends after the current tasks."""

    def __init__(self, job: BatchJob) -> None:
        self._job = job
        self._supervisor = Supervisor(job.config, job.jobs)
        self._fault: Finding | None = None

    def stop(self, fault: Finding) -> None:
        """Stops the run in good order; `fault` is the reason."""
        self._fault = self._fault or fault
        self._supervisor.stopping = True

    def run(self) -> BatchResult:
        """Runs the job. Raises `Refused` when it cannot start: the folder is busy (75) or cannot be written (73)."""
        job, config, start = self._job, self._job.config, time.monotonic()
        with ExitStack() as stack:
            stack.enter_context(held(config, job.run.who, job.run.started))
            journal = stack.enter_context(Journal(config.state))
            stack.callback(remove_drafts, config)
            remove_drafts(config)
            seen = stack.enter_context(closing(SeenClaims(config.drafts)))
            listeners = job.listeners()
            items = _inputs_of_shard(config.shard, job.items)
            ledger = Ledger(items, config, journal, seen, listeners, job.mover)
            self._process_all(ledger)
            stopped = self._fault.code if self._fault else ""
            counts = {name: ledger.counts[name] for name in (*STATUSES, NEW, WARNED)}
            totals = Totals(**counts, seconds=time.monotonic() - start, stopped=stopped)
            for listener in listeners:
                try:
                    listener.on_end(totals)
                except Refused as error:
                    self.stop(error.finding)
        return BatchResult(totals, self._fault)

    def _process_all(self, ledger: Ledger) -> None:
        try:
            for outcomes in self._supervisor.run(ledger.next_tasks):
                if (fault := ledger.record(outcomes)) is not None:
                    self.stop(fault)
                if self._job.on_wait is not None:
                    self._job.on_wait()
            ledger.flush()
        except Refused as error:
            self.stop(error.finding)


@contextmanager
def held(config: BatchConfig, who: str, since: str) -> Iterator[None]:
    """Holds an output folder, or a shard's part of it, and makes the program's own folders there.

    Whatever changes them, their quarantine or their journal does so while it holds them, and chooses what it changes
    then. Raises `Refused`: the folder is busy (MVG811) or cannot be written (MVG805).
    """
    make_folders(config)
    with ExitStack() as stack:
        with refusing("MVG805"):
            stack.enter_context(run_lock(config.state / "lock", who, since, config.shard))
        yield


def make_folders(config: BatchConfig) -> None:
    """Makes the output folder and the program's own folders in it. Raises `Refused`."""
    with refusing("MVG805"):
        for folder in (Path(config.out), Path(config.out, QUARANTINE), config.state, config.drafts):
            make_folder(folder)


def _inputs_of_shard(shard: tuple[int, int], items: Iterable[Input]) -> Iterator[tuple[int, Input]]:
    """The inputs of a shard, each with its number among the inputs of all shards, from 1.

    The notice that a container was whole is not counted.
    """
    span, number = shard_range(shard), 0
    for item in items:
        number += not item.whole
        if shard == WHOLE or is_in_shard(claim(item.key), span):
            yield number, item


def remove_drafts(config: BatchConfig) -> None:
    """Removes the drafts of workers that were killed; an undivided run removes those of shards too."""
    shards = [name for name in _names_in(config.state) if "-of-" in name] if config.shard == WHOLE else []
    for folder in (config.drafts, *(config.state / name for name in shards)):
        for name in _names_in(folder):
            if name.startswith(DRAFT):
                with suppress(OSError):
                    remove(folder / name)


def _names_in(folder: Path) -> list[str]:
    """The names in a folder; none for what is no folder, or cannot be read."""
    with suppress(OSError):
        return os.listdir(extended(folder))
    return []
