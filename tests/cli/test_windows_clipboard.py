"""The clipboard of Windows: the text is never there without the formats that keep it out of history and cloud.

The calls of Windows are stood in for; on Windows itself this was not tried.
"""

from __future__ import annotations

import sys
from typing import Any

import pytest

from converter.cli import windows_clipboard
from converter.cli.clipboard import restore_clipboard, to_clipboard
from converter.cli.windows_clipboard import EXCLUSIONS, UNICODE_TEXT, put_private, system_clipboard
from converter.files.storage import Refused


class Recorder:
    """A clipboard of Windows that remembers its calls and can refuse one of them."""

    def __init__(self, refuses: str = "") -> None:
        self.refuses = refuses
        self.calls: list[str] = []
        self.names: list[str] = []
        self.content: dict[int, bytes] = {1: b"before"}

    def _called(self, name: str) -> None:
        self.calls.append(name)
        if name == self.refuses:
            raise OSError(5, "Access is denied")

    def open(self) -> None:
        self._called("open")

    def empty(self) -> None:
        self._called("empty")
        self.content.clear()

    def register(self, name: str) -> int:
        self._called("register")
        self.names.append(name)
        return 0xC000 + len(self.names)

    def put(self, number: int, data: bytes) -> None:
        self._called("put")
        self.content[number] = data

    def close(self) -> None:
        self._called("close")


def test_the_three_formats_are_there_before_the_text() -> None:
    board = Recorder()
    put_private("Ö ½\r\n", board)
    assert board.names == [
        "ExcludeClipboardContentFromMonitorProcessing", "CanIncludeInClipboardHistory", "CanUploadToCloudClipboard",
    ]  # fmt: skip
    assert list(board.content) == [0xC001, 0xC002, 0xC003, UNICODE_TEXT]
    assert [board.content[0xC000 + number] for number in (1, 2, 3)] == [bytes(4)] * 3
    assert board.content[UNICODE_TEXT].decode("utf-16-le") == "Ö ½\r\n\0"
    assert board.calls[-1] == "close"


@pytest.mark.parametrize("call", ["open", "empty", "register", "put"])
def test_a_call_that_fails_leaves_no_text_behind_and_the_clipboard_closed(call: str) -> None:
    board = Recorder(call)
    with pytest.raises(OSError, match="denied"):
        put_private("a", board)
    assert UNICODE_TEXT not in board.content
    assert ("close" in board.calls) == (call in ("empty", "put"))
    assert (board.content == {1: b"before"}) == (call != "put")


def test_every_exclusion_is_a_format_with_a_dword() -> None:
    assert {len(data) for _, data in EXCLUSIONS} == {4}


@pytest.fixture
def board(monkeypatch: pytest.MonkeyPatch, clipboard: Any) -> Recorder:
    """A machine that runs Windows, as far as the clipboard is concerned."""
    recorder = Recorder()
    monkeypatch.setattr(windows_clipboard, "system_clipboard", lambda: recorder)
    clipboard.copied.append("")
    clipboard.spoils = lambda _: recorder.content[UNICODE_TEXT].decode("utf-16-le").rstrip("\0")
    return recorder


def test_what_is_copied_on_windows_takes_that_way(board: Recorder, clipboard: Any) -> None:
    to_clipboard("a\nb\n")
    assert board.content[UNICODE_TEXT].decode("utf-16-le") == "a\r\nb\r\n\0"
    assert len(board.content) == 4
    restore_clipboard("före\r\n")
    assert board.content[UNICODE_TEXT].decode("utf-16-le") == "före\r\n\0"
    assert clipboard.copied == [""]


def test_a_clipboard_that_another_program_holds_is_busy(board: Recorder) -> None:
    board.refuses = "open"
    with pytest.raises(Refused) as refused:
        to_clipboard("a")
    assert refused.value.finding.code == "MVG806"
    restore_clipboard("a")


def test_other_systems_have_no_clipboard_of_windows() -> None:
    assert (system_clipboard() is None) == (sys.platform != "win32")
