"""How the command is run: inside this process through its entry point, or beside it in a real terminal."""

from __future__ import annotations

import io
import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess
from types import ModuleType

import pytest

from converter.cli import main
from paths import ROOT, SAMPLES


class _Untouchable(io.StringIO):
    """A standard input that nobody may read."""

    @property
    def buffer(self) -> io.BytesIO:
        raise AssertionError("standard input was read")


@pytest.fixture(autouse=True)
def _plain_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MVG_LANG", "NO_COLOR", "FORCE_COLOR", "PYTHONIOENCODING"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def mvg(
    monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> Callable[..., CompletedProcess[str]]:
    """Runs `mvg` in this process. Standard input fails the run when it is touched, unless `stdin` is given.

    `terminals` names the streams that are to be taken for a terminal: `stdin`, `stdout`, `stderr`.
    """

    def run(
        *arguments: str | Path, stdin: bytes | None = None, terminals: tuple[str, ...] = ()
    ) -> CompletedProcess[str]:
        source = _Untouchable() if stdin is None else io.TextIOWrapper(io.BytesIO(stdin))
        argv = ["mvg", *map(str, arguments)]
        monkeypatch.setattr(sys, "argv", argv)
        monkeypatch.setattr(sys.modules["__main__"], "__package__", "")  # else it is called `python -m pytest`
        monkeypatch.setattr(sys, "stdin", source)
        for name in terminals:
            monkeypatch.setattr(getattr(sys, name), "isatty", lambda: True)
        capsysbinary.readouterr()
        with pytest.raises(SystemExit) as left:
            main()
        out, err = capsysbinary.readouterr()
        return CompletedProcess(argv, int(left.value.code or 0), out.decode(), err.decode())

    return run


@pytest.fixture
def beside() -> Callable[..., CompletedProcess[str]]:
    """Runs a shell line in a new process, beside the samples; `mvg` is `python -m converter` there."""
    if not shutil.which("bash"):
        pytest.skip("this system has no bash")

    def run(line: str, **environment: str) -> CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-c", f'mvg() {{ "{sys.executable}" -m converter "$@"; }}; set -o pipefail; {line}'],
            cwd=SAMPLES,
            env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )

    return run


class Clipboard(ModuleType):
    """A stand-in for pyperclip that remembers what was put on it."""

    class PyperclipException(RuntimeError):
        pass

    class PyperclipWindowsException(PyperclipException):
        pass

    class PyperclipTimeoutException(PyperclipException):
        pass

    def __init__(self) -> None:
        super().__init__("pyperclip")
        self.copied: list[str] = []
        self.spoils: Callable[[str], str] = lambda text: text
        self.fault: Exception | None = None

    def copy(self, text: str) -> None:
        if self.fault:
            raise self.fault
        self.copied.append(text)

    def paste(self) -> str:
        return self.spoils(self.copied[-1])


@pytest.fixture
def clipboard(monkeypatch: pytest.MonkeyPatch) -> Clipboard:
    stand_in = Clipboard()
    monkeypatch.setitem(sys.modules, "pyperclip", stand_in)
    return stand_in


class Terminal:
    """`mvg` in a real terminal, with a clipboard that is a file of its own for every copy."""

    def __init__(self, folder: Path, arguments: tuple[str, ...], piped: bool) -> None:
        self.folder = folder
        (folder / "pyperclip.py").write_text(
            "import pathlib\n"
            "class PyperclipException(RuntimeError): pass\n"
            "class PyperclipWindowsException(PyperclipException): pass\n"
            "class PyperclipTimeoutException(PyperclipException): pass\n"
            "here = pathlib.Path(__file__).parent\n"
            "def copies(): return sorted(here.glob('copy-*'))\n"
            "def copy(text): (here / f'copy-{len(copies()):03}').write_bytes(text.encode())\n"
            "def paste(): return copies()[-1].read_bytes().decode()\n"
        )
        self.screen = ""
        self._end, inner = os.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "converter", *arguments],
            stdin=inner,
            stdout=subprocess.PIPE if piped else inner,
            stderr=inner,
            cwd=SAMPLES,
            env={**os.environ, "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}", "TERM": "xterm"},
        )
        os.close(inner)

    @property
    def copied(self) -> list[str]:
        return [path.read_bytes().decode() for path in sorted(self.folder.glob("copy-*"))]

    def press(self, key: str) -> None:
        """Presses a key: Enter, or Ctrl-D for the end of the input."""
        os.write(self._end, key.encode())

    def wait(self, words: str = "", times: int = 1) -> str:
        """Waits until `words` have been on the screen so often, or else until the command has ended."""
        data, last = self.screen.encode(), time.monotonic() + 30
        while not words or data.decode(errors="replace").count(words) < times:
            if not select.select([self._end], [], [], 0.1)[0]:
                assert time.monotonic() < last, f"nothing more came after {data!r}"
                continue
            try:
                more = os.read(self._end, 65536)
            except OSError:  # the other end was closed
                more = b""
            if not more:
                break
            data += more
        self.screen = data.decode(errors="replace")
        return self.screen

    def close(self) -> None:
        self.process.kill()
        self.process.communicate()
        os.close(self._end)


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Callable[..., Terminal]]:
    if not hasattr(os, "openpty"):
        pytest.skip("this system has no pseudo-terminals")
    opened: list[Terminal] = []

    def open_one(*arguments: str, piped: bool = False) -> Terminal:
        opened.append(Terminal(tmp_path, arguments, piped))
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()
