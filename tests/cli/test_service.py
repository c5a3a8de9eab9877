"""What systemd is notified of: that the service is ready, alive and ends; and nothing when nobody asks."""

from __future__ import annotations

import os
import socket
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from converter.cli import service as room
from converter.cli.service import Service

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has another way")


@pytest.fixture
def manager(monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """The other end of the line, as systemd holds it."""
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind(f"{folder}/notify")
        line.setblocking(False)
        monkeypatch.setenv("NOTIFY_SOCKET", f"{folder}/notify")
        monkeypatch.setenv("WATCHDOG_USEC", "30000000")
        yield line


def _heard(line: socket.socket) -> list[str]:
    heard = []
    while True:
        try:
            heard.append(line.recv(1000).decode())
        except BlockingIOError:
            return heard


def test_O10_the_manager_is_reported_of_begin_life_state_and_end(
    manager: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = Service()
    service.ready()
    service.alive()
    service.alive()
    service.status("3")
    service.stopping()
    assert _heard(manager) == ["READY=1", "WATCHDOG=1", "STATUS=3", "STOPPING=1"], "one sign of life a second"
    assert "NOTIFY_SOCKET" not in os.environ, "no worker speaks in its place"
    monkeypatch.setattr(room, "NOTIFICATION_INTERVAL", 0)
    service.alive()
    assert _heard(manager) == ["WATCHDOG=1"]


def test_without_a_watchdog_there_is_no_sign_of_life(manager: socket.socket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WATCHDOG_USEC")
    Service().alive()
    assert _heard(manager) == []


@pytest.mark.skipif(sys.platform != "linux", reason="abstract addresses are Linux'")
def test_an_abstract_address_is_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind(f"\0mvg-test-{os.getpid()}")
        line.setblocking(False)
        monkeypatch.setenv("NOTIFY_SOCKET", f"@mvg-test-{os.getpid()}")
        Service().ready()
        assert _heard(line) == ["READY=1"]


def test_a_manager_that_is_gone_or_was_never_there_stops_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    Service().ready()
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "borta"))
    Service().ready()
