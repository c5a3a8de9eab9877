"""The clipboard of Windows: text that its clipboard history and cloud clipboard leave alone.

The formats are those that Microsoft documents under "Cloud Clipboard and Clipboard History Formats". What decides is
`put_private`; `SystemClipboard` only passes its calls on to user32 and kernel32. It was never run on Windows.
"""

from __future__ import annotations

import sys
from typing import Final, Protocol

UNICODE_TEXT: Final = 13
"""`CF_UNICODETEXT`."""
_DWORD_ZERO: Final = bytes(4)
"""A DWORD of 0."""
EXCLUSIONS: Final = (
    ("ExcludeClipboardContentFromMonitorProcessing", _DWORD_ZERO),  # any content excludes from both
    ("CanIncludeInClipboardHistory", _DWORD_ZERO),
    ("CanUploadToCloudClipboard", _DWORD_ZERO),
)
"""Registered formats with their content; their presence beside the text keeps it out."""


class WindowsClipboard(Protocol):
    """What is needed of the clipboard of Windows. Every call raises `OSError` when the system refuses it."""

    def open(self) -> None:
        """Opens the clipboard for this process."""

    def empty(self) -> None:
        """Removes what is on it, and makes this process its owner."""

    def register(self, name: str) -> int:
        """The number of a format."""

    def put(self, number: int, data: bytes) -> None:
        """Puts the content of one format on it."""

    def close(self) -> None:
        """Closes it; other programs can open it then."""


def put_private(text: str, clipboard: WindowsClipboard) -> None:
    """Puts text on the clipboard together with the formats that keep it out of history and cloud. Raises `OSError`.

    The formats are registered before anything is removed and put before the text: no text is there without them.
    """
    exclusions = [(clipboard.register(name), data) for name, data in EXCLUSIONS]
    clipboard.open()
    try:
        clipboard.empty()
        for number, data in exclusions:
            clipboard.put(number, data)
        clipboard.put(UNICODE_TEXT, f"{text}\0".encode("utf-16-le", "surrogatepass"))
    finally:
        clipboard.close()


def system_clipboard() -> WindowsClipboard | None:
    """The clipboard of this machine where it runs Windows; None elsewhere."""
    return _SYSTEM


_SYSTEM: WindowsClipboard | None = None
if sys.platform == "win32":
    import ctypes
    import time
    from ctypes import wintypes

    _ATTEMPTS: Final = 50
    """Another program can hold the clipboard open: half a second of attempts."""
    _MOVEABLE: Final = 0x0002
    _MESSAGE_ONLY: Final = -3

    class SystemClipboard:
        """The clipboard, by user32 and kernel32."""

        def __init__(self) -> None:
            self._user, self._kernel = ctypes.WinDLL("user32", True), ctypes.WinDLL("kernel32", True)
            handle, number = ctypes.c_void_p, wintypes.UINT
            self._kernel.GlobalAlloc.argtypes, self._kernel.GlobalAlloc.restype = (number, ctypes.c_size_t), handle
            self._kernel.GlobalLock.argtypes, self._kernel.GlobalLock.restype = (handle,), handle
            self._kernel.GlobalUnlock.argtypes = self._kernel.GlobalFree.argtypes = (handle,)
            self._user.SetClipboardData.argtypes, self._user.SetClipboardData.restype = (number, handle), handle
            self._user.OpenClipboard.argtypes = self._user.DestroyWindow.argtypes = (handle,)
            self._user.RegisterClipboardFormatW.argtypes = (wintypes.LPCWSTR,)
            self._user.CreateWindowExW.argtypes = (
                wintypes.DWORD, wintypes.LPCWSTR, wintypes.LPCWSTR, wintypes.DWORD, *[ctypes.c_int] * 4, *[handle] * 4,
            )  # fmt: skip
            self._user.CreateWindowExW.restype = handle
            self._window: int | None = None

        def open(self) -> None:
            # The owner must be a window: without one, SetClipboardData fails after EmptyClipboard.
            window = self._user.CreateWindowExW(
                0, "STATIC", None, 0, 0, 0, 0, 0, ctypes.c_void_p(_MESSAGE_ONLY), None, None, None
            )
            self._window = _checked(window)
            for _ in range(_ATTEMPTS):
                if self._user.OpenClipboard(self._window):
                    return
                time.sleep(0.01)
            error = ctypes.WinError(ctypes.get_last_error())
            self._user.DestroyWindow(self._window)
            raise error

        def empty(self) -> None:
            _checked(self._user.EmptyClipboard())

        def register(self, name: str) -> int:
            return _checked(self._user.RegisterClipboardFormatW(name))

        def put(self, number: int, data: bytes) -> None:
            memory = _checked(self._kernel.GlobalAlloc(_MOVEABLE, len(data)))
            ctypes.memmove(_checked(self._kernel.GlobalLock(memory)), data, len(data))
            self._kernel.GlobalUnlock(memory)
            if not self._user.SetClipboardData(number, memory):  # else the system owns the memory
                error = ctypes.WinError(ctypes.get_last_error())
                self._kernel.GlobalFree(memory)
                raise error

        def close(self) -> None:
            self._user.CloseClipboard()
            self._user.DestroyWindow(self._window)

    def _checked(value: int | None) -> int:
        if not value:
            raise ctypes.WinError(ctypes.get_last_error())
        return value

    _SYSTEM = SystemClipboard()
