"""Consoles with an older code page: messages are simplified, and no sign of a note is exchanged for another."""

from __future__ import annotations

import io
import sys

import pytest

from converter.cli.console import prepare_streams


def _stream(monkeypatch: pytest.MonkeyPatch, name: str, is_terminal: bool) -> io.BytesIO:
    data = io.BytesIO()
    stream = io.TextIOWrapper(data, "cp850", write_through=True)
    monkeypatch.setattr(stream, "isatty", lambda: is_terminal)
    monkeypatch.setattr(sys, name, stream)
    return data


@pytest.mark.parametrize(
    ("name", "is_terminal", "shown"),
    [
        ("stderr", True, "Å ’a’"),
        ("stderr", False, "Å ’a’"),
        ("stdout", False, "Å ’a’"),
    ],
)
def test_messages_are_simplified(monkeypatch: pytest.MonkeyPatch, name: str, is_terminal: bool, shown: str) -> None:
    data = _stream(monkeypatch, name, is_terminal)
    prepare_streams()
    getattr(sys, name).write(f"{shown} … – 🩹")
    assert data.getvalue().decode("cp850") == "Å 'a' ... - \\U0001fa79"


def test_a_note_on_a_terminal_is_spelt_out_instead(monkeypatch: pytest.MonkeyPatch) -> None:
    data = _stream(monkeypatch, "stdout", is_terminal=True)
    prepare_streams()
    sys.stdout.write("Å ’…")
    assert data.getvalue().decode("cp850") == "Å \\u2019\\u2026"


def test_only_encoding_is_simplified() -> None:
    prepare_streams()
    with pytest.raises(UnicodeDecodeError):
        b"\xff".decode("utf-8", "mvg.simpler")


def test_a_stream_that_is_closed_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    prepare_streams()
    assert sys.stdout is None
