"""The lock of an output folder: one run at a time, or shards whose inputs do not overlap (promise P14).

Every input falls to one point of a range (`names.claim`), a shard takes a part of that range, and just this part of the
lock file is locked. A run of another number of shards is refused where it would meet the same inputs.
"""

from __future__ import annotations

import errno
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from converter.batch.sole import holder, taken
from converter.findings import Finding
from converter.storage import PRIVATE, Refused

LOCK_TIMEOUT: Final = 2.0
"""Seconds that a run waits for the workers of a run that was killed: each ends after the task at hand."""
SHORT_HOLD: Final = 60.0
"""Seconds to wait for a lock that is held only while something is written."""
POINTS: Final = 1 << 30
"""Points that inputs fall to."""
_PAUSE: Final = 0.05
_OPEN: Final = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)


def span_of(shard: tuple[int, int]) -> tuple[int, int]:
    """First point and number of points of the I-th of N shards."""
    number, of = shard
    start, end = (number - 1) * POINTS // of, number * POINTS // of
    return start, end - start


def falls_to(claim: bytes, span: tuple[int, int]) -> bool:
    """Whether the input with this claim falls to a shard. Inputs that could claim one name fall to the same."""
    return span[0] <= int.from_bytes(claim[:4]) >> 2 < span[0] + span[1]


@contextmanager
def held(file: Path, who: str, since: str, shard: tuple[int, int] = (1, 1)) -> Iterator[None]:
    """Holds the lock of a folder, or a shard's part of it, waiting `LOCK_TIMEOUT` for it.

    Raises `Refused` (MVG811) with who holds it, and `OSError` where there are no locks.
    """
    span = span_of(shard)
    descriptor = os.open(file, _OPEN, PRIVATE)
    try:
        last = time.monotonic() + LOCK_TIMEOUT
        while not taken(descriptor, with_children=True, span=span):
            if time.monotonic() > last:
                raise Refused(Finding("MVG811", words=_holder(file, holder(descriptor, span))))
            time.sleep(_PAUSE)
        with _noted(file, descriptor, span, json.dumps({"who": who, "pid": os.getpid(), "since": since}).encode()):
            yield
    finally:
        os.close(descriptor)


@contextmanager
def patiently(file: Path) -> Iterator[None]:
    """Waits for the lock of a file that nobody holds for long, and holds it. Raises `OSError`."""
    descriptor = os.open(file, _OPEN, PRIVATE)
    try:
        last = time.monotonic() + SHORT_HOLD
        while not taken(descriptor):
            if time.monotonic() > last:
                raise BlockingIOError(errno.EAGAIN, "")
            time.sleep(_PAUSE)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def _noted(file: Path, lock: int, span: tuple[int, int], data: bytes) -> Iterator[None]:
    """Says who holds a range: in the lock file itself, or beside it for a part of it."""
    note = _note(file, span)
    descriptor = lock if note == file else os.open(note, _OPEN, PRIVATE)
    try:
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, data)
        yield
    finally:
        if descriptor != lock:
            os.close(descriptor)
            note.unlink(missing_ok=True)


def _note(file: Path, span: tuple[int, int]) -> Path:
    """The file that says who holds a range; that of the whole is the lock file itself."""
    return file if span == span_of((1, 1)) else file.with_name("{}.{}-{}".format(file.name, *span))


def _holder(file: Path, span: tuple[int, int] | None) -> tuple[str, str, str]:
    """Who holds the lock, its process and since when, as far as the files say."""
    try:
        told = json.loads(_note(file, span or span_of((1, 1))).read_bytes())
        return str(told["who"]), str(told["pid"]), str(told["since"])
    except (OSError, ValueError, KeyError, TypeError):
        return "?", "?", "?"
