"""`mvg paste` with real clipboards: X11 by xclip and xsel, Wayland by wl-clipboard. Skipped where they are absent."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from converter import convert
from paths import BROKEN, ROOT, SAMPLES

pytest.importorskip("pyperclip", reason="the extra clipboard is not installed")
NOTE = SAMPLES / "utslag-foto.txt"
TOOLS = {
    "xclip": (("xclip",), ["xclip", "-selection", "clipboard", "-i"], ["xclip", "-selection", "clipboard", "-o"]),
    "xsel": (("xsel",), ["xsel", "-b", "-i"], ["xsel", "-b", "-o"]),
    "wayland": (("wl-copy", "wl-paste"), ["wl-copy"], ["wl-paste", "-n"]),
}
"""The programs that a clipboard needs on the path, and how text is put on it and taken from it."""


def _as_another_user(folder: Path | None) -> dict[str, Any]:
    """For sway, which does not start as root: nobody starts it then, and owns the folder of its socket."""
    if folder is None or os.geteuid():
        return {}
    os.chown(folder, _NOBODY, _NOBODY)
    return {"user": _NOBODY, "group": _NOBODY, "extra_groups": []}


_NOBODY = 65534
_HEADLESS = {"WLR_BACKENDS": "headless", "WLR_LIBINPUT_NO_DEVICES": "1", "WLR_RENDERER": "pixman", "DISPLAY": ""}
"""For sway: no screen, no input devices, no graphics card."""


class Desktop:
    """A display server with a clipboard, and `mvg` with no other clipboard tool than the one that is tried."""

    def __init__(self, tool: str, environment: dict[str, str], temporary: Path) -> None:
        self._environment = {**os.environ, **environment, "PYTHONPATH": str(ROOT), "TMPDIR": str(temporary)}
        self._copy, self._paste = TOOLS[tool][1:]

    def copy(self, data: bytes) -> None:
        """Puts text on the clipboard, as a person who copies a note; some tools end before it is there."""
        subprocess.run(
            self._copy, input=data, env=self._environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            check=True, timeout=30,
        )  # fmt: skip
        last = time.monotonic() + 20
        while self.content() != data:
            assert time.monotonic() < last, "the copy did not arrive"
            time.sleep(0.02)

    def content(self) -> bytes:
        """What is on the clipboard; nothing when there is no text."""
        return subprocess.run(
            self._paste, env=self._environment, capture_output=True, check=False, timeout=30
        ).stdout  # fmt: skip

    def mvg(self, *arguments: str) -> tuple[int, str]:
        """The exit code and the messages, by way of a file: a tool that keeps the clipboard keeps pipes open too."""
        with Path(self._environment["MESSAGES"]).open("w+b") as messages:
            ran = subprocess.run(
                [sys.executable, "-m", "converter", *arguments], env=self._environment, stdin=subprocess.DEVNULL,
                stdout=messages, stderr=messages, check=False, timeout=60,
            )  # fmt: skip
            messages.seek(0)
            return ran.returncode, messages.read().decode()


def _x11(folder: Path) -> tuple[list[str], Callable[[], dict[str, str]]]:
    numbers = folder / "display"
    descriptor = os.open(numbers, os.O_WRONLY | os.O_CREAT)
    os.set_inheritable(descriptor, True)
    command = ["Xvfb", "-displayfd", str(descriptor), "-screen", "0", "640x480x8", "-nolisten", "tcp"]
    return command, lambda: {"DISPLAY": f":{_first_line(numbers)}", "WAYLAND_DISPLAY": ""}


def _wayland(folder: Path) -> tuple[list[str], Callable[[], dict[str, str]]]:
    return ["sway", "-c", os.devnull], lambda: {"DISPLAY": "", "WAYLAND_DISPLAY": _awaited(folder / "wayland-1").name}


def _awaited(path: Path) -> Path:
    last = time.monotonic() + 20
    while not path.exists() or (path.is_file() and not path.read_text("utf-8").endswith("\n")):
        assert time.monotonic() < last, "the display server did not start"
        time.sleep(0.02)
    return path


def _first_line(path: Path) -> str:
    return _awaited(path).read_text("utf-8").strip()


@pytest.fixture(params=TOOLS)
def desktop(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desktop]:
    tool = str(request.param)
    wayland = tool == "wayland"
    for program in (*TOOLS[tool][0], "sway" if wayland else "Xvfb"):
        if not shutil.which(program):
            pytest.skip(f"{program} is not installed")
    programs, temporary = tmp_path / "bin", tmp_path / "temporary"
    runtime = Path(tempfile.mkdtemp(prefix="mvg-desktop-"))  # sway and its clients meet there
    for folder in (programs, temporary):
        folder.mkdir()
    for program in (*TOOLS[tool][0], "cat", "rm"):  # no other tool is found; wl-copy calls two programs of the system
        (programs / program).symlink_to(str(shutil.which(program)))
    command, addresses = (_wayland if wayland else _x11)(runtime)
    environment = {"XDG_RUNTIME_DIR": str(runtime), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    server = subprocess.Popen(
        command, env={**os.environ, **environment, **_HEADLESS}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        close_fds=False, **_as_another_user(runtime if wayland else None),
    )  # fmt: skip
    try:
        environment = {**environment, **addresses(), "PATH": str(programs), "MESSAGES": str(tmp_path / "messages")}
        yield Desktop(tool, environment, temporary)
        if wayland:  # else wl-copy leaves its copy behind in /tmp
            subprocess.run(["wl-copy", "--clear"], env={**os.environ, **environment}, check=False, timeout=30)
            time.sleep(0.2)
    finally:
        server.terminate()
        server.wait(20)
        shutil.rmtree(runtime)


@pytest.mark.slow
@pytest.mark.counted
def test_three_actions_copy_mvg_paste_paste(desktop: Desktop, tmp_path: Path) -> None:
    before = set(tmp_path.rglob("*"))
    desktop.copy(NOTE.read_bytes())
    code, messages = desktop.mvg("paste")
    assert code == 0, messages
    assert "Kopierat: " in messages
    expected = convert(NOTE.read_bytes(), "melior").output or ""
    assert desktop.content().decode() == expected.replace("\n", "\r\n")
    desktop.content()
    assert {path.name for path in set(tmp_path.rglob("*")) - before} == {"messages"}, "nothing was written to disk"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "arguments", "code"),
    [
        ("mvg401-alla-tre-saknas.xml", ("--to", "pmo"), 1),
        ("mvg260-fragetecken-i-texten.txt", (), 1),
        ("mvg232-tva-patienter.txt", (), 65),
    ],
)
def test_what_is_refused_leaves_the_clipboard_as_it_was(
    desktop: Desktop, name: str, arguments: tuple[str, ...], code: int
) -> None:
    source = (BROKEN / name).read_bytes()
    desktop.copy(source)
    assert desktop.mvg("klistra", *arguments)[0] == code
    assert desktop.content() == source


@pytest.mark.slow
@pytest.mark.counted
def test_a_picture_on_the_clipboard_is_no_text(desktop: Desktop) -> None:
    desktop.copy(b"\x89PNG\r\n\x1a\n\xff\xfe\xfd")
    code, messages = desktop.mvg("paste")
    assert (code, "MVG863" in messages) == (66, True), messages


@pytest.mark.slow
@pytest.mark.counted
def test_an_empty_clipboard_is_no_text(desktop: Desktop) -> None:
    code, messages = desktop.mvg("paste")
    assert (code, "MVG863" in messages) == (66, True), messages
