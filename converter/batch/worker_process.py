"""What a worker process does: it takes tasks from its pipe, processes them under limits, and sends the outcomes."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final, Protocol

from converter.batch.config import BatchConfig
from converter.batch.processor import NoteProcessor
from converter.batch.tasks import Task
from converter.findings.catalogue import PROGRAM_FAULT

POLL_INTERVAL: Final = 0.2
"""Seconds between two checks of timeouts, and of whether the supervisor lives."""
_ALARM_MARGIN: Final = 10.0
"""Seconds that the supervisor has to kill a worker that hangs before the worker's own alarm does."""


class Processor(Protocol):
    """Processes the tasks of a worker; made in each worker process from the same configuration."""

    def process(self, task: Task) -> Any:
        """The outcome of one task. Never raises."""


ProcessorFactory = Callable[[BatchConfig], Processor]


def serve(
    pipe: Connection, current: Any, config: BatchConfig, supervisor: int, factory: ProcessorFactory = NoteProcessor
) -> None:
    """The main function of a worker process.

    It ends when it is sent an empty chunk, or after its current task when the process `supervisor` is gone. `current`
    is the shared number of the current task.
    """
    try:
        _serve(pipe, current, config, supervisor, factory)
    except Exception:  # no memory, no supervisor, whatever it is: a traceback would quote the note
        sys.exit(PROGRAM_FAULT)


def _serve(pipe: Connection, current: Any, config: BatchConfig, supervisor: int, factory: ProcessorFactory) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
        signal.signal(number, signal.SIG_IGN)  # the supervisor decides when to stop
    _limit_memory(config.limits.memory)
    processor = factory(config)
    pipe.send([])  # ready
    while tasks := _receive(pipe, supervisor):
        outcomes, sent = [], time.monotonic()
        for task in tasks:
            current.value = task.number
            _set_alarm(config.limits.seconds)
            outcomes.append(processor.process(task))
            if os.getppid() != supervisor:
                return
            if time.monotonic() - sent > POLL_INTERVAL:
                pipe.send(outcomes)
                outcomes, sent = [], time.monotonic()
        _set_alarm(0)
        pipe.send(outcomes)


def _receive(pipe: Connection, supervisor: int) -> list[Task]:
    while not pipe.poll(POLL_INTERVAL):
        if os.getppid() != supervisor:
            return []
    tasks: list[Task] = pipe.recv()
    return tasks


if sys.platform == "win32":

    def _limit_memory(mebibytes: int) -> None:
        """Windows has no such limit for a process itself."""

    def _set_alarm(seconds: float) -> None:
        """Windows has no alarm; the supervisor's timeout has to do."""
else:
    import resource

    def _limit_memory(mebibytes: int) -> None:
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        # A forked worker begins with all that its parent has mapped, which may be more than any note needs.
        wanted = _address_space() + (mebibytes << 20)
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))

    def _address_space() -> int:
        """The address space of this process in bytes; 0 where the system does not tell."""
        try:
            return int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
        except OSError:  # macOS: a worker is a new process there
            return 0

    def _set_alarm(seconds: float) -> None:
        # The supervisor kills a worker that hangs. When it was killed itself, the alarm does, which nothing catches.
        signal.setitimer(signal.ITIMER_REAL, seconds and 2 * seconds + _ALARM_MARGIN)
