"""Worker processes under a supervisor: one that dies, hangs or eats memory costs its own note and no other (P12).

Pools of the standard library hang or break as a whole when a worker is killed. Here each worker has a pipe of its own,
gets tasks in chunks, and writes the number of its current task to shared memory. When a worker ends, its current task
is the suspect: it is tried once more, alone, and then quarantined. Its other unacknowledged tasks are done again, with
the same bytes as a result.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.util import register_after_fork
from typing import Any, Final

from converter.batch.config import BatchConfig
from converter.batch.processor import NoteProcessor
from converter.batch.tasks import PIPE_CAPACITY, Task
from converter.batch.worker_process import POLL_INTERVAL, ProcessorFactory, serve
from converter.files.storage import Refused
from converter.findings import Finding

CHUNK_SIZE: Final = 32
"""Tasks that are sent at once: enough that the pipe costs little, few enough that all workers end together."""
START_ATTEMPTS: Final = 3
"""Workers in a row that end before they are ready, and stop the run: one of them the system may have killed."""
_TASKS_AHEAD: Final = 2 * CHUNK_SIZE
"""Unacknowledged tasks with which a worker is still sent more: enough that it works on while a block is prepared."""
CONTEXT: Final[Any] = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")


class Worker:
    """A worker process, its unacknowledged tasks, and when the current task started."""

    def __init__(self, config: BatchConfig, factory: ProcessorFactory) -> None:
        self.pipe, end = CONTEXT.Pipe()
        # No worker may hold this end: one that waits for the rest of its tasks would never learn that nobody sends it.
        register_after_fork(self.pipe, Connection.close)
        self._current = CONTEXT.RawValue("q", 0)
        arguments = (end, self._current, config, os.getpid(), factory)
        self._process = CONTEXT.Process(target=serve, args=arguments, name="mvg-worker")
        self._process.start()
        end.close()
        self.unacknowledged: deque[Task] = deque()
        self.ready = self.overdue = self.released = False
        self._last_seen, self._started = 0, 0.0

    @property
    def is_busy(self) -> bool:
        """Whether the run waits for outcomes of this worker."""
        return bool(self.unacknowledged) and not self.released

    def surely_takes(self, tasks: list[Task]) -> bool:
        """Whether sending tasks does not block: the worker is idle, or the pipe holds all that it may not have read."""
        return not self.unacknowledged or sum(task.size for task in (*self.unacknowledged, *tasks)) <= PIPE_CAPACITY

    def send(self, tasks: list[Task]) -> None:
        """Sends tasks; one that has ended meanwhile is found by `receive`."""
        self.unacknowledged.extend(tasks)
        self._started = time.monotonic()
        with suppress(OSError):
            self.pipe.send(tasks)

    def receive(self) -> list[Any]:
        """Its next outcomes. Raises `EOFError` or `OSError` when it has ended and all were received."""
        outcomes: list[Any] = self.pipe.recv()
        self.ready = True
        for _ in outcomes:
            self.unacknowledged.popleft()
        return outcomes

    def check_timeout(self, seconds: float) -> None:
        """Kills it when its current task has taken longer than `seconds`."""
        now = time.monotonic()
        if self._current.value != self._last_seen:
            self._last_seen, self._started = self._current.value, now
        elif self.unacknowledged and now - self._started > seconds:
            self.overdue = True
            self._process.kill()

    def suspect(self) -> Task:
        """The task that was current when it ended."""
        tasks = self.unacknowledged
        return next((task for task in tasks if task.number == self._current.value), tasks[0])

    def end(self) -> None:
        """Ends the process: after its last task, or at once when it has unacknowledged ones."""
        if self.unacknowledged:
            self._process.kill()
        else:
            with suppress(OSError):
                self.pipe.send([])
        self.pipe.close()  # a worker that missed the message finds the closed pipe
        self._process.join()


class Supervisor:
    """Keeps worker processes busy, and replaces those that end."""

    def __init__(self, config: BatchConfig, jobs: int, factory: ProcessorFactory = NoteProcessor) -> None:
        self._config = config
        self._jobs = jobs
        self._factory = factory
        self._processor = factory(config)
        self._workers: list[Worker] = []
        self._retries: deque[Task] = deque()
        self._postponed: list[Task] = []
        self._suspects: dict[int, Task] = {}
        self._failed_starts = 0
        self.stopping = False
        """When it is set, every worker ends after its current task."""

    def run(self, next_tasks: Callable[[int], list[Task]]) -> Iterator[list[Any]]:
        """Processes what `next_tasks(limit)` returns until it returns nothing; yields outcomes as they are received.

        Raises `Refused` (MVG827) when no worker can start.
        """
        try:
            while self._dispatch(next_tasks):
                yield self._collect()
        finally:
            for worker in self._workers:
                worker.end()
            self._workers.clear()

    def _dispatch(self, next_tasks: Callable[[int], list[Task]]) -> bool:
        """Sends each worker its tasks and some ahead. Returns whether any worker is busy."""
        while not self.stopping:
            tasks = self._postponed
            if not tasks:  # one that is tried again is sent alone, so that no other task shares its fate
                tasks = [self._retries.popleft()] if self._retries else next_tasks(CHUNK_SIZE)
            if not tasks:
                break
            worker, self._postponed = self._least_loaded(), tasks
            if worker is None or not worker.surely_takes(tasks):
                break  # until a worker is idle: sending to one that is busy would block
            worker.send(tasks)
            self._postponed = []
        return any(worker.is_busy for worker in self._workers)

    def _least_loaded(self) -> Worker | None:
        """The worker with the fewest tasks, or a new one while `jobs` allows it; None when all have tasks ahead."""
        least = min(self._workers, key=lambda worker: len(worker.unacknowledged), default=None)
        if len(self._workers) < self._jobs and (least is None or least.unacknowledged):
            least = Worker(self._config, self._factory)
            self._workers.append(least)
        return least if least is not None and len(least.unacknowledged) <= _TASKS_AHEAD else None

    def _collect(self) -> list[Any]:
        """The outcomes received within the poll interval; ended workers are reaped, and those that hang are killed."""
        outcomes: list[Any] = []
        busy = [worker for worker in self._workers if worker.is_busy]
        readable = wait([worker.pipe for worker in busy], POLL_INTERVAL)
        for worker in busy:
            received: list[Any] = []
            try:
                if worker.pipe in readable:
                    received = worker.receive()
                    self._failed_starts = 0
                worker.check_timeout(self._config.limits.seconds)
            except (EOFError, OSError):
                received += self._reap(worker)
            worker.released = self.stopping and bool(received)
            outcomes += received
        return outcomes

    def _reap(self, worker: Worker) -> list[Any]:
        """Schedules the tasks of a worker that has ended; the outcome of its suspect when that has failed twice."""
        self._workers.remove(worker)
        suspect = worker.suspect()
        worker.end()
        if not worker.ready:  # it had begun none of its tasks
            self._failed_starts += 1
            if self._failed_starts == START_ATTEMPTS:
                raise Refused(Finding("MVG827", words=(str(self._config.limits.allowed),)))
            self._retries.extend(worker.unacknowledged)
            return []
        self._retries.extend(task for task in worker.unacknowledged if task is not suspect)
        if self._suspects.pop(suspect.number, None) is None:
            self._suspects[suspect.number] = suspect
            self._retries.append(suspect)
            return []
        seconds = f"{self._config.limits.seconds:g}"
        finding = Finding("MVG821", words=(seconds,)) if worker.overdue else Finding("MVG820")
        return [self._processor.process(suspect._replace(item=suspect.item._replace(fault=finding)))]
