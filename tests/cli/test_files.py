"""Reading the note: ordinary files only, without a wait, and standard input only when a dash is written."""

from __future__ import annotations

import errno
import io
import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from converter.cli.files import read_source
from converter.files.storage import Refused
from paths import SAMPLES

Mvg = Callable[..., CompletedProcess[str]]
NOTE = SAMPLES / "cystit-video.txt"
needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files or modes")


def _refused(run: Callable[[], object]) -> tuple[str, tuple[str, ...]]:
    with pytest.raises(Refused) as refused:
        run()
    return refused.value.finding.code, refused.value.finding.words


def test_a_file_is_read_byte_for_byte(tmp_path: Path) -> None:
    data = bytes(range(256)) + b"\r\n\x1a\r"
    (tmp_path / "a").write_bytes(data)
    assert read_source(str(tmp_path / "a")) == data


@pytest.mark.parametrize("name", ["finns-inte.txt", "a.txt/b.txt", "a\0b.txt"])
def test_a_name_that_leads_to_no_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.txt").touch()
    assert _refused(lambda: read_source(name)) == ("MVG801", ())


@needs_posix
@pytest.mark.parametrize("kind", ["folder", "device", "fifo"])
def test_what_is_no_ordinary_file_is_refused_without_a_wait(tmp_path: Path, kind: str) -> None:
    path = Path("/dev/zero") if kind == "device" else tmp_path / kind
    if kind == "folder":
        path.mkdir()
    elif kind == "fifo":
        os.mkfifo(path)
    assert _refused(lambda: read_source(str(path))) == ("MVG802", ())


@needs_posix
def test_a_socket_is_refused_by_the_system(mvg: Mvg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("s")
        ran = mvg("export", "s")
    assert (ran.returncode, ran.stdout) == (66, "")


def test_a_name_that_is_too_long_is_refused_with_the_reason_of_the_system(tmp_path: Path) -> None:
    assert _refused(lambda: read_source(str(tmp_path / ("a" * 300)))) == ("MVG803", ("ENAMETOOLONG",))


@pytest.mark.parametrize("number", [errno.EACCES, errno.EMFILE, errno.EIO])
def test_a_file_that_cannot_be_opened_is_refused_with_the_reason(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    def fail(*_: object, **__: object) -> int:
        raise OSError(number, "Kanariefågel")

    monkeypatch.setattr(os, "open", fail)
    assert _refused(lambda: read_source(str(NOTE))) == ("MVG803", (errno.errorcode[number],))


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="this system has no file that fails when it is read")
def test_a_file_that_fails_while_it_is_read_is_refused_with_the_reason() -> None:
    assert _refused(lambda: read_source("/proc/self/mem")) == ("MVG803", ("EIO",))


def test_an_error_without_a_number_is_reported_as_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> int:
        raise OSError

    monkeypatch.setattr(os, "open", fail)
    assert _refused(lambda: read_source(str(NOTE))) == ("MVG803", ("?",))


def test_no_more_is_read_than_a_note_can_hold(mvg: Mvg, tmp_path: Path) -> None:
    huge = tmp_path / "a.txt"
    with huge.open("wb") as file:
        file.truncate(20 * 1024**3)
    assert len(read_source(str(huge))) == 2 * 1024 * 1024 + 1
    ran = mvg("export", huge)
    assert (ran.returncode, ran.stdout) == (65, "")
    assert "MVG104" in ran.stderr


def test_standard_input_is_read_only_when_a_dash_is_written(mvg: Mvg) -> None:
    """The standard input of the fixture fails whoever touches it."""
    for command in ("export", "copy", "check"):
        assert mvg(command, NOTE).returncode == 0
    assert mvg("list", "codes").returncode == 0


@needs_posix
def test_a_closed_standard_input_is_no_input(beside: Callable[..., CompletedProcess[str]]) -> None:
    ran = beside("mvg export - <&-")
    assert (ran.returncode, ran.stdout) == (66, "")


def test_standard_input_that_is_closed_is_no_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(Refused) as refused:
        read_source("-")
    assert refused.value.finding.code == "MVG801"


def test_O17_a_closed_pipe_is_no_file_that_cannot_be_written(monkeypatch: pytest.MonkeyPatch, mvg: Mvg) -> None:
    class Closed(io.StringIO):
        """A pipe that nobody reads."""

        def write(self, _: str) -> int:
            raise BrokenPipeError(errno.EPIPE, "")

        @property
        def buffer(self) -> Closed:  # type: ignore[override]  # of bytes and of text in one
            return self

    for command in ("list codes", "export"):
        monkeypatch.setattr(sys, "stdout", Closed())
        words = command.split()
        assert mvg(*words, *([NOTE] if words == ["export"] else [])).returncode == 141
