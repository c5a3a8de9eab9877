"""The lock of an output folder: one run at a time, or shards whose inputs do not overlap (promise P14).

Every input falls to one point of a range (`names.claim`), a shard takes a part of that range, and just this part of the
lock file is locked. A run of another number of shards is refused where it would meet the same inputs.
"""

from __future__ import annotations

import errno
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from converter.findings import Finding
from converter.storage import PRIVATE, Refused

WHOLE_FILE: Final = (0, 0)
"""The range of a lock on all of a file: start, and 0 for no end."""

LOCK_TIMEOUT: Final = 2.0
"""Seconds that a run waits for the workers of a run that was killed: each ends after the task at hand."""
SHORT_LOCK_TIMEOUT: Final = 60.0
"""Seconds to wait for a lock that is held only while something is written."""
POINTS: Final = 1 << 30
"""Points that inputs fall to."""
_PAUSE: Final = 0.05
_OPEN: Final = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)

if sys.platform == "win32":
    import msvcrt

    _FAR: Final = 1 << 62
    """Where bytes are locked: behind all that is written, for Windows keeps others from a locked range."""

    def taken(descriptor: int, with_children: bool = False, span: tuple[int, int] = WHOLE_FILE) -> bool:  # noqa: ARG001 -- it is called alike on every system
        """Takes the lock of a range; False when another process holds a part of it. Children never hold it here."""
        os.lseek(descriptor, _FAR + span[0], os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, span[1] or 1)
        except OSError:
            return False
        return True

    def holder(descriptor: int, span: tuple[int, int]) -> tuple[int, int] | None:  # noqa: ARG001
        """Windows does not say which range is locked."""
        return None
else:
    import fcntl
    import struct

    _FLOCK: Final = "hhqqi0q"
    """`struct flock` of 64-bit Linux: type, whence, start, length, process."""
    _OPEN_FILE: Final = getattr(fcntl, "F_OFD_SETLK", None)
    _ASK: Final = getattr(fcntl, "F_OFD_GETLK", None)

    def taken(descriptor: int, with_children: bool = False, span: tuple[int, int] = WHOLE_FILE) -> bool:
        """Takes the lock of a range of an open file; False when another holds a part of it.

        `with_children` lets processes that are born with the descriptor hold it too: it is free when the last of them
        has ended (Linux). Without, it is the lock of this process alone, and ends when that closes any descriptor of
        the file. Raises `OSError` where there are no locks.
        """
        start, length = span
        try:
            if with_children and _OPEN_FILE is not None:
                fcntl.fcntl(descriptor, _OPEN_FILE, _flock(fcntl.F_WRLCK, span))
            else:
                fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, length, start)
        except (BlockingIOError, PermissionError):
            return False
        return True

    def holder(descriptor: int, span: tuple[int, int]) -> tuple[int, int] | None:
        """The range of a lock that keeps a part of this one from us; None when there is none, or nobody can tell."""
        if _ASK is None:
            return None
        kind, _, start, length, _ = struct.unpack(_FLOCK, fcntl.fcntl(descriptor, _ASK, _flock(fcntl.F_WRLCK, span)))
        return None if kind == fcntl.F_UNLCK else (start, length)

    def _flock(kind: int, span: tuple[int, int]) -> bytes:
        return struct.pack(_FLOCK, kind, os.SEEK_SET, *span, 0)


def shard_range(shard: tuple[int, int]) -> tuple[int, int]:
    """First point and number of points of the I-th of N shards."""
    number, of = shard
    start, end = (number - 1) * POINTS // of, number * POINTS // of
    return start, end - start


def is_in_shard(claim: bytes, span: tuple[int, int]) -> bool:
    """Whether the input with this claim falls to a shard. Inputs that could claim one name fall to the same."""
    return span[0] <= int.from_bytes(claim[:4]) >> 2 < span[0] + span[1]


@contextmanager
def run_lock(file: Path, who: str, since: str, shard: tuple[int, int] = (1, 1)) -> Iterator[None]:
    """Holds the lock of a folder, or a shard's part of it, waiting `LOCK_TIMEOUT` for it.

    Raises `Refused` (MVG811) with who holds it, and `OSError` where there are no locks.
    """
    span = shard_range(shard)
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
def short_lock(file: Path) -> Iterator[None]:
    """Waits for the lock of a file that nobody holds for long, and holds it. Raises `OSError`."""
    descriptor = os.open(file, _OPEN, PRIVATE)
    try:
        last = time.monotonic() + SHORT_LOCK_TIMEOUT
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
    return file if span == shard_range((1, 1)) else file.with_name("{}.{}-{}".format(file.name, *span))


def _holder(file: Path, span: tuple[int, int] | None) -> tuple[str, str, str]:
    """Who holds the lock, its process and since when, as far as the files say."""
    try:
        told = json.loads(_note(file, span or shard_range((1, 1))).read_bytes())
        return str(told["who"]), str(told["pid"]), str(told["since"])
    except (OSError, ValueError, KeyError, TypeError):
        return "?", "?", "?"
