"""A stand-in for another program that holds files open, as Windows allows it."""

from __future__ import annotations

import os
import time
from typing import Any, Final

import pytest


def held(number: int = 32) -> PermissionError:
    """The error of Windows: `ERROR_SHARING_VIOLATION`, which Python gives as a `PermissionError`."""
    error = PermissionError(13, "held open")
    error.winerror = number  # type: ignore[attr-defined,unused-ignore]  # only Windows has it
    return error


class Holder:
    """Another program that holds files open for a number of attempts."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, attempts: int, call: str) -> None:
        self.left, self.waits = attempts, 0.0
        real = getattr(os, call)

        def change(*arguments: Any) -> None:
            if self.left:
                self.left -= 1
                raise held()
            real(*arguments)

        monkeypatch.setattr(os, call, change)
        monkeypatch.setattr(time, "sleep", self._wait)

    def _wait(self, seconds: float) -> None:
        self.waits += seconds


FOR_EVER: Final = 1_000_000
