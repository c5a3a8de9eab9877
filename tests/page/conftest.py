"""The page's server in a thread, and a real Chromium on it."""

from __future__ import annotations

import http.client
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from queue import Queue
from typing import Any

import pytest

from converter.findings.catalogue import Language
from converter.page.app import NO_SUGGESTIONS, Suggestions
from converter.page.request import parse_request
from converter.page.server import serve
from converter.page.view import page_view
from converter.profile import Profile
from paths import SAMPLES

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
HALSONT = (SAMPLES / "halsont-chatt.txt").read_text("utf-8")


class Run:
    """A server as `mvg page` runs it, with what it handed to the browser."""

    def __init__(
        self, profile: Profile, language: Language = "sv", idle_seconds: float = 900,
        suggestions: Suggestions = NO_SUGGESTIONS,
    ) -> None:  # fmt: skip
        opened: Queue[Path] = Queue()
        arguments = (profile, language, opened.put, idle_seconds, suggestions)
        self.thread = threading.Thread(target=serve, args=arguments, daemon=True)
        self.thread.start()
        self.redirect = opened.get(timeout=20)
        found = re.search(r"url=http://127\.0\.0\.1:(\d+)/#([\w-]+)", self.redirect.read_text("utf-8"))
        assert found is not None
        self.port, self.token = int(found[1]), found[2]

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def headers(self) -> dict[str, str]:
        """The headers of a call from the page."""
        return {
            "Host": f"127.0.0.1:{self.port}", "Origin": self.origin, "Sec-Fetch-Site": "same-origin",
            "Content-Type": "application/json", "X-MVG-Token": self.token,
        }  # fmt: skip

    def close(self) -> None:
        with (
            closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)) as connection,
            suppress(OSError, http.client.HTTPException),  # it ends before it answers, or has ended
        ):
            connection.request("POST", "/api/end", "{}", self.headers)
            connection.getresponse().read()
        self.thread.join(timeout=20)
        assert not self.thread.is_alive()


@pytest.fixture
def start(profile: Profile) -> Iterator[Callable[..., Run]]:
    runs: list[Run] = []

    def begin(**options: Any) -> Run:
        runs.append(Run(profile, **options))
        return runs[-1]

    yield begin
    for run in runs:
        run.close()


@pytest.fixture
def run(start: Callable[..., Run]) -> Run:
    return start()


@pytest.fixture
def view(profile: Profile) -> Callable[..., dict[str, Any]]:
    """What the page is given of a text, with what the user did."""

    def make(text: str, target: str = "pmo", language: Language = "sv", **fields: Any) -> dict[str, Any]:
        return page_view(parse_request({"text": text, "target": target, **fields}), profile, language)

    return make
