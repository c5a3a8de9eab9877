"""Notifications for systemd (sd_notify), one datagram each."""

from __future__ import annotations

import os
import socket
import sys
import time
from contextlib import suppress
from typing import Final

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
