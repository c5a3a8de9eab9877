"""The clipboard: nothing is called copied that cannot be read back."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from converter import convert
from converter.cli.clipboard import to_clipboard
from converter.files.storage import Refused
from paths import ROOT, SAMPLES

NOTE = SAMPLES / "utslag-foto.txt"


def test_the_text_is_copied_with_the_line_ends_of_windows(clipboard: Any) -> None:
    to_clipboard("Status\nÖm ≥ 2 ½\n")
    assert clipboard.copied == ["Status\r\nÖm ≥ 2 ½\r\n"]


@pytest.mark.parametrize("text", ["", "\n", "å", "a\tb\u00a0c\u0301🩹\n"])
def test_what_comes_back_the_same_is_copied(clipboard: Any, text: str) -> None:
    to_clipboard(text)
    assert len(clipboard.copied) == 1


def test_a_clipboard_that_gives_plain_line_feeds_back_is_right(clipboard: Any) -> None:
    clipboard.spoils = lambda text: text.replace("\r\n", "\n")
    to_clipboard("a\nb\n")
    assert clipboard.copied


@pytest.mark.parametrize(
    "spoils",
    [
        str.strip,
        str.upper,
        lambda _: "",
        lambda text: text + " ",
        lambda text: text.replace("½", "?"),
        lambda text: text.replace("\r\n", " "),
    ],
)
def test_what_comes_back_otherwise_is_not_copied(clipboard: Any, spoils: Callable[[str], str]) -> None:
    clipboard.spoils = spoils
    with pytest.raises(Refused) as refused:
        to_clipboard("a ½\nb\n")
    assert (refused.value.finding.code, refused.value.finding.exit_code) == ("MVG806", 75)


@pytest.mark.parametrize(
    ("name", "code", "exit_code"),
    [
        ("PyperclipException", "MVG807", 73),
        ("PyperclipWindowsException", "MVG806", 75),
        ("PyperclipTimeoutException", "MVG806", 75),
    ],
)
def test_a_clipboard_that_fails_is_absent_and_one_that_is_held_is_busy(
    clipboard: Any, name: str, code: str, exit_code: int
) -> None:
    clipboard.fault = getattr(clipboard, name)("Kanariefågel")
    with pytest.raises(Refused) as refused:
        to_clipboard("a")
    assert (refused.value.finding.code, refused.value.finding.exit_code) == (code, exit_code)
    assert "Kanariefågel" not in str(refused.value)


def test_without_pyperclip_there_is_no_clipboard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyperclip", None)
    with pytest.raises(Refused) as refused:
        to_clipboard("a")
    assert refused.value.finding.code == "MVG807"


def test_pyperclip_has_the_exceptions_that_are_distinguished() -> None:
    pyperclip = pytest.importorskip("pyperclip", reason="the extra clipboard is not installed")
    assert issubclass(pyperclip.PyperclipWindowsException, pyperclip.PyperclipException)
    assert issubclass(pyperclip.PyperclipTimeoutException, pyperclip.PyperclipException)


def test_a_real_clipboard_holds_the_text_afterwards(tmp_path: Path) -> None:
    pytest.importorskip("pyperclip", reason="the extra clipboard is not installed")
    for tool in ("Xvfb", "xclip"):
        if not shutil.which(tool):
            pytest.skip(f"{tool} is not installed")
    line = f'"{sys.executable}" -m converter copy --clipboard "{NOTE}" >&2 && xclip -selection c -o'
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    environment.pop("WAYLAND_DISPLAY", None)
    text, messages = tmp_path / "text", tmp_path / "messages"  # the tool that holds the copy keeps pipes open
    server = ["Xvfb", "-displayfd", "1", "-nolisten", "tcp"]  # it chooses a number that is free, whoever else does
    with subprocess.Popen(server, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as display:
        assert display.stdout is not None
        environment["DISPLAY"] = f":{display.stdout.readline().decode().strip()}"
        try:
            with text.open("wb") as out, messages.open("wb") as err:
                ran = subprocess.run(
                    ["bash", "-c", line], env=environment, stdout=out, stderr=err, timeout=120, check=False
                )
        finally:
            display.terminate()
    assert ran.returncode == 0, messages.read_text("utf-8")
    assert "Kopierat: " in messages.read_text("utf-8")
    expected = convert(NOTE.read_bytes(), "melior").output or ""
    assert text.read_bytes().decode() == expected.replace("\n", "\r\n")


def test_a_tool_that_ends_before_its_copy_is_there_is_waited_for(clipboard: Any) -> None:
    answers = iter(["before", "before", "a\r\n"])
    clipboard.spoils = lambda _: next(answers)
    to_clipboard("a\n")
    assert next(answers, None) is None
