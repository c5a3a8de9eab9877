"""The clipboard, through pyperclip (the extra `clipboard`). What was copied is read back and compared."""

from __future__ import annotations

import time
from typing import Any, Final

from converter.cli import windows_clipboard
from converter.files.storage import Refused
from converter.findings import Finding

_ATTEMPTS: Final = 6
_RETRY_INTERVAL: Final = 0.05
"""Seconds between two attempts to read the text back."""


def to_clipboard(text: str) -> None:
    """Puts `text` on the clipboard with CRLF as line ends and reads it back. Raises `Refused`.

    On Windows it stays out of the clipboard history and the cloud clipboard.
    """
    pyperclip, windows = _pyperclip(), windows_clipboard.system_clipboard()
    content = text.replace("\n", "\r\n")
    try:
        if windows is None:
            pyperclip.copy(content)
        else:
            windows_clipboard.put_private(content, windows)
        arrived = _arrives(text, pyperclip)
    except (pyperclip.PyperclipException, UnicodeError, OSError) as error:
        raise _refused(error, pyperclip) from None
    if not arrived:
        raise Refused(Finding("MVG806"))


def _arrives(text: str, pyperclip: Any) -> bool:
    """Whether the text can be read back. Some tools (xsel) end before their copy is there: it is awaited briefly."""
    for _ in range(_ATTEMPTS):
        if pyperclip.paste().replace("\r\n", "\n") == text:
            return True
        time.sleep(_RETRY_INTERVAL)
    return False


def from_clipboard() -> str:
    """The text on the clipboard. Raises `Refused`: MVG863 when there is none, MVG806 and MVG807 as `to_clipboard`."""
    pyperclip = _pyperclip()
    try:
        text = pyperclip.paste()
    except UnicodeError:  # a picture or a file, given as bytes by the tool that pyperclip calls
        raise Refused(Finding("MVG863")) from None
    except (pyperclip.PyperclipException, OSError) as error:
        raise _refused(error, pyperclip) from None
    if not text or text.isspace():
        raise Refused(Finding("MVG863"))
    return str(text)


def restore_clipboard(text: str) -> None:
    """Puts back exactly what was there, after a text could not be put there intact; failing again changes nothing."""
    from contextlib import suppress

    pyperclip, windows = _pyperclip(), windows_clipboard.system_clipboard()
    with suppress(pyperclip.PyperclipException, UnicodeError, OSError):
        if windows is None:
            pyperclip.copy(text)
        else:
            windows_clipboard.put_private(text, windows)


def _pyperclip() -> Any:
    try:
        import pyperclip
    except ImportError:
        raise Refused(Finding("MVG807")) from None
    return pyperclip


def _refused(error: Exception, pyperclip: Any) -> Refused:
    """MVG806 when another program holds the clipboard, MVG807 when there is none."""
    held = (pyperclip.PyperclipWindowsException, pyperclip.PyperclipTimeoutException, OSError, UnicodeError)
    return Refused(Finding("MVG806" if isinstance(error, held) else "MVG807"))
