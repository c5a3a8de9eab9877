"""Notifications to systemd (`sd_notify`), one datagram each."""

from __future__ import annotations

import os
import socket
import time
from contextlib import suppress
from typing import Final

_WATCHDOG_INTERVAL: Final = 1.0
"""Seconds between two watchdog notifications."""


class Service:
    """Notifies systemd of readiness, liveness and the end (`Type=notify`, `WatchdogSec=`), if it asked for it.

    The address is removed from the environment, so that no worker process notifies in its place.
    """

    def __init__(self) -> None:
        self._address = os.environ.pop("NOTIFY_SOCKET", "")
        self._watched = "WATCHDOG_USEC" in os.environ
        self._last = 0.0

    def ready(self) -> None:
        """Notifies that the service has started."""
        self._send("READY=1")

    def alive(self) -> None:
        """Notifies the watchdog; may be called at any rate."""
        if self._watched and time.monotonic() - self._last >= _WATCHDOG_INTERVAL:
            self._last = time.monotonic()
            self._send("WATCHDOG=1")

    def status(self, text: str) -> None:
        """Sets the line of `systemctl status`: numbers only."""
        self._send(f"STATUS={text}")

    def stopping(self) -> None:
        """Notifies that the service is stopping."""
        self._send("STOPPING=1")

    def _send(self, words: str) -> None:
        if not self._address:
            return
        address = "\0" + self._address[1:] if self._address.startswith("@") else self._address
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
            line.sendto(words.encode(), address)
