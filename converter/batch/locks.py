"""File locks, and the lock of an output folder: one run at a time, or shards that share no input (promise P14).

Every input maps to a point of a range (`names.claim`). A shard has a part of that range, and locks just this part of
the lock file, so that a run of another number of shards is refused where both would meet the same inputs. All locks end
when their process does.
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

from converter.files.storage import PRIVATE, Refused, remove
from converter.files.windows_paths import extended
from converter.findings import Finding

WHOLE_FILE: Final = (0, 0)
"""The range of a lock on all of a file: start, and 0 for no end."""
LOCK_TIMEOUT: Final = 2.0
"""Seconds that a run waits for the workers of a run that was killed: each ends after its current task."""
SHORT_LOCK_TIMEOUT: Final = 60.0
"""Seconds to wait for a lock that is held only during a write."""
POINTS: Final = 1 << 30
"""Number of points that inputs map to."""
_POLL_INTERVAL: Final = 0.01
_OPEN_FLAGS: Final = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)

if sys.platform == "win32":
    import msvcrt

    _FAR: Final = 1 << 62
    """Offset of the locked bytes: beyond all data, for Windows denies others access to a locked range."""

    def try_lock(descriptor: int, with_children: bool = False, span: tuple[int, int] = WHOLE_FILE) -> bool:  # noqa: ARG001 -- the same call on every system
        """Locks a range; False when another process holds a part of it. Children never hold it here."""
        os.lseek(descriptor, _FAR + span[0], os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, span[1] or 1)
        except OSError:
            return False
        return True

    def conflicting_range(descriptor: int, span: tuple[int, int]) -> tuple[int, int] | None:  # noqa: ARG001 -- the same call on every system
        """Windows does not say which range is locked."""
        return None
else:
    import fcntl
    import struct

    _FLOCK: Final = "hhqqi0q"
    """`struct flock` of 64-bit Linux: type, whence, start, length, process."""
    SET_COMMAND: Final = getattr(fcntl, "F_OFD_SETLK", None)
    GET_COMMAND: Final = getattr(fcntl, "F_OFD_GETLK", None)

    def try_lock(descriptor: int, with_children: bool = False, span: tuple[int, int] = WHOLE_FILE) -> bool:
        """Locks a range of an open file; False when another process holds a part of it.

        With `with_children`, child processes that inherit the descriptor hold the lock too, until the last of them
        has ended (Linux). Without, only this process holds it, and it ends when any descriptor of the file is closed.
        Raises `OSError` where the file system has no locks.
        """
        start, length = span
        try:
            if with_children and SET_COMMAND is not None:
                fcntl.fcntl(descriptor, SET_COMMAND, _flock(fcntl.F_WRLCK, span))
            else:
                fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, length, start)
        except (BlockingIOError, PermissionError):
            return False
        return True

    def conflicting_range(descriptor: int, span: tuple[int, int]) -> tuple[int, int] | None:
        """The range of a lock that overlaps this one; None when there is none, or the system does not say."""
        if GET_COMMAND is None:
            return None
        kind, _, start, length, _ = struct.unpack(
            _FLOCK, fcntl.fcntl(descriptor, GET_COMMAND, _flock(fcntl.F_WRLCK, span))
        )
        return None if kind == fcntl.F_UNLCK else (start, length)

    def _flock(kind: int, span: tuple[int, int]) -> bytes:
        return struct.pack(_FLOCK, kind, os.SEEK_SET, *span, 0)


def lock(descriptor: int, seconds: float, with_children: bool = False, span: tuple[int, int] = WHOLE_FILE) -> bool:
    """Locks a range as `try_lock` does, and waits up to `seconds` for it. Returns whether it has it."""
    last = time.monotonic() + seconds
    while not try_lock(descriptor, with_children, span):
        if time.monotonic() > last:
            return False
        time.sleep(_POLL_INTERVAL)
    return True


def shard_range(shard: tuple[int, int]) -> tuple[int, int]:
    """The first point and the number of points of the I-th of N shards."""
    number, of = shard
    start, end = (number - 1) * POINTS // of, number * POINTS // of
    return start, end - start


def is_in_shard(claim: bytes, span: tuple[int, int]) -> bool:
    """Whether the input with this claim is in a shard. Inputs that claim the same name are in the same shard."""
    return span[0] <= int.from_bytes(claim[:4]) >> 2 < span[0] + span[1]


@contextmanager
def run_lock(file: Path, who: str, since: str, shard: tuple[int, int] = (1, 1)) -> Iterator[None]:
    """Holds the lock of an output folder, or a shard's part of it; waits up to `LOCK_TIMEOUT` for it.

    Raises `Refused` (MVG811) with its holder, and `OSError` where the file system has no locks.
    """
    span = shard_range(shard)
    descriptor = os.open(extended(file), _OPEN_FLAGS, PRIVATE)
    try:
        if not lock(descriptor, LOCK_TIMEOUT, with_children=True, span=span):
            raise Refused(Finding("MVG811", words=_holder(file, conflicting_range(descriptor, span))))
        holder = json.dumps({"who": who, "pid": os.getpid(), "since": since}).encode()
        with _holder_recorded(file, descriptor, span, holder):
            yield
    finally:
        os.close(descriptor)


@contextmanager
def short_lock(file: Path) -> Iterator[None]:
    """Holds the lock of a file that is locked only during writes; waits for it. Raises `OSError`."""
    descriptor = os.open(extended(file), _OPEN_FLAGS, PRIVATE)
    try:
        if not lock(descriptor, SHORT_LOCK_TIMEOUT):
            raise BlockingIOError(errno.EAGAIN, "")
        yield
    finally:
        os.close(descriptor)


@contextmanager
def _holder_recorded(file: Path, locked: int, span: tuple[int, int], holder: bytes) -> Iterator[None]:
    """Records who holds a range: in the lock file itself, or in a file beside it for a part of the range."""
    record = _record_of(file, span)
    descriptor = locked if record == file else os.open(extended(record), _OPEN_FLAGS, PRIVATE)
    try:
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, holder)
        yield
    finally:
        if descriptor != locked:
            os.close(descriptor)
            remove(record)


def _record_of(file: Path, span: tuple[int, int]) -> Path:
    """The file that records who holds a range; for the whole range it is the lock file itself."""
    return file if span == shard_range((1, 1)) else file.with_name("{}.{}-{}".format(file.name, *span))


def _holder(file: Path, span: tuple[int, int] | None) -> tuple[str, str, str]:
    """Who holds the lock, the process and since when, as far as the files say."""
    try:
        record = json.loads(Path(extended(_record_of(file, span or shard_range((1, 1))))).read_bytes())
        return str(record["who"]), str(record["pid"]), str(record["since"])
    except (OSError, ValueError, KeyError, TypeError):
        return "?", "?", "?"
