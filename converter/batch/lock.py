"""One run a folder: a lock that the system itself takes back when its holder dies (promise P14)."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from converter.batch.sole import taken
from converter.findings import Finding
from converter.storage import PRIVATE, Refused

PATIENCE: Final = 2.0
"""Seconds that a run waits for the workers of a run that was killed: each ends after the note at hand."""
_PAUSE: Final = 0.05


@contextmanager
def held(file: Path, who: str, since: str) -> Iterator[None]:
    """Holds the lock of a folder, waiting `PATIENCE` for it.

    Raises `Refused` (MVG811) with who holds it, and `OSError` where there are no locks.
    """
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), PRIVATE)
    try:
        last = time.monotonic() + PATIENCE
        while not taken(descriptor, with_children=True):  # the workers end after the note at hand
            if time.monotonic() > last:
                raise Refused(Finding("MVG811", words=_holder(descriptor)))
            time.sleep(_PAUSE)
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, json.dumps({"who": who, "pid": os.getpid(), "since": since}).encode())
        yield
    finally:
        os.close(descriptor)


def _holder(descriptor: int) -> tuple[str, str, str]:
    """Who holds the lock, its process and since when, as far as the file says."""
    try:
        os.lseek(descriptor, 0, os.SEEK_SET)
        told = json.loads(os.read(descriptor, 1000))
        return str(told["who"]), str(told["pid"]), str(told["since"])
    except (ValueError, KeyError, TypeError):
        return "?", "?", "?"
