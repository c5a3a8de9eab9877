"""Whether a file is somebody else's just now: a lock that the system itself takes back when its holder dies."""

from __future__ import annotations

import os
import sys
from typing import Final

if sys.platform == "win32":
    import msvcrt

    _FAR: Final = 1 << 62
    """Where a byte is locked: behind all that is written, for Windows keeps others from a locked piece."""

    def taken(descriptor: int, with_children: bool = False) -> bool:  # noqa: ARG001 -- it is called alike on every system
        """Takes the lock of an open file; False when another process holds it. Children never hold it here."""
        os.lseek(descriptor, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def taken(descriptor: int, with_children: bool = False) -> bool:
        """Takes the lock of an open file; False when another process holds it. Raises `OSError` where there is none.

        `with_children` lets processes that are born with the descriptor hold it too: it is free when the last of them
        has ended. Without, it is the lock of this process alone, and ends when that closes any descriptor of the file.
        """
        take = fcntl.flock if with_children else fcntl.lockf
        try:
            take(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):
            return False
        return True
