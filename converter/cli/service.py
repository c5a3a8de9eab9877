"""What a run that takes long does as a service: it ends in good order, shows that it is alive, and notifies systemd."""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, Self

from converter.batch.run import Batch, BatchJob, BatchResult
from converter.cli.batch_options import BatchOptions, metrics_of, run_of
from converter.files.storage import Refused
from converter.findings import Finding

if TYPE_CHECKING:
    from converter.batch.config import BatchConfig
    from converter.batch.inbox import Backlog

NOTIFICATION_INTERVAL: Final = 1.0
"""Seconds between two watchdog notifications."""


class Service:
    """Notifies systemd of the state of the service (`Type=notify`, `WatchdogSec=`), when it runs under systemd.

    The address is removed from the environment, so that no worker process notifies in its place.
    """

    def __init__(self) -> None:
        self._address = os.environ.pop("NOTIFY_SOCKET", "")
        self._watched = "WATCHDOG_USEC" in os.environ
        self._last = 0.0

    def ready(self) -> None:
        """The service has started."""
        self._send("READY=1")

    def alive(self) -> None:
        """The service makes progress; sends at most one notification a second."""
        if self._watched and time.monotonic() - self._last >= NOTIFICATION_INTERVAL:
            self._last = time.monotonic()
            self._send("WATCHDOG=1")

    def status(self, text: str) -> None:
        """Sets the line of `systemctl status`: numbers only."""
        self._send(f"STATUS={text}")

    def stopping(self) -> None:
        """The service stops."""
        self._send("STOPPING=1")

    def _send(self, words: str) -> None:
        if not self._address or sys.platform == "win32":
            return
        address = "\0" + self._address[1:] if self._address.startswith("@") else self._address
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
            line.sendto(words.encode(), address)


_HANGUP: Final = getattr(signal, "SIGHUP", 0)
_STOP_SIGNALS: Final = tuple(number for number in (signal.SIGINT, signal.SIGTERM, _HANGUP) if number)
"""Signals that stop a run in good order; Windows has no SIGHUP."""
_HEARTBEAT_INTERVAL: Final = 15.0
"""Seconds between two heartbeats in the metrics."""


class Heartbeat:
    """Writes the heartbeat of a watch to its metrics."""

    def __init__(self, options: BatchOptions, config: BatchConfig) -> None:
        self._options, self._config = options, config
        self._last = -_HEARTBEAT_INTERVAL

    def beat(self, backlog: Backlog) -> None:
        """Writes a heartbeat when one is due. An error is left to the next run, which reports it."""
        if self._options.metrics and time.monotonic() - self._last >= _HEARTBEAT_INTERVAL:
            self._last = time.monotonic()
            with suppress(Refused):
                metrics_of(self._options, self._config, run_of(self._config)).beat(backlog)


class GracefulStop:
    """Stops a run after its current tasks on SIGTERM, SIGHUP or Ctrl-C; a second signal ends it at once.

    A SIGHUP that is ignored, as under `nohup`, stays ignored.
    """

    def __init__(self) -> None:
        self.requested = False
        self._batch: Batch | None = None
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Self:
        asked = [number for number in _STOP_SIGNALS if signal.getsignal(number) != signal.SIG_IGN or number != _HANGUP]
        self._before = {number: signal.signal(number, self._on_signal) for number in asked}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _on_signal(self, number: int, _: object) -> None:
        signal.signal(number, signal.SIG_DFL)
        self.requested = True
        if self._batch is not None:
            self._batch.stop(Finding("MVG826"))

    def run(self, job: BatchJob) -> BatchResult:
        """Runs a job. Raises `Refused` when it cannot start."""
        self._batch = Batch(job)
        return self._batch.run()
