"""Whether another program on this machine still holds a file open for writing."""

from __future__ import annotations

import os
import sys
from contextlib import suppress

from converter.files.windows_paths import extended

if sys.platform == "win32":
    import ctypes

    _READ, _SHARE_READ, _EXISTING, _SHARING_VIOLATION = 0x80000000, 1, 3, 32

    def is_being_written(path: str) -> bool:
        """Whether another program has the file open for writing: it cannot be opened so that nobody may write."""
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateFileW.restype = ctypes.c_void_p
        handle = kernel.CreateFileW(extended(path), _READ, _SHARE_READ, None, _EXISTING, 0, None)
        if handle == ctypes.c_void_p(-1).value:
            return ctypes.get_last_error() == _SHARING_VIOLATION
        kernel.CloseHandle(ctypes.c_void_p(handle))
        return False
else:
    import fcntl
    import signal

    def is_being_written(path: str) -> bool:
        """Whether another program has the file open for writing.

        Linux gives a read lease to nobody while there is a writer. Where there are no leases (a network share, a file
        of another user, another system) nobody can tell, and the answer is no.
        """
        if not hasattr(fcntl, "F_SETLEASE"):  # pragma: no cover -- macOS and BSD
            return False
        with suppress(OSError):
            descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
            before = signal.signal(signal.SIGIO, signal.SIG_IGN)  # who opens it meanwhile would end us by it
            try:
                fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
                fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
            except BlockingIOError:
                return True
            finally:
                os.close(descriptor)
                signal.signal(signal.SIGIO, before)
        return False
