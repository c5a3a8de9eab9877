"""What of Windows can be tried without it: a process without Unix, its code pages, and the shortcut."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from converter import convert
from converter.cli import cli
from paths import BROKEN, ROOT, SAMPLES

SHORTCUT = ROOT / "deploy" / "windows" / "mvg.cmd"
NOTE = str(SAMPLES / "halsont-chatt.txt")
Run = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture
def windows_like(tmp_path: Path) -> Run:
    """Runs `mvg` without Unix in an empty folder; `{out}` in an argument is a folder of its own."""

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, str(ROOT / "tests" / "cli" / "windows_like.py"),
             *(argument.replace("{out}", str(tmp_path / "ut")) for argument in arguments)],
            cwd=tmp_path, capture_output=True, timeout=120, check=False, stdin=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": str(ROOT), "XDG_CONFIG_HOME": str(tmp_path), "DISPLAY": "",
                 "WAYLAND_DISPLAY": "", **environment},
        )  # fmt: skip

    return run


COMMANDS = {
    "paste": (("paste",), 73),  # this machine has no clipboard then
    "export": (("export", NOTE, "-o", "{out}.xml"), 0),
    "copy": (("copy", NOTE, "-o", "{out}.txt"), 0),
    "check": (("check", NOTE), 0),
    "register": (("register", NOTE), 0),
    "batch": (("batch", str(SAMPLES / "ksh97.txt"), NOTE, "--out", "{out}"), 0),
    "demo": (("demo",), 0),
    "compare": (("compare", NOTE, NOTE), 1),
    "probe": (("probe", "-o", "{out}.txt"), 0),
    "page": (("page", "-h"), 0),
    "watch": (("watch", "-h"), 0),
    "quarantine": (("quarantine", "list", "{out}"), None),
    "audit": (("audit", "verify", "finns-inte"), 66),
    "trace": (("trace", NOTE), 0),
    "settings": (("settings",), 0),
    "profile": (("profile", "show"), 0),
    "explain": (("explain", "MVG401"), 0),
    "fuzz": (("fuzz", "-h"), 0),
    "list": (("list", "codes"), 0),
}


def test_every_command_is_tried() -> None:
    assert set(COMMANDS) == set(cli.list_commands(click.Context(cli)))


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_needs_nothing_that_only_unix_has(windows_like: Run, command: str) -> None:
    arguments, code = COMMANDS[command]
    ran = windows_like(*arguments)
    messages = ran.stderr.decode()
    assert "Traceback" not in messages
    assert "Error" not in messages, messages
    if code is not None:
        assert ran.returncode == code, messages


def test_the_stand_in_does_remove_what_it_says() -> None:
    line = "import windows_like as w; w.remove_unix(); import getpass; getpass.getuser()"
    ran = subprocess.run(
        [sys.executable, "-c", line], cwd=ROOT / "tests" / "cli", capture_output=True, timeout=60, check=False
    )
    assert b"pwd" in ran.stderr


@pytest.mark.parametrize("page", ["cp850", "cp437", "cp1252"])
@pytest.mark.parametrize(
    "arguments",
    [("check", str(BROKEN / "mvg401-alla-tre-saknas.xml")), ("-h",), ("paste", "-h"), ("list", "codes"), (NOTE,),
     ("klistar",), ("export", str(BROKEN / "mvg303-text-fore-sokorden.txt"))],
    ids=lambda arguments: arguments[0].rpartition("/")[2],
)  # fmt: skip
def test_messages_are_readable_on_a_console_with_a_code_page(
    windows_like: Run, page: str, arguments: tuple[str, ...]
) -> None:
    ran = windows_like(*arguments, PYTHONIOENCODING=page)
    said = (ran.stdout + ran.stderr).decode(page)
    assert "Traceback" not in said
    assert ran.returncode in (0, 1, 2)
    assert not re.search(r"[Ã�]|\\[xu]", said)
    assert any(letter in said for letter in "åäö")


@pytest.mark.parametrize("page", ["cp850", "cp437", "cp1252"])
def test_the_output_is_utf_8_whatever_the_code_page(windows_like: Run, page: str) -> None:
    ran = windows_like("copy", NOTE, PYTHONIOENCODING=page)
    assert ran.stdout.decode() == convert(Path(NOTE).read_bytes(), "melior").output


def test_the_shortcut_runs_klistra_or_opens_the_note_and_stays_open() -> None:
    data = SHORTCUT.read_bytes()
    assert data.isascii()
    assert data.count(b"\r\n") == data.count(b"\n") > 0
    lines = data.decode().splitlines()
    assert lines[0] == "@echo off"
    assert [line.strip() for line in lines if "converter" in line] == [
        "py -m converter klistra", 'py -m converter "%~1"',
    ]  # fmt: skip
    assert lines[-1] == "pause"
