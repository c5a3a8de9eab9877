"""What of Windows can be tried without it: a process that looks like it, its code pages, and the shortcut."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest

from cli.windows_like import LONGEST
from converter import convert
from converter.cli import cli
from converter.cli.windows_clipboard import EXCLUSIONS
from paths import BROKEN, ROOT, SAMPLES

SHORTCUT = ROOT / "deploy" / "windows" / "mvg.cmd"
NOTE = str(SAMPLES / "halsont-chatt.txt")
Run = Callable[..., subprocess.CompletedProcess[bytes]]
LONG = "mapp med ett riktigt långt namn " * 3 + "som tar plats"


def _call(folder: Path, arguments: tuple[str, ...], environment: dict[str, str]) -> dict[str, Any]:
    """What `subprocess` is given to run `mvg` as on Windows; `{out}` in an argument is a folder of its own."""
    written = [argument.replace("{out}", str(folder / "ut")) for argument in arguments]
    return {
        "args": [sys.executable, str(ROOT / "tests" / "cli" / "windows_like.py"), *written],
        "cwd": folder, "stdin": subprocess.DEVNULL,
        "env": {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CONFIG_HOME": str(folder), "DISPLAY": "",
                "WAYLAND_DISPLAY": "", "LOCALAPPDATA": str(folder), **environment},
    }  # fmt: skip


@pytest.fixture
def windows_like(tmp_path: Path) -> Run:
    """Runs `mvg` as on Windows in an empty folder."""

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(**_call(tmp_path, arguments, environment), capture_output=True, timeout=120, check=False)

    return run


COMMANDS = {
    "paste": (("paste",), 73),  # this machine has no clipboard then
    "export": (("export", NOTE, "-o", "{out}.xml"), 0),
    "copy": (("copy", NOTE, "-o", "{out}.txt"), 0),
    "check": (("check", NOTE), 0),
    "register": (("register", NOTE), 0),
    "batch": (("batch", str(SAMPLES), "--out", "{out}", "--jobs", "2", "--audit", "{out}.log"), 1),
    "demo": (("demo",), 0),
    "compare": (("compare", NOTE, NOTE), 1),
    "probe": (("probe", "-o", "{out}.txt"), 0),
    "page": (("page", "--profile", "finns-inte"), 78),
    "watch": (("watch", "finns-inte", "--out", "{out}"), 66),
    "quarantine": (("quarantine", "list", "{out}"), None),
    "audit": (("audit", "verify", "finns-inte"), 66),
    "trace": (("trace", NOTE), 0),
    "settings": (("settings",), 0),
    "profile": (("profile", "show"), 0),
    "explain": (("explain", "MVG401"), 0),
    "fuzz": (("fuzz", "--examples", "3", "--seed", "1"), 0),
    "list": (("list", "codes"), 0),
}


def test_every_command_is_tried() -> None:
    assert set(COMMANDS) == set(cli.list_commands(click.Context(cli)))


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_needs_nothing_that_only_unix_has(windows_like: Run, command: str) -> None:
    arguments, code = COMMANDS[command]
    ran = windows_like(*arguments)
    messages = ran.stderr.decode()
    assert "Traceback" not in messages
    assert "Error" not in messages, messages
    if code is not None:
        assert ran.returncode == code, messages


CONTROLS = {
    "a library without a module": ("import getpass; getpass.getuser()", "pwd"),
    "a module": ("import fcntl", "Windows has no module fcntl"),
    "a name": ("import os; os.fork()", "Windows has no os.fork"),
    "a signal": ("import signal; signal.SIGKILL", "Windows has no signal.SIGKILL"),
    "the platform": ("import sys; assert sys.platform == 'linux'", "AssertionError"),
    "a long path": ("open('x' * 200 + '/' + 'y' * 100)", "cannot find the path"),
    "a device": ("open('aux.txt', 'w')", "syntax is incorrect"),
    "a slash behind the prefix": (r"open('\\\\?\\/a\\b/c')", "no slash is taken"),
    "a folder": ("import os; os.open('.', os.O_RDONLY)", "Permission denied"),
    "an open file": ("import os; file = open('a', 'w'); os.replace('a', 'b')", "cannot access the file"),
    "a rename over a file": ("import os; [open(x, 'w').close() for x in 'ab']; os.rename('a', 'b')", "already exists"),
    "a file for reading": ("import os; os.fsync(os.open(__file__, os.O_RDONLY))", "Bad file descriptor"),
}
"""Calls that Windows refuses, with what it says; each must end the process."""


@pytest.mark.parametrize("control", CONTROLS)
def test_the_stand_in_refuses_what_windows_refuses(tmp_path: Path, control: str) -> None:
    line, message = CONTROLS[control]
    start = "import windows_like; windows_like.become_windows(); "
    program = f"exec({line!r}, {{'__name__': 'converter.x', '__file__': {__file__!r}}})"
    ran = subprocess.run(
        [sys.executable, "-c", start + program], cwd=tmp_path, capture_output=True, timeout=60, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT / "tests" / "cli")},
    )  # fmt: skip
    assert ran.returncode == 1
    assert message in ran.stderr.decode()


# -- whole runs --------------------------------------------------------------------------------------------------------


def _read(clipboard: Path) -> dict[str, str]:
    return dict(json.loads(clipboard.read_text("utf-8")))


def test_paste_replaces_the_note_and_keeps_the_text_out_of_the_history(windows_like: Run, tmp_path: Path) -> None:
    clipboard, note = tmp_path / "clipboard.json", Path(NOTE).read_text("utf-8")
    clipboard.write_text(json.dumps({"text": note.replace("\n", "\r\n")}), "utf-8")
    ran = windows_like("klistra", CLIPBOARD=str(clipboard))
    assert ran.returncode == 0, ran.stderr.decode()
    content = _read(clipboard)
    assert content.pop("text") == (convert(note, "melior").output or "").replace("\n", "\r\n")
    assert content == dict.fromkeys((name for name, _ in EXCLUSIONS), "00" * 4)


def test_what_is_no_note_leaves_the_clipboard_of_windows_as_it_was(windows_like: Run, tmp_path: Path) -> None:
    clipboard = tmp_path / "clipboard.json"
    clipboard.write_text(json.dumps({"text": "Handla mjölk", "HTML Format": "3c703e"}), "utf-8")
    before = clipboard.read_bytes()
    ran = windows_like("klistra", CLIPBOARD=str(clipboard))
    assert (ran.returncode, clipboard.read_bytes()) == (65, before)


@pytest.mark.slow
@pytest.mark.counted
def test_the_page_serves_a_note_and_ends_with_its_tab(windows_like: Run, tmp_path: Path) -> None:
    """The browser is a program that reads the redirect file, sends a note and closes its tab."""
    ran = windows_like(
        "page", BROWSER=f"{sys.executable} {ROOT / 'tests' / 'cli' / 'small_browser.py'} %s {NOTE} {tmp_path}/svar.json"
    )
    assert ran.returncode == 0, ran.stderr.decode()
    answer = json.loads((tmp_path / "svar.json").read_text("utf-8"))
    assert (answer["view"]["ok"], answer["view"]["errors"]) == (True, 0)
    assert answer["output"] == convert(Path(NOTE).read_bytes(), "melior").output
    assert not Path(answer["redirect"]).exists()


def _tree(folder: Path) -> list[str]:
    """The files of a folder, without those of the program's own."""
    paths = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return sorted(str(path) for path in paths if ".mvg" not in path.parts)


@pytest.fixture
def deep(tmp_path: Path) -> Path:
    """An inbox whose paths are longer than Windows takes without a prefix; three of its notes need a person."""
    folder = tmp_path / "in" / LONG / LONG
    folder.mkdir(parents=True)
    for number, source in enumerate((Path(NOTE), SAMPLES / "ksh97.txt", *sorted(BROKEN.glob("mvg401*.xml"))[:3])):
        (folder / f"anteckning {number}{source.suffix}").write_bytes(source.read_bytes())
    return tmp_path / "in"


@pytest.mark.slow
def test_a_batch_with_long_paths_is_that_of_this_system(windows_like: Run, deep: Path, tmp_path: Path) -> None:
    options = ("batch", str(deep), "-r", "--jobs", "2")
    ran = windows_like(*options, "--out", "{out}", "--audit", "{out}.jsonl", "--report", "{out}.html")
    assert ran.returncode == 1, ran.stderr.decode()
    plain = subprocess.run(
        [sys.executable, "-m", "converter", *options, "--out", str(tmp_path / "linux")], capture_output=True,
        timeout=120, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert plain.returncode == 1, plain.stderr.decode()
    made = _tree(tmp_path / "ut")
    assert made == _tree(tmp_path / "linux")
    assert max(len(str(tmp_path / "ut" / name)) for name in made) > LONGEST
    assert len([name for name in made if name.startswith("quarantine/")]) >= 4
    for name in made:
        if not name.endswith(".json"):
            assert (tmp_path / "ut" / name).read_bytes() == (tmp_path / "linux" / name).read_bytes()
    again = windows_like(*options, "--out", "{out}")
    assert again.returncode == 1
    assert _tree(tmp_path / "ut") == made


@pytest.mark.slow
@pytest.mark.counted
def test_the_quarantine_is_listed_retried_and_emptied_with_long_paths(
    windows_like: Run, deep: Path, tmp_path: Path
) -> None:
    out = ("--out", str(tmp_path / LONG / LONG / "ut"))
    assert windows_like("batch", str(deep), "-r", *out).returncode == 1
    listed = windows_like("quarantine", "list", *out, "--format", "json")
    assert listed.returncode == 0, listed.stderr.decode()
    names = [entry["id"] for entry in json.loads(listed.stdout)["entries"]]
    assert len(names) >= 2
    assert windows_like("quarantine", "retry", *out).returncode == 1
    discarded = windows_like("quarantine", "discard", names[0], *out, "--reason", "prov")
    assert discarded.returncode == 0, discarded.stderr.decode()
    assert len(list((tmp_path / LONG / LONG / "ut").glob("quarantine/*.xml"))) == len(names) - 1


@pytest.mark.slow
@pytest.mark.counted
def test_a_watch_with_long_paths_moves_each_file_and_ends_with_ctrl_c(deep: Path, tmp_path: Path) -> None:
    done = tmp_path / "klara" / LONG / LONG
    arguments = ("watch", str(deep), "-r", "--out", "{out}", "--settle", "0", "--every", "0.2", "--jobs", "2",
                 "--move-done", str(done))  # fmt: skip
    with subprocess.Popen(**_call(tmp_path, arguments, {}), stderr=subprocess.PIPE, text=True) as watch:
        try:
            last = time.monotonic() + 60
            while any(path.is_file() for path in deep.rglob("*")) and watch.poll() is None and time.monotonic() < last:
                time.sleep(0.2)
        finally:
            watch.send_signal(signal.SIGINT)
            messages = watch.communicate(timeout=60)[1]
    assert watch.returncode == 0, messages
    assert "Traceback" not in messages
    assert len(_tree(done)) == 2
    assert len([name for name in _tree(tmp_path / "ut") if name.startswith("quarantine/")]) >= 4
    assert _tree(deep) == []


# -- consoles and the shortcut -----------------------------------------------------------------------------------------


@pytest.mark.slow
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
    output = (ran.stdout + ran.stderr).decode(page)
    assert "Traceback" not in output
    assert ran.returncode in (0, 1, 2)
    assert not re.search(r"[Ã�]|\\[xu]", output)
    assert any(letter in output for letter in "åäö")


@pytest.mark.slow
@pytest.mark.counted
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
