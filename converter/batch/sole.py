"""Whether a file is somebody else's just now: a lock that the system itself takes back when its holder dies."""

from __future__ import annotations

import os
import sys

if sys.platform == "win32":  # pragma: no cover -- no machine that runs the tests is one
    import msvcrt

    _FAR = 1 << 62
    """Where a byte is locked: behind all that is written, for Windows keeps others from a locked piece."""

    def taken(descriptor: int) -> bool:
        """Takes the lock of an open file; False when another process holds it."""
        os.lseek(descriptor, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def taken(descriptor: int) -> bool:
        """Takes the lock of an open file; False when another process holds it. Raises `OSError` where there is none."""
        # A lock of this process alone: workers that outlive it do not hold it, as they would one of flock. It ends
        # when the process closes any descriptor of the file.
        try:
            fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):
            return False
        return True
