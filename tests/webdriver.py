"""A small client of chromedriver (W3C WebDriver over HTTP), for the tests that look at a page in a real browser."""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

DRIVER = shutil.which("chromedriver")
BROWSER = shutil.which("chromium") or shutil.which("google-chrome")
_ARGUMENTS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-device-scale-factor=1")


class Browser:
    """One session of the browser."""

    def __init__(self, address: str) -> None:
        self._address = address
        options = {"goog:chromeOptions": {"binary": BROWSER, "args": list(_ARGUMENTS)}}
        made = self._ask("POST", "/session", {"capabilities": {"alwaysMatch": options}})
        self._session = f"/session/{made['sessionId']}"

    @classmethod
    @contextmanager
    def started(cls) -> Iterator[Self]:
        """Starts the driver on a free port, and ends it with its browser."""
        assert DRIVER is not None
        with subprocess.Popen([DRIVER, "--port=0"], stdout=subprocess.PIPE, text=True) as driver:
            try:
                assert driver.stdout is not None
                lines = (re.search(r"on port (\d+)\.", line) for line in driver.stdout)
                port = next(found[1] for found in lines if found)
                browser = cls(f"http://127.0.0.1:{port}")
                try:
                    yield browser
                finally:
                    browser._ask("DELETE", browser._session)
            finally:
                driver.terminate()

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        head, address = {"Content-Type": "application/json"}, self._address + path
        request = urllib.request.Request(address, data, head, method=method)  # noqa: S310 -- the driver on this machine
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 -- as above
            return json.load(answer)["value"]

    def show(self, page: Path, width: int) -> None:
        """Shows a file in a view of that width, however narrow."""
        view = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        self._ask("POST", f"{self._session}/url", {"url": page.as_uri()})
        command = {"cmd": "Emulation.setDeviceMetricsOverride", "params": view}
        self._ask("POST", f"{self._session}/goog/cdp/execute", command)

    def run(self, script: str) -> Any:
        """What a script returns."""
        return self._ask("POST", f"{self._session}/execute/sync", {"script": script, "args": []})

    def run_async(self, script: str) -> Any:
        """What a script gives to its last argument."""
        return self._ask("POST", f"{self._session}/execute/async", {"script": script, "args": []})

    def printed(self) -> bytes:
        """The page as PDF on A4."""
        paper = {"page": {"width": 21.0, "height": 29.7}, "background": True}
        return base64.b64decode(self._ask("POST", f"{self._session}/print", paper))
