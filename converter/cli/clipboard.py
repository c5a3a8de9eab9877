"""The clipboard, through pyperclip (the extra `clipboard`). What was copied is read back and compared."""

from __future__ import annotations

from converter.files.storage import Refused
from converter.findings import Finding


def to_clipboard(text: str) -> None:
    """Puts `text` on the clipboard with CRLF as line ends and reads it back. Raises `Refused`."""
    try:
        import pyperclip
    except ImportError:
        raise Refused(Finding("MVG807")) from None
    try:
        pyperclip.copy(text.replace("\n", "\r\n"))
        back = pyperclip.paste()
    except pyperclip.PyperclipException as error:
        busy = isinstance(error, pyperclip.PyperclipWindowsException | pyperclip.PyperclipTimeoutException)
        raise Refused(Finding("MVG806" if busy else "MVG807")) from None
    if back.replace("\r\n", "\n") != text:
        raise Refused(Finding("MVG806"))
