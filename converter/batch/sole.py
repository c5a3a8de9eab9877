"""Locks of files and of ranges in them, which end by themselves when their holder dies."""

from __future__ import annotations

import os
import sys
from typing import Final

WHOLE_FILE: Final = (0, 0)
"""The range of a lock on all of a file: start, and 0 for no end."""

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
