"""What a service manager is told: systemd's protocol of notifications, by one datagram each."""

from __future__ import annotations

import os
import socket
import sys
import time
from contextlib import suppress
from typing import Final

_OFTEN: Final = 1.0
"""Seconds between two signs of life."""


class Service:
    """Tells systemd that the service is ready, alive, and ends (`Type=notify`, `WatchdogSec=`); nobody when none asks.

    The address is read and taken out of the environment, so that no worker process speaks in its place.
    """

    def __init__(self) -> None:
        self._address = os.environ.pop("NOTIFY_SOCKET", "")
        self._watched = "WATCHDOG_USEC" in os.environ
        self._last = 0.0

    def ready(self) -> None:
        """The service has begun."""
        self._send("READY=1")

    def alive(self) -> None:
        """The service makes progress; called as often as you like."""
        if self._watched and time.monotonic() - self._last >= _OFTEN:
            self._last = time.monotonic()
            self._send("WATCHDOG=1")

    def status(self, text: str) -> None:
        """One line that `systemctl status` shows: numbers only."""
        self._send(f"STATUS={text}")

    def stopping(self) -> None:
        """The service ends in good order."""
        self._send("STOPPING=1")

    def _send(self, words: str) -> None:
        if not self._address or sys.platform == "win32":
            return
        address = "\0" + self._address[1:] if self._address.startswith("@") else self._address
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
            line.sendto(words.encode(), address)
