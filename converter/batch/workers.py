"""Workers under a supervisor: one that dies, hangs or eats memory costs its own note and no other (promise P12).

A pool of the standard library hangs or breaks as a whole when a worker is killed. Here each worker has a
pipe of its own, gets notes by the handful, and says in shared memory which one it has before it. That one is suspected
when the worker ends; it is tried once more, alone, and then put in quarantine. What the worker had settled and not
told of yet is done again: it gives the same bytes.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.util import register_after_fork
from typing import Any, Final, Protocol

from converter.batch.config import BatchConfig
from converter.batch.processor import NoteProcessor
from converter.batch.tasks import PIPE_CAPACITY, Task
from converter.catalogue import PROGRAM_FAULT
from converter.findings import Finding
from converter.storage import Refused

CHUNK_SIZE: Final = 32
"""Notes that a worker is given at once: enough that the pipe costs little, few enough that all workers end together."""
_PAUSE: Final = 0.2
"""Seconds between two looks at the clock, and at whether the supervisor still lives."""
_SLACK: Final = 10.0
"""Seconds that the supervisor has to end a worker itself before the alarm does."""
_CONTEXT: Final[Any] = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")


class Processor(Protocol):
    """What a worker does with its tasks; made in each worker from what all of them are told."""

    def settle(self, task: Task) -> Any:
        """What became of one task. Never raises."""


class _Worker:
    """A process, what it was given and has not told of yet, and since when it has had the note before it."""

    def __init__(self, config: BatchConfig, processor: Callable[[BatchConfig], Processor]) -> None:
        self.pipe, end = _CONTEXT.Pipe()
        # No worker may hold this end: one that waits for the rest of its notes would never learn that nobody sends it.
        register_after_fork(self.pipe, Connection.close)
        self._at = _CONTEXT.RawValue("q", 0)
        self._process = _CONTEXT.Process(
            target=serve, args=(end, self._at, config, os.getpid(), processor), name="mvg-worker"
        )
        self._process.start()
        end.close()
        self.given: deque[Task] = deque()
        self.ready = self.overdue = self.released = False
        self._seen, self._since = 0, 0.0

    @property
    def is_busy(self) -> bool:
        """Whether it has notes that are still waited for."""
        return bool(self.given) and not self.released

    def give(self, tasks: list[Task]) -> None:
        self.given.extend(tasks)
        self._since = time.monotonic()
        with suppress(OSError):  # it has ended meanwhile; that is seen when it is listened to
            self.pipe.send(tasks)

    def listen(self, outcomes: list[Any]) -> None:
        """Adds what it tells next. Raises `EOFError` or `OSError` when it has ended and told all."""
        told = self.pipe.recv()
        self.ready = True
        outcomes += told
        for _ in told:
            self.given.popleft()

    def watch(self, most: float) -> None:
        """Ends it when the note before it has taken more than `most` seconds."""
        now = time.monotonic()
        if self._at.value != self._seen:
            self._seen, self._since = self._at.value, now
        elif self.given and now - self._since > most:
            self.overdue = True
            self._process.kill()

    def suspect(self) -> Task:
        """The note that it had before it when it ended."""
        return next((task for task in self.given if task.number == self._at.value), self.given[0])

    def end(self) -> None:
        if self.given:
            self._process.kill()
        else:
            with suppress(OSError):
                self.pipe.send([])
        self.pipe.close()  # whoever was not told so sees here that nothing more comes
        self._process.join()


def serve(
    pipe: Connection,
    at: Any,
    config: BatchConfig,
    supervisor: int,
    processor: Callable[[BatchConfig], Processor] = NoteProcessor,
) -> None:
    """The life of a worker: it ends when it is given nothing, or after the note at hand when the supervisor is gone."""
    try:
        _serve(pipe, at, config, supervisor, processor)
    except Exception:  # no memory, no supervisor: whatever it is, a traceback would quote what it was about
        sys.exit(PROGRAM_FAULT)


def _serve(
    pipe: Connection, at: Any, config: BatchConfig, supervisor: int, processor: Callable[[BatchConfig], Processor]
) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
        signal.signal(number, signal.SIG_IGN)  # the supervisor decides when to stop
    _limit_memory(config.limits.memory)
    worker = processor(config)
    pipe.send([])  # ready
    while tasks := _given(pipe, supervisor):
        told, last = [], time.monotonic()
        for task in tasks:
            at.value = task.number
            _set_alarm(config.limits.seconds)
            told.append(worker.settle(task))
            if os.getppid() != supervisor:
                return
            if time.monotonic() - last > _PAUSE:
                pipe.send(told)
                told, last = [], time.monotonic()
        _set_alarm(0)
        pipe.send(told)


def _given(pipe: Connection, supervisor: int) -> list[Task]:
    while not pipe.poll(_PAUSE):
        if os.getppid() != supervisor:
            return []
    tasks: list[Task] = pipe.recv()
    return tasks


if sys.platform == "win32":

    def _limit_memory(most: int) -> None:
        """Windows has no such limit for a process itself."""

    def _set_alarm(seconds: float) -> None:
        """Windows ends no process by itself; a supervisor that lives does."""
else:
    import resource

    def _limit_memory(most: int) -> None:
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        asked = most << 20
        soft = asked if hard == resource.RLIM_INFINITY else min(asked, hard)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))

    def _set_alarm(seconds: float) -> None:
        # The supervisor ends a worker that hangs; when it was killed itself, the alarm does, which nothing catches.
        signal.setitimer(signal.ITIMER_REAL, seconds and 2 * seconds + _SLACK)


class Supervisor:
    """So many workers, and the notes that are on their way."""

    def __init__(
        self, config: BatchConfig, jobs: int, processor: Callable[[BatchConfig], Processor] = NoteProcessor
    ) -> None:
        self._config = config
        self._jobs = jobs
        self._factory = processor
        self._processor = processor(config)
        self._workers: list[_Worker] = []
        self._again: deque[Task] = deque()
        self._held: list[Task] = []
        self._suspects: dict[int, Task] = {}
        self.stopping = False
        """Set it, and every worker ends after the note before it."""

    def run(self, next_tasks: Callable[[int], list[Task]]) -> Iterator[list[Any]]:
        """Settles all that `next_tasks(at most)` gives until it gives nothing; outcomes come as they are told.

        Raises `Refused` (MVG827) when no worker can live.
        """
        try:
            while self._dispatch(next_tasks):
                yield self._collect()
        finally:
            for worker in self._workers:
                worker.end()
            self._workers.clear()

    def _dispatch(self, next_tasks: Callable[[int], list[Task]]) -> bool:
        """Gives the workers what they need, and a handful to go on with. Is anybody at work?"""
        while not self.stopping and (tasks := self._held or self._next_chunk(next_tasks)):
            worker, self._held = self._idle_worker(), tasks
            if worker is None or (worker.given and sum(task.size for task in tasks) > PIPE_CAPACITY):
                break  # until somebody has less to do: a worker that is busy cannot be waited for
            worker.give(tasks)
            self._held = []
        return any(worker.is_busy for worker in self._workers)

    def _next_chunk(self, next_tasks: Callable[[int], list[Task]]) -> list[Task]:
        if not self._again:
            return next_tasks(CHUNK_SIZE)
        return [self._again.popleft()]  # alone, so that nobody else waits for its end

    def _idle_worker(self) -> _Worker | None:
        """The worker that has least to do, or a new one while there may be more; None when all have enough."""
        least = min(self._workers, key=lambda worker: len(worker.given), default=None)
        if len(self._workers) < self._jobs and (least is None or least.given):
            least = _Worker(self._config, self._factory)
            self._workers.append(least)
        return least if least is not None and len(least.given) <= CHUNK_SIZE else None

    def _collect(self) -> list[Any]:
        """What the workers tell within a moment; those that have ended are buried, and those that hang are ended."""
        outcomes: list[Any] = []
        busy = [worker for worker in self._workers if worker.is_busy]
        heard = wait([worker.pipe for worker in busy], _PAUSE)
        for worker in busy:
            before = len(outcomes)
            try:
                if worker.pipe in heard:
                    worker.listen(outcomes)
                worker.watch(self._config.limits.seconds)
            except (EOFError, OSError):
                outcomes += self._reap(worker)
            worker.released = self.stopping and len(outcomes) > before
        return outcomes

    def _reap(self, worker: _Worker) -> list[Any]:
        """What is to be told, and done again, of a worker that has ended."""
        self._workers.remove(worker)
        suspect = worker.suspect()
        worker.end()
        if not worker.ready:
            raise Refused(Finding("MVG827", words=(str(self._config.limits.allowed),)))
        self._again.extend(task for task in worker.given if task is not suspect)
        if self._suspects.pop(suspect.number, None) is None:
            self._suspects[suspect.number] = suspect
            self._again.append(suspect)
            return []
        seconds = f"{self._config.limits.seconds:g}"
        finding = Finding("MVG821", words=(seconds,)) if worker.overdue else Finding("MVG820")
        return [self._processor.settle(suspect._replace(item=suspect.item._replace(fault=finding)))]
