"""Serves the page on the loopback interface until its tab is closed, it has been idle too long, or Ctrl-C."""

from __future__ import annotations

import logging
import secrets
import shutil
import signal
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Final

from waitress import create_server, wasyncore

from converter.files.storage import refusing
from converter.findings.catalogue import Language
from converter.page.app import NO_SUGGESTIONS, Session, Suggestions, create_app
from converter.page.security import MAX_REQUEST_BYTES, Access
from converter.page.view import warm_up
from converter.profile import Profile

IDLE_SECONDS: Final = 15 * 60
EXCLUSIVE: Final = getattr(socket, "SO_EXCLUSIVEADDRUSE", 0)
"""On Windows: no other process can listen on the same port."""
_TOKEN_BYTES: Final = 32
_REDIRECT: Final = """<!doctype html>
<meta charset="utf-8"><meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0;url={address}"><title>mvg page</title>
"""


class Lifetime:
    """How long the server runs: each use starts the idle time anew."""

    def __init__(self, idle_seconds: float) -> None:
        self._idle_seconds = idle_seconds
        self._last_use = time.monotonic()
        self._ended = threading.Event()

    def use(self) -> None:
        """Notes that the page was used now."""
        self._last_use = time.monotonic()

    def end(self) -> None:
        """Ends the wait."""
        self._ended.set()

    def wait(self) -> None:
        """Returns when the server is to end."""
        while (left := self._last_use + self._idle_seconds - time.monotonic()) > 0:
            if self._ended.wait(left):
                return


class Redirect:
    """A file that only its user can read and that takes the browser to the page, with the token of this run.

    The token thus stands in no command line, which every user of the machine can read.
    """

    def __init__(self, address: str) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="mvg-"))  # with the rights 0700
        self.path = self._folder / "mvg.html"
        self.path.touch(mode=0o600)
        self.path.write_text(_REDIRECT.format(address=address), "utf-8")

    def remove(self) -> None:
        """Removes the file; it is needed once."""
        shutil.rmtree(self._folder, ignore_errors=True)


def serve(
    profile: Profile, language: Language, open_in_browser: Callable[[Path], None], idle_seconds: float = IDLE_SECONDS,
    suggestions: Suggestions = NO_SUGGESTIONS,
) -> None:  # fmt: skip
    """Serves the page and opens it. `open_in_browser` is given the redirect file. Raises `Refused` (MVG871)."""
    logger = logging.getLogger("waitress")  # it would log errors with their text
    logger.addHandler(logging.NullHandler())
    logger.propagate = False
    lifetime = Lifetime(idle_seconds)
    with _listening() as listener, ended_by_signals(lifetime):
        access = Access(listener.getsockname()[1], secrets.token_urlsafe(_TOKEN_BYTES))
        with refusing("MVG871"):
            redirect = Redirect(f"http://{access.host}/#{access.token}")

        def use() -> None:
            redirect.remove()
            lifetime.use()

        try:
            app = create_app(profile, access, language, Session(use, lifetime.end), suggestions)
            with _running(app, listener):
                open_in_browser(redirect.path)
                warm_up(profile, language)  # while the browser starts
                lifetime.wait()
        finally:
            redirect.remove()


@contextmanager
def _listening() -> Iterator[socket.socket]:
    """A socket on a free port of the loopback interface."""
    with socket.socket() as listener:
        if EXCLUSIVE:
            listener.setsockopt(socket.SOL_SOCKET, EXCLUSIVE, 1)
        with refusing("MVG871"):
            listener.bind(("127.0.0.1", 0))
            listener.listen()
        yield listener


@contextmanager
def _running(app: Callable[..., object], listener: socket.socket) -> Iterator[None]:
    """Runs the web server in a thread of its own."""
    server = create_server(
        app, sockets=[listener], threads=2, ident="", max_request_body_size=2 * MAX_REQUEST_BYTES,
        expose_tracebacks=False,
    )  # fmt: skip
    sockets = server._map  # the only list of what is open
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.task_dispatcher.shutdown()  # what is being answered is answered first
        with suppress(OSError):  # the thread was woken by another and has closed everything already
            server.trigger.pull_trigger(lambda: wasyncore.close_all(sockets, ignore_all=True))
        thread.join(timeout=5)


@contextmanager
def ended_by_signals(lifetime: Lifetime) -> Iterator[None]:
    """Ends the wait at Ctrl-C and when the system asks the process to end, so that the redirect file goes too."""

    def end(_number: int, _frame: FrameType | None) -> None:
        lifetime.end()

    is_main = threading.current_thread() is threading.main_thread()  # no other thread may set a handler
    names = [name for name in ("SIGINT", "SIGTERM", "SIGHUP") if is_main and hasattr(signal, name)]
    before = {name: signal.signal(getattr(signal, name), end) for name in names}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)
